//! What a drug in a list or an order lacks: dose, unit, frequency, route, reason. Shared by the rules on lists and on orders.

use std::collections::{HashMap, HashSet};

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::facts::{Medication, MedicationStatus};
use crate::note::{Note, SectionIx};
use crate::rules::Severity;
use crate::rules::support::{line_at, nodes_in, trim};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The drugs that are incomplete where they have to be complete: in lists, or as orders.
pub fn incomplete(note: &Note, orders: bool) -> Vec<Incomplete<'_>> {
    if note.is_template || is_procedure(note) {
        return Vec::new();
    }
    let medications = note.medications();
    let told = Told::of(note, medications);
    let mut found: Vec<Incomplete<'_>> = Vec::new();
    let mut seen: HashSet<u16> = HashSet::new();
    for (at, medication) in medications.iter().enumerate() {
        let named = || orders && is_only_named(note, medication);
        if setting(medication) != Some(orders) && !named() {
            continue;
        }
        let lack = shared(note, medications, at, lacks(note, medication, orders));
        let lack = told.without(note, lack, medication, orders);
        if lack == Lack::default() || is_blank(note, medication) || !seen.insert(medication.entry) {
            continue;
        }
        found.push(Incomplete {
            medication,
            lack,
            section: medication.section,
        });
    }
    found
}

/// Up to how many words a step of a bare list has.
const STEP: usize = 4;

/// Whether a plan orders a drug by its name alone, one thing of several: `plan: CT scan, lovenox, follow up`. A drug that the patient
/// takes already may be meant to go on, and behind a label (`VTE prophylaxis: enoxaparin`) the purpose says enough.
pub fn is_only_named(note: &Note, medication: &Medication) -> bool {
    if medication.role != Role::Plan
        || !matches!(
            medication.status,
            MedicationStatus::Ordered | MedicationStatus::Mentioned
        )
        || !note.assertion(medication.name).is_present()
        || medication.verb.is_some()
        || medication.span != medication.name
        || note
            .medications()
            .iter()
            .any(|it| it.entry == medication.entry && it.role != Role::Plan)
    {
        return false;
    }
    let sentence = note
        .sentence_at(medication.name.start)
        .map_or(medication.span, |sentence| sentence.span.cover(medication.span));
    let before = note.slice(Span::new(sentence.start, medication.name.start)).trim_end();
    let after = note.slice(Span::new(medication.name.end, sentence.end)).trim_start();
    // A list of steps, not a sentence with a drug in it.
    let steps = || {
        let mut items = before.split(',');
        let mut words = before.split(|c: char| !c.is_alphanumeric());
        let told = words.any(|word| word.len() > 3 && word.ends_with("ed"));
        !told && items.all(|item| item.split_whitespace().count() <= STEP)
    };
    // "Antibiotic amoxicillin".
    let before = before
        .strip_suffix("antibiotic")
        .or_else(|| before.strip_suffix("anticoagulant"))
        .unwrap_or(before)
        .trim_end();
    before.ends_with(',')
        && !before.contains([':', '(', ';'])
        && steps()
        && (after.is_empty() || after.starts_with([',', '.', '\n']))
}

/// What a drug lacks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lack {
    /// How much.
    pub dose: bool,
    /// Of what: mg, units.
    pub unit: bool,
    /// How often.
    pub frequency: bool,
    /// By which route.
    pub route: bool,
    /// For what it is given when needed.
    pub reason: bool,
}

/// An incomplete drug.
pub struct Incomplete<'n> {
    /// The drug.
    pub medication: &'n Medication,
    /// What it lacks.
    pub lack: Lack,
    /// The list it stands in, or the section of its order.
    pub section: Option<SectionIx>,
}

