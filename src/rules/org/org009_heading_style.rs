//! ORG009: headings of one level written in different ways.

use crate::note::{HeadingStyle, Note, Section, SectionIx};
use crate::rules::support::{heading, line_at, quote};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG009",
    name: "heading-style",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "style",
        default: OptionDefault::Text("consistent", &["consistent", "hash", "bold", "caps", "label"]),
        doc: "The style to hold a note to: `consistent` (whatever most of its own headings use), `hash` (`## HPI`), `bold` (`**HPI**`), `caps` (`HPI`) or `label` (`HPI:`).",
    }],
    fix: None,
    sources: &["General clerkship teaching: headings that look alike are read alike"],
    summary: "The main headings of the note are written in different styles.",
    docs: r#"
## What it does

Looks at the main headings of the note and reports, once, those that are written unlike the others: `## HPI` beside `**Exam**` beside `PLAN`. What most headings
use is taken as the note's own style; the option `style` (or the school convention `heading-style`) asks for one. Abbreviations (`PMH:`) are
capitals by nature and fit capitals and labels alike; parts of a section, fields and exam lines are not looked at.

## Why it matters

The eye finds headings by their looks. A plan under a bold line in a note of `##` headings reads as a part of the assessment, is skipped when the note is
skimmed on rounds, and falls out of the outline that the record system builds from the headings.

## How to fix

Write all main headings in one way.

```bad
## Subjective

23-year-old woman with dysuria for two days, no fever.

## Objective

Afebrile, no flank tenderness.

**Assessment**

Uncomplicated cystitis.

## Plan

Nitrofurantoin 100 mg PO twice daily for 5 days.
```

```good
## Subjective

23-year-old woman with dysuria for two days, no fever.

## Objective

Afebrile, no flank tenderness.

## Assessment

Uncomplicated cystitis.

## Plan

Nitrofurantoin 100 mg PO twice daily for 5 days.
```

```good
PC: wheeze
HPC: 6-year-old boy, known asthma, 1/7 of wheeze after a cold
PMH: asthma, eczema
DH: salbutamol PRN
Imp: mild exacerbation of asthma
Plan:
1. Salbutamol 10 puffs via spacer, repeat after 4 h if needed
2. Review tomorrow
```

## Precision

One finding in the 182 notes of the development corpus, and it is right; so it was measured on planted faults (11, all found) and 22 look-alikes (none reported): abbreviations, labels with their text on the line, bare
sub-headings, problems in bold.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// How a heading looks to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Hash,
    Underlined,
    Bold,
    Caps,
    Label,
    Bare,
    /// Capitals of an abbreviation: capitals, label and bare line look alike there.
    Plain,
}

impl Look {
    const ALL: [Look; 6] = [
        Look::Hash,
        Look::Underlined,
        Look::Bold,
        Look::Caps,
        Look::Label,
        Look::Bare,
    ];

    /// Whether a heading of this look is one of the style `wanted`.
    fn fits(self, wanted: Look) -> bool {
        self == wanted || (self == Look::Plain && matches!(wanted, Look::Caps | Look::Label | Look::Bare))
    }

