//! CMP013: the exam leaves out a system that the complaint calls for, or what every full exam begins with.

use crate::grammar::{LexiconEntry, LexiconHit, Role, ids, lexicon_ids};
use crate::note::facts::Setting;
use crate::note::{Note, SectionIx};
use crate::rules::support::{
    Content, add_covered, heading, is_british, is_full_history, is_remote, listing, quote, section_content, title_in,
    word_count,
};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP013",
    name: "exam-systems",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "progress",
        "surgical-progress",
        "oncology",
        "peds-hp",
        "neuro-hp",
        "ed-note",
        "consult",
        "soap",
        "sub-i",
        "patient-note",
        "geriatrics",
        "annual",
        "sports-med",
        "derm",
        "gyn",
        "ob-triage",
        "clinic-follow-up",
    ],
    options: &[],
    fix: None,
    sources: &[
        "CMS: 1997 Documentation Guidelines for Evaluation and Management Services: organ systems of the examination",
        "USMLE Step 2 CS and OSCE patient notes: a focused exam by complaint, standard teaching",
    ],
    summary: "The exam leaves out a system that the complaint calls for.",
    docs: r#"
## What it does

Reads which systems the exam speaks of, by label or in prose ("chest clear", "RRR", "soft, non-tender"), and compares
them with the complaint: heart and lungs for chest pain and dyspnea, abdomen for abdominal pain, nervous system for
headache and fainting, back and nervous system for back pain, skin for a rash. In notes about one illness (admissions,
progress notes, emergency visits, consultations) the first problem of the assessment calls for its organ too: lungs in
pneumonia, the abdomen after a colectomy. A full history and physical also needs the general appearance, heart, lungs
and abdomen, whatever the complaint. One finding names all that is missing.

A system that is named counts, whatever is said of it: "rectal: deferred" is an answer. Silent where there is no exam at
all (ORG001 says so), in remote consultations, in follow-up visits, and in psychiatric notes, whose exam is that of the
mental state. An exam that says no more than "normal" names no system, and is reported as such.

## Why it matters

The exam is the cheapest test there is for the diagnoses on the list. A chest pain without a word on the lungs leaves
the pneumothorax open, and the next reader cannot tell "normal" from "not looked".

## How to fix

Examine what the complaint calls for, and write what you found, the normal too. If it was not examined, say so and why.

```bad
# SOAP Note

CC: chest pain

S: 52-year-old man with pressure behind the breastbone for 2 hours, 7/10. No dyspnea.

O: T 36.8 °C, HR 88, BP 146/88, SpO2 97%.
Exam: comfortable. Abdomen soft, no tenderness. No edema.

A: Chest pain, possible angina.

P: ECG, troponin.
```

```bad
# Emergency Department Note

**Chief Complaint:** abdominal pain

**HPI:** 23-year-old woman with right lower quadrant pain for 12 hours, worse with walking, no vaginal bleeding.

**Vital Signs:** T 37.9 °C, HR 98, BP 118/70.

**Physical Exam:** General: uncomfortable. Lungs: clear. Heart: regular, no murmur.

**MDM:** appendicitis.

**Disposition:** surgery.
```

```good
# SOAP Note

CC: chest pain

S: 52-year-old man with pressure behind the breastbone for 2 hours, 7/10. No dyspnea.

O: T 36.8 °C, HR 88, BP 146/88, SpO2 97%.
Looks comfortable. Normal S1 and S2 without murmur; breath sounds equal, no crackles; no edema.

A: Chest pain, possible angina.

P: ECG, troponin.
```

## Precision

