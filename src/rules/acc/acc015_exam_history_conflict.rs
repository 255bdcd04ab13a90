//! ACC015: the examination contradicts itself, the history, or what the patient can have.

use std::collections::{BTreeMap, HashMap, HashSet};

use smallvec::SmallVec;

use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role, ids, lexicon_ids};
use crate::note::facts::{self, Change, Mention, Moment, TimeKind};
use crate::note::{Note, SectionIx};
use crate::rules::conflict::{is_general, is_plainly_present, quoted};
use crate::rules::lasting;
use crate::rules::support::{heading, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC015",
    name: "exam-history-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Partnership for Health IT Patient Safety: copy and paste; normal examinations left in by templates",
        "General clerkship teaching (physical examination)",
    ],
    summary: "The examination contradicts itself, the history, or what the patient can have.",
    docs: r#"
## What it does

Reports four kinds of contradiction, and points at both places:

- within one examination: a finding that is denied and described (`no edema` and `2+ pitting edema`; `CTAB` and
  `crackles at both bases`; `RRR` and `irregularly irregular`), at the same place of the body;
- between history and examination: a complaint that anybody could see (leg swelling, a rash, yellow eyes, a drooping
  face) and its plain denial in the examination;
- between examination and assessment: a sign that the assessment counts with and the examination denies;
- between a lasting state and the examination or assessment: an organ that was removed, an amputated leg and pulses in
  both feet, a prosthetic eye and `PERRL`, an intubated patient who is oriented or denies symptoms, atrial
  fibrillation on the ECG and a regular rhythm.

It is silent where the two can both be true: other side or region, `except`, an earlier examination, a complaint that
has eased or comes and goes, a rhythm that was converted, a stump or a retained stone.

## Why it matters

A template's normal examination that was not edited makes the whole examination worthless: the next reader cannot tell
which part was really done.

## How to fix

Keep what you saw. If both are right, say where and when: "no edema of the right leg; 2+ on the left".

```bad
# Progress Note

## Subjective

Slept badly, breathless when lying flat.

## Physical Exam

Lungs: crackles at both bases.
Ext: warm, no edema. 2+ pitting edema to the mid shin.

## Assessment

Heart failure exacerbation.

## Plan

Furosemide 40 mg IV twice daily.
```

```bad
# ED Note

## HPI

58-year-old man with cough. PSH: right eye enucleated after an injury.

## Physical Exam

HEENT: PERRL, EOMI.
Lungs: wheeze throughout.

## Assessment

COPD exacerbation.

## Plan

Bronchodilators, prednisone 40 mg daily for 5 days.
```

```good
# Progress Note

## Subjective

Slept badly, breathless when lying flat.

## Physical Exam

Lungs: clear on the left, crackles at the right base.
Ext: no edema of the right leg; 2+ pitting edema of the left.

## Assessment

Heart failure exacerbation.

## Plan

Furosemide 40 mg IV twice daily.
```

## Precision

No finding in the 182 notes of the development corpus, whose examinations do not contradict themselves. Of faults
planted by somebody who had not seen the code it finds 38 of 40 in a first set (22 look-alikes, none reported) and 16
of 20 in a second set of other notes (12 look-alikes, none reported); the misses of both had been read and mended by
then, at its first run the second gave 9. Of a third, blind set it finds 3 of 6. The author's own 73 plants and 82
look-alikes are in the tests.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SIGNS, lexicon_ids::SYMPTOMS, lexicon_ids::ORGAN_FINDINGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let exam = ExamFindings::read(note);
    exam.contradicts_itself(findings);
    exam.contradicts_history(findings);
    exam.contradicts_assessment(findings);
    states(note, findings);
}

/// So many denials and descriptions of one finding in one examination are compared.
const ENOUGH: usize = 8;

/// For each examination and finding: what denies it, what describes it.
type ByConcept<'n> = BTreeMap<(SectionIx, &'n str), (Vec<Placed<'n>>, Vec<Placed<'n>>)>;

/// What the examinations of the note deny and describe.
struct ExamFindings<'n> {
    note: &'n Note,
    by_concept: ByConcept<'n>,
}

/// A finding with its place on the body.
struct Placed<'n> {
    mention: &'n Mention,
    /// The places named, entries of `exam-regions`, sorted.
    regions: SmallVec<[u16; 4]>,
    /// What these lie in: the abdomen for the right lower quadrant.
    within: SmallVec<[u16; 4]>,
    /// The words that named them.
    named: SmallVec<[(u16, Span); 4]>,
}

impl<'n> ExamFindings<'n> {
    fn read(note: &'n Note) -> Self {
        let mut by_concept = ByConcept::new();
        let regions = Regions::new(note);
        for mention in note.findings() {
            let it = &mention.assertion;
            if it.quoted
                || !matches!(mention.lexicon, lexicon_ids::SIGNS | lexicon_ids::SYMPTOMS)
                || !is_examined(note, mention)
                || matches!(it.moment, Moment::Earlier | Moment::Later)
                || it.change == Some(Change::Over)
            {
                continue;
            }
            let Some(exam) = exam_of(note, mention.section) else {
                continue;
            };
            let entry = note.entry_at(mention.lexicon, mention.entry);
            let mut concept = mention.concept(note);
            let full = by_concept
                .get(&(exam, concept))
                .is_some_and(|(absent, present)| absent.len() >= ENOUGH && present.len() >= ENOUGH);
            if full || !matches!(it.status, facts::Status::Present | facts::Status::Absent) {
                continue;
            }
            let site = entry.text("site");
            let mut placed = regions.of(mention, site.is_some());
            if site == Some("any") {
                if concept == "tenderness" && regions.has(&placed, "abdomen") {
                    concept = "abdominal-tenderness";
                    placed = regions.of(mention, false);
                } else if placed.regions.is_empty() {
                    continue;
                }
            }
            // Weakness of one side is a focal deficit.
            if concept == "weakness"
                && it.status == facts::Status::Present
                && regions.has(&placed, "left") != regions.has(&placed, "right")
            {
                let placed = regions.of(mention, true);
                by_concept.entry((exam, "focal-deficit")).or_default().1.push(placed);
            }
            let of = by_concept.entry((exam, concept)).or_default();
            match it.status {
                facts::Status::Present if of.1.len() < ENOUGH => of.1.push(placed),
                facts::Status::Absent
                    if of.0.len() < ENOUGH && is_general(note, mention) && !is_patient_speaking(note, mention) =>
                {
                    of.0.push(placed)
                }
                _ => {}
            }
        }
        Self { note, by_concept }
    }

