//! CMP007: an allergy without its reaction.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Allergy, AllergyTold};
use crate::note::{Note, SectionIx};
use crate::rules::support::{heading, quote, trim};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP007",
    name: "allergy-reaction",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "ONC USCDI: allergies and intolerances are recorded as substance and reaction",
        "2022 AAAAI/ACAAI drug allergy practice parameter",
        "NICE CG183 (drug allergy): record the drug, the signs, their severity and the date",
    ],
    summary: "An allergy is listed without its reaction.",
    docs: r#"
## What it does

Looks at every drug, food, insect or material that the patient is said to be allergic to, in the allergy list or in the
history, and reports those without a reaction: one finding for a list. "Reaction
unknown" and "as a child, not recalled" are answers. Pollen, dust and animals are not asked about, nor what another
place of the note says. A list that only says "see chart" is reported too.

## Why it matters

"Penicillin" can mean a day of nausea thirty years ago or anaphylaxis. The next prescriber avoids the best antibiotic
for the first and must avoid it for the second, and cannot tell which it is.

## How to fix

Write what happened, and when, if known: `penicillin: hives in childhood`. If nobody knows: `penicillin: reaction
unknown`.

```bad
## HPI

34-year-old woman with 3 days of productive cough and fever.

## Medications

None

## Allergies

Penicillin

## Plan

Doxycycline 100 mg PO twice daily for 5 days.
```

```bad
PC: earache 2/7
DH: nil
Allergic to erythromycin
Imp: otitis media
Plan: paracetamol, review in 3 days if no better
```

```good
## HPI

34-year-old woman with 3 days of productive cough and fever.

## Medications

None

## Allergies

- Penicillin: hives as a child
- Sulfa (reaction unknown)
- Grass pollen

## Plan

Doxycycline 100 mg PO twice daily for 5 days.
```

```good
PC: earache 2/7
DH: nil
NKDA
Imp: otitis media
Plan: paracetamol, review in 3 days if no better
```

## Precision

10 findings in the 182 notes of the development corpus, all 10 read, none wrong. Of faults planted by somebody who had
not
seen the rule it finds 66 of 67 and reports none of 24 look-alikes; of his second and third set it found 15 of 17 at
first
sight, all 17 after mending, and reports none of 11 look-alikes. Besides, 27 plants (all found) and 42 look-alikes
(1 reported) of the author's own.
"#,
    trigger: Trigger::Lexicons(&[
        lexicon_ids::DRUGS,
        lexicon_ids::DRUG_CLASSES,
        lexicon_ids::ALLERGENS,
        lexicon_ids::ELSEWHERE,
    ]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let list = &note.allergies().list;
    let lacking: Vec<&Allergy> = list.iter().filter(|it| lacks_reaction(note, list, it)).collect();
    let mut at = 0;
    while at < lacking.len() {
        let section = note.section_at(lacking[at].written.start);
        let same = lacking[at..]
            .iter()
            .take_while(|it| note.section_at(it.written.start) == section)
            .count();
        findings.push(report(note, &lacking[at..at + same]));
        at += same;
    }
    elsewhere(note, list, findings);
}

/// Allergies that one is compared with.
const COMPARED: usize = 64;

fn lacks_reaction(note: &Note, list: &[Allergy], allergy: &Allergy) -> bool {
    if allergy.reaction.is_some() || allergy.told == AllergyTold::Event {
        return false;
    }
    let kind = allergy
        .material
        .map(|entry| &*note.entry_at(lexicon_ids::ALLERGENS, entry).category);
    if kind == Some("environment") && !allergy.is_of_drug() {
        return false;
    }
    // In an assessment or plan an allergy is only called to mind.
    let asked = matches!(
        note.role_at(allergy.written.start),
        Role::Allergies
            | Role::HomeMedications
            | Role::PastHistory
            | Role::History
            | Role::SurgicalHistory
            | Role::SocialHistory
            | Role::Identification
            | Role::Other
    );
    let told = |other: &Allergy| {
        let in_plan = matches!(
            note.role_at(other.written.start),
            Role::Plan | Role::Assessment | Role::AssessmentAndPlan
        );
        other.reaction.is_some()
            && (!in_plan || other.drug == allergy.drug)
            && (other.drug.is_some() && other.drug == allergy.drug
                || other.class.is_some() && other.class == allergy.class
                || other.material.is_some() && other.material == allergy.material
                || allergy.class.is_some() && other.drug.is_some_and(|drug| allergy.relation(note, drug).is_some())
                || other.class.is_some() && allergy.drug.is_some_and(|drug| other.relation(note, drug).is_some()))
    };
    // Told once without its reaction is enough: the first place counts.
    let again = |other: &Allergy| {
        other.written.start < allergy.written.start
            && (other.drug.is_some() && other.drug == allergy.drug
                || other.class.is_some() && other.class == allergy.class
                || other.material.is_some() && other.material == allergy.material)
    };
    asked && !list.iter().take(COMPARED).any(|other| told(other) || again(other))
}

