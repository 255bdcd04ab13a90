//! Put the text of a phrase in its place: the indentation, the marks and the label of the line stay.

use super::phrases::{Why, is_same_label};
use crate::syntax::NodeKind;

/// Where a phrase stands.
pub(super) struct Site<'a> {
    /// What follows it on its line.
    pub rest: &'a str,
    /// How lines end.
    pub newline: &'a str,
    /// The title of the phrase.
    pub title: &'a str,
    /// What it stands in.
    pub kind: Option<NodeKind>,
}

/// The beginning of a line, taken apart.
struct Opening<'a> {
    /// Quote marks and indentation.
    indent: &'a str,
    /// The marker of a list item with its spaces, or nothing.
    marker: &'a str,
    /// The words before the phrase.
    words: &'a str,
}

/// Write `body` to `out`, whose last line is what stands before the phrase. Gives how many bytes of what follows it are
/// taken care of.
pub(super) fn splice(out: &mut String, body: &str, site: &Site<'_>) -> Result<usize, Why> {
    let lines: Vec<&str> = body.lines().collect();
    let several = lines.len() > 1;
    match site.kind {
        Some(NodeKind::Cell) if several || body.contains('|') => return Err(Why::InTable),
        Some(NodeKind::Title) if several => return Err(Why::InHeading),
        _ => {}
    }
    let start = out.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = out[start..].to_owned();
    let opening = Opening::of(&line);
    if !several {
        let mut words = strip_label(&opening, body).to_owned();
        let eaten = settle_end(&mut words, site.rest);
        out.push_str(&words);
        return Ok(eaten);
    }

    let items = lines
        .iter()
        .all(|line| line.is_empty() || bullet(line).is_some() || line.starts_with(' '));
    let mut under = format!("{}{}", opening.indent, " ".repeat(opening.marker.chars().count()));
    let mut first = true;
    if items && opening.words.is_empty() && bullet(opening.marker).is_some() {
        // A list in the place of an item: its items take the item's own mark.
        out.truncate(start + opening.indent.len());
        under = opening.indent.to_owned();
    } else if items && !(opening.words.is_empty() && opening.marker.is_empty()) {
        // A list under a label, or under a number.
        if opening.words.is_empty() {
            out.push_str(site.title);
            out.push(':');
        }
        out.truncate(out.trim_end_matches([' ', '\t']).len());
        first = false;
    }
    let own_mark = if items { bullet(opening.marker) } else { None };
    for line in lines {
        if !first {
            out.push_str(site.newline);
            if !line.is_empty() {
                out.push_str(&under);
            }
        }
        first = false;
        match (own_mark.filter(|_| opening.words.is_empty()), bullet(line)) {
            (Some(mark), Some(written)) => {
                out.push(mark);
                out.push_str(&line[written.len_utf8()..]);
            }
            _ => out.push_str(line),
        }
    }
    let mut last = String::new();
    if out.ends_with('.') {
        last.push('.');
    }
    let eaten = settle_end(&mut last, site.rest);
    let after = &site.rest[eaten..];
    if after.trim().is_empty() {
        return Ok(site.rest.len());
    }
    out.push_str(site.newline);
    out.push_str(&under);
    Ok(eaten + after.len() - after.trim_start().len())
}

/// Where the note's own punctuation follows, that of the phrase gives way; one full stop is enough.
fn settle_end(words: &mut String, rest: &str) -> usize {
    if words.ends_with('.') {
        if rest.starts_with('.') {
            return 1;
        }
        if rest.starts_with([',', ';', ')', ']']) {
            words.pop();
        }
    }
    0
}

/// `-`, `*`, `+` or `•` before a space.
fn bullet(line: &str) -> Option<char> {
    let mark = line
        .chars()
        .next()
        .filter(|c| matches!(c, '-' | '*' | '+' | '•' | '–'))?;
    line[mark.len_utf8()..].starts_with(' ').then_some(mark)
}

impl<'a> Opening<'a> {
    fn of(line: &'a str) -> Self {
        let indent = line.len() - line.trim_start_matches([' ', '\t', '>', '\u{feff}']).len();
        let (indent, rest) = line.split_at(indent);
        let length = match bullet(rest) {
            Some(mark) => mark.len_utf8(),
            None => {
                let open = usize::from(rest.starts_with('('));
                let digits = rest[open..].bytes().take_while(u8::is_ascii_digit).count();
                let close = rest[open + digits..].starts_with(['.', ')']);
                if (1..=3).contains(&digits) && close {
                    open + digits + 1
                } else {
                    0
                }
            }
        };
        let spaces = rest[length..].len() - rest[length..].trim_start_matches([' ', '\t']).len();
        let marker = if length > 0 && spaces > 0 { length + spaces } else { 0 };
        let (marker, words) = rest.split_at(marker);
        Self {
            indent,
            marker,
            words: words.trim_end(),
        }
    }
}

