//! Headings, labels, capitals.

use super::{dump, form, line, titles};
use crate::syntax::LineForm;

#[test]
fn hash_headings() {
    assert_eq!(line("# HPI"), r##"Atx(1): Marker"# " Title"HPI""##);
    assert_eq!(
        line("###### HPI ##  "),
        r########"Atx(6): Marker"###### " Title"HPI" Marker" ##  ""########
    );
    assert_eq!(
        line("## Past history:  "),
        r###"Atx(2): Marker"## " Title"Past history" Separator":  ""###
    );
    assert_eq!(
        line("# CHF: likely viral"),
        r##"Atx(1): Marker"# " Title"CHF" Separator": " Text"likely viral""##
    );
    assert_eq!(
        line("## **Plan:**"),
        r###"Atx(2): Marker"## " Marker"**" Title"Plan" Separator":" Marker"**""###
    );
    assert_eq!(line("# 1. CHF"), r##"Atx(1): Marker"# 1. " Title"CHF""##);
    assert_eq!(
        line("# 3 vessel disease"),
        r##"Atx(1): Marker"# " Title"3 vessel disease""##
    );
    assert_eq!(
        line("#CHF exacerbation"),
        r##"Hash(1): Marker"#" Title"CHF exacerbation""##
    );
    assert_eq!(line("#1 CHF"), r##"Hash(1): Marker"#1 " Title"CHF""##);
    assert_eq!(line("#"), r##"Atx(1): Marker"#""##);
    assert_eq!(form("####### seven"), LineForm::Plain);
    assert_eq!(form("#-"), LineForm::Plain);
    assert_eq!(line("# Seen at 10:30"), r##"Atx(1): Marker"# " Title"Seen at 10:30""##);
}

#[test]
fn odd_and_invisible_spaces_are_seen_through() {
    assert_eq!(titles("#\u{a0}HPI\u{a0}"), ["HPI"]);
    assert_eq!(titles("\u{200b}#\u{202f}HPI"), ["HPI"]);
    assert_eq!(titles("HPI\u{a0}:\u{202f}cough"), ["HPI"]);
    assert_eq!(titles("\u{feff}PLAN\u{200b}"), ["PLAN"]);
    assert_eq!(titles("PLAN\u{200b}:"), ["PLAN"]);
}

#[test]
fn underlined_headings() {
    assert_eq!(
        dump("Exam\n====\nfine"),
        r#"(Line(Setext(1)) Title"Exam" Marker"====") (Paragraph (Line(Plain) Text"fine"))"#
    );
    assert_eq!(
        dump("EXAM:\r\n---"),
        r#"(Line(Setext(2)) Title"EXAM" Separator":" Marker"---")"#
    );
    // A sentence, a second line of prose and a label with text keep the rule a rule.
    for text in [
        "He feels well.\n---",
        "one\ntwo\n---",
        "BP: 142/88\n---",
        "a b c d e f g h i\n===",
    ] {
        assert!(dump(text).contains("Rule"), "{text:?}: {}", dump(text));
    }
    assert_eq!(dump("--"), r#"(Paragraph (Line(Plain) Text"--"))"#);
}

#[test]
fn bold_lines_and_labels() {
    assert_eq!(line("**HPI**"), r#"Bold: Marker"**" Title"HPI" Marker"**""#);
    assert_eq!(
        line("__HPI:__ "),
        r#"Bold: Marker"__" Title"HPI" Separator":" Marker"__ ""#
    );
    assert_eq!(
        line("**HPI**:"),
        r#"Bold: Marker"**" Title"HPI" Marker"**" Separator":""#
    );
    assert_eq!(
        line("**HPI:** cough"),
        r#"BoldLabel: Marker"**" Title"HPI" Separator":" Marker"** " Text"cough""#
    );
    assert_eq!(
        line("**HPI**: cough"),
        r#"BoldLabel: Marker"**" Title"HPI" Marker"**" Separator": " Text"cough""#
    );
    assert_eq!(
        line("**CHF** – better"),
        r#"BoldLabel: Marker"**" Title"CHF" Marker"**" Separator" – " Text"better""#
    );
    assert_eq!(
        line("**CC: cough**"),
        r#"BoldLabel: Marker"**" Title"CC" Separator": " Text"cough" Marker"**""#
    );
    assert_eq!(line("**2. CHF**"), r#"Bold: Marker"**2. " Title"CHF" Marker"**""#);
    assert_eq!(
        line("**Name: *****"),
        r#"BoldLabel: Marker"**" Title"Name" Separator": " Placeholder(Wildcard)"***" Marker"**""#
    );
    for prose in ["**Never** smoked", "** HPI **", "**HPI", "****", "** **"] {
        assert_eq!(form(prose), LineForm::Plain, "{prose:?}");
    }
}

#[test]
fn capitals() {
    for (text, title) in [
        ("HPI", "HPI"),
        ("HPI:", "HPI"),
        ("  ASSESSMENT & PLAN  ", "ASSESSMENT & PLAN"),
        ("PROGRESS NOTE, POD 2", "PROGRESS NOTE, POD 2"),
        ("H.P.I.", "H.P.I."),
        ("ÉTAT GÉNÉRAL", "ÉTAT GÉNÉRAL"),
        ("A/P:", "A/P"),
        (
            "REASON FOR CONSULTATION AND HISTORY OF PRESENT ILLNESS:",
            "REASON FOR CONSULTATION AND HISTORY OF PRESENT ILLNESS",
        ),
    ] {
        assert_eq!((form(text), titles(text)), (LineForm::Caps, vec![title]), "{text:?}");
    }
    for text in [
        "NO ACUTE DISTRESS.",
        "BP 120/80",
        "T 38.1 HR 112 BP 92/58",
        "3 DAYS",
        "X",
        "NAD, WELL,",
        "TBD",
    ] {
        assert_eq!(form(text), LineForm::Plain, "{text:?}");
    }
}

#[test]
fn labels() {
    for (text, title) in [
        ("HPI: cough", "HPI"),
        ("ALLERGIES:  NKDA", "ALLERGIES"),
        ("S:", "S"),
        ("Past medical history : you feel well", "Past medical history"),
        ("BP: 142/88", "BP"),
        ("BP:142/88", "BP"),
        ("CC:cough", "CC"),
        ("S.O.A.P. note: x", "S.O.A.P. note"),
        ("H. P. I.: x", "H. P. I."),
        ("Dr. Grey: x", "Dr. Grey"),
        ("Problem 1: CHF", "Problem 1"),
        ("24h events: none", "24h events"),
        ("Allergies (drug/food, other): none", "Allergies (drug/food, other)"),
        ("Patient’s goals:\tsleep", "Patient’s goals"),
        ("Name:***", "Name"),
        ("I:", "I"),
    ] {
        assert_eq!((form(text), titles(text)), (LineForm::Label, vec![title]), "{text:?}");
    }
    for text in [
        "10:30 seen again",
        "1:1 sitter",
        "1:2 ratio: ok",
        "https://example.org/a",
        "I:E 1:2",
        "He slept well. Plan: home",
        "The patient has said again and again that he: no",
        "TODO: call the family",
        "?UTI: dip urine",
        "3/7 of cough",
        "2/52 ago fell",
        ":",
        ": x",
        "\"Stop\": he said",
    ] {
        assert_eq!(form(text), LineForm::Plain, "{text:?}");
    }
    assert_eq!(line("TODO: call"), r#"Plain: Placeholder(Filler)"TODO" Text": call""#);
}

#[test]
fn labels_in_capitals_inside_a_line() {
    assert_eq!(
        titles("HEENT: normal. NECK: supple; LUNGS: clear, HEART SOUNDS: dual"),
        ["HEENT", "NECK", "LUNGS", "HEART SOUNDS"]
    );
    assert_eq!(
        titles("seen today  PAST MEDICAL HISTORY: none"),
        ["PAST MEDICAL HISTORY"]
    );
    assert_eq!(titles("EXAM: GENERAL: well"), ["EXAM", "GENERAL"]);
    assert_eq!(
        line("No murmur. LUNGS:  clear"),
        r#"Plain: Text"No murmur. " Title"LUNGS" Separator":  " Text"clear""#
    );
    // Too short, not at a border, not capitals, no space after: text.
    for text in [
        "well; HR: 80",
        "well; the HEENT: normal",
        "well; Lungs: clear",
        "well; PMH:none",
        "well; 12 HRS: x",
        "well; A B C D E F G: x",
    ] {
        assert!(titles(text).is_empty(), "{text:?}: {:?}", titles(text));
    }
}

#[test]
fn a_trailing_comment_does_not_hide_a_heading() {
    assert_eq!(
        line("## HPI <!-- preceptor: allow ORG005 -->"),
        r###"Atx(2): Marker"## " Title"HPI" Separator" " Directive"<!-- preceptor: allow ORG005 -->""###
    );
    assert_eq!(form("PLAN <!-- new -->"), LineForm::Caps);
}

#[test]
fn placeholders_inside_headings_keep_their_leaves() {
    assert_eq!(line("# ***"), r##"Atx(1): Marker"# " Placeholder(Wildcard)"***""##);
    assert_eq!(
        line("# CHF, {acute|chronic} kind"),
        r##"Atx(1): Marker"# " Title"CHF," Text" " Placeholder(PickList)"{acute|chronic}" Text" kind""##
    );
}
