//! Configuration from the outside: files in a folder, and what holds for a note in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use preceptor::config::{FailLevel, OutputFormat, Overrides, Resolved, Resolver, Setting};
use preceptor::lint::Settings;
use preceptor::rules::{self, OptionValue, Severity, Status};
use tempfile::TempDir;

/// A folder with files in it.
struct Course {
    folder: TempDir,
}

impl Course {
    fn new(files: &[(&str, &str)]) -> Self {
        let course = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (path, text) in files {
            course.write(path, text);
        }
        course
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn resolver(&self, overrides: Overrides) -> Resolver {
        Resolver::new(self.folder.path(), overrides).unwrap()
    }

    fn resolve(&self, note: &str) -> Arc<Resolved> {
        self.with(note, Overrides::default())
    }

    fn with(&self, note: &str, overrides: Overrides) -> Arc<Resolved> {
        match self.resolver(overrides).for_path(Path::new(note)) {
            Ok(resolved) => resolved,
            Err(error) => panic!("{error}"),
        }
    }

    /// The error for a note, with the folder's own path taken out.
    fn error(&self, note: &str) -> String {
        self.error_with(note, Overrides::default())
    }

    fn error_with(&self, note: &str, overrides: Overrides) -> String {
        let resolver = Resolver::new(self.folder.path(), overrides);
        let error = resolver
            .and_then(|resolver| resolver.for_path(Path::new(note)))
            .unwrap_err();
        error
            .to_string()
            .replace(&self.folder.path().display().to_string(), "…")
    }
}

fn codes(resolved: &Resolved) -> Vec<&'static str> {
    resolved
        .settings
        .rules
        .iter()
        .map(|enabled| enabled.rule.code)
        .collect()
}

fn severity(resolved: &Resolved, code: &str) -> Option<Severity> {
    resolved
        .settings
        .rules
        .iter()
        .find(|enabled| enabled.rule.code == code)
        .unwrap()
        .severity
}

fn stable() -> Vec<&'static str> {
    rules::all()
        .iter()
        .filter(|rule| rule.status == Status::Stable)
        .map(|rule| rule.code)
        .collect()
}

#[test]
fn without_a_file_every_stable_rule_is_on() {
    let course = Course::new(&[]);
    let resolved = course.with("a.md", isolated());
    assert_eq!(codes(&resolved), stable());
    assert_eq!(resolved.fail_level, FailLevel::Error);
    assert_eq!(resolved.format, OutputFormat::Full);
    assert!(
        resolved
            .settings
            .rules
            .iter()
            .all(|enabled| enabled.severity.is_none() && enabled.options.is_empty())
    );
    assert!(resolved.settings.conventions.is_empty());
    assert_eq!(resolved.file, None);
}

fn isolated() -> Overrides {
    Overrides {
        isolated: true,
        ..Overrides::default()
    }
}

// Layers: default < profile < extended file < file < per-file < command line.

/// Every layer, weakest first, turns one rule on or off, or gives it a severity; each pair is tried.
#[test]
fn a_stronger_layer_wins_over_a_weaker_one() {
    // A layer is a part of some file; the strongest of those present must win.
    let layers = ["extended", "file", "per-file", "command line"];
    for weak in 0..layers.len() {
        for strong in weak + 1..layers.len() {
            for (weak_says, strong_says) in [
                ("ignore", "extend-select"),
                ("extend-select", "ignore"),
                ("ignore", "select"),
            ] {
                let mut extended = String::new();
                let mut file = String::from("extend = \"base.toml\"\n");
                let mut per_file = String::from("[[per-file]]\nfiles = [\"*.md\"]\n");
                let mut overrides = Overrides::default();
                for (layer, says) in [(weak, weak_says), (strong, strong_says)] {
                    let line = format!("{says} = [\"ORG009\"]\n");
                    match layers[layer] {
                        "extended" => extended.push_str(&line),
                        "file" => file.push_str(&line),
                        "per-file" => per_file.push_str(&line),
                        _ => match says {
                            "ignore" => overrides.ignore.push("ORG009".into()),
                            "select" => overrides.select = Some(vec!["ORG009".into()]),
                            _ => overrides.extend_select.push("ORG009".into()),
                        },
                    }
                }
                let course = Course::new(&[
                    ("base.toml", &extended),
                    ("preceptor.toml", &format!("{file}{per_file}")),
                ]);
                let on = codes(&course.with("a.md", overrides)).contains(&"ORG009");
                let expected = strong_says != "ignore";
                assert_eq!(
                    on, expected,
                    "{} {weak_says} < {} {strong_says}",
                    layers[weak], layers[strong]
                );
            }
        }
    }
}

