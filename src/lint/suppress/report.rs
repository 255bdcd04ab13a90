//! What is wrong with the directives themselves: the SUP family.

use std::collections::HashMap;

use super::super::engine::{Ran, diagnostic};
use super::super::{Diagnostic, Reach, Selector, Settings};
use super::directive::looks_like_directive;
use super::{Allow, Name};
use crate::note::Note;
use crate::rules::{self, Applicability, Family, Finding, Rule, Status};
use crate::syntax::{LineForm, NodeKind};
use crate::text::Span;

/// Looking for what was meant costs as much as a small note's check; a note with more unknown names than this has other
/// troubles.
const MOST_SUGGESTIONS: usize = 32;

/// The findings of the SUP rules that are on.
pub(super) fn findings(note: &Note, settings: &Settings, allows: &[Allow<'_>]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for enabled in &settings.rules {
        let rule = enabled.rule;
        if rule.family != Family::Suppressions {
            continue;
        }
        let findings = match rule.name {
            "unused-suppression" => unused(note, allows),
            "unknown-rule" => unknown(note, settings, allows),
            "suppression-without-reason" => without_reason(note, allows),
            _ => continue,
        };
        out.extend(findings.into_iter().map(|finding| {
            let severity = enabled.severity.or(finding.severity).unwrap_or(rule.severity);
            diagnostic(note, rule.code.into(), rule.name.into(), severity, finding)
        }));
    }
    out
}

// ---- SUP001 ----

