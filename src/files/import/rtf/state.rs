//! What holds inside of a group of Rich Text Format.

use super::super::Tracked;
use super::super::docx::heading_of_name;
use super::codes::{self, Charset};
use std::collections::HashMap;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the text.
    Text,
    /// Nowhere.
    Skipped,
    /// Nowhere, but a text box in it is read.
    Shape,
    Fonts,
    Styles,
    /// The mark of an item.
    Mark,
    /// A page's header or footer.
    Header,
    Footer,
    /// A field of a form.
    Form,
}

/// How characters look.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Characters {
    pub bold: bool,
    pub underline: bool,
    pub hidden: bool,
    pub raised: bool,
    /// Taken out, or put in, by a tracked change.
    pub deleted: bool,
    pub inserted: bool,
    pub font: Option<i32>,
}

/// What a paragraph is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Properties {
    pub style: Option<i32>,
    pub outline: Option<i32>,
    pub list: i32,
    pub level: u8,
    pub before: i32,
    pub after: i32,
    pub contextual: bool,
    pub indent: i32,
    pub in_table: bool,
    pub tables: Option<usize>,
}

/// What a group inherits and gives back at its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub destination: Destination,
    pub characters: Characters,
    pub paragraph: Properties,
    /// How many characters stand in for one that is not known to old readers.
    pub substitutes: u32,
    /// Inside of a field's result: a link is underlined without being a title.
    pub in_field: bool,
    /// The group opened a text of its own.
    pub opened: Option<Opened>,
    pub is_header_row: bool,
}

/// A text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    Note,
    Box,
}

impl State {
    pub fn new() -> Self {
        Self {
            destination: Destination::Text,
            characters: Characters::default(),
            paragraph: Properties::default(),
            substitutes: 1,
            in_field: false,
            opened: None,
            is_header_row: false,
        }
    }

    /// How many tables the paragraph stands in.
    pub fn tables(&self) -> usize {
        match (self.paragraph.tables, self.paragraph.in_table) {
            (Some(tables), true) => tables.max(1),
            (Some(tables), false) => tables,
            (None, in_table) => usize::from(in_table),
        }
    }

    /// Whether a tracked change takes out what stands here.
    pub fn is_gone(&self, tracked: Tracked) -> bool {
        match tracked {
            Tracked::Accept => self.characters.deleted,
            Tracked::Refuse => self.characters.inserted,
        }
    }
}

/// A font.
#[derive(Debug, Clone)]
pub(super) struct Font {
    pub charset: Charset,
    pub name: String,
}

/// A style of paragraphs.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    pub outline: Option<i32>,
    pub based_on: Option<i32>,
    pub name: String,
}

/// The tables at the head of the file.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub fonts: HashMap<i32, Font>,
    pub styles: HashMap<i32, Style>,
    font: i32,
    /// The style being read; `None` for one of characters or tables.
    style: Option<i32>,
}

impl Tables {
    /// A word of the table of fonts.
    pub fn font_word(&mut self, word: &str, number: i32) {
        match word {
            "f" => {
                self.font = number;
                let font = Font {
                    charset: Charset::Default,
                    name: String::new(),
                };
                self.fonts.insert(number, font);
            }
            "fcharset" => {
                if let Some(font) = self.fonts.get_mut(&self.font) {
                    font.charset = codes::charset(number);
                }
            }
            "cpg" => {
                if let (Some(font), Some(page)) = (self.fonts.get_mut(&self.font), codes::code_page(number)) {
                    font.charset = Charset::Encoded(page);
                }
            }
            _ => {}
        }
    }

    /// Text in the table of fonts.
    pub fn font_text(&mut self, c: char) {
        if let Some(font) = self.fonts.get_mut(&self.font)
            && c != ';'
            && font.name.len() < 80
        {
            font.name.push(c);
        }
    }

    /// A group of the table of styles begins.
    pub fn begin_style(&mut self) {
        self.style = Some(0);
    }

    /// A word of the table of styles.
    pub fn style_word(&mut self, word: &str, number: i32) {
        match word {
            "s" => {
                self.style = Some(number);
                self.styles.insert(number, Style::default());
            }
            "cs" | "ts" | "ds" => self.style = None,
            "outlinelevel" => self.edit_style(|style| style.outline = Some(number)),
            "sbasedon" => self.edit_style(|style| style.based_on = Some(number)),
            _ => {}
        }
    }

    /// Text in the table of styles.
    pub fn style_text(&mut self, c: char) {
        self.edit_style(|style| {
            if c != ';' && style.name.len() < 80 {
                style.name.push(c);
            }
        });
    }

    fn edit_style(&mut self, edit: impl FnOnce(&mut Style)) {
        if let Some(style) = self.style {
            edit(self.styles.entry(style).or_default());
        }
    }

    /// The level of the heading that a style is.
    pub fn heading(&self, mut style: Option<i32>) -> Option<u8> {
        for _ in 0..16 {
            let found = self.styles.get(&style?)?;
            if let Some(level) = heading_of_name(&found.name) {
                return Some(level);
            }
            if let Some(outline) = found.outline {
                return heading_of_outline(outline);
            }
            style = found.based_on.filter(|base| Some(*base) != style);
        }
        None
    }
}

/// The level of a heading from 1 to 6; outline level 9 is the text between.
pub(super) fn heading_of_outline(level: i32) -> Option<u8> {
    (0..9).contains(&level).then(|| (level as u8 + 1).min(6))
}
