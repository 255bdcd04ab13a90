//! The text that user rules see: no comments, directives, front matter or blanks, odd spaces made plain, and the way
//! back from every place in it to the bytes of the note.

use std::cell::OnceCell;

use crate::note::Note;
use crate::syntax::NodeKind;
use crate::text::Span;

/// Stands for a placeholder: no word of a rule holds it, so that no phrase matches across a blank.
const BLANK: char = '\u{FFFC}';

/// Both views of one note, each made on first use.
pub struct Visible<'a> {
    note: &'a Note,
    plain: OnceCell<Folded>,
    lower: OnceCell<Folded>,
}

impl<'a> Visible<'a> {
    /// Nothing is computed yet.
    pub fn new(note: &'a Note) -> Self {
        Self {
            note,
            plain: OnceCell::new(),
            lower: OnceCell::new(),
        }
    }

    /// For regular expressions: letters as written, line ends as LF.
    pub fn plain(&self) -> &Folded {
        self.plain.get_or_init(|| Folded::of_note(self.note, false))
    }

    /// For words: lower case, white space as one space, a blank line as a line end.
    pub fn lower(&self) -> &Folded {
        self.lower.get_or_init(|| Folded::of_note(self.note, true))
    }
}

/// A stretch of folded text and the source bytes it stands for. Stretches of equal length match byte for byte.
#[derive(Debug, Clone, Copy)]
struct Piece {
    folded: u32,
    source: u32,
    source_len: u32,
}

/// Folded text with the way back.
#[derive(Debug, Default)]
pub struct Folded {
    text: String,
    pieces: Vec<Piece>,
    words: bool,
    /// White space not yet written: where it starts, and how many line ends it holds.
    pending: Option<(u32, u32)>,
}

impl Folded {
    /// Fold a word or phrase of a rule, as [`Visible::lower`] folds the note.
    pub fn phrase(text: &str) -> String {
        let mut folded = Folded {
            words: true,
            ..Folded::default()
        };
        folded.push(text.trim(), 0);
        folded.text
    }

    fn of_note(note: &Note, words: bool) -> Self {
        let mut folded = Folded {
            words,
            ..Folded::default()
        };
        folded.text.reserve(note.text.len());
        let nodes = note.tree.nodes();
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            at += 1;
            match node.kind {
                NodeKind::FrontMatter => at = (node.end as usize).max(at),
                NodeKind::Bom => {}
                NodeKind::Comment | NodeKind::Directive => folded.push_as(' ', node.span),
                NodeKind::Placeholder(_) => folded.push_as(BLANK, node.span),
                kind if kind.is_leaf() => folded.push(note.slice(node.span), node.span.start),
                _ => {}
            }
        }
        folded
    }

    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the note that `start..end` of the folded text stand for.
    pub fn source(&self, start: usize, end: usize) -> Span {
        let (first, last) = (self.piece(start), self.piece(end.saturating_sub(1).max(start)));
        let (Some(first), Some(last)) = (first, last) else {
            return Span::default();
        };
        let from = match self.is_verbatim(first) {
            true => self.pieces[first].source + (start as u32 - self.pieces[first].folded),
            false => self.pieces[first].source,
        };
        let to = match self.is_verbatim(last) {
            true => self.pieces[last].source + (end as u32 - self.pieces[last].folded),
            false => self.pieces[last].source + self.pieces[last].source_len,
        };
        Span::new(from, to.max(from))
    }

    fn piece(&self, at: usize) -> Option<usize> {
        self.pieces
            .partition_point(|piece| piece.folded as usize <= at)
            .checked_sub(1)
    }

    fn is_verbatim(&self, piece: usize) -> bool {
        let end = self
            .pieces
            .get(piece + 1)
            .map_or(self.text.len() as u32, |next| next.folded);
        end - self.pieces[piece].folded == self.pieces[piece].source_len
    }

    fn push(&mut self, text: &str, offset: u32) {
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let source = Span::new(offset + at as u32, offset + (at + c.len_utf8()) as u32);
            match c {
                '\r' => {
                    let pair = chars.next_if(|(_, next)| *next == '\n').is_some();
                    self.push_as('\n', Span::new(source.start, source.end + u32::from(pair)));
                }
                ' '..='~' => self.push_as(if self.words { c.to_ascii_lowercase() } else { c }, source),
                _ if is_invisible(c) => {}
                '‘' | '’' | '\u{2BC}' => self.push_as('\'', source),
                '“' | '”' => self.push_as('"', source),
                // The two characters beside ASCII that a regular expression takes for an ASCII letter in another case.
                '\u{212A}' => self.push_as('k', source),
                'ſ' => self.push_as('s', source),
                '\n' => self.push_as(c, source),
                _ if c.is_whitespace() => self.push_as(' ', source),
                _ if self.words => {
                    for lower in c.to_lowercase() {
                        self.push_as(lower, source);
                    }
                }
                _ => self.push_as(c, source),
            }
        }
    }

    fn push_as(&mut self, c: char, source: Span) {
        if self.words && matches!(c, ' ' | '\n') {
            let (_, lines) = self.pending.get_or_insert((source.start, 0));
            *lines += u32::from(c == '\n');
            return;
        }
        if let Some((start, lines)) = self.pending.take()
            && !self.text.is_empty()
        {
            let space = if lines > 1 { '\n' } else { ' ' };
            self.write(space, Span::new(start, source.start.max(start)));
        }
        self.write(c, source);
    }

    fn write(&mut self, c: char, source: Span) {
        let folded = self.text.len() as u32;
        self.text.push(c);
        let same = c.len_utf8() as u32 == source.len();
        let last_end = self.pieces.last().map(|last| (last.source + last.source_len, last));
        match last_end {
            // Goes on byte for byte: one piece.
            Some((end, last)) if same && end == source.start && folded - last.folded == last.source_len => {
                let last = self.pieces.len() - 1;
                self.pieces[last].source_len += source.len();
            }
            _ => self.pieces.push(Piece {
                folded,
                source: source.start,
                source_len: source.len(),
            }),
        }
    }
}

/// Characters that are there but not seen.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}'
    )
}
