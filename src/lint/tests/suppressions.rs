use super::*;

/// What is left of a note that allows something, and how many findings were hidden.
fn left(text: &str) -> (Vec<String>, usize) {
    let checked = run(text, &settings(ABBREVIATIONS));
    (found(&checked), checked.suppressed)
}

fn codes(text: &str) -> Vec<String> {
    let of = |line: String| line.split(' ').next().unwrap_or_default().to_owned();
    left(text).0.into_iter().map(of).collect()
}

#[test]
fn after_text_the_line_is_meant() {
    let (found, hidden) = left("QD here <!-- preceptor: allow ABC001 -- quoted -->\nQD there\n");
    assert_eq!((found, hidden), (vec!["ABC001 QD".to_owned()], 1));
    // In an item, in a table row, before the text.
    assert_eq!(
        left("- QD <!-- preceptor: allow no-qd -- x -->\n- MS\n").0,
        ["ABC002 MS"]
    );
    assert_eq!(
        left("| a | b |\n|---|---|\n| QD | <!-- preceptor: allow ABC -- x --> |\n| QD | |\n").0,
        ["ABC001 QD"]
    );
    assert_eq!(left("<!-- preceptor: allow ABC001 -- x --> QD\nMS\n").0, ["ABC002 MS"]);
}

#[test]
fn on_its_own_line_the_next_block_is_meant() {
    const ALLOW: &str = "<!-- preceptor: allow ABC -- x -->\n";
    for (text, rest) in [
        // A paragraph, blank lines between, and no more than it.
        (format!("{ALLOW}take QD\nand MS\n\nno QD\n"), 1),
        (format!("{ALLOW}\n\nno QD\n\nno MS\n"), 1),
        // A heading is its line only, bare ones too (the directive is unused then).
        (format!("{ALLOW}# QD\n\nMS\n"), 1),
        (format!("{ALLOW}Presenting complaint\nTake QD\n"), 2),
        // A label and the paragraph that goes on.
        (format!("{ALLOW}HPI: QD and\nthe MS\n\nno QD\n"), 1),
        // A list whole; an item with all under it.
        (format!("{ALLOW}- QD\n- MS\n"), 0),
        (format!("- QD\n{ALLOW}- MS\n  - QD\n- MS\n"), 2),
        // A table, a quote.
        (format!("{ALLOW}| QD | MS |\n|---|---|\n| QD | |\n\nQD\n"), 1),
        (format!("{ALLOW}> QD\n> MS\n\nQD\n"), 1),
        // Not what stands before.
        (format!("QD\n\n{ALLOW}MS\n"), 1),
    ] {
        assert_eq!(left(&text).0.len(), rest, "{text}");
    }
}

#[test]
fn directives_may_be_stacked_and_stand_among_comments() {
    let text =
        "<!-- preceptor: allow ABC001 -- x -->\n<!-- for Dr. X -->\n<!-- preceptor: allow ABC002 -- y -->\n\nQD MS\n";
    assert_eq!(left(text), (vec![], 2));
}

#[test]
fn a_section_is_the_one_around_or_the_one_right_below() {
    let text = "# HPI\n\nQD\n\n<!-- preceptor: allow-section ABC001 -- x -->\n\nQD\n\n# Plan\n\nQD\n";
    assert_eq!(left(text), (vec!["ABC001 QD".to_owned()], 2));
    let text = "# HPI\n\nQD\n\n<!-- preceptor: allow-section ABC001 -- x -->\n# Plan\n\nQD\n";
    let checked = run(text, &settings(ABBREVIATIONS));
    assert_eq!(
        checked.diagnostics[0].section.as_deref(),
        Some("history-of-present-illness")
    );
    assert_eq!(checked.suppressed, 1);
}

#[test]
fn a_note_may_be_allowed_whole() {
    assert_eq!(
        left("QD\n\n# HPI\n\nQD MS\n\n<!-- preceptor: allow-file ABC -- x -->\n"),
        (vec![], 3)
    );
    assert_eq!(left("<!-- preceptor: allow-file ALL -- x -->\n\nQD MS\n"), (vec![], 2));
}

