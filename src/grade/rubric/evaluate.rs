//! A checked note beside a rubric: points with their reasons.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use crate::grade::{CriterionMark, Points, Reason};
use crate::grammar::SectionId;
use crate::lint::{Checked, Diagnostic, Selector};
use crate::note::Note;
use crate::rules::catalogue::{cmp016_specialty_element as cmp016, org001_missing_section as org001};
use crate::rules::support::{capitalized, first_line};
use crate::rules::{self, conditions};
use crate::text::Span;

use super::describe::selector_name;
use super::measures::{Measure, Measured};
use super::model::{Ask, Check, Criterion, Needs, NoFindings, Part, Rubric, Scale, Step};
use super::told;

/// The rule that reports a missing section.
pub(super) const MISSING_SECTION: &str = "ORG001";
/// The rule that reports a heading with nothing under it.
const EMPTY_SECTION: &str = "ORG002";
/// How many things a reason names.
const NAMED: usize = 7;

/// The points that the program gives, one entry a criterion, in order. Indices of findings are those of
/// [`Checked::diagnostics`].
pub fn evaluate(rubric: &Rubric, checked: &Checked) -> Vec<CriterionMark> {
    let mut desk = Desk {
        note: &checked.note,
        found: &checked.diagnostics,
        charged: vec![None; checked.diagnostics.len()],
        measured: HashMap::new(),
        rubric,
    };
    let criteria = rubric.criteria.iter().enumerate();
    criteria.map(|(at, criterion)| desk.criterion(at, criterion)).collect()
}

struct Desk<'n> {
    note: &'n Note,
    found: &'n [Diagnostic],
    /// By finding: the criterion that it cost points in.
    charged: Vec<Option<usize>>,
    measured: HashMap<&'static str, Rc<Measured<'n>>>,
    rubric: &'n Rubric,
}

/// How a part came out.
struct Outcome {
    reasons: Vec<Reason>,
    /// Findings that cost points, or stand for what is missing.
    charges: Vec<usize>,
}

/// What an [`Ask`] found.
struct Answer<'n> {
    /// How many there are.
    count: u32,
    /// Of how many.
    all: Option<u32>,
    /// What there is: name and place.
    have: Vec<(Cow<'n, str>, Span)>,
    /// What there is not.
    lacking: Vec<Cow<'n, str>>,
    /// Where more should stand, and words for it.
    place: (Span, String),
    /// How the count is called in a sentence.
    counted: String,
    /// What is said of what is lacking.
    lack: &'static str,
    /// What several of it are called.
    many: &'static str,
    /// Findings that say so too.
    charges: Vec<usize>,
}

impl<'n> Desk<'n> {
    fn line(&self, span: Span) -> Option<u32> {
        Some(self.note.position(span.start).line)
    }

    fn criterion(&mut self, at: usize, criterion: &Criterion) -> CriterionMark {
        let mut mark = CriterionMark {
            points: Points::ZERO,
            reasons: Vec::with_capacity(criterion.checks.len() + 1),
        };
        for check in &criterion.checks {
            let outcome = self.check(at, check);
            for charge in outcome.charges {
                self.charged[charge] = self.charged[charge].or(Some(at));
            }
            for mut reason in outcome.reasons {
                mark.points += reason.earned;
                if let Some(hint) = check.hint.as_ref().filter(|_| reason.earned < reason.of) {
                    reason.text = format!("{} {hint}", reason.text);
                }
                mark.reasons.push(reason);
            }
        }
        mark
    }

    fn check(&mut self, at: usize, check: &Check) -> Outcome {
        if let Some(when) = &check.when
            && conditions::holds(self.note, when) != Some(true)
        {
            let text = format!(
                "Asked for only where this holds: {when}. It is not known to hold here, so the points are given."
            );
            return Outcome {
                reasons: vec![earned(check.points, text, self.line(first_line(self.note)))],
                charges: Vec::new(),
            };
        }
        self.part(at, &check.part, check.points)
    }

