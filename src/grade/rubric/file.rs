//! The file of a rubric: TOML to [`Rubric`], with every fault at its place and a way out.

use std::ops::Range;

use serde::Deserialize;

use crate::config::{At, ConfigError, OneOrMany, Origin, Problems, did_you_mean};
use crate::grade::{Points, RubricInfo};
use crate::grammar::{Grammar, SectionId, SpecialtyId};
use crate::lint::{Selector, UserRule};
use crate::rules::conditions;

use super::measures::{self, Measure};
use super::model::{Ask, Check, Criterion, Level, Needs, NoFindings, Part, Rubric, Scale, Step, shown};

/// The nine qualities of a note: the words of `dimension`.
pub const DIMENSIONS: [&str; 9] = [
    "organized",
    "relevant",
    "accurate",
    "complete",
    "reasoned",
    "actionable",
    "safe",
    "language",
    "confidential",
];

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    limits: String,
    #[serde(default)]
    kinds: OneOrMany,
    #[serde(default)]
    specialties: OneOrMany,
    #[serde(default)]
    levels: Vec<WrittenLevel>,
    #[serde(default)]
    criterion: Vec<At<WrittenCriterion>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenCriterion {
    id: At<String>,
    title: String,
    points: At<f64>,
    dimension: At<String>,
    manual: Option<At<f64>>,
    question: Option<String>,
    #[serde(default)]
    levels: Vec<WrittenLevel>,
    #[serde(default)]
    check: Vec<At<WrittenCheck>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenLevel {
    name: String,
    from: At<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenCheck {
    points: Option<At<f64>>,
    when: Option<At<String>>,
    hint: Option<String>,
    present: Option<At<Present>>,
    speaks_of: Option<OneOrMany>,
    count: Option<At<String>>,
    share: Option<WrittenShare>,
    no_findings_of: Option<OneOrMany>,
    best_of: Option<Vec<At<WrittenCheck>>>,
    steps: Option<Vec<At<WrittenStep>>>,
    at_least: Option<At<u32>>,
    full: Option<At<f64>>,
    half: Option<At<f64>>,
    #[serde(default)]
    proportional: bool,
    #[serde(default)]
    within: OneOrMany,
    #[serde(default)]
    needs: OneOrMany,
    #[serde(default)]
    needs_some: OneOrMany,
    at_most: Option<At<u32>>,
    each: Option<At<f64>>,
}

/// `"hpi"`, `["hpi", "ros"]` or `{ any = ["hpi", "subjective"] }`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Present {
    One(String),
    All(Vec<String>),
    Any { any: Vec<String> },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenShare {
    of: At<String>,
    that: At<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenStep {
    at_least: Option<u32>,
    at_most: Option<u32>,
    points: At<f64>,
}

/// Read the rubric of this file. `id` is its name; `user_rules` are those of the configuration, which it may name.
///
/// # Errors
///
/// Every fault of the file, with line and column.
pub fn read(id: &str, origin: &Origin, grammar: &Grammar, user_rules: &[UserRule]) -> Result<Rubric, ConfigError> {
    let mut reader = Reader {
        origin,
        grammar,
        user_rules,
        problems: Problems::default(),
    };
    let written: Written = match toml::from_str(&origin.text) {
        Ok(written) => written,
        Err(error) => {
            let message = error.message();
            let help = unknown_key(message).unwrap_or_default();
            let message = message.split(", expected").next().unwrap_or(message).trim_end();
            reader.fault(error.span().unwrap_or(0..0), message.replace("field", "key"), help);
            return Err(reader.problems.finish(()).expect_err("a fault was found"));
        }
    };
    let rubric = reader.rubric(id, written);
    reader.problems.finish(rubric)
}

/// What was meant by the unknown key that serde speaks of: "unknown field `presnt`, expected one of `points`, `present`…".
fn unknown_key(message: &str) -> Option<Option<String>> {
    let mut words = message.split('`').skip(1).step_by(2);
    let (first, known) = (words.next()?, words.collect::<Vec<_>>());
    message.starts_with("unknown field").then(|| {
        did_you_mean(first, known.iter().copied())
            .or_else(|| Some(format!("the keys there are {}", known.join(", "))).filter(|_| !known.is_empty()))
    })
}

struct Reader<'a> {
    origin: &'a Origin,
    grammar: &'a Grammar,
    user_rules: &'a [UserRule],
    problems: Problems,
}

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.at(self.origin, span, message, help);
    }

    fn rubric(&mut self, id: &str, written: Written) -> Rubric {
        let mut kinds = Vec::new();
        for name in &written.kinds.0 {
            match self.grammar.kind_named(name) {
                Some(kind) => kinds.push(kind),
                None => {
                    let known = self.grammar.kinds().iter().map(|kind| &*kind.id);
                    let help = did_you_mean(name, known).or_else(|| Some("see `preceptor kinds`".to_owned()));
                    self.fault(name.span.clone(), format!("`{}` is no kind of note", name.value), help);
                }
            }
        }
        let mut specialties: Vec<SpecialtyId> = Vec::new();
        for name in &written.specialties.0 {
            match self.grammar.specialty_named(name) {
                Some(specialty) => specialties.push(specialty),
                None => {
                    let known = self.grammar.specialties().iter().map(|it| &*it.id);
                    let help = did_you_mean(name, known).or_else(|| Some("see `preceptor kinds`".to_owned()));
                    self.fault(name.span.clone(), format!("`{}` is no specialty", name.value), help);
                }
            }
        }
        if written.criterion.is_empty() {
            let help = "add a table [[criterion]] with id, title, points and dimension".to_owned();
            self.fault(0..0, "the rubric has no criterion", Some(help));
        }
        let general = self.levels(&written.levels);
        let mut info = RubricInfo {
            id: id.to_owned(),
            title: written.title,
            description: written.description,
            limits: written.limits,
            source: written.source,
            criteria: Vec::with_capacity(written.criterion.len()),
        };
        let mut criteria = Vec::with_capacity(written.criterion.len());
        for one in &written.criterion {
            let (criterion, shown) = self.criterion(one, &general);
            if info.criteria.iter().any(|known| known.id == shown.id) {
                let help = Some("give each criterion an id of its own: it is a column of grades.csv".to_owned());
                self.fault(one.id.span.clone(), format!("the id `{}` stands twice", shown.id), help);
            }
            info.criteria.push(shown);
            criteria.push(criterion);
        }
        Rubric {
            info,
            kinds,
            specialties,
            criteria,
        }
    }

    fn criterion(&mut self, one: &At<WrittenCriterion>, general: &[Level]) -> (Criterion, crate::grade::CriterionInfo) {
        let is_id = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_lowercase())
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        if !is_id(&one.id) {
            let help = Some("an id is small letters, digits and `-`: `hpi-story`".to_owned());
            self.fault(one.id.span.clone(), format!("`{}` is no id", one.id.value), help);
        }
        if !DIMENSIONS.contains(&one.dimension.as_str()) {
            let help = did_you_mean(&one.dimension, DIMENSIONS)
                .unwrap_or_else(|| format!("the qualities are {}", DIMENSIONS.join(", ")));
            let message = format!("`{}` is none of the nine qualities", one.dimension.value);
            self.fault(one.dimension.span.clone(), message, Some(help));
        }
        let points = self.points(&one.points);
        let manual = one
            .manual
            .as_ref()
            .map_or(Points::ZERO, |manual| self.points_or_none(manual));
        let asks = one.question.clone().unwrap_or_default();
        if manual > Points::ZERO && asks.trim().is_empty() {
            let help = Some("add `question = \"…\"`: what a human is asked to judge".to_owned());
            let span = one.manual.as_ref().map_or(0..0, |manual| manual.span.clone());
            self.fault(
                span,
                format!("`{}` has points for a human, and no question", one.id.value),
                help,
            );
        }
        if one.check.is_empty() && manual == Points::ZERO {
            let help = Some("add a table [[criterion.check]], or `manual` with a `question`".to_owned());
            let message = format!("nobody can give the points of `{}`", one.id.value);
            self.fault(one.id.span.clone(), message, help);
        }
        let mut checks = Vec::with_capacity(one.check.len());
        for written in &one.check {
            checks.extend(self.check(written));
        }
        let auto: Points = checks.iter().map(|check| check.points).sum();
        let judged = checks.len() == one.check.len();
        if judged && (!one.check.is_empty() || manual > Points::ZERO) && auto + manual != points {
            let message = format!(
                "`{}` has {points} points, but its parts add up to {} ({auto} from checks, {manual} from a human)",
                one.id.value,
                auto + manual
            );
            let help = Some("change `points`, `manual` or the points of a check, so that they agree".to_owned());
            self.fault(one.points.span.clone(), message, help);
        }
        let levels = self.levels(&one.levels);
        let levels = if levels.is_empty() { general.to_vec() } else { levels };
        let shown = shown(&one.id, &one.title, &one.dimension, points, auto, asks.trim());
        (Criterion { checks, levels }, shown)
    }

    fn levels(&mut self, written: &[WrittenLevel]) -> Vec<Level> {
        let mut levels = Vec::new();
        for level in written {
            if (0.0..=100.0).contains(&level.from.value) {
                levels.push(Level {
                    name: level.name.clone(),
                    from: level.from.value as u8,
                });
            } else {
                let help = Some("`from` is a percentage of the points, 0 to 100".to_owned());
                let message = format!("the level \"{}\" begins at {}", level.name, level.from.value);
                self.fault(level.from.span.clone(), message, help);
            }
        }
        levels.sort_by_key(|level| std::cmp::Reverse(level.from));
        levels
    }

    /// Points of which there have to be some.
    fn points(&mut self, written: &At<f64>) -> Points {
        let points = self.points_or_none(written);
        if points == Points::ZERO && written.value == 0.0 {
            let help = Some("give it points, or leave it out".to_owned());
            self.fault(written.span.clone(), "no points can be earned here", help);
        }
        points
    }

    fn points_or_none(&mut self, written: &At<f64>) -> Points {
        match Points::of(written.value).filter(|points| *points >= Points::ZERO && written.value <= 10_000.0) {
            Some(points) => points,
            None => {
                let message = format!("{} is no number of points", written.value);
                self.fault(written.span.clone(), message, Some("write 0 to 10000".to_owned()));
                Points::ZERO
            }
        }
    }

    fn check(&mut self, written: &At<WrittenCheck>) -> Option<Check> {
        let points = match &written.points {
            Some(points) => self.points(points),
            None => {
                let help = Some("add `points`".to_owned());
                self.fault(written.span.clone(), "this check has no points", help);
                return None;
            }
        };
        if let Some(when) = &written.when
            && let Some(term) = conditions::unknown_term(self.grammar, when)
        {
            let help = "known are `under 2 years`, `65 years or more`, `inpatient`, `outpatient`, `emergency`, `pregnant`, \
                        `in person`, `new complaint`, a kind of note, joined by ` and ` or `, or `";
            let message = format!("`{term}` is no condition that the program can tell");
            self.fault(when.span.clone(), message, Some(help.to_owned()));
        }
        let part = self.part(written, points, true)?;
        Some(Check {
            points,
            part,
            when: written.when.as_ref().map(|when| when.value.clone()),
            hint: written.hint.clone(),
        })
    }

    fn part(&mut self, written: &At<WrittenCheck>, points: Points, outer: bool) -> Option<Part> {
        let kinds = [
            ("present", written.present.is_some()),
            ("speaks-of", written.speaks_of.is_some()),
            ("count", written.count.is_some()),
            ("share", written.share.is_some()),
            ("no-findings-of", written.no_findings_of.is_some()),
            ("best-of", written.best_of.is_some()),
        ];
        let named: Vec<&str> = kinds
            .iter()
            .filter(|(_, there)| *there)
            .map(|(name, _)| *name)
            .collect();
        if named.len() != 1 {
            let message = if named.is_empty() {
                "this check does not say what it checks".to_owned()
            } else {
                format!("this check says `{}` at once", named.join("` and `"))
            };
            let names = kinds.map(|(name, _)| name).join("`, `");
            self.fault(written.span.clone(), message, Some(format!("write one of `{names}`")));
            return None;
        }
        if !outer && (written.points.is_some() || written.when.is_some() || written.best_of.is_some()) {
            let help = Some("write them once, beside `best-of`".to_owned());
            let message = "an alternative of `best-of` has no `points`, `when` or `best-of` of its own";
            self.fault(written.span.clone(), message, help);
            return None;
        }
        self.strangers(written, named[0]);
        if let Some(all) = &written.best_of {
            let parts: Vec<Part> = all.iter().filter_map(|one| self.part(one, points, false)).collect();
            return (!parts.is_empty()).then_some(Part::Best(parts));
        }
        if let Some(rules) = &written.no_findings_of {
            return self.no_findings(written, rules, points).map(Part::NoFindings);
        }
        let ask = self.ask(written)?;
        let scale = self.scale(written, &ask, points)?;
        Some(Part::Has(ask, scale, self.needs(written)))
    }

    /// Keys that mean nothing beside this one.
    fn strangers(&mut self, written: &At<WrittenCheck>, kind: &str) {
        let findings = kind == "no-findings-of";
        let has = matches!(kind, "present" | "speaks-of" | "count" | "share");
        let keys = [
            (
                "steps",
                written
                    .steps
                    .as_ref()
                    .and_then(|it| it.first())
                    .map(|it| it.span.clone()),
                has,
            ),
            ("at-least", written.at_least.as_ref().map(|it| it.span.clone()), has),
            (
                "full",
                written.full.as_ref().map(|it| it.span.clone()),
                has && kind != "count",
            ),
            (
                "half",
                written.half.as_ref().map(|it| it.span.clone()),
                has && kind != "count",
            ),
            ("within", written.within.0.first().map(|it| it.span.clone()), findings),
            (
                "needs",
                written.needs.0.first().map(|it| it.span.clone()),
                findings || has,
            ),
            (
                "needs-some",
                written.needs_some.0.first().map(|it| it.span.clone()),
                findings || has,
            ),
            (
                "at-most",
                written.at_most.as_ref().map(|it| it.span.clone()),
                findings || has,
            ),
            ("each", written.each.as_ref().map(|it| it.span.clone()), findings),
        ];
        for (key, span, fits) in keys {
            if let Some(span) = span.filter(|_| !fits) {
                let help = Some("take it out".to_owned());
                self.fault(span, format!("`{key}` means nothing beside `{kind}`"), help);
            }
        }
    }

    fn ask(&mut self, written: &At<WrittenCheck>) -> Option<Ask> {
        if let Some(present) = &written.present {
            let (names, any) = match &present.value {
                Present::One(one) => (std::slice::from_ref(one), false),
                Present::All(all) => (all.as_slice(), false),
                Present::Any { any } => (any.as_slice(), true),
            };
            let sections = names.iter().map(|name| self.section(name, &present.span));
            let sections: Vec<SectionId> = sections.collect::<Option<_>>()?;
            if sections.is_empty() {
                let help = Some("name a section: see `preceptor kinds show hp`".to_owned());
                self.fault(present.span.clone(), "`present` names no section", help);
                return None;
            }
            return Some(if any {
                Ask::AnySection(sections)
            } else {
                Ask::Sections(sections)
            });
        }
        if let Some(names) = &written.speaks_of {
            let mut elements = Vec::new();
            for name in &names.0 {
                self.elements(name, &mut elements);
            }
            return (!elements.is_empty()).then_some(Ask::Elements(elements));
        }
        if let Some(share) = &written.share {
            let (of, that) = (self.measure(&share.of), self.measure(&share.that));
            let (of, that) = (of?, that?);
            if !measures::is_part_of(that, of) {
                let parts: Vec<String> = measures::MEASURES
                    .iter()
                    .filter(|it| measures::is_part_of(it, of))
                    .map(|it| format!("`{}`", it.id))
                    .collect();
                let help = if parts.is_empty() {
                    format!("no measure counts a part of `{}`", of.id)
                } else {
                    format!("parts of `{}` are {}", of.id, parts.join(", "))
                };
                let message = format!("`{}` is no part of `{}`", that.id, of.id);
                self.fault(share.that.span.clone(), message, Some(help));
                return None;
            }
            return Some(Ask::Share { of, that });
        }
        let count = written.count.as_ref()?;
        self.measure(count).map(Ask::Count)
    }

    fn scale(&mut self, written: &At<WrittenCheck>, ask: &Ask, points: Points) -> Option<Scale> {
        let span = written.span.clone();
        if let Some(all) = &written.steps {
            let mut steps = Vec::with_capacity(all.len());
            for step in all {
                let worth = self.points_or_none(&step.points);
                if worth > points {
                    let message = format!("a step gives {worth} points, and the check has {points}");
                    self.fault(step.points.span.clone(), message, Some("lower one of them".to_owned()));
                }
                if step.at_least.is_none() && step.at_most.is_none() {
                    let help = Some("add `at-least` or `at-most`".to_owned());
                    self.fault(step.span.clone(), "a step does not say from how many on it holds", help);
                }
                steps.push(Step {
                    at_least: step.at_least,
                    at_most: step.at_most,
                    points: worth,
                });
            }
            if !steps.iter().any(|step| step.points == points) {
                let help = Some("the best step has to give all points of the check".to_owned());
                self.fault(
                    span,
                    format!("the {points} points of this check can never be earned"),
                    help,
                );
                return None;
            }
            return Some(Scale::Steps(steps));
        }
        if written.at_least.is_some() || written.at_most.is_some() {
            return Some(Scale::Steps(vec![Step {
                at_least: written.at_least.as_ref().map(|it| it.value),
                at_most: written.at_most.as_ref().map(|it| it.value),
                points,
            }]));
        }
        if matches!(ask, Ask::Count(_)) {
            let help = "add `at-least = 1`, or `steps = [{at-least = 1, points = 1}, …]`".to_owned();
            self.fault(span, "this count does not say how many are enough", Some(help));
            return None;
        }
        if written.proportional {
            return Some(Scale::Proportional);
        }
        let share = |value: &Option<At<f64>>, default: f64| value.as_ref().map_or(default, |value| value.value);
        let (full, half) = (share(&written.full, 1.0), share(&written.half, 0.5));
        if !(half > 0.0 && half <= full && full <= 1.0) {
            let help = Some("`half` and `full` are shares from 0 to 1, and `half` is the smaller".to_owned());
            self.fault(span, "these points can never be earned", help);
            return None;
        }
        Some(Scale::Share { full, half })
    }

    fn no_findings(&mut self, written: &At<WrittenCheck>, rules: &OneOrMany, points: Points) -> Option<NoFindings> {
        let mut of = Vec::new();
        for name in &rules.0 {
            match Selector::parse(name, self.user_rules) {
                Ok(selector) => of.push(selector),
                Err(unknown) => {
                    let help = unknown.suggestion.map_or_else(
                        || "see `preceptor rules`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    let message = format!("`{}` is no rule code, rule name or family", unknown.text);
                    self.fault(name.span.clone(), message, Some(help));
                }
            }
        }
        let within = self.sections(&written.within);
        let needs = self.needs(written);
        if needs.sections.is_empty() && needs.some.is_empty() {
            let help = "add `needs = \"…\"`: the section that has to be there for the credit, or `needs-some` with a measure; \
                        `needs-some = \"words\"` for the whole note"
                .to_owned();
            self.fault(
                written.span.clone(),
                "an absent section would earn these points",
                Some(help),
            );
        }
        let each = written.each.as_ref().map(|each| self.points(each));
        if each.is_some_and(|each| each > points) {
            let help = Some(format!(
                "a finding cannot cost more than the {points} points of the check"
            ));
            let span = written.each.as_ref().map_or(0..0, |each| each.span.clone());
            self.fault(span, "`each` is more than there is to lose", help);
        }
        (!of.is_empty()).then_some(NoFindings {
            of,
            within,
            needs,
            at_most: written.at_most.as_ref().map_or(0, |most| most.value),
            each,
        })
    }

    fn sections(&mut self, names: &OneOrMany) -> Vec<SectionId> {
        let names = names.0.iter();
        names.filter_map(|name| self.section(name, &name.span)).collect()
    }

    fn needs(&mut self, written: &At<WrittenCheck>) -> Needs {
        Needs {
            sections: self.sections(&written.needs),
            some: written.needs_some.0.iter().filter_map(|it| self.measure(it)).collect(),
        }
    }

    fn section(&mut self, name: &str, span: &Range<usize>) -> Option<SectionId> {
        let found = self.grammar.section_named(name);
        if found.is_none() {
            let known = self.grammar.sections().iter();
            let names = known.flat_map(|it| std::iter::once(&*it.id).chain(it.aliases.iter().map(|alias| &**alias)));
            let help = did_you_mean(name, names).unwrap_or_else(|| {
                "section ids and any heading of theirs are known: `hpi`, `past-medical-history`".to_owned()
            });
            self.fault(span.clone(), format!("`{name}` is no section"), Some(help));
        }
        found
    }

    fn measure(&mut self, name: &At<String>) -> Option<&'static Measure> {
        let found = measures::named(name);
        if found.is_none() {
            let help = did_you_mean(name, measures::MEASURES.iter().map(|it| it.id))
                .unwrap_or_else(|| "`preceptor grade rubrics measures` lists them".to_owned());
            self.fault(name.span.clone(), format!("`{}` is no measure", name.value), Some(help));
        }
        found
    }

    /// `psychiatry/mse-affect`, or `psychiatry/mse-*` for all that begin so.
    fn elements(&mut self, name: &At<String>, found: &mut Vec<(SpecialtyId, usize)>) {
        let (specialty, element) = name.split_once('/').unwrap_or((name, ""));
        let Some(id) = self.grammar.specialty_named(specialty) else {
            let known = self.grammar.specialties().iter().map(|it| &*it.id);
            let help = did_you_mean(specialty, known)
                .unwrap_or_else(|| "write the specialty and the element: `psychiatry/suicidal-ideation`".to_owned());
            self.fault(name.span.clone(), format!("`{specialty}` is no specialty"), Some(help));
            return;
        };
        let all = &self.grammar.specialty(id).elements;
        let fits = |it: &str| {
            element
                .strip_suffix('*')
                .map_or(it == element, |stem| it.starts_with(stem))
        };
        let before = found.len();
        found.extend(
            (0..all.len())
                .filter(|at| fits(&all[*at].id) && !all[*at].structural)
                .map(|at| (id, at)),
        );
        if found.len() == before {
            let known = all.iter().map(|it| &*it.id);
            let help = did_you_mean(element, known)
                .unwrap_or_else(|| format!("`preceptor kinds show {specialty}` lists its elements"));
            let message = format!("`{element}` is no element of {specialty}");
            self.fault(name.span.clone(), message, Some(help));
        }
    }
}
