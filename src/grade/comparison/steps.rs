//! Problems, and the steps of the plan by what they do and to what.

use std::collections::HashSet;

use super::{Answer, Beside, words_of, written};
use crate::grade::similarity::fold;
use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Action, Concept, Medication, MedicationStatus, Order, PlanItem, Status};
use crate::text::Span;

pub(super) fn compare(beside: &mut Beside<'_>) {
    problems(beside);
    steps(beside);
}

/// Words of a problem's title, beyond which it is called by what it means.
const TITLE: usize = 8;

fn problems(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    for problem in model.assessment().diseases() {
        let named = |a: Concept| {
            problem
                .concepts
                .iter()
                .any(|b| note.is_kind_of(a, *b) || note.is_kind_of(*b, a))
        };
        let of_problem = note.assessment().problems.iter();
        let own = of_problem
            .filter(|it| it.concepts.iter().any(|it| named(*it)))
            .map(|it| it.title)
            .next();
        let answer = own
            .or_else(|| thought(note).find(|(_, concept)| named(*concept)).map(|(span, _)| span))
            .or_else(|| worded(model, problem.title, note));
        let answer = answer.map_or(Answer::Missing, Answer::Found);
        let title = written(model, problem.title);
        let name = match problem.concepts.first() {
            Some(concept) if title.split(' ').count() > TITLE => {
                let name = model.concept_title(*concept);
                if name.len() <= 4 { name.to_uppercase() } else { name }
            }
            _ => title,
        };
        beside.tell("problem", name, problem.title, answer);
    }
}

/// The concepts that the assessment and plan name, denied ones left out.
fn thought(note: &Note) -> impl Iterator<Item = (Span, Concept)> + '_ {
    let named = note.concepts().iter().filter(|it| {
        let role = note.role_at(it.span.start);
        matches!(role, Role::Assessment | Role::Plan | Role::AssessmentAndPlan)
            && !matches!(
                note.assertion(it.span).status,
                Status::Absent | Status::Hypothetical | Status::Family
            )
    });
    named.map(|it| (it.span, it.concept))
}

/// Words that tell nothing of what a problem is.
const IDLE: [&str; 12] = [
    "acute",
    "chronic",
    "likely",
    "possible",
    "probable",
    "suspected",
    "new",
    "history",
    "status",
    "left",
    "right",
    "stable",
];

/// A problem that no lexicon knows is found where a sentence of the assessment and plan has all its telling words.
fn worded(model: &Note, title: Span, note: &Note) -> Option<Span> {
    let idle: HashSet<u64> = IDLE.iter().map(|word| fold::hash(word)).collect();
    let telling = |note: &Note, span: Span| -> HashSet<u64> {
        let mut found = HashSet::new();
        fold::words(note.slice(span), span.start, |word| {
            if !word.small && !idle.contains(&word.hash) {
                found.insert(word.hash);
            }
        });
        found
    };
    let wanted = telling(model, title);
    if wanted.is_empty() || wanted.len() > 6 {
        return None;
    }
    let mut sentences = note.sentences().iter().filter(|sentence| {
        let role = note.role_at(sentence.span.start);
        matches!(role, Role::Assessment | Role::Plan | Role::AssessmentAndPlan)
    });
    sentences
        .find(|sentence| wanted.is_subset(&telling(note, sentence.span)))
        .map(|sentence| sentence.span)
}

/// What a step does with a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    Give,
    Leave,
}

fn course(note: &Note, drug: &Medication) -> Option<Course> {
    match drug.status {
        MedicationStatus::Home
        | MedicationStatus::Ordered
        | MedicationStatus::Continued
        | MedicationStatus::Changed
        | MedicationStatus::Given => Some(Course::Give),
        MedicationStatus::Mentioned => None,
        // "Get the fluid off: furosemide 40 mg", "hold metformin, insulin by sliding scale".
        MedicationStatus::Held | MedicationStatus::Stopped | MedicationStatus::NotTaken => {
            let off = drug.verb.filter(|verb| verb.end <= drug.name.start);
            let is_off = off.is_some_and(|verb| note.slice(verb).eq_ignore_ascii_case("off"));
            let given = drug.by_rule.is_some() || is_off && drug.dose.is_some();
            Some(if given { Course::Give } else { Course::Leave })
        }
    }
}

