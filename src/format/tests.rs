use std::sync::Arc;

use super::{HeadingStyle, Style, format, from_emr};
use crate::grammar::Grammar;
use crate::note::Hints;

fn styled(text: &str, headings: HeadingStyle) -> String {
    let (grammar, hints) = (Grammar::builtin(), Hints::default());
    let once = format(&Arc::from(text), &grammar, &hints, Style { headings });
    let twice = format(&once.text, &grammar, &hints, Style { headings });
    assert_eq!(twice.text, once.text, "not at rest");
    once.text.to_string()
}

fn laid_out(text: &str) -> String {
    styled(text, HeadingStyle::default())
}

fn converted(text: &str) -> String {
    let style = Style {
        headings: HeadingStyle::Hash,
    };
    let formatted = from_emr(&Arc::from(text), &Grammar::builtin(), &Hints::default(), style);
    formatted.text.to_string()
}

#[test]
fn a_note_in_layout_is_left_alone() {
    for text in [
        "",
        "\u{feff}",
        "CC: cough\nHPI: 3 days of cough.\nPMH: asthma\n",
        "# HPI\n\nCough.\n\n# Plan\n\n1. Cough: fluids.\n2. Asthma: salbutamol.\n",
        "Exam:\n- Lungs: clear\n- Heart: regular\n\nPlan:\n- home\n",
    ] {
        assert_eq!(laid_out(text), text);
    }
}

#[test]
fn white_space_is_tidied() {
    assert_eq!(laid_out("\n\nCough.  \n\n\n\nFever.\t\n\n"), "Cough.\n\nFever.\n");
    assert_eq!(laid_out("Cough.\r\n\r\n\r\nFever. "), "Cough.\r\n\r\nFever.\r\n");
    assert_eq!(laid_out("\u{feff}\n Cough.\n"), "\u{feff} Cough.\n");
    assert_eq!(laid_out("a\rb"), "a\rb\r");
    assert_eq!(laid_out(" \n\t\n"), "");
    assert_eq!(
        laid_out("---\nkind:soap\nspecialty :  [a, b]\n---\n# HPI\n\nCough.\n"),
        "---\nkind: soap\nspecialty: [a, b]\n---\n# HPI\n\nCough.\n"
    );
}

#[test]
fn what_is_verbatim_stays() {
    for text in [
        "```\na   \n\n\n* b\nBP:142/88\n```\n",
        "> \"It  hurts\"\n",
        "Takes `BP:142/88` so.\n",
        "<!-- a  \n\n\n b -->\nCough.\n",
        "\u{c}\nPage 2\n",
        "A\u{a0}B\u{200b}C\n",
        "HR 112 BP 92/58 RR 22\n",
        "This line is wrapped by hand\nand goes on here, as its\nwriter liked it.\n",
    ] {
        assert_eq!(laid_out(text), text);
    }
}

#[test]
fn headings_stand_apart() {
    assert_eq!(
        laid_out("# HPI\nCough.\n# Plan\n\n\nRest.\n"),
        "# HPI\n\nCough.\n\n# Plan\n\nRest.\n"
    );
    assert_eq!(laid_out("Cough.\nPlan:\nRest.\n"), "Cough.\n\nPlan:\nRest.\n");
    assert_eq!(
        laid_out("#  HPI:\nCough.\n##  Exam ##\nClear.\n"),
        "# HPI\n\nCough.\n\n## Exam\n\nClear.\n"
    );
    let directive = "# HPI\n\nCough.\n<!-- preceptor: allow-section ORG002 -- why -->\n# Plan\n\nRest.\n";
    assert_eq!(
        laid_out(directive),
        directive.replace(".\n<!--", ".\n\n<!--"),
        "a directive stays with what it governs"
    );
}

#[test]
fn one_odd_heading_follows_the_others() {
    let text = "## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n**Assessment**\n\nURI.\n\n## Plan\n\nRest.\n";
    assert_eq!(laid_out(text), text.replace("**Assessment**", "## Assessment"));
    let text = "Subjective:\nCough.\n\nObjective:\nClear.\n\nAssessment:\nURI.\n\n# Plan\nRest.\n";
    assert_eq!(laid_out(text), text.replace("# Plan", "Plan:"));
    // No habit, no change.
    let text = "# HPI\n\nCough.\n\n**Plan**\n\nRest.\n";
    assert_eq!(laid_out(text), text);
}

