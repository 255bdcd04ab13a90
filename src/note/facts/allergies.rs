//! Allergies with their reactions, and the statement that there are none.
//!
//! In a section of allergies every allergen counts, drug or not, that is not denied or said to be tolerated. Elsewhere the words
//! must say it: "allergic to", "penicillin allergy", "hives after amoxicillin".

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::super::Note;
use super::Status;
use super::medications::{hit_at, status, words};
use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role, lexicon_ids};
use crate::text::Span;

/// One allergy or intolerance.
#[derive(Debug, Clone, PartialEq)]
pub struct Allergy {
    /// The substance as written.
    pub written: Span,
    /// Its entry in the lexicon `drugs`, if it is a drug.
    pub drug: Option<u16>,
    /// The id of the entry of the lexicon `drug-classes` that it names (`penicillins`, `sulfonamide-antibiotics`).
    pub class: Option<String>,
    /// Its entry in the lexicon `allergens`, if it is no drug.
    pub material: Option<u16>,
    /// The reaction as written; "unknown reaction" too, for that is an answer.
    pub reaction: Option<Span>,
    /// The entry of the reaction in the lexicon `reactions`, if it is known there.
    pub reaction_entry: Option<u16>,
    /// How the note tells it.
    pub told: AllergyTold,
    /// Substance and reaction.
    pub span: Span,
}

/// How a note tells of an allergy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AllergyTold {
    /// In a section of allergies.
    Listed,
    /// Elsewhere, as an allergy: "allergic to sulfa".
    Stated,
    /// As an event: "hives after amoxicillin".
    Event,
}

/// What the note says of allergies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Allergies {
    /// Those named.
    pub list: Vec<Allergy>,
    /// Statements that there are none: `NKDA`, `no known allergies`, `Allergies: none`.
    pub none: Vec<Span>,
}

/// How far an event may stand from the drug that caused it, in bytes.
const EVENT: u32 = 90;

pub(super) fn read(note: &Note) -> Allergies {
    let allergens = allergens(note);
    let mut list: Vec<Allergy> = Vec::new();
    for (at, allergen) in allergens.iter().enumerate() {
        let next = allergens
            .get(at + 1)
            .map_or(note.text.len() as u32, |next| next.span.start);
        let told = if note.role_at(allergen.span.start) == Role::Allergies {
            is_listed(note, allergen).then_some(AllergyTold::Listed)
        } else {
            is_stated(
                note,
                allergen,
                at.checked_sub(1).map(|before| &allergens[before]),
                list.last(),
            )
        };
        let Some(told) = told else { continue };
        let of_another = match told {
            AllergyTold::Listed => status::is_of_relative(note, allergen.span),
            _ => is_of_another(note, allergen.span),
        };
        if of_another {
            continue;
        }
        let (reaction, reaction_entry) = reaction(note, allergen, next, told);
        let span = reaction.map_or(allergen.span, |reaction| allergen.span.cover(reaction));
        list.push(Allergy {
            written: allergen.span,
            drug: allergen.drug,
            class: allergen
                .class
                .map(|entry| note.entry_at(lexicon_ids::DRUG_CLASSES, entry).id.to_string()),
            material: allergen.material,
            reaction,
            reaction_entry,
            told,
            span,
        });
    }
    events(note, &allergens, &mut list);
    share_reactions(note, &mut list);
    Allergies { list, none: none(note) }
}

/// A word that may be an allergen.
#[derive(Debug, Clone, Copy)]
struct Allergen {
    span: Span,
    drug: Option<u16>,
    class: Option<u16>,
    material: Option<u16>,
}

/// Everything somebody can be allergic to, in the order of the text; of two that overlap the longer.
fn allergens(note: &Note) -> Vec<Allergen> {
    let mut found: Vec<Allergen> = Vec::new();
    const NAMED: [LexiconId; 3] = [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES, lexicon_ids::ALLERGENS];
    for hit in note.phrases_of_all(NAMED) {
        if note.in_blank(hit.span.start) {
            continue;
        }
        let of = |lexicon: LexiconId| (hit.lexicon == lexicon).then_some(hit.entry);
        let allergen = Allergen {
            span: whole_word(note, hit.span),
            drug: of(lexicon_ids::DRUGS),
            class: of(lexicon_ids::DRUG_CLASSES).filter(|_| !note.entry(hit).list("class").is_empty()),
            material: of(lexicon_ids::ALLERGENS),
        };
        if allergen.drug.is_none() && allergen.class.is_none() && allergen.material.is_none() {
            continue;
        }
        match found.last_mut() {
            // "penicillin" is a drug and a class: both are kept. "fish oil" is no fish.
            Some(last) if last.span.overlaps(hit.span) => {
                if allergen.span == last.span {
                    last.drug = last.drug.or(allergen.drug);
                    last.class = last.class.or(allergen.class);
                    last.material = last.material.or(allergen.material);
                } else if allergen.span.len() > last.span.len() {
                    *last = allergen;
                }
            }
            _ => found.push(allergen),
        }
    }
    found
}

