//! Symptoms, signs and conditions that the note speaks of.

use super::super::{Note, SectionIx};
use super::{Assertion, Status};
use crate::grammar::{LexiconHit, LexiconId, Role, Str, lexicon_ids};
use crate::text::Span;

/// One mention of a symptom, sign or condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// The lexicon: `symptoms`, `signs` or `conditions`.
    pub lexicon: LexiconId,
    /// Its entry there; the id of the entry is the concept, and the same concept has the same id in all three.
    pub entry: u16,
    /// Where.
    pub span: Span,
    /// What the note says of it.
    pub assertion: Assertion,
    /// The section it stands in.
    pub section: Option<SectionIx>,
    /// Whether it is said by the name of something else: "CTAB" says that there are no crackles, "N/V" that there is nausea.
    pub implied: bool,
}

/// The lexicons of what a patient can have, the weightiest last.
const LEXICONS: [LexiconId; 3] = [lexicon_ids::SYMPTOMS, lexicon_ids::SIGNS, lexicon_ids::CONDITIONS];

pub(super) fn read(note: &Note) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut masks = note.phrases_of(lexicon_ids::FINDING_LOOK_ALIKES).peekable();
    let mut mask = Span::at(0);
    let mut pending: Option<LexiconHit> = None;
    let mut headings = note
        .sections
        .iter()
        .filter(|section| section.id.is_some())
        .map(|section| section.heading)
        .peekable();
    for hit in note.phrases_of_all(LEXICONS) {
        while let Some(next) = masks.next_if(|next| next.span.start <= hit.span.start || next.span.start < hit.span.end)
        {
            if next.span.end > mask.end {
                mask = next.span;
            }
        }
        let masked = mask.overlaps(hit.span) && mask.len() >= hit.span.len();
        while headings.next_if(|heading| heading.end <= hit.span.start).is_some() {}
        let in_heading = headings.peek().is_some_and(|heading| heading.overlaps(hit.span));
        if masked || in_heading || !is_meant(note, hit) {
            continue;
        }
        // Of phrases that overlap the longer counts; of two as long, one of the later lexicon.
        match pending {
            Some(old) if old.span.overlaps(hit.span) => {
                if hit.span.len() > old.span.len() || hit.span == old.span && rank(hit) > rank(&old) {
                    pending = Some(*hit);
                }
            }
            Some(old) => {
                push(note, &old, &mut mentions);
                pending = Some(*hit);
            }
            None => pending = Some(*hit),
        }
    }
    if let Some(last) = pending {
        push(note, &last, &mut mentions);
    }
    mentions
}

/// Whether the word says something else of the place that it is said of: `Abdomen: flaccid`, `flaccid abdomen`.
fn says_else_here(note: &Note, hit: &LexiconHit) -> bool {
    const BESIDE: u32 = 14;
    let rows = note.entry(hit).list("not-at");
    if rows.is_empty() {
        return false;
    }
    let written = note.slice(hit.span);
    let mut places = rows.iter().filter_map(|row| {
        let (word, place) = row.rsplit_once(' ')?;
        word.eq_ignore_ascii_case(written).then_some(place)
    });
    places.any(|place| {
        let around = Span::new(hit.span.start.saturating_sub(BESIDE), hit.span.end + BESIDE);
        let beside = |near: &LexiconHit| {
            let gap = if near.span.end <= hit.span.start {
                Span::new(near.span.end, hit.span.start)
            } else {
                Span::new(hit.span.end.min(near.span.start), near.span.start)
            };
            note.entry(near).id == place && !note.slice(gap).contains([',', ';', '.', '\n'])
        };
        note.is_labelled(hit.span, place) || note.phrases_in(lexicon_ids::EXAM_REGIONS, around).any(beside)
    })
}

fn rank(hit: &LexiconHit) -> usize {
    LEXICONS
        .iter()
        .position(|lexicon| *lexicon == hit.lexicon)
        .unwrap_or_default()
}

