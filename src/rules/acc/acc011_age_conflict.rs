//! ACC011: two ages of one patient.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Age, AgeUnit, PersonRole, Status as Said, TimeKind};
use crate::rules::support::{quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC011",
    name: "age-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "AMIA and Partnership for Health IT Patient Safety: copied text and wrong-patient errors",
        "PDQI-9 (Stetson 2012): accurate, internally consistent",
    ],
    summary: "Two places give the patient different ages, or the age cannot be.",
    docs: r#"
## What it does

Compares the ages that the note gives the patient: front matter, header, one-liner, assessment. It reports two that
differ by more than a birthday, an age that does not fit the date of birth and the date of the note, an age above 115,
and words that the age excludes (a 9-year-old who is postmenopausal, a fontanelle at 54). Ages at events ("MI at 48"),
of relatives, durations, pack-years and weeks of gestation are no ages of the patient.

## Why it matters

Doses, normal ranges, screening and the whole differential hang on the age. A wrong one is often the trace of another
patient's note, and then other things in the text are not this patient's either.

## How to fix

Check the age against the chart and make both places agree. If text was copied, read the rest of it again.

```bad
# SOAP Note

## Subjective

54-year-old man with cough and fever for 3 days.

## Objective

T 38.4 °C, crackles at the right base.

## Assessment

45-year-old man with community-acquired pneumonia.

## Plan

1. Pneumonia: amoxicillin 1 g PO three times daily for 5 days, recheck in 48 hours.
```

```bad
CC: cough for 3 days

HPI: 9 y/o girl with fever and cough for 3 days. She is 9 months old and goes to daycare.

Assessment: viral infection

Plan: fluids, return if breathing fast
```

```good
CC: chest pain since this morning

HPI: 54-year-old man with a myocardial infarction at 48 and 20 pack-years, with chest pressure since 6:00. His father had a
myocardial infarction at 45; his wife, 50 years old, came with him.

Assessment: 54-year-old man with acute coronary syndrome.

Plan: admit, aspirin 325 mg now
```

```good
CC: well-child visit

HPI: 22-month-old girl, born at 34 weeks. Her brother is 9 years old.

Assessment: healthy 22-month-old.

Plan: return at 24 months
```

## Precision

No finding in the 182 notes of the development corpus, one in the reference examples (planted there, right). Measured on
faults that somebody planted who did not know the rule: 45 of 45 in a first set of notes; in two later sets 16 of 16 and
5 of 5, after two false alarms in them (the time of a birth, the age of a partner) were mended. None of their 44
look-alikes is reported. Besides, 28 faults and 34 look-alikes of the author's own.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::AGE_FORMS]),
    check: Check::Note(check),
};

/// Nobody has been older for long.
const OLDEST: f64 = 115.0;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let patient = note.patient();
    if patient.several.is_some() {
        return;
    }
    if let Some(age) = patient.ages.iter().find(|age| age.years() > OLDEST) {
        let words = quote(note.slice(age.span), 40);
        findings.push(
            Finding::new(age.span, format!("Nobody is that old: \"{words}\""))
                .severity(Severity::Error)
                .help("check the age against the chart; perhaps a digit is doubled or the unit is another"),
        );
        return;
    }
    let Some(first) = patient.ages.first() else { return };
    if let Some(finding) = two_ages(note, first, &patient.ages[1..]) {
        findings.push(finding);
        return;
    }
    if let Some(finding) = against_birth(note, first) {
        findings.push(finding);
    }
    if let Some(finding) = excluded(note, first) {
        findings.push(finding);
    }
}

/// The first age that differs from `first`; if `first` is the odd one, it is still the two that are shown.
fn two_ages(note: &Note, first: &Age, others: &[Age]) -> Option<Finding> {
    let other = others.iter().find(|other| differ(first, other))?;
    let (here, there) = (quote(note.slice(other.span), 40), quote(note.slice(first.span), 40));
    Some(
        Finding::new(
            other.span,
            format!("The patient's age is \"{here}\" here and \"{there}\" earlier"),
        )
        .related(first.span, format!("\"{there}\" here"))
        .help("check which is right and make both agree; if text was copied, reread the rest of it"),
    )
}

fn differ(one: &Age, other: &Age) -> bool {
    if one.decade || other.decade {
        let (decade, exact) = if one.decade { (one, other) } else { (other, one) };
        let least = decade.years();
        // In her 60s and in her 70s; 70 is a birthday away from the 60s.
        return if exact.decade {
            (exact.years() - least).abs() > 1.0
        } else {
            !(least - 1.0..=least + 10.0).contains(&exact.years())
        };
    }
    // A birthday, or the rounding of the coarser unit.
    let coarser = match (one.unit, other.unit) {
        (AgeUnit::Year, _) | (_, AgeUnit::Year) => 1.0,
        (AgeUnit::Month, _) | (_, AgeUnit::Month) => 1.0 / 12.0,
        (AgeUnit::Week, _) | (_, AgeUnit::Week) => 1.0 / 52.0,
        _ => 1.0 / 365.0,
    };
    (one.years() - other.years()).abs() > coarser * 1.02
}

