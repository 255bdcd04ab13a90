//! Each finding with the lines it speaks of.
//!
//! ariadne draws the lines and labels; the header, the place, the help and the fix around them are ours. It is given no
//! more than the [`excerpt`] of each finding, which is harmless and no wider than the terminal, and numbers its lines
//! from 1; the numbers are then replaced by those of the note. So a finding costs what is shown of it, however long the
//! note is, and line and column are those of [`crate::text::LineIndex`], never ariadne's, which ends lines at form feeds.

use std::borrow::Cow;
use std::io::Write as _;

use ariadne::{CharSet, Color, Config, IndexType, Report, ReportKind, Source};

use crate::lint::Diagnostic;
use crate::note::Note;
use crate::rules::{Applicability, Fix, Severity};

use super::closing::counted;
use super::excerpt::{self, Place, Row, Shape};
use super::neutral::{columns, neutralize_line, shortened, snapped, wrap};
use super::style::Paint;
use super::{NoteReport, RenderOptions};

/// No terminal is taken to be narrower.
const NARROWEST: usize = 40;

/// How many related places a finding shows; more of them teach nothing more.
const RELATED: usize = 6;

/// The characters around an excerpt.
struct Frame {
    open: &'static str,
    bar: &'static str,
    line: &'static str,
    close: &'static str,
}

const UNICODE: Frame = Frame {
    open: "╭─",
    bar: "│",
    line: "─",
    close: "╯",
};
const ASCII: Frame = Frame {
    open: ",-",
    bar: "|",
    line: "-",
    close: "'",
};

/// All findings of one note.
pub(super) fn note(report: &NoteReport<'_>, options: &RenderOptions, out: &mut Vec<u8>) {
    let path = neutralize_line(report.path);
    for found in &report.checked.diagnostics {
        finding(&path, &report.checked.note, found, options, out);
    }
}

/// One of them.
pub(super) fn one(report: &NoteReport<'_>, found: &Diagnostic, options: &RenderOptions, out: &mut Vec<u8>) {
    finding(&neutralize_line(report.path), &report.checked.note, found, options, out);
}

fn finding(path: &str, note: &Note, found: &Diagnostic, options: &RenderOptions, out: &mut Vec<u8>) {
    let paint = Paint::new(options.color);
    let frame = if options.ascii { &ASCII } else { &UNICODE };
    let width = options.width.max(NARROWEST);

    header(found, paint, width, out);

    // The line numbers' width is needed to know how wide the excerpt may be.
    let last = found
        .related
        .iter()
        .map(|related| related.span.end)
        .fold(found.span.end, u32::max);
    let digits = note.lines().line_of(last.max(found.span.start)).to_string().len();
    let shape = Shape {
        width: width - digits - 4,
        ascii: options.ascii,
    };
    let (places, notes) = places(note, found, shape.width);
    let rows = excerpt::rows(note, &places, shape);
    let digits = digits.max(drawn_digits(&rows));

    let at = note.position(snapped(&note.text, found.span).start);
    let margin = " ".repeat(digits + 2);
    let bar = format!("{margin}{}", paint.margin(frame.bar));
    let _ = writeln!(
        out,
        "{margin}{} {path}:{}:{} {}",
        paint.margin(&format!("{}[", frame.open)),
        at.line,
        at.column,
        paint.margin("]"),
    );
    draw(&rows, found.severity, digits, options, out);

    let mut tail: Vec<(String, Cow<'_, str>, &str)> = Vec::new();
    for (number, message) in &notes {
        tail.push((format!("({number})"), Cow::Borrowed(message.as_str()), ""));
    }
    if let Some(more @ 1..) = found.related.len().checked_sub(RELATED) {
        tail.push((
            "...".to_owned(),
            Cow::Owned(format!("and {}.", counted(more, "more place", "more places"))),
            "",
        ));
    }
    if let Some(help) = &found.help {
        tail.push(("Help:".to_owned(), neutralize_line(help), ""));
    }
    if let Some(fix) = &found.fix {
        let (title, remark) = match fix.applicability {
            Applicability::Safe => ("Fix:", "(--fix does it)"),
            Applicability::Unsafe => ("Fix:", "(read it first; --unsafe-fixes does it)"),
            Applicability::Suggestion => ("Try:", ""),
        };
        tail.push((title.to_owned(), describe(note, fix), remark));
    }
    if !tail.is_empty() {
        let _ = writeln!(out, "{bar}");
    }
    let hang = tail.iter().map(|(title, ..)| columns(title) + 1).max().unwrap_or(0);
    for (title, text, remark) in tail {
        let text = if remark.is_empty() {
            text
        } else {
            Cow::Owned(format!("{text} {remark}"))
        };
        for (at, line) in wrap(&text, shape.width.saturating_sub(hang), 0).iter().enumerate() {
            let title = if at == 0 { title.as_str() } else { "" };
            let pad = hang - columns(title);
            let _ = writeln!(out, "{bar} {}{:pad$}{line}", paint.strong(title), "");
        }
    }
    let _ = writeln!(
        out,
        "{}\n",
        paint.margin(&format!("{}{}", frame.line.repeat(digits + 2), frame.close))
    );
}

/// `error: what is wrong [CODE]`, the message first.
fn header(found: &Diagnostic, paint: Paint, width: usize, out: &mut Vec<u8>) {
    let severity = found.severity.name();
    let code = format!("[{}]", neutralize_line(&found.code));
    let text = format!("{} {code}", neutralize_line(&found.message));
    let lines = wrap(&text, width.saturating_sub(2), severity.len());
    for (at, line) in lines.iter().enumerate() {
        let (message, code) = match line.strip_suffix(code.as_str()) {
            Some(message) if at + 1 == lines.len() => (message, code.as_str()),
            _ => (line.as_str(), ""),
        };
        let lead = if at == 0 {
            format!("{} ", paint.severity(found.severity, &format!("{severity}:")))
        } else {
            "  ".to_owned()
        };
        let _ = writeln!(out, "{lead}{}{}", paint.strong(message), paint.dim(code));
    }
}

/// What to label, and the captions that are too long to stand in the excerpt, by number.
fn places(note: &Note, found: &Diagnostic, width: usize) -> (Vec<Place>, Vec<(usize, String)>) {
    let mut notes = Vec::new();
    let mut caption = neutralize_line(&found.rule).into_owned();
    let span = snapped(&note.text, found.span);
    let (first, last) = (
        note.position(span.start).line,
        note.position(span.end.saturating_sub(1).max(span.start)).line,
    );
    if last > first {
        caption.push_str(&format!(" (to line {last})"));
    }
    if columns(&caption) > width / 2 {
        caption = "here".to_owned();
    }
    let mut places = vec![Place {
        span,
        caption,
        primary: true,
    }];
    for related in found.related.iter().take(RELATED) {
        let mut caption = neutralize_line(&related.message).into_owned();
        if columns(&caption) > width / 2 {
            let number = notes.len() + 1;
            notes.push((number, std::mem::replace(&mut caption, format!("({number})"))));
        }
        places.push(Place {
            span: related.span,
            caption,
            primary: false,
        });
    }
    (places, notes)
}

/// How many digits ariadne numbers `rows` with.
fn drawn_digits(rows: &[Row]) -> usize {
    source_lines(rows).len().to_string().len()
}

/// The lines given to ariadne: the rows, and an empty one where the note's lines do not follow each other, which ariadne
/// shows as a gap.
fn source_lines(rows: &[Row]) -> Vec<Option<&Row>> {
    let mut lines = Vec::with_capacity(rows.len() * 2);
    for (at, row) in rows.iter().enumerate() {
        if at > 0 && row.line != rows[at - 1].line + 1 {
            lines.push(None);
        }
        lines.push(Some(row));
    }
    lines
}

fn color(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Info => Color::Cyan,
    }
}

