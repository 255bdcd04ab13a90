//! Configuration: `preceptor.toml`.
//!
//! Three stages. [`Options`] is what one file says, as written. Files, profiles and the command line are laid over each
//! other into a [`Configuration`], in which every value knows where it came from. For each note that gives [`Resolved`]:
//! the [`lint::Settings`](crate::lint::Settings) and what a front needs besides.
//!
//! [`Resolver::for_path`] is the one function that answers "what holds for this note?", for every front.

mod at;
mod configuration;
pub mod conventions;
mod error;
mod globs;
mod grammars;
mod layers;
mod merge;
mod open;
mod options;
mod overrides;
mod phrases;
pub mod profiles;
mod project;
mod read;
mod resolved;
mod resolver;
mod schema;
mod show;
mod source;
mod sources;
mod starter;
mod user_rules;

pub use at::{At, OneOrMany, Word};
pub use configuration::{Configuration, EXTENSIONS, Folders, KindOverride, PerFile, RuleLayer};
pub use error::{ConfigError, Origin, Problem, Problems, did_you_mean, reason};
pub use globs::PathGlob;
pub use open::{read_bounded, read_text_bounded};
pub use options::{
    FailLevel, FmtOptions, HeadingLayout, KindOptions, Level, Options, OutputFormat, PerFileOptions, Setting,
};
pub use overrides::{Overrides, user_file};
pub use resolved::Resolved;
pub use resolver::{FILE_NAMES, Resolver};
pub use schema::{schema, schema_json};
pub use source::{Source, Sourced};
pub use sources::Sources;
pub use starter::STARTER;
