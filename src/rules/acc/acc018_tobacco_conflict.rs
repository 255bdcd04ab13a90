//! ACC018: tobacco, alcohol or drugs denied in one place and told in another.

use crate::grammar::{LexiconHit, lexicon_ids};
use crate::note::Note;
use crate::note::facts::quantity::number;
use crate::note::facts::{Grip, Moment, Substance, Use};
use crate::rules::support::{quote, this_year, years_since};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC018",
    name: "tobacco-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["AMIA and ECRI on copy-and-paste: social histories that contradict the history of present illness"],
    summary: "Tobacco, alcohol or drugs are denied in one place and told in another; or pack-years do not add up.",
    docs: r#"
## What it does

Compares every statement on tobacco with the others: "never smoked" against pack-years, a quit date or current use; "denies
tobacco" and "quit in 2015" against current use; two counts of pack-years, two quit dates. The same for alcohol and other drugs.
It also recomputes pack-years written as "1 ppd x 20 years = 40 pack-years". "No current tobacco" beside pack-years is a former
smoker and no conflict; nor is what relatives smoke, second-hand smoke, vaping, cannabis, what was stopped, "no alcohol at the
wedding", or what a plan forbids.

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

No finding on the 182 corpus notes, none on the good notes. Of faults planted by somebody who had not seen the code, four sets:
47 of 47, 15 of 16, 2 of 5, 2 of 4 found (a bare "smoking" in a list of diseases, and pack-years beside "does not smoke", are not reported);
none of 43 look-alikes reported. The plants in the tests beside the rule are its author's own.
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
        let of = || told.iter().filter(|it| it.substance == substance).take(MOST);
        let denials = of().filter(|it| matches!(it.told, Use::Never | Use::NotNow | Use::Former | Use::Social));
        let pair = denials.into_iter().find_map(|denial| {
            let against = of().find(|other| contradicts(note, denial, other))?;
            Some((denial, against))
        });
        if let Some((denial, against)) = pair {
            findings.push(report(note, substance, denial, against));
        }
    }
    findings.extend(arithmetic(note, &told));
    findings.extend(fields(note));
    findings.extend(two_totals(note, &told));
    findings.extend(two_ends(context, &told));
}

/// So many statements on a substance are compared with each other: time stays linear.
const MOST: usize = 64;

/// Whether `other` tells of what `denial` denies.
fn contradicts(note: &Note, denial: &Substance<'_>, other: &Substance<'_>) -> bool {
    let tobacco = denial.substance == "tobacco";
    if denial.span.overlaps(other.span) {
        return false;
    }
    if same_sentence(note, denial.span, other.span) {
        // "Never smoker, 20 pack-years, quit 1995".
        return tobacco && denial.told == Use::Never && other.told == Use::Amount && side_by_side(note, denial, other);
    }
    let over = || {
        let now = note.assertion(other.span);
        // A past history does not make "smokes" one of the past.
        let placed = other.grip == Grip::Now && now.cue.is_none() && now.time_cue.is_none();
        now.is_over() || !placed && matches!(now.moment, Moment::Earlier | Moment::Later) || stopped(note, other.span)
    };
    match (denial.told, other.told) {
        (Use::Never, Use::Current) if tobacco => true,
        (Use::Never, Use::Current) => other.grip > Grip::Named && same_drug(note, denial, other) && !over(),
        // "Never drank" beside "sober for 14 months".
        (Use::Never, Use::Former) if !tobacco => {
            let words = note.slice(denial.span).to_ascii_lowercase();
            words.starts_with("never dr") || words.starts_with("lifelong")
        }
        (Use::Never, Use::Former | Use::Amount) => tobacco,
        (Use::NotNow, Use::Current) => other.grip > Grip::Test && !over(),
        // "Non-smoker" here, "bidi 10/day" there.
        (Use::NotNow, Use::Amount) => {
            let words = note.slice(denial.span).to_ascii_lowercase();
            tobacco && words.contains("smoker") && !is_total(note, other) && !over()
        }
        (Use::Former, Use::Current) => {
            denial.grip == Grip::Now
                && other.grip == Grip::Now
                && denial.substance != "drugs"
                && !over()
                && ![denial, other].iter().any(|it| has_phrase(note, it.span, "again"))
        }
        (Use::Social, Use::Amount) => {
            let words = note.slice(other.span).to_ascii_lowercase();
            tobacco
                && words.contains("p")
                && (words.contains("day") || words.contains("ppd") || words.contains("daily"))
        }
        _ => false,
    }
}

