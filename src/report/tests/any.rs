//! Whatever the text and the spans.

use proptest::prelude::*;

use super::*;

/// Text of the kinds that renderers trip over.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z ]{0,12}",
        1 => "\\PC{0,6}",
        2 => prop::sample::select(vec![
            "\n", "\r\n", "\r", "\t", "\u{c}", "\u{b}", "\u{85}", "\u{2028}", "\u{1b}[31m", "\u{9b}2J", "\u{0}", "\u{feff}", "\u{202e}",
            "\u{200d}", "\u{301}", "\u{65e5}\u{672c}", "\u{1f469}\u{200d}\u{2695}\u{fe0f}", "\u{b0}",
        ]).prop_map(str::to_owned),
        1 => (1usize..200).prop_map(|n| "long line ".repeat(n)),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever the text and wherever the spans, inside characters, reversed or beyond the end: every renderer writes
    /// something harmless.
    #[test]
    fn renderers_are_total_and_harmless(
        text in any_text(),
        spans in prop::collection::vec((0u32..3000, 0u32..3000), 1..5),
        message in any_text(),
        width in 0usize..140,
        ascii: bool,
    ) {
        let mut finding = at(Span { start: spans[0].0, end: spans[0].1 }, &message);
        finding.help = Some(message.clone().into());
        finding.related = spans[1..]
            .iter()
            .map(|&(start, end)| Related { message: message.chars().take(20).collect(), span: Span { start, end } })
            .collect();
        finding.fix = fix(Applicability::Unsafe, "", finding.span, &message);
        let checked = checked(&text, vec![finding]);
        let options = RenderOptions { width, ascii, ..RenderOptions::default() };
        for format in Format::ALL {
            let shown = render(*format, options, &message, &checked);
            assert_harmless(&shown);
            prop_assert!(!shown.is_empty());
        }
        // Colour adds escape sequences of ours and nothing else.
        let lines = |text: String| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        for format in [Format::Full, Format::Concise] {
            let colored = render(format, RenderOptions { color: true, ..options }, &message, &checked);
            let stripped = anstream::adapter::strip_str(&colored).to_string();
            prop_assert_eq!(lines(stripped), lines(render(format, options, &message, &checked)));
        }
        let mut out = Vec::new();
        summary(&NoteReport { path: &message, checked: &checked }, &options, &mut out);
        outline(&message, &checked.note, &options, &mut out);
        assert_harmless(&String::from_utf8_lossy(&out));
    }

    /// Rows are no wider than the terminal, and each label stands where it should: under the very characters.
    #[test]
    fn excerpts_fit_and_labels_hit(text in any_text(), start in 0u32..600, len in 0u32..30, width in 50usize..120) {
        let note = plain(&text);
        let span = neutral::snapped(&text, Span::new(start, start + len));
        let place = excerpt::Place { span, caption: "caption".to_owned(), primary: true };
        let rows = excerpt::rows(&note, &[place], excerpt::Shape { width, ascii: false });
        prop_assert_eq!(rows.len(), 1);
        prop_assert!(neutral::columns(&rows[0].text) <= width, "{:?}", rows[0]);
        let label = &rows[0].labels[0];
        let shown: String = rows[0].text.chars().skip(label.start).take(label.end - label.start).collect();
        let meant = span.of(&text);
        // A label on one line without tabs shows its own words.
        if !meant.trim().is_empty() && !meant.contains(['\n', '\r', '\t', '\u{feff}']) && neutral::columns(meant) < width / 3 {
            prop_assert_eq!(shown, neutral::neutralize(meant.trim()).into_owned());
        }
    }
}
