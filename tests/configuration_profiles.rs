//! Profiles, conventions, kinds and grammar folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::config::{Overrides, Resolved, Resolver, conventions, profiles};
use preceptor::rules;
use tempfile::TempDir;

fn course(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn resolve(folder: &TempDir, note: &str, overrides: Overrides) -> Arc<Resolved> {
    let resolver = Resolver::new(folder.path(), overrides).unwrap();
    match resolver.for_path(Path::new(note)) {
        Ok(resolved) => resolved,
        Err(error) => panic!("{error}"),
    }
}

fn isolated() -> Overrides {
    Overrides {
        isolated: true,
        ..Overrides::default()
    }
}

#[test]
fn every_profile_resolves() {
    for profile in profiles::PROFILES {
        let folder = course(&[("preceptor.toml", &format!("profile = {:?}\n", profile.name))]);
        let resolved = resolve(&folder, "a.md", Overrides::default());
        assert_eq!(resolved.configuration.profile.value, [profile.name]);
    }
}

#[test]
fn profiles_choose_what_they_promise() {
    let with = |name: &str| {
        resolve(
            &course(&[("preceptor.toml", &format!("profile = {name:?}"))]),
            "a.md",
            Overrides::default(),
        )
    };
    let families = |resolved: &Resolved| -> BTreeSet<&str> {
        resolved
            .settings
            .rules
            .iter()
            .map(|enabled| enabled.rule.family.code())
            .collect()
    };
    let student = with("student");
    let stable: Vec<&str> = rules::all()
        .iter()
        .filter(|rule| rule.status == rules::Status::Stable)
        .map(|rule| rule.code)
        .collect();
    let codes =
        |resolved: &Resolved| -> Vec<&str> { resolved.settings.rules.iter().map(|one| one.rule.code).collect() };
    assert_eq!(codes(&student), stable);
    let all: Vec<&str> = rules::all().iter().map(|rule| rule.code).collect();
    assert_eq!(codes(&with("ward")), all);
    let exam = with("exam");
    assert!(families(&exam).contains("ORG"));
    assert!(families(&exam).is_disjoint(&BTreeSet::from(["PHI", "LNG", "SAF"])));
    // `PHI` as errors: said of the family, so that it holds for each of its rules.
    let phi = with("ward").configuration.severity("PHI001").unwrap();
    assert_eq!(
        (phi.value, phi.source.to_string()),
        (rules::Severity::Error, "profile ward".to_owned())
    );
}

#[test]
fn the_ccda_profiles_require_the_sections_of_their_templates() {
    let required = |profile: &str, kind: &str| -> Vec<String> {
        let folder = course(&[("preceptor.toml", &format!("profile = {profile:?}"))]);
        let resolved = resolve(&folder, "a.md", Overrides::default());
        let grammar = &resolved.settings.grammar;
        let kind = grammar.kind(grammar.kind_named(kind).unwrap());
        kind.required
            .iter()
            .map(|id| grammar.section(*id).id.to_string())
            .collect()
    };
    let hp = required("ccda-hp", "hp");
    for section in [
        "chief-complaint",
        "family-history",
        "pe-general",
        "review-of-systems",
        "vital-signs",
        "plan",
    ] {
        assert!(hp.iter().any(|id| id == section), "{section} in {hp:?}");
    }
    assert!(
        !hp.iter().any(|id| id == "history-of-present-illness"),
        "the template only recommends it"
    );
    assert_eq!(required("ccda-progress", "progress"), ["assessment", "plan"]);
    let consult = required("ccda-consult", "consult");
    assert!(consult.iter().any(|id| id == "reason-for-consult") && !consult.iter().any(|id| id == "physical-exam"));
    let discharge = required("ccda-discharge", "discharge-summary");
    assert!(discharge.iter().any(|id| id == "hospital-course") && discharge.iter().any(|id| id == "allergies"));
    // Another kind is left as it was.
    assert_eq!(required("ccda-hp", "consult"), required("student", "consult"));
}

#[test]
fn a_section_that_new_lists_leave_out_stays_accepted() {
    let folder = course(&[(
        "preceptor.toml",
        "[kinds.SOAP]\nrequired = [\"HPI\"]\nrecommended = []\n",
    )]);
    let resolved = resolve(&folder, "a.md", Overrides::default());
    let shipped = resolve(&folder, "a.md", isolated());
    let kind = |resolved: &Resolved| {
        let grammar = resolved.settings.grammar.clone();
        grammar.kind(grammar.kind_named("soap").unwrap()).clone()
    };
    let (new, old) = (kind(&resolved), kind(&shipped));
    assert_eq!(new.required.len(), 1);
    assert!(new.recommended.is_empty());
    for id in old
        .required
        .iter()
        .chain(old.recommended.iter())
        .chain(old.optional.iter())
    {
        assert!(new.required.contains(id) || new.optional.contains(id));
    }
}

#[test]
fn a_school_adds_kinds_in_a_grammar_folder() {
    let folder = course(&[
        (
            "week/preceptor.toml",
            "grammars = [\"../our\"]\n[[per-file]]\nfiles = [\"*\"]\nkind = \"bedside teaching\"\n[[rule]]\ncode = \"MED001\"\nname = \"x\"\nmessage = \"m\"\nkinds = [\"bedside-teaching\"]\nforbid = \"x\"\n",
        ),
        (
            "our/kinds/bedside-teaching.toml",
            "id = \"bedside-teaching\"\ntitle = \"Bedside teaching\"\npurpose = \"What was taught at the bedside.\"\nwords = [20, 200]\nrequired = [\"assessment\", \"plan\"]\norder = [\"assessment\", \"plan\"]\n",
        ),
    ]);
    let resolved = resolve(&folder, "week/a.md", Overrides::default());
    let grammar = &resolved.settings.grammar;
    let kind = resolved.settings.hints.kind_configured.unwrap();
    assert_eq!(&*grammar.kind(kind).id, "bedside-teaching");
}

#[test]
fn conventions_are_well_formed_and_those_that_rules_read_are_known() {
    let known = conventions::all();
    assert!(!known.is_empty());
    for convention in known {
        assert!(
            convention.values.contains_key(&convention.default),
            "{}",
            convention.name
        );
        assert!(
            convention.values.len() > 1 && convention.doc.ends_with('.'),
            "{}",
            convention.name
        );
    }
    let mut read = 0;
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules")) {
        let text = fs::read_to_string(&file).unwrap();
        for (at, call) in text.match_indices(".convention(\"") {
            let arguments = &text[at + call.len()..];
            let mut quoted = arguments.split('"');
            let (name, default) = (quoted.next().unwrap(), quoted.nth(1).unwrap());
            let convention = known.iter().find(|known| known.name == name);
            let convention =
                convention.unwrap_or_else(|| panic!("{}: `{name}` is not in conventions.toml", file.display()));
            assert_eq!(
                convention.default,
                default,
                "{}: `{name}` has another default",
                file.display()
            );
            read += 1;
        }
    }
    assert!(read > 0, "no rule reads a convention");
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(sources(&path)),
            false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
            false => {}
        }
    }
    files
}
