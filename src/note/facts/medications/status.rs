//! What is done with a drug: the words before and after its name, and the section it stands in.

use super::super::Status;
use super::super::word_list::WordList;
use super::words::{after_gap, word};
use super::{MedicationStatus, hit_at, is_medication_list};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// How far back a word may stand that says what is done, in bytes.
const REACH: usize = 240;
/// How many words that are neither drugs nor parts of them may stand between a word such as "hold" and the drug.
const NEAR: usize = 3;
/// The same for words such as "continue" or "takes".
const FAR: usize = 9;

/// Lines from this length on are taken for wrapped text, in bytes.
const WRAPPED: usize = 60;

/// What is done with a drug, and the word that says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub status: MedicationStatus,
    pub verb: Option<Span>,
}

/// What is said of the drug named at `name`, whose statement (dose, route …) is `span`.
pub(super) fn of(note: &Note, name: Span, span: Span, role: Role, listed: bool, dosed: bool) -> Said {
    if role == Role::FamilyHistory || note.assertion(name).status == Status::Family || is_of_relative(note, name) {
        return Said {
            status: MedicationStatus::Mentioned,
            verb: None,
        };
    }
    if super::denied::is_denied(note, name, span, dosed) {
        return Said {
            status: MedicationStatus::NotTaken,
            verb: None,
        };
    }
    if let Some(reaction) = past_reaction(note, name) {
        return Said {
            status: MedicationStatus::NotTaken,
            verb: Some(reaction),
        };
    }
    let before = governing(note, clause_before(note, span.start), span.start, role);
    // "No aspirin given the bleeding": what is denied stays denied.
    // "Stop amoxicillin, started elsewhere": so does what is said right before the name.
    let denied = before.filter(|said| {
        !matches!(
            said.status,
            MedicationStatus::Home | MedicationStatus::Given | MedicationStatus::Mentioned
        ) && said
            .verb
            .is_some_and(|verb| words_between(note, verb.end, span.start) == 0)
    });
    let said = denied
        .or_else(|| after(note, span, role, name.end == span.end))
        .or_else(|| within(note, name, span, role))
        .or(before);
    said.unwrap_or_else(|| Said {
        status: by_section(note, name, role, listed, dosed),
        verb: None,
    })
}

/// The reaction that the drug is only named for: `muscle aches on simvastatin in 2018`, `rash with amoxicillin as a child`.
fn past_reaction(note: &Note, name: Span) -> Option<Span> {
    let text: &str = &note.text;
    let from = crate::text::floor(text, (name.start as usize).saturating_sub(40));
    let before = text[from..name.start as usize].trim_end();
    let link = ["on", "with", "from", "to", "after", "under"]
        .iter()
        .find_map(|word| before.strip_suffix(word).filter(|rest| rest.ends_with(' ')))?
        .trim_end();
    let end = (from + link.len()) as u32;
    let rest = text[name.end as usize..].trim_start_matches([' ', ',', '(']);
    let is_past = [
        "in 19",
        "in 20",
        "as a child",
        "previously",
        "before",
        "only",
        "years ago",
    ]
    .iter()
    .any(|words| rest.starts_with(words))
        || rest.split_once(' ').is_some_and(|(number, rest)| {
            number.bytes().all(|byte| byte.is_ascii_digit()) && rest.trim_start().starts_with("years ago")
        });
    if !is_past {
        return None;
    }
    let around = Span::new(from as u32, end);
    let mut hits = note.phrases_in(lexicon_ids::REACTIONS, around);
    hits.find(|hit| {
        text[hit.span.end as usize..end as usize]
            .chars()
            .all(char::is_alphabetic)
    })
    .map(|hit| hit.span)
}

/// What the section alone says.
fn by_section(note: &Note, name: Span, role: Role, listed: bool, dosed: bool) -> MedicationStatus {
    match role {
        Role::HomeMedications => MedicationStatus::Home,
        Role::InpatientMedications if is_of_held(note, name) => MedicationStatus::Held,
        Role::InpatientMedications | Role::DischargeMedications => MedicationStatus::Ordered,
        Role::Allergies => MedicationStatus::NotTaken,
        Role::Plan | Role::AssessmentAndPlan if dosed || listed => MedicationStatus::Ordered,
        Role::Course if dosed => MedicationStatus::Given,
        Role::History | Role::PastHistory | Role::SurgicalHistory if dosed => MedicationStatus::Home,
        _ => MedicationStatus::Mentioned,
    }
}

