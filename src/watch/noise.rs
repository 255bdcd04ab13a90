//! Names that editors leave beside a note while they save it. No change under them means anything.

use std::ffi::OsStr;

/// Whether a file of this name is an editor's own: lock, swap, backup and probe files.
///
/// As measured: Vim writes `4913` (or a number 123 higher) to see whether it may, `.note.md.swp`, `note.md~`; Emacs
/// makes a dangling link `.#note.md`, and `#note.md#`; Word `~$note.docx`; LibreOffice `.~lock.note.odt#`. Temporary
/// files are renamed over the note, which is an event of its own.
pub fn is_noise(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let starts = |with: &str| name.starts_with(with.as_bytes());
    let ends = |with: &str| name.ends_with(with.as_bytes());
    is_probe(name)
        || ends("~")
        || is_swap(name)
        || starts(".#")
        || starts("#") && ends("#")
        || starts("~$")
        || starts(".~lock")
        || ends(".tmp")
        || ends(".TMP")
}

/// `4913`, `5036`, …: Vim takes the next when there is one already.
fn is_probe(name: &[u8]) -> bool {
    let number = std::str::from_utf8(name).ok().filter(|name| name.len() <= 6);
    number
        .and_then(|number| number.parse::<u32>().ok())
        .is_some_and(|number| number >= 4913 && (number - 4913) % 123 == 0)
}

/// `.note.md.swp`, `.swx`, `.swo`, …: a hidden name with an extension of `sw` and a letter.
fn is_swap(name: &[u8]) -> bool {
    matches!(name, [b'.', .., b'.', b's', b'w', last] if last.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_leave_is_noise_and_notes_are_not() {
        for name in [
            "4913",
            "5036",
            "note.md~",
            ".note.md.swp",
            ".note.md.swx",
            ".note.md.swo",
            ".#note.md",
            "#note.md#",
            "~$note.docx",
            "~$note.txt",
            ".~lock.note.odt#",
            "lu123abc.tmp",
            ".preceptor-aB3.tmp",
        ] {
            assert!(is_noise(OsStr::new(name)), "{name}");
        }
        for name in [
            "note.md",
            "4914",
            "12.md",
            "#1.md",
            "note.swp.md",
            "visit.swim",
            "tmp3Yx.txt",
            ".gitignore",
            "preceptor.toml",
            ".preceptor.toml",
            "a",
        ] {
            assert!(!is_noise(OsStr::new(name)), "{name}");
        }
    }
}
