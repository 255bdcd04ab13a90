//! What is said of a finding beside it: an announcement, an answer in a cell, a sign, a question mark.

use super::reach::starts_word;
use super::*;

/// What the line over a list says of its items: the last trigger in it, if nothing but marks follows.
pub(super) fn announced(note: &Note, triggers: &Triggers, lead: Span) -> Option<(Says, Span)> {
    let at = triggers.places.partition_point(|place| place.start < lead.end);
    let last = triggers.places[..at].last().filter(|place| place.start >= lead.start)?;
    let hit = note
        .phrases_in(lexicon_ids::ASSERTION_TRIGGERS, *last)
        .find(|hit| hit.span == *last)?;
    let rest = note.slice(Span::new(last.end.min(lead.end), lead.end));
    let says = match note.grammar.category(hit) {
        "negation" => Says::Negation,
        "doubt" => Says::Doubt,
        "history" => Says::History,
        "ended" => Says::Over,
        "family" => Says::Family,
        "condition" => Says::Condition,
        _ => return None,
    };
    // `Denies:`, `Denies the following:`, `Return precautions (discussed):`.
    (rest.split_whitespace().count() <= 3).then_some((says, *last))
}

/// Whether the item itself says that it is there: `Denies: … - has cough`.
pub(super) fn affirmed_item(note: &Note, sentence: &Sentence) -> bool {
    let affirms = |lexicon: LexiconId| {
        note.phrases_in(lexicon, Span::new(sentence.span.start, sentence.span.start + 1))
            .next()
            .is_some_and(|hit| hit.span.start == sentence.span.start)
    };
    affirms(lexicon_ids::ASSERTION_ENDS) || affirms(lexicon_ids::ITEM_OPENERS)
}

/// The answer in the cell after a finding: `| Fever | no |`.
pub(super) fn answer_beside(note: &Note, sentence: &Sentence) -> Option<(bool, Span)> {
    let sentences = note.sentences();
    let at = sentences.partition_point(|it| it.span.start <= sentence.span.start);
    let next = sentences.get(at).filter(|next| next.cell)?;
    // In the same row.
    if note.slice(Span::new(sentence.span.end, next.span.start)).contains('\n') {
        return None;
    }
    let answer = note
        .slice(next.span)
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '-');
    let is = |words: &[&str]| words.iter().any(|word| answer.eq_ignore_ascii_case(word));
    if is(&[
        "no",
        "none",
        "n",
        "neg",
        "negative",
        "denies",
        "denied",
        "absent",
        "nil",
        "-",
        "not present",
    ]) {
        Some((false, next.span))
    } else if is(&["yes", "y", "pos", "positive", "present", "+", "endorses", "reports"]) {
        Some((true, next.span))
    } else {
        None
    }
}

