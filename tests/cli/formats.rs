//! `check --format` for other programs: whole documents, whatever the run was like.

use crate::sandbox::{CLEAN, Sandbox, with_blank};

const FOR_PROGRAMS: [&str; 6] = ["sarif", "github", "gitlab", "junit", "csv", "html"];

#[test]
fn every_format_tells_the_finding_and_what_could_not_be_read() {
    let sandbox = Sandbox::new()
        .file("a.md", with_blank())
        .file("b.md", CLEAN)
        .file("c.md", with_blank())
        .file("scan.md", b"%PDF-1.7\nnot a note");
    for format in FOR_PROGRAMS {
        let run = sandbox.check(&["--format", format]);
        assert_eq!(run.status, 2, "{format}: {}", run.stderr);
        assert!(run.stderr.contains("scan.md"), "{format}: {}", run.stderr);
        // JUnit has the message as an attribute and in the text.
        let times = if format == "junit" { 4 } else { 2 };
        assert_eq!(
            run.stdout.matches("A blank in Subjective").count(),
            times,
            "{format}: {}",
            run.stdout
        );
        // GitLab's report has no place for it.
        assert_eq!(
            run.stdout.contains("scan.md"),
            format != "gitlab",
            "{format}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_run_without_findings_is_a_whole_document_too() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    for (format, part) in [
        ("sarif", "\"results\":[]"),
        ("github", ""),
        ("gitlab", "[]\n"),
        ("junit", "name=\"clean\""),
        ("csv", "path,line,column"),
        ("html", "The note is clean."),
    ] {
        let run = sandbox.check(&["--format", format, "a.md"]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{format}");
        assert!(run.stdout.contains(part), "{format}: {}", run.stdout);
    }
    let sarif = sandbox.check(&["--format", "sarif", "a.md"]).json();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn a_configuration_may_choose_the_format_and_a_file_may_hold_it() {
    let sandbox = Sandbox::new()
        .file("a.md", with_blank())
        .file("preceptor.toml", "format = \"html\"\n");
    let run = sandbox.check(&["--output-file", "report.html", "a.md"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    let page = sandbox.read("report.html");
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"),
        "{page}"
    );
    assert!(page.contains("<mark class=\"error TPL\">***</mark>"), "{page}");
}

#[test]
fn what_does_not_go_together_is_refused_with_the_way_out() {
    let sandbox = Sandbox::new().file("a.md", CLEAN);
    for (args, way_out) in [
        (["--summary", "--format", "html"], "full or concise"),
        (["--statistics", "--format", "csv"], "full, concise, json or jsonl"),
        (["--quiet", "--format", "xml"], "sarif"),
    ] {
        let run = sandbox.check(&[&args[..], &["a.md"]].concat());
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(way_out), "{args:?}: {}", run.stderr);
    }
}
