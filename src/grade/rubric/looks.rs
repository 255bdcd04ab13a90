//! Why a human should look at a note: where its shape makes the program's reading unsure. No verdict on the student.

use crate::grade::{CriterionMark, Points, Shares};
use crate::grammar;
use crate::lint::Checked;
use crate::note::{KindSource, Note};
use crate::rules::support::word_count;

use super::model::Rubric;

/// A note of fewer words is hardly one.
const SHORT: usize = 80;
/// How many times the usual length is long.
const LONG: f64 = 1.8;
/// Below this confidence the kind is a guess.
const SURE: f32 = 0.6;
/// From so many words on a text has a language.
const LANGUAGE: usize = 40;
/// Fewer words than this share of a text in English are known.
const KNOWN: f64 = 0.6;
/// From how many headings that nobody knows on the structure is in doubt, and from which share.
const STRANGE: (usize, f64) = (3, 0.4);
/// From this share on, in percent, the words of a note come from elsewhere.
const ELSEWHERE: u8 = 50;
/// From how many words on a note with hardly a point deserves a second look.
const TELLING: usize = 150;

/// Why a human should look at this note, in sentences.
pub fn looks(checked: &Checked, rubric: &Rubric, marks: &[CriterionMark], shares: Option<Shares>) -> Vec<String> {
    let note = &checked.note;
    let words = word_count(&note.text);
    let mut looks = Vec::new();
    kind(note, rubric, &mut looks);
    let usual = note.kind.map(|kind| note.grammar.kind(kind).words);
    if words < SHORT {
        looks.push(format!("It is very short: {}.", counted(words, "word")));
    } else if let Some((_, most)) = usual
        && words as f64 > f64::from(most) * LONG
    {
        looks.push(format!(
            "It is very long: {words} words, where {most} are usual at most."
        ));
    }
    if let Some(known) = english(note)
        && known < KNOWN
    {
        looks.push(format!(
            "Most of it may not be English: {:.0} % of its words are known.",
            known * 100.0
        ));
    }
    let strange = note.sections.iter().filter(|section| section.id.is_none()).count();
    let all = note.sections.len();
    if all == 0 && words >= SHORT {
        looks.push("It has no headings that could be read as sections.".to_owned());
    } else if strange >= STRANGE.0 && strange as f64 >= all as f64 * STRANGE.1 {
        looks.push(format!(
            "{strange} of its {all} headings name no section that is known."
        ));
    }
    let blanks = note.placeholders().count();
    if blanks >= 5 && !note.is_template {
        looks.push(format!("{blanks} blanks of a template are still open."));
    }
    if let Some(shares) = shares
        && shares.typed < 100 - ELSEWHERE
    {
        looks.push(format!(
            "Most of its words come from elsewhere: {} % from a template, {} % from an earlier note.",
            shares.template, shares.carried
        ));
    }
    let given: Points = marks.iter().map(|mark| mark.points).sum();
    let auto = rubric.info.auto();
    if words >= TELLING && auto > Points::ZERO && given.share_of(auto) < 0.2 {
        looks.push(format!(
            "The program found hardly anything to give points for ({given} of {auto}), though the note has {words} words."
        ));
    }
    if !checked.rule_failures.is_empty() {
        let codes: Vec<&str> = checked.rule_failures.iter().map(|it| &*it.code).collect();
        looks.push(format!(
            "A rule broke down on it ({}): its findings are missing.",
            codes.join(", ")
        ));
    }
    looks
}

fn kind(note: &Note, rubric: &Rubric, looks: &mut Vec<String>) {
    let Some(kind) = note.kind else {
        looks.push("What kind of note it is cannot be told, so that rules which ask for it did not run.".to_owned());
        return;
    };
    let title = &note.grammar.kind(kind).title;
    if !rubric.suits(kind) {
        looks.push(format!(
            "It reads as {} {title}, which this rubric is not made for.",
            article(title)
        ));
    } else if note.kind_source == Some(KindSource::Sections) && note.kind_confidence < SURE {
        looks.push(format!(
            "That it is {} {title} is only guessed from its headings.",
            article(title)
        ));
    }
}

/// The share of the words that English has, if there are enough to tell.
fn english(note: &Note) -> Option<f64> {
    let is_plain = |word: &&str| word.chars().count() >= 4 && word.chars().all(char::is_alphabetic);
    let words = note.text.split(|c: char| !c.is_alphanumeric()).filter(is_plain);
    let (mut known, mut all) = (0usize, 0usize);
    for word in words.take(2000) {
        all += 1;
        known += usize::from(grammar::is_word(&word.to_lowercase()));
    }
    (all >= LANGUAGE).then(|| known as f64 / all as f64)
}

fn article(title: &str) -> &'static str {
    if title.starts_with(['A', 'E', 'I', 'O']) {
        "an"
    } else {
        "a"
    }
}

fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("one {one}"),
        _ => format!("{count} {one}s"),
    }
}
