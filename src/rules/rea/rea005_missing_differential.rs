//! REA005: a new complaint, one diagnosis, and no word of anything else.

use super::rea004_problem_without_reasoning as only_named;
use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::facts::Status;
use crate::note::{Note, ProblemForm, WrittenProblem};
use crate::rules::reasoning::sentences_in;
use crate::rules::reasoning::{
    assessments, disease_word, findings_in, is_declared, is_kind, is_terse, names_disease, prose, reasons,
    symptom_named, titled,
};
use crate::rules::support::{
    Content, heading, is_british, is_full_history, listing, quote, section_content, tells_of_more, word_count,
};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA005",
    name: "missing-differential",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Info,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "ob-hp",
        "ob-triage",
        "sub-i",
        "psych-eval",
        "consult",
        "ed-note",
        "soap",
        "clinic-follow-up",
        "geriatrics",
        "gyn",
        "derm",
        "sports-med",
        "patient-note",
    ],
    options: &[],
    fix: None,
    sources: &[
        "IDEA and Revised-IDEA: differential diagnosis with commitment; alternatives explained",
        "Clerkship rubrics: at least two alternatives, each with a reason for or against",
    ],
    summary: "A new complaint is assessed without a word of any alternative.",
    docs: r#"
## What it does

Looks at first notes on a new complaint that several diseases can cause (chest or abdominal pain, dyspnea, headache, fever, confusion, syncope, weakness, bleeding, a rash, a swollen joint …). If the assessment commits to one
diagnosis and considers no other, by whatever words ("DDx", "vs", "less likely", "considered", "r/o", "?PE", "no evidence of"), it says so. Diagnoses that are seen or measured (a fracture on the film, ketoacidosis by its
numbers), injuries, planned visits, later days of an admission and dictated letters are left alone, and so are terse British notes
unless the complaint is a grave one (dizziness, headache, chest pain …) of which no red flag is excluded. A complaint as the diagnosis is `symptom-as-diagnosis`'s, a bare list of alternatives
`differential-without-comparison`'s.

## Why it matters

The first diagnosis that fits is the commonest cause of a missed one. Naming two others, with why not, is the cheapest check there is, and it tells the reader when to think again.

## How to fix

Name two or three alternatives, one of them dangerous, each with the finding for or against it.

```bad
# ED Note

CC: chest pain for 2 hours

HPI: 54-year-old man with 2 hours of burning chest pain after dinner.

PE: BP 138/84, HR 92. Lungs clear.

Assessment: 54-year-old man with 2 hours of burning chest pain after a heavy meal: gastroesophageal reflux.

Plan: omeprazole 20 mg PO daily, clinic in 1 week
```

```good
# ED Note

CC: chest pain for 2 hours

HPI: 54-year-old man with 2 hours of burning chest pain after dinner.

PE: BP 138/84, HR 92. Lungs clear.

Assessment: 54-year-old man with 2 hours of burning chest pain after a heavy meal: most likely gastroesophageal reflux. Acute coronary syndrome is less likely with two normal ECGs and troponins; dissection is unlikely with
equal pulses.

Plan: omeprazole 20 mg PO daily, clinic in 1 week
```

## Precision

