use super::*;

fn rule(body: &str) -> String {
    format!("[[rule]]\ncode = \"ABC001\"\nname = \"a-rule\"\nmessage = \"m\"\n{body}\n")
}

fn hits(body: &str, text: &str) -> Vec<String> {
    let found = found(&run(text, &settings(&rule(body))));
    found
        .into_iter()
        .map(|line| line.trim_start_matches("ABC001").trim().to_owned())
        .collect()
}

#[test]
fn words_are_whole_words_in_any_case_through_odd_spaces_and_line_ends() {
    let body = "forbid = [\"complains of\", \"c/o\", \"frequent flyer\", \"deni*\"]";
    for (text, expected) in [
        ("Complains\u{a0}of pain", vec!["Complains\u{a0}of"]),
        ("she com\u{200b}plains  of it", vec!["com\u{200b}plains  of"]),
        ("she complains\r\nof it", vec!["complains\r\nof"]),
        ("she complains\n\nof it", vec![]),
        ("complains often", vec![]),
        ("pt c/o pain, and C/O cough; tic/off", vec!["c/o", "C/O"]),
        ("He denies it, a denial. Denizen", vec!["denies", "denial", "Denizen"]),
        ("- complains\n- of pain", vec![]),
        ("> \"frequent flyer\"", vec!["frequent flyer"]),
    ] {
        assert_eq!(hits(body, text), expected, "{text}");
    }
}

#[test]
fn smart_quotes_and_other_scripts_match() {
    assert_eq!(hits("forbid = \"can't\"", "he can’t"), ["can’t"]);
    assert_eq!(hits("forbid = \"Ménière\"", "MÉNIÈRE’s disease"), ["MÉNIÈRE"]);
}

#[test]
fn comments_front_matter_directives_and_blanks_are_not_seen() {
    let text = "---\nauthor: QD\n---\n<!-- QD -->\nQ***D and {QD|BID} @QD@ QD<!-- x -->\n";
    assert_eq!(hits("forbid = \"QD\"", text), ["QD"]);
    assert_eq!(hits("forbid = { regex = 'QD' }", text), ["QD"]);
    assert_eq!(
        hits("forbid = \"chest pain\"", "chest *** pain, chest <!-- c --> pain"),
        ["chest <!-- c --> pain"]
    );
}

#[test]
fn a_regular_expression_ignores_case_and_knows_lines() {
    let body = r"forbid = { regex = '^\s*Plan: none\b' }";
    assert_eq!(hits(body, "Note\nPLAN: none.\nno plan: none"), ["PLAN: none"]);
    assert_eq!(hits(r"forbid = { regex = '(?-i)\bMs\b' }", "MS, Ms, ms"), ["Ms"]);
    assert_eq!(
        hits(r"forbid = { regex = 'blood\spressure' }", "Blood\u{a0}pressure"),
        ["Blood\u{a0}pressure"]
    );
    // Nothing literal to look for first.
    assert_eq!(hits(r"forbid = { regex = '\d{5,}' }", "a 12345 b 1234"), ["12345"]);
}

#[test]
fn sections_and_kinds_limit_where_a_rule_looks() {
    let note = "# SOAP Note\n\n# Subjective\n\nQD\n\n# Plan\n\nQD now\n";
    let checked = run(note, &settings(&rule("sections = [\"plan\"]\nforbid = \"QD\"")));
    assert_eq!(checked.diagnostics.len(), 1);
    assert_eq!(checked.diagnostics[0].section.as_deref(), Some("plan"));
    assert_eq!(hits("kinds = [\"soap\"]\nforbid = \"QD\"", note).len(), 2);
    assert_eq!(hits("kinds = [\"discharge summary\"]\nforbid = \"QD\"", note), [""; 0]);
}

