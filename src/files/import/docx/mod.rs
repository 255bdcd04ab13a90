//! Word documents: the parts of the package, put together.

mod body;
mod numbering;
mod styles;

use std::collections::HashMap;

use super::draft::{Draft, Lost};
use super::package::Package;
use super::xml::{Element, Tree};
use super::{ImportOptions, Imported, Unit, layout};

pub(super) use styles::heading_of_name;

use body::Body;
use numbering::Numbering;
use styles::Styles;

/// Reads a Word document.
pub(super) fn read(bytes: &[u8], options: &ImportOptions) -> Result<Imported, String> {
    let mut package = Package::open(bytes)?;
    let main = main_part(&mut package)?;
    let source = package
        .part(&main)?
        .ok_or("is damaged: there is no text in it; save it again and hand in the new file")?;
    let parts = related(&mut package, &main)?;
    let mut of_kind = |kind: &str| -> Result<String, String> {
        match parts.iter().find(|(found, _)| found == kind) {
            Some((_, name)) => Ok(package.part(name)?.unwrap_or_default()),
            None => Ok(String::new()),
        }
    };
    let styles = of_kind("styles")?;
    let numbering = of_kind("numbering")?;
    let footnotes = of_kind("footnotes")?;
    let endnotes = of_kind("endnotes")?;

    // What only adds to the text may be damaged without the text being lost.
    let styles = Tree::parse(&styles).map(|tree| Styles::read(&tree)).unwrap_or_default();
    let numbering = Tree::parse(&numbering)
        .map(|tree| Numbering::read(&tree))
        .unwrap_or_default();
    let footnotes = Tree::parse(&footnotes).ok();
    let endnotes = Tree::parse(&endnotes).ok();

    let tree = Tree::parse(&source)?;
    let document = tree
        .root()
        .path(&["document", "body"])
        .ok_or("is damaged: there is no text in it; save it again and hand in the new file")?;
    let mut body = Body::new(&styles, numbering, options.tracked);
    let mut draft = Draft::default();
    body.blocks(document, &mut draft.blocks);
    draft.notes = body.notes(
        &notes_of(footnotes.as_ref(), "footnote"),
        &notes_of(endnotes.as_ref(), "endnote"),
    );
    draft.lost = body.into_lost();
    margins(&mut package, &parts, &mut draft.lost)?;
    Ok(layout::lay_out(draft, Unit::Paragraph))
}

/// The notes of a part, by their id.
fn notes_of<'t>(tree: Option<&'t Tree<'t>>, name: &str) -> HashMap<String, Element<'t>> {
    let root = tree.and_then(|tree| tree.root().children().next());
    root.into_iter()
        .flat_map(Element::children)
        .filter(|note| note.name() == name)
        .filter_map(|note| Some((note.attr("id")?, note)))
        .collect()
}

/// The part that holds the text.
fn main_part(package: &mut Package) -> Result<String, String> {
    let mut main = None;
    if let Some(source) = package.part("_rels/.rels")?
        && let Ok(tree) = Tree::parse(&source)
    {
        main = relations(&tree)
            .find(|(kind, _)| kind == "officeDocument")
            .map(|(_, target)| target.trim_start_matches('/').to_owned());
    }
    Ok(main
        .filter(|name| package.has(name))
        .unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// The parts that belong to the text: what they are, and their names.
fn related(package: &mut Package, main: &str) -> Result<Vec<(String, String)>, String> {
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let Some(source) = package.part(&format!("{folder}/_rels/{file}.rels"))? else {
        let guess = |kind: &str| (kind.to_owned(), format!("word/{kind}.xml"));
        return Ok(["styles", "numbering", "footnotes", "endnotes"].map(guess).to_vec());
    };
    let Ok(tree) = Tree::parse(&source) else {
        return Ok(Vec::new());
    };
    Ok(relations(&tree)
        .map(|(kind, target)| {
            let name = match target.strip_prefix('/') {
                Some(whole) => whole.to_owned(),
                None => format!("{folder}/{target}"),
            };
            (kind, name)
        })
        .collect())
}

/// The relations of a part: their kind and their target.
fn relations<'t>(tree: &'t Tree<'t>) -> impl Iterator<Item = (String, String)> + 't {
    let root = tree.root().child("Relationships");
    root.into_iter().flat_map(Element::children).filter_map(|relation| {
        let kind = relation.attr("Type")?;
        let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
        Some((kind, relation.attr("Target")?))
    })
}

/// What stands in the headers and footers of the pages is named, not read: it is not the note.
fn margins(package: &mut Package, parts: &[(String, String)], lost: &mut Lost) -> Result<(), String> {
    for (kind, name) in parts {
        let found = match kind.as_str() {
            "header" => &mut lost.header,
            "footer" => &mut lost.footer,
            _ => continue,
        };
        if *found {
            continue;
        }
        let Some(source) = package.part(name)? else { continue };
        let Ok(tree) = Tree::parse(&source) else { continue };
        let text = body::typed(tree.root());
        if text.chars().any(char::is_alphabetic) {
            *found = true;
        } else if text.chars().any(|c| c.is_ascii_digit()) {
            lost.page_numbers = true;
        }
    }
    Ok(())
}
