//! `preceptor import-pdf`: the process of its own that a PDF is read in. Not for people: it is not in the help, and what
//! it writes has no promise.

use std::io;
use std::process::ExitCode;

use crate::files::import::{PDF_SUBCOMMAND, serve_pdf};

/// Does that work, if that is what the program was called for.
pub(super) fn main() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let asked = arguments.next().is_some_and(|first| first == PDF_SUBCOMMAND) && arguments.next().is_none();
    asked.then(|| match serve_pdf(io::stdin().lock(), io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}
