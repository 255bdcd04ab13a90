//! Ages of the patient: found by the lexicon `age-forms`, read here, and told from ages at events, of relatives, of things.

use super::super::super::Note;
use super::super::quantity::number;
use super::persons::{PersonRole, person, sex_named};
use super::tokens::{Token, after, before, ends_sentence};
use super::{Age, AgeUnit, Person, Sex};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::text::Span;

/// Nobody is older; a higher number is no age, one above 115 a mistake.
const OLDEST: f64 = 199.0;
/// Years from which on a patient who is presented as one is no child.
const ADULT: f64 = 16.0;
/// Words between an age and the word for the person: `64-year-old right-handed retired man`.
const ADJECTIVES: usize = 8;

/// What ends the description of a person after an age: `64-year-old with …`.
const FOLLOWERS: [&str; 48] = [
    "with",
    "who",
    "whom",
    "whose",
    "that",
    "which",
    "presents",
    "presented",
    "presenting",
    "in",
    "on",
    "at",
    "from",
    "for",
    "to",
    "by",
    "has",
    "had",
    "have",
    "having",
    "is",
    "was",
    "were",
    "came",
    "comes",
    "s",
    "h",
    "c",
    "status",
    "seen",
    "here",
    "admitted",
    "referred",
    "brought",
    "found",
    "complaining",
    "complains",
    "transferred",
    "after",
    "since",
    "because",
    "due",
    "known",
    "reports",
    "reporting",
    "w",
    "pmh",
    "p",
];
/// Words that make an age one of the past, before it: `at 48`, `when she was 14 years old`, `as a 12-year-old`.
const EVENT: [&str; 15] = [
    "at", "since", "until", "till", "as", "when", "before", "while", "if", "between", "than", "past", "last", "next",
    "turned",
];
/// What makes an age a bound: `over 65 years of age`.
const BOUND: [&str; 14] = [
    "over", "under", "above", "below", "less", "greater", "older", "younger", ">", "<", "≥", "≤", "than", "beyond",
];
/// What may stand between such a word and the age.
const ABOUT: [&str; 14] = [
    "a",
    "an",
    "the",
    "about",
    "approximately",
    "approx",
    "around",
    "~",
    "≈",
    "age",
    "ages",
    "aged",
    "of",
    "nearly",
];
/// What no sex stands before: `16F Foley`, `45M walk`.
const NO_PERSON: [&str; 16] = [
    "foley", "catheter", "cath", "tube", "drain", "sheath", "needle", "french", "walk", "walking", "distance", "from",
    "ng", "stent", "chest", "fever",
];
/// What the patient is: `61-year-old right-handed electrician`, `17-year-old soccer player`.
const OCCUPATIONS: [&str; 64] = [
    "teacher",
    "player",
    "student",
    "worker",
    "driver",
    "nurse",
    "engineer",
    "farmer",
    "officer",
    "retiree",
    "electrician",
    "carpenter",
    "plumber",
    "mechanic",
    "lawyer",
    "accountant",
    "clerk",
    "manager",
    "cook",
    "chef",
    "waiter",
    "waitress",
    "cashier",
    "athlete",
    "runner",
    "swimmer",
    "dancer",
    "gymnast",
    "wrestler",
    "musician",
    "artist",
    "writer",
    "secretary",
    "soldier",
    "firefighter",
    "policeman",
    "postman",
    "builder",
    "painter",
    "welder",
    "cleaner",
    "housewife",
    "homemaker",
    "gardener",
    "pilot",
    "programmer",
    "scientist",
    "professor",
    "physician",
    "pharmacist",
    "technician",
    "librarian",
    "salesman",
    "contractor",
    "landscaper",
    "laborer",
    "labourer",
    "hairdresser",
    "fisherman",
    "miner",
    "janitor",
    "receptionist",
    "graduate",
    "businessman",
];
/// Of somebody: `her 9-year-old brother`.
const POSSESSIVE: [&str; 8] = ["his", "her", "their", "my", "our", "your", "whose", "its"];
const IS: [&str; 6] = ["is", "was", "are", "were", "now", "currently"];

/// The ages of the patient, and the sex that stands beside them.
pub(super) fn read(note: &Note) -> (Vec<Age>, Vec<(Sex, Span)>) {
    let (mut ages, mut sexes) = (Vec::new(), Vec::new());
    for hit in note.phrases_of(lexicon_ids::AGE_FORMS) {
        let Some((age, sex)) = read_one(note, hit) else {
            continue;
        };
        // A child in the story of an adult is another person.
        let of_adult = ages.first().is_some_and(|first: &Age| first.years() >= ADULT);
        if of_adult && age.years() < ADULT && !opens(note, age.span.start) {
            continue;
        }
        ages.push(age);
        sexes.extend(sex);
    }
    if memchr::memmem::find(note.text.as_bytes(), b"\xE2\x99").is_some() {
        signs(note, &mut ages, &mut sexes);
    }
    apposed(note, &mut ages, &mut sexes);
    (ages, sexes)
}

type Found = (Age, Option<(Sex, Span)>);

fn read_one(note: &Note, hit: &LexiconHit) -> Option<Found> {
    let entry = note.entry(hit);
    match &*entry.category {
        "number" => {
            let quantity = quantity(&note.text, hit.span.start)?;
            numbered(note, quantity)
        }
        "tens" => {
            let mut value = entry.number("value")?;
            let mut words = note.slice(hit.span).split([' ', '-', '\n']).skip(1);
            value += words.find_map(word_value).unwrap_or(0.0);
            let (unit, end) = unit(&note.text[hit.span.start as usize..], hit_unit(note, hit)?)?;
            numbered(
                note,
                Quantity {
                    value,
                    start: hit.span.start,
                    end: hit.span.start + end as u32,
                    unit: unit.unit,
                    old: unit.old,
                    sex: None,
                },
            )
        }
        "letter" => lettered(note, hit, sex_named(entry.text("sex")?)?),
        "before" => sex_before(note, hit, sex_named(entry.text("sex")?)?),
        "label" => labelled(note, hit),
        "decade" => decade(note, hit),
        "life" => life(note, hit, entry.text("unit")?),
        _ => None,
    }
}

