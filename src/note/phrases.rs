//! The phrases of all lexicons in a note, found in one pass when the first rule asks for them.

use super::Note;
use crate::grammar::{LexiconHit, LexiconId};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The phrases found, by place and by lexicon.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    /// From left to right.
    all: Vec<LexiconHit>,
    /// By lexicon, each from left to right.
    by_lexicon: Vec<LexiconHit>,
    /// Where the hits of each lexicon start in `by_lexicon`, and where the last ends.
    starts: Vec<u32>,
}

impl Phrases {
    fn new(all: Vec<LexiconHit>, lexicons: usize) -> Self {
        let mut starts = vec![0; lexicons + 1];
        for hit in &all {
            starts[usize::from(hit.lexicon.0) + 1] += 1;
        }
        for at in 0..lexicons {
            starts[at + 1] += starts[at];
        }
        let mut by_lexicon = all.clone();
        let mut next = starts.clone();
        for hit in &all {
            let place = &mut next[usize::from(hit.lexicon.0)];
            by_lexicon[*place as usize] = *hit;
            *place += 1;
        }
        Self {
            all,
            by_lexicon,
            starts,
        }
    }

    fn of(&self, lexicon: LexiconId) -> &[LexiconHit] {
        let at = usize::from(lexicon.0);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => &self.by_lexicon[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

impl Note {
    /// Where phrases of the lexicons stand, from left to right; found on first use, in one pass for all lexicons.
    ///
    /// What nobody reads as the note (comments, directives, front matter) holds none, and no phrase reaches from one
    /// section into the next or from a heading into its text.
    pub fn phrases(&self) -> &[LexiconHit] {
        &self.found_phrases().all
    }

    fn found_phrases(&self) -> &Phrases {
        self.phrases
            .get_or_init(|| Phrases::new(self.find_phrases(), self.grammar.lexicons().len()))
    }

    /// The phrases of `lexicon` that start inside `span`.
    pub fn phrases_in(&self, lexicon: LexiconId, span: Span) -> std::slice::Iter<'_, LexiconHit> {
        let hits = self.found_phrases().of(lexicon);
        let from = hits.partition_point(|hit| hit.span.start < span.start);
        let hits = &hits[from..];
        // Most places have none.
        if hits.first().is_none_or(|hit| hit.span.start >= span.end) {
            return [].iter();
        }
        hits[..hits.partition_point(|hit| hit.span.start < span.end)].iter()
    }

    /// The phrases of several lexicons, from left to right: those of [`Note::phrases`] that are of one of them, in its order.
    pub(crate) fn phrases_of_all<const N: usize>(&self, lexicons: [LexiconId; N]) -> impl Iterator<Item = &LexiconHit> {
        let mut lists = lexicons.map(|lexicon| self.found_phrases().of(lexicon));
        std::iter::from_fn(move || {
            let heads = lists.iter_mut().filter(|list| !list.is_empty());
            let list = heads.min_by_key(|list| (list[0].span.start, list[0].lexicon))?;
            let (first, rest) = list.split_first()?;
            *list = rest;
            Some(first)
        })
    }

    /// The phrases of all lexicons that start at `offset`.
    pub(crate) fn phrases_at(&self, offset: u32) -> impl Iterator<Item = &LexiconHit> {
        let hits = self.phrases();
        let from = hits.partition_point(|hit| hit.span.start < offset);
        hits[from..].iter().take_while(move |hit| hit.span.start == offset)
    }

    /// The phrase of `lexicon` that starts at `offset`.
    pub(crate) fn phrase_at(&self, lexicon: LexiconId, offset: u32) -> Option<&LexiconHit> {
        let hits = self.found_phrases().of(lexicon);
        let at = hits.partition_point(|hit| hit.span.start < offset);
        hits.get(at).filter(|hit| hit.span.start == offset)
    }

    /// The phrases of `lexicon` in the whole note.
    pub fn phrases_of(&self, lexicon: LexiconId) -> std::slice::Iter<'_, LexiconHit> {
        self.found_phrases().of(lexicon).iter()
    }

    fn find_phrases(&self) -> Vec<LexiconHit> {
        let hidden = self.tree.nodes().iter().filter(|node| {
            matches!(
                node.kind,
                NodeKind::Comment | NodeKind::Directive | NodeKind::FrontMatter
            )
        });
        let headings = self.sections.iter().map(|section| section.heading);
        let mut breaks: Vec<Span> = hidden
            .map(|node| node.span)
            .chain(headings.flat_map(|heading| [Span::at(heading.start), Span::at(heading.end)]))
            .collect();
        breaks.sort_unstable();
        breaks.push(Span::at(self.text.len() as u32));

        let mut at = 0;
        let parts = breaks.into_iter().filter_map(|Span { start, end }| {
            let part = (at < start).then(|| Span::new(at, start));
            at = at.max(end);
            part
        });
        // Prose holds one in two bytes, and somewhat more at times.
        let mut hits = Vec::with_capacity(self.text.len() / 4 * 3);
        self.grammar.find_phrases(&self.text, parts, &mut hits);
        hits
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::{Grammar, LexiconId, lexicon_ids};
    use crate::note::{self, Hints, Note};
    use crate::text::Span;

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    fn all(text: &str, lexicon: LexiconId) -> Vec<String> {
        let note = read(text);
        note.phrases_of(lexicon)
            .map(|hit| note.slice(hit.span).to_owned())
            .collect()
    }

    #[test]
    fn every_lexicon_is_found_in_one_pass_from_left_to_right() {
        let note =
            read("## ROS\n\nDenies cough. Lungs clear, BP 120/80.\n\n## Plan\n\nWill order a film. Denies more.\n");
        let found: Vec<(&str, &str)> = note
            .phrases()
            .iter()
            .map(|hit| (&*note.grammar.lexicon(hit.lexicon).id, note.slice(hit.span)))
            .collect();
        for expected in [
            ("reported-symptoms", "Denies"),
            ("exam-findings", "Lungs clear"),
            ("vital-cues", "BP"),
            ("order-verbs", "Will order"),
            ("section-cues", "BP"),
        ] {
            assert!(found.contains(&expected), "{expected:?} in {found:?}");
        }
        assert!(note.phrases().is_sorted_by_key(|hit| hit.span.start));
    }

    #[test]
    fn phrases_of_several_lexicons_keep_their_order() {
        let note = read(
            "## HPI\n\nDenies cough, penicillin allergy, CHF, edema; penicillin G, latex, HTN and rash. Cough, CHF.\n\n\
             ## Allergies\n\npenicillin (rash), latex\n",
        );
        let several = [
            lexicon_ids::SYMPTOMS,
            lexicon_ids::DRUGS,
            lexicon_ids::CONDITIONS,
            lexicon_ids::DRUG_CLASSES,
            lexicon_ids::ALLERGENS,
            lexicon_ids::SIGNS,
        ];
        let one_by_one: Vec<_> = note
            .phrases()
            .iter()
            .filter(|hit| several.contains(&hit.lexicon))
            .collect();
        assert!(one_by_one.len() > 15, "{one_by_one:?}");
        assert_eq!(note.phrases_of_all(several).collect::<Vec<_>>(), one_by_one);
        assert_eq!(note.phrases_of_all([]).count(), 0);
    }

    #[test]
    fn phrases_are_asked_for_by_place() {
        let note = read("Denies cough. Denied pain. She denies it.\n");
        let in_span = |span: Span| -> Vec<&str> {
            note.phrases_in(lexicon_ids::REPORTED_SYMPTOMS, span)
                .map(|hit| note.slice(hit.span))
                .collect()
        };
        assert_eq!(in_span(Span::new(0, 42)), ["Denies", "Denied", "She denies"]);
        assert_eq!(in_span(Span::new(1, 27)), ["Denied"]);
        assert_eq!(in_span(Span::new(14, 28)), ["Denied", "She denies"]);
        assert!(in_span(Span::new(15, 27)).is_empty());
        assert!(in_span(Span::at(14)).is_empty());
        let hit = note.phrases_in(lexicon_ids::REPORTED_SYMPTOMS, Span::new(0, 1)).next();
        assert_eq!(hit.map(|hit| note.grammar.category(hit)), Some("denial"));
    }

    #[test]
    fn what_is_no_part_of_the_note_holds_none() {
        let text = "---\nsource: telehealth\n---\n<!-- by telephone -->\nSeen in the clinic<!-- by phone -->today.\n\n\
                    <!-- preceptor: ignore ORG001 -- video visit -->\n\nLast line: video\n<!-- a -->visit, virtual visit\n";
        assert_eq!(all(text, lexicon_ids::REMOTE_VISITS), ["virtual visit"]);
    }

    #[test]
    fn a_phrase_stays_in_its_section() {
        assert_eq!(
            all("## Lungs\nclear to auscultation\n", lexicon_ids::EXAM_FINDINGS),
            ["clear to auscultation"]
        );
        assert_eq!(all("lungs\nclear\n", lexicon_ids::EXAM_FINDINGS), ["lungs\nclear"]);
    }

    #[test]
    fn a_school_s_own_lexicon_is_found_too() {
        let file =
            "id = 'school-words'\ntitle = 'School'\n[[entry]]\ncategory = 'x'\nphrases = ['zebra*', 'one of ours']\n";
        let grammar = Grammar::with_overlays([("lexicons/school-words.toml", file)]).expect("in order");
        let lexicon = grammar.lexicon_named("school-words").expect("it was added");
        let note = note::read(
            Arc::from("Zebras; one of ours; denies pain."),
            grammar,
            &Hints::default(),
        );
        let found: Vec<&str> = note.phrases_of(lexicon).map(|hit| note.slice(hit.span)).collect();
        assert_eq!(found, ["Zebra", "one of ours"]);
        assert_eq!(note.phrases_of(lexicon_ids::REPORTED_SYMPTOMS).count(), 1);
    }
}