/// Whether an allergen in a section of allergies is one: not denied, not tolerated, not what the reaction was treated with.
fn is_listed(note: &Note, allergen: &Allergen) -> bool {
    // "No known drug or food allergies".
    let around = Span::new(allergen.span.start.saturating_sub(48), allergen.span.end);
    if note
        .phrases_in(lexicon_ids::NO_ALLERGIES, around)
        .any(|hit| hit.span.overlaps(allergen.span))
    {
        return false;
    }
    let clause = status::clause_before(note, allergen.span.start);
    let verb = note
        .phrases_in(lexicon_ids::MEDICATION_VERBS, clause)
        .take_while(|hit| hit.span.end <= allergen.span.start)
        .last();
    if let Some(verb) = verb
        && status::words_between(note, verb.span.end, allergen.span.start) <= 1
        && !note.slice(Span::new(verb.span.end, allergen.span.start)).contains('\n')
    {
        match &*note.entry(verb).category {
            "allergy" => return !is_denied(note, clause, verb.span),
            "example" | "consider" => {}
            // "Avoids penicillin", "no sulfa" in a list of allergies: the first is one.
            "not-taken" => {
                let said = note.slice(verb.span).to_ascii_lowercase();
                let never_met = ["taken", "had", "received", "tried", "used", "given"]
                    .iter()
                    .any(|word| said.ends_with(word));
                if never_met || matches!(said.as_str(), "no" | "denies" | "without" | "nor") {
                    return false;
                }
            }
            _ => return false,
        }
    }
    if after(note, allergen.span).is_some_and(|verb| &*note.entry(&verb).category == "tolerated") {
        return false;
    }
    // "No known drug, food or latex allergies".
    if is_absent(note, allergen.span) || is_answered_none(note, allergen.span) {
        return false;
    }
    // What a reaction is treated with is an allergen only as an item of its own.
    let rescue = allergen.drug.is_some_and(|drug| is_rescue(note, drug));
    !rescue || opens_item(note, allergen.span.start) && !is_remedy(note, allergen.span)
}

/// How far before a drug the bracket may open in which it is what helps, in bytes.
const REMEDY: usize = 160;

/// Whether a drug stands as what helps: in the brackets of an allergen, after "with", with a dose: `peanut (hives; EpiPen)`,
/// `contrast, tolerated w/ prednisone`.
fn is_remedy(note: &Note, span: Span) -> bool {
    let from = crate::text::ceil(&note.text, (span.start as usize).saturating_sub(REMEDY));
    let near = &note.text[from..span.start as usize];
    let before = near.rsplit(['\n', '\r']).next().unwrap_or(near);
    let in_brackets = match (before.rfind('('), before.rfind(')')) {
        (Some(open), Some(close)) => open > close,
        (open, _) => open.is_some(),
    };
    let after = note.text[span.end as usize..].trim_start_matches(' ');
    let after = ["jr", "pen", "prn"]
        .iter()
        .find_map(|word| {
            after
                .get(..word.len())
                .filter(|it| it.eq_ignore_ascii_case(word))
                .map(|it| &after[it.len()..])
        })
        .unwrap_or(after);
    let dosed = after.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
    in_brackets || dosed || before.trim_end().ends_with("w/")
}

/// Whether it was asked about and there is none: `latex, food and contrast: none known`, `latex asked, no reaction`.
fn is_answered_none(note: &Note, span: Span) -> bool {
    let end = (span.end as usize + 120).min(note.text.len());
    let rest = &note.text[span.end as usize..crate::text::floor(&note.text, end)];
    let line = rest
        .split(['\n', '\r', ';', '.', '('])
        .next()
        .unwrap_or(rest)
        .to_ascii_lowercase();
    let answer = match line.split_once(':') {
        Some((_, answer)) => answer,
        None => match line.split_once("asked") {
            Some((_, answer)) => answer,
            None => return false,
        },
    };
    let answer = answer.trim_start_matches([' ', ',', '*', ':']);
    let is = |word: &&str| {
        let after = answer.strip_prefix(word).map(|rest| rest.chars().next());
        after.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric()))
    };
    [
        "none",
        "none known",
        "no reaction",
        "no reactions",
        "nil",
        "denied",
        "negative",
        "no",
        "never a reaction",
    ]
    .iter()
    .any(is)
        && !answer.contains(" to ")
}

