//! What is wrong with a dose: its route, its interval, its size for the weight, its size at all. For SAF007.

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus};
use crate::rules::Severity;
use crate::rules::dose_limits::{self, Limits, Measure, Quantity, amount, grouped, says, trimmed, words};
use crate::rules::look_alikes::mixed;
use crate::rules::prescriptions::is_procedure;
use crate::rules::support::{line_at, quote};
use crate::text::Span;

/// From how many times the maximum on a dose is reported, as a warning, and as an error.
const HIGH: f64 = 2.0;
const VERY_HIGH: f64 = 3.0;
const ABSURD: f64 = 10.0;
/// Room for rounding.
const ROUNDING: f64 = 1.001;

/// What is wrong with a dose.
pub struct Fault {
    /// The drug, as an index.
    pub at: usize,
    /// What is said of it.
    pub message: String,
    /// What to check.
    pub help: String,
    /// How much it matters.
    pub severity: Severity,
    /// What makes two places the same fault.
    pub key: Key,
}

/// What makes two places the same fault: the drug, and how much of it.
pub type Key = (u16, u64);

/// What is wrong with the dose of one drug.
/// A dose out of its range is put into words unless the fault is `known` already.
pub fn fault(note: &Note, medications: &[Medication], at: usize, known: &dyn Fn(&Key) -> bool) -> Option<Fault> {
    let medication = &medications[at];
    let near = dose_limits::own_words(note, medications, at);
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    // A history tells of what was swallowed a sentence long, a list in its own words.
    let told = matches!(
        medication.role,
        Role::History | Role::PastHistory | Role::Other | Role::Course
    );
    let tells_story = || {
        if told {
            let whole = near.cover(dose_limits::sentence(note, medication));
            says(note, whole, words(note, "-story"))
        } else {
            // "Suicidal ideation: risperidone …" is an order.
            let story = [
                "overdos*",
                "ingest*",
                "toxic*",
                "poison*",
                "took",
                "error",
                "by mistake",
                "wrong dose",
                "mistaken*",
                "instead of",
            ];
            says(note, near, &story)
        }
    };
    // Two names before one dose: a combination, or a list.
    let shared = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().any(|other| {
        medications
            .get(other)
            .is_some_and(|it| it.dose.is_some() && it.dose.map(|it| it.span) == medication.dose.map(|it| it.span))
    });
    if shared || medication.dose.is_some_and(|dose| dose.second.is_some()) {
        return None;
    }
    let found = hazard(note, medications, at, near)
        .or_else(|| by_weight(note, medications, at, near))
        .or_else(|| interval(note, medication, drug, near))
        .or_else(|| range(note, medications, at, near, known))?;
    // Another drug was meant: SAF009 speaks.
    (!tells_story() && mixed(note, medications, at).is_none()).then_some(found)
}

/// The statement as written, for a message.
fn written(note: &Note, medication: &Medication) -> String {
    let name = medication.name;
    match medication.dose {
        Some(dose) if dose.span.end > name.end && dose.span.end - name.start < 60 => {
            quote(note.slice(Span::new(name.start, dose.span.end)), 60)
        }
        Some(dose) => format!("{} {}", quote(note.slice(name), 40), quote(note.slice(dose.span), 20)),
        None => quote(note.slice(name), 40),
    }
}

