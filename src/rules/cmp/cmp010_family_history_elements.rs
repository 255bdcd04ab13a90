//! CMP010: a family history that names nobody and nothing.

use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::facts::{Mention, Status as Said};
use crate::note::{Note, SectionIx};
use crate::rules::empty_answer::is_empty_answer;
use crate::rules::support::{Content, quote, section_content, word_count};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP010",
    name: "family-history-elements",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Bates' Guide to Physical Examination and History Taking: family history of first-degree relatives with age and cause of death",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
    ],
    summary: "The family history of a full history names no relative, or nothing that was asked for.",
    docs: r#"
## What it does

Reads the family history. In every kind of note it reports one that names diseases but not whose, relatives but not what they
have, or only "positive" and "strong"; in a full history and physical also "see chart". "Noncontributory" and "negative" are REL008. "No
family history of colon cancer" names what was asked; "adopted", "unknown" and the British "nil of note" are answers.

## Why it matters

"CAD" does not say whose, or when. A father's infarction at 44 or at 84 makes two different patients of a man with chest pain.

## How to fix

First-degree relatives with disease and age, and the absence of the disease that matters today: "father: MI at 62; no sudden death, no diabetes".

```bad
# H&P

CC: chest pain

HPI: 44-year-old man with 2 hours of chest pain.

PMH: none. Medications: none. Allergies: NKDA. SH: teacher, never smoked.

## Family History

Diabetes, CAD.

## Review of Systems

Cardiovascular: chest pain.

## Physical Exam

Heart regular.

## Assessment and Plan

Chest pain; ECG.
```

```good
# H&P

CC: chest pain

HPI: 44-year-old man with 2 hours of chest pain.

PMH: none. Medications: none. Allergies: NKDA. SH: teacher, never smoked.

## Family History

Father with MI at 62. No sudden death.

## Review of Systems

Cardiovascular: chest pain.

## Physical Exam

Heart regular.

## Assessment and Plan

Chest pain; ECG.
```

## Precision

5 findings on the 182 corpus notes, all read, none wrong. Of faults planted by somebody who had not seen the code, three sets:
42 of 42, 11 of 11, 3 of 3 found; 1 of 28 look-alikes reported at first ("Mo: DVT", read since). The plants in the tests beside the
rule are its author's own.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// A family history of more words than these says something, even if its words are not known.
const SHORT: usize = 8;
/// The kinds that ask for a family history: there "noncontributory" is no answer.
const FULL: [&str; 7] = ["hp", "peds-hp", "neuro-hp", "ob-hp", "annual", "sub-i", "psych-eval"];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(kind) = note.kind.map(|kind| &*note.grammar.kind(kind).id) else {
        return;
    };
    let Some(section) = family_history(note) else { return };
    if section_content(note, section) != Content::Written {
        return;
    }
    let body = note.section(section).body;
    let answer = |category: &str| {
        note.phrases_in(lexicon_ids::SOCIAL_HISTORY, body)
            .any(|hit| note.grammar.category(hit) == category)
    };
    // REL008 speaks of "noncontributory".
    if answer("unknown") || is_empty_answer(note, body) {
        return;
    }
    let heading = note.section(section).heading;
    let told = note.slice(body);
    let count = word_count(told);
    let words = quote(told, 40);
    let relative = answer("side")
        || note
            .phrases_in(lexicon_ids::PERSON_WORDS, body)
            .any(|hit| is_relative(note, hit));
    if relative {
        if count <= SHORT && says_nothing(note, body) {
            findings.push(
                Finding::new(
                    heading,
                    format!("The family history names relatives, and not what they have: \"{words}\""),
                )
                .help(
                    "say for each what they have, or that they are well: \"mother: hypertension; father: well at 70\"",
                ),
            );
        }
        return;
    }
    let mentions = note.findings();
    let from = mentions.partition_point(|mention| mention.span.start < body.start);
    let diseases = || {
        mentions[from..]
            .iter()
            .take_while(|mention| mention.span.start < body.end)
    };
    let full = FULL.contains(&kind);
    if let Some(disease) = diseases().find(|mention| !is_denied(note, mention)) {
        if count <= 4 * SHORT {
            let name = quote(note.slice(disease.span), 30);
            findings.push(
                Finding::new(disease.span, format!("The family history does not say who has {name}"))
                    .help("name the relative and the age at diagnosis: \"mother, at 52\""),
            );
        }
        return;
    }
    if diseases().next().is_some() || count > SHORT {
        return;
    }
    let help =
        "say what you asked for: first-degree relatives with disease and age, and what is absent that matters today";
    if answer("vague") && !denies(told) {
        let message = format!("The family history says \"{words}\", and not who has what");
        findings.push(Finding::new(heading, message).help(help));
    } else if full && (answer("elsewhere") || answer("nobody") && !is_nil(told)) && !names_what_was_asked(told) {
        let message = format!("The family history says \"{words}\" and names neither a relative nor a disease");
        findings.push(Finding::new(heading, message).help(help));
    }
}

/// "Nil of note": a British answer.
fn is_nil(told: &str) -> bool {
    told.trim_start_matches(|c: char| !c.is_alphabetic())
        .get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("nil"))
}

