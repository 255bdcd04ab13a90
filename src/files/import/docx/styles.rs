//! The styles of a Word document: which are headings, which carry a list, which are bold.

use std::collections::HashMap;

use super::super::xml::{Element, Tree};

/// How many styles a style is based on, one on the other; a longer chain goes in a circle.
const LONGEST_CHAIN: usize = 32;
/// A gap of fewer twentieths of a point is not seen as a blank line.
const GAP: i32 = 60;

/// What a style or a paragraph says of itself; `None` leaves it to what it is based on.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Format {
    pub heading: Option<u8>,
    /// The number of its list; 0 takes it out of any.
    pub list: Option<u32>,
    pub level: Option<u8>,
    pub bold: Option<bool>,
    pub underline: Option<bool>,
    pub hidden: Option<bool>,
    pub gap_before: Option<bool>,
    pub gap_after: Option<bool>,
    pub contextual: Option<bool>,
    pub indent: Option<i32>,
    pub font: Option<String>,
    pub raised: Option<bool>,
}

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    own: Format,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    defaults: Format,
    default_paragraph: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub fn read(tree: &Tree) -> Self {
        let mut styles = Self::default();
        let Some(root) = tree.root().child("styles") else {
            return styles;
        };
        if let Some(defaults) = root.child("docDefaults") {
            if let Some(of_paragraphs) = defaults.path(&["pPrDefault", "pPr"]) {
                styles.defaults = of_paragraph(of_paragraphs);
            }
            if let Some(of_runs) = defaults.path(&["rPrDefault", "rPr"]) {
                add_run(&mut styles.defaults, of_runs);
            }
        }
        for style in root.children().filter(|element| element.name() == "style") {
            let Some(id) = style.attr("styleId") else { continue };
            let mut own = style.child("pPr").map(of_paragraph).unwrap_or_default();
            if let Some(of_runs) = style.child("rPr") {
                add_run(&mut own, of_runs);
            }
            let name = style
                .child("name")
                .and_then(|name| name.attr("val"))
                .unwrap_or_default();
            if let Some(level) = heading_of_name(&name).or_else(|| heading_of_name(&id)) {
                own.heading = Some(level);
            }
            if style.attr("default").is_some_and(|value| is_on(&value))
                && style.attr("type").as_deref() == Some("paragraph")
            {
                styles.default_paragraph = Some(id.clone());
            }
            let based_on = style.child("basedOn").and_then(|base| base.attr("val"));
            styles.styles.insert(id, Style { based_on, own });
        }
        styles
    }

    /// What a paragraph of a style is, with all that the style is based on.
    pub fn paragraph(&self, id: Option<&str>) -> Format {
        let mut format = Format::default();
        self.inherit(&mut format, id.or(self.default_paragraph.as_deref()));
        format.fill(&self.defaults);
        format
    }

    /// What a style of characters says.
    pub fn character(&self, id: &str) -> Format {
        let mut format = Format::default();
        self.inherit(&mut format, Some(id));
        format
    }

    fn inherit<'s>(&'s self, format: &mut Format, mut id: Option<&'s str>) {
        for _ in 0..LONGEST_CHAIN {
            let Some(style) = id.and_then(|id| self.styles.get(id)) else {
                break;
            };
            format.fill(&style.own);
            id = style.based_on.as_deref();
        }
    }
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
        fill(&mut self.level, &base.level);
        fill(&mut self.bold, &base.bold);
        fill(&mut self.underline, &base.underline);
        fill(&mut self.hidden, &base.hidden);
        fill(&mut self.gap_before, &base.gap_before);
        fill(&mut self.gap_after, &base.gap_after);
        fill(&mut self.contextual, &base.contextual);
        fill(&mut self.indent, &base.indent);
        fill(&mut self.font, &base.font);
        fill(&mut self.raised, &base.raised);
    }
}

/// What `w:pPr` says.
pub(super) fn of_paragraph(properties: Element) -> Format {
    let mut format = Format::default();
    for property in properties.children() {
        match property.name() {
            "outlineLvl" => {
                // Level 9 is the text between the headings.
                let level = number(property, "val").filter(|level| *level >= 0);
                format.heading = level.map(|level| if level < 9 { (level as u8 + 1).min(6) } else { 0 });
            }
            "numPr" => {
                format.list = property
                    .child("numId")
                    .and_then(|id| number(id, "val"))
                    .map(|id| u32::try_from(id).unwrap_or(0));
                format.level = property
                    .child("ilvl")
                    .and_then(|level| number(level, "val"))
                    .map(|level| level.clamp(0, 8) as u8);
            }
            "spacing" => {
                let gap = |points: &str, automatic: &str| {
                    if property.attr(automatic).is_some_and(|value| is_on(&value)) {
                        return Some(true);
                    }
                    number(property, points).map(|points| points >= GAP)
                };
                format.gap_before = gap("before", "beforeAutospacing");
                format.gap_after = gap("after", "afterAutospacing");
            }
            "contextualSpacing" => format.contextual = Some(switch(property)),
            "ind" => format.indent = number(property, "left").or_else(|| number(property, "start")),
            _ => {}
        }
    }
    format
}

/// Adds what `w:rPr` says.
pub(super) fn add_run(format: &mut Format, properties: Element) {
    for property in properties.children() {
        match property.name() {
            "b" => format.bold = Some(switch(property)),
            "u" => format.underline = Some(property.attr("val").is_none_or(|value| value != "none")),
            "vertAlign" => format.raised = Some(property.attr("val").as_deref() == Some("superscript")),
            "vanish" | "webHidden" => format.hidden = Some(switch(property)),
            "rFonts" => format.font = property.attr("ascii").or_else(|| property.attr("hAnsi")),
            _ => {}
        }
    }
}

/// Whether a switch such as `w:b` is on.
pub(super) fn switch(property: Element) -> bool {
    property.attr("val").is_none_or(|value| is_on(&value))
}

pub(super) fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "off")
}

pub(super) fn number(element: Element, attribute: &str) -> Option<i32> {
    let value = element.attr(attribute)?;
    let value = value.trim();
    // LibreOffice and others write parts of a point.
    value
        .parse::<i32>()
        .ok()
        .or_else(|| Some(value.parse::<f64>().ok()? as i32))
}

/// The level of a heading, told from the name of its style in the languages that Word and its relatives speak.
pub(in super::super) fn heading_of_name(name: &str) -> Option<u8> {
    const WORDS: &[&str] = &[
        "heading",
        "überschrift",
        "berschrift",
        "titre",
        "título",
        "titulo",
        "ttulo",
        "encabezado",
        "titolo",
        "kop",
        "rubrik",
        "overskrift",
        "otsikko",
        "nagłówek",
        "nagwek",
        "nadpis",
        "címsor",
        "cmsor",
        "başlık",
        "balk",
        "заголовок",
        "επικεφαλίδα",
        "見出し",
        "标题",
        "標題",
        "제목",
    ];
    let name = name.trim().to_lowercase();
    if name == "title" {
        return Some(1);
    }
    let digit = name
        .chars()
        .last()?
        .to_digit(10)
        .filter(|digit| (1..=9).contains(digit))?;
    let word = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let word = word.trim_end_matches([' ', '_', '-', '\u{a0}']);
    (WORDS.contains(&word) && name.len() - word.len() <= 3).then_some((digit as u8).min(6))
}
