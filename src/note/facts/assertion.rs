//! Whether what is named is there: negation, doubt, history, family, condition; and when.
//!
//! After ConText (Harkema 2009): a trigger reaches over what follows it or stands before it, up to a word that ends its reach
//! or the end of the sentence. The reaches are found once, from left to right, so that a question about one place is a
//! bisection; the words are the lexicons `assertion-triggers`, `assertion-ends`, `item-openers`, `informants`, `time-words`.

mod answers;
mod lexicons;
mod reach;

use self::answers::{affirmed_item, announced, answer_beside, mark, question};
use self::lexicons::{Definition, definitions, ends, quotes, times};
use self::reach::{Reader, follows_number};
use super::super::Note;
use super::Sentence;
use crate::grammar::{Grammar, LexiconHit, LexiconId, Role, ids, lexicon_ids};
use crate::text::Span;

/// What the note says of something it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// It is there.
    #[default]
    Present,
    /// It is not there: denied, negative, absent, ruled out.
    Absent,
    /// It may be there: possible, suspected, to be ruled out.
    Uncertain,
    /// It was there: history of, resolved, in childhood.
    Historical,
    /// Somebody else has it: a relative, a contact.
    Family,
    /// It might come: return if, will check for, risk of, if he develops.
    Hypothetical,
}

/// The time of a statement, as far as the note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Moment {
    /// Not said.
    #[default]
    Unsaid,
    /// Now, today, on exam, still.
    Now,
    /// Before: on arrival, yesterday, at home, initially, last week, resolved since.
    Earlier,
    /// To come.
    Later,
}

/// How the thing changed, where the note says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is over: resolved, gone, no longer, none since.
    Over,
    /// It is less: improved, better, settling.
    Eased,
    /// It is more: worse, increasing.
    Worse,
    /// It comes and goes: intermittent, on and off, episodes.
    Varies,
}

/// What the note says of one thing at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Assertion {
    /// Whether it is there.
    pub status: Status,
    /// The word that says so ("denies", "no", "mother"); `None` for a plain mention.
    pub cue: Option<Span>,
    /// When.
    pub moment: Moment,
    /// The word that says so, or that tells of a change (resolved, now gone, improved, started).
    pub time_cue: Option<Span>,
    /// How it changed.
    pub change: Option<Change>,
    /// Who told of it, where that is not the patient: "wife", "EMS".
    pub informant: Option<Span>,
    /// Whether it stands in quotation marks or a block quote: the patient's words, not the writer's.
    pub quoted: bool,
}

/// What a trigger says of the things in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Negation,
    Doubt,
    History,
    Over,
    Family,
    Condition,
    Informant,
}

const SAYS: usize = 7;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Pre,
    Post,
    Both,
    PreUnlessEnd,
    PreUnlessLast,
    PostUnlessFirst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    List,
    Phrase,
    Words(u32),
}

/// A stretch of text of which a trigger speaks.
#[derive(Debug, Clone, Copy)]
struct Scope {
    over: Span,
    cue: Span,
}

/// A word that ends reaches.
#[derive(Debug, Clone, Copy)]
struct End {
    span: Span,
    /// One bit for each of [`Says`].
    of: u8,
    /// Whether it turns the clause: but, however.
    turns: bool,
    /// Whether it excepts: other than, except.
    excepts: bool,
    /// Whether it is a verb that tells of a finding: vomited.
    event: bool,
}

/// The trigger words of the note, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    /// What triggers say of what follows, and of what stands before; each by [`Says`], in the order of the text. Reaches
    /// of one list do not overlap.
    before: [Vec<Scope>; SAYS],
    after: [Vec<Scope>; SAYS],
    /// Ends of reach, in order.
    ends: Vec<End>,
    /// Where triggers stand, in order.
    places: Vec<Span>,
    /// What stands between quotation marks.
    quotes: Vec<Span>,
    /// Words of time and change, in order.
    times: Vec<(Span, When)>,
    /// For each sentence, which of the above speak of something in it: most have few or none.
    speak: Vec<u16>,
}

