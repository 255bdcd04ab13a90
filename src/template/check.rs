//! Whether a template is a good one: its manifest, its fields, and what it renders to in every combination of its yes-or-no
//! and choice fields.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::document::{Blank, BlankKind, Piece, key};
use super::error::{Fault, Origin, TemplateError};
use super::field::{Field, FieldType};
use super::library::{Library, Template};
use super::manifest::At;
use super::prepare::{Inputs, Prepared, prepare};
use super::value::{Value, Values};
use super::{Document, body};
use crate::config::did_you_mean;
use crate::lint::{self, Settings};
use crate::rules::Family;
use crate::syntax::{PlaceholderKind, placeholders};

/// As many combinations are rendered; of more, each choice is rendered by itself.
const COMBINATIONS: usize = 64;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// What is wrong, in the order of the places.
    pub faults: Vec<Fault>,
    /// How many renderings were looked at.
    pub renderings: usize,
}

/// Check `template`. `settings` are those that its notes will be checked with.
///
/// # Errors
///
/// What it extends cannot be read.
pub fn check(library: &Library, template: &Template, settings: &Settings) -> Result<Checked, TemplateError> {
    let (manifest, body) = body::whole(library, template)?;
    let mut checker = Checker {
        template,
        settings,
        texts: texts(library, template, &body),
        wording: Arc::new(wording(settings)),
        looked_at: BTreeSet::new(),
        seen: BTreeSet::new(),
        checked: Checked::default(),
    };
    // What is inherited is judged where it stands.
    let own = &template.manifest;
    checker.ids(&own.kind, &own.specialty);
    let mut asked = BTreeSet::new();
    let mut labels = BTreeSet::new();
    let mut headings = BTreeSet::new();
    for values in combinations(&manifest.fields) {
        let inputs = Inputs {
            answered: values,
            ..Inputs::default()
        };
        let prepared = match prepare(library, template, &inputs) {
            Ok(prepared) => prepared,
            Err(error) => {
                for fault in error.faults {
                    checker.say(fault);
                }
                continue;
            }
        };
        asked.extend(prepared.asked.iter().cloned());
        walk(&prepared.document.pieces, &mut |blank| {
            labels.extend(blank.label.as_deref().map(key));
            headings.extend(
                [&blank.section, &blank.under]
                    .into_iter()
                    .flatten()
                    .map(|title| key(title)),
            );
        });
        checker.rendering(&prepared);
    }
    checker.fields(&manifest.fields, &asked, &labels);
    for name in &own.order {
        let opens = |heading: &String| super::snippet::opens(&Some(heading.clone()), &name.value);
        if !labels.contains(&key(&name.value)) && !headings.contains(&key(&name.value)) && !headings.iter().any(opens) {
            let known = labels.iter().chain(&headings).map(String::as_str);
            let help = did_you_mean(&name.value, known);
            let message = format!("`order`: nothing to fill in has the label or heading `{}`", name.value);
            checker.say(Fault::at(&template.origin, name.span.clone(), message, help));
        }
    }
    let mut checked = checker.checked;
    checked.faults.sort_by_key(|fault| {
        let at = fault.at.as_ref();
        at.map(|(origin, span)| (origin.shown != template.origin.shown, origin.shown.clone(), span.start))
    });
    Ok(checked)
}

struct Checker<'a> {
    template: &'a Template,
    settings: &'a Settings,
    /// The texts that a rendering is made of.
    texts: Vec<(Origin, usize)>,
    /// The settings with the rules alone that judge how things are worded.
    wording: Arc<Settings>,
    /// Renderings that were looked at.
    looked_at: BTreeSet<String>,
    seen: BTreeSet<(String, Option<usize>)>,
    checked: Checked,
}