/// The age against the date of birth, in the year of the note.
fn against_birth(note: &Note, age: &Age) -> Option<Finding> {
    let (born, born_span) = note.patient().birth_year.or_else(|| born_on(note))?;
    let (year, _) = year_of_note(note, born_span)?;
    if let Some(finding) = against_birthday(note, age, born_span) {
        return Some(finding);
    }
    let expected = f64::from(year) - f64::from(born);
    // A year before the birthday, and one more for a note dated around the turn of the year.
    let years = age.years().floor();
    if age.decade || (expected - 2.0..=expected + 1.0).contains(&years) {
        return None;
    }
    let written = quote(note.slice(age.span), 40);
    let message = if expected < 0.0 {
        format!("The year of birth, {born}, is after the year of the note, {year}")
    } else {
        format!("\"{written}\" does not fit a birth in {born}: the patient is about {expected} in {year}")
    };
    Some(
        Finding::new(age.span, message)
            .related(born_span, "the date of birth")
            .help("check both against the chart; in a note that is shown to others the date of birth does not belong at all"),
    )
}

/// `Boy, born 08/04/2024`: a date right behind the word.
fn born_on(note: &Note) -> Option<(u16, Span)> {
    note.times().iter().find_map(|time| {
        let TimeKind::Date { year: Some(year), .. } = time.kind else {
            return None;
        };
        let lead = note.text[..time.span.start as usize].trim_end();
        let lead = lead.strip_suffix("on").map_or(lead, str::trim_end);
        let born = lead.len().checked_sub(4).and_then(|at| lead.get(at..))?;
        let role = note.role_at(time.span.start);
        let told = matches!(
            role,
            Role::History | Role::Identification | Role::Assessment | Role::Other
        );
        (born.eq_ignore_ascii_case("born") && told).then_some((year, time.span))
    })
}

/// The age of an infant against the date of birth, where that and the date of the note are known to the month. Day and month
/// may be written either way round: it is a conflict only if no reading fits.
fn against_birthday(note: &Note, age: &Age, born: Span) -> Option<Finding> {
    if age.unit == AgeUnit::Year {
        return None;
    }
    let front = note.front_matter_value("date").and_then(iso_months);
    let of_note = |offset: u32| note.section_at(offset).is_none() || note.role_at(offset) == Role::Identification;
    let (mut birth, mut dates) = (None, Vec::new());
    for time in note.times() {
        let TimeKind::Date {
            year: Some(year),
            month: Some(month),
            day,
            swapped,
        } = time.kind
        else {
            continue;
        };
        let months = |month: u8| f64::from(year) * 12.0 + f64::from(month);
        let other = day.filter(|_| swapped).unwrap_or(month);
        if time.span.overlaps(born) {
            birth = Some([months(month), months(other)]);
        } else if of_note(time.span.start) {
            dates.push([months(month), months(other)]);
        }
    }
    let birth = birth?;
    let dated = match front {
        Some(months) => [months; 2],
        None => *dates.first().filter(|first| dates.iter().all(|date| date == *first))?,
    };
    let told = age.years() * 12.0;
    let nearest = birth
        .iter()
        .flat_map(|birth| dated.iter().map(move |dated| dated - birth))
        .min_by(|a, b| (a - told).abs().total_cmp(&(b - told).abs()))?;
    if (nearest - told).abs() <= 2.0 {
        return None;
    }
    let written = quote(note.slice(age.span), 40);
    Some(
        Finding::new(
            age.span,
            format!("\"{written}\" does not fit the date of birth: that makes {nearest} months"),
        )
        .related(born, "the date of birth")
        .help("check both against the chart"),
    )
}

