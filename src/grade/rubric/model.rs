//! A rubric, read and found sound.

use crate::grade::{CriterionInfo, Points, RubricInfo};
use crate::grammar::{Grammar, KindId, SectionId, SpecialtyId};
use crate::lint::Selector;
use crate::rules::{self, Rule};

use super::measures::Measure;

/// A rubric.
#[derive(Debug, Clone)]
pub struct Rubric {
    /// What is shown of it.
    pub info: RubricInfo,
    /// The kinds of note that it suits, the usual one first; empty for all.
    pub kinds: Vec<KindId>,
    /// The specialties that it suits; empty for all.
    pub specialties: Vec<SpecialtyId>,
    /// Its criteria, in the order of [`RubricInfo::criteria`].
    pub criteria: Vec<Criterion>,
}

/// One criterion: how its points are earned.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// The parts that the program judges. Their points add up to [`CriterionInfo::auto`].
    pub checks: Vec<Check>,
    /// The names of what can be reached, the best first.
    pub levels: Vec<Level>,
}

/// A name for how far a criterion is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// `complete`, `partly`, `not yet`…
    pub name: String,
    /// From how many percent of the points on.
    pub from: u8,
}

/// One part of a criterion.
#[derive(Debug, Clone)]
pub struct Check {
    /// Its points.
    pub points: Points,
    /// What is judged.
    pub part: Part,
    /// The condition under which it is asked for, in the words of specialties and topics (`under 2 years`). Where it does
    /// not hold, the points are given.
    pub when: Option<String>,
    /// What a student is told besides where points are lost.
    pub hint: Option<String>,
}

/// What a part judges.
#[derive(Debug, Clone)]
pub enum Part {
    /// Things that should be there: counted, or as a share of what is asked for.
    Has(Ask, Scale, Needs),
    /// Faults that should not be there.
    NoFindings(NoFindings),
    /// The best of several.
    Best(Vec<Part>),
}

/// What should be there.
#[derive(Debug, Clone)]
pub enum Ask {
    /// These sections, each told under a heading or without one.
    Sections(Vec<SectionId>),
    /// One of these sections.
    AnySection(Vec<SectionId>),
    /// These elements of specialties: specialty and place of the element in it.
    Elements(Vec<(SpecialtyId, usize)>),
    /// As many of what is measured as there are.
    Count(&'static Measure),
    /// Of what `of` counts, those that `that` counts too.
    Share {
        /// All.
        of: &'static Measure,
        /// Those that are as they should be.
        that: &'static Measure,
    },
}

/// How what is there becomes points.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// By how many there are: the points of the best step that is reached.
    Steps(Vec<Step>),
    /// By the share, from 0 to 1: all points from `full` on, half of them from `half` on.
    Share {
        /// From which share on all points are given.
        full: f64,
        /// From which share on half of them are.
        half: f64,
    },
    /// The same share of the points, to the nearest half point.
    Proportional,
}

/// A step of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// From how many on.
    pub at_least: Option<u32>,
    /// Up to how many.
    pub at_most: Option<u32>,
    /// What that is worth.
    pub points: Points,
}

impl Step {
    /// Whether `count` is on this step.
    pub fn holds(&self, count: u32) -> bool {
        self.at_least.is_none_or(|least| count >= least) && self.at_most.is_none_or(|most| count <= most)
    }
}

/// What must be there before a part can earn anything.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Sections that must be told.
    pub sections: Vec<SectionId>,
    /// What must be there at least once.
    pub some: Vec<&'static Measure>,
}

/// Faults that should not be there.
#[derive(Debug, Clone)]
pub struct NoFindings {
    /// The rules whose findings count.
    pub of: Vec<Selector>,
    /// Sections of which one finding is spoken of: only findings that stand there count. Empty for the whole note.
    pub within: Vec<SectionId>,
    /// What must be there for the credit.
    pub needs: Needs,
    /// Up to so many findings cost nothing.
    pub at_most: u32,
    /// What each further finding costs; `None` if the first costs all.
    pub each: Option<Points>,
}

impl NoFindings {
    /// Whether a finding with this code counts.
    pub fn takes(&self, code: &str) -> bool {
        self.of.iter().any(|selector| selector.takes_code(code))
    }
}

impl Part {
    /// All parts that it is made of, itself included.
    pub fn all(&self) -> Vec<&Part> {
        match self {
            Part::Best(parts) => parts.iter().flat_map(Part::all).collect(),
            part => vec![part],
        }
    }
}

impl Rubric {
    /// The built-in rules that it leans on: they have to be on in the run, whatever the configuration ignores.
    pub fn rules(&self) -> Vec<&'static Rule> {
        let all = rules::all().iter().copied();
        all.filter(|rule| rule.code == super::evaluate::MISSING_SECTION || self.names(rule.code))
            .collect()
    }

    /// The rules that it names, as the file writes them: built-in ones and those of a configuration.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.parts().flat_map(|part| match part {
            Part::NoFindings(part) => part.of.as_slice(),
            _ => &[],
        })
    }

    /// Whether a part of it counts findings with this code.
    pub fn names(&self, code: &str) -> bool {
        self.selectors().any(|selector| selector.takes_code(code))
    }

    /// Every part, those of alternatives included.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        let checks = self.criteria.iter().flat_map(|criterion| &criterion.checks);
        checks.flat_map(|check| check.part.all())
    }

    /// The kind of note to read a submission as whose own kind cannot be told: the usual one of the rubric.
    pub fn usual_kind(&self) -> Option<KindId> {
        self.kinds.first().copied()
    }

    /// Whether it is made for notes of this kind.
    pub fn suits(&self, kind: KindId) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// Its kinds as they are called.
    pub fn kind_titles<'g>(&self, grammar: &'g Grammar) -> Vec<&'g str> {
        self.kinds.iter().map(|kind| &*grammar.kind(*kind).title).collect()
    }

    /// How far the criterion at `at` is met with these points: the name of its level.
    pub fn level(&self, at: usize, points: Points) -> Option<&str> {
        let (criterion, info) = (self.criteria.get(at)?, self.info.criteria.get(at)?);
        let percent = points.share_of(info.auto) * 100.0;
        let reached = criterion
            .levels
            .iter()
            .find(|level| percent + 1e-9 >= f64::from(level.from));
        reached.map(|level| level.name.as_str())
    }
}

impl Criterion {
    /// What its parts add up to.
    pub fn auto(&self) -> Points {
        self.checks.iter().map(|check| check.points).sum()
    }
}

/// What is shown of a criterion.
pub(super) fn shown(id: &str, title: &str, dimension: &str, points: Points, auto: Points, asks: &str) -> CriterionInfo {
    CriterionInfo {
        id: id.to_owned(),
        title: title.to_owned(),
        dimension: dimension.to_owned(),
        points,
        auto,
        asks: asks.to_owned(),
    }
}
