//! Words that have a better one: entries of a lexicon with what is wrong with them, what to write instead, and where they are
//! innocent. Rules LNG001, LNG002, LNG008 and LNG009 read their lexicons with it.
//!
//! | attribute | meaning |
//! | --- | --- |
//! | `says` | what the word does, as a predicate: `labels the person by the illness` |
//! | `write`, `plural` | what stands in its place in the very sentence; `plural` where the word found ends in `s` |
//! | `advice` | what to do where no word can stand in its place |
//! | `source` | who says so |
//! | `level` | `error`, `warning`, `info`; the rule's own if absent |
//! | `fix` | `safe`, `unsafe`: how `write` may be put in its place; a suggestion if absent |
//! | `mild` | common usage: reported only on request |
//! | `before`, `after` | one of these words must stand right before it (or it opens its sentence), right after it |
//! | `unless-before`, `unless-after` | none of these may |
//! | `near`, `unless-near` | one of these must, none may stand in its sentence |
//! | `alone` | it must be the last word of its phrase: a noun, not an adjective |
//! | `unless-denied` | silent where it is denied or of the family |
//! | `unless-role` | silent in sections of this role |
//! | `unless-under` | silent in patients younger than so many years |
//!
//! A word of these lists may end in `*`. In `write` and `advice`, `{head}` stands for what was found without its last word.
//! Entries of the category `innocent` are look-alikes: being longer, they take the place.

use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role};
use crate::note::Note;
use crate::note::facts::Status;
use crate::rules::nearby::{Nearby, matches};
use crate::rules::support::{capitalized, sentence_around};
use crate::rules::wording::{Plain, is_writers_own, words};
use crate::rules::{Applicability, Context, Finding, OptionDefault, OptionSpec, Related, Severity};
use crate::text::Span;

/// Whether words that are common usage and only mildly negative are reported too.
pub const MILD: OptionSpec = OptionSpec {
    name: "mild-words",
    default: OptionDefault::Bool(false),
    doc: "Also report common usage that is only mildly negative or vague.",
};

/// Report every word of `lexicon` that the writer chose, each once, with its other places as related.
pub fn report(context: &Context<'_>, lexicon: LexiconId, findings: &mut Vec<Finding>) {
    report_if(context, lexicon, findings, |_, entry| entry.category != "innocent");
}

/// The same, of the entries that `counts` lets through.
pub fn report_if(
    context: &Context<'_>,
    lexicon: LexiconId,
    findings: &mut Vec<Finding>,
    counts: impl Fn(&LexiconHit, &LexiconEntry) -> bool,
) {
    let note = context.note;
    let mild = context.flag(MILD.name);
    // What the findings from `first` on speak of: their entry, and where the word stands first.
    let first = findings.len();
    let mut reported: Vec<(u16, Span)> = Vec::new();
    let mut nearby = Nearby::new(&note.text);
    for hit in note.phrases_of(lexicon) {
        let entry = note.entry(hit);
        if !counts(hit, entry) || entry.flag("mild") && !mild || !is_meant(note, hit, entry, &mut nearby) {
            continue;
        }
        let is_known = |(known, place): &(u16, Span)| *known == hit.entry && is_one_word(note, *place, hit.span);
        if let Some(at) = reported.iter().position(is_known) {
            findings[first + at].related.push(again(note, hit.span));
            continue;
        }
        reported.push((hit.entry, hit.span));
        findings.push(finding(note, hit, entry));
    }
}

/// Whether two places hold one word, in whatever form: `addict`, `addicts`.
fn is_one_word(note: &Note, one: Span, other: Span) -> bool {
    /// So many letters are the same in all forms of a word.
    const STEM: usize = 4;
    let letters = |span| {
        note.slice(span)
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .take(STEM)
            .map(|byte| byte.to_ascii_lowercase())
    };
    letters(one).eq(letters(other))
}

/// The place of a word that was already reported.
pub fn again(note: &Note, span: Span) -> Related {
    Related {
        message: format!("\"{}\" again", on_one_line(note.slice(span))).into(),
        span,
    }
}

