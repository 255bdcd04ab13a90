//! Answers that do not say what was asked: "non-contributory", "negative", "12-point review negative". REL008 reports them; the rules
//! that ask for elements of the same history leave them to it.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::Sentence;
use crate::rules::support::word_count;
use crate::text::Span;

/// Beside the empty answer and the name of what it answers, at most so many words may stand.
const REST: usize = 4;

/// An answer of more bytes says something.
const LONG: u32 = 300;

/// An answer that says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptyAnswer {
    /// The words.
    pub span: Span,
    /// What it answers.
    pub asked: Asked,
    /// Whether it is "non-contributory" or a word like it, which answers nothing wherever it stands.
    pub bare: bool,
}

/// The answers of the note that say nothing, in order.
pub fn empty_answers(note: &Note) -> impl Iterator<Item = EmptyAnswer> + '_ {
    let mut last = Span::at(0);
    note.phrases_of(lexicon_ids::EMPTY_ANSWERS).filter_map(move |hit| {
        let category = note.grammar.category(hit);
        if category.starts_with("of-") || category == "filler" {
            return None;
        }
        let sentence = note.sentence_at(hit.span.start)?;
        if sentence.span == last || sentence.quoted || sentence.span.len() > LONG {
            return None;
        }
        let asked = asked(note, sentence, hit.span, category)?;
        let bare = category == "noncontributory";
        if !asked.takes(category) || !is_all(note, sentence, hit.span, asked, bare) {
            return None;
        }
        last = sentence.span;
        Some(EmptyAnswer {
            span: hit.span,
            asked,
            bare,
        })
    })
}

/// Whether "non-contributory" is the answer in `span`.
pub fn is_bare_answer(note: &Note, span: Span) -> bool {
    note.phrases_in(lexicon_ids::EMPTY_ANSWERS, span).next().is_some()
        && empty_answers(note).any(|answer| answer.bare && span.contains(answer.span))
}

/// Whether an answer that says nothing stands in `span`.
pub fn is_empty_answer(note: &Note, span: Span) -> bool {
    note.phrases_in(lexicon_ids::EMPTY_ANSWERS, span).next().is_some()
        && empty_answers(note).any(|answer| span.contains(answer.span))
}

/// What the answer is to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Family history.
    Family,
    /// Social history.
    Social,
    /// Past medical or surgical history.
    Past,
    /// Review of systems.
    Review,
}

impl Asked {
    fn of_role(role: Role) -> Option<Self> {
        match role {
            Role::FamilyHistory => Some(Asked::Family),
            Role::SocialHistory => Some(Asked::Social),
            Role::PastHistory | Role::SurgicalHistory => Some(Asked::Past),
            Role::ReviewOfSystems => Some(Asked::Review),
            _ => None,
        }
    }

    /// Whether an answer of this category is none here.
    fn takes(self, category: &str) -> bool {
        match category {
            // Says nothing anywhere.
            "noncontributory" => true,
            // "Past history: unremarkable" is "none".
            "unremarkable" | "negative" => self != Asked::Past,
            "review" | "review-count" => self == Asked::Review,
            _ => false,
        }
    }
}

/// What the sentence answers: by the words before the hit in it, else by where it stands.
fn asked(note: &Note, sentence: &Sentence, hit: Span, category: &str) -> Option<Asked> {
    let mut topics = note.phrases_in(lexicon_ids::EMPTY_ANSWERS, sentence.span);
    let named = topics
        .find(|topic| !topic.span.overlaps(hit) && note.grammar.category(topic).starts_with("of-"))
        .map(|topic| note.grammar.category(topic));
    match named {
        _ if category == "review-count" => Some(Asked::Review),
        Some("of-family") => Some(Asked::Family),
        Some("of-social") => Some(Asked::Social),
        Some("of-past") => Some(Asked::Past),
        Some("of-review") => Some(Asked::Review),
        _ => Asked::of_role(note.role_at(sentence.span.start)),
    }
}

/// Whether the part of the note that the sentence stands in holds nothing but the empty answer.
fn is_all(note: &Note, sentence: &Sentence, hit: Span, asked: Asked, bare: bool) -> bool {
    // "Negative for early coronary disease" says what was asked.
    if names_more(&note.text[hit.end as usize..]) || excepts_relative(note, Span::new(hit.end, sentence.span.end)) {
        return false;
    }
    let role = note.role_at(sentence.span.start);
    let section = note.section_at(sentence.span.start).map(|ix| note.section(ix));
    // In a section of its own all of it counts; elsewhere ("Family history is non-contributory.") the sentence.
    let own = section.filter(|_| Asked::of_role(role) == Some(asked));
    // "Psychiatric: negative" names a system.
    let of_system = own
        .and_then(|section| section.id)
        .is_some_and(|id| asked == Asked::Review && &*note.grammar.section(id).id != "review-of-systems");
    if of_system {
        return false;
    }
    let whole = own.map_or(sentence.span, |section| section.body);
    let passage = note.passages();
    let at = passage.partition_point(|it| it.span.start <= hit.start);
    let whole = passage[..at]
        .last()
        .filter(|it| hit.start < it.span.end)
        .map_or(whole, |it| it.span);
    // A long text is no empty answer, and is not read again for each of its words.
    if whole.len() > LONG {
        return false;
    }
    let known: usize = note
        .phrases_in(lexicon_ids::EMPTY_ANSWERS, whole)
        .map(|it| word_count(note.slice(it.span)))
        .sum();
    let all = word_count(note.slice(whole));
    // "Non-contributory other than COPD" still says of the rest nothing.
    let told = bare && asked == Asked::Past;
    all <= known + REST && (told || !says_more(note, whole, bare))
}

/// Whether what follows an answer excepts somebody: "except dad with RA".
fn excepts_relative(note: &Note, rest: Span) -> bool {
    let excepts = ["except", "besides", "save", "but", "other", "apart", "aside"];
    let first = note
        .text
        .get(rest.start as usize..(rest.end as usize).max(rest.start as usize))
        .and_then(|rest| rest.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()));
    first.is_some_and(|word| excepts.iter().any(|it| word.eq_ignore_ascii_case(it)))
        && note
            .phrases_in(lexicon_ids::PERSON_WORDS, rest)
            .any(|hit| note.grammar.category(hit) == "relative")
}

/// Whether the text after an answer goes on with what was asked: "for stroke", not "for this visit".
fn names_more(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let opens = words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("for") || word.eq_ignore_ascii_case("of"));
    let general = [
        "this",
        "the",
        "current",
        "present",
        "presenting",
        "today",
        "today's",
        "these",
        "all",
        "her",
        "his",
    ];
    opens
        && words
            .next()
            .is_some_and(|word| !general.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// Whether a disease or a symptom is named, or a relative: "mother and father: noncontributory" names two and says nothing of them.
fn says_more(note: &Note, span: Span, bare: bool) -> bool {
    let mentions = note.findings();
    let from = mentions.partition_point(|it| it.span.start < span.start);
    let mut relatives = note.phrases_in(lexicon_ids::PERSON_WORDS, span);
    mentions[from..].first().is_some_and(|it| it.span.start < span.end)
        || !bare && relatives.any(|hit| note.grammar.category(hit) == "relative")
}
