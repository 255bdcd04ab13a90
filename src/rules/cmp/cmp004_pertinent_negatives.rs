//! CMP004: the story of a new complaint has no negative that tests for a dangerous cause.

use crate::grammar::{LexiconEntry, LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::Presentation;
use crate::rules::support::{first_line, is_british, listing};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP004",
    name: "pertinent-negatives",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ed-note",
        "consult",
        "soap",
        "sports-med",
        "derm",
        "gyn",
        "ob-triage",
        "patient-note",
        "sub-i",
        "oral-presentation",
        "geriatrics",
        "clinic-follow-up",
        "psych-eval",
    ],
    options: &[],
    fix: None,
    sources: &[
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
        "Red flags by complaint: general clinical teaching",
    ],
    summary: "The history of a new complaint names no absent symptom that tests for a dangerous cause.",
    docs: r#"
## What it does

Finds the complaint and looks in its story for a pertinent negative that tests for one of the diagnoses not to be
missed: no syncope in chest pain, no saddle numbness in back pain, no blood in diarrhea. If there is none at all, it
names two or three for this complaint. One is enough to be silent, and so is a review of systems that directly follows
the story and denies such symptoms. In a full history and physical the review stands far from the story, and a list of
thirty denials there is no argument; then the help says to bring those that matter forward.

## Why it matters

A differential diagnosis is built from what is absent as much as from what is there. "No neck stiffness, no focal
weakness" tells the reader that meningitis and stroke were thought of; silence tells nothing, and the next clinician
must start again.

## How to fix

Ask and write two or three negatives that would change what you do tonight. Six purposeful ones beat a copied list of
twenty.

```bad
# SOAP Note

CC: headache

S: 29-year-old woman with a throbbing headache over both temples for 2 days, 6/10, worse in the afternoon, better after
ibuprofen, similar to earlier ones.

O: T 36.8 °C, BP 118/76. Neck supple, cranial nerves intact.

A: Tension-type headache.

P: Ibuprofen 400 mg as needed, headache diary.
```

```bad
---
kind: ed-note
---

CC: low back pain

HPI: 51-year-old man with aching low back pain for 5 days after digging, 7/10, constant, worse on bending, eased by
heat, going down to the right buttock.

PE: tender over the lumbar muscles.

MDM: muscle strain.

Disposition: home.
```

```good
# SOAP Note

CC: headache

S: 29-year-old woman with a throbbing headache over both temples for 2 days, 6/10, worse in the afternoon, better after
ibuprofen, similar to earlier ones. It came on slowly; no fever, neck stiffness, weakness or change of vision.

O: T 36.8 °C, BP 118/76. Neck supple, cranial nerves intact.

A: Tension-type headache.

P: Ibuprofen 400 mg as needed, headache diary.
```

## Precision

7 findings on the 182 notes of the development corpus, all read, none wrong (six are injuries and joints whose story
denies nothing, or only pain elsewhere). Of 26 stories from which somebody who did not know the code took the negatives,
17 were found at first sight and 26 after mending; of his 12 look-alikes (negatives in other words) and 59 good notes
none was reported.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::COMPLAINTS]),
    check: Check::Note(check),
};

/// So many symptoms denied in a story argue for something, even if none of them is dangerous.
const MANY: usize = 3;
/// So many denied in the review of systems count, where one would do in the story.
const REVIEWED: usize = 2;
/// How far a denial reaches, in bytes: `denies a, b, c or d`.
const REACH: u32 = 220;
/// What says that a function is in order, and how many words after it.
const IN_ORDER: [&str; 12] = [
    "normal",
    "normally",
    "unaffected",
    "intact",
    "fine",
    "ok",
    "unchanged",
    "spared",
    "preserved",
    "steady",
    "stable",
    "clear",
];
/// See [`IN_ORDER`].
const IN_CLAUSE: usize = 4;
/// Within so many bytes.
const CLAUSE: u32 = 120;
/// The complaint whose negatives are written anywhere: in the story, among the risks, in the mental state.
const MOOD: &str = "depression-mood";
/// How many symptoms the help names.
const NAMED: usize = 3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let presentation = note.presentation();
    let Some(complaint) = presentation.due(note) else {
        return;
    };
    let asks: Vec<&str> = complaint.list("ask").iter().map(AsRef::as_ref).take(NAMED).collect();
    if asks.is_empty() || is_answered(note, presentation, complaint) {
        return;
    }
    let review = Review::of(note, complaint);
    let full_history = note.kind.is_some_and(|kind| note.grammar.kind(kind).full_history);
    if review.denied >= REVIEWED && !(full_history && review.is_far) {
        return;
    }
    let title = complaint.text("title").unwrap_or("the complaint");
    let help = if review.denied >= REVIEWED {
        format!(
            "bring those that matter forward from the review of systems: whether there was {}",
            listing(&asks, "or")
        )
    } else {
        format!("say whether there was {}", listing(&asks, "or"))
    };
    findings.push(
        Finding::new(
            presentation.place(note).unwrap_or_else(|| first_line(note)),
            format!("This history of {title} has no pertinent negative that tests for a dangerous cause"),
        )
        .help(help),
    );
}

