//! Files that were made to do harm, or were harmed on their way: a clear sentence for each, and never a panic.

use std::fs;
use std::path::Path;

use preceptor::files::import::DocumentFormat::{self, Docx, Html, Odt, Pdf, Rtf};
use preceptor::files::import::{ImportOptions, Tracked, import, sniff};
use proptest::prelude::*;

use super::{here, read_as, zipped};

const ALL: [DocumentFormat; 5] = [Docx, Odt, Rtf, Pdf, Html];

/// The sentence with which a document is refused.
fn refusal(format: DocumentFormat, bytes: &[u8]) -> String {
    match read_as(format, bytes) {
        Ok(read) => panic!("{format:?} was read: {:.200}", read.text),
        Err(message) => {
            assert!(!message.ends_with('.') && message.len() < 240, "{message}");
            message
        }
    }
}

fn docx(document: &[u8]) -> Vec<u8> {
    zipped(&[("word/document.xml", document)])
}

fn file(name: &str) -> Vec<u8> {
    fs::read(here().join("files").join(name)).expect("a file made before")
}

#[test]
fn a_bomb_is_not_unpacked() {
    // 70 MB of spaces in 70 kB.
    let mut document = b"<w:document><w:body><w:p><w:r><w:t>".to_vec();
    document.resize(70 << 20, b' ');
    let bomb = docx(&document);
    drop(document);
    assert!(bomb.len() < 2 << 20);
    assert!(refusal(Docx, &bomb).contains("far more than a note"));
    let odt = zipped(&[("content.xml", &vec![b'x'; 80 << 20])]);
    assert!(refusal(Odt, &odt).contains("far more than a note"));
}

