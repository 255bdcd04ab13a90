//! What is said of the patient: symptoms, signs and conditions, there or not; habits; allergies.

use super::{Answer, Beside, words_of, written};
use crate::grade::similarity::fold;
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, Mention, Status, Use};
use crate::text::Span;

pub(super) fn compare(beside: &mut Beside<'_>) {
    findings(beside);
    habits(beside);
    allergies(beside);
}

/// How a finding counts: there, not there, in the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    There,
    NotThere,
    InFamily,
}

fn said(mention: &Mention) -> Option<Said> {
    match mention.assertion.status {
        Status::Present | Status::Historical | Status::Uncertain => Some(Said::There),
        Status::Absent => Some(Said::NotThere),
        Status::Family => Some(Said::InFamily),
        Status::Hypothetical => None,
    }
}

/// Where the thinking stands: a condition named there is a problem or a diagnosis, and compared as such.
fn is_thought(role: Role) -> bool {
    matches!(role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan)
}

fn findings(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    let mut seen: Vec<(&str, Said)> = Vec::new();
    for mention in model.findings() {
        let role = model.role_at(mention.span.start);
        let is_condition = mention.lexicon == lexicon_ids::CONDITIONS;
        // A reaction to a drug is told with the allergy.
        let Some(said) = said(mention).filter(|_| !is_thought(role) && role != Role::Allergies) else {
            continue;
        };
        // "No N/V" is two findings by the name of a third; "CTAB" is itself, and what it denies follows from it.
        let follows = mention.assertion.cue == Some(mention.span);
        let named_otherwise = mention.implied && (follows || named_itself(model, mention));
        let is_open = mention.assertion.status == Status::Uncertain && !is_condition;
        let concept = mention.concept(model);
        if named_otherwise || is_open || seen.contains(&(concept, said)) {
            continue;
        }
        seen.push((concept, said));
        let plain = if mention.implied {
            words_of(concept)
        } else {
            named(model, mention.span)
        };
        let (kind, name) = match said {
            Said::InFamily if role == Role::FamilyHistory => ("family history", format!("{plain} in the family")),
            Said::InFamily => ("history", format!("{plain}, of somebody else")),
            Said::NotThere => (kind_of(mention, role), format!("no {plain}")),
            Said::There => (kind_of(mention, role), plain),
        };
        let answer = look(model, note, mention, said);
        beside.tell(kind, name, mention.span, answer);
    }
}

/// How a finding is written, without a figure at its end: "weight loss of 5" is a weight loss.
fn named(note: &Note, span: Span) -> String {
    let mut name = written(note, span);
    while let Some((front, last)) = name.rsplit_once(' ') {
        let is_figure = last.starts_with(|c: char| c.is_ascii_digit());
        let links = ["of", "to", "by", "for", "about"].contains(&last);
        if !(is_figure || links) {
            break;
        }
        name.truncate(front.len());
    }
    name
}

fn kind_of(mention: &Mention, role: Role) -> &'static str {
    if mention.lexicon == lexicon_ids::CONDITIONS {
        "history"
    } else if mention.lexicon == lexicon_ids::SYMPTOMS && role != Role::Exam {
        "symptom"
    } else {
        "finding"
    }
}

/// Whether something else is named at the place of an implied finding.
fn named_itself(note: &Note, mention: &Mention) -> bool {
    let all = note.findings();
    let from = all.partition_point(|it| it.span.start < mention.span.start);
    let here = all
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(|it| it.span == mention.span);
    here.filter(|it| !it.implied).count() > 0
}

/// What the note says of a finding of the model answer.
fn look(model: &Note, note: &Note, wanted: &Mention, how: Said) -> Answer {
    let id = wanted.concept(model);
    let concepts = model.concepts_of_finding(wanted);
    let mut opposite = None;
    for mention in note.findings() {
        let Some(here) = said(mention) else { continue };
        let same = mention.concept(note) == id;
        let others = note.concepts_of_finding(mention);
        let any = |kind: &dyn Fn(Concept, Concept) -> bool| {
            concepts
                .iter()
                .any(|wanted| others.iter().any(|other| kind(*other, *wanted)))
        };
        // What is there is found in a narrower name too, what is denied in a wider one.
        let fits = match how {
            // Of a lasting condition the wider name will do: diabetes for diabetes of type 2.
            Said::There | Said::InFamily => {
                let lasts = |concept| note.is_chronic(concept);
                same || any(&|other, wanted| {
                    let wider = lasts(other) && lasts(wanted) && note.is_kind_of(wanted, other);
                    wider || note.is_kind_of(other, wanted)
                })
            }
            Said::NotThere => same || any(&|other, wanted| note.is_kind_of(wanted, other)),
        };
        // "Swelling" is found in "leg swelling".
        if here == how && (fits || how == Said::There && is_within(model, wanted.span, note, mention.span)) {
            return Answer::Found(mention.span);
        }
        if same
            && opposite.is_none()
            && matches!(
                (how, here),
                (Said::There, Said::NotThere) | (Said::NotThere, Said::There)
            )
        {
            opposite = Some(mention);
        }
    }
    if let Some(found) = normal(model, note, wanted, how).or_else(|| measured(note, concepts, how)) {
        return Answer::Found(found);
    }
    match opposite {
        // What only a plan speaks of is no statement about the patient.
        Some(mention) if how == Said::There => {
            Answer::Differs(mention.span, "the note says that it is not there".to_owned())
        }
        Some(mention) if !is_thought(note.role_at(mention.span.start)) => {
            Answer::Differs(mention.span, "the note says that it is there".to_owned())
        }
        _ => Answer::Missing,
    }
}

