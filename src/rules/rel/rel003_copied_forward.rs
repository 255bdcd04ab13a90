//! REL003: passages that were copied from the previous note of the patient.

use std::ops::Range;

use crate::grammar::Role;
use crate::note::Note;
use crate::note::facts::{Copied, Status as Said, Words, between};
use crate::rules::repetition::{AGES, is_boilerplate, is_prose, place, span_of};
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL003",
    name: "copied-forward",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "words",
            default: OptionDefault::Int(25),
            doc: "How many words of a passage have to come from the previous note.",
        },
        OptionSpec {
            name: "sentence",
            default: OptionDefault::Int(14),
            doc: "From so many words on, a single sentence is enough.",
        },
    ],
    fix: None,
    sources: &[
        "Partnership for Health IT Patient Safety: Health IT Safe Practices: Toolkit for the Safe Use of Copy and Paste (2016)",
        "Hirschtick RE: Copy-and-Paste (JAMA 2006); AHIMA: Appropriate Use of the Copy and Paste Functionality in Electronic Health Records",
    ],
    summary: "A passage was copied from the previous note.",
    docs: r#"
## What it does

Compares the note with the earlier one that `--previous FILE` or `previous:` in the front matter names, and only with that
one. It reports each passage of the history of today, the course, the exam, the assessment or the plan that stands there word for word or
nearly, with what was changed. What stays from day to day may stay: past, family and social history, allergies, drugs, results, the opening
line, problem titles, "continue" with its drug, normal findings of an exam that is not copied as a whole, and the phrases of the house.

## Why it matters

A copied exam was not done today, and a copied assessment is yesterday's. The error that slips in once is then in every
note; "day 2 of 7" stays day 2, and the next team stops the antibiotic too late.

## How to fix

Write what is new since the last note, better, worse or the same and how you know, and what that changes in the plan.
What has not changed needs one line.

```sh
preceptor check --previous day2.md day3.md
```

The note of the day before:

```previous
# Progress Note

Hospital day 2.

S: Coughs yellow sputum. Slept four hours.

O: T 38.4 °C, HR 96, BP 118/66, RR 22, SpO2 92% on 2 L. Crackles at the right base up to the middle of the back.

A/P: 71-year-old man with pneumonia.
1. Pneumonia: ceftriaxone day 2 of 5. Still febrile in the evening and needs two liters of oxygen, so he cannot go home yet; empyema is not likely because the pain is gone.
```

```bad
# Progress Note

Hospital day 3.

S: Slept through; coughs less. Walked to the bathroom without oxygen.

O: T 36.9 °C, HR 82, BP 124/70, RR 18, SpO2 94% on room air. Fewer crackles at the right base.

A/P: 71-year-old man with pneumonia.
1. Pneumonia: ceftriaxone day 3 of 5. Still febrile in the evening and needs two liters of oxygen, so he cannot go home yet; empyema is not likely because the pain is gone.
```

```good
# Progress Note

Hospital day 3.

S: Slept through; coughs less. Walked to the bathroom without oxygen.

O: T 36.9 °C, HR 82, BP 124/70, RR 18, SpO2 94% on room air. Fewer crackles at the right base.

A/P: 71-year-old man with pneumonia, improving: afebrile for 24 hours, off oxygen since this morning.
1. Pneumonia: ceftriaxone day 3 of 5; amoxicillin 1 g PO three times daily from tomorrow.
```

## Precision

The corpus has no second notes. Of 12 notes with a passage of their previous note, planted by somebody who had not seen the code, 10 were found at
first sight and 12 after mending; of 6 pairs with what rightly stays one was reported at first, none now. Of the author's own 8 pairs in other
styles one is missed (19 words, a quarter of them changed), and neither of the two good ones is reported; nor are four pairs of good notes on one patient.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(previous) = context.previous else { return };
    let note = context.note;
    let copies = between(previous.words(), note.words());
    if copies.is_empty() {
        return;
    }
    let reader = Reader {
        parts: parts(note, note.words()),
        note,
        previous,
        words: note.words(),
        copies: &copies,
        least: context.int("words").max(8) as usize,
        sentence: context.int("sentence").max(8) as usize,
    };
    for passage in reader.passages() {
        if reader.counts(&passage) {
            findings.push(reader.finding(&passage));
        }
    }
}

