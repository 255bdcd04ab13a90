//! Code actions as a client sees them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::lint::{Checked, fix};
use crate::lsp::anything::texts;
use crate::lsp::testing::Testing;
use crate::lsp::types::{DocumentChange, PartialResultParams, Position, WorkDoneProgressParams};
use crate::rules::Applicability;

/// A client that takes actions and nothing special.
pub(super) fn plain() -> Value {
    json!({"textDocument": {"codeAction": {
        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
        "isPreferredSupport": true,
    }}})
}

/// What is offered for the cursor, or the range between two.
pub(super) fn actions(note: &Testing, only: Option<&[&str]>) -> Vec<CodeAction> {
    let only = only.map(|kinds| {
        kinds
            .iter()
            .map(|kind| CodeActionKind::from((*kind).to_owned()))
            .collect()
    });
    at(note, note.range(), only)
}

fn at(note: &Testing, range: Range, only: Option<Vec<CodeActionKind>>) -> Vec<CodeAction> {
    let params = CodeActionParams::new(
        note.document(),
        range,
        CodeActionContext::new(Vec::new(), only, None),
        WorkDoneProgressParams::default(),
        PartialResultParams::default(),
    );
    let all = code_actions(&note.snapshot, params).unwrap_or_default();
    let action = |response| match response {
        CodeActionResponse::CodeAction(action) => action,
        CodeActionResponse::Command(command) => panic!("a command: {command:?}"),
    };
    all.into_iter().map(action).collect()
}

pub(super) fn titles(note: &Testing) -> Vec<String> {
    actions(note, None).into_iter().map(|action| action.title).collect()
}

pub(super) fn titled(note: &Testing, title: &str) -> CodeAction {
    let all = actions(note, None);
    let found = all.iter().find(|action| action.title == title);
    found
        .cloned()
        .unwrap_or_else(|| panic!("no `{title}` among {:#?}", titles(note)))
}

/// The text after an action without a snippet.
pub(super) fn apply(note: &Testing, action: &CodeAction) -> String {
    let edit = action.edit.as_ref().expect("every action has its edits");
    let changes = edit.changes.as_ref().expect("the client takes plain changes only");
    assert_eq!(changes.len(), 1);
    note.applied(&changes[note.snapshot.uri()])
}

/// The snippet of an action, its tab stops taken as they stand: defaults written, choices as the first.
fn unfolded(note: &Testing, action: &CodeAction) -> Option<String> {
    let edit = action.edit.as_ref()?;
    let [DocumentChange::TextDocumentEdit(edit)] = &edit.document_changes.as_ref()?[..] else {
        panic!("one document is changed: {edit:?}");
    };
    assert_eq!(edit.text_document.version, note.snapshot.document.version);
    let plain = |edit: &Edit| match edit {
        Edit::TextEdit(edit) => edit.clone(),
        Edit::SnippetTextEdit(edit) => TextEdit::new(edit.range, expand(&edit.snippet.value)),
        Edit::AnnotatedTextEdit(edit) => panic!("not asked for: {edit:?}"),
    };
    let edits: Vec<TextEdit> = edit.edits.iter().map(plain).collect();
    Some(note.applied(&edits))
}

fn expand(snippet: &str) -> String {
    let (mut out, mut chars) = (String::new(), snippet.chars().peekable());
    let mut inside = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '}' if inside => inside = false,
            '$' if chars.peek().is_some_and(char::is_ascii_digit) => {
                while chars.next_if(char::is_ascii_digit).is_some() {}
            }
            '$' => {
                assert_eq!(chars.next(), Some('{'), "{snippet}");
                while chars.next_if(char::is_ascii_digit).is_some() {}
                match chars.next() {
                    Some(':') => inside = true,
                    Some('}') => {}
                    Some('|') => {
                        let mut first = true;
                        while let Some(c) = chars.next() {
                            match c {
                                '\\' if first => out.extend(chars.next()),
                                '\\' => drop(chars.next()),
                                ',' => first = false,
                                '|' => break,
                                c if first => out.push(c),
                                _ => {}
                            }
                        }
                        assert_eq!(chars.next(), Some('}'), "{snippet}");
                    }
                    other => panic!("{other:?} in {snippet}"),
                }
            }
            c => out.push(c),
        }
    }
    out
}

fn counts(checked: &Checked) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for found in &checked.diagnostics {
        *counts.entry(found.code.to_string()).or_default() += 1;
    }
    counts
}

