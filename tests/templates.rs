//! The shipped templates: every file in `templates/` is tested by being there.
//!
//! For each: its check finds nothing, in every combination of its fields; rendered with its defaults it is of its kind and
//! has no finding but left-over blanks; a note filled from it by hand (`tests/templates/filled/`) has no finding at all.

mod snippets;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use preceptor::grammar::{Element, Grammar};
use preceptor::lint::{self, Checked, Settings};
use preceptor::note::Note;
use preceptor::template::{Answer, Answers, FieldType, Inputs, Library, Template, check, prepare};

/// The templates that must be there.
const WANTED: &[&str] = &[
    "apso",
    "brief-op",
    "consult",
    "discharge-summary",
    "ed-reassessment",
    "feedback-log",
    "handoff",
    "hp",
    "hp-cardiology",
    "hp-dermatology",
    "hp-emergency",
    "hp-family-medicine",
    "hp-geriatrics",
    "hp-gynecology",
    "hp-internal-medicine",
    "hp-neurology",
    "hp-obstetrics",
    "hp-oncology",
    "hp-pediatrics",
    "hp-psychiatry",
    "hp-sports-medicine",
    "hp-surgery",
    "learning",
    "newborn",
    "oral-presentation",
    "postop-check",
    "preop",
    "procedure",
    "procedure-log",
    "progress-icu",
    "progress-inpatient",
    "progress-labor",
    "progress-neurology",
    "progress-pediatrics",
    "progress-postop",
    "progress-postpartum",
    "progress-psychiatry",
    "radiology-consult",
    "soap-antepartum",
    "soap-chronic-disease",
    "soap-clinic",
    "weekly-reflection",
    "well-child",
];

/// A specialty's template asks at least so many things of the specialty.
const ELEMENTS: usize = 8;
/// No two templates share more of their own lines, in percent.
const SHARED: usize = 60;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn library() -> Library {
    Library::templates([])
}

fn templates() -> Vec<Template> {
    let library = library();
    let listed = library.list().expect("what ships can be listed");
    let found = listed
        .iter()
        .map(|listed| library.find(&listed.name).unwrap_or_else(|error| panic!("{error}")));
    found.collect()
}

fn settings() -> Settings {
    Settings::new(Grammar::builtin())
}

fn rendered(template: &Template) -> String {
    let prepared = prepare(&library(), template, &Inputs::default()).unwrap_or_else(|error| panic!("{error}"));
    prepared.document.text(false)
}

/// The findings of a note, one a line, outside the families named.
fn findings(checked: &Checked, but: &[&str]) -> Vec<String> {
    let of = checked
        .diagnostics
        .iter()
        .filter(|found| !but.iter().any(|family| found.code.starts_with(family)));
    of.map(|found| {
        let at = checked.note.position(found.span.start);
        format!("{}:{}: {} [{}]", at.line, at.column, found.message, found.code)
    })
    .collect()
}

fn kind_of(note: &Note) -> Option<&str> {
    note.kind.map(|kind| &*note.grammar.kind(kind).id)
}

/// Fails with everything that was found, so that one run shows all.
fn none(what: &str, found: &BTreeMap<String, Vec<String>>) {
    let told: String = found
        .iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(name, lines)| format!("\n{name}\n    {}", lines.join("\n    ")))
        .collect();
    assert!(told.is_empty(), "{what}{told}");
}

#[test]
fn every_template_of_the_catalogue_is_there() {
    let names: BTreeSet<String> = templates().into_iter().map(|template| template.name).collect();
    let missing: Vec<_> = WANTED.iter().filter(|name| !names.contains(**name)).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
}

#[test]
fn templates_check_themselves() {
    let (library, settings) = (library(), settings());
    let mut found = BTreeMap::new();
    for template in templates() {
        let checked = check(&library, &template, &settings).unwrap_or_else(|error| panic!("{error}"));
        assert!(checked.renderings > 0, "{}", template.name);
        let faults = checked.faults.iter().map(ToString::to_string).collect();
        found.insert(template.name, faults);
    }
    none("faults of templates:", &found);
}

#[test]
fn defaults_are_of_their_kind_and_only_blank() {
    let settings = settings();
    let mut found = BTreeMap::new();
    for template in templates() {
        let text = rendered(&template);
        let checked = lint::check(text.as_str().into(), &settings);
        let mut lines = findings(&checked, &["TPL"]);
        let kind = template.manifest.kind.as_ref().map(|kind| kind.value.as_str());
        if kind.is_none() || kind_of(&checked.note) != kind {
            lines.push(format!("it is of kind {:?}, not {kind:?}", kind_of(&checked.note)));
        }
        if !checked.diagnostics.iter().any(|found| found.code.starts_with("TPL")) {
            lines.push("nothing is left to fill in".to_owned());
        }
        found.insert(template.name, lines);
    }
    none("rendered with defaults:", &found);
}

