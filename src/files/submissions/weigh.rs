//! About how much text a file holds, to choose among several; documents are not read whole for that.

use std::io::{Cursor, Read};

use crate::files::{Input, read};

use super::junk::has_extension;
use super::receipt;

/// About how many characters of text the file holds; nothing if it cannot be read.
pub(super) fn weigh(input: &Input) -> u64 {
    let mut bytes = Vec::new();
    if read(input, &mut bytes).is_err() {
        return 0;
    }
    let name = input.path.to_string_lossy();
    let has = |extension| has_extension(&name, extension);
    let weight = if has("docx") || has("docm") {
        part(&bytes, "word/document.xml")
    } else if has("odt") {
        part(&bytes, "content.xml")
    } else if has("rtf") {
        rtf(&bytes)
    } else if has("html") || has("htm") || std::str::from_utf8(&bytes).is_ok_and(receipt::is_html) {
        outside_tags(&bytes)
    } else {
        bytes.iter().filter(|byte| !byte.is_ascii_whitespace()).count()
    };
    weight as u64
}

/// The text in one part of a document that is an archive.
fn part(bytes: &[u8], name: &str) -> usize {
    const ENOUGH: u64 = 8 << 20;
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return 0;
    };
    let Ok(part) = archive.by_name(name) else { return 0 };
    let mut xml = Vec::new();
    // What came out before an error counts.
    let _ = part.take(ENOUGH).read_to_end(&mut xml);
    outside_tags(&xml)
}

fn outside_tags(bytes: &[u8]) -> usize {
    let mut inside = false;
    bytes
        .iter()
        .filter(|byte| match byte {
            b'<' => {
                inside = true;
                false
            }
            b'>' => {
                inside = false;
                false
            }
            _ => !inside && !byte.is_ascii_whitespace(),
        })
        .count()
}

/// Characters outside of groups that hold no text, without control words.
fn rtf(bytes: &[u8]) -> usize {
    let mut count = 0;
    let mut depth = 0_u32;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' => {
                while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
                    at += 1;
                }
            }
            _ if depth <= 2 && !byte.is_ascii_whitespace() => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_counts_and_markup_does_not() {
        assert_eq!(outside_tags(b"<p>two words</p><img src=x>"), 8);
        assert!(rtf(br"{\rtf1{\fonttbl{\f0 Arial;}}\pard CC: cough\par}") < 20);
        assert_eq!(outside_tags(b"<"), 0);
        assert_eq!(rtf(b"\\"), 0);
        assert_eq!(part(b"PK", "x"), 0);
    }
}