/// The runs of sentences with the same role: where each ends, and how many words it has.
fn parts(note: &Note, words: &Words) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut last = None;
    for at in 0..note.sentences().len() {
        let own = words.of_sentence(at);
        let role = words.all.get(own.start).filter(|_| !own.is_empty());
        let role = role.map(|word| words.role(word)).or(last);
        match parts.last_mut() {
            Some(part) if role == last => *part = (at + 1, part.1 + own.len()),
            _ => parts.push((at + 1, own.len())),
        }
        last = role;
    }
    parts
}

struct Reader<'n> {
    /// See [`parts`].
    parts: Vec<(usize, usize)>,
    note: &'n Note,
    previous: &'n Note,
    words: &'n Words,
    copies: &'n [Copied],
    least: usize,
    sentence: usize,
}

/// Sentences that follow each other and stand in the previous note.
struct Passage {
    role: Role,
    /// From the first to the last copied sentence, as indices.
    sentences: Range<usize>,
    /// Words of these sentences; those of them that were copied; those that tell of today; those of the longest sentence that does.
    all: usize,
    words: usize,
    weighty: usize,
    longest: usize,
}

/// A line of so many words may say the same every day: a normal finding, a drug that goes on.
const SHORT: usize = 18;

/// What a sentence is for this rule.
enum Kind {
    /// Stands in the previous note.
    Copied {
        /// How many of its words do.
        same: usize,
        /// Whether it is of those that rightly stay.
        stays: bool,
        /// Whether it opens the assessment or the story with who the patient is.
        opens: bool,
    },
    /// Neither here nor there: a title, a phrase of the house.
    Neutral,
    /// New.
    Fresh,
}