/// A body without its label where the line has said it already: `Heart: .normalcardiac`.
fn strip_label<'b>(opening: &Opening<'_>, body: &'b str) -> &'b str {
    let Some(label) = opening.words.trim_end_matches(['*', '_', ' ']).strip_suffix(':') else {
        return body;
    };
    let label = label
        .rsplit(['.', ';', ','])
        .next()
        .unwrap_or(label)
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#'));
    if label.is_empty() {
        return body;
    }
    match body.split_once(": ") {
        Some((own, rest)) if is_label(own) && is_same_label(label, own) => rest,
        _ => match body.split_once(' ') {
            Some((own, rest)) if own.eq_ignore_ascii_case(label) => rest,
            _ => body,
        },
    }
}

fn is_label(words: &str) -> bool {
    words.len() <= 40 && words.starts_with(char::is_uppercase) && !words.contains(['*', '{', '.', ';', '@', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "- Eyes: no pain.\n- Skin: no rash.";
    const BLOCK: &str = "Return precautions, in writing:\n- Call 911 for fainting.\n- Come back for fever.";
    const LINE: &str = "Cardiovascular: regular rhythm, no murmur.";

    /// `before .x after`, with the phrase `x` being `body`.
    fn placed(line: &str, body: &str) -> String {
        let (before, after) = line.split_once(".x").expect("the phrase");
        let mut out = format!("a\n{before}");
        let site = Site {
            rest: after,
            newline: "\n",
            title: "Review",
            kind: Some(NodeKind::Text),
        };
        let eaten = splice(&mut out, body, &site).expect("it fits");
        out.push_str(&after[eaten..]);
        out[2..].to_owned()
    }

    #[test]
    fn one_line_stands_in_the_line() {
        for (line, expected) in [
            (".x", "Cardiovascular: regular rhythm, no murmur."),
            ("Heart: .x", "Heart: regular rhythm, no murmur."),
            ("- **CV:** .x", "- **CV:** regular rhythm, no murmur."),
            ("Cardiovascular: .x.", "Cardiovascular: regular rhythm, no murmur."),
            (
                "Lungs: clear. Heart: .x; legs: warm",
                "Lungs: clear. Heart: regular rhythm, no murmur; legs: warm",
            ),
            ("(.x)", "(Cardiovascular: regular rhythm, no murmur)"),
            ("Exam: .x", "Exam: Cardiovascular: regular rhythm, no murmur."),
            (
                "Well today. .x Legs warm.",
                "Well today. Cardiovascular: regular rhythm, no murmur. Legs warm.",
            ),
        ] {
            assert_eq!(placed(line, LINE), expected, "{line}");
        }
        assert_eq!(placed("GCS: .x", "GCS ***{sum}"), "GCS: ***{sum}");
    }

    #[test]
    fn several_lines_keep_indentation_and_marks() {
        for (line, body, expected) in [
            (".x", LIST, "- Eyes: no pain.\n- Skin: no rash."),
            ("* .x", LIST, "* Eyes: no pain.\n* Skin: no rash."),
            ("  - .x", LIST, "  - Eyes: no pain.\n  - Skin: no rash."),
            ("1. .x", LIST, "1. Review:\n   - Eyes: no pain.\n   - Skin: no rash."),
            ("ROS: .x", LIST, "ROS:\n- Eyes: no pain.\n- Skin: no rash."),
            ("- ROS: .x", LIST, "- ROS:\n  - Eyes: no pain.\n  - Skin: no rash."),
            (
                "3. .x",
                BLOCK,
                "3. Return precautions, in writing:\n   - Call 911 for fainting.\n   - Come back for fever.",
            ),
            (
                "> .x",
                BLOCK,
                "> Return precautions, in writing:\n> - Call 911 for fainting.\n> - Come back for fever.",
            ),
            (
                "Rest. .x Work note given.",
                BLOCK,
                "Rest. Return precautions, in writing:\n- Call 911 for fainting.\n- Come back for fever.\nWork note given.",
            ),
            (".x.  ", BLOCK, BLOCK),
        ] {
            assert_eq!(placed(line, body), expected, "{line}");
        }
    }

    #[test]
    fn tables_and_headings_take_one_line() {
        let try_in = |kind, body: &str| {
            let site = Site {
                rest: "",
                newline: "\n",
                title: "",
                kind: Some(kind),
            };
            splice(&mut String::from("| "), body, &site)
        };
        assert_eq!(try_in(NodeKind::Cell, LINE), Ok(0));
        assert_eq!(try_in(NodeKind::Cell, LIST), Err(Why::InTable));
        assert_eq!(try_in(NodeKind::Cell, "gait {wide|steady}"), Err(Why::InTable));
        assert_eq!(try_in(NodeKind::Title, LIST), Err(Why::InHeading));
    }
}
