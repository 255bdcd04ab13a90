//! How much of a drug is too much: the ranges of the lexicon `drugs`, and what the lexicon `dose-limits` adds by route,
//! interval and body weight. Only for gross errors.

use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Dose, Medication, Vital, VitalKind};
use crate::rules::support::{line_at, sentence_around};
use crate::text::Span;

/// What a dose is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Mass, in mg.
    Milligram,
    /// International units.
    Unit,
    /// Milliequivalents.
    Milliequivalent,
    /// Volume, in mL.
    Millilitre,
}

/// How much, in the base unit of its measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// In what.
    pub measure: Measure,
    /// How much; of a range the lower end.
    pub value: f64,
    /// Of a range the upper end, else the same.
    pub upper: f64,
}

/// What a range of doses says, all in the base unit of `measure`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// In what.
    pub measure: Measure,
    /// The least that is usual at once.
    pub min: Option<f64>,
    /// The most that is usual at once.
    pub max: Option<f64>,
    /// The most in a day.
    pub day: Option<f64>,
    /// Whether anything above is reported.
    pub strict: bool,
    /// Whether it is written in mcg.
    pub micro: bool,
}

impl Limits {
    /// An amount in the unit in which the drug is written.
    pub fn amount(&self, value: f64) -> String {
        if self.micro && value < 10.0 {
            format!("{} mcg", grouped(value * 1000.0))
        } else {
            amount(value, self.measure)
        }
    }
}

/// The measure of the unit `text`, with what one of it is in the base unit; `None` for a rate, a dose for each kilogram, a
/// count of tablets.
pub fn unit(note: &Note, text: &str) -> Option<(Measure, f64)> {
    let found = note.grammar.openings(lexicon_ids::DOSE_UNITS, text);
    let (entry, length) = found.last().copied()?;
    let rest = text[length..].trim_start().to_ascii_lowercase();
    let rest = rest
        .strip_prefix("per")
        .or_else(|| rest.strip_prefix('/'))
        .unwrap_or(&rest)
        .trim();
    if !matches!(
        rest,
        "" | "." | "day" | "d" | "24h" | "24hr" | "dose" | "week" | "wk" | "puff" | "tab" | "tablet"
    ) {
        return None;
    }
    let entry = note.entry_at(lexicon_ids::DOSE_UNITS, entry);
    Some(match (&*entry.id, entry.number("mg")) {
        (_, Some(mg)) => (Measure::Milligram, mg),
        ("units", _) => (Measure::Unit, 1.0),
        ("million units", _) => (Measure::Unit, 1e6),
        ("mEq" | "mmol", _) => (Measure::Milliequivalent, 1.0),
        ("mL", _) => (Measure::Millilitre, 1.0),
        _ => return None,
    })
}

/// How much the dose is.
pub fn quantity(note: &Note, dose: &Dose) -> Option<Quantity> {
    let (measure, factor) = unit(note, note.slice(dose.unit))?;
    Some(Quantity {
        measure,
        value: dose.value * factor,
        upper: dose.to.unwrap_or(dose.value) * factor,
    })
}

/// The entries of `dose-limits` on the drug with this id.
pub fn entries<'n>(note: &'n Note, drug: &'n str) -> impl Iterator<Item = &'n LexiconEntry> + 'n {
    let entries = &note.grammar.lexicon(lexicon_ids::DOSE_LIMITS).entries;
    let from = entries.partition_point(|entry| drug_of(entry) < drug);
    entries[from..].iter().take_while(move |entry| drug_of(entry) == drug)
}

/// The drug that an entry of `dose-limits` is on: its id up to the colon.
fn drug_of(entry: &LexiconEntry) -> &str {
    let end = entry.id.bytes().position(|byte| byte == b':');
    &entry.id[..end.unwrap_or(entry.id.len())]
}

/// The words of the entry `id` of `dose-limits`.
pub fn words<'n>(note: &'n Note, id: &str) -> &'n [crate::grammar::Str] {
    let entry = note.grammar.entry_named(lexicon_ids::DOSE_LIMITS, id);
    entry.map_or(&[], |at| note.entry_at(lexicon_ids::DOSE_LIMITS, at).list("unless"))
}

/// The canonical route: as written, else that of the form (`nebules`).
pub fn route<'n>(note: &'n Note, medication: &Medication) -> &'n str {
    let written = medication
        .route
        .and_then(|span| note.phrases_in(lexicon_ids::ROUTES, span).next())
        .map(|hit| note.grammar.category(hit));
    let of_form = || {
        let form = medication.form?;
        let hit = note.phrases_in(lexicon_ids::DOSE_FORMS, form).next()?;
        note.entry(hit).text("route")
    };
    written.or_else(of_form).unwrap_or("")
}