#[test]
fn require_points_at_the_heading_and_leaves_other_notes_alone() {
    let body = "sections = [\"plan\"]\nrequire = [\"return if\", \"come back if\"]";
    assert_eq!(hits(body, "# Plan\n\nRest.\n"), ["Plan"]);
    assert_eq!(hits(body, "# Plan\n\nRest. Come back if worse.\n"), [""; 0]);
    assert_eq!(hits(body, "# HPI\n\nPain.\n"), [""; 0]);
    // Without sections the note must say it, anywhere; the first line is shown.
    assert_eq!(
        hits("require = \"code status\"", "\n  Admission note  \n\nText\n"),
        ["Admission note"]
    );
}

#[test]
fn counts_of_words_items_and_occurrences() {
    let words = "sections = [\"hpi\"]\ncount = { of = \"words\", min = 3, max = 5 }";
    assert_eq!(hits(words, "# HPI\n\nTwo words <!-- three four -->\n"), ["HPI"]);
    assert_eq!(hits(words, "# HPI\n\nOne two - three\n"), [""; 0]);
    assert_eq!(hits(words, "HPI: one two three four five six\n"), ["HPI"]);
    let items = "sections = [\"plan\"]\ncount = { of = \"items\", min = 2 }";
    assert_eq!(hits(items, "# Plan\n\n- one\n"), ["Plan"]);
    assert_eq!(hits(items, "# Plan\n\n- one\n- two\n"), [""; 0]);
    let times = "count = { of = \"occurrences\", pattern = \"very\", max = 1 }";
    let checked = run("very, very\n", &settings(&rule(times)));
    // The first one too many.
    assert_eq!(checked.diagnostics[0].span.start, 6);
    let message = "[[rule]]\ncode = \"ABC001\"\nname = \"a-rule\"\nmessage = \"{count} of at most {max}\"\n\
                   count = { of = \"occurrences\", pattern = \"very\", max = 1 }\n";
    assert_eq!(
        run("very, very\n", &settings(message)).diagnostics[0].message,
        "2 of at most 1"
    );
}

#[test]
fn if_one_thing_is_said_another_must_be() {
    let body = "if-then = { if = [\"warfarin\"], then = [\"INR\"], then-sections = [\"labs\", \"plan\"] }";
    assert_eq!(
        hits(body, "# Medications\n\nwarfarin\n\n# Plan\n\nRest.\n"),
        ["warfarin"]
    );
    assert_eq!(
        hits(body, "# Medications\n\nwarfarin\n\n# Plan\n\nINR tomorrow.\n"),
        [""; 0]
    );
    assert_eq!(hits(body, "# HPI\n\nINR known, on Warfarin.\n"), ["Warfarin"]);
    assert_eq!(hits(body, "# Plan\n\nRest.\n"), [""; 0]);
}

#[test]
fn a_message_names_what_was_found() {
    let toml = "[[rule]]\ncode = \"ABC001\"\nname = \"a\"\nmessage = \"`{found}`: write `{replacement}`, not {other\"\n\
                help = \"not `{found}`\"\nreplace.words = { \"SOB\" = \"shortness of breath\" }\n";
    let checked = run("sob\n", &settings(toml));
    let [finding] = &checked.diagnostics[..] else {
        panic!("{:?}", checked.diagnostics)
    };
    assert_eq!(finding.message, "`sob`: write `shortness of breath`, not {other");
    assert_eq!(finding.help.as_deref(), Some("not `sob`"));
    let fix = finding.fix.as_ref().expect("a fix");
    assert_eq!(
        (fix.applicability, &*fix.edits[0].replacement),
        (rules::Applicability::Suggestion, "shortness of breath")
    );
}