fn is_of_held(note: &Note, name: Span) -> bool {
    note.section_at(name.start)
        .and_then(|ix| note.section_id(ix))
        .is_some_and(|id| id == "medications-held")
}

/// A word between the name and its dose: `lisinopril: start 10 mg`, `metoprolol was increased to 50 mg`.
fn within(note: &Note, name: Span, span: Span, role: Role) -> Option<Said> {
    let inside = Span::new(name.end, span.end);
    let list = is_medication_list(role);
    let verb = note.phrases_in(lexicon_ids::MEDICATION_VERBS, inside).find(|hit| {
        !(list && &*note.entry(hit).category == "given")
            && !matches!(
                &*note.entry(hit).category,
                "example" | "taking" | "consider" | "allergy" | "tolerated"
            )
    })?;
    Some(said(note, verb, role))
}

/// A word right after the statement: `metformin: hold`, `aspirin 81 mg daily - continue`, `ibuprofen was stopped`.
/// `bare`: nothing but its name is said of the drug.
fn after(note: &Note, span: Span, role: Role, bare: bool) -> Option<Said> {
    let text: &str = &note.text;
    let mut at = span.end as usize;
    // Small words and signs between.
    for _ in 0..6 {
        let rest = &text[at..];
        let skipped = rest.len()
            - rest
                .trim_start_matches([
                    ' ', '\t', ',', ':', '-', '–', '—', '(', '|', '[', '\u{a0}', '*', ')', ']',
                ])
                .len();
        at += skipped;
        if let Some(verb) = hit_at(note, lexicon_ids::MEDICATION_VERBS, at as u32) {
            let category = &*note.entry(&verb).category;
            let is_after = match category {
                "continue" | "hold" | "stop" | "change" | "resume" | "given" => true,
                "start" => true,
                "not-taken" => !matches!(
                    &*note.slice(verb.span).to_ascii_lowercase(),
                    "no" | "without" | "off" | "nor" | "except" | "rather than" | "instead of"
                ),
                "tolerated" => true,
                "consider" => ["discussed", "offered", "requested"]
                    .iter()
                    .any(|it| note.slice(verb.span).eq_ignore_ascii_case(it)),
                _ => false,
            };
            // "metformin, hold lisinopril": the word belongs to the next drug.
            let limit = category == "hold" && is_parameter(note, &verb);
            // "Hydroxyzine as needed (used x1)" is still on the list.
            let limit =
                limit || category == "given" && is_medication_list(role) && text[..at].trim_end().ends_with(['(', '[']);
            // "Naproxen has given little relief".
            let limit = limit
                || category == "given" && ends_with_have(text, at) && word(text, at).eq_ignore_ascii_case("given");
            return (is_after && !limit && !belongs_to_next(note, &verb)).then(|| said(note, &verb, role));
        }
        let name = word(text, at);
        // "Cefazolin and metronidazole ended": what ends the second ends both.
        if bare
            && (name.eq_ignore_ascii_case("and") || name.eq_ignore_ascii_case("or"))
            && let Some(next) = hit_at(note, lexicon_ids::DRUGS, after_gap(text, at + name.len()).0 as u32)
        {
            at = next.span.end as usize;
            continue;
        }
        let small = [
            "was",
            "has",
            "been",
            "were",
            "is",
            "are",
            "be",
            "being",
            "will",
            "have",
            "had",
            "now",
            "recently",
            "then",
            "today",
            "already",
            "status",
            "since",
            "may",
            "should",
            "can",
            "to",
            "which",
            "he",
            "she",
            "they",
            "must",
            "subsequently",
            "temporarily",
            "currently",
            "both",
            "previously",
        ];
        if !small.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            return None;
        }
        at += name.len();
    }
    None
}

/// Whether "have", "has" or "had" stands right before `at`.
fn ends_with_have(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    ["have", "has", "had"].iter().any(|it| before.ends_with(it))
}

