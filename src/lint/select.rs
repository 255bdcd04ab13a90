//! Choosing rules: by code, name, alias or family, everywhere the same.

use std::fmt;
use std::sync::Arc;

use super::UserRule;
use crate::rules::{self, Family, Rule, Status};

/// Names rules, as a person types it: a code, a name, a former name, a family or `ALL`.
#[derive(Debug, Clone)]
pub enum Selector {
    /// `ALL`: every rule.
    All,
    /// `ORG`, `organized`.
    Family(Family),
    /// The letters that codes of user rules open with: `XYZ` for `XYZ001`, `XYZ002`.
    UserFamily(Arc<str>),
    /// `ORG001`, `missing-section`, or a former name of it.
    Rule(&'static Rule),
    /// A rule of the configuration, by its code.
    User(Arc<str>),
}

/// A selector that names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSelector {
    /// What was written.
    pub text: String,
    /// What was probably meant.
    pub suggestion: Option<String>,
}

impl fmt::Display for UnknownSelector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no rule code, rule name or family", self.text)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean `{suggestion}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownSelector {}

/// The rule sets that a default may stand on. A new rule joins the next edition, so that marking stays the same for a
/// term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edition(&'static str);

impl Edition {
    /// Every edition, oldest first.
    pub const ALL: &'static [Edition] = &[Edition("2026")];
    /// The newest edition.
    pub const LATEST: Edition = Edition::ALL[Edition::ALL.len() - 1];

    /// The edition called `name`.
    pub fn parse(name: &str) -> Option<Edition> {
        Self::ALL.iter().copied().find(|edition| edition.0 == name)
    }

    /// `2026`.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl Default for Edition {
    fn default() -> Self {
        Self::LATEST
    }
}

/// Which rules are on. A layer of settings: see [`Selection::resolve`].
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Instead of the default set.
    pub select: Option<Vec<Selector>>,
    /// Besides.
    pub extend_select: Vec<Selector>,
    /// Off.
    pub ignore: Vec<Selector>,
    /// Whether families and `ALL` take preview rules too.
    pub preview: bool,
    /// The edition of the default set.
    pub edition: Edition,
}

/// The rules that a selection turns on.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// Built-in rules, in the order of the catalogue.
    pub rules: Vec<&'static Rule>,
    /// User rules, as indexes into the list given.
    pub user_rules: Vec<usize>,
}

impl Selector {
    /// Read a selector. Case does not matter, nor whether words are joined by `-` or `_`.
    ///
    /// # Errors
    /// [`UnknownSelector`] with the nearest known word, when it names nothing.
    pub fn parse(text: &str, user_rules: &[UserRule]) -> Result<Selector, UnknownSelector> {
        Self::find(text, user_rules).ok_or_else(|| UnknownSelector {
            text: text.trim().to_owned(),
            suggestion: suggest(&normalized(text), user_rules),
        })
    }

    /// As [`Selector::parse`], without looking for what else was meant.
    pub fn find(text: &str, user_rules: &[UserRule]) -> Option<Selector> {
        let wanted = normalized(text);
        if wanted == "all" {
            return Some(Selector::All);
        }
        for family in Family::ALL {
            if wanted.eq_ignore_ascii_case(family.code()) || wanted == family.name() {
                return Some(Selector::Family(family));
            }
        }
        for rule in rules::all() {
            let mut names = [rule.code, rule.name].into_iter().chain(rule.aliases.iter().copied());
            if names.any(|name| wanted.eq_ignore_ascii_case(name)) {
                return Some(Selector::Rule(rule));
            }
        }
        for rule in user_rules {
            if wanted.eq_ignore_ascii_case(rule.code()) || wanted == rule.name() {
                return Some(Selector::User(rule.code().into()));
            }
            if wanted.eq_ignore_ascii_case(rule.family()) {
                return Some(Selector::UserFamily(rule.family().into()));
            }
        }
        None
    }

    /// Whether it takes this built-in rule.
    pub fn takes(&self, rule: &Rule) -> bool {
        match self {
            Selector::All => true,
            Selector::Family(family) => rule.family == *family,
            Selector::Rule(named) => named.code == rule.code,
            Selector::UserFamily(_) | Selector::User(_) => false,
        }
    }

    /// Whether it takes this user rule.
    pub fn takes_user(&self, rule: &UserRule) -> bool {
        match self {
            Selector::All => true,
            Selector::UserFamily(family) => **family == *rule.family(),
            Selector::User(code) => **code == *rule.code(),
            Selector::Family(_) | Selector::Rule(_) => false,
        }
    }

