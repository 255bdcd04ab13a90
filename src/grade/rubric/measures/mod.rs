//! Measures: what of a note can be counted. Each reads typed facts that the note knows already.

mod histories;
mod objective;
mod plan;
mod psychiatry;
mod story;
mod thought;

use std::borrow::Cow;

use crate::note::Note;
use crate::rules::support::{quote, word_count};
use crate::text::Span;

pub(super) use thought::facts_in;

/// Something that can be counted in a note.
#[derive(Debug)]
pub struct Measure {
    /// Its name in rubrics: `problems-with-plan`.
    pub id: &'static str,
    /// What one of it is called in a sentence.
    pub one: &'static str,
    /// What several are called.
    pub many: &'static str,
    /// What is counted, in a sentence.
    pub summary: &'static str,
    /// The measure whose items it takes some of; empty if none.
    pub part_of: &'static str,
    /// The section in which it is looked for first, by id.
    pub section: &'static str,
    /// What is said of an item that does not count: `No plan for`.
    pub lack: &'static str,
    read: fn(&Note) -> Measured<'_>,
}

/// What a measure found.
#[derive(Debug, Default)]
pub struct Measured<'n> {
    /// What was counted, in the order of the text.
    pub items: Vec<Item<'n>>,
    /// What could be there and is not, by name, where that is known.
    pub lacking: Vec<Cow<'n, str>>,
    /// The figure, where it is not the number of items.
    pub figure: Option<u32>,
    /// Where it was looked for; `None` for the section of the measure.
    pub place: Option<Span>,
}

/// One thing counted.
#[derive(Debug)]
pub struct Item<'n> {
    /// Tells it from the other items, and is the same in the measures that take part of these.
    pub key: u32,
    /// Where it stands.
    pub span: Span,
    /// What it is called.
    pub name: Cow<'n, str>,
}

impl Measured<'_> {
    /// How many.
    pub fn count(&self) -> u32 {
        self.figure.unwrap_or(self.items.len() as u32)
    }
}

impl<'n> Measured<'n> {
    /// Things at these places, called as they are written.
    fn places(note: &'n Note, spans: impl IntoIterator<Item = Span>) -> Self {
        let item = |span: Span| Item {
            key: span.start,
            span,
            name: quote(note.slice(span), 50).into(),
        };
        Self {
            items: spans.into_iter().map(item).collect(),
            ..Self::default()
        }
    }

    /// Things that are asked for by name, each with where it stands if it does.
    fn asked(all: impl IntoIterator<Item = (&'n str, Option<Span>)>) -> Self {
        let mut found = Self::default();
        for (at, (name, place)) in all.into_iter().enumerate() {
            match place {
                Some(span) => found.items.push(Item {
                    key: at as u32,
                    span,
                    name: name.into(),
                }),
                None => found.lacking.push(name.into()),
            }
        }
        found
    }

    /// Things that the note says, one for each place: "CTAB" is one finding, whatever it denies.
    fn said(note: &'n Note, mut spans: Vec<Span>) -> Self {
        spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        spans.dedup_by(|a, b| a.overlaps(*b));
        Self::places(note, spans)
    }

    /// Things by name, each once.
    fn named(all: impl IntoIterator<Item = (&'n str, Span)>) -> Self {
        let mut found: Self = Self::default();
        for (name, span) in all {
            if !found.items.iter().any(|item| item.name == name) {
                found.items.push(Item {
                    key: span.start,
                    span,
                    name: name.into(),
                });
            }
        }
        found
    }
}

impl Measure {
    /// Measure a note.
    pub fn of<'n>(&self, note: &'n Note) -> Measured<'n> {
        (self.read)(note)
    }

    /// `one problem`, `3 problems`, `no problem`.
    pub fn counted(&self, count: u32) -> String {
        match count {
            0 => format!("no {}", self.one),
            1 => format!("one {}", self.one),
            _ => format!("{count} {}", self.many),
        }
    }
}

/// The measure of this name.
pub fn named(id: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.id == id)
}

/// Whether all that `part` counts is counted by `whole` too.
pub fn is_part_of(part: &Measure, whole: &Measure) -> bool {
    let mut at = part.part_of;
    // The chain ends: a test says so.
    while let Some(next) = named(at) {
        if next.id == whole.id {
            return true;
        }
        at = next.part_of;
    }
    false
}

