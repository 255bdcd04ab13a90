//! `preceptor lsp`.

use std::io::{self, BufReader};

use super::args::{ConfigArgs, KindArgs, SelectArgs};
use super::clean::user_folder;
use super::{Failure, Outcome, Result, today};
use crate::lint::Date;
use crate::lsp::{self, Ended, Options};

/// What holds for every note, above the configuration files and below the editor's own settings.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
An editor starts this; nobody types it. How to set up Neovim, Vim, Emacs, VS Code, Helix, Zed,
Sublime Text and Kakoune stands in docs/editors.md.

Examples:
  preceptor lsp                     what an editor runs
  preceptor lsp --profile exam      structure and content only, in every note

Messages go over standard input and output; what goes wrong is told in the editor.
Exit status: 0 when the editor ended the session, 1 when it was gone without a word.")]
pub(super) struct LspArgs {
    /// Messages go over standard input and output. They do anyway: editors give this by habit
    #[arg(long)]
    stdio: bool,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    kind: KindArgs,
    /// Take this for today's date, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = super::args::date_parser)]
    today: Option<Date>,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: &LspArgs) -> Result {
    let mut overrides = args.config.overrides();
    args.kind.apply(&mut overrides);
    args.select.apply(&mut overrides);
    overrides.today = args.today;
    let options = Options {
        overrides,
        cwd: std::env::current_dir().unwrap_or_else(|_| std::env::temp_dir()),
        clock: today::now,
        cache: user_folder(),
    };
    // The streams are given away: the threads that read and write them own them.
    match lsp::serve(BufReader::new(io::stdin()), io::stdout(), options).map_err(Failure::output)? {
        Ended::Orderly => Ok(Outcome::Clean),
        // The same status as findings have; the protocol wants 1.
        Ended::Abruptly => Ok(Outcome::Findings),
    }
}
