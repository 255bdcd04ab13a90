//! REA001: no summary statement, or one that says nothing.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::SummaryParts;
use crate::note::{Note, SectionIx};
use crate::rules::reasoning::{
    assessments, is_declared, is_first_meeting, is_kind, is_terse, nameless, names_disease, sentences_in, titled,
};
use crate::rules::support::{
    Content, heading, is_british, is_full_history, is_remote, line_at, listing, quote, section_content, tells_of_more,
    word_count,
};
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// Kinds of a first meeting that end in a problem representation, whoever writes them.
const FULL: [&str; 8] = [
    "hp",
    "peds-hp",
    "neuro-hp",
    "ob-hp",
    "sub-i",
    "psych-eval",
    "consult",
    "ed-note",
];
/// From how many of the five parts on a statement is one.
const PARTS: usize = 3;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA001",
    name: "missing-summary-statement",
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
        "geriatrics",
        "gyn",
        "derm",
        "sports-med",
        "soap",
    ],
    options: &[],
    fix: None,
    sources: &[
        "IDEA and Revised-IDEA: interpretive summary (Baker 2015, Schaye 2022)",
        "Clerkship write-up criteria: problem representation with who, key history, tempo, syndrome and defining data",
    ],
    summary: "The assessment opens without a summary statement, or with one that says nothing.",
    docs: r#"
## What it does

Looks for the one sentence that sums the patient up: who (age, sex, a state that matters), which history bears on the problem, for how long, which syndrome, and the one or two findings that narrow the answer. It may open the
assessment, have a heading of its own, close the list of problems, or be the first sentence of the main problem. A sentence that holds fewer than three of the five parts is reported with what it lacks. Admission notes,
consultations, emergency and psychiatric first notes are asked for it, and SOAP notes on a new complaint; follow-up visits, progress notes, procedures, terse British notes and dictated letters are not.

## Why it matters

The summary is where the diagnosis is made or missed. Whoever reads at night reads this sentence first, and often only this; a list of diagnoses does not tell which patient has them.

## How to fix

Write one sentence before the first problem: age and sex, with the history that changes the differential, with how long of which syndrome, found to have what, most consistent with which diagnosis.

```bad
# H&P

CC: shortness of breath

HPI: 67-year-old woman with COPD with 3 days of worsening dyspnea and more sputum.

PE: RR 26, SpO2 86% on room air. Diffuse wheezes.

Assessment:
1. COPD exacerbation: more dyspnea, sputum and purulence.
2. Hypertension: controlled.

Plan:
1. COPD exacerbation: prednisone 40 mg PO daily for 5 days
2. Hypertension: continue amlodipine 5 mg PO daily
```

```bad
# H&P

CC: cough

HPI: 67-year-old woman with COPD with 3 days of worsening cough and more sputum.

Assessment: Pleasant patient here with cough.
1. COPD exacerbation: more dyspnea, sputum and purulence.

Plan:
1. COPD exacerbation: prednisone 40 mg PO daily for 5 days
```

```good
# H&P

CC: shortness of breath

HPI: 67-year-old woman with COPD with 3 days of worsening dyspnea and more sputum.

PE: RR 26, SpO2 86% on room air. Diffuse wheezes.

Assessment: 67-year-old woman with moderate COPD with 3 days of worsening dyspnea and purulent sputum, wheezing and hypoxemic, most consistent with a COPD exacerbation.
1. COPD exacerbation: more dyspnea, sputum and purulence.
2. Hypertension: controlled.

Plan:
1. COPD exacerbation: prednisone 40 mg PO daily for 5 days
2. Hypertension: continue amlodipine 5 mg PO daily
```

## Precision

No finding on the 182 notes of the development corpus (dictated letters and procedure reports, which it leaves alone); one on 79 good notes of five other hands (a telephone visit with a numbered list). On planted faults
16 of 16 are found, no alarm on 10 look-alikes.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// Whether the note is one that ends in a problem representation.
fn is_asked(note: &Note) -> bool {
    if is_kind(note, &FULL) {
        let full =
            is_declared(note) || is_full_history(note) || !is_kind(note, &["hp", "peds-hp", "neuro-hp", "ob-hp"]);
        return full && (is_first_meeting(note) || is_kind(note, &["consult", "psych-eval"]));
    }
    // Others where the patient came with something new, and the note is laid out as a student's.
    is_declared(note) && note.presentation().due(note).is_some() && is_first_meeting(note) && !is_terse(note)
}

