//! D2L Brightspace: `166427-311345 - Jane Doe - Oct 11, 2015 803 PM - H&P.docx`, the same without the file as a folder,
//! maybe with an OrgDefinedId before the name, and the date in the language of the site. `index.html` lists them.

use super::{Named, dates, number};

pub(super) fn parse(component: &str) -> Option<Named> {
    let (numbers, rest) = component.split_once(" - ")?;
    let (first, second) = numbers.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(second) {
        return None;
    }
    // A hyphen with a space behind it parts the fields; the one before it can be lost ("Doe- Oct 11").
    let ends: Vec<(usize, usize)> = rest
        .match_indices("- ")
        .map(|(at, mark)| (at, at + mark.len()))
        .collect();
    for (nth, (name_end, date_start)) in ends.iter().enumerate() {
        let dates_end = ends
            .iter()
            .skip(nth + 1)
            .map(|(at, next)| (*at, Some(*next)))
            .chain([(rest.len(), None)]);
        for (date_end, file_start) in dates_end {
            let field = rest.get(*date_start..date_end)?.trim();
            // A date may have hyphens, but no " - " within.
            if field.contains(" - ") {
                break;
            }
            let at = match dates::parse(field) {
                Some(at) if at.len() > 10 => at,
                _ if dates::looks_like_one(field) => field.to_owned(),
                _ => continue,
            };
            let (id, name) = split_id(rest.get(..*name_end)?.trim());
            if name.is_empty() {
                return None;
            }
            let file = file_start.and_then(|start| rest.get(start..)).map(str::trim);
            return Some(Named {
                name: name.to_owned(),
                id: id.map(str::to_owned),
                at: Some(at),
                serial: number(first),
                file: file.filter(|file| !file.is_empty()).map(str::to_owned),
                ..Named::default()
            });
        }
    }
    None
}

/// An OrgDefinedId before the name: one word with a digit.
fn split_id(text: &str) -> (Option<&str>, &str) {
    match text.split_once(" - ") {
        Some((id, name)) if !id.contains(' ') && id.bytes().any(|byte| byte.is_ascii_digit()) => {
            (Some(id), name.trim())
        }
        _ => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(component: &str) -> String {
        match parse(component) {
            None => "-".to_owned(),
            Some(named) => format!(
                "{}|{}|{}|{}",
                named.name,
                named.id.unwrap_or_default(),
                named.at.unwrap_or_default(),
                named.file.unwrap_or_default(),
            ),
        }
    }

    #[test]
    fn the_forms_that_brightspace_writes() {
        for (component, expected) in [
            (
                "166427-311345 - Jane Doe - Oct 11, 2015 803 PM - H&P.docx",
                "Jane Doe||2015-10-11 20:03|H&P.docx",
            ),
            (
                "166427-311345 - Jane Doe- Oct 11, 2015 803 PM",
                "Jane Doe||2015-10-11 20:03|",
            ),
            (
                "166427-311345 - A00123456 - Jane Doe - Oct 11, 2015 803 PM - a - b_c.docx",
                "Jane Doe|A00123456|2015-10-11 20:03|a - b_c.docx",
            ),
            (
                "1-2 - Mary - Ann O'Neil - Mar 1, 2026 1205 AM - x.md",
                "Mary - Ann O'Neil||2026-03-01 00:05|x.md",
            ),
            (
                "1-2 - Anne-Marie Smith-Jones - Mar 1, 2026 905 AM - x.md",
                "Anne-Marie Smith-Jones||2026-03-01 09:05|x.md",
            ),
            (
                "1-2 - José Núñez - 1 mars 2026 2005 - évaluation.odt",
                "José Núñez||2026-03-01 20:05|évaluation.odt",
            ),
            (
                "1-2 - Jane Doe - 01-03-2026 2005 - x.odt",
                "Jane Doe||01-03-2026 2005|x.odt",
            ),
            (
                "1-2 - Jane Doe - Mar 1, 2026 905 AM - Jan 2, 2026 700 AM.docx",
                "Jane Doe||2026-03-01 09:05|Jan 2, 2026 700 AM.docx",
            ),
            ("166427-311345 - Jane Doe - H&P.docx", "-"),
            ("Jane Doe - Oct 11, 2015 803 PM - H&P.docx", "-"),
            ("1-2 -  - Oct 11, 2015 803 PM", "-"),
            ("index.html", "-"),
            ("1-2 - ", "-"),
        ] {
            assert_eq!(said(component), expected, "{component}");
        }
    }
}
