//! Where a command's words go.

use std::fmt;
use std::io::{self, BufWriter, IsTerminal as _, StderrLock, StdoutLock, Write};
use std::path::Path;

use anstream::AutoStream;

use super::{Failure, Outcome, Result};
use crate::files::{self, AtomicFile, FileError};
use crate::report::{ColorChoice, RenderOptions, neutralize_line, stdout_color};
use crate::template::TemplateError;

/// What a command writes to: standard output, or a file that appears when it is whole. Buffered; see [`Output::finish`].
pub(super) enum Output {
    Stdout(BufWriter<AutoStream<StdoutLock<'static>>>),
    Stderr(StderrLock<'static>),
    File { file: AtomicFile, name: String },
}

/// Enough that 10,000 notes take few system calls.
const BUFFER: usize = 64 * 1024;

impl Output {
    /// Standard output. The text written already has its colours, or none: the stream is there for old Windows consoles.
    pub(super) fn stdout() -> Self {
        let stdout = AutoStream::always(io::stdout().lock());
        Output::Stdout(BufWriter::with_capacity(BUFFER, stdout))
    }

    /// Standard error, where a command gives standard output to something else.
    pub(super) fn stderr() -> Self {
        Output::Stderr(io::stderr().lock())
    }

    /// `path` if there is one, else standard output.
    pub(super) fn to(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self::stdout()) };
        let name = path.display().to_string();
        match AtomicFile::create(path) {
            Ok(file) => Ok(Output::File { file, name }),
            Err(error) => Err(file_failure(&name, &error)),
        }
    }

    /// Whether people may be watching it grow.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Output::Stdout(_)) && io::stdout().is_terminal()
    }

    /// Write the rest; a file appears under its name.
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Output::Stdout(mut stdout) => stdout.flush().map_err(Failure::output),
            Output::Stderr(mut stderr) => stderr.flush().map_err(Failure::output),
            Output::File { file, name } => file.commit().map_err(|error| file_failure(&name, &error)),
        }
    }
}

/// An error in writing a file that knows which one: it comes out of a run that writes to whatever it was given.
#[derive(Debug)]
pub(super) struct Named {
    name: String,
    error: io::Error,
}

impl Named {
    fn error(name: &str, error: io::Error) -> io::Error {
        let name = name.to_owned();
        io::Error::new(error.kind(), Named { name, error })
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, files::write_error_message(&self.error))
    }
}

impl std::error::Error for Named {}

fn file_failure(name: &str, error: &io::Error) -> Failure {
    Failure::Said(format!("{name}: {}", files::write_error_message(error)))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(stdout) => stdout.write(bytes),
            Output::Stderr(stderr) => stderr.write(bytes),
            Output::File { file, name } => file.write(bytes).map_err(|error| Named::error(name, error)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(stdout) => stdout.flush(),
            Output::Stderr(stderr) => stderr.flush(),
            Output::File { file, name } => file.flush().map_err(|error| Named::error(name, error)),
        }
    }
}

/// Print all of `text` to standard output.
pub(super) fn print(text: impl AsRef<[u8]>) -> Result<()> {
    let mut out = Output::stdout();
    out.write_all(text.as_ref()).map_err(Failure::output)?;
    out.finish()
}

/// Print `value` as indented JSON.
pub(super) fn print_json(value: &serde_json::Value) -> Result<()> {
    let mut text = serde_json::to_vec_pretty(value).map_err(Failure::new)?;
    text.push(b'\n');
    print(text)
}

/// Have standard error coloured as asked, too.
pub(super) fn set_color(choice: ColorChoice) {
    match choice {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
}

/// How the reports for people look on this output.
pub(super) fn render_options(choice: ColorChoice, to_file: bool) -> RenderOptions {
    let mut options = RenderOptions {
        color: if to_file {
            choice == ColorChoice::Always
        } else {
            stdout_color(choice)
        },
        ..RenderOptions::default()
    };
    if !to_file && io::stdout().is_terminal() {
        if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size_of(io::stdout()) {
            options.width = usize::from(width).max(40);
        }
        options.ascii = locale_is_ascii();
    }
    options
}

/// How what goes to standard error looks.
pub(super) fn stderr_options() -> RenderOptions {
    let color = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let mut options = RenderOptions {
        color,
        ..RenderOptions::default()
    };
    if io::stderr().is_terminal() {
        if let Some((terminal_size::Width(width), _)) = terminal_size::terminal_size_of(io::stderr()) {
            options.width = usize::from(width).max(40);
        }
        options.ascii = locale_is_ascii();
    }
    options
}

/// Whether the locale says, in so many words, that the terminal shows ASCII only.
fn locale_is_ascii() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty());
    locale.is_some_and(|locale| locale == "C" || locale == "POSIX")
}

/// Say that a file could not be read, on standard error.
pub(super) fn file_error(failed: &FileError) {
    match failed.path.as_os_str().is_empty() {
        true => error(&failed.message),
        false => error(&failed.to_string()),
    }
}

/// Say what is wrong with a template or its values, on standard error.
pub(super) fn template_error(error: &TemplateError, choice: ColorChoice) -> Outcome {
    let mut stderr = anstream::stderr().lock();
    let options = stderr_options();
    // The stream takes colours out where they are not wanted.
    let text = error.render(choice != ColorChoice::Never, options.ascii, options.width);
    let _ = stderr.write_all(text.as_bytes());
    Outcome::Incomplete
}

/// Say an error of the run, on standard error. Line ends within stay; whatever could drive the terminal does not.
pub(super) fn error(message: &str) {
    say("error", "\u{1b}[1;31m", message);
}

/// Say what the run could not do and went on without, on standard error.
pub(super) fn warning(message: &str) {
    say("warning", "\u{1b}[1;33m", message);
}

/// Say a note on the run, on standard error.
pub(super) fn note(message: &str) {
    say("note", "\u{1b}[1;36m", message);
}

fn say(what: &str, style: &str, message: &str) {
    let mut stderr = anstream::stderr().lock();
    for (at, line) in message.lines().enumerate() {
        let line = neutralize_line(line);
        // Where standard error is closed, nobody wants to know.
        let _ = if at == 0 {
            writeln!(stderr, "{style}{what}:\u{1b}[0m {line}")
        } else {
            writeln!(stderr, "{:width$}{line}", "", width = what.len() + 2)
        };
    }
}
