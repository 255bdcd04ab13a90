//! A laboratory value: what it is, as read, and the range it is held against.

use super::card::Card;
use super::numbers::{number, rough, with_unit};
use super::{View, Who, source};
use crate::grammar::{LexiconEntry, LexiconId, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Flag, Lab, Sex, reference_range};

/// The values at the place. Those of one test in a row (`K 5.4 (4.6)`) are told together.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let note = view.note;
    let labs = of(view, note.labs(), lexicon_ids::LABS, "labs");
    let studies = of(view, note.study_values(), lexicon_ids::STUDY_VALUES, "study-values");
    labs.into_iter().chain(studies).collect()
}

fn of(view: &View<'_>, labs: &[Lab], lexicon: LexiconId, from: &str) -> Option<Card> {
    let who = Who::of(view.note);
    let here = |lab: &&Lab| lab.span.contains_offset(view.offset);
    // The number under the cursor, else the value of now.
    let found = labs.iter().filter(here);
    let lab = found.min_by_key(|lab| (!lab.number.contains_offset(view.offset), lab.earlier, lab.span.len()))?;
    let entry = view.note.entry_at(lexicon, lab.entry);
    let others = labs.iter().filter(|other| {
        other.entry == lab.entry && other.number != lab.number && !other.name.is_empty() && other.name == lab.name
    });
    let others: Vec<&Lab> = others.take(4).collect();
    Some(card(view, lab, &others, entry, who, from))
}

/// A value held against its range, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lsp) struct Reading {
    /// The value in the unit written, and in the other one.
    pub(in crate::lsp) value: String,
    /// The range, with whom it is for; none where there is none.
    pub(in crate::lsp) range: Option<String>,
    /// `low`, `high`, `critically low`, `critically high`; none within the range, or where the range is not the
    /// patient's.
    pub(in crate::lsp) flag: Option<&'static str>,
    /// Where the range comes from.
    pub(in crate::lsp) source: String,
}

/// How a value is read.
pub(in crate::lsp) fn reading(note: &Note, lab: &Lab, entry: &LexiconEntry, who: Who, from: &str) -> Reading {
    let units = Units::of(lab, entry);
    let bound = lab.bound.map(String::from).unwrap_or_default();
    let value = if lab.graded {
        note.slice(lab.number).trim().to_owned()
    } else {
        let ends = [Some(lab.value), lab.to];
        units.both(&ends.map(|end| end.map(Exact)), &bound)
    };
    let range = (!lab.graded).then(|| range(entry, &units, who)).flatten();
    let critical = critical(lab, entry);
    let is_theirs = !who.is_child() && range.is_some() && (!who.pregnant || critical.is_some());
    let flag = match lab.flag {
        _ if !is_theirs || lab.graded || !lab.unit_known => None,
        Some(Flag::Low) if critical == Some(Flag::Low) => Some("critically low"),
        Some(Flag::High) if critical == Some(Flag::High) => Some("critically high"),
        Some(Flag::Low) => Some("low"),
        Some(Flag::High) => Some("high"),
        _ => None,
    };
    let mut told = source(note, from).unwrap_or_default().to_owned();
    if critical.is_some()
        && let Some(critical) = source(note, "labs-critical").filter(|_| from == "labs")
    {
        told = format!("{told}; {critical}");
    }
    Reading {
        value,
        range,
        flag,
        source: told,
    }
}

/// Whether the value lies beyond the limits at which a laboratory calls.
fn critical(lab: &Lab, entry: &LexiconEntry) -> Option<Flag> {
    let low = entry
        .number("critical-low")
        .is_some_and(|limit| lab.to.unwrap_or(lab.value) < limit);
    let high = entry.number("critical-high").is_some_and(|limit| lab.value > limit);
    match (low, high) {
        (true, _) if lab.bound != Some('>') => Some(Flag::Low),
        (_, true) if lab.bound != Some('<') => Some(Flag::High),
        _ => None,
    }
}

fn card(view: &View<'_>, lab: &Lab, others: &[&Lab], entry: &LexiconEntry, who: Who, from: &str) -> Card {
    let voice = view.voice;
    let name = entry.text("name").unwrap_or(&entry.id);
    let reading = reading(view.note, lab, entry, who, from);
    let mut title = format!("{} {}", voice.strong(name), voice.plain(&reading.value));
    if let Some(flag) = reading.flag {
        title = format!("{title}: {}", voice.strong(flag));
    }
    let mut card = Card::new(lab.span, title);
    if let Some(range) = &reading.range {
        card = card.line(voice.plain(range)).source(Some(&reading.source));
    }
    let mut said = Vec::new();
    if !lab.unit_known && !lab.graded {
        let unit = with_unit("", entry.text("unit").unwrap_or_default());
        said.push(format!("No unit is written; shown as if in {}.", unit.trim()));
    }
    if lab.earlier {
        said.push("Read as a value of an earlier time.".to_owned());
    }
    for other in others {
        let value = self::reading(view.note, other, entry, who, from).value;
        let when = if other.earlier { "Earlier" } else { "Also" };
        said.push(format!("{when}: {value}."));
    }
    if !said.is_empty() {
        card = card.line(voice.plain(&said.join(" ")));
    }
    card
}

