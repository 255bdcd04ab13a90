//! Two passages side by side, with the words that both have marked.

use std::ops::Range;

use crate::grade::pictures::push_escaped;

/// Words of a passage that are compared; longer ones are shown without marks beyond.
const COMPARED: usize = 300;

/// Both passages as HTML, each run of common words within `<mark>`.
pub(super) fn marked(first: &str, second: &str) -> (String, String) {
    let (a, b) = (words(first), words(second));
    let (in_a, in_b) = common(first, &a, second, &b);
    (write(first, &a, &in_a), write(second, &b, &in_b))
}

/// Where the words are: letters and digits with what stands within them.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

/// For each word of either whether it belongs to the longest common subsequence.
fn common(first: &str, a: &[Range<usize>], second: &str, b: &[Range<usize>]) -> (Vec<bool>, Vec<bool>) {
    let word = |text: &str, range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_lowercase();
    let of_a: Vec<String> = a.iter().take(COMPARED).map(|range| word(first, range)).collect();
    let of_b: Vec<String> = b.iter().take(COMPARED).map(|range| word(second, range)).collect();
    let width = of_b.len() + 1;
    // lengths[i * width + j]: the longest common subsequence of what begins at i and at j.
    let mut lengths = vec![0u16; (of_a.len() + 1) * width];
    let at = |lengths: &[u16], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for i in (0..of_a.len()).rev() {
        for j in (0..of_b.len()).rev() {
            let length = if of_a.get(i) == of_b.get(j) {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
    let (mut i, mut j) = (0, 0);
    while i < of_a.len() && j < of_b.len() {
        if of_a.get(i) == of_b.get(j) {
            if let (Some(x), Some(y)) = (in_a.get_mut(i), in_b.get_mut(j)) {
                (*x, *y) = (true, true);
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (in_a, in_b)
}

fn write(text: &str, words: &[Range<usize>], shared: &[bool]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    let mut open = false;
    for (range, shared) in words.iter().zip(shared) {
        if open && !shared {
            out.push_str("</mark>");
            open = false;
        }
        push_escaped(&mut out, text.get(from..range.start).unwrap_or_default());
        if *shared && !open {
            out.push_str("<mark>");
            open = true;
        }
        push_escaped(&mut out, text.get(range.clone()).unwrap_or_default());
        from = range.end;
    }
    if open {
        out.push_str("</mark>");
    }
    push_escaped(&mut out, text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn what_both_have_is_marked_whatever_its_case() {
        let (first, second) = marked("a dull ache, <b>worse</b> at night", "A dull pain, worse at dawn");
        assert_eq!(
            first,
            "<mark>a dull</mark> ache, &lt;b&gt;<mark>worse</mark>&lt;/b&gt; <mark>at</mark> night"
        );
        assert_eq!(second, "<mark>A dull</mark> pain, <mark>worse at</mark> dawn");
    }

    #[test]
    fn nothing_in_common_and_nothing_at_all_are_shown_as_they_are() {
        assert_eq!(marked("one", "two"), ("one".to_owned(), "two".to_owned()));
        assert_eq!(marked("", "two"), (String::new(), "two".to_owned()));
    }
}
