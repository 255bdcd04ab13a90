//! ORG001: a core section of the note's kind is missing.

use std::cell::OnceCell;
use std::ops::Range;

use crate::grammar::{Grammar, Group, KindDef, Level, SectionId, ids, lexicon_ids};
use crate::note::facts::{Vital, VitalKind};
use crate::note::{HeadingStyle, KindSource, Note, SectionIx};
use crate::rules::entries;
use crate::rules::support::{first_line, group_of, heading, is_british, is_remote, quote, tells_of_more, word_count};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG001",
    name: "missing-section",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "require",
            default: OptionDefault::List(&[]),
            doc: "Sections (id or any alias) that your school asks for besides those that the kind requires; their absence is an error.",
        },
        OptionSpec {
            name: "waive",
            default: OptionDefault::List(&[]),
            doc: "Sections (id or any alias) that your school does not ask for.",
        },
    ],
    fix: Some(Applicability::Suggestion),
    sources: &[
        "HL7 C-CDA: sections of the History and Physical, Progress Note and Consultation Note documents",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
        "UF College of Medicine Internal Medicine Clerkship: evaluation criteria for write-ups",
    ],
    summary: "A core section that this kind of note needs is missing.",
    docs: r#"
## What it does

Looks for the core sections of the note's kind: chief complaint, history of present illness (or subjective, interval history), medications, allergies, vital signs,
exam, assessment and plan; in a full history and physical also past medical, surgical, family and social history and the review of systems. One that the kind requires is an
error, one that it recommends is an info, and the rest is left to the writer.

What is said under another name counts: a combined heading (`A/P`, `CC/HPI`, `PMH/PSH`), vital signs inside the objective, "NKDA" among the medications, "no operations" in the past history, a
story before the first heading. British general practice notes and remote consultations are not asked for an exam. If a whole block is missing (no objective at all), its parts
are not listed again.

In a log of the student's own (learning notes, weekly reflection, feedback and procedure log) every dated entry is asked for the sections that the kind requires, all that it
lacks in one warning.

## Why it matters

A section that is not there says nothing: the reader cannot tell "no allergies" from "not asked", "normal exam" from "not examined". Allergies and medications missing from
an admission note are the commonest source of prescribing errors on the first night.

## How to fix

Add the section where the message points, and write what you found; "none", "not asked" and "not examined, and why" are answers. If the note is of another kind, say
so in its title or front matter.

```bad
# SOAP Note

## Subjective

45-year-old man with epigastric pain after meals for three weeks, worse with coffee; no weight loss, no melena. No medications. NKDA.

## Objective

T 36.8 °C, HR 72, BP 128/76. Mild epigastric tenderness, no guarding.

## Assessment

Dyspepsia without alarm features.
```

```bad
# Paediatric H&P

CC: fever for 2 days
HPI: 9-month-old girl with fever to 39 and poor feeding, four wet nappies today. Vomited twice. No rash.
PMH: term birth, no admissions
Medications: paracetamol 120 mg PRN
Immunizations: up to date
FH: no illnesses
SH: lives with parents, nursery since May
ROS: no cough, no diarrhoea
Vitals: T 38.9, HR 150, RR 38, SpO2 98%
Exam: alert, moist mucosae, ears and throat clear, chest clear, abdomen soft
Assessment: fever without source, low risk
Plan: urine by clean catch; return if drowsy, not drinking or non-blanching rash
```

```good
# SOAP Note

S: 45-year-old man with epigastric pain after meals for three weeks; no weight loss, no melena. Takes no medications. NKDA.
O: T 36.8 °C, HR 72, BP 128/76. Mild epigastric tenderness, no guarding.
A/P: Dyspepsia without alarm features. H. pylori stool antigen; omeprazole 20 mg daily for 4 weeks; back in 4 weeks, sooner with melena or weight loss.
```

```good
2/52 hx of itchy rash in both elbow creases, worse at night. Nil fever, nil discharge.

PMH: asthma
DH: salbutamol PRN
NKDA
Imp: eczema
Plan: emollient QDS, hydrocortisone 1% BD for 7/7, review 2/52
```

## Precision

