//! When two statements on one finding can contradict each other: what ACC012 and ACC015 have in common.

use crate::grammar::{LexiconId, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Change, Mention, Moment, Status};
use crate::rules::support::quote;
use crate::text::Span;

/// How far around a mention its words are read, in bytes.
const WINDOW: u32 = 120;

/// Whether a phrase of this category of `conflict-words` stands in `span`.
pub fn has_word(note: &Note, category: &str, span: Span) -> bool {
    note.phrases_in(lexicon_ids::CONFLICT_WORDS, span)
        .any(|hit| note.grammar.category(hit) == category && hit.span.end <= span.end)
}

/// Whether what is denied at `mention` is denied altogether: no adjective and no circumstance narrows it ("no bloody
/// diarrhea", "no pain at rest", "no other symptoms"), and the sentence makes no exceptions.
pub fn is_general(note: &Note, mention: &Mention) -> bool {
    let Some(sentence) = note.sentence_at(mention.span.start) else {
        return false;
    };
    let sentence = sentence.span;
    let around = clause_around(note, mention.span, sentence);
    if is_excepted(note, mention, around) || has_word(note, "refers", item_of(note, mention.span, around)) {
        return false;
    }
    is_plain_after(note, mention.span.end, sentence.end) && is_plain_before(note, mention)
}

/// Whether a denial makes no exceptions and adds no circumstances; the cue may narrow it (`no history of`).
pub fn is_plain_denial(note: &Note, mention: &Mention) -> bool {
    let Some(sentence) = note.sentence_at(mention.span.start).map(|sentence| sentence.span) else {
        return false;
    };
    let around = clause_around(note, mention.span, sentence);
    !is_excepted(note, mention, around)
        && !has_word(note, "refers", item_of(note, mention.span, around))
        && is_plain_after(note, mention.span.end, sentence.end)
}

/// The part of a sentence between two semicolons that a mention stands in, bounded.
fn clause_around(note: &Note, mention: Span, sentence: Span) -> Span {
    let from = sentence
        .start
        .max(mention.start.saturating_sub(2 * WINDOW))
        .min(mention.start);
    let to = sentence.end.min(mention.end + 2 * WINDOW).max(mention.end);
    let bytes = note.text.as_bytes();
    let start = bytes[from as usize..mention.start as usize]
        .iter()
        .rposition(|byte| *byte == b';')
        .map_or(from, |at| from + at as u32 + 1);
    let end = bytes[mention.end as usize..to as usize]
        .iter()
        .position(|byte| *byte == b';')
        .map_or(to, |at| mention.end + at as u32);
    Span::new(start, end)
}

/// Whether the clause makes an exception: `other than`, `except`; `otherwise` counts only before what is denied, or at its end.
fn is_excepted(note: &Note, mention: &Mention, around: Span) -> bool {
    note.phrases_in(lexicon_ids::CONFLICT_WORDS, around)
        .any(|hit| match note.grammar.category(hit) {
            "excepts" => hit.span.end <= around.end,
            "otherwise" => {
                let goes_on = note.text[hit.span.end as usize..]
                    .trim_start()
                    .starts_with(char::is_alphabetic);
                hit.span.end <= mention.span.start || hit.span.end <= around.end && !goes_on
            }
            _ => false,
        })
}

/// The item of a list that a mention stands in: between two commas or semicolons.
fn item_of(note: &Note, mention: Span, around: Span) -> Span {
    let bytes = note.text.as_bytes();
    let mark = |byte: &u8| matches!(byte, b',' | b';');
    let start = bytes[around.start as usize..mention.start.max(around.start) as usize]
        .iter()
        .rposition(mark)
        .map_or(around.start, |at| around.start + at as u32 + 1);
    let end = bytes[mention.end.min(around.end) as usize..around.end as usize]
        .iter()
        .position(mark)
        .map_or(around.end, |at| mention.end.min(around.end) + at as u32);
    Span::new(start, end)
}

