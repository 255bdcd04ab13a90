//! Short histories within another section: `DH: amlodipine 5 mg od. NKDA.` in the middle of a line, and the rows of a table of
//! two columns (`| Medications | atorvastatin 20 mg |`). They are no sections of the tree, but what stands in them is read as
//! what it is.

use super::medications::status;
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::syntax::{Node, NodeKind};
use crate::text::Span;

/// A stretch of text with a role of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// What stands after the label.
    pub span: Span,
    /// What it tells of.
    pub role: Role,
}

/// The passages of a note, in the order of the text.
pub(super) fn find(note: &Note) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    let mut labels = note.phrases_of(lexicon_ids::PASSAGE_LABELS).peekable();
    while let Some(hit) = labels.next() {
        let Some(role) = role(note, hit) else { continue };
        let outer = note.role_of_section_at(hit.span.start);
        if outer == role || !may_hold(outer, role) || found.last().is_some_and(|it| it.span.end > hit.span.start) {
            continue;
        }
        // The next label ends it, if a colon makes it one.
        let next = labels
            .peek()
            .filter(|next| {
                note.slice(next.span).ends_with(':')
                    || note.text[next.span.end as usize..].trim_start().starts_with(':')
            })
            .map_or(note.text.len() as u32, |next| next.span.start);
        let span = cell_after(note, hit.span).or_else(|| rest_of_sentence(note, hit, next));
        found.extend(span.map(|span| Passage { span, role }));
    }
    found
}

fn role(note: &Note, hit: &LexiconHit) -> Option<Role> {
    match note.grammar.category(hit) {
        "home-medications" => Some(Role::HomeMedications),
        "allergies" => Some(Role::Allergies),
        "past-history" => Some(Role::PastHistory),
        "surgical-history" => Some(Role::SurgicalHistory),
        "family-history" => Some(Role::FamilyHistory),
        "social-history" => Some(Role::SocialHistory),
        _ => None,
    }
}

/// Whether a section of the role `outer` may hold such a passage: "Meds:" in a plan are no home medications.
fn may_hold(outer: Role, role: Role) -> bool {
    match outer {
        Role::FamilyHistory => role == Role::SocialHistory,
        Role::ReviewOfSystems => false,
        Role::Plan
        | Role::Assessment
        | Role::AssessmentAndPlan
        | Role::Exam
        | Role::Data
        | Role::Studies
        | Role::Course => role == Role::Allergies,
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications => role == Role::Allergies,
        Role::History
        | Role::Identification
        | Role::ChiefComplaint
        | Role::PastHistory
        | Role::SurgicalHistory
        | Role::SocialHistory
        | Role::Other => true,
        _ => false,
    }
}

/// The second of the two cells of a row, if the first says nothing but the label.
fn cell_after(note: &Note, label: Span) -> Option<Span> {
    let nodes = note.tree.nodes();
    let at = nodes
        .partition_point(|node| node.span.start <= label.start)
        .checked_sub(1)?;
    let cell = nodes.get(at).filter(|node| node.kind == NodeKind::Cell)?;
    let said = note.slice(cell.span).trim_matches(|c: char| !c.is_alphanumeric());
    let label = note.slice(label);
    let alone = said.len() <= label.len() + 10 && said.get(..label.len()) == Some(label);
    let rest = said.get(label.len()..).unwrap_or_default().trim();
    let alone = alone && matches!(rest, "" | "history" | "hx" | "History");
    let next = |after: &Node| {
        let from = after.end as usize;
        let near = nodes.get(from..(from + 3).min(nodes.len()))?;
        near.iter()
            .find(|node| node.kind == NodeKind::Cell)
            .filter(|node| is_one_line(note, after.span, node.span))
    };
    let value = next(cell).filter(|_| alone)?;
    let third = next(value).is_some();
    (!third).then_some(value.span)
}

fn is_one_line(note: &Note, first: Span, second: Span) -> bool {
    first.end <= second.start && !note.slice(Span::new(first.end, second.start)).contains('\n')
}

/// How far a passage may reach, in bytes.
const REACH: usize = 600;

