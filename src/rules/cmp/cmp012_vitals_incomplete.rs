//! CMP012: vital signs without values, or with some of them missing.

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::facts::{Occasion, Vital, VitalKind};
use crate::note::{KindSource, Note, Section, SectionIx};
use crate::rules::support::{
    Content, heading, is_british, is_remote, line_at, listing, nodes_in, quote, section_content,
};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::syntax::{Node, NodeKind};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP012",
    name: "vitals-incomplete",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "spare",
        default: OptionDefault::List(&[]),
        doc: "Vital signs that your school does not ask for: temperature, heart-rate, blood-pressure, respiratory-rate, oxygen-saturation, oxygen-source.",
    }],
    fix: None,
    sources: &[
        "im.org: Resources for Clerkship Equity, Appendix 2: Grading Rubric for a Comprehensive Note Write-up (full vital signs)",
        "Royal College of Physicians. National Early Warning Score (NEWS) 2, 2017",
        "BTS guideline for oxygen use in adults 2017: a saturation is recorded with the oxygen given",
    ],
    summary: "Vital signs have no values, or some that this note needs are missing.",
    docs: r#"
## What it does

Looks at the vital signs that the note gives and names what is missing of the set that its kind needs, in one finding: in an admission note, an emergency note or a progress note of the ward that is temperature, heart rate, blood
pressure, respiratory rate and saturation with the oxygen it was measured on; a psychiatric evaluation needs no saturation, a prenatal visit the blood pressure, a visit to the clinic pulse and pressure, and more if the complaint
calls for it (cough, breathlessness, fever). Outside the ward one missing sign is left alone. `Vitals: stable` gives no value at all and is reported as such.

A reason is an answer ("BP not done: crying"), and so is a blank, of which TPL speaks. Remote consultations and British general practice notes are left alone, and notes without any vital signs, which missing-section reports. `setting:` in the
front matter decides where it is given.

## Why it matters

Respiratory rate is the sign that is left out most often and the one that changes first in sepsis and heart failure. A saturation of 94% on room air and on 6 litres are two different patients.

## How to fix

Add the missing values, or say why there are none. Write a saturation with room air, litres or FiO2.

```bad
# H&P

**Chief Complaint:** shortness of breath

**HPI:** 67-year-old man with heart failure and three days of worsening breathlessness when lying flat.

**Vital Signs:** BP 158/92, HR 98, SpO2 90%

**Physical Exam:** crackles at both bases, leg edema.

**Assessment:** Heart failure.

**Plan:** furosemide 40 mg IV.
```

```bad
# Progress Note

S: Slept well, no pain.

O: Vital signs stable. Lungs clear, abdomen soft.

A: Pyelonephritis, day 2, improving.

P: Continue ceftriaxone 1 g IV daily.
```

```good
# H&P

**Chief Complaint:** shortness of breath

**HPI:** 67-year-old man with heart failure and three days of worsening breathlessness when lying flat.

**Vital Signs:** T 36.8 °C, BP 158/92, HR 98, RR 24, SpO2 90% on room air

**Physical Exam:** crackles at both bases, leg edema.

**Assessment:** Heart failure.

**Plan:** furosemide 40 mg IV.
```

```good
# SOAP Note

S: 54-year-old man here for his blood pressure. No headache.

O: BP 142/88, HR 72. Heart regular.

A: Hypertension above goal.

P: Increase lisinopril to 20 mg daily; back in 4 weeks.
```

## Precision

19 findings on the 182 notes of the development corpus, all read: 17 sections of vital signs that hold a word and no
value, 2 clinic visits with one sign of the set, none wrong.

Faults planted by an author who had not seen the rule: in a first set 26 of 27 were found after mending; in two later
sets of 25 new notes 13 of 15 at first sight, 14 after mending. Of 22 look-alikes one was reported, and two of the new
notes set it off unplanted ("98% OA", a visit for a rash); all three were mended. A visit to the clinic is asked for
pulse and pressure only, so a saturation that is missing there is not noticed.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// Below this age in years a cuff is often left away.
const CUFF: f64 = 3.0;
/// The five, in the order in which they are read out.
pub(crate) const FIVE: [VitalKind; 5] = [
    VitalKind::Temperature,
    VitalKind::HeartRate,
    VitalKind::BloodPressure,
    VitalKind::RespiratoryRate,
    VitalKind::OxygenSaturation,
];

