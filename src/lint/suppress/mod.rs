//! Suppressions: what a note's directives allow is taken out once, after all rules have run.
//!
//! - `<!-- preceptor: allow SAF001, LNG003 -- reason -->` after text holds for that line; on a line of its own, for the
//!   next block: the next paragraph, heading line, list, table or quote; between two list items, for the next item.
//! - `allow-section` holds for the section it stands in, or that the heading right below it opens.
//! - `allow-file` holds for the note.
//!
//! A finding falls under a suppression that holds where the finding starts (or, for one line, ends). If several do, the
//! narrowest is the one used; the others may be reported as unused.
//!
//! Findings of the SUP family are about the directives themselves. They are allowed only by `allow-file` and only when
//! it names them (`allow-file SUP003`, `allow-file SUP`); `ALL` does not mean them, and such an entry is never unused.

mod directive;
mod index;
mod report;
mod scope;

use std::collections::HashMap;

use super::engine::Ran;
use super::{Diagnostic, Reach, Selector, Settings, Suppression};
use crate::note::Note;
use crate::rules::Family;
use crate::text::Span;
use directive::{Directive, Word};
use index::{Entry, Index};
use scope::{Place, Scopes};

/// A directive, read against the rules there are.
struct Allow<'t> {
    place: Place,
    directive: Directive<'t>,
    /// `None` for a word that is no verb.
    reach: Option<Reach>,
    scope: Span,
    /// What it names, in order.
    names: Vec<Name<'t>>,
    /// Words after a rule's name that name nothing: a reason without `--`.
    stray: Option<Span>,
}

/// A rule that a directive names.
struct Name<'t> {
    word: Word<'t>,
    /// `None` for a word that names nothing.
    selector: Option<Selector>,
    used: usize,
    /// Whether it could have been used, and was not.
    idle: bool,
}

/// Words looked up before: a note that repeats a directive a thousand times looks its rules up once.
type Known<'t> = HashMap<&'t str, Option<Selector>>;

impl Name<'_> {
    /// Whether it names rules on suppressions.
    fn is_sup(&self) -> bool {
        match &self.selector {
            Some(Selector::Family(family)) => *family == Family::Suppressions,
            Some(Selector::Rule(rule)) => rule.family == Family::Suppressions,
            _ => false,
        }
    }
}

/// Take out what the note's directives allow and add what is wrong with the directives. Gives how many findings were
/// taken out, and the directives.
pub(super) fn apply(
    note: &Note,
    settings: &Settings,
    ran: &Ran<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (usize, Vec<Suppression>) {
    let places = scope::places(note);
    let mut allows = read(note, settings, &places);
    let mut hidden = 0;
    if !allows.is_empty() {
        diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
        hidden = take_out(&mut allows, diagnostics, settings.ignore_suppressions);
    }
    report::mark_idle(&mut allows, settings, ran);
    let mut about = report::findings(note, settings, &allows);
    if !settings.ignore_suppressions && !about.is_empty() {
        let before = about.len();
        let allowed = allowed_sup(&allows);
        about.retain(|diagnostic| !allowed.iter().any(|selector| selector.takes_code(&diagnostic.code)));
        hidden += before - about.len();
    }
    diagnostics.append(&mut about);
    (hidden, allows.into_iter().filter_map(Allow::into_suppression).collect())
}

fn read<'n>(note: &'n Note, settings: &Settings, places: &[Place]) -> Vec<Allow<'n>> {
    let mut scopes = Scopes::new(note);
    let mut known = Known::new();
    let mut read_one = |place: &Place| {
        let directive = Directive::parse(&note.text, place.span);
        let verb = directive.verb.ok();
        let (reach, scope) = verb.map(|verb| scopes.of(place, verb)).unzip();
        let mut names = Vec::new();
        let mut stray = None;
        // What stands after a word that is no verb is a sentence rather than names of rules.
        for group in directive.groups.iter().filter(|_| verb.is_some()) {
            stray = stray.or(read_group(group, settings, &mut known, &mut names));
        }
        Allow {
            place: *place,
            directive,
            reach,
            scope: scope.unwrap_or_default(),
            names,
            stray,
        }
    };
    places.iter().map(&mut read_one).collect()
}

/// Read the words between two commas. A word that names nothing after one that does is not a misspelt rule but the
/// start of a reason without `--`: gives the place of such words.
fn read_group<'t>(
    group: &[Word<'t>],
    settings: &Settings,
    known: &mut Known<'t>,
    names: &mut Vec<Name<'t>>,
) -> Option<Span> {
    for (at, word) in group.iter().enumerate() {
        let find = || Selector::find(word.text, &settings.user_rules);
        let selector = known.entry(word.text).or_insert_with(find).clone();
        let looks_like_code = word.text.ends_with(|c: char| c.is_ascii_digit());
        if at > 0 && selector.is_none() && !looks_like_code {
            return Some(word.span.cover(group[group.len() - 1].span));
        }
        names.push(Name {
            word: *word,
            selector,
            used: 0,
            idle: false,
        });
    }
    None
}

/// Take the findings out that are allowed, and note which suppression each fell under. Findings must be in order.
fn take_out(allows: &mut [Allow<'_>], diagnostics: &mut Vec<Diagnostic>, keep: bool) -> usize {
    let mut index = Index::default();
    for (directive, allow) in allows.iter().enumerate() {
        for (selector, name) in allow.names.iter().enumerate() {
            if let (Some(reach), Some(named)) = (allow.reach, &name.selector) {
                let scope = allow.scope;
                index.add(
                    named,
                    reach,
                    Entry {
                        directive,
                        selector,
                        scope,
                    },
                );
            }
        }
    }
    index.sort();
    let mut hidden = 0;
    diagnostics.retain(|diagnostic| {
        let Some(entry) = index.find(&diagnostic.code, diagnostic.span) else {
            return true;
        };
        allows[entry.directive].names[entry.selector].used += 1;
        hidden += usize::from(!keep);
        keep
    });
    hidden
}

/// The rules on suppressions that some `allow-file` names, each once.
fn allowed_sup<'a>(allows: &'a [Allow<'_>]) -> Vec<&'a Selector> {
    let of_note = allows.iter().filter(|allow| allow.reach == Some(Reach::Note));
    let mut allowed: Vec<&Selector> = Vec::new();
    for name in of_note.flat_map(|allow| &allow.names).filter(|name| name.is_sup()) {
        allowed.extend(name.selector.as_ref().filter(|selector| !allowed.contains(selector)));
    }
    allowed
}

impl Allow<'_> {
    fn into_suppression(self) -> Option<Suppression> {
        Some(Suppression {
            span: self.place.span,
            reach: self.reach?,
            scope: self.scope,
            used: self.names.iter().map(|name| name.used).sum(),
            rules: self.names.iter().map(|name| name.word.text.to_owned()).collect(),
            reason: self.directive.reason.map(str::to_owned),
        })
    }
}
