//! The first phase: minijinja puts values in, decides conditions, runs loops and fetches the shared parts.
//!
//! What it writes is marked, so that the second phase ([`super::document`]) takes no value for a blank or for markup:
//! values stand between [`VALUE`] and [`VALUE_END`], an open value (a field without an answer) as [`OPEN`] name [`END`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value as Jinja};

use super::body::Body;
use super::error::{Fault, TemplateError};
use super::field::{Field, FieldType};
use super::filters;
use super::library::Library;
use super::value::{Value, Values};
use crate::config::did_you_mean;

/// Opens a value. The marks are private-use characters that no note holds; from values they are taken out.
pub(super) const VALUE: char = '\u{F0000}';
/// Opens the name of an open value.
pub(super) const OPEN: char = '\u{F0001}';
/// Closes the name.
pub(super) const END: char = '\u{F0002}';
/// Closes a value.
pub(super) const VALUE_END: char = '\u{F0003}';

/// Names that the engine gives a value of its own.
pub(super) const RESERVED: [&str; 2] = ["today", "loop"];

/// Instructions that a rendering may take: a template of a hundred lines takes a few thousand.
const FUEL: u64 = 200_000;
/// How deep includes may stand in each other.
const DEPTH: usize = 50;

/// A field without an answer: false, empty, equal to nothing; it is written as a blank.
#[derive(Debug)]
struct Open {
    name: String,
    /// Whether its answer is words: an age of `9 months`, and not a number of years.
    words: bool,
}

impl Object for Open {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn is_true(self: &Arc<Self>) -> bool {
        false
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}{}{END}", self.name)
    }
}

/// The values of a rendering; remembers which were asked for.
#[derive(Debug)]
struct Context {
    values: BTreeMap<String, Jinja>,
    asked: Arc<Mutex<BTreeSet<String>>>,
}

impl Object for Context {
    fn get_value(self: &Arc<Self>, key: &Jinja) -> Option<Jinja> {
        let name = key.as_str()?;
        let value = self.values.get(name)?;
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned());
        Some(value.clone())
    }
}

/// Whether a value is that of a field without an answer.
pub(super) fn is_open(value: &Jinja) -> bool {
    value.downcast_object_ref::<Open>().is_some()
}

/// Whether an open value will be answered in words.
pub(super) fn is_open_words(value: &Jinja) -> bool {
    value.downcast_object_ref::<Open>().is_some_and(|open| open.words)
}

/// What a rendering knows.
pub(super) struct Scene<'a> {
    pub library: &'a Library,
    pub fields: &'a [Field],
    /// The values of fields, and whatever else a case file names.
    pub values: &'a Values,
    /// As `2026-11-22`.
    pub today: Option<String>,
    /// Whether a case file was given, for messages.
    pub has_case: bool,
    /// The names that a rendering asked for.
    pub asked: Arc<Mutex<BTreeSet<String>>>,
}

impl Scene<'_> {
    /// The text of `body` with everything marked.
    pub fn render(&self, name: &str, body: &Body) -> Result<String, TemplateError> {
        let mut env = environment();
        env.set_fuel(Some(FUEL));
        env.set_recursion_limit(DEPTH);
        let library = self.library.clone();
        env.set_loader(move |name| {
            Ok(library
                .included(name)
                .map(|(origin, from)| origin.text[from..].to_owned()))
        });
        let source = unmarked(&body.text);
        let result = env
            .template_from_named_str(name, &source)
            .and_then(|template| template.render(self.context()));
        result.map_err(|error| self.fault(name, body, &error).into())
    }

    /// Whether the expression `when` of a field holds.
    pub fn holds(&self, expression: &str) -> Result<bool, String> {
        let env = environment();
        let result = env
            .compile_expression(expression)
            .and_then(|compiled| compiled.eval(self.context()));
        result
            .map(|value| value.is_true())
            .map_err(|error| error.detail().map_or_else(|| error.kind().to_string(), str::to_owned))
    }

    fn context(&self) -> Jinja {
        let mut context: BTreeMap<String, Jinja> = BTreeMap::new();
        for (name, value) in self.values {
            context.insert(name.clone(), jinja(value));
        }
        for field in self.fields {
            context.entry(field.name.clone()).or_insert_with(|| {
                Jinja::from_object(Open {
                    name: field.name.clone(),
                    words: field.kind == FieldType::Text,
                })
            });
        }
        let today = match &self.today {
            Some(today) => Jinja::from(today.clone()),
            None => Jinja::from_object(Open {
                name: "today".to_owned(),
                words: true,
            }),
        };
        context.insert("today".to_owned(), today);
        Jinja::from_object(Context {
            values: context,
            asked: Arc::clone(&self.asked),
        })
    }

    /// The fault at its place: the innermost that minijinja knows.
    fn fault(&self, name: &str, body: &Body, error: &Error) -> Fault {
        let mut deepest = error;
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            if let Some(inner) = inner.downcast_ref::<Error>() {
                deepest = inner;
            }
            source = inner.source();
        }
        let span = deepest.range().unwrap_or(0..0);
        let at = match deepest.name() {
            Some(file) if file != name => self
                .library
                .included(file)
                .map(|(origin, from)| (origin, span.start + from..span.end + from)),
            _ => body.place(span.clone()),
        };
        let written = at
            .as_ref()
            .and_then(|(origin, span)| origin.text.get(span.clone()))
            .unwrap_or_default()
            .to_owned();
        let (message, help) = self.words(deepest, &written);
        Fault { at, message, help }
    }

    fn words(&self, error: &Error, written: &str) -> (String, Option<String>) {
        let detail = error.detail().unwrap_or_default();
        match error.kind() {
            ErrorKind::UndefinedError => {
                let name = written.split(['|', ' ', '(']).next().unwrap_or(written).trim();
                let message = if self.has_case {
                    format!("value `{name}` is not in the case file")
                } else {
                    format!("value `{name}` is not known: it is no field of the template, and there is no case file")
                };
                let known = self.fields.iter().map(|field| field.name.as_str());
                let known = known.chain(self.values.keys().map(String::as_str)).chain(["today"]);
                let help = did_you_mean(name, known).unwrap_or_else(|| {
                    format!("declare it: [[fields]] with name = \"{name}\", or give it in a case file")
                });
                (message, Some(help))
            }
            ErrorKind::OutOfFuel => (
                "the template does not come to an end".to_owned(),
                Some(format!("a loop here runs too often; a rendering may take {FUEL} steps")),
            ),
            ErrorKind::TemplateNotFound | ErrorKind::BadInclude => {
                let asked = quoted(detail)
                    .or_else(|| quoted(written))
                    .unwrap_or_default()
                    .to_owned();
                let stem = asked.trim_start_matches("parts/").trim_end_matches(".md");
                let parts = self.library.parts();
                let help = did_you_mean(stem, parts.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("the parts are {}", parts.join(", ")));
                (format!("there is no part `{asked}`"), Some(help))
            }
            _ if detail.contains("recursion") => (
                "the template includes itself".to_owned(),
                Some(format!("includes may stand {DEPTH} deep at most")),
            ),
            ErrorKind::SyntaxError => (format!("this cannot be read: {detail}"), syntax_help(written, detail)),
            ErrorKind::UnknownFilter => {
                let help = did_you_mean(detail.split(' ').nth(1).unwrap_or_default(), filters::NAMES);
                let help = help.unwrap_or_else(|| format!("filters for notes: {}", filters::NAMES.join(", ")));
                (detail.to_owned(), Some(help))
            }
            kind if detail.is_empty() => (kind.to_string(), None),
            _ => (detail.to_owned(), None),
        }
    }
}