fn check(note: &Testing, text: &str) -> Checked {
    lint::check(Arc::from(text), note.snapshot.settings())
}

fn count(checked: &Checked, code: &str) -> usize {
    counts(checked).get(code).copied().unwrap_or_default()
}

fn kind_of(action: &CodeAction) -> String {
    name(action.kind.as_ref().expect("every action has a kind"))
}

const ZEROS: &str = "# SOAP Note\n\n## Plan\n\n1. AF: warfarin 5.0<|> mg daily, metoprolol 25.0 mg BID.\n\
                     2. Gout: allopurinol 100.0 mg daily; call if worse.\n";

#[test]
fn a_fix_is_offered_with_its_code_and_the_safe_one_is_preferred() {
    let note = Testing::note(ZEROS).client(plain());
    let all = actions(&note, None);
    let first = &all[0];
    assert!(first.title.contains("(SAF003)"), "{first:#?}");
    assert_eq!(
        (first.is_preferred, kind_of(first)),
        (Some(true), "quickfix".to_owned())
    );
    let told = first.diagnostics.as_ref().expect("it names what it mends");
    assert_eq!(told[0].code, Some("SAF003".to_owned().into()));
    assert_eq!(first.title, "Write \"5\", and mend 2 other places (SAF003)");
    let done = apply(&note, first);
    assert!(
        done.contains("warfarin 5 mg daily, metoprolol 25 mg") && done.contains("100 mg daily"),
        "{done}"
    );
    assert_eq!(all.iter().filter(|action| action.is_preferred == Some(true)).count(), 1);
    // Each number is one edit: the cursor stays.
    let edit = first.edit.as_ref().and_then(|edit| edit.changes.as_ref());
    let edits = &edit.expect("plain edits")[note.snapshot.uri()];
    assert_eq!(edits.len(), 3);
}

#[test]
fn all_of_a_rule_are_mended_at_once() {
    let text = "# SOAP Note\n\n## Plan\n\n1. HTN: lisinopril 10 mg Q<|>D; digoxin 125 mcg QOD; call if worse.\n";
    let note = Testing::note(text).client(plain());
    let action = titled(&note, "Fix all 2 SAF001 in this note");
    let done = apply(&note, &action);
    assert!(
        done.contains("lisinopril 10 mg daily; digoxin 125 mcg every other day; call"),
        "{done}"
    );
    assert_eq!(action.diagnostics.map(|told| told.len()), Some(2));
    assert!(titles(&note).contains(&"Fix all 2 safe problems in this note".to_owned()));
}

#[test]
fn what_is_preferred_is_said_only_to_clients_that_understand() {
    let literal = json!({"textDocument": {"codeAction": {"codeActionLiteralSupport": {}}}});
    let note = Testing::note(ZEROS).client(literal);
    assert!(actions(&note, None).iter().all(|action| action.is_preferred.is_none()));
}

#[test]
fn what_needs_judgement_says_so() {
    let note = Testing::note("# SOAP Note\n\n## Subjective\n\nPatient of Dr. Smith, seen on 04/17/2<|>024.\n");
    let note = note.client(plain());
    for action in actions(&note, None) {
        let found = note.snapshot.analysis().checked.diagnostics.iter();
        let fix = found.filter_map(|found| Some((&found.code, found.fix.as_ref()?)));
        for (code, fix) in fix {
            if action.title.starts_with(&capitalized(&fix.message)) && fix.applicability != Applicability::Safe {
                assert!(action.title.contains(&format!("({code}, ")), "{}", action.title);
                assert_eq!(action.is_preferred, None);
            }
        }
    }
}

#[test]
fn only_what_is_asked_for_is_offered() {
    let note = Testing::note(ZEROS).client(plain());
    let kinds = |only: &[&str]| {
        let mut kinds: Vec<String> = actions(&note, Some(only)).iter().map(kind_of).collect();
        kinds.dedup();
        kinds
    };
    for all in [&["source"][..], &["source.fixAll"], &["source.fixAll.preceptor"]] {
        assert_eq!(kinds(all), ["source.fixAll.preceptor"], "{all:?}");
    }
    assert_eq!(kinds(&["quickfix"]), ["quickfix"]);
    assert_eq!(kinds(&["", "x"]), ["quickfix", "source.fixAll.preceptor"]);
    for none in [
        &["source.organizeImports"][..],
        &["refactor"],
        &["source.fixAll.preceptor.more"],
        &["quick"],
        &["source.fix"],
        &[],
    ] {
        assert_eq!(kinds(none), [""; 0], "{none:?}");
    }
}

