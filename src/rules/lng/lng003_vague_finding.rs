//! LNG003: a part of the body is called normal, and nothing says what was found there.

use crate::grammar::{LexiconHit, Role, ids, lexicon_ids};
use crate::note::Note;
use crate::rules::support::{line_at, listing, nodes_in, quote, trim};
use crate::rules::wording::is_somebody_elses;
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG003",
    name: "vague-finding",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "Clinical language reference: vague findings, with what to write instead",
        "CMS: 1997 Documentation Guidelines for Evaluation and Management Services: specific findings of the examination",
    ],
    summary: "An exam finding is only \"normal\", \"fine\" or \"WNL\": nothing says what was looked at and found.",
    docs: r#"
## What it does

Reports parts of the examination of which the note says no more than that they are normal: "heart normal", "Lungs: OK", "abdomen benign", "HEENT WNL", "neuro grossly
intact", "exam unremarkable". The help says what a finding of that organ sounds like. Silent where something is said of the same organ beside it ("Abdomen: normal,
soft, no tenderness"), of findings that are specific by themselves (normal gait, normal S1 and S2, normal tympanic membranes, CN II–XII intact, "NAD" of the general
appearance), and outside the exam: laboratory values, vital signs and imaging are CMP014's.

## Why it matters

"Normal" tells what you concluded, not what you did. A murmur tomorrow may be new or may not have been listened for; "neuro intact" in a patient with back pain does
not say whether anybody tested the saddle area.

## How to fix

Write what you looked for and found, if you did: "RRR, no murmurs, rubs or gallops". What you did not examine was not normal: leave it out, or say "not examined".

```bad
## Physical Exam

Heart normal. Lungs OK. Abdomen: soft, non-tender.
```

```bad
## Physical Exam

- HEENT: WNL
- Neck: supple, no lymphadenopathy
- Neuro: grossly intact
```

```good
## Physical Exam

- Heart: RRR, no murmurs, rubs or gallops
- Lungs: normal work of breathing, clear to auscultation bilaterally
- Abdomen: soft, non-tender, normal bowel sounds
- Neuro: CN II–XII intact, strength 5/5, normal gait
```

## Precision

8 findings on 182 corpus notes, all read: 6 right, 2 arguable ("Sensation is intact" in a sentence of its own). In 100 good notes written for the tests it reports 3 ("Legs are normal", "Skin normal", "lungs, abdomen normal"), each
of them vague. 21 planted findings and 21 look-alikes are its tests: all found, none reported.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::VAGUE_FINDINGS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    // The lines that are done with.
    let mut behind = 0;
    for hit in note.phrases_of(lexicon_ids::VAGUE_FINDINGS) {
        if hit.span.start < behind || note.grammar.category(hit) != "vague" || !is_exam(note, hit.span) {
            continue;
        }
        let line = statement(note, hit.span);
        behind = line.end;
        look_at(note, line, findings);
    }
}

/// Whether the place is one of the examination, in the writer's words: in its section, or right under "Objective".
fn is_exam(note: &Note, span: Span) -> bool {
    let objective = || {
        let section = note.section_at(span.start).map(|ix| note.section(ix));
        section.is_some_and(|section| section.id == Some(ids::OBJECTIVE))
    };
    (note.role_at(span.start) == Role::Exam || objective()) && !is_somebody_elses(note, span)
}

/// The text that belongs together around `span`: its item or line, its cell, or the lines of its paragraph that make its sentence.
fn statement(note: &Note, span: Span) -> Span {
    let line = line_at(note, span.start);
    match note.sentence_at(span.start) {
        // A sentence that was wrapped; a row of a table is one statement.
        Some(sentence) if !sentence.cell => Span::new(
            line.start.min(sentence.span.start.max(line.start.saturating_sub(200))),
            line.end.max(sentence.span.end.min(line.end + 200)),
        ),
        _ => line,
    }
}

/// One clause of a statement.
struct Clause<'n> {
    span: Span,
    /// The parts that it names.
    parts: Vec<&'n LexiconHit>,
    /// The vague word.
    vague: Option<&'n LexiconHit>,
    /// Whether it says more than that: a word that is no part, no vague word and no filler.
    specific: bool,
    /// Whether it names something beside the part and its side, as a test.
    tested: bool,
    /// Whether it is a label, with what it labels behind it.
    label: bool,
    /// Whether a sentence ends with it.
    stops: bool,
}

