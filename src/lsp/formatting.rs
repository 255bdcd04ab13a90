//! Layout: of a note, of a part of it, and while a list is being written.
//!
//! A note has one layout, that of `preceptor fmt`: the editor's tab size and the like do not count.

use std::sync::Arc;

use super::changes::{Change, changes};
use super::on_type;
use super::snapshot::Snapshot;
use super::types::{DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit};
use crate::format::{self, Style};
use crate::text::Span;

/// The whole note, as `preceptor fmt` lays it out.
pub(super) fn format(snapshot: &Snapshot, _params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    let (text, settings) = (snapshot.text(), snapshot.settings());
    let done = format::format(text, &settings.grammar, &settings.hints, style(snapshot)?);
    Some(edits(snapshot, changes(text, &done.text)))
}

/// A part of it: the lines that the range touches.
pub(super) fn format_range(snapshot: &Snapshot, params: DocumentRangeFormattingParams) -> Option<Vec<TextEdit>> {
    let (text, settings) = (snapshot.text(), snapshot.settings());
    let mut span = snapshot.span(params.range);
    // Whoever selects whole lines has the cursor at the start of the next one.
    if params.range.end.character == 0 && params.range.end.line > params.range.start.line {
        span = Span::new(span.start, span.end.saturating_sub(1).max(span.start));
    }
    let done = format::format_lines(text, &settings.grammar, &settings.hints, style(snapshot)?, span);
    Some(edits(snapshot, changes(text, &done.text)))
}

/// Behind a new line.
pub(super) fn format_on_type(snapshot: &Snapshot, params: DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
    if params.ch != "\n" || !snapshot.is_note() {
        return None;
    }
    let changes = on_type::after_newline(snapshot.note(), snapshot.offset(params.position))?;
    Some(edits(snapshot, changes))
}

/// The style that the configuration asks for; none for what is no note.
fn style(snapshot: &Snapshot) -> Option<Style> {
    let resolved = snapshot.analysis().resolved.as_ref().map(Arc::clone)?;
    snapshot.is_note().then(|| Style {
        headings: resolved.configuration.heading_style().value,
    })
}

