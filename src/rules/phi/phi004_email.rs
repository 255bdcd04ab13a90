//! PHI004: an e-mail address.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI004",
    name: "email",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE, "RFC 2606: reserved domain names"],
    summary: "An e-mail address.",
    docs: r#"
## What it does

Reports e-mail addresses, also those spelt out (`name (at) host (dot) org`). The domains reserved for examples (example.com, .org, .net, .test, .invalid) may stand, and an `@` before a time or a rate is no address.

## Why it matters

An address names its owner, and often the employer too.

## How to fix

Take it out, or write `[EMAIL]`.

```bad
Prefers reminders by mail to ravi_k71@postbox.org.
```

```good
Prefers reminders by e-mail (address on file). Infusion @ 75 mL/h.
```

## Precision

No finding on the 182 corpus notes, which were made anonymous. 16 of 16 planted addresses are found; in 20 notes without identifiers none is reported, nor any of the 11 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::Email];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(context, findings, KINDS, "say that an address is on file");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("mail ravi_k71@postbox.org today", "ravi_k71@postbox.org"),
            ("<ravi.k@mail.clinic.co.uk>", "ravi.k@mail.clinic.co.uk"),
            ("Email:R.K+x@postbox.org.", "R.K+x@postbox.org"),
            ("ravi (at) postbox (dot) org", "ravi (at) postbox (dot) org"),
            ("ravi[at]postbox.org", "ravi[at]postbox.org"),
            ("write to ravi at postbox dot org please", "ravi at postbox dot org"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "jane@example.com",
                "a@b.test",
                "x@mail.example.org",
                "@ 0800",
                "@ 2L",
                "O2 @ 2L/min",
                "@75 mL/h",
                "@NAME@",
                "HR 80 @ rest",
                "seen @bedside",
                "point at the dot on the wall",
                "look at this dot again",
            ],
        );
    }
}