    /// A finding denied and described in one examination.
    fn contradicts_itself(&self, findings: &mut Vec<Finding>) {
        let note = self.note;
        let regions = Regions::new(note);
        let mut found: Vec<(&Mention, &Mention)> = Vec::new();
        // One finding for each place: "c/c/e" is three.
        let mut seen = HashSet::new();
        for (absent, present) in self.by_concept.values() {
            let pair = absent
                .iter()
                .flat_map(|no| present.iter().map(move |yes| (no, yes)))
                .find(|(no, yes)| {
                    regions.covers(no, yes)
                        && !only_pitting(note, no.mention, yes.mention)
                        && !no.mention.span.overlaps(yes.mention.span)
                        && !excepted(note, no.mention, yes.mention)
                });
            if let Some((no, yes)) = pair
                && seen.insert(no.mention.span)
                && seen.insert(yes.mention.span)
            {
                found.push((no.mention, yes.mention));
            }
        }
        found.sort_by_key(|(no, _)| no.span);
        for (no, yes) in found {
            let (denied, described) = (quoted(note, no), with_grade(note, yes.span));
            findings.push(
                Finding::new(
                    no.span,
                    format!("\"{denied}\" contradicts \"{described}\" in the same examination"),
                )
                .related(yes.span, format!("\"{described}\" is described here"))
                .help("keep what you found; if both are right, say where: \"none on the right, 2+ on the left\""),
            );
        }
    }

    /// A complaint that can be seen, and an examination that plainly denies it.
    fn contradicts_history(&self, findings: &mut Vec<Finding>) {
        let note = self.note;
        for entry in note.grammar.lexicon(lexicon_ids::VISIBLE_COMPLAINTS).entries.iter() {
            let (complaint, signs) = (&*entry.id, entry.list("shown"));
            let told = note.findings().iter().filter(|mention| {
                mention.concept(note) == complaint
                    && matches!(
                        note.role_at(mention.span.start),
                        Role::ChiefComplaint | Role::History | Role::ReviewOfSystems
                    )
            });
            let mut story = None;
            let mut eased = false;
            for mention in told {
                eased |= mention.assertion.change.is_some_and(|change| change != Change::Worse);
                if story.is_none()
                    && is_plainly_present(note, mention)
                    && mention.assertion.informant.is_none_or(|_| note.patient().is_child())
                    && !mention.assertion.quoted
                {
                    story = Some(mention);
                }
            }
            let Some(story) = story.filter(|_| !eased) else {
                continue;
            };
            let described = self
                .by_concept
                .iter()
                .any(|((_, concept), (_, present))| signs.iter().any(|sign| sign == concept) && !present.is_empty());
            if described {
                continue;
            }
            let shown = entry.list("denied");
            let denied = self
                .by_concept
                .iter()
                .filter(|((_, concept), _)| shown.iter().any(|sign| sign == concept))
                .flat_map(|(_, (absent, _))| absent)
                .find(|no| no.regions.is_empty() || complaint == "edema" && Regions::new(note).is_of_leg(no))
                .filter(|no| no.mention.assertion.moment != Moment::Now);
            if let Some(no) = denied {
                let (denied, reported) = (quoted(note, no.mention), quoted(note, story));
                findings.push(
                    Finding::new(
                        no.mention.span,
                        format!("\"{denied}\" does not fit \"{reported}\"{}", place(note, story.span)),
                    )
                    .related(story.span, format!("\"{reported}\" is reported here"))
                    .help("describe what you saw of it, or say that it has gone and when"),
                );
            }
        }
    }
}

impl ExamFindings<'_> {
    /// A sign that the assessment counts with, and that the examination denies.
    fn contradicts_assessment(&self, findings: &mut Vec<Finding>) {
        let note = self.note;
        let mut reported: Vec<&str> = Vec::new();
        // What is described nowhere and denied plainly.
        let mut denied: HashMap<&str, &Placed<'_>> = HashMap::new();
        for ((_, concept), (absent, _)) in &self.by_concept {
            let plain = |no: &&Placed<'_>| no.regions.is_empty() && no.mention.assertion.moment != Moment::Now;
            if let Some(no) = absent.iter().find(plain) {
                denied.entry(concept).or_insert(no);
            }
        }
        for ((_, concept), (_, present)) in &self.by_concept {
            if !present.is_empty() {
                denied.remove(concept);
            }
        }
        if denied.is_empty() {
            return;
        }
        for mention in note.findings() {
            let it = &mention.assertion;
            if mention.lexicon == lexicon_ids::CONDITIONS
                || mention.implied
                || !matches!(
                    note.role_at(mention.span.start),
                    Role::Assessment | Role::AssessmentAndPlan
                )
                || !(it.status == facts::Status::Present
                    || it.status == facts::Status::Uncertain && is_evidence(note, mention.span))
                || it.quoted
                || it.moment != Moment::Unsaid
                || it.change.is_some()
                || note.entry_at(mention.lexicon, mention.entry).text("polarity") == Some("normal")
            {
                continue;
            }
            let concept = mention.concept(note);
            let Some(no) = denied.get(concept).filter(|_| !reported.contains(&concept)) else {
                continue;
            };
            if is_known_reaction(note, mention) {
                continue;
            }
            reported.push(concept);
            let (denied, counted) = (quoted(note, no.mention), quoted(note, mention));
            findings.push(
                Finding::new(
                    no.mention.span,
                    format!("\"{denied}\" does not fit \"{counted}\"{}", place(note, mention.span)),
                )
                .related(mention.span, format!("\"{counted}\" is counted with here"))
                .help("keep what you found; if it was found earlier, say when"),
            );
        }
    }
}

/// Whether the note tells of it as the reaction to a drug or food: `contrast hives` in the assessment are those of then.
fn is_known_reaction(note: &Note, mention: &Mention) -> bool {
    let written = note.slice(mention.span);
    let reactions = note.allergies().list.iter().filter_map(|allergy| allergy.reaction);
    reactions.into_iter().any(|reaction| {
        let told = note.slice(reaction);
        told.len() >= written.len() && told[..].to_ascii_lowercase().contains(&written.to_ascii_lowercase())
    })
}

/// Whether a mention stands in parentheses: `most likely pulmonary edema (crackles, BNP 890)`.
fn is_evidence(note: &Note, span: Span) -> bool {
    note.sentence_at(span.start).is_some_and(|sentence| {
        let from = sentence.span.start.max(span.start.saturating_sub(120)).min(span.start);
        let before = &note.text.as_bytes()[from as usize..span.start as usize];
        let last = before.iter().rposition(|byte| matches!(byte, b'(' | b')'));
        last.is_some_and(|at| before[at] == b'(')
    })
}

/// Reads the places of findings.
struct Regions<'n> {
    note: &'n Note,
    /// For each entry of `exam-regions` what else it says, by index.
    within: Vec<SmallVec<[u16; 2]>>,
}

impl<'n> Regions<'n> {
    fn new(note: &'n Note) -> Self {
        let entries = &note.grammar.lexicon(lexicon_ids::EXAM_REGIONS).entries;
        let named = |id: &str| entries.iter().position(|entry| entry.id == id).map(|at| at as u16);
        let within = entries
            .iter()
            .map(|entry| entry.list("within").iter().filter_map(|id| named(id)).collect())
            .collect();
        Self { note, within }
    }

    fn has(&self, placed: &Placed<'_>, id: &str) -> bool {
        let named = |region: &u16| self.entry(*region).id == id;
        placed.regions.iter().any(named) || placed.within.iter().any(named)
    }

