//! ACT007: "if worse", "low threshold", "return precautions given": a condition that names nothing.

use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Action, MedicationStatus, Order, Setting, Specifics, Status};
use crate::rules::steps::{
    advice, and_more, answers, clause_around, item_at, part_around, sentence_of, step_around, words_of,
};
use crate::rules::support::{line_at, quote, trim};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT007",
    name: "contingency-without-trigger",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Jones et al. 2019, safety-netting in primary care: name the symptom, the time and the place",
        "Joint Commission and I-PASS: contingencies as “if this, then that”",
    ],
    summary: "A condition or return precaution names no sign, value or time.",
    docs: r#"
## What it does

Looks in the plan for conditions that name nothing: "return if worse", "call with any problems", "escalate if needed", "low threshold for CT", "if no improvement", "return precautions given", "safety-netted". The help names the signs that belong to the disease of the note.

It is silent where a sign, a value or a time stands beside it ("if worse: fever above 38.5 °C, breathlessness"), and for what the patient is told where the note names the warning signs anywhere else in the plan. "Call with questions" is courtesy and no contingency. Three findings at most; the last one counts the rest.

## Why it matters

Nobody comes back for "worse": patients with meningitis and cauda equina syndrome waited because nobody had told them which sign counts. A night team that reads "low threshold to escalate" does not know at which blood pressure.

## How to fix

Patients: three to five signs, by when, and where to go. The team: the value, and what is done then.

```bad
Assessment: acute low back strain without red flags.

Plan:
- Ibuprofen 400 mg PO every 8 hours with food for 7 days
- Return if worse
```

```bad
# Progress Note

Hospital day 1

Assessment: pneumonia with sepsis, improving.

Plan:
1. Ceftriaxone 1 g IV daily, day 1 of 5
2. Low threshold to escalate care
```

```good
Assessment: acute low back strain without red flags.

Plan:
- Ibuprofen 400 mg PO every 8 hours with food for 7 days
- Return the same day for leg weakness, numbness between the legs, or loss of bladder control
```

## Precision

4 findings on the 182 corpus notes, all right. Of faults planted by somebody who had not seen the code 16 of 21 found at the first sight and
20 after mending, none of 13 look-alikes; none in the good notes. On another such set, not mended for, 2 of 4.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::CONTINGENCY_WORDS]),
    check: Check::Note(check),
};

/// How many findings a note gets.
const SHOWN: usize = 3;

/// How many words are looked at; more of them tell nothing new.
const LOOKED_AT: usize = 60;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut warned: Option<bool> = None;
    let mut dated: Option<bool> = None;
    let mut told = false;
    let mut found: Vec<(Span, &LexiconHit)> = Vec::new();
    let planned = note
        .phrases_of(lexicon_ids::CONTINGENCY_WORDS)
        .filter(|hit| is_planned(note, hit));
    for hit in planned.take(LOOKED_AT) {
        let step = step_around(note, hit.span);
        let sentence = sentence_of(note, hit.span);
        if found.last().is_some_and(|(last, _)| last.overlaps(sentence))
            || !is_meant(note, hit)
            || is_answered(note, hit, step, sentence)
        {
            continue;
        }
        let excused = match kind(note, hit) {
            // "NPO if worse", where the same plan says what worse is.
            Kind::Team => note.slice(hit.span) == "if worse" && names_value(note, step),
            Kind::Unimproved if note.setting() == Some(Setting::Inpatient) => false,
            Kind::Unimproved => *dated.get_or_insert_with(|| has_dated_visit(note)),
            Kind::Patient | Kind::Told => *warned.get_or_insert_with(|| names_warnings(note)),
        };
        if excused {
            continue;
        }
        // Warnings to the patient that name nothing are one gap, however often it shows.
        let to_patient = kind(note, hit) != Kind::Team;
        if to_patient && std::mem::replace(&mut told, true) {
            continue;
        }
        found.push((sentence, hit));
    }
    let all = found.len();
    found.truncate(SHOWN);
    let last = found.len();
    for (at, (_, hit)) in found.into_iter().enumerate() {
        let more = if at + 1 == last { and_more(all, last) } else { None };
        let step = step_around(note, hit.span);
        let signs = advice(note, step, "worse");
        let written = quote(note.slice(hit.span), 60);
        let (lacks, help) = match kind(note, hit) {
            Kind::Team => (
                "names no sign or value that would set it off",
                match signs {
                    Some(signs) => format!("name the value and what is done then; here for example: {signs}"),
                    None => "name the value and what is done then: systolic below 90 mmHg, SpO2 below 92% or a rate above 120: call the resident".to_owned(),
                },
            ),
            Kind::Unimproved => (
                "does not say by when",
                "say after how many days, and what is done then: \"no better in 5 days, come back for a radiograph\"".to_owned(),
            ),
            kind => (
                if kind == Kind::Told { "does not say which signs were named" } else { "names no sign to come back for" },
                match signs {
                    Some(signs) => format!("name three to five signs and where to go; here: {signs}"),
                    None => "name three to five signs of this disease, by when, and where to go".to_owned(),
                },
            ),
        };
        findings.push(Finding::new(hit.span, format!("\"{written}\" {lacks}{}", more.unwrap_or_default())).help(help));
    }
}