/// Whether blanks stand where the summary belongs, before the first problem: it is still to be written.
fn is_open(note: &Note, section: SectionIx) -> bool {
    let body = note.section(section).body;
    let problems = note.written_problems.iter().map(|problem| problem.span.start);
    let end = problems
        .filter(|start| body.contains_offset(*start))
        .min()
        .unwrap_or(body.end);
    note.placeholders()
        .any(|placeholder| placeholder.span.start >= body.start && placeholder.span.start < end)
}

fn check(context: &Context<'_>, found: &mut Vec<Finding>) {
    let note = context.note;
    if !is_asked(note)
        || is_remote(note) && is_kind(note, &["soap"])
        || note
            .kind
            .is_some_and(|kind| tells_of_more(note, note.grammar.kind(kind)))
    {
        return;
    }
    let Some(section) = assessments(note).find(|ix| section_content(note, *ix) == Content::Written) else {
        return;
    };
    if is_open(note, section) {
        return;
    }
    let summary = note.summary_statement();
    // The whole of what stands before the first problem counts: a summary may be several sentences.
    let open = summary.map(|span| whole(note, span));
    let parts = open.map_or(SummaryParts::default(), |span| note.summary_parts(span));
    let named = parts.who || open.is_some_and(|span| names_patient(note, span));
    if named && parts.count() + usize::from(!parts.who) >= PARTS && (parts.tempo || parts.data || parts.history) {
        return;
    }
    if is_brief(note) && opens_with_diagnosis(note, section) {
        return;
    }
    // What names no problem at all is `no-problem-list`'s.
    if nameless(note).is_some() {
        return;
    }
    let lacks = missing(parts);
    let place = note.section(section).heading;
    let finding = match open.filter(|_| named) {
        Some(span) => {
            let said = quote(note.slice(span), 60);
            Finding::new(
                span,
                format!(
                    "\"{said}\" does not sum the patient up: it lacks {}",
                    listing(&lacks, "and")
                ),
            )
        }
        None => Finding::new(
            place,
            format!(
                "{} has no summary statement: no sentence says who has had what for how long",
                heading(note, section)
            ),
        ),
    };
    found.push(finding.help(help(note)));
}

/// Whether the note is of a kind that may open with its diagnosis: a short visit, or a British one.
fn is_brief(note: &Note) -> bool {
    is_kind(note, &["soap", "ed-note"]) || is_british(note)
}

/// Whether the first sentence of the assessment names the diagnosis with a time, a degree or a finding: "Mild croup, day 2".
fn opens_with_diagnosis(note: &Note, section: SectionIx) -> bool {
    /// Fewer words only name.
    const WORDS: usize = 6;
    let body = note.section(section).body;
    let first = sentences_in(note, body).iter().find(|it| it.span.start >= body.start);
    let Some(first) = first.map(|it| it.span) else {
        return false;
    };
    let line = line_at(note, first.start);
    let before = note.slice(Span::new(line.start, first.start.max(line.start)));
    let listed = before.trim_end().ends_with(['.', ')', '-', '*', '#', '•']);
    let against = note
        .phrases_in(lexicon_ids::REASONING_CUES, first)
        .any(|hit| note.grammar.category(hit) == "against" && note.entry(hit).text("names").is_some());
    let parts = note.summary_parts(first);
    !listed
        && !against
        && word_count(note.slice(first)) >= WORDS
        && names_disease_or_complaint(note, first)
        && (parts.tempo || parts.data || parts.history || !note.differentials().is_empty())
}

fn names_disease_or_complaint(note: &Note, span: Span) -> bool {
    names_disease(note, span) || titled(note, span, "evident") || !note.concepts_in(span).is_empty()
}

/// The sentences around a summary, up to the first problem or empty line.
fn whole(note: &Note, span: Span) -> Span {
    let Some(section) = note.section_at(span.start) else {
        return span;
    };
    let all = sentences_in(note, Span::new(span.start, note.section(section).body.end));
    let problems = &note.written_problems;
    let at = problems.partition_point(|it| it.span.start <= span.start);
    let end = problems.get(at).map_or(u32::MAX, |it| it.span.start);
    all.iter()
        .take(6)
        .take_while(|it| it.span.start < end)
        .fold(span, |whole, it| whole.cover(it.span))
}

fn names_patient(note: &Note, span: Span) -> bool {
    note.phrases_in(lexicon_ids::SUMMARY_PARTS, span)
        .any(|hit| note.grammar.category(hit) == "bare")
}

