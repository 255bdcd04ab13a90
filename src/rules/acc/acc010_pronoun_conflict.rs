//! ACC010: "she" in a note on a man.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::Sex;
use crate::rules::support::{quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC010",
    name: "pronoun-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "AMIA and Partnership for Health IT Patient Safety: copied text and wrong-patient errors",
        "PDQI-9 (Stetson 2012): accurate, internally consistent",
    ],
    summary: "A pronoun does not go with the patient of this note.",
    docs: r#"
## What it does

Compares the pronouns that can only mean the patient with the sex that the note states, or, where it states none, with
the pronoun that it uses elsewhere. A pronoun counts as the patient's only if no other person is named in its sentence
or the one before, and none of that sex was named a little earlier. Nothing is said in a note with any word for gender
identity or stated pronouns ("transgender", "they/them", "AFAB"), of "they", of quotations, of notes on twins.

## Why it matters

A single "she" in a note on a man is mostly a trace of copied or dictated text. The harmless case is a slip of the
tongue; the other one is a paragraph that belongs to somebody else.

## How to fix

Read the sentence again: is it this patient's? Then mend the pronoun. If the patient uses other pronouns than the sex on
record suggests, say so once ("uses she/her"), and the rule is silent.

```bad
# SOAP Note

## Subjective

58-year-old man with hypertension and 2 days of chest pain. He takes lisinopril. The pain is worse on stairs. She denies dyspnea.

## Objective

BP 150/90, HR 80. Lungs clear.

## Assessment

Chest pain, likely stable angina.

## Plan

Stress test this week. Return at once if pain at rest.
```

```bad
CC: cough

HPI: 34F with dry cough for 3 weeks. No fever. He has tried honey and a cough syrup.

Assessment: cough after a cold

Plan: recheck in 2 weeks
```

```good
CC: chest pain since this morning

HPI: 58-year-old man with chest pain. His wife called the ambulance; she gave him an aspirin. He denies dyspnea.

Assessment: chest pain

Plan: troponin, ECG
```

```good
CC: cough

HPI: 24-year-old transgender man with cough for 3 days. He takes testosterone. Her old chart lists asthma.

Assessment: bronchitis

Plan: rest
```

## Precision

Three findings in the 182 notes of the development corpus, all right: slips in notes on men. Measured on faults that
somebody planted who did not know the rule: 42 of 44 in a first set of notes; in two later sets 11 of 13 (the two left
stand within two sentences of a roommate, who may be meant) and 4 of 4. None of their 43 look-alikes is reported.
Besides, 22 faults and 33 look-alikes of the author's own. It is silent in notes on a twin.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::PRONOUNS]),
    check: Check::Note(check),
};

/// A slip is rare; as many as these, or a small share of all.
const SLIPS: usize = 3;
/// Where no sex is stated: so many pronouns tell it, or one fewer against a single other.
const MAJORITY: usize = 4;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let patient = note.patient();
    // In a note on a twin, `she` may be the other one.
    let twin = note.phrases_of(lexicon_ids::SEVERAL_PATIENTS).next().is_some();
    if patient.is_gender_open() || patient.several.is_some() || twin {
        return;
    }
    let of = |sex: Sex| patient.pronouns.iter().filter(move |(of, _)| *of == sex);
    let (she, he) = (of(Sex::Female).count(), of(Sex::Male).count());
    let stated = match patient.sexes.as_slice() {
        [first, rest @ ..] if rest.iter().all(|(sex, _)| *sex == first.0) => Some(*first),
        // ACC009 speaks of that.
        [_, ..] => return,
        [] => patient.told_sex(),
    };
    let (sex, stated_at) = match stated {
        Some((sex, span)) => (sex, Some(span)),
        None if she.max(he) >= MAJORITY || she.max(he) + 1 == MAJORITY && she.min(he) == 1 => {
            (if she > he { Sex::Female } else { Sex::Male }, None)
        }
        None => return,
    };
    let (right, wrong) = if sex == Sex::Female { (she, he) } else { (he, she) };
    // Both in numbers: two persons are told of, and who is who is not clear enough.
    if wrong == 0 || right > 0 && wrong > SLIPS && wrong * 3 > right {
        return;
    }
    let mut places = of(sex.other()).map(|(_, span)| *span);
    let Some(first) = places.next() else { return };
    let here = sentence_from(note, first);
    let mut finding = match stated_at {
        Some(at) => {
            let word = quote(note.slice(at), 30);
            Finding::new(
                first,
                format!(
                    "\"{here}\": the note says that the patient is {} (\"{word}\")",
                    noun(sex)
                ),
            )
            .related(at, format!("\"{word}\" here"))
        }
        None => {
            let usual = of(sex).next().map_or(first, |(_, span)| *span);
            let word = quote(note.slice(usual), 30);
            Finding::new(first, format!("\"{here}\": elsewhere the patient is \"{word}\""))
                .related(usual, format!("\"{}\" here", sentence_from(note, usual)))
        }
    };
    for place in places.take(2) {
        finding = finding.related(place, format!("\"{}\" here too", sentence_from(note, place)));
    }
    findings.push(
        finding.help(
            "reread the sentence: is it this patient's? Then mend the pronoun, or say which ones the patient uses",
        ),
    );
}