/// A mark at the mention: `+fever`, `(+) fever`, `fever (+)`, `-fever`, `(-) fever`, `fever (-)`, `fever: yes`.
pub(super) fn mark(note: &Note, sentence: &Sentence, span: Span) -> Option<bool> {
    let bytes = note.text.as_bytes();
    let before = &bytes[sentence.span.start as usize..span.start as usize];
    let after = &bytes[span.end as usize..(sentence.span.end as usize).max(span.end as usize)];
    let tail = before.trim_ascii_end();
    let head = after.trim_ascii_start();
    // Hardly any mention has a mark.
    let may_close = matches!(tail.last(), Some(b')' | b'e' | b']' | b'+' | 0x80..)) || before.last() == Some(&b'-');
    let may_open = matches!(
        head.first(),
        Some(b'(' | b'+' | b'[' | b'-' | b':' | b'=' | b'?' | b'0' | 0x80..)
    );
    if !may_close && !may_open {
        return None;
    }
    if tail.ends_with(b"(+)") || tail.ends_with(b"+ve") || tail.ends_with(b"[+]") {
        return Some(true);
    }
    if tail.ends_with(b"(-)")
        || tail.ends_with("(–)".as_bytes())
        || tail.ends_with(b"-ve")
        || tail.ends_with(b"[-]")
        || tail.ends_with("∅".as_bytes())
        || tail.ends_with("ø".as_bytes())
        || tail.ends_with("Ø".as_bytes())
    {
        return Some(false);
    }
    let opens = |bytes: &[u8]| {
        bytes
            .last()
            .is_none_or(|byte| matches!(byte, b' ' | b',' | b'(' | b';' | b':' | b'\n' | b'/' | b'.'))
    };
    if let Some(rest) = tail.strip_suffix(b"+") {
        // `2+ edema` is a grade: there as well.
        if opens(rest) || rest.last().is_some_and(u8::is_ascii_digit) {
            return Some(true);
        }
    }
    let minus = before
        .strip_suffix(b"-")
        .or_else(|| before.strip_suffix("–".as_bytes()))
        .or_else(|| before.strip_suffix("−".as_bytes()));
    if let Some(rest) = minus
        && opens(rest)
    {
        return Some(false);
    }
    if head.starts_with(b"(+)")
        || head.starts_with(b"++")
        || head.starts_with(b"+ve")
        || (head.starts_with(b"+") && !head.get(1).is_some_and(u8::is_ascii_alphanumeric))
        || head.starts_with(b"[+]")
    {
        return Some(true);
    }
    // `Pallor -, icterus -`: a sign of its own before a comma.
    if let Some(rest) = head.strip_prefix(b"-").or_else(|| head.strip_prefix("–".as_bytes()))
        && let rest = rest.trim_ascii_start()
        && (matches!(rest, [b',' | b';' | b'.' | b')', ..])
            || rest.is_empty() && before.windows(2).any(|pair| matches!(pair, b"-," | b"+," | b"-;")))
    {
        return Some(false);
    }
    if head.starts_with(b"(-)")
        || head.starts_with("(–)".as_bytes())
        || head.starts_with(b"-ve")
        || head.starts_with(b"[-]")
    {
        return Some(false);
    }
    // `Nausea 0, pain 4`, `dyspnea: 0/10`: a score of none.
    let score = head.strip_prefix(b":").map_or(head, <[u8]>::trim_ascii_start);
    if let Some(rest) = score.strip_prefix(b"0")
        && (after.len() > head.len() || score.len() < head.len())
        && (matches!(
            rest,
            [] | [b',' | b';' | b')' | b'\n', ..] | [b'.'] | [b'.', b' ' | b'\n', ..]
        ) || rest.starts_with(b"/10"))
    {
        return Some(false);
    }
    // `Fever: yes`, `edema - present`.
    let answer = head
        .strip_prefix(b":")
        .or_else(|| head.strip_prefix(b"="))
        .or_else(|| head.strip_prefix(b"?"))
        .or_else(|| head.strip_prefix(b"- "))
        .or_else(|| head.strip_prefix("– ".as_bytes()))
        .map(<[u8]>::trim_ascii_start)?;
    if starts_word(
        answer,
        &[
            "yes", "y", "present", "positive", "pos", "mild", "moderate", "severe", "endorses", "reports", "some",
        ],
    ) {
        return Some(true);
    }
    // `Homicidal ideation: denied when asked`; `Tenderness: There is no abdominal tenderness`, where the first is a label.
    let denied = starts_word(answer, &["denied", "denies"])
        || starts_word(answer, &["there", "no"]) && {
            let answer = &answer[..memchr::memchr(b'.', answer).unwrap_or(answer.len())];
            let word = &bytes[span.start as usize..span.end as usize];
            let none = [&b"no "[..], b"there is no ", b"there are no ", b"there was no "];
            let head = none.iter().find(|none| {
                answer
                    .get(..none.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(none))
            });
            head.is_some_and(|head| {
                let said = &answer[head.len()..];
                said.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word))
            })
        };
    denied.then_some(false)
}

/// Whether a question mark stands at the mention: `?pneumonia`, `? PE`.
pub(super) fn question(note: &Note, span: Span) -> bool {
    let before = note.text.as_bytes()[..span.start as usize].trim_ascii_end();
    let gap = span.start as usize - before.len();
    let after = note.text.as_bytes().get(span.end as usize);
    gap <= 1
        && before.strip_suffix(b"?").is_some_and(|rest| {
            rest.last().is_none_or(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b'(' | b'/' | b',' | b':' | b'?' | b'-')
            })
        })
        || after == Some(&b'?')
}
