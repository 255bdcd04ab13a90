//! LNG004: an abbreviation that nothing in the note decides.

use crate::grammar::{LexiconEntry, LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::rules::nearby::matches;
use crate::rules::support::{line_at, listing, sentence_around};
use crate::rules::word_choice::again;
use crate::rules::wording::{is_writers_own, words};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::{Span, ceil, floor};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG004",
    name: "ambiguous-abbreviation",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "ISMP List of Error-Prone Abbreviations, Symbols, and Dose Designations (2024)",
        "Sheppard JE et al. Ambiguous abbreviations: an audit of abbreviations in paediatric note keeping. Arch Dis Child 2008;93:204",
        "Kuhn IF. Abbreviations and acronyms in healthcare: when shorter isn't sweeter. Pediatr Nurs 2007;33:392",
    ],
    summary: "An abbreviation has two meanings, and nothing in the note tells which is meant.",
    docs: r#"
## What it does

Finds abbreviations that stand alone, as an item of a list or after "history of", and can mean two things there ("MS": multiple sclerosis
or mitral stenosis; "ARF": acute renal or respiratory failure; "PD", "BPD", "CHD", "GBS"), where nothing in the whole note decides: no
word of either meaning, no drug, no finding. What everybody reads in one way in its place ("RA" in a past history, "SOB") is never reported.

## Why it matters

A reader who guesses wrong treats another disease. In an audit of paediatric notes, readers outside the team understood half of the
abbreviations.

## How to fix

Write the words in full once, with the abbreviation behind them: "multiple sclerosis (MS)".

```bad
# H&P

HPI: 58-year-old woman with 2 days of cough and fever.

PMH: hypertension, MS, gout
```

```good
# H&P

HPI: 58-year-old woman with 2 days of cough and fever.

PMH: hypertension, multiple sclerosis (MS) since 2011, gout. MS stable.
```

## Precision

No finding on the 182 corpus notes nor on 91 good ones. Of 12 faults planted by somebody who had not seen the code it finds 8: those
that stand alone where both meanings are at home. What a section, a drug or another word of the note decides it leaves, though a
stricter reader would ask for it ("PND" beside "orthopnea"). None of 12 look-alikes reported.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::AMBIGUOUS_ABBREVIATIONS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let first = findings.len();
    let mut reported: Vec<u16> = Vec::new();
    for hit in note.phrases_of(lexicon_ids::AMBIGUOUS_ABBREVIATIONS) {
        let entry = note.entry(hit);
        if entry.category != "abbreviation" || !is_open(note, hit, entry) {
            continue;
        }
        if let Some(at) = reported.iter().position(|known| *known == hit.entry) {
            findings[first + at].related.push(again(note, hit.span));
            continue;
        }
        if is_decided(note, hit, entry) {
            continue;
        }
        let meanings: Vec<&str> = entry.list("meanings").iter().map(|it| &**it).collect();
        let written = note.slice(hit.span);
        let in_full = meanings.first().copied().unwrap_or_default();
        reported.push(hit.entry);
        findings.push(
            Finding::new(
                hit.span,
                format!(
                    "\"{written}\" can mean {}, and nothing here tells which",
                    listing(&meanings, "or")
                ),
            )
            .help(format!(
                "write it in full once, for example \"{in_full} ({written})\" if that is meant"
            )),
        );
    }
}