/// The word that says what became of it, right after an allergen: "penicillin: tolerated amoxicillin since" is another's.
fn after(note: &Note, span: Span) -> Option<LexiconHit> {
    let text: &str = &note.text;
    let mut at = span.end as usize;
    for _ in 0..4 {
        at += text[at..].len() - text[at..].trim_start_matches([' ', ',', '-', '–', '(']).len();
        if let Some(hit) = hit_at(note, lexicon_ids::MEDICATION_VERBS, at as u32) {
            let own = !words::names_drug_after(note, hit.span.end as usize);
            return own.then_some(hit);
        }
        // "Amoxicillin and ceftriaxone tolerated".
        if let Some(other) = hit_at(note, lexicon_ids::DRUGS, at as u32) {
            at = other.span.end as usize;
            continue;
        }
        let word = words::word(text, at);
        if !["was", "has", "been", "is", "well", "and"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
        {
            return None;
        }
        at += word.len();
    }
    None
}

/// Whether nothing but a sign stands before `at` in its item.
fn opens_item(note: &Note, at: u32) -> bool {
    let before = note.text[..at as usize].trim_end_matches([' ', '\t', '*', '"']);
    before.is_empty() || before.ends_with([',', ';', ':', '\n', '-', '•', '|', '.', ')', '–', '·', '/', '+'])
}

/// Whether an allergen outside a section of allergies is said to be one.
fn is_stated(
    note: &Note,
    allergen: &Allergen,
    before: Option<&Allergen>,
    last: Option<&Allergy>,
) -> Option<AllergyTold> {
    let text: &str = &note.text;
    // "penicillin allergy", "PCN-allergic", "latex hypersensitivity".
    let (next, _) = words::after_gap(text, allergen.span.end as usize);
    let hyphen = text[next..].chars().next().filter(|c| matches!(c, '-' | '–'));
    let next = next + hyphen.map_or(0, char::len_utf8);
    let (next, _) = words::after_gap(text, next);
    let word = words::word(text, next);
    let named = ["allergy", "allergies", "allergic", "hypersensitivity", "anaphylaxis"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it));
    let clause = status::clause_before(note, allergen.span.start);
    // "as penicillin rash", "amoxicillin hives in 2015": a reaction right after the name.
    let of_drug = allergen.class.is_some() || allergen.drug.is_some_and(|drug| !is_rescue(note, drug));
    let reacted = of_drug
        && next == words::after_gap(text, allergen.span.end as usize).0
        && hit_at(note, lexicon_ids::REACTIONS, next as u32).is_some_and(|hit| {
            matches!(
                &*note.entry(&hit).id,
                "anaphylaxis" | "angioedema" | "hives" | "rash" | "severe-skin"
            )
        });
    if reacted && !is_denied(note, clause, allergen.span) && !is_absent(note, allergen.span) {
        let role = note.role_at(allergen.span.start);
        let told = matches!(
            role,
            Role::Plan | Role::AssessmentAndPlan | Role::Assessment | Role::History | Role::PastHistory
        );
        return told.then_some(AllergyTold::Stated);
    }
    if named {
        // "tree pollen allergy testing", "no penicillin allergy".
        let (after, _) = words::after_gap(text, next + word.len());
        let tested = [
            "test",
            "testing",
            "tested",
            "clinic",
            "specialist",
            "list",
            "shot",
            "shots",
            "medication",
            "medications",
            "medicine",
            "pill",
            "pills",
            "season",
        ]
        .iter()
        .any(|it| words::word(text, after).eq_ignore_ascii_case(it));
        let denied = is_denied(note, clause, allergen.span) || is_absent(note, allergen.span);
        return (!tested && !denied).then_some(AllergyTold::Stated);
    }
    // "Avoid morphine because of her allergy", "penicillin avoided because of hives".
    if is_avoided_for_allergy(note, allergen.span) {
        return Some(AllergyTold::Stated);
    }
    // "allergic to penicillin", "allergies include sulfa".
    let verb = note
        .phrases_in(lexicon_ids::MEDICATION_VERBS, clause)
        .filter(|hit| &*note.entry(hit).category == "allergy" && hit.span.end <= allergen.span.start)
        .last()
        .copied();
    if let Some(verb) = verb {
        let between = Span::new(verb.span.end, allergen.span.start);
        let other = note
            .phrases_in(lexicon_ids::MEDICATION_VERBS, between)
            .any(|hit| !matches!(&*note.entry(hit).category, "example" | "allergy"));
        let words = status::words_between(note, verb.span.end, allergen.span.start);
        // In a list after it: "allergic to penicillin, latex and eggs".
        let in_list = before.zip(last).is_some_and(|(before, last)| {
            before.span == last.written
                && last.told != AllergyTold::Listed
                && verb.span.end <= before.span.start
                && note.slice(Span::new(before.span.end, allergen.span.start)).len() < 40
                && !note
                    .slice(Span::new(before.span.end, allergen.span.start))
                    .contains(['.', ';', '\n'])
        });
        let is_bare = matches!(&*note.slice(verb.span).to_ascii_lowercase(), "allergies" | "allergy");
        let colon = text[verb.span.end as usize..].trim_start().starts_with([':', '-', '–']);
        let near = words <= 1 || in_list && words <= 6;
        if near && !other && (!is_bare || colon) && !is_denied(note, clause, verb.span) {
            let status = note.assertion(allergen.span).status;
            let event = !note.slice(verb.span).to_ascii_lowercase().contains("allerg")
                && !note.slice(verb.span).to_ascii_lowercase().contains("intoleran");
            // "rash from poison ivy" tells of an event; "return if rash with amoxicillin" of none.
            if status == Status::Hypothetical || event && (status == Status::Absent || is_plan(note, allergen.span)) {
                return None;
            }
            return Some(if event { AllergyTold::Event } else { AllergyTold::Stated });
        }
    }
    None
}

