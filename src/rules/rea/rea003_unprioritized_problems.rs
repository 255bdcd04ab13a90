//! REA003: a dangerous problem after harmless ones.

use crate::grammar::{LexiconEntry, LexiconHit, Role, lexicon_ids};
use crate::note::facts::{Setting, Status};
use crate::note::{Note, WrittenProblem};
use crate::rules::reasoning::{findings_in, first_list, is_kind, names_same_disease, titled};
use crate::rules::support::quote;
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// Threatens life now.
const LIFE: u8 = 1;
/// Needs action today.
const TODAY: u8 = 2;
/// Acute, and already better: neither before nor after what else is acute.
const EASED: u8 = 3;
/// Chronic and quiet.
const CHRONIC: u8 = 4;
/// Prevention, or for information.
const INFORMATION: u8 = 5;

/// Kinds of notes that are about the mind.
const MIND: [&str; 2] = ["psych-eval", "psych-progress"];

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

No finding on the 182 notes of the development corpus, none on the good notes of seven other hands. On planted faults 16 of 17 of the two measured sets are found, no alarm on their look-alikes and 7 more in its tests.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// A problem of the list, with its rank and why.
struct Ranked<'p> {
    problem: &'p WrittenProblem,
    rank: u8,
}

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let listed = first_list(note);
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
    let summed_up = note.summary_statement();
    let is_main =
        |problem: &WrittenProblem| summed_up.is_some_and(|span| names_same_disease(note, problem.title, span));
    // The depression that somebody was admitted with goes before the risk that comes with it.
    let of_mind_itself =
        |problem: &WrittenProblem| is_kind(note, &MIND) && is_psychiatric(note, problem) && is_main(problem);
    // What is harmless and stands before anything urgent.
    let Some(harmless) = ranked
        .iter()
        .position(|it| it.rank >= CHRONIC && !of_mind_itself(it.problem))
    else {
        return;
    };
    // It opens the list, or only what nobody can rank stands before it.
    let opens = harmless == 0;
    // The main problem itself does not stand before what is harmless.
    let eased = !ranked[..harmless]
        .iter()
        .any(|it| it.rank <= TODAY && is_main(it.problem));
    let late = ranked[harmless + 1..]
        .iter()
        .filter(|it| {
            let worst = if opens || eased && is_main(it.problem) {
                TODAY
            } else {
                LIFE
            };
            it.rank <= worst && is_told(note, it.problem)
        })
        .min_by_key(|it| (!is_main(it.problem), it.rank));
    let (urgent, why) = match late {
        Some(it) if it.rank == LIFE => (it.problem, "it can threaten life now"),
        Some(it) => (it.problem, "it needs action today"),
        None => match complaint(note, &listed, &ranked, harmless).or_else(|| of_mind(note, &ranked, harmless)) {
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

/// Whether a problem that only a plan names is told of elsewhere: "Neutropenia: if fever, come at once" is not.
fn is_told(note: &Note, problem: &WrittenProblem) -> bool {
    if note.role_at(problem.title.start) != Role::Plan {
        return true;
    }
    let text = note.slice(problem.span);
    if !["emergency department", "go to", "call", "return"]
        .iter()
        .any(|word| text.contains(word))
    {
        return true;
    }
    let named = note.concepts_in(problem.title);
    note.concepts().iter().any(|it| {
        named.iter().any(|own| own.concept == it.concept)
            && note.role_at(it.span.start) != Role::Plan
            && matches!(note.assertion(it.span).status, Status::Present | Status::Uncertain)
    }) || findings_in(note, problem.title).iter().any(|own| {
        note.findings()
            .iter()
            .any(|it| it.concept(note) == own.concept(note) && note.role_at(it.span.start) != Role::Plan)
    })
}

/// What brought the patient, if it is listed after chronic problems only.
fn complaint<'p>(
    note: &Note,
    listed: &[&'p WrittenProblem],
    ranked: &[Ranked<'p>],
    harmless: usize,
) -> Option<&'p WrittenProblem> {
    let presentation = note.presentation();
    if harmless > 0 || presentation.visit.is_some() {
        return None;
    }
    let complaint = presentation.complaints.first()?;
    let id = &note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry).id;
    let symptoms = note.concepts_in(complaint.span);
    let answers = |problem: &&WrittenProblem| {
        note.phrases_in(lexicon_ids::COMPLAINTS, problem.title)
            .any(|hit| note.entry(hit).id == *id)
            || note
                .concepts_in(problem.title)
                .iter()
                .any(|disease| symptoms.iter().any(|it| note.explains(disease.concept, it.concept)))
    };
    let at = listed.iter().position(answers)?;
    let quiet = |problem: &&WrittenProblem| {
        ranked
            .iter()
            .any(|it| std::ptr::eq(it.problem, *problem) && it.rank >= CHRONIC)
    };
    let known = |problem: &WrittenProblem| ranked.iter().any(|it| std::ptr::eq(it.problem, problem));
    let problem = listed[at];
    (at > 0
        && known(problem)
        && listed[..at].iter().all(quiet)
        && !quiet(&problem)
        && !titled(note, problem.title, "known"))
    .then_some(problem)
}

/// In a psychiatric note, the first problem that is active, if only quiet ones of the body stand before it.
fn of_mind<'p>(note: &Note, ranked: &[Ranked<'p>], harmless: usize) -> Option<&'p WrittenProblem> {
    if harmless > 0 || !is_kind(note, &MIND) {
        return None;
    }
    let first = ranked.iter().find(|it| it.rank < CHRONIC)?;
    is_psychiatric(note, first.problem).then_some(first.problem)
}

