//! REA007: a result or vital sign clearly outside its range that no problem, thought or step takes up.

use std::collections::HashSet;

use crate::grammar::{LexiconEntry, LexiconId, Role, Str, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{
    Concept, Flag, Lab, Levels, Moment, Occasion, Posture, Status as Said, Usual, Vital, VitalKind,
};
use crate::rules::addressed::{Addressed, has_answer, is_answer};
use crate::rules::support::{line_at, quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA007",
    name: "unaddressed-abnormal",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Problem-oriented medical record (Weed 1968): every abnormal finding reaches a problem",
        "UF College of Medicine write-up criteria: abnormal data are accounted for in the assessment",
        "ARUP and Kost critical limits; NEWS2 (Royal College of Physicians 2017); ACC/AHA 2017; Fleming 2011, as in the lexicon `abnormal-results`",
    ],
    summary: "A clearly abnormal result or vital sign is not taken up in the assessment or plan.",
    docs: r#"
## What it does

Follows every laboratory value, study value (ejection fraction, QTc) and vital sign that lies clearly outside its range to the assessment and plan. It is taken up there by its
own name, with or without the number; by the name of the disorder; by a disease that explains it (pneumonia and a fever, ketoacidosis and a bicarbonate of 9); by a drug
or measure given for it, a test that repeats it, or a sentence that says why nothing is needed. If none of these is there, the rule speaks.

Small deviations (a sodium of 134) are noise. So are values of before, a value back to normal, a known baseline (`baseline 1.8`, CKD in the history), goals and limits, values of
a relative or of the fetus, and what is usual in pregnancy, in the newborn and in childhood. Critical values are asked for even in a known disease.
Abnormalities that one diagnosis would explain (creatinine and urea, AST and ALT, fever and white count) are one finding.

## Why it matters

The result that nobody mentions is the one that nobody acts on. Missed follow-up of abnormal results is among the most frequent causes of diagnostic error, in hospital and in
clinics. A reader cannot know whether you saw the potassium and thought it harmless, or did not see it.

## How to fix

Give it a line: what it is, what may cause it, what you do; or why nothing needs to be done. "K 2.9, from furosemide: 40 mEq PO twice today, magnesium added, repeat at 16:00."

```bad
# Progress Note

## Subjective

Less breathless, slept flat.

## Objective

T 36.9, HR 84, BP 118/70, RR 16, SpO2 96% on room air.
Labs: Na 138, K 2.9, Cr 1.0, Hgb 13.1.

## Assessment and Plan

1. Heart failure exacerbation: better, weight down 2 kg. Change furosemide to 40 mg PO daily, daily weights.
2. Hypertension: continue lisinopril 10 mg daily.
```

```bad
# SOAP Note

S: 44-year-old man for follow-up of knee pain, better with exercises.

O: BP 186/112, HR 78. Knee: no effusion, full range.

A: Patellofemoral pain, improving.

P: Continue quadriceps exercises. Return in 6 weeks.
```

```good
# Progress Note

## Objective

T 36.9, HR 84, BP 118/70, RR 16, SpO2 96% on room air.
Labs: Na 138, K 2.9, Cr 1.0, Hgb 13.1.

## Assessment and Plan

1. Heart failure exacerbation: better, weight down 2 kg. Change furosemide to 40 mg PO daily.
2. Hypokalemia from the diuretic: KCl 40 mEq PO twice today, recheck in the morning.
```

## Precision

No finding on the 182 notes of the development corpus, whose abnormal values are all taken up, and none on the good examples.

Measured on planted faults: of 58 of the author's own, in six notes of different kinds, 55 were found and nothing else set off; of 35 by somebody who had not seen the
code, 10 at first sight and 27 after mending (most of the rest stand beside a plan that orders the same panel, or names an infection). None of 14 look-alikes is reported
after one, a hemolyzed sample, was mended.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// Notes of what was done, without an assessment.
const PROCEDURES: [&str; 3] = ["brief-op", "op-note", "procedure"];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    if kind.is_some_and(|kind| PROCEDURES.contains(&kind)) || note.is_template {
        return;
    }
    let labs: Vec<&Lab> = note.labs().iter().filter(|lab| is_candidate(lab)).collect();
    let studies: Vec<&Lab> = note.study_values().iter().filter(|lab| is_candidate(lab)).collect();
    let vitals: Vec<&Vital> = note
        .vitals()
        .iter()
        .filter(|vital| !matches!(vital.kind, VitalKind::Weight | VitalKind::Height | VitalKind::Pain))
        .collect();
    if labs.is_empty() && studies.is_empty() && vitals.is_empty() || !has_answer(note) {
        return;
    }
    let view = View::new(note, kind);
    let mut gaps = view.gaps(&labs, &studies, &vitals);
    if gaps.is_empty() {
        return;
    }
    let addressed = Addressed::of(note);
    gaps.retain(|gap| !view.is_taken_up(&addressed, gap));
    findings.extend(view.report(gaps));
}