    fn part(&mut self, at: usize, part: &Part, points: Points) -> Outcome {
        match part {
            Part::Has(ask, scale, needs) => match self.credit(at, needs, points) {
                Ok(_) => self.has(at, ask, scale, points),
                Err(lost) => lost,
            },
            Part::NoFindings(part) => self.no_findings(at, part, points),
            Part::Best(parts) => {
                let worth = |outcome: &Outcome| outcome.reasons.iter().map(|it| it.earned).sum::<Points>();
                let all = parts.iter().map(|part| self.part(at, part, points));
                let best = all.reduce(|best, next| if worth(&next) > worth(&best) { next } else { best });
                best.unwrap_or(Outcome {
                    reasons: Vec::new(),
                    charges: Vec::new(),
                })
            }
        }
    }

    fn measured(&mut self, measure: &'static Measure) -> Rc<Measured<'n>> {
        let note = self.note;
        let found = self
            .measured
            .entry(measure.id)
            .or_insert_with(|| Rc::new(measure.of(note)));
        Rc::clone(found)
    }

    fn has(&mut self, at: usize, ask: &Ask, scale: &Scale, points: Points) -> Outcome {
        let answer = self.answer(ask);
        let worth = worth(scale, &answer, points);
        let mut reasons = Vec::new();
        if worth > Points::ZERO {
            let names = listed(&answer.have.iter().map(|(name, _)| &**name).collect::<Vec<_>>());
            let text = if names.is_empty() {
                format!("{}.", capitalized(&answer.counted))
            } else {
                format!("{}: {names}.", capitalized(&answer.counted))
            };
            let place = answer.have.first().map_or(answer.place.0, |(_, span)| *span);
            reasons.push(earned(worth, text, self.line(place)));
        }
        let lost = points - worth;
        let mut charges = Vec::new();
        if lost > Points::ZERO {
            let missing = listed(&answer.lacking.iter().map(|name| &**name).collect::<Vec<_>>());
            let mut text = match (worth > Points::ZERO, missing.is_empty()) {
                (_, false) => format!("{}: {missing}", answer.lack),
                (true, true) => "More is asked for".to_owned(),
                (false, true) => format!("Found {}", answer.counted),
            };
            if !answer.place.1.is_empty() {
                text.push_str(&format!(" (it belongs {})", answer.place.1));
            }
            let figures = matches!(ask, Ask::Count(_)) && (missing.is_empty() || worth > Points::ZERO);
            if let Scale::Steps(steps) = scale
                && figures
                && let Some(asked) = wanted(steps, worth, answer.many)
            {
                text = match worth > Points::ZERO && missing.is_empty() {
                    true => capitalized(&asked),
                    false if answer.count == 0 && asked.starts_with("1 or more") => text,
                    false => format!("{text}; {asked}"),
                };
            }
            text.push('.');
            let finding = self.fresh(at, answer.charges.first().copied());
            charges = answer.charges;
            reasons.push(Reason {
                earned: Points::ZERO,
                of: lost,
                text,
                finding,
                line: self.line(answer.place.0),
            });
        }
        Outcome { reasons, charges }
    }

    fn answer(&mut self, ask: &Ask) -> Answer<'n> {
        let note = self.note;
        match ask {
            Ask::Sections(sections) => self.sections(sections, false),
            Ask::AnySection(sections) => self.sections(sections, true),
            Ask::Elements(elements) => {
                let mut answer = Answer::of(note, "", elements.len() as u32);
                for (specialty, at) in elements {
                    let Some(element) = note.grammar.specialty(*specialty).elements.get(*at) else {
                        continue;
                    };
                    match cmp016::spoken_of(note, *specialty, *at) {
                        Some(span) => answer.have.push((element.title.to_string().into(), span)),
                        None => {
                            if answer.lacking.is_empty() {
                                answer.place = told::place(note, element.section);
                            }
                            answer.lacking.push(element.title.to_string().into());
                        }
                    }
                }
                let counted = match elements.len() {
                    1 => "spoken of".to_owned(),
                    all => format!("{} of {all} spoken of", answer.have.len()),
                };
                answer.counts(counted)
            }
            Ask::Count(measure) => {
                let measured = self.measured(measure);
                let mut answer = Answer::measured(note, measure, &measured);
                answer.counted = measure.counted(answer.count);
                answer
            }
            Ask::Share { of, that } => {
                let (all, kept) = (self.measured(of), self.measured(that));
                let mut answer = Answer::measured(note, that, &kept);
                let count = all.count();
                answer.all = Some(count);
                answer.counted = match count {
                    0 => format!("no {}", of.one),
                    _ if of.many == that.many => format!("{} of {count} {}", answer.count, of.many),
                    _ => format!("{}, of {count}", that.counted(answer.count)),
                };
                if answer.lacking.is_empty() {
                    let left = all
                        .items
                        .iter()
                        .filter(|item| !kept.items.iter().any(|it| it.key == item.key));
                    let left: Vec<_> = left.collect();
                    if let Some(first) = left.first() {
                        answer.place = (first.span, String::new());
                    }
                    answer.lacking = left.iter().map(|item| item.name.clone()).collect();
                }
                answer
            }
        }
    }

