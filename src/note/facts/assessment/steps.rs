//! Steps: a text cut into pieces that do one thing each, and what a piece is: a step, a thought, a formality.

use super::super::super::Note;
use super::super::super::lines::trim;
use super::super::actions::{self, Deed};
use super::super::around::in_word;
use super::super::word_list::WordList;
use crate::grammar::{LexiconHit, lexicon_ids};
use crate::text::Span;

/// What speaks for a piece being a step, and what against.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Weight {
    /// It orders: `recheck K`, `will start`.
    pub acts: bool,
    /// It tells what was arranged: `prescribed`, `counselled`.
    pub done: bool,
    /// A status, evidence, a thought.
    pub reasons: bool,
    /// A formality: neither a step nor a thought.
    pub formal: bool,
    /// The only order in it is to rule something out.
    pub excludes: bool,
    /// What it does, as far as its words tell.
    pub deed: Deed,
}

/// Words before the word that orders: `we will also start`.
static FILLERS: WordList = WordList::of(&[
    "then", "also", "and", "we", "i", "will", "would", "to", "please", "can", "should", "today", "now", "again",
    "next", "he", "she", "they", "pt", "patient", "may", "must", "or", "so",
]);

/// Words that tell what is or was.
static TELLS: WordList = WordList::of(&[
    "is",
    "are",
    "was",
    "were",
    "has",
    "had",
    "been",
    "remains",
    "appears",
    "seems",
    "shows",
    "showed",
    "revealed",
    "demonstrated",
    "demonstrates",
    "appeared",
    "reported",
    "feels",
    "looks",
    "indicated",
    "isn't",
]);

/// Whether a word tells what is or was.
pub(super) fn tells(word: &str) -> bool {
    TELLS.has(word.as_bytes())
}

/// Words behind which no status is told.
static CONDITIONS: WordList = WordList::of(&["if", "unless", "until", "once", "when"]);

/// Words after which a base form orders.
static BEFORE_ORDER: WordList = WordList::of(&[
    "will", "and", "or", "then", "please", "we", "i", "would", "also", "can", "must", "should", "now", "we'll", "i'll",
    "to",
]);

/// The bytes of words, letters, digits and apostrophes.
fn is_word(byte: u8) -> bool {
    in_word(byte) || byte == b'\''
}

/// The word that ends at or before `at`, not before `from`, spaces skipped; and the byte between, if it is no space.
fn word_before(bytes: &[u8], from: usize, at: usize) -> (&[u8], Option<u8>) {
    let mut end = at;
    while end > from && bytes[end - 1].is_ascii_whitespace() {
        end -= 1;
    }
    if end == from {
        return (&[], None);
    }
    if !is_word(bytes[end - 1]) {
        return (&[], Some(bytes[end - 1]));
    }
    let mut start = end;
    while start > from && is_word(bytes[start - 1]) {
        start -= 1;
    }
    (&bytes[start..end], None)
}

/// Where the words of `span` start that are no fillers.
fn effective_start(text: &str, span: Span) -> u32 {
    let mut at = span.start as usize;
    let end = span.end as usize;
    loop {
        let rest = &text[at..end];
        let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || "*_-–•→>(,+[]".contains(c));
        at += rest.len() - trimmed.len();
        let word = trimmed
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .next()
            .unwrap_or_default();
        if !FILLERS.has(word.as_bytes()) {
            return at as u32;
        }
        at += word.len();
    }
}

/// Whether an order opens `span`, fillers skipped.
pub(super) fn opens_with_order(note: &Note, span: Span) -> bool {
    let start = effective_start(&note.text, span);
    let hits = note.phrases_in(lexicon_ids::STEP_WORDS, Span::new(start, span.end.max(start)));
    hits.take_while(|hit| hit.span.start == start)
        .any(|hit| matches!(note.grammar.category(hit), "verb" | "either"))
}

