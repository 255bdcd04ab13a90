//! Differential diagnoses: lists, "A vs B", and prose that weighs.

use smallvec::SmallVec;

use super::{Candidate, Differential};
use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::facts::{Concept, Sentence};
use crate::note::{Note, SectionIx};
use crate::text::Span;

/// How many words the name of a diagnosis has at most.
const NAME_WORDS: usize = 8;
/// How many words a name has at most that only its place in a sentence tells.
const GUESSED_WORDS: usize = 5;
/// How many words may stand between a cue and the diagnosis after it: `less likely to be a new`.
const GAP_WORDS: usize = 4;
/// How far a list of diagnoses goes at most, in bytes.
const LIST: u32 = 1200;

/// What a segment cannot begin with if it names a diagnosis.
const NO_NAME: [&str; 58] = [
    "however",
    "but",
    "given",
    "the patient",
    "we",
    "i",
    "he",
    "she",
    "they",
    "this",
    "that",
    "which",
    "his",
    "her",
    "their",
    "there",
    "it",
    "will",
    "would",
    "should",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "no",
    "not",
    "if",
    "so",
    "as",
    "with",
    "without",
    "because",
    "other",
    "others",
    "etc",
    "patient",
    "pt",
    "although",
    "though",
    "since",
    "who",
    "what",
    "see",
    "all",
    "both",
    "these",
    "none",
    "less likely",
    "considered",
    "plan",
    "treatment",
    "today",
    "also",
    "more",
    "continue",
];
/// What stands before a name and is no part of it.
const LEADING: [&str; 26] = [
    "the",
    "a",
    "an",
    "likely",
    "possible",
    "possibly",
    "probable",
    "probably",
    "and",
    "or",
    "vs",
    "vs.",
    "versus",
    "also",
    "includes",
    "include",
    "including",
    "are",
    "is",
    "of",
    "for",
    "to",
    "most",
    "suspected",
    "be",
    "then",
];
/// What is done, not had: a name with one of these is no diagnosis.
const DEEDS: [&str; 24] = [
    "surgery",
    "surgical",
    "therapy",
    "treatment",
    "procedure",
    "referral",
    "imaging",
    "ultrasound",
    "biopsy",
    "ct",
    "mri",
    "x-ray",
    "management",
    "use",
    "needed",
    "steps",
    "repair",
    "medication",
    "medications",
    "antibiotics",
    "observation",
    "intervention",
    "refer",
    "trial",
];
/// Heads of the first column of a table of diagnoses.
const HEADS: [&str; 9] = [
    "diagnosis",
    "dx",
    "differential",
    "ddx",
    "condition",
    "disease",
    "differential diagnosis",
    "possible diagnosis",
    "diagnoses",
];

/// What a cue says of the diagnosis beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    For,
    Against,
    Considered,
}

/// A cue with a diagnosis beside it.
struct Cue {
    span: Span,
    says: Says,
    after: bool,
    before: bool,
    sure: bool,
    /// Sure in a plan too.
    ordered: bool,
}

/// A list of diagnoses that is still open: the next items belong to it.
struct Open {
    section: SectionIx,
    /// The line that announced it.
    lead: Span,
    /// Where the last item ended.
    end: u32,
    /// Whether every item of the section belongs to it.
    whole: bool,
    /// The problem it is of.
    key: Option<u32>,
}

struct Reader<'n> {
    note: &'n Note,
    found: Vec<Differential>,
    /// Index into `found` of the differential of each written problem, that of the whole note last.
    of: Vec<Option<u32>>,
    open: Option<Open>,
}

pub(super) fn find(note: &Note) -> Vec<Differential> {
    let mut reader = Reader {
        note,
        found: Vec::new(),
        of: vec![None; note.written_problems.len() + 1],
        open: None,
    };
    let mut problem = 0;
    for sentence in note.sentences() {
        let Some(section) = sentence.section else { continue };
        if !matches!(
            note.role_at(sentence.span.start),
            Role::Assessment | Role::AssessmentAndPlan | Role::Plan | Role::Course
        ) {
            continue;
        }
        let problems = &note.written_problems;
        while problems
            .get(problem)
            .is_some_and(|it| it.span.end <= sentence.span.start)
        {
            problem += 1;
        }
        let inside = problems
            .get(problem)
            .is_some_and(|it| it.span.start < sentence.span.end);
        reader.sentence(sentence, section, inside.then_some(problem as u32));
    }
    // What is only asserted is no differential: an alternative has to be named.
    reader
        .found
        .retain(|it| it.listed.is_some() && it.candidates.len() > 1 || it.candidates.iter().any(|one| !one.leading));
    reader.found
}

