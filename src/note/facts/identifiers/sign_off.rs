//! Where the writer speaks of themself: the sign-off, and the front matter's `author` and `date`.

use super::super::super::Note;
use super::IdentifierKind;
use crate::grammar::{ids, lexicon_ids};
use crate::text::Span;

/// A place of the writer's own.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnPlace {
    /// Where.
    pub span: Span,
    /// Whether a patient may be named there too: in an attestation ("I saw Mr. …").
    pub of_a_patient: bool,
}

impl OwnPlace {
    /// Whether an identifier of this kind is the writer's own here.
    pub(super) fn owns(&self, kind: IdentifierKind) -> bool {
        match kind {
            IdentifierKind::Clinician
            | IdentifierKind::Date
            | IdentifierKind::Phone
            | IdentifierKind::Fax
            | IdentifierKind::Email
            | IdentifierKind::License
            | IdentifierKind::Facility => true,
            IdentifierKind::Name => !self.of_a_patient,
            _ => false,
        }
    }
}

/// How long a line of a sign-off may be, in bytes.
const LONGEST: u32 = 140;
/// How far from the beginning of its line the author stands, in bytes.
const NEAR: u32 = 45;
/// So many of the last lines may be a sign-off.
const LAST_LINES: usize = 4;
/// How far the sign-off reaches behind its heading, in bytes.
const SECTION: u32 = 240;

/// The places, in order.
pub(super) fn places(note: &Note) -> Vec<OwnPlace> {
    let mut places: Vec<OwnPlace> = Vec::new();
    for entry in &note.front_matter {
        let key = note.slice(entry.key);
        if key.eq_ignore_ascii_case("author") || key.eq_ignore_ascii_case("date") {
            places.push(OwnPlace {
                span: entry.value,
                of_a_patient: false,
            });
        }
    }
    for section in &note.sections {
        let is = |id| section.id == Some(id) || section.also.contains(&id);
        let (signature, attestation) = (is(ids::SIGNATURE), is(ids::ATTESTATION));
        if signature || attestation {
            let end = section.span.end.min(section.heading.end + SECTION);
            places.push(OwnPlace {
                span: Span::new(section.span.start, end.max(section.heading.end)),
                of_a_patient: attestation,
            });
        }
    }
    if let Some(span) = last_lines(note) {
        places.push(OwnPlace {
            span,
            of_a_patient: false,
        });
    }
    places.sort_by_key(|place| (place.span.start, place.span.end));
    places
}

/// The last lines of the note from the one that names its author on.
fn last_lines(note: &Note) -> Option<Span> {
    let mut found = None;
    let mut end = note.text.trim_end().len();
    let whole = end as u32;
    for _ in 0..LAST_LINES {
        let start = note.text[..end].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = Span::from(start..end);
        if note.slice(line).trim().is_empty() || line.len() > LONGEST {
            break;
        }
        if names_author(note, line) || is_farewell(note.slice(line)) {
            found = Some(line.start);
        }
        if start == 0 {
            break;
        }
        end = note.text[..start].trim_end_matches(['\n', '\r', ' ', '\t']).len();
        // A blank line above parts the sign-off from the note.
        if note.text[end..start].matches('\n').count() > 1 && found.is_some() {
            break;
        }
    }
    // A note of one line is no sign-off.
    found.filter(|start| *start > 0).map(|start| Span::new(start, whole))
}

/// Whether the line is no item or heading and names its author near its beginning: `Jane Roe, MS3`, `Signed: …`.
fn names_author(note: &Note, line: Span) -> bool {
    let text = note.slice(line).trim_start();
    let numbered = text.starts_with(|c: char| c.is_ascii_digit());
    if numbered || text.starts_with(['*', '•', '+', '#', '|']) || text.starts_with("- ") {
        return false;
    }
    let mut late = note.sections.iter().rev();
    if late
        .by_ref()
        .take_while(|section| section.heading.end > line.start)
        .any(|section| line.contains(section.heading))
    {
        return false;
    }
    let near = Span::new(line.start, line.end.min(line.start + NEAR));
    note.phrases_in(lexicon_ids::SIGN_OFF, near)
        .any(|hit| note.entry(hit).category == "author" && !is_told_of(note, line.start, hit.span.start))
}

/// `Yours sincerely,`: what follows is the name of the writer.
fn is_farewell(line: &str) -> bool {
    let line = line.trim().trim_end_matches([',', '.']).to_ascii_lowercase();
    [
        "sincerely",
        "faithfully",
        "regards",
        "best wishes",
        "respectfully",
        "respectfully submitted",
    ]
    .iter()
    .any(|word| line.ends_with(word))
}

/// Whether the words before a role say that somebody else did something: `Called by RN`, `discussed with the attending`.
fn is_told_of(note: &Note, from: u32, at: u32) -> bool {
    let lead = note.slice(Span::new(from.min(at), at)).trim_end();
    let last = lead.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let before = lead[..lead.len() - last.len()].trim_end();
    let others = [
        "with", "per", "the", "by", "from", "to", "of", "notified", "informed", "paged", "called",
    ];
    let told = others.iter().any(|other| last.eq_ignore_ascii_case(other));
    // `Signed by`, `written by` are the writer's own.
    let own = [
        "signed",
        "written",
        "authored",
        "dictated",
        "prepared",
        "documented",
        "completed",
    ];
    let by = last.eq_ignore_ascii_case("by");
    told && !(by && own.iter().any(|word| before.to_ascii_lowercase().ends_with(word)))
}
