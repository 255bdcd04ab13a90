//! How long an illness or a symptom has lasted, as the chief complaint, the story and the assessment say: for ACC022.

use std::sync::OnceLock;

use crate::grammar::{Grammar, LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Change, Mention, Status, Time, TimeKind, TimeUnit, calendar};
use crate::rules::support::sentence_around;
use crate::text::{Span, ceil, floor};

/// From which ratio on two amounts of time are different.
const RATIO: f64 = 1.5;
/// Up to how many days a difference of one is a matter of counting.
const FEW_DAYS: f64 = 4.0;
/// How far a symptom may stand from its duration, in bytes.
const NEAR: u32 = 70;
/// How many statements are compared.
const MOST: usize = 60;
/// How many sentences of a section are its opening.
const OPENING: usize = 3;

/// The chapters of a note whose statements are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chapter {
    /// The chief complaint.
    Complaint,
    /// The history of the illness, the course.
    Story,
    /// The assessment.
    Judgement,
}

/// The chapter of a role.
pub fn chapter(role: Role) -> Option<Chapter> {
    Some(match role {
        Role::ChiefComplaint => Chapter::Complaint,
        Role::History | Role::Course => Chapter::Story,
        Role::Assessment | Role::AssessmentAndPlan => Chapter::Judgement,
        _ => return None,
    })
}

/// The entries of the lexicon `detail-groups`.
pub fn entries(note: &Note) -> &[LexiconEntry] {
    &note.grammar.lexicon(lexicon_ids::DETAIL_GROUPS).entries
}

/// A list of words of the lexicon.
pub fn list<'n>(note: &'n Note, category: &str) -> impl Iterator<Item = &'n str> + Clone {
    let entry = entries(note).iter().find(|entry| entry.category == category);
    entry
        .map_or(&[][..], |entry| entry.list("of"))
        .iter()
        .map(|word| word.as_ref())
}

/// Whether a word of a list of the lexicon stands whole in `text`: [`says`] of [`list`].
pub fn says_listed(note: &Note, text: &str, category: &str) -> bool {
    let lists = note.grammar.memo(Lists::new);
    let at = entries(note).iter().position(|entry| entry.category == category);
    let words = at.and_then(|at| lists.0.get(at));
    words.is_some_and(|words| {
        let words = words.get_or_init(|| Box::new(Words::new(list(note, category).map(str::to_owned))));
        words.stand_in(text)
    })
}

/// The lists of the lexicon, ready to be looked for as soon as one is asked for. Boxed: few of them ever are.
struct Lists(Vec<OnceLock<Box<Words>>>);

impl Lists {
    fn new(grammar: &Grammar) -> Self {
        let entries = grammar.lexicon(lexicon_ids::DETAIL_GROUPS).entries.iter();
        Self(entries.map(|_| OnceLock::new()).collect())
    }
}

/// Words to look for, by the byte that they begin with.
struct Words {
    /// In the order of their first bytes, in small letters.
    words: Vec<String>,
    /// Where those of each first byte begin, and where the last end.
    starts: [u16; 257],
    /// For each first byte the bytes that may come second, as [`second`] says.
    seconds: [u32; 256],
}

/// The bit of a byte, the same for a letter of either case.
fn second(byte: Option<&u8>) -> u32 {
    1 << (byte.map_or(0, |byte| byte & 31))
}

impl Words {
    fn new(words: impl Iterator<Item = String>) -> Self {
        let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
        words.iter_mut().for_each(|word| word.make_ascii_lowercase());
        words.sort_by_key(|word| word.as_bytes()[0]);
        let (mut starts, mut seconds) = ([0; 257], [0; 256]);
        for word in &words {
            let word = word.as_bytes();
            starts[usize::from(word[0]) + 1] += 1;
            seconds[usize::from(word[0])] |= if word.len() > 1 { second(word.get(1)) } else { u32::MAX };
        }
        for byte in 0..256 {
            starts[byte + 1] += starts[byte];
        }
        Self { words, starts, seconds }
    }

    fn stand_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let in_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        (0..bytes.len()).any(|at| {
            let first = usize::from(bytes[at].to_ascii_lowercase());
            if self.seconds[first] & second(bytes.get(at + 1)) == 0 {
                return false;
            }
            // A word stands at the start of one of the text, a sign anywhere.
            let letter = bytes[at].is_ascii_alphanumeric();
            if letter && at > 0 && in_word(bytes.get(at - 1)) {
                return false;
            }
            let (from, to) = (self.starts[first], self.starts[first + 1]);
            self.words[usize::from(from)..usize::from(to)].iter().any(|word| {
                let it = bytes.get(at..at + word.len());
                it.is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()))
                    && (!letter || !in_word(bytes.get(at + word.len())))
            })
        })
    }
}

