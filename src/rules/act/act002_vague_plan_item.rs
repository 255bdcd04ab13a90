//! ACT002: a step of the plan that nobody can carry out as it stands.

use crate::grammar::{LexiconEntry, LexiconHit, Role, Str, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus, Order, Setting, Specifics, Status};
use crate::rules::steps::{
    advice, and_more, answers, clause_around, help_for, idle_plan, is_denied, is_filler, is_short, item_at,
    named_specifics, part_around, said_beside, sentence_of, step_around, under_one_title,
};
use crate::rules::support::{line_at, quote, trim};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT002",
    name: "vague-plan-item",
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
        "Clerkship teaching: an order names what, how much, how often and until when",
    ],
    summary: "A step of the plan is too vague to be carried out.",
    docs: r#"
## What it does

Looks in the plan for steps that name a category instead of an order: "supportive care", "pain control", "antibiotics", "IV fluids", "labs", "further workup", "optimize BP", "diet and exercise", "continue current management", "restart home meds", "discharge when stable", "consider MRI" without a condition.
The help says what would make this very step one that somebody can carry out; where the note names the disease, for that disease.

It is silent when the same step, the other steps of its problem or (for drugs and fluids) the rest of the plan give the specifics, when doing nothing is stated with a reason, and for "continue home medications" in clinic when the list with doses stands in the note. Three findings at most; the last one counts the rest. Watching
without a frequency is ACT006, "if worse" ACT007, a named drug without a dose ACT004.

## Why it matters

A vague step is done by nobody or by everybody differently. The nurse at night cannot give "pain control", and the colleague on Monday cannot tell whether "continue current management" meant the third or the seventh day of antibiotics.

## How to fix

Write what, how much, how often, until when: drug with dose, route and interval; test with its time and question; fluid with rate and end point; the condition under which something "considered" is done.

```bad
Assessment: acute bronchiolitis, moderate, in a 9-month-old.

Plan:
1. Supportive care
2. Admit for observation overnight
```

```bad
A: 54-year-old woman after laparoscopic colectomy, postoperative day 1.

P:
- Pain control
- Clear liquids today, advance tomorrow if no nausea
- Out of bed three times a day
```

```good
Assessment: acute bronchiolitis, moderate, in a 9-month-old.

Plan:
1. Supportive care: nasal suction before feeds, oxygen to keep SpO2 at 90% or more, oral fluids 100 mL every 2 hours
2. Admit for observation overnight
```

## Precision

13 findings on the 182 corpus notes, all read, 1 doubtful (the patient had declined drugs in the sentence before). Of faults planted by
somebody who had not seen the code 11 of 25 found at the first sight and 25 after mending; none of 14 look-alikes, none in the good notes.
On another such set, not mended for, 3 of 5.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::VAGUE_PLAN]),
    check: Check::Note(check),
};

/// How many findings a note gets.
const SHOWN: usize = 3;

/// How many vague words are looked at; more of them tell nothing new.
const LOOKED_AT: usize = 60;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let mut found: Vec<(Span, &LexiconEntry, &LexiconHit)> = Vec::new();
    let mut idle: Option<bool> = None;
    let planned = note
        .phrases_of(lexicon_ids::VAGUE_PLAN)
        .filter(|hit| is_planned(note, hit));
    for hit in planned.take(LOOKED_AT) {
        let step = step_around(note, hit.span);
        if found.last().is_some_and(|(last, ..)| last.overlaps(step)) {
            continue;
        }
        let entry = note.entry(hit);
        // A plan of nothing but talk is ACT003.
        let talk = &*entry.id == "talk";
        if talk && *idle.get_or_insert_with(|| idle_plan(note).is_some()) {
            continue;
        }
        if is_vague(note, hit, entry) && !is_answered(note, hit, entry, step) {
            found.push((step, entry, hit));
        }
    }
    let all = found.len();
    // What matters most first: nudges last. The order of the text otherwise.
    found.sort_by_key(|(_, entry, _)| entry.flag("slight"));
    found.truncate(SHOWN);
    let last = found.len();
    for (at, (step, entry, hit)) in found.into_iter().enumerate() {
        let more = if at + 1 == last { and_more(all, last) } else { None };
        let message = format!(
            "\"{}\" {}{}",
            quote(note.slice(hit.span), 60),
            entry.text("lacks").unwrap_or("does not say what is done"),
            more.unwrap_or_default()
        );
        let known = entry.text("advice").and_then(|name| advice(note, step, name));
        let help = match known {
            Some(known) => Some(format!("write the steps: {known}")),
            None => help_for(note, entry, "make").map(str::to_owned),
        };
        let mut finding = Finding::new(hit.span, message);
        finding.help = help.map(Into::into);
        if entry.flag("slight") {
            finding.severity = Some(Severity::Info);
        }
        findings.push(finding);
    }
}

