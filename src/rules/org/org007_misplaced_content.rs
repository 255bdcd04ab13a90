//! ORG007: findings among the symptoms, symptoms among the findings.

use std::ops::Range;

use crate::grammar::{LexiconHit, LexiconId, SectionId, ids, lexicon_ids};
use crate::note::{Note, SectionIx};
use crate::rules::support::{heading, quote, trim};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG007",
    name: "misplaced-content",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Clerkship rubrics: review of systems separate, without exam findings; no symptoms in the exam",
        "Bickley LS. Bates' Guide to Physical Examination and History Taking: subjective and objective data",
    ],
    summary: "An exam finding, a vital sign or an order stands among the symptoms, or a symptom in the exam.",
    docs: r#"
## What it does

Reports four kinds of sentences under the wrong heading, once for each section and kind:

- an exam finding ("tender to palpation", "RRR") in the review of systems, or in the history without a word of where and when it was found;
- measured vital signs in the history or the review of systems;
- what the patient reports ("denies cough") in the exam;
- an order ("will order an MRI") in the exam, the results or the review of systems.

Findings of another occasion belong to the history and stay there ("in the ED her BP was 88/50", "told he has a murmur", home readings). So do answers that the examination itself elicits
("reports pain on palpation", sensation, acuity, the mental status).

## Why it matters

Subjective and objective answer different questions: what the patient feels, and what you saw for yourself. A tender abdomen in the review of systems may have been
felt by nobody's hand, and "denies pain" in the exam is no abdominal exam. Readers who skip to the exam do not find the finding.

## How to fix

Move the sentence to the section that the message names, or say whose finding it was and when.

```bad
# H&P

## HPI

54-year-old woman with right upper abdominal pain after meals for two days.

## ROS

Abdomen tender to palpation in the right upper quadrant. Denies fever, vomiting, jaundice.
```

```bad
# Progress note

S: Slept badly. Temp 38.6 and BP 88/52, HR 121. Belly pain is worse.
O: Abdomen distended, patient denies nausea. Will order a CT of the abdomen.
```

```good
# H&P

## HPI

54-year-old woman with right upper abdominal pain after meals for two days. At urgent care her temperature was 38.4 and her BP 138/80; she was told that her belly was tender to palpation.

## ROS

Denies vomiting, jaundice, dark urine. Nausea since yesterday.

## Physical Exam

Abdomen: reports pain on deep palpation of the right upper quadrant; Murphy sign positive.
```

```good
PC: wheeze
HPC: 5-year-old boy, 2/7 of cough and wheeze. Mum measured T 38.1 at home. Paramedics noted sats 91% on air.
O/E: alert, RR 32, sats 95% on air, wheeze throughout, no recession
Imp: viral-induced wheeze
Plan: salbutamol via spacer; will order a chest x-ray if the fever persists
```

## Precision

One finding in the 182 notes of the development corpus ("ambulates with an antalgic gait" in an HPI: right, if strict); so it was measured on planted faults (12, all found) and 26 look-alikes (none reported). It would rather miss than disturb: a word of place, time or teller beside the finding keeps it silent.
"#,
    trigger: Trigger::Lexicons(&[
        lexicon_ids::EXAM_FINDINGS,
        lexicon_ids::VITAL_CUES,
        lexicon_ids::REPORTED_SYMPTOMS,
        lexicon_ids::ORDER_VERBS,
    ]),
    check: Check::Note(check),
};

/// What a section is for, as far as this rule cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// What the patient tells of now: HPI, subjective.
    Story,
    /// Symptoms by system.
    Systems,
    /// What the examiner found.
    Exam,
    /// Results.
    Results,
}

impl Role {
    /// The lexicons of what does not belong there.
    fn foreign(self) -> &'static [LexiconId] {
        use lexicon_ids::{EXAM_FINDINGS, ORDER_VERBS, REPORTED_SYMPTOMS, VITAL_CUES};
        match self {
            Role::Story => &[EXAM_FINDINGS, VITAL_CUES],
            Role::Systems => &[EXAM_FINDINGS, VITAL_CUES, ORDER_VERBS],
            Role::Exam => &[REPORTED_SYMPTOMS, ORDER_VERBS],
            Role::Results => &[ORDER_VERBS],
        }
    }
}

/// What stands where it should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Finding,
    VitalSign,
    Symptom,
    Order,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for at in 0..note.sections.len() as u32 {
        let ix = SectionIx(at);
        if let Some(role) = role(note, ix) {
            check_section(note, ix, role, findings);
        }
    }
}