/// Whether a word anywhere in the note tells what the abbreviation means, or the writer does: `bipolar disorder (BPD)`.
fn is_decided(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> bool {
    let is_explained = |span: Span| {
        note.text[..span.start as usize].ends_with('(') || note.text[span.end as usize..].trim_start().starts_with('(')
    };
    note.phrases_of(lexicon_ids::AMBIGUOUS_ABBREVIATIONS).any(|other| {
        other.entry == hit.entry && is_explained(other.span) || note.entry(other).list("of").contains(&entry.id)
    })
}

/// Whether the abbreviation stands alone, in capitals, in a part of the note where both meanings are at home.
fn is_open(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> bool {
    let written = note.slice(hit.span);
    if !written.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    let role = match note.role_at(hit.span.start) {
        Role::PastHistory => "past",
        Role::SurgicalHistory => "surgical",
        Role::FamilyHistory => "family",
        Role::History => "history",
        Role::ReviewOfSystems => "ros",
        Role::Exam => "exam",
        Role::Assessment | Role::AssessmentAndPlan => "assessment",
        Role::Plan => "plan",
        _ => return false,
    };
    let patient = note.patient();
    let obstetric = || patient.pregnant.is_some() || patient.parity.is_some() || patient.gestation.is_some();
    entry.list("roles").iter().any(|it| *it == *role)
        && is_item(note, hit.span)
        && !is_told_nearby(note, hit.span, entry)
        && (!entry.flag("obstetric") || obstetric())
        && !(entry.flag("unless-obstetric") && obstetric())
        && is_writers_own(note, hit.span)
}

/// Whether the words around it on its line, or the heading over it, tell what it means: `Lungs: clear. BS decreased`.
fn is_told_nearby(note: &Note, span: Span, entry: &LexiconEntry) -> bool {
    let telling = entry.list("unless-near");
    /// How far around it, in bytes.
    const NEAR: u32 = 80;
    let heading = note.section_at(span.start).map(|ix| note.section(ix).heading);
    let line = line_at(note, span.start);
    let start = floor(&note.text, line.start.max(span.start.saturating_sub(NEAR)) as usize);
    let end = ceil(&note.text, line.end.min(span.end + NEAR) as usize);
    let places = heading.into_iter().chain([Span::from(start..end)]);
    !telling.is_empty()
        && places
            .flat_map(|place| words(note.slice(place)))
            .any(|word| telling.iter().any(|known| matches(known, word)))
}

/// Words after which a disease is named.
const NAMING: [&str; 14] = [
    "of", "h/o", "hx", "history", "known", "has", "with", "and", "o", "pmh", "for", "had", "phx", "hx/o",
];

/// Words that may follow an item without telling what it is: `AS, diagnosed 2018`, `PE in 2021`, `BS decreased`.
const GOING_ON: [&str; 16] = [
    "and",
    "in",
    "since",
    "diagnosed",
    "dx",
    "present",
    "absent",
    "normal",
    "decreased",
    "diminished",
    "equal",
    "good",
    "on",
    "stable",
    "x",
    "but",
];

/// Whether what stands at `span` is an item of its own: `HTN, MS, gout`; `history of MS`.
fn is_item(note: &Note, span: Span) -> bool {
    let sentence = sentence_around(note, span);
    let lead = note.slice(Span::new(sentence.start, span.start));
    let tail = note.slice(Span::new(span.end, sentence.end));
    // In a text in capitals no abbreviation can be told from a word.
    let is_shouted = |word: &str| word.len() > 6 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    if words(lead).chain(words(tail)).any(is_shouted) {
        return false;
    }
    let (before, after) = (lead.trim_end(), tail.trim_start_matches([' ', '\t']));
    let opens = before.is_empty()
        || before.ends_with([',', ';', ':', '.', '(', '-', '•', '*', '+'])
        || words(before)
            .next_back()
            .is_some_and(|word| NAMING.iter().any(|it| it.eq_ignore_ascii_case(word)));
    let closes = after.is_empty()
        || after.starts_with([',', ';', '.', ')', '\n', '\r'])
        || words(after)
            .next()
            .is_some_and(|word| GOING_ON.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit()));
    opens && closes
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn what_stays_open() {
        assert_eq!(
            hits(&RULE, "# H&P\n\nHPI: cough\n\nPMH: HTN, MS, PD; h/o BPD\n"),
            ["MS", "PD", "BPD"]
        );
        speaks(
            &RULE,
            &[
                "HPI: 58-year-old woman with a history of MS, here for cough.\n",
                "PMH:\n- HTN\n- CHD\n- gout\n",
                "PMH: GERD, ED, OSA\n",
                "Assessment: 45-year-old man with sepsis and ARF.\n",
                "PMH: migraine, history of SA and anxiety\n",
                "Past Medical History\n1. HTN\n2. AD\n3. Gout\n",
                "PMH: asthma, MD, tonsillectomy\n",
                "FH: mother HTN, father PD\n\nPMH: PV\n",
                "ROS: no fever. PND.\n",
                "PMH: HTN, hx of PCP\n",
                "PMH: HTN, hx of GBS in 2019, GBS\n",
                "Exam: alert.\nBS decreased.\n",
                "PMH: AS, diagnosed 2018\n",
                "HPI: 30-year-old G2P1 at 32 weeks.\n\nPMH: PE in 2021\n",
                "PMH: PID in 2019, ASD\n",
            ],
        );
    }

    #[test]
    fn what_the_note_decides() {
        silent(
            &RULE,
            &[
                "PMH: HTN, multiple sclerosis (MS)\n\nAssessment: MS, stable\n",
                "PMH: MS, on ocrelizumab\n",
                "PMH: MS\n\nExam: opening snap and diastolic rumble\n",
                "Exam: Lungs: BS decreased at the bases. Abdomen: BS normal\n",
                "FH: father with bipolar disorder (BPD)\n\nPMH: BPD\n",
                "PMH: PD\nMedications: carbidopa-levodopa 25/100 mg TID\n",
                "PMH: ESRD on PD\n",
                "HPI: CP for 2 hours\n",
                "Plan: give MS 4 mg IV\n",
                "Exam: MS: full strength\n",
                "HPI: 3-year-old ex-24-weeker, preterm.\nPMH: BPD\n",
                "Assessment: ARF, creatinine 3.2 from 0.9\n",
                "HPI: 30-year-old G2P1 at 36 weeks.\n\nPMH: GBS\n",
                "PMH: RA, HTN, DM2\n",
                "SpO2 96% RA\n",
                "HPI: seen in the ED, then by PCP\n",
                "PMH: HTN. MS CHANGES ON EXAM, KNOWN AS SUCH, AD LIB DIET, ALERT\n",
                "Signed: Jane Doe, MD\n",
                "HPI: the patient said \"I have MS\".\n",
            ],
        );
    }
}
