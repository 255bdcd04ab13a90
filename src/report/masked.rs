//! Messages that leave the machine: what identifies somebody is taken out of them.
//!
//! SARIF, GitHub, GitLab, JUnit and CSV reports are uploaded and mailed. Their messages quote the note, and what they
//! quote may be a name or a date that another rule, on another occasion, would call an identifier.

use std::borrow::Cow;

use crate::grammar::is_word;
use crate::lint::Diagnostic;
use crate::note::Note;
use crate::note::facts::IdentifierKind;

/// Letters of a single word of a name that is masked wherever it stands.
const FEWEST: usize = 3;

/// What of a note must not be quoted.
pub struct Mask {
    /// In small letters, the longest first, each with what stands for it.
    needles: Vec<(String, &'static str)>,
}

impl Mask {
    /// The identifiers of `note`; of names each word, unless it is a word of the language as well.
    pub fn of(note: &Note) -> Self {
        let mut needles = Vec::new();
        for one in note.identifiers().iter().chain(note.identifiers_aside()) {
            let text = note.slice(one.span).to_lowercase();
            let named = matches!(one.kind, IdentifierKind::Name | IdentifierKind::Clinician);
            if named {
                let words = text
                    .split(|c: char| !c.is_alphanumeric())
                    .filter(|word| word.chars().count() >= FEWEST && word.len() < text.len() && !is_word(word));
                needles.extend(words.map(|word| (word.to_owned(), one.kind.token())));
            }
            needles.push((text, one.kind.token()));
        }
        needles.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        needles.dedup();
        Self { needles }
    }

    /// Whether nothing need be masked.
    pub(super) fn is_empty(&self) -> bool {
        self.needles.is_empty()
    }

    /// `text` with each identifier, as a whole word, replaced by `[NAME]`, `[DATE]` and the like.
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut masked = Cow::Borrowed(text);
        for (needle, token) in &self.needles {
            if let Some(replaced) = replaced(&masked, needle, token) {
                masked = Cow::Owned(replaced);
            }
        }
        masked
    }

    /// The finding as it may be told elsewhere. A fix whose text would have to be masked is left out.
    pub(super) fn finding<'d>(&self, found: &'d Diagnostic) -> Cow<'d, Diagnostic> {
        if self.is_empty() {
            return Cow::Borrowed(found);
        }
        let mut masked = found.clone();
        masked.message = self.mask(&found.message).into_owned();
        masked.help = found.help.as_deref().map(|help| self.mask(help).into_owned().into());
        for place in &mut masked.related {
            place.message = self.mask(&place.message).into_owned().into();
        }
        masked.fix = masked.fix.filter(|fix| {
            let same = |text: &str| *self.mask(text) == *text;
            same(&fix.message) && fix.edits.iter().all(|edit| same(&edit.replacement))
        });
        Cow::Owned(masked)
    }
}

/// `text` with `needle`, which is in small letters, replaced wherever it stands as whole words; `None` if it does not.
fn replaced(text: &str, needle: &str, token: &str) -> Option<String> {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    // Where small letters take other room than capitals (İ), places in one text are none in the other: look only there
    // where both are alike, and mask the whole text where they are not.
    if lower.len() != text.len() {
        return lower.contains(needle).then(|| format!("[{token}]"));
    }
    let mut out = String::new();
    let mut past = 0;
    for (at, _) in lower.match_indices(needle) {
        let end = at + needle.len();
        let free = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        let whole = free(lower[..at].chars().next_back()) && free(lower[end..].chars().next());
        if at < past || !whole || !text.is_char_boundary(at) || !text.is_char_boundary(end) {
            continue;
        }
        out.push_str(&text[past..at]);
        out.push('[');
        out.push_str(token);
        out.push(']');
        past = end;
    }
    (past > 0).then(|| {
        out.push_str(&text[past..]);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_masked_as_whole_words_whatever_their_case() {
        let mask = Mask {
            needles: vec![
                ("ann lee".to_owned(), "NAME"),
                ("3/14".to_owned(), "DATE"),
                ("lee".to_owned(), "NAME"),
            ],
        };
        assert_eq!(
            mask.mask("ANN LEE, seen 3/14: Lee's sleep"),
            "[NAME], seen [DATE]: [NAME]'s sleep"
        );
        assert_eq!(mask.mask("13/140, sleepless"), "13/140, sleepless");
        assert!(matches!(mask.mask("nothing"), Cow::Borrowed(_)));
        // İ takes two bytes, its small letter three.
        assert_eq!(mask.mask("İ Lee"), "[NAME]");
    }
}
