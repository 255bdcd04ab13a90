//! What happened on the dates that a note names: the note itself, admission, operation, discharge.

use super::super::Note;
use super::around::skip_spaces;
use super::calendar::day_number;
use super::times::{self, Time, TimeKind};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::text::Span;

/// What happened on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// The note was written, the patient seen.
    Note,
    /// Admission to hospital.
    Admission,
    /// Discharge.
    Discharge,
    /// An operation, not one of the past history.
    Operation,
    /// The patient gave birth.
    Delivery,
    /// The patient was born.
    Birth,
    /// Last period, expected delivery.
    Pregnancy,
    /// Symptoms began, an injury happened.
    Onset,
    /// The patient came.
    Presentation,
    /// A treatment began.
    Start,
    /// A treatment ended or is to end.
    Stop,
    /// Intubation.
    Intubation,
    /// Extubation.
    Extubation,
    /// A line, drain or tube was placed.
    Placement,
    /// A line, drain or tube was removed.
    Removal,
    /// An appointment to come.
    FollowUp,
    /// A result was obtained.
    Result,
    /// An earlier visit, or something else that happened.
    Visit,
}

/// A date and what happened on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedEvent {
    /// What happened.
    pub event: Event,
    /// The date.
    pub date: Time,
    /// The word that says what happened; empty at the date if its place says so.
    pub label: Span,
    /// Whether the sentence says that it is still to come.
    pub planned: bool,
}

impl Event {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "note" | "signed" => Event::Note,
            "admission" => Event::Admission,
            "discharge" => Event::Discharge,
            "operation" => Event::Operation,
            "delivery" => Event::Delivery,
            "birth" => Event::Birth,
            "pregnancy" => Event::Pregnancy,
            "onset" => Event::Onset,
            "presentation" => Event::Presentation,
            "start" => Event::Start,
            "stop" => Event::Stop,
            "intubation" => Event::Intubation,
            "extubation" => Event::Extubation,
            "placement" => Event::Placement,
            "removal" => Event::Removal,
            "follow-up" => Event::FollowUp,
            "result" => Event::Result,
            "visit" => Event::Visit,
            _ => return None,
        })
    }
}

/// How far a date may stand from the word that says what it is, in bytes.
const REACH: u32 = 60;
/// Days between two dates without years beyond which the year is taken to have turned between them.
const HALF_A_YEAR: i64 = 183;
/// How far from a date words about the future are looked for, in bytes.
const SENTENCE: usize = 120;

pub(super) fn read(note: &Note) -> (Vec<DatedEvent>, Option<DatedEvent>) {
    let mut events: Vec<DatedEvent> = Vec::new();
    for date in times::of_front_matter(note) {
        let label = Span::at(date.span.start);
        events.push(DatedEvent {
            event: Event::Note,
            date,
            label,
            planned: false,
        });
    }
    let dates: Vec<&Time> = note
        .times()
        .iter()
        .filter(|time| {
            matches!(
                time.kind,
                TimeKind::Date {
                    month: Some(_),
                    day: Some(_),
                    ..
                }
            )
        })
        .collect();
    let labels: Vec<&LexiconHit> = note
        .phrases_of(lexicon_ids::DATE_LABELS)
        .filter(|hit| !matches!(&*note.entry(hit).category, "future" | "again" | "elsewhere"))
        .collect();
    for (index, date) in dates.iter().enumerate() {
        let previous = index.checked_sub(1).map(|at| dates[at].span.end);
        let next = dates.get(index + 1).map(|date| date.span.start);
        let found = label_before(note, &labels, date, previous).or_else(|| label_after(note, &labels, date, next));
        let (category, label) = match found {
            Some(hit) => (&*note.entry(hit).category, hit.span),
            None if stands_for_the_note(note, date, index) || (next.is_none() && is_of_the_sign_off(note, date)) => {
                ("note", Span::at(date.span.start))
            }
            None => continue,
        };
        let Some(mut event) = Event::named(category) else {
            continue;
        };
        let role = note.role_at(date.span.start);
        let planned = is_planned(note, date.span);
        if event == Event::Operation && matches!(role, Role::PastHistory | Role::SurgicalHistory | Role::FamilyHistory)
        {
            event = Event::Visit;
        }
        // `date` names the note only near its beginning or end, and `signed` only where nothing else does.
        if event == Event::Note
            && (planned
                || matches!(
                    role,
                    Role::Data | Role::Studies | Role::PastHistory | Role::SurgicalHistory
                )
                // `Consent signed. Date 7/14/2025.`: the date of an operation to come.
                || matches!(role, Role::Plan | Role::AssessmentAndPlan)
                    && note.slice(label).eq_ignore_ascii_case("date")
                    && !opens_line(note, label))
        {
            event = Event::Visit;
        }
        events.push(DatedEvent {
            event,
            date: **date,
            label,
            planned,
        });
    }
    let signed = |event: &DatedEvent| {
        event.event == Event::Note
            && !event.label.is_empty()
            && note.slice(event.label).to_ascii_lowercase().contains("sign")
    };
    if events.iter().any(|event| event.event == Event::Note && !signed(event)) {
        events.retain(|event| !signed(event));
    }
    let own = events.iter().find(|event| event.event == Event::Note).copied();
    (events, own)
}

