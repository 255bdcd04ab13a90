//! PHI009: a web address, social-media name, network address or photograph.

use crate::note::facts::IdentifierKind;
use crate::rules::confidential::{self, GUIDANCE, SAFE_HARBOR};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "PHI009",
    name: "url-or-ip",
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
        "RFC 2606, RFC 5737, RFC 3849: names and addresses reserved for documentation",
    ],
    summary: "A web address, social-media name, network address or photograph.",
    docs: r#"
## What it does

Reports web addresses, names on social networks, IP and hardware addresses, and pictures (by their file name, as Markdown or HTML, or as data). Addresses of guidelines, journals, calculators and authorities identify nobody and may stand, as may the ranges and
names reserved for documentation, and pictures whose name says that they show a study (`ecg.png`). Whether a face is to be seen cannot be read from text: for pictures the finding is a warning.

## Why it matters

A page, a profile or a device on the network belongs to somebody. A picture can show a face, a tattoo, a name on a wristband.

## How to fix

Take it out, or write `[URL]`, `[IP]` or `[PHOTO]`.

```bad
Daughter posts updates at www.carepages-example.co/ravi-k.
```

```good
Dose by https://www.mdcalc.com/calc/43 and the guideline at https://www.nice.org.uk/guidance/ng28.
```

## Precision

Two findings on the 182 corpus notes, both leaflets of a public site that is on the list of allowed ones since. Of planted ones 15 of 15 addresses and handles, 15 of 15 network addresses and 15 of 15 pictures are found; in 20 notes without identifiers none is reported, nor any of the 24 look-alikes in the tests beside the rule.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

const KINDS: &[IdentifierKind] = &[IdentifierKind::Url, IdentifierKind::Ip, IdentifierKind::Photo];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    confidential::report(
        context,
        findings,
        KINDS,
        "links to guidelines and calculators may stand",
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent};

    #[test]
    fn each_form_is_found_whole() {
        for (text, found) in [
            (
                "see https://facebook.com/ravi.k71 for it",
                "https://facebook.com/ravi.k71",
            ),
            ("www.ravi-blog.net/about.", "www.ravi-blog.net/about"),
            ("gofundme.com/help-ravi", "gofundme.com/help-ravi"),
            ("posts as @ravi_k71", "@ravi_k71"),
            ("Instagram: ravi_k71", "ravi_k71"),
            ("from 84.17.220.9", "84.17.220.9"),
            ("2a02:8109:9a40:1234:0:0:0:7", "2a02:8109:9a40:1234:0:0:0:7"),
            ("MAC 00:1B:44:11:3A:B7", "00:1B:44:11:3A:B7"),
            ("![rash](IMG_2231.jpg)", "IMG_2231.jpg"),
            ("photo DSC_0042.jpeg attached", "DSC_0042.jpeg"),
            ("<img src=\"face.png\">", "face.png"),
        ] {
            assert_eq!(hits(&RULE, text), [found], "{text}");
        }
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "https://www.nejm.org/doi/10.1",
                "http://example.com/x",
                "uptodate.com/contents/x",
                "192.0.2.17",
                "version 1.2.3.4",
                "section 1.2.3.4",
                "![ECG](ecg1.png)",
                "ecg-strip.png",
                "see note.md",
                "e.g. this",
                "BP 120/80.Then",
                "at 10:30:45",
                "ratio 1:2:3",
                "@bedside",
                "@0800",
                "@NAME@",
                "pH 7.4.Given",
                "q.i.d.",
                "Hgb 10.2.WBC 4.1",
                "Twitter use 3 hours a day",
                "10:20 to 11:30",
                "CD4:CD8 ratio",
                "mychart message sent",
                "on Instagram daily",
            ],
        );
    }
}
