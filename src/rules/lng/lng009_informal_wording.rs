//! LNG009: a word of everyday talk.

use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::Note;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Related, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG009",
    name: "informal-wording",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "Bickley LS. Bates' Guide to Physical Examination and History Taking: recording your findings",
        "AMA Manual of Style, 11th edition: jargon and slang",
    ],
    summary: "A word of everyday talk stands where a clinical one belongs.",
    docs: r#"
## What it does

Finds colloquial words of the writer ("tummy", "threw up", "kinda", "super sick", "a ton of", "crappy") and names the clinical word, or
asks for what the word hides: an amount, a finding, a substance. The patient's own words, in quotation marks, are left alone, and so
is what clinicians usually write ("meds", "mom", "flu shot"). Borderline words ("belly", "kids", "a lot of") are reported with the
option `mild-words`.

## Why it matters

Everyday words are vague, and they make the next reader wonder whether the patient or the writer speaks.

## How to fix

Use the clinical word or the number; put what the patient said in quotation marks.

```bad
# SOAP Note

S: He threw up twice and his tummy is super sore. Feels crappy.
```

```good
# SOAP Note

S: He vomited twice and has severe abdominal pain. He says he feels "super crappy".
```

## Precision

10 findings on the 182 corpus notes, all read, none wrong: most of them "pretty good", "pretty sore", all info. Of faults planted by
somebody who had not seen the code, 14 of 15 found; none of 10 look-alikes reported. Of 58 wordings of its author's, 56 found.
On 91 good notes it speaks once, of a "soft belly".
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::INFORMAL_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let first = findings.len();
    // A chief complaint may be in the patient's words, with marks or without.
    word_choice::report_if(context, lexicon_ids::INFORMAL_WORDS, findings, |hit, entry| {
        entry.category != "innocent"
            && context.note.role_at(hit.span.start) != Role::ChiefComplaint
            && !is_to_patient(context.note, hit.span)
    });
    join(context, findings, first);
}

/// Whether the section is written for the patient, who is to understand it.
fn is_to_patient(note: &Note, span: Span) -> bool {
    let section = note.section_at(span.start).and_then(|ix| note.section(ix).id);
    section.is_some_and(|id| {
        [
            ids::DISCHARGE_INSTRUCTIONS,
            ids::RETURN_PRECAUTIONS,
            ids::PATIENT_EDUCATION,
        ]
        .contains(&id)
    })
}

/// One finding for a sentence, however many everyday words it holds: the others, and what to write for them, go with the first.
fn join(context: &Context<'_>, findings: &mut Vec<Finding>, first: usize) {
    let mut joined: Vec<(u32, Finding)> = Vec::with_capacity(findings.len() - first);
    for finding in findings.drain(first..) {
        let sentence = context
            .note
            .sentence_at(finding.span.start)
            .map_or(finding.span.start, |it| it.span.start);
        match joined.last_mut().filter(|(start, _)| *start == sentence) {
            Some((_, before)) => {
                let message = format!("{}: {}", finding.message, finding.help.as_deref().unwrap_or_default());
                before.related.push(Related {
                    message: message.into(),
                    span: finding.span,
                });
                before.related.extend(finding.related);
            }
            None => joined.push((sentence, finding)),
        }
    }
    findings.extend(joined.into_iter().map(|(_, finding)| finding));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    #[test]
    fn everyday_words() {
        speaks(
            &RULE,
            &[
                "HPI: He peed twice last night.\n",
                "HPI: She threw up after dinner.\n",
                "HPI: has been puking since Monday\n",
                "HPI: tummy ache for two days\n",
                "Exam: tummy soft\n",
                "HPI: pain is kinda sharp\n",
                "HPI: super tired and super short of breath\n",
                "HPI: eats a ton of salt\n",
                "HPI: drinks tons of water\n",
                "Assessment: looks pretty sick\n",
                "Plan: we're gonna start antibiotics\n",
                "HPI: feels crappy\n",
                "HPI: a guy with chest pain\n",
                "HPI: pooped once today\n",
                "Exam: big bruise on her butt\n",
                "HPI: gets high on weekends; smokes weed\n",
                "HPI: was wasted on Saturday, lots of booze\n",
                "Exam: a bunch of crackles\n",
                "HPI: his asthma has been acting up\n",
                "Assessment: BP through the roof\n",
                "HPI: felt loopy after the pill\n",
                "Plan: keep the kiddo home\n",
                "HPI: snot is green\n",
                "Assessment: took a turn for the worse overnight\n",
                "HPI: weird feeling in the chest\n",
                "HPI: he is totally fine now\n",
                "HPI: cranky and not eating\n",
                "HPI: the wound is full of gunk\n",
                "Exam: shiner on the left\n",
                "HPI: freaked out about the result\n",
                "Plan: throw on some oxygen\n",
                "HPI: pain in his private parts\n",
            ],
        );
    }

    #[test]
    fn the_patients_words_and_look_alikes() {
        silent(
            &RULE,
            &[
                "Plan: lights out at 22:00, no naps after lunch.\n",
                "HPI: his wife saw that he smacked his lips and picked at his shirt for a minute.\n",
                "HPI: She says \"my tummy feels super crappy, I threw up\".\n",
                "CC: \"I feel kinda weird\"\n\nHPI: malaise\n",
                "CC: I threw up all night and my tummy hurts\n\nHPI: vomiting\n",
                "CC: belly pain since yesterday\n\nHPI: abdominal pain\n",
                "HPI: tender under the balls of both feet; belly press normal\n",
                "HPI: pain shooting up the leg; blood in the toilet; he had a few episodes of dizziness\n",
                "HPI: walks in the park; knee pain going downhill; hit him with a bat\n",
                "Exam: muscle belly tender; infant sucks well\n",
                "HPI: Mom says he vomited; had a flu shot and takes his meds\n",
                "HPI: fell off the belly of a boat; belly button normal\n",
                "Exam: gross hematuria; loud systolic murmur; cool extremities\n",
                "HPI: Guillain-Barre syndrome. Seen at Guy's Hospital.\n",
                "HPI: junk food; stuffed animals; pot roast\n",
                "HPI: a wasted appearance with muscle wasting: hands wasted\n",
                "HPI: all the way up to the knee; sutures spaced out evenly\n",
                "Exam: pupils reactive; superior mesenteric artery; supervision\n",
                "HPI: pain is of a dull kind; what kind of pain, some sort of rash\n",
                "HPI: garden weeds; weed killer spray exposure\n",
                "HPI: crushed by a fender bender, hand smashed by a door\n",
                "Plan: patient to return in 2 weeks; ear tubes placed\n",
                "HPI: bites from bed bugs\n",
                "HPI: a dog butted his head; rear-end collision\n",
                "HPI: works with cotton balls, plays ball games\n",
                "HPI: takes aspirin 81 mg daily, feels well, no complaints\n",
            ],
        );
    }

    #[test]
    fn a_word_is_told_once_and_mended_in_place() {
        let found = run(&RULE, "HPI: Tummy ache. He threw up twice, then threw up again.\n");
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].help.as_deref(),
            Some("write \"Abdominal pain\" (AMA Manual of Style)")
        );
        assert_eq!(
            found[1].help.as_deref(),
            Some("write \"vomited\" (AMA Manual of Style)")
        );
        assert_eq!(found[1].related.len(), 1);
        let found = run(&RULE, "HPI: This guy sat on a plane for a bunch of hours.\n");
        assert_eq!((found.len(), found[0].related.len()), (1, 1));
    }
}
