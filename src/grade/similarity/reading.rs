//! What of a note is compared: its prose. Left out is what two students get alike without looking at each other:
//! headings, vital signs, results, lists of medications, the review of systems, lists of denials, normal findings, the
//! sentence that says who the patient is, the patient's own words, and whatever everybody had before them.

use super::base::Base;
use super::fold;
use super::winnow::Reading;
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Sentence, Status};
use crate::text::Span;

/// Words that a sentence of a history or an examination needs to be prose and no list.
const PROSE: usize = 8;
/// Small words that it needs.
const PROSE_SMALL: usize = 2;
/// From so many denials on a sentence is a list of them.
const DENIALS: usize = 3;

/// The compared words of a note.
pub(super) fn read(note: &Note, base: &Base) -> Reading {
    let mut reading = Reading::default();
    let quotes = quotations(&note.text);
    let mut headings = note
        .sections
        .iter()
        .map(|section| section.heading)
        .filter(|heading| !heading.is_empty())
        .peekable();
    let mut last_section = None;
    let mut broken = true;
    let mut words = Vec::new();
    for sentence in note.sentences() {
        while headings.next_if(|heading| heading.end <= sentence.span.start).is_some() {}
        let is_heading = headings.peek().is_some_and(|heading| heading.contains(sentence.span));
        words.clear();
        if !is_heading && !sentence.quoted && !sentence.cell {
            fold::words(note.slice(sentence.span), sentence.span.start, |word| words.push(word));
        }
        if words.is_empty() || !is_compared(note, sentence, &words) {
            broken = true;
            continue;
        }
        if broken || last_section != sentence.section {
            reading.stretches.push(reading.words.len() as u32);
            broken = false;
        }
        last_section = sentence.section;
        for word in &words {
            let quoted = is_inside(&quotes, word.start);
            if quoted {
                broken = true;
                continue;
            }
            if broken {
                reading.stretches.push(reading.words.len() as u32);
                broken = false;
            }
            reading.words.push(*word);
        }
    }
    reading.stretches.push(reading.words.len() as u32);
    let aside = aside(note);
    reading.own = reading
        .words
        .iter()
        .map(|word| !is_inside(&aside, word.start))
        .collect();
    for range in reading.ranges().collect::<Vec<_>>() {
        let covered = base.covers(reading.words.get(range.clone()).unwrap_or_default());
        for (own, covered) in reading.own.iter_mut().skip(range.start).zip(covered) {
            *own &= !covered;
        }
    }
    reading
}

/// Whether two students who saw the same patient would write the sentence each in their own way.
fn is_compared(note: &Note, sentence: &Sentence, words: &[fold::Word]) -> bool {
    let prose = || words.len() >= PROSE && words.iter().filter(|word| word.small).count() >= PROSE_SMALL;
    let kept = match note.role_at(sentence.span.start) {
        Role::History
        | Role::Assessment
        | Role::Plan
        | Role::AssessmentAndPlan
        | Role::Course
        | Role::Procedure
        | Role::Other => true,
        Role::PastHistory | Role::SurgicalHistory | Role::FamilyHistory | Role::SocialHistory | Role::Studies => {
            prose()
        }
        Role::Exam => prose() && findings(note, sentence.span).0 > 0,
        Role::Identification
        | Role::ChiefComplaint
        | Role::ReviewOfSystems
        | Role::HomeMedications
        | Role::InpatientMedications
        | Role::DischargeMedications
        | Role::Allergies
        | Role::VitalSigns
        | Role::Data => false,
    };
    kept && {
        let (present, denied) = findings(note, sentence.span);
        denied < DENIALS || denied <= present
    }
}

/// How many findings the text says are there, and how many it denies; those said by another's name left out.
fn findings(note: &Note, span: Span) -> (usize, usize) {
    let all = note.findings();
    let from = all.partition_point(|it| it.span.start < span.start);
    let inside = all.get(from..).unwrap_or_default();
    let inside = inside.iter().take_while(|it| it.span.start < span.end);
    let (mut present, mut denied) = (0, 0);
    for finding in inside.filter(|it| !it.implied) {
        let normal = note.entry_at(finding.lexicon, finding.entry).text("polarity") == Some("normal");
        match finding.assertion.status {
            Status::Absent => denied += 1,
            _ if normal => {}
            _ => present += 1,
        }
    }
    (present, denied)
}

/// What is measured, taken or said in every note: it is read over, and is no sign of anything. In order.
fn aside(note: &Note) -> Vec<Span> {
    let mut spans: Vec<Span> = note.vitals().iter().map(|vital| vital.span).collect();
    spans.extend(note.labs().iter().chain(note.study_values()).map(|lab| lab.span));
    let medications = note.medications().iter();
    spans.extend(
        medications
            .filter(|it| it.listed || it.dose.is_some())
            .map(|it| it.span),
    );
    let phrases = note.phrases_of(lexicon_ids::BOILERPLATE);
    spans.extend(
        phrases
            .filter(|hit| note.grammar.category(hit) != "unchanged")
            .map(|hit| hit.span),
    );
    spans.extend(note.placeholders().map(|blank| blank.span));
    // Who the patient is, in a sentence: its form is taught, and its facts are those of the case.
    let ages = note
        .patient()
        .ages
        .iter()
        .filter_map(|age| note.sentence_at(age.span.start));
    spans.extend(ages.map(|sentence| sentence.span));
    spans.extend(note.summary_statement());
    spans.sort_unstable();
    // One inside another would hide what the longer still holds.
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

fn is_inside(spans: &[Span], offset: u32) -> bool {
    let at = spans.partition_point(|span| span.start <= offset);
    spans
        .get(..at)
        .and_then(<[Span]>::last)
        .is_some_and(|span| offset < span.end)
}

/// Bytes that a quotation has at most.
const LONGEST: usize = 800;

/// What stands between double quotation marks, in order; a quotation stays in its paragraph.
fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\n', _) if before == '\n' => open = None,
            ('"' | '”' | '»', Some(start)) => {
                if at - start <= LONGEST {
                    found.push(Span::from(start..at));
                }
                open = None;
            }
            // `5'10"`, `2" wound` are inches.
            ('"', None) if before.is_alphanumeric() => {}
            ('"' | '“' | '„' | '«', None) => open = Some(at),
            _ => {}
        }
        if c != '\r' {
            before = c;
        }
    }
    found
}