#[test]
fn the_severity_of_the_stronger_layer_wins_even_when_it_speaks_more_widely() {
    let course = Course::new(&[
        ("base.toml", "[severity]\nORG009 = \"error\"\n"),
        (
            "preceptor.toml",
            "extend = \"base.toml\"\n[severity]\nORG = \"warning\"\norganized = \"warning\"\n",
        ),
    ]);
    assert_eq!(severity(&course.resolve("a.md"), "ORG009"), Some(Severity::Warning));
}

#[test]
fn in_one_layer_the_narrower_severity_wins() {
    let course = Course::new(&[(
        "preceptor.toml",
        "[severity]\nALL = \"info\"\nheading-style = \"error\"\nORG = \"warning\"\n",
    )]);
    let resolved = course.resolve("a.md");
    assert_eq!(severity(&resolved, "ORG009"), Some(Severity::Error));
    assert_eq!(severity(&resolved, "ORG001"), Some(Severity::Warning));
    assert_eq!(severity(&resolved, "TPL001"), Some(Severity::Info));
}

#[test]
fn off_is_an_ignore_and_a_stronger_layer_can_undo_it() {
    let course = Course::new(&[
        ("base.toml", "[severity]\nORG009 = \"off\"\n"),
        (
            "preceptor.toml",
            "extend = \"base.toml\"\n[[per-file]]\nfiles = [\"week-2/\"]\nextend-select = [\"ORG009\"]\n",
        ),
    ]);
    assert!(!codes(&course.resolve("a.md")).contains(&"ORG009"));
    let undone = course.resolve("week-2/a.md");
    assert!(codes(&undone).contains(&"ORG009"));
    assert_eq!(severity(&undone, "ORG009"), None);
}

#[test]
fn single_values_come_from_the_strongest_layer() {
    // default < profile < extended < file < command line
    let base = "preview = true\nfail-level = \"info\"\nformat = \"json\"\nbaseline = \"base.json\"\n[conventions]\nchief-complaint = \"quote\"\n[options.wall-of-text]\nmax-words = 10\n";
    let course = Course::new(&[
        ("school/base.toml", base),
        (
            "week/preceptor.toml",
            "extend = \"../school/base.toml\"\nprofile = \"ward\"\n",
        ),
    ]);
    let resolved = course.resolve("week/a.md");
    assert_eq!(resolved.fail_level, FailLevel::Info);
    assert_eq!(resolved.format, OutputFormat::Json);
    assert_eq!(resolved.baseline, Some(course.folder.path().join("school/base.json")));
    assert!(resolved.configuration.preview.value);
    assert_eq!(resolved.settings.conventions["chief-complaint"], "quote");

    course.write(
        "week/preceptor.toml",
        "extend = \"../school/base.toml\"\nprofile = \"ward\"\npreview = false\nfail-level = \"never\"\nformat = \"concise\"\nbaseline = \"own.json\"\n[conventions]\nchief-complaint = \"either\"\n[options.wall-of-text]\nmax-words = 20\n",
    );
    let resolved = course.resolve("week/a.md");
    assert_eq!(resolved.fail_level, FailLevel::Never);
    assert_eq!(resolved.format, OutputFormat::Concise);
    assert_eq!(resolved.baseline, Some(course.folder.path().join("week/own.json")));
    assert!(!resolved.configuration.preview.value);
    assert_eq!(resolved.settings.conventions["chief-complaint"], "either");
    let wall = resolved
        .settings
        .rules
        .iter()
        .find(|enabled| enabled.rule.name == "wall-of-text")
        .unwrap();
    assert_eq!(wall.options["max-words"], OptionValue::Int(20));

    let overrides = Overrides {
        preview: Some(true),
        fail_level: Some(FailLevel::Warning),
        format: Some(OutputFormat::Jsonl),
        baseline: Some(PathBuf::from("/elsewhere.json")),
        ..Overrides::default()
    };
    let resolved = course.with("week/a.md", overrides);
    assert_eq!(resolved.fail_level, FailLevel::Warning);
    assert_eq!(resolved.format, OutputFormat::Jsonl);
    assert_eq!(resolved.baseline, Some(PathBuf::from("/elsewhere.json")));
    assert!(resolved.configuration.preview.value);
}

