//! `config show`, the starter file, the JSON Schema and the documentation.
//!
//! `PRECEPTOR_UPDATE=1 cargo test --test configuration_show` writes the shipped schema anew; read the diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::config::{self, Overrides, Resolved, Resolver, conventions, profiles};
use preceptor::rules;
use serde_json::Value;
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

const SCHOOL: &str = r#"
select = ["ORG", "TPL"]
fail-level = "warning"

[severity]
ORG = "info"

[conventions]
heading-style = "bold"

[[rule]]
code = "MED001"
name = "no-friendly-names"
message = "`{found}` is too friendly"
forbid = ["buddy", "sweetie"]
bad = ["HPI: Buddy came in\n[with] a cough."]

[[rule]]
code = "MED002"
name = "plan-length"
message = "say more"
kinds = ["hp"]
count = { of = "words", min = 3 }
"#;

const WEEK: &str = r#"
extend = "../school.toml"
profile = ["exam", "ccda-hp"]
ignore = ["ORG004"]
extend-select = ["MED"]
exclude = ["drafts"]
extensions = ["md"]

[severity]
heading-style = "error"
MED002 = "info"

[options.wall-of-text]
max-words = 90

[options.unknown-section]
allow = ["Reading", "Say \"ah\""]

[kinds.hp]
recommended = ["HPI", "ROS"]

[[per-file]]
files = ["*.md"]
kind = "H&P"
specialty = "cardiology"
setting = "inpatient"
ignore = ["TPL002"]
"#;

fn example() -> TempDir {
    course(&[("school.toml", SCHOOL), ("week/preceptor.toml", WEEK)])
}

#[test]
fn show_names_the_place_of_every_value() {
    let folder = example();
    let overrides = Overrides {
        preview: Some(true),
        ..Overrides::default()
    };
    let shown = resolve(&folder, "week/a.md", overrides).to_toml(Path::new("week/a.md"));
    for line in [
        "# What holds for week/a.md",
        "# Configuration file: week/preceptor.toml",
        "profile = [\"exam\", \"ccda-hp\"] # week/preceptor.toml:3",
        "edition = \"2026\" # default",
        "preview = true # command line",
        "fail-level = \"warning\" # school.toml:3",
        "format = \"full\" # default",
        "    \"drafts\", # week/preceptor.toml:6",
        "extensions = [\"md\"] # week/preceptor.toml:7",
        "    \"ORG001\", # missing-section, info: school.toml:2",
        "    \"ORG009\", # heading-style, error: school.toml:2",
        "    \"MED001\", # no-friendly-names, warning: [[rule]] at school.toml:11",
        "#   ORG004 duplicate-section: week/preceptor.toml:4",
        "#   TPL002 pick-list: week/preceptor.toml:27",
        "#   SUP001 unused-suppression: school.toml:2",
        "ORG001 = \"info\" # school.toml:6",
        "ORG009 = \"error\" # week/preceptor.toml:10",
        "MED002 = \"info\" # week/preceptor.toml:11",
        "max-words = 90 # week/preceptor.toml:14",
        "allow = [\"Reading\", 'Say \"ah\"'] # week/preceptor.toml:17",
        "heading-style = \"bold\" # school.toml:9",
        "# chief-complaint = \"either\" # default",
        "recommended = [\"history-of-present-illness\", \"review-of-systems\"] # week/preceptor.toml:20",
        "kind = \"hp\" # week/preceptor.toml:24",
        "setting = \"inpatient\" # week/preceptor.toml:26",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "no line `{line}` in\n{shown}");
    }
    assert!(shown.contains("# profile ccda-hp"), "{shown}");
}

#[test]
fn what_is_shown_resolves_to_the_same_settings() {
    let folder = example();
    let overrides = Overrides {
        preview: Some(true),
        ..Overrides::default()
    };
    for (note, overrides) in [
        ("week/a.md", overrides),
        ("week/a.txt", Overrides::default()),
        ("b.md", isolated()),
    ] {
        let first = resolve(&folder, note, overrides);
        let shown = first.to_toml(Path::new(note));
        let again = course(&[("preceptor.toml", &shown)]);
        let second = resolve(&again, "x.md", Overrides::default());
        let (one, two) = (&first.settings, &second.settings);
        assert_eq!(format!("{:?}", one.rules), format!("{:?}", two.rules), "{shown}");
        assert_eq!(one.enabled_user_rules, two.enabled_user_rules);
        let defs = |resolved: &Resolved| -> Vec<_> {
            resolved
                .settings
                .user_rules
                .iter()
                .map(|rule| rule.def().clone())
                .collect()
        };
        assert_eq!(defs(&first), defs(&second));
        assert_eq!(one.hints, two.hints);
        assert_eq!(one.conventions, two.conventions);
        assert_eq!(one.grammar.kinds(), two.grammar.kinds());
        assert_eq!(
            (first.fail_level, first.format, first.setting),
            (second.fail_level, second.format, second.setting)
        );
        // Once more: what it says of itself does not change but for where it comes from.
        let values = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines
                .map(|line| line.split(" # ").next().unwrap_or(line).to_owned())
                .collect()
        };
        let third = second.to_toml(Path::new(note));
        let differing: Vec<_> = values(&shown)
            .into_iter()
            .filter(|line| !values(&third).contains(line))
            .collect();
        assert!(differing.is_empty(), "{differing:?}");
    }
}