/// Whether the words stand among what is to be done.
fn is_planned(note: &Note, hit: &LexiconHit) -> bool {
    match note.role_at(hit.span.start) {
        Role::Plan => true,
        // Not in the reasoning.
        Role::AssessmentAndPlan => item_at(note, hit.span.start).is_some() || is_short(note, hit.span),
        // "A: ... Continue current management."
        Role::Assessment => item_at(note, hit.span.start).is_some() || is_order(note, hit),
        _ => false,
    }
}

/// Whether the sentence of `hit` opens with an order.
fn is_order(note: &Note, hit: &LexiconHit) -> bool {
    sentence_of(note, hit.span).start == hit.span.start
        && matches!(
            &*note.entry(hit).id,
            "current-management" | "home-medications" | "supportive-care"
        )
}

/// Whether the words are vague where they stand.
fn is_vague(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> bool {
    let clause = clause_around(note, hit.span);
    let before = note.slice(Span::new(clause.start, hit.span.start));
    let after = note.slice(Span::new(hit.span.end, clause.end));
    let whole = || is_filler(note, before) && is_filler(note, after);
    let assertion = note.assertion(hit.span);
    if is_denied(note, hit.span) || matches!(assertion.status, Status::Historical | Status::Family) || assertion.quoted
    {
        return false;
    }
    // "Heart-healthy diet": the end of another word.
    if before.ends_with('-') {
        return false;
    }
    // "Labs: CBC": a label.
    let label = note.slice(Span::new(
        hit.span.end,
        line_at(note, hit.span.end).end.max(hit.span.end),
    ));
    if label
        .trim_start()
        .strip_prefix(':')
        .is_some_and(|rest| !trim(rest).is_empty())
    {
        return false;
    }
    let line = line_at(note, hit.span.start);
    if note
        .sections
        .iter()
        .any(|it| it.heading.overlaps(hit.span) && !it.heading.is_empty() && line.contains(it.heading))
    {
        return false;
    }
    let fits = match &*entry.category {
        "phrase" => !is_past(before) && !is_title(note, hit),
        "whole" => whole() && !is_title(note, hit),
        "order" => {
            (whole() || is_filler(note, before) && has_verb(note, clause.start, hit.span.start)) && !is_title(note, hit)
        }
        // The title of the problem is the question.
        "consult" => whole() && !stands_under_problem(note, hit),
        "rule-out" => is_filler(note, before) && rules_out(note, hit, clause),
        "object" => is_filler(note, before) && names_only(note, hit, clause) && !is_title(note, hit),
        "hedge" => is_hedged(note, hit, clause),
        "consider" => is_filler(note, before) && considers(note, hit, clause),
        _ => false,
    };
    fits && !is_question(note, clause)
}

/// Whether the step stands under the title of its problem.
fn stands_under_problem(note: &Note, hit: &LexiconHit) -> bool {
    under_one_title(note, hit.span.start, hit.span.start)
}

/// Whether the words before tell of what was done: "completed a course of", "received", "his".
fn is_past(before: &str) -> bool {
    let last: Vec<&str> = before.rsplit(' ').filter(|word| !word.is_empty()).take(3).collect();
    last.iter().any(|word| {
        [
            "received",
            "completed",
            "failed",
            "was",
            "were",
            "had",
            "despite",
            "tried",
            "after",
            "without",
            "no",
            "not",
            "with",
            "from",
        ]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(word))
    })
}

