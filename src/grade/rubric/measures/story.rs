//! The complaint and its story.

use super::Measured;
use crate::grammar::{ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Status, TimeKind};
use crate::rules::catalogue::{cmp002_hpi_opening as cmp002, cmp003_hpi_elements as cmp003};
use crate::rules::reasoning::findings_in;
use crate::rules::support::{is_background, section_content, trim, word_count};
use crate::text::Span;

pub(super) fn complaint_words(note: &Note) -> Measured<'_> {
    let section = note.find_section(ids::CHIEF_COMPLAINT);
    let written = section.filter(|ix| section_content(note, *ix) == crate::rules::support::Content::Written);
    Measured {
        figure: Some(written.map_or(0, |ix| word_count(note.slice(note.section(ix).body)) as u32)),
        place: written.map(|ix| note.section(ix).heading),
        ..Measured::default()
    }
}

/// Where the story stands, for what it does not tell.
fn place(note: &Note) -> Option<Span> {
    note.presentation().place(note)
}

pub(super) fn quotations(note: &Note) -> Measured<'_> {
    /// A quotation of more bytes is none.
    const LONG: usize = 300;
    let complaint = note.find_section(ids::CHIEF_COMPLAINT).map(|ix| note.section(ix).body);
    let story = note.presentation().story.iter().copied();
    let mut found: Vec<Span> = Vec::new();
    for span in complaint.into_iter().chain(story) {
        let text = note.slice(span);
        let mut from = 0;
        while let Some(open) = text[from..].find(['"', '“', '«', '„']).map(|at| from + at) {
            let inside = open + text[open..].chars().next().map_or(1, char::len_utf8);
            let Some(close) = text[inside..].find(['"', '”', '»', '“']).map(|at| inside + at) else {
                break;
            };
            let words = &text[inside..close];
            if close - inside <= LONG && trim(words).chars().any(char::is_alphabetic) {
                let place = Span::new(span.start + inside as u32, span.start + close as u32);
                if !found.contains(&place) {
                    found.push(place);
                }
            }
            from = close + text[close..].chars().next().map_or(1, char::len_utf8);
        }
    }
    Measured::places(note, found)
}

pub(super) fn opening(note: &Note) -> Measured<'_> {
    match cmp002::opening_parts(note) {
        Some((span, parts)) => Measured {
            place: Some(span),
            ..Measured::asked(parts.into_iter().map(|(name, told)| (name, told.then_some(span))))
        },
        None => Measured {
            place: place(note),
            ..Measured::default()
        },
    }
}

pub(super) fn expected(note: &Note) -> Measured<'_> {
    let at = place(note).unwrap_or(Span::at(0));
    let told = |place: Option<Span>| Some(place.unwrap_or(at));
    Measured {
        place: place(note),
        ..Measured::asked(
            cmp003::dimensions(note)
                .into_iter()
                .map(|(name, place)| (name, told(place))),
        )
    }
}

pub(super) fn told(note: &Note) -> Measured<'_> {
    Measured {
        place: place(note),
        ..Measured::asked(cmp003::dimensions(note))
    }
}

/// The places of a story, without what names the patient's age.
pub(super) fn times(note: &Note) -> Measured<'_> {
    let story = &note.presentation().story;
    let mut found: Vec<Span> = Vec::new();
    let is_new = |found: &[Span], span: Span| {
        let text = note.slice(span);
        !found
            .iter()
            .any(|known| known.overlaps(span) || note.slice(*known).eq_ignore_ascii_case(text))
    };
    for span in story {
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < span.start);
        for time in times[from..].iter().take_while(|time| time.span.start < span.end) {
            let is_age = note.patient().ages.iter().any(|age| age.span.overlaps(time.span));
            let counts = !is_age && !matches!(time.kind, TimeKind::In(..)) && !is_background(note, time);
            if counts && is_new(&found, time.span) {
                found.push(time.span);
            }
        }
        for hit in note.phrases_in(lexicon_ids::CHRONOLOGY, *span) {
            if note.entry(hit).category == "frame" && is_new(&found, hit.span) {
                found.push(hit.span);
            }
        }
    }
    found.sort_unstable_by_key(|span| span.start);
    Measured {
        place: place(note),
        ..Measured::places(note, found)
    }
}

