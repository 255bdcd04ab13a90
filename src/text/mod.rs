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
