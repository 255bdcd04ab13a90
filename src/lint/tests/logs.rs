//! The student's own logs: which rules speak on them.

use super::*;

#[test]
fn kinds_name_rules_that_there_are() {
    for kind in Grammar::builtin().kinds() {
        for word in kind.rules.iter() {
            let family = Family::ALL.iter().any(|family| family.code() == word);
            assert!(family || rules::coded(word).is_some(), "{}: {word}", kind.id);
            assert!(kind.hears(word), "{}: {word}", kind.id);
        }
        // What is no patient note keeps its rules on confidentiality and on what a template leaves behind.
        if kind.entries.is_some() {
            assert!(
                kind.hears("PHI001") && kind.hears("TPL001") && kind.hears("SUP001"),
                "{}",
                kind.id
            );
            assert!(
                !kind.hears("CMP003") && !kind.hears("REA001") && !kind.hears("ACT004"),
                "{}",
                kind.id
            );
        } else {
            assert!(kind.rules.is_empty(), "{}", kind.id);
        }
    }
}

const BODY: &str = "# 2026-11-20\n\n## New Diagnoses\n\n\
                    - Pulmonary embolism in Mrs. Hannah Okafor, 72F with chest pain: CT decides; HR 118.\n\n\
                    ## Management\n\n- Heparin now, warfarin 5.0 mg later, follow up soon.\n\n\
                    ## Mistakes\n\n- What happened: ***. The patient is a frequent flyer.\n\n\
                    ## Questions\n\n- Why is the D-dimer high?\n";

fn codes_on(text: &str) -> Vec<String> {
    let checked = run(text, &Settings::new(Grammar::builtin()));
    let mut codes: Vec<String> = checked.diagnostics.iter().map(|found| found.code.to_string()).collect();
    codes.dedup();
    codes
}

#[test]
fn few_rules_speak_on_a_log() {
    let codes = codes_on(&format!("---\nkind: learning-notes\n---\n{BODY}"));
    assert_eq!(codes, ["PHI001", "SAF003", "TPL001", "LNG001"]);
}

#[test]
fn a_user_rule_speaks_on_a_log_too() {
    let settings = settings(ABBREVIATIONS);
    let text = format!("---\nkind: learning-notes\n---\n{BODY}\nMS 2 mg QD\n");
    assert!(!run(&text, &settings).diagnostics.is_empty());
}

#[test]
fn a_school_may_give_its_own_kind_entries_and_rules() {
    let kind = "id = 'case-diary'\ntitle = 'Case Diary'\npurpose = 'x'\nfamily = 'learning'\nentries = 'day'\nrules = ['ORG', 'PHI']\n\
                order = ['mistakes', 'questions']\nrequired = ['mistakes', 'questions']\n";
    let grammar = Grammar::with_overlays([("kinds/case-diary.toml", kind)]).expect("in order");
    let settings = Settings::new(grammar);
    let text = "---\nkind: case-diary\n---\n# 2026-11-20\n\n## Questions\n\nWhy 5.0 mg?\n\n\
                ## Mistakes\n\nNone.\n\n# 2026-11-21\n\n## Mistakes\n\nNone.\n";
    let checked = run(text, &settings);
    assert_eq!(checked.note.entries.len(), 2);
    assert_eq!(found(&checked), ["ORG003 Questions", "ORG001 2026-11-21"]);
}
