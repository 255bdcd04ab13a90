//! The `[[rule]]` of all layers, compiled, with their faults at the key that holds them.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use super::error::Problems;
use super::layers::Layer;
use super::source::Source;
use crate::grammar::Grammar;
use crate::lint::UserRule;

/// Compile the user rules of all layers. A rule replaces one of the same code in a weaker layer; in one file a code or a
/// name stands once.
pub fn user_rules(layers: &[Layer], grammar: &Grammar, problems: &mut Problems) -> (Arc<[UserRule]>, Vec<Source>) {
    let mut rules: Vec<UserRule> = Vec::new();
    let mut places: Vec<(usize, Source)> = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        for written in &layer.options.rule {
            let source = layer.source(&written.span);
            let rule = match UserRule::compile(written.value.clone(), grammar) {
                Ok(rule) => rule,
                Err(error) => {
                    let place = key_place(&layer.origin.text, &written.span, error.key);
                    let message = format!("rule `{}`, `{}`: {}", error.rule, error.key, error.message);
                    problems.at(&layer.origin, place, message, None);
                    continue;
                }
            };
            let same_code = rules.iter().position(|known| known.code() == rule.code());
            if let Some(at) = same_code.filter(|at| places[*at].0 < depth) {
                rules[at] = rule;
                places[at] = (depth, source);
                continue;
            }
            let twin = rules
                .iter()
                .position(|known| known.code() == rule.code() || known.name() == rule.name());
            if let Some(at) = twin {
                let key = if same_code.is_some() { "code" } else { "name" };
                let value = if same_code.is_some() { rule.code() } else { rule.name() };
                let place = key_place(&layer.origin.text, &written.span, key);
                let message = format!("a rule with the {key} `{value}` is written at {} already", places[at].1);
                problems.at(&layer.origin, place, message, Some("give this one its own".to_owned()));
                continue;
            }
            rules.push(rule);
            places.push((depth, source));
        }
    }
    (rules.into(), places.into_iter().map(|(_, source)| source).collect())
}

/// Where the key `count.min` of the `[[rule]]` at `rule` stands; the rule itself if it has no such key. Only faulty files
/// are read again for it.
fn key_place(text: &str, rule: &Range<usize>, key: &str) -> Range<usize> {
    let find = || {
        let root = DeTable::parse(text).ok()?;
        let rules = root.get_ref().get("rule")?.get_ref().as_array()?;
        let mut value = rules.iter().find(|item| item.span() == *rule)?.get_ref();
        let mut place = None;
        for part in key.split('.') {
            let DeValue::Table(table) = value else {
                break;
            };
            let Some((key, below)) = table.get_key_value(part) else {
                break;
            };
            place = Some(key.span());
            value = below.get_ref();
        }
        place
    };
    find().unwrap_or_else(|| rule.clone())
}
