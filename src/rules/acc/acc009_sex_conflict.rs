//! ACC009: two sexes of one patient, or an organ that this patient does not have.

use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Patient, PersonRole, Sex, Status as Said};
use crate::rules::support::{quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC009",
    name: "sex-conflict",
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
    summary: "The note gives the patient two sexes, or an organ or operation of the other sex.",
    docs: r#"
## What it does

Reports two statements of the patient's sex that differ ("Sex: F" and "54-year-old man", "Ms. X is a 50-year-old male"),
and what only the other sex has: a hysterectomy or a last menstrual period in a man, a prostate examination in a woman,
a pregnant man. Only what is asserted of the patient counts: not what is denied or merely considered, not relatives and
partners, not the mother of a newborn or the child of a mother. PSA is also psoriatic arthritis and Pseudomonas, so it
counts only as a laboratory value. A single word for gender identity, intersex variation or sex assigned at birth
("transgender", "AFAB", "DSD") switches the rule off.

## Why it matters

This is the clearest sign of text from another patient's note, or of an examination that was not done but clicked.
Whoever reads it will trust nothing else in the note; and a test or drug may be ordered for it.

## How to fix

Find out where the sentence came from and delete what is not this patient's. If it is right because sex and anatomy
differ, say so once.

```bad
# SOAP Note

## Subjective

62-year-old man with hypertension, s/p hysterectomy, with 3 days of cough.

## Objective

T 37.2 °C, lungs clear.

## Assessment

Acute bronchitis.

## Plan

Fluids and rest. Return if fever above 38.5 °C.
```

```bad
Sex: F

CC: cough for 2 days

HPI: 54-year-old man with cough.

Assessment: cold

Plan: rest
```

```good
CC: abdominal pain since yesterday

HPI: 62-year-old man whose wife is pregnant. Cervical spine not tender. Mother had ovarian cancer.

Assessment: gastroenteritis

Plan: fluids
```

```good
CC: cough for 2 days

HPI: 30-year-old trans man (AFAB), last menstrual period 2 weeks ago, with cough.

Assessment: cold

Plan: rest
```

## Precision

One finding in the 182 notes of the development corpus, and it is right ("Ms. … is a 50-year-old male"). Measured on
faults that somebody planted who did not know the rule: 64 of 64 in a first set of notes; in two later sets 14 of 15
(the one left is a postman called 57F, which nothing in that note contradicts) and 5 of 5. None of their 48 look-alikes
is reported. Besides, 34 faults and 45 look-alikes of the author's own.
"#,
    trigger: Trigger::Lexicons(&[
        lexicon_ids::AGE_FORMS,
        lexicon_ids::PERSON_WORDS,
        lexicon_ids::SEX_TERMS,
    ]),
    check: Check::Note(check),
};

/// So many words of the other sex are reported in one note; more are the same slip.
const REPORTED: usize = 3;
/// So many pronouns tell the sex where none is stated.
const PRONOUNS: usize = 4;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let patient = note.patient();
    if patient.is_gender_open() || patient.several.is_some() {
        return;
    }
    if let Some(finding) = two_sexes(note, patient) {
        findings.push(finding);
        return;
    }
    let stated = patient.told_sex();
    let told = || {
        let sex = patient.likely_sex().filter(|_| patient.pronouns.len() >= PRONOUNS)?;
        Some((sex, patient.pronouns.first()?.1))
    };
    let Some((sex, at)) = stated.or_else(told) else { return };
    if let Some(parity) = patient.parity.filter(|_| sex == Sex::Male && !patient.is_child()) {
        findings.push(conflict(note, parity.span, sex, at).severity(Severity::Error));
        return;
    }
    let mut last: Option<Span> = None;
    for hit in note.phrases_of(lexicon_ids::SEX_TERMS) {
        if !is_of_other_sex(note, hit, sex) {
            continue;
        }
        // One for each sentence.
        let sentence = sentence_around(note, hit.span);
        if last.is_some_and(|last| last.overlaps(hit.span)) || !is_of_patient(note, patient, hit, sentence) {
            continue;
        }
        last = Some(sentence);
        let pregnant = note.entry(hit).flag("pregnant");
        let finding = conflict(note, hit.span, sex, at);
        findings.push(if pregnant {
            finding.severity(Severity::Error)
        } else {
            finding
        });
        if findings.len() == REPORTED {
            return;
        }
    }
}

