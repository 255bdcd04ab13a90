//! REA010: what brought the patient is never mentioned again.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Concept, ConceptMention, Status};
use crate::rules::support::quote;
use crate::rules::{self, Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "REA010",
    name: "complaint-not-addressed",
    aliases: &[],
    family: Family::Reasoned,
    severity: Severity::Warning,
    status: rules::Status::Stable,
    since: "2026",
    kinds: &[
        "hp",
        "peds-hp",
        "neuro-hp",
        "sub-i",
        "soap",
        "ed-note",
        "consult",
        "derm",
        "gyn",
        "sports-med",
        "psych-eval",
        "patient-note",
        "geriatrics",
        "ob-triage",
        "ob-hp",
        "prenatal",
        "oral-presentation",
        "annual",
        "well-child",
        "clinic-follow-up",
        "oncology",
    ],
    options: &[],
    fix: None,
    sources: &[
        "Baker et al., IDEA assessment tool: the assessment explains the presentation",
        "Weed: the problem-oriented medical record; every complaint reaches a problem",
    ],
    summary: "The complaint that brought the patient is not taken up in the assessment or plan.",
    docs: r#"
## What it does

Follows the chief complaint to the assessment and plan. It is content when they name it under any name ("SOB" for dyspnea), name a diagnosis that explains it (a pneumonia for a cough), say that it is gone or ruled out, test for it
(ECG and troponin for chest pain) or treat it. Every complaint of the chief complaint counts, not only the first; of a planned visit only what is named besides. Where the assessment names a diagnosis that the table of concepts does not know, it may explain the complaint, and the rule is silent.

## Why it matters

The patient came with a question. A plan that renews every pill and never comes back to the chest pain is how a heart attack goes home.

## How to fix

Make the complaint, or the diagnosis that explains it, the first problem: what it most likely is, what speaks for and against the dangerous causes, what is done about it. If it has gone, say so.

```bad
# SOAP Note

CC: chest pain

S: 58-year-old man with 2 days of pressure across the chest when he climbs stairs. It eases with rest.

O: BP 148/86, HR 78. Heart regular, no murmur. Lungs clear.

A/P:
1. Hypertension: increase lisinopril to 20 mg daily, recheck in 2 weeks
2. Type 2 diabetes: A1c 7.9%, increase metformin to 1000 mg twice daily
```

```good
# SOAP Note

CC: chest pain

S: 58-year-old man with 2 days of pressure across the chest when he climbs stairs. It eases with rest.

O: BP 148/86, HR 78. Heart regular, no murmur. Lungs clear.

A/P:
1. New exertional angina: ECG today, aspirin 81 mg daily, stress test this week
2. Hypertension: increase lisinopril to 20 mg daily, recheck in 2 weeks
```

## Precision

No finding on the 182 corpus notes, which all come back to what brought the patient; none on the good notes and on 14 planted
look-alikes. Of 26 faults planted by somebody who had not seen the code 20 are found, after mending (of the last ten 1 at first sight); most of the
others name the complaint beside a diagnosis that may explain it ("cannot pass urine" and a large prostate), or in a quotation.
"#,
    trigger: Trigger::Kind,
    check: Check::Note(check),
};

