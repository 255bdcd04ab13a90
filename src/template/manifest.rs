//! The manifest that opens a template: TOML between two `+++` lines.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Fault, Origin, TemplateError};
use super::field::{Field, FieldType};
use super::value::Value;
use crate::config::did_you_mean;

/// What a template says of itself.
#[derive(Debug, Clone, Default)]
pub struct Manifest {
    /// The heading in lists.
    pub title: String,
    /// One sentence on what it is for.
    pub description: String,
    /// The note kind of what it makes, by id; a phrase has none.
    pub kind: Option<At<String>>,
    /// The specialties it is written for, by id.
    pub specialty: Vec<At<String>>,
    /// `inpatient`, `outpatient` or `emergency`.
    pub setting: Option<At<String>>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Sections or labels whose blanks come first where a writer is led from blank to blank.
    pub order: Vec<At<String>>,
    /// The template that it is a variant of.
    pub extends: Option<At<String>>,
    /// What is asked, in this order.
    pub fields: Vec<Field>,
}

/// A value of a manifest with its place, in bytes of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

const KEYS: [&str; 9] = [
    "title",
    "description",
    "kind",
    "specialty",
    "setting",
    "tags",
    "order",
    "extends",
    "fields",
];
const FIELD_KEYS: [&str; 11] = [
    "name", "type", "prompt", "help", "default", "choices", "when", "min", "max", "pattern", "unit",
];

/// The manifest of `origin` and the byte where the body starts. A file without a `+++` line at its top has neither.
///
/// # Errors
///
/// Everything that is wrong with the manifest: broken TOML, unknown keys, wrong types, fields that contradict themselves.
pub(super) fn read(origin: &Origin) -> Result<(Manifest, usize), TemplateError> {
    let (toml, body) = fences(origin)?;
    let mut reader = Reader {
        origin,
        offset: toml.start,
        faults: Vec::new(),
    };
    let (table, errors) = DeTable::parse_recoverable(&origin.text[toml]);
    for error in errors {
        reader.fault(error.span().unwrap_or(0..1), error.message().replace('\n', ", "), None);
    }
    let manifest = if reader.faults.is_empty() {
        reader.manifest(table.get_ref())
    } else {
        Manifest::default()
    };
    if reader.faults.is_empty() {
        Ok((manifest, body))
    } else {
        let mut faults = reader.faults;
        faults.sort_by_key(|fault| fault.at.as_ref().map(|(_, span)| span.start));
        Err(TemplateError { faults })
    }
}

/// The bytes between the fences, and where the body starts.
fn fences(origin: &Origin) -> Result<(Range<usize>, usize), Fault> {
    let text = &*origin.text;
    let start = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    let is_fence = |line: &str| line.trim_end() == "+++";
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    if !is_fence(first) {
        return Err(Fault::at(
            origin,
            start..start + first.trim_end().len(),
            "a template opens with a line `+++`",
            Some("write `+++`, the manifest (title = \"…\"), `+++`, and then the body".to_owned()),
        ));
    }
    let toml = start + first.len();
    let mut at = toml;
    for line in lines {
        if is_fence(line) {
            return Ok((toml..at, at + line.len()));
        }
        at += line.len();
    }
    Err(Fault::at(
        origin,
        start..start + 3,
        "the manifest that opens here is never closed",
        Some("end it with a line `+++`".to_owned()),
    ))
}

/// Collects faults, so that all of a file are seen at once.
struct Reader<'o> {
    origin: &'o Origin,
    /// Where the TOML starts in the file.
    offset: usize,
    faults: Vec<Fault>,
}