/// Whether an amount follows a denial, and no one else is named in the sentence.
fn side_by_side(note: &Note, denial: &Substance<'_>, amount: &Substance<'_>) -> bool {
    let near = amount.span.start >= denial.span.end && amount.span.start - denial.span.end < 40;
    let between = || note.slice(Span::new(denial.span.end, amount.span.start));
    let joined = |word: &str| {
        let said = ["but", "more", "than", "over", "only", "until", "cigars", "other", "of"];
        said.iter().any(|it| word.eq_ignore_ascii_case(it))
    };
    let sentence = || {
        note.sentence_at(denial.span.start)
            .map_or(denial.span, |sentence| sentence.span)
    };
    near && is_total(note, amount)
        && !between().split(|c: char| !c.is_alphabetic()).any(joined)
        && !note
            .phrases_in(lexicon_ids::PERSON_WORDS, sentence())
            .any(|hit| matches!(note.grammar.category(hit), "relative" | "group"))
}

/// Whether a denial of drugs means the drug told of: who "denies IV drug use" may smoke cannabis, and who "denies illicit
/// drugs" may have a positive test.
fn same_drug(note: &Note, denial: &Substance<'_>, other: &Substance<'_>) -> bool {
    if denial.substance != "drugs" {
        return true;
    }
    let has = |span: Span, parts: &[&str]| {
        let words = note.slice(span).to_ascii_lowercase();
        parts.iter().any(|part| words.contains(part))
    };
    let injected = has(denial.span, &["iv ", "ivd", "inject"]);
    let reported = has(denial.span, &["den"]);
    (!injected || has(other.span, &["iv ", "ivd", "inject", "shoots"])) && !(reported && other.grip == Grip::Test)
}

/// Whether the same sentence says that it was stopped.
fn stopped(note: &Note, span: Span) -> bool {
    has_phrase(note, span, "former")
}

/// Whether a phrase of this category stands in the sentence of `span`.
fn has_phrase(note: &Note, span: Span, category: &str) -> bool {
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    note.phrases_in(lexicon_ids::SUBSTANCE_USE, sentence.span)
        .any(|hit| note.grammar.category(hit) == category)
}

