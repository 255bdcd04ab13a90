//! A PDF is read by a process of its own: the library can panic, loop and eat memory, and one student's file must not
//! end the run over all others.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::extract::extract;
use super::rows::Pages;

/// The hidden subcommand that the program calls itself with.
pub(in super::super) const SUBCOMMAND: &str = "import-pdf";
/// How long one document may take.
const DEADLINE: Duration = Duration::from_secs(20);
/// The most that is read of what the process says, in bytes.
const MOST_OUTPUT: u64 = 64 << 20;
/// How much memory the process may take, in KiB.
const MOST_MEMORY: u64 = 3 << 20;
/// The stack of the thread that reads where no process can.
const STACK: usize = 64 << 20;

const TOO_MUCH: &str =
    "is a PDF that takes too long or too much memory to read; save the note as .docx and hand that in";

/// The rows of a document.
pub(super) fn pages(bytes: &[u8]) -> Result<Pages, String> {
    match program() {
        Some(program) => in_process(&program, bytes).unwrap_or_else(|| in_thread(bytes)),
        None => in_thread(bytes),
    }
}

/// This program, if it knows the subcommand.
fn program() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    (program.file_stem()? == "preceptor").then_some(program)
}

fn start(program: &PathBuf) -> Option<Child> {
    let start = |command: &mut Command| {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()
    };
    // The shell is the one that can set a bound on memory.
    let bounded = cfg!(unix).then(|| {
        start(
            Command::new("/bin/sh")
                .arg("-c")
                .arg(format!("ulimit -v {MOST_MEMORY} 2>/dev/null; exec \"$0\" {SUBCOMMAND}"))
                .arg(program),
        )
    });
    bounded
        .flatten()
        .or_else(|| start(Command::new(program).arg(SUBCOMMAND)))
}

/// `None` where no process could be started.
fn in_process(program: &PathBuf, bytes: &[u8]) -> Option<Result<Pages, String>> {
    let mut child = start(program)?;
    let (mut input, mut output) = (child.stdin.take()?, child.stdout.take()?);
    let (send, receive) = mpsc::channel();
    let read = thread::scope(|scope| {
        // It may stop reading at any time.
        scope.spawn(move || drop(input.write_all(bytes)));
        scope.spawn(move || {
            let mut said = Vec::new();
            let read = Read::by_ref(&mut output).take(MOST_OUTPUT).read_to_end(&mut said);
            let _ = send.send(read.map(|_| said));
        });
        let read = receive.recv_timeout(DEADLINE);
        // Ends it, whatever it is doing; the pipes close, and both threads end.
        let _ = child.kill();
        read
    });
    let status = child.wait();
    let Ok(Ok(said)) = read else {
        return Some(Err(TOO_MUCH.to_owned()));
    };
    if said.len() as u64 >= MOST_OUTPUT {
        return Some(Err(TOO_MUCH.to_owned()));
    }
    let said = String::from_utf8_lossy(&said);
    Some(match said.split_once('\n') {
        Some(("read", pages)) => Pages::read(pages).ok_or_else(|| TOO_MUCH.to_owned()),
        Some(("refused", message)) => Err(message.trim_end().to_owned()),
        // A program of the same name that is not this one.
        _ if status.is_ok_and(|status| status.code() == Some(2)) && said.is_empty() => return None,
        _ => Err(TOO_MUCH.to_owned()),
    })
}

/// Without a process of its own the document is read in a thread, which a deadline can only leave behind.
fn in_thread(bytes: &[u8]) -> Result<Pages, String> {
    let bytes = bytes.to_vec();
    let (send, receive) = mpsc::channel();
    let started = thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(move || drop(send.send(extract(&bytes))));
    if started.is_err() {
        return Err("cannot be read now: there is no memory for it; try again".to_owned());
    }
    receive
        .recv_timeout(DEADLINE)
        .unwrap_or_else(|_| Err(TOO_MUCH.to_owned()))
}

/// Reads a PDF from `input` and writes its rows: the work of the hidden subcommand.
pub(in super::super) fn serve(mut input: impl Read, mut output: impl Write) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let worker = thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || extract(&bytes))?;
    match worker.join() {
        Ok(Ok(pages)) => write!(output, "read\n{}", pages.write())?,
        Ok(Err(message)) => writeln!(output, "refused\n{message}")?,
        Err(_) => writeln!(output, "refused\n{TOO_MUCH}")?,
    }
    output.flush()
}
