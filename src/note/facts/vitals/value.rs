//! The value of a vital sign: numbers, ranges, units, and what is measured again in another unit.

use super::cursor::{Cursor, is_blank};
use super::{OxygenSource, VitalKind};
use crate::note::facts::quantity::{
    CM_PER_FOOT, CM_PER_INCH, KG_PER_LB, KG_PER_OUNCE, KG_PER_STONE, MG_DL_PER_MMOL_L, ML_PER_FLUID_OUNCE,
    MMHG_PER_KPA, celsius,
};
use crate::text::Span;

/// A value as read, in the unit of its kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub value: f64,
    pub to: Option<f64>,
    pub diastolic: Option<f64>,
    pub diastolic_to: Option<f64>,
    pub written: f64,
    pub unit: Span,
    pub unit_known: bool,
    pub unit_fits: bool,
    pub restated: Option<(f64, Span)>,
    pub number: Span,
    pub oxygen: Option<OxygenSource>,
    /// A limit and no measurement: `or higher` follows.
    pub limit: bool,
}

/// Units that are no unit of a vital sign: whatever comes before them is another quantity.
const FOREIGN: &[&str] = &[
    "mg", "mcg", "µg", "ug", "mL", "cc", "gm", "grams", "ms", "msec", "sec", "seconds", "hours", "hour", "hrs", "days",
    "day", "weeks", "week", "wks", "wk", "months", "month", "years", "year", "yrs", "yr", "yo", "y/o", "units", "unit",
    "meq", "mmol", "times", "pillows", "episodes", "minutes", "minute",
];
/// Words that make a number an order or a share.
const ORDINAL: &[&str] = &["st", "nd", "rd", "th", "%ile", "%tile", "percentile", "centile", "ile"];

const DEGREES: &[&str] = &["°", "º", "˚", "degrees", "degree", "deg.", "deg", "oC", "oF"];
const CELSIUS: &[&str] = &["celsius", "centigrade", "c", "℃", "cel"];
const FAHRENHEIT: &[&str] = &["fahrenheit", "f", "℉", "fahr"];
const PER_MINUTE: &[&str] = &[
    "bpm",
    "beats per minute",
    "beats/minute",
    "beats per min",
    "beats/min",
    "beats a minute",
    "per minute",
    "/minute",
    "/min",
    "/ min",
    "per min",
    "breaths per minute",
    "breaths/minute",
    "breaths/min",
    "breaths per min",
    "breaths",
    "brpm",
    "min-1",
];
const MMHG: &[&str] = &["mmHg", "mm Hg", "mm of mercury", "mm", "torr"];
const KILOGRAMS: &[&str] = &["kilograms", "kilogram", "kilos", "kilo", "kgs", "kg.", "kg"];
const POUNDS: &[&str] = &["pounds", "pound", "lbs.", "lbs", "lb.", "lb", "#"];
const OUNCES: &[&str] = &["ounces", "ounce", "oz.", "ozs", "oz", "oz,"];
const STONES: &[&str] = &["stone", "stones", "st"];
const GRAMS: &[&str] = &["grams", "gram", "gms", "gm", "g"];
const FEET: &[&str] = &["feet", "foot", "ft.", "ft", "'", "’", "′", "`"];
const INCHES: &[&str] = &["inches", "inch", "in.", "in", "\"", "”", "″", "''", "’’", "“", "′′"];
const CENTIMETRES: &[&str] = &["centimeters", "centimetres", "centimeter", "cms", "cm.", "cm"];
const METRES: &[&str] = &["meters", "metres", "meter", "metre", "mtr", "m"];
const PER_SQUARE_METRE: &[&str] = &["kg/m2", "kg/m^2", "kg/m²", "kg/sq m", "kg per m2", "kg/ m2"];
const GLUCOSE_US: &[&str] = &["mg/dL", "mg%"];
const GLUCOSE_SI: &[&str] = &["mmol/L", "mmol", "mM"];
const MILLILITRES: &[&str] = &[
    "mL",
    "mls",
    "ccs",
    "cc",
    "milliliters",
    "millilitres",
    "milliliter",
    "cm3",
];
const LITRES: &[&str] = &["L", "liters", "litres", "liter", "litre", "Ls", "ltr"];

