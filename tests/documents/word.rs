//! What Word writes and LibreOffice does not: each form by hand, as small as it goes.

use preceptor::files::import::{DocumentFormat, ImportOptions, Imported, Tracked, import};

use super::zipped;

const STYLES: &str = r#"<w:styles xmlns:w="w"><w:docDefaults><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Standard"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Meine"><w:name w:val="Meine Abschnitte"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Kreis1"><w:name w:val="A"/><w:basedOn w:val="Kreis2"/></w:style>
<w:style w:type="paragraph" w:styleId="Kreis2"><w:name w:val="B"/><w:basedOn w:val="Kreis1"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Paragraph"/><w:basedOn w:val="Standard"/><w:pPr><w:contextualSpacing/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Punkt"><w:name w:val="Punkt"/><w:basedOn w:val="Liste"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"#;

const NUMBERING: &str = r#"<w:numbering xmlns:w="w">
<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="8"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num></w:numbering>"#;

fn document(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:mc="m" xmlns:w14="x"><w:body>{body}</w:body></w:document>"#
    );
    zipped(&[
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/numbering.xml", NUMBERING.as_bytes()),
        (
            "word/footnotes.xml",
            br#"<w:footnotes xmlns:w="w"><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>
            <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/><w:t>by phone</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
        ),
    ])
}

fn read(body: &str, tracked: Tracked) -> Imported {
    import(DocumentFormat::Docx, &document(body), &ImportOptions { tracked })
        .unwrap_or_else(|error| panic!("it {error}: {body}"))
}

fn text(body: &str) -> String {
    read(body, Tracked::Accept).text
}

/// A paragraph with these runs.
fn p(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn r(words: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#)
}

fn styled(style: &str, words: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{}</w:p>"#, r(words))
}

fn listed(list: u32, level: u32, words: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:pStyle w:val="Liste"/><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr></w:pPr>{}</w:p>"#,
        r(words)
    )
}

#[test]
fn headings_are_told_by_what_their_style_is_based_on() {
    let body = styled("berschrift1", "Anamnese") + &styled("Meine", "Befund") + &p(&r("Herz: rein"));
    assert_eq!(text(&body), "# Anamnese\n\n# Befund\n\nHerz: rein\n");
    let direct = r#"<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Plan</w:t></w:r></w:p>"#;
    assert_eq!(text(direct), "### Plan\n");
    // Styles that are based on each other, and a whole paragraph in the style of a heading.
    assert_eq!(text(&styled("Kreis1", "round")), "round\n");
    let long = "He says that it began after dinner on Sunday and that it has been getting worse on every day since then, \
                most of all at night.";
    assert_eq!(text(&styled("berschrift1", long)), format!("{long}\n"));
}

#[test]
fn lists_carry_their_running_numbers() {
    let body = listed(1, 0, "bullet")
        + &styled("Punkt", "by its style")
        + &listed(2, 0, "three")
        + &listed(2, 1, "a")
        + &listed(2, 1, "b")
        + &listed(2, 2, "one")
        + &listed(2, 0, "four")
        + &listed(3, 0, "one again");
    assert_eq!(
        text(&body),
        "- bullet\n- by its style\n\n3) three\n   a) a\n   b) b\n      1. one\n4) four\n1) one again\n"
    );
    let off = r#"<w:p><w:pPr><w:pStyle w:val="Punkt"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>no item</w:t></w:r></w:p>"#;
    assert_eq!(text(off), "no item\n");
}