/// `lack` without what the next drug says for both: "docetaxel 75 mg/m2 and cyclophosphamide 600 mg/m2 every 3 weeks".
fn shared(note: &Note, medications: &[Medication], at: usize, mut lack: Lack) -> Lack {
    let mut one = &medications[at];
    for next in medications[at + 1..].iter().take(SHARED) {
        if !(lack.dose || lack.frequency || lack.route) || next.name.start < one.span.end {
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
        // "Propofol and fentanyl drips": both run by a rule.
        if one.dose.is_none() && next.dose.is_none() && next.by_rule.is_some() {
            return Lack::default();
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
pub fn is_procedure(note: &Note) -> bool {
    note.kind.is_some_and(|kind| {
        matches!(
            &*note.grammar.kind(kind).id,
            "operative" | "brief-op" | "procedure-note"
        )
    })
}

/// Whether the drug has to be complete where it stands: `false` in a list, `true` as an order, `None` nowhere.
pub fn setting(medication: &Medication) -> Option<bool> {
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
    let new = new || medication.status == Changed && medication.verb.is_some() && medication.dose.is_none();
    (planned && new).then_some(true)
}

pub fn lacks(note: &Note, medication: &Medication, order: bool) -> Lack {
    let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    if !matches!(&*entry.category, "drug")
        || medication.by_rule.is_some()
        || is_packed(note, medication)
        || is_chemotherapy(note, entry)
        || is_by_surface(note, medication)
        || is_in_fluid(note, entry, medication)
        || order && is_contingent(note, medication)
        || is_counted_insulin(note, entry, medication)
    {
        return Lack::default();
    }
    let frequency = medication.frequency;
    let unknown = frequency.is_some_and(|it| category(note, it.span) == "unknown");
    let home = medication.role == Role::HomeMedications;
    let otc = entry.flag("otc");
    // What the plan changes without saying to how much.
    if order && medication.status == MedicationStatus::Changed && medication.dose.is_none() {
        let lack = changes_dose(note, medication) && !otc && !is_local(note, entry, medication);
        return Lack {
            dose: lack,
            ..Lack::default()
        };
    }
    let otc = otc && !(order && (note.patient().is_child() || is_prescribed(note, medication)));
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
        ["/h", "/min", "per hour", "per min", "/24", "/12"]
            .iter()
            .any(|it| unit.contains(it))
    });
    // "Albuterol-ipratropium nebs x3".
    let nebs = medication
        .form
        .is_some_and(|form| note.slice(form).to_ascii_lowercase().starts_with("neb"));
    if order && rescue && nebs && is_single(note, medication) {
        return Lack::default();
    }
    let once = order && is_patch(note, medication)
        || rate
        || dose_known && is_one_dose(note, medication)
        || dose_known && !home && medication.duration.is_none() && is_single(note, medication);
    Lack {
        dose: !dose_known && !local && !(rescue && prn),
        unit: medication
            .dose
            .is_some_and(|dose| dose.unit.is_empty() && dose.second.is_none())
            && !local,
        frequency: frequency.is_none() && !once && !is_counted(note, medication) && !(prn && (home || rescue)) && !is_emollient(entry)
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

/// "Oxycodone 5 mg, two doses": how many were given as needed.
fn is_counted(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.span.end);
    let before = note.slice(Span::new(medication.name.end, medication.span.end));
    let after = note.slice(Span::new(medication.span.end, line.end.max(medication.span.end)));
    let mut words = before
        .split_whitespace()
        .rev()
        .take(2)
        .chain(after.split_whitespace().take(3))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let counted = words.any(|word| word.eq_ignore_ascii_case("doses"));
    counted && medication.dose.is_some()
}

/// "Increase", "halve": the dose changes.
fn changes_dose(note: &Note, medication: &Medication) -> bool {
    let before = medication.verb.filter(|verb| verb.start < medication.name.start);
    before.is_some_and(|verb| {
        let verb = note.slice(verb).to_ascii_lowercase();
        [
            "increase",
            "decrease",
            "reduce",
            "double",
            "halve",
            "uptitrate",
            "up-titrate",
            "lower",
            "go up",
            "bump",
        ]
        .iter()
        .any(|it| verb.starts_with(it) || verb.starts_with("will ") && verb[5..].starts_with(it))
    })
}

/// Whether the dose of an insulin follows the sugar or the meal: `lispro correction`, `aspart 1:8 with meals`, `ICR 1:10`.
fn is_counted_insulin(note: &Note, entry: &LexiconEntry, medication: &Medication) -> bool {
    const REACH: usize = 40;
    if !entry.list("class").iter().any(|class| class.contains("insulin")) {
        return false;
    }
    let from = medication.name.end as usize;
    let after = &note.text[from..crate::text::floor(&note.text, (from + REACH).min(note.text.len()))];
    let after = after.split(['\n', ';', '.']).next().unwrap_or_default();
    let counted = after.split(|c: char| !c.is_alphabetic()).any(|word| {
        ["correction", "correctional", "icr", "carb", "carbs", "isf"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    });
    let ratio = after
        .trim_start()
        .strip_prefix("1:")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    counted || ratio
}

/// Whether one dose is meant by a count or a day: `250 mg IV x1`, `750 mg IV on 3/14`.
fn is_one_dose(note: &Note, medication: &Medication) -> bool {
    let end = medication.span.end as usize;
    let after = &note.text[end..crate::text::floor(&note.text, (end + 16).min(note.text.len()))];
    let own = note.slice(Span::new(
        medication.name.end.min(medication.span.end),
        medication.span.end,
    ));
    let once = |text: &str| {
        text.split([' ', ',', ';', '.', ')', '\n'])
            .any(|word| ["x1", "×1", "X1"].contains(&word))
    };
    let dated = medication.route.is_some_and(|route| is_at_once(note, route)) && {
        let day = after.trim_start_matches([' ', '(', ',']);
        let day = day.strip_prefix("on ").unwrap_or(day);
        let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let first = number(day);
        (1..=2).contains(&first) && day[first..].starts_with('/') && (1..=2).contains(&number(&day[first + 1..]))
    };
    once(own) || once(after) || dated
}

/// Whether a drug that is bought without a prescription is ordered as one with: "start ferrous sulfate", "naproxen for 4 weeks".
fn is_prescribed(note: &Note, medication: &Medication) -> bool {
    let ordered = medication.verb.is_some_and(|verb| {
        let verb = note.slice(verb);
        [
            "start",
            "begin",
            "initiate",
            "prescribe",
            "will start",
            "will begin",
            "will prescribe",
            "commence",
        ]
        .iter()
        .any(|it| verb.eq_ignore_ascii_case(it))
    });
    let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let supplement = entry.list("uses").first().is_some_and(|it| it == "supplement");
    !supplement && (ordered || medication.duration.is_some())
}

/// Whether it is one dose, given here: `ceftriaxone 500 mg IM today`, `steroid inj today 40 mg triamcinolone`,
/// `pre-op: cefazolin 2 g IV`.
pub fn is_given_on_the_spot(note: &Note, medication: &Medication) -> bool {
    /// How far before the drug the words stand, in bytes.
    const LEAD: u32 = 48;
    if medication.frequency.is_some() || medication.duration.is_some() || medication.dose.is_none() {
        return false;
    }
    let line = line_at(note, medication.name.start);
    let start = crate::text::ceil(&note.text, medication.name.start.saturating_sub(LEAD) as usize) as u32;
    let lead = note.slice(Span::new(
        start.max(line.start).min(medication.name.start),
        medication.name.start,
    ));
    let lead = lead.rsplit([';', '\n']).next().unwrap_or_default();
    let lead = lead.rsplit(". ").next().unwrap_or_default().to_ascii_lowercase();
    let words = |text: &str, wanted: &[&str]| {
        text.split(|c: char| !c.is_alphanumeric() && c != '-')
            .any(|word| wanted.contains(&word))
    };
    // "Inj. ceftriaxone" is a form.
    let lead = lead.trim_end_matches(['.', ' ']);
    let form = ["inj", "injection"].iter().find_map(|it| lead.strip_suffix(it));
    let lead = form.unwrap_or(lead);
    let around_operation = [
        "preop",
        "pre-op",
        "intraop",
        "intra-op",
        "periop",
        "peri-op",
        "preoperatively",
        "intraoperatively",
    ];
    if words(lead, &["inj", "injection", "injections", "injected"]) || words(lead, &around_operation) {
        return true;
    }
    let end = crate::text::floor(
        &note.text,
        (medication.span.end + 24).min(line.end.max(medication.span.end)) as usize,
    );
    let from = medication.dose.map_or(medication.name.end, |dose| dose.span.end);
    let tail = note
        .text
        .get(from as usize..end)
        .unwrap_or_default()
        .to_ascii_lowercase();
    let tail = tail.split([',', ';', '.', '(', '\n']).next().unwrap_or_default();
    let given_here = medication.route.is_none_or(|route| is_at_once(note, route)) || !is_begun(note, medication);
    given_here && words(tail, &["today", "now", "once", "x1", "stat"])
        || tail.contains("in clinic")
        || tail.contains("in office")
}

/// Whether a verb begins a course with it.
fn is_begun(note: &Note, medication: &Medication) -> bool {
    medication.verb.is_some_and(|verb| {
        let verb = note.slice(verb).to_ascii_lowercase();
        ["start", "begin", "initiat", "commence", "prescri", "switch", "continue"]
            .iter()
            .any(|it| verb.contains(it))
    })
}

/// Whether the dose is given once: now, before a procedure, in an emergency room, or by a word such as "give" or "replete".
fn is_single(note: &Note, medication: &Medication) -> bool {
    if is_given_on_the_spot(note, medication) {
        return true;
    }
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
        "intraop",
        "theatre",
        "theater",
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
    // "Oxycodone 5 mg, 5 tablets at discharge": a box is no single dose.
    let whole = note.slice(Span::new(medication.name.end, (end as u32).max(medication.name.end)));
    let boxes = whole.split([';', '|']).next().unwrap_or_default();
    let boxed = ["tablets", "tabs", "capsules", "caps", "pills"].iter().any(|it| {
        boxes
            .split(|c: char| !c.is_alphabetic())
            .any(|word| word.eq_ignore_ascii_case(it))
    });
    let mut words = words
        .by_ref()
        .filter(|word| !(boxed && word.eq_ignore_ascii_case("discharge")));
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
    given
        || is_of_theatre(note, medication)
        || emergency && medication.route.is_some_and(|route| is_at_once(note, route))
}

/// Whether it is what is injected for an anesthetic: `Spinal with heavy bupivacaine 2.6 mL`, `TAP block: ropivacaine …`.
fn is_of_theatre(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.name.start);
    let start = line.start.max(medication.name.start.saturating_sub(50));
    let start = crate::text::ceil(&note.text, start as usize).min(medication.name.start as usize);
    let before = &note.text[start..medication.name.start as usize];
    before.split(|c: char| !c.is_alphanumeric()).any(|word| {
        ["spinal", "block", "intrathecal", "infiltration", "induction", "intraop"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    })
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
    if opens_with_if && medication.verb.is_none() || is_of_what_may_come(note, medication) {
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

/// "Intubate if she tires: ketamine 90 mg + rocuronium 70 mg": behind the colon of a condition.
fn is_of_what_may_come(note: &Note, medication: &Medication) -> bool {
    let Some(sentence) = note.sentence_at(medication.span.start) else {
        return false;
    };
    let start = sentence.span.start.min(medication.name.start);
    let before = note.slice(Span::new(start, medication.name.start));
    let Some((condition, after)) = before.rsplit_once(':') else {
        return false;
    };
    let words = |text: &str, wanted: &[&str]| {
        text.split(|c: char| !c.is_alphabetic())
            .any(|word| wanted.iter().any(|it| word.eq_ignore_ascii_case(it)))
    };
    let condition = condition.rsplit([';', ':']).next().unwrap_or_default();
    words(condition, &["if"])
        && words(
            condition,
            &["intubate", "intubation", "rsi", "arrest", "seizes", "seizure"],
        )
        && !after.contains(';')
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
                "dex",
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
    // A patch that numbs is put where it hurts.
    let numbing = entry.list("class").iter().any(|class| class == "local-anesthetic") && is_patch(note, medication);
    numbing
        || !routes.is_empty() && routes.iter().all(|route| local(route))
        || said(medication.route, lexicon_ids::ROUTES)
        || said(medication.form, lexicon_ids::DOSE_FORMS)
        || said(Some(medication.name), lexicon_ids::DOSE_FORMS)
}

fn is_patch(note: &Note, medication: &Medication) -> bool {
    note.slice(medication.span).to_ascii_lowercase().contains("patch")
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
pub struct Told<'n> {
    note: &'n Note,
    by_drug: HashMap<&'n str, Vec<&'n Medication>>,
}

/// As many places of one drug are looked at.
const PLACES: usize = 32;

impl<'n> Told<'n> {
    pub fn of(note: &'n Note, medications: &'n [Medication]) -> Self {
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
    pub fn without(&self, note: &Note, mut lack: Lack, medication: &Medication, order: bool) -> Lack {
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
            // What was given before is no order, and the dose until now not the new one.
            if same && !(order && other.status == MedicationStatus::Given) {
                lack.dose &= medication.status == MedicationStatus::Changed && order
                    || other.dose.is_none_or(|dose| dose.unit.is_empty());
                lack.frequency &= other.frequency.is_none() && other.prn.is_none();
                lack.route &= other.route.is_none();
                lack.reason &= other.indication.is_none();
            }
        }
        lack
    }
}

/// Whether a blank of a template stands in its line: TPL speaks of that.
pub fn is_blank(note: &Note, medication: &Medication) -> bool {
    let line = line_at(note, medication.name.start);
    nodes_in(
        note,
        Span::new(medication.name.start, line.end.max(medication.name.start)),
    )
    .iter()
    .any(|node| matches!(node.kind, NodeKind::Placeholder(_)))
}

/// Whether the section says of all its drugs that doses are not known.
pub fn is_excused(note: &Note, section: Option<SectionIx>) -> bool {
    section.is_some_and(|ix| {
        note.phrases_in(lexicon_ids::FREQUENCIES, note.section(ix).body)
            .any(|hit| note.grammar.category(hit) == "unknown")
    })
}

/// `dose and frequency`.
pub fn named(lack: Lack) -> String {
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

pub fn severity(lack: Lack, gentle: bool) -> Severity {
    let serious = lack.dose || lack.unit || lack.frequency;
    if serious && !gentle {
        Severity::Warning
    } else {
        Severity::Info
    }
}

/// Whether it is bought without a prescription: then less is asked.
pub fn is_otc(note: &Note, medication: &Medication) -> bool {
    note.entry_at(lexicon_ids::DRUGS, medication.entry).flag("otc")
}
