//! The check of one note that stands in a file: what every front does with it before anything is printed.

mod at_once;
mod baseline;
mod kept;
mod note;
mod settings;

pub use at_once::check_at_once;
pub use baseline::Baselines;
pub use kept::{Results, Sought};
pub use note::{Begun, CheckedNote, Checker, Mending, NoteDone};
pub use settings::{NoteSettings, note_settings};

/// `1 note`, `2 notes`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
