//! SAF010: two drugs of one class, or one drug under two names, taken at once.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus, Setting};
use crate::rules::dose_limits::{own_words, says, sentence};
use crate::rules::prescriptions::is_procedure;
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "SAF010",
    name: "duplicate-therapy",
    aliases: &[],
    family: Family::Safe,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Joint Commission NPSG.03.06.01 (medication reconciliation: duplications, omissions, interactions)",
        "AGS Beers Criteria 2023; STOPP/START version 3 (any duplicate drug class)",
        "2022 AHA/ACC/HFSA guideline: an ACE inhibitor with an ARB is harmful",
    ],
    summary: "Two drugs of one class, or one drug under two names, stand on the list of what is taken.",
    docs: r#"
## What it does

Looks for two drugs that nobody takes together without a stated reason: two ACE inhibitors, an ACE inhibitor and an ARB, two statins, SSRIs, beta-blockers, proton pump inhibitors, NSAIDs, benzodiazepines, anticoagulants, basal insulins, long-acting inhalers …, a combination and its part, and one drug under its brand and its generic name. They count when both stand on the same list, when the plan orders both, or when the plan of an outpatient starts the second and says nothing of the first.

No duplicate: a stated switch, taper, bridge or overlap; a drug that is held or stopped anywhere in the note; a cream, drop or inhaler beside a tablet; basal and mealtime insulin; a loop diuretic with a thiazide; aspirin with clopidogrel or beside another NSAID; a scheduled opioid with one for breakthrough; the home drug and what the ward gives instead.

## Why it matters

Duplicates arise at every handover: the new prescriber does not see the old box. Two anticoagulants bleed; two blockers of the renin-angiotensin system end in the emergency department with a potassium of 7.

## How to fix

Ask which of the two is taken, and write that one; stop the other by name. If both are meant, say so: "both, per cardiology".

```bad
## Medications

- Lisinopril 20 mg PO daily
- Losartan 50 mg PO daily
- Aspirin 81 mg PO daily
```

```bad
## Medications

- Lasix 40 mg PO daily
- Furosemide 40 mg PO daily
- Potassium chloride 20 mEq PO daily
```

```good
## Medications

- Lisinopril 20 mg PO daily
- Aspirin 81 mg and clopidogrel 75 mg PO daily
- Insulin glargine 20 units at bedtime, insulin lispro 6 units with meals
- Furosemide 40 mg PO daily, metolazone 2.5 mg before it on Mondays

## Plan

Cough from lisinopril: switch to losartan 50 mg daily.
```

```good
## Plan

1. DVT: enoxaparin 80 mg SC every 12 hours, bridge to warfarin 5 mg daily until INR 2 to 3
2. Back pain: hold home ibuprofen; naproxen 500 mg twice daily with food for 7 days
```

## Precision

1 finding on the 182 corpus notes (two NSAIDs prescribed together), read and right; none on the good notes. Of faults planted by somebody who had not seen the code 15 of 15 found (12 at first sight), none of 12 look-alikes reported; of the author's own 55 of 55 and none of 50. A home drug and what the ward gives instead are never compared, so that a duplicate between the two is missed.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

/// On which list a drug stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Regime {
    /// Of what is taken at home.
    Home,
    /// Of what is given in hospital.
    Ward,
    /// Of what is taken after discharge.
    Discharge,
    /// Orders of the plan.
    Plan,
    /// What the history says is taken.
    Story,
}