/// Whether the words are the title of a problem or a label before what is done: "Pain control: acetaminophen 1 g".
fn is_title(note: &Note, hit: &LexiconHit) -> bool {
    let titles = &note.written_problems;
    let at = titles.partition_point(|it| it.title.start <= hit.span.start);
    let title = titles[..at].last().filter(|it| it.title.overlaps(hit.span));
    // A title with something under or behind it.
    title.is_some_and(|it| {
        !it.items.is_empty() || trim(note.slice(Span::new(it.title.end, it.span.end.max(it.title.end)))).len() > 3
    })
}

/// Whether a verb that starts or orders stands in `start..end`.
fn has_verb(note: &Note, start: u32, end: u32) -> bool {
    note.phrases_in(lexicon_ids::PLAN_VERBS, Span::new(start, end))
        .any(|it| {
            let entry = note.entry(it);
            matches!(&*entry.category, "therapeutic" | "arrange" | "diagnostic") && !entry.flag("noun")
        })
}

/// "Rule out PE.": a disease follows, and nothing after it.
fn rules_out(note: &Note, hit: &LexiconHit, clause: Span) -> bool {
    /// A disease has at most so many words.
    const WORDS: usize = 4;
    let after = trim(note.slice(Span::new(hit.span.end, clause.end)));
    !after.is_empty()
        && after.split_whitespace().count() <= WORDS
        && matches!(note.role_at(hit.span.start), Role::Plan)
        && !is_title(note, hit)
}

/// "Address substance use": a thing follows in a few words, and nothing that is done.
fn names_only(note: &Note, hit: &LexiconHit, clause: Span) -> bool {
    /// A thing has at most so many words.
    const WORDS: usize = 4;
    let after = Span::new(hit.span.end, clause.end);
    let text = trim(note.slice(after));
    text.split_whitespace().count() <= WORDS
        && !matches!(note.role_at(hit.span.start), Role::Assessment)
        && note.deed(after).orders.is_empty()
}

/// "Manage as appropriate": how is left open, and nothing is ordered that ACT007 would ask the sign of.
fn is_hedged(note: &Note, hit: &LexiconHit, clause: Span) -> bool {
    let before = Span::new(clause.start, hit.span.start);
    let deed = note.deed(clause);
    let ordered = deed.orders.iter().any(|it| match it {
        Order::Drug(_) => true,
        Order::Thing(entry, _) => &*note.entry_at(lexicon_ids::ORDERS, *entry).category != "service",
    });
    !ordered && answers(note, "manages", &note.slice(before).to_ascii_lowercase())
}

/// "Consider MRI": what is considered is a step, not a diagnosis.
fn considers(note: &Note, hit: &LexiconHit, clause: Span) -> bool {
    let after = Span::new(hit.span.end, clause.end);
    // "Consider MRI if needed" is ACT007.
    if note
        .phrases_in(lexicon_ids::CONTINGENCY_WORDS, after)
        .any(|it| matches!(note.grammar.category(it), "needed" | "unimproved"))
    {
        return false;
    }
    let deed = note.deed(after);
    let class = || note.phrases_in(lexicon_ids::DRUG_CLASSES, after).next().is_some();
    deed.action.is_some() && (!deed.orders.is_empty() || note.role_at(hit.span.start) == Role::Plan) || class()
}

/// Whether a question mark ends the clause: a thought.
fn is_question(note: &Note, clause: Span) -> bool {
    note.text.as_bytes().get(clause.end as usize) == Some(&b'?') || trim(note.slice(clause)).ends_with('?')
}