/// Something that the patient came for: the names at one place of the complaint.
struct Reason {
    span: Span,
    concepts: Vec<Concept>,
    /// Whether a semicolon, a number or a line parts it from the reason before.
    apart: bool,
    /// Whether something stands before it in the same list, known or not: it is not what the patient came for first.
    added: bool,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let reasons = reasons(note);
    if reasons.is_empty() {
        return;
    }
    let places = assessed(note);
    if places.is_empty() {
        return;
    }
    let reached: Vec<bool> = reasons
        .iter()
        .enumerate()
        .map(|(at, it)| is_reached(note, &places, it, at == 0 && !it.added))
        .collect();
    if reached.iter().all(|it| *it) {
        return;
    }
    let any = reached.contains(&true);
    let strange = is_beyond_us(note, &places);
    let mut open = reasons.iter().zip(&reached).filter(|(reason, reached)| {
        // A diagnosis that we do not know may explain it, unless it came for something else besides.
        !**reached && !(strange && (!any || !reason.apart))
    });
    let Some((reason, _)) = open.next() else { return };
    let written = quote(note.slice(whole_words(note, reason.span)), 40);
    let title = reason
        .concepts
        .first()
        .map_or_else(String::new, |it| note.concept_title(*it));
    let mut finding = Finding::new(
        reason.span,
        format!("\"{written}\" brought the patient, but the assessment and plan never come back to it"),
    )
    .help(format!(
        "say what the {title} most likely comes from and what speaks against the dangerous causes, and what you do about it; if it is gone, say so"
    ));
    for (other, _) in open.take(3) {
        finding = finding.related(other.span, "nor to this");
    }
    findings.push(finding.related(heading(note, places[0]), "nothing here answers it"));
}

/// What the patient came for, in the order of the complaint.
fn reasons(note: &Note) -> Vec<Reason> {
    let presentation = note.presentation();
    let headed = note
        .sections
        .iter()
        .find(|section| note.role_at(section.heading.start) == Role::ChiefComplaint);
    let labelled = || {
        note.passages()
            .iter()
            .find(|it| it.role == Role::ChiefComplaint)
            .map(|it| it.span)
            .or_else(|| labelled_line(note))
    };
    let announced = || {
        presentation
            .headlines
            .first()
            .copied()
            .filter(|_| presentation.announced)
    };
    if let Some(place) = headed.map(|section| section.body).or_else(labelled).or_else(announced) {
        let is_list = |span: Span| note.slice(span).split_whitespace().take(LONG + 1).count() <= LONG;
        let first = |span: Span| {
            note.sentences()
                .iter()
                .find(|it| it.span.start >= span.start && it.span.end <= span.end)
        };
        let list = Some(place)
            .filter(|it| is_list(*it))
            .or_else(|| first(place).map(|it| it.span).filter(|it| is_list(*it)));
        let found = list.map_or_else(Vec::new, |list| reasons_in(note, list, presentation.visit));
        if !found.is_empty() {
            return found;
        }
    }
    // A story names much that goes along with what it is about: there the first complaint counts.
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let planned = matches!(
        kind,
        Some("annual" | "well-child" | "prenatal" | "clinic-follow-up" | "oncology")
    );
    let Some(complaint) = presentation.complaints.first() else {
        return Vec::new();
    };
    let besides = besides(note, complaint.span);
    if planned || !presentation.announced || presentation.visit.is_some() {
        return besides;
    }
    let named = note.concepts_in(complaint.span).iter().map(|it| it.concept);
    let own = note.concepts_of_complaint(complaint).iter().copied();
    let concepts: Vec<Concept> = own.chain(named).collect();
    if note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry).category != "symptom" || concepts.is_empty() {
        return besides;
    }
    let mut reasons = vec![Reason {
        span: complaint.span,
        concepts,
        apart: false,
        added: false,
    }];
    reasons.extend(besides);
    reasons
}

/// Whether the list says something before, and then adds: `"black as tar" x 2 days, and a lump`.
fn adds_to_unknown(note: &Note, before: Span) -> bool {
    let text = note.slice(before);
    text.contains(';') || text.contains(", and ") || adds(note, before) && text.split_whitespace().count() > 3
}

/// What the sentence of the first complaint adds as a thing of its own: "low back pain for 10 days and a lump in the armpit".
fn besides(note: &Note, first: Span) -> Vec<Reason> {
    let Some(sentence) = note.sentence_at(first.start) else {
        return Vec::new();
    };
    let mut reasons = reasons_in(note, Span::new(first.start, sentence.span.end.max(first.end)), None);
    reasons.retain(|it| it.span.start >= first.end && it.apart && adds(note, Span::new(first.end, it.span.start)));
    reasons
}