fn same_sentence(note: &Note, a: Span, b: Span) -> bool {
    // A cell of a table holds several.
    let between = Span::new(a.end.min(b.end), a.start.max(b.start).max(a.end.min(b.end)));
    note.sentence_at(a.start)
        .is_some_and(|sentence| sentence.span.contains(b))
        && !(between.end - between.start < 400 && note.slice(between).contains(". "))
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

/// `1 ppd x 20 years = 40 pack-years`, in one sentence, in any order.
fn arithmetic(note: &Note, told: &[Substance<'_>]) -> Vec<Finding> {
    let amounts: Vec<&Substance<'_>> = amounts_of(told).collect();
    let mut found = Vec::new();
    for pair in amounts.windows(2) {
        let (daily, total) = match (is_total(note, pair[0]), is_total(note, pair[1])) {
            (false, true) => (pair[0], pair[1]),
            (true, false) => (pair[1], pair[0]),
            _ => continue,
        };
        if !same_sentence(note, pair[0].span, pair[1].span) {
            continue;
        }
        let (Some(packs), Some(stated)) = (packs_a_day(note, daily.span), range(note.slice(total.span))) else {
            continue;
        };
        // `1 ppd for 20 years (40 pack-years)`, `40 pack-years (1 ppd x 20 years)`.
        let between = Span::new(pair[0].span.end, pair[1].span.start);
        let years = years_in(note, between).or_else(|| {
            let (from, end) = (pair[1].span.end, note.sentence_at(pair[1].span.start)?.span.end);
            let end = crate::text::floor(&note.text, end.min(from + 50) as usize) as u32;
            years_in(note, Span::new(from, end.max(from)))
        });
        let Some(years) = years else { continue };
        let expected = (packs.0 * years.0, packs.1 * years.1);
        let apart = expected.0 > stated.1 * (1.0 + TOLERANCE) + 1.0 || expected.1 * (1.0 + TOLERANCE) + 1.0 < stated.0;
        if expected.0 > 0.0 && apart {
            found.push(
                Finding::new(
                    total.span,
                    format!(
                        "{} for {} years makes {} pack-years, not {}",
                        quote(note.slice(with_fraction(note, daily.span)), 30),
                        figure(years.1),
                        figure(expected.1),
                        figure(stated.0)
                    ),
                )
                .help("check the years and the packs a day: pack-years are packs a day times years")
                .related(daily.span, "packs a day"),
            );
        }
    }
    found
}

/// The fields of a record: `Packs/day: 1.0; Years: 20.0; Pack years: 45.0`.
fn fields(note: &Note) -> Option<Finding> {
    let text: &str = &note.text;
    let value = |at: usize, label: &str| {
        let mut end = (at + 120).min(text.len());
        end = crate::text::floor(text, end);
        let part = text.get(at..end)?.to_ascii_lowercase();
        let found = part.find(label)?;
        let rest = part[found + label.len()..].trim_start_matches([' ', ':', '=']);
        let start = at + part.len() - rest.len();
        number(rest).map(|number| (number.value, Span::from(start..start + number.len), at + found))
    };
    let is_label = |hit: &&LexiconHit| {
        note.grammar.category(hit) == "amount"
            && note.slice(hit.span).to_ascii_lowercase().starts_with("packs")
            && text[hit.span.end as usize..].starts_with([':', '='])
    };
    let packs = note.phrases_of(lexicon_ids::SUBSTANCE_USE).find(is_label)?;
    let at = packs.span.start as usize;
    let (daily, daily_span, _) = value(at, "day")?;
    let (years, ..) = value(at, " years").filter(|(.., found)| !text[..*found].ends_with("ack"))?;
    let (total, total_span, _) = value(at, "pack years").or_else(|| value(at, "pack-years"))?;
    let expected = daily * years;
    let apart = (total - expected).abs() > TOLERANCE * expected.max(total) + 1.0;
    (expected > 0.0 && apart).then(|| {
        Finding::new(
            total_span,
            format!(
                "{} packs a day for {} years makes {} pack-years, not {}",
                figure(daily),
                figure(years),
                figure(expected),
                figure(total)
            ),
        )
        .help("check the years and the packs a day: pack-years are packs a day times years")
        .related(daily_span, "packs a day")
    })
}

/// Two totals of pack-years, in different sentences, that are far apart.
fn two_totals(note: &Note, told: &[Substance<'_>]) -> Option<Finding> {
    let mut totals = amounts_of(told).filter(|it| is_total(note, it));
    let first = totals.next()?;
    let stated = range(note.slice(first.span))?;
    let other = totals.take(MOST).find(|it| {
        range(note.slice(it.span)).is_some_and(|other| {
            let (less, more) = if stated.0 < other.0 {
                (stated, other)
            } else {
                (other, stated)
            };
            less.1 * (1.0 + TOLERANCE) < more.0 && more.0 - less.1 >= 5.0
        }) && !same_sentence(note, first.span, it.span)
    })?;
    let (a, b) = (quote(note.slice(first.span), 30), quote(note.slice(other.span), 30));
    Some(
        Finding::new(other.span, format!("\"{b}\" here, but \"{a}\" elsewhere"))
            .help("count once, packs a day times years, and write the same everywhere")
            .related(first.span, format!("\"{a}\"")),
    )
}

/// Two ends of smoking: "quit in 2010" here, "quit 2 years ago" there.
fn two_ends(context: &Context<'_>, told: &[Substance<'_>]) -> Option<Finding> {
    let note = context.note;
    let is_end = |it: &&Substance<'_>| {
        it.substance == "tobacco"
            && it.told == Use::Former
            && it.grip == Grip::Now
            && !has_phrase(note, it.span, "again")
    };
    let this_year = this_year(context);
    let end = |it: &Substance<'_>| years_since(note, it.span, this_year);
    let mut ends = told.iter().filter(is_end).filter_map(|it| Some((it, end(it)?)));
    let (first, ago) = ends.next()?;
    let (other, _) = ends.take(MOST).find(|(it, other)| {
        let (less, more) = if ago < *other { (ago, *other) } else { (*other, ago) };
        more - less > 2.5 && more > less * 1.4 && !same_sentence(note, first.span, it.span)
    })?;
    let sentence = |it: &Substance<'_>| quote(note.slice(crate::rules::support::sentence_around(note, it.span)), 60);
    Some(
        Finding::new(
            other.span,
            format!(
                "Smoking ended at one time here (\"{}\") and at another elsewhere",
                sentence(other)
            ),
        )
        .help("ask again when the last cigarette was, and write the same everywhere")
        .related(first.span, sentence(first)),
    )
}

fn amounts_of<'a, 'n>(told: &'a [Substance<'n>]) -> impl Iterator<Item = &'a Substance<'n>> {
    let is_amount = |it: &&Substance<'n>| it.substance == "tobacco" && it.told == Use::Amount;
    told.iter().filter(is_amount)
}

