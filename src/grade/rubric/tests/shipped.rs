//! The rubrics that ship.

use crate::grade::Points;
use crate::grade::rubric::{Library, MEASURES, Rubric, measures};
use crate::grammar::Grammar;

fn shipped() -> Vec<Rubric> {
    let library = Library::default();
    let read = |name| match library.read(name, &Grammar::builtin(), &[]) {
        Ok(rubric) => rubric,
        Err(error) => panic!("{error}"),
    };
    Library::shipped().map(read).collect()
}

#[test]
fn each_has_a_hundred_points_a_source_and_its_limits() {
    for rubric in shipped() {
        let info = &rubric.info;
        assert_eq!(info.points(), Points::whole(100), "{}", info.id);
        assert!(!info.source.is_empty() && info.limits.len() > 100, "{}", info.id);
        assert!(!rubric.kinds.is_empty(), "{}", info.id);
        for criterion in &info.criteria {
            assert!(criterion.auto <= criterion.points, "{}/{}", info.id, criterion.id);
        }
    }
}

#[test]
fn measures_are_told_apart_and_their_chains_end() {
    for (at, measure) in MEASURES.iter().enumerate() {
        assert!(
            MEASURES[..at].iter().all(|other| other.id != measure.id),
            "{}",
            measure.id
        );
        assert!(
            measure.part_of.is_empty() || measures::named(measure.part_of).is_some(),
            "{}",
            measure.id
        );
        assert!(!measures::is_part_of(measure, measure), "{}", measure.id);
        let known = measure.section.is_empty() || Grammar::builtin().section_named(measure.section).is_some();
        assert!(known, "{}", measure.id);
        assert!(measure.summary.ends_with('.'), "{}", measure.id);
    }
}
