//! From a template and what is known to a document: values are judged by the manifest's fields, then both phases run.

use super::body;
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::document::{self, Document, Piece, key};
use super::error::{Fault, Origin, TemplateError};
use super::field::Field;
use super::library::{Library, Template};
use super::manifest::Manifest;
use super::render::Scene;
use super::value::{Value, Values};
use crate::config::did_you_mean;
use crate::lint::Date;

/// What is known before the note is written. The later a source stands here, the stronger it is.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// A course's standardized patient: serves many templates, so names that this one does not know are no fault.
    pub case: Option<(Origin, Values)>,
    /// Files of values for this very note.
    pub files: Vec<(Origin, Values)>,
    /// `--set name=words`.
    pub set: Vec<(String, String)>,
    /// Values that were answered, already judged.
    pub answered: Values,
    /// Today; without it `today` is a blank.
    pub today: Option<Date>,
    /// Fields with a default stay open, for a writer who is asked and may say otherwise.
    pub ask_defaults: bool,
}

/// A document, and what is left to ask.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The note with its blanks.
    pub document: Document,
    /// The manifest, with what it extends.
    pub manifest: Manifest,
    /// The values in it.
    pub values: Values,
    /// Fields without a value whose `when` holds, in the order of the manifest.
    pub open: Vec<Field>,
    /// The names that the body asked for.
    pub(super) asked: BTreeSet<String>,
}

impl Prepared {
    /// The manifest's `order`, as names.
    pub fn order(&self) -> Vec<String> {
        self.manifest.order.iter().map(|name| name.value.clone()).collect()
    }
}

/// The template with what it extends: its whole manifest, and its whole body.
///
/// # Errors
///
/// What it extends is not there, has faults, or leads back to it.
pub fn resolved(library: &Library, template: &Template) -> Result<(Manifest, String), TemplateError> {
    body::whole(library, template).map(|(manifest, body)| (manifest, body.text))
}

/// Render `template` with `inputs`.
///
/// # Errors
///
/// Names that nobody asks for, values that are no answers, faults of the template: all of a kind at once.
pub fn prepare(library: &Library, template: &Template, inputs: &Inputs) -> Result<Prepared, TemplateError> {
    let (manifest, body) = body::whole(library, template)?;
    let mut values = Values::new();
    let mut faults = Vec::new();
    for field in &manifest.fields {
        if let Some(default) = &field.default
            && !inputs.ask_defaults
        {
            values.insert(field.name.clone(), default.clone());
        }
    }
    if let Some((origin, case)) = &inputs.case {
        for (name, value) in case {
            match field_of(&manifest.fields, name).map(|field| (field, field.accept(value))) {
                Some((field, Ok(value))) => drop(values.insert(field.name.clone(), value)),
                Some((_, Err(fault))) => faults.push(placed(fault, origin, name)),
                None => drop(values.insert(name.clone(), value.clone())),
            }
        }
    }
    // Names without a field may be labels of blanks; which there are is known after the first rendering.
    let mut loose: Vec<(String, Option<Origin>)> = Vec::new();
    for (origin, file) in &inputs.files {
        for (name, value) in file {
            match field_of(&manifest.fields, name).map(|field| (field, field.accept(value))) {
                Some((field, Ok(value))) => drop(values.insert(field.name.clone(), value)),
                Some((_, Err(fault))) => faults.push(placed(fault, origin, name)),
                None => {
                    loose.push((name.clone(), Some(origin.clone())));
                    values.insert(name.clone(), value.clone());
                }
            }
        }
    }
    for (name, written) in &inputs.set {
        match field_of(&manifest.fields, name).map(|field| (field, field.parse(written))) {
            Some((field, Ok(value))) => drop(values.insert(field.name.clone(), value)),
            Some((_, Err(fault))) => faults.push(Fault {
                message: format!("--set {name}: {}", fault.message),
                ..fault
            }),
            None => {
                loose.push((name.clone(), None));
                values.insert(name.clone(), Value::Text(written.clone()));
            }
        }
    }
    if !faults.is_empty() {
        return Err(TemplateError { faults });
    }
    values.extend(inputs.answered.clone());
    let scene = Scene {
        library,
        fields: &manifest.fields,
        values: &values,
        today: inputs.today.map(|date| date.to_string()),
        has_case: inputs.case.is_some(),
        asked: Arc::default(),
    };
    let marked = scene.render(&template.name, &body)?;
    let open = open_fields(&manifest, &scene, &body)?;
    if !loose.is_empty() {
        // Without the values, every label is still there.
        let bare = document::read(&marked, &manifest.fields, &Values::new());
        unknown_names(&loose, &manifest, &bare, &body.text)?;
    }
    let mut document = document::read(&marked, &manifest.fields, &values);
    let opening = front_matter(template, &manifest, &values);
    let asked = std::mem::take(&mut *scene.asked.lock().unwrap_or_else(PoisonError::into_inner));
    document.pieces.insert(0, Piece::Text(opening));
    Ok(Prepared {
        document,
        manifest,
        values,
        open,
        asked,
    })
}