/// A drug that is taken.
struct Active<'n> {
    at: usize,
    medication: &'n Medication,
    drug: &'n LexiconEntry,
    regime: Regime,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template || is_procedure(note) {
        return;
    }
    let medications = note.medications();
    if medications.len() < 2 {
        return;
    }
    let over = over(medications);
    let active: Vec<Active<'_>> = (0..medications.len())
        .filter_map(|at| active(note, medications, at, &over))
        .collect();
    if active.len() < 2 {
        return;
    }
    let story = Story {
        note,
        medications,
        changed: OnceCell::new(),
        meant: RefCell::default(),
    };
    // A group asks for each drug once, however often it is named.
    let mut drugs: Vec<u16> = active.iter().map(|it| it.medication.entry).collect();
    drugs.sort_unstable();
    drugs.dedup();
    let mut told: Vec<Span> = Vec::new();
    let groups = note.grammar.lexicon(lexicon_ids::DUPLICATE_GROUPS).entries.iter();
    for group in groups.filter(|it| it.category.is_empty()) {
        let of_group = |drug: &u16| belongs(group, note.entry_at(lexicon_ids::DRUGS, *drug));
        let own: Vec<u16> = drugs.iter().copied().filter(of_group).collect();
        if own.len() < 2 {
            continue;
        }
        let found = duplicate(&story, group, &own, &active);
        // One pair is told of once.
        let new =
            |it: &Finding| !(told.contains(&it.span) && it.related.iter().all(|other| told.contains(&other.span)));
        if let Some(finding) = found.filter(new) {
            told.push(finding.span);
            told.extend(finding.related.iter().map(|it| it.span));
            findings.push(finding);
        }
    }
    same_drug(&story, &active, &told, findings);
}

/// What the note tells of changes; read only where two drugs meet.
struct Story<'n> {
    note: &'n Note,
    medications: &'n [Medication],
    changed: OnceCell<Vec<u16>>,
    /// Of which drugs is known whether the words beside them say that they are meant.
    meant: RefCell<HashMap<usize, bool>>,
}

impl Story<'_> {
    /// What the plan calls a switch, a taper, a bridge.
    fn changed(&self) -> &[u16] {
        self.changed.get_or_init(|| {
            (0..self.medications.len())
                .filter(|at| is_planned(&self.medications[*at]) && self.is_meant(*at))
                .map(|at| self.medications[at].entry)
                .collect()
        })
    }

    fn is_meant(&self, at: usize) -> bool {
        let known = self.meant.borrow().get(&at).copied();
        known.unwrap_or_else(|| {
            let meant = is_meant(self.note, self.medications, at);
            self.meant.borrow_mut().insert(at, meant);
            meant
        })
    }

    /// Whether the words beside one of the two say that both are meant, or that one replaces the other.
    fn is_settled(&self, one: &Active<'_>, other: &Active<'_>) -> bool {
        self.is_meant(one.at) || self.is_meant(other.at) || is_settled(self.note, one, other, self.changed())
    }
}

fn is_planned(medication: &Medication) -> bool {
    matches!(
        medication.role,
        Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Course
    )
}

/// What was stopped or held anywhere, so that it is not sure to be taken.
fn over(medications: &[Medication]) -> HashSet<u16> {
    let is_over = |it: &&Medication| {
        matches!(it.status, MedicationStatus::Stopped | MedicationStatus::Held)
            || matches!(it.status, MedicationStatus::NotTaken) && it.role != Role::Allergies && it.verb.is_some()
    };
    medications.iter().filter(is_over).map(|it| it.entry).collect()
}

/// The drug as one that is taken now, if it is. What is `over` is not.
fn active<'n>(note: &'n Note, medications: &'n [Medication], at: usize, over: &HashSet<u16>) -> Option<Active<'n>> {
    let medication = &medications[at];
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    if !medication.status.is_active() || medication.by_rule.is_some() {
        return None;
    }
    let regime = match medication.role {
        Role::HomeMedications => Regime::Home,
        Role::InpatientMedications => Regime::Ward,
        Role::DischargeMedications => Regime::Discharge,
        Role::Plan | Role::AssessmentAndPlan | Role::Assessment => Regime::Plan,
        // "Ibuprofen helps" in a history is no regimen; with a dose it is one.
        Role::History | Role::PastHistory if is_taken(note, medication) && medication.dose.is_some() => Regime::Story,
        _ => return None,
    };
    // What follows something else is a switch.
    let switched = || {
        medication
            .verb
            .is_some_and(|verb| verb_category(note, verb) == "switch")
    };
    (!over.contains(&medication.entry) && !switched()).then_some(Active {
        at,
        medication,
        drug,
        regime,
    })
}

/// Whether the history says plainly that it is taken.
fn is_taken(note: &Note, medication: &Medication) -> bool {
    medication
        .verb
        .is_some_and(|verb| matches!(verb_category(note, verb), "taking" | "continue"))
}

