//! The title line: a first line that names a kind (`SOAP Note`, `PROGRESS NOTE, POD 2`, `Medical clerking`).

use super::lines::{Lines, Place};
use crate::grammar::{Grammar, KindId, SpecialtyId, kind_ids, normalize_heading};
use crate::syntax::LineForm;
use crate::text::Span;

/// A title.
pub(super) struct Title {
    /// The line it stands in.
    pub line: usize,
    /// Its words.
    pub span: Span,
    /// The kind it names.
    pub kind: KindId,
    /// A specialty it names besides.
    pub specialty: Option<SpecialtyId>,
}

/// Find the title among the first lines of a note.
///
/// `stated` is the kind that the note gives itself: a section of that kind is its first section, also where another kind has its name.
pub(super) fn find(text: &str, grammar: &Grammar, lines: &Lines, stated: Option<KindId>) -> Option<Title> {
    // A date, a course name or a de-identified header may stand above it.
    for (at, line) in lines.all.iter().enumerate().take(3) {
        if !matches!(line.place, Place::Block | Place::Paragraph { .. }) {
            return None;
        }
        let marked = matches!(
            line.form,
            LineForm::Atx(_) | LineForm::Setext(_) | LineForm::Bold | LineForm::Caps
        );
        // `Progress note: …` is a title with a text of its own; a label that names a section is none.
        let span = match (line.title, line.form) {
            (Some(title), LineForm::Label | LineForm::BoldLabel) => title,
            (Some(title), _) => title,
            (None, _) => line.content,
        };
        // `CONSULT NOTE   DATE OF SERVICE: …`: what stands behind a wide gap is another field.
        let gap = span.of(text).find("   ").filter(|gap| *gap > 0);
        let span = gap.map_or(span, |gap| Span::new(span.start, span.start + gap as u32));
        let words = span.of(text);
        let marked = marked || gap.is_some() && !words.bytes().any(|byte| byte.is_ascii_lowercase());
        if words.len() > 120 || words.split_whitespace().count() > 12 || (!marked && words.ends_with('.')) {
            return None;
        }
        let has_colon = text[span.end as usize..line.span.end as usize]
            .trim_start_matches('*')
            .trim_start()
            .starts_with(':');
        if let Some((kind, specialty, covered)) = named(grammar, words)
            && (marked || covered || line.before_gap)
            // `Newborn history`, `Discharge condition` are sections that begin with the name of a kind.
            && !stated.is_some_and(|stated| stated != kind && is_section_of(grammar, words, stated))
            && (!names_section(grammar, words) || (covered && at == 0 && !has_colon && line.content.is_empty()))
        {
            return Some(Title {
                line: at,
                span,
                kind,
                specialty,
            });
        }
        if at == 0 && !marked && line.title.is_none() && words.split_whitespace().count() > 8 {
            return None;
        }
    }
    None
}

/// Whether the catalogue knows the whole line as a heading.
fn names_section(grammar: &Grammar, words: &str) -> bool {
    let mut buffer = String::new();
    normalize_heading(words, &mut buffer);
    !grammar.candidates(&buffer).is_empty()
}

/// Whether the words name a section that notes of this kind have.
fn is_section_of(grammar: &Grammar, words: &str, kind: KindId) -> bool {
    let mut buffer = String::new();
    normalize_heading(words, &mut buffer);
    let order = &grammar.kind(kind).order;
    grammar
        .candidates(&buffer)
        .iter()
        .any(|section| order.contains(section))
}

/// The kind that a run of words names, a specialty beside it, and whether the name covers the whole.
fn named(grammar: &Grammar, words: &str) -> Option<(KindId, Option<SpecialtyId>, bool)> {
    let mut buffer = String::new();
    normalize_heading(words, &mut buffer);
    if let Some(kind) = grammar.kind_named(&buffer) {
        return Some((kind, specialty_in(grammar, &buffer), true));
    }
    if let Some(kind) = among_title_words(grammar, &buffer) {
        return Some((kind, specialty_in(grammar, &buffer), true));
    }
    // `Clerking - Medical Admissions Unit`: the name before a dash, comma or colon.
    let dash = words
        .split_once([',', '–', ':', '|', '('])
        .or_else(|| words.split_once(" - "));
    if let Some((first, _)) = dash {
        let mut piece = String::new();
        normalize_heading(first, &mut piece);
        if let Some(kind) = grammar.kind_named(&piece) {
            // `NEUROLOGY CONSULT (Emergency Department)`: the specialty of the name counts.
            let bracket = words[first.len()..].starts_with('(') && piece.contains(' ');
            let specialty = specialty_in(grammar, &piece).or_else(|| specialty_in(grammar, &buffer));
            return Some((kind, specialty, bracket));
        }
    }
    // `Outpatient H&P – Head & Neck Surgery`: then in the words before the dash.
    let before = dash.map(|(first, _)| first).filter(|first| first.contains("H&P"));
    run(grammar, &buffer, &buffer).or_else(|| {
        let mut piece = String::new();
        normalize_heading(before?, &mut piece);
        run(grammar, &piece, &buffer)
    })
}

