//! ACT010: a patient with an acute problem goes home without being told what should bring them back.

use crate::grammar::{LexiconEntry, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Setting, Status as Asserted};
use crate::rules::closing::{
    Cue, goes_home, has_net, has_section, is_idle, is_of_plan, is_recent, kind, plan_heading, says,
};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT010",
    name: "no-return-precautions",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "ed-note",
        "ob-triage",
        "soap",
        "hp",
        "peds-hp",
        "ob-hp",
        "gyn",
        "sports-med",
        "prenatal",
        "oncology",
        "newborn",
        "psych-eval",
        "clinic-follow-up",
        "discharge-summary",
        "brief-op",
    ],
    options: &[],
    fix: None,
    sources: &[
        "NICE NG143, NG232, NG59, CG191: safety-netting; Almond, Mant and Thompson 2009 (BJGP 59:872)",
        "ACEP: Emergency department discharge instructions",
    ],
    summary: "A patient with an acute problem goes home without return precautions.",
    docs: r#"
## What it does

Looks in notes on patients who go home from an emergency department, and in clinic notes on an acute problem that may turn bad (an infection, a head injury, chest or abdominal pain, a fever in a child …), for a word on what
should bring the patient back sooner: "return if", "call for", "safety-netted", "A&E if", "review if no better", "head injury advice", in any wording, under any heading. A visit that is only
planned ("review in 2 weeks"), a next step of the doctor ("MRI if no better") and a call about a result tell the patient nothing. Which signs are named is not asked here; ACT007 does.
Patients who are admitted or sent on, visits for a chronic problem, check-ups and consultations are left alone.

## Why it matters

Early illness looks mild. Safety-netting is how a wrong first impression is put right in time: the patient who knows the signs comes back, the one who does not waits for the appointment.

## How to fix

Name three to five signs, how soon, and where to go.

```bad
# ED Note

CC: vomiting and diarrhea

HPI: 24-year-old woman with 2 days of watery diarrhea and vomiting. Keeps sips down.

Exam: T 37.4, HR 88, BP 118/70, abdomen soft.

MDM: viral gastroenteritis; appendicitis unlikely with a soft abdomen.

Plan: ondansetron 4 mg PO every 8 hours as needed, oral rehydration. Discharge home with her sister. Primary care in 3 days.
```

```bad
# SOAP Note

S: 6-year-old boy fell from a swing 3 hours ago and hit his head. No loss of consciousness, vomited once.

O: GCS 15, no scalp swelling, gait normal.

A: minor head injury.

P: rest, acetaminophen 15 mg/kg as needed. Recheck in clinic in 2 days.
```

```good
# ED Note

CC: vomiting and diarrhea

HPI: 24-year-old woman with 2 days of watery diarrhea and vomiting. Keeps sips down.

Exam: T 37.4, HR 88, BP 118/70, abdomen soft.

MDM: viral gastroenteritis; appendicitis unlikely with a soft abdomen.

Plan: ondansetron 4 mg PO every 8 hours as needed, oral rehydration. Discharge home with her sister. Primary care in 3 days.
Come back if she cannot keep fluids down, sees blood, or has worse pain.
```

```good
# SOAP Note

S: 6-year-old boy fell from a swing 3 hours ago and hit his head. No loss of consciousness, vomited once.

O: GCS 15, no scalp swelling, gait normal.

A: minor head injury.

P: rest, acetaminophen 15 mg/kg as needed. Head injury sheet given to his mother. Recheck in clinic in 2 days.
```

## Precision