/// Report the vague clauses of a line.
fn look_at(note: &Note, line: Span, findings: &mut Vec<Finding>) {
    let clauses = clauses(note, line);
    // The label that holds at a place of the line: of the line, or of the section.
    let mut label: Vec<&LexiconHit> = Vec::new();
    // Whether the label names a test beside the part.
    let mut tested = false;
    for (at, clause) in clauses.iter().enumerate() {
        if clause.label {
            label.clone_from(&clause.parts);
            tested = clause.tested;
            continue;
        }
        // Fine motor skill is a function: no word of praise.
        let skill = note.slice(clause.span).to_ascii_lowercase().contains("fine motor");
        let Some(vague) = clause.vague.filter(|_| !clause.specific && !skill) else {
            continue;
        };
        let own = !clause.parts.is_empty();
        let mut parts: Vec<&LexiconHit> = if own {
            clause.parts.clone()
        } else if !label.is_empty() {
            label.clone()
        } else {
            of_section(note, clause.span)
        };
        if parts.is_empty() {
            continue;
        }
        // "KOH scraping of the knee: negative" is the result of a test.
        if tested && !own && trim(note.slice(vague.span)).to_ascii_lowercase().starts_with("neg") {
            continue;
        }
        // "PE: NAD. Chest: …", "O/E: NAD, chest clear": no acute distress; alone it is all that was found.
        let opens = !own && clauses[..at].iter().all(|before| before.label);
        if opens
            && note.slice(vague.span).eq_ignore_ascii_case("nad")
            && parts.iter().all(|part| *note.entry(part).id == *"whole")
            && clauses[at + 1..]
                .iter()
                .any(|next| next.label || !next.parts.is_empty() || next.specific)
        {
            continue;
        }
        // "Examination of the mouth: normal" is of the mouth.
        let whole = |part: &&LexiconHit| *note.entry(part).id == *"whole";
        if !parts.iter().all(&whole) {
            parts.retain(|part| !whole(part));
        }
        // What stands behind it and names no other part goes on about the same one: to the end of its sentence, and under a label
        // as far as the label goes.
        let goes_on = |clause: &Clause<'_>| clause.specific && clause.parts.is_empty() && !clause.label;
        let says_nothing = |clause: &&Clause<'_>| clause.vague.is_none() && !clause.specific && clause.parts.is_empty();
        let next = clauses[at + 1..].iter().find(|next| !says_nothing(next));
        let followed = !clause.stops && next.is_some_and(goes_on);
        let from = clauses[..at]
            .iter()
            .rposition(|it| it.label)
            .map_or(0, |label| label + 1);
        let own_sentence = |clause: &&Clause<'_>| !clause.label && clause.parts.is_empty();
        let preceded = !own && clauses[from..at].iter().any(goes_on);
        let under_label = !own && clauses[at + 1..].iter().take_while(own_sentence).any(goes_on);
        let sentence = clauses[..at].iter().rposition(|it| it.stops).map_or(0, |stop| stop + 1);
        let rest = clauses[at..]
            .iter()
            .position(|it| it.stops)
            .map_or(clauses.len(), |stop| at + stop + 1);
        let any_specific = clauses[sentence..rest].iter().any(|clause| clause.specific);
        if followed || preceded || under_label {
            continue;
        }
        let word = note.entry(vague);
        let allowed = |part: &LexiconHit| {
            let part = note.entry(part);
            let of = word.list("of");
            let words = part.list("words");
            (of.is_empty() || of.contains(&part.id)) && (words.is_empty() || words.contains(&word.id))
        };
        if !parts.iter().all(|part| allowed(part)) {
            continue;
        }
        let slight = word.text("grade") == Some("slight");
        // "Sensation intact" beside numbers is the rest of a good examination.
        if slight && any_specific && &*word.id != "nad" {
            continue;
        }
        findings.push(finding(note, clause, &parts, vague, slight, own));
    }
}