/// A number with its unit.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    value: f64,
    unit: AgeUnit,
    /// Whether `old` or the like says that it is an age.
    old: bool,
    /// A letter glued to it: `38yoM`.
    sex: Option<(Sex, Span)>,
    start: u32,
    end: u32,
}

/// The quantity that starts at `start`, or around it: `3 1/2 years` is found by its `1/2`.
fn quantity(text: &str, start: u32) -> Option<Quantity> {
    let at = start as usize;
    let head = text[..at].trim_end_matches([' ', '-']);
    let previous = text[..at].chars().next_back();
    if previous.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '+' | '$' | '#' | ':' | '–')) {
        return None;
    }
    let (mut value, mut end) = count(&text[at..])?;
    let mut first = at;
    let rest = &text[at + end..];
    if let Some(after_half) = rest.strip_prefix("-1/2").or_else(|| rest.strip_prefix(" 1/2")) {
        value += 0.5;
        end += rest.len() - after_half.len();
    } else if let Some(after_half) = rest.strip_prefix('½') {
        value += 0.5;
        end += rest.len() - after_half.len();
    } else if rest.starts_with("/2") && value == 1.0 {
        // The half of `3 1/2`.
        let whole = head
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |sign| sign + head[sign..].chars().next().map_or(1, char::len_utf8));
        value = head[whole..].parse::<f64>().ok()? + 0.5;
        first = whole;
        end += 2;
    } else if rest.strip_prefix(['-', '–', '/']).is_some_and(starts_with_digit) && !rest.starts_with("/12") {
        // A range is nobody's age.
        return None;
    }
    let (unit, length) = unit(&text[at..], end)?;
    let sex = unit
        .sex
        .map(|(sex, letter)| (sex, Span::from(at + letter..at + letter + 1)));
    Some(Quantity {
        value,
        unit: unit.unit,
        old: unit.old,
        sex,
        start: first as u32,
        end: (at + length) as u32,
    })
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// A number in digits, or a word for one, at the start of `text`, and its length.
fn count(text: &str) -> Option<(f64, usize)> {
    if let Some(number) = number(text) {
        return Some((number.value, number.len));
    }
    let length = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    Some((word_value(&text[..length])?, length))
}

fn word_value(word: &str) -> Option<f64> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];
    let at = WORDS.iter().position(|known| known.eq_ignore_ascii_case(word))?;
    Some((at + 1) as f64)
}

/// A unit of age as written.
struct Unit {
    unit: AgeUnit,
    old: bool,
    /// Sex, and where its letter stands.
    sex: Option<(Sex, usize)>,
}

/// Where the unit of a number in words starts.
fn hit_unit(note: &Note, hit: &LexiconHit) -> Option<usize> {
    note.slice(hit.span).rfind(['y', 'Y'])
}

/// The unit that starts at `from` in `text`, spaces and hyphens before it, and where it ends.
fn unit(text: &str, from: usize) -> Option<(Unit, usize)> {
    let mut at = from + gap(&text[from..]);
    let word = letters(&text[at..]);
    let (lower, glued) = (word.to_ascii_lowercase(), at == from);
    let sex_at_end = |length: usize| {
        let sex = if lower.ends_with('f') { Sex::Female } else { Sex::Male };
        Some((sex, length - 1))
    };
    at += word.len();
    let rest = &text[at..];
    let slash_old = |unit: AgeUnit, at: usize| -> Option<(Unit, usize)> {
        // `y/o`, `y.o.`, `y o`, with a letter glued or not.
        let lead = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(['/', '.', ' ']))?;
        let tail = letters(lead).to_ascii_lowercase();
        let mut end = at + (rest.len() - lead.len()) + tail.len();
        let sex = match &*tail {
            "o" => None,
            "om" => Some((Sex::Male, end - 1)),
            "of" if lead[1..].starts_with('F') => Some((Sex::Female, end - 1)),
            _ => return None,
        };
        if text[end..].starts_with('.') {
            end += 1;
        }
        Some((Unit { unit, old: true, sex }, end))
    };
    let (unit, old, sex) = match &*lower {
        "y" => match slash_old(AgeUnit::Year, at) {
            Some(found) => return Some(found),
            None => (AgeUnit::Year, false, None),
        },
        "yr" | "yrs" | "year" | "years" => (AgeUnit::Year, false, None),
        "yo" | "yoa" | "yro" => (AgeUnit::Year, true, None),
        "yom" | "yof" => (AgeUnit::Year, true, sex_at_end(at)),
        "ym" | "yf" if glued => (AgeUnit::Year, true, sex_at_end(at)),
        "m" => return slash_old(AgeUnit::Month, at),
        "mo" | "mos" | "month" | "months" | "mth" | "mths" => (AgeUnit::Month, false, None),
        "mom" | "mof" if glued => (AgeUnit::Month, true, sex_at_end(at)),
        "wk" | "wks" | "week" | "weeks" => (AgeUnit::Week, false, None),
        "wo" | "wko" if glued => (AgeUnit::Week, true, None),
        "w" => match slash_old(AgeUnit::Week, at) {
            // `3 w/o` is short for without.
            Some(found) if glued => return Some(found),
            _ => return None,
        },
        "d" => match slash_old(AgeUnit::Day, at) {
            Some(found) => return Some(found),
            None => (AgeUnit::Day, false, None),
        },
        "day" | "days" => (AgeUnit::Day, false, None),
        "do" if glued => (AgeUnit::Day, true, None),
        "dom" | "dof" if glued => (AgeUnit::Day, true, sex_at_end(at)),
        "h" | "hr" | "hrs" | "hour" | "hours" => (AgeUnit::Hour, false, None),
        "ho" if glued => (AgeUnit::Hour, true, None),
        // British: months are twelfths.
        "" if text[at..].starts_with("/12")
            && !text[at + 3..].starts_with(|c: char| c.is_ascii_digit() || c == '/') =>
        {
            at += 3;
            (AgeUnit::Month, false, None)
        }
        _ => return None,
    };
    if text[at..].starts_with('.') && matches!(&*lower, "yr" | "yrs" | "mo" | "mos" | "wk" | "wks" | "yo") {
        let next = &text[at + 1..];
        if next
            .trim_start_matches([' ', '-'])
            .starts_with(|c: char| c.is_ascii_lowercase())
        {
            at += 1;
        }
    }
    let mut old = old;
    let next = at + gap(&text[at..]);
    let word = letters(&text[next..]);
    if !old && word.eq_ignore_ascii_case("old") {
        old = true;
        at = next + word.len();
    } else if !old
        && word.eq_ignore_ascii_case("of")
        && letters(text[next + 2..].trim_start()).eq_ignore_ascii_case("age")
    {
        old = true;
        at = next + 2 + (text[next + 2..].len() - text[next + 2..].trim_start().len()) + 3;
    } else if word.eq_ignore_ascii_case("olds") {
        return None;
    }
    Some((Unit { unit, old, sex }, at))
}

