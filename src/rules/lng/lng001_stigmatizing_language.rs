//! LNG001: a word that labels or stigmatizes the person.

use crate::grammar::lexicon_ids;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG001",
    name: "stigmatizing-language",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "NIDA: Words Matter, terms to use and avoid when talking about addiction",
        "Goddu AP et al. Do words matter? J Gen Intern Med 2018;33:685",
        "Park J et al. Physician use of stigmatizing language in patient medical records. JAMA Netw Open 2021;4:e2117052",
        "AMA/AAMC: Advancing Health Equity, a guide to language, narrative and concepts (2021)",
        "CDC: Health Equity Guiding Principles for Inclusive Communication",
    ],
    summary: "A word labels or stigmatizes the person.",
    docs: r#"
## What it does

Finds words that label a person by an illness, a behavior, a body or a way of living ("addict", "noncompliant", "frequent flyer",
"morbidly obese", "the homeless"), and says what to write instead. Each word is reported once; its other places are shown with it.

Quotations of the patient, names of tests, agencies and diagnoses, and the same words in another sense ("noncompliant ventricle",
"dressing clean and dry", "child abuse") are left alone. Words that doubt or blame are LNG002, conditions before the person LNG008.

Common usage that is only mildly negative ("compliant with", "against medical advice") is reported with the option `mild-words`.

## Why it matters

Notes are read by colleagues, and by patients. In a trial, students and residents who read one stigmatizing note had a worse
opinion of the patient and treated his pain less.

## How to fix

Put the person before the condition, the number before the adjective, and the reason before the judgment.

```bad
# Progress Note

S: 52-year-old man, a heroin addict who has been clean for 6 months, noncompliant with insulin.
```

```good
# Progress Note

S: 52-year-old man with opioid use disorder, in remission for 6 months; misses insulin about 3 days a week because of its cost.
He says: "I was an addict, now I am clean."
```

## Precision

To be counted.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::STIGMA_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    word_choice::report(context, lexicon_ids::STIGMA_WORDS, findings);
}