fn report(note: &Note, allergies: &[&Allergy]) -> Finding {
    let names: Vec<String> = allergies
        .iter()
        .take(6)
        .map(|it| quote(note.slice(it.written), 40))
        .collect();
    let listed = match names.as_slice() {
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => String::new(),
    };
    let message = if allergies.len() == 1 {
        format!("The allergy to {listed} is recorded without the reaction")
    } else {
        format!("The allergies to {listed} are recorded without the reactions")
    };
    let drug = allergies.iter().any(|it| it.is_of_drug());
    let mut finding = Finding::new(allergies[0].written, message)
        .help(format!(
            "say what happened: \"{} (hives, 2015)\", or \"reaction unknown\"",
            names.first().map_or("", String::as_str)
        ))
        .severity(if drug { Severity::Warning } else { Severity::Info });
    for other in allergies.iter().skip(1) {
        finding = finding.related(other.written, "no reaction either");
    }
    finding
}

/// A list of allergies that only points to another document.
fn elsewhere(note: &Note, list: &[Allergy], findings: &mut Vec<Finding>) {
    for (at, section) in note.sections.iter().enumerate() {
        let is_list = section.id.is_some_and(|id| note.grammar.role(id) == Role::Allergies);
        let first = list.partition_point(|it| it.written.start < section.body.start);
        if !is_list || list.get(first).is_some_and(|it| it.written.start < section.body.end) {
            continue;
        }
        let none = &note.allergies().none;
        let first = none.partition_point(|it| it.start < section.span.start);
        let said_none = none.get(first).is_some_and(|it| it.start < section.span.end);
        let Some(hit) = note
            .phrases_in(lexicon_ids::ELSEWHERE, section.body)
            .find(|hit| note.grammar.category(hit) != "unnamed")
        else {
            continue;
        };
        let body = trim(note.slice(section.body));
        if said_none || body.split_whitespace().count() > 12 {
            continue;
        }
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "{} says \"{}\" and names neither substance nor reaction",
                    quote(heading(note, SectionIx(at as u32)), 40),
                    quote(body, 60)
                ),
            )
            .help(
                "write each substance with its reaction, or \"no known drug allergies\": the note must stand by itself",
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn list(allergies: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough.\n\n## Allergies\n\n{allergies}\n\n## Plan\n\nRest.\n")
    }

    fn history(text: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough. {text}\n\n## Plan\n\nRest.\n")
    }

    #[test]
    fn a_list_is_one_finding() {
        let found = run(&RULE, &list("- Penicillin\n- Codeine (nausea)\n- Sulfa\n- Latex"));
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "The allergies to Penicillin, Sulfa and Latex are recorded without the reactions"
        );
        assert_eq!(found[0].related.len(), 2);
    }

    #[test]
    fn without_reaction() {
        let texts: Vec<String> = [
            list("Penicillin"),
            list("PCN, sulfa"),
            list("Amoxicillin; latex (rash)"),
            list("Allergic to codeine."),
            list("Sulfa drugs"),
            list("1. Aspirin\n2. Morphine: itching"),
            list("see chart"),
            list("Reviewed in EMR"),
            list("Multiple drug allergies"),
            list("naproxen: hives on trunk\nibuprofen\nsulfa"),
            list("Peanuts"),
            list("penicillin (see chart)"),
            list("iodinated contrast"),
            list("NSAIDs"),
            list("| Allergen | Reaction |\n| --- | --- |\n| Penicillin | |"),
            history("He is allergic to penicillin."),
            history("Sulfa allergy."),
            history("Allergies include shellfish."),
            "PC: cough\nDH: metformin\nAllergic to clindamycin\nPlan: rest\n".to_owned(),
            "HPI: cough\nAllergies: bactrim\nPlan: rest\n".to_owned(),
        ]
        .into();
        speaks(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let texts: Vec<String> = [
            list("NKDA"),
            list("None known"),
            list("Penicillin (hives)"),
            list("Penicillin: reaction unknown"),
            list("Sulfa - rash as a child"),
            list("Penicillin - patient does not recall"),
            list("Pollen, dust, cats"),
            list("Seasonal allergies"),
            list("Latex: contact dermatitis"),
            list("Codeine (GI upset), morphine (itching)"),
            list("***"),
            list("No known drug allergies; reviewed with patient"),
            list("Penicillin and amoxicillin: anaphylaxis"),
            list("Lisinopril: cough"),
            list("Tolerates penicillin"),
            list("Denies latex allergy"),
            list("Bee stings - large local swelling"),
            list("Penicillin\n  - Reaction: hives"),
            list("PCN → anaphylaxis 2010"),
            list("Penicillin (turned red all over)"),
            list("no allergies to penicillin"),
            list("No known drug, food or latex allergies"),
            history("Mother is well. No penicillin allergy."),
            history("He has seasonal allergies."),
            history("Denies allergies to medications."),
            history("He takes penicillin for his teeth."),
            "## HPI\n\nAllergic to penicillin (hives).\n\n## Allergies\n\nPenicillin\n\n## Plan\n\nRest.\n".to_owned(),
            "## Family History\n\nFather allergic to penicillin.\n\n## Plan\n\nPenicillin allergy noted.\n".to_owned(),
        ]
        .into();
        silent(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
