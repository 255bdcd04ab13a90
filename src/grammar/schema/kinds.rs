//! What a file of `kinds/` says.

use super::*;

impl Loader<'_> {
    pub(super) fn kind(&mut self, source: &mut Source<'_>, entry: &Entry<'_>) {
        let table = &entry.table;
        source.check_keys(
            table,
            &[
                "id",
                "title",
                "aliases",
                "replace-aliases",
                "purpose",
                "words",
                "family",
                "full-history",
                "any-order",
                "entries",
                "rules",
                "order",
                "accepted-orders",
                "required",
                "recommended",
                "optional",
                "combine",
                "avoid",
                "distinctive",
                "must-contain",
            ],
        );
        let mut def = self.tables.kinds[entry.index].clone();
        set_text(source, entry, "title", &mut def.title);
        set_text(source, entry, "purpose", &mut def.purpose);
        set_aliases(source, table, &def.title, &mut def.aliases);
        if let Some(words) = source.range(table, "words") {
            def.words = words;
        }
        if let Some(group) = self.group(source, table, "family") {
            def.family = Some(group);
        }
        if let Some(flag) = source.flag(table, "full-history") {
            def.full_history = flag;
        }
        if let Some(flag) = source.flag(table, "any-order") {
            def.any_order = flag;
        }
        set_rhythm(source, table, &mut def);
        set_rules(source, table, &mut def);
        self.set_sections(source, table, "order", &mut def.order);
        if let Some(orders) = source.lists(table, "accepted-orders") {
            let orders: Vec<List<SectionId>> = orders
                .iter()
                .map(|order| self.section_ids(source, order).into())
                .collect();
            def.accepted_orders = orders.into();
        }
        self.set_levels(source, table, &mut def);
        if let Some(words) = source.words(table, "combine") {
            def.combine = words.iter().filter_map(|word| self.combine(source, word)).collect();
        }
        if let Some(words) = source.words(table, "avoid") {
            def.avoid = words.iter().map(|word| owned(word.text)).collect();
        }
        if table.has("distinctive") {
            let mut distinctive = Vec::new();
            for inner in source.tables(table, "distinctive") {
                source.check_keys(&inner, &["any-of", "and-any"]);
                let (mut any_of, mut and_any) = (List::default(), List::default());
                self.set_sections(source, &inner, "any-of", &mut any_of);
                self.set_sections(source, &inner, "and-any", &mut and_any);
                distinctive.push(Distinctive { any_of, and_any });
            }
            def.distinctive = distinctive.into();
        }
        self.must_contain(source, table, &mut def);
        self.tables.kinds[entry.index] = def;
    }

    /// `required`, `recommended`, `optional`. A list that is given takes its sections out of the others.
    fn set_levels(&mut self, source: &mut Source<'_>, table: &Table<'_>, def: &mut KindDef) {
        let mut given: Vec<(&str, Vec<SectionId>)> = Vec::new();
        for key in ["required", "recommended", "optional"] {
            let Some(words) = source.words(table, key) else {
                continue;
            };
            let ids = self.section_ids(source, &words);
            for (other, others) in &given {
                for (word, id) in words.iter().zip(&ids) {
                    if others.contains(id) {
                        let message = format!("`{}` is under `{other}` too", word.text);
                        source.error(word.at.clone(), word.key.clone(), message, Some("name it once".into()));
                    }
                }
            }
            given.push((key, ids));
        }
        let named: Vec<SectionId> = given.iter().flat_map(|(_, ids)| ids.iter().copied()).collect();
        for (key, list) in [
            ("required", &mut def.required),
            ("recommended", &mut def.recommended),
            ("optional", &mut def.optional),
        ] {
            match given.iter().find(|(name, _)| *name == key) {
                Some((_, ids)) => *list = ids.clone().into(),
                None if list.iter().any(|id| named.contains(id)) => list.to_mut().retain(|id| !named.contains(id)),
                None => {}
            }
        }
    }

    /// `[must-contain]`: the level of each section follows from the lists of the kind.
    fn must_contain(&mut self, source: &mut Source<'_>, table: &Table<'_>, def: &mut KindDef) {
        let mut all: Vec<MustContain> = def.must_contain.to_vec();
        for (name, items) in source.entries(table, "must-contain") {
            let Some(section) = self.section_id(source, &name) else {
                continue;
            };
            let items: List<Str> = items.iter().map(|item| owned(item.text)).collect();
            match all.iter_mut().find(|must| must.section == section) {
                Some(must) => must.items = items,
                None if def.level(section).is_some() => all.push(MustContain {
                    section,
                    level: Level::Optional,
                    items,
                }),
                None => {
                    let message = format!("`{}` is not asked for by this kind", name.text);
                    let help = "name it under required, recommended or optional first";
                    source.error(name.at.clone(), name.key.clone(), message, Some(help.into()));
                }
            }
        }
        all.retain_mut(|must| def.level(must.section).inspect(|level| must.level = *level).is_some());
        def.must_contain = all.into();
    }

    /// `a+b` or `a+b=c`.
    fn combine(&mut self, source: &mut Source<'_>, word: &Word<'_>) -> Option<Combine> {
        let (parts, into) = match word.text.split_once('=') {
            Some((parts, into)) => (parts, Some(into)),
            None => (word.text, None),
        };
        let part = |text| Word { text, ..word.clone() };
        let words: Vec<Word<'_>> = parts.split('+').map(str::trim).map(part).collect();
        let ids = self.section_ids(source, &words);
        if words.len() < 2 {
            let help = "write two sections or more: `assessment+plan`, `assessment+plan=assessment-and-plan`";
            source.error(
                word.at.clone(),
                word.key.clone(),
                "nothing to combine",
                Some(help.into()),
            );
        }
        let into = into
            .map(str::trim)
            .map(part)
            .and_then(|word| self.section_id(source, &word));
        (ids.len() > 1).then(|| Combine {
            parts: ids.into(),
            into,
        })
    }
}

/// `entries`: how often a file of this kind gets a new entry.
fn set_rhythm(source: &mut Source<'_>, table: &Table<'_>, def: &mut KindDef) {
    let Some(word) = source.word(table, "entries") else {
        return;
    };
    match Every::NAMES.iter().find(|(_, name)| *name == word.text) {
        Some((every, _)) => def.entries = Some(*every),
        None => {
            let help = "write `day` or `week`: how often such a file gets a new entry";
            let message = format!("unknown rhythm `{}`", word.text);
            source.error(word.at.clone(), word.key.clone(), message, Some(help.into()));
        }
    }
}

/// `rules`: families and codes. Which codes there are is not known here; their form is.
fn set_rules(source: &mut Source<'_>, table: &Table<'_>, def: &mut KindDef) {
    let Some(words) = source.words(table, "rules") else {
        return;
    };
    for word in &words {
        let (family, number) = word.text.split_at_checked(3).unwrap_or((word.text, ""));
        let is_code = family.len() == 3
            && family.bytes().all(|byte| byte.is_ascii_uppercase())
            && matches!(number.len(), 0 | 3)
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_code {
            let help = "write a family (`PHI`) or the code of a rule (`SAF001`)";
            let message = format!("`{}` is no rule", word.text);
            source.error(word.at.clone(), word.key.clone(), message, Some(help.into()));
        }
    }
    def.rules = words.iter().map(|word| owned(word.text)).collect();
}
