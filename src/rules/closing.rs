//! How a visit ends, for the rules that ask: where the patient goes, who sees them again, what should bring them back.

use crate::grammar::{LexiconHit, Role, SectionId, ids, lexicon_ids};
use crate::note::facts::{Action, Setting, TimeKind};
use crate::note::{Note, SectionIx};
use crate::rules::support::{Content, line_at, problem_at, section_content};
use crate::text::Span;

/// Up to so many days a complaint is a new one.
const RECENT: f64 = 14.0;

/// Services that treat and do not see the patient again for the doctor.
const THERAPIES: [&str; 7] = [
    "physical-therapy",
    "speech-therapy",
    "therapy",
    "social-work",
    "nutrition",
    "pharmacy",
    "smoking-cessation",
];

/// What the words of a closing say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// The patient stays in hospital, or is to come in.
    Admit,
    /// The patient goes home.
    Home,
    /// The patient goes elsewhere: another hospital, a facility.
    Elsewhere,
    /// What must happen before the patient leaves.
    Course,
    /// Somebody sees the patient again.
    Again,
    /// Somebody else sees the patient.
    Referral,
    /// The patient is seen again only if it is needed.
    AsNeeded,
    /// Nobody has to see the patient again.
    NoMore,
    /// What should bring the patient back.
    Net,
}

impl Cue {
    fn name(self) -> &'static str {
        match self {
            Cue::Admit => "admit",
            Cue::Home => "home",
            Cue::Elsewhere => "elsewhere",
            Cue::Course => "course",
            Cue::Again => "again",
            Cue::Referral => "referral",
            Cue::AsNeeded => "as-needed",
            Cue::NoMore => "no-more",
            Cue::Net => "net",
        }
    }
}

/// Where the note first says one of these.
pub(crate) fn says(note: &Note, cues: &[Cue]) -> Option<Span> {
    let means = |hit: &LexiconHit| {
        let entry = note.entry(hit);
        let named =
            |cue: &Cue| *entry.category == *cue.name() || entry.list("also").iter().any(|it| **it == *cue.name());
        cues.iter()
            .any(|cue| named(cue) && (!is_going(*cue) || is_decided(note, hit.span)))
            && (!entry.flag("placed") || is_placed(note, hit.span))
            && (!entry.flag("weak") || is_for_patient(note, hit.span))
            && (!entry.flag("signs") || is_told_of(note, hit.span))
    };
    note.phrases_of(lexicon_ids::CLOSING)
        .find(|hit| is_of_plan(note, hit.span) && means(hit) && !is_label(note, hit.span))
        .map(|hit| hit.span)
}

/// Whether the words are the title of the note or of a section, or stand in the line of who wrote it.
pub(super) fn is_label(note: &Note, span: Span) -> bool {
    note.title.is_some_and(|title| title.contains(span))
        || note
            .section_at(span.start)
            .is_some_and(|ix| note.section(ix).heading.overlaps(span))
        || note.sentence_at(span.start).is_some_and(|sentence| {
            let signs = note.phrases_in(lexicon_ids::SIGN_OFF, sentence.span).next();
            signs.is_some_and(|hit| hit.span.start <= sentence.span.start + 2)
        })
}

/// Whether a service is named with a day: "ophthalmology tomorrow", "pediatrician in 2 days".
pub(super) fn has_appointment(note: &Note) -> bool {
    let times = note.times();
    note.phrases_of(lexicon_ids::ORDERS).any(|hit| {
        note.grammar.category(hit) == "service"
            && !THERAPIES.contains(&&*note.entry(hit).id)
            && is_of_plan(note, hit.span)
            && !is_label(note, hit.span)
            && {
                let end = hit.span.end + 40;
                let from = times.partition_point(|time| time.span.start < hit.span.end);
                let spelled = note
                    .phrases_in(lexicon_ids::FOLLOW_UPS, Span::new(hit.span.end, end))
                    .any(|it| {
                        note.grammar.category(it) == "when"
                            && note.sentence_at(it.span.start) == note.sentence_at(hit.span.start)
                    });
                spelled
                    || times[from..]
                        .iter()
                        .take_while(|time| time.span.start < end)
                        .any(|time| {
                            matches!(
                                time.kind,
                                TimeKind::In(..)
                                    | TimeKind::Date { .. }
                                    | TimeKind::Weekday(_)
                                    | TimeKind::Duration(..)
                            ) && note.sentence_at(hit.span.start) == note.sentence_at(time.span.start)
                        })
            }
    })
}

