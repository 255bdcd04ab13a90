//! From the bytes of a file to text.

use std::borrow::Cow;

/// How the bytes of a file stood for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, little-endian.
    Utf16Le,
    /// UTF-16, big-endian.
    Utf16Be,
    /// A legacy 8-bit encoding, by its WHATWG name (`windows-1252`).
    Legacy(&'static str),
}

impl Encoding {
    /// Its name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16 (little-endian)",
            Encoding::Utf16Be => "UTF-16 (big-endian)",
            Encoding::Legacy(name) => name,
        }
    }
}

/// A decoded file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text. For UTF-8 input these are the file's own bytes, a byte order mark included.
    pub text: Cow<'a, str>,
    /// What the bytes were.
    pub encoding: Encoding,
}

/// Why bytes are not a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DecodeError {
    /// The file opens with the magic number of a format that is not text (its name, e.g. "a PDF document").
    Binary(&'static str),
    /// Neither UTF-8, UTF-16 nor a legacy text encoding fits.
    NotText {
        /// Offset in bytes of the first byte that fits nothing.
        offset: usize,
    },
    /// More than [`u32::MAX`] bytes.
    TooLarge,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Binary(what) => write!(
                f,
                "this is {what}, not plain text: save or export the note as plain text"
            ),
            Self::NotText { offset } => write!(
                f,
                "this is not text in any encoding known here (first at byte {offset}): save the note as UTF-8 text"
            ),
            Self::TooLarge => write!(f, "the file is larger than 4 GiB: a note should be a few pages"),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Magic numbers of formats that people hand in instead of text. Text can open with none of them by accident: the short
/// ones hold control characters.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"PK\x03\x04", "a Word document or zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Word or Office document (.doc)",
    ),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\0asm", "a WebAssembly module"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"%!PS-", "a PostScript document"),
    (b"ID3\x03\0", "an MP3 recording"),
    (b"ID3\x04\0", "an MP3 recording"),
    (b"OggS\0", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM recording"),
    (b"\xff\xfe\0\0", "UTF-32 text"),
    (b"\0\0\xfe\xff", "UTF-32 text"),
];

/// Names the format whose magic number opens `bytes`.
fn magic(bytes: &[u8]) -> Option<&'static str> {
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    // The first byte sorts out nearly every note before the table is walked.
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(name);
    }
    if bytes.starts_with(b"RIFF") && (at(8, b"WEBP") || at(8, b"WAVE") || at(8, b"AVI ")) {
        return Some("an image or recording");
    }
    if bytes.starts_with(b"\0\0\0") && at(4, b"ftyp") {
        return Some("a video, recording or HEIC image");
    }
    at(128, b"DICM").then_some("a DICOM image")
}

/// UTF-16 without a byte order mark, by where its zero bytes stand: text of a Latin script has a zero in nearly every
/// second byte, always on the same side, and UTF-8 text has none.
fn utf16_by_zeros(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || memchr::memchr(0, &bytes[..bytes.len().min(64)]).is_none() {
        return None;
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = sample.len() / 2 * 7 / 10;
    match (even, odd) {
        (0, odd) if odd > most => Some(Encoding::Utf16Le),
        (even, 0) if even > most => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> Result<Decoded<'static>, DecodeError> {
    let unit = |pair: &[u8]| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    };
    let mut text = String::with_capacity(bytes.len() / 2 + bytes.len() / 8);
    let mut offset = 0;
    for decoded in char::decode_utf16(bytes.chunks_exact(2).map(unit)) {
        let c = decoded.map_err(|_| DecodeError::NotText { offset })?;
        text.push(c);
        offset += c.len_utf16() * 2;
    }
    if offset < bytes.len() {
        return Err(DecodeError::NotText { offset });
    }
    Ok(Decoded {
        text: Cow::Owned(text),
        encoding,
    })
}

/// Bytes above ASCII that clinical text in windows-1252 uses beside letters: smart quotes, dashes, bullet, ellipsis,
/// no-break space, £ § © ° ± ² ³ µ · ¼ ½ ¾ × ÷. A file with no others is windows-1252; a statistical guess about a
/// single degree sign would be noise.
const WESTERN_SYMBOLS: &[u8] =
    b"\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xae\xb0\xb1\xb2\xb3\xb5\xb7\xbc\xbd\xbe\xd7\xf7";

fn decode_legacy(bytes: &[u8], first_bad: usize) -> Result<Decoded<'static>, DecodeError> {
    let western = encoding_rs::WINDOWS_1252;
    let symbols_only = bytes
        .iter()
        .all(|byte| byte.is_ascii() || WESTERN_SYMBOLS.contains(byte));
    let guess = if symbols_only {
        western
    } else {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
        if guess.is_single_byte() { guess } else { western }
    };
    // A control character says that this is no text at all, and so does a byte that the encoding does not define.
    let is_garbage = |byte: u8| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    if let Some(offset) = bytes.iter().position(|byte| is_garbage(*byte)) {
        return Err(DecodeError::NotText { offset });
    }
    for encoding in [guess, western] {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        let fits = !had_errors && !text.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}'));
        if fits {
            return Ok(Decoded {
                text: Cow::Owned(text.into_owned()),
                encoding: Encoding::Legacy(encoding.name()),
            });
        }
    }
    Err(DecodeError::NotText { offset: first_bad })
}

