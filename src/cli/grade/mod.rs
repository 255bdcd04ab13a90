//! `preceptor grade`.

mod args;
mod intake;
mod json;
mod rubrics;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use args::GradeArgs;
use args::{GradeCommand, GradeFormat};
use intake::Intake;

use super::args::{DISCLAIMER, resolver};
use super::output::{self, Output};
use super::progress::Progress;
use super::{Failure, Outcome, Result, places};
use crate::config::Overrides;
use crate::files::check::count;
use crate::files::import::ImportOptions;
use crate::files::submissions::Other;
use crate::files::{self, Document, FileError, Input, Origin};
use crate::grade::desk::Desk;
use crate::grade::rubric::{Library, Rubric};
use crate::grade::run::{self, Finished, Request};
use crate::grade::sheet::{self, Entered};
use crate::grade::similarity::Base;
use crate::lint::Settings;
use crate::note::{self, Note};
use crate::report::ColorChoice;
use crate::template::{Inputs, prepare};

pub(super) fn run(args: &GradeArgs, color: ColorChoice) -> Result {
    if let Some(GradeCommand::Rubrics(command)) = &args.command {
        return rubrics::run(command, color);
    }
    let name = args.rubric.as_deref().unwrap_or_default();
    let mut overrides = args.config.overrides();
    args.kind.apply(&mut overrides);
    overrides.today = args.today;
    overrides.ignore_suppressions = !args.trust_submissions;
    overrides.ignore_front_matter = !args.trust_submissions;
    let rubric = rubric(name, &overrides)?;
    // Whatever the configuration leaves out: what a rubric stands on is looked for.
    overrides.extend_select = rubric.rules().iter().map(|rule| rule.code.to_owned()).collect();
    let resolver = Arc::new(resolver(overrides)?);
    let settings = Arc::clone(&resolver.for_run().map_err(Failure::new)?.settings);
    let import = args.tracked_changes.import();

    let mut texts = Vec::new();
    for path in &args.handout {
        texts.push(text_of(path, &import)?);
    }
    let template = args.template.as_deref().map(|name| template(args, name)).transpose()?;
    texts.extend(template.clone());
    let model = args
        .model_note
        .as_ref()
        .map(|path| model(path, &import, &settings))
        .transpose()?;

    let mut intake = Intake::open(args)?;
    let codes = intake.codes(args)?;
    let entered = match &args.out {
        Some(out) => sheet::read(out, &rubric.info).map_err(Failure::new)?,
        None => Entered::default(),
    };
    let desk = Desk {
        resolver,
        grammar: Arc::clone(&settings.grammar),
        rubric,
        import,
        trust: args.trust_submissions,
        codes,
        entered,
        template: template.as_deref().map(|text| Base::of([text])),
        base: Base::of(texts.iter().map(String::as_str)),
        model,
        similarity: args.similarity,
    };
    let today = args.today.unwrap_or_else(super::today::local);
    let mut submissions = std::mem::take(&mut intake.submissions);
    if let Some(codes) = &desk.codes {
        // The order of names would tell who is who.
        submissions.sort_by_cached_key(|submission| codes.masked(&submission.student).name);
    }
    let request = Request {
        submissions,
        system: intake.system,
        earlier: std::mem::take(&mut intake.earlier),
        date: std::mem::take(&mut intake.date),
        missing: intake.missing_as_shown(desk.codes.as_ref()),
        strangers: intake.strangers_as_shown(desk.codes.as_ref()),
        desk: &desk,
        out: args.out.as_deref(),
        json: args.format == GradeFormat::Json,
        jobs: args.jobs(),
        today: format!("{:04}-{:02}-{:02}", today.year, today.month, today.day),
    };
    let mut progress = Progress::new(!args.quiet);
    let finished = run::run(&request, |total| progress.advance(Some(total)));
    progress.finish();
    let mut finished = finished.map_err(Failure::new)?;
    if let Some(path) = &args.gradebook {
        let assignment = intake.assignment.as_deref();
        let (filled, told) = intake::fill_gradebook(args, path, &request, &finished, assignment)?;
        finished.written.push(filled);
        finished.notices.push(told);
    }
    let printed = print(args, &request, &mut finished, &intake, color);
    // What was written, and what could not be read, is told whoever reads the table.
    let told = tell(args, &request, &finished, &intake);
    match printed {
        Ok(()) | Err(Failure::BrokenPipe) => Ok(told),
        Err(failure) => Err(failure),
    }
}

/// Print what was asked for.
fn print(
    args: &GradeArgs,
    request: &Request<'_>,
    finished: &mut Finished,
    intake: &Intake,
    color: ColorChoice,
) -> Result<()> {
    let class = &finished.class;
    match args.format {
        GradeFormat::Table => {
            let options = output::render_options(color, false);
            output::print(table::table(&class.rubric, &class.rows, &options))
        }
        GradeFormat::Csv => output::print(sheet::csv(
            &class.rubric,
            &class.rows,
            &request.desk.entered.kept(&class.rows),
        )),
        GradeFormat::Json => {
            let mut out = Output::stdout();
            json::write(finished, &intake.errors, &mut out).map_err(Failure::output)?;
            out.finish()
        }
    }
}