macro_rules! measure {
    ($id:literal, $one:literal / $many:literal, $section:literal, $part_of:literal, $lack:literal, $read:path, $summary:literal) => {
        Measure {
            id: $id,
            one: $one,
            many: $many,
            summary: $summary,
            part_of: $part_of,
            section: $section,
            lack: $lack,
            read: $read,
        }
    };
}

/// Every measure.
#[rustfmt::skip]
pub static MEASURES: &[Measure] = &[
    measure!("words", "word" / "words", "", "", "Not found", words,
        "Words of the note."),
    measure!("complaint-words", "word of complaint" / "words of the complaint", "chief-complaint", "", "Not found", story::complaint_words,
        "Words under the chief complaint."),
    measure!("complaint-quotations", "quotation of the patient" / "quotations of the patient", "chief-complaint", "", "Not found", story::quotations,
        "Words of the patient between quotation marks, in the chief complaint or the story."),
    measure!("opening-parts", "part of the opening" / "parts of the opening", "history-of-present-illness", "", "Not told", story::opening,
        "What the first two sentences of the story tell, of age, sex, complaint, how long, and the history that matters."),
    measure!("hpi-elements-expected", "dimension of the symptom" / "dimensions of the symptom", "history-of-present-illness", "", "Not told", story::expected,
        "Dimensions that the story of this complaint is asked for: onset, location, duration, character, aggravating and relieving factors, radiation, timing, severity, as far as they make sense."),
    measure!("hpi-elements", "dimension of the symptom" / "dimensions of the symptom", "history-of-present-illness", "hpi-elements-expected", "Not told", story::told,
        "Those of the dimensions that the story tells."),
    measure!("story-times", "time in the story" / "times in the story", "history-of-present-illness", "", "Not found", story::times,
        "Different times that the story names: ago, since, on a day, for so long, then."),
    measure!("story-context", "kind of context" / "kinds of context", "history-of-present-illness", "", "Not told", story::context,
        "Kinds of context that the story tells, of what it was like before, earlier episodes and care, risk factors, past illness, and medication."),
    measure!("pertinent-positives", "associated symptom" / "associated symptoms", "history-of-present-illness", "", "Not found", story::positives,
        "Different symptoms, besides the complaint, that the story says are there."),
    measure!("pertinent-negatives", "pertinent negative" / "pertinent negatives", "history-of-present-illness", "", "Not found", story::negatives,
        "Different symptoms and signs that the story denies."),
    measure!("story-qualifiers", "qualifier in the story" / "qualifiers in the story", "history-of-present-illness", "", "Not found", story::qualifiers,
        "Different words of the story that turn it into medicine: acute, progressive, exertional, bilateral, colicky."),
    measure!("story-words", "word of the story" / "words of the story", "history-of-present-illness", "", "Not found", story::words,
        "Words of the story of the illness."),
    measure!("home-medications", "medication" / "medications", "medications", "", "Not found", histories::medications,
        "Drugs on the list of what is taken at home; \"none\" counts as one."),
    measure!("home-medications-complete", "medication with dose and frequency" / "medications with dose and frequency", "medications", "home-medications", "Incomplete", histories::complete_medications,
        "Those with all that a list needs: dose, unit, frequency; a statement that there are none."),
    measure!("allergies", "statement on allergies" / "statements on allergies", "allergies", "", "Not found", histories::allergies,
        "Allergies that are named; a statement that there are none counts as one."),
    measure!("allergies-with-reaction", "allergy with its reaction" / "allergies with their reaction", "allergies", "allergies", "No reaction told for", histories::allergies_with_reaction,
        "Those with the reaction; a statement that there are none."),
    measure!("social-elements", "part of the social history" / "parts of the social history", "social-history", "", "Not told", histories::social,
        "What the social history tells of home, work, tobacco, alcohol and other drugs; of a child, home and school."),
    measure!("substances", "substance" / "substances", "social-history", "", "Not told", psychiatry::substances,
        "Of tobacco, alcohol and other drugs, those that the note speaks of, use or none."),
    measure!("substances-exact", "substance with how much or since when" / "substances with how much or since when", "social-history", "substances", "No amount or time for", psychiatry::substances_exact,
        "Those with an amount, a time, or a plain \"never\"."),
    measure!("psychiatric-screen", "domain screened" / "domains screened", "psychiatric-ros", "", "Not spoken of", psychiatry::screen,
        "Of low mood, mania, anxiety, psychosis and trauma, those that the history speaks of, there or denied."),
    measure!("psychiatric-social", "part of the personal history" / "parts of the personal history", "social-history", "", "Not told", psychiatry::social,
        "What is told of development and schooling, trauma, supports, firearms, and legal history."),
    measure!("psychiatric-family", "part of the family history" / "parts of the family history", "family-psychiatric-history", "", "Not told", psychiatry::family,
        "What is told of psychiatric illness, suicide, and substance use in the family, there or denied."),
    measure!("safety-parts", "part of the safety assessment" / "parts of the safety assessment", "safety-assessment", "", "Not told", psychiatry::safety,
        "What is told of suicidal thoughts, thoughts of harming others, plan, intent, means, risk factors, protective factors, and the level of risk; who denies such thoughts has no plan and no intent."),
    measure!("mental-status-words", "word of the mental status exam" / "words of the mental status exam", "mental-status-exam", "", "Not found", psychiatry::exam_words,
        "Words of the mental status exam."),
    measure!("formulation-factors", "factor of the formulation" / "factors of the formulation", "psychiatric-formulation", "", "Not told", psychiatry::formulation,
        "What the assessment or formulation tells of what predisposes, what set it off, what keeps it going, and what protects."),
    measure!("ros-systems", "system reviewed" / "systems reviewed", "review-of-systems", "", "Not found", histories::review,
        "Systems that the review of systems names."),
    measure!("vital-signs", "vital sign" / "vital signs", "vital-signs", "", "Not given", objective::vitals,
        "Of temperature, heart rate, blood pressure, respiratory rate and oxygen saturation, those that are given, or said not to have been taken."),
    measure!("exam-systems", "system examined" / "systems examined", "physical-exam", "", "Not found", objective::systems,
        "Systems that the exam speaks of, by label or in prose."),
    measure!("exam-findings", "finding of the exam" / "findings of the exam", "physical-exam", "", "Not found", objective::findings,
        "Different signs that the exam says are there or not."),
    measure!("labs", "laboratory value" / "laboratory values", "laboratory-data", "", "Not found", objective::labs,
        "Laboratory values."),
    measure!("labs-with-unit", "laboratory value with unit" / "laboratory values with unit", "laboratory-data", "labs", "No unit for", objective::labs_with_unit,
        "Those whose unit is written, or certain from the value."),
    measure!("results", "result" / "results", "laboratory-data", "", "Not found", objective::results,
        "Results of any kind: laboratory values, values of studies, sentences of a report of imaging or an ECG."),
    measure!("trends", "value compared with an earlier one" / "values compared with an earlier one", "laboratory-data", "", "Not found", objective::trends,
        "Laboratory values and vital signs that stand beside an earlier value, or in a range of the day."),
    measure!("summary-parts", "part of the summary" / "parts of the summary", "summary-statement", "", "Not told", thought::summary,
        "What the summary statement tells of who, which history, how long, which syndrome, and which findings narrow it down."),
    measure!("summary-words", "word of the summary" / "words of the summary", "summary-statement", "", "Not found", thought::summary_words,
        "Words of the summary statement."),
    measure!("summary-qualifiers", "qualifier in the summary" / "qualifiers in the summary", "summary-statement", "", "Not found", thought::summary_qualifiers,
        "Different qualifying words of the summary statement: acute, progressive, exertional, bilateral."),
    measure!("problems", "problem" / "problems", "assessment", "", "Not found", thought::problems,
        "Problems of the assessment and plan, each once, topics such as prophylaxis left out."),
    measure!("problems-with-reasoning", "problem with reasoning" / "problems with reasoning", "assessment", "problems", "Only named, without a reason", thought::reasoned,
        "Those with a word on cause, evidence, severity or course; what is chronic, minor or evident needs none."),
    measure!("problems-with-plan", "problem with a plan" / "problems with a plan", "plan", "problems", "No plan for", thought::planned,
        "Those for which something is done, tested, watched or put off."),
    measure!("diagnoses", "diagnosis considered" / "diagnoses considered", "differential-diagnosis", "", "Not found", thought::diagnoses,
        "Diagnoses of the differential, the leading one included; one under two names counts once."),
    measure!("diagnoses-weighed", "diagnosis with an argument" / "diagnoses with an argument", "differential-diagnosis", "diagnoses", "Nothing for or against", thought::weighed,
        "Those for or against which something is said."),
    measure!("alternatives", "alternative" / "alternatives", "differential-diagnosis", "diagnoses", "Not found", thought::alternatives,
        "Those that are not the leading one."),
    measure!("alternatives-weighed", "alternative with an argument" / "alternatives with an argument", "differential-diagnosis", "alternatives", "Nothing for or against", thought::alternatives_weighed,
        "Alternatives for or against which something is said."),
    measure!("alternatives-argued-against", "alternative with an argument against it" / "alternatives with an argument against them", "differential-diagnosis", "alternatives-weighed", "Nothing against", thought::argued_against,
        "Alternatives against which something is said."),
    measure!("leading-diagnosis", "leading diagnosis" / "leading diagnoses", "assessment", "", "Not found", thought::leading,
        "The diagnosis that the note commits itself to: most likely, consistent with, or the disease that opens the list of problems; at most one."),
    measure!("leading-diagnosis-evidence", "piece of evidence for the leading diagnosis" / "pieces of evidence for the leading diagnosis", "assessment", "", "Not found", thought::evidence,
        "Findings, values and scores that are named beside the leading diagnosis, or in the summary that leads to it."),
    measure!("reasoning-words", "word of reasoning" / "words of reasoning", "assessment", "", "Not found", thought::cues,
        "Different words of the assessment that weigh: because, given, consistent with, less likely, against."),
    measure!("status-words", "word on severity or course" / "words on severity or course", "assessment", "", "Not found", thought::status,
        "Different words of the assessment and plan on how severe a problem is and which way it goes: moderate, improving, stable, controlled."),
    measure!("plan-steps", "step of the plan" / "steps of the plan", "plan", "", "Not found", plan::steps,
        "Steps of the plan in which somebody does something, or decides not to."),
    measure!("specific-steps", "step that can be carried out as written" / "steps that can be carried out as written", "plan", "plan-steps", "Too little said to carry out", plan::specific,
        "Those that name what, how much, how often, when, where or to whom."),
    measure!("plan-kinds", "kind of step" / "kinds of steps", "plan", "", "None of", plan::kinds,
        "Kinds of steps that the plan has, of tests, treatment, monitoring, consultation, teaching, follow-up, disposition, and what to do if things change."),
    measure!("drug-orders", "drug ordered" / "drugs ordered", "plan", "", "Not found", plan::orders,
        "Drugs that the plan starts, gives, changes or continues."),
    measure!("drug-orders-with-dose", "drug ordered with its dose" / "drugs ordered with their dose", "plan", "drug-orders", "No dose for", plan::orders_with_dose,
        "Those with a dose, or with what it goes by; home drugs that go on may have it on their list."),
    measure!("weight-based-doses", "dose by weight" / "doses by weight", "plan", "", "Not found", plan::by_weight,
        "Doses, fluids and feeds per kilogram."),
    measure!("teaching-steps", "step that teaches the patient" / "steps that teach the patient", "plan", "", "Not found", plan::teaching,
        "Steps that tell, teach or share a decision with the patient or the family."),
    measure!("follow-up", "follow-up" / "follow-ups", "follow-up", "", "Not found", plan::follow_up,
        "Whether somebody sees the patient again or need not, what should bring the patient back, or where the patient goes."),
    measure!("follow-up-times", "follow-up with a time" / "follow-ups with a time", "follow-up", "", "Not found", plan::follow_up_times,
        "Steps of follow-up that say when."),
];

fn words(note: &Note) -> Measured<'_> {
    Measured {
        figure: Some(word_count(&note.text) as u32),
        place: Some(crate::rules::support::first_line(note)),
        ..Measured::default()
    }
}