fn isolated() -> Overrides {
    Overrides {
        isolated: true,
        ..Overrides::default()
    }
}

#[test]
fn show_as_json() {
    let folder = example();
    let shown = resolve(&folder, "week/a.md", Overrides::default()).to_json(Path::new("week/a.md"));
    assert_eq!(shown["version"], 1);
    assert_eq!(shown["path"], "week/a.md");
    assert_eq!(shown["file"], "week/preceptor.toml");
    assert_eq!(shown["fail-level"]["value"], "warning");
    assert_eq!(shown["fail-level"]["source"], "school.toml:3");
    assert_eq!(shown["conventions"]["heading-style"]["value"], "bold");
    let rules = shown["rules"].as_array().unwrap();
    let rule = |code: &str| rules.iter().find(|rule| rule["code"] == code).unwrap();
    assert_eq!(rule("ORG004")["on"], false);
    assert_eq!(rule("ORG004")["source"], "week/preceptor.toml:4");
    assert_eq!(rule("ORG009")["severity"]["value"], "error");
    assert_eq!(rule("ORG011")["options"]["max-words"]["value"], 90);
    assert_eq!(rule("MED001")["on"], true);
    assert_eq!(rules.len(), rules::all().len() + 2);
}

#[test]
fn a_hostile_path_cannot_leave_its_comment() {
    let folder = course(&[]);
    let resolved = resolve(&folder, "a.md", isolated());
    let shown = resolved.to_toml(Path::new("a\npreview = true\u{1b}[2J.md"));
    assert!(!shown.contains('\u{1b}'));
    assert_eq!(shown.lines().filter(|line| line.starts_with("preview")).count(), 1);
}

#[test]
fn the_starter_file_changes_nothing_and_its_lines_work_when_uncommented() {
    let folder = course(&[("preceptor.toml", config::STARTER)]);
    let started = resolve(&folder, "a.md", Overrides::default());
    let bare = resolve(&folder, "a.md", isolated());
    assert_eq!(
        format!("{:?}", started.settings.rules),
        format!("{:?}", bare.settings.rules)
    );
    assert!(
        config::STARTER
            .lines()
            .all(|line| line.is_empty() || line.starts_with('#'))
    );

    // A commented line is either prose or TOML: take the mark from those that open with a key or a table.
    let is_toml = |line: &str| {
        let body = line.trim_start_matches("# ");
        let key: String = body
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '-')
            .collect();
        body.starts_with('[') || (!key.is_empty() && body[key.len()..].starts_with(" = "))
    };
    let uncommented: Vec<&str> = config::STARTER
        .lines()
        .filter(|line| line.starts_with('#') && is_toml(line))
        .map(|line| line.trim_start_matches("# "))
        .collect();
    let folder = course(&[("week/preceptor.toml", &uncommented.join("\n")), ("course.toml", "")]);
    let all = resolve(&folder, "week/a.md", Overrides::default());
    assert_eq!(all.settings.user_rules.len(), 1);
    // It shows defaults, so these must be the defaults.
    let wall = all
        .settings
        .rules
        .iter()
        .find(|enabled| enabled.rule.name == "wall-of-text")
        .unwrap();
    assert_eq!(wall.severity, Some(wall.rule.severity));
    let max_words = wall
        .rule
        .options
        .iter()
        .find(|option| option.name == "max-words")
        .unwrap();
    match (max_words.default, &wall.options["max-words"]) {
        (rules::OptionDefault::Int(default), rules::OptionValue::Int(shown)) => assert_eq!(default, *shown),
        other => panic!("{other:?}"),
    }
    for (name, value) in &all.settings.conventions {
        assert!(
            conventions::all()
                .iter()
                .any(|known| known.name == *name && known.default == *value),
            "{name}"
        );
    }
    assert_eq!((all.fail_level, all.format), (bare.fail_level, bare.format));
    let keys: BTreeSet<&str> = uncommented
        .iter()
        .filter_map(|line| line.split_once(" = ").map(|(key, _)| key))
        .collect();
    for key in [
        "profile",
        "edition",
        "extend",
        "select",
        "ignore",
        "preview",
        "fail-level",
        "format",
        "exclude",
    ] {
        assert!(keys.contains(key), "the starter file does not speak of `{key}`");
    }
}