impl Checker<'_> {
    /// A fault is said once, however many renderings show it.
    fn say(&mut self, fault: Fault) {
        let at = fault.at.as_ref().map(|(_, span)| span.start);
        if self.seen.insert((fault.message.clone(), at)) {
            self.checked.faults.push(fault);
        }
    }

    fn ids(&mut self, kind: &Option<At<String>>, specialties: &[At<String>]) {
        let grammar = &self.settings.grammar;
        let mut faults = Vec::new();
        if let Some(kind) = kind.as_ref().filter(|kind| grammar.kind_named(&kind.value).is_none()) {
            let known = grammar.kinds().iter().map(|kind| &*kind.id);
            let help = did_you_mean(&kind.value, known).unwrap_or_else(|| "`preceptor kinds` lists them".to_owned());
            faults.push((kind, format!("unknown kind `{}`", kind.value), help));
        }
        for id in specialties {
            if grammar.specialty_named(&id.value).is_none() {
                let known = grammar.specialties().iter().map(|specialty| &*specialty.id);
                let help = did_you_mean(&id.value, known.clone())
                    .unwrap_or_else(|| format!("one of {}", known.collect::<Vec<_>>().join(", ")));
                faults.push((id, format!("unknown specialty `{}`", id.value), help));
            }
        }
        for (at, message, help) in faults {
            self.say(Fault::at(&self.template.origin, at.span.clone(), message, Some(help)));
        }
    }

    /// Fields that nothing uses, and fields that would identify the patient.
    fn fields(&mut self, fields: &[Field], asked: &BTreeSet<String>, labels: &BTreeSet<String>) {
        let template = self.template;
        for field in &template.manifest.fields {
            let in_front_matter = ["age", "sex", "pronouns", "weight"].contains(&&*field.name);
            let in_when = fields
                .iter()
                .filter_map(|other| other.when.as_ref())
                .any(|when| words(&when.value).any(|word| word == field.name));
            if !asked.contains(&field.name) && !labels.contains(&key(&field.name)) && !in_front_matter && !in_when {
                let message = format!("the field `{}` is asked for and never used", field.name);
                let help = format!("write {{{{ {} }}}} in the body, or take the field out", field.name);
                self.say(Fault::at(
                    &self.template.origin,
                    field.span.clone(),
                    message,
                    Some(help),
                ));
            }
            if let Some(what) = identifier(&field.name) {
                let message = format!("the field `{}` asks for {what}", field.name);
                let help = "a teaching note holds nothing that tells who the patient is".to_owned();
                self.say(Fault::at(
                    &self.template.origin,
                    field.span.clone(),
                    message,
                    Some(help),
                ));
            }
        }
        for label in labels {
            if let Some(what) = identifier(label) {
                let fault = self.at_text(label, format!("the blank `{label}` asks for {what}"));
                self.say(fault);
            }
        }
    }

    /// What is wrong with one rendering, as it stands and with every choice taken.
    fn rendering(&mut self, prepared: &Prepared) {
        self.checked.renderings += 1;
        self.blanks(&prepared.document);
        // A kind that is unknown has been said.
        let kind = prepared.manifest.kind.as_ref();
        if kind.is_none_or(|kind| self.settings.grammar.kind_named(&kind.value).is_none()) {
            return;
        }
        let text = prepared.document.text(false);
        if !self.looked_at.insert(text.clone()) {
            return;
        }
        self.lint(&text, self.settings, |family| family != Family::Template, "");
        if !prepared.values.is_empty() {
            return;
        }
        // With a choice taken the rest is still open, so only how things are worded can be judged.
        let most = prepared
            .document
            .blanks()
            .map(|blank| blank.choices.len())
            .max()
            .unwrap_or(0);
        for at in 0..most {
            let chosen = chosen(&prepared.document, at);
            let wording = Arc::clone(&self.wording);
            self.lint(&chosen.text(false), &wording, is_wording, " (with its choices taken)");
        }
    }

    fn lint(&mut self, text: &str, settings: &Settings, counts: impl Fn(Family) -> bool, when: &str) {
        let checked = lint::check(text.into(), settings);
        for found in &checked.diagnostics {
            let family = crate::rules::coded(&found.code).map(|rule| rule.family);
            if family.is_some_and(|family| !counts(family)) {
                continue;
            }
            let line = checked.note.position(found.span.start).line as usize;
            let shown = text.lines().nth(line - 1).unwrap_or_default();
            let words = found.span.of(text);
            let message = format!("its note has a finding{when}: {} [{}]", found.message, found.code);
            let mut fault = self.at_text(words, message.clone());
            if fault.at.is_none() || words.trim().len() < 4 {
                fault = self.at_text(shown.trim(), message);
            }
            fault.help = Some(match &fault.at {
                Some(_) => format!("`preceptor explain {}` tells why", found.code),
                None => format!("line {line} of the note: {}", shown.trim()),
            });
            // Numbers in a message differ from rendering to rendering.
            let at = fault.at.as_ref().map(|(_, span)| span.start);
            if self
                .seen
                .insert((found.code.to_string(), at.or(Some(usize::MAX - line))))
            {
                self.say(fault);
            }
        }
    }

    /// A fault at the first place where these words stand in the files of the template.
    fn at_text(&self, words: &str, message: String) -> Fault {
        let words = words.lines().next().unwrap_or_default();
        if !words.is_empty() {
            for (origin, from) in &self.texts {
                if let Some(at) = origin.text[*from..].find(words) {
                    let start = from + at;
                    return Fault::at(origin, start..start + words.len(), message, None);
                }
            }
        }
        Fault::new(message, None)
    }

    /// Marks that a writer would take for a blank and the program does not, and answers that are given too easily.
    fn blanks(&mut self, document: &Document) {
        let mut faults = Vec::new();
        for piece in &document.pieces {
            let Piece::Text(text) = piece else { continue };
            for found in placeholders(text) {
                let what = match found.kind {
                    PlaceholderKind::Blank => "write `***` for a blank",
                    PlaceholderKind::Box => "write a pick list, {yes|no}, for boxes",
                    PlaceholderKind::Filler => "write `***` for what is missing",
                    PlaceholderKind::Instruction => "write guidance in a comment, <!-- … -->, and `***` for the answer",
                    _ => continue,
                };
                let written = found.span.of(text);
                faults.push((
                    written.to_owned(),
                    format!("`{written}` is no blank of a template"),
                    what,
                ));
            }
        }
        walk(&document.pieces, &mut |blank| {
            let first = blank.choices.first().map(String::as_str).unwrap_or_default();
            if matches!(blank.kind, BlankKind::Default) && is_finding(blank) {
                faults.push((
                    blank.written.clone(),
                    format!("`{first}` would stand in the note without anybody having looked"),
                    "let the writer choose: {…|…} without `=`",
                ));
            } else if is_finding(blank) && matches!(blank.kind, BlankKind::One | BlankKind::Several) && is_normal(first)
            {
                faults.push((
                    blank.written.clone(),
                    format!("the first choice, `{first}`, is the normal one"),
                    "put what must not be missed first; the first choice is taken by accident",
                ));
            }
        });
        for (written, message, help) in faults {
            let mut fault = self.at_text(&written, message);
            fault.help = Some(help.to_owned());
            self.say(fault);
        }
    }
}

