//! The check of one note that stands in a file: what every front does with it before anything is printed.

mod settings;

pub use settings::{NoteSettings, note_settings};
