//! Tobacco, alcohol and drugs: what the note says that the patient uses, used, or never did.
//!
//! Three ways of telling are read: a phrase ("former smoker"), a label with its value (`Tobacco, alcohol: none`), and a rate
//! after a use ("smokes, 20 a day"). Words are the lexicon `substance-use`.

use super::super::Note;
use super::around::{after, before, skip_spaces};
use super::{Status, TimeKind};
use crate::grammar::{LexiconEntry, LexiconHit, Role, Str, lexicon_ids};
use crate::text::Span;

/// How the use of a substance is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Never.
    Never,
    /// Not now; maybe before.
    NotNow,
    /// Before, and stopped.
    Former,
    /// Now.
    Current,
    /// Now and then.
    Social,
    /// How much.
    Amount,
}

/// How surely words tell of a use of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grip {
    /// A diagnosis or a history: "tobacco use disorder", "history of smoking".
    Named,
    /// A test: "positive for cocaine".
    Test,
    /// What the patient is: "smoker".
    Is,
    /// What the patient does now: "currently smokes".
    Now,
}

/// One statement about a substance, of the patient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Substance<'n> {
    /// `tobacco`, `alcohol` or `drugs`.
    pub substance: &'n str,
    /// How its use is told.
    pub told: Use,
    /// How surely a current use is one of today.
    pub grip: Grip,
    /// The words.
    pub span: Span,
}

/// Children younger than this do not smoke; the smoke is their parents'. In years.
const CHILD: f64 = 8.0;
/// How far a label looks for its value, a denial for its limits, a rate for its use. In bytes.
const REACH: usize = 90;

impl Note {
    /// What the note says that the patient uses, in the order of the text. What is said of relatives, in quotation marks, or
    /// of what may be, is left out, and everything in the note of a small child.
    pub fn substances(&self) -> Vec<Substance<'_>> {
        if self.patient().years().is_some_and(|years| years < CHILD) {
            return Vec::new();
        }
        let reader = Reader::new(self);
        let mut found: Vec<Substance<'_>> = Vec::new();
        // From the last to the first: labels in a row (`Tobacco, alcohol, drugs: none`) share the value of the last.
        let mut next: Option<(u32, Option<Answer>)> = None;
        for hit in self.phrases_of(lexicon_ids::SUBSTANCE_USE).rev() {
            let entry = self.entry(hit);
            let label = reader.is_label(hit, entry);
            let answer = if label { reader.answer(hit, next) } else { None };
            if label {
                next = Some((hit.span.start, answer));
            }
            match reader.substance(hit, entry, answer) {
                // `No T/E/D`: tobacco, alcohol, drugs.
                Some(all) if all.substance == "all" => {
                    found.extend(["drugs", "alcohol", "tobacco"].map(|substance| Substance { substance, ..all }));
                }
                one => found.extend(one),
            }
        }
        found.reverse();
        reader.add_rates(&mut found);
        found
    }
}

/// What a value says, and where it ends.
#[derive(Clone, Copy)]
struct Answer {
    told: Option<Use>,
    end: u32,
}

/// What a denial is worth.
#[derive(PartialEq)]
enum Denial {
    Plain,
    /// It holds for an occasion or beyond an amount.
    Limited,
    /// It has been so for some time: not now, but before.
    Lately,
}