#[test]
fn what_allows_nothing_is_unused_and_can_be_taken_out() {
    for (text, fixed) in [
        // The whole directive, with its line, or with the space before it.
        ("<!-- preceptor: allow ABC001 -- x -->\nFine.\n", "Fine.\n"),
        ("Fine. <!-- preceptor: allow ABC001 -- x -->\n", "Fine.\n"),
        (
            "One.\n\n<!-- preceptor: allow ABC001 -- x -->\nTwo.\n",
            "One.\n\nTwo.\n",
        ),
        (
            "One.\r\n\r\n<!-- preceptor: allow ABC -- x -->\r\nTwo.\r\n",
            "One.\r\n\r\nTwo.\r\n",
        ),
        // Two paragraphs stay two.
        ("One.\n<!-- preceptor: allow ABC001 -- x -->\nTwo.\n", "One.\n\nTwo.\n"),
        ("Fine.\n<!-- preceptor: allow-section ABC001 -- x -->", "Fine.\n"),
        // Only what is not needed.
        (
            "QD <!-- preceptor: allow ABC001, ABC002 -- x -->\n",
            "QD <!-- preceptor: allow ABC001 -- x -->\n",
        ),
        // Without effect anywhere but in `allow-file`.
        (
            "QD <!-- preceptor: allow ABC001, SUP003 -- x -->\n",
            "QD <!-- preceptor: allow ABC001 -- x -->\n",
        ),
    ] {
        let settings = settings(ABBREVIATIONS);
        assert_eq!(codes(text), ["SUP001"], "{text}");
        let result = fix::fix(Arc::from(text), &settings, rules::Applicability::Safe);
        assert_eq!(&*result.checked.note.text, fixed);
        assert_eq!(found(&result.checked), [""; 0], "{fixed}");
    }
}

#[test]
fn a_suppression_of_a_rule_that_did_not_run_is_not_unused() {
    let mut settings = settings(ABBREVIATIONS);
    settings.enabled_user_rules.remove(0);
    for text in [
        "Fine. <!-- preceptor: allow ABC001 -- x -->\n",
        // The family is not whole, nor is everything on.
        "Fine. <!-- preceptor: allow ABC -- x -->\n",
        "Fine. <!-- preceptor: allow ALL -- x -->\n",
        "Fine. <!-- preceptor: allow ORG001 -- x -->\n",
    ] {
        assert_eq!(found(&run(text, &settings)), [""; 0], "{text}");
    }
    assert_eq!(
        found(&run("Fine. <!-- preceptor: allow ABC002 -- x -->\n", &settings)).len(),
        1
    );
}