/// Whether the drug at `span` is avoided, and an allergy or a reaction is given as the reason.
fn is_avoided_for_allergy(note: &Note, span: Span) -> bool {
    let Some(sentence) = note.sentence_at(span.start).map(|sentence| sentence.span) else {
        return false;
    };
    let end = sentence.end.min(span.end + 80).max(span.end);
    let mut end = end.min(note.text.len() as u32);
    while !note.text.is_char_boundary(end as usize) {
        end -= 1;
    }
    let after = Span::new(span.end, end);
    let start = sentence.start.max(span.start.saturating_sub(60)).min(span.start);
    let start = (crate::text::ceil(&note.text, start as usize) as u32).min(span.start);
    let is_avoided = |around: Span| {
        note.phrases_in(lexicon_ids::MEDICATION_VERBS, around)
            .any(|hit| note.grammar.category(hit) == "not-taken")
    };
    // Most drugs are not.
    let says_avoided = |text: &[u8]| {
        memchr::memchr2_iter(b'v', b'V', text).any(|at| {
            let word = at
                .checked_sub(1)
                .and_then(|from| text.get(from..from + "avoided".len()));
            word.is_some_and(|word| word.eq_ignore_ascii_case(b"avoided"))
        })
    };
    let avoided_later = says_avoided(note.slice(after).as_bytes());
    if !avoided_later && !is_avoided(Span::new(start, after.end)) {
        return false;
    }
    let text = note.slice(after).to_ascii_lowercase();
    let Some(link) = ["because of", "due to", "given", "owing to", "on account of"]
        .iter()
        .filter_map(|link| text.find(link).map(|at| at + link.len()))
        .min()
    else {
        return false;
    };
    let reason = &text[link..];
    // Another drug between is what is spoken of: "avoid ketorolac, given codeine allergy".
    let link = span.end + link as u32;
    let named = note
        .phrases_in(lexicon_ids::DRUGS, Span::new(span.end, after.end))
        .next()
        .is_some();
    let allergy = reason
        .split(|c: char| !c.is_alphanumeric())
        .take(4)
        .any(|word| word.starts_with("allerg"))
        || note
            .phrases_in(
                lexicon_ids::REACTIONS,
                Span::new(link, after.end.min(link + 30).max(link)),
            )
            .any(|hit| matches!(note.grammar.category(hit), "severe" | "allergic") && &*note.entry(hit).id != "organ");
    let avoided = avoided_later || is_avoided(Span::new(start, link));
    allergy && avoided && !named
}

/// Whether what stands at `span` is denied by an earlier word, which is no answer of its own: "DH: nil, penicillin allergy".
fn is_absent(note: &Note, span: Span) -> bool {
    let assertion = note.assertion(span);
    let answer = assertion.cue.is_some_and(|cue| {
        let between = Span::new(cue.end.min(span.start), span.start);
        note.text[cue.end as usize..].trim_start().starts_with([',', '.', ';']) || note.slice(between).contains(';')
    });
    assertion.status == Status::Absent && !answer
}

fn is_plan(note: &Note, span: Span) -> bool {
    matches!(note.role_at(span.start), Role::Plan | Role::AssessmentAndPlan)
}

/// Whether a relative has it, or it is only asked about.
fn is_of_another(note: &Note, span: Span) -> bool {
    note.role_at(span.start) == Role::FamilyHistory
        || note.assertion(span).status == Status::Family
        || status::is_of_relative(note, span)
}

/// Whether what stands at `span` is denied by the words right before it.
fn is_denied(note: &Note, clause: Span, span: Span) -> bool {
    let before = Span::new(clause.start.min(span.start), span.start);
    let verb = note
        .phrases_in(lexicon_ids::MEDICATION_VERBS, before)
        .filter(|hit| hit.span.end <= span.start && &*note.entry(hit).category == "not-taken")
        .last();
    let denies = verb.is_some_and(|verb| status::words_between(note, verb.span.end, span.start) <= 2);
    let text = note.slice(before).to_ascii_lowercase();
    let tail = text.trim_end();
    denies
        || ["not", "n't", "never", "nil", "denies any", "denies known", "no known"]
            .iter()
            .any(|word| tail.ends_with(word))
}

/// The reaction of `allergen`: before it ("hives with penicillin"), or after it and before the next one.
fn reaction(note: &Note, allergen: &Allergen, next: u32, told: AllergyTold) -> (Option<Span>, Option<u16>) {
    let item = item_after(note, allergen.span.end, next, told);
    let known: Vec<&LexiconHit> = note
        .phrases_in(lexicon_ids::REACTIONS, item)
        .filter(|hit| !is_denied(note, item, hit.span))
        .collect();
    // "as a child, hives": what happened says more than that nobody knows.
    let is_unknown = |hit: &LexiconHit| &*note.entry(hit).category == "unknown";
    let first = known.iter().find(|hit| !is_unknown(hit));
    // Of "vomiting and hives" the graver counts.
    let grave = |hit: &LexiconHit| match &*note.entry(hit).category {
        "severe" => 2,
        "allergic" => 1,
        _ => 0,
    };
    let mut best = first.or(known.first());
    if let Some(first) = first {
        for hit in &known {
            let near = !is_unknown(hit) && hit.span.start < first.span.end + 24;
            if near && best.is_some_and(|best| grave(hit) > grave(best)) {
                best = Some(hit);
            }
        }
    }
    let as_said = |hit: &LexiconHit| (Some(whole_word(note, hit.span)), Some(hit.entry));
    if let Some(hit) = best.filter(|hit| !is_unknown(hit)) {
        return as_said(hit);
    }
    // "anaphylaxis to ceftriaxone": the word that leads to it holds the reaction.
    let clause = status::clause_before(note, allergen.span.start);
    let from = clause.start.max(allergen.span.start.saturating_sub(60));
    let before = note
        .phrases_in(lexicon_ids::REACTIONS, Span::new(from, allergen.span.start))
        .rfind(|hit| hit.span.end <= allergen.span.start);
    if let Some(hit) = before
        && leads(note, Span::new(hit.span.end, allergen.span.start))
        && !note
            .slice(Span::new(hit.span.end, allergen.span.start))
            .contains([',', ';', ')'])
        && status::words_between(note, hit.span.end, allergen.span.start) <= 3
    {
        return as_said(hit);
    }
    if let Some(hit) = best {
        return as_said(hit);
    }
    if told == AllergyTold::Event {
        return (None, None);
    }
    (free_reaction(note, item), None)
}

