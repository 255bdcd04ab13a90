//! TPL002: a pick list or an optional passage of the template that nobody decided.

use crate::rules::support::{blanks, capitalized, heading, quote, trim};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::PlaceholderKind;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL002",
    name: "pick-list",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["SmartTools conventions of electronic records: a list in braces is a choice that the writer makes"],
    summary: "A choice of the template, `{mild/moderate/severe}`, was never made.",
    docs: r#"
## What it does

Reports choices that still show all their options: `{mild/moderate/severe}`, `{yes|no}`, `{pain scale:1234}`, several at once `{+fever|chills}`, with a
default `{=none|mild}`, and optional passages `{?radiating to ***}`. Braces that hold no choice are text.

## Why it matters

"Edema: {none/1+/2+/3+}" records no finding at all, but looks like one when skimmed. A reader who trusts the first option, or a record system that keeps
the default, turns an unexamined leg into a normal one.

## How to fix

Keep the option that is true and delete the braces and the rest. If none fits, write your own words.

```bad
## Physical Exam

Lungs: {clear/crackles/wheezes} bilaterally.
Extremities: {no|trace|pitting} edema.
```

```bad
## Assessment

Asthma exacerbation, {mild|moderate|severe}, improving after two salbutamol nebulisers.
```

```good
## Physical Exam

Lungs: crackles at both bases.
Extremities: no edema.
```

```good
## Plan

1. Hypokalemia: potassium chloride {see pharmacy note} 40 mEq PO once, recheck at 18:00.
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (13, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Placeholder,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for blank in blanks(note, &[PlaceholderKind::PickList, PlaceholderKind::Optional]) {
        let written = quote(note.slice(blank.span), 60);
        let place = blank
            .section
            .map_or_else(String::new, |ix| format!(" in {}", quote(heading(note, ix), 40)));
        let finding = if blank.kind == PlaceholderKind::Optional {
            Finding::new(
                blank.span,
                format!("An optional passage{place} was neither kept nor deleted: `{written}`"),
            )
            .help("keep the words that are true without the braces, or delete the passage")
        } else {
            let name = name_of(note.slice(blank.span));
            let what = name.map_or_else(|| "A choice".to_owned(), |name| format!("The choice of {name}"));
            Finding::new(
                blank.span,
                capitalized(&format!("{what}{place} was never made: `{written}`")),
            )
            .help("keep the option that is true, without the braces; if none fits, write your own words")
        };
        findings.push(finding);
    }
}

/// The name that some pick lists carry: `{pain scale:1234}`.
fn name_of(written: &str) -> Option<&str> {
    let inner = written.strip_prefix('{')?.strip_suffix('}')?;
    let (name, id) = inner.split_once(':')?;
    let named = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    (named && !trim(name).is_empty()).then(|| trim(name))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn choices_are_found() {
        let text =
            "## HPI\n\nPain is {mild/moderate/severe}, {sharp|dull}, {pain scale:1234}{? radiating to the arm}.\n";
        assert_eq!(
            hits(&RULE, text),
            [
                "{mild/moderate/severe}",
                "{sharp|dull}",
                "{pain scale:1234}",
                "{? radiating to the arm}"
            ]
        );
        assert_eq!(
            run(&RULE, text)[2].message,
            "The choice of pain scale in HPI was never made: `{pain scale:1234}`"
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\nPain is {mild/moderate/severe}.\n",
                "## Exam\n\nEdema: {none|trace|1+|2+}\n",
                "## HPI\n\nPatient {reports|denies} fever.\n",
                "## Plan\n\nFollow up in {1|2|4} weeks.\n",
                "## HPI\n\n{yes/no}\n",
                "S: cough {dry/productive}\nO: x\nA: y\nP: z\n",
                "## Exam\n\nHeart: {RRR:12345}\n",
                "## ROS\n\n{+fever|chills|sweats}\n",
                "## HPI\n\n{=none|mild|severe} distress\n",
                "## Plan\n\n{?Admit to telemetry}\n",
                "| Edema | {none|trace} |\n| --- | --- |\n| x | {1/2} |\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"x\"\n+++\n## HPI\n\n{mild/severe}\n",
                "## HPI\n\nSet {x} is empty, f(x) = {1}.\n",
                "## Plan\n\nDose {see chart} as before.\n",
                "## HPI\n\nPain mild/moderate, worse at night.\n",
                "## HPI\n\nmild|moderate\n",
                "## HPI\n\nA pain of {unclear} origin.\n",
                "## Plan\n\nif {a} then {b}\n",
                "## HPI\n\n{ }\n",
                "## Labs\n\nNa 138/K 4.1/Cl 101\n",
                "## Exam\n\nReflexes 2+/4 | strength 5/5\n",
                "## HPI\n\n{\nmild/severe\n}\n",
                "## Plan\n\nyes/no questions answered\n",
                "| a | b |\n| --- | --- |\n| {x} | 1 |\n",
                "<!-- {mild|severe} -->\n## HPI\n\nMild.\n",
                "## HPI\n\nUrine dip: nitrite +/leuk +.\n",
                "## HPI\n\n\"either/or\" he said.\n",
                "## Plan\n\nKCl 40 mEq {in 100 mL} over 4 h.\n",
                "## HPI\n\nHe/she/they: they.\n",
                "## Allergies\n\n{penicillin}\n",
                "## HPI\n\nSet notation {1, 2, 3}.\n",
            ],
        );
    }
}
