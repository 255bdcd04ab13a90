//! CMP014: a result in words where the note never gives the value.

use crate::grammar::{LexiconEntry, LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Level, Levels, Occasion, Said, Status as Assertion, TimeKind};
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CMP014",
    name: "result-without-value",
    aliases: &[],
    family: Family::Complete,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "General clerkship teaching: an adjective is no value; objective data are given as numbers or findings",
        "PDQI-9 (Stetson 2012): thorough, accurate",
    ],
    summary: "A result is called normal, stable or reviewed, and its value stands nowhere in the note.",
    docs: r#"
## What it does

Reports a laboratory test, a panel, vital signs or a study of which the note says something in words ("labs stable", "CBC unremarkable", "vitals look good", "CT reviewed",
"troponin elevated") while no value or finding of it stands anywhere in the note. One finding for the laboratory, one for the vital signs, one for the imaging.

Among other values, a "LFTs normal" is enough. "Normal" is a result for an ECG, a film or a culture, so that only "reviewed", "noted" and "abnormal" are reported there, and only if nothing says what was seen. Plans,
histories told by the patient, conditions ("if labs are normal") and earlier times are left alone.

## Why it matters

"Labs stable" cannot be compared with tomorrow's labs, and nobody can check it. When the creatinine rises later, the first question is what it was today. An abnormal
result without its number (elevated troponin) cannot be acted on at all.

## How to fix

Write the values that matter for this patient with their units, and the change since the last ones: "Na 138, K 4.1, Cr 0.9 mg/dL (0.9 yesterday)". For a study, write what
it showed.

```bad
# Progress Note

## Subjective

Slept well, no pain.

## Objective

Vitals look good. Lungs clear. Labs stable.

## Assessment and Plan

1. Pneumonia, day 3: continue ceftriaxone.
```

```good
# Progress Note

## Subjective

Slept well, no pain.

## Objective

T 36.8, HR 78, BP 124/76, RR 16, SpO2 96% on room air. Lungs clear. Labs stable: WBC 9.1 (9.4), Cr 0.9 (0.9).

## Assessment and Plan

1. Pneumonia, day 3: continue ceftriaxone; CBC tomorrow, stop if normal.
```

## Precision

23 findings on the 182 notes of the development corpus, all read: 2 wrong (a glucose of the urine, a value behind "at
the high end of normal at"). After mending 21, none wrong.

Faults planted by an author who had not seen the rule: in a first set 40 of 40 were found after mending; in two later
sets of 25 new notes 8 of 13 at first sight, 13 after mending. None of 30 look-alikes was reported, nothing was said
of the good notes.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::LABS, lexicon_ids::RESULT_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let levels = Levels::new(note);
    let mut found = Vec::new();
    found.extend(laboratory(note, &levels));
    found.extend(vital_signs(note, &levels));
    found.extend(studies(note, &levels));
    found.sort_by_key(|finding: &Finding| finding.span);
    findings.extend(found);
}

/// Whether a result is spoken of as one of now, by the writer.
fn is_of_now(note: &Note, span: Span) -> bool {
    let spoken = match note.role_at(span.start) {
        Role::Plan
        | Role::History
        | Role::PastHistory
        | Role::SurgicalHistory
        | Role::FamilyHistory
        | Role::SocialHistory
        | Role::ReviewOfSystems
        | Role::HomeMedications
        | Role::DischargeMedications
        | Role::InpatientMedications
        | Role::Allergies
        | Role::ChiefComplaint
        | Role::Procedure => false,
        Role::Identification | Role::Other => note.sections.is_empty() || opens_line(note, span),
        _ => true,
    };
    let assertion = note.assertion(span);
    let is_told = matches!(
        assertion.status,
        Assertion::Present | Assertion::Absent | Assertion::Uncertain
    );
    spoken && is_told && !assertion.quoted
}

