//! `preceptor grade rubrics`.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::args::{ConfigArgs, resolver};
use crate::cli::output;
use crate::cli::{Failure, Outcome, Result};
use crate::grade::rubric::{Library, Place};
use crate::report::{ColorChoice, Paint, neutralize_line};

/// What to do with rubrics.
#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum RubricsCommand {
    /// List the rubrics that can be named
    List,
    /// Show what a rubric asks for, and what it cannot judge
    Show {
        /// Its name, or a file
        rubric: String,
    },
    /// Check rubrics of your own
    Check {
        /// The files; without any, those in the folders of the configuration
        paths: Vec<PathBuf>,
    },
}

pub(super) fn run(command: &RubricsCommand, color: ColorChoice) -> Result {
    let resolved = resolver(ConfigArgs::default().overrides())?
        .for_run()
        .map_err(Failure::new)?;
    let library = Library::new(resolved.rubric_places.iter().cloned());
    let read = |name: &str| library.read(name, &resolved.settings.grammar, &resolved.settings.user_rules);
    let paint = Paint::new(output::render_options(color, false).color);
    let mut text = String::new();
    match command {
        RubricsCommand::List => {
            for listed in library.list().map_err(Failure::new)? {
                let rubric = read(&listed.name).map_err(Failure::new)?;
                let name = paint.strong(&listed.name);
                let _ = writeln!(
                    text,
                    "{name}\n    {} ({} points, {} by the program)",
                    neutralize_line(&rubric.info.title),
                    rubric.info.points(),
                    rubric.info.auto()
                );
            }
        }
        RubricsCommand::Show { rubric } => {
            let info = read(rubric).map_err(Failure::new)?.info;
            let _ = writeln!(text, "{}\n{}\n", paint.strong(&info.title), info.description);
            for criterion in &info.criteria {
                let _ = writeln!(
                    text,
                    "{:>5}  {} ({}): {}",
                    criterion.points.to_string(),
                    criterion.id,
                    criterion.dimension,
                    criterion.title
                );
            }
            let _ = writeln!(text, "\n{}", info.limits);
        }
        RubricsCommand::Check { paths } => {
            let mut names: Vec<String> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            if names.is_empty() {
                let listed = library.list().map_err(Failure::new)?.into_iter();
                names.extend(listed.filter_map(|listed| match listed.place {
                    Place::File(path) => Some(path.to_string_lossy().into_owned()),
                    Place::Shipped => None,
                }));
            }
            let mut outcome = Outcome::Clean;
            for name in names {
                match read(&name) {
                    Ok(rubric) => {
                        let _ = writeln!(text, "{name}: sound, {} points", rubric.info.points());
                    }
                    Err(error) => {
                        output::error(&error.to_string());
                        outcome = Outcome::Incomplete;
                    }
                }
            }
            output::print(text)?;
            return Ok(outcome);
        }
    }
    output::print(text)?;
    Ok(Outcome::Clean)
}