#[test]
fn depth_is_bounded() {
    let deep = |open: &str, close: &str| {
        let mut document = b"<w:document><w:body>".to_vec();
        document.extend(open.repeat(100_000).bytes());
        document.extend(close.repeat(100_000).bytes());
        document.extend(b"</w:body></w:document>");
        docx(&document)
    };
    assert!(refusal(Docx, &deep("<w:sdt>", "</w:sdt>")).contains("nested far deeper"));
    assert!(refusal(Docx, &deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>")).contains("nested far deeper"));
    let mut rtf = b"{\\rtf1 ".to_vec();
    rtf.resize(1_000_000, b'{');
    rtf.resize(2_000_000, b'}');
    assert!(refusal(Rtf, &rtf).contains("nested far deeper"));
    // A browser shows such a page, and so it is read.
    let page = "<div><table><tr><td><ul><li><b>".repeat(100_000) + "words";
    assert!(read_as(Html, page.as_bytes()).is_ok_and(|read| read.text.contains("words")));
}

#[test]
fn entities_stay_what_they_are() {
    let document =
        br#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
        <w:document><w:body><w:p><w:r><w:t>x&b;&f;&amp;</w:t></w:r></w:p></w:body></w:document>"#;
    assert_eq!(
        read_as(Docx, &docx(document)).map(|read| read.text),
        Ok("x&b;&f;&\n".to_owned())
    );
}

#[test]
fn repeated_cells_are_not_a_billion() {
    let content = r#"<o:document-content><o:body><o:text><table:table><table:table-row table:number-rows-repeated="1000000000">
        <table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell></table:table-row>
        </table:table><text:p><text:s text:c="4000000000"/>end</text:p></o:text></o:body></o:document-content>"#;
    let read = read_as(Odt, &zipped(&[("content.xml", content.as_bytes())])).expect("it is read");
    assert!(read.text.len() < 1 << 20 && read.text.ends_with("end\n"));
    // Tables in tables, each repeated.
    let open = "<table:table><table:table-row table:number-rows-repeated=\"60\"><table:table-cell>";
    let close = "</table:table-cell></table:table-row></table:table>";
    let content = format!(
        "<o:document-content><o:body><o:text>{}<text:p>x</text:p>{}</o:text></o:body></o:document-content>",
        open.repeat(40),
        close.repeat(40)
    );
    assert!(read_as(Odt, &zipped(&[("content.xml", content.as_bytes())])).is_ok());
}

#[test]
fn paragraphs_are_not_without_end() {
    let rtf = format!("{{\\rtf1 {}}}", "\\par\n".repeat(600_000));
    assert!(refusal(Rtf, rtf.as_bytes()).contains("far more paragraphs"));
    assert!(refusal(Html, "<p>x".repeat(600_000).as_bytes()).contains("far more paragraphs"));
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    for (format, name) in [
        (Docx, "admission.docx"),
        (Odt, "admission.odt"),
        (Rtf, "admission.rtf"),
        (Pdf, "admission.pdf"),
    ] {
        let whole = file(name);
        for part in [whole.len() / 3, whole.len() / 2, whole.len() - 200] {
            let said = refusal(format, whole.get(..part).expect("a part"));
            assert!(said.contains("cut off") || said.contains("damaged"), "{name}: {said}");
        }
        assert_eq!(refusal(format, b""), "is empty; hand in the file again");
    }
    let mut wrong = file("admission.docx");
    // A byte in the midst of the packed text: its sum is wrong.
    let middle = wrong.len() / 2;
    wrong.get_mut(middle).into_iter().for_each(|byte| *byte ^= 0x55);
    if let Err(said) = read_as(Docx, &wrong) {
        assert!(said.contains("damaged"), "{said}");
    }
    let unclosed = docx(b"<w:document><w:body><w:p><w:r><w:t>words");
    assert!(refusal(Docx, &unclosed).contains("damaged"));
}

#[test]
fn what_a_file_is_counts_not_what_it_is_called() {
    let called = |name: &str, bytes: &[u8]| sniff(Path::new(name), bytes);
    let rtf = b"{\\rtf1 cough}";
    assert_eq!(called("note.docx", rtf), Some(Rtf));
    assert_eq!(called("note.md", b"S: cough\nO: clear\n"), None);
    // Text that was only given the name.
    assert_eq!(called("note.docx", b"S: cough\nO: clear\n"), None);
    assert_eq!(called("note.doc", &file("clinic.docx")), Some(Docx));
    assert_eq!(called("note", &file("clinic.pdf")), Some(Pdf));
    assert_eq!(called("onlinetext.html", b"<p>cough</p>"), Some(Html));
    assert_eq!(read_as(Docx, rtf).map(|read| read.text), Ok("cough\n".to_owned()));
    let page = b"<!DOCTYPE html><html><body><p>cough</p></body></html>";
    assert_eq!(read_as(Docx, page).map(|read| read.text), Ok("cough\n".to_owned()));
}

#[test]
fn other_files_are_named_with_the_way_out() {
    let ole = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.extend([0; 600]);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    assert!(refusal(Docx, &ole("WordDocument")).contains("save it as .docx"));
    assert!(refusal(Docx, &ole("EncryptedPackage")).contains("without a password"));
    assert!(refusal(Docx, &ole("Workbook")).contains("save the note as .docx"));
    assert_eq!(sniff(Path::new("x"), &ole("WordDocument")), Some(Docx));
    assert!(refusal(Docx, &zipped(&[("xl/workbook.xml", b"")])).contains("Excel"));
    assert!(refusal(Docx, &zipped(&[("Index/Document.iwa", b"")])).contains("Pages"));
    assert!(refusal(Docx, &zipped(&[("readme.txt", b"")])).contains("damaged"));
    let locked = zipped(&[
        ("content.xml", b"\x12\x34"),
        ("META-INF/manifest.xml", b"<x><encryption-data/></x>"),
    ]);
    assert_eq!(
        refusal(Odt, &locked),
        "is encrypted; save it without a password and hand it in again"
    );
    let picture =
        docx(b"<w:document><w:body><w:p><w:r><w:drawing><pic:pic/></w:drawing></w:r></w:p></w:body></w:document>");
    assert_eq!(refusal(Docx, &picture), "holds no text, only a picture");
}

/// The smallest PDF with this page and these further objects, the first of which is number 5.
fn pdf(page: &str, more: &[&str], trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font \
         /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /Im1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
    ];
    objects.extend(more.iter().map(|&object| object.to_owned()));
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

#[test]
fn a_scan_says_that_it_is_one() {
    let image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\nx\nendstream";
    let scan = pdf("q 612 0 0 792 0 0 cm /Im1 Do Q", &[image], "");
    assert!(refusal(Pdf, &scan).starts_with("has no text layer (it is a scan or a picture of the note)"));
    let stamped = pdf("BT /F1 12 Tf 72 700 Td (Page 1) Tj ET", &[image], "");
    assert!(refusal(Pdf, &stamped).starts_with("has no text layer"));
    let typed = pdf("BT /F1 12 Tf 72 700 Td (CC: cough) Tj ET", &[], "");
    assert_eq!(read_as(Pdf, &typed).map(|read| read.text), Ok("CC: cough\n".to_owned()));
}

#[test]
fn a_locked_pdf_says_so() {
    let lock = "<< /Filter /Standard /V 1 /R 2 /O (01234567890123456789012345678901) /U (01234567890123456789012345678901) /P -4 >>";
    let locked = pdf(
        "BT /F1 12 Tf 72 700 Td (CC: cough) Tj ET",
        &[lock],
        "/Encrypt 5 0 R /ID [(0123456789012345) (0123456789012345)]",
    );
    assert_eq!(
        refusal(Pdf, &locked),
        "is encrypted; save it without a password and hand it in again"
    );
}

/// Every format reads the bytes or refuses them in one sentence.
fn survives(bytes: &[u8]) {
    for format in ALL {
        for tracked in [Tracked::Accept, Tracked::Refuse] {
            if let Err(said) = import(format, bytes, &ImportOptions { tracked }) {
                assert!(!said.is_empty() && !said.ends_with('.'), "{said}");
            }
        }
    }
    let _ = sniff(Path::new("note.docx"), bytes);
}

/// A file with some of its bytes changed, and cut.
fn mutated(name: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let whole = file(name);
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12);
    (changes, any::<prop::sample::Index>()).prop_map(move |(changes, end)| {
        let mut bytes = whole.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
        }
        // Most are left whole.
        let end = end.index(4 * bytes.len()).max(1);
        bytes.truncate(end);
        bytes
    })
}