/// Whether a line of results begins here, in a note that has no heading for them: "TTE 5/21 reviewed".
fn opens_line(note: &Note, span: Span) -> bool {
    let line = line_at(note, span.start);
    !note
        .slice(Span::new(line.start, span.start))
        .contains(char::is_alphanumeric)
}

/// How many values a note holds that gives its laboratory in numbers.
const SEVERAL: usize = 3;

/// "BMP notable for acidosis": told without a number in the sentence.
fn notable(note: &Note, span: Span) -> Option<Said> {
    let rest = &note.text[span.end as usize..];
    let word = [
        " notable for ",
        " significant for ",
        " remarkable for ",
        " showed ",
        " shows ",
    ]
    .iter()
    .find(|word| rest.starts_with(**word))?;
    let line = rest.split(['\n', ';']).next().unwrap_or(rest);
    let sentence = line.split(". ").next().unwrap_or(line);
    let start = span.end + 1;
    (!sentence.contains(|c: char| c.is_ascii_digit()) && sentence.len() < 120).then(|| Said {
        level: Level::Abnormal,
        word: Span::new(start, start + word.trim().len() as u32),
        earlier: false,
    })
}

/// A section of laboratory data that holds nothing but "stable" or "within normal limits".
fn bare_word(note: &Note, levels: &Levels<'_>) -> Option<Finding> {
    note.sections.iter().find_map(|section| {
        if section.body.len() > 80 || note.role_at(section.body.start) != Role::Data {
            return None;
        }
        let named = note
            .phrases_in(lexicon_ids::LABS, section.heading)
            .any(|hit| &*note.entry(hit).id == "laboratory-tests");
        let body = note.slice(section.body);
        let text = body.trim_matches(|c: char| !c.is_alphanumeric());
        if !named || text.is_empty() || text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let start =
            section.body.start + (body.len() - body.trim_start_matches(|c: char| !c.is_alphanumeric()).len()) as u32;
        let said = levels.after(Span::at(start))?;
        let rest = note.slice(Span::new(said.word.end, section.body.end.max(said.word.end)));
        let only = !rest.contains(char::is_alphanumeric) && !starts(text, &["neg"]);
        only.then(|| {
            let span = Span::new(start, said.word.end);
            Finding::new(
                span,
                format!("\"{}\" gives no value that can be checked", quote(note.slice(span), 60)),
            )
            .help("write the results with their units, and the last ones beside them")
        })
    })
}

