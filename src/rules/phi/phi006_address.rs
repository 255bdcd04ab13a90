//! PHI006: places smaller than a state.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{GUIDANCE, SAFE_HARBOR, report_but};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI006",
    name: "address",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "allowed",
        default: OptionDefault::List(&[]),
        doc: "Places that may stand in notes, as they are written: the made-up town of your cases.",
    }],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE],
    summary: "A street, town, county or postal code stands in the note.",
    docs: r#"
## What it does

Finds places smaller than a state: street addresses, PO boxes, cities with their state, counties, towns behind words such as `lives in` and `moved to`, and postal codes (ZIP codes of five and nine digits, British, Canadian). Messages never repeat
them. States, countries and larger regions are allowed, and so are places in the names of diseases, scores and viruses.

## Why it matters

A town and an age are often enough to find somebody. The regulation allows no geography smaller than a state.

## How to fix

Say what matters for care: `lives in a rural area`, `recently returned from Kenya`, `two hours from the hospital`. Else write `[LOCATION]` or `[ZIP]`.

```bad
# H&P

SH: Lives at 1420 Maple Street, Springfield, IL 62704, with two cats.
```

```bad
# H&P

SH: Retired farmer. Moved to Duluth in 2019.
```

```good
# H&P

HPI: 34-year-old woman with fever after travel to India. Lyme disease was excluded.

SH: Lives in rural Minnesota, born in Nigeria. Walks to work.
```

## Precision

To be counted.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let kinds = [IdentifierKind::Location, IdentifierKind::Zip];
    report_but(
        context,
        findings,
        &kinds,
        "or what matters of the place: `a rural area`, the state",
        &context.list("allowed"),
    );
}
