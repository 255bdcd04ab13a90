//! The text of a Word document: paragraphs, tables and what floats beside them.

use std::collections::HashMap;

use super::super::Tracked;
use super::super::draft::{Block, Cell, Lines, Lost, Paragraph, Role, Table, set_apart};
use super::super::marks::Depths;
use super::super::symbols;
use super::super::xml::{Element, Node};
use super::numbering::Numbering;
use super::styles::{Format, Styles, add_run, number, of_paragraph, switch};

/// Reads the body of a document, and then its notes.
pub(super) struct Body<'s> {
    styles: &'s Styles,
    numbering: Numbering,
    tracked: Tracked,
    lost: Lost,
    /// How many paragraphs there were.
    number: u32,
    /// The notes in the order of their marks: whether it is an endnote, and its id.
    marks: Vec<(bool, String)>,
    marked: HashMap<(bool, String), usize>,
    in_note: bool,
    /// Inside of a control that nobody filled in.
    prompt: bool,
    /// What a paragraph without an end leaves to the next one.
    carried: Option<Paragraph>,
    /// How far the text of the last item is indented, if an item came last.
    item_indent: Option<i32>,
    depths: Depths,
    formats: HashMap<String, Format>,
}

/// A paragraph being read.
struct Inline<'p> {
    lines: Lines,
    /// What stands in its text boxes.
    boxes: Vec<Block>,
    base: &'p Format,
    /// Links are underlined without being titles.
    in_link: bool,
}

impl<'s> Body<'s> {
    pub fn new(styles: &'s Styles, numbering: Numbering, tracked: Tracked) -> Self {
        Self {
            styles,
            numbering,
            tracked,
            lost: Lost::default(),
            number: 0,
            marks: Vec::new(),
            marked: HashMap::new(),
            in_note: false,
            prompt: false,
            carried: None,
            item_indent: None,
            depths: Depths::default(),
            formats: HashMap::new(),
        }
    }

    pub fn into_lost(self) -> Lost {
        self.lost
    }

    /// Reads the notes whose marks stood in the text.
    pub fn notes(
        &mut self,
        footnotes: &HashMap<String, Element>,
        endnotes: &HashMap<String, Element>,
    ) -> Vec<Vec<Block>> {
        self.in_note = true;
        let marks = std::mem::take(&mut self.marks);
        marks
            .into_iter()
            .map(|(at_end, id)| {
                let mut blocks = Vec::new();
                if let Some(note) = if at_end { endnotes.get(&id) } else { footnotes.get(&id) } {
                    self.blocks(*note, &mut blocks);
                }
                blocks
            })
            .collect()
    }