1 finding on the 182 notes of the development corpus, read and right (a first migraine over the telephone); none on the good notes of seven other hands. On
planted faults 18 of 24 of the two measured sets are found (missed: a diagnosis that the ECG has made, dictated letters, a planned visit, and what the summary's own gap already tells), no alarm on their look-alikes.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// A British note of a practice with more words is no short one.
const SHORT: usize = 400;

const FULL: [&str; 7] = ["hp", "peds-hp", "neuro-hp", "ob-hp", "sub-i", "consult", "ed-note"];

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    let letter = !is_declared(note) && !is_full_history(note) && !is_kind(note, &["ed-note"]);
    let short = is_kind(note, &["soap"]) && is_british(note) && word_count(&note.text) < SHORT;
    if letter && !short
        || note
            .kind
            .is_some_and(|kind| tells_of_more(note, note.grammar.kind(kind)))
    {
        return;
    }
    let presentation = note.presentation();
    let Some((complaint, open)) = complaint(note) else {
        return;
    };
    if !is_kind(note, &FULL) && !presentation.told {
        return;
    }
    let Some(section) = assessments(note).find(|ix| section_content(note, *ix) == Content::Written) else {
        return;
    };
    if !note.differentials().is_empty() {
        return;
    }
    let bodies = || assessments(note).map(|ix| note.section(ix).body);
    let named = bodies().find_map(|body| diagnosis(note, body));
    let Some(diagnosis) = named.or_else(|| bodies().find_map(|body| nameless_cause(note, body))) else {
        return;
    };
    // What is not even argued for is the other rule's.
    if is_kind(note, only_named::RULE.kinds) && only_named::only_named(note).any(|(_, it)| it.title.overlaps(diagnosis))
    {
        return;
    }
    if is_settled(note, diagnosis, open) || is_of_before(note, diagnosis, complaint) {
        return;
    }
    // A short British note need not weigh a cold; a dizzy patient who goes home it should.
    if (letter || is_terse(note)) && (!open.flag("grave") || says_safe(note)) {
        return;
    }
    let name = quote(note.slice(diagnosis), 50);
    let title = open.text("title").unwrap_or_default();
    let dangers = open.list("alternatives");
    let dangers: Vec<&str> = dangers
        .iter()
        .map(|it| &**it)
        .filter(|it| !name.to_lowercase().contains(&it.to_lowercase()))
        .take(3)
        .collect();
    found.push(
        Finding::new(
            diagnosis,
            format!("\"{name}\" is the only diagnosis considered for new {title}: nothing says what else it could be"),
        )
        .related(complaint, "the complaint, which several diseases can cause")
        .help(format!(
            "In {}, name two or three alternatives ({}) and the finding that speaks for or against each",
            heading(note, section),
            listing(&dangers, "or")
        )),
    );
}

/// The new complaint that several diseases can cause, and what the lexicon says of it.
fn complaint(note: &Note) -> Option<(Span, &LexiconEntry)> {
    let presentation = note.presentation();
    if presentation.visit.is_some() && !is_kind(note, &["consult", "psych-eval", "ob-triage"]) {
        return None;
    }
    let entries = &note.grammar.lexicon(lexicon_ids::OPEN_COMPLAINTS).entries;
    // Whoever comes to a psychiatrist says in words of their own what is wrong.
    let of = |entry: u16, span: Span| {
        let id = &note.entry_at(lexicon_ids::COMPLAINTS, entry).id;
        let open = entries
            .iter()
            .find(|entry| entry.list("complaints").iter().any(|known| known == id))?;
        Some((span, open))
    };
    let mut all = presentation.complaints.iter().filter_map(|it| of(it.entry, it.span));
    let injured = presentation
        .complaints
        .iter()
        .any(|it| &*note.entry_at(lexicon_ids::COMPLAINTS, it.entry).id == "trauma");
    if injured && !is_kind(note, &["sports-med", "psych-eval"]) {
        return None;
    }
    if is_kind(note, &["psych-eval"]) {
        let mood = all.find(|(_, open)| open.id == "mood");
        let mind = entries.iter().find(|entry| entry.id == "mind")?;
        return mood.or(Some((presentation.headlines.first().copied().or(note.title)?, mind)));
    }
    all.next().or_else(|| {
        // Where the patient's own words are no term, the summary translates them: "black as tar" into "melena".
        let summed_up = note
            .summary_statement()
            .filter(|_| presentation.complaints.is_empty())?;
        note.phrases_in(lexicon_ids::COMPLAINTS, summed_up)
            .filter(|hit| note.grammar.category(hit) == "symptom")
            .find_map(|hit| of(hit.entry, hit.span))
    })
}