/// The nearest label before a date in its sentence.
fn label_before<'h>(
    note: &Note,
    labels: &[&'h LexiconHit],
    date: &Time,
    previous: Option<u32>,
) -> Option<&'h LexiconHit> {
    let at = labels.partition_point(|hit| hit.span.start < date.span.start);
    let label = *labels[..at].last()?;
    let (end, start) = (label.span.end, date.span.start);
    if end > start || start - end > REACH || previous.is_some_and(|previous| previous > end) {
        return None;
    }
    let between = note.slice(Span::new(end, start));
    let bare = between
        .bytes()
        .all(|byte| matches!(byte, b' ' | b':' | b'\n' | b'\r' | b'*' | b'|' | b'-' | b'\t' | b'_'));
    // `Signed: MS3, family medicine, 2025-03-18`.
    let comma = note.entry(label).category != "signed" && between.trim_end().trim_end_matches(',').contains(',');
    (bare || !comma && !ends_sentence(between)).then_some(label)
}

/// The nearest label after a date in its sentence: `On 3/10 he was admitted`, `3/10: appendectomy`.
fn label_after<'h>(note: &Note, labels: &[&'h LexiconHit], date: &Time, next: Option<u32>) -> Option<&'h LexiconHit> {
    let at = labels.partition_point(|hit| hit.span.start < date.span.end);
    let label = *labels.get(at)?;
    let (end, start) = (date.span.end, label.span.start);
    if start - end > REACH || next.is_some_and(|next| next < label.span.end) {
        return None;
    }
    let between = note.slice(Span::new(end, start));
    (!ends_sentence(between)).then_some(label)
}

/// Whether a sentence, an item or a line ends in `text`.
fn ends_sentence(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.contains(['\n', '\r', ';', '|'])
        || bytes.windows(2).any(|pair| pair[0] == b'.' && pair[1] == b' ')
        || bytes.last() == Some(&b'.')
}

/// Whether a date without a label is that of the note: in its title, or alone at the head of it.
fn stands_for_the_note(note: &Note, date: &Time, index: usize) -> bool {
    if note.title.is_some_and(|title| title.contains(date.span)) {
        return true;
    }
    let before_sections = note
        .sections
        .first()
        .is_none_or(|section| date.span.start < section.span.start);
    if index > 0 || !before_sections || date.span.start > 400 {
        return false;
    }
    // A line of its own, but for a time, a kind or a service: `3/14/2026 07:30`.
    let bytes = note.text.as_bytes();
    // `SOAP NOTE - Student Health Clinic - 4/2/2025 2:10 PM - MS3`: on the first line, behind a dash.
    let head = note.text[..date.span.start as usize].trim_start();
    let whole = matches!(date.kind, TimeKind::Date { year: Some(_), .. });
    let parted = head.trim_end().ends_with(['-', '–', '—', '|', ',', '/']) || head.ends_with("  ");
    if whole && parted && head.len() <= 90 && !head.contains(['\n', '.']) {
        return true;
    }
    let line = bytes[..date.span.start as usize]
        .iter()
        .rev()
        .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
        .count();
    let at = skip_spaces(bytes, date.span.end as usize);
    let rest = bytes[at.min(bytes.len())..]
        .iter()
        .take_while(|byte| !matches!(byte, b'\n' | b'\r'))
        .count();
    line == 0 && rest <= 40 || line <= 30 && rest <= 8
}