fn verb_category(note: &Note, verb: Span) -> &str {
    note.phrases_in(lexicon_ids::MEDICATION_VERBS, verb)
        .find(|hit| hit.span == verb)
        .map_or("", |hit| note.grammar.category(hit))
}

/// Whether the words around say that a second drug is meant.
fn is_meant(note: &Note, medications: &[Medication], at: usize) -> bool {
    let groups = &note.grammar.lexicon(lexicon_ids::DUPLICATE_GROUPS).entries;
    let words = groups
        .iter()
        .find(|it| &*it.id == "-meant")
        .map_or(&[][..], |it| it.list("classes"));
    let own = own_words(note, medications, at);
    let sentence = sentence(note, &medications[at]);
    let start = own.start.max(sentence.start).min(medications[at].span.start);
    // "Then reassess; ketorolac …": another order.
    let before = note.slice(Span::new(start, medications[at].span.start));
    let start = start + before.rfind(';').map_or(0, |sign| sign as u32 + 1);
    let span = Span::new(start, own.end.min(sentence.end).max(medications[at].span.end));
    says(note, span, words)
}

/// Whether the drug belongs to the group.
fn belongs(group: &LexiconEntry, drug: &LexiconEntry) -> bool {
    let of_class = || {
        let classes = group.list("classes");
        drug.list("class").iter().any(|class| classes.contains(class))
    };
    (group.list("drugs").contains(&drug.id) || of_class()) && !group.list("except").contains(&drug.id)
}

/// Whether it is swallowed or injected, or of a group that is inhaled.
fn counts(note: &Note, group: &LexiconEntry, it: &Active<'_>) -> bool {
    let route = crate::rules::dose_limits::route(note, it.medication);
    let local = if route.is_empty() {
        it.drug.list("routes").first().is_some_and(|first| {
            matches!(
                &**first,
                "topical" | "ophthalmic" | "otic" | "vaginal" | "IN" | "INH" | "NEB" | "patch"
            )
        })
    } else {
        matches!(
            route,
            "topical"
                | "ophthalmic"
                | "otic"
                | "vaginal"
                | "nasal"
                | "inhaled"
                | "nebulized"
                | "intrathecal"
                | "injected"
                | "transdermal"
        )
    };
    let acute = group.flag("short") && is_acute(note, it.medication, route);
    let inhaled = matches!(route, "" | "inhaled" | "nebulized");
    local == group.flag("inhaled") && (inhaled || !group.flag("inhaled")) && !acute
}

/// Given once, or into a vein without an interval.
fn is_acute(note: &Note, medication: &Medication, route: &str) -> bool {
    let once = medication.frequency.is_some_and(|it| it.per_day.is_none());
    let at_once = medication.frequency.is_none() && matches!(route, "intravenous" | "intramuscular");
    once || at_once && is_planned(medication) || is_infused(note, medication)
}

fn is_infused(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.name.start);
    let end = (medication.span.end + 24).min(line.end).max(medication.span.end);
    let end = crate::text::ceil(&note.text, end as usize) as u32;
    says(
        note,
        Span::new(medication.span.start, end),
        &[
            "drip",
            "infusion",
            "gtt",
            "bolus",
            "ciwa",
            "pca",
            "protocol",
            "withdrawal",
        ],
    )
}

/// Whether two places are of one list, or of lists that hold together.
fn together(note: &Note, one: &Active<'_>, other: &Active<'_>) -> bool {
    use Regime::{Home, Plan, Story, Ward};
    if one.regime == other.regime {
        return one.regime != Home
            || one.medication.section == other.medication.section
            || one.medication.section.is_none();
    }
    let (first, second) = if one.medication.name.start <= other.medication.name.start {
        (one, other)
    } else {
        (other, one)
    };
    match (first.regime, second.regime) {
        (Home | Story, Plan) => {
            note.setting() != Some(Setting::Inpatient) && matches!(second.medication.status, MedicationStatus::Ordered)
        }
        (Home, Story) | (Story, Home) => false,
        (Ward, Plan) => true,
        _ => false,
    }
}