/// Read the value of `kind` at the cursor. `None` if what stands there is no such value.
pub(super) fn read(kind: VitalKind, cursor: &mut Cursor<'_>) -> Option<Value> {
    match kind {
        VitalKind::Temperature => temperature(cursor),
        VitalKind::HeartRate | VitalKind::RespiratoryRate | VitalKind::FetalHeartRate => rate(cursor),
        VitalKind::BloodPressure => blood_pressure(cursor),
        VitalKind::MeanArterialPressure => mean_pressure(cursor),
        VitalKind::OxygenSaturation => saturation(cursor),
        VitalKind::Weight => weight(cursor),
        VitalKind::Height => height(cursor),
        VitalKind::HeadCircumference | VitalKind::FundalHeight => centimetres(cursor),
        VitalKind::BodyMassIndex => body_mass_index(cursor),
        VitalKind::Pain => pain(cursor),
        VitalKind::Glucose => glucose(cursor),
        VitalKind::UrineOutput | VitalKind::Intake | VitalKind::Output | VitalKind::FluidBalance => {
            volume(cursor, kind)
        }
    }
}

/// Whether `text` is a unit of `kind` that changes how its number is read.
pub(super) fn is_unit(kind: VitalKind, text: &str) -> bool {
    let mut cursor = Cursor::new(text, 0, text.len());
    let read = match kind {
        VitalKind::Temperature => matches!(scale(&mut cursor), Some((Some(_), _))),
        VitalKind::Weight => matches!(mass_unit(&mut cursor, 50.0), Some((Some(_), _))),
        VitalKind::Height => matches!(length_unit(&mut cursor, 60.0), Some((_, Some(_)))),
        _ => false,
    };
    read && cursor.rest().trim_matches(is_blank).is_empty()
}

/// `value`, read as if its number stood before `unit`, which stands at `span`.
pub(super) fn with_unit(kind: VitalKind, mut value: Value, unit: &str, span: Span) -> Option<Value> {
    let mut cursor = Cursor::new(unit, 0, unit.len());
    match kind {
        VitalKind::Temperature => {
            let (scale, _) = scale(&mut cursor)?;
            let (value_to, written) = (value.to, value.written);
            let guess = guess(written);
            let written_scale = scale.unwrap_or(guess);
            value.unit_fits = plausible_on(written_scale, written) || !plausible_on(guess, written);
            let real = if value.unit_fits { written_scale } else { guess };
            // The end of a range was read on the scale that the number suggested.
            let raw = |read: f64| {
                if guess == Scale::Fahrenheit {
                    super::super::quantity::fahrenheit(read)
                } else {
                    read
                }
            };
            value.value = real.celsius(written);
            value.to = value_to.map(|to| real.celsius(raw(to)));
        }
        VitalKind::Weight => {
            let (_, factor) = mass_unit(&mut cursor, value.written)?;
            value.value *= factor;
            value.to = value.to.map(|to| to * factor);
        }
        VitalKind::Height => {
            let (factor, _) = length_unit(&mut cursor, value.written)?;
            value.value = value.written * factor;
        }
        _ => return Some(value),
    }
    value.unit = span;
    value.unit_known = true;
    Some(value)
}

/// The scale that a temperature without a unit is on. What fits neither is left as it is written.
fn guess(written: f64) -> Scale {
    if plausible_on(Scale::Fahrenheit, written) {
        Scale::Fahrenheit
    } else {
        Scale::Celsius
    }
}

/// A number with the upper end of its range.
#[derive(Debug, Clone, Copy)]
struct Level {
    low: f64,
    high: Option<f64>,
    start: usize,
    end: usize,
}

impl Level {
    fn value(self) -> Value {
        Value {
            value: self.low,
            to: self.high,
            diastolic: None,
            diastolic_to: None,
            written: self.low,
            unit: Span::at(self.end as u32),
            unit_known: true,
            unit_fits: true,
            restated: None,
            number: Span::from(self.start..self.end),
            oxygen: None,
            limit: false,
        }
    }
}

/// A number, `80s`, `80-90`, `80s to 90s`, `110 to 130`.
fn level(cursor: &mut Cursor<'_>, comma: bool) -> Option<Level> {
    let start = cursor.at;
    let (low, decade) = figure(cursor, comma)?;
    let mut level = Level {
        low,
        high: decade.then_some(low + 9.0),
        start,
        end: cursor.at,
    };
    let mut next = *cursor;
    next.blank();
    let spaced = next.at > cursor.at;
    let sign = next.eat_char(&['-', '–', '—', '−']).is_some();
    let joined = sign || next.eat_any(&["to", "through"]).is_some() && spaced;
    if joined && !(sign && next.byte() == Some(b'>')) {
        next.blank();
        if let Some((high, decade)) = figure(&mut next, comma)
            && high >= low
            // A spaced dash may part two values: the second of a range is no other quantity, nor the first of a pair.
            && (!spaced || high < low * 1.8 && next.byte() != Some(b'/'))
        {
            level.high = Some(if decade { high + 9.0 } else { high });
            level.end = next.at;
            *cursor = next;
        }
    }
    Some(level)
}

