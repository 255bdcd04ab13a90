//! The sex that the note states apart from an age: `Sex: M`, `This gentleman`, `The patient is a woman`, `Mrs. X`.

use super::super::super::Note;
use super::persons::{PersonRole, person};
use super::tokens::{Token, after, before, ends_sentence};
use super::{Age, Sex};
use crate::grammar::{Role, lexicon_ids};
use crate::text::Span;

/// `F`, `female`, `woman`.
pub(super) fn written(text: &str) -> Option<Sex> {
    let is = |words: &[&str]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    if is(&["f", "female", "woman", "girl", "♀", "w"]) {
        Some(Sex::Female)
    } else if is(&["m", "male", "man", "boy", "♂"]) {
        Some(Sex::Male)
    } else {
        None
    }
}

/// The statements of sex that stand beside no age.
pub(super) fn read(note: &Note, ages: &[Age]) -> Vec<(Sex, Span)> {
    let newborn = ages.iter().any(|age| age.years() < 2.0);
    let labels = note
        .phrases_of(lexicon_ids::AGE_FORMS)
        .filter(|hit| matches!(&*note.entry(hit).category, "sex" | "label"))
        .filter_map(|hit| labelled(note, hit.span));
    let mut sexes: Vec<(Sex, Span)> = labels.collect();
    for hit in note
        .phrases_of(lexicon_ids::PERSON_WORDS)
        .filter(|hit| !note.in_blank(hit.span.start))
    {
        let Some(found) = person(note, hit) else { continue };
        let Some(sex) = found.sex else { continue };
        let states = match found.role {
            PersonRole::Person => is_subject(note, found.span, newborn),
            PersonRole::Title => is_title(note, found.span),
            _ => false,
        };
        if states {
            sexes.push((sex, found.span));
        }
    }
    sexes
}

/// `Sex: M`, `Gender - Female`, `Age/Sex: 54/M`, `Sex | F`.
fn labelled(note: &Note, label: Span) -> Option<(Sex, Span)> {
    let text: &str = &note.text;
    let lead = before(text, label.start).next();
    let apart = lead.is_none_or(|lead| !lead.is_word() || label.start - lead.span.end > 1);
    if !apart || matches!(note.role_at(label.start), Role::FamilyHistory) {
        return None;
    }
    let mut separated = false;
    let mut tokens = after(text, label.end).take(12).peekable();
    while let Some(token) = tokens.next() {
        if token.is(&[":", "=", "|"])
            || separated && token.is(&["/", ",", "-", "y", "yo", "yrs", "years", "old", "year", "o", "."])
        {
            separated = true;
            continue;
        }
        if separated && token.is_number() {
            // `54M` is one word.
            continue;
        }
        if let Some(sex) = written(token.text).filter(|_| separated) {
            let alone = tokens
                .peek()
                .is_none_or(|next| !next.is_word() || next.span.start - token.span.end > 1 || next.text.len() > 2);
            return alone.then_some((sex, token.span));
        }
        if !token.is(&["-", "–", "*", "/", "age", "gender", "sex", "(", ")", "m", "f"])
            || token.is(&["m", "f"]) && !separated && !token.is_capitalized()
        {
            return None;
        }
        if token.is(&["-", "–"]) {
            separated = true;
        }
    }
    None
}

