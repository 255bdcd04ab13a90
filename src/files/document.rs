//! The text of a note, whatever its file is: plain text, or a document that is read as text.

use std::path::Path;

use super::decode_error_message;
use super::import::{self, ImportOptions, Place, Places};
use crate::report;
use crate::text::{self, Encoding};

/// The text of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The text.
    pub text: String,
    /// How the bytes of a plain text were written; `None` for a document that was read as text.
    pub encoding: Option<Encoding>,
    /// Where its parts stand in the original document.
    pub places: Option<Places>,
    /// What was left out of it, each in a few words.
    pub lost: Vec<String>,
}

impl Document {
    /// Read the bytes of the file called `path`.
    ///
    /// # Errors
    /// What is wrong with them and the way out, in one sentence without a full stop.
    pub fn read(path: &Path, bytes: &[u8], options: &ImportOptions) -> Result<Self, String> {
        if let Some(format) = import::sniff(path, bytes) {
            let imported = import::import(format, bytes, options)?;
            return Ok(Self {
                text: imported.text,
                encoding: None,
                places: Some(imported.places),
                lost: imported.lost,
            });
        }
        let decoded = text::decode(bytes).map_err(|error| decode_error_message(&error))?;
        Ok(Self {
            encoding: Some(decoded.encoding),
            text: decoded.text.into_owned(),
            places: None,
            lost: Vec::new(),
        })
    }

    /// Whether the file holds this very text, as UTF-8.
    pub fn is_plain(&self) -> bool {
        self.encoding == Some(Encoding::Utf8)
    }

    /// What to tell of the note at `path`, if it is not: on standard error.
    pub fn notice(&self, path: &Path) -> Option<String> {
        let path = path.to_string_lossy();
        match (self.encoding, self.lost.as_slice()) {
            (Some(encoding), _) => report::encoding_notice(&path, encoding),
            (None, []) => None,
            (None, lost) => Some(format!(
                "{}: read as text, without {}",
                report::neutralize_line(&path),
                lost.join(", ")
            )),
        }
    }

    /// Where byte `offset` of the text stands in the original document.
    pub fn place(&self, offset: u32) -> Option<Place> {
        self.places.as_ref()?.at(offset)
    }
}