/// The words of an item up to its end at `mention`, where it is narrowed: "no *right upper abdominal pain*". The same words, told
/// as present, contradict it.
pub fn narrowed_item<'n>(note: &'n Note, mention: &Mention) -> Option<&'n str> {
    let cue = mention.assertion.cue.filter(|cue| cue.end <= mention.span.start)?;
    let sentence = note.sentence_at(mention.span.start)?.span;
    let before = note.text.get(cue.end as usize..mention.span.start as usize)?;
    if has_word(note, "past", cue)
        || before.len() <= 24 && has_word(note, "past", Span::new(cue.end, mention.span.start))
    {
        return None;
    }
    let start = before.rfind([',', ';', '/', ':', '\n', '(']).map_or(0, |at| at + 1);
    let item = note
        .text
        .get(cue.end as usize + start..mention.span.end as usize)?
        .trim();
    let plain = !item.is_empty()
        && item.len() <= 60
        && !item.contains(" or ")
        && is_plain_after(note, mention.span.end, sentence.end);
    (plain && !has_word(note, "excepts", sentence)).then_some(item)
}

/// Whether the text that ends with the mention ends with `item`, in whatever case.
pub fn ends_with_item(note: &Note, mention: &Mention, item: &str) -> bool {
    let end = mention.span.end as usize;
    let Some(start) = end.checked_sub(item.len()) else {
        return false;
    };
    note.text.as_bytes()[start..end].eq_ignore_ascii_case(item.as_bytes())
}

/// Whether nothing but neutral words stands between the mention and the sign or word that parts it from its list.
fn is_plain_before(note: &Note, mention: &Mention) -> bool {
    let Some(cue) = mention.assertion.cue else { return true };
    if cue.contains(mention.span) {
        return true;
    }
    if cue.start >= mention.span.end {
        return !has_word(note, "narrowing", cue);
    }
    if has_word(note, "narrowing", cue) || has_word(note, "past", cue) {
        return false;
    }
    // `Denies a history of chest pain`: none before this illness.
    if mention.span.start - cue.end <= 24 && has_word(note, "past", Span::new(cue.end, mention.span.start)) {
        return false;
    }
    let from = cue.end.max(mention.span.start.saturating_sub(WINDOW));
    let from = (from..=mention.span.start)
        .find(|at| note.text.is_char_boundary(*at as usize))
        .unwrap_or(mention.span.start);
    let before = note.slice(Span::new(from, mention.span.start));
    let item = before
        .rfind([',', ';', '/', ':', '\n', '('])
        .map_or(before, |at| &before[at + 1..]);
    let item_start = mention.span.start - item.len() as u32;
    // A word before the first item holds for all of the list: `no recent fever, cough`.
    let first = Span::new(cue.end, (cue.end + 40).min(mention.span.start));
    let distributed = note
        .phrases_in(lexicon_ids::CONFLICT_WORDS, first)
        .next()
        .is_some_and(|hit| {
            note.grammar.category(hit) == "narrowing"
                && note.slice(Span::new(cue.end, hit.span.start)).trim().is_empty()
        });
    !distributed && only_neutral(note, Span::new(item_start, mention.span.start))
}

/// Whether all words of `span` are neutral, a finding, or join items of a list.
fn only_neutral(note: &Note, span: Span) -> bool {
    let mut at = span.start;
    let known = |lexicon: LexiconId| {
        note.phrases_in(lexicon, span)
            .filter(move |hit| lexicon != lexicon_ids::CONFLICT_WORDS || note.grammar.category(hit) == "neutral")
            .map(|hit| hit.span)
    };
    let mut spans: Vec<Span> = [
        lexicon_ids::CONFLICT_WORDS,
        lexicon_ids::SYMPTOMS,
        lexicon_ids::SIGNS,
        lexicon_ids::CONDITIONS,
        lexicon_ids::ASSERTION_TRIGGERS,
    ]
    .into_iter()
    .flat_map(known)
    .collect();
    spans.sort_unstable();
    spans.push(Span::at(span.end));
    for next in spans {
        if next.start > at {
            let gap = note.slice(Span::new(at, next.start));
            let joins = |word: &str| {
                ["or", "and", "nor", "&"]
                    .iter()
                    .any(|join| word.eq_ignore_ascii_case(join))
            };
            let plain = gap
                .split(|c: char| !c.is_alphanumeric() && c != '&')
                .all(|word| word.is_empty() || joins(word));
            if !plain {
                return false;
            }
        }
        at = at.max(next.end);
    }
    true
}