2 findings on the 182 notes of the development corpus, both read, none wrong. Of 48 exams from which somebody who did
not know the code took a system, 34 were found at first sight and 48 after mending; of his 12 look-alikes two were
reported at first sight and none now, of 59 good notes none. Of 45 such exams and 39 complete ones that the author of
the rule wrote himself, 45 and none.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// What a full physical examination holds, whatever the complaint.
const CORE: [&str; 4] = ["general", "cardiovascular", "respiratory", "abdomen"];
/// Kinds whose notes are about one illness above all.
const ABOUT_ONE_ILLNESS: [&str; 7] = [
    "progress",
    "surgical-progress",
    "consult",
    "ed-note",
    "hp",
    "peds-hp",
    "sub-i",
];
/// So many vital signs are measured by somebody who is there.
const MEASURED: usize = 4;
/// A text of more words than this is an exam, even if no word of it is in the lexicon.
const SHORT: usize = 14;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(kind) = note.kind.map(|kind| note.grammar.kind(kind)) else {
        return;
    };
    let Some(exam) = Exam::find(note) else { return };
    // A British note without a reading is likely to be that of a telephone or video consultation; nobody is on the ward by
    // telephone, nor with a full set of vital signs ("seen by his GP by phone only" is the story).
    let may_be_remote = note.setting() != Some(Setting::Inpatient) && note.vitals().len() < MEASURED;
    if may_be_remote && (is_remote(note) || note.vitals().is_empty() && is_british(note)) {
        return;
    }
    let mut systems: Vec<&str> = Vec::new();
    for span in &exam.spans {
        add_covered(note, lexicon_ids::EXAM_SYSTEMS, *span, &mut systems);
    }
    let section = note.section(exam.section);
    let said = |id: &str| {
        let mut hits = note.phrases_in(lexicon_ids::EXAM_SYSTEMS, section.span);
        hits.any(|hit| note.entry(hit).id == id)
    };
    let title = title_of(note, exam.section);
    if said("not-examined") && systems.len() < 2 {
        return;
    }
    if systems.iter().all(|system| *system == "general") {
        let body = note.slice(section.body);
        if word_count(body) <= SHORT && (said("normal") || !systems.is_empty()) && is_exam(note, exam.section) {
            findings.push(
                Finding::new(
                    section.heading,
                    format!("{title} says \"{}\" and names no system", quote(body, 40)),
                )
                .help("write what you examined and what you found there, system by system"),
            );
            return;
        }
    }
    if systems.is_empty() {
        return;
    }
    let named = |wanted: &str| wanted.split('|').any(|system| systems.contains(&system));
    let missing = |asked: &'_ LexiconEntry| -> Vec<String> {
        let unnamed = asked.list("exam").iter().filter(|wanted| !named(wanted));
        let first = unnamed.map(|wanted| wanted.split('|').next().unwrap_or(wanted));
        first
            .map(|system| title_in(note, lexicon_ids::EXAM_SYSTEMS, system).to_owned())
            .collect()
    };
    let presentation = note.presentation();
    let complaint = presentation.main(note).filter(|_| presentation.announced);
    let of_complaint = complaint.map(missing).unwrap_or_default();
    let problem = main_problem(note, &kind.id);
    let mut of_problem = problem.as_ref().map(|(entry, _)| missing(entry)).unwrap_or_default();
    of_problem.retain(|system| !of_complaint.contains(system));
    // A kind told from the headings is a guess, and a focused note no full exam.
    let full = is_full_history(note);
    let core = CORE
        .iter()
        .filter(|system| full && kind.id != "neuro-hp" && !systems.contains(*system));
    let core: Vec<&str> = core
        .map(|system| title_in(note, lexicon_ids::EXAM_SYSTEMS, system))
        .filter(|title| !of_complaint.iter().chain(&of_problem).any(|known| known == title))
        .collect();
    let mut parts: Vec<String> = Vec::new();
    let list = |of: &[String]| listing(&of.iter().map(String::as_str).collect::<Vec<_>>(), "or");
    if let Some(name) = complaint
        .and_then(|it| it.text("title"))
        .filter(|_| !of_complaint.is_empty())
    {
        parts.push(format!("{}, though the complaint is {name}", list(&of_complaint)));
    }
    if let Some((_, name)) = problem.filter(|_| !of_problem.is_empty()) {
        parts.push(format!("{}, though the note is about \"{name}\"", list(&of_problem)));
    }
    if !core.is_empty() {
        parts.push(format!("{}, which belongs to every full exam", listing(&core, "or")));
    }
    if parts.is_empty() {
        return;
    }
    findings.push(
        Finding::new(
            section.heading,
            format!("{title} says nothing of {}", parts.join(", nor of ")),
        )
        .help("write what you found there, or that you did not examine it and why"),
    );
}

