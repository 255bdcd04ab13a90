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
        .map(|id| section(id))
        .filter(|section| !section.contains.is_empty())
        .map(|section| format!("{}: {}", section.title, section.contains))
        .collect();
    let span = part.entry.map_or_else(|| first_line(note), |entry| entry.heading);
    let help = format!("add what is missing, if only in a line. {}", holds.join(" "));
    Finding::new(span, message).help(help).severity(Severity::Warning)
}
