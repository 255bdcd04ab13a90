//! Concepts: where problems, complaints, findings, drugs and results meet, whatever they are called.
//!
//! "CHF", "ADHF" and "heart failure" are one concept; a potassium of 2.9, "hypokalaemia" and "replete K" meet in another. The
//! table is the lexicon `concepts`: a concept is named by the phrases of its entry, and by those of the entries of `conditions`,
//! `symptoms`, `signs` and `complaints` that have its id or stand in its list `names`. What is a kind of what, what explains what,
//! which drugs and tests go with it is worked out once for the grammar (`table`), users' entries included.

mod table;

use std::sync::Arc;

use super::super::Note;
use super::{Complaint, Flag, Lab, MedicationStatus, Mention, Status, VitalKind};
use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, lexicon_ids};
use crate::text::Span;
use table::Table;

pub use crate::grammar::concept_relations::Concept;

/// How a text takes a concept up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// By a name of its own, or of a kind of it.
    Named,
    /// By a disease that explains it.
    Explained,
    /// By a drug that is given for it.
    Treated,
    /// By a test or consultation that looks into it.
    WorkedUp,
}

/// A concept that is named in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConceptMention {
    /// Which.
    pub concept: Concept,
    /// Where.
    pub span: Span,
}

/// What a note says by concepts, and the table that they are read with.
#[derive(Debug)]
pub(super) struct Concepts {
    mentions: Vec<ConceptMention>,
    table: Arc<Table>,
}

pub(super) fn read(note: &Note) -> Concepts {
    let table = note.grammar.memo(Table::new);
    let mut mentions = Vec::new();
    for hit in note.phrases_of(lexicon_ids::CONCEPTS) {
        if is_meant(note, hit) {
            mentions.push(ConceptMention {
                concept: Concept(hit.entry),
                span: hit.span,
            });
        }
    }
    // "Lungs clear" speaks of no crackles without naming them.
    let denied = |finding: &&Mention| finding.implied && finding.assertion.status == Status::Absent;
    for finding in note.findings().iter().filter(|it| !denied(it)) {
        let named = table.named(finding.lexicon, finding.entry);
        mentions.extend(named.iter().map(|concept| ConceptMention {
            concept: *concept,
            span: finding.span,
        }));
    }
    mentions.sort_unstable_by_key(|it| (it.span.start, it.span.end));
    let exact = mentions.len();
    // The words of a complaint can be wide ("hair loss" is one of the skin): they count where no other name stands.
    for hit in note.phrases_of(lexicon_ids::COMPLAINTS) {
        let at = mentions[..exact].partition_point(|it| it.span.start < hit.span.start);
        let from = at.saturating_sub(4);
        let mut near = mentions[from..exact]
            .iter()
            .take_while(|it| it.span.start < hit.span.end);
        if !near.any(|it| it.span.contains(hit.span)) {
            let named = table.named(hit.lexicon, hit.entry);
            mentions.extend(named.iter().map(|concept| ConceptMention {
                concept: *concept,
                span: hit.span,
            }));
        }
    }
    mentions.sort_unstable_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end), it.concept));
    mentions.dedup();
    // "Knee pain" is no word of pain elsewhere: what stands within the name of something of its kind names nothing of its own,
    // and of two names at one place the narrower counts.
    let mut kept: Vec<ConceptMention> = Vec::with_capacity(mentions.len());
    for mention in mentions {
        let mut at = kept.len();
        let mut swallowed = false;
        while at > 0 && kept[at - 1].span.end > mention.span.start && kept.len() - at < 8 {
            at -= 1;
            let around = kept[at];
            if around.span == mention.span {
                swallowed |= table.is_kind_of(around.concept, mention.concept);
                if table.is_kind_of(mention.concept, around.concept) {
                    kept.remove(at);
                }
            } else {
                swallowed |= around.span.end >= mention.span.end && table.are_akin(around.concept, mention.concept);
            }
        }
        if !swallowed {
            kept.push(mention);
        }
    }
    Concepts { mentions: kept, table }
}