/// Whether one of `words` stands whole in `text`.
pub fn says<'w, W>(text: &str, words: W) -> bool
where
    W: IntoIterator<Item = &'w str, IntoIter: Clone>,
{
    let bytes = text.as_bytes();
    let words = words.into_iter();
    // What no word begins with is passed over without asking each.
    let mut firsts = [0_u64; 4];
    let place = |byte: u8| {
        (
            usize::from(byte.to_ascii_lowercase() / 64),
            byte.to_ascii_lowercase() % 64,
        )
    };
    for word in words.clone() {
        if let Some((word, bit)) = word.bytes().next().map(place) {
            firsts[word] |= 1 << bit;
        }
    }
    let in_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    (0..bytes.len()).any(|at| {
        let (word, bit) = place(bytes[at]);
        if firsts[word] >> bit & 1 == 0 {
            return false;
        }
        let letter = bytes[at].is_ascii_alphanumeric();
        // A word stands at the start of one of the text, a sign anywhere.
        if letter && at > 0 && in_word(bytes.get(at - 1)) {
            return false;
        }
        let first = bytes[at].to_ascii_lowercase();
        words.clone().any(|word| {
            let word = word.as_bytes();
            word.first().is_some_and(|it| it.to_ascii_lowercase() == first)
                && bytes
                    .get(at..at + word.len())
                    .is_some_and(|it| it.eq_ignore_ascii_case(word))
                && (!letter || !in_word(bytes.get(at + word.len())))
        })
    })
}

/// The concept of a mention: `kind-of-chest-pain` is chest pain.
pub fn concept<'n>(note: &'n Note, mention: &Mention) -> &'n str {
    let id = &*note.entry_at(mention.lexicon, mention.entry).id;
    id.strip_prefix("kind-of-").unwrap_or(id)
}

/// Whether two amounts of time, in days, may be the same.
pub fn compatible(a: (f64, f64), b: (f64, f64)) -> bool {
    let (low, high) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    let (end, start) = (low.1.max(low.0), high.0);
    start <= end || start < end * RATIO || start - end <= 1.0 && start <= FEW_DAYS
}

/// How long something has lasted, as one place says.
#[derive(Debug)]
pub struct Lasting<'n> {
    /// The symptoms that have lasted; empty if none is named beside it.
    pub concepts: Vec<&'n str>,
    /// Least and most, in days.
    pub days: (f64, f64),
    /// Where it is said.
    pub chapter: Chapter,
    /// Where it is written.
    pub span: Span,
    /// Whether it tells surely how long its symptoms have lasted.
    pub sure: bool,
    /// Whether it tells how long the illness has lasted that brought the patient.
    pub whole: bool,
    /// Whether the patient was well until then.
    pub well: bool,
    /// Whether it opens the story plainly: `with vomiting for 5 days`.
    pub opens: bool,
    /// Whether a date or a day of the week says it.
    pub dated: bool,
    /// Whether it may speak for another statement: not the length of each attack, nor of a treatment.
    pub agrees: bool,
}

impl Lasting<'_> {
    /// Whether it may be one side of a conflict.
    pub fn is_side(&self) -> bool {
        self.whole || self.sure && !self.concepts.is_empty()
    }

    /// Whether both speak of the same symptom, or both of the illness.
    pub fn is_of_the_same(&self, other: &Lasting<'_>) -> bool {
        self.whole && other.whole || self.concepts.iter().any(|id| other.concepts.contains(id))
    }
}

/// All that the note says, in the order of the text; clock times behind.
pub fn read(note: &Note) -> Vec<Lasting<'_>> {
    let timed = note.times().iter().filter_map(|time| lasting(note, time));
    let mut said: Vec<Lasting<'_>> = timed.take(MOST).collect();
    if said.iter().all(|it| it.chapter != Chapter::Complaint) {
        opening_line(note, &mut said);
    }
    // A list of complaints, each with its time: none is that of all.
    let timed = |it: &&mut Lasting<'_>| it.chapter == Chapter::Complaint && it.sure && !it.concepts.is_empty();
    if said.iter_mut().filter(timed).take(2).count() == 2 {
        said.iter_mut().filter(timed).for_each(|it| it.whole = false);
    }
    if said.iter().any(|it| it.chapter == Chapter::Complaint && it.whole) {
        said.extend(by_the_clock(note));
    }
    said
}

