//! JUnit XML, which every continuous-integration server shows: a suite a note, a failed case a finding.
//!
//! Source: the schema that Jenkins' JUnit plugin publishes (`testsuites`, `testsuite`, `testcase`, `failure`, `error`).

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::masked::Mask;
use super::neutral::{neutralize, neutralize_line};
use super::{NoteReport, RunSummary};

pub(super) fn begin(out: &mut Vec<u8>) {
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"preceptor\">\n");
}

/// A suite with a case for each finding, or one that passes.
pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    let path = neutralize_line(report.path);
    let findings = &report.checked.diagnostics;
    let mask = Mask::of(&report.checked.note);
    let mut writer = Writer::new_with_indent(out, b' ', 2);
    let count = findings.len().to_string();
    let tests = findings.len().max(1).to_string();
    let suite = BytesStart::new("testsuite").with_attributes([
        ("name", &*path),
        ("tests", &*tests),
        ("failures", &*count),
        ("errors", "0"),
    ]);
    write(&mut writer, Event::Start(suite));
    if findings.is_empty() {
        let case = BytesStart::new("testcase").with_attributes([("classname", &*path), ("name", "clean")]);
        write(&mut writer, Event::Empty(case));
    }
    for found in findings {
        let found = mask.finding(found);
        let (start, _) = report.ends(found.span);
        let name = format!("{} {} ({}:{})", found.code, found.rule, start.line, start.column);
        let case = BytesStart::new("testcase").with_attributes([
            ("classname", &*path),
            ("name", &*neutralize_line(&name)),
            ("file", &*path),
            ("line", &*start.line.to_string()),
        ]);
        write(&mut writer, Event::Start(case));
        let message = neutralize_line(&found.message);
        let failure =
            BytesStart::new("failure").with_attributes([("message", &*message), ("type", found.severity.name())]);
        let mut text = format!("{path}:{}:{}: {message}", start.line, start.column);
        for line in found.help.iter().flat_map(|help| help.lines()) {
            text.push('\n');
            text.push_str(&neutralize(line));
        }
        write(&mut writer, Event::Start(failure));
        write(&mut writer, Event::Text(BytesText::new(&text)));
        write(&mut writer, Event::End(BytesEnd::new("failure")));
        write(&mut writer, Event::End(BytesEnd::new("testcase")));
    }
    write(&mut writer, Event::End(BytesEnd::new("testsuite")));
    writer.into_inner().push(b'\n');
}

pub(super) fn end(run: &RunSummary, out: &mut Vec<u8>) {
    if !run.run_errors.is_empty() {
        let mut writer = Writer::new_with_indent(&mut *out, b' ', 2);
        let count = run.run_errors.len().to_string();
        let suite = BytesStart::new("testsuite").with_attributes([
            ("name", "not checked"),
            ("tests", &*count),
            ("failures", "0"),
            ("errors", &*count),
        ]);
        write(&mut writer, Event::Start(suite));
        for error in &run.run_errors {
            let path = neutralize_line(&error.path);
            let message = neutralize_line(&error.message);
            let case =
                BytesStart::new("testcase").with_attributes([("classname", &*path), ("name", "could be checked")]);
            write(&mut writer, Event::Start(case));
            let element = BytesStart::new("error").with_attributes([("message", &*message), ("type", "unreadable")]);
            write(&mut writer, Event::Empty(element));
            write(&mut writer, Event::End(BytesEnd::new("testcase")));
        }
        write(&mut writer, Event::End(BytesEnd::new("testsuite")));
        writer.into_inner().push(b'\n');
    }
    out.extend_from_slice(b"</testsuites>\n");
}

fn write(writer: &mut Writer<&mut Vec<u8>>, event: Event<'_>) {
    // Writing to a buffer in memory cannot fail.
    let _ = writer.write_event(event);
}
