//! What is offered at the cursor (`<|>`), and what a note is after an item was taken.

use std::fs;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::anything::places;
use super::super::testing::Testing;
use super::super::types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionResponse, Documentation, InsertTextFormat,
    TextEdit,
};
use super::complete;
use crate::config::Overrides;
use crate::note;

/// Asked for by hand.
fn by_hand() -> Value {
    json!({"triggerKind": 1})
}

/// Opened by the character before the cursor.
fn typed(character: char) -> Value {
    json!({"triggerKind": 2, "triggerCharacter": character.to_string()})
}

fn ask(note: &Testing, at: u32, context: Value) -> Vec<CompletionItem> {
    let position = note.snapshot.position(at);
    let params = json!({"textDocument": note.document(), "position": position, "context": context});
    match complete(&note.snapshot, serde_json::from_value(params).expect("parameters")) {
        Some(CompletionResponse::CompletionList(list)) => list.items,
        other => panic!("{other:?}"),
    }
}

/// In a client that can do everything.
fn offered(text: &str, context: Value) -> Vec<CompletionItem> {
    let note = Testing::note(text).able();
    ask(&note, note.offset(), context)
}

fn labels(items: &[CompletionItem]) -> Vec<&str> {
    items.iter().map(|item| &*item.label).collect()
}

/// In a client that can do nothing.
fn plain(text: &str, context: Value) -> Vec<String> {
    let note = Testing::note(text);
    let items = ask(&note, note.offset(), context);
    items.into_iter().map(|item| item.label).collect()
}

fn edit(item: &CompletionItem) -> TextEdit {
    match &item.text_edit {
        Some(CompletionItemTextEdit::TextEdit(edit)) => edit.clone(),
        other => panic!("{other:?}"),
    }
}

/// The document after the item of that label was taken, in a client that can do nothing.
fn taken(text: &str, context: Value, label: &str) -> String {
    let note = Testing::note(text);
    taken_in(&note, context, label)
}

fn taken_in(note: &Testing, context: Value, label: &str) -> String {
    let items = ask(note, note.offset(), context);
    let item = items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(&items)));
    apply(note, item)
}

fn apply(note: &Testing, item: &CompletionItem) -> String {
    let mut edits = vec![edit(item)];
    edits.extend(item.additional_text_edits.clone().unwrap_or_default());
    note.applied(&edits)
}

fn snippet(items: &[CompletionItem], label: &str) -> String {
    let item = items.iter().find(|item| item.label == label);
    let item = item.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(items)));
    assert_eq!(item.insert_text_format, Some(InsertTextFormat::Snippet), "{label}");
    edit(item).new_text
}

const SOAP: &str = "# SOAP Note\n\n## Subjective\n\nCough for 3 days.\n\n";

#[test]
fn the_heading_that_comes_next_is_first() {
    let labels = plain(&format!("{SOAP}#<|>\n"), typed('#'));
    assert_eq!(labels[0], "Objective", "{labels:?}");
    assert!(!labels.contains(&"Subjective".to_owned()), "{labels:?}");
    assert_eq!(
        taken(&format!("{SOAP}#<|>\n"), typed('#'), "Objective"),
        format!("{SOAP}## Objective\n\n\n")
    );
}

#[test]
fn headings_are_written_as_the_note_writes_its_own() {
    for (text, label, expected) in [
        (
            "**Subjective**\n\nCough.\n\n**Objective**\n\nWell.\n\n<|>",
            "Assessment",
            "**Assessment**\n\n",
        ),
        (
            "SUBJECTIVE\n\nCough.\n\nOBJECTIVE\n\nWell.\n\n<|>",
            "Assessment",
            "ASSESSMENT\n\n",
        ),
        (
            "Subjective:\nCough.\nObjective:\nWell.\n<|>",
            "Assessment",
            "Assessment: ",
        ),
        ("CC: cough\nHPI: three days\nPMH: asthma\n<|>", "FH", "FH: "),
        (
            "# Objective\n\n## Vital Signs\n\nHR 80\n\n<|>",
            "Physical Examination",
            "## Physical Examination\n\n",
        ),
        (
            "Subjective\n==========\n\nCough.\n\nObjective\n=========\n\nWell.\n\n<|>",
            "Plan",
            "Plan\n====\n\n",
        ),
    ] {
        let done = taken(text, by_hand(), label);
        assert_eq!(done, text.replace("<|>", expected), "{text}");
    }
}