/// A number, and whether it stands for ten: `80s`.
fn figure(cursor: &mut Cursor<'_>, comma: bool) -> Option<(f64, bool)> {
    let number = cursor.number(comma)?;
    let mut next = *cursor;
    next.eat_char(&['\'', '’']);
    let decade = next.eat("s") && next.peek().is_none_or(|c| !c.is_alphanumeric());
    if decade {
        *cursor = next;
    }
    Some((number, decade && number % 10.0 == 0.0))
}

/// Past one of `units`; where.
fn unit(cursor: &mut Cursor<'_>, units: &[&str]) -> Option<Span> {
    let mut next = *cursor;
    let (_, span) = next.blank().eat_any(units)?;
    *cursor = next;
    Some(span)
}

/// Whether the number before the cursor counts something else: `88 days`, `5/5`, `80%`, `2+`.
fn is_foreign(cursor: &Cursor<'_>) -> bool {
    let mut next = *cursor;
    if matches!(next.byte(), Some(b'/' | b'+' | b'%' | b'^'))
        || next.byte() == Some(b':') && next.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit)
        || next.byte().is_some_and(|b| b.is_ascii_alphanumeric())
        // A number that goes on: `1.2.3`, `88,120`.
        || matches!(next.byte(), Some(b'.' | b',')) && next.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    {
        return true;
    }
    // `3-day`, `24-hour`.
    next.eat_char(&['-']);
    next.blank();
    next.eat_any(ORDINAL).is_some() || next.eat_any(FOREIGN).is_some()
}

/// Whether `or higher` follows: a limit, no measurement.
fn is_limit(cursor: &Cursor<'_>) -> bool {
    const LIMITS: &[&str] = &[
        "or higher",
        "or more",
        "or above",
        "or greater",
        "or below",
        "or less",
        "or lower",
        "or over",
        "or under",
        "and above",
        "and over",
        "and higher",
        "+",
        "or better",
        "at least",
        "or fewer",
        "and below",
        "≥",
        "≤",
    ];
    let mut next = *cursor;
    next.blank().eat_any(LIMITS).is_some()
}

fn finish(mut value: Value, cursor: &Cursor<'_>) -> Option<Value> {
    value.limit = is_limit(cursor);
    Some(value)
}

// ---- Temperature ----

fn temperature(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, true)?;
    let mut value = level.value();
    let scale = scale(cursor);
    if scale.is_none() && is_foreign(cursor) && cursor.byte() != Some(b'/') {
        return None;
    }
    let guess = guess(level.low);
    let (written, span) = scale.map_or((guess, Span::at(cursor.at as u32)), |(scale, span)| {
        (scale.unwrap_or(guess), span)
    });
    value.unit = span;
    value.unit_fits = plausible_on(written, level.low) || !plausible_on(guess, level.low);
    value.unit_known = !span.is_empty() || plausible_on(guess, level.low);
    let real = if value.unit_fits { written } else { guess };
    value.value = real.celsius(level.low);
    value.to = level.high.map(|high| real.celsius(high));
    value.restated = restated(cursor, &['(', '[', '/', '='], |next| {
        let start = next.at;
        let number = next.number(true)?;
        let end = next.at;
        let second = self::scale(next);
        if second.is_none() && (is_foreign(next) || (50.0..93.0).contains(&number)) {
            return None;
        }
        let guess = self::guess(number);
        // The same scale again would be another measurement.
        let other = second.and_then(|(scale, _)| scale).unwrap_or(guess);
        (other != real && plausible_on(other, number)).then(|| (other.celsius(number), Span::from(start..end)))
    });
    if value.restated.is_none() && cursor.byte() == Some(b'/') {
        return None;
    }
    finish(value, cursor)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Celsius,
    Fahrenheit,
}

impl Scale {
    fn celsius(self, value: f64) -> f64 {
        match self {
            Scale::Celsius => value,
            Scale::Fahrenheit => celsius(value),
        }
    }
}

fn plausible_on(scale: Scale, value: f64) -> bool {
    match scale {
        Scale::Celsius => (25.0..=45.0).contains(&value),
        Scale::Fahrenheit => (77.0..=115.0).contains(&value),
    }
}

