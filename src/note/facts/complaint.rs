//! What brought the patient: the complaint, and where its story is told.

use super::super::{Note, Section, SectionIx};
use crate::grammar::{LexiconEntry, LexiconHit, Role, Str, ids, lexicon_ids};
use crate::text::Span;

/// One complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complaint {
    /// Its entry in the lexicon `complaints`; never a site or a visit.
    pub entry: u16,
    /// Where it is named.
    pub span: Span,
}

/// What the note says of why the patient came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presentation {
    /// The complaints, as the chief complaint names them, else the opening of the story; each once, the first first.
    pub complaints: Vec<Complaint>,
    /// Whether they stand under a heading for the complaint, after words such as "presents with", or with a time of onset.
    pub announced: bool,
    /// What says that the visit was planned, or is one of a series: `follow-up`, `annual exam`, `POD 2`.
    pub visit: Option<Span>,
    /// Where the story of the illness is told, in the order of the text; the complaint itself included.
    pub story: Vec<Span>,
    /// Those parts of it that only announce the story: the complaint under its heading, a line before the first heading. None
    /// where nothing else is told.
    pub headlines: Vec<Span>,
    /// The section that tells the story: the history of present illness, else the subjective, else the complaint.
    pub section: Option<SectionIx>,
    /// Whether there is a story besides the words of the complaint.
    pub told: bool,
    /// What says that nobody could tell the story, or that there was no time to: `unable to give a history`, `999 called`.
    pub excuse: Option<Span>,
}

/// How far an opening reaches at most, in bytes.
const OPENING: usize = 420;
/// How far a site may stand from the word `pain`, in bytes.
const SITE: u32 = 60;
/// How many words may stand between "with" and the complaint: `with new left knee pain`.
const ARTICLES: usize = 4;
/// What stands before the complaint of a one-liner.
const INTRODUCING: [&str; 18] = [
    "with",
    "w/",
    "c",
    "has",
    "having",
    "have",
    "had",
    "for",
    "c/o",
    "has:",
    "reports",
    "reporting",
    "developed",
    "experiencing",
    "noticed",
    "complains",
    "about",
    "after",
];
/// From how many words on what stands before the first heading is read.
const PREFACE: usize = 8;
/// Up to how many words it is a header: who wrote when about whom, and why.
const HEADER: usize = 45;
/// From how many words on a text under the heading of the complaint is a story.
const STORY: usize = 25;

pub(super) fn read(note: &Note) -> Presentation {
    let mut told = Presentation::default();
    let mut complaint: Option<Span> = None;
    let mut best = 0;
    let opening_end = note.sections.first().map_or(note.text.len() as u32, |s| s.span.start);
    let opening_start = note.title.map_or(0, |title| title.end).min(opening_end);
    let preface = Span::new(opening_start, opening_end);
    if words(note, preface) >= PREFACE {
        told.story.push(preface);
        told.told = true;
        if note.slice(preface).split_whitespace().take(HEADER + 1).count() <= HEADER {
            told.headlines.push(preface);
        }
    }
    for at in 0..note.sections.len() as u32 {
        let ix = SectionIx(at);
        let section = note.section(ix);
        let own = own_text(note, ix);
        match note.role_at(section.heading.start) {
            Role::ChiefComplaint => {
                complaint = complaint.or(Some(own));
                told.story.push(own);
                if words(note, own) < STORY {
                    told.headlines.push(own);
                }
                if words(note, own) >= STORY {
                    told.told = true;
                    prefer(&mut told, &mut best, ix, 1);
                }
            }
            Role::History => {
                told.story.push(own);
                let rank = rank(section);
                if rank > 0 && (words(note, own) > 0 || rank == 3) {
                    prefer(&mut told, &mut best, ix, rank);
                }
                told.told |= words(note, own) > 0;
            }
            _ => {}
        }
    }
    told.story.sort_unstable_by_key(|span| span.start);
    told.headlines.sort_unstable();
    if best < 2 {
        told.headlines.clear();
    }
    // "29yo G3P1 p/w ctx since 2200." before the first heading is what a heading for the complaint would say.
    let names_complaint = {
        let mut hits = note.phrases_in(lexicon_ids::COMPLAINTS, preface);
        hits.any(|hit| category(note, hit) == "presents") && hits.any(|hit| category(note, hit) == "symptom")
    };
    // Who wrote when is no part of the story.
    if best >= 2 && !names_complaint && told.headlines.contains(&preface) {
        told.story.retain(|span| *span != preface);
        told.headlines.retain(|span| *span != preface);
    }
    let introduces = complaint.is_none() && names_complaint && told.story.first() == Some(&preface);
    let opening = match told
        .section
        .filter(|_| best >= 2 && !introduces)
        .map(|ix| own_text(note, ix))
    {
        Some(text) => Some(text),
        None => told.story.iter().copied().find(|span| Some(*span) != complaint),
    };
    find_complaints(note, complaint, opening, &mut told);
    if is_follow_up(note) {
        told.visit = told.visit.or(note.title);
    }
    told.excuse = excuse(note, &told.story);
    told
}

