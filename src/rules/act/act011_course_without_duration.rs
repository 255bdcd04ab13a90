//! ACT011: a drug that is given for a while, without saying for how long.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, Medication, MedicationStatus, Setting, TimeKind};
use crate::rules::closing::{Cue, is_decided, is_of_plan, kind, says};
use crate::rules::prescriptions;
use crate::rules::support::{capitalized, listing};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACT011",
    name: "course-without-duration",
    aliases: &[],
    family: Family::Actionable,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "UK Health Security Agency: Start smart then focus (antimicrobial stewardship); IDSA guidelines on length of treatment",
        "CDC Clinical Practice Guideline for Prescribing Opioids 2022; FDA boxed warning on benzodiazepines 2020",
        "ACG 2022 (reflux); CHEST 2021 and ASH 2020 (venous thromboembolism)",
    ],
    summary: "A course of treatment is ordered without its length.",
    docs: r#"
## What it does

Finds new orders for drugs that are given for a while (antibiotics, antivirals, a burst of steroids, opioids, benzodiazepines and sleeping tablets, acid suppression, an anticoagulant after a clot, muscle relaxants, isotretinoin) that say dose or frequency but neither how long nor until when.
A length for the same drug anywhere in the note is enough, or one for its problem ("complete 7 days"), a quantity ("dispense 20", "30 tablets"), a stop date, a review ("review at 48 hours", "pending cultures"), "day 2 of 7". Single doses, drugs on the skin or in the eye, prophylaxis, chronic treatment,
and the first intravenous doses on a ward are left alone.

## Why it matters

An antibiotic without an end is taken for two days or for three weeks. Opioids and benzodiazepines without an end are how dependence begins.

## How to fix

Write the length beside the dose: "for 5 days", "through 3/14", "20 tablets, no refill".

```bad
# SOAP Note

S: 25-year-old woman with two days of dysuria and frequency. No fever.

O: T 36.9, no flank tenderness. Urine nitrite positive.

A: acute cystitis.

P: nitrofurantoin 100 mg PO twice daily. Fluids. Return for fever or flank pain.
```

```bad
# Discharge Summary

Hospital course: COPD exacerbation, better with nebulizers and steroids.

Discharge medications:
- NEW prednisone 40 mg PO daily
- CONTINUE tiotropium 18 mcg daily

Follow-up: primary care in 7 days.
```

```good
# SOAP Note

S: 25-year-old woman with two days of dysuria and frequency. No fever.

O: T 36.9, no flank tenderness. Urine nitrite positive.

A: acute cystitis.

P: nitrofurantoin 100 mg PO twice daily for 5 days. Fluids. Return for fever or flank pain.
```

```good
# Discharge Summary

Hospital course: COPD exacerbation, better with nebulizers and steroids. To complete a 5-day course of prednisone.

Discharge medications:
- NEW prednisone 40 mg PO daily
- CONTINUE tiotropium 18 mcg daily

Follow-up: primary care in 7 days.
```

## Precision

12 findings on the 182 corpus notes, all read, none wrong; none on 59 good notes. Of 14 faults planted by somebody who had not seen the code 12 are found; none of 11
look-alikes is reported, nor any of 27 beside the rule.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::DRUGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if matches!(
        kind(note),
        "operative"
            | "brief-op"
            | "procedure"
            | "radiology-report"
            | "preop"
            | "labor-progress"
            | "delivery-note"
            | "oncology"
    ) {
        return;
    }
    // What is found last, with its sentence and course: drugs given together are one gap.
    let mut last: Option<(Span, u16, Vec<&str>)> = None;
    let bounded = Bounded::default();
    for medication in note.medications() {
        let Some((at, course)) = course(note, medication) else {
            continue;
        };
        if !is_open(note, medication, course, &bounded) {
            continue;
        }
        let around = extent(note, medication);
        let name = note.slice(medication.name);
        if let Some((span, before, names)) = &mut last
            && *span == around
            && *before == at
        {
            if !names.iter().any(|it| it.eq_ignore_ascii_case(name)) {
                names.push(name);
                if let Some(finding) = findings.last_mut() {
                    finding.message = message(names);
                }
            }
            continue;
        }
        let told = help(note, medication, course);
        let names = vec![name];
        findings.push(Finding::new(medication.span, message(&names)).help(told));
        last = Some((around, at, names));
    }
}

