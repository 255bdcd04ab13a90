//! SAF011: a drug that harms in pregnancy, taken or ordered while the patient is pregnant.

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus};
use crate::rules::dose_limits::{own_words, route, says, sentence};
use crate::rules::steps::item_at;
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF011",
    name: "pregnancy-hazard",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "FDA-approved prescribing information: pregnancy sections and boxed warnings",
        "FDA Drug Safety Communication: NSAIDs from 20 weeks of pregnancy (2020)",
        "ACOG Practice Bulletins 203 and 222; ACOG Committee Opinion 717; ACR 2020 reproductive health guideline",
    ],
    summary: "A drug that harms in pregnancy is taken or ordered, and the patient is pregnant.",
    docs: r#"
## What it does

Where the note says that the patient is pregnant now, it looks for drugs that are contraindicated or strongly avoided and that are taken at home or ordered: ACE inhibitors and ARBs, warfarin, methotrexate, mycophenolate, retinoids, tetracyclines, NSAIDs from 20 weeks on, live vaccines …. Milder questions (a fluoroquinolone, oral fluconazole, a DOAC, valproate in epilepsy) are hints.

Silent where the drug is stopped, held, switched or avoided anywhere in the note, where its risk is discussed, where it is the treatment (methotrexate for an ectopic pregnancy, misoprostol for induction or miscarriage, indomethacin for preterm labor, warfarin for a mechanical valve), where the weeks do not fit, after delivery and while breastfeeding; statins, lithium and most antiseizure drugs are left to the specialist. Low-dose aspirin is in use.

## Why it matters

Some drugs malform the child in the weeks in which nobody has looked at the old medication list yet.

## How to fix

Say in the plan what becomes of the drug: stop it and name the replacement, or say who decides and when. Never stop an antiseizure drug abruptly.

```bad
## HPI

29-year-old G2P1001 at 14w2d with headache.

## Medications

- Lisinopril 20 mg PO daily
- Prenatal vitamin daily

## Plan

Acetaminophen 650 mg as needed. Return in 4 weeks.
```

```bad
## HPI

31-year-old woman, 30 weeks pregnant, with back pain after lifting.

## Plan

1. Back strain: ibuprofen 600 mg PO three times daily for 5 days
```

```good
## HPI

29-year-old G2P1001 at 14w2d with headache.

## Medications

- Lisinopril 20 mg PO daily
- Aspirin 81 mg daily, prenatal vitamin daily

## Plan

1. Chronic hypertension in pregnancy: stop lisinopril, start labetalol 100 mg PO twice daily
```

```good
## HPI

31-year-old woman, 6 weeks pregnant, with a right tubal ectopic pregnancy of 2 cm, stable.

## Plan

1. Ectopic pregnancy: methotrexate 50 mg/m2 IM once, hCG on days 4 and 7
```

## Precision

No finding on the 182 corpus notes (few of them obstetric) nor on the good notes, 9 of them on pregnant women. Of faults planted by somebody who had not seen the code all 14 found (11 at first sight), none of 11 look-alikes reported; of the author's own 29 of 29 and none of 30. Pregnancies that only a laboratory value tells are not seen.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let Some(pregnant) = note.patient().pregnant else {
        return;
    };
    let hazards = &note.grammar.lexicon(lexicon_ids::PREGNANCY_HAZARDS).entries;
    if is_over(note, hazards) {
        return;
    }
    let weeks = note.patient().gestation.map(|(weeks, _, _)| f64::from(weeks));
    let medications = note.medications();
    let mut told: Vec<(&str, usize)> = Vec::new();
    for (at, medication) in medications.iter().enumerate() {
        let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
        let hazard = hazards.iter().find(|it| is_meant(it, drug));
        if hazard.is_none() && !drug.flag("pregnancy-contraindicated") {
            continue;
        }
        if !is_taken(drug, medication) || is_answered(note, medications, at) {
            continue;
        }
        let Some(severity) = severity(note, hazard, medication, weeks) else {
            continue;
        };
        if hazard.is_some_and(|it| is_treatment(note, it, medications, at)) {
            continue;
        }
        // One finding for what harms alike.
        let kind = hazard.map_or(&*drug.id, |it| &*it.id);
        if let Some((_, ix)) = told.iter().find(|(known, _)| *known == kind) {
            let finding = findings[*ix].clone().related(medication.name, "this one too");
            findings[*ix] = finding;
            continue;
        }
        told.push((kind, findings.len()));
        findings.push(report(note, medication, hazard, pregnant, weeks).severity(severity));
    }
}

