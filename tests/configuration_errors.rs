//! Faults of a configuration: all of a file at once, each with its line and column and the way out.

use std::fs;
use std::path::Path;

use preceptor::config::{Overrides, Resolver};
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

fn error_in(folder: &TempDir, overrides: Overrides) -> String {
    let resolver = Resolver::new(folder.path(), overrides);
    let error = resolver
        .and_then(|resolver| resolver.for_path(Path::new("a.md")))
        .unwrap_err();
    error.to_string().replace(&folder.path().display().to_string(), "…")
}

/// Check the whole error of one `preceptor.toml`, each line without its `preceptor.toml:`.
#[track_caller]
fn faults(text: &str, expected: &[&str]) {
    let folder = course(&[("preceptor.toml", text)]);
    let error = error_in(&folder, Overrides::default());
    let found: Vec<&str> = error
        .lines()
        .map(|line| line.strip_prefix("preceptor.toml:").unwrap_or(line))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn unknown_keys_at_every_depth_name_the_nearest_known_one() {
    faults(
        "selct = [\"ORG\"]\nfail_level = \"info\"\n[[per-file]]\nfiles = [\"*\"]\n\tkinds = \"hp\"\n[kinds.hp]\nrequird = []\n[[rule]]\ncode = \"MED001\"\nname = \"x\"\nmesage = \"m\"\nmessage = \"m\"\nforbid = \"x\"\n",
        &[
            "1:1: unknown key `selct`; did you mean `select`?",
            "2:1: unknown key `fail_level`; did you mean `fail-level`?",
            "5:2: unknown key `kinds` in `per-file`; did you mean `kind`?",
            "7:1: unknown key `requird` in `kinds.hp`; did you mean `required`?",
            "11:1: unknown key `mesage` in `rule`; did you mean `message`?",
        ],
    );
}

#[test]
fn an_unknown_key_far_from_all_lists_what_is_known() {
    faults(
        "[[per-file]]\nfiles = [\"*\"]\nzebra = 1\n",
        &[
            "3:1: unknown key `zebra` in `per-file`; known are `extend-select`, `files`, `ignore`, `kind`, `select`, `setting`, `severity`, `specialty`",
        ],
    );
}

#[test]
fn wrong_types_say_what_was_expected() {
    faults(
        "select = \"ORG\"\npreview = \"yes\"\nformat = 3\nextensions = [1]\nedition = 2026\nextend = true\nrule = 3\nseverity = []\nbaseline = [\"x\"]\n",
        &[
            "1:10: `select` must be a list of texts in quotes, not a text; write [\"ORG\"]",
            "2:11: `preview` must be true or false, not a text",
            "3:10: `format` must be one of `full`, `concise`, `json`, `jsonl`, `sarif`, `github`, `gitlab`, `junit`, `csv`, `html`, not a whole number",
            "4:15: each entry of `extensions` must be a text in quotes, not a whole number; write \"1\"",
            "5:11: `edition` must be a text in quotes, not a whole number; write \"2026\"",
            "6:10: `extend` must be a text in quotes or a list of texts in quotes, not true or false",
            "7:8: `rule` must be a list of tables, not a whole number",
            "8:12: `severity` must be a table, not a list",
            "9:12: `baseline` must be a text in quotes, not a list",
        ],
    );
}

#[test]
fn words_from_a_fixed_set() {
    faults(
        "fail-level = \"warn\"\nformat = \"xml\"\nprofile = \"exams\"\n[severity]\nORG = \"fatal\"\n[conventions]\nheading-stile = \"hash\"\nheading-style = \"hsh\"\nchief-complaint = \"both\"\n[[per-file]]\nfiles = [\"*\"]\nsetting = \"clinic\"\n",
        &[
            "1:14: `fail-level` cannot be \"warn\"; did you mean `warning`?",
            "2:10: `format` cannot be \"xml\"; write one of `full`, `concise`, `json`, `jsonl`, `sarif`, `github`, `gitlab`, `junit`, `csv`, `html`",
            "3:11: there is no profile `exams`; did you mean `exam`?",
            "5:7: `severity.ORG` cannot be \"fatal\"; write one of `error`, `warning`, `info`, `off`",
            "7:1: there is no convention `heading-stile`; did you mean `heading-style`?",
            "8:17: `heading-style` cannot be \"hsh\"; did you mean `hash`?",
            "9:19: `chief-complaint` cannot be \"both\"; write one of `either`, `quote`, `sentence`",
            "12:11: `per-file.setting` cannot be \"clinic\"; write one of `inpatient`, `outpatient`, `emergency`",
        ],
    );
}

#[test]
fn rules_that_are_none() {
    faults(
        "ignore = [\"ORG01\", \"missing-sections\", \"zzz\"]\n[severity]\nORGG = \"error\"\n[[per-file]]\nfiles = [\"*\"]\nselect = [\n  \"TPL01\",\n]\n",
        &[
            "1:11: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?",
            "1:20: `missing-sections` is no rule code, rule name or family; did you mean `missing-section`?",
            "1:40: `zzz` is no rule code, rule name or family; `preceptor rules` lists them",
            "3:1: `ORGG` is no rule code, rule name or family; did you mean `ORG`?",
            "7:3: `TPL01` is no rule code, rule name or family; did you mean `TPL001`?",
        ],
    );
}

#[test]
fn options_are_held_to_what_their_rule_declares() {
    faults(
        "[options.wall-of-txt]\nmax-words = 1\n[options.wall-of-text]\nmax-word = 2\nmax-words = \"x\"\n[options.heading-style]\nstyle = \"boldd\"\n[options.empty-section]\nx = 1\n",
        &[
            "1:10: `wall-of-txt` in `options` is no rule; did you mean `wall-of-text`?",
            "4:1: `wall-of-text` has no option `max-word`; did you mean `max-words`?",
            "5:13: `max-words` of `wall-of-text` must be a whole number; what it says: The most words that one paragraph of a history, course or reasoning may have.",
            "7:9: `style` of `heading-style` cannot be \"boldd\"; did you mean `bold`?",
            "9:1: `empty-section` has no option `x`; this rule has no options",
        ],
    );
}

#[test]
fn kinds_sections_and_specialties() {
    faults(
        "[kinds.hp]\nrequired = [\"hpi\", \"alergies\", \"PMH\"]\noptional = [\"HPI\"]\n[kinds.hpp]\nrequired = []\n[[per-file]]\nfiles = [\"*\"]\nkind = \"consul\"\nspecialty = [\"cardiology\", \"psychatry\"]\n",
        &[
            "2:20: there is no section `alergies`; did you mean `allergies`?",
            "3:13: `HPI` stands in two lists of `kinds.hp`; keep it in one of them",
            "4:8: there is no note kind `hpp`; did you mean `hp`?",
            "8:8: there is no note kind `consul`; did you mean `consult`?",
            "9:13: there is no specialty `psychatry`; did you mean `psychiatry`?",
        ],
    );
}

#[test]
fn globs_and_folders() {
    faults(
        "exclude = [\"a[\", \"../x\", \"\"]\ntemplates = [\"no\"]\ngrammars = [\"g\"]\nedition = \"1999\"\n",
        &[
            "1:12: `exclude` has the glob \"a[\": unclosed character class; missing ']'",
            "1:18: `exclude` has the glob \"../x\": a glob cannot leave the folder of its configuration file; put one there",
            "1:26: `exclude` has the glob \"\": an empty glob matches nothing; `**` matches everything",
            "2:14: `templates` names `no`, which is no folder; it is relative to the folder of this file",
            "3:13: cannot read the grammar folder g: there is nothing of that name; the folder is relative to this file",
            "4:11: there is no edition `1999`; known are 2026",
        ],
    );
}

#[test]
fn user_rules_are_faulted_at_their_keys() {
    faults(
        "[[rule]]\ncode = \"ORG001\"\nname = \"x\"\nmessage = \"m\"\nforbid = \"x\"\n",
        &[
            "2:1: rule `ORG001`, `code`: codes that open with `ORG` are preceptor's own; choose other letters, like `MED001`",
        ],
    );
    // What only serde can say stops that key, and nothing else.
    faults(
        "ignore = [\"ORG01\"]\n[[rule]]\ncode = \"MED001\"\nname = \"one\"\nmessage = \"m\"\ncount = { of = \"words\", min = -1 }\n",
        &[
            "1:11: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?",
            "6:31: invalid value: integer `-1`, expected usize",
        ],
    );
    faults(
        "[[rule]]\nmessage = \"m\"\nforbid = 3\n[[rule]]\ncode = \"MED001\"\nname = \"one\"\nmessage = \"m\"\nforbid = \"x\"\n[[rule]]\ncode = \"MED001\"\nname = \"two\"\nmessage = \"m\"\nforbid = \"x\"\n[[rule]]\ncode = \"MED002\"\nname = \"one\"\nmessage = \"m\"\nforbid = \"x\"\n[[rule]]\ncode = \"MED003\"\nname = \"three\"\nmessage = \"m\"\nseverity = \"off\"\nforbid = { regex = \"(\" }\n",
        &[
            "1:1: `[[rule]]` needs the key `code`",
            "1:1: `[[rule]]` needs the key `name`",
            "3:10: `rule.forbid` must be a text in quotes or a list of texts in quotes or a table, not a whole number; write \"3\"",
            "10:1: a rule with the code `MED001` is written at preceptor.toml:4 already; give this one its own",
            "16:1: a rule with the name `one` is written at preceptor.toml:4 already; give this one its own",
            "23:12: `rule.severity` cannot be \"off\"; write one of `info`, `warning`, `error`",
        ],
    );
}

#[test]
fn broken_toml_is_shown_where_it_breaks() {
    faults(
        "a = \nb = 1\nselect = [\n",
        &[
            "1:5: this is not valid TOML: string values must be quoted, expected literal string",
            "3:11: this is not valid TOML: unclosed array, expected `]`",
        ],
    );
    faults(
        "preview = true\npreview = false\n",
        &["2:1: this is not valid TOML: duplicate key"],
    );
}

#[test]
fn columns_count_characters_and_a_byte_order_mark_counts_for_nothing() {
    faults(
        "\u{feff}ignore = [\"é😀\", \"ORG01\"]\n",
        &[
            "1:11: `é😀` is no rule code, rule name or family; `preceptor rules` lists them",
            "1:17: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?",
        ],
    );
    faults(
        "preview = true\r\nignore = [\"ORG01\"]\r\n",
        &["2:11: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?"],
    );
}

#[test]
fn a_file_that_is_not_text() {
    let folder = course(&[]);
    fs::write(folder.path().join("preceptor.toml"), b"ignore = [\"\xff\"]\n").unwrap();
    assert_eq!(
        error_in(&folder, Overrides::default()),
        "preceptor.toml: this configuration file is not UTF-8 text; save it as UTF-8"
    );
}

#[test]
fn extended_files_that_are_missing_or_form_a_circle() {
    let folder = course(&[
        (
            "preceptor.toml",
            "preview = 1\nextend = [\"no/such.toml\", \"b/two.toml\"]\n",
        ),
        ("b/two.toml", "extend = \"three.toml\"\n"),
        ("b/three.toml", "\nextend = \"../preceptor.toml\"\nselct = []\n"),
    ]);
    assert_eq!(
        error_in(&folder, Overrides::default()),
        "preceptor.toml:1:11: `preview` must be true or false, not a whole number\n\
         preceptor.toml:2:10: cannot read the extended file no/such.toml: there is nothing of that name; `extend` is relative to the folder of this file\n\
         b/three.toml:2:10: these files extend each other in a circle: preceptor.toml → b/two.toml → b/three.toml → preceptor.toml; take one `extend` out\n\
         b/three.toml:3:1: unknown key `selct`; did you mean `select`?"
    );
    let itself = course(&[("preceptor.toml", "extend = \"./preceptor.toml\"\n")]);
    assert_eq!(
        error_in(&itself, Overrides::default()),
        "preceptor.toml:1:10: these files extend each other in a circle: preceptor.toml → preceptor.toml; take one `extend` out"
    );
}

#[test]
fn one_file_may_be_extended_twice() {
    let folder = course(&[
        ("preceptor.toml", "extend = [\"a.toml\", \"b.toml\"]\n"),
        ("a.toml", "extend = \"base.toml\"\n"),
        ("b.toml", "extend = \"base.toml\"\n"),
        (
            "base.toml",
            "preview = true\n[[rule]]\ncode = \"MED001\"\nname = \"x\"\nmessage = \"m\"\nforbid = \"x\"\n",
        ),
    ]);
    let resolver = Resolver::new(folder.path(), Overrides::default()).unwrap();
    let resolved = resolver.for_path(Path::new("a.md")).unwrap();
    assert!(resolved.configuration.preview.value);
    assert_eq!(resolved.settings.user_rules.len(), 1);
}

#[test]
fn a_fault_of_an_extended_file_is_shown_in_that_file() {
    let folder = course(&[
        ("week/preceptor.toml", "extend = \"../school.toml\"\n"),
        ("school.toml", "ignore = [\n  \"ORG01\",\n]\n"),
    ]);
    let resolver = Resolver::new(folder.path(), Overrides::default()).unwrap();
    let error = resolver.for_path(Path::new("week/a.md")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "school.toml:2:3: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?"
    );
    assert_eq!(error.problems()[0].at, Some((2, 3)));
    assert!(
        resolver.for_path(Path::new("a.md")).is_ok(),
        "a note elsewhere is not concerned"
    );
}

#[test]
fn faults_of_a_grammar_folder_name_its_file() {
    let folder = course(&[
        ("preceptor.toml", "grammars = [\"our\", \"empty\"]\n"),
        (
            "our/kinds/round.toml",
            "id = \"round\"\ntitle = \"Round\"\nrequird = []\nrequired = [\"alergies\"]\n",
        ),
        ("empty/readme.md", ""),
    ]);
    let error = error_in(&folder, Overrides::default());
    let lines: Vec<&str> = error.lines().collect();
    assert_eq!(lines.len(), 4, "{error}");
    assert!(
        lines[0].starts_with("preceptor.toml:1:20: the grammar folder empty holds no grammar"),
        "{error}"
    );
    assert!(lines[1].starts_with("our/kinds/round.toml:1:6: `purpose`: "), "{error}");
    assert_eq!(
        lines[2],
        "our/kinds/round.toml:3:1: unknown key `requird`; did you mean `required`?"
    );
    assert!(
        lines[3].starts_with("our/kinds/round.toml:4:13: ") && lines[3].ends_with("did you mean `allergies`?"),
        "{error}"
    );
}

#[test]
fn the_command_line_is_held_to_the_same() {
    let folder = course(&[]);
    let overrides = Overrides {
        isolated: true,
        profile: Some(vec!["wards".into()]),
        select: Some(vec!["ORG01".into()]),
        ignore: vec!["TPLX".into()],
        kind: Some("soup".into()),
        specialty: vec!["psychatry".into()],
        ..Overrides::default()
    };
    let profile = error_in(&folder, overrides.clone());
    assert_eq!(
        profile,
        "`--profile wards`: there is no such profile; did you mean `ward`?"
    );
    let rest = error_in(
        &folder,
        Overrides {
            profile: None,
            ..overrides
        },
    );
    assert_eq!(
        rest,
        "--select: `ORG01` is no rule code, rule name or family; did you mean `ORG001`?\n\
         --ignore: `TPLX` is no rule code, rule name or family; did you mean `TPL`?\n\
         --kind: there is no note kind `soup`; did you mean `soap`?\n\
         --specialty: there is no specialty `psychatry`; did you mean `psychiatry`?"
    );
}
