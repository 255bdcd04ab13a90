//! SAF012: a dose by body weight in a note that holds no weight.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus, Vital, VitalKind};
use crate::rules::dose_limits::{self, Measure, is_outgrown, says};
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF012",
    name: "weight-based-dose-without-weight",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "ISMP Targeted Medication Safety Best Practices (weigh every patient, in metric units)",
        "AAP policy: Prevention of Medication Errors in the Pediatric Inpatient Setting",
        "Joint Commission MM.01.01.01 (weight before a weight-based drug is dispensed)",
    ],
    summary: "A dose is by body weight, or a child's drug is dosed, and no weight stands anywhere in the note.",
    docs: r#"
## What it does

Reports orders whose dose is for each kilogram (`15 mg/kg`, `1 mg/kg every 12 hours`), and doses for children under 12 of drugs that are dosed by weight, in a note that gives no weight: not in the front matter, the vital signs, nor the text. All such orders of one note are one finding.

Silent: infusion rates that are titrated (`0.1 mcg/kg/min`); a weight anywhere in the note, in kg or pounds; what was given before or elsewhere, what is only considered (what is ordered for a stated case counts); creams, drops, inhalers, vaccines, and drugs that are dosed by age (vitamin D, montelukast).

## Why it matters

A child's dose without the weight cannot be checked by pharmacist, nurse or reader; a guess by age is off by half as often as not.

## How to fix

Write the weight in kg with the vital signs, and in the order the mg/kg, the product and how often: "amoxicillin 45 mg/kg/dose (630 mg) PO twice daily for 14 kg".

```bad
## HPI

3-year-old girl with ear pain and fever for two days.

## Exam

T 38.9 °C, HR 128. Right tympanic membrane red and bulging.

## Assessment and Plan

1. Acute otitis media: amoxicillin 90 mg/kg/day PO divided twice daily for 10 days
```

```bad
## HPI

4-year-old boy with fever since yesterday, drinking well.

## Plan

Ibuprofen 150 mg PO every 6 hours as needed for fever. Return if he stops drinking.
```

```good
## HPI

3-year-old girl with ear pain and fever for two days.

## Exam

T 38.9 °C, HR 128, weight 14 kg. Right tympanic membrane red and bulging.

## Assessment and Plan

1. Acute otitis media: amoxicillin 90 mg/kg/day (630 mg twice daily) PO for 10 days
```

```good
## HPI

61-year-old woman with cough for three days. Her granddaughter got amoxicillin 90 mg/kg/day last week.

## Plan

Amoxicillin 1 g PO three times daily for 5 days.
```

## Precision

No finding on the 182 corpus notes nor on the good notes. Of faults planted by somebody who had not seen the code 13 of 13 found (10 at first sight), none of 10 look-alikes reported; of the author's own 19 of 19 and none of 24.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

/// How many orders are named.
const NAMED: usize = 4;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let medications = note.medications();
    let child = note.patient().years().is_some_and(|years| years < 12.0);
    let mut orders: Vec<(Span, bool)> = Vec::new();
    for medication in medications {
        let of_child = || child && is_by_weight(note, medication);
        let order = match (per_kilogram(note, medication), medication.dose) {
            (Some(span), _) => (span, true),
            (None, Some(dose)) if of_child() => (medication.name.cover(dose.span), false),
            _ => continue,
        };
        if is_ordered(note, medication) {
            orders.push(order);
        }
    }
    let Some((first, by_kg)) = orders.first().copied() else {
        return;
    };
    // An adult's own weight may stand in the chart; a home dose of a child was fitted by somebody else.
    if has_weight(note) {
        return;
    }
    let named: Vec<String> = orders
        .iter()
        .take(NAMED)
        .map(|(span, _)| format!("\"{}\"", quote(note.slice(*span), 50)))
        .collect();
    let more = if orders.len() > NAMED { ", …" } else { "" };
    let verb = if orders.len() == 1 { "is" } else { "are" };
    let what = if by_kg {
        format!(
            "{}{more} {verb} dosed by weight, and the note gives no weight",
            named.join(", ")
        )
    } else {
        format!(
            "{}{more} {verb} for a child, and the note gives no weight to check {} by",
            named.join(", "),
            if orders.len() == 1 { "it" } else { "them" }
        )
    };
    let mut finding = Finding::new(first, what).help(if by_kg {
        "write the weight in kg with the vital signs, and the product beside the mg/kg"
    } else {
        "write the weight in kg with the vital signs, and the mg/kg with the order"
    });
    for (span, _) in &orders[1..] {
        finding = finding.related(*span, "dosed by weight too");
    }
    findings.push(finding);
}