/// In [`Triggers::speak`]: that something is said of what follows it, by [`Says`].
const BEFORE: u16 = 1;
/// That something is said of what stands before it, by [`Says`].
const AFTER: u16 = BEFORE << SAYS;
/// That a word of time stands in the sentence.
const TIME: u16 = AFTER << SAYS;

/// What speaks of something in each of the sentences.
fn speak(sentences: &[Sentence], triggers: &Triggers) -> Vec<u16> {
    let mut speak = vec![0; sentences.len()];
    let mut mark = |over: Span, bit: u16| {
        let from = sentences.partition_point(|sentence| sentence.span.end <= over.start);
        let within = sentences[from..].iter().take_while(|it| it.span.start < over.end);
        for (_, speak) in within.zip(&mut speak[from..]) {
            *speak |= bit;
        }
    };
    for (lists, first) in [(&triggers.before, BEFORE), (&triggers.after, AFTER)] {
        for (says, scopes) in lists.iter().enumerate() {
            scopes.iter().for_each(|scope| mark(scope.over, first << says));
        }
    }
    for (word, _) in &triggers.times {
        mark(Span::new(word.start, word.start + 1), TIME);
    }
    speak
}

/// What a word of `time-words` tells.
#[derive(Debug, Clone, Copy)]
enum When {
    At(Moment),
    Changed(Change),
    /// Nothing, though it looks so.
    Nothing,
}

/// How far a reach goes at most, in bytes: a list of forty symptoms. A file of one endless sentence costs no more.
const FARTHEST: u32 = 1200;
/// How far back a word such as "resolved" reaches at most, in bytes.
const FARTHEST_BACK: u32 = 200;
/// How far a word of time stands from what it speaks of, in bytes.
const TIME_WINDOW: u32 = 160;
/// How many words of time on each side of it are looked at.
const NEAREST: usize = 6;

pub(super) fn triggers(note: &Note) -> Triggers {
    let mut triggers = Triggers {
        quotes: quotes(note),
        times: times(note),
        ..Triggers::default()
    };
    let definitions = note.grammar.memo(definitions);
    let hits: Vec<LexiconHit> = note.phrases_of(lexicon_ids::ASSERTION_TRIGGERS).copied().collect();
    triggers.places = hits.iter().map(|hit| hit.span).collect();
    triggers.ends = ends(note, &hits);
    let openers: Vec<Span> = note.phrases_of(lexicon_ids::ITEM_OPENERS).map(|hit| hit.span).collect();
    let reader = Reader {
        note,
        ends: &triggers.ends,
        openers: &openers,
        hits: &hits,
        definitions: &definitions.0,
    };
    for (at, hit) in hits.iter().enumerate() {
        let Some(sentence) = note.sentence_at(hit.span.start) else {
            continue;
        };
        // A phrase may reach over the break of a line that ends a sentence.
        let sentence = sentence.span.cover(hit.span);
        match definitions.0[usize::from(hit.entry)] {
            Definition::Pseudo => {}
            Definition::Relative => {
                let (says, over) = reader.relative(at, sentence);
                if let Some(over) = over {
                    triggers.before[says as usize].push(Scope { over, cue: hit.span });
                }
            }
            // `2/7 hx of cough`, `x3 history of`: a duration, no past.
            Definition::Trigger {
                says: Says::History, ..
            } if follows_number(note, hit.span.start) => {}
            Definition::Trigger { says, direction, reach } => {
                let (pre, post) = reader.sides(hit.span, sentence, direction);
                if pre {
                    let over = reader.forward(at, sentence, says, reach);
                    triggers.before[says as usize].push(Scope { over, cue: hit.span });
                }
                if post {
                    let over = reader.backward(at, sentence, reach);
                    triggers.after[says as usize].push(Scope { over, cue: hit.span });
                }
            }
        }
    }
    triggers.speak = speak(note.sentences(), &triggers);
    triggers
}