/// Length of the spaces and hyphens at the start, with one line break at most.
fn gap(text: &str) -> usize {
    let mut broken = false;
    text.find(|c: char| match c {
        '\n' if !broken => {
            broken = true;
            false
        }
        '\n' => true,
        '-' | '\u{2010}' | '\u{2011}' => false,
        c => !c.is_whitespace(),
    })
    .unwrap_or(text.len())
}

fn letters(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len())]
}

/// `64-year-old man`, `10 mo M`, `2 years and 3 months old`.
fn numbered(note: &Note, mut quantity: Quantity) -> Option<Found> {
    let text: &str = &note.text;
    if quantity.unit == AgeUnit::Year && !quantity.old {
        // Years and months.
        let rest = &text[quantity.end as usize..];
        let lead = rest.len() - rest.trim_start_matches([' ', ',', '-', '&']).len();
        let lead = lead + rest[lead..].strip_prefix("and ").map_or(0, |_| 4);
        if lead < 8
            && let Some((months, length)) = count(&rest[lead..]).filter(|(months, _)| *months < 24.0)
            && let Some((unit, end)) = unit(&rest[lead..], length)
            && unit.unit == AgeUnit::Month
        {
            quantity.value += months / 12.0;
            quantity.old = unit.old;
            quantity.end += (lead + end) as u32;
        }
    }
    let limit = match quantity.unit {
        AgeUnit::Year => OLDEST,
        AgeUnit::Month => 120.0,
        AgeUnit::Week => 104.0,
        AgeUnit::Day => 120.0,
        AgeUnit::Hour => 96.0,
    };
    if quantity.value > limit {
        return None;
    }
    let age = Age {
        value: quantity.value,
        unit: quantity.unit,
        decade: false,
        span: Span::new(quantity.start, quantity.end),
    };
    let reach = if quantity.old { ADJECTIVES } else { 2 };
    let described = if quantity.sex.is_some() {
        None
    } else {
        describes(note, quantity.end, reach)
    };
    if matches!(
        described.map(|person| person.role),
        Some(PersonRole::Relative | PersonRole::Group | PersonRole::Clinician)
    ) {
        return None;
    }
    let someone = described.is_some() || quantity.sex.is_some();
    let told_sex = quantity.sex.is_some() || described.is_some_and(|person| person.role != PersonRole::Patient);
    // `a lady of 67 years`.
    let of_person = (!quantity.old && !told_sex && quantity.unit == AgeUnit::Year)
        .then(|| person_of(note, &quantity))
        .flatten();
    if !quantity.old && !told_sex && of_person.is_none() {
        return None;
    }
    let next = after(text, quantity.end).next();
    if someone || of_person.is_some() {
        if !is_of_patient(note, age.span, true) {
            return None;
        }
    } else {
        // `yo` says that it is a person's; `old` may be a thing's.
        let at_end = next.is_none_or(|next| !next.is_word() || next.is(&FOLLOWERS) || is_parity(&next));
        let abbreviated =
            quantity.unit == AgeUnit::Year && !text[..quantity.end as usize].ends_with(['d', 'D', 'e', 'E']);
        let subject = subject(note, age.span)?;
        if !(at_end || abbreviated || subject == Subject::Linked) || !is_of_patient(note, age.span, false) {
            return None;
        }
    }
    let end = described.map_or(quantity.end, |person| person.span.end);
    if is_at_event(text, end) {
        return None;
    }
    let sex = quantity.sex.or_else(|| {
        described
            .or(of_person)
            .and_then(|person| person.sex.map(|sex| (sex, person.span)))
    });
    let behind = || quantity.old.then(|| letter_behind(text, quantity.end)).flatten();
    Some((age, sex.or_else(behind)))
}

