//! What a saturation was measured on.

use super::OxygenSource;
use super::cursor::Cursor;
use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::text::Span;

/// How far from a saturation its oxygen may stand, in bytes.
const REACH: usize = 70;
const LITRES: &[&str] = &[
    "L/min",
    "L / min",
    "LPM",
    "l/m",
    "liters per minute",
    "litres per minute",
    "liters/min",
    "litres/min",
    "liters",
    "litres",
    "liter",
    "litre",
    "Lit",
    "L",
];
const LINKS: &[&str] = &[
    "on",
    "in",
    "with",
    "w/",
    "via",
    "by",
    "while",
    "breathing",
    "at",
    "of",
    "the",
    "a",
    "an",
    "flow",
    "delivered",
    "through",
    "receiving",
    "rest",
    "walking",
    "using",
    "@",
    "her",
    "his",
    "usual",
    "when",
    "low",
    "continuous",
    "this",
    "morning",
    "now",
];

/// The breathing gas that is named at the cursor, in brackets or not; the cursor goes past it.
pub(super) fn read(note: &Note, cursor: &mut Cursor<'_>) -> Option<OxygenSource> {
    let most = cursor.at + REACH;
    let mut next = *cursor;
    let mut found: Option<OxygenSource> = None;
    let mut fraction = false;
    loop {
        next.blank();
        if next.at >= most || next.rest().is_empty() {
            break;
        }
        if matches!(
            next.byte(),
            Some(b'(' | b',' | b')' | b'/' | b'-' | b':' | b'=' | b'[' | b']' | b'+')
        ) {
            // A comma or bracket after the source ends it; so does one before something else.
            let ends = matches!(next.byte(), Some(b',' | b')' | b']'))
                || matches!(next.byte(), Some(b'(' | b'[')) && !matches!(found, Some(OxygenSource::Device));
            if found.is_some() && ends {
                break;
            }
            next.skip();
            continue;
        }
        if let Some((source, end)) = named(note, &next) {
            next.at = end;
            match source {
                Named::RoomAir if found.is_none() => found = Some(OxygenSource::RoomAir),
                Named::RoomAir => break,
                Named::Device if found == Some(OxygenSource::RoomAir) => break,
                Named::Device => found = found.or(Some(OxygenSource::Device)),
                Named::Fraction => fraction = true,
            }
            cursor.at = next.at;
            continue;
        }
        if next.byte().is_some_and(|b| b.is_ascii_digit()) || next.rest().starts_with(".") && fraction {
            let Some(source) = amount(&mut next, &mut fraction) else {
                break;
            };
            if found == Some(OxygenSource::RoomAir) {
                break;
            }
            found = match found {
                Some(OxygenSource::Flow(flow)) => Some(OxygenSource::Flow(flow)),
                _ => Some(source),
            };
            cursor.at = next.at;
            continue;
        }
        if next.eat_any(LINKS).is_none() {
            break;
        }
    }
    found
}

/// `RA on 2 L NC`: a flow or device that follows room air without a mark between them, and is of the same reading.
pub(super) fn added(note: &Note, cursor: &Cursor<'_>) -> Option<Span> {
    let mut next = *cursor;
    next.blank();
    next.eat_any(&["on", "with", "via", "w/"]);
    next.blank();
    let start = next.at;
    let source = match read(note, &mut next)? {
        OxygenSource::RoomAir => return None,
        source => source,
    };
    // `off BiPAP`, `mask off`: what is named alone may be over.
    let sure = matches!(source, OxygenSource::Flow(_));
    sure.then(|| Span::from(start..next.at))
}

enum Named {
    RoomAir,
    Device,
    Fraction,
}

fn named(note: &Note, cursor: &Cursor<'_>) -> Option<(Named, usize)> {
    // "On air", behind a saturation; elsewhere it is osteoarthritis.
    let mut air = *cursor;
    if air.eat("OA") && air.rest().bytes().next().is_none_or(|b| !b.is_ascii_alphanumeric()) {
        return Some((Named::RoomAir, air.at));
    }
    let at = cursor.at as u32;
    let hit = note
        .phrases_in(lexicon_ids::OXYGEN_SOURCES, Span::new(at, at + 1))
        .find(|hit| hit.span.start == at)?;
    let named = match note.grammar.category(hit) {
        "room-air" => Named::RoomAir,
        "fraction" => Named::Fraction,
        _ => Named::Device,
    };
    Some((named, hit.span.end as usize))
}

/// `2 L`, `2-3 L/min`, `40%` and `0.4` after `FiO2`, `40% FiO2`.
fn amount(cursor: &mut Cursor<'_>, fraction: &mut bool) -> Option<OxygenSource> {
    let mut next = *cursor;
    let number = if next.eat(".") {
        next.digits()? / 100.0
    } else {
        next.number(true)?
    };
    if next.eat_char(&['-', '–']).is_some() {
        next.number(true)?;
    }
    next.blank();
    let source = if next.eat_any(LITRES).is_some() {
        OxygenSource::Flow(number)
    } else {
        let percent = next.eat_char(&['%']).is_some() || next.eat_any(&["percent"]).is_some();
        let mut after = next;
        after.blank();
        let of_oxygen = after
            .eat_any(&[
                "fio2",
                "fi02",
                "o2",
                "oxygen",
                "venturi",
                "ventimask",
                "face mask",
                "mask",
            ])
            .is_some();
        let share = if number > 1.0 { number / 100.0 } else { number };
        if !(0.2..=1.0).contains(&share) || !(*fraction || percent && of_oxygen) {
            return None;
        }
        *fraction = false;
        OxygenSource::Fraction(share)
    };
    *cursor = next;
    Some(source)
}

/// Whether room air is named just before `at`: `RA sat 92%`.
pub(super) fn air_before(note: &Note, at: u32) -> bool {
    let from = at.saturating_sub(12);
    note.phrases_in(lexicon_ids::OXYGEN_SOURCES, Span::new(from, at))
        .any(|hit| {
            hit.span.end <= at
                && note.grammar.category(hit) == "room-air"
                && note
                    .slice(Span::new(hit.span.end, at))
                    .chars()
                    .all(super::cursor::is_blank)
        })
}