fn steps(beside: &mut Beside<'_>) {
    let (model, note) = (beside.model, beside.note);
    let mut seen: Vec<u16> = Vec::new();
    for item in &model.assessment().plan {
        let mut named = false;
        for order in &item.deed.orders {
            match order {
                Order::Drug(at) => named |= drug(beside, *at),
                Order::Thing(_, span) if is_conditional(model, item, *span) => {}
                Order::Thing(entry, span) => {
                    named = true;
                    if seen.contains(entry) {
                        continue;
                    }
                    seen.push(*entry);
                    thing(beside, item, *entry, *span);
                }
            }
        }
        // What orders nothing by name is compared by what it is for.
        if !named
            && !item.deed.is_deferral()
            && let Some(name) = item.deed.action.and_then(deed_name)
        {
            let is_one = |own: &&PlanItem| item.deed.action.is_some_and(|action| own.deed.is(action));
            let own = note.assessment().plan.iter().find(is_one);
            let answer = own.map_or(Answer::Missing, |own| Answer::Found(own.span));
            beside.tell("plan", name.to_owned(), item.span, answer);
        }
    }
}

/// Whether the order is one of what is to be done if something happens: "return to the emergency department if".
fn is_conditional(note: &Note, item: &PlanItem, order: Span) -> bool {
    if !item.deed.is(Action::Contingency) {
        return false;
    }
    let before = note.text.get(item.span.start as usize..order.start as usize);
    let mut words = before.unwrap_or_default().split(|c: char| !c.is_alphanumeric());
    item.deed.action == Some(Action::Contingency)
        || words.any(|word| {
            ["if", "return", "should", "unless", "when"]
                .iter()
                .any(|it| word.eq_ignore_ascii_case(it))
        })
}

/// A test, service or procedure that a step of the model's plan orders, or decides against.
fn thing(beside: &mut Beside<'_>, item: &PlanItem, entry: u16, span: Span) {
    let (model, note) = (beside.model, beside.note);
    let order = model.entry_at(lexicon_ids::ORDERS, entry);
    // Rest, fluids and watching go by too many words; "sliding scale" is no scale.
    if &*order.category == "measure" || model.slice(span).eq_ignore_ascii_case("scale") {
        return;
    }
    // Of "cognitive behavioral therapy" the lexicon may know the beginning.
    let mut name = written(model, to_word_end(model, span));
    let meant = words_of(&order.id);
    if matches!(&*order.category, "service" | "procedure") && !name.eq_ignore_ascii_case(&meant) {
        name = format!("{name} ({meant})");
    }
    let is_refused = item.deed.is_deferral() || model.assertion(span).status == Status::Absent;
    if !is_refused {
        let answer = match ordered(note, entry) {
            Answer::Missing => abbreviated(note, &name),
            answer => answer,
        };
        beside.tell("plan", name, span, answer);
    } else if let Answer::Found(own) = ordered(note, entry) {
        // A note that does not speak of it does not do it either.
        beside.tell(
            "plan",
            format!("no {name}"),
            span,
            Answer::Differs(own, "the note orders it".to_owned()),
        );
    }
}

/// The span up to the end of its last word: the lexicon may know but the beginning of that.
fn to_word_end(note: &Note, span: Span) -> Span {
    let rest = note.text.get(span.end as usize..).unwrap_or_default();
    let more = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    Span::new(span.start, span.end + more as u32)
}

/// Where the plan names the abbreviation that the model does: "RSV testing" for "RSV swab".
fn abbreviated(note: &Note, name: &str) -> Answer {
    fn capitals(text: &str) -> impl Iterator<Item = &str> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| word.len() >= 3 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
    }
    let found = note.assessment().plan.iter().find(|item| {
        let is_same = |word: &str| capitals(name).any(|wanted| wanted == word);
        !item.deed.is_deferral() && capitals(note.slice(item.span)).any(is_same)
    });
    found.map_or(Answer::Missing, |item| Answer::Found(item.span))
}