6 findings on the 182 corpus notes, all read, 1 wrong (a telephone call that ends with a visit the same day); none on the good notes. Of 24 faults planted by people
who had not seen the code 20 are found, the others in visits for a chronic problem and on a new drug; none of 13 look-alikes is reported, nor any of 20 beside the rule.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let emergency = note.setting() == Some(Setting::Emergency);
    let summary = kind(note) == "discharge-summary";
    // A summary without any instructions was written for the colleague.
    if summary && !has_section(note, &[ids::DISCHARGE_INSTRUCTIONS, ids::PATIENT_EDUCATION]) {
        return;
    }
    let problem = danger(note);
    if problem.is_none() && !emergency {
        return;
    }
    let instructed = || {
        note.find_section(ids::DISCHARGE_INSTRUCTIONS)
            .map(|ix| note.section(ix).heading)
    };
    let Some(place) = plan_heading(note).or_else(instructed) else {
        return;
    };
    let home = kind(note) != "brief-op" && goes_home(note);
    if !(home || goes_home_from_ward(note))
        || !summary && is_idle(note)
        || has_net(note)
        || has_section(note, &[ids::CONTINGENCY_PLAN, ids::SAFETY_PLAN])
    {
        return;
    }
    let mut finding = match problem {
        Some((entry, None)) => Finding::new(
            place,
            format!(
                "Nothing says what should bring the patient back: return precautions for {}",
                entry.text("title").unwrap_or_default()
            ),
        )
        .help(format!(
            "say when to come back, and where: {}",
            entry.text("signs").unwrap_or_default()
        )),
        Some((entry, Some(span))) => Finding::new(
            place,
            format!(
                "The patient goes home without return precautions for {}",
                entry.text("title").unwrap_or_default()
            ),
        )
        .help(format!(
            "say when to come back, and where: {}",
            entry.text("signs").unwrap_or_default()
        ))
        .related(span, "what may turn bad"),
        None => Finding::new(place, "The patient goes home without return precautions")
            .help("name three to five signs that should bring the patient back, how soon, and where to go"),
    };
    if emergency {
        finding = finding.severity(Severity::Warning);
    }
    findings.push(finding);
}

/// The problem of the note that may turn bad, and where it is named; none where the kind of note alone tells of it.
fn danger(note: &Note) -> Option<(&LexiconEntry, Option<Span>)> {
    let kind = kind(note);
    let lists = |entry: &LexiconEntry, name: &str| entry.list(name).iter().any(|it| **it == *kind);
    let mut recent = None;
    let named = note
        .phrases_of(lexicon_ids::DANGER_SIGNS)
        .filter(|hit| is_of_plan(note, hit.span) && is_judged(note, hit.span) && !is_rejected(note, hit.span))
        .find_map(|hit| {
            let entry = note.entry(hit);
            let fits = (!entry.flag("child") || note.patient().is_child())
                && (entry.list("only").is_empty() || lists(entry, "only"))
                && note.assertion(hit.span).status == Asserted::Present
                && (!entry.flag("recent") || *recent.get_or_insert_with(|| is_recent(note)));
            fits.then_some((entry, Some(hit.span)))
        });
    let by_kind = || {
        let entries = &note.grammar.lexicon(lexicon_ids::DANGER_SIGNS).entries;
        entries
            .iter()
            .find(|entry| lists(entry, "kinds"))
            .map(|entry| (entry, None))
    };
    named.filter(|_| kind != "discharge-summary").or_else(by_kind)
}

/// Whether a differential names the disease only to put it behind another one.
fn is_rejected(note: &Note, span: Span) -> bool {
    note.differentials().iter().any(|it| {
        it.candidates
            .iter()
            .any(|candidate| !candidate.leading && candidate.name.overlaps(span))
    })
}

/// Whether a stay in hospital, or after a birth, ends at home.
fn goes_home_from_ward(note: &Note) -> bool {
    match kind(note) {
        "discharge-summary" | "newborn" => says(note, &[Cue::Elsewhere]).is_none(),
        // From the recovery room, not to a ward.
        "brief-op" => says(note, &[Cue::Home]).is_some() && says(note, &[Cue::Admit]).is_none(),
        _ => false,
    }
}

