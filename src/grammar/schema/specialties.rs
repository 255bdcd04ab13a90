//! What files of `specialties/` and `lexicons/` say.

use super::*;

impl Loader<'_> {
    pub(super) fn specialty(&mut self, source: &mut Source<'_>, entry: &Entry<'_>) {
        let table = &entry.table;
        source.check_keys(
            table,
            &["id", "title", "aliases", "replace-aliases", "kinds", "focus", "element"],
        );
        let mut def = self.tables.specialties[entry.index].clone();
        set_text(source, entry, "title", &mut def.title);
        set_text(source, entry, "focus", &mut def.focus);
        set_aliases(source, table, &def.title, &mut def.aliases);
        if let Some(words) = source.words(table, "kinds") {
            def.kinds = words.iter().filter_map(|word| self.kind_id(source, word)).collect();
        }
        let mut elements: Vec<Element> = def.elements.to_vec();
        for inner in source.tables(table, "element") {
            self.element(source, &inner, &mut elements);
        }
        def.elements = elements.into();
        self.tables.specialties[entry.index] = def;
    }

    fn element(&mut self, source: &mut Source<'_>, table: &Table<'_>, elements: &mut Vec<Element>) {
        source.check_keys(
            table,
            &[
                "id",
                "title",
                "level",
                "section",
                "structural",
                "applies-when",
                "when",
                "cues",
                "patterns",
                "rule",
                "teach",
            ],
        );
        let Some(id) = source.word(table, "id") else {
            source.error(table.at.clone(), "element", "an element needs an id", None);
            return;
        };
        let old = elements.iter().position(|element| element.id == id.text);
        let mut element = match old {
            Some(at) => elements[at].clone(),
            None => empty_element(owned(id.text)),
        };
        for (key, field) in [
            ("title", &mut element.title),
            ("applies-when", &mut element.applies_when),
            ("teach", &mut element.teach),
        ] {
            match source.word(table, key) {
                Some(word) => *field = owned(word.text),
                None if old.is_none() && !table.has(key) => needs(source, &id, &format!("element `{}`", id.text), key),
                None => {}
            }
        }
        match source.word(table, "level") {
            Some(word) => match Level::named(word.text) {
                Some(level) => element.level = level,
                None => {
                    let message = format!("unknown level `{}`", word.text);
                    source.error(
                        word.at,
                        word.key,
                        message,
                        Some("required, recommended or optional".into()),
                    );
                }
            },
            None if old.is_none() && !table.has("level") => {
                needs(source, &id, &format!("element `{}`", id.text), "level")
            }
            None => {}
        }
        match source.word(table, "section") {
            Some(word) => {
                if let Some(section) = self.section_id(source, &word) {
                    element.section = section;
                }
            }
            None if old.is_none() => needs(source, &id, &format!("element `{}`", id.text), "section"),
            None => {}
        }
        if let Some(flag) = source.flag(table, "structural") {
            element.structural = flag;
        }
        if let Some(words) = source.words(table, "patterns") {
            element.patterns = words.iter().map(|word| owned(word.text)).collect();
        }
        for (key, list) in [("when", &mut element.when), ("cues", &mut element.cues)] {
            if let Some(words) = source.words(table, key) {
                *list = words.iter().filter_map(|word| phrase(source, word)).collect();
            }
        }
        if let Some(word) = source.word(table, "rule") {
            element.rule = owned(word.text);
        }
        let looked_for = !element.structural && element.rule.is_empty();
        if looked_for && element.cues.is_empty() && element.patterns.is_empty() {
            let message = format!(
                "element `{}` has neither cues nor patterns, so nothing can be found",
                id.text
            );
            source.error(id.at, "element", message, None);
        }
        match old {
            Some(at) => elements[at] = element,
            None => elements.push(element),
        }
    }

    pub(super) fn lexicon(&mut self, source: &mut Source<'_>, entry: &Entry<'_>) {
        let table = &entry.table;
        source.check_keys(table, &["id", "title", "attributes", "replace-entries", "entry"]);
        let mut def = self.tables.lexicons[entry.index].clone();
        set_text(source, entry, "title", &mut def.title);
        for (name, of) in source.named_words(table, "attributes") {
            let Some((of, _)) = AttributeType::NAMES.iter().find(|(_, known)| *known == of.text) else {
                let names = AttributeType::NAMES.map(|(_, name)| name).join(", ");
                let message = format!("unknown type `{}`", of.text);
                source.error(of.at, of.key, message, Some(format!("one of {names}")));
                continue;
            };
            let attributes = def.attributes.to_mut();
            match attributes.iter_mut().find(|(known, _)| known == name.text) {
                Some((_, known)) => *known = *of,
                None => attributes.push((owned(name.text), *of)),
            }
        }
        let mut known: Vec<&str> = vec!["id", "category", "phrases"];
        known.extend(def.attributes.iter().map(|(name, _)| name.as_ref()));
        let mut entries = match source.flag(table, "replace-entries") {
            Some(true) => Vec::new(),
            _ => def.entries.to_vec(),
        };
        for inner in source.tables(table, "entry") {
            source.check_keys(&inner, &known);
            let id = source
                .word(&inner, "id")
                .map_or(Str::default(), |word| owned(word.text));
            let attributes = def.attributes.iter().filter_map(|(name, of)| {
                let value = match of {
                    AttributeType::Text => Attribute::Text(owned(source.word(&inner, name)?.text)),
                    AttributeType::Number => Attribute::Number(source.decimal(&inner, name)?),
                    AttributeType::Flag => Attribute::Flag(source.flag(&inner, name)?),
                    AttributeType::List => {
                        let words = source.words(&inner, name)?;
                        Attribute::List(words.iter().map(|word| owned(word.text)).collect())
                    }
                };
                Some((name.clone(), value))
            });
            let attributes: List<(Str, Attribute)> = attributes.collect();
            let category = source
                .word(&inner, "category")
                .map_or(Str::default(), |word| owned(word.text));
            let mut lines = String::new();
            for word in source.words(&inner, "phrases").unwrap_or_default() {
                if let Some(phrase) = phrase(source, &word) {
                    lines.push_str(&phrase);
                    lines.push('\n');
                }
            }
            let new = LexiconEntry {
                id,
                category,
                lines: lines.into(),
                attributes,
            };
            // A known id is changed: its phrases are added to, what it says of an attribute takes the old one's place.
            match entries.iter_mut().find(|old| !new.id.is_empty() && old.id == new.id) {
                Some(old) => old.extend(new),
                None => entries.push(new),
            }
        }
        def.entries = entries.into();
        self.tables.lexicons[entry.index] = def;
    }
}

/// A phrase as it is looked for: small letters, single spaces. `None`, and a fault, if it cannot be looked up.
fn phrase(source: &mut Source<'_>, word: &Word<'_>) -> Option<Str> {
    let phrase = word
        .text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let (message, help) = if !phrase.starts_with(|c: char| c.is_alphanumeric() || c == '#') {
        let message = format!("`{}` does not start with a letter, a digit or `#`", word.text);
        (message, None)
    } else if !is_findable(&phrase) {
        let message = format!("`{}` cannot be looked up", word.text);
        let help = format!(
            "write {STEM} letters or more before a `*` in the first word, and at most {BEFORE_NUMBER} before a `#`"
        );
        (message, Some(help))
    } else if phrase.trim_end_matches('*').contains('*') || phrase.ends_with("**") {
        let message = format!("`{}` has a `*` before its end", word.text);
        (
            message,
            Some("it stands for the rest of the last word and nothing else".to_owned()),
        )
    } else {
        return Some(phrase.into());
    };
    source.error(word.at.clone(), word.key.clone(), message, help);
    None
}