/// Whether the hazard is about the drug.
fn is_meant(hazard: &LexiconEntry, drug: &LexiconEntry) -> bool {
    !hazard.list("except").contains(&drug.id)
        && (hazard.list("drugs").contains(&drug.id)
            || drug
                .list("class")
                .iter()
                .any(|class| hazard.list("classes").contains(class)))
}

/// Whether the pregnancy is over, or is itself what is treated.
fn is_over(note: &Note, hazards: &[LexiconEntry]) -> bool {
    let Some(over) = hazards.iter().find(|it| &*it.id == "-over") else {
        return false;
    };
    let told = |span: Span| says(note, span, over.list("unless"));
    let roles = [
        Role::ChiefComplaint,
        Role::Identification,
        Role::Assessment,
        Role::AssessmentAndPlan,
    ];
    let title = note.title.is_some_and(told);
    let first = note
        .sections
        .iter()
        .filter(|it| roles.contains(&note.role_at(it.body.start)))
        .take(8)
        .any(|it| {
            let end = it.body.end.min(it.body.start + 600);
            told(Span::new(
                it.body.start,
                crate::text::ceil(&note.text, end as usize) as u32,
            ))
        });
    title
        || first
        || note
            .patient()
            .pregnant
            .is_some_and(|span| told(crate::rules::support::sentence_around(note, span)))
}

/// Whether it is taken at home or ordered now.
fn is_taken(drug: &LexiconEntry, medication: &Medication) -> bool {
    // "MMR given" in a plan.
    let vaccine = &*drug.category == "vaccine" && medication.status == MedicationStatus::Given;
    (medication.status.is_active() || vaccine)
        && matches!(
            medication.role,
            Role::HomeMedications
                | Role::InpatientMedications
                | Role::DischargeMedications
                | Role::Plan
                | Role::AssessmentAndPlan
                | Role::Assessment
                | Role::History
                | Role::PastHistory
                | Role::Course
        )
}

/// Whether the note says anywhere what becomes of it: stopped, held, switched, avoided, its risk discussed.
fn is_answered(note: &Note, medications: &[Medication], at: usize) -> bool {
    use MedicationStatus::{Changed, Held, NotTaken, Stopped};
    let medication = &medications[at];
    // What was stopped once, by the history, is no answer for what is on the list or ordered now.
    let same = |it: &&Medication| it.entry == medication.entry && rank(it.role) >= rank(medication.role);
    let mut others = medications.iter().filter(same);
    let over = others.any(|it| {
        matches!(it.status, Stopped | Held)
            || it.status == NotTaken && it.role != Role::Allergies
            || it.status == Changed && it.dose.is_none()
    });
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let by_class = || {
        note.phrases_of(lexicon_ids::DRUG_CLASSES).any(|hit| {
            note.entry(hit)
                .list("class")
                .iter()
                .any(|class| drug.list("class").contains(class))
                && matches!(note.treatment_status(hit.span).0, Stopped | Held | NotTaken | Changed)
        })
    };
    let words = [
        "risk*",
        "teratogen*",
        "fetal",
        "fetus",
        "category x",
        "contraindicat*",
        "safe in pregnancy",
        "safety in pregnancy",
        "stop*",
        "discontinu*",
        "d/c",
        "dc'd",
        "switch*",
        "replac*",
        "until",
        "before pregnancy",
        "prior to pregnancy",
        "pre-pregnancy",
        "mfm",
        "maternal-fetal*",
        "postpartum",
        "after delivery",
        "benefit*",
        "counsel*",
        "in place of",
        "instead",
        "previously",
        "before she knew",
        "cannot",
        "avoid*",
        "taper*",
        "wean*",
        "declin*",
        "not taking",
        "self-stopped",
        "last dose",
        "last taken",
    ];
    let spoken = || {
        medications
            .iter()
            .enumerate()
            .filter(|(_, it)| same(it))
            .any(|(at, it)| {
                let listed = matches!(
                    it.role,
                    Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications
                );
                let span = if listed {
                    own_words(note, medications, at)
                } else {
                    sentence(note, it).cover(own_words(note, medications, at))
                };
                says(note, span, &words)
            })
    };
    over || by_class() || spoken()
}

/// How late a section comes in the thought of the writer.
fn rank(role: Role) -> u8 {
    match role {
        Role::HomeMedications => 1,
        Role::Course | Role::InpatientMedications => 2,
        Role::Assessment | Role::Plan | Role::AssessmentAndPlan | Role::DischargeMedications => 3,
        _ => 0,
    }
}

