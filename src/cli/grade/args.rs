//! What may be typed after `preceptor grade`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::cli::args::{ConfigArgs, KindArgs, TrackedChanges, date_parser};
use crate::lint::Date;

use super::rubrics::RubricsCommand;

/// Which submissions, by which rubric, and what to write.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  preceptor grade submissions.zip --rubric hp-clerkship            a table at the terminal
  preceptor grade submissions.zip --rubric hp-clerkship --out week3
                                             report, feedback sheets, grades.csv and .xlsx
  preceptor grade submissions.zip --rubric hp-clerkship --out week3 --gradebook Grades.csv
                                             and the course's gradebook with its column filled
  preceptor grade notes/ --rubric soap-clerkship --roster roster.csv    who is missing
  preceptor grade a.zip --rubric idea --out out --similarity --handout case.docx
  preceptor grade a.zip --rubric idea --out out --anonymous --key key.csv
  preceptor grade --history week1/ week2/ week3/ --rubric soap-clerkship --out term
  preceptor grade rubrics list                                     which rubrics there are
  preceptor grade rubrics show hp-clerkship                        what one asks for

Downloads of Canvas, Moodle, Blackboard and Brightspace are understood as they are; of several
attempts the newest is marked. Read are text, .docx, .odt, .rtf, .pdf with a text layer, .html.

Manual marks, overrides and comments typed into grades.csv or grades.xlsx are kept when the same
command is run again with the same --out.

Exit status: 0 all submissions were marked, 2 something could not be read (the rest was marked).

The points are suggestions of a teaching aid: what a rubric cannot judge is left open for you."
)]
pub(in crate::cli) struct GradeArgs {
    #[command(subcommand)]
    pub command: Option<GradeCommand>,
    /// Folders, downloads (.zip), documents or tables (.csv, .jsonl) with the submissions
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The rubric: a name (see `preceptor grade rubrics list`) or a .toml file
    #[arg(long, short, value_name = "RUBRIC", required = true)]
    pub rubric: Option<String>,
    /// Write the report, the feedback sheets and the tables of grades into this folder
    #[arg(long, short, value_name = "FOLDER", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// What is printed
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t, help_heading = "Output")]
    pub format: GradeFormat,
    /// Print what was asked for and errors, nothing else
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,
    /// Fill a column of this gradebook, as the course's site exported it; the filled copy stands in the --out folder
    #[arg(long, value_name = "FILE", requires = "out", help_heading = "Gradebook")]
    pub gradebook: Option<PathBuf>,
    /// Which column of the gradebook to fill
    #[arg(long, value_name = "NAME", requires = "gradebook", help_heading = "Gradebook")]
    pub column: Option<String>,
    /// Fill cells too that hold a grade already
    #[arg(long, requires = "gradebook", help_heading = "Gradebook")]
    pub overwrite: bool,
    /// Everyone in the course (a table with names and ids, or the exported gradebook): tells who is missing
    #[arg(long, value_name = "FILE", help_heading = "Submissions")]
    pub roster: Option<PathBuf>,
    /// How files are named, as a regular expression with (?<student>…), perhaps (?<id>…), (?<attempt>…), (?<late>…)
    #[arg(long, value_name = "REGEX", help_heading = "Submissions")]
    pub names: Option<String>,
    /// What is done with changes that a document tracks
    #[arg(long, value_name = "HOW", value_enum, default_value_t, help_heading = "Submissions")]
    pub tracked_changes: TrackedChanges,
    /// The column of a table that holds the note
    #[arg(long, value_name = "NAME", help_heading = "Submissions")]
    pub text_column: Option<String>,
    /// The column of a table that says whose it is
    #[arg(long, value_name = "NAME", help_heading = "Submissions")]
    pub id_column: Option<String>,
    /// Heed what submissions say about how they are to be checked (suppressions, kind, configuration)
    #[arg(long, help_heading = "Submissions")]
    pub trust_submissions: bool,
    /// Look for pairs of notes that share more than students who saw the same patient would
    #[arg(long, help_heading = "Similarity")]
    pub similarity: bool,
    /// What every student was given; what stands in it is nobody's copy
    #[arg(long, value_name = "FILE", help_heading = "Similarity")]
    pub handout: Vec<PathBuf>,
    /// The template that the students began with: a name (see `preceptor templates`) or a file
    #[arg(long, value_name = "TEMPLATE", help_heading = "Similarity")]
    pub template: Option<String>,
    /// A model answer to set beside each note
    #[arg(long, value_name = "FILE", help_heading = "Comparison")]
    pub model_note: Option<PathBuf>,
    /// The paths are dated folders: show each student's way through them, and mark the newest
    #[arg(long, help_heading = "Comparison")]
    pub history: bool,
    /// Put a code in the place of every name
    #[arg(long, help_heading = "Privacy")]
    pub anonymous: bool,
    /// Where the key to the codes stands, or is written; by default key.csv beside the --out folder
    #[arg(long, value_name = "FILE", requires = "anonymous", help_heading = "Privacy")]
    pub key: Option<PathBuf>,
    #[command(flatten)]
    pub kind: KindArgs,
    /// Take this for today's date, YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date_parser)]
    pub today: Option<Date>,
    /// How many submissions to mark at once; by default as many as the machine has processors
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
    #[command(flatten)]
    pub config: ConfigArgs,
}

#[derive(Debug, clap::Subcommand)]
pub(in crate::cli) enum GradeCommand {
    /// List, show and check the rubrics
    #[command(subcommand)]
    Rubrics(RubricsCommand),
}

/// What `grade` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(in crate::cli) enum GradeFormat {
    /// A table for people.
    #[default]
    Table,
    /// The table of grades.
    Csv,
    /// Everything, for programs.
    Json,
}

impl GradeArgs {
    pub(super) fn jobs(&self) -> Option<NonZeroUsize> {
        self.jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs)))
    }
}
