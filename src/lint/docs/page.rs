//! `docs/rules/`: one page a rule, and the list of all.

use std::fmt::Write as _;

use super::{Block, parse};
use crate::rules::{Family, OptionDefault, OptionSpec, Rule, Status};

const GENERATED: &str = "<!-- Generated from src/rules/ by `PRECEPTOR_UPDATE=1 cargo test --test rule_docs`. -->\n";

/// `ORG001-missing-section.md`.
pub fn page_name(rule: &Rule) -> String {
    format!("{}-{}.md", rule.code, rule.name)
}

/// The page of a rule, in Markdown.
pub fn page(rule: &Rule) -> String {
    let Rule {
        code, name, summary, ..
    } = rule;
    let family = rule.family.name();
    let mut out = format!("{GENERATED}\n# {code} {name}\n\n{summary}\n\n");
    let _ = writeln!(
        out,
        "Family [{family}](README.md#{family}) · {} by default · {} · {} · {}",
        rule.severity.name(),
        match rule.status {
            Status::Stable => format!("stable since edition {}", rule.since),
            Status::Preview => "preview, off by default".to_owned(),
            Status::OptIn => format!("stable since edition {}, on only where it is named", rule.since),
        },
        match rule.kinds {
            [] => "all notes".to_owned(),
            kinds => format!("notes of kind {}", code_list(kinds)),
        },
        match rule.fix {
            Some(fix) => format!("fix: {}", fix.name()),
            None => "no fix".to_owned(),
        },
    );
    if !rule.aliases.is_empty() {
        let _ = writeln!(out, "\nFormerly {}.", code_list(rule.aliases));
    }
    for section in parse(rule.docs) {
        if !section.title.is_empty() {
            let _ = writeln!(out, "\n## {}", section.title);
        }
        for block in &section.blocks {
            out.push('\n');
            write_block(&mut out, block);
        }
    }
    if !rule.options.is_empty() {
        let _ = writeln!(out, "\n## Options\n\nUnder `[options.{name}]` in `preceptor.toml`:\n");
        for option in rule.options {
            write_option(&mut out, option);
        }
    }
    out.push_str("\n## Sources\n\n");
    for source in rule.sources {
        let _ = writeln!(out, "- {source}");
    }
    out.push_str(&allowing(rule));
    out
}

fn allowing(rule: &Rule) -> String {
    let name = rule.name;
    let verb = if rule.family == Family::Suppressions {
        "allow-file"
    } else {
        "allow"
    };
    format!(
        "\n## Allowing it\n\nIn a note: `<!-- preceptor: {verb} {name} -- why -->` ([how](../suppressions.md)). In \
         `preceptor.toml`: `ignore = [\"{name}\"]`, or another severity under `[severity]`.\n"
    )
}

fn code_list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

fn write_block(out: &mut String, block: &Block) {
    let _ = match block {
        Block::Paragraph(text) => writeln!(out, "{text}"),
        Block::List(items) => writeln!(out, "{}", items.join("\n")),
        Block::Verbatim(text) if text.starts_with('|') => write!(out, "{text}"),
        Block::Verbatim(text) => write!(out, "```text\n{text}```\n"),
        Block::Example(example) => {
            let says = if example.bad { "Reported" } else { "Not reported" };
            let kind = example
                .kind
                .as_ref()
                .map(|kind| format!(" (kind `{kind}`)"))
                .unwrap_or_default();
            write!(out, "{says}{kind}:\n\n```text\n{}```\n", example.text)
        }
    };
}

fn write_option(out: &mut String, option: &OptionSpec) {
    let list = |values: &[&str]| match values {
        [] => "none".to_owned(),
        values => code_list(values),
    };
    let (kind, default, choices) = match option.default {
        OptionDefault::Bool(value) => ("true or false", format!("`{value}`"), &[][..]),
        OptionDefault::Int(value) => ("a whole number", format!("`{value}`"), &[][..]),
        OptionDefault::Text(value, choices) => ("a word", format!("`\"{value}\"`"), choices),
        OptionDefault::List(values) => ("a list of words", list(values), &[][..]),
    };
    let choices = match choices {
        [] => String::new(),
        choices => format!("; one of {}", code_list(choices)),
    };
    let _ = writeln!(
        out,
        "- `{}` ({kind}, default {default}{choices}): {}",
        option.name, option.doc
    );
}

/// `docs/rules/README.md`: every rule by family.
pub fn index(rules: &[&Rule]) -> String {
    let mut out = format!(
        "{GENERATED}\n# Rules\n\n{} rules. `preceptor explain CODE` prints the same text, offline; `preceptor rules` lists \
         what is on.\n\nA rule is chosen by code, name or family, everywhere the same: on the command line, in \
         `preceptor.toml`, in a note.\n",
        rules.len()
    );
    for family in Family::ALL {
        let members: Vec<&&Rule> = rules.iter().filter(|rule| rule.family == family).collect();
        if members.is_empty() {
            continue;
        }
        // The heading's anchor is the family's name.
        let _ = write!(
            out,
            "\n## {}\n\n`{}`\n\n| Code | Name | What it looks for | Severity | Status | Fix |\n|---|---|---|---|---|---|\n",
            family.name(),
            family.code()
        );
        for rule in members {
            let _ = writeln!(
                out,
                "| [{}]({}) | {} | {} | {} | {} | {} |",
                rule.code,
                page_name(rule),
                rule.name,
                rule.summary.replace('|', "\\|"),
                rule.severity.name(),
                match rule.status {
                    Status::Stable => "stable",
                    Status::Preview => "preview",
                    Status::OptIn => "opt-in",
                },
                rule.fix.map_or("–", |fix| fix.name()),
            );
        }
    }
    out
}
