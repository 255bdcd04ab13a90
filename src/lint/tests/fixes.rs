use super::*;
use crate::rules::Applicability;

const REPLACE: &str = r#"
[[rule]]
code = "ABC001"
name = "write-daily"
message = "`{found}` is misread; write `{replacement}`"
replace.words = { "QD" = "daily", "complains of" = "reports" }
replace.applicability = "safe"
"#;

#[test]
fn fixing_goes_on_to_a_fixed_point_and_stays_there() {
    let settings = settings(REPLACE);
    let text = "Complains of pain.\nAspirin 81 mg QD, QD.\nShe complains\nof it.\n";
    let fixed = fix::fix(Arc::from(text), &settings, Applicability::Safe);
    assert_eq!(
        &*fixed.checked.note.text,
        "Reports pain.\nAspirin 81 mg daily, daily.\nShe reports it.\n"
    );
    assert_eq!(fixed.applied.get("ABC001"), Some(&4));
    assert_eq!((fixed.passes, fixed.cycle), (1, None));
    let again = fix::fix(Arc::clone(&fixed.checked.note.text), &settings, Applicability::Safe);
    assert_eq!((again.passes, &again.checked.note.text), (0, &fixed.checked.note.text));
}

#[test]
fn what_undoes_itself_is_stopped_and_named() {
    let settings = settings(
        r#"
[[rule]]
code = "ABC001"
name = "there"
message = "there"
replace = { words = { "tablet" = "pill" }, applicability = "safe" }

[[rule]]
code = "ABC002"
name = "and-back"
message = "and back"
replace = { words = { "pill" = "tablet" }, applicability = "safe" }

[[rule]]
code = "ABC003"
name = "innocent"
message = "innocent"
replace = { words = { "QD" = "daily" }, applicability = "safe" }
"#,
    );
    let fixed = fix::fix(Arc::from("one tablet QD\n"), &settings, Applicability::Safe);
    let cycle: Vec<String> = fixed.cycle.into_iter().flatten().collect();
    assert_eq!(cycle, ["ABC001", "ABC002"]);
    assert_eq!(&*fixed.checked.note.text, "one pill daily\n");
}

#[test]
fn a_fix_that_grows_for_ever_is_stopped() {
    let settings = settings(
        r#"
[[rule]]
code = "ABC001"
name = "one-makes-two"
message = "m"
replace = { words = { "very" = "quite" , "quite" = "very very" }, applicability = "safe" }
"#,
    );
    let fixed = fix::fix(Arc::from("very\n"), &settings, Applicability::Safe);
    assert!(fixed.cycle.is_some_and(|rules| rules.contains("ABC001")));
    assert!(fixed.passes <= fix::MAX_PASSES);
}

#[test]
fn a_line_that_is_put_in_ends_like_the_others() {
    let settings = settings(
        r#"
[[rule]]
code = "ABC001"
name = "own-line"
message = "an item of its own"
replace = { words = { "then also" = "next\n- " }, applicability = "safe" }
"#,
    );
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("- rest{end}- fluids then also ice{end}");
        let fixed = fix::fix(Arc::from(text), &settings, Applicability::Safe);
        let wanted = format!("- rest{end}- fluids next{end}-  ice{end}");
        assert_eq!(&*fixed.checked.note.text, wanted);
    }
}