fn message(names: &[&str]) -> String {
    let have = if names.len() == 1 { "has" } else { "have" };
    format!(
        "{} {have} no length and no stop date",
        capitalized(&listing(names, "and"))
    )
}

fn help(note: &Note, medication: &Medication, course: &LexiconEntry) -> String {
    let needs = lexicon_ids::COURSE_NEEDS;
    let fits = |entry: &LexiconEntry| entry.list("for").iter().any(|it| **it == *course.id);
    let near = note
        .phrases_in(needs, extent(note, medication))
        .find(|hit| fits(note.entry(hit)));
    let named = near.or_else(|| {
        let mut hits = note.phrases_of(needs);
        hits.find(|hit| is_of_plan(note, hit.span) && fits(note.entry(hit)))
    });
    let general = course.text("help").unwrap_or_default();
    match named.and_then(|hit| note.entry(hit).text("help")) {
        Some(usual) => format!("say for how long; {usual}"),
        None => general.to_owned(),
    }
}

/// Which course the drug makes.
fn course<'n>(note: &'n Note, medication: &Medication) -> Option<(u16, &'n LexiconEntry)> {
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let has = |list: &str, name: &str, course: &LexiconEntry| course.list(list).iter().any(|it| **it == *name);
    let entries = &note.grammar.lexicon(lexicon_ids::COURSES).entries;
    (0..).zip(entries.iter()).find(|(_, course)| {
        let id = &*drug.id;
        !has("not", id, course)
            && (has("drugs", id, course) || drug.list("class").iter().any(|class| has("classes", class, course)))
    })
}

/// Whether the drug is newly ordered for a while, and nothing says for how long.
fn is_open(note: &Note, medication: &Medication, course: &LexiconEntry, bounded: &Bounded) -> bool {
    let ward = note.setting() == Some(Setting::Inpatient) && kind(note) != "discharge-summary";
    let going_on = ward && course.flag("goes-on") && medication.status == MedicationStatus::Continued;
    let new = matches!(medication.status, MedicationStatus::Ordered | MedicationStatus::Changed) || going_on;
    let placed = matches!(
        medication.role,
        Role::Plan | Role::AssessmentAndPlan | Role::DischargeMedications | Role::Course | Role::Other
    );
    // A list of what is taken at home and goes on, a course that is over.
    let lists = medication.role == Role::DischargeMedications && medication.verb.is_none();
    if lists && !matches!(&*course.id, "antibiotic" | "antiviral" | "steroid" | "opioid")
        || medication.role == Role::Course && !is_sent_home_on(note, medication)
        || course.flag("home") && kind(note) == "consult"
    {
        return false;
    }
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let told = medication.dose.is_some() || medication.frequency.is_some() || going_on;
    if !new || !placed || !told || ward && course.flag("home") || is_local(note, medication) || drug.category != "drug"
    {
        return false;
    }
    // On the day of admission an infusion is empiric; its length is asked for from the next day on.
    let stays = ward || says(note, &[Cue::Admit]).is_some();
    if !going_on && is_infused(note, medication) && !kind(note).contains("progress") && stays {
        return false;
    }
    if prescriptions::is_given_on_the_spot(note, medication)
        || medication.duration.is_some()
        || medication.frequency.is_some_and(|it| it.per_day.is_none())
    {
        return false;
    }
    if course.id == "anticoagulant" && !has_clot(note) || !is_decided(note, medication.name) {
        return false;
    }
    let instead: Vec<&str> = course.list("instead").iter().map(|it| &**it).collect();
    let clause = clause(note, medication);
    let title = title(note, medication);
    !mentions(note, clause, &instead)
        && !title.is_some_and(|title| mentions(note, title, &instead))
        && !is_bounded(note, medication, clause)
        && !bounded.elsewhere(note, medication)
        && !has_course(note, medication)
}

