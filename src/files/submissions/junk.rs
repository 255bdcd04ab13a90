//! What an operating system or a word processor leaves in folders and archives: never a submission, passed in silence.

/// Whether a file with these components of its path is left over from a program.
pub(super) fn is_junk<'a>(mut components: impl Iterator<Item = &'a str>) -> bool {
    components.any(|name| {
        name.starts_with('.') && name != "." && name != ".."
            || name.starts_with("~$")
            || name == "__MACOSX"
            || name.eq_ignore_ascii_case("thumbs.db")
            || name.eq_ignore_ascii_case("desktop.ini")
            || name.eq_ignore_ascii_case("ehthumbs.db")
    })
}

/// How well a file can be read as a note: the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Readable {
    /// Text and documents.
    Text,
    /// A PDF: read where it has a text layer.
    Pdf,
    /// A name without extension, or with one that says nothing.
    Unknown,
    /// A format that is not read: the old `.doc`, slides, sheets.
    Other,
    /// Pictures, sound and film.
    Picture,
}

impl Readable {
    /// What the name of a file promises.
    pub(super) fn of(name: &str) -> Self {
        let extension = match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() => extension.to_ascii_lowercase(),
            _ => return Self::Unknown,
        };
        match extension.as_str() {
            "md" | "markdown" | "txt" | "text" | "note" | "soap" | "hp" => Self::Text,
            "docx" | "docm" | "odt" | "rtf" | "html" | "htm" => Self::Text,
            "pdf" => Self::Pdf,
            "doc" | "dot" | "dotx" | "wps" | "wpd" | "pages" | "gdoc" | "odp" | "ods" | "ppt" | "pptx" | "key" => {
                Self::Other
            }
            "xls" | "xlsx" | "csv" | "tsv" | "json" | "jsonl" | "ndjson" | "parquet" | "xml" | "url" | "webloc" => {
                Self::Other
            }
            "rar" | "7z" | "tar" | "gz" | "tgz" | "zip" | "exe" | "js" | "css" | "lnk" => Self::Other,
            "jpg" | "jpeg" | "png" | "gif" | "heic" | "heif" | "webp" | "tif" | "tiff" | "bmp" | "svg" => Self::Picture,
            "mp3" | "mp4" | "m4a" | "mov" | "wav" | "avi" | "webm" => Self::Picture,
            _ => Self::Unknown,
        }
    }

    /// Whether a file of that kind may be a note at all when nobody says whose it is.
    pub(super) fn may_be_note(name: &str) -> bool {
        match Self::of(name) {
            Self::Text | Self::Pdf => true,
            Self::Other => has_extension(name, "doc"),
            Self::Unknown | Self::Picture => false,
        }
    }

    /// What it is, in a few words.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Text | Self::Pdf => "a document",
            Self::Unknown => "a file of an unknown kind",
            Self::Other => "a file that is not read as a note",
            Self::Picture => "a picture or a recording",
        }
    }
}

/// Whether the name has that extension, in any case.
pub(super) fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, own)| own.eq_ignore_ascii_case(extension))
}

/// Why a file of that name cannot be read as a note, and the way out; `None` if it may be.
pub(super) fn refusal(name: &str) -> Option<&'static str> {
    let extension = name
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase())?;
    Some(match extension.as_str() {
        "gdoc" => "is a shortcut to a Google document, without its text; download the document as .docx",
        "pages" => "is a Pages document, which is not read; export it as .docx",
        "rar" | "7z" | "tar" | "gz" | "tgz" => "is an archive that is not read; hand it in as a document or a .zip",
        "url" | "webloc" | "lnk" => "is a link, without the text; hand in the document itself",
        "heic" | "heif" | "webp" | "svg" | "bmp" | "tif" | "tiff" | "jpg" | "jpeg" | "png" | "gif" => {
            "is a picture, and text in pictures is not read; hand in the document that it was made from"
        }
        "mp3" | "mp4" | "m4a" | "mov" | "wav" | "avi" | "webm" => {
            "is a recording, which is not read; hand in a document with the text"
        }
        "ppt" | "pptx" | "odp" | "key" => "is a set of slides, which is not read; hand in a document with the text",
        "xls" | "xlsx" | "ods" => "is a spreadsheet, which is not read as a note; hand in a document with the text",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_leave_behind_is_known() {
        for junk in [
            "__MACOSX/._note.docx",
            ".DS_Store",
            "a/Thumbs.db",
            "a/~$note.docx",
            ".hidden/x.md",
            "desktop.ini",
        ] {
            assert!(is_junk(junk.split('/')), "{junk}");
        }
        for kept in ["a/note.docx", "~note.docx", "./a.md", "thumbs.md"] {
            assert!(!is_junk(kept.split('/')), "{kept}");
        }
    }

    #[test]
    fn documents_come_before_pictures() {
        assert!(Readable::of("a.docx") < Readable::of("a.pdf"));
        assert!(Readable::of("a.PDF") < Readable::of("a.jpg"));
        assert_eq!(Readable::of("scan.HEIC"), Readable::Picture);
        assert!(Readable::may_be_note("old.doc") && !Readable::may_be_note("grades.csv"));
        assert!(refusal("x.gdoc").is_some_and(|why| why.contains(".docx")));
        assert_eq!(refusal("x.docx"), None);
    }
}
