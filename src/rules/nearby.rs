//! Whether one of some words stands in the sentence around a place, asked of very many places from left to right: each part
//! of the note is read once for a list of words, however many of its places ask for them.

use std::marker::PhantomData;

use crate::text::Span;

/// How a text falls into words.
pub trait Cut {
    /// Whether `c` stands between two words.
    fn parts(c: char) -> bool;
    /// Whether `c` at the start or the end of a word is none of it.
    fn frames(c: char) -> bool;

    /// The words of `text`.
    fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
        text.split(Self::parts)
            .map(|word| word.trim_matches(Self::frames))
            .filter(|word| !word.is_empty())
    }
}

/// Whether `word` is `known`, or begins with it where it ends in `*`.
pub fn matches(known: &str, word: &str) -> bool {
    match known.as_bytes() {
        [stem @ .., b'*'] => word
            .as_bytes()
            .get(..stem.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(stem)),
        known => word.as_bytes().eq_ignore_ascii_case(known),
    }
}

/// What was found of some lists of words in a text.
#[derive(Debug)]
pub struct Nearby<'n, C> {
    text: &'n str,
    lists: Vec<Seen>,
    cut: PhantomData<C>,
}

/// One list of words.
#[derive(Debug)]
struct Seen {
    /// Where the list lies: what tells it from others.
    list: (usize, usize),
    /// What was read, to the end of a word.
    read: Span,
    /// Its words there, from left to right.
    found: Vec<Span>,
}

impl<'n, C: Cut> Nearby<'n, C> {
    /// Nothing was read of `text`.
    pub fn new(text: &'n str) -> Self {
        Self {
            text,
            lists: Vec::new(),
            cut: PhantomData,
        }
    }

    /// Whether a word of `span` is one of `list`, which lives as long as the note or longer.
    pub fn holds<W: AsRef<str>>(&mut self, span: Span, list: &'n [W]) -> bool {
        let is_one = |word: &str| list.iter().any(|known| matches(known.as_ref(), word));
        let part = span.of(self.text);
        if list.is_empty() || part.is_empty() {
            return false;
        }
        // A word that the span cuts in two is as much of it as stands in the span.
        let within = |at: u32| {
            let (before, after) = self.text.split_at(at as usize);
            !before.ends_with(C::parts) && !after.starts_with(C::parts)
        };
        let first = within(span.start).then(|| C::words(part).next()).flatten();
        let last = within(span.end).then(|| C::words(part).next_back()).flatten();
        if first.into_iter().chain(last).any(is_one) {
            return true;
        }
        let key = (list.as_ptr() as usize, list.len());
        let at = self.lists.iter().position(|seen| seen.list == key).unwrap_or_else(|| {
            self.lists.push(Seen {
                list: key,
                read: Span::at(span.start),
                found: Vec::new(),
            });
            self.lists.len() - 1
        });
        let seen = &mut self.lists[at];
        if span.start < seen.read.start {
            // Back again: as far as was not read before.
            return C::words(part).any(is_one);
        }
        seen.read_to::<C>(self.text, span, is_one);
        let from = seen.found.partition_point(|word| word.start < span.start);
        seen.found.get(from).is_some_and(|word| word.end <= span.end)
    }
}

impl Seen {
    /// Read on to the end of the last word of `span`.
    fn read_to<C: Cut>(&mut self, text: &str, span: Span, is_one: impl Fn(&str) -> bool) {
        if span.start > self.read.end {
            // Nobody asked for what lies between.
            self.read = Span::at(span.start);
            self.found.clear();
        }
        if span.end <= self.read.end {
            return;
        }
        let from = self.read.end as usize;
        let rest = &text[span.end as usize..];
        let to = span.end as usize + rest.find(C::parts).unwrap_or(rest.len());
        let part = &text[from..to];
        for word in C::words(part).filter(|word| is_one(word)) {
            let start = (from + (word.as_ptr() as usize - part.as_ptr() as usize)) as u32;
            self.found.push(Span::new(start, start + word.len() as u32));
        }
        self.read.end = to as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    impl Cut for Plain {
        fn parts(c: char) -> bool {
            !c.is_alphanumeric() && c != '-'
        }

        fn frames(c: char) -> bool {
            c == '-'
        }
    }

    #[test]
    fn it_is_as_if_each_place_were_read_by_itself() {
        let text = "Known addict, -non-compliant- of old; a ADDICTION clinic; é addict–addicted, x";
        let lists: [&[&str]; 4] = [&["addict"], &["addict*", "old"], &["non", "non-compliant", "é"], &[]];
        let mut found = 0;
        // Windows that move on, and some that go back.
        for width in [1, 5, 14, 30, 90] {
            let mut nearby = Nearby::<Plain>::new(text);
            for start in (0..text.len())
                .chain([7, 3, 40])
                .filter(|at| text.is_char_boundary(*at))
            {
                let end = crate::text::floor(text, start + width);
                for list in lists {
                    let alone = Plain::words(&text[start..end]).any(|word| list.iter().any(|it| matches(it, word)));
                    assert_eq!(
                        nearby.holds(Span::from(start..end), list),
                        alone,
                        "{:?} {list:?}",
                        &text[start..end]
                    );
                    found += usize::from(alone);
                }
            }
        }
        assert!(found > 100, "{found}");
    }

    #[test]
    fn a_star_stands_for_the_rest() {
        assert!(matches("addict*", "Addiction") && matches("addict*", "addict") && matches("of", "OF"));
        assert!(!matches("addict*", "addic") && !matches("of", "off") && !matches("é*", "è"));
    }
}
