//! `preceptor expand`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{ConfigArgs, resolver};
use super::check::diff;
use super::new::set_parser;
use super::output::{self, Output};
use super::{Failure, Outcome, Result};
use crate::config::Resolver;
use crate::files::{self, AtomicFile, Configured, Discover, FileError, Input, Origin};
use crate::report::{self, ColorChoice, Table};
use crate::template::{Left, Phrases, Place, Value, Values, Why};
use crate::text::{self, Encoding, LineIndex};

/// Which notes, and where they go.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor expand note.md                 write out the dot phrases of a note, in place
  preceptor expand --diff note.md          what would change
  preceptor expand --check notes/          list the notes that hold dot phrases, change nothing
  preceptor expand -o full.md note.md      leave the note as it is, write another
  preceptor expand -                       standard input to standard output
  preceptor expand --set side=left note.md fill blanks of that label
  preceptor expand --list                  the phrases there are, with what they stand for

`.normalcardiac` becomes the text of phrases/normalcardiac.md: after a label (`Heart: .normalcardiac`), as
a line or as an item of a list. Blanks (***) of the text stay blanks: `preceptor check` reports them. Read
every line of it against what you found. Your own phrases: a folder `phrases` beside preceptor.toml, or
the configuration's key `phrases`; see docs/phrases.md.

Exit status: 0 every phrase was written out, 1 some phrase is not known (or, with --check or --diff, some
note would change), 2 the run itself failed (some file could not be read, say; the others are still done).")]
pub(super) struct ExpandArgs {
    /// Notes, or folders of them; `-` is standard input
    #[arg(required_unless_present = "list", value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// List the phrases that can be written out, and change nothing
    #[arg(long, conflicts_with_all = ["paths", "check", "diff", "output"])]
    list: bool,
    /// Change nothing; list the notes that would change, and exit with status 1 if there are any
    #[arg(long)]
    check: bool,
    /// Change nothing; print what would change, and exit with status 1 if there is anything
    #[arg(long)]
    diff: bool,
    /// Write the note to this file instead; `-` is standard output
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["check", "diff"])]
    output: Option<PathBuf>,
    /// Replace the file of --output if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Fill the blanks of this label, or a field of a phrase; may be repeated
    #[arg(long, value_name = "NAME=VALUE", value_parser = set_parser)]
    set: Vec<(String, String)>,
    /// The path to take for standard input: it decides which configuration holds
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Print errors, what is not known, and what --check or --diff found; nothing else
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

/// What came of one note.
struct NoteDone {
    /// What is on standard output now.
    printed: Vec<u8>,
    expanded: usize,
    changed: bool,
    /// Phrases that were left, with their places.
    left: Vec<String>,
}

/// Why nothing came of one.
enum NoteFailure {
    File(FileError),
    Phrase(crate::template::TemplateError),
}

struct Expander<'a> {
    args: &'a ExpandArgs,
    resolver: &'a Resolver,
    values: Values,
    color: bool,
    /// The phrases of the last note: its neighbours have the same.
    phrases: Option<(Arc<[PathBuf]>, Phrases)>,
}

