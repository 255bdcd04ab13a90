//! CMP017: an inpatient note without code status, VTE prophylaxis or diet.

use crate::grammar::{LexiconEntry, LexiconHit, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Setting, Status};
use crate::rules::support::{first_line, line_at, listing};
use crate::rules::{self, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP017",
    name: "inpatient-essentials",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "sub-i",
        "progress",
        "surgical-progress",
        "transfer",
    ],
    options: &[OptionSpec {
        name: "waive",
        default: OptionDefault::List(&[]),
        doc: "Essentials that your school does not ask for: `code-status`, `vte-prophylaxis`, `diet`.",
    }],
    fix: None,
    sources: &[
        "ACCP: Prevention of VTE in Nonsurgical Patients; NICE NG89: Venous thromboembolism in over 16s",
        "Clerkship and sub-internship teaching: code status, prophylaxis and diet close every inpatient plan",
    ],
    summary: "An inpatient note does not say code status, VTE prophylaxis or diet.",
    docs: r#"
## What it does

Looks in notes on inpatients for the three orders that belong to every plan: code status, prevention of venous thromboembolism (an agent, a device, a full anticoagulant, or the reason to omit it), and diet. One finding
names all that are missing. Children are asked for their diet only, surgical progress notes for prophylaxis and diet, and a history and physical only where the note shows that the patient is admitted: by its
front matter (`setting: inpatient`), its title, or its plan. A patient who goes home today needs none of it.

## Why it matters

These are the orders that nobody remembers at two in the morning: the cardiac arrest of a patient whose wishes were never written down, the pulmonary embolism on day five, the operation that is
put off because of a breakfast.

## How to fix

Close the plan with three lines: diet, prophylaxis, code status (and with whom it was discussed).

```bad
# Admission H&P

HPI: 71-year-old man with 3 days of productive cough and fever.

PMH: COPD. Medications: tiotropium. Allergies: NKDA.

PE: T 38.4 °C, RR 24, SpO2 90% on room air. Crackles at the right base.

Assessment: community-acquired pneumonia with hypoxemia.

Plan:
1. Pneumonia: ceftriaxone 1 g IV daily, azithromycin 500 mg daily; oxygen to keep SpO2 above 92%
2. COPD: continue tiotropium
```

```bad
# Progress Note

Hospital day 3

S: Less short of breath. Slept well.

O: T 36.9 °C, HR 84, BP 124/70, RR 18, SpO2 94% on 1 L. Lungs: crackles at the bases, less than yesterday.

A/P: 66-year-old woman with heart failure, improving.
1. Heart failure: furosemide 40 mg IV twice daily, weight daily
2. CKD: creatinine stable at 1.4 mg/dL

Disposition: home in 2 days.
```

```good
# Admission H&P

HPI: 71-year-old man with 3 days of productive cough and fever.

PMH: COPD. Medications: tiotropium. Allergies: NKDA.

PE: T 38.4 °C, RR 24, SpO2 90% on room air. Crackles at the right base.

Assessment: community-acquired pneumonia with hypoxemia.

Plan:
1. Pneumonia: ceftriaxone 1 g IV daily, azithromycin 500 mg daily; oxygen to keep SpO2 above 92%
2. COPD: continue tiotropium
3. Regular diet. Enoxaparin 40 mg subcutaneously daily. Full code, confirmed with the patient.
```

## Precision

No finding on the 182 corpus notes, which hold no inpatient plans; one, right, on the good and poor notes. Of faults planted by
somebody who had not seen the code, three sets: 23 of 23, 9 of 10, 3 of 3 found; none of 18 look-alikes reported. The plants in the
tests beside the rule are its author's own.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.setting() != Some(Setting::Inpatient) || goes_home(note) {
        return;
    }
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let waived = context.list("waive");
    let child = note.patient().is_child();
    let is_asked = |essential: &&LexiconEntry| {
        essential.list("kinds").iter().any(|known| Some(&**known) == kind)
            && !(child && essential.flag("adults"))
            && !waived.contains(&&*essential.id)
    };
    let essentials = &note.grammar.lexicon(lexicon_ids::INPATIENT_ESSENTIALS).entries;
    let missing: Vec<&LexiconEntry> = essentials
        .iter()
        .filter(is_asked)
        .filter(|essential| !is_said(note, essential))
        .collect();
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().filter_map(|it| it.text("title")).collect();
    let asks: Vec<&str> = missing.iter().filter_map(|it| it.text("ask")).collect();
    let plan = [ids::PLAN, ids::ASSESSMENT_AND_PLAN, ids::DISPOSITION]
        .iter()
        .find_map(|id| note.find_section(*id));
    let place = plan.map_or_else(|| first_line(note), |ix| note.section(ix).heading);
    findings.push(
        Finding::new(
            place,
            format!("The plan for this inpatient does not say {}", listing(&names, "or")),
        )
        .help(format!("add {}", asks.join("; "))),
    );
}

