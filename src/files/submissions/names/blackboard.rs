//! Blackboard: `H&P 1_jdoe_attempt_2026-03-01-23-58-07_my note.docx` and a receipt of the same stem with `.txt`.
//!
//! A user name with `_` cannot be told from the end of the assignment's name; the receipt tells
//! (`Name: Jane Doe (j_doe)`), and so does the name of the assignment in the other files.

use std::sync::LazyLock;

use regex::Regex;

use super::{Named, Part};

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"(?s)^(?<assignment>.*)_(?<user>[^_]+)_attempt_",
        r"(?<day>\d{4}-\d\d-\d\d)-(?<h>\d\d)-(?<m>\d\d)-(?<s>\d\d)",
        r"(?:_(?<own>.+)|(?<receipt>\.txt))$"
    );
    Regex::new(pattern).expect("a fixed pattern")
});

pub(super) fn parse(component: &str) -> Option<Named> {
    let found = NAME.captures(component)?;
    let user = found["user"].trim().to_owned();
    if user.is_empty() {
        return None;
    }
    Some(Named {
        name: user.clone(),
        user: Some(user),
        at: Some(format!(
            "{} {}:{}:{}",
            &found["day"], &found["h"], &found["m"], &found["s"]
        )),
        file: found.name("own").map(|own| own.as_str().to_owned()),
        assignment: Some(found["assignment"].to_owned()),
        part: match found.name("receipt") {
            Some(_) => Part::Receipt,
            None => Part::File,
        },
        ..Named::default()
    })
}

/// Give the parts of a user name that stand with the assignment back to the user: `H&P 1_j` + `doe`, where the others
/// say that the assignment is `H&P 1`.
pub(in super::super) fn settle(all: &mut [&mut Named]) {
    let Some(assignment) = most_common(all) else { return };
    let before = format!("{assignment}_");
    for named in all {
        let (Some(own), Some(user)) = (&named.assignment, &named.user) else {
            continue;
        };
        if let Some(rest) = own.strip_prefix(&before) {
            let user = format!("{rest}_{user}");
            if named.name == *named.user.as_deref().unwrap_or_default() {
                named.name.clone_from(&user);
            }
            named.user = Some(user);
            named.assignment = Some(assignment.clone());
        }
    }
}

fn most_common(all: &[&mut Named]) -> Option<String> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for assignment in all.iter().filter_map(|named| named.assignment.as_deref()) {
        *counts.entry(assignment).or_default() += 1;
    }
    let (assignment, count) = counts
        .into_iter()
        .max_by_key(|(name, count)| (*count, usize::MAX - name.len()))?;
    (count > 1).then(|| assignment.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(named: &Named) -> String {
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let (user, at, file, assignment) = (&named.user, &named.at, &named.file, &named.assignment);
        let part = named.part;
        format!(
            "{}|{}|{}|{}|{part:?}",
            text(assignment),
            text(user),
            text(at),
            text(file)
        )
    }

    #[test]
    fn the_forms_that_blackboard_writes() {
        for (component, expected) in [
            (
                "H&P 1_jdoe_attempt_2026-03-01-23-58-07_my_note.docx",
                "H&P 1|jdoe|2026-03-01 23:58:07|my_note.docx|File",
            ),
            (
                "H&P 1_jdoe_attempt_2026-03-01-23-58-07.txt",
                "H&P 1|jdoe|2026-03-01 23:58:07||Receipt",
            ),
            (
                "Week_2_SOAP_s1234567_attempt_2026-03-01-00-00-00_x.txt",
                "Week_2_SOAP|s1234567|2026-03-01 00:00:00|x.txt|File",
            ),
            (
                "Übung_müller.j@uni.example_attempt_2026-03-01-00-00-00_Ä.odt",
                "Übung|müller.j@uni.example|2026-03-01 00:00:00|Ä.odt|File",
            ),
            (
                "A_jdoe_attempt_2026-03-01-00-00-00_b_attempt_2.docx",
                "A|jdoe|2026-03-01 00:00:00|b_attempt_2.docx|File",
            ),
        ] {
            assert_eq!(said(&parse(component).unwrap()), expected, "{component}");
        }
        for none in [
            "jdoe_attempt_2026.txt",
            "A_jdoe_attempt_2026-03-01-00-00-00",
            "attempt.txt",
            "",
        ] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn a_user_name_with_an_underscore_is_told_by_the_others() {
        let mut all: Vec<Named> = ["A_1_kim_attempt", "A_1_lee_attempt", "A_1_j_doe_attempt"]
            .map(|stem| parse(&format!("{stem}_2026-03-01-00-00-00_x.md")).unwrap())
            .into();
        settle(&mut all.iter_mut().collect::<Vec<_>>());
        let users: Vec<_> = all.iter().map(|named| named.user.as_deref().unwrap()).collect();
        assert_eq!(users, ["kim", "lee", "j_doe"]);
        assert_eq!(all[2].name, "j_doe");
    }
}
