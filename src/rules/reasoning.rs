//! What the rules on reasoning share: which notes are asked for it, what a title names, and whether a text gives a reason.

use smallvec::SmallVec;

use crate::grammar::{Role, ids, lexicon_ids};
use crate::note::facts::{Mention, Problem, Sentence, Status};
use crate::note::{KindSource, Note, SectionIx};
use crate::rules::support::{is_british, word_count};
use crate::text::Span;

/// Words that join those of a title.
const JOINING: [&str; 22] = [
    "and", "with", "of", "the", "in", "for", "on", "a", "an", "to", "at", "is", "x", "or", "w", "his", "her", "over",
    "who", "this", "after", "p",
];

/// Whether somebody said of which kind the note is, or it is laid out as one: told from a few headings alone, a dictated letter
/// looks like a student's note.
pub fn is_declared(note: &Note) -> bool {
    match note.kind_source {
        None => false,
        Some(KindSource::Sections) => note.find_section(ids::SUBJECTIVE).is_some(),
        Some(_) => true,
    }
}

/// Whether the kind of the note is one of `kinds`.
pub fn is_kind(note: &Note, kinds: &[&str]) -> bool {
    note.kind
        .is_some_and(|kind| kinds.contains(&&*note.grammar.kind(kind).id))
}

/// Whether the note is that of a first meeting over a complaint: not of a planned visit, a later day, or a known course.
pub fn is_first_meeting(note: &Note) -> bool {
    note.presentation().visit.is_none()
}

/// Whether it is a British note of the short kind, of a practice or over the telephone.
pub fn is_terse(note: &Note) -> bool {
    is_kind(note, &["soap", "clinic-follow-up"]) && is_british(note)
}

/// The outermost sections that hold an assessment, in the order of the text.
pub fn assessments(note: &Note) -> impl Iterator<Item = SectionIx> + '_ {
    let is_assessment = |ix: SectionIx| {
        matches!(
            note.role_at(note.section(ix).heading.start),
            Role::Assessment | Role::AssessmentAndPlan
        )
    };
    (0..note.sections.len() as u32)
        .map(SectionIx)
        .filter(move |ix| is_assessment(*ix) && !note.section(*ix).parent.is_some_and(is_assessment))
}

/// The sentences of `span`.
pub fn sentences_in(note: &Note, span: Span) -> &[Sentence] {
    let all = note.sentences();
    let from = all.partition_point(|it| it.span.start < span.start);
    let to = all.partition_point(|it| it.span.start < span.end);
    &all[from..to.max(from)]
}

/// The findings that start inside `span`.
pub fn findings_in(note: &Note, span: Span) -> &[Mention] {
    let all = note.findings();
    let from = all.partition_point(|it| it.span.start < span.start);
    let to = all.partition_point(|it| it.span.start < span.end);
    &all[from..to.max(from)]
}

/// Where a problem is written, the whole of each place.
pub fn places<'n>(note: &'n Note, problem: &'n Problem) -> impl Iterator<Item = Span> + 'n {
    let written = problem
        .written
        .iter()
        .filter_map(|at| note.written_problems.get(*at as usize));
    let spans: SmallVec<[Span; 2]> = written.map(|it| it.span).collect();
    let own = spans.is_empty().then_some(problem.span);
    spans.into_iter().chain(own)
}

/// Whether a category of the lexicon `problem-titles` is named in `span`.
pub fn titled(note: &Note, span: Span, category: &str) -> bool {
    note.phrases_in(lexicon_ids::PROBLEM_TITLES, span)
        .any(|hit| hit.span.end <= span.end && note.grammar.category(hit) == category)
}

/// Whether `span` names a disease: one that a lexicon knows, or a word that ends like one.
pub fn names_disease(note: &Note, span: Span) -> bool {
    let known = |it: &Mention| it.lexicon == lexicon_ids::CONDITIONS && it.assertion.status != Status::Absent;
    findings_in(note, span).iter().any(known)
        || note.concepts_in(span).iter().any(|it| {
            &*note.concept(it.concept).category == "disease" && note.assertion(it.span).status != Status::Absent
        })
        || looks_like_disease(note, span)
}

