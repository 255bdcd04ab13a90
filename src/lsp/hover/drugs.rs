//! A drug: what it is, and how what stands beside it is read.

use super::card::{Card, short};
use super::numbers::number;
use super::{View, Who, source};
use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Medication, MedicationStatus};
use crate::rules::support::capitalized;

/// So many uses of a drug are named.
const USES: usize = 5;

/// The drugs at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let note = view.note;
    let at = view.offset;
    let medications = note.medications();
    // Of several that share a dose, the one that is named here.
    let named = medications.iter().filter(|it| it.name.contains_offset(at)).take(1);
    let found: Vec<&Medication> = match named.clone().count() {
        0 => medications
            .iter()
            .filter(|it| it.span.contains_offset(at))
            .take(1)
            .collect(),
        _ => named.collect(),
    };
    found.into_iter().map(|medication| card(view, medication)).collect()
}

fn card(view: &View<'_>, medication: &Medication) -> Card {
    let (note, voice) = (view.note, view.voice);
    let drug = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let name = generic(drug);
    let written = note.slice(medication.name);
    let brand = match written.eq_ignore_ascii_case(&name) {
        true => String::new(),
        false => format!(" ({})", voice.plain(written)),
    };
    let classes = drug.list("class").iter().map(|id| class(note, id));
    // Penicillin is a penicillin.
    let classes: Vec<String> = classes.filter(|class| !class.eq_ignore_ascii_case(&name)).collect();
    let mut title = format!("{}{brand}", voice.strong(&capitalized(&name)));
    if !classes.is_empty() {
        title = format!("{title}: {}", voice.plain(&classes.join(", ")));
    }
    let mut card = Card::new(medication.span, title);
    let read = read(note, medication).map(|read| voice.plain(&format!("Read as: {read}.")));
    if !medication.name.contains_offset(view.offset) {
        return card.lines(read);
    }
    if let [_, _, ..] = drug.list("ingredients") {
        let parts: Vec<String> = drug
            .list("ingredients")
            .iter()
            .map(|part| part.replace('-', " "))
            .collect();
        card = card.line(voice.plain(&format!("Holds {}.", parts.join(" and "))));
    }
    let uses = drug.list("uses");
    if !uses.is_empty() && is_usual_route(note, medication, drug) {
        let named: Vec<&str> = uses.iter().take(USES).map(|it| &**it).collect();
        let more = if uses.len() > USES { ", and more" } else { "" };
        card = card.line(voice.plain(&format!("Used for {}{more}.", named.join(", "))));
    }
    card = card.lines(read);
    let mut sources: Vec<&str> = source(note, "drugs").into_iter().collect();
    let mut warnings = Vec::new();
    if drug.flag("high-alert") {
        warnings.push("High-alert medication.".to_owned());
        sources.extend(source(note, "high-alert"));
    }
    if drug.flag("pregnancy-contraindicated") && Who::of(note).pregnant {
        warnings.push("Contraindicated in pregnancy by its label.".to_owned());
    }
    let alike = alike(note, &drug.id);
    if !alike.is_empty() {
        warnings.push(format!("Its name is mistaken for {}.", alike.join(", ")));
        sources.extend(source(note, "look-alike-drugs"));
    }
    if !warnings.is_empty() {
        card = card.line(voice.plain(&warnings.join(" ")));
    }
    card.source(Some(&sources.join("; ")))
}

/// Whether the uses of the drug are those of the route that is written: a cream is not given for what the tablet is.
fn is_usual_route(note: &Note, medication: &Medication, drug: &LexiconEntry) -> bool {
    let routes = drug.list("routes");
    let sign = medication.route.and_then(|route| {
        let hit = note.phrases_in(lexicon_ids::ROUTES, route).next()?;
        note.entry(hit).text("sign")
    });
    routes.is_empty() || sign.is_none_or(|sign| routes.iter().any(|route| &**route == sign))
}

