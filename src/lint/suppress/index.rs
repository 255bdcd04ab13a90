//! Finding the suppression that a finding falls under, in time that grows with findings and suppressions, not with
//! their product.

use std::collections::HashMap;

use super::super::select::family_of;
use super::super::{Reach, Selector};
use crate::text::Span;

/// One rule, or set of rules, named by one directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    /// The directive.
    pub directive: usize,
    /// Which of the selectors it names.
    pub selector: usize,
    /// What it holds for.
    pub scope: Span,
}

/// The suppressions of one note. Findings must be asked for in the order of their starts.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By what is named, then by reach. Line scopes lie apart; block, section and note scopes nest.
    lists: HashMap<String, [List; 4]>,
}

#[derive(Debug, Default)]
struct List {
    entries: Vec<Entry>,
    /// How many of `entries` start at or before the last finding asked for.
    begun: usize,
    /// Of those, the ones that may not have ended yet, as indexes: the innermost last.
    open: Vec<usize>,
}

impl Index {
    /// Add what `selector` names. [`Index::sort`] must follow the last.
    pub fn add(&mut self, selector: &Selector, reach: Reach, entry: Entry) {
        let lists = self.lists.entry(selector.to_string()).or_default();
        lists[reach as usize].entries.push(entry);
    }

    /// Bring all into order.
    pub fn sort(&mut self) {
        for list in self.lists.values_mut().flatten() {
            // The outer before the inner; of twins the first written stays.
            list.entries
                .sort_by_key(|entry| (entry.scope.start, std::cmp::Reverse(entry.scope.end)));
            list.entries.dedup_by_key(|entry| entry.scope);
        }
    }

    /// The narrowest suppression that a finding falls under: it holds where the finding starts, or, for a line, ends.
    pub fn find(&mut self, code: &str, span: Span) -> Option<Entry> {
        let mut best: Option<(usize, Entry)> = None;
        for key in [code, family_of(code), "ALL"] {
            for (reach, list) in self.lists.get_mut(key).into_iter().flatten().enumerate() {
                if let Some(entry) = list.find(span)
                    && best.is_none_or(|(narrowest, _)| reach < narrowest)
                {
                    best = Some((reach, entry));
                }
            }
        }
        // A finding over several lines is met on its last line too.
        let end = Span::at(span.end.saturating_sub(1).max(span.start));
        best.map(|(_, entry)| entry).or_else(|| {
            let keys = [code, family_of(code), "ALL"].into_iter();
            keys.filter_map(|key| self.lists.get(key)?[Reach::Line as usize].at(end))
                .next()
        })
    }
}

impl List {
    fn find(&mut self, span: Span) -> Option<Entry> {
        while let Some(entry) = self.entries.get(self.begun)
            && entry.scope.start <= span.start
        {
            self.open.push(self.begun);
            self.begun += 1;
        }
        while let Some(&last) = self.open.last()
            && self.entries[last].scope.end < span.start
        {
            self.open.pop();
        }
        let open = self.open.iter().rev().map(|at| self.entries[*at]);
        open.into_iter().find(|entry| holds(entry.scope, span))
    }

    /// The entry of a list of scopes that lie apart which holds at `span`.
    fn at(&self, span: Span) -> Option<Entry> {
        let from = self.entries.partition_point(|entry| entry.scope.start <= span.start);
        let entry = *self.entries.get(from.checked_sub(1)?)?;
        holds(entry.scope, span).then_some(entry)
    }
}

/// Whether `span` starts in `scope`; an empty one may stand at its end.
fn holds(scope: Span, span: Span) -> bool {
    scope.contains_offset(span.start) || (span.is_empty() && span.start == scope.end && !scope.is_empty())
}