/// The laboratory: the first test or panel in words of which no value is given.
fn laboratory(note: &Note, levels: &Levels<'_>) -> Option<Finding> {
    let labs = note.labs();
    let has = |id: &str| labs.iter().any(|lab| note.lab_entry(lab).id == id);
    let mut first: Option<(&LexiconHit, Said)> = None;
    let mut others: Vec<&str> = Vec::new();
    for hit in note.phrases_of(lexicon_ids::LABS) {
        let entry = note.entry(hit);
        let is_panel = &*entry.category == "panel";
        // A culture, a dip, a smear is negative or positive: that is its result.
        if matches!(&*entry.category, "trap" | "urinalysis") || entry.flag("graded") || is_qualitative(entry) {
            continue;
        }
        let said = levels
            .of(hit.span)
            .or_else(|| is_panel.then(|| notable(note, hit.span)).flatten());
        let Some(said) = said else { continue };
        let word = note.slice(said.word);
        if &*entry.category == "specimen" {
            // "UA positive" is a result, "UA abnormal" and "UA reviewed" are none.
            let only_seen = said.level == Level::Reviewed || starts(word, &["abn", "derang"]);
            if entry.text("specimen") != Some("urinalysis") || !only_seen {
                continue;
            }
        } else if starts(word, &["neg"]) || entry.text("in-urine").is_some() && is_of_urine(note, hit.span) {
            continue;
        }
        if said.earlier || !is_of_now(note, hit.span) || is_heading_of_more(note, hit.span, said) {
            continue;
        }
        let given = |hit: &LexiconHit| {
            let entry = note.entry(hit);
            let members = entry.list("members");
            match &*entry.category {
                "specimen" => labs.iter().any(|lab| &*note.lab_entry(lab).category == "urinalysis"),
                "panel" if members.is_empty() => !labs.is_empty(),
                "panel" => members.iter().any(|id| has(id)),
                "chemistry" if &*entry.id == "glucose" && tells_readings(note) => true,
                _ => has(&entry.id) || sibling(&entry.id).is_some_and(has),
            }
        };
        // "CBC and BMP abnormal": each of them has to be given.
        let abnormal = matches!(said.level, Level::High | Level::Low | Level::Abnormal);
        let run = || Span::new(run_start(note, hit.span), hit.span.start);
        let is_given = given(hit)
            && !(abnormal && is_panel && note.phrases_in(lexicon_ids::LABS, run()).any(|other| !given(other)));
        // Among values, "LFTs normal" tells that nothing is left out; the panels of every day have numbers.
        let is_daily = matches!(
            &*entry.id,
            "laboratory-tests"
                | "complete-blood-count"
                | "basic-metabolic-panel"
                | "comprehensive-metabolic-panel"
                | "electrolytes"
        );
        if said.level == Level::Normal && !is_daily && labs.len() >= SEVERAL {
            continue;
        }
        if is_given
            || is_normal_list(note, hit.span, said)
            || is_reason(note, hit.span, said)
            || is_supposed(note, hit.span.cover(said.word))
            || is_dated(note, hit.span)
        {
            continue;
        }
        match first {
            None => first = Some((hit, said)),
            Some(_) => others.push(note.slice(hit.span)),
        }
    }
    let Some((hit, said)) = first else {
        return labs.is_empty().then(|| bare_word(note, levels)).flatten();
    };
    let entry = note.entry(hit);
    let named = Span::new(run_start(note, hit.span), hit.span.end);
    others.retain(|other| !note.slice(named).contains(other));
    let written = phrase(note, named, said);
    let more = match others.len() {
        0 => String::new(),
        _ => format!(" (nor for {})", quote(&others[..others.len().min(3)].join(", "), 60)),
    };
    let message = match said.level {
        Level::High | Level::Low | Level::Abnormal => {
            format!("\"{written}\" is said without a number{more}")
        }
        _ => format!("\"{written}\" gives no value that can be checked{more}"),
    };
    let members = entry.list("members");
    let names: Vec<String> = members.iter().take(4).map(|id| name(note, id)).collect();
    let help = if names.is_empty() {
        "write the results with their units, and the last ones beside them".to_owned()
    } else {
        format!(
            "write the values that matter here ({}) with their units",
            names.join(", ")
        )
    };
    let severity = match said.level {
        Level::High | Level::Low | Level::Abnormal => Severity::Warning,
        _ => Severity::Info,
    };
    Some(
        Finding::new(named.cover(said.word), message)
            .help(help)
            .severity(severity),
    )
}

/// `Two readings below 70 mg/dL in the last month`: what the patient measures at home.
fn tells_readings(note: &Note) -> bool {
    note.text.match_indices("reading").any(|(at, _)| {
        let rest = &note.text[at..crate::text::floor(&note.text, at + 60)];
        let line = rest.split(['\n', '\r', ';']).next().unwrap_or(rest);
        line.contains(|c: char| c.is_ascii_digit()) && (line.contains("mg/dL") || line.contains("mmol/L"))
    })
}