/// Mark the names that could have been used and were not.
pub(super) fn mark_idle(allows: &mut [Allow<'_>], settings: &Settings, ran: &Ran<'_>) {
    let mut known = HashMap::new();
    for allow in allows {
        for name in &mut allow.names {
            let Some(selector) = &name.selector else { continue };
            name.idle = match name.is_sup() {
                // Without effect from the start, whatever the note says.
                true => allow.reach != Some(Reach::Note),
                false if name.used > 0 => false,
                false => *known
                    .entry(name.word.text)
                    .or_insert_with(|| has_run(selector, settings, ran)),
            };
        }
    }
}

fn unused(note: &Note, allows: &[Allow<'_>]) -> Vec<Finding> {
    allows
        .iter()
        .filter_map(|allow| {
            let (idle, kept): (Vec<&Name<'_>>, Vec<&Name<'_>>) = allow.names.iter().partition(|name| name.idle);
            (!idle.is_empty()).then(|| unused_in(note, allow, &idle, &kept))
        })
        .collect()
}

fn unused_in(note: &Note, allow: &Allow<'_>, idle: &[&Name<'_>], kept: &[&Name<'_>]) -> Finding {
    let names = idle
        .iter()
        .map(|name| format!("`{}`", name.word.text))
        .collect::<Vec<_>>();
    let sup = idle.iter().all(|name| name.is_sup());
    let message = match allow.reach {
        _ if sup => format!("{} can only be allowed for the whole note", join(&names)),
        Some(Reach::Note) => format!("Nothing in this note falls under {}", join(&names)),
        Some(Reach::Section) => format!("Nothing in this section falls under {}", join(&names)),
        Some(Reach::Line) => format!("Nothing on this line falls under {}", join(&names)),
        _ if allow.scope.is_empty() => format!("No text follows that {} could hold for", join(&names)),
        _ => format!("Nothing in the next block falls under {}", join(&names)),
    };
    let list = list_span(allow);
    // A stray word after the rules would be taken for a rule's name if the list were rewritten; the whole comment can go.
    if kept.is_empty() && allow.stray.is_none() {
        let (span, replacement) = removal(note, allow);
        let finding = Finding::new(allow.place.span, message);
        let help = match sup {
            true => "write `allow-file` to allow it, or take the directive out",
            false => "take the directive out: it would hide the fault if it came back",
        };
        // What it held apart is for a person to see.
        let applicability = match holds_marks_apart(note, allow) {
            true => Applicability::Unsafe,
            false => Applicability::Safe,
        };
        return finding
            .help(help)
            .fix(applicability, "take the directive out", span, replacement);
    }
    let span = match idle {
        [one] => one.word.span,
        _ => list,
    };
    let finding = Finding::new(span, message).help(format!("take {} out of the list", join(&names)));
    if allow.stray.is_some() {
        return finding;
    }
    let rest = kept.iter().map(|name| name.word.text).collect::<Vec<_>>().join(", ");
    let what = format!("leave only `{rest}`");
    finding.fix(Applicability::Safe, what, list, rest)
}

/// Whether the rules that a selector names looked at this note, so that it could have been used. A set of rules counts
/// when no stable rule of it is off: else the one that was meant may just not be asked about today.
fn has_run(selector: &Selector, settings: &Settings, ran: &Ran<'_>) -> bool {
    match selector {
        Selector::Rule(rule) => ran.has(rule.code),
        Selector::User(code) => ran.has(code),
        Selector::All | Selector::Family(_) | Selector::UserFamily(_) => {
            let is_on = |rule: &Rule| settings.rules.iter().any(|on| on.rule.code == rule.code);
            let counts = |rule: &&&Rule| {
                rule.status == Status::Stable && rule.family != Family::Suppressions && selector.takes(rule)
            };
            let user_on = |at: usize| settings.enabled_user_rules.iter().any(|on| on.index == at);
            let mut users = settings.user_rules.iter().enumerate();
            !ran.failed()
                && ran.any(|code| selector.takes_code(code))
                && rules::all().iter().filter(counts).all(|rule| is_on(rule))
                && users.all(|(at, rule)| !selector.takes_user(rule) || user_on(at))
        }
    }
}

/// From the first rule named to the last.
fn list_span(allow: &Allow<'_>) -> Span {
    let spans = allow.names.iter().map(|name| name.word.span);
    spans.reduce(Span::cover).unwrap_or(allow.place.span)
}

/// Whether the rest of the line may become something else without the directive: text that moves to where a mark is
/// read (`<!-- … --># HPI`), or marks that are left alone (`---<!-- … -->`).
fn holds_marks_apart(note: &Note, allow: &Allow<'_>) -> bool {
    if allow.place.alone {
        return false;
    }
    let span = allow.place.span;
    let before = note.text[..span.start as usize]
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or("");
    let after = note.text[span.end as usize..].split(['\n', '\r']).next().unwrap_or("");
    let ends_in_words = |text: &str| {
        text.trim_end()
            .ends_with(|c: char| c.is_alphanumeric() || ".,;!?)%".contains(c))
    };
    // A heading or label may be read otherwise with and without a comment behind it.
    let nodes = note.tree.nodes();
    let upto = nodes.partition_point(|node| node.span.start <= span.start);
    let line = nodes[..upto].iter().rev().find_map(|node| match node.kind {
        NodeKind::Line(form) => Some(form),
        _ => None,
    });
    line != Some(LineForm::Plain) || !after.trim().is_empty() || !ends_in_words(before)
}

/// The edit that takes a directive out: with its line if it has one of its own, else with the spaces before it. Where
/// the line keeps two stretches of text apart, an empty one stays.
fn removal(note: &Note, allow: &Allow<'_>) -> (Span, &'static str) {
    let text = &*note.text;
    let span = allow.place.span;
    let (before, after) = (&text[..span.start as usize], &text[span.end as usize..]);
    let is_blank = |c: char| c != '\n' && c != '\r' && c.is_whitespace();
    if !allow.place.alone {
        let at_end = after.trim_start_matches(is_blank).starts_with(['\n', '\r']) || after.trim().is_empty();
        let from = if at_end {
            before.trim_end_matches(is_blank).len()
        } else {
            before.len()
        };
        return (Span::new(from as u32, span.end), "");
    }
    let line_start = before.trim_end_matches(is_blank);
    let rest = after.trim_start_matches(is_blank);
    let has_line = line_start.is_empty() || line_start.ends_with(['\n', '\r']) || line_start == "\u{FEFF}";
    let newline = ["\r\n", "\n", "\r"]
        .into_iter()
        .find(|end| rest.starts_with(end))
        .unwrap_or("");
    if !has_line || (newline.is_empty() && !rest.is_empty()) {
        // Another comment stands on the line.
        return (span, "");
    }
    let text_before = line_start.trim_end_matches(['\n', '\r']);
    let follows_text =
        line_start.len() - text_before.len() <= 2 && !line_start.ends_with("\n\n") && !text_before.is_empty();
    let next = rest[newline.len()..].trim_start_matches(is_blank);
    let precedes_text = !next.is_empty() && !next.starts_with(['\n', '\r']);
    if follows_text && precedes_text {
        return (span, "");
    }
    let end = text.len() - rest.len() + newline.len();
    (Span::new(line_start.len() as u32, end as u32), "")
}

// ---- SUP002 ----

fn unknown(note: &Note, settings: &Settings, allows: &[Allow<'_>]) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut suggestions = 0;
    for allow in allows {
        if let Err(verb) = allow.directive.verb {
            out.push(unknown_verb(allow, verb.word.text, verb.word.span, verb.suggestion));
            continue;
        }
        if allow.names.is_empty() {
            let finding = Finding::new(allow.place.span, "This directive names no rule, so it allows nothing");
            out.push(finding.help("name what is allowed: `<!-- preceptor: allow SAF001 -- why -->`"));
        }
        for name in allow.names.iter().filter(|name| name.selector.is_none()) {
            suggestions += 1;
            let meant = match suggestions {
                0..=MOST_SUGGESTIONS => Selector::parse(name.word.text, &settings.user_rules).err(),
                _ => None,
            };
            out.push(unknown_name(name, meant.and_then(|unknown| unknown.suggestion)));
        }
        if let Some(stray) = allow.stray {
            let words = note.slice(stray);
            let finding = Finding::new(stray, format!("`{}` names no rule", shortened(words)));
            out.push(finding.help("if this is the reason, put `--` before it").fix(
                Applicability::Unsafe,
                "write `--` before the reason",
                Span::at(stray.start),
                "-- ",
            ));
        }
    }
    for leaf in note.tree.leaves().filter(|leaf| leaf.kind == NodeKind::Comment) {
        if looks_like_directive(note.slice(leaf.span)) {
            let finding = Finding::new(
                leaf.span,
                "This comment looks like a directive, but it is not read as one",
            );
            out.push(finding.help("open it with `<!-- preceptor:`, in lower case and with the colon"));
        }
    }
    out
}

fn unknown_verb(allow: &Allow<'_>, word: &str, span: Span, suggestion: Option<&'static str>) -> Finding {
    const HELP: &str = "a directive says `allow`, `allow-section` or `allow-file`; in a word to a person, leave out the \
                        colon after `preceptor`";
    if word.is_empty() {
        return Finding::new(allow.place.span, "This directive says nothing").help(HELP);
    }
    let message = format!("preceptor does not know the directive `{}`", shortened(word));
    match suggestion {
        Some(meant) => Finding::new(span, message)
            .help(format!("did you mean `{meant}`?"))
            .fix(Applicability::Unsafe, format!("write `{meant}`"), span, meant),
        None => Finding::new(span, message).help(HELP),
    }
}

fn unknown_name(name: &Name<'_>, suggestion: Option<String>) -> Finding {
    let word = name.word;
    let finding = Finding::new(
        word.span,
        format!("`{}` is no rule code, rule name or family", shortened(word.text)),
    );
    match suggestion {
        Some(meant) => {
            let fix = format!("write `{meant}`");
            finding
                .help(format!("did you mean `{meant}`?"))
                .fix(Applicability::Unsafe, fix, word.span, meant)
        }
        None => finding.help("`preceptor rules` lists all codes and names"),
    }
}

// ---- SUP003 ----

fn without_reason(note: &Note, allows: &[Allow<'_>]) -> Vec<Finding> {
    let lacking = allows.iter().filter(|allow| {
        // One that allows nothing needs no reason but to go.
        let works = allow.names.iter().any(|name| name.selector.is_some() && !name.idle);
        works && allow.directive.reason.is_none() && allow.stray.is_none()
    });
    lacking
        .map(|allow| {
            let names = allow
                .names
                .iter()
                .map(|name| format!("`{}`", name.word.text))
                .collect::<Vec<_>>();
            let message = format!("This directive allows {} without saying why", join(&names));
            let example = note.slice(list_span(allow));
            let help = format!("say why after `--`: `{example} -- the patient's own words`");
            Finding::new(allow.place.span, message).help(help)
        })
        .collect()
}

// ---- words ----

/// `a`, `a and b`, `a, b and c`.
fn join(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

/// At most forty characters.
fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
