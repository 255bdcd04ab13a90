//! The sheet that a student gets back as Markdown, which reads as plain text too.

use std::fmt::Write as _;

use super::marked::{line, numbered, sign, weight};
use super::parts::quote;
use crate::grade::{Comparison, Found, Mark, Points, RubricInfo};
use crate::note::Note;
use crate::report::{neutralize_line, wrap};

/// Columns of a line of the note.
const WIDTH: usize = 88;

/// The sheet that a student gets back, as Markdown: what the note does well, the three findings that matter most, the
/// rubric, the note with numbered comments.
pub fn feedback_markdown(mark: &Mark, rubric: &RubricInfo, note: &Note) -> String {
    let mut out = String::with_capacity(note.text.len() * 2);
    let row = &mark.row;
    let _ = writeln!(out, "# Feedback on your note\n");
    let _ = writeln!(out, "{} · {}\n", text(&row.student.name), text(&rubric.title));
    if !row.human.comment.trim().is_empty() {
        let _ = writeln!(out, "## From your teacher\n\n> {}", text(row.human.comment.trim()));
        if !row.human.reviewer.trim().is_empty() {
            let _ = writeln!(out, ">\n> {}", text(row.human.reviewer.trim()));
        }
        out.push('\n');
    }
    out.push_str("## What your note does well\n\n");
    for strength in &mark.strengths {
        let _ = writeln!(out, "- {}", sentence(strength));
    }
    if mark.strengths.is_empty() {
        out.push_str("Nothing that a program can name. Your teacher reads what it cannot.\n");
    }
    first(&mut out, mark, note);
    criteria(&mut out, mark, rubric);
    marked(&mut out, mark, note);
    if let Some(comparison) = &mark.comparison {
        beside(&mut out, comparison);
    }
    if let Some(shares) = row.shares {
        let _ = writeln!(
            out,
            "\n## Where the words come from\n\n{} % typed, {} % from the template, {} % carried over from an earlier note.",
            shares.typed, shares.template, shares.carried
        );
    }
    out.push_str(
        "\n---\n\nWritten by a program that reads structure and wording: a teaching aid, no medical advice and no \
         verdict. Your teacher has the last word.\n",
    );
    out
}

fn first(out: &mut String, mark: &Mark, note: &Note) {
    let found: Vec<&Found> = mark
        .first
        .iter()
        .take(3)
        .filter_map(|at| mark.findings.get(*at))
        .collect();
    let heading = match found.len() {
        0 => "What to mend",
        1 => "The finding that matters most",
        2 => "The two findings that matter most",
        _ => "The three findings that matter most",
    };
    let _ = writeln!(out, "\n## {heading}\n");
    if found.is_empty() {
        out.push_str("The rules found nothing to mend here.\n");
    }
    for (number, found) in found.into_iter().enumerate() {
        let _ = writeln!(
            out,
            "{}. **{}.** {} (line {})",
            number + 1,
            weight(found.severity),
            sentence(&found.message),
            found.line
        );
        if let Some(quote) = quote(mark, found, note) {
            let _ = writeln!(out, "   > {}\n", text(&quote));
        }
        if let Some(help) = &found.help {
            let _ = writeln!(out, "   {}", sentence(help));
        }
    }
}

fn criteria(out: &mut String, mark: &Mark, rubric: &RubricInfo) {
    let row = &mark.row;
    out.push_str("\n## The rubric, point by point\n\n");
    let _ = write!(out, "{} of {} points from the program", row.auto(), rubric.auto());
    if row.human.manual.iter().any(Option::is_some) {
        let _ = write!(out, ", {} from your teacher", row.manual());
    }
    let open = row.open(rubric);
    let _ = if row.human.total.is_some() {
        writeln!(
            out,
            "; your teacher set the total: {} of {}.\n",
            row.total(),
            rubric.points()
        )
    } else if open > Points::ZERO {
        writeln!(out, "; {open} more are for your teacher to give.\n")
    } else {
        writeln!(out, "; together {} of {}.\n", row.total(), rubric.points())
    };
    for (at, info) in rubric.criteria.iter().enumerate() {
        let mark = row.criteria.get(at);
        let _ = write!(out, "- **{}**", text(&info.title));
        if info.auto > Points::ZERO {
            let earned = mark.map_or(Points::ZERO, |mark| mark.points);
            let _ = write!(out, ": {earned} of {}", info.auto);
        }
        out.push('\n');
        for reason in mark.map_or(&[][..], |mark| &mark.reasons) {
            let sign = if reason.earned < reason.of { "○" } else { "✓" };
            let _ = write!(
                out,
                "  - {sign} {} ({} of {}",
                sentence(&reason.text),
                reason.earned,
                reason.of
            );
            let _ = match reason.line {
                Some(line) => writeln!(out, ", line {line})"),
                None => writeln!(out, ")"),
            };
        }
        if info.manual() > Points::ZERO {
            let given = row.human.manual.get(at).copied().flatten();
            let given = given.map_or("\\_\\_".to_owned(), |points| points.to_string());
            let _ = writeln!(
                out,
                "  - ☐ {given} of {} from your teacher. {}",
                info.manual(),
                sentence(&info.asks)
            );
        }
    }
    if !rubric.limits.trim().is_empty() {
        let _ = writeln!(out, "\n{}", sentence(&rubric.limits));
    }
}

