//! The summary statement, wherever it stands.

use super::SummaryParts;
use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::TimeKind;
use crate::text::Span;

/// How many sentences a summary has at most.
const SENTENCES: usize = 3;
/// From how many words on a sentence can be a summary.
const WORDS: usize = 5;

/// Where a sentence stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Under a heading of its own.
    Headed,
    /// In an assessment, before its first problem or after its last.
    Open,
    /// Under a problem.
    Problem,
    /// In a plan.
    Plan,
}

pub(super) fn find(note: &Note) -> Option<Span> {
    let sentences = note.sentences();
    let problems = &note.written_problems;
    let mut best: Option<(u8, usize)> = None;
    // The first sentence of each section.
    let mut section = None;
    let mut at_top = 0;
    for (at, sentence) in sentences.iter().enumerate() {
        let body = sentence.section.map(|ix| note.section(ix).body);
        if sentence.section != section && body.is_some_and(|body| sentence.span.start >= body.start) {
            section = sentence.section;
            at_top = at;
        }
        let Some(ix) = sentence.section else { continue };
        let headed = note.section(ix).id == Some(ids::SUMMARY_STATEMENT);
        // "Overall acute risk low" sums up the risk.
        if note.section(ix).id == Some(ids::SAFETY_ASSESSMENT) {
            continue;
        }
        let place = match note.role_at(sentence.span.start) {
            _ if headed => Place::Headed,
            Role::Assessment | Role::AssessmentAndPlan => Place::Open,
            Role::Plan => Place::Plan,
            _ => continue,
        };
        let taken = problems.partition_point(|it| it.span.start <= sentence.span.start);
        let inside = problems[..taken]
            .last()
            .is_some_and(|it| it.span.end > sentence.span.start);
        let place = if inside && place == Place::Open {
            Place::Problem
        } else {
            place
        };
        if words(note, sentence.span) < WORDS {
            continue;
        }
        let opener = opener(note, sentence.span);
        let told = parts(note, sentence.span);
        let bare = note
            .phrases_in(lexicon_ids::SUMMARY_PARTS, sentence.span)
            .any(|hit| hit.span.start < sentence.span.start + 20 && note.grammar.category(hit) == "bare");
        let aged = first_in(&note.patient().ages, sentence.span, |age| age.span.start);
        let tells = told.syndrome || told.impression;
        // The first place in this order; of equal ones the first in the text.
        let rank = match place {
            Place::Headed => 0,
            _ if opener && (told.who || bare || told.count() >= 2) => 1,
            Place::Open if told.who && tells => 2 + u8::from(!aged),
            Place::Open | Place::Problem if at == at_top && bare && told.syndrome => 6,
            Place::Problem if told.who && tells && (at == at_top || told.count() >= 3) => 4,
            Place::Plan if at < at_top + 2 && told.who && tells => 5,
            _ => continue,
        };
        if best.is_none_or(|(known, _)| rank < known) {
            best = Some((rank, at));
        }
    }
    let (_, first) = best?;
    let opening = sentences[first].span;
    let next_problem = problems
        .get(problems.partition_point(|it| it.span.start <= opening.start))
        .map_or(u32::MAX, |it| it.span.start);
    let mut span = opening;
    for next in sentences[first + 1..].iter().take(SENTENCES - 1) {
        let gap = Span::new(span.end, next.span.start.max(span.end));
        let same_paragraph = memchr::memchr_iter(b'\n', note.slice(gap).as_bytes()).count() < 2;
        if next.section != sentences[first].section
            || next.span.start >= next_problem
            || !same_paragraph
            || next.lead.is_some()
        {
            break;
        }
        span = span.cover(next.span);
    }
    Some(span)
}

fn words(note: &Note, span: Span) -> usize {
    note.slice(span).split_whitespace().take(WORDS).count()
}

/// Whether a word that announces a summary opens the sentence.
fn opener(note: &Note, sentence: Span) -> bool {
    note.phrases_in(lexicon_ids::SUMMARY_PARTS, sentence)
        .next()
        .is_some_and(|hit| hit.span.start < sentence.start + 4 && note.grammar.category(hit) == "opener")
}

pub(super) fn parts(note: &Note, span: Span) -> SummaryParts {
    let mut told = SummaryParts::default();
    let patient = note.patient();
    let starts_in = |other: Span| span.contains_offset(other.start);
    told.who = first_in(&patient.ages, span, |age| age.span.start)
        || first_in(&patient.sexes, span, |(_, sex)| sex.start)
        || patient.parity.is_some_and(|parity| starts_in(parity.span))
        || note
            .phrases_in(lexicon_ids::PERSON_WORDS, span)
            .any(|hit| matches!(note.grammar.category(hit), "person" | "child"));
    for hit in note.phrases_in(lexicon_ids::SUMMARY_PARTS, span) {
        match note.grammar.category(hit) {
            "who" => told.who = true,
            "history" => told.history = true,
            "tempo" => told.tempo = true,
            "syndrome" => told.syndrome = true,
            "data" => told.data = true,
            _ => {}
        }
    }
    let cues = note.phrases_in(lexicon_ids::REASONING_CUES, span);
    told.impression = cues
        .map(|hit| note.grammar.category(hit))
        .any(|category| matches!(category, "commitment" | "cause"));
    let mut conditions = 0;
    let findings = note.findings();
    let from = findings.partition_point(|it| it.span.start < span.start);
    for finding in findings[from..].iter().take_while(|it| it.span.start < span.end) {
        told.syndrome = true;
        if finding.lexicon == lexicon_ids::CONDITIONS {
            conditions += 1;
        } else if finding.lexicon == lexicon_ids::SIGNS {
            told.data = true;
        }
    }
    // Diseases before the complaint are its background.
    told.history |= conditions >= 2 || patient.pregnant.is_some_and(starts_in);
    told.syndrome |=
        note.phrases_in(lexicon_ids::COMPLAINTS, span).next().is_some() || !note.concepts_in(span).is_empty();
    let times = note.times();
    let from = times.partition_point(|it| it.span.start < span.start);
    told.tempo |= times[from..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .any(|it| !matches!(it.kind, TimeKind::In(..)) && !is_age(note, it.span));
    told.data |= first_in(note.vitals(), span, |it| it.span.start) || first_in(note.labs(), span, |it| it.span.start);
    told.data |=
        first_in(note.study_values(), span, |it| it.span.start) || first_in(note.scores(), span, |it| it.span.start);
    told
}

/// Whether a time is the age of somebody: `64-year-old`.
fn is_age(note: &Note, time: Span) -> bool {
    let ages = &note.patient().ages;
    let at = ages.partition_point(|age| age.span.start < time.end);
    ages[..at].last().is_some_and(|age| age.span.overlaps(time))
}

/// Whether one of `all`, which are in the order of the text, starts inside `span`.
fn first_in<T>(all: &[T], span: Span, start: impl Fn(&T) -> u32) -> bool {
    let at = all.partition_point(|it| start(it) < span.start);
    all.get(at).is_some_and(|it| start(it) < span.end)
}
