//! REA003: a dangerous problem after harmless ones.

use crate::grammar::lexicon_ids;
use crate::note::facts::{Problem, Status};
use crate::note::{Note, ProblemForm};
use crate::rules::reasoning::{is_kind, titled};
use crate::rules::support::quote;
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// Threatens life now.
const LIFE: u8 = 1;
/// Needs action today.
const TODAY: u8 = 2;
/// Chronic and quiet.
const CHRONIC: u8 = 4;
/// Prevention, or for information.
const INFORMATION: u8 = 5;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA003",
    name: "unprioritized-problems",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ob-hp",
        "ob-triage",
        "sub-i",
        "psych-eval",
        "psych-progress",
        "consult",
        "ed-note",
        "soap",
        "clinic-follow-up",
        "progress",
        "surgical-progress",
        "geriatrics",
        "gyn",
        "postpartum",
        "transfer",
        "oncology",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Weed: the problem-oriented record; clerkship rubrics: prioritized problem list",
        "`acuity` in the lexicon of concepts; `prioritisation` in the reference on reasoning",
    ],
    summary: "A problem that cannot wait is listed after chronic or preventive ones.",
    docs: r#"
## What it does

Ranks the problems of a list by how soon they need action, with the words beside them (acute, septic, with hypotension; chronic, stable, resolved, history of), and reports a problem that needs action today and stands
after one that is chronic, stable or preventive. The message names the problem that should come first, and why. Only clear inversions count: two classes apart. Lists by systems, preventive visits and lists that are in
the order of the alphabet are left alone, and chronic problems may stand in any order among themselves.

## Why it matters

Whoever is called at three in the morning reads the first line. A sepsis in line five is found late; and the order is how a reader sees whether the writer knew which problem was dangerous.

## How to fix

Put first what can kill today, then what brought the patient, then active problems, then chronic stable ones, prevention last.

```bad
# H&P

HPI: 70-year-old man with fever and confusion for 1 day.

Assessment and Plan:
1. Hypertension, controlled: continue amlodipine 5 mg daily
2. Hyperlipidemia: continue atorvastatin 40 mg daily
3. Sepsis from pneumonia: ceftriaxone 2 g IV daily, azithromycin 500 mg daily, lactate now
```

```good
# H&P

HPI: 70-year-old man with fever and confusion for 1 day.

Assessment and Plan:
1. Sepsis from pneumonia: ceftriaxone 2 g IV daily, azithromycin 500 mg daily, lactate now
2. Hypertension, controlled: continue amlodipine 5 mg daily
3. Hyperlipidemia: continue atorvastatin 40 mg daily
```

## Precision

To be counted.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// A problem of the list, with its rank and why.
struct Ranked<'p> {
    problem: &'p Problem,
    rank: u8,
}

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let assessment = note.assessment();
    let listed: Vec<&Problem> = assessment
        .problems
        .iter()
        .filter(|problem| problem.form.is_some_and(|form| form != ProblemForm::Line) && is_own_list(note, problem))
        .collect();
    if listed.len() < 2 || is_by_system(note, &listed) || is_alphabetical(note, &listed) {
        return;
    }
    let ranked: Vec<Ranked<'_>> = listed
        .iter()
        .filter_map(|problem| {
            Some(Ranked {
                problem,
                rank: rank(note, problem)?,
            })
        })
        .collect();
    // What is harmless and stands before anything urgent.
    let Some(harmless) = ranked.iter().position(|it| it.rank >= CHRONIC) else {
        return;
    };
    let opens = listed
        .first()
        .is_some_and(|first| std::ptr::eq(*first, ranked[harmless].problem));
    let late = ranked[harmless + 1..]
        .iter()
        .filter(|it| it.rank <= if opens { TODAY } else { LIFE })
        .min_by_key(|it| it.rank);
    let (urgent, why) = match late {
        Some(it) if it.rank == LIFE => (it.problem, "it can threaten life now"),
        Some(it) => (it.problem, "it needs action today"),
        None => match complaint(note, &listed, &ranked, harmless) {
            Some(problem) => (problem, "it is what brought the patient"),
            None => return,
        },
    };
    let first = ranked[harmless].problem;
    let name = quote(note.slice(urgent.title), 50);
    let before = quote(note.slice(first.title), 50);
    let state = if ranked[harmless].rank >= INFORMATION {
        "preventive or for information"
    } else {
        "chronic or quiet"
    };
    found.push(
        Finding::new(urgent.title, format!("\"{name}\" stands after \"{before}\", though {why}"))
            .related(first.title, format!("\"{before}\" is {state}"))
            .help(format!(
                "Move \"{name}\" to the top of the list: {why}, while \"{before}\" can wait; chronic and stable problems come after it"
            )),
    );
}

/// Whether the problem stands in the list that the assessment opens: not only in a plan, unless there is no other list.
fn is_own_list(note: &Note, problem: &Problem) -> bool {
    let first = note.assessment().problems.first();
    first.is_some_and(|first| first.section == problem.section)
}

/// The complaint of an acute visit that is listed after chronic problems only.
fn complaint<'p>(note: &Note, listed: &[&'p Problem], ranked: &[Ranked<'p>], harmless: usize) -> Option<&'p Problem> {
    let presentation = note.presentation();
    presentation.due(note)?;
    let complaint = presentation.complaints.first()?;
    let id = &note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry).id;
    let first = listed.first()?;
    if !std::ptr::eq(*first, ranked[harmless].problem) {
        return None;
    }
    let at = listed.iter().position(|problem| {
        note.phrases_in(lexicon_ids::COMPLAINTS, problem.title)
            .any(|hit| note.entry(hit).id == *id)
    })?;
    let quiet = |problem: &&Problem| {
        ranked
            .iter()
            .any(|it| std::ptr::eq(it.problem, *problem) && it.rank >= CHRONIC)
    };
    let problem = listed[at];
    (at > 0 && listed[..at].iter().all(quiet) && !titled(note, problem.title, "known")).then_some(problem)
}

