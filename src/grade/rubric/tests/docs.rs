//! What `docs/rubrics.md` tells of measures and rubrics is what there is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::grade::rubric::{Library, MEASURES};
use crate::grammar::Grammar;

/// What stands between the marks of `name`.
fn between<'t>(text: &'t str, name: &str) -> &'t str {
    &text[place(text, name)]
}

/// The page with something else between the marks of `name`.
fn put(text: &str, name: &str, new: &str) -> String {
    let place = place(text, name);
    [&text[..place.start], new, &text[place.end..]].concat()
}

fn place(text: &str, name: &str) -> std::ops::Range<usize> {
    let start = text
        .find(&format!("<!-- {name}: generated"))
        .expect("the mark is there");
    let start = start + text[start..].find("-->\n").expect("the mark ends") + 4;
    let end = text
        .find(&format!("<!-- end of {name} -->"))
        .expect("the end is marked");
    start..end
}

/// To write them anew, run this test with `PRECEPTOR_UPDATE=1`.
#[test]
fn the_page_lists_every_measure_and_the_limits_of_every_rubric() {
    let mut measures = String::from("\n| Measure | Part of | Counts |\n|---|---|---|\n");
    for measure in MEASURES {
        let of = match measure.part_of {
            "" => String::new(),
            whole => format!("`{whole}`"),
        };
        let _ = writeln!(measures, "| `{}` | {of} | {} |", measure.id, measure.summary);
    }
    measures.push('\n');
    let mut limits = String::new();
    for name in Library::shipped() {
        let rubric = Library::default()
            .read(name, &Grammar::builtin(), &[])
            .expect("it ships");
        let info = &rubric.info;
        let (title, auto) = (&info.title, info.auto());
        let _ = writeln!(limits, "\n### `{name}`: {title}\n\n{} points by the program.", auto);
        let _ = writeln!(limits, "{}\n\nSource: {}", info.limits.trim(), info.source.trim());
    }
    limits.push('\n');
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rubrics.md");
    let page = fs::read_to_string(&path).expect("the page can be read");
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        let page = put(&page, "measures", &measures);
        fs::write(&path, put(&page, "limits", &limits)).expect("the page can be written");
        return;
    }
    assert_eq!(between(&page, "measures"), measures, "run with PRECEPTOR_UPDATE=1");
    assert_eq!(between(&page, "limits"), limits, "run with PRECEPTOR_UPDATE=1");
}

#[test]
fn the_example_of_the_page_is_sound() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rubrics.md");
    let page = fs::read_to_string(&path).expect("the page can be read");
    let start = page.find("```toml\n").expect("it has an example") + 8;
    let example = &page[start..start + page[start..].find("```").expect("it ends")];
    let origin = crate::config::Origin {
        shown: "docs/rubrics.md".into(),
        text: example.into(),
    };
    let rubric = crate::grade::rubric::read("own", &origin, &Grammar::builtin(), &[]);
    let rubric = rubric.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(rubric.info.points().number(), 10.0);
    // Ten points, and no more to say of it.
    assert_eq!(rubric.remarks(&Grammar::builtin()).len(), 1);
}