/// Whether the mean arterial pressure is given: of an arterial line, it says as much.
fn has_mean(note: &Note) -> bool {
    let mut vitals = note.vitals().iter();
    vitals.any(|vital| vital.kind == VitalKind::MeanArterialPressure && is_stated(note, vital))
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(set) = Set::of(context) else { return };
    let sections = vital_sections(note);
    let remote = is_remote(note);
    if note.is_template || remote && sections.is_empty() {
        return;
    }
    let lenient = remote || set.lenient && is_british(note);
    // What is blank belongs to TPL; a set elsewhere is not this rule's to judge.
    if sections.iter().any(|ix| has_blank(note, *ix) || refers(note, *ix)) {
        return;
    }
    let stated: Vec<&Vital> = note
        .vitals()
        .iter()
        .filter(|vital| FIVE.contains(&vital.kind) && is_stated(note, vital))
        .collect();
    let told = |vital: &&&Vital| {
        matches!(
            note.role_at(vital.number.start),
            Role::History | Role::ChiefComplaint | Role::ReviewOfSystems | Role::Assessment | Role::AssessmentAndPlan
        )
    };
    let measured = stated.iter().filter(|vital| !told(vital)).count();
    // What is told in the story is no set, unless the note has no other place for it.
    if stated.is_empty() || measured == 0 && (!sections.is_empty() || stated.len() < 2) {
        findings.extend(without_values(note, &set, &sections));
        return;
    }
    let has = |kind: VitalKind| stated.iter().any(|vital| vital.kind == kind);
    let young = note.patient().years().is_some_and(|years| years < CUFF);
    let missing: Vec<VitalKind> = FIVE
        .into_iter()
        .filter(|kind| set.needs(kind.id()) && !has(*kind) && !(young && *kind == VitalKind::BloodPressure))
        .filter(|kind| !is_answered(note, *kind) && !(*kind == VitalKind::BloodPressure && has_mean(note)))
        .collect();
    let saturations: Vec<&&Vital> = stated
        .iter()
        .filter(|vital| vital.kind == VitalKind::OxygenSaturation)
        .collect();
    let no_source = set.needs("oxygen-source")
        && !saturations.is_empty()
        && saturations.iter().all(|vital| vital.oxygen.is_none())
        && !names_oxygen(note, &sections);
    let gaps = missing.len() + usize::from(no_source);
    if lenient || gaps == 0 || !set.all && gaps < 2 {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|kind| kind.name()).collect();
    let message = match (names.is_empty(), no_source) {
        (true, _) => format!(
            "`{}` does not say what the patient breathed",
            saturations[0].written_in(note)
        ),
        (false, false) => format!("The vital signs give no {}", listing(&names, "or")),
        (false, true) => format!(
            "The vital signs give no {}, and do not say on what the saturation was measured",
            listing(&names, "or")
        ),
    };
    let help = match (names.is_empty(), no_source) {
        (true, _) => "add room air, the litres of oxygen or the FiO2".to_owned(),
        (false, false) => "add what was measured, or say why it was not".to_owned(),
        (false, true) => {
            "add what was measured, or say why it was not; and room air or the litres of oxygen".to_owned()
        }
    };
    let place = if names.is_empty() {
        saturations[0].span
    } else {
        place(note, &sections, &stated)
    };
    // Pulse and pressure of a patient in hospital are more than a nudge.
    let serious = set.all
        && missing
            .iter()
            .any(|kind| matches!(kind, VitalKind::HeartRate | VitalKind::BloodPressure))
        && missing.len() >= 2;
    let mut finding = Finding::new(place, message).help(help);
    if !names.is_empty() {
        finding = finding.related(written_set(note, &stated), "what is given");
    }
    if serious {
        finding = finding.severity(Severity::Warning);
    }
    findings.push(finding);
}

/// What a note needs.
struct Set<'a> {
    needs: Vec<&'a str>,
    /// One missing sign is a gap; else two are.
    all: bool,
    /// A visit, not a stay.
    lenient: bool,
}

