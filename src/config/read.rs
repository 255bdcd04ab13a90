//! Text of a `preceptor.toml` to [`Options`], with every fault of the file reported at once.
//!
//! The usual file has no fault, so it is first read by serde alone. Only when that fails is the file compared with the
//! JSON Schema of [`Options`], which knows every key and type: that walk goes on after a fault, names the nearest known
//! key, and takes the faulty values out, so that the rest can still be read and judged.

use std::ops::Range;

use serde::Deserialize;
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::error::{Origin, Problems, did_you_mean};
use super::options::Options;
use super::schema;

/// Read a file. `None` when it is not even TOML; otherwise what is left of it without its faulty values.
pub fn read(origin: &Origin, problems: &mut Problems) -> Option<Options> {
    let (mut table, errors) = DeTable::parse_recoverable(&origin.text);
    if !errors.is_empty() {
        for error in errors {
            // What the parser could not make sense of before an error may hold more of them, so nothing else is judged.
            let message = format!("this is not valid TOML: {}", error.message());
            problems.at(origin, error.span().unwrap_or(0..0), message, None);
        }
        return None;
    }
    if let Ok(options) = deserialize(table.clone()) {
        return Some(options);
    }
    let root = schema::schema().to_value();
    let walk = Walk { root: &root, origin };
    walk.table(table.get_mut(), &root, "", problems);
    // What the schema cannot say (a negative count, say) is left to serde, one key at a time.
    loop {
        let error = match deserialize(table.clone()) {
            Ok(options) => return Some(options),
            Err(error) => error,
        };
        let place = error.span().unwrap_or(0..0);
        problems.at(origin, place.clone(), error.message().to_owned(), None);
        let faulty = table.get_ref().iter().find(|(_, value)| holds(value, &place));
        let name = faulty.map(|(key, _)| key.get_ref().to_string())?;
        table.get_mut().remove(&*name);
    }
}

/// Whether a value, or a part of it, stands where `place` is. The span of a table with a header is only its header.
fn holds(value: &Spanned<DeValue<'_>>, place: &Range<usize>) -> bool {
    let span = value.span();
    let within = span.start <= place.start && place.end <= span.end;
    within
        || match value.get_ref() {
            DeValue::Array(items) => items.iter().any(|item| holds(item, place)),
            DeValue::Table(table) => table
                .iter()
                .any(|(key, value)| key.span() == *place || holds(value, place)),
            _ => false,
        }
}

fn deserialize(table: Spanned<DeTable<'_>>) -> Result<Options, toml::de::Error> {
    Options::deserialize(toml::de::Deserializer::from(table))
}

struct Walk<'a> {
    root: &'a Value,
    origin: &'a Origin,
}

impl<'a> Walk<'a> {
    /// Follow a reference into the definitions. A reference with a description of its own is wrapped into `allOf`.
    fn follow(&self, schema: &'a Value) -> &'a Value {
        let wrapped = |schema: &'a Value| schema.get("allOf").and_then(|all| all.get(0)).unwrap_or(schema);
        let mut schema = wrapped(schema);
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(pointer));
            match target {
                Some(target) => schema = wrapped(target),
                None => break,
            }
        }
        schema
    }

    /// Check the keys and values of a table, and take out those that are wrong.
    fn table<'i>(&self, table: &mut DeTable<'i>, schema: &'a Value, path: &str, problems: &mut Problems) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let others = schema.get("additionalProperties").filter(|others| others.is_object());
        let keys: Vec<(String, Range<usize>)> = table
            .keys()
            .map(|key| (key.get_ref().to_string(), key.span()))
            .collect();
        for (name, span) in keys {
            let path = path.trim_end_matches("[]");
            let below = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}.{name}")
            };
            let known = properties.and_then(|properties| properties.get(&name)).or(others);
            let keep = match (known, table.get_mut(&*name)) {
                (Some(schema), Some(value)) => self.value(value, schema, &below, problems),
                _ => {
                    let names: Vec<&str> = properties.into_iter().flat_map(Map::keys).map(String::as_str).collect();
                    let within = if path.is_empty() {
                        String::new()
                    } else {
                        format!(" in `{path}`")
                    };
                    let help = did_you_mean(&name, names.iter().copied())
                        .unwrap_or_else(|| format!("known are {}", list(&names)));
                    problems.at(self.origin, span, format!("unknown key `{name}`{within}"), Some(help));
                    false
                }
            };
            if !keep {
                table.remove(&*name);
            }
        }
    }

    /// Check a value. Faulty parts of lists and tables are taken out; false when the value itself is of no use.
    fn value<'i>(
        &self,
        value: &mut Spanned<DeValue<'i>>,
        schema: &'a Value,
        path: &str,
        problems: &mut Problems,
    ) -> bool {
        let schema = self.follow(schema);
        let choices = alternatives(schema);
        if let Some(choices) = choices {
            let choices: Vec<&Value> = choices.iter().map(|choice| self.follow(choice)).collect();
            // An enum with documented words is a list of constants.
            let words: Vec<&str> = choices
                .iter()
                .filter_map(|choice| choice.get("const").and_then(Value::as_str))
                .collect();
            if !words.is_empty() && words.len() == choices.iter().filter(|choice| !is_null(choice)).count() {
                return self.word(value, &words, path, problems);
            }
            return match choices.iter().find(|choice| accepts(choice, value.get_ref())) {
                Some(choice) => self.value(value, choice, path, problems),
                None => {
                    self.wrong_type(value, schema, path, problems);
                    false
                }
            };
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            return self.word(value, &words, path, problems);
        }
        if !accepts(schema, value.get_ref()) {
            self.wrong_type(value, schema, path, problems);
            return false;
        }
        let span = value.span();
        match value.get_mut() {
            DeValue::Table(table) => {
                let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
                let required: Vec<&str> = required.filter_map(Value::as_str).collect();
                // A key that is there with a wrong value is reported for that, not as missing.
                for name in required.iter().filter(|name| !table.contains_key(**name)) {
                    let message = format!("{} needs the key `{name}`", shown(path));
                    problems.at(self.origin, span.clone(), message, None);
                }
                self.table(table, schema, path, problems);
                required.iter().all(|name| table.contains_key(*name))
            }
            DeValue::Array(array) => {
                let Some(items) = schema.get("items") else {
                    return true;
                };
                let mut kept = DeArray::<'i>::new();
                for item in array.iter() {
                    let (mut item, before) = (item.clone(), problems.len());
                    let of_use = self.value(&mut item, items, &format!("{path}[]"), problems);
                    // Half a rule is not judged: what is left of it would be faulted for what was taken out.
                    if of_use && (path != "rule" || problems.len() == before) {
                        kept.push(item);
                    }
                }
                *array = kept;
                true
            }
            _ => true,
        }
    }

    fn word(&self, value: &Spanned<DeValue<'_>>, words: &[&str], path: &str, problems: &mut Problems) -> bool {
        match value.get_ref() {
            DeValue::String(word) if words.contains(&&**word) => true,
            DeValue::String(word) => {
                let help = did_you_mean(word, words.iter().copied())
                    .unwrap_or_else(|| format!("write one of {}", list(words)));
                let message = format!("{} cannot be {:?}", shown(path), &**word);
                problems.at(self.origin, value.span(), message, Some(help));
                false
            }
            other => {
                let message = format!("{} must be one of {}, not {}", shown(path), list(words), named(other));
                problems.at(self.origin, value.span(), message, None);
                false
            }
        }
    }
}

