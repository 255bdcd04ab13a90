//! REL006: a review of systems that tells the history again.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Mention, Status as Said, Words};
use crate::rules::repetition::{place, sentences_of, span_of};
use crate::rules::support::{capitalized, quote};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL006",
    name: "ros-repeats-hpi",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "words",
            default: OptionDefault::Int(10),
            doc: "How many words, nearly the same as in the history, make a repetition.",
        },
        OptionSpec {
            name: "details",
            default: OptionDefault::Int(4),
            doc: "How many details of a symptom (quality, place, what makes it worse) the review has to take from the history, a number or time among them; without one, two more.",
        },
    ],
    fix: None,
    sources: &[
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up: the review of systems refers to the HPI instead of repeating it",
    ],
    summary: "The review of systems tells again what the history told.",
    docs: r#"
## What it does

Reads the review of systems beside the history. It reports sentences that stand in both, word for word or nearly, and a symptom
whose details (since when, how much, what kind) the review tells again. A symptom that is only named ("respiratory: cough") or denied in both is fine.

## Why it matters

The review is for what the history does not tell. What stands in both is read twice, and differs after the first correction.

## How to fix

Leave the story in the history. In the review write "as in HPI", and the symptoms of other systems.

```bad
# H&P

## HPI

58-year-old man with 5 days of productive cough with yellow sputum, worse at night, and fever to 38.6 °C since yesterday.

## Review of Systems

- Constitutional: fever to 38.6 °C since yesterday
- Respiratory: productive cough for 5 days with yellow sputum, worse at night
- GI: no nausea or vomiting

## Physical Exam

Crackles at the right base.

## Assessment and Plan

Pneumonia, likely; amoxicillin 1 g PO three times daily for 5 days.
```

```good
# H&P

## HPI

58-year-old man with 5 days of productive cough with yellow sputum, worse at night, and fever to 38.6 °C since yesterday.

## Review of Systems

- Constitutional: fever as in HPI; no weight loss
- Respiratory: as in HPI; no hemoptysis
- GI: no nausea or vomiting

## Physical Exam

Crackles at the right base.

## Assessment and Plan

Pneumonia, likely; amoxicillin 1 g PO three times daily for 5 days.
```

## Precision

One finding on the 182 corpus notes, read, right; none on 80 good notes. Of 11 reviews planted by somebody who had not seen the code 11 were
found, and none of 8 look-alikes. Of the author's own 6 and 8 look-alikes 6 and none.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SYMPTOMS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let words = note.words();
    let least = context.int("words").max(6) as usize;
    let mut told: Vec<Again> = Vec::new();
    for copy in note.copies() {
        let roles = (
            words.role(&words.all[copy.from.start]),
            words.role(&words.all[copy.to.start]),
        );
        let (review, story) = match roles {
            (Role::History, Role::ReviewOfSystems) => (&copy.to, &copy.from),
            (Role::ReviewOfSystems, Role::History) => (&copy.from, &copy.to),
            _ => continue,
        };
        // A list of what is denied may be the same in both; a sentence may not.
        if copy.same >= least && !only_denies(note, span_of(words, review), copy.same, least) {
            told.push(Again {
                review: span_of(words, review),
                story: span_of(words, story),
                what: None,
            });
        }
    }
    told.extend(details_told_again(note, words, context.int("details").max(2) as usize));
    told.sort_by_key(|it| (it.review.start, it.review.end));
    let Some(first) = told.first() else { return };
    let mut others: Vec<&Again> = Vec::new();
    for it in &told[1..] {
        if !it.review.overlaps(first.review) && others.last().is_none_or(|last| !last.review.overlaps(it.review)) {
            others.push(it);
        }
    }
    let (here, there) = (place(note, first.review.start), place(note, first.story.start));
    let what = match first.what {
        Some(symptom) => format!("the details of {}", quote(note.slice(symptom), 30).to_lowercase()),
        None => format!("\"{}\"", quote(note.slice(first.review), 50)),
    };
    let times = match others.len() {
        0 => String::new(),
        1 => ", and one more passage".to_owned(),
        more => format!(", and {more} more passages"),
    };
    let mut finding = Finding::new(
        first.review,
        format!("{} tells {what} again{times}, as {there} does", capitalized(&here)),
    )
    .help(format!(
        "write \"as in {there}\" here, and keep the review for what the history does not tell"
    ))
    .related(first.story, "told here");
    for it in others.iter().take(3) {
        finding = finding.related(it.review, "told again, too");
    }
    findings.push(finding);
}

/// Something that both tell.
struct Again {
    review: Span,
    story: Span,
    /// The symptom whose details are told again.
    what: Option<Span>,
}