/// Whether the item ends with the mention: a sign, the end, or "or" follows.
fn is_plain_after(note: &Note, from: u32, end: u32) -> bool {
    let end = end.min(from + WINDOW).max(from);
    let end = (from..=end)
        .rev()
        .find(|at| note.text.is_char_boundary(*at as usize))
        .unwrap_or(from);
    let after = note.slice(Span::new(from, end));
    let trimmed = after.trim_start();
    let Some(first) = trimmed.chars().next() else {
        return true;
    };
    if matches!(first, ',' | ';' | '.' | '/' | ')' | '!' | '?' | '|' | '&') {
        return true;
    }
    if first == ':' || first == '-' || first == '–' || first == '(' || first == '=' {
        return first != '(' || trimmed.starts_with("(-)") || trimmed.starts_with("(+)");
    }
    let start = from + (after.len() - trimmed.len()) as u32;
    // A neutral word, a word of time or denial, a new clause, or "or".
    let word_end = trimmed
        .find(|c: char| !c.is_alphanumeric() && c != '\'')
        .unwrap_or(trimmed.len());
    let word = &trimmed[..word_end];
    if [
        "or",
        "and",
        "nor",
        "but",
        "today",
        "currently",
        "now",
        "reported",
        "noted",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known))
    {
        return true;
    }
    let starts = |lexicon: LexiconId| note.phrases_in(lexicon, Span::new(start, start + 1)).next().is_some();
    starts(lexicon_ids::ASSERTION_TRIGGERS)
        || note
            .phrases_in(lexicon_ids::CONFLICT_WORDS, Span::new(start, start + 1))
            .any(|hit| note.grammar.category(hit) == "neutral")
        || note
            .phrases_in(lexicon_ids::TIME_WORDS, Span::new(start, start + 1))
            .any(|hit| note.grammar.category(hit) == "now")
        || note
            .phrases_in(lexicon_ids::ASSERTION_ENDS, Span::new(start, start + 1))
            .any(|hit| matches!(note.grammar.category(hit), "turn" | "end"))
}

/// Whether the mention says that the thing is there, now or in the present illness, plainly enough to be contradicted.
pub fn is_plainly_present(note: &Note, mention: &Mention) -> bool {
    let it = &mention.assertion;
    it.status == Status::Present
        && (it.moment != Moment::Earlier || is_at_home(note, mention))
        && (it.moment != Moment::Later || is_span_of_story(note, mention))
        && !matches!(it.change, Some(Change::Over | Change::Eased))
        && !is_over_later(note, mention)
        && !is_topic(note, mention)
}

/// `Lost ten pounds in two months`: how long it took, not when it will be.
fn is_span_of_story(note: &Note, mention: &Mention) -> bool {
    mention.assertion.time_cue.is_some_and(|cue| {
        note.slice(cue)
            .get(..3)
            .is_some_and(|start| start.eq_ignore_ascii_case("in "))
            && matches!(
                note.role_at(mention.span.start),
                Role::ChiefComplaint | Role::History | Role::ReviewOfSystems
            )
    })
}

