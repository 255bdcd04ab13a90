//! CMP009: tobacco use without how much.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Substance, Use};
use crate::rules::support::{quote, this_year, years_since};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP009",
    name: "tobacco-quantity",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
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

Finds a patient who smokes without packs, cigarettes or pack-years anywhere in the note, and one who stopped less than 15 years
ago without an amount. "Never" is complete, and so is "smokes socially", "in college", or "quit in 1995". What relatives smoke,
second-hand smoke, vaping and cannabis are not asked for, and nothing in the note of a small child.

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

7 findings on the 182 corpus notes, all read, none wrong. Of faults planted by somebody who had not seen the code, three sets:
32 of 32, 11 of 11, 4 of 4 found; none of 31 look-alikes reported. The plants in the tests beside the rule are its author's own.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SUBSTANCE_USE]),
    check: Check::Note(check),
};

/// A smoker who stopped so many years ago needs no amount any more: screening ends there.
const LONG_AGO: f64 = 15.0;

/// The year that a note without a date is taken to be of at the earliest.
const NOW: f64 = 2022.0;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
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
    let year = this_year(context).or(Some(NOW));
    let long_ago = |it: &&Substance<'_>| {
        it.told == Use::Former
            && (is_called_long_ago(note, it.span)
                || years_since(note, it.span, year).is_some_and(|years| years >= LONG_AGO))
    };
    if told.iter().any(|it| long_ago(&it)) {
        return;
    }
    // Best where the amount belongs.
    let used = || told.iter().filter(|it| matches!(it.told, Use::Current | Use::Former));
    let in_place = used().find(|it| note.role_at(it.span.start) == Role::SocialHistory);
    let Some(first) = in_place.or_else(|| used().next()) else {
        return;
    };
    let words = quote(note.slice(first.span), 40);
    let (message, help) = if first.told == Use::Former {
        let dated = years_since(note, first.span, year).is_some();
        (
            format!(
                "\"{words}\" does not tell how much{}",
                if dated { "" } else { " or until when" }
            ),
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

/// Whether words near by put it far back: "decades ago", "in college".
fn is_called_long_ago(note: &Note, span: Span) -> bool {
    let near = crate::rules::support::sentence_around(note, span);
    note.phrases_in(lexicon_ids::SUBSTANCE_USE, near)
        .any(|hit| note.grammar.category(hit) == "long-ago")
        || note
            .slice(span)
            .get(..6)
            .is_some_and(|word| word.eq_ignore_ascii_case("remote"))
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
                "SH: quit smoking 3 months ago.\n",
                "SH: ex-smoker, stopped in 2019.\n",
                "SH: Tobacco: yes. EtOH: 2 beers a week.\n",
                "SH: Tob: former. Alcohol: none.\n",
                "SH: + tobacco use, no drugs.\n",
                "SH: admits to tobacco use.\n",
                "HPI: 50-year-old man with cough.\n\nPlan: counseled to quit smoking.\n",
                "SH: lives with wife and smokes. No alcohol.\n",
                "Smoking status: current. Works as a clerk.\n",
                "SH: | Tobacco | current |\n",
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
                "SH: former smoker, quit 20 years ago.\n",
                "SH: ex-smoker, stopped in 1995.\n",
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
                "SH: smoked in college.\n",
                "SH: nobody smokes at home.\n",
                "SH: Tobacco: 0 ppd.\n",
                "A 3-year-old girl with wheeze.\n\nSH: smoker in the home; dad smokes.\n",
                "SH: smokes, about 20 a day.\n",
                "SH: smoker: 15/day.\n",
                "SH: smoking: 10 roll-ups.\n",
                "SH: lives with husband, who smokes; works nights.\n",
                "SH: Tob - no. EtOH - wine.\n",
                "SH: remote tobacco use.\n",
            ],
        );
    }
}