/// Say what came of the run, on standard error.
fn tell(args: &GradeArgs, request: &Request<'_>, finished: &Finished, intake: &Intake) -> Outcome {
    let class = &finished.class;
    for unread in &class.unread {
        let whose = match unread.path.as_str() {
            "" => &unread.student.name,
            path => path,
        };
        output::error(&format!("{whose}: {}", unread.message));
    }
    intake
        .errors
        .iter()
        .chain(&finished.failures)
        .for_each(output::file_error);
    let failed = !class.unread.is_empty() || !intake.errors.is_empty() || !finished.failures.is_empty();
    let outcome = if failed { Outcome::Incomplete } else { Outcome::Clean };
    if args.quiet {
        return outcome;
    }
    for notice in intake.notices.iter().chain(&finished.notices) {
        output::note(notice);
    }
    if let Some(several) = several(request) {
        output::note(&several);
    }
    for (names, what) in [
        (&class.missing, "handed in nothing"),
        (&class.strangers, "handed in and not on the roster"),
    ] {
        if !names.is_empty() {
            output::note(&format!("{what}: {}", names.join("; ")));
        }
    }
    if args.format == GradeFormat::Table {
        let looks = class.rows.iter().filter(|row| !row.looks.is_empty()).count();
        let unheeded = class.rows.iter().filter(|row| !row.asked.is_empty()).count();
        let mut lines = vec![table::closing(&class.rubric, &class.rows, class.unread.len())];
        if looks > 0 {
            lines.push(format!(
                "{} a human should look at; the report says why",
                count(looks, "note")
            ));
        }
        if unheeded > 0 && !args.trust_submissions {
            lines.push(format!(
                "{} said how to check it (suppressions, kind); that was not heeded",
                count(unheeded, "submission")
            ));
        }
        let kept = request.desk.entered.count();
        if kept > 0 {
            lines.push(format!(
                "marks and comments that you typed for {} were kept",
                count(kept, "student")
            ));
        }
        let open = class.rubric.points() - class.rubric.auto();
        if open.hundredths() > 0 {
            lines.push(format!(
                "{open} of {} points are for you to give",
                class.rubric.points()
            ));
        }
        for path in &finished.written {
            lines.push(format!("written: {}", path.display()));
        }
        lines.push(DISCLAIMER.to_owned());
        output::note(&lines.join("\n"));
    }
    outcome
}

/// Who handed in more than once, with what is not marked; by code if names are left out.
fn several(request: &Request<'_>) -> Option<String> {
    let lines: Vec<String> = request
        .submissions
        .iter()
        .filter(|submission| !submission.others.is_empty())
        .map(|submission| {
            let student = request.desk.shown(&submission.student).name;
            let name = |other: &Other| format!("{} ({})", file_name(&other.path), other.why);
            match request.desk.codes {
                Some(_) => student,
                None => {
                    let others: Vec<String> = submission.others.iter().map(name).collect();
                    format!(
                        "{student}: {} is marked, not {}",
                        file_name(&submission.input.path),
                        others.join(", ")
                    )
                }
            }
        })
        .collect();
    let students = count(lines.len(), "student");
    (!lines.is_empty()).then(|| format!("{students} handed in more than one file:\n{}", lines.join("\n")))
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The rubric of that name, in the folders of the configuration or among those that ship.
fn rubric(name: &str, overrides: &Overrides) -> Result<Rubric> {
    let resolved = resolver(overrides.clone())?.for_run().map_err(Failure::new)?;
    let library = Library::new(resolved.rubric_places.iter().cloned());
    library
        .read(name, &resolved.settings.grammar, &resolved.settings.user_rules)
        .map_err(Failure::new)
}

/// The text of a file that was named on the command line.
fn text_of(path: &Path, import: &ImportOptions) -> Result<String> {
    let mut bytes = Vec::new();
    files::read(&Input::file(path, Origin::Named), &mut bytes).map_err(Failure::new)?;
    let document =
        Document::read(path, &bytes, import).map_err(|message| Failure::new(FileError::new(path, message)))?;
    Ok(document.text)
}

fn model(path: &Path, import: &ImportOptions, settings: &Settings) -> Result<Note> {
    let text = text_of(path, import)?;
    let note = note::read(text.into(), Arc::clone(&settings.grammar), &note::Hints::default());
    if note.sections.is_empty() {
        return Err(Failure::new(format_args!(
            "{}: no section was found in the model answer; give it headings, such as `HPI:` or `## Assessment`",
            path.display()
        )));
    }
    Ok(note)
}

/// What a template gives a student to begin with.
fn template(args: &GradeArgs, name: &str) -> Result<String> {
    let folders: Vec<PathBuf> = places::folders(&args.config)?;
    let prepared = places::find(&folders, name)
        .and_then(|(library, template)| prepare(&library, &template, &Inputs::default()))
        .map_err(Failure::new)?;
    Ok(prepared.document.text(false))
}
