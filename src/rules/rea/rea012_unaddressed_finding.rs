//! REA012: a symptom, a sign or the result of a study that matters, and reaches no problem, differential or step.

use std::collections::HashSet;

use crate::grammar::{Grammar, LexiconEntry, LexiconId, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Change, Moment, Status as Said, TimeKind};
use crate::rules::addressed::{Addressed, has_answer, is_answer};
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::{Span, ceil, floor};

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA012",
    name: "unaddressed-finding",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Problem-oriented medical record (Weed 1968): every abnormal finding reaches a problem",
        "UF College of Medicine write-up criteria: abnormal findings are accounted for in the assessment",
        "NICE NG12 (suspected cancer); Fleischner Society 2017 and ACR white papers (incidental findings), as in the lexicon `weighty-findings`",
    ],
    summary: "A symptom, sign or study finding that matters reaches no problem, differential or plan.",
    docs: r#"
## What it does

Follows the findings that a reader expects to meet again to the assessment and plan: red flags of the history (weight loss, blood in the stool, suicidal thoughts), focal signs
(a new murmur, a mass, papilledema, swelling of one leg), and what a study shows beside the question (a nodule, a fracture, a new bundle branch block). A finding is taken up there
by any of its names, by a disease that explains it, or by the test, drug or referral that it calls for.

It is silent where the finding is denied, resolved, old, stable or known, of a relative, only thought of; and where it is why the patient came (that is REA010). Abnormal values are REA007.

## Why it matters

Many delayed cancers and missed emergencies were written down by somebody who then thought of something else. The finding that stands in the examination and not in the
assessment is lost for the next reader.

## How to fix

Give it a line, even a short one: what it may be and what you do, or why it is not a worry. "Left supraclavicular node, 2 cm, firm: CT chest and abdomen this week, node biopsy."

```bad
# SOAP Note

## Subjective

61-year-old man with right knee pain for 2 months, worse on stairs. He has also lost 20 pounds without trying since the spring.

## Objective

T 36.8, HR 76, BP 128/74. Right knee: crepitus, no effusion.

## Assessment

Osteoarthritis of the right knee.

## Plan

Acetaminophen 1 g three times daily, physical therapy referral, return in 8 weeks.
```

```bad
# ED Note

HPI: 48-year-old woman who fell on her right wrist today.

PE: Right wrist: swollen and tender over the distal radius, pulses intact.

Imaging: Wrist film: no fracture. Chest film: 9 mm nodule in the left upper lobe.

Assessment: Right wrist sprain.

Plan: Splint, ibuprofen 400 mg every 6 hours for 5 days, orthopedics in 1 week.
```

```good
# SOAP Note

## Subjective

61-year-old man with right knee pain for 2 months, worse on stairs. He has also lost 20 pounds without trying since the spring.

## Objective

T 36.8, HR 76, BP 128/74. Right knee: crepitus, no effusion.

## Assessment

1. Osteoarthritis of the right knee.
2. Weight loss without a cause so far.

## Plan

1. Acetaminophen 1 g three times daily, physical therapy referral.
2. CBC, CMP, TSH, chest film, colonoscopy; return in 3 weeks.
```

## Precision

Two findings on the 182 notes of the development corpus, both read and right: an enlarged thyroid in a visit for a high sugar, and a weak leg with a dropped foot in a "lumbar strain".
A third, a weak leg in what is called TIA, was wrong and is mended. None on the good examples.

Measured on planted faults: of 59 of the author's own 59 were found, with nothing else set off; of 49 by somebody who had not seen the code
(35, then 8, then 6) 19 at first sight and 45 after mending. None of 18 look-alikes is reported. What it still misses stands beside a
word that may be meant for it: a lump of the breast beside "mammogram ordered".
"#,
    trigger: Trigger::Lexicons(&[
        lexicon_ids::WEIGHTY_FINDINGS,
        lexicon_ids::SYMPTOMS,
        lexicon_ids::SIGNS,
        lexicon_ids::CONDITIONS,
    ]),
    check: Check::Note(check),
};

