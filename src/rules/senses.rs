//! What `MS`, `OD` and `D/C` mean where they stand: by the dose, the drops, the verbs and nouns beside them.

use super::abbreviations::{Around, Meant, is_one_of, is_order_of_drops, word_after, word_before};
use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::Quantity;
use crate::rules::Applicability;
use crate::rules::dosing::{follows_dose, quantity_after, quantity_before, statement, touches_dose};
use crate::rules::support::is_british;
use crate::text::Span;

pub(super) fn of<'n>(note: &'n Note, entry: &'n LexiconEntry, token: Span, nearby: &mut Around<'n>) -> Option<Meant> {
    match &*entry.id {
        "MS" => morphine(note, entry, token),
        "OD" => once_or_right_eye(note, entry, token, nearby),
        _ => discharge(note, entry, token, nearby),
    }
}

/// `MS` the drug: with its dose, its route and when, a pump or drip, or among the allergies.
fn morphine(note: &Note, entry: &LexiconEntry, token: Span) -> Option<Meant> {
    let text: &str = &note.text;
    let is_dose = |quantity: &&Quantity| {
        quantity.category(&note.grammar) == "mass"
            && !quantity.of_blood
            && !note.slice(quantity.unit).eq_ignore_ascii_case("kg")
    };
    let dose = quantity_after(note, token.end, 2)
        .filter(is_dose)
        .or_else(|| quantity_before(note, token.start, 2).filter(is_dose));
    if let Some(dose) = dose {
        // Grams are magnesium, a few milligrams morphine; a human confirms.
        let number: f64 = note.slice(dose.number).replace(',', "").parse().unwrap_or(0.0);
        let prefer = match note.slice(dose.unit).trim_end_matches('.') {
            "mg" | "MG" if number <= 60.0 => "\"morphine\" (the dose fits it) or \"magnesium sulfate\" in full",
            "g" | "gm" | "gram" | "grams" | "G" | "GM" => {
                "\"magnesium sulfate\" (the dose fits it) or \"morphine\" in full"
            }
            _ => "\"morphine\" or \"magnesium sulfate\" in full",
        };
        return Some(Meant {
            prefer: Some(prefer.to_owned()),
            fix: None,
        });
    }
    let after = word_after(text, token.end);
    let in_full = Meant {
        prefer: Some("\"morphine\" or \"magnesium sulfate\" in full".to_owned()),
        fix: None,
    };
    if is_one_of(after, entry.list("given-next")) {
        return Some(in_full);
    }
    let routes = entry.list("routes");
    if is_one_of(after, routes) {
        // `MS IV` is a student of the fourth year; `MS IV prn` is none.
        let end = token.end + (text[token.end as usize..].find(after)? + after.len()) as u32;
        let second = word_after(text, end);
        return is_one_of(second, entry.list("given-next")).then_some(in_full);
    }
    if is_one_of(word_before(text, token.start), routes) {
        return Some(in_full);
    }
    (note.role_at(token.start) == Role::Allergies).then_some(in_full)
}

/// `OD` once daily behind a dose, or the right eye in an order of drops. An overdose, an acuity or a pressure is neither.
fn once_or_right_eye<'n>(
    note: &'n Note,
    entry: &'n LexiconEntry,
    token: Span,
    nearby: &mut Around<'n>,
) -> Option<Meant> {
    if matches!(note.role_at(token.start), Role::Exam | Role::FamilyHistory) {
        return None;
    }
    let words = statement(note, token.start);
    let drops = is_order_of_drops(note, token, nearby);
    if drops || nearby.holds(words, entry.list("eye")) {
        return (drops && touches_dose(note, token)).then(|| Meant {
            prefer: Some("\"right eye\"".to_owned()),
            fix: Some((Applicability::Unsafe, "right eye".to_owned())),
        });
    }
    // Usual in Britain, where nobody writes it of an eye.
    if !follows_dose(note, token)
        || is_british(note)
        || is_one_of(word_before(&note.text, token.start), entry.list("before-not"))
        || nearby.holds(words, entry.list("overdose"))
    {
        return None;
    }
    Some(Meant {
        prefer: Some("\"daily\"".to_owned()),
        fix: Some((Applicability::Suggestion, "daily".to_owned())),
    })
}

/// `D/C`: a discharge home, the end of a treatment, or open; not a symptom, diarrhea and constipation, or a current.
fn discharge<'n>(note: &'n Note, entry: &'n LexiconEntry, token: Span, nearby: &mut Around<'n>) -> Option<Meant> {
    let text: &str = &note.text;
    let written = note.slice(token);
    let (before, after) = (
        text[..token.start as usize].chars().next_back(),
        text[token.end as usize..].chars().next(),
    );
    if matches!(before, Some('/' | '-' | '.')) || matches!(after, Some('/' | '-')) {
        return None;
    }
    let next = word_after(text, token.end);
    let last = word_before(text, token.start);
    let words = statement(note, token.start);
    let role = note.role_at(token.start);
    if is_one_of(last, entry.list("symptom-before"))
        || is_one_of(next, entry.list("other-next"))
        || matches!(role, Role::ReviewOfSystems | Role::Exam | Role::FamilyHistory)
        || nearby.holds(words, entry.list("symptom-beside"))
    {
        return None;
    }
    let done = written.ends_with(['d', 'D']) && written.len() > 2;
    let home = is_one_of(next, entry.list("home-next")) || is_one_of(last, entry.list("home-before"));
    let stops = is_one_of(next, entry.list("stop-next"))
        || names_drug(note, token)
        || is_one_of(last, entry.list("stop-before"));
    let slash = written.contains('/');
    if !slash && !done && !home && !stops || !slash && is_one_of(last, entry.list("other-before")) {
        return None;
    }
    let word = match (stops, home, done) {
        (true, _, true) => "discontinued",
        (true, _, false) => "discontinue",
        (_, true, true) => "discharged",
        (_, true, false) => "discharge",
        _ => {
            return Some(Meant {
                prefer: Some("\"discharge\" or \"discontinue\", whichever you mean".to_owned()),
                fix: None,
            });
        }
    };
    Some(Meant {
        prefer: Some(format!("\"{word}\"")),
        fix: Some((Applicability::Suggestion, word.to_owned())),
    })
}

/// Whether a drug is named right after the token: `d/c lisinopril`.
fn names_drug(note: &Note, token: Span) -> bool {
    let rest = &note.text[token.end as usize..];
    let start = token.end + (rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len()) as u32;
    [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES]
        .iter()
        .any(|lexicon| note.phrases_in(*lexicon, Span::new(start, start + 1)).next().is_some())
}