    fn sections(&self, sections: &[SectionId], any: bool) -> Answer<'n> {
        let note = self.note;
        let mut answer = Answer::of(note, "", sections.len() as u32);
        for id in sections {
            let title: Cow<'n, str> = note.grammar.section(*id).title.to_string().into();
            match told::told(note, *id) {
                Some(span) => answer.have.push((title, span)),
                None => {
                    if answer.lacking.is_empty() {
                        answer.place = told::place(note, *id);
                    }
                    answer.charges.extend(self.finding_on(*id, &title));
                    answer.lacking.push(title);
                }
            }
        }
        if any && !answer.have.is_empty() {
            answer.lacking.clear();
            answer.charges.clear();
            answer.have.truncate(1);
            answer.all = Some(1);
        } else if any {
            let names: Vec<&str> = answer.lacking.iter().map(|name| &**name).collect();
            answer.lacking = vec![names.join(" or ").into()];
            answer.all = Some(1);
        }
        let all = answer.all.unwrap_or(1);
        let there = if answer.have.len() == 1 && all == 1 {
            "found".to_owned()
        } else {
            format!("{} of {all} found", answer.have.len())
        };
        answer.counts(there)
    }

    /// The finding, unless it has cost points in another criterion.
    fn fresh(&self, at: usize, finding: Option<usize>) -> Option<usize> {
        finding.filter(|index| self.charged.get(*index).is_some_and(|by| by.is_none_or(|by| by == at)))
    }

    /// The finding on the missing or empty section, if there is one and it has cost nothing yet.
    fn finding_on(&self, id: SectionId, title: &str) -> Option<usize> {
        let heading = told::empty_section(self.note, id);
        self.found.iter().position(|it| {
            let missing = it.code == MISSING_SECTION && it.message.starts_with(&org001::opening(title));
            let empty = it.code == EMPTY_SECTION && heading.is_some_and(|heading| heading.overlaps(it.span));
            missing || empty
        })
    }

    fn no_findings(&mut self, at: usize, part: &NoFindings, points: Points) -> Outcome {
        let note = self.note;
        let credit = match self.credit(at, &part.needs, points) {
            Ok(credit) => credit,
            Err(lost) => return lost,
        };
        let counts = |it: &Diagnostic| part.takes(&it.code) && self.stands_within(it, &part.within);
        let all: Vec<usize> = (0..self.found.len())
            .filter(|index| counts(&self.found[*index]))
            .collect();
        let (fresh, before): (Vec<usize>, Vec<usize>) = all
            .into_iter()
            .partition(|index| self.charged[*index].is_none_or(|by| by == at));
        let costly = fresh.get(part.at_most as usize..).unwrap_or_default();
        let mut reasons = Vec::new();
        let mut left = points;
        for (number, index) in costly.iter().enumerate() {
            let cost = part.each.map_or(left, |each| each.min(left));
            if cost == Points::ZERO {
                break;
            }
            left = left - cost;
            let it = &self.found[*index];
            let more = costly.len() - number - 1;
            let more = if left == Points::ZERO && more > 0 {
                format!(" (and {more} more)")
            } else {
                String::new()
            };
            reasons.push(Reason {
                earned: Points::ZERO,
                of: cost,
                text: format!("{}{more}.", it.message.trim_end_matches('.')),
                finding: Some(*index),
                line: self.line(it.span),
            });
        }
        if left > Points::ZERO {
            let names = listed(&part.of.iter().map(selector_name).collect::<Vec<_>>());
            let mut text = match (fresh.len(), costly.is_empty()) {
                _ if !self.is_heard(part) => {
                    format!("Not looked for in this kind of note: {names}. The points are given")
                }
                (0, _) => format!("Nothing found by {names}"),
                (_, true) => format!("No more than {} found by {names}", part.at_most),
                _ => format!("Nothing else found by {names}"),
            };
            if let Some(by) = before.first().and_then(|index| self.charged[*index])
                && let Some(other) = self.rubric.info.criteria.get(by)
            {
                text.push_str(&format!("; what was found is counted under \"{}\"", other.title));
            }
            text.push('.');
            let place = credit.unwrap_or_else(|| first_line(note));
            reasons.insert(0, earned(left, text, self.line(place)));
        }
        let charges = if costly.is_empty() { Vec::new() } else { fresh };
        Outcome { reasons, charges }
    }

    /// Where what must be there stands; or the points are lost, for what is absent earns nothing.
    fn credit(&mut self, at: usize, needs: &Needs, points: Points) -> Result<Option<Span>, Outcome> {
        let note = self.note;
        let mut credit: Option<Span> = None;
        for id in &needs.sections {
            match told::told(note, *id) {
                Some(span) => credit = credit.or(Some(span)),
                None => {
                    let title = note.grammar.section(*id).title.to_string();
                    let (place, words) = told::place(note, *id);
                    let mut text = format!("There is no {title} to give points for");
                    if !words.is_empty() {
                        text.push_str(&format!(" (it belongs {words})"));
                    }
                    let finding = self.fresh(at, self.finding_on(*id, &title));
                    return Err(self.lost(points, text, finding, place));
                }
            }
        }
        for measure in &needs.some {
            let measured = self.measured(measure);
            if measured.count() == 0 {
                let answer = Answer::measured(note, measure, &measured);
                let text = format!("There is {} to give points for", measure.counted(0));
                return Err(self.lost(points, text, None, answer.place.0));
            }
            let place = measured.items.first().map(|item| item.span).or(measured.place);
            credit = credit.or(place);
        }
        Ok(credit)
    }

    fn lost(&self, points: Points, text: String, finding: Option<usize>, place: Span) -> Outcome {
        Outcome {
            reasons: vec![Reason {
                earned: Points::ZERO,
                of: points,
                text: format!("{text}."),
                finding,
                line: self.line(place),
            }],
            charges: finding.into_iter().collect(),
        }
    }

    /// Whether a finding stands in one of these sections, or a part of one.
    fn stands_within(&self, it: &Diagnostic, sections: &[SectionId]) -> bool {
        if sections.is_empty() {
            return true;
        }
        let grammar = &self.note.grammar;
        let mut at = self.note.section_at(it.span.start);
        while let Some(ix) = at {
            let section = self.note.section(ix);
            let mut ids = section.id.iter().chain(&section.also);
            if ids.any(|id| {
                sections
                    .iter()
                    .any(|wanted| wanted == id || grammar.is_descendant(*id, *wanted))
            }) {
                return true;
            }
            at = section.parent;
        }
        false
    }

    /// Whether any of the rules speaks on notes of this kind.
    fn is_heard(&self, part: &NoFindings) -> bool {
        let kind = self.note.kind.map(|kind| self.note.grammar.kind(kind));
        let heard = |code: &str, kinds: &[&str]| match kind {
            Some(kind) => (kinds.is_empty() || kinds.contains(&&*kind.id)) && kind.hears(code),
            None => kinds.is_empty(),
        };
        let user = part
            .of
            .iter()
            .any(|it| matches!(it, Selector::User(_) | Selector::UserFamily(_)));
        user || rules::all()
            .iter()
            .any(|rule| part.takes(rule.code) && heard(rule.code, rule.kinds))
    }
}