On the 182 notes of the development corpus it reports about 215 gaps, most of them infos on notes whose kind was told from their headings. The list of errors was read against the
notes that left a doubt; for the missing allergies, vital signs and medications the text of the note was searched for what was said to be missing. 4 of some 180 findings so checked were wrong (0.98;
the larger part of that count is by search, not by reading). The wrong ones are remote consultations that
do not say that they are, and a plan of one line under the impression.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// A core section, and what else says what it would say.
struct Core {
    /// The section.
    id: SectionId,
    /// Only asked for in a full history and physical.
    full_history: bool,
    /// Other sections, besides the grammar's equivalences, under which it may stand.
    elsewhere: &'static [SectionId],
    /// How many different cues of the lexicon `section-cues` show that it is said without a heading.
    enough: usize,
    /// Where the cues count.
    scope: Scope,
}

/// Where words may stand in for a section.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Anywhere in the note.
    Note,
    /// Among what was reported: subjective sections and what stands before the first heading.
    Reported,
    /// Among the histories: the same without the story.
    Histories,
    /// Not in the plan.
    NotPlan,
    /// In the assessment and plan, or before the first heading.
    Thought,
}

const fn core(id: SectionId, elsewhere: &'static [SectionId], enough: usize, scope: Scope) -> Core {
    Core {
        id,
        full_history: false,
        elsewhere,
        enough,
        scope,
    }
}

const fn history(id: SectionId, enough: usize, scope: Scope) -> Core {
    Core {
        id,
        full_history: true,
        elsewhere: &[],
        enough,
        scope,
    }
}

/// The core sections (design §4), in the order of an H&P. `subjective` and `objective` stand for a whole block.
const CORE: [Core; 15] = [
    core(
        ids::SUBJECTIVE,
        &[ids::CHIEF_COMPLAINT, ids::REASON_FOR_CONSULT],
        1,
        Scope::Note,
    ),
    core(ids::CHIEF_COMPLAINT, &[ids::REASON_FOR_CONSULT], 1, Scope::Note),
    core(
        ids::HISTORY_OF_PRESENT_ILLNESS,
        &[
            ids::SUBJECTIVE,
            ids::INTERVAL_HISTORY,
            ids::OVERNIGHT_EVENTS,
            ids::ED_COURSE,
            ids::HOSPITAL_COURSE,
        ],
        1,
        Scope::Note,
    ),
    history(ids::PAST_MEDICAL_HISTORY, 1, Scope::Reported),
    history(ids::PAST_SURGICAL_HISTORY, 1, Scope::Histories),
    core(
        ids::MEDICATIONS,
        &[
            ids::INPATIENT_MEDICATIONS,
            ids::DISCHARGE_MEDICATIONS,
            ids::MEDICATIONS_HELD,
        ],
        1,
        Scope::Reported,
    ),
    core(ids::ALLERGIES, &[], 1, Scope::Note),
    history(ids::FAMILY_HISTORY, 1, Scope::Reported),
    history(ids::SOCIAL_HISTORY, 2, Scope::Reported),
    history(ids::REVIEW_OF_SYSTEMS, 2, Scope::Reported),
    core(ids::OBJECTIVE, &[], 1, Scope::Note),
    core(ids::VITAL_SIGNS, &[], 1, Scope::NotPlan),
    core(
        ids::PHYSICAL_EXAM,
        &[
            ids::MENTAL_STATUS_EXAM,
            ids::DISCHARGE_EXAM,
            ids::CERVICAL_EXAM,
            ids::INSPECTION,
            ids::PALPATION,
            ids::RANGE_OF_MOTION,
            ids::SPECIAL_TESTS,
            ids::SKIN_LESION_DESCRIPTION,
        ],
        1,
        Scope::NotPlan,
    ),
    core(ids::ASSESSMENT, &[], 1, Scope::Note),
    core(
        ids::PLAN,
        &[
            ids::FOLLOW_UP,
            ids::DISCHARGE_INSTRUCTIONS,
            ids::RETURN_PRECAUTIONS,
            ids::PATIENT_EDUCATION,
            ids::DISPOSITION,
        ],
        2,
        Scope::Thought,
    ),
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let grammar = context.grammar();
    let Some(kind) = note.kind.map(|kind| grammar.kind(kind)) else {
        return;
    };
    let waived = named(grammar, &context.list("waive"));
    let asked = named(grammar, &context.list("require"));
    if kind.entries.is_some() {
        return entries::check(note, kind, &asked, &waived, findings);
    }
    // A kind told from the headings is a guess: a note with few of the histories is no full history, and one that tells of
    // a hospital course or an operation that its kind does not know is of some other kind.
    let guessed = note.kind_source == Some(KindSource::Sections);
    if guessed && asked.is_empty() && tells_of_more(note, kind) {
        return;
    }
    let reader = OnceCell::new();
    let reader = || reader.get_or_init(|| Reader::new(note));
    let histories = CORE
        .iter()
        .filter(|core| core.full_history && has_section(note, core))
        .count();
    let full_history = kind.full_history && (!guessed || histories >= 4);
    let mut gaps: Vec<(SectionId, Level)> = Vec::new();
    for core in &CORE {
        let mut level = kind.level(core.id).unwrap_or(Level::Optional);
        if core.full_history && !full_history {
            level = Level::Optional;
        } else if core.full_history && guessed || kind.full_history && !full_history && !is_backbone(core.id) {
            level = level.min(Level::Recommended);
        }
        if asked.contains(&core.id) {
            level = Level::Required;
        }
        // A British one asks for the other systems, and does without.
        if core.id == ids::REVIEW_OF_SYSTEMS && !asked.contains(&core.id) && is_british(note) {
            level = level.min(Level::Recommended);
        }
        if level == Level::Optional || waived.contains(&core.id) || has_section(note, core) {
            continue;
        }
        // The block is missing: its parts are the same gap.
        let same_gap =
            |gap: SectionId| gap == core.id || grammar.is_descendant(core.id, gap) || grammar.satisfies(gap, core.id);
        if !gaps.iter().any(|(gap, _)| same_gap(*gap)) && !reader().says_without_heading(core) {
            gaps.push((core.id, level));
        }
    }
    for id in asked {
        let is_core = CORE.iter().any(|core| core.id == id);
        if !is_core && !present(note).any(|present| grammar.satisfies(id, present)) {
            gaps.push((id, Level::Required));
        }
    }
    for (id, level) in gaps {
        findings.push(finding(note, kind, id, level));
    }
}