fn noun(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

/// The pronoun and a few words after it.
fn sentence_from(note: &Note, span: Span) -> String {
    let rest = note.slice(Span::new(span.start, sentence_around(note, span).end));
    let words: Vec<&str> = rest.split_whitespace().take(4).collect();
    quote(words.join(" ").trim_end_matches(['.', ',', ';', ':']), 60)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn the_pronoun_is_shown() {
        assert_eq!(
            hits(
                &RULE,
                "HPI: 58M with cough. He is well. She denies pain. Her lungs hurt.\n"
            ),
            ["She"]
        );
    }

    #[test]
    fn planted() {
        speaks(
            &RULE,
            &[
                "HPI: 58M with cough. She denies fever.\n",
                "HPI: 58-year-old man with cough. He takes lisinopril. Her pain is worse.\n",
                "HPI: A 34-year-old woman with cough. She is tired. It hurts him to breathe.\n",
                "Sex: F\n\nHPI: Cough for 3 days. He denies fever.\n",
                "HPI: Mrs. Smith presents with cough. He denies fever.\n",
                "HPI: 3-year-old boy with cough. She is eating well.\n",
                "HPI: Cough. She is tired. She has fever. Her throat hurts. She sleeps badly. He denies chest pain.\n",
                "HPI: 58M with cough for days. He is tired.\n\nExam: lungs clear. She is alert.\n",
                "HPI: 58M with cough for days. He is tired.\n\nAssessment: pneumonia; she is stable.\n",
                "PC: cough\nHPC: 40 yo lady, cough 3/7. Says that he is SOB.\nPlan: rest\n",
                "HPI: 72-year-old gentleman. His wife drove. He was seen at once.\n\nPlan: she will return in a week\n",
                "S: 45 y/o male c/o knee pain. She fell on Monday.\nO: swelling\nA: sprain\nP: rest\n",
            ],
        );
    }

    #[test]
    fn more_faults() {
        speaks(
            &RULE,
            &[
                "HPI: 64-year-old man with cough. He smokes.\n\nPlan: she will follow up in a week.\n",
                "S: 34F, feels better. Her cough is gone.\nO: well\nA: bronchitis, resolved\nP: discharge him home today\n",
                "HPI: 8-year-old boy with sore throat. Mother says he has had fever. On exam she is alert.\n\nExam: She is alert and playful.\n",
                "Hospital course: Mr. Diaz was admitted with CHF. He was diuresed. On day 3 she was weaned off oxygen.\n",
                "HPI: 29-year-old G1P0 at 39 weeks. He reports contractions every 5 minutes.\n",
                "Psych: 45-year-old woman. Mood: she is sad. Thought process linear. He denies SI.\n",
                "HPI: 55M. ROS: She denies chest pain.\n",
                "PROCEDURE: 60-year-old man. After informed consent she was placed in the left lateral position.\n",
                "HPI: 18-month-old girl with ear pain. She tugs at her ear.\n\nExam: He is fussy but consolable.\n",
                "Discharge instructions: 80-year-old woman after hip fracture. He should use a walker and take his calcium.\n",
            ],
        );
    }

    #[test]
    fn more_look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 64-year-old man. His daughter, a nurse, called. She says he is confused. She will bring him.\n",
                "HPI: 5-year-old girl, here with dad. He gave ibuprofen. He is worried.\n",
                "HPI: 45F. Seen with Dr. Lee, who agrees; he will follow.\n",
                "HPI: 28F, partner violent. \"He pushed me.\" He was arrested. She is safe.\n",
                "HPI: 61M, cares for his mother with dementia. She wanders. She needs help at night.\n",
                "HPI: 33F postpartum. Baby boy latches well. He was weighed today. He is gaining.\n",
                "HPI: 50M. The neighbor found him; she called 911.\n",
                "HPI: 70F. Lives with her brother. He cooks and he shops for her.\n",
                "SH: 39-year-old woman. Husband: construction worker; he smokes.\n\nHPI: she has a cough.\n",
                "HPI: 44M. PCP started lisinopril; she also ordered labs.\n",
                "Interpreter used (she was on the phone). 55M with cough. He has fever.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 58M with cough. He denies fever. His cough is dry.\n",
                "HPI: 58M with cough. His wife called. She was worried.\n",
                "HPI: 58M with cough. His wife called an ambulance. She gave aspirin. She came along. She drove.\n",
                "HPI: 58M seen by his nurse. She gave oxygen.\n",
                "HPI: 3-year-old boy with cough. Mother says he is ill. She gave Tylenol. No fever. She called.\n",
                "HPI: 24-year-old trans man. She was seen here as a child.\n",
                "Pronouns: they/them\n\nHPI: 24F with cough. He is well.\n",
                "HPI: 58M with cough. They deny fever.\n",
                "HPI: 58F with HER2 positive cancer of the breast; her-2/neu amplified. HE grade 1.\n",
                "HPI: 58F, ablation near the bundle of His.\n",
                "HPI: 58F says \"he hit me on the head\".\n",
                "HPI: 28F, delivered a baby boy. He is well. He feeds well.\n",
                "Twin A\nHPI: 3 day old male. She is well.\n",
                "FH: mother had cancer. She died. Father well, he smokes.\n\nHPI: 58M.\n",
                "HPI: 58F. Her boyfriend hit her. He is in custody.\n",
                "HPI: 58F asked his/her opinion; he or she may call.\n",
                "HPI: Cough. He is ill. She came too.\n",
                "HPI: 58M. Discussed with his daughter. She agrees.\n\nPlan: daughter to bring him; she will call.\n",
                "HPI: 58F. Her surgeon is Dr. X. He plans an operation.\n",
                "> he always says so\n\nHPI: 58F with cough.\n",
                "---\npatient-sex: F\npatient-pronouns: he/him\n---\nHPI: He has a cough.\n",
                "HPI: 58-year-old man, his partner is well. She works as a nurse.\n",
            ],
        );
    }
}