/// Whether the title itself says that the visit is one of a series; "Sports Medicine Clinic Note" says nothing of it.
fn is_follow_up(note: &Note) -> bool {
    let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
    let mut named = note
        .title
        .into_iter()
        .flat_map(|title| note.phrases_in(lexicon_ids::COMPLAINTS, title));
    kind == Some("clinic-follow-up") && named.any(|hit| category(note, hit) == "visit")
}

/// Why the story is short: what is said in the story of who could tell it, and in the plan of an ambulance.
fn excuse(note: &Note, story: &[Span]) -> Option<Span> {
    let mut hits = note.phrases_of(lexicon_ids::COMPLAINTS);
    let hit = hits.find(|hit| match category(note, hit) {
        "untold" => story.iter().any(|span| span.contains(hit.span)),
        "rushed" => matches!(
            note.role_at(hit.span.start),
            Role::Plan | Role::Assessment | Role::AssessmentAndPlan
        ),
        _ => false,
    });
    hit.map(|hit| hit.span)
}

fn prefer(told: &mut Presentation, best: &mut u8, ix: SectionIx, rank: u8) {
    if rank > *best {
        *best = rank;
        told.section = Some(ix);
    }
}

/// How well a section tells the story: the history of present illness before the subjective before others.
fn rank(section: &Section) -> u8 {
    let is = |id| section.id == Some(id) || section.also.contains(&id);
    if is(ids::HISTORY_OF_PRESENT_ILLNESS) {
        3
    } else if is(ids::SUBJECTIVE) || is(ids::INTERVAL_HISTORY) {
        2
    } else {
        0
    }
}

/// The text under the heading of the section, up to the first section inside it.
fn own_text(note: &Note, ix: SectionIx) -> Span {
    let section = note.section(ix);
    let end = match note.sections.get(ix.0 as usize + 1) {
        Some(next) if ix.0 + 1 < section.end => next.span.start.min(section.body.end),
        _ => section.body.end,
    };
    Span::new(section.body.start.min(end), end)
}

fn words(note: &Note, span: Span) -> usize {
    note.slice(span)
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(STORY)
        .count()
}

/// The first sentence, and the first two: up to a full stop, an empty line, or a line that begins with a capital or bullet.
fn first_sentences(note: &Note, text: Span) -> (Span, Span) {
    let bytes = note.slice(text).as_bytes();
    let mut first = None;
    let mut started = None;
    for (at, byte) in bytes.iter().enumerate().take(OPENING) {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let ends = match byte {
            b'.' | b'!' | b'?' => next.is_ascii_whitespace() && !is_abbreviation(&bytes[..at]),
            b'\n' => next.is_ascii_uppercase() || matches!(next, b'\n' | b'-' | b'*' | b'>'),
            _ => false,
        };
        if byte.is_ascii_alphanumeric() {
            started = started.or(Some(at));
        }
        // A line end after a full stop ends nothing more.
        if !ends || started.is_none_or(|from| at < from + 8) {
            continue;
        }
        started = None;
        let end = text.start + at as u32 + 1;
        match first {
            None => first = Some(Span::new(text.start, end)),
            Some(first) => return (first, Span::new(text.start, end)),
        }
    }
    let mut end = bytes.len().min(OPENING);
    while !note.text.is_char_boundary(text.start as usize + end) {
        end -= 1;
    }
    let both = Span::new(text.start, text.start + end as u32);
    (first.unwrap_or(both), both)
}