/// A route that does harm.
fn hazard(note: &Note, medications: &[Medication], at: usize, near: Span) -> Option<Fault> {
    let medication = &medications[at];
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let mut hazards = dose_limits::entries(note, &drug.id).filter(|it| &*it.category == "hazard");
    let hazard = hazards.next()?;
    let routes = hazard.list("routes");
    let route = dose_limits::route(note, medication);
    let sentence = dose_limits::sentence(note, medication);
    let by_route = routes.is_empty() || routes.iter().any(|known| **known == *route);
    let by_words = hazard.list("words").is_empty()
        || says(
            note,
            if routes.is_empty() { near } else { sentence },
            hazard.list("words"),
        );
    if !by_route || !by_words || says(note, near, hazard.list("unless")) {
        return None;
    }
    let told = medication
        .route
        .or(medication.frequency.map(|it| it.span))
        .map(|it| quote(note.slice(it), 30));
    Some(Fault {
        at,
        message: format!(
            "{}{}: {}",
            written(note, medication),
            told.map_or_else(String::new, |route| format!(" {route}")),
            hazard.text("say")?
        ),
        help: format!("check the route; usual: {}", hazard.text("usual").unwrap_or_default()),
        severity: if hazard.flag("grave") {
            Severity::Error
        } else {
            Severity::Warning
        },
        key: (medication.entry, 1),
    })
}

/// A weekly or monthly drug that is given daily.
fn interval(note: &Note, medication: &Medication, drug: &LexiconEntry, near: Span) -> Option<Fault> {
    let frequency = medication.frequency?;
    let per_day = frequency.per_day?;
    let own = dose_limits::entries(note, &drug.id).find(|it| &*it.category == "interval")?;
    let days = own.number("days")?;
    let (measure, factor) = dose_limits::unit(note, own.text("unit")?)?;
    let from = own.number("from")? * factor;
    let quantity = dose_limits::quantity(note, &medication.dose?)?;
    let routes = own.list("routes");
    let route = dose_limits::route(note, medication);
    let is_meant = quantity.measure == measure
        && quantity.value * ROUNDING >= from
        && (routes.is_empty()
            || route.is_empty() && !is_swallowed(note, medication)
            || routes.iter().any(|known| **known == *route));
    if !is_meant || per_day * days < 3.0 || medication.by_rule.is_some() || medication.prn.is_some() {
        return None;
    }
    // "15 mg daily on Mondays", "x 3 days", "once".
    let line = line_at(note, medication.name.start);
    let weekly = [
        "week*",
        "wk",
        "monday*",
        "tuesday*",
        "wednesday*",
        "thursday*",
        "friday*",
        "saturday*",
        "sunday*",
        "monthly",
        "a month",
        "every month",
        "every other month",
        "qwk",
        "q7d",
        "yearly",
        "a year",
        "every year",
    ];
    let around = near.cover(Span::new(medication.span.start.max(line.start), medication.span.end));
    if says(note, around, &weekly)
        || says(
            note,
            near.cover(dose_limits::sentence(note, medication)),
            own.list("unless"),
        )
    {
        return None;
    }
    let grave = own.flag("grave");
    Some(Fault {
        at: index_of(note, medication)?,
        message: format!(
            "{} is written {}, and at this dose the drug is given {}",
            written(note, medication),
            quote(note.slice(frequency.span), 30),
            own.text("usual").unwrap_or("less often"),
        ),
        help: if grave {
            "check the order, and write the day of the week: \"once weekly, on Mondays\"; taken daily it is fatal"
                .to_owned()
        } else {
            format!("check the order; usual: {}", own.text("usual").unwrap_or_default())
        },
        severity: if grave { Severity::Error } else { Severity::Warning },
        key: (medication.entry, 2),
    })
}

fn is_swallowed(note: &Note, medication: &Medication) -> bool {
    let written = note.slice(medication.name);
    written.eq_ignore_ascii_case("rybelsus") || medication.form.is_some()
}

/// Where the drug stands in the list of the note.
fn index_of(note: &Note, medication: &Medication) -> Option<usize> {
    let all = note.medications();
    let from = all.partition_point(|it| it.name.start < medication.name.start);
    let at = all[from..].iter().position(|it| it.name == medication.name)?;
    Some(from + at)
}

/// What is written for each kg.
struct PerKilogram {
    measure: Measure,
    /// In the base unit; of a range the upper end.
    value: f64,
    /// For a day.
    daily: bool,
    span: Span,
}