/// How much it matters at this age of the pregnancy; `None` if not at all.
fn severity(
    note: &Note,
    hazard: Option<&LexiconEntry>,
    medication: &Medication,
    weeks: Option<f64>,
) -> Option<Severity> {
    let Some(hazard) = hazard else {
        return is_systemic(note, medication).then_some(Severity::Error);
    };
    let new = matches!(medication.status, MedicationStatus::Ordered | MedicationStatus::Given)
        && !matches!(medication.role, Role::HomeMedications | Role::InpatientMedications);
    let in_use = hazard
        .number("most")
        .is_some_and(|most| medication.dose.is_none_or(|dose| dose.mg.is_none_or(|mg| mg <= most)));
    let local = !hazard.id.starts_with("topical") && !is_systemic(note, medication);
    if hazard.flag("silent") || hazard.flag("ordered") && !new || in_use || local {
        return None;
    }
    let (from, until) = (hazard.number("from"), hazard.number("until"));
    let timed = from.is_some() || until.is_some();
    match weeks {
        Some(weeks) if from.is_some_and(|from| weeks < from) || until.is_some_and(|until| weeks > until) => None,
        None if timed && hazard.flag("mild") => None,
        None if timed => Some(Severity::Info),
        _ if hazard.flag("mild") => Some(Severity::Info),
        _ if timed => Some(Severity::Warning),
        _ => Some(Severity::Error),
    }
}

/// Whether it reaches the whole body.
fn is_systemic(note: &Note, medication: &Medication) -> bool {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let route = route(note, medication);
    let local = |it: &str| matches!(it, "topical" | "ophthalmic" | "otic" | "nasal" | "inhaled");
    if route.is_empty() {
        !drug.list("routes").first().is_some_and(|first| local(first))
    } else {
        !local(route)
    }
}

/// Whether it is the treatment here: its problem or its sentence says so.
fn is_treatment(note: &Note, hazard: &LexiconEntry, medications: &[Medication], at: usize) -> bool {
    let words = hazard.list("unless");
    if words.is_empty() {
        return false;
    }
    let medication = &medications[at];
    let around = sentence(note, medication).cover(own_words(note, medications, at));
    let title = item_at(note, medication.span.start)
        .and_then(|item| item.problem)
        .and_then(|problem| note.assessment().problems.get(problem as usize))
        .map(|problem| problem.title);
    let in_problems = || {
        note.assessment()
            .problems
            .iter()
            .take(24)
            .any(|it| says(note, it.title, words))
    };
    let in_history = || {
        hazard.id == "warfarin"
            && note.sections.iter().take(40).any(|it| {
                matches!(
                    note.role_at(it.body.start),
                    Role::PastHistory | Role::SurgicalHistory | Role::History
                ) && says(
                    note,
                    Span::new(
                        it.body.start,
                        crate::text::ceil(&note.text, it.body.end.min(it.body.start + 2000) as usize) as u32,
                    ),
                    words,
                )
            })
    };
    says(note, around, words) || title.is_some_and(|title| says(note, title, words)) || in_problems() || in_history()
}