#[test]
fn a_word_that_was_begun_is_found_under_any_name() {
    let items = offered(&format!("{SOAP}## ass<|>"), by_hand());
    assert!(labels(&items).contains(&"Assessment"), "{:?}", labels(&items));
    assert!(!labels(&items).contains(&"Plan"), "{:?}", labels(&items));
    let items = offered("## Chief Complaint\n\nCough\n\n## HP<|>", by_hand());
    assert_eq!(items[0].label, "History of Present Illness");
    assert_eq!(items[0].filter_text.as_deref(), Some("## HPI"));
}

#[test]
fn headings_bring_what_belongs_under_them_and_the_blanks_of_the_template() {
    let items = offered(&format!("{SOAP}<|>\n"), by_hand());
    let objective = &items[0];
    assert_eq!(objective.label, "Objective");
    let Some(Documentation::MarkupContent(about)) = &objective.documentation else {
        panic!("{objective:?}");
    };
    assert!(
        about.value.starts_with("What you measured or observed"),
        "{}",
        about.value
    );
    let follow = snippet(&items, "Follow-up …");
    assert!(follow.starts_with("## Follow-up\n\n${1:***}, ${2:***}"), "{follow}");
}

#[test]
fn no_heading_is_offered_in_prose_lists_or_among_problems() {
    let plan = "# Assessment and Plan\n\n#<|>\n";
    for text in [
        "# HPI\n\nCough for 3 days. Pl<|>\n",
        "# HPI\n\nCough for 3 days\nPl<|>\n",
        "# HPI\n\n- Pl<|>\n",
        "# HPI\n\nCough # <|>\n",
        "| a | #<|>\n",
        plan,
        "# Assessment and Plan\n\n#CHF\n- rest\n\n#<|>\n",
    ] {
        let context = if text.contains("#<|>") { typed('#') } else { by_hand() };
        assert_eq!(plain(text, context), Vec::<String>::new(), "{text}");
    }
    // By hand they are.
    assert!(!plain(plan, by_hand()).is_empty());
    // In a note in capitals a # is no heading.
    assert!(plain("SUBJECTIVE\n\nCough.\n\nOBJECTIVE\n\nWell.\n\n#<|>\n", typed('#')).is_empty());
}

#[test]
fn dot_phrases_stand_in_for_their_text() {
    let text = "# Exam\n\nHeart: .norm<|>\n";
    let items = offered(text, by_hand());
    let item = items
        .iter()
        .find(|item| item.label == ".normalcardiac")
        .expect("the phrase");
    assert_eq!(item.filter_text.as_deref(), Some(".normalcardiac"));
    assert!(edit(item).new_text.starts_with("apical impulse"), "{item:?}");
    assert!(edit(item).new_text.contains("${1:***}"), "{item:?}");
    let done = taken(text, by_hand(), ".normalcardiac");
    assert!(done.starts_with("# Exam\n\nHeart: apical impulse"), "{done}");
    assert!(
        done.contains("***{height}") && done.ends_with("no leg edema.\n"),
        "{done}"
    );
    // In the middle of a name the whole of it is replaced.
    let middle = taken("# Exam\n\nGCS: .glas<|>go today\n", by_hand(), ".glasgow");
    assert!(middle.contains(" today\n") && !middle.contains("go today"), "{middle}");
    // What the section is about comes first.
    let rank = |name: &str| labels(&items).iter().position(|label| *label == name);
    assert!(rank(".normalcardiac") < rank(".alcoholbrief"), "{:?}", labels(&items));
}

#[test]
fn a_stop_that_opens_nothing_opens_no_list() {
    for text in [
        "# HPI\n\nCough for 3 days.<|>\n",
        "# HPI\n\nfurosemide 40 mg p.<|>o.\n",
        "# HPI\n\nlike e.<|>\n",
        "# HPI\n\nCr 1.<|>\n",
        "# HPI\n\ndose .<|>5 mg\n",
        "# HPI\n\nno pain .<|>\n",
        "# HPI\n\n...<|>\n",
        "# HPI\n\n`code .<|>`\n",
        "# HPI\n\n<!-- .<|> -->\n",
        "---\nkind: soap\nauthor: .<|>\n---\n# HPI\n\nx\n",
    ] {
        assert_eq!(plain(text, typed('.')), Vec::<String>::new(), "{text}");
    }
    for text in [
        "# Exam\n\n.<|>\n",
        "# Exam\n\n- .<|>\n",
        "# Exam\n\nHeart: .<|>\n",
        "# HPI\n\nWell. .ros<|>\n",
    ] {
        assert!(plain(text, typed('.')).contains(&".rosneg".to_owned()), "{text}");
    }
}