/// `15 mg/kg`, `10-15 mg/kg/dose`, `0.6 mg per kg`, in the statement; `None` for a rate.
fn per_kilogram(note: &Note, medication: &Medication) -> Option<PerKilogram> {
    let text = note.slice(medication.span);
    let lower = text.to_ascii_lowercase();
    let (at, sign) = ["/kg", " per kg", " / kg"]
        .iter()
        .find_map(|sign| lower.find(sign).map(|at| (at, *sign)))?;
    let head = &text[..at];
    let number = head.rfind(|c: char| c.is_ascii_digit())?;
    let unit = head[number + 1..].trim_matches([' ', '-', '\u{a0}']);
    let (measure, factor) = dose_limits::unit(note, unit)?;
    let digits = head[..=number]
        .rfind(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
    let value: f64 = head[digits..=number]
        .replace(',', "")
        .trim_start_matches('.')
        .parse()
        .ok()?;
    let value = if head[digits..].starts_with('.') {
        head[digits..=number].parse().unwrap_or(value)
    } else {
        value
    };
    let rest = &lower[at + sign.len()..];
    let rest = rest.trim_start();
    let is_rate = [
        "/h", "/min", "/hr", "per hour", "per min", "/ h", "/ min", "h ", "an hour",
    ]
    .iter()
    .any(|it| rest.starts_with(it));
    let daily = ["/d", "/24", "per day", "a day", "per 24", "/ day"]
        .iter()
        .any(|it| rest.starts_with(it))
        && !rest.starts_with("/do");
    (!is_rate).then(|| PerKilogram {
        measure,
        value: value * factor,
        daily,
        span: Span::new(
            medication.span.start + digits as u32,
            medication.span.start + (at + sign.len()) as u32,
        ),
    })
}

/// `cumulative goal 120 mg/kg`, `target 120-150 mg/kg`: of a whole course, not of one dose.
fn is_of_course(note: &Note, per_kg: Span, near: Span) -> bool {
    /// How far from the number the word may stand, in bytes.
    const REACH: u32 = 36;
    let start = crate::text::ceil(&note.text, per_kg.start.saturating_sub(REACH) as usize) as u32;
    let before = Span::new(start.max(near.start).min(per_kg.start), per_kg.start);
    let end = crate::text::floor(&note.text, (per_kg.end + REACH).min(near.end).max(per_kg.end) as usize) as u32;
    let whole = ["cumulative*", "lifetime", "goal", "target*"];
    says(note, before, &whole) || says(note, Span::new(per_kg.end, end.max(per_kg.end)), &whole[..2])
}

/// A dose that is too much for the weight.
fn by_weight(note: &Note, medications: &[Medication], at: usize, near: Span) -> Option<Fault> {
    let medication = &medications[at];
    let per_kg = per_kilogram(note, medication).filter(|it| !is_of_course(note, it.span, near));
    let patient = note.patient();
    if per_kg.is_none() && !patient.is_child() {
        return None;
    }
    let limits = dose_limits::by_weight(note, medication);
    if says(note, near, words(note, "-rate")) || is_by_local_route(note, medication) {
        return None;
    }
    if let Some(per_kg) = &per_kg
        && let Some((measure, dose, day)) = limits
        && measure == per_kg.measure
    {
        let most = if per_kg.daily { day.unwrap_or(dose * 4.0) } else { dose };
        let ratio = per_kg.value / most;
        if ratio > 2.5 {
            let whole = written_with(note, medication, per_kg.span);
            return Some(Fault {
                at,
                message: format!(
                    "{whole} is {} the usual maximum for body weight ({}/kg{})",
                    times(ratio),
                    amount(most, measure),
                    if per_kg.daily { " a day" } else { " at once" },
                ),
                help: format!(
                    "check the number, the unit and whether it is for one dose or a day{}",
                    tenth(note, per_kg, most)
                ),
                severity: if ratio >= ABSURD {
                    Severity::Error
                } else {
                    Severity::Warning
                },
                key: (medication.entry, per_kg.value.to_bits()),
            });
        }
    }
    let weight = dose_limits::weight(note)?;
    let given = medication
        .dose
        .iter()
        .chain(&medication.more)
        .filter(|dose| !note.slice(dose.unit).contains("/kg"))
        .find_map(|dose| dose_limits::quantity(note, dose))?;
    let count = medication.count.filter(|it| *it <= 4.0).unwrap_or(1.0);
    let total = given.upper * count;
    if let Some(per_kg) = &per_kg
        && per_kg.measure == given.measure
        && per_kg.value > 0.0
    {
        let computed = per_kg.value * weight;
        // A day's dose in one to six parts; a stated cap explains less.
        let parts = if per_kg.daily { 6.0 } else { 1.0 };
        let high = total / computed;
        let low = total * parts / computed;
        if high > 2.5 || low < 0.2 {
            return Some(Fault {
                at,
                message: format!(
                    "{} for {} kg is {}, and the dose written is {}",
                    quote(note.slice(per_kg.span), 30),
                    trimmed(weight),
                    amount(computed, given.measure),
                    amount(total, given.measure),
                ),
                help: "work the dose out again from the weight, and write both: the mg/kg and the mg given".to_owned(),
                severity: if high >= 9.0 || low < 0.12 {
                    Severity::Error
                } else {
                    Severity::Warning
                },
                key: (medication.entry, per_kg.value.to_bits()),
            });
        }
        return None;
    }
    if !patient.is_child() || says(note, near, words(note, "-load")) {
        return None;
    }
    let (measure, dose, day) = limits.filter(|it| it.0 == given.measure)?;
    let daily = medication.frequency.and_then(|it| it.per_day).unwrap_or(1.0).max(1.0);
    let at_once = total / weight / dose;
    let in_a_day = day.map_or(0.0, |day| total * daily / weight / day);
    let ratio = at_once.max(in_a_day);
    (ratio > HIGH * 1.05).then(|| {
        let (most, span) = if at_once >= in_a_day {
            (dose, "at once")
        } else {
            (day.unwrap_or(dose), "a day")
        };
        Fault {
            at,
            message: format!(
                "{} is {}/kg {span} for {} kg, {} the usual maximum ({}/kg)",
                written(note, medication),
                amount(ratio * most, measure),
                trimmed(weight),
                times(ratio),
                amount(most, measure),
            ),
            help: "work the dose out from the weight, and write both: the mg/kg and the mg given".to_owned(),
            severity: severity(ratio),
            key: (medication.entry, total.to_bits()),
        }
    })
}

/// The statement from the name to `span`.
fn written_with(note: &Note, medication: &Medication, span: Span) -> String {
    let whole = medication.name.cover(span);
    if whole.end - whole.start < 70 {
        quote(note.slice(whole), 70)
    } else {
        format!(
            "{} {}",
            quote(note.slice(medication.name), 40),
            quote(note.slice(span), 24)
        )
    }
}

/// `; was 15 mg/kg meant?` where a tenth would be usual.
fn tenth(note: &Note, per_kg: &PerKilogram, most: f64) -> String {
    let meant = per_kg.value / 10.0;
    if meant <= most * ROUNDING && !note.slice(per_kg.span).is_empty() {
        format!("; was {}/kg meant?", amount(meant, per_kg.measure))
    } else {
        String::new()
    }
}

/// Whether it is not swallowed, injected or infused: then its dose is another.
fn is_by_local_route(note: &Note, medication: &Medication) -> bool {
    matches!(
        dose_limits::route(note, medication),
        "topical" | "ophthalmic" | "otic" | "vaginal" | "transdermal" | "intrathecal" | "injected" | "intradermal"
    )
}

/// A dose outside the usual range.
fn range(
    note: &Note,
    medications: &[Medication],
    at: usize,
    near: Span,
    known: &dyn Fn(&Key) -> bool,
) -> Option<Fault> {
    let medication = &medications[at];
    let dose = medication.dose?;
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let quantity = dose_limits::quantity(note, &dose)?;
    if dose_limits::is_usual(note, medication, &quantity)
        || is_by_local_route(note, medication)
        || says(note, near, words(note, "-rate"))
    {
        return None;
    }
    let limits = dose_limits::limits(note, medication, near)?;
    if quantity.measure != limits.measure {
        return other_measure(note, medication, at, &quantity, &limits);
    }
    let inhaled = matches!(dose_limits::route(note, medication), "inhaled" | "nebulized" | "nasal");
    if inhaled
        && !drug
            .list("routes")
            .iter()
            .any(|known| matches!(&**known, "INH" | "NEB" | "IN"))
    {
        return None;
    }
    let count = medication.count.filter(|it| *it <= 4.0).unwrap_or(1.0);
    let per_day = medication.frequency.and_then(|it| it.per_day);
    let high = quantity.upper * count;
    let told = Told {
        note,
        medication,
        near,
        limits,
        quantity,
        per_day,
        count,
        known,
    };
    told.too_much(at, high).or_else(|| told.too_little(at))
}

/// A dose with all that is needed to judge it.
struct Told<'n> {
    note: &'n Note,
    medication: &'n Medication,
    near: Span,
    limits: Limits,
    quantity: Quantity,
    per_day: Option<f64>,
    count: f64,
    /// Whether a fault was told of before.
    known: &'n dyn Fn(&Key) -> bool,
}

