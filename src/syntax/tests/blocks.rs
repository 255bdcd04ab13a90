//! Lines, paragraphs, rules, quotes, tables, comments, front matter.

use super::{dump, form};
use crate::syntax::{LineForm, NodeKind, parse};

#[test]
fn nothing_and_nearly_nothing() {
    assert_eq!(dump(""), "");
    assert_eq!(dump("\n"), "");
    assert_eq!(dump(" \t\u{a0}\n"), "Blank\" \\t\\u{a0}\"");
    assert_eq!(dump("\u{feff}"), r#"Bom"\u{feff}""#);
    assert_eq!(
        dump("\u{feff}Plan:\n"),
        r#"Bom"\u{feff}" (Line(Label) Title"Plan" Separator":")"#
    );
}

#[test]
fn a_line_ends_at_lf_crlf_and_cr_and_nothing_else() {
    let lines = |text: &str| {
        parse(text)
            .nodes()
            .iter()
            .filter(|node| matches!(node.kind, NodeKind::Line(_)))
            .count()
    };
    assert_eq!(lines("a\nb\r\nc\rd"), 4);
    assert_eq!(lines("a\u{c}b\u{b}c\u{85}d\u{2028}e\u{2029}f"), 1);
    let newlines: Vec<_> = parse("a\r\n\r\n\rb\n")
        .leaves()
        .filter(|leaf| leaf.kind == NodeKind::Newline)
        .map(|leaf| leaf.span.len())
        .collect();
    assert_eq!(newlines, [2, 2, 1, 1]);
}

#[test]
fn consecutive_plain_lines_are_a_paragraph() {
    assert_eq!(
        dump("one\n two\n\nthree\nPMH: none\nfour"),
        r#"(Paragraph (Line(Plain) Text"one") (Line(Plain) Indent" " Text"two")) (Paragraph (Line(Plain) Text"three")) (Line(Label) Title"PMH" Separator": " Text"none") (Paragraph (Line(Plain) Text"four"))"#
    );
}

#[test]
fn rules() {
    for rule in [
        "---",
        "___",
        "===",
        " ----- ",
        "- - -",
        "* * *",
        "*****",
        "______________",
        "───────",
    ] {
        assert_eq!(dump(&format!("a.\n{rule}\nb")).matches("Rule").count(), 1, "{rule:?}");
    }
    assert_eq!(dump("***"), r#"(Paragraph (Line(Plain) Placeholder(Wildcard)"***"))"#);
    assert_eq!(dump("*** ***").matches("Wildcard").count(), 2);
    assert!(!dump("a\n\n--").contains("Rule"));
}

#[test]
fn quotes() {
    assert_eq!(
        dump("> \"I feel *awful*\"\n>> twice\n>\nafter"),
        r#"(Quote (Line(Plain) Marker"> " Text"\"I feel *awful*\"") (Line(Plain) Marker">> " Text"twice") (Line(Plain) Marker">")) (Paragraph (Line(Plain) Text"after"))"#
    );
    assert_eq!(
        dump("> HPI: cough"),
        r#"(Quote (Line(Label) Marker"> " Title"HPI" Separator": " Text"cough"))"#
    );
    for value in ["> 50 %", ">50", ">= 3", "> = 3", ">text"] {
        assert!(!dump(value).contains("Quote"), "{value:?}");
    }
    // Quotes and text in turn: flat, one after the other.
    assert_eq!(dump(&"> a\nb\n".repeat(3)).matches("(Quote").count(), 3);
}

#[test]
fn tables() {
    assert_eq!(
        dump("Labs|Mon\n--|:-:\nK | {a|b} c\nend"),
        r#"(Table (TableRow Cell"Labs" Pipe"|" Cell"Mon") (TableRow Cell"--" Pipe"|" Cell":-:") (TableRow Cell"K " Pipe"|" Cell" " Placeholder(PickList)"{a|b}" Cell" c")) (Paragraph (Line(Plain) Text"end"))"#
    );
    assert_eq!(dump("| a \\| b |\n|---|").matches("Pipe").count(), 4);
    assert!(!dump("a | b\nc | d").contains("Table"), "no delimiter row");
    assert!(!dump("a\n---|---").contains("Table"), "no header row");
}

#[test]
fn comments_and_directives() {
    assert_eq!(
        dump("a <!-- x --> b\n<!-- preceptor: allow SAF001 -- why -->\nc"),
        r#"(Paragraph (Line(Plain) Text"a " Comment"<!-- x -->" Text" b")) Directive"<!-- preceptor: allow SAF001 -- why -->" (Paragraph (Line(Plain) Text"c"))"#
    );
    assert_eq!(
        dump("a <!-- x\n# no heading\n--> b\nc"),
        r#"(Paragraph (Line(Plain) Text"a " Comment"<!-- x\n# no heading\n-->" Text" b") (Line(Plain) Text"c"))"#
    );
    assert_eq!(
        dump(" <!--\n\n-->  <!-- y -->"),
        r#"Indent" " Comment"<!--\n\n-->" Indent"  " Comment"<!-- y -->""#
    );
    assert_eq!(
        dump("a <!-- b\nPlan:"),
        r#"(Paragraph (Line(Plain) Text"a <!-- b")) (Line(Label) Title"Plan" Separator":")"#
    );
    assert_eq!(dump("<!-- *** {a|b} -->"), r#"Comment"<!-- *** {a|b} -->""#);
    // A comment beats a placeholder that it cuts.
    assert_eq!(
        dump("{a|<!-- b}\n-->c}"),
        r#"(Paragraph (Line(Plain) Text"{a|" Comment"<!-- b}\n-->" Text"c}"))"#
    );
}

#[test]
fn front_matter() {
    assert_eq!(
        dump("---\nkind: soap\nspecialty:  [im, cards]  \n\n# why\n---\nPlan:"),
        r##"(FrontMatter Fence"---" (FrontMatterEntry Key"kind" Separator": " Value"soap") (FrontMatterEntry Key"specialty" Separator":  " Value"[im, cards]" Separator"  ") (FrontMatterEntry Text"# why") Fence"---") (Line(Label) Title"Plan" Separator":")"##
    );
    assert_eq!(dump("---\nauthor:\n---").matches("Key").count(), 1);
    assert!(dump("\u{feff}\n---\na: b\n---\n").starts_with(r#"Bom"\u{feff}" (FrontMatter"#));
    // Rules are no fences: nothing closes, or prose stands between.
    assert!(!dump("---\nkind: soap\n").contains("FrontMatter"));
    assert!(!dump("---\nHe feels well today.\n---\n").contains("FrontMatter"));
    assert!(!dump("Note\n---\nkind: soap\n---\n").contains("FrontMatter"));
}

#[test]
fn a_template_is_parsed_like_any_text() {
    assert_eq!(form("+++\ntitle = \"SOAP\"\n+++\n# S"), LineForm::Plain);
    assert!(dump("+++\n+++\n# S").contains(r##"(Line(Atx(1)) Marker"# " Title"S")"##));
}