#[test]
fn the_style_is_an_option() {
    let text = "HPI:\nCough.\n\n**Exam**\n\nClear.\n\nAllergies: none\n\nPLAN\n\nRest.\n";
    let with = |style| styled(text, style);
    assert_eq!(
        with(HeadingStyle::Hash),
        "# HPI\n\nCough.\n\n# Exam\n\nClear.\n\n# Allergies\n\nnone\n\n# PLAN\n\nRest.\n"
    );
    assert_eq!(
        with(HeadingStyle::Bold),
        "**HPI:**\nCough.\n\n**Exam**\n\nClear.\n\n**Allergies:** none\n\n**PLAN**\n\nRest.\n"
    );
    assert_eq!(
        with(HeadingStyle::Caps),
        "HPI:\nCough.\n\nEXAM\n\nClear.\n\nALLERGIES: none\n\nPLAN\n\nRest.\n"
    );
    assert_eq!(
        with(HeadingStyle::Label),
        "HPI:\nCough.\n\nExam:\n\nClear.\n\nAllergies: none\n\nPLAN:\n\nRest.\n"
    );
    assert_eq!(with(HeadingStyle::Keep), text);
}

#[test]
fn lists_have_one_bullet_and_numbers_in_order() {
    assert_eq!(
        laid_out("PMH:\n* asthma\n•eczema\n-hay fever\n– HTN\n"),
        "PMH:\n- asthma\n- eczema\n- hay fever\n- HTN\n"
    );
    assert_eq!(
        laid_out("Plan:\n1) Cough: rest\n   * fluids\n1) Asthma: salbutamol\n  twice daily\n4) Home\n"),
        "Plan:\n1. Cough: rest\n   - fluids\n2. Asthma: salbutamol\n   twice daily\n3. Home\n"
    );
    assert_eq!(
        laid_out("PMH:\n    - asthma\n\t\t- mild\n    - HTN\n"),
        "PMH:\n- asthma\n  - mild\n- HTN\n"
    );
}

#[test]
fn numbers_and_signs_that_say_something_stay() {
    for text in [
        // Somebody speaks of problem 3.
        "Plan:\n1. Cough: rest\n3. Asthma: salbutamol\n\nSee problem 3.\n",
        "Plan:\n1. Cough: rest\n3. Asthma: as for #1\n",
        // Present and absent.
        "ROS:\n+ cough\n- fever\n* chills\n",
        "Exam:\n• rales\n• no edema\n",
        // The numbers go on in the line.
        "Plan:\n1) HTN 2) anemia\n",
        // It does not begin at the beginning.
        "Plan:\n3. Cough: rest\n5. Asthma: salbutamol\n",
    ] {
        assert_eq!(laid_out(text), text);
    }
}

#[test]
fn fields_and_vital_signs_are_spaced() {
    assert_eq!(
        laid_out("Vitals:\nBP : 142/88\nHR:104\nTemp:   38.1\n"),
        "Vitals:\nBP: 142/88\nHR: 104\nTemp: 38.1\n"
    );
    assert_eq!(
        laid_out("Vitals: T:38.1 HR:112 BP:92/58\n"),
        "Vitals: T: 38.1 HR: 112 BP: 92/58\n"
    );
    // Set in columns, and times of day.
    for text in [
        "Na:   138\nK:    4.1\n",
        "Name  : x\nDOB   : y\n",
        "Seen at 10:30, ratio 1:2.\n",
    ] {
        assert_eq!(laid_out(text), text);
    }
}

#[test]
fn tables_stand_in_columns() {
    assert_eq!(
        laid_out("Lab|Mon|Tue\n---|---:|:-:\nK|2.9|3.4\nCreatinine|1.4\n"),
        "| Lab        | Mon | Tue |\n| ---------- | --: | :-: |\n| K          | 2.9 | 3.4 |\n| Creatinine | 1.4 |\n"
    );
}

#[test]
fn an_export_gets_lines_and_headings() {
    assert_eq!(
        converted(
            "CHIEF COMPLAINT: cough HISTORY OF PRESENT ILLNESS: 64F with cough. PAST MEDICAL HISTORY: 1. HTN. 2. Asthma.\n"
        ),
        "# CHIEF COMPLAINT\n\ncough\n\n# HISTORY OF PRESENT ILLNESS\n\n64F with cough.\n\n# PAST MEDICAL HISTORY\n\n1. HTN.\n2. Asthma.\n"
    );
    assert_eq!(
        converted(
            "PHYSICAL EXAM: HEENT: normal. NECK: supple. LUNGS: clear.\nMEDICATIONS:\u{a0}• aspirin • metoprolol\n"
        ),
        "# PHYSICAL EXAM\n\nHEENT: normal.\nNECK: supple.\nLUNGS: clear.\n\n# MEDICATIONS\n\n- aspirin\n- metoprolol\n"
    );
}

#[test]
fn an_export_keeps_what_names_no_section() {
    for text in [
        "No known allergies: none told.\n",
        "Page 1 of 3    Example Clinic\n",
        "Na\t138\t135-145\nK\t4.1\t3.5-5.0\n",
    ] {
        assert_eq!(converted(text), text);
    }
}