/// Whether the full stop after `before` belongs to a word such as `Mr.` or `y.o.`
fn is_abbreviation(before: &[u8]) -> bool {
    let word = before
        .iter()
        .rposition(u8::is_ascii_whitespace)
        .map_or(before, |at| &before[at + 1..]);
    word.len() <= 3 && (word.first().is_some_and(u8::is_ascii_uppercase) || word.contains(&b'.'))
}

fn find_complaints(note: &Note, complaint: Option<Span>, opening: Option<Span>, told: &mut Presentation) {
    if let Some(span) = complaint {
        // A story told under the complaint is no list of complaints.
        let span = if words(note, span) < STORY {
            span
        } else {
            first_sentences(note, span).1
        };
        let hits: Vec<&LexiconHit> = note.phrases_in(lexicon_ids::COMPLAINTS, span).collect();
        told.visit = hits
            .iter()
            .find(|hit| category(note, hit) == "visit")
            .map(|hit| hit.span);
        gather(note, &hits, told);
        told.announced = !told.complaints.is_empty();
    }
    let Some((first, opening)) = opening.map(|text| first_sentences(note, text)) else {
        return;
    };
    let mut hits: Vec<&LexiconHit> = note.phrases_in(lexicon_ids::COMPLAINTS, opening).collect();
    // What stands before "presents with" is the patient's past; where nothing is said so, only what follows "history of".
    // Whoever is seen by a consultant was admitted for something else.
    let is_consult = note.kind.is_some_and(|kind| &*note.grammar.kind(kind).id == "consult") && complaint.is_some();
    let presents = hits.iter().position(|hit| match category(note, hit) {
        "presents" => !(is_consult && starts_with_word(note.slice(hit.span), "admitted")),
        "complains" => hit.span.start < first.end,
        _ => false,
    });
    let mut from = opening.start;
    if let Some(at) = presents {
        from = hits[at].span.end;
        let sentence_end = if from <= first.end { first.end } else { opening.end };
        hits.drain(..=at);
        // "Here for blood pressure. No chest pain.": what the chief complaint does not name stands in the same sentence.
        if complaint.is_some() {
            hits.retain(|hit| hit.span.start < sentence_end);
        }
    }
    let mut past = Span::at(0);
    hits.retain(|hit| {
        // "Hx of cough for 3 days" opens a story: that is no past.
        if category(note, hit) == "past" && !follows(note, from, hit.span) {
            let rest = note.slice(Span::new(hit.span.end, opening.end.max(hit.span.end)));
            let ends = [".", ";", "\n", ", with ", ", who ", ", now ", ", in whom "];
            let length = ends.iter().filter_map(|end| rest.find(end)).min().unwrap_or(rest.len()) as u32;
            past = Span::new(hit.span.start, hit.span.end + length);
        }
        !past.contains(hit.span)
    });
    let visit = hits.iter().find(|hit| category(note, hit) == "visit");
    told.visit = told.visit.or(visit.map(|hit| hit.span));
    // "Pain under my ribs": the story may say more exactly what it is.
    let is_vague = |told: &Presentation| {
        let entry = |complaint: &Complaint| &*note.entry_at(lexicon_ids::COMPLAINTS, complaint.entry).category;
        told.complaints.iter().all(|complaint| entry(complaint) == "generic")
    };
    if !told.complaints.is_empty() && is_vague(told) {
        let mut exact = Presentation::default();
        gather(note, &hits, &mut exact);
        if !exact.complaints.is_empty() && !is_vague(&exact) {
            told.complaints = exact.complaints;
        }
    }
    if told.complaints.is_empty() {
        gather(note, &hits, told);
        let dated = || {
            let said = note.phrases_in(lexicon_ids::HPI_ELEMENTS, opening);
            said.clone()
                .any(|hit| covers(note, hit, "onset") && covers(note, hit, "duration"))
        };
        told.announced = !told.complaints.is_empty()
            && (presents.is_some()
                || !is_consult && (dated() || quoted(note, opening, told))
                || introduced(note, first, opening, told, is_consult)
                || opens(note, first, told));
        // Where the chief complaint names a disease, a symptom in passing is no complaint.
        if complaint.is_some() && !told.announced {
            told.complaints.clear();
        }
    }
}

