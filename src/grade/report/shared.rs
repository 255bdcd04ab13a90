//! A passage with the words that another note has too marked.

use crate::grade::pictures::push_escaped;

/// `text` as HTML, what lies in `marks` within `<mark>`. Ranges that are no part of the text, or that lie before their
/// predecessor's end, mark nothing.
pub(super) fn marked(text: &str, marks: &[(u32, u32)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut from = 0;
    for (start, end) in marks {
        let (start, end) = (*start as usize, *end as usize);
        let (Some(before), Some(shared)) = (text.get(from..start), text.get(start..end)) else {
            continue;
        };
        push_escaped(&mut out, before);
        if !shared.is_empty() {
            out.push_str("<mark>");
            push_escaped(&mut out, shared);
            out.push_str("</mark>");
        }
        from = end;
    }
    push_escaped(&mut out, text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn what_both_have_is_marked() {
        assert_eq!(
            marked("a dull ache, <b>worse</b>", &[(0, 6), (16, 21)]),
            "<mark>a dull</mark> ache, &lt;b&gt;<mark>worse</mark>&lt;/b&gt;"
        );
        assert_eq!(marked("as it is", &[]), "as it is");
    }

    #[test]
    fn ranges_that_do_not_fit_mark_nothing() {
        // Behind the end, backwards, within a character, before the predecessor's end.
        let marks = [(4, 99), (3, 2), (1, 2), (0, 3), (1, 3)];
        assert_eq!(marked("aéb", &marks), "<mark>aé</mark>b");
    }
}
