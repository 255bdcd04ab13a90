//! Source text: decoding bytes, byte spans, lines and columns.
//!
//! Byte ranges of the decoded text are the only positions that the rest of the program handles; a line and a column are
//! computed from them when something is printed, by [`LineIndex`].

mod decode;
mod lines;
mod span;

pub use decode::{DecodeError, Decoded, Encoding, decode};
pub use lines::{LineIndex, Position};
pub use span::Span;

/// The largest character boundary of `text` at or below `at`, in bytes.
pub fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// How the first line of `text` ends; LF if it has one line.
pub fn line_end(text: &str) -> &'static str {
    let bytes = text.as_bytes();
    match memchr::memchr2(b'\n', b'\r', bytes) {
        Some(at) if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') => "\r\n",
        Some(at) if bytes[at] == b'\r' => "\r",
        _ => "\n",
    }
}

/// The smallest character boundary of `text` at or above `at`, in bytes; its end, if `at` lies behind that.
pub fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