/// Whether it is pack-years, not packs a day.
fn is_total(note: &Note, amount: &Substance<'_>) -> bool {
    let text = note.slice(amount.span).to_ascii_lowercase();
    ["year", "yr", "py", "pk y"].iter().any(|word| text.contains(word))
}

/// The number in front, or the two of a range: `20`, `1-2`, `1 to 1.5`.
fn range(text: &str) -> Option<(f64, f64)> {
    let low = number(text)?;
    let rest = text[low.len..].trim_start();
    let rest = rest
        .strip_prefix("to ")
        .or_else(|| rest.strip_prefix('-'))
        .or_else(|| rest.strip_prefix('–'));
    let high = rest.and_then(|rest| number(rest.trim_start()));
    let high = high.map_or(low.value, |high| high.value);
    (high >= low.value).then_some((low.value, high))
}

/// `span` with the `1/` before the 2 of `1/2 ppd`.
fn with_fraction(note: &Note, span: Span) -> Span {
    let before = &note.text[..span.start as usize];
    let whole = before.strip_suffix('/').unwrap_or_default();
    let digits = whole.bytes().rev().take_while(u8::is_ascii_digit).count();
    match digits {
        0 => span,
        _ => Span::new((whole.len() - digits) as u32, span.end),
    }
}

/// `1 ppd`, `2 packs`, `half a pack`, `20 cigarettes`, `½ ppd`, `1-2 packs`; least and most.
fn packs_a_day(note: &Note, span: Span) -> Option<(f64, f64)> {
    let lower = note.slice(span).to_ascii_lowercase();
    if ["week", "wk", "month", "every", "cigar ", "cigars", "can", "tin"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return None;
    }
    let before = note.text[..span.start as usize].trim_end_matches([' ', '-']);
    if lower.starts_with("half") || before.ends_with("half") || before.ends_with("half a") || before.ends_with('½') {
        return Some((0.5, 0.5));
    }
    // `1/2 ppd`: the words begin with the 2.
    if before.ends_with('/') {
        let whole = before.trim_end_matches('/');
        let over = whole.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        let (over, under) = (number(over)?.value, number(&lower)?.value);
        let mixed = whole[..whole.len() - 1].ends_with(' ')
            && whole[..whole.len() - 1]
                .trim_end()
                .ends_with(|c: char| c.is_ascii_digit());
        return (under > 0.0 && over < under && !mixed).then_some((over / under, over / under));
    }
    if before.ends_with(['.', '~', '<', '>']) {
        return None;
    }
    let words = ["a pack", "one pack", "pack", "one ppd"];
    let (low, high) = match range(&lower) {
        Some(range) => range,
        None if words.iter().any(|word| lower.starts_with(word)) && !before.ends_with(|c: char| c.is_ascii_digit()) => {
            (1.0, 1.0)
        }
        None if lower.starts_with("two pack") => (2.0, 2.0),
        None => return None,
    };
    let cigarettes = lower.contains("cig") || lower.contains("roll") || !(lower.contains('p'));
    Some(if cigarettes {
        (low / 20.0, high / 20.0)
    } else {
        (low, high)
    })
}

/// The years in `x 20 years =`, `for 20-25 years (`, `from 1990 to 2010`, `from age 20 to 50`.
fn years_in(note: &Note, span: Span) -> Option<(f64, f64)> {
    let text = note.slice(span);
    let at = text.find(|c: char| c.is_ascii_digit())?;
    if text[..at].contains(['.', ';', ')']) {
        return None;
    }
    let (low, high) = range(&text[at..])?;
    if (1900.0..2100.0).contains(&low) && high > low && high < 2100.0 {
        return Some((high - low, high - low));
    }
    if text[..at].trim_end().ends_with("age") {
        return (high > low).then_some((high - low, high - low));
    }
    let rest = text[at..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ' ' | '+' | '–'));
    let rest = rest.strip_prefix("to ").unwrap_or(rest);
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | ' ' | '+'));
    let unit = rest.get(..2).unwrap_or(rest);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start();
    let ago = after.starts_with("ago");
    let letter = rest.starts_with(['y', 'Y']) && !rest[1..].starts_with(|c: char| c.is_alphanumeric());
    ((letter || unit.eq_ignore_ascii_case("ye") || unit.eq_ignore_ascii_case("yr")) && !ago).then_some((low, high))
}

