//! What a file is by its bytes, whatever its name says.

use std::io::Cursor;
use std::path::Path;

use super::DocumentFormat;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// A document that can be read.
    Document(DocumentFormat),
    /// Something that cannot, with the way out.
    Other(&'static str),
    /// Nothing that is told by its bytes.
    Unknown,
}

/// The format of a document, told from its bytes where they are plain, else from its name. `None` is no document: text,
/// or something else.
pub fn sniff(name: &Path, bytes: &[u8]) -> Option<DocumentFormat> {
    match look(bytes) {
        Seen::Document(DocumentFormat::Html) => {
            // A note may open with a tag and be a note all the same.
            DocumentFormat::of_name(name)
        }
        Seen::Document(found) => Some(found),
        // Of a known name the reader says what is wrong with it.
        Seen::Other(_) => DocumentFormat::of_name(name).or(Some(DocumentFormat::Docx).filter(|_| is_ole(bytes))),
        Seen::Unknown => {
            DocumentFormat::of_name(name).filter(|format| *format == DocumentFormat::Html || !is_text(bytes))
        }
    }
}

fn is_ole(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
}

/// Whether the bytes are plain text, as far as their beginning tells.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let utf_16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    !head.is_empty() && (utf_16 || !head.iter().any(|byte| *byte < 9 || (14..27).contains(byte)))
}

/// What the bytes are.
pub(super) fn look(bytes: &[u8]) -> Seen {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if is_ole(bytes) {
        return Seen::Other(ole(bytes));
    }
    if head.starts_with(b"{\\rtf") {
        return Seen::Document(DocumentFormat::Rtf);
    }
    // A PDF may open with a few bytes of a mail or a printer.
    let opening = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if opening.contains(&b'%') && opening.windows(5).any(|window| window == b"%PDF-") {
        return Seen::Document(DocumentFormat::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip(bytes);
    }
    if !opening.contains(&b'<') {
        return Seen::Unknown;
    }
    let text = String::from_utf8_lossy(opening);
    let text = text.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if text.starts_with("<!doctype html") || text.starts_with("<html") {
        return Seen::Document(DocumentFormat::Html);
    }
    Seen::Unknown
}

fn ole(bytes: &[u8]) -> &'static str {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if has("EncryptedPackage") || has("EncryptionInfo") {
        "is encrypted; save it without a password and hand it in again"
    } else if has("WordDocument") {
        "is a document of Word 97 to 2003 (.doc); save it as .docx and hand that in"
    } else {
        "is an old Office file, not a document of Word; save the note as .docx and hand that in"
    }
}

fn zip(bytes: &[u8]) -> Seen {
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Seen::Unknown;
    };
    let has = |name: &str| archive.index_for_name(name).is_some();
    let any = |start: &str| archive.file_names().flatten().any(|name| name.starts_with(start));
    if has("word/document.xml") || any("word/document") {
        Seen::Document(DocumentFormat::Docx)
    } else if has("xl/workbook.xml") {
        Seen::Other("is an Excel workbook, not a note; save the text as .docx and hand that in")
    } else if has("ppt/presentation.xml") {
        Seen::Other("is a PowerPoint presentation, not a note; save the text as .docx and hand that in")
    } else if has("content.xml") {
        Seen::Document(DocumentFormat::Odt)
    } else if any("Index/") || has("Index.zip") {
        Seen::Other("is a document of Pages; export it as .docx and hand that in")
    } else {
        Seen::Unknown
    }
}
