//! What stands around the name of a drug: dose, route, frequency, reason, length, in whatever order they were written.

use super::amounts::{Amount, Per, Unit, amount, number};
use super::words::{after_gap, word};
use super::{Dose, Frequency, hit_at};
use crate::grammar::{LexiconHit, lexicon_ids};
use crate::note::Note;
use crate::text::Span;

/// How far a drug is followed, in bytes.
const REACH: usize = 320;
/// How far back a dose before the name may begin, in bytes.
const REACH_BACK: usize = 80;
/// Words that are none of these and may stand between: `metoprolol for the blood pressure she takes at 25 mg`.
const SLACK: usize = 4;

/// What was read of one drug.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub dose: Option<Dose>,
    pub more: Vec<Dose>,
    /// Whether the dose has a unit, and is not a count of tablets.
    measured: bool,
    pub strength: Option<Span>,
    pub count: Option<f64>,
    pub changed: bool,
    pub route: Option<Span>,
    pub form: Option<Span>,
    pub frequency: Option<Frequency>,
    /// Whether the frequency is only a time of day so far, which others add to.
    times_of_day: bool,
    pub by_rule: Option<Span>,
    pub prn: Option<Span>,
    pub indication: Option<Span>,
    pub duration: Option<Span>,
    /// Other names of the same drug: `Lasix (furosemide)`.
    pub aliases: Vec<u32>,
    /// Where what was read ends.
    pub end: usize,
    /// Where it begins, if before the name.
    pub start: Option<usize>,
}

/// A drug whose surroundings are read.
pub(super) struct Reader<'n> {
    pub note: &'n Note,
    /// The name.
    pub hit: LexiconHit,
    /// Whether it stands in a list of medications, where other words are remarks and not another sentence.
    pub list: bool,
    /// No further than here.
    pub limit: usize,
    /// Not before here: the end of what belongs to the drug before.
    pub floor: usize,
}

/// What one step found.
enum Step {
    /// Something of the drug; go on here.
    Taken(usize),
    /// A word that says nothing; go on here.
    Other(usize),
    /// A word that joins; go on here.
    Joined(usize),
    /// The end.
    Stop,
}

