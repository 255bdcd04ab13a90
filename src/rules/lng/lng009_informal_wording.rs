//! LNG009: a word of everyday talk.

use crate::grammar::lexicon_ids;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG009",
    name: "informal-wording",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Info,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "Bickley LS. Bates' Guide to Physical Examination and History Taking: recording your findings",
        "AMA Manual of Style, 11th edition: jargon and slang",
    ],
    summary: "A word of everyday talk stands where a clinical one belongs.",
    docs: r#"
## What it does

Finds colloquial words of the writer ("tummy", "threw up", "kinda", "super sick", "a ton of", "crappy") and names the clinical word, or
asks for what the word hides: an amount, a finding, a substance. The patient's own words, in quotation marks, are left alone, and so
is what clinicians usually write ("meds", "mom", "flu shot"). Borderline words ("belly", "kids", "a lot of") are reported with the
option `mild-words`.

## Why it matters

Everyday words are vague, and they make the next reader wonder whether the patient or the writer speaks.

## How to fix

Use the clinical word or the number; put what the patient said in quotation marks.

```bad
# SOAP Note

S: He threw up twice and his tummy is super sore. Feels crappy.
```

```good
# SOAP Note

S: He vomited twice and has severe abdominal pain. He says he feels "super crappy".
```

## Precision

To be counted.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::INFORMAL_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    word_choice::report(context, lexicon_ids::INFORMAL_WORDS, findings);
}
