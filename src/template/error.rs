//! What can be wrong with a template, its values or its phrases: every fault with its file, its place and a way out.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use ariadne::{CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};

use crate::report::{neutralize_line, wrap};
use crate::text::{ceil, floor};

/// A file that was read, for places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As shown to the user.
    pub shown: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

impl Origin {
    /// The file `shown` with content `text`.
    pub fn new(shown: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            shown: shown.into(),
            text: text.into(),
        }
    }

    /// Line and column, from 1, of a byte offset; columns count Unicode scalar values.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..floor(&self.text, offset)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: the file and the bytes of it, if it is in a file.
    pub at: Option<(Origin, Range<usize>)>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

impl Fault {
    /// A fault that is in no file: of the command line.
    pub fn new(message: impl Into<String>, help: Option<String>) -> Self {
        Self {
            at: None,
            message: message.into(),
            help,
        }
    }

    /// A fault at a place of a file.
    pub fn at(origin: &Origin, span: Range<usize>, message: impl Into<String>, help: Option<String>) -> Self {
        Self {
            at: Some((origin.clone(), span)),
            message: message.into(),
            help,
        }
    }

    /// The fault as a compiler would show it: the line with the place marked. `ascii` draws without box characters.
    pub fn render(&self, color: bool, ascii: bool, width: usize) -> String {
        let Some((origin, span)) = &self.at else {
            let mut text = format!("error: {}\n", neutralize_line(&self.message));
            if let Some(help) = &self.help {
                text.push_str(&format!("  help: {}\n", neutralize_line(help)));
            }
            return text;
        };
        let excerpt = Excerpt::new(&origin.text, span.clone());
        let (line, column) = origin.position(span.start);
        let config = Config::default()
            .with_color(color)
            .with_char_set(if ascii { CharSet::Ascii } else { CharSet::Unicode })
            .with_index_type(IndexType::Char);
        let place = neutralize_line(&origin.shown).into_owned();
        let span = excerpt.span.start + line - 1..excerpt.span.end + line - 1;
        let mut report = Report::build(ReportKind::Error, (place.clone(), span.clone()))
            .with_config(config)
            .with_message(neutralize_line(&self.message))
            .with_label(
                Label::new((place.clone(), span))
                    .with_message("here")
                    .with_color(Color::Red),
            );
        if let Some(help) = &self.help {
            report.set_help(wrap(&neutralize_line(help), width.saturating_sub(14).max(30), 0).join("\n"));
        }
        let mut drawn = Vec::new();
        // The lines above are empty: only their number counts.
        let source = Source::from(format!("{}{}", "\n".repeat(line - 1), excerpt.text));
        if report.finish().write((place.clone(), source), &mut drawn).is_err() {
            return format!("{self}\n");
        }
        let drawn = String::from_utf8_lossy(&drawn).into_owned();
        let wrong = format!("{place}:{line}:{}", excerpt.span.start + 1);
        drawn.replacen(&wrong, &format!("{place}:{line}:{column}"), 1)
    }
}

/// The line of a fault, harmless and short enough to be read.
struct Excerpt {
    text: String,
    /// The place in `text`, in characters.
    span: Range<usize>,
}

/// As many bytes are shown before the place, and after its start.
const AROUND: usize = 160;

impl Excerpt {
    fn new(text: &str, span: Range<usize>) -> Self {
        let start = floor(text, span.start);
        let end = ceil(text, span.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let from = floor(text, line_start.max(start.saturating_sub(AROUND)));
        let to = ceil(text, line_end.min(start + AROUND));
        let (start, end) = (start.clamp(from, to), end.clamp(from, to));
        let before = neutralize_line(&text[from..start]);
        let marked = neutralize_line(&text[start..end]);
        let after = neutralize_line(text[end..to].trim_end());
        let first = before.chars().count();
        let length = marked.chars().count();
        Self {
            span: first..first + length.max(1),
            // A place at the very end needs a character to stand on.
            text: format!("{before}{marked}{after} "),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((origin, span)) = &self.at {
            let (line, column) = origin.position(span.start);
            write!(f, "{}:{line}:{column}: ", origin.shown)?;
        }
        write!(f, "{}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// A template could not be read or rendered. Holds every fault that was found, never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The faults, in the order of their places.
    pub faults: Vec<Fault>,
}

impl TemplateError {
    /// The faults as a compiler would show them.
    pub fn render(&self, color: bool, ascii: bool, width: usize) -> String {
        let faults = self.faults.iter().map(|fault| fault.render(color, ascii, width));
        faults.collect::<Vec<_>>().join("\n")
    }
}

impl From<Fault> for TemplateError {
    fn from(fault: Fault) -> Self {
        Self { faults: vec![fault] }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.faults.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TemplateError {}