fn starts(word: &str, beginnings: &[&str]) -> bool {
    beginnings.iter().any(|beginning| {
        word.get(..beginning.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    })
}

/// "Urine shows positive glucose": the urine is named before, in the same sentence.
fn is_of_urine(note: &Note, span: Span) -> bool {
    let line = line_at(note, span.start);
    let from = note
        .sentence_at(span.start)
        .map_or(line.start, |sentence| sentence.span.start.max(line.start));
    let urine = |hit: &LexiconHit| {
        note.entry(hit)
            .text("specimen")
            .is_some_and(|of| of.starts_with("urin"))
    };
    note.phrases_in(lexicon_ids::LABS, Span::new(from.min(span.start), span.start))
        .any(|hit| &*note.entry(hit).category == "specimen" && urine(hit))
}

/// Tests whose result is a word.
fn is_qualitative(entry: &LexiconEntry) -> bool {
    matches!(
        &*entry.id,
        "hcg" | "antinuclear-antibody" | "rheumatoid-factor" | "hiv-viral-load"
    ) || entry.text("unit").is_none() && &*entry.category == "other"
}

/// Another test whose value says the same.
fn sibling(id: &str) -> Option<&'static str> {
    Some(match id {
        "troponin" => "troponin-high-sensitivity",
        "troponin-high-sensitivity" => "troponin",
        "hemoglobin" => "hematocrit",
        "hematocrit" => "hemoglobin",
        "estimated-gfr" => "creatinine",
        "c-reactive-protein" => "c-reactive-protein-high-sensitivity",
        "bnp" => "nt-probnp",
        "nt-probnp" => "bnp",
        "calcium" => "ionized-calcium",
        "prothrombin-time" => "inr",
        _ => return None,
    })
}

/// Whether the word opens a list of values or exceptions: "Labs notable for", "CBC normal except", "labs stable: Na 138".
fn is_heading_of_more(note: &Note, span: Span, said: Said) -> bool {
    let end = span.end.max(said.word.end) as usize;
    let rest: String = note.text[end..]
        .chars()
        .take(40)
        .take_while(|c| !matches!(c, '\n' | '.'))
        .collect();
    let rest = rest.to_ascii_lowercase();
    [
        ":",
        " except",
        " apart from",
        " other than",
        " aside from",
        " but for",
        " with the exception",
        " notable for",
        ", except",
        ", notable",
        " and notable",
        " and show",
        " and reveal",
        " and demonstrat",
        " and significant",
    ]
    .iter()
    .any(|it| rest.contains(it))
        || rest
            .split_once(" with ")
            .is_some_and(|(_, after)| !starts(after, PEOPLE))
}

/// With whom results are looked at.
const PEOPLE: &[&str] = &[
    "patient",
    "the patient",
    "pt",
    "him",
    "her",
    "them",
    "family",
    "the family",
    "parent",
    "mother",
    "mom",
    "father",
    "husband",
    "wife",
    "attending",
    "the attending",
    "team",
    "the team",
    "dr",
    "radiolog",
    "cardiolog",
    "residen",
    "daughter",
    "son",
];

/// How far before a name others of its row are looked for, in bytes.
const RUN: u32 = 160;

/// Where the names begin of which the last one stands at `span`: "CBC, BMP and CRP are normal".
fn run_start(note: &Note, span: Span) -> u32 {
    let line = line_at(note, span.start);
    let from = line.start.max(span.start.saturating_sub(RUN));
    let hits: Vec<&LexiconHit> = note
        .phrases_in(lexicon_ids::LABS, Span::new(from, span.start))
        .collect();
    let mut start = span.start;
    for hit in hits.iter().rev() {
        let between = note.slice(Span::new(hit.span.end.min(start), start));
        let is_join = between
            .split([' ', ',', '/', '&'])
            .all(|word| matches!(word, "" | "and"));
        if !is_join {
            break;
        }
        start = hit.span.start;
    }
    start
}

/// "Possible low B12", "?low sodium": nobody has measured it.
fn is_supposed(note: &Note, all: Span) -> bool {
    let before = note.text[..all.start as usize].trim_end();
    let said = |word: &&str| {
        before
            .len()
            .checked_sub(word.len())
            .and_then(|at| before.get(at..).map(|end| (at, end)))
            .is_some_and(|(at, end)| {
                end.eq_ignore_ascii_case(word) && !before[..at].ends_with(|c: char| c.is_alphanumeric())
            })
    };
    before.ends_with('?')
        || [
            "possible",
            "possibly",
            "may have",
            "might have",
            "could have",
            "suspect",
            "suspected",
            "presumed",
            "query",
            "r/o",
            "rule out",
            "risk of",
        ]
        .iter()
        .any(said)
}

