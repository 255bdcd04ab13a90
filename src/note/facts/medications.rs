//! Medications: drug, dose, route, frequency, and whether they are taken, ordered, held or stopped.
//!
//! The names come from the lexicon `drugs`; what stands around each is read by hand (`reader`), and what is done with it by
//! the words before and after it and by the section it stands in (`status`). Names that mean something else ("iron studies",
//! "potassium 4.1", "heparin-induced") are left out: lexicon `drug-look-alikes`.

pub(super) mod amounts;
mod denied;
mod reader;
pub(super) mod status;
#[cfg(test)]
mod tests;
pub(super) mod words;

use super::super::{Note, SectionIx};
use super::AllergyTold;
use crate::grammar::{LexiconHit, LexiconId, Role, lexicon_ids};
use crate::text::Span;
use reader::{Parts, Reader};
use words::after_gap;

/// What is done with a drug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MedicationStatus {
    /// Taken at home.
    Home,
    /// Given in hospital, or ordered now, or newly started.
    Ordered,
    /// Continued.
    Continued,
    /// Changed: increased, decreased, switched to.
    Changed,
    /// Held for now.
    Held,
    /// Stopped.
    Stopped,
    /// Given before: in the emergency department, last week.
    Given,
    /// Not taken and not to be given: denied, avoided, an allergy, only considered.
    NotTaken,
    /// Only spoken of.
    Mentioned,
}

/// One mention of a drug.
#[derive(Debug, Clone, PartialEq)]
pub struct Medication {
    /// Its entry in the lexicon `drugs`.
    pub entry: u16,
    /// The name as written.
    pub name: Span,
    /// Name, dose, route, frequency.
    pub span: Span,
    /// One dose: value in `unit` of the dose as written.
    pub dose: Option<Dose>,
    /// Further doses of the same statement: `40 mg in the morning and 20 mg in the evening`.
    pub more: Vec<Dose>,
    /// How many of the dose at once: 2 in `500 mg, 2 tablets`.
    pub count: Option<f64>,
    /// A concentration or strength that is no dose: `160 mg/5 mL`, `0.1%`, `90 mcg/puff`.
    pub strength: Option<Span>,
    /// The form as written: `tablets`, `inhaler`, `ER`.
    pub form: Option<Span>,
    /// The route as written; its canonical form is the category of its entry in the lexicon `routes`.
    pub route: Option<Span>,
    /// The frequency as written.
    pub frequency: Option<Frequency>,
    /// What the dose or frequency follows instead of being fixed: `sliding scale`, `per INR`, `taper`.
    pub by_rule: Option<Span>,
    /// Whether it is taken when needed.
    pub prn: Option<Span>,
    /// For what: `for pain`, after PRN or not.
    pub indication: Option<Span>,
    /// For how long: `x 7 days`.
    pub duration: Option<Span>,
    /// What is done with it.
    pub status: MedicationStatus,
    /// The word that says so; `None` where the section does.
    pub verb: Option<Span>,
    /// Whether the statement tells of a change of the dose: `10 -> 20 mg`, `from 20 mg to 40 mg`.
    pub changed: bool,
    /// Whether it is an item of a list of drugs: in a medication section, or first on its line.
    pub listed: bool,
    /// The role of the section it stands in.
    pub role: Role,
    /// The section it stands in.
    pub section: Option<SectionIx>,
}

/// How much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// In `unit`; of a range the lower end, of a change the new one.
    pub value: f64,
    /// The upper end of a range: 10 in `5-10 mg`.
    pub to: Option<f64>,
    /// The second ingredient of a combination: 125 in `875/125 mg`.
    pub second: Option<f64>,
    /// As written: `mg`, `mcg`, `units`, `tablets`, `puffs`, `mg/kg`; empty if no unit was written.
    pub unit: Span,
    /// In mg, where the unit is one of mass and not per kilogram or hour.
    pub mg: Option<f64>,
    /// Number and unit.
    pub span: Span,
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency {
    /// Times a day; 0.14 for once a week. `None` for "as directed", "once".
    pub per_day: Option<f64>,
    /// As written.
    pub span: Span,
}