/// Whether the word is the writer's and stands where it means what its entry says.
fn is_meant<'n>(note: &'n Note, hit: &LexiconHit, entry: &'n LexiconEntry, nearby: &mut Nearby<'n, Plain>) -> bool {
    fits(note, hit.span, entry, nearby) && is_writers_own(note, hit.span)
}

fn fits<'n>(note: &'n Note, span: Span, entry: &'n LexiconEntry, nearby: &mut Nearby<'n, Plain>) -> bool {
    if is_part_of_word(&note.text, span) {
        return false;
    }
    let sentence = sentence_around(note, span);
    let lead = note.slice(Span::new(sentence.start, span.start));
    let tail = note.slice(Span::new(span.end, sentence.end));
    let is_one_of = |word: Option<&str>, list: &str| {
        let list = entry.list(list);
        word.is_some_and(|word| list.iter().any(|known| matches(known, word)))
    };
    let asks = |list: &str| !entry.list(list).is_empty();
    let previous = || words(lead).next_back();
    let next = || words(tail).next();
    let mut is_near = |list: &str| {
        [Span::new(sentence.start, span.start), Span::new(span.end, sentence.end)]
            .into_iter()
            .any(|part| nearby.holds(part, entry.list(list)))
    };
    // What opens its sentence has the patient before it in mind: "Demanding opioids."
    if asks("before") && previous().is_some() && !is_one_of(previous(), "before")
        || asks("after") && !is_one_of(next(), "after")
        || is_one_of(previous(), "unless-before")
        || is_one_of(next(), "unless-after")
        || asks("near") && !is_near("near")
        || asks("unless-near") && is_near("unless-near")
        || entry.flag("alone") && !ends_phrase(tail)
    {
        return false;
    }
    let young = entry.number("unless-under").is_some_and(|years| {
        let patient = note.patient();
        patient.years().is_some_and(|age| age < years)
    });
    let role = note.role_at(span.start);
    let elsewhere = entry
        .list("unless-role")
        .iter()
        .any(|name| Some(role) == role_named(name));
    !young && !elsewhere && !(entry.flag("unless-denied") && is_denied(note, span))
}

/// Whether a hyphen binds the word to another one: `psycho-social`, `non-alcoholic`, `fat-containing`.
fn is_part_of_word(text: &str, span: Span) -> bool {
    let letter = |at: Option<usize>| {
        at.and_then(|at| text.as_bytes().get(at))
            .is_some_and(u8::is_ascii_alphabetic)
    };
    let (start, end) = (span.start as usize, span.end as usize);
    let bound_behind = text[end..].starts_with('-') && letter(Some(end + 1));
    bound_behind || text[..start].ends_with('-') && letter(start.checked_sub(2))
}

/// Whether what follows a word shows that it is a noun: a mark, a preposition, a verb.
pub fn ends_phrase(tail: &str) -> bool {
    /// Words after a noun: what follows speaks of the person.
    const AFTER: [&str; 68] = [
        "who", "whose", "whom", "with", "without", "on", "and", "or", "in", "since", "for", "by", "is", "was", "are",
        "were", "has", "had", "have", "here", "at", "comes", "came", "from", "but", "not", "x", "now", "well",
        "poorly", "that", "as", "s", "after", "before", "until", "while", "when", "because", "due", "also", "off",
        "under", "status", "seen", "did", "does", "will", "can", "could", "should", "would", "needs", "takes", "took",
        "lives", "says", "said", "reports", "denies", "went", "about", "per", "age", "drinks", "smokes", "presents",
        "to",
    ];
    if !tail.starts_with([' ', '\n', '\r', '\t', '\u{a0}']) {
        return !tail.starts_with('-');
    }
    words(tail).next().is_none_or(|next| {
        let at = next.as_ptr() as usize - tail.as_ptr() as usize;
        let is_verb = next.len() > 4 && (next.ends_with("ed") || next.ends_with("ing"));
        is_verb
            || tail[..at].contains([',', ';', '.', ':', '(', ')', '/'])
            || AFTER.iter().any(|known| known.eq_ignore_ascii_case(next))
    })
}