/// "presents for evaluation of high blood sugar": the reason for the visit. "No elevated troponin": a result by itself.
fn is_reason(note: &Note, span: Span, said: Said) -> bool {
    let denied = note.assertion(span).status == Assertion::Absent;
    let before = note.text[..said.word.start.min(span.start) as usize].trim_end();
    let asked = ["for", "of", "no", "without", "any"].iter().any(|word| {
        before
            .strip_suffix(word)
            .is_some_and(|rest| rest.ends_with([' ', '\n']))
    });
    matches!(said.level, Level::High | Level::Low | Level::Abnormal)
        && (denied || asked && said.word.start < span.start)
}

/// Whether the sentence tells of a day in the past, outside the results.
fn is_dated(note: &Note, span: Span) -> bool {
    if !matches!(note.role_at(span.start), Role::Assessment | Role::AssessmentAndPlan) {
        return false;
    }
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    let times = note.times();
    let from = times.partition_point(|time| time.span.end <= sentence.span.start);
    times[from..]
        .iter()
        .take_while(|time| time.span.start < sentence.span.end)
        .any(|time| matches!(time.kind, TimeKind::Date { .. } | TimeKind::Ago(..)))
}

/// "ALT, albumin and bilirubin were normal" beside the value that was not: a list of pertinent negatives. A panel said to
/// be normal in a line of values sums up the rest.
fn is_normal_list(note: &Note, span: Span, said: Said) -> bool {
    if said.level != Level::Normal {
        return false;
    }
    let hit = note.phrases_in(lexicon_ids::LABS, span).next();
    let is_panel = hit.is_some_and(|hit| &*note.entry(hit).category == "panel");
    let near = if is_panel {
        line_at(note, span.start)
    } else {
        let Some(sentence) = note.sentence_at(span.start) else {
            return false;
        };
        Span::new(sentence.span.start.saturating_sub(160), sentence.span.end + 160)
    };
    let labs = note.labs();
    let from = labs.partition_point(|lab| lab.span.end <= near.start);
    labs.get(from).is_some_and(|lab| lab.span.start < near.end)
}

fn name(note: &Note, id: &str) -> String {
    let entries = &note.grammar.lexicon(lexicon_ids::LABS).entries;
    let entry = entries.iter().find(|entry| entry.id == id);
    let name = entry.and_then(|entry| entry.text("name")).unwrap_or(id);
    let is_word = name.chars().nth(1).is_some_and(char::is_lowercase);
    if is_word { name.to_lowercase() } else { name.to_owned() }
}

/// The words as written, from the first to the last.
fn phrase(note: &Note, span: Span, said: Said) -> String {
    quote(note.slice(span.cover(said.word)), 60)
}

/// The vital signs: in words, and no number anywhere.
fn vital_signs(note: &Note, levels: &Levels<'_>) -> Option<Finding> {
    let is_given = note.vitals().iter().any(|vital| vital.occasion != Occasion::Target);
    if is_given {
        return None;
    }
    for hit in note.phrases_of(lexicon_ids::RESULT_WORDS) {
        let entry = note.entry(hit);
        let category = &*entry.category;
        if category != "vitals" && category != "vital" {
            continue;
        }
        let role = note.role_at(hit.span.start);
        if category == "vital" && !matches!(role, Role::Exam | Role::VitalSigns | Role::Data) {
            continue;
        }
        // "VSS" says it in one word.
        let written = note.slice(hit.span);
        let said = match written.to_ascii_lowercase().as_str() {
            "vss" | "avss" => Some(Said {
                level: Level::Stable,
                word: hit.span,
                earlier: false,
            }),
            _ => levels.of(hit.span),
        };
        let Some(said) = said else { continue };
        let is_heading = note
            .section_at(hit.span.start)
            .is_some_and(|ix| note.section(ix).heading.contains(hit.span));
        if said.earlier || !(is_of_now(note, hit.span) || is_heading) {
            continue;
        }
        let written = phrase(note, hit.span, said);
        let message = format!("\"{written}\" gives no number that can be checked");
        let help = format!("write {}", entry.text("findings").unwrap_or("the numbers"));
        return Some(Finding::new(hit.span.cover(said.word), message).help(help));
    }
    None
}

