//! Whether a drug was written for another whose name looks or sounds like it: its reason, or its dose, is one of the other only.

use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus};
use crate::rules::dose_limits::{self, own_words, says, sentence};
use crate::rules::steps::item_at;
use crate::text::Span;

/// A name that may be the wrong one.
#[derive(Debug, Clone)]
pub struct Mixed<'n> {
    /// The drug that was meant, as an entry of the lexicon `drugs`.
    pub meant: &'n LexiconEntry,
    /// Where the reason stands that fits only that one, if one does.
    pub reason: Option<Span>,
}

/// The entry of `look-alike-drugs` on the drug with this id.
fn known<'n>(note: &'n Note, id: &str) -> Option<&'n LexiconEntry> {
    let entries = &note.grammar.lexicon(lexicon_ids::LOOK_ALIKE_DRUGS).entries;
    let at = entries.partition_point(|entry| *entry.id < *id);
    entries.get(at).filter(|entry| *entry.id == *id)
}

/// The drug that may have been meant instead of the one at `at`.
pub fn mixed<'n>(note: &'n Note, medications: &[Medication], at: usize) -> Option<Mixed<'n>> {
    let medication = &medications[at];
    let active = medication.status.is_active() || medication.status == MedicationStatus::Given;
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let own = known(note, &drug.id).filter(|_| active)?;
    let reason = reason(note, medications, at);
    for alike in own.list("alike") {
        let Some(other) = known(note, alike) else { continue };
        let Some(meant) = drug_named(note, alike) else { continue };
        if let Some(reason) = reason
            && says(note, reason, other.list("uses"))
            && !says(note, reason, own.list("uses"))
        {
            return Some(Mixed {
                meant,
                reason: Some(reason),
            });
        }
    }
    // Without a reason the dose has to speak alone: far outside the own range, and no decimal slip of it.
    if reason.is_some() {
        return None;
    }
    own.list("alike").iter().find_map(|alike| {
        let meant = drug_named(note, alike)?;
        (fits_only(note, medication, drug, meant) && !is_decimal_slip(note, medication, drug))
            .then_some(Mixed { meant, reason: None })
    })
}

fn drug_named<'n>(note: &'n Note, id: &str) -> Option<&'n LexiconEntry> {
    let entry = note.grammar.entry_named(lexicon_ids::DRUGS, id)?;
    Some(note.entry_at(lexicon_ids::DRUGS, entry))
}

/// The reason that stands with the drug: `for itching`, `prn itch`, `Itching: hydralazine`, `insomnia, on tramadol`, the
/// title of its problem.
fn reason(note: &Note, medications: &[Medication], at: usize) -> Option<Span> {
    let medication = &medications[at];
    let span = own_words(note, medications, at);
    let sentence = sentence(note, medication);
    let span = Span::new(
        span.start.max(sentence.start).min(medication.span.start),
        span.end.min(sentence.end).max(medication.span.end),
    );
    if let Some(indication) = medication.indication.filter(|it| it.end > it.start) {
        return Some(whole_phrase(note, indication, span.end));
    }
    behind(note, medication, span)
        .or_else(|| before(note, medication, span))
        .or_else(|| problem(note, medication))
}

/// The reason up to the next sign: `type` of `type 2 diabetes`, `C` of `C. diff`.
fn whole_phrase(note: &Note, reason: Span, limit: u32) -> Span {
    let rest = note.slice(Span::new(reason.end, limit.max(reason.end)));
    let skipped = if reason.end - reason.start == 1 && rest.starts_with(". ") {
        2
    } else {
        0
    };
    let end = rest[skipped..]
        .find([';', ',', '.', ')', '\n', '|', '(', ':'])
        .map_or(rest.len(), |at| at + skipped);
    let end = if end > 24 { 0 } else { end };
    Span::new(reason.start, reason.end + end as u32)
}

/// `for itching`, `(itching)`, `- itching`, `to help sleep` behind the statement.
fn behind(note: &Note, medication: &Medication, span: Span) -> Option<Span> {
    let text = note.slice(Span::new(medication.span.end, span.end.max(medication.span.end)));
    let lower = text.to_ascii_lowercase();
    let signs = [
        " for ",
        "to treat ",
        "to help ",
        "to control ",
        "to prevent ",
        " (",
        " - ",
        " – ",
        ": ",
        "indication: ",
    ];
    let (at, length) = signs
        .iter()
        .filter_map(|sign| lower.find(sign).map(|at| (at, sign.len())))
        .min()?;
    // Right behind it, a word or two apart at most.
    if lower[..at].split_whitespace().count() > 3 {
        return None;
    }
    let rest = &text[at + length..];
    let end = rest.find([';', ',', '.', ')', '\n', '|']).unwrap_or(rest.len());
    let lower = rest[..end].to_ascii_lowercase();
    // A length or a time is no reason.
    let is_time = lower.starts_with(|c: char| c.is_ascii_digit())
        || lower.starts_with("the last")
        || lower.starts_with("the past");
    let end = [" and ", " but ", " which ", " then ", " with ", " after ", " despite "]
        .iter()
        .skip(1)
        .filter_map(|word| lower.find(word))
        .min()
        .unwrap_or(end);
    let from = medication.span.end + (at + length) as u32;
    (!is_time && end > 0).then(|| Span::new(from, from + end as u32))
}