    fn entry(&self, region: u16) -> &'n LexiconEntry {
        &self.note.grammar.lexicon(lexicon_ids::EXAM_REGIONS).entries[usize::from(region)]
    }

    /// Whether what is denied takes in the place of what is described: everywhere, or at the same side and part. Of several
    /// parts each is denied: `no cervical or axillary nodes`.
    fn covers(&self, denied: &Placed<'_>, described: &Placed<'_>) -> bool {
        let named = |region: &u16| described.regions.contains(region) || described.within.contains(region);
        // "46 cm against 41 cm on the right" names a side that is not meant.
        let one_side = self.has(denied, "left") != self.has(denied, "right");
        if one_side && self.has(described, "left") && self.has(described, "right") {
            return false;
        }
        let (parts, others): (Vec<u16>, Vec<u16>) = denied.regions.iter().partition(|region| self.is_part(**region));
        let covered = |part: &u16| named(part) && !self.names_other_structures(denied, described, *part);
        others.iter().all(named)
            && if parts.is_empty() {
                !others.is_empty() || !self.is_of_something(denied.mention)
            } else {
                parts.iter().any(covered)
            }
    }

    /// Whether both speak of the same part and of different things in it: the patella, and the joint line.
    fn names_other_structures(&self, denied: &Placed<'_>, described: &Placed<'_>, part: u16) -> bool {
        let words = |placed: &Placed<'_>| -> SmallVec<[&str; 4]> {
            let of_part = placed.named.iter().filter(|(region, _)| *region == part);
            of_part.map(|(_, span)| self.note.slice(*span)).collect()
        };
        let one_sentence = self
            .note
            .sentence_at(denied.mention.span.start)
            .is_some_and(|sentence| sentence.span.contains(described.mention.span));
        let (denied, described) = (words(denied), words(described));
        let is_structure = |word: &&str| {
            let structures = self.entry(part).list("structures");
            structures.iter().any(|structure| structure.eq_ignore_ascii_case(word))
        };
        let same = |word: &&str| described.iter().any(|other| other.eq_ignore_ascii_case(word));
        if denied.iter().any(same) {
            return false;
        }
        // In one sentence the finding at a structure is set against the rest: "neck not tender; both trapezius muscles tender".
        let apart = one_sentence && !described.is_empty() && described.iter().all(&is_structure);
        apart || !denied.is_empty() && denied.iter().all(is_structure)
    }

    /// Whether the finding is followed by what it is of: `no tenderness over the sacral promontory`.
    fn is_of_something(&self, mention: &Mention) -> bool {
        let rest = &self.note.text[mention.span.end as usize..];
        let mut words = rest.split(' ').filter(|word| !word.is_empty());
        rest.starts_with(' ')
            && words
                .next()
                .is_some_and(|word| ["of", "over", "at", "in", "along", "around", "about"].contains(&word))
            && words
                .next()
                .is_some_and(|word| !matches!(word, "all" | "any" | "either" | "both"))
    }

    /// Whether nothing but the legs is spoken of.
    fn is_of_leg(&self, placed: &Placed<'_>) -> bool {
        let is_leg = |region: &u16| matches!(&*self.entry(*region).id, "leg" | "lower" | "foot" | "ankle" | "calf");
        placed.regions.iter().all(is_leg)
    }

    /// The places named with the finding: in its clause, before it in its sentence, by its label or heading. The parts of the
    /// body count only for findings that can be in one and not in another: a murmur is always at the heart.
    fn of(&self, mention: &'n Mention, spread: bool) -> Placed<'n> {
        let note = self.note;
        let mut placed = Placed {
            mention,
            regions: SmallVec::new(),
            within: SmallVec::new(),
            named: SmallVec::new(),
        };
        let Some(sentence) = note.sentence_at(mention.span.start) else {
            return placed;
        };
        let from = sentence.span.start.max(mention.span.start.saturating_sub(100));
        let clause = self.item_of(mention.span, clause_of(note, mention.span, sentence.span));
        self.collect(clause, &mut placed);
        // The heading over it, unless the sentence names a place of its own.
        let labelled = note.text.as_bytes()[from as usize..mention.span.start.max(from) as usize].contains(&b':');
        if !labelled && !placed.regions.iter().any(|region| self.is_part(*region)) {
            if let Some(ix) = mention.section
                && exam_of(note, Some(ix)) != Some(ix)
            {
                self.collect(note.section(ix).heading, &mut placed);
            }
            if let Some(lead) = sentence.lead {
                self.collect(lead, &mut placed);
            }
        }
        placed.regions.retain(|region| match &*self.entry(*region).category {
            "part" => spread,
            category => category != "system",
        });
        // `MTP joint`, `other joints: knees`: the other word says which.
        if placed.regions.iter().filter(|region| self.is_part(**region)).count() > 1 {
            placed.regions.retain(|region| self.entry(*region).id != "joint");
        }
        placed.regions.sort_unstable();
        placed.regions.dedup();
        placed
    }

    /// The clause from its last comma on, if the finding's place is named there: `knee reflexes 2+, ankle reflexes absent`.
    fn item_of(&self, finding: Span, clause: Span) -> Span {
        let bytes = self.note.text.as_bytes();
        let before = &bytes[clause.start as usize..finding.start.max(clause.start) as usize];
        let Some(comma) = before.iter().rposition(|byte| *byte == b',') else {
            return clause;
        };
        let item = Span::new(clause.start + comma as u32 + 1, finding.end);
        let mut hits = self.note.phrases_in(lexicon_ids::EXAM_REGIONS, item);
        // A list of places with one finding at its end belongs together: `ankles, knees and wrists not swollen`.
        let is_list = has_conjunction(&bytes[item.start as usize..finding.start.max(item.start) as usize]);
        if !is_list && hits.any(|hit| self.entry(hit.entry).category == "part") {
            Span::new(item.start, clause.end)
        } else {
            clause
        }
    }

    fn is_part(&self, region: u16) -> bool {
        self.entry(region).category == "part"
    }

    fn collect(&self, span: Span, placed: &mut Placed<'_>) {
        let note = self.note;
        for hit in note.phrases_in(lexicon_ids::EXAM_REGIONS, span) {
            let entry = note.entry(hit);
            if entry.category == "all"
                || entry.flag("capitals") && !note.slice(hit.span).chars().all(char::is_uppercase)
            {
                continue;
            }
            let within = &self.within[usize::from(hit.entry)];
            // A letter is its side, not a place of its own.
            if entry.flag("capitals") {
                placed.regions.extend(within.iter().copied());
            } else {
                placed.regions.push(hit.entry);
                placed.named.push((hit.entry, hit.span));
                placed.within.extend(within.iter().copied());
            }
        }
    }
}

/// Whether a finding stands in an examination: in its section, or on a line of it that no heading announces (`Lungs: clear`
/// after the vital signs).
fn is_examined(note: &Note, mention: &Mention) -> bool {
    match note.role_at(mention.span.start) {
        Role::Exam => true,
        Role::VitalSigns
        | Role::HomeMedications
        | Role::InpatientMedications
        | Role::Allergies
        | Role::SocialHistory => {
            let Some(sentence) = note.sentence_at(mention.span.start) else {
                return false;
            };
            let line = note.text.as_bytes()[..mention.span.start as usize]
                .iter()
                .rev()
                .take(200)
                .position(|byte| *byte == b'\n')
                .map_or(sentence.span.start, |at| mention.span.start - at as u32);
            let start = line.min(sentence.span.start);
            let head = &note.text.as_bytes()[start as usize..mention.span.start.max(start) as usize];
            let colon = head.iter().take(16).position(|byte| *byte == b':');
            colon.is_some_and(|at| {
                note.phrases_in(lexicon_ids::EXAM_SYSTEMS, Span::new(start, start + at as u32))
                    .any(|hit| hit.span.start == start)
            })
        }
        _ => false,
    }
}

