//! Drugs that stand in a list of what is not taken: `No steroid, aspirin or insulin`, `Anticoagulant, insulin: none`, `not ibuprofen`.

use super::status::clause_before;
use super::words::word;
use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::text::Span;

/// Words that deny all that a list names behind them.
const DENYING: [&str; 5] = ["no", "denies", "without", "nil", "neither"];
/// What ends such a list, or makes of it another thing.
const ENDING: [&str; 8] = [
    " but ",
    " except",
    " besides ",
    " only ",
    " other than ",
    " apart from ",
    " takes ",
    " is on ",
];
/// Words behind which a drug is no longer what is denied: `no changes to metformin`.
const LEADING: [&str; 12] = [
    "to", "of", "in", "with", "on", "from", "for", "since", "about", "while", "despite", "after",
];
/// Answers to a list before a colon.
const NONE: [&str; 5] = ["none", "nil", "denied", "never", "no"];
/// Units of a dose.
const UNITS: [&str; 8] = ["mg", "mcg", "g", "units", "mL", "mEq", "puffs", "tablets"];
/// A list longer than that is no list, in bytes.
const LONGEST: usize = 240;

/// Whether the drug whose statement is `span` is one of a list that is denied as a whole.
pub(super) fn is_denied(note: &Note, name: Span, span: Span, dosed: bool) -> bool {
    let text: &str = &note.text;
    let clause = clause_before(note, name.start);
    let mut from = clause.start as usize;
    if let Some(at) = memchr::memrchr(b';', &text.as_bytes()[from..name.start as usize]) {
        from += at + 1;
    }
    let to = span.end as usize;
    let far = crate::text::floor(text, (to + LONGEST).min(text.len())).max(to);
    let end = memchr::memchr3(b'\n', b';', b'.', &text.as_bytes()[to..far]).map_or(far, |at| to + at);
    let before = &text[from..name.start as usize];
    if ends_with_word(before, "not") {
        return true;
    }
    let after = &text[to..end];
    !dosed && (answered(after) || listed(note, from, before, after)) && !has_amount(before)
}

/// Whether a dose stands in the text: then it is no list of what is not taken.
fn has_amount(text: &str) -> bool {
    let mut words = text.split([' ', '\u{a0}']).peekable();
    while let Some(word) = words.next() {
        let unit = words.peek().copied().unwrap_or_default();
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        if number
            && (word.ends_with("mg") || word.ends_with("mcg") || UNITS.iter().any(|it| unit.eq_ignore_ascii_case(it)))
        {
            return true;
        }
    }
    false
}

fn ends_with_word(text: &str, last: &str) -> bool {
    let text = text.strip_suffix(' ').unwrap_or(text);
    text.len() >= last.len()
        && text.is_char_boundary(text.len() - last.len())
        && text[text.len() - last.len()..].eq_ignore_ascii_case(last)
        && !text[..text.len() - last.len()].ends_with(char::is_alphanumeric)
}

/// `…, insulin: none`.
fn answered(after: &str) -> bool {
    let Some((list, answer)) = after.split_once(':') else {
        return false;
    };
    let answer = answer.trim_start();
    let said = word(answer, 0);
    let rest = answer[said.len()..].trim_start();
    !list.contains('(')
        && NONE.iter().any(|none| said.eq_ignore_ascii_case(none))
        && (rest.is_empty() || rest.starts_with([',', ')']))
}

/// `No antiseizure drug, anticoagulant, bupropion or sleeping pill`: a list that opens its sentence and is joined by "or".
fn listed(note: &Note, from: usize, before: &str, after: &str) -> bool {
    let start = before.find(char::is_alphanumeric).unwrap_or(before.len());
    let first = word(before, start);
    if !DENYING.iter().any(|it| first.eq_ignore_ascii_case(it)) {
        return false;
    }
    let list = before[start + first.len()..].to_ascii_lowercase();
    // The first thing that is denied is a drug itself.
    let head = list.split([',', ':']).next().unwrap_or_default();
    let head = head.split(" or ").next().unwrap_or_default();
    let at = (from + start + first.len()) as u32;
    let span = Span::new(at, at + head.len() as u32);
    let drug = [lexicon_ids::DRUG_CLASSES, lexicon_ids::DRUGS]
        .iter()
        .filter_map(|lexicon| note.phrases_in(*lexicon, span).next())
        .map(|hit| hit.span.start - at)
        .min();
    let Some(drug) = drug else { return false };
    let leads = head[..drug as usize]
        .split_whitespace()
        .any(|word| LEADING.contains(&word));
    let rest = after.to_ascii_lowercase();
    let joined = [" or ", " nor "]
        .iter()
        .any(|joint| list.contains(joint) || rest.contains(joint));
    !leads && joined && !list.contains(':') && !ENDING.iter().any(|it| list.contains(it))
}
