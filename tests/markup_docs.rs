//! `docs/markup.md` says what the parser does: its tables of placeholders are run.

use preceptor::syntax::{PlaceholderKind, placeholders};

const DOCS: &str = include_str!("../docs/markup.md");

/// The rows of the table under the line that holds `caption`: the code spans of the first cell, and the second cell.
fn rows(caption: &str) -> Vec<(Vec<String>, String)> {
    let (_, after) = DOCS.split_once(caption).expect("the caption");
    after
        .lines()
        .skip_while(|line| !line.starts_with("| ---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|row| {
            let row = row.replace("\\|", "\u{1}");
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let code = cells[1]
                .split('`')
                .skip(1)
                .step_by(2)
                .map(|code| code.replace('\u{1}', "|"));
            (code.collect(), cells[2].to_owned())
        })
        .collect()
}

#[test]
fn documented_placeholders_are_found() {
    let rows = rows("## Placeholders");
    assert!(rows.len() >= 11, "{rows:?}");
    for (codes, meaning) in rows {
        let kind = match meaning.split([' ', ':', ',']).next() {
            Some("wildcard") => PlaceholderKind::Wildcard,
            Some("pick-list") => PlaceholderKind::PickList,
            Some("optional") => PlaceholderKind::Optional,
            Some("variable") => PlaceholderKind::Variable,
            Some("blank") => PlaceholderKind::Blank,
            Some("box") => PlaceholderKind::Box,
            Some("filler") => PlaceholderKind::Filler,
            Some("instruction") => PlaceholderKind::Instruction,
            _ => panic!("an unknown kind: {meaning}"),
        };
        assert!(!codes.is_empty());
        for code in codes {
            let found: Vec<_> = placeholders(&code).map(|found| found.kind).collect();
            assert!(
                !found.is_empty() && found.iter().all(|other| *other == kind),
                "{code}: {found:?}"
            );
        }
    }
}

#[test]
fn what_is_documented_as_no_placeholder_is_none() {
    let rows = rows("**not** placeholders");
    assert!(rows.len() >= 8, "{rows:?}");
    for code in rows.into_iter().flat_map(|(codes, _)| codes) {
        assert_eq!(placeholders(&code).count(), 0, "{code}");
    }
}
