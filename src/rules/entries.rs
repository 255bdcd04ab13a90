//! The sections that each entry of a log has to have (ORG001).

use crate::grammar::{KindDef, SectionId};
use crate::note::{Note, Part};
use crate::rules::support::{first_line, listing, quote};
use crate::rules::{Finding, Severity};

/// Report the sections that the entries of a log lack: those that its kind requires and those `asked` for, without those
/// `waived`. What one entry lacks is one finding.
pub(crate) fn check(
    note: &Note,
    kind: &KindDef,
    asked: &[SectionId],
    waived: &[SectionId],
    findings: &mut Vec<Finding>,
) {
    let own = kind.required.iter().filter(|id| !asked.contains(id));
    let wanted: Vec<SectionId> = own.chain(asked).filter(|id| !waived.contains(id)).copied().collect();
    if wanted.is_empty() {
        return;
    }
    for part in note.parts() {
        let lacking: Vec<SectionId> = wanted.iter().copied().filter(|id| !has(note, &part, *id)).collect();
        // What stands above the first entry may be anything: goals of the rotation, a list of sources.
        let above = part.entry.is_none() && !note.entries.is_empty();
        if lacking.is_empty() || above && lacking.len() == wanted.len() {
            continue;
        }
        findings.push(finding(note, kind, &part, &lacking, lacking.len() == wanted.len()));
    }
}

fn has(note: &Note, part: &Part<'_>, wanted: SectionId) -> bool {
    let sections = &note.sections[part.sections.start as usize..part.sections.end as usize];
    let mut ids = sections
        .iter()
        .flat_map(|section| section.id.iter().chain(&section.also));
    ids.any(|id| note.grammar.satisfies(wanted, *id))
}

fn finding(note: &Note, kind: &KindDef, part: &Part<'_>, lacking: &[SectionId], all: bool) -> Finding {
    let section = |id: &SectionId| note.grammar.section(*id);
    let titles: Vec<String> = lacking.iter().map(|id| format!("\"{}\"", section(id).title)).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let whose = match part.entry {
        Some(entry) => format!("The entry \"{}\"", quote(note.slice(entry.heading), 40)),
        None => format!("This {}", kind.title.to_lowercase()),
    };
    let message = match (all && titles.len() > 1, titles.len()) {
        (true, _) => format!("{whose} has none of its sections: {}", listing(&titles, "and")),
        (false, 1) => format!("{whose} has no {}", titles[0]),
        (false, _) => format!("{whose} has neither {}", listing(&titles, "nor")),
    };
    let holds: Vec<String> = lacking
        .iter()
        .map(section)
        .filter(|section| !section.contains.is_empty())
        .map(|section| format!("{}: {}", section.title, section.contains))
        .collect();
    let span = part.entry.map_or_else(|| first_line(note), |entry| entry.heading);
    let help = format!("add what is missing, if only in a line. {}", holds.join(" "));
    Finding::new(span, message).help(help).severity(Severity::Warning)
}

#[cfg(test)]
mod tests {
    use crate::rules::catalogue::RULES;
    use crate::rules::support::testing::{hits, run, run_with};
    use crate::rules::{Finding, OptionValue, Rule, Severity};

