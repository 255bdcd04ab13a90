//! Values that need no name: their form or unit says what they are, or their place in the usual order.

use super::VitalKind;
use super::cursor::Cursor;
use super::occasion::Cue;
use super::oxygen;
use super::read::{Found, Reader};
use super::value::{self, Value};
use crate::grammar::lexicon_ids;
use crate::text::Span;

/// Words after a pair of numbers that is no pressure.
const NO_PRESSURE: &[&str] = &[
    "insulin", "units", "mix", "novolin", "humulin", "novolog", "vision", "strength",
];
/// Words before a share that is no saturation.
const NO_SATURATION: &[&str] = &[
    "fio2",
    "fi02",
    "ef",
    "lvef",
    "hct",
    "hematocrit",
    "haematocrit",
    "a1c",
    "hba1c",
    "bmi",
    "percentile",
    "weight",
    "fev1",
    "pefr",
];

/// A bare value of a line, in the order of the text.
enum Token {
    /// A number and nothing else.
    Number(Value, usize),
    /// What has been recognised.
    Known(VitalKind),
}

/// Read the bare values of `line`, in which `here` stand already; `named` if names stand in it.
pub(super) fn read(reader: &Reader<'_>, line: Span, here: &[&Found], named: bool, out: &mut Vec<Found>) {
    let text: &str = &reader.note.text;
    let from = out.len();
    let mut tokens: Vec<Token> = Vec::new();
    let mut cursor = Cursor::new(text, line.start as usize, line.end as usize);
    let mut known = here.iter().peekable();
    let (mut depth, mut letters, mut open) = (0_u32, 0, 0);
    let mut last_word = "";
    while let Some(c) = cursor.peek() {
        while known
            .peek()
            .is_some_and(|found| (found.vital.span.end as usize) <= cursor.at)
        {
            if let Some(found) = known.next() {
                tokens.push(Token::Known(found.vital.kind));
            }
        }
        if let Some(found) = known.peek()
            && found.vital.span.start as usize <= cursor.at
        {
            cursor.at = found.vital.span.end as usize;
            continue;
        }
        match c {
            '(' | '[' => {
                depth += 1;
                open = cursor.at;
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if c.is_alphabetic() {
            let start = cursor.at;
            cursor.word();
            // `FiO2`, `T4`: the digit belongs to the word.
            while cursor.byte().is_some_and(|b| b.is_ascii_alphanumeric()) {
                cursor.skip();
            }
            last_word = &text[start..cursor.at];
            letters += last_word.len();
            continue;
        }
        let starts = c.is_ascii_digit()
            && !cursor.before().is_some_and(|c| {
                c.is_alphanumeric() || matches!(c, '.' | '/' | ':' | '-' | '–' | '+' | '<' | '>' | '#')
            });
        if !starts {
            cursor.skip();
            continue;
        }
        let has = |kind: VitalKind, out: &[Found]| {
            here.iter().any(|found| found.vital.kind == kind)
                || out[from..].iter().any(|found| found.vital.kind == kind)
        };
        let place = Place {
            vitals: reader.in_vitals(cursor.at as u32),
            company: here.len(),
            remark: depth > 0 && text[open..cursor.closing(60).unwrap_or(cursor.end)].contains(char::is_alphabetic),
            inside: depth > 0,
            word: last_word,
        };
        let start = cursor;
        if let Some((found, end)) = form(reader, &place, cursor, |kind| has(kind, out)) {
            tokens.push(Token::Known(found.vital.kind));
            out.push(found);
            cursor.at = end;
            continue;
        }
        let number = cursor.number(true);
        let whole = number.is_some()
            && !matches!(cursor.byte(), Some(b'/' | b':' | b'%' | b'-' | b'+'))
            && !cursor.peek().is_some_and(char::is_alphanumeric);
        if whole && depth == 0 && place.vitals {
            let end = cursor.at;
            let mut again = start;
            if let Some(value) = value::read(VitalKind::MeanArterialPressure, &mut again).filter(|_| again.at == end) {
                tokens.push(Token::Number(value, end));
            } else if let Some(value) = value::read(VitalKind::Temperature, &mut start.clone()) {
                tokens.push(Token::Number(value, end));
            }
        } else {
            // A date, a time, a dose: to its end.
            while cursor
                .peek()
                .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | ':' | '.' | '%' | '-'))
            {
                cursor.skip();
            }
        }
    }
    tokens.extend(known.map(|found| Token::Known(found.vital.kind)));
    if letters <= 60 {
        in_order(reader, &tokens, named, out);
    }
}

