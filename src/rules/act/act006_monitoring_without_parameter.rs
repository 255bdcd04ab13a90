//! ACT006: something is to be watched, without how often or what level changes what.

use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Action, PlanItem, Setting, Specifics, Status};
use crate::rules::steps::{
    and_more, answers, clause_around, find_word, help_for, is_denied, is_filler, is_short, item_at, named_in,
    part_around, sentence_of, step_around, under_one_title, words_of,
};
use crate::rules::support::{line_at, quote, trim};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT006",
    name: "monitoring-without-parameter",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Baker et al. 2015 (IDEA) and Schaye et al. 2022 (Revised-IDEA): a plan is specific",
        "Clerkship teaching: what is monitored, how often, and which value changes what",
        "Royal College of Physicians: NEWS2, frequency of observations and thresholds of response",
    ],
    summary: "Something is to be monitored, without how often or which value would change the plan.",
    docs: r#"
## What it does

Looks in the plan for steps that watch, monitor, trend, follow or reassess, and asks for one of two things: how often (or when), or the value, sign or goal that changes something. "Monitor creatinine", "will trend Hgb", "continue to monitor", "watch closely" have neither. The help says, for what is watched, what to write on a ward or in clinic.

It is silent when the step or another step of the same problem says it (`creatinine daily`, `goal MAP above 65`, `until afebrile`, `on telemetry`, `per protocol`), when a sign to look out for is named ("watch for bleeding"), and in clinic when the problem has a dated visit. Three findings at most; the last one counts the rest.

## Why it matters

"Monitor" is done by everybody and so by nobody: no test is ordered, and when the value does change, nobody knows whether it was to be acted on. The number in the plan is what makes the night team call in time.

## How to fix

Name what is measured, how often, and which value changes what: "creatinine every morning; above 1.8 mg/dL, stop the diuretic and call nephrology". In clinic: home readings, and the date of the visit that judges them.

```bad
# Progress Note

Hospital day 2

Assessment: acute kidney injury after contrast, creatinine 1.9 mg/dL.

Plan:
1. Acute kidney injury: hold lisinopril, monitor creatinine
2. Regular diet
```

```bad
Assessment: hypertension, above goal.

Plan:
- Lisinopril 10 mg PO once daily
- Monitor blood pressure
```

```good
# Progress Note

Hospital day 2

Assessment: acute kidney injury after contrast, creatinine 1.9 mg/dL.

Plan:
1. Acute kidney injury: hold lisinopril, creatinine every morning; above 2.5 mg/dL, renal ultrasound and call nephrology
2. Regular diet
```

## Precision

3 findings on the 182 corpus notes, all read, none wrong. Of faults planted by somebody who had not seen the code 18 of 22 found at the first sight and 21
after mending, none of 14 look-alikes, none in the good notes; the plants and look-alikes in the tests beside the rule (23 and 27) are its author's own.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::PLAN_VERBS]),
    check: Check::Note(check),
};

/// How many findings a note gets.
const SHOWN: usize = 3;

/// How many words are looked at; more of them tell nothing new.
const LOOKED_AT: usize = 60;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found: Vec<(Span, Span)> = Vec::new();
    let watching = note
        .phrases_of(lexicon_ids::PLAN_VERBS)
        .filter(|hit| note.entry(hit).flag("bare-watch") && is_planned(note, hit));
    for hit in watching.take(LOOKED_AT) {
        let step = step_around(note, hit.span);
        let sentence = sentence_of(note, hit.span);
        if found.last().is_some_and(|(last, _)| last.overlaps(sentence)) {
            continue;
        }
        if is_order(note, hit) && !is_answered(note, hit, step, sentence) {
            found.push((sentence, hit.span));
        }
    }
    let all = found.len();
    found.truncate(SHOWN);
    let last = found.len();
    for (at, (_, verb)) in found.into_iter().enumerate() {
        let what = watched(note, verb);
        let written = quote(note.slice(verb.cover(what)), 60);
        let more = if at + 1 == last { and_more(all, last) } else { None };
        let object = trim(note.slice(what));
        let ask = if object.is_empty() {
            "does not say what, how often, or which value changes the plan"
        } else {
            "does not say how often, or which value changes the plan"
        };
        let entry = named_in(note, lexicon_ids::MONITORING_OBJECTS, object)
            .or_else(|| named_in(note, lexicon_ids::MONITORING_OBJECTS, "status"));
        let help = entry
            .and_then(|it| help_for(note, it, "ask"))
            .unwrap_or("say how often, and which value changes what");
        findings.push(
            Finding::new(
                verb.cover(what),
                format!("\"{written}\" {ask}{}", more.unwrap_or_default()),
            )
            .help(format!("for example: {help}")),
        );
    }
}