/// Two drugs of the group, which are `own`, that are taken at once.
fn duplicate(story: &Story<'_>, group: &LexiconEntry, own: &[u16], active: &[Active<'_>]) -> Option<Finding> {
    let note = story.note;
    if active.len() < 2 {
        return None;
    }
    let members: Vec<&Active<'_>> = active
        .iter()
        .filter(|it| own.binary_search(&it.medication.entry).is_ok() && counts(note, group, it))
        .take(24)
        .collect();
    let first = members.first()?;
    if members.iter().all(|it| it.drug.id == first.drug.id) || is_class_over(note, group) {
        return None;
    }
    for (at, one) in members.iter().enumerate() {
        for other in &members[at + 1..] {
            if one.drug.id == other.drug.id
                || !together(note, one, other)
                || is_bridge(group, one.drug, other.drug)
                || is_choice(note, one, other)
                || story.is_settled(one, other)
            {
                continue;
            }
            return Some(report(note, group, one, other));
        }
    }
    None
}

/// Whether the plan tells of a change of one of them: with both on one list only if it names the other too.
fn is_settled(note: &Note, one: &Active<'_>, other: &Active<'_>, changed: &[u16]) -> bool {
    let is = |it: &Active<'_>| changed.contains(&it.medication.entry);
    let named = |it: &Active<'_>| {
        note.medications()
            .iter()
            .any(|known| known.entry == it.medication.entry && is_planned(known))
    };
    let listed = one.regime == other.regime && one.regime != Regime::Plan;
    match (is(one), is(other)) {
        (false, false) => false,
        (true, true) => true,
        _ if !listed => true,
        (true, false) => named(other),
        (false, true) => named(one),
    }
}

/// Whether the plan stops, holds or avoids the class as such.
fn is_class_over(note: &Note, group: &LexiconEntry) -> bool {
    note.phrases_of(lexicon_ids::DRUG_CLASSES).any(|hit| {
        note.entry(hit)
            .list("class")
            .iter()
            .any(|class| group.list("classes").contains(class))
            && matches!(
                note.treatment_status(hit.span).0,
                MedicationStatus::Held | MedicationStatus::Stopped | MedicationStatus::Changed
            )
    })
}

/// Warfarin with heparin until the INR is right.
fn is_bridge(group: &LexiconEntry, one: &LexiconEntry, other: &LexiconEntry) -> bool {
    let is =
        |drug: &LexiconEntry, name: &str| *drug.id == *name || drug.list("class").iter().any(|class| **class == *name);
    group.list("bridge").iter().any(|pair| {
        pair.split_once(" + ")
            .is_some_and(|(left, right)| is(one, left) && is(other, right) || is(one, right) && is(other, left))
    })
}

/// "Ibuprofen or naproxen", "Tylenol/NyQuil".
fn is_choice(note: &Note, one: &Active<'_>, other: &Active<'_>) -> bool {
    let (first, second) = if one.medication.name.start <= other.medication.name.start {
        (one, other)
    } else {
        (other, one)
    };
    let between = Span::new(
        first.medication.name.end,
        second.medication.name.start.max(first.medication.name.end),
    );
    between.end - between.start < 160 && says(note, between, &["or", "and/or", "alternating", "vs", "versus"])
        || between.end - between.start <= 3
}

fn report(note: &Note, group: &LexiconEntry, one: &Active<'_>, other: &Active<'_>) -> Finding {
    let (first, second) = if one.medication.name.start <= other.medication.name.start {
        (one, other)
    } else {
        (other, one)
    };
    let title = group.text("title").unwrap_or(&group.id);
    let shared = shares(first.drug, second.drug);
    let what = match (shared, &*first.drug.category) {
        (Some(substance), _) if group.id != "acetaminophen" => format!("both contain {substance}"),
        _ => format!("are both {title}"),
    };
    let needed = |it: &Active<'_>| it.medication.prn.is_some();
    let severity = if group.flag("grave") {
        Severity::Error
    } else if group.flag("mild") || needed(first) || needed(second) {
        Severity::Info
    } else {
        Severity::Warning
    };
    Finding::new(
        second.medication.name,
        format!(
            "{} and {} {what}: {}",
            quote(note.slice(first.medication.name), 40),
            quote(note.slice(second.medication.name), 40),
            group.text("why").unwrap_or_default()
        ),
    )
    .help(group.text("instead").map_or_else(
        || "ask which one is taken and stop the other by name; if both are meant, say why".to_owned(),
        str::to_owned,
    ))
    .related(first.medication.name, "the other one")
    .severity(severity)
}