/// `71 y/o RHD M with`, `58yo otherwise healthy F`: a capital letter behind the adjectives, where the description ends.
fn letter_behind(text: &str, end: u32) -> Option<(Sex, Span)> {
    let mut words = after(text, end).take(ADJECTIVES);
    let mut word = words.next()?;
    loop {
        let next = words.next();
        let sex = match word.text {
            "M" => Some(Sex::Male),
            "F" => Some(Sex::Female),
            _ => None,
        };
        if let Some(sex) = sex {
            let ends = next.is_none_or(|next| next.is(&FOLLOWERS) || next.is(&["\n", ",", ";", ".", "("]));
            return ends.then_some((sex, word.span));
        }
        let describes = word.is_word() && !word.is_number() && !word.is(&FOLLOWERS);
        if !describes && !word.is(&[",", "-"]) {
            return None;
        }
        word = next?;
    }
}

/// The person that `of 67 years` is said of.
fn person_of(note: &Note, quantity: &Quantity) -> Option<Person> {
    let mut tokens = before(&note.text, quantity.start);
    let of = tokens.next().filter(|token| token.is(&["of"]))?;
    let word = tokens.next()?;
    let next = after(&note.text, quantity.end).next();
    let ends = next.is_none_or(|next| !next.is_word() || next.is(&FOLLOWERS) || next.is(&["of"]));
    let found = note.persons_in(Span::new(word.span.start, of.span.start)).next()?;
    let is = matches!(found.role, PersonRole::Person | PersonRole::Patient | PersonRole::Child);
    (ends && is).then_some(found)
}

/// `Ms. X, 45, a teacher`, `Mr. Smith (72) presents`, `The patient, 67, has`: a number between commas behind who is
/// presented.
fn apposed(note: &Note, ages: &mut Vec<Age>, sexes: &mut Vec<(Sex, Span)>) {
    let text: &str = &note.text;
    for hit in note.phrases_of(lexicon_ids::PERSON_WORDS).take(60) {
        let Some(found) = person(note, hit) else { continue };
        let names = match found.role {
            PersonRole::Title => 1,
            PersonRole::Patient | PersonRole::Person => 0,
            _ => continue,
        };
        let mut tokens = after(text, hit.span.end).filter(|token| token.text != ".").peekable();
        let mut named = 0;
        while named < 3 && tokens.next_if(|token| names > 0 && token.is_capitalized()).is_some() {
            named += 1;
        }
        let mut open = tokens.next();
        // `Ms. X, who is 41, …`
        let mut is = false;
        if open.is_some_and(|open| open.text == ",") && tokens.next_if(|token| token.is(&["who"])).is_some() {
            open = tokens.next();
        }
        if open.is_some_and(|open| open.is(&["is"])) {
            is = true;
        }
        let Some(number) = tokens.next().filter(Token::is_number) else {
            continue;
        };
        let close = tokens.next();
        let between = match (open, close) {
            (Some(open), Some(close)) => {
                open.text == "," && close.is(&[",", "\n"])
                    || open.text == "(" && close.text == ")"
                    || is && close.is(&[",", ".", "and", "with", "who", "\n"])
            }
            _ => false,
        };
        let value = number
            .text
            .parse::<f64>()
            .ok()
            .filter(|value| (1.0..=115.0).contains(value));
        let (true, true, Some(value)) = (between, named >= names, value) else {
            continue;
        };
        let told = matches!(
            note.role_at(hit.span.start),
            Role::ChiefComplaint | Role::History | Role::Identification | Role::Assessment | Role::AssessmentAndPlan
        );
        if !told || !is_of_patient(note, hit.span, true) {
            continue;
        }
        ages.push(Age {
            value,
            unit: AgeUnit::Year,
            decade: false,
            span: number.span,
        });
        sexes.extend(found.sex.map(|sex| (sex, found.span)));
    }
}

/// `G2P1` after an age.
fn is_parity(token: &Token<'_>) -> bool {
    let bytes = token.text.as_bytes();
    bytes.len() > 1 && matches!(bytes[0], b'G' | b'g') && bytes[1].is_ascii_digit()
}

/// The person that an age before `from` describes, with at most `reach` words between.
fn describes(note: &Note, from: u32, reach: usize) -> Option<Person> {
    let text: &str = &note.text;
    let mut tokens = after(text, from).peekable();
    let mut words = 0;
    while let Some(token) = tokens.next() {
        if token.text == "\n" || token.is(&["-", "/"]) {
            continue;
        }
        if token.text == "," {
            if reach <= 2 {
                return None;
            }
            continue;
        }
        if !token.is_word() {
            return None;
        }
        let hit = note
            .phrases_in(
                lexicon_ids::PERSON_WORDS,
                Span::new(token.span.start, token.span.start + 1),
            )
            .next();
        if let Some(found) = hit.and_then(|hit| person(note, hit)) {
            let is_word = match found.role {
                PersonRole::Letter => {
                    // `3-month f/u`
                    words == 0
                        && !tokens
                            .peek()
                            .is_some_and(|next| next.text == "/" && next.span.start == token.span.end)
                        && (token.is_capitalized() || !text[from as usize..].starts_with(' ') || is_end(tokens.peek()))
                }
                PersonRole::Title => false,
                _ => true,
            };
            if is_word {
                return adjective_of(note, found).or(Some(found));
            }
            return None;
        }
        if reach > 2 && token.is(&OCCUPATIONS) {
            return Some(Person {
                role: PersonRole::Patient,
                sex: None,
                span: token.span,
            });
        }
        words += 1;
        if words > reach || token.is(&FOLLOWERS) {
            return None;
        }
    }
    None
}

fn is_end(token: Option<&Token<'_>>) -> bool {
    token.is_none_or(|token| !token.is_word() || token.is(&FOLLOWERS))
}