/// `°C`, `degrees F`, `C`; or a sign of degrees without a scale.
fn scale(cursor: &mut Cursor<'_>) -> Option<(Option<Scale>, Span)> {
    let mut next = *cursor;
    next.blank();
    let start = next.at;
    let mut degrees = None;
    for sign in DEGREES.iter().copied() {
        let glued = matches!(sign, "oC" | "oF");
        if next.eat(sign) && (!glued || next.peek().is_none_or(|c| !c.is_alphanumeric())) {
            if glued {
                *cursor = next;
                let scale = if sign == "oC" {
                    Scale::Celsius
                } else {
                    Scale::Fahrenheit
                };
                return Some((Some(scale), Span::from(start..next.at)));
            }
            degrees = Some(next);
            break;
        }
        next.at = start;
    }
    next.blank();
    // `38.2 c/o`: no Celsius.
    let letter =
        |next: &Cursor<'_>| next.byte() != Some(b'/') || next.rest().as_bytes().get(1).is_none_or(u8::is_ascii_digit);
    for (scale, names) in [(Scale::Celsius, CELSIUS), (Scale::Fahrenheit, FAHRENHEIT)] {
        let mut named = next;
        if named.eat_any(names).is_some() && letter(&named) {
            *cursor = named;
            return Some((Some(scale), Span::from(start..named.at)));
        }
    }
    let degrees = degrees?;
    *cursor = degrees;
    Some((None, Span::from(start..degrees.at)))
}

/// `(81.6 kg)`, `/ 100.3 F`, `= 38.1 C`: the same in another unit.
fn restated<'t>(
    cursor: &mut Cursor<'t>,
    signs: &[char],
    read: impl Fn(&mut Cursor<'t>) -> Option<(f64, Span)>,
) -> Option<(f64, Span)> {
    let mut next = *cursor;
    let sign = next.blank().eat_char(signs)?;
    next.blank();
    next.eat_char(&['=', '~', '≈']);
    next.blank();
    let found = read(&mut next)?;
    if matches!(sign, '(' | '[') {
        next.blank();
        next.eat_char(&[')', ']'])?;
    }
    *cursor = next;
    Some(found)
}

// ---- Rates ----

fn rate(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, false)?;
    // Rates are counted.
    if level.low.fract() != 0.0 {
        return None;
    }
    let mut value = level.value();
    match unit(cursor, PER_MINUTE) {
        Some(span) => value.unit = span,
        None if is_foreign(cursor) => return None,
        None => {}
    }
    finish(value, cursor)
}

// ---- Pressures ----

fn blood_pressure(cursor: &mut Cursor<'_>) -> Option<Value> {
    let start = cursor.at;
    let mut value = pressure_pair(cursor)?;
    // `110/60-130/80`: from one pressure to another.
    let mut next = *cursor;
    if value.diastolic.is_some() && value.to.is_none() {
        next.blank();
        let sign = next.eat_char(&['-', '–', '—']).is_some() || next.eat_any(&["to"]).is_some();
        next.blank();
        if sign
            && let Some(second) = pressure_pair(&mut next)
            && let (Some(diastolic), None) = (second.diastolic, second.to)
            && next.byte() != Some(b'/')
            // `BP 150/90 to 130/80` is a trend.
            && second.value >= value.value
        {
            (value.to, value.diastolic_to) = (Some(second.value), Some(diastolic));
            value.number = Span::from(start..next.at);
            *cursor = next;
        }
    }
    if let Some(span) = unit(cursor, MMHG) {
        value.unit = span;
    } else if let Some(span) = unit(cursor, &["kPa"]) {
        value.unit = span;
        let mmhg = |value: f64| value * MMHG_PER_KPA;
        value.value *= MMHG_PER_KPA;
        value.to = value.to.map(mmhg);
        value.diastolic = value.diastolic.map(mmhg);
        value.diastolic_to = value.diastolic_to.map(mmhg);
    } else if is_foreign(cursor) {
        return None;
    } else {
        unit(cursor, &["systolic"]);
    }
    // Only kilopascals have decimals.
    let kilopascal = value.value != value.written;
    if !kilopascal && (value.written.fract() != 0.0 || value.diastolic.is_some_and(|value| value.fract() != 0.0)) {
        return None;
    }
    finish(value, cursor)
}

