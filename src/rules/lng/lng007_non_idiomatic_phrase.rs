//! LNG007: a phrase carried over from another language.

use crate::grammar::{LexiconEntry, LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::rules::beside::Beside;
use crate::rules::support::{is_british, quote};
use crate::rules::wording::is_writers_own;
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG007",
    name: "non-idiomatic-phrase",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "Clinical language reference: phrasing of non-native writers",
        "General knowledge of clinical English as a foreign language",
    ],
    summary: "A phrase is carried over from another language or from another country's clinics.",
    docs: r#"
## What it does

Reports phrases that are word for word another language, or the English of one country's wards only: "since 3 days", "2 years back", "known case of", "is having
diabetes", "discuss about", "operated for", "denies no", "did not had", "vitally stable", "good general state", "days of evolution", "apyretic". Where the words fit the
sentence, the help shows it mended. Quotations are left alone, and what is good British usage: `obs stable`, `nil of note`, `apyrexial`, `bowels opened`.

## Why it matters

Most of them are understood, and none is a fault of medicine. But "before 3 days" and "since 3 days" are read in two ways, "denies no chest pain" in the opposite
way, "important weight loss" says not how much, and an examiner hears the phrase before the findings.

## How to fix

Write what the help says: a length of time takes "for", a point in time "since", the past "ago". `--fix` mends only what is a slip of the pen (`mm of Hg`, "bilateral
both"); the other corrections need `--unsafe-fixes`, or the sentence has to be built anew.

```bad
## HPI

45-year-old man with fever and cough since 3 days. He denies no chest pain.
```

```bad
## HPI

She is a known case of hypothyroidism, operated for a hernia 2 years back.
```

```good
## HPI

45-year-old man with fever and cough for 3 days, since Monday. He denies chest pain. He has hypothyroidism and had a hernia repair 2 years ago.
```

## Precision

4 findings on 182 corpus notes, all read: 4 right ("high blood pressure since 5-6 years", "returned back to the intensive care unit", "upto every 2-4 hrs"). Five wrong ones
were mended before (a stapler "TA 60", the surgeon's "at exploration", two that were only wordy). By 31 planted phrases of all origins and 40 look-alikes, which are its
tests: all found, none reported.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::CARRIED_OVER]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for hit in note.phrases_of(lexicon_ids::CARRIED_OVER) {
        let entry = note.entry(hit);
        let hit = &LexiconHit {
            span: to_word_end(note, hit.span),
            ..*hit
        };
        let Some(span) = carried_over(note, hit, entry) else {
            continue;
        };
        if is_writers_own(note, span) {
            findings.push(finding(note, span, entry));
        }
    }
}

/// `span` up to the end of its last word: the phrase may be the beginning of it.
fn to_word_end(note: &Note, span: Span) -> Span {
    let rest = note.text[span.end as usize..].bytes();
    let more = rest.take_while(u8::is_ascii_alphabetic).count();
    Span::new(span.start, span.end + more as u32)
}