/// The title of the problem that the drug stands under.
fn title(note: &Note, medication: &Medication) -> Option<Span> {
    let at = note
        .written_problems
        .partition_point(|it| it.span.start <= medication.name.start);
    let problem = note.written_problems[..at].last()?;
    (medication.name.start < problem.span.end && !problem.title.overlaps(medication.name)).then_some(problem.title)
}

/// The part of the sentence that speaks of the drug: up to a semicolon, a new line or a drug that is not given together with it.
fn clause(note: &Note, medication: &Medication) -> Span {
    /// How far back a clause without another drug goes, bytes.
    const REACH: u32 = 2048;
    let sentence = note
        .sentence_at(medication.name.start)
        .map_or(medication.span, |it| it.span);
    let all = note.medications();
    let from = all.partition_point(|it| it.span.start < medication.span.end);
    let before = all[..from].iter().rev().find(|it| it.span.end <= medication.span.start);
    // Behind the drug before, unless the two are given together.
    let floor = before
        .filter(|it| !is_joined(note.slice(Span::new(it.span.end, medication.span.start))))
        .map_or(medication.span.start.saturating_sub(REACH), |it| it.span.end);
    let head = Span::new(
        sentence.start.max(floor).min(medication.span.start),
        medication.span.start,
    );
    let start = note
        .slice(head)
        .rfind([';', '\n', '\r'])
        .map_or(head.start, |at| head.start + at as u32 + 1);
    let mut end = sentence.end.max(medication.span.end);
    let mut last = medication.span.end;
    for other in all[from..].iter().take_while(|it| it.span.start < end) {
        if !is_joined(note.slice(Span::new(last.min(other.span.start), other.span.start))) {
            end = other.span.start;
            break;
        }
        last = other.span.end;
    }
    let tail = note.slice(Span::new(medication.span.end, end.max(medication.span.end)));
    let stop = tail.find(';').map_or(end, |at| medication.span.end + at as u32);
    Span::new(start.min(medication.span.start), stop.max(medication.span.end))
}

/// Whether what stands between two drugs gives them together: "and", a plus, a slash.
fn is_joined(between: &str) -> bool {
    let words = between.trim().trim_start_matches(',').trim();
    ["and", "+", "plus", "&", "/", "with"]
        .iter()
        .any(|it| words.eq_ignore_ascii_case(it))
}

/// Whether the story of a stay tells that the patient left with the drug.
fn is_sent_home_on(note: &Note, medication: &Medication) -> bool {
    let sentence = note
        .sentence_at(medication.name.start)
        .map_or(medication.span, |it| it.span);
    let before = note
        .slice(Span::new(
            sentence.start.min(medication.name.start),
            medication.name.start,
        ))
        .to_ascii_lowercase();
    [
        "discharge",
        "sent home",
        "home on",
        "home with",
        "went home",
        "prescription",
        "to go home",
        "d/c",
    ]
    .iter()
    .any(|it| before.contains(it))
}

/// Whether the assessment is about a clot, and not about a rhythm or a valve for which the drug is given for life.
fn has_clot(note: &Note) -> bool {
    let named = |names: &[&str]| {
        let wanted: Vec<Concept> = names.iter().filter_map(|it| note.concept_named(it)).collect();
        note.concepts().iter().any(|it| {
            wanted.iter().any(|known| note.is_kind_of(it.concept, *known))
                && is_of_plan(note, it.span)
                && note.assertion(it.span).is_present()
        })
    };
    named(&["vte", "dvt", "pulmonary-embolism"]) && !named(&["atrial-fibrillation"])
}

/// Where each substance has a length.
#[derive(Default)]
struct Bounded {
    /// The names of the first two places of each; made when first asked for.
    places: OnceCell<HashMap<u16, (Span, Option<Span>)>>,
}