/// Whether the first complaint is that of a one-liner: `41-year-old woman with low mood`.
fn introduced(note: &Note, first: Span, opening: Span, told: &Presentation, is_consult: bool) -> bool {
    let Some(complaint) = told.complaints.first() else {
        return false;
    };
    // "55-year-old woman with hypertension, diabetes and depression": what she has, not what she came for.
    let mut diseases = note.phrases_in(lexicon_ids::CONDITIONS, complaint.span);
    if diseases.any(|hit| hit.span.start == complaint.span.start) {
        return false;
    }
    let of_history = first.contains(complaint.span) && told.section.is_some_and(|ix| rank(note.section(ix)) >= 2);
    let age = || {
        let mut ages = note.patient().ages.iter();
        ages.any(|age| opening.contains(age.span) && age.span.end <= complaint.span.start)
    };
    let before = note.slice(Span::new(opening.start.min(complaint.span.start), complaint.span.start));
    let mut words = before.split_whitespace().rev().take(ARTICLES);
    // "Admitted 2 days ago with cellulitis" is how a consultant introduces another question.
    let is_admission = || {
        before
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.eq_ignore_ascii_case("admitted"))
    };
    (of_history || age())
        && words.any(|word| INTRODUCING.iter().any(|known| word.eq_ignore_ascii_case(known)))
        && !(is_consult && is_admission())
}

/// Whether the story opens with the complaint itself: `Painful L big toe.`, but not `Cough better.`
fn opens(note: &Note, first: Span, told: &Presentation) -> bool {
    let is_better = note
        .phrases_in(lexicon_ids::COMPLAINTS, first)
        .any(|hit| category(note, hit) == "better");
    let starts = |complaint: &&Complaint| {
        let before = note.slice(Span::new(first.start.min(complaint.span.start), complaint.span.start));
        first.contains(complaint.span) && before.split_whitespace().count() <= 1
    };
    !is_better && told.section.is_some() && told.complaints.first().filter(starts).is_some()
}

/// Whether the story opens with the complaint in the words of the patient: `"I feel dizzy."`
fn quoted(note: &Note, opening: Span, told: &Presentation) -> bool {
    let quote = note.slice(opening).trim_start_matches([' ', '*', '-', '\n']);
    let words = ['"', '\u{201C}', '\'']
        .iter()
        .find_map(|mark| quote.strip_prefix(*mark));
    let Some(end) = words.and_then(|words| words.find(['"', '\u{201D}'])) else {
        return false;
    };
    let start = opening.end - quote.len() as u32;
    let mut named = note.phrases_in(lexicon_ids::COMPLAINTS, Span::new(start, start + end as u32));
    !told.complaints.is_empty() && named.any(|hit| matches!(category(note, hit), "symptom" | "generic"))
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(word))
}

fn covers(note: &Note, hit: &LexiconHit, dimension: &str) -> bool {
    note.entry(hit).list("covers").iter().any(|it| it == dimension)
}

/// Whether `span` follows on `from` directly, but for an article.
fn follows(note: &Note, from: u32, span: Span) -> bool {
    let between = note.slice(Span::new(from.min(span.start), span.start));
    between.chars().filter(|c| c.is_alphanumeric()).count() <= 1
}

