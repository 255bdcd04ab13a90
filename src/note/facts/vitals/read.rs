//! Finding vital signs: names with values, values that need no name, bare values in their usual order.

use super::cursor::{Cursor, is_blank};
use super::occasion::Cue;
use super::value::{self, Value};
use super::{Occasion, Posture, Vital, VitalKind, occasion, oxygen, table};
use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// How far a value may stand from its name, in bytes and words.
const REACH: usize = 90;
const MOST_WORDS: usize = 9;

/// Words that may stand between a name and its value.
const LINKS: &[&str] = &[
    "of",
    "is",
    "was",
    "were",
    "are",
    "at",
    "to",
    "in",
    "the",
    "a",
    "an",
    "with",
    "been",
    "has",
    "have",
    "had",
    "be",
    "now",
    "today",
    "today's",
    "currently",
    "current",
    "this",
    "morning",
    "afternoon",
    "evening",
    "am",
    "pm",
    "measured",
    "measures",
    "recorded",
    "reading",
    "readings",
    "reads",
    "read",
    "noted",
    "found",
    "remains",
    "remained",
    "stable",
    "elevated",
    "high",
    "low",
    "normal",
    "ranging",
    "ranges",
    "range",
    "ranged",
    "from",
    "between",
    "approximately",
    "about",
    "around",
    "roughly",
    "up",
    "on",
    "average",
    "averages",
    "averaging",
    "averaged",
    "avg",
    "mean",
    "peak",
    "peaked",
    "max",
    "maximum",
    "min",
    "minimum",
    "lowest",
    "highest",
    "arrival",
    "admission",
    "presentation",
    "triage",
    "discharge",
    "exam",
    "examination",
    "initial",
    "initially",
    "repeat",
    "repeated",
    "rechecked",
    "recheck",
    "again",
    "ed",
    "er",
    "clinic",
    "office",
    "home",
    "sitting",
    "standing",
    "lying",
    "supine",
    "seated",
    "left",
    "right",
    "arm",
    "arms",
    "l",
    "r",
    "oral",
    "orally",
    "rectal",
    "rectally",
    "axillary",
    "tympanic",
    "temporal",
    "apical",
    "radial",
    "regular",
    "reg",
    "irregular",
    "rate",
    "score",
    "level",
    "scale",
    "approx",
    "improved",
    "rose",
    "came",
    "went",
    "reached",
    "documented",
    "charted",
    "obtained",
    "value",
    "goal",
];
const MORE_LINKS: &[&str] = &[
    "target",
    "parameters",
    "running",
    "runs",
    "run",
    "hospital",
    "visit",
    "his",
    "her",
    "their",
    "both",
    "checked",
    "taken",
    "manual",
    "manually",
    "automated",
    "forehead",
    "ear",
    "temporally",
    "core",
    "yesterday",
    "overnight",
    "consistently",
    "only",
    "still",
    "mostly",
    "typically",
    "usually",
    "baseline",
    "last",
    "fetal",
    "systolic",
    "tones",
    "low-grade",
    "as",
    "down",
    "spo",
    "sats",
    "saturating",
    "rest",
    "non",
    "patient",
    "reported",
    "per",
    "approximate",
    "slightly",
];
/// Words that may stand between a word such as `tachycardic` and its value.
const TIGHT_LINKS: &[&str] = &[
    "of",
    "to",
    "at",
    "in",
    "the",
    "as",
    "high",
    "low",
    "up",
    "around",
    "about",
    "with",
    "was",
    "rate",
    "a",
    "down",
    "hr",
    "max",
    "temp",
    "temperature",
    "bp",
    "sbp",
    "t",
    "tmax",
    "maximum",
    "recorded",
];
/// Words by which a limit is set.
const COMPARATORS: &[&str] = &[
    "greater than",
    "less than",
    "more than",
    "above",
    "below",
    "over",
    "under",
    "exceeding",
    "exceeds",
    "exceed",
    "at least",
    "at most",
    "no more than",
    "higher than",
    "lower than",
    "falls below",
    "drops below",
    "rises above",
    "reaches",
    "<",
    ">",
    "≥",
];

/// What a name in the text names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name {
    pub kind: VitalKind,
    pub part: Part,
    pub trust: Trust,
    /// Counts only with its unit.
    pub unit: bool,
    pub extreme: bool,
    pub earlier: bool,
    pub air: bool,
    pub span: Span,
}

/// Which part of the vital sign is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Systolic,
    Diastolic,
    IntakeOutput,
}

/// How sure a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// A letter or word that means other things elsewhere.
    Weak,
    /// A word of the clinic that may carry a value: `tachycardic to 120`.
    Words,
    /// A name.
    Named,
}

/// A vital sign as found, with what is still to be decided.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub vital: Vital,
    pub trust: Trust,
    /// Said at the place itself: by its name, a comparison, an arrow.
    pub cue: Option<Cue>,
    /// Whether its unit or form says what it is, whatever stands around.
    pub decisive: bool,
    /// Whether its value can be one.
    pub plausible: bool,
}

pub(super) fn read(note: &Note) -> Vec<Vital> {
    let names = names(note);
    let sections = note
        .sections
        .iter()
        .filter(|section| note.role_of(section) == Role::VitalSigns);
    let mut sections: Vec<Span> = sections
        .map(|section| section.body)
        .chain(announced(note))
        .chain(opening_findings(note))
        .collect();
    sections.sort_unstable();
    let glued = glued(note, &names);
    let airs = airs(note);
    let pressures = memchr::memmem::find(note.text.as_bytes(), b"mmHg").is_some();
    if !pressures && names.is_empty() && sections.is_empty() && glued.is_empty() && airs.is_empty() {
        return Vec::new();
    }
    let reader = Reader { note, sections, airs };
    let (mut found, tables) = table::read(&reader, &names);
    let in_table = |at: u32| {
        let after = tables.partition_point(|table| table.start <= at);
        tables[..after].last().is_some_and(|table| at < table.end)
    };
    let mut last_end = 0;
    for (at, name) in names.iter().enumerate() {
        if name.span.start < last_end || in_table(name.span.start) {
            continue;
        }
        let before = found.len();
        if !reader.pair(name, &names[at + 1..], &mut found) {
            reader.named(name, &mut found);
        }
        last_end = found[before..]
            .iter()
            .map(|found| found.vital.span.end)
            .max()
            .unwrap_or(last_end);
    }
    for name in &glued {
        if !in_table(name.span.start) {
            reader.named(name, &mut found);
        }
    }
    found.sort_by_key(|found| (found.vital.number.start, std::cmp::Reverse(found.trust)));
    drop_doubles(&mut found);
    reader.accept(&mut found);
    reader.bare(&names, &in_table, &mut found);
    found.sort_by_key(|found| (found.vital.number.start, std::cmp::Reverse(found.trust)));
    drop_doubles(&mut found);
    // The rate of an ECG or the size of a specimen is no vital sign, and the weight of a mother not that of her child.
    found.retain(|found| !(found.vital.kind.is_size() && of_relative(note, found.vital.span.start)));
    found.retain(|found| {
        found.vital.kind == VitalKind::FetalHeartRate || note.role_at(found.vital.number.start) != Role::Studies
    });
    let points = score_points(note);
    found.retain(|found| {
        let at = found.vital.number.start;
        let before = points.partition_point(|span| span.start <= at);
        found.vital.written > 3.0 || !points[..before].last().is_some_and(|span| at < span.end)
    });
    occasion::assign(note, &mut found, &|at| reader.in_vitals(at));
    found.into_iter().map(|found| found.vital).collect()
}