/// Decode the bytes of a file. A byte order mark stays in the text, as U+FEFF.
///
/// # Errors
/// [`DecodeError`] when the file is binary, too large, or no text in any known encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, DecodeError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(DecodeError::TooLarge);
    }
    if let Some(name) = magic(bytes) {
        return Err(DecodeError::Binary(name));
    }
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => utf16_by_zeros(bytes),
    };
    let decoded = match (utf16, std::str::from_utf8(bytes)) {
        (Some(encoding), _) => decode_utf16(bytes, encoding)?,
        (None, Ok(text)) => Decoded {
            text: Cow::Borrowed(text),
            encoding: Encoding::Utf8,
        },
        (None, Err(error)) => decode_legacy(bytes, error.valid_up_to())?,
    };
    // Re-encoded text can be longer than the file was.
    if u32::try_from(decoded.text.len()).is_err() {
        return Err(DecodeError::TooLarge);
    }
    Ok(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Encoding) {
        let decoded = decode(bytes).expect("text");
        (decoded.text.into_owned(), decoded.encoding)
    }

    fn utf16(text: &str, encoding: Encoding) -> Vec<u8> {
        let pair = |unit: u16| match encoding {
            Encoding::Utf16Be => unit.to_be_bytes(),
            _ => unit.to_le_bytes(),
        };
        text.encode_utf16().flat_map(pair).collect()
    }

    #[test]
    fn utf8_is_text_as_it_stands() {
        for note in [
            "",
            "HPI: 38.1 °C",
            "\u{feff}HPI",
            "a\0b\x07\x1b[31m",
            "日本語",
            "II* wall",
            "MZ twins",
            "BM 3x/day",
            "%!",
        ] {
            let decoded = decode(note.as_bytes()).expect("text");
            assert_eq!((&*decoded.text, decoded.encoding), (note, Encoding::Utf8));
            assert!(matches!(decoded.text, Cow::Borrowed(_)), "no copy");
        }
    }

    #[test]
    fn utf16_with_and_without_mark() {
        for encoding in [Encoding::Utf16Le, Encoding::Utf16Be] {
            for note in [
                "\u{feff}HPI: 38.1 °C, “fine” 😀\r\n",
                "CC: cough\r\nT 38.1 °C\n",
                "\u{feff}",
                "\u{feff}日本語",
            ] {
                assert_eq!(text(&utf16(note, encoding)), (note.to_owned(), encoding));
            }
        }
        // Half a character, half a unit.
        assert_eq!(decode(b"\xff\xfeH\0\x3d\xd8"), Err(DecodeError::NotText { offset: 4 }));
        assert_eq!(decode(b"\xff\xfeH\0I"), Err(DecodeError::NotText { offset: 4 }));
        // A few zeros are control characters of UTF-8 text.
        assert_eq!(text(b"a\0b c d e f g").1, Encoding::Utf8);
    }

    #[test]
    fn legacy_single_byte_text() {
        let western = Encoding::Legacy("windows-1252");
        assert_eq!(text(b"T 38.1 \xb0C"), ("T 38.1 °C".to_owned(), western));
        assert_eq!(
            text(b"\x93I can\x92t\x94 \x96 \x95 x \x85"),
            ("“I can’t” – • x …".to_owned(), western)
        );
        let french = "La fièvre a commencé après l'opération; très gêné, déjà vu à l'hôpital.";
        let bytes: Vec<u8> = french.chars().map(|c| c as u8).collect();
        assert_eq!(text(&bytes), (french.to_owned(), western));
        let (russian, _, _) =
            encoding_rs::WINDOWS_1251.encode("Больной жалуется на головную боль и слабость в течение трёх дней");
        assert_eq!(text(&russian).1, Encoding::Legacy("windows-1251"));
    }

    #[test]
    fn binary_files_are_named() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n"[..], "a PDF document"),
            (b"{\\rtf1\\ansi", "an RTF document"),
            (b"PK\x03\x04\x14\0", "a Word document or zip archive"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
                "an old Word or Office document (.doc)",
            ),
            (b"\x89PNG\r\n\x1a\n\0", "a PNG image"),
            (b"\xff\xd8\xff\xe0", "a JPEG image"),
            (b"\x1f\x8b\x08", "a gzip archive"),
            (b"\x7fELF\x02", "a program"),
            (b"\0\0\0\x18ftypheic", "a video, recording or HEIC image"),
        ] {
            assert_eq!(decode(bytes), Err(DecodeError::Binary(name)));
        }
        let mut dicom = vec![0; 128];
        dicom.extend(b"DICM");
        assert_eq!(decode(&dicom), Err(DecodeError::Binary("a DICOM image")));
    }

    #[test]
    fn bytes_that_fit_nothing_are_refused_with_the_place() {
        assert_eq!(decode(b"abc\xff\x00\x01"), Err(DecodeError::NotText { offset: 4 }));
        assert_eq!(decode(b"caf\xe9 \x07"), Err(DecodeError::NotText { offset: 5 }));
        assert!(decode(b"x\x81\x8d\x8f\x90\x9d").is_err());
        let message = DecodeError::NotText { offset: 4 }.to_string();
        assert!(message.contains("byte 4") && message.contains("UTF-8"), "{message}");
    }
}