/// Whether the words of a finding all stand in the name of another.
fn is_within(model: &Note, wanted: Span, note: &Note, other: Span) -> bool {
    let mut inside: Vec<u64> = Vec::new();
    fold::words(note.slice(other), other.start, |word| inside.push(word.hash));
    let (mut all, mut telling) = (true, false);
    fold::words(model.slice(wanted), wanted.start, |word| {
        all &= inside.contains(&word.hash);
        telling |= !word.small;
    });
    all && telling
}

/// "Lungs clear" is found where a note denies what it denies.
fn normal(model: &Note, note: &Note, wanted: &Mention, how: Said) -> Option<Span> {
    let entry = model.entry_at(wanted.lexicon, wanted.entry);
    if how != Said::There || entry.text("polarity") != Some("normal") {
        return None;
    }
    let denies = entry.list("denies");
    let mut denied = note.findings().iter().filter(|it| said(it) == Some(Said::NotThere));
    denied
        .find(|it| denies.iter().any(|id| **id == *it.concept(note)))
        .map(|it| it.span)
}

/// A value that is what was named: a temperature of 39 °C is a fever.
fn measured(note: &Note, concepts: &[Concept], how: Said) -> Option<Span> {
    if how != Said::There {
        return None;
    }
    let is = |found: Option<Concept>| {
        found.is_some_and(|found| concepts.iter().any(|wanted| note.is_kind_of(found, *wanted)))
    };
    let labs = note.labs().iter().filter(|lab| is(note.concept_of_lab(lab)));
    labs.map(|lab| lab.span).next()
}

fn habits(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    let uses = |told: Use| matches!(told, Use::Current | Use::Social | Use::Amount);
    let all = note.substances();
    for habit in model.substances() {
        let of: Vec<_> = all.iter().filter(|it| it.substance == habit.substance).collect();
        let same = of.iter().find(|it| uses(it.told) == uses(habit.told));
        let answer = match (same, of.first()) {
            (Some(same), _) => Answer::Found(same.span),
            (None, Some(other)) => {
                Answer::Differs(other.span, format!("the note says “{}”", written(note, other.span)))
            }
            (None, None) => Answer::Missing,
        };
        beside.tell("social history", habit.substance.to_owned(), habit.span, answer);
    }
}

fn allergies(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    let (theirs, own) = (model.allergies(), note.allergies());
    for allergy in &theirs.list {
        let same = own.list.iter().find(|it| {
            let named = allergy.drug.is_some() && allergy.drug == it.drug
                || allergy.class.is_some() && allergy.class == it.class
                || allergy.material.is_some() && allergy.material == it.material;
            let related = it.drug.is_some_and(|drug| allergy.relation(model, drug).is_some())
                || allergy.drug.is_some_and(|drug| it.relation(note, drug).is_some());
            named
                || related
                || note
                    .slice(it.written)
                    .eq_ignore_ascii_case(model.slice(allergy.written))
        });
        let answer = match (same, own.none.first()) {
            (Some(found), _) => Answer::Found(found.span),
            (None, Some(none)) => Answer::Differs(*none, format!("the note says “{}”", written(note, *none))),
            (None, None) => Answer::Missing,
        };
        beside.tell("allergy", written(model, allergy.written), allergy.span, answer);
    }
    if let Some(none) = theirs.none.first().filter(|_| theirs.list.is_empty()) {
        let answer = match (own.none.first(), own.list.first()) {
            (_, Some(other)) => Answer::Differs(other.span, format!("the note names {}", written(note, other.written))),
            (Some(none), None) => Answer::Found(*none),
            (None, None) => Answer::Missing,
        };
        beside.tell("allergy", "no known allergies".to_owned(), *none, answer);
    }
}