/// Whether a word such as "with" or "to" stands between a reaction and what caused it, and no line end.
fn leads(note: &Note, between: Span) -> bool {
    let text = note.slice(between);
    !text.contains('\n')
        && text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| AFTER.iter().any(|it| word.eq_ignore_ascii_case(it)))
}

/// The end of a word that a phrase is the beginning of.
fn whole_word(note: &Note, span: Span) -> Span {
    let rest = &note.text[span.end as usize..];
    let more = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    Span::new(span.start, span.end + more as u32)
}

/// What stands after an allergen and before the next: in a list to the end of the item, in prose to the end of the sentence.
fn item_after(note: &Note, from: u32, next: u32, told: AllergyTold) -> Span {
    let text: &str = &note.text;
    let mut limit = (from as usize + 200).min(next as usize).min(text.len());
    let section = note
        .section_at(from)
        .map_or(limit, |ix| note.section(ix).span.end as usize);
    limit = limit.min(section);
    limit = crate::text::floor(text, limit);
    let rest = &text[from as usize..limit];
    let bytes = rest.as_bytes();
    let mut depth = 0u32;
    let mut end = rest.len();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => {
                end = at;
                break;
            }
            // The reaction may stand in an indented line of its own.
            b'\n' if depth == 0 => {
                let after = &rest[at + 1..];
                let goes_on = told == AllergyTold::Listed
                    && (after.starts_with([' ', '\t']) || says_reaction(after))
                    && !after.trim_start().is_empty();
                if !goes_on {
                    end = at;
                    break;
                }
            }
            b'.' if depth == 0 && status::is_full_stop(text, from as usize + at) => {
                end = at;
                break;
            }
            _ => {}
        }
    }
    Span::new(from, from + end as u32)
}

/// `Reaction: hives`, `- hives` on the line after its allergen.
fn says_reaction(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t', '-', '*', '•']);
    line.get(..8)
        .is_some_and(|start| start.eq_ignore_ascii_case("reaction"))
}

/// A reaction in words that no lexicon knows: in brackets, after a colon or dash, or in the next cell.
fn free_reaction(note: &Note, item: Span) -> Option<Span> {
    let text = note.slice(item);
    let lead = text.len() - text.trim_start_matches([' ', '\t', '*', 's']).len();
    let rest = &text[lead..];
    let sign = rest.chars().next()?;
    let inner = match sign {
        '(' | '[' => {
            let close = rest.find([')', ']']).unwrap_or(rest.len());
            &rest[1..close]
        }
        ':' | '-' | '–' | '—' | '=' | '|' | '→' | '>' => {
            let start = sign.len_utf8();
            let body = rest[start..].trim_start_matches([' ', '>', '-']);
            let begin = rest.len() - body.len();
            let end = body.find([',', '\n']).unwrap_or(body.len());
            &rest[begin..begin + end]
        }
        _ => return None,
    };
    let said = inner.trim_matches(|c: char| !c.is_alphanumeric());
    let start = said.as_ptr() as usize - text.as_ptr() as usize;
    let span = Span::from(item.start as usize + start..item.start as usize + start + said.len());
    // A brand name, a year, "see chart", "allergy" are no reaction.
    let letters = said.chars().filter(|c| c.is_alphabetic()).count();
    let named = [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES, lexicon_ids::FREQUENCIES]
        .iter()
        .any(|lexicon| note.phrases_in(*lexicon, span).next().is_some());
    let empty = [
        "allergy",
        "allergic",
        "yes",
        "see chart",
        "see emr",
        "drug",
        "medication",
        "active",
        "confirmed",
        "listed",
        "reaction",
        "per chart",
        "reported",
        "per patient",
        "severity",
    ];
    (letters >= 3 && !named && !empty.iter().any(|it| said.eq_ignore_ascii_case(it))).then_some(span)
}