    const fn describe(self) -> &'static str {
        match self {
            Look::Hash => "with `#`",
            Look::Underlined => "underlined",
            Look::Bold => "in bold",
            Look::Caps => "in capitals",
            Look::Label => "as a label with a colon",
            Look::Bare | Look::Plain => "as a bare line",
        }
    }
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let main: Vec<(SectionIx, Look)> = (0..note.sections.len() as u32)
        .map(SectionIx)
        .filter(|ix| note.section(*ix).parent.is_none() && note.section(*ix).id.is_some())
        .map(|ix| (ix, look(note, note.section(ix))))
        .collect();
    let asked = match context.word("style") {
        "consistent" => context.convention("heading-style", "any"),
        style => style,
    };
    let asked = match asked {
        "hash" | "atx" => Some(Look::Hash),
        "bold" => Some(Look::Bold),
        "caps" => Some(Look::Caps),
        "label" => Some(Look::Label),
        // Any style, so long as the note keeps to one.
        _ => None,
    };
    let Some(wanted) = asked.or_else(|| own_style(&main)) else {
        return;
    };
    // A label with its text on the same line is how one-line sections are written in any note; a bare line that names a
    // part is the writer's to set apart. Only a style that was asked for holds for them too.
    let counts = |ix: SectionIx| asked.is_some() || stands_alone(note, note.section(ix));
    let odd: Vec<&(SectionIx, Look)> = main
        .iter()
        .filter(|(ix, look)| !look.fits(wanted) && counts(*ix))
        .collect();
    let Some((first, look)) = odd.first() else { return };
    let model = main.iter().find(|(_, look)| *look == wanted);
    let others = match odd.len() {
        1 => String::new(),
        2 => ", and one more".to_owned(),
        more => format!(", and {} more", more - 1),
    };
    let wanted_by = if asked.is_none() {
        "most headings of this note are"
    } else {
        "headings should be"
    };
    let mut finding = Finding::new(
        note.section(*first).heading,
        format!(
            "{} is written {}{others}; {wanted_by} {}",
            quote(heading(note, *first), 40),
            look.describe(),
            wanted.describe()
        ),
    )
    .help(format!(
        "write the main headings in one way, here {}",
        wanted.describe()
    ));
    if let Some((model, _)) = model {
        finding = finding.related(note.section(*model).heading, "like this one");
    }
    for (ix, look) in odd.iter().skip(1) {
        finding = finding.related(note.section(*ix).heading, format!("this one is {}", look.describe()));
    }
    findings.push(finding);
}

/// The look that most headings share, if the others are few enough to be slips; `None` if they agree or there is no majority.
fn own_style(main: &[(SectionIx, Look)]) -> Option<Look> {
    let count = |wanted: Look| main.iter().filter(|(_, look)| look.fits(wanted)).count();
    let most = Look::ALL.into_iter().max_by_key(|look| count(*look))?;
    let odd = main.len() - count(most);
    (odd > 0 && count(most) >= 3 && odd * 3 <= main.len()).then_some(most)
}

/// Whether the heading is a line of its own, of a section of the first rank.
fn stands_alone(note: &Note, section: &Section) -> bool {
    let line = line_at(note, section.heading.end);
    let rest = note.slice(crate::text::Span::new(section.heading.end.min(line.end), line.end));
    let first_rank = section.id.is_some_and(|id| {
        note.grammar.section(id).parent.is_none_or(|parent| {
            matches!(
                &*note.grammar.section(parent).id,
                "subjective" | "objective" | "assessment" | "plan"
            )
        })
    });
    section.style != HeadingStyle::Bare && rest.chars().all(|c| !c.is_alphanumeric()) && first_rank
}