/// The scope that covers `offset`.
fn covering(scopes: &[Scope], offset: u32) -> Option<&Scope> {
    let at = scopes.partition_point(|scope| scope.over.start <= offset);
    // Reaches of one kind that look back may stand close together; a few tell.
    scopes[..at].iter().rev().take(3).find(|scope| offset < scope.over.end)
}

/// The scope of a trigger after `offset` that covers it.
fn covering_back(scopes: &[Scope], span: Span) -> Option<&Scope> {
    // Their ends, the triggers, rise.
    let at = scopes.partition_point(|scope| scope.over.end < span.end);
    scopes[at..]
        .iter()
        .take(3)
        .find(|scope| scope.over.contains_offset(span.start))
}

pub(super) fn of(note: &Note, triggers: &Triggers, span: Span) -> Assertion {
    let mut result = Assertion::default();
    let Some(at) = note.sentence_index(span.start) else {
        return result;
    };
    let (sentence, speak) = (&note.sentences()[at], triggers.speak[at]);
    result.quoted = sentence.quoted || {
        let at = triggers.quotes.partition_point(|quote| quote.start <= span.start);
        at > 0 && triggers.quotes[at - 1].end > span.start
    };
    let role = note.role_at(span.start);
    let pre = |says: Says| {
        let scopes = Some(&triggers.before[says as usize]).filter(|_| speak & BEFORE << says as u16 != 0)?;
        covering(scopes, span.start).filter(|scope| scope.cue.end <= span.start)
    };
    let post = |says: Says| {
        let scopes = Some(&triggers.after[says as usize]).filter(|_| speak & AFTER << says as u16 != 0)?;
        covering_back(scopes, span).filter(|scope| scope.cue.start >= span.end)
    };
    let either = |says: Says| pre(says).or_else(|| post(says)).map(|scope| scope.cue);
    result.informant = pre(Says::Informant).map(|scope| scope.cue);
    if speak & TIME != 0 {
        time(note, triggers, sentence, span, &mut result);
    }

    let set = |result: &mut Assertion, status: Status, cue: Option<Span>| {
        result.status = status;
        result.cue = cue;
    };
    // What a blank asks for is not said.
    if note.in_blank(span.start) || note.is_asked(span.end) {
        set(&mut result, Status::Hypothetical, None);
        return result;
    }
    if let Some(cue) = either(Says::Family) {
        set(&mut result, Status::Family, Some(cue));
        return result;
    }
    if role == Role::FamilyHistory {
        set(&mut result, Status::Family, None);
        return result;
    }
    if let Some(present) = mark(note, sentence, span) {
        set(
            &mut result,
            if present { Status::Present } else { Status::Absent },
            None,
        );
        return result;
    }
    if let Some(cue) = either(Says::Condition) {
        set(&mut result, Status::Hypothetical, Some(cue));
        return result;
    }
    // What is beside it counts before what announces it from afar.
    let over = pre(Says::Over).or_else(|| post(Says::Over)).map(|scope| scope.cue);
    let negation = pre(Says::Negation);
    let history = pre(Says::History);
    let doubt = pre(Says::Doubt);
    if let Some(cue) = over {
        set(&mut result, Status::Historical, Some(cue));
        result.moment = Moment::Earlier;
        result.time_cue = Some(cue);
        result.change = Some(Change::Over);
        return result;
    }
    if let Some(scope) = post(Says::Doubt) {
        set(&mut result, Status::Uncertain, Some(scope.cue));
        return result;
    }
    if let Some(scope) = post(Says::Negation) {
        set(&mut result, Status::Absent, Some(scope.cue));
        return result;
    }
    if question(note, span) {
        set(&mut result, Status::Uncertain, None);
        return result;
    }
    match (negation, doubt, history) {
        (Some(negation), _, Some(history))
            if negation.cue.end <= history.cue.start
                && note.slice(Span::new(negation.cue.end, history.cue.start)).contains(',') =>
        {
            set(&mut result, Status::Historical, Some(history.cue));
        }
        (Some(negation), ..) => set(&mut result, Status::Absent, Some(negation.cue)),
        (None, Some(doubt), _) => set(&mut result, Status::Uncertain, Some(doubt.cue)),
        (None, None, Some(history)) => set(&mut result, Status::Historical, Some(history.cue)),
        (None, None, None) => {
            if let Some(scope) = post(Says::History) {
                set(&mut result, Status::Historical, Some(scope.cue));
            } else {
                from_context(note, triggers, sentence, role, span, &mut result);
            }
        }
    }
    result
}