/// The clause of a finding: back to a semicolon, forward to a comma; bounded.
fn clause_of(note: &Note, span: Span, sentence: Span) -> Span {
    let text = note.text.as_bytes();
    let from = sentence.start.max(span.start.saturating_sub(100)).min(span.start);
    let from = crate::text::ceil(&note.text, from as usize) as u32;
    let to = crate::text::floor(&note.text, sentence.end.min(span.end + 60) as usize) as u32;
    let to = to.max(span.end);
    let start = text[from as usize..span.start as usize]
        .iter()
        .rposition(|byte| matches!(byte, b';' | b'.'))
        .map_or(from, |at| from + at as u32 + 1);
    let end = text[span.end as usize..to as usize]
        .iter()
        .position(|byte| matches!(byte, b',' | b';' | b'.' | b'('))
        .map_or(to, |at| span.end + at as u32);
    Span::new(start, end)
}

fn has_conjunction(text: &[u8]) -> bool {
    text.split(|byte| *byte == b' ')
        .any(|word| matches!(word, b"and" | b"or" | b"nor" | b"&"))
}

/// The examination that a section belongs to: the outermost section of the examination, or a part whose heading tells a time.
fn exam_of(note: &Note, section: Option<SectionIx>) -> Option<SectionIx> {
    let mut at = section?;
    loop {
        let here = note.section(at);
        let timed = note
            .phrases_in(lexicon_ids::TIME_WORDS, here.heading)
            .any(|hit| matches!(note.grammar.category(hit), "earlier" | "now" | "later"));
        if timed {
            return Some(at);
        }
        match here.parent {
            Some(parent) if note.role_at(note.section(parent).heading.start) == Role::Exam => at = parent,
            _ => return Some(at),
        }
    }
}

/// Whether the denial is the patient's, not the examiner's: `denies edema` in an examination.
fn is_patient_speaking(note: &Note, mention: &Mention) -> bool {
    mention.assertion.cue.is_some_and(|cue| {
        let written = note.slice(cue).as_bytes();
        written
            .get(..4)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"deni") || start.eq_ignore_ascii_case(b"deny"))
    })
}

/// Whether only pitting is denied, and a swelling described: `left ankle swollen`, `no pitting edema`.
fn only_pitting(note: &Note, no: &Mention, yes: &Mention) -> bool {
    let names = |span: Span, word: &str| {
        let from = span.start.saturating_sub(8);
        let text = note.text.get(from as usize..span.end as usize).unwrap_or_default();
        lasting::says(text, [word])
    };
    names(no.span, "pitting")
        && !["edema", "oedema", "pitting", "edematous"]
            .iter()
            .any(|word| names(yes.span, word))
}

/// How far apart two findings of one examination stand at most, in bytes.
const FARTHEST: u32 = 6000;

/// Whether the text says that one is an exception to the other: `clear except for crackles at the base`.
fn excepted(note: &Note, one: &Mention, other: &Mention) -> bool {
    let (first, second) = if one.span.start < other.span.start {
        (one, other)
    } else {
        (other, one)
    };
    let between = Span::new(first.span.end, second.span.start.max(first.span.end));
    let sentence = note.sentence_at(second.span.start);
    let same = sentence.is_some_and(|sentence| sentence.span.contains(first.span));
    let scope = if same {
        between
    } else {
        Span::new(
            sentence.map_or(second.span.start, |sentence| sentence.span.start),
            second.span.start,
        )
    };
    let ends = note
        .phrases_in(lexicon_ids::ASSERTION_ENDS, scope)
        .any(|hit| matches!(note.grammar.category(hit), "turn" | "except"));
    let with = same
        && note.slice(between).split(|c: char| !c.is_alphanumeric()).any(|word| {
            ["with", "only", "save", "w"]
                .iter()
                .any(|known| word.eq_ignore_ascii_case(known))
        });
    // What stands very far apart is hardly one examination.
    ends || with || is_of_the_rest(note, one) || is_of_the_rest(note, other) || between.len() > FARTHEST
}

/// Whether a finding is said of what is left: `crackles at the right base; elsewhere clear`, `the rest of the chest is clear`.
fn is_of_the_rest(note: &Note, mention: &Mention) -> bool {
    const REST: [&str; 14] = [
        "elsewhere",
        "rest",
        "remainder",
        "remaining",
        "otherwise",
        "all other",
        "other fields",
        "other zones",
        "other lung fields",
        "other areas",
        "everywhere else",
        "the others",
        "unaffected side",
        "opposite side",
    ];
    note.sentence_at(mention.span.start).is_some_and(|sentence| {
        let clause = clause_of(note, mention.span, sentence.span);
        // A comma before it begins what is said of the rest: `crackles at the base, elsewhere clear`.
        let head = note.slice(Span::new(clause.start, mention.span.start));
        let own = head.rfind(',').map_or(clause.start, |at| clause.start + at as u32 + 1);
        let at_rest = note
            .slice(Span::new(mention.span.start, mention.span.end))
            .eq_ignore_ascii_case("comfortable at rest");
        !at_rest && lasting::says(note.slice(Span::new(own, clause.end)), REST)
    })
}

/// The finding with the grade that stands before it: `2+ pitting edema`, `3/6 murmur`.
fn with_grade(note: &Note, span: Span) -> String {
    let lead = note.text.as_bytes()[..span.start as usize]
        .iter()
        .rev()
        .take(4)
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b' ' | b'/'))
        .count() as u32;
    quote(note.slice(Span::new(span.start - lead, span.end)), 60)
}

fn place(note: &Note, span: Span) -> String {
    note.section_at(span.start)
        .map(|ix| format!(" in {}", quote(heading(note, ix), 40)))
        .unwrap_or_default()
}

// ---- What a patient cannot have ----

/// A state in force, and where the note says so.
struct State {
    entry: u16,
    span: Span,
}

fn states(note: &Note, findings: &mut Vec<Finding>) {
    let lexicon = lexicon_ids::BODILY_STATES;
    let mut in_force: Vec<State> = Vec::new();
    let mut done_now: SmallVec<[u16; 4]> = SmallVec::new();
    for hit in note.phrases_of(lexicon) {
        let entry = note.entry(hit);
        if matches!(&*entry.category, "excuse" | "fresh" | "ecg")
            || in_force.iter().any(|state| state.entry == hit.entry)
        {
            continue;
        }
        if entry.category == "removed" && matches!(note.role_at(hit.span.start), Role::Course | Role::Procedure) {
            done_now.push(hit.entry);
        }
        if is_in_force(note, hit) {
            in_force.push(State {
                entry: hit.entry,
                span: hit.span,
            });
        }
    }
    in_force.retain(|state| !done_now.contains(&state.entry) && !is_excused(note, state));
    for state in &in_force {
        let entry = note.entry_at(lexicon, state.entry);
        let against = |id: &str| entry.list("against").iter().any(|other| other == id);
        let found = contradiction(note, state.span, &against)
            .or_else(|| said_of_both(note, entry, state.span))
            .or_else(|| {
                let silent = entry.id == "intubated";
                silent.then(|| denial_by_the_intubated(note)).flatten()
            });
        let Some((span, written)) = found else {
            continue;
        };
        let said = quote(note.slice(state.span), 50);
        let because = entry.text("because").unwrap_or_default();
        findings.push(
            Finding::new(
                span,
                format!(
                    "\"{written}\" does not fit \"{said}\"{}: {because}",
                    place(note, state.span)
                ),
            )
            .related(state.span, format!("\"{said}\" stands here"))
            .help("write what you found yourself; if both are right, explain it in a word"),
        );
    }
}