pub(super) fn read(note: &Note) -> Vec<Medication> {
    let hits: Vec<LexiconHit> = note
        .phrases_of(lexicon_ids::DRUGS)
        .filter(|hit| !note.in_blank(hit.span.start) && !means_something_else(note, hit))
        .map(|hit| numbered(note, *hit))
        .collect();
    let mut found: Vec<Medication> = Vec::with_capacity(hits.len());
    let mut skipped: Vec<u32> = Vec::new();
    let mut floor = 0;
    let mut at = 0;
    while at < hits.len() {
        if skipped.contains(&hits[at].span.start) {
            at += 1;
            continue;
        }
        skipped.clear();
        // Names joined by a slash share what follows: `hydralazine/isosorbide 37.5/20 mg`.
        let mut last = at;
        while last + 1 < hits.len() && last - at < 4 && is_glued(note, hits[last].span, hits[last + 1].span) {
            last += 1;
        }
        let list = is_listed(note, hits[at].span);
        let limit = hits[last + 1..]
            .iter()
            .take(6)
            .find(|hit| {
                !same_substance(note, hit.entry, hits[last].entry) || !in_brackets(note, hits[last].span, hit.span)
            })
            .map_or(note.text.len(), |hit| hit.span.start as usize);
        let parts = Reader {
            note,
            hit: hits[last],
            list,
            limit: limit.min(end_of_section(note, hits[last].span.start)),
            floor,
        }
        .read();
        for hit in &hits[at..=last] {
            if let Some(medication) = medication(note, hit, &parts, list) {
                found.push(medication);
            }
        }
        floor = parts.end;
        skipped.extend_from_slice(&parts.aliases);
        at = last + 1;
    }
    spare_allergens(note, &mut found);
    found
}

/// What the patient is allergic to is not taken, nor ordered for being named first on its line.
fn spare_allergens(note: &Note, medications: &mut [Medication]) {
    let allergies = &note.allergies().list;
    for medication in medications {
        let at = allergies.partition_point(|it| it.written.start < medication.name.start);
        let near = allergies[at.saturating_sub(1)..].iter().take(2);
        for allergy in near.filter(|it| it.written.overlaps(medication.name)) {
            match allergy.told {
                AllergyTold::Listed | AllergyTold::Stated => {
                    if !status::is_tolerated(note, medication.verb) {
                        medication.status = MedicationStatus::NotTaken;
                    }
                }
                AllergyTold::Event if medication.verb.is_none() => medication.status = MedicationStatus::Mentioned,
                AllergyTold::Event => {}
            }
        }
    }
}

/// `Tylenol #3` is another drug than `Tylenol`.
fn numbered(note: &Note, hit: LexiconHit) -> LexiconHit {
    let Some(meant) = note.entry(&hit).text("numbered") else {
        return hit;
    };
    let rest = note.text[hit.span.end as usize..].trim_start_matches([' ', '\u{a0}']);
    let is_number = rest
        .strip_prefix('#')
        .is_some_and(|rest| rest.starts_with(['2', '3', '4']));
    let drug = || note.grammar.entry_named(lexicon_ids::DRUGS, meant);
    let entry = is_number.then(drug).flatten();
    entry.map_or(hit, |entry| LexiconHit { entry, ..hit })
}

/// The drug of `hit` with what was read around it; `None` if the name alone does not tell that it is one.
fn medication(note: &Note, hit: &LexiconHit, parts: &Parts, listed: bool) -> Option<Medication> {
    let role = note.role_at(hit.span.start);
    let start = parts
        .start
        .map_or(hit.span.start, |start| start as u32)
        .min(hit.span.start);
    let span = Span::new(start, (parts.end as u32).max(hit.span.end));
    let planned = matches!(role, Role::Plan | Role::AssessmentAndPlan);
    let listed =
        listed || opens_line(note, span) || planned && (opens_section(note, span) || follows_problem(note, span));
    // "Amoxicillin for 5 days" in a plan is an order, whatever it lacks.
    let told = parts.duration.is_some() || parts.route.is_some() || parts.frequency.is_some() || parts.prn.is_some();
    let dosed = parts.dose.is_some() || planned && told && span.end > hit.span.end;
    let said = status::of(note, hit.span, span, role, listed, dosed);
    let medication = Medication {
        entry: hit.entry,
        name: hit.span,
        span,
        dose: parts.dose,
        more: parts.more.clone(),
        count: parts.count,
        strength: parts.strength,
        form: parts.form,
        route: parts.route,
        frequency: parts.frequency,
        by_rule: parts.by_rule,
        prn: parts.prn,
        indication: parts.indication,
        duration: parts.duration,
        status: said.status,
        verb: said.verb,
        changed: parts.changed,
        listed,
        role,
        section: note.section_at(hit.span.start),
    };
    is_drug(note, &medication).then_some(medication)
}

