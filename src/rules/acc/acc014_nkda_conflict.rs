//! ACC014: "no known drug allergies" beside an allergy.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Allergy, AllergyTold, Relation};
use crate::note::{Note, SectionIx};
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC014",
    name: "nkda-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "ECRI / Partnership for Health IT Patient Safety: copy and paste toolkit (allergies that differ within a note)",
        "2022 AAAAI/ACAAI drug allergy practice parameter",
    ],
    summary: "The note says that there are no drug allergies, and names one.",
    docs: r#"
## What it does

Compares "NKDA", "no known allergies" and their like with every allergy that the note tells of: in a list, in the
history ("allergic to sulfa") or as an event ("hives after amoxicillin"). "NKDA" is consistent with an allergy to
food, pollen or latex; "no known allergies" only with pollen and the like. Side effects, allergies of relatives, and
allergies that were tested and ruled out are no contradiction. Two allergy lists that name different drugs are reported
too.

## Why it matters

Whoever prescribes next looks at one of the two places. If it is the wrong one, the patient gets the drug.

## How to fix

Ask the patient again, and write one list: substance and reaction.

```bad
## HPI

28-year-old woman with fever and sore throat. She had hives with penicillin at age 12.

## Allergies

NKDA

## Plan

Throat swab. Paracetamol 1 g every 6 hours as needed.
```

```bad
Allergies: sulfa (rash)

HPI: 60-year-old man with cough for 3 days.

PMH: hypertension. No known drug allergies.

Plan: chest radiograph.
```

```good
## HPI

28-year-old woman with fever and sore throat. She had hives with peanuts at age 12, and codeine made her nauseated. Her mother is allergic to penicillin.

## Allergies

NKDA. Peanuts (hives).

## Plan

Throat swab. Paracetamol 1 g every 6 hours as needed.
```

```good
Allergies: sulfa (rash)

HPI: 60-year-old man with cough for 3 days.

PMH: hypertension. No other known allergies.

Plan: chest radiograph.
```

## Precision

No finding in the 182 notes of the development corpus. Of faults planted by somebody who had not seen the rule it finds
all
41 and reports none of 19 look-alikes; of his second and third set it found 12 of 17 at first sight, 16 after mending,
and reports none of 10 look-alikes. Besides, 43 plants (all found) and 33 look-alikes (none reported) of the author's
own.
"#,
    trigger: Trigger::Lexicons(&[
        lexicon_ids::NO_ALLERGIES,
        lexicon_ids::NONE_STATEMENTS,
        lexicon_ids::DRUGS,
        lexicon_ids::DRUG_CLASSES,
    ]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let allergies = note.allergies();
    let contradicting: Vec<&Allergy> = allergies.list.iter().filter(|it| contradicts(note, it)).collect();
    let drug = contradicting.iter().find(|it| it.is_of_drug());
    let material = contradicting.iter().find(|it| it.material.is_some());
    for none in &allergies.none {
        let conflict = drug.or_else(|| material.filter(|_| says_none_at_all(note, *none)));
        let Some(allergy) = conflict else { continue };
        findings.push(report(note, *none, allergy));
        return;
    }
    lists(note, &allergies.list, findings);
}

/// Whether the allergy is one that "no known drug allergies" denies, or "no known allergies" if it is none to a drug.
fn contradicts(note: &Note, allergy: &Allergy) -> bool {
    if allergy.severity(note) == Some("intolerance") || is_ruled_out(note, allergy) {
        return false;
    }
    match allergy.material {
        _ if allergy.is_of_drug() => true,
        Some(entry) => {
            allergy.told != AllergyTold::Event
                && !matches!(&*note.entry_at(lexicon_ids::ALLERGENS, entry).category, "environment")
        }
        None => false,
    }
}

/// Whether the note says that it was tested and is none.
fn is_ruled_out(note: &Note, allergy: &Allergy) -> bool {
    let line = crate::rules::support::line_at(note, allergy.written.start);
    let around = Span::new(
        line.start.max(allergy.span.start.saturating_sub(120)),
        line.end.min(allergy.span.end + 120).max(allergy.span.end),
    );
    note.phrases_in(lexicon_ids::ALLERGY_ANSWERS, around)
        .any(|hit| matches!(note.grammar.category(hit), "challenge" | "ruled-out"))
        || tolerates(note, allergy)
}

