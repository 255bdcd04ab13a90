//! Watch mode: notes are checked again as they are saved.
//!
//! - `folders` has the system watch folders, `mail` keeps what it tells, `noise` knows the names that mean nothing and
//!   `debounce` when a burst is over.
//! - `tree` knows which notes and folders there are, `depends` what a check depends on besides the note.
//! - `engine` puts them together: it is told where something happened, and looks. An event only means "look again";
//!   what is printed follows from what stands in the files.
//! - `output` prints, one file a form.
//!
//! How editors save, and what is promised to them, stands in `docs/watch.md`.

mod debounce;
mod depends;
mod engine;
mod folders;
mod mail;
mod noise;
mod note;
pub mod output;
mod tree;

use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, after, bounded, never, select, unbounded};

pub use depends::Given;

use crate::report::RenderOptions;
use debounce::Debounce;
use engine::{Engine, How};
use folders::Folders;
use mail::Mailbox;
use output::{Exec, Output, OutputFile, Pass};
use tree::Tree;

/// How often the output may see whether the terminal has another size.
const IDLE: Duration = Duration::from_millis(250);
/// How often everything is looked at where the system does not watch.
const FALLBACK: Duration = Duration::from_secs(2);

/// What to watch, and how.
#[derive(Debug)]
pub struct Options {
    /// Files, folders and patterns; none is the current folder.
    pub paths: Vec<PathBuf>,
    /// What a check depends on.
    pub given: Given,
    /// How many notes to check at once.
    pub jobs: Option<NonZeroUsize>,
    /// How long nothing must happen before it is looked.
    pub debounce: Duration,
    /// Look at everything this often, instead of having the system watch.
    pub poll: Option<Duration>,
    /// A command to run after each pass.
    pub exec: Option<String>,
    /// Whether what the command prints goes to standard error, or nowhere.
    pub exec_output: bool,
    /// A file to hold all findings.
    pub output_file: Option<PathBuf>,
    /// How findings on a line look in colour, if colour is wanted.
    pub colored: Option<RenderOptions>,
}

/// Where a watch says what is no finding.
pub trait Voice {
    /// Something failed.
    fn error(&self, message: &str);
    /// Something is done in another way than was asked.
    fn warning(&self, message: &str);
    /// Something worth knowing.
    fn note(&self, message: &str);
}

/// Why a watch could not begin, or go on.
#[derive(Debug)]
pub enum Failure {
    /// In words.
    Said(String),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Watch until somebody ends it. Returns the exit status of the last state: 0, 1 or 2, as a check would.
///
/// # Errors
/// It cannot begin, or the output cannot be written.
pub fn watch(options: Options, output: &mut dyn Output, voice: &dyn Voice) -> Result<u8, Failure> {
    let stop = stopped().map_err(Failure::Said)?;
    let done = Watch::begin(options)?.run(output, voice, &stop);
    let closed = output.close();
    let status = done?;
    closed?;
    Ok(status)
}

/// Gets a message when somebody ends the program. If it does not end at that, the second time ends it at once.
fn stopped() -> Result<Receiver<()>, String> {
    let (sender, receiver) = bounded(1);
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        let _ = sender.try_send(());
    })
    .map_err(|error| format!("Ctrl-C cannot be caught: {error}"))?;
    Ok(receiver)
}

type Ended = io::Result<Option<i32>>;

struct Watch {
    engine: Engine,
    mailbox: Mailbox,
    ring: Receiver<()>,
    debounce: Debounce,
    poll: Option<Duration>,
    exec: Option<Exec>,
    ended: Receiver<Ended>,
    /// Keeps the channel open where there is no command.
    _ended: Sender<Ended>,
    /// Why the system does not watch.
    refused: Option<String>,
    status: u8,
}