/// Reactions told as events: "developed hives two days after starting amoxicillin", "amoxicillin caused a rash".
fn events(note: &Note, allergens: &[Allergen], list: &mut Vec<Allergy>) {
    let mut found: Vec<Allergy> = Vec::new();
    let mut known: HashSet<u32> = list.iter().map(|it| it.written.start).collect();
    for hit in note.phrases_of(lexicon_ids::REACTIONS) {
        let id = &*note.entry(hit).id;
        if !matches!(id, "anaphylaxis" | "angioedema" | "hives" | "rash" | "severe-skin") {
            continue;
        }
        let role = note.role_at(hit.span.start);
        let planned = matches!(role, Role::Plan | Role::AssessmentAndPlan | Role::Assessment);
        // Among results it is told as an event only: "cefazolin in OR -> hives".
        let among_results = matches!(role, Role::Exam | Role::Data | Role::Studies);
        let planned = planned || among_results;
        if !planned
            && !matches!(
                role,
                Role::History
                    | Role::PastHistory
                    | Role::HomeMedications
                    | Role::Course
                    | Role::SurgicalHistory
                    | Role::SocialHistory
                    | Role::Identification
                    | Role::Other
            )
        {
            continue;
        }
        let status = note.assertion(hit.span).status;
        if matches!(status, Status::Absent | Status::Hypothetical | Status::Family) {
            continue;
        }
        let at = allergens.partition_point(|allergen| allergen.span.start < hit.span.end);
        // In a plan only the past is told: "amoxicillin caused hives", not "call if hives appear with amoxicillin".
        let causes: &[&str] = if planned { &CAUSED } else { &CAUSES };
        let after = allergens.get(at).filter(|it| {
            !planned && {
                it.span.start - hit.span.end <= EVENT && leads_to(note, Span::new(hit.span.end, it.span.start), &AFTER)
            }
        });
        let before = at.checked_sub(1).map(|at| &allergens[at]).filter(|it| {
            it.span.end <= hit.span.start
                && hit.span.start - it.span.end <= EVENT
                && (leads_to(note, Span::new(it.span.end, hit.span.start), causes)
                    || !planned && is_labelled(note, it, hit))
        });
        let Some(cause) = after.or(before) else { continue };
        if cause.material.is_some() || known.contains(&cause.span.start) {
            continue;
        }
        // "SLE with malar rash, on azathioprine", "chronic hives on cetirizine": what is treated, and with what.
        if hit.span.end <= cause.span.start && is_treated_with(note, hit.span, cause) {
            continue;
        }
        let clause = status::clause_before(note, hit.span.start.min(cause.span.start));
        if is_denied(note, clause, hit.span.cover(cause.span)) || is_of_another(note, cause.span) {
            continue;
        }
        known.insert(cause.span.start);
        found.push(Allergy {
            written: cause.span,
            drug: cause.drug,
            class: cause
                .class
                .map(|entry| note.entry_at(lexicon_ids::DRUG_CLASSES, entry).id.to_string()),
            material: None,
            reaction: Some(whole_word(note, hit.span)),
            reaction_entry: Some(hit.entry),
            told: AllergyTold::Event,
            span: cause.span.cover(hit.span),
        });
    }
    list.extend(found);
    list.sort_by_key(|allergy| allergy.written.start);
}

/// `Amoxicillin: hives as a child`, and not what a reaction is treated with.
fn is_labelled(note: &Note, allergen: &Allergen, reaction: &LexiconHit) -> bool {
    note.slice(Span::new(allergen.span.end, reaction.span.start)).trim() == ":"
        && !allergen.drug.is_some_and(|drug| is_rescue(note, drug))
}

/// Whether it is a drug against reactions.
fn is_rescue(note: &Note, drug: u16) -> bool {
    note.entry_at(lexicon_ids::DRUGS, drug)
        .list("class")
        .iter()
        .any(|class| {
            matches!(
                &**class,
                "catecholamine" | "antihistamine-1" | "antihistamine-2" | "corticosteroid"
            )
        })
}

/// Words by which a drug is told as the cause of what stands before it.
const AFTER: [&str; 10] = [
    "after",
    "with",
    "to",
    "from",
    "when",
    "following",
    "on",
    "by",
    "taking",
    "secondary",
];
/// Words by which a drug is told as the cause of what stands after it.
const CAUSES: [&str; 12] = [
    "caused",
    "causes",
    "cause",
    "gave",
    "gives",
    "gets",
    "got",
    "developed",
    "triggered",
    "led",
    "resulted",
    "made",
];
/// Those of them that tell of the past.
const CAUSED: [&str; 7] = ["caused", "gave", "developed", "triggered", "led", "resulted", "made"];
/// Words by which it is no cause, but what it was treated with, or something else.
const NO_CAUSE: [&str; 26] = [
    "treated",
    "improved",
    "improves",
    "improving",
    "relieved",
    "resolved",
    "responded",
    "responds",
    "better",
    "for",
    "despite",
    "without",
    "tried",
    "used",
    "uses",
    "helped",
    "helps",
    "given",
    "no",
    "not",
    "denies",
    "applied",
    "but",
    "managed",
    "controlled",
    "gone",
];

