//! Names of problems: what can be one, and which diagnoses prose names.

use std::collections::HashSet;

use super::super::super::lines::trim;
use super::super::super::{Note, ProblemForm, SectionIx, WrittenProblem};
use super::super::{Assertion, Status};
use super::steps;
use super::walk::Side;
use crate::grammar::{Grammar, LexiconHit, lexicon_ids};
use crate::text::Span;

/// A diagnosis that a text names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub span: Span,
    /// Whether the patient has it, as the writer thinks.
    pub sure: bool,
    /// Whether a word says that the writer believes in it.
    pub cued: bool,
    /// Whether it is a chronic condition.
    chronic: bool,
}

/// A problem that prose names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub span: Span,
    pub form: Option<ProblemForm>,
    pub cued: bool,
}

/// Words and endings of words that name diseases.
#[derive(Debug)]
struct DiseaseWords {
    words: HashSet<Box<str>>,
    endings: Vec<Box<str>>,
}

impl DiseaseWords {
    fn new(grammar: &Grammar) -> Self {
        let mut found = Self {
            words: HashSet::new(),
            endings: Vec::new(),
        };
        for entry in grammar.lexicon(lexicon_ids::STEP_WORDS).entries.iter() {
            found
                .words
                .extend(entry.list("words").iter().map(|word| Box::from(&**word)));
            found
                .endings
                .extend(entry.list("endings").iter().map(|ending| Box::from(&**ending)));
        }
        found
    }

    fn is_one(&self, word: &str) -> bool {
        let word = word.to_ascii_lowercase();
        let single = word.strip_suffix('s').unwrap_or(&word);
        self.words.contains(&*word)
            || self.words.contains(single)
            || self.endings.iter().any(|ending| {
                word.len() > ending.len() + 1 && (word.ends_with(&**ending) || single.ends_with(&**ending))
            })
    }
}

/// Whether `span` names something that can be a problem: a symptom, a sign, a condition, or a word that has the look of one.
pub(super) fn is_disease(note: &Note, span: Span) -> bool {
    let named = |it: &super::super::ConceptMention| {
        matches!(&*note.concept(it.concept).category, "disease" | "symptom" | "group")
    };
    if finding_in(note, span) || note.concepts_in(span).iter().any(named) {
        return true;
    }
    let words = note.grammar.memo(DiseaseWords::new);
    note.slice(span)
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word.len() > 2 && words.is_one(word))
}

/// Whether a title says that what it names is not there, or may not be.
pub(super) fn is_doubted(note: &Note, span: Span) -> bool {
    note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, span)
        .any(|hit| matches!(note.grammar.category(hit), "unlikely" | "other" | "risk"))
}

