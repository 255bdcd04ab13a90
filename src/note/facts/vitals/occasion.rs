//! When a vital sign was measured, or whether it was measured at all.

use super::read::{Found, line_at, posture};
use super::{Occasion, VitalKind};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// How far before a value words may speak of its occasion, in bytes.
const BEFORE: u32 = 160;
/// How far after it.
const AFTER: u32 = 34;

/// A line of prose that is wrapped is at least as long, in bytes.
const LONG: usize = 51;

/// What a word says of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    Target,
    /// A target inside brackets or over a column, else nothing.
    Reference,
    Earlier,
    /// Earlier, if there is a later set.
    Arrival,
    Current,
    Extreme,
}

impl Cue {
    pub(super) fn of(category: &str) -> Option<Cue> {
        match category {
            "target" => Some(Cue::Target),
            "reference" => Some(Cue::Reference),
            "earlier" => Some(Cue::Earlier),
            "arrival" => Some(Cue::Arrival),
            "current" => Some(Cue::Current),
            "extreme" => Some(Cue::Extreme),
            _ => None,
        }
    }
}

/// How the occasion of a vital sign was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decided {
    By(Cue),
    /// Only by the section it stands in.
    Section,
    Not,
}

/// Decide the occasion and posture of each; they stand in the order of the text.
pub(super) fn assign(note: &Note, found: &mut [Found], in_vitals: &impl Fn(u32) -> bool) {
    if found.is_empty() {
        return;
    }
    // `/min` is a unit and no minimum.
    let is_word = |hit: &&LexiconHit| !note.text[..hit.span.start as usize].ends_with(['/', '-']);
    let hits: Vec<&LexiconHit> = note.phrases_of(lexicon_ids::VITAL_OCCASIONS).filter(is_word).collect();
    let numbers: Vec<Span> = found.iter().map(|found| found.vital.number).collect();
    let mut decided = Vec::with_capacity(found.len());
    let mut labels = Labels::default();
    for (at, one) in found.iter_mut().enumerate() {
        let mut place = Place::of(note, one, &numbers, at, &mut labels);
        if in_vitals(one.vital.number.start) {
            place.role = Role::VitalSigns;
        }
        if matches!(one.vital.kind, VitalKind::BloodPressure | VitalKind::HeartRate) {
            one.vital.posture = place.posture(note, &hits);
        }
        let cue = one.cue.or_else(|| place.cue(note, &hits));
        decided.push(match cue {
            Some(Cue::Reference) => Decided::By(Cue::Target),
            // A weight at triage is the weight of the day.
            Some(Cue::Extreme | Cue::Arrival) if one.vital.kind.is_size() => Decided::Not,
            Some(cue) => Decided::By(cue),
            // A weight told in the story is the weight of today, unless it is said to be another.
            None if one.vital.kind.is_size() => Decided::Not,
            None => match place.role {
                Role::History
                | Role::PastHistory
                | Role::ReviewOfSystems
                | Role::ChiefComplaint
                | Role::Course
                | Role::SurgicalHistory
                | Role::Procedure => Decided::Section,
                _ => Decided::Not,
            },
        });
    }
    // A set on arrival is the set of the note, unless there is a later one.
    let is_later = |at: usize| matches!(decided[at], Decided::Not | Decided::By(Cue::Current | Cue::Extreme));
    let later: Vec<VitalKind> = (0..found.len())
        .filter(|at| is_later(*at))
        .map(|at| found[at].vital.kind)
        .collect();
    let ends = [
        "discharge-summary",
        "progress",
        "surgical-progress",
        "transfer",
        "psych-progress",
    ];
    let of_a_stay = note
        .kind
        .is_some_and(|kind| ends.contains(&&*note.grammar.kind(kind).id));
    let is_set = |at: u32| in_vitals(at) || matches!(note.role_at(at), Role::VitalSigns | Role::Exam | Role::Data);
    // What stands in the story is the set of the note, if it is a set and there is no other.
    let told = decided.iter().filter(|decided| **decided == Decided::Section).count();
    let only_told = later.iter().all(|kind| kind.is_size()) && told >= 3;
    for (one, decided) in found.iter_mut().zip(decided) {
        let ranged = one
            .vital
            .to
            .is_some_and(|to| to - one.vital.value > 9.5 || one.vital.value % 10.0 != 0.0);
        let measured = if ranged { Occasion::Extreme } else { Occasion::Current };
        one.vital.occasion = match decided {
            Decided::By(Cue::Target | Cue::Reference) => Occasion::Target,
            Decided::By(Cue::Earlier) => Occasion::Earlier,
            Decided::By(Cue::Extreme) => Occasion::Extreme,
            Decided::By(Cue::Arrival) if later.contains(&one.vital.kind) || of_a_stay => Occasion::Earlier,
            Decided::By(Cue::Arrival) if !is_set(one.vital.number.start) => Occasion::Earlier,
            Decided::Section if !only_told => Occasion::Earlier,
            _ => measured,
        };
    }
}

