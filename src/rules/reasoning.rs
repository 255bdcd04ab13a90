//! What the rules on reasoning share: which notes are asked for it, what a title names, and whether a text gives a reason.

use smallvec::SmallVec;

use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::facts::{ConceptMention, Mention, Problem, Sentence, Status};
use crate::note::{KindSource, Note, ProblemForm, SectionIx, WrittenProblem};
use crate::rules::support::{Content, is_british, section_content, word_count};
use crate::text::{Span, floor};

/// Words that join those of a title.
const JOINING: [&str; 33] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "and", "with", "of",
    "the", "in", "for", "on", "a", "an", "to", "at", "is", "x", "or", "w", "his", "her", "over", "who", "this",
    "after", "p",
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
    /// A note of more words is no terse one.
    const WORDS: usize = 260;
    is_kind(note, &["soap", "clinic-follow-up"]) && word_count(&note.text) < WORDS && is_british(note)
}

/// The outermost sections that hold an assessment, in the order of the text.
pub fn assessments(note: &Note) -> impl Iterator<Item = SectionIx> + '_ {
    let is_assessment = |ix: SectionIx| {
        matches!(
            note.role_at(note.section(ix).heading.start),
            Role::Assessment | Role::AssessmentAndPlan
        )
    };
    let looked_again = |ix: SectionIx| note.section(ix).id == Some(ids::REASSESSMENT);
    (0..note.sections.len() as u32).map(SectionIx).filter(move |ix| {
        is_assessment(*ix) && !looked_again(*ix) && !note.section(*ix).parent.is_some_and(is_assessment)
    })
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
    let listed = note
        .phrases_in(lexicon_ids::PROBLEM_TITLES, span)
        .find(|hit| note.grammar.category(hit) == "shape");
    if let Some(hit) = listed {
        return Some(hit.span);
    }
    let entries = &note.grammar.lexicon(lexicon_ids::PROBLEM_TITLES).entries;
    let shape = entries.iter().find(|entry| entry.category == "shape")?;
    let suffixes = shape.list("suffixes");
    let text = note.slice(span);
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let ends = |word: &&str| {
        let last = word.bytes().next_back().unwrap_or_default() | 0x20;
        word.len() > 1
            && suffixes.iter().any(|suffix| {
                let at = word.len().wrapping_sub(suffix.len());
                // Short ones are words of their own, long ones endings.
                (at == 0 || suffix.len() > 3)
                    && suffix.as_bytes().last().is_some_and(|it| it | 0x20 == last)
                    && word.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(suffix))
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
    // "Pain" alone is what a postoperative plan calls the care of it.
    if note.slice(span).trim().eq_ignore_ascii_case("pain") {
        return None;
    }
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

/// What the text at `span` does to reason. `but` is left out: the title itself. What follows a drug in its sentence is said of
/// the drug.
pub fn reasons(note: &Note, span: Span, but: Span) -> Reasons {
    let mut found = Reasons::default();
    let mut from = span.start;
    for sentence in sentences_in(note, span) {
        if sentence.span.start > from {
            told(note, Span::new(from, sentence.span.start), but, &mut found);
        }
        from = from.max(sentence.span.start);
        let end = sentence.span.end.min(span.end);
        if end > from {
            told(note, before_drug(note, Span::new(from, end)), but, &mut found);
            from = end;
        }
    }
    if from < span.end {
        told(note, before_drug(note, Span::new(from, span.end)), but, &mut found);
    }
    found
}

/// The text up to its first drug that is ordered.
pub fn before_drug(note: &Note, span: Span) -> Span {
    let medications = note.medications();
    let at = medications.partition_point(|it| it.span.start < span.start);
    match medications.get(at).filter(|it| it.span.start < span.end) {
        Some(drug) => Span::new(span.start, drug.span.start),
        None => span,
    }
}

fn told(note: &Note, span: Span, but: Span, found: &mut Reasons) {
    for hit in note.phrases_in(lexicon_ids::REASONING_CUES, span) {
        if hit.span.end > span.end {
            continue;
        }
        let entry = note.entry(hit);
        match &*entry.category {
            "cause" if entry.flag("weak") => {
                // "After the CT", "from 20 mg": of a thing that a patient has, "from" tells the cause.
                let end = floor(&note.text, (hit.span.end + 40).min(span.end) as usize);
                let reach = Span::new(hit.span.end, (end as u32).max(hit.span.end));
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
    found.evidence |= denies(note, span)
        || starts_in(note.labs(), span, |it| it.span.start)
        || starts_in(note.vitals(), span, |it| it.span.start)
        || starts_in(note.scores(), span, |it| it.span.start)
        || starts_in(note.study_values(), span, |it| it.span.start)
        || findings_in(note, span)
            .iter()
            .any(|it| !but.overlaps(it.span) && !matches!(it.assertion.status, Status::Hypothetical | Status::Family));
}

/// Whether one of `all`, which are in the order of the text, starts inside `span`.
fn starts_in<T>(all: &[T], span: Span, start: impl Fn(&T) -> u32) -> bool {
    let at = all.partition_point(|it| start(it) < span.start);
    all.get(at).is_some_and(|it| start(it) < span.end)
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

/// Whether two texts name one disease, not only one complaint: "AKI" and "acute kidney injury".
pub fn names_same_disease(note: &Note, one: Span, other: Span) -> bool {
    let told = findings_in(note, other);
    let is_disease = |it: &&Mention| it.lexicon == lexicon_ids::CONDITIONS;
    if findings_in(note, one).iter().filter(is_disease).any(|a| {
        told.iter()
            .filter(is_disease)
            .any(|b| a.concept(note) == b.concept(note))
    }) {
        return true;
    }
    let told = note.concepts_in(other);
    note.concepts_in(one)
        .iter()
        .any(|a| &*note.concept(a.concept).category != "symptom" && told.iter().any(|b| a.concept == b.concept))
        || note.slice(one).trim().eq_ignore_ascii_case(note.slice(other).trim())
}

/// The assessment that names no problem and no diagnosis, if that is so of all of them.
pub fn nameless(note: &Note) -> Option<SectionIx> {
    let mut first: Option<SectionIx> = None;
    for ix in assessments(note) {
        if section_content(note, ix) != Content::Written {
            continue;
        }
        if names_problem(note, note.section(ix).body) {
            return None;
        }
        first = first.or(Some(ix));
    }
    // A plan under titles of diseases is a problem list too; a plan with no title, whose text names one, is none.
    let is_title = |title: Span| {
        names_disease(note, title)
            || !findings_in(note, title).is_empty()
            || titled(note, title, "symptom")
            || titled(note, title, "number")
    };
    let in_plan = |problem: &Problem| {
        problem.form.is_some() && note.role_at(problem.title.start) == Role::Plan && is_title(problem.title)
    };
    first.filter(|_| !note.assessment().diseases().any(in_plan))
}

/// Whether anything that a patient can have, or can have undergone, is named.
fn names_problem(note: &Note, span: Span) -> bool {
    /// An assessment of more words surely names something.
    const LONG: usize = 90;
    let mut words = 0;
    let combined = note.role_at(span.start.saturating_sub(1)) == Role::AssessmentAndPlan;
    let steps = note.assessment().plan.iter().filter(|it| it.deed.action.is_some());
    let mut steps: Vec<Span> = match combined {
        true => steps.map(|it| it.span).filter(|it| span.contains(*it)).collect(),
        false => Vec::new(),
    };
    steps.sort_unstable_by_key(|it| it.start);
    for sentence in sentences_in(note, span) {
        // Steps under the same heading are for something, but do not say for what.
        let topic = note
            .section_at(sentence.span.start)
            .is_some_and(|ix| note.section(ix).body != span && note.role_at(sentence.span.start) == Role::Plan);
        let text = before_drug(note, sentence.span);
        let at = steps.partition_point(|it| it.start <= sentence.span.start);
        let step = steps[..at].last().is_some_and(|it| it.end > sentence.span.start);
        let step = step && !names_disease(note, text);
        // `Gout: colchicine 0.6 mg daily`: the title before the drug is the problem.
        let title = note.slice(text).trim_end_matches(['*', ' ', '_']);
        if !topic && text.len() < sentence.span.len() && title.ends_with(':') && names_something(note, text) {
            return true;
        }
        if topic || step || text.len() < sentence.span.len() {
            continue;
        }
        words += word_count(note.slice(text));
        if words > LONG || names_something(note, text) {
            return true;
        }
    }
    false
}

fn names_something(note: &Note, span: Span) -> bool {
    if names_disease(note, span) || !findings_in(note, span).is_empty() {
        return true;
    }
    let of_patient = |it: &ConceptMention| {
        matches!(
            &*note.concept(it.concept).category,
            "disease" | "symptom" | "result" | "group"
        )
    };
    let status = |category: &str| matches!(category, "symptom" | "number" | "minor" | "evident");
    let title = |hit: &&LexiconHit| {
        let text = note.slice(hit.span);
        status(note.grammar.category(hit)) && hit.span.len() > 4
            || text.eq_ignore_ascii_case("s/p")
            || text.eq_ignore_ascii_case("status post")
    };
    let named = |hit: &&LexiconHit| matches!(note.grammar.category(hit), "operation" | "symptom" | "generic");
    let considered = |hit: &&LexiconHit| note.grammar.category(hit) == "considered" && note.entry(hit).flag("sure");
    let patient = note.patient();
    note.concepts_in(span).iter().any(of_patient)
        || note.phrases_in(lexicon_ids::PROBLEM_TITLES, span).any(|hit| title(&hit))
        || note.phrases_in(lexicon_ids::OPERATIONS, span).any(|hit| named(&hit))
        || note.phrases_in(lexicon_ids::COMPLAINTS, span).any(|hit| named(&hit))
        || note.phrases_in(lexicon_ids::LABS, span).next().is_some()
            && note.phrases_in(lexicon_ids::LAB_WORDS, span).next().is_some()
        || note.phrases_in(lexicon_ids::REASONING_CUES, span).any(|hit| considered(&hit))
        // Weeks of pregnancy, births.
        || patient.gestation.is_some_and(|(_, _, at)| span.contains(at))
        || patient.parity.is_some_and(|it| span.contains(it.span))
}

/// The problems as written in the first list of an assessment, else of a plan; topics stand among them.
pub fn first_list(note: &Note) -> Vec<&WrittenProblem> {
    let is_title = |it: &&WrittenProblem| it.form != ProblemForm::Line;
    let list_in = |plan: bool| {
        let mut all = note.written_problems.iter().filter(is_title);
        let first = all.find(|it| (note.role_at(it.title.start) == Role::Plan) == plan)?;
        let own: Vec<&WrittenProblem> = note
            .written_problems
            .iter()
            .filter(is_title)
            .filter(|it| it.section == first.section)
            .collect();
        (own.len() > 1).then_some(own)
    };
    list_in(false).or_else(|| list_in(true)).unwrap_or_default()
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