/// Notes of what was done, without an assessment.
const PROCEDURES: [&str; 3] = ["brief-op", "op-note", "procedure"];
/// More findings than this are a note without an assessment of its findings: one word is enough.
const MOST: usize = 3;
/// How far around a finding words such as "stable" or "chronic" are of it, in bytes.
const NEAR: u32 = 70;
/// How far before what is seen in a study its name may stand, in bytes.
const STUDY: u32 = 160;

/// Words of somebody who tells what another has.
const REPORTS: [&str; 12] = [
    "says", "said", "reports", "reported", "noticed", "noted", "notes", "states", "mentions", "tells", "adds",
    "worried",
];

/// A finding of the lexicon, where it stands.
#[derive(Debug, Clone, Copy)]
struct Weighty {
    entry: u16,
    span: Span,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    if kind.is_some_and(|kind| PROCEDURES.contains(&kind)) || note.is_template || !has_answer(note) {
        return;
    }
    let all = weighty(note);
    if all.is_empty() {
        return;
    }
    let view = View::new(note, &all);
    let mut open: Vec<Weighty> = all.iter().copied().filter(|it| view.is_open(*it)).collect();
    if open.is_empty() {
        return;
    }
    let addressed = Addressed::of(note);
    let named: HashSet<u16> = all
        .iter()
        .filter(|it| addressed.counts(it.span))
        .map(|it| it.entry)
        .collect();
    open.retain(|it| !named.contains(&it.entry) && !view.is_taken_up(&addressed, it.entry));
    // The gravest first, then in the order of the text; of a cluster one.
    open.sort_by_key(|it| (!view.entry(it.entry).flag("severe"), it.span.start));
    let mut told: Vec<&str> = Vec::new();
    let mut found: Vec<Finding> = Vec::new();
    for it in open {
        let entry = view.entry(it.entry);
        let key = entry.text("cluster").unwrap_or(&entry.id);
        if told.contains(&key) || found.len() == MOST {
            continue;
        }
        told.push(key);
        found.push(finding(note, it, entry));
    }
    found.sort_by_key(|finding| finding.span.start);
    findings.extend(found);
}

fn finding(note: &Note, it: Weighty, entry: &LexiconEntry) -> Finding {
    let written = quote(note.slice(it.span), 60);
    let severity = if entry.flag("severe") {
        Severity::Warning
    } else {
        Severity::Info
    };
    let means = entry.text("means").unwrap_or("something that needs a word");
    let ask = entry.text("ask").unwrap_or("say what it may be and what you do");
    Finding::new(
        it.span,
        format!("\"{written}\" is not taken up in the assessment or plan"),
    )
    .help(format!("it may mean {means}: {ask}"))
    .severity(severity)
}

/// What finding of the lexicon an entry of one of the lexicons of facts is.
struct Names([(LexiconId, Vec<Option<u16>>); 3]);

impl Names {
    fn new(grammar: &Grammar) -> Self {
        let entries = &grammar.lexicon(lexicon_ids::WEIGHTY_FINDINGS).entries;
        let facts = [lexicon_ids::SYMPTOMS, lexicon_ids::SIGNS, lexicon_ids::CONDITIONS];
        Self(facts.map(|facts| {
            let mut names = vec![None; grammar.lexicon(facts).entries.len()];
            for (at, entry) in (0..).zip(entries.iter()) {
                for named in entry
                    .list("names")
                    .iter()
                    .filter_map(|id| grammar.entry_named(facts, id))
                {
                    names[usize::from(named)] = Some(at);
                }
            }
            (facts, names)
        }))
    }

    fn of(&self, lexicon: LexiconId, entry: u16) -> Option<u16> {
        let (_, names) = self.0.iter().find(|(facts, _)| *facts == lexicon)?;
        *names.get(usize::from(entry))?
    }
}