fn finding_in(note: &Note, span: Span) -> bool {
    let findings = note.findings();
    let at = findings.partition_point(|it| it.span.start < span.start);
    findings[at..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .any(|it| !it.implied)
}

/// Whether `span` is hardly more than the name of a symptom, sign or condition.
pub(super) fn is_name(note: &Note, span: Span) -> bool {
    let findings = note.findings();
    let at = findings.partition_point(|it| it.span.start < span.start);
    let named: u32 = findings[at..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .filter(|it| !it.implied)
        .map(|it| it.span.len())
        .sum();
    named * 10 >= span.len() * 6
}

/// Whether a condition stands in `span`.
fn condition_in(note: &Note, span: Span) -> bool {
    let findings = note.findings();
    let at = findings.partition_point(|it| it.span.start < span.start);
    findings[at..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .any(|it| !it.implied && it.lexicon == lexicon_ids::CONDITIONS)
        || note
            .concepts_in(span)
            .iter()
            .any(|it| note.concept(it.concept).category == "disease")
}

/// The title that opens `span`: up to a colon, a dash or the end of the first sentence.
pub(super) fn title_of(note: &Note, span: Span) -> Span {
    let text = note.slice(span);
    let cuts = [": ", " - ", " – ", " — ", "—", "; "];
    let glued = super::super::super::problems::glued_dash(text)
        .into_iter()
        .chain(super::super::super::problems::sentence_end(text));
    let cut = cuts
        .iter()
        .filter_map(|mark| text.find(mark))
        .chain(glued)
        .min()
        .unwrap_or(text.len());
    trim_marks(note, Span::new(span.start, span.start + cut as u32))
}

fn trim_marks(note: &Note, span: Span) -> Span {
    let text = note.slice(span);
    let head = text.trim_end_matches(|c: char| c.is_whitespace() || ".:;,-–*_".contains(c));
    let inner = head.trim_start_matches(|c: char| c.is_whitespace() || "*_-–:,;".contains(c));
    let start = span.start + (head.len() - inner.len()) as u32;
    Span::new(start, start + inner.len() as u32)
}

/// A title without what is said of it: `Hypertension is controlled` → `Hypertension`; empty if it is a sentence.
pub(super) fn short_title(note: &Note, title: Span) -> Span {
    let mut title = trim_marks(note, title);
    // `The patient noted for improving retention of urine`: what it names is the title.
    if opens_with_person(note.slice(title)) && note.slice(title).split_whitespace().count() > 3 {
        let findings = note.findings();
        let at = findings.partition_point(|it| it.span.start < title.start);
        let named = findings[at..].iter().take_while(|it| it.span.start < title.end);
        let mut named =
            named.filter(|it| !it.implied && matches!(it.assertion.status, Status::Present | Status::Uncertain));
        title = named.next().map_or(Span::at(title.start), |it| it.span);
    }
    let text = note.slice(title);
    let mut at = 0;
    for (count, word) in text.split_inclusive(' ').enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphabetic() && c != '\'');
        if count > 0 && steps::tells(bare) {
            let head = note.slice(Span::new(title.start, title.start + at as u32)).trim_end();
            let head = [", which", ", who", ", that", " which", " that", " who"]
                .iter()
                .find_map(|it| head.strip_suffix(it))
                .unwrap_or(head);
            let head = trim_marks(note, Span::new(title.start, title.start + head.len() as u32));
            return if count <= 8 && is_disease(note, head) && !opens_with_person(note.slice(head)) {
                head
            } else {
                Span::at(title.start)
            };
        }
        at += word.len();
    }
    // `Hypertension, well controlled`
    for (comma, _) in text.match_indices(", ") {
        let from = title.start + comma as u32 + 2;
        let status = note
            .phrases_in(lexicon_ids::STEP_WORDS, Span::new(from, title.end))
            .next()
            .is_some_and(|hit| {
                hit.span.start == from && matches!(note.grammar.category(hit), "reason" | "nothing" | "modal" | "done")
            });
        if status {
            let head = Span::new(title.start, title.start + comma as u32);
            if is_disease(note, head) {
                return head;
            }
        }
    }
    if text.split_whitespace().count() > 10
        && let Some(comma) = text.find(", ")
    {
        let head = Span::new(title.start, title.start + comma as u32);
        if is_disease(note, head) {
            return head;
        }
    }
    title
}

fn opens_with_person(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    [
        "he", "she", "they", "patient", "pt", "the", "this", "his", "her", "i", "we", "it", "there",
    ]
    .iter()
    .any(|word| word.eq_ignore_ascii_case(first))
}

/// The titles of a line that names several: `CAP, COPD exacerbation, hypertension`.
pub(super) fn several(note: &Note, written: &WrittenProblem, side: Side) -> Option<Vec<Span>> {
    let alone = matches!(written.form, ProblemForm::Line | ProblemForm::Bullet) && written.items.is_empty();
    if side == Side::Plan || !alone || written.title.len() + 4 < written.span.end - written.title.start {
        return None;
    }
    list(note, written.title)
}

/// The parts of a list of diagnoses.
pub(super) fn list(note: &Note, title: Span) -> Option<Vec<Span>> {
    let text = note.slice(title);
    if !text.contains([',', ';']) && !text.contains(" and ") && !text.contains(" & ") {
        return None;
    }
    let mut parts = Vec::new();
    let mut from = 0;
    let mut depth = 0u32;
    let bytes = text.as_bytes();
    let push = |from: usize, to: usize, parts: &mut Vec<Span>| {
        let part = trim_marks(note, Span::new(title.start + from as u32, title.start + to as u32));
        let inner = note.slice(part);
        let inner = ["and ", "& ", "plus "]
            .iter()
            .find_map(|word| inner.strip_prefix(word))
            .unwrap_or(inner);
        parts.push(Span::new(part.end - inner.len() as u32, part.end));
    };
    for at in 0..bytes.len() {
        match bytes[at] {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' | b';' if depth == 0 => {
                push(from, at, &mut parts);
                from = at + 1;
            }
            b' ' if depth == 0 && text[at..].starts_with(" and ") || depth == 0 && text[at..].starts_with(" & ") => {
                push(from, at, &mut parts);
                from = at + 1;
            }
            _ => {}
        }
    }
    push(from, bytes.len(), &mut parts);
    let one = |part: &Span| {
        let words = note.slice(*part).split_whitespace().count();
        let mut cues = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, *part);
        let doubted = cues.any(|hit| {
            hit.span.start <= part.start + 2
                || matches!(note.grammar.category(hit), "unlikely" | "other" | "risk" | "past")
        });
        let first = note.slice(*part).split_whitespace().next().unwrap_or_default();
        let denied = ["no", "not", "without"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(first));
        (1..=7).contains(&words)
            && !doubted
            && !denied
            && !note.slice(*part).contains(':')
            && (condition_in(note, *part) || parts.len() > 2 && is_disease(note, *part))
    };
    let good = parts.len() > 1 && parts.iter().all(one);
    good.then_some(parts)
}

