//! What the rules on repeated text share: which words of a passage count, and where the assessment tells the history again.

use std::ops::Range;

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Copied, Word, Words};
use crate::rules::support::{heading, problem_at, quote};
use crate::text::Span;

/// The text of these words.
pub fn span_of(words: &Words, range: &Range<usize>) -> Span {
    match words.all.get(range.clone()) {
        Some([first, .., last]) => first.span.cover(last.span),
        Some([only]) => only.span,
        _ => Span::at(0),
    }
}

/// The sentences that these words stand in, as indices.
pub fn sentences_of(words: &Words, range: &Range<usize>) -> Range<usize> {
    match words.all.get(range.clone()) {
        Some([first, .., last]) => first.sentence as usize..last.sentence as usize + 1,
        Some([only]) => only.sentence as usize..only.sentence as usize + 1,
        _ => 0..0,
    }
}

/// How a message names the place at `offset`: by the heading over it.
pub fn place(note: &Note, offset: u32) -> String {
    let mut at = note.section_at(offset);
    while let Some(ix) = at {
        let name = heading(note, ix);
        // "S" and "O" tell a reader little.
        if name.len() > 1 {
            return quote(name, 40);
        }
        if let Some(id) = note.section(ix).id {
            return note.grammar.section(id).title.to_string();
        }
        at = note.section(ix).parent;
    }
    "the opening lines".to_owned()
}

/// Whether the sentence holds words that every note of the house has: consent, attestation, disclaimers, advice.
pub fn is_boilerplate(note: &Note, sentence: Span) -> bool {
    let boilerplate = lexicon_ids::BOILERPLATE;
    note.phrases_in(boilerplate, sentence)
        .any(|hit| note.grammar.category(hit) != "unchanged")
}

/// Whether words are prose: lists of drugs, diagnoses and values have few of the words that make sentences.
pub fn is_prose(words: &[Word]) -> bool {
    let glue = words.iter().filter(|word| word.glue).count();
    glue * 100 >= words.len() * 15
}

/// Whether a list of drugs or allergies stands there, which is rightly the same in several places.
pub fn is_drug_list(role: Role) -> bool {
    matches!(
        role,
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications | Role::Allergies
    )
}

/// How many ages of the patient are looked at.
pub const AGES: usize = 40;

/// Whether the copy is nothing but the line that opens the history and the assessment alike: age, sex, past history, complaint.
pub fn is_opener(note: &Note, words: &Words, copy: &Copied) -> bool {
    copy.to.end <= opener_end(note, words, copy) + 3
}

/// Where in the copy that line ends, as an index of a word; its start, if it does not begin with one.
fn opener_end(note: &Note, words: &Words, copy: &Copied) -> usize {
    /// Words of a sentence that only adds why the patient comes.
    const SHORT: usize = 15;
    let to = sentences_of(words, &copy.to);
    let first = note.sentences()[to.start].span;
    if !note
        .patient()
        .ages
        .iter()
        .take(AGES)
        .any(|age| first.contains(age.span))
    {
        return copy.to.start;
    }
    let mut end = words.of_sentence(to.start).end;
    if to.len() == 2 && words.of_sentence(to.start + 1).len() <= SHORT {
        end = words.of_sentence(to.start + 1).end;
    }
    end.min(copy.to.end)
}

/// A passage of the assessment that tells the history again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retelling {
    /// The passage, from its first to its last sentence that is told again.
    pub span: Span,
    /// How many words its retold sentences have.
    pub retold: usize,
    /// How many words stand in the passage.
    pub words: usize,
    /// Where the history tells the same.
    pub told: Span,
}

/// The passages of the assessment in which at least so many words tell the history again.
pub fn retellings(note: &Note, least: usize) -> Vec<Retelling> {
    let words = note.words();
    let mut passages = passages(note, words);
    passages.retain(|sentences| sentences.iter().map(|(own, _)| own.len()).sum::<usize>() >= least);
    let mut found = Vec::new();
    if passages.is_empty() {
        return found;
    }
    let story = Story::of(note, words);
    if story.stems.len() < 15 {
        return found;
    }
    for sentences in passages {
        let mut passage = Passage::default();
        for (own, sentence) in sentences {
            passage.add(note, &story, own, sentence);
        }
        passage.close(&story, least, &mut found);
    }
    found
}