/// Whether a place is where diagnoses stand: the assessment, or the title of a problem, not what is said about one.
fn is_judged(note: &Note, span: Span) -> bool {
    let at = note.written_problems.partition_point(|it| it.span.start <= span.start);
    match note.written_problems[..at].last() {
        Some(problem) if span.start < problem.span.end => problem.title.contains(span),
        _ => matches!(
            note.role_at(span.start),
            Role::Assessment | Role::AssessmentAndPlan | Role::Other
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn ed(last: &str) -> String {
        format!(
            "# ED Note\n\nCC: ankle pain\n\nHPI: twisted the ankle today. No fever. Told last year to return if worse.\n\nExam: swelling.\n\nMDM: ankle sprain.\n\nPlan: ibuprofen 400 mg every 8 hours with food for 3 days.\nDisposition: home. Primary care in 1 week.\n{last}\n"
        )
    }

    fn soap(story: &str, assessment: &str, plan: &str) -> String {
        format!("# SOAP Note\n\nS: {story}\n\nO: T 37.4, looks well.\n\nA: {assessment}\n\nP: {plan}\n")
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn nobody_said_when_to_come_back() {
        let gaps = [
            ed(""),
            ed("Crutches and an elastic bandage given."),
            soap(
                "24-year-old woman with 2 days of vomiting and diarrhea.",
                "acute gastroenteritis",
                "ondansetron 4 mg as needed. Follow up in 1 week.",
            ),
            soap(
                "6-year-old boy fell 3 hours ago.",
                "minor head injury",
                "rest. Recheck in 2 days.",
            ),
            soap(
                "70-year-old man with 3 days of cough and fever.",
                "community-acquired pneumonia",
                "amoxicillin 1 g TID for 5 days. RTC 3 days.",
            ),
            soap(
                "30-year-old woman with 2 days of dysuria.",
                "acute cystitis",
                "nitrofurantoin 100 mg BID for 5 days, urine culture.",
            ),
            soap(
                "45-year-old man with 4 days of low back pain after lifting.",
                "acute low back pain",
                "naproxen 500 mg BID for 5 days. PT referral.",
            ),
            soap(
                "9-month-old girl with fever for 2 days.",
                "acute otitis media",
                "amoxicillin 90 mg/kg/day for 10 days. Recheck in 2 weeks.",
            ),
            soap(
                "51-year-old man with left leg redness for 2 days.",
                "cellulitis of the left leg",
                "cephalexin 500 mg QID for 5 days. Visit in 3 days.",
            ),
        ];
        // A next step of the doctor, a result and a sign that is not there are no advice to the patient.
        let steps = [
            "Ultrasound if the pain persists. RTC 1 week.",
            "Review in 1 week, repeat the stool test if still loose; gastroenterology referral if no better by 4 weeks.",
            "Stool culture sent, call if positive. Return in 3 days.",
            "No red flags. Follow up in 1 week.",
        ]
        .map(|plan| {
            soap(
                "24-year-old woman with 2 days of vomiting and diarrhea.",
                "acute gastroenteritis",
                plan,
            )
        });
        speaks(&RULE, &all(&steps));
        let help = run(&RULE, &gaps[3])[0].help.clone().unwrap_or_default();
        assert!(help.contains("vomiting") && help.contains("drowsiness"), "{help}");
    }

    #[test]
    fn said_in_any_words() {
        let base = |last: &str| {
            soap(
                "24-year-old woman with 2 days of vomiting and diarrhea.",
                "acute gastroenteritis",
                &format!("oral rehydration. {last}"),
            )
        };
        let said = [
            ed("Return for numb toes or worse pain."),
            ed("Return precautions given."),
            ed("Safety-netted."),
            ed("To come back if the toes turn blue."),
            ed("Strict ED precautions discussed."),
            base("Warning signs given (FAST)."),
            base("Review in 2 weeks, call if the pain moves."),
            base("If worse, call; ultrasound if the pain lasts."),
            base("Red flags: blood, drowsiness, no urine."),
            base("Call if she cannot keep fluids down."),
            base("RTC if worse."),
            base("Worsening advice given."),
            base("Review in 3-5d if symptoms not improving."),
            base("999 if drowsy."),
            base("Red flags explained."),
            base("Should the pain move to the right side, she will go to the ED."),
            base("Seek care for blood in the stool."),
            base("F/u PRN."),
            base("Admit to medicine for fluids."),
            soap(
                "52-year-old woman here for follow-up of blood pressure.",
                "hypertension, at goal",
                "continue lisinopril 10 mg. RTC 6 months.",
            ),
            soap(
                "52-year-old woman with 5 years of knee pain.",
                "osteoarthritis",
                "exercises. RTC 3 months.",
            ),
            soap(
                "31-year-old woman with headaches for 6 years.",
                "migraine",
                "sumatriptan 50 mg. RTC 8 weeks.",
            ),
            soap(
                "20-year-old man with a cough for 2 days.",
                "pneumonia unlikely; a cold",
                "fluids. RTC 2 weeks.",
            ),
            ed("").replace(
                "Disposition: home. Primary care in 1 week.",
                "Disposition: admitted to orthopedics.",
            ),
            soap(
                "4-year-old boy with anal itching for 2 days.",
                "pinworm infection",
                "pyrantel 180 mg once, again in 2 weeks. Telephone call in 3 weeks; return within 24 hours for fever or vomiting.",
            ),
        ];
        silent(&RULE, &all(&said));
    }
}