/// Whether the note says that it is not so, or speaks of somebody else.
fn is_denied(note: &Note, span: Span) -> bool {
    matches!(
        note.assertion(span).status,
        Status::Absent | Status::Family | Status::Hypothetical
    )
}

/// The roles that a lexicon may name.
fn role_named(name: &str) -> Option<Role> {
    Some(match name {
        "exam" => Role::Exam,
        "studies" => Role::Studies,
        "social" => Role::SocialHistory,
        "ros" => Role::ReviewOfSystems,
        "past" => Role::PastHistory,
        "plan" => Role::Plan,
        "assessment" => Role::Assessment,
        "assessment-and-plan" => Role::AssessmentAndPlan,
        _ => return None,
    })
}

/// The finding for the word at `hit`.
pub fn finding(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> Finding {
    let written = note.slice(hit.span);
    let source = entry.text("source").unwrap_or_default();
    let says = entry.text("says").unwrap_or_default();
    let mut finding = Finding::new(hit.span, format!("\"{}\" {says}", on_one_line(written)));
    if let Some(level) = entry.text("level").and_then(severity) {
        finding = finding.severity(level);
    }
    let cited = |advice: String| match source {
        "" => advice,
        source => format!("{advice} ({source})"),
    };
    let plural = entry.text("plural").filter(|_| written.ends_with(['s', 'S']));
    match (plural.or_else(|| entry.text("write")), entry.text("advice")) {
        (Some(write), advice) => {
            let (span, text) = in_place(note, hit.span, &filled(write, written));
            let help = match advice {
                Some(advice) => format!("write \"{text}\", {}", filled(advice, written)),
                None => format!("write \"{text}\""),
            };
            let applicability = match entry.text("fix") {
                Some("safe") => Applicability::Safe,
                Some("unsafe") => Applicability::Unsafe,
                _ => Applicability::Suggestion,
            };
            let message = format!("write \"{text}\"");
            finding.help(cited(help)).fix(applicability, message, span, text)
        }
        (None, Some(advice)) => finding.help(cited(filled(advice, written))),
        (None, None) => finding,
    }
}

/// The severity of this name.
fn severity(name: &str) -> Option<Severity> {
    Some(match name {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "info" => Severity::Info,
        _ => return None,
    })
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` with `{head}` replaced by what was written without its last word.
fn filled(text: &str, written: &str) -> String {
    if !text.contains("{head}") {
        return text.to_owned();
    }
    let head = written
        .rsplit_once(|c: char| c.is_whitespace() || c == '-')
        .map_or(written, |(head, _)| head);
    text.replace("{head}", &lowered(&on_one_line(head)))
}

/// `text` in lower case, unless it holds an abbreviation.
fn lowered(text: &str) -> String {
    let is_abbreviation =
        |word: &str| word.len() < 5 && word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    text.split(' ')
        .map(|word| match is_abbreviation(word) {
            true => word.to_owned(),
            false => word.to_lowercase(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where `text` goes for what stands at `span`, and how it is written there: the article before it fits, its case does.
pub fn in_place(note: &Note, span: Span, text: &str) -> (Span, String) {
    let written = note.slice(span);
    let shouted = written.len() > 4 && !written.bytes().any(|byte| byte.is_ascii_lowercase());
    let opens = written.starts_with(|c: char| c.is_uppercase());
    let cased = |text: &str, opens: bool| match (shouted, opens) {
        (true, _) => text.to_uppercase(),
        (false, true) => capitalized(text),
        (false, false) => text.to_owned(),
    };
    let lead = &note.text[..span.start as usize];
    let article = lead.strip_suffix(' ').and_then(|lead| {
        let at = lead.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| at + 1);
        let word = lead.get(at..)?;
        ["a", "an"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
            .then_some((at, word))
    });
    let Some((at, article)) = article else {
        return (span, cased(text, opens));
    };
    let fitting = if text.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    };
    // "a person", never "a people".
    let fitting = match article.starts_with('A') && !shouted {
        true => capitalized(fitting),
        false => fitting.to_owned(),
    };
    let whole = Span::new(at as u32, span.end);
    (whole, cased(&format!("{fitting} {text}"), article.starts_with('A')))
}