fn is_wording(family: Family) -> bool {
    matches!(family, Family::Safe | Family::Language | Family::Confidential)
}

fn wording(settings: &Settings) -> Settings {
    let mut wording = settings.clone();
    wording.rules.retain(|enabled| is_wording(enabled.rule.family));
    wording
}

/// The files a template is made of, each with where its body starts.
fn texts(library: &Library, template: &Template, body: &body::Body) -> Vec<(Origin, usize)> {
    let mut texts = vec![(template.origin.clone(), template.body)];
    for origin in body.origins() {
        if !texts.iter().any(|(other, _)| other.shown == origin.shown) {
            texts.push((origin.clone(), 0));
        }
    }
    let parts = library.parts().into_iter();
    texts.extend(parts.filter_map(|part| library.included(&format!("parts/{part}"))));
    texts
}

/// Every combination of the fields that choose, or each choice by itself if there are too many. The first is empty:
/// nothing answered.
fn combinations(fields: &[Field]) -> Vec<Values> {
    let options: Vec<(&Field, Vec<Value>)> = fields
        .iter()
        .filter_map(|field| {
            let values = match field.kind {
                FieldType::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
                FieldType::Choice => field.choices.iter().cloned().map(Value::Text).collect(),
                FieldType::Multi => vec![
                    Value::List(field.choices.iter().cloned().map(Value::Text).collect()),
                    Value::List(Vec::new()),
                ],
                _ => return None,
            };
            Some((field, values))
        })
        .collect();
    let mut all = vec![Values::new()];
    let count = options
        .iter()
        .try_fold(1usize, |count, (_, values)| count.checked_mul(values.len()))
        .filter(|count| *count <= COMBINATIONS);
    if count.is_some() {
        let mut joined = vec![Values::new()];
        for (field, values) in &options {
            joined = joined
                .iter()
                .flat_map(|before| {
                    values.iter().map(|value| {
                        let mut after = before.clone();
                        after.insert(field.name.clone(), value.clone());
                        after
                    })
                })
                .collect();
        }
        all.extend(joined.into_iter().filter(|values| !values.is_empty()));
    } else {
        for (field, values) in &options {
            all.extend(
                values
                    .iter()
                    .map(|value| Values::from([(field.name.clone(), value.clone())])),
            );
        }
    }
    all
}

