//! LNG008: a condition that stands for the person.

use crate::grammar::{LexiconEntry, LexiconHit, lexicon_ids};
use crate::note::Note;
use crate::rules::support::sentence_around;
use crate::rules::word_choice::{self, MILD, again, in_place};
use crate::rules::wording::{is_writers_own, words};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG008",
    name: "condition-first-wording",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "Dickinson JK et al. The use of language in diabetes care and education (ADA/AADE). Diabetes Care 2017;40:1790",
        "AMA Manual of Style, 11th edition: inclusive language",
        "CDC: Communicating with and about people with disabilities; ADA National Network guidelines",
        "AMA/AAMC: Advancing Health Equity, a guide to language, narrative and concepts (2021)",
    ],
    summary: "A condition stands for the person, or before the person.",
    docs: r#"
## What it does

Finds conditions used as names for people ("a diabetic", "schizophrenics", "this hypertensive", "the gallbladder in bed 4"), as adjectives
before a person ("epileptic child", "obese woman"), and words that make the person a victim of a condition ("suffers from",
"wheelchair-bound", "stroke victim"). It writes the sentence with the person first.

Adjectives before a disease, a test or a thing are left alone ("diabetic ketoacidosis", "hypertensive emergency", "epileptic seizure",
"asthmatic bronchitis", "obese abdomen"), and so are quotations. "Autistic" and "Deaf" before a person are accepted: many prefer them.

## Why it matters

A person with diabetes is also much else. People who are named by their illness are seen as less able and more to blame, and many
say that they find it hurtful.

## How to fix

Name the person first, then the condition: "a woman with diabetes", "uses a wheelchair", "had a stroke".

```bad
# H&P

HPI: 61-year-old man, a known diabetic, suffers from back pain. He is wheelchair-bound.
```

```good
# H&P

HPI: 61-year-old man with type 2 diabetes and diabetic retinopathy has back pain. He uses a wheelchair.
```

## Precision

12 findings on the 182 corpus notes, all read, all right: half of them "suffer from", reported as info. Of faults planted by somebody
who had not seen the code, 15 of 15 found; none of 12 look-alikes reported. Of 49 wordings of its author's, 47 found. On 91
good notes it speaks once, of a "known asthmatic".
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::CONDITION_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let first = findings.len();
    word_choice::report_if(context, lexicon_ids::CONDITION_WORDS, findings, |_, entry| {
        entry.category.is_empty()
    });
    let plain = findings.len();
    let mut reported: Vec<u16> = Vec::new();
    for hit in note.phrases_of(lexicon_ids::CONDITION_WORDS) {
        let entry = note.entry(hit);
        let found = match &*entry.category {
            "condition" => person_named(note, hit, entry),
            "place" => organ_for_person(note, hit),
            _ => None,
        };
        let Some(found) = found.filter(|found| is_writers_own(note, found.span)) else {
            continue;
        };
        match reported.iter().position(|known| *known == hit.entry) {
            Some(at) => findings[plain + at].related.push(again(note, found.span)),
            None => {
                reported.push(hit.entry);
                findings.push(found);
            }
        }
    }
    findings[first..].sort_by_key(|finding| finding.span.start);
}

/// Nouns for a person.
const PERSONS: [&str; 42] = [
    "patient",
    "patients",
    "pt",
    "pts",
    "man",
    "men",
    "woman",
    "women",
    "male",
    "males",
    "female",
    "females",
    "gentleman",
    "gentlemen",
    "lady",
    "ladies",
    "person",
    "people",
    "individual",
    "individuals",
    "child",
    "children",
    "boy",
    "girl",
    "kid",
    "teen",
    "teenager",
    "adolescent",
    "adult",
    "adults",
    "mother",
    "father",
    "mom",
    "dad",
    "brother",
    "sister",
    "son",
    "daughter",
    "husband",
    "wife",
    "veteran",
    "student",
];

