//! A course's own folder: its configuration, rules, grammars, phrases, templates and rubrics.

use std::fs;
use std::path::{Component, Path};
use std::sync::Arc;

use preceptor::config::{Origin, Overrides, Resolver};
use preceptor::grade::rubric;
use preceptor::lint::{self, check_user_rule_examples};
use preceptor::template::{Library, Phrases};

use super::parts;

const NOTE: &str = "\
# SOAP Note

S: 64M with CHF, 3 days of cough and leg swelling; takes Lasix 40 mg daily. Denies chest pain. Frequent flyer.
O: T 38.1 HR 112 BP 92/58 RR 22 SpO2 91% RA. K 2.9 (L), Cr 1.4. Crackles at both bases.
A: Acute on chronic heart failure, likely from missed doses; pneumonia is possible.
P: 1. CHF: furosemide 40 mg IV BID, daily weights. *** 2. Follow up in 1 week.
";

/// The most that a folder may hold, and the longest name in it: the file system is not what is tested.
const MOST: usize = 12;

/// A folder of files, each after a line `@@ name`; what stands before the first is its `preceptor.toml`. It is read, or
/// refused with places that lie in the file; what is read checks a note (`@@ note.md`) and marks it (`@@ rubric.toml`).
pub fn configuration(bytes: &[u8]) {
    let files = parts::files(bytes);
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let mut written = 0;
    for (name, content) in files.iter().take(MOST) {
        let name = if name.is_empty() { "preceptor.toml" } else { name.trim() };
        let relative = Path::new(name);
        let is_plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_plain || name.len() > 100 || name.contains('\0') {
            continue;
        }
        let path = folder.path().join(relative);
        let _ = path.parent().map(fs::create_dir_all);
        written += usize::from(fs::write(path, content).is_ok());
    }
    if written == 0 {
        return;
    }
    let note = parts::text_of(&files, "note.md").unwrap_or_else(|| NOTE.to_owned());
    let resolver = match Resolver::new(folder.path(), Overrides::default()) {
        Ok(resolver) => resolver,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let resolved = match resolver.for_path(&folder.path().join("ward/note.md")) {
        Ok(resolved) => resolved,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let settings = &resolved.settings;
    for rule in settings.user_rules.iter() {
        let _ = check_user_rule_examples(rule, &settings.grammar);
    }
    let checked = lint::check(Arc::from(note), settings);
    for failure in &checked.rule_failures {
        // A rule of the folder may fail on its own terms (a pattern that is too large), a built-in one never.
        assert!(
            settings.user_rules.iter().any(|rule| rule.code() == failure.code),
            "{failure:?}"
        );
    }
    for found in &checked.diagnostics {
        assert!(
            checked.note.text.get(found.span.range()).is_some(),
            "{}: {:?}",
            found.code,
            found.span
        );
    }
    if let Some(text) = parts::text_of(&files, "rubric.toml") {
        let origin = Origin {
            shown: "rubric.toml".into(),
            text: Arc::from(text),
        };
        match rubric::read("rubric", &origin, &settings.grammar, &settings.user_rules) {
            Ok(rubric) => {
                let marks = rubric::evaluate(&rubric, &checked);
                rubric::looks(&checked, &rubric, &marks, None);
                rubric::sections(&checked);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    let _ = Phrases::new([folder.path().join("phrases")]).map(|phrases| phrases.all().is_ok());
    let _ = Library::templates([folder.path().join("templates")]).list();
}
