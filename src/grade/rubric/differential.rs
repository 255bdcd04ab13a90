//! The differential: every diagnosis once, under whatever names.

use crate::grade::Named;
use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::{Candidate, Concept, Differential, Problem};
use crate::rules::reasoning::{names_disease, places, symptom_named};
use crate::rules::support::{capitalized, quote, trim};
use crate::text::Span;

use super::measures::facts_in;

/// A diagnosis that the note names among its differential.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Diagnosis {
    /// Where it is named first.
    pub span: Span,
    /// What it means, if the lexicon knows it.
    pub concept: Option<Concept>,
    /// Whether it is the one that the note believes in.
    pub leading: bool,
    /// Arguments for it.
    pub supported: u32,
    /// Arguments against it.
    pub opposed: u32,
    /// Where these arguments stand.
    pub arguments: Vec<Span>,
    /// Whether it stands in a list.
    listed: bool,
    /// Of which differential.
    of: usize,
}

/// A longer problem title is a sentence.
const TITLE: u32 = 90;

/// The diagnoses of the note's main problem: those of its differentials, and what it leads to.
pub(super) fn read(note: &Note) -> Vec<Diagnosis> {
    let mut found: Vec<Diagnosis> = Vec::new();
    let candidates = main(note)
        .enumerate()
        .flat_map(|(of, it)| it.candidates.iter().map(move |one| (of, one)));
    for (of, candidate) in candidates {
        let Some((span, concept)) = name(note, candidate) else {
            continue;
        };
        let own = candidate.support.or(candidate.against);
        let known = found.iter().position(|known| {
            // What a list sets side by side, or the text weighs one by one, are two, whatever the lexicon calls them.
            let weighed = own.is_some_and(|own| !known.arguments.contains(&own)) && !known.arguments.is_empty();
            let apart = known.of == of && known.listed == candidate.listed && (candidate.listed || weighed);
            is_written_alike(note, known.span, span)
                || !apart && is_same(note, (known.span, known.concept), (span, concept))
        });
        let at = known.unwrap_or(found.len());
        if known.is_none() {
            found.push(Diagnosis {
                span,
                concept,
                leading: false,
                supported: 0,
                opposed: 0,
                arguments: Vec::new(),
                listed: candidate.listed,
                of,
            });
        }
        let it = &mut found[at];
        it.leading |= candidate.leading;
        for (argument, count) in [
            (candidate.support, &mut it.supported),
            (candidate.against, &mut it.opposed),
        ] {
            if let Some(argument) = argument.filter(|argument| !it.arguments.contains(argument)) {
                *count += arguments(note, argument);
                it.arguments.push(argument);
            }
        }
    }
    lead(note, &mut found);
    found
}

/// The differentials of the first problem that has one, and those of the note as a whole.
fn main(note: &Note) -> impl Iterator<Item = &Differential> {
    let all = note.differentials();
    let first = all.iter().filter_map(|it| it.written).min();
    // A differential of a later problem stands for the note's only if there is no other.
    let whole = all.iter().any(|it| it.written.is_none());
    let diseases = note.assessment().diseases().next();
    let is_first = move |written: u32| diseases.is_none_or(|problem| problem.written.contains(&written));
    all.iter().filter(move |it| match it.written {
        None => true,
        Some(written) => is_first(written) || !whole && Some(written) == first || is_set_aside(note, written, it),
    })
}

/// Whether the text of a listed problem argues against the problem itself: `3. Pneumonia. No fever, so it is less likely`. It
/// is an alternative of the note then.
fn is_set_aside(note: &Note, written: u32, it: &Differential) -> bool {
    let problem = note.written_problems.get(written as usize);
    problem.is_some_and(|problem| {
        let of_title = |one: &Candidate| one.against.is_some() && !one.leading && problem.title.contains(one.name);
        it.candidates.iter().any(of_title)
    })
}

/// The name of a candidate. In "pneumonia is unlikely without consolidation" it is what stands before the argument.
fn name(note: &Note, candidate: &Candidate) -> Option<(Span, Option<Concept>)> {
    /// How many words a name has at most.
    const WORDS: usize = 6;
    let holds = |it: &Span| it.contains(candidate.name) && it.start < candidate.name.start;
    let opens_after = |argument: &Span| {
        let mut cues = note.phrases_in(lexicon_ids::REASONING_CUES, *argument);
        cues.find(|hit| hit.span.start == argument.start)
            .is_some_and(|hit| note.entry(hit).text("names") == Some("after"))
    };
    let argument = candidate.against.filter(holds).or(candidate.support.filter(holds));
    if let Some(argument) = argument.filter(|argument| !opens_after(argument)) {
        let from = note
            .sentence_at(argument.start)
            .map_or(argument.start, |it| it.span.start);
        let before = Span::new(from.min(argument.start), argument.start);
        let text = note.slice(before);
        let from = text.rfind([';', ':', '.', '\n']).map_or(0, |at| at + 1);
        let subject = text[from..].trim_matches(|c: char| !c.is_alphanumeric());
        if (1..=WORDS).contains(&subject.split_whitespace().count()) {
            let at = before.start + (subject.as_ptr() as usize - text.as_ptr() as usize) as u32;
            let span = Span::new(at, at + subject.len() as u32);
            let named = note.concepts_in(span).iter().find(|it| it.span == span);
            return Some((span, named.map(|it| it.concept)));
        }
    }
    // What is given or ordered is no diagnosis: "consider a statin".
    let is_thing = [
        lexicon_ids::DRUGS,
        lexicon_ids::DRUG_CLASSES,
        lexicon_ids::DRUG_CLASS_NAMES,
        lexicon_ids::ORDERS,
    ]
    .into_iter()
    .any(|lexicon| {
        note.phrases_in(lexicon, candidate.name)
            .any(|hit| hit.span.contains(candidate.name))
    });
    // Hypoxemia is no diagnosis, unless a list says so.
    let is_disease = |concept: Concept| matches!(&*note.concept(concept).category, "disease" | "group");
    let named = candidate.concept.is_some_and(is_disease);
    let counts = named || !is_thing && (candidate.listed || candidate.concept.is_none());
    counts.then_some((candidate.name, candidate.concept))
}