/// Whether it is an order of this note, also for the case that something happens, or taken on.
fn is_ordered(note: &Note, medication: &Medication) -> bool {
    use MedicationStatus::{Changed, Continued, NotTaken, Ordered};
    let elsewhere = matches!(
        medication.role,
        Role::History
            | Role::PastHistory
            | Role::SurgicalHistory
            | Role::FamilyHistory
            | Role::SocialHistory
            | Role::Allergies
            | Role::ReviewOfSystems
            | Role::HomeMedications
    );
    // "Over 150 mg/kg is toxic", "a goal of 0.5 mL/kg".
    let line = line_at(note, medication.name.start);
    let about = Span::new(line.start.min(medication.span.start), medication.span.end.max(line.end));
    if elsewhere
        || says(
            note,
            about,
            &[
                "toxic*",
                "limit",
                "exceed*",
                "goal",
                "target",
                "told",
                "more than",
                "threshold",
            ],
        )
    {
        return false;
    }
    let conditional = || {
        medication.verb.is_some_and(|verb| {
            ["if", "if needed add"]
                .iter()
                .any(|it| note.slice(verb).eq_ignore_ascii_case(it))
                || note
                    .phrases_in(lexicon_ids::MEDICATION_VERBS, verb)
                    .any(|hit| hit.span == verb && matches!(note.grammar.category(hit), "start" | "change"))
        })
    };
    match medication.status {
        Ordered | Continued | Changed => true,
        NotTaken => conditional() && (medication.route.is_some() || medication.frequency.is_some()),
        _ => false,
    }
}

/// `15 mg/kg` and what goes with it, with the name of the drug.
fn per_kilogram(note: &Note, medication: &Medication) -> Option<Span> {
    let text = note.slice(medication.span);
    memchr::memchr2(b'k', b'K', text.as_bytes())?;
    let text = text.to_ascii_lowercase();
    let at = ["/kg", " per kg", " / kg", "per kilo"]
        .iter()
        .find_map(|sign| text.find(sign).map(|at| at + sign.len()))?;
    let rest = text[at..].trim_start_matches([' ', '/']);
    if ["h", "min", "hr", "hour", "minute", "per h", "per min"]
        .iter()
        .any(|it| {
            rest.strip_prefix(it)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() && !"ouri ".contains(c)))
        })
    {
        return None;
    }
    let by_dose = text[..at].contains(|c: char| c.is_ascii_digit());
    let end = (medication.span.start as usize + at) as u32;
    by_dose.then(|| Span::new(medication.span.start, note.text.len().min(end as usize) as u32))
}

/// Whether a child's dose of the drug, given like this, is by weight.
fn is_by_weight(note: &Note, medication: &Medication) -> bool {
    let Some(dose) = medication.dose else { return false };
    let route = dose_limits::route(note, medication);
    let local = !matches!(
        route,
        "" | "oral"
            | "tube"
            | "intravenous"
            | "intramuscular"
            | "subcutaneous"
            | "rectal"
            | "intraosseous"
            | "sublingual"
    );
    let by_age = [
        "montelukast",
        "cetirizine",
        "albuterol",
        "methylphenidate",
        "guanfacine",
        "clonidine",
        "levothyroxine",
        "epinephrine",
        "ferrous sulfate",
        "iron",
        "lithium",
    ];
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    !local
        && !by_age.contains(&&*drug.id)
        && dose_limits::by_weight(note, medication).is_some()
        && dose_limits::quantity(note, &dose)
            .is_some_and(|it| matches!(it.measure, Measure::Milligram | Measure::Unit | Measure::Millilitre))
}

/// Whether the note tells the weight of the patient anywhere.
fn has_weight(note: &Note) -> bool {
    let measured = |it: &Vital| it.kind == VitalKind::Weight && !is_outgrown(note, it);
    if note.patient().weight.is_some() || note.vitals().iter().any(measured) {
        return true;
    }
    // In prose: "weighs 14 kg", "at 14.2 kg", "for 14 kg", "wt: 31 lb", "(12 kg)".
    let text: &str = &note.text;
    let lower = text.to_ascii_lowercase();
    ["kg", "kgs", "kilo", "kilogram", "kilograms", "lb", "lbs", "pounds"]
        .iter()
        .any(|unit| {
            lower.match_indices(unit).any(|(at, _)| {
                let after = lower[at + unit.len()..].chars().next();
                let before = lower[..at].trim_end_matches([' ', '-', '\u{a0}']);
                !after.is_some_and(|c| c.is_alphanumeric() || c == '/' || c == '²')
                    && before.ends_with(|c: char| c.is_ascii_digit())
                    && !is_other_weight(note, Span::new(before.len() as u32, (at + unit.len()) as u32))
            })
        })
}

