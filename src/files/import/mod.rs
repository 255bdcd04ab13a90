//! Documents as text: what a word processor, a PDF printer or a course's text box made, read as the note it is.
//!
//! Each format has a file of its own, a pure function from bytes to [`Imported`]. Headings come out as `#` headings,
//! lists and tables in the markup, everything else as the words that stand there; what cannot come out is named in
//! [`Imported::lost`], never dropped in silence. The text remembers where it came from ([`Places`]), so that a finding
//! can be shown beside the original.

mod docx;
mod draft;
mod html;
mod layout;
mod marks;
mod names;
mod odt;
mod package;
mod pdf;
mod places;
mod rtf;
mod sniff;
mod symbols;
mod table;
mod xml;

pub use places::{Place, Places, Unit};
pub use sniff::sniff;

use std::io::{Read, Write};
use std::path::Path;

/// A document read as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// The note, in the markup. Lines end with LF.
    pub text: String,
    /// Where each line of it stands in the original.
    pub places: Places,
    /// What was left out, each in a few words ("2 pictures", "a comment in the margin").
    pub lost: Vec<String>,
}

/// A format that is read by way of [`import`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentFormat {
    /// Office Open XML, `.docx`.
    Docx,
    /// OpenDocument text, `.odt`.
    Odt,
    /// Rich Text Format, `.rtf`.
    Rtf,
    /// `.pdf` with a text layer.
    Pdf,
    /// `.html`, `.htm`: what was typed into a course's text box.
    Html,
}

/// What is done with changes that a document tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tracked {
    /// Insertions are in, deletions out: the text as its writer sees it now.
    #[default]
    Accept,
    /// The text as it was before the changes.
    Refuse,
}

/// How documents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportOptions {
    /// What is done with tracked changes.
    pub tracked: Tracked,
}

impl DocumentFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Docx, Self::Odt, Self::Rtf, Self::Pdf, Self::Html];

    /// The extensions of the format's files, without a dot, in lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Docx => &["docx", "docm"],
            Self::Odt => &["odt"],
            Self::Rtf => &["rtf"],
            Self::Pdf => &["pdf"],
            Self::Html => &["html", "htm"],
        }
    }

    /// The format that the name of a file promises.
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.extensions().contains(&extension.as_str()))
    }
}

/// The hidden subcommand with which the program reads a PDF in a process of its own.
pub const PDF_SUBCOMMAND: &str = pdf::SUBCOMMAND;

/// The work of [`PDF_SUBCOMMAND`]: reads a PDF from `input`, and writes its rows to `output`.
///
/// # Errors
/// Where reading or writing fails; what is wrong with the PDF is written to `output`.
pub fn serve_pdf(input: impl Read, output: impl Write) -> std::io::Result<()> {
    pdf::serve(input, output)
}

/// The most bytes of a document that are read.
const MOST_BYTES: usize = 256 << 20;

/// Reads a document as text.
///
/// # Errors
/// What is wrong with it and what to do, in a sentence without a full stop and without the name of the file.
pub fn import(format: DocumentFormat, bytes: &[u8], options: &ImportOptions) -> Result<Imported, String> {
    if bytes.is_empty() {
        return Err("is empty; hand in the file again".to_owned());
    }
    if bytes.len() > MOST_BYTES {
        return Err(format!(
            "is larger than {} MB; a note is text of a few pages",
            MOST_BYTES >> 20
        ));
    }
    // What the bytes are counts more than what the name promised.
    let format = match sniff::look(bytes) {
        sniff::Seen::Document(found) => found,
        sniff::Seen::Other(message) => return Err(message.to_owned()),
        sniff::Seen::Unknown => format,
    };
    let imported = match format {
        DocumentFormat::Docx => docx::read(bytes, options)?,
        DocumentFormat::Odt => odt::read(bytes, options)?,
        DocumentFormat::Rtf => rtf::read(bytes, options)?,
        DocumentFormat::Html => html::read(bytes)?,
        DocumentFormat::Pdf => pdf::read(bytes)?,
    };
    if imported.text.trim().is_empty() {
        return Err(match imported.lost.is_empty() {
            true => "holds no text".to_owned(),
            false => format!("holds no text, only {}", imported.lost.join(" and ")),
        });
    }
    Ok(imported)
}
