//! Files with many dated entries: the student's own logs.

use snapbox::{assert_data_eq, str};

use crate::sandbox::Sandbox;

/// Learning notes of so many days, each with its four sections.
fn log(days: usize) -> String {
    let mut text = String::from("---\nkind: learning-notes\ntemplate: learning\n---\n");
    for day in 0..days {
        let (month, day) = (day / 28 + 1, day % 28 + 1);
        text.push_str(&format!(
            "\n# 2026-{month:02}-{day:02}\n\n## New Diagnoses I Saw Today\n\n- Cholangitis: fever, jaundice and new confusion.\n\n\
             ## Important Management Points\n\n- Drainage within 24 hours.\n\n## Mistakes I Won't Repeat\n\n- I called late.\n\n\
             ## Questions to Ask Tomorrow\n\n- When is a stent enough?\n"
        ));
    }
    text
}

#[test]
fn one_entry_and_forty_are_right() {
    for days in [1, 5, 40] {
        let name = format!("{days}.md");
        let sandbox = Sandbox::new().file(&name, log(days));
        let run = sandbox.run(["check", &name]);
        assert_eq!(run.status, 0, "{}", run.all());
        assert!(!run.stdout.contains("warning"), "{}", run.all());
        let json = sandbox.run(["outline", "--format", "json", &name]).json();
        assert_eq!(json["entries"].as_array().map(Vec::len), Some(days));
    }
}

#[test]
fn the_outline_shows_the_entries() {
    let sandbox = Sandbox::new()
        .file("log.md", log(2))
        .file("soap.md", crate::sandbox::CLEAN);
    let tree = sandbox.run(["outline", "log.md"]).stdout;
    let tree = tree.split("Facts").next().unwrap_or_default();
    assert_data_eq!(
        tree,
        str![[r#"
log.md
Learning Notes (learning-notes), as its front matter says; general
Front matter: kind: learning-notes, template: learning
Entries: 2
 6-22  2026-01-01 (entry; 4 sections)
 8-10  ├─ new-diagnoses
12-14  ├─ management-points
16-18  ├─ mistakes
20-22  ╰─ questions
24-40  2026-01-02 (entry; 4 sections)
26-28  ├─ new-diagnoses
30-32  ├─ management-points
34-36  ├─ mistakes
38-40  ╰─ questions

"#]]
    );
    let json = sandbox.run(["outline", "--format", "json", "log.md"]).json();
    let second = &json["entries"][1];
    assert_eq!(
        (second["heading"].as_str(), second["date"].as_str()),
        (Some("2026-01-02"), Some("2026-01-02"))
    );
    assert_eq!(second["sections"].as_array().map(Vec::len), Some(4));
    assert_eq!(second["sections"][3], "questions");
    assert_eq!(second["span"]["start"]["line"], 24);
    // The tree of sections is as it was: other programs read it.
    assert_eq!(json["sections"].as_array().map(Vec::len), Some(8));
    // Other notes have no such key.
    assert!(
        sandbox
            .run(["outline", "--format", "json", "soap.md"])
            .json()
            .get("entries")
            .is_none()
    );
}

#[test]
fn the_entry_that_lacks_something_is_named() {
    let text = log(3).replacen("## Mistakes I Won't Repeat\n\n- I called late.\n\n", "", 1);
    let sandbox = Sandbox::new().file("log.md", text);
    let run = sandbox.run(["check", "--format", "concise", "log.md"]);
    assert_eq!(run.status, 0, "{}", run.all());
    assert_data_eq!(
        run.stdout.lines().next().unwrap_or_default(),
        str![[r#"log.md:6:3: warning: The entry "2026-01-01" has no "Mistakes I Won't Repeat" [ORG001]"#]]
    );
}

#[test]
fn kinds_show_says_that_it_is_a_log() {
    let sandbox = Sandbox::new();
    let page = sandbox.run(["kinds", "show", "procedure-log"]).stdout;
    assert!(
        page.contains("one a day") && page.contains("Only these rules speak on it"),
        "{page}"
    );
    let json = sandbox
        .run(["kinds", "show", "weekly-reflection", "--format", "json"])
        .json();
    assert_eq!(json["kind"]["entries"], "week");
    assert!(sandbox.run(["kinds", "show", "hp", "--format", "json"]).json()["kind"]["entries"].is_null());
}