fn named(grammar: &Grammar, names: &[&str]) -> Vec<SectionId> {
    names.iter().filter_map(|name| grammar.section_named(name)).collect()
}

/// The sections of the note, those that share a heading included.
fn present(note: &Note) -> impl Iterator<Item = SectionId> {
    note.sections
        .iter()
        .flat_map(|section| section.id.iter().chain(&section.also).copied())
}

/// Whether there is a section for it, under its own name or another.
fn has_section(note: &Note, core: &Core) -> bool {
    present(note).any(|present| {
        // The past history counts for operations only if it speaks of them.
        let other_past = core.id == ids::PAST_SURGICAL_HISTORY && present == ids::PAST_MEDICAL_HISTORY;
        (!other_past && note.grammar.satisfies(core.id, present)) || core.elsewhere.contains(&present)
    })
}

/// What any note on a patient needs, whatever its kind turns out to be.
fn is_backbone(id: SectionId) -> bool {
    [
        ids::SUBJECTIVE,
        ids::HISTORY_OF_PRESENT_ILLNESS,
        ids::OBJECTIVE,
        ids::PHYSICAL_EXAM,
        ids::ASSESSMENT,
        ids::PLAN,
    ]
    .contains(&id)
}

/// The sections that the entries of `section-cues` stand for.
struct CueSections(Vec<Option<SectionId>>);

/// What the note says, for the question whether a section is really missing. Made only if one is.
struct Reader<'a> {
    note: &'a Note,
    /// Which cues are said where, by section: the different phrases.
    said: Vec<(SectionId, Range<usize>)>,
    british: bool,
    remote: bool,
    /// Words before the first heading.
    opening: usize,
}