#[test]
fn a_finding_that_the_client_names_counts_too() {
    let note = Testing::note(&ZEROS.replace("1. AF: warfarin 5.0<|>", "1. <|>AF: warfarin 5.0")).client(plain());
    let snapshot = &note.snapshot;
    let found = snapshot
        .analysis()
        .checked
        .diagnostics
        .iter()
        .find(|found| found.code == "SAF003");
    let mut told = diagnostics::diagnostic(snapshot, found.expect("a zero"));
    let titles = |told: Vec<crate::lsp::types::Diagnostic>| {
        let context = CodeActionContext::new(told, None, None);
        let asked = Asked::new(snapshot, note.range(), &context);
        asked.findings.iter().filter(|found| found.code == "SAF003").count()
    };
    assert_eq!(titles(Vec::new()), 0);
    assert_eq!(titles(vec![told.clone()]), 1);
    told.code = Some("X".to_owned().into());
    assert_eq!(titles(vec![told]), 0);
}

#[test]
fn what_is_no_note_gets_nothing_and_who_knows_only_commands_too() {
    let readme = Testing::note("# Hello\n\nwarfarin 5.0<|> mg\n")
        .named("README.md")
        .client(plain());
    assert_eq!(titles(&readme), [""; 0]);
    assert_eq!(titles(&Testing::note(ZEROS)), [""; 0]);
}