impl Reader<'_> {
    fn sentence(&mut self, sentence: &Sentence, section: SectionIx, problem: Option<u32>) {
        let note = self.note;
        let headed = is_headed(note, section);
        let fresh = opens_line(note, sentence.span.start);
        let cues: SmallVec<[&LexiconHit; 8]> = note.phrases_in(lexicon_ids::REASONING_CUES, sentence.span).collect();
        let category = |hit: &LexiconHit| note.grammar.category(hit);

        if self.open.as_ref().is_some_and(|open| open.section != section) {
            self.open = None;
        }
        if headed && self.open.is_none() {
            self.open = Some(Open {
                section,
                lead: note.section(section).heading,
                end: sentence.span.start,
                whole: true,
                key: None,
            });
        }
        // A differential under its heading is that of the note, even if its items look like problems.
        let key = if headed { None } else { problem };

        if sentence.cell {
            self.cell(sentence, key, headed);
            return;
        }
        let announces = cues.iter().find(|hit| {
            // `Also on the differential: …`
            let on_it = category(hit) == "considered"
                && note.slice(hit.span).ends_with("differential")
                && note
                    .slice(Span::new(hit.span.end, sentence.span.end))
                    .trim_start()
                    .starts_with([':', '-']);
            (category(hit) == "differential" || on_it) && !is_of_blood_cells(note, hit.span)
        });
        if let Some(cue) = announces
            && !(headed && cue.span.start > sentence.span.start + 4 && fresh)
        {
            let rest = after_verb(note, Span::new(cue.span.end, sentence.span.end));
            if self.list(rest, key, cue.span) == 0 && is_blank(note, rest) {
                self.open = Some(Open {
                    section,
                    lead: sentence.span,
                    end: sentence.span.end,
                    whole: headed,
                    key,
                });
            }
            self.weigh(sentence, &cues, key, Some(cue.span.start));
            return;
        }
        if cues.iter().any(|hit| category(hit) == "versus") && self.versus(sentence, &cues, key) {
            self.touch(sentence);
            return;
        }
        let in_list = self.open.as_ref().is_some_and(|open| {
            let nested = sentence
                .lead
                .is_some_and(|lead| lead.overlaps(open.lead) || lead.start >= open.lead.start);
            open.whole || nested || is_item(note, sentence.span.start) && near(note, open.end, sentence.span.start)
        });
        if in_list {
            // Items with numbers look like problems; they are of the problem that announced them.
            let key = self.open.as_ref().and_then(|open| open.key);
            let sub = self.open.as_ref().is_some_and(|open| {
                sentence
                    .lead
                    .is_some_and(|lead| lead.start > open.lead.start && lead.start >= open.lead.end)
            });
            if fresh && !sub && self.item(sentence, &cues, key, headed) {
                self.touch(sentence);
                return;
            }
            self.about_last(sentence, &cues, key);
            self.touch(sentence);
            if !headed {
                return;
            }
        } else if fresh {
            self.open = None;
        }
        self.weigh(sentence, &cues, key, None);
    }

    fn touch(&mut self, sentence: &Sentence) {
        if let Some(open) = &mut self.open {
            open.end = open.end.max(sentence.span.end);
        }
    }

    /// A cell of a table: the first column names, the second speaks for, the others against.
    fn cell(&mut self, sentence: &Sentence, key: Option<u32>, headed: bool) {
        let note = self.note;
        let text = note.slice(sentence.span).trim();
        let line = line_start(note, sentence.span.start);
        let column = memchr::memchr_iter(b'|', note.slice(Span::new(line, sentence.span.start)).as_bytes()).count();
        if column <= 1 {
            let head = HEADS.iter().any(|head| text.eq_ignore_ascii_case(head));
            if head {
                self.open = sentence.section.map(|section| Open {
                    section,
                    lead: sentence.span,
                    end: sentence.span.end,
                    whole: true,
                    key,
                });
            } else if (headed || self.open.is_some())
                && let Some(name) = self.name(sentence.span, true)
            {
                self.add(name, key, Some(sentence.span), None, None, false);
            }
        } else if self.open.is_some() && !text.is_empty() && !matches!(text, "-" | "—" | "none" | "None") {
            let says = if column == 2 { Says::For } else { Says::Against };
            self.say_of_last(key, says, sentence.span);
        }
        self.touch(sentence);
    }

    /// One item of an open list. Returns whether it names a diagnosis.
    fn item(&mut self, sentence: &Sentence, cues: &[&LexiconHit], key: Option<u32>, headed: bool) -> bool {
        let note = self.note;
        let text = note.slice(sentence.span);
        // `PE, ACS, dissection` without marks.
        let commas = memchr::memchr2_iter(b',', b';', text.as_bytes()).count();
        let marked = is_item(note, sentence.span.start);
        if !marked && commas >= 1 && headed {
            return self.list(sentence.span, key, sentence.span) > 0;
        }
        let mut end = sentence.span.end;
        if let Some(cut) = cut(text) {
            end = sentence.span.start + cut as u32;
        }
        let named = cues.iter().find(|hit| {
            says(note, hit).is_some() || matches!(note.grammar.category(hit), "support" | "against" | "cause")
        });
        let mut from = sentence.span.start;
        let mut said = None;
        if let Some(hit) = named {
            if opens(note, from, hit.span.start) && says(note, hit).is_some() {
                from = hit.span.end;
                said = says(note, hit);
            } else if hit.span.start < end {
                end = hit.span.start;
            }
        }
        if end <= from {
            return false;
        }
        let Some(name) = self.name(Span::new(from, end), true) else {
            return false;
        };
        let rest = Span::new(name.end, sentence.span.end);
        self.add(name, key, Some(sentence.span), None, None, said == Some(Says::For));
        if said == Some(Says::Against) {
            self.say_of_last(key, Says::Against, sentence.span);
        }
        self.about(rest, cues, key);
        true
    }

    /// What a sentence under a diagnosis of a list says of it.
    fn about_last(&mut self, sentence: &Sentence, cues: &[&LexiconHit], key: Option<u32>) {
        self.about(sentence.span, cues, key);
    }

    fn about(&mut self, rest: Span, cues: &[&LexiconHit], key: Option<u32>) {
        let note = self.note;
        let mut cue = false;
        for hit in cues.iter().filter(|hit| rest.contains_offset(hit.span.start)) {
            let said = match note.grammar.category(hit) {
                "against" => Says::Against,
                "support" | "cause" | "interpretation" => Says::For,
                "commitment" => {
                    self.lead_last(key);
                    Says::For
                }
                _ => continue,
            };
            cue = true;
            self.say_of_last(key, said, Span::new(hit.span.start, rest.end));
        }
        // `PE: tachycardia, recent flight`, `GERD (worse lying down)`: what follows a name speaks of it.
        let text = note.slice(rest).trim_start();
        let least = if text.starts_with([':', '-', '–', '—']) {
            1
        } else {
            2
        };
        let words = text
            .split_whitespace()
            .filter(|word| word.chars().any(char::is_alphanumeric));
        if !cue && words.take(least).count() == least {
            let lower = note.slice(rest).trim_start_matches([' ', ':', '-', '–', '—', '(', ',']);
            let first = lower.split_whitespace().next().unwrap_or_default();
            let denies = ["no", "not", "without", "lacks", "but", "afebrile", "negative", "absent"];
            let said = if denies.iter().any(|word| first.eq_ignore_ascii_case(word)) {
                Says::Against
            } else {
                Says::For
            };
            self.say_of_last(key, said, rest);
        }
    }

    /// The diagnoses of `span`, parted by commas and the like. Returns how many.
    fn list(&mut self, span: Span, key: Option<u32>, listed: Span) -> usize {
        let note = self.note;
        let span = Span::new(span.start, span.end.min(span.start.saturating_add(LIST)));
        let span = Span::new(span.start, crate::text::floor(&note.text, span.end as usize) as u32);
        let mut found = 0;
        let mut reasons = false;
        for part in segments(note, span) {
            let mut cues = note
                .phrases_in(lexicon_ids::REASONING_CUES, part)
                .filter(|hit| hit.span.end <= part.end);
            let first = cues
                .find(|hit| says(note, hit).is_some() || matches!(note.grammar.category(hit), "support" | "against"));
            let lead = leading_space(note, part);
            let (from, said) = match first {
                Some(hit) if opens(note, part.start + lead, hit.span.start) => (hit.span.end, says(note, hit)),
                _ => (part.start, None),
            };
            let mut end = first
                .filter(|_| from == part.start)
                .map_or(part.end, |hit| hit.span.start);
            if let Some(cut) = cut(note.slice(Span::new(from.min(part.end), part.end))) {
                end = end.min(from + cut as u32);
            }
            let known = self.mentions(part).next().is_some();
            // After "given" the parts are reasons, unless one of them is a disease.
            if reasons && !known || end <= from {
                continue;
            }
            let Some(name) = self.name(Span::new(from, end), true) else {
                continue;
            };
            self.add(name, key, Some(listed), None, None, said == Some(Says::For));
            found += 1;
            if said == Some(Says::Against) {
                self.say_of_last(key, Says::Against, part);
            }
            let rest = Span::new(name.end.min(part.end), part.end);
            let own: SmallVec<[&LexiconHit; 8]> = note.phrases_in(lexicon_ids::REASONING_CUES, rest).collect();
            self.about(rest, &own, key);
            reasons |= first.is_some_and(|hit| matches!(note.grammar.category(hit), "support"));
        }
        if found > 0 {
            self.mark_listed(key, listed.cover(span));
        }
        found
    }

    /// `A vs B vs C`. Returns whether diagnoses stand beside the word.
    fn versus(&mut self, sentence: &Sentence, cues: &[&LexiconHit], key: Option<u32>) -> bool {
        let note = self.note;
        let mut start = sentence.span.start;
        let mut parts: SmallVec<[Span; 4]> = SmallVec::new();
        let mut first = true;
        for hit in cues.iter().filter(|hit| note.grammar.category(hit) == "versus") {
            let mut part = Span::new(start.min(hit.span.start), hit.span.start);
            if first {
                part = last_clause(note, part);
                // `likely viral vs bacterial`: what a cue leads to.
                let before = cues
                    .iter()
                    .rfind(|cue| cue.span.end <= hit.span.start && cue.span.start >= part.start);
                if let Some(cue) = before
                    && matches!(
                        note.grammar.category(cue),
                        "commitment" | "considered" | "cause" | "differential"
                    )
                {
                    part = Span::new(cue.span.end, part.end);
                }
                first = false;
            }
            parts.push(part);
            start = hit.span.end;
        }
        parts.push(first_clause(note, Span::new(start, sentence.span.end)));
        let title = key.is_some_and(|at| note.written_problems[at as usize].title.overlaps(sentence.span));
        let known = parts
            .iter()
            .filter(|part| self.mentions(**part).next().is_some())
            .count();
        if known == 0 && !title {
            return false;
        }
        let last = parts.len() - 1;
        let whole = parts[0].cover(parts[last]);
        let mut found = 0;
        for (at, part) in parts.iter().enumerate() {
            // `A vs B, C or D`
            if at == last
                && memchr::memchr(b',', note.slice(*part).as_bytes()).is_some()
                && self.mentions(*part).nth(1).is_some()
            {
                found += self.list(*part, key, whole);
                continue;
            }
            let mut part = *part;
            if let Some(cut) = cut(note.slice(part)) {
                part = Span::new(part.start, part.start + cut as u32);
            }
            if let Some(name) = self.name(part, true) {
                self.add(name, key, Some(whole), None, None, false);
                found += 1;
            }
        }
        if found < 2 {
            return found > 0;
        }
        self.mark_listed(key, whole);
        // What the rest of the sentence says, it says of the diagnoses that it names again, else of the last.
        let rest = Span::new(whole.end.min(sentence.span.end), sentence.span.end);
        let own: SmallVec<[&LexiconHit; 8]> = cues
            .iter()
            .copied()
            .filter(|hit| hit.span.start >= rest.start)
            .collect();
        if !own.is_empty() {
            self.about(rest, &own, key);
        }
        let leads = cues
            .iter()
            .any(|hit| hit.span.end <= whole.start && note.grammar.category(hit) == "commitment");
        if leads && let Some(at) = self.slot(key) {
            let count = self.found[at].candidates.len();
            if let Some(candidate) = self.found[at].candidates.get_mut(count - found.min(count)) {
                candidate.leading = true;
            }
        }
        true
    }

    /// The diagnoses that cues of a sentence speak of; only those that end before `until`, if given.
    fn weigh(&mut self, sentence: &Sentence, hits: &[&LexiconHit], key: Option<u32>, until: Option<u32>) {
        let note = self.note;
        let mut cues: SmallVec<[Cue; 8]> = SmallVec::new();
        for hit in hits {
            let Some(says) = says(note, hit) else { continue };
            let entry = note.entry(hit);
            let names = entry.text("names").unwrap_or_default();
            cues.push(Cue {
                span: hit.span,
                says,
                after: names != "before",
                before: names != "after",
                sure: entry.flag("sure"),
                ordered: entry.flag("ordered"),
            });
        }
        self.questions(sentence, &mut cues);
        cues.sort_by_key(|cue| cue.span.start);
        let support = hits.iter().find(|hit| note.grammar.category(hit) == "support");
        for at in 0..cues.len() {
            let cue = &cues[at];
            if until.is_some_and(|until| cue.span.end > until) {
                break;
            }
            let from = match at.checked_sub(1) {
                Some(before) => cues[before].span.end.max(sentence.span.start),
                None => sentence.span.start,
            };
            let to = cues.get(at + 1).map_or(sentence.span.end, |next| next.span.start);
            let behind = Span::new(cue.span.end, to.max(cue.span.end));
            let behind = first_clause(note, behind);
            let ahead = last_clause(note, Span::new(from.min(cue.span.start), cue.span.start));
            let mut names: SmallVec<[Span; 4]> = SmallVec::new();
            if cue.after {
                names.extend(self.named_near(behind, support));
            }
            if names.is_empty() && cue.before {
                names.extend(self.mentions(ahead));
            }
            if names.is_empty() && cue.after && cue.before {
                names.extend(self.mentions(behind));
            }
            let weighing = cue.ordered || note.role_at(sentence.span.start) != Role::Plan;
            if names.is_empty() && cue.sure && weighing {
                names.extend(self.guess(
                    if cue.before && !is_blank(note, ahead) {
                        ahead
                    } else {
                        behind
                    },
                    cue.before,
                ));
            }
            if names.is_empty() && cue.says == Says::Against && weighing {
                names.extend(self.titled(ahead, behind, key));
            }
            let commas = memchr::memchr_iter(b',', note.slice(behind).as_bytes()).take(2).count();
            let known = self.mentions(behind).nth(1).is_some();
            if cue.says == Says::Considered && cue.after && cue.sure && commas == 2 && weighing && known {
                self.list(behind, key, cue.span);
                continue;
            }
            let reason = Span::new(cue.span.start, sentence.span.end);
            for name in names {
                let weighs = support
                    .filter(|hit| hit.span.start >= name.end.min(cue.span.end))
                    .map(|hit| Span::new(hit.span.start, sentence.span.end));
                match cue.says {
                    Says::Against => self.add(name, key, None, None, Some(reason), false),
                    Says::Considered => self.add(name, key, None, weighs, None, false),
                    Says::For => self.add(name, key, None, weighs, None, true),
                }
            }
        }
    }

    /// `?PE`, `? UTI`: the British question mark.
    fn questions(&self, sentence: &Sentence, cues: &mut SmallVec<[Cue; 8]>) {
        let text = self.note.slice(sentence.span);
        let bytes = text.as_bytes();
        for at in memchr::memchr_iter(b'?', bytes) {
            let opens = at == 0 || matches!(bytes[at - 1], b' ' | b'(' | b'\t' | b'/' | b':' | b'?' | b',');
            let next = bytes[at + 1..].iter().find(|byte| **byte != b' ');
            if opens && next.is_some_and(u8::is_ascii_alphabetic) {
                let start = sentence.span.start + at as u32;
                cues.push(Cue {
                    span: Span::new(start, start + 1),
                    says: Says::Considered,
                    after: true,
                    before: false,
                    sure: true,
                    ordered: true,
                });
            }
        }
    }

    /// The diseases that the text at `span` names.
    fn mentions(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let note = self.note;
        let findings = note.findings();
        let from = findings.partition_point(|it| it.span.start < span.start);
        let to = findings.partition_point(|it| it.span.start < span.end);
        let conditions = findings[from..to.max(from)]
            .iter()
            .filter(|it| it.lexicon == lexicon_ids::CONDITIONS)
            .map(|it| it.span);
        let mut all: SmallVec<[Span; 4]> = conditions.collect();
        for it in note.concepts_in(span) {
            if &*note.concept(it.concept).category == "disease" && !all.iter().any(|other| other.overlaps(it.span)) {
                all.push(it.span);
            }
        }
        all.sort_unstable_by_key(|it| it.start);
        all.dedup();
        all.into_iter()
    }

    /// The diseases after a cue: the first within a few words of it, and those that are listed with it.
    fn named_near(&self, behind: Span, support: Option<&&LexiconHit>) -> SmallVec<[Span; 4]> {
        let note = self.note;
        let end = support
            .filter(|hit| hit.span.start >= behind.start)
            .map_or(behind.end, |hit| hit.span.start.min(behind.end));
        let mut names: SmallVec<[Span; 4]> = SmallVec::new();
        for name in self.mentions(Span::new(behind.start, end.max(behind.start))) {
            let from = names.last().map_or(behind.start, |last: &Span| last.end);
            let gap = note.slice(Span::new(from.min(name.start), name.start));
            if gap.split_whitespace().count() > GAP_WORDS {
                break;
            }
            names.push(name);
        }
        names
    }

    /// `2. Pneumonia. No fever, so it is less likely`: what is said of "it" is said of the title. The problem that opens
    /// the list is what the note believes in.
    fn titled(&self, ahead: Span, behind: Span, key: Option<u32>) -> Option<Span> {
        let note = self.note;
        let at = key.filter(|at| *at > 0)?;
        let title = note.written_problems.get(at as usize)?.title;
        let meant = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            ["it", "this", "which"].iter().any(|it| word.eq_ignore_ascii_case(it))
        };
        let before = note.slice(ahead).split_whitespace().rev().take(2).any(meant);
        let after = note.slice(behind).split_whitespace().next().is_some_and(meant);
        if !before && !after {
            return None;
        }
        let named = self.mentions(title).next();
        // A disease that no lexicon knows; not a complaint.
        let symptom = note
            .findings()
            .iter()
            .any(|it| it.lexicon == lexicon_ids::SYMPTOMS && title.contains(it.span));
        named.or_else(|| self.name(title, true).filter(|_| !symptom))
    }

    /// A name that only its place tells: up to a few words right after a cue, or before one.
    fn guess(&self, span: Span, ends: bool) -> Option<Span> {
        let note = self.note;
        let text = note.slice(span);
        let stop = text
            .find([',', ';', ':', '.', '(', ')', '?', '\n'])
            .filter(|_| !ends)
            .unwrap_or(text.len());
        let mut span = Span::new(span.start, span.start + stop as u32);
        let cue = note
            .phrases_in(lexicon_ids::REASONING_CUES, span)
            .find(|hit| !ends && hit.span.start > span.start);
        if let Some(hit) = cue {
            span = Span::new(span.start, hit.span.start);
        }
        let words = note.slice(span).split_whitespace().count();
        if words == 0 || words > GUESSED_WORDS {
            return None;
        }
        self.name(span, false)
    }

    /// The name of a diagnosis in `span`, without what does not belong to it.
    fn name(&self, span: Span, listed: bool) -> Option<Span> {
        let note = self.note;
        let text = note.slice(span);
        let mut start = 0;
        loop {
            let rest = &text[start..];
            let trimmed = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
            start += rest.len() - trimmed.len();
            // `1) PE`: a number of the list; `5-HT`, `21-hydroxylase` are none.
            let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits > 0 && trimmed[digits..].starts_with([')', '.', ':']) {
                start += digits + 1;
                continue;
            }
            let word = trimmed
                .split(|c: char| c.is_whitespace() || c == ':')
                .next()
                .unwrap_or_default();
            if !word.is_empty() && word.len() < trimmed.len() && LEADING.iter().any(|it| word.eq_ignore_ascii_case(it))
            {
                start += word.len();
                continue;
            }
            break;
        }
        let body = text[start..].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '%' && c != '\'');
        let words = body.split_whitespace().count();
        let letters = body.bytes().filter(u8::is_ascii_alphabetic).count();
        let most = if listed { NAME_WORDS } else { GUESSED_WORDS };
        if words == 0 || words > most || letters < 2 {
            return None;
        }
        let opens = |word: &&str| {
            body.get(..word.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(word))
                && !body[word.len()..].starts_with(|c: char| c.is_alphanumeric())
        };
        let verb = [
            " is ", " are ", " was ", " were ", " has ", " have ", " will ", " should ", " had ", " be ",
        ];
        if NO_NAME.iter().any(opens) || verb.iter().any(|verb| body.contains(verb)) {
            return None;
        }
        let mut parts = body.split(|c: char| c.is_whitespace() || c == '/');
        if parts.any(|word| DEEDS.iter().any(|deed| word.eq_ignore_ascii_case(deed))) {
            return None;
        }
        let from = span.start + start as u32;
        Some(Span::new(from, from + body.len() as u32))
    }

    fn slot(&self, key: Option<u32>) -> Option<usize> {
        let at = key.map_or(self.of.len() - 1, |at| at as usize);
        self.of[at].map(|found| found as usize)
    }

    fn mark_listed(&mut self, key: Option<u32>, span: Span) {
        if let Some(at) = self.slot(key) {
            self.found[at].listed.get_or_insert(span);
        }
    }

    fn add(
        &mut self,
        name: Span,
        key: Option<u32>,
        listed: Option<Span>,
        support: Option<Span>,
        against: Option<Span>,
        leading: bool,
    ) {
        let note = self.note;
        let concept = self.concept(name);
        let at = self.slot(key).unwrap_or_else(|| {
            let slot = key.map_or(self.of.len() - 1, |at| at as usize);
            self.of[slot] = Some(self.found.len() as u32);
            self.found.push(Differential {
                span: name,
                written: key,
                listed: None,
                candidates: Vec::new(),
            });
            self.found.len() - 1
        });
        let differential = &mut self.found[at];
        let all = support.into_iter().chain(against).fold(name, Span::cover);
        differential.span = differential.span.cover(all);
        if differential.listed.is_none() {
            differential.listed = listed;
        }
        let written = note.slice(name);
        // Only the last few can be meant again; a list of thousands is no differential.
        let known = differential.candidates.iter_mut().rev().take(40).find(|it| {
            it.name.overlaps(name)
                || it.concept.is_some() && it.concept == concept
                || note.slice(it.name).eq_ignore_ascii_case(written)
        });
        match known {
            Some(candidate) => {
                candidate.support = candidate.support.or(support);
                candidate.against = candidate.against.or(against);
                candidate.leading |= leading;
                candidate.listed |= listed.is_some();
            }
            None => differential.candidates.push(Candidate {
                name,
                concept,
                support,
                against,
                leading,
                listed: listed.is_some(),
            }),
        }
    }

    fn concept(&self, name: Span) -> Option<Concept> {
        let named = self.note.concepts_in(name);
        named.iter().max_by_key(|it| it.span.len()).map(|it| it.concept)
    }

    fn say_of_last(&mut self, key: Option<u32>, says: Says, span: Span) {
        let Some(at) = self.slot(key) else { return };
        let differential = &mut self.found[at];
        differential.span = differential.span.cover(span);
        if let Some(last) = differential.candidates.last_mut() {
            match says {
                Says::Against => last.against = last.against.or(Some(span)),
                _ => last.support = last.support.or(Some(span)),
            }
        }
    }

    fn lead_last(&mut self, key: Option<u32>) {
        if let Some(at) = self.slot(key)
            && let Some(last) = self.found[at].candidates.last_mut()
        {
            last.leading = true;
        }
    }
}

