//! CMP006: a drug without its dose or frequency.

use std::collections::{HashMap, HashSet};

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::facts::{Medication, MedicationStatus};
use crate::note::{Note, SectionIx};
use crate::rules::support::{heading, is_british, is_remote, line_at, nodes_in, quote, trim};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::syntax::NodeKind;
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
    summary: "A drug in a list or an order lacks its dose or frequency.",
    docs: r#"
## What it does

Reads every drug of a medication list and every new order, and says what is missing: the dose (or its unit), how often,
for a drug that is given by mouth and by vein the route,
and for an order "as needed" the reason. A list of three or more incomplete drugs is one finding. A list that only says
"see chart" is reported too.

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

```bad
S: 24-year-old woman with dysuria for 2 days, no fever.
O: T 36.8 °C, no flank tenderness. Urine dip: nitrites positive.
A: Uncomplicated cystitis.
P: Start nitrofurantoin for 5 days. Return if fever or flank pain.
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

49 findings in the 182 notes of the development corpus, all 49 read, 1 wrong (a drug to be started "in about a month").
Of faults planted by somebody who had not seen the rule it finds 57 of 59 (in the other 2 the plan says how often),
and reports none of 24 look-alikes. A second and a third set of his found it unprepared: 13 of 21 at first sight, all 21
after mending, none of 14 look-alikes. Besides, 83 plants (82 found) and 186 look-alikes (5 reported) of the author's
own.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES, lexicon_ids::ELSEWHERE]),
    check: Check::Note(check),
};

/// What a drug lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Lack {
    dose: bool,
    unit: bool,
    frequency: bool,
    route: bool,
    reason: bool,
}

/// An incomplete drug.
struct Incomplete<'n> {
    medication: &'n Medication,
    lack: Lack,
    /// The list it stands in, or the section of its order.
    section: Option<SectionIx>,
    /// Whether it is an order, and not in a list.
    order: bool,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template || is_procedure(note) {
        return;
    }
    let medications = note.medications();
    let told = Told::of(note, medications);
    let mut found: Vec<Incomplete<'_>> = Vec::new();
    let mut seen: HashSet<u16> = HashSet::new();
    for (at, medication) in medications.iter().enumerate() {
        let order = match setting(medication) {
            Some(order) => order,
            None => continue,
        };
        let lack = shared(note, medications, at, lacks(note, medication, order));
        let lack = told.without(note, lack, medication);
        if lack == Lack::default() || is_blank(note, medication) {
            continue;
        }
        if !seen.insert(medication.entry) {
            continue;
        }
        found.push(Incomplete {
            medication,
            lack,
            section: medication.section,
            order,
        });
    }
    let gentle = is_british(note) || is_remote(note);
    let together = usize::try_from(context.int("together")).unwrap_or(0).max(2);
    let mut at = 0;
    while at < found.len() {
        let first = &found[at];
        let same = found[at..]
            .iter()
            .take_while(|other| other.section == first.section && other.order == first.order)
            .count();
        let group = &found[at..at + same];
        if !first.order && is_excused(note, first.section) {
            at += same;
            continue;
        }
        if same >= together {
            findings.push(report_list(note, medications, group, gentle));
        } else {
            findings.extend(group.iter().map(|it| report(note, it, gentle)));
        }
        at += same;
    }
    elsewhere(note, medications, findings);
    unnamed(note, medications, gentle, findings);
}

/// `lack` without what the next drug says for both: "docetaxel 75 mg/m2 and cyclophosphamide 600 mg/m2 every 3 weeks".
fn shared(note: &Note, medications: &[Medication], at: usize, mut lack: Lack) -> Lack {
    let mut one = &medications[at];
    for next in medications[at + 1..].iter().take(SHARED) {
        if !(lack.frequency || lack.route) || next.name.start < one.span.end {
            break;
        }
        let between = trim(note.slice(Span::new(one.span.end, next.span.start.max(one.span.end))));
        let joined = ["and", "with", "plus", "+", "&", "/", ", and"]
            .iter()
            .any(|it| between.eq_ignore_ascii_case(it));
        // Of a list with commas only one that ends in "and" with one dose each is meant so.
        if !joined {
            break;
        }
        let once = next.dose.is_some() && next.role != Role::HomeMedications && is_single(note, next);
        lack.frequency &= next.frequency.is_none() && next.prn.is_none() && next.by_rule.is_none() && !once;
        lack.route &= next.route.is_none();
        one = next;
    }
    lack
}

/// How many drugs may share a frequency.
const SHARED: usize = 4;

/// Whether the note tells of an operation: what was given there stands in other records.
fn is_procedure(note: &Note) -> bool {
    note.kind.is_some_and(|kind| {
        matches!(
            &*note.grammar.kind(kind).id,
            "operative" | "brief-op" | "procedure-note"
        )
    })
}

/// Whether the drug has to be complete where it stands: `false` in a list, `true` as an order, `None` nowhere.
fn setting(medication: &Medication) -> Option<bool> {
    use MedicationStatus::{Changed, Continued, Home, Ordered};
    let listed = matches!(
        medication.role,
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications
    );
    if listed && matches!(medication.status, Home | Ordered | Continued) {
        return Some(false);
    }
    let planned = matches!(medication.role, Role::Plan | Role::AssessmentAndPlan);
    let new = medication.status == Ordered
        && (medication.verb.is_some()
            || medication.listed
            || medication.dose.is_some()
            || medication.span.end > medication.name.end
                && (medication.duration.is_some()
                    || medication.route.is_some()
                    || medication.frequency.is_some()
                    || medication.prn.is_some()))
        || medication.status == Changed && medication.dose.is_some_and(|dose| dose.unit.is_empty());
    (planned && new).then_some(true)
}

fn lacks(note: &Note, medication: &Medication, order: bool) -> Lack {
    let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    if !matches!(&*entry.category, "drug")
        || medication.by_rule.is_some()
        || is_packed(note, medication)
        || is_chemotherapy(note, entry)
        || is_by_surface(note, medication)
        || is_in_fluid(note, entry, medication)
        || order && is_contingent(note, medication)
    {
        return Lack::default();
    }
    let frequency = medication.frequency;
    let unknown = frequency.is_some_and(|it| category(note, it.span) == "unknown");
    let home = medication.role == Role::HomeMedications;
    let otc = entry.flag("otc");
    if unknown || otc && (order || home && (medication.prn.is_some() || medication.indication.is_some())) {
        return Lack::default();
    }
    let local = is_local(note, entry, medication);
    let dose_known = medication.dose.is_some()
        || medication.count.is_some()
        || medication.strength.is_some() && medication.form.is_some();
    let prn = medication.prn.is_some();
    let numbing = medication.indication.is_some_and(|reason| {
        let reason = note.slice(reason).to_ascii_lowercase();
        reason.contains("anesth") || reason.contains("anaesth")
    });
    if numbing {
        return Lack::default();
    }
    // An injector, a contraceptive injection, a supplement: nobody writes the dose.
    let name = note.slice(medication.name);
    let of_one_dose = [
        "pen",
        "auvi-q",
        "jext",
        "emerade",
        "depo-provera",
        "depo provera",
        "depo shot",
        "dmpa",
    ]
    .iter()
    .any(|it| {
        name.len() >= it.len()
            && name
                .get(name.len() - it.len()..)
                .is_some_and(|end| end.eq_ignore_ascii_case(it))
    });
    if home && (of_one_dose || entry.list("uses").first().is_some_and(|first| first == "supplement")) {
        return Lack::default();
    }
    // Given in one usual way, or by a protocol.
    let usual = &*entry.id == "naloxone"
        || entry.list("class").iter().any(|class| {
            matches!(
                &**class,
                "immune-globulin" | "nutrition" | "bulk-laxative" | "eye-lubricant"
            )
        });
    if usual && medication.dose.is_none() {
        return Lack::default();
    }
    // "Varenicline recommended": it was spoken of.
    let advised = medication.dose.is_none()
        && medication.verb.is_some_and(|verb| {
            verb.start > medication.name.end
                && ["recommended", "suggested", "advised", "encouraged"]
                    .iter()
                    .any(|it| note.slice(verb).eq_ignore_ascii_case(it))
        });
    if advised {
        return Lack::default();
    }
    // A rescue inhaler or spray as needed is known by its name.
    let rescue = entry.list("class").iter().any(|class| {
        matches!(
            &**class,
            "saba" | "saba-sama" | "nitrate" | "catecholamine" | "triptan" | "opioid-antagonist" | "pde5-inhibitor"
        )
    });
    let rate = medication.dose.iter().chain(&medication.more).any(|dose| {
        let unit = note.slice(dose.unit).to_ascii_lowercase();
        ["/h", "/min", "per hour", "per min"].iter().any(|it| unit.contains(it))
    });
    // "Albuterol-ipratropium nebs x3".
    let nebs = medication
        .form
        .is_some_and(|form| note.slice(form).to_ascii_lowercase().starts_with("neb"));
    if order && rescue && nebs && is_single(note, medication) {
        return Lack::default();
    }
    let once = rate || dose_known && !home && medication.duration.is_none() && is_single(note, medication);
    Lack {
        dose: !dose_known && !local && !(rescue && prn),
        unit: medication
            .dose
            .is_some_and(|dose| dose.unit.is_empty() && dose.second.is_none())
            && !local,
        frequency: frequency.is_none() && !once && !(prn && (home || rescue)) && !is_emollient(entry)
            // Taken on occasion.
            && !entry.list("class").iter().any(|class| class == "pde5-inhibitor"),
        route: !home && lacks_route(entry, medication),
        reason: prn
            && !home
            && !rescue
            && medication.indication.is_none()
            && entry.list("uses").len() > 1
            && !follows_label(note, medication),
    }
}

/// Whether the dose is given once: now, before a procedure, in an emergency room, or by a word such as "give" or "replete".
fn is_single(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.span.end);
    let end = line
        .end
        .min(medication.span.end.saturating_add(60))
        .max(medication.span.end);
    let mut end = end as usize;
    end = crate::text::floor(&note.text, end);
    let after = note.slice(Span::new(medication.span.end, (end as u32).max(medication.span.end)));
    let after = after.split([';', '|']).next().unwrap_or_default();
    let after = after.split(". ").next().unwrap_or_default();
    let single = [
        "today",
        "tonight",
        "tomorrow",
        "now",
        "morning",
        "evening",
        "afternoon",
        "then",
        "before",
        "prior",
        "pre",
        "preop",
        "repeat",
        "given",
        "induction",
        "followed",
        "incision",
        "discharge",
        "procedure",
        "once",
        "doses",
        "dose",
        "bedside",
        "delivery",
        "immediately",
        "stat",
        "x1",
        "x2",
        "x3",
        "titrated",
        "titrate",
        "liter",
        "litre",
        "anesthesia",
        "anaesthesia",
        "block",
        "into",
        "injected",
        "injection",
        "articular",
    ];
    // "at 28 weeks", "at 09:32".
    let dated = note.text[medication.name.end as usize..end.max(medication.name.end as usize)]
        .match_indices("at ")
        .any(|(at, sign)| {
            note.text[medication.name.end as usize + at + sign.len()..].starts_with(|c: char| c.is_ascii_digit())
        });
    if dated {
        return true;
    }
    let mut words = after
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    if words.any(|word| single.iter().any(|it| word.eq_ignore_ascii_case(it))) {
        return true;
    }
    let given = medication.verb.is_some_and(|verb| {
        let verb = note.slice(verb);
        [
            "give",
            "giving",
            "will give",
            "administer",
            "administering",
            "load",
            "load with",
            "loaded with",
            "bolus",
            "replete",
            "replace",
            "repleted",
            "stat",
            "nebulise with",
            "given",
            "bolused with",
        ]
        .iter()
        .any(|it| verb.eq_ignore_ascii_case(it))
    });
    let emergency = note.kind.is_some_and(|kind| {
        let id = &*note.grammar.kind(kind).id;
        id.starts_with("ed")
            || id.contains("triage")
            || id.contains("emergency")
            || id.contains("rapid")
            || id.contains("preop")
    });
    given || emergency && medication.route.is_some_and(|route| is_at_once(note, route))
}

/// Whether the route is one of drugs that are given by somebody on the spot.
fn is_at_once(note: &Note, route: Span) -> bool {
    note.phrases_in(lexicon_ids::ROUTES, route).next().is_some_and(|hit| {
        !matches!(
            note.grammar.category(hit),
            "oral" | "topical" | "ophthalmic" | "otic" | "nasal" | "vaginal"
        )
    })
}

/// Whether it is only given under a condition that follows: "add spironolactone 12.5 mg if potassium is below 5".
fn is_contingent(note: &Note, medication: &Medication) -> bool {
    // "If LDL stays above 100, atorvastatin 20 mg".
    let opens_with_if = note.sentence_at(medication.span.start).is_some_and(|sentence| {
        let start = sentence.span.start.min(medication.span.start);
        let before = note.slice(Span::new(start, medication.span.start));
        let first = before.trim_start_matches(|c: char| !c.is_alphabetic());
        ["if ", "unless "]
            .iter()
            .any(|it| first.get(..it.len()).is_some_and(|word| word.eq_ignore_ascii_case(it)))
            && !before.contains(';')
    });
    if opens_with_if && medication.verb.is_none() {
        return true;
    }
    let after = &note.text[medication.span.end as usize..];
    let after = after.trim_start_matches([' ', ',', ')']);
    if after.get(..6).is_some_and(|it| it.eq_ignore_ascii_case("to be ")) {
        return true;
    }
    let word = &after[..after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len())];
    ["if", "unless", "should", "when", "once"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
}

/// Whether it is a cream against dry skin.
fn is_emollient(entry: &LexiconEntry) -> bool {
    entry.list("class").iter().any(|class| class == "emollient")
}

fn category(note: &Note, span: Span) -> &str {
    note.phrases_in(lexicon_ids::FREQUENCIES, span)
        .next()
        .map_or("", |hit| note.grammar.category(hit))
}

/// `Z-Pak`, `Medrol dose pack`: the name says all.
fn is_packed(note: &Note, medication: &Medication) -> bool {
    let name = note.slice(medication.name).to_ascii_lowercase();
    name.contains("pak") || name.contains("pack")
}

/// Whether it is given by protocol: nobody writes the doses of a cycle into a note.
fn is_chemotherapy(note: &Note, entry: &LexiconEntry) -> bool {
    let classes = &note.grammar.lexicon(lexicon_ids::DRUG_CLASSES).entries;
    let chemotherapy = classes.iter().find(|class| &*class.id == "chemotherapy");
    !entry.list("routes").iter().any(|route| route == "PO")
        && chemotherapy.is_some_and(|class| class.list("class").iter().any(|it| entry.list("class").contains(it)))
}

/// Whether it is dosed by body surface, as only chemotherapy is: `600 mg/m2`.
fn is_by_surface(note: &Note, medication: &Medication) -> bool {
    medication.dose.is_some_and(|dose| {
        let unit = note.slice(dose.unit.cover(dose.span));
        unit.contains("/m2") || unit.contains("/m²") || unit.contains("/m^2")
    })
}

/// Whether a label stands before it in its item, which tells what for: "Nausea: ondansetron 4 mg as needed".
fn follows_label(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.span.start);
    let from = line.start.max(medication.span.start.saturating_sub(120)) as usize;
    let from = (from..=medication.span.start as usize)
        .find(|at| note.text.is_char_boundary(*at))
        .unwrap_or(medication.span.start as usize);
    let before = &note.text[from..medication.span.start as usize];
    before.rsplit(". ").next().unwrap_or_default().contains(": ")
}

/// Whether it is part of a fluid, whose rate says all: `1 L 5% dex/0.45 saline + 40 mmol KCl over 10 h`.
fn is_in_fluid(note: &Note, entry: &LexiconEntry, medication: &Medication) -> bool {
    let part = entry.list("class").iter().any(|class| class == "electrolyte")
        || note.slice(medication.name).eq_ignore_ascii_case("dex");
    part && note
        .slice(line_at(note, medication.name.start))
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| {
            [
                "saline",
                "dextrose",
                "hartmann",
                "hartmanns",
                "ringer",
                "ringers",
                "d5",
                "d5ns",
                "d5w",
                "ns",
                "lr",
                "plasmalyte",
            ]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
        })
}

/// Whether it is put on skin, eyes, ears or nose: its dose is the strength of what is in the tube.
fn is_local(note: &Note, entry: &LexiconEntry, medication: &Medication) -> bool {
    let local = |route: &str| {
        matches!(
            route,
            "topical"
                | "ophthalmic"
                | "otic"
                | "vaginal"
                | "nasal"
                | "IN"
                | "injection"
                | "injected"
                | "intrauterine"
                | "intravitreal"
        )
    };
    let said = |span: Option<Span>, lexicon| {
        span.is_some_and(|span| {
            note.phrases_in(lexicon, span)
                .any(|hit| local(note.grammar.category(hit)) || note.entry(hit).text("route").is_some_and(local))
        })
    };
    let routes = entry.list("routes");
    !routes.is_empty() && routes.iter().all(|route| local(route))
        || said(medication.route, lexicon_ids::ROUTES)
        || said(medication.form, lexicon_ids::DOSE_FORMS)
        || said(Some(medication.name), lexicon_ids::DOSE_FORMS)
}

/// Whether the route is not said and could be more than one.
fn lacks_route(entry: &LexiconEntry, medication: &Medication) -> bool {
    let routes = entry.list("routes");
    let given = |route: &str| routes.iter().any(|it| it == route);
    medication.route.is_none()
        && medication.form.is_none()
        && medication.dose.is_some()
        && medication.role != Role::DischargeMedications
        && medication.role == Role::InpatientMedications
        && given("PO")
        && (given("IV") || given("IM"))
}

/// What the note says of each drug at all its places.
struct Told<'n> {
    note: &'n Note,
    by_drug: HashMap<&'n str, Vec<&'n Medication>>,
}

/// As many places of one drug are looked at.
const PLACES: usize = 32;

impl<'n> Told<'n> {
    fn of(note: &'n Note, medications: &'n [Medication]) -> Self {
        let mut by_drug: HashMap<&str, Vec<&Medication>> = HashMap::new();
        for medication in medications {
            let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
            for name in std::iter::once(&entry.id).chain(entry.list("ingredients")) {
                let places = by_drug.entry(name).or_default();
                if places.len() < PLACES {
                    places.push(medication);
                }
            }
        }
        Self { note, by_drug }
    }

    /// `lack` without what another place says of the same drug.
    fn without(&self, note: &Note, mut lack: Lack, medication: &Medication) -> Lack {
        if lack == Lack::default() {
            return lack;
        }
        let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
        let names = std::iter::once(&entry.id).chain(entry.list("ingredients"));
        let others = names.filter_map(|name| self.by_drug.get(&**name)).flatten();
        // A list that leaves out the unit is wrong whatever stands elsewhere.
        for other in others.filter(|other| other.name != medication.name) {
            let one = self.note.entry_at(lexicon_ids::DRUGS, other.entry);
            let same = other.entry == medication.entry
                || entry.list("ingredients").contains(&one.id)
                || one.list("ingredients").contains(&entry.id);
            if same {
                lack.dose &= other.dose.is_none_or(|dose| dose.unit.is_empty());
                lack.frequency &= other.frequency.is_none() && other.prn.is_none();
                lack.route &= other.route.is_none();
                lack.reason &= other.indication.is_none();
            }
        }
        lack
    }
}

/// Whether a blank of a template stands in its line: TPL speaks of that.
fn is_blank(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.name.start);
    nodes_in(
        note,
        Span::new(medication.name.start, line.end.max(medication.name.start)),
    )
    .iter()
    .any(|node| matches!(node.kind, NodeKind::Placeholder(_)))
}

/// Whether the section says of all its drugs that doses are not known.
fn is_excused(note: &Note, section: Option<SectionIx>) -> bool {
    section.is_some_and(|ix| {
        note.phrases_in(lexicon_ids::FREQUENCIES, note.section(ix).body)
            .any(|hit| note.grammar.category(hit) == "unknown")
    })
}

/// `dose and frequency`.
fn named(lack: Lack) -> String {
    let parts: Vec<&str> = [
        (lack.dose, "dose"),
        (lack.unit, "unit"),
        (lack.frequency, "frequency"),
        (lack.route, "route"),
        (lack.reason, "reason for \"as needed\""),
    ]
    .into_iter()
    .filter_map(|(lacks, name)| lacks.then_some(name))
    .collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn severity(lack: Lack, gentle: bool) -> Severity {
    let serious = lack.dose || lack.unit || lack.frequency;
    if serious && !gentle {
        Severity::Warning
    } else {
        Severity::Info
    }
}

/// Whether it is bought without a prescription: then less is asked.
fn is_otc(note: &Note, medication: &Medication) -> bool {
    note.entry_at(lexicon_ids::DRUGS, medication.entry).flag("otc")
}

fn report(note: &Note, it: &Incomplete<'_>, gentle: bool) -> Finding {
    let name = note.slice(it.medication.name);
    let written = quote(note.slice(it.medication.span), 60);
    let what = named(it.lack);
    let message = if it.order {
        format!("The order \"{written}\" lacks {what}")
    } else {
        format!("\"{written}\" in the medication list lacks {what}")
    };
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
        .filter(|it| it.section == first.section && setting(it) == Some(first.order))
        .count();
    let lack = group.iter().fold(Lack::default(), |all, it| Lack {
        dose: all.dose || it.lack.dose,
        unit: all.unit || it.lack.unit,
        frequency: all.frequency || it.lack.frequency,
        route: all.route || it.lack.route,
        reason: all.reason || it.lack.reason,
    });
    let what = if first.order { "orders" } else { "medications" };
    let mut finding = Finding::new(
        first.medication.name,
        format!(
            "{} of {all} {what} are incomplete: {}{more}",
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

    fn plan(order: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough.\n\n## Assessment\n\nPneumonia.\n\n## Plan\n\n{order}\n")
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
            "Takes levothyroxine and amlodipine 5 mg daily.", "insulin glargine at bedtime", "see chart", "Reviewed in Epic", "a water pill and a blood thinner", "aspirin", "omeprazole daily", "Blood pressure pills daily",
        ]
        .map(home);
        let orders = [
            "- Start metoprolol",
            "Start lisinopril daily.",
            "Prescribe amoxicillin 500 mg.",
            "1. CAP: ceftriaxone and azithromycin started",
            "Will begin apixaban for stroke prevention",
            "- Amoxicillin-clavulanate for 7 days",
            "Give prednisone for 5 days",
            "Commence ramipril",
            "- VTE - enoxaparin SC. TEDs.",
            "- Agitation: lorazepam as needed.",
            "- Vomiting: ondansetron IV.",
        ]
        .map(plan);
        let texts: Vec<&str> = lists.iter().chain(&orders).map(String::as_str).collect();
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
            "docetaxel 75 mg/m2 and cyclophosphamide 600 mg/m2 every 3 weeks",
        ]
        .map(home);
        let orders = [
            "- Continue lisinopril",
            "- Hold metformin",
            "- Stop ibuprofen",
            "- Consider adding amlodipine",
            "- Avoid NSAIDs and aspirin",
            "- Paracetamol and fluids",
            "- Start amoxicillin 500 mg TID for 7 days",
            "- If no better, start prednisone",
            "- Lovenox 40 mg SC daily",
            "- IV normal saline 1 L bolus",
            "- Heparin drip per protocol",
            "- Flu shot today",
            "- Ondansetron 4 mg IV q6h PRN nausea",
            "- Discussed risks of warfarin",
            "- Norepinephrine 5 mcg/min",
            "- Ceftriaxone 1 g IV once",
            "- Trend digoxin level",
            "- Lisinopril was refilled today.",
            "- Varenicline discussed; will decide by next visit",
            "- Add KCl 20 mEq to each liter",
            "- Clarithromycin caused angioedema in 2015",
            "- Magnesium 4 g IV over 20 minutes, then 2 g/h",
            "- KCl 40 mEq PO and magnesium sulfate 2 g IV today",
            "- Ipratropium 0.5 mg with albuterol 2.5 mg by nebulizer every 6 hours",
            "- Albuterol 2.5 mg neb every 20 minutes for three doses",
            "- Add spironolactone 12.5 mg if potassium stays below 5",
            "- RhoGAM 300 mcg IM at 28 weeks",
            "- Enoxaparin not needed (walking, under 24 h)",
            "- IV 1 L 5% dex/0.45 saline + 40 mmol KCl over 10 h",
            "- If LDL stays above 100, atorvastatin 20 mg",
            "- Nausea: ondansetron 4 mg ODT every 8 hours as needed",
            "- Tenecteplase 18 mg IV at 09:32 (0.25 mg/kg)",
            "- Varenicline recommended, he will think about it",
            "- Atorvastatin to be started by PCP",
            "- Kenalog 40 mg with 4 mL lidocaine into the right shoulder",
        ]
        .map(plan);
        let texts: Vec<&str> = lists.iter().chain(&orders).map(String::as_str).collect();
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
