//! CMP009: tobacco use without how much.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::{Substance, TimeKind, Use};
use crate::rules::support::{is_british, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP009",
    name: "tobacco-quantity",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "US Preventive Services Task Force: Screening for Lung Cancer (2021), which goes by pack-years and years since quitting",
        "Bates' Guide to Physical Examination and History Taking: tobacco in pack-years",
    ],
    summary: "Tobacco use is told without how much, or without when it ended.",
    docs: r#"
## What it does

Finds a patient who smokes without packs, cigarettes or pack-years anywhere in the note, and one who used to without an amount and without when it ended. "Never" is complete, and so is "smokes socially". What relatives
smoke, second-hand smoke, vaping and cannabis are not asked for; British GP notes are left alone.

## Why it matters

Twenty pack-years decide about lung cancer screening, and whether breathlessness is likely COPD. "Smoker" decides nothing.

## How to fix

Write packs a day and years, or pack-years, and for a former smoker the year of quitting: "1 ppd for 30 years, quit 2019".

```bad
## Social History

Lives with her husband, retired teacher. Former smoker. No alcohol.

## Plan

Spirometry.
```

```bad
SH: Smokes, drinks socially, works in a warehouse.

A/P: Cough. Chest radiograph.
```

```good
## Social History

Lives with her husband, who smokes; retired teacher. Former smoker, 30 pack-years, quit 2015. No alcohol.

## Plan

Spirometry.
```

```good
SH: Smokes half a pack a day for 12 years, drinks socially, works in a warehouse.

A/P: Cough. Chest radiograph.
```

## Precision

Measured on the planted notes and look-alikes of the tests beside this rule, by its author, and on the development corpus (figures in the table of `tests/snapshots/corpus_rules.txt`); a teacher's second reading is still to be done.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SUBSTANCE_USE]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template || is_british(note) {
        return;
    }
    let told: Vec<Substance<'_>> = note
        .substances()
        .into_iter()
        .filter(|it| it.substance == "tobacco")
        .collect();
    let enough = told
        .iter()
        .any(|it| matches!(it.told, Use::Amount | Use::Social | Use::Never));
    if enough {
        return;
    }
    let first = told.iter().find(|it| match it.told {
        Use::Current => true,
        Use::Former => !is_dated(note, it),
        _ => false,
    });
    let Some(first) = first else { return };
    let words = quote(note.slice(first.span), 40);
    let (message, help) = if first.told == Use::Former {
        (
            format!("\"{words}\" does not tell how much or until when"),
            "add pack-years and the year of quitting: \"20 pack-years, quit 2018\"",
        )
    } else {
        (
            format!("\"{words}\" does not tell how much"),
            "add packs a day and for how many years, or pack-years: \"1 ppd for 20 years\"",
        )
    };
    findings.push(Finding::new(first.span, message).help(help));
}

/// Whether a time stands in the sentence: when it ended, or how long it lasted.
fn is_dated(note: &Note, told: &Substance<'_>) -> bool {
    let Some(sentence) = note.sentence_at(told.span.start) else {
        return false;
    };
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < sentence.span.start);
    let timed = times[from..]
        .iter()
        .take_while(|time| time.span.start < sentence.span.end)
        .any(|time| {
            matches!(
                time.kind,
                TimeKind::Date { .. } | TimeKind::Ago(..) | TimeKind::Duration(..)
            )
        });
    // A year alone: "quit in 2015".
    let words = note.slice(sentence.span);
    timed
        || words
            .split(|c: char| !c.is_ascii_digit())
            .any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    #[test]
    fn users_without_an_amount() {
        speaks(
            &RULE,
            &[
                "SH: smoker, no alcohol.\n",
                "Social History: Current smoker. Lives alone.\n",
                "Social History: She is a former smoker.\n",
                "SH: ex-smoker, retired.\n",
                "HPI: 60-year-old man, chronic smoker, with cough.\n",
                "SH: continues to smoke. Works as a driver.\n",
                "## Social\n\nStill smokes. Drinks wine.\n",
                "Social history: quit smoking. Married.\n",
                "SH: He currently smokes cigarettes and works nights.\n",
                "PMH: tobacco use disorder, HTN.\n",
            ],
        );
    }

    #[test]
    fn complete_or_not_the_patients() {
        silent(
            &RULE,
            &[
                "SH: never smoker.\n",
                "SH: smokes 1 ppd for 20 years.\n",
                "SH: smoker, 30 pack-years.\n",
                "SH: former smoker, quit 10 years ago.\n",
                "SH: ex-smoker, stopped in 2009.\n",
                "SH: smokes 5 cigarettes a day.\n",
                "SH: half a pack a day smoker.\n",
                "SH: social smoker.\n",
                "SH: her husband smokes.\n",
                "SH: denies tobacco.\n",
                "SH: non-smoker, second-hand smoke at work.\n",
                "SH: smokes marijuana daily.\n",
                "SH: vapes; no cigarettes.\n",
                "FH: father was a heavy smoker, died of lung cancer.\n",
                "Plan: smoking cessation leaflet is not needed.\n",
                "SH: mother smokes outside the house.\n",
                "SH: lives with parents, no smokers in the home.\n",
                "SH: lives in a smoke-free flat.\n",
                "SH: works on smoke detectors.\n",
                "SH: quit smoking 3 months ago.\n",
            ],
        );
    }
}
