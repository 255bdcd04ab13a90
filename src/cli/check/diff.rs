//! `--diff`: what mending would change, as a unified diff.

use std::io::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::report::{Paint, neutralize};
use crate::rules::Severity;

/// Lines around a change.
const CONTEXT: usize = 3;

/// Write the difference between two states of a note; nothing, if there is none. What could drive a terminal is made
/// visible, but for tabs and line ends.
pub(in crate::cli) fn write(path: &str, before: &str, after: &str, color: bool, out: &mut Vec<u8>) {
    if before == after {
        return;
    }
    let paint = Paint::new(color);
    let path = neutralize(path);
    let diff = TextDiff::from_lines(before, after);
    // Writing to memory cannot fail.
    let _ = writeln!(
        out,
        "{}\n{}",
        paint.strong(&format!("--- {path}")),
        paint.strong(&format!("+++ {path}"))
    );
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(out, "{}", paint.dim(&hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let (line, end) = split_end(change.value());
            let text = format!("{}{}", change.tag(), visible(line));
            let text = match change.tag() {
                ChangeTag::Delete => paint.severity(Severity::Error, &text),
                ChangeTag::Insert => paint.good(&text),
                ChangeTag::Equal => text.as_str().into(),
            };
            let _ = write!(out, "{text}{end}");
            if end.is_empty() {
                let _ = writeln!(out, "\n\\ No newline at end of file");
            }
        }
    }
}

fn split_end(line: &str) -> (&str, &str) {
    line.split_at(line.trim_end_matches(['\n', '\r']).len())
}

fn visible(line: &str) -> String {
    let parts: Vec<_> = line.split('\t').map(neutralize).collect();
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(before: &str, after: &str) -> String {
        let mut out = Vec::new();
        write("a.md", before, after, false, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_difference_is_a_unified_diff() {
        assert_eq!(diff("same", "same"), "");
        assert_eq!(
            diff("1\n2\n3\n4\n5\nhip:\n", "1\n2\n3\n4\n5\nHPI:\n"),
            "--- a.md\n+++ a.md\n@@ -3,4 +3,4 @@\n 3\n 4\n 5\n-hip:\n+HPI:\n"
        );
    }

    #[test]
    fn line_ends_and_a_missing_one_are_kept() {
        assert_eq!(
            diff("a\r\nb", "a\r\nc"),
            "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn a_line_cannot_drive_the_terminal() {
        let text = diff("\tx\u{1b}[2J\n", "\ty\u{1b}[2J\n");
        assert!(text.contains("-\tx␛[2J\n+\ty␛[2J\n"), "{text}");
    }
}
