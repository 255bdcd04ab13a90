//! `docs/template-gallery.md` shows every shipped template as it is; the examples in `docs/templates.md` do what the page
//! says.
//!
//! `PRECEPTOR_UPDATE=1 cargo test --test template_docs` writes the gallery anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use preceptor::grammar::Grammar;
use preceptor::lint::Settings;
use preceptor::template::{Inputs, Library, Origin, Place, Template, check, prepare};

fn docs(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name)
}

fn templates() -> Vec<Template> {
    let library = Library::templates([]);
    let listed = library.list().expect("what ships can be listed");
    let found = listed
        .iter()
        .map(|listed| library.find(&listed.name).expect("what ships can be read"));
    found.collect()
}

/// The page: a table of all, then each with its questions and the note that it starts.
fn gallery() -> String {
    let (library, grammar) = (Library::templates([]), Grammar::builtin());
    let templates = templates();
    let mut page = String::from(
        "# Gallery of templates\n\n<!-- Written by `PRECEPTOR_UPDATE=1 cargo test --test template_docs`; change the templates instead. -->\n\n\
         Every template that ships, with what it asks first and the note that it starts: `preceptor new NAME`. How they are \
         used and written: [templates.md](templates.md).\n\n| name | for | kind | specialty |\n| --- | --- | --- | --- |\n",
    );
    for template in &templates {
        let manifest = &template.manifest;
        let specialty: Vec<&str> = manifest.specialty.iter().map(|id| id.value.as_str()).collect();
        let kind = manifest.kind.as_ref().map_or("", |kind| kind.value.as_str());
        let (name, title) = (&template.name, &manifest.title);
        writeln!(
            page,
            "| [{name}](#{name}) | {title} | {kind} | {} |",
            specialty.join(", ")
        )
        .expect("writing to a string");
    }
    for template in &templates {
        let manifest = &template.manifest;
        write!(
            page,
            "\n## {}\n\n{}. {}\n",
            template.name, manifest.title, manifest.description
        )
        .expect("writing to a string");
        if !manifest.fields.is_empty() {
            page.push_str("\n| question | name | answer |\n| --- | --- | --- |\n");
        }
        for field in &manifest.fields {
            let mut answer = match field.choices.is_empty() {
                true => field.kind.name().to_owned(),
                false => field.choices.join(", "),
            };
            match (field.min, field.max) {
                (Some(min), Some(max)) => write!(answer, ", {min} to {max}"),
                (Some(min), None) => write!(answer, ", {min} or more"),
                (None, Some(max)) => write!(answer, ", {max} or less"),
                (None, None) => Ok(()),
            }
            .expect("writing to a string");
            if let Some(default) = &field.default {
                write!(answer, "; otherwise {default}").expect("writing to a string");
            }
            writeln!(
                page,
                "| {} | `{}` | {} |",
                field.question(),
                field.name,
                answer.replace('|', "\\|")
            )
            .expect("writing to a string");
        }
        let prepared = prepare(&library, template, &Inputs::default()).expect("what ships can be rendered");
        let kind = manifest.kind.as_ref().and_then(|kind| grammar.kind_named(&kind.value));
        let kind = kind.map_or("", |kind| &*grammar.kind(kind).title);
        let text = prepared.document.text(false);
        write!(
            page,
            "\n<details><summary>{kind}</summary>\n\n````markdown\n{text}````\n\n</details>\n"
        )
        .expect("writing to a string");
    }
    page
}

#[test]
fn the_gallery_shows_the_templates() {
    let path = docs("template-gallery.md");
    let wanted = gallery();
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::write(&path, &wanted).expect("the page can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == wanted,
        "docs/template-gallery.md is out of date; run `PRECEPTOR_UPDATE=1 cargo test --test template_docs`"
    );
}

/// The fenced blocks of a page in the language `word`.
fn blocks(page: &str, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.strip_prefix("```").is_some_and(|rest| rest.trim() == word) {
            let body: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != "```").collect();
            found.push(body.join("\n") + "\n");
        }
    }
    found
}

/// The page teaches with a template: it is right, and renders to what the page shows.
#[test]
fn the_template_of_the_page_works() {
    let page = fs::read_to_string(docs("templates.md")).expect("docs/templates.md is there");
    let written = blocks(&page, "template");
    let shown = blocks(&page, "note");
    assert_eq!((written.len(), shown.len()), (1, 1), "one template and its note");
    let library = Library::templates([]);
    let origin = Origin::new("ankle.md", written[0].as_str());
    let template = Template::read("ankle", Place::Shipped, origin).expect("its manifest is right");
    let checked = check(&library, &template, &Settings::new(Grammar::builtin())).expect("it can be checked");
    let faults: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let inputs = Inputs {
        set: vec![
            ("age".to_owned(), "23".to_owned()),
            ("sex".to_owned(), "female".to_owned()),
        ],
        ..Inputs::default()
    };
    let prepared = prepare(&library, &template, &inputs).expect("it renders");
    assert_eq!(prepared.document.text(false), shown[0]);
}