fn missing(parts: SummaryParts) -> Vec<&'static str> {
    let all = [
        (parts.who, "age and sex"),
        (parts.history, "the history that matters"),
        (parts.tempo, "the time course"),
        (parts.syndrome, "the syndrome"),
        (parts.data, "the findings that narrow it down"),
    ];
    all.into_iter().filter(|(has, _)| !has).map(|(_, name)| name).collect()
}

fn help(note: &Note) -> String {
    let patient = note.patient();
    let who = match (patient.ages.first(), patient.told_sex()) {
        (Some(age), Some((_, sex))) if age.span.overlaps(sex) => quote(note.slice(age.span.cover(sex)), 30),
        (Some(age), _) => quote(note.slice(age.span), 30),
        _ => "age and sex".to_owned(),
    };
    let complaint = note.presentation().complaints.first();
    let what = complaint
        .filter(|it| note.role_at(it.span.start) != Role::Plan)
        .map_or_else(
            || "the main complaint".to_owned(),
            |it| quote(note.slice(it.span), 30).to_lowercase(),
        );
    format!(
        "Open with one sentence: {who}, with the history that matters, how long of {what}, the one or two key findings, and what it is most consistent with"
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    fn hp(assessment: &str) -> String {
        format!(
            "# H&P\n\nCC: cough\n\nHPI: 67-year-old woman with COPD with 3 days of cough and dyspnea.\n\nPE: SpO2 86% on room air. Wheezes.\n\n{assessment}\n\nPlan:\n1. Prednisone 40 mg PO daily\n"
        )
    }

    #[test]
    fn missing() {
        let notes = [
            "Assessment:\n1. COPD exacerbation: more sputum\n2. HTN: stable",
            "Assessment: COPD exacerbation, hypertension.",
            "Assessment: Pleasant patient with cough and other problems presenting for evaluation.",
            "Assessment: This is a very nice lady with the following problems:\n1. COPD exacerbation\n2. HTN",
            "Impression:\n- COPD exacerbation\n- HTN",
            "Assessment: AECOPD, likely viral trigger given the preceding cold.",
            "Assessment: See below.\n1. COPD exacerbation: wheezes\n2. HTN: at goal",
        ]
        .map(hp);
        speaks(&RULE, &notes.each_ref().map(String::as_str));
        assert_eq!(hits(&RULE, &notes[0]), ["Assessment"]);
        assert!(run(&RULE, &notes[2])[0].message.contains("time course"));
    }

    #[test]
    fn found_elsewhere() {
        let notes = [
            "A/P: 27 yo G3P1011 at 38w5d with term PROM in early labor, Cat I tracing.\n1. Term PROM: admit\n2. GBS positive: penicillin",
            "Summary: 67F with COPD with 3 days of dyspnea and wheezing.\n\nAssessment:\n1. COPD exacerbation\n2. HTN",
            "Assessment:\n1. COPD exacerbation: 67F with COPD and 3 days of worsening dyspnea, wheezing.\n2. HTN: stable",
            "Assessment:\n1. COPD exacerbation\n2. HTN\n\nIn summary, a 67-year-old smoker with 3 days of dyspnea and hypoxemia.",
            "A/P: 67 y/o woman with COPD p/w 3 days of worsening dyspnea, hypoxic.\n\n1. AECOPD",
            "Assessment: The patient, who has COPD, comes in with 3 days of worsening dyspnea and SpO2 of 86%.",
            "Assessment: COPD exacerbation in a 67-year-old woman after 3 days of a cold, now hypoxemic.",
            "Assessment: In brief: a woman in her sixties with COPD, three days into a cold, wheezing.",
        ]
        .map(hp);
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }

    #[test]
    fn not_asked() {
        silent(
            &RULE,
            &[
                "# Progress Note\n\nHD 3\n\nS: well\n\nO: afebrile\n\nA/P:\n1. Pneumonia: better, ceftriaxone",
                "PC: cough 3/7\n\nO/E: chest clear, sats 97%\n\nImp: viral URTI\n\nPlan: paracetamol, review 1/52 if no better, safety-netted",
                "# Operative Note\n\nPreoperative diagnosis: appendicitis\n\nPostoperative diagnosis: same\n\nProcedure: appendectomy",
                "# SOAP Note\n\nS: here for follow-up of hypertension\n\nO: BP 130/80\n\nA: Hypertension, controlled.\n\nP: continue lisinopril 10 mg daily",
                "# H&P\n\nCC: cough\n\nHPI: 67-year-old woman with cough for 3 days.\n\nPlan: prednisone 40 mg daily",
            ],
        );
    }
}