/// Whether what stands right before a reason adds something of its own: "and a", "and also", "as well as".
fn adds(note: &Note, between: Span) -> bool {
    /// In words.
    const NEAR: usize = 6;
    let mut words = [""; NEAR];
    let mut count = 0;
    for word in note.slice(between).split_whitespace().rev().take(NEAR) {
        // What an earlier clause adds is not this.
        if word.ends_with([',', ';', '.']) && count > 0 && !matches!(words[count - 1], "and" | "also" | "as") {
            break;
        }
        words[count] = word;
        count += 1;
    }
    let words = &words[..count];
    let pair = |first: &str, second: &str| {
        words
            .windows(2)
            .any(|it| it[1].eq_ignore_ascii_case(first) && it[0].eq_ignore_ascii_case(second))
    };
    pair("and", "a") || pair("and", "an") || pair("and", "also") || pair("well", "as")
}

/// The words behind a label for the complaint that opens no section: `PC dizzy spells 6/7`, `Subjective: Presenting complaint: ...`.
fn labelled_line(note: &Note) -> Option<Span> {
    let thought = note.sections.iter().find(|it| {
        let role = note.role_at(it.heading.start);
        matches!(role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan)
    });
    let end = thought.map_or(note.text.len() as u32, |it| it.span.start);
    let labels = note.phrases_in(lexicon_ids::PASSAGE_LABELS, Span::new(0, end));
    let mut labels = labels.filter(|hit| note.grammar.category(hit) == "complaint");
    labels.find_map(|hit| {
        let before = note.text[..hit.span.start as usize].trim_end_matches(['*', '_', '-', ' ', '>', '#']);
        let rest = &note.text[hit.span.end as usize..end as usize];
        let opens = before.is_empty() || before.ends_with('\n');
        let is_capital = !note.slice(hit.span).bytes().any(|it| it.is_ascii_lowercase());
        let is_label = match rest.trim_start_matches(['*', '_', ' ']).chars().next() {
            Some(':') => opens || before.ends_with([':', '.']),
            Some('-' | '–' | '—' | '=' | '\n') => opens,
            _ => opens && is_capital && rest.starts_with(' '),
        };
        let trimmed = rest.trim_start_matches([':', '-', '–', '—', '=', ' ', '*', '_', '\n']);
        let start = hit.span.end + (rest.len() - trimmed.len()) as u32;
        let line = trimmed.find('\n').unwrap_or(trimmed.len());
        let stop = trimmed[..line].find(". ").unwrap_or(line);
        (is_label && stop > 0).then(|| Span::new(start, start + stop as u32))
    })
}

/// Up to how many words a chief complaint is a list of reasons and no story.
const LONG: usize = 45;

fn reasons_in(note: &Note, place: Span, visit: Option<Span>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    for mention in note.concepts_in(place) {
        if let Some(last) = reasons.last_mut().filter(|it| it.span.end > mention.span.start) {
            last.span.end = last.span.end.max(mention.span.end);
            last.concepts.push(mention.concept);
            continue;
        }
        let before = reasons.last().map_or(place.start, |it| it.span.end);
        reasons.push(Reason {
            span: mention.span,
            concepts: vec![mention.concept],
            apart: parts(note, place, Span::new(before, mention.span.start)),
            added: adds_to_unknown(note, Span::new(place.start, mention.span.start)),
        });
    }
    let planned = visit.map(|visit| {
        let rest = note.slice(Span::new(visit.end.min(place.end), place.end));
        let end = rest.find([';', '.', '\n']).unwrap_or(rest.len()) as u32;
        Span::new(visit.start, visit.end + end)
    });
    let all_caused = reasons.iter().all(|it| is_cause(note, place, it.span));
    reasons.retain(|reason| {
        !planned.is_some_and(|planned| planned.overlaps(reason.span))
            && (all_caused || !is_cause(note, place, reason.span))
            && is_complaint(note, reason)
    });
    reasons
}

/// Whether it is told as the cause of another reason: "knee pain after a fall".
fn is_cause(note: &Note, place: Span, span: Span) -> bool {
    let before = note.slice(Span::new(place.start, span.start)).trim_end();
    let before = before
        .strip_suffix(" a")
        .or_else(|| before.strip_suffix(" the"))
        .unwrap_or(before);
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["after", "from", "since", "following", "to", "of"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(word))
}

