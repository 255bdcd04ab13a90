//! Panels without names: slashes, fishbones.

use super::{Reader, Value, within_hard};
use crate::grammar::{Grammar, LexiconEntry, Str, lexicon_ids};
use crate::syntax::NodeKind;
use crate::text::Span;

/// Orders in which the values of a panel are written, by the ids of their tests.
const ORDERS: [&[&str]; 8] = [
    &[
        "sodium",
        "potassium",
        "chloride",
        "bicarbonate",
        "blood-urea-nitrogen",
        "creatinine",
        "glucose",
    ],
    // As a fishbone is read, its upper row first.
    &[
        "sodium",
        "chloride",
        "blood-urea-nitrogen",
        "potassium",
        "bicarbonate",
        "creatinine",
        "glucose",
    ],
    &[
        "sodium",
        "potassium",
        "chloride",
        "bicarbonate",
        "blood-urea-nitrogen",
        "creatinine",
    ],
    &["white-cell-count", "hemoglobin", "hematocrit", "platelets"],
    &["ph", "pco2", "po2", "bicarbonate", "sao2"],
    &["ph", "pco2", "po2", "bicarbonate"],
    &["ph", "pco2", "po2"],
    &["ph", "pco2", "bicarbonate"],
];

/// Orders that are read only after the name of their panel.
const NAMED_ORDERS: [(&str, &[&str]); 6] = [
    ("complete-blood-count", &["white-cell-count", "hemoglobin", "platelets"]),
    ("hemoglobin-and-hematocrit", &["hemoglobin", "hematocrit"]),
    ("hemoglobin-and-hematocrit", &["hematocrit", "hemoglobin"]),
    ("coagulation-panel", &["prothrombin-time", "inr", "aptt"]),
    ("coagulation-panel", &["prothrombin-time", "aptt", "inr"]),
    (
        "basic-metabolic-panel",
        &["sodium", "potassium", "chloride", "bicarbonate"],
    ),
];

/// Most values in a row.
const MOST: usize = 8;

/// Read all panels that have no name.
pub(super) fn read(reader: &mut Reader<'_>) {
    let bytes = reader.text.as_bytes();
    let mut taken: Vec<Span> = reader.raw.iter().map(|raw| raw.value.number).collect();
    taken.sort_unstable();
    let is_taken = |at: usize| {
        let before = taken.partition_point(|number| number.start as usize <= at);
        taken[..before].last().is_some_and(|number| at < number.end as usize)
    };
    let mut done = 0;
    // A panel has a slash between two numbers, or `>` before the hemoglobin.
    for slash in memchr::memchr2_iter(b'/', b'>', bytes) {
        if slash < done {
            continue;
        }
        let start = row_start(reader.text, slash);
        if start == slash || start < done {
            continue;
        }
        let end = row_end(bytes, slash);
        done = end;
        let separators = bytes[start..end]
            .iter()
            .filter(|b| matches!(b, b'/' | b'<' | b'>' | b'\\'))
            .count();
        if separators < 2 || !is_open_text(reader, start) || is_taken(start) {
            continue;
        }
        let counts = cell_counts(reader, start);
        if let Some(tests) = counts.or_else(|| panel_at(reader, start, None).map(|(tests, _)| tests)) {
            for (entry, value) in tests {
                let name = Span::at(value.number.start);
                reader.push(entry, name, value);
            }
        }
    }
    fishbones(reader);
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'<' | b'>' | b'\\' | b' ')
}

/// Where the row of numbers around `at` starts.
fn row_start(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let floor = at.saturating_sub(40);
    let from = bytes[floor..at]
        .iter()
        .rposition(|b| !is_part(*b))
        .map_or(floor, |part| floor + part + 1);
    let digits = bytes[from..at].iter().position(u8::is_ascii_digit);
    let start = digits.map_or(at, |digit| from + digit);
    // Part of a word or a longer number.
    match start.checked_sub(1).map(|before| bytes[before]) {
        Some(b) if b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b'-' | b':') && start == from => at,
        _ => start,
    }
}

fn row_end(bytes: &[u8], at: usize) -> usize {
    let ceiling = (at + 60).min(bytes.len());
    let end = bytes[at..ceiling]
        .iter()
        .position(|b| !is_part(*b) && *b != b'%')
        .map_or(ceiling, |part| at + part);
    end.max(at + 1)
}