/// `2/52`, `5/7`, `3/12`: weeks, days and months, as they are written in Britain.
fn is_duration(cursor: &Cursor<'_>) -> bool {
    let mut next = *cursor;
    next.digits().is_some_and(|number| number <= 24.0)
        && next.eat("/")
        && next.digits().is_some_and(|of| matches!(of as u32, 7 | 12 | 52))
        && !next.byte().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'/')
}

fn pressure_pair(cursor: &mut Cursor<'_>) -> Option<Value> {
    if is_duration(cursor) {
        return None;
    }
    let systolic = level(cursor, true)?;
    let mut value = systolic.value();
    let mut next = *cursor;
    next.blank();
    let glued = next.at == cursor.at;
    let slash = next.eat("/") || next.eat("\\") || !glued && next.eat_any(&["over"]).is_some();
    if slash {
        next.blank();
        // `90/palp`, `90/P`: felt, not heard.
        if next.eat_any(&["palpation", "palp.", "palp", "p", "doppler"]).is_some() {
            value.number = Span::from(systolic.start..next.at);
            *cursor = next;
            return Some(value);
        }
        let before = next;
        let mut diastolic = level(&mut next, true)?;
        // `110/60-130/80`: the dash parts two pressures.
        if diastolic.high.is_some() && next.byte() == Some(b'/') {
            next = before;
            let (low, _) = figure(&mut next, true)?;
            diastolic = Level {
                low,
                high: None,
                start: before.at,
                end: next.at,
            };
        }
        // A date has three parts.
        if next.byte() == Some(b'/') {
            return None;
        }
        value.diastolic = Some(diastolic.low);
        value.diastolic_to = diastolic.high;
        value.number = Span::from(systolic.start..diastolic.end);
        *cursor = next;
    }
    Some(value)
}

fn mean_pressure(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, false)?;
    let mut value = level.value();
    match unit(cursor, MMHG) {
        Some(span) => value.unit = span,
        None if is_foreign(cursor) => return None,
        None => {}
    }
    finish(value, cursor)
}

// ---- Saturation ----

fn saturation(cursor: &mut Cursor<'_>) -> Option<Value> {
    let start = cursor.at;
    let (low, decade) = figure(cursor, true)?;
    let mut high = decade.then_some(low + 9.0);
    let mut end = cursor.at;
    let mut sign = unit(cursor, &["%", "percent", "per cent", "pct"]);
    // `92%-95%`, `92-95%`, `92 to 95 %`.
    let mut next = *cursor;
    next.blank();
    if next.eat_char(&['-', '–', '—']).is_some() && next.byte() != Some(b'>') || next.eat_any(&["to"]).is_some() {
        next.blank();
        if let Some((second, decade)) = figure(&mut next, true)
            && second >= low
            && second <= 100.0
        {
            high = Some(if decade { second + 9.0 } else { second });
            end = next.at;
            sign = unit(&mut next, &["%", "percent", "per cent", "pct"]).or(sign);
            *cursor = next;
        }
    }
    let mut value = Level { low, high, start, end }.value();
    match sign {
        Some(span) => value.unit = span,
        // `98%RA` has its sign; `98 RA`, `98 on RA` have none.
        None if is_foreign(cursor) => return None,
        None => {}
    }
    if sign.is_some() {
        let mut next = *cursor;
        if next.blank().eat_any(ORDINAL).is_some() || cursor.eat("ile") || cursor.eat("tile") {
            return None;
        }
    }
    finish(value, cursor)
}

// ---- Body size ----