/// The clauses of a line: cut at commas, semicolons, full stops, colons, and where a part is named after a vague word.
fn clauses(note: &Note, line: Span) -> Vec<Clause<'_>> {
    let text = note.slice(line);
    let mut clauses = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '.')]) {
        let next = text[at..].chars().nth(1);
        let cuts = match c {
            ',' | ';' | ':' | '|' | '\u{2013}' | '\u{2014}' => true,
            '.' => next.is_none_or(char::is_whitespace),
            '\n' | '\r' => false,
            '-' => text[..at].ends_with(' ') && next == Some(' '),
            _ => false,
        };
        if !cuts || at < from {
            continue;
        }
        let span = Span::new(line.start + from as u32, line.start + at as u32);
        if !trim(note.slice(span)).is_empty() {
            clauses.push(Clause {
                stops: c == '.',
                ..clause(note, span, c == ':' || c == '-' || c == '\u{2013}' || c == '|')
            });
        }
        from = at + c.len_utf8();
    }
    clauses
}

fn clause(note: &Note, span: Span, labels: bool) -> Clause<'_> {
    /// Words that add nothing.
    const FILLERS: &[&str] = &[
        "is",
        "are",
        "was",
        "were",
        "exam",
        "examination",
        "appears",
        "appear",
        "looks",
        "look",
        "overall",
        "the",
        "his",
        "her",
        "their",
        "and",
        "all",
        "on",
        "to",
        "a",
        "an",
        "bilaterally",
        "bilateral",
        "completely",
        "entirely",
        "system",
        "systems",
        "today",
        "also",
        "otherwise",
        "very",
        "quite",
        "both",
        "in",
        "patient's",
        "general",
        "generally",
        "remains",
        "remain",
        "found",
        "be",
        "noted",
        "as",
        "well",
        "just",
        "still",
        "physical",
        "findings",
        "inspection",
        "palpation",
        "with",
        "has",
        "had",
        "seems",
        "seem",
        "auscultation",
        "&",
        "clinically",
    ];
    let mut parts = Vec::new();
    let mut vague = None;
    let mut covered: Vec<Span> = Vec::new();
    for hit in note
        .phrases_in(lexicon_ids::VAGUE_FINDINGS, span)
        .filter(|hit| hit.span.end <= span.end)
    {
        covered.push(hit.span);
        if note.grammar.category(hit) == "part" {
            parts.push(hit);
        } else if vague.is_none() {
            vague = Some(hit);
        }
    }
    let text = note.slice(span);
    let (mut specific, mut tested) = (false, false);
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '+' | '\u{2019}' | '&')) {
        if word.is_empty() {
            continue;
        }
        let place = span.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let is_covered = covered.iter().any(|hit| hit.contains_offset(place));
        if !is_covered && !FILLERS.iter().any(|filler| filler.eq_ignore_ascii_case(word)) {
            specific = true;
            tested |= word.len() > 2 && !["left", "right"].iter().any(|side| side.eq_ignore_ascii_case(word));
        }
    }
    // `Heart: S1, S2`: what names a part before a colon is its label.
    let is_title = labels && nodes_in(note, span).iter().any(|node| node.kind == NodeKind::Title);
    let label =
        labels && vague.is_none() && (is_title || !parts.is_empty() || specific && text.split_whitespace().count() < 4);
    Clause {
        span,
        parts,
        vague,
        specific: specific && !label,
        tested,
        label,
        stops: false,
    }
}

/// The part that the section around `span` is about: `## Abdomen`.
fn of_section(note: &Note, span: Span) -> Vec<&LexiconHit> {
    let Some(section) = note.section_at(span.start).map(|ix| note.section(ix)) else {
        return Vec::new();
    };
    // Only what stands first in the section; the rest goes on from there.
    let before = Span::new(section.body.start.min(span.start), span.start);
    let begins = !note.slice(before).contains(char::is_alphanumeric);
    let mut named: Vec<&LexiconHit> = note
        .phrases_in(lexicon_ids::VAGUE_FINDINGS, section.heading)
        .filter(|hit| note.grammar.category(hit) == "part")
        .collect();
    if !begins || note.slice(section.body).split_whitespace().count() > 6 {
        named.clear();
    }
    named
}