fn is_going(cue: Cue) -> bool {
    matches!(cue, Cue::Admit | Cue::Home | Cue::Elsewhere)
}

/// Whether a place is one where plans are made, not one for what once was.
pub(super) fn is_of_plan(note: &Note, span: Span) -> bool {
    matches!(
        note.role_at(span.start),
        Role::Assessment
            | Role::Plan
            | Role::AssessmentAndPlan
            | Role::Course
            | Role::DischargeMedications
            | Role::InpatientMedications
            | Role::Procedure
            | Role::Other
    )
}

/// Whether the words are no condition: "if worse, transfer to ICU".
pub(super) fn is_decided(note: &Note, span: Span) -> bool {
    let Some(sentence) = note.sentence_at(span.start) else {
        return true;
    };
    let from = sentence.span.start.max(span.start.saturating_sub(160));
    let from = crate::text::floor(&note.text, from as usize) as u32;
    let before = note.slice(Span::new(from.min(span.start), span.start));
    !before.split(|c: char| !c.is_ascii_alphabetic()).any(|word| {
        ["if", "should", "unless", "return"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    }) && !denies(before)
}

/// Whether the last words before a place deny it: "no need for admission", "does not require".
fn denies(before: &str) -> bool {
    // "Crutches until walking without a limp; ice;" denies nothing that follows.
    let before = before.rsplit([';', '.', ',', ':']).next().unwrap_or_default();
    let mut words = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.by_ref().take(4).any(|word| {
        ["no", "not", "without", "avoid", "declines", "declined", "prevent"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    })
}

/// Whether a place is under a heading or behind a label that asks where the patient goes.
fn is_placed(note: &Note, span: Span) -> bool {
    let asked = [ids::DISPOSITION, ids::PROCEDURE_DISPOSITION];
    let mut at = note.section_at(span.start);
    while let Some(section) = at.map(|ix| note.section(ix)) {
        if section.id.is_some_and(|id| asked.contains(&id)) {
            return true;
        }
        at = section.parent;
    }
    topic_at(note, span.start).is_some_and(|id| asked.contains(&id))
        || note.sentence_at(span.start).is_some_and(|it| {
            let start = it.span.start.min(span.start);
            let before = note.slice(Span::new(start, span.start));
            before.len() <= 40 && before.to_ascii_lowercase().contains("dispo")
        })
}

/// The plan-level section that the numbered topic at `offset` names.
pub(super) fn topic_at(note: &Note, offset: u32) -> Option<SectionId> {
    note.written_problems[problem_at(note, offset)?].topic
}

/// Whether one of these sections, or a topic of the plan that is called so, holds text.
pub(crate) fn has_section(note: &Note, wanted: &[SectionId]) -> bool {
    let section = |at: usize| {
        let section = &note.sections[at];
        let named = section.id.into_iter().chain(section.also.iter().copied());
        named.into_iter().any(|id| wanted.contains(&id))
            && section_content(note, SectionIx(at as u32)) == Content::Written
    };
    (0..note.sections.len()).any(section)
        || note
            .written_problems
            .iter()
            .any(|it| it.topic.is_some_and(|id| wanted.contains(&id)) && it.span.end > it.title.end + 2)
}

/// The heading of the first section that holds a plan.
pub(crate) fn plan_heading(note: &Note) -> Option<Span> {
    let holds = |role| {
        (0..note.sections.len() as u32).map(SectionIx).find(|ix| {
            let section = note.section(*ix);
            section.id.is_some_and(|id| note.grammar.role(id) == role) && section_content(note, *ix) == Content::Written
        })
    };
    holds(Role::Plan)
        .or_else(|| holds(Role::AssessmentAndPlan))
        .map(|ix| note.section(ix).heading)
}

/// Whether the patient leaves: nothing decided keeps them, and a clinic or words say so.
pub(super) fn goes_home(note: &Note) -> bool {
    if says(note, &[Cue::Admit]).is_some() {
        return false;
    }
    match note.setting() {
        Some(Setting::Inpatient) => false,
        Some(Setting::Emergency) => {
            says(note, &[Cue::Home]).is_some() || says(note, &[Cue::Elsewhere]).is_none() && has_appointment(note)
        }
        _ => says(note, &[Cue::Elsewhere]).is_none() && !is_treated_on_a_ward(note),
    }
}

/// Whether the plan orders what only a hospital gives: oxygen, an infusion. Where the patient goes is then not said, but it is not home.
fn is_treated_on_a_ward(note: &Note) -> bool {
    let planned = |at: u32| matches!(note.role_at(at), Role::Plan | Role::AssessmentAndPlan);
    let oxygen = note.phrases_of(lexicon_ids::OXYGEN_SOURCES).any(|hit| {
        note.grammar.category(hit) == "device"
            && planned(hit.span.start)
            && note.assertion(hit.span).is_present()
            && !note.deed(line_at(note, hit.span.start)).is_deferral()
            && !note
                .slice(line_at(note, hit.span.start))
                .to_ascii_lowercase()
                .contains("home")
            && [
                "nasal",
                "oxygen",
                "o2",
                "cannula",
                "prongs",
                "high flow",
                "non-rebreather",
            ]
            .iter()
            .any(|word| note.slice(hit.span).to_ascii_lowercase().starts_with(word))
    });
    oxygen && says(note, &[Cue::Home]).is_none()
}

/// Whether the complaint is of recent onset and the visit not one of a series.
pub(super) fn is_recent(note: &Note) -> bool {
    let presentation = note.presentation();
    if presentation.visit.is_some() {
        return false;
    }
    let times = note.times();
    presentation.story.iter().any(|story| {
        let end = story.end.min(story.start + 600);
        let from = times.partition_point(|time| time.span.start < story.start);
        times[from..]
            .iter()
            .take_while(|time| time.span.start < end)
            .any(|time| match time.kind {
                TimeKind::Duration(..) | TimeKind::Ago(..) => time.days().is_some_and(|(least, _)| least <= RECENT),
                TimeKind::Weekday(_) => true,
                _ => false,
            })
    })
}

/// The id of the kind of the note.
pub(super) fn kind(note: &Note) -> &str {
    note.kind.map_or("", |kind| &*note.grammar.kind(kind).id)
}

/// Whether the note says what should bring the patient back.
pub(crate) fn has_net(note: &Note) -> bool {
    has_section(note, &[ids::RETURN_PRECAUTIONS])
        || says(note, &[Cue::Net, Cue::AsNeeded]).is_some()
        || has_condition(note)
}

/// Words that say where the patient turns to.
const THEN: [&str; 45] = [
    "call",
    "calls",
    "return",
    "come",
    "comes",
    "ring",
    "phone",
    "telephone",
    "contact",
    "notify",
    "report",
    "tell",
    "know",
    "message",
    "text",
    "ed",
    "er",
    "a&e",
    "a+e",
    "911",
    "999",
    "111",
    "112",
    "988",
    "hospital",
    "emergency",
    "review",
    "see",
    "seen",
    "back",
    "attend",
    "reattend",
    "present",
    "urgent",
    "urgently",
    "sooner",
    "earlier",
    "rtc",
    "rto",
    "tcb",
    "tci",
    "gp",
    "pcp",
    "help",
    "doctor",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '&' | '+'))
        .filter(|word| !word.is_empty())
}

