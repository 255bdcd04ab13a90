//! Where the patient is seen: in hospital, in a clinic, in an emergency department.

use super::super::Note;
use crate::grammar::{Role, lexicon_ids};

/// Where the patient is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    /// Admitted.
    Inpatient,
    /// A clinic, an office, a telephone call.
    Outpatient,
    /// An emergency department.
    Emergency,
}

impl Setting {
    /// By its name in the front matter and in the lexicon `settings`.
    pub fn named(name: &str) -> Option<Setting> {
        let all = [
            ("inpatient", Setting::Inpatient),
            ("outpatient", Setting::Outpatient),
            ("emergency", Setting::Emergency),
        ];
        all.iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name.trim()))
            .map(|(_, setting)| *setting)
    }
}

/// The setting: from the front matter, else from a kind that is written in one only, else from what the note plans.
pub(super) fn read(note: &Note) -> Option<Setting> {
    if let Some(setting) = note.front_matter_value("setting").and_then(Setting::named) {
        return Some(setting);
    }
    let settings = &note.grammar.lexicon(lexicon_ids::SETTINGS).entries;
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let of_kind = settings
        .iter()
        .find(|entry| entry.list("kinds").iter().any(|known| Some(&**known) == kind));
    if let Some(entry) = of_kind {
        return Setting::named(&entry.id);
    }
    // What stands before the first heading that is known is a title, with or without the looks of one.
    let known = note.sections.iter().find(|section| section.id.is_some());
    let top = known.map_or(0, |section| section.heading.start);
    let mut votes = [0_u32; 3];
    for hit in note.phrases_of(lexicon_ids::SETTINGS) {
        let in_title = note.title.is_some_and(|title| title.contains(hit.span));
        let counts = matches!(
            note.role_at(hit.span.start),
            Role::Assessment | Role::Plan | Role::AssessmentAndPlan | Role::Course | Role::Identification
        );
        if in_title || counts || hit.span.end <= top {
            match Setting::named(&note.entry(hit).id) {
                Some(Setting::Inpatient) => votes[0] += 1,
                Some(Setting::Outpatient) => votes[1] += 1,
                Some(Setting::Emergency) => votes[2] += 1,
                None => {}
            }
        }
    }
    match votes {
        [0, 0, 0] => None,
        [inpatient, outpatient, emergency] if inpatient > outpatient && inpatient >= emergency => {
            Some(Setting::Inpatient)
        }
        [_, outpatient, emergency] if outpatient > emergency => Some(Setting::Outpatient),
        [0, _, _] => Some(Setting::Emergency),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Setting;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    #[test]
    fn settings() {
        for (text, setting) in [
            (
                "---\nsetting: Outpatient\nkind: hp\n---\n\nPlan: admit to telemetry\n",
                Some(Setting::Outpatient),
            ),
            ("# Progress Note\n\nA/P: better\n", Some(Setting::Inpatient)),
            ("# Well-Child Visit\n\nPlan: vaccines\n", Some(Setting::Outpatient)),
            ("# ED Note\n\nCC: cough\n\nMDM: cold\n", Some(Setting::Emergency)),
            (
                "# H&P\n\nHPI: cough\n\nPlan: Admit to medicine. Ceftriaxone.\n",
                Some(Setting::Inpatient),
            ),
            (
                "# Admission H&P\n\nHPI: cough\n\nPlan: Ceftriaxone.\n",
                Some(Setting::Inpatient),
            ),
            (
                "# H&P\n\nHPI: cough, was admitted to hospital last year\n\nPlan: rest, return to clinic in 2 weeks\n",
                Some(Setting::Outpatient),
            ),
            ("# H&P\n\nHPI: cough, inpatient last year\n\nPlan: rest\n", None),
            (
                "MEDICINE ADMISSION HISTORY\n\nMr. X, 52 yrs.\n\nCHIEF COMPLAINTS\nCough\n\nPLAN\nRest\n",
                Some(Setting::Inpatient),
            ),
        ] {
            let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
            assert_eq!(note.setting(), setting, "{text}");
        }
    }
}
