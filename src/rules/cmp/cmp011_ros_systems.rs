//! CMP011: the review of systems of a full history names no systems, too few, or not that of the complaint.

use crate::grammar::{Role, lexicon_ids};
use crate::note::{KindSource, Note, SectionIx};
use crate::rules::empty_answer::is_bare_answer;
use crate::rules::support::{
    Content, add_covered, heading, is_british, is_full_history, listing, quote, section_content, title_in,
};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP011",
    name: "ros-systems",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &["hp", "peds-hp", "neuro-hp", "ob-hp", "annual", "sub-i"],
    options: &[
        OptionSpec {
            name: "systems",
            default: OptionDefault::Int(8),
            doc: "How many systems a review that does not close with \"all others negative\" has to name.",
        },
        OptionSpec {
            name: "systems-child",
            default: OptionDefault::Int(5),
            doc: "The same for a patient under 18, and wherever somebody else tells the review.",
        },
    ],
    fix: None,
    sources: &[
        "CMS: 1995 and 1997 Documentation Guidelines for Evaluation and Management Services: a complete review of systems names ten systems or more, or the pertinent ones and that all others are negative",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
    ],
    summary: "The review of systems of a full history names no systems, too few, or not the one of the complaint.",
    docs: r#"
## What it does

Counts the systems that the review of systems of a full history and physical names, by their labels or by their
symptoms. It reports a review that names none ("ROS: negative", "denies everything else"), one with fewer than eight
(five for a child) that does not say that the others are negative, and one that leaves out the system of the chief
complaint without referring to the history. A review that could not be obtained, with the reason, is complete; British
notes have none; whether there is a review at all is for ORG001 to say.

## Why it matters

"Negative" does not say what was asked. When the fever on the third day turns out to be a urinary infection, the only
trace of the question is a system with its symptoms in the review.

## How to fix