/// Whether a value may be outside its range: most are not.
fn is_candidate(lab: &Lab) -> bool {
    lab.flag.is_some() || lab.graded || lab.unit_known && !lab.earlier
}

/// The note, and what is usual for this patient.
struct View<'n> {
    note: &'n Note,
    levels: Levels<'n>,
    specs: Vec<Spec<'n>>,
    usual: Option<Usual>,
    months: Option<f64>,
    pregnant: bool,
    newborn: bool,
    /// Entries of `conditions` that the patient is said to have or have had.
    conditions: HashSet<&'n str>,
    drugs: HashSet<&'n str>,
}

/// Where a value is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Lab,
    Study,
    Vital,
}

/// A limit of a group: beyond it the value asks for a word.
#[derive(Debug, Clone, Copy)]
struct Spec<'n> {
    group: &'n LexiconEntry,
    source: Source,
    test: &'n str,
    side: Flag,
    /// `None` for the significant limit of the test.
    limit: Option<f64>,
    /// The limit in a patient known to have it; `None` for the critical limit of the test.
    known: Option<f64>,
    /// The limit from which the value wants its own word; `None` for the limit above.
    grave: Option<f64>,
}

/// An abnormal value.
#[derive(Debug, Clone)]
struct Gap<'n> {
    group: &'n LexiconEntry,
    test: &'n str,
    side: Flag,
    /// The entry of a test; the kind of a vital sign.
    lab: Option<(LexiconId, u16)>,
    vital: Option<VitalKind>,
    /// What the value is when it is abnormal: hypokalemia.
    concept: Option<Concept>,
    span: Span,
    written: String,
    critical: bool,
}

/// Values of one test that are looked at, at most: a flow sheet says no more.
const MANY: usize = 4000;
/// By so much of itself a lasting value may move.
const STEADY: f64 = 0.08;
/// How far a word such as "baseline" may stand from a value, in bytes.
const NEAR: u32 = 48;

impl<'n> View<'n> {
    fn new(note: &'n Note, kind: Option<&str>) -> Self {
        let patient = note.patient();
        let months = patient.years().map(|years| years * 12.0);
        let groups = &note.grammar.lexicon(lexicon_ids::ABNORMAL_RESULTS).entries;
        let mut specs = Vec::with_capacity(groups.len() * 2);
        for group in groups.iter() {
            for (list, source) in [
                ("labs", Source::Lab),
                ("studies", Source::Study),
                ("vitals", Source::Vital),
            ] {
                specs.extend(
                    group
                        .list(list)
                        .iter()
                        .filter_map(|written| spec(group, source, written)),
                );
            }
        }
        let obstetric = ["prenatal", "ob-triage", "ob-hp", "labor", "postpartum", "delivery"];
        let newborn = kind == Some("newborn") || months.is_some_and(|months| months < 0.95);
        let conditions = note
            .findings()
            .iter()
            .filter(|it| it.lexicon == lexicon_ids::CONDITIONS)
            .filter(|it| !matches!(it.assertion.status, Said::Absent | Said::Family | Said::Hypothetical))
            .map(|it| &*note.entry_at(it.lexicon, it.entry).id)
            .collect();
        let drugs = note
            .medications()
            .iter()
            .filter(|it| it.status.is_active())
            .map(|it| &*note.entry_at(lexicon_ids::DRUGS, it.entry).id)
            .collect();
        Self {
            note,
            levels: Levels::new(note),
            specs,
            usual: note.usual_vitals(),
            months,
            pregnant: !newborn
                && (patient.pregnant.is_some() || kind.is_some_and(|kind| obstetric.contains(&kind)))
                && months.is_none_or(|months| months > 120.0),
            newborn,
            conditions,
            drugs,
        }
    }