/// Whether the words stand among what is to be done.
fn is_planned(note: &Note, hit: &LexiconHit) -> bool {
    match note.role_at(hit.span.start) {
        Role::Plan | Role::AssessmentAndPlan => true,
        Role::Assessment => item_at(note, hit.span.start).is_some(),
        _ => false,
    }
}

/// To whom the condition is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Patient,
    Team,
    Unimproved,
    Told,
}

fn kind(note: &Note, hit: &LexiconHit) -> Kind {
    match note.grammar.category(hit) {
        "team" | "needed" => Kind::Team,
        "unimproved" => Kind::Unimproved,
        "told" => Kind::Told,
        // "Cesarean if things get worse": nobody is told to come or call.
        _ => {
            let sentence = note.slice(sentence_of(note, hit.span)).to_ascii_lowercase();
            if answers(note, "calls", &sentence) && !answers(note, "call-us", &sentence) {
                Kind::Patient
            } else {
                Kind::Team
            }
        }
    }
}

/// "Ultrasound as needed", "surgery consult if warranted": a test, a procedure or a service, and no drug for a symptom.
fn is_thing_as_needed(note: &Note, hit: &LexiconHit) -> bool {
    let clause = clause_around(note, hit.span);
    let deed = note.deed(clause);
    let thing = deed.orders.iter().any(|it| match it {
        Order::Thing(entry, _) => {
            let thing = note.entry_at(lexicon_ids::ORDERS, *entry);
            matches!(&*thing.category, "lab" | "imaging" | "study" | "procedure" | "service")
                && !words_of(note, "by-itself").contains(&thing.id)
        }
        Order::Drug(_) => false,
    });
    let held = deed.orders.iter().any(|it| match it {
        Order::Drug(at) => note.medications()[*at as usize].status == MedicationStatus::Held,
        Order::Thing(..) => false,
    });
    // "Consider injection if needed", "repeat if necessary".
    let before = trim(note.slice(Span::new(clause.start, hit.span.start))).to_ascii_lowercase();
    let before = before.trim_start_matches(|c: char| !c.is_alphabetic());
    let then = note.slice(Span::new(hit.span.end, clause.end)).trim_start();
    let would = ["would use", "would add", "would start", "would give"]
        .iter()
        .any(|it| then.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)));
    let prn = note.slice(hit.span).eq_ignore_ascii_case("prn");
    let considered = [
        "consider ",
        "may consider ",
        "may need ",
        "might need ",
        "would consider ",
    ]
    .iter()
    .any(|it| before.starts_with(it));
    if !prn && (considered && !deed.says.has(Specifics::DOSE) || would || before == "repeat" || before == "escalate") {
        return true;
    }
    // "Ketorolac held, oxycodone 5 mg q4h prn": of another drug, which has its dose.
    let own = before.rsplit([',', ';']).next().unwrap_or_default();
    if prn && before.contains([',', ';']) && own.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let again = deed.action == Some(Action::FollowUp) || deed.action == Some(Action::Education);
    // "PEG 17 g daily PRN": a dose makes it a drug.
    let from = note.quantities().partition_point(|it| it.number.start < clause.start);
    let mut amounts = note.quantities()[from..]
        .iter()
        .take_while(|it| it.unit.end <= clause.end);
    let thing = thing && !amounts.any(|it| it.category(&note.grammar) == "mass");
    (thing && !deed.orders.iter().any(|it| matches!(it, Order::Drug(_))) || held) && !again
}