#[test]
fn the_narrowest_of_two_is_used_and_the_other_is_unused() {
    let text = "<!-- preceptor: allow-file ABC001 -- wide -->\n\nQD <!-- preceptor: allow ABC001 -- narrow -->\n";
    let checked = run(text, &settings(ABBREVIATIONS));
    assert_eq!(checked.suppressions.iter().map(|s| s.used).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(codes(text), ["SUP001"]);
}

#[test]
fn unknown_names_get_the_nearest_known_one() {
    let settings = settings(ABBREVIATIONS);
    for (text, at, help) in [
        ("<!-- preceptor: allow ABC0O1 -- x -->\nQD\n", "ABC0O1", "`ABC001`"),
        ("<!-- preceptor: allow no-qdd -- x -->\nQD\n", "no-qdd", "`no-qd`"),
        (
            "<!-- preceptor: allow unknwon-section -- x -->\nQD\n",
            "unknwon-section",
            "`unknown-section`",
        ),
        ("<!-- preceptor: alow ABC001 -- x -->\nQD\n", "alow", "`allow`"),
        (
            "<!-- preceptor: allow -- x -->\nQD\n",
            "<!-- preceptor: allow -- x -->",
            "name what is allowed",
        ),
        ("<!-- preceptor: -->\nQD\n", "<!-- preceptor: -->", "`allow-section`"),
        (
            "<!-- preceptor: please see the K -->\nQD\n",
            "please",
            "leave out the colon",
        ),
        (
            "<!-- preceptor allow ABC001 -->\nQD\n",
            "<!-- preceptor allow ABC001 -->",
            "with the colon",
        ),
    ] {
        let checked = run(text, &settings);
        let sup = checked.diagnostics.iter().find(|d| d.code == "SUP002");
        let sup = sup.unwrap_or_else(|| panic!("nothing is said of {text}"));
        assert_eq!(checked.note.slice(sup.span), at);
        assert!(sup.help.as_ref().is_some_and(|text| text.contains(help)), "{sup:?}");
        assert_eq!(found(&checked).last().map(String::as_str), Some("ABC001 QD"), "{text}");
    }
}

#[test]
fn a_reason_without_dashes_is_seen_for_what_it_is() {
    let text = "QD <!-- preceptor: allow ABC001 the patient's own words -->\n";
    let settings = settings(ABBREVIATIONS);
    assert_eq!(left(text), (vec!["SUP002 the patient's own words".to_owned()], 1));
    let fixed = fix::fix(Arc::from(text), &settings, rules::Applicability::Unsafe);
    assert_eq!(
        &*fixed.checked.note.text,
        "QD <!-- preceptor: allow ABC001 -- the patient's own words -->\n"
    );
    assert_eq!(found(&fixed.checked), [""; 0]);
}

#[test]
fn a_reason_is_asked_for_unless_the_note_allows_that_too() {
    assert_eq!(codes("QD <!-- preceptor: allow ABC001 -->\n"), ["SUP003"]);
    assert_eq!(codes("QD <!-- preceptor: allow ABC001 -- -->\n"), ["SUP003"]);
    // Not twice for one directive.
    assert_eq!(codes("Fine. <!-- preceptor: allow ABC001 -->\n"), ["SUP001"]);
    let allowed = "<!-- preceptor: allow-file SUP003 -- course rule -->\n\nQD <!-- preceptor: allow ABC001 -->\n";
    assert_eq!(left(allowed), (vec![], 2));
    // `ALL` does not mean the rules on suppressions.
    let all = "<!-- preceptor: allow-file ALL -- x -->\n\nQD MS\n\nMS <!-- preceptor: allow ABC002 -->\n";
    assert_eq!(codes(all), ["SUP003"]);
}

#[test]
fn marking_sees_what_suppressions_hide() {
    let mut settings = settings(ABBREVIATIONS);
    settings.ignore_suppressions = true;
    let checked = run("QD <!-- preceptor: allow ABC001 -- quoted -->\n", &settings);
    assert_eq!((found(&checked), checked.suppressed), (vec!["ABC001 QD".to_owned()], 0));
    let [suppression] = &checked.suppressions[..] else {
        panic!("{:?}", checked.suppressions)
    };
    assert_eq!((suppression.used, suppression.reason.as_deref()), (1, Some("quoted")));
    assert_eq!(
        (suppression.reach, &suppression.rules[..]),
        (Reach::Line, &["ABC001".to_owned()][..])
    );
}

#[test]
fn a_note_of_nothing_but_directives_takes_linear_time() {
    let settings = settings(ABBREVIATIONS);
    let time = |lines: usize| {
        let text = "<!-- preceptor: allow ABC001, nothing-like-it -->\nQD\n\n".repeat(lines);
        let start = std::time::Instant::now();
        run(&text, &settings);
        start.elapsed().as_secs_f64()
    };
    time(100);
    let (small, large) = (time(1_000), time(8_000));
    assert!(
        large < small * 8.0 * 4.0,
        "8 times the note took {:.0} times as long",
        large / small
    );
}