/// Where a value stands, and how far words around it speak of it.
struct Place {
    /// From the start of its sentence or line to its number.
    before: Span,
    /// Where its name starts, and whether it has one.
    name: u32,
    named: bool,
    /// From its end to the next value or mark.
    after: Span,
    /// The label that opens its list, and the heading of its section.
    above: [Option<Span>; 2],
    /// The bracket it stands in.
    bracket: Option<Span>,
    role: Role,
}

impl Place {
    fn of(note: &Note, found: &Found, numbers: &[Span], at: usize, labels: &mut Labels) -> Place {
        let text: &str = &note.text;
        let number = found.vital.number;
        let line = line_at(text, number.start);
        let mut start = sentence_start(text, line, number.start);
        // A line that goes on from the one before.
        if start == line.start && line.start > 0 && goes_on(text, line.start) {
            let above = line_at(
                text,
                line.start
                    .saturating_sub(if text[..line.start as usize].ends_with("\r\n") {
                        2
                    } else {
                        1
                    }),
            );
            start = sentence_start(text, above, above.end);
        }
        let start = start.max(number.start.saturating_sub(BEFORE));
        let mut start = start as usize;
        start = crate::text::ceil(text, start);
        let end = found.vital.span.end.max(number.end);
        let next = numbers.get(at + 1).map_or(u32::MAX, |next| next.start);
        let mut stop = (end + AFTER).min(line.end.max(end)).min(next.max(end)) as usize;
        stop = crate::text::floor(text, stop);
        let stop = stop.max(end as usize);
        let before = &text.as_bytes()[start..number.start as usize];
        let opened = memchr::memrchr2(b'(', b'[', before).map(|at| start + at);
        let closed = memchr::memrchr2(b')', b']', before).map(|at| start + at);
        let inside = opened.filter(|open| closed.is_none_or(|close| close < *open));
        let bracket = inside.map(|open| {
            let rest = &text[open..line.end.max(number.end) as usize];
            let close = rest.find([')', ']']).map_or(rest.len(), |at| at);
            Span::from(open..open + close)
        });
        Place {
            before: Span::new(start as u32, number.start),
            named: !found.vital.name.is_empty(),
            name: if found.vital.name.is_empty() {
                number.start.saturating_sub(12)
            } else {
                found.vital.name.start
            }
            .min(number.start),
            after: Span::from(end as usize..stop),
            above: [labels.above(note, line), heading_of(note, number.start)],
            bracket,
            role: note.role_at(number.start),
        }
    }

    /// What the words around say: in the same bracket, directly after, before, above.
    fn cue(&self, note: &Note, hits: &[&LexiconHit]) -> Option<Cue> {
        let text: &str = &note.text;
        if let Some(bracket) = self.bracket {
            let inside = cues(note, hits, bracket).next_back();
            if let Some((cue, _)) = inside {
                return Some(if cue == Cue::Reference { Cue::Target } else { cue });
            }
        }
        // Directly after: `on arrival`, `(triage)`, `at home`; not past a comma, another number or the end of the sentence.
        let after = cues(note, hits, self.after).find(|(cue, span)| {
            let between = &text[self.after.start as usize..span.start as usize];
            let rest = &text[span.end as usize..];
            let own_value = between.contains(['(', '['])
                && rest
                    .find([')', ']'])
                    .is_some_and(|close| rest[..close].contains(|c: char| c.is_ascii_digit()));
            !own_value
                && !between.contains([',', ';', '.', '|', '\n', ')'])
                && !between.contains(|c: char| c.is_ascii_digit())
                && !matches!(cue, Cue::Target | Cue::Reference | Cue::Extreme)
        });
        if let Some((cue, span)) = after
            // `T 37.2 today, at home 39`: the words before a value further on are its own.
            && !begins_clause(text, self.after.start, span)
        {
            return Some(cue);
        }
        if let Some((cue, _)) = cues(note, hits, self.after).find(|(cue, span)| {
            let between = &text[self.after.start as usize..span.start as usize];
            *cue == Cue::Target && between.trim().is_empty() && note.slice(*span).starts_with("or ")
        }) {
            return Some(cue);
        }
        // Before: the last word counts. What stands in brackets that are closed, or directly behind another value, speaks
        // of that.
        let before = cues(note, hits, self.before).rev().find(|(cue, span)| {
            let tail = &text[span.end as usize..self.before.end as usize];
            let head = &text[self.before.start as usize..span.start as usize];
            let closed = tail
                .find([')', ']'])
                .is_some_and(|close| !tail[..close].contains(['(', '[']));
            let target = matches!(cue, Cue::Target);
            // A target reaches no further than its clause.
            let over = target
                && tail.contains([';', '.'])
                && tail.split([';', '.']).nth(1).is_some_and(|rest| rest.starts_with(' '));
            *cue != Cue::Reference && !closed && !over && !belongs_to_value_before(head, tail, *cue)
        });
        if let Some((cue, _)) = before {
            return Some(cue);
        }
        self.above
            .iter()
            .flatten()
            .find_map(|span| cues(note, hits, *span).next_back().map(|(cue, _)| cue))
            .filter(|cue| *cue != Cue::Reference)
    }

