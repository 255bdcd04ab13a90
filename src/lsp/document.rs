//! An open document, as the client has it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;

use super::position::Encoding;
use super::types::{TextDocumentContentChangeEvent as Change, Uri};
use crate::text::{LineIndex, Span};

/// One version of a document.
#[derive(Debug)]
pub(super) struct Document {
    /// Its address, exactly as the client writes it.
    pub(super) uri: Uri,
    /// Where it is, or would be if it were saved in its workspace folder: what the configuration goes by.
    pub(super) path: PathBuf,
    /// Whether the path is that of a file (it need not exist yet).
    pub(super) is_file: bool,
    /// The client's number of this version; none for a file that is not open.
    pub(super) version: Option<i32>,
    /// The text.
    pub(super) text: Arc<str>,
    /// Its lines.
    pub(super) lines: LineIndex,
}

impl Document {
    pub(super) fn new(uri: Uri, path: PathBuf, is_file: bool, version: Option<i32>, text: Arc<str>) -> Self {
        let lines = LineIndex::new(&text);
        Self {
            uri,
            path,
            is_file,
            version,
            text,
            lines,
        }
    }

    /// The next version: each change applied to the text that the one before left.
    pub(super) fn changed(&self, version: i32, changes: &[Change], encoding: Encoding) -> Document {
        // Changes before the last one that replaces everything do not matter.
        let whole = |change: &Change| matches!(change, Change::TextDocumentContentChangeWholeDocument(_));
        let from = changes.iter().rposition(whole).unwrap_or(0);
        let mut text: Arc<str> = Arc::clone(&self.text);
        let mut lines = None;
        for change in &changes[from..] {
            match change {
                Change::TextDocumentContentChangeWholeDocument(all) => text = Arc::from(&*all.text),
                Change::TextDocumentContentChangePartial(part) => {
                    let span = encoding.span(&text, lines.as_ref().unwrap_or(&self.lines), part.range);
                    text = replaced(&text, span, &part.text);
                }
            }
            lines = Some(LineIndex::new(&text));
        }
        Document {
            uri: self.uri.clone(),
            path: self.path.clone(),
            is_file: self.is_file,
            version: Some(version),
            lines: lines.unwrap_or_else(|| self.lines.clone()),
            text,
        }
    }
}

/// The parameters of a change with every number of a position such that it can be read. Clients mean the end of a line
/// by `Number.MAX_VALUE`; a change that cannot be read would be lost, and the texts differ from then on.
pub(super) fn with_small_numbers(mut params: Value) -> Value {
    let changes = params.get_mut("contentChanges").and_then(Value::as_array_mut);
    for change in changes.into_iter().flatten() {
        for place in [
            "/range/start/line",
            "/range/start/character",
            "/range/end/line",
            "/range/end/character",
        ] {
            if let Some(number) = change.pointer_mut(place)
                && number.as_u64().is_none_or(|number| number > u64::from(u32::MAX))
                && let Some(value) = number.as_f64()
            {
                // This turns what is below 0 into 0, and what is too large into the largest.
                *number = Value::from(value as u32);
            }
        }
    }
    params
}