/// Where points of an early warning score are listed after its total: `NEWS2 4 (T 1, HR 2, BP 1)`.
fn score_points(note: &Note) -> Vec<Span> {
    let text: &str = &note.text;
    note.phrases_of(lexicon_ids::SCORES)
        .filter_map(|hit| {
            let start = hit.span.end as usize;
            let mut cursor = Cursor::new(text, start, start + 30);
            while cursor
                .peek()
                .is_some_and(|c| c.is_alphanumeric() || is_blank(c) || matches!(c, '=' | ':'))
            {
                cursor.skip();
            }
            let open = cursor.at;
            let list = Cursor::new(text, open + 1, open + 160);
            let close = match text.as_bytes().get(open)? {
                b'(' | b'[' => list.closing(160)?,
                _ => return None,
            };
            Some(Span::from(open..close))
        })
        .collect()
}

/// The first of those that share their number stays.
fn drop_doubles(found: &mut Vec<Found>) {
    let mut end = 0;
    found.retain(|found| {
        let number = found.vital.number;
        let fresh = number.start >= end;
        if fresh {
            end = number.end;
        }
        fresh
    });
}

fn names(note: &Note) -> Vec<Name> {
    let entries = &note.grammar.lexicon(lexicon_ids::VITAL_SIGNS).entries;
    let kinds: Vec<Option<VitalKind>> = entries
        .iter()
        .map(|entry| VitalKind::from_id(&entry.category))
        .collect();
    note.phrases_of(lexicon_ids::VITAL_SIGNS)
        .filter_map(|hit| name(note, hit, kinds[usize::from(hit.entry)]?))
        .collect()
}

fn name(note: &Note, hit: &LexiconHit, kind: VitalKind) -> Option<Name> {
    let entry = note.entry(hit);
    let before = note.text[..hit.span.start as usize].chars().next_back();
    // `24 HR`, `can't`, `s/p`, `N/V`.
    if matches!(before, Some('/' | '\'' | '’' | '&' | '-' | '+' | '.' | '@' | '#')) && hit.span.len() <= 3 {
        return None;
    }
    let counted = note.text[..hit.span.start as usize]
        .trim_end_matches(is_blank)
        .ends_with(|c: char| c.is_ascii_digit());
    if counted && hit.span.len() <= 3 && note.slice(hit.span).eq_ignore_ascii_case("hr") {
        let words = &note.text[..hit.span.start as usize].trim_end_matches(is_blank);
        let number = words.trim_end_matches(|c: char| c.is_ascii_digit());
        // `BP 120/80 HR 72` is no hour; `every 6 hr`, `x 24 hr` are.
        let earlier = number.trim_end_matches(is_blank).as_bytes();
        if [
            "q", "every", "x", "for", "last", "past", "over", "in", "the", "after", "within",
        ]
        .iter()
        .any(|word| {
            earlier
                .get(earlier.len().saturating_sub(word.len())..)
                .is_some_and(|end| end.eq_ignore_ascii_case(word.as_bytes()))
        }) {
            return None;
        }
    }
    if is_hour(note, hit.span) {
        return None;
    }
    let words = entry.id.ends_with("-in-words");
    Some(Name {
        kind,
        part: match entry.text("part") {
            Some("systolic") => Part::Systolic,
            Some("diastolic") => Part::Diastolic,
            Some("intake-output") => Part::IntakeOutput,
            _ => Part::Whole,
        },
        trust: match (words, entry.flag("weak")) {
            (true, _) => Trust::Words,
            (_, true) => Trust::Weak,
            _ => Trust::Named,
        },
        unit: entry.flag("unit"),
        extreme: entry.text("occasion") == Some("extreme"),
        earlier: entry.text("occasion") == Some("earlier"),
        air: entry.text("oxygen") == Some("room-air"),
        span: hit.span,
    })
}