impl<'a> Reader<'a> {
    fn new(note: &'a Note) -> Self {
        let text: &str = &note.text;
        // The categories of the cues are sections.
        let sections = note.grammar.memo(|grammar| {
            let cues = grammar.lexicon(lexicon_ids::SECTION_CUES).entries.iter();
            CueSections(cues.map(|cue| grammar.section_named(&cue.category)).collect())
        });
        let said = note
            .phrases_of(lexicon_ids::SECTION_CUES)
            .filter_map(|hit| Some((sections.0[usize::from(hit.entry)]?, hit.span.range())))
            .filter(|(id, range)| means_it(text, *id, range))
            .collect();
        let opening = note
            .sections
            .first()
            .map_or(text.len(), |first| first.span.start as usize);
        let from = note.title.map_or(0, |title| title.end as usize).min(opening);
        Self {
            note,
            said,
            british: is_british(note),
            remote: is_remote(note),
            opening: word_count(&text[from..opening]),
        }
    }

    fn says_without_heading(&self, core: &Core) -> bool {
        // A story that opens the note stands for the history, whatever it lacks: ORG006 speaks of it.
        let opens_with_story = self.opening >= 12;
        match core.id {
            ids::SUBJECTIVE | ids::CHIEF_COMPLAINT | ids::HISTORY_OF_PRESENT_ILLNESS if opens_with_story => true,
            ids::CHIEF_COMPLAINT if self.british || self.has_text(&[ids::SUBJECTIVE], 3) => true,
            // The story told under the complaint is a fault of the complaint, not a missing story.
            ids::SUBJECTIVE | ids::HISTORY_OF_PRESENT_ILLNESS => {
                self.has_text(&[ids::CHIEF_COMPLAINT, ids::REASON_FOR_CONSULT], 25)
            }
            // A British clerking tells operations under the past history.
            ids::PAST_SURGICAL_HISTORY if self.british && self.has_text(&[ids::PAST_MEDICAL_HISTORY], 1) => true,
            ids::OBJECTIVE | ids::VITAL_SIGNS | ids::PHYSICAL_EXAM if self.british || self.remote => true,
            ids::OBJECTIVE => [ids::VITAL_SIGNS, ids::PHYSICAL_EXAM]
                .iter()
                .any(|id| self.is_said(*id, 1, Scope::NotPlan)),
            ids::PHYSICAL_EXAM if self.has_text(&[ids::OBJECTIVE], 3) || self.examines() => true,
            ids::MEDICATIONS if self.has_label("home-medications") => true,
            ids::ASSESSMENT => !self.note.written_problems.is_empty(),
            // A pressure stands among numbers that need no name: `O: 118/72, 76, 14`.
            ids::VITAL_SIGNS if self.measured() => true,
            // `HEADSS (alone): H: … E: …`
            ids::SOCIAL_HISTORY if memchr::memmem::find(self.note.text.as_bytes(), b"EADSS").is_some() => true,
            _ => self.is_said(core.id, core.enough, core.scope) || self.labelled(core.id).is_some(),
        }
    }

    /// Whether a pressure or three other vital signs of today stand where things are found.
    fn measured(&self) -> bool {
        let here = |vital: &&Vital| vital.is_of_today() && self.counts(vital.number.start as usize, Scope::NotPlan);
        let vitals = self.note.vitals().iter().filter(here);
        vitals.clone().any(|vital| vital.kind == VitalKind::BloodPressure) || vitals.take(3).count() == 3
    }

    /// Where it stands behind a label in another section: `PMH: asthma. SH: never smoked.`
    fn labelled(&self, id: SectionId) -> Option<Span> {
        let role = self.note.grammar.role(id);
        let mut passages = self.note.passages().iter().map(|passage| (passage.role, passage.span));
        let found = passages.find(|(told, span)| *told == role && word_count(self.note.slice(*span)) > 0);
        found.map(|(_, span)| span)
    }

    /// Whether a label of this category opens a list before the plan: `… no edema. Meds: apixaban 5 mg BID`.
    fn has_label(&self, category: &str) -> bool {
        let note = self.note;
        note.phrases_of(lexicon_ids::PASSAGE_LABELS).any(|hit| {
            let group = note.section_at(hit.span.start).and_then(|ix| group_of(note, ix));
            note.grammar.category(hit) == category
                && note.text[hit.span.end as usize..].starts_with(':')
                && !matches!(group, Some(Group::Plan | Group::Assessment))
        })
    }

