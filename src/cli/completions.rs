//! `preceptor completions`.

use clap_complete::Shell;

use super::{Outcome, Result, args, output};

/// The shell to complete in.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor completions bash > ~/.local/share/bash-completion/completions/preceptor
  preceptor completions zsh > ~/.zfunc/_preceptor
  preceptor completions fish > ~/.config/fish/completions/preceptor.fish
  preceptor completions powershell >> $PROFILE")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Result {
    // Into memory first: the generator panics where its output fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "preceptor", &mut script);
    output::print(script)?;
    Ok(Outcome::Clean)
}
