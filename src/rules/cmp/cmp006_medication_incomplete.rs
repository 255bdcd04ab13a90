//! CMP006: a drug without its dose or frequency.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Medication, MedicationStatus};
use crate::note::{Note, SectionIx};
use crate::rules::prescriptions::{
    Incomplete, Lack, incomplete, is_excused, is_otc, is_procedure, named, setting, severity,
};
use crate::rules::support::{heading, is_british, is_remote, quote, trim};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP006",
    name: "medication-incomplete",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "together",
        default: OptionDefault::Int(3),
        doc: "From how many incomplete drugs of one list on they are reported together, as one finding.",
    }],
    fix: None,
    sources: &[
        "Joint Commission MM.04.01.01 (elements of a medication order) and NPSG.03.06.01 (name, dose, route, frequency, purpose)",
        "ISMP List of High-Alert Medications",
    ],
    summary: "A drug in a medication list lacks its dose or frequency.",
    docs: r#"
## What it does

Reads every drug of a medication list, and says what is missing: the dose (or its unit), how often, and
for a drug that is given by mouth and by vein the route. A list of three or more incomplete drugs is one finding. A list that only says
"see chart" is reported too. New orders of the plan are ACT004.

Not asked for: the frequency of what is given once or as an infusion, the route of a home medication (a tablet is swallowed), the dose of creams, drops, sprays and
contraceptives, anything of vitamins, fluids and vaccines, the dose of what is bought
without a prescription, and what another place of the note says: "continue lisinopril" is complete if the list has its
dose. "Dose unknown" is an answer, and so are a sliding scale and a taper.

## Why it matters

A drug without a dose cannot be prescribed from, reconciled or checked. On admission "metoprolol" becomes somebody's
guess, and most errors at admission and discharge start with such a list.

## How to fix

Write dose, unit and frequency: `metoprolol tartrate 25 mg twice daily`. If the patient does not know, ask the
pharmacy, or write "dose unknown".

```bad
## HPI

62-year-old man with hypertension and diabetes here for follow-up. He feels well.

## Medications

- Lisinopril 20 mg PO daily
- Metformin
- Atorvastatin 40 mg PO at bedtime

## Plan

Continue all medications. Return in 3 months.
```

```good
## HPI

62-year-old man with hypertension and diabetes here for follow-up. He feels well.

## Medications

- Lisinopril 20 mg PO daily
- Metformin 500 mg PO twice daily
- Atorvastatin 40 mg PO at bedtime
- Albuterol inhaler as needed for wheezing
- Multivitamin

## Plan

Continue lisinopril and metformin. Start amlodipine 5 mg daily. Return in 3 months.
```

```good
PC: sore throat
DH: nil regular. Paracetamol as needed.
Imp: tonsillitis
Plan: phenoxymethylpenicillin 500 mg QDS for 5 days, fluids, review if no better
```

## Precision

41 findings in the 182 notes of the development corpus, all read, none wrong. Of faults planted by somebody who had not seen
the rule nearly all of those in lists are found, and none of 24 look-alikes is reported; orders of the plan, which were
counted here before, are ACT004 now.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES, lexicon_ids::ELSEWHERE]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template || is_procedure(note) {
        return;
    }
    let medications = note.medications();
    let found = incomplete(note, false);
    let gentle = is_british(note) || is_remote(note);
    let together = usize::try_from(context.int("together")).unwrap_or(0).max(2);
    let mut at = 0;
    while at < found.len() {
        let first = &found[at];
        let same = found[at..]
            .iter()
            .take_while(|other| other.section == first.section)
            .count();
        let group = &found[at..at + same];
        if !is_excused(note, first.section) {
            if same >= together {
                findings.push(report_list(note, medications, group, gentle));
            } else {
                findings.extend(group.iter().map(|it| report(note, it, gentle)));
            }
        }
        at += same;
    }
    elsewhere(note, medications, findings);
    unnamed(note, medications, gentle, findings);
}

fn report(note: &Note, it: &Incomplete<'_>, gentle: bool) -> Finding {
    let name = note.slice(it.medication.name);
    let written = quote(note.slice(it.medication.span), 60);
    let what = named(it.lack);
    let message = format!("\"{written}\" in the medication list lacks {what}");
    let high_alert = note
        .entry_at(lexicon_ids::DRUGS, it.medication.entry)
        .flag("high-alert");
    let help = if it.lack
        == (Lack {
            reason: true,
            ..Lack::default()
        }) {
        format!("say for what: \"{} … as needed for …\"", quote(name, 40))
    } else {
        format!(
            "write dose, unit and frequency{}, or \"dose unknown\"{}",
            if it.lack.route { ", and the route" } else { "" },
            if high_alert {
                "; it is a high-alert drug, where a slip does most harm"
            } else {
                ""
            }
        )
    };
    Finding::new(it.medication.name, message)
        .help(help)
        .severity(severity(it.lack, gentle || is_otc(note, it.medication)))
}

