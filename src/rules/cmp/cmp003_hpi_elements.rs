//! CMP003: the story of a new complaint leaves out dimensions that matter for it.

use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Presentation, TimeKind};
use crate::rules::support::{first_line, is_background, is_british, leads_back, listing, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP003",
    name: "hpi-elements",
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
        "psych-eval",
        "oral-presentation",
        "geriatrics",
        "clinic-follow-up",
    ],
    options: &[OptionSpec {
        name: "spare",
        default: OptionDefault::Int(0),
        doc: "How many dimensions fewer than the lexicon's minimum are still enough (a negative number asks for more).",
    }],
    fix: None,
    sources: &[
        "OLDCARTS, OPQRST and SOCRATES: the dimensions of a symptom, standard teaching",
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up",
        "UF College of Medicine Internal Medicine Clerkship: evaluation criteria for write-ups",
    ],
    summary: "The history of a new complaint leaves out dimensions of the symptom that matter for it.",
    docs: r#"
## What it does

Finds the complaint (from the chief complaint, else from the opening of the history) and asks which dimensions of the
symptom its story covers: onset, location, duration, character, aggravating and relieving factors, radiation, timing and
severity, as far as they make sense for that complaint: a cough has no radiation, a fever no location. Associated
symptoms, pertinent negatives, context and risk factors count towards the minimum too. Only a story below the
complaint's minimum is reported, once, with what is missing; an explicit negative ("does not radiate") is an answer. It
is a warning when most of the dimensions are missing, else an info.

Only where a new complaint is due: follow-up, annual and postoperative visits and progress notes are left alone, and
complaints that the lexicon does not know. After an injury nobody is asked for radiation and timing, a small child not
for character, and a story that nobody could tell ("unable to give a history", an ambulance called at once) for nothing.

## Why it matters

The dimensions are the diagnosis: pressure on exertion that lasts five minutes, tearing pain of sudden onset and pain
that is worse on breathing in are three different emergencies with one chief complaint. What the history does not say,
the next reader has to ask again.

## How to fix

Add the missing dimensions in a sentence or two, in the patient's words where they help. "Nothing makes it better" and
"no radiation" are answers.

```bad
# SOAP Note

CC: chest pain

S: 58-year-old man with hypertension who has had chest pain. It is bad. He denies fever.

O: BP 142/88, HR 90. Heart regular, no murmur. Lungs clear.

A: Chest pain.

P: ECG and troponin now.
```

```bad
# Emergency Department Note

**Chief Complaint:** abdominal pain

**HPI:** The patient is a 34-year-old woman with abdominal pain since yesterday. She also has nausea. She takes an oral
contraceptive.

**Physical Exam:** Abdomen soft, tender in the right lower quadrant.

**MDM:** Appendicitis possible.

**Disposition:** surgery consulted.
```

```good
# SOAP Note

CC: chest pain

S: 58-year-old man with hypertension who has had pressure behind the breastbone for 2 days, brought on by climbing
stairs and gone after 5 minutes of rest, 6/10 at worst, four times a day, spreading to the left
arm, with some nausea. It began suddenly while he carried a box. He denies syncope, leg swelling and fever.

O: BP 142/88, HR 90. Heart regular, no murmur. Lungs clear.

A: Stable angina is most likely.

P: ECG and troponin now.
```

```good
# SOAP Note

CC: follow-up of knee pain

S: Knee pain is better since the injection. Walks a mile. No swelling.

O: Knee without effusion.

A: Osteoarthritis, improving.

P: Continue exercises; back in 3 months.
```

## Precision

4 findings on the 182 notes of the development corpus, all read, none wrong; two of them are injuries told in two
sentences. Of faults planted by somebody who did not know the code (three sets, 26 stories cut down in 26 notes) 13 of
26 were found at first sight and 26 of 26 after mending the mechanism; of his 11 look-alikes and 59 good notes none was
reported. Of 65 bare stories and 30 complete ones that the author of the rule wrote himself, 64 and none.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::COMPLAINTS]),
    check: Check::Note(check),
};

