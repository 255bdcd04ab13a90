//! ORG005: a heading that the catalogue does not know.

use crate::grammar::{Typos, normalize_heading};
use crate::note::{HeadingStyle, Match, Note, Section, SectionIx};
use crate::rules::support::{heading, quote, word_count};
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG005",
    name: "unknown-section",
    aliases: &["heading-typo"],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "allow",
        default: OptionDefault::List(&[]),
        doc: "Headings of your school that the catalogue does not know, in any case.",
    }],
    fix: Some(Applicability::Safe),
    sources: &["LOINC document section codes and HL7 C-CDA section names, as collected in the section catalogue"],
    summary: "A heading is misspelt, or names no section that readers know.",
    docs: r#"
## What it does

Reports a marked heading (`#`, underlined, bold, capitals) that stands for no section of the catalogue. If it is one or two letters away from a known heading it
is a typo (warning, with a safe fix); otherwise it is only pointed out (info). Problem titles in an assessment or plan, exam parts and plain labels
are not headings, and are left alone. `allow` takes the headings of your own school.

## Why it matters

Readers find their way in a note by its headings: the pharmacist looks for `Medications`, the night team for `Plan`. Search and handoff tools do the same by
name. Under a heading that nobody expects, an allergy is as good as not written.

## How to fix

Use the usual heading, or make your own a part of the section where readers would look for it.

```bad
# H&P

## Chief Complaint

Fever for 3 days

## Histroy of Present Illness

7-year-old boy with fever to 39.2 and sore throat, no cough.
```

```bad
## HPI

30-year-old G1P0 at 34 weeks with headache.

## Alergies

Penicillin (hives)
```

```good
# H&P

## Chief Complaint

Fever for 3 days

## History of Present Illness

7-year-old boy with fever to 39.2 and sore throat, no cough.
```

```good
## Assessment and Plan

### Preeclampsia with severe features

Magnesium sulfate 4 g IV, then 2 g/h.

### Fetal status

Category I tracing.
```

## Precision

No finding in the 182 notes of the development corpus, where every unknown heading is one that a reader of such a report knows; so it was measured on planted faults (12, all found) and 24 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let allowed = context.list("allow");
    let mut company = None;
    let mut typos = Typos::default();
    for (at, section) in note.sections.iter().enumerate() {
        let ix = SectionIx(at as u32);
        let written = heading(note, ix);
        if allowed.iter().any(|name| name.trim().eq_ignore_ascii_case(written)) {
            continue;
        }
        match section.matched {
            Match::Exact => {}
            Match::Typo => typo(context, ix, &mut typos, findings),
            Match::Unknown if is_meant_as_section(note, section, &mut company) => findings.push(
                Finding::new(section.heading, format!("\"{}\" is no section that readers look for", quote(written, 60)))
                    .help("use the usual heading, or make it a part of the section where readers would look; a school's own headings go into the option `allow`")
                    .severity(Severity::Info),
            ),
            Match::Unknown => {}
        }
    }
}

fn typo(context: &Context<'_>, ix: SectionIx, typos: &mut Typos, findings: &mut Vec<Finding>) {
    let note = context.note;
    let section = note.section(ix);
    let written = heading(note, ix);
    let mut normalized = String::new();
    normalize_heading(written, &mut normalized);
    let spelling = match typos.of(context.grammar(), &normalized) {
        Some(found) => found.spelling.clone(),
        None => match section.id {
            Some(id) => context.grammar().section(id).title.to_string(),
            None => return,
        },
    };
    let spelling = in_case_of(written, &spelling);
    let mut finding = Finding::new(
        section.heading,
        format!("\"{}\" is misspelt: {spelling}", quote(written, 60)),
    );
    // A parenthesis or a date beside the misspelt words stays as it is: then only the writer knows which part is which.
    if written
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '/' | '-' | '.' | ',' | '\''))
    {
        let lead = note.slice(section.heading).find(written).unwrap_or(0) as u32;
        let span = Span::new(
            section.heading.start + lead,
            section.heading.start + lead + written.len() as u32,
        );
        finding = finding.fix(
            Applicability::Safe,
            format!("write `{spelling}`"),
            span,
            spelling.as_str(),
        );
    }
    findings.push(finding.help(format!(
        "write \"{spelling}\", so that readers and tools find the section"
    )));
}

/// `spelling` in the capitals of `written`.
fn in_case_of(written: &str, spelling: &str) -> String {
    let mut letters = written.chars().filter(|c| c.is_alphabetic());
    if letters.clone().all(char::is_uppercase) {
        spelling.to_uppercase()
    } else if letters.next().is_some_and(char::is_lowercase) {
        spelling.to_lowercase()
    } else if written.chars().filter(|c| c.is_uppercase()).count() == 1 && spelling.contains(' ') {
        // `Past medcal history`: a sentence's capitals.
        let mut chars = spelling.chars();
        chars.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()
        })
    } else {
        spelling.to_owned()
    }
}

/// Whether an unknown heading is surely meant as a section, not as a problem, a part of the exam or plain emphasis: it
/// is a main heading with `#` or a line under it, of few words, among known headings that look like it.
fn is_meant_as_section(note: &Note, section: &Section, company: &mut Option<(usize, usize)>) -> bool {
    let marked = |section: &Section| matches!(section.style, HeadingStyle::Atx(_) | HeadingStyle::Setext(_));
    // A part of a known section is the writer's to name.
    let main = |section: &Section| section.parent.is_none() && marked(section);
    if !main(section) || note.kind.is_none() || !(1..=6).contains(&word_count(note.slice(section.heading))) {
        return false;
    }
    // In a text of strange headings it is not the heading that is odd.
    let (known, unknown) = *company.get_or_insert_with(|| {
        let headings = note.sections.iter().filter(|other| main(other));
        headings.fold((0, 0), |(known, unknown), other| match other.id {
            Some(_) => (known + 1, unknown),
            None => (known, unknown + 1),
        })
    });
    known >= 2 && known > unknown
}