/// The findings of the lexicon, by its phrases and by the facts; in the order of the text.
fn weighty(note: &Note) -> Vec<Weighty> {
    let lexicon = lexicon_ids::WEIGHTY_FINDINGS;
    let mut found: Vec<Weighty> = note
        .phrases_of(lexicon)
        .filter(|hit| !matches!(note.grammar.category(hit), "quiet" | "study" | "new"))
        .map(|hit| Weighty {
            entry: hit.entry,
            span: hit.span,
        })
        .collect();
    let names = note.grammar.memo(Names::new);
    let mentions = note.findings().iter().filter(|mention| !mention.implied);
    found.extend(mentions.filter_map(|mention| {
        let entry = names.of(mention.lexicon, mention.entry)?;
        Some(Weighty {
            entry,
            span: mention.span,
        })
    }));
    found.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
    // A name inside another of the same finding says nothing more.
    found.dedup_by(|later, first| later.entry == first.entry && first.span.contains(later.span));
    found
}

/// Whether the finding is one that is told, so that it may be over by the visit and matter all the same.
fn is_told(entry: &LexiconEntry) -> bool {
    matches!(&*entry.category, "symptom" | "any")
}

struct View<'n> {
    note: &'n Note,
    /// Findings that are why the patient came.
    complaints: HashSet<u16>,
    child: Option<bool>,
}

impl<'n> View<'n> {
    fn new(note: &'n Note, all: &[Weighty]) -> Self {
        let presentation = note.presentation();
        // With the first complaint those of its sentence; what comes later in the story is no reason to come.
        let opening = presentation
            .complaints
            .first()
            .map(|first| note.sentence_at(first.span.start).map_or(first.span, |it| it.span));
        let is_complaint = |span: Span| {
            note.role_at(span.start) == Role::ChiefComplaint
                || presentation.headlines.iter().any(|line| line.contains(span))
                || opening.is_some_and(|opening| {
                    opening.overlaps(span) && presentation.complaints.iter().any(|it| it.span.overlaps(span))
                })
        };
        Self {
            note,
            complaints: all
                .iter()
                .filter(|it| is_complaint(it.span))
                .map(|it| it.entry)
                .collect(),
            child: note.patient().years().map(|years| years < 16.0),
        }
    }

