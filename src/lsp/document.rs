//! An open document, as the client has it.

use std::path::PathBuf;
use std::sync::Arc;

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

fn replaced(text: &str, span: Span, with: &str) -> Arc<str> {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut new = String::with_capacity(text.len() - (end - start) + with.len());
    new.push_str(&text[..start]);
    new.push_str(with);
    new.push_str(&text[end..]);
    Arc::from(new)
}
