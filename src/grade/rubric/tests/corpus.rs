//! Every rubric over the notes of the development corpus that it suits. The corpus is no part of the project; where it is
//! absent the test says so and passes.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::grade::Points;
use crate::grade::rubric::{Library, evaluate};
use crate::grammar::Grammar;
use crate::lint::{self, Settings};

#[test]
fn every_mark_of_the_corpus_adds_up_and_says_where() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: the development corpus is not at ../shared/corpus");
        return;
    }
    let grammar = Grammar::builtin();
    for name in Library::shipped() {
        let rubric = Library::default().read(name, &grammar, &[]).expect("it ships");
        let settings = Settings::with_rules(Arc::clone(&grammar), &rubric.rules());
        let (mut notes, mut reasons) = (0, 0);
        for folder in ["aci", "mtsamples", "primock"] {
            let files = fs::read_dir(corpus.join(folder)).into_iter().flatten().flatten();
            for path in files
                .map(|file| file.path())
                .filter(|path| path.extension().is_some_and(|it| it == "txt"))
            {
                let text = fs::read_to_string(&path).expect("a note can be read");
                let checked = lint::check(Arc::from(text.as_str()), &settings);
                if !checked.note.kind.is_some_and(|kind| rubric.suits(kind)) {
                    continue;
                }
                let (marks, again) = (evaluate(&rubric, &checked), evaluate(&rubric, &checked));
                assert_eq!(marks, again, "{name}: {}", path.display());
                let lines = checked.note.position(checked.note.text.len() as u32).line;
                let mut charged: Vec<usize> = Vec::new();
                for (mark, info) in marks.iter().zip(&rubric.info.criteria) {
                    let place = format!("{name}/{}: {}", info.id, path.display());
                    let earned: Points = mark.reasons.iter().map(|reason| reason.earned).sum();
                    let of: Points = mark.reasons.iter().map(|reason| reason.of).sum();
                    assert_eq!((earned, of), (mark.points, info.auto), "{place}");
                    let mut own: Vec<usize> = mark.reasons.iter().filter_map(|reason| reason.finding).collect();
                    own.sort_unstable();
                    own.dedup();
                    // No finding costs points in two criteria.
                    assert!(own.iter().all(|finding| !charged.contains(finding)), "{place}");
                    charged.extend(own);
                    for reason in &mark.reasons {
                        assert!(reason.earned == Points::ZERO || reason.earned == reason.of, "{place}");
                        assert!(
                            reason.line.is_some_and(|line| (1..=lines).contains(&line)),
                            "{place}: {reason:?}"
                        );
                        assert!(
                            reason.finding.is_none_or(|at| at < checked.diagnostics.len()),
                            "{place}"
                        );
                        assert!(reason.text.ends_with(['.', '?', '!']), "{place}: {reason:?}");
                    }
                    reasons += mark.reasons.len();
                }
                notes += 1;
            }
        }
        eprintln!("{name}: {notes} notes, {reasons} reasons");
    }
}