/// The dimensions that a message may ask for, in the order of OLDCARTS.
const DIMENSIONS: [&str; 9] = [
    "onset",
    "location",
    "duration",
    "character",
    "aggravating",
    "relieving",
    "radiation",
    "timing",
    "severity",
];
/// What a denied symptom does not tell.
const AFFIRMED: [&str; 2] = ["associated-symptoms", "character"];
/// A young child cannot tell these, and nobody else can.
const TOLD_BY_THE_PATIENT: [&str; 2] = ["character", "radiation"];
/// From this age on, in years, a patient can.
const TELLS: f64 = 4.0;
/// What is no question after an injury: it happened once, and hurts where it hit.
const NOT_OF_AN_INJURY: [&str; 2] = ["radiation", "timing"];
/// From how many words on CMP005 asks a story for its time.
const LONG: usize = 50;
/// What tells when.
const TIME: [&str; 2] = ["onset", "duration"];
/// How far before a number "at" may stand, in bytes: `at 18 months`.
const AT: u32 = 6;
/// How many dimensions the headline may tell for the story.
const HEADLINE: i64 = 1;
/// How many missing dimensions are a gap in any story that is asked for more than these.
const GAP: i64 = 3;
/// How many questions a help spells out.
const QUESTIONS: usize = 4;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let presentation = note.presentation();
    let Some(complaint) = presentation.due(note) else {
        return;
    };
    let story: Vec<Span> = presentation.tale().collect();
    let told = names(covered(note, &story));
    let mut covered = names(covered(note, &presentation.headlines));
    covered.extend(&told);
    let expected = expected(note, complaint);
    let dropped = complaint.list("expected").len() - expected.len();
    // A British doctor's notes are short, and a dimension less is no gap in them.
    let british = is_british(note);
    let spare = context.int("spare") + i64::from(british);
    let least = complaint.number("minimum").unwrap_or(0.0) as i64 - dropped as i64 - spare;
    let count = |covered: &[&str]| expected.iter().filter(|dimension| covered.contains(dimension)).count() as i64;
    let met = count(&covered);
    let asked: Vec<&str> = DIMENSIONS.iter().copied().filter(|it| expected.contains(it)).collect();
    // "Itchy rash on both arms x 3 weeks" is the headline: it makes up for a little of what the story should tell.
    let untold = asked.iter().filter(|dimension| !told.contains(dimension)).count();
    let is_bare = count(&told) + HEADLINE < least && untold > 1;
    let missing: Vec<&LexiconEntry> = asked
        .iter()
        .filter(|dimension| !if is_bare { &told } else { &covered }.contains(dimension))
        .filter_map(|dimension| dimension_named(note, dimension))
        .collect();
    // One dimension alone is a matter of taste; many are a gap, whatever else the story holds.
    let is_short = met < least && missing.len() >= asked.len().min(2 + usize::from(british));
    let has_gap = missing.len() as i64 >= (GAP + spare).max(1) && asked.len() > GAP as usize;
    // Neither when it began nor how long it has lasted: no other dimension makes up for that.
    // CMP005 speaks of long stories.
    let is_long = || story.iter().map(|span| word_count(note.slice(*span))).sum::<usize>() >= LONG;
    let is_timeless = TIME
        .iter()
        .all(|dimension| asked.contains(dimension) && !covered.contains(dimension));
    if missing.is_empty() || !is_short && !has_gap && !is_bare && (!is_timeless || is_long()) {
        return;
    }
    let titles: Vec<&str> = missing.iter().filter_map(|entry| entry.text("title")).collect();
    let questions: Vec<&str> = missing
        .iter()
        .filter_map(|entry| entry.text("ask"))
        .take(QUESTIONS)
        .collect();
    let title = complaint.text("title").unwrap_or("complaint");
    let mut finding = Finding::new(
        presentation.place(note).unwrap_or_else(|| first_line(note)),
        format!("This history of {title} does not tell {}", listing(&titles, "or")),
    )
    .help(format!("say {}", questions.join("; ")));
    if missing.len() * 2 > asked.len() {
        finding = finding.severity(Severity::Warning);
    }
    findings.push(finding);
}

/// The dimensions of this complaint that make sense for the patient.
fn expected<'n>(note: &'n Note, complaint: &'n LexiconEntry) -> Vec<&'n str> {
    let cannot_tell = note.patient().years().is_some_and(|years| years < TELLS);
    let hurt = is_hurt(note, note.presentation());
    let makes_sense = |dimension: &&str| {
        !(cannot_tell && TOLD_BY_THE_PATIENT.contains(dimension) || hurt && NOT_OF_AN_INJURY.contains(dimension))
    };
    let all = complaint.list("expected").iter().map(AsRef::as_ref);
    all.filter(makes_sense).collect()
}