/// The passages of the assessment: of each its sentences, with their words.
fn passages(note: &Note, words: &Words) -> Vec<Vec<(Range<usize>, Span)>> {
    let mut passages = vec![Vec::new()];
    let mut last = None;
    for (at, sentence) in note.sentences().iter().enumerate() {
        let own = words.of_sentence(at);
        if own.is_empty() {
            continue;
        }
        let role = words.role(&words.all[own.start]);
        let judged = matches!(role, Role::Assessment | Role::AssessmentAndPlan) && !sentence.cell;
        let problem = problem_at(note, sentence.span.start).filter(|_| judged);
        let item = judged && is_item(note, problem, sentence.span);
        if !judged || item || problem != last {
            passages.push(Vec::new());
            last = problem;
        }
        if judged && !item {
            passages
                .last_mut()
                .expect("there is one from the start")
                .push((own, sentence.span));
        }
    }
    passages
}

/// Whether the sentence is a step of the plan under the problem.
fn is_item(note: &Note, problem: Option<usize>, sentence: Span) -> bool {
    let Some(problem) = problem.map(|at| &note.written_problems[at]) else {
        return false;
    };
    let at = problem.items.partition_point(|item| item.start <= sentence.start);
    problem.items[..at].last().is_some_and(|item| sentence.start < item.end)
}

/// What the history says, for looking up.
struct Story<'n> {
    words: &'n Words,
    /// The stems of its words, sorted.
    stems: Vec<u32>,
    /// Each two stems that stand close to each other in a sentence, in their order, sorted; with where.
    pairs: Vec<(u64, u32)>,
    /// The places that stand in the history word for word: words of the note, in order.
    copied: Vec<Range<usize>>,
    /// Those that open the assessment as they open the history, which is no fault.
    openers: Vec<Range<usize>>,
}

/// How many words of content further on the second word of a pair may stand.
const REACH: usize = 3;

impl<'n> Story<'n> {
    fn of(note: &'n Note, words: &'n Words) -> Self {
        let mut story = Story {
            words,
            stems: Vec::new(),
            pairs: Vec::new(),
            copied: Vec::new(),
            openers: Vec::new(),
        };
        let mut own: Vec<&Word> = Vec::new();
        for at in 0..note.sentences().len() {
            let range = words.of_sentence(at);
            if range.is_empty() || words.role(&words.all[range.start]) != Role::History {
                continue;
            }
            own.clear();
            own.extend(words.all[range].iter().filter(|word| word.stem != 0));
            for (at, word) in own.iter().enumerate() {
                story.stems.push(word.stem);
                let next = own[at + 1..].iter().take(REACH);
                story.pairs.extend(next.map(|next| (pair(word, next), word.span.start)));
            }
        }
        story.stems.sort_unstable();
        story.stems.dedup();
        story.pairs.sort_unstable();
        for copy in note.copies() {
            if words.role(&words.all[copy.from.start]) != Role::History {
                continue;
            }
            let opener = opener_end(note, words, copy);
            if opener > copy.to.start {
                story.openers.push(copy.to.start..opener);
            }
            if opener < copy.to.end {
                story.copied.push(opener..copy.to.end);
            }
        }
        story
    }

    /// Where the history has this pair first.
    fn place(&self, pair: u64) -> Option<u32> {
        let at = self.pairs.partition_point(|it| it.0 < pair);
        self.pairs.get(at).filter(|it| it.0 == pair).map(|it| it.1)
    }

    /// How many of these words stand in the history word for word.
    fn copied(&self, range: &Range<usize>) -> usize {
        overlap(&self.copied, range)
    }