    /// Whether several systems are examined under the vital signs: `Vitals: … - Gen comfortable - CV regular - Lungs clear`.
    fn examines(&self) -> bool {
        /// From how many systems on it is an exam.
        const SYSTEMS: usize = 3;
        let note = self.note;
        let within = |id: SectionId| [ids::VITAL_SIGNS, ids::OBJECTIVE].contains(&id);
        let sections = note.sections.iter().filter(|section| section.id.is_some_and(within));
        let mut systems: Vec<u16> = sections
            .flat_map(|section| note.phrases_in(lexicon_ids::EXAM_SYSTEMS, section.body))
            .filter(|hit| {
                // At the beginning of a line or of an item.
                let before =
                    note.text[..hit.span.start as usize].trim_end_matches([' ', '\t', '-', '*', '•', '–', '_']);
                before.ends_with('\n')
            })
            .map(|hit| hit.entry)
            .collect();
        systems.sort_unstable();
        systems.dedup();
        systems.len() >= SYSTEMS
    }

    /// Whether one of these sections holds text of its own, that many words of it.
    fn has_text(&self, wanted: &[SectionId], least: usize) -> bool {
        let sections = &self.note.sections;
        sections
            .iter()
            .enumerate()
            .filter(|(_, section)| section.id.is_some_and(|id| wanted.contains(&id)))
            .any(|(at, section)| {
                let end = sections
                    .get(at + 1)
                    .map_or(section.body.end, |next| next.span.start.min(section.body.end));
                word_count(
                    self.note
                        .slice(Span::new(section.body.start, end.max(section.body.start))),
                ) >= least
            })
    }

    /// Whether enough different cues of a section are said where they count.
    fn is_said(&self, id: SectionId, enough: usize, scope: Scope) -> bool {
        let mut words: Vec<&str> = Vec::new();
        for (_, range) in self
            .said
            .iter()
            .filter(|(section, range)| *section == id && self.counts(range.start, scope))
        {
            let word = &self.note.text[range.clone()];
            if !words.contains(&word) {
                words.push(word);
            }
            if words.len() >= enough {
                return true;
            }
        }
        false
    }

    /// Whether the place is one where the cues count.
    fn counts(&self, at: usize, scope: Scope) -> bool {
        let section = self.note.section_at(at as u32);
        let group = section.and_then(|ix| group_of(self.note, ix));
        match scope {
            Scope::Note => true,
            Scope::Reported => matches!(group, None | Some(Group::Subjective | Group::Administrative)),
            Scope::Histories => {
                let story = section.is_some_and(|ix| self.note.section(ix).id == Some(ids::HISTORY_OF_PRESENT_ILLNESS));
                !story && matches!(group, None | Some(Group::Subjective | Group::Administrative))
            }
            Scope::NotPlan => group != Some(Group::Plan),
            Scope::Thought => matches!(group, None | Some(Group::Assessment | Group::Plan)),
        }
    }
}

/// Whether a cue means what it should where it stands: a vital sign has a number, hay fever is no drug allergy.
fn means_it(text: &str, id: SectionId, range: &Range<usize>) -> bool {
    let near: String = text[range.end..]
        .chars()
        .take(14)
        .collect::<String>()
        .to_ascii_lowercase();
    let cue = &text[range.clone()];
    match id {
        ids::VITAL_SIGNS => {
            let complete = ["vital", "vss", "avss", "afebrile", "obs"]
                .iter()
                .any(|word| cue.eq_ignore_ascii_case(word));
            complete || near.bytes().any(|byte| byte.is_ascii_digit())
        }
        ids::ALLERGIES => {
            let before: String = text[..range.start]
                .chars()
                .rev()
                .take(14)
                .collect::<String>()
                .to_ascii_lowercase();
            // Read backwards, as it was taken.
            let seasonal = ["lanosaes", "latnemnorivne", " llaf", "gnirps", "yaf", "yah"];
            !near.contains("rhinit") && !seasonal.iter().any(|word| before.contains(word))
        }
        _ => true,
    }
}