/// Whether an abbreviation stands in capitals, if it counts only so.
fn is_meant(note: &Note, hit: &LexiconHit) -> bool {
    if hit.span.len() > 5 {
        return true;
    }
    let capitals = note.entry(hit).list("capitals");
    if capitals.is_empty() {
        return true;
    }
    let written = note.slice(hit.span);
    !capitals.iter().any(|word| word.eq_ignore_ascii_case(written)) || !written.bytes().any(|b| b.is_ascii_lowercase())
}

impl Note {
    fn read_concepts(&self) -> &Concepts {
        self.facts.concepts.get_or_init(|| read(self))
    }

    fn concept_table(&self) -> &Table {
        &self.read_concepts().table
    }

    /// The concepts that the text names, in its order. Nothing is said of whether they are there or denied: see
    /// [`Note::assertion`].
    pub fn concepts(&self) -> &[ConceptMention] {
        &self.read_concepts().mentions
    }

    /// Those of them that start inside `span`.
    pub fn concepts_in(&self, span: Span) -> &[ConceptMention] {
        let all = self.concepts();
        let from = all.partition_point(|it| it.span.start < span.start);
        let to = all.partition_point(|it| it.span.start < span.end);
        &all[from..to.max(from)]
    }

    /// The entry of a concept.
    pub fn concept(&self, concept: Concept) -> &LexiconEntry {
        self.entry_at(lexicon_ids::CONCEPTS, concept.0)
    }

    /// How a concept is called: its title, else the words of its id.
    pub fn concept_title(&self, concept: Concept) -> String {
        let entry = self.concept(concept);
        match entry.text("title") {
            Some(title) => title.to_owned(),
            None => entry.id.replace('-', " "),
        }
    }

    /// The concept with this id.
    pub fn concept_named(&self, id: &str) -> Option<Concept> {
        self.grammar.entry_named(lexicon_ids::CONCEPTS, id).map(Concept)
    }

    /// The concepts that an entry of `conditions`, `symptoms`, `signs` or `complaints` names.
    pub fn concepts_of_entry(&self, lexicon: LexiconId, entry: u16) -> &[Concept] {
        self.concept_table().named(lexicon, entry)
    }

    /// The concepts that a symptom, sign or condition of the text is.
    pub fn concepts_of_finding(&self, finding: &Mention) -> &[Concept] {
        self.concepts_of_entry(finding.lexicon, finding.entry)
    }

    /// The concepts that a complaint is.
    pub fn concepts_of_complaint(&self, complaint: &Complaint) -> &[Concept] {
        self.concepts_of_entry(lexicon_ids::COMPLAINTS, complaint.entry)
    }

    /// The concept that a laboratory value (or a value of a study, with the lexicon `study-values`) is when it is out of its
    /// range on this side: a potassium of 2.9 is hypokalemia. A result that is abnormal without a direction counts as high.
    pub fn concept_of_result(&self, lexicon: LexiconId, entry: u16, flag: Flag) -> Option<Concept> {
        let high = flag != Flag::Low;
        self.concept_table().of_result(lexicon, entry, high)
    }

    /// The concept that a laboratory value is, by its computed flag, else by the written one; `None` for a normal value.
    pub fn concept_of_lab(&self, lab: &Lab) -> Option<Concept> {
        let flag = lab.flag.or(lab.written_flag)?;
        self.concept_of_result(lexicon_ids::LABS, lab.entry, flag)
    }

    /// The concept that a vital sign is when it is out of its range on this side.
    pub fn concept_of_vital(&self, kind: VitalKind, flag: Flag) -> Option<Concept> {
        self.concept_table().of_vital(kind.id(), flag != Flag::Low)
    }

    /// Whether the chronic disease `disease` makes this result (a value of `lexicon`) the patient's usual one.
    pub fn is_baseline_result(&self, disease: Concept, lexicon: LexiconId, entry: u16, flag: Flag) -> bool {
        let id = &self.entry_at(lexicon, entry).id;
        self.is_baseline(disease, id, flag)
    }

    /// Whether the chronic disease `disease` makes this vital sign the patient's usual one.
    pub fn is_baseline_vital(&self, disease: Concept, kind: VitalKind, flag: Flag) -> bool {
        self.is_baseline(disease, kind.id(), flag)
    }