fn is_open_text(reader: &Reader<'_>, at: usize) -> bool {
    let nodes = reader.note.tree.nodes();
    let node = nodes.partition_point(|node| node.span.start as usize <= at);
    nodes[..node]
        .last()
        .is_some_and(|node| matches!(node.kind, NodeKind::Text | NodeKind::Title))
}

/// The panel whose first value stands at `at`; of the panel `named` if there is one. Every value has to be a possible one.
pub(super) fn panel_at<'n>(
    reader: &Reader<'n>,
    at: usize,
    named: Option<&LexiconEntry>,
) -> Option<(Vec<(u16, Value)>, usize)> {
    let (starts, end) = numbers(reader.text, at);
    let usual = ORDERS.iter().filter(|_| named.is_none_or(may_be)).copied();
    let own = NAMED_ORDERS
        .iter()
        .filter(|(id, _)| named.is_some_and(|panel| panel.id == *id))
        .map(|(_, order)| *order);
    let lone = starts.len() == 1;
    own.chain(usual)
        .filter(|order| order.len() == starts.len() && !lone)
        .find_map(|order| {
            if let Some(panel) = named {
                let members = panel.list("members");
                let belongs = |id: &&str| members.iter().any(|member| member == id) || *id == "sao2";
                if !order.iter().all(belongs) {
                    return None;
                }
            }
            let tests = in_places(reader, order, &starts)?;
            // One impossible number does not unread a panel with its name, or a long one.
            let misfits = tests
                .iter()
                .filter(|(entry, value)| !reader.fits(*entry, value))
                .count();
            let sure = named.is_some() && order.len() > 2 || order.len() > 5;
            if misfits > usize::from(sure) {
                return None;
            }
            plausible(reader, order, &tests, named.is_some()).then(|| {
                let end = tests.last().map_or(end, |(_, value)| value.end);
                (tests, end)
            })
        })
}

/// The values of the tests of `order`, whose numbers stand at `places`.
fn in_places(reader: &Reader<'_>, order: &[&str], places: &[usize]) -> Option<Vec<(u16, Value)>> {
    let value = |(id, at): (&&str, &usize)| {
        let entry = reader.named(id)?;
        let value = reader.value(*at, entry)?;
        Some((entry, Value { bound: None, ..value }))
    };
    order.iter().zip(places).map(value).collect()
}

/// `7.2>13.9<240`, `7.2 \ 13.9 / 240`: white cells, hemoglobin and platelets, by the signs between them.
fn cell_counts(reader: &Reader<'_>, at: usize) -> Option<Vec<(u16, Value)>> {
    let (starts, end) = numbers(reader.text, at);
    if starts.len() != 3 {
        return None;
    }
    let sign = |from: usize, to: usize| {
        let mut signs = reader.text[from..to]
            .bytes()
            .filter(|b| matches!(b, b'/' | b'<' | b'>' | b'\\'));
        signs.next().filter(|_| signs.next().is_none())
    };
    if !matches!(
        (sign(starts[0], starts[1])?, sign(starts[1], starts[2])?),
        (b'>', b'<') | (b'\\', b'/')
    ) {
        return None;
    }
    let tests = in_places(reader, &["white-cell-count", "hemoglobin", "platelets"], &starts)?;
    let fits = tests.iter().all(|(entry, value)| reader.fits(*entry, value));
    let ends = !reader.text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '/');
    (fits && ends && (tests[0].1.decimal || tests[1].1.decimal)).then_some(tests)
}

fn may_be(panel: &LexiconEntry) -> bool {
    panel.flag("ordered")
}

/// Where the numbers of the row at `at` start, and the end of the last.
fn numbers(text: &str, at: usize) -> (Vec<usize>, usize) {
    let mut starts = Vec::new();
    let (mut at, mut end) = (at, at);
    let bytes = text.as_bytes();
    while starts.len() <= MOST {
        let Some(number) = super::number_at(&text[at..]) else {
            break;
        };
        starts.push(at);
        end = at + number.len;
        // A unit or sign may stand between: `97%`.
        let mut next = end;
        if bytes.get(next) == Some(&b'%') {
            next += 1;
        }
        let blanks = bytes[next..].iter().take_while(|b| **b == b' ').count();
        let sign = next + blanks;
        if !bytes.get(sign).is_some_and(|b| matches!(b, b'/' | b'<' | b'>' | b'\\')) {
            break;
        }
        let signs = bytes[sign..]
            .iter()
            .take_while(|b| matches!(b, b'/' | b'<' | b'>' | b'\\' | b' ' | b'-'))
            .count();
        at = sign + signs;
        // `7.24/54/-5`: the base excess ends the row.
        if bytes[at - 1] == b'-'
            && !matches!(bytes[at - 2], b'-' | b'<')
            && bytes.get(at).is_some_and(u8::is_ascii_digit)
        {
            break;
        }
    }
    (starts, end)
}