/// Whether one of `words`, which are in small letters, stands in `span`: whole words, whatever their case; `overdos*` is the
/// beginning of one, and what begins with a sign stands anywhere.
pub fn says<W: AsRef<str>>(note: &Note, span: Span, words: &[W]) -> bool {
    let text = note.slice(span);
    let bytes = text.as_bytes();
    // Most places are told by two bytes: no word begins like them.
    let mut openings = Openings::default();
    for word in words {
        openings.add(word.as_ref().as_bytes());
    }
    let mut glued = false;
    for (at, byte) in bytes.iter().enumerate() {
        let letter = byte.is_ascii_alphanumeric();
        let inside = std::mem::replace(&mut glued, letter) && letter;
        if inside || !openings.may_stand_at(&bytes[at..]) {
            continue;
        }
        let first = byte.to_ascii_lowercase();
        let begins = |word: &&W| word.as_ref().as_bytes().first() == Some(&first);
        if words
            .iter()
            .filter(begins)
            .any(|word| stands_at(text, at, word.as_ref()))
        {
            return true;
        }
    }
    false
}

/// The first two bytes of some words, roughly.
#[derive(Default)]
struct Openings([u64; 4]);

impl Openings {
    fn add(&mut self, word: &[u8]) {
        match word {
            [] => {}
            [first] | [first, b'*'] => (0..=255).for_each(|second| self.set(*first, second)),
            [first, second, ..] => self.set(*first, *second),
        }
    }

    fn set(&mut self, first: u8, second: u8) {
        let at = Self::place(first, second);
        self.0[usize::from(at >> 6)] |= 1 << (at & 63);
    }

    /// Whether one of the words may stand at the start of `bytes`, whatever their case.
    fn may_stand_at(&self, bytes: &[u8]) -> bool {
        let letter = |at: usize| bytes.get(at).map_or(0, u8::to_ascii_lowercase);
        let at = Self::place(letter(0), letter(1));
        self.0[usize::from(at >> 6)] >> (at & 63) & 1 == 1
    }

    fn place(first: u8, second: u8) -> u8 {
        first.wrapping_mul(31) ^ second
    }
}

/// Whether `word` stands at `at` in `text`.
fn stands_at(text: &str, at: usize, word: &str) -> bool {
    let (stem, open) = word.strip_suffix('*').map_or((word, false), |stem| (stem, true));
    let end = at + stem.len();
    let there = text.as_bytes().get(at..end);
    let same = |(byte, known): (&u8, &u8)| byte.to_ascii_lowercase() == *known;
    if !there.is_some_and(|there| there.iter().zip(stem.as_bytes()).all(same)) {
        return false;
    }
    let is_letter = |c: char| c.is_alphanumeric();
    let starts = !stem.starts_with(is_letter) || !text[..at].ends_with(is_letter);
    let ends = open || !stem.ends_with(is_letter) || !text[end..].starts_with(is_letter);
    starts && ends
}

/// The words around a statement on a drug: its line, from the drug before to the one behind it.
pub fn own_words(note: &Note, medications: &[Medication], at: usize) -> Span {
    let medication = &medications[at];
    let line = line_at(note, medication.name.start);
    let end = line.end.max(medication.span.end);
    let before = at
        .checked_sub(1)
        .map(|at| medications[at].span.end)
        .filter(|end| *end <= medication.span.start);
    let after = medications[at + 1..]
        .iter()
        .map(|it| it.span.start)
        .find(|start| *start >= medication.span.end);
    Span::new(
        line.start.min(medication.span.start).max(before.unwrap_or(0)),
        end.min(after.unwrap_or(end)),
    )
}

/// The sentence around a statement on a drug.
pub fn sentence(note: &Note, medication: &Medication) -> Span {
    sentence_around(note, medication.span)
}

/// The range of one dose of the drug, given like this: `Err` if nothing is compared.
pub fn limits(note: &Note, medication: &Medication, near: Span) -> Option<Limits> {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let route = route(note, medication);
    let depot = says(note, near, words(note, "-depot"))
        || medication
            .frequency
            .and_then(|it| it.per_day)
            .is_some_and(|per_day| per_day < 0.1);
    let own = entries(note, &drug.id)
        .filter(|it| &*it.category == "limit")
        .find(|it| {
            let routes = it.list("routes");
            (routes.is_empty() || routes.iter().any(|known| **known == *route))
                && (depot || !it.flag("depot"))
                && (it.list("names").is_empty() || says(note, medication.name, it.list("names")))
        });
    let Some(own) = own else {
        // One range for all routes: nothing is known of a depot.
        if depot && drug.list("class").iter().any(|class| class == "antipsychotic") {
            return None;
        }
        let (measure, factor) = unit(note, drug.text("unit")?)?;
        return Some(Limits {
            measure,
            min: drug.number("usual-min").map(|it| it * factor),
            max: drug.number("usual-max").map(|it| it * factor),
            day: drug.number("daily-max").map(|it| it * factor),
            strict: false,
            micro: factor < 1.0,
        });
    };
    if own.flag("skip") || says(note, near, own.list("unless")) {
        return None;
    }
    let (measure, factor) = unit(note, own.text("unit")?)?;
    Some(Limits {
        measure,
        min: own.number("min").map(|it| it * factor),
        max: own.number("max").map(|it| it * factor),
        day: own.number("day").map(|it| it * factor),
        strict: own.flag("strict"),
        micro: factor < 1.0,
    })
}

