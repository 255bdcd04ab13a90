//! Looking for words or a regular expression. Nothing is built before a note is searched.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};

use super::visible::{Folded, Visible};
use crate::text::Span;

/// A search, validated; its automaton is built on first use.
#[derive(Debug)]
pub struct Finder {
    what: What,
    built: OnceLock<Result<Built, String>>,
}

#[derive(Debug)]
enum What {
    Words(Vec<Word>),
    Regex {
        source: String,
        /// Any match holds one of these, in any case; empty when nothing is known.
        literals: Vec<Vec<u8>>,
        literals_built: OnceLock<Option<AhoCorasick>>,
    },
}

/// A word or phrase, folded.
#[derive(Debug)]
struct Word {
    text: String,
    /// Written with `*`: any word that begins so.
    stem: bool,
}

#[derive(Debug)]
enum Built {
    Words(AhoCorasick),
    Regex(Regex),
}

/// A place found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where, in the note.
    pub span: Span,
    /// Which of the words, as an index; 0 for a regular expression.
    pub word: usize,
}

impl Finder {
    /// A search for words.
    ///
    /// # Errors
    /// What is wrong with which word.
    pub fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Finder, String> {
        let mut list = Vec::new();
        for written in words {
            let (body, stem) = match written.trim().strip_suffix('*') {
                Some(body) => (body, true),
                None => (written, false),
            };
            let text = Folded::phrase(body);
            if !text.chars().any(char::is_alphanumeric) {
                return Err(format!(
                    "`{written}` holds no letter or digit, so it would match nothing"
                ));
            }
            if stem && !text.ends_with(char::is_alphanumeric) {
                return Err(format!("the `*` in `{written}` must stand right after a letter"));
            }
            list.push(Word { text, stem });
        }
        if list.is_empty() {
            return Err("the list of words is empty".to_owned());
        }
        Ok(Finder {
            what: What::Words(list),
            built: OnceLock::new(),
        })
    }

    /// A search by regular expression. Its syntax is checked here; it is compiled when a note may hold a match.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn regex(source: &str) -> Result<Finder, String> {
        let hir = regex_syntax::ParserBuilder::new()
            .multi_line(true)
            .build()
            .parse(source)
            .map_err(|error| explain_syntax(source, &error))?;
        if hir.properties().minimum_len() == Some(0) {
            return Err(format!(
                "`{source}` matches even where nothing stands; ask for at least one character"
            ));
        }
        Ok(Finder {
            what: What::Regex {
                source: source.to_owned(),
                literals: needed_literals(&hir),
                literals_built: OnceLock::new(),
            },
            built: OnceLock::new(),
        })
    }

    /// All places, first to last, without overlap; of words that start at one place the longest counts.
    ///
    /// # Errors
    /// The regular expression is too large to compile.
    pub fn find(&self, visible: &Visible<'_>) -> Result<Vec<Hit>, String> {
        match &self.what {
            What::Words(words) => self.find_words(words, visible.lower()),
            What::Regex {
                source,
                literals,
                literals_built,
            } => {
                let text = visible.plain();
                let literals = literals_built.get_or_init(|| build_literals(literals));
                if literals.as_ref().is_some_and(|needed| !needed.is_match(text.text())) {
                    return Ok(Vec::new());
                }
                self.find_regex(source, text)
            }
        }
    }

    /// Whether one of the words stands in `text`, which is no note. Nothing is built.
    pub fn is_in(&self, text: &str) -> bool {
        let What::Words(words) = &self.what else { return false };
        let text = Folded::phrase(text);
        words.iter().any(|word| {
            let mut places = text.match_indices(&word.text);
            places.any(|(at, found)| whole_word(&text, at, at + found.len(), word.stem).is_some())
        })
    }

    fn built(&self, build: impl FnOnce() -> Result<Built, String>) -> Result<&Built, String> {
        self.built.get_or_init(build).as_ref().map_err(Clone::clone)
    }

    fn find_words(&self, words: &[Word], text: &Folded) -> Result<Vec<Hit>, String> {
        let built = self.built(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(words.iter().map(|word| &word.text))
                .map(Built::Words)
                .map_err(|error| format!("the words cannot be searched for: {error}"))
        })?;
        let Built::Words(automaton) = built else {
            return Ok(Vec::new());
        };
        let mut found: Vec<(usize, usize, usize)> = automaton
            .find_overlapping_iter(text.text())
            .filter_map(|hit| {
                let word = hit.pattern().as_usize();
                whole_word(text.text(), hit.start(), hit.end(), words[word].stem).map(|end| (hit.start(), end, word))
            })
            .collect();
        found.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
        let mut past = 0;
        found.retain(|&(start, end, _)| {
            let free = start >= past;
            if free {
                past = end;
            }
            free
        });
        let hit = |&(start, end, word): &(usize, usize, usize)| Hit {
            span: text.source(start, end),
            word,
        };
        Ok(found.iter().map(hit).collect())
    }

    fn find_regex(&self, source: &str, text: &Folded) -> Result<Vec<Hit>, String> {
        let built = self.built(|| {
            RegexBuilder::new(source)
                .case_insensitive(true)
                .multi_line(true)
                .build()
                .map(Built::Regex)
                .map_err(|error| format!("the regular expression `{source}` cannot be compiled: {error}"))
        })?;
        let Built::Regex(regex) = built else {
            return Ok(Vec::new());
        };
        let hits = regex.find_iter(text.text()).filter(|hit| !hit.is_empty());
        Ok(hits
            .map(|hit| Hit {
                span: text.source(hit.start(), hit.end()),
                word: 0,
            })
            .collect())
    }
}

/// Where the match `start..end` ends if it is made of whole words.
fn whole_word(text: &str, start: usize, end: usize, stem: bool) -> Option<usize> {
    let inside = &text[start..end];
    let opens_word = inside.starts_with(char::is_alphanumeric);
    if opens_word && text[..start].ends_with(char::is_alphanumeric) {
        return None;
    }
    let rest = &text[end..];
    if stem {
        return Some(end + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
    }
    let cut = inside.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    (!cut).then_some(end)
}

/// ASCII strings of which every match holds one, in any case. An automaton for a few of them is built in microseconds,
/// a regular expression in hundreds.
fn needed_literals(hir: &Hir) -> Vec<Vec<u8>> {
    let usable = |seq: Seq| -> Option<Vec<Vec<u8>>> {
        let literals: Vec<Vec<u8>> = seq.literals()?.iter().map(|l| l.as_bytes().to_vec()).collect();
        let good = literals.iter().all(|l| l.len() >= 2 && l.is_ascii());
        (good && !literals.is_empty() && literals.len() <= 64).then_some(literals)
    };
    let prefixes = Extractor::new().kind(ExtractKind::Prefix).extract(hir);
    usable(prefixes)
        .or_else(|| usable(Extractor::new().kind(ExtractKind::Suffix).extract(hir)))
        .unwrap_or_default()
}

fn build_literals(literals: &[Vec<u8>]) -> Option<AhoCorasick> {
    if literals.is_empty() {
        return None;
    }
    AhoCorasick::builder().ascii_case_insensitive(true).build(literals).ok()
}

/// The parser's complaint in one line, with the place.
fn explain_syntax(source: &str, error: &regex_syntax::Error) -> String {
    let (what, at) = match error {
        regex_syntax::Error::Parse(error) => (error.kind().to_string(), error.span().start.column),
        regex_syntax::Error::Translate(error) => (error.kind().to_string(), error.span().start.column),
        _ => (error.to_string(), 1),
    };
    format!("`{source}` is no regular expression: {what} (at character {at})")
}