/// Two statements that differ: the rarer one, beside the first of the others; of as many, the later.
fn two_sexes(note: &Note, patient: &Patient) -> Option<Finding> {
    let of = |sex: Sex| patient.sexes.iter().filter(move |(of, _)| *of == sex);
    let (female, male) = (of(Sex::Female).count(), of(Sex::Male).count());
    if female == 0 || male == 0 {
        return None;
    }
    let odd = match female.cmp(&male) {
        std::cmp::Ordering::Less => Sex::Female,
        std::cmp::Ordering::Greater => Sex::Male,
        std::cmp::Ordering::Equal => patient.sexes.first()?.0.other(),
    };
    let (at, usual) = (of(odd).next()?.1, of(odd.other()).next()?.1);
    let (here, there) = (quote(note.slice(at), 30), quote(note.slice(usual), 30));
    Some(
        Finding::new(at, format!("The patient is \"{here}\" here and \"{there}\" elsewhere"))
            .related(usual, format!("\"{there}\" here"))
            .help("check which is right and make both agree; if text was copied, reread the rest of it"),
    )
}

fn conflict(note: &Note, span: Span, sex: Sex, at: Span) -> Finding {
    let (word, stated) = (quote(note.slice(span), 40), quote(note.slice(at), 30));
    Finding::new(
        span,
        format!("\"{word}\" in a note on a {} patient (\"{stated}\")", sex.name()),
    )
    .related(at, format!("\"{stated}\" here"))
    .help("check whether this belongs to another patient, or was a default of the template; delete what is not this patient's")
}

fn is_of_other_sex(note: &Note, hit: &LexiconHit, sex: Sex) -> bool {
    let entry = note.entry(hit);
    &*entry.category != "trap" && entry.text("sex") == Some(sex.other().name())
}

/// Whether the word is asserted of the patient.
fn is_of_patient(note: &Note, patient: &Patient, hit: &LexiconHit, sentence: Span) -> bool {
    let entry = note.entry(hit);
    let young = patient.years().is_some_and(|years| years < 3.0);
    let category = &*entry.category;
    // Of a child, the mother's pregnancy and its own birth are told.
    let mothers = match category {
        "obstetric" => patient.is_child(),
        "menstrual" | "procedure" | "condition" | "lactation" => young && entry.text("sex") == Some("female"),
        _ => false,
    };
    // Of a mother, her newborn boy is told.
    let examined = note.role_at(hit.span.start) == Role::Exam;
    let childs = entry.text("sex") == Some("male") && is_of_birth(note, patient, examined);
    if mothers || childs || is_elsewhere(note, hit.span) {
        return false;
    }
    if category == "marker" && !is_marker(note, hit, sentence) || category == "looks" && !examined {
        return false;
    }
    if is_answered_no(note, hit.span, examined && category == "anatomy") {
        return false;
    }
    // Who is named before the word, or beside it; not who comes after a semicolon, nor the patient `as a child`.
    let clause_end = note
        .slice(Span::new(hit.span.end, sentence.end.max(hit.span.end)))
        .find(';')
        .map_or(sentence.end, |at| hit.span.end + at as u32);
    let named = note.persons_in(Span::new(sentence.start, clause_end)).filter(|person| {
        let lead = note.slice(Span::new(sentence.start, person.span.start)).trim_end();
        !person.span.overlaps(hit.span)
            && !(person.role == PersonRole::Child && (lead.ends_with("as a") || lead.ends_with("as an")))
    });
    let mut named = named;
    let other = named.any(|person| {
        matches!(person.role, PersonRole::Relative | PersonRole::Group)
            || person.role == PersonRole::Child && !patient.is_child()
            || person.role == PersonRole::Person && !patient.sexes.iter().any(|(_, span)| span.overlaps(person.span))
    });
    if other || continues_with_relative(note, sentence, patient) {
        return false;
    }
    // No mass in an organ: it was examined all the same.
    let assertion = note.assertion(hit.span);
    let looked_at = examined && matches!(category, "anatomy" | "looks") && assertion.status == Said::Absent;
    !assertion.quoted && (looked_at || matches!(assertion.status, Said::Present | Said::Historical))
}

