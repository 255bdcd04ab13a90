//! ORG006: clinical prose before the first heading.

use crate::note::Note;
use crate::rules::support::{heading, is_british, quote, trim, word_count};
use crate::rules::{Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG006",
    name: "text-before-first-section",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "max-words",
        default: OptionDefault::Int(40),
        doc: "The most words of prose that may stand before the first heading; a one-line introduction is shorter.",
    }],
    fix: None,
    sources: &[
        "Clerkship teaching: every sentence of a note stands under the heading where a reader would look for it",
    ],
    summary: "Prose stands before the first heading.",
    docs: r#"
## What it does

Reports more than `max-words` (40) words of prose before the first section. The title, an introduction of one line ("64-year-old woman, POD 2 after …"), lines such as
`Date: …` or `Attending: …`, a letter's address, and the front matter are not counted. British general practice notes open with the history without a heading, by
custom, and are left alone.

## Why it matters

What stands under no heading is found by nobody who looks for it by heading: a reader, a search, a handoff tool that copies the HPI. Often it is the
best part of the story.

## How to fix

Put a heading over it (usually `HPI` or `Subjective`), or move its sentences to where they belong.

```bad
# SOAP Note

She came with her husband this afternoon because the headache that began on Monday has become worse in spite of acetaminophen. It is on the right side,
throbbing, and light hurts her eyes; she vomited twice this morning and could not go to work. She has had such headaches since she was a student, about one a month.

## Objective

BP 124/78, HR 72, afebrile. Neurologic exam normal.

## Assessment

Migraine without aura.

## Plan

Sumatriptan 50 mg PO now, naproxen 500 mg PO; return for fever or weakness.
```

```good
# SOAP Note

31-year-old woman, known migraine, seen in clinic.

## Subjective

The headache that began on Monday has become worse in spite of acetaminophen. It is on the right side and throbbing, and light hurts her eyes.

## Objective

BP 124/78, HR 72, afebrile. Neurologic exam normal.

## Assessment

Migraine without aura.

## Plan

Sumatriptan 50 mg PO now; return for fever or weakness.
```

```good
3/7 hx of watery diarrhoea, up to x6/day, with crampy LLQ pain. No blood. Vomited twice on the first day, nil since. Fever on the first day only. Feeling weak. Ate a
takeaway 4/7 ago; wife and children also unwell. Tolerating fluids, passing urine. Nil recent foreign travel, nil recent antibiotics. Worried about work.

PMH: asthma
DH: salbutamol PRN
Imp: gastroenteritis
Plan: fluids, paracetamol, review in 3-5/7 if not better
```

## Precision

No finding in the 182 notes of the development corpus (many of the British ones open with an unheaded history, as general practice does, and are left alone); so it was measured on planted faults (11, all found) and 21 look-alikes (none reported).
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let limit = usize::try_from(context.int("max-words")).unwrap_or(0);
    let Some(first) = note.sections.first() else { return };
    // A procedure, a letter or a log has its own openings.
    let clinical = note
        .kind
        .is_some_and(|kind| context.grammar().kind(kind).family.is_none());
    if note.is_template || limit == 0 || !clinical || (first.span.start as usize) < limit * 2 {
        return;
    }
    let mut words = 0;
    let mut lines = 0;
    let mut from: Option<Span> = None;
    for line in prose_lines(note, first.span.start) {
        let text = note.slice(line);
        if is_furniture(text) {
            continue;
        }
        words += word_count(text);
        lines += 1;
        from.get_or_insert(line);
    }
    let Some(line) = from else { return };
    // Jottings, a few words a line, are notes before the note; a story is written in sentences.
    let jotted = words < lines * 12;
    if words <= limit || jotted || is_british(note) {
        return;
    }
    let text = note.slice(line);
    let shown = text
        .char_indices()
        .nth(80)
        .map_or(text.len(), |(at, _)| text[..at].rfind(' ').unwrap_or(at));
    let name = quote(heading(note, crate::note::SectionIx(0)), 40);
    findings.push(
        Finding::new(
            Span::new(line.start, line.start + shown as u32),
            format!("{words} words stand before the first heading ({name})"),
        )
        .help("put a heading over them, such as HPI or Subjective, or move them to where a reader would look for them")
        .related(first.heading, "the first heading"),
    );
}

/// The lines of prose before `end`: no front matter, title, comments, tables, quotes.
fn prose_lines(note: &Note, end: u32) -> impl Iterator<Item = Span> {
    note.tree
        .nodes()
        .iter()
        .take_while(move |node| node.span.start < end)
        .filter(|node| node.kind == NodeKind::Text)
        .filter(|node| note.title.is_none_or(|title| !title.overlaps(node.span)))
        .map(|node| node.span)
}

