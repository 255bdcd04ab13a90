//! Whatever stands in a configuration: no panic, places inside the file, and layers that add up as a simple model says.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use preceptor::config::{Overrides, Resolver};
use preceptor::rules::{self, Rule, Status};
use proptest::prelude::*;

/// A key, known or nearly so.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "extend",
            "profile",
            "edition",
            "select",
            "extend-select",
            "ignore",
            "preview",
            "severity",
            "options",
            "kinds",
            "conventions",
            "per-file",
            "rule",
            "exclude",
            "extensions",
            "fail-level",
            "format",
            "baseline",
            "grammars",
            "templates",
            "files",
            "kind",
            "specialty",
            "setting",
            "required",
            "order",
            "code",
            "name",
            "message",
            "forbid",
            "count",
            "replace",
            "if-then",
            "ORG",
            "ORG001",
            "wall-of-text",
            "max-words",
            "heading-style",
            "hp",
        ])
        .prop_map(str::to_owned),
        "[a-z-]{1,8}",
        "\\PC{0,4}".prop_map(|text| toml::Value::String(text).to_string()),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<i8>().prop_map(|value| value.to_string()),
        any::<bool>().prop_map(|value| value.to_string()),
        Just("1.5".to_owned()),
        Just("2026-01-02".to_owned()),
        prop::sample::select(vec![
            "ORG", "ORG001", "ALL", "student", "2026", "hp", "hpi", "*.md", "a[", "error", "off", "json", "x"
        ])
        .prop_map(|text| format!("{text:?}")),
        "\\PC{0,6}".prop_map(|text| toml::Value::String(text).to_string()),
        // Seldom no TOML at all.
        prop::option::weighted(0.9, Just(())).prop_flat_map(|toml| if toml.is_some() {
            "[0-9]{1,2}"
        } else {
            "[^\n]{0,3}"
        }),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::vec((key(), inner), 0..3).prop_map(|pairs| {
                let pairs: Vec<String> = pairs
                    .into_iter()
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                format!("{{ {} }}", pairs.join(", "))
            }),
        ]
    })
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => (key(), value()).prop_map(|(key, value)| format!("{key} = {value}")),
        1 => (key(), key()).prop_map(|(table, key)| format!("[{table}.{key}]")),
        1 => key().prop_map(|table| format!("[{table}]")),
        1 => key().prop_map(|table| format!("[[{table}]]")),
        1 => "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_or_faulted_at_a_place_inside_it(lines in prop::collection::vec(line(), 0..8)) {
        let folder = tempfile::tempdir().unwrap();
        let text = lines.join("\n");
        fs::write(folder.path().join("preceptor.toml"), &text).unwrap();
        let resolver = Resolver::new(folder.path(), Overrides::default()).unwrap();
        match resolver.for_path(Path::new("a.md")) {
            Ok(resolved) => {
                let shown = resolved.to_toml(Path::new("a.md"));
                prop_assert!(shown.parse::<toml::Table>().is_ok(), "{}", shown);
                resolved.to_json(Path::new("a.md"));
            }
            Err(error) => {
                prop_assert!(!error.problems().is_empty());
                for problem in error.problems() {
                    prop_assert!(!problem.message.is_empty());
                    if let Some((line, column)) = problem.at {
                        let there = text.split('\n').nth(line as usize - 1);
                        prop_assert!(there.is_some_and(|there| column as usize <= there.chars().count() + 1), "{}", problem);
                    }
                }
            }
        }
    }
}

/// One layer of choices: words under `select`, `extend-select` and `ignore`.
#[derive(Debug, Clone)]
struct Layer {
    select: Option<Vec<&'static str>>,
    extend_select: Vec<&'static str>,
    ignore: Vec<&'static str>,
}

fn words() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(
        prop::sample::select(vec![
            "ALL",
            "ORG",
            "TPL",
            "template",
            "ORG001",
            "missing-section",
            "ORG009",
            "TPL001",
            "SUP002",
        ]),
        0..3,
    )
}

