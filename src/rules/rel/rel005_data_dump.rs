//! REL005: results that were pasted in instead of read.

use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::Lab;
use crate::rules::repetition::place;
use crate::rules::support::{line_at, quote, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL005",
    name: "data-dump",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "values",
            default: OptionDefault::Int(30),
            doc: "From how many normal results that nothing takes up on a list of results is a dump; twice as many of any kind are one, too.",
        },
        OptionSpec {
            name: "report-words",
            default: OptionDefault::Int(30),
            doc: "From how many words on a pasted report is one.",
        },
    ],
    fix: None,
    sources: &[
        "Stetson PD et al.: Assessing Electronic Note Quality Using the Physician Documentation Quality Instrument (PDQI-9): succinct, synthesized",
        "ACGME and clerkship teaching: report the pertinent results and your reading of them",
    ],
    summary: "Reports or pages of results are pasted in and not interpreted.",
    docs: r#"
## What it does

Reports two things. A report of a radiologist, echocardiographer or pathologist that stands in the note as it was sent, with its technique,
comparison and findings. And a list of thirty normal results or more, most of which nobody needs today; abnormal ones and those that the assessment
takes up do not count, nor do earlier values of a trend. Sixty results are too many, whatever they say.

## Why it matters

The one value that matters stands between fifty that do not. A pasted report shows that somebody could copy it, not that somebody
read it.

## How to fix

For a study: date, what it was, the findings that bear on this patient, and what you make of them. For laboratory values: what
is abnormal, what is normal and matters, and the trend.

```bad
# Progress Note

Hospital day 2.

S: Less short of breath.

O: T 36.9 °C, HR 88, BP 122/70, RR 18, SpO2 94% on 2 L. Crackles at the right base.

## Imaging

CT CHEST WITH CONTRAST
CLINICAL INDICATION: Shortness of breath.
COMPARISON: Chest radiograph of the day before.
TECHNIQUE: Axial images were obtained from the lung apices to the upper abdomen after administration of 80 mL of contrast; coronal and sagittal reformatted images.
FINDINGS: Consolidation in the right lower lobe with air bronchograms. The heart is normal in size. No pericardial effusion. The visualized portions of the upper abdomen are unremarkable. No acute osseous abnormality.
IMPRESSION: Right lower lobe pneumonia. No pulmonary embolism.

A/P: 71-year-old man with pneumonia, improving.
1. Pneumonia: ceftriaxone 1 g IV daily, day 2 of 5.
```

```good
# Progress Note

Hospital day 2.

S: Less short of breath.

O: T 36.9 °C, HR 88, BP 122/70, RR 18, SpO2 94% on 2 L. Crackles at the right base.

## Imaging

CT chest with contrast (yesterday, images seen with the team): right lower lobe consolidation; no embolism, no effusion.

A/P: 71-year-old man with pneumonia, improving.
1. Pneumonia: ceftriaxone 1 g IV daily, day 2 of 5.
```

## Precision

No finding on the 182 corpus notes, none on 80 good notes. Of 21 reports and panels planted by somebody who had not seen the code 16 were found at
first sight and 21 after mending, and none of 8 look-alikes. Of the author's own 7 and 8 look-alikes 7 and none.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// Notes that are such a report themselves, or that list what was done.
const REPORTS: [&str; 5] = [
    "radiology-report",
    "operative",
    "brief-op",
    "procedure",
    "delivery-note",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note
        .kind
        .is_some_and(|kind| REPORTS.contains(&&*note.grammar.kind(kind).id))
    {
        return;
    }
    let words = context.int("report-words").max(1) as usize;
    for report in reports(note) {
        if word_count(note.slice(report.span)) < words {
            continue;
        }
        let parts: Vec<String> = report
            .parts
            .iter()
            .take(3)
            .map(|part| format!("\"{}\"", quote(note.slice(*part), 25).to_uppercase()))
            .collect();
        findings.push(
            Finding::new(
                report.parts[0].cover(line_at(note, report.parts[0].start)),
                format!(
                    "{} holds a whole report as it was sent ({})",
                    place(note, report.parts[0].start),
                    parts.join(", ")
                ),
            )
            .help("write when and what the study was, the two or three findings that matter for this patient, and how you read them"),
        );
    }
    let values = context.int("values").max(5) as usize;
    for list in results(note) {
        let normal = list.normal.len();
        // Whatever they say: nobody reads so many in a note.
        let many = list.values >= values * 2 || list.numbers >= values * 3 && list.values * 2 >= values;
        if normal < values && !many {
            continue;
        }
        let named: Vec<String> = list
            .normal
            .iter()
            .take(3)
            .map(|lab| quote(note.slice(lab.span), 20))
            .collect();
        let (count, what) = match normal < values {
            false => (normal, "normal results that nothing in the note takes up"),
            true => (list.values, "results"),
        };
        let examples = if named.is_empty() {
            String::new()
        } else {
            format!(" ({}, …)", named.join(", "))
        };
        findings.push(
            Finding::new(list.first.cover(list.last), format!("{} lists {count} {what}{examples}", place(note, list.first.start)))
            .help("write what is abnormal, what is normal and matters for this problem, and how it has changed; \"other values normal\" covers the rest"),
        );
    }
}