/// Whether `hr` is an hour of a course: `repeat level at hr 18`, `by hr 4`.
fn is_hour(note: &Note, span: Span) -> bool {
    if note.slice(span) != "hr" {
        return false;
    }
    let after = note.text[span.end as usize..].trim_start_matches(is_blank);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let before = note.text[..span.start as usize].trim_end_matches(is_blank);
    let word = before
        .rsplit(|c: char| !c.is_alphabetic() && c != '@')
        .next()
        .unwrap_or_default();
    matches!(digits, 1 | 2)
        && after[..digits].parse::<u8>().is_ok_and(|hour| hour <= 72)
        && ["at", "by", "until", "til", "till", "through", "@", "after", "from"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// Names glued to their values: `HR112`, `T38.1`, `BP120/80`, `RR16`.
fn glued(note: &Note, names: &[Name]) -> Vec<Name> {
    const GLUED: &[(&str, VitalKind, Trust)] = &[
        ("t", VitalKind::Temperature, Trust::Weak),
        ("tc", VitalKind::Temperature, Trust::Weak),
        ("tm", VitalKind::Temperature, Trust::Named),
        ("tmax", VitalKind::Temperature, Trust::Named),
        ("temp", VitalKind::Temperature, Trust::Named),
        ("hr", VitalKind::HeartRate, Trust::Named),
        ("p", VitalKind::HeartRate, Trust::Weak),
        ("pulse", VitalKind::HeartRate, Trust::Named),
        ("rr", VitalKind::RespiratoryRate, Trust::Named),
        ("r", VitalKind::RespiratoryRate, Trust::Weak),
        ("bp", VitalKind::BloodPressure, Trust::Named),
        ("sbp", VitalKind::BloodPressure, Trust::Named),
        ("sat", VitalKind::OxygenSaturation, Trust::Weak),
        ("sats", VitalKind::OxygenSaturation, Trust::Named),
        ("ra", VitalKind::OxygenSaturation, Trust::Weak),
        ("wt", VitalKind::Weight, Trust::Named),
        ("ht", VitalKind::Height, Trust::Named),
        ("bmi", VitalKind::BodyMassIndex, Trust::Named),
        ("map", VitalKind::MeanArterialPressure, Trust::Named),
        ("fhr", VitalKind::FetalHeartRate, Trust::Named),
        ("fsbg", VitalKind::Glucose, Trust::Named),
        ("bg", VitalKind::Glucose, Trust::Weak),
    ];
    const LONGEST: usize = 5;
    let bytes = note.text.as_bytes();
    let mut found: Vec<Name> = Vec::new();
    for number in note.digits().iter().map(|at| *at as usize) {
        if number == 0 || !bytes[number - 1].is_ascii_alphabetic() {
            continue;
        }
        let mut at = number;
        let from = at.saturating_sub(LONGEST + 1);
        let letters = bytes[from..at]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphabetic())
            .count();
        let start = at - letters;
        let free = start == 0
            || !(bytes[start - 1].is_ascii_alphanumeric()
                || bytes[start - 1] >= 0x80
                || matches!(bytes[start - 1], b'/' | b'-'));
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        // Two digits and more: `T4`, `P2`, `R1` are no vital signs.
        if !free || letters > LONGEST || at - number < 2 {
            continue;
        }
        let word = &note.text[start..number];
        let Some((name, kind, trust)) = GLUED.iter().find(|(name, ..)| word.eq_ignore_ascii_case(name)) else {
            continue;
        };
        // `T10`, `T12`: vertebrae, and the skin of their nerves.
        if *name == "t" && note.text[number..at].parse::<u8>().is_ok_and(|vertebra| vertebra <= 12) {
            continue;
        }
        let span = Span::from(start..number);
        let known = names.partition_point(|known| known.span.end <= span.start);
        if names.get(known).is_some_and(|known| known.span.overlaps(span)) || hidden(note, span) {
            continue;
        }
        found.push(Name {
            kind: *kind,
            part: if *name == "sbp" { Part::Systolic } else { Part::Whole },
            trust: *trust,
            unit: false,
            extreme: matches!(*name, "tm" | "tmax"),
            earlier: false,
            air: false,
            span,
        });
    }
    found
}

/// Lines that open with the name of vital signs, whatever their section: `Vital signs (triage 06:10): …`.
fn announced(note: &Note) -> impl Iterator<Item = Span> {
    let text: &str = &note.text;
    note.phrases_of(lexicon_ids::VITAL_SIGNS).filter_map(move |hit| {
        if note.entry(hit).id != "announcement" {
            return None;
        }
        let line = line_at(text, hit.span.start);
        let before = &text[line.start as usize..hit.span.start as usize];
        // The name may be written over two lines.
        let after = text.get(hit.span.end as usize..line.end as usize)?;
        let opens = before.len() < 16 && !before.contains(char::is_alphanumeric);
        // `VS 98.4, 84, 112/68`: the numbers follow at once.
        let bare = after.trim_start_matches(is_blank);
        if opens && bare.len() < after.len() && bare.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(Span::new(hit.span.end, line.end));
        }
        let colon = after
            .find(':')
            .filter(|at| *at < 34 && !after[..*at].contains(['.', ';', ',']))?;
        opens.then(|| Span::new(hit.span.end + colon as u32 + 1, line.end))
    })
}

/// Lines of findings that open with a pressure and go on with numbers: `O: 118/72, 76, 14, 36.9 C, 99%`.
fn opening_findings(note: &Note) -> impl Iterator<Item = Span> {
    let text: &str = &note.text;
    note.sections.iter().filter_map(move |section| {
        section.id.filter(|id| *id == ids::OBJECTIVE)?;
        let body = &text[section.body.start as usize..section.body.end as usize];
        let first = body.trim_start_matches(|c: char| is_blank(c) || c == '*');
        let mut cursor = Cursor::new(first, 0, first.len().min(24));
        let systolic = cursor.digits()?;
        let pair = cursor.eat("/") && cursor.digits().is_some_and(|low| low >= 20.0) && systolic >= 50.0;
        let listed = cursor.eat_char(&[',', ';', '|']).is_some();
        if !pair || !listed {
            return None;
        }
        let line = line_at(text, section.body.start + (body.len() - first.len()) as u32);
        let rest = &text[section.body.start as usize..(line.end as usize).max(section.body.start as usize)];
        let end = rest
            .find(". ")
            .map_or(line.end, |stop| section.body.start + stop as u32);
        Some(Span::new(section.body.start, end.min(section.body.end)))
    })
}

/// Whether a relative stands shortly before `at`, as whose measure it is: `mother weighs 92 kg`, but not `mother says he weighs 12 kg`.
fn of_relative(note: &Note, at: u32) -> bool {
    let far = at.saturating_sub(36);
    let before = &note.text.as_bytes()[far as usize..at as usize];
    let from = memchr::memrchr2(b'\n', b'\r', before).map_or(far, |end| far + end as u32 + 1);
    let hits = note.phrases_in(lexicon_ids::PERSON_WORDS, Span::new(from, at));
    let Some(relative) = hits.filter(|hit| note.grammar.category(hit) == "relative").last() else {
        return false;
    };
    let between = &note.text[relative.span.end.min(at) as usize..at as usize];
    let mut words = between.split(|c: char| !c.is_alphabetic());
    !between.contains(['.', ';', ':', '\n'])
        && !words.any(|word| {
            [
                "he", "she", "they", "patient", "pt", "child", "baby", "him", "her", "his",
            ]
            .contains(&&*word.to_ascii_lowercase())
        })
}