fn finding(note: &Note, kind: &KindDef, id: SectionId, level: Level) -> Finding {
    let definition = note.grammar.section(id);
    let title = &definition.title;
    let article = if kind.title.starts_with(['A', 'E', 'I', 'O']) {
        "An"
    } else {
        "A"
    };
    let needs = if level == Level::Required {
        "needs"
    } else {
        "is better with"
    };
    let guessed = match note.kind_source {
        Some(KindSource::Sections) => " (its kind is told from its headings)",
        _ => "",
    };
    let follows = section_before(note, kind, id);
    let (span, place) = match follows {
        Some(ix) => (
            note.section(ix).heading,
            format!("after {}", quote(heading(note, ix), 40)),
        ),
        None => (first_line(note), "at the beginning".to_owned()),
    };
    let help = if definition.contains.is_empty() {
        format!("add it {place}")
    } else {
        format!("add it {place}. It holds: {}", definition.contains)
    };
    let mut finding = Finding::new(
        span,
        format!(
            "{} {} {} {needs} one{guessed}",
            opening(title),
            article.to_lowercase(),
            kind.title
        ),
    )
    .help(help);
    if level == Level::Recommended {
        finding = finding.severity(Severity::Info);
    }
    if let Some((at, text)) = insertion(note, follows, title) {
        finding = finding.fix(
            Applicability::Suggestion,
            format!("add the heading `{title}` {place}"),
            Span::at(at),
            text,
        );
    }
    finding
}

/// How the finding on the missing section with this title opens.
pub(crate) fn opening(title: &str) -> String {
    format!("No {title} here;")
}

/// Where the note says without a heading what belongs in the section `id`, if it is a core section.
pub(crate) fn said_at(note: &Note, id: SectionId) -> Option<Span> {
    let core = CORE.iter().find(|core| core.id == id)?;
    let reader = Reader::new(note);
    let first = |range: &Range<usize>| Span::new(range.start as u32, range.end as u32);
    let mut cues = reader.said.iter();
    let cue = cues.find(|(section, range)| *section == id && reader.counts(range.start, core.scope));
    cue.map(|(_, range)| first(range))
        .filter(|_| reader.is_said(id, core.enough, core.scope))
        .or_else(|| reader.labelled(id))
}

/// The section after which the missing one is looked for: the last one that the kind's order puts before it.
pub(crate) fn section_before(note: &Note, kind: &KindDef, id: SectionId) -> Option<SectionIx> {
    let rank = kind.order.iter().position(|other| *other == id)?;
    let grammar = &note.grammar;
    kind.order[..rank].iter().rev().find_map(|earlier| {
        (0..note.sections.len() as u32).map(SectionIx).find(|ix| {
            let section = note.section(*ix);
            section
                .id
                .iter()
                .chain(&section.also)
                .any(|present| *present == *earlier || grammar.satisfies(*earlier, *present))
        })
    })
}