    /// The abnormal values of now, the last of each test.
    fn gaps(&self, labs: &[&'n Lab], studies: &[&'n Lab], vitals: &[&'n Vital]) -> Vec<Gap<'n>> {
        let mut gaps: Vec<Gap<'n>> = Vec::new();
        let mut settled: HashSet<(u8, &str)> = HashSet::new();
        // From the end: the last value of now is the one that counts.
        for (source, list, lexicon) in [
            (Source::Lab, labs, lexicon_ids::LABS),
            (Source::Study, studies, lexicon_ids::STUDY_VALUES),
        ] {
            for lab in list.iter().rev().take(MANY) {
                let test = self.note.entry_at(lexicon, lab.entry);
                if !self.is_of_now(lab) || !settled.insert((source as u8, &test.id)) {
                    continue;
                }
                gaps.extend(self.abnormal_lab(source, lab, test));
            }
        }
        for vital in vitals.iter().rev().take(MANY) {
            if self.is_measured(vital) {
                // The highest of the day says more than what it came down to, but the last reading answers it.
                let first = settled.insert((Source::Vital as u8, vital.kind.id()));
                if first {
                    gaps.extend(self.abnormal_vital(vital));
                }
            }
        }
        gaps.sort_by_key(|gap| (gap.span.start, gap.span.end));
        gaps
    }

    /// Whether the value is one of this patient, of now, measured, and outside the assessment.
    fn is_of_now(&self, lab: &Lab) -> bool {
        if lab.earlier || !(lab.unit_known || lab.graded) || !self.is_place(lab.span) {
            return false;
        }
        let role = self.note.role_at(lab.span.start);
        if !matches!(role, Role::History | Role::ChiefComplaint | Role::Other) {
            return true;
        }
        // In a story a value of now is said to be of now.
        !self.levels.speaks_of_before(sentence_around(self.note, lab.span))
    }

    fn is_place(&self, span: Span) -> bool {
        let note = self.note;
        let role = note.role_at(span.start);
        let place = matches!(
            role,
            Role::History
                | Role::ChiefComplaint
                | Role::Data
                | Role::Studies
                | Role::Exam
                | Role::VitalSigns
                | Role::Other
                | Role::ReviewOfSystems
        );
        if !place || is_answer(note, span.start) {
            return false;
        }
        let said = note.assertion(span);
        !matches!(said.status, Said::Family | Said::Hypothetical | Said::Historical)
            && said.moment != Moment::Later
            && !note.speaks_of_relative(span)
    }

    fn is_measured(&self, vital: &Vital) -> bool {
        let when = match vital.occasion {
            Occasion::Current => true,
            Occasion::Extreme => vital.kind == VitalKind::Temperature || vital.to.is_some(),
            Occasion::Earlier | Occasion::Target => false,
        };
        let story = || {
            matches!(
                self.note.role_at(vital.span.start),
                Role::History | Role::ChiefComplaint
            ) && self.levels.speaks_of_before(sentence_around(self.note, vital.span))
        };
        // What cannot be is another rule's.
        let limits = self.note.vital_limits(vital.kind);
        let grown = self.months.is_none_or(|months| months >= 216.0);
        let believable = vital.diastolic.is_none_or(|diastolic| diastolic < vital.value)
            && !(grown && (vital.value > limits.adult_most() || vital.value < limits.adult_least()));
        when && believable && vital.is_plausible(self.note) && self.is_place(vital.span) && !story()
    }

    fn abnormal_lab(&self, source: Source, lab: &'n Lab, test: &'n LexiconEntry) -> Option<Gap<'n>> {
        let lexicon = match source {
            Source::Lab => lexicon_ids::LABS,
            _ => lexicon_ids::STUDY_VALUES,
        };
        let specs = self.specs.iter().filter(|it| it.source == source && it.test == test.id);
        let spec = specs
            .into_iter()
            .find(|spec| self.is_beyond(spec, lab, test, self.limit(spec, test)))?;
        let critical = test.number(match spec.side {
            Flag::Low => "critical-low",
            _ => "critical-high",
        });
        let known = spec.known.or(critical);
        let beyond = |limit: Option<f64>| self.is_beyond(spec, lab, test, limit);
        let is_critical = beyond(critical) || beyond(spec.grave.or(known));
        if self.is_doubtful(lab) || !is_critical && self.is_improving(lab, spec) {
            return None;
        }
        if !is_critical && self.is_usual(spec.group) {
            return None;
        }
        if (self.is_known(spec.group) || self.is_baseline(lab, !spec.group.list("chronic").is_empty()))
            && !beyond(known)
        {
            return None;
        }
        if !is_critical && self.means_little(spec.group) {
            return None;
        }
        Some(Gap {
            group: spec.group,
            test: &test.id,
            side: spec.side,
            lab: Some((lexicon, lab.entry)),
            vital: None,
            concept: self.note.concept_of_result(lexicon, lab.entry, spec.side),
            span: lab.span,
            written: self.quoted(lab, spec.side),
            critical: is_critical,
        })
    }

    fn limit(&self, spec: &Spec<'_>, test: &LexiconEntry) -> Option<f64> {
        let child = self.months.is_some_and(|months| months < 144.0);
        let own = child.then(|| {
            spec.group.list("child").iter().find_map(|written| {
                let (id, limit) = written.split_once(':')?;
                (id == spec.test).then(|| limit.parse().ok())?
            })
        });
        own.flatten().or(spec.limit).or_else(|| {
            test.number(match spec.side {
                Flag::Low => "significant-low",
                _ => "significant-high",
            })
        })
    }

    /// Whether the value is surely beyond the limit; the milder end of a range counts.
    fn is_beyond(&self, spec: &Spec<'_>, lab: &Lab, test: &LexiconEntry, limit: Option<f64>) -> bool {
        let Some(limit) = limit else { return false };
        let plausible = test.number("hard-low").is_none_or(|hard| lab.value >= hard)
            && test.number("hard-high").is_none_or(|hard| lab.value <= hard);
        match spec.side {
            Flag::Low => plausible && lab.bound != Some('>') && lab.to.unwrap_or(lab.value) < limit,
            _ if lab.graded => lab.bound.is_none() && lab.value >= limit,
            _ => plausible && lab.bound != Some('<') && lab.value > limit,
        }
    }

    /// Whether this patient has it for a reason of age or pregnancy.
    fn is_usual(&self, group: &LexiconEntry) -> bool {
        let infant = self.months.is_some_and(|months| months < 6.0);
        group.flag("pregnant") && self.pregnant
            || group.flag("newborn") && self.newborn
            || group.flag("infant") && (infant || self.newborn)
    }

    /// Whether the history or the drugs explain it as a lasting state.
    fn is_known(&self, group: &LexiconEntry) -> bool {
        let among = |list: &[Str], known: &HashSet<&str>| list.iter().any(|id| known.contains(&**id));
        among(group.list("chronic"), &self.conditions) || among(group.list("drugs"), &self.drugs)
    }

    /// "Cr 1.8 (baseline 1.7)", "chronic", "stable", "unchanged from".
    fn is_baseline(&self, lab: &Lab, steady_counts: bool) -> bool {
        let line = line_at(self.note, lab.span.end);
        let text: &str = &self.note.text;
        let end = crate::text::floor(text, (lab.span.end + NEAR).min(line.end) as usize) as u32;
        let start = crate::text::ceil(text, lab.span.start.saturating_sub(16).max(line.start) as usize) as u32;
        // Up to the next value.
        let after = note_until(self.note.slice(Span::new(lab.span.end, end.max(lab.span.end))));
        let before = self.note.slice(Span::new(start.min(lab.span.start), lab.span.start));
        if steady_counts && self.is_steady(lab) {
            return true;
        }
        [
            "baseline",
            "chronic",
            "stable",
            "unchanged",
            "known",
            "at his usual",
            "at her usual",
            "usual for",
        ]
        .iter()
        .any(|word| contains(after, word) || contains(before, word))
    }

    /// "K 6.2 (hemolyzed; repeat 4.4)": the writer does not believe it.
    fn is_doubtful(&self, lab: &Lab) -> bool {
        let line = line_at(self.note, lab.span.end);
        let end = crate::text::floor(&self.note.text, (lab.span.end + NEAR).min(line.end) as usize) as u32;
        let after = self.note.slice(Span::new(lab.span.end, end.max(lab.span.end)));
        let after = &after[..after.find(['\n', '|', '.']).unwrap_or(after.len())];
        [
            "hemoly",
            "haemoly",
            "clotted",
            "clumped",
            "spurious",
            "redrawn",
            "contaminated",
            "artifact",
            "diluted",
            "lab error",
        ]
        .iter()
        .any(|word| contains(after, word))
    }

    /// "Procalcitonin 4.2 -> 0.6": on its way to normal.
    fn is_improving(&self, lab: &Lab, spec: &Spec<'_>) -> bool {
        let mut before = self
            .note
            .labs()
            .iter()
            .filter(|it| it.entry == lab.entry && it.earlier && it.unit_known && !it.graded);
        before.any(|it| match spec.side {
            Flag::Low => lab.value >= it.value * 1.5,
            _ => lab.value * 2.0 <= it.value,
        })
    }

    /// "Hgb 9.8 (9.9 yesterday)": where a known disease would make it a baseline, a value that does not move is one.
    fn is_steady(&self, lab: &Lab) -> bool {
        let mut before = self
            .note
            .labs()
            .iter()
            .filter(|it| it.entry == lab.entry && it.earlier && it.unit_known);
        before.any(|it| (it.value - lab.value).abs() <= lab.value.abs() * STEADY)
    }

    /// Whether another result shows that this one means little.
    fn means_little(&self, group: &LexiconEntry) -> bool {
        group.list("unless").iter().any(|result| {
            let Some((id, side)) = result.split_once(':') else {
                return false;
            };
            let wanted = if side == "low" { Flag::Low } else { Flag::High };
            self.note
                .labs()
                .iter()
                .any(|lab| lab.flag == Some(wanted) && self.note.lab_entry(lab).id == id)
        })
    }

    fn quoted(&self, lab: &Lab, side: Flag) -> String {
        let written = quote(self.note.slice(lab.span), 40);
        let mut text = written.trim_end_matches([',', ';', '.', ' ']).to_owned();
        if lab.name.is_empty() {
            let entry = self.note.lab_entry(lab);
            text = format!("{} {text}", entry.text("name").unwrap_or(&entry.id));
        }
        if lab.written_flag.is_none() && !lab.graded {
            text.push_str(match side {
                Flag::Low => " (low)",
                _ => " (high)",
            });
        }
        text
    }

    fn abnormal_vital(&self, vital: &'n Vital) -> Option<Gap<'n>> {
        let id = vital.kind.id();
        let pressure_group = if self.pregnant {
            "pressure-high-pregnant"
        } else {
            "pressure-high"
        };
        let gap = |spec: &Spec<'n>, critical: bool| Gap {
            group: spec.group,
            test: spec.test,
            side: spec.side,
            lab: None,
            vital: Some(vital.kind),
            concept: self.note.concept_of_vital(vital.kind, spec.side),
            span: vital.span,
            written: without_open_bracket(vital.written_in(self.note)),
            critical,
        };
        for spec in self
            .specs
            .iter()
            .filter(|it| it.source == Source::Vital && it.test == id)
        {
            let group = &*spec.group.id;
            let is_pressure = vital.kind == VitalKind::BloodPressure;
            if is_pressure && spec.side == Flag::High && group != pressure_group {
                continue;
            }
            if spec.side == Flag::Low && is_pressure && vital.posture == Some(Posture::Standing) {
                continue;
            }
            let Some(limit) = self.vital_limit(spec, vital.kind) else {
                continue;
            };
            let upper = if vital.occasion == Occasion::Extreme {
                vital.to.unwrap_or(vital.value)
            } else {
                vital.value
            };
            let diastolic = spec.group.list("diastolic").first();
            let diastolic = diastolic.and_then(|it| it.strip_prefix("high:")?.parse::<f64>().ok());
            let grown = self.usual.is_none() || self.months.is_some_and(|months| months >= 192.0);
            let beyond = match spec.side {
                Flag::Low => vital.to.unwrap_or(vital.value) < limit,
                _ => {
                    upper >= limit
                        || grown
                            && diastolic
                                .zip(vital.diastolic)
                                .is_some_and(|(limit, value)| value >= limit)
                }
            };
            if !beyond || self.is_usual(spec.group) {
                continue;
            }
            if self.is_known(spec.group) && !spec.known.is_some_and(|limit| vital.value < limit) {
                continue;
            }
            let critical = match (vital.kind, spec.side) {
                (VitalKind::BloodPressure, Flag::High) => vital.value >= if self.pregnant { 160.0 } else { 180.0 },
                (VitalKind::BloodPressure, _) => true,
                (VitalKind::OxygenSaturation, _) => vital.value < 88.0,
                (VitalKind::HeartRate, Flag::High) => vital.value >= limit + 20.0,
                _ => false,
            };
            return Some(gap(spec, critical));
        }
        None
    }

    /// The limit of a vital sign at the age of the patient.
    fn vital_limit(&self, spec: &Spec<'_>, kind: VitalKind) -> Option<f64> {
        let months = self.months.unwrap_or(480.0);
        let Some(usual) = self.usual.filter(|_| months < 192.0 || self.newborn) else {
            // A resting pulse of 40 is that of an athlete, an adult age has to be known to nobody.
            return spec.limit;
        };
        match (kind, spec.side) {
            (VitalKind::HeartRate, Flag::Low) => Some(usual.heart_rate[0] * 0.85),
            (VitalKind::HeartRate, _) => Some(usual.heart_rate[2] * 1.05),
            (VitalKind::RespiratoryRate, Flag::Low) => Some(usual.respiratory_rate[0] * 0.8),
            (VitalKind::RespiratoryRate, _) => Some(usual.respiratory_rate[2] * 1.05),
            (VitalKind::BloodPressure, Flag::Low) => Some(usual.systolic[0]),
            (VitalKind::BloodPressure, _) => Some(usual.systolic[2] + 25.0),
            (VitalKind::Temperature, Flag::High) => Some(if months < 3.0 { 38.0 } else { 38.5 }),
            (VitalKind::Temperature, _) if self.newborn => Some(36.0),
            (VitalKind::BodyMassIndex, _) => None,
            _ => spec.limit,
        }
    }

    fn is_taken_up(&self, addressed: &Addressed<'n>, gap: &Gap<'n>) -> bool {
        let group = gap.group;
        let answered = if gap.critical {
            addressed.answers_critical(&group.id)
        } else {
            addressed.answers(&group.id)
        };
        // The test, or another of its group, is named; a routine panel is no answer to a critical value.
        let named = |spec: &Spec<'_>| match spec.source {
            Source::Vital => VitalKind::from_id(spec.test).is_some_and(|kind| addressed.names_vital(kind)),
            _ if gap.critical => spec.test == gap.test && addressed.names_test(spec.test, false),
            _ => addressed.names_test(spec.test, true),
        };
        let explained = group.flag("explained") && (!gap.critical || gap.vital.is_some());
        answered
            || self
                .specs
                .iter()
                .any(|spec| std::ptr::eq(spec.group, group) && named(spec))
            || gap
                .concept
                .is_some_and(|concept| addressed.names(concept) || explained && addressed.explains(concept))
            || !gap.critical && gap.is_baseline(self.note, addressed)
    }

