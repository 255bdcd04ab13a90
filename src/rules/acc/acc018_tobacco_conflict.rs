//! ACC018: tobacco, alcohol or drugs denied in one place and told in another.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::note::facts::quantity::number;
use crate::note::facts::{Moment, Substance, Use};
use crate::rules::support::quote;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC018",
    name: "tobacco-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Preview,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["AMIA and ECRI on copy-and-paste: social histories that contradict the history of present illness"],
    summary: "Tobacco, alcohol or drugs are denied in one place and told in another; or pack-years do not add up.",
    docs: r#"
## What it does

Compares every statement on tobacco with the others: "never smoked" against pack-years, a quit date or current use; "denies tobacco" against current use. The same for alcohol and other drugs. It also recomputes pack-years
written as "1 ppd x 20 years = 40 pack-years". "No current tobacco" beside pack-years is a former smoker and no conflict; so is what relatives smoke, second-hand smoke, vaping, cannabis, or what was stopped.

## Why it matters

One of the two is wrong, and the next reader takes the first that he sees. Withdrawal, oxygen at home and lung cancer screening hang on it.

## How to fix

Ask again, write it once, and if the patient told two stories, say so: "denied alcohol on admission; wife reports a bottle of wine a day".

```bad
## HPI

62-year-old man with COPD, 40 pack-years, here for cough.

## Social History

Never smoker. Lives alone.
```

```good
## HPI

62-year-old man with COPD, 40 pack-years, here for cough.

## Social History

Former smoker, quit 2018; no current tobacco. His wife never smoked.
```

## Precision

Measured on the planted notes and look-alikes of the tests beside this rule, by its author, and on the development corpus (figures in the table of `tests/snapshots/corpus_rules.txt`); a teacher's second reading is still to be done.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SUBSTANCE_USE]),
    check: Check::Note(check),
};

/// Pack-years may differ by so much from packs a day times years: habits vary.
const TOLERANCE: f64 = 0.3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let told = note.substances();
    for substance in ["tobacco", "alcohol", "drugs"] {
        let of = || told.iter().filter(|it| it.substance == substance);
        let denials = of().filter(|it| matches!(it.told, Use::Never | Use::NotNow));
        let pair = denials.into_iter().find_map(|denial| {
            let against = of().find(|other| contradicts(note, denial, other))?;
            Some((denial, against))
        });
        if let Some((denial, against)) = pair {
            findings.push(report(note, substance, denial, against));
        }
    }
    findings.extend(arithmetic(note, &told));
}

/// Whether `other` tells of what `denial` denies.
fn contradicts(note: &Note, denial: &Substance<'_>, other: &Substance<'_>) -> bool {
    if denial.span.overlaps(other.span) || same_sentence(note, denial.span, other.span) {
        return false;
    }
    let now = note.assertion(other.span);
    let over = now.is_over() || now.moment == Moment::Earlier || now.moment == Moment::Later;
    match (denial.told, other.told) {
        (Use::Never, Use::Current) => denial.substance == "tobacco" || !over,
        (Use::Never, Use::Former | Use::Amount) => denial.substance == "tobacco",
        (Use::NotNow, Use::Current) => !over && !stopped(note, other.span),
        _ => false,
    }
}

/// Whether the same sentence says that it was stopped.
fn stopped(note: &Note, span: Span) -> bool {
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    note.phrases_in(lexicon_ids::SUBSTANCE_USE, sentence.span)
        .any(|hit| note.grammar.category(hit) == "former")
}

fn same_sentence(note: &Note, a: Span, b: Span) -> bool {
    note.sentence_at(a.start)
        .is_some_and(|sentence| sentence.span.contains(b))
}

fn report(note: &Note, substance: &str, denial: &Substance<'_>, against: &Substance<'_>) -> Finding {
    let (denied, said) = (quote(note.slice(denial.span), 40), quote(note.slice(against.span), 40));
    let what = if substance == "drugs" { "other drugs" } else { substance };
    Finding::new(
        denial.span,
        format!("\"{denied}\" here, but the note also tells of {what}: \"{said}\""),
    )
    .help(format!(
        "ask again, and write the {what} history once; if two accounts differ, say whose is which"
    ))
    .related(against.span, format!("\"{said}\""))
}