fn says(note: &Note, hit: &LexiconHit) -> Option<Says> {
    note.entry(hit).text("names")?;
    match note.grammar.category(hit) {
        "commitment" => Some(Says::For),
        "against" => Some(Says::Against),
        "considered" => Some(Says::Considered),
        _ => None,
    }
}

fn is_headed(note: &Note, section: SectionIx) -> bool {
    let mut at = Some(section);
    while let Some(ix) = at {
        let section = note.section(ix);
        match section.id {
            Some(ids::DIFFERENTIAL_DIAGNOSIS) => return true,
            Some(_) => return false,
            None => at = section.parent,
        }
    }
    false
}

/// The parts of a list: between commas, semicolons, bars, "or", "and", "vs", numbers in brackets; never inside brackets.
fn segments(note: &Note, span: Span) -> Vec<Span> {
    let text = note.slice(span);
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let (mut from, mut depth) = (0, 0_u32);
    let mut at = 0;
    let mut push = |from: usize, to: usize| {
        if to > from {
            parts.push(Span::new(span.start + from as u32, span.start + to as u32));
        }
    };
    while at < bytes.len() {
        match bytes[at] {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' | b';' | b'|' | b'>' if depth == 0 => {
                push(from, at);
                from = at + 1;
            }
            b' ' | b'\n' if depth == 0 => {
                let rest = &text[at + 1..];
                let word = ["or ", "and ", "vs ", "vs. ", "versus ", "+ "]
                    .into_iter()
                    .find(|word| {
                        rest.get(..word.len())
                            .is_some_and(|head| head.eq_ignore_ascii_case(word))
                    });
                if let Some(word) = word {
                    push(from, at);
                    from = at + 1 + word.len();
                    at = from;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    push(from, text.len());
    parts
}

/// Where the name of an item ends that a colon, dash, bracket or full stop sets off from what is said of it.
fn cut(text: &str) -> Option<usize> {
    let lead = text.len() - text.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let body = &text[lead..];
    // A number of the item is no name.
    let digits = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let skip = if digits > 0 && body[digits..].starts_with([')', '.', ':']) {
        digits + 1
    } else {
        0
    };
    let body = &body[skip..];
    [": ", ":\n", " - ", " – ", "—", " (", ". ", ";", ",", "->", "→"]
        .into_iter()
        .filter_map(|mark| body.find(mark))
        .min()
        .map(|at| lead + skip + at)
}

/// The last clause of `span`: what follows its last colon or semicolon.
fn last_clause(note: &Note, span: Span) -> Span {
    let text = note.slice(span);
    let at = text.rfind([':', ';', '(', '\n']).map_or(0, |at| at + 1);
    Span::new(span.start + at as u32, span.end)
}

/// The first clause of `span`: what precedes its first semicolon.
fn first_clause(note: &Note, span: Span) -> Span {
    let text = note.slice(span);
    let at = text.find([';', '\n']).unwrap_or(text.len());
    Span::new(span.start, span.start + at as u32)
}

fn is_blank(note: &Note, span: Span) -> bool {
    let text = note.slice(span);
    let filler = [
        "includes",
        "include",
        "is",
        "are",
        "the following",
        "includes the following",
        "for this patient",
        "broad",
        "wide",
    ];
    let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
    bare.is_empty() || filler.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

/// Whether nothing but a word that belongs to no name stands between the start of a part and a cue.
fn opens(note: &Note, from: u32, cue: u32) -> bool {
    let before = note
        .slice(Span::new(from.min(cue), cue))
        .trim_matches(|c: char| !c.is_alphanumeric());
    before.is_empty()
        || LEADING.iter().any(|word| before.eq_ignore_ascii_case(word))
        || before.len() < 3 && before.bytes().all(|byte| byte.is_ascii_digit())
}

/// `possible causes of her pain include GERD`: where the list begins.
fn after_verb(note: &Note, span: Span) -> Span {
    /// How far the verb may stand from its subject, in bytes.
    const REACH: usize = 90;
    let text = note.slice(span);
    let head = &text[..crate::text::floor(text, REACH.min(text.len()))];
    let verbs = [" include ", " includes ", " including ", ": ", " are "];
    let ends = verbs
        .iter()
        .filter_map(|verb| head.find(verb).map(|at| at + verb.len()));
    match ends.min() {
        Some(end) => Span::new(span.start + end as u32, span.end),
        None => span,
    }
}

fn leading_space(note: &Note, span: Span) -> u32 {
    let text = note.slice(span);
    (text.len() - text.trim_start().len()) as u32
}

fn line_start(note: &Note, at: u32) -> u32 {
    let at = at as usize;
    let floor = crate::text::floor(&note.text, at.saturating_sub(400));
    memchr::memrchr2(b'\n', b'\r', &note.text.as_bytes()[floor..at])
        .map_or(floor as u32, |end| (floor + end + 1) as u32)
}

/// Whether only marks stand before `at` on its line.
fn opens_line(note: &Note, at: u32) -> bool {
    let before = note.slice(Span::new(line_start(note, at), at));
    let rest = before.trim_matches(|c: char| c.is_whitespace() || "-*•+#–|>()".contains(c));
    rest.is_empty()
        || rest.len() <= 3
            && rest
                .trim_end_matches(['.', ')', ':'])
                .chars()
                .all(|c| c.is_ascii_digit() || rest.len() == 2)
}

/// Whether a mark of a list stands before `at` on its line.
fn is_item(note: &Note, at: u32) -> bool {
    let before = note.slice(Span::new(line_start(note, at), at)).trim();
    !before.is_empty() && opens_line(note, at)
}

/// Whether no empty line lies between two places.
fn near(note: &Note, from: u32, to: u32) -> bool {
    let gap = note.slice(Span::new(from.min(to), to));
    memchr::memchr_iter(b'\n', gap.as_bytes()).count() <= 1
}

/// Whether "differential" is that of a blood count: `CBC with differential`, `WBC and manual differential`.
fn is_of_blood_cells(note: &Note, cue: Span) -> bool {
    /// So many words before it name the count.
    const WORDS: usize = 4;
    let before = &note.text[..cue.start as usize];
    let mut words = before
        .rsplit([' ', '\n', ',', '('])
        .filter(|word| !word.is_empty())
        .take(WORDS);
    let joined = words.next().is_some_and(|word| {
        [
            "with",
            "w/",
            "and",
            "plus",
            "+",
            "&",
            "manual",
            "automated",
            "cbc",
            "wbc",
            "w/diff",
        ]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it))
    });
    let names_count = |word: &str| {
        ["cbc", "wbc", "fbc", "count", "counts", "hemogram", "leukocytes"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    };
    let last = before
        .trim_end()
        .rsplit([' ', '\n', ',', '('])
        .next()
        .unwrap_or_default();
    joined && (names_count(last) || words.any(names_count))
}