/// Whether the title names a disorder of the mind.
fn is_psychiatric(note: &Note, problem: &WrittenProblem) -> bool {
    let psychiatric = |hit: &LexiconHit| note.entry(hit).category == "psychiatric";
    let mut named = note.phrases_in(lexicon_ids::CONDITIONS, problem.title);
    named.any(psychiatric)
        || findings_in(note, problem.title)
            .iter()
            .any(|it| note.entry_at(it.lexicon, it.entry).category == "psychiatric")
}

/// Whether the titles are those of systems (`Neuro`, `CV`, `Resp`), or topics.
fn is_by_system(note: &Note, listed: &[&WrittenProblem]) -> bool {
    let systems = listed.iter().filter(|problem| {
        let title = problem.title;
        note.phrases_in(lexicon_ids::EXAM_SYSTEMS, title)
            .chain(note.phrases_in(lexicon_ids::ROS_SYSTEMS, title))
            .any(|hit| hit.span.start <= title.start + 2 && hit.span.len() + 3 >= title.len())
    });
    // "Suicidal ideation" alone is a problem, though a review of systems asks for it.
    let systems = systems.count();
    systems > 1 && systems * 2 >= listed.len()
}

/// Whether a longer list is in the order of the alphabet: as an electronic record prints it.
fn is_alphabetical(note: &Note, listed: &[&WrittenProblem]) -> bool {
    let titles: Vec<String> = listed
        .iter()
        .map(|problem| note.slice(problem.title).trim().to_lowercase())
        .collect();
    titles.len() >= 5 && titles.is_sorted()
}

/// How soon a problem needs action; `None` if nothing tells.
fn rank(note: &Note, problem: &WrittenProblem) -> Option<u8> {
    let title = name(note, problem.title);
    // What a stay is about by itself: "Postoperative care", "Postpartum day 1".
    let text = note.slice(title);
    let after = text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("post"));
    if after && (text.contains("care") || text.contains("day") || text.contains("POD")) {
        return None;
    }
    if problem.topic.is_some() || titled(note, title, "preventive") {
        return Some(INFORMATION);
    }
    let weighed = note
        .phrases_in(lexicon_ids::REASONING_CUES, problem.title)
        .any(|hit| matches!(note.grammar.category(hit), "against" | "considered"));
    if weighed {
        return None;
    }
    let head = head(note, problem);
    let quiet = is_quiet(note, head);
    let acute = is_acute(note, head);
    let mut known: Option<u8> = None;
    let written = note.slice(title);
    let of_mind = is_kind(note, &MIND);
    if of_mind && !acute && written.contains("use disorder") {
        return Some(CHRONIC);
    }
    for it in note.concepts_in(title) {
        let concept = note.concept(it.concept);
        let status = note.assertion(it.span).status;
        // What is denied, in a relative or only thought of ranks nothing; a complaint by itself threatens nobody.
        let Some(acuity) = concept.number("acuity") else {
            continue;
        };
        let acuity = match (status, &*concept.category) {
            (Status::Absent | Status::Family | Status::Hypothetical | Status::Uncertain, _) => continue,
            (Status::Historical, _) => CHRONIC,
            (_, "care" | "vital") => continue,
            (_, "symptom") if of_mind && &*concept.id == "suicidal-ideation" => TODAY,
            (_, "symptom") => (acuity as u8).max(3),
            (_, "result") if acuity <= f64::from(TODAY) && is_slight(note, concept) => EASED,
            _ => acuity as u8,
        };
        known = Some(known.map_or(acuity, |it| it.min(acuity)));
    }
    let chronic = findings_in(note, title)
        .iter()
        .any(|it| it.lexicon == lexicon_ids::CONDITIONS && note.entry_at(it.lexicon, it.entry).flag("chronic"));
    let rank = known.or(chronic.then_some(CHRONIC))?;
    Some(if quiet && rank <= TODAY && !is_past(note, head) && !chronic {
        // "Bacteremia, improving", "delirium, mild": no longer the first, and not what can wait.
        EASED
    } else if quiet {
        rank.max(CHRONIC)
    } else if acute {
        rank.min(TODAY)
    } else {
        rank
    })
}

