//! TPL001: `***` left in a note.

use crate::rules::support::{blank_sentence, blanks, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::PlaceholderKind;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL001",
    name: "wildcard",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["SmartTools conventions of electronic records: `***` is a stop that the writer fills in"],
    summary: "A `***` of the template was never filled in.",
    docs: r#"
## What it does

Reports every `***` and `***{label}`. A wildcard is the template's way to say "you fill this in": one that is still there means that something was never
asked, measured or decided, or never written down.

A file that starts with `+++` is a template and may hold as many as it likes.

## Why it matters

The next reader cannot tell a question that was not asked from an answer that was not typed. `Allergies: ***` before a first dose of ceftriaxone, or
`Weight: *** kg` above a dose in mg/kg, is a decision made without the fact it stands on. In a signed note a wildcard also shows that nobody read it over.

## How to fix

Write what you found. If you did not ask or could not examine, say so and why ("not asked: sedated"); if it does not apply, delete the line.

```bad
---
kind: soap
---
S: 34-year-old woman with sore throat for *** days, no cough.
O: T 38.4, HR 96. Tonsils with exudate.
A: Streptococcal pharyngitis likely.
P: Rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
```

```bad
# Paediatric clerking

**PC:** wheeze
**HPC:** 4-year-old boy, 2/7 hx of cough and wheeze.
**Allergies:** ***
```

```good
---
kind: soap
---
S: 34-year-old woman with sore throat for 3 days, no cough.
O: T 38.4, HR 96. Tonsils with exudate.
A: Streptococcal pharyngitis likely.
P: Rapid antigen test; penicillin V 500 mg PO twice daily for 10 days if positive.
```

```good
HPI: 71-year-old man with **two** falls this week. Pain *only* on standing. Seen with [RELATIVE] on [DATE].
```

## Precision

Four findings in the 182 notes of the development corpus, all right: `*****` where a transcriber did not hear the word. Measured besides on planted faults (6, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Placeholder,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for blank in blanks(note, &[PlaceholderKind::Wildcard]) {
        let message = format!(
            "{}: `{}`",
            blank_sentence(note, &blank),
            quote(note.slice(blank.span), 40)
        );
        findings
            .push(Finding::new(blank.span, message).help(
                "write what you found; if it was not asked or examined, say so; if it does not apply, delete it",
            ));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent};

    #[test]
    fn every_wildcard_is_found_and_named() {
        let text = "# SOAP Note\n\n## HPI\n\nPain for *** days, ***{quality}.\n\n## Plan\n\n***\n";
        assert_eq!(hits(&RULE, text), ["***", "***{quality}", "***"]);
        let messages: Vec<String> = run(&RULE, text).into_iter().map(|finding| finding.message).collect();
        assert_eq!(
            messages,
            [
                "A blank in HPI was never filled in: `***`",
                "Quality in HPI is still blank: `***{quality}`",
                "Plan is still blank: `***`",
            ]
        );
    }

    #[test]
    fn the_label_before_it_names_the_blank() {
        let found = run(&RULE, "## Vital Signs\n\nBP: ***, HR: 88\n");
        assert_eq!(found[0].message, "BP in Vital Signs is still blank: `***`");
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"SOAP\"\n+++\n## HPI\n\n***\n",
                "## HPI\n\n**bold** and *italic* text.\n",
                "## Plan\n\n<!-- *** fill in -->\nParacetamol 1 g PO QDS.\n",
                "## HPI\n\nSeen by [NAME] on [DATE].\n",
                "## Plan\n\n* rest\n* fluids\n",
                "## HPI\n\n**Pain** since *Monday*, **worse** today.\n",
                "## HPI\n\nStars: ** and * alone.\n",
                "## Plan\n\nRest.\n\n---\n\nSigned.\n",
                "## HPI\n\nRated ** of five stars.\n",
                "## Allergies\n\nNone\n",
                "## Plan\n\n- **1. CHF:** furosemide\n- **2. CKD:** watch\n",
                "## Labs\n\nTroponin 28* (*: hemolysed)\n",
                "## HPI\n\nSeen with [RELATIVE]; phone [PHONE].\n",
                "## HPI\n\nGrade 2/6 murmur at S1**S2.\n",
                "PC: fall\nImp: *mechanical* fall\nPlan: **home**\n",
                "<!--\n***\n-->\n## HPI\n\nCough.\n",
                "## Plan\n\nTake 1-2 tablets* daily.\n\n* with food\n",
                "> it was ** bad\n",
                "## HPI\n\n__emphasis__ and _more_.\n",
                "+++\ntitle = \"H&P\"\n+++\n# HPI\n\n***{onset}\n",
            ],
        );
    }
}
