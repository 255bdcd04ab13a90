//! REL001: a note far longer than notes of its kind are.

use crate::grammar::{Role, lexicon_ids};
use crate::note::{KindSource, Note, SectionIx};
use crate::rules::support::{first_line, heading, listing, quote, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL001",
    name: "note-bloat",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "percent",
            default: OptionDefault::Int(115),
            doc: "How long a note may be, in percent of the upper end of what is usual for its kind (`preceptor explain KIND` tells it).",
        },
        OptionSpec {
            name: "limits",
            default: OptionDefault::List(&[
                "soap=850",
                "progress=900",
                "clinic-follow-up=900",
                "ed-note=1150",
                "ob-triage=850",
                "surgical-progress=900",
                "prenatal=550",
                "postpartum=550",
                "transfer=1000",
            ]),
            doc: "Limits in words, by kind, for kinds whose good notes often run longer; they count instead of `percent`. Your list replaces this one.",
        },
    ],
    fix: None,
    sources: &[
        "Stetson PD et al.: Assessing Electronic Note Quality Using the Physician Documentation Quality Instrument (PDQI-9): succinct",
        "Rule A et al.: Length and Redundancy of Outpatient Progress Notes Across a Decade at an Academic Medical Center (JAMA Netw Open 2021)",
    ],
    summary: "The note is far longer than notes of its kind.",
    docs: r#"
## What it does

Counts the words of a note whose kind is known and compares them with what a good note of that kind takes: a progress note 250
to 700, a SOAP note 200 to 600, a history and physical 800 to 2,000. A note more than 15 % above the upper end (of some short
kinds, of 850 to 1,150 words; see the options; a third more where the plan is written by six or more organ systems) is reported once, with the sections that take most of it. Reports of operations, procedures and radiology are as long as what was done.

## Why it matters

The reader at three in the morning has a minute. What changed since yesterday is in the note, and nobody finds it between the
pasted results and last week's history.

## How to fix

Cut the longest sections first: results that nobody interprets, systems that nobody asked about today, history that is in
the admission note. If your ward writes longer notes, set `percent` or `limits`.

```toml
[options.note-bloat]
limits = ["progress=900", "hp=2500"]
```

```bad
# SBAR

Situation: I am calling about a 67-year-old woman on the surgical ward, day 2 after an open sigmoid resection, because her urine output has fallen and her heart rate has gone up since this evening. She is awake and tells me that she feels thirsty and a little dizzy when she sits up. Her daughter is with her and is worried, too.

Background: She came in on Monday for an elective operation for diverticular disease, after four episodes of diverticulitis in the last three years, the first of which was in Portugal on holiday and was treated there with tablets for ten days, the second and third at home, and the last one in the spring with a small abscess that was treated with antibiotics through the vein. She has had high blood pressure since 2009, for which she takes lisinopril and amlodipine, and a slow thyroid since the birth of her second child. Her gallbladder was taken out in 1998 and her tonsils when she was six. She does not smoke, drinks a glass of wine on Sundays, and lives with her husband in a house with a garden. Her mother had breast cancer and her father had a stroke. The operation took three hours and went well. The night after was quiet. Yesterday she sat in the chair twice, walked to the door and back with the physiotherapist, drank some tea and some broth, had no nausea and slept well. The drain had 60 mL of clear fluid yesterday and has 70 mL today. Her dressing is dry.

Assessment: Her heart rate is 112, it was 84 at noon; blood pressure 98/60, it was 124/70; respiratory rate 20; temperature 37.2; oxygen saturation 96% on room air; urine 15 mL in the last hour and 50 mL in the last four hours. Her abdomen is soft and a little tender around the wound, not more than this morning. Her mouth is dry. Hemoglobin this morning was 10.8. I think that she is dry, and I cannot rule out that she is bleeding.

Recommendation: Please see her within 30 minutes. I have stopped lisinopril and ask for 500 mL of Ringer's lactate now, a repeat hemoglobin and creatinine, and a bladder scan.
```