/// Whether the titles are those of systems (`Neuro`, `CV`, `Resp`), or topics.
fn is_by_system(note: &Note, listed: &[&Problem]) -> bool {
    let systems = listed.iter().filter(|problem| {
        let title = problem.title;
        note.phrases_in(lexicon_ids::EXAM_SYSTEMS, title)
            .chain(note.phrases_in(lexicon_ids::ROS_SYSTEMS, title))
            .any(|hit| hit.span.start <= title.start + 2 && hit.span.len() + 3 >= title.len())
    });
    systems.count() * 2 >= listed.len()
}

/// Whether a longer list is in the order of the alphabet: as an electronic record prints it.
fn is_alphabetical(note: &Note, listed: &[&Problem]) -> bool {
    let titles: Vec<String> = listed
        .iter()
        .map(|problem| note.slice(problem.title).trim().to_lowercase())
        .collect();
    titles.len() >= 5 && titles.is_sorted()
}

/// How soon a problem needs action; `None` if nothing tells.
fn rank(note: &Note, problem: &Problem) -> Option<u8> {
    let title = problem.title;
    if problem.topic.is_some() {
        return Some(INFORMATION);
    }
    let head = head(note, problem);
    let quiet = is_quiet(note, head);
    let acute = is_acute(note, head);
    let status = note.concepts_in(title).iter().map(|it| {
        (
            note.concept(it.concept).number("acuity"),
            note.assertion(it.span).status,
        )
    });
    let mut known: Option<u8> = None;
    for (acuity, status) in status {
        if matches!(status, Status::Absent | Status::Family) {
            continue;
        }
        let acuity = acuity.map_or(3, |it| it as u8);
        let acuity = if status == Status::Historical { CHRONIC } else { acuity };
        known = Some(known.map_or(acuity, |it| it.min(acuity)));
    }
    let chronic = note
        .findings()
        .iter()
        .skip(note.findings().partition_point(|it| it.span.start < title.start))
        .take_while(|it| it.span.start < title.end)
        .any(|it| it.lexicon == lexicon_ids::CONDITIONS && note.entry_at(it.lexicon, it.entry).flag("chronic"));
    if known.is_none() && titled(note, title, "minor") && !acute {
        return Some(if is_kind(note, &["postpartum"]) {
            INFORMATION
        } else {
            CHRONIC
        });
    }
    let rank = known.or(chronic.then_some(CHRONIC))?;
    Some(if quiet {
        rank.max(CHRONIC)
    } else if acute {
        rank.min(TODAY)
    } else {
        rank
    })
}

/// The title and the first words after it: "Hypertension: controlled".
fn head(note: &Note, problem: &Problem) -> Span {
    /// How many bytes after a title speak of its state.
    const STATE: u32 = 50;
    let text: &str = &note.text;
    let end = crate::text::floor(text, (problem.title.end + STATE).min(problem.span.end) as usize) as u32;
    let line = note.slice(Span::new(problem.title.end, end.max(problem.title.end)));
    let stop = line.find(['\n', ';']).unwrap_or(line.len());
    problem
        .title
        .cover(Span::new(problem.title.end, problem.title.end + stop as u32))
}

fn is_quiet(note: &Note, head: Span) -> bool {
    let is = |category: &str| {
        note.phrases_in(lexicon_ids::ACUITY_WORDS, head)
            .any(|hit| note.grammar.category(hit) == category && note.assertion(hit.span).status != Status::Absent)
    };
    is("past") || is("quiet") && !is_acute(note, head)
}

fn is_acute(note: &Note, head: Span) -> bool {
    note.phrases_in(lexicon_ids::ACUITY_WORDS, head)
        .any(|hit| note.grammar.category(hit) == "acute" && note.assertion(hit.span).status != Status::Absent)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn hp(list: &str) -> String {
        format!(
            "# H&P\n\nCC: fever\n\nHPI: 70-year-old man with fever and confusion for 1 day.\n\nAssessment and Plan:\n{list}\n"
        )
    }

    #[test]
    fn inversions() {
        let notes = [
            "1. Hypertension: continue amlodipine\n2. Septic shock: norepinephrine",
            "1. Hyperlipidemia: statin\n2. GERD: omeprazole\n3. STEMI: cath lab",
            "# Osteoarthritis\n- acetaminophen\n\n# Upper GI bleed\n- pantoprazole",
            "**Hypothyroidism:** levothyroxine\n\n**Diabetic ketoacidosis:** insulin infusion",
            "1. Type 2 diabetes, at goal: metformin\n2. Acute ischemic stroke: tenecteplase",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["Septic shock"]);
        assert!(run(&RULE, &notes[0])[0].message.contains("threaten life"));
    }

    #[test]
    fn in_order() {
        let notes = [
            "1. Septic shock: norepinephrine\n2. Hypertension: hold amlodipine",
            "1. Hypertension: continue amlodipine\n2. Hyperlipidemia: statin",
            "1. Hypertension: continue\n2. Sepsis, resolved: finish antibiotics",
            "1. Hypertension: continue\n2. History of STEMI: aspirin",
            "1. Hypertension: continue\n2. Family history of stroke",
            "Neuro: awake\nCV: stable\nResp: ARDS, wean\nGI: feeds\nID: septic shock, cefepime",
            "1. Hypertension: continue\n2. No sepsis",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