type Item<'d> = Spanned<DeValue<'d>>;

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        let span = self.place(span);
        self.faults.push(Fault::at(self.origin, span, message, help));
    }

    fn place(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }

    fn keys(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let help = did_you_mean(name, known.iter().copied())
                    .unwrap_or_else(|| format!("known here: {}", known.join(", ")));
                self.fault(key.span(), format!("unknown key `{name}`"), Some(help));
            }
        }
    }

    fn manifest(&mut self, table: &DeTable<'_>) -> Manifest {
        self.keys(table, &KEYS);
        let title = self.text(table, "title");
        if title.is_none() && !table.contains_key("title") {
            self.fault(
                0..1,
                "the manifest has no `title`",
                Some("add title = \"…\"".to_owned()),
            );
        }
        let mut manifest = Manifest {
            title: title.unwrap_or_default().value,
            description: self.text(table, "description").unwrap_or_default().value,
            kind: self.text(table, "kind"),
            specialty: self.texts(table, "specialty"),
            setting: self.text(table, "setting"),
            tags: self.texts(table, "tags").into_iter().map(|tag| tag.value).collect(),
            order: self.texts(table, "order"),
            extends: self.text(table, "extends"),
            fields: Vec::new(),
        };
        if let Some(setting) = &manifest.setting {
            let known = ["inpatient", "outpatient", "emergency"];
            if !known.contains(&&*setting.value) {
                let message = format!("unknown setting `{}`", setting.value);
                let help =
                    did_you_mean(&setting.value, known).unwrap_or_else(|| format!("one of {}", known.join(", ")));
                self.faults
                    .push(Fault::at(self.origin, setting.span.clone(), message, Some(help)));
            }
        }
        if let Some(fields) = table.get("fields") {
            match fields.get_ref() {
                DeValue::Array(items) => {
                    for item in items {
                        if let Some(field) = self.field(item) {
                            self.unique(&manifest.fields, &field);
                            manifest.fields.push(field);
                        }
                    }
                }
                _ => self.wrong(fields, "fields", "a list of tables, `[[fields]]`"),
            }
        }
        manifest
    }

    fn unique(&mut self, fields: &[Field], field: &Field) {
        if fields.iter().any(|other| other.name == field.name) {
            let message = format!("the field `{}` is there twice", field.name);
            self.faults
                .push(Fault::at(self.origin, field.span.clone(), message, None));
        }
    }

    fn field(&mut self, item: &Item<'_>) -> Option<Field> {
        let DeValue::Table(table) = item.get_ref() else {
            self.wrong(item, "fields", "a table");
            return None;
        };
        self.keys(table, &FIELD_KEYS);
        let name = self.text(table, "name");
        let name = match name {
            Some(name) => name,
            None if table.contains_key("name") => return None,
            None => {
                self.fault(
                    item.span(),
                    "a field without a `name`",
                    Some("add name = \"…\"".to_owned()),
                );
                return None;
            }
        };
        let is_identifier = name.value.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .value
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_identifier {
            let help = "small letters, digits and `_`, beginning with a letter: gestational_age";
            let message = format!("`{}` cannot name a field", name.value);
            self.faults.push(Fault::at(
                self.origin,
                name.span.clone(),
                message,
                Some(help.to_owned()),
            ));
            return None;
        }
        if super::render::RESERVED.contains(&&*name.value) {
            let message = format!("`{}` is the program's own name and cannot be a field", name.value);
            self.faults
                .push(Fault::at(self.origin, name.span.clone(), message, None));
            return None;
        }
        let kind = match self.text(table, "type") {
            None => FieldType::Text,
            Some(word) => FieldType::named(&word.value).unwrap_or_else(|| {
                let known = FieldType::ALL.map(FieldType::name);
                let help = did_you_mean(&word.value, known).unwrap_or_else(|| format!("one of {}", known.join(", ")));
                let message = format!("unknown type `{}`", word.value);
                self.faults
                    .push(Fault::at(self.origin, word.span.clone(), message, Some(help)));
                FieldType::Text
            }),
        };
        let mut field = Field {
            prompt: self.text(table, "prompt").map(|prompt| prompt.value),
            help: self.text(table, "help").map(|help| help.value),
            choices: self.choices(table),
            when: self.text(table, "when"),
            min: self.number(table, "min"),
            max: self.number(table, "max"),
            pattern: self.text(table, "pattern").map(|pattern| pattern.value),
            unit: self.text(table, "unit").map(|unit| unit.value),
            default: None,
            span: name.span.clone(),
            name: name.value,
            kind,
        };
        self.coherent(table, &mut field);
        Some(field)
    }

    /// Whether the field's keys fit its type and each other; reads the default with them.
    fn coherent(&mut self, table: &DeTable<'_>, field: &mut Field) {
        let chooses = matches!(field.kind, FieldType::Choice | FieldType::Multi);
        let key = |name: &str| table.get_key_value(name).map(|(key, _)| key.span());
        if chooses && field.choices.is_empty() {
            let message = format!("the field `{}` has no choices", field.name);
            self.faults.push(Fault::at(
                self.origin,
                field.span.clone(),
                message,
                Some("add choices = [\"…\", \"…\"]".to_owned()),
            ));
        }
        let measured = matches!(field.kind, FieldType::Integer | FieldType::Number);
        for (name, fits, of) in [
            ("choices", chooses, "choice or multi"),
            ("min", measured, "integer or number"),
            ("max", measured, "integer or number"),
            ("pattern", field.kind == FieldType::Text, "text"),
        ] {
            if let Some(span) = key(name).filter(|_| !fits) {
                let message = format!(
                    "`{name}` is for a field of type {of}; `{}` is {}",
                    field.name,
                    field.kind.name()
                );
                self.fault(span, message, None);
            }
        }
        if let (Some(min), Some(max)) = (field.min, field.max)
            && min > max
        {
            self.fault(
                key("max").unwrap_or(0..1),
                format!("`max` {max} is below `min` {min}"),
                None,
            );
        }
        if let Some(pattern) = &field.pattern
            && let Err(error) = regex::Regex::new(pattern)
        {
            let message = error.to_string();
            let message = message.lines().last().unwrap_or("it cannot be read").trim();
            let message = format!(
                "`pattern` is no regular expression: {}",
                message.trim_start_matches("error: ")
            );
            self.fault(key("pattern").unwrap_or(0..1), message, None);
            field.pattern = None;
        }
        if let Some(item) = table.get("default") {
            match value(item.get_ref()).map(|value| field.accept(&value)) {
                Some(Ok(value)) => field.default = Some(value),
                Some(Err(fault)) => self.fault(
                    item.span(),
                    format!("the default is none: {}", fault.message),
                    fault.help,
                ),
                None => self.wrong(item, "default", "text, a number, true or false, or a list"),
            }
        }
    }

    fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<At<String>> {
        let item = table.get(key)?;
        self.as_text(item, key)
    }

    fn as_text(&mut self, item: &Item<'_>, key: &str) -> Option<At<String>> {
        match item.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(At {
                value: text.trim().to_owned(),
                span: self.place(item.span()),
            }),
            DeValue::String(_) => {
                self.fault(item.span(), format!("`{key}` is empty"), None);
                None
            }
            _ => {
                self.wrong(item, key, "text");
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<At<String>> {
        let Some(item) = table.get(key) else { return Vec::new() };
        match item.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.as_text(item, key)).collect(),
            DeValue::String(_) => self.as_text(item, key).into_iter().collect(),
            _ => {
                self.wrong(item, key, "a list of texts");
                Vec::new()
            }
        }
    }

    fn choices(&mut self, table: &DeTable<'_>) -> Vec<String> {
        let choices = self.texts(table, "choices");
        for (at, choice) in choices.iter().enumerate() {
            if choices[..at]
                .iter()
                .any(|other| other.value.eq_ignore_ascii_case(&choice.value))
            {
                let message = format!("the choice `{}` is there twice", choice.value);
                self.faults
                    .push(Fault::at(self.origin, choice.span.clone(), message, None));
            }
        }
        choices.into_iter().map(|choice| choice.value).collect()
    }

    fn number(&mut self, table: &DeTable<'_>, key: &str) -> Option<f64> {
        let item = table.get(key)?;
        match value(item.get_ref()) {
            Some(Value::Integer(number)) => Some(number as f64),
            Some(Value::Number(number)) => Some(number),
            _ => {
                self.wrong(item, key, "a number");
                None
            }
        }
    }

    fn wrong(&mut self, item: &Item<'_>, key: &str, wanted: &str) {
        let message = format!("`{key}`: expected {wanted}, found {}", item.get_ref().type_str());
        self.fault(item.span(), message, None);
    }
}

fn value(value: &DeValue<'_>) -> Option<Value> {
    Some(match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()?),
        DeValue::Float(number) => Value::Number(number.as_str().parse().ok()?),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| self::value(item.get_ref()))
                .collect::<Option<_>>()?,
        ),
        DeValue::Table(_) => return None,
    })
}
