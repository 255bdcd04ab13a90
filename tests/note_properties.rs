//! What holds for every text: reading is total, sections nest and never overlap, problems lie in their sections.

use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints, Note};
use proptest::prelude::*;

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn check(note: &Note) -> Result<(), TestCaseError> {
    let mut last_end: Vec<u32> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, section) in note.sections.iter().enumerate() {
        for span in [section.heading, section.span, section.body] {
            prop_assert!(span.start <= span.end && span.end as usize <= note.text.len());
            prop_assert!(
                note.text.is_char_boundary(span.start as usize) && note.text.is_char_boundary(span.end as usize)
            );
        }
        prop_assert!(section.span.contains(section.heading), "heading outside its section");
        prop_assert!(section.span.contains(section.body), "body outside its section");
        while open
            .last()
            .is_some_and(|&outer| note.sections[outer].end as usize <= at)
        {
            open.pop();
        }
        prop_assert_eq!(
            section.parent.map(|parent| parent.0 as usize),
            open.last().copied(),
            "parents are the open sections"
        );
        if let Some(parent) = section.parent {
            prop_assert!(
                note.section(parent).body.contains(section.span),
                "a child lies in its parent's body"
            );
        }
        let level = usize::from(section.level);
        prop_assert_eq!(level, open.len() + 1);
        last_end.resize(level, 0);
        prop_assert!(last_end[level - 1] <= section.span.start, "siblings do not overlap");
        last_end[level - 1] = section.span.end;
        prop_assert!(section.end as usize > at && section.end as usize <= note.sections.len());
        open.push(at);
        prop_assert!(note.section_at(section.heading.start).is_some());
    }
    for problem in &note.written_problems {
        let body = note.section(problem.section).span;
        prop_assert!(body.contains(problem.span), "a problem lies in its section");
        prop_assert!(problem.span.contains(problem.title), "a title lies in its problem");
        prop_assert!(problem.items.iter().all(|item| body.contains(*item)));
    }
    for pair in note.written_problems.windows(2) {
        prop_assert!(
            pair[0].section != pair[1].section || pair[0].span.end <= pair[1].span.start,
            "problems do not overlap"
        );
    }
    entries(note)
}

/// The entries of a log follow each other, and no section reaches from one into another.
fn entries(note: &Note) -> Result<(), TestCaseError> {
    for (at, entry) in note.entries.iter().enumerate() {
        let next = note.entries.get(at + 1);
        prop_assert!(entry.span.contains(entry.heading) && entry.span.contains(entry.body));
        prop_assert_eq!(
            entry.span.end,
            next.map_or(note.text.len() as u32, |next| next.span.start)
        );
        prop_assert_eq!(
            entry.sections.end,
            next.map_or(note.sections.len() as u32, |next| next.sections.start)
        );
        prop_assert!(entry.sections.start <= entry.sections.end);
        let sections = &note.sections[entry.sections.start as usize..entry.sections.end as usize];
        prop_assert!(
            sections.iter().all(|section| entry.span.contains(section.span)),
            "a section in two entries"
        );
        prop_assert!(entry.date.is_none_or(|date| date.is_possible()));
        prop_assert_eq!(note.log_entry_at(entry.heading.start), Some(at));
        prop_assert!(note.slice(entry.span).chars().count() > 0);
    }
    let parts: Vec<_> = note.parts().collect();
    prop_assert!(parts.windows(2).all(|pair| pair[0].span.end == pair[1].span.start));
    prop_assert_eq!(parts.last().map(|part| part.span.end), Some(note.text.len() as u32));
    let counted: u32 = parts.iter().map(|part| part.sections.end - part.sections.start).sum();
    prop_assert_eq!(counted as usize, note.sections.len());
    Ok(())
}

/// Lines such as logs are made of, good and odd.
fn log_line() -> impl Strategy<Value = String> {
    let date = prop::sample::select(vec![
        "2026-11-22",
        "22 Nov 2026",
        "Nov 22",
        "11/22/2026",
        "2026-02-30",
        "Week 3",
        "[DATE-1]",
        "***{today}",
        "22",
        "2026",
    ]);
    let form = prop::sample::select(vec![
        "# {}",
        "## {}",
        "### {}:",
        "#{}",
        "**{}**",
        "**{}:** text",
        "{}",
        "Date: {}",
        "# Week of {}",
        "# {}, night shift",
        "- {}",
        "> {}",
        "{}\n---",
        "# Learning notes, {}",
        "I saw it on {}.",
        "# é {}",
        "<!-- {} -->",
        "| {} | x |",
    ]);
    let section = prop::sample::select(vec![
        "## Mistakes",
        "# Pearls",
        "Questions: why?",
        "- Mistakes: none",
        "## New diagnoses\n- x",
        "### Detail",
        "Plain text.",
        "",
        "",
    ]);
    prop_oneof![
        3 => (form, date).prop_map(|(form, date)| form.replace("{}", date)),
        4 => section.prop_map(str::to_owned),
        1 => "\\PC{0,20}",
    ]
}

/// Lines such as notes are made of, good and odd.
fn line() -> impl Strategy<Value = String> {
    let heading = prop::sample::select(vec![
        "HPI",
        "PMH",
        "Assessment",
        "Plan",
        "A/P",
        "Physical Exam",
        "ROS",
        "Vitals",
        "Lungs",
        "CV",
        "General",
        "Social history",
        "Tobacco",
        "CHF",
        "Pain",
        "Disposition",
        "Medical Treatment",
        "Assesment",
        "S",
        "O",
        "A",
        "P",
        "Gadgets",
        "CC/HPI",
        "Labs",
        "Follow-up",
    ]);
    let form = prop::sample::select(vec![
        "# {}",
        "## {}",
        "### {}:",
        "#{}",
        "**{}**",
        "**{}:** text",
        "{}: some text here",
        "{}:",
        "{}",
        "1. {}",
        "2) {}: more",
        "- {}: ok",
        "  - {}",
        "{} - text",
        "{}\n---",
        "{}\n===",
        "> {}: said",
        "1) {} 2) HTN 3) x",
        "text. {}: CAPS AFTER",
        "- [ ] {}",
        "***{}***",
        "{}.",
    ]);
    prop_oneof![
        6 => (form, heading, any::<bool>()).prop_map(|(form, heading, caps)| {
            form.replace("{}", &if caps { heading.to_uppercase() } else { heading.to_owned() })
        }),
        2 => Just(String::new()),
        2 => "[ -~]{0,40}",
        1 => "\\PC{0,20}",
        1 => Just("Vitals: T 38.1 °C  EXAM: lungs clear. LABS: Na 138".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(768))]

    #[test]
    fn sections_nest_in_notes(lines in prop::collection::vec(line(), 0..40), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        check(&read(&lines.join(end)))?;
    }

    #[test]
    fn entries_follow_each_other(lines in prop::collection::vec(log_line(), 0..30), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        for kind in ["learning-notes", "weekly-reflection", "soap"] {
            let note = read(&format!("---{end}kind: {kind}{end}---{end}{}", lines.join(end)));
            check(&note)?;
            prop_assert!(kind != "soap" || note.entries.is_empty());
        }
        check(&read(&lines.join(end)))?;
    }

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&read(&text))?;
    }
}
