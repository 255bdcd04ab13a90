//! The lexicons of assertions as they are asked: what a trigger says and how far, what ends a reach, what tells of a time; and what
//! stands between quotation marks.

use super::*;

/// What the entries of `time-words` tell.
struct Tells(Vec<When>);

fn tells(grammar: &Grammar) -> Tells {
    let entries = grammar.lexicon(lexicon_ids::TIME_WORDS).entries.iter();
    let tells = entries.map(|entry| match &*entry.category {
        "earlier" => When::At(Moment::Earlier),
        "now" => When::At(Moment::Now),
        "later" => When::At(Moment::Later),
        "since" => When::At(Moment::Unsaid),
        "eased" => When::Changed(Change::Eased),
        "worse" => When::Changed(Change::Worse),
        "intermittent" => When::Changed(Change::Varies),
        _ => When::Nothing,
    });
    Tells(tells.collect())
}

pub(super) fn times(note: &Note) -> Vec<(Span, When)> {
    let tells = note.grammar.memo(tells);
    note.phrases_of(lexicon_ids::TIME_WORDS)
        .map(|hit| (hit.span, tells.0[usize::from(hit.entry)]))
        .collect()
}

/// What an entry of `assertion-triggers` means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Definition {
    Pseudo,
    Relative,
    Trigger {
        says: Says,
        direction: Direction,
        reach: Reach,
    },
}

/// What the entries of `assertion-triggers` do.
pub(super) struct Definitions(pub(super) Vec<Definition>);

pub(super) fn definitions(grammar: &Grammar) -> Definitions {
    let lexicon = grammar.lexicon(lexicon_ids::ASSERTION_TRIGGERS);
    let read = |entry: &crate::grammar::LexiconEntry| {
        let says = match &*entry.category {
            "negation" => Says::Negation,
            "doubt" => Says::Doubt,
            "history" => Says::History,
            "ended" => Says::Over,
            "family" => Says::Family,
            "condition" => Says::Condition,
            "relative" => return Definition::Relative,
            _ => return Definition::Pseudo,
        };
        let direction = match entry.text("direction") {
            Some("post") => Direction::Post,
            Some("both") => Direction::Both,
            Some("pre-unless-end") => Direction::PreUnlessEnd,
            Some("pre-unless-last") => Direction::PreUnlessLast,
            Some("post-unless-first") => Direction::PostUnlessFirst,
            _ => Direction::Pre,
        };
        let reach = match entry.text("reach") {
            Some("phrase") => Reach::Phrase,
            Some("words") => Reach::Words(entry.number("words").unwrap_or_default() as u32),
            _ => Reach::List,
        };
        Definition::Trigger { says, direction, reach }
    };
    Definitions(lexicon.entries.iter().map(read).collect())
}

/// What the entries of `assertion-ends` end, and whether they turn, except or tell of an event: see [`End`].
struct Endings(Vec<(u8, bool, bool, bool)>);

fn endings(grammar: &Grammar) -> Endings {
    let bit = |name: &str| match name {
        "negation" => 1 << Says::Negation as u8,
        "doubt" => 1 << Says::Doubt as u8,
        "history" => 1 << Says::History as u8,
        "ended" => 1 << Says::Over as u8,
        "family" => 1 << Says::Family as u8,
        "condition" => 1 << Says::Condition as u8,
        _ => 0u8,
    };
    let entries = grammar.lexicon(lexicon_ids::ASSERTION_ENDS).entries.iter();
    let of = entries.map(|entry| {
        let named = entry.list("ends");
        let all = if named.is_empty() {
            u8::MAX
        } else {
            named.iter().fold(0, |all, name| all | bit(name))
        };
        (
            all,
            matches!(&*entry.category, "turn" | "while"),
            entry.category == "except",
            entry.category == "event",
        )
    });
    Endings(of.collect())
}

/// The words that end reaches; not those inside a trigger (`has not had`).
pub(super) fn ends(note: &Note, triggers: &[LexiconHit]) -> Vec<End> {
    let of = note.grammar.memo(endings);
    let mut next = 0;
    note.phrases_of(lexicon_ids::ASSERTION_ENDS)
        .filter_map(|hit| {
            while triggers
                .get(next)
                .is_some_and(|trigger| trigger.span.end <= hit.span.start)
            {
                next += 1;
            }
            let inside = triggers
                .get(next)
                .is_some_and(|trigger| trigger.span.overlaps(hit.span));
            let (of, turns, excepts, event) = of.0[usize::from(hit.entry)];
            (!inside).then_some(End {
                span: hit.span,
                of,
                turns,
                excepts,
                event,
            })
        })
        .collect()
}

/// What stands between quotation marks, in the order of the text; a quotation stays in its paragraph.
pub(super) fn quotes(note: &Note) -> Vec<Span> {
    let text = note.text.as_bytes();
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr3(b'"', 0xE2, b'\n', rest)) {
        at += next;
        let (opens, closes, length) = match &text[at..] {
            [b'"', ..] => {
                // `5'10"`, `2" wound` are inches.
                let inches = at > 0 && text[at - 1].is_ascii_digit() && open.is_none();
                (!inches, open.is_some(), 1)
            }
            [0xE2, 0x80, 0x9C, ..] => (true, false, 3),
            [0xE2, 0x80, 0x9D, ..] => (false, true, 3),
            [b'\n', b'\n' | b'\r', ..] => {
                open = None;
                (false, false, 1)
            }
            _ => (false, false, 1),
        };
        match open {
            Some(start) if closes => {
                if at - start <= 600 {
                    found.push(Span::from(start + 1..at));
                }
                open = None;
            }
            _ if opens => open = Some(at),
            _ => {}
        }
        at += length;
    }
    found
}