/// Whether `verb` opens hold parameters and nothing is held: `hold if SBP < 100`, `hold for HR below 55`.
fn is_parameter(note: &Note, verb: &LexiconHit) -> bool {
    let text: &str = &note.text;
    let (next, _) = after_gap(text, verb.span.end as usize);
    let name = word(text, next);
    if ["if", "when", "unless", "parameter", "parameters"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
    {
        return true;
    }
    let rest = text[next..].split(['.', ';', '\n']).next().unwrap_or_default();
    name.eq_ignore_ascii_case("for")
        && rest
            .chars()
            .take(40)
            .any(|c| c.is_ascii_digit() || matches!(c, '<' | '>'))
        && (rest.contains(['<', '>', '≤', '≥'])
            || ["less than", "below", "under", "above", "greater than", "over"]
                .iter()
                .any(|it| rest.contains(it)))
}

/// Whether a drug stands after `verb` before any sign.
fn belongs_to_next(note: &Note, verb: &LexiconHit) -> bool {
    let text: &str = &note.text;
    let mut at = verb.span.end as usize;
    for _ in 0..5 {
        let (next, gap) = after_gap(text, at);
        if !gap {
            return false;
        }
        for lexicon in [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES] {
            if hit_at(note, lexicon, next as u32).is_some() {
                return true;
            }
        }
        let word = word(text, next);
        // "stopped because of", "held for", "continued on": what follows is a reason.
        let ends = [
            "because", "due", "for", "until", "on", "in", "after", "by", "since", "at", "from", "when", "given", "and",
            "but",
        ];
        if word.is_empty() || ends.iter().any(|it| word.eq_ignore_ascii_case(it)) {
            return false;
        }
        at = next + word.len();
    }
    false
}

/// The word before the drug that governs it: the nearest, through a list of drugs.
fn governing(note: &Note, clause: Span, name: u32, role: Role) -> Option<Said> {
    let verbs: Vec<LexiconHit> = note
        .phrases_in(lexicon_ids::MEDICATION_VERBS, clause)
        .filter(|hit| hit.span.end <= name)
        .copied()
        .collect();
    let mut example = false;
    for (at, verb) in verbs.iter().enumerate().rev() {
        let category = &*note.entry(verb).category;
        let written = note.slice(verb.span);
        if category == "example" {
            example = true;
            continue;
        }
        // "CT scan, heparin": the scan is nothing that goes on.
        if written.eq_ignore_ascii_case("ct") && words_between(note, verb.span.end, name) > 0 {
            continue;
        }
        // "Tobacco use: varenicline discussed": a problem.
        if category == "start" && is_problem(note, verb) {
            continue;
        }
        // "continue taking", "stop the use of", "resume home": the word before says what is done.
        if is_weak(category, written)
            && let Some(stronger) = at.checked_sub(1).map(|at| &verbs[at])
            && !matches!(
                &*note.entry(stronger).category,
                "example" | "consider" | "taking" | "allergy" | "tolerated"
            )
            && words_between(note, stronger.span.end, verb.span.start) == 0
        {
            continue;
        }
        // "ibuprofen was stopped, acetaminophen …": it belongs to the drug before it.
        if matches!(
            category,
            "stop" | "hold" | "given" | "continue" | "change" | "not-taken" | "resume"
        ) && belongs_to_previous(note, clause, verb)
        {
            continue;
        }
        // "Quitting discussed; nicotine patch …": it closes what stands before it.
        let closes = category == "consider"
            && written.ends_with("ed")
            && note.text[verb.span.end as usize..].starts_with([',', ';']);
        if closes {
            continue;
        }
        let gap = words_between(note, verb.span.end, name);
        let reach = match category {
            // Weak words: they count only right before the drugs.
            "not-taken" | "allergy" | "tolerated" => NEAR,
            "taking" | "consider" | "given" if written.len() <= 4 => 1,
            "taking" if written.len() <= 5 => NEAR,
            "hold" | "stop" => NEAR + usize::from(example),
            _ => FAR,
        };
        let reach = if example { reach.max(FAR) } else { reach };
        if gap > reach {
            // A word of little weight farther off says nothing; what stands before it may.
            continue;
        }
        // "No chest pain on aspirin": a short negation must be right before the drug.
        if category == "not-taken"
            && matches!(
                &*written.to_ascii_lowercase(),
                "no" | "without" | "nor" | "off" | "denies"
            )
            && gap > 1
            && !example
        {
            continue;
        }
        // What is held or stopped ends at a semicolon; what is continued or taken may go on in a list.
        let between = Span::new(verb.span.end, name);
        if matches!(category, "hold" | "stop" | "not-taken" | "allergy") && note.slice(between).contains(';') {
            continue;
        }
        // "If fever, start …", "consider starting …", "would increase … if".
        if matches!(category, "start" | "change" | "resume" | "switch" | "stop" | "hold") {
            let conditional = verbs[..at].iter().any(|other| {
                let near = words_between(note, other.span.end, verb.span.start) <= FAR;
                let word = note.slice(other.span).to_ascii_lowercase();
                near && (matches!(word.as_str(), "if" | "unless")
                    || &*note.entry(other).category == "consider"
                        && words_between(note, other.span.end, verb.span.start) <= 1)
            });
            if conditional {
                return Some(Said {
                    status: MedicationStatus::NotTaken,
                    verb: Some(verb.span),
                });
            }
        }
        // "will not start", "do not continue": the negation before the verb.
        if matches!(
            category,
            "start" | "continue" | "resume" | "given" | "taking" | "change"
        ) {
            let negated = verbs[..at].iter().any(|other| {
                &*note.entry(other).category == "not-taken" && words_between(note, other.span.end, verb.span.start) == 0
            }) || ends_with_not(note, verb.span.start);
            if negated {
                return Some(Said {
                    status: MedicationStatus::NotTaken,
                    verb: Some(verb.span),
                });
            }
        }
        if category == "switch" {
            return Some(switched(note, verb, name));
        }
        return Some(said(note, verb, role));
    }
    None
}

/// Whether "use" names a problem: `Tobacco use:`, `opioid use disorder`.
fn is_problem(note: &Note, verb: &LexiconHit) -> bool {
    let after = &note.text[verb.span.end as usize..];
    note.slice(verb.span).eq_ignore_ascii_case("use")
        && (after.starts_with([':', ',', '.', ' ']) && after.trim_start().starts_with([':', '-', '–', ',', '.'])
            || after.get(..9).is_some_and(|it| it.eq_ignore_ascii_case(" disorder")))
}

/// Whether a word only says how a drug is had: another before it tells what is done.
fn is_weak(category: &str, written: &str) -> bool {
    category == "taking"
        || ["use", "to take", "take", "giving", "apply"]
            .iter()
            .any(|it| written.eq_ignore_ascii_case(it))
}

/// Whether `verb` ends the statement of a drug before it: a drug, "was", the verb, and a sign.
fn belongs_to_previous(note: &Note, clause: Span, verb: &LexiconHit) -> bool {
    let drug = note
        .phrases_in(lexicon_ids::DRUGS, clause)
        .take_while(|hit| hit.span.end <= verb.span.start)
        .last();
    // "Apixaban 5 mg BID (held since 3/2), metoprolol …".
    let closed = |drug: &LexiconHit| {
        let before = note.slice(Span::new(drug.span.end, verb.span.start));
        let after = note.slice(Span::new(verb.span.end, clause.end.max(verb.span.end)));
        let opened = before.rfind('(').filter(|open| !before[*open..].contains(')'));
        opened.is_some() && after.contains(')')
    };
    if drug.is_some_and(closed) {
        return true;
    }
    drug.is_some_and(|drug| words_between(note, drug.span.end, verb.span.start) <= 2)
        && note.text[verb.span.end as usize..]
            .trim_start()
            .starts_with([',', ';', ')', '.'])
}

/// Whether "not" or a like word stands right before `at`.
fn ends_with_not(note: &Note, at: u32) -> bool {
    let start = at.saturating_sub(24);
    let mut before = note
        .text
        .get(start as usize..at as usize)
        .unwrap_or_default()
        .trim_end();
    for filler in ["been", "be", "currently", "yet", "to", "really"] {
        before = before.strip_suffix(filler).map_or(before, str::trim_end);
    }
    ["not", "n't", "never", "n’t"].iter().any(|word| before.ends_with(word))
}

/// `switch metoprolol to carvedilol`: the first is stopped, the second ordered.
fn switched(note: &Note, verb: &LexiconHit, name: u32) -> Said {
    let written = note.slice(verb.span).to_ascii_lowercase();
    let between = note.slice(Span::new(verb.span.end, name)).to_ascii_lowercase();
    let names_target = ["to", "with", "by", "for"].iter().any(|word| written.ends_with(word))
        || [" to ", " with ", " for ", " by "]
            .iter()
            .any(|word| between.contains(word));
    let in_its_place = written.starts_with("in place") || written.starts_with("instead");
    let status = if in_its_place || (names_target && !written.ends_with("from")) {
        MedicationStatus::Ordered
    } else {
        MedicationStatus::Stopped
    };
    Said {
        status,
        verb: Some(verb.span),
    }
}

/// What `verb` says of a drug in a section of this role.
fn said(note: &Note, verb: &LexiconHit, role: Role) -> Said {
    let entry = note.entry(verb);
    let history = matches!(
        role,
        Role::History
            | Role::PastHistory
            | Role::SurgicalHistory
            | Role::ReviewOfSystems
            | Role::SocialHistory
            | Role::ChiefComplaint
            | Role::HomeMedications
    );
    let status = match &*entry.category {
        "start" if history && entry.flag("past") => MedicationStatus::Home,
        "start" if role == Role::HomeMedications => MedicationStatus::Home,
        "start" if history => MedicationStatus::Mentioned,
        "start" => MedicationStatus::Ordered,
        "switch" => MedicationStatus::Ordered,
        "continue" | "resume" if history => MedicationStatus::Home,
        "continue" | "resume" => MedicationStatus::Continued,
        "change" if history => MedicationStatus::Home,
        "change" => MedicationStatus::Changed,
        "hold" => MedicationStatus::Held,
        "stop" => MedicationStatus::Stopped,
        "given" => MedicationStatus::Given,
        "taking" if is_medication_list(role) && role != Role::HomeMedications => MedicationStatus::Ordered,
        "taking" => MedicationStatus::Home,
        "not-taken" | "allergy" | "consider" => MedicationStatus::NotTaken,
        _ => MedicationStatus::Mentioned,
    };
    Said {
        status,
        verb: Some(verb.span),
    }
}

/// Words of little weight in a list of drugs.
static SMALL: WordList = WordList::of(&[
    "the",
    "a",
    "an",
    "and",
    "or",
    "her",
    "his",
    "their",
    "my",
    "your",
    "home",
    "of",
    "any",
    "all",
    "other",
    "dose",
    "doses",
    "current",
    "patient",
    "s",
    "some",
    "both",
    "with",
    "usual",
    "outpatient",
    "regular",
    "empiric",
    "iv",
    "oral",
    "prn",
    "daily",
    "as",
    "well",
    "on",
    "back",
    "pt",
    "him",
    "them",
    "me",
    "us",
    "new",
    "same",
    "low",
    "high",
    "more",
    "additional",
    "mg",
    "also",
]);

/// How many words stand between two places that are no drug, no part of a drug and no small word of a list.
pub(crate) fn words_between(note: &Note, from: u32, to: u32) -> usize {
    let text: &str = &note.text;
    let (mut at, to) = (from as usize, to as usize);
    let mut words = 0;
    while at < to {
        let rest = &text[at..to];
        let Some(next) = rest.find(|c: char| c.is_alphanumeric()) else {
            break;
        };
        at += next;
        let known = note.phrases_at(at as u32).filter(|hit| {
            matches!(
                hit.lexicon,
                lexicon_ids::DRUGS
                    | lexicon_ids::DRUG_CLASSES
                    | lexicon_ids::FREQUENCIES
                    | lexicon_ids::ROUTES
                    | lexicon_ids::DOSE_FORMS
                    | lexicon_ids::COURSE_LENGTHS
            )
        });
        let known = known.map(|hit| hit.span.end as usize).max();
        if let Some(end) = known {
            at = end;
            continue;
        }
        let word = word(text, at);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let end = super::amounts::amount(note, at).map_or(at + word.len(), |amount| amount.span.end as usize);
            at = end.max(at + word.len());
            continue;
        }
        words += usize::from(!SMALL.has(word.as_bytes()));
        at += word.len().max(1);
        while at < to && !text.is_char_boundary(at) {
            at += 1;
        }
        if words > FAR {
            break;
        }
    }
    words
}

