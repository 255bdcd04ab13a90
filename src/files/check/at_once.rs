//! One note, as fast as the machine can: for a writer who waits, and for a note that is longer than notes are.

use std::sync::Arc;
use std::thread;

use crate::files::run;
use crate::lint::{self, Checked, Settings};
use crate::note::{self, Note};

/// A shorter note is checked before a thread would have started, bytes.
const SHORT: usize = 2048;

/// A note of a run that is longer than this takes two processors, bytes: the others would wait for it.
const LONG: usize = 64 * 1024;

/// Whether a note is one that the others of a run would wait for.
pub(super) fn is_long(text: &str) -> bool {
    text.len() > LONG
}

/// Read a text as a note and check it: as one of many on this thread, if it is not a very long one; on two processors if one is
/// to spare.
pub(super) fn check_one(text: Arc<str>, settings: &Settings, spare: bool) -> Checked {
    if !is_long(&text) && !spare {
        return lint::check(text, settings);
    }
    check_at_once(
        note::read(text, Arc::clone(&settings.grammar), &settings.hints),
        settings,
    )
}

/// Check a note, on two processors if it is not a short one. A run over many notes is faster with a note a processor.
pub fn check_at_once(note: Note, settings: &Settings) -> Checked {
    if note.text.len() < SHORT || thread::available_parallelism().map_or(1, usize::from) < 2 {
        return lint::check_note(note, settings);
    }
    lint::check_note_by_two(note, settings, |here, there| {
        let guarded = run::is_guarded();
        thread::scope(|scope| {
            // Where no thread can be started, this one does it all.
            let other = thread::Builder::new().spawn_scoped(scope, || {
                run::guard(guarded);
                there();
            });
            here();
            drop(other);
        });
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::grammar::Grammar;

    #[test]
    fn many_together_find_what_one_finds() {
        let settings = Settings::new(Grammar::builtin());
        let mut texts: Vec<Arc<str>> = Vec::new();
        for folder in ["examples/good", "examples/bad"] {
            for entry in fs::read_dir(folder).unwrap() {
                texts.push(fs::read_to_string(entry.unwrap().path()).unwrap().into());
            }
        }
        assert!(texts.len() > 20, "{}", texts.len());
        let together = lint::check_together(texts.clone(), &settings);
        assert_eq!(together.len(), texts.len());
        for (text, many) in texts.into_iter().zip(together) {
            let one = lint::check(Arc::clone(&text), &settings);
            assert_eq!(many.note.text, text);
            assert_eq!(one.diagnostics, many.diagnostics);
            assert_eq!(one.suppressions, many.suppressions);
            assert_eq!(one.suppressed, many.suppressed);
        }
    }

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
