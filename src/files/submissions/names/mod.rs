//! What the names in a download tell: one file a system, each a pure function on a name.

mod blackboard;
mod brightspace;
mod canvas;
mod custom;
mod dates;
mod moodle;
mod sakai;

pub(super) use blackboard::settle;
pub(super) use canvas::without_suffix;
pub use custom::NamePattern;
pub(super) use dates::parse as date;
pub(super) use moodle::participant;
pub(super) use sakai::time;

/// What the name of a file or folder tells of who handed it in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// The name as it is written there; empty where there is none.
    pub name: String,
    /// The system's id.
    pub id: Option<String>,
    /// The user or login name.
    pub user: Option<String>,
    /// Handed in late.
    pub late: bool,
    /// Which attempt, from 1.
    pub attempt: Option<u32>,
    /// When, `YYYY-MM-DD HH:MM` or with seconds, as far as it can be read.
    pub at: Option<String>,
    /// What grows with every file handed in: Canvas's attachment id.
    pub serial: Option<u64>,
    /// The student's own name for the file, if the name has it.
    pub file: Option<String>,
    /// The assignment, if the name has it.
    pub assignment: Option<String>,
    /// What it is.
    pub part: Part,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// A file that was handed in, or a folder of such files.
    #[default]
    File,
    /// What was typed into the course's text box.
    Typed,
    /// A link that was handed in.
    Link,
    /// What the system wrote about the submission; typed text may stand in it.
    Receipt,
    /// Something that the system or the teacher put there: a grade list, feedback.
    Companion,
}

/// How the names of a download are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Layout {
    Canvas,
    Moodle,
    Blackboard,
    Brightspace,
    Sakai,
}

impl Layout {
    /// All, in the order in which they are tried.
    pub(super) const ALL: [Self; 5] = [
        Self::Moodle,
        Self::Blackboard,
        Self::Brightspace,
        Self::Sakai,
        Self::Canvas,
    ];

    /// What one component of a path tells, if it is named this way.
    pub(super) fn parse(self, component: &str) -> Option<Named> {
        match self {
            Self::Canvas => canvas::parse(component),
            Self::Moodle => moodle::parse(component),
            Self::Blackboard => blackboard::parse(component),
            Self::Brightspace => brightspace::parse(component),
            Self::Sakai => sakai::parse(component),
        }
    }

    /// What a path tells, and which of its components does: the outermost that is named this way.
    pub(super) fn parse_path(self, components: &[String]) -> Option<(usize, Named)> {
        let (at, mut named) = components
            .iter()
            .enumerate()
            .find_map(|(at, component)| Some((at, self.parse(component)?)))?;
        if self == Self::Sakai {
            named.part = sakai::part(components.get(at + 1..).unwrap_or_default(), components.get(at)?);
        }
        Some((at, named))
    }

    /// Whether the system itself puts a file of that name beside the submissions.
    pub(super) fn is_companion(self, file: &str) -> bool {
        match self {
            Self::Brightspace => file.eq_ignore_ascii_case("index.html"),
            Self::Sakai => matches!(file, "grades.csv" | "grades.xls" | "grades.xlsx"),
            Self::Canvas | Self::Moodle | Self::Blackboard => false,
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Canvas => "Canvas",
            Self::Moodle => "Moodle",
            Self::Blackboard => "Blackboard",
            Self::Brightspace => "Brightspace",
            Self::Sakai => "Sakai",
        }
    }
}

/// How most of the paths are named: the layout with the best hit rate, if that is at least a half.
pub(super) fn detect<'a>(paths: impl Iterator<Item = &'a [String]> + Clone) -> Option<Layout> {
    let all = paths.clone().count();
    let hits = |layout: Layout| {
        paths
            .clone()
            .filter(|path| {
                layout.parse_path(path).is_some() || path.last().is_some_and(|file| layout.is_companion(file))
            })
            .count()
    };
    let own = |layout: Layout| {
        let named: Vec<Named> = paths
            .clone()
            .filter_map(|path| Some(layout.parse_path(path)?.1))
            .collect();
        !named.is_empty() && (layout != Layout::Canvas || canvas::is_plausible(named.iter()))
    };
    Layout::ALL
        .into_iter()
        .filter(|layout| own(*layout))
        .map(|layout| (hits(layout), layout))
        .filter(|(hits, _)| hits * 2 >= all && *hits > 0)
        // The first of equals: `max_by_key` takes the last.
        .rev()
        .max_by_key(|(hits, _)| *hits)
        .map(|(_, layout)| layout)
}

/// A number that is not absurdly long.
fn number(digits: &str) -> Option<u64> {
    digits.parse().ok()
}
