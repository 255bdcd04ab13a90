//! XML as a tree: no entities but the five of XML itself, no document types, bounded in depth and in number.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// How deep elements nest. A text box in a table in a table comes to about sixty.
pub(super) const MOST_DEPTH: usize = 256;
/// How many elements and texts there are at most; a note of twenty pages has some ten thousand.
const MOST_NODES: usize = 4_000_000;

const NONE: u32 = u32::MAX;

/// A document as a tree.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Stored<'a>>,
}

#[derive(Debug)]
struct Stored<'a> {
    what: What<'a>,
    first: u32,
    next: u32,
}

#[derive(Debug)]
enum What<'a> {
    /// An element: what stands between `<` and `>`, and how long its name is, with its prefix.
    Element(&'a str, usize),
    Text(String),
}

/// An element of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree<'t>,
    at: u32,
}

/// What an element holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'t> {
    Element(Element<'t>),
    Text(&'t str),
}

/// Where the next child goes.
struct Open {
    at: u32,
    last: u32,
}

impl<'a> Tree<'a> {
    /// Reads a whole document.
    ///
    /// # Errors
    /// Where it is no XML, is cut off, or is nested or divided beyond measure.
    pub fn parse(source: &'a str) -> Result<Self, String> {
        let mut reader = Reader::from_str(source);
        let mut nodes = vec![Stored {
            what: What::Element("", 0),
            first: NONE,
            next: NONE,
        }];
        let mut open = vec![Open { at: 0, last: NONE }];
        loop {
            let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = reader.read_event().map_err(|_| damaged())?;
            let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    let raw = source.get(from..to).ok_or_else(damaged)?;
                    let raw = raw
                        .trim_start_matches('\u{feff}')
                        .strip_prefix('<')
                        .ok_or_else(damaged)?;
                    let raw = raw.strip_suffix('>').unwrap_or(raw);
                    let raw = raw.strip_suffix('/').unwrap_or(raw);
                    let name = raw.find(|c: char| c.is_ascii_whitespace()).unwrap_or(raw.len());
                    let at = add(&mut nodes, &mut open, What::Element(raw, name))?;
                    if matches!(event, Event::Start(_)) {
                        open.push(Open { at, last: NONE });
                        if open.len() > MOST_DEPTH {
                            return Err("is nested far deeper than any note; save the text alone".to_owned());
                        }
                    }
                }
                Event::End(_) => {
                    open.pop();
                    if open.is_empty() {
                        return Err(damaged());
                    }
                }
                Event::Text(text) => add_text(&mut nodes, &mut open, &text.xml10_content())?,
                Event::CData(text) => add_text(&mut nodes, &mut open, &text.xml10_content())?,
                Event::GeneralRef(name) => add_text(&mut nodes, &mut open, &resolve(&name))?,
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if open.len() != 1 {
            return Err(damaged());
        }
        Ok(Self { nodes })
    }

    /// What holds the outermost element.
    pub fn root(&self) -> Element<'_> {
        Element { tree: self, at: 0 }
    }
}

fn damaged() -> String {
    "is damaged: its text breaks off or is no proper XML; save it again and hand in the new file".to_owned()
}

/// What a reference stands for; one that the document defines itself is not looked up, and stays as it is written.
fn resolve(name: &BytesRef) -> String {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return c.to_string();
    }
    let name = name.xml10_content();
    match &*name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

fn add<'a>(nodes: &mut Vec<Stored<'a>>, open: &mut [Open], what: What<'a>) -> Result<u32, String> {
    if nodes.len() >= MOST_NODES {
        return Err("has far more parts than a note; save the text alone and hand that in".to_owned());
    }
    let at = u32::try_from(nodes.len()).unwrap_or(NONE);
    nodes.push(Stored {
        what,
        first: NONE,
        next: NONE,
    });
    let parent = open.last_mut().ok_or_else(damaged)?;
    let before = match parent.last {
        NONE => nodes.get_mut(parent.at as usize).map(|node| &mut node.first),
        last => nodes.get_mut(last as usize).map(|node| &mut node.next),
    };
    if let Some(before) = before {
        *before = at;
    }
    parent.last = at;
    Ok(at)
}

fn add_text(nodes: &mut Vec<Stored>, open: &mut [Open], text: &str) -> Result<(), String> {
    let last = open.last().map_or(NONE, |open| open.last);
    if let Some(Stored {
        what: What::Text(before),
        ..
    }) = nodes.get_mut(last as usize)
    {
        before.push_str(text);
        return Ok(());
    }
    // Outside of the outermost element there is only white space.
    if open.len() > 1 {
        add(nodes, open, What::Text(text.to_owned()))?;
    }
    Ok(())
}

impl<'t> Element<'t> {
    fn stored(self) -> Option<&'t Stored<'t>> {
        self.tree.nodes.get(self.at as usize)
    }

    fn raw(self) -> (&'t str, usize) {
        match self.stored().map(|stored| &stored.what) {
            Some(What::Element(raw, name)) => (raw, *name),
            _ => ("", 0),
        }
    }

    /// Its name without the prefix.
    pub fn name(self) -> &'t str {
        let (raw, name) = self.raw();
        local(raw.get(..name).unwrap_or(raw))
    }

    /// The value of the attribute of that name, whatever its prefix.
    pub fn attr(self, name: &str) -> Option<String> {
        let (raw, length) = self.raw();
        let start = BytesStart::from_content(raw, length);
        let attribute = start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|attribute| local(attribute.key.into_inner()) == name)?;
        match attribute.normalized_value(XmlVersion::Implicit1_0) {
            Ok(value) => Some(value.into_owned()),
            Err(_) => Some(attribute.value.into_owned()),
        }
    }

    /// What it holds, in order.
    pub fn nodes(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        let mut at = self.stored().map_or(NONE, |stored| stored.first);
        std::iter::from_fn(move || {
            let stored = tree.nodes.get(at as usize)?;
            let node = match &stored.what {
                What::Element(..) => Node::Element(Element { tree, at }),
                What::Text(text) => Node::Text(text),
            };
            at = stored.next;
            Some(node)
        })
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Element<'t>> {
        self.nodes().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first of its elements of that name.
    pub fn child(self, name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.name() == name)
    }

    /// The element that a row of names leads to.
    pub fn path(self, names: &[&str]) -> Option<Element<'t>> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text directly in it.
    pub fn text(self) -> String {
        self.nodes()
            .filter_map(|node| match node {
                Node::Text(text) => Some(text),
                Node::Element(_) => None,
            })
            .collect()
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