impl Reader<'_> {
    fn passages(&self) -> Vec<Passage> {
        let mut found: Vec<Passage> = Vec::new();
        let mut open = false;
        for at in 0..self.note.sentences().len() {
            let own = self.words.of_sentence(at);
            if own.is_empty() {
                continue;
            }
            let role = self.words.role(&self.words.all[own.start]);
            let told_today = match role {
                Role::History | Role::Course | Role::Exam | Role::Assessment | Role::AssessmentAndPlan | Role::Plan => {
                    true
                }
                // "POD 3: complains of nausea since the evening …"
                Role::Identification | Role::ChiefComplaint | Role::Other => own.len() >= self.sentence,
                // The end of an objective part, under the list of drugs.
                Role::InpatientMedications => own.len() >= self.sentence && is_prose(&self.words.all[own.clone()]),
                _ => false,
            };
            if !told_today {
                open = false;
                continue;
            }
            let (same, stays, opens) = match self.kind(at, &own, role) {
                Kind::Neutral => continue,
                Kind::Fresh => {
                    open = false;
                    continue;
                }
                Kind::Copied { same, stays, opens } => (same, stays, opens),
            };
            let goes_on = open && found.last().is_some_and(|last| last.role == role);
            if !goes_on {
                found.push(Passage {
                    role,
                    sentences: at..at + 1,
                    all: 0,
                    words: 0,
                    weighty: 0,
                    longest: 0,
                });
                open = true;
            }
            let Some(passage) = found.last_mut() else { continue };
            passage.sentences.end = at + 1;
            passage.all += own.len();
            passage.words += same;
            if !stays {
                passage.weighty += same;
                let alike = same * 100 >= own.len() * 80 || same >= self.least;
                if !opens && alike && is_prose(&self.words.all[own.clone()]) {
                    passage.longest = passage.longest.max(same);
                }
            }
        }
        found
    }

    fn kind(&self, at: usize, own: &Range<usize>, role: Role) -> Kind {
        let sentence = self.note.sentences()[at].span;
        if is_boilerplate(self.note, sentence) || self.is_title(sentence) {
            return Kind::Neutral;
        }
        let same = self.copied(own);
        // A sentence without an end may hold a copied one.
        if same * 100 < own.len() * 70 && same < self.least {
            // A word or two between copied sentences part nothing.
            return if own.len() <= 3 { Kind::Neutral } else { Kind::Fresh };
        }
        let stays = match role {
            Role::Exam => own.len() <= SHORT && !self.has_finding(sentence),
            Role::Plan | Role::AssessmentAndPlan | Role::Assessment => own.len() <= SHORT && self.goes_on(sentence),
            _ => false,
        };
        let opens = matches!(role, Role::History | Role::Assessment | Role::AssessmentAndPlan)
            && self
                .note
                .patient()
                .ages
                .iter()
                .take(AGES)
                .any(|age| sentence.contains(age.span));
        Kind::Copied { same, stays, opens }
    }

    /// How many of these words stand in the previous note.
    fn copied(&self, own: &Range<usize>) -> usize {
        let at = self.copies.partition_point(|copy| copy.to.end <= own.start);
        let copies = self.copies[at..].iter().take_while(|copy| copy.to.start < own.end);
        copies
            .map(|copy| {
                let changed: usize = copy.changes.iter().map(|(_, to)| shared(to, own)).sum();
                shared(&copy.to, own) - changed
            })
            .sum()
    }

    /// Whether something is said to be there: what differs from the normal exam.
    fn has_finding(&self, sentence: Span) -> bool {
        let mentions = self.note.findings();
        let from = mentions.partition_point(|it| it.span.start < sentence.start);
        mentions[from..]
            .iter()
            .take_while(|it| it.span.start < sentence.end)
            .any(|it| it.assertion.status == Said::Present && !it.implied)
    }

    /// "Continue lisinopril 10 mg daily", "Hypertension: stable, no change".
    fn goes_on(&self, sentence: Span) -> bool {
        use crate::grammar::lexicon_ids::BOILERPLATE;
        let mut hits = self.note.phrases_in(BOILERPLATE, sentence);
        hits.any(|hit| self.note.grammar.category(hit) == "unchanged")
    }

    fn is_title(&self, sentence: Span) -> bool {
        let problems = &self.note.written_problems;
        let at = problems.partition_point(|it| it.title.start <= sentence.start);
        problems[..at].last().is_some_and(|it| it.title.contains(sentence))
    }

    fn counts(&self, passage: &Passage) -> bool {
        if passage.weighty >= self.least || passage.longest >= self.sentence {
            return true;
        }
        // A part that is the same as a whole was copied, be it short; of an exam without a finding it takes more to say so.
        let least = if passage.role == Role::History {
            self.least / 2
        } else if passage.weighty * 2 >= self.least {
            self.least * 2 / 3
        } else if passage.role == Role::Exam {
            self.least * 8 / 5
        } else {
            return false;
        };
        passage.words >= least && passage.all * 10 >= self.part(passage) * 9
    }

    /// How many words the part of the note has in which the passage stands.
    fn part(&self, passage: &Passage) -> usize {
        let at = self.parts.partition_point(|(end, _)| *end <= passage.sentences.start);
        self.parts.get(at).map_or(0, |(_, words)| *words)
    }

    fn finding(&self, passage: &Passage) -> Finding {
        let own = self.words.of_sentence(passage.sentences.start).start
            ..self.words.of_sentence(passage.sentences.end - 1).end;
        let span = span_of(self.words, &own);
        let at = self.copies.partition_point(|copy| copy.to.end <= own.start);
        let copies: Vec<&Copied> = self.copies[at..]
            .iter()
            .take_while(|copy| copy.to.start < own.end)
            .collect();
        let there = copies
            .first()
            .map_or(0, |copy| self.previous.words().all[copy.from.start].span.start);
        let line = self.previous.position(there).line;
        let several = self.note.section_at(span.start) != self.note.section_at(span.end.saturating_sub(1));
        let name = match passage.role {
            Role::Exam if several => "the exam".to_owned(),
            Role::Plan if several => "the plan".to_owned(),
            _ => place(self.note, span.start),
        };
        let share = passage.all * 100 / self.part(passage).max(passage.all).max(1);
        let mut changes: Vec<String> = Vec::new();
        let mut more = 0;
        for copy in &copies {
            for change in copy
                .changes
                .iter()
                .filter(|(_, to)| to.start >= own.start && to.end <= own.end)
            {
                if changes.len() < 3 {
                    changes.push(self.change(change));
                } else {
                    more += 1;
                }
            }
        }
        if more > 0 {
            changes.push(format!("{more} more"));
        }
        let changed = if changes.is_empty() {
            "word for word".to_owned()
        } else {
            format!("changed only: {}", changes.join(", "))
        };
        let message = format!(
            "{} words of {name} ({share}% of it) are copied from the previous note (line {line} there), {changed}",
            passage.words
        );
        Finding::new(span, message).help(match passage.role {
            Role::Exam => "examine today and write what you found; say what has changed since yesterday",
            Role::Assessment | Role::AssessmentAndPlan => {
                "say where each problem stands today: better, worse or the same, by what you know that, and what follows"
            }
            Role::Plan => "say what changes today and what is done; what simply goes on needs one line",
            _ => "tell what has happened since the previous note, and refer to it for the rest",
        })
    }

    /// `"day 2" → "day 3"`.
    fn change(&self, (from, to): &(Range<usize>, Range<usize>)) -> String {
        let old = self.previous.words();
        let quoted = |note: &Note, words: &Words, range: &Range<usize>| {
            format!("\"{}\"", quote(note.slice(span_of(words, range)), 40))
        };
        if from.is_empty() {
            return format!("{} is new", quoted(self.note, self.words, to));
        }
        if to.is_empty() {
            return format!("{} is gone", quoted(self.previous, old, from));
        }
        // A number alone says little: with the word before it.
        let bare = |words: &Words, range: &Range<usize>| words.all[range.clone()].iter().all(|word| word.number);
        let (mut from, mut to) = (from.clone(), to.clone());
        let can = from.start > 0 && to.start > 0;
        if can
            && bare(old, &from)
            && bare(self.words, &to)
            && old.all[from.start - 1].exact == self.words.all[to.start - 1].exact
        {
            (from.start, to.start) = (from.start - 1, to.start - 1);
        }
        format!(
            "{} → {}",
            quoted(self.previous, old, &from),
            quoted(self.note, self.words, &to)
        )
    }
}