/// The substance that both hold.
fn shares<'n>(one: &'n LexiconEntry, other: &'n LexiconEntry) -> Option<&'n str> {
    let of = |drug: &'n LexiconEntry| std::iter::once(&*drug.id).chain(drug.list("ingredients").iter().map(|it| &**it));
    of(one).find(|substance| of(other).any(|it| it == *substance))
}

/// One drug twice on a list: by its brand and its generic name, alone and in a combination, or just written twice.
fn same_drug(story: &Story<'_>, active: &[Active<'_>], told: &[Span], findings: &mut Vec<Finding>) {
    let Story { note, medications, .. } = *story;
    let listed: Vec<&Active<'_>> = active
        .iter()
        .filter(|it| matches!(it.regime, Regime::Home | Regime::Discharge | Regime::Ward))
        .filter(|it| &*it.drug.category == "drug" && !told.contains(&it.medication.name))
        .take(80)
        .collect();
    let mut reported: Vec<&str> = Vec::new();
    for (at, other) in listed.iter().enumerate() {
        let Some(one) = listed[..at]
            .iter()
            .find(|one| is_twice(note, medications, one, other) && !story.is_settled(one, other))
        else {
            continue;
        };
        let substance = shares(one.drug, other.drug).unwrap_or(&other.drug.id);
        if reported.contains(&substance) {
            continue;
        }
        reported.push(substance);
        let (first, second) = (note.slice(one.medication.name), note.slice(other.medication.name));
        let message = if first.eq_ignore_ascii_case(second) {
            format!("{} stands on the list twice", quote(second, 40))
        } else if one.drug.id == other.drug.id {
            format!(
                "{} and {} are the same drug, {substance}",
                quote(first, 40),
                quote(second, 40)
            )
        } else {
            format!(
                "{} and {} both contain {substance}",
                quote(first, 40),
                quote(second, 40)
            )
        };
        findings.push(
            Finding::new(other.medication.name, message)
                .help("ask whether it is taken once or twice, and keep one line".to_owned())
                .related(one.medication.name, "the other one"),
        );
    }
}

