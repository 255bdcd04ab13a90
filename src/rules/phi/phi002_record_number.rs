//! PHI002: a number or code of the patient: record, NHS, health plan, account, licence, study, biometric.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI002",
    name: "record-number",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Suggestion),
    sources: &[
        SAFE_HARBOR,
        GUIDANCE,
        "NHS number check digit (modulus 11); DEA and NPI check digits (42 CFR 162.406); CMS: Medicare beneficiary identifier format",
    ],
    summary: "A number or code of the patient: record, NHS, health plan, account, licence, study, biometric.",
    docs: r#"
## What it does

Reports the numbers and codes that belong to one person: medical record, encounter, accession and NHS numbers, health-plan and Medicare numbers, accounts and payment cards, licences, passports, DEA and NPI numbers,
fingerprint and voice files, and any other unique number such as a study, inmate or badge number. Most are known by the label before them, in a sentence, a header, a table or the front matter; some by their form and check digit alone
(Luhn, NHS modulus 11, DEA, NPI, the layout of a Medicare beneficiary identifier, a specimen number such as letter, year and number). A long number without any label is reported mildly. The same number is one finding, its later places beside it.

Placeholders, made-up numbers (000000, 12345678), codes of ICD, CPT, LOINC, SNOMED and trials, publications, lot and model numbers are none. The message never repeats the number.

## Why it matters

A number on a label is all that somebody needs to find the chart. A note that is handed in, posted or pasted into another program carries it to people who have no part in the patient's care.

## How to fix

Take the number out, or write the placeholder. `preceptor redact` does it for the whole note.

```bad
Patient seen on 4 West. MRN 4482917. Chest pain for two days.
```

```bad
Member ID: XJK 448 201 77

Here to renew her inhaler.
```

```good
MRN [MRN]. Chest pain for two days.
```

```good
I10 essential hypertension, CPT 99213, trial NCT04280705, vaccine lot number 4482917.
```

## Precision

No finding on the 182 corpus notes, which were made anonymous. Of planted numbers 23 of 23 record numbers, 20 of 21 of health plans, 17 of 17 accounts, 16 of 16 licences, 13 of 13 biometric and 21 of 21 other codes are found; in 20 notes without identifiers none is reported, nor any of the 36 look-alikes in the tests beside the rule. The whole table stands in docs/confidentiality.md.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[
    IdentifierKind::MedicalRecord,
    IdentifierKind::HealthPlan,
    IdentifierKind::Account,
    IdentifierKind::License,
    IdentifierKind::Biometric,
    IdentifierKind::Other,
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(
        context,
        findings,
        KINDS,
        "a note for teaching needs no number of a person",
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("MRN: 4482917, seen today", "4482917"),
            ("Medical record number is 00-44-82-91.", "00-44-82-91"),
            ("Chart #4482917 reviewed", "4482917"),
            ("| Name | MRN |\n|---|---|\n| [NAME] | 4482917 |\n", "4482917"),
            ("NHS number 943 476 5919", "943 476 5919"),
            ("**MRN:** 4482917", "4482917"),
            ("Specimen S24-12345 shows adenocarcinoma", "S24-12345"),
            ("Medicare 1EG4-TE5-MK73 active", "1EG4-TE5-MK73"),
            ("Policy # KP-88201-4", "KP-88201-4"),
            ("Account number 77120045", "77120045"),
            ("paid with 4111 1111 1111 1111", "4111 1111 1111 1111"),
            ("DEA AB1234563", "AB1234563"),
            ("Driver's license D448-2019-7731 (CA)", "D448-2019-7731"),
            ("passport no. X4482917", "X4482917"),
            ("Inmate number 88213-054", "88213-054"),
            ("Fingerprint ID FP-88213 on file", "FP-88213"),
            ("study ID CARE-0417", "CARE-0417"),
            ("4482917 (MRN)", "4482917"),
            ("---\nkind: soap\nmrn: 4482917\n---\nCough.", "4482917"),
            ("NPI: 1234567893", "1234567893"),
            ("HEALTH CARD 4417 220 981", "4417 220 981"),
            (
                "UUID 7f3e9a10-1111-4c2b-9f00-aa12bc34de56",
                "7f3e9a10-1111-4c2b-9f00-aa12bc34de56",
            ),
            ("Encounter 4471: CSN 220981773", "220981773"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "MRN: [MRN]",
                "MRN 000000",
                "MRN: ***",
                "medical record reviewed in 2024",
                "Chart reviewed, 3 visits",
                "Visit no show on Monday",
                "ICD-10 I21.4",
                "CPT 99213",
                "NCT04280705",
                "SNOMED 386661006",
                "PMID: 31535829",
                "doi:10.1056/NEJMoa1911303",
                "lot number 4482917",
                "BP 120/80, HR 72, WBC 12300, platelets 250000",
                "heparin 100000 units",
                "creatinine 1.4, Cr no change",
                "case number of falls: 3",
                "The account 500 mg was wrong",
                "plan: 1000 mL bolus",
                "order no labs today",
                "medicare patient",
                "insurance: Medicaid",
                "strength 5/5, pulses 2/4",
                "HLA-B27 positive",
                "T12-L1 disc",
                "group B strep",
                "study of 1200 patients",
                "certificate given for 3 days",
                "driver, license suspended in 2019",
                "president of the debate club",
                "principal diagnosis: CHF",
                "id: infectious diseases consulted",
                "EF 55%, QTc 440",
                "2000000 copies/mL",
            ],
        );
    }
}