/// Whether a word in `span` ends like the name of a disease.
pub fn looks_like_disease(note: &Note, span: Span) -> bool {
    disease_word(note, span).is_some()
}

/// The first word in `span` that ends like the name of a disease.
pub fn disease_word(note: &Note, span: Span) -> Option<Span> {
    let entries = &note.grammar.lexicon(lexicon_ids::PROBLEM_TITLES).entries;
    let shape = entries.iter().find(|entry| entry.category == "shape")?;
    let suffixes = shape.list("suffixes");
    let text = note.slice(span);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let ends = |word: &&str| {
        word.len() > 1
            && suffixes.iter().any(|suffix| {
                let at = word.len().wrapping_sub(suffix.len());
                // Short ones are words of their own, long ones endings.
                (at == 0 || suffix.len() > 3) && word.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(suffix))
            })
    };
    let word = words.into_iter().find(ends)?;
    let at = span.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
    Some(Span::new(at, at + word.len() as u32))
}

/// What a text that names nothing but complaints, signs or bare results names: the first of them.
pub fn symptom_named(note: &Note, span: Span) -> Option<Span> {
    if word_count(note.slice(span)) > 16 {
        return None;
    }
    let mut covered: SmallVec<[Span; 16]> = SmallVec::new();
    let mut symptom: Option<Span> = None;
    let mut name =
        |it: Span| symptom = Some(symptom.map_or(it, |known| if it.start < known.start { it } else { known }));
    for hit in note.phrases_in(lexicon_ids::PROBLEM_TITLES, span) {
        match note.grammar.category(hit) {
            "symptom" | "number" => {
                name(hit.span);
                covered.push(hit.span);
            }
            "modifier" => covered.push(hit.span),
            "shape" => return None,
            _ => {}
        }
    }
    for it in findings_in(note, span) {
        if it.assertion.status == Status::Absent {
            return None;
        }
        let known = covered
            .iter()
            .any(|other| other.contains(it.span) && other.len() >= it.span.len());
        if it.lexicon == lexicon_ids::CONDITIONS && !known {
            return None;
        }
        name(it.span);
        covered.push(it.span);
    }
    for lexicon in [
        lexicon_ids::COMPLAINTS,
        lexicon_ids::BODY_PARTS,
        lexicon_ids::PERSON_WORDS,
        lexicon_ids::AGE_FORMS,
    ] {
        for hit in note.phrases_in(lexicon, span) {
            if lexicon == lexicon_ids::COMPLAINTS && matches!(note.grammar.category(hit), "symptom" | "generic") {
                name(hit.span);
            }
            covered.push(hit.span);
        }
    }
    let times = note.times();
    let from = times.partition_point(|it| it.span.start < span.start);
    covered.extend(
        times[from..]
            .iter()
            .map(|it| it.span)
            .take_while(|it| it.start < span.end),
    );
    let first = symptom?;
    let text = note.slice(span);
    let mut start = 0;
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        let at = span.start + start as u32;
        start += word.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
        let plain = word.is_empty()
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || JOINING.iter().any(|known| word.eq_ignore_ascii_case(known))
            || covered.iter().any(|known| known.contains_offset(at));
        if !plain {
            return None;
        }
    }
    Some(first)
}

/// What a text does to reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reasons {
    /// A cause or a diagnosis is named, or weighed.
    pub cause: bool,
    /// A severity, a course, a state.
    pub state: bool,
    /// A finding or result.
    pub evidence: bool,
}

impl Reasons {
    /// Whether anything of the kind stands there.
    pub fn any(self) -> bool {
        self.cause || self.state || self.evidence
    }
}