/// Whether two lines of a list are one drug taken twice.
fn is_twice(note: &Note, medications: &[Medication], one: &Active<'_>, other: &Active<'_>) -> bool {
    if shares(one.drug, other.drug).is_none()
        || !together(note, one, other)
        || one.regime != other.regime
        || is_choice(note, one, other)
    {
        return false;
    }
    let (first, second) = (one.medication, other.medication);
    let prn = first.prn.is_some() || second.prn.is_some();
    // Opioids, stimulants and insulins are taken in two forms; vitamins and salts come in many.
    let of_two_forms = other
        .drug
        .list("class")
        .iter()
        .chain(one.drug.list("class"))
        .any(|class| {
            class.starts_with("opioid")
                || class.starts_with("insulin")
                || matches!(
                    &**class,
                    "stimulant"
                        | "saba"
                        | "sama"
                        | "vitamin"
                        | "electrolyte"
                        | "iron"
                        | "nicotine-replacement"
                        | "estrogen"
                        | "analgesic"
                        | "mineral"
                        | "nsaid"
                        | "corticosteroid"
                )
        });
    let route = |it: &Medication| crate::rules::dose_limits::route(note, it).to_owned();
    let (from, to) = (route(first), route(second));
    let other_route = from != to && !from.is_empty() && !to.is_empty() && from != "oral" && to != "oral"
        || (from == "oral") != (to == "oral") && !from.is_empty() && !to.is_empty();
    if prn || of_two_forms || other_route {
        return false;
    }
    let words = |at: usize| own_words(note, medications, at);
    let long = |at: usize| {
        says(
            note,
            words(at),
            &[
                "er",
                "xr",
                "sr",
                "xl",
                "la",
                "cr",
                "ec",
                "dr",
                "extended*",
                "long-acting",
                "24h*",
                "odt",
                "cream",
                "patch",
                "gel",
                "drops",
                "inhal*",
                "nasal",
                "spray",
            ],
        )
    };
    if long(one.at) != long(other.at) {
        return false;
    }
    let same_name = note.slice(first.name).eq_ignore_ascii_case(note.slice(second.name));
    if one.drug.id == other.drug.id && same_name {
        // Two strengths or two times of day make up one dose; the very same line twice does not.
        let value = |it: &Medication| {
            it.dose
                .map(|dose| (dose.value.to_bits(), note.slice(dose.unit).to_ascii_lowercase()))
        };
        let often = |it: &Medication| it.frequency.and_then(|it| it.per_day).map(f64::to_bits);
        return first.dose.is_some()
            && value(first) == value(second)
            && often(first).is_some()
            && often(first) == often(second)
            && first.listed
            && second.listed
            && note
                .slice(words(one.at))
                .trim_matches(is_mark)
                .eq_ignore_ascii_case(note.slice(words(other.at)).trim_matches(is_mark));
    }
    // In a combination the part counts only of what is taken for long.
    one.drug.id == other.drug.id || one.drug.flag("chronic") && other.drug.flag("chronic")
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Severity;
    use crate::rules::support::testing::{run, silent, speaks};

    /// A note whose list of drugs holds these lines.
    fn listed(lines: &str) -> String {
        let lines = lines.replace("; ", "\n- ");
        format!("## HPI\n\n58-year-old man, cough for 3 days.\n\n## Medications\n\n- {lines}\n\n## Plan\n\nRest.\n")
    }

    /// A note of a clinic with these home drugs and this plan.
    fn planned(home: &str, plan: &str) -> String {
        format!("## HPI\n\n58-year-old man, here for follow-up.\n\n## Medications\n\n- {home}\n\n## Plan\n\n{plan}\n")
    }

    #[test]
    fn two_on_a_list() {
        let notes = [
            "lisinopril 20 mg daily; losartan 50 mg daily",
            "atorvastatin 40 mg daily; simvastatin 20 mg daily",
            "sertraline 100 mg daily; venlafaxine XR 75 mg daily",
            "ibuprofen 600 mg TID; naproxen 500 mg BID",
            "omeprazole 20 mg daily; pantoprazole 40 mg daily",
            "Toprol XL 50 mg daily; metoprolol tartrate 25 mg BID",
            "alprazolam 0.5 mg TID; clonazepam 1 mg BID",
            "Lasix 40 mg daily; furosemide 20 mg daily",
            "Percocet 5/325 q6h prn; acetaminophen 1000 mg TID",
            "Eliquis 5 mg BID; warfarin 5 mg daily",
            "Lantus 20 units nightly; Levemir 10 units nightly",
            "Advair 250/50 1 puff BID; Symbicort 160/4.5 2 puffs BID",
            "Spiriva 18 mcg daily; Trelegy 1 inhalation daily",
            "glipizide 5 mg BID; glimepiride 4 mg daily",
            "lisinopril-HCTZ 20/25 mg daily; lisinopril 10 mg daily",
            "Janumet 50/1000 mg BID; metformin 1000 mg BID",
            "Zoloft 50 mg daily; sertraline 100 mg daily",
            "lisinopril 10 mg daily; aspirin 81 mg daily; lisinopril 10 mg daily",
            "adalimumab 40 mg every 2 weeks; etanercept 50 mg weekly",
            "budesonide 180 mcg inhaled BID; fluticasone 110 mcg inhaled BID",
        ]
        .map(listed);
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        speaks(
            &RULE,
            &["DH: omeprazole 20mg od, lansoprazole 30mg od, ramipril 5 mg od\n\nPlan: reassure\n"],
        );
    }

    #[test]
    fn a_second_one_ordered() {
        let notes = [
            planned("Lisinopril 20 mg daily", "Hypertension: start losartan 50 mg daily."),
            planned("Naproxen 500 mg BID", "Meloxicam 15 mg daily for 2 weeks."),
            planned("None", "Back pain: ibuprofen 800 mg TID and naproxen 500 mg BID for 7 days."),
            "# Progress Note\n\nHD 3\n\n## Assessment and Plan\n\n1. AF: continue apixaban 5 mg BID\n2. Prophylaxis: enoxaparin 40 mg SC daily\n".to_owned(),
            "# Discharge Summary\n\n## Discharge Medications\n\n1. Lisinopril 10 mg daily\n2. Entresto 49/51 mg BID\n".to_owned(),
        ];
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn two_that_belong_together() {
        let notes = [
            "lisinopril 20 mg daily; amlodipine 5 mg daily; HCTZ 25 mg daily",
            "furosemide 40 mg daily; metolazone 2.5 mg prn; spironolactone 25 mg daily",
            "aspirin 81 mg daily; clopidogrel 75 mg daily; ibuprofen 400 mg prn",
            "Lantus 20 units nightly; Humalog 6 units TID with meals",
            "OxyContin 20 mg BID; oxycodone 5 mg q4h prn",
            "Spiriva daily; Symbicort 2 puffs BID; albuterol prn",
            "timolol eye drops BID; metoprolol 25 mg BID",
            "diclofenac gel QID; naproxen 500 mg BID",
            "fluticasone nasal spray daily; Advair 250/50 BID",
            "albuterol inhaler prn; albuterol nebulizer prn",
            "sertraline 100 mg daily; trazodone 50 mg nightly; bupropion XL 150 mg daily",
            "Lasix (furosemide) 40 mg daily",
            "warfarin 5 mg Mon/Wed/Fri; warfarin 7.5 mg other days",
            "furosemide 40 mg in the morning; furosemide 20 mg in the afternoon",
            "lisinopril 20 mg daily - HOLD; losartan 50 mg daily",
            "ibuprofen or naproxen as needed",
            "Adderall XR 20 mg qAM; Adderall 10 mg at noon",
            "nitroglycerin 0.4 mg SL prn; Imdur 60 mg daily",
        ]
        .map(listed);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn changes() {
        let notes = [
            planned("Lisinopril 20 mg daily", "Cough: switch lisinopril to losartan 50 mg daily."),
            planned("Lisinopril 20 mg daily", "Stop lisinopril. Start losartan 50 mg daily."),
            planned("Lisinopril 20 mg daily", "Replace lisinopril with losartan 50 mg daily."),
            planned(
                "Sertraline 100 mg daily",
                "Cross-taper sertraline to venlafaxine: venlafaxine 37.5 mg daily, sertraline 50 mg for a week.",
            ),
            planned("Tiotropium 18 mcg daily", "COPD: change tiotropium to umeclidinium-vilanterol daily."),
            planned("None", "DVT: enoxaparin 80 mg SC q12h and warfarin 5 mg daily."),
            planned("Ibuprofen 400 mg prn", "Toradol 30 mg IM in clinic today."),
            planned("Lorazepam 0.5 mg prn", "Alcohol withdrawal: diazepam per CIWA."),
            planned("Losartan 50 mg daily", "Continue losartan. Avoid ACE inhibitors such as lisinopril."),
            "# Progress Note\n\nHD 2\n\n## Home Medications\n\n- omeprazole 20 mg daily\n\n## Plan\n\n1. GI bleed: pantoprazole 40 mg IV BID\n".to_owned(),
            "# Discharge Summary\n\n## Home Medications\n\n- Lisinopril 10 mg daily\n\n## Discharge Medications\n\n1. Losartan 50 mg daily\n".to_owned(),
            "## HPI\n\nHe was switched from atorvastatin to rosuvastatin last year.\n\n## Medications\n\n- Rosuvastatin 20 mg daily\n".to_owned(),
        ];
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_told() {
        let found = run(&RULE, &listed("Eliquis 5 mg BID; warfarin 5 mg daily"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Some(Severity::Error));
        assert_eq!(
            found[0].message,
            "Eliquis and warfarin are both anticoagulants: two cause major bleeding"
        );
        let found = run(&RULE, &listed("Zestril 10 mg daily; lisinopril 10 mg daily"));
        assert_eq!(found[0].message, "Zestril and lisinopril are the same drug, lisinopril");
    }
}