fn replaced(text: &str, span: Span, with: &str) -> Arc<str> {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut new = String::with_capacity(text.len() - (end - start) + with.len());
    new.push_str(&text[..start]);
    new.push_str(with);
    new.push_str(&text[end..]);
    Arc::from(new)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::lsp::types::{
        Position, Range, TextDocumentContentChangePartial as Partial, TextDocumentContentChangeWholeDocument as Whole,
    };

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn document(text: &str) -> Document {
        Document::new(
            Uri("file:///a.md".to_owned()),
            "/a.md".into(),
            true,
            Some(1),
            Arc::from(text),
        )
    }

    fn change(from: (u32, u32), to: (u32, u32), text: &str) -> Change {
        let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
        Partial::new(range, None, text.to_owned()).into()
    }

    /// The byte of a position, by walking from the start of the text a character at a time.
    fn walked(text: &str, (line, units): (u32, u32), encoding: Encoding) -> usize {
        let (mut at_line, mut left) = (0, units as usize);
        let mut chars = text.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            let is_end = char == '\n' || char == '\r';
            if at_line == line {
                let width = match encoding {
                    Encoding::Utf8 => char.len_utf8(),
                    Encoding::Utf16 => char.len_utf16(),
                    Encoding::Utf32 => 1,
                };
                if is_end || left < width {
                    return at;
                }
                left -= width;
            } else if char == '\n' || char == '\r' && chars.peek().is_none_or(|(_, next)| *next != '\n') {
                at_line += 1;
            }
        }
        text.len()
    }

    #[test]
    fn changes_of_one_message_follow_each_other() {
        let before = document("one\r\ntwo\n");
        let changes = [
            change((0, 3), (1, 0), " "),
            change((0, 4), (0, 7), "2"),
            change((9, 9), (9, 9), "end"),
        ];
        let after = before.changed(2, &changes, Encoding::Utf16);
        assert_eq!((&*after.text, after.version), ("one 2\nend", Some(2)));
        assert_eq!(after.lines.line_count(), 2);
        // A new text makes those before it void.
        let changes = [
            change((0, 0), (0, 3), "nothing"),
            Whole::new("all\nnew".to_owned()).into(),
            change((1, 0), (1, 3), "old"),
        ];
        assert_eq!(&*after.changed(3, &changes, Encoding::Utf16).text, "all\nold");
        assert_eq!(&*after.changed(4, &[], Encoding::Utf16).text, "one 2\nend");
    }

    #[test]
    fn numbers_that_no_position_holds_are_the_nearest_that_it_does() {
        let change = |line: Value, character: Value| {
            let end = serde_json::json!({"line": line, "character": character});
            let range = serde_json::json!({"start": {"line": 0, "character": 0}, "end": end});
            let params = with_small_numbers(serde_json::json!({"contentChanges": [{"range": range, "text": ""}]}));
            params["contentChanges"][0]["range"]["end"].clone()
        };
        let (line, huge) = (Value::from(3), Value::from(f64::MAX));
        assert_eq!(
            change(line.clone(), huge.clone()),
            serde_json::json!({"line": 3, "character": u32::MAX})
        );
        assert_eq!(
            change(huge, line.clone()),
            serde_json::json!({"line": u32::MAX, "character": 3})
        );
        assert_eq!(
            change(Value::from(-1), 2.5.into()),
            serde_json::json!({"line": 0, "character": 2})
        );
        assert_eq!(change("x".into(), line)["line"], "x");
        assert_eq!(with_small_numbers(Value::Null), Value::Null);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn the_text_is_what_a_slow_client_has(
            text in "[a°🌡\u{301}\r\n\u{feff}]{0,30}",
            edits in proptest::collection::vec(
                ((0_u32..9, 0_u32..12), (0_u32..9, 0_u32..12), "[b é🌡\r\n]{0,6}"),
                1..8,
            ),
            at_once in any::<bool>(),
        ) {
            for encoding in ALL {
                let mut expected = text.clone();
                for (from, to, new) in &edits {
                    let (one, other) = (walked(&expected, *from, encoding), walked(&expected, *to, encoding));
                    expected.replace_range(one.min(other)..one.max(other), new);
                }
                let changes: Vec<Change> = edits.iter().map(|(from, to, new)| change(*from, *to, new)).collect();
                let mut after = document(&text);
                for changes in changes.chunks(if at_once { changes.len() } else { 1 }) {
                    after = after.changed(2, changes, encoding);
                }
                prop_assert_eq!(&*after.text, &*expected);
                // The lines are those of this text.
                let fresh = LineIndex::new(&expected);
                prop_assert_eq!(after.lines.line_count(), fresh.line_count());
            }
        }
    }
}