fn role(note: &Note, ix: SectionIx) -> Option<Role> {
    let section = note.section(ix);
    let id = section.id?;
    // A heading over several sections holds what belongs to any of them.
    if !section.also.is_empty() {
        return None;
    }
    let within = |whole: SectionId| id == whole || note.grammar.is_descendant(id, whole);
    match id {
        ids::SUBJECTIVE | ids::HISTORY_OF_PRESENT_ILLNESS => Some(Role::Story),
        ids::OBJECTIVE => Some(Role::Exam),
        // What the patient says is what is examined there.
        ids::PE_PSYCHIATRIC | ids::PE_NEUROLOGIC | ids::MENTAL_STATUS_EXAM => None,
        ids::LABORATORY_DATA | ids::IMAGING | ids::ECG => Some(Role::Results),
        _ if within(ids::REVIEW_OF_SYSTEMS) => Some(Role::Systems),
        _ if within(ids::PHYSICAL_EXAM) => Some(Role::Exam),
        _ => None,
    }
}

/// A sentence and the phrases that start in it.
#[derive(Clone, Copy)]
struct Sentence<'n> {
    note: &'n Note,
    span: Span,
}

impl<'n> Sentence<'n> {
    fn phrases(self, lexicon: LexiconId) -> impl Iterator<Item = &'n LexiconHit> {
        self.note.phrases_in(lexicon, self.span)
    }

    fn first(self, lexicon: LexiconId) -> Option<Span> {
        self.phrases(lexicon).next().map(|hit| hit.span)
    }

    fn has(self, lexicon: LexiconId) -> bool {
        self.first(lexicon).is_some()
    }

    fn before(self, phrase: Span) -> &'n str {
        self.note.slice(Span::new(self.span.start, phrase.start))
    }

    /// What follows a phrase; nothing if the phrase goes on in the next line.
    fn after(self, phrase: Span) -> &'n str {
        self.note.slice(Span::new(phrase.end.min(self.span.end), self.span.end))
    }
}

fn check_section(note: &Note, ix: SectionIx, role: Role, findings: &mut Vec<Finding>) {
    // Own text only: the parts of a section are read as themselves.
    let section = note.section(ix);
    let end = note
        .sections
        .get(ix.0 as usize + 1)
        .map_or(section.body.end, |next| next.span.start.min(section.body.end));
    let body = Span::new(section.body.start, end.max(section.body.start));
    let mut foreign = role.foreign().iter();
    if !foreign.any(|lexicon| note.phrases_in(*lexicon, body).next().is_some()) {
        return;
    }
    let first = findings.len();
    let mut faults: Vec<Fault> = Vec::new();
    for range in sentences(note.slice(body)) {
        let span = Span::new(body.start + range.start as u32, body.start + range.end as u32);
        let Some((fault, span)) = misplaced(Sentence { note, span }, role) else {
            continue;
        };
        if let Some(known) = faults.iter().position(|other| *other == fault) {
            // One finding for each kind; the others beside it.
            let finding = &mut findings[first + known];
            if finding.related.len() < 3 {
                finding.related.push(crate::rules::Related {
                    message: "and here".into(),
                    span,
                });
            }
            continue;
        }
        faults.push(fault);
        findings.push(finding(note, ix, fault, span));
    }
}

fn finding(note: &Note, ix: SectionIx, fault: Fault, span: Span) -> Finding {
    // A part is named with its whole: `Abdomen (Review of Systems)`.
    let whole = note.section(ix).parent.filter(|parent| role(note, *parent).is_some());
    let whole = whole.map_or_else(String::new, |parent| format!(" ({})", quote(heading(note, parent), 40)));
    let place = format!("{}{whole}", quote(heading(note, ix), 40));
    let words = quote(note.slice(span), 50);
    let (what, help) = match fault {
        Fault::Finding => (
            "An exam finding",
            "move it to the exam; if it was found by somebody else or earlier, say who and when",
        ),
        Fault::VitalSign => (
            "A vital sign",
            "move it to the vital signs; if it was measured earlier or elsewhere, say where and when",
        ),
        Fault::Symptom => (
            "What the patient reports",
            "move it to the history or the review of systems, and write here what you found",
        ),
        Fault::Order => ("An order", "move it to the plan, under the problem that it serves"),
    };
    Finding::new(span, format!("{what} in {place}: \"{words}\"")).help(help)
}

/// What is misplaced in a sentence of a section with this role, and the words that show it.
fn misplaced(sentence: Sentence<'_>, role: Role) -> Option<(Fault, Span)> {
    match role {
        Role::Systems => exam_finding(sentence)
            .map(|hit| (Fault::Finding, hit))
            .or_else(|| vital_sign(sentence, 1).map(|hit| (Fault::VitalSign, hit)))
            .or_else(|| order(sentence).map(|hit| (Fault::Order, hit))),
        // A story may hold what was measured in it; two values in a row are a set of vital signs.
        Role::Story => exam_finding(sentence)
            .map(|hit| (Fault::Finding, hit))
            .or_else(|| vital_sign(sentence, 2).map(|hit| (Fault::VitalSign, hit))),
        Role::Exam => symptom(sentence)
            .map(|hit| (Fault::Symptom, hit))
            .or_else(|| order(sentence).map(|hit| (Fault::Order, hit))),
        Role::Results => order(sentence).map(|hit| (Fault::Order, hit)),
    }
}

