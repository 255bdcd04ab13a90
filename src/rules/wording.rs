//! Whose words they are: what the patient said, what a title or a citation says, and what the writer chose.
//!
//! Rules on language speak of the writer's words only. A quotation stands between marks of any kind, in a block quote or a code
//! span; a chief complaint in the first person is one without marks, and so is what follows "states" with an "I" in it.

use crate::grammar::Role;
use crate::note::Note;
use crate::note::facts::Voice;
use crate::rules::nearby::Cut;
use crate::rules::support::sentence_around;
use crate::syntax::NodeKind;
use crate::text::{Span, ceil, floor};

/// How far a quotation reaches, in bytes.
const LONGEST: usize = 600;

/// Whether `span` holds words of somebody other than the writer: quoted, in the patient's voice, or of a cited title.
pub fn is_somebody_elses(note: &Note, span: Span) -> bool {
    if note.sentence_at(span.start).is_some_and(|sentence| sentence.quoted) || is_between_marks(&note.text, span) {
        return true;
    }
    let sentence = sentence_around(note, span);
    is_verbatim(note, span, sentence) || is_cited(note, sentence)
}

/// Whether `span` is prose that the writer chose: not quoted, no comment, placeholder or name of a section.
pub fn is_writers_own(note: &Note, span: Span) -> bool {
    let nodes = note.tree.nodes();
    let at = nodes.partition_point(|node| node.span.start <= span.start);
    let Some(leaf) = nodes[..at].last().filter(|leaf| leaf.span.contains_offset(span.start)) else {
        return false;
    };
    let is_text = match leaf.kind {
        NodeKind::Text | NodeKind::Cell => true,
        // The title of a problem is the writer's (an item in capitals looks like one); the name of a section comes
        // with the form.
        NodeKind::Title => {
            let role = note.role_at(span.start);
            let written = [Role::Assessment, Role::AssessmentAndPlan, Role::Plan, Role::PastHistory];
            written.contains(&role) && !is_section_name(note, span)
        }
        _ => false,
    };
    is_text && !is_somebody_elses(note, span)
}

/// Whether `span` stands in the heading of a section of the catalogue.
fn is_section_name(note: &Note, span: Span) -> bool {
    note.section_at(span.start)
        .map(|ix| note.section(ix))
        .is_some_and(|section| section.id.is_some() && section.heading.overlaps(span))
}

/// Quotation marks, by how they look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Double,
    Curly,
    Single,
    SingleCurly,
    Guillemet,
    Code,
}

/// Whether `span` stands between quotation marks or backticks of its paragraph.
pub fn is_between_marks(text: &str, span: Span) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let from = floor(text, start.saturating_sub(LONGEST));
    let to = ceil(text, (end + LONGEST).min(text.len()));
    let lead = &text.as_bytes()[from..start];
    // Signs in ASCII, or the first bytes of others: in most places none.
    if memchr::memchr3(b'"', b'\'', b'`', lead).is_none() && memchr::memchr2(0xE2, 0xC2, lead).is_none() {
        return false;
    }
    let mut open: Option<(Mark, usize)> = None;
    for (at, c) in text[from..start].char_indices() {
        let at = from + at;
        match open {
            _ if ends_paragraph(text, at, c) => open = None,
            Some((mark, _)) if closes(text, at, c, mark) => open = None,
            Some(_) => {}
            None => open = opens(text, at, c).map(|mark| (mark, at)),
        }
    }
    let Some((mark, opened)) = open else { return false };
    for (at, c) in text[start..to].char_indices() {
        let at = start + at;
        if ends_paragraph(text, at, c) {
            break;
        }
        if at >= end && closes(text, at, c, mark) {
            return true;
        }
    }
    // Nobody closed it: `states "I feel awful` at the end of a line.
    matches!(mark, Mark::Double | Mark::Curly) && !text[opened..start].contains('\n')
}