/// The lines on which a share stands before a breathing gas: such a saturation needs no name and no vital signs around it.
fn airs(note: &Note) -> Vec<Span> {
    let text: &str = &note.text;
    let after_share = |hit: &&LexiconHit| {
        let before = text[..hit.span.start as usize].trim_end_matches(is_blank);
        let before = before
            .strip_suffix("on")
            .or(before.strip_suffix("in"))
            .unwrap_or(before)
            .trim_end_matches(is_blank);
        before.ends_with('%')
    };
    note.phrases_of(lexicon_ids::OXYGEN_SOURCES)
        .filter(after_share)
        .map(|hit| line_at(text, hit.span.start))
        .collect()
}

/// Whether nobody reads this as the note: comments, directives, front matter.
fn hidden(note: &Note, span: Span) -> bool {
    use crate::syntax::NodeKind;
    let nodes = note.tree.nodes();
    let at = nodes.partition_point(|node| node.span.start <= span.start);
    nodes[..at].last().is_some_and(|node| {
        matches!(
            node.kind,
            NodeKind::Comment | NodeKind::Directive | NodeKind::Key | NodeKind::Value | NodeKind::Fence
        )
    })
}

/// The reader of one note.
pub(super) struct Reader<'a> {
    pub note: &'a Note,
    /// Bodies of the sections of vital signs.
    sections: Vec<Span>,
    /// Lines with a share of oxygen on something: `98% on room air`.
    airs: Vec<Span>,
}

/// What stood between a name and its value.
#[derive(Debug, Default)]
struct Lead {
    comparison: bool,
    from: bool,
    air: bool,
    oxygen: Option<super::OxygenSource>,
    /// A unit in brackets after the name: `Temp (F)`, `Weight (lb)`.
    unit: Option<Span>,
}