impl<'a> Set<'a> {
    fn of(context: &'a Context<'_>) -> Option<Set<'a>> {
        let note = context.note;
        let grammar = context.grammar();
        let entries = &grammar.lexicon(lexicon_ids::VITAL_SETS).entries;
        let entry = |category: &str, id: &str| {
            entries
                .iter()
                .find(|entry| entry.category == category && entry.id == id)
        };
        let kind = &grammar.kind(note.kind?).id;
        let of_kind = entry("kind", kind)?;
        // The setting decides for notes that are written anywhere.
        let anywhere = matches!(&**kind, "soap" | "hp" | "consult" | "peds-hp");
        let guessed = note.kind_source == Some(KindSource::Sections)
            && note
                .phrases_of(lexicon_ids::VITAL_SETS)
                .any(|hit| grammar.category(hit) == "visit" && note.role_at(hit.span.start) != Role::Plan);
        let stated = note.front_matter_value("setting");
        let setting = stated.or(guessed.then_some("outpatient")).filter(|_| anywhere);
        let chosen: &LexiconEntry = setting.and_then(|setting| entry("setting", setting)).unwrap_or(of_kind);
        let mut needs: Vec<&str> = chosen.list("needs").iter().map(AsRef::as_ref).collect();
        let lenient = !chosen.flag("all");
        let presentation = note.presentation();
        if lenient && &**kind == "soap" && presentation.visit.is_none() {
            for complaint in presentation.complaints.iter().take(3) {
                let id = &note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry).id;
                let more = entry("complaint", id)
                    .map(|entry| entry.list("needs"))
                    .unwrap_or_default();
                needs.extend(
                    more.iter()
                        .map(AsRef::<str>::as_ref)
                        .filter(|name| !needs.contains(name))
                        .collect::<Vec<&str>>(),
                );
            }
        }
        let spared = context.list("spare");
        needs.retain(|name| !spared.contains(name));
        Some(Set {
            needs,
            all: chosen.flag("all"),
            lenient,
        })
    }

    fn needs(&self, id: &str) -> bool {
        self.needs.contains(&id)
    }
}

fn vital_sections(note: &Note) -> Vec<SectionIx> {
    (0..note.sections.len() as u32)
        .map(SectionIx)
        .filter(|ix| note.section_id(*ix) == Some("vital-signs"))
        .collect()
}

/// Whether a blank stands in the section.
fn has_blank(note: &Note, ix: SectionIx) -> bool {
    let body = note.section(ix).body;
    let is_blank = |node: &Node| matches!(node.kind, NodeKind::Placeholder(_)) && body.contains(node.span);
    nodes_in(note, body).iter().any(is_blank) || section_content(note, ix) == Content::Placeholders
}

/// Whether the section refers to a set that stands elsewhere.
fn refers(note: &Note, ix: SectionIx) -> bool {
    note.phrases_in(lexicon_ids::VITAL_SETS, note.section(ix).span)
        .any(|hit| note.grammar.category(hit) == "elsewhere")
}

/// Whether the value is one of this encounter, told in the story or not; a target is none, but `SpO2 > 95%` among vital signs is.
pub(crate) fn is_stated(note: &Note, vital: &Vital) -> bool {
    let role = note.role_at(vital.number.start);
    match vital.occasion {
        Occasion::Target => matches!(role, Role::VitalSigns | Role::Exam),
        _ => !matches!(
            role,
            Role::PastHistory | Role::FamilyHistory | Role::SurgicalHistory | Role::Plan
        ),
    }
}

/// Whether the note says why there is no value, or says in a word that there is no fever.
pub(crate) fn is_answered(note: &Note, kind: VitalKind) -> bool {
    let entries = &note.grammar.lexicon(lexicon_ids::VITAL_SIGNS).entries;
    let reason = note.phrases_of(lexicon_ids::VITAL_SIGNS).any(|hit| {
        let line = line_at(note, hit.span.start);
        let reach = Span::new(hit.span.start, (hit.span.end + 40).min(line.end.max(hit.span.end)));
        entries[usize::from(hit.entry)].category == kind.id()
            && matches!(
                note.role_at(hit.span.start),
                Role::VitalSigns | Role::Exam | Role::Data | Role::Other
            )
            && note
                .phrases_in(lexicon_ids::VITAL_SETS, reach)
                .any(|hit| note.grammar.category(hit) == "not-taken")
    });
    let word = kind == VitalKind::Temperature
        && note.phrases_of(lexicon_ids::VITAL_WORDS).any(|hit| {
            note.grammar.category(hit) == "temperature"
                && matches!(note.role_at(hit.span.start), Role::VitalSigns | Role::Exam | Role::Data)
        });
    reason || word
}

/// Whether `place` lies in what `part` is of one of `sections`, which stand in the order of the text.
fn lies_in(note: &Note, sections: &[SectionIx], place: Span, part: fn(&Section) -> Span) -> bool {
    /// A section of vital signs holds another one of them at most.
    const DEEP: usize = 4;
    let after = sections.partition_point(|ix| part(note.section(*ix)).start <= place.start);
    let mut last = sections[..after].iter().rev().take(DEEP);
    last.any(|ix| part(note.section(*ix)).contains(place))
}