fn exam_finding(sentence: Sentence<'_>) -> Option<Span> {
    let hit = sentence.first(lexicon_ids::EXAM_FINDINGS)?;
    (!sentence.has(lexicon_ids::OTHER_OCCASIONS)).then_some(hit)
}

/// The vital signs of a sentence, from the first label to the last value, if there are enough of them.
fn vital_sign(sentence: Sentence<'_>, enough: usize) -> Option<Span> {
    let mut kinds: Vec<&str> = Vec::new();
    let mut signs: Option<Span> = None;
    for hit in sentence.phrases(lexicon_ids::VITAL_CUES) {
        let kind = sentence.note.grammar.category(hit);
        if kind == "body-size" {
            continue;
        }
        let Some(length) = value_end(sentence.after(hit.span)) else {
            continue;
        };
        // `T` and `P` are letters of many things: with a value of their size only beside another sign.
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
        let sign = Span::new(hit.span.start, hit.span.end + length as u32);
        signs = Some(signs.map_or(sign, |signs| signs.cover(sign)));
    }
    let signs = signs.filter(|signs| kinds.len() >= enough && (enough > 1 || signs.len() > 4))?;
    (!sentence.has(lexicon_ids::OTHER_OCCASIONS)).then_some(signs)
}

/// Where the number ends that follows a label: `: 38.1`, ` of 92/58`, `88`. A number of one digit is no vital sign.
fn value_end(after: &str) -> Option<usize> {
    let skipped = after.len() - after.trim_start_matches([' ', ':', '=', '~']).len();
    let rest = &after[skipped..];
    let word = ["of ", "is ", "was "]
        .iter()
        .find(|word| rest.starts_with(**word))
        .map_or(0, |word| word.len());
    let rest = &rest[word..];
    let digits = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/'))
        .count();
    let number = rest[..digits].trim_end_matches(['.', '/']);
    let unit = rest[digits..].trim_start();
    let is_duration = ["day", "week", "month", "year", "hour", "min"]
        .iter()
        .any(|word| unit.starts_with(word));
    (number.len() >= 2 && !is_duration).then_some(skipped + word + number.len())
}

fn symptom(sentence: Sentence<'_>) -> Option<Span> {
    let hit = sentence.first(lexicon_ids::REPORTED_SYMPTOMS)?;
    (!sentence.has(lexicon_ids::ELICITED_FINDINGS)).then_some(hit)
}

/// An order: `will order …`, `we will start …`. In a list of findings a bare verb may be a noun (`repeat creatinine 1.2`).
fn order(sentence: Sentence<'_>) -> Option<Span> {
    let opens = |text: &str, with: &str| {
        text.get(..with.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(with))
    };
    let said_before = |phrase: Span| {
        sentence
            .before(phrase)
            .trim_end()
            .to_ascii_lowercase()
            .ends_with("will")
    };
    let hit = sentence
        .phrases(lexicon_ids::ORDER_VERBS)
        .map(|hit| hit.span)
        .find(|span| {
            let phrase = sentence.note.slice(*span);
            opens(phrase, "will ") || opens(phrase, "plan to ") || said_before(*span)
        })?;
    // `She will continue to notice …` is told; an order stands first or is ours.
    let before = trim(sentence.before(hit))
        .trim_start_matches(['-', '*', '•', ' '])
        .to_ascii_lowercase();
    let before = before.strip_suffix("will").map_or(&*before, str::trim_end);
    let ours = ["", "i", "we", "plan:", "and"].contains(&before);
    ours.then_some(hit)
}