/// Whether what is missing stands beside it.
fn is_answered(note: &Note, hit: &LexiconHit, entry: &LexiconEntry, step: Span) -> bool {
    // "D/w attending, who examined the patient and agrees": it is decided.
    if &*entry.id == "talk" {
        let after = note.slice(Span::new(
            hit.span.end,
            line_at(note, hit.span.end).end.max(hit.span.end),
        ));
        let decided = ["agree", "agrees", "agreed", "examined", "saw", "concurs"];
        let mut words = after.split(|c: char| !c.is_alphabetic());
        if words.any(|word| decided.iter().any(|it| word.eq_ignore_ascii_case(it))) {
            return true;
        }
    }
    let unless = entry.list("unless");
    let mut answer = Specifics::default();
    for name in unless {
        answer = answer.and(named_specifics(name));
    }
    // The words themselves may name a class, a test or a measure.
    let mut sentence = sentence_of(note, hit.span).cover(step);
    let line = line_at(note, hit.span.start);
    if note
        .slice(line)
        .trim_start()
        .starts_with(|c: char| matches!(c, '-' | '*' | '•') || c.is_ascii_digit())
    {
        // A step of a list ends with its line.
        sentence = Span::new(
            sentence.start.max(line.start),
            sentence.end.min(line.end.max(hit.span.end)),
        );
    }
    let rest = [
        Span::new(sentence.start, hit.span.start),
        Span::new(hit.span.end, sentence.end.max(hit.span.end)),
    ];
    // The title names a drug at most: "Endo: tight glucose control" asks no service, "anemia" is no test.
    let title = title_end(note, rest[0]);
    let titled = Span::new(rest[0].start, title);
    let named = Specifics::DRUG.and(Specifics::DOSE);
    let in_title = answer.has(named) && note.specifics(titled).has(named);
    let rest = [Span::new(title, rest[0].end), rest[1]];
    if in_title || rest.iter().any(|part| note.specifics(*part).has(answer)) {
        return true;
    }
    let lower = note
        .slice(Span::new(title, sentence.end.max(title)))
        .to_ascii_lowercase();
    // A number in the same part, not that of the list or in the title before a colon.
    let part = part_around(note, hit.span);
    let before = note.slice(Span::new(part.start.min(hit.span.start), hit.span.start));
    let before = before
        .rsplit(':')
        .next()
        .unwrap_or_default()
        .trim_start_matches(is_mark);
    let after = note.slice(Span::new(hit.span.end, part.end.max(hit.span.end)));
    let number = unless.iter().any(|it| &**it == "number")
        && [before, after]
            .iter()
            .any(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
    if number || unless.iter().any(|name| answers(note, name, &lower)) {
        return true;
    }
    let beside = entry
        .list("beside")
        .iter()
        .fold(Specifics::default(), |all, name| all.and(named_specifics(name)));
    beside != Specifics::default() && said_beside(note, step).has(beside)
        || &*entry.id == "drug-class" && names_member(note, hit)
        || names_drug(note, hit, entry, step)
        || entry.flag("list") && has_list(note)
}

/// Where the label at the beginning of a step ends, behind its colon; else where the step starts.
fn title_end(note: &Note, before: Span) -> u32 {
    /// A label has at most so many words.
    const WORDS: usize = 8;
    let text = note.slice(before);
    match text.split_once(": ") {
        Some((label, _)) if label.split_whitespace().count() <= WORDS && !label.contains('.') || is_numbered(text) => {
            before.start + text.find(": ").map_or(0, |at| at as u32 + 1)
        }
        _ => before.start,
    }
}

/// Whether the step opens with its number in a list.
fn is_numbered(text: &str) -> bool {
    let digits = text.trim_start_matches(|c: char| c == '#' || c.is_whitespace());
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with(['.', ')'])
}

/// A mark or number of a list.
fn is_mark(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '.' | ')' | '-' | '*' | '•' | '#' | '(')
}

/// Whether a drug for one of `uses` is named in the plan, or in the problem of the step.
fn names_drug(note: &Note, hit: &LexiconHit, entry: &LexiconEntry, step: Span) -> bool {
    let uses = entry.list("drugs");
    if uses.is_empty() {
        return false;
    }
    let anywhere = entry.text("within") == Some("plan");
    // What is charted answers "PO pain meds", and not "pain control as appropriate".
    let clause = note.slice(part_around(note, hit.span)).to_ascii_lowercase();
    let charted = !answers(note, "hedges", &clause);
    let problem = item_at(note, step.start).and_then(|it| it.problem);
    note.medications().iter().any(|it| {
        matches!(
            it.role,
            Role::Plan | Role::AssessmentAndPlan | Role::InpatientMedications | Role::DischargeMedications
        ) && (charted || it.role != Role::InpatientMedications)
            && !matches!(
                it.status,
                MedicationStatus::NotTaken | MedicationStatus::Stopped | MedicationStatus::Held
            )
            && is_for(note, it, uses)
            && (anywhere
                || problem.is_none()
                || item_at(note, it.name.start).is_some_and(|item| item.problem == problem)
                || it.role == Role::InpatientMedications)
    })
}

