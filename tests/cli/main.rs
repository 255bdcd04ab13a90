//! The command line, from outside: every subcommand, and every way it can fail.

#[cfg(unix)]
mod ask;
mod baseline;
mod cache;
mod check;
mod commands;
mod crash;
mod expand;
mod failures;
mod files;
mod fix;
mod fmt;
mod formats;
mod grade;
mod logs;
mod new;
mod previous;
mod redact;
mod sandbox;
mod templates;
