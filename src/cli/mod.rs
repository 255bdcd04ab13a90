//! The command line: one file per subcommand.
//!
//! What a command prints goes to standard output; progress, notes and errors of the run go to standard error. The exit
//! status is 0 when nothing at or above the fail level was found, 1 when something was, and 2 when the run itself failed.

mod args;
mod ask;
mod check;
mod clean;
mod completions;
mod config;
mod expand;
mod explain;
mod fmt;
mod grade;
mod import_pdf;
mod init;
mod kinds;
mod lsp;
mod new;
mod outline;
mod output;
mod places;
mod progress;
mod redact;
mod rules;
mod templates;
mod text;
mod today;
mod watch;

use std::fmt::Display;
use std::io::{self, ErrorKind};
use std::process::ExitCode;

use args::{Cli, Command};

/// How a command ended, when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings at or above the fail level.
    Findings,
    /// Some of the run failed; the rest was done, and what failed has been said.
    Incomplete,
    /// Somebody stopped it at a prompt. The status is the one that shells give a program ended by Ctrl-C, as it would be
    /// without a prompt: a script can tell it from a run that failed.
    Interrupted,
}

/// Why a command could not be done at all.
#[derive(Debug)]
enum Failure {
    /// For standard error, without "error:".
    Said(String),
    /// Nobody reads the output any more (`preceptor … | head`): the end, without a word.
    BrokenPipe,
}

impl Failure {
    fn new(message: impl Display) -> Self {
        Failure::Said(message.to_string())
    }

    /// An error while writing the output.
    fn output(error: io::Error) -> Self {
        match error.kind() {
            _ if error.get_ref().is_some_and(|inner| inner.is::<output::Named>()) => Failure::new(error),
            ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Said(format!("the output {}", crate::files::write_error_message(&error))),
        }
    }
}

type Result<T = Outcome> = std::result::Result<T, Failure>;

/// Run the program with the process's arguments.
pub fn main() -> ExitCode {
    if let Some(status) = import_pdf::main() {
        return status;
    }
    let work = || Cli::of_process().map_or_else(|error| args::clap_outcome(&error), run);
    // A panic has said what happened by now; the status is that of any run that failed.
    let done = std::panic::catch_unwind(work).unwrap_or(Ok(Outcome::Incomplete));
    match done {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Ok(Outcome::Incomplete) => ExitCode::from(2),
        Ok(Outcome::Interrupted) => ExitCode::from(130),
        Err(Failure::Said(message)) => {
            output::error(&message);
            ExitCode::from(2)
        }
        Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
    }
}

fn run(cli: Cli) -> Result {
    let color = cli.color.unwrap_or_default();
    output::set_color(color);
    match cli.command {
        None => args::print_welcome(),
        Some(Command::Check(args)) => check::run(&args, color),
        Some(Command::Watch(args)) => watch::run(&args, color),
        Some(Command::New(args)) => new::run(&args, color),
        Some(Command::Templates(args)) => templates::run(&args, color),
        Some(Command::Expand(args)) => expand::run(&args, color),
        Some(Command::Fmt(args)) => fmt::run(&args, color),
        Some(Command::Outline(args)) => outline::run(&args, color),
        Some(Command::Grade(args)) => grade::run(&args, color),
        Some(Command::Redact(args)) => redact::run(&args),
        Some(Command::Rules(args)) => rules::run(&args, color),
        Some(Command::Explain(args)) => explain::run(&args, color),
        Some(Command::Kinds(args)) => kinds::run(&args, color),
        Some(Command::Init(args)) => init::run(&args),
        Some(Command::Config(args)) => config::run(&args),
        Some(Command::Lsp(args)) => lsp::run(&args),
        Some(Command::Clean(args)) => clean::run(&args),
        Some(Command::Completions(args)) => completions::run(&args),
    }
}