/// Whether an abbreviation is meant as the finding: some count only in capitals (`HA`, not `ha`), some only where
/// diagnoses are listed (`RA` is room air elsewhere).
fn is_meant(note: &Note, hit: &LexiconHit) -> bool {
    if says_else_here(note, hit) {
        return false;
    }
    if hit.span.len() > 5 {
        return true;
    }
    let entry = note.entry(hit);
    let written = note.slice(hit.span);
    let is = |words: &[Str]| words.iter().any(|word| word.eq_ignore_ascii_case(written));
    if is(entry.list("capitals")) && written.chars().any(|c| c.is_ascii_lowercase())
        || is(entry.list("exam")) && note.role_at(hit.span.start) != Role::Exam
    {
        return false;
    }
    !is(entry.list("diagnoses"))
        || matches!(
            note.role_at(hit.span.start),
            Role::PastHistory
                | Role::FamilyHistory
                | Role::Assessment
                | Role::AssessmentAndPlan
                | Role::History
                | Role::SurgicalHistory
                | Role::Other
        )
}

/// The entry `id` of the first of the lexicons that has one.
fn concept(note: &Note, id: &str) -> Option<(LexiconId, u16)> {
    let mut found = LEXICONS
        .iter()
        .filter_map(|lexicon| Some((*lexicon, note.grammar.entry_named(*lexicon, id)?)));
    found.next()
}

fn push<'n>(note: &'n Note, hit: &LexiconHit, mentions: &mut Vec<Mention>) {
    let entry = note.entry(hit);
    let mut assertion = note.assertion(hit.span);
    // `No edema, extremities warm`: what is normal opens an item of its own.
    if assertion.status == Status::Absent
        && entry.text("polarity") == Some("normal")
        && let Some(cue) = assertion.cue
        && cue.end <= hit.span.start
        && note
            .slice(Span::new(cue.end, hit.span.start))
            .contains([',', ';', '\n'])
    {
        assertion.status = Status::Present;
        assertion.cue = None;
    }
    let section = note.section_at(hit.span.start);
    let mention = |lexicon, entry, assertion, implied| Mention {
        lexicon,
        entry,
        span: hit.span,
        assertion,
        section,
        implied,
    };
    if !entry.flag("group") {
        mentions.push(mention(hit.lexicon, hit.entry, assertion, false));
    }
    let named: [&[Str]; 2] = if assertion.status == Status::Absent {
        [entry.list("also"), entry.list("covers")]
    } else {
        [entry.list("also"), entry.list("implies")]
    };
    for id in named.into_iter().flatten() {
        if let Some((lexicon, entry)) = concept(note, id) {
            mentions.push(mention(lexicon, entry, assertion, true));
        }
    }
    // What the word says under the label of its place: `Lungs: clear`.
    let (denied_here, implied_here) = (entry.list("denies-at"), entry.list("implies-at"));
    if !(denied_here.is_empty() && implied_here.is_empty()) {
        let at = |rows: &'n [Str]| {
            let row = rows.iter().find(|row| {
                let place = row.split(' ').next().unwrap_or_default();
                note.is_labelled(hit.span, place)
            });
            row.into_iter().flat_map(|row| row.split(' ').skip(1))
        };
        for id in at(implied_here) {
            if let Some((lexicon, entry)) = concept(note, id) {
                mentions.push(mention(lexicon, entry, assertion, true));
            }
        }
        if assertion.status == Status::Present {
            for id in at(denied_here) {
                if let Some((lexicon, entry)) = concept(note, id) {
                    let denied = Assertion {
                        status: Status::Absent,
                        cue: Some(hit.span),
                        ..assertion
                    };
                    mentions.push(mention(lexicon, entry, denied, true));
                }
            }
        }
    }
    // What a normal finding denies; of one that is itself denied ("lungs not clear") nothing is known.
    let status = match assertion.status {
        Status::Present => Status::Absent,
        Status::Absent => return,
        other => other,
    };
    for id in entry.list("denies") {
        if let Some((lexicon, entry)) = concept(note, id) {
            let denied = Assertion {
                status,
                cue: Some(hit.span),
                ..assertion
            };
            mentions.push(mention(lexicon, entry, denied, true));
        }
    }
}