/// Whether the note says that the drug itself, or for a class one of it, was tolerated since.
fn tolerates(note: &Note, allergy: &Allergy) -> bool {
    let around = Span::new(allergy.span.start.saturating_sub(160), allergy.span.end + 160);
    let medications = note.medications();
    let at = medications.partition_point(|it| it.name.start < around.start);
    medications[at..]
        .iter()
        .take_while(|it| it.name.start < around.end)
        .any(|it| {
            let tolerated = it.verb.is_some_and(|verb| {
                note.phrases_in(lexicon_ids::MEDICATION_VERBS, verb)
                    .any(|hit| hit.span == verb && note.grammar.category(hit) == "tolerated")
            });
            let related = || allergy.relation(note, it.entry);
            tolerated && related().is_some_and(|related| related == Relation::Same || allergy.drug.is_none())
        })
}

/// Whether the statement denies all allergies, and not only those to drugs.
fn says_none_at_all(note: &Note, none: Span) -> bool {
    note.phrases_in(lexicon_ids::NO_ALLERGIES, none)
        .next()
        .is_some_and(|hit| note.grammar.category(hit) == "all")
}

fn told(note: &Note, allergy: &Allergy) -> String {
    match allergy.reaction {
        Some(reaction) => format!(
            "{} ({})",
            quote(note.slice(allergy.written), 40),
            quote(note.slice(reaction), 40)
        ),
        None => quote(note.slice(allergy.written), 40),
    }
}

fn report(note: &Note, none: Span, allergy: &Allergy) -> Finding {
    let what = match allergy.told {
        AllergyTold::Event => "tells of a reaction to",
        AllergyTold::Listed | AllergyTold::Stated => "names an allergy to",
    };
    Finding::new(
        none,
        format!(
            "\"{}\", but the note {what} {}",
            quote(note.slice(none), 40),
            told(note, allergy)
        ),
    )
    .help("ask again and write one list: each substance with its reaction, or none")
    .related(allergy.span, format!("\"{}\"", quote(note.slice(allergy.span), 60)))
}