impl Walk<'_> {
    fn wrong_type(&self, value: &Spanned<DeValue<'_>>, schema: &Value, path: &str, problems: &mut Problems) {
        let expected = self.expected(schema);
        let message = format!("{} must be {expected}, not {}", shown(path), named(value.get_ref()));
        let written = &self.origin.text[value.span()];
        let help = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) if expected.starts_with("a text") => {
                Some(format!("write \"{written}\""))
            }
            DeValue::String(_) if expected.starts_with("a list of texts") => Some(format!("write [{written}]")),
            DeValue::String(word) if expected == "true or false" && matches!(&**word, "true" | "false") => {
                Some(format!("write {word}"))
            }
            _ => None,
        };
        problems.at(self.origin, value.span(), message, help);
    }

    /// What a schema asks for, in words.
    fn expected(&self, schema: &Value) -> String {
        if let Some(choices) = alternatives(schema) {
            let choices = choices
                .iter()
                .map(|choice| self.follow(choice))
                .filter(|choice| !is_null(choice));
            let choices: Vec<String> = choices.map(|choice| self.expected(choice)).collect();
            return choices.join(" or ");
        }
        let item = || schema.get("items").map(|items| self.follow(items));
        match types(schema).find(|name| *name != "null") {
            Some("string") => "a text in quotes".into(),
            Some("integer") => "a whole number".into(),
            Some("number") => "a number".into(),
            Some("boolean") => "true or false".into(),
            Some("array") if item().is_some_and(|item| types(item).any(|name| name == "object")) => {
                "a list of tables".into()
            }
            Some("array") => "a list of texts in quotes".into(),
            Some("object") => "a table".into(),
            _ => "something else".into(),
        }
    }
}

/// A key in a message.
fn shown(path: &str) -> String {
    match path.strip_suffix("[]") {
        // The entries of a list of tables have no name of their own.
        Some("rule" | "per-file") => format!("`[[{}]]`", path.trim_end_matches("[]")),
        Some(list) => format!("each entry of `{list}`"),
        None => format!("`{path}`"),
    }
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema
        .get("anyOf")
        .or_else(|| schema.get("oneOf"))
        .and_then(Value::as_array)
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// The types a schema accepts; none if it does not say.
fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let (one, many) = match schema.get("type") {
        Some(Value::Array(names)) => (None, Some(names)),
        Some(name) => (name.as_str(), None),
        None => (None, None),
    };
    one.into_iter()
        .chain(many.into_iter().flatten().filter_map(Value::as_str))
}

/// Whether the schema takes a value of this type. A schema that names no type takes any.
fn accepts(schema: &Value, value: &DeValue<'_>) -> bool {
    let written = match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    };
    let mut types = types(schema).peekable();
    types.peek().is_none() || types.any(|name| name == written || (name == "number" && written == "integer"))
}

/// A value's type, in words.
fn named(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a decimal point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
