//! What a redacted copy keeps, and what it does not.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;

fn redacted(text: &str) -> Redacted {
    redact(text, &Grammar::builtin(), Dates::Placeholders)
}

fn left(text: &str) -> Vec<(IdentifierKind, String)> {
    let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
    let all = note.identifiers().iter().chain(note.identifiers_aside());
    all.map(|one| (one.kind, note.slice(one.span).to_owned())).collect()
}

const NOTE: &str = "\
---
kind: soap
author: Hanna Vogel, MS3
date: 2024-03-14
mrn: 4482917
---
# SOAP Note

## Subjective

94-year-old woman, DOB 03/04/1930, MRN 4482917. Seen 03/12/2024 and again on 3/12. Call (617) 253-4410 or ravi_k71@postbox.org.

## Objective

BP 120/80, strength 5/5, murmur 2/6.\r
Chart #4482917, SSN 536-90-4399.

Signed: Hanna Vogel, MS3, 03/14/2024, pager 4471
";

#[test]
fn the_same_value_has_the_same_placeholder() {
    let copy = redacted(NOTE);
    let text = &copy.text;
    assert_eq!(text.matches("[MRN-1]").count(), 3, "{text}");
    assert!(
        text.contains("author: [CLINICIAN-1]") && text.contains("date: [DATE-1]"),
        "{text}"
    );
    assert!(text.contains("Seen [DATE-3] and again on [DATE-3]."), "{text}");
    assert!(text.contains("[AGE 90+]-year-old woman, DOB [DATE-2]"), "{text}");
    assert!(text.contains("Call [PHONE-1] or [EMAIL-1]."), "{text}");
    assert!(text.contains("BP 120/80, strength 5/5, murmur 2/6.\r\n"), "{text}");
    for secret in [
        "4482917", "Vogel", "536-90", "1930", "2024", "253-4410", "postbox", "4471",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let mrn = copy.replaced.iter().find(|one| one.token == "MRN").unwrap();
    assert_eq!((mrn.places, mrn.different), (3, 1));
    assert_eq!(left(text), []);
    assert_eq!(redacted(text).text, *text);
}

#[test]
fn dates_move_together() {
    let copy = redact(NOTE, &Grammar::builtin(), Dates::Shift(-10));
    let text = &copy.text;
    assert!(text.contains("Seen 03/02/2024 and again on 3/2."), "{text}");
    assert!(text.contains("date: 2024-03-04"), "{text}");
    assert!(text.contains("DOB [DATE-1]"), "{text}");
    assert!(
        left(text).iter().all(|(kind, _)| *kind == IdentifierKind::Date),
        "{:?}",
        left(text)
    );
    let weekday = "HPI: pain.\n\nFell on Monday, 03/11/2024, came on Tue 3/12/2024.";
    let copy = redact(weekday, &Grammar::builtin(), Dates::Shift(-10));
    assert_eq!(
        copy.text,
        "HPI: pain.\n\nFell on Friday, 03/01/2024, came on Sat 3/2/2024."
    );
    let copy = redact(weekday, &Grammar::builtin(), Dates::Shift(-14));
    assert_eq!(
        copy.text,
        "HPI: pain.\n\nFell on Monday, 02/26/2024, came on Tue 2/27/2024."
    );
}

#[test]
fn a_key_gives_whole_weeks() {
    for key in ["", "a", "course 2026", "ü"] {
        let days = shift_of(key);
        assert!(days % 7 == 0 && (-728..=-7).contains(&days), "{key}: {days}");
        assert_eq!(days, shift_of(key));
    }
    assert_ne!(shift_of("a"), shift_of("b"));
}

#[test]
fn placeholders_of_the_note_keep_their_numbers() {
    let copy = redacted("HPI: [MRN-2] was merged with MRN 4482917.");
    assert_eq!(copy.text, "HPI: [MRN-2] was merged with MRN [MRN-3].");
    let clean = "HPI: cough for 3 days, BP 120/80.\r\n\r\nPlan: rest.";
    assert_eq!(redacted(clean).text, clean);
    assert_eq!(redacted(clean).replaced, []);
}

/// Pieces of identifiers and what stands around them, in any order.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "MRN ",
            "MRN: ",
            "4482917",
            "SSN ",
            "536-90-4399",
            "(617) 253-4410",
            "617.253.4410",
            " x42",
            "pager ",
            "4471",
            "a_b1@host.org",
            "www.a-b.net/c",
            "https://",
            "03/14/2024",
            "3/14",
            " on ",
            "DOB ",
            "March 14, 2024",
            "14MAR1950",
            "2024-03-14",
            "94-year-old",
            "94",
            " yo ",
            "aged ",
        ]),
        prop::sample::select(vec![
            "Dr. Vogel",
            "Mr. ",
            "Hanna Vogel",
            "VOGEL, HANNA",
            "lives in ",
            "Springfield",
            "12 Oak Street",
            "works at ",
            "Signed: ",
            "MS3",
            "[NAME-1]",
            "[DATE",
            "]",
            "[",
            "-1]",
            "[**",
            "**]",
            "<!-- ",
            " -->",
            "---\n",
            "author: ",
            "date: ",
            "# HPI\n",
            "| DOB | MRN |\n|---|---|\n",
            "| ",
            " |",
            "\n",
            "\r\n",
            "\n\n",
            " ",
            ", ",
            ".",
            "-",
            "/",
            "\u{a0}",
            "é",
            "@",
            "#",
            ":",
            "(",
            ")",
            "12",
            "0",
            "S24-12345",
            "plate ",
            "ABC-1234",
            "![x](a.jpg)",
            " at ",
            " dot ",
        ]),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_date_glued_to_an_address_is_taken_out() {
    let copy = redact(
        "https://March 14, 2024(617) 253-4410",
        &Grammar::builtin(),
        Dates::Shift(50),
    );
    assert_eq!(copy.text, "https://[DATE-1][PHONE-1]");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_is_left_to_find(text in texts()) {
        let copy = redacted(&text);
        prop_assert_eq!(left(&copy.text), vec![], "{}", copy.text);
        let again = redacted(&copy.text);
        prop_assert_eq!(&again.text, &copy.text);
    }

    #[test]
    fn shifting_leaves_dates_alone_to_find(text in texts(), days in -2000i64..2000) {
        let copy = redact(&text, &Grammar::builtin(), Dates::Shift(days));
        let others: Vec<_> = left(&copy.text).into_iter().filter(|(kind, _)| *kind != IdentifierKind::Date).collect();
        prop_assert_eq!(others, vec![], "{}", copy.text);
    }
}
