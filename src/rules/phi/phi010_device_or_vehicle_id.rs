//! PHI010: the serial number of a device, a licence plate or vehicle number.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI010",
    name: "device-or-vehicle-id",
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
        "49 CFR 565.15: the check digit of vehicle identification numbers; FDA: unique device identification (21 CFR 830)",
    ],
    summary: "The serial number of a device, a licence plate or vehicle number.",
    docs: r#"
## What it does

Reports serial numbers and unique device identifiers of implants and devices, vehicle identification numbers (17 letters and digits; the check digit is looked at) and licence plates, which count only behind a word for them. The make and model of a device may stand, and lot numbers of vaccines too:
they belong to many people. A growth plate or a plate with screws is no licence plate.

## Why it matters

The maker of an implant can tell from its serial number whom it was put into; a plate leads to the owner of the car.

## How to fix

Keep the make and the model, take the number out, or write `[DEVICE-ID]` or `[VEHICLE]`.

```bad
Pacemaker (Medtronic Azure, serial number RNB448201H) checked last month.
```

```good
Pacemaker (Medtronic Azure) checked last month. Fracture fixed with a 6-hole plate.
```

## Precision

No finding on the 182 corpus notes. Of planted ones 19 of 19 devices and 17 of 17 plates and vehicle numbers are found; in 20 notes without identifiers none is reported, nor any of the 20 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::Device, IdentifierKind::Vehicle];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(context, findings, KINDS, "the make and the model may stand");
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            ("serial number RNB448201H", "RNB448201H"),
            ("Pacemaker S/N: PJN-448201", "PJN-448201"),
            ("ICD serial #4482017", "4482017"),
            ("VIN 1HGCM82633A004352", "1HGCM82633A004352"),
            ("1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
            ("license plate 7XKR221", "7XKR221"),
            ("plate ABC-1234", "ABC-1234"),
            ("licence plate: AB12 CDE", "AB12 CDE"),
            ("UDI (01)00884838000033(21)A213B1", "(01)00884838000033(21)A213B1"),
            ("Pump # 88-20117", "88-20117"),
            ("device ID: 0044-8820", "0044-8820"),
            ("license plate California 7XKR221", "7XKR221"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "growth plate 3 mm",
                "plate with 6 screws",
                "PLATE WITH 6 SCREWS",
                "LCP plate 3.5",
                "plate and 10 screws",
                "blood agar plate 2",
                "lot number 4482917",
                "serial troponins x3",
                "serial exams q4h",
                "serial Hgb 10.2, 9.8",
                "ICD 10 code",
                "ICD placed in 2019",
                "lead level 4",
                "pump 5 times",
                "sn 90% sp 80%",
                "device check normal, 2019",
                "Medtronic Azure XT",
                "registration desk at 0800",
                "tag along",
                "lead II, III",
            ],
        );
    }
}
