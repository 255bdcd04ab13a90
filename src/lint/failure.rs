//! A rule that broke down: what is said of it, the same from every front.

use std::borrow::Cow;
use std::fmt;

/// How much of what a rule said last is repeated, in letters.
const LONGEST: usize = 160;

/// A rule that broke down on a note. Displayed, it is what a front tells the user: what is lost, whose fault it is, and what
/// to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFailure {
    /// `ORG001`, or the code of a user's rule.
    pub code: Cow<'static, str>,
    /// `missing-section`.
    pub name: Cow<'static, str>,
    /// What it said last; nothing of the note.
    pub message: String,
    /// Whether the rule itself says why it cannot run: a user's rule that asks for too much. Else it is a bug of preceptor.
    pub refused: bool,
}

impl fmt::Display for RuleFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code, name, message, ..
        } = self;
        if self.refused {
            return write!(
                f,
                "rule {code} ({name}) cannot run on this note: {message}; its findings are missing, the other rules have run"
            );
        }
        write!(
            f,
            "rule {code} ({name}) broke down on this note ({message}). Its findings are missing, the other rules have run. {}. \
             Until then `ignore = [\"{code}\"]` in preceptor.toml leaves the rule out",
            please_report(&format!("the code of the rule ({code})"))
        )
    }
}

/// That something is a bug, and what to send to have it mended: `what`, the version, and a text without a patient in it.
pub fn please_report(what: &str) -> String {
    format!(
        "This is a bug of preceptor {}, not of the note. Please report it with {what}, the version, and as little of the note as \
         still shows it; let `preceptor redact` take out who the patient is first, and read the copy before you send it",
        env!("CARGO_PKG_VERSION")
    )
}

/// What a panic says, without what it quotes: that may be the note's own text, and the message is to be sent to others.
pub fn without_quotations(message: &str) -> String {
    let mut out = String::with_capacity(message.len().min(LONGEST));
    let mut rest = message.lines().next().unwrap_or_default();
    while let Some(open) = rest.find(['`', '"']) {
        let (before, quoted) = rest.split_at(open);
        let mark = &quoted[..1];
        out.push_str(before);
        out.push_str(mark);
        out.push('…');
        out.push_str(mark);
        // Up to the last mark of the kind: the quoted text may hold some of its own. One that is left open goes to the end.
        rest = quoted
            .rfind(mark)
            .filter(|close| *close > 0)
            .map_or("", |close| &quoted[close + 1..]);
    }
    out.push_str(rest);
    match out.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &out[..end]),
        None => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_quoted_from_the_note() {
        let panics = [
            (
                "start byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `é Jane `Doe` 55`",
                "start byte index 1 is not a char boundary; it is inside 'é' (bytes 0..2) of `…`",
            ),
            ("left: \"Jane \\\" Doe\"", "left: \"…\""),
            ("of `Jane Doe, left open", "of `…`"),
            ("index out of bounds: the len is 3", "index out of bounds: the len is 3"),
            ("one line\nJane Doe", "one line"),
            ("", ""),
        ];
        for (panic, said) in panics {
            assert_eq!(without_quotations(panic), said);
        }
        assert_eq!(without_quotations(&"é".repeat(900)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_bug_is_named_with_what_to_do() {
        let mut failure = RuleFailure {
            code: "ORG999".into(),
            name: "broken".into(),
            message: "unlucky 13".to_owned(),
            refused: false,
        };
        let said = failure.to_string();
        let version = env!("CARGO_PKG_VERSION");
        for part in [
            "rule ORG999 (broken)",
            "unlucky 13",
            "bug",
            version,
            "report",
            "preceptor redact",
            "ignore",
        ] {
            assert!(said.contains(part), "{part} in {said}");
        }
        failure.refused = true;
        assert!(!failure.to_string().contains("bug"), "{failure}");
    }
}