/// `S: Painful L big toe, 3 days.`: a line over the story that is its complaint.
fn opening_line(note: &Note, said: &mut [Lasting<'_>]) {
    let first = said.iter_mut().find(|it| it.chapter == Chapter::Story);
    if let Some(first) = first
        && place_in_section(note, first.span) == 0
        && let Some(sentence) = note.sentence_at(first.span.start)
        && sentence.span.len() <= 70
        && first.span.end + 3 >= sentence.span.end
        && first.agrees
        && !says_listed(note, note.slice(sentence.span), "beginning")
    {
        first.chapter = Chapter::Complaint;
        first.whole = true;
    }
}

/// `At 02:00 he woke with flank pain`: the story of one day.
fn by_the_clock(note: &Note) -> Option<Lasting<'_>> {
    let story = note.presentation().section.filter(|ix| {
        let at = note.section(*ix).heading.start;
        note.role_at(at) == Role::History
    })?;
    let body = note.section(story).body;
    let opening = note
        .sentences()
        .iter()
        .skip_while(|it| it.span.start < body.start)
        .take(OPENING);
    for sentence in opening.filter(|it| it.span.end <= body.end) {
        let text = note.slice(sentence.span);
        let bytes = text.as_bytes();
        let clock = memchr::memchr_iter(b':', bytes).find(|at| {
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            *at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) && !digit(at + 3)
        });
        let Some(clock) = clock else { continue };
        let from = bytes[..clock]
            .iter()
            .rev()
            .take(2)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let lead = suffix(&text[..clock - from], 10);
        if says(lead, ["at", "around", "about", "by"])
            && says_listed(note, text, "beginning")
            && !says_listed(note, text, "elsewhere")
        {
            let start = sentence.span.start + (clock - from) as u32;
            return Some(Lasting {
                concepts: Vec::new(),
                days: (0.0, 1.0),
                chapter: Chapter::Story,
                span: Span::new(start, sentence.span.start + clock as u32 + 3),
                sure: false,
                whole: true,
                well: false,
                opens: false,
                dated: false,
                agrees: true,
            });
        }
    }
    None
}

/// How many days ago something was: what a time says of its beginning, as far as it can be told.
fn days_of(note: &Note, time: &Time) -> Option<(f64, f64)> {
    let today = || note.date().and_then(|event| event.date.day_number());
    Some(match time.kind {
        TimeKind::Ago(0.0, _) => (0.0, 1.0),
        TimeKind::Duration(_, unit) | TimeKind::Ago(_, unit) if unit != TimeUnit::Minute => time.days()?,
        TimeKind::Weekday(day) => match today() {
            Some(today) => {
                let ago = f64::from((calendar::weekday(today) + 7 - day) % 7);
                // Of this week, or of the week before.
                (ago, ago + 8.0)
            }
            None => (0.0, 8.0),
        },
        TimeKind::Date { day: Some(_), .. } => match (today(), note.day_of(time)) {
            (Some(today), Some(then)) if today >= then => ((today - then) as f64, (today - then) as f64 + 1.0),
            (None, _) => (0.0, f64::MAX),
            _ => return None,
        },
        TimeKind::Date {
            year,
            month: Some(month),
            day: None,
            ..
        } => {
            let Some(today) = today() else {
                return Some((0.0, f64::MAX));
            };
            let this = (today as f64 / 365.25) as u16 + 1970;
            let first = [year.unwrap_or(this), this.saturating_sub(1)]
                .into_iter()
                .filter_map(|year| calendar::day_number(year, month, 1))
                .find(|first| *first <= today)?;
            ((today - first - 31).max(0) as f64, (today - first) as f64)
        }
        TimeKind::Date {
            year: Some(year),
            month: None,
            ..
        } => {
            let first = calendar::day_number(year, 1, 1)?;
            let Some(today) = today() else {
                return says(suffix(&note.text[..time.span.start as usize], 6), ["since"]).then_some((0.0, f64::MAX));
            };
            ((today - first - 365).max(0) as f64, (today - first) as f64)
        }
        _ => return None,
    })
}