/// The parts of a document, changed inside of a package that is whole.
fn repacked() -> impl Strategy<Value = (DocumentFormat, Vec<u8>)> {
    let token = prop::sample::select(vec![
        "<w:p>",
        "</w:p>",
        "<w:r>",
        "</w:r>",
        "<w:t>",
        "</w:t>",
        "words",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:del>",
        "</w:del>",
        "<w:ins>",
        "</w:ins>",
        "<w:br/>",
        "<w:sym w:char='F0FC'/>",
        "<w:pPr>",
        "</w:pPr>",
        "<w:numPr><w:numId w:val='99999999999'/><w:ilvl w:val='-5'/></w:numPr>",
        "<w:outlineLvl w:val='77'/>",
        "&x;",
        "&#0;",
        "<text:p>",
        "</text:p>",
        "<text:list>",
        "</text:list>",
        "<text:list-item>",
        "</text:list-item>",
        "<text:s text:c='9'/>",
        "<table:table>",
        "</table:table>",
        "<text:note>",
        "</text:note>",
        "<text:change-start text:change-id='a'/>",
        "\u{f0b7}",
    ]);
    (proptest::collection::vec(token, 0..60), any::<bool>()).prop_map(|(tokens, word)| {
        let inner = tokens.concat();
        if word {
            let document = format!("<w:document><w:body>{inner}</w:body></w:document>");
            (Docx, docx(document.as_bytes()))
        } else {
            let content = format!("<o:document-content><o:body><o:text>{inner}</o:text></o:body></o:document-content>");
            (Odt, zipped(&[("content.xml", content.as_bytes())]))
        }
    })
}

fn rich_text() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "\\par ",
        "\\cell",
        "\\row",
        "\\trowd",
        "\\cellx9",
        "\\intbl",
        "\\itap9 ",
        "\\nestcell",
        "\\nestrow",
        "words",
        "\\'e9",
        "\\u-1?",
        "\\u55357 ",
        "\\uc9 ",
        "\\*",
        "\\footnote ",
        "\\shpinst",
        "\\shptxt ",
        "\\listtext",
        "\\ls1",
        "\\ilvl200",
        "\\pict",
        "\\bin5 ",
        "\\s1",
        "\\stylesheet",
        "\\fonttbl",
        "\\f0\\fcharset2 ",
        "\\outlinelevel-3",
        "\\deleted ",
        "\\plain",
        "\\",
        "\\'",
        "\\b",
        "\\field",
        "\\fldinst",
        "\\fldrslt",
        "\\formfield",
        "\\fftype1",
        "é",
    ]);
    proptest::collection::vec(token, 0..80).prop_map(|tokens| format!("{{\\rtf1 {}}}", tokens.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn changed_documents_never_panic(
        bytes in prop_oneof![mutated("clinic.docx"), mutated("clinic.odt"), mutated("review.rtf"), mutated("clinic.html")]
    ) {
        survives(&bytes);
    }

    #[test]
    fn changed_parts_never_panic((format, bytes) in repacked()) {
        let _ = read_as(format, &bytes);
    }

    #[test]
    fn changed_rich_text_never_panics(text in rich_text()) {
        let _ = read_as(Rtf, text.as_bytes());
        let _ = import(Rtf, text.as_bytes(), &ImportOptions { tracked: Tracked::Refuse });
    }

    #[test]
    fn changed_pages_never_panic(text in "(<(/)?(p|div|table|tr|td|ul|ol|li|b|head|pre|h1|br|input|x)( colspan=9)?>|words| |&nbsp;|<!--|\"){0,60}") {
        let _ = read_as(Html, text.as_bytes());
    }
}

proptest! {
    // A panic of the library under it is caught, but it takes its time.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn changed_pdfs_never_panic(bytes in mutated("clinic.pdf")) {
        let _ = read_as(Pdf, &bytes);
    }
}
