//! `grades.xlsx`: the table for people, with totals that add up by themselves.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    XlsxError, utility::row_col_to_cell,
};

use super::columns::{Cell, Column, columns};
use crate::grade::{Points, Row, RubricInfo};
use crate::report::neutralize_line;

/// What the first sheet is called; it is the one that is read back.
pub(super) const GRADES: &str = "Grades";
/// Rows above the students.
const HEAD: u32 = 1;

/// The workbook: the table, and a sheet with the rubric.
///
/// # Errors
/// There are more students or columns than a sheet has room for, or the library that writes workbooks broke down.
pub fn workbook(rubric: &RubricInfo, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    grades(book.add_worksheet(), rubric, rows)?;
    explained(book.add_worksheet(), rubric)?;
    // The library panics where the system gives it no thread, and on a clock before 1970: the class is marked all the same.
    catch_unwind(AssertUnwindSafe(|| book.save_to_buffer())).unwrap_or_else(|_| {
        let message = "no workbook could be made (no thread to be had, or a clock before 1970); try again".to_owned();
        Err(XlsxError::CustomError(message))
    })
}

struct Looks {
    head: Format,
    plain: Format,
    points: Format,
    human: Format,
    remark: Format,
    sum: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00E8_EEF4))
                .set_border_bottom(FormatBorder::Thin),
            points: cell.clone().set_num_format("0.##"),
            human: cell
                .clone()
                .set_num_format("0.##")
                .set_background_color(Color::RGB(0x00FF_F8DC))
                .set_border(FormatBorder::Hair),
            remark: cell
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00FF_F8DC))
                .set_border(FormatBorder::Hair),
            sum: cell.clone().set_bold().set_num_format("0.##"),
            plain: cell,
        }
    }
}

fn grades(sheet: &mut Worksheet, rubric: &RubricInfo, rows: &[Row]) -> Result<(), XlsxError> {
    let (columns, looks) = (columns(rubric), Looks::new());
    sheet.set_name(GRADES)?;
    for (at, column) in (0..).zip(&columns) {
        sheet.write_string_with_format(0, at, column.header(), &looks.head)?;
        sheet.set_column_width(at, width(column))?;
        if let Column::Manual(_, criterion) = column
            && !rows.is_empty()
        {
            let most = criterion.manual().number();
            let rule = DataValidation::new()
                .allow_decimal_number(DataValidationRule::Between(0.0, most))
                .ignore_blank(true)
                .set_error_title("Too many points")?
                .set_error_message(format!("From 0 to {most} points are left for you here."))?;
            sheet.add_data_validation(HEAD, at, last(rows), at, &rule)?;
        }
    }
    for (line, row) in (HEAD..).zip(rows) {
        for (at, column) in (0..).zip(&columns) {
            write(sheet, (line, at), column, row, rubric, &columns, &looks)?;
        }
    }
    let width = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    sheet.autofilter(0, 0, last(rows), width)?;
    sheet.set_freeze_panes(HEAD, 1)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn last(rows: &[Row]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX).max(HEAD)
}

fn width(column: &Column<'_>) -> f64 {
    match column {
        Column::Student => 26.0,
        Column::Comment => 50.0,
        Column::File => 30.0,
        Column::HandedIn | Column::Kind | Column::Reviewer => 16.0,
        _ => 10.0,
    }
}