fn field_of<'f>(fields: &'f [Field], name: &str) -> Option<&'f Field> {
    fields.iter().find(|field| key(&field.name) == key(name))
}

/// A fault of a value at the place of its name in the file, as near as it can be found.
fn placed(fault: Fault, origin: &Origin, name: &str) -> Fault {
    let mut at = 0;
    for line in origin.text.split_inclusive('\n') {
        let start = line.len() - line.trim_start_matches([' ', '\t', '"', '{', ',']).len();
        let rest = &line[start..];
        if let Some(after) = rest.strip_prefix(name)
            && after.trim_start_matches(['"', ' ']).starts_with(['=', ':'])
        {
            let end = line.trim_end().trim_end_matches(',').len();
            return Fault {
                at: Some((origin.clone(), at + start..at + end.max(start))),
                ..fault
            };
        }
        at += line.len();
    }
    Fault {
        message: format!("{}: {}", origin.shown, fault.message),
        ..fault
    }
}

/// Fields to ask for: without a value, and their `when` holds.
fn open_fields(manifest: &Manifest, scene: &Scene<'_>, body: &body::Body) -> Result<Vec<Field>, TemplateError> {
    let mut open = Vec::new();
    for field in &manifest.fields {
        if scene.values.contains_key(&field.name) {
            continue;
        }
        let holds = match &field.when {
            None => true,
            Some(when) => scene.holds(&when.value).map_err(|message| {
                let message = format!("`when` of the field `{}` cannot be read: {message}", field.name);
                match body.place(0..0) {
                    Some((origin, _)) => Fault::at(&origin, when.span.clone(), message, None),
                    None => Fault::new(message, None),
                }
            })?,
        };
        if holds {
            open.push(field.clone());
        }
    }
    Ok(open)
}

/// Names that are neither a field, a label nor a variable of the body.
fn unknown_names(
    loose: &[(String, Option<Origin>)],
    manifest: &Manifest,
    document: &Document,
    body: &str,
) -> Result<(), TemplateError> {
    let mut labels = Vec::new();
    collect_labels(&document.pieces, &mut labels);
    let variables = super::render::undeclared(body).unwrap_or_default();
    let known = |name: &str| {
        labels.iter().any(|label| key(label) == key(name)) || variables.iter().any(|variable| variable == name)
    };
    let mut faults = Vec::new();
    for (name, origin) in loose.iter().filter(|(name, _)| !known(name)) {
        let names = manifest.fields.iter().map(|field| field.name.as_str());
        let help = did_you_mean(name, names.clone().chain(labels.iter().map(String::as_str))).unwrap_or_else(|| {
            let fields: Vec<&str> = names.collect();
            if fields.is_empty() {
                "this template has no fields".to_owned()
            } else {
                format!("its fields are {}", fields.join(", "))
            }
        });
        let fault = Fault::new(format!("the template has no field `{name}`"), Some(help));
        faults.push(match origin {
            Some(origin) => placed(fault, origin, name),
            None => fault,
        });
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(TemplateError { faults })
    }
}

fn collect_labels(pieces: &[Piece], labels: &mut Vec<String>) {
    for piece in pieces {
        if let Piece::Blank(blank) = piece {
            labels.extend(blank.label.clone());
            collect_labels(&blank.passage, labels);
        }
    }
}

/// What the linter should know of the note, in the keys of the markup. A phrase has none.
fn front_matter(template: &Template, manifest: &Manifest, values: &Values) -> String {
    let Some(kind) = &manifest.kind else {
        return String::new();
    };
    let mut text = format!("---\nkind: {}\n", kind.value);
    let specialties: Vec<&str> = manifest.specialty.iter().map(|id| id.value.as_str()).collect();
    match specialties[..] {
        [] => {}
        [one] => text.push_str(&format!("specialty: {one}\n")),
        _ => text.push_str(&format!("specialty: [{}]\n", specialties.join(", "))),
    }
    if let Some(setting) = &manifest.setting {
        text.push_str(&format!("setting: {}\n", setting.value));
    }
    text.push_str(&format!("template: {}\n", template.name));
    for (field, entry) in [
        ("age", "patient-age"),
        ("sex", "patient-sex"),
        ("pronouns", "patient-pronouns"),
        ("weight", "patient-weight"),
    ] {
        if let Some(value) = values.get(field) {
            let value = super::render::clean(&document::one_line(&value.to_string()));
            let unit = manifest
                .fields
                .iter()
                .find(|other| other.name == field)
                .and_then(|field| field.unit.as_deref())
                .filter(|_| field == "weight");
            let unit = unit.map(|unit| format!(" {unit}")).unwrap_or_default();
            text.push_str(&format!("{entry}: {value}{unit}\n"));
        }
    }
    text.push_str("---\n\n");
    text
}