impl<'n> Answer<'n> {
    fn of(note: &'n Note, counted: &str, all: u32) -> Self {
        Self {
            count: 0,
            all: Some(all),
            have: Vec::new(),
            lacking: Vec::new(),
            place: (first_line(note), String::new()),
            counted: counted.to_owned(),
            lack: "Not found",
            many: "",
            charges: Vec::new(),
        }
    }

    fn counts(mut self, counted: String) -> Self {
        self.count = self.have.len() as u32;
        self.counted = counted;
        self
    }

    fn measured(note: &'n Note, measure: &'static Measure, measured: &Measured<'n>) -> Self {
        let place = match measured.place {
            Some(place) => (place, String::new()),
            None => match note.grammar.section_named(measure.section) {
                Some(id) => told::place(note, id),
                None => (first_line(note), String::new()),
            },
        };
        Self {
            count: measured.count(),
            all: None,
            have: measured
                .items
                .iter()
                .map(|item| (item.name.clone(), item.span))
                .collect(),
            lacking: measured.lacking.clone(),
            place,
            counted: String::new(),
            lack: measure.lack,
            many: measure.many,
            charges: Vec::new(),
        }
    }
}

/// What the answer is worth.
fn worth(scale: &Scale, answer: &Answer<'_>, points: Points) -> Points {
    let share = || match answer.all {
        Some(0) | None => 0.0,
        Some(all) => f64::from(answer.count) / f64::from(all),
    };
    let half = Points::from_hundredths(points.hundredths() / 2);
    match scale {
        Scale::Steps(steps) => {
            let reached = steps.iter().filter(|step| step.holds(answer.count));
            reached.map(|step| step.points).max().unwrap_or(Points::ZERO)
        }
        Scale::Share { full, half: from } => {
            let share = share() + 1e-9;
            if share >= *full {
                points
            } else if share >= *from {
                half
            } else {
                Points::ZERO
            }
        }
        Scale::Proportional => {
            let halves = (points.number() * share().min(1.0) * 2.0 + 1e-9).floor();
            Points::of(halves / 2.0).unwrap_or(Points::ZERO)
        }
    }
}

/// In words, how many are asked for.
fn wanted(steps: &[Step], worth: Points, many: &str) -> Option<String> {
    let better = steps.iter().filter(|step| step.points > worth);
    let best = better.max_by_key(|step| step.points)?;
    Some(match (best.at_least, best.at_most) {
        (Some(least), None) => format!("{least} or more {many} are asked for"),
        (None, Some(most)) => format!("{most} {many} at most are asked for"),
        (Some(least), Some(most)) if least == most => format!("{least} {many} are asked for"),
        (Some(least), Some(most)) => format!("{least} to {most} {many} are asked for"),
        (None, None) => return None,
    })
}

fn earned(points: Points, text: String, line: Option<u32>) -> Reason {
    Reason {
        earned: points,
        of: points,
        text,
        finding: None,
        line,
    }
}

/// `a, b, c and 2 more`.
fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(NAMED) {
        Some(more @ 1..) => format!("{shown} and {more} more"),
        _ => shown,
    }
}