struct Reader<'n> {
    note: &'n Note,
    bytes: &'n [u8],
    answers: [(&'n [Str], Option<Use>); 7],
    limits: &'n [Str],
    abstinent: &'n [Str],
    to_do: &'n [Str],
    qualifiers: &'n [Str],
    to_be: &'n [Str],
    needs: &'n [Str],
    /// Where the words stand that make a criterion of an amount, in order.
    criteria: Vec<u32>,
}

impl<'n> Reader<'n> {
    fn new(note: &'n Note) -> Self {
        let entries = &note.grammar.lexicon(lexicon_ids::SUBSTANCE_USE).entries;
        let words = |id: &str| {
            let entry = entries.iter().find(|entry| entry.id == id);
            entry.map_or(&[][..], |entry| entry.list("words"))
        };
        Reader {
            note,
            bytes: note.text.as_bytes(),
            answers: [
                (words("answer-never"), Some(Use::Never)),
                (words("answer-no"), Some(Use::NotNow)),
                (words("answer-former"), Some(Use::Former)),
                (words("answer-social"), Some(Use::Social)),
                (words("answer-current"), Some(Use::Current)),
                (words("answer-amount"), Some(Use::Amount)),
                (words("answer-limits"), None),
            ],
            limits: words("limits"),
            abstinent: words("abstinent"),
            to_do: words("to-do"),
            qualifiers: words("qualifiers"),
            to_be: words("to-be"),
            needs: words("needs"),
            criteria: note
                .phrases_of(lexicon_ids::SUBSTANCE_USE)
                .filter(|hit| note.grammar.category(hit) == "criteria")
                .map(|hit| hit.span.start)
                .collect(),
        }
    }

    /// Whether a value may stand beside the words.
    fn is_label(&self, hit: &LexiconHit, entry: &LexiconEntry) -> bool {
        entry.category == "label"
            || matches!(&*entry.category, "current" | "former" | "not-now")
                && matches!(self.bytes.get(hit.span.end as usize), Some(b':' | b'?'))
    }

    /// The value beside a label: after a colon or the like, in the next cell or line, or that of the label after it.
    fn answer(&self, hit: &LexiconHit, next: Option<(u32, Option<Answer>)>) -> Option<Answer> {
        let end = hit.span.end as usize;
        if let Some((start, answer)) = next
            && start as usize <= end + 8
            && self.bytes[end..start as usize]
                .iter()
                .all(|byte| matches!(byte, b' ' | b',' | b'/' | b'&'))
        {
            return answer;
        }
        // `Tob+ EtOH- drugs-`, `+ tobacco`.
        let parts = |at: usize| {
            self.bytes
                .get(at)
                .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';' | b'.'))
        };
        let sign = match self.bytes.get(end) {
            Some(b'+') if parts(end + 1) => Some(Use::Current),
            Some(b'-') if parts(end + 1) && self.bytes.get(end + 2).is_none_or(u8::is_ascii_alphabetic) => {
                Some(Use::NotNow)
            }
            _ => None,
        };
        if sign.is_some() {
            return Some(Answer {
                told: sign,
                end: end as u32 + 1,
            });
        }
        let lead = self.bytes[..hit.span.start as usize].trim_ascii_end();
        if lead.ends_with(b"+") && hit.span.start as usize - lead.len() < 2 {
            return Some(Answer {
                told: Some(Use::Current),
                end: hit.span.end,
            });
        }
        let mut at = end;
        while matches!(self.bytes.get(at), Some(b'*' | b'_' | b' ' | b'\t' | b')')) {
            at += 1;
        }
        let mut parted = false;
        loop {
            match self.bytes.get(at..) {
                Some([b':' | b'=' | b'|' | b'?', ..]) => at += 1,
                // `Tobacco - none`, not `tobacco-free`.
                Some([b'-', b' ', ..]) if at > end => at += 1,
                Some([0xE2, 0x80, 0x93 | 0x94, ..]) => at += 3,
                Some([b'*' | b'_' | b' ' | b'\t', ..]) if parted => {
                    at += 1;
                    continue;
                }
                Some([b'\n' | b'\r', ..]) if !parted && self.stands_alone(hit) => {}
                _ => break,
            }
            parted = true;
            if matches!(self.bytes.get(at), Some(b'\n' | b'\r')) {
                at = self.next_line(at);
            }
        }
        parted.then_some(())?;
        let lists = self.answers.iter();
        let told = lists
            .filter_map(|(words, told)| Some((after(self.bytes, at, words)?.0, *told)))
            .max_by_key(|(end, _)| *end);
        let number = || {
            let digit = self.bytes.get(at).is_some_and(u8::is_ascii_digit);
            digit.then_some((at + 1, Some(Use::Amount)))
        };
        let (to, told) = match told {
            Some(told) => told,
            None => number().unwrap_or((at, None)),
        };
        Some(Answer { told, end: to as u32 })
    }

    /// Whether the words are a line of their own, as a heading is.
    fn stands_alone(&self, hit: &LexiconHit) -> bool {
        let before = &self.bytes[..hit.span.start as usize];
        let mut lead = before.iter().rev().take(8);
        loop {
            match lead.next() {
                None | Some(b'\n' | b'\r') => return true,
                Some(b'#' | b' ' | b'*' | b'-' | b'_') => {}
                Some(_) => return false,
            }
        }
    }

    /// Past line ends and the marks of a list.
    fn next_line(&self, mut at: usize) -> usize {
        let limit = at + 12;
        while at < limit && matches!(self.bytes.get(at), Some(b'\n' | b'\r' | b' ' | b'*' | b'-' | b'\t')) {
            at += 1;
        }
        at
    }

    fn substance(&self, hit: &LexiconHit, entry: &'n LexiconEntry, answer: Option<Answer>) -> Option<Substance<'n>> {
        let note = self.note;
        let substance = entry.text("substance")?;
        let role = note.role_at(hit.span.start);
        if role == Role::FamilyHistory || self.is_of_another(hit.span) {
            return None;
        }
        let grip = match entry.text("grip") {
            Some("now") => Grip::Now,
            Some("is") => Grip::Is,
            Some("test") => Grip::Test,
            _ => Grip::Named,
        };
        let made = |told, grip, span| Substance {
            substance,
            told,
            grip,
            span,
        };
        let orders = matches!(role, Role::Plan | Role::AssessmentAndPlan);
        if let Some(answer) = answer {
            // `Tobacco use: offer varenicline` is a problem of this patient.
            let Some(told) = answer.told else {
                if entry.category != "label" {
                    return self.phrase(hit, entry, substance, grip);
                }
                let problem = orders && entry.text("grip").is_some() && !self.is_negated_after(hit.span.end as usize);
                return problem.then(|| made(Use::Current, Grip::Named, hit.span));
            };
            let span = hit.span.cover(Span::at(answer.end));
            let told = match told {
                Use::NotNow => match (self.denial(answer.end as usize), substance) {
                    (Denial::Limited, _) => return None,
                    (Denial::Lately, "tobacco") => Use::Former,
                    (Denial::Lately, _) => return None,
                    (Denial::Plain, "tobacco") => Use::NotNow,
                    (Denial::Plain, _) => Use::Never,
                },
                // A number is an amount of tobacco; of other things it is a use.
                Use::Amount | Use::Social if substance != "tobacco" => Use::Current,
                told => told,
            };
            let grip = if substance == "tobacco" { Grip::Now } else { Grip::Is };
            return Some(made(told, grip, span));
        }
        self.phrase(hit, entry, substance, grip)
    }

    /// What a phrase says by itself.
    fn phrase(&self, hit: &LexiconHit, entry: &LexiconEntry, substance: &'n str, grip: Grip) -> Option<Substance<'n>> {
        let note = self.note;
        let orders = matches!(note.role_at(hit.span.start), Role::Plan | Role::AssessmentAndPlan);
        let made = |told, grip, span| Substance {
            substance,
            told,
            grip,
            span,
        };
        let told = match &*entry.category {
            "never" => Use::Never,
            "not-now" => Use::NotNow,
            "former" => Use::Former,
            "current" => Use::Current,
            "social" => Use::Social,
            "amount" => Use::Amount,
            "label" => {
                let (told, span) = self.bare(hit, entry, orders)?;
                return Some(made(told, grip, span));
            }
            _ => return None,
        };
        let words = note.slice(hit.span);
        let starts = |word: &str| {
            words
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        if matches!(told, Use::Never | Use::NotNow) {
            // "Wants to be a non-smoker by July".
            if before(self.bytes, hit.span.start as usize, self.to_be).is_some() {
                return None;
            }
            // "No alcohol for 48 hours" in a plan is an order.
            let orders = orders || matches!(note.role_at(hit.span.start), Role::Course | Role::DischargeMedications);
            if orders && (starts("no ") || starts("not ")) {
                return None;
            }
            let quoted = note.sentence_at(hit.span.start).is_some_and(|sentence| sentence.quoted);
            let told = match self.denial(hit.span.end as usize) {
                _ if quoted => return None,
                Denial::Plain => told,
                Denial::Limited => return None,
                Denial::Lately if substance == "tobacco" && told == Use::NotNow => Use::Former,
                Denial::Lately if substance == "tobacco" => told,
                Denial::Lately => return None,
            };
            return Some(made(told, grip, hit.span));
        }
        let quits = starts("quit");
        if quits {
            // "To quit smoking" is still to be done; "quit smoking" is done.
            let imperative = orders && self.opens_sentence(hit.span);
            let wanted = before(self.bytes, hit.span.start as usize, self.to_do).is_some();
            let told = if wanted || imperative {
                Use::Current
            } else {
                Use::Former
            };
            let grip = if told == Use::Former { Grip::Now } else { Grip::Named };
            return Some(made(told, grip, hit.span));
        }
        let assertion = note.assertion(hit.span);
        if assertion.quoted {
            return None;
        }
        let told = match assertion.status {
            Status::Present => told,
            // "Never smoker, 20 pack-years": a number is not denied.
            Status::Absent if told == Use::Amount => told,
            // "No current smoker" and its like say that there is none now.
            Status::Absent if told == Use::Current && grip > Grip::Test => Use::NotNow,
            // A past history does not make "smokes" one of the past.
            Status::Historical if told == Use::Current && grip == Grip::Now && assertion.cue.is_none() => told,
            Status::Historical if told == Use::Current && grip > Grip::Test => Use::Former,
            Status::Historical => told,
            _ => return None,
        };
        // "Used to smoke more" has not stopped.
        let less = told == Use::Former && (starts("used to") || starts("previously") || starts("formerly"));
        let grip = if less { Grip::Is } else { grip };
        if told == Use::Current && self.is_long_since(hit.span, substance) {
            return Some(made(Use::Former, grip, hit.span));
        }
        if told == Use::Amount {
            if self.is_nothing(hit.span) {
                return Some(made(Use::Never, grip, hit.span));
            }
            if self.is_criterion(hit.span) {
                return None;
            }
        }
        Some(made(told, grip, hit.span))
    }

    /// A label without a value: "denies tobacco, alcohol and drugs", "admits to tobacco use".
    fn bare(&self, hit: &LexiconHit, entry: &LexiconEntry, orders: bool) -> Option<(Use, Span)> {
        let role = self.note.role_at(hit.span.start);
        let told_of = matches!(
            role,
            Role::History
                | Role::SocialHistory
                | Role::PastHistory
                | Role::Identification
                | Role::Assessment
                | Role::Other
        );
        if !told_of && !orders {
            return None;
        }
        let assertion = self.note.assertion(hit.span);
        let tobacco = entry.text("substance") == Some("tobacco");
        // "Denies alcohol or drugs", where "drugs" is read.
        let cue = assertion
            .cue
            .filter(|cue| cue.start < hit.span.start && hit.span.start - cue.start < REACH as u32);
        let whole = cue.map_or(hit.span, |cue| cue.cover(hit.span));
        let told = match assertion.status {
            _ if assertion.quoted => None,
            Status::Absent if before(self.bytes, hit.span.start as usize, self.qualifiers).is_some() => None,
            Status::Absent if !orders && self.denial(hit.span.end as usize) == Denial::Plain => {
                Some(if tobacco { Use::NotNow } else { Use::Never })
            }
            Status::Present if entry.text("grip").is_some() && assertion.change.is_none() => Some(Use::Current),
            Status::Historical if entry.text("grip").is_some() && tobacco => Some(Use::Former),
            _ => None,
        }?;
        Some((told, if told == Use::Current { hit.span } else { whole }))
    }

    /// What follows a denial says how far it goes.
    fn denial(&self, at: usize) -> Denial {
        let mut at = at;
        let end = (at + REACH).min(self.bytes.len());
        // Past the other things denied with it: "no alcohol or drugs at the wedding".
        for _ in 0..8 {
            let start = skip_spaces(self.bytes, at);
            let start = if matches!(self.bytes.get(start), Some(b'/' | b',')) {
                skip_spaces(self.bytes, start + 1)
            } else {
                start
            };
            if after(self.bytes, at, self.limits).is_some() {
                return Denial::Limited;
            }
            if self.is_lately(at) {
                return Denial::Lately;
            }
            let to = (start..end)
                .find(|at| !self.bytes[*at].is_ascii_alphabetic())
                .unwrap_or(end);
            let word = &self.bytes[start.min(to)..to];
            let passes: [&[u8]; 17] = [
                b"or",
                b"and",
                b"nor",
                b"drugs",
                b"drug",
                b"tobacco",
                b"alcohol",
                b"etoh",
                b"use",
                b"intake",
                b"products",
                b"illicit",
                b"illicits",
                b"recreational",
                b"cigarettes",
                b"other",
                b"substances",
            ];
            if !passes.iter().any(|pass| word.eq_ignore_ascii_case(pass)) {
                return Denial::Plain;
            }
            at = to;
        }
        Denial::Plain
    }

    /// `for 5 days`, `since 2015`, `in 3 years`.
    fn is_lately(&self, at: usize) -> bool {
        let Some((to, index)) = after(self.bytes, at, self.abstinent) else {
            return false;
        };
        let word = &*self.abstinent[index];
        if !matches!(word, "for" | "x" | "in") {
            return true;
        }
        // "For many years", "x 5 days", not "for religious reasons".
        let start = to as u32;
        let times = self.note.times();
        let from = times.partition_point(|time| time.span.end <= start);
        times.get(from).is_some_and(|time| time.span.start <= start + 12)
    }

    /// "20/day for 30 years, stopped 2010" in a social history.
    fn is_smoking_of_few_words(&self, span: Span) -> bool {
        self.note.role_at(span.start) == Role::SocialHistory
            && self.opens_sentence(span)
            && self.note.sentence_at(span.start).is_some_and(|sentence| {
                let rest = self.note.slice(Span::new(span.end, sentence.span.end.max(span.end)));
                let words = ["years", "yrs", "stopped", "quit"];
                rest.split(|c: char| !c.is_alphabetic())
                    .any(|word| words.contains(&word))
            })
    }

    fn is_negated_after(&self, at: usize) -> bool {
        let end = (at + REACH).min(self.bytes.len());
        let line = memchr::memchr2(b'\n', b'.', &self.bytes[at..end]).map_or(end, |line| at + line);
        let mut words = self.bytes[at..line].split(|byte| !byte.is_ascii_alphabetic());
        words.any(|word| {
            let no: [&[u8]; 7] = [b"no", b"not", b"none", b"never", b"nil", b"denies", b"remain"];
            no.iter().any(|no| word.eq_ignore_ascii_case(no))
        })
    }

    fn opens_sentence(&self, span: Span) -> bool {
        let sentence = self.note.sentence_at(span.start);
        sentence.is_some_and(|sentence| sentence.span.start + 3 >= span.start)
    }

    /// "Last drink 3 years ago", "smoked heavily, last in 2009".
    fn is_long_since(&self, span: Span, substance: &str) -> bool {
        substance != "tobacco"
            && self
                .note
                .slice(span)
                .get(..4)
                .is_some_and(|word| word.eq_ignore_ascii_case("last"))
            && self.years_in_sentence(span).is_some()
    }

    /// The first date, or time of a month and more before now, in the sentence of `span`.
    fn years_in_sentence(&self, span: Span) -> Option<f64> {
        let sentence = self.note.sentence_at(span.start)?;
        let times = self.note.times();
        let from = times.partition_point(|time| time.span.start < sentence.span.start);
        times[from..]
            .iter()
            .take_while(|time| time.span.start < sentence.span.end)
            .find_map(|time| match time.kind {
                TimeKind::Date { year: Some(_), .. } => Some(1.0),
                TimeKind::Ago(count, unit) => Some(count * unit.days() / 365.25).filter(|years| *years > 0.08),
                _ => None,
            })
    }

    /// `0 ppd`, `zero pack-years`.
    fn is_nothing(&self, span: Span) -> bool {
        let words = self.note.slice(span);
        let digits = words.len() - words.trim_start_matches(['0', '.']).len();
        let point = span.start > 0 && matches!(self.bytes[span.start as usize - 1], b'.' | b'0'..=b'9');
        let next = words.as_bytes().get(digits).copied().unwrap_or(b' ');
        digits > 0 && !next.is_ascii_digit() && next != b'-' && next != b'/' && !point
    }

    /// An amount that is asked for, not told: "≥ 20 pack-years", "eligible for screening at 20 pack-years".
    fn is_criterion(&self, span: Span) -> bool {
        let start = super::around::back_spaces(self.bytes, span.start as usize);
        let sign = matches!(
            self.bytes[..start],
            [.., b'<' | b'>' | b'='] | [.., 0xE2, 0x89, 0xA4 | 0xA5]
        );
        let sign = sign && !self.bytes[..start].ends_with(b" =")
            || before(self.bytes, span.start as usize, self.needs).is_some();
        let Some(sentence) = self.note.sentence_at(span.start) else {
            return sign;
        };
        let at = self.criteria.partition_point(|start| *start < sentence.span.start);
        sign || self.criteria.get(at).is_some_and(|start| *start < sentence.span.end)
    }

    /// Whether a relative or another person stands before the words in their sentence: "her husband smokes".
    fn is_of_another(&self, span: Span) -> bool {
        let note = self.note;
        let from = note
            .sentence_at(span.start)
            .map_or(span.start, |sentence| sentence.span.start)
            .max(span.start.saturating_sub(60));
        let before = Span::new(from.min(span.start), span.start);
        let mut others = note.phrases_in(lexicon_ids::PERSON_WORDS, before);
        let is_other = |hit: &LexiconHit| {
            if !matches!(note.grammar.category(hit), "relative" | "group") || hit.span.end > span.start {
                return false;
            }
            let clause = note.slice(Span::new(hit.span.end, span.start));
            let word = |word: &str| {
                clause
                    .split(|c: char| !c.is_alphabetic())
                    .any(|it| it.eq_ignore_ascii_case(word))
            };
            // "Husband, who smokes", "father, a smoker"; not "husband, who drives her; never smoker".
            let plain = clause.trim_start_matches([',', ' ']);
            let relative = plain.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("who "));
            if relative && !plain.contains([',', ';', '.']) || clause.trim() == ", a" || clause.trim() == ", also a" {
                return true;
            }
            // "Lives with his wife. Smokes …", "lives with wife, smokes", "lives with wife and smokes", "per mother he
            // smokes" speak of the patient.
            let lead = self.bytes[..hit.span.start as usize].trim_ascii_end();
            let lead = lead
                .strip_suffix(b"his")
                .or_else(|| lead.strip_suffix(b"her"))
                .unwrap_or(lead)
                .trim_ascii_end();
            let with = [&b"with"[..], b"per", b"to", b"Per"]
                .iter()
                .any(|word| lead.ends_with(word));
            !(clause.contains([',', ';', '.', '/'])
                || (with && (word("and") || word("he") || word("she") || word("they"))))
        };
        others.any(is_other)
    }

    /// Rates after a use are amounts of it: "smokes, 20 a day"; and before one: "20/day smoker".
    fn add_rates(&self, found: &mut Vec<Substance<'n>>) {
        let note = self.note;
        let mut added = Vec::new();
        for hit in note.phrases_of(lexicon_ids::SUBSTANCE_USE) {
            if note.grammar.category(hit) != "rate" {
                continue;
            }
            let at = found.partition_point(|it| it.span.start < hit.span.start);
            let same = |it: &&Substance<'n>| {
                it.substance == "tobacco"
                    && !matches!(it.told, Use::Amount | Use::Never)
                    && note.sentence_at(it.span.start).is_some_and(|sentence| {
                        sentence.span.start <= hit.span.start && hit.span.end <= sentence.span.end
                    })
            };
            let earlier = found[..at].last().filter(same);
            let earlier = earlier.filter(|it| hit.span.start.saturating_sub(it.span.end) < REACH as u32);
            let later = found.get(at).filter(same);
            let later = later.filter(|it| it.span.start.saturating_sub(hit.span.end) < 14);
            if let Some(it) = earlier.or(later) {
                added.push(Substance {
                    told: Use::Amount,
                    span: hit.span,
                    ..*it
                });
            } else if self.is_smoking_of_few_words(hit.span) {
                added.push(Substance {
                    substance: "tobacco",
                    told: Use::Amount,
                    grip: Grip::Is,
                    span: hit.span,
                });
            }
        }
        found.extend(added);
        found.sort_by_key(|it| it.span.start);
    }
}