impl Told<'_> {
    fn too_much(&self, at: usize, high: f64) -> Option<Fault> {
        let Told {
            note,
            medication,
            limits,
            ..
        } = self;
        let floor = if limits.strict { 1.0 } else { HIGH } * ROUNDING;
        let per_day = self.per_day.unwrap_or(1.0);
        let at_once = limits.max.map_or(0.0, |max| high / max);
        let in_a_day = limits.day.map_or(0.0, |day| high * per_day.max(1.0) / day);
        // "Metformin 2,000 mg daily": what is taken in a day may be written as one.
        let swallowed = matches!(dose_limits::route(note, medication), "" | "oral" | "tube");
        let daily = medication
            .frequency
            .map_or(swallowed, |it| it.per_day.is_some_and(|per_day| per_day <= 1.0));
        let whole_day = daily && limits.day.is_some() && in_a_day <= ROUNDING;
        // Short of that the label's daily maximum is a matter of judgement, above all for what is taken when needed.
        let daily_floor = if limits.strict {
            1.0
        } else if medication.prn.is_some() {
            VERY_HIGH
        } else {
            // Twice the most of a day is no rounding: 800 mg every 3 hours.
            HIGH * 0.99
        } * ROUNDING;
        let (ratio, daily) = if at_once > floor && !whole_day {
            (at_once, false)
        } else if in_a_day > daily_floor && per_day > 1.0 {
            (in_a_day, true)
        } else {
            return None;
        };
        if self.is_excused(ratio, daily) {
            return None;
        }
        let most = if daily { limits.day? } else { limits.max? };
        let severity = if limits.strict {
            severity(ratio).max(Severity::Warning)
        } else {
            severity(ratio)
        };
        let key = (medication.entry, high.to_bits());
        if (self.known)(&key) {
            return Some(Fault {
                at,
                message: String::new(),
                help: String::new(),
                severity,
                key,
            });
        }
        let span = if daily { "in a day" } else { "at once" };
        let of = if daily {
            let per_day = trimmed(per_day);
            format!(
                " {per_day} times a day ({})",
                limits.amount(high * self.per_day.unwrap_or(1.0))
            )
        } else {
            String::new()
        };
        let above = if ratio < 1.5 { "above".to_owned() } else { times(ratio) };
        Some(Fault {
            at,
            message: format!(
                "{}{of} is {above} the usual maximum {span} ({}, drug label)",
                written(note, medication),
                limits.amount(most),
            ),
            help: self.help(high, daily),
            severity,
            key,
        })
    }

    /// Whether the words around explain it.
    fn is_excused(&self, ratio: f64, daily: bool) -> bool {
        let Told {
            note,
            medication,
            near,
            limits,
            ..
        } = self;
        let Some(dose) = medication.dose else { return true };
        let floor = |at: u32| crate::text::ceil(&note.text, at as usize) as u32;
        let before = Span::new(
            floor(dose.span.start.saturating_sub(28)).min(dose.span.start),
            dose.span.start,
        );
        let before = Span::new(before.start.max(near.start).min(before.end), before.end);
        let end = (dose.span.end + 28).min(near.end).max(dose.span.end);
        let behind = Span::new(dose.span.end, floor(end).min(note.text.len() as u32).max(dose.span.end));
        let is_total = says(note, before, words(note, "-total")) || says(note, behind, words(note, "-sum"));
        if is_total && !daily {
            // The most of a day, or of a course.
            return limits.day.is_none_or(|day| self.quantity.upper <= day * VERY_HIGH);
        }
        let loads = says(note, *near, words(note, "-load"));
        if loads && ratio < ABSURD || is_in_theatre(note, medication) && ratio < ABSURD {
            return true;
        }
        let story = medication.status == MedicationStatus::Given
            && !matches!(
                medication.role,
                Role::Course | Role::InpatientMedications | Role::Plan | Role::AssessmentAndPlan
            );
        story && ratio < 5.0
    }

    /// What to check, and what may have been meant.
    fn help(&self, high: f64, daily: bool) -> String {
        let Told {
            note,
            medication,
            limits,
            ..
        } = self;
        if daily {
            return "check the dose and how often it is given; write the most for a day".to_owned();
        }
        match self.meant(high) {
            Some(meant) => format!("was {meant} meant? check it, and write drug, dose and unit anew"),
            None => format!(
                "check drug, dose and unit of {}; if {} is meant, say why",
                quote(note.slice(medication.name), 40),
                limits.amount(high)
            ),
        }
    }

    /// The dose that a slip of the pen may have turned into this one.
    fn meant(&self, dose: f64) -> Option<String> {
        let Limits { min, max, .. } = self.limits;
        let (min, max) = (min.unwrap_or(0.0) * 0.9, max? * ROUNDING);
        let fits = |dose: f64| dose >= min && dose <= max;
        let written = self.medication.dose?;
        let number = trimmed(written.value);
        let unit = self.note.slice(written.unit).to_ascii_lowercase();
        let slip = |factor: f64, unit: &str| fits(dose * factor).then(|| format!("{number} {unit}"));
        let units = || match &*unit {
            "mg" | "milligram" | "milligrams" => slip(0.001, "mcg").or_else(|| slip(1000.0, "g")),
            "g" | "gm" | "gram" | "grams" => slip(0.001, "mg"),
            "mcg" | "microgram" | "micrograms" | "µg" | "μg" | "ug" => slip(1000.0, "mg"),
            _ => None,
        };
        let decimals = || {
            [0.1, 0.01, 10.0, 100.0]
                .into_iter()
                .find(|factor| fits(dose * factor))
                .map(|factor| self.limits.amount(dose * factor / self.count))
        };
        if max / dose < 0.021 || dose / min.max(1e-9) < 0.011 {
            units().or_else(decimals)
        } else {
            decimals().or_else(units)
        }
    }

    fn too_little(&self, at: usize) -> Option<Fault> {
        let Told {
            note,
            medication,
            limits,
            near,
            ..
        } = self;
        let min = limits.min?;
        let low = self.quantity.upper * self.count.max(1.0);
        let child = note.patient().years().is_some_and(|years| years < 14.0);
        let some = self.quantity.value > 0.0 && medication.count.is_none_or(|it| it >= 1.0);
        if child || !some || low > min / ABSURD * ROUNDING || !is_plain(note, medication) {
            return None;
        }
        // Test doses, flushes, push doses, drops.
        let other = [
            "test",
            "flush*",
            "lock*",
            "push",
            "desensiti*",
            "challenge",
            "low-dose",
            "low dose",
            "microdos*",
            "micro-dos*",
            "trace",
            "drop*",
            "homeopath*",
            "pump",
            "ml",
            "titrat*",
            "taper*",
            "wean*",
            "diluted",
            "increment*",
            "aliquot*",
            "inhal*",
            "neb*",
            "spray*",
            "nasal",
            "increase",
            "decrease",
            "reduce",
            "by",
        ];
        if says(note, *near, &other) || is_in_theatre(note, medication) {
            return None;
        }
        let meant = self.meant(low);
        Some(Fault {
            at,
            message: format!(
                "{} is {} of the smallest usual dose ({}, drug label)",
                written(note, medication),
                if low > min / 15.0 {
                    "a tenth".to_owned()
                } else {
                    format!("1/{}", trimmed((min / low).round()))
                },
                limits.amount(min),
            ),
            help: match meant {
                Some(meant) => format!("was {meant} meant? check it, and write dose and unit anew"),
                None => "check the number and the unit".to_owned(),
            },
            severity: Severity::Warning,
            key: (medication.entry, low.to_bits()),
        })
    }
}