#[test]
fn a_profile_is_weaker_than_any_file_and_stronger_than_the_default() {
    let course = Course::new(&[
        ("base.toml", "[severity]\nORG009 = \"error\"\n"),
        (
            "preceptor.toml",
            "extend = \"base.toml\"\nprofile = \"ward\"\nignore = [\"TPL\"]\n",
        ),
    ]);
    let resolved = course.resolve("a.md");
    assert!(resolved.configuration.preview.value, "ward turns preview rules on");
    assert!(
        !codes(&resolved).iter().any(|code| code.starts_with("TPL")),
        "the file wins over ward"
    );
    assert_eq!(severity(&resolved, "ORG009"), Some(Severity::Error));
}

#[test]
fn of_several_profiles_the_strongest_file_decides() {
    let course = Course::new(&[
        ("base.toml", "profile = \"ward\"\n"),
        (
            "preceptor.toml",
            "extend = \"base.toml\"\nprofile = [\"exam\", \"ccda-hp\"]\n",
        ),
    ]);
    let resolved = course.resolve("a.md");
    assert!(!resolved.configuration.preview.value);
    assert_eq!(resolved.configuration.profile.value, ["exam", "ccda-hp"]);
    let overrides = Overrides {
        profile: Some(vec!["ward".into()]),
        ..Overrides::default()
    };
    assert!(course.with("a.md", overrides).configuration.preview.value);
}

#[test]
fn select_on_the_command_line_starts_afresh() {
    let course = Course::new(&[("preceptor.toml", "ignore = [\"ORG\"]\nselect = [\"TPL\"]\n")]);
    let overrides = Overrides {
        select: Some(vec!["ORG001".into()]),
        ..Overrides::default()
    };
    assert_eq!(codes(&course.with("a.md", overrides)), ["ORG001"]);
}

#[test]
fn of_two_extended_files_the_later_wins() {
    let course = Course::new(&[
        ("one.toml", "fail-level = \"info\"\nformat = \"json\"\n"),
        ("two.toml", "fail-level = \"never\"\n"),
        ("preceptor.toml", "extend = [\"one.toml\", \"two.toml\"]\n"),
    ]);
    let resolved = course.resolve("a.md");
    assert_eq!(resolved.fail_level, FailLevel::Never);
    assert_eq!(resolved.format, OutputFormat::Json);
}

#[test]
fn preview_adds_what_is_in_preview_and_a_name_needs_no_preview() {
    let preview: Vec<&str> = rules::all()
        .iter()
        .filter(|rule| rule.status == Status::Preview)
        .map(|rule| rule.code)
        .collect();
    let all = codes(&Course::new(&[("preceptor.toml", "preview = true\n")]).resolve("a.md"));
    let offered = rules::all().iter().filter(|rule| rule.status != Status::OptIn);
    assert_eq!(all, offered.map(|rule| rule.code).collect::<Vec<_>>());
    for code in preview {
        let family = &code[..3];
        let with = |text: String| codes(&Course::new(&[("preceptor.toml", &text)]).resolve("a.md"));
        assert!(!with(format!("select = [{family:?}]\n")).contains(&code), "{code}");
        assert!(
            with(format!("select = [{family:?}]\npreview = true\n")).contains(&code),
            "{code}"
        );
        assert!(with(format!("extend-select = [{code:?}]\n")).contains(&code), "{code}");
    }
}

// Discovery.

