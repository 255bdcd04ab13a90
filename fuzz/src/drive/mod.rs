//! What the fuzz targets do with bytes: every promise that holds for any input, asserted.
//!
//! The fuzzers call these functions, and so does `tests/fuzz_replay.rs` with every file of `fuzz/corpus`, on a stable
//! compiler and without a fuzzer.

mod configuration;
mod documents;
mod notes;
mod parts;
mod server;
mod template;

/// A target: its name, and what it does with the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: [Target; 10] = [
    ("parse", notes::parse),
    ("check", notes::check),
    ("fix", notes::fix),
    ("format", notes::format),
    ("report", notes::report),
    ("template", template::template),
    ("import", documents::import),
    ("archive", documents::archive),
    ("lsp", server::lsp),
    ("configuration", configuration::configuration),
];

/// Drive the target of that name.
///
/// # Panics
/// When there is no such target, and when a promise is broken.
pub fn drive(name: &str, bytes: &[u8]) {
    let (_, target) = TARGETS
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap_or_else(|| panic!("no fuzz target is called {name}"));
    target(bytes);
}