pub(super) fn run(args: &ExpandArgs, color: ColorChoice) -> Result {
    let resolver = Arc::new(resolver(args.config.overrides())?);
    let for_run = resolver.for_run().map_err(Failure::new)?;
    if args.list {
        return list(&for_run.phrase_folders, color);
    }
    let reads_stdin = args.paths.iter().any(|path| path.as_os_str() == "-");
    if args.stdin_filename.is_some() && !reads_stdin {
        return Err(Failure::new(
            "--stdin-filename goes with `-`, which reads standard input",
        ));
    }
    let changes_nothing = args.check || args.diff;
    if reads_stdin && args.paths.len() > 1 && !changes_nothing {
        return Err(Failure::new(
            "standard input must be the only note: its text goes to standard output",
        ));
    }
    if let Some(output) = &args.output {
        check_output(args, output)?;
    }
    let mut notes = Discover::new(&args.paths, Arc::new(Configured(Arc::clone(&resolver))));
    let mut expander = Expander {
        args,
        resolver: &resolver,
        values: args
            .set
            .iter()
            .map(|(name, words)| (name.clone(), Value::Text(words.clone())))
            .collect(),
        color: output::render_options(color, false).color,
        phrases: None,
    };
    let mut out = Output::stdout();
    let (mut seen, mut changed, mut expanded, mut left) = (0usize, 0usize, 0usize, 0usize);
    let mut failed = false;
    let mut said: Vec<crate::template::TemplateError> = Vec::new();
    for input in notes.by_ref() {
        let done = input.map_err(NoteFailure::File).and_then(|input| expander.note(&input));
        match done {
            Ok(note) => {
                seen += 1;
                changed += usize::from(note.changed);
                expanded += note.expanded;
                left += note.left.len();
                out.write_all(&note.printed).map_err(Failure::output)?;
                for message in &note.left {
                    output::warning(message);
                }
            }
            Err(NoteFailure::File(error)) => {
                failed = true;
                output::file_error(&error);
            }
            Err(NoteFailure::Phrase(error)) => {
                failed = true;
                // A phrase that 500 notes use is broken once.
                if !said.contains(&error) {
                    output::template_error(&error, color);
                    said.push(error);
                }
            }
        }
    }
    out.finish()?;
    let to_stdout = reads_stdin || args.output.as_deref().is_some_and(|path| path.as_os_str() == "-");
    if !args.quiet && !to_stdout {
        if seen == 0 && !failed {
            output::note(&notes.skipped().to_string());
        } else if seen > 0 {
            tell(seen, changed, expanded, changes_nothing);
        }
    }
    Ok(if failed {
        Outcome::Incomplete
    } else if left > 0 || changes_nothing && changed > 0 {
        Outcome::Findings
    } else {
        Outcome::Clean
    })
}

/// Whether one note can go to `output`.
fn check_output(args: &ExpandArgs, output: &Path) -> Result<()> {
    if args.paths.len() > 1 || args.paths.iter().any(|path| path.is_dir()) {
        return Err(Failure::new(
            "--output takes one note: several would overwrite each other",
        ));
    }
    if output.as_os_str() != "-" && output.exists() && !args.force {
        return Err(Failure::new(format_args!(
            "{}: is there already, and is not overwritten without --force",
            output.display()
        )));
    }
    Ok(())
}

fn list(folders: &[PathBuf], color: ColorChoice) -> Result {
    let all = Phrases::new(folders.iter().cloned()).and_then(|phrases| phrases.all());
    let all = match all {
        Ok(all) => all,
        Err(error) => return Ok(output::template_error(&error, color)),
    };
    let mut table = Table::new();
    for phrase in &all {
        let place = match &phrase.place {
            Place::Shipped => String::new(),
            Place::File(path) => path.parent().unwrap_or(Path::new("")).display().to_string(),
        };
        let name = format!(".{}", phrase.name.to_ascii_lowercase());
        table.row([&name, &phrase.manifest.title, &phrase.manifest.description, &place]);
    }
    let mut out = Vec::new();
    table.render(&mut out);
    output::print(out)?;
    Ok(Outcome::Clean)
}

/// How many phrases were, or would be, written out.
fn tell(seen: usize, changed: usize, expanded: usize, changes_nothing: bool) {
    let count = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        more => format!("{more} {what}s"),
    };
    let message = match (expanded, changes_nothing) {
        (0, _) if seen == 1 => "nothing to expand in the note".to_owned(),
        (0, _) => format!("nothing to expand in {seen} notes"),
        (_, true) => format!(
            "{} of {} would be expanded",
            count(expanded, "phrase"),
            count(changed, "note")
        ),
        (_, false) => format!("expanded {} in {}", count(expanded, "phrase"), count(changed, "note")),
    };
    output::note(&message);
}