    /// One finding for each gap: values that one diagnosis would explain belong together.
    fn report(&self, gaps: Vec<Gap<'n>>) -> Vec<Finding> {
        let mut heaps: Vec<(&str, Vec<Gap<'n>>)> = Vec::new();
        let present: HashSet<&str> = gaps.iter().map(|gap| &*gap.group.id).collect();
        for gap in gaps {
            let joined = gap.group.list("with").iter().find(|id| present.contains(&***id));
            let group = joined.map_or(gap.group, |id| {
                let groups = &self.note.grammar.lexicon(lexicon_ids::ABNORMAL_RESULTS).entries;
                groups.iter().find(|it| it.id == *id).unwrap_or(gap.group)
            });
            let key = group.text("cluster").unwrap_or(&group.id);
            match heaps.iter_mut().find(|(known, _)| *known == key) {
                Some((_, heap)) => heap.push(gap),
                None => heaps.push((key, vec![gap])),
            }
        }
        heaps.into_iter().map(|(_, heap)| finding(&heap)).collect()
    }
}

impl<'n> Gap<'n> {
    /// Whether a disease in the assessment makes the value the patient's usual one.
    fn is_baseline(&self, note: &Note, addressed: &Addressed<'n>) -> bool {
        addressed.is_baseline(|disease| match (self.lab, self.vital) {
            (Some((lexicon, entry)), _) => note.is_baseline_result(disease, lexicon, entry, self.side),
            (_, Some(kind)) => note.is_baseline_vital(disease, kind, self.side),
            _ => false,
        })
    }
}

fn finding(heap: &[Gap<'_>]) -> Finding {
    let lead = heap.iter().position(|gap| gap.critical).unwrap_or(0);
    let first = &heap[lead];
    let others: Vec<&Gap<'_>> = heap
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != lead)
        .map(|(_, gap)| gap)
        .collect();
    let named: Vec<&str> = std::iter::once(first)
        .chain(others.iter().copied())
        .take(3)
        .map(|gap| &*gap.written)
        .collect();
    let (what, verb) = match named.as_slice() {
        [one] => ((*one).to_owned(), "is"),
        many => (crate::rules::support::listing(many, "and"), "are"),
    };
    let ask = first
        .group
        .text("ask")
        .unwrap_or("say what may cause it, and what you do or why nothing is needed");
    let mut found = Finding::new(
        first.span,
        format!("{what} {verb} not addressed in the assessment or plan"),
    )
    .help(ask.to_owned());
    for other in others.iter().take(4) {
        found = found.related(other.span, format!("{} stands here", other.written));
    }
    found
}

/// `T 102.2 F (39 C` ends before its bracket.
fn without_open_bracket(mut written: String) -> String {
    if let Some(at) = written.rfind('(').filter(|at| !written[*at..].contains(')')) {
        written.truncate(at);
        written.truncate(written.trim_end().len());
    }
    written
}

fn spec<'n>(group: &'n LexiconEntry, source: Source, written: &'n str) -> Option<Spec<'n>> {
    let mut parts = written.split(':');
    let test = parts.next()?;
    let side = match parts.next()? {
        "low" => Flag::Low,
        _ => Flag::High,
    };
    let mut number = || parts.next().and_then(|part| part.parse().ok());
    Some(Spec {
        group,
        source,
        test,
        side,
        limit: number(),
        known: number(),
        grave: number(),
    })
}

/// The text up to the next number that is no part of what is said of the value before.
fn note_until(after: &str) -> &str {
    let end = after.find([';', '\n', '|', '.']).unwrap_or(after.len());
    &after[..end]
}

fn contains(text: &str, word: &str) -> bool {
    text.as_bytes()
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    /// A visit for the knee with these vital signs, results, assessment and plan.
    fn knee(vitals: &str, labs: &str, assessment: &str, plan: &str) -> String {
        format!(
            "# SOAP Note\n\n## Subjective\n\n52-year-old man with right knee pain for 3 weeks after starting to run.\n\nPMH: none\n\n## Objective\n\n{vitals}\nRight knee: tender medial joint line, no effusion.\n{labs}\n\n## Assessment\n\n1. Patellofemoral pain, likely overuse.\n{assessment}\n\n## Plan\n\n1. Rest, quadriceps exercises, return in 4 weeks.\n{plan}\n"
        )
    }

    const VITALS: &str = "T 36.8, HR 72, BP 124/76, RR 14, SpO2 98%.";

    #[test]
    fn a_limit_of_a_drug_is_no_answer_to_a_critical_value() {
        let text = |plan: &str| {
            format!(
                "# Progress Note\n\nS: better\n\nO: K 6.4, Cr 1.1\n\nA/P:\n1. Heart failure, improving: {plan}\n2. Gout, quiet: no treatment.\n"
            )
        };
        speaks(&RULE, &[&text("losartan 50 mg daily, hold if K >5.5.")]);
        silent(
            &RULE,
            &[&text("losartan held, K 6.4: calcium gluconate 1 g IV, repeat in 2 h.")],
        );
    }

    #[test]
    fn each_gap_once() {
        for (labs, expected) in [
            ("Labs: Na 138, K 2.9, Cr 0.9.", "K 2.9"),
            ("Labs: Hgb 8.4, Plt 240.", "Hgb 8.4"),
            ("ALT 312, AST 244.", "ALT 312"),
            ("TSH 18.4.", "TSH 18.4"),
            ("Creatinine 2.4 mg/dL, BUN 58.", "Creatinine 2.4 mg/dL"),
            ("Platelets 41.", "Platelets 41"),
            ("ECG: sinus rhythm, QTc 532 ms.", "QTc 532 ms"),
        ] {
            assert_eq!(hits(&RULE, &knee(VITALS, labs, "", "")), [expected], "{labs}");
        }
        let found = run(&RULE, &knee(VITALS, "Labs: K 2.9.", "", ""));
        assert_eq!(
            found[0].message,
            "K 2.9 (low) is not addressed in the assessment or plan"
        );
    }

    #[test]
    fn vital_signs() {
        let notes: Vec<String> = [
            "T 36.8, HR 132, BP 124/76, RR 14, SpO2 98%.",
            "T 36.8, HR 72, BP 188/112, RR 14, SpO2 98%.",
            "T 39.2, HR 98, BP 124/76, RR 14, SpO2 98%.",
            "T 36.8, HR 72, BP 124/76, RR 14, SpO2 86% RA.",
            "T 36.8, HR 72, BP 78/40, RR 14, SpO2 97% RA.",
        ]
        .iter()
        .map(|vitals| knee(vitals, "", "", ""))
        .collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn taken_up_under_another_name() {
        let low = "Labs: Na 138, K 2.9, Cr 0.9.";
        let notes: Vec<String> = [
            (VITALS, low, "2. Hypokalaemia, from loose stools.", ""),
            (VITALS, low, "", "2. KCl 40 mEq PO twice today."),
            (VITALS, low, "", "2. Replete potassium, recheck tomorrow."),
            (VITALS, low, "", "2. Repeat BMP tomorrow."),
            (VITALS, low, "2. Low K noted: no symptoms, repeat sample taken.", ""),
            (
                VITALS,
                "Labs: K 2.9, glucose 612, bicarbonate 9.",
                "2. Diabetic ketoacidosis.",
                "2. Insulin infusion.",
            ),
            (
                "T 39.2, HR 122, BP 124/76, RR 24.",
                "WBC 18.2, CRP 210 mg/L.",
                "2. Pneumonia.",
                "2. Amoxicillin 1 g three times daily.",
            ),
            (
                "T 39.2, HR 98, BP 124/76.",
                "",
                "2. No sign of a septic joint; fever likely from influenza.",
                "",
            ),
            (
                "T 36.8, HR 72, BP 188/112.",
                "",
                "",
                "2. Home blood pressure readings for 2 weeks.",
            ),
            (
                "T 36.8, HR 132, BP 124/76.",
                "",
                "",
                "2. ECG: sinus tachycardia, anxious; recheck before leaving.",
            ),
            (VITALS, "Hgb 8.4.", "", "2. Iron studies, ferrous sulfate."),
            (VITALS, "Creatinine 2.4 mg/dL.", "2. AKI, prerenal.", ""),
        ]
        .iter()
        .map(|(vitals, labs, assessment, plan)| knee(vitals, labs, assessment, plan))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let notes: Vec<String> = [
            (VITALS, "Na 134, K 3.4, WBC 11.8, Hgb 11.9."),
            (VITALS, "Cr 1.8 (baseline 1.7)."),
            (VITALS, "K 6.2 (hemolyzed; repeat 4.4)."),
            (VITALS, "K 2.9 -> 4.1."),
            (VITALS, "K 2.9 on admission, 4.0 today."),
            (VITALS, "Goal K above 4.0, Hgb above 7."),
            (VITALS, "His mother had a hemoglobin of 7.2."),
            ("T 37.9, HR 104, BP 148/92, RR 20, SpO2 94%.", ""),
            ("BP 188/112, repeat BP 132/80 after rest.", ""),
            ("T 36.8, HR 72. Temperature at home yesterday 39.5.", ""),
        ]
        .iter()
        .map(|(vitals, labs)| knee(vitals, labs, "", ""))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# H&P\n\nHPI: cough\n\nPMH: CKD stage 4\n\nLabs: Cr 3.1, BUN 52\n\nAssessment: bronchitis\n\nPlan: rest\n",
                "# Brief Op Note\n\nVitals: HR 138\n\nAssessment: appendectomy done\n",
                "# Progress Note\n\nHPI: cough\n\nLabs: K 2.4\n",
                "# Pediatric Visit\n\n10-month-old boy with a rash.\n\nT 37.2, HR 140, RR 36\n\nAssessment: eczema\n\nPlan: ointment twice daily\n",
            ],
        );
    }
}