/// `female partner`, `male infant`: the person behind an adjective.
fn adjective_of(note: &Note, found: Person) -> Option<Person> {
    let next = note.persons_in(Span::new(found.span.end, found.span.end + 2)).next()?;
    match next.role {
        PersonRole::Patient | PersonRole::Child => Some(Person {
            span: found.span.cover(next.span),
            ..found
        }),
        PersonRole::Person => Some(Person { sex: next.sex, ..found }),
        PersonRole::Relative | PersonRole::Clinician | PersonRole::Group => Some(next),
        _ => None,
    }
}

/// Whether the age at `span` is the patient's now, as far as the words before it tell. `described`: a word for a person
/// follows it.
fn is_of_patient(note: &Note, span: Span, described: bool) -> bool {
    let text: &str = &note.text;
    let mut tokens = before(text, span.start).filter(|token| token.text != "\n").peekable();
    while tokens
        .next_if(|token| token.is(&ABOUT) || token.is(&["-", "("]))
        .is_some()
    {}
    if let Some(token) = tokens.peek().copied() {
        if token.is(&EVENT)
            || token.is(&BOUND)
            || token.is(&POSSESSIVE)
            || token.text.ends_with("'s")
            || token.text.ends_with("\u{2019}s")
        {
            return false;
        }
        if token.is(&["has", "have", "had", "with", "and", "or", "to"]) {
            let before_it = tokens.clone().nth(1);
            if token.is(&["and", "or", "to"]) && before_it.is_some_and(|token| token.is_number()) {
                return false;
            }
            if token.is(&["has", "have", "had", "with"]) && !described {
                return false;
            }
        }
        if token.is(&["to", "by", "of", "from"]) && is_birth(note, span.start) {
            return false;
        }
        if token.is(&["was", "were"])
            && tokens
                .clone()
                .take(5)
                .any(|token| token.is(&["when", "since", "until", "while", "if", "before", "after"]))
        {
            return false;
        }
        if token.is_number() && !described {
            return false;
        }
    }
    match note.role_at(span.start) {
        // `M - 78 yo`: the mother.
        Role::FamilyHistory => return false,
        Role::SocialHistory | Role::PastHistory | Role::SurgicalHistory if !opens(note, span.start) => {
            return false;
        }
        _ => {}
    }
    !is_of_relative(note, span)
}

/// Whether a birth is told of before the age: `male infant born to a 28-year-old`.
fn is_birth(note: &Note, at: u32) -> bool {
    sentence_before(note, at).any(|token| {
        token.is(&[
            "born",
            "delivered",
            "infant",
            "baby",
            "newborn",
            "neonate",
            "son",
            "daughter",
            "child",
            "product",
            "delivery",
            "boy",
            "girl",
        ])
    })
}

/// The tokens before `at` in its sentence, the nearest first.
fn sentence_before(note: &Note, at: u32) -> impl Iterator<Item = Token<'_>> {
    let mut next: Option<Token<'_>> = None;
    before(&note.text, at).take_while(move |token| {
        let ends = ends_sentence(token, next.as_ref());
        next = Some(*token);
        !ends
    })
}

/// Whether the patient is named as the subject before `at`, in a section that tells of others or of the past too.
fn opens(note: &Note, at: u32) -> bool {
    let mut words = sentence_before(note, at)
        .filter(|token| !token.is(&ABOUT) && token.text != "\n")
        .take_while(|token| token.text != ":")
        .take(3);
    words.next().is_none_or(|token| token.is(&IS))
        && words
            .next()
            .is_none_or(|token| token.is(&["patient", "pt", "he", "she", "who"]) || token.is_capitalized())
}

/// Whether a relative is the subject of the age: `mother is a 34-year-old`, `sister (12 yo)`, `siblings 4 yo and 6 yo`.
fn is_of_relative(note: &Note, span: Span) -> bool {
    for token in sentence_before(note, span.start) {
        if !token.is_word() {
            if token.is(&[",", "(", "-", ":", "–", "—", ")", "&", "\n"]) {
                continue;
            }
            return false;
        }
        // The phrase may begin earlier: `male partner`.
        let hit = note
            .phrases_in(
                lexicon_ids::PERSON_WORDS,
                Span::new(token.span.start.saturating_sub(24), token.span.end),
            )
            .find(|hit| hit.span.end >= token.span.end);
        match hit.and_then(|hit| person(note, hit)).map(|person| person.role) {
            Some(PersonRole::Relative) => {
                // Who brings or tells is not who is described.
                let brings = before(&note.text, token.span.start)
                    .find(|token| !token.is(&POSSESSIVE) && !token.is(&["the", "a"]))
                    .is_some_and(|token| token.is(&["per", "by", "from", "with", "via", "and"]));
                return !brings;
            }
            Some(PersonRole::Group) => return true,
            Some(PersonRole::Patient | PersonRole::Person | PersonRole::Child | PersonRole::Title) => return false,
            _ => {}
        }
        let link = token.is(&IS)
            || token.is(&ABOUT)
            || token.is_number()
            || token.is(&["who", "and", "old", "yo", "y", "o", "year", "years", "s"]);
        if !link {
            return false;
        }
    }
    false
}

/// How an age without a word for a person is tied to one.
#[derive(PartialEq, Eq)]
enum Subject {
    /// `Emma is 9 months old`.
    Linked,
    /// `A 64-year-old with`, `HPI: 64 yo`, `Patient, 64 years old`: nobody else is named.
    Loose,
}