/// A number without needless decimals.
fn figure(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    #[test]
    fn what_follows_the_total_is_cut_between_letters() {
        for padding in 30..60 {
            let pad = "x".repeat(padding);
            run(
                &RULE,
                &format!("SH: smokes 1 ppd (40 pack-years {pad}𝄞𝄞𝄞𝄞𝄞 each day).\n"),
            );
        }
        run(&RULE, "SH: smokes —1/2 ppd, 40 pack-years, for 20 years.\n");
    }

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
                "HPI: denies any history of tobacco use.\n\nSH: ex-smoker, 20 pack-years.\n",
                "HPI: current smoker.\n\nSH: quit smoking in 2010.\n",
                "HPI: 20 pack-year history.\n\nSH: 2 ppd for 30 years (60 pack-years).\n",
                "HPI: quit smoking 2 years ago.\n\nSH: ex-smoker, quit 20 years ago.\n",
                "SH: 40 pack-year history (1 ppd for 20 years).\n",
                "SH: ex-smoker, 25 pack-years (2 ppd x 25 y), quit 2010.\n",
                "SH: smoked 1 ppd for 20 years, so 45 pack-years.\n",
                "SH: 10 cigarettes a day for 20 years, 20 pack-years.\n",
                "SH: never smoker.\n\nPlan: encouraged to quit smoking, nicotine patch.\n",
                "HPI: denies tobacco, alcohol and drugs.\n\nSH: lives alone. Drinks 6 beers daily.\n",
                "HPI: sober for 3 years.\n\nSH: drinks 6 beers a day.\n",
                "HPI: denies IV drug use.\n\nSH: injects heroin daily.\n",
                "HPI: smokes a pack per day.\n\nSH: Tobacco: denies\n",
                "SH: Tobacco/alcohol/drugs: none.\n\nHPI: smokes 1 ppd.\n",
                "SH: never smoker, 20 pack-years, quit 1995.\n",
                "SH: Tobacco Use=Former; Packs/day=1.0; Years=20.0; Pack years=45.0.\n",
                "SH: T/E/D: none.\n\nHPI: smokes 5 cig/d.\n",
                "SH: Tob- EtOH+ drugs-\n\nHPI: current smoker.\n",
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
                "SH: Packs/day: 1.0; Years: 20.0; Pack years: 20.0.\n",
                "SH: smokes 1 ppd; wants to be a non-smoker by July.\n\nPlan: aims to be a non-smoker.\n",
                "SH: ex-smoker, quit 2010, lives with wife (never smoked).\n",
                "HPI: no alcohol at the wedding.\n\nSH: drinks 2 beers on weekends.\n",
                "SH: alcohol: two beers a week.\n\nPlan: Alcohol: no more than two drinks a week.\n",
                "SH: smokes 1 ppd.\n\nHPI: no cigarettes for 5 days.\n",
                "PMH: tobacco use disorder.\n\nHPI: no cigarettes since admission.\n",
                "HPI: drinks wine on weekends.\n\nPlan: no alcohol for 48 hours.\n",
                "HPI: denies IV drug use.\n\nSH: smokes cannabis weekly.\n",
                "SH: denies illicit drugs.\n\nLabs: UDS positive for amphetamines.\n",
                "HPI: used to smoke more.\n\nSH: currently smokes 5 cigarettes a day.\n",
                "SH: never smoker.\n\nPlan: CT screening needs 20 pack-years.\n",
                "SH: 1/2 ppd x 20 years (10 pack-years).\n",
                "SH: 1-2 ppd for 20 years (30 pack-years).\n",
                "SH: lives with her husband, who smokes.\n\nHPI: never smoked.\n",
                "HPI: denies recent alcohol use.\n\nSH: three glasses of wine a week.\n",
                "HPI: quit smoking in 2010, relapsed.\n\nSH: smokes 1 ppd.\n",
                "A 2-year-old boy.\n\nSH: no tobacco.\n\nHPI: smokes: father, 1 ppd.\n",
            ],
        );
    }
}
