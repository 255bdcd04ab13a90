//! Where the words of a note come from: typed, from the template, carried over from an earlier note.

use super::base::Base;
use crate::grade::model::Shares;
use crate::note::Note;
use crate::note::facts;

/// The shares of the words of `note`, headings left out: those that stand in the template, those that stand in the same
/// order in the earlier note of the patient, and the rest, which the student typed. What is in both counts for the
/// template. `None` for a note without words.
///
/// `template` is [`Base::of`] the template's text. Of the earlier note a copy counts from eight words on, read on over
/// small changes whose own words count as typed.
pub fn shares(note: &Note, template: Option<&Base>, earlier: Option<&Note>) -> Option<Shares> {
    let words = note.words();
    if words.all.is_empty() {
        return None;
    }
    let mut carried = vec![false; words.all.len()];
    if let Some(earlier) = earlier {
        for copy in facts::between(earlier.words(), words) {
            if let Some(range) = carried.get_mut(copy.to.clone()) {
                range.fill(true);
            }
            for (_, changed) in copy.changes {
                if let Some(range) = carried.get_mut(changed) {
                    range.fill(false);
                }
            }
        }
    }
    let filled = template.map_or_else(Vec::new, |template| template.spans_in(&note.text, 0));
    let mut counts = [0_usize; 3];
    let mut at = 0;
    for (word, carried) in words.all.iter().zip(carried) {
        while filled.get(at).is_some_and(|span| span.end <= word.span.start) {
            at += 1;
        }
        let from_template = filled.get(at).is_some_and(|span| span.contains_offset(word.span.start));
        let share = match (from_template, carried) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => 0,
        };
        counts[share] += 1;
    }
    let [typed, template, carried] = percent(counts);
    Some(Shares {
        typed,
        template,
        carried,
    })
}

/// In percent, rounded so that they add up to 100.
fn percent(counts: [usize; 3]) -> [u8; 3] {
    let all: usize = counts.iter().sum::<usize>().max(1);
    let mut parts = counts.map(|count| count * 100 / all);
    let mut order = [0, 1, 2];
    order.sort_by_key(|at| std::cmp::Reverse(counts[*at] * 100 % all));
    let left = 100_usize.saturating_sub(parts.iter().sum());
    for at in order.iter().take(left) {
        parts[*at] += 1;
    }
    parts.map(|part| part as u8)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::grammar::Grammar;
    use crate::note::{self, Hints};

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    #[test]
    fn they_add_up_to_a_hundred() {
        assert_eq!(percent([1, 1, 1]), [34, 33, 33]);
        assert_eq!(percent([2, 2, 3]), [29, 28, 43]);
        assert_eq!(percent([0, 0, 7]), [0, 0, 100]);
        for a in 0..12 {
            for b in 0..12 {
                let parts = percent([a, b, 5]);
                assert_eq!(parts.iter().map(|part| u32::from(*part)).sum::<u32>(), 100, "{a} {b}");
            }
        }
    }

    const TEMPLATE: &str = "## HPI\n\n***\n\n## Physical Exam\n\nGeneral: alert, in no distress.\nLungs: clear to auscultation on both sides.\nAbdomen: soft and not tender.\n\n## Plan\n\n***\n";

    #[test]
    fn typed_template_and_carried() {
        let earlier = read(
            "## HPI\n\nShe slept well and walked to the bathroom twice without getting short of breath.\n\n## Plan\n\n- stop the drip\n",
        );
        let note = read(
            "## HPI\n\nShe slept well and walked to the bathroom twice without getting short of breath. Today her ankles itch and she asks for a cream.\n\n## Physical Exam\n\nGeneral: alert, in no distress.\nLungs: clear to auscultation on both sides.\nAbdomen: soft and not tender.\n\n## Plan\n\n- emollient to both ankles\n",
        );
        let template = Base::of([TEMPLATE]);
        // 14 words carried over, 17 of the template (labels of the examination that are headings left out), 13 typed.
        let all = shares(&note, Some(&template), Some(&earlier)).unwrap();
        let words = note.words().all.len();
        let carried = 14 * 100 / words;
        assert_eq!(usize::from(all.carried), carried, "{all:?} of {words}");
        let typed = "Today her ankles itch and she asks for a cream emollient to both ankles"
            .split(' ')
            .count();
        assert!(
            usize::from(all.typed).abs_diff(typed * 100 / words) <= 1,
            "{all:?} of {words}"
        );
        assert_eq!(
            u32::from(all.typed) + u32::from(all.template) + u32::from(all.carried),
            100
        );
        let nothing = shares(&note, None, None).unwrap();
        assert_eq!((nothing.typed, nothing.template, nothing.carried), (100, 0, 0));
    }

    #[test]
    fn an_untouched_template_is_all_template() {
        let untouched = shares(&read(TEMPLATE), Some(&Base::of([TEMPLATE])), None).unwrap();
        assert!(untouched.template >= 95, "{untouched:?}");
    }

    #[test]
    fn a_change_within_a_copy_is_typed() {
        let text =
            "## HPI\n\nThe cough began five weeks ago after a cold and is worst at night when she lies flat in bed.\n";
        let earlier = read(text);
        let same = shares(&read(text), None, Some(&earlier)).unwrap();
        assert_eq!((same.typed, same.carried), (0, 100));
        let changed = read(&text.replace("cold", "flu"));
        let changed = shares(&changed, None, Some(&earlier)).unwrap();
        assert_eq!((changed.typed, changed.carried), (5, 95));
    }

    #[test]
    fn a_note_without_words_has_no_shares() {
        assert_eq!(shares(&read(""), None, None), None);
        assert_eq!(shares(&read("## HPI\n\n## Plan\n"), None, None), None);
    }
}
