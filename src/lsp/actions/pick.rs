//! Decide a pick list or an optional passage under the cursor: one action for each way to decide it.

use super::super::changes::Change;
use super::{Asked, Offer};
use crate::rules::support::quote;
use crate::syntax::{Found, NodeKind, Pick, PlaceholderKind, placeholders};
use crate::text::Span;

/// So many choices, and every combination of them is offered.
const COMBINED: usize = 4;
/// So many, and every pair is.
const PAIRED: usize = 6;
/// No more choices than these are offered.
const MOST: usize = 24;

/// What the range touches.
pub(super) fn offers<'s>(asked: &Asked<'s>, offers: &mut Vec<Offer<'s>>) {
    let note = asked.snapshot.note();
    if note.is_template {
        return;
    }
    for node in note.tree.nodes() {
        let kind = match node.kind {
            NodeKind::Placeholder(kind) if asked.touches(node.span) => kind,
            _ => continue,
        };
        let written = note.slice(node.span);
        let Some(found) = placeholders(written).next() else {
            continue;
        };
        let ways = match kind {
            PlaceholderKind::PickList => choices(&found, written),
            PlaceholderKind::Optional => passage(&found, written),
            _ => continue,
        };
        let findings = asked.of_rule("TPL002", node.span);
        for (title, words) in ways {
            let change = put(&note.text, node.span, &words);
            offers.push(Offer::new(title, findings.clone(), vec![change]));
        }
    }
}

/// The ways to decide a pick list: titles, and what stands in the note then.
fn choices(found: &Found, written: &str) -> Vec<(String, String)> {
    let all: Vec<&str> = found.choices(written).take(MOST).collect();
    let several = match found.pick {
        Pick::Several => combinations(&all),
        Pick::One | Pick::Default => all.iter().map(|choice| vec![*choice]).collect(),
    };
    let way = |chosen: Vec<&str>| {
        let words = joined(&chosen);
        (format!("Write `{}`", quote(&words, 60)), words)
    };
    several.into_iter().map(way).collect()
}

/// Keep the words of an optional passage, or leave it out.
fn passage(found: &Found, written: &str) -> Vec<(String, String)> {
    let words = found.label.map_or("", |label| label.of(written)).trim();
    if words.is_empty() {
        return Vec::new();
    }
    vec![
        (format!("Keep `{}`", quote(words, 60)), words.to_owned()),
        ("Leave the passage out".to_owned(), String::new()),
    ]
}

/// Single choices first, then as many together as are still easy to survey.
fn combinations<'c>(choices: &[&'c str]) -> Vec<Vec<&'c str>> {
    let count = choices.len();
    let size = match count {
        few if few <= COMBINED => few,
        some if some <= PAIRED => 2,
        _ => 1,
    };
    let masks = 1u32..1 << count.min(PAIRED);
    let mut picked: Vec<Vec<&str>> = match size {
        1 => choices.iter().map(|choice| vec![*choice]).collect(),
        _ => masks
            .filter(|mask| mask.count_ones() as usize <= size)
            .map(|mask| {
                let chosen = choices.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
                chosen.map(|(_, choice)| *choice).collect()
            })
            .collect(),
    };
    picked.sort_by_key(Vec::len);
    if size < count {
        picked.push(choices.to_vec());
    }
    picked
}

/// `a`, `a and b`, `a, b and c`.
fn joined(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The words in place of a blank. Of nothing nothing is left: no doubled space, no space before a stop, no empty item.
fn put(text: &str, span: Span, words: &str) -> Change {
    if !words.is_empty() {
        return Change::new(text, span, words);
    }
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = after.find(['\n', '\r']).unwrap_or(after.len());
    let is_left = |c: char| !(c.is_whitespace() || matches!(c, '-' | '*' | '+' | '.' | ',' | ';'));
    if !before[line..].contains(is_left) && !after[..rest].contains(is_left) {
        let end = after[rest..]
            .strip_prefix("\r\n")
            .or_else(|| after[rest..].strip_prefix(['\n', '\r']));
        let length = end.map_or(after.len(), |left| after.len() - left.len());
        return Change::new(text, Span::from(line..span.end as usize + length), "");
    }
    let spaces = before.len() - before.trim_end_matches(' ').len();
    let stops = after.is_empty() || after.starts_with([' ', ',', ';', '.', ')', '\n', '\r']);
    let from = if stops && spaces > 0 {
        span.start - 1
    } else {
        span.start
    };
    let opens = before.is_empty() || before.ends_with(['\n', '\r', '(']);
    let more = u32::from(opens && after.starts_with(' '));
    Change::new(text, Span::new(from, span.end + more), "")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{apply, plain, titled, titles};
    use super::*;
    use crate::lsp::testing::Testing;

    fn ways(text: &str) -> Vec<String> {
        let note = Testing::note(text).client(plain());
        let is_way = |title: &String| ["Write `", "Keep `", "Leave "].iter().any(|way| title.starts_with(way));
        let mut ways = titles(&note);
        ways.retain(is_way);
        ways
    }

    fn written(text: &str, title: &str) -> String {
        let note = Testing::note(text).client(plain());
        apply(&note, &titled(&note, title))
    }

    #[test]
    fn one_of_several_is_written() {
        let text = "## Exam\n\nEdema: {none|trace<|>|1+}.\n";
        assert_eq!(ways(text), ["Write `none`", "Write `trace`", "Write `1+`"]);
        assert_eq!(written(text, "Write `1+`"), "## Exam\n\nEdema: 1+.\n");
    }

    #[test]
    fn several_read_well_together() {
        let text = "## Exam\n\nLungs: <|>{+rales|wheeze|rhonchi}.\n";
        assert_eq!(
            ways(text),
            [
                "Write `rales`",
                "Write `wheeze`",
                "Write `rhonchi`",
                "Write `rales and wheeze`",
                "Write `rales and rhonchi`",
                "Write `wheeze and rhonchi`",
                "Write `rales, wheeze and rhonchi`"
            ]
        );
        assert_eq!(
            written(text, "Write `rales, wheeze and rhonchi`"),
            "## Exam\n\nLungs: rales, wheeze and rhonchi.\n"
        );
        let many = combinations(&["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!((many.len(), many[7].len()), (8, 7));
        assert_eq!(combinations(&["a", "b", "c", "d", "e"]).len(), 5 + 10 + 1);
    }

    #[test]
    fn a_passage_is_kept_or_goes_with_its_space() {
        let text = "## HPI\n\nPain in the chest {?radiating to the arm}<|>, since noon.\n";
        assert_eq!(ways(text), ["Keep `radiating to the arm`", "Leave the passage out"]);
        assert_eq!(
            written(text, "Keep `radiating to the arm`"),
            "## HPI\n\nPain in the chest radiating to the arm, since noon.\n"
        );
        assert_eq!(
            written(text, "Leave the passage out"),
            "## HPI\n\nPain in the chest, since noon.\n"
        );
        assert_eq!(
            written(
                "## HPI\r\n\r\n- pain\r\n- <|>{?worse at night}\r\n- fever\r\n",
                "Leave the passage out"
            ),
            "## HPI\r\n\r\n- pain\r\n- fever\r\n"
        );
    }
}
