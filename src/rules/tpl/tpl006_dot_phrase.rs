//! TPL006: a dot phrase that was never expanded.

use crate::rules::support::quote;
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL006",
    name: "dot-phrase",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &[
        "SmartPhrase and dot-phrase conventions of electronic records: `.phrase` at a word start expands to a text block",
    ],
    summary: "A dot phrase, `.normalcardiac`, was never expanded.",
    docs: r#"
## What it does

Reports a word that opens with a full stop and goes on in four or more letters, `.normalcardiac`, `.peadult`, after a space, a colon or at the start of a
line; a name of a phrase that ships or stands in a folder of `phrases` also if it is shorter, or in capitals. Numbers (`.5`), file and web endings
(`.com`, `.txt`), an ellipsis, a stop typed before its space (`pain .Denies fever`), dictated punctuation and what stands between backticks are left alone.

## Why it matters

The text that the phrase stands for is not in the note: an exam that reads `.normalcardiac` documents no heart. Pasted into another system it will never expand.

## How to fix

Expand it with `preceptor expand` (or in your editor), then read every line of it against what you found. A phrase that says "normal" for organs you did
not examine is worse than no phrase. A name that nobody knows is often a slip of the finger: the finding names the nearest one. `preceptor expand --list`
shows all phrases, and [phrases](../phrases.md) how to write your own.

```bad
## Physical Exam

General: tired, no distress.
Cardiovascular: .normalcardiac
```

```bad
## Plan

1. Viral croup, mild: oral dexamethasone 0.15 mg/kg once.
2. .crouprtn
```

```good
## Physical Exam

General: tired, no distress.
Cardiovascular: regular rate and rhythm, no murmur.
```

```good
## Plan

Salbutamol 2.5 mg by nebuliser .5 hourly; leaflet at asthma.example.org/plan.pdf ...and review.
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (13, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    for phrase in note.dot_phrases(context.phrases) {
        let name = &note.slice(phrase.span)[1..];
        let message = format!("The dot phrase `.{}` was never expanded", quote(name, 30));
        let finding = Finding::new(phrase.span, message);
        let near = context.phrases.nearest(name);
        findings.push(match near {
            _ if phrase.is_known => {
                finding.help("`preceptor expand` writes it out; then check every line of it against what you found")
            }
            Some(near) => finding.help(format!("did you mean `.{near}`?")).fix(
                Applicability::Suggestion,
                format!("write `.{near}`, which `preceptor expand` knows"),
                phrase.span,
                format!(".{near}"),
            ),
            None => finding.help(
                "no phrase of that name is known here: write what you found in its place (`preceptor expand --list` shows those there are)",
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::rules::Conventions;
    use crate::rules::support::testing::{hits, read, run_on, silent, speaks};

    #[test]
    fn phrases_are_found() {
        let text = "## Exam\n\nHeart: .normalcardiac\n.lungsclear\n\n## Plan\n\n1. .dcinstructions2\n- .rtnprec.\n";
        assert_eq!(
            hits(&RULE, text),
            [".normalcardiac", ".lungsclear", ".dcinstructions2", ".rtnprec"]
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                ".hpicough\n",
                "## Exam\n\n.peadult\n",
                "## Exam\n\nLungs: .lungsclear\n",
                "- .normalneuro\n",
                "## Plan\n\n1. .dcinstr\n",
                "Imp: .viraluri\nPlan: rest\n",
                "## HPI\n\nSee below. .rosneg\n",
                "## Plan\n\nAsthma (.asthmaplan)\n",
                "| a |\n| --- |\n| .labtable |\n",
                "## Exam\n\nHEENT: normal. .cvnormal2\n",
                "**Exam:** .examnl\n",
            ],
        );
    }

    #[test]
    fn help_names_the_way_out() {
        let help = |text: &str| {
            let found = run_on(&RULE, &read(text), &BTreeMap::new(), &Conventions::new());
            found
                .into_iter()
                .map(|it| format!("{} | {}", it.help.unwrap_or_default(), it.fix.map_or("", |_| "fix")))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let known = help("Heart: .NormalCardiac\n");
        assert!(
            known.starts_with("`preceptor expand` writes it out") && known.ends_with("| "),
            "{known}"
        );
        assert_eq!(help("Heart: .normalcardic\n"), "did you mean `.normalcardiac`? | fix");
        assert!(help("Heart: .zzzyx\n").starts_with("no phrase of that name is known here"));
        // Shorter names count only if they are known.
        assert!(help(".mse\n").starts_with("`preceptor expand`"));
        assert_eq!(help(".msx\n"), "");
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"x\"\n+++\n.normalcardiac\n",
                "## HPI\n\nDose .5 mg, then .25 mg.\n",
                "## HPI\n\nSee www.example.com and a.b@example.org.\n",
                "## HPI\n\nPain ...then vomiting.\n",
                "## HPI\n\nNo pain .denies fever.\n",
                "## HPI\n\nNo pain .Denies fever.\n",
                "## HPI\n\nNausea/ .vomiting noted, e.g. after meals.\n",
                "## Plan\n\nSend as .docx\n",
                "## Plan\n\nSend as .pdf file\n",
                "## HPI\n\nHad fever.chills.rigors since Monday.\n",
                "## Plan\n\nsig: .5 tab p.o. b.i.d.\n",
                "## HPI\n\nq.i.d. p.r.n.\n",
                "## HPI\n\n<!-- .normalcardiac -->\nWell.\n",
                "## HPI\n\nvs. last week, i.e. better.\n",
                "## Labs\n\npH 7.32, Cr .8\n",
                "## HPI\n\nTook an aspirin .75mg.\n",
                "## HPI\n\n. denies pain\n",
                "## HPI\n\n.no\n",
                "## Plan\n\nFollow up 1.week\n",
                "## HPI\n\nRan a .22 rifle range.\n",
            ],
        );
    }
}
