//! preceptor: a linter and template engine for clinical notes.
//!
//! Data flows one way through the modules, and a lower floor never imports a higher one:
//!
//! ```text
//! text → syntax → grammar → note → format / rules → lint → config / report → files → template → grade → lsp / watch → cli
//! ```
//!
//! Everything from [`text`] to [`lint`] is pure: no files, threads, clock, environment or terminal. What a run depends
//! on (today's date, selected rules, grammars) comes in as one [`lint::Settings`] value, the same from every front.
//!
//! preceptor is a teaching aid. It gives no medical advice and no verdict on care.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "what rules and reports know and only the fronts ask for")
)]

pub mod text;

pub mod syntax;

pub mod grammar;

pub mod note;

pub mod format;

pub mod rules;

pub mod lint;

pub mod report;

#[cfg(feature = "cli")]
pub mod config;

#[cfg(feature = "cli")]
pub mod files;

#[cfg(feature = "cli")]
pub mod template;

#[cfg(feature = "cli")]
pub mod grade;

#[cfg(feature = "cli")]
pub mod lsp;

#[cfg(feature = "cli")]
pub mod watch;

#[cfg(feature = "cli")]
pub mod cli;