/// The same of words that are verbs and nothing else.
fn opens_with_verb(note: &Note, span: Span) -> bool {
    let start = effective_start(&note.text, span);
    let hits = note.phrases_in(lexicon_ids::STEP_WORDS, Span::new(start, span.end.max(start)));
    hits.take_while(|hit| hit.span.start == start)
        .any(|hit| note.grammar.category(hit) == "verb")
}

/// What a piece is.
pub(super) fn weigh(note: &Note, span: Span) -> Weight {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let mut weight = Weight {
        deed: actions::read(note, span),
        ..Weight::default()
    };
    let start = effective_start(text, span);
    let mut adjective = false;
    let (mut orders, mut exclusions, mut modals) = (0, 0, 0);
    let open = note.slice(span).find('(').map(|at| span.start + at as u32);
    let close = note.slice(span).rfind(')').map(|at| span.start + at as u32);
    let aside = |hit: &LexiconHit| {
        open.is_some_and(|open| open > start && hit.span.start > open)
            && close.is_some_and(|close| hit.span.end <= close)
    };
    for hit in note.phrases_in(lexicon_ids::STEP_WORDS, span) {
        match note.grammar.category(hit) {
            kind @ ("verb" | "either") if !aside(hit) => {
                let before_it = weight.acts;
                weight.acts = false;
                if hit.span.start == start {
                    let word = note.slice(hit.span);
                    adjective = ["repeat", "follow-up", "follow up"]
                        .iter()
                        .any(|it| it.eq_ignore_ascii_case(word));
                    weight.acts = true;
                } else {
                    let (before, mark) = word_before(bytes, span.start as usize, hit.span.start as usize);
                    let ordered = match mark {
                        Some(mark) => kind == "verb" && b",;:>/+&".contains(&mark),
                        None => BEFORE_ORDER.has(before),
                    };
                    let unable = before.eq_ignore_ascii_case(b"to") && {
                        let to = hit.span.start as usize - 3;
                        let (able, _) = word_before(bytes, span.start as usize, to);
                        [
                            &b"able"[..],
                            b"unable",
                            b"likely",
                            b"difficult",
                            b"ability",
                            b"tries",
                            b"used",
                        ]
                        .iter()
                        .any(|word| word.eq_ignore_ascii_case(able))
                    };
                    weight.acts |= ordered && !unable;
                }
                let excludes = ["rule out", "r/o", "exclude"]
                    .iter()
                    .any(|it| it.eq_ignore_ascii_case(note.slice(hit.span)));
                orders += usize::from(weight.acts && !excludes);
                exclusions += usize::from(weight.acts && excludes);
                weight.acts |= before_it;
            }
            "modal" if !aside(hit) => {
                // A phrase may reach over the end of the step.
                let after = text.get(hit.span.end as usize..span.end as usize).unwrap_or_default();
                let after = after.trim_start();
                let guess = ["likely", "resolve", "improve", "probably", "not tolerate", "have had"]
                    .iter()
                    .any(|word| after.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)));
                weight.acts |= !guess;
                let needs = text[hit.span.range()].to_ascii_lowercase().starts_with("need");
                modals += usize::from(!guess && !needs);
            }
            "done" => weight.done = true,
            "reason" => weight.reasons = true,
            "formal" => weight.formal = true,
            _ => {}
        }
    }
    let mut tells = false;
    for word in note.slice(span).split(|c: char| !c.is_alphabetic() && c != '\'') {
        tells |= self::tells(word);
        // `Return if fever`, `unless K is above 5.5`: a condition makes no status.
        if CONDITIONS.has(word.as_bytes()) {
            break;
        }
    }
    if adjective && tells {
        weight.acts = false;
    }
    weight.reasons |= tells;
    // `agrees with the recommended plan`
    weight.formal &= orders == 0;
    weight.excludes = exclusions > 0 && orders + modals == 0;
    let opens_with_if = text[start as usize..span.end as usize]
        .get(..3)
        .is_some_and(|word| word.eq_ignore_ascii_case("if "));
    weight.acts |= opens_with_if;
    if !weight.reasons && !weight.acts && !weight.done {
        let drug = weight
            .deed
            .orders
            .iter()
            .any(|order| matches!(order, actions::Order::Drug(_)));
        weight.reasons = !drug && is_result(note, span);
    }
    weight
}