/// Whether the end of the sentence says that it is over: `chest pain on breathing, for an hour, now gone`.
fn is_over_later(note: &Note, mention: &Mention) -> bool {
    let Some(sentence) = note.sentence_at(mention.span.start) else {
        return false;
    };
    let to = sentence.span.end.min(mention.span.end + WINDOW).max(mention.span.end);
    let rest = Span::new(mention.span.end, to);
    let mentions = note.findings();
    let at = mentions.partition_point(|other| other.span.start < mention.span.end);
    let next = mentions
        .get(at)
        .map_or(to, |other| other.span.start.max(mention.span.end));
    note.phrases_in(lexicon_ids::ASSERTION_TRIGGERS, rest)
        .any(|hit| note.grammar.category(hit) == "ended" && hit.span.end <= next)
}

/// Whether the mention tells of last night or yesterday as a part of the present illness, and of nothing after it.
pub fn was_just_there(note: &Note, mention: &Mention) -> bool {
    let it = &mention.assertion;
    let Some(cue) = it
        .time_cue
        .filter(|_| it.status == Status::Present && it.moment == Moment::Earlier && it.change.is_none())
    else {
        return false;
    };
    let just = note
        .phrases_in(lexicon_ids::TIME_WORDS, cue)
        .any(|hit| hit.span == cue && note.entry(hit).id == "just-before");
    let Some(sentence) = note.sentence_at(mention.span.start).filter(|_| just) else {
        return false;
    };
    let rest = Span::new(mention.span.end, sentence.span.end.max(mention.span.end));
    let goes_on = note
        .phrases_in(lexicon_ids::TIME_WORDS, rest)
        .any(|hit| hit.span != cue && matches!(note.grammar.category(hit), "now" | "since" | "eased" | "later"));
    !goes_on && !has_word(note, "excepts", rest) && !is_topic(note, mention)
}

/// "At home" is the present illness, as the patient tells it.
fn is_at_home(note: &Note, mention: &Mention) -> bool {
    mention.assertion.time_cue.is_some_and(|cue| {
        note.phrases_in(lexicon_ids::TIME_WORDS, cue)
            .any(|hit| hit.span == cue && note.entry(hit).id == "at-home")
    })
}

/// Whether the mention only names what a passage or a drug is for: "regarding her headaches", "takes ibuprofen for back pain".
fn is_topic(note: &Note, mention: &Mention) -> bool {
    let Some(sentence) = note.sentence_at(mention.span.start) else {
        return true;
    };
    let from = sentence.span.start.max(mention.span.start.saturating_sub(WINDOW));
    let before = Span::new(from, mention.span.start);
    let mut nearest = None;
    for hit in note.phrases_in(lexicon_ids::CONFLICT_WORDS, before) {
        let category = note.grammar.category(hit);
        if matches!(category, "topic" | "arrival") && hit.span.end <= mention.span.start {
            nearest = Some(category);
        }
    }
    nearest == Some("topic")
}

/// Whether it is denied, now or for the whole illness, plainly enough to contradict.
pub fn is_plainly_absent(note: &Note, mention: &Mention) -> bool {
    let it = &mention.assertion;
    it.status == Status::Absent
        && it.moment != Moment::Earlier
        && it.moment != Moment::Later
        && is_general(note, mention)
}

/// The mention with the word that denies it, for a message: `Denies fever`, `no … edema`.
pub fn quoted(note: &Note, mention: &Mention) -> String {
    let span = mention.span;
    match mention.assertion.cue.filter(|cue| !cue.overlaps(span)) {
        Some(cue)
            if cue.end <= span.start
                && span.start - cue.end <= 30
                && !note.slice(Span::new(cue.end, span.start)).contains('\n') =>
        {
            quote(note.slice(Span::new(cue.start, span.end)), 60)
        }
        Some(cue) if cue.end <= span.start => {
            format!("{} … {}", quote(note.slice(cue), 24), quote(note.slice(span), 40))
        }
        Some(cue) if cue.start - span.end <= 30 => quote(note.slice(Span::new(span.start, cue.end)), 60),
        _ => quote(note.slice(span), 60),
    }
}