/// Mother, siblings, `M: breast cancer`; "family" is no relative.
fn is_relative(note: &Note, hit: &LexiconHit) -> bool {
    let after = || note.text[hit.span.end as usize..].trim_start_matches(['*', ' ']);
    match note.grammar.category(hit) {
        "relative" => !note.slice(hit.span).eq_ignore_ascii_case("family member"),
        "group" => !note.slice(hit.span).to_ascii_lowercase().starts_with("famil"),
        "letter" => after().starts_with([':', '-', '–', '=', '(']),
        _ => false,
    }
}

/// Whether nothing but relatives and words such as "alive" stands in `body`.
fn says_nothing(note: &Note, body: Span) -> bool {
    let fillers = [
        "and",
        "both",
        "alive",
        "living",
        "the",
        "her",
        "his",
        "their",
        "yes",
        "present",
        "positive",
        "in",
        "on",
        "side",
        "significant",
        "are",
        "is",
        "still",
        "of",
        "patient",
        "maternal",
        "paternal",
    ];
    let mut relatives = note.phrases_in(lexicon_ids::PERSON_WORDS, body).peekable();
    let text = note.slice(body);
    let mut at = body.start;
    let mut named = false;
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let start = at;
        at += word.len() as u32
            + text[(start - body.start) as usize + word.len()..]
                .chars()
                .next()
                .map_or(0, char::len_utf8) as u32;
        while relatives.peek().is_some_and(|hit| hit.span.end <= start) {
            relatives.next();
        }
        let inside = relatives
            .peek()
            .is_some_and(|hit| hit.span.start <= start && start < hit.span.end);
        named |= inside;
        let count = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_digit());
        if !word.is_empty() && !inside && !count && !fillers.iter().any(|filler| word.eq_ignore_ascii_case(filler)) {
            return false;
        }
    }
    named
}

/// "Unremarkable without any bleeding problems", "negative for sudden death".
fn names_what_was_asked(told: &str) -> bool {
    let words: Vec<&str> = told.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let next = pair[1].trim_matches(|c: char| !c.is_alphanumeric());
        let generic = [
            "note",
            "significance",
            "relevance",
            "importance",
            "this",
            "the",
            "today",
            "interest",
        ];
        let asks = ["without", "for", "of", "no", "any"]
            .iter()
            .any(|word| pair[0].eq_ignore_ascii_case(word));
        let none = [
            "known",
            "significant",
            "pertinent",
            "relevant",
            "family",
            "contributory",
            "noteworthy",
            "concerning",
            "change",
            "changes",
            "fh",
            "fhx",
        ];
        asks && !generic.iter().chain(&none).any(|word| next.eq_ignore_ascii_case(word))
    })
}

/// Whether a word of denial stands anywhere.
fn denies(told: &str) -> bool {
    let no = [
        "no", "not", "none", "nil", "denies", "denied", "negative", "without", "neg",
    ];
    told.split(|c: char| !c.is_alphabetic())
        .any(|word| no.iter().any(|no| word.eq_ignore_ascii_case(no)))
}

/// Whether the disease is said to be absent from the family: "no family history of colon cancer".
fn is_denied(note: &Note, mention: &Mention) -> bool {
    let sentence = note
        .sentence_at(mention.span.start)
        .map_or(mention.span, |sentence| sentence.span);
    let before = Span::new(sentence.start.min(mention.span.start), mention.span.start);
    mention.assertion.status == Said::Absent || denies(note.slice(before))
}

fn family_history(note: &Note) -> Option<SectionIx> {
    let mut sections = (0..note.sections.len() as u32).map(SectionIx);
    sections.find(|ix| {
        let id = note.section(*ix).id;
        id.is_some_and(|id| note.grammar.role(id) == Role::FamilyHistory)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    fn hp(family: &str) -> String {
        format!(
            "# H&P\n\n## Chief Complaint\n\nCough\n\n## HPI\n\n50-year-old man with 5 days of cough.\n\n## PMH\n\nNone.\n\n## Family History\n\n{family}\n\n## Social History\n\nTeacher.\n\n## Physical Exam\n\nLungs clear.\n\n## Plan\n\nRest.\n"
        )
    }

    #[test]
    fn answers_that_name_nobody() {
        let notes = [
            "No pertinent family history.",
            "Positive for diabetes and hypertension.",
            "Diabetes, CAD.",
            "Significant for breast cancer.",
            "HTN",
            "Positive.",
            "Noted.",
            "See chart.",
            "Strong family history of heart disease.",
            "Diabetes runs in the family.",
            "Mother and father.",
            "Parents alive, siblings alive.",
            "Mother, father, 2 brothers.",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
    }

    #[test]
    fn answers_that_say_something() {
        let notes = [
            "Father: MI at 62. Mother: alive, HTN.",
            "No family history of colon cancer.",
            "Adopted, unknown.",
            "Unknown.",
            "Mother has diabetes.",
            "No diabetes, heart disease or cancer.",
            "Brother with asthma; otherwise negative.",
            "***",
            "Maternal aunt with breast cancer at 44.",
            "Parents alive and well.",
            "Both grandparents had strokes.",
            "M: breast cancer at 50; F: hypertension.",
            "Maternal side: diabetes.",
            "Unremarkable without any bleeding problems.",
            "Denies any known family history of arthritis.",
            "No asthma in the family.",
            "Breast cancer (aunt).",
            "Siblings well.",
            "Not known; patient is estranged.",
            // REL008 says so.
            "Noncontributory.",
            "Reviewed and noncontributory.",
            "Negative.",
            "Unremarkable",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