fn lasting<'n>(note: &'n Note, time: &Time) -> Option<Lasting<'n>> {
    let chapter = chapter(note.role_at(time.span.start))?;
    let days = days_of(note, time)?;
    let sentence = sentence_around(note, time.span);
    let slice = |from: u32, to: u32| note.text.get(from as usize..to as usize).unwrap_or_default();
    let (before, after) = (
        slice(sentence.start, time.span.start),
        slice(time.span.end, sentence.end),
    );
    let agrees =
        !says_listed(note, prefix(after, 14), "each-after") && !says_listed(note, suffix(before, 34), "each-before");
    let mut said = Lasting {
        concepts: Vec::new(),
        days,
        chapter,
        span: time.span,
        sure: false,
        whole: false,
        well: false,
        opens: false,
        dated: matches!(time.kind, TimeKind::Weekday(_) | TimeKind::Date { .. }),
        agrees,
    };
    // `a cold since last Thursday`.
    if matches!(time.kind, TimeKind::Weekday(_) | TimeKind::Date { .. }) && names_before(note, time, 30) {
        said.agrees = false;
    }
    let begins = || says_listed(note, slice(sentence.start, sentence.end), "beginning");
    let elsewhen = || {
        let next = after.split(OTHER_CLAUSE).next().unwrap_or(after);
        let own = before.rsplit(OTHER_CLAUSE).next().unwrap_or(before);
        let opens = !own.contains(char::is_alphanumeric);
        tells_another_event(note, if opens { next } else { own })
    };
    let ago = match time.kind {
        TimeKind::Duration(..) => false,
        TimeKind::Ago(..) => true,
        // `Well until 12/2`.
        TimeKind::Date { day: Some(_), .. } | TimeKind::Weekday(_) if days.1 < 400.0 && begins() => true,
        // A date of the story speaks for another statement if something began then.
        TimeKind::Weekday(_) | TimeKind::Date { .. } if !begins() => return None,
        // What is not counted only speaks for another statement.
        _ => return Some(said),
    };
    let (concepts, nearest) = attached(note, time, sentence);
    said.concepts = concepts;
    // What stands between symptom and time, and a little around: `worse for 3 days` is no duration of the pain.
    let from = nearest.map_or(time.span.start, |span| span.start.min(time.span.start));
    let to = nearest.map_or(time.span.end, |span| span.end.max(time.span.end));
    // Never within a letter: `98.4 °F` may stand there.
    let (lead, tail) = (
        floor(&note.text, from.saturating_sub(30).max(sentence.start) as usize) as u32,
        ceil(&note.text, (to + 24).min(sentence.end).max(to) as usize) as u32,
    );
    // `treated hypothyroidism, with 3 weeks of low mood`: what stands before `with` is of something else.
    let opened = tells_of(after) && {
        let last = before.trim_end().rsplit(' ').next().unwrap_or_default();
        list(note, "arrival").any(|word| last.eq_ignore_ascii_case(word))
    };
    let lead = if opened { from } else { lead };
    let free = |from: u32, to: u32, words: &str| !says_listed(note, slice(from, to), words);
    let clear = free(lead, to, "phase") && free(to, tail, "phase-after");
    // `the pain began 3 days ago`; but `vomited 3 days ago` tells of one time only.
    let spoken = note.assertion(time.span);
    // "When" after a time ago tells a story, not a condition.
    // The story of a child is told by others.
    let child = || note.patient().ages.first().is_some_and(|age| age.years() < 14.0);
    let told = !matches!(spoken.status, Status::Family | Status::Absent)
        && (ago || spoken.status != Status::Hypothetical)
        && (spoken.informant.is_none() || child())
        && !spoken.quoted;
    // A time of the illness, or of something else that is named beside it.
    let other = !agrees
        || ago && elsewhen()
        || (tells_of(after) || ago && !says_listed(note, before, "beginning")) && names_other(note, time, sentence);
    said.sure = told && clear && !other && (!ago || begins());
    said.well = ago && says(suffix(before, 12), ["until", "till"]) && says_listed(note, before, "well");
    let plain = !says_listed(note, slice(sentence.start, sentence.end), "worse");
    said.opens =
        said.sure && !ago && plain && (chapter == Chapter::Complaint || place_in_section(note, time.span) == 0);
    said.whole = told
        && (!other || said.well)
        && match chapter {
            Chapter::Complaint => {
                !says_listed(note, slice(sentence.start, sentence.end), "visit") && note.presentation().visit.is_none()
            }
            Chapter::Story => {
                place_in_section(note, time.span) < OPENING
                    && if ago {
                        before.trim_start_matches(|c: char| !c.is_alphanumeric()).is_empty()
                            || says(suffix(before, 12), ["until", "till"])
                            || begins()
                    } else {
                        tells_of(after) && says_listed(note, suffix(before, 40), "arrival")
                    }
                    && (said.well || clear || free(lead, to, "elsewhere"))
            }
            Chapter::Judgement => {
                // `presents with 3 days of dyspnea`; `with pressured speech and spending for 3 weeks`.
                let named =
                    tells_of(after) && says_listed(note, suffix(before, 28), "arrival") && free(lead, to, "elsewhere");
                let trailing = !tells_of(after)
                    && says(note.slice(time.span), ["for", "x", "over"])
                    && note.findings().iter().any(|mention| {
                        sentence.contains(mention.span)
                            && mention.lexicon == lexicon_ids::SYMPTOMS
                            && mention.span.end <= time.span.start
                    })
                    && !says_listed(note, suffix(before, 60), "elsewhere")
                    && !says_listed(note, suffix(before, 60), "treatment")
                    && !names_before(note, time, 60);
                place_in_section(note, time.span) == 0 && !ago && (named || trailing)
            }
        };
    Some(said)
}