/// Sections that tell of others, or of what may be.
fn is_elsewhere(note: &Note, span: Span) -> bool {
    if note.role_at(span.start) == Role::FamilyHistory {
        return true;
    }
    let mut at = note.section_at(span.start);
    while let Some(ix) = at {
        let section = note.section(ix);
        let told = [
            ids::DIFFERENTIAL_DIAGNOSIS,
            ids::BIRTH_HISTORY,
            ids::MATERNAL_HISTORY,
            ids::DELIVERY,
        ];
        if section.id.is_some_and(|id| told.contains(&id)) {
            return true;
        }
        at = section.parent;
    }
    false
}

/// Whether the note is on a pregnancy, a delivery or a woman after it.
fn is_of_birth(note: &Note, patient: &Patient, examined: bool) -> bool {
    const KINDS: [&str; 6] = [
        "ob-hp",
        "ob-triage",
        "labor-progress",
        "delivery-note",
        "postpartum",
        "prenatal",
    ];
    // Before the birth, the exam is of the mother.
    const BEFORE: [&str; 3] = ["ob-triage", "prenatal", "ob-hp"];
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    if examined && kind.is_some_and(|kind| BEFORE.contains(&kind)) {
        return false;
    }
    patient.pregnant.is_some()
        || patient.parity.is_some() && note.kind.is_none()
        || kind.is_some_and(|kind| KINDS.contains(&kind))
}

/// Whether the letters PSA mean the antigen: a number or a word for a test beside them, and no arthritis or Pseudomonas.
fn is_marker(note: &Note, hit: &LexiconHit, sentence: Span) -> bool {
    let word = note.slice(hit.span);
    if word.len() > 3 {
        return true;
    }
    if word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase) {
        return false;
    }
    let lower = note.slice(sentence).to_ascii_lowercase();
    let after = note.slice(Span::new(hit.span.end, sentence.end.max(hit.span.end)));
    let value = after
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '<' | '>'))
        .trim_start_matches("of ")
        .trim_start_matches("was ")
        .trim_start_matches("is ")
        .starts_with(|c: char| c.is_ascii_digit());
    let test = [
        "screen",
        "level",
        "elevated",
        "ng/ml",
        "check",
        "normal",
        "rising",
        "undetectable",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let disease = ["psoria", "arthr", "pseudomon", "joint", "dmard", "culture"]
        .iter()
        .any(|word| lower.contains(word));
    (value || test) && !disease
}

/// `LMP: n/a`, `Prostate: deferred`, `Pregnant? no`.
/// An organ that was examined is there: `uterus not palpable`, but `prostate not examined`.
fn is_answered_no(note: &Note, span: Span, organ: bool) -> bool {
    const NO: [&str; 12] = [
        "n/a", "na", "none", "no", "not", "deferred", "nil", "denies", "negative", "neg", "male", "-",
    ];
    const SKIPPED: [&str; 8] = [
        "examined",
        "assessed",
        "done",
        "performed",
        "applicable",
        "indicated",
        "evaluated",
        "checked",
    ];
    let end = (span.end as usize + 24).min(note.text.len());
    let end = (end..note.text.len() + 1)
        .find(|at| note.text.is_char_boundary(*at))
        .unwrap_or(end);
    let after = &note.text[span.end as usize..end];
    // The dash of the next line opens another item.
    let own = after.split(['\n', '\r']).next().unwrap_or_default();
    let after = if after.len() > own.len() && after[own.len()..].trim_start().starts_with('-') {
        own
    } else {
        after
    };
    let answer =
        after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '?' | '*' | '|' | '(' | '='));
    let mut words = answer.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')' | '|'));
    let word = words.next().unwrap_or_default();
    if organ && word.eq_ignore_ascii_case("not") {
        let next = words.next().unwrap_or_default();
        return SKIPPED.iter().any(|skipped| next.eq_ignore_ascii_case(skipped));
    }
    NO.iter().any(|no| word.eq_ignore_ascii_case(no)) || after.trim_start().starts_with('?')
}

