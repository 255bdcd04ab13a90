//! The columns of the table, and what stands in them.

use crate::grade::{CriterionInfo, Points, Row, RubricInfo};

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column<'r> {
    /// The name, or with `--anonymous` the code.
    Student,
    /// The course system's id.
    Id,
    /// The login name.
    User,
    /// The file that was marked.
    File,
    /// `yes`, if it was late.
    Late,
    /// Which attempt.
    Attempt,
    /// When it was handed in.
    HandedIn,
    /// What kind of note it is.
    Kind,
    /// How many words it has.
    Words,
    /// What the program gave for a criterion, by its index.
    Auto(usize, &'r CriterionInfo),
    /// What a human gives for it.
    Manual(usize, &'r CriterionInfo),
    /// All that the program gave.
    AutoSum,
    /// All that a human gave so far.
    ManualSum,
    /// A total that wins over both.
    Override,
    /// The total as it stands.
    Total,
    /// Points that are still open.
    Open,
    /// A word to the student.
    Comment,
    /// Who marked it.
    Reviewer,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Count(u32),
    /// Points.
    Points(Points),
}

/// All columns, in order.
pub fn columns(rubric: &RubricInfo) -> Vec<Column<'_>> {
    use Column::*;
    let mut columns = vec![Student, Id, User, File, Late, Attempt, HandedIn, Kind, Words];
    for (at, criterion) in rubric.criteria.iter().enumerate() {
        columns.push(Auto(at, criterion));
        if criterion.manual() > Points::ZERO {
            columns.push(Manual(at, criterion));
        }
    }
    columns.extend([AutoSum, ManualSum, Override, Total, Open, Comment, Reviewer]);
    columns
}

impl Column<'_> {
    /// What stands over it.
    pub fn header(&self) -> String {
        let fixed = match self {
            Self::Auto(_, criterion) => return criterion.id.clone(),
            Self::Manual(_, criterion) => return format!("{}_manual", criterion.id),
            Self::Student => "student",
            Self::Id => "id",
            Self::User => "user",
            Self::File => "file",
            Self::Late => "late",
            Self::Attempt => "attempt",
            Self::HandedIn => "handed_in",
            Self::Kind => "kind",
            Self::Words => "words",
            Self::AutoSum => "auto",
            Self::ManualSum => "manual",
            Self::Override => "override",
            Self::Total => "total",
            Self::Open => "open",
            Self::Comment => "comment",
            Self::Reviewer => "reviewer",
        };
        fixed.to_owned()
    }

    /// Whether a teacher types into it.
    pub fn is_human(&self) -> bool {
        matches!(self, Self::Manual(..) | Self::Override | Self::Comment | Self::Reviewer)
    }

    /// What stands in it for one student.
    pub fn cell(&self, row: &Row, rubric: &RubricInfo) -> Cell {
        let text = |text: &str| match text {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        };
        let maybe = |points: Option<Points>| points.map_or(Cell::Empty, Cell::Points);
        match self {
            Self::Student => text(&row.student.name),
            Self::Id => text(row.student.id.as_deref().unwrap_or_default()),
            Self::User => text(row.student.user.as_deref().unwrap_or_default()),
            Self::File => text(&row.path),
            Self::Late => text(if row.late { "yes" } else { "" }),
            Self::Attempt => row.attempt.map_or(Cell::Empty, Cell::Count),
            Self::HandedIn => text(row.at.as_deref().unwrap_or_default()),
            Self::Kind => text(row.kind.as_deref().unwrap_or_default()),
            Self::Words => Cell::Count(row.words),
            Self::Auto(at, _) => maybe(row.criteria.get(*at).map(|mark| mark.points)),
            Self::Manual(at, _) => maybe(row.human.manual.get(*at).copied().flatten()),
            Self::AutoSum => Cell::Points(row.auto()),
            Self::ManualSum => Cell::Points(row.manual()),
            Self::Override => maybe(row.human.total),
            Self::Total => Cell::Points(row.total()),
            Self::Open => Cell::Points(row.open(rubric)),
            Self::Comment => text(&row.human.comment),
            Self::Reviewer => text(&row.human.reviewer),
        }
    }
}