/// The sentences of a text: they end at a full stop, a semicolon or a line end. A point in a number or an abbreviation of one letter
/// ends none.
fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < bytes.len() {
            let start = from;
            let mut at = from;
            let end = loop {
                let Some(found) = memchr::memchr3(b'.', b';', b'\n', &bytes[at..]) else {
                    break bytes.len();
                };
                let found = at + found;
                let next = bytes.get(found + 1);
                // `p.m.` ends no sentence.
                let letter = found > 1 && bytes[found - 1].is_ascii_alphabetic() && bytes[found - 2] == b'.';
                let ends = bytes[found] != b'.' || (next.is_none_or(u8::is_ascii_whitespace) && !letter);
                if ends {
                    break found;
                }
                at = found + 1;
            };
            from = (end + 1).min(bytes.len()).max(start + 1);
            if end > start {
                return Some(start..end);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{RULE, sentences};
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn letters_of_a_note_in_one_paragraph() {
        silent(
            &RULE,
            &[
                "S: Less breathless, slept well. O: T 37.2, HR 84, BP 118/70. Lungs clear. A: pneumonia, improving. P: amoxicillin 1 g TID for 3 days.\n",
            ],
        );
    }

    #[test]
    fn each_kind_is_named() {
        let text = "## ROS\n\nAbdomen tender to palpation. Lungs clear. Denies fever.\n\n## Exam\n\nLungs: CTAB, patient denies cough\n";
        let found = run(&RULE, text);
        assert_eq!(found.len(), 2, "{found:#?}");
        assert_eq!(found[0].message, "An exam finding in ROS: \"tender to palpation\"");
        assert_eq!(found[0].related.len(), 1);
        assert!(
            found[1].message.starts_with("What the patient reports in Lungs"),
            "{}",
            found[1].message
        );
    }

    #[test]
    fn vital_signs_in_the_story() {
        let text = "S: Had a rough night. Temp 38.6 and BP 88/52. Belly pain.\nO: distended\nA: ileus\nP: NPO\n";
        assert_eq!(hits(&RULE, text), ["Temp 38.6 and BP 88/52"]);
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## ROS\n\nHEENT: PERRLA. CV: no chest pain.\n",
                "## ROS\n\nCV: RRR, no murmurs\n",
                "## ROS\n\nResp: lungs clear to auscultation bilaterally\n",
                "## ROS\n\nConstitutional: no fever, BP 142/88\n",
                "## HPI\n\nTwo days of cough. Lungs are clear to auscultation. No fever.\n",
                "## Physical Exam\n\nGeneral: patient reports he feels okay.\n",
                "## Physical Exam\n\nCardiovascular: regular. Denies chest pain.\n",
                "## Physical Exam\n\nSkin: rash on both arms. Will start hydrocortisone cream.\n",
                "## Labs\n\nHgb 7.1. Will transfuse one unit.\n",
                "S: tired\nO: c/o nausea, abdomen soft\nA: gastritis\nP: PPI\n",
            ],
        );
    }

    #[test]
    fn a_sentence_that_is_wrapped() {
        assert_eq!(
            hits(&RULE, "## ROS\n\nNo cough, chest clear to\nauscultation today.\n"),
            ["clear to\nauscultation"]
        );
        assert!(hits(&RULE, "## ROS\n\nNo cough. <!-- lungs clear to auscultation -->\n").is_empty());
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## HPI\n\nIn the ED her BP was 88/50 and HR 120.\n",
                "## HPI\n\nHe was told that he has a systolic murmur.\n",
                "## HPI\n\nHome readings run BP 150/90, HR 80.\n",
                "## HPI\n\nAt the clinic last week his lungs were clear to auscultation.\n",
                "## HPI\n\nFever to 39.2 at home, no cough.\n",
                "## HPI\n\nOn arrival T 38.4, HR 120, RR 24.\n",
                "## HPI\n\nPain 8/10, worse with walking.\n",
                "## ROS\n\nDenies fever, chest pain, dyspnea, abdominal pain.\n",
                "## ROS\n\nGI: nausea. Heart rate feels fast at times.\n",
                "## ROS\n\nSkin: rash on both arms since Monday.\n",
                "## ROS\n\nNeuro: no numbness, no weakness.\n",
                "## Physical Exam\n\nAbdomen: reports pain on palpation of the left lower quadrant.\n",
                "## Physical Exam\n\nKnee: complains of pain with range of motion.\n",
                "## Physical Exam\n\nNeuro: reports decreased sensation over the left foot.\n",
                "## Physical Exam\n\nPsych: denies suicidal ideation.\n",
                "## Mental Status Exam\n\nMood: \"fine\". Denies hallucinations. States that she sleeps.\n",
                "## Physical Exam\n\nRectal: declined, patient states prefers later.\n",
                "## Physical Exam\n\nRepeat BP 130/80. Check valve sounds normal.\n",
                "## Labs\n\nRepeat creatinine 1.2. Hold tubes in lab.\n",
                "## Labs\n\nPatient will continue to be a carrier.\n",
                "## Plan\n\nWill order an MRI. Denies questions.\n",
                "## Assessment\n\nLungs clear to auscultation, so pneumonia is unlikely.\n",
                "## Past Medical History\n\nHeart murmur, BP 150/90 at the last visit.\n",
                "## S/O\n\nCough. Lungs clear to auscultation. BP 120/80, HR 70.\n",
            ],
        );
    }

    #[test]
    fn where_sentences_end() {
        let text = "T 38.1 at 6 p.m. today. BP 120/80; fine\n- next";
        let all: Vec<&str> = sentences(text).map(|range| text[range].trim()).collect();
        assert_eq!(all, ["T 38.1 at 6 p.m. today", "BP 120/80", "fine", "- next"]);
    }
}
