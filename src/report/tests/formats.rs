//! Formats for other programs: code scanning, continuous integration, spreadsheets, browsers.

use super::*;
use crate::note::{Hints, read};

/// A note that wants to be more than text, with a finding that quotes it.
const HOSTILE: &str = "# HPI <script>alert(1)</script>\n\n=cmd|' /C calc'!A0 \u{1b}[2J ::error::x ]]> & \"quoted\"\n";

fn hostile() -> Checked {
    let text = "=cmd|' /C calc'!A0 \u{1b}[2J ::error::x ]]> & \"quoted\"";
    let mut quoting = found(HOSTILE, "=cmd", text);
    quoting.help = Some(format!("{text}\nsecond line, 100%").into());
    quoting.related = vec![related(HOSTILE, "<script>", "<script>alert(2)</script>")];
    quoting.fix = fix(
        Applicability::Safe,
        "-1+<b>",
        quoting.span,
        "<img src=x onerror=alert(3)>",
    );
    let mut other = found(HOSTILE, "<script>", "a second one");
    other.severity = Severity::Warning;
    checked(HOSTILE, vec![other, quoting])
}

fn plain_options(format: Format, path: &str, checked: &Checked) -> String {
    render(format, RenderOptions::default(), path, checked)
}

/// A run over several notes, one of them clean, with a file that could not be read.
fn whole(format: Format, notes: &[(&str, &Checked)]) -> String {
    let renderer = Renderer::new(format, RenderOptions::default());
    let (mut out, mut run) = (Vec::new(), RunSummary::default());
    renderer.begin(&mut out);
    let mut first = true;
    for (path, checked) in notes {
        let mut bytes = Vec::new();
        renderer.note(&NoteReport { path, checked }, &mut bytes);
        run.add(checked);
        if !bytes.is_empty() {
            if !std::mem::take(&mut first) {
                out.extend_from_slice(renderer.separator());
            }
            out.append(&mut bytes);
        }
    }
    run.run_errors.push(RunError {
        path: "ward/scan,1: \u{1b}x.pdf".to_owned(),
        message: "a PDF document,\nnot text: =1+1".to_owned(),
    });
    renderer.end(&run, &mut out);
    String::from_utf8(out).expect("renderers write UTF-8")
}

fn three(format: Format) -> String {
    let (rich, clean, hostile) = (rich(), checked("x\n", Vec::new()), hostile());
    whole(
        format,
        &[
            ("notes/a.md", &rich),
            ("b.md", &clean),
            ("./c d/\u{e9},1:2.md", &hostile),
            ("d.md", &rich),
        ],
    )
}

#[test]
fn sarif_is_valid_against_the_schema_of_its_standard() {
    let schema = include_str!("../../../tests/data/sarif-2.1.0.schema.json");
    // The standard's own misprint: a pattern with a bracket too many, which no longer is a regular expression.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    for text in [three(Format::Sarif), whole(Format::Sarif, &[])] {
        let value: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
    // The validator does find faults.
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{"results": 1}]})));
}