/// Whether it was given in an operation, where doses are others.
fn is_in_theatre(note: &Note, medication: &Medication) -> bool {
    is_procedure(note)
        && !matches!(
            medication.role,
            Role::Plan | Role::AssessmentAndPlan | Role::HomeMedications
        )
}

/// Whether the drug is swallowed or injected as a whole dose, where a tenth can be told from a small start.
fn is_plain(note: &Note, medication: &Medication) -> bool {
    matches!(
        dose_limits::route(note, medication),
        "" | "oral" | "intravenous" | "intramuscular" | "subcutaneous" | "tube" | "sublingual"
    ) && !medication.changed
        && medication.more.is_empty()
}

/// A drug that is measured in units, written in mg.
fn other_measure(
    note: &Note,
    medication: &Medication,
    at: usize,
    quantity: &Quantity,
    limits: &Limits,
) -> Option<Fault> {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let in_units = limits.measure == Measure::Unit && quantity.measure == Measure::Milligram;
    let vitamin = drug.list("class").iter().any(|class| class == "vitamin");
    // Vitamin D in mcg is right, in mg it never is.
    let told = if vitamin {
        quantity.value >= 10.0
    } else {
        !drug
            .list("class")
            .iter()
            .any(|class| class.contains("penicillin") || class == "polyene")
    };
    (in_units && told && medication.strength.is_none()).then(|| Fault {
        at,
        message: format!(
            "{} is written in mg, but the drug is measured in units",
            written(note, medication)
        ),
        help: "write the dose in units, spelled out".to_owned(),
        severity: if vitamin { Severity::Warning } else { Severity::Error },
        key: (medication.entry, quantity.value.to_bits()),
    })
}

fn severity(ratio: f64) -> Severity {
    if ratio >= ABSURD / ROUNDING {
        Severity::Error
    } else if !(HIGH..=VERY_HIGH).contains(&ratio) {
        // Below twice the maximum only what is strict is reported.
        Severity::Warning
    } else {
        Severity::Info
    }
}

/// `3 times`, `2.5 times`.
fn times(ratio: f64) -> String {
    let rounded = if ratio >= 10.0 {
        ratio.round()
    } else {
        (ratio * 10.0).round() / 10.0
    };
    format!("{} times", grouped(rounded))
}