fn edits(snapshot: &Snapshot, changes: Vec<Change>) -> Vec<TextEdit> {
    let edit = |change: Change| TextEdit::new(snapshot.range(change.span), change.text);
    changes.into_iter().map(edit).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::config::Overrides;
    use crate::format::HeadingStyle;
    use crate::lsp::anything::texts;
    use crate::lsp::testing::Testing;
    use crate::lsp::types::{FormattingOptions, Position, Range, WorkDoneProgressParams};

    fn options() -> FormattingOptions {
        FormattingOptions::new(8, false, None, None, None)
    }

    fn whole(note: &Testing) -> String {
        let params = DocumentFormattingParams::new(note.document(), options(), WorkDoneProgressParams::default());
        note.applied(&format(&note.snapshot, params).expect("it is a note"))
    }

    fn part(note: &Testing, range: Range) -> Vec<TextEdit> {
        let params =
            DocumentRangeFormattingParams::new(note.document(), range, options(), WorkDoneProgressParams::default());
        format_range(&note.snapshot, params).expect("it is a note")
    }

    fn typed(text: &str) -> String {
        let note = Testing::note(text);
        let params = DocumentOnTypeFormattingParams::new(note.document(), note.position(), "\n".to_owned(), options());
        note.applied(&format_on_type(&note.snapshot, params).unwrap_or_default())
    }

    fn notes_below(folder: &Path, notes: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                notes_below(&path, notes);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "md" || extension == "txt")
            {
                notes.push(path);
            }
        }
    }

    /// The examples, and every eighth note of the corpus where it stands beside the repository.
    fn notes() -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (mut paths, mut corpus) = (Vec::new(), Vec::new());
        notes_below(&root.join("examples"), &mut paths);
        assert!(!paths.is_empty());
        notes_below(&root.join("../shared/corpus"), &mut corpus);
        if corpus.is_empty() {
            eprintln!("SKIPPED in part: no corpus beside the repository");
        }
        corpus.sort();
        paths.extend(corpus.into_iter().step_by(8));
        paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect()
    }

    #[test]
    fn a_note_is_laid_out_as_by_fmt() {
        let untidy = "# SOAP Note\n##  Subjective:\nCough.\n\n\n##Objective\n* BP : 142/88\n".to_owned();
        for (at, text) in notes().into_iter().chain([untidy]).enumerate() {
            let text = if at % 2 == 1 { text.replace('\n', "\r\n") } else { text };
            for encoding in ["utf-8", "utf-16"] {
                let note = Testing::text(&text, vec![0]).encoding(encoding);
                let settings = note.snapshot.settings();
                let style = Style::default();
                let wanted = format::format(note.snapshot.text(), &settings.grammar, &settings.hints, style);
                assert_eq!(whole(&note), &*wanted.text);
            }
        }
    }

    #[test]
    fn the_configuration_says_how_headings_are_written() {
        let text = "# SOAP Note\n\n## Plan\n\nRest.\n";
        let overrides = Overrides {
            isolated: true,
            headings: Some(HeadingStyle::Bold),
            ..Overrides::default()
        };
        let note = Testing::text(text, vec![0]).overrides(overrides);
        assert!(whole(&note).contains("**Plan**"), "{}", whole(&note));
    }

    #[test]
    fn what_is_no_note_is_left_alone() {
        let note = Testing::note("#  Hello\n*  x\n<|>").named("README.md");
        let params = DocumentFormattingParams::new(note.document(), options(), WorkDoneProgressParams::default());
        assert_eq!(format(&note.snapshot, params), None);
    }

    #[test]
    fn of_a_part_only_its_lines_change() {
        let note = Testing::note(
            "# SOAP Note\n\n## Plan\n\n* rest   \n<|>* fluids   \n* return if worse   \n<|>\n##  Follow-up\n\n*  call   \n",
        );
        let done = note.applied(&part(&note, note.range()));
        assert_eq!(
            done, "# SOAP Note\n\n## Plan\n\n- rest   \n- fluids\n- return if worse\n\n##  Follow-up\n\n*  call   \n",
            "only the bullet of the first line is changed, for a list has one"
        );
        // A table is in columns as a whole or not at all.
        let table = Testing::note("## Labs\n\n|Na|K|\n|---|---|\n|138|4.1<|>|\n|140|3.9|\n\n*  x\n");
        let done = table.applied(&part(&table, table.range()));
        assert!(done.contains("| 140 | 3.9 |") && done.contains("*  x"), "{done}");
    }

    #[test]
    fn a_list_goes_on() {
        for (before, after) in [
            ("## Plan\n\n1. CHF\n<|>", "## Plan\n\n1. CHF\n2. "),
            ("## Plan\r\n\r\n1. CHF\r\n<|>", "## Plan\r\n\r\n1. CHF\r\n2. "),
            (
                "## Plan\n\n1. CHF\n<|>\n2. COPD\n3. CKD\n",
                "## Plan\n\n1. CHF\n2. \n3. COPD\n4. CKD\n",
            ),
            (
                "## Plan\n\n1) CHF\n<|>\n\n2) COPD\n",
                "## Plan\n\n1) CHF\n2) \n\n3) COPD\n",
            ),
            ("## Plan\n\n9. CHF\n<|>\n", "## Plan\n\n9. CHF\n10. \n"),
            // Not consecutive: left alone.
            ("## Plan\n\n1. CHF\n<|>\n5. COPD\n", "## Plan\n\n1. CHF\n2. \n5. COPD\n"),
            // What hangs under a problem goes on under it, and the numbers stay.
            (
                "## Plan\n\n1. CHF\n<|>\n   - diuresis\n2. COPD\n",
                "## Plan\n\n1. CHF\n   - \n   - diuresis\n2. COPD\n",
            ),
            // The next section has numbers of its own.
            (
                "## Assessment\n\n1. CHF\n<|>\n\n## Plan\n\n2. COPD\n",
                "## Assessment\n\n1. CHF\n2. \n\n## Plan\n\n2. COPD\n",
            ),
            ("## Plan\n\n- rest\n<|>", "## Plan\n\n- rest\n- "),
            (
                "## Plan\n\n1. CHF\n   - daily weights\n   <|>",
                "## Plan\n\n1. CHF\n   - daily weights\n   - ",
            ),
            ("## Plan\n\n- [x] call\n<|>", "## Plan\n\n- [x] call\n- [ ] "),
            // Split in the middle.
            (
                "## Plan\n\n- rest\n<|> and fluids\n",
                "## Plan\n\n- rest\n- and fluids\n",
            ),
            // An empty item ends the list.
            ("## Plan\n\n1. CHF\n2. \n<|>", "## Plan\n\n1. CHF\n\n"),
            ("## Plan\n\n- rest\n  - \n  <|>\nend\n", "## Plan\n\n- rest\n\n\nend\n"),
            ("## Plan\n\n- [ ] \n<|>", "## Plan\n\n\n"),
        ] {
            assert_eq!(typed(before), after, "{before}");
        }
    }

    #[test]
    fn elsewhere_a_new_line_is_a_new_line() {
        for text in [
            "---\nkind: soap\n- x\n<|>\n---\n# SOAP Note\n",
            "## Plan\n\n<!--\n- x\n<|>\n-->\n",
            "| a |\n|---|\n| - x |\n<|>",
            "## Plan\n\nRest.\n<|>",
            "## Plan\n\n1. CHF\n2. <|>",
            "## Plan\n\n1. CHF\nnot yet<|>",
            "## Plan\n\n- \n<|>and more\n",
            "2.5 mg\n<|>",
            "<|>",
            "\n<|>",
            "***\n<|>",
            "---\n<|>",
        ] {
            assert_eq!(typed(text), text.replace("<|>", ""), "{text}");
        }
        let other = Testing::note("- x\n<|>").named("README.md");
        let params = DocumentOnTypeFormattingParams::new(other.document(), other.position(), "\n".into(), options());
        assert_eq!(format_on_type(&other.snapshot, params), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_part_is_laid_out_without_harm(text in texts(), from in (0u32..40, 0u32..40), to in (0u32..40, 0u32..40)) {
            let note = Testing::text(&text, vec![0]);
            let settings = note.snapshot.settings();
            let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
            let done: Arc<str> = note.applied(&part(&note, range)).into();
            let again = |text: &Arc<str>| format::format(text, &settings.grammar, &settings.hints, Style::default());
            // The words stay, and what is at rest stays at rest.
            let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(words(&done).replace(|c: char| c.is_ascii_digit(), ""),
                words(&text).replace(|c: char| c.is_ascii_digit(), ""));
            let laid_out = again(note.snapshot.text());
            if *laid_out.text == *text {
                prop_assert_eq!(&*done, &*text);
            }
            prop_assert_eq!(whole(&note), &*laid_out.text);
        }

        #[test]
        fn a_new_line_anywhere_does_no_harm(text in texts(), line in 0u32..60, column in 0u32..30) {
            let note = Testing::text(&text, vec![0]).settings(json!({})).encoding("utf-16");
            let position = Position::new(line, column);
            let params = DocumentOnTypeFormattingParams::new(note.document(), position, "\n".to_owned(), options());
            note.applied(&format_on_type(&note.snapshot, params).unwrap_or_default());
        }
    }
}
