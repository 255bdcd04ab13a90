//! A copy of a note without what could tell who the patient is: placeholders in the place of names, numbers and places, and
//! placeholders or shifted days in the place of dates.
//!
//! What is replaced is what the family PHI reads ([`Note::identifiers`]), and what it passes over as the writer's own: the
//! sign-off, the front matter's names and dates, comments. The copy is read again until nothing is found any more.

mod dates;
mod persons;

use std::collections::HashMap;
use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::facts::{Identifier, IdentifierKind};
use crate::note::{self, Hints, Note};
use crate::text::Span;

use dates::Calendar;
use persons::Persons;

/// What becomes of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dates {
    /// `[DATE-1]`, the same day always the same.
    #[default]
    Placeholders,
    /// All moved by the same number of days, each in its own form. Dates of birth, and what cannot be read, become placeholders.
    Shift(i64),
}

/// What was replaced, by category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The word of its placeholders: `NAME`, `DATE`, `MRN`.
    pub token: &'static str,
    /// What it is called: "a person's name".
    pub phrase: &'static str,
    /// In how many places.
    pub places: usize,
    /// How many different ones.
    pub different: usize,
}

/// A copy of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The text; the same as before wherever nothing was found.
    pub text: String,
    /// What was replaced, the categories in order of their name.
    pub replaced: Vec<Replaced>,
}

/// So often is a copy read again. Each time fewer can be left; two are enough but for texts made to be hard.
const ROUNDS: usize = 24;

/// Redact `text`.
pub fn redact(text: &str, grammar: &Arc<Grammar>, dates: Dates) -> Redacted {
    let mut redactor = Redactor::new(text, dates);
    let mut text: Arc<str> = Arc::from(text);
    for round in 0..ROUNDS {
        let note = note::read(Arc::clone(&text), Arc::clone(grammar), &Hints::default());
        let edits = redactor.edits(&note, round == 0);
        if edits.is_empty() {
            break;
        }
        text = Arc::from(redactor.apply(&text, &edits));
    }
    Redacted {
        text: text.as_ref().to_owned(),
        replaced: redactor.replaced(),
    }
}

/// The shift of dates that a key stands for: whole weeks back, so that the days of the week stay true.
pub fn shift_of(key: &str) -> i64 {
    // FNV-1a, 64 bits: the same on every machine.
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    /// So many weeks back at most.
    const WEEKS: u64 = 104;
    -7 * (1 + ((hash >> 16) % WEEKS) as i64)
}

/// One replacement.
#[derive(Debug)]
struct Edit {
    span: Span,
    text: String,
    /// A shifted date, to be left alone from now on.
    shifted: bool,
}

/// What is known of a note while it is redacted.
struct Redactor {
    dates: Dates,
    /// The next number of each token.
    next: HashMap<&'static str, u32>,
    /// The number that each value has.
    known: HashMap<(&'static str, String), u32>,
    persons: Persons,
    /// The names that the front matter tells.
    authors: Vec<(String, IdentifierKind)>,
    calendar: Calendar,
    /// How often a token was written.
    places: HashMap<&'static str, (usize, &'static str)>,
    /// How many different values a token has stood for, where that is not told by its numbers.
    moved: std::collections::HashSet<String>,
    /// Dates that have been shifted, in the text as it is now.
    settled: Vec<Span>,
}

impl Redactor {
    fn new(text: &str, dates: Dates) -> Self {
        Self {
            dates,
            next: numbers_taken(text),
            known: HashMap::new(),
            persons: Persons::default(),
            authors: Vec::new(),
            calendar: Calendar::default(),
            places: HashMap::new(),
            moved: std::collections::HashSet::new(),
            settled: Vec::new(),
        }
    }

    /// The edits that rid `note` of what it tells, in order, without overlap.
    fn edits(&mut self, note: &Note, first: bool) -> Vec<Edit> {
        let mut found: Vec<Identifier> = note.identifiers().to_vec();
        found.extend_from_slice(note.identifiers_aside());
        let mut own = front_matter(note);
        // The whole value goes, not a part of it.
        found.retain(|one| !own.iter().any(|(span, _)| span.overlaps(one.span)));
        found.retain(|one| !self.settled.iter().any(|span| span.overlaps(one.span)));
        own.retain(|(span, _)| !self.settled.iter().any(|settled| settled.overlaps(*span)));
        if first {
            self.authors = own
                .iter()
                .filter(|(_, kind)| *kind != IdentifierKind::Date)
                .flat_map(|(span, kind)| {
                    persons::written_names(note.slice(*span))
                        .into_iter()
                        .map(|name| (name, *kind))
                })
                .collect();
        }
        self.named_elsewhere(note, &mut own);
        own.retain(|(span, _)| !found.iter().any(|one| one.span.overlaps(*span)));
        let mut all: Vec<(Span, IdentifierKind)> = found.iter().map(|one| (one.span, one.kind)).collect();
        all.append(&mut own);
        all.sort_by_key(|(span, _)| (span.start, span.end));
        if first {
            self.calendar = Calendar::of(note, &all);
        }
        for (span, kind) in &all {
            if matches!(kind, IdentifierKind::Name | IdentifierKind::Clinician) {
                self.persons.introduce(kind.token(), note.slice(*span));
            }
        }
        let mut edits: Vec<Edit> = Vec::with_capacity(all.len());
        for (span, kind) in all {
            if edits.last().is_some_and(|last| last.span.end > span.start) {
                continue;
            }
            let written = note.slice(span);
            if kind == IdentifierKind::Date
                && let Dates::Shift(days) = self.dates
                // Glued to an address, a moved date could make another one of it.
                && !note.text[..span.start as usize].ends_with('/')
                && let Some(text) = self.calendar.shifted(written, days)
            {
                self.count(kind);
                self.moved.insert(written.to_ascii_lowercase());
                edits.extend(dates::weekday_beside(
                    note,
                    span,
                    days,
                    edits.last().map_or(0, |last| last.span.end),
                ));
                edits.push(Edit {
                    span,
                    text,
                    shifted: true,
                });
                continue;
            }
            self.count(kind);
            let text = self.placeholder(kind, written);
            edits.push(Edit {
                span,
                text,
                shifted: false,
            });
        }
        edits
    }