/// The note as a block of code, so that nothing of it is read as Markdown, and the comments below it.
fn marked(out: &mut String, mark: &Mark, note: &Note) {
    let numbers = numbered(mark);
    out.push_str("\n## Your note\n\n");
    if !numbers.is_empty() {
        out.push_str("An arrow behind a line names the comments on it; they stand below.\n\n");
    }
    // A fence that the note cannot close.
    let longest = note.text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let _ = writeln!(out, "{fence}text");
    let mut waiting = numbers.iter().peekable();
    let lines = note.lines().line_count();
    let figures = lines.to_string().len();
    for number in 1..=lines {
        let Some(source) = line(note, number) else { break };
        let mut arrows = Vec::new();
        while let Some((comment, _)) =
            waiting.next_if(|(_, at)| mark.findings.get(*at).is_some_and(|found| found.line <= number))
        {
            arrows.push(comment.to_string());
        }
        let source = neutralize_line(source);
        let mut parts = if source.chars().count() > WIDTH {
            wrap(&source, WIDTH, 0)
        } else {
            vec![source.into_owned()]
        };
        if let Some(last) = parts.last_mut()
            && !arrows.is_empty()
        {
            let _ = write!(last, "  ← {}", arrows.join(", "));
        }
        for (at, part) in parts.iter().enumerate() {
            let number = if at == 0 { number.to_string() } else { String::new() };
            let _ = writeln!(out, "{}", format!("{number:>figures$} | {part}").trim_end());
        }
    }
    let _ = writeln!(out, "{fence}");
    if numbers.is_empty() {
        return;
    }
    out.push_str("\n### Comments\n\n");
    for (number, at) in &numbers {
        let Some(found) = mark.findings.get(*at) else { continue };
        let _ = write!(out, "{number}. {} {}", sign(found.severity), weight(found.severity));
        let _ = write!(out, " (line {}): {}", found.line, sentence(&found.message));
        if let Some(help) = &found.help {
            let _ = write!(out, " {}", sentence(help));
        }
        let _ = writeln!(out, " {}", text(&found.code));
    }
}

fn beside(out: &mut String, comparison: &Comparison) {
    out.push_str("\n## Beside the model answer\n\n");
    let found = comparison.found.iter().map(|element| ("✓", element));
    let missing = comparison.missing.iter().map(|element| ("○ not found:", element));
    for (sign, element) in found.chain(missing) {
        let _ = write!(out, "- {sign} {} ({}", text(&element.name), text(&element.kind));
        if let Some(line) = element.line {
            let _ = write!(out, ", line {line}");
        }
        out.push(')');
        if let Some(differs) = &element.differs {
            let _ = write!(out, ": {}", text(differs));
        }
        out.push('\n');
    }
    if !comparison.differential.is_empty() {
        out.push_str("\n| Diagnosis | Model answer | Your note |\n| --- | --: | --: |\n");
        let rank = |rank: Option<u32>| rank.map_or("–".to_owned(), |rank| format!("{rank}."));
        for entry in &comparison.differential {
            let _ = writeln!(
                out,
                "| {} | {} | {} |",
                text(&entry.diagnosis),
                rank(entry.in_model),
                rank(entry.in_note)
            );
        }
    }
    out.push_str("\nA model answer is one good way to write the note, not the only one.\n");
}

/// Text from outside: one line, nothing in it that Markdown obeys.
fn text(text: &str) -> String {
    escaped(&neutralize_line(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escape = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' => true,
            // Within a word it is a letter like others.
            '_' => !(before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric())),
            '&' => chars
                .peek()
                .is_some_and(|next| next.is_ascii_alphabetic() || *next == '#'),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    // What would open a heading, a list or a rule at the beginning of a line.
    if out.starts_with(['#', '+', '-', '=']) {
        out.insert(0, '\\');
    }
    out
}

/// A sentence of the program: as [`text`], but what stands between two backticks stays code.
fn sentence(text: &str) -> String {
    let line = neutralize_line(text.trim());
    let mut chars = line.chars();
    let mut opened: String = match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => line.into_owned(),
    };
    if !opened.is_empty() && !opened.ends_with(['.', '!', '?', ':', '…']) {
        opened.push('.');
    }
    if !opened.matches('`').count().is_multiple_of(2) {
        return escaped(&opened);
    }
    let mut out = String::new();
    for (at, part) in opened.split('`').enumerate() {
        if at % 2 == 0 {
            out.push_str(&escaped(part));
        } else if !part.is_empty() {
            let _ = write!(out, "`{part}`");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_markdown_obeys_is_left() {
        assert_eq!(
            text("<img src=x> [a](b) *c* &lt;"),
            "\\<img src=x\\> \\[a\\](b) \\*c\\* \\&lt;"
        );
        assert_eq!(text("# no heading"), "\\# no heading");
        assert_eq!(text("snake_case _em_"), "snake_case \\_em\\_");
    }

    #[test]
    fn what_a_rule_puts_in_backticks_stays_code() {
        assert_eq!(sentence("write `<b>` or *"), "Write `<b>` or \\*.");
        assert_eq!(sentence("a ` b"), "A \\` b.");
    }
}