    /// Reads what stands in an element, block by block.
    pub fn blocks(&mut self, element: Element, out: &mut Vec<Block>) {
        for child in element.children() {
            match child.name() {
                "p" => self.paragraph(child, out),
                "tbl" => {
                    let table = self.table(child);
                    out.push(Block::Table(table));
                    self.item_indent = None;
                    self.depths.clear();
                }
                "sdt" => {
                    let before = self.prompt;
                    self.prompt = before || is_prompt(child);
                    if let Some(content) = child.child("sdtContent") {
                        self.blocks(content, out);
                    }
                    self.prompt = before;
                }
                "AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.blocks(chosen, out);
                    }
                }
                "ins" | "moveTo" if self.tracked == Tracked::Refuse => self.leave_out(child),
                "del" | "moveFrom" if self.tracked == Tracked::Accept => self.leave_out(child),
                "altChunk" => self.lost.objects += 1,
                "sectPr" | "tcPr" | "sdtPr" => {}
                _ => self.blocks(child, out),
            }
        }
        if let Some(carried) = self.carried.take() {
            out.push(Block::Paragraph(carried));
        }
    }

    fn format_of(&mut self, style: Option<&str>) -> Format {
        let key = style.unwrap_or_default();
        if let Some(format) = self.formats.get(key) {
            return format.clone();
        }
        let format = self.styles.paragraph(style);
        self.formats.insert(key.to_owned(), format.clone());
        format
    }

    fn paragraph(&mut self, element: Element, out: &mut Vec<Block>) {
        self.number = self.number.saturating_add(1);
        let number = self.number;
        let properties = element.child("pPr");
        let mark = properties.and_then(|properties| properties.child("rPr"));
        // Changes of the format are tracked too.
        let before = match self.tracked {
            Tracked::Refuse => properties.and_then(|properties| properties.path(&["pPrChange", "pPr"])),
            Tracked::Accept => None,
        };
        let properties = before.or(properties);
        let style = properties
            .and_then(|properties| properties.child("pStyle"))
            .and_then(|style| style.attr("val"));
        let mut format = properties.map(of_paragraph).unwrap_or_default();
        let listed_here = format.list.is_some();
        let own_indent = format.indent;
        format.fill(&self.format_of(style.as_deref()));
        if !listed_here
            && let (Some(list), Some(style)) = (format.list, &style)
            && let Some(level) = self.numbering.level_of_style(list, style)
        {
            format.level = Some(level);
        }

        let mut inline = Inline {
            lines: Lines::default(),
            boxes: Vec::new(),
            base: &format,
            in_link: false,
        };
        self.inline(element, &mut inline);
        let Inline { mut lines, boxes, .. } = inline;
        if self.prompt {
            lines = lines.as_prompt();
        }

        let gone = match self.tracked {
            Tracked::Accept => ["del", "moveFrom"],
            Tracked::Refuse => ["ins", "moveTo"],
        };
        let without_end = mark.is_some_and(|mark| gone.iter().any(|name| mark.child(name).is_some()));
        let (mut text, number) = match self.carried.take() {
            Some(carried) => (carried.text, carried.number),
            None => (Lines::default(), number),
        };
        text.append(lines);
        if without_end {
            self.carried = Some(Paragraph {
                number,
                text,
                ..Paragraph::default()
            });
            out.extend(boxes);
            return;
        }
        let role = self.role(&format, own_indent, &mut text);
        let close_to = match format.contextual {
            Some(true) => hash(style.as_deref().unwrap_or_default()),
            _ => 0,
        };
        out.push(Block::Paragraph(Paragraph {
            number,
            role,
            text,
            gap_before: format.gap_before.unwrap_or(false),
            gap_after: format.gap_after.unwrap_or(false),
            close_to,
        }));
        out.extend(boxes);
    }

    /// What a paragraph is; the number of a heading goes before its text.
    fn role(&mut self, format: &Format, own_indent: Option<i32>, text: &mut Lines) -> Role {
        let depth = format.level.unwrap_or(0);
        let list = format.list.filter(|list| *list != 0);
        let item = list.and_then(|list| self.numbering.next(list, depth));
        if let Some(level) = format.heading.filter(|level| *level > 0) {
            self.item_indent = None;
            self.depths.clear();
            if let Some(item) = item
                && depth == 0
                && item.mark.starts_with(|c: char| c.is_ascii_digit())
            {
                let mut numbered = Lines::default();
                numbered.push(&format!("{} ", item.mark), false);
                numbered.append(std::mem::take(text));
                *text = numbered;
            }
            return Role::Heading(level);
        }
        if let Some(item) = item {
            let indent = own_indent.or(item.indent).or(format.indent).unwrap_or(0);
            self.item_indent = Some(indent);
            let depth = self.depths.next(list.unwrap_or(0), depth, indent);
            return Role::Item { depth, mark: item.mark };
        }
        let indent = format.indent.unwrap_or(0);
        match self.item_indent {
            Some(of_item) if indent > 0 && indent >= of_item => Role::InItem,
            _ => {
                if !text.is_blank() {
                    self.depths.clear();
                }
                self.item_indent = None;
                Role::Body
            }
        }
    }

    /// Reads what stands in a line of text.
    fn inline(&mut self, element: Element, to: &mut Inline) {
        for child in element.children() {
            match child.name() {
                "r" => self.run(child, to),
                "pPr" | "rPr" | "sdtPr" | "sdtEndPr" => {}
                "ins" | "moveTo" if self.tracked == Tracked::Refuse => self.leave_out(child),
                "del" | "moveFrom" if self.tracked == Tracked::Accept => self.leave_out(child),
                "hyperlink" => {
                    let before = std::mem::replace(&mut to.in_link, true);
                    self.inline(child, to);
                    to.in_link = before;
                }
                "sdt" => self.control(child, to),
                "AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.inline(chosen, to);
                    }
                }
                "ruby" => {
                    if let Some(base) = child.child("rubyBase") {
                        self.inline(base, to);
                    }
                }
                "oMath" | "oMathPara" => {
                    let formula = typed(child);
                    to.lines.push(&formula, false);
                }
                _ => self.inline(child, to),
            }
        }
    }

    /// What a tracked change takes out.
    fn leave_out(&mut self, change: Element) {
        self.lost.changes += u32::from(!typed(change).trim().is_empty());
    }

    fn control(&mut self, element: Element, to: &mut Inline) {
        let Some(content) = element.child("sdtContent") else {
            return;
        };
        if self.prompt || !is_prompt(element) {
            return self.inline(content, to);
        }
        let before = std::mem::take(&mut to.lines);
        self.inline(content, to);
        let asked = to.lines.as_prompt();
        to.lines = before;
        to.lines.append(asked);
    }

    fn run(&mut self, run: Element, to: &mut Inline) {
        let mut format = Format::default();
        if let Some(properties) = run.child("rPr") {
            add_run(&mut format, properties);
            if let Some(style) = properties.child("rStyle").and_then(|style| style.attr("val")) {
                format.fill(&self.styles.character(&style));
            }
        }
        format.fill(to.base);
        let strong = !to.in_link && (format.bold == Some(true) || format.underline == Some(true));
        if format.hidden == Some(true) {
            self.lost.hidden += u32::from(!typed(run).trim().is_empty());
            return;
        }
        self.run_content(run, &format, strong, to);
    }

    fn run_content(&mut self, run: Element, format: &Format, strong: bool, to: &mut Inline) {
        for child in run.children() {
            match child.name() {
                "t" | "delText" => {
                    let text = child.text();
                    let keep = child.attr("space").as_deref() == Some("preserve");
                    let text = if keep {
                        &text
                    } else {
                        text.trim_matches([' ', '\n', '\t', '\r'])
                    };
                    let font = format.font.as_deref().unwrap_or_default();
                    let text = symbols::shown(text, font);
                    match format.raised {
                        Some(true) => to.lines.push(&symbols::raised(&text), strong),
                        _ => to.lines.push(&text, strong),
                    }
                }
                "tab" | "ptab" => to.lines.push("\t", strong),
                "br" | "cr" => to.lines.break_line(),
                "noBreakHyphen" => to.lines.push("-", strong),
                "sym" => {
                    let font = child.attr("font").unwrap_or_default();
                    let code = child.attr("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                    match code.map(|code| symbols::symbol(&font, (code & 0xff) as u8)) {
                        Some(Some(c)) => to.lines.push(c.encode_utf8(&mut [0; 4]), strong),
                        _ => self.lost.objects += 1,
                    }
                }
                "fldChar" => {
                    if let Some(data) = child.child("ffData") {
                        form_field(data, &mut to.lines);
                    }
                }
                "footnoteReference" => self.mark(false, child, to),
                "endnoteReference" => self.mark(true, child, to),
                "commentReference" => self.lost.comments += 1,
                "drawing" | "pict" | "object" => self.drawing(child, to),
                "AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.run_content(chosen, format, strong, to);
                    }
                }
                "ruby" => {
                    if let Some(base) = child.child("rubyBase") {
                        self.inline(base, to);
                    }
                }
                _ => {}
            }
        }
    }

    fn mark(&mut self, at_end: bool, element: Element, to: &mut Inline) {
        let Some(id) = element.attr("id").filter(|_| !self.in_note) else {
            return;
        };
        let mark = (at_end, id);
        let at = *self.marked.entry(mark).or_insert_with_key(|mark| {
            self.marks.push(mark.clone());
            self.marks.len() - 1
        });
        to.lines.push(&format!("[{}]", at + 1), false);
    }

    /// A picture or a shape: the text in it is read, a picture is counted.
    fn drawing(&mut self, element: Element, to: &mut Inline) {
        let mut open = vec![element];
        let (mut pictures, mut objects, mut boxed) = (0, 0, false);
        while let Some(element) = open.pop() {
            let mut inner: Vec<Element> = Vec::new();
            for child in element.children() {
                match child.name() {
                    "txbxContent" => {
                        let mut blocks = Vec::new();
                        self.boxed(child, &mut blocks);
                        set_apart(&mut blocks);
                        boxed |= !blocks.is_empty();
                        to.boxes.extend(blocks);
                    }
                    "AlternateContent" => inner.extend(alternative(child)),
                    "pic" | "imagedata" => pictures += 1,
                    "chart" | "relIds" | "OLEObject" => objects += 1,
                    _ => inner.push(child),
                }
            }
            // In the order of the document.
            open.extend(inner.into_iter().rev());
        }
        if objects > 0 {
            self.lost.objects += 1;
        } else if pictures > 0 && !boxed {
            self.lost.pictures += pictures;
        }
    }

    fn boxed(&mut self, element: Element, blocks: &mut Vec<Block>) {
        let carried = self.carried.take();
        let indent = self.item_indent.take();
        self.blocks(element, blocks);
        self.carried = carried;
        self.item_indent = indent;
    }

    fn table(&mut self, element: Element) -> Table {
        let mut table = Table::default();
        self.rows(element, &mut table);
        table
    }

    fn rows(&mut self, element: Element, table: &mut Table) {
        for child in element.children() {
            match child.name() {
                "tr" => {
                    let properties = child.child("trPr");
                    let has = |name: &str| properties.is_some_and(|properties| properties.child(name).is_some());
                    let gone = match self.tracked {
                        Tracked::Accept => has("del"),
                        Tracked::Refuse => has("ins"),
                    };
                    if gone {
                        self.lost.changes += 1;
                        continue;
                    }
                    if table.rows.is_empty() {
                        table.header = has("tblHeader");
                    }
                    let mut row = Vec::new();
                    self.cells(child, &mut row);
                    table.rows.push(row);
                }
                "AlternateContent" => {
                    if let Some(chosen) = alternative(child) {
                        self.rows(chosen, table);
                    }
                }
                "tblPr" | "tblGrid" | "sdtPr" => {}
                _ => self.rows(child, table),
            }
        }
    }

    fn cells(&mut self, element: Element, row: &mut Vec<Cell>) {
        for child in element.children() {
            match child.name() {
                "tc" => {
                    let mut cell = Cell::default();
                    self.boxed(child, &mut cell.blocks);
                    let span = child.path(&["tcPr", "gridSpan"]).and_then(|span| number(span, "val"));
                    cell.span = span.and_then(|span| u32::try_from(span).ok()).unwrap_or(1).max(1);
                    row.push(cell);
                }
                "trPr" | "tblPrEx" | "sdtPr" => {}
                _ => self.cells(child, row),
            }
        }
    }
}

