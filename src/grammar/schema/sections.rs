//! What `sections.toml` says: the sections and how they stand to each other.

use super::*;

impl Loader<'_> {
    pub(super) fn section(&mut self, source: &mut Source<'_>, entry: &Entry<'_>) {
        let table = &entry.table;
        source.check_keys(
            table,
            &[
                "id",
                "title",
                "loinc",
                "group",
                "parent",
                "context",
                "kind-context",
                "admits",
                "aliases",
                "replace-aliases",
                "anywhere",
                "contains",
                "should-not",
            ],
        );
        let mut def = self.tables.sections[entry.index].clone();
        set_text(source, entry, "title", &mut def.title);
        if let Some(word) = source.word(table, "loinc") {
            def.loinc = Some(owned(word.text));
        }
        match self.group(source, table, "group") {
            Some(group) => def.group = group,
            None if entry.fresh && !table.has("group") => missing(source, entry, "group"),
            None => {}
        }
        if let Some(word) = source.word(table, "parent") {
            def.parent = self.section_id(source, &word);
        }
        if let Some(word) = source.word(table, "context") {
            def.context = self.section_id(source, &word);
        }
        if let Some(group) = self.group(source, table, "kind-context") {
            def.kind_context = Some(group);
        }
        self.set_sections(source, table, "admits", &mut def.admits);
        set_aliases(source, table, &def.title, &mut def.aliases);
        if let Some(words) = source.words(table, "anywhere") {
            if def.context.is_none() {
                let help = Some("put them under aliases".to_owned());
                let message = "a section without a context has all its headings anywhere";
                source.error(entry.id.at.clone(), "anywhere", message, help);
            }
            def.anywhere = words.iter().map(|word| normalized(word.text).into()).collect();
        }
        if let Some(word) = source.word(table, "contains") {
            def.contains = owned(word.text);
        }
        if let Some(words) = source.words(table, "should-not") {
            def.should_not = words.iter().map(|word| owned(word.text)).collect();
        }
        self.tables.sections[entry.index] = def;
        // A parent that leads back to the section would make every walk up endless.
        let start = SectionId(entry.index as u16);
        let mut at = self.tables.sections[entry.index].parent;
        for _ in 0..self.tables.sections.len() {
            match at {
                Some(id) if id == start => {
                    source.error(entry.id.at.clone(), "parent", "the section encloses itself", None);
                    self.tables.sections[entry.index].parent = None;
                    break;
                }
                Some(id) => at = self.tables.sections[usize::from(id.0)].parent,
                None => break,
            }
        }
    }

    /// What `sections.toml` says besides its sections.
    pub(super) fn relations(&mut self, source: &mut Source<'_>, root: &Table<'_>) {
        source.check_keys(root, &["section", "equivalence", "ambiguity", "combined", "source"]);
        for table in source.tables(root, "equivalence") {
            source.check_keys(&table, &["requirement", "any-of", "note"]);
            let mut any_of = List::default();
            self.set_sections(source, &table, "any-of", &mut any_of);
            let Some(word) = source.word(&table, "requirement") else {
                source.error(table.at, "requirement", "an equivalence needs a requirement", None);
                continue;
            };
            if let Some(requirement) = self.section_id(source, &word) {
                self.tables
                    .equivalences
                    .retain(|equivalence| equivalence.requirement != requirement);
                self.tables.equivalences.push(Equivalence { requirement, any_of });
            }
        }
        for table in source.tables(root, "ambiguity") {
            self.ambiguity(source, &table);
        }
        for table in source.tables(root, "combined") {
            source.check_keys(&table, &["sections", "headings"]);
            let mut sections = List::default();
            self.set_sections(source, &table, "sections", &mut sections);
            let headings: Vec<Str> = source
                .words(&table, "headings")
                .unwrap_or_default()
                .iter()
                .map(|word| normalized(word.text).into())
                .collect();
            if sections.len() < 2 {
                source.error(
                    table.at,
                    "sections",
                    "a combined heading covers two sections or more",
                    None,
                );
            } else {
                let headings = headings.into();
                self.tables.combined.push(Combined { sections, headings });
            }
        }
    }

    fn ambiguity(&mut self, source: &mut Source<'_>, table: &Table<'_>) {
        source.check_keys(table, &["label", "rule", "case", "otherwise"]);
        let Some(label) = source.word(table, "label") else {
            source.error(table.at.clone(), "label", "an ambiguity needs a label", None);
            return;
        };
        let mut cases = Vec::new();
        for inner in source.tables(table, "case") {
            source.check_keys(&inner, &["under", "kinds", "at-start", "section"]);
            let mut under = List::default();
            self.set_sections(source, &inner, "under", &mut under);
            let kinds = source.words(&inner, "kinds").unwrap_or_default();
            let kinds = kinds.iter().filter_map(|word| self.kind_id(source, word)).collect();
            let at_start = source.flag(&inner, "at-start").unwrap_or(false);
            let Some(word) = source.word(&inner, "section") else {
                source.error(inner.at, "section", "a case names a section", None);
                continue;
            };
            if let Some(section) = self.section_id(source, &word) {
                cases.push(Case {
                    under,
                    kinds,
                    at_start,
                    section,
                });
            }
        }
        let otherwise = source
            .word(table, "otherwise")
            .and_then(|word| self.section_id(source, &word));
        let label: Str = normalized(label.text).into();
        self.tables.ambiguities.retain(|ambiguity| ambiguity.label != label);
        self.tables.ambiguities.push(Ambiguity {
            label,
            cases: cases.into(),
            otherwise,
        });
    }
}