impl Reader<'_> {
    /// Whether `offset` lies in a section of vital signs.
    pub fn in_vitals(&self, offset: u32) -> bool {
        let after = self.sections.partition_point(|body| body.start <= offset);
        // Sections nest: the last that starts before may be over while an outer one goes on.
        self.sections[..after]
            .iter()
            .rev()
            .take(4)
            .any(|body| offset < body.end)
    }

    /// Read what `name` names.
    fn named(&self, name: &Name, found: &mut Vec<Found>) {
        let start = name.span.end as usize;
        let mut cursor = Cursor::new(&self.note.text, start, start + REACH);
        let Some(lead) = self.lead(name, &mut cursor) else {
            return;
        };
        cursor.end = Cursor::new(&self.note.text, start, cursor.at + REACH).end;
        if name.part == Part::Diastolic {
            return self.diastolic(&mut cursor, found);
        }
        let Some(value) = self.value(name, &lead, &mut cursor) else {
            return;
        };
        let mut vital = self.vital(
            name,
            &value,
            name.span.cover(Span::new(value.number.start, cursor.at as u32)),
        );
        if name.kind == VitalKind::OxygenSaturation {
            let room_air = lead.air || name.air || oxygen::air_before(self.note, name.span.start);
            vital.oxygen = match oxygen::read(self.note, &mut cursor) {
                Some(source) => Some(source),
                None if room_air => Some(super::OxygenSource::RoomAir),
                None => lead.oxygen,
            };
            vital.span.end = cursor.at as u32;
            vital.added_oxygen =
                oxygen::added(self.note, &cursor).filter(|_| vital.oxygen == Some(super::OxygenSource::RoomAir));
        }
        let limit = lead.comparison || value.limit;
        let first = found.len();
        self.push(vital, name, limit, found);
        if name.part == Part::IntakeOutput {
            self.output(&mut cursor, found);
        } else {
            self.remark(name, cursor, found);
            self.chain(name, lead.from, cursor, first, found);
        }
    }

    /// `Weight/height 58 kg/168 cm`: two names, then two values.
    fn pair(&self, name: &Name, next: &[Name], found: &mut Vec<Found>) -> bool {
        let Some(second) = next.first().filter(|second| second.span.start > name.span.end) else {
            return false;
        };
        let kinds = (name.kind, second.kind);
        let between = self.note.text[name.span.end as usize..second.span.start as usize].trim();
        if !matches!(
            kinds,
            (VitalKind::Weight, VitalKind::Height) | (VitalKind::Height, VitalKind::Weight)
        ) || !matches!(between, "/" | "&" | "and")
        {
            return false;
        }
        let start = second.span.end as usize;
        let mut cursor = Cursor::new(&self.note.text, start, start + REACH);
        let Some(lead) = self.lead(second, &mut cursor) else {
            return false;
        };
        let Some(one) = self.value(name, &lead, &mut cursor).filter(|one| !one.unit.is_empty()) else {
            return false;
        };
        cursor.blank();
        cursor.eat_char(&['/', ',', '&']);
        cursor.blank();
        cursor.eat_any(&["and"]);
        cursor.blank();
        let Some(two) = self.value(second, &Lead::default(), &mut cursor) else {
            return false;
        };
        for (name, value) in [(name, one), (second, two)] {
            let end = value.unit.end.max(value.number.end);
            let vital = self.vital(name, &value, Span::new(value.number.start, end));
            self.push(vital, name, false, found);
        }
        true
    }

    /// `HR 72 (on arrival 124)`, `94 kg (92 kg 3 months ago)`: the same of another time, in brackets.
    fn remark(&self, name: &Name, mut cursor: Cursor<'_>, found: &mut Vec<Found>) {
        cursor.blank();
        if cursor.eat_char(&['(', '[']).is_none() {
            return;
        }
        let mut wide = Cursor::new(&self.note.text, cursor.at, cursor.at + 60);
        let Some(close) = wide.closing(60) else { return };
        let other_time = self
            .note
            .phrases_in(lexicon_ids::VITAL_OCCASIONS, Span::from(wide.at..close))
            .any(|hit| {
                matches!(
                    self.note.grammar.category(hit),
                    "earlier" | "arrival" | "current" | "extreme"
                )
            });
        if !other_time {
            return;
        }
        wide.end = close;
        while let Some(c) = wide.peek() {
            let starts = c.is_ascii_digit()
                && !wide
                    .before()
                    .is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | ':' | '-'));
            let mut next = wide;
            if starts
                && let Some(value) = value::read(name.kind, &mut next)
                && (name.kind != VitalKind::BloodPressure || value.diastolic.is_some())
            {
                let bare = Name {
                    span: Span::at(value.number.start),
                    ..*name
                };
                let vital = self.vital(&bare, &value, Span::new(value.number.start, next.at as u32));
                if self.plausible(&vital) {
                    self.push(vital, &bare, value.limit, found);
                }
                return;
            }
            wide.skip();
        }
    }

    fn value(&self, name: &Name, lead: &Lead, cursor: &mut Cursor<'_>) -> Option<Value> {
        let mut value = value::read(name.kind, cursor)?;
        if let Some(unit) = lead.unit.filter(|_| value.unit.is_empty()) {
            // The unit stands by the name: read the number as if it stood by the number.
            value = value::with_unit(name.kind, value, self.note.slice(unit), unit)?;
        }
        match name.part {
            Part::Systolic if value.diastolic.is_some() => None,
            // `A-line (3/14)`: the day when it was placed.
            _ if name.kind == VitalKind::BloodPressure
                && value.value <= 31.0
                && value.diastolic.is_some_and(|of| of <= 31.0)
                && self.note.slice(name.span).to_ascii_lowercase().ends_with("line") =>
            {
                None
            }
            _ if name.unit && value.unit.is_empty() && !self.is_weighed(name, &value) => None,
            // `O2 > 40%` is inspired oxygen.
            _ if name.kind == VitalKind::OxygenSaturation && name.trust == Trust::Weak && value.value < 50.0 => None,
            // `pain (maximum 3 g per day)`: a bare number is a score only where scores stand.
            _ if name.kind == VitalKind::Pain
                && !value.unit_known
                && !self.in_vitals(name.span.start)
                && self.note.slice(name.span).eq_ignore_ascii_case("pain") =>
            {
                None
            }
            _ => Some(value),
        }
    }

    /// "Weighs 71 today": a number that can be nothing else.
    fn is_weighed(&self, name: &Name, value: &Value) -> bool {
        let word = self.note.slice(name.span);
        let direct = value.number.start.saturating_sub(name.span.end) <= 1;
        let rest = self.note.text[value.number.end as usize..].trim_start_matches(' ');
        let ends = rest.is_empty()
            || rest.starts_with(['.', ',', ';', '\n', '('])
            || rest.starts_with("today")
            || rest.starts_with("now");
        let weighs = word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("weigh"));
        name.kind == VitalKind::Weight && weighs && direct && ends && (20.0..=400.0).contains(&value.written)
    }

    /// Past the words between a name and its value.
    fn lead(&self, name: &Name, cursor: &mut Cursor<'_>) -> Option<Lead> {
        let mut lead = Lead::default();
        let tight = name.trust == Trust::Words;
        let (mut words, mut lines) = (0, 0);
        loop {
            cursor.blank();
            let c = cursor.peek()?;
            match c {
                '0'..='9' => {
                    if !skip_time(cursor)
                        && !skip_period(cursor)
                        && !(name.kind == VitalKind::OxygenSaturation && self.flow(&mut lead, cursor))
                    {
                        return Some(lead);
                    }
                }
                '\n' | '\r' => {
                    lines += 1;
                    if lines > 1 || tight || !cursor.line_end() {
                        return None;
                    }
                }
                '<' | '>' | '≤' | '≥' => {
                    lead.comparison = true;
                    cursor.skip();
                    cursor.eat("=");
                }
                '(' | '[' => self.bracket(name, &mut lead, cursor)?,
                '+' | '-' | '−' if name.kind == VitalKind::FluidBalance => return Some(lead),
                '-' | '–' | '−' if is_change(name, cursor) => return None,
                ':' | '=' | '-' | '–' | '—' | '~' | '≈' | '*' | '_' | '|' | ')' | ']' | '"' | '°' | 'º' => {
                    cursor.skip();
                }
                ',' if tight => cursor.skip(),
                '%' if name.kind == VitalKind::OxygenSaturation => cursor.skip(),
                c if c.is_alphabetic() || c == '@' => {
                    words += 1;
                    if words > MOST_WORDS {
                        return None;
                    }
                    if name.kind == VitalKind::FluidBalance
                        && (cursor
                            .eat_any(&["positive", "negative", "neg", "pos", "even"])
                            .is_some())
                    {
                        let rest = &self.note.text[..cursor.at];
                        cursor.at = rest.rfind(|c: char| !c.is_alphabetic()).map_or(cursor.at, |at| at + 1);
                        return Some(lead);
                    }
                    if !self.link(name, tight, &mut lead, cursor) {
                        return None;
                    }
                }
                _ => return None,
            }
        }
    }

    fn link(&self, name: &Name, tight: bool, lead: &mut Lead, cursor: &mut Cursor<'_>) -> bool {
        if name.kind == VitalKind::OxygenSaturation {
            let mut next = *cursor;
            if let Some(source) = oxygen::read(self.note, &mut next)
                && next.at > cursor.at
            {
                lead.oxygen = Some(source);
                lead.air |= source == super::OxygenSource::RoomAir;
                *cursor = next;
                return true;
            }
        }
        if cursor.eat_any(COMPARATORS).is_some() {
            lead.comparison = true;
            return true;
        }
        if cursor.eat("@") {
            return true;
        }
        let Some(word) = cursor.word() else { return false };
        let is = |words: &[&str]| words.iter().any(|link| word.eq_ignore_ascii_case(link));
        if tight {
            return is(TIGHT_LINKS);
        }
        lead.from |= is(&["from"]);
        // `weight increased by 5 kg`, `weight down 3 kg`: a change, no weight.
        let changes = matches!(
            name.kind,
            VitalKind::Weight | VitalKind::Height | VitalKind::BodyMassIndex
        );
        if changes && is(&["up", "down"]) {
            cursor.blank();
            return cursor.eat_any(&["to", "from", "at"]).is_some();
        }
        is(LINKS) || is(MORE_LINKS)
    }

    /// `SpO2 on 2 L: 94%`: oxygen before the value.
    fn flow(&self, lead: &mut Lead, cursor: &mut Cursor<'_>) -> bool {
        let mut next = *cursor;
        match oxygen::read(self.note, &mut next) {
            Some(source @ (super::OxygenSource::Flow(_) | super::OxygenSource::Fraction(_))) => {
                lead.oxygen = Some(source);
                *cursor = next;
                true
            }
            _ => false,
        }
    }

    /// Past a remark in brackets, `(oral)`, `(F)`, `(12/25)`; or into it, if the value stands there.
    fn bracket(&self, name: &Name, lead: &mut Lead, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.skip();
        let Some(close) = cursor.closing(40) else {
            return Some(());
        };
        let inside = &self.note.text[cursor.at..close];
        if !inside.contains(|c: char| c.is_ascii_digit()) {
            if value::is_unit(name.kind, inside.trim_matches(is_blank)) {
                lead.unit = Some(Span::from(cursor.at..close));
            }
            let from = Span::from(cursor.at..close);
            lead.air |= self
                .note
                .phrases_in(lexicon_ids::OXYGEN_SOURCES, from)
                .any(|hit| self.note.grammar.category(hit) == "room-air");
            cursor.at = close + 1;
            return Some(());
        }
        let mut after = Cursor::new(&self.note.text, close + 1, close + 16);
        after.blank();
        after.eat_char(&[':', '=']);
        after.blank();
        if after.byte().is_some_and(|b| b.is_ascii_digit()) {
            cursor.at = after.at;
        }
        Some(())
    }

    fn vital(&self, name: &Name, value: &Value, span: Span) -> Vital {
        Vital {
            kind: name.kind,
            value: value.value,
            to: value.to,
            diastolic: value.diastolic,
            diastolic_to: value.diastolic_to,
            written: value.written,
            unit: value.unit,
            unit_known: value.unit_known,
            unit_fits: value.unit_fits,
            restated: value.restated,
            name: name.span,
            span,
            number: value.number,
            oxygen: value.oxygen,
            added_oxygen: None,
            posture: None,
            occasion: Occasion::Current,
        }
    }

    fn push(&self, vital: Vital, name: &Name, limit: bool, found: &mut Vec<Found>) {
        let cue = if limit {
            Some(Cue::Target)
        } else if name.extreme {
            Some(Cue::Extreme)
        } else if name.earlier {
            Some(Cue::Earlier)
        } else {
            None
        };
        let plausible = self.plausible(&vital);
        let gap = vital.number.start.saturating_sub(vital.name.end);
        // `BMI 284`: a full name directly before its number, where measurements stand.
        let direct = name.trust == Trust::Named
            && !vital.name.is_empty()
            && gap <= 3
            && matches!(self.note.role_at(vital.number.start), Role::Data | Role::Exam);
        let slipped = name.trust == Trust::Named && slip(&vital);
        let decisive = slipped
            || !vital.unit.is_empty() && self.note.slice(vital.unit) != "#"
            || vital.diastolic.is_some()
            || direct;
        found.push(Found {
            trust: name.trust,
            vital,
            cue,
            decisive,
            plausible,
        });
    }

    fn plausible(&self, vital: &Vital) -> bool {
        super::limits(self.note, vital.kind).holds(vital)
    }

    /// `SBP 120 DBP 80`: the second belongs to the first.
    fn diastolic(&self, cursor: &mut Cursor<'_>, found: &mut [Found]) {
        let Some(value) = value::read(VitalKind::MeanArterialPressure, cursor) else {
            return;
        };
        if let Some(last) = found.last_mut()
            && last.vital.kind == VitalKind::BloodPressure
            && last.vital.diastolic.is_none()
            && value.number.start.saturating_sub(last.vital.span.end) < 40
        {
            last.vital.diastolic = Some(value.value);
            last.vital.diastolic_to = value.to;
            last.vital.span.end = cursor.at as u32;
            last.vital.number.end = value.number.end;
        }
    }

    /// `I/O 2400/1850`: the second is the output.
    fn output(&self, cursor: &mut Cursor<'_>, found: &mut Vec<Found>) {
        let mut next = *cursor;
        next.blank();
        if next.eat_char(&['/', ',', '-']).is_none() && next.eat_any(&["in", "out", "and"]).is_none() {
            return;
        }
        next.blank();
        next.eat_any(&["/", "out", "in"]);
        next.blank();
        if let Some(value) = value::read(VitalKind::Output, &mut next) {
            let span = Span::new(value.number.start, next.at as u32);
            let name = Name {
                kind: VitalKind::Output,
                part: Part::Whole,
                trust: Trust::Named,
                unit: false,
                extreme: false,
                earlier: false,
                air: false,
                span: Span::at(span.start),
            };
            self.push(self.vital(&name, &value, span), &name, false, found);
        }
    }

    /// `T 38.9 -> 37.2`, `from 120 to 88`, `SpO2 90% on air and 95% on 2 L`: what follows of the same kind.
    fn chain(&self, name: &Name, from: bool, mut cursor: Cursor<'_>, first: usize, found: &mut Vec<Found>) {
        let mut last = first;
        for _ in 0..6 {
            let mut next = cursor;
            next.end = Cursor::new(&self.note.text, next.at, next.at + REACH).end;
            let Some(turn) = turn(&mut next) else { return };
            let sure = match name.kind {
                VitalKind::BloodPressure | VitalKind::OxygenSaturation => true,
                _ => turn == Turn::Change || from,
            };
            if !sure {
                return;
            }
            let Some(value) = value::read(name.kind, &mut next) else {
                return;
            };
            let no_form = match name.kind {
                VitalKind::BloodPressure => value.diastolic.is_none(),
                VitalKind::OxygenSaturation => value.unit.is_empty(),
                _ => false,
            };
            if no_form && turn != Turn::Change {
                return;
            }
            let bare = Name {
                span: Span::at(value.number.start),
                ..*name
            };
            let mut vital = self.vital(&bare, &value, Span::new(value.number.start, next.at as u32));
            if !self.plausible(&vital) {
                return;
            }
            if name.kind == VitalKind::OxygenSaturation {
                vital.oxygen = oxygen::read(self.note, &mut next);
                vital.span.end = next.at as u32;
            }
            if turn == Turn::Change {
                found[last].cue = found[last].cue.or(Some(Cue::Earlier));
            }
            last = found.len();
            self.push(vital, &bare, value.limit, found);
            cursor = next;
        }
    }

    /// Keep what is a vital sign: names that are sure, and letters among them or several letters together.
    fn accept(&self, found: &mut Vec<Found>) {
        let text: &str = &self.note.text;
        let near = |one: &Found, next: &Found| {
            let (from, to) = (one.vital.span.end as usize, next.vital.span.start as usize);
            from >= to || to - from <= 60 && !text[from..to].contains("\n\n") && !text[from..to].contains("\r\n\r\n")
        };
        let mut kept = vec![false; found.len()];
        let mut start = 0;
        while start < found.len() {
            let mut end = start + 1;
            while end < found.len() && near(&found[end - 1], &found[end]) {
                end += 1;
            }
            let group = &found[start..end];
            let alone = |found: &Found| match found.trust {
                _ if self.in_vitals(found.vital.number.start) => found.trust != Trust::Words || found.plausible,
                Trust::Named => found.plausible || found.decisive,
                Trust::Words => found.plausible,
                Trust::Weak => found.plausible && found.decisive && found.vital.kind != VitalKind::OxygenSaturation,
            };
            let sure = group
                .iter()
                .filter(|found| alone(found) && found.trust == Trust::Named && found.plausible)
                .count();
            let weak = |found: &&Found| found.trust == Trust::Weak && found.plausible;
            let mut kinds: Vec<VitalKind> = group.iter().filter(weak).map(|found| found.vital.kind).collect();
            kinds.sort_unstable();
            kinds.dedup();
            let several = kinds.len() >= 2;
            for (at, found) in group.iter().enumerate() {
                let others =
                    sure - usize::from(sure > 0 && found.trust == Trust::Named && found.plausible && alone(found));
                kept[start + at] = alone(found)
                    || match found.trust {
                        Trust::Named => others > 0 || several,
                        Trust::Weak => sure > 0 && (found.plausible || others > 1) || several && found.plausible,
                        Trust::Words => false,
                    };
            }
            start = end;
        }
        let mut at = 0;
        found.retain(|_| {
            at += 1;
            kept[at - 1]
        });
    }

    /// Values without a name, on lines of vital signs: `120/80`, `98% RA`, `38.2 °C`, `72 bpm`, `5'7"`; and bare numbers
    /// in their usual order.
    fn bare(&self, names: &[Name], in_table: &impl Fn(u32) -> bool, found: &mut Vec<Found>) {
        let text: &str = &self.note.text;
        let mut lines: Vec<Span> = found
            .iter()
            .map(|found| line_at(text, found.vital.number.start))
            .collect();
        for body in &self.sections {
            let mut at = body.start;
            while at < body.end {
                let line = line_at(text, at);
                lines.push(Span::new(
                    line.start.max(body.start),
                    line.end.min(body.end).max(body.start),
                ));
                at = after_line(text, line.end);
            }
        }
        lines.extend(&self.airs);
        // A pair of numbers with its unit needs no name either: `reading: 136/84 mmHg`.
        for at in memchr::memmem::find_iter(text.as_bytes(), b"mmHg") {
            let before = text[..at].trim_end_matches(is_blank);
            let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if digits.len() < before.len() && digits.ends_with('/') {
                lines.push(line_at(text, at as u32));
            }
        }
        lines.sort_unstable_by_key(|line| (line.start, line.end));
        lines.dedup();
        let known = std::mem::take(found);
        let mut added = Vec::new();
        let mut next = 0;
        let mut done = 0;
        for line in lines {
            // Of a very long line several parts, which overlap.
            let line = Span::new(line.start.max(done), line.end.max(done));
            if line.is_empty() || in_table(line.start) {
                continue;
            }
            done = line.end;
            while known
                .get(next)
                .is_some_and(|found| found.vital.number.end <= line.start)
            {
                next += 1;
            }
            let here = known[next..]
                .iter()
                .take_while(|found| found.vital.number.start < line.end);
            let here: Vec<&Found> = here.collect();
            let first = names.partition_point(|name| name.span.start < line.start);
            let named = names.get(first).is_some_and(|name| name.span.start < line.end);
            super::bare::read(self, line, &here, named, &mut added);
        }
        *found = known;
        found.append(&mut added);
    }

    /// A vital sign without a name.
    pub fn unnamed(&self, kind: VitalKind, value: &Value, end: usize) -> Found {
        let name = Name {
            kind,
            part: Part::Whole,
            trust: Trust::Weak,
            unit: false,
            extreme: false,
            earlier: false,
            air: false,
            span: Span::at(value.number.start),
        };
        let vital = self.vital(&name, value, Span::new(value.number.start, end as u32));
        Found {
            trust: Trust::Weak,
            decisive: true,
            plausible: self.plausible(&vital),
            cue: value.limit.then_some(Cue::Target),
            vital,
        }
    }

    /// What `name` names, where its value stands at `from`: a cell of a table.
    pub fn in_cell(&self, name: &Name, heading: Span, cell: Span, found: &mut Vec<Found>) -> bool {
        let mut cursor = Cursor::new(&self.note.text, cell.start as usize, cell.end as usize);
        let Some(mut lead) = self.lead(name, &mut cursor) else {
            return false;
        };
        if name.part == Part::Diastolic {
            self.diastolic(&mut cursor, found);
            return true;
        }
        // The unit may stand in the heading: `Temp (F)`, `Weight kg`.
        let rest = Span::new(name.span.end, heading.end.max(name.span.end));
        let unit = self
            .note
            .slice(rest)
            .trim_matches(|c: char| is_blank(c) || matches!(c, '(' | ')' | '[' | ']' | ',' | '*'));
        if value::is_unit(name.kind, unit) {
            let start = rest.start + self.note.slice(rest).find(unit).unwrap_or(0) as u32;
            lead.unit = Some(Span::new(start, start + unit.len() as u32));
        }
        let Some(value) = self.value(name, &lead, &mut cursor) else {
            return false;
        };
        let mut vital = self.vital(name, &value, Span::new(value.number.start, cursor.at as u32));
        vital.name = name.span;
        if name.kind == VitalKind::OxygenSaturation {
            vital.oxygen = oxygen::read(self.note, &mut cursor).or(lead.oxygen);
            vital.span.end = cursor.at as u32;
            vital.added_oxygen =
                oxygen::added(self.note, &cursor).filter(|_| vital.oxygen == Some(super::OxygenSource::RoomAir));
        }
        let first = found.len();
        self.push(vital, name, lead.comparison || value.limit, found);
        if name.part == Part::IntakeOutput {
            self.output(&mut cursor, found);
        } else {
            self.chain(name, lead.from, cursor, first, found);
        }
        true
    }
}