/// Who an age without a word for a person is said of, if it can be the patient.
fn subject(note: &Note, span: Span) -> Option<Subject> {
    let mut tokens = before(&note.text, span.start)
        .filter(|token| !token.is(&ABOUT) && token.text != "(")
        .peekable();
    let mut linked = false;
    while tokens.next_if(|token| token.is(&IS)).is_some() {
        linked = true;
    }
    let Some(subject) = tokens.next() else {
        return Some(Subject::Loose);
    };
    // `This is a 77-year-old with …`
    if linked && subject.is(&["this"]) {
        return Some(Subject::Loose);
    }
    if !linked {
        let loose = !subject.is_word()
            || is_person_word(note, subject)
            || subject.is(&["this", "see", "pleasant", "our", "seen", "healthy"])
            || subject.is_number();
        return loose.then_some(Subject::Loose);
    }
    let fits = if subject.is(&["he", "she", "who"]) {
        !is_relatives_turn(note, subject)
    } else {
        is_person_word(note, subject) || is_name(subject, tokens)
    };
    fits.then_some(Subject::Linked)
}

/// Whether `word` is the end of a name, by what stands before it: `Emma Sample`, `Mrs. X`, `ABC`.
fn is_name<'t>(word: Token<'t>, mut before_it: impl Iterator<Item = Token<'t>>) -> bool {
    const TITLES: [&str; 4] = ["mr", "mrs", "ms", "miss"];
    if !word.is_capitalized() {
        return false;
    }
    let capitals = (2..=4).contains(&word.text.len()) && word.text.chars().all(char::is_uppercase);
    match before_it.next() {
        Some(token) if token.text == "." => before_it.next().is_some_and(|token| token.is(&TITLES)),
        Some(token) if token.is_word() => {
            token.is(&TITLES) || token.is_capitalized() && !token.is(&["the", "a", "this", "his", "her", "my"])
        }
        _ => capitals,
    }
}

fn is_person_word(note: &Note, token: Token<'_>) -> bool {
    note.persons_in(token.span).any(|person| {
        matches!(
            person.role,
            PersonRole::Patient | PersonRole::Person | PersonRole::Child
        )
    })
}

/// Whether the pronoun can mean a relative named before it.
fn is_relatives_turn(note: &Note, pronoun: Token<'_>) -> bool {
    let sex = if pronoun.is(&["he"]) { Sex::Male } else { Sex::Female };
    let window = Span::new(pronoun.span.start.saturating_sub(200), pronoun.span.start);
    let last = note.persons_in(window).last();
    last.is_some_and(|person| person.role == PersonRole::Relative && person.sex != Some(sex.other()))
}

/// Whether what follows makes it an age of the past: `30 years old when`, `at diagnosis`.
fn is_at_event(text: &str, end: u32) -> bool {
    let mut tokens = after(text, end).filter(|token| token.text != "\n");
    match tokens.next() {
        Some(token) if token.is(&["when"]) => true,
        Some(token) if token.is(&["at"]) => tokens
            .find(|token| !token.is(&["the", "his", "her", "their"]))
            .is_some_and(|token| {
                token.is(&[
                    "time",
                    "diagnosis",
                    "onset",
                    "menarche",
                    "menopause",
                    "surgery",
                    "death",
                    "birth",
                    "delivery",
                    "presentation",
                    "conception",
                ])
            }),
        _ => false,
    }
}

/// `64F`, `64 F`, `45/M`, `54 male`.
fn lettered(note: &Note, hit: &LexiconHit, sex: Sex) -> Option<Found> {
    let text: &str = &note.text;
    let at = hit.span.start as usize;
    let (value, length) = count(&text[at..]).filter(|(value, _)| *value <= 115.0 && value.fract() == 0.0)?;
    let previous = text[..at].chars().next_back();
    // `at 14:12, female infant`: a time of day.
    let clock = previous == Some(':') && text[..at - 1].ends_with(|c: char| c.is_ascii_digit());
    if clock
        || previous.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '+' | '-' | '°' | '$' | '#'))
        || !text.as_bytes()[at].is_ascii_digit()
    {
        return None;
    }
    let rest = text[at + length..hit.span.end as usize].trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let word = letters(rest);
    let word_start = hit.span.end - rest.len() as u32;
    let letter = word.len() == 1;
    if letter && text[at + length..].starts_with(' ') && !word.starts_with(char::is_uppercase) {
        return None;
    }
    // Not a length, a temperature or the bore of a tube.
    let mut following = after(text, hit.span.end);
    let next = following.next();
    let described = next
        .is_some_and(|next| next.is(&["patient", "pt", "infant", "child", "newborn", "veteran"]) || is_parity(&next));
    let ended = next.is_none_or(|next| {
        next.is(&FOLLOWERS) && !next.is(&["at", "on", "in", "by"])
            || next.is(&["\n", ",", ";", ":", "(", ")", "-", "–", "|"])
            || next.is(&["."])
    });
    let mut preceding = before(text, hit.span.start);
    let lead = preceding.next();
    // `57M postman`, `71F ICU day 3`, `27M POD2`: at the beginning of a line, a letter glued to the number is a sex.
    let told = || {
        let opens = lead.is_none_or(|lead| lead.is(&["\n", ":", "•", "*", "-", ".", "\"", "\u{201d}"]));
        let glued = !word.is_empty() && text[at + length..].starts_with(word) && word.starts_with(char::is_uppercase);
        opens
            && (glued || !letter)
            && next.is_some_and(|next| next.is_word() && !next.is(&NO_PERSON) && !next.is_number())
            && matches!(
                note.role_at(hit.span.start),
                Role::ChiefComplaint
                    | Role::History
                    | Role::Identification
                    | Role::Assessment
                    | Role::AssessmentAndPlan
                    | Role::Course
                    | Role::Other
            )
    };
    if !(described || ended || told()) {
        return None;
    }
    let opening = lead.is_none_or(|lead| {
        lead.is(&[
            "\n", ":", "|", "*", "#", "a", "an", "this", "is", "patient", "pt", "(", "-", "•", "pleasant", "old", ">",
            "age",
        ]) || lead.is(&[".", "?", "\"", "\u{201d}"])
            || lead.is(&["of", "for", "in", "see", ","]) && !letter
    });
    if !opening {
        return None;
    }
    if lead.is_some_and(|lead| lead.is(&[":", "is", "-", "(", "a", "|"])) {
        // `Temp: 101 F`, `Foley (16 F)`, `Tmax is 99 F`.
        let label = preceding.next();
        if letter
            && label.is_some_and(|label| {
                label.is(&[
                    "t",
                    "temp",
                    "temperature",
                    "tmax",
                    "tm",
                    "max",
                    "tc",
                    "foley",
                    "catheter",
                    "size",
                    "fever",
                    "sheath",
                ])
            })
            || letter && note.role_at(hit.span.start) == Role::VitalSigns
        {
            return None;
        }
    }
    let span = Span::new(hit.span.start, hit.span.start + length as u32);
    let sex_span = Span::new(word_start, word_start + word.len() as u32);
    if is_of_patient(note, span, true) && !is_at_event(text, hit.span.end) {
        let age = Age {
            value,
            unit: AgeUnit::Year,
            decade: false,
            span,
        };
        return Some((age, Some((sex, sex_span))));
    }
    None
}

