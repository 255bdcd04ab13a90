//! A dot phrase put in its place by an editor: as text, or as a snippet with a tab stop for each blank.

use super::error::TemplateError;
use super::phrases::{Phrases, kind_at, line_rest, with_patient};
use super::splice::{Site, splice};
use super::value::Values;
use crate::syntax::{NodeKind, Tree};
use crate::text::Span;

/// What stands in the place of a dot phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// What is replaced: the phrase, and what follows on its line and is taken care of. It begins where the phrase
    /// begins and never leaves the line.
    pub span: Span,
    /// The text; its lines end with LF.
    pub text: String,
    /// The same as a snippet.
    pub snippet: String,
}

impl Phrases {
    /// The phrase `name` in the place of what stands at `span` of `text`, whose tree is `tree`, as [`Phrases::expand`]
    /// would write it; `None` where it does not fit (several lines in a cell of a table or in a heading).
    ///
    /// # Errors
    ///
    /// There is none of that name; it has faults; it stands in itself.
    pub fn insertion(
        &self,
        name: &str,
        text: &str,
        tree: &Tree,
        span: Span,
    ) -> Result<Option<Insertion>, TemplateError> {
        let values = with_patient(text, &Values::new());
        let flat = self.flat(name, &mut Vec::new())?;
        let document = self.document(name, &flat, &values)?;
        let before = &text[..span.start as usize];
        let before = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
        let site = Site {
            rest: line_rest(&text[span.end as usize..]),
            newline: "\n",
            title: &flat.title,
            kind: kind_at(tree, span),
        };
        let Some((words, eaten)) = placed(document.text(false).trim_matches('\n'), before, &site) else {
            return Ok(None);
        };
        let snippet = document.snippet(&[]);
        let snippet = snippet.trim_matches('\n').trim_end_matches("$0");
        // Bars of choices are no bars of a table.
        let kind = site.kind.filter(|kind| *kind != NodeKind::Cell);
        let title = super::snippet::escaped(site.title);
        let in_snippet = Site {
            kind,
            title: &title,
            ..site
        };
        let Some((snippet, _)) = placed(snippet, before, &in_snippet) else {
            return Ok(None);
        };
        Ok(Some(Insertion {
            span: Span::new(span.start, span.end + eaten as u32),
            text: words,
            snippet: format!("{snippet}$0"),
        }))
    }
}

/// What is written from the phrase on, and how many bytes behind it are taken care of. White space at the end of what
/// stands before stays, even if a new line follows it.
fn placed(body: &str, before: &str, site: &Site<'_>) -> Option<(String, usize)> {
    let mut out = before.to_owned();
    let eaten = splice(&mut out, body, site).ok()?;
    let new = match out.strip_prefix(before) {
        Some(new) => new,
        None => out.strip_prefix(before.trim_end_matches([' ', '\t']))?,
    };
    Some((new.to_owned(), eaten))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn inserted(line: &str, name: &str) -> Option<(String, Insertion)> {
        let phrases = Phrases::new([]).expect("readable");
        let (before, after) = line.split_once("<|>").expect("a cursor");
        let at = before.len() as u32;
        let typed = format!("{before}.x{after}");
        let tree = syntax::parse(&typed);
        let span = Span::new(at, at + 2);
        let insertion = phrases.insertion(name, &typed, &tree, span).expect("no faults")?;
        let (start, end) = (insertion.span.start as usize, insertion.span.end as usize);
        let done = format!("{}{}{}", &typed[..start], insertion.text, &typed[end..]);
        Some((done, insertion))
    }

    #[test]
    fn an_insertion_is_what_expanding_would_write() {
        let phrases = Phrases::new([]).expect("readable");
        for line in [
            "Heart: <|>",
            "<|>\n",
            "- <|>",
            "* <|>",
            "3. <|>\n4. x\n",
            "> <|>",
            "Rest. <|> Work note.\n",
        ] {
            for name in phrases.names().iter() {
                let (done, insertion) = inserted(line, name).expect("it fits");
                let whole = line.replace("<|>", &format!(".{name}"));
                let expanded = phrases.expand(&whole, &Values::new()).expect("no faults").text;
                assert_eq!(done.replace(" \n", "\n"), expanded, "{line} {name}");
                assert!(insertion.snippet.ends_with("$0"), "{}", insertion.snippet);
            }
        }
        let (done, _) = inserted("ROS: <|>\nx", "rosneg").expect("it fits");
        assert!(done.starts_with("ROS: \n- Constitutional"), "{done}");
    }

    #[test]
    fn blanks_are_tab_stops() {
        let (_, insertion) = inserted("Heart: <|>", "normalcardiac").expect("it fits");
        assert!(insertion.snippet.starts_with("apical impulse"), "{insertion:?}");
        assert!(insertion.snippet.contains("pressure ${1:***} cm"), "{insertion:?}");
    }

    #[test]
    fn several_lines_do_not_fit_into_a_cell() {
        assert_eq!(inserted("| a | b |\n|---|---|\n| x | <|> |\n", "rosneg"), None);
        assert!(inserted("| a | b |\n|---|---|\n| x | <|> |\n", "normalcardiac").is_some());
    }
}
