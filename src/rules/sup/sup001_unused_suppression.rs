//! SUP001 unused-suppression. The engine reports it: only the engine knows what a suppression hid.

use crate::rules::{Applicability, Check, Family, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "SUP001",
    name: "unused-suppression",
    aliases: &[],
    family: Family::Suppressions,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &["preceptor: suppressions are for findings that are there"],
    summary: "A directive allows something that is not there.",
    docs: r#"
## What it does
Reports a directive (`<!-- preceptor: allow … -->`), or one of the rules it names, that hid no finding. A rule that is
off, does not apply to the kind of note, or is part of a family of which some rules are off, is never called unused: it
may be needed when it is on.

Rules of the family SUP can only be allowed for the whole note (`allow-file SUP003`); anywhere else such an entry has no
effect and is reported here.

## Why it matters
A directive outlives the fault that it was written for: the sentence is mended, the directive stays. When the same fault
comes back, in a line that a colleague copies forward, nobody is told. In a note that others act on, a warning that was
switched off long ago is worse than none.

```bad kind=soap
SUBJECTIVE
<!-- preceptor: allow empty-section -- to be filled in on rounds -->
CC: "My knee hurts."

PLAN
Knee radiograph today.
```

```good kind=soap
SUBJECTIVE
CC: "My knee hurts."

PLAN
Knee radiograph today.
```

## How to fix
Take the directive out; where it names several rules, take out the one that is not needed. Both are safe fixes.

## Precision
A directive is judged against what the rules found in this very run, so there is nothing to guess. Where two directives
cover one finding, the narrower one counts as used and the wider one may be reported.
"#,
    trigger: Trigger::Always,
    check: Check::Engine,
};