#[test]
fn the_nearest_file_holds_alone() {
    let course = Course::new(&[
        ("preceptor.toml", "fail-level = \"never\"\nformat = \"json\"\n"),
        ("week/.preceptor.toml", "format = \"jsonl\"\n"),
    ]);
    let outer = course.resolve("a.md");
    assert_eq!((outer.fail_level, outer.format), (FailLevel::Never, OutputFormat::Json));
    let inner = course.resolve("week/deep/er/a.md");
    assert_eq!(
        (inner.fail_level, inner.format),
        (FailLevel::Error, OutputFormat::Jsonl)
    );
    assert_eq!(inner.file, Some(PathBuf::from("week/.preceptor.toml")));
    let isolated = course.with("week/a.md", isolated());
    assert_eq!(isolated.format, OutputFormat::Full);
}

#[test]
fn dots_in_a_path_do_not_change_what_holds() {
    let course = Course::new(&[("week/preceptor.toml", "format = \"json\"\n"), ("other/x.md", "")]);
    assert_eq!(course.resolve("./other/../week/./a.md").format, OutputFormat::Json);
    assert_eq!(course.resolve("week/../a.md").format, OutputFormat::Full);
}

#[test]
fn two_files_in_one_folder_are_an_error() {
    let course = Course::new(&[("preceptor.toml", ""), (".preceptor.toml", "")]);
    assert_eq!(
        course.error("a.md"),
        "preceptor.toml: preceptor.toml and .preceptor.toml stand in the same folder; keep one of them"
    );
}

#[test]
fn a_named_file_holds_for_all_notes() {
    let course = Course::new(&[
        ("preceptor.toml", "format = \"json\"\n"),
        (
            "exam.toml",
            "format = \"jsonl\"\n[[per-file]]\nfiles = [\"week/**\"]\nkind = \"hp\"\n",
        ),
    ]);
    let overrides = Overrides {
        config: Some(PathBuf::from("exam.toml")),
        ..Overrides::default()
    };
    let resolved = course.with("week/a.md", overrides);
    assert_eq!(resolved.format, OutputFormat::Jsonl);
    assert!(resolved.settings.hints.kind_configured.is_some());
    let missing = Overrides {
        config: Some(PathBuf::from("no.toml")),
        ..Overrides::default()
    };
    assert_eq!(
        course.error_with("a.md", missing),
        "no.toml: cannot read this configuration file: there is nothing of that name"
    );
}

#[test]
fn the_users_own_file_holds_where_no_other_does() {
    let course = Course::new(&[
        ("home/preceptor/preceptor.toml", "format = \"json\"\n"),
        ("week/preceptor.toml", "format = \"jsonl\"\n"),
    ]);
    let overrides = Overrides {
        fallback: Some(course.folder.path().join("home/preceptor/preceptor.toml")),
        ..Overrides::default()
    };
    assert_eq!(course.with("a.md", overrides.clone()).format, OutputFormat::Json);
    assert_eq!(course.with("week/a.md", overrides.clone()).format, OutputFormat::Jsonl);
    let nowhere = Overrides {
        fallback: Some(course.folder.path().join("no/preceptor.toml")),
        ..Overrides::default()
    };
    assert_eq!(course.with("a.md", nowhere).format, OutputFormat::Full);
}

#[test]
fn a_folder_is_asked_once_and_notes_share_their_settings() {
    let course = Course::new(&[("preceptor.toml", "[[per-file]]\nfiles = [\"b.md\"]\nkind = \"hp\"\n")]);
    let resolver = course.resolver(Overrides::default());
    let first = resolver.for_path(Path::new("a.md")).unwrap();
    // The file is not read again within a run.
    course.write("preceptor.toml", "nonsense");
    let second = resolver.for_path(Path::new("deep/c.md")).unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    let other = resolver.for_path(Path::new("b.md")).unwrap();
    assert!(!Arc::ptr_eq(&first, &other));
    assert!(Arc::ptr_eq(&first.settings.grammar, &other.settings.grammar));
}

// Per-file, exclude, extensions.