impl Expander<'_> {
    /// Expand a note; write it back, or give what is for standard output.
    fn note(&mut self, input: &Input) -> std::result::Result<NoteDone, NoteFailure> {
        let fail = |path: &Path, message: String| NoteFailure::File(FileError::new(path, message));
        let mut bytes = Vec::new();
        files::read(input, &mut bytes).map_err(NoteFailure::File)?;
        let is_stdin = input.origin == Origin::Stdin;
        let path: &Path = match &self.args.stdin_filename {
            Some(path) if is_stdin => path,
            _ => &input.path,
        };
        let resolved = self
            .resolver
            .for_path(path)
            .map_err(|error| NoteFailure::File(FileError::new("", error.to_string())))?;
        let decoded = text::decode(&bytes).map_err(|error| fail(path, files::decode_error_message(&error)))?;
        let encoding = decoded.encoding;
        let before: &str = &decoded.text;
        let values = self.values.clone();
        let expansion = self
            .phrases(&resolved.phrase_folders)
            .and_then(|phrases| phrases.expand(before, &values))
            .map_err(NoteFailure::Phrase)?;
        let shown = path.to_string_lossy();
        let lines = LineIndex::new(before);
        let left = expansion.left.iter().map(|left| sentence(&shown, before, &lines, left));
        let mut done = NoteDone {
            printed: Vec::new(),
            expanded: expansion.expanded,
            changed: expansion.text != before,
            left: left.collect(),
        };
        if self.args.diff {
            diff::write(&shown, before, &expansion.text, self.color, &mut done.printed);
        } else if self.args.check {
            if done.changed {
                done.printed
                    .extend_from_slice(report::neutralize_line(&shown).as_bytes());
                done.printed.push(b'\n');
            }
        } else {
            let to = self.args.output.as_deref();
            let to_stdout = to.map_or(is_stdin, |to| to.as_os_str() == "-");
            if done.changed && encoding != Encoding::Utf8 && !to_stdout && to.is_none() {
                let message = format!(
                    "is {}, not UTF-8, and was left as it is; save the note as UTF-8 to have it expanded",
                    encoding.name()
                );
                return Err(fail(path, message));
            }
            let written = |error: std::io::Error| files::write_error_message(&error);
            if to_stdout {
                done.printed.extend_from_slice(expansion.text.as_bytes());
            } else if let Some(to) = to {
                let put = || {
                    let mut file = AtomicFile::create(to)?;
                    file.write_all(expansion.text.as_bytes())?;
                    file.commit()
                };
                put().map_err(|error| fail(to, written(error)))?;
            } else if done.changed {
                files::replace_contents(&input.path, &bytes, expansion.text.as_bytes())
                    .map_err(|error| fail(path, written(error)))?;
            }
        }
        Ok(done)
    }

    fn phrases(&mut self, folders: &Arc<[PathBuf]>) -> std::result::Result<&Phrases, crate::template::TemplateError> {
        let known = self.phrases.take().filter(|(known, _)| known == folders);
        let (_, phrases) = match known {
            Some(known) => self.phrases.insert(known),
            None => {
                let phrases = Phrases::new(folders.iter().cloned())?;
                self.phrases.insert((folders.clone(), phrases))
            }
        };
        Ok(phrases)
    }
}

/// What to say of a phrase that was left: `note.md:3:8: there is no phrase .normalcardic; did you mean .normalcardiac?`
fn sentence(path: &str, text: &str, lines: &LineIndex, left: &Left) -> String {
    let place = lines.position(text, left.span.start);
    let name = &left.name;
    let words = match &left.why {
        Why::Unknown(Some(near)) => format!("there is no phrase `.{name}`; did you mean `.{near}`?"),
        Why::Unknown(None) => format!("there is no phrase `.{name}`; `preceptor expand --list` shows those there are"),
        Why::InTable => format!("`.{name}` has several lines, or choices, and stands in a table; write it outside"),
        Why::InHeading => format!("`.{name}` has several lines and stands in a heading; give it a line of its own"),
    };
    format!("{path}:{}:{}: {words}", place.line, place.column)
}