/// Whether the values fit each other, which dates, blood pressures and scores do not.
fn plausible(reader: &Reader<'_>, order: &[&str], tests: &[(u16, Value)], named: bool) -> bool {
    let of = |id: &str| {
        let at = order.iter().position(|it| *it == id)?;
        let (entry, value) = &tests[at];
        let (number, _) = reader.settle(
            reader.entry(*entry),
            value,
            value.written,
            super::System::default(),
            false,
        )?;
        within_hard(reader.entry(*entry), number).then_some(number)
    };
    let has_both = order.contains(&"hemoglobin") && order.contains(&"hematocrit");
    let blood = match (of("hemoglobin"), of("hematocrit")) {
        // Where the panel has its name, a slip of one of them may show.
        (Some(hemoglobin), Some(hematocrit)) if named => hematocrit > hemoglobin,
        (Some(hemoglobin), Some(hematocrit)) => (2.0..4.2).contains(&(hematocrit / hemoglobin)),
        _ => !has_both,
    };
    let gas = of("ph").is_none_or(|ph| (6.7..7.9).contains(&ph) && tests[0].1.decimal);
    // `VBG 7.35/44/24`: the third is the bicarbonate, if it is what the others make it.
    let third = tests.get(2).filter(|_| order.len() == 3);
    let made = of("ph").zip(of("pco2")).zip(third).map(|((ph, pressure), (_, third))| {
        let expected = 0.0307 * pressure * 10f64.powf(ph - 6.1);
        pressure >= 15.0 && (third.written - expected).abs() <= 2.5 && third.written < 45.0
    });
    let gas = gas && made.is_none_or(|made| made == order.contains(&"bicarbonate"));
    let salts = of("sodium").is_none_or(|sodium| (100.0..185.0).contains(&sodium))
        && of("chloride").is_none_or(|chloride| (65.0..150.0).contains(&chloride));
    let apart = named || order.len() > 3;
    blood && gas && salts && (apart || of("ph").is_some())
}

/// Names of tests that a value may be glued to.
struct GluedNames {
    /// Each with the entry of its test.
    all: Vec<(Str, u16)>,
    /// The bytes that end one.
    last: [bool; 256],
}

impl GluedNames {
    fn new(grammar: &Grammar) -> Self {
        let entries = (0..).zip(grammar.lexicon(lexicon_ids::LABS).entries.iter());
        let all: Vec<(Str, u16)> = entries
            .flat_map(|(at, entry)| entry.list("glued").iter().map(move |name| (name.clone(), at)))
            .collect();
        let mut last = [false; 256];
        for byte in all.iter().filter_map(|(name, _)| name.as_bytes().last()) {
            last[usize::from(*byte)] = true;
        }
        Self { all, last }
    }
}

/// Read values that are glued to their names: `K2.9, Na131, Cr1.8`. They stand in groups, or beside other values.
pub(super) fn glued(reader: &mut Reader<'_>) {
    let bytes = reader.text.as_bytes();
    let names = reader.note.grammar.memo(GluedNames::new);
    let mut found: Vec<(u16, Span, Value, bool)> = Vec::new();
    // No name ends in a digit.
    for end in reader.note.digits().iter().map(|at| *at as usize) {
        if end == 0 || !names.last[usize::from(bytes[end - 1])] {
            continue;
        }
        for (name, at) in &names.all {
            let at = *at;
            if let Some(before) = bytes[..end].strip_suffix(name.as_bytes()) {
                let start = before.len();
                let opens = before
                    .last()
                    .is_none_or(|before| !before.is_ascii_alphanumeric() && !matches!(before, b'-' | b'.'));
                if !opens || !is_open_text(reader, start) {
                    continue;
                }
                // `Ca2+` is a name.
                let value = reader
                    .value(end, at)
                    .filter(|value| bytes.get(value.number.end as usize) != Some(&b'+'));
                if let Some(value) = value.filter(|value| value.to.is_none()) {
                    let fits = reader.fits(at, &value);
                    found.push((at, Span::from(start..end), value, fits));
                }
            }
        }
    }
    found.sort_by_key(|(_, name, ..)| name.start);
    let mut others: Vec<(u32, u16)> = reader
        .raw
        .iter()
        .map(|raw| (raw.value.number.start, raw.entry))
        .collect();
    let fitting = found.iter().filter(|(.., fits)| *fits);
    others.extend(fitting.map(|(entry, name, ..)| (name.start, *entry)));
    others.sort_unstable();
    for (entry, name, value, fits) in found {
        let from = others.partition_point(|(at, _)| *at + 30 < name.start);
        let near = others[from..].iter().take_while(|(at, _)| *at <= name.start + 30);
        let beside = near.filter(|(_, other)| *other != entry).take(2).count();
        // A number that the test cannot have, `Na1380`, needs two beside it.
        let slip = value.unit.is_empty() && !value.decimal && value.number.len() <= 4;
        if fits && beside > 0 || slip && beside > 1 {
            reader.push(entry, name, value);
        }
    }
}