/// What the main problem calls for, and how it is written: the first of the assessment; in a note after an operation, that
/// operation. Only in notes on one illness: a visit for several chronic problems examines what it came for.
fn main_problem<'n>(note: &'n Note, kind: &str) -> Option<(&'n LexiconEntry, String)> {
    if !ABOUT_ONE_ILLNESS.contains(&kind) {
        return None;
    }
    let is_operation = |hit: &&LexiconHit| note.entry(hit).category == "operation";
    let first = note.written_problems.iter().find(|problem| problem.topic.is_none());
    let mut of_title = first
        .into_iter()
        .flat_map(|problem| note.phrases_in(lexicon_ids::PROBLEM_ORGANS, problem.title));
    let hit = of_title.find(|hit| !is_operation(hit) && note.assertion(hit.span).is_present());
    let hit = hit.or_else(|| {
        let mut operations = note.phrases_of(lexicon_ids::PROBLEM_ORGANS).filter(is_operation);
        operations.find(|hit| {
            kind == "surgical-progress"
                && !matches!(
                    note.role_at(hit.span.start),
                    Role::PastHistory | Role::SurgicalHistory | Role::FamilyHistory
                )
        })
    })?;
    Some((note.entry(hit), quote(note.slice(hit.span), 40)))
}

/// The systems that the exam speaks of, as a message names them, each with where first.
pub(crate) fn examined(note: &Note) -> Vec<(&str, Span)> {
    let mut found: Vec<(&str, Span)> = Vec::new();
    for span in Exam::find(note).into_iter().flat_map(|exam| exam.spans) {
        for hit in note.phrases_in(lexicon_ids::EXAM_SYSTEMS, span) {
            for system in note.entry(hit).list("covers") {
                if !found.iter().any(|(known, _)| *known == &**system) {
                    found.push((system, hit.span));
                }
            }
        }
    }
    for (system, _) in &mut found {
        *system = title_in(note, lexicon_ids::EXAM_SYSTEMS, system);
    }
    found
}

/// Where the exam stands.
struct Exam {
    /// The section to point at.
    section: SectionIx,
    /// Its text, heading and parts included.
    spans: Vec<Span>,
}

impl Exam {
    fn find(note: &Note) -> Option<Exam> {
        let mut spans: Vec<Span> = Vec::new();
        let mut place: Option<(u8, SectionIx)> = None;
        for at in 0..note.sections.len() as u32 {
            let ix = SectionIx(at);
            let section = note.section(ix);
            let rank = if is_exam(note, ix) {
                2
            } else if section.id == Some(ids::OBJECTIVE) {
                1
            } else if note.role_at(section.heading.start) == Role::VitalSigns {
                // "Obs: …" between two lines of the exam, or findings on a line after the readings.
                0
            } else {
                continue;
            };
            let inside = spans.last().is_some_and(|last| last.contains(section.span));
            if inside {
                // The label of one system is no heading of the exam.
                let is_whole = section.id == Some(ids::PHYSICAL_EXAM);
                if rank == 2
                    && is_whole
                    && place.is_some_and(|(rank, _)| rank < 2)
                    && section_content(note, ix) == Content::Written
                {
                    place = Some((2, ix));
                }
                continue;
            }
            if section_content(note, ix) != Content::Written && section.end <= at + 1 {
                continue;
            }
            spans.push(section.span);
            if place.is_none_or(|(old, _)| old < rank) {
                place = Some((rank, ix));
            }
        }
        let (_, section) = place.filter(|(rank, _)| *rank > 0)?;
        let text = note.section(section).body;
        spans.sort_by_key(|span| !span.contains(text));
        Some(Exam { section, spans })
    }
}