impl Note {
    /// Whether what stands at `span` is said of the place `region` (an entry of `exam-regions`), by the label, heading or line
    /// over it: `Lungs: clear`.
    pub fn is_labelled(&self, span: Span, region: &str) -> bool {
        let Some(sentence) = self.sentence_at(span.start) else {
            return false;
        };
        // A label is short and stands at the start of its sentence.
        let text = self.text.as_bytes();
        let to = span.start.min(sentence.span.start + 60);
        let colon = text[sentence.span.start as usize..to.max(sentence.span.start) as usize]
            .iter()
            .position(|byte| *byte == b':')
            .map(|at| Span::new(sentence.span.start, sentence.span.start + at as u32));
        let heading = sentence.section.map(|ix| self.section(ix).heading);
        let Some(label) = colon.or(sentence.lead).or(heading) else {
            return false;
        };
        let named = |label: Span| {
            self.phrases_in(lexicon_ids::EXAM_REGIONS, label)
                .any(|hit| self.entry(hit).id == region)
        };
        named(label) || colon.is_none() && heading.is_some_and(named)
    }
}

impl Mention {
    /// The concept: the id of its entry.
    pub fn concept<'n>(&self, note: &'n Note) -> &'n str {
        &note.entry_at(self.lexicon, self.entry).id
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints, Note, facts::Status};

    fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    /// What the note says: `fever=absent cough=present`, in the order of the text.
    fn said(text: &str) -> String {
        let note = read(text);
        let shown = note.findings().iter().map(|mention| {
            let status = match mention.assertion.status {
                Status::Present => "present",
                Status::Absent => "absent",
                Status::Uncertain => "uncertain",
                Status::Historical => "historical",
                Status::Family => "family",
                Status::Hypothetical => "hypothetical",
            };
            format!("{}={status}", mention.concept(&note))
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn table(rows: &[(&str, &str)]) {
        let wrong: Vec<String> = rows
            .iter()
            .filter(|(text, expected)| said(text) != *expected)
            .map(|(text, expected)| format!("{text}\n  expected {expected}\n  found    {}", said(text)))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} of {} rows:\n{}",
            wrong.len(),
            rows.len(),
            wrong.join("\n")
        );
    }

    #[test]
    fn what_a_blank_asks_for_is_not_said() {
        table(&[
            (
                "Eyes: ***{vision loss, headache}, cough.",
                "vision-loss=hypothetical headache=hypothetical cough=present",
            ),
            (
                "{wheezing|crackles|clear} at both bases",
                "wheeze=hypothetical crackles=hypothetical",
            ),
            (
                "Cough: ***. Rash ***{where}. Fever ___",
                "cough=hypothetical rash=hypothetical fever=hypothetical",
            ),
            ("Cough for *** days; rash {mild|severe}.", "cough=present rash=present"),
        ]);
    }

    #[test]
    fn negation_reaches_over_lists_and_stops() {
        table(&[
            ("No fever, chills, or cough.", "fever=absent chills=absent cough=absent"),
            ("No fever but has cough.", "fever=absent cough=present"),
            (
                "Denies fever, chills, or cough.",
                "fever=absent chills=absent cough=absent",
            ),
            (
                "Denies fever, chills, cough.",
                "fever=absent chills=absent cough=absent",
            ),
            ("Denies fever and has cough.", "fever=absent cough=present"),
            (
                "Denies chest pain and shortness of breath, reports palpitations.",
                "chest-pain=absent dyspnea=absent palpitations=present",
            ),
            (
                "He denies any fever, chills, nausea, vomiting, diarrhea, constipation, or dysuria.",
                "fever=absent chills=absent nausea=absent vomiting=absent diarrhea=absent constipation=absent dysuria=absent",
            ),
            ("No fever, mild cough.", "fever=absent cough=present"),
            ("No fever, some nausea.", "fever=absent nausea=present"),
            ("Some nausea, no vomiting", "nausea=present vomiting=absent"),
            (
                "Abdominal pain without nausea or vomiting.",
                "abdominal-pain=present nausea=absent vomiting=absent",
            ),
            (
                "Headache without photophobia, with nausea.",
                "headache=present photophobia=absent nausea=present",
            ),
            ("Cough w/o fever.", "cough=present fever=absent"),
            (
                "Negative for fever, cough and rash.",
                "fever=absent cough=absent rash=absent",
            ),
            ("Positive for cough, negative for fever.", "cough=present fever=absent"),
            (
                "Negative: fever, chills, weight loss",
                "fever=absent chills=absent weight-loss=absent",
            ),
            (
                "Absent: fever, constant abdominal pain, fainting and some nausea.",
                "fever=absent abdominal-pain=absent syncope=absent nausea=absent",
            ),
            (
                "Return within 24 hours for fever or vomiting.",
                "fever=hypothetical vomiting=hypothetical",
            ),
            ("Fever: none", "fever=absent"),
            ("Fever: no. Cough: yes.", "fever=absent cough=present"),
            (
                "Fever: no, cough: yes, chills: no",
                "fever=absent cough=present chills=absent",
            ),
            ("Cough - absent", "cough=absent"),
            ("Edema: negative", "edema=absent"),
            ("Fever, chills: none", "fever=absent chills=absent"),
            (
                "Chest pain: none. Dyspnea: mild on exertion.",
                "chest-pain=absent dyspnea=present",
            ),
            ("Nil fever, nil cough", "fever=absent cough=absent"),
            ("Some nausea. Nil vomiting. Nil else.", "nausea=present vomiting=absent"),
            ("Fever and chills denied.", "fever=absent chills=absent"),
            (
                "Fevers, chills and weight loss are all denied.",
                "fever=absent chills=absent weight-loss=absent",
            ),
            ("A murmur was not appreciated.", "murmur=absent"),
            ("PE was ruled out.", "pulmonary-embolism=absent"),
            ("Ruled out for MI.", "myocardial-infarction=absent"),
            ("Neither fever nor cough.", "fever=absent cough=absent"),
            ("She has not had fever or chills.", "fever=absent chills=absent"),
            (
                "He does not have chest pain, is short of breath.",
                "chest-pain=absent dyspnea=present",
            ),
            ("Is not short of breath.", "dyspnea=absent"),
            (
                "No evidence of DVT or cellulitis, however rash present.",
                "dvt=absent cellulitis=absent rash=present",
            ),
            (
                "No murmur, rub or gallop; 1+ edema.",
                "murmur=absent rub=absent gallop=absent edema=present",
            ),
            (
                "Denies fever; chills; night sweats",
                "fever=absent chills=absent night-sweats=absent",
            ),
            (
                "CV: no chest pain, palpitations",
                "chest-pain=absent palpitations=absent",
            ),
            (
                "Denies:\n- fever\n- cough\n- rash\n",
                "fever=absent cough=absent rash=absent",
            ),
            ("ROS negative for:\n\n- fever\n- cough\n", "fever=absent cough=absent"),
            (
                "Reports:\n- fever\n- cough\n\nDenies:\n- rash\n",
                "fever=present cough=present rash=absent",
            ),
            (
                "The patient denies any fever, chills, weight loss, night sweats, palpitations,\nsyncope, or cough.\n",
                "fever=absent chills=absent weight-loss=absent night-sweats=absent palpitations=absent syncope=absent cough=absent",
            ),
            (
                "No fever\nCough for 3 days\nNo rash\n",
                "fever=absent cough=present rash=absent",
            ),
            ("Patient has no fever. Has cough.", "fever=absent cough=present"),
            ("No fever.Has cough", "fever=absent cough=present"),
            ("+cough, -fever, +nausea", "cough=present fever=absent nausea=present"),
            ("(+) cough (-) fever", "cough=present fever=absent"),
            ("Cough (+), fever (-)", "cough=present fever=absent"),
            (
                "Denies fever, + cough, + nausea",
                "fever=absent cough=present nausea=present",
            ),
            (
                "| Symptom | Today |\n| --- | --- |\n| Fever | no |\n| Cough | yes |\n",
                "fever=absent cough=present",
            ),
            ("No N/V/D.", "nausea=absent vomiting=absent diarrhea=absent"),
            (
                "Afebrile, cough present.",
                "afebrile=present fever=absent cough=present",
            ),
            (
                "Denies fever, although she felt warm, and reports cough.",
                "fever=absent cough=present",
            ),
            ("Denies fever except last week.", "fever=absent"),
            (
                "No fever, cough, or dyspnea; reports fatigue.",
                "fever=absent cough=absent dyspnea=absent fatigue=present",
            ),
            (
                "Fever, chills, and cough are absent.",
                "fever=present chills=present cough=absent",
            ),
        ]);
    }

    #[test]
    fn words_that_look_like_negation() {
        table(&[
            ("No change in cough.", "cough=present"),
            ("Not only fever but cough.", "fever=present cough=present"),
            ("No increase in edema.", "edema=present"),
            (
                "Headache not improved with ibuprofen: persistent nausea.",
                "headache=present nausea=present",
            ),
            ("Not improved with ibuprofen: persistent headache.", "headache=present"),
            (
                "Unable to walk without dyspnea.",
                "abnormal-gait=present gait-problem=present dyspnea=absent",
            ),
            ("Cough has not resolved.", "cough=present"),
            ("Gram negative pneumonia.", "pneumonia=present"),
            ("No relief of headache with acetaminophen.", "headache=present"),
            ("Nonproductive cough.", "dry-cough=present cough=present sputum=absent"),
            ("Did not sleep because of cough.", "cough=present"),
            ("No worsening of edema.", "edema=present"),
            ("Chest pain not relieved by rest.", "chest-pain=present"),
            ("Not able to eat due to nausea.", "nausea=present"),
            ("Not taking aspirin due to heartburn.", "heartburn=present"),
            ("PE not excluded.", "pulmonary-embolism=uncertain"),
            ("Cannot exclude PE.", "pulmonary-embolism=uncertain"),
        ]);
    }

    #[test]
    fn doubt_history_family_condition() {
        table(&[
            ("Possible pneumonia.", "pneumonia=uncertain"),
            ("Imp: ?pneumonia", "pneumonia=uncertain"),
            ("Rule out MI.", "myocardial-infarction=uncertain"),
            ("Concern for sepsis.", "sepsis=uncertain"),
            (
                "Likely viral gastroenteritis without fever.",
                "gastroenteritis=uncertain fever=absent",
            ),
            ("Pneumonia is unlikely.", "pneumonia=uncertain"),
            ("Anxiety unlikely given the abrupt onset.", "anxiety=uncertain"),
            (
                "Pneumonia less likely because of the clear film.",
                "pneumonia=uncertain",
            ),
            (
                "Hypertension: most likely because of ibuprofen.",
                "hypertension=present",
            ),
            ("Hyperthyroidism excluded by TSH.", "hyperthyroidism=absent"),
            ("MI ruled out with serial troponins.", "myocardial-infarction=absent"),
            ("CT ruled out PE.", "pulmonary-embolism=absent"),
            ("Pneumonia vs CHF.", "pneumonia=uncertain heart-failure=uncertain"),
            ("History of asthma.", "asthma=historical"),
            ("3-day history of cough.", "cough=present"),
            ("4/7 hx of sore throat, cough", "sore-throat=present cough=present"),
            (
                "History of asthma, presents with cough.",
                "asthma=historical cough=present",
            ),
            ("PMH: asthma, eczema\n", "asthma=historical eczema=historical"),
            ("PMH: no diabetes\n", "diabetes=absent"),
            ("No history of diabetes.", "diabetes=absent"),
            ("Denies any history of seizures.", "seizure=absent"),
            ("Similar headache 2 years ago.", "headache=historical"),
            ("Headache resolved.", "headache=historical"),
            ("Fever has resolved, cough persists.", "fever=historical cough=present"),
            ("Fever and chills have resolved.", "fever=historical chills=historical"),
            ("No longer has fever.", "fever=historical"),
            ("Father had MI at 50.", "myocardial-infarction=family"),
            ("Mother with breast cancer.", "breast-cancer=family"),
            ("FH: mother - migraine\n", "migraine=family"),
            (
                "FAMILY HISTORY\n\nHypertension. No diabetes.\n",
                "hypertension=family diabetes=family",
            ),
            ("Family history of stroke.", "stroke=family"),
            ("Mr. Okafor is a 34-year-old teacher with cough.", "cough=present"),
            ("58 y/o retired school nurse with chills.", "chills=present"),
            ("34M teacher, divorced, presents with cough.", "cough=present"),
            ("A 41-year-old mother of two with a headache.", "headache=present"),
            ("The teacher had fever.", "fever=family"),
            ("Her 14-year-old brother had fever.", "fever=family"),
            (
                "Wife and children also unwell with vomiting, but no diarrhea.",
                "vomiting=family diarrhea=family",
            ),
            ("Mother reports fever for 2 days.", "fever=present"),
            ("Per daughter, fever for 2 days.", "fever=present"),
            ("Mother denies fever.", "fever=absent"),
            ("His mother has noticed a rash.", "rash=present"),
            (
                "Return if fever or worsening headache.",
                "fever=hypothetical headache=hypothetical",
            ),
            ("Will check for fever.", "fever=hypothetical"),
            ("Risk of bleeding, infection, DVT were discussed.", "dvt=hypothetical"),
            ("Acetaminophen prn fever.", "fever=hypothetical"),
            (
                "Return precautions:\n- fever\n- chest pain\n",
                "fever=hypothetical chest-pain=hypothetical",
            ),
            (
                "Strict return precautions for chest pain, syncope.",
                "chest-pain=hypothetical syncope=hypothetical",
            ),
            ("Exposed to influenza at work.", "influenza=family"),
            ("Stroke: ruled out", "stroke=absent"),
        ]);
    }

    /// One endless sentence: the reach of a trigger is bounded, or this would never end.
    #[test]
    fn an_endless_sentence_is_read() {
        for unit in [
            "no fever, ",
            "denies fever and ",
            "mother had fever ",
            "now fever ",
            "fever resolved, ",
        ] {
            let note = read(&unit.repeat(20_000));
            assert_eq!(note.findings().len(), 20_000, "{unit}");
        }
    }

    #[test]
    fn look_alikes_are_no_findings() {
        for text in [
            "Cervical spine is midline.",
            "Apply cold packs.",
            "SI joint is fine.",
            "HA1c 7.2",
            "John Doe was seen.",
            "Ha, he laughed.",
            "SpO2 94% on RA",
            "ST depression in V4",
            "Fell asleep at noon.",
            "Fall risk",
            "Had the flu shot.",
            "Cough syrup as needed.",
            "Yellow fever area.",
            "Premature ventricular contractions",
            "The line flushed easily: flushed with saline.",
            "ms contin 15 mg",
            "PE tubes placed.",
            "Sick leave for 3 days.",
            "Vascular congestion on film.",
            "Headache diary",
        ] {
            let found: Vec<String> = said(text)
                .split_whitespace()
                .filter(|it| !it.starts_with("rheumatic") && !it.is_empty())
                .map(str::to_owned)
                .collect();
            assert!(found.is_empty(), "{text}: {found:?}");
        }
    }
}
