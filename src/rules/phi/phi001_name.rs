//! PHI001: names of persons.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::grammar::lexicon_ids;
use crate::note::facts::{Certainty, Identifier, IdentifierKind};
use crate::rules::confidential::{GUIDANCE, SAFE_HARBOR, finding};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI001",
    name: "name",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[
        OptionSpec {
            name: "fictional-names",
            default: OptionDefault::List(&[]),
            doc: "Names that your school made up for its cases and that may stand in notes; each word of such a name alone, too.",
        },
        OptionSpec {
            name: "clinicians",
            default: OptionDefault::Bool(true),
            doc: "Whether names of clinicians are reported, as warnings.",
        },
        OptionSpec {
            name: "initials",
            default: OptionDefault::Bool(true),
            doc: "Whether initials may stand for a name: `Mr. A`, `JD`.",
        },
    ],
    fix: Some(Applicability::Suggestion),
    sources: &[
        SAFE_HARBOR,
        GUIDANCE,
        "Stubbs, Kotfila, Uzuner 2015: names of clinicians are masked in notes that are shared",
    ],
    summary: "The name of a patient, a relative or a clinician stands in the note.",
    docs: r#"
## What it does

Finds the names of patients, relatives and clinicians: behind titles (`Ms.`, `Dr.`), labels (`Patient:`, `Emergency
contact:`) and words for kin and trades, before degrees (`, MD`) and ages, in `LAST, FIRST` headers, and as given
names and surnames of the lists that ship with the program. Each name is reported once, with its later places.
Messages never repeat it. A patient's or relative's name is an error, a clinician's a warning.

Eponyms (`Murphy sign`), drugs, brands, months, headings, placeholders (`[NAME]`, `Dr. X`, `Jane Doe`), the sign-off
and the front matter's `author` are none.

## Why it matters

A note that leaves the ward, for a course, a portfolio or a case report, must not tell whose it is. A name is the
first thing that tells.

## How to fix

Write a role (`the patient`, `her husband`, `the attending`), an initial (`Ms. A`) or a token (`[NAME]`). `preceptor
redact` does it for the whole note. If the names of your cases are made up, list them in `[options.name]` as
`fictional-names`.

```bad
# Progress Note

S: Ms. Alvarez slept well. Her husband Tomas brought her glasses.

O: Lungs clear.

A/P: Pneumonia, better. Discussed with Dr. Okafor.
```

```bad
PATIENT: WEBB, KAREN

HPI: 64-year-old woman with cough.
```

```good
# Progress Note

S: Ms. A slept well. Her husband brought her glasses.

O: Lungs clear, Murphy sign absent, Foley catheter out.

A/P: Pneumonia, better. Crohn disease, quiet. Discussed with Dr. X.
```

## Precision