#[test]
fn sarif_names_place_rule_fix_and_failure() {
    let value: serde_json::Value = serde_json::from_str(&three(Format::Sarif)).expect("it is JSON");
    let run = &value["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 6);
    let typo = &results[0];
    assert_eq!(typo["ruleId"], "ORG005");
    assert_eq!(typo["level"], "error");
    let region = &typo["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["endColumn"]), (&5.into(), &12.into()));
    let change = &typo["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(change["insertedContent"]["text"], "Medications");
    assert_eq!(
        results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "c%20d/%C3%A9%2C1%3A2.md"
    );
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(
        rules
            .iter()
            .any(|rule| rule["id"] == "ORG005" && rule["help"]["markdown"].as_str().is_some())
    );
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let told = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(told["message"]["text"], "a PDF document,\nnot text: =1+1");
    // The same finding in another file, and the same twice in one file, are told apart.
    let prints: Vec<&str> = results
        .iter()
        .filter_map(|one| one["partialFingerprints"]["preceptorLine/v1"].as_str())
        .collect();
    assert_eq!(prints.len(), 6);
}

#[test]
fn github_escapes_what_would_end_a_command() {
    let text = three(Format::Github);
    assert_harmless(&text);
    assert_eq!(text.lines().count(), 7, "{text}");
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
    assert!(
        text.contains("file=./c d/\u{e9}%2C1%3A2.md,line=3,endLine=3,col=1,endColumn=5,title=ORG005 unknown-section::")
    );
    assert!(text.contains("%0Asecond line, 100%25"), "{text}");
}

#[test]
fn gitlab_is_an_array_of_issues_with_fingerprints_of_their_own() {
    let value: serde_json::Value = serde_json::from_str(&three(Format::Gitlab)).expect("it is JSON");
    let issues = value.as_array().expect("an array");
    let mut prints: Vec<&str> = issues
        .iter()
        .filter_map(|issue| issue["fingerprint"].as_str())
        .collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!((issues.len(), prints.len()), (6, 6));
    assert_eq!(issues[0]["severity"], "critical");
    assert_eq!(issues[0]["location"]["positions"]["begin"]["line"], 5);
    assert_eq!(issues[2]["location"]["path"], "c d/\u{e9},1:2.md");
    assert_eq!(whole(Format::Gitlab, &[]), "[]\n");
}

/// The values of an attribute, in order, of elements of that name; and that the document is well formed.
fn attributes(xml: &str, element: &str, attribute: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut values, mut depth) = (Vec::new(), 0);
    loop {
        let event = reader.read_event().expect("well-formed XML");
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        if let Event::Start(start) | Event::Empty(start) = &event
            && start.name().as_ref() == element
        {
            let value = start
                .try_get_attribute(attribute)
                .expect("attributes")
                .expect("that attribute");
            let value = value.value.into_owned();
            values.push(quick_xml::escape::unescape(&value).expect("entities").into_owned());
        }
    }
    assert_eq!(depth, 0);
    values
}

#[test]
fn junit_is_well_formed_and_tells_every_note() {
    let text = three(Format::Junit);
    assert_harmless(&text);
    assert_eq!(attributes(&text, "testsuite", "tests"), ["2", "1", "2", "2", "1"]);
    assert_eq!(attributes(&text, "testsuite", "failures"), ["2", "0", "2", "2", "0"]);
    let messages = attributes(&text, "failure", "message");
    assert_eq!(messages.len(), 6);
    assert!(messages[3].contains("]]> & \"quoted\""), "{messages:?}");
    assert_eq!(
        attributes(&text, "error", "message"),
        ["a PDF document, not text: =1+1"]
    );
    insta::assert_snapshot!(text);
}

#[test]
fn csv_has_a_row_a_finding_and_no_formula() {
    let text = three(Format::Csv);
    assert_harmless(&text);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 7);
    for row in &rows {
        assert_eq!(row.len(), 12);
        assert!(
            row.iter()
                .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])),
            "{row:?}"
        );
    }
    assert_eq!(
        &rows[3][9],
        "'=cmd|' /C calc'!A0 \u{241b}[2J ::error::x ]]> & \"quoted\""
    );
    assert_eq!(
        (&rows[6][7], &rows[6][9]),
        ("not checked", "a PDF document, not text: =1+1")
    );
}

#[test]
fn html_shows_the_note_and_runs_nothing_of_it() {
    let text = three(Format::Html);
    assert_harmless(&text);
    for harm in ["<script", "<img", "<b>", "onerror=alert(3)>"] {
        assert!(!text.contains(harm), "{harm}");
    }
    assert!(text.contains("&lt;script&gt;alert"));
    assert!(text.contains("Content-Security-Policy"));
    // Nothing is fetched from anywhere.
    for link in ["http://", "https://", "src=", "url(", "@import"] {
        assert!(
            !text.replace("<img src=x", "").contains(link) || link == "src=",
            "{link}"
        );
    }
    assert!(text.contains("<mark class=\"error ORG\">Medicatoins</mark>"));
    assert!(text.contains("6 problems (3 errors"), "{text}");
}

#[test]
fn a_page_cuts_a_line_wherever_findings_begin_and_end() {
    let text = "one two three\nfour\n";
    let mut all = found(text, "one two", "first");
    all.span = Span::new(0, 7);
    let mut over = found(text, "two three", "second, over the line end");
    over.span = Span::new(4, 18);
    over.severity = Severity::Info;
    let page = plain_options(Format::Html, "a.md", &checked(text, vec![all, over]));
    let cut = "<mark class=\"error ORG\">one </mark><mark class=\"error ORG\"><mark class=\"info ORG\">two</mark></mark>\
               <mark class=\"info ORG\"> three</mark>";
    assert!(page.contains(cut), "{page}");
    assert!(page.contains("<mark class=\"info ORG\">four</mark>"), "{page}");
}
/// What leaves the machine has no name of the note in it, whatever quotes it.
#[test]
fn reports_that_are_uploaded_quote_no_identifier() {
    let text = "# SOAP note\n\nPatient: Wilhelmina Okonkwo-Bright, MRN 48291734, tel 212-867-4410\n\nS: cough\n";
    let note = read(text.into(), crate::grammar::Grammar::builtin(), &Hints::default());
    let mut quoting = found(
        text,
        "Wilhelmina",
        "\"Wilhelmina Okonkwo-Bright\" is seen; OKONKWO coughs; call 212-867-4410",
    );
    quoting.help = Some("ask Wilhelmina about 48291734".into());
    quoting.fix = fix(Applicability::Suggestion, "write", quoting.span, "Mrs Okonkwo");
    let checked = Checked {
        note,
        diagnostics: vec![quoting],
        suppressed: 0,
        suppressions: Vec::new(),
        rule_failures: Vec::new(),
    };
    for format in [
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Junit,
        Format::Csv,
    ] {
        let shown = plain_options(format, "a.md", &checked).to_lowercase();
        for secret in ["wilhelmina", "okonkwo", "48291734", "867-4410"] {
            assert!(!shown.contains(secret), "{}: {secret} in {shown}", format.name());
        }
        assert!(shown.contains("[name]"), "{shown}");
    }
}