/// Whether the state holds for the patient, as far as the note says.
fn is_in_force(note: &Note, hit: &LexiconHit) -> bool {
    let entry = note.entry(hit);
    let role = note.role_at(hit.span.start);
    let it = note.assertion(hit.span);
    if it.quoted {
        return false;
    }
    let past = matches!(role, Role::PastHistory | Role::SurgicalHistory);
    match &*entry.category {
        "removed" => match it.status {
            facts::Status::Historical | facts::Status::Present if past => true,
            facts::Status::Historical => {
                matches!(
                    role,
                    Role::History
                        | Role::ChiefComplaint
                        | Role::Identification
                        | Role::Assessment
                        | Role::AssessmentAndPlan
                        | Role::Other
                        | Role::Exam
                ) && it
                    .cue
                    .is_some_and(|cue| !note.slice(cue).eq_ignore_ascii_case("underwent"))
            }
            facts::Status::Present => {
                // A state by its name: asplenic, prosthetic eye, amputee.
                matches!(role, Role::History | Role::Exam)
                    && !note.slice(hit.span).to_ascii_lowercase().ends_with("ectomy")
            }
            _ => false,
        },
        "lasting" => {
            matches!(it.status, facts::Status::Present | facts::Status::Historical)
                && it.change.is_none()
                && !matches!(role, Role::FamilyHistory | Role::Plan)
        }
        "now" => {
            it.status == facts::Status::Present
                && !matches!(it.moment, Moment::Earlier | Moment::Later)
                && entry.list("roles").iter().any(|wanted| match &**wanted {
                    "exam" => matches!(role, Role::Exam | Role::VitalSigns),
                    "history" => matches!(role, Role::History | Role::Course) && it.moment == Moment::Now,
                    "assessment" => matches!(role, Role::Assessment | Role::AssessmentAndPlan),
                    "ecg" => is_on_ecg(note, hit.span),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether an electrocardiogram or monitor shows it.
fn is_on_ecg(note: &Note, span: Span) -> bool {
    let section = note.section_at(span.start).and_then(|ix| note.section(ix).id);
    if section == Some(ids::ECG) {
        return true;
    }
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    let from = sentence.span.start.max(span.start.saturating_sub(80));
    note.phrases_in(lexicon_ids::BODILY_STATES, Span::new(from, span.start))
        .any(|hit| note.grammar.category(hit) == "ecg")
}

/// Whether some phrase of the note explains how the state and the finding go together.
fn is_excused(note: &Note, state: &State) -> bool {
    let id = &note.entry_at(lexicon_ids::BODILY_STATES, state.entry).id;
    let removed = note.entry_at(lexicon_ids::BODILY_STATES, state.entry).category == "removed";
    let fresh = removed && !is_dated(note, state.span);
    if fresh
        && note
            .times()
            .iter()
            .any(|time| matches!(time.kind, TimeKind::PostoperativeDay(_)))
    {
        return true;
    }
    note.phrases_of(lexicon_ids::BODILY_STATES).any(|hit| {
        let entry = note.entry(hit);
        (entry.category == "excuse" || fresh && entry.category == "fresh")
            && entry.list("of").iter().any(|of| of == id)
            && !hit.span.overlaps(state.span)
    })
}

/// Whether the sentence tells that it was long ago: a year, `years ago`, `as a child`.
fn is_dated(note: &Note, span: Span) -> bool {
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    let to = sentence.span.end.min(span.end + 60).max(span.end);
    let after = &note.text.as_bytes()[span.end as usize..to as usize];
    let year = after.windows(4).enumerate().any(|(at, digits)| {
        let parted =
            |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'/' | b'-'));
        (digits.starts_with(b"19") || digits.starts_with(b"20"))
            && digits.iter().all(u8::is_ascii_digit)
            && parted(at.checked_sub(1).map(|before| &after[before]))
            && parted(after.get(at + 4))
    });
    year || note
        .phrases_in(lexicon_ids::ASSERTION_TRIGGERS, Span::new(span.end, to))
        .any(|hit| matches!(&*note.entry(hit).id, "history-after"))
}

/// A finding on both sides of a part that is gone on one.
fn said_of_both(note: &Note, entry: &LexiconEntry, state: Span) -> Option<(Span, String)> {
    let part = entry.text("both")?;
    let against = entry.list("both-against");
    note.findings()
        .iter()
        .filter(|mention| !mention.implied && is_asserted(note, mention))
        .filter(|mention| against.iter().any(|id| id == mention.concept(note)))
        .find(|mention| {
            let Some(sentence) = note.sentence_at(mention.span.start) else {
                return false;
            };
            let clause = clause_of(note, mention.span, sentence.span);
            let named = |wanted: &dyn Fn(&LexiconEntry) -> bool| {
                note.phrases_in(lexicon_ids::EXAM_REGIONS, clause)
                    .any(|hit| wanted(note.entry(hit)))
            };
            !sentence.span.contains(state)
                && named(&|region| region.category == "all")
                && named(&|region| region.id == part)
        })
        .map(|mention| (mention.span, quoted(note, mention)))
}

/// A finding that does not go with the state.
fn contradiction(note: &Note, state: Span, against: &dyn Fn(&str) -> bool) -> Option<(Span, String)> {
    let elsewhere = |span: Span| {
        note.sentence_at(span.start)
            .is_none_or(|sentence| !sentence.span.contains(state))
    };
    let organs = note
        .phrases_of(lexicon_ids::ORGAN_FINDINGS)
        .filter(|hit| {
            let entry = note.entry(hit);
            let under = entry.list("under");
            let meant = under.is_empty() || under.iter().any(|place| note.is_labelled(hit.span, place));
            against(&entry.id)
                && meant
                && is_found(note, hit)
                && elsewhere(hit.span)
                && !is_missing(note, entry, hit.span)
        })
        .map(|hit| (hit.span, quote(note.slice(hit.span), 60)));
    let found = note
        .findings()
        .iter()
        .filter(|mention| against(mention.concept(note)) && is_asserted(note, mention) && elsewhere(mention.span))
        .map(|mention| (mention.span, quoted(note, mention)));
    organs.chain(found).next()
}

/// Whether the clause says that the organ is not there, or was not looked at.
fn is_missing(note: &Note, entry: &LexiconEntry, span: Span) -> bool {
    let words = entry.list("unless");
    !words.is_empty()
        && note.sentence_at(span.start).is_some_and(|sentence| {
            let clause = clause_of(note, span, sentence.span);
            let text = note
                .text
                .get(clause.start as usize..(clause.end as usize).max(span.end as usize));
            text.is_none_or(|text| lasting::says(text, words.iter().map(|word| word.as_ref())))
        })
}

fn is_found(note: &Note, hit: &LexiconHit) -> bool {
    let role = note.role_at(hit.span.start);
    let fits = match note.grammar.category(hit) {
        "exam" => matches!(role, Role::Exam | Role::Studies),
        "named" => role == Role::Exam,
        "vitals" => matches!(role, Role::VitalSigns | Role::Exam),
        _ => matches!(
            role,
            Role::History | Role::PastHistory | Role::ReviewOfSystems | Role::ChiefComplaint | Role::Other
        ),
    };
    let it = note.assertion(hit.span);
    let stated = matches!(it.status, facts::Status::Present)
        || role == Role::PastHistory && it.status == facts::Status::Historical;
    fits && stated && !it.quoted && (it.moment != Moment::Earlier || note.grammar.category(hit) == "history")
}

/// Whether the examination describes it, or the assessment counts with it.
fn is_asserted(note: &Note, mention: &Mention) -> bool {
    let role = note.role_at(mention.span.start);
    let it = &mention.assertion;
    let known = |lexicon: LexiconId| mention.lexicon == lexicon;
    if it.quoted || matches!(it.moment, Moment::Earlier | Moment::Later) {
        return false;
    }
    if known(lexicon_ids::CONDITIONS) {
        return matches!(role, Role::Assessment | Role::AssessmentAndPlan)
            && matches!(it.status, facts::Status::Present | facts::Status::Uncertain);
    }
    if mention.concept(note) == "distension" {
        return role == Role::Exam && it.status == facts::Status::Absent;
    }
    role == Role::Exam && it.status == facts::Status::Present
}

/// Symptoms denied in the review of systems of a patient who cannot speak.
fn denial_by_the_intubated(note: &Note) -> Option<(Span, String)> {
    note.findings()
        .iter()
        .filter(|mention| {
            mention.lexicon == lexicon_ids::SYMPTOMS && note.role_at(mention.span.start) == Role::ReviewOfSystems
        })
        .find(|mention| {
            mention.assertion.status == facts::Status::Absent
                && mention.assertion.informant.is_none()
                && is_patient_speaking(note, mention)
        })
        .map(|mention| (mention.span, quoted(note, mention)))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn the_rest_is_another_place() {
        let exam = |line: &str| format!("# Physical Exam\n{line}\n");
        silent(
            &RULE,
            &[
                &exam("- Lungs: right base dull with crackles in late inspiration; elsewhere clear"),
                &exam("Lungs: crackles at the right base. Clear elsewhere."),
                &exam("Lungs: wheeze in the upper zones; the rest of the chest is clear."),
                &exam("Lungs: rales at both bases, remainder clear to auscultation."),
                &exam("Chest: crackles right base; all other fields clear."),
                &exam("Lungs: otherwise clear. Fine crackles at the left base."),
                &exam("Abdomen: tender in the RLQ; elsewhere nontender."),
                &exam(
                    "Cardiovascular: normal heart sounds without murmurs\nRespiratory: diminished vesicular murmur at the right base",
                ),
                &exam("Heart: no murmur. Lungs: vesicular murmur present on both sides."),
                &exam("Lungs: vesicular murmur abolished at the left base. Heart: no murmurs."),
            ],
        );
        speaks(
            &RULE,
            &[
                &exam("Lungs: clear. Crackles at the right base."),
                &exam("Lungs: crackles at both bases; clear to auscultation bilaterally."),
                &exam("Lungs: clear to auscultation. Crackles throughout; comfortable at rest."),
                &exam("Heart: no murmur. Systolic murmur at the apex."),
                &exam("Heart: without murmurs, 3/6 systolic murmur; vesicular murmur normal."),
            ],
        );
    }

    #[test]
    fn each_sign_and_each_structure_is_its_own() {
        let exam = |line: &str| format!("# Physical Exam\n{line}\n");
        silent(
            &RULE,
            &[
                &exam("Cardiovascular: regular, no S3, soft S4 at the apex."),
                &exam("Skin: erythematous plaques on both elbows, no weeping, pustules or vesicles."),
                &exam("Respiratory: nasal flaring and subcostal retractions, no grunting."),
                &exam("Neurologic: knee reflexes 2+, ankle reflexes absent on both sides."),
                &exam(
                    "Knee: tender at the lateral joint line; no tenderness of the patella, fibular head or tibial tubercle.",
                ),
                &exam("Neck: midline of the neck without tenderness; both trapezius muscles mildly tender."),
                &exam("Left foot: first MTP joint swollen. Other joints: ankles, knees and wrists not swollen."),
            ],
        );
        speaks(
            &RULE,
            &[
                &exam("Cardiovascular: S3 heard. No gallop."),
                &exam("Skin: vesicles on the left flank. No rash."),
                &exam("Knee: no tenderness. The joint line of the knee is tender."),
                &exam("Lungs: no grunting. Grunting with each breath."),
                &exam("Ankle reflexes 2+. Ankle reflexes absent."),
            ],
        );
    }

    #[test]
    fn the_denial_is_pointed_at() {
        let text = "## Physical Exam\n\nExt: no edema. 2+ pitting edema to the knees.\n";
        assert_eq!(hits(&RULE, text), ["edema"]);
    }

    fn exam(text: &str) -> String {
        format!("## HPI\n\n60-year-old man with cough.\n\n## Physical Exam\n\n{text}\n\n## Assessment\n\nBronchitis.\n")
    }

    #[test]
    fn an_examination_that_contradicts_itself() {
        let texts = [
            "Ext: no edema. 2+ pitting edema to the knees.",
            "CV: RRR, no murmurs, rubs, or gallops. 3/6 systolic murmur at the apex.",
            "Lungs: CTAB. Crackles at both bases.",
            "Lungs: clear to auscultation bilaterally, scattered expiratory wheezes.",
            "CV: RRR. Rhythm is irregularly irregular.",
            "Abdomen: soft, non-tender, non-distended. RLQ tenderness with guarding.",
            "Abd: soft, NT, ND. Abdomen is distended and tympanitic.",
            "Skin: no rashes. Erythematous papules on the trunk.",
            "Neck: supple, no LAD. Tender anterior cervical lymphadenopathy.",
            "Eyes: sclera anicteric. Scleral icterus noted.",
            "General: NAD. In severe respiratory distress, using accessory muscles.",
            "Mouth: MMM. Mucous membranes are dry.",
            "Neuro: A&O x3. Oriented to self only.",
            "Neuro: non-focal. Left pronator drift.",
            "HEENT: PERRL. Left pupil fixed and dilated.",
            "Neck: no JVD. JVP elevated to the angle of the jaw.",
            "Abd: no guarding or rebound. Involuntary guarding throughout.",
            "Neuro: normal gait. Ataxic gait.",
            "Ext: no cyanosis, clubbing, or edema. 1+ edema bilaterally.",
            "Back: no CVA tenderness. CVA tenderness on percussion.",
            "Ext: pulses 2+ bilaterally. Pedal pulses absent.",
            "Neck: supple without meningismus. Nuchal rigidity present.",
            "- Cardiovascular: No murmurs.\n- Lungs: clear.\n- Heart: systolic murmur 2/6 at the left sternal border.",
            "Resp: chest clear, no wheeze. Bilateral wheeze.",
            "Abdo: SNT. Tender in the epigastrium.",
        ]
        .map(exam);
        speaks(&RULE, &texts.each_ref().map(String::as_str));
    }

    #[test]
    fn an_examination_that_does_not() {
        for text in [
            "Lungs: clear on the left, crackles at the right base.",
            "Lungs: clear except for crackles at the right base.",
            "Lungs: CTAB but for scattered wheezes.",
            "Lungs otherwise clear. Crackles at the right base.",
            "Abd: soft, RLQ tenderness, no rebound tenderness.",
            "Ext: no edema of the right leg. 2+ edema of the left leg.",
            "Abdomen: soft, non-tender. Right knee: tender over the medial joint line.",
            "Neck: no carotid bruits. Abdominal bruit present.",
            "Right knee: no effusion, no erythema. Left knee: effusion and erythema.",
            "CV: no murmur. Ext: 1+ edema.",
            "Neck: no cervical lymphadenopathy. Axillary lymphadenopathy on the left.",
            "Neuro: strength 5/5 in the upper extremities, 3/5 strength in the left lower extremity.",
            "Skin: no other rash. Erythematous papules on the trunk.",
            "Lungs: crackles on admission, now clear to auscultation bilaterally.",
            "MSK: no midline tenderness. Tender over the right ankle.",
            "Abd: soft, nontender. Back: paraspinal tenderness on the left.",
            "Skin: no rash except for eczema on the elbows.",
            "Ext: no upper extremity edema. 1+ pitting edema to the shins.",
            "Abd: non-tender, non-distended. GU: suprapubic catheter in place.",
            "Ext: edema has resolved, no edema.",
            "Breasts: no masses. Abdomen: palpable mass in the LLQ.",
            "Lungs: clear anteriorly, crackles posteriorly.",
            "Gen: no acute distress, tired.",
            "Eyes: PERRL, right eye with conjunctival injection.",
        ] {
            silent(&RULE, &[&exam(text)]);
        }
    }

    fn told(history: &str, exam: &str) -> String {
        format!(
            "## HPI\n\n60-year-old woman. {history}\n\n## Physical Exam\n\n{exam}\n\n## Assessment\n\nBronchitis.\n"
        )
    }

    #[test]
    fn a_complaint_that_anybody_could_see() {
        let texts = [
            ("Two weeks of leg swelling.", "Ext: no edema."),
            (
                "Her ankles are swollen and she is breathless.",
                "CV: RRR, no murmurs. Ext: no peripheral edema.",
            ),
            ("Itchy rash on the trunk for two days.", "Skin: no rashes."),
            (
                "Hives since yesterday evening, worse today.",
                "Skin: warm and dry, no rash.",
            ),
            ("Yellow eyes and dark urine since Sunday.", "Eyes: sclerae anicteric."),
            (
                "Left facial droop since this morning.",
                "Neuro: CN II-XII intact, strength 5/5.",
            ),
            ("Slurred speech since 8 am.", "Neuro: speech fluent, gait normal."),
            (
                "Increasing abdominal girth over a month.",
                "Abd: soft, nontender, nondistended.",
            ),
            ("C/o lower limb swelling.", "Legs: no oedema."),
            (
                "He turned yellow last week and is still jaundiced.",
                "HEENT: MMM, anicteric.",
            ),
        ]
        .map(|(history, exam)| told(history, exam));
        speaks(&RULE, &texts.each_ref().map(String::as_str));
        let texts = [
            ("Leg swelling, which has resolved.", "Ext: no edema."),
            ("Leg swelling, better with furosemide.", "Ext: no edema."),
            ("Intermittent ankle swelling in the evenings.", "Ext: no edema."),
            ("Rash last month.", "Skin: no rashes."),
            ("No rash.", "Skin: no rashes."),
            ("Her husband has a rash.", "Skin: no rashes."),
            ("Rash on the trunk.", "Skin: erythematous papules on the trunk."),
            ("Rash on the trunk.", "Skin: no rash on the face or hands."),
            ("Rash on the trunk.", "Skin: no other rash."),
            ("Itching without rash.", "Skin: no rash."),
            (
                "Slurred speech for ten minutes, since resolved.",
                "Neuro: speech fluent.",
            ),
            ("Worried about leg swelling.", "Ext: no edema."),
            ("Facial droop yesterday, now gone.", "Neuro: face symmetric."),
            ("Facial swelling.", "Ext: no edema."),
            ("History of jaundice as a newborn.", "Eyes: anicteric."),
        ]
        .map(|(history, exam)| told(history, exam));
        silent(&RULE, &texts.each_ref().map(String::as_str));
    }

    #[test]
    fn states_that_rule_findings_out() {
        speaks(
            &RULE,
            &[
                "## PSH\n\nCholecystectomy 2012.\n\n## Exam\n\nAbd: RUQ tenderness, positive Murphy's sign.\n\n## Assessment\n\nAcute cholecystitis.\n",
                "## PSH\n\nAppendectomy in 1990.\n\n## Assessment\n\nDifferential includes appendicitis and gastroenteritis.\n",
                "## PSH\n\nTAH/BSO 2009\n\n## Exam\n\nPelvic: uterus normal size, no adnexal masses.\n",
                "## HPI\n\n48-year-old woman, s/p hysterectomy in 2015. LMP 2 weeks ago.\n",
                "## PMH\n\nSplenectomy after a crash in 2001.\n\n## Exam\n\nAbd: spleen tip palpable.\n",
                "## PSH\n\nTonsillectomy as a child\n\n## Exam\n\nThroat: tonsils 2+ without exudate.\n",
                "## PSH\n\nLeft BKA 2018\n\n## Exam\n\nExt: DP/PT pulses 2+ bilaterally.\n",
                "## PSH\n\nRight mastectomy\n\n## Exam\n\nBreasts symmetric, no masses.\n",
                "## PSH\n\nRight orchiectomy\n\n## Exam\n\nGU: testes descended bilaterally.\n",
                "## PMH\n\nProsthetic left eye.\n\n## Exam\n\nHEENT: PERRLA, EOMI.\n",
                "## PMH\n\nBlind in the right eye since a firework injury.\n\n## Exam\n\nEyes: PERRL.\n",
                "## ROS\n\nDenies chest pain or dyspnea.\n\n## Exam\n\nGeneral: intubated, sedated.\n",
                "## Exam\n\nGeneral: intubated on AC/VC.\nNeuro: A&O x3.\n",
                "## Exam\n\nCV: RRR, no murmurs.\n\n## ECG\n\nAtrial fibrillation at 88, no ST changes.\n",
                "## Exam\n\nCV: regular rate and rhythm.\n\n## Results\n\nEKG shows afib with RVR at 140.\n",
                "## PMH\n\nParaplegia since a fall in 2004.\n\n## Exam\n\nNeuro: strength 5/5 throughout, normal gait.\n",
                "## HPI\n\nBedbound at baseline, from a nursing home.\n\n## Exam\n\nNeuro: gait steady.\n",
                "## Exam\n\nAbd: soft, nontender, nondistended.\n\n## Assessment\n\nCirrhosis with tense ascites.\n",
                "## PSH\n\nRadical prostatectomy 2016\n\n## Exam\n\nRectal: prostate smooth, nontender.\n",
            ],
        );
        silent(
            &RULE,
            &[
                "## PSH\n\nCholecystectomy 2012.\n\n## Assessment\n\nRetained stone with cholangitis; cholecystitis unlikely.\n",
                "## PSH\n\nAppendectomy.\n\n## Assessment\n\nNo appendicitis, the appendix was removed.\n",
                "## PSH\n\nSupracervical hysterectomy\n\n## Exam\n\nCervix normal.\n",
                "## FH\n\nMother: hysterectomy\n\n## Exam\n\nUterus normal size.\n",
                "## HPI\n\nPOD 2 s/p laparoscopic appendectomy, eating.\n\n## Assessment\n\nPerforated appendicitis, doing well.\n",
                "## Plan\n\nConsider cholecystectomy.\n\n## Assessment\n\nAcute cholecystitis.\n",
                "## PSH\n\nLeft BKA\n\n## Exam\n\nExt: stump clean; DP pulse 2+ on the right.\n",
                "## PSH\n\nLeft BKA\n\n## Exam\n\nExt: right DP 2+.\n",
                "## PMH\n\nProsthetic left eye.\n\n## Exam\n\nHEENT: right pupil round and reactive.\n",
                "## PSH\n\nCataract surgery\n\n## Exam\n\nEyes: PERRL.\n",
                "## ROS\n\nUnable to obtain: intubated.\n\n## Exam\n\nGeneral: intubated, sedated. Neuro: RASS -3.\n",
                "## ROS\n\nDenies chest pain.\n\n## Exam\n\nGeneral: extubated this morning, intubated since Monday.\n",
                "## ROS\n\nDenies dyspnea.\n\n## PMH\n\nAsthma, never intubated.\n\n## Exam\n\nAlert and oriented x3.\n",
                "## PMH\n\nParoxysmal atrial fibrillation\n\n## Exam\n\nCV: RRR.\n",
                "## PMH\n\nAtrial fibrillation\n\n## Exam\n\nCV: RRR.\n\n## ECG\n\nNormal sinus rhythm.\n",
                "## ECG\n\nAtrial fibrillation at 150, converted after diltiazem.\n\n## Exam\n\nCV: RRR.\n",
                "## ECG\n\nNo atrial fibrillation.\n\n## Exam\n\nCV: RRR.\n",
                "## PMH\n\nStroke without residual weakness\n\n## Exam\n\nStrength 5/5 throughout.\n",
                "## HPI\n\nWas bedbound after surgery, now walking.\n\n## Exam\n\nGait steady.\n",
                "## Exam\n\nAbd: soft, nondistended after paracentesis.\n\n## Assessment\n\nTense ascites.\n",
                "## PSH\n\nPartial mastectomy\n\n## Exam\n\nBreasts symmetric.\n",
                "## PSH\n\nTonsillectomy\n\n## Exam\n\nThroat: tonsils surgically absent.\n",
            ],
        );
    }

    #[test]
    fn examinations_in_other_words() {
        speaks(
            &RULE,
            &[
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nGen: NAD. Resp: CTA b/l, no wheeze. Diffuse expiratory wheezing.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\n- Heart: RRR, no murmurs\n- Neuro: intact\n- Cardiac: III/VI holosystolic murmur at the apex\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nAbdomen: soft, nontender, nondistended. Marked tenderness in the RUQ with positive Murphy sign.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nExtremities: no clubbing, cyanosis or oedema. Pitting oedema to both knees.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nSkin: warm, dry, intact, no rash. Vesicular rash in a T6 dermatome.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nNeuro: CN II-XII intact. Left facial droop, tongue deviates to the left.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nNeuro: strength 5/5 throughout. Right arm 2/5, right leg 3/5.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nHEENT: oropharynx clear, no exudates. Tonsils with white exudate.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Both legs have been swollen to the thighs for two weeks and still are.\n\n## Physical Exam\n\nCV: RRR. Ext: no edema.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. A red itchy rash covers her arms and back.\n\n## Physical Exam\n\nSkin: no rashes or lesions.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nSplenectomy 2005 for ITP\n\n## Physical Exam\n\nAbdomen: soft; spleen tip palpable 3 cm below the costal margin.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nTotal abdominal hysterectomy 2010\n\n## Physical Exam\n\nPelvic: uterus anteverted, 8-week size; adnexa normal.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nRight below-knee amputation in 2018\n\n## Physical Exam\n\nExt: warm, dorsalis pedis and posterior tibial pulses 2+ bilaterally.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nLeft eye enucleated after trauma 1999\n\n## Physical Exam\n\nEyes: PERRLA, EOMI bilaterally.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nLeft orchiectomy for seminoma 2015\n\n## Physical Exam\n\nGU: both testes descended, no masses.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nTotal thyroidectomy 2012\n\n## Physical Exam\n\nNeck: thyroid enlarged, nodular.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nRight mastectomy 2016\n\n## Physical Exam\n\nBreasts: symmetric, no masses bilaterally.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nGeneral: intubated, sedated on propofol. Neuro: alert and oriented x3, follows commands, speech clear.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nTonsillectomy at age 6\n\n## Physical Exam\n\nThroat: tonsils 3+ with exudate.\n\n## Assessment\n\nStable.\n",
            ],
        );
        silent(
            &RULE,
            &[
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nLungs: CTAB except faint wheeze at the right base.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nLungs: clear on the left; crackles on the right.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nCV: RRR, 2/6 systolic murmur at the LUSB, no rubs or gallops.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Left leg swelling after a sprain.\n\n## Physical Exam\n\nMSK: left ankle swollen. Ext: no pitting edema.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Her legs were swollen during both pregnancies.\n\n## Physical Exam\n\nExt: no edema.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Leg swelling last month, gone since furosemide.\n\n## Physical Exam\n\nExt: no edema.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Rash comes and goes.\n\n## Physical Exam\n\nSkin: no rash today.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nAbd: soft, NT. Back: CVA tenderness on the left.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nCholecystectomy 2012\n\n## Physical Exam\n\nAbd: incision clean, RUQ non-tender.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nHysterectomy 2010\n\n## Physical Exam\n\nPelvic: uterus surgically absent, cuff intact.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nLeft BKA 2018\n\n## Physical Exam\n\nExt: right DP and PT 2+; left BKA stump well healed.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nLeft eye enucleation\n\n## Physical Exam\n\nEyes: right pupil reactive; left prosthesis.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nKnee: right no effusion; left moderate effusion.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nExt: no edema of the arms; 2+ edema of the legs.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nNeuro: strength 5/5 in the left arm and leg, 3/5 on the right.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nPre-treatment: diffuse wheeze. After albuterol: no wheeze.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## PMH\n\nRadical prostatectomy 2014\n\n## Physical Exam\n\nProstate not examined.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nNeck: no cervical nodes. Axilla: 1 cm node on the right.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nCV: no murmur. Lungs: pleural rub at the left base, no crackles.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nSkin: no rash on the face; papules on the trunk.\n\n## Assessment\n\nStable.\n",
                "## HPI\n\n60-year-old woman. Cough.\n\n## Physical Exam\n\nGeneral: resting comfortably. Extubated yesterday, alert and oriented.\n\n## Assessment\n\nStable.\n",
            ],
        );
    }
}
