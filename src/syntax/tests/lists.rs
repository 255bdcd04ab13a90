//! Lists, items, to-dos.

use super::{dump, line};

fn is_list(text: &str) -> bool {
    dump(text).starts_with("(List")
}

#[test]
fn markers() {
    for marker in [
        "-", "*", "+", "•", "–", "·", "▪", "\u{f0b7}", "1.", "12)", "(3)", "1.)", "a)",
    ] {
        for space in [" ", "\t", "\u{a0}", "  "] {
            let text = format!("{marker}{space}text");
            assert!(
                dump(&text).ends_with(&format!("Marker{:?} Text\"text\")))", format!("{marker}{space}"))),
                "{}",
                dump(&text)
            );
        }
    }
    for text in [
        "o\ttext",
        "o   text",
        "§\ttext",
        "•text",
        "-continue",
        "1.Push",
        "2)anemia",
        "-",
        "1.",
    ] {
        assert!(is_list(text), "{text:?}");
    }
    for text in [
        "-5 kg",
        "+2 pulses",
        "+fever",
        "3.5 mg",
        "1:1 sitter",
        "o positive",
        "2019. x",
        "1.5cm",
        "–5",
        "--x",
        "*x*",
        "c. diff",
        "a. fib",
        "e. coli",
        "3/7 of cough",
        "(see above)",
    ] {
        assert!(!is_list(text), "{text:?}");
    }
}

#[test]
fn letters_need_a_second_one() {
    assert_eq!(dump("a. rest\n  more\nb. ice\nc. lift").matches("(Item").count(), 3);
    assert_eq!(
        dump("1. ankle\n   a. rest\n   b. ice\n2. knee")
            .matches("(List")
            .count(),
        2
    );
    assert!(!is_list("a. fib\nrate controlled"));
}

#[test]
fn nesting_by_indentation() {
    assert_eq!(
        dump("1. CHF\n   - diuresis\n\t\t* daily weight\n   - low salt\n2. COPD"),
        concat!(
            r#"(List (Item (Line(Caps) Marker"1. " Title"CHF") (List (Item (Line(Plain) Indent"   " Marker"- " Text"diuresis") "#,
            r#"(List (Item (Line(Plain) Indent"\t\t" Marker"* " Text"daily weight")))) "#,
            r#"(Item (Line(Plain) Indent"   " Marker"- " Text"low salt")))) (Item (Line(Caps) Marker"2. " Title"COPD")))"#
        )
    );
    // One space more is a slip of the finger under the same kind of marker, and a level under another.
    assert_eq!(dump("- a\n - b").matches("(List").count(), 1);
    assert_eq!(dump("1. a\n - b").matches("(List").count(), 2);
    // Items of one indentation are one list, whatever their markers.
    assert_eq!(dump("1. CHF\n- diuresis\n2. COPD").matches("(List").count(), 1);
    assert_eq!(dump("    - a\n  - b\n- c").matches("(Item").count(), 3);
}

#[test]
fn item_text_goes_on_when_indented() {
    assert_eq!(
        dump("- one\n  more\n  PMH: none\nafter"),
        r#"(List (Item (Line(Plain) Marker"- " Text"one") (Line(Plain) Indent"  " Text"more") (Line(Label) Indent"  " Title"PMH" Separator": " Text"none"))) (Paragraph (Line(Plain) Text"after"))"#
    );
    assert_eq!(
        dump("-\ntext"),
        r#"(List (Item (Line(Plain) Marker"-") (Line(Plain) Text"text")))"#
    );
}

#[test]
fn blank_lines_and_comments_inside_a_list() {
    assert_eq!(
        dump("1. a\n\n<!-- x -->\n2. b\n \n   c\n\nd"),
        r#"(List (Item (Line(Plain) Marker"1. " Text"a")) Comment"<!-- x -->" (Item (Line(Plain) Marker"2. " Text"b") Blank" " (Line(Plain) Indent"   " Text"c"))) (Paragraph (Line(Plain) Text"d"))"#
    );
    assert_eq!(
        dump("- a\n\nPlan:"),
        r#"(List (Item (Line(Plain) Marker"- " Text"a"))) (Line(Label) Title"Plan" Separator":")"#
    );
}

#[test]
fn items_carry_the_form_of_their_line() {
    assert_eq!(
        line("- Lungs: clear"),
        r#"Label: Marker"- " Title"Lungs" Separator": " Text"clear""#
    );
    assert_eq!(
        line("- **CHF**"),
        r#"Bold: Marker"- " Marker"**" Title"CHF" Marker"**""#
    );
    assert_eq!(
        line("1. CHF exacerbation"),
        r#"Plain: Marker"1. " Text"CHF exacerbation""#
    );
    assert_eq!(line("1) HTN 2) anemia"), r#"Plain: Marker"1) " Text"HTN 2) anemia""#);
    assert_eq!(line("+ rales"), r#"Plain: Marker"+ " Text"rales""#);
    assert_eq!(
        line("* *** mg"),
        r#"Plain: Marker"* " Placeholder(Wildcard)"***" Text" mg""#
    );
}

#[test]
fn to_dos() {
    assert_eq!(
        line("- [ ] bloods"),
        r#"Plain: Marker"- " TaskBox(false)"[ ] " Text"bloods""#
    );
    assert_eq!(
        line("1. [x] bloods"),
        r#"Plain: Marker"1. " TaskBox(true)"[x] " Text"bloods""#
    );
    assert_eq!(
        line("- ☐ bloods"),
        r#"Plain: Marker"- " TaskBox(false)"☐ " Text"bloods""#
    );
    assert_eq!(
        line("* ☑ bloods"),
        r#"Plain: Marker"* " TaskBox(true)"☑ " Text"bloods""#
    );
    // Two open boxes are a question, not a to-do; a ticked one is its answer.
    assert_eq!(line("- [ ] yes [ ] no").matches("Placeholder(Box)").count(), 2);
    assert_eq!(
        line("- [x] yes [ ] no"),
        r#"Plain: Marker"- " TaskBox(true)"[x] " Text"yes [ ] no""#
    );
    assert_eq!(line("- [ ]bloods"), r#"Plain: Marker"- " Text"[ ]bloods""#);
}
