//! REL004: a list of negatives of all systems in a visit for one complaint.

use crate::grammar::{Role, lexicon_ids};
use crate::note::facts::{Setting, Status as Said};
use crate::note::{KindSource, Note};
use crate::rules::repetition::place;
use crate::rules::support::{add_covered, is_full_history, listing, title_in};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REL004",
    name: "ros-dump",
    aliases: &[],
    family: Family::Relevant,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "soap",
        "progress",
        "surgical-progress",
        "clinic-follow-up",
        "ed-note",
        "discharge-summary",
        "transfer",
        "psych-progress",
        "postop",
        "postpartum",
        "prenatal",
        "ob-triage",
        "patient-note",
        "sports-med",
        "derm",
        "gyn",
        "i-pass",
        "sbar",
    ],
    options: &[
        OptionSpec {
            name: "systems",
            default: OptionDefault::Int(8),
            doc: "From how many systems on a review that finds next to nothing is too long for a focused note.",
        },
        OptionSpec {
            name: "negatives",
            default: OptionDefault::Int(12),
            doc: "How many symptoms it has to deny besides.",
        },
    ],
    fix: None,
    sources: &[
        "CMS: 2021 and 2023 changes to evaluation and management documentation: history as medically appropriate, no count of systems",
        "Hirschtick RE: Copy-and-Paste (JAMA 2006)",
    ],
    summary: "A focused note denies the symptoms of all systems.",
    docs: r#"
## What it does

Counts what a SOAP, progress, follow-up, ED or discharge note denies. It reports a review of systems, or a stretch of the history, that goes through
eight systems or more and denies a dozen symptoms while next to nothing is there. Full histories are asked for a whole review (CMP011).

## Why it matters

Five negatives that test the diagnosis show what the writer thought of. Forty show that a template was clicked, and hide the
five; and a "no headache" that nobody asked is a false statement.

## How to fix

Keep the negatives that make today's diagnosis more or less likely, and that mean danger if they were positive. Leave the
others out, or write them in the admission history.

```bad
# SOAP Note

S: 24-year-old woman with a sprained left ankle since yesterday. She twisted it on the stairs and can walk four steps.

ROS:
- Constitutional: no fever, chills, weight loss or night sweats
- Eyes: no blurred vision, no eye pain
- ENT: no sore throat, no hearing loss
- Cardiovascular: no chest pain, palpitations or edema
- Respiratory: no cough, no dyspnea
- GI: no nausea, vomiting, diarrhea or constipation
- GU: no dysuria, no hematuria
- Neurologic: no headache, no dizziness
- Psychiatric: no depression, no anxiety

O: Left ankle swollen over the lateral malleolus, tender in front of it; no bone tenderness.

A: Lateral ankle sprain, grade 1; Ottawa rules negative.

P: Brace for 2 weeks, ibuprofen 400 mg PO three times daily for 5 days. Return in 2 weeks.
```

```good
# SOAP Note

S: 24-year-old woman with a sprained left ankle since yesterday. She twisted it on the stairs and can walk four steps. No numbness, no earlier injury, no pain in the knee or foot.

O: Left ankle swollen over the lateral malleolus, tender in front of it; no bone tenderness.

A: Lateral ankle sprain, grade 1; Ottawa rules negative.

P: Brace for 2 weeks, ibuprofen 400 mg PO three times daily for 5 days. Return in 2 weeks.
```

## Precision

No finding on the 182 corpus notes, none on 80 good notes. Of 12 lists planted by somebody who had not seen the code 9 were found at first sight and 12
after mending, and none of 9 look-alikes. Of the author's own 6 lists and 8 look-alikes 6 and none.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::ROS_SYSTEMS]),
    check: Check::Note(check),
};