/// Imaging and ECG: looked at, and not said what was seen.
fn studies(note: &Note, levels: &Levels<'_>) -> Option<Finding> {
    let hits: Vec<&LexiconHit> = note
        .phrases_of(lexicon_ids::RESULT_WORDS)
        .filter(|hit| &*note.entry(hit).category == "imaging")
        .collect();
    for hit in &hits {
        let said = levels.after(hit.span).or_else(|| levels.before(hit.span));
        let Some(said) = said.or_else(|| only_done(note, hit.span)) else {
            continue;
        };
        let only_seen = matches!(said.level, Level::Reviewed | Level::Abnormal);
        if !only_seen || said.earlier || !is_of_now(note, hit.span) {
            continue;
        }
        if has_content(note, hit.span.cover(said.word)) || is_described_elsewhere(note, &hits, hit) {
            continue;
        }
        let entry = note.entry(hit);
        let written = phrase(note, hit.span, said);
        let message = format!("\"{written}\" does not say what was seen");
        let help = format!("write {}", entry.text("findings").unwrap_or("what it showed"));
        return Some(Finding::new(hit.span.cover(said.word), message).help(help));
    }
    None
}

/// "CT head done.": that it was made, and nothing more.
fn only_done(note: &Note, span: Span) -> Option<Said> {
    let rest = &note.text[span.end as usize..];
    let word = [
        " done",
        " was done",
        " were done",
        " performed",
        " was performed",
        " completed",
    ]
    .iter()
    .find(|word| rest.starts_with(**word))?;
    let after = &rest[word.len()..];
    let ends = after.is_empty()
        || after == "."
        || after.starts_with(['\n', '\r', ';'])
        || after.starts_with(". ")
        || after.starts_with(".\n")
        || after.starts_with(".\r");
    ends.then(|| Said {
        level: Level::Reviewed,
        word: Span::new(span.end + 1, span.end + word.len() as u32),
        earlier: false,
    })
}

/// How many words a sentence needs besides the study and "reviewed" to say what was seen.
const CONTENT: usize = 3;

/// Whether the sentence, or the next one that goes on about it, says what was seen.
fn has_content(note: &Note, said: Span) -> bool {
    let section = note.section_at(said.start).map(|ix| note.section(ix));
    if section.is_some_and(|section| section.heading.overlaps(said) && words(note.slice(section.body)) > 0) {
        return true;
    }
    let Some(sentence) = note.sentence_at(said.start) else {
        return true;
    };
    let end = sentence.span.end.max(said.end);
    let rest = note.slice(Span::new(said.end.min(end), end));
    // What follows a colon is what was seen.
    if words(rest) >= CONTENT || rest.trim_start().starts_with(':') && words(rest) > 0 {
        return true;
    }
    let sentences = note.sentences();
    let next = sentences.partition_point(|other| other.span.start < end);
    sentences.get(next).is_some_and(|next| {
        let text = note.slice(next.span);
        let pronouns = [
            "This",
            "These",
            "It ",
            "They",
            "There",
            "No ",
            "Shows",
            "Showed",
            "Reveal",
            "Demonstrat",
            "Finding",
            "Result",
            "Impression",
        ];
        // "CXR reviewed. Clear lungs." goes on about it, as long as no other study or test is named.
        let beside = next.span.start.saturating_sub(end) <= 2
            && words(text) >= 2
            && note.phrases_in(lexicon_ids::LABS, next.span).next().is_none()
            && !note
                .phrases_in(lexicon_ids::RESULT_WORDS, next.span)
                .any(|hit| &*note.entry(hit).category == "imaging");
        next.section == sentence.section && (beside || pronouns.iter().any(|it| text.starts_with(it)))
    })
}

