//! OpenDocument texts: the parts of the package, put together.

mod body;
mod changes;
mod inline;
mod styles;

use super::draft::{Draft, Lost};
use super::package::{DAMAGED, LOCKED, Package};
use super::xml::{Element, Node, Tree};
use super::{ImportOptions, Imported, Unit, layout};

use body::Body;
use changes::Changes;
use styles::Styles;

/// Reads an OpenDocument text.
pub(super) fn read(bytes: &[u8], options: &ImportOptions) -> Result<Imported, String> {
    let mut package = Package::open(bytes)?;
    if let Ok(Some(manifest)) = package.part("META-INF/manifest.xml")
        && manifest.contains("encryption-data")
    {
        return Err(LOCKED.to_owned());
    }
    let source = package.part("content.xml")?.ok_or(DAMAGED)?;
    let shared = package.part("styles.xml")?.unwrap_or_default();
    let shared = Tree::parse(&shared).ok();
    let tree = Tree::parse(&source)?;
    let content = tree.root().child("document-content").ok_or(DAMAGED)?;
    let body = content.child("body").ok_or(DAMAGED)?;
    let text = match body.child("text") {
        Some(text) => text,
        None if body.child("spreadsheet").is_some() => {
            return Err("is a spreadsheet, not a note; save the text as .odt and hand that in".to_owned());
        }
        None => return Err("is an OpenDocument file without text; save the note as .odt and hand that in".to_owned()),
    };

    let mut styles = Styles::default();
    if let Some(shared) = shared.as_ref().and_then(|tree| tree.root().child("document-styles")) {
        styles.read(shared);
    }
    styles.read(content);
    let changes = Changes::read(text);
    let mut body = Body::new(&styles, &changes, options.tracked);
    let mut draft = Draft::default();
    body.read(text, &mut draft.blocks);
    draft.notes = body.notes();
    draft.lost = body.into_lost();
    if let Some(shared) = shared.as_ref().and_then(|tree| tree.root().child("document-styles")) {
        margins(shared, &mut draft.lost);
    }
    Ok(layout::lay_out(draft, Unit::Paragraph))
}

/// What stands in the headers and footers of the pages is named, not read: it is not the note.
fn margins(styles: Element, lost: &mut Lost) {
    let pages = styles.child("master-styles").into_iter().flat_map(Element::children);
    for margin in pages.flat_map(Element::children) {
        let name = margin.name();
        let found = if name.starts_with("header") {
            &mut lost.header
        } else if name.starts_with("footer") {
            &mut lost.footer
        } else {
            continue;
        };
        let text = all_text(margin);
        if text.chars().any(char::is_alphabetic) {
            *found = true;
        } else if text.chars().any(|c| c.is_ascii_digit()) {
            lost.page_numbers = true;
        }
    }
}

/// All text in an element, however deep, without who changed it and when.
fn all_text(element: Element) -> String {
    let mut text = String::new();
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        for node in element.nodes() {
            match node {
                Node::Text(part) => text.push_str(part),
                Node::Element(child) if child.name() == "change-info" => {}
                Node::Element(child) => open.push(child),
            }
        }
    }
    text
}
