//! Marks, as every part of the desk speaks of them.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Serialize, Serializer};

use crate::files::submissions::Student;
use crate::rules::Severity;

/// Points, in hundredths, so that sums are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i32);

impl Points {
    /// None.
    pub const ZERO: Self = Self(0);

    /// From a figure as people write it; it is rounded to hundredths. `None` if it is no number or over a million.
    pub fn of(points: f64) -> Option<Self> {
        (points.is_finite() && points.abs() <= 1e6).then(|| Self((points * 100.0).round() as i32))
    }

    /// Whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points * 100)
    }

    /// As a number.
    pub fn number(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// In hundredths.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// From hundredths.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// What share of `all` this is, from 0 to 1; nothing of nothing is all.
    pub fn share_of(self, all: Self) -> f64 {
        if all.0 == 0 {
            1.0
        } else {
            f64::from(self.0) / f64::from(all.0)
        }
    }
}

/// Without zeros behind the point: `7`, `7.5`, `7.25`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.number().to_string())
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i32(self.0 / 100)
        } else {
            serializer.serialize_f64(self.number())
        }
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// A rubric, as it is shown: what is asked for how many points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RubricInfo {
    /// Its name on the command line: `hp-clerkship`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it cannot judge, in sentences.
    pub limits: String,
    /// Where it comes from.
    pub source: String,
    /// Its criteria, in order.
    pub criteria: Vec<CriterionInfo>,
}

/// One criterion of a rubric, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionInfo {
    /// Its name: `hpi-story`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The quality it asks for: `organized`, `reasoned`…
    pub dimension: String,
    /// All its points.
    pub points: Points,
    /// How many of them the program gives; the rest is for a human.
    pub auto: Points,
    /// What a human is asked to judge, for the points that are left. Empty where none are.
    pub asks: String,
}

impl CriterionInfo {
    /// The points that only a human gives.
    pub fn manual(&self) -> Points {
        self.points - self.auto
    }
}

impl RubricInfo {
    /// All points.
    pub fn points(&self) -> Points {
        self.criteria.iter().map(|criterion| criterion.points).sum()
    }

    /// The points that the program gives.
    pub fn auto(&self) -> Points {
        self.criteria.iter().map(|criterion| criterion.auto).sum()
    }
}

/// How one criterion came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionMark {
    /// What the program gave, of [`CriterionInfo::auto`].
    pub points: Points,
    /// Why: one entry for each part of the criterion that was earned or lost. Empty in the rows of a [`Class`]: they are
    /// on the page and the sheets of the student, which are written by then.
    pub reasons: Vec<Reason>,
}

/// Why points were earned or lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Points earned.
    pub earned: Points,
    /// Out of how many.
    pub of: Points,
    /// One sentence for the student, naming what was found or is missing.
    pub text: String,
    /// The finding that cost the points: its index in [`Mark::findings`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<usize>,
    /// The line of the note, from 1, that shows it: where it stands, or where it is missing.
    pub line: Option<u32>,
}