/// Words that may stand between the condition and the person: `obese white male`, `diabetic African American woman`.
const BETWEEN: [&str; 24] = [
    "white",
    "black",
    "african",
    "african-american",
    "american",
    "hispanic",
    "asian",
    "caucasian",
    "latino",
    "latina",
    "old",
    "elderly",
    "young",
    "middle-aged",
    "year-old",
    "adult",
    "teenage",
    "adolescent",
    "little",
    "pregnant",
    "homeless",
    "retired",
    "frail",
    "single",
];

/// Words before a noun.
const DETERMINERS: [&str; 24] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "our",
    "another",
    "known",
    "brittle",
    "uncontrolled",
    "controlled",
    "poorly-controlled",
    "well-controlled",
    "longstanding",
    "long-standing",
    "insulin-dependent",
    "dependent",
    "diagnosed",
    "newly-diagnosed",
    "severe",
    "old",
    "long-time",
    "longtime",
    "lifelong",
];

/// The condition at `hit`, where it names a person.
fn person_named(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> Option<Finding> {
    let condition = entry.text("condition")?;
    let written = note.slice(hit.span);
    let sentence = sentence_around(note, hit.span);
    let lead = note.slice(Span::new(sentence.start, hit.span.start));
    let tail = note.slice(Span::new(hit.span.end, sentence.end));
    let is_one_of = |list: &[&str], word: &str| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let previous = words(lead).next_back().unwrap_or_default();
    let next = words(tail).next().unwrap_or_default();
    // A noun ends its phrase; an adjective has its noun right behind it.
    let parted = !tail.starts_with([' ', '\n', '-', '\u{a0}']);
    if tail.starts_with('-') {
        return None;
    }
    let label = |help: String| {
        let says = format!("\"{}\" names the person by the condition", joined(written));
        Finding::new(hit.span, says).help(help)
    };
    let is_phrase = written.contains([' ', '\'', '’']) && !written.ends_with("ic") && !written.ends_with("ics");
    if written.ends_with('s') && !written.ends_with("ss") && !is_phrase {
        if is_one_of(&["anonymous", "clinic", "association", "society"], next) {
            return None;
        }
        let (span, text) = in_place(note, hit.span, &format!("people with {condition}"));
        return Some(label(format!("write \"{text}\"")).fix(
            Applicability::Unsafe,
            format!("write \"{text}\""),
            span,
            text,
        ));
    }
    if !parted
        && !entry.flag("noun-only")
        && let Some((person, whole)) = person_after(hit.span, tail, &is_one_of)
    {
        let (span, text) = in_place(note, whole, &format!("{person} with {condition}"));
        let says = format!(
            "\"{} {}\" puts the condition before the person",
            joined(written),
            words(&person).next_back().unwrap_or_default()
        );
        let help = format!("write \"{text}\"");
        return Some(
            Finding::new(hit.span, says)
                .severity(Severity::Info)
                .help(help.clone())
                .fix(Applicability::Unsafe, help, span, text),
        );
    }
    if !word_choice::ends_phrase(tail) || condition == "obesity" {
        return None;
    }
    let always = entry.flag("noun-only") && !entry.flag("state") || is_phrase;
    // "58M diabetic on insulin"; "Diabetic admitted with sepsis".
    let named = is_one_of(&DETERMINERS, previous)
        || previous.ends_with("-old")
        || previous.starts_with(|c: char| c.is_ascii_digit()) && previous.len() > 2
        || previous.is_empty() && !parted && !next.is_empty() && !entry.flag("state");
    if always || named {
        // "A bipolar or unipolar disorder", "a hypertensive and tachycardic patient": the noun comes later.
        if is_one_of(&["and", "or"], next) && leads_to_noun(tail) {
            return None;
        }
        let person = match is_one_of(&["known", "diagnosed", "newly-diagnosed"], previous) {
            true => format!("write \"has {condition}\" or \"with {condition}\""),
            false => format!("write \"person with {condition}\", or \"has {condition}\""),
        };
        return Some(label(person));
    }
    if !entry.flag("state") && !entry.flag("noun-only") && is_one_of(&["is", "was", "are", "were"], previous) {
        let verb = match previous {
            "is" | "Is" | "IS" => "has",
            "are" => "have",
            _ => "had",
        };
        return Some(label(format!("write \"{verb} {condition}\"")).severity(Severity::Info));
    }
    None
}

/// Whether what follows "and" or "or" is another adjective before a noun of its own.
fn leads_to_noun(tail: &str) -> bool {
    let mut following = words(tail).skip(1);
    following.next().is_some_and(|second| {
        let end = second.as_ptr() as usize - tail.as_ptr() as usize + second.len();
        let is_adjective = ["ic", "ive", "ar"].iter().any(|ending| second.ends_with(ending));
        is_adjective && !word_choice::ends_phrase(&tail[end..])
    })
}

/// The person that the adjective at `span` describes: the words after it up to the noun, and the place of both.
fn person_after(span: Span, tail: &str, is_one_of: &impl Fn(&[&str], &str) -> bool) -> Option<(String, Span)> {
    let mut person = String::new();
    for word in words(tail).take(3) {
        let at = word.as_ptr() as usize - tail.as_ptr() as usize;
        // No comma between them.
        if tail[..at].contains([',', ';', '.', ':', '(', ')', '/']) {
            return None;
        }
        if !person.is_empty() {
            person.push(' ');
        }
        person.push_str(word);
        if is_one_of(&PERSONS, word) {
            let whole = Span::new(span.start, span.end + (at + word.len()) as u32);
            // "Diabetic patient education", "hypertensive patient's".
            let after = &tail[at + word.len()..];
            let follows = words(after).next().unwrap_or_default();
            let thing = [
                "education",
                "handout",
                "leaflet",
                "registry",
                "population",
                "information",
                "instructions",
                "group",
                "clinic",
            ];
            return (!is_one_of(&thing, follows)).then_some((person, whole));
        }
        if !is_one_of(&BETWEEN, word) {
            return None;
        }
    }
    None
}

/// `the gallbladder in bed 4`: an organ, a disease or an operation for the person.
fn organ_for_person(note: &Note, hit: &LexiconHit) -> Option<Finding> {
    let sentence = sentence_around(note, hit.span);
    let lead = note.slice(Span::new(sentence.start, hit.span.start));
    let mut back = words(lead).rev();
    let head = back.next()?;
    let far: Vec<&str> = back.take(3).collect();
    let determiner = far.iter().position(|word| {
        ["the", "our", "this", "that", "another"]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(word))
    })?;
    if PERSONS.iter().any(|person| person.eq_ignore_ascii_case(head)) {
        return None;
    }
    let from = far[determiner].as_ptr() as usize - lead.as_ptr() as usize + far[determiner].len() + 1;
    let span = Span::new(
        sentence.start + from as u32,
        sentence.start + lead.trim_end().len() as u32,
    );
    if span.start >= span.end {
        return None;
    }
    let lexicons = [
        lexicon_ids::CONDITIONS,
        lexicon_ids::BODY_PARTS,
        lexicon_ids::OPERATIONS,
        lexicon_ids::SYMPTOMS,
    ];
    let is_medical = |lexicon| note.phrases_in(lexicon, span).any(|known| known.span.end == span.end);
    let known = lexicons.into_iter().any(is_medical)
        || [
            "chf",
            "copd",
            "gib",
            "appy",
            "chole",
            "hip",
            "knee",
            "gallbladder",
            "bleed",
            "stroke",
            "mi",
            "dka",
            "ruptured",
            "cabg",
        ]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(head));
    let written = note.slice(span);
    known.then(|| {
        Finding::new(span, format!("\"{}\" stands for the person", joined(written)))
            .help(format!("write \"the patient with {}\"", joined(written)))
    })
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn conditions_for_people() {
        speaks(
            &RULE,
            &[
                "HPI: He is a diabetic.\n",
                "HPI: known diabetic on metformin\n",
                "HPI: 61-year-old diabetic with a foot ulcer\n",
                "HPI: a type 2 diabetic who checks his glucose daily\n",
                "HPI: diabetics in the family\n",
                "HPI: diabetic man with chest pain\n",
                "HPI: 45-year-old diabetic African American woman\n",
                "HPI: this epileptic had a seizure\n",
                "HPI: the asthmatic in bed 4 is better\n",
                "HPI: schizophrenic patient off medication\n",
                "HPI: He is a schizophrenic.\n",
                "HPI: She is schizophrenic.\n",
                "HPI: a hypertensive with headache\n",
                "HPI: CHFer here for dyspnea\n",
                "HPI: old COPD'er on oxygen\n",
                "HPI: paraplegic male with a pressure ulcer\n",
                "HPI: suffers from migraine\n",
                "HPI: stroke victim\n",
                "HPI: AIDS victim; HIV-positive man\n",
                "HPI: He is wheelchair-bound.\n",
                "HPI: bedridden for 2 years\n",
                "HPI: confined to a wheelchair since 2010\n",
                "HPI: afflicted with arthritis\n",
                "HPI: obese woman with knee pain\n",
                "Plan: discharge the gallbladder in bed 4\n",
                "Plan: see the appendicitis in room 12 first\n",
                "HPI: she's a borderline\n",
                "HPI: known vasculopath\n",
                "HPI: a bipolar, off lithium\n",
                "HPI: hemophiliac with a swollen knee, a hemophiliac since birth\n",
                "HPI: Down's child with fever\n",
                "HPI: 58M diabetic, hypertension and hyperlipidemia here for a visit\n",
                "FH: brother a known hypertensive and asthmatic, MI at 70.\n",
                "SH: DAUGHTER IS A PARAPLEGIC AFTER A CAR ACCIDENT.\n",
                "HPI: anorexic teenage girl\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: He says \"I am a diabetic and wheelchair-bound\".\n",
                "PMH: diabetic ketoacidosis, diabetic foot ulcer, diabetic retinopathy; a diabetic diet\n",
                "HPI: a hypertensive emergency; hypertensive urgency; she was hypertensive and tachycardic\n",
                "HPI: an epileptic seizure; asthmatic bronchitis\n",
                "PMH: bipolar disorder, borderline personality disorder; a borderline low sodium\n",
                "PMH: schizophreniform disorder, schizophrenia\n",
                "Exam: abdomen obese. Obesity class 2.\n",
                "Exam: a cirrhotic liver on ultrasound; cirrhotic morphology\n",
                "HPI: infant of a diabetic mother\n",
                "Plan: diabetic education; diabetic patient education handout\n",
                "HPI: the patient in bed 4; the woman in room 3; the chair in room 3\n",
                "HPI: psychotic features, an anorexic appetite\n",
                "HPI: person with diabetes; woman with epilepsy; uses a wheelchair\n",
                "HPI: victim of an assault; burn on the arm\n",
                "HPI: non-diabetic; a bipolar electrocautery was used\n",
                "HPI: autistic child; an autistic adult\n",
                "HPI: rested in bed 3 days\n",
                "Plan: a hypertensive or diabetic cause is likely\n",
                "HPI: arthritic changes on X-ray; a paraplegic level at T6\n",
                "Exam: quad strength 5/5; quad set exercises\n",
            ],
        );
    }

    #[test]
    fn the_person_comes_first() {
        for (text, edit) in [
            ("HPI: An epileptic boy came in.\n", "A boy with epilepsy"),
            ("HPI: 40-year-old diabetic man with cough\n", "man with diabetes"),
            ("HPI: two asthmatics at home\n", "people with asthma"),
            ("HPI: She suffers from migraine.\n", "has"),
            ("HPI: She is wheelchair-bound.\n", "uses a wheelchair"),
            ("HPI: an obese white man\n", "a white man with obesity"),
        ] {
            let found = run(&RULE, text);
            assert_eq!(found.len(), 1, "{text}");
            let fix = found[0].fix.as_ref().expect("a fix");
            assert_eq!(fix.edits[0].replacement, edit, "{text}");
            assert_ne!(fix.applicability, Applicability::Suggestion);
        }
        assert_eq!(
            hits(&RULE, "Plan: the gallbladder in bed 4 goes home\n"),
            ["gallbladder"]
        );
    }
}
