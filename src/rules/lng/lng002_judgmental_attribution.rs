//! LNG002: a word that doubts or blames the patient.

use crate::grammar::lexicon_ids;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG002",
    name: "judgmental-attribution",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "Beach MC et al. Testimonial injustice: linguistic bias in the medical records of Black patients and women. J Gen Intern Med 2021;36:1708",
        "Park J et al. Physician use of stigmatizing language in patient medical records. JAMA Netw Open 2021;4:e2117052",
        "Sun M et al. Negative patient descriptors. Health Aff 2022;41:203",
        "Cox C, Fritz Z. Presenting complaint: use of language that disempowers patients. BMJ 2022;377:e066720",
    ],
    summary: "A word doubts, blames or disapproves of the patient.",
    docs: r#"
## What it does

Finds words by which the writer doubts what the patient tells ("claims", "supposedly", "poor historian"), blames ("refused", "failed
metformin", "unwilling") or judges a character ("difficult patient", "manipulative", "dramatic"), and says what to write instead.
"Denies", "states" and "reports" are neutral and never reported.

Quotations, the same words in another sense ("insurance claims", "informed refusal", "admitted to the ICU", "failed extubation",
"threatened abortion") and what the note denies are left alone. Common usage that is only mildly negative ("apparently",
"pleasant", "was warned about") is reported with the option `mild-words`.

## Why it matters

Doubt spreads from note to note, and falls more often on some groups of patients than on others. What was said and done can be
checked by the next reader; a judgment cannot.

## How to fix

Write what was said, seen or done, by whom, and why.

```bad
# ED Note

HPI: 34-year-old woman, a poor historian, claims that her pain is 10/10. She refused the ultrasound.
```

```good
# ED Note

HPI: 34-year-old woman with 10/10 pain; history limited by distress, completed by her sister. She declined the ultrasound
because of its cost. Denies fever. Her insurance claims are pending.
```

## Precision

To be counted.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::JUDGMENT_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    word_choice::report(context, lexicon_ids::JUDGMENT_WORDS, findings);
}