/// The generic name.
fn generic(drug: &LexiconEntry) -> String {
    // Names that have a hyphen or slash of their own are written so among the phrases.
    let spaced = drug.id.replace('-', " ");
    let like_id = |phrase: &&str| phrase.replace([' ', '/'], "-") == *drug.id;
    drug.phrases().find(like_id).map_or(spaced, str::to_owned)
}

/// The name of a class.
fn class(note: &Note, id: &str) -> String {
    let named = note.grammar.entry_named(lexicon_ids::DRUG_CLASS_NAMES, id);
    let name = named.and_then(|at| note.entry_at(lexicon_ids::DRUG_CLASS_NAMES, at).text("name"));
    name.map_or_else(|| id.replace('-', " "), str::to_owned)
}

/// The drugs that it is mistaken for.
fn alike(note: &Note, id: &str) -> Vec<String> {
    let Some(at) = note.grammar.entry_named(lexicon_ids::LOOK_ALIKE_DRUGS, id) else {
        return Vec::new();
    };
    let entry = note.entry_at(lexicon_ids::LOOK_ALIKE_DRUGS, at);
    entry.list("alike").iter().map(|name| name.replace('-', " ")).collect()
}

/// Dose, route, frequency and status, in words.
fn read(note: &Note, medication: &Medication) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(dose) = medication.dose {
        let to = dose.to.map(|to| format!("–{}", number(to))).unwrap_or_default();
        let second = dose.second.map(|it| format!("/{}", number(it))).unwrap_or_default();
        let unit = note.slice(dose.unit).trim();
        parts.push(
            format!("{}{to}{second} {unit}", number(dose.value))
                .trim_end()
                .to_owned(),
        );
    }
    if let Some(route) = medication.route {
        let hit = note.phrases_in(lexicon_ids::ROUTES, route).next();
        let route = hit.map_or(note.slice(route), |hit| note.grammar.category(hit));
        parts.push(route.replace('-', " "));
    }
    if let Some(frequency) = medication.frequency {
        parts.push(match frequency.per_day {
            Some(times) => often(times),
            None => note.slice(frequency.span).to_owned(),
        });
    }
    if medication.prn.is_some() {
        parts.push("as needed".to_owned());
    }
    if let Some(duration) = medication.duration {
        parts.push(format!("\"{}\"", note.slice(duration)));
    }
    let allergy = note
        .allergies()
        .list
        .iter()
        .find(|it| it.written.overlaps(medication.name));
    if let Some(allergy) = allergy.filter(|_| medication.status == MedicationStatus::NotTaken) {
        let reaction = allergy
            .reaction
            .map(|span| format!(" ({})", short(note.slice(span), 40)));
        return Some(format!("an allergy{}", reaction.unwrap_or_default()));
    }
    let status = match medication.status {
        MedicationStatus::Home => Some("taken at home"),
        MedicationStatus::Ordered => Some("ordered now"),
        MedicationStatus::Continued => Some("continued"),
        MedicationStatus::Changed => Some("changed"),
        MedicationStatus::Held => Some("held"),
        MedicationStatus::Stopped => Some("stopped"),
        MedicationStatus::Given => Some("given before"),
        MedicationStatus::NotTaken => Some("not taken"),
        MedicationStatus::Mentioned => None,
    };
    parts.extend(status.map(str::to_owned));
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `twice daily`
fn often(times: f64) -> String {
    let is = |known: f64| (times - known).abs() < 0.01;
    if is(1.0) {
        "once daily".to_owned()
    } else if is(2.0) {
        "twice daily".to_owned()
    } else if times > 2.5 && (times - times.round()).abs() < 0.01 {
        format!("{} times daily", number(times))
    } else if is(0.5) {
        "every other day".to_owned()
    } else if (times * 7.0 - 1.0).abs() < 0.05 {
        "once weekly".to_owned()
    } else if times * 7.0 > 1.5 && times < 1.0 {
        format!("{} times a week", number((times * 7.0).round()))
    } else {
        format!("{} times daily", number(times))
    }
}
