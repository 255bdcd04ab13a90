//! The zip archive that a `.docx` or `.odt` is, read within bounds.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

/// What may come out of one document in all, in bytes: hundreds of times the text of a long note.
const MOST_BYTES: u64 = 64 << 20;
/// No text of a document shrinks to less than a part in so many.
const MOST_RATIO: u64 = 400;
/// A part of fewer bytes than this is read whatever its ratio.
const SMALL: u64 = 1 << 20;
/// A document has a few dozen parts.
const MOST_PARTS: usize = 20_000;

const TOO_LARGE: &str = "unpacks to far more than a note holds; save the text alone and hand that in";
pub(super) const DAMAGED: &str = "is damaged or was cut off on its way; save it again and hand in the new file";
pub(super) const LOCKED: &str = "is encrypted; save it without a password and hand it in again";

/// The parts of a document.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens the archive.
    ///
    /// # Errors
    /// Where it is none, or damaged.
    pub fn open(bytes: &'a [u8]) -> Result<Self, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED.to_owned())?;
        if archive.len() > MOST_PARTS {
            return Err(TOO_LARGE.to_owned());
        }
        Ok(Self {
            archive,
            left: MOST_BYTES,
        })
    }

    /// Whether there is a part of that name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The text of a part, if it is there.
    ///
    /// # Errors
    /// Where it is damaged, encrypted or too large.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, String> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let file = self.archive.by_index(index).map_err(|error| message(&error))?;
        let most = self
            .left
            .min((file.compressed_size().saturating_mul(MOST_RATIO)).max(SMALL));
        let mut bytes = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| DAMAGED.to_owned())?;
        let read = bytes.len() as u64;
        if read > most {
            return Err(TOO_LARGE.to_owned());
        }
        self.left -= read;
        Ok(Some(decode(bytes)))
    }
}

fn message(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => LOCKED.to_owned(),
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "is packed in a way that word processors do not use; save it again and hand in the new file".to_owned()
        }
        _ => DAMAGED.to_owned(),
    }
}

/// The text of an XML file: UTF-8, or UTF-16 with its mark, or what its first line names.
fn decode(bytes: Vec<u8>) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes) {
        return encoding.decode(&bytes).0.into_owned();
    }
    let head = bytes.get(..bytes.len().min(120)).unwrap_or_default();
    let named = head
        .windows(9)
        .position(|window| window == b"encoding=")
        .and_then(|at| head.get(at + 10..))
        .and_then(|rest| rest.split(|byte| matches!(byte, b'"' | b'\'')).next())
        .and_then(encoding_rs::Encoding::for_label);
    match named {
        Some(encoding) if encoding != encoding_rs::UTF_8 => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}