/// Whether a piece states a value: `K 2.9`, `EF 35%`, and not one under a condition: `nephrology if urine output <400 mL`.
fn is_result(note: &Note, span: Span) -> bool {
    let mut end = span.start;
    for word in note.slice(span).split_inclusive(|c: char| !c.is_alphanumeric()) {
        if CONDITIONS.has(word.trim_end_matches(|c: char| !c.is_alphanumeric()).as_bytes()) {
            break;
        }
        end += word.len() as u32;
    }
    let within = |at: Span| at.start >= span.start && at.end <= end;
    let labs = note.labs();
    let lab = labs.partition_point(|lab| lab.span.start < span.start);
    let studies = note.study_values();
    let study = studies.partition_point(|value| value.span.start < span.start);
    let vitals = note.vitals();
    let vital = vitals.partition_point(|vital| vital.span.start < span.start);
    labs.get(lab).is_some_and(|lab| within(lab.span))
        || studies.get(study).is_some_and(|value| within(value.span))
        || vitals.get(vital).is_some_and(|vital| within(vital.span))
}

/// Cut `span` into pieces that do one thing each: at semicolons, and at commas and "and" where an order or a drug with its dose
/// starts; never in parentheses, never after "if".
pub(super) fn cut(note: &Note, span: Span, out: &mut Vec<Span>) {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let end = span.end as usize;
    let last_close = note
        .slice(span)
        .rfind([')', ']'])
        .map_or(0, |at| at + span.start as usize);
    let mut verbs = note.phrases_in(lexicon_ids::STEP_WORDS, span).peekable();
    let mut drugs = {
        let all = note.medications();
        let from = all.partition_point(|it| it.span.start < span.start);
        all[from..].iter().take_while(|it| it.span.start < span.end).peekable()
    };
    let mut start = span.start as usize;
    let mut at = start;
    let mut depth = 0u32;
    let mut conditional = false;
    let mut push = |from: usize, to: usize| {
        let piece = trim(text, Span::from(from..to));
        let lead = note.slice(piece);
        let skipped = lead.len()
            - lead
                .trim_start_matches(['*', '_', ' ', ',', ';', ':', '-', '–', '—', '.', '+', '>', '→'])
                .len();
        let piece = trim(text, Span::new(piece.start + skipped as u32, piece.end));
        if note.slice(piece).chars().any(char::is_alphabetic) {
            out.push(piece);
        }
    };
    while at < end {
        let byte = bytes[at];
        let mut candidate = None;
        match byte {
            b'(' | b'[' if at < last_close => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => {
                push(start, at);
                start = at + 1;
                conditional = false;
            }
            b',' | b'+' | b'&' if depth == 0 && !conditional => candidate = Some(at + 1),
            // A line that was ended by hand, the next opening with an order or a condition.
            b'\n' if depth == 0 => {
                let next = text[at..end].trim_start();
                let opens_with_if = next.get(..3).is_some_and(|word| word == "If ");
                let capital = next.starts_with(|c: char| c.is_ascii_uppercase());
                let from = end - next.len();
                if opens_with_if
                    || capital && (opens_with_order(note, Span::from(from..end)) || starts_line(note, start, at, from))
                {
                    push(start, at);
                    start = from;
                    conditional = false;
                }
            }
            _ if is_word(byte) => {
                let from = at;
                while at < end && is_word(bytes[at]) {
                    at += 1;
                }
                let word = &bytes[from..at];
                let is = |it: &str| it.as_bytes().eq_ignore_ascii_case(word);
                if is("if") || is("unless") || is("should") && from == start {
                    conditional = true;
                } else if (is("and") || is("then")) && depth == 0 && !conditional {
                    candidate = Some(at);
                    at = from;
                } else {
                    continue;
                }
                if let Some(after) = candidate {
                    if starts_step(
                        note,
                        Span::from(after..end),
                        Span::from(start..from),
                        &mut verbs,
                        &mut drugs,
                    ) {
                        push(start, from);
                        start = after;
                    }
                    at = after;
                }
                continue;
            }
            _ => {}
        }
        if let Some(after) = candidate
            && starts_step(
                note,
                Span::from(after..end),
                Span::from(start..at),
                &mut verbs,
                &mut drugs,
            )
        {
            push(start, at);
            start = after;
        }
        at += 1;
    }
    push(start, end);
}