impl Watch {
    fn begin(options: Options) -> Result<Self, Failure> {
        let (mailbox, ring) = Mailbox::new();
        let mut poll = options.poll;
        let (mut folders, mut refused) = (None, None);
        if poll.is_none() {
            match Folders::new(mailbox.clone()) {
                Ok(watching) => folders = Some(watching),
                Err(why) => {
                    poll = Some(FALLBACK);
                    refused = Some(why);
                }
            }
        }
        let (sender, ended) = unbounded();
        let cwd = options.given.cwd.clone();
        let file = options.output_file.map(OutputFile::new);
        let tree = Tree::new(
            cwd.clone(),
            options.paths,
            file.as_ref().map(|file| file.path().as_path()),
        );
        let how = How {
            jobs: options.jobs,
            colored: options.colored,
            rest: options.debounce,
            file,
        };
        let engine = Engine::new(options.given, tree, folders, how);
        Ok(Self {
            engine: engine.map_err(Failure::Said)?,
            mailbox,
            ring,
            debounce: Debounce::new(options.debounce),
            poll,
            exec: options
                .exec
                .map(|command| Exec::new(command, &cwd, options.exec_output, sender.clone())),
            ended,
            _ended: sender,
            refused,
            status: 0,
        })
    }

    fn run(mut self, output: &mut dyn Output, voice: &dyn Voice, stop: &Receiver<()>) -> Result<u8, Failure> {
        // A screen is there from the first pass on.
        if let Some(why) = self.refused.take_if(|_| !output.shows_errors()) {
            fall_back(&why, output, voice)?;
        }
        self.pass(output, voice)?;
        if let Some(why) = self.refused.take() {
            fall_back(&why, output, voice)?;
        }
        let mut next_poll = self.poll.map(|every| Instant::now() + every);
        loop {
            let look = self.engine.next_look(Instant::now());
            let idle = output.shows_errors().then(|| Instant::now() + IDLE);
            let deadline = [self.debounce.due(), look, next_poll, idle].into_iter().flatten().min();
            let timer = deadline.map_or_else(never, |at| after(at.saturating_duration_since(Instant::now())));
            select! {
                recv(stop) -> _ => return Ok(self.status),
                recv(self.ring) -> _ => self.take_mail(),
                recv(self.ended) -> how => {
                    let told = how.ok().and_then(|how| self.exec.as_mut()?.has_ended(how));
                    if let Some(told) = told.filter(|told| !output.aside(told)) {
                        voice.error(&told);
                    }
                }
                recv(timer) -> _ => {}
            }
            let now = Instant::now();
            let polls = next_poll.is_some_and(|at| at <= now);
            if polls {
                self.engine.anything_changed();
            }
            let waited = look.is_some_and(|at| at <= now);
            if self.debounce.take(now) || polls || waited {
                self.pass(output, voice)?;
            } else {
                output.idle()?;
            }
            if let Some(why) = self.refused.take() {
                fall_back(&why, output, voice)?;
            }
            if polls || next_poll.is_none() {
                // Counted from the end of the pass: a slow file system is not asked without a pause.
                next_poll = self.poll.map(|every| Instant::now() + every);
            }
        }
    }

    fn take_mail(&mut self) {
        let mail = self.mailbox.take();
        if mail.lost {
            self.engine.anything_changed();
        }
        let changed = mail.paths.iter().filter(|path| self.engine.changed(path)).count();
        if changed > 0 || mail.lost {
            self.debounce.event(Instant::now());
        }
    }

    fn pass(&mut self, output: &mut dyn Output, voice: &dyn Voice) -> Result<(), Failure> {
        let pass = self.engine.pass(Instant::now(), output)?;
        if let Some(why) = self.engine.has_stopped_watching() {
            self.poll = Some(FALLBACK);
            self.refused = Some(why);
        }
        let Some(pass) = pass else { return Ok(()) };
        self.status = pass.status;
        if !output.shows_errors() {
            tell(&pass, voice);
        }
        if let Some(exec) = &mut self.exec {
            exec.after(&pass);
        }
        Ok(())
    }
}

fn tell(pass: &Pass, voice: &dyn Voice) {
    for error in &pass.new_errors {
        voice.error(&error.to_string());
    }
    for notice in &pass.notices {
        voice.note(notice);
    }
}

fn fall_back(why: &str, output: &mut dyn Output, voice: &dyn Voice) -> io::Result<()> {
    let message = format!(
        "{why}. Until then everything is looked at every {} seconds, as with --poll",
        FALLBACK.as_secs()
    );
    if !output.aside(&message) {
        voice.warning(&message);
    }
    output.idle()
}