    fn rule(code: &str) -> &'static Rule {
        RULES
            .iter()
            .copied()
            .find(|rule| rule.code == code)
            .expect("the rule is there")
    }

    /// Learning notes of these days, each with these sections.
    fn log(days: &[(&str, &[&str])]) -> String {
        let mut text = String::from("---\nkind: learning-notes\n---\n");
        for (day, sections) in days {
            text.push_str(&format!("\n# {day}\n"));
            for section in *sections {
                text.push_str(&format!("\n## {section}\n\nSomething of {day}.\n"));
            }
        }
        text
    }

    const ALL: &[&str] = &["New diagnoses", "Pearls", "Mistakes", "Questions"];

    fn messages(found: &[Finding]) -> Vec<&str> {
        found.iter().map(|finding| finding.message.as_str()).collect()
    }

    #[test]
    fn each_entry_is_asked_for_its_own_sections() {
        let text = log(&[
            ("2026-11-20", ALL),
            ("2026-11-21", &["New diagnoses", "Pearls", "Questions"]),
            ("2026-11-22", &["Pearls", "Mistakes"]),
            ("2026-11-23", &[]),
            ("2026-11-24", ALL),
        ]);
        let found = run(rule("ORG001"), &text);
        assert_eq!(
            messages(&found),
            [
                "The entry \"2026-11-21\" has no \"Mistakes I Won't Repeat\"",
                "The entry \"2026-11-22\" has neither \"New Diagnoses I Saw Today\" nor \"Questions to Ask Tomorrow\"",
                "The entry \"2026-11-23\" has none of its sections: \"New Diagnoses I Saw Today\", \"Important Management Points\", \
                 \"Mistakes I Won't Repeat\" and \"Questions to Ask Tomorrow\"",
            ]
        );
        assert!(found.iter().all(|finding| finding.severity == Some(Severity::Warning)));
        assert_eq!(found[0].span.of(&text), "2026-11-21");
        let waived = OptionValue::List(vec!["mistakes".to_owned(), "questions".to_owned()]);
        assert_eq!(run_with(rule("ORG001"), &text, "waive", waived).len(), 2);
        let asked = OptionValue::List(vec!["references".to_owned()]);
        assert_eq!(run_with(rule("ORG001"), &text, "require", asked).len(), 5);
    }

    #[test]
    fn one_day_without_a_date_is_one_entry() {
        let text = "# Learning Notes\n\n## New diagnoses\n\nX.\n\n## Pearls\n\nY.\n\n## Questions\n\nZ?\n";
        assert_eq!(
            messages(&run(rule("ORG001"), text)),
            ["This learning notes has no \"Mistakes I Won't Repeat\""]
        );
    }

    #[test]
    fn what_stands_above_the_first_entry_is_free() {
        let goals = "---\nkind: learning-notes\n---\n# Goals of the rotation\n\nTen taps.\n\n# References\n\nA text.\n";
        let text = log(&[("2026-11-20", ALL)]).replacen("---\nkind: learning-notes\n---\n", goals, 1);
        assert!(run(rule("ORG001"), &text).is_empty());
    }

    #[test]
    fn the_same_section_of_another_day_is_no_second_one() {
        let many: Vec<String> = (1..=28).map(|day| format!("2026-10-{day:02}")).collect();
        let days: Vec<(&str, &[&str])> = many.iter().map(|day| (day.as_str(), ALL)).collect();
        assert!(run(rule("ORG004"), &log(&days)).is_empty());
        let twice = log(&[("2026-11-20", ALL), ("2026-11-21", &["Mistakes", "Pearls", "Mistakes"])]);
        assert_eq!(hits(rule("ORG004"), &twice), ["Mistakes"]);
        // Without dates the sections of the second day are second ones.
        let bare = log(&[("2026-11-20", ALL), ("2026-11-21", ALL)]).replace("# 2026", "In 2026");
        assert!(!run(rule("ORG004"), &bare).is_empty());
    }

    #[test]
    fn what_another_day_says_too_is_not_repeated() {
        let said = "I said a potassium aloud that was of the day before, because I had copied the list and not looked at the time of the \
                    result; from now on the time is written beside each value that I copy.";
        let entry = |day: u8, pearls: &str| {
            format!(
                "\n# 2026-11-{day}\n\n## New diagnoses\n\nNone today.\n\n## Pearls\n\n{pearls}\n\n\
                 ## Mistakes\n\n{said}\n\n## Questions\n\nNone.\n"
            )
        };
        let head = "---\nkind: learning-notes\n---\n";
        let apart = format!("{head}{}{}{}", entry(20, "A."), entry(21, "B."), entry(22, "C."));
        assert!(run(rule("REL002"), &apart).is_empty());
        let within = format!("{head}{}{}{}", entry(20, "A."), entry(21, said), entry(22, "C."));
        let found = run(rule("REL002"), &within);
        assert_eq!(found.len(), 1, "{found:?}");
        let place = |needle: &str| within.find(needle).map(|at| at as u32);
        assert!(Some(found[0].span.start) > place("2026-11-21") && Some(found[0].span.end) < place("2026-11-22"));
        assert!(Some(found[0].related[0].span.start) > place("2026-11-21"));
    }

    #[test]
    fn the_day_of_an_entry_is_the_writers_and_others_are_not() {
        let text = log(&[("2026-11-20", ALL), ("22 Nov 2026, night shift", ALL)]);
        let headings_only = text
            .replace("Something of 2026-11-20", "A")
            .replace("Something of 22 Nov 2026, night shift", "B");
        for dates in ["whole", "all"] {
            let set = OptionValue::Text(dates.to_owned());
            assert!(
                run_with(rule("PHI007"), &headings_only, "dates", set).is_empty(),
                "{dates}"
            );
        }
        let read = headings_only.replacen("A.", "See the guideline (accessed on 11/18/2026).", 1);
        assert!(run(rule("PHI007"), &read).is_empty());
        let told = headings_only.replacen("A.", "Admitted 11/18/2026 with fever.", 1);
        let found = run(rule("PHI007"), &told);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].span.of(&told), found[0].severity),
            ("11/18/2026", Some(Severity::Warning))
        );
    }

    #[test]
    fn an_order_that_a_school_asks_for_holds_in_each_entry() {
        use crate::grammar::Grammar;
        use crate::note::{self, Hints};
        use crate::rules::support::testing::run_on;
        let own = "id = 'learning-notes'\nany-order = false\n";
        let grammar = Grammar::with_overlays([("kinds/own.toml", own)]).expect("the grammar is right");
        let order: &[&str] = &["Pearls", "New diagnoses", "Mistakes", "Questions"];
        let text = log(&[("2026-11-20", ALL), ("2026-11-21", order), ("2026-11-22", ALL)]);
        let note = note::read(text.as_str().into(), grammar, &Hints::default());
        let found = run_on(rule("ORG003"), &note, &Default::default(), &Default::default());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(Some(found[0].span.start as usize) > text.find("2026-11-21"));
    }
}
