//! Whether a place of the note tells of a drug that is given, or of something measured: what the rules on unsafe ways of
//! writing doses need to know before they say a word.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::Medication;
use crate::rules::support::{line_at, sentence_around};
use crate::text::Span;

/// How far before a number the name of the test may stand that it is the value of, in bytes.
const NAME_REACH: u32 = 28;

/// The statement around `offset`: the sentence or item; of a table, the row.
pub fn statement(note: &Note, offset: u32) -> Span {
    let line = line_at(note, offset);
    match note.sentence_at(offset) {
        Some(sentence) if !sentence.cell => sentence_around(note, Span::at(offset)),
        _ => line,
    }
}

/// The medications that are named in `span`.
pub fn drugs_in(note: &Note, span: Span) -> &[Medication] {
    let all = note.medications();
    let from = all.partition_point(|it| it.name.start < span.start);
    let to = all.partition_point(|it| it.name.start < span.end);
    &all[from..to.max(from)]
}

/// The medication that `offset` belongs to: its name, dose, route, frequency, or what stands between them.
pub fn drug_at(note: &Note, offset: u32) -> Option<&Medication> {
    let all = note.medications();
    let next = all.partition_point(|it| it.name.start <= offset);
    // The dose may stand before the name: `20 mg of furosemide`.
    let near = &all[next.saturating_sub(2)..(next + 1).min(all.len())];
    near.iter().find(|it| it.span.start <= offset && offset < it.span.end)
}

/// Whether `offset` stands on a line of medications: in a list of them, or in a statement that names a drug, or a dose with
/// its route or frequency. Never among results, unless a drug is named with its dose there.
pub fn is_medication_line(note: &Note, offset: u32) -> bool {
    let role = note.role_at(offset);
    match role {
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications => return true,
        Role::FamilyHistory => return false,
        _ => {}
    }
    let statement = statement(note, offset);
    let measured = matches!(role, Role::Data | Role::Studies | Role::VitalSigns);
    if names_drug(note, statement, measured) {
        return true;
    }
    if measured {
        return false;
    }
    // What announces the item: `Insulin:` over a list of doses.
    let lead = note.sentence_at(offset).and_then(|it| it.lead);
    lead.is_some_and(|lead| names_drug(note, lead, false)) || is_order(note, statement)
}

/// Whether a drug is named in `span`; with its dose, where that is asked for.
fn names_drug(note: &Note, span: Span, dosed: bool) -> bool {
    drugs_in(note, span)
        .iter()
        .any(|it| !dosed || it.dose.is_some_and(|dose| !dose.unit.is_empty()))
}

/// Whether the statement has a dose and its route or frequency, whatever the drug: `take 2 tabs BID`, `10 mg PO`.
fn is_order(note: &Note, statement: Span) -> bool {
    let given = [lexicon_ids::ROUTES, lexicon_ids::FREQUENCIES].iter().any(|lexicon| {
        note.phrases_in(*lexicon, statement)
            .any(|hit| !note.entry(hit).flag("capitals") || is_upper(note.slice(hit.span)))
    });
    given
        && (note
            .phrases_in(lexicon_ids::DOSE_FORMS, statement)
            .any(|hit| note.entry(hit).category == "count")
            || has_amount(note, statement))
}

fn is_upper(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Whether a number with a unit of mass or activity stands in `span`.
fn has_amount(note: &Note, span: Span) -> bool {
    note.phrases_in(lexicon_ids::DOSE_UNITS, span).any(|hit| {
        matches!(note.grammar.category(hit), "mass" | "activity" | "amount")
            && note.text[..hit.span.start as usize]
                .trim_end_matches([' ', '-', '\u{a0}'])
                .ends_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether what stands at `offset` is measured and not given: part of a laboratory value, a vital sign or a study's value, or
/// after the name of one, or in a section of results, and no part of a medication.
pub fn is_result(note: &Note, offset: u32) -> bool {
    if drug_at(note, offset).is_some() {
        return false;
    }
    if is_value(note, offset) || follows_test(note, offset) {
        return true;
    }
    matches!(
        note.role_at(offset),
        Role::Data | Role::Studies | Role::VitalSigns | Role::Exam
    ) && !names_drug(note, statement(note, offset), true)
}

/// Whether `offset` lies in a value that was read as one.
fn is_value(note: &Note, offset: u32) -> bool {
    fn holds(spans: impl Iterator<Item = Span>, offset: u32) -> bool {
        let mut spans = spans;
        spans.any(|span| span.start <= offset && offset < span.end)
    }
    let labs = |all: &[crate::note::facts::Lab]| {
        let next = all.partition_point(|it| it.number.start <= offset);
        let near = next.saturating_sub(2)..(next + 1).min(all.len());
        holds(all[near].iter().map(|it| it.span), offset)
    };
    let vitals = note.vitals();
    let next = vitals.partition_point(|it| it.number.start <= offset);
    let near = next.saturating_sub(2)..(next + 1).min(vitals.len());
    labs(note.labs()) || labs(note.study_values()) || holds(vitals[near].iter().map(|it| it.span), offset)
}

/// Whether the name of a test or vital sign stands closely before `offset`, in the same clause.
fn follows_test(note: &Note, offset: u32) -> bool {
    let reach = Span::new(offset.saturating_sub(NAME_REACH), offset);
    let named = [lexicon_ids::LABS, lexicon_ids::VITAL_CUES, lexicon_ids::STUDY_VALUES]
        .iter()
        .filter_map(|lexicon| {
            note.phrases_in(*lexicon, reach)
                .filter(|hit| hit.span.end <= offset)
                .map(|hit| hit.span.end)
                .last()
        })
        .max();
    named.is_some_and(|end| {
        !note.text[end as usize..offset as usize].contains([';', '.', '\n', '\r'])
            && drugs_in(note, Span::new(end, offset)).is_empty()
    })
}