/// An emergency department asks more: so many systems, and symptoms for each.
const ED_MORE: usize = 2;
/// The same for what looks like a full history by its headings, and is not written on a ward.
const GUESSED_MORE: usize = 4;
/// Symptoms for each.
const EACH: usize = 3;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    // A long history whose headings look like those of a SOAP note.
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let full = kind == Some("hp") && (note.kind_source != Some(KindSource::Sections) || is_inpatient(note));
    if full || is_full_history(note) || kind != Some("hp") && is_long_history(note) {
        return;
    }
    let more = match kind {
        Some("ed-note") => ED_MORE,
        // A clinic note with many headings looks like a full history, and is none.
        Some("hp") => GUESSED_MORE,
        _ => 0,
    };
    let systems = context.int("systems").max(3) as usize + more;
    let negatives = context.int("negatives").max(3) as usize + EACH * more;
    for (span, place_of, is_review) in reviews(note) {
        let counted = Counted::of(note, span);
        // In prose the negatives stand among what is told.
        let least = if is_review { negatives } else { negatives + 4 };
        if counted.denied < least || counted.present * 5 > counted.denied {
            continue;
        }
        let mut named: Vec<&str> = Vec::new();
        add_covered(note, lexicon_ids::ROS_SYSTEMS, span, &mut named);
        if named.len() < systems {
            continue;
        }
        let own = own_systems(note);
        let keep = if own.is_empty() {
            "keep the negatives that bear on this complaint, and leave the others out".to_owned()
        } else {
            format!(
                "keep what bears on this complaint ({}) and what would mean danger; leave the others out",
                listing(&own, "and")
            )
        };
        findings.push(
            Finding::new(
                place_of,
                format!(
                    "{} denies {} symptoms of {} systems in a note on one problem",
                    place(note, span.start),
                    counted.denied,
                    named.len()
                ),
            )
            .help(keep),
        );
    }
}

/// What a stretch denies and what it finds.
#[derive(Default)]
struct Counted {
    denied: usize,
    present: usize,
}

impl Counted {
    fn of(note: &Note, span: Span) -> Self {
        let mentions = note.findings();
        let from = mentions.partition_point(|it| it.span.start < span.start);
        let mut counted = Counted::default();
        for mention in mentions[from..].iter().take_while(|it| it.span.start < span.end) {
            match mention.assertion.status {
                Said::Absent => counted.denied += 1,
                Said::Present | Said::Uncertain if !mention.implied => counted.present += 1,
                _ => {}
            }
        }
        counted
    }
}

/// The reviews of systems, each with the place to point at; where there is none, the runs of sentences of the history that only
/// deny.
fn reviews(note: &Note) -> Vec<(Span, Span, bool)> {
    let mut found: Vec<(Span, Span, bool)> = Vec::new();
    let is_review = |ix: crate::note::SectionIx| {
        let id = note.section(ix).id;
        id.is_some_and(|id| note.grammar.role(id) == Role::ReviewOfSystems)
    };
    for (at, section) in note.sections.iter().enumerate() {
        let ix = crate::note::SectionIx(at as u32);
        if is_review(ix) && !section.parent.is_some_and(is_review) {
            found.push((section.body, section.heading, true));
        }
    }
    if !found.is_empty() {
        return found;
    }
    let mentions = note.findings();
    let mut run: Option<Span> = None;
    let mut next = 0;
    for sentence in note.sentences() {
        while mentions.get(next).is_some_and(|it| it.span.start < sentence.span.start) {
            next += 1;
        }
        let own = mentions[next..]
            .iter()
            .take_while(|it| it.span.start < sentence.span.end);
        let (mut denied, mut other) = (0, 0);
        for mention in own {
            match mention.assertion.status {
                Said::Absent => denied += 1,
                _ if !mention.implied => other += 1,
                _ => {}
            }
        }
        let denies = denied > 0 && other * 4 <= denied && is_told(note.role_at(sentence.span.start));
        run = match run {
            Some(span) if denies => Some(span.cover(sentence.span)),
            None if denies => Some(sentence.span),
            Some(span) => {
                found.push((span, span, false));
                None
            }
            None => None,
        };
    }
    found.extend(run.map(|span| (span, span, false)));
    found
}