/// A note that says no more than which template it was made from has the kind and the specialties of that template.
#[test]
fn notes_that_name_their_template_are_of_its_kind() {
    let grammar = Grammar::builtin();
    for template in templates() {
        let text = format!("---\ntemplate: {}\n---\n\nSeen today.\n", template.name);
        let note = lint::check(text.into(), &settings()).note;
        let kind = template.manifest.kind.as_ref().map(|kind| kind.value.as_str());
        assert_eq!(kind_of(&note), kind, "{}", template.name);
        let wanted = template.manifest.specialty.iter().map(|id| id.value.as_str());
        let found: Vec<&str> = note.specialties.iter().map(|id| &*grammar.specialty(*id).id).collect();
        assert!(
            wanted.clone().all(|id| found.contains(&id)),
            "{}: {found:?}",
            template.name
        );
    }
}

/// Every required section of the kind is there, whichever way the fields are answered and the lists chosen from.
#[test]
fn required_sections_are_there_with_every_choice() {
    let settings = settings();
    let mut found = BTreeMap::new();
    for template in templates() {
        let prepared = prepare(&library(), &template, &Inputs::default()).unwrap_or_else(|error| panic!("{error}"));
        let mut lines = Vec::new();
        for at in 0..4 {
            let mut answers = Answers::new();
            for question in prepared.document.questions(&[], &answers) {
                let answer = match question.choices.get(at.min(question.choices.len().saturating_sub(1))) {
                    Some(choice) => Answer::Chosen(vec![choice.clone()]),
                    None => Answer::Take(at % 2 == 0),
                };
                if !(question.choices.is_empty() && answer == Answer::Take(false)) {
                    answers.insert(question.id, answer);
                }
            }
            let text = prepared.document.filled(&answers).text(false);
            let checked = lint::check(text.as_str().into(), &settings);
            let missing = findings(&checked, &[])
                .into_iter()
                .filter(|line| line.ends_with("[ORG001]"));
            lines.extend(missing);
        }
        lines.dedup();
        found.insert(template.name, lines);
    }
    none("with choices taken:", &found);
}

fn filled() -> Vec<(String, PathBuf)> {
    let folder = root().join("tests/templates/filled");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the filled notes are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    files.sort();
    let named = files.into_iter().map(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy();
        (name.split('.').next().unwrap_or_default().to_owned(), path)
    });
    named.collect()
}

#[test]
fn filled_notes_have_no_finding() {
    let settings = settings();
    let mut found = BTreeMap::new();
    let mut samples = BTreeSet::new();
    for (name, path) in filled() {
        let text = fs::read_to_string(&path).expect("a filled note can be read");
        let checked = lint::check(text.as_str().into(), &settings);
        let mut lines = findings(&checked, &[]);
        let template = library()
            .find(&name)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let kind = template.manifest.kind.as_ref().map(|kind| kind.value.as_str());
        if kind_of(&checked.note) != kind {
            lines.push(format!("it is of kind {:?}, not {kind:?}", kind_of(&checked.note)));
        }
        if checked.suppressed > 0 {
            lines.push("it suppresses findings".to_owned());
        }
        lines.extend(headings_lost(&template, &checked.note));
        samples.insert(name);
        found.insert(file_name(&path), lines);
    }
    for template in templates() {
        if !samples.contains(&template.name) {
            found.insert(template.name, vec!["no note was filled from it".to_owned()]);
        }
    }
    none("filled by hand:", &found);
}

/// What of the template's top headings a note filled from it does not have, or has in another order. Headings that an answer
/// switches off are left to the writer.
fn headings_lost(template: &Template, note: &Note) -> Vec<String> {
    let written = headings(&note.text);
    let mut at = 0;
    let mut lost = Vec::new();
    for heading in steady_headings(template, note) {
        match written[at.min(written.len())..]
            .iter()
            .position(|other| *other == heading)
        {
            Some(next) => at += next + 1,
            None => lost.push(format!(
                "its template's heading `{heading}` is missing, or out of order"
            )),
        }
    }
    lost
}

/// The top headings of a note; one with a blank in it (`# Entry: ***`) is the writer's.
fn headings(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("# "));
    lines
        .filter(|line| !line.contains("***"))
        .map(|line| line.trim().to_lowercase())
        .collect()
}