/// A report that was pasted in.
struct Report {
    /// From its first to its last part.
    span: Span,
    /// Its labels and set phrases.
    parts: Vec<Span>,
}

/// How far apart the parts of a report may stand, in bytes.
const APART: u32 = 1200;

/// The pasted reports: two parts that only a report has, with or without those that notes have too.
fn reports(note: &Note) -> Vec<Report> {
    let mut found = Vec::new();
    let mut open: Option<(Report, u32)> = None;
    for hit in note.phrases_of(lexicon_ids::REPORT_PARTS) {
        let Some(weight) = weight(note, hit) else { continue };
        match &mut open {
            Some((report, total)) if hit.span.start < report.span.end + APART => {
                report.span = report.span.cover(hit.span);
                report.parts.push(hit.span);
                *total += weight;
            }
            _ => {
                found.extend(open.take());
                open = Some((
                    Report {
                        span: hit.span,
                        parts: vec![hit.span],
                    },
                    weight,
                ));
            }
        }
    }
    found.extend(open);
    let mut reports: Vec<Report> = Vec::new();
    for (mut report, total) in found {
        /// What the parts of a report weigh together.
        const ENOUGH: u32 = 5;
        if total < ENOUGH || report.parts.len() < 3 {
            continue;
        }
        // What follows the last label belongs to it.
        let last = report.span.end;
        report.span.end = note
            .section_at(last.saturating_sub(1))
            .map_or(last, |ix| note.section(ix).span.end.clamp(last, last + APART));
        report.span.end = crate::text::floor(&note.text, report.span.end as usize) as u32;
        reports.push(report);
    }
    reports
}

/// How much a phrase tells of a pasted report; a label only where it is one.
fn weight(note: &Note, hit: &LexiconHit) -> Option<u32> {
    let label = || {
        let after = note.text[hit.span.end as usize..].trim_start_matches(['*', ' ']);
        let line = line_at(note, hit.span.start);
        let before = note.slice(Span::new(line.start.min(hit.span.start), hit.span.start));
        let opens =
            before.trim_matches([' ', '*', '#', '-', '>']).is_empty() || before.trim_end().ends_with(['.', ';']);
        let alone = after.starts_with(['\n', '\r']) && opens;
        after.starts_with(':') && opens || alone
    };
    let in_data = || {
        !matches!(
            note.role_at(hit.span.start),
            Role::Assessment | Role::Plan | Role::FamilyHistory | Role::SocialHistory
        )
    };
    match note.grammar.category(hit) {
        "label" => label().then_some(2),
        "shared-label" => label().then_some(1),
        "phrase" => in_data().then_some(1),
        _ => None,
    }
}

/// Results that stand together.
struct Results<'n> {
    /// The first and the last of them.
    first: Span,
    last: Span,
    /// How many values there are, and how many numbers of any kind.
    values: usize,
    numbers: usize,
    /// Those of today that are normal, and that the assessment and plan do not name.
    normal: Vec<&'n Lab>,
}

/// How far apart two values of one list may stand, in bytes.
const NEAR: u32 = 160;
/// From so many values on, a sentence is a list of them.
const LIST: usize = 8;

/// The lists of results in the note.
fn results(note: &Note) -> Vec<Results<'_>> {
    let labs = note.labs();
    let mut found: Vec<Results<'_>> = Vec::new();
    // A short list is none.
    if labs.len() < LIST {
        return found;
    }
    let taken_up = taken_up(note, labs);
    for lab in labs {
        if lab.graded && lab.number.is_empty() {
            continue;
        }
        let goes_on = found
            .last()
            .is_some_and(|list| lab.span.start < list.last.end.saturating_add(NEAR));
        if !goes_on {
            found.push(Results {
                first: lab.span,
                last: lab.span,
                values: 0,
                numbers: 0,
                normal: Vec::new(),
            });
        }
        let Some(list) = found.last_mut() else { continue };
        list.last = lab.span;
        list.values += 1;
        let normal = lab.flag.is_none() && lab.written_flag.is_none() && !lab.earlier;
        if normal && taken_up.binary_search(&lab.entry).is_err() {
            list.normal.push(lab);
        }
    }
    let words = note.words();
    for list in &mut found {
        let span = list.first.cover(list.last);
        list.numbers = words.within(span).iter().filter(|word| word.number).count();
    }
    found
}

