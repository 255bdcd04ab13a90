//! A user's grammar files over those that ship.

use std::sync::Arc;

use super::catalogue::{EntrySlots, Grammar, Memo, Overlay};
use super::lexicon::Phrases;
use super::patterns::ElementPatterns;
use super::relations::Relations;
use super::schema;
use super::source::GrammarError;

impl Grammar {
    /// What ships with the program, with `files` (name and text) over it; see [`Grammar::overlaid`].
    pub fn with_overlays<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Result<Arc<Grammar>, Vec<GrammarError>>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        Grammar::builtin().overlaid(files)
    }

    /// This grammar with `files` (name and text) over it, laid out as `grammars/` is: `sections.toml`, `kinds/*.toml`,
    /// `specialties/*.toml`, `lexicons/*.toml`. An entry with a known id changes the fields that it names and adds its
    /// aliases (or replaces them, with `replace-aliases = true`); one with a new id is added. Ids keep their indexes. A
    /// profile's changes come in the same way, several in one file: `kinds.toml` with `[[kind]]` tables.
    ///
    /// All faults of all files are returned.
    pub fn overlaid<N, T>(&self, files: impl IntoIterator<Item = (N, T)>) -> Result<Arc<Grammar>, Vec<GrammarError>>
    where
        N: AsRef<str>,
        T: AsRef<str>,
    {
        let files: Vec<(N, T)> = files.into_iter().collect();
        let mut tables = self.tables();
        let texts = files.iter().map(|(name, text)| (name.as_ref(), text.as_ref()));
        let names = schema::load(&mut tables, texts, self)?;
        let mut overlay = Overlay::default();
        if let Some(below) = &self.overlay {
            overlay.sections.clone_from(&below.sections);
            overlay.kinds.clone_from(&below.kinds);
            overlay.specialties.clone_from(&below.specialties);
            overlay.lexicons.clone_from(&below.lexicons);
        }
        overlay.sections.extend(names.sections);
        overlay.kinds.extend(names.kinds);
        overlay.specialties.extend(names.specialties);
        overlay.lexicons.extend(names.lexicons);
        overlay.lexicons.sort_unstable();
        overlay.lexicons.dedup();
        let changed = overlay.lexicons.iter();
        overlay.phrases = Phrases::of(changed.map(|id| (*id, &*tables.lexicons[usize::from(id.0)].entries)));
        overlay
            .ambiguities
            .extend((0..).zip(&tables.ambiguities).map(|(i, it)| (it.label.to_string(), i)));
        for (index, combined) in (0..).zip(&tables.combined) {
            overlay
                .combined
                .extend(combined.headings.iter().map(|heading| (heading.to_string(), index)));
        }
        let relations = Relations::new(&tables.sections, &tables.kinds, &tables.equivalences);
        Ok(Arc::new(Grammar {
            relations,
            sections: tables.sections.into(),
            kinds: tables.kinds.into(),
            specialties: tables.specialties.into(),
            lexicons: tables.lexicons.into(),
            equivalences: tables.equivalences.into(),
            ambiguities: tables.ambiguities.into(),
            combined: tables.combined.into(),
            overlay: Some(Box::new(overlay)),
            element_patterns: ElementPatterns::default(),
            entry_slots: EntrySlots::default(),
            memo: Memo::default(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use crate::grammar::*;

    fn faults(name: &str, text: &str) -> Vec<String> {
        match Grammar::with_overlays([(name, text)]) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(ToString::to_string).collect(),
        }
    }

    fn section_id(grammar: &Grammar, heading: &str) -> Option<String> {
        let mut normalized = String::new();
        normalize_heading(heading, &mut normalized);
        let id = grammar.resolve(&normalized, &[], None, false)?;
        Some(grammar.section(id).id.to_string())
    }

    #[test]
    fn a_school_adds_a_section_a_kind_and_a_specialty() {
        let grammar = Grammar::with_overlays([
            (
                "school/kinds/geriatric-home-visit.toml",
                "id = 'geriatric-home-visit'\ntitle = 'Home Visit'\npurpose = 'Seen at home.'\naliases = ['Domiciliary visit']\n\
                 required = ['home-hazards', 'HPI', 'plan']\n[must-contain]\nhome-hazards = ['stairs', 'rugs']\n",
            ),
            (
                "school/sections.toml",
                "[[section]]\nid = 'home-hazards'\ntitle = 'Home Hazards'\ngroup = 'objective'\nparent = 'objective'\n\
                 aliases = ['Hazards at home']\n",
            ),
            (
                "school/specialties/home-medicine.toml",
                "id = 'home-medicine'\ntitle = 'Home medicine'\nfocus = 'Home.'\nkinds = ['geriatric-home-visit', 'soap']\n\
                 [[element]]\nid = 'stairs'\ntitle = 'Stairs'\nlevel = 'required'\nsection = 'home-hazards'\napplies-when = 'always'\n\
                 cues = ['stairs']\nteach = 'Count them.'\n",
            ),
        ])
        .expect("the files are in order");
        assert_eq!(
            section_id(&grammar, "HAZARDS AT HOME:").as_deref(),
            Some("home-hazards")
        );
        let kind = grammar.kind(grammar.kind_named("Domiciliary Visit").expect("its alias"));
        let required: Vec<&str> = kind.required.iter().map(|id| &*grammar.section(*id).id).collect();
        assert_eq!(required, ["home-hazards", "history-of-present-illness", "plan"]);
        assert_eq!(kind.must_contain[0].level, Level::Required);
        let specialty = grammar.specialty(grammar.specialty_named("home medicine").expect("its title"));
        assert_eq!(grammar.kind(specialty.kinds[0]).id, "geriatric-home-visit");
        // Built-in ids hold.
        assert_eq!(grammar.section(ids::PLAN).id, "plan");
        assert_eq!(grammar.kind(kind_ids::SOAP).id, "soap");
        assert!(
            grammar
                .typo("home hazrds")
                .is_some_and(|typo| typo.spelling == "Home Hazards")
        );
        assert!(Grammar::builtin().section_named("home-hazards").is_none());
    }

    #[test]
    fn an_entry_with_a_known_id_changes_only_what_it_names() {
        let text = "[[section]]\nid = 'medications'\naliases = ['Pillbox']\n\n[[section]]\nid = 'social-history'\n\
                    title = 'About me'\nreplace-aliases = true\naliases = ['Life']\n";
        let grammar = Grammar::with_overlays([("sections.toml", text)]).expect("in order");
        assert_eq!(section_id(&grammar, "Pillbox").as_deref(), Some("medications"));
        assert_eq!(section_id(&grammar, "Home meds").as_deref(), Some("medications"));
        assert_eq!(section_id(&grammar, "Life").as_deref(), Some("social-history"));
        assert_eq!(section_id(&grammar, "About me").as_deref(), Some("social-history"));
        assert_eq!(section_id(&grammar, "SHx"), None);
        let builtin = Grammar::builtin();
        assert_eq!(
            grammar.section(ids::MEDICATIONS).loinc,
            builtin.section(ids::MEDICATIONS).loinc
        );
        assert_eq!(
            grammar.section(ids::SOCIAL_HISTORY).contains,
            builtin.section(ids::SOCIAL_HISTORY).contains
        );
    }

    #[test]
    fn overlays_lie_over_overlays() {
        let school = Grammar::with_overlays([(
            "sections.toml",
            "[[section]]\nid = 'medications'\naliases = ['Pillbox']\n",
        )]);
        let school = school.expect("in order");
        let profile = "[[kind]]\nid = 'soap'\nrequired = ['medications']\n[[kind]]\nid = 'hp'\nany-order = true\n";
        let grammar = school.overlaid([("kinds.toml", profile)]).expect("in order");
        assert_eq!(section_id(&grammar, "Pillbox").as_deref(), Some("medications"));
        let soap = grammar.kind(kind_ids::SOAP);
        assert_eq!(&*soap.required, [ids::MEDICATIONS]);
        assert!(!soap.recommended.contains(&ids::MEDICATIONS), "a section has one level");
        assert!(grammar.kind(kind_ids::HP).any_order);
        assert_eq!(
            grammar.kind(kind_ids::HP).required,
            Grammar::builtin().kind(kind_ids::HP).required
        );
    }

    #[test]
    fn a_lexicon_is_extended_or_replaced() {
        let found = |text: &str| {
            let grammar = Grammar::with_overlays([("lexicons/reported-symptoms.toml", text)]).expect("in order");
            let note = "He moans about pain and denies cough.";
            let hits = grammar
                .phrases(note)
                .filter(|hit| hit.lexicon == lexicon_ids::REPORTED_SYMPTOMS);
            hits.map(|hit| hit.span.of(note)).collect::<Vec<_>>()
        };
        let entry = "[[entry]]\ncategory = 'report'\nphrases = ['moans  about']\n";
        assert_eq!(
            found(&format!("id = 'reported-symptoms'\n{entry}")),
            ["moans about", "denies"]
        );
        assert_eq!(
            found(&format!("id = 'reported-symptoms'\nreplace-entries = true\n{entry}")),
            ["moans about"]
        );
    }

    #[test]
    fn faults_name_file_place_key_and_the_way_out() {
        for (name, text, expected) in [
            (
                "kinds/visit.toml",
                "id = 'visit'\ntitle = 'Visit'\npurpose = 'A visit.'\nrequired = ['plan', 'assesment']\n",
                &["kinds/visit.toml:4:21: required, item 2: unknown section `assesment`; did you mean `assessment`?"][..],
            ),
            (
                "kinds/visit.toml",
                "id = 'visit'\ntitel = 'Visit'\npurpose = 'A visit.'\nwords = [5]\nany-order = 'yes'\nentries = 'month'\nrules = ['PHI', 'SAF01', 'org']\n",
                &[
                    "kinds/visit.toml:1:6: title: `visit` is new and needs a title; add `title = …`",
                    "kinds/visit.toml:2:1: titel: unknown key `titel`; did you mean `title`?",
                    "kinds/visit.toml:4:9: words: expected two whole numbers, the smaller first, found array",
                    "kinds/visit.toml:5:13: any-order: expected true or false, found string",
                    "kinds/visit.toml:6:11: entries: unknown rhythm `month`; write `day` or `week`: how often such a file gets a new entry",
                    "kinds/visit.toml:7:17: rules, item 2: `SAF01` is no rule; write a family (`PHI`) or the code of a rule (`SAF001`)",
                    "kinds/visit.toml:7:26: rules, item 3: `org` is no rule; write a family (`PHI`) or the code of a rule (`SAF001`)",
                ],
            ),
            (
                "sections.toml",
                "[[section]]\nid = 'My Section'\n\n[[section]]\ntitle = 'X'\n\n[[section]]\nid = 'x-y'\ntitle = 'Pets at home'\ngroup = 'objektive'\n",
                &[
                    "sections.toml:2:6: id: `My Section` is no id: small letters, digits and single hyphens",
                    "sections.toml:4:1: id: a section needs an id",
                    "sections.toml:10:9: group: unknown group `objektive`; did you mean `objective`?",
                ],
            ),
            (
                "sections.toml",
                "[[section]]\nid = 'my-meds'\ntitle = 'Home meds'\ngroup = 'subjective'\n",
                &[
                    "sections.toml:2:6: aliases: `home meds` also names `medications`; give one of them a context, or write an [[ambiguity]] that decides",
                ],
            ),
            (
                "sections.toml",
                "[[section]]\nid = 'plan'\nparent = 'follow-up'\n",
                &["sections.toml:2:6: parent: the section encloses itself"],
            ),
            (
                "kinds/soap.toml",
                "id = 'soap'\nrequired = ['plan', 'plan']\nrecommended = ['plan']\n[must-contain]\nfalls = ['a']\n",
                &[
                    "kinds/soap.toml:2:21: required, item 2: `plan` stands here twice",
                    "kinds/soap.toml:3:16: recommended, item 1: `plan` is under `required` too; name it once",
                    "kinds/soap.toml:5:1: must-contain: `falls` is not asked for by this kind; name it under required, recommended or optional first",
                ],
            ),
            (
                "specialties/x.toml",
                "id = 'x'\ntitle = 'X'\nfocus = 'X.'\nkinds = ['soop']\n[[element]]\nid = 'e'\ntitle = 'E'\nlevel = 'must'\nsection = 'plan'\n\
                 applies-when = 'always'\nteach = 'T.'\n",
                &[
                    "specialties/x.toml:4:10: kinds, item 1: unknown kind `soop`; did you mean `soap`?",
                    "specialties/x.toml:6:6: element: element `e` has neither cues nor patterns, so nothing can be found",
                    "specialties/x.toml:8:9: level: unknown level `must`; required, recommended or optional",
                ],
            ),
            (
                "lexicons/reported-symptoms.toml",
                "id = 'reported-symptoms'\n[[entry]]\ncategory = 'report'\nphrases = ['mo*ns', 'moan**', 'a mo*']\n",
                &[
                    "lexicons/reported-symptoms.toml:4:12: phrases, item 1: `mo*ns` has a `*` before its end; it stands for the rest of the last word and nothing else",
                    "lexicons/reported-symptoms.toml:4:21: phrases, item 2: `moan**` has a `*` before its end; it stands for the rest of the last word and nothing else",
                ],
            ),
            (
                "notes.toml",
                "",
                &[
                    "notes.toml:1:1: is no grammar file; expected sections.toml, or a .toml file in kinds/, specialties/ or lexicons/",
                ],
            ),
        ] {
            assert_eq!(faults(name, text), expected, "{text}");
        }
    }

    #[test]
    fn broken_toml_is_reported_with_its_place() {
        let faults = faults("kinds/x.toml", "id = 'x\ntitle = \n");
        assert!(
            faults.iter().all(|fault| fault.starts_with("kinds/x.toml:")),
            "{faults:?}"
        );
        assert!(
            faults.iter().any(|fault| fault.starts_with("kinds/x.toml:1:")),
            "{faults:?}"
        );
        assert!(faults.len() >= 2, "every fault of the file: {faults:?}");
    }

    #[test]
    fn what_is_wrong_in_one_file_does_not_hide_another() {
        let errors = Grammar::with_overlays([("kinds/a.toml", "id = "), ("kinds/b.toml", "id = 'b'\ntitle = 'B'\n")]);
        let errors = errors.expect_err("both are at fault");
        let files: Vec<&str> = errors.iter().map(|error| error.file.as_str()).collect();
        assert!(
            files.contains(&"kinds/a.toml") && files.contains(&"kinds/b.toml"),
            "{errors:?}"
        );
    }

    #[test]
    fn the_examples_of_the_guide_are_in_order() {
        let guide = include_str!("../../docs/grammars.md");
        let examples: Vec<(&str, &str)> = guide
            .split("```toml\n")
            .collect::<Vec<_>>()
            .windows(2)
            .filter_map(|pair| {
                let name = pair[0].trim_end().lines().last()?.trim_matches(['`', ':']);
                Some((name, pair[1].split("```").next()?))
            })
            .collect();
        assert_eq!(examples.len(), 8);
        // One after the other, as the folders of a school are.
        let grammar = examples.iter().fold(Grammar::builtin(), |grammar, example| {
            match grammar.overlaid([*example]) {
                Ok(grammar) => grammar,
                Err(errors) => panic!("{errors:?}"),
            }
        });
        assert_eq!(section_id(&grammar, "Pillbox review").as_deref(), Some("medications"));
        assert_eq!(section_id(&grammar, "Equipment").as_deref(), Some("home-equipment"));
        assert_eq!(
            section_id(&grammar, "Equipment and therapy").as_deref(),
            Some("home-equipment")
        );
        assert!(grammar.kind_named("Domiciliary visit").is_some() && grammar.specialty_named("house calls").is_some());
        assert!(grammar.kind(kind_ids::SOAP).required.contains(&ids::RETURN_PRECAUTIONS));
        assert!(
            !grammar
                .kind(kind_ids::SOAP)
                .recommended
                .contains(&ids::RETURN_PRECAUTIONS)
        );
        // The fault that the guide shows is the one that is reported.
        let shown = guide
            .lines()
            .find(|line| line.starts_with("our-grammars/kinds/"))
            .expect("the guide shows a fault");
        let text = "id = 'home-visit'\ntitle = 'Home Visit'\npurpose = 'Home.'\nrequired = ['plan', 'assesment']\n";
        assert_eq!(faults("our-grammars/kinds/home-visit.toml", text), [shown]);
    }
}
