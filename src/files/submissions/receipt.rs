//! Blackboard's receipt of a submission: who handed in, and what was typed into the text box.

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Receipt {
    pub(super) name: Option<String>,
    pub(super) user: Option<String>,
    /// What was typed; nothing if the student typed nothing.
    pub(super) typed: Option<String>,
}

/// Read a receipt; what is not there stays empty.
pub(super) fn parse(text: &str) -> Receipt {
    let mut receipt = Receipt::default();
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().take(6).find_map(|line| line.trim().strip_prefix("Name:"));
    if let Some(line) = first {
        match line.trim().strip_suffix(')').and_then(|line| line.rsplit_once('(')) {
            Some((name, user)) => {
                receipt.name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
                receipt.user = Some(user.trim().to_owned()).filter(|user| !user.is_empty());
            }
            None => receipt.name = Some(line.trim().to_owned()).filter(|name| !name.is_empty()),
        }
    }
    let Some(start) = after_line(text, |line| line == "Submission Field:") else {
        return receipt;
    };
    let rest = text.get(start..).unwrap_or_default();
    // The typed text can itself have a line "Comments:", so the last one counts that is followed by what the system
    // writes there.
    let end = rest
        .match_indices("\nComments:")
        .filter(|(at, found)| {
            let behind = rest.get(at + found.len()..).unwrap_or_default();
            behind.starts_with(['\r', '\n'])
                && (behind.contains("\nFiles:") || behind.trim_start().starts_with("There are no"))
        })
        .map(|(at, _)| at)
        .last()
        .unwrap_or(rest.len());
    let typed = rest.get(..end).unwrap_or_default().trim();
    let none = typed.is_empty() || typed.starts_with("There is no student submission text data");
    receipt.typed = (!none).then(|| typed.to_owned());
    receipt
}

/// Whether typed text is HTML, as newer versions write it.
pub(super) fn is_html(typed: &str) -> bool {
    let lower = typed.to_ascii_lowercase();
    [
        "<p", "<div", "<br", "<span", "<ul", "<ol", "<h1", "<h2", "<h3", "<strong", "<table",
    ]
    .iter()
    .any(|tag| {
        lower.match_indices(tag).any(|(at, tag)| {
            lower
                .get(at + tag.len()..)
                .is_some_and(|rest| rest.starts_with(['>', ' ', '/']))
        })
    })
}

fn after_line(text: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        start += line.len();
        if is(line.trim()) {
            return Some(start);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "Name: Jane van der Doe (j_doe)\r\nAssignment: H&P 1\r\n\
        Date Submitted: Sunday, March 1, 2026 11:58:07 PM EST\r\nCurrent Grade: Needs Grading\r\n\r\nSubmission Fie\
        ld:\r\n";

    #[test]
    fn the_name_and_the_typed_text() {
        let text = format!(
            "{HEAD}CC: cough\r\n\r\nComments:\r\nof the patient\r\nPlan: rest\r\n\r\nComments:\r\n\
             There are no student comments for this assignment.\r\n\r\nFiles:\r\n\tNo files were attached to this s\
             ubmission.\r\n"
        );
        let receipt = parse(&text);
        assert_eq!(receipt.name.as_deref(), Some("Jane van der Doe"));
        assert_eq!(receipt.user.as_deref(), Some("j_doe"));
        assert_eq!(
            receipt.typed.as_deref(),
            Some("CC: cough\r\n\r\nComments:\r\nof the patient\r\nPlan: rest")
        );
    }

    #[test]
    fn a_receipt_for_a_file_has_no_typed_text() {
        let text = format!(
            "{HEAD}There is no student submission text data for this assignment.\r\n\r\nComments:\r\nSorry, late\r\
            \n\r\n\
             Files:\r\n\tOriginal filename: x.docx\r\n\tFilename: H&P 1_j_doe_attempt_2026-03-01-23-58-07_x.docx\r\n"
        );
        assert_eq!(parse(&text).typed, None);
        assert_eq!(parse(""), Receipt::default());
        assert_eq!(parse("Name: ()\nSubmission Field:"), Receipt::default());
    }

    #[test]
    fn html_is_told_from_signs() {
        assert!(is_html("<p>CC: cough</p>") && is_html("x<br/>y"));
        assert!(!is_html("Na <135, BP < 90, <person>"));
    }
}