/// Whether the sign at the cursor makes the number behind it a change: `SBP –10`, `HR -8` on standing.
fn is_change(name: &Name, cursor: &Cursor<'_>) -> bool {
    const MOST: f64 = 40.0;
    let pressure_or_rate = matches!(
        name.kind,
        VitalKind::BloodPressure | VitalKind::MeanArterialPressure | VitalKind::HeartRate | VitalKind::OxygenSaturation
    );
    let mut next = *cursor;
    let spaced = next.before().is_some_and(is_blank);
    next.skip();
    pressure_or_rate && spaced && next.digits().is_some_and(|number| number <= MOST) && next.byte() != Some(b'/')
}

/// How the next value of the same kind comes after one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// An arrow, `to`, `now`: the first is over.
    Change,
    /// `and`, `repeat`: another reading.
    Another,
}

fn turn(cursor: &mut Cursor<'_>) -> Option<Turn> {
    const ARROWS: &[&str] = &["-->", "->", "=>", "→", "⇒", "➔", "➜", "~>", ">"];
    const CHANGES: &[&str] = &[
        "to",
        "then",
        "now",
        "improved to",
        "rose to",
        "rising to",
        "fell to",
        "falling to",
        "dropped to",
        "dropping to",
        "decreased to",
        "increased to",
        "came down to",
        "down to",
        "up to",
        "and now",
        "improving to",
        "settled to",
        "and rose to",
        "and fell to",
        "settling to",
        "and improved to",
    ];
    const OTHERS: &[&str] = &[
        "and",
        "repeat",
        "repeated",
        "rechecked at",
        "recheck",
        "on repeat",
        "on recheck",
        "then",
        "rechecked",
    ];
    skip_clock(cursor);
    cursor.blank();
    cursor.eat_char(&[')', ',', ';']);
    cursor.blank();
    let turn = if ARROWS.iter().any(|arrow| cursor.eat(arrow)) || cursor.eat_any(CHANGES).is_some() {
        Turn::Change
    } else if cursor.eat_any(OTHERS).is_some() {
        Turn::Another
    } else {
        return None;
    };
    cursor.blank();
    cursor.eat_char(&[':', '(']);
    cursor.blank();
    cursor.byte().is_some_and(|b| b.is_ascii_digit()).then_some(turn)
}