/// "Mother is allergic to penicillin", "his wife takes lisinopril": the relative is whom the sentence speaks of.
pub(crate) fn is_of_relative(note: &Note, span: Span) -> bool {
    let clause = clause_before(note, span.start);
    let person = note
        .phrases_in(lexicon_ids::PERSON_WORDS, clause)
        .filter(|hit| matches!(note.grammar.category(hit), "relative" | "patient" | "person"))
        .last();
    person.is_some_and(|hit| {
        let (mut next, _) = after_gap(&note.text, hit.span.end as usize);
        // "Brother, 4, has strep throat", "mother (52) takes".
        for _ in 0..3 {
            let rest = &note.text[next..];
            let past = rest
                .trim_start_matches([' ', ',', '(', ')'])
                .trim_start_matches(|c: char| c.is_ascii_digit());
            next += rest.len() - past.len();
        }
        let verb = word(&note.text, next);
        note.grammar.category(hit) == "relative"
            && [
                "is",
                "has",
                "had",
                "was",
                "are",
                "have",
                "also",
                "allergic",
                "with",
                "takes",
                "took",
                "taking",
                "uses",
                "on",
                "reacts",
                "reacted",
                "gets",
                "got",
                "developed",
                "tolerates",
                "cannot",
            ]
            .iter()
            .any(|it| verb.eq_ignore_ascii_case(it))
    })
}