/// How a heading looks.
fn look(note: &Note, section: &Section) -> Look {
    let words = note.slice(section.heading);
    let line = note.slice(line_at(note, section.heading.start));
    let bold = line.trim_start().starts_with("**") || line.trim_start().starts_with("__");
    let short = words.chars().filter(|c| c.is_alphabetic()).count() <= 5 && !words.trim().contains(' ');
    let capitals = words.chars().any(char::is_alphabetic) && !words.chars().any(char::is_lowercase);
    match section.style {
        HeadingStyle::Atx(_) => Look::Hash,
        HeadingStyle::Setext(_) => Look::Underlined,
        HeadingStyle::Bold => Look::Bold,
        _ if bold => Look::Bold,
        HeadingStyle::Caps | HeadingStyle::Label | HeadingStyle::Bare if short && capitals => Look::Plain,
        HeadingStyle::Caps => Look::Caps,
        HeadingStyle::Label if capitals => Look::Caps,
        HeadingStyle::Label => Look::Label,
        HeadingStyle::Bare => Look::Bare,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    #[test]
    fn the_odd_one_is_reported_once() {
        let text = "## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n**Assessment**\n\nURI.\n\n## Plan\n\nRest.\n";
        let found = run(&RULE, text);
        assert_eq!(hits(&RULE, text), ["Assessment"]);
        assert_eq!(
            found[0].message,
            "Assessment is written in bold; most headings of this note are with `#`"
        );
    }

    #[test]
    fn a_school_may_ask_for_one_style() {
        let text = "Subjective: cough\nObjective: clear\nAssessment: URI\nPlan: rest\n";
        assert!(run(&RULE, text).is_empty());
        let found = run_with(&RULE, text, "style", OptionValue::Text("hash".to_owned()));
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .message
                .starts_with("Subjective is written as a label with a colon, and 3 more"),
            "{found:?}"
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\nCough.\n\n## Exam\n\nClear.\n\n## Assessment\n\nURI.\n\nPLAN\n\nRest.\n",
                "**Subjective**\n\nCough.\n\n**Objective**\n\nClear.\n\n**Assessment**\n\nURI.\n\n## Plan\n\nRest.\n",
                "SUBJECTIVE\n\nCough.\n\nOBJECTIVE\n\nClear.\n\nASSESSMENT\n\nURI.\n\n**Plan**\n\nRest.\n",
                "## HPI\n\nCough.\n\n## Medications\n\nNone.\n\nAllergies:\n\nNKDA\n\n## Plan\n\nRest.\n",
                "CHIEF COMPLAINT\n\nCough.\n\nHISTORY OF PRESENT ILLNESS\n\nDays.\n\nREVIEW OF SYSTEMS\n\nNo.\n\nPlan:\n\nRest.\n",
                "# HPI\n\nCough.\n\n# Medications\n\nNone.\n\n# Exam\n\nClear.\n\nPlan\n----\n\nRest.\n",
                "**Chief Complaint**\n\nCough.\n\n**Medications**\n\nNone.\n\n**Allergies**\n\nNKDA\n\nPHYSICAL EXAM\n\nClear.\n",
                "## Chief Complaint\n\nCough.\n\n## Medications\n\nNone.\n\n## Allergies\n\nNKDA\n\n## Exam\n\nClear.\n\nAssessment:\n\nURI.\n\n**Plan**\n\nRest.\n",
                "Subjective:\n\nCough.\n\nObjective:\n\nClear.\n\nAssessment:\n\nURI.\n\n# Plan\n\nRest.\n",
                "Subjective:\n\nCough.\n\nObjective:\n\nClear.\n\nAssessment:\n\nURI.\n\nPLAN OF CARE\n\nRest.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "PMH: asthma\nDH: none\nImp: URTI\nPlan:\n1. rest\n",
                "CHIEF COMPLAINT:\nCough.\nPMH: none\nALLERGIES: NKDA\nPLAN:\nRest.\n",
                "CC: cough\nHPI: three days\nMedications: none\nAllergies: NKDA\nPlan: rest\n",
                "## Subjective\n\n**Overnight events:** none\n\nFine.\n\n## Objective\n\n**Vitals:** HR 80\n\n## Assessment\n\nWell.\n\n## Plan\n\nHome.\n",
                "## HPI\n\nCough.\n\n**Exam**\n\nClear.\n",
                "**Subjective**\n\nCough.\n\n**Objective:** clear\n\n**Assessment:** URI\n\n**Plan**\n\nRest.\n",
                "# HPI\n\nCough.\n\n## Exam\n\nClear.\n\n# Plan\n\nRest.\n",
                "HPI\n===\n\nCough.\n\nExam\n----\n\nClear.\n\nPlan\n----\n\nRest.\n",
                "## Plan\n\n**CHF**\n- furosemide\n\n**CKD**\n- avoid NSAIDs\n",
                "S: cough\nO: clear\nA: URI\nP: rest\n",
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "## HPI\n\nCough.\n\n## Exam\n\nLungs: clear\nHeart: regular\n\n## Plan\n\nRest.\n\n## Allergies\n\nNKDA\n",
                "CHIEF COMPLAINT\n\nCough.\n\nVITALS\n\nHR 80\n\nRESULTS\n\nLabs: within normal limits.\nImpression: normal CT.\n\nPLAN\n\nRest.\n",
                "CHIEF COMPLAINT\n\nCough.\n\nPAST HISTORY\n\nMedical\nAsthma.\n\nSurgical\nNone.\n\nPLAN\n\nRest.\n",
                "PC: fall\nHPC: tripped\nO/E: well\nImp: fall\nPlan:\n- home\n",
                "## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment and Plan\n\n**URI**\n\nRest.\n\n**Asthma**\n\nSalbutamol.\n",
                "# HPI\n\nCough.\n\n# Exam\n\nClear.\n\n# Plan\n\nRest.\n\nNKDA\n",
                "HPI\n---\n\nCough.\n\nExam\n----\n\nClear.\n\nPlan\n----\n\nRest.\n",
                "**HPI:** cough\n**Exam:** clear\n**Assessment:** URI\n**Plan:**\n- rest\n",
                "HPI: cough\nExam: clear\n",
            ],
        );
    }
}
