//! Canvas: `doejane_LATE_1234_56789_H&P.docx`, `doejane_1234_text.html`, `anon_x9Ab3_56789_H&P.docx`.
//!
//! The name is the sortable name ("Doe, Jane") in lower case without everything that is no letter, digit or `_`; the
//! first number is the user, the second the attachment. Canvas adds `-1`, `-2` to the name of a file that is handed in
//! again.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{Named, Part, number};

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    // The name is tried last: an anonymous submission that is late begins with `LATE_anon_`.
    let pattern = concat!(
        r"(?s)^(?:(?<name>.+?)_)??(?:(?<late>LATE)_)?(?<id>[1-9]\d*|anon_[^_]+)_",
        r"(?:(?<file>[1-9]\d*)_(?<own>.+)|(?<typed>text|link)\.html)$"
    );
    Regex::new(pattern).expect("a fixed pattern")
});

pub(super) fn parse(component: &str) -> Option<Named> {
    let found = NAME.captures(component)?;
    let text = |group: &str| found.name(group).map(|part| part.as_str().to_owned());
    let id = text("id")?;
    let part = match found.name("typed").map(|part| part.as_str()) {
        Some("text") => Part::Typed,
        Some(_) => Part::Link,
        None => Part::File,
    };
    let name = text("name").unwrap_or_default();
    Some(Named {
        name: match (name.is_empty(), id.strip_prefix("anon_")) {
            (true, Some(code)) => format!("Anonymous {code}"),
            (true, None) => id.clone(),
            (false, _) => name,
        },
        id: Some(id),
        late: found.name("late").is_some(),
        serial: found.name("file").and_then(|digits| number(digits.as_str())),
        file: text("own"),
        part,
        ..Named::default()
    })
}

/// Whether these can be one download: a user has one name, and so has an attachment. `smith_2026_3_hp.docx` and
/// `lee_2026_4_hp.docx` look alike, but are a teacher's own.
pub(in super::super) fn is_plausible<'a>(all: impl Iterator<Item = &'a Named>) -> bool {
    let mut users = HashMap::new();
    let mut attachments = HashMap::new();
    for named in all {
        let of_user = named.id.as_deref().and_then(|id| users.insert(id, named.name.as_str()));
        let of_attachment = named
            .serial
            .and_then(|serial| attachments.insert(serial, named.name.as_str()));
        if [of_user, of_attachment]
            .into_iter()
            .flatten()
            .any(|name| name != named.name)
        {
            return false;
        }
    }
    true
}

/// The name of a file without the `-1`, `-2` that Canvas adds when it is handed in again.
pub(in super::super) fn without_suffix(file: &str) -> String {
    let (stem, extension) = match file.rfind('.') {
        Some(dot) if dot > 0 => file.split_at(dot),
        _ => (file, ""),
    };
    let bare = stem.trim_end_matches(|letter: char| letter.is_ascii_digit());
    match bare.strip_suffix('-') {
        Some(bare) if !bare.is_empty() && stem.len() - bare.len() <= 3 => format!("{bare}{extension}"),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(component: &str) -> String {
        match parse(component) {
            None => "-".to_owned(),
            Some(named) => format!(
                "{}|{}|{}|{}|{}|{:?}",
                named.name,
                named.id.unwrap_or_default(),
                if named.late { "late" } else { "" },
                named.serial.unwrap_or_default(),
                named.file.unwrap_or_default(),
                named.part
            ),
        }
    }

    #[test]
    fn the_forms_that_canvas_writes() {
        for (component, expected) in [
            ("doejane_1234_56789_H&P.docx", "doejane|1234||56789|H&P.docx|File"),
            (
                "doejane_LATE_1234_56789_my_note_2.docx",
                "doejane|1234|late|56789|my_note_2.docx|File",
            ),
            ("doejane_1234_56789_99_1_x.pdf", "doejane|1234||56789|99_1_x.pdf|File"),
            ("o_neiljane_1234_56789_a.docx", "o_neiljane|1234||56789|a.docx|File"),
            ("núñezjosé_77_88_Anamnèse.odt", "núñezjosé|77||88|Anamnèse.odt|File"),
            ("李小龙_77_88_病历.docx", "李小龙|77||88|病历.docx|File"),
            ("doejane_1234_text.html", "doejane|1234||0||Typed"),
            ("doejane_LATE_1234_text.html", "doejane|1234|late|0||Typed"),
            ("doejane_1234_link.html", "doejane|1234||0||Link"),
            (
                "anon_x9Ab3_56789_H&P.docx",
                "Anonymous x9Ab3|anon_x9Ab3||56789|H&P.docx|File",
            ),
            (
                "LATE_anon_x9Ab3_56789_H&P.docx",
                "Anonymous x9Ab3|anon_x9Ab3|late|56789|H&P.docx|File",
            ),
            ("latelarry_12_34_x.md", "latelarry|12||34|x.md|File"),
            ("group 3_LATE_900_1001_note.txt", "group 3|900|late|1001|note.txt|File"),
            ("new\nline_12_34_x\ny.md", "new\nline|12||34|x\ny.md|File"),
            ("1234_56789_H&P.docx", "1234|1234||56789|H&P.docx|File"),
            ("jane_2026_03_hp.docx", "-"),
            ("jane_doe_hp.docx", "-"),
            ("doejane_1234.docx", "-"),
            ("week_2_note.md", "-"),
            ("", "-"),
            ("_", "-"),
        ] {
            assert_eq!(said(component), expected, "{component}");
        }
    }

    #[test]
    fn what_canvas_adds_to_a_file_handed_in_again_is_seen_through() {
        for (file, expected) in [
            ("H&P-1.docx", "H&P.docx"),
            ("H&P-12.docx", "H&P.docx"),
            ("H&P.docx", "H&P.docx"),
            ("case-2024.docx", "case-2024.docx"),
            ("-1.docx", "-1.docx"),
            ("note-1", "note"),
            (".x", ".x"),
        ] {
            assert_eq!(without_suffix(file), expected);
        }
    }
}
