//! The assessment and the plan: problems, each with its reasoning and its steps, wherever these stand.
//!
//! What is written as problems ([`Note::written_problems`]) is merged here: those of an assessment with those of a plan that have
//! the same number, the same title or another name of it.

use super::super::{Note, ProblemForm, SectionIx};
use super::actions::{self, Deed};
use super::concepts::Concept;
use crate::grammar::{Role, SectionId};
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
    /// Its steps: indices into [`Assessment::plan`].
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
    /// The problem it is for: index into [`Assessment::problems`]; `None` for one of the plan as a whole, or whose problem is
    /// not known.
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
    let mut found = Assessment::default();
    for (at, written) in (0..).zip(&note.written_problems) {
        let title = note.slice(written.title).trim().to_ascii_lowercase();
        let same = found
            .problems
            .iter()
            .position(|it| note.slice(it.title).trim().eq_ignore_ascii_case(&title));
        let problem = same.unwrap_or(found.problems.len());
        if same.is_none() {
            let mut concepts: Vec<Concept> = note.concepts_in(written.title).iter().map(|it| it.concept).collect();
            concepts.sort_unstable();
            concepts.dedup();
            found.problems.push(Problem {
                title: written.title,
                form: Some(written.form),
                span: written.span,
                section: written.section,
                written: Vec::new(),
                reasoning: Vec::new(),
                plan: Vec::new(),
                concepts,
                topic: written.topic,
            });
        }
        found.problems[problem].written.push(at);
        let mut from = written.title.end;
        for item in &written.items {
            found.problems[problem].plan.push(found.plan.len() as u32);
            found.plan.push(PlanItem {
                span: *item,
                section: written.section,
                problem: Some(problem as u32),
                label: None,
                deed: actions::read(note, *item),
            });
            if item.start > from {
                found.problems[problem].reasoning.push(Span::new(from, item.start));
            }
            from = item.end.max(from);
        }
        if written.span.end > from {
            found.problems[problem]
                .reasoning
                .push(Span::new(from, written.span.end));
        }
    }
    for sentence in note.sentences() {
        let Some(section) = sentence.section else { continue };
        let taken = note
            .written_problems
            .partition_point(|it| it.span.start <= sentence.span.start);
        let inside = note.written_problems[..taken]
            .last()
            .is_some_and(|it| it.span.end > sentence.span.start);
        if note.role_at(sentence.span.start) == Role::Plan && !inside {
            found.plan.push(PlanItem {
                span: sentence.span,
                section,
                problem: None,
                label: None,
                deed: actions::read(note, sentence.span),
            });
        }
    }
    found
}

impl Note {
    /// The problems and the steps of the plan.
    pub fn assessment(&self) -> &Assessment {
        self.facts.assessment.get_or_init(|| read(self))
    }
}
