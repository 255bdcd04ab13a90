//! Dates, durations, and counts of days.

use super::super::Note;
use crate::text::Span;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// What is said of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TimeKind {
    /// A calendar date. What is not written is `None`; `swapped` if day and month can be read the other way round.
    Date {
        /// Year, four digits.
        year: Option<u16>,
        /// 1 to 12.
        month: Option<u8>,
        /// 1 to 31.
        day: Option<u8>,
        /// Whether day and month could be read the other way round.
        swapped: bool,
    },
    /// How long: `for 3 days`, `x 2 weeks`, `3/7`.
    Duration(f64, TimeUnit),
    /// How long before now: `3 days ago`, `2 weeks prior to admission`.
    Ago(f64, TimeUnit),
    /// How long from now: `in 2 weeks`.
    In(f64, TimeUnit),
    /// Postoperative day.
    PostoperativeDay(u32),
    /// Hospital day.
    HospitalDay(u32),
    /// Day of a course: `day 3`, `day 3/7`; of how many, where said.
    CourseDay(u32, Option<u32>),
}

/// One statement of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Time {
    /// What is said.
    pub kind: TimeKind,
    /// Where.
    pub span: Span,
}

pub(super) fn read(_note: &Note) -> Vec<Time> {
    Vec::new()
}