/// Whether the dose is within every range that is known of the drug, whatever the route: most are.
pub fn is_usual(note: &Note, medication: &Medication, quantity: &Quantity) -> bool {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let high = quantity.upper * medication.count.filter(|it| *it <= 4.0).unwrap_or(1.0);
    let daily = high * medication.frequency.and_then(|it| it.per_day).unwrap_or(1.0).max(1.0);
    let fits = |measure: &str, min: Option<f64>, max: Option<f64>, day: Option<f64>, strict: bool| {
        let Some((measure, factor)) = unit(note, measure) else {
            return true;
        };
        let room = if strict { factor } else { factor * 2.0 };
        measure == quantity.measure
            && min.is_none_or(|min| quantity.value > min * factor / 9.0)
            && max.is_none_or(|max| high <= max * room)
            && day.is_none_or(|day| daily <= day * room * 0.98)
    };
    let own = drug.text("unit").is_none_or(|measure| {
        fits(
            measure,
            drug.number("usual-min"),
            drug.number("usual-max"),
            drug.number("daily-max"),
            false,
        )
    });
    own && entries(note, &drug.id)
        .filter(|it| &*it.category == "limit" && !it.flag("skip"))
        .all(|it| {
            it.text("unit").is_none_or(|measure| {
                fits(
                    measure,
                    it.number("min"),
                    it.number("max"),
                    it.number("day"),
                    it.flag("strict"),
                )
            })
        })
}

/// The most for each kg of body weight, in the base unit of the measure: at once, and in a day.
pub fn by_weight(note: &Note, medication: &Medication) -> Option<(Measure, f64, Option<f64>)> {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let own = entries(note, &drug.id).find(|it| &*it.category == "weight")?;
    let (measure, factor) = unit(note, own.text("unit")?)?;
    Some((
        measure,
        own.number("dose")? * factor,
        own.number("day").map(|it| it * factor),
    ))
}

/// The weight of the patient in kg: of the front matter, else the last measured.
pub fn weight(note: &Note) -> Option<f64> {
    let patient = note.patient();
    let measured = || {
        let mut weights = note
            .vitals()
            .iter()
            .filter(|it| it.kind == VitalKind::Weight && !is_outgrown(note, it));
        weights.next_back().map(|it| it.value)
    };
    patient
        .weight
        .map(|it| it.value)
        .or_else(measured)
        .filter(|kg| (0.3..=400.0).contains(kg))
}

/// Whether it is the weight at birth of somebody who is no newborn any more.
pub fn is_outgrown(note: &Note, weight: &Vital) -> bool {
    /// The first month, in years.
    const MONTH: f64 = 31.0 / 365.0;
    let name = note.slice(weight.name);
    let of_birth =
        ["bw", "bwt"].iter().any(|it| name.eq_ignore_ascii_case(it)) || name.to_ascii_lowercase().contains("birth");
    of_birth && note.patient().years().is_some_and(|years| years > MONTH)
}

/// An amount with its unit: `4 g`, `2.5 mg`, `125 mcg`, `10,000 units`.
pub fn amount(value: f64, measure: Measure) -> String {
    let (value, unit) = match measure {
        Measure::Milligram if value >= 1000.0 => (value / 1000.0, "g"),
        Measure::Milligram if value >= 0.1 => (value, "mg"),
        Measure::Milligram => (value * 1000.0, "mcg"),
        Measure::Unit => (value, "units"),
        Measure::Milliequivalent => (value, "mEq"),
        Measure::Millilitre => (value, "mL"),
    };
    format!("{} {unit}", grouped(value))
}

/// A number without trailing zeros and with commas: `24,000,000`, `0.125`.
pub fn grouped(value: f64) -> String {
    let text = trimmed(value);
    let (whole, rest) = text
        .split_once('.')
        .map_or((&*text, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (at, c) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

/// A number with three significant decimals and no trailing zeros.
pub fn trimmed(value: f64) -> String {
    let decimals = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        3
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