/// What the text at `span` does to reason. `but` is left out: the title itself.
pub fn reasons(note: &Note, span: Span, but: Span) -> Reasons {
    let mut found = Reasons::default();
    for hit in note.phrases_in(lexicon_ids::REASONING_CUES, span) {
        if hit.span.end > span.end {
            continue;
        }
        let entry = note.entry(hit);
        match &*entry.category {
            "cause" if entry.flag("weak") => {
                // "After the CT", "from 20 mg": of a thing that a patient has, "from" tells the cause.
                let reach = Span::new(hit.span.end, (hit.span.end + 40).min(span.end));
                found.cause |= findings_in(note, reach).iter().any(|it| it.span.start > hit.span.start);
                let next = note.slice(reach).trim_start();
                found.cause |=
                    note.slice(hit.span).eq_ignore_ascii_case("from") && next.starts_with(|c: char| c.is_alphabetic());
            }
            "commitment" | "support" | "against" | "considered" | "versus" | "differential" | "cause" => {
                found.cause = true;
            }
            "severity" | "course" | "interpretation" | "hedge" => found.state = true,
            _ => {}
        }
    }
    found.evidence |= denies(note, span);
    let first_of = |starts: &dyn Fn() -> Option<u32>| starts().is_some_and(|start| start < span.end);
    let labs = note.labs();
    found.evidence |= first_of(&|| {
        Some(
            labs.get(labs.partition_point(|it| it.span.start < span.start))?
                .span
                .start,
        )
    });
    let vitals = note.vitals();
    found.evidence |= first_of(&|| {
        Some(
            vitals
                .get(vitals.partition_point(|it| it.span.start < span.start))?
                .span
                .start,
        )
    });
    let scores = note.scores();
    found.evidence |= first_of(&|| {
        Some(
            scores
                .get(scores.partition_point(|it| it.span.start < span.start))?
                .span
                .start,
        )
    });
    let studies = note.study_values();
    found.evidence |= first_of(&|| {
        Some(
            studies
                .get(studies.partition_point(|it| it.span.start < span.start))?
                .span
                .start,
        )
    });
    for it in findings_in(note, span) {
        if but.overlaps(it.span) || matches!(it.assertion.status, Status::Hypothetical | Status::Family) {
            continue;
        }
        // "For pain" after a drug is what it is given for.
        let sentence = note.sentence_at(it.span.start).map_or(span, |sentence| sentence.span);
        let medications = note.medications();
        let from = medications.partition_point(|it| it.span.start < sentence.start);
        if medications
            .get(from)
            .is_some_and(|drug| drug.span.start < it.span.start)
        {
            continue;
        }
        found.evidence = true;
        break;
    }
    found
}

/// Whether a clause of `span` opens with "no" or "without": "no blood", "without fever".
fn denies(note: &Note, span: Span) -> bool {
    let text = note.slice(span);
    let words = text.split([' ', '\n', '\t']).filter(|word| !word.is_empty());
    let mut opens = true;
    for word in words {
        let bare = word.trim_start_matches(['-', '(', '*', '•', ':', ',', ';']);
        if opens
            && ["no", "without", "never", "afebrile", "normal"]
                .iter()
                .any(|it| bare.eq_ignore_ascii_case(it))
        {
            return true;
        }
        opens = bare.is_empty() && opens || word.ends_with([':', ';', ',', '.', '-', '–', '—', '(']);
    }
    false
}

/// Whether two texts name one thing: a finding, or a concept.
pub fn names_same(note: &Note, title: Span, text: Span) -> bool {
    let named = findings_in(note, title);
    let told = findings_in(note, text);
    if named
        .iter()
        .any(|a| told.iter().any(|b| a.concept(note) == b.concept(note)))
    {
        return true;
    }
    let told = note.concepts_in(text);
    note.concepts_in(title).iter().any(|a| {
        told.iter().any(|b| {
            a.concept == b.concept || note.is_kind_of(a.concept, b.concept) || note.is_kind_of(b.concept, a.concept)
        })
    })
}

/// The sentences of assessment and plan that stand under no problem.
pub fn prose(note: &Note) -> impl Iterator<Item = &Sentence> {
    let problems = &note.written_problems;
    note.sentences().iter().filter(move |sentence| {
        let at = problems.partition_point(|it| it.span.start <= sentence.span.start);
        let inside = problems[..at]
            .last()
            .is_some_and(|it| it.span.end > sentence.span.start);
        !inside
            && matches!(
                note.role_at(sentence.span.start),
                Role::Assessment | Role::AssessmentAndPlan | Role::Plan | Role::Course
            )
    })
}