/// The complaints among `hits`. "Pain" takes the name of the nearest site, and counts where no complaint is named better.
fn gather(note: &Note, hits: &[&LexiconHit], told: &mut Presentation) {
    told.complaints.extend(accompanied(note, hits));
    for wanted in ["symptom", "generic"] {
        for hit in hits.iter().filter(|hit| category(note, hit) == wanted) {
            let takes = note.entry(hit).list("takes");
            let site = || nearest_site(note, hits, hit.span, takes).unwrap_or(hit.entry);
            let entry = if wanted == "symptom" { hit.entry } else { site() };
            if !note.assertion(hit.span).is_absent() && !told.complaints.iter().any(|known| known.entry == entry) {
                told.complaints.push(Complaint { entry, span: hit.span });
            }
        }
        if !told.complaints.is_empty() {
            break;
        }
    }
}

/// A pain of a named site before the symptom that comes with it: "left temple, throbbing, with nausea".
fn accompanied(note: &Note, hits: &[&LexiconHit]) -> Option<Complaint> {
    let first = |wanted: &str| hits.iter().find(|hit| category(note, hit) == wanted);
    let (pain, symptom) = (first("generic")?, first("symptom")?);
    let between = note.slice(Span::new(pain.span.end, symptom.span.start.max(pain.span.end)));
    if !between.contains("with ") || between.contains(['.', ';']) || note.assertion(pain.span).is_absent() {
        return None;
    }
    let entry = nearest_site(note, hits, pain.span, note.entry(pain).list("takes"))?;
    Some(Complaint { entry, span: pain.span })
}

/// The complaint that a pain at `span` is, by the nearest part of the body named in its clause.
/// `takes`: the complaints that a site can make of it; none are named for a pain, which may sit anywhere.
fn nearest_site(note: &Note, hits: &[&LexiconHit], span: Span, takes: &[Str]) -> Option<u16> {
    let site = hits
        .iter()
        .filter(|hit| category(note, hit) == "site")
        .map(|hit| (gap(hit.span, span), hit))
        .filter(|(gap, hit)| *gap <= SITE && is_one_clause(note, hit.span, span))
        .filter(|(_, hit)| {
            takes.is_empty()
                || note
                    .entry(hit)
                    .text("of")
                    .is_some_and(|of| takes.iter().any(|it| **it == *of))
        })
        .min_by_key(|(gap, _)| *gap);
    complaint_named(note, note.entry(site?.1).text("of")?)
}

fn category<'n>(note: &'n Note, hit: &LexiconHit) -> &'n str {
    &note.entry(hit).category
}

fn complaint_named(note: &Note, id: &str) -> Option<u16> {
    let entries = &note.grammar.lexicon(lexicon_ids::COMPLAINTS).entries;
    entries.iter().position(|entry| entry.id == id).map(|at| at as u16)
}

fn gap(one: Span, other: Span) -> u32 {
    one.start.max(other.start).saturating_sub(one.end.min(other.end))
}

fn is_one_clause(note: &Note, one: Span, other: Span) -> bool {
    let between = Span::new(one.end.min(other.end), one.start.max(other.start));
    between.start > between.end || !note.slice(between).contains(['.', ';', ':'])
}