#[test]
fn per_file_settings_hold_for_what_their_globs_match() {
    let course = Course::new(&[(
        "preceptor.toml",
        r#"
[[per-file]]
files = ["week-1/", "soap-*.md"]
kind = "SOAP note"
specialty = ["IM", "psychiatry"]
setting = "inpatient"

[[per-file]]
files = ["week-1/final/**/*.md"]
kind = "H&P"
ignore = ["TPL"]

[per-file.severity]
ORG001 = "info"
"#,
    )]);
    let kind = |resolved: &Resolved| {
        let settings: &Settings = &resolved.settings;
        settings
            .hints
            .kind_configured
            .map(|id| settings.grammar.kind(id).id.to_string())
    };
    let plain = course.resolve("a.md");
    assert_eq!(kind(&plain), None);
    assert_eq!(plain.setting, None);
    let soap = course.resolve("deep/soap-1.md");
    assert_eq!(kind(&soap).as_deref(), Some("soap"));
    assert_eq!(soap.setting, Some(Setting::Inpatient));
    assert_eq!(soap.settings.hints.specialty_configured.len(), 2);
    assert_eq!(kind(&course.resolve("week-1/x/y.txt")).as_deref(), Some("soap"));
    assert_eq!(
        kind(&course.resolve("deep/week-1/y.txt")).as_deref(),
        Some("soap"),
        "a bare folder name matches at any depth"
    );
    let last = course.resolve("week-1/final/a/b.md");
    assert_eq!(kind(&last).as_deref(), Some("hp"), "the later entry wins");
    assert_eq!(
        last.setting,
        Some(Setting::Inpatient),
        "what the later entry does not say stays"
    );
    assert!(!codes(&last).contains(&"TPL001"));
    assert_eq!(severity(&last, "ORG001"), Some(Severity::Info));
    assert_eq!(kind(&course.resolve("week-1/final/a/b.txt")).as_deref(), Some("soap"));
}

#[test]
fn globs_are_relative_to_the_file_that_holds_them() {
    let course = Course::new(&[
        ("preceptor.toml", "exclude = [\"week/drafts\"]\n"),
        (
            "week/preceptor.toml",
            "extend = \"../preceptor.toml\"\nextend-exclude = [\"/old.md\"]\n",
        ),
    ]);
    let resolver = course.resolver(Overrides::default());
    let excluded = |path: &str| resolver.is_excluded(Path::new(path)).unwrap();
    assert!(excluded("week/drafts"));
    assert!(excluded("week/drafts/a.md"));
    assert!(excluded("week/old.md"));
    assert!(
        !excluded("week/sub/old.md"),
        "a slash at the front ties it to the folder"
    );
    assert!(!excluded("week/a.md"));
}

#[test]
fn exclude_replaces_and_extend_exclude_adds() {
    let course = Course::new(&[
        ("base.toml", "exclude = [\"*.bak.md\"]\n"),
        (
            "more/preceptor.toml",
            "extend = \"../base.toml\"\nextend-exclude = [\"draft-*\"]\n",
        ),
        (
            "instead/preceptor.toml",
            "extend = \"../base.toml\"\nexclude = [\"draft-*\"]\n",
        ),
    ]);
    // The globs of base.toml are relative to its folder, and both folders stand in it.
    let resolver = course.resolver(Overrides::default());
    let excluded = |path: &str| resolver.is_excluded(Path::new(path)).unwrap();
    assert!(excluded("more/a.bak.md") && excluded("more/draft-1/a.md"));
    assert!(!excluded("instead/a.bak.md") && excluded("instead/draft-1.md"));
    assert!(!excluded("more/a.md") && !excluded("elsewhere/a.bak.md"));
}

#[test]
fn extensions_are_taken_with_or_without_a_dot() {
    let course = Course::new(&[("preceptor.toml", "extensions = [\".TXT\", \"*.hpi\"]\n")]);
    let resolved = course.resolve("a.md");
    assert!(resolved.reads(Path::new("a.txt")) && resolved.reads(Path::new("a.HPI")));
    assert!(!resolved.reads(Path::new("a.md")) && !resolved.reads(Path::new("txt")));
    let default = course.with("a.md", isolated());
    assert!(
        default.reads(Path::new("a.soap")) && default.reads(Path::new("A.MD")) && !default.reads(Path::new("a.pdf"))
    );
}