/// How many words two ranges share.
fn shared(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::note::PhraseNames;
    use crate::rules::support::testing::{read, run};
    use crate::rules::{Check, Context, Conventions, Finding};

    fn compare(previous: &str, text: &str) -> Vec<Finding> {
        let (old, note) = (read(previous), read(text));
        let (options, conventions) = (BTreeMap::new(), Conventions::new());
        let context = Context {
            note: &note,
            rule: &RULE,
            options: Some(&options),
            conventions: &conventions,
            today: None,
            clock: None,
            previous: Some(&old),
            phrases: &PhraseNames::default(),
        };
        let mut findings = Vec::new();
        if let Check::Note(check) = RULE.check {
            check(&context, &mut findings);
        }
        findings
    }

    fn day(parts: [&str; 4]) -> String {
        let [subjective, exam, assessment, plan] = parts;
        format!(
            "# Progress Note\n\n## Subjective\n\n{subjective}\n\n## Past Medical History\n\n- Hypertension for 10 years, well controlled on one drug\n- Osteoarthritis of both knees, takes acetaminophen when it hurts\n\n## Medications\n\n- Ceftriaxone 1 g IV daily\n- Amlodipine 5 mg PO daily\n\n## Allergies\n\nPenicillin (hives as a child, no swelling, no trouble breathing, never taken again since)\n\n## Physical Exam\n\n{exam}\n\n## Assessment\n\n{assessment}\n\n## Plan\n\n{plan}\n"
        )
    }

    const DAY_2: [&str; 4] = [
        "Coughs less, brings up yellow sputum. Slept four hours; the chest pain on the right is gone.",
        "Lungs: crackles at the right base up to the middle of the back. Heart: regular, no murmur. Abdomen: soft, not tender. Extremities: no edema.",
        "71-year-old man with pneumonia of the right lower lobe, hospital day 2. Still febrile in the evening and needs two liters of oxygen, so that he cannot go home yet; empyema is not likely because the pain is gone.",
        "1. Pneumonia: ceftriaxone day 2 of 5. Repeat the radiograph if he is still febrile tomorrow, and ask for an ultrasound of the pleura.\n2. Hypertension: continue amlodipine 5 mg PO daily.",
    ];

    #[test]
    fn each_copied_passage_once_with_what_was_changed() {
        let assessment = DAY_2[2].replace("day 2", "day 3");
        let today = day([
            "Slept well, walked twice.",
            "Lungs clear on the left, few crackles on the right.",
            &assessment,
            "1. Pneumonia: last dose today.",
        ]);
        let found = compare(&day(DAY_2), &today);
        assert_eq!(found.len(), 1, "{found:#?}");
        let message = &found[0].message;
        assert!(message.contains("of Assessment (100% of it)"), "{message}");
        assert!(message.contains("changed only: \"day 2\" → \"day 3\""), "{message}");
        let today = day([DAY_2[0], DAY_2[1], DAY_2[2], DAY_2[3]]);
        let found = compare(&day(DAY_2), &today);
        assert!(found.len() >= 3, "{found:#?}");
        assert!(
            found.iter().all(|it| it.message.contains("word for word")),
            "{found:#?}"
        );
    }

    #[test]
    fn one_long_sentence_is_enough() {
        for (at, text) in [
            (
                0,
                "Slept badly. Coughs less, brings up yellow sputum and slept four hours; the chest pain on the right is gone.",
            ),
            (
                3,
                "1. Pneumonia: last day of ceftriaxone. Repeat the radiograph if he is still febrile tomorrow, and ask for an ultrasound of the pleura.",
            ),
        ] {
            let mut parts = ["Well.", "Lungs clear.", "Pneumonia, better.", "Home."];
            parts[at] = text;
            let mut before = DAY_2;
            before[0] =
                "Coughs less, brings up yellow sputum and slept four hours; the chest pain on the right is gone.";
            let found = compare(&day(before), &day(parts));
            assert_eq!(found.len(), 1, "{text}\n{found:#?}");
        }
    }

    #[test]
    fn what_rightly_stays() {
        let fresh = [
            "Slept through the night. No cough.",
            "Lungs: few crackles at the right base. Heart: regular, no murmur. Abdomen: soft, not tender. Extremities: no edema.",
            "71-year-old man with pneumonia of the right lower lobe, hospital day 3. Afebrile for a day, off oxygen since noon.",
            "1. Pneumonia: amoxicillin 1 g PO three times daily from tomorrow.\n2. Hypertension: continue amlodipine 5 mg PO daily.",
        ];
        let found = compare(&day(DAY_2), &day(fresh));
        assert!(found.is_empty(), "{found:#?}");
        // Without a previous note nothing is compared, not even with itself.
        assert!(run(&RULE, &day(DAY_2)).is_empty());
    }

    #[test]
    fn a_normal_exam_that_is_the_same_as_a_whole() {
        let exam = "General: sits in the chair and reads. Heart: regular rate and rhythm, no murmur, no gallop. Lungs: clear on both sides. Abdomen: soft, not tender, not distended, bowel sounds present. Extremities: warm, no edema. Neurologic: alert, oriented, moves all limbs. Skin: no rash.";
        let old = day([DAY_2[0], exam, DAY_2[2], DAY_2[3]]);
        let found = compare(&old, &day(["Well.", exam, "Better.", "Home."]));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].help.as_deref().unwrap_or_default().contains("examine today"),
            "{found:#?}"
        );
    }

    #[test]
    fn a_megabyte_is_compared_in_time() {
        let text = format!(
            "## Assessment\n\n{}",
            format!("{}\n\n", DAY_2[2]).repeat((1 << 20) / DAY_2[2].len())
        );
        let started = std::time::Instant::now();
        assert!(!compare(&text, &text).is_empty());
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}