/// What is watched: the rest of the clause behind the verb, up to the next verb.
fn watched(note: &Note, verb: Span) -> Span {
    /// What is watched has at most so many words.
    const WORDS: usize = 7;
    let clause = clause_around(note, verb);
    let rest = note.slice(Span::new(verb.end, clause.end));
    let mut end = 0;
    let mut words = rest.split_whitespace().enumerate().peekable();
    while let Some((at, word)) = words.next() {
        // "… and the patient will be referred".
        let leads_on = word.eq_ignore_ascii_case("and")
            && words
                .peek()
                .is_some_and(|(_, next)| NEXT.iter().any(|it| it.eq_ignore_ascii_case(next)));
        if at == WORDS || leads_on || at > 0 && STOPS.iter().any(|it| it.eq_ignore_ascii_case(word)) {
            break;
        }
        let from = word.as_ptr() as usize - rest.as_ptr() as usize;
        end = from + word.trim_end_matches(['.', ',', ';']).len();
    }
    Span::new(verb.end, verb.end + end as u32)
}

/// Words behind which no more of what is watched stands.
const STOPS: [&str; 9] = ["while", "as", "with", "but", "at", "after", "during", "then", "which"];

/// Words behind an "and" that lead on to something else.
const NEXT: [&str; 10] = [
    "the", "patient", "pt", "we", "she", "he", "will", "continue", "consider", "refer",
];

/// Whether the words stand among what is to be done.
fn is_planned(note: &Note, hit: &LexiconHit) -> bool {
    match note.role_at(hit.span.start) {
        Role::Plan => true,
        Role::AssessmentAndPlan => item_at(note, hit.span.start).is_some() || is_short(note, hit.span),
        Role::Assessment => item_at(note, hit.span.start).is_some(),
        _ => false,
    }
}

/// Whether the verb orders: not "was monitored", "admit for monitoring", "following surgery", "no need to monitor".
fn is_order(note: &Note, hit: &LexiconHit) -> bool {
    let clause = clause_around(note, hit.span);
    let before = note.slice(Span::new(clause.start, hit.span.start)).to_ascii_lowercase();
    let assertion = note.assertion(hit.span);
    if is_denied(note, hit.span) || assertion.status == Status::Family || assertion.quoted {
        return false;
    }
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let story = [
        "was", "were", "been", "had", "for", "no", "not", "of", "without", "under", "and/or", "if", "when", "while",
        "after", "requires", "required",
    ];
    if story.contains(&last) {
        return false;
    }
    // "Travels with a monitor", "on the monitor": the thing.
    if [
        "a",
        "an",
        "the",
        "on",
        "with",
        "cardiac",
        "bedside",
        "holter",
        "event",
        "loop",
        "patch",
        "zio",
        "rhythm",
        "ambulatory",
        "day",
        "glucose",
    ]
    .contains(&last)
        && note.slice(hit.span).eq_ignore_ascii_case("monitor")
    {
        return false;
    }
    // "Visual field testing to monitor": what for.
    if last == "to"
        && !before
            .split_whitespace()
            .any(|word| words_of(note, "told-to").iter().any(|it| **it == *word))
    {
        return false;
    }
    let written = note.slice(hit.span).to_ascii_lowercase();
    let rest = note.slice(Span::new(hit.span.end, clause.end)).to_ascii_lowercase();
    let rest = trim(&rest);
    match written.as_str() {
        // "Following surgery", "follow a diet": only what can be followed, or nothing at all.
        "follow"
        | "following"
        | "will follow"
        | "track"
        | "tracking"
        | "continue to follow"
        | "will continue to follow" => {
            let object = rest.is_empty() && is_filler(note, &before)
                || !rest.starts_with(['-'])
                    && !rest.is_empty()
                    && is_object(note, rest)
                    && (written != "following" || is_filler(note, &before));
            object && !rest.starts_with("with ") && !rest.starts_with("instructions")
        }
        "monitoring" | "observation" | "surveillance" | "monitored" | "observing" | "watching" | "trending" => {
            is_filler(note, &before) || written == "monitored" && before.ends_with("be ")
        }
        _ if written.contains("watch") || written.contains("observe") => {
            !words_of(note, "kept").iter().any(|it| rest.starts_with(&**it))
        }
        _ => true,
    }
}

