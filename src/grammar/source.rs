//! Reading grammar files: TOML with positions, every fault of a file reported, unknown keys too.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::distance::nearest;

/// A fault in a grammar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrammarError {
    /// Name of the file, as handed in.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key that it stands under: `required, item 2`; empty for a fault in the TOML itself.
    pub key: String,
    /// What is wrong.
    pub message: String,
    /// The way out, often the nearest known word.
    pub help: Option<String>,
}

impl fmt::Display for GrammarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for GrammarError {}

/// Where something stands in a file, in bytes.
pub type At = Range<usize>;

/// A string of a file with its place.
#[derive(Debug, Clone)]
pub struct Word<'d> {
    /// What it says.
    pub text: &'d str,
    /// Where.
    pub at: At,
    /// Under which key, for messages.
    pub key: String,
}

/// A table of a file with its place.
#[derive(Debug, Clone)]
pub struct Table<'d> {
    table: &'d DeTable<'d>,
    /// Where it starts.
    pub at: At,
}

/// One file being read. Readers return what is right and collect what is wrong.
pub struct Source<'a> {
    file: &'a str,
    text: &'a str,
    errors: Vec<GrammarError>,
}

impl<'a> Source<'a> {
    /// The file `file` with content `text`.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            errors: Vec::new(),
        }
    }

    /// The file's tables. Faults in the TOML are collected; what can be read is returned.
    pub fn parse(&mut self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            self.error(
                error.span().unwrap_or(0..0),
                "",
                error.message().replace('\n', ", "),
                None,
            );
        }
        table
    }

    /// Whether the file is not even TOML; then what stands in it is not looked at.
    pub fn is_broken(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Note a fault.
    pub fn error(&mut self, at: At, key: impl Into<String>, message: impl Into<String>, help: Option<String>) {
        let start = (0..=at.start.min(self.text.len()))
            .rev()
            .find(|at| self.text.is_char_boundary(*at))
            .unwrap_or(0);
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.errors.push(GrammarError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key: key.into(),
            message: message.into(),
            help,
        });
    }

    /// What was found wrong, in the order of the file.
    pub fn into_errors(mut self) -> Vec<GrammarError> {
        self.errors.sort_by_key(|error| (error.line, error.column));
        self.errors
    }

    /// Report keys of `table` that are not among `known`.
    pub fn check_keys(&mut self, table: &Table<'_>, known: &[&str]) {
        for key in table.table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known here: {}", known.join(", ")),
                };
                self.error(key.span(), name, format!("unknown key `{name}`"), Some(help));
            }
        }
    }

    /// The string under `key`.
    pub fn word<'d>(&mut self, table: &Table<'d>, key: &str) -> Option<Word<'d>> {
        let value = table.get(key)?;
        self.as_word(value, key.to_owned())
    }

    /// The strings under `key`.
    pub fn words<'d>(&mut self, table: &Table<'d>, key: &str) -> Option<Vec<Word<'d>>> {
        let value = table.get(key)?;
        self.as_words(value, key)
    }

    /// The lists of strings under `key`.
    pub fn lists<'d>(&mut self, table: &Table<'d>, key: &str) -> Option<Vec<Vec<Word<'d>>>> {
        let value = table.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, key, "a list of lists");
            return None;
        };
        Some(items.iter().filter_map(|item| self.as_words(item, key)).collect())
    }

    /// The switch under `key`.
    pub fn flag(&mut self, table: &Table<'_>, key: &str) -> Option<bool> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.wrong_type(value, key, "true or false");
                None
            }
        }
    }

    /// The number under `key`, whole or with a fraction.
    pub fn decimal(&mut self, table: &Table<'_>, key: &str) -> Option<f64> {
        let value = table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|number| number as f64),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong_type(value, key, "a number");
        }
        number
    }

    /// The names and words of the table `[key]`, in the order of the file.
    pub fn named_words<'d>(&mut self, table: &Table<'d>, key: &str) -> Vec<(Word<'d>, Word<'d>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Table(inner) = value.get_ref() else {
            self.wrong_type(value, key, &format!("a table under [{key}]"));
            return Vec::new();
        };
        let mut named = Vec::new();
        for (name, value) in inner.iter() {
            let text = name.get_ref().as_ref();
            if let Some(word) = self.as_word(value, text.to_owned()) {
                let (at, key) = (name.span(), key.to_owned());
                named.push((Word { text, at, key }, word));
            }
        }
        named.sort_by_key(|(name, _)| name.at.start);
        named
    }

    /// The two whole numbers under `key`.
    pub fn range(&mut self, table: &Table<'_>, key: &str) -> Option<(u32, u32)> {
        let value = table.get(key)?;
        if let DeValue::Array(items) = value.get_ref() {
            let numbers: Vec<u32> = items.iter().filter_map(|item| number(item.get_ref())).collect();
            if let ([low, high], 2) = (numbers.as_slice(), items.len())
                && low <= high
            {
                return Some((*low, *high));
            }
        }
        self.wrong_type(value, key, "two whole numbers, the smaller first");
        None
    }

    /// The tables under `[[key]]`.
    pub fn tables<'d>(&mut self, table: &Table<'d>, key: &str) -> Vec<Table<'d>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, key, &format!("tables, each under [[{key}]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(inner) => tables.push(Table {
                    table: inner,
                    at: item.span(),
                }),
                _ => self.wrong_type(item, key, "a table"),
            }
        }
        tables
    }

    /// The entries of the table `[key]`, in the order of the file.
    pub fn entries<'d>(&mut self, table: &Table<'d>, key: &str) -> Vec<(Word<'d>, Vec<Word<'d>>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let DeValue::Table(inner) = value.get_ref() else {
            self.wrong_type(value, key, &format!("a table under [{key}]"));
            return Vec::new();
        };
        let mut entries = Vec::new();
        for (name, value) in inner.iter() {
            let name = Word {
                text: name.get_ref().as_ref(),
                at: name.span(),
                key: key.to_owned(),
            };
            if let Some(words) = self.as_words(value, name.text) {
                entries.push((name, words));
            }
        }
        entries.sort_by_key(|(name, _)| name.at.start);
        entries
    }

    fn as_words<'d>(&mut self, value: &'d Spanned<DeValue<'d>>, key: &str) -> Option<Vec<Word<'d>>> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, key, "a list of strings");
            return None;
        };
        let word = |(index, item)| self.as_word(item, format!("{key}, item {}", index + 1));
        Some(items.iter().enumerate().filter_map(word).collect())
    }

    fn as_word<'d>(&mut self, value: &'d Spanned<DeValue<'d>>, key: String) -> Option<Word<'d>> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(Word {
                text,
                at: value.span(),
                key,
            }),
            DeValue::String(_) => {
                self.error(value.span(), key, "is empty", None);
                None
            }
            _ => {
                self.wrong_type(value, &key, "a string");
                None
            }
        }
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let message = format!("expected {wanted}, found {}", value.get_ref().type_str());
        self.error(value.span(), key, message, None);
    }
}

impl<'d> Table<'d> {
    /// The whole file.
    pub fn root(table: &'d Spanned<DeTable<'d>>) -> Self {
        Self {
            table: table.get_ref(),
            at: 0..0,
        }
    }

    /// Whether `key` stands in it.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn get(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.table.get(key)
    }
}

fn number(value: &DeValue<'_>) -> Option<u32> {
    match value {
        DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}
