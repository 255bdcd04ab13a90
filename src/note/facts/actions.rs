//! What a plan item does: its action class, what it orders, and what it says that lets somebody carry it out.
//!
//! The words are data: `plan-verbs` (the class of a step), `orders` (what can be ordered besides drugs), `plan-specifics` (how
//! often, when, at which value, why). A step can be of several classes; the main one is that of its first word that gives one.

#[cfg(test)]
mod tests;

use smallvec::SmallVec;

use super::super::Note;
use super::MedicationStatus;
use super::times::TimeKind;
use crate::grammar::{LexiconEntry, Str, lexicon_ids};
use crate::text::Span;

/// What kind of step a plan item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// A test, an image, an examination that is still to be made.
    Diagnostic,
    /// A drug, a procedure, fluids, a diet, a device; also its being held or stopped.
    Therapeutic,
    /// Watching a value or a state.
    Monitoring,
    /// Asking another service.
    Consult,
    /// Telling or teaching the patient.
    Education,
    /// Where the patient goes.
    Disposition,
    /// When the patient is seen again, and by whom.
    FollowUp,
    /// What will be done if something happens; return precautions.
    Contingency,
}

impl Action {
    /// The name of the class, as the outline writes it.
    pub fn name(self) -> &'static str {
        match self {
            Action::Diagnostic => "diagnostic",
            Action::Therapeutic => "therapeutic",
            Action::Monitoring => "monitoring",
            Action::Consult => "consult",
            Action::Education => "education",
            Action::Disposition => "disposition",
            Action::FollowUp => "follow-up",
            Action::Contingency => "contingency",
        }
    }

    /// The class with this name; it is also the category of its words in the lexicon `plan-verbs`.
    pub fn named(name: &str) -> Option<Action> {
        Some(match name {
            "diagnostic" => Action::Diagnostic,
            "therapeutic" => Action::Therapeutic,
            "monitoring" => Action::Monitoring,
            "consult" => Action::Consult,
            "education" => Action::Education,
            "disposition" => Action::Disposition,
            "follow-up" => Action::FollowUp,
            "contingency" => Action::Contingency,
            _ => return None,
        })
    }
}

/// What a plan item orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// A drug: index into [`Note::medications`].
    Drug(u32),
    /// A test, procedure, service, measure or device: entry of the lexicon `orders`, and where it is named.
    Thing(u16, Span),
}

/// What a text says that lets somebody carry a step out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Specifics(u16);

impl Specifics {
    /// The dose of a drug.
    pub const DOSE: Self = Self(1);
    /// The route of a drug.
    pub const ROUTE: Self = Self(1 << 1);
    /// How often: of a drug, or of a look at something (`q4h`, `daily`, `on telemetry`).
    pub const FREQUENCY: Self = Self(1 << 2);
    /// When, or for how long: `in 2 weeks`, `tomorrow`, `at 06:00`.
    pub const TIME: Self = Self(1 << 3);
    /// A value that changes something or is wanted: `if > 38.5`, `goal MAP > 65`.
    pub const THRESHOLD: Self = Self(1 << 4);
    /// A condition: `if …`, `unless …`, `should … develop`.
    pub const CONDITION: Self = Self(1 << 5);
    /// A named service or person.
    pub const SERVICE: Self = Self(1 << 6);
    /// Why somebody is asked or a test is made: `for …`, `regarding …`, `?PE`.
    pub const QUESTION: Self = Self(1 << 7);
    /// That understanding was checked, or that it was given in writing.
    pub const TAUGHT: Self = Self(1 << 8);
    /// A named symptom, sign or disease.
    pub const SIGN: Self = Self(1 << 9);
    /// A drug by its name.
    pub const DRUG: Self = Self(1 << 10);
    /// A test, image, procedure or device by its name.
    pub const TEST: Self = Self(1 << 11);
    /// A measure of care by its name: fluids, suction, rest.
    pub const MEASURE: Self = Self(1 << 12);
    /// How often something other than a drug: `q4h`, `every morning`, `on telemetry`.
    pub const INTERVAL: Self = Self(1 << 13);
    /// A laboratory test by its name.
    pub const LAB: Self = Self(1 << 14);
    /// An image by its name.
    pub const IMAGE: Self = Self(1 << 15);

    /// Whether it has any of `others`.
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Both together.
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// The ones of `self` that are not in `others`.
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
}

/// What a step does, as far as its words tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deed {
    /// The class of the step; `None` where nothing is done (a status, a thought).
    pub action: Option<Action>,
    /// All classes that its words speak of, the main one included.
    pub all: Vec<Action>,
    /// What it orders.
    pub orders: Vec<Order>,
    /// What else it says.
    pub says: Specifics,
    /// Where it decides that nothing is done: "no acute intervention", "no antibiotics".
    pub defers: Option<Span>,
    /// Where it only promises talk or points elsewhere: "will discuss with the attending", "see above".
    pub nobody: Option<Span>,
}

