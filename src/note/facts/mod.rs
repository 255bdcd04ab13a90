//! What the note says, as typed facts: patient, vital signs, laboratory values, medications, allergies, scores, sides,
//! times, and the findings it asserts or denies.
//!
//! Each kind of fact is read once, when a rule or the outline first asks for it, and shared by all. The words to look for
//! are lexicons (`grammars/lexicons/`), found in one pass over the note ([`Note::phrases`]); the readers here look at what
//! stands around them. A fact keeps the span of what was written beside its canonical value.

mod actions;
mod allergies;
mod around;
mod assertion;
mod assessment;
mod british;
pub mod calendar;
mod complaint;
mod concepts;
mod copies;
mod digits;
mod events;
mod findings;
mod identifiers;
mod labs;
mod medications;
mod passages;
mod patient;
mod quantities;
pub mod quantity;
mod reasoning;
mod scores;
mod sentences;
mod setting;
mod sides;
mod substances;
mod times;
mod vitals;
mod voices;
mod word_list;
mod words;

use std::sync::OnceLock;

pub use actions::{Action, Deed, Order, Specifics};
pub use allergies::*;
pub use assertion::*;
pub use assessment::*;
pub use complaint::*;
pub use concepts::*;
pub use copies::{Copied, between};
pub use events::*;
pub use findings::*;
pub use identifiers::{Certainty, Identifier, IdentifierKind};
pub use labs::*;
pub use medications::*;
pub use passages::Passage;
pub use patient::*;
pub use quantities::{Counted, Quantity};
pub use reasoning::{Candidate, Differential, SummaryParts};
pub use scores::*;
pub use sentences::*;
pub use setting::*;
pub use sides::*;
pub use substances::*;
pub use times::*;
pub use vitals::*;
pub use voices::Voice;
pub use words::{Word, Words};

use super::{Note, Section, SectionIx};
use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role, ids};
use crate::text::Span;

/// The facts of a note, each kind read on first use.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    patient: OnceLock<Patient>,
    vitals: OnceLock<Vec<Vital>>,
    labs: OnceLock<Vec<Lab>>,
    studies: OnceLock<Vec<Lab>>,
    medications: OnceLock<Vec<Medication>>,
    allergies: OnceLock<Allergies>,
    scores: OnceLock<Vec<Score>>,
    sides: OnceLock<Vec<Sided>>,
    times: OnceLock<Vec<Time>>,
    events: OnceLock<(Vec<DatedEvent>, Option<DatedEvent>)>,
    findings: OnceLock<Vec<Mention>>,
    sentences: OnceLock<Vec<Sentence>>,
    triggers: OnceLock<Triggers>,
    presentation: OnceLock<Presentation>,
    setting: OnceLock<Option<Setting>>,
    passages: OnceLock<Vec<Passage>>,
    concepts: OnceLock<concepts::Concepts>,
    words: OnceLock<Words>,
    copies: OnceLock<Vec<Copied>>,
    assessment: OnceLock<Assessment>,
    summary: OnceLock<Option<Span>>,
    differentials: OnceLock<Vec<Differential>>,
    identifiers: OnceLock<identifiers::Identifiers>,
    /// The role of each section.
    roles: OnceLock<Box<[Role]>>,
    /// Where the role of the text changes.
    stretches: OnceLock<Box<[(u32, Role)]>>,
    /// Where numbers start.
    digits: OnceLock<Box<[u32]>>,
    quantities: OnceLock<Vec<Quantity>>,
    british: OnceLock<bool>,
    voices: OnceLock<Vec<(Span, Voice)>>,
    /// Where the blanks stand: in most notes nowhere.
    blanks: OnceLock<Box<[Span]>>,
    /// Where the sections start: close together, because they are searched for every phrase.
    section_starts: OnceLock<Box<[u32]>>,
}

impl Facts {
    /// Where the placeholders of `note` stand.
    pub(super) fn blanks(&self, note: &Note) -> &[Span] {
        self.blanks.get_or_init(|| note.placeholder_spans().collect())
    }

    /// Where the sections of `note` start.
    pub(super) fn section_starts(&self, note: &Note) -> &[u32] {
        self.section_starts
            .get_or_init(|| note.sections.iter().map(|section| section.span.start).collect())
    }
}

/// Facts put in by hand, for tests of what is made of them.
#[cfg(test)]
#[derive(Debug, Default)]
pub(crate) struct Given {
    pub(crate) patient: Patient,
    pub(crate) vitals: Vec<Vital>,
    pub(crate) labs: Vec<Lab>,
    pub(crate) medications: Vec<Medication>,
    pub(crate) allergies: Allergies,
    pub(crate) scores: Vec<Score>,
    pub(crate) sides: Vec<Sided>,
    pub(crate) times: Vec<Time>,
    pub(crate) findings: Vec<Mention>,
}

