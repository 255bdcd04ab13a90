//! A field of a manifest: what is asked before the note is written, and which answers it takes.

use std::ops::Range;

use super::error::Fault;
use super::manifest::At;
use super::value::Value;
use crate::config::did_you_mean;

/// What kind of answer a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldType {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A day, `2026-11-22`.
    Date,
    /// One of `choices`.
    Choice,
    /// Some of `choices`.
    Multi,
    /// Yes or no.
    Boolean,
}

impl FieldType {
    /// All, in the order of the documentation.
    pub const ALL: [FieldType; 7] = [
        FieldType::Text,
        FieldType::Integer,
        FieldType::Number,
        FieldType::Date,
        FieldType::Choice,
        FieldType::Multi,
        FieldType::Boolean,
    ];

    /// Its word in a manifest.
    pub const fn name(self) -> &'static str {
        match self {
            FieldType::Text => "text",
            FieldType::Integer => "integer",
            FieldType::Number => "number",
            FieldType::Date => "date",
            FieldType::Choice => "choice",
            FieldType::Multi => "multi",
            FieldType::Boolean => "boolean",
        }
    }

    /// The type of that word.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its variable in the body.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: FieldType,
    /// The question.
    pub prompt: Option<String>,
    /// A sentence under the question.
    pub help: Option<String>,
    /// What holds if nothing is said.
    pub default: Option<Value>,
    /// The answers of a choice or multi field.
    pub choices: Vec<String>,
    /// An expression over the other fields: it is asked only if that holds.
    pub when: Option<At<String>>,
    /// The least number.
    pub min: Option<f64>,
    /// The largest number.
    pub max: Option<f64>,
    /// The regular expression that a text must match.
    pub pattern: Option<String>,
    /// The unit of a number, shown with the question.
    pub unit: Option<String>,
    /// Where its name stands in the file, in bytes.
    pub span: Range<usize>,
}

impl Field {
    /// The question to ask.
    pub fn question(&self) -> String {
        let question = self.prompt.clone().unwrap_or_else(|| self.name.replace('_', " "));
        match &self.unit {
            Some(unit) => format!("{question} ({unit})"),
            None => question,
        }
    }

    /// The value that typed words stand for.
    ///
    /// # Errors
    ///
    /// Why these words are no answer, and what would be one.
    pub fn parse(&self, written: &str) -> Result<Value, Fault> {
        let written = written.trim();
        match self.kind {
            FieldType::Multi => {
                let parts = written.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
                self.accept(&Value::List(parts.map(|part| Value::Text(part.to_owned())).collect()))
            }
            _ => self.accept(&Value::Text(written.to_owned())),
        }
    }

    /// `value` as this field's type, if it is an answer. Words that spell a number, a date, yes or no are taken.
    ///
    /// # Errors
    ///
    /// Why it is no answer, and what would be one.
    pub fn accept(&self, value: &Value) -> Result<Value, Fault> {
        match self.kind {
            FieldType::Text => self.accept_text(value),
            FieldType::Integer => match value {
                Value::Integer(number) => self.within(*number as f64).map(|()| Value::Integer(*number)),
                Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                    self.within(*number).map(|()| Value::Integer(*number as i64))
                }
                Value::Text(text) => match text.trim().parse::<i64>() {
                    Ok(number) => self.within(number as f64).map(|()| Value::Integer(number)),
                    Err(_) => Err(self.no(value, "a whole number")),
                },
                _ => Err(self.no(value, "a whole number")),
            },
            FieldType::Number => {
                let number = match value {
                    Value::Integer(number) => Some(*number as f64),
                    Value::Number(number) => Some(*number),
                    Value::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
                    _ => None,
                };
                let number = number.ok_or_else(|| self.no(value, "a number, with a point: 3.5"))?;
                self.within(number)?;
                Ok(Value::Number(number))
            }
            FieldType::Date => match value {
                Value::Text(text) if crate::lint::Date::parse(text.trim()).is_ok() => {
                    Ok(Value::Text(text.trim().to_owned()))
                }
                _ => Err(self.no(value, "a day of the calendar, as 2026-11-22")),
            },
            FieldType::Choice => self.choice(value).map(Value::Text),
            FieldType::Multi => match value {
                Value::List(values) => {
                    let chosen = values
                        .iter()
                        .map(|value| self.choice(value))
                        .collect::<Result<Vec<_>, _>>()?;
                    // In the order of the manifest, each once.
                    let ordered = self.choices.iter().filter(|choice| chosen.contains(choice));
                    Ok(Value::List(ordered.map(|choice| Value::Text(choice.clone())).collect()))
                }
                _ => self.choice(value).map(|choice| Value::List(vec![Value::Text(choice)])),
            },
            FieldType::Boolean => match value {
                Value::Boolean(flag) => Ok(Value::Boolean(*flag)),
                Value::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
                    "yes" | "y" | "true" | "on" | "1" => Ok(Value::Boolean(true)),
                    "no" | "n" | "false" | "off" | "0" => Ok(Value::Boolean(false)),
                    _ => Err(self.no(value, "yes or no")),
                },
                _ => Err(self.no(value, "yes or no")),
            },
        }
    }

    fn accept_text(&self, value: &Value) -> Result<Value, Fault> {
        if matches!(value, Value::Table(_) | Value::List(_)) {
            return Err(self.no(value, "text"));
        }
        let text = value.to_string();
        if let Some(pattern) = &self.pattern
            && regex::Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(&text))
        {
            return Err(self.no(value, &format!("text that matches {pattern}")));
        }
        Ok(Value::Text(text))
    }

    fn choice(&self, value: &Value) -> Result<String, Fault> {
        let written = value.to_string();
        let written = written.trim();
        let found = self.choices.iter().find(|choice| choice.eq_ignore_ascii_case(written));
        found.cloned().ok_or_else(|| {
            let wanted = format!("one of {}", self.choices.join(", "));
            let mut fault = self.no(value, &wanted);
            if let Some(near) = did_you_mean(written, self.choices.iter().map(String::as_str)) {
                fault.help = Some(format!("{near} It takes {wanted}"));
            }
            fault
        })
    }

    fn within(&self, number: f64) -> Result<(), Fault> {
        let out = self.min.is_some_and(|min| number < min) || self.max.is_some_and(|max| number > max);
        if !out && number.is_finite() {
            return Ok(());
        }
        let wanted = match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("{max} or less"),
            (None, None) => "a number".to_owned(),
        };
        let message = format!("`{}` is {number}, out of its range", self.name);
        Err(Fault::new(message, Some(format!("it takes {wanted}"))))
    }

    fn no(&self, value: &Value, wanted: &str) -> Fault {
        let message = match value {
            Value::Table(_) => format!("`{}` cannot be {}", self.name, value.kind()),
            _ => format!("`{}` cannot be `{value}`", self.name),
        };
        Fault::new(message, Some(format!("it takes {wanted}")))
    }
}