/// Whether a line that starts at `from` with a capital is one of its own, and no wrapped text: a word in small letters follows the
/// capital, it is no name of a drug, and the line before (from `start` to `at`) does not end in the middle of a phrase.
fn starts_line(note: &Note, start: usize, at: usize, from: usize) -> bool {
    let text: &str = &note.text;
    let word = text[from..]
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    let small = word.len() > 2 && word[1..].chars().all(char::is_lowercase);
    let before = text[start..at].trim_end();
    let last = before
        .split(|c: char| !c.is_alphanumeric())
        .next_back()
        .unwrap_or_default();
    let open = [
        "and", "or", "with", "of", "to", "the", "for", "a", "an", "in", "on", "by", "from", "no", "at", "as", "per",
        "if", "is", "will", "start", "continue", "hold",
    ];
    let drugs = note.medications();
    let drug = drugs.partition_point(|it| (it.span.start as usize) < from);
    small
        && before.ends_with(|c: char| c.is_alphanumeric() || c == ')')
        && !open.iter().any(|it| it.eq_ignore_ascii_case(last))
        && drugs.get(drug).is_none_or(|it| it.span.start as usize != from)
}

/// Words that open what goes before a step: `At that point, …`.
static ASIDES: WordList = WordList::of(&[
    "at",
    "otherwise",
    "after",
    "in",
    "for",
    "on",
    "today",
    "meanwhile",
    "additionally",
    "also",
    "however",
    "until",
    "once",
    "when",
    "before",
    "during",
    "given",
    "since",
    "because",
    "with",
    "as",
    "while",
    "due",
    "by",
    "based",
    "thus",
    "therefore",
    "then",
    "regarding",
    "overnight",
    "again",
    "further",
    "lastly",
    "first",
]);

/// Whether `before` only opens a step: an adverb or a phrase with a preposition, and nothing that is ordered.
fn opens_aside(note: &Note, before: Span) -> bool {
    let text = note.slice(before).trim_start();
    let first = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let aside = ASIDES.has(first.as_bytes())
        || text.split_whitespace().take(2).count() == 1
            && first.len() > 4
            && first.to_ascii_lowercase().ends_with("ly");
    aside
        && note.phrases_in(lexicon_ids::STEP_WORDS, before).take(12).all(|hit| {
            let status = note.grammar.category(hit) == "reason" && hit.span.start <= before.start + 2;
            note.grammar.category(hit) != "verb" && !status
        })
}

/// Whether a step of its own starts at the start of `rest`: an order, or a drug with its dose where `before` opens with no order.
fn starts_step<'n>(
    note: &Note,
    rest: Span,
    before: Span,
    verbs: &mut std::iter::Peekable<impl Iterator<Item = &'n LexiconHit>>,
    drugs: &mut std::iter::Peekable<impl Iterator<Item = &'n super::super::Medication>>,
) -> bool {
    if before.is_empty() {
        return false;
    }
    let start = effective_start(&note.text, rest);
    // `ultrasound, to rule out stones` has a purpose, no second step; `At that point, she can start` one step.
    let skipped = note.slice(Span::new(rest.start, start));
    if skipped.split_whitespace().next() == Some("to") || opens_aside(note, before) {
        return false;
    }
    while verbs.next_if(|hit| hit.span.start < start).is_some() {}
    if let Some(hit) = verbs.peek()
        && hit.span.start == start
        && note.grammar.category(hit) == "verb"
    {
        return true;
    }
    while drugs.next_if(|drug| drug.span.start < start).is_some() {}
    drugs
        .peek()
        .is_some_and(|drug| drug.span.start == start && drug.dose.is_some())
        && !opens_with_verb(note, before)
}
