//! The page of a class, and the sheet that a student gets back.
//!
//! `report.html` is written in pieces so that memory stays flat: a worker renders the page of one student
//! ([`student`]) while it has the note at hand, and keeps only bytes; the class is drawn when all figures are there.
//! On disk the pieces stand in this order: [`begin`], [`class`], each [`student`] in the order of [`Class::rows`],
//! [`end`]. The class needs nothing of the students' bytes: it links to [`Row::anchor`](super::Row::anchor).
//!
//! [`feedback_html`] and [`feedback_markdown`] are for the student: nothing in them tells of anybody else.
//!
//! Whatever comes from a note, a file's name or a rubric is escaped and neutralised here.

mod class;
mod hash;
mod markdown;
mod marked;
mod parts;
mod shared;
mod tables;

use std::sync::OnceLock;

use minijinja::{Environment, Value, context};

use super::pictures;
use super::{Class, Mark, RubricInfo};
use crate::note::Note;

pub use markdown::feedback_markdown;

const STYLE: &str = include_str!("style.css");
const SHEET_STYLE: &str = include_str!("sheet.css");
const CLASS_STYLE: &str = include_str!("class.css");
const SCRIPT: &str = include_str!("script.js");

/// The templates; names in `.html` escape whatever is put into them.
fn templates() -> &'static Environment<'static> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut templates = Environment::new();
        for (name, source) in [
            ("begin.html", include_str!("begin.html")),
            ("class.html", include_str!("class.html")),
            ("student.html", include_str!("student.html")),
            ("parts.html", include_str!("parts.html")),
            ("sheet.html", include_str!("sheet.html")),
            ("tally.html", include_str!("tally.html")),
        ] {
            templates
                .add_template(name, source)
                .expect("the page's templates are tested");
        }
        templates
    })
}

fn write(name: &str, values: Value, out: &mut Vec<u8>) {
    let template = templates().get_template(name).expect("the page's templates are tested");
    // Writing to a buffer in memory cannot fail, and no template asks for what is not there.
    let written = template.render_captured_to(values, out);
    debug_assert!(written.is_ok(), "{:?}", written.err());
}

/// Text that is escaped already.
fn safe(html: String) -> Value {
    Value::from_safe_string(html)
}

/// What the browser is told of the page's script: its hash, so that no other script runs.
fn script_hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash::of_source(SCRIPT))
}

/// The head of the page, and what opens its body.
pub fn begin(rubric: &RubricInfo, out: &mut Vec<u8>) {
    let values = context! {
        version => env!("CARGO_PKG_VERSION"),
        title => safe(pictures::escape(&rubric.title)),
        hash => safe(script_hash().to_owned()),
        style => [STYLE, CLASS_STYLE, pictures::STYLE].concat(),
    };
    write("begin.html", values, out);
}

/// The page of one student, for the teacher.
pub fn student(mark: &Mark, rubric: &RubricInfo, note: &Note, out: &mut Vec<u8>) {
    let anchor = pictures::id(&mark.row.anchor);
    let values = context! {
        parts => parts::parts(mark, rubric, note, &anchor),
        about => parts::about(mark),
        teacher => true,
    };
    write("student.html", values, out);
}

/// The class as a whole: overview, pictures, and the table from which every student's page is one click away.
pub fn class(class: &Class, out: &mut Vec<u8>) {
    write("class.html", class::values(class), out);
}

/// What closes the page.
pub fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"</main>\n<script>");
    out.extend_from_slice(SCRIPT.as_bytes());
    out.extend_from_slice(b"</script>\n</body>\n</html>\n");
}

/// The sheet that a student gets back, as a page of its own.
pub fn feedback_html(mark: &Mark, rubric: &RubricInfo, note: &Note) -> Vec<u8> {
    let mut out = Vec::new();
    let values = context! {
        version => env!("CARGO_PKG_VERSION"),
        style => [STYLE, SHEET_STYLE].concat(),
        parts => parts::parts(mark, rubric, note, "note"),
        teacher => false,
    };
    write("sheet.html", values, &mut out);
    out
}