/// `M/45`, `Female, 34 years`.
fn sex_before(note: &Note, hit: &LexiconHit, sex: Sex) -> Option<Found> {
    let text: &str = &note.text;
    let written = note.slice(hit.span);
    let word = letters(written);
    let at = hit.span.start as usize + written.find(|c: char| c.is_ascii_digit())?;
    let (value, length) = count(&text[at..]).filter(|(value, _)| *value <= 115.0)?;
    let lead = before(text, hit.span.start).next();
    if lead.is_some_and(|lead| !lead.is(&["\n", ":", "|", "*", "#", "patient", "pt", "(", "•", "."])) {
        return None;
    }
    let (unit, end) = match unit(&text[at..], length) {
        Some((unit, end)) => (unit.unit, end),
        None => {
            let next = after(text, (at + length) as u32).next();
            let ended = next.is_none_or(|next| {
                next.is(&["\n", ",", ";", "|", ")"])
                    || next.is(&["with", "presents", "presenting", "presented", "who", "admitted"])
                    || next.is(&["."]) && !text[at + length + 1..].starts_with(|c: char| c.is_ascii_digit())
            });
            if !ended || word.len() == 1 && !written.contains('/') {
                return None;
            }
            (AgeUnit::Year, length)
        }
    };
    let span = Span::from(at..at + end);
    let sex_span = Span::from(hit.span.start as usize..hit.span.start as usize + word.len());
    is_of_patient(note, sex_span, true).then_some((
        Age {
            value,
            unit,
            decade: false,
            span,
        },
        Some((sex, sex_span)),
    ))
}

/// `Age: 54`, `Age/Sex: 54/M`, `aged 54`, `, age 54,`.
fn labelled(note: &Note, hit: &LexiconHit) -> Option<Found> {
    let text: &str = &note.text;
    let mut at = None;
    let mut separated = false;
    for token in after(text, hit.span.end).take(8) {
        if token.is_number() {
            at = Some(token.span.start);
            break;
        }
        if token.is(&[":", "=", "|"]) {
            separated = true;
        } else if !token.is(&[
            "-", "–", "(", ")", "/", "&", "*", "in", "years", "yrs", "y", "sex", "gender", "and", ".",
        ]) {
            return None;
        }
    }
    let at = at?;
    let (value, length) = count(&text[at as usize..]).filter(|(value, _)| *value <= OLDEST)?;
    let (unit, end) = match unit(&text[at as usize..], length) {
        Some((unit, end)) => (unit.unit, end),
        None => (AgeUnit::Year, length),
    };
    let rest = &text[at as usize + end..];
    if rest.starts_with('%') || rest.strip_prefix(['-', '–', '/']).is_some_and(starts_with_digit) {
        return None;
    }
    let lead = before(text, hit.span.start).next();
    let span = Span::new(at, at + end as u32);
    let named = note.slice(hit.span).eq_ignore_ascii_case("aged");
    let fits = if separated {
        // A label of its own, not `Gestational age:`.
        lead.is_none_or(|lead| !lead.is_word() || text[lead.span.end as usize..hit.span.start as usize].len() > 1)
            && !matches!(
                note.role_at(hit.span.start),
                Role::FamilyHistory | Role::SocialHistory | Role::SurgicalHistory
            )
    } else {
        // In prose it is the patient's only beside a word for a person, or between commas.
        let closed = after(text, span.end)
            .next()
            .is_none_or(|next| !next.is_word() || next.is(&FOLLOWERS) || next.is(&["years"]));
        let person = lead.is_some_and(|lead| {
            let lead = if lead.text == "," {
                before(text, lead.span.start).next()
            } else {
                Some(lead)
            };
            lead.is_some_and(|lead| is_person_word(note, lead))
        });
        // `57M postman, aged 75.`
        let apposed = named && lead.is_some_and(|lead| lead.text == ",") && closed;
        (person || apposed) && (closed || named) && is_of_patient(note, Span::new(hit.span.start, span.end), true)
    };
    if !fits {
        return None;
    }
    let sex = describes(note, span.end, 1)
        .filter(|person| matches!(person.role, PersonRole::Person | PersonRole::Letter))
        .or_else(|| {
            let beside = lead.filter(|_| !separated)?;
            note.persons_in(beside.span)
                .find(|person| person.role == PersonRole::Person)
        })
        .and_then(|person| person.sex.map(|sex| (sex, person.span)));
    Some((
        Age {
            value,
            unit,
            decade: false,
            span,
        },
        sex,
    ))
}