/// `Itching: hydralazine`, `insomnia, on tramadol`, `depression managed with Celebrex` before it.
fn before(note: &Note, medication: &Medication, span: Span) -> Option<Span> {
    let from = medication.span.start.saturating_sub(70).max(span.start);
    let from = crate::text::ceil(&note.text, from as usize) as u32;
    let text = note.slice(Span::new(from.min(medication.span.start), medication.span.start));
    let lower = text.to_ascii_lowercase();
    let connectors = [
        "on",
        "with",
        "managed",
        "treated",
        "controlled",
        "controls",
        "taking",
        "takes",
        "is",
        "was",
        "well",
        "by",
        "using",
        "uses",
        "her",
        "his",
        "home",
        "continue",
        "continues",
        "continued",
        "start",
        "started",
        "currently",
        "stable",
        "maintained",
        "for",
        "which",
        "he",
        "she",
        "being",
        "and",
        "they",
        "remains",
        "improved",
        "give",
        "given",
        "prescribed",
        "the",
        "we",
        "will",
        "begin",
        "plan",
    ];
    let mut end = lower
        .trim_end_matches([' ', ':', ',', '-', '–', '—', '(', '*', '\u{a0}'])
        .len();
    let mut linked = end < text.len() && text[end..].contains([':', '-', '–', '—', '(', ',']);
    loop {
        let head = &lower[..end];
        let word = head
            .rfind(|c: char| !c.is_alphanumeric())
            .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        let name = &head[word..];
        if name.is_empty() || !connectors.contains(&name) {
            break;
        }
        linked |= !matches!(name, "and" | "the" | "her" | "his" | "home" | "is" | "was" | "for");
        end = head[..word]
            .trim_end_matches([' ', ':', ',', '-', '–', '—', '(', '*', '\u{a0}'])
            .len();
    }
    if !linked || end == 0 {
        return None;
    }
    // The last words before it, up to a sign.
    let head = &lower[..end];
    let start = head.rfind([';', ',', '.', ':', '\n', '(', ')']).map_or(0, |at| at + 1);
    let mut start = start;
    for (at, _) in head[start..].match_indices([' ', '-']) {
        if head[start + at..].split_whitespace().count() <= 4 {
            start += at;
            break;
        }
    }
    let base = from.min(medication.span.start);
    (end > start).then(|| Span::new(base + start as u32, base + end as u32))
}

/// The title of the problem that a step of the plan belongs to.
fn problem(note: &Note, medication: &Medication) -> Option<Span> {
    let item = item_at(note, medication.span.start)?;
    let problem = note.assessment().problems.get(item.problem? as usize)?;
    // A title with several problems, or none that is a disease, tells nothing.
    let title = note.slice(problem.title);
    (!title.contains(['/', ',', '&', ';']) && !title.to_ascii_lowercase().contains(" and ") && title.len() < 60)
        .then_some(problem.title)
}

/// Whether the dose is far outside the range of the drug and inside that of the other.
fn fits_only(note: &Note, medication: &Medication, own: &LexiconEntry, other: &LexiconEntry) -> bool {
    let Some(quantity) = medication.dose.and_then(|dose| dose_limits::quantity(note, &dose)) else {
        return false;
    };
    let range = |drug: &LexiconEntry| {
        let (measure, factor) = dose_limits::unit(note, drug.text("unit")?)?;
        (measure == quantity.measure)
            .then_some((drug.number("usual-min")? * factor, drug.number("usual-max")? * factor))
    };
    let (Some((least, most)), Some((from, to))) = (range(own), range(other)) else {
        return false;
    };
    let value = quantity.value;
    let outside = value > most * 3.0 || value * 6.0 < least;
    outside && value >= from && value <= to
}

/// Whether ten times more or less is a dose of the drug itself.
fn is_decimal_slip(note: &Note, medication: &Medication, own: &LexiconEntry) -> bool {
    let Some(quantity) = medication.dose.and_then(|dose| dose_limits::quantity(note, &dose)) else {
        return true;
    };
    let (Some((_, factor)), Some(least), Some(most)) = (
        own.text("unit").and_then(|it| dose_limits::unit(note, it)),
        own.number("usual-min"),
        own.number("usual-max"),
    ) else {
        return true;
    };
    let slips: &[f64] = if quantity.value > most * factor {
        &[0.1, 0.01, 0.001]
    } else {
        &[10.0, 1000.0]
    };
    slips.iter().any(|slip| {
        let value = quantity.value * slip;
        value >= least * factor * 0.99 && value <= most * factor * 1.01
    })
}
