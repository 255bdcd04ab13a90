//! What stands at the end of a run: the closing line and the table of rules.

use std::io::Write as _;

use serde::Serialize;

use super::neutral::neutralize_line;
#[cfg(feature = "cli")]
use super::style::Paint;
use super::{Format, RenderOptions, RunSummary, Table, json};

/// `1 error`, `2 errors`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `3 problems (1 error, 2 infos) in 1 of 2 notes`, or that all is clean.
#[cfg(feature = "cli")]
pub(super) fn headline(run: &RunSummary) -> String {
    let findings = run.findings();
    if findings == 0 {
        return match run.notes {
            0 => "No note was checked.".to_owned(),
            1 => "The note is clean.".to_owned(),
            notes => format!("All {notes} notes are clean."),
        };
    }
    let parts: Vec<String> = [
        (run.errors, "error", "errors"),
        (run.warnings, "warning", "warnings"),
        (run.infos, "info", "infos"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| counted(count, one, many))
    .collect();
    let places = if run.notes == 1 {
        "1 note".to_owned()
    } else {
        format!("{} of {} notes", run.notes_with_findings, run.notes)
    };
    format!(
        "{} ({}) in {places}",
        counted(findings, "problem", "problems"),
        listed(&parts)
    )
}

/// `Found 3 problems (1 error, 2 infos) in 1 of 2 notes. 1 can be fixed with --fix.`
#[cfg(feature = "cli")]
pub(super) fn line(run: &RunSummary, options: &RenderOptions, out: &mut Vec<u8>) {
    // A run that checked nothing has its own message, on standard error.
    if options.quiet || run.notes == 0 {
        return;
    }
    let paint = Paint::new(options.color);
    let headline = headline(run);
    let mut text = if run.findings() == 0 {
        paint.good(&headline).into_owned()
    } else {
        // The sum is what the eye looks for.
        let (sum, rest) = headline.split_once(" (").unwrap_or((&headline, ""));
        format!("{} ({rest}.", paint.strong(&format!("Found {sum}")))
    };
    if run.fixable > 0 {
        text.push_str(&format!(" {} can be fixed with --fix.", run.fixable));
    }
    for (count, by) in [
        (run.suppressed, "suppressed in the notes"),
        (run.baselined, "hidden by the baseline"),
    ] {
        if count > 0 {
            text.push_str(&format!(" {count} {by}."));
        }
    }
    let _ = writeln!(out, "{text}");
}

#[derive(Serialize)]
struct JsonStatistics<'a> {
    version: u32,
    statistics: Vec<JsonRule<'a>>,
}

#[derive(Serialize)]
struct JsonRule<'a> {
    code: &'a str,
    rule: &'a str,
    count: usize,
    fixable: usize,
}

/// How often each rule fired, the most frequent first: count, code, `*` if a safe fix mends all, `-` if some, name. As JSON
/// `{"version":1,"statistics":[{"code","rule","count","fixable"}]}`, as JSON lines one such element a line.
pub fn statistics(run: &RunSummary, format: Format, _options: &RenderOptions, out: &mut Vec<u8>) {
    let rules = run.rules();
    if format.is_json() {
        let mut rules = rules.iter().map(|rule| JsonRule {
            code: &rule.code,
            rule: &rule.rule,
            count: rule.count,
            fixable: rule.fixable,
        });
        if format == Format::Jsonl {
            for rule in rules {
                json::write(&rule, out);
                out.push(b'\n');
            }
        } else {
            json::write(
                &JsonStatistics {
                    version: 1,
                    statistics: rules.by_ref().collect(),
                },
                out,
            );
            out.push(b'\n');
        }
        return;
    }
    let widest = rules.iter().map(|rule| rule.count.to_string().len()).max().unwrap_or(0);
    let mut table = Table::new();
    for rule in &rules {
        let mark = match rule.fixable {
            0 => "[ ]",
            some if some < rule.count => "[-]",
            _ => "[*]",
        };
        table.row([
            &format!("{:>widest$}", rule.count),
            &*neutralize_line(&rule.code),
            mark,
            &*neutralize_line(&rule.rule),
        ]);
    }
    table.render(out);
    if rules.iter().any(|rule| rule.fixable > 0) {
        let _ = writeln!(out, "[*] every finding can be fixed with --fix, [-] some can");
    }
}
