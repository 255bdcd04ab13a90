//! Every heading of the first rank, under every one of its names, in every heading style, is recognised.

use std::collections::BTreeMap;
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints};

/// A heading with a body, in each style that students and EMRs use.
fn styles(name: &str) -> Vec<(&'static str, String)> {
    let caps = name.to_uppercase();
    let body = "The patient was well and had no further complaints to report today.";
    vec![
        ("atx", format!("## {name}\n{body}\n")),
        ("atx closed", format!("# {name} #\n\n{body}\n")),
        ("atx colon", format!("### {name}:\n{body}\n")),
        (
            "setext",
            format!("{name}\n{}\n{body}\n", "-".repeat(name.chars().count().max(3))),
        ),
        ("bold", format!("**{name}**\n{body}\n")),
        ("bold colon", format!("**{name}:**\n\n{body}\n")),
        ("bold label", format!("**{name}:** {body}\n")),
        ("caps", format!("{caps}\n\n{body}\n")),
        ("caps colon", format!("{caps}:\n{body}\n")),
        ("caps label", format!("{caps}:  {body}\n")),
        ("label", format!("{name}: {body}\n")),
        ("label alone", format!("{name}:\n{body}\n")),
        ("spaced label", format!("{name} : {body}\n")),
    ]
}

#[test]
fn every_name_in_every_style() {
    let grammar = Grammar::builtin();
    let mut missed: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut tried = 0;
    for (at, section) in grammar.sections().iter().enumerate() {
        let id = preceptor::grammar::SectionId(at as u16);
        let clinical = section.context.is_none() && section.kind_context.is_none();
        if !grammar.is_major(id) || !clinical {
            continue;
        }
        for (nth, name) in std::iter::once(&section.title)
            .chain(section.aliases.iter())
            .enumerate()
        {
            // Lone letters are headings in company only; that is tested elsewhere.
            if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
                continue;
            }
            // The title in all styles; the other names in turn, three styles each.
            let styles = styles(name);
            let (skip, take) = if nth == 0 {
                (0, styles.len())
            } else {
                (nth * 3 % styles.len(), 3)
            };
            for (style, heading) in styles.iter().cycle().skip(skip).take(take) {
                let text = format!("Service: medicine, seen on the ward\n\n{heading}\nFollow-up plan: as below\n");
                let note = note::read(Arc::from(&*text), Arc::clone(&grammar), &Hints::default());
                tried += 1;
                let found = note.sections.iter().any(|found| {
                    let ids = || found.id.iter().chain(&found.also);
                    note.slice(found.heading).eq_ignore_ascii_case(name)
                        && ids()
                            .any(|&found| found == id || grammar.satisfies(id, found) || grammar.satisfies(found, id))
                });
                if !found {
                    missed
                        .entry(format!("{} / {name}", section.id))
                        .or_default()
                        .push(*style);
                }
            }
        }
    }
    let misses: usize = missed.values().map(Vec::len).sum();
    println!("{tried} tried, {misses} missed");
    for (name, styles) in &missed {
        println!("  {name}: {styles:?}");
    }
    // Names that mean something else in this place (`PS`, `ID`) may be missed; they are few.
    assert!(misses * 100 <= tried, "{misses} of {tried} missed");
}