/// Whether what stands between two reasons parts them: `;`, the number of an item, a line, "and a"; a time, which belongs to the
/// first.
fn parts(note: &Note, place: Span, between: Span) -> bool {
    let text = note.slice(between);
    let is_second = between.start > place.start;
    // "Low back pain, and burning": two; "fever, cough, and headache": a list of what goes together.
    let adds_one = || {
        text.starts_with(", and ") && !note.slice(Span::new(place.start, between.start)).contains(',')
            || adds(note, between)
    };
    if is_second && adds_one() {
        return true;
    }
    let is_numbered = || text.bytes().any(|byte| byte.is_ascii_digit()) && text.contains(['.', ')']);
    let times = note.times();
    let at = times.partition_point(|it| it.span.start < between.start);
    text.contains([';', '\n', '/']) || is_numbered() || times.get(at).is_some_and(|it| it.span.start < between.end)
}

/// Whether it is there now, and something that one complains of: a chronic disease only with a time.
fn is_complaint(note: &Note, reason: &Reason) -> bool {
    let counts = |concept: &Concept| {
        let entry = note.concept(*concept);
        match &*entry.category {
            "care" | "group" => false,
            "disease" if entry.flag("chronic") => is_dated(note, reason.span),
            _ => entry.id != "pain" && entry.id != "tenderness",
        }
    };
    reason.concepts.iter().all(counts)
        && matches!(note.assertion(reason.span).status, Status::Present | Status::Uncertain)
}

/// Whether a time follows: "for 3 months".
fn is_dated(note: &Note, span: Span) -> bool {
    let times = note.times();
    let at = times.partition_point(|it| it.span.start < span.end);
    times.get(at).is_some_and(|it| it.span.start < span.end + 12)
}

/// The span up to the end of its last word: a phrase can be the beginning of one.
fn whole_words(note: &Note, span: Span) -> Span {
    let rest = note.slice(Span::new(span.end, note.text.len() as u32));
    let more = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let more = crate::text::floor(rest, more.min(20));
    Span::new(span.start, span.end + more as u32)
}

/// Where the note says what it thinks and does: assessment, plan, course, and sections below them that nobody knows.
fn assessed(note: &Note) -> Vec<Span> {
    let mut places: Vec<Span> = Vec::new();
    for section in &note.sections {
        let role = note.role_at(section.heading.start);
        let is_thought = matches!(role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan);
        let follows = !places.is_empty() && (role == Role::Course || section.id.is_none() && role == Role::Other);
        let is_inside = places.last().is_some_and(|it| it.contains(section.span));
        if (is_thought || follows) && !is_inside {
            places.push(section.span);
        }
    }
    let passages = note.passages().iter();
    let thoughts = passages.filter(|it| matches!(it.role, Role::Assessment | Role::AssessmentAndPlan | Role::Plan));
    places.extend(thoughts.map(|it| it.span));
    if !places.is_empty() {
        let courses = note
            .sections
            .iter()
            .filter(|it| note.role_at(it.heading.start) == Role::Course);
        places.extend(courses.map(|it| it.span));
    }
    places
}