/// Lines that belong to the head of a note: fields, addresses, who wrote it and when.
fn is_furniture(text: &str) -> bool {
    let text = trim(text);
    if let Some((label, _)) = text.split_once(':')
        && word_count(label) <= 4
        && !label.contains(['.', ','])
    {
        return true;
    }
    let first = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("")
        .to_lowercase();
    matches!(
        first.as_str(),
        "dear"
            | "re"
            | "date"
            | "seen"
            | "author"
            | "dictated"
            | "attending"
            | "signed"
            | "cc"
            | "thank"
            | "fictional"
            | "note"
    ) && word_count(text) <= 30
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{run, silent, speaks};

    const STORY: &str = "He came because his knee has been swollen since the game on Saturday. He heard a pop when he turned, could not go on, and \
        the swelling came within an hour. He has used ice and ibuprofen, which helped a little, and cannot bend it fully. No earlier injury of this knee.";

    #[test]
    fn a_story_without_a_heading() {
        let text = format!(
            "# SOAP Note\n\n{STORY}\n\n## Objective\n\nEffusion.\n\n## Assessment\n\nACL tear?\n\n## Plan\n\nMRI.\n"
        );
        let found = run(&RULE, &text);
        assert_eq!(found.len(), 1);
        assert!(
            found[0]
                .message
                .ends_with("words stand before the first heading (Objective)"),
            "{found:?}"
        );
        assert!(text[found[0].span.range()].starts_with("He came because"));
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "# SOAP Note\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\nO: clear\nA: bronchitis\nP: rest\n",
                "# H&P\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n## PMH\n\nNone\n\n## Exam\n\nClear\n\n## Assessment\n\nx\n\n## Plan\n\nRest.\n",
                "---\nkind: soap\n---\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n## Objective\n\nClear\n\n## Plan\n\nRest.\n",
                "---\nkind: ed-note\n---\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\nVITALS\n\nHR 80\n\nEXAM\n\nClear\n\nMDM\n\nBronchitis.\n",
                "PROGRESS NOTE\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\nOBJECTIVE\n\nClear\n\nASSESSMENT\n\nBetter\n\nPLAN\n\nHome\n",
                "# SOAP Note\n\nDate: today\nAttending: [NAME]\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\nObjective: clear\nAssessment: bronchitis\nPlan: rest\n",
                "# Consult note\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n## Assessment\n\nBronchitis\n\n## Recommendations\n\nRest\n",
                "# Pediatric H&P\n\nMother brought her because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n## Immunizations\n\nUp to date\n\n## Exam\n\nClear\n",
                "# SOAP Note\n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n**Objective**\n\nClear\n\n**Plan**\n\nRest\n",
                "---\nkind: clinic-follow-up\n---\nShe came because the cough has become worse since Sunday, keeps her awake at night, and now brings up green sputum, about a spoonful a day. She has had chills but took no temperature. Her son had the same last week, and she has smoked ten cigarettes a day since school. \n\n## Exam\n\nClear\n\n## Assessment and Plan\n\nRest\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        let british =
            format!("{STORY}\n\nPMH: nil\nDH: nil\nSH: plays football\nImp: ACL injury\nPlan: MRI, refer to ortho\n");
        silent(
            &RULE,
            &[
                &british,
                "# Progress Note\n\n64-year-old woman, hospital day 3, with CHF exacerbation.\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "# SOAP Note\n\nDate: today\nAttending: [NAME]\nSetting: clinic\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "---\nkind: soap\nauthor: MS3\n---\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                STORY,
                "# SOAP Note\n\n## Subjective\n\nCough.\n\n## Objective\n\nClear.\n\n## Assessment\n\nURI.\n\n## Plan\n\nRest.\n",
                "# H&P\n\nInternal medicine. Medical student (MS3). Hospital day 1. Entirely fictional patient; identifiers omitted, ages kept, dates given as hospital days.\n\n## HPI\n\nCough.\n\n## Plan\n\nRest.\n",
                "# Progress Note\n\n**POD #2** s/p laparoscopic appendectomy for perforated appendicitis. Hospital day 3.\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "Dear Dr. X,\n\nThank you for referring this patient.\n\nHPI: cough\nExam: clear\nAssessment: URI\nPlan: rest\n",
                "<!-- template: soap. This is guidance to the writer, which is invisible to readers of the note. It goes on for a while, as guidance does, sentence after sentence, without an end in sight, and says nothing. -->\n# SOAP Note\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "CHIEF COMPLAINT\n\nCough.\n\nHISTORY OF PRESENT ILLNESS\n\nThree days.\n\nPLAN\n\nRest.\n",
                "# ED Note\n\nArrived by ambulance at 14:10, triage 2.\n\nCC: pain\nHPI: since noon\nDisposition: home\n",
                "Itchy rash\nSince Monday\nNo fever\nNo new soap\nNo travel\nSeen by nurse\nCream tried\nNo better\nSleeps badly\nWorks as cook\nNo pets\nNo atopy\nWorse at night\nNo one else affected at home\nWould like a cream\nNo allergies\n\nPMH: none\nImp: eczema\nPlan: steroid cream\n",
                "---\nkind: soap\nauthor: a very long line of front matter that tells who wrote the note, when, where, for whom, under whose supervision, in which week of the clerkship and in which group\n---\n\n## Subjective\n\nBetter.\n\n## Plan\n\nHome.\n",
                "# SBAR\n\nSituation: sepsis\nBackground: UTI\nAssessment: worse\nRecommendation: come\n",
                "# Weekly reflection\n\nThis week I was on the ward and saw many patients, which taught me a lot about talking to families, about being on time, about asking for help early and about writing shorter notes than I used to write before.\n\n## What went well\n\nTalking.\n",
                "# SOAP Note\n\n> my chest feels like an elephant is sitting on it\n\n## Subjective\n\nPain.\n\n## Plan\n\nECG.\n",
                "# SOAP Note\n\n| Test | Today |\n| --- | --- |\n| Na | 138 |\n\n## Subjective\n\nFine.\n\n## Plan\n\nHome.\n",
                "Attending: [NAME]\nService: medicine\nHospital day: 3\nCode status: full\n\n## Subjective\n\nFine.\n\n## Plan\n\nHome.\n",
            ],
        );
    }
}
