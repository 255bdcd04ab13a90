//! The rows of a PDF, read in this process. The library under it can panic, loop and eat memory: see `child`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, Object, ObjectId, output_doc_page};

use super::super::package::LOCKED;
use super::glyphs::Canvas;
use super::rows::{PageRows, Pages};

/// How many pages are read: a long note has twenty.
const MOST_PAGES: usize = 300;

/// How many letters a font has at most.
const MOST_LETTERS: i64 = 65_536;

const DAMAGED: &str = "is a damaged PDF; save the note as PDF again, or as .docx, and hand in the new file";

/// The rows of a document, page by page; a page that cannot be read is marked.
pub(super) fn extract(bytes: &[u8]) -> Result<Pages, String> {
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or_else(|_| Err(DAMAGED.to_owned()))
}

fn read(bytes: &[u8]) -> Result<Pages, String> {
    // What stands before the mark makes all offsets wrong.
    let start = bytes.windows(5).position(|window| window == b"%PDF-").unwrap_or(0);
    let bytes = bytes.get(start..).unwrap_or(bytes);
    let mut document = Document::load_mem(bytes).map_err(|_| match is_locked(bytes) {
        true => LOCKED.to_owned(),
        false => DAMAGED.to_owned(),
    })?;
    // Without a password it opens if the lock is only against printing.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(LOCKED.to_owned());
    }
    write_out_widths(&mut document);
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(DAMAGED.to_owned());
    }
    if numbers.len() > MOST_PAGES {
        return Err(format!("has {} pages; a note is text of a few pages", numbers.len()));
    }
    let mut pages = Pages {
        pages: Vec::new(),
        pictures: pictures(&document),
    };
    for number in numbers {
        let mut canvas = Canvas::default();
        let done = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(&document, &mut canvas, number).is_ok()
        }));
        pages.pages.push(PageRows {
            width: canvas.width,
            height: canvas.height,
            rows: canvas.rows(),
            failed: !done.unwrap_or(false),
        });
    }
    Ok(pages)
}

/// Writes out the widths of letters that are given for a range of them at once (`36 39 722`): the library takes the
/// first letter's number for the last letter and for the width too, and then finds gaps inside of words.
fn write_out_widths(document: &mut Document) {
    let mut changed: Vec<(ObjectId, Vec<Object>)> = Vec::new();
    for (id, object) in &document.objects {
        let Ok(font) = object.as_dict() else { continue };
        let is_cid = font
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|name| name.starts_with(b"CIDFontType"));
        let widths = font.get(b"W").and_then(|widths| document.dereference(widths));
        if let (true, Ok((_, Object::Array(widths)))) = (is_cid, widths) {
            changed.push((*id, written_out(widths)));
        }
    }
    for (id, widths) in changed {
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(widths));
        }
    }
}

fn written_out(widths: &[Object]) -> Vec<Object> {
    let mut out = Vec::new();
    let mut rest = widths;
    loop {
        match rest {
            [first @ Object::Integer(_), list @ Object::Array(_), more @ ..] => {
                out.extend([first.clone(), list.clone()]);
                rest = more;
            }
            [Object::Integer(first), Object::Integer(last), width, more @ ..] => {
                let count = last.saturating_sub(*first).saturating_add(1).clamp(0, MOST_LETTERS);
                let count = usize::try_from(count).unwrap_or(0);
                out.extend([Object::Integer(*first), Object::Array(vec![width.clone(); count])]);
                rest = more;
            }
            // Anything else the library could not read either.
            _ => return out,
        }
        if out.len() > 2 * MOST_LETTERS as usize {
            return out;
        }
    }
}

fn is_locked(bytes: &[u8]) -> bool {
    bytes.windows(9).any(|window| window == b"/Encrypt ")
}

/// How many pictures there are, without the masks that belong to them.
fn pictures(document: &Document) -> u32 {
    let name = |dictionary: &pdf_extract::Dictionary, key: &[u8], value: &[u8]| {
        dictionary
            .get(key)
            .and_then(Object::as_name)
            .is_ok_and(|name| name == value)
    };
    let is_picture = |object: &&Object| {
        object
            .as_stream()
            .is_ok_and(|stream| name(&stream.dict, b"Subtype", b"Image"))
    };
    let all = document.objects.values().filter(is_picture);
    let masks = all
        .clone()
        .filter(|object| object.as_stream().is_ok_and(|stream| stream.dict.has(b"SMask")));
    u32::try_from(all.count().saturating_sub(masks.count())).unwrap_or(u32::MAX)
}
