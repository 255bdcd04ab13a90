//! `preceptor grade rubrics`.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::args::{ConfigArgs, TextOrJson, resolver};
use crate::cli::output;
use crate::cli::{Failure, Outcome, Result};
use crate::config::{ConfigError, Resolved};
use crate::grade::rubric::{Library, Listed, MEASURES, Place, Rubric};
use crate::report::{ColorChoice, Paint, neutralize_line, wrap};

/// What to do with rubrics.
#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum RubricsCommand {
    /// List the rubrics that can be named
    List {
        #[command(flatten)]
        form: FormArgs,
    },
    /// Show what a rubric asks for, and what it cannot judge
    Show {
        /// Its name, or a file
        rubric: String,
        #[command(flatten)]
        form: FormArgs,
    },
    /// Check rubrics of your own
    Check {
        /// The files; without any, those in the folders of the configuration
        paths: Vec<PathBuf>,
        #[command(flatten)]
        form: FormArgs,
    },
    /// List what a rubric can count
    Measures {
        #[command(flatten)]
        form: FormArgs,
    },
}

/// How to print.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct FormArgs {
    /// For people or programs
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: TextOrJson,
}

struct Desk {
    resolved: std::sync::Arc<Resolved>,
    library: Library,
    paint: Paint,
    width: usize,
}

impl Desk {
    fn read(&self, name: &str) -> std::result::Result<Rubric, ConfigError> {
        let settings = &self.resolved.settings;
        self.library.read(name, &settings.grammar, &settings.user_rules)
    }

