//! What the assessment and plan take up, under whatever name: read once, for the rules that ask what was left unsaid.

use crate::grammar::{LexiconEntry, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, Status, VitalKind};
use crate::rules::known::Known;
use crate::text::{Span, floor};

/// What the assessment and plan of a note speak of.
#[derive(Debug)]
pub struct Addressed<'n> {
    note: &'n Note,
    /// Entries of `abnormal-results` and `weighty-findings` that their words answer.
    answers: Known<&'n str>,
    /// Those that they answer even where the value is critical.
    named: Known<&'n str>,
    /// Tests of `labs` and `study-values` that they name.
    tests: Known<&'n str>,
    /// Tests that only say when a drug is to be held: `hold if K >5.5`.
    limits: Known<&'n str>,
    /// Tests of the panels that they order.
    panels: Known<&'n str>,
    /// Vital signs that they give.
    vitals: Vec<VitalKind>,
    /// Entries of `symptoms`, `signs` and `conditions` that they name.
    findings: Known<&'n str>,
    /// Concepts that they name, and whether one is said to be there, or thought of.
    concepts: Vec<(Concept, bool)>,
    /// What is only said for the case that something happens later.
    advice: Vec<Span>,
}

/// Whether what stands at `offset` is assessment or plan: a value there is taken up.
pub fn is_answer(note: &Note, offset: u32) -> bool {
    is_answer_role(note.role_at(offset))
}

fn is_answer_role(role: Role) -> bool {
    matches!(
        role,
        Role::Assessment | Role::Plan | Role::AssessmentAndPlan | Role::Course | Role::DischargeMedications
    )
}

/// Whether the note has an assessment or plan that could take anything up.
pub fn has_answer(note: &Note) -> bool {
    let judged = |role: Role| matches!(role, Role::Assessment | Role::Plan | Role::AssessmentAndPlan);
    let mut sections = note.sections.iter().filter(|section| section.body.len() > 12);
    sections.any(|section| judged(note.role_at(section.heading.start)))
        || note.passages().iter().any(|passage| judged(passage.role))
}

/// How far behind a diagnosis "unlikely" may begin, in bytes.
const ASIDE: u32 = 32;
/// Words of what is done for everybody with a disease, or of a certain age.
const ROUTINE: [&str; 6] = ["annual", "annually", "yearly", "screening", "routine", "retinopathy"];
/// How far after "return for:" its list is read, in bytes.
const LIST: u32 = 500;

impl<'n> Addressed<'n> {
    /// Of `note`.
    pub fn of(note: &'n Note) -> Self {
        let mut found = Self {
            note,
            answers: Known::default(),
            named: Known::default(),
            tests: Known::default(),
            limits: Known::default(),
            panels: Known::default(),
            vitals: Vec::new(),
            findings: Known::default(),
            concepts: Vec::new(),
            advice: Vec::new(),
        };
        found.read_words();
        found.read_tests();
        found.read_concepts();
        found
    }

    /// Whether a word of the assessment or plan answers `id`, of `abnormal-results` or `weighty-findings`.
    pub fn answers(&self, id: &str) -> bool {
        self.answers.contains(id)
    }

    /// Whether a word there takes up a critical value of the group `id`: its own disorder, treatment or cause.
    pub fn answers_critical(&self, id: &str) -> bool {
        self.named.contains(id)
    }

    /// Whether the test `id` is named there; one of an ordered panel counts if `panels`.
    pub fn names_test(&self, id: &str, panels: bool) -> bool {
        self.tests.contains(id) || panels && (self.panels.contains(id) || self.limits.contains(id))
    }

    /// Whether a value of the vital sign is given there.
    pub fn names_vital(&self, kind: VitalKind) -> bool {
        self.vitals.contains(&kind)
    }

    /// Whether the entry `id` of `symptoms`, `signs` or `conditions` is named there.
    pub fn names_finding(&self, id: &str) -> bool {
        self.findings.contains(id)
    }

    /// Whether `concept`, or a kind of it, is named there, be it denied; a wider name counts if it is no mere symptom ("pain").
    pub fn names(&self, concept: Concept) -> bool {
        let note = self.note;
        let is_wider = |named: Concept| {
            note.is_kind_of(concept, named) && !matches!(&*note.concept(named).category, "symptom" | "vital" | "group")
        };
        self.concepts
            .iter()
            .any(|(named, _)| note.is_kind_of(*named, concept) || is_wider(*named))
    }

    /// Whether a disease of now explains `concept` there. A chronic disease explains too much: what it stands for is told by
    /// `takes-up` and by its baseline.
    pub fn explains(&self, concept: Concept) -> bool {
        let note = self.note;
        let mut there = self.concepts.iter().filter(|(_, there)| *there);
        there.any(|(named, _)| !note.is_chronic(*named) && note.explains(*named, concept))
    }

    /// Whether a chronic disease there makes the result the patient's usual one.
    pub fn is_baseline(&self, is_usual: impl Fn(Concept) -> bool) -> bool {
        self.concepts.iter().any(|(named, _)| is_usual(*named))
    }

    /// Whether what stands at `span` takes up something: it is assessment or plan, and no advice for the case of a change.
    pub fn counts(&self, span: Span) -> bool {
        if !is_answer(self.note, span.start) {
            return false;
        }
        let at = self.advice.partition_point(|advice| advice.start <= span.start);
        !self.advice[..at].last().is_some_and(|advice| span.start < advice.end)
    }