/// The diagnoses that `span` names.
pub(super) fn in_text(note: &Note, span: Span) -> Vec<Named> {
    let mut found = Vec::new();
    let hits: Vec<&LexiconHit> = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, span).collect();
    let mut last: Option<(Span, bool)> = None;
    let findings = note.findings();
    let from = findings.partition_point(|it| it.span.start < span.start);
    let conditions = findings[from..]
        .iter()
        .take_while(|it| it.span.start < span.end)
        .filter(|it| it.lexicon == lexicon_ids::CONDITIONS && !it.implied)
        .map(|it| {
            let chronic = note.entry_at(it.lexicon, it.entry).flag("chronic");
            (it.span, it.assertion, chronic)
        });
    let mut all: Vec<(Span, Assertion, bool)> = conditions.collect();
    let known = all.len();
    for mention in note.concepts_in(span) {
        let after = all[..known].partition_point(|(other, ..)| other.end <= mention.span.start);
        let told = all[..known]
            .get(after)
            .is_some_and(|(other, ..)| other.overlaps(mention.span));
        if !told && note.concept(mention.concept).category == "disease" {
            all.push((mention.span, note.assertion(mention.span), false));
        }
    }
    all.sort_by_key(|(span, ..)| (span.start, span.end));
    for (at, assertion, chronic) in all {
        if last.is_some_and(|(before, _)| before.end > at.start) || at.end > span.end {
            continue;
        }
        let within = |from: u32, to: u32, most: u32, stops: &[char]| {
            from <= to && to - from <= most && !note.slice(Span::new(from, to)).contains(stops)
        };
        let before = hits.partition_point(|hit| hit.span.end <= at.start);
        let mut cued = false;
        let mut rejected = false;
        // Whether it is thought of at least: one of a differential.
        let mut thought = assertion.status == Status::Uncertain;
        if let Some(hit) = hits[..before].last() {
            match note.grammar.category(hit) {
                "lead" => cued = within(hit.span.end, at.start, 80, &[';']),
                "unlikely" => rejected = within(hit.span.end, at.start, 60, &[';', ':']),
                "other" => {
                    rejected = within(hit.span.end, at.start, 60, &[';', ':']);
                    thought = rejected;
                }
                "risk" => rejected = within(hit.span.end, at.start, 200, &[';']),
                "past" => rejected = within(hit.span.end, at.start, 80, &[';']),
                "cause" => rejected = within(hit.span.end, at.start, 40, &[';', ',', ':']),
                _ => {}
            }
        }
        // `rehydrated after gastroenteritis`, `from CKD`
        if !cued {
            let words = note.slice(Span::new(span.start, at.start));
            let mut words = words.split_whitespace().rev().take(3);
            rejected |= words.any(|word| {
                ["after", "from", "for", "without", "no", "not", "of", "or"]
                    .iter()
                    .any(|it| it.eq_ignore_ascii_case(word))
            });
        }
        let after = hits.partition_point(|hit| hit.span.start < at.end);
        if let Some(hit) = hits.get(after)
            && let kind @ ("other" | "unlikely") = note.grammar.category(hit)
            && within(at.end, hit.span.start, 25, &[';'])
        {
            rejected = true;
            thought = kind == "other";
        }
        // `pneumonia with hypoxia`: a part of what stands before it.
        if let Some((before, true)) = last
            && !cued
            && note
                .slice(Span::new(before.end, at.start))
                .split_whitespace()
                .next()
                .is_some_and(|word| ["with", "w/", "c/b"].contains(&word))
            && within(before.end, at.start, 30, &[';', ','])
        {
            rejected = true;
        }
        let there = match assertion.status {
            Status::Present => true,
            Status::Uncertain => cued,
            _ => false,
        };
        // `H. pylori testing`
        rejected |= after_word(&hits[after..], note, at);
        // `PPD 1` counts a day.
        let counted = note.text[at.end as usize..].starts_with(" ")
            && note.text[at.end as usize + 1..].starts_with(|c: char| c.is_ascii_digit())
            && at.len() <= 4;
        let sure = there && !rejected && !counted;
        last = Some((at, sure));
        if sure || thought && matches!(assertion.status, Status::Present | Status::Uncertain) {
            found.push(Named {
                span: at,
                sure,
                cued: cued && sure,
                chronic,
            });
        }
    }
    found
}