/// The headings of a template for the patient of `note` that are there whichever way its fields are answered.
fn steady_headings(template: &Template, note: &Note) -> Vec<String> {
    let told = |name: &str| note.front_matter.iter().find(|entry| note.slice(entry.key) == name);
    let fields = &template.manifest.fields;
    let known = [("age", "patient-age"), ("sex", "patient-sex")]
        .into_iter()
        .filter_map(|(field, key)| {
            let value = note.slice(told(key)?.value).to_owned();
            fields
                .iter()
                .any(|other| other.name == field)
                .then(|| (field.to_owned(), value))
        });
    let known: Vec<(String, String)> = known.collect();
    let with = |set: &[(String, String)]| {
        let inputs = Inputs {
            set: set.to_vec(),
            ..Inputs::default()
        };
        let prepared = prepare(&library(), template, &inputs).unwrap_or_else(|error| panic!("{error}"));
        headings(&prepared.document.text(false))
    };
    let mut steady = with(&known);
    for field in fields
        .iter()
        .filter(|field| !known.iter().any(|(name, _)| *name == field.name))
    {
        let values: Vec<String> = match field.kind {
            FieldType::Boolean => vec!["yes".to_owned(), "no".to_owned()],
            FieldType::Choice => field.choices.clone(),
            _ => continue,
        };
        for value in values {
            let mut set = known.clone();
            set.push((field.name.clone(), value));
            let there = with(&set);
            steady.retain(|heading| there.contains(heading));
        }
    }
    steady
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .expect("a file has a name")
        .to_string_lossy()
        .into_owned()
}

/// An element is asked for by one of its cues; one that another rule looks at, by the section that it belongs in.
#[test]
fn specialty_templates_ask_for_their_specialty() {
    let grammar = Grammar::builtin();
    let mut found = BTreeMap::new();
    for template in templates() {
        let text = rendered(&template).to_lowercase();
        for id in &template.manifest.specialty {
            let specialty = grammar
                .specialty_named(&id.value)
                .expect("the check knows the specialties");
            let elements = &grammar.specialty(specialty).elements;
            let asks = |element: &&Element| {
                let section = grammar.section(element.section);
                let names = std::iter::once(&section.title).chain(section.aliases.iter());
                element.cues.iter().any(|cue| holds(&text, cue))
                    || !element.rule.is_empty()
                        && names.into_iter().any(|name| {
                            let mut parts = name.split(" and ");
                            holds(&text, name) || name.contains(" and ") && parts.all(|part| holds(&text, part))
                        })
            };
            let asked: Vec<&str> = elements.iter().filter(asks).map(|element| &*element.id).collect();
            if asked.len() < ELEMENTS.min(elements.len()) {
                let line = format!("asks {} things of {}: {}", asked.len(), id.value, asked.join(", "));
                found.insert(template.name.clone(), vec![line]);
            }
        }
    }
    none("specialty templates:", &found);
}

/// Whether the words of a cue stand in `text`; a trailing `*` leaves the end of the word open, `#` stands for a blank.
fn holds(text: &str, cue: &str) -> bool {
    let (words, open) = match cue.strip_suffix('*') {
        Some(words) => (words, true),
        None => (cue, false),
    };
    let words = words.replace('#', "***").to_lowercase();
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words.as_str())
        .any(|(at, _)| free(text[..at].chars().next_back()) && (open || free(text[at + words.len()..].chars().next())))
}

#[test]
fn templates_are_no_copies_of_each_other() {
    let lines = |template: &Template| -> Vec<String> {
        let lines = template.body().lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    let all: Vec<(String, Vec<String>)> = templates()
        .iter()
        .map(|template| (template.name.clone(), lines(template)))
        .collect();
    let mut found = BTreeMap::new();
    for (name, own) in &all {
        for (other, theirs) in &all {
            let theirs: BTreeSet<&String> = theirs.iter().collect();
            let shared = own.iter().filter(|line| theirs.contains(line)).count();
            if name != other && shared * 100 > own.len() * SHARED {
                let line = format!("{shared} of its {} lines stand in {other} too", own.len());
                found.insert(name.clone(), vec![line]);
            }
        }
    }
    none("templates that share too much:", &found);
}

#[test]
fn defaults_are_as_reviewed() {
    for template in templates() {
        insta::with_settings!({ snapshot_path => "templates/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(template.name.clone(), rendered(&template));
        });
    }
}

/// A snippet's text, with the stops taken at what they offer first, is the note as it renders but for the blanks that a
/// snippet writes as `***`.
#[test]
fn snippets_are_whole() {
    for template in templates() {
        let prepared = prepare(&library(), &template, &Inputs::default()).unwrap_or_else(|error| panic!("{error}"));
        let snippet = prepared.document.snippet(&prepared.order());
        let (text, stops) =
            snippets::read(&snippet).unwrap_or_else(|| panic!("{}: not a snippet:\n{snippet}", template.name));
        assert!(stops.contains(&0), "{}: no end", template.name);
        let most = stops.iter().max().copied().unwrap_or(0);
        assert_eq!(stops, (0..=most).collect(), "{}: a number is left out", template.name);
        let words = |text: &str| {
            text.split_whitespace()
                .filter(|word| word.chars().all(char::is_alphabetic))
                .count()
        };
        assert!(words(&text) > 5, "{}: {text}", template.name);
    }
}