/// Whether a place names the reason, what explains it, or a drug or test for it that is not there for another problem.
fn is_reached(note: &Note, places: &[Span], reason: &Reason, first: bool) -> bool {
    let concepts = &reason.concepts;
    // A chronic disease with many faces is no answer to what the patient came for besides.
    let has_many_faces = |disease: Concept| {
        let entry = note.concept(disease);
        entry.flag("chronic") && entry.list("explains").len() > MANY
    };
    let by_name = |place: &Span| {
        note.concepts_in(*place).iter().any(|it| {
            let answers = |concept: &Concept| {
                note.is_kind_of(it.concept, *concept)
                    || note.is_kind_of(*concept, it.concept)
                    || note.explains(it.concept, *concept)
                        && !(reason.apart
                            && (has_many_faces(it.concept) || !first && !is_own(note, it.concept, *concept)))
            };
            // "Return for severe headache" answers no headache.
            concepts.iter().any(answers) && !is_warning(note, it.span) && (first || !is_doubted(note, it.span))
        })
    };
    let by_test = |place: &Span| {
        note.orders_in(*place).any(|order| {
            concepts.iter().any(|it| note.works_up(order.entry, *it)) && !belongs_elsewhere(note, order.span)
        })
    };
    let by_drug = |place: &Span| {
        let all = note.medications();
        let from = all.partition_point(|it| it.span.start < place.start);
        let mut inside = all[from..].iter().take_while(|it| it.span.start < place.end);
        inside.any(|drug| concepts.iter().any(|it| note.treats(drug.entry, *it)) && !belongs_elsewhere(note, drug.name))
    };
    places.iter().any(by_name) || places.iter().any(by_test) || places.iter().any(by_drug)
}

/// Whether the finding is one of the disease itself, and not of all of its kind: a pneumonia has a cough, an infection of whatever kind
/// may end in a collapse.
fn is_own(note: &Note, disease: Concept, finding: Concept) -> bool {
    let is = |id: &str| note.concept_named(id).is_some_and(|it| note.is_kind_of(finding, it));
    let told_there = || {
        let by = note.concept(finding).list("explained-by");
        by.iter()
            .any(|id| note.concept_named(id).is_some_and(|it| note.is_kind_of(disease, it)))
    };
    note.concept(disease).list("explains").iter().any(|id| is(id)) || told_there()
}

/// From how many explained findings on a disease has many faces.
const MANY: usize = 20;

/// Whether it is only told when to come back: "return for severe headache" answers no headache.
fn is_warning(note: &Note, span: Span) -> bool {
    if note.assertion(span).status == Status::Hypothetical {
        return true;
    }
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    let before = Span::new(sentence.span.start.min(span.start), span.start);
    let emergency = note.grammar.entry_named(lexicon_ids::ORDERS, "emergency");
    let mut closing = note.phrases_in(lexicon_ids::CLOSING, before);
    closing.any(|hit| note.grammar.category(hit) == "net")
        || note.orders_in(before).any(|hit| Some(hit.entry) == emergency)
}

/// Whether it is thought of and put aside: "tinea less likely" is said of the rash, not of what else the patient came for.
fn is_doubted(note: &Note, span: Span) -> bool {
    let Some(sentence) = note.sentence_at(span.start) else {
        return false;
    };
    let near = Span::new(span.end, sentence.span.end.min(span.end + NEAR).max(span.end));
    let mut words = note.phrases_in(lexicon_ids::DIAGNOSIS_WORDS, near);
    words.any(|hit| matches!(note.grammar.category(hit), "unlikely" | "other"))
}

/// How far behind a diagnosis "less likely" may begin, in bytes.
const NEAR: u32 = 12;

/// Whether the step at `span` stands under a problem: ibuprofen for the knee does not answer a headache.
fn belongs_elsewhere(note: &Note, span: Span) -> bool {
    let all = &note.written_problems;
    let at = all.partition_point(|problem| problem.span.start <= span.start);
    let problem = all[..at].last().filter(|problem| problem.span.contains(span));
    problem.is_some_and(|problem| !problem.title.contains(span) && !note.concepts_in(problem.title).is_empty())
}

/// Whether the assessment names no problem at all, or one that the table does not know and that may explain anything.
fn is_beyond_us(note: &Note, places: &[Span]) -> bool {
    let names_disease = |mention: &ConceptMention| {
        let category = &*note.concept(mention.concept).category;
        !matches!(category, "care" | "group")
    };
    let known = places
        .iter()
        .any(|place| note.concepts_in(*place).iter().any(names_disease));
    let strange = |title: Span| note.concepts_in(title).is_empty();
    !known
        || note.assessment().diseases().any(|problem| strange(problem.title))
        || places.iter().any(|place| has_strange_diagnosis(note, *place))
}