/// Whether a word follows that makes something else of the name: a test, a vaccine, a clinic.
fn after_word(hits: &[&LexiconHit], note: &Note, name: Span) -> bool {
    hits.first()
        .is_some_and(|hit| hit.span.start <= name.end + 1 && note.grammar.category(hit) == "after")
}

/// Whether a text opens with who the patient is: `64M with`, `This is a 5-year-old girl`.
pub(super) fn opens_with_patient(text: &str) -> bool {
    let head = crate::text::floor(text, text.len().min(70));
    let bytes = &text.as_bytes()[..head];
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let from = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at - from > 3 {
            continue;
        }
        let glued = text[at..head].starts_with(['M', 'F']);
        let rest = text[at..head].trim_start_matches([' ', '-', '\u{2011}']);
        let unit: String = rest
            .chars()
            .take_while(|c| c.is_alphabetic() || *c == '/')
            .take(6)
            .collect();
        let after = &rest[unit.len()..];
        let unit = unit.to_ascii_lowercase();
        let old = after.trim_start_matches(['s', ' ', '-', '\u{2011}', '.', '/']);
        let is = |units: &[&str]| units.iter().any(|it| unit == *it || unit.strip_suffix('s') == Some(it));
        let aged = is(&["year", "yr", "y", "month", "mo", "week", "wk", "day"])
            && (old.starts_with("old") || old.starts_with("o"));
        if aged || is(&["yo", "y/o", "yof", "yom", "male", "female", "woman", "man"]) || glued && is(&["m", "f"]) {
            return true;
        }
    }
    false
}

