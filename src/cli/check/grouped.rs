//! `check --group-by`: the findings of a class, by student or by rule.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::CheckArgs;
use crate::cli::output::{self, Output};
use crate::cli::progress::Progress;
use crate::cli::{Failure, Outcome, Result};
use crate::config::Resolver;
use crate::files::check::{Baselines, CheckedNote, Checker, Mending, count};
use crate::files::submissions::{GatherOptions, gather};
use crate::files::{self, FileError};
use crate::report::{ColorChoice, Format, Paint, RenderOptions, neutralize_line};
use crate::rules::Severity;

/// By what findings are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(in crate::cli) enum By {
    /// Each student's findings together.
    Student,
    /// Each rule's findings together, the most common first.
    Rule,
}

/// A finding, as it is listed.
struct Listed {
    student: usize,
    line: u32,
    column: u32,
    severity: Severity,
    code: String,
    rule: String,
    message: String,
}

/// Whose note, and where it stands.
struct Whose {
    name: String,
    path: String,
}

pub(super) fn run(
    args: &CheckArgs,
    by: By,
    resolver: Arc<Resolver>,
    options: &GatherOptions,
    color: ColorChoice,
) -> Result {
    let for_run = resolver.for_run().map_err(Failure::new)?;
    if Format::named(for_run.format.name()).is_some_and(|format| !format.is_for_terminals()) {
        return Err(Failure::new(
            "--group-by is for people: it goes with --format full or concise",
        ));
    }
    let paths = if args.paths.is_empty() {
        vec![".".into()]
    } else {
        args.paths.clone()
    };
    let gathered = gather(&paths, options);
    let previous = args.previous.as_deref().map(files::Previous::named).transpose();
    let checker = Checker {
        baselines: Baselines::open(&resolver, for_run.baseline.as_deref(), None).map_err(Failure::new)?,
        resolver,
        mending: Mending::None,
        previous: previous.map_err(Failure::new)?,
        import: args.tracked_changes.import(),
    };
    let students: Vec<Whose> = gathered
        .submissions
        .iter()
        .map(|submission| Whose {
            name: neutralize_line(&submission.student.name).into_owned(),
            path: neutralize_line(&submission.input.path.to_string_lossy()).into_owned(),
        })
        .collect();
    let mut listed: Vec<Listed> = Vec::new();
    let mut errors: Vec<FileError> = gathered.errors;
    let (mut at, mut notes, mut fails) = (0, 0, false);
    let mut progress = Progress::new(!args.quiet);
    files::run(
        gathered
            .submissions
            .iter()
            .map(|submission| Ok(submission.input.clone())),
        args.jobs
            .and_then(|jobs| std::num::NonZeroUsize::new(usize::from(jobs))),
        |input, worker, _| {
            files::read(input, &mut worker.bytes)?;
            let CheckedNote { checked, done, .. } = checker.check(input, &input.path, &worker.bytes, worker.spare)?;
            Ok((findings(&checked), done))
        },
        |done| {
            progress.advance(done.total);
            match done.result {
                Ok((found, note)) => {
                    notes += 1;
                    fails |= note.fails;
                    errors.extend(note.failures);
                    listed.extend(found.into_iter().map(|found| Listed { student: at, ..found }));
                }
                Err(error) => errors.push(error),
            }
            at += 1;
            Ok(())
        },
    )
    .map_err(Failure::output)?;
    progress.finish();

    let to_file = args.output_file.is_some();
    let options = output::render_options(color, to_file);
    let mut text = match by {
        By::Student => by_student(&students, &listed, &options),
        By::Rule => by_rule(&students, &listed, &options),
    };
    let _ = writeln!(text, "{} in {}.", count(listed.len(), "finding"), count(notes, "note"));
    let mut out = Output::to(args.output_file.as_deref().map(Path::new))?;
    std::io::Write::write_all(&mut out, text.as_bytes()).map_err(Failure::output)?;
    out.finish()?;
    errors.iter().for_each(output::file_error);
    if !args.quiet {
        gathered.notices.iter().for_each(|notice| output::note(notice));
    }
    Ok(match (errors.is_empty(), fails) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Findings,
        (true, false) => Outcome::Clean,
    })
}

fn findings(checked: &crate::lint::Checked) -> Vec<Listed> {
    let listed = |found: &crate::lint::Diagnostic| {
        let at = checked.note.position(found.span.start);
        Listed {
            student: 0,
            line: at.line,
            column: at.column,
            severity: found.severity,
            code: neutralize_line(&found.code).into_owned(),
            rule: neutralize_line(&found.rule).into_owned(),
            message: neutralize_line(&found.message).into_owned(),
        }
    };
    checked.diagnostics.iter().map(listed).collect()
}

fn by_student(students: &[Whose], listed: &[Listed], options: &RenderOptions) -> String {
    let paint = Paint::new(options.color);
    let mut out = String::new();
    for (at, whose) in students.iter().enumerate() {
        let own: Vec<&Listed> = listed.iter().filter(|found| found.student == at).collect();
        let _ = writeln!(
            out,
            "{} ({}): {}",
            paint.strong(&whose.name),
            whose.path,
            count(own.len(), "finding")
        );
        for found in own {
            let severity = paint.severity(found.severity, found.severity.name());
            let _ = writeln!(
                out,
                "  {}:{}: {severity}: {} [{}]",
                found.line, found.column, found.message, found.code
            );
        }
        out.push('\n');
    }
    out
}

fn by_rule(students: &[Whose], listed: &[Listed], options: &RenderOptions) -> String {
    let paint = Paint::new(options.color);
    let mut rules: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for found in listed {
        rules.entry(&found.code).or_default().push(found);
    }
    let notes = |found: &[&Listed]| {
        let mut notes: Vec<usize> = found.iter().map(|one| one.student).collect();
        notes.dedup();
        notes.len()
    };
    let mut rules: Vec<(&str, Vec<&Listed>)> = rules.into_iter().collect();
    rules.sort_by_key(|(_, found)| std::cmp::Reverse((notes(found), found.len())));
    let mut out = String::new();
    for (code, found) in rules {
        let name = found.first().map_or("", |one| one.rule.as_str());
        let title = format!("{code} {name}");
        let title = paint.strong(&title);
        let _ = writeln!(
            out,
            "{title}: {} in {}",
            count(found.len(), "finding"),
            count(notes(&found), "note")
        );
        for one in &found {
            let whose = students.get(one.student);
            // Within an archive the last part says enough beside the name.
            let last = |whose: &Whose| {
                Path::new(&whose.path)
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
            };
            let (name, path) = whose.map_or(("", String::new()), |whose| {
                (&whose.name, last(whose).unwrap_or_default())
            });
            let severity = paint.severity(one.severity, one.severity.name());
            let _ = writeln!(
                out,
                "  {name} {path}:{}:{}: {severity}: {}",
                one.line, one.column, one.message
            );
        }
        out.push('\n');
    }
    out
}