/// Words of a text that say something of a finding.
fn words(text: &str) -> usize {
    const EMPTY: [&str; 44] = [
        "and",
        "with",
        "the",
        "by",
        "me",
        "today",
        "patient",
        "radiology",
        "radiologist",
        "attending",
        "team",
        "in",
        "detail",
        "from",
        "of",
        "at",
        "on",
        "above",
        "as",
        "personally",
        "discussed",
        "noted",
        "reviewed",
        "results",
        "images",
        "report",
        "reports",
        "findings",
        "cardiology",
        "her",
        "his",
        "agree",
        "available",
        "chart",
        "epic",
        "pacs",
        "office",
        "clinic",
        "was",
        "were",
        "independently",
        "see",
        "for",
        "details",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(word)))
        .count()
}

/// Whether another mention of such a study says what was seen, or the section of the imaging does.
fn is_described_elsewhere(note: &Note, hits: &[&LexiconHit], of: &LexiconHit) -> bool {
    let generic = &*note.entry(of).id == "imaging";
    let same = |hit: &&&LexiconHit| {
        hit.span != of.span && (generic || hit.entry == of.entry || &*note.entry(hit).id == "imaging")
    };
    hits.iter().filter(same).take(40).any(|hit| {
        if matches!(
            note.role_at(hit.span.start),
            Role::Plan | Role::PastHistory | Role::FamilyHistory
        ) {
            return false;
        }
        let section = note.section_at(hit.span.start).map(|ix| note.section(ix));
        let heading = section.filter(|section| section.heading.contains(hit.span));
        match heading {
            // A heading is described by what stands under it besides the sentence itself; under one that is common to
            // several studies, that is of others.
            Some(section) if section.body.contains(of.span) => {
                let own = note
                    .sentence_at(of.span.start)
                    .map_or(0, |it| words(note.slice(it.span)));
                hit.entry == of.entry && words(note.slice(section.body)) >= CONTENT + own
            }
            Some(section) => words(note.slice(section.body)) >= CONTENT,
            None => {
                has_content(note, hit.span)
                    && !note
                        .sentence_at(hit.span.start)
                        .is_some_and(|it| it.span.contains(of.span))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn note(objective: &str, assessment: &str) -> String {
        format!(
            "# Progress Note\n\n## Subjective\n\nSlept well.\n\n## Objective\n\n{objective}\n\n## Assessment\n\n{assessment}\n\n## Plan\n\nContinue.\n"
        )
    }

    #[test]
    fn words_without_values() {
        let cases = [
            ("Labs stable.", "Better."),
            ("Labs: WNL", "Better."),
            ("CBC unremarkable.", "Better."),
            ("Labs reviewed.", "Better."),
            ("Vitals look good.", "Better."),
            ("VSS. Lungs clear.", "Better."),
            ("Vital signs stable", "Better."),
            ("Vitals: stable", "Better."),
            ("Vitals reviewed.", "Better."),
            ("CT reviewed.", "Better."),
            ("EKG reviewed with cardiology.", "Better."),
            ("Chest x-ray was abnormal.", "Better."),
            ("MRI personally reviewed today.", "Better."),
            ("Imaging reviewed.", "Better."),
            ("Lungs clear.", "NSTEMI with elevated troponin."),
            ("AST up, lipase normal.", "Pancreatitis."),
            ("BMP and CBC are within normal limits.", "Better."),
            ("Electrolytes ok, kidney function unchanged.", "Better."),
            ("LFTs improving.", "Hepatitis."),
            ("Hemoglobin stable overnight.", "GI bleed."),
            ("Bloods: normal", "Better."),
            ("T 37.1, HR 80, BP 120/80, RR 14. Creatinine is elevated.", "AKI."),
            ("Labs without abnormalities.", "Better."),
            ("Lab results reviewed with patient.", "Better."),
            ("UA abnormal.", "Better."),
            ("Labs 02:30: reviewed", "Better."),
            ("TTE 5/21 reviewed.", "Better."),
            ("CT head done. EEG abnormal.", "Better."),
            ("BMP notable for acidosis, otherwise fine.", "Better."),
            ("Bloods NAD", "Better."),
            (
                "ECG and chest radiograph reviewed. An echocardiogram shows a bicuspid valve.",
                "Better.",
            ),
        ];
        let texts: Vec<String> = cases.iter().map(|(o, a)| note(o, a)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        speaks(&RULE, &texts);
        assert_eq!(
            hits(&RULE, &note("CXR done.", "Better.").replace('\n', "\r\n")),
            ["CXR done"]
        );
        assert_eq!(
            hits(&RULE, &note("Vitals look good. Labs stable.", "Better.")),
            ["Vitals look good", "Labs stable"]
        );
        assert_eq!(
            hits(&RULE, &note("CBC unremarkable. BMP normal.", "Better.")),
            ["CBC unremarkable"]
        );
    }

    #[test]
    fn look_alikes() {
        let cases = [
            ("Labs: Na 138, K 4.1. Labs stable.", "Better."),
            ("WBC 9.1, Hgb 13.2", "CBC unremarkable."),
            ("Na 138", "Reversible causes to look for: possible low folate."),
            ("Na 138", "Burning feet, ?low B12."),
            ("T 36.8, HR 78, BP 124/76. Vitals stable.", "Better."),
            ("BP 124/76", "VSS."),
            (
                "ECG: normal sinus rhythm 80/min, no ST change. ECG reviewed.",
                "Better.",
            ),
            ("CXR reviewed: no consolidation.", "Better."),
            (
                "Chest x-ray was reviewed and shows a right lower lobe infiltrate.",
                "Pneumonia.",
            ),
            (
                "X-ray images of the left foot were reviewed. These reveal a fracture.",
                "Fracture.",
            ),
            ("EKG is normal.", "Better."),
            ("Chest x-ray unremarkable.", "Better."),
            ("UA negative. Blood cultures negative. COVID negative.", "Better."),
            ("Pregnancy test negative, hCG negative.", "Better."),
            ("Lungs clear.", "Stable."),
            ("Normal breath sounds, normal gait.", "Better."),
            ("Labs pending.", "Better."),
            (
                "Home log: two readings below 70 mg/dL this month.",
                "Falls, low glucose.",
            ),
            ("AST 88. ALT, albumin and bilirubin were normal.", "Hepatitis."),
            ("Hgb 9.8", "Anemia, hematocrit low."),
            ("Labs normal except K 2.9.", "Hypokalemia."),
            ("Creatinine 1.1", "Kidney function is normal."),
            ("Lungs clear.", "If labs are normal, discharge."),
            ("Wound looks good. Drain output stable.", "Better."),
            ("Labs: WBC 8.1; remainder of labs normal.", "Better."),
            ("Troponin negative x2.", "Better."),
            ("Urine shows positive glucose.", "Better."),
            ("CXR reviewed. Clear lungs bilaterally.", "Better."),
            ("Cr 1.1. Labs without change.", "Better."),
            (
                "HR 80. CT of the head showed no bleed.",
                "Better. CT reviewed with the family.",
            ),
        ];
        let texts: Vec<String> = cases.iter().map(|(o, a)| note(o, a)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent(&RULE, &texts);
        silent(
            &RULE,
            &[
                "HPI: labs at her GP were normal last month. CT was normal in 2019.\n\nVitals: HR 70, BP 110/70\n\nPlan: repeat CBC; call if labs are abnormal.\n",
                "PMH: TSH normal on levothyroxine\n\nExam: well\n\nPlan: labs reviewed with the patient at the next visit.\n",
                "Plan: will review CT and labs; discharge once vitals are stable.\n",
            ],
        );
    }
}