/// Let ariadne draw the rows, and put the note's line numbers in.
fn draw(rows: &[Row], severity: Severity, digits: usize, options: &RenderOptions, out: &mut Vec<u8>) {
    let config = Config::new()
        .with_color(options.color)
        .with_index_type(IndexType::Char)
        .with_char_set(if options.ascii {
            CharSet::Ascii
        } else {
            CharSet::Unicode
        });
    let lines = source_lines(rows);
    let mut text = String::new();
    let mut chars = 0;
    let mut report = Report::build(ReportKind::Error, 0..0).with_config(config);
    for row in lines.iter() {
        if let Some(row) = row {
            for label in &row.labels {
                report.add_label(
                    ariadne::Label::new(chars + label.start..chars + label.end)
                        .with_message(&label.caption)
                        .with_color(if label.primary { color(severity) } else { Color::Blue }),
                );
            }
            text.push_str(&row.text);
            chars += row.text.chars().count();
        }
        // A label at the end of a line stands under the space.
        text.push_str(" \n");
        chars += 2;
    }
    let mut drawn = Vec::new();
    let _ = report.finish().write(Source::from(text), &mut drawn);
    let drawn = String::from_utf8_lossy(&drawn);
    // Without ariadne's header and place, and without the line that closes the frame: these are ours.
    let body: Vec<&str> = drawn.lines().skip(2).collect();
    let indent = digits - drawn_digits(rows);
    for line in body.iter().take(body.len().saturating_sub(1)) {
        let line = renumbered(line, indent, |number| {
            Some(lines.get(number.checked_sub(1)?)?.as_ref()?.line)
        });
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// A line that ariadne drew, `indent` columns further right, with the number in its margin, if it has one, replaced.
fn renumbered(drawn: &str, indent: usize, number_of: impl Fn(usize) -> Option<u32>) -> String {
    let margin = drawn.trim_start_matches(' ');
    // The margin's colour, if there is any: ESC [ … m.
    let (color, rest) = match margin.strip_prefix('\u{1b}').and_then(|colored| colored.find('m')) {
        Some(end) => margin.split_at(end + 2),
        None => ("", margin),
    };
    let number = rest.trim_start_matches(' ');
    let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let written = &number[..number.len() - after.len()];
    match written.parse().ok().and_then(number_of) {
        Some(line) => {
            // The number ends in the column where it ended, but for the indent.
            let end = indent + (drawn.len() - margin.len()) + (rest.len() - after.len());
            format!("{color}{line:>end$}{after}")
        }
        None => format!("{:indent$}{drawn}", ""),
    }
}

/// What a fix does, in its own words, or else by its edits.
fn describe<'a>(note: &Note, fix: &'a Fix) -> Cow<'a, str> {
    if !fix.message.trim().is_empty() {
        return neutralize_line(&fix.message);
    }
    let Some(edit) = fix.edits.first() else {
        return Cow::Borrowed("see above");
    };
    let short = |text| shortened(neutralize_line(text), 40);
    let old = short(snapped(&note.text, edit.span).of(&note.text));
    let new = short(&edit.replacement);
    Cow::Owned(match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("insert `{new}`"),
        (_, true) => format!("delete `{old}`"),
        _ => format!("replace `{old}` by `{new}`"),
    })
}