/// Past the time of day of the value before: `at 02:00`, `(0200)`, `@ 14:30`.
fn skip_clock(cursor: &mut Cursor<'_>) {
    let mut next = *cursor;
    next.blank();
    let opened = next.eat_any(&["at"]).is_some() || next.eat_char(&['@', '(']).is_some();
    next.blank();
    let start = next.at;
    if !opened || next.digits().is_none() {
        return;
    }
    let clock = if next.eat(":") {
        next.digits().is_some()
    } else {
        next.at - start == 4
    };
    if clock {
        next.blank();
        next.eat_any(&["am", "pm", "h", "hrs", "hours"]);
        *cursor = next;
    }
}

/// Whether a value that nobody has is still no other quantity: a digit too many after a full name, `pulse was 415`.
fn slip(vital: &Vital) -> bool {
    let value = vital.written;
    match vital.kind {
        VitalKind::HeartRate => (321.0..=2000.0).contains(&value) && value.fract() == 0.0,
        VitalKind::RespiratoryRate => (121.0..=400.0).contains(&value),
        VitalKind::OxygenSaturation => (101.0..=199.0).contains(&value),
        VitalKind::Temperature => (340.0..=430.0).contains(&value) || (900.0..=1090.0).contains(&value),
        _ => false,
    }
}