    /// Where the persons of the front matter are named again.
    fn named_elsewhere(&self, note: &Note, places: &mut Vec<(Span, IdentifierKind)>) {
        let known: Vec<Span> = places.iter().map(|(span, _)| *span).collect();
        for (name, kind) in &self.authors {
            for (at, _) in note.text.match_indices(&**name) {
                let span = Span::from(at..at + name.len());
                let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let whole = !letter(note.text[..at].chars().next_back())
                    && !letter(note.text[span.end as usize..].chars().next());
                if whole && !known.iter().any(|other| other.overlaps(span)) {
                    places.push((span, *kind));
                }
            }
        }
        places.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        places.dedup_by(|later, earlier| earlier.0.overlaps(later.0));
    }

    fn count(&mut self, kind: IdentifierKind) {
        let one = self.places.entry(kind.token()).or_insert((0, kind.phrase()));
        one.0 += 1;
    }

    /// `[NAME-1]` for what is written.
    fn placeholder(&mut self, kind: IdentifierKind, written: &str) -> String {
        let token = kind.token();
        if kind == IdentifierKind::Age {
            self.known.entry((token, written.to_ascii_lowercase())).or_insert(0);
            return format!("[{token}]");
        }
        let key = match kind {
            IdentifierKind::Name | IdentifierKind::Clinician => self.persons.key(token, written),
            IdentifierKind::Date | IdentifierKind::BirthDate => self.calendar.key(written),
            _ => written
                .chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect(),
        };
        let next = self.next.entry(token).or_insert(1);
        let number = *self.known.entry((token, key)).or_insert_with(|| {
            let number = *next;
            *next += 1;
            number
        });
        format!("[{token}-{number}]")
    }

    /// The text with the edits made.
    fn apply(&mut self, text: &str, edits: &[Edit]) -> String {
        let mut out = String::with_capacity(text.len() + edits.len() * 4);
        let mut settled = Vec::new();
        let mut old = std::mem::take(&mut self.settled).into_iter().peekable();
        let mut at = 0;
        for edit in edits {
            while let Some(span) = old.next_if(|span| span.start < edit.span.start) {
                let moved = out.len() as u32 + (span.start - at);
                settled.push(Span::new(moved, moved + span.len()));
            }
            out.push_str(&text[at as usize..edit.span.start as usize]);
            if edit.shifted {
                settled.push(Span::from(out.len()..out.len() + edit.text.len()));
            }
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        for span in old {
            let moved = out.len() as u32 + (span.start - at);
            settled.push(Span::new(moved, moved + span.len()));
        }
        out.push_str(&text[at as usize..]);
        self.settled = settled;
        out
    }

    fn replaced(&self) -> Vec<Replaced> {
        let different = |token: &str| {
            let moved = if token == IdentifierKind::Date.token() {
                self.moved.len()
            } else {
                0
            };
            self.known.keys().filter(|(known, _)| *known == token).count() + moved
        };
        let mut replaced: Vec<Replaced> = self
            .places
            .iter()
            .map(|(token, (places, phrase))| Replaced {
                token,
                phrase,
                places: *places,
                different: different(token),
            })
            .collect();
        replaced.sort_by_key(|one| one.token);
        replaced
    }
}

/// The first free number of each token that the text numbers already: a note that is half redacted keeps its placeholders.
fn numbers_taken(text: &str) -> HashMap<&'static str, u32> {
    let mut next = HashMap::new();
    for kind in IdentifierKind::ALL {
        let token = kind.token();
        let open = format!("[{token}-");
        for (at, _) in text.match_indices(&open) {
            let digits: String = text[at + open.len()..]
                .chars()
                .take(6)
                .take_while(char::is_ascii_digit)
                .collect();
            if let Ok(number) = digits.parse::<u32>() {
                let free = next.entry(token).or_insert(1);
                *free = (*free).max(number + 1);
            }
        }
    }
    next
}

/// The values of the front matter that name somebody or a day.
fn front_matter(note: &Note) -> Vec<(Span, IdentifierKind)> {
    const CLINICIANS: [&str; 11] = [
        "author",
        "attending",
        "preceptor",
        "supervisor",
        "student",
        "physician",
        "provider",
        "resident",
        "clinician",
        "examiner",
        "tutor",
    ];
    let mut found = Vec::new();
    for entry in &note.front_matter {
        let key = note.slice(entry.key).to_ascii_lowercase();
        let value = note.slice(entry.value);
        let masked = value.starts_with('[') && value.ends_with(']') && !value[1..].contains('[');
        if masked || value.trim().is_empty() {
            continue;
        }
        let of_clinician = CLINICIANS
            .iter()
            .any(|word| key == *word || key.split(['-', '_']).any(|part| part == *word));
        if key == "patient"
            || key == "name"
            || key.ends_with("patient-name")
            || key.ends_with("patient_name")
            || key == "patient name"
        {
            found.push((entry.value, IdentifierKind::Name));
        } else if of_clinician {
            if persons::names_somebody(value) {
                found.push((entry.value, IdentifierKind::Clinician));
            }
        } else if key == "date" {
            found.push((entry.value, IdentifierKind::Date));
        }
    }
    found
}

#[cfg(test)]
mod tests;
