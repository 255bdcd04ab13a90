//! The rows of a PDF, read in this process. The library under it can panic, loop and eat memory: see `child`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, Object, output_doc_page};

use super::super::package::LOCKED;
use super::glyphs::Canvas;
use super::rows::{PageRows, Pages};

/// How many pages are read: a long note has twenty.
const MOST_PAGES: usize = 300;

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
