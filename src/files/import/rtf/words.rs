//! The control words of Rich Text Format.

use super::state::{Characters, Destination, Opened, Properties};
use super::{Reader, codes};

impl Reader {
    /// A control word: `first` in its group, after `\*`.
    pub(super) fn word(&mut self, word: &str, number: Option<i32>, first: bool, starred: bool) {
        if word == "u" {
            // Two halves of a character follow on each other.
            let high = self.high;
            self.flush();
            self.high = high;
            return self.unicode(number.unwrap_or(0));
        }
        self.flush();
        if (first || starred) && self.destination(word, starred) {
            return;
        }
        let value = number.unwrap_or(1);
        match self.state.destination {
            Destination::Fonts => return self.tables.font_word(word, number.unwrap_or(0)),
            Destination::Styles => return self.tables.style_word(word, number.unwrap_or(0)),
            Destination::Form => {
                match word {
                    "fftype" => self.form.0 = value == 1,
                    "ffres" => self.form.1 = value,
                    "ffdefres" => self.form.2 = value,
                    _ => {}
                }
                return;
            }
            _ => {}
        }
        match word {
            "uc" => self.state.substitutes = u32::try_from(value).unwrap_or(1).min(8),
            "ansicpg" => {
                if let Some(page) = codes::code_page(value) {
                    self.page = page;
                }
            }
            "mac" => self.page = encoding_rs::MACINTOSH,
            "deff" => self.default_font = number.unwrap_or(0),
            _ => {
                if !self.character(word, number) && !self.property(word, number) && !self.sign(word) {
                    self.structure(word);
                }
            }
        }
    }

    /// A word that says where the text of its group goes.
    fn destination(&mut self, word: &str, starred: bool) -> bool {
        let here = self.state.destination;
        let to = match word {
            "fonttbl" => Destination::Fonts,
            "stylesheet" => Destination::Styles,
            "listtext" | "pntext" if here == Destination::Text => Destination::Mark,
            "header" | "headerl" | "headerr" | "headerf" => Destination::Header,
            "footer" | "footerl" | "footerr" | "footerf" => Destination::Footer,
            "footnote" if here == Destination::Text => {
                // A text box in a note has no notes of its own.
                if self.sinks.len() > 1 {
                    self.state.destination = Destination::Skipped;
                    return true;
                }
                // Notes within notes are none, so that this one is the next.
                let mark = format!("[{}]", self.draft.notes.len() + 1);
                self.write(&mark);
                self.open(Opened::Note);
                return true;
            }
            "shptxt" | "dptxbxtext" if here == Destination::Shape => {
                self.open(Opened::Box);
                return true;
            }
            "shpinst" | "do" if matches!(here, Destination::Text | Destination::Shape) => Destination::Shape,
            "formfield" => Destination::Form,
            "pict" => {
                self.lost.pictures += u32::from(matches!(here, Destination::Text));
                Destination::Skipped
            }
            "object" => {
                self.lost.objects += u32::from(here == Destination::Text);
                Destination::Shape
            }
            "result" if here == Destination::Shape => Destination::Text,
            "annotation" => {
                self.lost.comments += 1;
                Destination::Skipped
            }
            "fldrslt" => {
                self.state.in_field = true;
                return true;
            }
            "colortbl" | "info" | "nonshppict" | "shprslt" | "xe" | "tc" | "nonesttables" | "ftnsep" | "ftnsepc"
            | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" | "atnid" | "atnauthor" | "atnref" | "filetbl"
            | "private" | "rxe" | "txe" | "comment" | "sn" | "sv" | "operator" | "author" | "title" => {
                Destination::Skipped
            }
            // What has a star is passed over unless it is known to hold text.
            "shppict" | "moMath" | "moMathPara" | "fldinst" | "nesttableprops" if starred => {
                if word == "fldinst" && here == Destination::Text {
                    // Only a box of a form stands in it.
                    self.state.destination = Destination::Shape;
                }
                return true;
            }
            "fldinst" => Destination::Shape,
            _ if starred => Destination::Skipped,
            _ => return false,
        };
        if here == Destination::Skipped {
            return true;
        }
        self.state.destination = to;
        true
    }

    fn character(&mut self, word: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        let characters = &mut self.state.characters;
        match word {
            "plain" => *characters = Characters::default(),
            "b" => characters.bold = on,
            "v" => characters.hidden = on,
            "super" | "up" => characters.raised = number.is_none_or(|number| number > 0),
            "nosupersub" | "sub" | "dn" => characters.raised = false,
            "deleted" | "mvf" => characters.deleted = on,
            "revised" | "mvt" => characters.inserted = on,
            "f" => characters.font = number,
            "ulnone" => characters.underline = false,
            "ul" | "ulw" | "uld" | "uldb" | "ulth" | "uldash" | "ulwave" => characters.underline = on,
            _ => return false,
        }
        true
    }

    fn property(&mut self, word: &str, number: Option<i32>) -> bool {
        let on = number != Some(0);
        let value = number.unwrap_or(0);
        let paragraph = &mut self.state.paragraph;
        match word {
            "pard" => *paragraph = Properties::default(),
            "s" => paragraph.style = number,
            "outlinelevel" => paragraph.outline = number,
            "ls" => paragraph.list = value,
            "ilvl" => paragraph.level = value.clamp(0, 8) as u8,
            "sb" => paragraph.before = value,
            "sa" => paragraph.after = value,
            "sbauto" if on => paragraph.before = i32::MAX,
            "saauto" if on => paragraph.after = i32::MAX,
            "contextualspace" => paragraph.contextual = on,
            "li" | "lin" => paragraph.indent = value,
            "intbl" => paragraph.in_table = on,
            "itap" => paragraph.tables = Some(usize::try_from(value).unwrap_or(0)),
            "trhdr" => self.state.is_header_row = on,
            "cellx" if self.edges.len() < 200 => self.edges.push(value),
            _ => return false,
        }
        true
    }

    fn sign(&mut self, word: &str) -> bool {
        let text = match word {
            "tab" => "\t",
            "line" | "lbr" | "softline" | "page" | "column" => "\n",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "emspace" | "enspace" | "qmspace" => " ",
            _ => return false,
        };
        self.put(text);
        true
    }

    fn structure(&mut self, word: &str) {
        let is_text = self.state.destination == Destination::Text;
        match word {
            "par" | "sect" => self.end_paragraph(),
            "cell" | "nestcell" if is_text => {
                let tables = if word == "cell" { 1 } else { self.state.tables().max(2) };
                self.state.paragraph.in_table = true;
                if word == "cell" {
                    self.state.paragraph.tables = Some(1);
                }
                self.end_paragraph();
                if let Some(sink) = self.sinks.last_mut() {
                    sink.end_cell(tables);
                }
            }
            "row" if is_text => {
                let header = self.state.is_header_row;
                if let Some(sink) = self.sinks.last_mut() {
                    sink.end_row_at(1, header, &self.edges);
                }
            }
            // The end of a nested row stands in the group that describes it.
            "nestrow" => {
                let tables = self.state.tables().max(2);
                if let Some(sink) = self.sinks.last_mut() {
                    sink.end_row_at(tables, false, &self.edges);
                }
            }
            "trowd" => {
                self.state.is_header_row = false;
                self.edges.clear();
            }
            _ => {}
        }
    }
}