/// Where a bare value stands.
struct Place<'a> {
    /// In a section of vital signs.
    vitals: bool,
    /// How many vital signs stand on its line.
    company: usize,
    /// In brackets.
    inside: bool,
    /// In brackets, with words.
    remark: bool,
    /// The last word before it.
    word: &'a str,
}

/// A value whose form says what it is, and where it ends.
fn form(
    reader: &Reader<'_>,
    place: &Place<'_>,
    cursor: Cursor<'_>,
    has: impl Fn(VitalKind) -> bool,
) -> Option<(Found, usize)> {
    let text: &str = &reader.note.text;
    let is = |words: &[&str]| words.iter().any(|word| place.word.eq_ignore_ascii_case(word));
    // 120/80
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::BloodPressure, &mut next)
        && let Some(diastolic) = value.diastolic
    {
        let gap = value.value - diastolic;
        let written = !value.unit.is_empty();
        let usual = (60.0..=260.0).contains(&value.value) && (20.0..=160.0).contains(&diastolic) && gap >= 10.0;
        let swapped = (place.vitals || written)
            && (40.0..=130.0).contains(&value.value)
            && (80.0..=250.0).contains(&diastolic)
            && gap <= -10.0;
        let company = place.vitals || written || has(VitalKind::BloodPressure) || place.company >= 2;
        let mut after = next;
        let other = after.blank().eat_any(NO_PRESSURE).is_some();
        if (usual || swapped && !place.inside) && company && !other && (!place.inside || place.remark) {
            return Some((reader.unnamed(VitalKind::BloodPressure, &value, next.at), next.at));
        }
        return None;
    }
    // 98% RA
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::OxygenSaturation, &mut next)
        && !value.unit.is_empty()
    {
        let source = oxygen::read(reader.note, &mut next);
        let usual = (50.0..=100.0).contains(&value.value) || place.vitals && (100.0..110.0).contains(&value.value);
        let alone = place.vitals && !place.inside && !has(VitalKind::OxygenSaturation);
        if usual && (source.is_some() || alone) && !is(NO_SATURATION) {
            let mut found = reader.unnamed(VitalKind::OxygenSaturation, &value, next.at);
            found.vital.oxygen = source;
            found.vital.added_oxygen =
                oxygen::added(reader.note, &next).filter(|_| source == Some(super::OxygenSource::RoomAir));
            return Some((found, next.at));
        }
        return None;
    }
    // 38.2 °C
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::Temperature, &mut next)
        && !value.unit.is_empty()
        && (30.0..=43.0).contains(&value.value)
        && (value.unit_fits || place.vitals && value.written.fract() != 0.0)
        && (!place.inside || place.remark)
    {
        return Some((reader.unnamed(VitalKind::Temperature, &value, next.at), next.at));
    }
    // 72 bpm, 16/min
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::HeartRate, &mut next)
        && !value.unit.is_empty()
        && !place.inside
    {
        let unit = value.unit.of(text).to_ascii_lowercase();
        let breaths = unit.starts_with("br");
        let kind = if breaths || value.value < 40.0 && !unit.starts_with("be") {
            VitalKind::RespiratoryRate
        } else {
            VitalKind::HeartRate
        };
        let found = reader.unnamed(kind, &value, next.at);
        return (found.plausible && !has(kind) && (place.vitals || place.company >= 2)).then_some((found, next.at));
    }
    // 5'7", 172 cm
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::Height, &mut next)
        && !value.unit.is_empty()
    {
        let unit = value.unit.of(text);
        let feet = unit.starts_with(['\'', '’', '′', 'f', 'F']);
        let found = reader.unnamed(VitalKind::Height, &value, next.at);
        // `167 cm tall` needs no name.
        let mut after = next;
        if (40.0..=230.0).contains(&found.vital.value)
            && after.blank().eat_any(&["tall"]).is_some()
            && !has(VitalKind::Height)
        {
            return Some((found, next.at));
        }
        let fits = feet && (100.0..=230.0).contains(&value.value)
            || place.vitals
                && unit.eq_ignore_ascii_case("cm")
                && (40.0..=230.0).contains(&value.value)
                && !place.inside;
        if fits && !has(VitalKind::Height) && (place.vitals || place.company > 0) {
            return Some((found, next.at));
        }
    }
    // 80 kg
    let mut next = cursor;
    if let Some(value) = value::read(VitalKind::Weight, &mut next)
        && !value.unit.is_empty()
        && place.vitals
        && !place.inside
        && !has(VitalKind::Weight)
        && value.value >= 2.0
        && !is(&[
            "gained", "lost", "up", "down", "gain", "loss", "by", "change", "than", "net",
        ])
    {
        return Some((reader.unnamed(VitalKind::Weight, &value, next.at), next.at));
    }
    None
}