#[test]
fn a_reason_is_a_stop_where_the_client_takes_snippets() {
    let note = Testing::note(ZEROS).able();
    let action = titled(&note, "Allow SAF003 here, with a reason");
    let text = serde_json::to_string(&action.edit).expect("it is told");
    assert!(text.contains("<!-- preceptor: allow SAF003 -- $1 -->"), "{text}");
    assert!(
        text.contains(r#""kind":"snippet""#) && text.contains(r#""version":1"#),
        "{text}"
    );
    let plain_note = Testing::note(ZEROS).client(plain());
    let done = apply(&plain_note, &titled(&plain_note, "Allow SAF003 here, with a reason"));
    let unfolded = unfolded(&note, &action).map(|text| text.replace("--  -->", "-- -->"));
    assert_eq!(unfolded.as_deref(), Some(&*done));
    assert!(
        done.contains("metoprolol 25.0 mg BID. <!-- preceptor: allow SAF003 -- -->\n2."),
        "{done}"
    );
    assert_eq!(count(&check(&note, &done), "SUP003"), 1);
}

fn allowed(text: &str, title: &str) -> String {
    let note = Testing::note(text).client(plain());
    apply(&note, &titled(&note, title))
}

#[test]
fn a_finding_is_allowed_where_directives_may_stand() {
    // Where there is one, the code is added to it.
    let there = "## Plan\n\nWarfarin 5.0<|> mg QD <!-- preceptor: allow SAF001 -- as on the bottle -->\n";
    assert_eq!(
        allowed(there, "Allow SAF003 here, with the directive that is there"),
        "## Plan\n\nWarfarin 5.0 mg QD <!-- preceptor: allow SAF001, SAF003 -- as on the bottle -->\n"
    );
    // A heading has it above, in a section and in the note too.
    let section = "# SOAP Note\r\n\r\n## Plan\r\n\r\nWarfarin 5.0<|> mg daily.\r\n";
    assert_eq!(
        allowed(section, "Allow SAF003 in this section, with a reason"),
        "# SOAP Note\r\n\r\n<!-- preceptor: allow-section SAF003 -- -->\r\n## Plan\r\n\r\nWarfarin 5.0 mg daily.\r\n"
    );
    let done = allowed(
        "---\nkind: soap\n---\n# SOAP Note\n\n## Plan\n\nWarfarin 5.0<|> mg daily.\n",
        "Allow SAF003 in this note, with a reason",
    );
    assert!(
        done.starts_with("---\nkind: soap\n---\n<!-- preceptor: allow-file SAF003 -- -->\n"),
        "{done}"
    );
    // In a table it stands in the row.
    let done = allowed(
        "## Medications\n\n| drug | dose |\n|---|---|\n| warfarin | 5.0<|> mg |\n| aspirin | 81 mg |\n",
        "Allow SAF003 here, with a reason",
    );
    assert!(
        done.contains("| warfarin | 5.0 mg <!-- preceptor: allow SAF003 -- --> |\n"),
        "{done}"
    );
}

#[test]
fn a_missing_section_comes_with_its_blanks() {
    let text = "# SOAP Note\n\n## Subjective\n\nCough for 3 days. Takes no medications, NKDA.\n\n## Objective\n\n\
                T 37.2, HR 80. Lungs clear.\n\n## Asse<|>ssment\n\nURI.\n";
    let note = Testing::note(text).client(plain());
    let action = titled(
        &note,
        "Add the section `Plan`, with the blanks of the template `soap-clinic` (ORG001)",
    );
    let done = apply(&note, &action);
    assert!(done.contains("URI.\n\n## Plan\n\n") && done.contains("***"), "{done}");
    assert!(done.contains("### "), "sections inside it are one deeper: {done}");
    assert_eq!(count(&check(&note, &done), "ORG001"), 0);
    // With stops in a client that takes them.
    let able = Testing::note(text).able();
    let action = titled(&able, &action.title);
    let told = serde_json::to_string(&action.edit).expect("it is told");
    assert!(told.contains("## Plan\\n\\n") && told.contains("${1"), "{told}");
    let heading = |text: &str| text.lines().filter(|line| line.starts_with('#')).count();
    assert_eq!(unfolded(&able, &action).as_deref().map(heading), Some(heading(&done)));
}

#[test]
fn a_note_of_labels_gets_a_label() {
    let text =
        "# SOAP Note\n\nS: Cough for 3 days. Takes no medications, NKDA.\nO: T 37.2, HR 80. Lungs clear.\n<|>A: URI.\n";
    let note = Testing::note(text).client(plain());
    let all = titles(&note);
    let title = all
        .iter()
        .find(|title| title.starts_with("Add the section `Plan`"))
        .expect("it is offered");
    let done = apply(&note, &titled(&note, title));
    assert!(done.contains("\nA: URI.\nPlan:") && !done.contains("## "), "{done}");
}

#[test]
fn an_empty_section_gets_what_it_asks_for() {
    let text = "# SOAP Note\n\n## Subjective\n\nCough for 3 days.\n\n## Pl<|>an\n\n## Objective\n\nT 37.2.\n";
    let note = Testing::note(text).client(plain());
    let all = titles(&note);
    let title = all
        .iter()
        .find(|title| title.starts_with("Write the blanks of the template"));
    let done = apply(&note, &titled(&note, title.unwrap_or_else(|| panic!("{all:#?}"))));
    assert_eq!(count(&check(&note, &done), "ORG002"), 0, "{done}");
    assert!(
        done.contains("## Plan\n\n1. ") || done.contains("## Plan\n\n***"),
        "{done}"
    );
    assert!(done.contains("\n\n## Objective\n"), "{done}");
}

fn notes_below(folder: &Path, notes: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            notes_below(&path, notes);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "md" || extension == "txt")
        {
            notes.push(path);
        }
    }
}

/// The bad examples, and some notes of the corpus where it stands beside the repository; every second one with CRLF.
fn notes() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut paths, mut corpus) = (Vec::new(), Vec::new());
    notes_below(&root.join("examples/bad"), &mut paths);
    assert!(!paths.is_empty());
    notes_below(&root.join("../shared/corpus"), &mut corpus);
    if corpus.is_empty() {
        eprintln!("SKIPPED in part: no corpus beside the repository");
    }
    paths.sort();
    corpus.sort();
    paths.extend(corpus.into_iter().step_by(24));
    let texts = paths.into_iter().enumerate().filter_map(|(at, path)| {
        let text = fs::read_to_string(&path).ok()?;
        let dos = at % 2 == 1 && !text.contains('\r');
        Some((path, if dos { text.replace('\n', "\r\n") } else { text }))
    });
    texts.collect()
}

