//! PDF with a text layer.

mod child;
mod extract;
mod glyphs;
mod margins;
mod reflow;
mod rows;

use super::draft::{Draft, Lost};
use super::{Imported, Unit, layout};

use rows::Pages;

pub(super) use child::{SUBCOMMAND, serve};

/// A page of fewer words than this, beside pictures, is a picture of a page.
const FEWEST_WORDS: usize = 5;

/// Reads a PDF.
pub(super) fn read(bytes: &[u8]) -> Result<Imported, String> {
    import(child::pages(bytes)?)
}

fn import(mut pages: Pages) -> Result<Imported, String> {
    let failed: Vec<String> = pages
        .pages
        .iter()
        .enumerate()
        .filter(|(_, page)| page.failed)
        .map(|(at, _)| (at + 1).to_string())
        .collect();
    let rows = || pages.pages.iter().flat_map(|page| &page.rows);
    let words: usize = rows().map(|row| row.text.split_whitespace().count()).sum();
    if words == 0 && failed.len() == pages.pages.len() {
        return Err("is a PDF that cannot be read here; save the note as .docx and hand that in".to_owned());
    }
    if words == 0 || (words < FEWEST_WORDS * pages.pages.len() && pages.pictures > 0) {
        return Err(
            "has no text layer (it is a scan or a picture of the note); export the note as PDF or .docx from where it \
             was written"
                .to_owned(),
        );
    }
    let unknown = rows()
        .flat_map(|row| row.text.chars())
        .filter(|c| is_unknown(*c))
        .count();
    let all = rows()
        .flat_map(|row| row.text.chars())
        .filter(|c| !c.is_whitespace())
        .count();
    if 4 * unknown > all {
        return Err(
            "is a PDF whose fonts do not say which letters they show; save the note as .docx and hand that in"
                .to_owned(),
        );
    }
    let mut lost = Lost {
        pictures: pages.pictures,
        ..Lost::default()
    };
    margins::drop_repeated(&mut pages, &mut lost);
    if !failed.is_empty() {
        let (one, many) = ("a part of page", "parts of pages");
        lost.other.push(format!(
            "{} {}, which could not be read",
            if failed.len() == 1 { one } else { many },
            failed.join(", ")
        ));
    }
    let draft = Draft {
        blocks: reflow::reflow(&pages),
        notes: Vec::new(),
        lost,
    };
    Ok(layout::lay_out(draft, Unit::Page))
}

/// A character that stands for nothing that can be read.
fn is_unknown(c: char) -> bool {
    c == '\u{fffd}' || (matches!(c, '\u{e000}'..='\u{f8ff}') && super::symbols::code_of(c).is_none())
}
