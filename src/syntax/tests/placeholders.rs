//! The placeholder scanner.

use crate::syntax::{Pick, PlaceholderKind, PlaceholderKind::*, placeholders};

fn found(text: &str) -> Vec<(PlaceholderKind, &str)> {
    placeholders(text)
        .map(|found| (found.kind, found.span.of(text)))
        .collect()
}

#[track_caller]
fn none(texts: &[&str]) {
    for text in texts {
        assert_eq!(found(text), [], "{text:?}");
    }
}

#[track_caller]
fn one(kind: PlaceholderKind, cases: &[(&str, &str)]) {
    for (text, span) in cases {
        assert_eq!(found(text), [(kind, *span)], "{text:?}");
    }
}

#[test]
fn wildcards() {
    one(
        Wildcard,
        &[
            ("***", "***"),
            ("for *** days", "***"),
            ("***{onset}.", "***{onset}"),
            ("a****b", "****"),
            ("*** {x}", "***"),
        ],
    );
    assert_eq!(found("*** and ***").len(), 2);
    none(&["**bold**", "[**2101-3-4**]", "* * *", "2 * 3 ** 4"]);
    let label = placeholders("***{ onset }").next().unwrap().label.unwrap();
    assert_eq!(label.of("***{ onset }"), "onset");
}

#[test]
fn pick_lists() {
    one(
        PickList,
        &[
            ("{a|b}", "{a|b}"),
            ("{he/she/they} said", "{he/she/they}"),
            ("{mild:severe}", "{mild:severe}"),
            ("{+a|b|c}", "{+a|b|c}"),
            ("{=none|mild}", "{=none|mild}"),
            ("{Exam neuro:12345}", "{Exam neuro:12345}"),
            ("{a|b {c|d}", "{c|d}"),
        ],
    );
    none(&[
        "{x}",
        "{}",
        "{ }",
        "{a|}",
        "{|/:}",
        "{a\n|b}",
        "{10:30}",
        "{=x}",
        "{a",
        "a}",
        "{no choices}",
    ]);
    none(&[&format!("{{{}|b}}", "a".repeat(199)), "[a|b]"]);
    one(
        PickList,
        &[(
            &format!("{{{}|b}}", "é".repeat(198)),
            &format!("{{{}|b}}", "é".repeat(198)),
        )],
    );
}

#[test]
fn choices_of_a_pick_list() {
    let pick = |text: &'static str| {
        let found = placeholders(text).next().unwrap();
        (
            found.pick,
            found.label.map(|label| label.of(text)),
            found.choices(text).collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        pick("{ none | mild/moderate | }"),
        (Pick::One, None, vec!["none", "mild/moderate"])
    );
    assert_eq!(pick("{+fever|chills}"), (Pick::Several, None, vec!["fever", "chills"]));
    assert_eq!(pick("{=none|mild}"), (Pick::Default, None, vec!["none", "mild"]));
    assert_eq!(pick("{yes/no}"), (Pick::One, None, vec!["yes", "no"]));
    assert_eq!(pick("{Onset:1234}"), (Pick::One, Some("Onset"), vec![]));
    assert_eq!(
        pick("{Blank single:19197::\"acute\",\"chronic\"}"),
        (Pick::One, Some("Blank single"), vec!["acute", "chronic"])
    );
    assert_eq!(placeholders("***").next().unwrap().choices("***").count(), 0);
}

#[test]
fn optional_passages() {
    one(
        Optional,
        &[
            ("{?with radiation to ***}", "{?with radiation to ***}"),
            ("{?a {b|c} d} e", "{?a {b|c} d}"),
        ],
    );
    none(&["{?}", "{?open", "{? \n}"]);
}

#[test]
fn variables() {
    one(
        Variable,
        &[
            ("@NAME@ is", "@NAME@"),
            ("@age@ is", "@age@"),
            ("{{ age }}", "{{ age }}"),
            ("@LASTLAB(NA:1)@", "@LASTLAB(NA:1)@"),
            ("{{patient.age}}", "{{patient.age}}"),
        ],
    );
    none(&["@Name@", "a@B.CC@x", "@A@", "{{}}", "{{ }}", "q4h @ 10 @", "MAIL@HOME@"]);
}

#[test]
fn blanks() {
    one(
        Blank,
        &[
            ("Weight: ___ kg", "___"),
            ("for ______", "______"),
            ("pain ___/10", "___"),
            ("Onset date: ____", "____"),
        ],
    );
    none(&[
        "___",
        "  _____ \nx",
        "a\n___\nb",
        "snake_case",
        "a__b",
        "Signature: ______",
        "Attending physician signature ___",
        "Date: ____",
        "Signed by:____  Date/Time: ____",
    ]);
}

#[test]
fn boxes() {
    assert_eq!(found("[ ] yes [ ] no").len(), 2);
    assert_eq!(found("☐ yes ☐ no ☐ unknown").len(), 3);
    assert_eq!(found("- [ ] yes [ ] no").len(), 2);
    one(
        Box,
        &[("Consent [ ]", "[ ]"), ("[] smoker", "[]"), ("[_] smoker", "[_]")],
    );
    none(&[
        "- [ ] CBC",
        "  1. [ ] CBC",
        "[x] yes [ ] no",
        "☑ yes ☐ no",
        "- ☐ CBC",
        "[](https://example.org)",
        "[x]",
    ]);
    assert_eq!(found("[x] yes [ ] no\n[ ] yes [ ] no").len(), 2, "each line for itself");
}

#[test]
fn filler() {
    one(
        Filler,
        &[
            ("TODO: call", "TODO"),
            ("dose TBD.", "TBD"),
            ("(FIXME)", "FIXME"),
            ("XX mg", "XX"),
            ("aged XX", "XX"),
            ("BP: ??", "??"),
            ("?? mg", "??"),
            ("on ???", "???"),
        ],
    );
    assert_eq!(found("BP XX/XX").len(), 2);
    none(&[
        "todo",
        "TODOS",
        "METHODOLOGY TBDX",
        "XXX",
        "XXXL",
        "Dr. XX",
        "Mr XX",
        "XX-XX-1234",
        "XX/XX/XXXX",
        "XX/XX/XX",
        "46,XX",
        "46, XX",
        "XX/XY",
        "really??",
        "??PE",
        "?PE",
        "why?",
    ]);
}

#[test]
fn instructions() {
    one(
        Instruction,
        &[
            ("[insert name]", "[insert name]"),
            ("[ Enter dose here ]", "[ Enter dose here ]"),
            ("[Your name]", "[Your name]"),
            ("<add labs>", "<add labs>"),
            ("[ADD]", "[ADD]"),
        ],
    );
    none(&[
        "[inserted]",
        "[address]",
        "[yours]",
        "insert name",
        "[insert\nname]",
        "[insert",
        "(add lisinopril)",
        "<5 and your>",
    ]);
}

#[test]
fn de_identified_tokens_are_text() {
    none(&[
        "[NAME]",
        "[DATE-2]",
        "Dr. X",
        "[AGE 90+]",
        "[ID]",
        "<NAME>",
        "[**First Name 12**]",
        "[DEVICE-ID]",
    ]);
}
