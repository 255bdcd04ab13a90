//! The class with documents that LibreOffice wrote: the same marks as the text they were made from.

use std::collections::BTreeMap;

use crate::desk::{Desk, Row, class, class_of_documents, ending, students};

#[test]
fn a_document_gets_the_marks_of_its_text() {
    let (Some(documents), Some(text)) = (class_of_documents(), class()) else {
        return;
    };
    let grades = |class: &std::path::Path| -> BTreeMap<String, Row> {
        let desk = Desk::new();
        let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &[]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        desk.grades().into_iter().map(|row| (row["id"].clone(), row)).collect()
    };
    let (documents, text) = (grades(documents), grades(text));
    assert_eq!(documents.len(), 30);
    let mut formats = BTreeMap::<String, u32>::new();
    let mut differences = Vec::new();
    for student in students() {
        let (made, source) = (&documents[&student.row["canvas"]], &text[&student.row["canvas"]]);
        *formats.entry(student.row["format"].clone()).or_default() += 1;
        for (name, cell) in source {
            if name != "file" && made[name] != *cell {
                let format = &student.row["format"];
                differences.push(format!(
                    "{} ({format}) {name}: text {cell}, document {}",
                    student.no, made[name]
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    // Five formats of documents and text, and what was typed into a text box.
    for format in ["docx", "odt", "rtf", "pdf", "md", "txt", "typed"] {
        assert!(formats[format] > 0, "{formats:?}");
    }
}