fn is_inpatient(note: &Note) -> bool {
    matches!(note.setting(), Some(Setting::Inpatient | Setting::Emergency))
}

/// Whether symptoms are told there: in the history, or after a label that the catalogue does not know ("SE:").
fn is_told(role: Role) -> bool {
    matches!(
        role,
        Role::History | Role::ChiefComplaint | Role::PastHistory | Role::Identification | Role::Other
    )
}

/// Whether the note has the histories of a full one, whatever its kind was told from.
fn is_long_history(note: &Note) -> bool {
    let histories = note
        .sections
        .iter()
        .filter_map(|section| section.id)
        .filter(|id| note.grammar.is_history(*id))
        .count();
    note.kind_source == Some(KindSource::Sections) && histories >= 4
}

/// The systems of the chief complaint, as a message names them.
fn own_systems(note: &Note) -> Vec<&str> {
    let Some(complaint) = note.presentation().main(note) else {
        return Vec::new();
    };
    let systems = complaint.list("systems").iter();
    systems
        .map(|wanted| {
            title_in(
                note,
                lexicon_ids::ROS_SYSTEMS,
                wanted.split('|').next().unwrap_or(wanted),
            )
        })
        .take(3)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{silent, speaks};

    fn soap(ros: &str) -> String {
        format!(
            "# SOAP Note\n\nS: 40-year-old man with left knee pain since a fall.\n\n{ros}\n\nO: Knee swollen.\n\nA: Contusion.\n\nP: Ice for 2 days.\n"
        )
    }

    #[test]
    fn all_systems_denied() {
        let long = "Denies fever, chills, weight loss, blurred vision, sore throat, chest pain, palpitations, cough, dyspnea, nausea, vomiting, diarrhea, constipation, dysuria, hematuria, headache, dizziness, rash, depression, anxiety.";
        let notes = [
            soap(&format!("ROS: {long}")),
            soap(&format!("Review of Systems\n\n{long}")),
            format!(
                "# Progress Note\n\nHospital day 3\n\nS: Feels better. {long}\n\nO: T 36.8 °C. Lungs clear.\n\nA/P: Pneumonia, better; amoxicillin 1 g PO three times daily for 2 more days.\n"
            ),
            soap(
                "ROS:\nGeneral: negative for fever, chills, fatigue\nHEENT: negative for sore throat, congestion\nCV: negative for chest pain, palpitations\nResp: negative for cough, wheezing\nGI: negative for nausea, vomiting, diarrhea\nGU: negative for dysuria\nNeuro: negative for headache, weakness\nPsych: negative for depression\nSkin: negative for rash\nMSK: positive for knee pain",
            ),
        ];
        speaks(&RULE, &notes.each_ref().map(String::as_str));
    }

    #[test]
    fn focused_reviews_and_full_histories() {
        let notes = [
            soap("ROS: No fever, no other joint pain, no numbness, no weakness."),
            soap(
                "ROS: Positive for fatigue, cough, joint pain, rash, headache. Denies fever, chest pain, nausea, dysuria.",
            ),
            soap(
                "He did not lose consciousness and has no headache, neck pain, chest pain, abdominal pain or weakness.",
            ),
            format!(
                "# H&P\n\n## HPI\n\nCough for 3 days.\n\n## PMH\n\nNone.\n\n## Review of Systems\n\n{}\n\n## Physical Exam\n\nClear.\n\n## Plan\n\nRest.\n",
                "Denies fever, chills, weight loss, blurred vision, sore throat, chest pain, palpitations, dyspnea, nausea, vomiting, diarrhea, dysuria, hematuria, headache, dizziness, rash, depression, anxiety."
            ),
        ];
        silent(&RULE, &notes.each_ref().map(String::as_str));
    }
}
