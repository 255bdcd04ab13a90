//! Whether what is named is there: negation, doubt, history, family, condition.

use super::super::Note;
use crate::text::Span;

/// What the note says of something it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// It is there.
    #[default]
    Present,
    /// It is not there: denied, negative, absent, ruled out.
    Absent,
    /// It may be there: possible, suspected, to be ruled out.
    Uncertain,
    /// It was there: history of, resolved, in childhood.
    Historical,
    /// Somebody else has it: a relative, a contact.
    Family,
    /// It might come: return if, will check for, risk of, if he develops.
    Hypothetical,
}

/// The time of a statement, as far as the note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Moment {
    /// Not said.
    #[default]
    Unsaid,
    /// Now, today, on exam, still.
    Now,
    /// Before: on arrival, yesterday, at home, initially, last week, resolved since.
    Earlier,
    /// To come.
    Later,
}

/// What the note says of one thing at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Assertion {
    /// Whether it is there.
    pub status: Status,
    /// The word that says so ("denies", "no", "mother"); `None` for a plain mention.
    pub cue: Option<Span>,
    /// When.
    pub moment: Moment,
    /// The word that says so, or that tells of a change (resolved, now gone, improved, started).
    pub time_cue: Option<Span>,
    /// Whether it stands in quotation marks or a block quote: the patient's words, not the writer's.
    pub quoted: bool,
}

/// The trigger words of the note, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Triggers {}

pub(super) fn triggers(_note: &Note) -> Triggers {
    Triggers::default()
}

pub(super) fn of(_note: &Note, _triggers: &Triggers, _span: Span) -> Assertion {
    Assertion::default()
}

impl Assertion {
    /// Whether the patient is said to have it, now or at a time not said.
    pub fn is_present(&self) -> bool {
        self.status == Status::Present && self.moment != Moment::Earlier
    }

    /// Whether the patient is said not to have it, now or at a time not said.
    pub fn is_absent(&self) -> bool {
        self.status == Status::Absent && self.moment != Moment::Earlier
    }
}