/// Whether the condition is one: "low threshold" is what the writer has, "for worsening" what somebody comes for.
fn is_meant(note: &Note, hit: &LexiconHit) -> bool {
    let assertion = note.assertion(hit.span);
    if assertion.quoted || matches!(assertion.status, Status::Family) {
        return false;
    }
    let written = note.slice(hit.span).to_ascii_lowercase();
    let sentence = sentence_of(note, hit.span);
    let before = note
        .slice(Span::new(sentence.start.min(hit.span.start), hit.span.start))
        .to_ascii_lowercase();
    // "Ibuprofen if needed", "follow up sooner if needed": only where somebody is to come, call or act.
    let calls = || answers(note, "calls", &before);
    match note.grammar.category(hit) {
        "needed" => is_thing_as_needed(note, hit),
        "patient"
            if written.starts_with("for ")
                || written.starts_with("with ")
                || written.ends_with("concerns")
                || written.starts_with("worsening") =>
        {
            calls()
        }
        // A heading or label before the signs, or that there are none.
        "told" => !assertion.is_absent() && !note.sections.iter().any(|it| it.heading.overlaps(hit.span)),
        _ => true,
    }
}

/// Whether a sign, a value or a time stands beside it.
fn is_answered(note: &Note, hit: &LexiconHit, step: Span, sentence: Span) -> bool {
    let kind = kind(note, hit);
    // The team's stand with it; the patient's may stand in another part of the sentence.
    let ward = kind == Kind::Unimproved && note.setting() == Some(Setting::Inpatient);
    let around = if kind == Kind::Team || ward {
        part_around(note, hit.span)
    } else {
        sentence
    };
    let rest = [
        Span::new(around.start.min(hit.span.start), hit.span.start),
        Span::new(hit.span.end, around.end.max(hit.span.end)),
    ];
    let enough = match kind {
        Kind::Unimproved => Specifics::TIME.and(Specifics::THRESHOLD).and(Specifics::INTERVAL),
        Kind::Told => Specifics::SIGN.and(Specifics::THRESHOLD),
        Kind::Patient | Kind::Team => Specifics::TIME.and(Specifics::THRESHOLD),
    };
    if rest.iter().any(|part| note.specifics(*part).has(enough)) || is_dated_short(note.slice(rest[1])) {
        return true;
    }
    let behind = Span::new(hit.span.end, sentence.end.max(hit.span.end));
    if kind == Kind::Unimproved && is_by_day(note.slice(behind)) {
        return true;
    }
    if kind == Kind::Unimproved && !ward && note.specifics(line_at(note, hit.span.start)).has(Specifics::TIME) {
        return true;
    }
    // The signs stand behind it, or in brackets.
    let end = if kind == Kind::Team || ward {
        around.end
    } else {
        step.end.max(sentence.end)
    };
    let behind = Span::new(hit.span.end, end.max(hit.span.end));
    let signs = note.findings();
    let at = signs.partition_point(|it| it.span.start < behind.start);
    let named = signs[at..]
        .iter()
        .take_while(|it| it.span.start < behind.end)
        .any(|it| !it.span.overlaps(hit.span));
    let after = note.slice(behind).to_ascii_lowercase();
    named
        || answers(note, "trigger", &after) && kind != Kind::Team
        || note.grammar.category(hit) == "team" && has_if(&after)
}