/// Two lists of allergies that name different drugs.
fn lists(note: &Note, allergies: &[Allergy], findings: &mut Vec<Finding>) {
    let is_list = |at: usize| {
        let section = &note.sections[at];
        section.id.is_some_and(|id| note.grammar.role(id) == Role::Allergies)
            && section
                .parent
                .is_none_or(|parent| note.role_at(note.section(parent).heading.start) != Role::Allergies)
    };
    let lists: Vec<SectionIx> = (0..note.sections.len())
        .filter(|at| is_list(*at))
        .map(|at| SectionIx(at as u32))
        .collect();
    let [first, second] = lists.as_slice() else { return };
    /// Nobody has more.
    const MOST: usize = 64;
    let of = |ix: SectionIx| -> Vec<&Allergy> {
        allergies
            .iter()
            .filter(|it| it.is_of_drug() && note.section(ix).body.contains(it.written))
            .take(MOST)
            .collect()
    };
    let (one, two) = (of(*first), of(*second));
    if one.is_empty() || two.is_empty() {
        return;
    }
    let is_in = |it: &Allergy, list: &[&Allergy]| {
        list.iter().any(|other| {
            it.class.is_some() && it.class == other.class
                || other.drug.is_some_and(|drug| it.relation(note, drug).is_some())
                || it.drug.is_some_and(|drug| other.relation(note, drug).is_some())
        })
    };
    let missing = two
        .iter()
        .find(|it| !is_in(it, &one))
        .map(|it| (*it, first))
        .or_else(|| one.iter().find(|it| !is_in(it, &two)).map(|it| (*it, second)));
    let Some((allergy, list)) = missing else { return };
    findings.push(
        Finding::new(
            allergy.written,
            format!(
                "{} stands in one allergy list and not in the other",
                told(note, allergy)
            ),
        )
        .help("keep one list, with every substance and its reaction")
        .related(note.section(*list).heading, "the other list")
        .severity(Severity::Warning),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn note(hpi: &str, allergies: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough. {hpi}\n\n## Allergies\n\n{allergies}\n\n## Plan\n\nRest.\n")
    }

    #[test]
    fn both_places_are_quoted() {
        let text = note("He had anaphylaxis to ceftriaxone in 2015.", "NKDA");
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].message,
            "\"NKDA\", but the note tells of a reaction to ceftriaxone (anaphylaxis)"
        );
        assert_eq!(found[0].span.of(&text), "NKDA");
    }

    #[test]
    fn conflicts() {
        let texts: Vec<String> = [
            note("He had hives with penicillin as a child.", "NKDA"),
            note("Allergic to sulfa.", "No known drug allergies"),
            note("Amoxicillin caused a rash last year.", "None"),
            note("He developed a rash, on amoxicillin.", "NKDA"),
            note("PCN allergy.", "NKA"),
            note("He broke out in hives after taking Bactrim.", "no known drug allergies"),
            note("Face swelling after lisinopril last year.", "NKDA"),
            note("He is well.", "NKDA\nPenicillin (hives)"),
            note("Allergic to peanuts.", "No known allergies"),
            note("Clarithromycin caused angioedema in 2015.", "NKDA"),
            "HPI: cough\nAllergies: NKDA\nPlan: penicillin allergy noted, so azithromycin chosen.\n".to_owned(),
            "HPI: cough\nAllergies: NKDA\nPlan: avoid morphine because of her allergy (throat swelling).\n".to_owned(),
            "HPI: cough\nAllergies: none known\nPlan: doxycycline; penicillin avoided because of hives.\n".to_owned(),
            note("NKDA.", "Penicillin - rash"),
            "HPI: cough\nPMH: asthma, sulfa allergy\nAllergies: none\nPlan: rest\n".to_owned(),
            "PC: cough\nDH: nil, allergic to erythromycin\nNKDA\nPlan: rest\n".to_owned(),
            "Allergies: sulfa (hives)\n\nHPI: cough\n\nALLERGIES: NKDA\n\nPlan: rest\n".to_owned(),
            "Allergies: sulfa (hives)\n\nHPI: cough\n\nAllergies: penicillin (rash)\n\nPlan: rest\n".to_owned(),
        ]
        .into();
        speaks(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let texts: Vec<String> = [
            note("He is well.", "NKDA"),
            note("Allergic to peanuts.", "NKDA"),
            note("Seasonal allergies.", "No known allergies"),
            note("Hay fever in spring.", "NKDA; pollen"),
            note("Mother is allergic to nothing.", "NKDA"),
            note("Nausea with metformin.", "NKDA"),
            note("He is well.", "NKDA; venlafaxine made them sweat."),
            note("Brother reacts to penicillin with hives.", "NKDA"),
            note("Rash improved with hydrocortisone.", "NKDA"),
            note("He denies hives with penicillin.", "NKDA"),
            note("No penicillin allergy.", "NKDA"),
            note(
                "Codeine makes him nauseous.",
                "No known drug allergies. Codeine: nausea (intolerance)",
            ),
            note(
                "Labelled allergic to penicillin as a child; delabeled after a negative challenge.",
                "NKDA",
            ),
            note("He takes penicillin.", "NKDA"),
            note("He is well.", "Codeine → itching (intolerance). NKDA otherwise"),
            note("He is well.", "Oxycodone: itching. Otherwise NKDA."),
            note("Lupus with malar rash, on azathioprine.", "NKDA"),
            note("Adult Still disease (rash, arthritis) on anakinra.", "NKDA"),
            note("Chronic hives on loratadine.", "NKDA"),
            note("Hives of unknown cause.", "NKDA"),
            note("No history of anaphylaxis with contrast.", "NKDA"),
            note("He is well.", "No known drug allergies except sulfa (rash)"),
            note("He is well.", "Penicillin (hives). No other known allergies."),
            note("He is well.", "Penicillin (hives). No food allergies."),
            note("Latex rash on the hands.", "NKDA. Latex (rash)"),
            "## Family History\n\nSister: anaphylaxis to penicillin.\n\n## Allergies\n\nNKDA\n\n## Plan\n\nRest.\n"
                .to_owned(),
            "Allergies: PCN (hives)\n\nHPI: cough\n\nAllergies: penicillin (hives)\n\nPlan: rest\n".to_owned(),
            "## HPI\n\nCough.\n\n## Allergies\n\nNKDA\n\n## Plan\n\nReturn if rash with amoxicillin.\n".to_owned(),
        ]
        .into();
        silent(&RULE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