#[test]
fn a_wrong_definition_is_told_of_precisely() {
    let base = |line: &str| format!("[[rule]]\ncode = \"ABC001\"\nname = \"a\"\nmessage = \"m\"\n{line}\n");
    for (toml, key, words) in [
        (base("forbid = \"x\"").replace("ABC001", "abc1"), "code", "`MED001`"),
        (
            base("forbid = \"x\"").replace("ABC001", "ORG900"),
            "code",
            "preceptor's own",
        ),
        (
            base("forbid = \"x\"").replace("\"a\"", "\"A rule\""),
            "name",
            "no-friendly-names",
        ),
        (
            base("forbid = \"x\"").replace("\"a\"", "\"empty-section\""),
            "name",
            "ORG002",
        ),
        (
            base("forbid = \"x\"").replace("\"a\"", "\"organized\""),
            "name",
            "family",
        ),
        (
            base("forbid = \"x\"").replace("\"m\"", "\"\""),
            "message",
            "say to the student",
        ),
        (
            base("forbid = \"x\"").replace("\"m\"", "\"{what}\""),
            "message",
            "{found}",
        ),
        (base("kinds = [\"saop\"]\nforbid = \"x\""), "kinds", "`soap`"),
        (base("sections = [\"plam\"]\nforbid = \"x\""), "sections", "`plan`"),
        (base(""), "forbid", "checks nothing"),
        (
            base("forbid = \"x\"\nrequire = \"y\""),
            "require",
            "`forbid`, `require`",
        ),
        (base("forbid = []"), "forbid", "empty"),
        (base("forbid = [\"--\"]"), "forbid", "no letter"),
        (base("forbid = { regex = \"(\" }"), "forbid", "at character"),
        (base("forbid = { regex = \"x*\" }"), "forbid", "at least one character"),
        (base("replace.words = { \"a\" = \"a\" }"), "replace.words", "itself"),
        (
            base("replace.words = { \"very\" = \"very, Very\" }"),
            "replace.words",
            "own correction",
        ),
        (base("replace.words = { \"a*\" = \"b\" }"), "replace.words", "`*`"),
        (base("count = { of = \"words\" }"), "count", "`min`"),
        (
            base("count = { of = \"words\", min = 3, max = 2 }"),
            "count.min",
            "more than",
        ),
        (base("count = { of = \"words\", min = 0 }"), "count.min", "always met"),
        (
            base("count = { of = \"occurrences\", max = 2 }"),
            "count.pattern",
            "say what",
        ),
        (
            base("count = { of = \"items\", max = 2, pattern = \"x\" }"),
            "count.pattern",
            "occurrences",
        ),
        (base("if-then = { if = \"x\", then = [] }"), "if-then.then", "empty"),
        (
            base("if-then = { if = \"x\", then = \"y\", then-sections = [\"zebra\"] }"),
            "if-then.then-sections",
            "zebra",
        ),
    ] {
        let errors = try_compile(&toml).expect_err(&toml);
        let [error] = &errors[..] else { panic!("{errors:?}") };
        assert_eq!(error.key, key, "{error}");
        assert!(error.message.contains(words), "{error}");
        assert!(
            error
                .to_string()
                .starts_with(&format!("rule `{}`, `{key}`: ", error.rule))
        );
    }
    let twins = [
        base("forbid = \"x\""),
        base("forbid = \"y\"").replace("ABC001", "ABC002"),
    ]
    .concat();
    assert_eq!(try_compile(&twins).expect_err("twins")[0].key, "name");
}

#[test]
fn examples_are_run() {
    let toml = |good: &str, bad: &str| rule(&format!("forbid = \"QD\"\ngood = [\"{good}\"]\nbad = [\"{bad}\"]"));
    let grammar = Grammar::builtin();
    assert_eq!(
        check_user_rule_examples(&compile(&toml("daily", "QD"))[0], &grammar),
        Ok(())
    );
    let failures = check_user_rule_examples(&compile(&toml("QD", "daily"))[0], &grammar).expect_err("both are wrong");
    let told: Vec<String> = failures.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "rule `ABC001`: `good` example 1 is reported: m",
            "rule `ABC001`: `bad` example 1 is not reported"
        ]
    );
}

#[test]
fn the_manual_shows_rules_that_work() {
    let manual = include_str!("../../../docs/user-rules.md").replace("\r\n", "\n");
    let blocks = manual.split("```toml\n").skip(1);
    let toml: String = blocks.filter_map(|block| block.split("```").next()).collect();
    let rules = compile(&toml);
    assert_eq!(rules.len(), 5);
    for rule in &rules {
        assert_eq!(check_user_rule_examples(rule, &Grammar::builtin()), Ok(()));
        assert!(!rule.def().good.is_empty() && !rule.def().bad.is_empty());
    }
}
