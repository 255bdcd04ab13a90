//! TPL003: a link to chart data that was never replaced.

use crate::rules::support::{blank_sentence, blanks, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::PlaceholderKind;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL003",
    name: "variable",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["SmartTools conventions of electronic records: `@AGE@` is replaced by chart data when inserted"],
    summary: "A link to chart data, `@AGE@` or `{{ age }}`, was never replaced.",
    docs: r#"
## What it does

Reports `@NAME@`, `@VS@` and `{{ name }}`: links that the record, or the template engine, should have replaced by data. E-mail addresses and social
handles are not links, and de-identified tokens in brackets (`[NAME]`) are ordinary text.

## Why it matters

Copied out of the record a link stays a link: the vitals, the medication list or the age that the reader needs are simply not in the note. Worse, inserted
again on another day it fills in that day's data, and the note contradicts its own assessment.

## How to fix

Type the value as it was when you saw the patient, with its unit and time.

```bad
## HPI

@AGE@ @SEX@ with chest pain since this morning.
```

```bad
## Vital Signs

{{ vitals }}

## Assessment

G2P1 at 31 weeks, normotensive.
```

```good
## HPI

58-year-old woman with chest pain since this morning.
```

```good
## Plan

Send the echocardiogram report to heart.clinic@example.org; call the ward @ 2 pm.
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (13, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Placeholder,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for blank in blanks(note, &[PlaceholderKind::Variable]) {
        let message = format!(
            "{}: the link `{}` was not replaced by data",
            blank_sentence(note, &blank),
            quote(note.slice(blank.span), 40)
        );
        findings.push(Finding::new(blank.span, message).help("type the value itself, with its unit and time"));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn links_are_found_and_named() {
        let text = "## HPI\n\n@AGE@ woman, weight {{ weight }}.\n";
        assert_eq!(hits(&RULE, text), ["@AGE@", "{{ weight }}"]);
        assert_eq!(
            run(&RULE, text)[0].message,
            "Age in HPI is still blank: the link `@AGE@` was not replaced by data"
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\n@AGE@ man.\n",
                "## HPI\n\n{{ age }} year old.\n",
                "## Vitals\n\n@VS@\n",
                "## Labs\n\n@LABRCNT(24H)@ @LASTLABX@\n",
                "## Medications\n\n@MEDS@\n",
                "PC: fall\nHPC: @SEX@ fell\nPlan: home\n",
                "# H&P for @NAME@\n\n## HPI\n\nCough.\n",
                "## Plan\n\nSigned @ME@\n",
                "## HPI\n\n{{name}} came.\n",
                "- weight @WEIGHT@\n",
                "> {{ quote }}\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"x\"\n+++\n## HPI\n\n{{ age }}\n",
                "## Plan\n\nMail a@example.org and b@example.org.\n",
                "## HPI\n\nMr. [NAME], seen at [HOSPITAL].\n",
                "## Plan\n\nTaper @ 5 mg/day, review @ 2/52.\n",
                "## HPI\n\nSeen @ 14:10 by the team @ bedside.\n",
                "## HPI\n\n{single} braces.\n",
                "## Plan\n\nEmail: team@ward.example.org\n",
                "## HPI\n\nMetoprolol 25 mg @ 08:00 and @ 20:00.\n",
                "## HPI\n\n[NAME] and [AGE 90+].\n",
                "## Labs\n\nGlucose 110 @ fasting, 180 @ 2 h.\n",
                "<!-- @NAME@ -->\n## HPI\n\nCough.\n",
                "## HPI\n\nHandle @studentdoc on social media.\n",
                "## Plan\n\nHR @60, BP @120/80.\n",
                "## HPI\n\n{{}}\n",
                "## Exam\n\nJVP 8 cm @ 45 degrees.\n",
                "## HPI\n\nAT&T worker, R&D.\n",
                "## Plan\n\nO2 @ 2 L/min @ night.\n",
                "## HPI\n\n@ home\n",
                "## HPI\n\n}} odd {{\n",
                "## HPI\n\nAmount: 5@.\n",
            ],
        );
    }
}