impl Bounded {
    /// Whether the same substance has a length at another place of the note.
    fn elsewhere(&self, note: &Note, medication: &Medication) -> bool {
        let places = self.places.get_or_init(|| Self::read(note));
        places
            .get(&medication.entry)
            .is_some_and(|(first, second)| *first != medication.name || second.is_some())
    }

    fn read(note: &Note) -> HashMap<u16, (Span, Option<Span>)> {
        let mut places: HashMap<u16, (Span, Option<Span>)> = HashMap::new();
        for other in note.medications() {
            let known = places.get(&other.entry);
            if known.is_some_and(|(first, second)| second.is_some() || *first == other.name)
                || matches!(
                    other.role,
                    Role::PastHistory | Role::HomeMedications | Role::SocialHistory
                )
            {
                continue;
            }
            if other.duration.is_some() || is_of_plan(note, other.name) && is_bounded(note, other, clause(note, other))
            {
                let place = places.entry(other.entry).or_insert((other.name, None));
                if place.0 != other.name {
                    place.1 = Some(other.name);
                }
            }
        }
        places
    }
}

/// Whether the problem of the drug, or a plan without problems, speaks of a course of so many days, of "day 3 of 7", of a review.
fn has_course(note: &Note, medication: &Medication) -> bool {
    let around = extent(note, medication);
    let whole = title(note, medication).is_none();
    let near = |span: Span| around.contains(span) || whole && is_of_plan(note, span);
    let said = note
        .phrases_of(lexicon_ids::COURSE_ENDS)
        .any(|hit| match note.grammar.category(hit) {
            "course" => near(hit.span),
            "review" => around.contains(hit.span),
            _ => false,
        });
    // `5-day course`, `7/7 total`, `day 4 of 7`.
    said || note.times().iter().any(|time| match time.kind {
        TimeKind::CourseDay(_, Some(_)) => true,
        TimeKind::CourseDay(..) => around.contains(time.span),
        TimeKind::Duration(..) => {
            let rest = note.text[time.span.end as usize..].trim_start_matches([' ', '-']);
            let named = ["course", "total"].iter().any(|word| {
                rest.get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
            });
            named && near(time.span)
        }
        _ => false,
    })
}

/// Whether `clause` says when the treatment ends, how much is given out, or when it is looked at again.
fn is_bounded(note: &Note, medication: &Medication, clause: Span) -> bool {
    let length = note.phrases_in(lexicon_ids::COURSE_LENGTHS, clause).next().is_some();
    let end = note
        .phrases_in(lexicon_ids::COURSE_ENDS, clause)
        .any(|hit| note.grammar.category(hit) != "none");
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < medication.span.start);
    let timed = || {
        times[from..]
            .iter()
            .take_while(|time| time.span.start < clause.end)
            .any(|time| ends(time.kind))
    };
    let after = note.slice(Span::new(medication.span.end.min(clause.end), clause.end));
    length || end || timed() || has_quantity(note.slice(clause)) || has_last_day(after)
}