/// The dimensions that the story of this note is asked for, as it calls them, each with where it is told: those that make
/// sense for the complaint, or the usual ones for a complaint that the lexicon does not know.
pub(crate) fn dimensions(note: &Note) -> Vec<(&str, Option<Span>)> {
    /// What any complaint has.
    const USUAL: [&str; 6] = ["onset", "duration", "character", "aggravating", "relieving", "severity"];
    let presentation = note.presentation();
    let told = covered(note, &presentation.story);
    let known = presentation.complaints.first();
    let known = known.map(|it| expected(note, note.entry_at(lexicon_ids::COMPLAINTS, it.entry)));
    let known = known.filter(|it| !it.is_empty()).unwrap_or_else(|| USUAL.to_vec());
    let asked = DIMENSIONS.iter().filter(|it| known.contains(it));
    asked
        .map(|dimension| {
            let place = told.iter().find(|(name, _)| name == dimension).map(|(_, span)| *span);
            let title = dimension_named(note, dimension).and_then(|entry| entry.text("title"));
            (title.unwrap_or(dimension), place)
        })
        .collect()
}

/// The dimensions that these parts of the story cover, each with where it is told first.
fn covered<'n>(note: &'n Note, spans: &[Span]) -> Vec<(&'n str, Span)> {
    let mut covered: Vec<(&str, Span)> = Vec::new();
    for span in spans {
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < span.start);
        let to = times.partition_point(|time| time.span.start < span.end);
        let times = &times[from..to.max(from)];
        let past: Vec<Span> = times
            .iter()
            .filter(|time| is_background(note, time))
            .map(|time| time.span)
            .collect();
        for hit in note.phrases_in(lexicon_ids::HPI_ELEMENTS, *span) {
            let entry = note.entry(hit);
            // "Last UTI 2 years ago" is not when this one began.
            if &*entry.id == "onset-and-duration" && past.iter().any(|past| past.overlaps(hit.span)) {
                continue;
            }
            for dimension in entry.list("covers") {
                // "No fever" is a negative and no associated symptom; "no sputum" does not tell what the cough is like.
                let affirmed = || !note.assertion(hit.span).is_absent();
                if !has(&covered, dimension) && (!AFFIRMED.contains(&&**dimension) || affirmed()) {
                    covered.push((dimension, hit.span));
                }
            }
        }
        let mut add = |dimension: &'static str, place: Span| {
            if !has(&covered, dimension) {
                covered.push((dimension, place));
            }
        };
        for time in times {
            let near = Span::new(time.span.start.saturating_sub(AT), time.span.end);
            let is_age = note
                .phrases_in(lexicon_ids::HPI_ELEMENTS, near)
                .any(|hit| note.entry(hit).id == "age" && hit.span.overlaps(time.span));
            match time.kind {
                // "One febrile seizure at 18 months".
                _ if is_age || past.contains(&time.span) => {}
                // The date of the note, or of the last period.
                TimeKind::Date { .. } if is_header(note, *span) || leads_back(note, time.span, None) => {}
                TimeKind::Date { .. } | TimeKind::Duration(..) | TimeKind::Ago(..) => {
                    add("onset", time.span);
                    add("duration", time.span);
                }
                _ => {}
            }
        }
        if let Some(sided) = note.sides().iter().find(|sided| span.contains(sided.span)) {
            add("location", sided.span);
        }
    }
    covered
}

/// The dimensions alone.
fn names(covered: Vec<(&str, Span)>) -> Vec<&str> {
    covered.into_iter().map(|(name, _)| name).collect()
}

fn has(covered: &[(&str, Span)], dimension: &str) -> bool {
    covered.iter().any(|(name, _)| *name == dimension)
}

/// Whether these are lines before the first heading: their date is that of the note.
fn is_header(note: &Note, span: Span) -> bool {
    note.sections
        .first()
        .is_some_and(|section| span.end <= section.span.start)
}

/// Whether the story tells of an injury: `fell`, `twisted`, `rear-ended`.
fn is_hurt(note: &Note, presentation: &Presentation) -> bool {
    let mut told = presentation
        .story
        .iter()
        .flat_map(|span| note.phrases_in(lexicon_ids::COMPLAINTS, *span));
    told.any(|hit| note.entry(hit).id == "trauma" && !note.assertion(hit.span).is_absent())
}