/// What parts one clause from the next.
const OTHER_CLAUSE: [char; 4] = [',', ';', '(', ')'];

/// Whether a clause tells of an event that was no beginning of the illness: `since the knee had been operated on`, `two weeks ago
/// she had surgery`. A `since` before a whole clause gives a reason or a time before, and no beginning.
fn tells_another_event(note: &Note, clause: &str) -> bool {
    const VERBS: [&str; 8] = ["had", "has", "have", "was", "were", "been", "is", "underwent"];
    says_listed(note, clause, "other-event") && {
        let words = list(note, "beginning").filter(|word| !matches!(*word, "since" | "until" | "till"));
        let since = ["since", "until", "till"].iter().any(|link| {
            let lower = clause.to_ascii_lowercase();
            lower.rfind(link).is_some_and(|at| !says(&clause[at..], VERBS))
        });
        !says(clause, words) && !since
    }
}

/// Whether an amount of time is followed by what has lasted: `3 days of`, `a 3-day history of`.
fn tells_of(after: &str) -> bool {
    let after = after.trim_start_matches([' ', '\'', '’', '-', '\n']);
    ["of", "history", "hx", "h/o"].iter().any(|word| {
        after
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
            && !after[word.len()..].starts_with(|c: char| c.is_alphanumeric())
    })
}

/// Whether a disease, a drug or a treatment is named beside an amount of time, and no symptom before it.
fn names_other(note: &Note, time: &Time, sentence: Span) -> bool {
    let to = floor(&note.text, sentence.end.min(time.span.end + 50) as usize) as u32;
    let to = to.max(time.span.end);
    let mentions = note.findings();
    let at = mentions.partition_point(|mention| mention.span.start < time.span.end);
    let next = mentions[at..].first().filter(|mention| mention.span.end <= to);
    // `began 4 months ago, after a strep throat`: that is what came before.
    let after = note.text.get(time.span.end as usize..).unwrap_or_default();
    let after = after.trim_start_matches([' ', ',']);
    let since = ["after ", "following "].iter().any(|word| after.starts_with(word));
    let disease = !since && next.is_some_and(|mention| mention.lexicon == lexicon_ids::CONDITIONS);
    let tail = Span::new(
        time.span.end,
        next.map_or(to, |mention| mention.span.start.max(time.span.end)),
    );
    disease
        || note.phrases_in(lexicon_ids::DRUGS, tail).next().is_some()
        || says_listed(note, prefix(note.slice(tail), 40), "treatment")
}

/// Whether a disease or a drug is named shortly before an amount of time: `COPD for 10 years`.
fn names_before(note: &Note, time: &Time, within: u32) -> bool {
    let before = Span::new(time.span.start.saturating_sub(within), time.span.start);
    let mut drugs = note.phrases_in(lexicon_ids::DRUGS, before);
    let mut diseases = note.phrases_in(lexicon_ids::CONDITIONS, before);
    drugs.next().is_some() || diseases.next().is_some()
}