/// A last day without a year, or days counted from the first: `to 3/14`, `(end 14/3)`, `→ 3/14`, `days 1-5`.
fn has_last_day(text: &str) -> bool {
    /// Words and signs before a last day.
    const TO: [&str; 21] = [
        "to",
        "end",
        "ends",
        "ending",
        "stop",
        "stops",
        "stopping",
        "finish",
        "finishes",
        "finishing",
        "last",
        "complete",
        "completes",
        "off",
        "by",
        "then",
        "->",
        "→",
        "–",
        "date",
        "until",
    ];
    let is_word = |c: char| c.is_alphanumeric();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + found;
        let end = text[start..]
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, '/' | '-' | '–'))
            .map_or(text.len(), |len| start + len);
        at = end;
        if start > 0 && matches!(bytes[start - 1], b'.' | b'/') {
            continue;
        }
        let before = text[..start].trim_end_matches([' ', ':', '(']);
        let before = before.strip_suffix(" on").unwrap_or(before).trim_end();
        let cue = |word: &str| {
            before.len() >= word.len()
                && before.is_char_boundary(before.len() - word.len())
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
                && (!word.starts_with(is_word) || !before[..before.len() - word.len()].ends_with(is_word))
        };
        let number = text[start..end].trim_end_matches(['-', '–', '/']);
        let parts: Vec<u32> = number.split('/').map_while(|part| part.parse().ok()).collect();
        let is_day = matches!(parts[..], [a, b] | [a, b, _]
            if (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12);
        let days = number.split_once(['-', '–']).is_some_and(|(first, last)| {
            first
                .parse::<u32>()
                .is_ok_and(|first| last.parse::<u32>().is_ok_and(|last| first < last && last < 100))
        });
        if is_day && TO.iter().any(|word| cue(word)) || days && ["day", "days", "d"].iter().any(|word| cue(word)) {
            return true;
        }
    }
    false
}

/// A date, or a length of at least a day: "every 4 hours" is none.
fn ends(kind: TimeKind) -> bool {
    match kind {
        TimeKind::Date { .. } => true,
        TimeKind::Duration(count, unit) | TimeKind::In(count, unit) => count * unit.days() >= 1.0,
        _ => false,
    }
}

/// `#20`: how many are given out.
fn has_quantity(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'#', bytes).any(|at| {
        let rest = text[at + 1..].trim_start();
        rest.as_bytes().first().is_some_and(u8::is_ascii_digit) && at > 0 && bytes[at - 1] != b'\n'
    })
}

/// Whether one of these words or beginnings of words (`prophyla*`) stands in `span`.
fn mentions(note: &Note, span: Span, words: &[&str]) -> bool {
    let text = note.slice(span).to_ascii_lowercase();
    words.iter().any(|word| {
        let (stem, open) = word.strip_suffix('*').map_or((*word, false), |stem| (stem, true));
        text.match_indices(stem).any(|(at, _)| {
            let before = text[..at].bytes().next_back();
            let after = text[at + stem.len()..].bytes().next();
            !before.is_some_and(|byte| byte.is_ascii_alphanumeric())
                && (open || !after.is_some_and(|byte| byte.is_ascii_alphanumeric()))
        })
    })
}

/// What is said around the drug: its problem if that is short, else its sentence.
fn extent(note: &Note, medication: &Medication) -> Span {
    /// A problem longer than this is read by sentences.
    const SHORT: u32 = 900;
    let at = note
        .written_problems
        .partition_point(|it| it.span.start <= medication.name.start);
    let problem = note.written_problems[..at]
        .last()
        .filter(|it| medication.name.start < it.span.end && it.span.len() <= SHORT)
        .map(|it| it.span);
    let sentence = note
        .sentence_at(medication.name.start)
        .map_or(medication.span, |it| it.span.cover(medication.span));
    problem.map_or(sentence, |problem| problem.cover(sentence))
}

fn route<'n>(note: &'n Note, medication: &Medication) -> Option<&'n str> {
    let route = note.phrases_in(lexicon_ids::ROUTES, medication.route?).next()?;
    Some(note.grammar.category(route))
}

/// Whether it is put on the skin, into the eye, ear or nose, or breathed in.
fn is_local(note: &Note, medication: &Medication) -> bool {
    let local = |word: &str| {
        [
            "cream",
            "ointment",
            "gel",
            "lotion",
            "drop",
            "drops",
            "shampoo",
            "solution",
            "foam",
            "patch",
            "spray",
            "inhaler",
            "nebul",
            "suppositor",
            "enema",
            "otic",
            "ophth",
            "eye",
            "ear",
            "topical",
            "swish",
            "mouthwash",
            "vaginal",
            "mask",
            "hfa",
            "nasal",
        ]
        .iter()
        .any(|it| word.starts_with(it))
    };
    let written = note.slice(medication.span).to_ascii_lowercase();
    let written = written.split(',').next().unwrap_or_default();
    written.split(|c: char| !c.is_ascii_alphabetic()).any(local)
        || route(note, medication).is_some_and(|it| {
            matches!(
                it,
                "vaginal"
                    | "topical"
                    | "inhaled"
                    | "nebulized"
                    | "nasal"
                    | "ophthalmic"
                    | "otic"
                    | "rectal"
                    | "transdermal"
                    | "intrathecal"
            )
        })
}