/// The problems that the prose of an assessment names, each with the index of its text. `planned`: the plan has titles.
pub(super) fn in_prose(note: &Note, texts: &[Span], planned: bool) -> Vec<(usize, Found)> {
    let mut found: Vec<(usize, Found)> = Vec::new();
    let mut doubtful: Vec<(usize, Found)> = Vec::new();
    let plain = |span: Span, cued: bool| Found { span, form: None, cued };
    // `Abdominal pain. Elevated WBC. Hypertension.`: among short titles a short phrase is one too.
    let mut phrases: Vec<(usize, Found)> = Vec::new();
    let mut fragments = 0;
    for (at, &span) in texts.iter().enumerate() {
        let text = note.slice(span);
        if opens_with_patient(text) {
            one_liner(note, span, at, &mut found, &mut doubtful);
            continue;
        }
        for part in parts(note, span) {
            if let Some(titles) = fragment(note, part, at == 0 && part.start == span.start) {
                fragments += 1;
                found.extend(titles.into_iter().map(|title| (at, plain(title, true))));
                continue;
            }
            if let Some(title) = short_phrase(note, part) {
                phrases.push((at, plain(title, true)));
            }
            for it in in_text(note, part) {
                match it.sure {
                    true => found.push((at, plain(it.span, it.cued))),
                    false => doubtful.push((at, plain(it.span, false))),
                }
            }
        }
    }
    if fragments > 1 {
        found.append(&mut phrases);
    }
    if !found.iter().any(|(_, it)| it.cued) {
        // A name that no lexicon knows, after a word that announces a diagnosis.
        let announced = texts
            .iter()
            .enumerate()
            .filter_map(|(at, &span)| Some((at, plain(announced(note, span)?, true))));
        found.extend(announced.take(2));
    }
    if found.is_empty() && !planned {
        found = doubtful;
        found.truncate(3);
    }
    if found.is_empty()
        && !planned
        && let Some((at, &span)) = texts.iter().enumerate().find(|(_, span)| {
            let words = note.slice(**span).split_whitespace().count();
            (1..=12).contains(&words)
        })
    {
        let title = short_title(note, title_of(note, span));
        if !title.is_empty() && !opens_with_patient(note.slice(span)) && !steps::opens_with_order(note, title) {
            found.push((at, plain(title, false)));
        }
    }
    found.sort_by_key(|(_, it)| it.span.start);
    found
}

/// Short titles that open an assessment, before the problems that stand in lines of their own.
pub(super) fn opening_title(note: &Note, texts: &[(Span, SectionIx, Side)]) -> Vec<(usize, Found)> {
    let mut found = Vec::new();
    let mut last = None;
    for (at, (span, section, _)) in texts.iter().enumerate() {
        if last.replace(*section) == Some(*section) {
            continue;
        }
        let heading = note.section(*section).heading.end.min(span.start);
        let same_line = !note.slice(Span::new(heading, span.start)).contains(['\n', '\r']);
        if same_line
            && !opens_with_patient(note.slice(*span))
            && let Some(titles) = fragment(note, *span, true)
        {
            let form = Some(ProblemForm::Line);
            found.extend(titles.into_iter().map(|span| (at, Found { span, form, cued: true })));
        }
    }
    found
}

/// The parts of a sentence between semicolons.
fn parts(note: &Note, span: Span) -> impl Iterator<Item = Span> {
    let mut start = span.start;
    note.slice(span).split(';').map(move |part| {
        let from = start;
        start += part.len() as u32 + 1;
        trim(&note.text, Span::new(from, from + part.len() as u32))
    })
}