    fn posture(&self, note: &Note, hits: &[&LexiconHit]) -> Option<super::Posture> {
        let of = |span: Span| {
            let from = hits.partition_point(|hit| hit.span.start < span.start);
            hits[from..]
                .iter()
                .take_while(move |hit| hit.span.start < span.end)
                .filter_map(|hit| posture(note.grammar.category(hit)).map(|posture| (posture, hit.span)))
        };
        let near = Span::new(self.name.max(self.before.end.saturating_sub(24)), self.before.end);
        let before = of(near).last();
        let after = of(self.after).find(|(_, span)| {
            let between = note.slice(Span::new(self.after.start, span.start));
            let remark = between.trim_start().starts_with(['(', '[']);
            !between.contains(|c: char| c.is_ascii_digit() || matches!(c, ';' | '.' | ')') || c == ',' && !remark)
        });
        let wider = Span::new(
            self.before.start.max(self.before.end.saturating_sub(24)),
            self.before.end,
        );
        let found = match self.named {
            true => before.or(after),
            false => after.or(before),
        };
        let found = found.or_else(|| of(wider).last());
        found.map(|(posture, _)| posture)
    }
}

/// The words of `span` that tell when.
fn cues<'h>(note: &'h Note, hits: &'h [&LexiconHit], span: Span) -> impl DoubleEndedIterator<Item = (Cue, Span)> + 'h {
    let from = hits.partition_point(|hit| hit.span.start < span.start);
    let to = hits.partition_point(|hit| hit.span.start < span.end);
    hits[from..to.max(from)]
        .iter()
        .filter_map(|hit| Cue::of(note.grammar.category(hit)).map(|cue| (cue, hit.span)))
}

/// Whether the word stands directly behind an earlier value, without a mark between: `38.9 at home, 37.1`.
fn belongs_to_value_before(head: &str, tail: &str, cue: Cue) -> bool {
    if matches!(cue, Cue::Target | Cue::Extreme) {
        return false;
    }
    let near = head.trim_end_matches(|c: char| c.is_whitespace() || c == '%' || c == '(');
    let near = [
        "mmhg", "bpm", "/min", "on ra", "room air", " c", "°c", " f", "°f", "kg", "lb",
    ]
    .iter()
    .find_map(|unit| {
        let at = near
            .len()
            .checked_sub(unit.len())
            .filter(|at| near.is_char_boundary(*at))?;
        near[at..].eq_ignore_ascii_case(unit).then(|| near[..at].trim_end())
    })
    .unwrap_or(near);
    let directly = near.ends_with(|c: char| c.is_ascii_digit());
    // `HR 88 today: 72` would be odd; a mark or `and` after the word ends its reach.
    directly && !head.ends_with([',', ';']) && !tail.trim_start().starts_with([':', '='])
}

/// Whether the word opens a clause of its own, with a colon or a name after it.
fn begins_clause(text: &str, from: u32, span: Span) -> bool {
    let rest = &text[span.end as usize..];
    let between = &text[from as usize..span.start as usize];
    rest.trim_start_matches(' ').starts_with(':') || between.contains(" - ") || between.contains('—')
}