/// Whether the word at `verb` says that a drug was tolerated.
pub(super) fn is_tolerated(note: &Note, verb: Option<Span>) -> bool {
    verb.and_then(|verb| hit_at(note, lexicon_ids::MEDICATION_VERBS, verb.start))
        .is_some_and(|hit| &*note.entry(&hit).category == "tolerated")
}

/// The part of the sentence or item that stands before `at`.
pub(crate) fn clause_before(note: &Note, at: u32) -> Span {
    let text: &str = &note.text;
    let end = at as usize;
    let section = note
        .section_at(at)
        .map_or(0, |ix| note.section(ix).heading.end as usize);
    let mut floor = end.saturating_sub(REACH).max(section.min(end));
    floor = crate::text::ceil(text, floor);
    // In a list every short line is an item of its own.
    let role = note.role_at(at);
    let list = is_medication_list(role) || role == Role::Allergies;
    let bytes = text.as_bytes();
    let mut start = floor;
    let mut i = end;
    let may_break =
        |before: &[u8]| memchr::memrchr3(b'\n', b'\r', b'.', before).max(memchr::memrchr2(b'!', b'?', before));
    while let Some(skip) = may_break(&bytes[floor..i]) {
        i = floor + skip;
        let breaks = match bytes[i] {
            b'\n' => is_line_break(text, i, list),
            b'\r' => bytes.get(i + 1) != Some(&b'\n') && is_line_break(text, i, list),
            b'.' | b'!' | b'?' => is_full_stop(text, i),
            _ => false,
        };
        if breaks {
            start = i + 1;
            break;
        }
    }
    Span::from(start..end)
}