/// `1 ppd x 20 years = 40 pack-years`, in one sentence.
fn arithmetic(note: &Note, told: &[Substance<'_>]) -> Vec<Finding> {
    let amounts: Vec<&Substance<'_>> = told
        .iter()
        .filter(|it| it.substance == "tobacco" && it.told == Use::Amount)
        .collect();
    let mut found = Vec::new();
    for pair in amounts.windows(2) {
        let [daily, total] = pair else { continue };
        let (first, second) = (note.slice(daily.span), note.slice(total.span));
        let is_total = |text: &str| {
            let text = text.to_ascii_lowercase();
            text.contains("year") || text.contains("yr") || text.ends_with("py")
        };
        if is_total(first) || !is_total(second) || !same_sentence(note, daily.span, total.span) {
            continue;
        }
        let (Some(packs), Some(pack_years)) = (packs_a_day(first), number(second)) else {
            continue;
        };
        let between = Span::new(daily.span.end, total.span.start);
        let years = note.slice(between);
        let Some(years) = years_in(years) else { continue };
        let expected = packs * years;
        if expected > 0.0 && (pack_years.value - expected).abs() > TOLERANCE * expected.max(pack_years.value) {
            found.push(
                Finding::new(
                    total.span,
                    format!(
                        "{} times {years} years makes {expected} pack-years, not {}",
                        quote(first, 30),
                        pack_years.value
                    ),
                )
                .help("check the years and the packs a day: pack-years are packs a day times years")
                .related(daily.span, "packs a day"),
            );
        }
    }
    found
}

/// `1 ppd`, `2 packs`, `half a pack`, `20 cigarettes`.
fn packs_a_day(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("half") {
        return Some(0.5);
    }
    let value = number(&lower)?.value;
    Some(if lower.contains("cig") { value / 20.0 } else { value })
}

/// The years in `x 20 years =`, `for 20 years (`.
fn years_in(text: &str) -> Option<f64> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let read = number(&text[at..])?;
    let rest = text[at + read.len..].trim_start_matches([' ', '-', '+']);
    ["year", "yr", "y "]
        .iter()
        .any(|unit| rest.to_ascii_lowercase().starts_with(unit))
        .then_some(read.value)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    #[test]
    fn denied_here_and_told_there() {
        speaks(
            &RULE,
            &[
                "SH: never smoker.\n\nPMH: COPD with 40 pack-years.\n",
                "HPI: He smokes 1 ppd.\n\nSH: denies tobacco. Lives alone.\n",
                "Social: never smoked.\n\nAssessment: COPD in a former smoker.\n",
                "HPI: current smoker with cough.\n\nSH: non-smoker.\n",
                "SH: No tobacco.\n\nHPI: She still smokes on the porch.\n",
                "SH: no alcohol.\n\nHPI: He drinks 12 beers a day. Tremor.\n",
                "HPI: Drinks a bottle of vodka; drinks daily.\n\nSH: Alcohol: none\n",
                "SH: denies illicit drugs.\n\nHPI: Injects heroin, found down.\n",
                "SH: 1 ppd x 20 years = 40 pack-years.\n",
                "SH: 2 packs a day for 30 years (30 pack-years).\n",
                "SH: lifelong nonsmoker.\n\nHPI: 30 pack-year history, quit in 2010.\n",
            ],
        );
    }

    #[test]
    fn stories_that_agree() {
        silent(
            &RULE,
            &[
                "SH: former smoker, 40 pack-years; no current tobacco.\n",
                "SH: non-smoker.\n\nHPI: quit smoking in 2010, 20 pack-years.\n",
                "SH: never smoker. Husband smokes.\n",
                "SH: never smoked.\n\nFH: father smoked 40 pack-years, lung cancer.\n",
                "SH: denies tobacco; smokes marijuana.\n",
                "SH: never smoker; second-hand smoke at work.\n",
                "SH: no alcohol.\n\nPlan: alcohol wipes for the insulin site.\n",
                "SH: 1 ppd x 20 years = 20 pack-years.\n",
                "SH: about 1 ppd for 20 years (18 pack-years).\n",
                "SH: never smoker.\n\nPlan: smoking cessation is not needed.\n",
                "SH: denies illicit drugs.\n\nHPI: takes oxycodone as prescribed.\n",
                "SH: no smoking since 2015; smoked 1 ppd before.\n",
                "SH: does not drink.\n\nHPI: drinks 8 cups of water and drinks coffee.\n",
                "SH: no tobacco.\n\nSH: vapes daily.\n",
                "SH: never smoker.\n\nHPI: her mother is a heavy smoker.\n",
                "SH: no alcohol for 2 years.\n\nPMH: stopped drinking after pancreatitis.\n",
                "SH: no drugs.\n\nPlan: no other drugs needed.\n",
                "SH: nonsmoker.\n\nPlan: smoke detectors discussed.\n",
                "SH: denies smoking or living with anyone who smokes.\n\nHPI: cough.\n",
                "SH: Tobacco: never. Alcohol: 2 drinks a week.\n",
            ],
        );
    }
}