impl Reader<'_> {
    fn text(&self) -> &str {
        &self.note.text
    }

    /// Everything around the name.
    pub fn read(&self) -> Parts {
        let mut parts = Parts {
            end: self.hit.span.end as usize,
            ..Parts::default()
        };
        // `insulin pump`: the name is part of what says how it is given.
        if let Some(whole) = self.hit(lexicon_ids::FREQUENCIES, self.hit.span.start as usize)
            && whole.span.end > self.hit.span.end
            && &*self.note.entry(&whole).category == "by-rule"
        {
            parts.by_rule = Some(whole.span);
        }
        self.forward(&mut parts);
        self.backward(&mut parts);
        parts
    }

    fn forward(&self, parts: &mut Parts) {
        let text = self.text();
        let limit = crate::text::floor(text, self.limit.min(self.hit.span.end as usize + REACH));
        let mut at = self.hit.span.end as usize;
        let mut slack = 0;
        let mut state = State {
            first: true,
            table: false,
            from: false,
            joined: false,
            take: false,
            comma: false,
            strayed: false,
        };
        while at < limit {
            let Some(next) = self.separators(at, limit, &mut state, parts) else {
                break;
            };
            at = next;
            if at >= limit {
                break;
            }
            match self.step(at, limit, &mut state, parts) {
                Step::Taken(next) => {
                    parts.end = next.min(limit);
                    at = next;
                    slack = 0;
                    state.joined = false;
                    (state.comma, state.strayed) = (false, false);
                }
                Step::Other(next) => {
                    slack += 1;
                    state.strayed |= state.comma && !self.list;
                    state.comma = false;
                    if state.joined || (slack > SLACK && !state.table) {
                        break;
                    }
                    at = next;
                    if at >= limit {
                        break;
                    }
                    if state.table {
                        // The rest of the cell is a remark.
                        let cell = text[at..limit].find(['|', '\n']).map_or(limit, |bar| at + bar);
                        at = cell;
                    }
                }
                Step::Joined(next) => {
                    state.joined = true;
                    at = next;
                }
                Step::Stop => break,
            }
            state.first = false;
        }
    }

    /// Past blanks and signs between two things; `None` where the statement ends.
    fn separators(&self, mut at: usize, limit: usize, state: &mut State, parts: &Parts) -> Option<usize> {
        let text = self.text();
        loop {
            if at >= limit {
                return None;
            }
            let c = text[at..limit].chars().next()?;
            match c {
                '\n' | '\r' => {
                    at = self.next_line(at, limit, parts)?;
                    // Only what surely belongs to the drug goes on in the next line.
                    state.joined = true;
                }
                '.' if text[at + 1..].starts_with(|c: char| c.is_ascii_digit()) => return Some(at),
                '.' => {
                    let before = text[..at].chars().next_back();
                    let (next, gap) = after_gap(text, at + 1);
                    if !gap || !before.is_some_and(|c| c.is_ascii_alphabetic()) {
                        return (!gap
                            && before.is_some_and(char::is_alphanumeric)
                            && next < limit
                            && !text[next..].starts_with(['\n', '\r']))
                        .then_some(next);
                    }
                    // `20 mg. one p.o. twice per day`: a full stop after an abbreviation.
                    let abbreviates = at as u32 > self.hit.span.end && parts.end == at;
                    if !abbreviates
                        || text[next..].starts_with(|c: char| c.is_uppercase())
                            && !(self.list && self.is_attribute(next))
                    {
                        return None;
                    }
                    state.joined = true;
                    at = next;
                }
                // `glipizide 5 mg tablet; Take 1 tablet by mouth daily`.
                ';' if self.is_instruction(after_gap(text, at + 1).0) => at += 1,
                ';' | '!' | '?' => return None,
                '|' => {
                    state.table = true;
                    at += 1;
                }
                ',' => {
                    state.joined = false;
                    state.comma = true;
                    at += 1;
                }
                // `Tylenol + prn oxy 10 mg`: a second drug, by its short name.
                '+' if self.is_short_name(at + 1) => return None,
                '½' | '¼' | '¾' => return Some(at),
                _ if c.is_alphanumeric() => return Some(at),
                '#' | '%' | '<' => return Some(at),
                '>' if state.first => return None,
                _ => at += c.len_utf8(),
            }
        }
    }

    /// Whether it is told at `at` how to take the drug.
    fn is_instruction(&self, at: usize) -> bool {
        let name = word(self.text(), at);
        [
            "take", "use", "inject", "inhale", "apply", "place", "instill", "sig", "insert", "dissolve", "chew", "give",
        ]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
            && !self.drug_follows_name(at + name.len())
    }

    /// Whether a drug is named right after `at`.
    fn drug_follows_name(&self, at: usize) -> bool {
        let (next, _) = after_gap(self.text(), at);
        hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some()
    }

    /// The start of the next line, if the statement can go on there: no blank line, no item, no heading.
    fn next_line(&self, at: usize, limit: usize, parts: &Parts) -> Option<usize> {
        let text = self.text();
        let rest = &text[at..limit];
        let after = rest.strip_prefix("\r\n").or_else(|| rest.get(1..))?;
        let start = limit - after.len();
        let (next, _) = after_gap(text, start);
        if next >= limit || text[next..].starts_with(['\n', '\r', '-', '*', '•', '–', '+', '|', '#', '>']) {
            return None;
        }
        // `2. metformin`, `2) metformin`.
        let digits = text[next..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0
            && text[next + digits..].starts_with(['.', ')'])
            && !text[next + digits + 1..].starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        // A dose that goes on in the next line is missing so far, or it is a frequency that is.
        let goes_on = parts.dose.is_none() || parts.frequency.is_none();
        (goes_on && self.is_attribute(next)).then_some(next)
    }

    /// Whether a dose, a route, a frequency or a form begins at `at`.
    fn is_attribute(&self, at: usize) -> bool {
        let named = [
            lexicon_ids::FREQUENCIES,
            lexicon_ids::ROUTES,
            lexicon_ids::COURSE_LENGTHS,
        ];
        named.iter().any(|lexicon| self.hit(*lexicon, at).is_some())
            || amount(self.note, at).is_some_and(|it| it.unit != Unit::Missing && it.per != Per::Laboratory)
    }

    /// The phrase of `lexicon` at `at`; one that is written in capitals only counts so.
    fn hit(&self, lexicon: crate::grammar::LexiconId, at: usize) -> Option<LexiconHit> {
        hit_at(self.note, lexicon, at as u32).filter(|hit| {
            !self.note.entry(hit).flag("capitals") || self.note.slice(hit.span).chars().all(|c| !c.is_lowercase())
        })
    }

    fn step(&self, at: usize, limit: usize, state: &mut State, parts: &mut Parts) -> Step {
        let text = self.text();
        let name = word(text, at);
        // Another name of the same drug, or another drug.
        if let Some(hit) = hit_at(self.note, lexicon_ids::DRUGS, at as u32)
            && hit.span.start != self.hit.span.start
        {
            if super::same_substance(self.note, hit.entry, self.hit.entry) {
                parts.aliases.push(hit.span.start);
                return Step::Taken(hit.span.end as usize);
            }
            return Step::Stop;
        }
        // "Hold lisinopril, monitor BP every 4 hours": a verb after a comma begins another step.
        if state.comma && !self.list && self.is_other_step(at) {
            return Step::Stop;
        }
        if is_joiner(name) {
            let (next, _) = after_gap(text, at + name.len());
            return match self.goes_on_after_joiner(next, limit, parts) {
                true => Step::Joined(next),
                false => Step::Stop,
            };
        }
        if let Some((per_day, end)) = british_hours(text, at).filter(|_| parts.dose.is_some()) {
            set_frequency(parts, Some(per_day), Span::from(at..end), false);
            return Step::Taken(end);
        }
        if let Some(end) = british_length(text, at).filter(|_| parts.dose.is_some() || parts.frequency.is_some()) {
            parts.duration.get_or_insert(Span::from(at..end));
            return Step::Taken(end);
        }
        if let Some(hit) = self.hit(lexicon_ids::COURSE_LENGTHS, at)
            && !name.is_empty()
            && self
                .hit(lexicon_ids::FREQUENCIES, at)
                .is_none_or(|other| other.span.end <= hit.span.end)
            && !self.is_ago(at, hit.span.end as usize)
        {
            let span = match glued_length(text, at) {
                Some(end) if end > hit.span.end as usize => Span::from(at..end),
                _ => hit.span,
            };
            parts.duration.get_or_insert(span);
            return Step::Taken(self.rest_of_word(span.end as usize, limit));
        }
        if let Some(end) = glued_length(text, at) {
            parts.duration.get_or_insert(Span::from(at..end));
            return Step::Taken(end);
        }
        if let Some((per_day, end)) = shape(text, at).filter(|_| !state.first || parts.dose.is_none()) {
            set_frequency(parts, Some(per_day), Span::from(at..end), false);
            return Step::Taken(end);
        }
        if let Some(hit) = self.hit(lexicon_ids::FREQUENCIES, at) {
            // "Tylenol, occasional ibuprofen": after a comma, and right before another drug, it is that drug's.
            let before = text[..at].trim_end();
            let (next, gap) = after_gap(text, hit.span.end as usize);
            if before.ends_with(',') && gap && hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some()
                || state.strayed && self.is_of_a_thing(hit.span.end as usize, limit)
            {
                return Step::Stop;
            }
            return self.frequency(hit, limit, parts);
        }
        if let Some(amount) = amount(self.note, at).filter(|it| it.span.end as usize <= limit) {
            if is_of_food(text, amount.span) {
                parts.by_rule.get_or_insert(amount.span);
                return Step::Taken(amount.span.end as usize);
            }
            return self.amount(amount, limit, state, parts);
        }
        // `one twice a day`, `one to two every 4 hours`: how many, in words.
        if let Some((count, end)) = self.counted_in_words(at) {
            parts.count.get_or_insert(count);
            return Step::Taken(end);
        }
        if let Some(hit) = self.hit(lexicon_ids::ROUTES, at) {
            parts.route.get_or_insert(hit.span);
            if let Some(form) = self.hit(lexicon_ids::DOSE_FORMS, at) {
                parts.form.get_or_insert(form.span);
            }
            return Step::Taken(self.rest_of_word(hit.span.end as usize, limit));
        }
        if let Some(hit) = self.hit(lexicon_ids::DOSE_FORMS, at) {
            parts.form.get_or_insert(hit.span);
            return Step::Taken(hit.span.end as usize);
        }
        if name.eq_ignore_ascii_case("for") && parts.indication.is_none() {
            let (next, _) = after_gap(text, at + name.len());
            if let Some(end) = british_length(text, next) {
                parts.duration.get_or_insert(Span::from(at..end));
                return Step::Taken(end);
            }
            if let Some(span) = self.reason(next, limit) {
                parts.indication = Some(span);
                return Step::Taken(span.end as usize);
            }
        }
        if name.eq_ignore_ascii_case("from") {
            state.from = true;
            return Step::Other(at + name.len());
        }
        if [
            "take", "takes", "sig", "use", "inject", "inhale", "apply", "give", "dosage", "dose", "strength",
        ]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
        {
            state.take = true;
            return Step::Taken(at + name.len());
        }
        if name.is_empty() {
            // `#30`, `%`, `<`: a number to dispense and the like. `#20 (twenty)`.
            let sign = text[at..].chars().next().map_or(1, char::len_utf8);
            let end = number(text, at + sign).map_or(at + sign, |(_, end)| end);
            let spelled = text[at..]
                .starts_with('#')
                .then(|| text[end..limit.max(end)].strip_prefix(" ("))
                .flatten();
            let end = spelled
                .and_then(|rest| rest.find(')').filter(|close| *close < 16))
                .map_or(end, |close| end + 2 + close + 1);
            return Step::Other(end);
        }
        if ["disp", "dispense", "qty", "quantity", "refills", "refill", "allow"]
            .iter()
            .any(|it| name.eq_ignore_ascii_case(it))
        {
            let (next, _) = after_gap(text, at + name.len());
            let next = next + usize::from(text[next..].starts_with(':'));
            let (next, _) = after_gap(text, next);
            return Step::Taken(number(text, next).map_or(next, |(_, end)| end));
        }
        // What is done with it next is another statement, once its dose is known: `10 mg daily, increase to 20 mg`.
        if let Some(verb) = hit_at(self.note, lexicon_ids::MEDICATION_VERBS, at as u32)
            && !matches!(&*self.note.entry(&verb).category, "example" | "taking")
        {
            // "5 mg, #20, to take every 6 hours": how it is taken.
            if parts.frequency.is_none()
                && [
                    "to take",
                    "to use",
                    "to apply",
                    "to be taken",
                    "can take",
                    "may take",
                    "use",
                    "apply",
                ]
                .iter()
                .any(|it| self.note.slice(verb.span).eq_ignore_ascii_case(it))
                && self.is_attribute(after_gap(text, verb.span.end as usize).0)
            {
                return Step::Taken(verb.span.end as usize);
            }
            if parts.dose.is_some() {
                return Step::Stop;
            }
            return Step::Other(verb.span.end as usize);
        }
        Step::Other(at + name.len())
    }

    /// Whether a step that is not of the drug begins at `at`: `monitor`, `check`, `recheck`.
    fn is_other_step(&self, at: usize) -> bool {
        hit_at(self.note, lexicon_ids::PLAN_VERBS, at as u32).is_some()
            && hit_at(self.note, lexicon_ids::MEDICATION_VERBS, at as u32).is_none()
            && !self.is_attribute(at)
    }

    /// Whether a thing is named right after `at`, where more on a drug would be a form, a route, a time or a reason: `2 g sodium
    /// diet`, `daily weights`.
    fn is_of_a_thing(&self, at: usize, limit: usize) -> bool {
        const LINKS: [&str; 24] = [
            "for", "if", "when", "until", "till", "then", "as", "with", "over", "per", "of", "x", "to", "in", "at",
            "on", "before", "after", "by", "while", "prn", "each", "max", "total",
        ];
        let (next, gap) = after_gap(self.text(), at);
        let name = word(self.text(), next);
        gap && next < limit
            && name.starts_with(|c: char| c.is_alphabetic())
            && !is_joiner(name)
            && !LINKS.iter().any(|it| name.eq_ignore_ascii_case(it))
            && !self.is_attribute(next)
            && self.hit(lexicon_ids::DOSE_FORMS, next).is_none()
            && hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_none()
    }

    /// `one`, `two`, `one to two` right before a frequency or a route.
    fn counted_in_words(&self, at: usize) -> Option<(f64, usize)> {
        let text = self.text();
        let value = |at: usize| {
            let name = word(text, at);
            let known = [("one", 1.0), ("two", 2.0), ("three", 3.0), ("half", 0.5)];
            known
                .iter()
                .find(|(it, _)| name.eq_ignore_ascii_case(it))
                .map(|(it, value)| (*value, at + it.len()))
        };
        let (count, mut end) = value(at)?;
        let (next, _) = after_gap(text, end);
        if ["to", "or"].iter().any(|it| word(text, next).eq_ignore_ascii_case(it))
            && let Some((_, upper)) = value(after_gap(text, next + 2).0)
        {
            end = upper;
        }
        let (next, _) = after_gap(text, end);
        let follows =
            self.hit(lexicon_ids::FREQUENCIES, next).is_some() || self.hit(lexicon_ids::ROUTES, next).is_some();
        follows.then_some((count, end))
    }

    /// Whether "ago" follows or "at" stands before: `2 weeks ago` and `at 28 weeks` are no length of a course.
    fn is_ago(&self, at: usize, end: usize) -> bool {
        let text = self.text();
        let before = text[..at].trim_end_matches([' ', '~']);
        if [" at", " in", " after", " by"]
            .iter()
            .any(|word| before.ends_with(word))
        {
            return true;
        }
        let (next, _) = after_gap(text, self.rest_of_word(end, text.len()));
        ["ago", "prior", "before", "earlier", "later", "old"]
            .iter()
            .any(|it| word(text, next).eq_ignore_ascii_case(it))
    }

    /// A phrase may be the beginning of a word (`for # day*`): the end of that word.
    fn rest_of_word(&self, at: usize, limit: usize) -> usize {
        let rest = &self.text()[at..limit.max(at)];
        at + rest.bytes().take_while(u8::is_ascii_alphabetic).count()
    }

    /// After `and`: another time of day, another dose, but not another drug.
    /// Whether the short name of a drug follows, perhaps after "prn".
    fn is_short_name(&self, at: usize) -> bool {
        let (next, _) = after_gap(self.text(), at);
        let next = match word(self.text(), next) {
            "prn" | "PRN" => after_gap(self.text(), next + 3).0,
            _ => next,
        };
        self.hit(lexicon_ids::DRUG_ABBREVIATIONS, next).is_some()
    }

    fn goes_on_after_joiner(&self, at: usize, limit: usize, parts: &Parts) -> bool {
        if at >= limit {
            return false;
        }
        let later = self.hit(lexicon_ids::FREQUENCIES, at).is_some();
        let dose = parts.dose.is_some()
            && amount(self.note, at)
                .is_some_and(|it| it.unit != Unit::Missing && !self.belongs_to_next(it.span.end as usize));
        later || dose
    }

    /// Whether the amount that ends at `at` belongs to the drug named right after it: `40 mg of furosemide`, `1 g IV ceftriaxone`.
    fn belongs_to_next(&self, mut at: usize) -> bool {
        let text = self.text();
        for _ in 0..4 {
            let (next, _) = after_gap(text, at);
            if hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some() {
                return true;
            }
            let part = [lexicon_ids::ROUTES, lexicon_ids::DOSE_FORMS]
                .iter()
                .find_map(|lexicon| self.hit(*lexicon, next));
            at = match part {
                Some(hit) => hit.span.end as usize,
                None if word(text, next).eq_ignore_ascii_case("of") => next + 2,
                None => return false,
            };
        }
        false
    }

    fn amount(&self, amount: Amount, limit: usize, state: &mut State, parts: &mut Parts) -> Step {
        let text = self.text();
        let (start, end) = (amount.span.start as usize, amount.span.end as usize);
        // `aspirin, 40 mg Lasix`: after a comma, and right before another drug, it is that drug's.
        let before = text[self.hit.span.end as usize..start].trim_end();
        if (before.ends_with([',', '\n']) || state.joined)
            && self.belongs_to_next(end)
            && !self.follows_dose_list(parts)
        {
            return Step::Stop;
        }
        match (amount.unit, amount.per) {
            (_, Per::Laboratory) => return Step::Stop,
            (Unit::Percent, _) | (Unit::Measure(_), Per::Volume) => {
                parts.strength.get_or_insert(amount.span);
                return Step::Taken(end);
            }
            (Unit::Measure(_), Per::Piece) => {
                parts.strength.get_or_insert(amount.span);
                add_dose(self.note, parts, amount, false);
                return Step::Taken(end);
            }
            // "Lasix 40 mg, strict I/Os, 2 g sodium diet".
            (Unit::Measure(_), _) if state.strayed && self.is_of_a_thing(end, limit) => return Step::Stop,
            (Unit::Measure(_), _) if self.is_of_unknown_name(start, parts) => return Step::Stop,
            (Unit::Measure(_), _) => {
                // `lisinopril to 20 mg`: what it is raised or lowered to.
                let reached = text[self.hit.span.end as usize..start].trim();
                parts.changed |= parts.dose.is_none() && matches!(reached, "to" | "→" | "->");
                let changes = state.from && amount.to.is_some();
                let amount = match amount.to {
                    Some(to) if changes => Amount {
                        value: to,
                        to: None,
                        changed: true,
                        ..amount
                    },
                    _ => amount,
                };
                state.from = false;
                add_dose(self.note, parts, amount, false);
                if let Some(day) = amount.per_span {
                    set_frequency(parts, Some(1.0), day, false);
                }
                return Step::Taken(end);
            }
            (Unit::Form(_), _) => {
                parts.form.get_or_insert(amount.unit_span);
                add_dose(self.note, parts, amount, true);
                return Step::Taken(end);
            }
            (Unit::Missing, _) => {}
        }
        // A number alone: a dose without its unit right after the name (`Lipitor 40`), or how many to take.
        let (next, _) = after_gap(text, end);
        let glued = text[end..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | ':' | '%' | '°'));
        let follows = next >= limit
            || text[next..].starts_with([',', '.', ';', '\n', '\r', ')', '|', '(', '#'])
            || self.is_attribute(next)
            || is_joiner(word(text, next))
            || hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some();
        // `At 20:00`: minutes.
        let minutes = text[..amount.span.start as usize]
            .strip_suffix(':')
            .is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        if glued || minutes || !follows || amount.value > 2000.0 && amount.value.fract() == 0.0 && amount.value < 2100.0
        {
            return Step::Other(end);
        }
        if state.take || parts.form.is_some() && parts.dose.is_some() && parts.count.is_none() && amount.value <= 8.0 {
            state.take = false;
            if parts.dose.is_none() {
                add_dose(self.note, parts, amount, true);
            } else {
                parts.count.get_or_insert(amount.value);
            }
            return Step::Taken(end);
        }
        if state.first && !before.ends_with([',', '\n']) || state.table && parts.dose.is_none() {
            add_dose(self.note, parts, amount, false);
            return Step::Taken(end);
        }
        Step::Other(end)
    }

    /// Whether the amount at `start` stands behind a name that is not known, and the drug has all of its own: `senna 2 tabs BID + PEG
    /// 17 g`.
    fn is_of_unknown_name(&self, start: usize, parts: &Parts) -> bool {
        if parts.frequency.is_none() || parts.form.is_none() || parts.dose.is_none() {
            return false;
        }
        let between = &self.text()[parts.end.min(start)..start];
        let name = between.trim_start_matches([' ', ',', '+', '&']);
        between.len() > name.len() + 1
            && name.starts_with(char::is_uppercase)
            && name.trim_end().bytes().all(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether the writer puts doses after names here: the drug has one already.
    fn follows_dose_list(&self, parts: &Parts) -> bool {
        parts.dose.is_none()
            && self.list
            && self.text()[..self.hit.span.start as usize]
                .trim_end()
                .ends_with(['\n', '|'])
    }

    fn frequency(&self, hit: LexiconHit, limit: usize, parts: &mut Parts) -> Step {
        let entry = self.note.entry(&hit);
        let end = self.rest_of_word(hit.span.end as usize, limit);
        let span = Span::from(hit.span.start as usize..end);
        let count = || counted(self.note.slice(span));
        match &*entry.category {
            "fixed" => set_frequency(parts, entry.number("per-day"), span, false),
            "time" => set_frequency(parts, entry.number("per-day"), span, true),
            "meals" => {
                if parts.frequency.is_none() {
                    set_frequency(parts, entry.number("per-day"), span, true);
                }
            }
            // `Every 5 minutes`: until it helps, and not all day.
            "hours" if self.note.slice(span).to_ascii_lowercase().contains("min") => {
                set_frequency(parts, None, span, false);
            }
            "hours" => set_frequency(parts, Some(24.0 / count()), span, false),
            "days" => set_frequency(parts, Some(1.0 / count()), span, false),
            "weeks" => set_frequency(parts, Some(1.0 / (7.0 * count())), span, false),
            "months" => set_frequency(parts, Some(1.0 / (30.0 * count())), span, false),
            "per-day" => set_frequency(parts, Some(count()), span, false),
            "per-week" => set_frequency(parts, Some(count() / 7.0), span, false),
            "per-month" => set_frequency(parts, Some(count() / 30.0), span, false),
            "needed" => {
                parts.prn.get_or_insert(span);
                // The reason: `PRN pain`, `as needed for wheeze`.
                let (next, _) = after_gap(self.text(), end);
                let next = match word(self.text(), next) {
                    it if it.eq_ignore_ascii_case("for") => after_gap(self.text(), next + 3).0,
                    _ => next,
                };
                if parts.indication.is_none()
                    && hit_at(self.note, lexicon_ids::COURSE_LENGTHS, next as u32).is_none()
                    && let Some(reason) = self.reason(next, limit)
                {
                    parts.indication = Some(reason);
                    return Step::Taken(reason.end as usize);
                }
            }
            "by-rule" => {
                parts.by_rule.get_or_insert(span);
            }
            _ => {
                if parts.frequency.is_none() {
                    parts.frequency = Some(Frequency { per_day: None, span });
                }
            }
        }
        Step::Taken(end)
    }

    /// The reason at `at`: words up to a sign, another part of the drug, or another drug.
    fn reason(&self, at: usize, limit: usize) -> Option<Span> {
        let text = self.text();
        let mut end = at;
        let mut next = at;
        for _ in 0..6 {
            let name = word(text, next);
            if name.is_empty()
                || next + name.len() > limit
                || name
                    .strip_prefix(['x', 'X'])
                    .unwrap_or(name)
                    .starts_with(|c: char| c.is_ascii_digit())
                || hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some()
                || self.hit(lexicon_ids::FREQUENCIES, next).is_some()
                || end > at
                    && (is_joiner(name) && self.drug_follows(next + name.len())
                        || self.hit(lexicon_ids::ROUTES, next).is_some())
                || end == at && (is_joiner(name) || self.is_verb(next))
            {
                break;
            }
            end = next + name.len();
            next = match text[end..].chars().next() {
                // `nausea/vomiting`, `break-through`.
                Some('/' | '-' | '\'') => end + 1,
                Some(' ' | '\t') => after_gap(text, end).0,
                _ => break,
            };
            if next >= limit {
                break;
            }
        }
        (end > at).then(|| Span::from(at..end))
    }

    fn drug_follows(&self, at: usize) -> bool {
        let (next, _) = after_gap(self.text(), at);
        hit_at(self.note, lexicon_ids::DRUGS, next as u32).is_some() || self.is_attribute(next)
    }

    fn is_verb(&self, at: usize) -> bool {
        hit_at(self.note, lexicon_ids::MEDICATION_VERBS, at as u32)
            .is_some_and(|hit| !matches!(&*self.note.entry(&hit).category, "example" | "taking" | "consider"))
    }

    /// What stands before the name: `40 mg of furosemide`, `two puffs of albuterol`, `daily aspirin`, `IV ceftriaxone`.
    fn backward(&self, parts: &mut Parts) {
        let text = self.text();
        let name = self.hit.span.start as usize;
        let mut floor = self.floor.max(name.saturating_sub(REACH_BACK));
        floor = crate::text::ceil(text, floor);
        let window = &text[floor..name];
        // A sign ends what can belong to the name.
        let cut = window
            .char_indices()
            .rev()
            .find(|(at, c)| {
                matches!(c, ',' | ';' | ':' | '\n' | '(' | ')' | '|' | '•' | '!' | '?')
                    || *c == '.' && window[at + 1..].starts_with([' ', '\t'])
            })
            .map_or(0, |(at, c)| at + c.len_utf8());
        let from = floor + cut;
        let starts = text[from..name].char_indices().filter(|(at, c)| {
            !c.is_whitespace()
                && (*at == 0 && (from == 0 || !text[..from].ends_with(|c: char| c.is_alphanumeric()))
                    || text[from..from + at].ends_with([' ', '\t', '\u{a0}']))
        });
        for (at, _) in starts {
            let start = from + at;
            let mut found = Parts::default();
            if self.run(start, name, &mut found) {
                self.adopt(parts, found, start);
                return;
            }
        }
    }

    /// Whether all from `at` to `end` are parts of a drug.
    fn run(&self, mut at: usize, end: usize, parts: &mut Parts) -> bool {
        let text = self.text();
        let mut any = false;
        while at < end {
            let name = word(text, at);
            let length = self.hit(lexicon_ids::COURSE_LENGTHS, at);
            let amount = amount(self.note, at).filter(|it| it.span.end as usize <= end);
            let next = if let Some(hit) = length.filter(|hit| hit.span.end as usize <= end) {
                parts.duration.get_or_insert(hit.span);
                self.rest_of_word(hit.span.end as usize, end)
            } else if let Some(amount) = amount {
                let fits = match amount.unit {
                    Unit::Measure(_) => !matches!(amount.per, Per::Laboratory | Per::Volume),
                    Unit::Form(_) => true,
                    Unit::Percent | Unit::Missing => false,
                };
                if !fits || parts.dose.is_some() {
                    return false;
                }
                add_dose(self.note, parts, amount, matches!(amount.unit, Unit::Form(_)));
                amount.span.end as usize
            } else if let Some(hit) = self.hit(lexicon_ids::FREQUENCIES, at) {
                match &*self.note.entry(&hit).category {
                    "unclear" | "meals" => return false,
                    _ => match self.frequency(hit, hit.span.end as usize, parts) {
                        Step::Taken(next) => next,
                        _ => return false,
                    },
                }
            } else if let Some(hit) = self.hit(lexicon_ids::ROUTES, at) {
                parts.route.get_or_insert(hit.span);
                hit.span.end as usize
            } else if let Some(hit) = self
                .hit(lexicon_ids::DOSE_FORMS, at)
                .filter(|hit| &*self.note.entry(hit).id != "dose")
            {
                parts.form.get_or_insert(hit.span);
                hit.span.end as usize
            } else if any && name.eq_ignore_ascii_case("of") {
                at + name.len()
            } else {
                return false;
            };
            any = true;
            at = next;
            // Blanks, and the hyphen of `20-mg`.
            while at < end && !text[at..].starts_with(|c: char| c.is_alphanumeric()) {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        any && at == end
    }

    fn adopt(&self, parts: &mut Parts, found: Parts, start: usize) {
        // A dose on both sides: the one after the name counts, the other belongs to something else.
        if parts.dose.is_some() && found.dose.is_some() {
            let counted = found.dose.is_some_and(|dose| dose.mg.is_none()) && parts.count.is_none();
            if !counted {
                return;
            }
            parts.count = found.dose.map(|dose| dose.value);
        }
        parts.dose = parts.dose.or(found.dose);
        parts.route = parts.route.or(found.route);
        parts.form = parts.form.or(found.form);
        parts.frequency = parts.frequency.or(found.frequency);
        parts.duration = parts.duration.or(found.duration);
        parts.prn = parts.prn.or(found.prn);
        parts.by_rule = parts.by_rule.or(found.by_rule);
        parts.start = Some(start);
    }
}

/// Where a reader stands.
struct State {
    /// Nothing was read since the name.
    first: bool,
    /// A cell of a table was left.
    table: bool,
    /// `from` was read: `from 20 mg to 40 mg`.
    from: bool,
    /// `and` or a line break was read: only a sure part goes on.
    joined: bool,
    /// `take`, `Sig:` was read: a number is how many.
    take: bool,
    /// A comma was read last.
    comma: bool,
    /// A comma and a word of something else were read since the last part: what follows may be of another item.
    strayed: bool,
}

fn is_joiner(name: &str) -> bool {
    ["and", "or", "but", "then", "because", "while", "although", "plus"]
        .iter()
        .any(|it| name.eq_ignore_ascii_case(it))
}

/// Take the amount as the dose, as how many, or as one more dose.
fn add_dose(note: &Note, parts: &mut Parts, amount: Amount, counted: bool) {
    let mg = match (amount.unit, amount.per) {
        (Unit::Measure(entry), Per::Nothing | Per::Day | Per::Piece) => note
            .entry_at(lexicon_ids::DOSE_UNITS, entry)
            .number("mg")
            .map(|factor| factor * amount.value),
        _ => None,
    };
    let dose = Dose {
        value: amount.value,
        to: amount.to,
        second: amount.second,
        unit: amount.unit_span,
        mg,
        span: amount.span,
    };
    parts.changed |= amount.changed;
    match &mut parts.dose {
        None => {
            parts.dose = Some(dose);
            parts.measured = matches!(amount.unit, Unit::Measure(_));
        }
        // `120 mg every 6 hours, at most 4 doses`, `2,000 mg daily (four tablets of 500 mg)`: not so many at once.
        Some(_) if counted && is_limit_or_restated(note, &amount) => {}
        // `90 mcg/puff, 2 puffs`, `500 mg, 2 tablets`: how many.
        Some(_) if counted && parts.measured && parts.count.is_none() => parts.count = Some(amount.value),
        // `1 mg/kg (63 mg)`: what is given.
        Some(old) if old.mg.is_none() && mg.is_some() && note.slice(old.unit).contains("/kg") => {
            *old = dose;
            parts.measured = true;
        }
        // `2 tablets (500 mg)`: of what strength.
        Some(old) if old.mg.is_none() && mg.is_some() && parts.count.is_none() && parts.strength.is_none() => {
            parts.count = Some(old.value);
            *old = dose;
            parts.measured = true;
        }
        Some(_) => parts.more.push(dose),
    }
}

/// Whether a number of tablets or doses is the most of a day, or says once more of what the dose consists.
fn is_limit_or_restated(note: &Note, amount: &Amount) -> bool {
    let text: &str = &note.text;
    let before = text[..amount.span.start as usize].trim_end();
    let before = before[crate::text::ceil(before, before.len().saturating_sub(24))..].to_ascii_lowercase();
    let after = text[amount.span.end as usize..].trim_start();
    let of = after
        .strip_prefix("of ")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let unit = note.slice(amount.unit_span).trim_start();
    of && text[..amount.span.start as usize].ends_with('(')
        || unit.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("dose"))
        || [
            "maximum",
            "max",
            "max.",
            "at most",
            "up to",
            "no more than",
            "not more than",
            "limit",
        ]
        .iter()
        .any(|word| before.ends_with(word))
}

/// Take the frequency; a time of day adds to others of its kind and says nothing beside a frequency.
fn set_frequency(parts: &mut Parts, per_day: Option<f64>, span: Span, time_of_day: bool) {
    match &mut parts.frequency {
        None => {
            parts.frequency = Some(Frequency { per_day, span });
            parts.times_of_day = time_of_day;
        }
        Some(old) if parts.times_of_day && time_of_day => {
            old.per_day = old.per_day.zip(per_day).map(|(old, more)| old + more);
            old.span = old.span.cover(span);
        }
        // `once`, `daily`: the one that says more.
        Some(old) if old.per_day.is_none() || parts.times_of_day => {
            *old = Frequency { per_day, span };
            parts.times_of_day = time_of_day;
        }
        Some(_) => {}
    }
}

/// The number in a phrase: `every 4 to 6 hours` is 4, for the shorter interval is the highest frequency.
fn counted(text: &str) -> f64 {
    let words = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    let digit = text.find(|c: char| c.is_ascii_digit());
    if let Some((value, _)) = digit.and_then(|at| number(text, at)).filter(|(value, _)| *value > 0.0) {
        return value;
    }
    text.split(|c: char| !c.is_alphabetic())
        .find_map(|it| words.iter().position(|word| it.eq_ignore_ascii_case(word)))
        .map_or(1.0, |at| at as f64 + 1.0)
}

/// `5/7`, `2/52`, `3/12`: days, weeks, months, as British doctors write them.
fn british_length(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let sign = usize::from(rest.starts_with(['x', 'X']));
    let rest = &rest[sign..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..].strip_prefix('/')?;
    let unit = ["52", "12", "7"].into_iter().find(|unit| after.starts_with(unit))?;
    let goes_on = after[unit.len()..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '%'))
        || after[unit.len()..].trim_start().starts_with("mg");
    ((1..=2).contains(&digits) && !goes_on).then_some(at + sign + digits + 1 + unit.len())
}

/// `6/24`, `4/24`: every so many hours.
fn british_hours(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = &text[at..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let hours: u8 = rest[..digits].parse().ok()?;
    let after = rest[digits..].strip_prefix("/24")?;
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '%'));
    (matches!(hours, 1 | 2 | 3 | 4 | 6 | 8 | 12) && !goes_on).then(|| (24.0 / f64::from(hours), at + digits + 3))
}

