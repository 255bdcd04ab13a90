//! `preceptor completions`.

use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use super::{Outcome, Result, args, output};
use crate::template::Library;

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
    clap_complete::generate(
        args.shell,
        &mut with_templates(args::command()),
        "preceptor",
        &mut script,
    );
    output::print(script)?;
    Ok(Outcome::Clean)
}

/// The command line with the names of the templates that came with the program, where a template is named.
fn with_templates(command: clap::Command) -> clap::Command {
    let names: Vec<&str> = Library::templates([]).shipped().collect();
    let named = |command: clap::Command, arg: &'static str| {
        command.mut_arg(arg, |arg| arg.value_parser(PossibleValuesParser::new(names.clone())))
    };
    command
        .mut_subcommand("new", |new| named(new, "template"))
        .mut_subcommand("templates", |templates| {
            templates
                .mut_subcommand("show", |show| named(show, "name"))
                .mut_subcommand("path", |path| named(path, "name"))
        })
}