/// Whether the newest value behind a result is nearer to the first that counts than to one that alarms, outside of a hospital.
fn is_slight(note: &Note, concept: &LexiconEntry) -> bool {
    if matches!(note.setting(), Some(Setting::Inpatient | Setting::Emergency)) {
        return false;
    }
    concept.list("labs").iter().any(|test| {
        let Some((id, level)) = test.split_once(':') else {
            return false;
        };
        let mut labs = note.labs().iter();
        let newest = labs.rfind(|lab| !lab.earlier && note.lab_entry(lab).id == *id);
        newest.is_some_and(|lab| {
            let entry = note.lab_entry(lab);
            let limits = |kind: &str| {
                entry
                    .number(&format!("critical-{kind}"))
                    .zip(entry.number(&format!("significant-{kind}")))
            };
            match level {
                "low" => {
                    limits("low").is_some_and(|(critical, significant)| lab.value > (critical + significant) / 2.0)
                }
                "high" => {
                    limits("high").is_some_and(|(critical, significant)| lab.value < (critical + significant) / 2.0)
                }
                _ => false,
            }
        })
    })
}

/// The title up to a word for its cause: "delirium from sepsis" is a delirium.
fn name(note: &Note, title: Span) -> Span {
    let cause = note
        .phrases_in(lexicon_ids::REASONING_CUES, title)
        .find(|hit| note.grammar.category(hit) == "cause" && hit.span.start > title.start);
    cause.map_or(title, |hit| Span::new(title.start, hit.span.start))
}

/// The title and the first words after it: "Hypertension: controlled".
fn head(note: &Note, problem: &WrittenProblem) -> Span {
    /// How many bytes after a title speak of its state.
    const STATE: u32 = 20;
    let text: &str = &note.text;
    let end = crate::text::floor(text, (problem.title.end + STATE).min(problem.span.end) as usize) as u32;
    let line = note.slice(Span::new(problem.title.end, end.max(problem.title.end)));
    let stop = line.find(['\n', ';', ',']).unwrap_or(line.len());
    problem
        .title
        .cover(Span::new(problem.title.end, problem.title.end + stop as u32))
}

/// Whether the problem is over: "resolved", "history of".
fn is_past(note: &Note, head: Span) -> bool {
    note.phrases_in(lexicon_ids::ACUITY_WORDS, head)
        .any(|hit| note.grammar.category(hit) == "past" && note.assertion(hit.span).status != Status::Absent)
}

fn is_quiet(note: &Note, head: Span) -> bool {
    let is = |category: &str| {
        note.phrases_in(lexicon_ids::ACUITY_WORDS, head)
            .any(|hit| note.grammar.category(hit) == category && note.assertion(hit.span).status != Status::Absent)
    };
    is_past(note, head) || is("quiet") && !is_acute(note, head)
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
            "1. Heart failure with reduced ejection fraction, stable: metoprolol\n2. Septic shock: norepinephrine",
            "1. Pneumonia, resolved: no antibiotics\n2. Massive pulmonary embolism: heparin",
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
            "1. Hypertension: continue\n2. Osteoporosis/fragility fx: alendronate",
            "1. Hypertension: continue\n2. Glenohumeral subluxation: sling",
            "1. Hypertension: continue\n2. Polypharmacy: two drugs stopped",
            "1. Hypertension: continue\n2. History of STEMI: aspirin",
            "1. Hypertension: continue\n2. Family history of stroke",
            "Neuro: awake\nCV: stable\nResp: ARDS, wean\nGI: feeds\nID: septic shock, cefepime",
            "1. Hypertension: continue\n2. No sepsis",
            "1. E. coli bacteremia, improving: ceftriaxone 2 g IV daily\n2. Acute kidney injury, improving: no IV fluid",
            "1. Delirium, mild: glasses, lights off\n2. Acute blood loss anemia, expected: hemoglobin tomorrow",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }

    #[test]
    fn the_disorder_goes_before_its_risk() {
        let note = |list: &str| {
            format!(
                "---\nkind: psych-progress\n---\n\n# Assessment and Plan\n\n41-year-old woman with hypertension and major depressive disorder, admitted with suicidal ideation.\n\n{list}\n"
            )
        };
        let risk = "Suicidal ideation: one-to-one observation";
        silent(
            &RULE,
            &[&note(&format!(
                "1. Major depressive disorder: continue sertraline 100 mg daily\n2. {risk}"
            ))],
        );
        speaks(
            &RULE,
            &[&note(&format!(
                "1. Hypertension, controlled: continue lisinopril 10 mg daily\n2. {risk}"
            ))],
        );
    }
}
