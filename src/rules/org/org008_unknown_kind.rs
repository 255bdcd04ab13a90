//! ORG008: nobody knows what kind of note this is.

use crate::grammar::Grammar;
use crate::note::{FrontMatterEntry, KindSource, Note};
use crate::rules::support::{first_line, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG008",
    name: "unknown-kind",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(crate::rules::Applicability::Suggestion),
    sources: &["The note kinds of this program's grammar (`preceptor kinds`)"],
    summary: "The note does not say what kind of note it is, or names a kind that nobody knows.",
    docs: r#"
## What it does

Reports a note whose kind can be told neither from the command line, its front matter, the configuration, its title nor its sections; and a `kind:` in the
front matter that names no known kind, with the nearest known one. Without a kind the rules about required sections and their order are silent.

## Why it matters

A reader judges a note by what it is for: a progress note without a family history is concise, an admission H&P without one is incomplete. If the kind cannot be
told from the headings, a colleague who opens it at night cannot tell either.

## How to fix

Open with a title (`SOAP Note`, `Medical clerking`, `Progress Note, POD 2`), use the usual headings, or say it in the front matter: `kind: soap`.
`preceptor kinds` lists all kinds; `--kind` sets one for a run.

```bad
Saw the patient this morning together with the ward team. He slept well and has no new complaints, and the family came by in the afternoon to talk about going
home next week. We will think about it.
```

```bad
---
kind: sopa
---
S: cough for 3 days
O: lungs clear
A: viral URI
P: fluids, return if short of breath
```

```good
# SOAP Note

S: cough for 3 days
O: lungs clear
A: viral URI
P: fluids, return if short of breath
```

```good
---
kind: clerking
---
PC: fall
HPC: 82-year-old woman, tripped on a rug at 09:00, no head injury.
```

## Precision

Nine findings in the 182 notes of the development corpus, all right: texts without headings, fragments of operation reports; measured besides on planted faults (12, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// Front matter keys that name the kind.
const KIND_KEYS: [&str; 4] = ["kind", "note-type", "note", "type"];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let grammar = context.grammar();
    let said = note.front_matter.iter().find(|entry| {
        let key = note.slice(entry.key);
        KIND_KEYS[..2].iter().any(|kind_key| key.eq_ignore_ascii_case(kind_key))
    });
    if let Some(entry) = said {
        let value = note.slice(entry.value);
        if value.is_empty() || value.starts_with('[') {
            // ORG013 speaks of the form of the line.
        } else if grammar.kind_named(value).is_none() {
            findings.push(unknown_value(note, grammar, entry));
            return;
        }
    }
    if note.kind.is_some() {
        return;
    }
    let line = first_line(note);
    let finding = if line.is_empty() {
        Finding::new(line, "The note is empty").help("write the note, or start from a template (`preceptor new`)")
    } else {
        let finding = Finding::new(line, "Cannot tell what kind of note this is").help(
            "open with a title such as \"SOAP Note\", use the usual headings, write `kind: soap` between two `---` lines at the top, or pass --kind; \
             until then the rules on required sections and their order are silent",
        );
        // Headings that readers know make a note of some kind: then it only lacks a name.
        let known = note
            .sections
            .iter()
            .filter(|section| section.id.is_some())
            .take(2)
            .count();
        if known == 2 {
            finding.severity(Severity::Info)
        } else {
            finding
        }
    };
    findings.push(finding);
}

fn unknown_value(note: &Note, grammar: &Grammar, entry: &FrontMatterEntry) -> Finding {
    let value = note.slice(entry.value);
    let used = match note.kind {
        Some(kind) if note.kind_source != Some(KindSource::FrontMatter) => {
            format!("; read as {} for now", grammar.kind(kind).title)
        }
        _ => String::new(),
    };
    let finding = Finding::new(
        entry.value,
        format!("\"{}\" is no kind of note that is known{used}", quote(value, 40)),
    );
    match nearest_kind(grammar, value) {
        Some(nearest) => finding
            .help(format!(
                "write `kind: {nearest}` if that is meant; `preceptor kinds` lists all kinds"
            ))
            .fix(
                crate::rules::Applicability::Suggestion,
                format!("write `{nearest}`"),
                entry.value,
                nearest,
            ),
        None => finding.help("`preceptor kinds` lists all kinds, with their other names"),
    }
}

/// The id of the kind whose id, title or other name is nearest, if it is near at all.
fn nearest_kind<'a>(grammar: &'a Grammar, value: &str) -> Option<&'a str> {
    let value = value.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for kind in grammar.kinds() {
        let names = std::iter::once(&kind.id)
            .chain(std::iter::once(&kind.title))
            .chain(kind.aliases.iter());
        for name in names {
            let distance = strsim::osa_distance(&value, &name.to_lowercase());
            // Half the letters wrong is no nearness.
            if distance * 3 <= value.chars().count().max(3) && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, &kind.id));
            }
        }
    }
    best.map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn an_unknown_value_names_the_nearest() {
        let text = "---\nkind: progres\n---\nS: fine\nO: clear\nA: well\nP: home\n";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["progres"]);
        assert!(
            found[0].help.as_ref().unwrap().contains("`kind: progress`"),
            "{found:?}"
        );
    }

    #[test]
    fn prose_without_structure() {
        assert_eq!(
            hits(&RULE, "I saw him today and he is well.\n"),
            ["I saw him today and he is well."]
        );
        assert_eq!(run(&RULE, "")[0].message, "The note is empty");
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "He is well and goes home.\n",
                "Dear colleague, thank you for seeing him.\n",
                "---\nkind: progrss\n---\nS: x\n",
                "---\nnote-type: sope\n---\nS: x\n",
                "- call lab\n- chase CT\n",
                "Shopping: milk\n",
                "---\nkind: admission essay\n---\ntext\n",
                "1. one\n2. two\n",
                "Patient seen. Labs reviewed. Continue.\n",
                "\n\n\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: cough\nO: clear\nA: URI\nP: rest\n",
                "S: cough\nO: clear\nA: URI\nP: rest\n",
                "---\nkind: soap\n---\nHe is well.\n",
                "---\nkind: SOAP note\n---\nHe is well.\n",
                "---\nnote-type: H&P\n---\nHe is well.\n",
                "---\nkind: hp\nauthor: MS3\n---\n## HPI\n\nCough.\n",
                "# Medical clerking\n\nPC: fall\nHPC: tripped\n",
                "CHIEF COMPLAINT\n\nCough.\n\nHISTORY OF PRESENT ILLNESS\n\nThree days.\n\nREVIEW OF SYSTEMS\n\nNo fever.\n\nASSESSMENT AND PLAN\n\nURI, rest.\n",
                "+++\ntitle = \"SOAP\"\n+++\ntext\n",
                "SITUATION: sepsis\nBACKGROUND: UTI\nASSESSMENT: worse\nRECOMMENDATION: come\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "PC: cough\nHPC: 3/7 of cough\nPMH: asthma\nO/E: chest clear\nImp: URTI\nPlan: rest\n",
                "# Discharge Summary\n\nHe did well.\n",
                "PROGRESS NOTE, POD 2\n\nFine.\n",
                "# Brief op note\n\nProcedure: appendectomy\n",
                "---\nkind: H&P\n---\ntext\n",
                "---\nkind: \"progress\"\n---\ntext\n",
                "---\nkind: [soap, hp]\n---\nS: x\nO: y\nA: z\nP: w\n",
                "Consult note\n\nReason for consult: AKI\nAssessment: prerenal\nRecommendations: fluids\n",
                "# Newborn H&P\n\nTerm girl.\n",
            ],
        );
    }
}