    /// Whether the sentence belongs to what opens the assessment as it opens the history.
    fn opens(&self, range: &Range<usize>) -> bool {
        overlap(&self.openers, range) * 2 > range.len()
    }

    /// Whether a word of interpretation stands in the sentence that the history does not have.
    fn is_new_thought(&self, note: &Note, sentence: Span) -> bool {
        let mut cues = note.phrases_in(lexicon_ids::INTERPRETATION_CUES, sentence);
        cues.any(|cue| {
            let mut stems = self
                .words
                .within(cue.span)
                .iter()
                .map(|word| word.stem)
                .filter(|stem| *stem != 0)
                .peekable();
            stems.peek().is_none() || stems.any(|stem| self.stems.binary_search(&stem).is_err())
        })
    }

    /// Whether the sentence of these words is told again, and the first and last place where the history has it.
    fn tells(&self, range: &Range<usize>) -> Option<Span> {
        let all = &self.words.all[range.clone()];
        let own: Vec<&Word> = all.iter().filter(|word| word.stem != 0).collect();
        if all.len() < 5 || own.len() < 3 {
            return None;
        }
        let known = own
            .iter()
            .filter(|word| self.stems.binary_search(&word.stem).is_ok())
            .count();
        let places: Vec<u32> = own
            .windows(2)
            .filter_map(|two| self.place(pair(two[0], two[1])))
            .collect();
        let copied = self.copied(range) * 100 >= all.len() * 70;
        let alike = known * 100 >= own.len() * 75 && places.len() * 100 >= (own.len() - 1) * 50;
        let (first, last) = (places.iter().min()?, places.iter().max()?);
        (copied || alike).then(|| Span::new(*first, *last))
    }
}

/// How many words of `range` stand in the ranges, which are in order and apart.
fn overlap(ranges: &[Range<usize>], range: &Range<usize>) -> usize {
    let at = ranges.partition_point(|it| it.end <= range.start);
    ranges[at..]
        .iter()
        .take_while(|it| it.start < range.end)
        .map(|it| it.end.min(range.end) - it.start.max(range.start))
        .sum()
}

fn pair(first: &Word, second: &Word) -> u64 {
    u64::from(first.stem) << 32 | u64::from(second.stem)
}

/// A stretch of the assessment: what stands before the problems, or the reasoning of one of them.
#[derive(Default)]
struct Passage {
    /// How many words it has, and how many of them are told again.
    words: usize,
    retold: usize,
    /// Whether it says what the story means.
    means: bool,
    span: Option<Span>,
    told: Option<Span>,
}

impl Passage {
    fn add(&mut self, note: &Note, story: &Story<'_>, range: Range<usize>, sentence: Span) {
        if story.opens(&range) {
            return;
        }
        self.words += range.len();
        // What was copied is no thought, whatever its words.
        if story.copied(&range) * 100 < range.len() * 70 && story.is_new_thought(note, sentence) {
            self.means = true;
            return;
        }
        if let Some(told) = story.tells(&range) {
            self.retold += range.len();
            self.span = Some(self.span.map_or(sentence, |span| span.cover(sentence)));
            self.told = Some(self.told.map_or(told, |before| before.cover(told)));
        }
    }

    /// Nothing more belongs to it: report it.
    fn close(self, story: &Story<'_>, least: usize, found: &mut Vec<Retelling>) {
        let (Some(span), Some(told)) = (self.span, self.told) else {
            return;
        };
        // A summary that ends in a thought may be longer; one that does not is only the story.
        let (needed, share) = if self.means { (least * 4 / 3, 40) } else { (least, 60) };
        if self.retold < needed || self.retold * 100 < self.words * share {
            return;
        }
        let range = story.words.range(Span::new(told.start, told.end + 1));
        let sentences = sentences_of(story.words, &range);
        let first = story.words.of_sentence(sentences.start);
        let last = story.words.of_sentence(sentences.end - 1);
        found.push(Retelling {
            span,
            retold: self.retold,
            words: self.words,
            told: span_of(story.words, &(first.start..last.end)),
        });
    }
}