fn is_infused(note: &Note, medication: &Medication) -> bool {
    matches!(
        route(note, medication),
        Some("intravenous" | "intramuscular" | "injected")
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    fn soap(assessment: &str, plan: &str) -> String {
        format!("# SOAP Note\n\nS: unwell for two days.\n\nO: T 37.9, looks well.\n\nA: {assessment}\n\nP: {plan}\n")
    }

    fn progress(assessment: &str, plan: &str) -> String {
        format!("# Progress Note\n\nHD 3\n\nS: better.\n\nO: T 37.2.\n\nAssessment: {assessment}\n\nPlan:\n{plan}\n")
    }

    fn all(notes: &[String]) -> Vec<&str> {
        notes.iter().map(String::as_str).collect()
    }

    #[test]
    fn a_last_day_without_a_year() {
        let plan = |course: &str| {
            progress(
                "cellulitis",
                &format!("1. Cellulitis: continue cefazolin 2 g IV q8h{course}"),
            )
        };
        let bounded = [
            " to 3/14",
            " (end 3/14)",
            " → 14/3",
            ", stop on 3/14",
            " up to 14/3",
            ", last dose 3/14",
            ", 7d total",
            ", total 7d",
            ", days 1-7",
        ]
        .map(plan);
        silent(&RULE, &all(&bounded));
        let open = ["", ", WBC 14 to 11"].map(plan);
        speaks(&RULE, &all(&open));
    }

    #[test]
    fn courses_without_a_length() {
        let notes = [
            soap("strep pharyngitis", "amoxicillin 500 mg PO TID. Fluids."),
            soap("acute otitis media", "Start Augmentin 875 mg twice daily."),
            soap("cellulitis of the left leg", "1. Cellulitis: cephalexin 500 mg PO four times daily; mark the border"),
            soap("cystitis", "Rx Macrobid 100 mg BID with food. RTC PRN."),
            soap("LRTI", "Rx doxycycline 100mg bd. Safety-netted."),
            soap("tonsillitis", "Pen V 500 mg qds. Fluids."),
            soap("asthma exacerbation", "Prednisone 40 mg daily, albuterol 2 puffs every 4 hours."),
            soap("gout flare", "prednisolone 30 mg od"),
            soap("rib fracture", "Oxycodone 5 mg PO every 6 hours as needed for pain."),
            soap("ankle sprain", "will give Norco 5/325 mg q6h prn severe pain"),
            soap("acute anxiety", "Start lorazepam 0.5 mg twice daily."),
            soap("insomnia", "prescribe zolpidem 5 mg nightly"),
            soap("GERD", "Start omeprazole 20 mg daily before breakfast."),
            soap("acute DVT of the left leg after a flight", "Start apixaban 10 mg PO BID then 5 mg BID."),
            soap("shingles", "valacyclovir 1 g PO TID"),
            soap("influenza A", "oseltamivir 75 mg BID"),
            soap("lumbar strain", "cyclobenzaprine 5 mg TID as needed"),
            soap("severe nodular acne", "start isotretinoin 40 mg daily with food"),
            progress("pneumonia", "1. Pneumonia: ceftriaxone 1 g IV q24h"),
            progress("urosepsis", "1. Urosepsis: continue ceftriaxone 1 g IV daily, urine output hourly"),
            "# H&P\n\nHPI: cough.\n\nAssessment: COPD exacerbation\n\nPlan: Admit to medicine.\n1. COPD: prednisone 40 mg PO daily, nebulizers every 4 hours\n".to_owned(),
        ];
        speaks(&RULE, &all(&notes));
    }

    #[test]
    fn drugs_given_together_are_one_gap() {
        let note = soap(
            "H. pylori gastritis",
            "amoxicillin 1 g PO BID, clarithromycin 500 mg PO BID.",
        );
        let found = run(&RULE, &note);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].message.contains("amoxicillin") || found[0].message.contains("Amoxicillin"));
        assert!(found[0].message.contains("clarithromycin"));
    }

    #[test]
    fn look_alikes() {
        let notes = [
            soap("strep pharyngitis", "amoxicillin 500 mg PO TID for 10 days."),
            soap("cystitis", "nitrofurantoin 100 mg BD 5/7"),
            soap("cystitis", "TMP-SMX DS BID x3d"),
            soap("cellulitis", "cephalexin 500 mg QID through 3/14"),
            soap("cellulitis", "cephalexin 500 mg QID, #28, no refills"),
            soap("cellulitis", "cephalexin 500 mg QID, 28 capsules dispensed, dispense 28"),
            soap("gonorrhea", "ceftriaxone 500 mg IM once today"),
            soap("gonorrhea", "ceftriaxone 500 mg IM today."),
            soap("bacterial vaginosis", "metronidazole 2 g PO today."),
            soap("chlamydia", "azithromycin 1 g PO x1"),
            soap("bronchitis", "Z-pack as directed"),
            soap("asthma exacerbation", "Medrol dose pack"),
            soap("asthma exacerbation", "prednisone 40 mg daily. To complete a 5-day course."),
            soap("acne", "doxycycline 100 mg daily for acne"),
            soap("recurrent UTI", "nitrofurantoin 50 mg nightly for prophylaxis"),
            soap("conjunctivitis", "erythromycin ointment four times daily"),
            soap("otitis externa", "ciprofloxacin otic drops twice daily"),
            soap("bacterial vaginosis", "metronidazole gel vaginally at bedtime"),
            soap("polymyalgia rheumatica", "prednisone 15 mg daily for polymyalgia rheumatica"),
            soap("atrial fibrillation", "start apixaban 5 mg BID for atrial fibrillation"),
            soap("chronic pain", "continue oxycodone 5 mg TID as needed"),
            soap("viral URI", "no antibiotics needed; amoxicillin not given"),
            soap("sinusitis", "If not better by day 10, amoxicillin-clavulanate 875 mg BID for 5 days"),
            soap("epilepsy", "start clobazam 5 mg nightly for seizures"),
            progress("pneumonia", "1. Pneumonia: ceftriaxone 1 g IV q24h, day 3 of 5"),
            progress("sepsis", "1. Sepsis: vancomycin 1 g IV q12h, narrow by cultures"),
            progress("pain after surgery", "1. Pain: oxycodone 5 mg PO q4h PRN"),
            "# H&P\n\nHPI: cough.\n\nAssessment: pneumonia\n\nPlan: Admit to medicine.\n1. Pneumonia: ceftriaxone 1 g IV daily, blood cultures\n".to_owned(),
            "# Discharge Summary\n\nHospital course: treated with ceftriaxone 1 g IV daily.\n\nDischarge medications:\n- lisinopril 10 mg daily\n- omeprazole 20 mg daily, continued\n".to_owned(),
        ];
        silent(&RULE, &all(&notes));
    }

    #[test]
    fn a_length_anywhere_is_enough() {
        let bare = "# SOAP Note\n\nS: dysuria.\n\nO: T 37.\n\nA: cystitis\n\nP:\n1. Cystitis: nitrofurantoin 100 mg PO BID\n2. Fluids\n";
        speaks(&RULE, &[bare]);
        silent(
            &RULE,
            &[
                &bare.replace("BID\n", "BID\n   - 5-day course\n"),
                &bare.replace("2. Fluids", "2. Fluids; nitrofurantoin for 5 days in all"),
                &bare.replace("100 mg PO BID", "100 mg PO BID until Friday"),
            ],
        );
    }
}
