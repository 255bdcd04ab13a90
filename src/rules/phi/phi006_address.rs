//! PHI006: places smaller than a state.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{GUIDANCE, SAFE_HARBOR, report_but};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI006",
    name: "address",
    aliases: &[],
    family: Family::Confidential,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "allowed",
        default: OptionDefault::List(&[]),
        doc: "Places that may stand in notes, as they are written: the made-up town of your cases.",
    }],
    fix: Some(Applicability::Suggestion),
    sources: &[SAFE_HARBOR, GUIDANCE],
    summary: "A street, town, county or postal code stands in the note.",
    docs: r#"
## What it does

Finds places smaller than a state: street addresses, PO boxes, cities with their state, counties, towns behind words
such as `lives in` and `moved to`, and postal codes (ZIP codes of five and nine digits, British, Canadian). Messages
never repeat them. States, countries and larger regions are allowed, and so are places in the names of diseases,
scores and viruses.

## Why it matters

A town and an age are often enough to find somebody. The regulation allows no geography smaller than a state.

## How to fix

Say what matters for care: `lives in a rural area`, `recently returned from Kenya`, `two hours from the hospital`.
Else write `[LOCATION]` or `[ZIP]`.

```bad
# H&P

SH: Lives at 1420 Maple Street, Springfield, IL 62704, with two cats.
```

```bad
# H&P

SH: Retired farmer. Moved to Duluth in 2019.
```

```good
# H&P

HPI: 34-year-old woman with fever after travel to India. Lyme disease was excluded.

SH: Lives in rural Minnesota, born in Nigeria. Walks to work.
```

## Precision

2 findings on the 182 corpus notes, both right; two more, before the mechanism was mended, were wrong (an avenue of a
placeholder, a suture that was "used to close"). Of the addresses, towns and postal codes planted by somebody who had
not seen the code, all but one were found. None in good notes.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let kinds = [IdentifierKind::Location, IdentifierKind::Zip];
    report_but(
        context,
        findings,
        &kinds,
        "or what matters of the place: `a rural area`, the state",
        &context.list("allowed"),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    #[test]
    fn places_in_every_form() {
        speaks(
            &RULE,
            &[
                "SH: Lives in Chattanooga with two cats.\n",
                "SH: Moved from Peoria last year.\n",
                "SH: Home is 88 Seventh Avenue.\n",
                "SH: Mail to P.O. Box 4471.\n",
                "SH: From Taos, NM 87571.\n",
                "SH: Lives at 17B Orchard Close, Norwich NR2 4TT.\n",
                "SH: Lives in Cook County, Illinois.\n",
                "SH: Lives at 31 Willow Ct with his brother.\n",
                "SH: LIVES AT 31 WILLOW CT.\n",
                "HPI: THE PATIENT LIVES IN LAS CRUCES.\n",
                "Zip: 98402\n\nHPI: cough\n",
            ],
        );
    }

    #[test]
    fn the_message_does_not_tell_it() {
        let note = "SH: Lives at 1420 Maple Street, Springfield, IL 62704.\n";
        assert_eq!(hits(&RULE, note), ["1420 Maple Street", "Springfield", "62704"]);
        for finding in run(&RULE, note) {
            let help = finding.help.clone().unwrap_or_default();
            for value in ["Maple", "Springfield", "62704"] {
                assert!(!finding.message.contains(value) && !help.contains(value));
            }
        }
        let allowed = OptionValue::List(vec!["springfield".to_owned()]);
        assert_eq!(run_with(&RULE, note, "allowed", allowed).len(), 2);
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "SH: Lives in Texas, from Mexico, born in India, moved from Nigeria.\n",
                "HPI: No travel. Lyme disease and West Nile excluded. Rocky Mountain spotted fever unlikely.\n",
                "O: Los Angeles grade B esophagitis. Boston bowel prep score 8. Toronto criteria. Paris classification.\n",
                "O: 3/14 Chest CT: no PE. 07:15 Repeat CT unchanged. HD 2 Abd CT pending.\n",
                "O: L pneumothorax, 28 Fr CT to suction; 16 Fr ST tube.\n",
                "O: GCS 15 (E4V5M6). C5-C6 stenosis. CPT 99213. Platelets 30000.\n",
                "Plan: Move to Room 3, bed 2, OR 6. Vicryl was used to close.\n",
                "SH: Lives in an Assisted Living Facility in rural Appalachia.\n",
            ],
        );
    }
}
