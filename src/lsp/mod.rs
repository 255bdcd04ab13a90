//! The language server: notes are linted as they are written, in any editor that speaks the protocol.
//!
//! ```text
//! stdin ─► transport ─► server (one thread, owns all state) ─► snapshot of a document ─► pool ─► feature
//! stdout ◄─ transport ◄─ server ◄──────────────────────────── answer, or findings ◄─────────────────┘
//! ```
//!
//! The server thread handles every message in the order in which it came, so that changes cannot overtake each other.
//! What takes time is done on a `Snapshot`, which never changes: one text, its settings, and one
//! analysis that all features share. A feature is a function from a snapshot and parameters to an answer, in a file of
//! its own. An answer that was cancelled is dropped; findings of a text that is no longer the newest are never published.

mod actions;
#[cfg(test)]
mod anything;
mod capabilities;
mod changes;
mod client;
mod completion;
mod diagnostics;
mod dispatch;
mod document;
mod fingerprint;
mod folding;
mod formatting;
mod guard;
mod hover;
mod inlay;
mod links;
mod notes;
mod on_type;
mod pages;
mod paths;
mod pool;
mod position;
mod preferences;
mod selection;
mod server;
mod snapshot;
mod symbols;
#[cfg(test)]
mod testing;
mod tokens;
mod transport;
mod types;
mod watched;
mod workspace;
mod workspace_diagnostics;

pub use server::{Ended, Options, serve};