```good
# Progress Note

Hospital day 3.

S: Slept well. Cough looser. No chest pain.

O: T 36.9 °C, HR 78, BP 126/70, RR 18, SpO2 95% on room air. Crackles at the right base, fewer than yesterday.

A/P: 71-year-old man with pneumonia, improving.
1. Pneumonia: day 3 of 5 of ceftriaxone; change to amoxicillin 1 g PO three times daily if afebrile tomorrow.
```

## Precision

One finding on the 182 corpus notes, a clinic note of 881 words, read and right; none on 80 good notes of all kinds. Of 20 notes that
somebody made longer who had not seen the code 18 were found (one of the others is only 7 % above what is usual, the other could as well be a
full history), and none of 9 look-alikes.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// Kinds whose length depends on what was done, not on who writes.
const EXEMPT: [&str; 6] = [
    "operative",
    "brief-op",
    "procedure",
    "radiology-report",
    "oral-presentation",
    "delivery-note",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(kind) = note.kind.map(|kind| note.grammar.kind(kind)) else {
        return;
    };
    let own = own_limit(&context.list("limits"), &kind.id);
    if EXEMPT.contains(&&*kind.id) || own.is_none() && is_guess(note) {
        return;
    }
    let usual = kind.words.1 as usize;
    let limit = own.unwrap_or(usual * context.int("percent").max(1) as usize / 100);
    // By systems each organ has its own findings, its judgement and its plan.
    let limit = if is_by_systems(note) { limit * 4 / 3 } else { limit };
    // A word takes two bytes at least.
    if note.text.len() < limit * 2 {
        return;
    }
    let words: usize = note.sentences().iter().map(|it| word_count(note.slice(it.span))).sum();
    // What is offered for choice, or names a blank, is no word of the writer's.
    let offered: usize = note
        .placeholders()
        .map(|placeholder| word_count(note.slice(placeholder.span)))
        .sum();
    let words = words.saturating_sub(offered);
    if words <= limit {
        return;
    }
    let longest = longest_sections(note, words);
    let shares: Vec<String> = longest
        .iter()
        .map(|(ix, count)| format!("{} ({count})", quote(heading(note, *ix), 30)))
        .collect();
    let shares: Vec<&str> = shares.iter().map(String::as_str).collect();
    let takes = if shares.is_empty() {
        String::new()
    } else {
        format!("; most of it is in {}", listing(&shares, "and"))
    };
    let advice = longest.first().map_or(
        "keep what is new and what it means; leave out what stands elsewhere in the chart",
        |(ix, _)| advice(note, *ix),
    );
    findings.push(
        Finding::new(
            first_line(note),
            format!(
                "This note has {words} words; {} of its kind ({}) takes {usual} at most{takes}",
                "a good one", kind.title
            ),
        )
        .help(advice),
    );
}

/// From how many systems on a plan is one by systems.
const SYSTEMS: usize = 6;

/// Whether the problems stand under the names of organ systems, as in intensive care.
fn is_by_systems(note: &Note) -> bool {
    let by_system = |title: &Span| {
        note.phrases_in(lexicon_ids::ROS_SYSTEMS, *title)
            .chain(note.phrases_in(lexicon_ids::EXAM_SYSTEMS, *title))
            .any(|hit| hit.span.start <= title.start + 2)
    };
    let titles = note.written_problems.iter().map(|problem| problem.title);
    titles.filter(by_system).take(SYSTEMS).count() == SYSTEMS
}

/// The limit that the option `limits` gives this kind.
fn own_limit(limits: &[&str], kind: &str) -> Option<usize> {
    limits.iter().find_map(|entry| {
        let (name, words) = entry.split_once(['=', ':'])?;
        let fits = name.trim().eq_ignore_ascii_case(kind);
        fits.then(|| words.trim().parse().ok()).flatten()
    })
}