/// The range that a value is held against: `Reference range (adult women) 3.5–5.0 mmol/L`.
fn range(entry: &LexiconEntry, units: &Units<'_>, who: Who) -> Option<String> {
    let (low, high) = reference_range(entry, who.sex);
    let limits = match (low, high) {
        (None, None) => return None,
        (Some(low), Some(high)) if low <= 0.0 => units.both(&[Some(Limit(high, high)), None], "up to "),
        (Some(low), Some(high)) => units.both(&[Some(Limit(low, high)), Some(Limit(high, low))], ""),
        (Some(_), None) => units.both(&[low.map(|it| Limit(it, it)), None], "from "),
        (None, Some(_)) => units.both(&[high.map(|it| Limit(it, it)), None], "up to "),
    };
    let range = |sex| reference_range(entry, Some(sex));
    let of_sex = match who.sex {
        _ if range(Sex::Female) == range(Sex::Male) => "adults",
        Some(Sex::Female) => "women",
        Some(Sex::Male) => "men",
        None => "women and men together",
    };
    let who = match who {
        who if who.is_child() => {
            return Some(format!("Reference range of adults {limits}. Children's differ by age."));
        }
        who if who.pregnant => format!("{of_sex}, not pregnant"),
        _ => of_sex.to_owned(),
    };
    Some(format!("Reference range ({who}) {limits}"))
}

/// The conventional unit of a test and the other one.
struct Units<'e> {
    entry: &'e LexiconEntry,
    conventional: &'e str,
    si: Option<&'e str>,
    /// Whether the value is written in the other one.
    is_si: bool,
}

/// A number that was written, or a limit that is known, in the conventional unit.
trait Told {
    fn value(&self) -> f64;
    fn say(&self, value: f64, converted: bool) -> String;
}

struct Exact(f64);
/// With the other end of its range: both are written with as many decimals.
struct Limit(f64, f64);

impl Told for Exact {
    fn value(&self) -> f64 {
        self.0
    }

    fn say(&self, value: f64, converted: bool) -> String {
        if converted { rough(value) } else { number(value) }
    }
}

impl Told for Limit {
    fn value(&self) -> f64 {
        self.0
    }

    fn say(&self, value: f64, converted: bool) -> String {
        if converted {
            return rough(value);
        }
        let decimals = |text: String| text.split_once('.').map_or(0, |(_, after)| after.len());
        let most = decimals(number(self.0)).max(decimals(number(self.1)));
        format!("{value:.most$}")
    }
}

impl<'e> Units<'e> {
    fn of(lab: &Lab, entry: &'e LexiconEntry) -> Self {
        let conventional = entry.text("unit").unwrap_or_default();
        let known = |unit: &&str| !matches!(*unit, "fraction" | "ratio" | "text" | "ukat/L");
        let si = entry.text("si-unit").filter(|unit| *unit != conventional).filter(known);
        let units = Self {
            entry,
            conventional,
            si: si.filter(|_| {
                entry
                    .number("si-factor")
                    .is_some_and(|factor| (factor - 1.0).abs() > 1e-9)
            }),
            is_si: false,
        };
        let near = |a: f64, b: f64| (a - b).abs() <= 0.01 * b.abs().max(1e-9);
        let is_si = units.si.is_some() && near(lab.written, units.si(lab.value)) && !near(lab.written, lab.value);
        Self { is_si, ..units }
    }

    /// The SI value of a conventional one.
    fn si(&self, value: f64) -> f64 {
        let entry = self.entry;
        value * entry.number("si-factor").unwrap_or(1.0) + entry.number("si-offset").unwrap_or(0.0)
    }

    /// One or two numbers in the unit written, and in the other one in brackets.
    fn both<T: Told>(&self, ends: &[Option<T>; 2], before: &str) -> String {
        let told = |si: bool| {
            let numbers: Vec<String> = ends
                .iter()
                .flatten()
                .map(|end| match si {
                    true => end.say(self.si(end.value()), true),
                    false => end.say(end.value(), self.is_si),
                })
                .collect();
            let unit = if si {
                self.si.unwrap_or_default()
            } else {
                self.conventional
            };
            with_unit(&numbers.join("–"), unit)
        };
        match (self.si, self.is_si) {
            (None, _) => format!("{before}{}", told(false)),
            (Some(_), false) => format!("{before}{} ({})", told(false), told(true)),
            (Some(_), true) => format!("{before}{} ({})", told(true), told(false)),
        }
    }
}