/// Whether nothing stands before `span` on its line.
fn opens_line(note: &Note, span: Span) -> bool {
    let before = &note.text.as_bytes()[..span.start as usize];
    let line = before.iter().rev().take(80).take_while(|byte| **byte != b'\n');
    line.take(80).all(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether the last date of a note stands in its last line beside the name or rank of the writer: `MS3, medicine, 2025-01-08`.
fn is_of_the_sign_off(note: &Note, date: &Time) -> bool {
    let text = note.text.trim_end();
    let line = text.rfind('\n').map_or(0, |at| at + 1);
    let (start, end) = (line as u32, text.len() as u32);
    date.span.start >= start
        && end - start <= 160
        && note
            .phrases_in(lexicon_ids::SIGN_OFF, Span::new(start, date.span.start))
            .any(|hit| note.grammar.category(hit) == "author")
}

/// Whether the sentence around a date says that it is still to come.
fn is_planned(note: &Note, date: Span) -> bool {
    let bytes = note.text.as_bytes();
    let from = (date.start as usize).saturating_sub(SENTENCE);
    let lead = &bytes[from..date.start as usize];
    let stop = lead.iter().enumerate().rposition(|(at, byte)| {
        matches!(byte, b'\n' | b';') || *byte == b'.' && lead.get(at + 1).is_none_or(|next| *next == b' ')
    });
    let from = from + stop.map_or(0, |at| at + 1);
    let span = Span::new(from as u32, (date.end as usize + 30).min(bytes.len()) as u32);
    note.phrases_in(lexicon_ids::DATE_LABELS, span).any(|hit| {
        let after = hit.span.start >= date.end;
        let word = note.slice(hit.span);
        note.entry(hit).category == "future"
            && (!after || !ends_sentence(note.slice(Span::new(date.end, hit.span.start))))
            // `by 3/10` alone says little, and a clause that follows may be of something else.
            && !(after && !word.eq_ignore_ascii_case("will") && !word.eq_ignore_ascii_case("scheduled"))
    })
}

impl Note {
    /// Whether the sentence around a date says that it is still to come: scheduled, due, next.
    pub fn is_future_near(&self, date: Span) -> bool {
        is_planned(self, date)
    }

    /// The number of the day of a date of this note; a date without a year is taken to be within half a year of the note.
    /// `None` if it cannot be told.
    pub fn day_of(&self, date: &Time) -> Option<i64> {
        if let Some(day) = date.day_number() {
            return Some(day);
        }
        let TimeKind::Date {
            year: None,
            month: Some(month),
            day: Some(day),
            ..
        } = date.kind
        else {
            return None;
        };
        let TimeKind::Date { year: Some(year), .. } = self.date()?.date.kind else {
            return None;
        };
        let today = self.date()?.date.day_number()?;
        [year, year - 1, year + 1]
            .into_iter()
            .filter_map(|year| day_number(year, month, day))
            .min_by_key(|number| (number - today).abs())
    }

    /// How many days `to` is after `from`, with day and month read in one order and in the other (the same twice where the
    /// order is known); `None` if it cannot be told. Dates without any year are taken to be less than half a year apart.
    pub fn days_between(&self, from: &Time, to: &Time) -> Option<(i64, i64)> {
        let part = |time: Time| match time.kind {
            TimeKind::Date {
                month: Some(month),
                day: Some(day),
                ..
            } => day_number(2000, month, day),
            _ => None,
        };
        let year = |time: &Time| matches!(time.kind, TimeKind::Date { year: Some(_), .. });
        let reading = |from: Time, to: Time| -> Option<i64> {
            if let (Some(from), Some(to)) = (self.day_of(&from), self.day_of(&to)) {
                return Some(to - from);
            }
            if year(&from) && year(&to) {
                return None;
            }
            let days = part(to)? - part(from)?;
            Some(match days {
                HALF_A_YEAR.. => days - 365,
                _ if days <= -HALF_A_YEAR => days + 365,
                _ => days,
            })
        };
        let straight = reading(*from, *to)?;
        Some((straight, reading(from.turned(), to.turned()).unwrap_or(straight)))
    }
}