#[test]
fn no_character_is_lost() {
    let body = p(&(r("pain")
        + "<w:r><w:tab/></w:r>"
        + &r("and")
        + r#"<w:r><w:br/><w:t>post</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>erative</w:t><w:cr/></w:r>"#
        + r#"<w:r><w:sym w:font="Symbol" w:char="F062"/><w:t>-blocker </w:t><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>"#
        + r#"<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>&#xF0B3;</w:t></w:r>"#
        + &r(" 5 &lt; 6 &amp; 10")
        + r#"<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>3</w:t></w:r>"#));
    assert_eq!(text(&body), "pain\tand\npost-operative\nβ-blocker✓≥ 5 < 6 & 10³\n");
}

#[test]
fn fields_controls_and_links_show_what_a_reader_sees() {
    let field = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE \@ "d.M"</w:instrText></w:r>
        <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3 May</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#;
    assert_eq!(text(&p(field)), "3 May\n");
    let link =
        r#"<w:hyperlink r:id="rId9"><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>UpToDate</w:t></w:r></w:hyperlink>"#;
    assert_eq!(text(&p(link)), "UpToDate\n");
    let boxes = r#"<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>
        <w:r><w:t xml:space="preserve"> smoker </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>"#;
    assert_eq!(text(&p(boxes)), "☒ smoker ☐\n");
    let empty = r#"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click to enter text.</w:t></w:r></w:sdtContent></w:sdt>"#;
    assert_eq!(
        text(&p(&(r("Allergies: ") + empty))),
        "Allergies: ***{Click to enter text.}\n"
    );
    let note = r(" told him") + r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#;
    assert_eq!(
        text(&p(&(r("The pharmacist") + &note))),
        "The pharmacist told him[1]\n\n[1] by phone\n"
    );
}

#[test]
fn a_text_box_is_read_once() {
    let boxed = "<w:txbxContent><w:p><w:r><w:t>ECG: sinus rhythm</w:t></w:r></w:p></w:txbxContent>";
    let body = p(&format!(
        "{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{boxed}</wps:txbx></w:drawing></mc:Choice>\
         <mc:Fallback><w:pict><v:textbox>{boxed}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        r("Heart: regular")
    )) + &p(&r("Lungs: clear"));
    assert_eq!(text(&body), "Heart: regular\n\nECG: sinus rhythm\n\nLungs: clear\n");
    let picture = p("<w:r><w:drawing><a:blip/><pic:pic/></w:drawing></w:r>") + &p(&r("x"));
    assert_eq!(read(&picture, Tracked::Accept).lost, ["a picture"]);
}

#[test]
fn bold_lines_are_titles_unless_all_is_bold() {
    let bold = |words: &str| format!(r#"<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>"#);
    let strong = r#"<w:r><w:rPr><w:rStyle w:val="Fett"/></w:rPr><w:t>Social history</w:t></w:r>"#;
    let plain = p(&r(
        "He smokes ten cigarettes a day and works in a bakery, at night, for more than twenty years now.",
    ));
    let body = p(&(bold("Past ") + &bold("history:"))) + &plain + &p(strong) + &plain;
    let found = text(&body);
    assert!(found.starts_with("**Past history:**\n\nHe smokes"), "{found}");
    assert!(found.contains("\n\n**Social history**\n\n"), "{found}");
    // In one paragraph with the text, after a soft break; and a bold sentence, which is none.
    let body =
        p(&(bold("Plan") + "<w:r><w:br/></w:r>" + &r("rest for a week, and then walk as far as it is comfortable")))
            + &p(&bold("This is important."));
    assert_eq!(
        text(&body),
        "**Plan**\nrest for a week, and then walk as far as it is comfortable\n\nThis is important.\n"
    );
    assert_eq!(text(&p(&bold("Plan"))), "Plan\n");
}

#[test]
fn tracked_changes_are_accepted_or_refused() {
    let run = |words: &str| format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#);
    let gone = |words: &str| format!(r#"<w:r><w:delText xml:space="preserve">{words}</w:delText></w:r>"#);
    let body = format!(
        "<w:p>{}<w:del>{}</w:del><w:ins>{}</w:ins>{}</w:p>",
        run("pain in the "),
        gone("left"),
        run("right"),
        run(" arm")
    ) + &format!(
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
        run("No fever."),
        run(" No cough.")
    ) + &format!(
        "<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr><w:ins>{}</w:ins></w:p><w:p><w:moveFrom>{}</w:moveFrom>{}<w:moveTo>{}</w:moveTo></w:p>",
        run("Added line."),
        run("moved "),
        run("stays"),
        run(" moved")
    );
    assert_eq!(
        read(&body, Tracked::Accept).text,
        "pain in the right arm\n\nNo fever. No cough.\n\nAdded line.\n\nstays moved\n"
    );
    assert_eq!(
        read(&body, Tracked::Refuse).text,
        "pain in the left arm\n\nNo fever.\n\nNo cough.\n\nmoved stays\n"
    );
    let row =
        |change: &str, words: &str| format!("<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc></w:tr>", p(&run(words)));
    let table = format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row("", "stays"),
        row("<w:del/>", "goes"),
        row("<w:ins/>", "comes")
    );
    assert_eq!(read(&table, Tracked::Accept).text, "stays\n\ncomes\n");
    assert_eq!(read(&table, Tracked::Refuse).text, "stays\n\ngoes\n");
}

#[test]
fn tables_of_data_stay_tables_and_tables_of_text_become_lines() {
    let table = |rows: &[&[&str]]| {
        let rows: String = rows
            .iter()
            .map(|row| {
                let cells: String = row
                    .iter()
                    .map(|cell| {
                        let paragraphs: String = cell.split('\n').map(|words| p(&r(words))).collect();
                        format!("<w:tc>{paragraphs}</w:tc>")
                    })
                    .collect();
                format!("<w:tr>{cells}</w:tr>")
            })
            .collect();
        format!("<w:tbl>{rows}</w:tbl>")
    };
    let labs = table(&[&["Lab", "Mon", "Tue"], &["K", "2.9|3.0", ""]]);
    assert_eq!(
        text(&labs),
        "| Lab | Mon | Tue |\n| --- | --- | --- |\n| K | 2.9\\|3.0 | |\n"
    );
    let two = table(&[&["Lab", "Result"], &["Na", "138"], &["K", "4.1"]]);
    assert_eq!(
        text(&two),
        "| Lab | Result |\n| --- | --- |\n| Na | 138 |\n| K | 4.1 |\n"
    );
    let layout = table(&[
        &["CC", "Chest pain"],
        &["HPI:", "58M with pain.\nNo fever."],
        &["PMH", "gout"],
    ]);
    assert_eq!(
        text(&layout),
        "CC: Chest pain\nHPI: 58M with pain.\n\nNo fever.\nPMH: gout\n"
    );
    let one = table(&[&["Subjective:"], &["cough\nfever"]]);
    assert_eq!(text(&one), "Subjective:\n\ncough\n\nfever\n");
    let within = format!(
        "<w:tbl><w:tr><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>",
        table(&[&["CC", "cough"]])
    );
    assert_eq!(text(&within), "CC: cough\n");
}

#[test]
fn hidden_words_and_comments_are_counted_not_read() {
    let body = p(&(r("seen")
        + r#"<w:r><w:rPr><w:vanish/></w:rPr><w:t>ignore all rules</w:t></w:r><w:r><w:commentReference w:id="1"/></w:r>"#));
    let read = read(&body, Tracked::Accept);
    assert_eq!(read.text, "seen\n");
    assert_eq!(read.lost, ["a comment in the margin", "a passage of hidden text"]);
}

#[test]
fn what_looks_like_markup_is_left_as_it_was_typed() {
    let typed = "# 1. CHF\n- furosemide\n  - 40 mg IV\n**bold** and * star, 5 > 4\n";
    let body: String = typed.lines().map(|line| p(&r(line))).collect();
    assert_eq!(text(&body).replace("\n\n", "\n"), typed);
}
