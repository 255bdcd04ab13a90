//! The styles of an OpenDocument text.

use std::collections::HashMap;

use super::super::docx::heading_of_name;
use super::super::xml::Element;

/// How many styles a style is based on, one on the other; a longer chain goes in a circle.
const LONGEST_CHAIN: usize = 32;
/// A gap of fewer points is not seen as a blank line.
const GAP: f64 = 3.0;

/// What a style says of itself; `None` leaves it to its parent.
#[derive(Debug, Clone, Default)]
pub(super) struct Format {
    pub heading: Option<u8>,
    pub list: Option<String>,
    pub bold: Option<bool>,
    pub underline: Option<bool>,
    pub hidden: Option<bool>,
    pub gap_before: Option<bool>,
    pub gap_after: Option<bool>,
    pub contextual: Option<bool>,
    pub font: Option<String>,
    pub raised: Option<bool>,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    own: Format,
}

/// A level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    /// The bullet; `None` for a number.
    pub bullet: Option<String>,
    /// What the number is written in: `1`, `a`, `A`, `i`, `I`, or nothing at all.
    pub format: String,
    pub before: String,
    pub after: String,
    pub start: u32,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    paragraphs: HashMap<String, Style>,
    spans: HashMap<String, Style>,
    lists: HashMap<String, HashMap<u32, Level>>,
    default: Format,
}

impl Styles {
    /// Adds the styles of one part.
    pub fn read(&mut self, part: Element) {
        let parts = part
            .children()
            .filter(|child| matches!(child.name(), "styles" | "automatic-styles"));
        for style in parts.flat_map(Element::children) {
            match style.name() {
                "style" => self.style(style),
                "default-style" if style.attr("family").as_deref() == Some("paragraph") => {
                    self.default = read_format(style);
                }
                "list-style" => {
                    if let Some(name) = style.attr("name") {
                        self.lists.insert(name, read_list(style));
                    }
                }
                _ => {}
            }
        }
    }

    fn style(&mut self, style: Element) {
        let Some(name) = style.attr("name") else { return };
        let mut own = read_format(style);
        own.list = style.attr("list-style-name");
        let shown = style.attr("display-name").unwrap_or_else(|| name.replace("_20_", " "));
        let level = style
            .attr("default-outline-level")
            .and_then(|level| level.parse::<u8>().ok());
        own.heading = level.map(|level| level.min(6)).or_else(|| heading_of_name(&shown));
        let style_of = Style {
            parent: style.attr("parent-style-name"),
            own,
        };
        match style.attr("family").as_deref() {
            Some("paragraph") => drop(self.paragraphs.insert(name, style_of)),
            Some("text") => drop(self.spans.insert(name, style_of)),
            _ => {}
        }
    }

    /// What a paragraph of a style is, and the style that its user chose (an automatic style is none).
    pub fn paragraph<'s>(&'s self, name: Option<&'s str>) -> (Format, Option<&'s str>) {
        let mut format = chain(&self.paragraphs, name);
        format.fill(&self.default);
        let style = name.and_then(|name| self.paragraphs.get_key_value(name));
        let chosen = style.map(|(name, style)| style.parent.as_deref().unwrap_or(name));
        (format, chosen)
    }

    /// What a style of characters says.
    pub fn span(&self, name: Option<&str>) -> Format {
        chain(&self.spans, name)
    }

    /// A level of a list, from 0.
    pub fn level(&self, list: Option<&str>, depth: u8) -> Option<&Level> {
        self.lists.get(list?)?.get(&(u32::from(depth) + 1))
    }
}

fn chain<'s>(styles: &'s HashMap<String, Style>, mut name: Option<&'s str>) -> Format {
    let mut format = Format::default();
    for _ in 0..LONGEST_CHAIN {
        let Some(style) = name.and_then(|name| styles.get(name)) else {
            break;
        };
        format.fill(&style.own);
        name = style.parent.as_deref();
    }
    format
}

impl Format {
    /// Takes over what it does not say itself.
    pub fn fill(&mut self, base: &Format) {
        fn fill<T: Clone>(own: &mut Option<T>, base: &Option<T>) {
            if own.is_none() {
                own.clone_from(base);
            }
        }
        fill(&mut self.heading, &base.heading);
        fill(&mut self.list, &base.list);
        fill(&mut self.bold, &base.bold);
        fill(&mut self.underline, &base.underline);
        fill(&mut self.hidden, &base.hidden);
        fill(&mut self.gap_before, &base.gap_before);
        fill(&mut self.gap_after, &base.gap_after);
        fill(&mut self.contextual, &base.contextual);
        fill(&mut self.font, &base.font);
        fill(&mut self.raised, &base.raised);
    }
}

fn read_format(style: Element) -> Format {
    let mut format = Format::default();
    if let Some(text) = style.child("text-properties") {
        format.bold = text
            .attr("font-weight")
            .map(|weight| weight == "bold" || weight.parse::<u32>().is_ok_and(|weight| weight >= 600));
        format.underline = text.attr("text-underline-style").map(|style| style != "none");
        format.hidden = text.attr("display").map(|display| display == "none");
        format.font = text.attr("font-name");
        format.raised = text
            .attr("text-position")
            .map(|position| position.starts_with("super") || position.starts_with(|c: char| ('1'..='9').contains(&c)));
    }
    if let Some(paragraph) = style.child("paragraph-properties") {
        let gap = |name: &str| {
            paragraph
                .attr(name)
                .or_else(|| paragraph.attr("margin"))
                .map(|length| points(&length) >= GAP)
        };
        format.gap_before = gap("margin-top");
        format.gap_after = gap("margin-bottom");
        format.contextual = paragraph.attr("contextual-spacing").map(|value| value == "true");
    }
    format
}

fn points(length: &str) -> f64 {
    let unit = length.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let number = length
        .strip_suffix(unit)
        .and_then(|number| number.parse::<f64>().ok())
        .unwrap_or(0.0);
    number
        * match unit.trim() {
            "in" => 72.0,
            "cm" => 28.35,
            "mm" => 2.835,
            "pc" => 12.0,
            "px" => 0.75,
            _ => 1.0,
        }
}

fn read_list(style: Element) -> HashMap<u32, Level> {
    let mut levels = HashMap::new();
    for level in style.children() {
        let Some(at) = level.attr("level").and_then(|level| level.parse::<u32>().ok()) else {
            continue;
        };
        let bullet = match level.name() {
            "list-level-style-bullet" => Some(level.attr("bullet-char").unwrap_or_default()),
            "list-level-style-image" => Some(String::new()),
            "list-level-style-number" => None,
            _ => continue,
        };
        levels.insert(
            at,
            Level {
                bullet,
                format: level.attr("num-format").unwrap_or_default(),
                before: level.attr("num-prefix").unwrap_or_default(),
                after: level.attr("num-suffix").unwrap_or_default(),
                start: level
                    .attr("start-value")
                    .and_then(|start| start.parse().ok())
                    .unwrap_or(1),
            },
        );
    }
    levels
}