/// Where the heading would go, and how this note would write it.
fn insertion(note: &Note, follows: Option<SectionIx>, title: &str) -> Option<(u32, String)> {
    let model = follows.or_else(|| note.sections.first().map(|_| SectionIx(0)))?;
    let model = note.section(model);
    let line = match model.style {
        HeadingStyle::Atx(level) => format!("{} {title}\n\n***\n", "#".repeat(usize::from(level.clamp(1, 6)))),
        HeadingStyle::Setext(level) => {
            let underline = if level == 1 { "=" } else { "-" };
            format!("{title}\n{}\n\n***\n", underline.repeat(title.chars().count()))
        }
        HeadingStyle::Bold => format!("**{title}**\n\n***\n"),
        HeadingStyle::Caps => format!("{}\n\n***\n", title.to_uppercase()),
        HeadingStyle::Label => format!("{title}: ***\n"),
        HeadingStyle::Bare => format!("{title}\n\n***\n"),
    };
    let apart = if model.style == HeadingStyle::Label { "" } else { "\n" };
    Some(match follows {
        Some(_) => {
            let at = model.span.end;
            let before = if note.text[..at as usize].ends_with(['\n', '\r']) || at == 0 {
                ""
            } else {
                "\n"
            };
            (at, format!("{before}{line}{apart}"))
        }
        None => (model.span.start, format!("{line}{apart}")),
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, run_with, silent};
    use crate::rules::{OptionValue, Severity};

    fn messages(text: &str) -> Vec<String> {
        run(&RULE, text).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn an_exam_in_items_without_colons() {
        let text = "# Progress Note\n\n## Subjective\n\nHospital day 3, less breathless.\n\n## Objective\n\n- **Vitals:** T 37.1, HR 84, BP 118/70, RR 16, SpO2 96% RA\n- **Gen** comfortable\n- **CV** regular, no heave\n- **Lungs** clear\n\n## Medications\n\nApixaban 5 mg BID\n\n## Allergies\n\nNKDA\n\n## Assessment & Plan\n\n1. PE, improving: apixaban.\n";
        let found = run(&RULE, text);
        assert!(
            found.iter().all(|it| !it.message.contains("Physical Exam")),
            "{found:#?}"
        );
    }

    #[test]
    fn a_required_section_is_an_error_at_the_heading_it_should_follow() {
        let text = "# SOAP Note\n\n## Subjective\n\nCough for 3 days. Takes no medications, NKDA.\n\n## Objective\n\nT 37.2, HR 80. Lungs clear.\n\n## Assessment\n\nURI.\n";
        let found = run(&RULE, text);
        assert_eq!(messages(text), ["No Plan here; a SOAP Note needs one"]);
        assert_eq!(found[0].severity, None);
        assert_eq!(found[0].span.of(text), "Assessment");
        let fix = found[0].fix.as_ref().unwrap();
        assert!(fix.edits[0].replacement.contains("## Plan\n"), "{fix:?}");
    }

    #[test]
    fn a_recommended_section_is_an_info() {
        let text = "# SOAP Note\n\nS: Cough for 3 days. NKDA.\nO: Lungs clear, no wheeze.\nA: URI.\nP: rest.\n";
        let found = run(&RULE, text);
        assert!(
            found.iter().all(|finding| finding.severity == Some(Severity::Info)),
            "{found:#?}"
        );
        assert!(
            found.iter().any(|finding| finding.message.contains("Vital Signs")),
            "{found:#?}"
        );
    }

    #[test]
    fn a_missing_block_is_one_gap() {
        let text = "# SOAP Note\n\n## Subjective\n\nCough for 3 days. Takes no medications, NKDA.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n";
        assert_eq!(messages(text), ["No Objective here; a SOAP Note needs one"]);
    }

    #[test]
    fn short_histories_in_one_line_are_there() {
        let text = "# H&P\n\nCC: cough\n\nHPI: 72-year-old man with 5 days of cough.\n\nPMH: AF. PSH: none. Meds: apixaban 5 mg BID. All: NKDA. SH: ex-smoker. FH: none.\n\nROS: no fever, no chest pain.\n\nPE: BP 120/70. Lungs clear.\n\nCXR: clear.\n\nImpression: bronchitis.\n\nPlan: rest.\n";
        assert_eq!(messages(text), [""; 0]);
    }

    #[test]
    fn schools_may_ask_for_more_or_less() {
        let text = "# SOAP Note\n\nS: Cough for 3 days. Takes no medications, NKDA.\nO: T 37.2, HR 80. Lungs clear.\nA: URI.\n";
        let plan = OptionValue::List(vec!["plan".to_owned()]);
        assert!(run_with(&RULE, text, "waive", plan).is_empty());
        let social = OptionValue::List(vec!["SH".to_owned()]);
        assert_eq!(run_with(&RULE, text, "require", social).len(), 2);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: 45-year-old with cough for 3 days. Takes no medications. NKDA.\nO: T 37, HR 80, BP 120/80. Lungs clear.\nA/P: URI. Rest.\n",
                "---\nkind: soap\n---\nSubjective: cough, takes no medications, no drug allergies\nObjective: BP 120/80, lungs clear\nImpression: URI\nRecommendations: rest\n",
                "cough for 3 days, no fever\n",
                "PMH: asthma\nDH: none\nNKDA\nImp: URTI\nPlan: rest, review 1/52\n",
            ],
        );
    }
}