/// Whether what follows opens with something that is measured.
fn is_object(note: &Note, rest: &str) -> bool {
    /// It is named among the first so many words.
    const WORDS: usize = 4;
    let mut words = rest.split_whitespace();
    let first: Vec<&str> = words.by_ref().take(WORDS).collect();
    named_in(note, lexicon_ids::MONITORING_OBJECTS, &first.join(" "))
        .is_some_and(|it| it.id != "vitals" || first[0].starts_with("vital"))
}

/// Whether how often, when, or what changes something is said beside it.
fn is_answered(note: &Note, hit: &LexiconHit, step: Span, sentence: Span) -> bool {
    let whole = step.cover(sentence);
    // How often stands with it; which value may stand anywhere in the step.
    let often = Specifics::INTERVAL.and(Specifics::TIME);
    let value = Specifics::THRESHOLD.and(Specifics::CONDITION);
    if note.specifics(part_around(note, hit.span)).has(often)
        || note.specifics(whole).has(value)
        || is_sign_named(note, hit, sentence)
    {
        return true;
    }
    let lower = note.slice(part_around(note, hit.span)).to_ascii_lowercase();
    // "Follow blood and sputum cultures": until they are final.
    let awaited = ["culture", "cx", "biops", "pathology", "sensitivit", "susceptib"];
    if note.slice(hit.span).to_ascii_lowercase().starts_with("follow") && awaited.iter().any(|it| lower.contains(it)) {
        return true;
    }
    // "Continue to monitor; no further workup is needed."
    let done = note.deed(line_at(note, hit.span.start)).is_deferral();
    if done || answers(note, "watch-detail", &lower) {
        return true;
    }
    let assessment = note.assessment();
    let Some(problem) = item_at(note, hit.span.start).and_then(|it| it.problem) else {
        return false;
    };
    /// How many steps of a problem are looked at.
    const STEPS: usize = 12;
    let clinic = note.setting() != Some(Setting::Inpatient);
    let object = trim(note.slice(watched(note, hit.span)));
    let entry = named_in(note, lexicon_ids::MONITORING_OBJECTS, object).filter(|it| it.id != "vitals");
    // The other step looks at the same thing, where one is named.
    let same = |other: &PlanItem| {
        let lower = note.slice(other.span).to_ascii_lowercase();
        entry.is_none_or(|it| it.list("words").iter().any(|word| find_word(&lower, word).is_some()))
    };
    let others = assessment.problems[problem as usize].plan.iter().take(STEPS);
    others.filter_map(|at| assessment.plan.get(*at as usize)).any(|other| {
        let deed = &other.deed;
        let says = deed.says;
        let watches = deed.is(Action::Monitoring) || deed.is(Action::Diagnostic);
        let apart = !other.span.overlaps(whole);
        let often = watches && says.has(Specifics::INTERVAL.and(Specifics::TIME).and(Specifics::THRESHOLD));
        let trigger = deed.is(Action::Contingency) && says.has(Specifics::SIGN.and(Specifics::THRESHOLD));
        let visit = clinic
            && deed.is(Action::FollowUp)
            && says.has(Specifics::TIME)
            && under_one_title(note, other.span.start, hit.span.start);
        apart && ((often || trigger) && same(other) || visit)
    })
}