/// How a step that orders nothing by name is called, by what it is for.
fn deed_name(action: Action) -> Option<&'static str> {
    match action {
        Action::Education => Some("education of the patient"),
        Action::Disposition => Some("disposition"),
        Action::FollowUp => Some("follow-up"),
        Action::Contingency => Some("what to do if it gets worse"),
        // Who is asked goes by name.
        Action::Consult | Action::Diagnostic | Action::Therapeutic | Action::Monitoring => None,
    }
}

/// A drug of the model's plan; whether it is one that the plan gives, holds or stops.
fn drug(beside: &mut Beside<'_>, at: u32) -> bool {
    let (model, note) = (beside.model, beside.note);
    let Some(drug) = model.medications().get(at as usize) else {
        return false;
    };
    let Some(wanted) = course(model, drug) else {
        return false;
    };
    let is_planned = |role: Role| {
        !matches!(
            role,
            Role::HomeMedications | Role::Allergies | Role::History | Role::PastHistory
        )
    };
    let of = note
        .medications()
        .iter()
        .filter(|it| it.entry == drug.entry && is_planned(it.role));
    let of: Vec<_> = of.filter_map(|it| Some((course(note, it)?, it.span))).collect();
    let same = of.iter().find(|(own, _)| *own == wanted);
    let answer = match (same, of.first()) {
        (Some((_, span)), _) => Answer::Found(*span),
        (None, Some((_, span))) => {
            let how = match wanted {
                Course::Give => "the note does not give it",
                Course::Leave => "the note gives it",
            };
            Answer::Differs(*span, how.to_owned())
        }
        (None, None) if wanted == Course::Give => of_its_class(beside, drug),
        (None, None) => Answer::Missing,
    };
    let name = words_of(&model.entry_at(lexicon_ids::DRUGS, drug.entry).id);
    let is_refused = drug.status == MedicationStatus::NotTaken;
    // A note that does not speak of it does not give it either.
    if is_refused && !matches!(answer, Answer::Differs(..)) {
        return true;
    }
    let name = match wanted {
        Course::Give => name,
        Course::Leave if is_refused => format!("no {name}"),
        Course::Leave => format!("{name} held or stopped"),
    };
    beside.tell("plan", name, drug.span, answer);
    true
}

/// Another drug of the class that the note gives: another insulin is as good, another SSRI is named.
fn of_its_class(beside: &Beside<'_>, drug: &Medication) -> Answer {
    let (model, note) = (beside.model, beside.note);
    let wanted = model.entry_at(lexicon_ids::DRUGS, drug.entry);
    let is_insulin = |id: &str| id.starts_with("insulin");
    for own in note.medications() {
        let planned = matches!(own.role, Role::Plan | Role::AssessmentAndPlan | Role::Assessment);
        if !planned || course(note, own) != Some(Course::Give) {
            continue;
        }
        let entry = note.entry_at(lexicon_ids::DRUGS, own.entry);
        if is_insulin(&wanted.id) && is_insulin(&entry.id) {
            return Answer::Found(own.span);
        }
        if wanted
            .list("class")
            .iter()
            .any(|class| entry.list("class").contains(class))
        {
            let how = format!("the note gives {}, of the same class", words_of(&entry.id));
            return Answer::Differs(own.span, how);
        }
    }
    Answer::Missing
}

/// A test, service or measure: among what the note's steps order, else anywhere in its plan.
fn ordered(note: &Note, entry: u16) -> Answer {
    let mut against = Answer::Missing;
    for item in &note.assessment().plan {
        for order in &item.deed.orders {
            if let Order::Thing(own, span) = order
                && *own == entry
            {
                if !item.deed.is_deferral() && note.assertion(*span).status != Status::Absent {
                    return Answer::Found(*span);
                }
                against = Answer::Differs(*span, "the note decides against it".to_owned());
            }
        }
    }
    if against != Answer::Missing {
        return against;
    }
    let whole = Span::new(0, note.text.len() as u32);
    let planned = |role: Role| {
        matches!(
            role,
            Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::Course
        )
    };
    let mut named = note
        .orders_in(whole)
        .filter(|hit| hit.entry == entry && planned(note.role_at(hit.span.start)));
    named
        .find(|hit| note.assertion(hit.span).status != Status::Absent)
        .map_or(Answer::Missing, |hit| Answer::Found(hit.span))
}