/// What the place says of a plain mention: the line over its list, the cell beside it, its section.
fn from_context(note: &Note, triggers: &Triggers, sentence: &Sentence, role: Role, span: Span, result: &mut Assertion) {
    if let Some(present) = sentence.sign {
        result.status = if present { Status::Present } else { Status::Absent };
        return;
    }
    if sentence.cell
        && let Some((present, cue)) = answer_beside(note, sentence)
    {
        result.status = if present { Status::Present } else { Status::Absent };
        result.cue = Some(cue);
        return;
    }
    // The heading of a section that the catalogue does not know: `Pertinent negatives`.
    let heading = sentence
        .section
        .map(|ix| note.section(ix))
        .filter(|section| section.id.is_none());
    let announcing = [sentence.lead, heading.map(|section| section.heading)];
    for lead in announcing.into_iter().flatten() {
        if let Some((says, cue)) = announced(note, triggers, lead)
            && !affirmed_item(note, sentence)
        {
            result.cue = Some(cue);
            result.status = match says {
                Says::Negation => Status::Absent,
                Says::Doubt => Status::Uncertain,
                Says::History | Says::Over => Status::Historical,
                Says::Family => Status::Family,
                Says::Condition => Status::Hypothetical,
                Says::Informant => Status::Present,
            };
            return;
        }
    }
    let warns = || {
        let mut at = note.section_at(span.start);
        while let Some(section) = at.map(|ix| note.section(ix)) {
            let warning = [
                ids::RETURN_PRECAUTIONS,
                ids::CONTINGENCY_PLAN,
                ids::ANTICIPATORY_GUIDANCE,
                ids::SAFETY_PLAN,
                ids::PATIENT_EDUCATION,
                ids::DISCHARGE_INSTRUCTIONS,
                ids::PROPHYLAXIS,
            ];
            if section.id.is_some_and(|id| warning.contains(&id)) {
                return true;
            }
            at = section.parent;
        }
        false
    };
    match role {
        Role::PastHistory | Role::SurgicalHistory | Role::Allergies => result.status = Status::Historical,
        Role::Plan | Role::AssessmentAndPlan if warns() => result.status = Status::Hypothetical,
        _ => {}
    }
}