/// A folder with these files, and a configuration in it.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Overrides) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("preceptor.toml", "")].iter().chain(files) {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in the folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let overrides = Overrides {
        config: Some(folder.path().join("preceptor.toml")),
        ..Overrides::default()
    };
    (folder, overrides)
}

#[test]
fn own_phrases_and_templates_come_first() {
    let phrase = "+++\ntitle = \"Ours\"\ndescription = \"D\"\n+++\nHeart as we say it.\n";
    let template = "+++\ntitle = \"Our note\"\ndescription = \"D\"\nkind = \"soap\"\n+++\n# Subjective\n\n***{story}\n";
    let broken = "+++\ntitle = 3\n+++\nx\n";
    let (_folder, overrides) = folder(&[
        ("phrases/ours.md", phrase),
        ("phrases/broken.md", broken),
        ("templates/our-note.md", template),
        ("templates/broken.md", broken),
    ]);
    let note = Testing::note("# HPI\n\n.<|>\n").overrides(overrides.clone());
    let items = ask(&note, note.offset(), typed('.'));
    assert_eq!(items[0].label, ".ours");
    assert!(labels(&items).contains(&".rosneg") && !labels(&items).contains(&".broken"));
    let note = Testing::note("<|>").overrides(overrides);
    let items = ask(&note, note.offset(), by_hand());
    assert_eq!(items[0].label, "our-note");
    assert_eq!(
        apply(&note, &items[0]),
        "---\nkind: soap\ntemplate: our-note\n---\n\n# Subjective\n\n***{story}\n"
    );
}

#[test]
fn an_empty_document_is_offered_every_template() {
    for (name, text) in [
        ("today.note", "<|>"),
        ("untitled", "\n\n<|>"),
        ("a.md", "soap<|>\n"),
        ("a.txt", "\u{feff}<|>"),
    ] {
        let note = Testing::note(text).named(name).able();
        let items = ask(&note, note.offset(), by_hand());
        let soap = snippet(&items, "soap-clinic");
        assert!(soap.starts_with("---\nkind: soap\n"), "{soap}");
        assert!(soap.contains("${1:***}") && soap.ends_with("$0\n"), "{soap}");
        assert!(items.len() > 30, "{:?}", labels(&items));
    }
    let note = Testing::note("<|>").named("main.rs");
    assert!(ask(&note, note.offset(), by_hand()).is_empty());
    assert!(plain(".<|>", typed('.')).contains(&".rosneg".to_owned()));
}

#[test]
fn a_document_with_front_matter_only_gets_the_body_and_the_keys_it_lacks() {
    let text = "---\nkind: progress\npatient-age: 71\n---\n\n<|>\n";
    let items = offered(text, by_hand());
    assert!(items[0].label.starts_with("progress"), "{:?}", labels(&items));
    let note = Testing::note(text);
    let label = items[0].label.clone();
    let done = taken_in(&note, by_hand(), &label);
    assert!(
        done.starts_with("---\nkind: progress\npatient-age: 71\n")
            && done.contains(&format!("template: {label}\n"))
            && done.matches("kind: ").count() == 1,
        "{done}"
    );
    assert_eq!(done.matches("---\n").count(), 2, "{done}");
}

#[test]
fn choices_stand_in_for_the_whole_list() {
    let text = "# HPI\n\nPain is {mild|mod<|>erate|severe} today.\n";
    assert_eq!(plain(text, by_hand()), ["mild", "moderate", "severe"]);
    assert_eq!(taken(text, by_hand(), "severe"), "# HPI\n\nPain is severe today.\n");
    let several = plain("# Exam\n\nLungs: {+rales|wheeze<|>|rub}\n", by_hand());
    assert_eq!(several[..4], ["rales", "wheeze", "rub", "rales and wheeze"]);
    assert_eq!(several[6], "rales, wheeze and rub");
    let optional = "# HPI\n\nPain{? with nausea<|>}.\n";
    assert_eq!(plain(optional, by_hand()), ["with nausea", "(leave out)"]);
    assert_eq!(taken(optional, by_hand(), "(leave out)"), "# HPI\n\nPain.\n");
    assert_eq!(plain("# HPI\n\nPain is {<|>mild|severe}.\n", typed('{')).len(), 2);
    assert!(plain("# HPI\n\nPain is {<|>}.\n", typed('{')).is_empty());
}