impl Deed {
    /// Whether the step decides to do nothing ("no acute intervention, observe").
    pub fn is_deferral(&self) -> bool {
        self.defers.is_some()
    }

    /// Whether any of its words are of this class.
    pub fn is(&self, action: Action) -> bool {
        self.all.contains(&action)
    }
}

impl Note {
    /// What the step at `span` does.
    pub fn deed(&self, span: Span) -> Deed {
        read(self, span)
    }

    /// What the text at `span` says that lets somebody carry out a step.
    pub fn specifics(&self, span: Span) -> Specifics {
        specifics(self, span)
    }
}

/// The words of a step that say what it does, and where they start.
type Words = SmallVec<[(u32, Gives); 16]>;

/// What a word of a step gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gives {
    /// A class, by a verb.
    Verb(Action),
    /// A class, by a noun that needs no verb.
    Noun(Action),
    /// The class of its object, else this one.
    Object(Action),
    /// A condition starts.
    Condition,
    /// A result is told.
    Result,
    /// Nothing is done.
    Defers,
    /// Somebody will be talked to.
    Nobody,
}

/// Read the step at `span`.
pub(super) fn read(note: &Note, span: Span) -> Deed {
    let mut deed = Deed {
        says: specifics(note, span),
        ..Deed::default()
    };
    let mut words: Words = SmallVec::new();
    for hit in note.phrases_in(lexicon_ids::PLAN_VERBS, span) {
        let entry = note.entry(hit);
        let gives = match &*entry.category {
            "arrange" => Gives::Object(Action::FollowUp),
            "advise" => Gives::Object(Action::Education),
            "condition" => Gives::Condition,
            "result" => Gives::Result,
            "defer" => Gives::Defers,
            "nobody" => Gives::Nobody,
            category => match Action::named(category) {
                Some(action) if entry.flag("noun") => Gives::Noun(action),
                Some(action) => Gives::Verb(action),
                None => continue,
            },
        };
        if gives == Gives::Defers || entry.flag("defers") {
            deed.defers = deed.defers.or(Some(hit.span));
        } else if gives == Gives::Nobody {
            deed.nobody = deed.nobody.or(Some(hit.span));
        }
        words.push((hit.span.start, gives));
    }
    for hit in note.phrases_in(lexicon_ids::ORDERS, span) {
        let entry = note.entry(hit);
        if is_written_small(note.slice(hit.span), entry.list("capitals")) {
            continue;
        }
        deed.orders.push(Order::Thing(hit.entry, hit.span));
        words.push((hit.span.start, Gives::Noun(class_of(note, entry))));
    }
    let medications = note.medications();
    let first = medications.partition_point(|it| it.name.start < span.start);
    let named = medications[first..].iter().take_while(|it| it.name.start < span.end);
    for (at, medication) in (first..).zip(named) {
        use MedicationStatus::{Given, Mentioned, NotTaken};
        if !matches!(medication.status, Mentioned | NotTaken | Given) {
            deed.orders.push(Order::Drug(at as u32));
            words.push((medication.name.start, Gives::Noun(Action::Therapeutic)));
        }
    }
    // "Creatinine daily", "Potassium at 16:00": a test by the name of what it measures.
    let timed = deed.says.has(Specifics::FREQUENCY.and(Specifics::TIME));
    let looked = |gives: Gives| {
        matches!(
            gives,
            Gives::Verb(Action::Diagnostic | Action::Monitoring) | Gives::Noun(Action::Diagnostic)
        )
    };
    if timed && !words.iter().any(|(_, gives)| looked(*gives)) && !has_result(note, span) {
        words.extend(
            note.phrases_in(lexicon_ids::LABS, span)
                .next()
                .map(|hit| (hit.span.start, Gives::Noun(Action::Diagnostic))),
        );
    }
    words.sort_by_key(|(at, _)| *at);
    classify(note, &mut deed, &words, span);
    deed
}