fn write(
    sheet: &mut Worksheet,
    place: (u32, u16),
    column: &Column<'_>,
    row: &Row,
    rubric: &RubricInfo,
    columns: &[Column<'_>],
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (line, at) = place;
    let cell = column.cell(row, rubric);
    let format = match column {
        Column::Manual(..) | Column::Override => &looks.human,
        Column::Comment | Column::Reviewer => &looks.remark,
        Column::AutoSum | Column::ManualSum | Column::Total | Column::Open => &looks.sum,
        Column::Auto(..) => &looks.points,
        _ => &looks.plain,
    };
    if let Some(formula) = formula(column, line, columns)
        && let Cell::Points(points) = cell
    {
        let formula = Formula::new(formula).set_result(points.to_string());
        sheet.write_formula_with_format(line, at, formula, format)?;
        return Ok(());
    }
    match cell {
        Cell::Empty => sheet.write_blank(line, at, format)?,
        // Written as a string it is none of a spreadsheet's formulas, whatever it begins with.
        Cell::Text(text) => sheet.write_string_with_format(line, at, neutralize_line(&text), format)?,
        Cell::Count(count) => sheet.write_number_with_format(line, at, count, format)?,
        Cell::Points(points) => sheet.write_number_with_format(line, at, points.number(), format)?,
    };
    Ok(())
}

/// How a sum comes about, in the language of spreadsheets.
fn formula(column: &Column<'_>, line: u32, columns: &[Column<'_>]) -> Option<String> {
    let cell = |at: usize| u16::try_from(at).ok().map(|at| row_col_to_cell(line, at));
    let place = |wanted: Column<'_>| cell(columns.iter().position(|column| *column == wanted)?);
    let places = |wanted: fn(&Column<'_>) -> bool| -> Vec<String> {
        let found = columns.iter().enumerate().filter(|(_, column)| wanted(column));
        found.filter_map(|(at, _)| cell(at)).collect()
    };
    let sum = |cells: Vec<String>| match cells.is_empty() {
        true => "0".to_owned(),
        false => format!("SUM({})", cells.join(",")),
    };
    let text = match column {
        Column::AutoSum => sum(places(|column| matches!(column, Column::Auto(..)))),
        Column::ManualSum => sum(places(|column| matches!(column, Column::Manual(..)))),
        Column::Total => {
            let (total, auto, manual) = (
                place(Column::Override)?,
                place(Column::AutoSum)?,
                place(Column::ManualSum)?,
            );
            format!("IF(ISNUMBER({total}),{total},{auto}+{manual})")
        }
        Column::Open => {
            let open = columns.iter().enumerate().filter_map(|(at, column)| match column {
                Column::Manual(_, criterion) => {
                    Some(format!("IF(ISNUMBER({}),0,{})", cell(at)?, criterion.manual().number()))
                }
                _ => None,
            });
            let open: Vec<String> = open.collect();
            let left = if open.is_empty() {
                "0".to_owned()
            } else {
                open.join("+")
            };
            format!("IF(ISNUMBER({}),0,{left})", place(Column::Override)?)
        }
        _ => return None,
    };
    Some(format!("={text}"))
}

/// The sheet that says what is asked for how many points.
fn explained(sheet: &mut Worksheet, rubric: &RubricInfo) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let wrapped = looks.plain.clone().set_text_wrap();
    sheet.set_name("Rubric")?;
    let heads = [
        "criterion",
        "title",
        "quality",
        "points",
        "by the program",
        "by you",
        "what you judge",
    ];
    for (at, (head, width)) in (0..).zip(heads.into_iter().zip([18.0, 40.0, 14.0, 9.0, 9.0, 9.0, 70.0])) {
        sheet.write_string_with_format(0, at, head, &looks.head)?;
        sheet.set_column_width(at, width)?;
    }
    for (line, criterion) in (1..).zip(&rubric.criteria) {
        for (at, text) in (0..).zip([&criterion.id, &criterion.title, &criterion.dimension]) {
            sheet.write_string_with_format(line, at, neutralize_line(text), &wrapped)?;
        }
        let points: [Points; 3] = [criterion.points, criterion.auto, criterion.manual()];
        for (at, points) in (3..).zip(points) {
            sheet.write_number_with_format(line, at, points.number(), &looks.points)?;
        }
        sheet.write_string_with_format(line, 6, neutralize_line(&criterion.asks), &wrapped)?;
    }
    let below = u32::try_from(rubric.criteria.len())
        .unwrap_or(u32::MAX)
        .saturating_add(2);
    sheet.write_string(below, 0, neutralize_line(&rubric.title))?;
    sheet.write_string(below.saturating_add(1), 0, neutralize_line(&rubric.limits))?;
    sheet.write_string(
        below.saturating_add(2),
        0,
        "Yellow cells are yours. preceptor is a teaching aid: the points it gives are suggestions.",
    )?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