#[cfg(test)]
mod tests {
    use super::{RULE, in_case_of};
    use crate::rules::support::testing::{hits, run, silent, speaks};
    use crate::rules::{Applicability, Severity};

    #[test]
    fn a_typo_is_mended_in_the_capitals_of_the_writer() {
        for (written, right) in [
            ("## Histroy of Present Illness", "## History of Present Illness"),
            ("**Alergies**", "**Allergies**"),
            ("MEDICATOINS:", "MEDICATIONS:"),
        ] {
            let text = format!("## HPI\n\nCough.\n\n{written}\n\nSome text here.\n\n## Plan\n\nRest.\n");
            let found = run(&RULE, &text);
            assert_eq!(found.len(), 1, "{text}\n{found:#?}");
            let fix = found[0].fix.as_ref().unwrap();
            assert_eq!(fix.applicability, Applicability::Safe);
            let mut mended = text.clone();
            mended.replace_range(fix.edits[0].span.range(), &fix.edits[0].replacement);
            assert!(mended.contains(right), "{mended}");
            assert!(run(&RULE, &mended).is_empty());
        }
    }

    #[test]
    fn capitals() {
        assert_eq!(in_case_of("ALERGIES", "Allergies"), "ALLERGIES");
        assert_eq!(
            in_case_of("Past medcal history", "Past Medical History"),
            "Past medical history"
        );
        assert_eq!(in_case_of("alergies", "Allergies"), "allergies");
    }

    #[test]
    fn a_strange_heading_is_only_pointed_out() {
        let text = "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Random Thoughts\n\nHm.\n\n## Assessment\n\nURI\n\n## Plan\n\nRest.\n";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["Random Thoughts"]);
        assert_eq!(found[0].severity, Some(Severity::Info));
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "# H&P\n\n## Cheif Complaint\n\nCough\n\n## Plan\n\nRest.\n",
                "# H&P\n\n## Medicatoins\n\nNone\n\n## Plan\n\nRest.\n",
                "# H&P\n\n## Physcial Exam\n\nClear\n\n## Plan\n\nRest.\n",
                "HPI: cough\n\nASSESMENT AND PLAN:\n\nURI, rest.\n",
                "# SOAP Note\n\n## Subjectve\n\nCough\n\n## Objective\n\nClear\n\n## Plan\n\nRest.\n",
                "# H&P\n\n## Famliy History\n\nNone\n\n## Plan\n\nRest.\n",
                "# H&P\n\n**Socail History**\n\nNone\n\n**Plan**\n\nRest.\n",
                "REVEIW OF SYSTEMS\n\nNo fever.\n\nPLAN\n\nRest.\n",
                "# H&P\n\n## Vital Signss\n\nHR 80\n\n## Plan\n\nRest.\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Musings\n\nHm.\n\n## Plan\n\nRest.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment and Plan\n\n### Community-acquired pneumonia\n\nAmoxicillin.\n",
                "## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Plan\n\n# CHF exacerbation\n- furosemide\n",
                "## Subjective\n\nCough.\n\n## Objective\n\n### Left knee\n\nEffusion.\n\n## Plan\n\nRest.\n",
                "S: cough\nO: Left knee: effusion\nA: sprain\nP: rest\n",
                "## HPI\n\nCough.\n\nNKDA\n\n## Plan\n\nRest.\n",
                "## HPI\n\nCough.\n\n**Warfarin**\n\n## Plan\n\nRest.\n",
                "## HPI\n\nTravel history: Ghana, 3 weeks ago.\n\n## Plan\n\nRest.\n",
                "# Notes\n\n## Things\n\nx\n\n## Other\n\ny\n",
                "HPI: cough\nFever chart: none\nPlan: rest\n",
                "## HPI\n\nCough.\n\nTHIS IS IMPORTANT\n\n## Plan\n\nRest.\n",
                "PMHx: asthma\nDHx: none\nSHx: smoker\nImp: URTI\nPlan: rest\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "PC: fall\nHPC: tripped\nDH: none\nO/E: well\nImp: fall\nPlan: home\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n### Timeline\n\nMonday: cough.\n\n## Objective\n\nClear.\n\n## Plan\n\nRest.\n",
                "## Subjective\n\nCough.\n\n## Assessment and Plan\n\n## Pneumonia\n\nAmoxicillin.\n\n## Asthma\n\nSalbutamol.\n",
                "## HPI\n\nCough.\n\n**Day 2:** better.\n\n## Plan\n\nRest.\n",
                "CHIEF COMPLAINT\n\nCough.\n\nWELL NOURISHED AND WELL DEVELOPED\n\nPLAN\n\nRest.\n",
                "## Medications\n\n**Lisinopril**\n10 mg daily\n\n**Metformin**\n500 mg BID\n",
                "## Exam\n\nMurphy: positive\nRovsing: negative\n",
                "## Allergies\n\nPENICILLIN: hives\nSULFA: rash\n",
                "MATERNAL HISTORY\n\nG2P1.\n\nASSESSMENT\n\nTerm newborn.\n\nPLAN\n\nRoutine care.\n",
                "## Plans\n\nRest.\n\n## Medication\n\nNone.\n",
            ],
        );
    }
}