fn report(
    note: &Note,
    medication: &Medication,
    hazard: Option<&LexiconEntry>,
    pregnant: Span,
    weeks: Option<f64>,
) -> Finding {
    let name = quote(note.slice(medication.name), 40);
    let why = hazard
        .and_then(|it| it.text("why"))
        .unwrap_or("its label warns against it in pregnancy");
    let since = weeks.map_or_else(
        || "the patient is pregnant".to_owned(),
        |weeks| format!("the patient is {weeks} weeks pregnant"),
    );
    let verb = if matches!(medication.role, Role::Plan | Role::AssessmentAndPlan)
        && medication.status == MedicationStatus::Ordered
    {
        "is ordered"
    } else {
        "is taken"
    };
    Finding::new(medication.name, format!("{name} {verb}, and {since}: {why}"))
        .help(match hazard.and_then(|it| it.text("instead")) {
            Some(instead) => format!("say in the plan what becomes of it; {instead}"),
            None => "say in the plan what becomes of it, and who decides".to_owned(),
        })
        .related(pregnant, "pregnant")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Severity;
    use crate::rules::support::testing::{run, silent, speaks};

    /// A note on a patient at 14 weeks who takes this.
    fn taken(line: &str) -> String {
        format!(
            "## HPI\n\n29-year-old G2P1001 at 14w2d with headache.\n\n## Medications\n\n- {line}\n\n## Plan\n\nRest.\n"
        )
    }

    /// A note on a patient at 24 weeks with this plan.
    fn ordered(line: &str) -> String {
        format!("## HPI\n\n29-year-old woman, 24 weeks pregnant, with fever.\n\n## Assessment and Plan\n\n{line}\n")
    }

    #[test]
    fn taken_or_ordered() {
        let taken = [
            "lisinopril 20 mg daily",
            "losartan 50 mg daily",
            "warfarin 5 mg daily",
            "methotrexate 15 mg weekly",
            "isotretinoin 40 mg daily",
            "doxycycline 100 mg BID",
            "mycophenolate 1 g BID",
            "valproate 500 mg BID",
            "finasteride 5 mg",
            "Entresto 49/51 BID",
            "Cytotec 200 mcg QID",
        ]
        .map(taken);
        speaks(&RULE, &taken.iter().map(String::as_str).collect::<Vec<_>>());
        let ordered = [
            "Ibuprofen 600 mg TID for 5 days",
            "Start lisinopril 10 mg daily for hypertension",
            "1. UTI: ciprofloxacin 500 mg BID for 3 days",
            "Fluconazole 150 mg PO once for yeast",
            "continue enalapril 10 mg BID",
            "MMR vaccine today",
        ]
        .map(ordered);
        speaks(&RULE, &ordered.iter().map(String::as_str).collect::<Vec<_>>());
        speaks(
            &RULE,
            &[
                "## HPI\n\n24-year-old pregnant woman with acne.\n\n## Plan\n\nAcne: minocycline 100 mg BID.\n",
                "HPI: 30-year-old woman at 38w1d with dysuria.\n\nPlan: nitrofurantoin 100 mg BID for 5 days.\n",
                "PC: 32 year old woman, 28/40, with back pain.\n\nPlan: diclofenac 50mg tds, review 1/52\n",
                // Stopped once, and ordered again.
                "## HPI\n\n29-year-old woman, 12 weeks pregnant. Isotretinoin finished in 2019.\n\n## Plan\n\n1. Acne: isotretinoin 40 mg daily\n",
            ],
        );
    }

    #[test]
    fn what_is_in_use_or_answered() {
        let taken = [
            "labetalol 200 mg BID",
            "aspirin 81 mg daily",
            "sertraline 50 mg daily",
            "lisinopril 20 mg daily (stopped at positive test)",
            "tretinoin 0.05% cream",
            "atorvastatin 20 mg daily",
            "lithium 300 mg BID",
            "ibuprofen 400 mg prn",
        ]
        .map(taken);
        silent(&RULE, &taken.iter().map(String::as_str).collect::<Vec<_>>());
        let ordered = [
            "Avoid NSAIDs. Acetaminophen 650 mg prn.",
            "Stop lisinopril, start labetalol 100 mg BID",
            "Indomethacin 50 mg loading for preterm labor tocolysis",
            "Counselled on risk of valproate; neurology referral",
            "Oxytocin per protocol; misoprostol 25 mcg for induction of labor",
            "Carboprost and methylergonovine available for hemorrhage",
            "Allergy to doxycycline. Azithromycin 500 mg.",
            "After delivery: lisinopril 10 mg PO daily again",
        ]
        .map(ordered);
        silent(&RULE, &ordered.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn not_pregnant_now() {
        silent(
            &RULE,
            &[
                "HPI: 28-year-old woman, 6 weeks pregnant with ectopic pregnancy.\n\nPlan: methotrexate 50 mg/m2 IM.\n",
                "HPI: 28-year-old woman, trying to get pregnant.\n\nMedications: lisinopril 10 mg daily\n",
                "HPI: 28-year-old woman, not pregnant.\n\nMedications: lisinopril 10 mg daily\n",
                "HPI: 28-year-old woman G2P2, 3 weeks postpartum, breastfeeding.\n\nPlan: enalapril 5 mg daily\n",
                "HPI: 40-year-old man. His wife is pregnant.\n\nMedications: finasteride 1 mg daily\n",
                "HPI: 35-year-old woman. Preeclampsia in her last pregnancy.\n\nMedications: lisinopril 10 mg daily\n",
                "HPI: 28-year-old woman with acne. Pregnancy test negative.\n\nPlan: isotretinoin 40 mg daily\n",
                "HPI: 30-year-old woman at 8 weeks with missed abortion.\n\nPlan: misoprostol 800 mcg vaginally.\n",
                "HPI: 30-year-old G1 at 12 weeks with a mechanical mitral valve.\n\nMedications: warfarin 5 mg daily\n",
                "HPI: 83-year-old woman with falls.\n\nMedications: lisinopril 10 mg daily\n\nExam: vision 20/40 with glasses\n",
            ],
        );
    }

    #[test]
    fn what_is_told() {
        let found = run(&RULE, &taken("lisinopril 20 mg daily"));
        assert_eq!(found[0].severity, Some(Severity::Error));
        assert!(
            found[0]
                .message
                .starts_with("lisinopril is taken, and the patient is 14 weeks pregnant: it harms")
        );
        // What harms alike is one finding.
        let found = run(&RULE, &ordered("Ketorolac 30 mg IV once, then ibuprofen 600 mg TID"));
        assert_eq!((found.len(), found[0].related.len()), (1, 2));
    }
}