/// A sentence that says who the patient is: what stands behind "presents with" and "consistent with", else what it says at once.
fn one_liner(note: &Note, span: Span, at: usize, found: &mut Vec<(usize, Found)>, doubtful: &mut Vec<(usize, Found)>) {
    let mut now = None;
    let mut leads = false;
    for hit in note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, span) {
        match note.grammar.category(hit) {
            "present" if now.is_none() => now = Some(hit.span.end),
            "lead" if !leads => {
                leads = true;
                now = now.or(Some(hit.span.end));
            }
            _ => {}
        }
    }
    let with = with(note, span);
    let before = found.len();
    for it in in_text(note, span) {
        let plain = |cued: bool| Found {
            span: it.span,
            form: None,
            cued,
        };
        let behind = now.is_none_or(|now| it.span.start >= now);
        let now_told = with.is_none_or(|with| it.span.start >= with);
        match (it.sure, behind) {
            (true, true) if it.cued => found.push((at, plain(true))),
            (true, true) if now.is_some() => found.push((at, plain(!leads && !it.chronic))),
            (true, true) if !it.chronic && now_told => found.push((at, plain(found.len() == before))),
            (true, _) => doubtful.push((at, plain(false))),
            _ => {}
        }
    }
    // A name that no lexicon knows: `61M with a traumatic supraspinatus tear`.
    if found.len() == before
        && now.is_none()
        && let Some(with) = with
        && let Some(title) = phrase_at(note, Span::new(with, span.end))
    {
        let it = Found {
            span: title,
            form: None,
            cued: true,
        };
        // A symptom is what the patient came with, and a problem only if nothing else is named.
        match is_symptom(note, title) {
            true => doubtful.push((at, it)),
            false => found.push((at, it)),
        }
    }
}

/// Whether a title names a symptom or sign and no condition.
fn is_symptom(note: &Note, title: Span) -> bool {
    finding_in(note, title) && !condition_in(note, title)
}

/// Where what the patient has starts in a sentence that says who the patient is: behind the first "with".
fn with(note: &Note, span: Span) -> Option<u32> {
    let text = note.slice(span);
    let marks = [" with ", " w/ ", " W/ "];
    let found = marks
        .iter()
        .filter_map(|mark| Some(text.find(mark)? + mark.len()))
        .min();
    found.map(|at| span.start + at as u32)
}

/// The name of a disease that opens `span`, up to where another phrase starts.
fn phrase_at(note: &Note, span: Span) -> Option<Span> {
    let rest = note.slice(span);
    let stop = [
        ",",
        ".",
        ";",
        ":",
        "(",
        " given ",
        " due ",
        " with ",
        " in the ",
        " because ",
        " based ",
        " who ",
        " that ",
        " and ",
        " after ",
        " for ",
        " since ",
        " presenting",
        " from ",
        " triggered",
        " secondary",
    ]
    .iter()
    .filter_map(|stop| rest.find(stop))
    .min()
    .unwrap_or(rest.len());
    let mut name = rest[..stop].trim();
    for article in ["a ", "an ", "the ", "his ", "her "] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    let start = span.start + (name.as_ptr() as usize - rest.as_ptr() as usize) as u32;
    let title = Span::new(start, start + name.len() as u32);
    let words = name.split_whitespace().count();
    ((1..=8).contains(&words) && !name.split_whitespace().any(steps::tells) && is_disease(note, title)).then_some(title)
}