/// The number of a sentence in its section, from 0; a few are enough.
fn place_in_section(note: &Note, span: Span) -> usize {
    let sentences = note.sentences();
    let at = sentences.partition_point(|sentence| sentence.span.end <= span.start);
    let Some(own) = sentences.get(at) else { return 0 };
    let body = own.section.map(|ix| note.section(ix).heading);
    sentences[..at]
        .iter()
        .rev()
        .take(OPENING + 2)
        .take_while(|sentence| {
            sentence.section == own.section && body.is_none_or(|heading| !heading.overlaps(sentence.span))
        })
        .filter(|sentence| sentence.span.len() > 4)
        .count()
}

/// The first bytes of a text.
pub fn prefix(text: &str, length: usize) -> &str {
    let mut to = length.min(text.len());
    to = crate::text::floor(text, to);
    &text[..to]
}

/// The last bytes of a text.
pub fn suffix(text: &str, length: usize) -> &str {
    let mut from = text.len().saturating_sub(length);
    from = crate::text::ceil(text, from);
    &text[from..]
}

/// The symptoms that an amount of time belongs to, and the nearest of them.
fn attached<'n>(note: &'n Note, time: &Time, sentence: Span) -> (Vec<&'n str>, Option<Span>) {
    let mentions = note.findings();
    let inside = |mention: &&Mention| {
        sentence.contains(mention.span)
            && mention.lexicon == lexicon_ids::SYMPTOMS
            && !mention.implied
            && matches!(mention.assertion.status, Status::Present | Status::Uncertain)
            && mention.assertion.change != Some(Change::Over)
    };
    let at = mentions.partition_point(|mention| mention.span.start < time.span.start);
    // No other time may stand between.
    let others = note.times();
    let index = others.partition_point(|other| other.span.start < time.span.start);
    let amounts = |other: &&Time| other.days().is_some_and(|(days, _)| days > 0.0);
    let before = others[..index]
        .iter()
        .rev()
        .take(6)
        .find(amounts)
        .map_or(0, |other| other.span.end);
    let after = others[index + 1..]
        .iter()
        .take(6)
        .find(amounts)
        .map_or(u32::MAX, |other| other.span.start);
    let forward = tells_of(
        note.text
            .get(time.span.end as usize..)
            .map_or("", |rest| prefix(rest, 16)),
    )
        // `10 days jaundice`.
        || mentions[at..].first().is_some_and(|mention| {
            mention.lexicon == lexicon_ids::SYMPTOMS
                && mention.span.start > time.span.end
                && mention.span.start - time.span.end <= 1
        });
    let ahead = || {
        let first = mentions[at..]
            .iter()
            .take(8)
            .filter(inside)
            .find(|mention| mention.span.start >= time.span.end && mention.span.end <= after)?;
        (first.span.start - time.span.end <= NEAR).then_some(first)
    };
    let behind = || {
        let last = mentions[..at]
            .iter()
            .rev()
            .take(8)
            .filter(inside)
            .find(|mention| mention.span.start >= before)?;
        (time.span.start.saturating_sub(last.span.end) <= NEAR).then_some(last)
    };
    let found = if forward { ahead() } else { behind().or_else(ahead) };
    let Some(nearest) = found else {
        return (Vec::new(), None);
    };
    let mut concepts = vec![concept(note, nearest)];
    // `fever, cough and chills for 3 days`, `3 days of fever and cough`.
    let joined = |a: Span, b: Span| {
        a.end <= b.start && {
            let between = note.slice(Span::new(a.end, b.start));
            between.len() <= 16
                && between.split([' ', ',', '/', '&', '+']).all(|word| {
                    word.is_empty()
                        || ["and", "or", "a", "some", "with"]
                            .iter()
                            .any(|it| word.eq_ignore_ascii_case(it))
                })
        }
    };
    let centre = mentions.partition_point(|mention| mention.span.start < nearest.span.start);
    let mut edge = nearest.span;
    for mention in mentions[..centre].iter().rev().take(5).filter(inside) {
        if !joined(mention.span, edge) {
            break;
        }
        edge = mention.span;
        concepts.push(concept(note, mention));
    }
    let mut edge = nearest.span;
    for mention in mentions[centre..].iter().skip(1).take(5).filter(inside) {
        if !joined(edge, mention.span) {
            break;
        }
        edge = mention.span;
        concepts.push(concept(note, mention));
    }
    (concepts, Some(nearest.span))
}