pub(super) fn context(note: &Note) -> Measured<'_> {
    let story = &note.presentation().story;
    let covers = |name: &str| {
        let mut hits = story
            .iter()
            .flat_map(|span| note.phrases_in(lexicon_ids::HPI_ELEMENTS, *span));
        hits.find(|hit| note.entry(hit).list("covers").iter().any(|it| **it == *name))
            .map(|hit| hit.span)
    };
    let illness = || {
        let mut all = story.iter().flat_map(|span| findings_in(note, *span));
        let illness = all.find(|it| it.lexicon == lexicon_ids::CONDITIONS && it.assertion.status != Status::Absent);
        illness.map(|it| it.span)
    };
    let drug = || {
        let mut all = note.medications().iter().map(|it| it.span);
        all.find(|span| story.iter().any(|part| part.contains(*span)))
    };
    Measured {
        place: place(note),
        ..Measured::asked([
            ("the setting in which it began", covers("context-setting")),
            ("earlier episodes and care", covers("prior-episodes-and-care")),
            ("risk factors", covers("risk-factors")),
            ("past illness that bears on it", illness()),
            ("medication", drug()),
        ])
    }
}

/// The symptoms and signs of the story, each once, that are said to be there or not.
fn mentioned<'n>(note: &'n Note, counts: impl Fn(Status) -> bool, but: &[Span]) -> Measured<'n> {
    let mut seen: Vec<&str> = Vec::new();
    let mut spans: Vec<Span> = Vec::new();
    for part in &note.presentation().story {
        for it in findings_in(note, *part) {
            let own = but.iter().any(|span| span.overlaps(it.span));
            let id = it.concept(note);
            if it.lexicon != lexicon_ids::CONDITIONS && counts(it.assertion.status) && !own && !seen.contains(&id) {
                seen.push(id);
                spans.push(it.span);
            }
        }
    }
    Measured {
        place: place(note),
        ..Measured::said(note, spans)
    }
}

pub(super) fn positives(note: &Note) -> Measured<'_> {
    let complaints: Vec<Span> = note.presentation().complaints.iter().map(|it| it.span).collect();
    mentioned(note, |status| status == Status::Present, &complaints)
}

pub(super) fn negatives(note: &Note) -> Measured<'_> {
    mentioned(note, |status| status == Status::Absent, &[])
}

pub(super) fn qualifiers(note: &Note) -> Measured<'_> {
    Measured {
        place: place(note),
        ..qualifiers_in(note, &note.presentation().story)
    }
}

/// The qualifying words in these places, each once: those of tempo and the others of `summary-parts`.
pub(super) fn qualifiers_in<'n>(note: &'n Note, spans: &[Span]) -> Measured<'n> {
    let mut places: Vec<Span> = Vec::new();
    for span in spans {
        let named = note
            .phrases_in(lexicon_ids::SUMMARY_PARTS, *span)
            .filter(|hit| matches!(note.grammar.category(hit), "tempo" | "qualifier"));
        for hit in named {
            let text = note.slice(hit.span);
            let is_new = !places
                .iter()
                .any(|known| known.overlaps(hit.span) || note.slice(*known).eq_ignore_ascii_case(text));
            if is_new {
                places.push(hit.span);
            }
        }
    }
    places.sort_unstable_by_key(|span| span.start);
    Measured::places(note, places)
}

pub(super) fn words(note: &Note) -> Measured<'_> {
    let story = &note.presentation().story;
    let count: usize = story.iter().map(|span| word_count(note.slice(*span))).sum();
    Measured {
        figure: Some(count as u32),
        place: place(note),
        ..Measured::default()
    }
}