fn weight(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = grouped_grams(cursor).or_else(|| level(cursor, true))?;
    let mut value = level.value();
    let (mut span, mut factor) = mass_unit(cursor, level.low)?;
    // `74.2 (admit 70.5) kg`: the unit stands behind the remark.
    let mut after = *cursor;
    if span.is_none()
        && after.blank().eat_char(&['(']).is_some()
        && let Some(close) = after.closing(30)
    {
        after.at = close + 1;
        if let Some((Some(unit), of)) = mass_unit(&mut after, level.low) {
            (span, factor) = (Some(unit), of);
        }
    }
    value.unit = span.unwrap_or(Span::at(cursor.at as u32));
    value.unit_known = span.is_some();
    value.value = level.low * factor;
    value.to = level.high.map(|high| high * factor);
    if let Some(rest) = smaller_mass(cursor, factor) {
        value.value += rest;
        value.number = Span::from(level.start..cursor.at);
    }
    if value.value < CHANGE && is_change(cursor) {
        return None;
    }
    // `80 kg/m2` and `2 kg/day` are no weight.
    if matches!(cursor.byte(), Some(b'/')) && !cursor.rest().as_bytes().get(1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    value.restated = restated(cursor, &['(', '[', '/', '=', ','], |next| {
        let start = next.at;
        let number = next.number(true)?;
        let (span, second) = mass_unit(next, number)?;
        span?;
        let end = next.at;
        let mass = number * second + smaller_mass(next, second).unwrap_or(0.0);
        (second != factor).then(|| (mass, Span::from(start..end)))
    });
    finish(value, cursor)
}

/// Below this many kilograms "down" after a mass makes it a change.
const CHANGE: f64 = 25.0;

/// `5 kg down`, `3 lb up since May`: by how much, and no weight.
fn is_change(cursor: &Cursor<'_>) -> bool {
    let mut next = *cursor;
    next.blank();
    // `71.4 kg (1.9 kg more than 4 weeks ago, 8.2 kg in all)`.
    if next
        .clone()
        .eat_any(&["in all", "in total", "altogether", "overall", "all told"])
        .is_some()
    {
        return true;
    }
    if next
        .eat_any(&[
            "down", "up", "heavier", "lighter", "more", "less", "gain", "loss", "gained", "lost",
        ])
        .is_none()
    {
        return false;
    }
    next.blank();
    !next.byte().is_some_and(|b| b.is_ascii_digit()) && next.eat_any(&["from", "to"]).is_none()
}

/// `2,480 g`: grouped by thousands, and grams.
fn grouped_grams(cursor: &mut Cursor<'_>) -> Option<Level> {
    let start = cursor.at;
    let mut next = *cursor;
    let low = next.large_number()?;
    let end = next.at;
    if !next.rest().is_empty()
        && low >= 1000.0
        && cursor.rest()[..end - start].contains(',')
        && unit(&mut next.clone(), GRAMS).is_some()
    {
        *cursor = next;
        return Some(Level {
            low,
            high: None,
            start,
            end,
        });
    }
    None
}

/// The unit of a mass, if one is written, and kilograms in it. `None` if the number counts something else.
fn mass_unit(cursor: &mut Cursor<'_>, number: f64) -> Option<(Option<Span>, f64)> {
    let units: [(&[&str], f64); 5] = [
        (KILOGRAMS, 1.0),
        (POUNDS, KG_PER_LB),
        (STONES, KG_PER_STONE),
        (OUNCES, KG_PER_OUNCE),
        (GRAMS, 0.001),
    ];
    // `169-lb`.
    let mut next = *cursor;
    next.eat_char(&['-']);
    for (names, factor) in units {
        let ordinal = factor == KG_PER_STONE && (number < 4.0 || next.byte().is_some_and(|b| b.is_ascii_alphabetic()));
        if !ordinal && let Some(span) = unit(&mut next, names) {
            *cursor = next;
            return Some((Some(span), factor));
        }
    }
    (!is_foreign(cursor)).then_some((None, 1.0))
}

/// `8 oz` after pounds, `4 lb` after stones: kilograms.
fn smaller_mass(cursor: &mut Cursor<'_>, factor: f64) -> Option<f64> {
    let (names, part): (&[&str], f64) = if factor == KG_PER_LB {
        (OUNCES, KG_PER_OUNCE)
    } else if factor == KG_PER_STONE {
        (POUNDS, KG_PER_LB)
    } else {
        return None;
    };
    let mut next = *cursor;
    next.blank();
    next.eat_char(&[',']);
    next.blank();
    next.eat_any(&["and"]);
    next.blank();
    let number = next.number(false)?;
    let written = unit(&mut next, names).is_some();
    if !written && factor != KG_PER_STONE || number >= 16.0 {
        return None;
    }
    *cursor = next;
    Some(number * part)
}

fn height(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, true)?;
    let mut value = level.value();
    if let Some(inches) = inches_beside(&level, cursor) {
        value.value = level.low * CM_PER_FOOT + inches * CM_PER_INCH;
        value.to = None;
        value.number = Span::from(level.start..cursor.at);
        value.unit = Span::at(cursor.at as u32);
        return finish(value, cursor);
    }
    let (factor, span) = length_unit(cursor, level.low)?;
    value.unit = span.unwrap_or(Span::at(cursor.at as u32));
    value.unit_known = span.is_some() || (110.0..=230.0).contains(&level.low);
    value.value = level.low * factor;
    value.to = level.high.map(|high| high * factor);
    if let Some(rest) = inches_after(cursor, factor) {
        value.value += rest;
        value.number = Span::from(level.start..cursor.at);
    }
    value.restated = restated(cursor, &['(', '[', '/', '=', ','], |next| {
        let start = next.at;
        let number = next.number(true)?;
        let (second, span) = length_unit(next, number)?;
        span?;
        let end = next.at;
        let length = number * second + inches_after(next, second).unwrap_or(0.0);
        (second != factor).then(|| (length, Span::from(start..end)))
    });
    finish(value, cursor)
}

