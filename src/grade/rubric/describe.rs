//! A rubric in words: what each part of a criterion asks for, and what a teacher should know of the file.

use crate::grammar::{Grammar, SectionId};
use crate::lint::Selector;
use crate::rules;

use super::model::{Ask, Check, Needs, NoFindings, Part, Rubric, Scale};

impl Check {
    /// What it asks for, in a sentence without full stop.
    pub fn describe(&self, grammar: &Grammar) -> String {
        let mut text = part(&self.part, grammar);
        if let Some(when) = &self.when {
            text.push_str(&format!("; asked for only where this holds: {when}"));
        }
        text
    }
}

fn part(one: &Part, grammar: &Grammar) -> String {
    match one {
        Part::Has(ask, scale, needs) => format!("{}{}{}", asked(ask, grammar), scaled(scale), needed(needs, grammar)),
        Part::NoFindings(part) => no_findings(part, grammar),
        Part::Best(parts) => {
            let all: Vec<String> = parts.iter().map(|one| part(one, grammar)).collect();
            format!("the best of: {}", all.join("; or "))
        }
    }
}

fn asked(ask: &Ask, grammar: &Grammar) -> String {
    match ask {
        Ask::Sections(sections) => format!("there is {}", titles(sections, grammar, " and ")),
        Ask::AnySection(sections) => format!("there is {}", titles(sections, grammar, " or ")),
        Ask::Elements(elements) => {
            let titles = elements.iter().filter_map(|(specialty, at)| {
                let element = grammar.specialty(*specialty).elements.get(*at)?;
                Some(&*element.title)
            });
            format!("it speaks of {}", titles.collect::<Vec<_>>().join(", "))
        }
        Ask::Count(measure) => format!("number of {}", measure.many),
        Ask::Share { of, that } if of.many == that.many => format!("share of {} told", of.many),
        Ask::Share { of, that } => format!("share of {} among {}", that.many, of.many),
    }
}

fn scaled(scale: &Scale) -> String {
    match scale {
        Scale::Steps(steps) => {
            let steps = steps.iter().map(|step| {
                let range = match (step.at_least, step.at_most) {
                    (Some(least), Some(most)) => format!("{least} to {most}"),
                    (Some(least), None) => format!("{least} or more"),
                    (None, Some(most)) => format!("{most} at most"),
                    (None, None) => "any".to_owned(),
                };
                format!("{range} = {}", step.points)
            });
            format!(" ({})", steps.collect::<Vec<_>>().join(", "))
        }
        Scale::Share { full, half } if *full >= 1.0 => format!(" (all = full, {:.0} % = half)", half * 100.0),
        Scale::Share { full, half } => format!(" ({:.0} % = full, {:.0} % = half)", full * 100.0, half * 100.0),
        Scale::Proportional => " (in proportion)".to_owned(),
    }
}

fn no_findings(part: &NoFindings, grammar: &Grammar) -> String {
    let names: Vec<&str> = part.of.iter().map(selector_name).collect();
    let mut text = match part.at_most {
        0 => format!("no findings of {}", names.join(", ")),
        1 => format!("no more than one finding of {}", names.join(", ")),
        most => format!("no more than {most} findings of {}", names.join(", ")),
    };
    if !part.within.is_empty() {
        text.push_str(&format!(" in {}", titles(&part.within, grammar, " or ")));
    }
    if let Some(each) = part.each {
        text.push_str(&format!(" ({each} each)"));
    }
    text + &needed(&part.needs, grammar)
}

fn needed(needs: &Needs, grammar: &Grammar) -> String {
    let sections = needs.sections.iter().map(|id| grammar.section(*id).title.to_string());
    let some = needs
        .some
        .iter()
        .filter(|it| it.id != "words")
        .map(|it| it.many.to_owned());
    let all: Vec<String> = sections.chain(some).collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("; needs {}", all.join(" and ")),
    }
}

fn titles(sections: &[SectionId], grammar: &Grammar, word: &str) -> String {
    let titles: Vec<&str> = sections.iter().map(|id| &*grammar.section(*id).title).collect();
    match titles.split_last() {
        Some((last, first)) if !first.is_empty() => format!("{}{word}{last}", first.join(", ")),
        _ => titles.concat(),
    }
}

/// How a rule is called: `ros-systems`, or the family.
pub(super) fn selector_name(selector: &Selector) -> &str {
    match selector {
        Selector::All => "any rule",
        Selector::Family(family) => family.name(),
        Selector::UserFamily(name) | Selector::User(name) => name,
        Selector::Rule(rule) => rule.name,
    }
}

impl Rubric {
    /// What a teacher should know of a rubric that is sound: sentences.
    pub fn remarks(&self, grammar: &Grammar) -> Vec<String> {
        let mut remarks = Vec::new();
        let points = self.info.points();
        if points.hundredths() != 100 * 100 {
            remarks.push(format!("The criteria add up to {points} points, not to 100."));
        }
        if self.info.limits.trim().is_empty() {
            remarks.push("It does not say what it cannot judge (`limits`).".to_owned());
        }
        for (criterion, info) in self.criteria.iter().zip(&self.info.criteria) {
            for part in criterion.checks.iter().flat_map(|check| check.part.all()) {
                let Part::NoFindings(part) = part else { continue };
                let silent: Vec<&str> = part
                    .of
                    .iter()
                    .filter(|selector| self.is_silent(selector, grammar))
                    .map(selector_name)
                    .collect();
                if !silent.is_empty() {
                    remarks.push(format!(
                        "`{}` counts findings of {}, which is not looked for in {}.",
                        info.id,
                        silent.join(", "),
                        self.kind_titles(grammar).join(", ")
                    ));
                }
            }
        }
        remarks
    }

    /// Whether no rule of this selector speaks on any of the rubric's kinds.
    fn is_silent(&self, selector: &Selector, grammar: &Grammar) -> bool {
        let mut taken = rules::all().iter().filter(|rule| selector.takes(rule)).peekable();
        let heard = |kinds: &[&str], code: &str| {
            self.kinds.iter().any(|kind| {
                let kind = grammar.kind(*kind);
                (kinds.is_empty() || kinds.contains(&&*kind.id)) && kind.hears(code)
            })
        };
        !self.kinds.is_empty() && taken.peek().is_some() && !taken.any(|rule| heard(rule.kinds, rule.code))
    }
}