    fn is_baseline(&self, disease: Concept, id: &str, flag: Flag) -> bool {
        let side = if flag == Flag::Low { "low" } else { "high" };
        let said = |of: Concept| {
            let mut known = self.concept(of).list("baseline").iter();
            known.any(|it| it.split_once(':') == Some((id, side)))
        };
        said(disease) || self.concept_table().wider(disease).any(said)
    }

    /// Whether `a` is `b`, or a kind of it: community-acquired pneumonia is a pneumonia.
    pub fn is_kind_of(&self, a: Concept, b: Concept) -> bool {
        self.concept_table().is_kind_of(a, b)
    }

    /// Whether the disease `disease` explains the finding `finding`: pneumonia explains a fever.
    pub fn explains(&self, disease: Concept, finding: Concept) -> bool {
        self.concept_table().explains(disease, finding)
    }

    /// Whether a drug (entry of the lexicon `drugs`) is given for `concept`.
    pub fn treats(&self, drug: u16, concept: Concept) -> bool {
        self.concept_table().treats(&self.grammar, drug, concept)
    }

    /// Whether it is known what a drug is given for.
    pub fn has_known_uses(&self, drug: u16) -> bool {
        self.concept_table().has_uses(&self.grammar, drug)
    }

    /// Whether a test, service or measure (entry of the lexicon `orders`) looks into `concept`, or is done for it.
    pub fn works_up(&self, order: u16, concept: Concept) -> bool {
        self.concept_table().works_up(order, concept)
    }

    /// How urgent a concept is: 1 threatens life now, 5 is for information; that of a wider concept where it says nothing.
    pub fn acuity(&self, concept: Concept) -> Option<u8> {
        let own = |of: Concept| self.concept(of).number("acuity").map(|it| it as u8);
        own(concept).or_else(|| self.concept_table().wider(concept).filter_map(own).min())
    }

    /// Whether a concept is one that stays, so that it counts as a past history too.
    pub fn is_chronic(&self, concept: Concept) -> bool {
        self.concept(concept).flag("chronic")
    }

    /// The entries of the lexicon `orders` in `span`: abbreviations that need capitals only in capitals.
    pub fn orders_in(&self, span: Span) -> impl Iterator<Item = &LexiconHit> {
        self.phrases_in(lexicon_ids::ORDERS, span)
            .filter(|hit| is_meant(self, hit))
    }

    /// Whether the text at `span` takes `concept` up, under any name; where, and how. A name comes before an explanation,
    /// that before a drug, that before a test. Whether what is named is asserted or denied is not looked at.
    pub fn takes_up(&self, span: Span, concept: Concept) -> Option<(Span, Way)> {
        let table = self.concept_table();
        let mut explained = None;
        for mention in self.concepts_in(span) {
            if table.is_kind_of(mention.concept, concept) || table.is_kind_of(concept, mention.concept) {
                return Some((mention.span, Way::Named));
            }
            if explained.is_none() && table.explains(mention.concept, concept) {
                explained = Some((mention.span, Way::Explained));
            }
        }
        explained
            .or_else(|| self.treated_in(span, concept))
            .or_else(|| self.worked_up_in(span, concept))
    }

    /// The drug in `span` that is given for `concept`, if one is.
    fn treated_in(&self, span: Span, concept: Concept) -> Option<(Span, Way)> {
        let table = self.concept_table();
        let all = self.medications();
        let from = all.partition_point(|it| it.span.start < span.start);
        let inside = all[from..].iter().take_while(|it| it.span.start < span.end);
        let mut given =
            inside.filter(|it| !matches!(it.status, MedicationStatus::NotTaken | MedicationStatus::Stopped));
        if let Some(drug) = given.find(|it| table.treats(&self.grammar, it.entry, concept)) {
            return Some((drug.name, Way::Treated));
        }
        let mut classes = self.phrases_in(lexicon_ids::DRUG_CLASSES, span);
        let class = classes.find(|hit| table.class_treats(&self.grammar, hit.entry, concept))?;
        Some((class.span, Way::Treated))
    }

    /// The test in `span` that looks into `concept`, if one does.
    fn worked_up_in(&self, span: Span, concept: Concept) -> Option<(Span, Way)> {
        let mut orders = self.orders_in(span);
        let order = orders.find(|hit| self.concept_table().works_up(hit.entry, concept))?;
        Some((order.span, Way::WorkedUp))
    }
}

#[cfg(test)]
mod tests;