123 places of names on the 182 corpus notes, all read, one wrong (a drain called after its maker, mended since). Of
153 names and places planted in 15 notes by somebody who had not seen the code, 143 were found, with one false alarm
(a signature); of 169 of the author's own, 159. None in 400 eponyms, drugs, brands, departments, scores and headings
written as traps, and none in the 50 good notes.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// So many later places are shown beside the first.
const PLACES: usize = 30;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let fictional: Vec<Vec<String>> = context.list("fictional-names").iter().map(|name| words(name)).collect();
    let clinicians = context.flag("clinicians");
    // The same person's name, whole or in part: the words of one name are among those of another.
    let mut groups: Vec<(Vec<String>, Vec<Identifier>)> = Vec::new();
    let mut by_word: HashMap<String, usize> = HashMap::new();
    let is_wanted = |one: &&Identifier| match one.kind {
        IdentifierKind::Name => true,
        IdentifierKind::Clinician => clinicians,
        _ => false,
    };
    let mut names: Vec<(Vec<String>, Identifier)> = note
        .identifiers()
        .iter()
        .filter(is_wanted)
        .map(|one| (words(note.slice(one.span)), *one))
        .filter(|(name, _)| {
            !fictional
                .iter()
                .any(|known| name.iter().all(|word| known.contains(word)))
        })
        .collect();
    // The fullest form of a name is known first.
    names.sort_by_key(|(name, one)| (Reverse(name.len()), one.span.start));
    for (name, one) in names {
        let known = name.first().and_then(|word| by_word.get(word)).copied();
        let known = known.filter(|at| name.iter().all(|word| groups[*at].0.contains(word)));
        let at = known.unwrap_or_else(|| {
            for word in &name {
                by_word.entry(word.clone()).or_insert(groups.len());
            }
            groups.push((name, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(one);
    }
    for (_, mut same) in groups {
        same.sort_by_key(|one| one.span.start);
        same.truncate(PLACES);
        findings.push(reported(context, &same));
    }
    if !context.flag("initials") {
        report_initials(context, findings);
    }
}

fn reported(context: &Context<'_>, same: &[Identifier]) -> Finding {
    // A name that is a clinician's once is one everywhere.
    let clinician = same.iter().all(|one| one.kind == IdentifierKind::Clinician)
        || same[0].kind == IdentifierKind::Clinician && same[0].certainty == Certainty::Certain;
    let help = if clinician {
        "or the role: `the attending`, `the cardiologist`"
    } else {
        "or who it is: `the patient`, `her husband`, an initial"
    };
    let mut found = finding(context, same, help);
    if clinician {
        found.severity = Some(Severity::Warning);
    }
    found
}

/// `Mr. A`, `Initials: JD`.
fn report_initials(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let bytes = note.text.as_bytes();
    for hit in note.phrases_of(lexicon_ids::NAME_CUES) {
        let category = &*note.entry(hit).category;
        if !matches!(category, "title" | "doctor" | "initials") {
            continue;
        }
        let mut at = hit.span.end as usize;
        while bytes.get(at).is_some_and(|byte| matches!(byte, b'.' | b' ' | b':')) && at < hit.span.end as usize + 4 {
            at += 1;
        }
        let written = bytes[at..]
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic() || **byte == b'.')
            .count();
        let letters = bytes[at..at + written].iter().filter(|byte| **byte != b'.').count();
        let initials = bytes[at..at + written]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || *byte == b'.');
        let longest = if category == "initials" { 3 } else { 1 };
        if initials && (1..=longest).contains(&letters) {
            findings.push(
                Finding::new(Span::from(at..at + written), "Initials stand for a name in the note")
                    .help("write a role (`the patient`) or `[NAME]` instead: your settings allow no initials")
                    .severity(Severity::Warning),
            );
        }
    }
}

/// The words of a name, in small letters, by which it is known again.
fn words(name: &str) -> Vec<String> {
    let pieces = name.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let plain = |piece: &str| {
        piece
            .chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let all: Vec<String> = pieces.filter(|piece| !piece.is_empty()).map(plain).collect();
    // An initial is no word of its own beside a surname.
    let long: Vec<String> = all.iter().filter(|word| word.chars().count() > 1).cloned().collect();
    if long.is_empty() { all } else { long }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};
    use crate::rules::{OptionValue, Severity};

    #[test]
    fn names_in_every_place() {
        speaks(
            &RULE,
            &[
                "HPI: Rosa Iglesias is a 71-year-old woman with chest pain.\n",
                "HPI: Mrs. O'Malley reports three days of cough.\n",
                "HPI: Mr. van der Berg was seen.\n",
                "HPI: Ms. Nguyễn slept.\n",
                "HPI: His mother Xiomara called.\n",
                "HPI: The patient's wife, Guadalupe, is at the bedside.\n",
                "HPI: Her son Mark drives her.\n",
                "Emergency contact: Lakshmi Subramaniam, 555-0144.\n\nHPI: cough\n",
                "Next of kin: Webb, Karen L.\n\nHPI: cough\n",
                "PATIENT NAME: RAMIREZ, JOSE A\n\nHPI: COUGH\n",
                "Patient Name: daniel cho\n\nHPI: cough\n",
                "| Patient | Hannah Berger |\n|---|---|\n| Age | 44 |\n",
                "HPI: Priscilla (wife) provided history.\n",
                "HPI: She goes by Betsy.\n",
                "HPI: The pain began when Karen was at work.\n",
                "Plan: Discussed with Dr. Feinberg today. Rest.\n\nHPI: cough\n",
                "PCP: Yolanda Prince\n\nHPI: cough\n",
            ],
        );
    }

    #[test]
    fn the_message_does_not_tell_it() {
        let note = "HPI: Ms. Alvarez has a cough. Alvarez denies fever. Her husband Tomas agrees.\n";
        assert_eq!(hits(&RULE, note), ["Alvarez", "Tomas"]);
        for finding in run(&RULE, note) {
            let fix = finding.fix.as_ref().map(|fix| fix.message.clone());
            let related = finding.related.iter().map(|it| it.message.to_string());
            let said: Vec<String> = [finding.message.clone()]
                .into_iter()
                .chain(finding.help.as_deref().map(str::to_owned))
                .chain(fix)
                .chain(related)
                .collect();
            for text in said {
                assert!(!text.contains("Alvarez") && !text.contains("Tomas"), "{text}");
            }
        }
    }

    #[test]
    fn clinicians_are_a_warning_and_an_option() {
        let note = "HPI: seen by Dr. Okafor in clinic. He has a cough.\n";
        let found = run(&RULE, note);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, Some(Severity::Warning));
        assert!(run_with(&RULE, note, "clinicians", OptionValue::Bool(false)).is_empty());
    }

    #[test]
    fn fictional_names_and_initials() {
        let names = OptionValue::List(vec!["Maria Alvarez".to_owned()]);
        let note = "HPI: Maria Alvarez is a 64-year-old woman. Ms. Alvarez has a cough.\n";
        assert!(run_with(&RULE, note, "fictional-names", names).is_empty());
        let initials = "HPI: Mr. A has a cough.\n";
        silent(&RULE, &[initials]);
        assert_eq!(run_with(&RULE, initials, "initials", OptionValue::Bool(false)).len(), 1);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "PE: Murphy sign negative, McBurney tenderness. Foley placed; Jackson-Pratt drain.\n",
                "PMH: Crohn's disease, Hashimoto thyroiditis, Parkinson disease.\n",
                "PE: Kernig and Brudzinski negative. Glasgow Coma Scale 15. Hunt and Hess 2.\n",
                "FH: Mother with Hypertension. Father: Alzheimer disease. Brother, Crohn's.\n",
                "A/P: Mr. A is stable. Dr. X will follow. [NAME] and Patient X. Jane Doe.\n",
                "A/P: Discussed with Cardiology, Dr. [NAME], Palliative Care. Paged Surgery. Per Neurology.\n",
                "Meds: Lasix, Ativan, Yasmin, Allegra, Keppra, Ella. A drug called Ozempic.\n",
                "PMH: MS on Tysabri. MR angiogram normal. Miss doses.\n",
                "Patient: Reports pain.\n\nContact: Isolation precautions.\n\nSource: Patient.\n",
                "HPI: He may walk. Will return. Mark the site. Hope to discharge in May.\n",
                "---\nauthor: Karen Webb\n---\nHPI: cough\n",
                "HPI: cough\n\nPlan: rest\n\nSigned: Karen Webb, MS3\n",
            ],
        );
    }
}