/// Whether a word for a person names the patient: `This gentleman`, `patient is a pleasant woman`, `Woman with` at the
/// start of the story.
fn is_subject(note: &Note, span: Span, newborn: bool) -> bool {
    let text: &str = &note.text;
    let role = note.role_at(span.start);
    if matches!(
        role,
        Role::FamilyHistory | Role::SocialHistory | Role::Allergies | Role::Plan
    ) {
        return false;
    }
    // `female partner`, `male pattern`, `woman's`: no person, or another.
    let mut following = after(text, span.end);
    let next = following.next();
    let stands_alone = next.is_none_or(|next| {
        !next.is_word() && !next.is(&["-", "/"])
            || next.text == "\n"
            || next.is(&[
                "who",
                "with",
                "presents",
                "presented",
                "presenting",
                "is",
                "was",
                "has",
                "had",
                "in",
                "admitted",
                "here",
                "seen",
                "status",
                "s",
                "aged",
                "known",
                "reports",
                "returns",
                "comes",
                "came",
                "states",
                "complains",
                "complaining",
                "referred",
                "brought",
                "and",
                "for",
                "being",
                "undergoing",
            ])
            || note
                .persons_in(next.span)
                .any(|person| matches!(person.role, PersonRole::Patient | PersonRole::Child))
    });
    if !stands_alone {
        return false;
    }
    let words = sentence_before(note, span.start);
    let mut describing = 0;
    let mut words = words.filter(|token| token.text != "\n").peekable();
    while let Some(token) = words.next() {
        if token.is(&["this"]) {
            return describing <= 4;
        }
        if token.is(&["a", "an", "the"]) {
            let Some(verb) = words.next() else {
                // `A pleasant woman who …` opens the story.
                return token.is(&["a", "an"])
                    && matches!(
                        role,
                        Role::History
                            | Role::ChiefComplaint
                            | Role::Identification
                            | Role::Assessment
                            | Role::AssessmentAndPlan
                    );
            };
            let is = verb.is(&["is", "was", "'s"]);
            let subject = words.next();
            return is && subject.is_some_and(|subject| subject.is(&["this"]) || names_patient(note, subject));
        }
        if !token.is_word() && token.text != "," && token.text != "-"
            || token.is(&["to", "of", "by", "with", "and", "or", "other"])
        {
            return false;
        }
        describing += 1;
        if describing > 6 {
            return false;
        }
    }
    // Nothing but a description before it: `Well-nourished woman`, `Healthy male infant`; surely of the patient only where
    // the patient is presented.
    matches!(role, Role::Identification | Role::ChiefComplaint)
        // `Baby girl, 10 hours old`, `Term AGA female infant`.
        || newborn
            && describing <= 4
            && matches!(role, Role::Other | Role::History | Role::Assessment | Role::AssessmentAndPlan)
        || matches!(role, Role::History)
            && describing <= 3
            && next.is_some_and(|next| next.is(&["with", "who", "presents", "presenting", "presented"]))
}

fn sentence_before(note: &Note, at: u32) -> impl Iterator<Item = Token<'_>> {
    let mut next: Option<Token<'_>> = None;
    let floor = note
        .section_at(at)
        .map(|ix| note.section(ix).heading.end)
        .filter(|end| *end <= at)
        .unwrap_or(0);
    before(&note.text, at).take_while(move |token| {
        let ends = ends_sentence(token, next.as_ref()) || token.text == ":" || token.span.start < floor;
        next = Some(*token);
        !ends
    })
}

fn names_patient(note: &Note, token: Token<'_>) -> bool {
    token.is(&["he", "she"]) && !told_of_relative(note, token.span.start)
        || note
            .persons_in(token.span)
            .any(|person| person.role == PersonRole::Patient)
        || token.is(&["patient", "pt"])
}

/// Whether the last person named before `at` is a relative.
fn told_of_relative(note: &Note, at: u32) -> bool {
    let window = Span::new(at.saturating_sub(200), at);
    note.persons_in(window)
        .last()
        .is_some_and(|person| person.role == PersonRole::Relative)
}

/// Whether `Mr.` or `Mrs.` before a name is the patient's, by where it stands.
fn is_title(note: &Note, span: Span) -> bool {
    let text: &str = &note.text;
    if !matches!(
        note.role_at(span.start),
        Role::Identification
            | Role::ChiefComplaint
            | Role::History
            | Role::Assessment
            | Role::AssessmentAndPlan
            | Role::Course
    ) {
        return false;
    }
    let mut name = after(text, span.end).filter(|token| token.text != ".");
    if !name.next().is_some_and(|token| token.is_capitalized()) {
        return false;
    }
    // `Mrs. X, her mother`; `Mr. X (son)`; `Mr. X's wife` is still the patient.
    let explained = name
        .take(5)
        .take_while(|token| !token.is(&["is", "was", "presents", "reports", "has"]))
        .any(|token| {
            note.persons_in(token.span)
                .any(|person| person.role == PersonRole::Relative)
        });
    let opens = sentence_before(note, span.start)
        .find(|token| token.text != "\n")
        .is_none();
    let verb = after(text, span.end)
        .filter(|token| token.text != ".")
        .skip(1)
        .take(3)
        .any(|token| {
            token.is(&[
                "is",
                "was",
                "presents",
                "reports",
                "has",
                "had",
                "returns",
                "comes",
                "came",
                "presented",
                "denies",
                "states",
                "underwent",
                "said",
                "says",
                "feels",
                "notes",
                "complains",
                "endorses",
                "will",
                ",",
            ])
        });
    opens && verb && !explained
}