/// Whether the note speaks of the essential, under its heading or in a sentence where it is an order.
fn is_said(note: &Note, essential: &LexiconEntry) -> bool {
    let section = match &*essential.id {
        "code-status" => Some(ids::CODE_STATUS),
        "vte-prophylaxis" => Some(ids::PROPHYLAXIS),
        _ => None,
    };
    let mut hits = note.phrases_of(lexicon_ids::INPATIENT_ESSENTIALS);
    section.is_some_and(|id| note.find_section(id).is_some())
        || hits.any(|hit| {
            note.entry(hit).id == essential.id
                && (essential.flag("anywhere") || is_order(note, hit) && is_given(note, hit))
        })
}

/// Whether the place is one for orders, not for what was once eaten or taken.
fn is_order(note: &Note, hit: &LexiconHit) -> bool {
    !matches!(
        note.role_at(hit.span.start),
        Role::PastHistory
            | Role::SurgicalHistory
            | Role::SocialHistory
            | Role::FamilyHistory
            | Role::ReviewOfSystems
            | Role::Exam
            | Role::Allergies
            | Role::ChiefComplaint
            | Role::Studies
    ) && !(note.role_at(hit.span.start) == Role::History
        && note.kind.is_some_and(|kind| note.grammar.kind(kind).full_history))
}

/// Whether an anticoagulant is given, or will not be for a reason: not "no anticoagulant for 6 weeks", "apixaban stopped",
/// "choose the date for apixaban".
fn is_given(note: &Note, hit: &LexiconHit) -> bool {
    let entry = note.entry(hit);
    if entry.id != "vte-prophylaxis"
        || note.phrases_in(lexicon_ids::DRUGS, hit.span).next().is_none() && !is_class(note, hit)
    {
        return true;
    }
    let line = line_at(note, hit.span.start);
    let lower = note.slice(line).to_ascii_lowercase();
    let at = (hit.span.start - line.start) as usize;
    let before = lower.get(at.saturating_sub(24)..at).unwrap_or_default();
    let dated = ["date for", "restart", "when to resume", "timing of", "off ", "stopped"];
    let stopped = note.role_at(hit.span.start) == Role::HomeMedications
        && ["stopped", "held", "not taking", "discontinued"]
            .iter()
            .any(|word| lower.contains(word));
    !matches!(
        note.assertion(hit.span).status,
        Status::Absent | Status::Historical | Status::Family
    ) && !stopped
        && !dated.iter().any(|word| before.contains(word))
}

/// "Anticoagulation", a word for the class.
fn is_class(note: &Note, hit: &LexiconHit) -> bool {
    note.slice(hit.span)
        .get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("anticoag"))
}

