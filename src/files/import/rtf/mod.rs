//! Rich Text Format, read by a tokenizer of our own: readers at hand drop text in silence.

mod codes;
mod sink;
mod state;
mod tokens;
mod words;

use encoding_rs::Encoding;

use super::draft::{Draft, Lost, MOST_PARAGRAPHS, Role, TOO_MANY};
use super::marks::{self, Depths, Shown};
use super::{ImportOptions, Imported, Tracked, Unit, layout, symbols};

use codes::Charset;
use sink::{End, Sink};
use state::{Destination, Opened, State, Tables, heading_of_outline};
use tokens::{Token, Tokens};

/// How deep groups nest. Word comes to a few dozen.
const MOST_DEPTH: usize = 10_000;
/// How deep notes and text boxes nest.
const MOST_SINKS: usize = 16;
/// A gap of fewer twentieths of a point is not seen as a blank line.
const GAP: i32 = 60;

/// Reads a document in Rich Text Format.
pub(super) fn read(bytes: &[u8], options: &ImportOptions) -> Result<Imported, String> {
    let mut reader = Reader::new(options.tracked);
    let mut tokens = Tokens::new(bytes);
    let mut ended = false;
    while let Some(token) = tokens.next() {
        if let Token::Word("bin", Some(count)) = token {
            tokens.pass_over(usize::try_from(count).unwrap_or(0));
            continue;
        }
        reader.token(token)?;
        if reader.number > MOST_PARAGRAPHS {
            return Err(TOO_MANY.to_owned());
        }
        if reader.groups.is_empty() && token == Token::Close {
            ended = true;
            break;
        }
    }
    if !ended {
        return Err("was cut off on its way: its end is missing; save it again and hand in the new file".to_owned());
    }
    Ok(layout::lay_out(reader.finish(), Unit::Paragraph))
}

struct Reader {
    tracked: Tracked,
    state: State,
    groups: Vec<State>,
    sinks: Vec<Sink>,
    tables: Tables,
    draft: Draft,
    lost: Lost,
    /// Bytes of text that wait for their encoding to end.
    bytes: Vec<u8>,
    /// How many substitutes are still to be passed over.
    pass: u32,
    /// The first half of a character beyond the first plane.
    high: Option<u16>,
    page: &'static Encoding,
    default_font: i32,
    number: u32,
    /// The mark of an item as it is being read.
    mark: String,
    shown: Shown,
    depths: Depths,
    /// The last text was taken out by a tracked change.
    in_change: bool,
    /// `\*` came, or `{`: the next word decides where the group's text goes.
    starred: bool,
    first: bool,
    /// Where the cells of the row end.
    edges: Vec<i32>,
    /// How far the text of the last item is indented, if an item came last.
    item_indent: Option<i32>,
    /// A box of a form: what is ticked, and what was at first.
    form: (bool, i32, i32),
}

impl Reader {
    fn new(tracked: Tracked) -> Self {
        Self {
            tracked,
            state: State::new(),
            groups: Vec::new(),
            sinks: vec![Sink::new()],
            tables: Tables::default(),
            draft: Draft::default(),
            lost: Lost::default(),
            bytes: Vec::new(),
            pass: 0,
            high: None,
            page: encoding_rs::WINDOWS_1252,
            default_font: 0,
            number: 0,
            mark: String::new(),
            shown: Shown::default(),
            depths: Depths::default(),
            in_change: false,
            starred: false,
            first: false,
            edges: Vec::new(),
            item_indent: None,
            form: (false, 25, 0),
        }
    }

