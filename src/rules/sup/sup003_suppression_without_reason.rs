//! SUP003 suppression-without-reason. The engine reports it, as it reads the directives.

use crate::rules::{Check, Family, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SUP003",
    name: "suppression-without-reason",
    aliases: &[],
    family: Family::Suppressions,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["preceptor: a departure from a standard is documented with its reason, as in the chart"],
    summary: "A directive allows something without saying why.",
    docs: r#"
## What it does
Reports a directive that names the rules it allows but not the reason. The reason stands after `--`. A directive that
allows nothing is reported by SUP001 or SUP002 instead.

## Why it matters
A departure from a standard can be right: the words are the patient's own, the value is real and was repeated. A teacher
or colleague can agree only if the note says so. A reason also tells the next reader when the directive may go.

```bad kind=soap
SUBJECTIVE
<!-- preceptor: allow empty-section -->

PLAN
<!-- preceptor: allow empty-section -->
```

```good kind=soap
SUBJECTIVE
<!-- preceptor: allow-file empty-section -- a skeleton for the interview, filled in afterwards -->

PLAN
```

## How to fix
Say why, after two dashes: `<!-- preceptor: allow SAF001 -- quoted from the outside prescription -->`.

## Precision
Any text after `--` counts; whether it is a good reason is for a reader to judge. A long dash made by a word processor
counts as `--`.
"#,
    trigger: Trigger::Always,
    check: Check::Engine,
};
