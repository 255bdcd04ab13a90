//! The values that a note is made of: typed at the command line, read from a file of values or a case, or answered.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::error::{Fault, Origin, TemplateError};

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words. Dates too, as `2026-11-22`.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// Several.
    List(Vec<Value>),
    /// Named values, as a case file has them (`vitals.hr`).
    Table(Values),
}

/// Values by name.
pub type Values = BTreeMap<String, Value>;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Boolean(true) => f.write_str("yes"),
            Value::Boolean(false) => f.write_str("no"),
            Value::List(values) => {
                for (at, value) in values.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    value.fmt(f)?;
                }
                Ok(())
            }
            Value::Table(values) => {
                for (at, (name, value)) in values.iter().enumerate() {
                    if at > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{name} {value}")?;
                }
                Ok(())
            }
        }
    }
}

impl Value {
    /// What it is, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Integer(_) => "a whole number",
            Value::Number(_) => "a number",
            Value::Boolean(_) => "yes or no",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// The file at `path`, and the values in it, see [`read_values`].
///
/// # Errors
///
/// The file cannot be read, or holds no values.
pub fn read_value_file(path: &Path) -> Result<(Origin, Values), TemplateError> {
    let origin = super::library::open(path)?;
    let values = read_values(&origin)?;
    Ok((origin, values))
}

/// The values of a file: JSON if its name ends so, else TOML.
///
/// # Errors
///
/// The fault of the file, with its place.
pub fn read_values(origin: &Origin) -> Result<Values, TemplateError> {
    if origin.shown.to_ascii_lowercase().ends_with(".json") {
        return from_json(origin);
    }
    let text = &*origin.text;
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        Fault::at(origin, span, error.message().replace('\n', ", "), None)
    })?;
    Ok(table
        .into_iter()
        .map(|(name, value)| (name, from_toml(value)))
        .collect())
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Integer(number) => Value::Integer(number),
        toml::Value::Float(number) => Value::Number(number),
        toml::Value::Boolean(flag) => Value::Boolean(flag),
        toml::Value::Datetime(date) => Value::Text(date.to_string()),
        toml::Value::Array(values) => Value::List(values.into_iter().map(from_toml).collect()),
        toml::Value::Table(values) => Value::Table(
            values
                .into_iter()
                .map(|(name, value)| (name, from_toml(value)))
                .collect(),
        ),
    }
}

fn from_json(origin: &Origin) -> Result<Values, TemplateError> {
    let value: serde_json::Value = serde_json::from_str(&origin.text).map_err(|error| {
        let line_start: usize = origin
            .text
            .split_inclusive('\n')
            .take(error.line().saturating_sub(1))
            .map(str::len)
            .sum();
        let at = line_start + error.column().saturating_sub(1);
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
        Fault::at(origin, at..at + 1, message, None)
    })?;
    match json(value) {
        Some(Value::Table(values)) => Ok(values),
        _ => Err(Fault::at(
            origin,
            0..1,
            "the file holds no names",
            Some("write an object: {\"age\": 64}".to_owned()),
        )
        .into()),
    }
}

/// `null` is a value that is not known: it is left out.
fn json(value: serde_json::Value) -> Option<Value> {
    Some(match value {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(flag) => Value::Boolean(flag),
        serde_json::Value::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Number(number.as_f64()?),
        },
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(values) => Value::List(values.into_iter().filter_map(json).collect()),
        serde_json::Value::Object(values) => Value::Table(
            values
                .into_iter()
                .filter_map(|(name, value)| Some((name, json(value)?)))
                .collect(),
        ),
    })
}