fn report_list(note: &Note, medications: &[Medication], group: &[Incomplete<'_>], gentle: bool) -> Finding {
    let first = &group[0];
    let names: Vec<String> = group
        .iter()
        .take(6)
        .map(|it| format!("{} ({})", quote(note.slice(it.medication.name), 30), named(it.lack)))
        .collect();
    let more = if group.len() > 6 { ", …" } else { "" };
    let all = medications
        .iter()
        .filter(|it| it.section == first.section && setting(it) == Some(false))
        .count();
    let lack = group.iter().fold(Lack::default(), |all, it| Lack {
        dose: all.dose || it.lack.dose,
        unit: all.unit || it.lack.unit,
        frequency: all.frequency || it.lack.frequency,
        route: all.route || it.lack.route,
        reason: all.reason || it.lack.reason,
    });
    let mut finding = Finding::new(
        first.medication.name,
        format!(
            "{} of {all} medications are incomplete: {}{more}",
            group.len(),
            names.join(", ")
        ),
    )
    .help("write dose, unit and frequency of each, or \"dose unknown\"")
    .severity(severity(
        lack,
        gentle || group.iter().all(|it| is_otc(note, it.medication)),
    ));
    for it in group.iter().skip(1) {
        finding = finding.related(it.medication.name, format!("no {}", named(it.lack)));
    }
    finding
}

/// A list of medications that only points to another document.
fn elsewhere(note: &Note, medications: &[Medication], findings: &mut Vec<Finding>) {
    for (at, section) in note.sections.iter().enumerate() {
        let is_list = section.id.is_some_and(|id| {
            matches!(
                note.grammar.role(id),
                Role::HomeMedications | Role::DischargeMedications
            )
        });
        if !is_list || names_drug(medications, section.body) {
            continue;
        }
        let Some(hit) = note
            .phrases_in(lexicon_ids::ELSEWHERE, section.body)
            .find(|hit| note.grammar.category(hit) != "unnamed")
        else {
            continue;
        };
        // Nothing but that stands there.
        let body = trim(note.slice(section.body));
        if body.split_whitespace().count() > 12 {
            continue;
        }
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "{} says \"{}\" and names no drug",
                    quote(heading(note, SectionIx(at as u32)), 40),
                    quote(body, 60)
                ),
            )
            .help("list each drug with dose and frequency, or write \"none\": the note must stand by itself"),
        );
    }
}

/// Whether a drug is named in `span`.
fn names_drug(medications: &[Medication], span: Span) -> bool {
    let at = medications.partition_point(|it| it.name.start < span.start);
    medications.get(at).is_some_and(|it| it.name.start < span.end)
}