fn is_then(word: &str) -> bool {
    THEN.iter().any(|it| word.eq_ignore_ascii_case(it))
}

/// The part of a sentence around a place, between semicolons.
fn clause_at(note: &Note, span: Span) -> Span {
    let whole = note.sentence_at(span.start).map_or(span, |it| it.span);
    let (start, end) = (whole.start.min(span.start), whole.end.max(span.end));
    let before = note.slice(Span::new(start, span.start));
    let after = note.slice(Span::new(span.end, end));
    let start = before.rfind(';').map_or(start, |at| start + at as u32 + 1);
    Span::new(start, after.find(';').map_or(end, |at| span.end + at as u32))
}

/// Whether a condition sends the patient somewhere, or stands without another step: "if worse to A&E", not "MRI if no better".
fn is_for_patient(note: &Note, span: Span) -> bool {
    let clause = clause_at(note, span);
    conditions(note.slice(clause))
        || words(note.slice(Span::new(span.start, clause.end))).any(is_then)
        || note.role_at(span.start) != Role::Assessment && note.orders_in(clause).next().is_none() && {
            let drugs = note.medications();
            let from = drugs.partition_point(|it| it.span.start < clause.start);
            drugs.get(from).is_none_or(|it| it.span.start >= clause.end)
        }
}