/// Past a length of time before the value: `last 24 h`, `24 hours:`, `after 5 min`; with `h` and no `HR`, which is a name.
fn skip_period(cursor: &mut Cursor<'_>) -> bool {
    let mut next = *cursor;
    let period = next.digits().is_some_and(|number| number <= 96.0)
        && next
            .blank()
            .eat_any(&["h", "hours", "hour", "hrs", "minutes", "mins", "min"])
            .is_some();
    let goes_on = |mut after: Cursor<'_>| {
        after.blank();
        after.eat_char(&[':', ',', ')', '=']);
        after.blank();
        after.byte().is_some_and(|b| b.is_ascii_digit()) || after.eat_any(&["was", "is", "of"]).is_some()
    };
    if period && goes_on(next) {
        *cursor = next;
    }
    period && cursor.at == next.at
}

/// Past a time of day or a date before the value: `at 10:30`, `(12/25/24)`, `14:25`.
fn skip_time(cursor: &mut Cursor<'_>) -> bool {
    let mut next = *cursor;
    let Some(first) = next.digits() else { return false };
    let time = first < 24.0 && next.eat(":") && next.digits().is_some_and(|minutes| minutes < 60.0);
    if time {
        next.blank();
        next.eat_any(&["am", "pm", "a.m.", "p.m.", "h", "hrs"]);
        *cursor = next;
        return true;
    }
    // A time of four digits: `at 0800`.
    let mut next = *cursor;
    let start = next.at;
    let at = cursor.rest().len() > 4
        && next.digits().is_some()
        && next.at - start == 4
        && !matches!(next.byte(), Some(b'/' | b'.'));
    let mut after = next;
    after.blank();
    after.eat_char(&[':', '-', ',']);
    after.blank();
    if at
        && (after.byte().is_some_and(|b| b.is_ascii_digit()) || after.eat_any(&["was", "is"]).is_some())
        && cursor.rest().starts_with(['0', '1', '2'])
    {
        *cursor = after;
        return true;
    }
    false
}

/// The line that holds `at`, without its end.
pub(super) fn line_at(text: &str, at: u32) -> Span {
    const WINDOW: usize = 400;
    let bytes = text.as_bytes();
    let at = (at as usize).min(bytes.len());
    let (mut floor, mut ceiling) = (at.saturating_sub(WINDOW), (at + WINDOW).min(bytes.len()));
    floor = crate::text::floor(text, floor);
    // No number is cut in two.
    let word = bytes[ceiling..]
        .iter()
        .take(40)
        .take_while(|b| !b.is_ascii_whitespace())
        .count();
    ceiling += word;
    ceiling = crate::text::ceil(text, ceiling);
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[floor..at]).map_or(floor, |end| floor + end + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..ceiling]).map_or(ceiling, |end| at + end);
    Span::from(start..end)
}

/// Where the next line starts after a line that ends at `end`.
fn after_line(text: &str, end: u32) -> u32 {
    let rest = &text[end as usize..];
    let mut chars = rest.chars();
    match chars.next() {
        Some(c @ ('\r' | '\n')) => end + if c == '\r' && rest.starts_with("\r\n") { 2 } else { 1 },
        // A very long line, of which a part was taken.
        _ => end.max(end + 1),
    }
}

/// Posture, as a word near a pressure says.
pub(super) fn posture(category: &str) -> Option<Posture> {
    match category {
        "lying" => Some(Posture::Lying),
        "sitting" => Some(Posture::Sitting),
        "standing" => Some(Posture::Standing),
        _ => None,
    }
}