/// The diagnosis that the assessment commits itself to: the first problem if it is a disease, else the first disease in prose.
fn diagnosis(note: &Note, body: Span) -> Option<Span> {
    if let Some(problem) = first_title(note) {
        // A complaint as title is another rule's, unless the text commits itself to a cause.
        if symptom_named(note, problem.title).is_some() {
            let committed = note
                .phrases_in(lexicon_ids::REASONING_CUES, problem.span)
                .any(|hit| note.grammar.category(hit) == "commitment");
            // More than one disease there is a differential, in whatever words.
            let diseases = findings_in(note, Span::new(problem.title.end, problem.span.end))
                .iter()
                .filter(|it| it.lexicon == lexicon_ids::CONDITIONS)
                .count();
            return (committed && diseases < 2 && note.role_at(problem.title.start) != Role::Plan)
                .then_some(problem.title);
        }
        if names_disease(note, problem.title) && note.slice(problem.title).len() < 90 {
            return Some(problem.title);
        }
        // "Diagnosis: 1. Vasovagal syncope", "Knee injury: likely a torn ligament": what the text commits itself to.
        let named = disease_word(note, problem.span);
        if reasons(note, problem.span, problem.title).cause && note.slice(problem.title).len() < 90 {
            return named.or(Some(problem.title));
        }
    }
    let mind = is_kind(note, &["psych-eval"]);
    let all = findings_in(note, body).iter();
    let diagnosis = |it: &&crate::note::facts::Mention| {
        it.lexicon == lexicon_ids::CONDITIONS
            && matches!(it.assertion.status, Status::Present | Status::Uncertain)
            && (!note.entry_at(it.lexicon, it.entry).flag("chronic")
                || is_acute(note, it.span)
                || mind && note.entry_at(it.lexicon, it.entry).category == "psychiatric")
    };
    let named: Vec<Span> = all
        .filter(diagnosis)
        .map(|it| it.span)
        .filter(|it| symptom_named(note, *it).is_none())
        .collect();
    // What a word of commitment leads to, else the first.
    let committed = note
        .phrases_in(lexicon_ids::REASONING_CUES, body)
        .filter(|hit| note.grammar.category(hit) == "commitment")
        .find_map(|hit| {
            named
                .iter()
                .find(|it| it.start >= hit.span.end && it.start < hit.span.end + 40)
        });
    committed
        .or(named.first())
        .copied()
        .or_else(|| {
            let named = note.concepts_in(body).iter().filter(|_| mind);
            let disease = |it: &&crate::note::facts::ConceptMention| {
                let concept = note.concept(it.concept);
                &*concept.category == "disease"
                    && concept.number("acuity").is_some_and(|acuity| acuity < 4.0)
                    && note.assertion(it.span).status == Status::Present
            };
            named.filter(disease).map(|it| it.span).next()
        })
        .or_else(|| {
            let bare = ["disease", "disorder", "syndrome", "failure"];
            let word = disease_word(note, body)?;
            let said = note.slice(word);
            (!bare.iter().any(|it| said.eq_ignore_ascii_case(it)) && symptom_named(note, word).is_none())
                .then_some(word)
        })
}

/// "Mechanical low back pain after lifting": a cause, without the name of a disease.
fn nameless_cause(note: &Note, body: Span) -> Option<Span> {
    if first_title(note).is_some_and(|it| symptom_named(note, it.title).is_some()) {
        return None;
    }
    let first = sentences_in(note, body).iter().find(|it| it.span.start >= body.start)?;
    reasons(note, first.span, first.span).cause.then_some(first.span)
}

/// The first problem of a list, if it is one of the assessment.
fn first_title(note: &Note) -> Option<&WrittenProblem> {
    let listed = |it: &&WrittenProblem| it.topic.is_none() && it.form != ProblemForm::Line;
    let first = note.written_problems.iter().find(listed);
    first.filter(|it| note.role_at(it.title.start) != Role::Plan || note.summary_statement().is_none())
}

/// Whether a chronic disease is named as one of now: "COPD exacerbation".
fn is_acute(note: &Note, span: Span) -> bool {
    let reach = Span::new(span.start, span.end + 14);
    note.phrases_in(lexicon_ids::ACUITY_WORDS, reach)
        .any(|hit| note.grammar.category(hit) == "acute")
}

/// Whether the diagnosis is a disease of years that the past history has too, and not what the complaint comes from.
fn is_of_before(note: &Note, diagnosis: Span, complaint: Span) -> bool {
    let named = findings_in(note, diagnosis);
    let chronic = named
        .iter()
        .any(|it| it.lexicon == lexicon_ids::CONDITIONS && note.entry_at(it.lexicon, it.entry).flag("chronic"));
    let symptoms = note.concepts_in(complaint);
    let explains = note
        .concepts_in(diagnosis)
        .iter()
        .any(|disease| symptoms.iter().any(|it| note.explains(disease.concept, it.concept)));
    chronic
        && !explains
        && !is_acute(note, diagnosis)
        && note.findings().iter().any(|it| {
            note.role_at(it.span.start) == Role::PastHistory
                && it.assertion.status != Status::Absent
                && named.iter().any(|own| own.concept(note) == it.concept(note))
        })
}

/// Whether the note says that nothing dangerous was found: "no red flags".
fn says_safe(note: &Note) -> bool {
    let text: &str = &note.text;
    ["red flag", "Red flag", "RED FLAG"].iter().any(|it| text.contains(it))
}