    fn read_words(&mut self) {
        let note = self.note;
        let returns = [ids::RETURN_PRECAUTIONS, ids::CONTINGENCY_PLAN];
        for section in &note.sections {
            if section.id.is_some_and(|id| returns.contains(&id)) {
                self.advice.push(section.body);
            }
        }
        for hit in note.phrases_of(lexicon_ids::TAKES_UP) {
            if note.grammar.category(hit) == "advice" && is_answer(note, hit.span.start) {
                self.advice.push(self.reach_of_advice(hit.span));
            }
        }
        self.advice.sort_by_key(|span| span.start);
        for at in 1..self.advice.len() {
            self.advice[at].end = self.advice[at].end.max(self.advice[at - 1].end);
        }
        for hit in note.phrases_of(lexicon_ids::TAKES_UP) {
            let answers = note.entry(hit).list("answers");
            if !answers.is_empty() && self.counts(hit.span) && note.assertion(hit.span).status != Status::Hypothetical {
                if note.entry(hit).flag("routine") && self.is_routine(hit.span) {
                    continue;
                }
                let meant = note.entry(hit).list("meant");
                let aside = !meant.is_empty() && self.is_put_aside(hit.span);
                let kept = answers.iter().filter(|id| !(aside && meant.contains(id)));
                self.answers.extend(kept.map(|id| &**id));
                self.named.extend(note.entry(hit).list("names").iter().map(|id| &**id));
            }
        }
    }

    /// "Tumor unlikely: normal examination".
    fn is_put_aside(&self, span: Span) -> bool {
        let note = self.note;
        let end = note.sentence_at(span.start).map_or(span.end, |it| it.span.end);
        let near = Span::new(span.end, end.min(span.end + ASIDE).max(span.end));
        let mut words = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, near);
        note.assertion(span).status == Status::Absent || words.any(|hit| note.grammar.category(hit) == "unlikely")
    }

    /// "Annual eye exam", "foot and eye exam due this year": what is done for everybody.
    fn is_routine(&self, span: Span) -> bool {
        let note = self.note;
        let sentence = note.sentence_at(span.start).map_or(span, |it| it.span.cover(span));
        let mut words = note.slice(sentence).split(|c: char| !c.is_alphanumeric()).peekable();
        while let Some(word) = words.next() {
            let is_cause = words.peek().is_some_and(|next| next.eq_ignore_ascii_case("to"));
            let is_due = word.eq_ignore_ascii_case("due") && !is_cause;
            if is_due || ROUTINE.iter().any(|it| it.eq_ignore_ascii_case(word)) {
                return true;
            }
        }
        false
    }

    /// "Return if fever, vomiting": to the end of the sentence, or of the list that it opens.
    fn reach_of_advice(&self, span: Span) -> Span {
        let note = self.note;
        let end = note.sentence_at(span.start).map_or(span.end, |it| it.span.end);
        let said = note.slice(Span::new(span.start, end.max(span.start)));
        if !said.trim_end().ends_with([':', '-']) && !note.text[end as usize..].starts_with(':') {
            return Span::new(span.start, end.max(span.end));
        }
        let section_end = note.section_at(span.start).map_or(end, |ix| note.section(ix).span.end);
        Span::new(span.start, section_end.min(end + LIST).max(end))
    }

    fn read_tests(&mut self) {
        let note = self.note;
        for lexicon in [lexicon_ids::LABS, lexicon_ids::STUDY_VALUES] {
            for hit in note.phrases_of(lexicon) {
                let entry = note.entry(hit);
                if is_written_as_test(note, hit.span, entry) && self.counts(hit.span) {
                    match &*entry.category {
                        "panel" => self.panels.extend(entry.list("members").iter().map(|id| &**id)),
                        "trap" | "specimen" => {}
                        _ if is_limit(note, hit.span) => drop(self.limits.insert(&entry.id)),
                        _ => drop(self.tests.insert(&entry.id)),
                    }
                }
            }
        }
        for vital in note.vitals() {
            if self.counts(vital.span) && !self.vitals.contains(&vital.kind) {
                self.vitals.push(vital.kind);
            }
        }
    }

    fn read_concepts(&mut self) {
        let note = self.note;
        for mention in note.findings() {
            if self.counts(mention.span) {
                self.findings.insert(&note.entry_at(mention.lexicon, mention.entry).id);
            }
        }
        for mention in note.concepts() {
            if self.counts(mention.span) {
                let there = note.assertion(mention.span).status != Status::Absent;
                self.concepts.push((mention.concept, there));
            }
        }
        self.concepts.sort_unstable();
        self.concepts.dedup();
    }
}

/// Whether the test is named to say when a drug is held: `hold if K >5.5`, `hold for SBP <100 or K >5`.
fn is_limit(note: &Note, span: Span) -> bool {
    /// How far before it "hold" may stand.
    const REACH: usize = 24;
    let at = span.start as usize;
    let before = &note.text[floor(&note.text, at.saturating_sub(REACH))..at];
    let before = before
        .rsplit(['.', ';', '\n'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    [
        "hold if ",
        "hold for ",
        "hold when ",
        "held if ",
        "stop if ",
        "hold parameters",
    ]
    .iter()
    .any(|words| before.contains(words))
}

/// Whether an ambiguous name is written as that of the test: `Mg`, not `mg`.
fn is_written_as_test(note: &Note, span: Span, entry: &LexiconEntry) -> bool {
    let written = note.slice(span);
    let exact = entry.list("exact");
    !exact.iter().any(|name| name.eq_ignore_ascii_case(written)) || exact.iter().any(|name| &**name == written)
}
