//! What kind of note this is, when nobody says: from its sections.

use super::Section;
use super::lines::{Lines, Place};
use crate::grammar::relations::Bits;
use crate::grammar::{Grammar, KindId, SectionId, ids, kind_ids, normalize_heading, relations};

/// Below this confidence the kind stays unknown.
pub(super) const LEAST_CONFIDENCE: f32 = 0.35;

/// The best-matching kind and how sure that is, 0 to 1; `None` if nothing matches well enough.
///
/// A kind is scored by the share of its required sections that are there, by its distinctive sections, and against it
/// by sections that are there and that it does not know.
///
/// `words` is the length of the note; `opening` says that prose stands before the first section: British notes open with the history and no heading.
/// `family` is the kind whose family the headings speak of: a log is one only by those.
pub(super) fn detect(
    grammar: &Grammar,
    sections: &[Section],
    opening: bool,
    words: u32,
    family: Option<KindId>,
) -> Option<(KindId, f32)> {
    let mut present: Vec<SectionId> = Vec::with_capacity(sections.len());
    for section in sections {
        present.extend(section.id.iter().chain(&section.also));
    }
    present.sort_unstable();
    present.dedup();
    if opening && !present.is_empty() {
        present.push(ids::HISTORY_OF_PRESENT_ILLNESS);
    }
    // A full history and physical has histories, and an exam.
    let examined = [ids::PHYSICAL_EXAM, ids::MENTAL_STATUS_EXAM]
        .iter()
        .any(|id| present.contains(id));
    let full = examined && present.iter().filter(|&&id| grammar.is_history(id)).count() >= 4;
    let mut there = Bits::default();
    present.iter().for_each(|&id| relations::insert(&mut there, id));
    let is_there = |id: &SectionId| relations::holds(&there, *id);
    let has = |id: SectionId| relations::meet(grammar.met_by(id), &there);
    // Only sections of the first rank speak for or against a kind.
    let telling: Vec<SectionId> = present.iter().copied().filter(|&id| grammar.is_telling(id)).collect();
    if telling.len() < 2 {
        return None;
    }
    // A section that is the signature of some kind speaks louder against the others (a hospital course in an H&P).
    let weights: Vec<f32> = telling
        .iter()
        .map(|&id| {
            if relations::holds(grammar.signatures(), id) {
                2.0
            } else {
                1.0
            }
        })
        .collect();
    let mut best: Option<(KindId, f32)> = None;
    let mut second = 0.0f32;
    for (at, kind) in grammar.kinds().iter().enumerate() {
        let other_log = kind.entries.is_some() && family != Some(KindId(at as u16));
        if kind.required.is_empty() || other_log {
            continue;
        }
        let there = kind.required.iter().filter(|&&id| has(id)).count();
        if there == 0 {
            continue;
        }
        let share = there as f32 / kind.required.len() as f32;
        let known = grammar.known_by(KindId(at as u16));
        let strange: f32 = telling
            .iter()
            .zip(&weights)
            .filter(|&(&id, _)| !relations::holds(known, id))
            .map(|(_, weight)| weight)
            .sum();
        let strange = strange / telling.len() as f32;
        let distinctive = kind
            .distinctive
            .iter()
            .any(|pair| pair.any_of.iter().any(is_there) && pair.and_any.iter().any(|&id| has(id)));
        // A kind with few required sections is matched by accident more easily.
        let breadth = (there as f32 / 3.0).min(1.0);
        let mut score = 0.65 * share * breadth + if distinctive { 0.3 } else { 0.0 } - 0.6 * strange;
        // The length of such notes tells a brief operative note from a full report.
        if kind.words.0 <= words && words <= kind.words.1 {
            score += 0.05;
        }
        // A kind that has a signature is doubtful without it.
        if kind.full_history && !full {
            score *= 0.4;
        } else if !kind.distinctive.is_empty() && !distinctive {
            score *= 0.65;
        }
        let score = score.clamp(0.0, 1.0);
        match best {
            Some((_, top)) if score <= top => second = second.max(score),
            _ => {
                second = best.map_or(second, |(_, top)| top.max(second));
                best = Some((KindId(at as u16), score));
            }
        }
    }
    let (kind, score) = best?;
    // Sure when it fits well and nothing else comes near.
    let confidence = (score + (score - second).min(0.3)).clamp(0.0, 0.99);
    if confidence >= LEAST_CONFIDENCE {
        return Some((kind, (confidence * 100.0).round() / 100.0));
    }
    // Something reported or observed, and a conclusion: a focused note, if a short one.
    let told = has(ids::SUBJECTIVE) || has(ids::OBJECTIVE);
    let concluded = has(ids::ASSESSMENT) || has(ids::PLAN);
    (told && concluded).then_some((kind_ids::SOAP, LEAST_CONFIDENCE))
}

/// The kind whose family (handoffs, learning notes, reflections) the headings speak of. Their words (`Situation`,
/// `Questions`) are headings in that family only, so it must be known before the sections are.
pub(super) fn family(text: &str, grammar: &Grammar, lines: &Lines) -> Option<KindId> {
    let mut found: Vec<SectionId> = Vec::new();
    let mut buffer = String::new();
    for line in lines.all.iter().filter(|line| line.place == Place::Block) {
        let Some(title) = line.title.filter(|title| title.len() <= 60) else {
            continue;
        };
        normalize_heading(title.of(text), &mut buffer);
        let families = grammar
            .candidates(&buffer)
            .iter()
            .filter(|id| grammar.section(**id).kind_context.is_some());
        for &id in families {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    if found.len() < 3 {
        return None;
    }
    let held = |kind: &crate::grammar::KindDef| kind.required.iter().filter(|id| found.contains(id)).count();
    let (at, kind) = grammar
        .kinds()
        .iter()
        .enumerate()
        .filter(|(_, kind)| kind.family.is_some())
        .max_by_key(|(_, kind)| held(kind))?;
    (held(kind) >= 3).then_some(KindId(at as u16))
}