#[test]
fn directives_name_the_rules_that_speak_here() {
    let text = "# Medications\n\nmorphine 5.0 mg QD <!-- preceptor: allow <|> -->\n";
    let labels = plain(text, by_hand());
    assert!(labels[0].starts_with("SAF"), "{labels:?}");
    assert!(labels.len() > 80, "{labels:?}");
    let done = taken(text, by_hand(), "SAF003");
    assert_eq!(done, text.replace("<|>", "SAF003"));
    let second = plain(&text.replace("<|>", "SAF003, S<|>"), by_hand());
    assert!(!second.contains(&"SAF003".to_owned()) && second.contains(&"SAF001".to_owned()));
    let verbs = plain("# HPI\n\ncough\n\n<!-- preceptor:<|>\n", typed(':'));
    assert!(
        verbs.ends_with(&["allow".into(), "allow-section".into(), "allow-file".into()]),
        "{verbs:?}"
    );
}

#[test]
fn a_directive_for_what_is_found_here_is_written_whole() {
    let text = "# Medications\n\n<!-- preceptor:<|>\nmorphine 5.0 mg daily\n";
    let items = offered(text, typed(':'));
    let whole = snippet(&items, "allow SAF003");
    assert_eq!(whole, " allow SAF003 -- ${1:reason} -->");
    assert!(plain("# HPI\n\n<!-- preceptor: allow SAF003 -- it<|>\n", by_hand()).is_empty());
    assert!(plain("# HPI\n\n<!-- to myself: .<|> -->\n", by_hand()).is_empty());
}

#[test]
fn front_matter_keys_that_are_missing_and_values_that_fit() {
    let text = "---\nkind: soap\npat<|>\n---\n# HPI\n\ncough\n";
    let labels = plain(text, by_hand());
    assert!(
        labels.contains(&"patient-age".to_owned()) && !labels.contains(&"kind".to_owned()),
        "{labels:?}"
    );
    assert_eq!(
        taken(text, by_hand(), "patient-age"),
        "---\nkind: soap\npatient-age: \n---\n# HPI\n\ncough\n"
    );
    let kind = "---\nkind:<|>\n---\n# HPI\n\ncough\n";
    assert!(taken(kind, typed(':'), "soap").starts_with("---\nkind: soap\n---\n"));
    assert!(taken(&kind.replace(":<|>", ": so<|>"), by_hand(), "soap").starts_with("---\nkind: soap\n---\n"));
    let special = "---\nkind: soap\nspecialty: [surgery, <|>]\n---\n# HPI\n\ncough\n";
    let done = taken(special, by_hand(), "pediatrics");
    assert!(done.contains("specialty: [surgery, pediatrics]\n"), "{done}");
    assert!(!plain(special, by_hand()).contains(&"surgery".to_owned()));
    assert_eq!(
        plain("---\nkind: soap\nsetting: <|>\n---\nx\n", by_hand()),
        ["inpatient", "outpatient", "emergency"]
    );
}

#[test]
fn a_block_that_is_not_closed_yet_is_one() {
    assert!(plain("---\nkind: soap\n<|>", by_hand()).contains(&"setting".to_owned()));
    assert!(plain("---\nkind: <|>", by_hand()).contains(&"soap".to_owned()));
    // A colon in prose is no key.
    assert!(plain("# HPI\n\nkind: <|>\n", typed(':')).is_empty());
    assert!(plain("# HPI\n---\nkind: <|>\n", typed(':')).is_empty());
}

#[test]
fn the_block_itself_is_offered_at_the_top() {
    let done = taken(
        "--<|>\n# Subjective\n\ncough\n\n# Objective\n\nwell\n\n# Assessment\n\nURI\n\n# Plan\n\nrest\n",
        by_hand(),
        "---",
    );
    assert!(
        done.starts_with("---\nkind: soap\npatient-age: ***\npatient-sex: ***\n---\n\n# Subjective"),
        "{done}"
    );
}

#[test]
fn the_previous_note_is_looked_for_in_one_folder() {
    let (folder, overrides) = folder(&[
        ("2026-11-20.md", "x"),
        ("2026-11-21.md", "x"),
        ("picture.png", "x"),
        ("deeper/2026-11-19.md", "x"),
    ]);
    let path = folder.path().join("2026-11-22.md");
    let text = "---\nkind: progress\nprevious: <|>\n---\n# Plan\n\nrest\n";
    let note = Testing::note(text).named(&path.to_string_lossy()).overrides(overrides);
    assert_eq!(
        labels(&ask(&note, note.offset(), by_hand())),
        ["2026-11-21.md", "2026-11-20.md"]
    );
}

