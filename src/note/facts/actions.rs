//! What a plan item does: its action class, and what it orders.

use super::super::Note;
use crate::grammar::lexicon_ids;
use crate::text::Span;

/// What kind of step a plan item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// A test, an image, an examination that is still to be made.
    Diagnostic,
    /// A drug, a procedure, fluids, a diet, a device; also its being held or stopped.
    Therapeutic,
    /// Watching a value or a state.
    Monitoring,
    /// Asking another service.
    Consult,
    /// Telling or teaching the patient.
    Education,
    /// Where the patient goes.
    Disposition,
    /// When the patient is seen again, and by whom.
    FollowUp,
    /// What will be done if something happens; return precautions.
    Contingency,
}

impl Action {
    /// The name of the class, as the outline writes it.
    pub fn name(self) -> &'static str {
        match self {
            Action::Diagnostic => "diagnostic",
            Action::Therapeutic => "therapeutic",
            Action::Monitoring => "monitoring",
            Action::Consult => "consult",
            Action::Education => "education",
            Action::Disposition => "disposition",
            Action::FollowUp => "follow-up",
            Action::Contingency => "contingency",
        }
    }
}

/// What a plan item orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// A drug: index into [`Note::medications`].
    Drug(u32),
    /// A test, procedure, service, measure or device: entry of the lexicon `orders`, and where it is named.
    Thing(u16, Span),
}

/// What a step does, as far as its words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// The class of the step; `None` where nothing is done (a status, a thought).
    pub action: Option<Action>,
    /// All classes that its words speak of, the main one included.
    pub all: Vec<Action>,
    /// What it orders.
    pub orders: Vec<Order>,
}

/// Read the step at `span`.
pub(super) fn read(note: &Note, span: Span) -> Deed {
    let medications = note.medications();
    let first = medications.partition_point(|it| it.span.start < span.start);
    let mut deed = Deed::default();
    for (at, _) in (first..).zip(medications[first..].iter().take_while(|it| it.span.start < span.end)) {
        deed.orders.push(Order::Drug(at as u32));
        deed.action = Some(Action::Therapeutic);
    }
    if deed.action.is_none() {
        let verb = note.phrases_in(lexicon_ids::ORDER_VERBS, span).next();
        deed.action = verb.and_then(|hit| match note.grammar.category(hit) {
            "treatment" => Some(Action::Therapeutic),
            "testing" => Some(Action::Diagnostic),
            "monitoring" => Some(Action::Monitoring),
            "arranging" => Some(Action::FollowUp),
            "teaching" => Some(Action::Education),
            _ => None,
        });
    }
    deed.all.extend(deed.action);
    deed
}