/// Whether the name is that of a drug here, and not of something measured or of something else.
fn is_drug(note: &Note, medication: &Medication) -> bool {
    let entry = note.entry_at(lexicon_ids::DRUGS, medication.entry);
    let bare = medication.dose.is_none_or(|dose| dose.unit.is_empty());
    let dosed = !bare || medication.frequency.is_some() || medication.prn.is_some();
    let taken = medication.verb.is_some()
        && !matches!(
            medication.status,
            MedicationStatus::NotTaken | MedicationStatus::Mentioned
        );
    let in_list = is_medication_list(medication.role);
    if matches!(medication.role, Role::Data | Role::Studies | Role::VitalSigns) && !dosed {
        return false;
    }
    let unsure = entry.list("unsure").iter().any(|phrase| {
        let written = note.slice(medication.name);
        written.eq_ignore_ascii_case(phrase)
    });
    if unsure && bare && !taken && !in_list && medication.route.is_none() {
        return false;
    }
    if entry.flag("lab") {
        // `potassium 4.1`, `K low`: a bare number is a result; a name alone is one unless it is taken or stands in a list.
        let named_as_drug = medication.name.len() as usize > entry.id.len() + 3 || medication.form.is_some();
        let measured = medication.dose.is_some() && bare;
        return !measured && (dosed || taken || in_list || named_as_drug);
    }
    true
}

/// Whether the words at `hit` are part of a phrase that means something else, or a word beside them says so.
fn means_something_else(note: &Note, hit: &LexiconHit) -> bool {
    let LexiconHit { span, .. } = *hit;
    if &*note.entry(hit).category == "contrast" {
        return true;
    }
    let from = Span::new(span.start.saturating_sub(40), span.end + 1);
    let whole = |other: &&LexiconHit| &*note.entry(other).category == "whole" && other.span.overlaps(span);
    if note
        .phrases_in(lexicon_ids::DRUG_LOOK_ALIKES, from)
        .any(|other| whole(&other))
    {
        return true;
    }
    let text: &str = &note.text;
    let (next, _) = after_gap(text, span.end as usize);
    let next = next + usize::from(text[next..].starts_with('-'));
    if hit_at(note, lexicon_ids::DRUG_LOOK_ALIKES, next as u32)
        .is_some_and(|after| note.entry(&after).category == "after")
    {
        return true;
    }
    if note.entry(hit).flag("lab") {
        let before = note.phrases_in(
            lexicon_ids::DRUG_LOOK_ALIKES,
            Span::new(span.start.saturating_sub(24), span.start),
        );
        let mut before = before.filter(|other| note.entry(other).category == "before");
        if before.any(|other| after_gap(text, other.span.end as usize).0 == span.start as usize) {
            // "his potassium 20 mEq daily" is one after all: a dose decides, later.
            let (value, gap) = after_gap(text, span.end as usize);
            let dosed = gap
                && amounts::amount(note, value)
                    .is_some_and(|it| it.unit != amounts::Unit::Missing && it.per != amounts::Per::Laboratory);
            return !dosed;
        }
    }
    let clause = status::clause_before(note, span.start);
    note.phrases_in(lexicon_ids::DRUG_LOOK_ALIKES, clause)
        .any(|other| note.entry(other).category == "screen")
}

/// Whether two names are joined by nothing but a slash, plus or hyphen, on one line.
fn is_glued(note: &Note, first: Span, second: Span) -> bool {
    first.end < second.start
        && second.start - first.end <= 3
        && matches!(
            note.slice(Span::new(first.end, second.start)),
            "/" | " / " | "/ " | "+" | " + " | "-"
        )
}

/// Whether the second name stands in brackets after the first, or after a slash: another name of it.
fn in_brackets(note: &Note, first: Span, second: Span) -> bool {
    first.end <= second.start
        && second.start - first.end < 40
        && matches!(
            note.slice(Span::new(first.end, second.start))
                .trim_end()
                .chars()
                .next_back(),
            Some('(' | '/' | '[' | '=')
        )
}

/// Whether two drugs are the same or share an ingredient.
pub(super) fn same_substance(note: &Note, first: u16, second: u16) -> bool {
    if first == second {
        return true;
    }
    let of = |entry: u16| {
        let entry = note.entry_at(lexicon_ids::DRUGS, entry);
        std::iter::once(&entry.id).chain(entry.list("ingredients"))
    };
    of(first).any(|one| of(second).any(|other| one == other))
}

/// Whether the section is a list of drugs.
pub(super) fn is_medication_list(role: Role) -> bool {
    matches!(
        role,
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications
    )
}

/// Whether the drug at `span` is an item of a list: in a section of medications, or the first word of its line.
fn is_listed(note: &Note, span: Span) -> bool {
    is_medication_list(note.role_at(span.start)) || opens_line(note, span)
}

