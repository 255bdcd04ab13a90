//! SUP002 unknown-rule. The engine reports it, as it reads the directives.

use crate::rules::{Applicability, Check, Family, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SUP002",
    name: "unknown-rule",
    aliases: &[],
    family: Family::Suppressions,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Unsafe),
    sources: &["preceptor: a directive that cannot be read allows nothing"],
    summary: "A directive names a rule that does not exist, or cannot be read.",
    docs: r#"
## What it does
Reports a directive that cannot do what it was written for: it names a rule, family or verb that does not exist, names no
rule at all, gives its reason without `--`, or is an ordinary comment that was meant as a directive (`<!-- preceptor
allow … -->` without the colon). The nearest known word is suggested.

## Why it matters
A misspelt directive allows nothing, or not what its writer believes. The writer goes on trusting it, and the reader of
the note takes its reason for a decision that was made.

```bad kind=soap
SUBJECTIVE
<!-- preceptor: allow empty-sektion -- to be filled in on rounds -->

PLAN
Knee radiograph today.
```

```good kind=soap
SUBJECTIVE
<!-- a word to a colleague is no directive -->
CC: "My knee hurts."

PLAN
Knee radiograph today.
```

## How to fix
Write the code (`ORG002`), the name (`empty-section`) or the family (`ORG`) as `preceptor rules` lists it, after `allow`
(this line or the next block), `allow-section` or `allow-file`. Put the reason after `--`:
`<!-- preceptor: allow ORG002 -- filled in on rounds -->`.

## Precision
Names are compared with the built-in rules, their former names and the rules of your configuration. A configuration that
lacks a school's own rules makes their names unknown: check the note with the same configuration as its writer.
"#,
    trigger: Trigger::Always,
    check: Check::Engine,
};