/// Fishbones drawn over several lines.
fn fishbones(reader: &mut Reader<'_>) {
    let text = reader.text;
    let bytes = text.as_bytes();
    let mut done = 0;
    for bar in memchr::memmem::find_iter(bytes, b"---") {
        if bar < done {
            continue;
        }
        let line = line_around(text, bar);
        done = line.1;
        let (Some(above), Some(below)) = (line_before(text, line.0), line_after(text, line.1)) else {
            continue;
        };
        let (upper, middle, lower) = (drawn(text, above), drawn(text, line), drawn(text, below));
        let (Some(upper), Some(middle), Some(lower)) = (upper, middle, lower) else {
            continue;
        };
        let places: Vec<usize> = upper.iter().chain(&lower).chain(&middle).copied().collect();
        let order: &[&str] = match (upper.len(), middle.len(), lower.len()) {
            (3, 1, 3) => &[
                "sodium",
                "chloride",
                "blood-urea-nitrogen",
                "potassium",
                "bicarbonate",
                "creatinine",
                "glucose",
            ],
            (3, 0, 3) => &[
                "sodium",
                "chloride",
                "blood-urea-nitrogen",
                "potassium",
                "bicarbonate",
                "creatinine",
            ],
            (4, 0, 3) => &[
                "sodium",
                "chloride",
                "blood-urea-nitrogen",
                "glucose",
                "potassium",
                "bicarbonate",
                "creatinine",
            ],
            (1, 2, 1) => &["hemoglobin", "hematocrit", "white-cell-count", "platelets"],
            _ => continue,
        };
        let Some(tests) = in_places(reader, order, &places) else {
            continue;
        };
        let misfits = tests
            .iter()
            .filter(|(entry, value)| !reader.fits(*entry, value))
            .count();
        if misfits > usize::from(order.len() > 5) || !plausible(reader, order, &tests, false) {
            continue;
        }
        for (entry, value) in tests {
            let name = Span::at(value.number.start);
            reader.push(entry, name, value);
        }
    }
}

type Line = (usize, usize);

fn line_around(text: &str, at: usize) -> Line {
    let floor = super::floor(text, at.saturating_sub(120));
    let start = text[floor..at].rfind('\n').map_or(floor, |end| floor + end + 1);
    let ceiling = super::floor(text, at + 200);
    let end = text[at..ceiling].find('\n').map_or(ceiling, |end| at + end);
    (start, end)
}

fn line_before(text: &str, start: usize) -> Option<Line> {
    // A line longer than the window does not start after a line end.
    let end = super::floor(text, start.checked_sub(1)?);
    Some((line_around(text, end).0, end))
}

fn line_after(text: &str, end: usize) -> Option<Line> {
    let start = end + 1;
    (start < text.len()).then(|| (start, line_around(text, super::floor(text, start)).1.max(start)))
}

/// Where the numbers stand on a line that holds nothing but numbers and strokes.
fn drawn(text: &str, (start, end): Line) -> Option<Vec<usize>> {
    let line = text.get(start..end)?;
    let strokes = |c: char| c.is_ascii_digit() || c.is_whitespace() || "|/\\<>+-_.`".contains(c);
    if line.len() > 120 || !line.chars().all(strokes) {
        return None;
    }
    let bytes = line.as_bytes();
    let mut places = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            let number = super::number_at(&line[at..])?;
            places.push(start + at);
            at += number.len;
        } else {
            at += 1;
        }
    }
    Some(places)
}