/// Whether the line end at `at` ends a statement: not that of a wrapped line.
fn is_line_break(text: &str, at: usize, list: bool) -> bool {
    let after = text[at + 1..].trim_start_matches([' ', '\t']);
    let Some(first) = after.chars().next() else { return true };
    if !first.is_alphanumeric() || first.is_ascii_digit() {
        return true;
    }
    // Of a long line only the end is looked at.
    let mut floor = at.saturating_sub(WRAPPED);
    floor = crate::text::ceil(text, floor);
    let before = text[floor..at].trim_end_matches('\r');
    let line = before.rfind('\n').map_or(0, |start| start + 1);
    if before[line..].trim().is_empty() {
        return true;
    }
    let wraps = before.len() - line + 4 >= WRAPPED && !before.ends_with(['.', ':', ';']);
    !(first.is_lowercase() && !list || wraps)
}

/// Whether the sign at `at` ends a sentence: not within a number or an abbreviation.
pub(crate) fn is_full_stop(text: &str, at: usize) -> bool {
    let after = &text[at + 1..];
    let Some(next) = after.chars().next() else { return true };
    if !next.is_whitespace() {
        return false;
    }
    if text.as_bytes()[at] != b'.' {
        return true;
    }
    let mut floor = at.saturating_sub(16);
    floor = crate::text::ceil(text, floor);
    let before = &text[floor..at];
    let word = &before[before
        .rfind(|c: char| !(c.is_alphanumeric() || c == '.'))
        .map_or(0, |start| {
            start + before[start..].chars().next().map_or(1, char::len_utf8)
        })..];
    let abbreviates = word.contains('.') && !word.contains(|c: char| c.is_ascii_digit())
        || [
            "mg", "mcg", "g", "ml", "tab", "tabs", "cap", "caps", "dr", "mr", "mrs", "ms", "vs", "approx", "no", "inj",
            "cont", "pt",
        ]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it));
    let lower = after
        .trim_start()
        .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    !(abbreviates && lower)
}