#[test]
fn what_the_front_matter_says_can_be_put_into_the_note() {
    let text = "---\nkind: soap\npatient-age: 64\n---\n# HPI\n\nA @<|>\n";
    assert_eq!(plain(text, typed('@')), ["@age@"]);
    assert!(taken(text, typed('@'), "@age@").ends_with("\nA 64\n"));
    assert!(plain(&text.replace("A @", "a@"), typed('@')).is_empty());
    assert!(plain("# HPI\n\nseen @<|> 2 pm\n", typed('@')).is_empty());
    let template = "+++\ntitle = \"T\"\n[[fields]]\nname = \"age\"\ntype = \"integer\"\n+++\n# HPI\n\n@a<|>\n";
    assert_eq!(plain(template, typed('@')), ["@age@"]);
}

#[test]
fn a_document_that_is_no_note_is_left_alone() {
    let readme = |text: &str, context: Value| {
        let note = Testing::note(text).named("README.md").able();
        labels(&ask(&note, note.offset(), context)).len()
    };
    assert_eq!(readme("# Hello\n\n.<|>\n", typed('.')), 0);
    assert_eq!(readme("# Hello\n\n#<|>\n", typed('#')), 0);
    assert_eq!(readme("# Hello\n\nWorld\n\n<|>\n", by_hand()), 0);
    assert_eq!(readme("---\nlayout: post\n<|>\n---\n# Hello\n", by_hand()), 0);
}

#[test]
fn a_client_gets_what_it_can_take() {
    let text = "# Exam\n\n.ros<|>\n";
    let item = |note: &Testing| {
        let items = ask(note, note.offset(), by_hand());
        items
            .into_iter()
            .find(|item| item.label == ".rosneg")
            .expect("the phrase")
    };
    let bare = item(&Testing::note(text));
    assert_eq!(
        (bare.insert_text_format, bare.insert_text_mode, &bare.label_details),
        (None, None, &None)
    );
    assert!(bare.detail.is_some() && matches!(bare.documentation, Some(Documentation::String(_))));
    assert!(!edit(&bare).new_text.contains("$0"));
    let able = item(&Testing::note(text).able());
    assert!(able.insert_text_mode.is_some() && able.label_details.is_some() && able.detail.is_none());
    assert!(edit(&able).new_text.ends_with("$0"));
}

/// Snippets are balanced, choices are not empty, and no stop is open.
fn is_snippet(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    let mut open = 0;
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '$' if chars.peek() == Some(&'{') => {
                chars.next();
                let mut digits = 0;
                while chars.peek().is_some_and(char::is_ascii_digit) {
                    chars.next();
                    digits += 1;
                }
                if digits == 0 || !matches!(chars.peek(), Some(':' | '|' | '}')) {
                    return false;
                }
                open += 1;
            }
            '$' if !chars.peek().is_some_and(char::is_ascii_digit) => return false,
            '}' if open > 0 => open -= 1,
            '}' => return false,
            _ => {}
        }
    }
    open == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_place_of_any_text_is_answered_with_edits_that_hold_the_cursor((text, at) in places(), trigger in 0..6usize) {
        let character = super::TRIGGERS.get(trigger).and_then(|trigger| trigger.chars().next());
        let context = character.map_or_else(by_hand, typed);
        for able in [false, true] {
            let note = Testing::text(&text, Vec::new());
            let note = if able { note.able() } else { note };
            for &at in &at {
                let position = note.snapshot.position(at);
                let items = ask(&note, at, context.clone());
                for (number, item) in items.iter().enumerate() {
                    let edit = edit(item);
                    let lines = [edit.range.start.line, edit.range.end.line];
                    prop_assert_eq!(lines, [position.line; 2], "{:?}", item);
                    prop_assert!(edit.range.start <= position && position <= edit.range.end, "{:?}", item);
                    prop_assert!(item.filter_text.is_some());
                    prop_assert_eq!(item.sort_text.clone(), Some(format!("{number:04}")));
                    let done = apply(&note, item);
                    if item.insert_text_format.is_some() {
                        prop_assert!(is_snippet(&edit.new_text), "{}", edit.new_text);
                        continue;
                    }
                    let also = item.additional_text_edits.iter().flatten();
                    let start = note.snapshot.offset(edit.range.start) as usize
                        + also.map(|edit| edit.new_text.len()).sum::<usize>();
                    prop_assert!(done[start..].starts_with(&edit.new_text), "{:?} {:?}", done, item);
                    if item.kind == Some(CompletionItemKind::Module) {
                        let settings = note.snapshot.settings();
                        let read = note::read(done.as_str().into(), settings.grammar.clone(), &settings.hints);
                        let words = |section: &note::Section| read.slice(section.heading).to_lowercase();
                        let found = read.sections.iter().any(|section| {
                            section.id.is_some() && words(section) == item.label.to_lowercase()
                        });
                        prop_assert!(found, "{:?} has no {:?}", done, item.label);
                    }
                }
            }
        }
    }
}
