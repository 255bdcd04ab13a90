//! `preceptor config`.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::args::{ConfigArgs, KindArgs, SelectArgs, TextOrJson, resolver};
use super::{Failure, Outcome, Result, output};
use crate::config::schema_json;

/// What of the configuration.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor config show note.md           what holds for that note, and where each value came from
  preceptor config show --format json
  preceptor config schema > schema.json   for completion in your editor")]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show what holds for a note, and where each value came from
    Show(Box<ShowArgs>),
    /// Print the JSON Schema of preceptor.toml
    Schema,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    /// A note, which need not exist; without one, any note in this folder
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// For people (TOML with comments) or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    kind: KindArgs,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: &ConfigCommand) -> Result {
    match &args.command {
        What::Schema => output::print(schema_json())?,
        What::Show(args) => {
            let mut overrides = args.config.overrides();
            args.select.apply(&mut overrides);
            args.kind.apply(&mut overrides);
            let path = args.path.as_deref().unwrap_or(Path::new("note.md"));
            // For a folder: what holds for the notes in it.
            let path = if path.is_dir() {
                path.join("note.md")
            } else {
                path.to_owned()
            };
            let resolved = resolver(overrides)?.for_path(&path).map_err(Failure::new)?;
            match args.format {
                TextOrJson::Text => output::print(resolved.to_toml(&path))?,
                TextOrJson::Json => output::print_json(&resolved.to_json(&path))?,
            }
        }
    }
    Ok(Outcome::Clean)
}