/// Whether the diagnosis is seen or measured: nothing else has to be thought of.
fn is_settled(note: &Note, diagnosis: Span, open: &LexiconEntry) -> bool {
    if titled(note, diagnosis, "evident") || titled(note, diagnosis, "known") {
        return true;
    }
    // A study that names it.
    let named = findings_in(note, diagnosis);
    // What a picture shows may stand beside the complaint: a fibroid, a worn disc.
    let studied = !open.flag("bystander")
        && note.findings().iter().any(|it| {
            matches!(note.role_at(it.span.start), Role::Studies | Role::Data)
                && it.assertion.status == Status::Present
                && named.iter().any(|own| own.concept(note) == it.concept(note))
        });
    studied
        || is_tested(note, diagnosis)
        || prose(note).any(|sentence| {
            matches!(
                note.role_at(sentence.span.start),
                Role::Assessment | Role::AssessmentAndPlan
            ) && note
                .phrases_in(lexicon_ids::OPEN_COMPLAINTS, sentence.span)
                .any(|hit| note.grammar.category(hit) == "proof")
        })
        || note.assessment().diseases().next().is_some_and(|problem| {
            note.phrases_in(lexicon_ids::OPEN_COMPLAINTS, problem.span)
                .any(|hit| note.grammar.category(hit) == "proof")
        })
}

/// Whether a test among the results names it and was positive: `RSV PCR positive`, `COVID antigen: detected`.
fn is_tested(note: &Note, diagnosis: Span) -> bool {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() >= 3)
    }
    let name = note.slice(diagnosis);
    note.sentences().iter().any(|sentence| {
        let said = note.slice(sentence.span);
        let is = |wanted: &str| words(said).any(|word| word.eq_ignore_ascii_case(wanted));
        matches!(note.role_at(sentence.span.start), Role::Data | Role::Studies)
            && (is("positive") || is("detected"))
            && !is("not")
            && words(name).any(is)
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn ed(assessment: &str) -> String {
        format!(
            "# ED Note\n\nCC: chest pain for 2 hours\n\nHPI: 54-year-old man with 2 hours of burning chest pain after dinner.\n\nPE: BP 138/84. Lungs clear.\n\n{assessment}\n"
        )
    }

    #[test]
    fn one_only() {
        let notes = [
            "Assessment: GERD.\n\nPlan: omeprazole",
            "Assessment: 54-year-old man with chest pain after a meal, due to reflux.\n\nPlan: omeprazole",
            "Assessment:\n1. Costochondritis: tender on palpation\n2. Hypertension\n\nPlan: naproxen",
            "MDM: This is pericarditis given the position of the pain.\n\nPlan: ibuprofen",
        ]
        .map(ed);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["GERD"]);
    }

    #[test]
    fn considered() {
        let notes = [
            "Assessment: GERD. ACS unlikely with normal troponins.\n\nPlan: omeprazole",
            "Assessment: GERD vs ACS.\n\nPlan: omeprazole",
            "Assessment: GERD. No evidence of ACS or PE.\n\nPlan: omeprazole",
            "Assessment: GERD.\n\nDifferential: ACS, PE\n\nPlan: omeprazole",
            "Assessment: GERD.\n\nPlan: troponin to rule out MI",
            "Assessment: GERD, ?ACS.\n\nPlan: omeprazole",
            "Assessment: GERD. Considered pericarditis but no rub.\n\nPlan: omeprazole",
            "Assessment: Chest pain.\n\nPlan: troponin",
            "Assessment: Rib fracture.\n\nPlan: analgesia",
            "Labs: influenza A PCR positive\n\nAssessment: Influenza with chest wall pain.\n\nPlan: oseltamivir 75 mg BID",
            "Imaging: rib fracture and pneumonia\n\nAssessment: Pneumonia.\n\nPlan: ceftriaxone",
        ]
        .map(ed);
        silent(&RULE, &notes.each_ref().map(String::as_str));
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nS: follow-up of hypertension, chest pain last year\n\nO: BP 130/80\n\nA: Hypertension.\n\nP: continue",
                "# Progress Note\n\nHD 2\n\nS: less chest pain\n\nO: lungs clear\n\nA: Pneumonia.\n\nP: ceftriaxone",
                "PC: sore throat 2/7\n\nHPC: 24F, no fever, E&D ok\n\nO/E: tonsils red, obs NAD\n\nImp: viral URTI\n\nPlan: fluids, safety-netted, review 1/52",
            ],
        );
    }
}