/// Whether a drug of the class that `hit` names is named in the plan, or charted in hospital with its dose.
fn names_member(note: &Note, hit: &LexiconHit) -> bool {
    let class = note.phrases_in(lexicon_ids::DRUG_CLASSES, hit.span).next();
    class.is_some_and(|class| {
        let classes = note.entry(class).list("class");
        note.medications().iter().any(|it| {
            let charted = it.role == Role::InpatientMedications && it.dose.is_some();
            (charted || matches!(it.role, Role::Plan | Role::AssessmentAndPlan))
                && note
                    .entry_at(lexicon_ids::DRUGS, it.entry)
                    .list("class")
                    .iter()
                    .any(|one| classes.contains(one))
        })
    })
}

/// Whether `medication` has one of `uses`, is of such a class, or of this kind.
fn is_for(note: &Note, medication: &Medication, uses: &[Str]) -> bool {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let classes = &note.grammar.lexicon(lexicon_ids::DRUG_CLASSES).entries;
    uses.iter().any(|wanted| {
        drug.category == *wanted
            || drug.list("uses").contains(wanted)
            || classes
                .iter()
                .filter(|it| it.category == *wanted)
                .any(|it| it.list("class").iter().any(|class| drug.list("class").contains(class)))
    })
}

/// Whether a list of medications with doses stands in the note, of a patient who is not in hospital.
fn has_list(note: &Note) -> bool {
    let listed = |role: Role| {
        matches!(
            role,
            Role::HomeMedications | Role::DischargeMedications | Role::InpatientMedications
        )
    };
    note.setting() != Some(Setting::Inpatient)
        && note
            .medications()
            .iter()
            .any(|it| listed(it.role) && (it.dose.is_some() || it.strength.is_some()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    /// A clinic note with this plan.
    fn clinic(plan: &str) -> String {
        format!(
            "# SOAP Note\n\nS: 54-year-old man with cough for 3 days.\n\nO: T 37.1 °C, HR 80. Lungs clear.\n\nA: Acute bronchitis.\n\nP:\n{plan}\n"
        )
    }

    fn steps(lines: &[&str]) -> Vec<String> {
        lines
            .iter()
            .map(|line| clinic(&format!("- {line}\n- Regular diet")))
            .collect()
    }

    fn all(lines: &[&str], check: fn(&[&str])) {
        let notes = steps(lines);
        check(&notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn vague_steps() {
        all(
            &[
                "Continue current management",
                "Cont current mgmt",
                "Supportive care",
                "Supportive care as needed",
                "Symptomatic treatment",
                "Pain control",
                "Analgesia",
                "Pain meds prn",
                "Start antibiotics",
                "Abx",
                "IV antibiotics",
                "IV fluids",
                "IVF",
                "Labs",
                "Check labs",
                "Bloods",
                "Further workup",
                "Work up",
                "Imaging",
                "Optimize blood pressure",
                "Better glucose control",
                "Diet and exercise",
                "Lifestyle modification",
                "Restart home meds",
                "Continue home medications",
                "Rule out PE",
                "Will discuss with team",
                "Discharge when stable",
                "Consider MRI",
                "Consider adding a steroid",
                "Start a statin",
                "Antihistamines",
                "Consult surgery",
                "Await recs",
                "Patient education",
                "Bowel regimen",
                "Adjust medications as needed",
                "Manage medically",
                "Follow up results",
            ],
            |notes| speaks(&RULE, notes),
        );
    }

    #[test]
    fn specific_steps() {
        all(
            &[
                "Continue current management: lisinopril 10 mg PO daily",
                "Supportive care: rest, fluids, paracetamol 1 g QDS",
                "Conservative management - rest, push fluids",
                "Pain control with acetaminophen 1 g PO every 8 hours",
                "Analgesia: ibuprofen 400 mg PO TDS with food",
                "Pain well controlled on ibuprofen",
                "Antibiotics: amoxicillin 500 mg PO TDS for 5 days",
                "No antibiotics, viral",
                "Antibiotics not indicated",
                "If fever at 48 h, start antibiotics",
                "IV fluids: lactated Ringer's 100 mL/h for 10 h",
                "Stop IV fluids",
                "Oral fluids 2 L a day",
                "Labs: CBC, BMP",
                "CBC and BMP",
                "No further workup, as the cause is plain",
                "Optimize blood pressure: lisinopril from 10 to 20 mg daily, goal below 130/80",
                "Diet and exercise: walking 30 minutes 5 days a week, dietitian referral",
                "Rule out PE with D-dimer today",
                "Consider MRI if no better in 6 weeks",
                "Consider CT if fever persists",
                "Start a statin: atorvastatin 40 mg PO nightly",
                "Consult surgery for drainage of the abscess",
                "Educated on inhaler technique with teach-back",
                "Discharge when afebrile for 24 hours and on oral antibiotics",
                "Continue home medications except metformin, held for contrast",
                "Avoid antibiotics",
                "Work on diet: sodium below 2 g a day, DASH handout given",
                "Address goals of care with family",
                "PT to work on gait and transfers twice daily",
                "Manage at home with tiotropium 18 mcg daily",
            ],
            |notes| silent(&RULE, notes),
        );
    }

    #[test]
    fn the_title_answers_nothing() {
        let plan = |step: &str| {
            format!("Assessment and Plan:\n1. Pneumonia: ceftriaxone 1 g IV daily, day 2 of 5\n2. {step}\n")
        };
        let texts = [
            "Endo: stress hyperglycemia, tight glucose control.",
            "Anemia, chronic: further workup as indicated.",
            "Cannabis: address substance use.",
            "Anxiety: work on coping.",
            "Hypertension: adjust home meds as tolerated.",
            "Hypertension: manage in primary care as appropriate.",
        ]
        .map(plan);
        speaks(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn answered_elsewhere() {
        silent(
            &RULE,
            &[
                // In the steps of the same problem.
                "# Progress Note\n\nAssessment and Plan:\n1. Pneumonia\n- Antibiotics\n- Ceftriaxone 1 g IV daily, day 2 of 5\n",
                "# Progress Note\n\nAssessment and Plan:\n1. Bronchiolitis\n- Supportive care\n- Nasal suction before feeds\n- Oxygen to keep SpO2 above 90%\n",
                // The list stands in the note, in clinic.
                "---\nsetting: outpatient\n---\nMedications:\n- lisinopril 10 mg PO daily\n- metformin 500 mg PO BID\n\nAssessment: hypertension, at goal\n\nPlan: Continue home medications. Return in 6 months.\n",
                // History is no plan.
                "HPI: she was given IV fluids and antibiotics, pain control was poor. Labs.\n\nAssessment: sprain\n\nPlan: ibuprofen 400 mg PO every 8 hours for 5 days\n",
                // Titles of what follows.
                "Assessment and Plan:\n1. Pain control: acetaminophen 1 g PO every 8 hours\n2. Antibiotics: ceftriaxone 1 g IV daily until tomorrow\n",
            ],
        );
        // On a ward the list at home is no decision.
        speaks(
            &RULE,
            &[
                "---\nsetting: inpatient\n---\nMedications:\n- lisinopril 10 mg PO daily\n\nAssessment: sepsis\n\nPlan: Resume home medications.\n",
            ],
        );
    }

    #[test]
    fn three_at_most_and_help_for_this_step() {
        let text = "Assessment: bronchiolitis in a 9-month-old\n\nPlan:\n- Supportive care\n- Labs\n- Imaging\n- Antibiotics\n- Diet and exercise\n";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["Supportive care", "Labs", "Imaging"]);
        assert!(
            found[2].message.ends_with("(and 2 more steps like it)"),
            "{}",
            found[2].message
        );
        assert!(
            found[0].help.as_deref().is_some_and(|it| it.contains("suction")),
            "{found:#?}"
        );
    }
}