impl Presentation {
    /// What the lexicon `complaints` says of the first complaint, if the patient came with a new one.
    pub fn main<'n>(&self, note: &'n Note) -> Option<&'n LexiconEntry> {
        let first = self.complaints.first().filter(|_| self.visit.is_none())?;
        Some(note.entry_at(lexicon_ids::COMPLAINTS, first.entry))
    }

    /// The same, where a story of it is due: one was told, the complaint was announced, and nothing kept anybody from telling it.
    pub fn due<'n>(&self, note: &'n Note) -> Option<&'n LexiconEntry> {
        let due = self.told && self.announced && self.excuse.is_none();
        self.main(note).filter(|_| due)
    }

    /// The story without its headlines.
    pub fn tale(&self) -> impl Iterator<Item = Span> + Clone + '_ {
        self.story
            .iter()
            .copied()
            .filter(|span| self.headlines.binary_search(span).is_err())
    }

    /// The heading of the story, else the words of the complaint.
    pub fn place(&self, note: &Note) -> Option<Span> {
        let heading = self.section.map(|ix| note.section(ix).heading);
        heading.or_else(|| self.complaints.first().map(|complaint| complaint.span))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::{Grammar, lexicon_ids};
    use crate::note::{self, Hints, Note};

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    /// The ids of the complaints of `text`; none if the visit was planned.
    fn complaints(text: &str) -> Vec<String> {
        let note = read(text);
        let presentation = note.presentation();
        if presentation.visit.is_some() {
            return Vec::new();
        }
        let entry = |at: u16| note.entry_at(lexicon_ids::COMPLAINTS, at).id.to_string();
        presentation
            .complaints
            .iter()
            .map(|complaint| entry(complaint.entry))
            .collect()
    }

    #[test]
    fn complaints_under_their_heading() {
        for (words, ids) in [
            ("chest pain", &["chest-pain"][..]),
            ("\"My chest hurts\"", &["chest-pain"]),
            ("pain in her left knee", &["joint-pain"]),
            ("Pain, right great toe", &["joint-pain"]),
            ("sharp pain under my breastbone", &["chest-pain"]),
            ("SOB and cough x 3 days", &["dyspnea", "cough"]),
            ("\"I can't lie flat anymore\" for 6 days", &["dyspnea"]),
            ("Tummy ache", &["abdominal-pain"]),
            ("threw up all night", &["nausea-vomiting"]),
            ("DIB", &["dyspnea"]),
            ("loose motions", &["diarrhea"]),
            ("vomiting blood", &["gi-bleeding"]),
            ("fall", &["trauma"]),
            ("a weight on my chest, 3 hours", &["chest-pain"]),
            ("left temple, throbbing, with nausea", &["headache", "nausea-vomiting"]),
            ("pain in the right knee with a cough", &["joint-pain", "cough"]),
            ("cough with pain in the ribs", &["cough"]),
            ("passed out", &["syncope"]),
            ("headache and stiff neck", &["headache", "neck-pain"]),
            ("follow-up of knee pain", &[]),
            ("Annual exam, some back pain", &[]),
            ("abnormal labs", &[]),
            ("hepatitis C", &[]),
        ] {
            assert_eq!(
                complaints(&format!("# SOAP Note\n\nCC: {words}\n\nHPI: see below\n\nPlan: rest\n")),
                ids,
                "{words}"
            );
        }
    }

    #[test]
    fn complaints_that_open_the_story() {
        for (story, ids) in [
            (
                "64-year-old woman with back pain and asthma who presents with 3 days of cough.",
                &["cough"][..],
            ),
            (
                "The patient is a 71-year-old man with a history of headaches. He presents today complaining of dizziness.",
                &["dizziness"],
            ),
            ("45M c/o epigastric pain.", &["abdominal-pain"]),
            ("2/52 hx of itchy rash in both elbow creases.", &["rash"]),
            (
                "Hx of difficulty hearing in the left ear for 6 weeks.",
                &["ear-complaint"],
            ),
            ("30F with migraine here for follow-up of headaches.", &[]),
            (
                "9-month-old girl brought in by her mother for fever and poor feeding.",
                &["fever", "infant-fever-or-fussiness"],
            ),
            ("52 yo man admitted with chest pressure. PMH of cough.", &["chest-pain"]),
            ("Cough for 3 days, dry.", &["cough"]),
        ] {
            assert_eq!(
                complaints(&format!("# SOAP Note\n\nHPI: {story}\n\nPlan: rest\n")),
                ids,
                "{story}"
            );
        }
    }

    #[test]
    fn complaints_in_other_openings() {
        for (text, ids) in [
            (
                "# SOAP Note\n\nHPI: Painful L big toe, 3 days. Red and hot.\n\nPlan: rest\n",
                &["joint-pain"][..],
            ),
            (
                "# SOAP Note\n\nHPI: \"I feel dizzy.\" Lives alone.\n\nPlan: rest\n",
                &["dizziness"],
            ),
            (
                "# SOAP Note\n\nHPI: 55M reports chest pain. Smoker.\n\nPlan: ECG\n",
                &["chest-pain"],
            ),
            (
                "L&D Triage\n\n29yo G3P1 at 38w p/w ctx q6 min since 2200.\n\nHPI: Has cramps. +FM.\n\nPlan: home\n",
                &["pregnancy-complaint"],
            ),
            (
                "# ED Note\n\nCC: pain under my ribs\n\nHPI: 41F with right upper abdominal pain.\n\nMDM: x\n",
                &["abdominal-pain"],
            ),
            (
                "# SOAP Note\n\nHPI: 29F with 2 days of itchy, watery eyes.\n\nPlan: drops\n",
                &["eye-complaint"],
            ),
            (
                "# SOAP Note\n\nHPI: itching of the left eye for 2 days.\n\nPlan: drops\n",
                &["eye-complaint"],
            ),
            // Known diseases, a patient admitted for something else, a visit that is one of a series.
            (
                "# SOAP Note\n\nHPI: 55F with hypertension, diabetes and depression. BP at home fine.\n\nPlan: go on\n",
                &[],
            ),
            (
                "# Consult Note\n\nReason for consult: potassium of 6.1\n\nHPI: 69M with CKD, admitted 2 days ago with cellulitis.\n\nRecommendations: stop\n",
                &[],
            ),
            ("# Clinic Follow-up\n\nHPI: 60F with knee pain.\n\nPlan: go on\n", &[]),
            ("# SOAP Note\n\nHPI: Cough better. Slept well.\n\nPlan: go on\n", &[]),
        ] {
            let note = read(text);
            let presentation = note.presentation();
            let found: Vec<String> = if presentation.announced {
                complaints(text)
            } else {
                Vec::new()
            };
            assert_eq!(found, ids, "{text}");
        }
    }

    #[test]
    fn headlines_and_excuses() {
        let headlines = |text: &str| read(text).presentation().headlines.len();
        assert_eq!(headlines("CC: cough x 3 days\n\nHPI: Cough, dry.\n\nPlan: rest\n"), 1);
        assert_eq!(headlines("CC: cough x 3 days\n\nPlan: rest\n"), 0);
        for (text, excused) in [
            (
                "CC: confusion\n\nHPI: 88F, unable to provide a history.\n\nPlan: CT\n",
                true,
            ),
            (
                "CC: confusion\n\nHPI: found down in a park; no history available.\n\nPlan: CT\n",
                true,
            ),
            (
                "CC: chest pain\n\nHPI: Chest pain.\n\nPlan: 999 called, aspirin.\n",
                true,
            ),
            ("CC: chest pain\n\nHPI: Wife called 911.\n\nPlan: ECG\n", false),
            (
                "CC: chest pain\n\nHPI: Chest pain.\n\nPlan: call 911 if it comes back\n",
                false,
            ),
            (
                "CC: cough\n\nHPI: A poor historian with a cough.\n\nPlan: rest\n",
                false,
            ),
        ] {
            assert_eq!(read(text).presentation().excuse.is_some(), excused, "{text}");
        }
    }

    #[test]
    fn where_the_story_stands() {
        let place = |text: &str| {
            let note = read(text);
            let presentation = note.presentation();
            (
                presentation.told,
                presentation
                    .section
                    .map(|ix| note.slice(note.section(ix).heading).to_owned()),
            )
        };
        assert_eq!(
            place("CC: cough\n\nHPI: Cough since Monday.\n\nPlan: rest\n"),
            (true, Some("HPI".to_owned()))
        );
        assert_eq!(
            place("# SOAP Note\n\nS: Cough since Monday.\n\nA: cold\n\nP: rest\n"),
            (true, Some("S".to_owned()))
        );
        assert_eq!(place("CC: cough\n\nPlan: rest\n"), (false, None));
        assert_eq!(
            place("3/7 hx of cough and sore throat, dry, no fever.\n\nPMH: nil\nPlan: rest\n"),
            (true, None)
        );
    }
}