/// The classes of a step, by its words in their order.
fn classify(note: &Note, deed: &mut Deed, words: &[(u32, Gives)], span: Span) {
    let mut main: Option<Action> = None;
    // The first noun, and where it stands.
    let mut noun: Option<(u32, Action)> = None;
    let parted = |from: u32, to: u32| {
        note.slice(Span::new(from, to))
            .bytes()
            .any(|byte| matches!(byte, b',' | b';' | b'.'))
    };
    // A verb that waits for its object.
    let mut open: Option<Action> = None;
    let mut told = false;
    let mut conditional = false;
    let add = |all: &mut Vec<Action>, action: Action| {
        if !all.contains(&action) {
            all.push(action);
        }
    };
    for (at, gives) in words {
        match *gives {
            Gives::Verb(action) => {
                // "Bloods, CXR, r/v 2/52": what stands first, where a comma parts them.
                let before = noun
                    .filter(|(from, _)| !told && parted(*from, *at))
                    .map(|(_, action)| action);
                main = main.or(before).or(Some(action));
                open = None;
                add(&mut deed.all, action);
            }
            Gives::Noun(action) => {
                if open.take().is_some() {
                    main = main.or(Some(action));
                }
                noun = noun.or(Some((*at, action)));
                if !told || main.is_some() {
                    add(&mut deed.all, action);
                }
            }
            Gives::Object(alone) => open = open.or(Some(alone)),
            Gives::Condition => {
                if *at < span.start + CONDITION_FIRST && main.is_none() && noun.is_none() {
                    main = Some(Action::Contingency);
                    add(&mut deed.all, Action::Contingency);
                }
                conditional = true;
            }
            // "Nephrology if urine output is below 400 mL" tells no result.
            Gives::Result => told |= main.is_none() && !conditional,
            Gives::Defers | Gives::Nobody => {}
        }
    }
    if let Some(alone) = open.filter(|_| main.is_none() && noun.is_none()) {
        main = Some(alone);
    }
    let mut action = main.or(noun.filter(|_| !told).map(|(_, action)| action));
    let says = |what| deed.says.has(what);
    let things = words.iter().any(|(_, it)| *it == Gives::Noun(Action::Diagnostic));
    let drugs = deed.orders.iter().any(|it| matches!(it, Order::Drug(_)));
    action = match action {
        // "Order amoxicillin", "send Keflex to the pharmacy".
        Some(Action::Diagnostic) if drugs && !things => Some(Action::Therapeutic),
        // "Recheck in 2 weeks".
        Some(Action::Diagnostic) if !things && main.is_some() && says(Specifics::TIME) && !says(Specifics::TEST) => {
            Some(Action::FollowUp)
        }
        // "BMP daily", without a verb.
        Some(Action::Diagnostic) if main.is_none() && says(Specifics::FREQUENCY) => Some(Action::Monitoring),
        other => other,
    };
    if let Some(action) = action {
        add(&mut deed.all, action);
        if conditional && action != Action::Disposition {
            add(&mut deed.all, Action::Contingency);
        }
    } else if told {
        deed.all.clear();
    }
    deed.action = action;
}

/// Whether a value of a test is told in `span`: then its name is no order.
fn has_result(note: &Note, span: Span) -> bool {
    let labs = note.labs();
    let first = labs.partition_point(|it| it.span.start < span.start);
    labs.get(first).is_some_and(|it| it.span.start < span.end)
}

/// A condition within so many bytes of the start opens the step.
const CONDITION_FIRST: u32 = 14;

/// Whether `written` is one of `capitals` in small letters: "us" is no ultrasound.
fn is_written_small(written: &str, capitals: &[Str]) -> bool {
    capitals
        .iter()
        .any(|it| it.eq_ignore_ascii_case(written) && !written.bytes().any(|byte| byte.is_ascii_uppercase()))
}

/// The class of a thing that is ordered: what `plan-verbs` says of it, else what its category says.
fn class_of(note: &Note, thing: &LexiconEntry) -> Action {
    let verbs = &note.grammar.lexicon(lexicon_ids::PLAN_VERBS).entries;
    let named = verbs.iter().find(|it| it.list("things").contains(&thing.id));
    if let Some(action) = named.and_then(|it| Action::named(&it.category)) {
        return action;
    }
    match &*thing.category {
        "lab" | "imaging" | "study" => Action::Diagnostic,
        "service" => Action::Consult,
        _ => Action::Therapeutic,
    }
}