One line a system, with the symptoms that you asked for; refer to the history for what stands there ("Cardiovascular: as
in HPI") and close with "all other systems negative" if you asked them.

```bad
# H&P

CC: cough

HPI: 58-year-old man with 5 days of productive cough and fever to 38.6 °C, worse at night. No hemoptysis.

PMH: none. Medications: none. Allergies: NKDA. FH: father with COPD. SH: smokes half a pack a day.

ROS: negative.

PE: T 38.2, HR 96. Crackles at the right base.

A/P: pneumonia; amoxicillin 1 g three times daily for 5 days.
```

```bad
# History and Physical

## HPI

44-year-old woman with 2 days of chest pain, sharp, worse on breathing in.

## Past Medical History

None.

## Family History

None.

## Social History

Teacher, never smoked.

## Review of Systems

- Constitutional: no fever
- GI: no nausea
- Skin: no rash

## Physical Exam

Heart regular, lungs clear.

## Plan

ECG.
```

```good
# History and Physical

## HPI

44-year-old woman with 2 days of chest pain, sharp, worse on breathing in.

## Past Medical History

None.

## Family History

None.

## Social History

Teacher, never smoked.

## Review of Systems

- Constitutional: no fever, chills or weight loss
- Cardiovascular and respiratory: as in HPI
- GI: no nausea, vomiting or black stools
- GU: no dysuria
- Musculoskeletal: no joint pain
- Skin: no rash
- Neurologic: no headache or weakness

## Physical Exam

Heart regular, lungs clear.

## Plan

ECG.
```

## Precision

2 findings on the 182 notes of the development corpus, both read, none wrong; one says "a 14-organ review is negative",
which some teachers accept. Of 42 reviews planted by somebody who did not know the code 38 were found at first sight and
42 after mending; of his 16 look-alikes and 59 good notes none was reported. Of 29 reviews and 15 look-alikes that the
author of the rule wrote himself, 29 and none.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// From so many named systems on, a review is one that goes by systems.
const LISTED: usize = 3;
/// "All others negative" closes a review that names so many.
const LEAST_NAMED: usize = 2;
/// "As in HPI" stands for the rest of a review that names so many.
const LEAST_REFERRED: usize = 4;
/// With so many symptoms of a system in the history, its line in the review may be missing.
const IN_STORY: usize = 3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let sections = (0..note.sections.len() as u32).map(SectionIx);
    let reviews: Vec<SectionIx> = sections
        .filter(|ix| {
            let section = note.section(*ix);
            let inside = section.parent.is_some_and(|parent| is_review(note, parent));
            is_review(note, *ix) && !inside
        })
        .collect();
    let Some(first) = reviews.first().copied() else { return };
    if is_guess(note) || is_british(note) {
        return;
    }
    let mut systems: Vec<&str> = Vec::new();
    let mut said = Said::default();
    let mut written = false;
    for review in &reviews {
        let section = note.section(*review);
        // The heading may go on: `ROS negative`, `10-point ROS`.
        let whole = Span::new(section.heading.start, section.body.end);
        add_covered(note, lexicon_ids::ROS_SYSTEMS, section.body, &mut systems);
        said.add(note, whole);
        written |= section_content(note, *review) == Content::Written;
    }
    // REL008 speaks of "noncontributory".
    if !written || said.unobtainable || is_bare_answer(note, note.section(first).body) {
        return;
    }
    let place = note.section(first).heading;
    // A child's parents, or a husband, cannot tell as much as the patient.
    let by_proxy = note.patient().is_child() || said.by_proxy;
    let least = context.int(if by_proxy { "systems-child" } else { "systems" }).max(1) as usize;
    let title = quote(heading(note, first), 40);
    if systems.is_empty() {
        let words = note.slice(note.section(first).body);
        findings.push(
            Finding::new(
                place,
                format!("{title} says \"{}\" and names no system", quote(words, 40)),
            )
            .help("write one line a system with the symptoms you asked for, or why the review could not be obtained"),
        );
        return;
    }
    let own = missing_own(note, &systems, &said);
    // How many are enough depends on the kind: no number where that is only told from the headings.
    let guessed = !is_full_history(note);
    let closed =
        said.referred && systems.len() >= LEAST_REFERRED || said.others_negative && systems.len() >= LEAST_NAMED;
    if systems.len() < least && !closed && !guessed {
        let asks = if own.is_empty() {
            String::new()
        } else {
            format!("; begin with {}, the system of the complaint", listing(&own, "and"))
        };
        findings.push(
            Finding::new(
                place,
                format!(
                    "{title} names {} {}; a full history reviews {least} or more",
                    systems.len(),
                    if systems.len() == 1 { "system" } else { "systems" }
                ),
            )
            .help(format!(
                "add the systems that you asked about, or that all others were negative{asks}"
            )),
        );
    } else if !own.is_empty() && systems.len() >= LISTED {
        findings.push(
            Finding::new(
                place,
                format!(
                    "{title} leaves out {}, the system of the complaint",
                    listing(&own, "and")
                ),
            )
            .help("add its other symptoms, or refer to the history: \"as in HPI\""),
        );
    }
}

fn is_review(note: &Note, ix: SectionIx) -> bool {
    let section = note.section(ix);
    section
        .id
        .is_some_and(|id| note.grammar.role(id) == Role::ReviewOfSystems)
}

/// Whether the note was taken for a full history by its headings alone, and has few of them.
fn is_guess(note: &Note) -> bool {
    let histories = note
        .sections
        .iter()
        .filter_map(|section| section.id)
        .filter(|id| note.grammar.is_history(*id))
        .count();
    note.kind_source == Some(KindSource::Sections) && histories < 4
}

/// What a review says besides symptoms.
#[derive(Default)]
struct Said {
    /// "All other systems negative".
    others_negative: bool,
    /// "As in HPI".
    referred: bool,
    /// "Per husband".
    by_proxy: bool,
    /// "Unable to obtain".
    unobtainable: bool,
}