/// When: the nearest word of time in the clause.
fn time(note: &Note, triggers: &Triggers, sentence: &Sentence, span: Span, result: &mut Assertion) {
    let from = triggers.ends.partition_point(|end| end.span.end <= span.start);
    let turns = |end: &&End| end.turns;
    let floor = triggers.ends[..from]
        .iter()
        .rev()
        .take(8)
        .find(turns)
        .map_or(0, |end| end.span.end);
    let ceiling = triggers.ends[from..]
        .iter()
        .take(8)
        .find(turns)
        .map_or(u32::MAX, |end| end.span.start);
    let floor = floor
        .max(sentence.span.start)
        .max(span.start.saturating_sub(TIME_WINDOW));
    let ceiling = ceiling.min(sentence.span.end).min(span.end + TIME_WINDOW);
    let bytes = note.text.as_bytes();
    let cost = |from: u32, to: u32| {
        let between = &bytes[from as usize..to.max(from) as usize];
        let hard = between.contains(&b';');
        let commas = between.iter().filter(|byte| **byte == b',').count() as u32;
        if hard {
            None
        } else {
            Some(between.len() as u32 + 25 * commas)
        }
    };
    let mut best: Option<(u32, Moment, Span)> = None;
    let mut change: Option<(u32, Change, Span)> = None;
    // The nearest words tell, a few on each side.
    let after = triggers.times.partition_point(|(word, _)| word.start < span.end);
    let later = triggers.times[after..]
        .iter()
        .take(NEAREST)
        .take_while(|(word, _)| word.start < ceiling);
    let before = triggers.times[..after]
        .iter()
        .rev()
        .take(NEAREST)
        .take_while(|(word, _)| word.start >= floor);
    for (word, tells) in before.chain(later) {
        if word.overlaps(span) {
            continue;
        }
        let distance = if word.end <= span.start {
            cost(word.end, span.start)
        } else {
            cost(span.end, word.start)
        };
        let Some(distance) = distance else { continue };
        match tells {
            When::At(moment) if best.is_none_or(|(least, ..)| distance < least) => {
                best = Some((distance, *moment, *word))
            }
            When::Changed(how) if distance <= 60 && change.is_none_or(|(least, ..)| distance < least) => {
                change = Some((distance, *how, *word));
            }
            _ => {}
        }
    }
    if let Some((_, moment, cue)) = best {
        result.moment = moment;
        result.time_cue = Some(cue);
    }
    if let Some((_, how, cue)) = change {
        result.change = Some(how);
        result.time_cue = result.time_cue.or(Some(cue));
    }
}

impl Assertion {
    /// Whether the patient is said to have it, now or at a time not said.
    pub fn is_present(&self) -> bool {
        self.status == Status::Present && self.moment != Moment::Earlier
    }

    /// Whether the patient is said not to have it, now or at a time not said.
    pub fn is_absent(&self) -> bool {
        self.status == Status::Absent && self.moment != Moment::Earlier
    }

    /// Whether the patient is said to have had it and to be rid of it: resolved, gone, no longer.
    pub fn is_over(&self) -> bool {
        self.change == Some(Change::Over)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::note::{self, Hints};

    #[test]
    fn a_sign_or_nil_behind_a_finding_denies_it() {
        let texts = [
            ("Pallor -, cyanosis -, clubbing -.", "cyanosis", true),
            ("Pallor absent, cyanosis +, clubbing -.", "cyanosis", false),
            ("Breathing easily, wheeze nil.", "wheeze", true),
            ("Left ear no pus; AS effusion.", "effusion", false),
        ];
        for (text, finding, absent) in texts {
            let whole = format!("## Examination\n\n{text}\n");
            let note = crate::note::read(
                std::sync::Arc::from(whole.as_str()),
                crate::grammar::Grammar::builtin(),
                &crate::note::Hints::default(),
            );
            let at = whole.find(finding).expect("it is there") as u32;
            let span = crate::text::Span::new(at, at + finding.len() as u32);
            assert_eq!(note.assertion(span).is_absent(), absent, "{text}");
        }
    }

    #[test]
    fn what_speaks_of_a_sentence_is_all_that_is_asked() {
        let text = "## HPI\n\nNo fever, chills or cough yesterday. Mother: diabetes, asthma. Denies:\n- rash\n- pain, now resolved\n\n\
                    Per wife, possible seizure last week; history of stroke in 2019 without\ndeficits, but has headache today.\n\
                    Return if vomiting. Edema: none. ?pneumonia. Cough has resolved since; pain is worse at night, (-) nausea.\n\n\
                    ## Plan\n\nWill check for anemia tomorrow. Rule out PE. No longer febrile, on and off dizzy.\n";
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let quick = triggers(&note);
        let mut slow = triggers(&note);
        slow.speak.fill(u16::MAX);
        assert!(quick.speak.contains(&0) && quick.speak.iter().any(|speak| *speak != 0));
        for start in 0..text.len() as u32 {
            for length in [1, 5, 12] {
                let span = Span::new(start, (start + length).min(text.len() as u32));
                assert_eq!(of(&note, &quick, span), of(&note, &slow, span), "{:?}", span.of(text));
            }
        }
    }
}
