//! Entries with nothing but their id, to be filled from a file.

use super::*;

pub(super) fn empty_section(id: Str) -> SectionDef {
    SectionDef {
        id,
        title: Str::default(),
        loinc: None,
        group: Group::Administrative,
        parent: None,
        context: None,
        kind_context: None,
        admits: List::default(),
        aliases: List::default(),
        anywhere: List::default(),
        contains: Str::default(),
        should_not: List::default(),
    }
}

pub(super) fn empty_kind(id: Str) -> KindDef {
    KindDef {
        id,
        title: Str::default(),
        aliases: List::default(),
        purpose: Str::default(),
        words: (0, u32::MAX),
        order: List::default(),
        accepted_orders: List::default(),
        any_order: false,
        required: List::default(),
        recommended: List::default(),
        optional: List::default(),
        combine: List::default(),
        avoid: List::default(),
        must_contain: List::default(),
        distinctive: List::default(),
        family: None,
        full_history: false,
        entries: None,
        rules: List::default(),
    }
}

pub(super) fn empty_specialty(id: Str) -> SpecialtyDef {
    SpecialtyDef {
        id,
        title: Str::default(),
        aliases: List::default(),
        kinds: List::default(),
        focus: Str::default(),
        elements: List::default(),
    }
}

pub(super) fn empty_lexicon(id: Str) -> LexiconDef {
    LexiconDef {
        id,
        title: Str::default(),
        attributes: List::default(),
        entries: List::default(),
    }
}

pub(super) fn empty_element(id: Str) -> Element {
    Element {
        id,
        title: Str::default(),
        level: Level::Optional,
        section: SectionId(0),
        structural: false,
        applies_when: Str::default(),
        when: List::default(),
        cues: List::default(),
        patterns: List::default(),
        rule: Str::default(),
        teach: Str::default(),
    }
}