fn dimension_named<'n>(note: &'n Note, id: &str) -> Option<&'n LexiconEntry> {
    let entries = &note.grammar.lexicon(lexicon_ids::HPI_ELEMENTS).entries;
    entries.iter().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};
    use crate::rules::{OptionValue, Severity, support::testing::run_with};

    /// A SOAP note with this complaint and story.
    fn soap(complaint: &str, story: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: {story}\n\nO: T 36.9 C, HR 80, BP 124/76. Comfortable.\n\nA: See above.\n\nP: Back in one week.\n"
        )
    }

    #[test]
    fn bare_stories_are_found_whatever_their_words() {
        let bare = [
            (
                "Chest pain",
                "61-year-old man who has had chest pain. He is worried about his heart. Takes aspirin.",
            ),
            (
                "my belly hurts",
                "Patient is a 24F with pain in her belly. Mother had gallstones. She works in a bank.",
            ),
            (
                "HA",
                "33 yo woman with headaches. They bother her. She has taken nothing.",
            ),
            (
                "low back pain",
                "Mr. A. has a bad back. The pain is severe. He has been off work.",
            ),
            (
                "knee pain",
                "17-year-old girl with right knee pain. Plays soccer. No other injuries.",
            ),
            (
                "SOB",
                "72M with COPD here because he is short of breath. Uses oxygen at home.",
            ),
            (
                "Palpitations",
                "Patient has palpitations. She drinks coffee. No other symptoms.",
            ),
            (
                "vomiting",
                "Brought in by her father for vomiting. He is concerned. She ate at a restaurant.",
            ),
            ("dizzy", "Feels dizzy. Takes lisinopril. Lives alone."),
            ("rash", "He has a rash. He would like a cream for it."),
            ("passed out", "Passed out at church. Daughter called 911."),
            (
                "blood in stool",
                "Noticed blood in stool. No family history of cancer. Anxious.",
            ),
        ];
        let notes: Vec<String> = bare.iter().map(|(complaint, story)| soap(complaint, story)).collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn stories_in_other_places_are_found_too() {
        speaks(
            &RULE,
            &[
                "# H&P\n\n## HPI\n\nThe patient is a 55-year-old man with hypertension who presents with chest pain. His father had a stent. He is a smoker.\n\n## Physical Exam\n\nHeart regular.\n\n## Assessment\n\nChest pain.\n\n## Plan\n\nECG.\n",
                "---\nkind: ed-note\n---\nCC: abd pain\nHPI: 40F c/o abd pain. Also nausea. Hx of fibroids.\nPE: abd soft.\nMDM: unclear.\nDispo: home.\n",
                "---\nkind: consult\n---\nREASON FOR CONSULT: joint pain\n\nHPI: Asked to see this 66-year-old woman for pain in the left hip. She has osteoporosis.\n\nRECOMMENDATIONS: film.\n",
                "PC: headache\nHPC: headache since this morning. Worried about a brain tumour.\nPMH: nil\nDH: nil\nO/E: looks well\nImp: tension headache\nPlan: paracetamol\n",
            ],
        );
    }

    #[test]
    fn a_message_names_what_is_missing_and_only_what_makes_sense() {
        let text = soap("cough", "Patient has a cough for 3 days. He is a teacher.");
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(
            found[0].message,
            "This history of cough does not tell character, aggravating factors or timing"
        );
        assert!(!found[0].help.as_ref().unwrap().contains("spread"), "{found:#?}");
        assert_eq!(found[0].severity, Some(Severity::Warning));
        assert_eq!(hits(&RULE, &text), ["S"]);
    }

    #[test]
    fn gaps_that_nothing_makes_up_for() {
        let notes = [
            // The headline is no story.
            soap(
                "itchy rash on both forearms x 3 weeks",
                "38-year-old woman with asthma, here about a rash. She tried hydrocortisone 1% cream. No fever. She works as a gardener.",
            ),
            // Three dimensions and more, however much stands around them.
            soap(
                "chest pain",
                "58M with hypertension and diabetes, a smoker, with chest pain since last night after dinner, lasting an hour, relieved by antacids; nausea and sweating with it. No syncope, dyspnea or leg swelling.",
            ),
            // Neither when nor how long.
            soap("burning with urination", "23F c/o burning with urination. No fever, flank pain or discharge. LMP 3/20/2025. Last UTI 2 years ago."),
            "# Sports Medicine Clinic Note\n\nCC: right knee injury 2 days ago\n\nHPI: 17F with knee pain. No numbness.\n\nPlan: MRI\n".to_owned(),
        ];
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn what_makes_no_sense_is_not_asked_for() {
        let found = run(
            &RULE,
            &soap(
                "finger pain",
                "41F with finger pain after she was rear-ended in a car accident.",
            ),
        );
        assert!(
            !found[0].message.contains("timing") && !found[0].message.contains("radiation"),
            "{found:#?}"
        );
        silent(
            &RULE,
            &[
                &soap(
                    "confusion",
                    "88F with dementia, confused. She is unable to provide a history.",
                ),
                &soap(
                    "swelling",
                    "1 week of elbow swelling on the left. Not painful. No trauma or fever. Desk job, never before.",
                ),
                &soap(
                    "cough and cold",
                    "5 days, dry cough, sore throat, runny nose. No fever or breathlessness. Children ill too.",
                ),
                "PC: chest pain\nHPC: Central chest pain now.\nPlan: 999 called\nDH: nil\n",
            ],
        );
    }

    #[test]
    fn schools_may_ask_for_less() {
        let text = soap("cough", "Patient has a cough for 3 days. He is a teacher.");
        assert!(run_with(&RULE, &text, "spare", OptionValue::Int(3)).is_empty());
    }

    #[test]
    fn look_alikes() {
        let told = [
            (
                "chest pain",
                "50-year-old man with 2 hours of crushing substernal chest pain that came on at rest, 8/10, constant, radiating to the jaw, not relieved by nitroglycerin, with sweating. No dyspnea.",
            ),
            (
                "tummy pain",
                "9-year-old boy with crampy pain around the navel since last night, now moved to the right lower side, worse when he walks or coughs, constant, 7/10, no relief from paracetamol; vomited once. No diarrhoea.",
            ),
            (
                "headache",
                "Throbbing headache over the left temple, 6 hours, 8 out of 10, came on gradually, worse with light, a bit better in a dark room, twice a month, with nausea. Denies weakness.",
            ),
            (
                "knee pain",
                "Sharp pain on the inside of the left knee x 2 weeks, started after a tackle, worse on stairs, eased by ice, comes and goes, limits running, some swelling. No fever, locking or giving way.",
            ),
            (
                "cough",
                "Dry cough for 3 weeks, worse at night and in cold air, daily, with a blocked nose. No fever, blood or weight loss. Son has a cold.",
            ),
            (
                "vomiting",
                "Vomited 6 times since yesterday, clear then yellow, cannot keep water down; cramps. No blood. Ate takeout with her flatmate, who is ill too.",
            ),
            (
                "SOB",
                "Getting more breathless over 5 days, now stops after one flight, worse lying flat, better sitting up, two pillows, ankle swelling. No chest pain. Known heart failure.",
            ),
            (
                "fever",
                "Temp up to 39.4 C for 2 days, every evening, eases with paracetamol; sore throat. No rash or neck stiffness. Nursery outbreak of hand-foot-mouth.",
            ),
            (
                "rash",
                "Itchy red patches in both elbow creases, on and off for 2 months, worse with wool and sweat, better with moisturiser. No blisters or fever. New washing powder.",
            ),
            (
                "palpitations",
                "Racing heart for 10 minutes, twice a week since May, starts suddenly on the sofa, stops with a deep breath, not brought on by exercise; light-headed. No syncope.",
            ),
            (
                "dizziness",
                "Room spins for 30 seconds whenever she rolls over in bed, since Monday, five or six times a day, with nausea. No deafness or tinnitus.",
            ),
            (
                "back pain",
                "Aching low back pain for 10 days after lifting a sofa, 5/10, worse bending, better with heat, does not go down the leg, constant in the morning, stiff. No numbness.",
            ),
        ];
        let notes: Vec<String> = told.iter().map(|(complaint, story)| soap(complaint, story)).collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        let other_visits = [
            ("follow-up of back pain", "Back pain is better."),
            ("annual exam", "Feels well. Some knee pain."),
            ("medication refill", "Headaches are under control."),
            ("post-op check", "Pain is controlled."),
            ("hypertension", "Here for blood pressure. No chest pain."),
            ("BP check, f/u chest pain", "No more pain."),
            ("Well-child check", "No concerns. Had a cough."),
            ("asthma review", "Uses the inhaler twice a week."),
        ];
        let notes: Vec<String> = other_visits
            .iter()
            .map(|(complaint, story)| soap(complaint, story))
            .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# Progress Note\n\nHD 3.\n\nS: chest pain better.\n\nO: HR 80\n\nA/P: NSTEMI. Continue heparin.\n",
                "# SOAP Note\n\nS: Pain controlled, passing flatus.\n\nO: abdomen soft\n\nA: POD 2\n\nP: advance diet\n",
                "# SOAP Note\n\nS: Feels better. Slept well. No pain.\n\nO: lungs clear\n\nA: pneumonia, improving\n\nP: continue\n",
                "# SOAP Note\n\nCC: chest pain\n\nO: heart regular\n\nA: angina\n\nP: ECG\n",
                "# Operative Note\n\nPREOPERATIVE DIAGNOSIS: abdominal pain\n\nPROCEDURE: laparoscopy\n",
            ],
        );
    }
}