/// `5 10`, `5-10`: feet and inches without their signs.
fn inches_beside(level: &Level, cursor: &mut Cursor<'_>) -> Option<f64> {
    let mut next = *cursor;
    if !(4.0..=7.0).contains(&level.low) || level.low.fract() != 0.0 {
        return None;
    }
    // `5-10` was read as a range.
    if let Some(high) = level.high {
        let fits = high < 12.0 && high.fract() == 0.0 && length_unit(&mut next, high)?.1.is_none();
        return fits.then_some(high);
    }
    next.eat_char(&[' ', '-'])?;
    let inches = next.digits().filter(|inches| *inches < 12.0)?;
    if matches!(next.byte(), Some(b'/' | b'.' | b':')) || length_unit(&mut next.clone(), inches)?.1.is_some() {
        return None;
    }
    *cursor = next;
    Some(inches)
}

/// Centimetres in the unit of a length, and the unit if it is written.
fn length_unit(cursor: &mut Cursor<'_>, number: f64) -> Option<(f64, Option<Span>)> {
    let mut next = *cursor;
    next.eat_char(&['-']);
    for (names, factor) in [
        (CENTIMETRES, 1.0),
        (FEET, CM_PER_FOOT),
        (INCHES, CM_PER_INCH),
        (METRES, 100.0),
    ] {
        // Two apostrophes are inches.
        let double = names == FEET
            && (next.rest().starts_with("''") || next.rest().starts_with("’’") || next.rest().starts_with("′′"));
        // `170 in clinic`.
        let no_inches = factor == CM_PER_INCH && number >= 96.0;
        if double || no_inches {
            continue;
        }
        let mut glued = next;
        if factor == 100.0 && number < 3.0 && glued.eat("m") && glued.byte().is_some_and(|b| b.is_ascii_digit()) {
            let span = Span::from(next.at..glued.at);
            *cursor = glued;
            return Some((factor, Some(span)));
        }
        if let Some(span) = unit(&mut next, names) {
            *cursor = next;
            return Some((factor, Some(span)));
        }
    }
    // `1.78`, `178`: metres, centimetres.
    if is_foreign(cursor) || matches!(mass_unit(&mut cursor.clone(), number), Some((Some(_), _))) {
        return None;
    }
    Some((if (1.0..2.3).contains(&number) { 100.0 } else { 1.0 }, None))
}

/// The inches after feet, `7 in` of `5'7"`, and the decimals after metres, `70` of `1m70`: centimetres.
fn inches_after(cursor: &mut Cursor<'_>, factor: f64) -> Option<f64> {
    let mut next = *cursor;
    let glued = next.byte().is_some_and(|b| b.is_ascii_digit());
    if factor == 100.0 && glued {
        let number = next.digits()?;
        *cursor = next;
        return Some(number);
    }
    if factor != CM_PER_FOOT {
        return None;
    }
    next.blank();
    next.eat_char(&[',', '-']);
    next.blank();
    next.eat_any(&["and"]);
    next.blank();
    let number = next.number(false).filter(|inches| *inches < 12.0)?;
    if next.peek() == Some('/') {
        return None;
    }
    // `5'7` needs no sign; `5 ft 7` needs none either, unless it goes on.
    if unit(&mut next, INCHES).is_none() && is_foreign(&next) {
        return None;
    }
    *cursor = next;
    Some(number * CM_PER_INCH)
}

fn centimetres(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, true)?;
    let mut value = level.value();
    if let Some(span) = unit(cursor, CENTIMETRES) {
        value.unit = span;
    } else if let Some(span) = unit(cursor, INCHES) {
        value.unit = span;
        value.value *= CM_PER_INCH;
    } else {
        return None;
    }
    finish(value, cursor)
}

fn body_mass_index(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, true)?;
    let mut value = level.value();
    match unit(cursor, PER_SQUARE_METRE) {
        Some(span) => value.unit = span,
        None if is_foreign(cursor) => return None,
        None => {}
    }
    finish(value, cursor)
}