/// Whether a word in `place` looks like a diagnosis and belongs to no concept.
fn has_strange_diagnosis(note: &Note, place: Span) -> bool {
    let known = |span: Span| {
        let before = Span::new(span.start.saturating_sub(60).max(place.start), span.end);
        note.concepts_in(before).iter().any(|it| it.span.overlaps(span))
    };
    if note
        .phrases_in(lexicon_ids::UNKNOWN_DIAGNOSES, place)
        .any(|hit| !known(hit.span))
    {
        return true;
    }
    let Some(entry) = note.grammar.entry_named(lexicon_ids::UNKNOWN_DIAGNOSES, "diagnosis") else {
        return false;
    };
    let entry = note.entry_at(lexicon_ids::UNKNOWN_DIAGNOSES, entry);
    let text = note.slice(place);
    let ends_so = |word: &str, ending: &str| {
        let at = word.len().checked_sub(ending.len()).filter(|at| *at > 1);
        at.and_then(|at| word.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        if word.len() < 6 || !entry.list("endings").iter().any(|ending| ends_so(word, ending)) {
            return false;
        }
        let start = place.start + (word.as_ptr() as usize - text.as_ptr() as usize) as u32;
        let span = Span::new(start, start + word.len() as u32);
        !entry.list("not").iter().any(|it| it.eq_ignore_ascii_case(word)) && !known(span)
    })
}