/// Whether the sentence goes on about a relative of the one before: `His mother is ill. She had a hysterectomy.`
fn continues_with_relative(note: &Note, sentence: Span, patient: &Patient) -> bool {
    let opens_with_pronoun = note
        .phrases_in(lexicon_ids::PRONOUNS, sentence)
        .next()
        .is_some_and(|hit| !patient.pronouns.iter().any(|(_, span)| *span == hit.span));
    let before = Span::new(sentence.start.saturating_sub(160), sentence.start);
    opens_with_pronoun
        && note
            .persons_in(before)
            .any(|person| person.role == PersonRole::Relative)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn what_is_shown() {
        assert_eq!(
            hits(
                &RULE,
                "HPI: Ms. X is a 50-year-old male with cough.\n\nA: Ms. X is a 50-year-old male.\n"
            ),
            ["male"]
        );
        assert_eq!(
            hits(
                &RULE,
                "HPI: 62M with cough, LMP 3/1.\n\nPSH: hysterectomy, oophorectomy\n"
            ),
            ["LMP", "hysterectomy"]
        );
    }

    #[test]
    fn planted() {
        speaks(
            &RULE,
            &[
                "Sex: F\n\nHPI: 54-year-old man with cough.\n",
                "HPI: 54M with cough.\n\nAssessment: 54-year-old woman with pneumonia.\n",
                "---\npatient-sex: female\n---\nHPI: 54 y/o male with cough.\n",
                "HPI: Mr. Smith is a 61-year-old female with cough.\n",
                "HPI: 62-year-old man with cough.\n\nPSH: hysterectomy 2010, cholecystectomy\n",
                "HPI: 45M with back pain. LMP 3/1.\n",
                "HPI: 34F with dysuria.\n\nExam: prostate smooth, non-tender.\n",
                "HPI: 70-year-old woman with back pain.\n\nLabs: PSA 6.2, Hgb 11\n",
                "HPI: 30M, G2P1 at 12 weeks, with nausea.\n",
                "HPI: 30-year-old man, 12 weeks pregnant, with nausea.\n",
                "HPI: 52-year-old gentleman with a history of endometriosis and asthma.\n",
                "HPI: 52-year-old lady.\n\nPMH: BPH, hypertension\n",
                "HPI: 25 yo male with abdominal pain.\n\nExam: no adnexal tenderness; uterus of normal size, mobile.\n",
                "HPI: 25 yo woman with abdominal pain.\n\nGU: testes descended, circumcised.\n",
                "HPI: 61 yo female. PMH of erectile dysfunction.\n",
                "HPI: 48M here for a check. Last Pap smear 2 years ago, normal.\n",
                "HPI: 66-year-old woman.\n\nPSH: TURP, vasectomy\n",
            ],
        );
    }

    #[test]
    fn more_faults() {
        speaks(
            &RULE,
            &[
                "HPI: 64-year-old man with cough.\n\nGyn history: menarche at 13, G3P3.\n",
                "S: 45 yo male here for annual exam.\nO: Breasts symmetric. Pelvic exam: uterus anteverted, no adnexal masses.\nA: healthy\nP: Pap smear done today.\n",
                "ID: 29-year-old woman.\n\nExam:\nGU: circumcised penis, both testes descended.\n",
                "HPI: Mrs. Jones is a 70-year-old man with CHF.\n",
                "HPI: Mr. Lee, a 55-year-old female with DM.\n",
                "Patient: 61F\n\nPMH: BPH on tamsulosin, HTN\n",
                "HPI: 33M with headache. He is currently 8 weeks pregnant.\n",
                "HPI: 58 y/o gentleman with fatigue.\n\nROS:\nGU: no dysuria; LMP 2 weeks ago\n",
                "HPI: 25 yo female.\n\nPSH: vasectomy 2019\n",
                "HPI: 80-year-old lady after a fall.\n\nAssessment: 80-year-old gentleman with a hip fracture.\n",
                "HPI: A 6-year-old boy with rash.\n\nAssessment: 6-year-old girl with scarlet fever.\n",
                "HPI: 42-year-old man with anemia due to menorrhagia.\n",
                "HPI: 67M here for fatigue.\n\nHealth maintenance: mammogram 2023, DEXA 2022, last Pap 2021\n",
                "HPI: 31-year-old woman with pelvic pain.\n\nDRE: prostate enlarged, smooth\n",
                "HPI: 50-year-old woman.\n\nLabs: PSA 4.8 ng/mL\n",
                "DISCHARGE SUMMARY\n\nHPI: 49M admitted with cholecystitis.\n\nHospital course: She did well after laparoscopic cholecystectomy. Her uterus was noted to have fibroids on CT.\n",
                "HPI: 30M with RLQ pain. Transvaginal ultrasound: no ovarian torsion.\n",
            ],
        );
    }

    #[test]
    fn more_look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 64-year-old man whose wife had a hysterectomy and is postmenopausal.\n",
                "HPI: 29F, 3 days after delivery of a boy. Baby: circumcised today, testes descended.\n",
                "HPI: 55-year-old man with BRCA2; mother had ovarian cancer, sister breast cancer and hysterectomy.\n",
                "HPI: 60-year-old man with breast cancer, s/p left mastectomy.\n",
                "HPI: 20-year-old man. Sexually active with women; partner uses an IUD, last pregnancy test negative.\n",
                "HPI: 28-year-old transgender woman; prostate normal.\n",
                "HPI: 58F. Husband has BPH and had a TURP.\n",
                "HPI: 2-week-old boy. Pregnancy complicated by preeclampsia; cesarean at 36 weeks.\n",
                "HPI: 45M.\n\nPlan: counseled that isotretinoin must not be handled by pregnant women.\n",
                "HPI: 45F.\n\nLabs: Hgb 11.9 (normal female 12-16, normal male 13.5-17.5)\n",
                "HPI: 70M with cervical spondylosis, cervical radiculopathy.\n",
                "HPI: 34F. Donor: 36-year-old man, vasectomy.\n\nSH: lives with a man\n",
                "HPI: 17-year-old boy. Girlfriend is pregnant.\n",
                "HPI: 65F on methotrexate for psoriatic arthritis (PsA).\n",
                "HPI: 66M, nurse on the postpartum ward, delivers babies by c-section.\n",
                "HPI: 40-year-old woman with hirsutism in a male pattern.\n",
                "HPI: 50M with gynecomastia. Breasts: tender disc on the left.\n",
                "HPI: 35F with infertility. Husband: semen analysis abnormal, varicocele repaired in 2020.\n",
                "HPI: 9-day-old girl. Maternal history: 28-year-old G2P2, placenta previa; father well.\n",
            ],
        );
    }

    #[test]
    fn the_next_item_is_no_answer() {
        let told = |next: &str| format!("HPI: 61-year-old woman with cough.\n\nPMH:\n- Prostate cancer\n{next}Gout\n");
        for next in ["- ", "\n- ", "* "] {
            assert_eq!(hits(&RULE, &told(next)).len(), 1, "{next:?}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: 62-year-old man with prostate cancer and BPH.\n",
                "HPI: 34F, LMP 3/1, uterus normal.\n",
                "HPI: 62-year-old man whose wife is pregnant.\n",
                "HPI: 62M. Mother had ovarian cancer, sister a hysterectomy.\n",
                "FH: mother: endometrial cancer\n\nHPI: 62M with cough.\n",
                "HPI: 62M with neck pain. Cervical spine tender, cervical lymph nodes normal.\n",
                "HPI: 3 day old male. Born to a G2P1 mother with preeclampsia by cesarean.\n",
                "HPI: 30-year-old trans man, LMP 2 weeks ago.\n",
                "HPI: 24M (AFAB) with pelvic pain; uterus present.\n",
                "HPI: 62M with BPPV. Ectopic beats.\n",
                "HPI: 40F with PsA on methotrexate; PSA since 2010 (psoriatic arthritis).\n",
                "HPI: 40F. Husband has prostate cancer.\n",
                "HPI: 40F. Father died of prostate cancer.\n",
                "HPI: 25M. ROS: no testicular pain, no vaginal discharge.\n",
                "HPI: 25M. LMP: n/a. Pregnant: no.\n",
                "HPI: 28F, pregnant at 39 weeks. Desires circumcision of her son.\n",
                "HPI: 25M has vaginal intercourse with one partner, no condoms.\n",
                "HPI: 4-month-old boy, breastfeeding well, born by c-section.\n",
                "HPI: 40F; sputum grew PSA (Pseudomonas).\n",
                "Twin A: male\nTwin B: female\n",
                "HPI: 45F. Female pattern hair loss, male pattern baldness in family.\n",
                "HPI: 45M lives with a woman who is pregnant.\n",
                "HPI: 45F, sexually active with one male partner who had a vasectomy.\n",
                "HPI: 45M with breast cancer, s/p mastectomy.\n",
                "HPI: 6-year-old boy. Birth history: vaginal delivery at term, pregnancy uncomplicated.\n",
                "HPI: 45M. His mother is ill. She had a hysterectomy.\n",
            ],
        );
    }
}