/// The tests that the assessment and plan speak of, by entry; a list of values that stands there is no speaking.
fn taken_up(note: &Note, labs: &[Lab]) -> Vec<u16> {
    let mut entries: Vec<u16> = note
        .phrases_of(lexicon_ids::LABS)
        .filter(|hit| {
            matches!(
                note.role_at(hit.span.start),
                Role::Assessment | Role::Plan | Role::AssessmentAndPlan
            )
        })
        .filter(|hit| {
            let Some(sentence) = note.sentence_at(hit.span.start) else {
                return true;
            };
            let from = labs.partition_point(|lab| lab.span.start < sentence.span.start);
            let to = labs.partition_point(|lab| lab.span.start < sentence.span.end);
            to.saturating_sub(from) < LIST
        })
        .map(|hit| hit.entry)
        .collect();
    entries.sort_unstable();
    entries
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    fn progress(data: &str) -> String {
        format!(
            "# Progress Note\n\nHospital day 2.\n\n## Subjective\n\nLess short of breath.\n\n## Physical Exam\n\nCrackles at the right base.\n\n{data}\n\n## Assessment and Plan\n\n1. Pneumonia: ceftriaxone 1 g IV daily.\n"
        )
    }

    const PANEL: &str = "Na 138, K 4.1, Cl 102, CO2 24, BUN 12, Cr 0.9, glucose 96, Ca 9.2, Mg 2.0, phos 3.4, total protein 7.0, albumin 4.0, AST 22, ALT 24, alk phos 70, total bilirubin 0.6, WBC 7.2, Hgb 14.1, Hct 42, platelets 240, MCV 90, neutrophils 60%, lymphocytes 30%, monocytes 6%, eosinophils 2%, INR 1.0, PTT 30, TSH 2.1, lipase 30, CRP 0.4 mg/dL, troponin <0.01, lactate 1.0, BNP 40, ESR 8, LDH 180, CK 90";

    #[test]
    fn reports_and_panels_that_were_pasted() {
        let notes = [
            progress(
                "## Imaging\n\nEXAM: CT abdomen and pelvis with contrast\nINDICATION: Abdominal pain\nTECHNIQUE: Helical CT from the diaphragm to the pubic symphysis with IV contrast.\nCOMPARISON: None available.\nFINDINGS: Liver normal in attenuation. Gallbladder without stones. Spleen, pancreas and adrenals normal. Kidneys enhance symmetrically. Appendix normal.\nIMPRESSION: No acute process.",
            ),
            progress(
                "## Imaging\n\nMRI brain. Technique: Multiplanar, multisequence images with and without gadolinium, T1-weighted, T2-weighted and FLAIR sequences. Comparison: none. Findings: No restricted diffusion. The ventricles and sulci are normal for age. No midline shift. The visualized paranasal sinuses are clear. Impression: Normal.",
            ),
            progress(
                "## Studies\n\nEchocardiogram\nM-mode and two-dimensional measurements: LVIDd 4.8 cm, LVIDs 3.2 cm, interventricular septum 1.0 cm, posterior wall 1.0 cm, left atrial volume index 28, E/e' 9, TAPSE 2.1 cm, peak velocity 1.2 m/s, mean gradient 4 mmHg. Study quality: good. Interpreting physician: cardiology. Electronically signed by the reader.",
            ),
            progress(
                "## Pathology\n\nSpecimen: Colon, sigmoid, biopsy\nGross description: Received in formalin are three fragments of tan tissue, 0.2 to 0.4 cm, entirely submitted in one cassette.\nMicroscopic description: Sections show colonic mucosa with preserved crypts and no dysplasia or malignancy in levels.\nFinal diagnosis: Hyperplastic polyp.",
            ),
            progress(&format!("## Labs\n\n{PANEL}")),
        ];
        speaks(&RULE, &notes.each_ref().map(String::as_str));
    }

    #[test]
    fn results_that_were_read() {
        let notes = [
            progress(
                "## Imaging\n\nCT abdomen with contrast: appendix 11 mm with stranding, no abscess. Compared with last year's CT the cyst of the left kidney is unchanged.",
            ),
            progress(
                "## Labs\n\nWBC 12.1 (from 17.9), Hgb 12.9, platelets 288, Na 137, K 4.0, Cr 1.0 (from 1.6), lactate 1.1",
            ),
            progress(
                "## Imaging\n\nFindings: consolidation of the right lower lobe.\nImpression: pneumonia, as expected from the exam.",
            ),
            progress("## Studies\n\nTTE: EF 55%, mild mitral regurgitation, no vegetation; peak velocity 1.2 m/s."),
            progress("Technique for the inhaler was taught."),
        ];
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
