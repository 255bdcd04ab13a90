//! HTML: what was typed into a course's text box, and pages that a word processor saved.

mod page;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::draft::{MOST_PARAGRAPHS, TOO_MANY};
use super::{Imported, Unit, layout};

use page::Page;

/// How many elements that change how text looks are open at most; further ones change nothing.
const MOST_OPEN: usize = 4096;
/// How far back the element that an end tag closes is looked for.
const REACH: usize = 64;

/// Reads a page of HTML.
pub(super) fn read(bytes: &[u8]) -> Result<Imported, String> {
    let text = decode(bytes);
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        page: Page::default(),
        open: Vec::new(),
        skipped: None,
    };
    for Ok(token) in Tokenizer::new_with_emitter(typed(&text), emitter) {
        if reader.page.blocks > MOST_PARAGRAPHS {
            return Err(TOO_MANY.to_owned());
        }
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => reader.text(&String::from_utf8_lossy(&text.value)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    Ok(layout::lay_out(reader.page.finish(), Unit::Paragraph))
}

/// What a student typed into Canvas, without the heading that Canvas sets over it: the names of the assignment and of the
/// student, which are no part of the note.
fn typed(page: &str) -> &str {
    /// How Canvas frames what was typed (its `text_entry_page`).
    const FRAME: &str = "<div style=\"width: 600px; margin: 20px auto; border: 1px solid #888; padding: 20px;\">";
    let framed = page.split_once(FRAME);
    framed.map_or(page, |(before, typed)| {
        if before.trim_end().ends_with("</h1>") {
            typed
        } else {
            page
        }
    })
}

/// The characters of a page: by its mark, by what it says at its head, else UTF-8, else what Windows wrote.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).to_ascii_lowercase();
    let named = head.split("charset=").nth(1).and_then(|rest| {
        let label = rest.trim_start_matches(['"', '\'', ' ']);
        let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))?;
        encoding_rs::Encoding::for_label(label.get(..end)?.as_bytes())
    });
    let encoding = named
        .filter(|encoding| *encoding != encoding_rs::UTF_8)
        .unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// An open element that changes how text looks.
struct Open {
    name: String,
    look: Look,
}

/// How text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub strong: bool,
    pub raised: bool,
    pub hidden: bool,
    pub in_link: bool,
    pub as_typed: bool,
}

struct Reader {
    page: Page,
    open: Vec<Open>,
    /// The element whose text is not read, and how many of its name are open.
    skipped: Option<(String, u32)>,
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(&value.value).into_owned())
}

impl Reader {
    fn look(&self) -> Look {
        self.open.last().map(|open| open.look).unwrap_or_default()
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_none() {
            let look = self.look();
            self.page.text(text, look);
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        // A head that was never closed ends where the body begins.
        if name == "body" && self.skipped.as_ref().is_some_and(|(skipped, _)| skipped == "head") {
            self.skipped = None;
        }
        if let Some((skipped, depth)) = &mut self.skipped {
            if *skipped == name && !tag.self_closing {
                *depth += 1;
            }
            return;
        }
        match name.as_str() {
            "script" | "style" | "head" | "title" | "template" | "noscript" | "iframe" | "object" | "audio"
            | "video" | "select" | "svg" | "math" | "button" => {
                if !tag.self_closing {
                    self.skipped = Some((name.clone(), 1));
                }
                match name.as_str() {
                    "iframe" | "object" | "audio" | "video" => self.page.lost_object(),
                    "svg" | "math" => self.page.lost_picture(),
                    _ => {}
                }
                return;
            }
            "br" => return self.page.break_line(),
            "hr" => return self.page.end_block(),
            "wbr" => return,
            "img" => return self.page.lost_picture(),
            "input" => {
                let kind = attribute(tag, "type").unwrap_or_default().to_ascii_lowercase();
                if kind == "checkbox" || kind == "radio" {
                    let ticked = attribute(tag, "checked").is_some();
                    let look = self.look();
                    self.page.text(if ticked { "☒" } else { "☐" }, look);
                }
                return;
            }
            _ => {}
        }
        let style = attribute(tag, "style").unwrap_or_default().to_ascii_lowercase();
        self.page.start(&name, |attribute_name| attribute(tag, attribute_name));
        if name == "p" && style.split(';').any(is_without_gap) {
            self.page.without_gap();
        }
        if !tag.self_closing && changes_look(&name) && self.open.len() < MOST_OPEN {
            let look = look_of(&name, &style, self.look());
            self.open.push(Open { name, look });
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            if *skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        if name == "br" {
            return self.page.break_line();
        }
        self.page.end(name);
        if let Some(back) = self.open.iter().rev().take(REACH).position(|open| open.name == name) {
            self.open.truncate(self.open.len() - back - 1);
        }
    }
}

fn changes_look(name: &str) -> bool {
    matches!(
        name,
        "b" | "strong"
            | "u"
            | "ins"
            | "sup"
            | "a"
            | "span"
            | "font"
            | "em"
            | "i"
            | "p"
            | "div"
            | "pre"
            | "textarea"
            | "li"
            | "td"
            | "th"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "dt"
            | "section"
            | "article"
    )
}

fn look_of(name: &str, style: &str, mut look: Look) -> Look {
    match name {
        "b" | "strong" | "u" | "ins" | "dt" => look.strong = true,
        "sup" => look.raised = true,
        "a" => look.in_link = true,
        "pre" | "textarea" => look.as_typed = true,
        _ => {}
    }
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else {
            continue;
        };
        let value = value.trim();
        match property.trim() {
            "font-weight" => {
                look.strong = value.starts_with("bold") || value.parse::<u32>().is_ok_and(|weight| weight >= 600);
            }
            "text-decoration" | "text-decoration-line" if value.contains("underline") => look.strong = true,
            "display" if value == "none" => look.hidden = true,
            "visibility" if value == "hidden" => look.hidden = true,
            "white-space" => look.as_typed = value.starts_with("pre"),
            "vertical-align" if value == "super" => look.raised = true,
            _ => {}
        }
    }
    look
}

fn is_without_gap(declaration: &str) -> bool {
    declaration.split_once(':').is_some_and(|(property, value)| {
        matches!(property.trim(), "margin" | "margin-bottom") && value.trim().starts_with('0') && !value.contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_canvas_sets_over_a_typed_note_is_no_part_of_it() {
        let frame = "<div style=\"width: 600px; margin: 20px auto; border: 1px solid #888; padding: 20px;\">";
        let page = format!(
            "<html><head><title>HP: Jane Doe</title></head><body>\n<h1>HP: Jane Doe</h1>\n{frame}\n<p>CC: cough</p></div></body></html>"
        );
        assert_eq!(read(page.as_bytes()).unwrap().text.trim(), "CC: cough");
        let own = "<h1>History and Physical</h1><div><p>CC: cough</p></div>";
        assert!(read(own.as_bytes()).unwrap().text.contains("History and Physical"));
    }
}