// The JSON Schema.

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/preceptor.schema.json")
}

#[test]
fn the_shipped_schema_is_the_one_of_this_program() {
    let fresh = config::schema_json();
    if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
        fs::write(shipped(), &fresh).unwrap();
    }
    let kept = fs::read_to_string(shipped()).unwrap();
    assert_eq!(
        kept, fresh,
        "PRECEPTOR_UPDATE=1 cargo test --test configuration_show writes it anew"
    );
}

/// The keys that serde accepts, as it lists them when it meets one that it does not know.
fn accepted(text: &str) -> BTreeSet<String> {
    let error = toml::from_str::<config::Options>(text)
        .unwrap_err()
        .message()
        .to_owned();
    let (_, keys) = error
        .split_once("expected one of ")
        .unwrap_or_else(|| panic!("{error}"));
    keys.split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

#[test]
fn the_schema_lists_every_key_that_is_accepted() {
    let schema: Value = serde_json::from_str(&config::schema_json()).unwrap();
    let keys = |pointer: &str| -> BTreeSet<String> {
        let properties = schema.pointer(pointer).and_then(Value::as_object);
        properties
            .unwrap_or_else(|| panic!("{pointer}"))
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(keys("/properties"), accepted("no-such-key = 1"));
    assert_eq!(
        keys("/definitions/PerFileOptions/properties"),
        accepted("[[per-file]]\nfiles = []\nno-such-key = 1")
    );
    assert_eq!(
        keys("/definitions/KindOptions/properties"),
        accepted("[kinds.hp]\nno-such-key = 1")
    );
    assert_eq!(
        keys("/definitions/UserRuleDef/properties"),
        accepted("[[rule]]\nno-such-key = 1")
    );
}

#[test]
fn every_key_of_the_schema_is_described_and_documented() {
    let schema: Value = serde_json::from_str(&config::schema_json()).unwrap();
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).unwrap();
    for pointer in [
        "/properties",
        "/definitions/PerFileOptions/properties",
        "/definitions/KindOptions/properties",
    ] {
        for (key, value) in schema.pointer(pointer).unwrap().as_object().unwrap() {
            assert!(
                value["description"].as_str().is_some_and(|text| text.ends_with('.')),
                "{key}"
            );
            assert!(
                page.contains(&format!("`{key}`")),
                "docs/configuration.md does not speak of `{key}`"
            );
        }
    }
    for key in schema
        .pointer("/definitions/UserRuleDef/properties")
        .unwrap()
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(
            page.contains(&format!("`{key}`")),
            "docs/configuration.md does not speak of `{key}`"
        );
    }
}

#[test]
fn the_examples_of_the_documentation_are_accepted() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).unwrap();
    let mut examples = 0;
    for part in page.split("```toml\n").skip(1) {
        let example = part.split("```").next().unwrap();
        let folder = course(&[
            ("course.toml", ""),
            ("week/preceptor.toml", example),
            ("week/templates/x.md", ""),
            ("week/rubrics/x.toml", ""),
            ("week/phrases/x.md", ""),
            (
                "week/grammars/kinds/soap.toml",
                "id = \"soap\"\naliases = [\"Teaching SOAP\"]\n",
            ),
        ]);
        let resolved = resolve(&folder, "week/a.md", Overrides::default());
        for rule in resolved.settings.user_rules.iter() {
            let outcome = preceptor::lint::check_user_rule_examples(rule, &resolved.settings.grammar);
            assert_eq!(outcome, Ok(()));
        }
        examples += 1;
    }
    assert!(examples > 8, "{examples}");
}

#[test]
fn the_documentation_lists_every_profile_and_convention_with_its_values() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).unwrap();
    for profile in profiles::PROFILES {
        assert!(page.contains(&format!("| `{}` |", profile.name)), "{}", profile.name);
    }
    for convention in conventions::all() {
        let others = convention.values.keys().filter(|value| **value != convention.default);
        let values: Vec<String> = std::iter::once(&convention.default)
            .chain(others)
            .map(|value| format!("`{value}`"))
            .collect();
        let rules: Vec<String> = convention.rules.iter().map(|rule| format!("`{rule}`")).collect();
        let row = format!(
            "| `{}` | {} | {} | {} |",
            convention.name,
            values.join(", "),
            convention.doc,
            rules.join(", ")
        );
        assert!(page.contains(&row), "docs/configuration.md should hold the row\n{row}");
    }
}
