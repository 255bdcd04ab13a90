//! The assessment and the plan: problems, each with its reasoning and its steps, wherever these stand.
//!
//! What is written as problems ([`Note::written_problems`]) is merged here: those of an assessment with those of a plan that have
//! the same number, the same title or another name of it.

mod labels;
mod merge;
mod named;
mod steps;
mod walk;

use super::super::{Note, ProblemForm, SectionIx};
use super::actions::Deed;
use super::concepts::Concept;
use crate::grammar::SectionId;
use crate::text::Span;

/// A problem of the patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Its title, where it is written first.
    pub title: Span,
    /// How the title is written; `None` for a diagnosis that prose names.
    pub form: Option<ProblemForm>,
    /// Title, reasoning and steps, where it is written first.
    pub span: Span,
    /// The section it is written in first.
    pub section: SectionIx,
    /// Where it is written: indices into [`Note::written_problems`]; empty for a diagnosis that prose names.
    pub written: Vec<u32>,
    /// What is said of it, title and steps left out, in the order of the text.
    pub reasoning: Vec<Span>,
    /// Its steps: indices into [`Assessment::plan`]. A step that is for several problems stands with each.
    pub plan: Vec<u32>,
    /// What the title names.
    pub concepts: Vec<Concept>,
    /// The plan-level section that the title names (`Disposition`, `Prophylaxis`): no disease, but numbered like one.
    pub topic: Option<SectionId>,
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanItem {
    /// The step as written, without marker and label.
    pub span: Span,
    /// The section it stands in.
    pub section: SectionIx,
    /// The problem it is for, the first of several: index into [`Assessment::problems`]; `None` for one of the plan as a whole, or
    /// whose problem is not known.
    pub problem: Option<u32>,
    /// The label, system or topic under which it stands: `Neuro:`, `Medical treatment:`, `Follow-up:`.
    pub label: Option<Span>,
    /// What it does.
    pub deed: Deed,
}

/// The assessment and plan of a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Assessment {
    /// The problems, in the order of the assessment. Topics (disposition, prophylaxis) stand among them.
    pub problems: Vec<Problem>,
    /// The steps, in the order of the text.
    pub plan: Vec<PlanItem>,
}

impl Assessment {
    /// The problems that are problems, not topics of the plan.
    pub fn diseases(&self) -> impl Iterator<Item = &Problem> + Clone {
        self.problems.iter().filter(|problem| problem.topic.is_none())
    }
}

pub(super) fn read(note: &Note) -> Assessment {
    let walk = walk::walk(note);
    let (mut problems, of_draft) = merge::problems(note, &walk.drafts);
    let owners = merge::steps(note, &problems, &walk.drafts, &of_draft, &walk.pieces);
    let mut plan: Vec<PlanItem> = Vec::new();
    for (piece, owners) in walk.pieces.into_iter().zip(owners) {
        // A heading of the plan that names no problem is a label.
        let heading = piece
            .draft
            .filter(|draft| of_draft[*draft as usize].is_none())
            .map(|draft| walk.drafts[draft as usize].title);
        match piece.what {
            walk::What::Thought => {
                if let Some(problem) = owners.first() {
                    problems[*problem as usize].reasoning.push(piece.span);
                }
            }
            walk::What::Step(deed) => {
                for owner in &owners {
                    problems[*owner as usize].plan.push(plan.len() as u32);
                }
                plan.push(PlanItem {
                    span: piece.span,
                    section: piece.section,
                    problem: owners.first().copied(),
                    label: piece.label.or(heading),
                    deed,
                });
            }
        }
    }
    Assessment { problems, plan }
}

impl Note {
    /// The problems and the steps of the plan.
    pub fn assessment(&self) -> &Assessment {
        self.facts.assessment.get_or_init(|| read(self))
    }
}

#[cfg(test)]
mod tests;