/// "A water pill and a blood thinner": a class in a list, and no drug beside it.
fn unnamed(note: &Note, medications: &[Medication], gentle: bool, findings: &mut Vec<Finding>) {
    let mut section = None;
    let classes = note.phrases_of(lexicon_ids::DRUG_CLASSES);
    let described = note
        .phrases_of(lexicon_ids::ELSEWHERE)
        .filter(|hit| note.grammar.category(hit) == "unnamed");
    for hit in classes.chain(described) {
        let role = note.role_at(hit.span.start);
        let here = note.section_at(hit.span.start);
        if !matches!(role, Role::HomeMedications | Role::DischargeMedications) || here == section {
            continue;
        }
        let sentence = note
            .sentence_at(hit.span.start)
            .map_or(hit.span, |sentence| sentence.span);
        let around = Span::new(
            sentence
                .start
                .max(hit.span.start.saturating_sub(40))
                .min(hit.span.start),
            sentence.end.min(hit.span.end + 40).max(hit.span.end),
        );
        let (status, verb) = note.treatment_status(hit.span);
        let category = note.grammar.category(hit);
        let taken = status == MedicationStatus::Home && verb.is_none_or(|verb| !note.slice(verb).is_empty());
        let vague =
            !matches!(category, "contrast" | "oncology") && !note.slice(hit.span).eq_ignore_ascii_case("steroid cream");
        if !taken || !vague || names_drug(medications, around) || is_excused(note, here) {
            continue;
        }
        section = here;
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "The medication list says \"{}\" and not which drug",
                    quote(note.slice(hit.span), 40)
                ),
            )
            .help("name the drug with dose and frequency, or write that the patient does not know it")
            .severity(if gentle { Severity::Info } else { Severity::Warning }),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn home(list: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough.\n\n## Medications\n\n{list}\n\n## Plan\n\nRest.\n")
    }

    #[test]
    fn what_is_missing_is_named() {
        let text = home("- Lisinopril 20 mg daily\n- Metformin\n- Lipitor 40\n");
        let found = run(&RULE, &text);
        let messages: Vec<&str> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "\"Metformin\" in the medication list lacks dose and frequency",
                "\"Lipitor 40\" in the medication list lacks unit and frequency",
            ]
        );
        assert_eq!(hits(&RULE, &text), ["Metformin", "Lipitor"]);
    }

    #[test]
    fn how_often_in_other_words() {
        silent(
            &RULE,
            &[&home(
                "- Nicotine patch 14 mg/24 h\n- Lanthanum 500 mg w/ meals\n- Iron sucrose 200 mg IV 3/14\n- insulin aspart correction\n",
            )],
        );
    }

    #[test]
    fn a_poor_list_is_one_finding() {
        let text = home("metformin, lisinopril, atorvastatin, aspirin 81 mg daily");
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "3 of 4 medications are incomplete: metformin (dose and frequency), lisinopril (dose and frequency), atorvastatin (dose and frequency)"
        );
    }

    #[test]
    fn incomplete() {
        let lists = [
            "Metformin", "- Warfarin daily", "- Atorvastatin 40 mg", "Eliquis BID", "1. Metoprolol tartrate 25 mg twice daily\n2. Amlodipine", "gabapentin three times a day",
            "| Drug | Dose | Frequency |\n| --- | --- | --- |\n| metformin | 500 mg | |\n| lisinopril | 10 mg | daily |",
            "Takes levothyroxine and amlodipine 5 mg daily.", "insulin glargine at bedtime", "see chart", "Reviewed in Epic", "a water pill and a blood thinner", "aspirin", "omeprazole daily", "No changes to metformin, lisinopril or aspirin", "- No insulin; takes metformin", "pegfilgrastim 6 mg subcutaneously", "Blood pressure pills daily",
        ]
        .map(home);
        let texts: Vec<&str> = lists.iter().map(String::as_str).collect();
        speaks(&RULE, &texts);
    }

    #[test]
    fn look_alikes() {
        let lists = [
            "- Lisinopril 20 mg daily",
            "None",
            "Multivitamin, vitamin D, fish oil",
            "albuterol inhaler PRN",
            "Tylenol as needed, ibuprofen occasionally",
            "microgynon",
            "metformin, dose unknown",
            "metformin and lisinopril, doses unknown",
            "insulin lispro sliding scale",
            "hydrocortisone cream BID",
            "latanoprost eye drops nightly",
            "warfarin per INR",
            "Advair 250/50 1 puff BID",
            "furosemide 40 mg daily, held since Monday",
            "not taking metformin",
            "Symbicort 160/4.5 2 puffs BID",
            "metformin ***",
            "prednisone taper",
            "Z-pak",
            "methotrexate 15 mg weekly",
            "oxycodone 5 mg PRN",
            "Patient denies taking any current medications.",
            "nitroglycerin SL PRN chest pain",
            "Augmentin 875 mg BID x 7 days",
            "carvedilol 12.5 mg twice daily with food",
            "No anticoagulants or NSAIDs",
            "a blood thinner (apixaban 5 mg BID)",
            "hydrocortisone 1% cream twice daily",
            "insulin pump",
            "insulin lispro by scale",
            "EpiPen",
            "emollients",
            "over-the-counter cetirizine for sneezing",
            "As needed in the last 24 hours: oxycodone 5 mg, two doses",
            "- No antiseizure drug, anticoagulant, antiplatelet drug, bupropion, tramadol or sleeping pill",
            "- No steroid in the last 2 years, SGLT2 inhibitor, GLP-1 agonist or herbal product",
            "- Anticoagulant, antiplatelet, steroid, insulin: none; no sildenafil",
            "- Pegfilgrastim 6 mg subcutaneously on day 2 of each cycle",
            "- Olanzapine 2.5 mg PO on days 1 to 4 of each cycle",
            "- Rituximab 375 mg/m2 IV every cycle",
            "docetaxel 75 mg/m2 and cyclophosphamide 600 mg/m2 every 3 weeks",
        ]
        .map(home);
        let texts: Vec<&str> = lists.iter().map(String::as_str).collect();
        silent(&RULE, &texts);
    }

    #[test]
    fn what_another_place_says_is_not_missing() {
        silent(
            &RULE,
            &[
                "## HPI\n\nTakes metformin 500 mg twice daily.\n\n## Medications\n\nMetformin\n\n## Plan\n\nStart metformin again.\n",
            ],
        );
    }
}