/// The document with the choice number `at` taken of every pick list (the last, if there are fewer), and every optional
/// passage in it.
fn chosen(document: &Document, at: usize) -> Document {
    fn take(pieces: &[Piece], at: usize) -> Vec<Piece> {
        let mut done = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Blank(blank) if blank.kind == BlankKind::Optional => done.extend(take(&blank.passage, at)),
                Piece::Blank(blank) if !blank.choices.is_empty() => {
                    done.push(Piece::Value(blank.choices[at.min(blank.choices.len() - 1)].clone()));
                }
                _ => done.push(piece.clone()),
            }
        }
        done
    }
    Document {
        pieces: take(&document.pieces, at),
    }
}

/// Calls `each` with every blank, those of passages too.
fn walk(pieces: &[Piece], each: &mut impl FnMut(&Blank)) {
    for piece in pieces {
        if let Piece::Blank(blank) = piece {
            each(blank);
            walk(&blank.passage, each);
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// What a name asks for, if that would tell who the patient is.
fn identifier(name: &str) -> Option<&'static str> {
    Some(match key(name).as_str() {
        "name" | "patient" | "patient name" | "full name" | "surname" | "first name" | "last name" => {
            "the patient's name"
        }
        "mrn" | "medical record number" | "record number" | "hospital number" | "nhs number" | "ssn" => {
            "a number of the patient"
        }
        "dob" | "date of birth" | "birth date" | "birthday" => "the date of birth",
        "address" | "phone" | "telephone" | "email" => "where the patient can be reached",
        "room" | "bed" | "room number" => "the patient's room",
        _ => return None,
    })
}

/// Whether a blank is for something that is found by asking or looking: it stands under a heading of the exam or the
/// review of systems.
fn is_finding(blank: &Blank) -> bool {
    let section = blank.section.as_deref().unwrap_or_default().to_lowercase();
    ["exam", "review of systems", "ros", "mental status", "vital"]
        .iter()
        .any(|word| section.contains(word))
}

/// Whether a choice says that all is well.
fn is_normal(choice: &str) -> bool {
    let choice = choice.to_lowercase();
    let first = words(&choice).next().unwrap_or_default();
    [
        "normal",
        "no",
        "none",
        "denies",
        "negative",
        "unremarkable",
        "clear",
        "intact",
        "regular",
        "without",
    ]
    .contains(&first)
}