/// What stands after a label in the middle of a line, to the end of the sentence or line.
fn rest_of_sentence(note: &Note, hit: &LexiconHit, next: u32) -> Option<Span> {
    let text: &str = &note.text;
    let start = hit.span.start as usize;
    let before = text[..start].trim_end_matches([' ', '\t', '*', '_']);
    let line_start = before.is_empty() || before.ends_with('\n');
    let label = note.slice(hit.span);
    // Dictated notes run on: "… SURGICAL HISTORY: None MEDICATIONS: lisinopril".
    let in_capitals = label.len() >= 4 && label.chars().all(|c| !c.is_lowercase());
    if !line_start && !in_capitals && !before.ends_with(['.', ';', ',', '!', '|']) {
        return None;
    }
    let with_colon = label.ends_with(':');
    // "Tried them all: …" is no label.
    if with_colon && !label.starts_with('A') {
        return None;
    }
    let rest = text[hit.span.end as usize..].trim_start_matches([' ', '*', '_']);
    let body = if with_colon { rest } else { rest.strip_prefix(':')? };
    let body = body.trim_start_matches([' ', '*', '_']);
    let from = text.len() - body.len();
    let mut end = from;
    for (at, byte) in body.bytes().enumerate().take(REACH) {
        end = from + at;
        let stops = match byte {
            b'\n' | b'\r' | b'|' => true,
            b'.' => status::is_full_stop(text, end),
            _ => false,
        };
        if stops || end as u32 == next {
            break;
        }
        end += 1;
    }
    end = crate::text::floor(text, end);
    let span = Span::from(from..end.max(from));
    // "All: PCN": only with what one is allergic to, or not.
    let named = !with_colon || names_allergy(note, span);
    (named && span.end > span.start).then_some(span)
}

fn names_allergy(note: &Note, span: Span) -> bool {
    [
        lexicon_ids::DRUGS,
        lexicon_ids::DRUG_CLASSES,
        lexicon_ids::ALLERGENS,
        lexicon_ids::NO_ALLERGIES,
    ]
    .iter()
    .any(|lexicon| note.phrases_in(*lexicon, span).next().is_some())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::{Grammar, Role};
    use crate::note::{self, Hints};

    fn passages(text: &str) -> Vec<(Role, String)> {
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        note.passages()
            .iter()
            .map(|it| (it.role, note.slice(it.span).trim().to_owned()))
            .collect()
    }

    #[test]
    fn labels_and_rows_of_two_cells() {
        let text = "S: Painful toe.\nGout before. DH: amlodipine 5mg od, omeprazole 20mg od. FH: father gout\n\nA: Gout\n\nP: Rest. Full code. All: PCN.\n";
        assert_eq!(
            passages(text),
            [
                (
                    Role::HomeMedications,
                    "amlodipine 5mg od, omeprazole 20mg od".to_owned()
                ),
                (Role::FamilyHistory, "father gout".to_owned()),
                (Role::Allergies, "PCN".to_owned()),
            ]
        );
        assert_eq!(
            passages("FH: father gout. SH: teacher, never smoked.\n"),
            [(Role::SocialHistory, "teacher, never smoked".to_owned())]
        );
        let table = "HPI: chest pain\n\n| History | |\n| --- | --- |\n| Past medical | Hyperlipidemia |\n| Family | Brother with MI |\n";
        assert_eq!(
            passages(table),
            [
                (Role::PastHistory, "Hyperlipidemia".to_owned()),
                (Role::FamilyHistory, "Brother with MI".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_no_label() {
        for text in [
            "HPI: Takes all her medications. Family: supportive",
            "Plan: Meds: continue lisinopril.",
            "HPI: tried them all: ibuprofen, naproxen",
            "HPI: cough\n\n| Medications | Dose | Time |\n| --- | --- | --- |\n| lisinopril | 10 mg | daily |\n",
            "## Medications\n\nMeds: lisinopril 10 mg daily\n",
        ] {
            let found = passages(text);
            assert!(
                found.iter().all(|(role, _)| *role == Role::FamilyHistory),
                "{text}: {found:?}"
            );
        }
    }
}