/// Whether nothing but a marker stands before `span` on its line.
fn opens_line(note: &Note, span: Span) -> bool {
    let text: &str = &note.text;
    let mut floor = (span.start as usize).saturating_sub(16);
    floor = crate::text::ceil(text, floor);
    let before = &text[floor..span.start as usize];
    match before.rfind(['\n', '\r']) {
        Some(at) => !before[at..].contains(char::is_alphabetic),
        None => floor == 0 && !before.contains(char::is_alphabetic),
    }
}

/// Whether nothing stands before `span` in its section: `P: Z-pak.`
fn opens_section(note: &Note, span: Span) -> bool {
    note.section_at(span.start).is_some_and(|ix| {
        let from = note.section(ix).body.start;
        from <= span.start
            && span.start - from < 8
            && !note.slice(Span::new(from, span.start)).contains(char::is_alphabetic)
    })
}

/// Whether a problem stands right before it: `3. AF: bisoprolol.`
fn follows_problem(note: &Note, span: Span) -> bool {
    let mut floor = (span.start as usize).saturating_sub(48);
    floor = crate::text::ceil(&note.text, floor);
    let before = note.text[floor..span.start as usize].trim_end_matches([' ', '*', '_']);
    let Some(label) = before.strip_suffix(':') else {
        return false;
    };
    let (next, _) = after_gap(&note.text, span.end as usize);
    let word = words::word(&note.text, next);
    if ["vs", "versus", "or"].iter().any(|it| word.eq_ignore_ascii_case(it)) {
        return false;
    }
    // The label opens its line or sentence, and is short.
    let from = match (label.rfind(['\n', '\r', ';']), label.rfind(". ")) {
        (line, sentence) if line.is_some() || sentence.is_some() => line.max(sentence).map_or(0, |at| at + 1),
        _ if floor == 0 => 0,
        _ => return false,
    };
    let label = &label[from..];
    let lower = label.to_ascii_lowercase();
    let is_other = [
        "allerg",
        "avoid",
        "level",
        "cause",
        "culprit",
        "risk",
        "interact",
        "educat",
        "counsel",
        "differential",
        "monitor",
        "option",
        "hold",
        "stop",
        "contra",
        "trial",
        "consider",
    ]
    .iter()
    .any(|part| lower.contains(part));
    label.split_whitespace().count() <= 5 && label.contains(char::is_alphabetic) && !is_other
}

/// Where the innermost section that holds `offset` ends, or the next one inside it begins.
fn end_of_section(note: &Note, offset: u32) -> usize {
    let at = note.sections.partition_point(|section| section.span.start <= offset);
    let next = note
        .sections
        .get(at)
        .map_or(note.text.len(), |section| section.span.start as usize);
    match note.section_at(offset) {
        Some(ix) => next.min(note.section(ix).span.end as usize),
        None => next,
    }
}

/// The phrase of `lexicon` that starts at `offset`.
pub(super) fn hit_at(note: &Note, lexicon: LexiconId, offset: u32) -> Option<LexiconHit> {
    note.phrase_at(lexicon, offset).copied()
}

impl MedicationStatus {
    /// Its name in the outline.
    pub fn name(self) -> &'static str {
        match self {
            MedicationStatus::Home => "home",
            MedicationStatus::Ordered => "ordered",
            MedicationStatus::Continued => "continued",
            MedicationStatus::Changed => "changed",
            MedicationStatus::Held => "held",
            MedicationStatus::Stopped => "stopped",
            MedicationStatus::Given => "given",
            MedicationStatus::NotTaken => "not-taken",
            MedicationStatus::Mentioned => "mentioned",
        }
    }

    /// Whether the patient takes or gets it, as far as the note says.
    pub fn is_active(self) -> bool {
        matches!(
            self,
            MedicationStatus::Home
                | MedicationStatus::Ordered
                | MedicationStatus::Continued
                | MedicationStatus::Changed
        )
    }
}

impl Medication {
    /// What is taken at once, in mg, tablets counted.
    pub fn milligrams(&self) -> Option<f64> {
        let mg = self.dose?.mg?;
        Some(mg * self.count.unwrap_or(1.0))
    }
}

impl Note {
    /// Whether the sentence speaks of a relative where it comes to `span`: "his wife takes lisinopril".
    pub fn speaks_of_relative(&self, span: Span) -> bool {
        status::is_of_relative(self, span)
    }

    /// What is said to be done with the treatment named at `span` (a class of drugs, say), by the words around it and by its
    /// section; and the word that says so.
    pub fn treatment_status(&self, span: Span) -> (MedicationStatus, Option<Span>) {
        let said = status::of(self, span, span, self.role_at(span.start), is_listed(self, span), false);
        (said.status, said.verb)
    }
}