impl Said {
    fn add(&mut self, note: &Note, span: Span) {
        for hit in note.phrases_in(lexicon_ids::ROS_SYSTEMS, span) {
            match &*note.entry(hit).id {
                "blanket" => self.others_negative = true,
                "referred" => self.referred = true,
                "proxy" => self.by_proxy = true,
                "unobtainable" => self.unobtainable = true,
                _ => {}
            }
        }
    }
}

/// The systems of the complaint that neither the review nor the history speaks of; named as a message names them.
fn missing_own<'n>(note: &'n Note, systems: &[&str], said: &Said) -> Vec<&'n str> {
    let presentation = note.presentation();
    let Some(complaint) = presentation.main(note).filter(|_| !said.referred) else {
        return Vec::new();
    };
    let in_story = |system: &str| {
        let hits = presentation
            .story
            .iter()
            .flat_map(|span| note.phrases_in(lexicon_ids::ROS_SYSTEMS, *span));
        hits.filter(|hit| note.entry(hit).list("covers").iter().any(|it| it == system))
            .count()
            >= IN_STORY
    };
    complaint
        .list("systems")
        .iter()
        .filter(|wanted| {
            !wanted
                .split('|')
                .any(|system| systems.contains(&system) || in_story(system))
        })
        .map(|wanted| {
            title_in(
                note,
                lexicon_ids::ROS_SYSTEMS,
                wanted.split('|').next().unwrap_or(wanted),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{run, run_with, silent, speaks};

    /// A history and physical with this complaint, story and review.
    fn hp(complaint: &str, story: &str, review: &str) -> String {
        format!(
            "# H&P\n\n## Chief Complaint\n\n{complaint}\n\n## HPI\n\n{story}\n\n## PMH\n\nNone.\n\n## Social History\n\nTeacher.\n\n## Family History\n\nNone.\n\n{review}\n\n## Physical Exam\n\nHeart regular.\n\n## Plan\n\nRest.\n"
        )
    }

    const STORY: &str = "50-year-old man with 2 days of chest pain.";
    const LONG: &str = "- Constitutional: no fever\n- Eyes: no change\n- GI: no nausea\n- GU: no dysuria\n- MSK: no joint pain\n- Skin: no rash\n- Neuro: no headache\n- Psych: mood good\n";

    #[test]
    fn reviews_that_name_too_little() {
        let notes: Vec<String> = [
            "## ROS\n\nNegative.",
            "## Review of Systems\n\nNegative except as in HPI.",
            "## ROS\n\nDenies everything else.",
            "## ROS\n\n10-point ROS negative.",
            "ROS: neg",
            "## Review of Systems\n\nUnremarkable",
            "## Review of Systems\n\nPer HPI",
            "## ROS\n\nNone.",
            "## ROS\n\nNo fever. No nausea.",
            "## ROS\n\n- CV: no palpitations\n- Resp: no cough\n- GI: no nausea",
            "## Review of Systems\n\nConstitutional: no fevers. HEENT: no sore throat. Cardiovascular: no edema.",
            "## ROS\n\nAll systems were reviewed and are negative.",
        ]
        .iter()
        .map(|review| hp("chest pain", STORY, review))
        .collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn histories_known_by_their_headings() {
        let told = "CHIEF COMPLAINTS\nCough x 3 days\n\nHPI\nCough for 3 days.\n\nPAST HISTORY\nNone.\n\nFAMILY HISTORY\nNone.\n\nPERSONAL HISTORY\nFarmer.\n\n";
        let exam = "PHYSICAL EXAM\nLungs clear.\n\nASSESSMENT\nBronchitis.\n\nPLAN\nRest.\n";
        let review = "REVIEW OF SYSTEMS\nCVS: no chest pain. CNS: no headache.\n\n";
        speaks(
            &RULE,
            &[
                &format!("MEDICINE ADMISSION HISTORY\n\nDate of admission 9/4/2025.\n\n{told}{review}{exam}"),
                "# Admission H&P\n\nCC: swelling\n\nHPI: 4 days of leg swelling.\n\nPMHx: HTN\n\nFHx: none\n\nSHx: EtOH 2/wk\n\nROS: Neg.\n\nPE: leg swollen\n\nA/P: DVT\n",
            ],
        );
    }

    #[test]
    fn the_system_of_the_complaint_is_not_left_out() {
        let text = hp("chest pain", STORY, &format!("## ROS\n\n{LONG}"));
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            found[0].message,
            "ROS leaves out cardiovascular and respiratory, the system of the complaint"
        );
        let referred = format!("## ROS\n\nAs in HPI, and:\n\n{LONG}");
        let told = "50-year-old man with 2 days of chest pain, no palpitations, syncope or edema; some cough, no dyspnea, no wheeze.";
        silent(
            &RULE,
            &[
                &hp("chest pain", STORY, &referred),
                &hp("chest pain", told, &format!("## ROS\n\n{LONG}")),
                &hp(
                    "back pain",
                    "50-year-old man with 2 days of back pain.",
                    &format!("## ROS\n\n{LONG}"),
                ),
            ],
        );
    }

    #[test]
    fn schools_may_ask_for_more_or_fewer() {
        let text = hp(
            "rash",
            "Rash for a week.",
            "## ROS\n\nGeneral: no fever. Skin: itching. GI: no nausea.",
        );
        assert_eq!(run(&RULE, &text).len(), 1);
        assert!(run_with(&RULE, &text, "systems", OptionValue::Int(3)).is_empty());
    }

    #[test]
    fn look_alikes() {
        let notes: Vec<String> = [
            "## ROS\n\nUnable to obtain: intubated.",
            "## ROS\n\nLimited by dementia.",
            "## ROS\n\nCould not be obtained because of altered mental status.",
            "## Review of Systems\n\nCardiovascular: no palpitations, no edema. Respiratory: no cough. All other systems reviewed and negative.",
            "## ROS\n\nCV: as in HPI. Resp: as in HPI. 12-point ROS otherwise negative.",
            "## ROS\n\nDenies fever, weight loss, vision change, sore throat, cough, palpitations, nausea, dysuria, joint pain, rash, headache, low mood.",
            "## Review of Systems\n\n***",
            "## ROS\n\n",
            "",
        ]
        .iter()
        .map(|review| hp("chest pain", STORY, review))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: cough\n\nROS: negative\n\nO: lungs clear\n\nA: cold\n\nP: rest\n",
                "# Progress Note\n\nHD 2\n\nROS: negative\n\nA/P: better\n",
                "Dermatology clinic\n\nCC: rash\n\nHPI: rash for 3 weeks\n\nPMH: none\n\nPSH: none\n\nFH: none\n\nSH: gardener\n\nROS: no fever, no joint pain\n\nExam: papules\n\nPlan: cream\n",
                "# ED note\n\nCC: cough\n\nROS: negative except as in HPI\n\nMDM: cold\n",
                "Clerking\n\nPC: cough\nHPC: 3/7 cough, nil fever\nPMH: nil\nDH: nil\nSH: lives alone\nFH: nil\nSystems review: nil of note\nO/E: chest clear\nImp: URTI\nPlan: home\n",
                "# Peds H&P\n\nCC: fever\n\nHPI: 3-year-old boy with fever for 2 days.\n\nBirth History: term\n\nImmunizations: up to date\n\nDevelopment: normal\n\nFH: none\n\nSH: home\n\nROS: General: fever. HEENT: runny nose. Resp: cough. GI: no vomiting. Skin: no rash.\n\nPE: alert\n\nPlan: fluids\n",
            ],
        );
    }
}
