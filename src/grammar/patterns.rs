//! The regular expressions of elements in a school's own specialties. Those that ship have none: nothing is compiled for them.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::catalogue::Grammar;
use super::model::SpecialtyId;

/// The expressions by specialty and place of the element; compiled when the first is asked for.
#[derive(Debug, Default)]
pub(super) struct ElementPatterns(OnceLock<HashMap<(u16, usize), Vec<Regex>>>);

impl Grammar {
    /// Whether a pattern of the element at `at` in the specialty is found in `text`. An expression that is none finds nothing.
    pub fn element_is_in(&self, specialty: SpecialtyId, at: usize, text: &str) -> bool {
        let element = self.specialty(specialty).elements.get(at);
        if element.is_none_or(|element| element.patterns.is_empty()) {
            return false;
        }
        let compiled = self.element_patterns.0.get_or_init(|| {
            let mut all = HashMap::new();
            for (of, specialty) in (0..).zip(self.specialties()) {
                for (at, element) in specialty.elements.iter().enumerate() {
                    let compile = |pattern: &str| {
                        RegexBuilder::new(pattern)
                            .case_insensitive(true)
                            .multi_line(true)
                            .build()
                            .ok()
                    };
                    let patterns: Vec<Regex> = element.patterns.iter().filter_map(|it| compile(it)).collect();
                    if !patterns.is_empty() {
                        all.insert((of, at), patterns);
                    }
                }
            }
            all
        });
        compiled
            .get(&(specialty.0, at))
            .is_some_and(|patterns| patterns.iter().any(|pattern| pattern.is_match(text)))
    }
}