/// Whether the drug behind "on" treats what stands before it: the drug is one against reactions, or what it treats is a lasting
/// condition, or stands in brackets or behind a comma as the sign of a disease.
fn is_treated_with(note: &Note, reaction: Span, cause: &Allergen) -> bool {
    let between = note.slice(Span::new(reaction.end, cause.span.start));
    let mut words = between
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    if !words.next_back().is_some_and(|word| word.eq_ignore_ascii_case("on")) {
        return false;
    }
    let before = note.text[..reaction.start as usize].trim_end();
    let last = before
        .split(|c: char| !c.is_alphabetic())
        .next_back()
        .unwrap_or_default();
    let lasting = [
        "chronic",
        "idiopathic",
        "recurrent",
        "malar",
        "discoid",
        "lupus",
        "butterfly",
        "heliotrope",
    ]
    .iter()
    .any(|word| last.eq_ignore_ascii_case(word));
    let happened = status::clause_before(note, reaction.start);
    let happened = note.slice(happened).split_whitespace().any(|word| {
        ["developed", "develops", "broke", "got", "had", "gets", "noticed"]
            .iter()
            .any(|it| word.eq_ignore_ascii_case(it))
    });
    let rescue = cause.drug.is_some_and(|drug| is_rescue(note, drug));
    rescue || !happened && (lasting || between.contains([')', ',']))
}

/// Whether the words of `between` lead from a reaction to its cause, or from a cause to its reaction.
fn leads_to(note: &Note, between: Span, links: &[&str]) -> bool {
    let text = note.slice(between);
    if text.contains([';', '\n']) || text.contains(". ") {
        return false;
    }
    let mut words = 0;
    let mut linked = false;
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        words += 1;
        // "hives when given penicillin".
        if NO_CAUSE.iter().any(|it| word.eq_ignore_ascii_case(it)) && !(linked && word.eq_ignore_ascii_case("given")) {
            return false;
        }
        linked |= links.iter().any(|it| word.eq_ignore_ascii_case(it));
    }
    linked |= links.contains(&"caused") && (text.contains("->") || text.contains('→'));
    linked && words <= 9
}

/// "Penicillin and sulfa (both hives)", "penicillin/amoxicillin: rash": the reaction of the last holds for those joined to it.
fn share_reactions(note: &Note, list: &mut [Allergy]) {
    for at in (1..list.len()).rev() {
        let (first, second) = (&list[at - 1], &list[at]);
        if first.reaction.is_some() || second.reaction.is_none() || first.written.end > second.written.start {
            continue;
        }
        let between = note.slice(Span::new(first.written.end, second.written.start)).trim();
        let joined = ["and", "&", "/", "+", "or", "s and"].iter().any(|it| between.eq_ignore_ascii_case(it))
            // "penicillin (amoxicillin): hives" is one and its example.
            || between == "(";
        let both = second.reaction.is_some_and(|reaction| {
            reaction.start >= second.written.end
                && note
                    .slice(Span::new(second.written.end, reaction.end))
                    .to_ascii_lowercase()
                    .contains("both")
        });
        if joined || both && between.trim_matches([',', ' ']).is_empty() {
            let (reaction, entry) = (second.reaction, second.reaction_entry);
            list[at - 1].reaction = reaction;
            list[at - 1].reaction_entry = entry;
        }
    }
}

/// Where the note says that there are no allergies.
fn none(note: &Note) -> Vec<Span> {
    let text: &str = &note.text;
    let mut found: Vec<Span> = note
        .phrases_of(lexicon_ids::NO_ALLERGIES)
        .filter(|hit| !note.in_blank(hit.span.start))
        .map(|hit| whole_word(note, hit.span))
        .filter(|span| !is_of_another(note, *span) && !has_exception(note, *span))
        .collect();
    // `Allergies: none`.
    for section in note
        .sections
        .iter()
        .filter(|section| section.id.is_some_and(|id| note.grammar.role(id) == Role::Allergies))
    {
        let body = note.slice(section.body);
        let lead = body.len() - body.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let start = section.body.start + lead as u32;
        if start >= section.body.end {
            continue;
        }
        let Some(hit) = hit_at(note, lexicon_ids::NONE_STATEMENTS, start) else {
            continue;
        };
        if &*note.entry(&hit).category != "bare" || found.iter().any(|span| span.overlaps(hit.span)) {
            continue;
        }
        // "None to medications", "no"; but "no reaction to …" or "denies latex allergy" is another statement.
        let rest = text[hit.span.end as usize..section.body.end as usize].trim_start_matches([' ', '\t']);
        let whole = rest.is_empty()
            || rest.starts_with(['.', ',', ';', '\n', '\r', ')', '(', '-', '–', '|'])
            || rest.starts_with("to ");
        if whole && !has_exception(note, hit.span) {
            found.push(hit.span);
        }
    }
    // `| Allergies | none |`.
    for passage in note.passages().iter().filter(|it| it.role == Role::Allergies) {
        let said = note.slice(passage.span);
        let lead = said.len() - said.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let bare = hit_at(note, lexicon_ids::NONE_STATEMENTS, passage.span.start + lead as u32)
            .filter(|hit| &*note.entry(hit).category == "bare" && hit.span.end <= passage.span.end);
        let Some(hit) = bare else { continue };
        let rest = note.slice(Span::new(hit.span.end, passage.span.end)).trim_start();
        let whole = rest.is_empty() || rest.starts_with(['.', ',', ';', '(']);
        if whole && !found.iter().any(|span| span.overlaps(hit.span)) && !has_exception(note, hit.span) {
            found.push(hit.span);
        }
    }
    found.sort_unstable();
    found
}