/// Whether danger signs are told to the patient, or listed behind their label.
fn is_told_of(note: &Note, span: Span) -> bool {
    let clause = clause_at(note, span);
    let after = note.slice(Span::new(span.end, clause.end));
    let labelled = note.slice(span).ends_with(':') || after.starts_with(':');
    let taught = note
        .phrases_in(lexicon_ids::TEACHING, clause)
        .any(|hit| note.grammar.category(hit) != "colleague");
    let given = words(after).take(3).any(|word| {
        ["given", "provided", "listed", "known", "sheet", "leaflet", "handout"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    });
    let none = words(after).take(2).any(|word| {
        ["none", "absent", "negative", "denied", "nil"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    });
    !none
        && !denies(note.slice(Span::new(clause.start, span.start)))
        && (labelled || taught || given || words(note.slice(clause)).any(is_then))
}

/// Whether a sentence of the plan says on which condition somebody is called or seen: "if the fever lasts, to A&E".
fn has_condition(note: &Note) -> bool {
    note.sentences().iter().any(|sentence| {
        is_of_plan(note, sentence.span)
            && conditions(note.slice(sentence.span))
            && !note
                .phrases_in(lexicon_ids::CLOSING, sentence.span)
                .any(|hit| note.grammar.category(hit) == "result")
    })
}

/// Whether a text says on which condition the patient turns to somebody. "Review in 2 weeks, repeat the test if positive" does not:
/// what comes first must stand in the same breath.
fn conditions(text: &str) -> bool {
    const WHEN: [&str; 6] = ["if", "should", "when", "unless", "any", "worse"];
    let is_when = |word: &str| WHEN.iter().any(|it| word.eq_ignore_ascii_case(it));
    text.split(';')
        .filter(|clause| words(clause).any(is_when))
        .any(|clause| {
            let mut when = false;
            clause.split(',').any(|part| {
                let mut then = false;
                words(part).any(|word| {
                    when |= is_when(word);
                    then |= is_then(word);
                    when && then
                })
            })
        })
}

/// Whether the plan holds nothing that anybody does: then that is the one thing to say of it (ACT003).
pub(super) fn is_idle(note: &Note) -> bool {
    !note.assessment().plan.iter().any(|item| {
        let placed = !matches!(note.role_at(item.span.start), Role::Assessment);
        let done = match item.deed.action {
            Some(Action::Therapeutic | Action::Monitoring | Action::Disposition | Action::FollowUp) => true,
            Some(Action::Diagnostic | Action::Consult) => !item.deed.orders.is_empty(),
            Some(Action::Education | Action::Contingency) | None => !item.deed.orders.is_empty(),
        };
        placed && done && item.deed.nobody.is_none()
    })
}
