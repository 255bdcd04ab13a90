//! A PDF is read by a process of its own, which the program starts.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::here;

/// What the hidden subcommand says of these bytes.
fn said(bytes: &[u8]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .arg("import-pdf")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("preceptor runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(bytes).expect("it reads");
    drop(input);
    let done = child.wait_with_output().expect("it ends");
    String::from_utf8(done.stdout).expect("text")
}

#[test]
fn the_process_says_what_it_read() {
    let clinic = std::fs::read(here().join("files/clinic.pdf")).expect("a file made before");
    let read = said(&clinic);
    assert!(
        read.starts_with("read\npictures 0\npage 612.0 792.0 0\nrow "),
        "{read:.200}"
    );
    assert!(read.contains(" CC: cough\n"), "{read}");
    assert!(said(b"%PDF-1.4\nnothing").starts_with("refused\nis a damaged PDF"));
}

#[test]
fn the_program_reads_a_pdf_through_it() {
    let outline = |name: &str| {
        let ran = Command::new(env!("CARGO_BIN_EXE_preceptor"))
            .args(["outline", "--color", "never"])
            .arg(here().join("files").join(name))
            .output()
            .expect("preceptor runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let text = String::from_utf8_lossy(&ran.stdout).into_owned();
        // Without the line that names the file.
        text.split_once('\n')
            .map(|(_, rest)| rest.to_owned())
            .expect("an outline")
    };
    let (pdf, docx) = (outline("clinic.pdf"), outline("clinic.docx"));
    assert!(pdf.contains("(soap)") && pdf.contains("subjective"), "{pdf}");
    assert_eq!(pdf, docx);
    // It is nothing for people.
    let help = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .arg("--help")
        .output()
        .expect("preceptor runs");
    assert!(!String::from_utf8_lossy(&help.stdout).contains("import-pdf"));
}