/// What is wrong with what is offered at each finding.
fn faults(path: &Path, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let note = Testing::text(text, vec![0]).client(plain());
    let found = &note.snapshot.analysis().checked;
    let before = counts(found);
    let mut seen: Vec<(&str, u32)> = Vec::new();
    for one in &found.diagnostics {
        let code = &*one.code;
        // One finding of a rule in a section will do.
        let section = note.snapshot.note().section_at(one.span.start).map_or(0, |ix| ix.0 + 1);
        if seen.contains(&(code, section)) {
            continue;
        }
        seen.push((code, section));
        let mut fault = |what: &str, done: &str| {
            let line = note.snapshot.note().lines().line_of(one.span.start);
            let now = counts(&check(&note, done));
            let changed: Vec<String> = now
                .iter()
                .filter(|(code, count)| before.get(*code).is_none_or(|then| then < *count))
                .map(|(code, count)| format!("{code} {count}"))
                .collect();
            faults.push(format!("{}:{line} {code}: {what} (more: {changed:?})", path.display()));
        };
        let mut preferred = 0;
        let mut reaches = 0;
        for action in at(&note, note.snapshot.range(one.span), None) {
            let mends = action.diagnostics.iter().flatten();
            let is_own = mends
                .clone()
                .any(|told| *told == diagnostics::diagnostic(&note.snapshot, one));
            if !is_own || action.title.starts_with("Fix all") {
                continue;
            }
            let done = apply(&note, &action);
            let after = counts(&check(&note, &done));
            let is_safe = action.is_preferred == Some(true);
            preferred += usize::from(is_safe);
            let allows = action.title.starts_with("Allow");
            let adds = action.title.starts_with("Add the section") || action.title.starts_with("Write the blanks");
            if (is_safe || allows || adds) && after.get(code).copied().unwrap_or(0) >= before[code] {
                fault(&format!("still there after `{}`", action.title), &done);
            }
            if allows {
                reaches += 1;
                let more = |(code, count): (&String, &usize)| {
                    code != "SUP003" && before.get(code).is_none_or(|then| then < count)
                };
                if after.iter().any(more) {
                    fault(&format!("something new after `{}`", action.title), &done);
                }
            }
            if adds && after.get("ORG003").copied().unwrap_or(0) > before.get("ORG003").copied().unwrap_or(0) {
                fault(&format!("out of order after `{}`", action.title), &done);
            }
        }
        if preferred > 1 {
            fault("two are preferred", text);
        }
        if reaches == 0 && !code.starts_with("SUP") {
            fault("it cannot be allowed", text);
        }
    }
    faults
}

#[test]
fn at_every_finding_what_is_offered_does_what_it_says() {
    let all = notes();
    let faults: Vec<String> = all.iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The text after all safe fixes, as the action and as the command line have it.
fn both_fixed(text: &str) -> (String, String) {
    let note = Testing::text(text, vec![0]).client(plain()).encoding("utf-8");
    let fixed = fix::fix(Arc::from(text), note.snapshot.settings(), Applicability::Safe);
    let offered = actions(&note, Some(&["source.fixAll"]));
    assert!(offered.len() <= 1);
    let done = offered
        .first()
        .map_or_else(|| text.to_owned(), |action| apply(&note, action));
    (done, fixed.checked.note.text.to_string())
}

#[test]
fn all_safe_fixes_are_those_of_check_fix() {
    for (path, text) in notes() {
        let (offered, fixed) = both_fixed(&text);
        assert_eq!(offered, fixed, "{}", path.display());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_typed_all_safe_fixes_are_those_of_check_fix(text in texts()) {
        let (offered, fixed) = both_fixed(&text);
        prop_assert_eq!(offered, fixed);
    }

    #[test]
    fn whatever_is_typed_and_selected_edits_fit(
        text in texts(),
        from in (0u32..30, 0u32..60),
        to in (0u32..30, 0u32..60),
    ) {
        let range = Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1));
        let able = Testing::text(&text, vec![0]).able();
        for action in at(&able, range, None) {
            prop_assert!(unfolded(&able, &action).is_some_and(|done| done != text), "{}", action.title);
        }
        let bare = Testing::text(&text, vec![0]).client(plain()).encoding("utf-32");
        for action in at(&bare, range, None) {
            let done = apply(&bare, &action);
            prop_assert!(done != text, "{}", action.title);
            if action.is_preferred == Some(true) {
                let told = action.diagnostics.as_ref().and_then(|told| told.first()).expect("it names a finding");
                let there = |text: &str| {
                    let note = Testing::text(text, vec![0]).client(plain()).encoding("utf-32");
                    diagnostics::diagnostics(&note.snapshot).iter().filter(|other| *other == told).count()
                };
                prop_assert!(there(&done) < there(&text), "{}", action.title);
            }
        }
    }
}