/// Whether the line break at `at` ends a paragraph: an empty line follows, or an item of a list, a heading or a row.
fn ends_paragraph(text: &str, at: usize, c: char) -> bool {
    if c != '\n' {
        return false;
    }
    let next = text[at + 1..].trim_start_matches([' ', '\t']);
    let after_number = next.trim_start_matches(|c: char| c.is_ascii_digit());
    next.starts_with(['\n', '\r', '-', '*', '#', '|', '+', '•'])
        || next.len() > after_number.len() && after_number.starts_with(['.', ')'])
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn after(text: &str, at: usize, c: char) -> Option<char> {
    text[at + c.len_utf8()..].chars().next()
}

fn opens(text: &str, at: usize, c: char) -> Option<Mark> {
    let glued = before(text, at).is_some_and(char::is_alphanumeric);
    let letter = after(text, at, c).is_some_and(char::is_alphabetic);
    match c {
        // `5'10"`, `2" wound` are inches.
        '"' if !glued => Some(Mark::Double),
        '“' | '„' => Some(Mark::Curly),
        '\'' if !glued && letter => Some(Mark::Single),
        '‘' | '‚' if !glued => Some(Mark::SingleCurly),
        '«' => Some(Mark::Guillemet),
        '`' => Some(Mark::Code),
        _ => None,
    }
}

fn closes(text: &str, at: usize, c: char, mark: Mark) -> bool {
    // The apostrophe of "don't" and of "mother's" closes nothing.
    let ends_word = || !after(text, at, c).is_some_and(char::is_alphanumeric);
    match mark {
        Mark::Double => matches!(c, '"' | '”'),
        Mark::Curly => matches!(c, '”' | '"') || c == '“',
        Mark::Single => c == '\'' && ends_word(),
        Mark::SingleCurly => matches!(c, '’' | '\'') && ends_word(),
        Mark::Guillemet => c == '»',
        Mark::Code => c == '`',
    }
}

/// Whether the words are the patient's without marks: a chief complaint or a speech in the first person. Nobody else in a
/// note speaks of himself as "I" and "my"; the writer does, but not behind "states".
fn is_verbatim(note: &Note, span: Span, sentence: Span) -> bool {
    let lead = Span::new(sentence.start, span.start);
    let tail = Span::new(span.start, sentence.end);
    let speaks = |part: Span| {
        let mut voices = note.voices_in(part);
        voices.any(|(_, voice)| voice == Voice::FirstPerson)
    };
    if !speaks(lead) && !speaks(tail) {
        return false;
    }
    // Where marks are used, they tell.
    if note.slice(lead).contains(['"', '“', '„', '«']) {
        return false;
    }
    note.role_at(span.start) == Role::ChiefComplaint || {
        let mut told = false;
        note.voices_in(lead).any(|(_, voice)| {
            told |= voice == Voice::Speech;
            told && voice == Voice::FirstPerson
        })
    }
}

/// Whether the sentence cites a publication.
fn is_cited(note: &Note, sentence: Span) -> bool {
    note.voices_in(sentence).any(|(_, voice)| voice == Voice::Citation)
}

/// Words with the apostrophes and hyphens within them.
#[derive(Debug)]
pub struct Plain;

impl Cut for Plain {
    fn parts(c: char) -> bool {
        !(c.is_alphanumeric() || Self::frames(c))
    }

    fn frames(c: char) -> bool {
        matches!(c, '\'' | '’' | '-')
    }
}

/// The words of `text`, an apostrophe or hyphen within a word included.
pub fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    Plain::words(text)
}

#[cfg(test)]
mod tests {
    use super::{is_somebody_elses, is_writers_own};
    use crate::rules::support::testing::read;
    use crate::text::Span;

    /// The place of the first `word` in `text`.
    fn place(text: &str, word: &str) -> Span {
        let at = text.find(word).expect("the word stands there");
        Span::from(at..at + word.len())
    }

    #[test]
    fn quotations_of_every_look() {
        for text in [
            "HPI: He says \"I feel crappy\" today.",
            "HPI: He says “I feel crappy” today.",
            "HPI: He feels ‘really crappy’ today.",
            "HPI: He feels 'really crappy' today.",
            "HPI: He doesn't sleep; his wife's word was 'really crappy'.",
            "HPI: Er sagt „really crappy“ dazu.",
            "HPI: He feels « crappy » today.",
            "HPI: the field `crappy` was empty.",
            "HPI: He said \"I fell.\nThen I felt crappy\nall day\" and rested.",
            "HPI: He said \"I don't know. It's crappy.\" He is 5'10\" tall.",
            "HPI: a 2\" cut; he called it \"crappy\".",
            "HPI: states \"I feel crappy",
            "HPI: cough\n\n> I feel crappy\n\nPlan: rest",
            "CC: I feel crappy and my back hurts\n\nHPI: cough",
            "HPI: Patient states I feel crappy when I walk.",
            "Plan: read (Miller et al, A crappy night, 2019).",
        ] {
            assert!(is_somebody_elses(&read(text), place(text, "crappy")), "{text}");
        }
    }

    #[test]
    fn the_writers_own_words() {
        for text in [
            "HPI: He says he feels crappy today.",
            "HPI: He said \"I fell\" and feels crappy, \"awful\".",
            "HPI: a 2\" cut looks crappy on a 5'10\" man",
            "HPI: the patient's mother doesn't know; crappy sleep since the accident, won't eat",
            "HPI: he said \"I fell\n\nExam: crappy skin\"",
            "- he said \"I fell\n- crappy skin",
            "CC: crappy feeling for 3 days\n\nHPI: cough",
            "HPI: the patients' rooms are crappy",
        ] {
            assert!(is_writers_own(&read(text), place(text, "crappy")), "{text}");
        }
    }

    #[test]
    fn names_of_sections_are_nobodys_words() {
        let text = "# H&P\n\n## Substance Abuse\n\nnone\n\n## Assessment and Plan\n\n# Alcohol abuse\n- thiamine\n";
        let note = read(text);
        assert!(!is_writers_own(&note, place(text, "Substance Abuse")));
        assert!(is_writers_own(&note, place(text, "Alcohol abuse")));
    }
}