/// The months since the beginning of the calendar of `2025-05-09`.
fn iso_months(date: &str) -> Option<f64> {
    let mut parts = date.trim().split('-');
    let (year, month): (f64, f64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(year * 12.0 + month)
}

/// The year in which the note was written: front matter, else a date before the first section that is no birth.
fn year_of_note(note: &Note, born: Span) -> Option<(u16, Span)> {
    let stated = note.front_matter_value("date").and_then(|date| {
        let digits = date
            .split(|c: char| !c.is_ascii_digit())
            .find(|digits| digits.len() == 4);
        digits.and_then(|digits| digits.parse().ok())
    });
    if let Some(year) = stated {
        return Some((year, Span::at(0)));
    }
    let of_note = |offset: u32| note.section_at(offset).is_none() || note.role_at(offset) == Role::Identification;
    let mut dates = note
        .times()
        .iter()
        .filter(|time| of_note(time.span.start))
        .filter_map(|time| match time.kind {
            TimeKind::Date { year: Some(year), .. } if !time.span.overlaps(born) => Some((year, time.span)),
            _ => None,
        });
    let first = dates.next()?;
    // Several dates of several years: none is surely that of the note.
    dates.all(|(year, _)| year == first.0).then_some(first)
}

/// A word that the age excludes.
fn excluded(note: &Note, age: &Age) -> Option<Finding> {
    let patient = note.patient();
    let years = age.years();
    let hit = note.phrases_of(lexicon_ids::AGE_TERMS).find(|hit| {
        let entry = note.entry(hit);
        let out = entry.number("from").is_some_and(|from| years < from)
            || entry.number("until").is_some_and(|until| years > until)
                && patient.pregnant.is_none()
                && patient.parity.is_none();
        out && is_said_of_patient(note, hit.span)
    })?;
    let (word, written) = (quote(note.slice(hit.span), 40), quote(note.slice(age.span), 40));
    Some(
        Finding::new(
            hit.span,
            format!("\"{word}\" does not go with the age of the patient, \"{written}\""),
        )
        .related(age.span, "the age")
        .help("check the age, and whether this line belongs to this patient"),
    )
}

/// Whether no relative is spoken of in the sentence or the one before, and it is asserted.
fn is_said_of_patient(note: &Note, span: Span) -> bool {
    if matches!(
        note.role_at(span.start),
        Role::FamilyHistory | Role::Plan | Role::AssessmentAndPlan | Role::SocialHistory
    ) && note.patient().is_child()
    {
        return false;
    }
    let sentence = sentence_around(note, span);
    let from = sentence.start.saturating_sub(160);
    // "his wife" is a relative of the patient; any other is not.
    let other = note.persons_in(Span::new(from, sentence.end)).any(|person| {
        !span.contains(person.span) && matches!(person.role, PersonRole::Relative | PersonRole::Child)
            || person.role == PersonRole::Group && !span.contains(person.span)
    });
    let assertion = note.assertion(span);
    !other && !assertion.quoted && matches!(assertion.status, Said::Present | Said::Historical)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn both_places_are_shown() {
        let text = "HPI: 54M with cough.\n\nAssessment: 45-year-old man with pneumonia. A 45-year-old.\n";
        assert_eq!(hits(&RULE, text), ["45-year-old"]);
    }

    #[test]
    fn planted() {
        speaks(
            &RULE,
            &[
                "HPI: 54M with cough for 2 days.\n\nAssessment: 45-year-old man with pneumonia.\n",
                "Age: 72  Sex: F\n\nHPI: 27-year-old woman with cough.\n",
                "---\npatient-age: 64\n---\nHPI: 46 yo woman with cough.\n",
                "HPI: 9 y/o girl with fever. She is 9 months old and goes to daycare.\n\nPlan: rest\n",
                "HPI: 10-month-old boy with fever.\n\nA/P: 18 mo M with otitis media.\n",
                "HPI: 3 day old male with jaundice.\n\nAssessment: DOL 7 infant with jaundice.\n",
                "HPI: 156-year-old man with cough.\n",
                "HPI: woman in her 60s with cough.\n\nAssessment: 45F with pneumonia.\n",
                "DOB: 03/04/1958, seen 11/02/2024\n\nHPI: 45-year-old man with cough.\n",
                "---\ndate: 2024-11-02\n---\nDate of birth: 4 March 1958\n\nHPI: 54 y.o. male with cough.\n",
                "PC: cough\nHPC: 34 year old lady with cough 3/7.\nImp: 43F with LRTI\nPlan: rest\n",
                "ID: 64 y/o M\n\nHPI: cough\n\nImpression: a 60-year-old gentleman with bronchitis.\n",
                "HPI: 9-year-old girl with cough. She is postmenopausal.\n\nPlan: rest\n",
                "HPI: 54-year-old man with cough.\n\nExam: anterior fontanelle flat. Lungs clear.\n",
                "HPI: M/45 with cough.\n\nAssessment: 54/M with pneumonia.\n",
                "HPI: sixty-year-old man with cough.\n\nAssessment: 66-year-old man with cough.\n",
            ],
        );
    }

    #[test]
    fn more_faults() {
        speaks(
            &RULE,
            &[
                "HPI: 64-year-old man with cough.\n\nAssessment: 46 y/o M with pneumonia.\n",
                "S: 5 yo girl with fever.\nO: T 38.5\nA: 5-month-old girl with UTI.\nP: cefixime\n",
                "CC: cough\nAge: 34\nHPI: A 43-year-old woman with cough.\n",
                "HPI: Mr. X is a 71-year-old man. He is 17 years old.\n",
                "HPI: 29F with migraine.\n\nA/P: Ms. Y is a 92-year-old woman with migraine.\n",
                "HPI: 10-day-old boy.\n\nAssessment: 3-week-old male with jaundice.\n",
                "Hospital course: 55-year-old lady admitted with DKA.\n\nHPI: 65-year-old lady with DM.\n",
                "HPI: woman in her thirties. \n\nAssessment: 64F with UTI.\n",
                "HPI: 64-year-old. \n\nSocial history: 46-year-old retired teacher, lives alone.\n",
                "72M HD2 CHF\n\nA/P: 27M with CHF exacerbation.\n",
                "HPI: eighty-two-year-old woman.\n\nAssessment: 28-year-old woman, hip fracture.\n",
                "HPI: 4-year-old boy. He drives to work and is retired.\n",
            ],
        );
    }

    #[test]
    fn more_look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 64-year-old man, MI at age 52, father died at 60, smokes since 15 years old.\n\nA: 64M with angina.\n",
                "HPI: 30F with her 2-year-old. Toddler well.\n\nA: 30F, URI.\n",
                "HPI: 45-year-old woman; donor kidney from a 20-year-old.\n\nA: 45F.\n",
                "HPI: 17-year-old, turns 18 years old next week.\n",
                "HPI: 6-month-old ex-28-weeker, corrected age 3 months.\n\nA: 6 month old former 28-weeker (3 months corrected).\n",
                "HPI: 59M.\n\nPlan: Colonoscopy: guidelines say start at 45 years old. Zoster vaccine for 50 years and older.\n",
                "HPI: 8-year-old with developmental age of a 4-year-old.\n",
                "HPI: 66F; first seizure at 12 years old, knee replaced (10 years old).\n",
                "HPI: 36F G3P2; children 5 yo and 8 yo; husband 40 M.\n",
                "Date 3/20/25 14:12, male. HPI: 31M with rash.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 54M with cough.\n\nAssessment: 54-year-old man with pneumonia.\n",
                "HPI: 54M with cough.\n\nAssessment: 55-year-old man with pneumonia.\n",
                "HPI: 22-month-old girl with fever.\n\nAssessment: 2-year-old girl with otitis.\n",
                "HPI: 3 day old male.\n\nAssessment: DOL 4 infant with jaundice.\n",
                "HPI: 54M with an MI at 48. Smoked since age 16.\n",
                "HPI: 54M. His wife, 50 years old, called.\n\nFH: father died at 65.\n",
                "HPI: 34F, lives with her 7-year-old son and 4 yo daughter.\n",
                "HPI: 22-month-old female, born at 34 weeks. Sibling: 9-year-old brother.\n",
                "HPI: 64F with a 10-year-old hip replacement and a 3-week-old wound.\n",
                "HPI: 64F with a 10-year history of asthma, 40 pack-years.\n",
                "HPI: 28F G2P1 at 34 weeks. Baby is 34 weeks by dates.\n",
                "HPI: 28-year-old mother of a 3-year-old.\n\nAssessment: 28F with migraine.\n",
                "Twin A\nHPI: DOL 3 male.\n\nTwin B\nHPI: 4 day old, 3 weeks early; 9 day old sister.\n",
                "HPI: woman in her 60s with cough.\n\nAssessment: 64F with pneumonia.\n",
                "DOB: 03/04/1958, seen 11/02/2024\n\nHPI: 66-year-old man with cough.\n",
                "DOB: 03/04/1958\n\nHPI: 45-year-old man with cough.\n",
                "HPI: 3-year-old girl. Her mother is postmenopausal. Father works as a nurse.\n",
                "HPI: 34F, G1P1, brings her baby; fontanelle flat.\n",
                "HPI: 54M.\n\nPlan: colonoscopy; screen children over 10 years old; vaccines for 65 years of age\n",
                "HPI: 54M diagnosed as a 12-year-old with asthma, when he was 12 years old.\n",
                "HPI: 30F. First pregnancy at 19 years old. Menarche at 12 years of age.\n",
                "HPI: 78F with T 101 F, 16F Foley.\n\nAssessment: 78 yo F with urosepsis.\n",
                "HPI: 5-1/2-year-old girl.\n\nAssessment: 5-year-old girl with large tonsils.\n",
                "HPI: 9-year-old boy. SH: lives with his father, who is divorced and works as a cook.\n",
            ],
        );
    }
}