/// What the text at `span` says that lets somebody carry out a step.
fn specifics(note: &Note, span: Span) -> Specifics {
    let mut said = Specifics::default();
    let mut add = |what: Specifics| said = said.and(what);
    // What a drug's own statement says of time is the drug's: "amoxicillin daily for 7 days".
    let medications = note.medications();
    let first = medications.partition_point(|it| it.name.start < span.start);
    let named = || medications[first..].iter().take_while(|it| it.name.start < span.end);
    let of_drug = |place: Span| named().any(|it| it.span.overlaps(place));
    for hit in note.phrases_in(lexicon_ids::PLAN_SPECIFICS, span) {
        add(match note.grammar.category(hit) {
            "frequency" | "time" if of_drug(hit.span) => continue,
            "frequency" => Specifics::FREQUENCY.and(Specifics::INTERVAL),
            "time" => Specifics::TIME,
            "threshold" => Specifics::THRESHOLD,
            "question" => Specifics::QUESTION,
            "taught" => Specifics::TAUGHT,
            "measure" => Specifics::MEASURE,
            _ => continue,
        });
    }
    for hit in note.phrases_in(lexicon_ids::PLAN_VERBS, span) {
        match note.grammar.category(hit) {
            "condition" => add(Specifics::CONDITION),
            "consult" if note.entry(hit).flag("noun") => add(Specifics::SERVICE),
            _ => {}
        }
    }
    for hit in note.phrases_in(lexicon_ids::ORDERS, span) {
        let entry = note.entry(hit);
        if is_written_small(note.slice(hit.span), entry.list("capitals")) {
            continue;
        }
        add(match &*entry.category {
            "service" => Specifics::SERVICE,
            _ if is_thing(note, "general", &entry.id) => continue,
            "measure" if is_thing(note, "measure", &entry.id) => Specifics::MEASURE,
            "measure" => continue,
            "lab" => Specifics::TEST.and(Specifics::LAB),
            "imaging" => Specifics::TEST.and(Specifics::IMAGE),
            _ => Specifics::TEST,
        });
    }
    for medication in named() {
        add(Specifics::DRUG);
        if medication.dose.is_some() || medication.count.is_some() || medication.strength.is_some() {
            add(Specifics::DOSE);
        }
        if medication.route.is_some() {
            add(Specifics::ROUTE);
        }
        if medication.frequency.is_some() || medication.prn.is_some() {
            add(Specifics::FREQUENCY);
        }
    }
    let times = note.times();
    let first = times.partition_point(|it| it.span.start < span.start);
    for time in times[first..].iter().take_while(|it| it.span.start < span.end) {
        match time.kind {
            _ if of_drug(time.span) => {}
            TimeKind::In(..)
            | TimeKind::Relative(..)
            | TimeKind::Weekday(_)
            | TimeKind::Duration(..)
            | TimeKind::Date { .. } => add(Specifics::TIME),
            _ => {}
        }
    }
    let findings = note.findings();
    let first = findings.partition_point(|it| it.span.start < span.start);
    if findings.get(first).is_some_and(|it| it.span.start < span.end) {
        add(Specifics::SIGN);
    }
    let text = note.slice(span);
    if has_comparison(text.as_bytes()) {
        add(Specifics::THRESHOLD);
    }
    if has_clock(text.as_bytes()) || has_british_time(text) {
        add(Specifics::TIME);
    }
    if has_query(text.as_bytes()) {
        add(Specifics::QUESTION);
    }
    said
}

/// Whether the entry `id` of `orders` is one of the things of this category of `plan-specifics`.
fn is_thing(note: &Note, category: &str, id: &Str) -> bool {
    let entries = &note.grammar.lexicon(lexicon_ids::PLAN_SPECIFICS).entries;
    entries
        .iter()
        .any(|it| &*it.category == category && it.list("things").contains(id))
}

/// `> 38.5`, `≥4`, `<100`, but not `1.4 -> 1.2`.
fn has_comparison(bytes: &[u8]) -> bool {
    let digit_after = |mut at: usize| {
        while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'=')) {
            at += 1;
        }
        bytes.get(at).is_some_and(u8::is_ascii_digit)
    };
    memchr::memchr3_iter(b'<', b'>', 0xE2, bytes).any(|at| match bytes[at] {
        // ≤ and ≥
        0xE2 => matches!(bytes.get(at + 1..at + 3), Some([0x89, 0xA4 | 0xA5])) && digit_after(at + 3),
        _ => (at == 0 || !matches!(bytes[at - 1], b'-' | b'=' | b'>')) && digit_after(at + 1),
    })
}

/// A time of day: `08:00`, `16:30`, `6 am`.
fn has_clock(bytes: &[u8]) -> bool {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', bytes)
        .any(|at| at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3))
        || memchr::memchr2_iter(b'm', b'M', bytes).any(|end| {
            let Some(at) = end.checked_sub(1) else { return false };
            matches!(bytes[at], b'a' | b'p' | b'A' | b'P')
                && !bytes.get(at + 2).is_some_and(u8::is_ascii_alphanumeric)
                && (at > 0 && digit(at - 1) || at > 1 && bytes[at - 1] == b' ' && digit(at - 2))
        })
}

/// `3/7`, `2/52`, `6/12`: days, weeks, months.
fn has_british_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'/', bytes).any(|at| {
        let unit = ["7", "52", "12"].iter().find(|unit| text[at + 1..].starts_with(**unit));
        let number = at > 0 && bytes[at - 1].is_ascii_digit();
        let free = |at: usize| !bytes.get(at).is_some_and(|byte| byte.is_ascii_digit() || *byte == b'/');
        unit.is_some_and(|unit| {
            number && free(at + 1 + unit.len()) && (at < 3 || bytes[at - 3] != b'/' && bytes[at - 2] != b'/')
        })
    })
}

/// `?PE`, `ECG ?AF`.
fn has_query(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'?', bytes).any(|at| bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic))
}