/// `x7d`, `x10days`, `x 5d`.
fn glued_length(text: &str, at: usize) -> Option<usize> {
    let rest = text[at..].strip_prefix(['x', 'X', '×'])?;
    let start = text.len() - rest.len();
    let (start, _) = after_gap(text, start);
    let digits = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    let (unit, _) = after_gap(text, start + digits);
    let name = word(text, unit);
    let known = [
        "d", "days", "day", "wk", "wks", "weeks", "week", "w", "mo", "months", "month",
    ]
    .iter()
    .any(|it| name.eq_ignore_ascii_case(it));
    ((1..=3).contains(&digits) && known).then_some(unit + name.len())
}

/// `1-0-1`: how many in the morning, at noon, in the evening, at night.
fn shape(text: &str, at: usize) -> Option<(f64, usize)> {
    let mut end = at;
    let mut parts = 0;
    let mut times = 0.0;
    loop {
        let (value, next) = if text[end..].starts_with('½') {
            (0.5, end + '½'.len_utf8())
        } else {
            let digit = text[end..].chars().next()?.to_digit(10)?;
            (f64::from(digit), end + 1)
        };
        if value > 4.0 {
            return None;
        }
        parts += 1;
        times += f64::from(u8::from(value > 0.0));
        end = next;
        match text[end..].chars().next() {
            Some('-' | '–' | '+') if parts < 4 => end += text[end..].chars().next().map_or(1, char::len_utf8),
            Some(c) if c.is_alphanumeric() || matches!(c, '/' | '.' | '-') => return None,
            _ => break,
        }
    }
    (parts >= 3 && times > 0.0).then_some((times, end))
}

/// Whether an amount is what is eaten, which insulin is counted by: `1 unit per 12 g`, `1:10 g carbs`.
fn is_of_food(text: &str, amount: Span) -> bool {
    let before = text[..amount.start as usize].trim_end();
    let counted_by = before.len() < amount.start as usize
        && before
            .get(before.len().saturating_sub(4)..)
            .is_some_and(|end| end.eq_ignore_ascii_case(" per"));
    let grams = text[..amount.end as usize].ends_with(['g', 'G']) || text[..amount.end as usize].ends_with("grams");
    let mut after = text[amount.end as usize..].trim_start();
    after = after.strip_prefix("of ").unwrap_or(after);
    let food = ["carb", "cho ", "cho,", "cho)", "cho."]
        .iter()
        .any(|word| after.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)));
    food || counted_by && grams
}
