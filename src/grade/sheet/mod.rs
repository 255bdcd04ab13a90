//! `grades.csv` and `grades.xlsx`: the same table twice, one for programs and one for people, and the way back.
//!
//! A teacher types into either: points that only a human gives (`…_manual`), `override`, `comment`, `reviewer`, and
//! columns of their own. [`read()`] takes that in before the next run writes both files again, so that nothing is lost.

mod columns;
mod csv;
mod merge;
mod read;
#[cfg(test)]
mod tests;
mod workbook;

pub use columns::{Cell, Column, columns};
pub use csv::csv;
pub use merge::{Entered, Kept, recorded};
pub use read::{SheetError, read};
pub use workbook::workbook;

/// The table for programs.
pub const CSV: &str = "grades.csv";
/// The table for people.
pub const XLSX: &str = "grades.xlsx";
/// What the last run wrote into both, to tell which of them was edited since.
pub const STATE: &str = ".grades.json";