    /// Whether it takes the rule with this code, built in or not.
    pub fn takes_code(&self, code: &str) -> bool {
        match self {
            Selector::All => true,
            Selector::Family(family) => family_of(code) == family.code(),
            Selector::UserFamily(family) => family_of(code) == &**family,
            Selector::Rule(rule) => rule.code == code,
            Selector::User(named) => **named == *code,
        }
    }

    /// How narrow it is; the narrower of two selectors wins.
    fn rank(&self) -> u8 {
        match self {
            Selector::All => 1,
            Selector::Family(_) | Selector::UserFamily(_) => 2,
            Selector::Rule(_) | Selector::User(_) => 3,
        }
    }
}

fn normalized(text: &str) -> String {
    text.trim().to_ascii_lowercase().replace('_', "-")
}

/// The letters that a code opens with.
pub(super) fn family_of(code: &str) -> &str {
    code.trim_end_matches(|c: char| c.is_ascii_digit())
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Selector::All => "ALL",
            Selector::Family(family) => family.code(),
            Selector::Rule(rule) => rule.code,
            Selector::UserFamily(text) | Selector::User(text) => text,
        })
    }
}

impl PartialEq for Selector {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Selector::All, Selector::All) => true,
            (Selector::Family(a), Selector::Family(b)) => a == b,
            (Selector::Rule(a), Selector::Rule(b)) => a.code == b.code,
            (Selector::UserFamily(a), Selector::UserFamily(b)) | (Selector::User(a), Selector::User(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Selector {}

/// The known selector nearest to `wanted` (lower case), if one is near enough to be meant.
fn suggest(wanted: &str, user_rules: &[UserRule]) -> Option<String> {
    let families = Family::ALL.iter().flat_map(|family| [family.code(), family.name()]);
    let built_in = rules::all()
        .iter()
        .flat_map(|rule| [rule.code, rule.name].into_iter().chain(rule.aliases.iter().copied()));
    let users = user_rules.iter().flat_map(|rule| [rule.code(), rule.name()]);
    nearest(wanted, families.chain(built_in).chain(users)).map(str::to_owned)
}

/// The candidate nearest to `wanted`, case aside, if it is at most a third of the letters away; the first of equals.
pub fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = wanted.to_lowercase();
    let allowed = (wanted.chars().count() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

impl Selection {
    /// The built-in rules that are on.
    pub fn rules(&self) -> Vec<&'static Rule> {
        Self::resolve(std::slice::from_ref(self), &[]).rules
    }

    /// The rules that are on when layers of settings lie over each other, the strongest (the command line) last.
    ///
    /// A layer with `select` starts afresh; without, it changes what the layers under it chose. Inside a layer the
    /// narrower selector wins (a code over a family over `ALL`), and of two as narrow, `ignore`. Rules in preview, and
    /// rules of a later edition, are taken by families and `ALL` only with `preview`, and always when named by code or
    /// name; opt-in rules only so. User rules are on unless `select` leaves them out. `preview` and `edition` hold as the last layer says.
    pub fn resolve(layers: &[Selection], user_rules: &[UserRule]) -> Chosen {
        let Some(last) = layers.last() else {
            return Self::resolve(&[Selection::default()], user_rules);
        };
        let joined = |rule: &Rule| rule.since <= last.edition.name();
        let is_default = |rule: &Rule| rule.status == Status::Stable && joined(rule);
        let mut on: Vec<bool> = rules::all().iter().map(|rule| is_default(rule)).collect();
        let mut user_on = vec![true; user_rules.len()];
        for layer in layers {
            if layer.select.is_some() {
                on.fill(false);
                user_on.fill(false);
            }
            for rank in 1..=3 {
                let additions = layer.select.iter().flatten().chain(&layer.extend_select);
                let changes = additions
                    .map(|s| (s, true))
                    .chain(layer.ignore.iter().map(|s| (s, false)));
                for (selector, state) in changes.filter(|(selector, _)| selector.rank() == rank) {
                    for (rule, on) in rules::all().iter().zip(&mut on) {
                        let previewed = last.preview && rule.status != Status::OptIn;
                        let barred = state && rank < 3 && !previewed && !is_default(rule);
                        if selector.takes(rule) && !barred {
                            *on = state;
                        }
                    }
                    for (rule, on) in user_rules.iter().zip(&mut user_on) {
                        if selector.takes_user(rule) {
                            *on = state;
                        }
                    }
                }
            }
        }
        Chosen {
            rules: rules::all()
                .iter()
                .zip(&on)
                .filter(|(_, on)| **on)
                .map(|(rule, _)| *rule)
                .collect(),
            user_rules: (0..user_rules.len()).filter(|at| user_on[*at]).collect(),
        }
    }
}