/// How a message names the exam: by its heading, unless that is the label of one system ("Gen: NAD").
fn title_of(note: &Note, ix: SectionIx) -> String {
    let section = note.section(ix);
    let is_whole = section
        .id
        .is_some_and(|id| id == ids::PHYSICAL_EXAM || id == ids::OBJECTIVE)
        || !is_exam(note, ix);
    if is_whole {
        return quote(heading(note, ix), 40);
    }
    let mut parts = section.parent;
    while let Some(parent) = parts {
        let outer = note.section(parent);
        if outer
            .id
            .is_some_and(|id| id == ids::PHYSICAL_EXAM || id == ids::OBJECTIVE)
        {
            return quote(heading(note, parent), 40);
        }
        parts = outer.parent;
    }
    "The exam".to_owned()
}

fn is_exam(note: &Note, ix: SectionIx) -> bool {
    let section = note.section(ix);
    let mut ids = section.id.iter().chain(&section.also);
    ids.any(|id| note.grammar.role(*id) == Role::Exam)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn soap(complaint: &str, exam: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: 44-year-old woman with {complaint} for 2 days, constant.\n\nO: T 36.9 C, HR 80, BP 124/76.\nExam: {exam}\n\nA: See above.\n\nP: Back in one week.\n"
        )
    }

    fn all(notes: &[(&str, &str)]) -> Vec<String> {
        notes.iter().map(|(complaint, exam)| soap(complaint, exam)).collect()
    }

    #[test]
    fn what_the_complaint_calls_for() {
        let notes = all(&[
            ("chest pain", "comfortable. Heart: RRR, no murmur. No edema."),
            ("chest pain", "Gen: NAD. Lungs: CTAB. Abd: soft."),
            ("abdominal pain", "well appearing, lungs clear, heart regular"),
            ("headache", "HEENT normal. Heart and lungs normal."),
            ("low back pain", "tender over the lumbar paraspinals, no bruising"),
            ("shortness of breath", "Heart sounds normal, no edema."),
            ("cough", "Ears and throat clear. Heart regular."),
            ("sore throat", "Chest clear. Abdomen soft, non-tender."),
            ("rash", "Well. Chest clear, heart sounds normal."),
            ("left knee pain", "General: NAD. Heart: RRR. Lungs: clear."),
            ("dizziness", "looks well, chest clear, abdomen soft and non-tender"),
            (
                "passed out",
                "Neuro: cranial nerves intact, power 5/5 throughout, gait normal",
            ),
            ("ear pain", "Throat red. Neck supple. Chest clear."),
            ("palpitations", "Thyroid not enlarged. Lungs clear."),
            ("leg swelling", "Abdomen soft, no masses. Alert."),
        ]);
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn a_full_exam_has_its_core() {
        let hp = |exam: &str| {
            format!(
                "# H&P\n\n## HPI\n\n44-year-old woman admitted with dysuria for 2 days.\n\n## PMH\n\nNone.\n\n## Physical Exam\n\n{exam}\n\n## Plan\n\nAntibiotics.\n"
            )
        };
        let message = |exam: &str| run(&RULE, &hp(exam)).first().map(|finding| finding.message.clone());
        assert_eq!(
            message("Heart: regular. Lungs: clear. Abdomen: soft. Back: no CVA tenderness.").as_deref(),
            Some("Physical Exam says nothing of general appearance, which belongs to every full exam")
        );
        assert_eq!(
            message("General: tired. Heart: regular.").as_deref(),
            Some(
                "Physical Exam says nothing of abdomen, though the complaint is urinary symptoms, nor of lungs, which belongs to every full exam"
            )
        );
        assert_eq!(
            message("General: tired. CV: RRR. Resp: CTAB. Abd: soft, NT. No CVA tenderness."),
            None
        );
        assert_eq!(
            message("NAD. S1/S2, no murmurs. Clear to auscultation. Soft, non-tender."),
            None
        );
    }

    #[test]
    fn an_exam_that_names_nothing() {
        let text = "# SOAP Note\n\nCC: cough\n\nS: cough for 2 days\n\nExam: normal\n\nA: cold\n\nP: rest\n";
        assert_eq!(run(&RULE, text)[0].message, "Exam says \"normal\" and names no system");
        assert_eq!(hits(&RULE, text), ["Exam"]);
    }

    #[test]
    fn words_that_only_look_like_an_exam() {
        speaks(
            &RULE,
            &[
                "# SOAP Note\n\nCC: ear pain\n\nS: 2 days of ear pain.\n\nO: T 38.5 C (tympanic), HR 128.\nCV: RRR. Lungs: clear.\n\nA: otitis\n\nP: amoxicillin\n",
                "# Dermatology clinic\n\nCC: rash\n\nHPI: 3 weeks of rash.\n\nExam: well, skin type III. Heart regular, lungs clear.\n\nA/P: eczema\n",
                "Medical Clerking (AMU)\n\nPC: cough\n\nHPC: 4/7 cough; GP seen by phone only.\n\nPMH: nil\n\nDH: nil\n\nO/E: Normal.\n\nImp: CAP\n\nPlan: admit\n",
            ],
        );
        let text = "# Progress Note\n\nHD 3\n\nSubjective: better.\n\nObjective:\nT 37, HR 80\nGen: NAD\nCV: RRR\nAbd: soft\n\nAssessment/Plan:\n1. Pneumonia: go on.\n";
        assert_eq!(
            run(&RULE, text)[0].message,
            "Objective says nothing of lungs, though the note is about \"Pneumonia\""
        );
    }

    #[test]
    fn look_alikes() {
        let notes = all(&[
            ("chest pain", "comfortable, S1 S2 normal, no murmurs, chest clear"),
            ("chest pain", "Cardiopulmonary: normal"),
            ("chest pain", "CVS: HS I+II+0. RS: good air entry, no added sounds."),
            ("abdominal pain", "soft, non-tender, bowel sounds present"),
            ("abdominal pain", "SNT, no peritonism, no HSM"),
            ("abdominal pain", "Abdo: tender RIF with guarding"),
            ("abdominal pain", "incisions clean, appropriately tender"),
            ("chest pain", "I + II + nil. Coarse bibasilar breath sounds."),
            ("headache", "fundi normal, no neck stiffness, cranial nerves intact"),
            ("headache", "Neuro: grossly intact"),
            ("back pain", "Spine non-tender, SLR negative, reflexes symmetrical"),
            ("SOB", "Wheeze throughout, HS normal, no oedema"),
            ("cough", "O/E looks well, chest clear, SpO2 98%"),
            ("rash", "erythematous plaques in both elbow creases"),
            ("knee pain", "small effusion, full range of movement, ligaments stable"),
            ("sore throat", "tonsils enlarged with exudate, tender cervical nodes"),
            (
                "blood in stool",
                "Abdomen soft. Rectal: deferred at the patient's request.",
            ),
            (
                "dizziness",
                "Dix-Hallpike positive to the right, TMs clear, heart regular",
            ),
            ("follow-up of chest pain", "Abdomen soft."),
            ("annual exam", "Heart regular."),
            ("hypertension", "Heart regular."),
            (
                "low mood",
                "Well groomed, good eye contact, mood low, affect restricted.",
            ),
        ]);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nCC: chest pain\n\nS: Telephone consultation. Chest pain for 2 days.\n\nO: speaks in full sentences\n\nA: chest wall pain\n\nP: see today\n",
                "# SOAP Note\n\nCC: chest pain\n\nS: Chest pain for 2 days.\n\nExam: declined by the patient\n\nA: chest wall pain\n\nP: see today\n",
                "# SOAP Note\n\nCC: chest pain\n\nS: Chest pain for 2 days.\n\nA: chest wall pain\n\nP: see today\n",
                "# SOAP Note\n\nCC: chest pain\n\nS: Chest pain for 2 days.\n\nO: BP 130/80, HR 78\n\nA: chest wall pain\n\nP: see today\n",
                "# Psychiatric Evaluation\n\nCC: I am sad\n\nHPI: 3 weeks of low mood.\n\nMSE: mood low, affect flat\n\nA: depression\n\nP: sertraline 50 mg daily\n",
            ],
        );
    }
}