/// The title of a part of a few words that is no sentence: `Right otitis media.`; several of a list.
fn fragment(note: &Note, part: Span, opens: bool) -> Option<Vec<Span>> {
    let mut part = trim_marks(note, part);
    let mut text = note.slice(part);
    if text.split_whitespace().count() > 9 && opens {
        // The line after `Imp:`: a title, and what is said of it.
        part = trim_marks(note, title_of(note, part));
        let cut = note.slice(part).find(", ").or(note.slice(part).find(" ("));
        part = cut.map_or(part, |cut| Span::new(part.start, part.start + cut as u32));
        text = note.slice(part);
    }
    let words = text.split_whitespace().count();
    if !(1..=9).contains(&words)
        || text
            .split_whitespace()
            .any(|word| steps::tells(word.trim_matches(|c: char| !c.is_alphabetic())))
    {
        return None;
    }
    if let Some(titles) = list(note, part) {
        return Some(titles);
    }
    let first = text.split_whitespace().next().unwrap_or_default();
    if [
        "no",
        "not",
        "without",
        "denies",
        "if",
        "given",
        "and",
        "but",
        "he",
        "she",
        "patient",
        "risk",
        "low",
        "will",
        "in",
        "on",
        "at",
        "due",
        "for",
        "after",
        "as",
        "despite",
        "while",
        "because",
        "since",
        "although",
        "based",
        "overall",
        "today",
        "currently",
        "this",
        "i",
        "we",
        "there",
        "she",
        "they",
        "his",
        "her",
        "the",
    ]
    .iter()
    .any(|word| word.eq_ignore_ascii_case(first))
        || steps::opens_with_order(note, part)
    {
        return None;
    }
    let mut title = match text.find(", ").or(text.find(" (")) {
        Some(cut) => Span::new(part.start, part.start + cut as u32),
        None => part,
    };
    // `Most likely costochondritis`
    let cue = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, title).next();
    if let Some(cue) = cue.filter(|hit| hit.span.start == title.start && note.grammar.category(hit) == "lead") {
        title = trim_marks(note, Span::new(cue.span.end, title.end));
    }
    let denied = note
        .phrases_in(lexicon_ids::DIAGNOSIS_WORDS, part)
        .any(|hit| matches!(note.grammar.category(hit), "unlikely" | "other" | "risk" | "past"))
        || note.slice(title).contains(':');
    let findings = note.findings();
    let at = findings.partition_point(|it| it.span.start < title.start);
    let absent = findings[at..]
        .iter()
        .take_while(|it| it.span.start < title.end)
        .any(|it| !matches!(it.assertion.status, Status::Present | Status::Uncertain));
    (!denied && !absent && is_disease(note, title)).then(|| vec![without_status(note, title)])
}

/// A phrase of a few words that is no sentence and names no disease: `Elevated WBC`.
fn short_phrase(note: &Note, part: Span) -> Option<Span> {
    let part = trim_marks(note, part);
    let text = note.slice(part);
    let mut words = text.split_whitespace();
    let first = words.next()?;
    let good = text.split_whitespace().count() <= 4
        && first.starts_with(|c: char| c.is_uppercase())
        && !text.contains([',', ':', '('])
        && !text.contains(|c: char| c.is_ascii_digit())
        && !text
            .split_whitespace()
            .any(|word| steps::tells(word) || word.eq_ignore_ascii_case("no") || word.eq_ignore_ascii_case("not"))
        && note.phrases_in(lexicon_ids::STEP_WORDS, part).next().is_none()
        && note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, part).next().is_none();
    good.then_some(part)
}

/// A title without a status behind it: `Anaemia stable`, `Pain controlled on hydromorphone`.
fn without_status(note: &Note, title: Span) -> Span {
    let mut hits = note.phrases_in(lexicon_ids::STEP_WORDS, title);
    let status = hits.find(|hit| hit.span.start > title.start && note.grammar.category(hit) == "reason");
    let head = status.map(|hit| trim_marks(note, Span::new(title.start, hit.span.start)));
    head.filter(|head| is_disease(note, *head)).unwrap_or(title)
}

/// The name after a word that announces a diagnosis: `consistent with a Lisfranc injury`.
fn announced(note: &Note, span: Span) -> Option<Span> {
    let hits = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, span);
    let mut leads = hits.filter(|hit| note.grammar.category(hit) == "lead");
    leads.find_map(|hit| phrase_at(note, Span::new(hit.span.end, span.end)))
}
