use super::*;
use crate::rules::{Rule, Status};

fn parse(text: &str) -> Selector {
    Selector::parse(text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn list(texts: &[&str]) -> Vec<Selector> {
    texts.iter().map(|text| parse(text)).collect()
}

fn codes(rules: &[&'static Rule]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.code).collect()
}

#[test]
fn codes_names_families_and_all_are_read_in_any_case() {
    assert_eq!(parse(" org002 ").to_string(), "ORG002");
    assert_eq!(parse("Empty-Section").to_string(), "ORG002");
    assert_eq!(parse("empty_section").to_string(), "ORG002");
    assert_eq!(parse("organized"), parse("ORG"));
    assert_eq!(parse("all"), Selector::All);
    let user = compile(ABBREVIATIONS);
    assert_eq!(Selector::parse("no-qd", &user), Ok(Selector::User("ABC001".into())));
    assert_eq!(Selector::parse("abc", &user), Ok(Selector::UserFamily("ABC".into())));
}

#[test]
fn what_names_nothing_gets_the_nearest_name() {
    for (text, meant) in [
        ("empty-secton", Some("empty-section")),
        ("ORG02", Some("ORG002")),
        ("orgnized", Some("organized")),
        ("SUPP", Some("SUP")),
        ("zebra", None),
    ] {
        let error = Selector::parse(text, &[]).expect_err(text);
        assert_eq!(error.suggestion.as_deref(), meant, "{error}");
        assert!(error.to_string().contains(text));
    }
}

#[test]
fn the_default_is_the_stable_rules_of_the_edition() {
    let chosen = Selection::default().rules();
    let stable = rules::all().iter().filter(|rule| rule.status == Status::Stable);
    assert_eq!(codes(&chosen), stable.map(|rule| rule.code).collect::<Vec<_>>());
    assert!(codes(&chosen).contains(&"SUP001"));
    assert_eq!(Edition::parse("2026"), Some(Edition::LATEST));
    assert_eq!(Edition::parse("2025"), None);
}

#[test]
fn the_narrower_selector_wins_and_of_equals_the_ignored_one() {
    let rules = |select: &[&str], extend: &[&str], ignore: &[&str]| {
        let selection = Selection {
            select: Some(list(select)),
            extend_select: list(extend),
            ignore: list(ignore),
            ..Selection::default()
        };
        codes(&selection.rules())
    };
    assert_eq!(rules(&["SUP"], &[], &["SUP001"]), ["SUP002", "SUP003"]);
    assert_eq!(rules(&["SUP001"], &[], &["SUP"]), ["SUP001"]);
    assert_eq!(
        rules(&["SUP"], &["ORG002"], &["ALL"]),
        ["ORG002", "SUP001", "SUP002", "SUP003"]
    );
    assert_eq!(rules(&["SUP"], &["SUP"], &["SUP"]), [""; 0]);
    assert_eq!(rules(&[], &["SUP002"], &[]), ["SUP002"]);
}

#[test]
fn a_stronger_layer_changes_or_replaces_a_weaker_one() {
    let file = Selection {
        select: Some(list(&["SUP"])),
        ignore: list(&["SUP001"]),
        ..Selection::default()
    };
    let user = compile(ABBREVIATIONS);
    let resolve = |line: Selection| Selection::resolve(&[file.clone(), line], &user);
    // The command line takes back what the file ignores.
    let back = resolve(Selection {
        extend_select: list(&["SUP001"]),
        ..Selection::default()
    });
    assert_eq!(codes(&back.rules), ["SUP001", "SUP002", "SUP003"]);
    let afresh = resolve(Selection {
        select: Some(vec![parse("ORG002"), Selector::User("ABC002".into())]),
        ..Selection::default()
    });
    assert_eq!((codes(&afresh.rules), afresh.user_rules), (vec!["ORG002"], vec![1]));
    // User rules are on unless a `select` leaves them out.
    assert_eq!(Selection::resolve(&[Selection::default()], &user).user_rules, [0, 1]);
    assert_eq!(Selection::resolve(&[], &user).user_rules, [0, 1]);
    let without = Selection {
        ignore: vec![Selector::UserFamily("ABC".into())],
        extend_select: vec![Selector::User("ABC001".into())],
        ..Selection::default()
    };
    assert_eq!(Selection::resolve(&[without], &user).user_rules, [0]);
}

#[test]
fn opt_in_rules_come_by_name_only() {
    let with = |select: &str| {
        let selection = Selection {
            select: Some(list(&[select])),
            preview: true,
            ..Selection::default()
        };
        codes(&selection.rules()).contains(&"CMP018")
    };
    assert!(!with("ALL") && !with("CMP"));
    assert!(with("CMP018") && with("sign-off"));
    assert!(!codes(&Selection::default().rules()).contains(&"CMP018"));
}

#[test]
fn preview_rules_come_by_name_or_with_preview() {
    let Some(preview) = rules::all().iter().find(|rule| rule.status == Status::Preview) else {
        // No rule is in preview now: then no selection can differ.
        let offered = rules::all().iter().filter(|rule| rule.status != Status::OptIn);
        assert_eq!(Selection::default().rules().len(), offered.count());
        return;
    };
    let with = |select: &str, preview: bool| {
        let selection = Selection {
            select: Some(list(&[select])),
            preview,
            ..Selection::default()
        };
        codes(&selection.rules()).contains(&preview_code())
    };
    fn preview_code() -> &'static str {
        let first = rules::all().iter().find(|rule| rule.status == Status::Preview);
        first.map_or("", |rule| rule.code)
    }
    assert!(!with(preview.family.code(), false) && !with("ALL", false));
    assert!(with(preview.family.code(), true) && with("ALL", true));
    assert!(with(preview.code, false) && with(preview.name, false));
}
