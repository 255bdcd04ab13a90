//! What stands in a line of an OpenDocument text.

use super::super::draft::{Block, Lines, set_apart};
use super::super::symbols;
use super::super::xml::{Element, Node};
use super::all_text;
use super::body::Body;
use super::styles::Format;

/// How many spaces one element stands for at most.
const MOST_SPACES: usize = 200;

/// A paragraph being read.
#[derive(Default)]
pub(super) struct Inline {
    pub lines: Lines,
    /// What stands in its text boxes.
    pub boxes: Vec<Block>,
    /// Whether text stands there already, and whether white space came last: runs of it are one space.
    pub in_text: bool,
    after_space: bool,
    in_link: bool,
}

impl<'t> Body<'t> {
    /// Reads the text in an element.
    pub fn inline(&mut self, element: Element<'t>, format: &Format, to: &mut Inline) {
        for node in element.nodes() {
            match node {
                Node::Text(text) => self.text(text, format, to),
                Node::Element(child) => self.inline_element(child, format, to),
            }
        }
    }

    fn text(&mut self, text: &str, format: &Format, to: &mut Inline) {
        if self.refused > 0 {
            return;
        }
        if format.hidden == Some(true) {
            self.lost.hidden += u32::from(!text.trim().is_empty());
            return;
        }
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r') {
                if to.in_text && !to.after_space {
                    shown.push(' ');
                }
                to.after_space = true;
            } else {
                shown.push(c);
                (to.in_text, to.after_space) = (true, false);
            }
        }
        let font = format.font.as_deref().unwrap_or_default();
        let shown = symbols::shown(&shown, font);
        match format.raised {
            Some(true) => to.lines.push(&symbols::raised(&shown), is_strong(format, to)),
            _ => to.lines.push(&shown, is_strong(format, to)),
        }
    }

    /// Adds what an element stands for.
    fn put(&mut self, text: &str, format: &Format, to: &mut Inline) {
        if self.refused == 0 && format.hidden != Some(true) {
            to.lines.push(text, is_strong(format, to));
            (to.in_text, to.after_space) = (true, false);
        }
    }

    fn inline_element(&mut self, child: Element<'t>, format: &Format, to: &mut Inline) {
        match child.name() {
            "span" => {
                let mut own = self.styles.span(child.attr("style-name").as_deref());
                own.fill(format);
                self.inline(child, &own, to);
            }
            "a" => {
                let before = std::mem::replace(&mut to.in_link, true);
                self.inline(child, format, to);
                to.in_link = before;
            }
            "s" => {
                let count = child
                    .attr("c")
                    .and_then(|count| count.parse::<usize>().ok())
                    .unwrap_or(1);
                self.put(&" ".repeat(count.min(MOST_SPACES)), format, to);
            }
            "tab" => self.put("\t", format, to),
            "line-break" => {
                if self.refused == 0 {
                    to.lines.break_line();
                    (to.in_text, to.after_space) = (false, false);
                }
            }
            "note" => {
                if self.refused == 0 && !self.in_note {
                    self.notes.extend(child.child("note-body"));
                    let mark = format!("[{}]", self.notes.len());
                    to.lines.push(&mark, false);
                    (to.in_text, to.after_space) = (true, false);
                }
            }
            "annotation" => self.lost.comments += u32::from(self.refused == 0),
            "change-start" | "change-end" | "change" => {
                if let Some(deleted) = self.change(child) {
                    self.restore(deleted, format, to);
                }
            }
            "placeholder" => self.prompt(child, to),
            "content-control" if child.attr("showing-place-holder").as_deref() == Some("true") => {
                self.prompt(child, to);
            }
            "ruby" => {
                if let Some(base) = child.child("ruby-base") {
                    self.inline(base, format, to);
                }
            }
            "frame" | "custom-shape" | "rect" | "g" | "ellipse" | "line" | "path" | "polygon" | "control" => {
                self.drawing(child, to);
            }
            "annotation-end" | "soft-page-break" | "script" | "tracked-changes" => {}
            "hidden-text" | "hidden-paragraph" => self.lost.hidden += 1,
            _ => self.inline(child, format, to),
        }
    }

    /// What nobody filled in.
    fn prompt(&mut self, element: Element<'t>, to: &mut Inline) {
        if self.refused > 0 {
            return;
        }
        let mut asked = Lines::default();
        asked.push(all_text(element).trim_matches(['<', '>']), false);
        to.lines.append(asked.as_prompt());
        (to.in_text, to.after_space) = (true, false);
    }

    /// Puts back what a tracked change deleted: its paragraphs as lines.
    fn restore(&mut self, deleted: Element<'t>, format: &Format, to: &mut Inline) {
        let mut first = true;
        for paragraph in deleted.children() {
            match paragraph.name() {
                "p" | "h" => {
                    if !std::mem::take(&mut first) && self.refused == 0 {
                        to.lines.break_line();
                        to.in_text = false;
                    }
                    self.inline(paragraph, format, to);
                }
                "change-info" => {}
                _ => {
                    let mut blocks = Vec::new();
                    self.read_boxed(paragraph, &mut blocks);
                    to.boxes.extend(blocks);
                }
            }
        }
    }

    /// Reads what stands in a text box.
    fn text_box(&mut self, element: Element<'t>, to: &mut Inline) {
        let mut blocks = Vec::new();
        self.read_boxed(element, &mut blocks);
        set_apart(&mut blocks);
        to.boxes.extend(blocks);
    }

    /// A picture or a shape: the text in it is read, a picture is counted.
    pub fn drawing(&mut self, element: Element<'t>, to: &mut Inline) {
        if self.refused > 0 {
            return;
        }
        match element.name() {
            "frame" => {
                if let Some(text) = element.child("text-box") {
                    return self.text_box(text, to);
                }
                if let Some(table) = element.child("table") {
                    return self.text_box(table, to);
                }
                if element.child("object").is_some() || element.child("object-ole").is_some() {
                    self.lost.objects += 1;
                } else if element.child("image").is_some() {
                    self.lost.pictures += 1;
                }
            }
            "g" => {
                for child in element.children() {
                    self.drawing(child, to);
                }
            }
            _ => {
                let has_text = element
                    .children()
                    .any(|child| matches!(child.name(), "p" | "list" | "h"));
                if has_text && !all_text(element).trim().is_empty() {
                    self.text_box(element, to);
                }
            }
        }
    }
}

fn is_strong(format: &Format, to: &Inline) -> bool {
    !to.in_link && (format.bold == Some(true) || format.underline == Some(true))
}