/// A weight of something else: a change of weight, a lifted load, a limit.
fn is_other_weight(note: &Note, span: Span) -> bool {
    let start = crate::text::ceil(&note.text, (span.start as usize).saturating_sub(30)) as u32;
    let before = Span::new(start.min(span.start), span.start);
    says(
        note,
        before,
        &[
            "lift*",
            "lost",
            "loss",
            "gain*",
            "gained",
            "carry*",
            "over",
            "under",
            "above",
            "below",
            "less than",
            "more than",
            "birth*",
            "bw",
            "bwt",
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    /// A note on a child without a weight.
    fn child(plan: &str) -> String {
        format!(
            "## HPI\n\n2-year-old boy with fever for 2 days.\n\n## Exam\n\nT 38.4, HR 120. TMs clear.\n\n## Plan\n\n{plan}\n"
        )
    }

    fn adult(plan: &str) -> String {
        format!("## HPI\n\n58-year-old woman with pain.\n\n## Plan\n\n{plan}\n")
    }

    #[test]
    fn orders_without_a_weight() {
        let children = [
            "Amoxicillin 90 mg/kg/day divided BID for 10 days",
            "Ibuprofen 150 mg q6h prn fever",
            "Fever: acetaminophen 15 mg/kg every 4-6 hours as needed",
            "Ceftriaxone 50 mg/kg IM once",
            "Amoxicillin 400 mg/5 mL, 6 mL BID for 10 days",
            "Azithromycin 10 mg/kg day 1 then 5 mg/kg days 2-5",
            "Paracetamol 180 mg QDS",
            "Zofran 0.15 mg/kg ODT",
            "If fever persists, start amoxicillin 45 mg/kg BID",
        ]
        .map(child);
        speaks(&RULE, &children.iter().map(String::as_str).collect::<Vec<_>>());
        let adults = [
            "enoxaparin 1 mg/kg SC q12h",
            "vancomycin 15 mg/kg IV q12h",
            "tPA 0.9 mg per kg",
            "heparin bolus 80 units/kg IV, then 18 units/kg/h",
            "Gentamicin 5 mg/kg IV OD if he gets worse.",
        ]
        .map(adult);
        speaks(&RULE, &adults.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn one_finding_for_all() {
        let note = child("Amoxicillin 45 mg/kg BID. Ibuprofen 10 mg/kg q6h prn.");
        assert_eq!(hits(&RULE, &note), ["Amoxicillin 45 mg/kg"]);
    }

    #[test]
    fn look_alikes() {
        let children = [
            "Weight today 12 kg. Amoxicillin 90 mg/kg/day",
            "Amoxicillin 540 mg BID (90 mg/kg/day for 12 kg)",
            "She weighs 31 pounds. Ibuprofen 10 mg/kg q6h",
            "Nystatin cream TID",
            "Albuterol 2 puffs q4h prn with spacer",
            "Vitamin D 400 units daily",
            "Children's Tylenol as needed",
            "Consider amoxicillin 90 mg/kg/day if no better",
            "Continue montelukast 4 mg nightly",
            "Epinephrine 0.15 mg IM auto-injector prescribed",
        ]
        .map(child);
        silent(&RULE, &children.iter().map(String::as_str).collect::<Vec<_>>());
        let adults = [
            "amoxicillin 500 mg TID",
            "norepinephrine 0.1 mcg/kg/min",
            "insulin infusion 0.1 units/kg/h",
            "Told that over 150 mg/kg of acetaminophen in a day is toxic.",
            "Urine output goal 0.5 mL/kg/h",
        ]
        .map(adult);
        silent(&RULE, &adults.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "## HPI\n\n3-year-old girl with cough.\n\n## Exam\n\nWt 14.2 kg (50th percentile)\n\n## Plan\n\nAmoxicillin 600 mg BID\n",
                "## HPI\n\n15-year-old boy with sore throat.\n\n## Plan\n\nAmoxicillin 500 mg BID for 10 days\n",
                "## HPI\n\n3-year-old girl. In the ED she received ibuprofen 10 mg/kg.\n\n## Plan\n\nFluids.\n",
                "---\npatient-weight: 12 kg\n---\n## HPI\n\n2-year-old boy.\n\n## Plan\n\nAmoxicillin 45 mg/kg BID\n",
            ],
        );
    }
}