/// `98.6, 72, 120/80, 16, 98%`: temperature, pulse, pressure, breathing, saturation.
fn in_order(reader: &Reader<'_>, tokens: &[Token], named: bool, out: &mut Vec<Found>) {
    let has = |kind: VitalKind| {
        tokens
            .iter()
            .any(|token| matches!(token, Token::Known(known) if *known == kind))
    };
    let numbers: Vec<(&Value, usize)> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Number(value, end) => Some((value, *end)),
            Token::Known(_) => None,
        })
        .collect();
    if tokens.len() < 3 || !has(VitalKind::BloodPressure) || numbers.is_empty() || numbers.len() > 3 {
        return;
    }
    // Temperature, pressure and saturation around two numbers: these are the rates, be they impossible.
    let places: Vec<Option<VitalKind>> = tokens
        .iter()
        .map(|token| match token {
            Token::Known(kind) => Some(*kind),
            Token::Number(..) => None,
        })
        .collect();
    let full = [
        Some(VitalKind::Temperature),
        None,
        Some(VitalKind::BloodPressure),
        None,
        Some(VitalKind::OxygenSaturation),
    ];
    if places == full && !named && numbers.iter().all(|(value, _)| value.written.fract() == 0.0) {
        for ((value, end), kind) in numbers.iter().zip([VitalKind::HeartRate, VitalKind::RespiratoryRate]) {
            out.push(reader.unnamed(kind, value, *end));
        }
        return;
    }
    let fever = |value: f64| (34.0..=43.0).contains(&value) || (93.0..=109.0).contains(&value);
    let mut rest = &numbers[..];
    if let Some((value, end)) = rest.first()
        && !has(VitalKind::Temperature)
        && fever(value.written)
        && (rest.len() == 3 || value.written.fract() != 0.0 || value.written > 130.0)
    {
        let mut again = Cursor::new(&reader.note.text, value.number.start as usize, *end);
        if let Some(value) = value::read(VitalKind::Temperature, &mut again) {
            out.push(reader.unnamed(VitalKind::Temperature, &value, *end));
        }
        rest = &rest[1..];
    }
    let rates = [
        (VitalKind::HeartRate, 30.0..=230.0),
        (VitalKind::RespiratoryRate, 6.0..=60.0),
    ];
    if has(VitalKind::HeartRate)
        || has(VitalKind::RespiratoryRate)
        || rest.is_empty()
        || rest.len() > 2
        || named && rest.len() != 2
    {
        return;
    }
    let fit = rest
        .iter()
        .zip(&rates)
        .all(|((value, _), (_, range))| value.written.fract() == 0.0 && range.contains(&value.written));
    let order = rest.len() < 2 || rest[0].0.written > rest[1].0.written;
    if fit && order {
        for ((value, end), (kind, _)) in rest.iter().zip(rates) {
            out.push(reader.unnamed(kind, value, *end));
        }
    }
}

/// What the words of `span` say of when.
pub(super) fn cue_in(reader: &Reader<'_>, span: Span) -> Option<Cue> {
    let mut hits = reader.note.phrases_in(lexicon_ids::VITAL_OCCASIONS, span);
    hits.find_map(|hit| Cue::of(reader.note.grammar.category(hit)))
}