#[cfg(test)]
impl From<Given> for Box<Facts> {
    fn from(given: Given) -> Self {
        Box::new(Facts {
            patient: given.patient.into(),
            vitals: given.vitals.into(),
            labs: given.labs.into(),
            studies: Vec::new().into(),
            medications: given.medications.into(),
            allergies: given.allergies.into(),
            scores: given.scores.into(),
            sides: given.sides.into(),
            times: given.times.into(),
            findings: given.findings.into(),
            ..Facts::default()
        })
    }
}

impl Note {
    /// Who the patient is.
    pub fn patient(&self) -> &Patient {
        self.facts.patient.get_or_init(|| patient::read(self))
    }

    /// The vital signs, in the order of the text.
    pub fn vitals(&self) -> &[Vital] {
        self.facts.vitals.get_or_init(|| vitals::read(self))
    }

    /// The laboratory values, in the order of the text.
    pub fn labs(&self) -> &[Lab] {
        self.facts.labs.get_or_init(|| labs::read(self))
    }

    /// Measured values of studies that are no laboratory tests (ejection fraction, QTc), in the order of the text; their
    /// entries are those of the lexicon `study-values`.
    pub fn study_values(&self) -> &[Lab] {
        self.facts.studies.get_or_init(|| labs::studies(self))
    }

    /// The mentions of medications, in the order of the text.
    pub fn medications(&self) -> &[Medication] {
        self.facts.medications.get_or_init(|| medications::read(self))
    }

    /// The allergies, and the statements that there are none.
    pub fn allergies(&self) -> &Allergies {
        self.facts.allergies.get_or_init(|| allergies::read(self))
    }

    /// The clinical scores, in the order of the text.
    pub fn scores(&self) -> &[Score] {
        self.facts.scores.get_or_init(|| scores::read(self))
    }

    /// The parts of the body that are named with a side, in the order of the text.
    pub fn sides(&self) -> &[Sided] {
        self.facts.sides.get_or_init(|| sides::read(self))
    }

    /// The dates, durations and counts of days, in the order of the text.
    pub fn times(&self) -> &[Time] {
        self.facts.times.get_or_init(|| times::read(self))
    }

    /// The dates of the note with what happened on them: the front matter's first, then in the order of the text.
    pub fn dated_events(&self) -> &[DatedEvent] {
        &self.facts.events.get_or_init(|| events::read(self)).0
    }

    /// The date of the note: its front matter, its header or title, else its signature.
    pub fn date(&self) -> Option<&DatedEvent> {
        self.facts.events.get_or_init(|| events::read(self)).1.as_ref()
    }

    /// The symptoms, signs and conditions that the note speaks of, with what it says of them, in the order of the text.
    pub fn findings(&self) -> &[Mention] {
        self.facts.findings.get_or_init(|| findings::read(self))
    }

    /// What could tell who the patient is: names, dates, numbers, places. In order, without overlap.
    pub fn identifiers(&self) -> &[Identifier] {
        &self.facts.identifiers.get_or_init(|| identifiers::read(self)).told
    }

    /// What could tell who somebody is and is no matter for a rule: the writer's own in the sign-off and the front matter's
    /// `author` and `date`, and what stands in comments. In order, without overlap, none of them in [`Note::identifiers`].
    pub fn identifiers_aside(&self) -> &[Identifier] {
        &self.facts.identifiers.get_or_init(|| identifiers::read(self)).aside
    }

    /// The numbers that a unit of a dose follows, in the order of the text.
    pub fn quantities(&self) -> &[Quantity] {
        self.facts.quantities.get_or_init(|| quantities::read(self))
    }

    /// Where each run of digits starts, in order.
    fn digits(&self) -> &[u32] {
        self.facts.digits.get_or_init(|| digits::read(&self.text))
    }

    /// The sentences and items of the note: how far a word such as "no" can reach. In the order of the text.
    pub fn sentences(&self) -> &[Sentence] {
        self.facts.sentences.get_or_init(|| sentences::read(self))
    }

    /// The words of the note as they are compared with each other.
    pub fn words(&self) -> &Words {
        self.facts.words.get_or_init(|| words::read(self))
    }

    /// What the note says twice, word for word or nearly, in the order of the second places.
    pub fn copies(&self) -> &[Copied] {
        self.facts.copies.get_or_init(|| {
            let words = self.words();
            let first_word = |offset: u32| words.all.partition_point(|word| word.span.start < offset);
            // What one entry of a log says again from another is said on another day.
            let parts = self
                .parts()
                .map(|part| first_word(part.span.start)..first_word(part.span.end));
            copies::within(words, &parts.collect::<Vec<_>>())
        })
    }

