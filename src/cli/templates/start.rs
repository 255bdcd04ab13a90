//! `preceptor templates new`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::Done;
use crate::cli::args::ConfigArgs;
use crate::cli::{Failure, Outcome, Result, output, places};
use crate::files::{AtomicFile, write_error_message};
use crate::template::{self, Library, Template};

/// A commented template to begin with.
const STARTER: &str = include_str!("starter.md");

/// What to start a template from, and where.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  preceptor templates new our-clinic                     a commented template to begin with
  preceptor templates new our-hp --extends hp            hp, with sections of your own
  preceptor templates new our-hp --from hp               a copy of hp
  preceptor templates new our-clinic -o course/x.md      in a file of your choice

Without -o it goes into the first folder that `preceptor templates path` names, which is made if it is not there.
A template of the name of one that came with the program takes its place.")]
pub(super) struct NewArgs {
    /// The name of the template: small letters, digits, `-` and `_`
    #[arg(value_name = "NAME")]
    name: String,
    /// Start from a copy of this template
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "extends")]
    from: Option<String>,
    /// Start as a variant of this template: the sections written replace those of the same heading
    #[arg(long, value_name = "TEMPLATE")]
    extends: Option<String>,
    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    config: ConfigArgs,
}

pub(super) fn run(args: &NewArgs) -> Result<Done> {
    let name = args.name.strip_suffix(".md").unwrap_or(&args.name);
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    if !is_name {
        return Err(Failure::new(format_args!(
            "`{}` cannot name a template: small letters, digits, `-` and `_`; give a path with -o",
            args.name
        )));
    }
    let folders = places::folders(&args.config)?;
    let text = if let Some(base) = &args.from {
        let (_, template) = attempt!(places::find(&folders, base));
        template.origin.text.to_string()
    } else if let Some(base) = &args.extends {
        let (library, template) = attempt!(places::find(&folders, base));
        attempt!(variant(name, &library, &template))
    } else {
        STARTER.replace("TITLE", &title(name))
    };
    let path = match &args.output {
        Some(path) => path.clone(),
        None => match folders.first() {
            Some(folder) => {
                fs::create_dir_all(folder).map_err(|error| unwritten(folder, &error))?;
                folder.join(format!("{name}.md"))
            }
            None => return Err(Failure::new("there is no folder for it: say where with -o FILE")),
        },
    };
    places::free(&path, args.force).map_err(Failure::new)?;
    AtomicFile::create(&path)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            if args.force { file.commit() } else { file.commit_new() }
        })
        .map_err(|error| unwritten(&path, &error))?;
    let shown = path.display();
    output::print(format!("Wrote {shown}. Next: preceptor templates check {shown}\n"))?;
    Ok(Ok(Outcome::Clean))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format_args!("{}: {}", path.display(), write_error_message(error)))
}

/// `our-clinic` as "Our clinic".
fn title(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A template that extends another, with the headings it may replace.
fn variant(name: &str, library: &Library, base: &Template) -> std::result::Result<String, template::TemplateError> {
    let (manifest, body) = template::resolved(library, base)?;
    let mut headings: Vec<&str> = Vec::new();
    for heading in body.lines().filter_map(|line| line.strip_prefix("# ")) {
        if !headings.contains(&heading) {
            headings.push(heading);
        }
    }
    let fields: Vec<&str> = manifest.fields.iter().map(|field| &*field.name).collect();
    let mut text = format!("+++\ntitle = \"{}\"\nextends = \"{}\"\n", title(name), base.name);
    text.push_str("# What is not said here is as it is there: kind, specialty, setting, tags, order, fields.\n");
    if !fields.is_empty() {
        text.push_str(&format!("# Its fields: {}\n", fields.join(", ")));
    }
    text.push_str(
        "+++\n<!-- A section written here takes the place of the one with the same heading; a new one follows its\n",
    );
    text.push_str("neighbour. The sections there are: ");
    text.push_str(&headings.join(", "));
    text.push_str(". -->\n");
    Ok(text)
}