/// The longest run of words that names a kind; one at the start or the end.
fn run(grammar: &Grammar, name: &str, whole: &str) -> Option<(KindId, Option<SpecialtyId>, bool)> {
    let tokens: Vec<&str> = name.split(' ').filter(|token| !token.is_empty()).collect();
    for length in (1..tokens.len()).rev() {
        for start in [0, tokens.len() - length] {
            let run = tokens[start..start + length].join(" ");
            let Some(kind) = grammar.kind_named(&run) else { continue };
            // One word in a longer line ("consult", "physical") needs a day, a number or a specialty beside it.
            let specialty = specialty_in(grammar, whole);
            let sure = length > 1
                || (run.len() >= 4
                    && tokens.len() <= 4
                    && (specialty.is_some() || whole.contains(|c: char| c.is_ascii_digit())));
            if sure {
                return Some((kind, specialty, false));
            }
        }
    }
    None
}

/// The kind that some words name, where all others are those of a service, a ward, a day or an hour: `SICU daily progress
/// note 3/14 HD#4`, `GYN consult (ED)`.
fn among_title_words(grammar: &Grammar, normalized: &str) -> Option<KindId> {
    let tokens: Vec<&str> = normalized.split(' ').filter(|token| !token.is_empty()).collect();
    let beside: Vec<bool> = tokens.iter().map(|token| stands_beside(grammar, token)).collect();
    let Some(first) = beside.iter().position(|beside| !beside) else {
        // `Ortho trauma - POD 1`.
        let counted =
            tokens.iter().any(|token| token.starts_with("pod")) && normalized.bytes().any(|b| b.is_ascii_digit());
        let served = tokens
            .iter()
            .filter(|token| token.len() > 2 && !token.starts_with("pod"))
            .count();
        let by_day = tokens.iter().any(|token| matches!(*token, "day" | "week" | "hd"));
        return (counted && served > 0 && !by_day).then_some(kind_ids::SURGICAL_PROGRESS);
    };
    let last = beside.iter().rposition(|beside| !beside)?;
    // The longest name: `ICU progress note` before `progress note`.
    let mut best: Option<(usize, KindId)> = None;
    for start in 0..=first {
        for end in last + 1..=tokens.len() {
            let longer = best.is_none_or(|(length, _)| end - start > length);
            if longer && let Some(kind) = grammar.kind_named(&tokens[start..end].join(" ")) {
                best = Some((end - start, kind));
            }
        }
    }
    best.map(|(_, kind)| kind)
}

/// Whether a word may stand in a title beside the name of a kind.
fn stands_beside(grammar: &Grammar, token: &str) -> bool {
    let letters = token.trim_end_matches(|c: char| c.is_ascii_digit());
    letters.is_empty()
        || grammar.is_title_word(token)
        || letters.len() < token.len() && matches!(letters, "hd" | "pod" | "dol" | "ppd" | "bed" | "day")
}

/// A specialty named by one or two words of a title.
fn specialty_in(grammar: &Grammar, normalized: &str) -> Option<SpecialtyId> {
    let tokens: Vec<&str> = normalized.split(' ').collect();
    (1..=2.min(tokens.len())).rev().find_map(|length| {
        tokens.windows(length).find_map(|window| {
            let run = window.join(" ");
            // Words of general use ("all", "skin", "AI") name no specialty in a title.
            (run.len() >= 4).then(|| grammar.specialty_named(&run)).flatten()
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    fn kind(title: &str) -> Option<String> {
        let text = format!("{title}\n\nS: slept well.\nO: HR 80.\nA: better.\nP: home.\n");
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        note.title?;
        Some(note.grammar.kind(note.kind?).id.to_string())
    }

    #[test]
    fn services_wards_and_days_beside_the_name() {
        for (title, wanted) in [
            ("MICU PROGRESS NOTE — MICU Day 5, 3/14/26 06:50", "progress"),
            ("# CVICU daily progress note  3/14/26  HD#6", "progress"),
            ("Neonatal ICU progress note DOL 4", "progress"),
            ("UROLOGY CONSULT (ED)", "consult"),
            ("Rheum consult", "consult"),
            ("# TRAUMA H&P — Level 1 activation", "hp"),
            ("ANAESTHETIC PRE-ASSESSMENT", "preop"),
            ("Vascular surgery - POD 2", "surgical-progress"),
            ("6-YEAR WELL VISIT", "well-child"),
        ] {
            assert_eq!(kind(title).as_deref(), Some(wanted), "{title}");
        }
    }

    #[test]
    fn a_line_of_other_words_is_no_title() {
        for line in [
            "POD 2",
            "ICU day 3",
            "Seen on the ward with the team",
            "Consult him about the dose",
            "GI team, day 3",
        ] {
            assert_eq!(kind(line), None, "{line}");
        }
    }
}