/// The place from a verb to the point in time behind its "since".
fn to_since(note: &Note, span: Span) -> Span {
    let rest = &note.text[span.end as usize..];
    let end = rest.find(" since ").map_or(0, |at| {
        let time = rest[at + 7..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        at + 7 + time
    });
    Span::new(span.start, span.end + end as u32)
}

/// The place of the phrase, if what stands beside it does not make it right.
fn carried_over(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> Option<Span> {
    let written = note.slice(hit.span);
    // Two lines, each with a beginning of its own.
    if let Some(at) = written.find(['\n', '\r'])
        && written[at..]
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || !c.is_alphanumeric())
    {
        return None;
    }
    // Prenatal care "since 9 weeks" is a point in time.
    if note.patient().pregnant.is_some() && written.to_ascii_lowercase().contains('w') && &*entry.id == "since-duration"
    {
        return None;
    }
    let beside = Beside::new(note, hit.span);
    let excused = entry
        .list("unless-before")
        .iter()
        .any(|phrase| beside.ends_with(phrase))
        || entry
            .list("unless-after")
            .iter()
            .any(|phrase| beside.begins_with(phrase))
        || entry.list("unless").iter().any(|phrase| beside.holds(phrase));
    if excused {
        return None;
    }
    let ends = |words: &[&str]| beside.ends || words.iter().any(|word| beside.begins_with(word));
    let fits = match &*entry.category {
        "ends" => beside.ends,
        "since" => return is_followed_by_since(&beside).then(|| to_since(note, hit.span)),
        "before" => {
            matches!(
                note.role_at(hit.span.start),
                Role::History | Role::PastHistory | Role::SurgicalHistory | Role::Course | Role::Other
            ) && ends(&["with", "and", "when", "he", "she", "followed by", "which", "while"])
                && !NO_PAST.iter().any(|word| beside.ends_with(word))
        }
        "back" => {
            ends(&[
                "with",
                "when",
                "and",
                "he",
                "she",
                "for",
                "in",
                "while",
                "after",
                "because",
                "patient",
                "was",
                "by",
                "following",
                "which",
                "had",
                "at",
                "from",
            ]) && !beside.ends_with("came")
                && !beside.ends_with("come")
        }
        "plan" => matches!(
            note.role_at(hit.span.start),
            Role::Plan | Role::AssessmentAndPlan | Role::Assessment
        ),
        "clause" => ends(&[
            "is", "are", "was", "were", "has", "have", "had", "with", "and", "show*", "due", "for", "since", "on",
            "but", "no",
        ]),
        "opens" => matches!(beside.before().trim(), "" | "the" | "and" | "but"),
        "same" => !written.eq_ignore_ascii_case("for the same") || beside.ends,
        "british" => !is_british(note),
        "form" => is_form(note, hit.span),
        "number" => return with_number(note, hit.span),
        _ => true,
    };
    fits.then_some(hit.span)
}

/// What stands before "before 3 days" where it is no past: "not before 3 days".
const NO_PAST: &[&str] = &[
    "not",
    "or",
    "even",
    "well",
    "just",
    "up",
    "return",
    "come",
    "wait",
    "least",
    "until",
    "than",
    "the",
    "day",
    "days",
    "week",
    "weeks",
    "back",
    "follow up",
    "no",
    "bath*",
    "exercise",
    "lifting",
    "seen",
    "again",
    "recheck*",
    "visit",
    "appointment",
    "drive",
    "work",
];

/// Whether the sentence goes on to a "since" with a point in time, and no perfect tense stands before.
fn is_followed_by_since(beside: &Beside<'_>) -> bool {
    let after = beside.right_after();
    let Some(at) = after.find(" since ") else {
        return false;
    };
    let between = &after[..at];
    let perfect = ["had", "been", "has", "have"];
    let is_perfect = |text: &str| text.split(' ').rev().take(4).any(|word| perfect.contains(&word));
    let next = after[at + 7..].split(' ').next().unwrap_or_default();
    let word = next.trim_end_matches(['.', ',']);
    // "since 20 years" is a phrase of its own.
    let time = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
        || [
            "childhood",
            "birth",
            "age",
            "last",
            "yesterday",
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ]
        .contains(&word);
    at < 60
        && time
        && !between.contains([',', ';', '.', '('])
        && !is_perfect(between)
        && !is_perfect(beside.before().trim_end())
}

/// Whether the name of a drug follows the form: `Inj. Ceftriaxone`.
fn is_form(note: &Note, span: Span) -> bool {
    let before = note.text[..span.start as usize].trim_end_matches(' ');
    let after = note.text[span.end as usize..].trim_start_matches(['.', ' ']);
    let mut letters = after.chars();
    let name = letters.next().is_some_and(char::is_uppercase) && letters.take(3).all(char::is_lowercase);
    let counted = before.ends_with(|c: char| c.is_ascii_digit());
    let dotted = note.text[span.end as usize..].starts_with('.');
    name && dotted && !counted
}

/// The number before "years old man" with the words up to "old".
fn with_number(note: &Note, span: Span) -> Option<Span> {
    let before = note.text[..span.start as usize].trim_end_matches([' ', '-']);
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let written = note.slice(span);
    let old = written.to_ascii_lowercase().find("old")? as u32 + 3;
    (1..=3)
        .contains(&digits)
        .then(|| Span::new((before.len() - digits) as u32, span.start + old))
}

fn finding(note: &Note, span: Span, entry: &LexiconEntry) -> Finding {
    let written = quote(note.slice(span), 60);
    let mut finding = Finding::new(span, format!("\"{written}\" is not said so in English"));
    if entry.flag("warning") {
        finding = finding.severity(Severity::Warning);
    }
    let because = entry.text("why").map_or_else(String::new, |why| format!(" ({why})"));
    match better(note.slice(span), entry) {
        Some(better) => {
            let applicability = match entry.text("fix") {
                Some("safe") => Applicability::Safe,
                Some("unsafe") => Applicability::Unsafe,
                _ => Applicability::Suggestion,
            };
            finding.help(format!("write \"{better}\"{because}")).fix(
                applicability,
                format!("write \"{better}\""),
                span,
                better,
            )
        }
        None => finding.help(entry.text("advice").unwrap_or("say it in other words").to_owned() + &because),
    }
}

/// The phrase in better words.
fn better(written: &str, entry: &LexiconEntry) -> Option<String> {
    let lower = written.to_ascii_lowercase().replace(['-', '\n'], " ");
    if &*entry.category == "number" {
        let digits = written.len() - written.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let unit = if lower.contains("month") { "month" } else { "year" };
        return Some(format!("{}-{unit}-old", &written[..digits]));
    }
    entry.list("instead").iter().find_map(|pair| {
        let (wrong, right) = pair.split_once('>')?;
        let at = lower.find(wrong)?;
        let mut better = format!("{}{right}{}", &written[..at], &written[at + wrong.len()..]);
        if at == 0 && written.starts_with(char::is_uppercase) {
            better = crate::rules::support::capitalized(&better);
        }
        Some(better)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn carried_over_phrases() {
        for (text, phrase, better) in [
            ("HPI: fever since 3 days.", "since 3 days", "for 3 days"),
            (
                "HPI: Pain since last two weeks, worse at night.",
                "since last two weeks",
                "for the last two weeks",
            ),
            ("HPI: cough since a week", "since a week", "for a week"),
            ("HPI: MI 3 years back.", "3 years back", "3 years ago"),
            (
                "HPI: She is having diabetes and takes metformin.",
                "is having diabetes",
                "has diabetes",
            ),
            (
                "Plan: Discussed about surgery with the family.",
                "Discussed about",
                "Discussed",
            ),
            ("HPI: Fever associated to chills.", "associated to", "associated with"),
            (
                "HPI: He is a 45 years old male with cough.",
                "45 years old",
                "45-year-old",
            ),
            ("PE: BP 120/80 mm of Hg", "mm of Hg", "mmHg"),
            ("PE: bilateral both legs swollen", "bilateral both", "both"),
            (
                "HPI: important weight loss in May",
                "important weight loss",
                "marked weight loss",
            ),
            (
                "PE: breath sounds abolished at the left base",
                "breath sounds abolished",
                "breath sounds absent",
            ),
            ("HPI: Allergic from penicillin.", "Allergic from", "Allergic to"),
            ("HPI: gave history of vomiting", "gave history of", "reported vomiting"),
        ] {
            let found = run(&RULE, text);
            let first = found.iter().find(|it| it.span.of(text) == phrase);
            let first = first.unwrap_or_else(|| panic!("{text}: {:?}", hits(&RULE, text)));
            let fix = &first.fix.as_ref().unwrap().edits[0].replacement;
            assert!(better.starts_with(fix.as_str()), "{text}: {fix}");
        }
        speaks(
            &RULE,
            &[
                "HPI: He is a known case of hypertension.",
                "HPI: He had an MI before 3 years.",
                "HPI: He denies no chest pain.",
                "HPI: Patient deny fever.",
                "HPI: She did not had fever.",
                "HPI: The seizure was happened at night.",
                "HPI: He was operated for hernia in 2010.",
                "HPI: came with complaints of chest pain",
                "PE: vitally stable",
                "PE: Good general state.",
                "HPI: patient refers chest pain; negates fever",
                "HPI: takes metformin since 2015",
                "HPI: Blood samples were send to the lab.",
                "HPI: no any history of trauma",
                "Plan: Inj. Ceftriaxone 1 gm IV BD",
                "HPI: headache of 3 days of evolution",
                "PE: edema of both leg.",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: Fever since Monday; cough for 3 days; on dialysis since 2018; since 3 PM; since day 3.",
                "HPI: Has smoked since 1990, has had cough since May; the pain has been worse since last week.",
                "HPI: Lower back pain for 2 weeks; 3 days back pain; back to work in 2 weeks.",
                "HPI: \"fever since 3 days\" she says.",
                "Plan: No lifting before 6 weeks. Return before 2 weeks if worse.",
                "HPI: pain control visit; birth control visit; rate control.",
                "HPI: PCP refers him for chest pain; the pain refers to the shoulder; refers to himself as Bob.",
                "HPI: He denies chest pain. No fever. Denies cough, no sputum.",
                "HPI: Did the patient report fever? Recommended that he take aspirin. We advised that the patient take rest.",
                "HPI: The lung was collapsed; small for gestational age; a 45-year-old man; she is 45 years old.",
                "PE: Obs stable, apyrexial, E&D, bowels opened, nil of note. BP 120/80 mmHg.",
                "HPI: He was operated on for appendicitis. Married with 2 children. Interned at a law firm.",
                "HPI: She has been on insulin since 2015 and lives with her sister since he has died.",
                "PE: both legs swollen; both lung bases clear; all four limbs move. Within normal limits.",
                "HPI: seen in clinic on Monday; came back in 2 weeks; brought in by EMS with chest pain",
                "HPI: complaining for the last hour of pain; most important, weight loss was denied.",
            ],
        );
    }
}
