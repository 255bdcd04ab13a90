//! Whether a place of the note tells of a drug that is given, or of something measured: what the rules on unsafe ways of
//! writing doses need to know before they say a word.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Counted, Medication, Quantity};
use crate::rules::abbreviations::is_quoted;
use crate::rules::support::{is_prose, line_at, sentence_around};
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
    if is_level(note, offset) {
        return true;
    }
    let ordered = quantity_at(note, offset).is_some_and(|it| precedes_order(note, it.unit));
    if ordered || drug_at(note, offset).is_some() {
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

/// Whether the number is that of a level in blood: `vancomycin trough 15.0`, `goal 6.0-8.0 ng/mL`.
fn is_level(note: &Note, offset: u32) -> bool {
    const LEVELS: [&str; 12] = [
        "level",
        "levels",
        "trough",
        "troughs",
        "peak",
        "concentration",
        "level:",
        "trough:",
        "proteinuria",
        "albuminuria",
        "protein",
        "urine",
    ];
    let start = crate::text::ceil(&note.text, offset.saturating_sub(NAME_REACH) as usize);
    let before = &note.text[start..offset as usize];
    let clause = before.rfind(['.', ';', '\n', '\r']).map_or(0, |at| at + 1);
    // The beginning of the number itself holds no full stop: it comes after `offset`.
    before[clause..]
        .split_whitespace()
        .any(|word| LEVELS.iter().any(|it| word.eq_ignore_ascii_case(it)))
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

/// Whether `mg` is the unit of a number, and not magnesium.
fn is_unit(note: &Note, span: Span) -> bool {
    note.text[..span.start as usize]
        .trim_end_matches([' ', '\u{a0}'])
        .ends_with(|c: char| c.is_ascii_digit())
}

/// Whether the name of a test or vital sign stands closely before `offset`, in the same clause.
fn follows_test(note: &Note, offset: u32) -> bool {
    let reach = Span::new(offset.saturating_sub(NAME_REACH), offset);
    let named = [lexicon_ids::LABS, lexicon_ids::VITAL_CUES, lexicon_ids::STUDY_VALUES]
        .iter()
        .filter_map(|lexicon| {
            note.phrases_in(*lexicon, reach)
                .filter(|hit| hit.span.end <= offset && !is_unit(note, hit.span))
                .map(|hit| hit.span.end)
                .last()
        })
        .max();
    named.is_some_and(|end| {
        !note.text[end as usize..offset as usize].contains([';', '.', '\n', '\r'])
            && drugs_in(note, Span::new(end, offset)).is_empty()
    })
}

/// Whether what stands right before or after `span` is a dose, a form, a route, a frequency or the name of a drug.
pub fn touches_dose(note: &Note, span: Span) -> bool {
    follows_dose(note, span) || precedes_order(note, span)
}

/// The quantity whose number starts at `offset`.
fn quantity_at(note: &Note, offset: u32) -> Option<&Quantity> {
    let all = note.quantities();
    let at = all.partition_point(|it| it.number.start < offset);
    all.get(at).filter(|it| it.number.start == offset)
}

/// Whether a dose, form, route, frequency or drug ends right before `span`.
pub fn follows_dose(note: &Note, span: Span) -> bool {
    let before = note.text[..span.start as usize].trim_end_matches(is_joint);
    let end = before.len() as u32;
    if quantity_before(note, span.start, 0).is_some() {
        return true;
    }
    let reach = Span::new(end.saturating_sub(NAME_REACH), end);
    [
        lexicon_ids::ROUTES,
        lexicon_ids::FREQUENCIES,
        lexicon_ids::DOSE_FORMS,
        lexicon_ids::DRUGS,
        lexicon_ids::DRUG_CLASSES,
    ]
    .iter()
    .any(|lexicon| {
        note.phrases_in(*lexicon, reach)
            .any(|hit| hit.span.end == end && !note.entry(hit).flag("capitals"))
    })
}

/// Whether a dose, route or frequency starts right after `span`.
fn precedes_order(note: &Note, span: Span) -> bool {
    let rest = &note.text[span.end as usize..];
    let gap = rest.len() - rest.trim_start_matches(is_joint).len();
    let start = span.end + gap as u32;
    if quantity_after(note, span.end, 1).is_some() {
        return true;
    }
    [lexicon_ids::ROUTES, lexicon_ids::FREQUENCIES].iter().any(|lexicon| {
        note.phrases_in(*lexicon, Span::new(start, start + 1))
            .any(|hit| !note.entry(hit).flag("capitals") && !is_loose(note.slice(hit.span)))
    })
}

/// Words that are a route or frequency only beside a dose.
fn is_loose(word: &str) -> bool {
    ["in", "on", "as", "nasal", "topical", "eye", "ear", "now", "at night"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// What may stand between the parts of an order.
fn is_joint(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '(' | ',')
}

/// The quantity that ends right before `offset`, or with at most `words` small words between (`4 mg IV MS`, `2 g of MS`).
pub fn quantity_before(note: &Note, offset: u32, words: usize) -> Option<&Quantity> {
    let all = note.quantities();
    let at = all.partition_point(|it| it.number.start < offset);
    let quantity = all[..at].last().filter(|it| it.unit.end <= offset)?;
    if note.slice(quantity.unit).ends_with('.') {
        return None;
    }
    // What the unit is per belongs to it: `5 mg/kg`, `18 units/kg/h`.
    let between = note.slice(Span::new(quantity.unit.end, offset));
    let between = match between.strip_prefix('/') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.')),
        None => between,
    };
    (between.len() <= 12 && quantity.counted != Counted::Bare && are_small(between, words)).then_some(quantity)
}

/// The quantity that starts right after `offset`, or with at most `words` small words between (`MS IV 4 mg`).
pub fn quantity_after(note: &Note, offset: u32, words: usize) -> Option<&Quantity> {
    let all = note.quantities();
    let at = all.partition_point(|it| it.number.start < offset);
    let quantity = all.get(at)?;
    let between = note.text.get(offset as usize..quantity.number.start as usize)?;
    (between.len() <= 16 && quantity.counted != Counted::Bare && are_small(between, words)).then_some(quantity)
}

/// Whether `between` holds at most `limit` words, each a route or a word that joins a drug to its dose.
fn are_small(between: &str, limit: usize) -> bool {
    const WORDS: [&str; 18] = [
        "of", "iv", "im", "po", "sc", "sq", "sl", "pr", "oral", "total", "drip", "gtt", "pca", "infusion", "bolus",
        "x", "was", "at",
    ];
    !between.contains(['\n', '\r', ';', '.', ','])
        && between.split_whitespace().count() <= limit
        && between
            .split_whitespace()
            .all(|word| WORDS.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Whether the quantity is a dose of something given: not a result, a size or a weight, and not in a heading or a quotation.
pub fn is_dose(note: &Note, quantity: &Quantity) -> bool {
    let at = quantity.number.start;
    if quantity.of_blood || !is_prose(note, quantity.number) || is_quoted(note, quantity.number) {
        return false;
    }
    let role = note.role_at(at);
    if role == Role::FamilyHistory || is_result(note, at) {
        return false;
    }
    // Alcohol and tobacco are counted, too.
    if role == Role::SocialHistory && drug_at(note, at).is_none() {
        return false;
    }
    let unit = note.slice(quantity.unit);
    // A needle of 27G.
    if unit == "G" && quantity.is_glued() {
        return false;
    }
    // Nanograms in a volume are a result; micrograms and milligrams may be a strength.
    if unit.starts_with(['n', 'N']) && note.text[quantity.unit.end as usize..].starts_with('/') {
        return false;
    }
    match quantity.category(&note.grammar) {
        "mass" if !unit.starts_with(['g', 'G', 'n']) => true,
        "activity" | "amount" => true,
        "volume" | "percent" => drug_at(note, at).is_some() || is_beside_drug(note, quantity),
        "" => false,
        _ => is_medication_line(note, at),
    }
}

/// Whether a drug is named closely before or after the quantity, in its statement.
pub fn is_beside_drug(note: &Note, quantity: &Quantity) -> bool {
    let statement = statement(note, quantity.number.start);
    let reach = Span::new(
        statement.start.max(quantity.number.start.saturating_sub(NAME_REACH)),
        statement.end.min(quantity.unit.end + NAME_REACH),
    );
    !drugs_in(note, reach).is_empty() || is_of_fluid(note, quantity)
}

/// Whether a fluid is named right after the quantity: `0.45% NS`, `5% dextrose`.
fn is_of_fluid(note: &Note, quantity: &Quantity) -> bool {
    const FLUIDS: [&str; 8] = ["ns", "saline", "nacl", "normal", "sodium", "dextrose", "ns,", "ns."];
    let rest = note.text[quantity.unit.end as usize..].trim_start_matches([' ', '\u{a0}']);
    let word = rest.split_whitespace().next().unwrap_or_default();
    FLUIDS.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The doses of medications that were written without a unit: `lorazepam 1.0 BID`. Only where a frequency or a list of drugs tells
/// that it is no level in blood.
pub fn bare_doses(note: &Note) -> impl Iterator<Item = Span> {
    note.medications().iter().filter_map(move |it| {
        let span = match (it.dose, it.frequency) {
            (Some(dose), _) if dose.unit.is_empty() => dose.span,
            // "5.0 daily" is read as a frequency.
            (None, Some(frequency)) => leading_number(note, frequency.span)?,
            _ => return None,
        };
        let listed = matches!(
            it.role,
            Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications
        );
        let ordered = it.frequency.is_some() || it.route.is_some();
        let measured = matches!(it.role, Role::Data | Role::Studies | Role::VitalSigns | Role::Exam);
        (listed || ordered && !measured)
            .then_some(span)
            .filter(|span| !is_level(note, span.start))
    })
}

/// The number with a decimal point, or of four digits and more, that opens `span`.
fn leading_number(note: &Note, span: Span) -> Option<Span> {
    let text = note.slice(span);
    let length = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || *byte == b'.')
        .count();
    let number = text[..length].trim_end_matches('.');
    let end = span.start + number.len() as u32;
    // `.112 daily` is read from the digits on.
    let naked = !number.is_empty() && note.text[..span.start as usize].ends_with(" .");
    let start = span.start - u32::from(naked);
    (naked || number.contains('.') || number.len() > 3).then(|| Span::new(start, end))
}

/// Whether the place is one for orders: a line of medications, a plan.
pub fn is_ordering(note: &Note, offset: u32) -> bool {
    is_medication_line(note, offset) || matches!(note.role_at(offset), Role::Plan | Role::AssessmentAndPlan)
}
