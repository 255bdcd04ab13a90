//! ACT009: a plan that does not say where the patient goes, or when they are seen again.

use crate::grammar::{KindDef, Level, SectionId, ids};
use crate::note::Note;
use crate::note::facts::Setting;
use crate::rules::closing::{Cue, has_appointment, has_net, has_section, is_idle, is_recent, plan_heading, says};
use crate::rules::support::{first_line, is_british};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT009",
    name: "no-disposition-or-follow-up",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "The kinds of note and their sections (grammars/kinds): disposition and follow-up",
        "ACEP: Emergency department patient discharge; Joint Commission RC.02.04.01 (discharge summary)",
    ],
    summary: "The plan does not say where the patient goes, or when they are seen again.",
    docs: r#"
## What it does

Looks in notes whose kind asks for a disposition (emergency notes, admission H&Ps, progress notes, discharge summaries) for a word on where the patient goes: admitted, home, transferred, or what must happen before
discharge. Looks in clinic, emergency and discharge notes for a word on who sees the patient again: a visit, a call, a referral, "as needed", "no follow-up needed". A heading with text under it, a sentence anywhere in the assessment,
plan or course, in any wording, is enough. The histories do not count: "was discharged home last week" is another visit. Notes without a plan are left to ORG001, procedures are not asked, and a patient who is admitted needs no clinic date.

## Why it matters

A plan that ends with the prescription leaves the patient in the room. The next reader does not know whether somebody will look at the result, and the patient does not know whom to expect.

## How to fix

Close with a line: where the patient goes and in what condition; who sees them again, when, and what for.

```bad
# ED Note

CC: wrist pain after a fall

HPI: 30-year-old man fell on his left hand two hours ago. Pain 4/10, no numbness.

Exam: left wrist swollen, no snuffbox tenderness, sensation intact.

MDM: wrist sprain; fracture excluded by the film.

Plan: wrist splint, ibuprofen 400 mg every 6 hours with food for 5 days.
```

```bad
# Clinic follow-up

Interval history: headaches once a month, no aura.

Exam: normal neurologic exam.

Assessment: migraine without aura, controlled.

Plan: continue sumatriptan 50 mg as needed, maximum two doses in 24 hours. Sleep hygiene discussed.
```

```good
# ED Note

CC: wrist pain after a fall

HPI: 30-year-old man fell on his left hand two hours ago. Pain 4/10, no numbness.

Exam: left wrist swollen, no snuffbox tenderness, sensation intact.

MDM: wrist sprain; fracture excluded by the film.

Plan: wrist splint, ibuprofen 400 mg every 6 hours with food for 5 days. Home with his brother; hand clinic in 10 days. Return for numb or cold fingers.
```

```good
# Clinic follow-up

Interval history: headaches once a month, no aura.

Exam: normal neurologic exam.

Assessment: migraine without aura, controlled.

Plan: continue sumatriptan 50 mg as needed, maximum two doses in 24 hours. Sleep hygiene discussed. RTC 6 months.
```

## Precision

13 findings on the 182 corpus notes, 12 of them read, 0 wrong; none on 59 good notes. Of 19 faults planted by somebody who had not seen the
code 15 are found; none of 9 look-alikes is reported.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// Kinds of clinic note that list no section for the follow-up, but end with one.
const CLINICS: [&str; 3] = ["gyn", "geriatrics", "oncology"];

/// Kinds that list no section for the disposition, but end with one on a ward.
const WARDS: [&str; 2] = ["neuro-hp", "ob-hp"];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(kind) = note.kind.map(|kind| note.grammar.kind(kind)) else {
        return;
    };
    let summary = &*kind.id == "discharge-summary";
    if !summary && is_idle(note) {
        return;
    }
    let Some(place) = plan_heading(note).or_else(|| summary.then(|| first_line(note))) else {
        return;
    };
    let ward = WARDS.contains(&&*kind.id) && note.setting() == Some(Setting::Inpatient);
    if let Some(level) = level(kind, ids::DISPOSITION).or(ward.then_some(Level::Recommended))
        && !has_destination(note, kind)
    {
        findings.push(finding(
            level,
            Finding::new(place, "The note does not say where the patient goes").help(match note.setting() {
                Some(Setting::Inpatient) if summary => {
                    "add where the patient was discharged to (home, facility, services) and in what condition"
                }
                Some(Setting::Inpatient) => {
                    "add the disposition: level of care, and what must happen before the patient can go home"
                }
                Some(Setting::Emergency) => {
                    "add the disposition: admitted (to whom), transferred, or home (with whom, in what condition), and the follow-up"
                }
                _ => "add whether the patient is admitted or goes home, and when they are seen again",
            }),
        ));
        return;
    }
    let clinic = CLINICS.contains(&&*kind.id) && note.setting() != Some(Setting::Inpatient);
    let asked = level(kind, ids::FOLLOW_UP).or(clinic.then_some(Level::Recommended));
    if let Some(level) = asked
        && !has_follow_up(note, kind, level)
    {
        let message = match note.setting() {
            Some(Setting::Emergency) => "The patient goes home, but the note does not say who sees them again, or when",
            Some(Setting::Inpatient) => "The note does not say with whom and when the patient is seen after discharge",
            _ => "The plan does not say when the patient is seen again",
        };
        findings.push(finding(
            level,
            Finding::new(place, message).help(
                "add who sees the patient next, when, and what will be checked: \"clinic in 2 weeks for blood pressure and potassium\"; \
                 or that no visit is needed",
            ),
        ));
    }
}