/// Whether the story denies something dangerous, or so much that something else must be argued.
fn is_answered(note: &Note, presentation: &Presentation, complaint: &LexiconEntry) -> bool {
    // Suicidal thoughts are written in many places.
    let everywhere = [Span::new(0, note.text.len() as u32)];
    let asks_mood = complaint.id == MOOD;
    let places: &[Span] = if asks_mood { &everywhere } else { &presentation.story };
    let mut negatives = 0;
    for place in places {
        negatives += note
            .phrases_in(lexicon_ids::SYMPTOMS, *place)
            .filter(|hit| is_denied(note, hit.span, *place))
            .take(MANY)
            .count();
        let answers = |hit: &LexiconHit| {
            let flag = note.entry(hit);
            // "Able to bear weight" is a negative in other words, and whoever names suicide has asked.
            flag.category == "intact" || asks_mood && flag.id == "suicidal" || is_denied(note, hit.span, *place)
        };
        if dangers(note, *place, complaint).any(answers) {
            return true;
        }
        // A British doctor's notes are short: one symptom that was asked for is an argument there.
        let mut symptoms = note.phrases_in(lexicon_ids::SYMPTOMS, *place);
        if is_british(note) && symptoms.any(|hit| is_denied(note, hit.span, *place)) {
            return true;
        }
    }
    !asks_mood && negatives >= MANY
}

/// The dangerous symptoms of this complaint that are named in `place`.
fn dangers<'n>(note: &'n Note, place: Span, complaint: &'n LexiconEntry) -> impl Iterator<Item = &'n LexiconHit> {
    note.phrases_in(lexicon_ids::RED_FLAGS, place).filter(|hit| {
        let flag = note.entry(hit);
        tests_for(complaint, &flag.id) || flag.list("also").iter().any(|also| tests_for(complaint, also))
    })
}

fn tests_for(complaint: &LexiconEntry, flag: &str) -> bool {
    complaint.list("danger").iter().any(|danger| danger == flag)
}

fn is_denial(note: &Note, hit: &LexiconHit) -> bool {
    note.entry(hit).id == "pertinent-negatives"
}

/// Whether a word of denial stands before `span` in its sentence.
fn is_denied(note: &Note, span: Span, place: Span) -> bool {
    // `(-) chest pain`, `-VB`
    let before = note.slice(Span::new(place.start.min(span.start), span.start));
    let by_sign = before.trim_end().ends_with("(-)") || [" -", ",-", " −"].iter().any(|sign| before.ends_with(sign));
    if by_sign || note.assertion(span).is_absent() || is_normal(note, span, place) {
        return true;
    }
    let from = span.start.saturating_sub(REACH).max(place.start);
    note.phrases_in(lexicon_ids::HPI_ELEMENTS, Span::new(from, span.start))
        .filter(|hit| is_denial(note, hit) && hit.span.end <= span.start)
        .last()
        .is_some_and(|hit| {
            let between = note.slice(Span::new(hit.span.end, span.start));
            !between.contains(". ") && !between.contains(";") && !between.contains("\n\n") && !between.contains(" but ")
        })
}