/// A finding of a rule, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// `ORG001`.
    pub code: String,
    /// `missing-section`.
    pub rule: String,
    /// How grave.
    #[serde(serialize_with = "severity_name")]
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Where that is in the original document: `paragraph 12`, `page 2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Whether the passage can tell who the patient is: it is never quoted.
    pub confidential: bool,
}

fn severity_name<S: Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(severity.name())
}

/// A section of a note, for the picture of the class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SectionMark {
    /// Id in the catalogue.
    pub id: Cow<'static, str>,
    /// Its title there.
    pub title: Cow<'static, str>,
    /// How it was found.
    pub state: SectionState,
    /// How many words it has.
    pub words: u32,
    /// Whether the kind of note requires it (else it recommends it, or neither).
    pub required: bool,
}

/// How a section was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionState {
    /// Not there.
    Missing,
    /// There, but empty, only blanks, or with findings that something in it is incomplete.
    Thin,
    /// There.
    Complete,
}

/// A diagnosis that a note names among its differential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its name, the same for the same diagnosis under another name.
    pub diagnosis: String,
    /// Whether it is the leading one.
    pub leading: bool,
    /// Arguments for it.
    pub supported: u32,
    /// Arguments against it.
    pub opposed: u32,
}

/// What a teacher entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Human {
    /// For each criterion, the points that only a human gives; `None` while it is open.
    pub manual: Vec<Option<Points>>,
    /// The total that wins over everything.
    #[serde(rename = "override")]
    pub total: Option<Points>,
    /// A word to the student.
    pub comment: String,
    /// Who marked it.
    pub reviewer: String,
}

/// Where the words of a note come from, in percent; the three add up to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Shares {
    /// Typed by the student.
    pub typed: u8,
    /// From the template.
    pub template: u8,
    /// Carried over from an earlier note.
    pub carried: u8,
}

/// A note beside a model answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Comparison {
    /// What the model answer has and the note too, with the line of the note.
    pub found: Vec<Element>,
    /// What the model answer has and the note does not.
    pub missing: Vec<Element>,
    /// Diagnoses of both differentials.
    pub differential: Vec<DifferentialEntry>,
}

/// An element of a model answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Element {
    /// `section`, `symptom`, `finding`, `vital`, `laboratory value`, `medication`, `problem`, `plan`…
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Line of the note, from 1, where it was found.
    pub line: Option<u32>,
    /// Line of the model answer, from 1.
    pub model_line: u32,
    /// What the note says instead, or beside: `the note says that it is not there`. An element that the note contradicts is not found,
    /// and its `line` is that of the contradiction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<String>,
}

/// A diagnosis of the model's differential, the note's, or both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferentialEntry {
    /// Its name.
    pub diagnosis: String,
    /// Its rank in the model answer, from 1.
    pub in_model: Option<u32>,
    /// Its rank in the note, from 1.
    pub in_note: Option<u32>,
}

/// One submission, marked, with all its findings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mark {
    /// Figures, and who.
    #[serde(flatten)]
    pub row: Row,
    /// What the note does well, in sentences; only what is there.
    pub strengths: Vec<String>,
    /// Indices in `findings` of the three that matter most.
    pub first: Vec<usize>,
    /// Every finding, by place.
    pub findings: Vec<Found>,
    /// Beside the model answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
}

/// What is kept of a submission for the picture of the class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Who. With `--anonymous`, a code and nothing else.
    #[serde(serialize_with = "student")]
    pub student: Student,
    /// The file, as given, joined with what was found below it. Empty with `--anonymous`.
    pub path: String,
    /// Handed in late.
    pub late: bool,
    /// Which attempt.
    pub attempt: Option<u32>,
    /// When it was handed in, as far as known.
    pub at: Option<String>,
    /// Title of the note's kind.
    pub kind: Option<Cow<'static, str>>,
    /// Words of the note.
    pub words: u32,
    /// One for each criterion of the rubric.
    pub criteria: Vec<CriterionMark>,
    /// Sections: those the kind asks for, and those that are there, in the order of the note.
    pub sections: Vec<SectionMark>,
    /// The note from its first word to its last: the id of a section, or nothing outside of any that is known, and the
    /// words that stand there. A section within another is a stretch of its own.
    #[serde(skip)]
    pub stretches: Vec<(Cow<'static, str>, u32)>,
    /// The differential.
    pub differential: Vec<Named>,
    /// Findings per rule code, sorted by code.
    pub counts: Vec<(Cow<'static, str>, u32)>,
    /// Why a human should look at this note, in sentences.
    pub looks: Vec<String>,
    /// What else this student handed in, and why it is not marked: in sentences.
    pub others: Vec<String>,
    /// What the submission said about how it is to be checked, and was not heeded (or was, with
    /// `--trust-submissions`), in sentences.
    pub asked: Vec<String>,
    /// Where its words come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
    /// What a teacher entered.
    pub human: Human,
    /// The id of its place in the page of the class: letters, digits, `-`.
    pub anchor: String,
}

fn student<S: Serializer>(student: &Student, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeStruct;
    let mut out = serializer.serialize_struct("Student", 4)?;
    out.serialize_field("key", &student.key)?;
    out.serialize_field("name", &student.name)?;
    out.serialize_field("id", &student.id)?;
    out.serialize_field("user", &student.user)?;
    out.end()
}

impl Row {
    /// The points that the program gave.
    pub fn auto(&self) -> Points {
        self.criteria.iter().map(|mark| mark.points).sum()
    }

    /// The points that a human gave so far.
    pub fn manual(&self) -> Points {
        self.human.manual.iter().flatten().copied().sum()
    }

    /// The total as it stands: the human's own, else what the program and the human gave.
    pub fn total(&self) -> Points {
        self.human.total.unwrap_or_else(|| self.auto() + self.manual())
    }

    /// Points that are still open: for a human to give. None once a human has set the total.
    pub fn open(&self, rubric: &RubricInfo) -> Points {
        if self.human.total.is_some() {
            return Points::ZERO;
        }
        let given = |at: usize| self.human.manual.get(at).copied().flatten().is_some();
        let criteria = rubric.criteria.iter().enumerate();
        criteria
            .filter(|(at, _)| !given(*at))
            .map(|(_, criterion)| criterion.manual())
            .sum()
    }
}

/// A submission that could not be read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unread {
    /// Whose, as far as the file's name tells.
    #[serde(serialize_with = "student")]
    pub student: Student,
    /// The file.
    pub path: String,
    /// Why, and the way out.
    pub message: String,
}

/// Everything that the picture of the class shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// The rubric.
    pub rubric: RubricInfo,
    /// One entry a submission that was marked, in the order of names (or codes).
    pub rows: Vec<Row>,
    /// Submissions that could not be read.
    pub unread: Vec<Unread>,
    /// On the roster, with nothing handed in: names.
    pub missing: Vec<String>,
    /// Handed in, and not on the roster: names.
    pub strangers: Vec<String>,
    /// Whether names are left out.
    pub anonymous: bool,
    /// The day of the run, `YYYY-MM-DD`.
    pub made: String,
    /// The rules that fired, with examples.
    pub rules: Vec<RuleTally>,
    /// Pairs of notes that share much, if that was asked for.
    pub pairs: Option<Vec<Pair>>,
    /// Each student's way through the clerkship, if that was asked for.
    pub history: Option<Vec<Progress>>,
}

/// How often a rule fired in the class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleTally {
    /// Its code.
    pub code: String,
    /// Its name.
    pub rule: String,
    /// What it looks for.
    pub summary: String,
    /// Findings.
    pub findings: u32,
    /// Notes with any.
    pub notes: u32,
    /// Up to three passages, without names, and nothing that can tell who the patient is.
    pub examples: Vec<Example>,
}

/// A passage that shows a fault, from some note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// What stands there, shortened, identifiers masked.
    pub passage: String,
    /// What the finding says.
    pub message: String,
}

/// Two notes that share more than students who saw the same patient would.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Indices in [`Class::rows`], the smaller first.
    pub notes: (usize, usize),
    /// How much they share, weighed by rarity; to be compared within a class only.
    pub score: f64,
    /// The share of all pairs of the class that have a lower score, in percent.
    pub percentile: f64,
    /// The passages, the most telling first.
    pub passages: Vec<SharedPassage>,
}

/// A passage that two notes share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedPassage {
    /// What stands in the first note.
    pub first: String,
    /// What stands in the second.
    pub second: String,
    /// Line of the first note, from 1.
    pub first_line: u32,
    /// Line of the second note, from 1.
    pub second_line: u32,
    /// What of `first` the second has too: byte ranges in it, in order, for marking.
    #[serde(skip)]
    pub first_marks: Vec<(u32, u32)>,
    /// What of `second` the first has too.
    #[serde(skip)]
    pub second_marks: Vec<(u32, u32)>,
    /// Words in common; 0 for a shared mistake that stands alone.
    pub words: u32,
    /// A mistake that both made here, or several: `the same misspelling “pnuemonia”`.
    pub mistake: Option<String>,
}

/// A student's findings over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Who (or a code).
    pub student: String,
    /// One entry a date, ascending.
    pub points: Vec<Dated>,
    /// Families with clearly fewer findings at the end than at the beginning.
    pub improving: Vec<String>,
    /// Families with clearly more, or as many as ever.
    pub not_improving: Vec<String>,
}

/// One note of a student's series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dated {
    /// The day, `YYYY-MM-DD`, or the name of its folder.
    pub date: String,
    /// Words of the note.
    pub words: u32,
    /// Findings per family code (`ORG`, `CMP`…), sorted.
    pub families: Vec<(String, u32)>,
    /// Points the program gave, in percent of those it can give.
    pub auto_percent: Option<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_add_up_exactly() {
        let tenth = Points::of(0.1).unwrap();
        let sum: Points = std::iter::repeat_n(tenth, 10).sum();
        assert_eq!(sum, Points::whole(1));
        assert_eq!(
            [7.0, 7.5, 7.25, -0.5].map(|points| Points::of(points).unwrap().to_string()),
            ["7", "7.5", "7.25", "-0.5"]
        );
        assert_eq!(serde_json::to_string(&[Points::whole(3), tenth]).unwrap(), "[3,0.1]");
        assert_eq!(Points::of(f64::NAN), None);
        assert_eq!(Points::of(1e9), None);
    }
}