    fn wrapped(&self, text: &str, indent: usize, out: &mut String) {
        for line in wrap(&neutralize_line(text), self.width.saturating_sub(indent).max(20), 0) {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    }
}

pub(super) fn run(command: &RubricsCommand, color: ColorChoice) -> Result {
    let resolved = resolver(ConfigArgs::default().overrides())?
        .for_run()
        .map_err(Failure::new)?;
    let options = output::render_options(color, false);
    let desk = Desk {
        library: Library::new(resolved.rubric_places.iter().cloned()),
        resolved,
        paint: Paint::new(options.color),
        width: options.width.clamp(60, 120),
    };
    match command {
        RubricsCommand::List { form } => list(&desk, form.format),
        RubricsCommand::Show { rubric, form } => show(&desk, rubric, form.format),
        RubricsCommand::Check { paths, form } => check(&desk, paths, form.format),
        RubricsCommand::Measures { form } => measures(&desk, form.format),
    }
}

fn list(desk: &Desk, format: TextOrJson) -> Result {
    let all = desk.library.list().map_err(Failure::new)?;
    let mut text = String::new();
    let mut rows = Vec::new();
    let mut outcome = Outcome::Clean;
    for Listed { name, place } in all {
        let place = match place {
            Place::Shipped => Value::Null,
            Place::File(path) => json!(path.to_string_lossy()),
        };
        // A folder's own file is read where it stands: of a name that ships too, it is the one that wins.
        match desk.read(&name) {
            Ok(rubric) => {
                let info = &rubric.info;
                let _ = writeln!(text, "{}", desk.paint.strong(&neutralize_line(&name)));
                let line = format!(
                    "{} ({} points, {} by the program)",
                    info.title,
                    info.points(),
                    info.auto()
                );
                desk.wrapped(&line, 4, &mut text);
                rows.push(json!({
                    "id": name, "title": info.title, "description": info.description, "points": info.points(),
                    "auto": info.auto(), "file": place, "kinds": kinds(desk, &rubric),
                }));
            }
            Err(error) => {
                output::error(&error.to_string());
                outcome = Outcome::Incomplete;
            }
        }
    }
    match format {
        TextOrJson::Json => output::print_json(&json!({"version": 1, "rubrics": rows}))?,
        TextOrJson::Text => output::print(text)?,
    }
    Ok(outcome)
}

fn kinds(desk: &Desk, rubric: &Rubric) -> Vec<String> {
    let grammar = &desk.resolved.settings.grammar;
    rubric
        .kinds
        .iter()
        .map(|kind| grammar.kind(*kind).id.to_string())
        .collect()
}

fn show(desk: &Desk, name: &str, format: TextOrJson) -> Result {
    let rubric = desk.read(name).map_err(Failure::new)?;
    let grammar = &desk.resolved.settings.grammar;
    let info = &rubric.info;
    if format == TextOrJson::Json {
        let criteria = rubric.criteria.iter().zip(&info.criteria).map(|(criterion, info)| {
            let checks = criterion
                .checks
                .iter()
                .map(|check| json!({"points": check.points, "asks": check.describe(grammar)}));
            json!({
                "id": info.id, "title": info.title, "dimension": info.dimension, "points": info.points,
                "auto": info.auto, "manual": info.manual(), "question": info.asks, "checks": checks.collect::<Vec<_>>(),
            })
        });
        let rules: Vec<&str> = rubric.rules().iter().map(|rule| rule.code).collect();
        output::print_json(&json!({"version": 1, "rubric": {
            "id": info.id, "title": info.title, "description": info.description, "source": info.source,
            "limits": info.limits, "points": info.points(), "auto": info.auto(), "kinds": kinds(desk, &rubric),
            "rules": rules, "criteria": criteria.collect::<Vec<_>>(),
        }}))?;
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    let _ = writeln!(text, "{}", desk.paint.strong(&neutralize_line(&info.title)));
    desk.wrapped(&info.description, 0, &mut text);
    let kinds = rubric.kind_titles(grammar);
    if !kinds.is_empty() {
        desk.wrapped(&format!("For: {}.", kinds.join(", ")), 0, &mut text);
    }
    let total = format!(
        "{} points, {} by the program, the others by you.",
        info.points(),
        info.auto()
    );
    desk.wrapped(&total, 0, &mut text);
    for (criterion, info) in rubric.criteria.iter().zip(&info.criteria) {
        let head = format!("{:>5}  {}", info.points.to_string(), neutralize_line(&info.title));
        let _ = writeln!(text, "\n{} ({}, {})", desk.paint.strong(&head), info.id, info.dimension);
        for check in &criterion.checks {
            part(desk, &check.points.to_string(), &check.describe(grammar), &mut text);
        }
        if !info.asks.is_empty() {
            part(
                desk,
                &info.manual().to_string(),
                &format!("for you: {}", info.asks),
                &mut text,
            );
        }
    }
    let _ = writeln!(text, "\n{}", desk.paint.strong("What it cannot judge"));
    desk.wrapped(&info.limits, 0, &mut text);
    if !info.source.is_empty() {
        let _ = writeln!(text, "\n{}", desk.paint.strong("Source"));
        desk.wrapped(&info.source, 0, &mut text);
    }
    output::print(text)?;
    Ok(Outcome::Clean)
}

/// One part of a criterion, its points before it.
fn part(desk: &Desk, points: &str, what: &str, out: &mut String) {
    for (at, line) in wrap(&neutralize_line(what), desk.width - 14, 0).iter().enumerate() {
        let shown = if at == 0 { points } else { "" };
        let _ = writeln!(out, "       {shown:>4}  {line}");
    }
}

fn check(desk: &Desk, paths: &[PathBuf], format: TextOrJson) -> Result {
    let mut names: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    if names.is_empty() {
        let listed = desk.library.list().map_err(Failure::new)?.into_iter();
        names.extend(listed.filter_map(|listed| match listed.place {
            Place::File(path) => Some(path.to_string_lossy().into_owned()),
            Place::Shipped => None,
        }));
    }
    if names.is_empty() && format == TextOrJson::Text {
        output::print(
            "There is no rubric of your own to check. Name a file, or set `rubrics` in preceptor.toml to a folder.\n",
        )?;
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    let mut rows = Vec::new();
    let mut outcome = Outcome::Clean;
    for name in names {
        match desk.read(&name) {
            Ok(rubric) => {
                let remarks = rubric.remarks(&desk.resolved.settings.grammar);
                let (points, auto) = (rubric.info.points(), rubric.info.auto());
                let shown = neutralize_line(&name).into_owned();
                let _ = writeln!(text, "{shown}: sound, {points} points, {auto} by the program");
                for remark in &remarks {
                    desk.wrapped(remark, 4, &mut text);
                }
                rows.push(json!({
                    "file": name, "sound": true, "points": points, "auto": auto, "remarks": remarks, "problems": [],
                }));
            }
            Err(error) => {
                outcome = Outcome::Incomplete;
                if format == TextOrJson::Text {
                    output::error(&error.to_string());
                }
                let problems = error.problems().iter().map(|problem| {
                    json!({
                        "line": problem.at.map(|(line, _)| line), "column": problem.at.map(|(_, column)| column),
                        "message": problem.message, "help": problem.help,
                    })
                });
                rows.push(json!({
                    "file": name, "sound": false, "points": null, "auto": null, "remarks": [],
                    "problems": problems.collect::<Vec<_>>(),
                }));
            }
        }
    }
    match format {
        TextOrJson::Json => output::print_json(&json!({"version": 1, "rubrics": rows}))?,
        TextOrJson::Text => output::print(text)?,
    }
    Ok(outcome)
}

fn measures(desk: &Desk, format: TextOrJson) -> Result {
    if format == TextOrJson::Json {
        let rows = MEASURES.iter().map(|measure| {
            let part_of = Some(measure.part_of).filter(|it| !it.is_empty());
            json!({"id": measure.id, "summary": measure.summary, "part_of": part_of})
        });
        output::print_json(&json!({"version": 1, "measures": rows.collect::<Vec<_>>()}))?;
        return Ok(Outcome::Clean);
    }
    let mut text = String::new();
    for measure in MEASURES {
        let of = match measure.part_of {
            "" => String::new(),
            whole => format!(" (a part of `{whole}`)"),
        };
        let _ = writeln!(text, "{}{of}", desk.paint.strong(measure.id));
        desk.wrapped(measure.summary, 4, &mut text);
    }
    output::print(text)?;
    Ok(Outcome::Clean)
}