/// Whether what the dangerous symptom is one of is said to be in order: `speech and gait normal`, `weight steady`.
fn is_normal(note: &Note, span: Span, place: Span) -> bool {
    let end = place.end.max(span.end).min(span.end.saturating_add(CLAUSE));
    let rest = note.slice(Span::new(span.end, crate::text::floor(&note.text, end as usize) as u32));
    let clause = rest.split(['.', ';', ',', '\n']).next().unwrap_or_default();
    let mut words = clause.split_whitespace().take(IN_CLAUSE);
    words.any(|word| IN_ORDER.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// What the review of systems says of the dangers.
struct Review {
    /// How many are denied.
    denied: usize,
    /// Whether something else stands between the story and the review.
    is_far: bool,
}

impl Review {
    fn of(note: &Note, complaint: &LexiconEntry) -> Self {
        let mut denied: Vec<u16> = Vec::new();
        let mut is_far = false;
        let mut before = None;
        for section in &note.sections {
            let role = note.role_at(section.heading.start);
            if role == Role::ReviewOfSystems {
                let hits = dangers(note, section.body, complaint);
                for hit in hits.filter(|hit| is_denied(note, hit.span, section.body)) {
                    if !denied.contains(&hit.entry) {
                        denied.push(hit.entry);
                    }
                }
                is_far |= !matches!(
                    before,
                    None | Some(Role::History | Role::ChiefComplaint | Role::ReviewOfSystems)
                );
            }
            before = Some(role);
        }
        Self {
            denied: denied.len(),
            is_far,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn soap(complaint: &str, story: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: {story}\n\nO: T 36.9 C, HR 80, BP 124/76. Comfortable.\n\nA: See above.\n\nP: Back in one week.\n"
        )
    }

    fn all(notes: &[(&str, &str)]) -> Vec<String> {
        notes.iter().map(|(complaint, story)| soap(complaint, story)).collect()
    }

    #[test]
    fn stories_without_a_pertinent_negative() {
        let notes = all(&[
            (
                "chest pain",
                "58-year-old man with pressure behind the breastbone for 2 days, brought on by stairs, gone after rest, 6/10, spreading to the left arm.",
            ),
            (
                "abdominal pain",
                "Crampy pain in the right lower quadrant since yesterday, worse with walking, 7/10.",
            ),
            (
                "shortness of breath",
                "Worse over 4 days, now on one flight of stairs. Uses two pillows.",
            ),
            (
                "low back pain",
                "Aching since lifting a box 3 days ago, worse bending, better with heat, 5/10. No relief from naproxen.",
            ),
            (
                "dizziness",
                "Lightheaded on standing for a week, several times a day. Started lisinopril 2 weeks ago.",
            ),
            (
                "cough",
                "Productive cough for 6 weeks, yellow sputum, worse in the morning. Smokes a pack a day.",
            ),
            (
                "diarrhea",
                "Eight watery stools a day since Sunday after a picnic. Husband is ill too.",
            ),
            (
                "passed out",
                "Fell to the floor at the bus stop this morning, out for a minute, bystander saw it.",
            ),
            (
                "fever",
                "Temp to 39 C for 3 days, better with acetaminophen. Not sleeping well.",
            ),
            (
                "left arm weakness",
                "Woke at 06:00 with a weak left arm, better by noon. Right-handed.",
            ),
            (
                "depressed mood",
                "Sad for 2 months since the divorce, sleeps 4 hours, tired. No appetite.",
            ),
        ]);
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn a_far_review_of_systems_is_no_argument() {
        let hp = |story: &str| {
            format!(
                "# H&P\n\n## Chief Complaint\n\nChest pain\n\n## HPI\n\n{story}\n\n## PMH\n\nHypertension\n\n## Social History\n\nNever smoked.\n\n## Family History\n\nNone.\n\n## Review of Systems\n\nCardiovascular: no syncope, no palpitations, no leg swelling. Respiratory: no hemoptysis.\n\n## Plan\n\nECG.\n"
            )
        };
        let found = run(
            &RULE,
            &hp("64-year-old man with crushing chest pain for an hour, 9/10."),
        );
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].help.as_ref().unwrap().contains("bring those"), "{found:#?}");
        assert!(
            run(
                &RULE,
                &hp("64-year-old man with crushing chest pain for an hour, 9/10. He denies syncope.")
            )
            .is_empty()
        );
    }

    #[test]
    fn negatives_in_other_words() {
        let notes = all(&[
            (
                "dizziness",
                "Room spins for seconds since Monday. Hearing unaffected; speech and gait normal.",
            ),
            (
                "ankle injury",
                "Rolled it yesterday on the stairs, sharp pain outside, 5/10; able to bear weight.",
            ),
            (
                "leg swelling",
                "4 days, left leg, tight. Breathing fine; has not fainted or coughed blood.",
            ),
            (
                "back pain",
                "Aching for a week after lifting; bowel and bladder function normal.",
            ),
            ("vomiting", "Since last night, six times. Drinking well, still playful."),
            (
                "depressed mood",
                "Sad for 2 months; passive suicidal ideation without a plan.",
            ),
            (
                "breathing difficulty",
                "20 minutes after a wasp sting. No closing of the throat feeling.",
            ),
            (
                "chest pain",
                "(-) syncope, (-) hemoptysis. Pressure for 2 days on the stairs.",
            ),
        ]);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &["PC: SOB\nHPC: 4/7 SOB + cough, nil sputum.\nDH: salbutamol\nPlan: chest review\n"],
        );
        speaks(
            &RULE,
            &[
                "# Psychiatric Evaluation\n\nCC: depression\n\nHPI: 34F with 2 months of low mood, tired, sleeps 4 hours.\n\nMSE: mood sad.\n\nPlan: sertraline\n",
                "# Sports Medicine Clinic Note\n\nCC: knee injury\n\nHPI: 17F felt a pop 2 days ago, swelling, worse on stairs, could not continue.\n\nPlan: MRI\n",
            ],
        );
    }

    #[test]
    fn the_finding_stands_at_the_story() {
        let text = soap("cough", "Cough for 6 weeks.");
        assert_eq!(hits(&RULE, &text), ["S"]);
        assert!(run(&RULE, &text)[0].help.as_ref().unwrap().contains("hemoptysis"));
    }

    #[test]
    fn look_alikes() {
        let notes = all(&[
            (
                "chest pain",
                "Pressure for 2 days with stairs, 6/10. Denies sweating, fainting or leg swelling.",
            ),
            (
                "chest pain",
                "Pressure for 2 days with stairs, 6/10. Without hemoptysis.",
            ),
            ("chest pain", "Burning after meals for a week. Never short of breath."),
            (
                "abdominal pain",
                "Cramps since yesterday. Nil vomiting, nil PR bleeding.",
            ),
            (
                "abdominal pain",
                "Cramps since yesterday. LMP 2 weeks ago, not pregnant.",
            ),
            ("SOB", "Breathless for 4 days; no chest pain, no calf swelling"),
            (
                "back pain",
                "Aching after lifting. Bladder and bowels normal; no numbness.",
            ),
            (
                "back pain",
                "Aching after lifting. Negative for fever, saddle anesthesia.",
            ),
            (
                "dizziness",
                "Room spins on rolling over. Hearing is normal, no tinnitus, no slurred speech.",
            ),
            (
                "cough",
                "Six weeks, yellow sputum. Weight steady, has not coughed up blood.",
            ),
            ("diarrhoea", "Watery, 8/day since Sunday. Not bloody. PU normally."),
            ("fever", "39 C for 3 days. No rash, no neck stiffness."),
            (
                "headache",
                "Throbbing, 2 days. Doesn't have any weakness or change in vision.",
            ),
            ("low mood", "Sad for 2 months. Denies thoughts of harming herself."),
            ("anxiety", "Worried for weeks. No SI."),
            (
                "knee pain",
                "Twisted it at football. Can walk; no locking, no numbness.",
            ),
            (
                "sore throat",
                "3 days, swallowing hurts. No drooling, no rash, no trouble breathing, no cough.",
            ),
            ("follow-up of chest pain", "Better since the stent."),
            ("annual exam", "Some cough."),
            ("runny nose", "Sneezing since Monday."),
            (
                "vaginal bleeding",
                "Heavy for 3 days with clots. Pregnancy test negative at home. No dizziness.",
            ),
        ]);
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nCC: chest pain\n\nHPI: Pressure for 2 days with stairs.\n\nROS: Cardiovascular: denies syncope, palpitations. Respiratory: denies dyspnea.\n\nPE: heart regular\n\nA: angina\n\nP: ECG\n",
                "# Progress Note\n\nHD 2\n\nS: chest pain better\n\nO: HR 80\n\nA/P: NSTEMI\n",
            ],
        );
    }
}