// ---- Others ----

fn pain(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, false)?;
    // `VAS 0-10` names the scale.
    if level.low == 0.0 && level.high == Some(10.0) {
        return None;
    }
    let mut value = level.value();
    let mut next = *cursor;
    next.blank();
    let start = next.at;
    let of = next.eat("/") || next.eat_any(&["out of", "of"]).is_some();
    next.blank();
    if of {
        next.number(false).filter(|most| *most == 10.0)?;
        value.unit = Span::from(start..next.at);
        *cursor = next;
        if cursor.byte() == Some(b'/') || cursor.byte().is_some_and(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
    } else {
        if is_foreign(cursor) || level.low > 10.0 {
            return None;
        }
        value.unit_known = false;
    }
    finish(value, cursor)
}

fn glucose(cursor: &mut Cursor<'_>) -> Option<Value> {
    let level = level(cursor, false)?;
    let mut value = level.value();
    let (span, si) = if let Some(span) = unit(cursor, GLUCOSE_US) {
        (span, false)
    } else if let Some(span) = unit(cursor, GLUCOSE_SI) {
        (span, true)
    } else if is_foreign(cursor) {
        return None;
    } else {
        (Span::at(cursor.at as u32), level.low <= 35.0)
    };
    value.unit = span;
    value.unit_known = !span.is_empty();
    if si {
        value.value *= MG_DL_PER_MMOL_L;
        value.to = value.to.map(|to| to * MG_DL_PER_MMOL_L);
    }
    finish(value, cursor)
}

fn volume(cursor: &mut Cursor<'_>, kind: VitalKind) -> Option<Value> {
    let start = cursor.at;
    let balance = kind == VitalKind::FluidBalance;
    let mut negative = false;
    if balance {
        let sign = cursor.eat_char(&['+', '-', '−', '–']);
        let words = cursor.eat_any(&["negative", "neg", "positive", "pos", "minus", "plus"]);
        negative = matches!(sign, Some('-' | '−' | '–')) || matches!(words, Some((0 | 1 | 4, _)));
        cursor.blank();
        cursor.eat_any(&["by", "of"]);
        cursor.blank();
        if let Some(sign) = cursor.eat_char(&['+', '-', '−', '–']) {
            negative = sign != '+';
        }
    }
    let number = cursor.large_number().filter(|number| *number < 60_000.0)?;
    let mut value = Level {
        low: number,
        high: None,
        start,
        end: cursor.at,
    }
    .value();
    // `15-30 mL/h`: the unit stands behind the range.
    let mut next = *cursor;
    let dash = next.eat_char(&['-', '–']).is_some();
    let to = dash || kind == VitalKind::UrineOutput && next.blank().eat_any(&["to"]).is_some();
    next.blank();
    if to && let Some(high) = next.large_number().filter(|high| *high >= number) {
        value.to = Some(high);
        value.number = Span::from(start..next.at);
        *cursor = next;
    }
    let factor = if let Some(span) = unit(cursor, MILLILITRES) {
        value.unit = span;
        1.0
    } else if let Some(span) = unit(cursor, LITRES) {
        value.unit = span;
        1000.0
    } else if let Some(span) = unit(cursor, &["oz", "ounces"]) {
        value.unit = span;
        ML_PER_FLUID_OUNCE
    } else {
        // Without a unit a whole number of millilitres, in tables and `I/O` lines.
        let pair = kind == VitalKind::Intake && cursor.byte() == Some(b'/');
        let least = if kind == VitalKind::UrineOutput { 10.0 } else { 50.0 };
        if !pair && is_foreign(cursor) || number < least || balance && number < 20.0 {
            return None;
        }
        value.unit_known = false;
        1.0
    };
    if is_per_hour(cursor) {
        return None;
    }
    value.value = number * factor;
    value.to = value.to.map(|to| to * factor);
    value.written = number;
    if negative {
        value.value = -value.value;
        value.written = -number;
    }
    finish(value, cursor)
}

/// Whether a rate follows: `30 mL/h`, `0.5 mL/kg/h`, `40 mL an hour`. `/24 h`, `/day`, `per shift` make no rate.
fn is_per_hour(cursor: &Cursor<'_>) -> bool {
    let mut next = *cursor;
    next.blank();
    if !next.eat("/") && next.eat_any(&["per", "an", "a"]).is_none() {
        return false;
    }
    next.blank();
    next.eat_any(&["hour", "hours", "hr", "hrs", "h", "kg", "min", "minute"])
        .is_some()
}