/// Whether the patient leaves today.
fn goes_home(note: &Note) -> bool {
    let mut hits = note.phrases_of(lexicon_ids::INPATIENT_ESSENTIALS);
    hits.any(|hit| {
        note.entry(hit).id == "going-home"
            && matches!(
                note.role_at(hit.span.start),
                Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Course
            )
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    /// An admission note with these last lines of the plan.
    fn hp(last: &str) -> String {
        format!(
            "# Admission H&P\n\nHPI: 64-year-old man with cough and fever. Eats a low-salt diet.\n\nPMH: atrial fibrillation, on apixaban until last year\n\nSH: walks a mile daily\n\nPE: T 38.4, lungs with crackles\n\nAssessment: pneumonia\n\nPlan:\n1. Pneumonia: ceftriaxone 1 g IV daily, PJP prophylaxis not needed\n{last}\n"
        )
    }

    fn progress(last: &str) -> String {
        format!(
            "# Progress Note\n\nHD 3\n\nS: Better, less cough.\n\nO: T 37, HR 80. Lungs: few crackles.\n\nA/P: 64-year-old man with pneumonia, improving.\n1. Pneumonia: ceftriaxone day 3 of 5\n{last}\n"
        )
    }

    const DIET: &str = "2. Regular diet";
    const CODE: &str = "3. Code status: full code, discussed with his wife";
    const VTE: &str = "4. Enoxaparin 40 mg SC daily";

    #[test]
    fn each_gap_is_named() {
        for (note, gap) in [
            (hp(&[DIET, CODE].join("\n")), "VTE prophylaxis"),
            (hp(&[DIET, VTE].join("\n")), "code status"),
            (hp(&[CODE, VTE].join("\n")), "diet"),
            (progress(&[DIET, CODE].join("\n")), "VTE prophylaxis"),
            (progress(&[DIET, VTE].join("\n")), "code status"),
            (progress(&[CODE, VTE].join("\n")), "diet"),
            (hp(DIET), "code status or VTE prophylaxis"),
            (hp(CODE), "VTE prophylaxis or diet"),
            (progress(VTE), "code status or diet"),
            (hp(&[CODE, "2. FEN: K 40 mEq PO once, SLIV", VTE].join("\n")), "diet"),
            (
                hp(&[
                    CODE,
                    DIET,
                    "3. Stroke: no anticoagulant for 6 weeks; choose the date for apixaban",
                ]
                .join("\n")),
                "VTE prophylaxis",
            ),
            (hp(""), "code status, VTE prophylaxis or diet"),
            (progress(""), "code status, VTE prophylaxis or diet"),
        ] {
            let found = run(&RULE, &note);
            assert_eq!(found.len(), 1, "{note}\n{found:#?}");
            assert_eq!(
                found[0].message,
                format!("The plan for this inpatient does not say {gap}")
            );
        }
        assert_eq!(hits(&RULE, &hp("")), ["Plan"]);
    }

    #[test]
    fn other_notes_on_inpatients() {
        speaks(
            &RULE,
            &[
                "---\nkind: hp\nsetting: inpatient\n---\nHPI: cough\nPE: lungs clear\nPlan: ceftriaxone\n",
                "# H&P\n\nHPI: cough\n\nPlan: Admit to telemetry. Furosemide 40 mg IV twice daily.\n",
                "# Surgery Progress Note\n\nPOD 2 after appendectomy\n\nS: pain controlled\n\nO: abdomen soft\n\nA/P: continue antibiotics, ambulate three times daily\n",
                "---\nkind: peds-hp\nsetting: inpatient\npatient-age: 4\n---\nHPI: wheeze\n\nPlan: albuterol every 4 hours\n",
            ],
        );
    }

    #[test]
    fn schools_may_waive() {
        let waived = OptionValue::List(vec!["code-status".to_owned()]);
        assert!(run_with(&RULE, &hp(&[DIET, VTE].join("\n")), "waive", waived).is_empty());
    }

    #[test]
    fn look_alikes() {
        let said = [
            [DIET, CODE, VTE],
            ["2. FEN: NPO after midnight", "3. DNR/DNI per POLST", "4. SCDs"],
            ["2. NBM, IV fluids", "3. DNACPR in place", "4. Dalteparin 5000 units"],
            ["2. Cardiac diet, 2 g sodium", "3. Full code", "4. On apixaban for AF"],
            [
                "2. Tube feeds at goal",
                "3. Comfort care",
                "4. Heparin 5,000 units SC q8h",
            ],
            [
                "2. Advance diet as tolerated",
                "3. Presumed full code",
                "4. DVT ppx: ambulatory, Padua 1",
            ],
            ["2. Clears", "3. For full escalation", "4. TED stockings and LMWH"],
            [
                "2. GI/FEN: tube feeds 45 mL/h at goal",
                "3. TEP done: for ITU and CPR",
                "4. DVT: stockings, as INR 1.7",
            ],
            [
                "2. Eats freely",
                "3. CPR and intubation wanted",
                "4. Therapeutic heparin infusion",
            ],
            [
                "2. FEN: adv to reg diet",
                "3. Resuscitation discussed",
                "4. On warfarin, INR 2.4",
            ],
        ];
        let notes: Vec<String> = said
            .iter()
            .flat_map(|lines| [hp(&lines.join("\n")), progress(&lines.join("\n"))])
            .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# H&P\n\nHPI: cough, admitted last year\n\nPlan: rest, return to clinic in 2 weeks\n",
                "# H&P\n\nHPI: cough\n\nPlan: rest\n",
                "# SOAP Note\n\nS: cough\n\nO: lungs clear\n\nA: cold\n\nP: rest\n",
                "# Progress Note\n\nHD 3\n\nS: well\n\nO: afebrile\n\nA/P: pneumonia, better. Discharge home today on amoxicillin.\n",
                "# ED Note\n\nCC: cough\n\nMDM: admit\n\nDisposition: admitted to medicine\n",
                "# Discharge Summary\n\nHospital course: pneumonia, better\n",
                "---\nkind: peds-hp\nsetting: inpatient\npatient-age: 4\n---\nHPI: wheeze\n\nPlan: albuterol every 4 hours; regular diet\n",
                "---\nkind: hp\nsetting: outpatient\n---\nHPI: cough\n\nPlan: admit if worse\n",
            ],
        );
    }
}