/// Whether another step of the plan says at which value something is done.
fn names_value(note: &Note, step: Span) -> bool {
    note.assessment().plan.iter().any(|it| {
        let value = it.deed.is(Action::Contingency) && it.deed.says.has(Specifics::THRESHOLD);
        value && !it.span.overlaps(step) && note.role_at(it.span.start) == note.role_at(step.start)
    })
}

/// "If not better at 6/12", "if no better at 48-72 h": hours, days, weeks or months, as brief notes write them.
fn is_dated_short(after: &str) -> bool {
    const UNITS: [&str; 12] = [
        "h", "hr", "hrs", "hours", "d", "days", "wk", "wks", "weeks", "mo", "mos", "months",
    ];
    let ends_in_digit = |before: &str| before.ends_with(|c: char| c.is_ascii_digit());
    let british = ["/7", "/52", "/12"]
        .iter()
        .any(|it| after.match_indices(it).any(|(at, _)| ends_in_digit(&after[..at])));
    // What stands behind the colon is done then: "if no better: ibuprofen every 6 h".
    let condition = after.split([':', ',', ';', '→']).next().unwrap_or_default();
    let mut words = condition.split_whitespace();
    let mut number = false;
    british
        || words.any(|word| {
            let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '.'));
            let counted = unit.len() < word.len() || number;
            number = unit.is_empty();
            counted && UNITS.iter().any(|it| unit.eq_ignore_ascii_case(it))
        })
}