/// Whether oxygen or room air is named in the sections of vital signs or the exam.
fn names_oxygen(note: &Note, sections: &[SectionIx]) -> bool {
    let sure = |hit: &crate::grammar::LexiconHit| {
        let long = hit.span.len() > 3 || note.slice(hit.span).chars().all(|c| c.is_ascii_uppercase());
        long && (lies_in(note, sections, hit.span, |section| section.span)
            || note.role_at(hit.span.start) == Role::Exam)
    };
    note.phrases_of(lexicon_ids::OXYGEN_SOURCES).any(sure)
}

/// `Vitals: stable`: words and no value.
fn without_values(note: &Note, set: &Set<'_>, sections: &[SectionIx]) -> Option<Finding> {
    let written = sections
        .iter()
        .find(|ix| section_content(note, **ix) == Content::Written);
    let claim = note.phrases_of(lexicon_ids::VITAL_WORDS).find(|hit| {
        note.grammar.category(hit) == "all"
            && matches!(note.role_at(hit.span.start), Role::VitalSigns | Role::Exam | Role::Data)
    });
    // Values of other signs, a weight, a reason: there is something.
    let other = note
        .vitals()
        .iter()
        .any(|vital| lies_in(note, sections, vital.number, |section| section.body));
    let reason = sections.iter().any(|ix| {
        note.phrases_in(lexicon_ids::VITAL_SETS, note.section(*ix).span)
            .any(|hit| note.grammar.category(hit) == "not-taken")
    });
    // `Obs: stable. Wt 62 kg`: the word opens the section.
    let opening = |ix: &SectionIx| {
        const WORDS: [&str; 9] = [
            "stable",
            "normal",
            "wnl",
            "within normal",
            "unremarkable",
            "reassuring",
            "satisfactory",
            "good",
            "fine",
        ];
        let body = note.slice(note.section(*ix).body).trim_start();
        WORDS.iter().any(|word| {
            body.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
    };
    if reason || other && claim.is_none() && !sections.iter().any(opening) {
        return None;
    }
    let (place, message) = match (claim, written) {
        (Some(claim), _) => (
            claim.span,
            format!("`{}` without a single value", quote(note.slice(claim.span), 60)),
        ),
        (None, Some(ix)) => (
            note.section(*ix).heading,
            format!("{} holds no value", quote(heading(note, *ix), 40)),
        ),
        (None, None) => return None,
    };
    let wanted: Vec<&str> = FIVE
        .into_iter()
        .filter(|kind| set.needs(kind.id()))
        .map(VitalKind::short)
        .collect();
    let finding = Finding::new(place, message).help(format!(
        "write the numbers ({}): the next reader compares with them",
        wanted.join(", ")
    ));
    Some(if set.all {
        finding.severity(Severity::Warning)
    } else {
        finding
    })
}

/// The values of one line: the first with those beside it.
fn written_set(note: &Note, stated: &[&Vital]) -> Span {
    let first = stated
        .iter()
        .find(|vital| note.role_at(vital.number.start) == Role::VitalSigns)
        .or(stated.first());
    let Some(first) = first else { return Span::at(0) };
    let line = line_at(note, first.span.start);
    let inside = stated
        .iter()
        .filter(|vital| line.contains(vital.span))
        .map(|vital| vital.span);
    inside.fold(first.span, Span::cover)
}

/// The heading over the vital signs, else the first of them.
fn place(note: &Note, sections: &[SectionIx], stated: &[&Vital]) -> Span {
    let heading = sections.iter().map(|ix| note.section(*ix)).find(|section| {
        let from = stated.partition_point(|vital| vital.number.start < section.span.start);
        let first = stated.get(from);
        first.is_some_and(|vital| section.span.contains(vital.number))
    });
    heading.map_or_else(
        || stated.first().map_or(Span::at(0), |vital| vital.span),
        |section| section.heading,
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn ward(vitals: &str) -> String {
        format!(
            "# Progress Note\n\n## Subjective\n\n54-year-old man, hospital day 3 with pneumonia. Slept well.\n\n## Vital Signs\n\n{vitals}\n\n## Physical Exam\n\nLungs clear.\n\n## Assessment\n\nPneumonia.\n\n## Plan\n\nContinue.\n"
        )
    }

    fn clinic(complaint: &str, objective: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: 34-year-old woman with {complaint} for 3 days.\n\nO: {objective}\n\nA: Likely viral.\n\nP: Rest, back in a week.\n"
        )
    }

    #[test]
    fn one_finding_names_all_that_is_missing() {
        let text = ward("T 37.2, BP 120/80, SpO2 95%");
        let findings = run(&RULE, &text);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].span.of(&text), "Vital Signs");
        assert_eq!(
            findings[0].message,
            "The vital signs give no heart rate or respiratory rate, and do not say on what the saturation was measured"
        );
    }

    #[test]
    fn gaps() {
        let notes = [
            ward("BP 120/80, HR 88"),
            ward("T 37.2, HR 88, BP 120/80, SpO2 96% RA"),
            ward("T 37.2, HR 88, RR 16, SpO2 96% RA"),
            ward("T 37.2, BP 120/80, RR 16, SpO2 96% RA"),
            ward("HR 88, BP 120/80, RR 16, SpO2 96% RA"),
            ward("T 37.2, HR 88, BP 120/80, RR 16"),
            ward("T 37.2, HR 88, BP 120/80, RR 16, SpO2 91%"),
            ward("Stable."),
            ward("Vital signs within normal limits."),
            ward("| T | HR |\n|---|---|\n| 37.2 | 88 |"),
            ward("Tmax 37.9, HR 80-96, BP 110-130/60-80"),
            clinic("cough", "BP 120/80. Lungs clear."),
            clinic("shortness of breath", "BP 120/80, HR 88. Lungs clear."),
            clinic("fever", "BP 120/80. Throat red."),
            clinic("headache", "T 37.0, SpO2 98%. Neck supple."),
            "---\nsetting: emergency\n---\n# SOAP Note\n\nS: cough.\n\nO: BP 120/80, HR 88, T 37. Lungs clear.\n\nA: URI.\n\nP: Rest.\n".to_owned(),
            "# Emergency Department Note\n\n**Chief Complaint:** chest pain\n\n**HPI:** 49-year-old man with chest pain.\n\n**Vital Signs:** BP 138/84, HR 78\n\n**Physical Exam:** normal heart.\n\n**MDM:** low risk.\n\n**Disposition:** home.\n".to_owned(),
        ];
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let notes = [
            ward("T 37.2, HR 88, BP 120/80, RR 16, SpO2 96% RA"),
            ward("T 37.2, HR 88, BP 120/80, RR 16, SpO2 96% on 2 L NC"),
            ward("Tmax 37.9, HR 80-96, BP 110-130/60-80, RR 14-18, SpO2 94-97% on room air"),
            ward("37.1, 88, 132/76, 16, 97% RA"),
            ward("Afebrile. HR 88, BP 120/80, RR 16, SpO2 96% RA"),
            ward("T 37.2, HR 88, BP not done: both arms in casts, RR 16, SpO2 96% RA"),
            ward("Refused by the patient."),
            ward("***"),
            ward("T ***, HR 88"),
            ward("See flowsheet."),
            ward("| Vital | Value |\n|---|---|\n| T | 37.0 |\n| HR | 88 |\n| BP | 120/80 |\n| RR | 16 |\n| SpO2 | 97% RA |"),
            ward("T 37.2, HR 88, BP 120/80, RR 16, satting well at 96% on room air"),
            clinic("elbow pain", "BP 142/88. Elbow tender."),
            clinic("cough", "T 37.2, HR 88, BP 120/80, RR 16, SpO2 98%. Lungs clear."),
            clinic("rash", "Dry plaques on both elbows."),
            clinic("cough", "T 37.2, HR 88, BP 120/80, SpO2 98%. Lungs clear."),
            "# SOAP Note\n\nTelephone consultation.\n\nS: cough for 3 days.\n\nO: BP at home 120/80. Speaks in full sentences.\n\nA: URI.\n\nP: Rest.\n".to_owned(),
            "PC: cough, 3/7\nHPC: 3/7 hx of dry cough, nil fever.\nPMH: nil\nDH: nil\nNKDA\nO/E: T 37.1, chest clear\nImp: viral URTI\nPlan: paracetamol, fluids, safety net\n".to_owned(),
            "# Psychiatric Evaluation\n\n## HPI\n\nLow mood.\n\n## Vital Signs\n\nT 36.6, HR 72, BP 126/78, RR 14\n\n## Mental Status Exam\n\nSad.\n".to_owned(),
            "# Operative Note\n\n## Procedure\n\nAppendectomy.\n\n## Anesthesia\n\nGeneral. BP 120/80.\n".to_owned(),
            "# H&P\n\n## HPI\n\n18-month-old boy with a cough.\n\n## Vital Signs\n\nT 37.9, HR 130, RR 32, SpO2 97% on room air\n\n## Plan\n\nRest.\n".to_owned(),
            "BP 120/80 at home, nothing else to say.\n".to_owned(),
            "---\nsetting: outpatient\n---\n# H&P\n\n## HPI\n\n54-year-old woman, new patient.\n\n## Vital Signs\n\nBP 128/76, HR 70, weight 70 kg\n\n## Plan\n\nRest.\n".to_owned(),
        ];
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
