//! The lists of a Word document: which mark an item has, and the running numbers.

use std::collections::{HashMap, HashSet};

use super::super::marks::{self, Numbers};
use super::super::xml::{Element, Tree};
use super::styles::number;

const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct Level {
    format: String,
    text: String,
    start: u32,
    style: Option<String>,
    indent: Option<i32>,
}

#[derive(Debug, Default)]
struct Abstract {
    levels: Vec<Level>,
    /// The style whose list this one borrows.
    borrowed: Option<String>,
    /// The style that this list belongs to.
    lent: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    of: u32,
    own: HashMap<usize, Level>,
    starts: HashMap<usize, u32>,
}

/// All lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<u32, Abstract>,
    lists: HashMap<u32, List>,
    counts: HashMap<u32, Numbers>,
    begun: HashSet<u32>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    pub mark: String,
    pub indent: Option<i32>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub fn read(tree: &Tree) -> Self {
        let mut numbering = Self::default();
        let Some(root) = tree.root().child("numbering") else {
            return numbering;
        };
        for element in root.children() {
            match element.name() {
                "abstractNum" => {
                    let Some(id) = id(element, "abstractNumId") else {
                        continue;
                    };
                    let mut found = Abstract {
                        levels: vec![Level::default(); LEVELS],
                        borrowed: element.child("numStyleLink").and_then(|link| link.attr("val")),
                        lent: element.child("styleLink").and_then(|link| link.attr("val")),
                    };
                    for level in element.children().filter(|child| child.name() == "lvl") {
                        if let Some(slot) = index(level).and_then(|at| found.levels.get_mut(at)) {
                            *slot = read_level(level);
                        }
                    }
                    numbering.abstracts.insert(id, found);
                }
                "num" => {
                    let Some(id) = id(element, "numId") else { continue };
                    let of = element.child("abstractNumId").and_then(|of| of.attr("val"));
                    let mut list = List {
                        of: of.and_then(|of| of.trim().parse().ok()).unwrap_or(u32::MAX),
                        ..List::default()
                    };
                    for own in element.children().filter(|child| child.name() == "lvlOverride") {
                        let Some(at) = index(own) else { continue };
                        if let Some(level) = own.child("lvl") {
                            list.own.insert(at, read_level(level));
                        }
                        if let Some(start) = own.child("startOverride").and_then(|start| number(start, "val")) {
                            list.starts.insert(at, u32::try_from(start).unwrap_or(0));
                        }
                    }
                    numbering.lists.insert(id, list);
                }
                _ => {}
            }
        }
        // Lists that belong to a style stand for all that borrow it.
        let lent: HashMap<String, u32> = numbering
            .abstracts
            .iter()
            .filter_map(|(id, found)| Some((found.lent.clone()?, *id)))
            .collect();
        for list in numbering.lists.values_mut() {
            let borrowed = numbering
                .abstracts
                .get(&list.of)
                .and_then(|found| found.borrowed.as_ref());
            if let Some(id) = borrowed.and_then(|style| lent.get(style)) {
                list.of = *id;
            }
        }
        numbering
    }

    fn level(&self, list: u32, at: usize) -> Option<&Level> {
        let list = self.lists.get(&list)?;
        list.own
            .get(&at)
            .or_else(|| self.abstracts.get(&list.of)?.levels.get(at))
    }

    /// The level of a list that is bound to a style.
    pub fn level_of_style(&self, list: u32, style: &str) -> Option<u8> {
        (0..LEVELS)
            .find(|at| {
                self.level(list, *at)
                    .is_some_and(|level| level.style.as_deref() == Some(style))
            })
            .map(|at| at as u8)
    }

    /// The next item of a list; `None` where the list has no marks.
    pub fn next(&mut self, list: u32, at: u8) -> Option<Item> {
        let depth = usize::from(at);
        let level = match self.level(list, depth) {
            Some(level) => level.clone(),
            // A list that the file does not describe.
            None => {
                return (!self.lists.contains_key(&list)).then(|| Item {
                    mark: "-".to_owned(),
                    indent: None,
                });
            }
        };
        let of = self.lists.get(&list).map_or(u32::MAX, |list| list.of);
        if self.begun.insert(list)
            && let Some(found) = self.lists.get(&list)
        {
            for (at, start) in &found.starts {
                self.counts.entry(of).or_default().restart(*at, *start);
            }
        }
        let number = self.counts.entry(of).or_default().next(depth, level.start);
        let mark = match level.format.as_str() {
            "none" => return None,
            "bullet" => marks::bullet(&level.text),
            _ if level.text.trim().is_empty() => return None,
            format => {
                let own = format!("%{}", depth + 1);
                let (before, after) = level.text.rsplit_once(own.as_str()).unwrap_or(("", "."));
                marks::numbered(numerals(format), number, before, after)
            }
        };
        Some(Item {
            mark,
            indent: level.indent,
        })
    }
}

fn numerals(format: &str) -> marks::Numerals {
    match format {
        "lowerLetter" => marks::Numerals::Letters,
        _ => marks::Numerals::Digits,
    }
}

fn read_level(level: Element) -> Level {
    let value = |name: &str| level.child(name).and_then(|child| child.attr("val"));
    Level {
        format: value("numFmt").unwrap_or_else(|| "decimal".to_owned()),
        text: value("lvlText").unwrap_or_default(),
        start: value("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1),
        style: value("pStyle"),
        indent: level
            .path(&["pPr", "ind"])
            .and_then(|indent| number(indent, "left").or_else(|| number(indent, "start"))),
    }
}

fn id(element: Element, attribute: &str) -> Option<u32> {
    element.attr(attribute)?.trim().parse().ok()
}

fn index(level: Element) -> Option<usize> {
    let at = usize::try_from(number(level, "ilvl")?).ok()?;
    (at < LEVELS).then_some(at)
}