/// "If no response by day 5", "by d 3-4": a day of the treatment.
fn is_by_day(after: &str) -> bool {
    /// How far behind the condition it may stand.
    const NEAR: usize = 24;
    ["by ", "on ", "at ", "after "].iter().any(|lead| {
        after.match_indices(lead).any(|(at, _)| {
            let rest = &after[at + lead.len()..];
            let day = ["day", "d", "D", "hour", "h", "week", "wk"]
                .iter()
                .find_map(|unit| rest.strip_prefix(unit));
            at < NEAR
                && after[..at].ends_with(' ')
                && day.is_some_and(|day| day.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        })
    })
}

/// Whether a condition follows.
fn has_if(after: &str) -> bool {
    [" if ", " when ", " should "].iter().any(|it| after.contains(it))
}

/// Whether the plan names warning signs anywhere: a sentence that says when to come, with a sign or a value.
fn names_warnings(note: &Note) -> bool {
    let cue = note.phrases_of(lexicon_ids::PLAN_VERBS).filter(|hit| {
        matches!(note.grammar.category(hit), "contingency" | "condition")
            && matches!(
                note.role_at(hit.span.start),
                Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Course
            )
    });
    // "Fever, weakness": what may come.
    let may_come = note.findings().iter().any(|it| {
        it.assertion.status == Status::Hypothetical
            && matches!(note.role_at(it.span.start), Role::Plan | Role::AssessmentAndPlan)
    });
    if may_come || under_its_heading(note) {
        return true;
    }
    cue.take(LOOKED_AT).any(|hit| {
        let sentence = sentence_of(note, hit.span);
        let deed = note.deed(sentence);
        let lower = note.slice(sentence).to_ascii_lowercase();
        let behind = note.specifics(Span::new(hit.span.start, sentence.end.max(hit.span.start)));
        behind.has(Specifics::SIGN.and(Specifics::THRESHOLD))
            && (deed.is(Action::Contingency) || deed.is(Action::FollowUp))
            && (note.grammar.category(hit) == "contingency" || answers(note, "calls", &lower))
    })
}

/// Whether warning signs stand under a heading of their own.
fn under_its_heading(note: &Note) -> bool {
    note.find_section(ids::RETURN_PRECAUTIONS).is_some_and(|ix| {
        note.specifics(note.section(ix).body)
            .has(Specifics::SIGN.and(Specifics::THRESHOLD))
    })
}

/// Whether the plan has a visit with a date: then "if no better" is judged there.
fn has_dated_visit(note: &Note) -> bool {
    let plan = &note.assessment().plan;
    plan.iter()
        .any(|it| it.deed.is(Action::FollowUp) && it.deed.says.has(Specifics::TIME))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn all(lines: &[&str], check: fn(&[&str])) {
        let notes: Vec<String> = lines
            .iter()
            .map(|line| format!("S: back pain for 3 days.\n\nO: T 37, no weakness.\n\nAssessment: lumbar strain.\n\nPlan:\n- Ibuprofen 400 mg PO every 8 hours for 7 days\n- {line}\n"))
            .collect();
        check(&notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn conditions_that_name_nothing() {
        all(
            &[
                "Return if worse",
                "Return if symptoms worsen",
                "Return if needed",
                "Call if any problems",
                "Call with any concerns",
                "Return to ED for worsening symptoms",
                "Come back if anything changes",
                "Return precautions given",
                "Strict return precautions",
                "ED precautions discussed, strict ER precautions",
                "Safety-netted",
                "Safety netting advice given",
                "Red flags discussed",
                "To see earlier if feeling more unwell",
                "Escalate if needed",
                "Low threshold for MRI",
                "Low threshold to escalate care",
                "Call with any acute changes",
                "Transfer to ICU if decompensates",
                "If no improvement, MRI",
                "If symptoms persist, consider physical therapy",
                "Seek care should symptoms worsen",
                "Notify if unstable",
                "MRI as needed",
                "Surgery consult if warranted",
                "Colonoscopy if necessary",
                "Repeat CT if clinically indicated",
                "If anything changes, call us",
                "Surgery if things get worse",
                "Call if concerned",
            ],
            |notes| speaks(&RULE, notes),
        );
    }

    #[test]
    fn conditions_that_say_which() {
        all(
            &[
                "Return if worse: leg weakness, numbness or fever",
                "Return for leg weakness, loss of bladder control, or fever above 38.5",
                "Return if no better in 5 days",
                "Rituximab if no response by day 6",
                "Add azithromycin if no response by d 3-4",
                "Review in 1/52 INB",
                "Review in 3-5d if symptoms not improving",
                "Review in 1/52 or earlier if worsening sx (fever, back pain)",
                "Safety-netted re cauda equina: numbness, incontinence",
                "Return precautions: weakness, numbness, fever",
                "Call with questions",
                "Acetaminophen 650 mg PO every 6 hours if needed for pain",
                "Follow up as needed",
                "Refer to neurosurgery if weakness or numbness",
                "Ondansetron 4 mg PO every 8 hours as needed",
                "Physical therapy as needed",
                "Oxygen as needed",
                "Low threshold for MRI if weakness or numbness develops",
                "Escalate if systolic below 90 mmHg",
                "Call for temperature > 38.5",
                "If fever, return the same day",
                "Follow up in 2 weeks, sooner if fever",
            ],
            |notes| silent(&RULE, notes),
        );
    }

    #[test]
    fn named_elsewhere_in_the_plan() {
        silent(
            &RULE,
            &[
                "Assessment: strain\n\nPlan:\n- Return if worse\n- Go to the ED for leg weakness, numbness between the legs or fever\n",
                "Assessment: strain\n\nPlan: Call if any problems.\n\nReturn precautions: come back for weakness, numbness or fever above 38.5.\n",
                "HPI: was told to return if worse.\n\nAssessment: strain\n\nPlan: ibuprofen 400 mg PO every 8 hours for 7 days\n",
                "Assessment: strain\n\nPlan:\n- If no improvement, MRI\n- Follow up in 4 weeks\n",
                "Assessment: strain\n\nPlan:\n- If no better at 10-14 d: physiotherapy\n- Ice\n",
                "Assessment: constipation\n\nPlan:\n- Hard stools: should ease off the iron; PEG 17 g daily PRN\n",
                "Assessment:\n1. Back strain, no red flags, although the night pain is to be watched.\n\nPlan:\n- Ice\n",
            ],
        );
    }

    #[test]
    fn one_gap_is_one_finding() {
        let text = "Assessment: low back pain\n\nPlan:\n- Return if worse\n- Return precautions given\n- Call if any problems\n";
        assert_eq!(hits(&RULE, text), ["if worse"]);
        assert!(
            run(&RULE, text)[0]
                .help
                .as_deref()
                .is_some_and(|it| it.contains("bladder"))
        );
    }
}