fn finding(
    note: &Note,
    clause: &Clause<'_>,
    parts: &[&LexiconHit],
    vague: &LexiconHit,
    slight: bool,
    own: bool,
) -> Finding {
    let first = if own {
        parts
            .iter()
            .map(|part| part.span.start)
            .min()
            .unwrap_or(vague.span.start)
            .min(vague.span.start)
    } else {
        vague.span.start
    };
    let last = parts
        .iter()
        .filter(|_| own)
        .map(|part| part.span.end)
        .max()
        .unwrap_or(vague.span.end)
        .max(vague.span.end);
    let span = Span::new(first, last.min(clause.span.end));
    let titles: Vec<&str> = parts.iter().filter_map(|part| note.entry(part).text("title")).collect();
    let instead: Vec<&str> = parts
        .iter()
        .filter_map(|part| note.entry(part).text("instead"))
        .collect();
    let message = format!(
        "\"{}\" does not say what you looked for in {}, or found",
        quote(note.slice(span), 50),
        listing(&titles, "and")
    );
    let finding =
        Finding::new(span, message).help(format!("write \"{}\", if that is what you found", instead.join("; ")));
    if slight {
        finding.severity(Severity::Info)
    } else {
        finding
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::support::testing::{hits, silent, speaks};

    use super::RULE;

    fn exam(text: &str) -> String {
        format!("# SOAP Note\n\n## Subjective\n\nCough.\n\n## Physical Exam\n\n{text}\n\n## Assessment\n\nCold.\n")
    }

    #[test]
    fn fine_motor_skill() {
        silent(
            &RULE,
            &["## Physical Exam\n\nNeuro: vibration reduced at the toes; fine motor ok.\n"],
        );
    }

    #[test]
    fn vague_findings() {
        let lines = [
            "Heart normal.",
            "Heart is normal, lungs are fine.",
            "Lungs: OK",
            "- Abdomen: benign",
            "HEENT: WNL",
            "Neuro: grossly intact",
            "Cardiac exam unremarkable.",
            "Physical exam is within normal limits.",
            "Normal heart. Lungs clear to auscultation.",
            "Extremities good.",
            "Skin: normal.",
            "Abdomen fine, lungs clear bilaterally.",
            "CV: nl\nLungs: CTAB",
            "**Neck:** normal\n**Lungs:** clear",
            "Exam benign.",
            "Heart and lungs normal.",
            "| System | Finding |\n| --- | --- |\n| Heart | normal |\n| Lungs | clear, no wheeze |",
            "Neuro: non-focal.",
            "The abdomen is okay.",
            "Pulses good.",
            "MSK: unremarkable",
        ];
        let notes: Vec<String> = lines.iter().map(|line| exam(line)).collect();
        speaks(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(
            hits(&RULE, &exam("Heart normal. Lungs OK. Abdomen soft.")),
            ["Heart normal", "Lungs OK"]
        );
    }

    #[test]
    fn look_alikes() {
        let lines = [
            "Heart: RRR, normal S1 S2, no murmurs.",
            "Abdomen: normal, soft, non-tender.",
            "Lungs: normal. No wheezes or crackles.",
            "Normal gait. Normal tympanic membranes. Normal bowel sounds.",
            "General: NAD. Skin: warm and dry, no rash.",
            "Exam: NAD. Heart: RRR, no murmur.",
            "KOH prep of the right foot: negative. Skin: scaly ring between the toes.",
            "Neuro: CN II-XII intact, strength 5/5, sensation intact.",
            "Skin intact. Sutures intact. Dressing clean, dry and intact.",
            "Speech normal. Mood fine. Affect normal.",
            "HS I+II+0, chest clear, abdo SNT, calves SNT.",
            "Lungs: good air entry bilaterally.",
            "Abdomen: normal bowel sounds, soft.",
            "Heart: normal rate and rhythm.",
            "Extremities: normal range of motion, no edema.",
            "Strength normal in all four limbs.",
            "Lungs: normal work of breathing, clear.",
            "Murphy sign negative. Straight leg raise negative.",
            "Benign-appearing nevus on the back.",
            "Eyes: PERRL, fundi normal discs.",
        ];
        let notes: Vec<String> = lines.iter().map(|line| exam(line)).collect();
        silent(&RULE, &notes.iter().map(String::as_str).collect::<Vec<_>>());
        silent(
            &RULE,
            &[
                "# SOAP Note\n\n## ROS\n\nHeart normal. Lungs fine.\n\n## PMH\n\nHeart normal on echo.\n\n## Assessment\n\nAbdomen benign, labs normal.\n",
                "## Labs\n\nCBC normal. CT abdomen normal.\n",
                "## HPI\n\n\"My heart is fine\" he says. Neuro exam normal at the outside hospital.\n",
            ],
        );
    }
}