fn level(kind: &KindDef, section: SectionId) -> Option<Level> {
    kind.level(section).filter(|level| *level != Level::Optional)
}

fn finding(level: Level, finding: Finding) -> Finding {
    match level {
        Level::Required => finding.severity(Severity::Warning),
        _ => finding,
    }
}

/// Whether the note says where the patient goes. Who is told when to be seen goes home.
fn has_destination(note: &Note, kind: &KindDef) -> bool {
    let goes = [Cue::Admit, Cue::Home, Cue::Elsewhere, Cue::Course];
    has_section(note, &[ids::DISPOSITION, ids::PROCEDURE_DISPOSITION])
        || says(note, &goes).is_some()
        || &*kind.id == "discharge-summary" && is_seen_again(note)
        || note.setting() == Some(Setting::Inpatient) && kind.full_history && is_british(note)
        || note.setting() != Some(Setting::Inpatient)
            && (is_seen_again(note)
                || says(note, &[Cue::Referral]).is_some()
                || note.setting() != Some(Setting::Emergency) && may_come_back(note, kind))
}

/// Whether the note says who sees the patient again, or that nobody needs to.
fn has_follow_up(note: &Note, kind: &KindDef, level: Level) -> bool {
    let summary = &*kind.id == "discharge-summary";
    let emergency = note.setting() == Some(Setting::Emergency);
    is_seen_again(note)
        || level != Level::Required && says(note, &[Cue::Referral]).is_some()
        || !summary && says(note, &[Cue::Admit, Cue::Elsewhere]).is_some()
        || summary && says(note, &[Cue::Elsewhere]).is_some()
        || emergency && says(note, &[Cue::Home]).is_none()
        || level != Level::Required && may_come_back(note, kind)
}

/// Whether somebody sees the patient again, at least if it is needed, or nobody has to.
pub(crate) fn is_seen_again(note: &Note) -> bool {
    has_section(note, &[ids::FOLLOW_UP])
        || says(note, &[Cue::Again, Cue::AsNeeded, Cue::NoMore]).is_some()
        || has_appointment(note)
}

/// Whether what is new and passes by itself ends with when to come back.
fn may_come_back(note: &Note, kind: &KindDef) -> bool {
    matches!(&*kind.id, "soap" | "hp" | "peds-hp") && is_recent(note) && has_net(note)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn ed(last: &str) -> String {
        format!(
            "# ED Note\n\nCC: flank pain\n\nHPI: 38-year-old man, was discharged home from another hospital last week, follow-up in clinic was missed.\n\nExam: abdomen soft.\n\nMDM: ureteral stone of 4 mm.\n\nPlan: ibuprofen 600 mg every 8 hours with food for 5 days.\n{last}\n"
        )
    }

    fn clinic(last: &str) -> String {
        format!(
            "# Clinic follow-up\n\nInterval history: no headaches since the last follow-up.\n\nExam: normal.\n\nAssessment: migraine, controlled.\n\nPlan: continue propranolol 80 mg daily.\n{last}\n"
        )
    }

    fn ward(last: &str) -> String {
        format!(
            "---\nkind: hp\nsetting: inpatient\n---\nHPI: cough and fever; was home alone.\n\nPE: crackles.\n\nAssessment: pneumonia.\n\nPlan:\n1. Pneumonia: ceftriaxone 1 g IV daily\n{last}\n"
        )
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn nobody_says_where_or_when() {
        let gaps = [
            ed(""),
            ed("Strain urine."),
            clinic(""),
            clinic("Physical therapy exercises daily."),
            ward(""),
            ward("2. Diet: regular. Code status: full code."),
            ed("Discharge home with his wife."),
            "# Discharge Summary\n\nHospital course: pneumonia, treated and better.\n\nDischarge medications:\n- amoxicillin 1 g three times daily for 3 days\n\nDisposition: home\n".to_owned(),
        ];
        speaks(&RULE, &all(&gaps));
        assert!(run(&RULE, &ed(""))[0].message.contains("where the patient goes"));
        assert!(
            run(&RULE, &ed("Discharge home with his wife."))[0]
                .message
                .contains("who sees them again")
        );
    }

    #[test]
    fn said_anywhere_in_any_words() {
        let said = [
            ed("Disposition: home. PCP in 3 days."),
            ed("Admit to urology."),
            ed("Transferred to the stone center."),
            ed("D/C home; urology 2 weeks."),
            ed("Safe for discharge, GP review in 1/52."),
            ed("Left AMA."),
            ed("To theatre with the urologists."),
            clinic("RTC 6 months."),
            clinic("Follow-up as needed."),
            clinic("No follow-up needed."),
            clinic("Discharged from clinic, GP to continue."),
            clinic("See again in the spring."),
            clinic("Will call with the result next week."),
            clinic("\nFOLLOW-UP\n3 months"),
            ward("Dispo: medicine floor"),
            ward("Disposition: medical ward, home in 2 to 3 days"),
            ward("Admit to medicine."),
            ward("Home when off oxygen for 24 h."),
            "# Progress Note\n\nHD 3\n\nS: better\n\nO: T 37\n\nA/P:\n1. Pneumonia: ceftriaxone day 3 of 5\nDispo: likely home tomorrow\n".to_owned(),
            "# Operative Report\n\nProcedure: appendectomy.\n\nPlan: diet as tolerated.\n".to_owned(),
            "# SOAP Note\n\nS: 2 days of cough.\n\nO: lungs clear.\n\nA: viral URI\n\nP: fluids. Call if fever lasts beyond 3 days.\n".to_owned(),
        ];
        silent(&RULE, &all(&said));
    }
}