/// Where the sentence of `at` starts on its line.
fn sentence_start(text: &str, line: Span, at: u32) -> u32 {
    let before = &text[line.start as usize..at.max(line.start) as usize];
    let mut end = before.len();
    while let Some(stop) = memchr::memrchr(b'.', &before.as_bytes()[..end]) {
        end = stop;
        let Some(rest) = before[stop + 1..].strip_prefix(' ').map(str::trim_start) else {
            continue;
        };
        // `Temp. 38`, `approx. 80` are no ends of sentences; a number or a long word before a capital is one.
        if !rest.is_empty() && !rest.starts_with(char::is_uppercase) {
            continue;
        }
        let word = before[..stop].rsplit(|c: char| !c.is_alphanumeric()).next();
        let word = word.unwrap_or_default();
        if !["temp", "resp", "approx", "dr", "vs", "wt", "ht"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
        {
            return line.start + (before.len() - rest.len()) as u32;
        }
    }
    line.start
}

/// Whether the line at `start` goes on from a line of prose before it.
fn goes_on(text: &str, start: u32) -> bool {
    let before = text[..start as usize].trim_end_matches(['\n', '\r']);
    let breaks = text[before.len()..start as usize].matches('\n').count();
    // Only whether the line before is long: no more of it is looked at.
    let tail = &before.as_bytes()[before.len().saturating_sub(LONG)..];
    let is_long = tail.len() == LONG && memchr::memrchr2(b'\n', b'\r', tail).is_none();
    let own = &text[start as usize..];
    breaks <= 1
        && is_long
        && !before.ends_with(['.', ':', ';'])
        && own.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(')
}

/// The label over the line that was asked for last: the values of a line ask for the same, and those of the next line, too.
#[derive(Default)]
struct Labels {
    last: Option<Labelled>,
    /// A stretch without a line end.
    clear: Span,
}

/// A line and the label over it.
#[derive(Clone, Copy)]
struct Labelled {
    /// Where the line starts.
    line: u32,
    label: Option<Span>,
    /// How many lines above the line were looked at for it.
    lines: usize,
    /// Where the text of its section starts, above which nothing is looked for.
    section: u32,
}

impl Labels {
    /// The label that opens the list in which `line` stands: `On arrival:` alone on a line above.
    fn above(&mut self, note: &Note, line: Span) -> Option<Span> {
        if let Some(last) = self.last.filter(|last| last.line == line.start) {
            return last.label;
        }
        if self.is_far(&note.text, line.start) {
            return None;
        }
        let found = label_above(note, line, self.last);
        self.last = Some(found);
        found.label
    }

    /// Whether no line ends before `at`, as far back as labels are looked for.
    fn is_far(&mut self, text: &str, at: u32) -> bool {
        let far = at.saturating_sub((LINES * LINE) as u32);
        if far == 0 {
            return false;
        }
        let known = self.clear.start <= far && (far..=at).contains(&self.clear.end);
        let from = if known { self.clear.end } else { far };
        if memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[from as usize..at as usize]).is_some() {
            return false;
        }
        self.clear = Span::new(if known { self.clear.start } else { far }, at);
        true
    }
}

/// So many lines above a value are looked at for its label; a long one counts as several.
const LINES: usize = 10;
const LINE: usize = 400;

/// The label over `line`, where that of a line before it is known.
fn label_above(note: &Note, line: Span, known: Option<Labelled>) -> Labelled {
    /// A label is shorter, in bytes.
    const LABEL: usize = 60;
    let text: &str = &note.text;
    let section = note.section_at(line.start).map_or(0, |ix| note.section(ix).body.start);
    let (mut at, mut lines) = (line.start as usize, 0);
    let labelled = |label, lines| Labelled {
        line: line.start,
        label,
        lines,
        section,
    };
    while at > 0 && lines < LINES {
        let before = text[..at].trim_end_matches(['\n', '\r', ' ', '\t']);
        if (before.len() as u32) <= section || before.is_empty() {
            break;
        }
        let floor = before.len().saturating_sub(LINE * (LINES - lines));
        at = match memchr::memrchr2(b'\n', b'\r', &before.as_bytes()[floor..]) {
            Some(end) => floor + end + 1,
            None if floor == 0 => 0,
            None => break,
        };
        let words = before[at..].trim().trim_end_matches('*');
        lines += (before.len() - at).div_ceil(LINE).max(1);
        if words.len() < LABEL && (words.ends_with(':') || words.starts_with('#') || words.starts_with("**")) {
            return labelled(Some(Span::from(at..before.len())), lines);
        }
        if let Some(known) = known.filter(|known| known.line as usize == at && known.section == section) {
            let lines = lines + known.lines;
            return labelled(known.label.filter(|_| lines <= LINES), lines);
        }
    }
    labelled(None, LINES)
}

fn heading_of(note: &Note, at: u32) -> Option<Span> {
    let section = note.section(note.section_at(at)?);
    // The rest of the heading's line may stand in the body: `Vitals (on arrival):`.
    Some(section.heading)
}
