//! The class as a whole, as its template takes it.

use std::collections::HashSet;

use minijinja::{Value, context};

use super::marked::sentence;
use super::{safe, tables};
use crate::grade::pictures::{self, escape};
use crate::grade::statistics::{self, FEWEST_FOR_ITEMS, FEWEST_FOR_SCORES};
use crate::grade::{Class, Points, Row, Unread};

/// Rules that stand open; the others are folded.
const RULES_SHOWN: usize = 12;

pub(super) fn values(class: &Class) -> Value {
    let rubric = &class.rubric;
    let open = |row: &Row| row.open(rubric) > Points::ZERO;
    let rules = tables::rules(class);
    context! {
        title => safe(escape(&rubric.title)),
        rubric => context! {
            id => safe(escape(&rubric.id)),
            description => safe(sentence(&rubric.description)),
            limits => safe(sentence(&rubric.limits)),
            source => safe(sentence(&rubric.source)),
            auto => rubric.auto().to_string(),
            points => rubric.points().to_string(),
            criteria => rubric.criteria.len(),
        },
        made => safe(escape(&class.made)),
        anonymous => class.anonymous,
        count => class.rows.len(),
        fewest => FEWEST_FOR_SCORES,
        fewest_items => FEWEST_FOR_ITEMS,
        late => class.rows.iter().filter(|row| row.late).count(),
        open => class.rows.iter().filter(|row| open(row)).count(),
        any_open => class.rows.iter().any(open),
        any_human => class.rows.iter().any(|row| row.human.total.is_some() || row.human.manual.iter().any(Option::is_some)),
        unread => class.unread.iter().map(unread).collect::<Vec<_>>(),
        missing => class.missing.iter().map(|name| safe(escape(name))).collect::<Vec<_>>(),
        strangers => class.strangers.iter().map(|name| safe(escape(name))).collect::<Vec<_>>(),
        kinds => kinds(class),
        dated => class.rows.iter().any(|row| row.late || row.at.is_some() || row.attempt.is_some_and(|attempt| attempt > 1)),
        rows => class.rows.iter().map(|row| student(class, row)).collect::<Vec<_>>(),
        looks => class.rows.iter().filter(|row| !row.looks.is_empty()).map(look).collect::<Vec<_>>(),
        asked => class.rows.iter().filter(|row| !row.asked.is_empty()).map(asked).collect::<Vec<_>>(),
        scores => statistics::of_scores(class).map(|scores| tables::scores(&scores)),
        rules => rules.iter().take(RULES_SHOWN).cloned().collect::<Vec<_>>(),
        other_rules => rules.iter().skip(RULES_SHOWN).cloned().collect::<Vec<_>>(),
        pictures => pictures(class),
        similarity => class.pairs.is_some(),
        pairs => tables::pairs(class),
    }
}

/// The pictures, drawn.
fn pictures(class: &Class) -> Value {
    context! {
        heat_map => pictures::heat_map(class).map(safe),
        scores => pictures::score_strip(class).map(safe),
        sections => pictures::section_bars(class).map(safe),
        note_map => pictures::note_map(class).map(safe),
        differential => pictures::differential(class).map(safe),
        items => pictures::item_table(class).map(safe),
        pairs => pictures::pair_table(class).map(safe),
        progress => pictures::progress(class).map(safe),
    }
}

/// How many kinds of notes there are.
fn kinds(class: &Class) -> usize {
    class
        .rows
        .iter()
        .map(|row| row.kind.as_deref())
        .collect::<HashSet<_>>()
        .len()
}

fn student(class: &Class, row: &Row) -> Value {
    let open = row.open(&class.rubric);
    let findings: u32 = row.counts.iter().map(|(_, count)| *count).fold(0, u32::saturating_add);
    context! {
        anchor => pictures::id(&row.anchor),
        name => safe(escape(&row.student.name)),
        id => row.student.id.as_deref().map(|id| safe(escape(id))),
        auto => row.auto().to_string(),
        total => row.total().to_string(),
        overridden => row.human.total.is_some(),
        open => (open > Points::ZERO).then(|| open.to_string()),
        open_points => open.number(),
        late => row.late,
        at => row.at.as_deref().map(|at| safe(escape(at))),
        attempt => row.attempt,
        kind => row.kind.as_deref().map(|kind| safe(escape(kind))),
        words => row.words,
        findings,
        looks => row.looks.len(),
    }
}

fn look(row: &Row) -> Value {
    context! {
        anchor => pictures::id(&row.anchor),
        name => safe(escape(&row.student.name)),
        why => row.looks.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
    }
}

fn asked(row: &Row) -> Value {
    context! {
        anchor => pictures::id(&row.anchor),
        name => safe(escape(&row.student.name)),
        what => row.asked.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
    }
}

fn unread(unread: &Unread) -> Value {
    context! {
        name => safe(escape(&unread.student.name)),
        path => safe(escape(&unread.path)),
        message => safe(sentence(&unread.message)),
    }
}