    fn token(&mut self, token: Token) -> Result<(), String> {
        match token {
            Token::Open => {
                self.flush();
                self.pass = 0;
                if self.groups.len() >= MOST_DEPTH {
                    return Err("is nested far deeper than any note; save the text alone".to_owned());
                }
                self.groups.push(self.state);
                self.state.opened = None;
                (self.first, self.starred) = (true, false);
                if self.state.destination == Destination::Styles {
                    self.tables.begin_style();
                }
            }
            Token::Close => {
                self.flush();
                self.pass = 0;
                (self.first, self.starred) = (false, false);
                self.close();
            }
            Token::Sign(b'*') => self.starred = true,
            Token::Word(word, number) => {
                if self.pass > 0 && word != "u" && word != "uc" {
                    // A word counts as one character.
                    self.pass -= 1;
                    if !matches!(word, "par" | "line" | "cell" | "row" | "tab") {
                        return Ok(());
                    }
                    self.pass = 0;
                }
                let (first, starred) = (self.first, self.starred);
                (self.first, self.starred) = (false, false);
                self.word(word, number, first, starred);
            }
            Token::Sign(sign) => {
                self.first = false;
                if self.passed() {
                    return Ok(());
                }
                match sign {
                    b'~' => self.put("\u{a0}"),
                    b'_' => self.put("-"),
                    b'{' | b'}' | b'\\' => self.byte(sign),
                    b'\t' => self.put("\t"),
                    b'\r' | b'\n' => self.end_paragraph(),
                    // An optional hyphen, and marks of an index.
                    _ => {}
                }
            }
            Token::Hex(byte) | Token::Byte(byte) => {
                self.first = false;
                if !self.passed() {
                    self.byte(byte);
                }
            }
            Token::Char(c) => {
                self.first = false;
                if !self.passed() {
                    self.put(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
        Ok(())
    }

    /// Whether this is one of the characters that stand in for the one before.
    fn passed(&mut self) -> bool {
        let passed = self.pass > 0;
        self.pass = self.pass.saturating_sub(1);
        passed
    }

    fn byte(&mut self, byte: u8) {
        self.high = None;
        self.bytes.push(byte);
    }

    /// Decodes the bytes that wait.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let number = self.state.characters.font.unwrap_or(self.default_font);
        let font = self.tables.fonts.get(&number);
        let text = match font.map(|font| font.charset) {
            Some(Charset::Symbols) => {
                let name = font.map(|font| font.name.trim()).unwrap_or_default();
                bytes.iter().filter_map(|byte| symbols::symbol(name, *byte)).collect()
            }
            Some(Charset::Encoded(encoding)) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
            _ => self.page.decode_without_bom_handling(&bytes).0.into_owned(),
        };
        self.write(&text);
        self.bytes = bytes;
        self.bytes.clear();
    }

    /// Adds characters.
    fn put(&mut self, text: &str) {
        self.flush();
        self.high = None;
        self.write(text);
    }

    fn write(&mut self, text: &str) {
        match self.state.destination {
            Destination::Text => self.write_text(text),
            Destination::Mark => {
                if self.mark.len() < 40 {
                    self.mark.push_str(text);
                }
            }
            Destination::Fonts => text.chars().for_each(|c| self.tables.font_text(c)),
            Destination::Styles => text.chars().for_each(|c| self.tables.style_text(c)),
            Destination::Header => self.lost.header |= text.chars().any(char::is_alphabetic),
            Destination::Footer => self.lost.footer |= text.chars().any(char::is_alphabetic),
            Destination::Skipped | Destination::Shape | Destination::Form => {}
        }
    }

    fn write_text(&mut self, text: &str) {
        let gone = self.state.is_gone(self.tracked);
        let before = std::mem::replace(&mut self.in_change, gone);
        if gone {
            self.lost.changes += u32::from(!before);
            return;
        }
        let characters = self.state.characters;
        if characters.hidden {
            self.lost.hidden += u32::from(!text.trim().is_empty());
            return;
        }
        let strong = (characters.bold || characters.underline) && !self.state.in_field;
        let number = characters.font.unwrap_or(self.default_font);
        let font = self.tables.fonts.get(&number);
        let font = font.filter(|_| text.chars().any(|c| symbols::code_of(c).is_some()));
        let name = font.map(|font| font.name.trim()).unwrap_or_default();
        if let Some(sink) = self.sinks.last_mut() {
            let text = symbols::shown(text, name);
            match characters.raised {
                true => sink.lines.push(&symbols::raised(&text), strong),
                false => sink.lines.push(&text, strong),
            }
        }
    }

    /// A character by its number.
    fn unicode(&mut self, number: i32) {
        self.flush();
        self.pass = self.state.substitutes;
        let unit = (number & 0xffff) as u16;
        match (self.high.take(), unit) {
            (_, 0xd800..=0xdbff) => self.high = Some(unit),
            (Some(high), 0xdc00..=0xdfff) => {
                let pair: String = char::decode_utf16([high, unit]).flatten().collect();
                self.write(&pair);
            }
            (_, unit) => {
                let code = if number > 0xffff {
                    number as u32
                } else {
                    u32::from(unit)
                };
                if let Some(c) = char::from_u32(code) {
                    self.write(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    /// The end of a group.
    fn close(&mut self) {
        let closed = self.state;
        let Some(before) = self.groups.pop() else { return };
        self.state = before;
        // A table's row and its cells hold beyond the group.
        if closed.destination == Destination::Mark && before.destination != Destination::Mark {
            let mark = std::mem::take(&mut self.mark);
            if let Some(sink) = self.sinks.last_mut() {
                sink.mark = Some(mark);
            }
        }
        if closed.destination == Destination::Form && before.destination != Destination::Form {
            let (is_box, now, at_first) = std::mem::replace(&mut self.form, (false, 25, 0));
            if is_box {
                let ticked = if now == 25 { at_first } else { now };
                let text = if ticked == 1 { "☒" } else { "☐" };
                if let Some(sink) = self.sinks.last_mut() {
                    sink.lines.push(text, false);
                }
            }
        }
        if let Some(opened) = closed.opened {
            if self.sinks.last().is_some_and(|sink| !sink.lines.is_blank()) {
                self.state.paragraph = closed.paragraph;
                self.end_paragraph();
                self.state = before;
            }
            let Some(sink) = (self.sinks.len() > 1).then(|| self.sinks.pop()).flatten() else {
                return;
            };
            match opened {
                Opened::Note => self.draft.notes.push(sink.finish()),
                Opened::Box => {
                    if let Some(around) = self.sinks.last_mut() {
                        around.add_box(sink.finish());
                    }
                }
            }
        }
    }

    /// Opens a text of its own.
    fn open(&mut self, opened: Opened) {
        self.state.destination = Destination::Skipped;
        if self.sinks.len() < MOST_SINKS {
            self.state.destination = Destination::Text;
            self.state.opened = Some(opened);
            self.state.paragraph = state::Properties::default();
            self.state.characters = state::Characters::default();
            self.sinks.push(Sink::new());
        }
    }

    /// The end of a paragraph; where a tracked change takes it away, the next one goes on.
    fn end_paragraph(&mut self) {
        self.flush();
        if self.state.destination != Destination::Text || self.state.is_gone(self.tracked) {
            return;
        }
        self.number = self.number.saturating_add(1);
        let end = self.paragraph_end();
        if let Some(sink) = self.sinks.last_mut() {
            sink.end_paragraph(end);
        }
    }

    fn paragraph_end(&mut self) -> End {
        let paragraph = self.state.paragraph;
        let heading = match paragraph.outline {
            Some(outline) => heading_of_outline(outline),
            None => self.tables.heading(paragraph.style),
        };
        let mark = self.sinks.last_mut().and_then(|sink| sink.mark.take());
        let mark = mark.or_else(|| (paragraph.list > 0).then(String::new));
        let role = match (heading, mark) {
            (Some(level), mark) => {
                self.item_indent = None;
                self.depths.clear();
                self.number_heading(mark);
                Role::Heading(level)
            }
            (None, Some(mark)) => {
                self.item_indent = Some(paragraph.indent);
                // Older files have no lists, only indents.
                let list = match paragraph.list {
                    0 => paragraph.indent.unsigned_abs() | 1 << 31,
                    list => list.unsigned_abs(),
                };
                let depth = self.depths.next(list, paragraph.level, paragraph.indent);
                Role::Item {
                    depth,
                    mark: self.shown.mark(&mark, depth),
                }
            }
            (None, None) => match self.item_indent {
                Some(of_item) if paragraph.indent > 0 && paragraph.indent >= of_item => Role::InItem,
                _ => {
                    let sink = self.sinks.last();
                    if sink.is_some_and(|sink| !sink.lines.is_blank()) {
                        self.depths.clear();
                    }
                    self.item_indent = None;
                    Role::Body
                }
            },
        };
        let close_to = match (paragraph.contextual, paragraph.style) {
            (true, Some(style)) => u64::from(style.unsigned_abs()) * 2 + 1,
            _ => 0,
        };
        End {
            number: self.number,
            role,
            gap_before: paragraph.before >= GAP,
            gap_after: paragraph.after >= GAP,
            close_to,
            tables: self.state.tables(),
        }
    }

    /// The number of a heading goes before its text.
    fn number_heading(&mut self, mark: Option<String>) {
        let Some(mark) = mark.filter(|mark| marks::is_plain_number(mark)) else {
            return;
        };
        if let Some(sink) = self.sinks.last_mut() {
            let mut lines = super::draft::Lines::default();
            lines.push(&format!("{} ", mark.trim()), false);
            lines.append(std::mem::take(&mut sink.lines));
            sink.lines = lines;
        }
    }

    fn finish(mut self) -> Draft {
        self.flush();
        self.state = State::new();
        if self.sinks.last().is_some_and(|sink| !sink.lines.is_blank()) {
            self.end_paragraph();
        }
        self.draft.blocks = self.sinks.drain(..).next().map(Sink::finish).unwrap_or_default();
        self.draft.lost = self.lost;
        self.draft
    }
}
