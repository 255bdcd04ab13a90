//! Tables of a class: its scores in words, the rules that fired, pairs of notes.

use minijinja::{Value, context};

use super::marked::{is_heading, sentence};
use super::safe;
use super::shared::marked;
use crate::grade::pictures::{self, escape};
use crate::grade::statistics::{Scale, Scores};
use crate::grade::{Class, Example, Pair, Points, RuleTally, SharedPassage};

/// The five figures, in points.
pub(super) fn scores(scores: &Scores) -> Value {
    let figure = |value: f64| Points::of(value).unwrap_or_default().to_string();
    let quartiles = &scores.quartiles;
    context! {
        auto => scores.scale == Scale::Auto,
        of => scores.of.to_string(),
        least => figure(quartiles.least),
        lower => figure(quartiles.lower),
        median => figure(quartiles.median),
        upper => figure(quartiles.upper),
        greatest => figure(quartiles.greatest),
    }
}

/// The rules that fired, those first that most notes have.
pub(super) fn rules(class: &Class) -> Vec<Value> {
    let mut tallies: Vec<&RuleTally> = class.rules.iter().filter(|tally| tally.notes > 0).collect();
    tallies.sort_by(|a, b| {
        (b.notes, b.findings)
            .cmp(&(a.notes, a.findings))
            .then_with(|| a.code.cmp(&b.code))
    });
    let all = class.rows.len().max(1);
    let rule = |tally: &&RuleTally| {
        context! {
            code => safe(escape(&tally.code)),
            rule => safe(escape(&tally.rule)),
            summary => safe(sentence(&tally.summary)),
            findings => tally.findings,
            notes => tally.notes,
            percent => (tally.notes as usize).min(all) * 100 / all,
            examples => examples(tally),
        }
    };
    tallies.iter().map(rule).collect()
}

/// Passages that show the fault, each once; a heading, which stands where something is missing, is left out.
fn examples(tally: &RuleTally) -> Vec<Value> {
    let mut shown: Vec<(&str, &str)> = Vec::new();
    for Example { passage, message } in &tally.examples {
        let passage = Some(passage.trim())
            .filter(|passage| !is_heading(passage))
            .unwrap_or_default();
        if !shown.contains(&(passage, message)) {
            shown.push((passage, message));
        }
    }
    let example = |(passage, message): (&str, &str)| {
        context! {
            passage => (!passage.is_empty()).then(|| safe(escape(passage))),
            message => safe(sentence(message)),
        }
    };
    shown.into_iter().map(example).collect()
}

/// Pairs of notes, the most alike first.
pub(super) fn pairs(class: &Class) -> Vec<Value> {
    let pairs = pictures::by_likeness(class);
    pairs.into_iter().filter_map(|pair| one_pair(class, pair)).collect()
}

fn one_pair(class: &Class, pair: &Pair) -> Option<Value> {
    let note = |at: usize| {
        let row = class.rows.get(at)?;
        Some(context! { anchor => pictures::id(&row.anchor), name => safe(escape(&row.student.name)) })
    };
    let words: u32 = pair
        .passages
        .iter()
        .map(|passage| passage.words)
        .fold(0, u32::saturating_add);
    Some(context! {
        first => note(pair.notes.0)?,
        second => note(pair.notes.1)?,
        percentile => pictures::percentile(pair.percentile),
        words,
        mistakes => pair.passages.iter().filter(|passage| passage.mistake.is_some()).count(),
        passages => pair.passages.iter().map(passage).collect::<Vec<_>>(),
    })
}

fn passage(passage: &SharedPassage) -> Value {
    context! {
        first => safe(marked(&passage.first, &passage.first_marks)),
        second => safe(marked(&passage.second, &passage.second_marks)),
        first_line => passage.first_line,
        second_line => passage.second_line,
        words => passage.words,
        mistake => passage.mistake.as_deref().map(|mistake| safe(sentence(mistake))),
    }
}