/// `a woman in her 60s`.
fn decade(note: &Note, hit: &LexiconHit) -> Option<Found> {
    let written = note.slice(hit.span);
    let value = match note.entry(hit).number("value") {
        Some(value) => value,
        None => {
            let digit = written.find(|c: char| c.is_ascii_digit())?;
            count(&written[digit..])?.0
        }
    };
    if !(10.0..=110.0).contains(&value) || value % 10.0 != 0.0 {
        return None;
    }
    let mut words = before(&note.text, hit.span.start)
        .filter(|token| token.text != "\n")
        .take(3);
    let person = words.find_map(|token| note.persons_in(token.span).next())?;
    if !matches!(person.role, PersonRole::Patient | PersonRole::Person) || !is_of_patient(note, person.span, true) {
        return None;
    }
    let age = Age {
        value,
        unit: AgeUnit::Year,
        decade: true,
        span: hit.span,
    };
    Some((age, person.sex.map(|sex| (sex, person.span))))
}

/// `DOL 3`, `day of life 3`, `3 days of life`, `HOL 14`.
fn life(note: &Note, hit: &LexiconHit, unit: &str) -> Option<Found> {
    let text: &str = &note.text;
    let written = note.slice(hit.span);
    let (value, span) = match written.find(|c: char| c.is_ascii_digit()) {
        Some(digit) => (count(&written[digit..])?.0, hit.span),
        None => {
            let number = after(text, hit.span.end).find(|token| !token.is(&["#", ":", "-", "="]))?;
            if !number.is_number() {
                return None;
            }
            (count(number.text)?.0, hit.span.cover(number.span))
        }
    };
    let lead = before(text, hit.span.start).find(|token| token.text != "(");
    let now = lead.is_none_or(|lead| {
        !lead.is_word() && lead.text != ","
            || lead.is(&[
                "is",
                "now",
                "currently",
                "infant",
                "male",
                "female",
                "newborn",
                "neonate",
                "today",
            ])
    });
    let after_person = lead.is_some_and(|lead| lead.text == ",")
        && before(text, hit.span.start)
            .take(8)
            .any(|token| is_person_word(note, token));
    (now || after_person).then_some((
        Age {
            value,
            unit: if unit == "hour" { AgeUnit::Hour } else { AgeUnit::Day },
            decade: false,
            span,
        },
        None,
    ))
}

/// `54♂`, `♀ 34`.
fn signs(note: &Note, ages: &mut Vec<Age>, sexes: &mut Vec<(Sex, Span)>) {
    let text: &str = &note.text;
    for (at, sign) in text.match_indices(['♂', '♀']) {
        let sex = if sign == "♂" { Sex::Male } else { Sex::Female };
        let start = at as u32;
        let mut tokens = before(text, start).filter(|token| !token.is(&["y", "yo", "yr", "yrs", "-"]));
        let number = tokens.next().filter(|token| {
            token
                .text
                .ends_with(|c: char| c.is_ascii_digit() || matches!(c, 'y' | 'o'))
                && token.is_number()
        });
        let number = number.or_else(|| {
            let next = after(text, start + sign.len() as u32).find(|token| !token.is(&[",", "/"]));
            next.filter(Token::is_number)
        });
        let Some(number) = number else { continue };
        let Some((value, length)) = count(number.text).filter(|(value, _)| *value <= 115.0) else {
            continue;
        };
        let span = Span::new(number.span.start, number.span.start + length as u32);
        if !is_of_patient(note, span, true) {
            continue;
        }
        if !ages.iter().rev().take(4).any(|age: &Age| age.span.overlaps(span)) {
            ages.push(Age {
                value,
                unit: AgeUnit::Year,
                decade: false,
                span,
            });
        }
        sexes.push((sex, Span::new(start, start + sign.len() as u32)));
    }
}

/// The age in the front matter: `64`, `64 years`, `10 mo`, `3-day`.
pub(super) fn written(text: &str, span: Span) -> Option<Age> {
    let (value, length) = count(text)?;
    let rest = text[length..].trim_start_matches([' ', '-']).to_ascii_lowercase();
    let rest = rest.trim_end_matches("old").trim_end_matches([' ', '-', '.']);
    let unit = match rest {
        "" | "y" | "yo" | "y/o" | "yr" | "yrs" | "year" | "years" | "y.o" => AgeUnit::Year,
        "m" | "mo" | "mos" | "month" | "months" => AgeUnit::Month,
        "w" | "wk" | "wks" | "week" | "weeks" => AgeUnit::Week,
        "d" | "day" | "days" => AgeUnit::Day,
        "h" | "hr" | "hrs" | "hour" | "hours" => AgeUnit::Hour,
        _ => return None,
    };
    Some(Age {
        value,
        unit,
        decade: false,
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_of_the_front_matter() {
        let read = |text: &str| written(text, Span::at(0)).map(|age| (age.value, age.unit));
        assert_eq!(read("64"), Some((64.0, AgeUnit::Year)));
        assert_eq!(read("10 mo"), Some((10.0, AgeUnit::Month)));
        assert_eq!(read("2.5 years"), Some((2.5, AgeUnit::Year)));
        assert_eq!(read("3-day"), Some((3.0, AgeUnit::Day)));
        assert_eq!(read("64-year-old"), Some((64.0, AgeUnit::Year)));
        assert_eq!(read("6 weeks old"), Some((6.0, AgeUnit::Week)));
        for text in ["old", "64 parsecs", "1.2.3", ""] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