/// Whether a short copy is a list of denials.
fn only_denies(note: &Note, span: Span, same: usize, least: usize) -> bool {
    let mentions = note.findings();
    let from = mentions.partition_point(|it| it.span.start < span.start);
    let mut own = mentions[from..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .peekable();
    same < least * 2 && own.peek().is_some() && own.all(|it| it.assertion.status == Said::Absent)
}

/// Symptoms of the review that the history has with the same details.
fn details_told_again(note: &Note, words: &Words, least: usize) -> Vec<Again> {
    let mentions = note.findings();
    let symptom = |it: &&Mention| {
        it.assertion.status == Said::Present
            && !it.implied
            && !it.assertion.quoted
            && it.lexicon == lexicon_ids::SYMPTOMS
    };
    // The places where the history tells of each symptom, by symptom.
    let mut story: Vec<(u16, u32)> = Vec::new();
    let mut reviewed: Vec<&Mention> = Vec::new();
    for mention in mentions.iter().filter(symptom) {
        match note.role_at(mention.span.start) {
            Role::History => story.push((mention.entry, mention.span.start)),
            Role::ReviewOfSystems => reviewed.push(mention),
            _ => {}
        }
    }
    if story.is_empty() || reviewed.is_empty() {
        return Vec::new();
    }
    story.sort_unstable();
    let mut found: Vec<Again> = Vec::new();
    for mention in reviewed {
        let Some(sentence) = note.sentence_at(mention.span.start) else {
            continue;
        };
        // A sentence without an end is not read again for each of its words.
        if sentence.span.len() > LONG {
            continue;
        }
        if found.last().is_some_and(|last| last.review == sentence.span) {
            continue;
        }
        let details = details(note, words, sentence.span);
        let stems: Vec<u32> = details.iter().map(|(stem, _)| *stem).collect();
        if stems.len() < least {
            continue;
        }
        let at = story.partition_point(|it| it.0 < mention.entry);
        let places = story[at..].iter().take_while(|it| it.0 == mention.entry).take(6);
        for (_, offset) in places {
            let Some(told) = note.sentence_at(*offset) else {
                continue;
            };
            // A story goes on in the next sentences.
            let near = Span::new(
                told.span.start,
                next_end(note, told.span).min(told.span.start + 3 * LONG),
            );
            let known: Vec<u32> = words.within(near).iter().map(|word| word.stem).collect();
            let shared = details.iter().filter(|(stem, _)| known.contains(stem));
            let counted = shared.clone().any(|(_, number)| *number);
            let shared = shared.count();
            // Without a number or a time it takes more to be the same story.
            let least = if counted { least } else { least + 2 };
            if shared >= least && shared * 10 >= stems.len() * 6 {
                found.push(Again {
                    review: sentence.span,
                    story: told.span,
                    what: Some(mention.span),
                });
                break;
            }
        }
    }
    found
}

/// Sentences of more bytes are not compared.
const LONG: u32 = 800;
/// How many sentences after the one that names a symptom belong to its story.
const GOES_ON: usize = 2;

/// Where the sentences end that follow the one at `span` in its section.
fn next_end(note: &Note, span: Span) -> u32 {
    let sentences = note.sentences();
    let at = sentences.partition_point(|it| it.span.start <= span.start);
    let own = sentences[at.saturating_sub(1)].section;
    sentences[at..]
        .iter()
        .take(GOES_ON)
        .take_while(|it| it.section == own)
        .last()
        .map_or(span.end, |it| it.span.end)
}

/// The words of a sentence that tell more than which symptoms there are and of which system.
fn details(note: &Note, words: &Words, sentence: Span) -> Vec<(u32, bool)> {
    let mentions = note.findings();
    let from = mentions.partition_point(|it| it.span.start < sentence.start);
    let own = mentions[from..].iter().take_while(|it| it.span.start < sentence.end);
    let mut names: Vec<Span> = own.map(|it| it.span).collect();
    let labels = note.phrases_in(lexicon_ids::ROS_SYSTEMS, sentence).filter(|hit| {
        note.text[hit.span.end as usize..]
            .trim_start_matches('*')
            .starts_with(':')
    });
    names.extend(labels.map(|hit| hit.span));
    let range = words.range(sentence);
    if sentences_of(words, &range).len() > 1 {
        return Vec::new();
    }
    let mut stems: Vec<(u32, bool)> = words.all[range]
        .iter()
        .filter(|word| word.stem != 0 && !names.iter().any(|name| name.contains(word.span)))
        .map(|word| (word.stem, word.number))
        .collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn hp(ros: &str) -> String {
        format!(
            "# H&P\n\n## HPI\n\n58-year-old man with 5 days of productive cough with yellow sputum, worse at night. It woke him twice last night. Fever to 38.6 °C since yesterday, with chills. He has no chest pain, no hemoptysis and no leg swelling, and no dyspnea at rest.\n\n## Review of Systems\n\n{ros}\n\n## Physical Exam\n\nCrackles.\n\n## Assessment and Plan\n\nPneumonia.\n"
        )
    }

    #[test]
    fn the_story_in_the_review() {
        let notes = [
            "Respiratory: productive cough for 5 days with yellow sputum, worse at night",
            "58-year-old man with 5 days of productive cough with yellow sputum, worse at night. No rash.",
            "- Constitutional: fever to 38.6 °C since yesterday with chills\n- Resp: 5 days of cough with yellow sputum which is worse at night and woke him twice last night\n- GI: no nausea",
            "Positive for cough for 5 days, productive of yellow sputum, worse at night. Denies nausea.",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[2]).len(), 1);
    }

    #[test]
    fn reviews_that_add() {
        let notes = [
            "Respiratory: cough as in HPI",
            "Positive for cough and fever. Denies nausea, vomiting, rash.",
            "Respiratory: productive cough. Cardiovascular: no chest pain, no leg swelling.",
            "Constitutional: fever, chills, fatigue. Respiratory: cough, sputum; no hemoptysis, no dyspnea at rest.",
            "Respiratory: as in HPI. GI: loose stools for 2 days, three a day, without blood.",
            "Neuro: headache behind the eyes for 3 weeks, worse in the morning.",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