/// The one of several forms that is read: the first with text, the newest first.
fn alternative(element: Element) -> Option<Element> {
    let choices = || {
        element
            .children()
            .filter(|child| matches!(child.name(), "Choice" | "Fallback"))
    };
    choices()
        .find(|choice| says_something(*choice))
        .or_else(|| choices().next())
}

/// A control that shows what to fill in.
fn is_prompt(control: Element) -> bool {
    control.path(&["sdtPr", "showingPlcHdr"]).is_some_and(switch)
}

/// A box to tick or a list to choose from, of the older kind.
fn form_field(data: Element, lines: &mut Lines) {
    if let Some(tick) = data.child("checkBox") {
        let state = tick.child("checked").map(switch);
        let state = state.or_else(|| tick.child("default").map(switch));
        lines.push(if state == Some(true) { "☒" } else { "☐" }, false);
    }
    if let Some(list) = data.child("ddList") {
        let chosen = list
            .child("result")
            .and_then(|result| number(result, "val"))
            .unwrap_or(0);
        let entry = list
            .children()
            .filter(|child| child.name() == "listEntry")
            .nth(usize::try_from(chosen).unwrap_or(0));
        if let Some(entry) = entry.and_then(|entry| entry.attr("val")) {
            lines.push(&entry, false);
        }
    }
}

/// Whether anything was typed in an element.
fn says_something(element: Element) -> bool {
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        if element.name() == "t" && !element.text().trim().is_empty() {
            return true;
        }
        open.extend(element.children());
    }
    false
}

/// All that was typed in an element, run after run.
pub(super) fn typed(element: Element) -> String {
    let mut text = String::new();
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        if matches!(element.name(), "t" | "delText") {
            for node in element.nodes() {
                if let Node::Text(part) = node {
                    text.push_str(part);
                }
            }
        }
        let mut inner: Vec<Element> = element.children().collect();
        inner.reverse();
        open.extend(inner);
    }
    text
}

/// A style as a number; never 0.
fn hash(style: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    style.hash(&mut hasher);
    hasher.finish() | 1
}