/// How many arguments stand at `span`: the findings and values there, or one.
fn arguments(note: &Note, span: Span) -> u32 {
    (facts_in(note, &[span]).len() as u32).max(1)
}

fn is_same(note: &Note, (one, a): (Span, Option<Concept>), (other, b): (Span, Option<Concept>)) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a == b || note.is_kind_of(a, b) || note.is_kind_of(b, a),
        _ => is_written_alike(note, one, other),
    }
}

fn is_written_alike(note: &Note, one: Span, other: Span) -> bool {
    trim(note.slice(one)).eq_ignore_ascii_case(trim(note.slice(other)))
}

/// Exactly one diagnosis leads: the first that the note commits itself to, else the disease that opens the problem list.
fn lead(note: &Note, found: &mut Vec<Diagnosis>) {
    let mut leading = found.iter().position(|it| it.leading);
    if leading.is_none()
        && let Some(problem) = first_disease(note)
    {
        let concept = problem.concepts.first().copied();
        let title = problem.title;
        // What is argued against is another disease, even if the lexicon knows no finer name for it.
        leading = found.iter().position(|it| {
            let named = it.concept.is_some() && is_same(note, (it.span, it.concept), (title, concept));
            it.span.overlaps(title) || named && it.opposed == 0
        });
        if leading.is_none() {
            // A candidate that is argued against, and another that opens the list: the title leads.
            found.insert(
                0,
                Diagnosis {
                    span: title,
                    concept,
                    leading: true,
                    supported: 0,
                    opposed: 0,
                    arguments: Vec::new(),
                    listed: false,
                    of: 0,
                },
            );
            leading = Some(0);
        }
    }
    for (at, it) in found.iter_mut().enumerate() {
        it.leading = leading == Some(at);
    }
    if let Some(at) = leading {
        let evidence = evidence_of(note, &found[at]).len() as u32;
        found[at].supported = found[at].supported.max(evidence);
    }
}

/// The disease that opens the list of problems, if one does.
fn first_disease(note: &Note) -> Option<&Problem> {
    let first = note.assessment().diseases().next()?;
    let named =
        names_disease(note, first.title) || symptom_named(note, first.title).is_none() && !first.concepts.is_empty();
    let fits = first.title.len() <= TITLE && named;
    fits.then_some(first)
}

/// What speaks for the leading diagnosis: facts in its arguments, in the text of its problem, and in the summary that leads to it.
pub(super) fn evidence_of(note: &Note, leading: &Diagnosis) -> Vec<Span> {
    let mut spans: Vec<Span> = leading.arguments.clone();
    let of_problem = note.assessment().diseases().find(|problem| {
        problem.title.overlaps(leading.span)
            || leading
                .concept
                .is_some_and(|concept| problem.concepts.contains(&concept))
            || places(note, problem).any(|place| place.contains(leading.span))
    });
    if let Some(problem) = of_problem {
        spans.extend(problem.reasoning.iter().copied());
        spans.push(problem.title);
    }
    if let Some(summary) = note.summary_statement() {
        let leads = summary.contains(leading.span) || note.summary_parts(summary).impression;
        if leads {
            spans.push(summary);
        }
    }
    if spans.is_empty()
        && let Some(sentence) = note.sentence_at(leading.span.start)
    {
        spans.push(sentence.span);
    }
    let mut facts = facts_in(note, &spans);
    // The name is no evidence of itself.
    facts.retain(|span| {
        let own = note
            .concepts_in(*span)
            .iter()
            .any(|it| Some(it.concept) == leading.concept);
        !span.overlaps(leading.span) && !own
    });
    facts
}

/// The diagnoses that the note names among its differential, the leading one first, then in the order of the text.
pub fn differential(note: &Note) -> Vec<Named> {
    let mut all = read(note);
    all.sort_by_key(|it| !it.leading);
    // One name in the lexicon for two diagnoses of the note is too wide for both.
    let alone = |concept: Concept| all.iter().filter(|it| it.concept == Some(concept)).count() == 1;
    all.iter()
        .map(|it| Named {
            diagnosis: match it.concept.filter(|concept| alone(*concept)) {
                Some(concept) => capitalized(&note.concept_title(concept)),
                // "Major depressive disorder, recurrent, moderate": the name without its qualifiers.
                None => {
                    let written = note.slice(it.span);
                    let name = written.split([',', '(', ';']).next().unwrap_or(written);
                    capitalized(&quote(name, 60))
                }
            },
            leading: it.leading,
            supported: it.supported,
            opposed: it.opposed,
        })
        .collect()
}