/// Whether the kind was only told from headings, and not for certain: a long note of another kind looks like a long SOAP note.
fn is_guess(note: &Note) -> bool {
    note.kind_source == Some(KindSource::Sections) && note.kind_confidence < 0.5
}

/// The top sections that take the most words: at most three, each an eighth of the note or more.
fn longest_sections(note: &Note, words: usize) -> Vec<(SectionIx, usize)> {
    let mut sections: Vec<(SectionIx, usize)> = (0..note.sections.len() as u32)
        .map(SectionIx)
        .filter(|ix| {
            let section = note.section(*ix);
            // The parts of `Subjective` say more than the whole.
            section.end == ix.0 + 1 || section.parent.is_some()
        })
        .filter(|ix| note.section(*ix).end == ix.0 + 1)
        .map(|ix| (ix, word_count(note.slice(note.section(ix).body))))
        .filter(|(_, count)| count * 8 >= words)
        .collect();
    sections.sort_by_key(|(ix, count)| (usize::MAX - count, *ix));
    sections.truncate(3);
    sections
}

/// What to do with the longest section.
fn advice(note: &Note, ix: SectionIx) -> &'static str {
    match note.role_at(note.section(ix).body.start) {
        Role::Data | Role::Studies | Role::VitalSigns => {
            "keep the results that decide something today, each with what it means; the others are in the chart"
        }
        Role::ReviewOfSystems => "keep the systems that belong to the complaint",
        Role::Exam => "keep what you examined for this complaint and what has changed",
        Role::History | Role::Course => {
            "tell what matters for today's question, and refer to the earlier notes for the rest"
        }
        Role::Assessment | Role::AssessmentAndPlan | Role::Plan => {
            "say in each problem what it is, why, and what happens next; leave out what is told above"
        }
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications => {
            "list the drugs once, with what changed"
        }
        _ => "keep what matters for today's question, and refer to the earlier notes for the rest",
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{run, run_with};

    fn progress(words: usize) -> String {
        let text = "No pain since noon. ".repeat(words / 4);
        format!(
            "# Progress Note\n\nHospital day 3\n\n## Subjective\n\n{text}\n\n## Assessment and Plan\n\nPneumonia.\n"
        )
    }

    #[test]
    fn length_by_kind() {
        assert!(run(&RULE, &progress(880)).is_empty());
        let found = run(&RULE, &progress(1000));
        assert_eq!(found.len(), 1);
        let message = &found[0].message;
        assert!(
            message.contains("700 at most") && message.contains("Subjective (1000)"),
            "{message}"
        );
        // A history may take that, a report of an operation what it needs.
        assert!(run(&RULE, &progress(1000).replace("Progress Note", "History and Physical")).is_empty());
        assert!(run(&RULE, &progress(2000).replace("Progress Note", "Operative Report")).is_empty());
        // Nobody knows what it is.
        assert!(run(&RULE, &"No pain since noon. ".repeat(2000)).is_empty());
    }

    #[test]
    fn limits_are_options() {
        let consult = progress(2000).replace("Progress Note", "Consult Note");
        assert_eq!(run(&RULE, &consult).len(), 1);
        assert!(run_with(&RULE, &consult, "percent", OptionValue::Int(200)).is_empty());
        let limits = |limit: &str| OptionValue::List(vec!["hp=1".to_owned(), limit.to_owned()]);
        assert!(run_with(&RULE, &progress(1000), "limits", limits("progress=1100")).is_empty());
        assert_eq!(
            run_with(&RULE, &progress(600), "limits", limits("progress = 500")).len(),
            1
        );
        assert_eq!(
            run_with(&RULE, &progress(1000), "limits", limits("progress=many")).len(),
            1
        );
    }

    #[test]
    fn front_matter_and_comments_are_no_words_of_the_note() {
        let comment = format!("<!-- {} -->\n", "words that nobody reads ".repeat(500));
        assert!(run(&RULE, &format!("{}{comment}", progress(800))).is_empty());
    }
}
