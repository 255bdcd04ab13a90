//! What a human typed has the last word, and is kept.

use std::fs;

use crate::desk::{Desk, Ran, class, convert, ending, rows, soffice};

fn mark(desk: &Desk) -> Ran {
    let class = class().expect("asked before");
    let ran = desk.mark(&ending(&class.join("canvas"), ".zip"), &[]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran
}

/// Put `value` into a cell of a CSV, by the student's id and the column's name.
fn enter(csv: &[u8], id: &str, column: &str, value: &str) -> Vec<u8> {
    let mark: &[u8] = if csv.starts_with(b"\xef\xbb\xbf") {
        b"\xef\xbb\xbf"
    } else {
        b""
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&csv[mark.len()..]);
    let mut out = csv::Writer::from_writer(mark.to_vec());
    let mut places = None;
    let mut entered = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let at = |name: &str| record.iter().position(|cell| cell == name);
        let (of_id, of_column) = *places.get_or_insert_with(|| (at("id").unwrap(), at(column).unwrap()));
        let hit = &record[of_id] == id;
        entered += usize::from(hit);
        let cells = record.iter().enumerate();
        out.write_record(cells.map(|(at, cell)| if hit && at == of_column { value } else { cell }))
            .unwrap();
    }
    assert_eq!(entered, 1, "{id} {column}");
    out.into_inner().unwrap()
}

#[test]
fn marks_typed_into_the_csv_are_kept_and_counted() {
    if class().is_none() {
        return;
    }
    let desk = Desk::new();
    mark(&desk);
    let before = desk.grades();
    let auto = |id: &str| -> f64 {
        before.iter().find(|row| row["id"] == id).unwrap()["auto"]
            .parse()
            .unwrap()
    };
    let mut table = fs::read(desk.path("out/grades.csv")).unwrap();
    for (id, column, value) in [
        ("4711", "opener_manual", "1"),
        ("4711", "summary_manual", "2.5"),
        ("4711", "comment", "Read \"the lead\", twice; then ask, why"),
        ("4711", "reviewer", "Dr. Ünal"),
        ("4718", "override", "40"),
    ] {
        table = enter(&table, id, column, value);
    }
    fs::write(desk.path("out/grades.csv"), table).unwrap();
    for _ in 0..2 {
        mark(&desk);
        let rows = desk.grades();
        let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
        assert_eq!(of("4711")["opener_manual"], "1");
        assert_eq!(of("4711")["summary_manual"], "2.5");
        assert_eq!(of("4711")["manual"], "3.5");
        assert_eq!(of("4711")["total"].parse::<f64>().unwrap(), auto("4711") + 3.5);
        assert_eq!(of("4711")["open"].parse::<f64>().unwrap(), 34.0 - 4.0);
        assert_eq!(of("4711")["comment"], "Read \"the lead\", twice; then ask, why");
        assert_eq!(of("4711")["reviewer"], "Dr. Ünal");
        assert_eq!(of("4718")["total"], "40");
        assert_eq!(of("4718")["open"], "0");
        let untouched = before.iter().filter(|row| row["id"] != "4711" && row["id"] != "4718");
        for row in untouched {
            assert_eq!(row, of(&row["id"]));
        }
    }
    // The student reads what the human wrote.
    let sheets = fs::read_dir(desk.path("out/feedback")).unwrap();
    let with_word = sheets.filter(|entry| {
        let text = fs::read_to_string(entry.as_ref().unwrap().path()).unwrap_or_default();
        text.contains("then ask, why")
    });
    assert_eq!(with_word.count(), 2, "the HTML and the Markdown of one student");
}

#[test]
fn the_workbook_adds_up_in_libreoffice_as_the_csv_does() {
    if class().is_none() || !soffice() {
        return;
    }
    let desk = Desk::new();
    mark(&desk);
    let table = enter(
        &fs::read(desk.path("out/grades.csv")).unwrap(),
        "4713",
        "plan_manual",
        "2.5",
    );
    let table = enter(&table, "4714", "override", "71.5");
    fs::write(desk.path("out/grades.csv"), table).unwrap();
    mark(&desk);
    convert(
        &desk.path("out/grades.xlsx"),
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1",
        &desk.path("calc"),
    );
    let calc = fs::read_dir(desk.path("calc")).unwrap().next().unwrap().unwrap().path();
    let (calc, csv) = (rows(&fs::read(calc).unwrap()), desk.grades());
    assert_eq!(calc.len(), csv.len());
    for (calc, csv) in calc.iter().zip(&csv) {
        assert_eq!(calc["student"], csv["student"]);
        for column in [
            "auto",
            "manual",
            "override",
            "total",
            "open",
            "plan_manual",
            "hpi-complete",
        ] {
            let number = |cell: &str| cell.parse::<f64>().ok();
            assert_eq!(
                number(&calc[column]),
                number(&csv[column]),
                "{} {column}",
                csv["student"]
            );
        }
    }
}

#[test]
fn marks_typed_into_the_workbook_are_kept() {
    if class().is_none() || !soffice() {
        return;
    }
    let desk = Desk::new();
    mark(&desk);
    // LibreOffice writes the workbook: to CSV, a mark entered, and back.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1";
    convert(&desk.path("out/grades.xlsx"), filter, &desk.path("calc"));
    let calc = fs::read_dir(desk.path("calc")).unwrap().next().unwrap().unwrap().path();
    let table = enter(&fs::read(&calc).unwrap(), "4720", "cc", "3");
    let table = enter(&table, "4720", "lead_manual", "1.5");
    let table = enter(&table, "4721", "comment", "gut gemacht");
    fs::write(desk.path("calc/grades.csv"), table).unwrap();
    convert(
        &desk.path("calc/grades.csv"),
        "xlsx:Calc MS Excel 2007 XML",
        &desk.path("out"),
    );
    mark(&desk);
    let rows = desk.grades();
    let of = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(of("4720")["lead_manual"], "1.5");
    assert_eq!(of("4721")["comment"], "gut gemacht");
}
