//! One note, as fast as the machine can: for a writer who waits.

use std::thread;

use crate::lint::{self, Checked, Settings};
use crate::note::Note;

/// A shorter note is checked before a thread would have started, bytes.
const SHORT: usize = 2048;

/// Check a note, on two processors if it is not a short one. A run over many notes is faster with a note a processor.
pub fn check_at_once(note: Note, settings: &Settings) -> Checked {
    if note.text.len() < SHORT || thread::available_parallelism().map_or(1, usize::from) < 2 {
        return lint::check_note(note, settings);
    }
    lint::check_note_by_two(note, settings, |here, there| {
        thread::scope(|scope| {
            // Where no thread can be started, this one does it all.
            let other = thread::Builder::new().spawn_scoped(scope, &mut *there);
            here();
            drop(other);
        });
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note;

    #[test]
    fn two_find_what_one_finds() {
        let settings = Settings::new(Grammar::builtin());
        let mut notes = 0;
        for folder in ["examples/good", "examples/bad"] {
            for entry in fs::read_dir(folder).unwrap() {
                let text: Arc<str> = fs::read_to_string(entry.unwrap().path()).unwrap().into();
                let read = || note::read(Arc::clone(&text), Arc::clone(&settings.grammar), &settings.hints);
                let one = lint::check_note(read(), &settings);
                let two = check_at_once(read(), &settings);
                assert_eq!(one.diagnostics, two.diagnostics);
                assert_eq!(one.suppressions, two.suppressions);
                assert_eq!(one.suppressed, two.suppressed);
                notes += 1;
            }
        }
        assert!(notes > 20, "{notes}");
    }
}