/// The first word in quotes or backticks.
fn quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\'', '`'])?;
    let mark = &text[start..start + 1];
    text[start + 1..].split(mark).next()
}

fn syntax_help(written: &str, detail: &str) -> Option<String> {
    (written.contains("{#") || detail.contains("comment")).then(|| {
        "`{#` opens a comment of the template language; write {{ \"{#\" }} for the two characters themselves".to_owned()
    })
}

fn environment<'a>() -> Environment<'a> {
    let mut env = Environment::new();
    env.set_debug(true);
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
    {
        env.set_syntax(syntax);
    }
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    env.set_formatter(|out, _, value| {
        let text = written(value)?;
        let text = text.replace(VALUE, "");
        write!(out, "{VALUE}{text}{VALUE_END}").map_err(Error::from)
    });
    filters::add(&mut env);
    env
}

/// A value as it stands in a note.
fn written(value: &Jinja) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Undefined => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::None => Ok(String::new()),
        ValueKind::Bool => Ok(if value.is_true() { "yes" } else { "no" }.to_owned()),
        _ if is_open(value) => Ok(value.to_string()),
        ValueKind::Seq | ValueKind::Iterable => {
            let parts: Result<Vec<String>, Error> = value.try_iter()?.map(|value| written(&value)).collect();
            Ok(parts?.join(", "))
        }
        ValueKind::Map => Err(Error::new(
            ErrorKind::InvalidOperation,
            "a table cannot be written; name one of its values: vitals.hr",
        )),
        _ => Ok(value.to_string()),
    }
}

/// A value for minijinja. The marks of this module are taken out of its words.
fn jinja(value: &Value) -> Jinja {
    match value {
        Value::Text(text) => Jinja::from(clean(text)),
        Value::Integer(number) => Jinja::from(*number),
        Value::Number(number) => Jinja::from(*number),
        Value::Boolean(flag) => Jinja::from(*flag),
        Value::List(values) => Jinja::from(values.iter().map(jinja).collect::<Vec<_>>()),
        Value::Table(values) => {
            let named: BTreeMap<String, Jinja> = values
                .iter()
                .map(|(name, value)| (name.clone(), jinja(value)))
                .collect();
            Jinja::from(named)
        }
    }
}

/// A template's text in which the marks of this module are another character of the same length, so that places stay.
fn unmarked(text: &str) -> String {
    text.replace(|c| matches!(c, '\u{F0000}'..='\u{F0005}'), "\u{F0010}")
}

/// Words without the marks of this module and without control characters; a line break stays.
pub(super) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !matches!(*c, '\u{F0000}'..='\u{F0005}') && (!c.is_control() || matches!(c, '\n' | '\t')))
        .collect()
}

/// The names that a body uses and does not set itself, in the order of the alphabet.
pub(super) fn undeclared(text: &str) -> Result<Vec<String>, Error> {
    let env = environment();
    let template = env.template_from_str(text)?;
    let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    names.sort();
    Ok(names)
}
