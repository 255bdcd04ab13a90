//! The language server from outside: the real program over pipes, and a client that says what no editor would say.
//!
//! Nothing here sleeps and hopes: whatever is waited for is an answer, a notification, or the end of the process.

mod cancellation;
mod capabilities;
mod client;
mod configuration;
mod crawling;
mod diagnostics;
mod documents;
mod equality;
mod lifecycle;
mod notes;
mod workspace;

use std::path::{Path, PathBuf};

/// A note with a blank left in line 9: TPL001, an error.
pub const BLANK: &str = "\
---
kind: soap
---
# SOAP Note

## Subjective

34-year-old woman with a sore throat for 3 days, no cough. Takes no medicines, no known allergies.
The pain is *** and constant.

## Objective

T 38.4 °C, HR 96, BP 118/72. Tonsils with exudate, tender anterior nodes.

## Assessment

Streptococcal pharyngitis, likely: fever, exudate, tender nodes and no cough.

## Plan

1. Streptococcal pharyngitis: rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
   Explained how to take it. Recheck in 72 hours if the fever goes on; return at once if unable to swallow fluids.
";

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A note of at least this many bytes: an admission, and day after day behind it.
pub fn long_note(bytes: usize) -> String {
    let read = |path: &str| std::fs::read_to_string(repository(path)).unwrap();
    let (mut note, day) = (
        read("examples/good/hp-pneumonia.md"),
        read("examples/good/progress-hd3.md"),
    );
    while note.len() < bytes {
        note.push_str("\n\n");
        note.push_str(&day);
    }
    note
}