fn layer() -> impl Strategy<Value = Layer> {
    (prop::option::weighted(0.3, words()), words(), words()).prop_map(|(select, extend_select, ignore)| Layer {
        select,
        extend_select,
        ignore,
    })
}

impl Layer {
    fn text(&self) -> String {
        let mut text = String::new();
        if let Some(select) = &self.select {
            text.push_str(&format!("select = {select:?}\n"));
        }
        text.push_str(&format!(
            "extend-select = {:?}\nignore = {:?}\n",
            self.extend_select, self.ignore
        ));
        text
    }

    /// How narrowly a word names a rule, 1 to 3; 0 when it does not.
    fn narrowness(word: &str, rule: &Rule) -> u8 {
        match word {
            "ALL" => 1,
            word if word == rule.family.code() || word == rule.family.name() => 2,
            word if word == rule.code || word == rule.name => 3,
            _ => 0,
        }
    }

    /// The model: is `rule` on after this layer, if it was `on` before?
    fn apply(&self, rule: &Rule, on: bool) -> bool {
        let barred = |narrow: u8| rule.status != Status::Stable && narrow < 3;
        let narrowest = |words: &[&str]| words.iter().map(|word| Self::narrowness(word, rule)).max().unwrap_or(0);
        let chosen: Vec<&str> = self
            .select
            .iter()
            .flatten()
            .chain(&self.extend_select)
            .copied()
            .collect();
        let chosen = Some(narrowest(&chosen)).filter(|narrow| !barred(*narrow)).unwrap_or(0);
        let ignored = narrowest(&self.ignore);
        match (chosen, ignored) {
            (0, 0) => on && self.select.is_none(),
            (chosen, ignored) => chosen > ignored,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn layers_add_up_from_the_weakest_to_the_strongest(layers in prop::collection::vec(layer(), 4)) {
        let [extended, file, per_file, line] = <[Layer; 4]>::try_from(layers).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("base.toml"), extended.text()).unwrap();
        let text = format!("extend = \"base.toml\"\n{}[[per-file]]\nfiles = [\"*.md\"]\n{}", file.text(), per_file.text());
        fs::write(folder.path().join("preceptor.toml"), text).unwrap();
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let overrides = Overrides {
            select: line.select.as_deref().map(owned),
            extend_select: owned(&line.extend_select),
            ignore: owned(&line.ignore),
            ..Overrides::default()
        };
        let resolver = Resolver::new(folder.path(), overrides).unwrap();
        let resolved = resolver.for_path(Path::new("a.md")).unwrap();
        let found: BTreeSet<&str> = resolved.settings.rules.iter().map(|enabled| enabled.rule.code).collect();
        let expected: BTreeSet<&str> = rules::all()
            .iter()
            .filter(|rule| {
                let start = rule.status == Status::Stable;
                [&extended, &file, &per_file, &line].into_iter().fold(start, |on, layer| layer.apply(rule, on))
            })
            .map(|rule| rule.code)
            .collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn threads_get_the_same_settings() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("preceptor.toml"),
        "[[per-file]]\nfiles = [\"b*\"]\nignore = [\"TPL\"]\n",
    )
    .unwrap();
    let resolver = Resolver::new(folder.path(), Overrides::default()).unwrap();
    let ask = |name: &str| resolver.for_path(Path::new(name)).unwrap();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|thread| {
                scope.spawn(move || {
                    (0..50)
                        .map(|note| {
                            ask(&format!(
                                "{}{thread}-{note}/x.md",
                                if note % 2 == 0 { "a" } else { "b" }
                            ))
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in threads {
            for (note, resolved) in thread.join().unwrap().iter().enumerate() {
                let same = ask(if note % 2 == 0 { "a/x.md" } else { "b/x.md" });
                assert!(Arc::ptr_eq(resolved, &same));
            }
        }
    });
}