    fn entry(&self, entry: u16) -> &'n LexiconEntry {
        self.note.entry_at(lexicon_ids::WEIGHTY_FINDINGS, entry)
    }

    /// Whether the finding is there, now, in this patient, and new.
    fn is_open(&self, it: Weighty) -> bool {
        let note = self.note;
        let entry = self.entry(it.entry);
        if is_answer(note, it.span.start)
            || self.complaints.contains(&it.entry)
            || entry.flag("children") && self.child != Some(true)
            || entry.flag("adults") && self.child == Some(true)
            || !self.is_place(entry, it.span)
        {
            return false;
        }
        let said = note.assertion(it.span);
        let image = &*entry.category == "image";
        let there = match said.status {
            Said::Present => true,
            Said::Uncertain => image,
            Said::Absent => self.is_new(it.span) || self.opens_line(it.span),
            Said::Family => self.child == Some(true) && self.is_reported(it.span),
            Said::Historical => self.is_relieved(it.span),
            _ => false,
        };
        there
            && (said.moment != Moment::Later
                || matches!(note.role_at(it.span.start), Role::History | Role::SocialHistory))
            && (said.moment != Moment::Earlier || is_told(entry) && !self.is_long_ago(it.span))
            && (!matches!(said.change, Some(Change::Over | Change::Eased)) || self.is_relieved(it.span))
            && (self.child == Some(true) || !note.speaks_of_relative(it.span))
            && !self.is_quiet(it.span)
            && !(&*entry.id == "purpura" && self.is_of_pressure(it.span))
    }

    /// "Stage 1 pressure injury, non-blanching": how that is defined.
    fn is_of_pressure(&self, span: Span) -> bool {
        let note = self.note;
        let start = note.sentence_at(span.start).map_or(span.start, |it| it.span.start);
        let before = note
            .slice(Span::new(start.min(span.start), span.start))
            .to_ascii_lowercase();
        note.slice(span).to_ascii_lowercase().contains("blanch") && before.contains("pressure")
    }

    /// "Gone with rest": it goes each time, and comes again.
    fn is_relieved(&self, span: Span) -> bool {
        let note = self.note;
        let end = note.sentence_at(span.start).map_or(span.end, |it| it.span.end);
        let after = note.slice(Span::new(span.end, end.max(span.end)));
        [
            "with rest",
            "at rest",
            "by rest",
            "on rest",
            "when resting",
            "after resting",
            "when he rests",
            "when she rests",
            "when he stops",
            "when she stops",
        ]
        .iter()
        .any(|it| after.contains(it))
    }

    /// "Mum says that the child limps": the mother speaks, the child limps.
    fn is_reported(&self, span: Span) -> bool {
        let note = self.note;
        let start = note.sentence_at(span.start).map_or(span.start, |it| it.span.start);
        let before = note.slice(Span::new(start.min(span.start), span.start));
        let mut words = before.split(|c: char| !c.is_alphanumeric());
        words.any(|word| REPORTS.iter().any(|it| it.eq_ignore_ascii_case(word)))
    }

    /// Whether it opens a line that is a sentence of its own, so that the "no drugs" of the line before does not deny it.
    fn opens_line(&self, span: Span) -> bool {
        let note = self.note;
        let before = &note.text[..span.start as usize];
        let Some(earlier) = before.strip_suffix('\n').map(str::trim_end) else {
            return false;
        };
        let rest = &note.text[span.end as usize..];
        let rest = rest[..rest.find('\n').unwrap_or(rest.len())].trim_end();
        let is_denied = rest.split(|c: char| !c.is_alphanumeric()).any(|word| {
            [
                "no", "none", "not", "never", "denies", "denied", "negative", "absent", "nil", "without",
            ]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(word))
        });
        !earlier.ends_with([':', ',', ';'])
            && !earlier.ends_with(" or")
            && rest.ends_with('.')
            && rest.split_whitespace().count() > 1
            && note.slice(span).starts_with(char::is_uppercase)
            && !is_denied
    }

    /// Whether its sentence goes back a year or more, or names a year.
    fn is_long_ago(&self, span: Span) -> bool {
        /// In days.
        const LONG: f64 = 300.0;
        let note = self.note;
        let sentence = note.sentence_at(span.start).map_or(span, |it| it.span);
        let times = note.times();
        let from = times.partition_point(|time| time.span.start < sentence.start);
        let mut times = times[from..].iter().take_while(|time| time.span.start < sentence.end);
        times.any(|time| match time.kind {
            TimeKind::Date { month, .. } => month.is_none(),
            _ => time.days().is_some_and(|(days, _)| days >= LONG),
        })
    }

    /// Whether a finding of this kind counts where it stands.
    fn is_place(&self, entry: &LexiconEntry, span: Span) -> bool {
        let note = self.note;
        match (&*entry.category, note.role_at(span.start)) {
            ("symptom", Role::History | Role::ReviewOfSystems | Role::SocialHistory | Role::Other) => true,
            ("sign", Role::Exam | Role::VitalSigns | Role::Data | Role::Other) => true,
            ("image", Role::Studies | Role::Data) => true,
            ("image", Role::History | Role::Other | Role::Exam | Role::ReviewOfSystems) => self.is_of_study(span),
            (
                "any",
                Role::History
                | Role::SocialHistory
                | Role::ReviewOfSystems
                | Role::Exam
                | Role::VitalSigns
                | Role::Data
                | Role::Studies
                | Role::Other,
            ) => true,
            _ => false,
        }
    }

    /// Whether a study is named before it on its line: `CT chest: 8 mm nodule`.
    fn is_of_study(&self, span: Span) -> bool {
        let note = self.note;
        let start = line_at(note, span.start)
            .start
            .max(span.start.saturating_sub(STUDY))
            .min(span.start);
        let start = ceil(&note.text, start as usize).min(span.start as usize) as u32;
        note.phrases_in(lexicon_ids::WEIGHTY_FINDINGS, Span::new(start, span.start))
            .any(|hit| note.grammar.category(hit) == "study")
    }

    /// "A murmur, not heard before": what is denied is the past.
    fn is_new(&self, span: Span) -> bool {
        let note = self.note;
        let end = floor(&note.text, (span.end + NEAR) as usize).max(span.end as usize) as u32;
        note.phrases_in(lexicon_ids::WEIGHTY_FINDINGS, Span::new(span.end, end))
            .any(|hit| note.grammar.category(hit) == "new")
    }

    /// Whether words around it, in its sentence, say that it is nothing new.
    fn is_quiet(&self, span: Span) -> bool {
        let note = self.note;
        let sentence = note.sentence_at(span.start).map_or(span, |it| it.span.cover(span));
        let start = sentence.start.max(span.start.saturating_sub(NEAR));
        let end = sentence.end.min(span.end + NEAR);
        let near = Span::new(
            ceil(&note.text, start as usize).min(span.start as usize) as u32,
            floor(&note.text, end as usize).max(span.end as usize) as u32,
        );
        note.phrases_in(lexicon_ids::WEIGHTY_FINDINGS, near)
            .any(|hit| note.grammar.category(hit) == "quiet")
    }

    fn is_taken_up(&self, addressed: &Addressed<'_>, entry: u16) -> bool {
        let entry = self.entry(entry);
        if addressed.answers(&entry.id) {
            return true;
        }
        let explained = entry.flag("explained");
        let facts = [lexicon_ids::SYMPTOMS, lexicon_ids::SIGNS, lexicon_ids::CONDITIONS];
        entry.list("names").iter().any(|id| {
            let entries = facts
                .iter()
                .filter_map(|lexicon| Some((*lexicon, self.note.grammar.entry_named(*lexicon, id)?)));
            addressed.names_finding(id)
                || entries
                    .flat_map(|(lexicon, entry)| self.note.concepts_of_entry(lexicon, entry))
                    .any(|concept| addressed.names(*concept) || explained && addressed.explains(*concept))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    /// A visit for the knee with this in the history, the examination, the results, the assessment and the plan.
    fn knee(history: &str, exam: &str, images: &str, assessment: &str) -> String {
        format!(
            "# SOAP Note\n\n## Subjective\n\n52-year-old woman with right knee pain for 3 weeks after starting to run. {history}\n\n## Objective\n\nT 36.8, HR 72, BP 124/76. {exam}\nRight knee: tender medial joint line, no effusion.\n{images}\n\n## Assessment\n\n1. Patellofemoral pain, likely overuse.\n{assessment}\n\n## Plan\n\n1. Rest, quadriceps exercises, return in 4 weeks.\n"
        )
    }

    #[test]
    fn as_it_should_be() {
        silent(
            &RULE,
            &[
                &knee("", "Left arm AVF: thrill and bruit.", "", ""),
                &knee(
                    "",
                    "Skin: stage 1 pressure injury of the heel, non-blanching.",
                    "",
                    "2. Heel pressure injury, stage 1: offload.",
                ),
            ],
        );
        speaks(
            &RULE,
            &[&knee("", "Skin: scattered non-blanching spots on both shins.", "", "")],
        );
    }

    #[test]
    fn findings_that_are_left_unsaid() {
        let told = [
            "She has lost 20 pounds in 3 months without trying.",
            "She noticed blood in her stool twice last week.",
            "She would be better off dead, she says.",
            "She fainted at work two days ago.",
            "Food gets stuck in the chest for 2 months.",
            "Coughed up blood twice this week.",
            "No drugs, no alcohol\nBlack, tarry stools for four days.",
            "He has been urinating blood for two weeks.",
            "She gets a tightness across the chest when she climbs the stairs, gone with rest.",
        ];
        let seen = [
            "Grade 4/6 holosystolic murmur at the apex, not heard before.",
            "Breast: 2 cm firm mass in the left breast.",
            "Neck: hard 2 cm left supraclavicular node.",
            "Left calf swollen, 4 cm larger than the right.",
            "Fundi: blurred disc margins bilaterally.",
            "Abdomen: pulsatile mass above the umbilicus.",
        ];
        let read = [
            "CXR: 12 mm nodule in the right upper lobe.",
            "ECG: new left bundle branch block.",
            "CT abdomen: 2.4 cm left adrenal nodule.",
        ];
        let mut notes: Vec<String> = told.iter().map(|it| knee(it, "", "", "")).collect();
        notes.extend(seen.iter().map(|it| knee("", it, "", "")));
        notes.extend(read.iter().map(|it| knee("", "", it, "")));
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(hits(&RULE, &notes[told.len() + 3]), ["Left calf swollen"]);
    }

    #[test]
    fn taken_up_under_another_name() {
        let notes: Vec<String> = [
            (
                "Passing black tarry stools since Monday.",
                "",
                "2. Upper GI bleed: endoscopy today.",
            ),
            (
                "Passing black tarry stools since Monday.",
                "",
                "2. Melena: CBC today, gastroenterology.",
            ),
            ("She noticed blood in her stool.", "", "2. Hemorrhoids: fiber."),
            (
                "",
                "Left calf swollen, 4 cm larger than the right.",
                "2. Duplex of the left leg today.",
            ),
            (
                "",
                "Left calf swollen, 4 cm larger than the right.",
                "2. No DVT on ultrasound.",
            ),
            (
                "",
                "New diastolic murmur.",
                "2. Echocardiogram this week for aortic regurgitation.",
            ),
            ("She wants to die.", "", "2. Safety plan made, psychiatry today."),
            (
                "She has lost 20 pounds without trying.",
                "",
                "2. Unexplained weight loss: CBC, TSH, chest film.",
            ),
            (
                "",
                "Breast: 2 cm firm mass in the left breast.",
                "2. Mammogram and ultrasound within 2 weeks.",
            ),
        ]
        .iter()
        .map(|(history, exam, assessment)| knee(history, exam, "", assessment))
        .collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn look_alikes() {
        let told = [
            "Denies weight loss, blood in the stool, syncope.",
            "Denies:\n- Melena\n- Weight loss.",
            "Melena: no.",
            "Intentional weight loss of 20 lb with diet.",
            "Her father had rectal bleeding.",
            "Syncope in 2015, worked up then.",
            "Night sweats in menopause years ago, resolved.",
            "No suicidal ideation.",
        ];
        let seen = [
            "No lymphadenopathy, no murmur, no papilledema.",
            "2/6 systolic murmur, stable for years.",
            "Known chronic left leg swelling, unchanged.",
            "No calf swelling.",
        ];
        let read = [
            "CXR: no nodule, no effusion.",
            "CT chest: stable 3 mm nodule, unchanged since 2019.",
            "X-ray knee: no fracture.",
        ];
        let mut notes: Vec<String> = told.iter().map(|it| knee(it, "", "", "")).collect();
        notes.extend(seen.iter().map(|it| knee("", it, "", "")));
        notes.extend(read.iter().map(|it| knee("", "", it, "")));
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# SOAP Note\n\nCC: rectal bleeding\n\nHPI: blood in the stool for a week\n\nPE: well\n\nAssessment: unclear\n\nPlan: return in 2 weeks\n",
                "# SOAP Note\n\nHPI: cough, hemoptysis twice\n",
            ],
        );
    }
}