/// The heading of the place, or its first words.
fn heading(note: &Note, place: Span) -> Span {
    let section = note.section_at(place.start).map(|ix| note.section(ix).heading);
    section.filter(|it| !it.is_empty()).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn soap(complaint: &str, plan: &str) -> String {
        format!(
            "# SOAP Note\n\nCC: {complaint}\n\nS: 58-year-old man, started 2 days ago, getting worse.\n\nO: BP 148/86, HR 78.\n\nA/P:\n{plan}\n"
        )
    }

    #[test]
    fn a_long_word_is_quoted_up_to_a_letter() {
        for padding in 10..24 {
            let word = format!("{}𝄞𝄞𝄞𝄞", "x".repeat(padding));
            hits(
                &RULE,
                &soap(
                    &format!("headache{word} for 3 days"),
                    "1. Gout: allopurinol 100 mg daily",
                ),
            );
            hits(
                &RULE,
                &soap(&format!("rash{word}"), "1. Gout: allopurinol 100 mg daily"),
            );
        }
    }

    #[test]
    fn a_complaint_that_nothing_answers_is_found() {
        let renewals =
            "1. Hypertension: continue lisinopril 10 mg daily\n2. Hyperlipidemia: continue atorvastatin 40 mg";
        for complaint in [
            "chest pain",
            "headache for 3 days",
            "shortness of breath",
            "knee pain",
            "abdominal pain",
            "dizziness",
            "\"My back hurts\"",
            "rash",
            "cough",
            "sore throat",
            "blood in stool",
            "palpitations",
            "burning with urination",
            "diarrhoea 3/7",
        ] {
            let text = soap(complaint, renewals);
            assert_eq!(hits(&RULE, &text).len(), 1, "{complaint}");
        }
    }

    #[test]
    fn an_answer_under_any_name_will_do() {
        for (complaint, plan) in [
            ("chest pain", "1. HTN: lisinopril\n2. GERD: omeprazole"),
            ("chest pain", "1. HTN: lisinopril\n2. ECG and troponin today."),
            (
                "chest pain",
                "1. HTN: lisinopril\n2. CP: resolved, likely musculoskeletal",
            ),
            ("chest pain", "1. HTN: lisinopril. No further chest pain since Monday."),
            ("shortness of breath", "1. CHF: furosemide\n2. HTN"),
            ("SOB", "1. HTN\n2. DOE: order PFTs"),
            ("headache", "1. Migraine: sumatriptan 50 mg"),
            ("knee pain", "1. HTN\n2. OA of the right knee: acetaminophen"),
            ("abdominal pain", "1. Biliary colic: RUQ ultrasound"),
            ("dizziness", "1. BPPV: Epley\n2. HTN"),
            ("back pain", "Lumbar strain. Ibuprofen. Return if worse."),
            ("rash", "1. Tinea corporis: clotrimazole\n2. HTN"),
            ("cough", "Imp: viral URTI. Safety-netted."),
            ("sore throat", "Viral pharyngitis"),
            ("blood in stool", "1. Hemorrhoids: fiber\n2. HTN"),
            ("fatigue", "1. HTN\n2. Check TSH and CBC"),
            ("low mood", "1. MDD: sertraline 50 mg"),
            ("foot pain", "1. Morton's neuroma: wide shoes\n2. HTN"),
            ("arm pain", "1. Cervical rib compression\n2. HTN: lisinopril"),
            ("vomiting", "1. T2DM: metformin\n2. Ondansetron 4 mg as needed"),
        ] {
            silent(&RULE, &[&soap(complaint, plan)]);
        }
    }

    #[test]
    fn a_second_complaint_counts_too() {
        let plan = "1. Migraine: sumatriptan 50 mg\n2. Hypertension: lisinopril 10 mg daily";
        for (complaint, expected) in [
            ("headache; ringing in the left ear", "ringing in the left ear"),
            ("headache, and burning on urination for 3 days", "burning on urination"),
            ("annual exam; knee pain for 3 months", "knee pain"),
            ("1. headache 2. black stools", "black stools"),
            ("headache for 3 days, and a lump in the neck", "lump in the neck"),
            ("headache, and burning on urination", "burning on urination"),
            ("headache and a lump in the armpit", "lump in the armpit"),
        ] {
            assert_eq!(hits(&RULE, &soap(complaint, plan)), [expected], "{complaint}");
        }
        silent(
            &RULE,
            &[
                &soap("headache with nausea and light sensitivity", plan),
                &soap("headache, no chest pain", plan),
                &soap("headache in a patient with diabetes", plan),
            ],
        );
    }

    #[test]
    fn a_complaint_without_a_section_of_its_own_counts() {
        let note = |opening: &str| {
            format!(
                "GP surgery\n\n{opening}\n\nO/E: BP 138/82, HR 72.\n\nImp: migraine. HTN at target.\n\nPlan: sumatriptan 50 mg. Ramipril 5 mg OD. Review 2/52.\n"
            )
        };
        for opening in [
            "PC headache 6/7, PR bleeding 2/52\n\nHPC 61F with throbbing on one side.",
            "PC - headache 6/7, PR bleeding 2/52\n\nHPC 61F with throbbing on one side.",
            "S: PC: headache 6/7, PR bleeding 2/52. 61F with throbbing on one side.",
        ] {
            assert_eq!(hits(&RULE, &note(opening)), ["PR bleeding"], "{opening}");
        }
        silent(
            &RULE,
            &[&note("PC headache 6/7\n\nHPC 61F with throbbing on one side.")],
        );
    }

    #[test]
    fn return_precautions_answer_nothing() {
        let plan = "1. Hypertension: lisinopril 10 mg daily.\n\nFollow-up: 3 months. Go to the emergency department for chest pain or fainting.";
        assert_eq!(hits(&RULE, &soap("chest pain", plan)), ["chest pain"]);
    }

    #[test]
    fn planned_visits_have_no_complaint_to_answer() {
        let plan = "1. Hypertension: continue lisinopril 10 mg daily";
        silent(
            &RULE,
            &[
                &soap("follow-up of blood pressure", plan),
                &soap("annual physical", plan),
                &soap("medication refill", plan),
                "# SOAP Note\n\nCC: chest pain\n\nS: 2 days of chest pressure.\n\nO: BP 148/86.\n",
            ],
        );
    }

    #[test]
    fn the_finding_points_at_the_complaint() {
        let text = soap("chest pain", "1. Hypertension: continue lisinopril 10 mg daily");
        speaks(&RULE, &[&text]);
        assert_eq!(hits(&RULE, &text), ["chest pain"]);
    }
}