/// "Monitor for bleeding", "watch for fever": the sign that changes something is named.
fn is_sign_named(note: &Note, hit: &LexiconHit, sentence: Span) -> bool {
    let rest = Span::new(hit.span.end, sentence.end.max(hit.span.end));
    let text = note.slice(rest).trim_start();
    let written = note.slice(hit.span);
    let last = written.len().checked_sub(3).and_then(|at| written.get(at..));
    let looks_out = last.is_some_and(|last| last.eq_ignore_ascii_case("for"))
        || [
            "for ",
            "closely for ",
            "carefully for ",
            "him for ",
            "her for ",
            "patient for ",
            "pt for ",
            "them for ",
        ]
        .iter()
        .any(|it| text.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)));
    looks_out && {
        let lower = text.to_ascii_lowercase();
        let general = words_of(note, "no-sign").iter().any(|word| {
            let open = lower.trim_start_matches("closely ").trim_start_matches("for ");
            open.starts_with(&**word)
        });
        !general
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn ward(step: &str) -> String {
        format!(
            "# Progress Note\n\nHospital day 2\n\nS: Better.\n\nO: T 37, HR 80.\n\nAssessment: acute kidney injury.\n\nPlan:\n- {step}\n- Regular diet\n"
        )
    }

    fn all(lines: &[&str], check: fn(&[&str])) {
        let notes: Vec<String> = lines.iter().map(|line| ward(line)).collect();
        check(&notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_pending_is_followed() {
        silent(
            &RULE,
            &[
                &ward("Follow sputum and blood cultures"),
                &ward("Follow final pathology"),
            ],
        );
    }

    #[test]
    fn how_often_belongs_to_what_is_watched() {
        let plan = |step: &str| {
            format!(
                "# Progress Note\n\nHospital day 2\n\nAssessment: pulmonary embolism and hypertension.\n\nPlan:\n1. Hypertension\n   - {step}\n"
            )
        };
        let answered = [
            "Hold lisinopril, monitor BP every 4 hours",
            "Stop amlodipine, check blood pressure every 6 hours",
            "Continue metoprolol 25 mg BID, monitor heart rate q4h",
            "Hold furosemide, monitor creatinine daily",
            "Hold ramipril, monitor BP every 8 hours",
        ]
        .map(plan);
        silent(&RULE, &answered.iter().map(String::as_str).collect::<Vec<_>>());
        let open = [
            "Hold lisinopril, monitor BP",
            "Lisinopril 10 mg daily, monitor BP",
            "Hold furosemide, monitor creatinine",
        ]
        .map(plan);
        speaks(&RULE, &open.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn bare_watching() {
        all(
            &[
                "Monitor creatinine",
                "Continue to monitor",
                "Continue to monitor closely",
                "Will monitor BP",
                "Trend troponin",
                "Trend lactate",
                "Watch H/H",
                "Follow Hgb",
                "Following LFTs",
                "Will follow",
                "Observe",
                "Monitor respiratory status",
                "Monitor for improvement",
                "Monitor for any changes",
                "Keep an eye on potassium",
                "Reassess",
                "Continue lisinopril 10 mg PO daily, monitor BP",
                "Hold metformin and monitor sugars",
                "Track weights",
                "We will continue to observe him",
                "Monitor labs",
                "Vitals will be monitored",
                "Close monitoring",
            ],
            |notes| speaks(&RULE, notes),
        );
    }

    #[test]
    fn watching_that_says_more() {
        all(
            &[
                "Monitor creatinine daily",
                "Monitor creatinine; above 2.0 call nephrology",
                "Trend troponin q3h x 3",
                "Trend lactate until below 2",
                "Monitor on telemetry",
                "Monitor BP, goal below 140/90",
                "Watch for bleeding",
                "Monitor closely for hypoglycemia",
                "Monitor for withdrawal with CIWA",
                "Follow blood cultures",
                "To the CT scanner with a monitor and nurse",
                "Follow up in 2 weeks",
                "Following surgery she may eat",
                "Follow a low-salt diet",
                "Observe overnight",
                "Reassess tomorrow morning",
                "Repeat BMP at 16:00, then reassess",
                "Home BP monitoring twice daily, bring the log",
                "Was monitored on telemetry without events, discontinue telemetry",
                "No need to monitor drug levels",
                "Monitor potassium if diuretics are resumed",
                "Strict I/O, daily weights",
                "Vitals q4h",
                "Admit for observation",
                "Keep a headache diary",
            ],
            |notes| silent(&RULE, notes),
        );
    }

    #[test]
    fn said_in_another_step() {
        silent(
            &RULE,
            &[
                "Assessment and Plan:\n1. Acute kidney injury\n- Monitor creatinine\n- BMP every morning\n2. Anemia: ferrous sulfate 325 mg PO daily\n",
                "---\nsetting: outpatient\n---\nAssessment and Plan:\n1. Hypertension\n- Monitor BP\n- Clinic in 4 weeks with home readings\n",
                "HPI: told to monitor her sugars\n\nAssessment: diabetes\n\nPlan: metformin 500 mg PO BID\n",
            ],
        );
    }

    #[test]
    fn ward_and_clinic_are_told_apart() {
        let ward = "---\nsetting: inpatient\n---\nAssessment: hypertension\n\nPlan:\n- Monitor blood pressure\n";
        let clinic = ward.replace("inpatient", "outpatient");
        let help = |text: &str| run(&RULE, text)[0].help.clone().unwrap_or_default();
        assert!(help(ward).contains("every 4 hours"), "{}", help(ward));
        assert!(help(&clinic).contains("home readings"), "{}", help(&clinic));
        assert_eq!(hits(&RULE, ward), ["Monitor blood pressure"]);
    }
}