/// "no known drug allergies except sulfa", "no allergies to latex": an exception, or a statement of one thing only.
fn has_exception(note: &Note, span: Span) -> bool {
    let text: &str = &note.text;
    let (next, _) = words::after_gap(text, span.end as usize);
    let next = next + usize::from(text[next..].starts_with(','));
    let (next, _) = words::after_gap(text, next);
    let exception = hit_at(note, lexicon_ids::NONE_STATEMENTS, next as u32)
        .is_some_and(|hit| &*note.entry(&hit).category == "but" && !matches!(note.slice(hit.span), "recent" | "new"));
    // "Morphine: itching. NKDA otherwise", "otherwise NKDA": of all but those that are named.
    let otherwise = words::word(text, next).eq_ignore_ascii_case("otherwise") || {
        let before = text[..span.start as usize].trim_end_matches([' ', ',', ':']);
        let from = before.len() - before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        ["otherwise", "else"]
            .iter()
            .any(|word| before[from..].eq_ignore_ascii_case(word))
    };
    let of_one = words::word(text, next).eq_ignore_ascii_case("to") && {
        let (after, _) = words::after_gap(text, next + 2);
        let word = words::word(text, after).to_ascii_lowercase();
        !matches!(
            word.as_str(),
            "medication"
                | "medications"
                | "drugs"
                | "any"
                | "medicines"
                | "drug"
                | "medicine"
                | "anything"
                | "food"
                | "foods"
                | "report"
        )
    };
    exception || otherwise || of_one
}

/// What an allergy says of another drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// A member of the same class that is given with care: say what the reaction was.
    Distant,
    /// It may cross-react: another class with the same side chain, a class that usually is avoided.
    Crossing,
    /// The class that is named, or one whose members all share the allergy.
    Class,
    /// The drug itself, or an ingredient of it.
    Same,
}

impl Allergy {
    /// What it says of the drug `entry`; `None` if the two have nothing to do with each other.
    pub fn relation(&self, note: &Note, entry: u16) -> Option<Relation> {
        if self
            .drug
            .is_some_and(|drug| super::medications::same_substance(note, drug, entry))
        {
            return Some(Relation::Same);
        }
        let other = note.entry_at(lexicon_ids::DRUGS, entry);
        let of_other = other.list("class");
        let is_member = |class: &LexiconEntry| class.list("class").iter().any(|it| of_other.contains(it));
        let classes = &note.grammar.lexicon(lexicon_ids::DRUG_CLASSES).entries;
        let named = self
            .class
            .as_ref()
            .and_then(|id| classes.iter().find(|class| *class.id == **id));
        if named.is_some_and(&is_member) {
            return Some(Relation::Class);
        }
        let own = self.drug.map(|drug| note.entry_at(lexicon_ids::DRUGS, drug));
        let side_chain = own.and_then(|own| own.text("side-chain"));
        if side_chain.is_some() && side_chain == other.text("side-chain") {
            return Some(Relation::Crossing);
        }
        // Of "penicillin" nobody knows which; the aminopenicillins are the usual ones, and a grave reaction leaves no room.
        let grave = self.severity(note) == Some("severe");
        if named.is_some_and(|class| &*class.id == "penicillins")
            && grave
            && other.text("side-chain") == Some("aminopenicillin-like")
        {
            return Some(Relation::Crossing);
        }
        if named.is_some_and(|class| class.list("cross").iter().any(|it| other.list("class").contains(it))) {
            return Some(Relation::Crossing);
        }
        let of_own = own?.list("class");
        if of_own.is_empty() || of_other.is_empty() {
            return None;
        }
        let is_own = |class: &LexiconEntry| class.list("class").iter().any(|it| of_own.contains(it));
        let shared = classes
            .iter()
            .filter(|class| is_member(class) && is_own(class))
            .filter_map(|class| match class.text("within") {
                Some("error") => Some(Relation::Class),
                Some("warning") => Some(Relation::Crossing),
                Some("info") => Some(Relation::Distant),
                _ => None,
            });
        // Sulfasalazine after an antibiotic sulfonamide.
        let crosses =
            |class: &&LexiconEntry| class.list("cross").iter().any(|it| of_other.contains(it)) && is_own(class);
        let cross = classes
            .iter()
            .any(|class| crosses(&class))
            .then_some(Relation::Crossing);
        shared.chain(cross).max()
    }

    /// How grave the reaction is, by category of the lexicon `reactions`: `severe`, `allergic`, `intolerance`, `unknown`.
    pub fn severity<'n>(&self, note: &'n Note) -> Option<&'n str> {
        self.reaction_entry
            .map(|entry| &*note.entry_at(lexicon_ids::REACTIONS, entry).category)
    }

    /// Whether it is an allergy to a drug or a class of drugs.
    pub fn is_of_drug(&self) -> bool {
        self.drug.is_some() || self.class.is_some()
    }
}