    /// What brought the patient, and where the story is told.
    pub fn presentation(&self) -> &Presentation {
        self.facts.presentation.get_or_init(|| complaint::read(self))
    }

    /// Where the patient is seen, as far as the note tells.
    pub fn setting(&self) -> Option<Setting> {
        *self.facts.setting.get_or_init(|| setting::read(self))
    }

    /// Whether the note is written as British doctors write: by the names of its headings, its durations (`3/7`) and words.
    pub fn is_british(&self) -> bool {
        *self.facts.british.get_or_init(|| british::read(self))
    }

    /// What the note says of the thing named at `span`: that it is there, or not, or was once, or in somebody else.
    pub fn assertion(&self, span: Span) -> Assertion {
        let triggers = self.facts.triggers.get_or_init(|| assertion::triggers(self));
        assertion::of(self, triggers, span)
    }

    /// The role of what stands at `offset`: that of a passage with a label of its own ([`Note::passages`]), else of the innermost
    /// section that has one.
    pub fn role_at(&self, offset: u32) -> Role {
        let stretches = self.facts.stretches.get_or_init(|| self.stretches());
        let at = stretches.partition_point(|(start, _)| *start <= offset);
        at.checked_sub(1).map_or(Role::Other, |at| stretches[at].1)
    }

    /// Where the role of the text changes, and to what.
    fn stretches(&self) -> Box<[(u32, Role)]> {
        let spans = self.sections.iter().map(|section| section.span);
        let spans = spans.chain(self.passages().iter().map(|passage| passage.span));
        let mut bounds: Vec<u32> = spans.flat_map(|span| [span.start, span.end]).collect();
        bounds.extend([0, self.text.len() as u32]);
        bounds.sort_unstable();
        bounds.dedup();
        let role = |offset: u32| {
            self.role_of_passage_at(offset)
                .unwrap_or_else(|| self.role_of_section_at(offset))
        };
        let mut stretches: Vec<(u32, Role)> = bounds.into_iter().map(|bound| (bound, role(bound))).collect();
        stretches.dedup_by_key(|(_, role)| *role);
        stretches.into()
    }

    /// The role of the start of a sentence.
    fn role_of_sentence(&self, sentence: &Sentence) -> Role {
        self.role_of_passage_at(sentence.span.start)
            .unwrap_or_else(|| self.role_in(sentence.section))
    }

    fn role_of_passage_at(&self, offset: u32) -> Option<Role> {
        let passages = self.passages();
        let at = passages.partition_point(|passage| passage.span.start <= offset);
        let last = passages[..at].last()?;
        (offset < last.span.end).then_some(last.role)
    }

    /// Short histories within another section: after a label in the middle of a line, or in a row of a table.
    pub fn passages(&self) -> &[Passage] {
        self.facts.passages.get_or_init(|| passages::find(self))
    }

    /// The role of the section at `offset`: that of the innermost section that has one.
    fn role_of_section_at(&self, offset: u32) -> Role {
        self.role_in(self.section_at(offset))
    }

    /// The role of what stands in the section `ix`.
    fn role_in(&self, ix: Option<SectionIx>) -> Role {
        let roles = self.facts.roles.get_or_init(|| {
            let mut roles: Vec<Role> = Vec::with_capacity(self.sections.len());
            for section in &self.sections {
                // A section stands after its parent.
                let inherited = || section.parent.map_or(Role::Other, |parent| roles[parent.0 as usize]);
                let role = match self.role_of(section) {
                    Role::Other => inherited(),
                    // A list of problems in an assessment with its plan holds the plans of the problems.
                    Role::Assessment
                        if section.id == Some(ids::PROBLEM_LIST) && inherited() == Role::AssessmentAndPlan =>
                    {
                        Role::AssessmentAndPlan
                    }
                    role => role,
                };
                roles.push(role);
            }
            roles.into()
        });
        ix.map_or(Role::Other, |ix| roles[ix.0 as usize])
    }

    fn role_of(&self, section: &Section) -> Role {
        let ids = section.id.into_iter().chain(section.also.iter().copied());
        let mut roles = ids.map(|id| self.grammar.role(id));
        roles.find(|role| *role != Role::Other).unwrap_or(Role::Other)
    }

    /// The lexicon entry that a phrase was found by.
    #[inline]
    pub fn entry(&self, hit: &LexiconHit) -> &LexiconEntry {
        self.entry_at(hit.lexicon, hit.entry)
    }

    /// The entry `entry` of `lexicon`.
    #[inline]
    pub fn entry_at(&self, lexicon: LexiconId, entry: u16) -> &LexiconEntry {
        &self.grammar.lexicon(lexicon).entries[usize::from(entry)]
    }
}
