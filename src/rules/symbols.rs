//! Signs and numbers of orders that are misread: `@`, `&`, `+`, arrows, `q4°`, `q6PM`, `x3d`, `1:1,000`, roman numerals, `mg.`.

use crate::grammar::{Role, lexicon_ids};
use crate::note::Note;
use crate::rules::abbreviations::{Use, is_quoted};
use crate::rules::dosing::{drugs_in, is_medication_line, is_result, statement, touches_dose};
use crate::rules::support::{is_prose, quote};
use crate::rules::{Applicability, Edit, Severity};
use crate::text::Span;

/// What is told of one kind of sign.
#[derive(Debug, Clone, Copy)]
struct Sign {
    /// What groups it with others of the note.
    group: u32,
    hazard: &'static str,
    fix: Option<Applicability>,
    severity: Severity,
}

const fn sign(group: u32, hazard: &'static str, fix: Option<Applicability>) -> Sign {
    Sign {
        group: 0x2_0000 + group,
        hazard,
        fix,
        severity: Severity::Info,
    }
}

const AT: Sign = sign(0, "can be read as the digit 2", Some(Applicability::Safe));
const AND: Sign = sign(1, "can be read as the digit 2", Some(Applicability::Safe));
const PLUS: Sign = sign(2, "can be read as the digit 4", Some(Applicability::Safe));
const ARROW: Sign = sign(
    3,
    "can be read as a digit or as its opposite",
    Some(Applicability::Unsafe),
);
const DEGREE: Sign = sign(
    4,
    "can be read with a zero for the degree sign, ten times the hours",
    Some(Applicability::Safe),
);
const CLOCK: Sign = sign(5, "can be read as every so many hours", Some(Applicability::Unsafe));
const DAYS: Sign = sign(6, "can be read as so many doses", Some(Applicability::Unsafe));
const RATIO: Sign = sign(
    7,
    "is a strength as a ratio; 1:1,000 and 1:10,000 are mixed up, ten times the dose",
    Some(Applicability::Unsafe),
);
const ROMAN: Sign = sign(
    8,
    "has a roman numeral, which can be read as letters or as 11",
    Some(Applicability::Unsafe),
);
const PERIOD: Sign = sign(
    9,
    "has a full stop that can be read as the digit 1",
    Some(Applicability::Unsafe),
);
const BOUND: Sign = sign(
    10,
    "can be read as its opposite, or as a digit",
    Some(Applicability::Unsafe),
);
const HALF: Sign = sign(11, "can be read as 1 or 12 tablets", Some(Applicability::Safe));
const THOUSAND: Sign = sign(12, "can be read as thousand or million", Some(Applicability::Unsafe));
const POUND: Sign = sign(13, "can be read as a number", Some(Applicability::Unsafe));
const ZERO: Sign = sign(14, "can be read as 4, 6, 8 or 9", Some(Applicability::Suggestion));
const SLASH: Sign = sign(
    15,
    "can be read with a digit 1 for the slash",
    Some(Applicability::Unsafe),
);
const ONCE: Sign = sign(16, "can be read as one day", Some(Applicability::Unsafe));

/// The signs of the note that are misread in an order.
pub fn uses(note: &Note, strict: bool) -> Vec<Use> {
    let mut found = Found {
        note,
        bytes: note.text.as_bytes(),
        uses: Vec::new(),
        strict,
    };
    found.signs();
    found.every();
    found.times();
    found.quantities();
    found.forms();
    found.arrows();
    found.uses
}

struct Found<'n> {
    note: &'n Note,
    bytes: &'n [u8],
    uses: Vec<Use>,
    strict: bool,
}

impl Found<'_> {
    /// One use, unless the place is no text of the writer.
    fn add(&mut self, sign: Sign, span: Span, edit: Option<(Span, String)>) {
        if is_quoted(self.note, span) || !is_prose(self.note, span) {
            return;
        }
        let written = quote(self.note.slice(span), 24);
        let help = match &edit {
            Some((place, words)) => {
                let before = self.note.slice(Span::new(span.start, place.start.max(span.start)));
                let after = self.note.slice(Span::new(place.end.min(span.end), span.end));
                format!("write \"{}\"", format!("{before}{words}{after}").trim())
            }
            None => "write it in words".to_owned(),
        };
        self.uses.push(Use {
            group: sign.group,
            span,
            message: format!("\"{written}\" {}", sign.hazard),
            help,
            severity: sign.severity,
            fix: edit
                .zip(sign.fix)
                .map(|((span, replacement), how)| (how, Edit { span, replacement })),
        });
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    fn is_space_before(&self, at: usize) -> bool {
        at > 0 && matches!(self.bytes[at - 1], b' ' | b'\t')
    }

    fn is_ordered(&self, at: usize) -> bool {
        is_medication_line(self.note, at as u32) && !is_result(self.note, at as u32)
    }

    /// `@ 12 mL/h`, `25 mg & 50 mg`, `180#`.
    fn signs(&mut self) {
        let bytes = self.bytes;
        for at in memchr::memchr3_iter(b'@', b'&', b'#', bytes) {
            let span = Span::from(at..at + 1);
            match bytes[at] {
                b'@' => {
                    let next = if self.byte(at + 1) == b' ' { at + 2 } else { at + 1 };
                    if self.byte(next).is_ascii_digit() && self.is_space_before(at) && self.is_ordered(at) {
                        let words = if next == at + 1 { "at " } else { "at" };
                        self.add(AT, self.token(at), Some((span, words.to_owned())));
                    }
                }
                b'&' => {
                    let apart = self.is_space_before(at) && self.byte(at + 1) == b' ';
                    if apart && self.is_ordered(at) && touches_dose(self.note, span) {
                        self.add(AND, span, Some((span, "and".to_owned())));
                    }
                }
                _ => self.pound(at),
            }
        }
    }

    /// `180#` for pounds, where a weight is spoken of.
    fn pound(&mut self, at: usize) {
        let digits = self.bytes[..at]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if !(2..=3).contains(&digits) || self.byte(at + 1).is_ascii_alphanumeric() {
            return;
        }
        let text = self.note.slice(statement(self.note, at as u32));
        let weighs = text.split(|c: char| !c.is_ascii_alphabetic()).any(|word| {
            ["weight", "weighs", "wt", "weighed", "lost", "gained", "gain", "loss"]
                .iter()
                .any(|it| word.eq_ignore_ascii_case(it))
        });
        if weighs {
            let span = Span::from(at..at + 1);
            self.add(POUND, Span::from(at - digits..at + 1), Some((span, " lb".to_owned())));
        }
    }

    /// The word or number around `at`, with what is glued to it.
    fn token(&self, at: usize) -> Span {
        let skip = usize::from(self.byte(at + 1) == b' ') + 1;
        let rest = &self.bytes[at + skip..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        Span::from(at..at + skip + length)
    }

    /// `q4°`, `q6PM`.
    fn every(&mut self) {
        let bytes = self.bytes;
        for at in memchr::memchr2_iter(b'q', b'Q', bytes) {
            if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
                continue;
            }
            let start = at + 1 + usize::from(matches!(self.byte(at + 1), b' ' | b'.'));
            let digits = bytes[start.min(bytes.len())..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if !(1..=2).contains(&digits) {
                continue;
            }
            let end = start + digits;
            let number = &self.note.text[start..end];
            if number.parse::<u8>().is_ok_and(|hours| hours > 24) {
                continue;
            }
            let rest = &self.note.text[end..];
            let gap = usize::from(rest.starts_with(' '));
            if let Some(sign) = ['°', 'º', '˚'].into_iter().find(|sign| rest[gap..].starts_with(*sign)) {
                let end = end + gap + sign.len_utf8();
                let span = Span::from(at..end);
                if !rest[gap..].starts_with("°C") && !rest[gap..].starts_with("°F") {
                    self.add(DEGREE, span, Some((span, format!("every {number} h"))));
                }
            } else if let Some(half) = rest.get(gap..gap + 2).filter(|it| {
                (it.eq_ignore_ascii_case("am") || it.eq_ignore_ascii_case("pm"))
                    && !rest[gap + 2..].starts_with(|c: char| c.is_alphanumeric())
            }) {
                let span = Span::from(at..end + gap + 2);
                if number.parse::<u8>().is_ok_and(|hour| hour <= 12) && self.is_ordered(at) {
                    let words = format!("daily at {number} {}", half.to_ascii_uppercase());
                    self.add(CLOCK, span, Some((span, words)));
                }
            }
        }
    }

    /// `x3d`, `x 7 d`; `x1` where asked for.
    fn times(&mut self) {
        let bytes = self.bytes;
        for at in memchr::memchr2_iter(b'x', b'X', bytes) {
            if at > 0 && bytes[at - 1].is_ascii_alphanumeric() {
                continue;
            }
            let start = at + 1 + usize::from(self.byte(at + 1) == b' ');
            let digits = bytes[start.min(bytes.len())..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if !(1..=2).contains(&digits) {
                continue;
            }
            let end = start + digits;
            let number = &self.note.text[start..end];
            let unit = end + usize::from(self.byte(end) == b' ');
            if matches!(self.byte(unit), b'd' | b'D') && !self.byte(unit + 1).is_ascii_alphanumeric() {
                let span = Span::from(at..unit + 1);
                if self.is_ordered(at) {
                    let days = if number == "1" { "day" } else { "days" };
                    self.add(DAYS, span, Some((span, format!("for {number} {days}"))));
                }
            } else if self.strict && number == "1" && !self.byte(end).is_ascii_alphanumeric() && self.is_ordered(at) {
                let span = Span::from(at..end);
                self.add(ONCE, span, Some((span, "for 1 dose".to_owned())));
            }
        }
    }

    /// What stands behind or between quantities: `25 mg + 50 mg`, `mg.`, `10 units/20 units`, `5 MM units`, epinephrine `1:1,000`.
    fn quantities(&mut self) {
        let note = self.note;
        let text: &str = &note.text;
        let all = note.quantities();
        for (at, quantity) in all.iter().enumerate() {
            let end = quantity.unit.end as usize;
            let category = quantity.category(&note.grammar);
            if !matches!(category, "mass" | "activity" | "amount" | "volume") {
                continue;
            }
            let rest = &text[end..];
            if rest.starts_with(" + ") && self.is_ordered(end) {
                let span = Span::from(end + 1..end + 2);
                self.add(PLUS, span, Some((span, "and".to_owned())));
            }
            if let Some(next) = all.get(at + 1)
                && category == "activity"
                && next.category(&note.grammar) == "activity"
                && next.unit != quantity.unit
                && matches!(text.get(end..next.number.start as usize), Some("/" | " / "))
            {
                let span = Span::new(quantity.number.start, next.unit.end);
                let slash = Span::new(quantity.unit.end, next.number.start);
                self.add(SLASH, span, Some((slash, " and ".to_owned())));
            }
            let (stop, after) = match text[..end].ends_with('.') {
                true => (end - 1, rest),
                false => (end, rest.strip_prefix('.').unwrap_or("\n")),
            };
            let goes_on = after.strip_prefix(' ').is_some_and(|after| {
                after.starts_with(|c: char| c.is_ascii_lowercase()) && matches!(category, "mass" | "volume" | "amount")
            });
            if goes_on && self.is_ordered(quantity.number.start as usize) {
                let span = Span::from(quantity.number.start as usize..stop + 1);
                self.add(PERIOD, span, Some((Span::from(stop..stop + 1), String::new())));
            }
        }
        for hit in note.phrases_of(lexicon_ids::DOSE_UNITS) {
            if note.grammar.category(hit) == "activity" {
                self.thousands(hit.span);
            }
        }
        self.ratios();
    }

    /// `5 MM units`, `50K units`.
    fn thousands(&mut self, unit: Span) {
        let before = self.note.text[..unit.start as usize].trim_end_matches(' ');
        let letters = before.trim_end_matches(['K', 'k', 'M']);
        let sign = &before[letters.len()..];
        let number = letters.trim_end_matches(' ');
        if !matches!(sign, "K" | "k" | "M" | "MM") || !number.ends_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        let start = number
            .rfind(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
            .map_or(0, |at| at + 1);
        let start = crate::text::ceil(number, start);
        let word = if sign.eq_ignore_ascii_case("k") {
            " thousand"
        } else {
            " million"
        };
        let sign = Span::from(number.len()..before.len());
        self.add(
            THOUSAND,
            Span::new(start as u32, unit.end),
            Some((sign, word.to_owned())),
        );
    }

    /// Epinephrine `1:1,000` and `1:10,000`. In a local anesthetic (`1:100,000`) it is what the label says.
    fn ratios(&mut self) {
        const STRENGTHS: [(&str, &str); 4] = [
            ("1:10,000", "0.1 mg/mL"),
            ("1:10000", "0.1 mg/mL"),
            ("1:1,000", "1 mg/mL"),
            ("1:1000", "1 mg/mL"),
        ];
        let text: &str = &self.note.text;
        for at in memchr::memmem::find_iter(self.bytes, "1:1") {
            let rest = &text[at..];
            let Some((sign, words)) = STRENGTHS.iter().find(|(sign, _)| {
                rest.strip_prefix(sign)
                    .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
            }) else {
                continue;
            };
            let around = statement(self.note, at as u32);
            let named = drugs_in(self.note, around)
                .iter()
                .any(|it| &*self.note.entry_at(lexicon_ids::DRUGS, it.entry).id == "epinephrine");
            if named {
                let span = Span::from(at..at + sign.len());
                self.add(
                    Sign {
                        severity: Severity::Warning,
                        ..RATIO
                    },
                    span,
                    Some((span, (*words).to_owned())),
                );
            }
        }
    }

    /// `tabs ii`, `ii tabs`, `½ tab`.
    fn forms(&mut self) {
        let note = self.note;
        let text: &str = &note.text;
        for hit in note.phrases_of(lexicon_ids::DOSE_FORMS) {
            if note.grammar.category(hit) != "count" {
                continue;
            }
            let before = text[..hit.span.start as usize].trim_end_matches(' ');
            if before.ends_with("1/2") || before.ends_with('½') {
                self.half(before.len(), hit.span);
                continue;
            }
            let start = before.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
            let start = crate::text::ceil(before, start);
            let rest = &text[hit.span.end as usize..];
            let gap = rest.len() - rest.trim_start_matches([' ', '.']).len();
            let from = hit.span.end as usize + gap;
            let length = text[from..].bytes().take_while(u8::is_ascii_alphabetic).count();
            for span in [Span::from(start..before.len()), Span::from(from..from + length)] {
                if let Some(number) = roman(note.slice(span))
                    && (gap < 3 && gap > 0 || span.start < hit.span.start)
                    && self.is_ordered(span.start as usize)
                {
                    self.add(ROMAN, span.cover(hit.span), Some((span, number.to_string())));
                    break;
                }
            }
        }
    }

    /// `1/2 tab`, but not `1 1/2 tabs`.
    fn half(&mut self, end: usize, form: Span) {
        let text: &str = &self.note.text;
        let start = end
            - if text[..end].ends_with('½') {
                '½'.len_utf8()
            } else {
                3
            };
        let before = text[..start].trim_end_matches([' ', '-']);
        let written = self.note.slice(form);
        let is_tablet = written.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("tab"));
        if before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '/' | '.')) || !is_tablet {
            return;
        }
        let span = Span::new(start as u32, form.end);
        self.add(HALF, span, Some((span, "half tablet".to_owned())));
    }

    /// `↑ lisinopril to 20 mg`, `∅ for none`, and bounds in an order: `hold for SBP <100`.
    fn arrows(&mut self) {
        let text: &str = &self.note.text;
        for at in memchr::memchr3_iter(0xE2, 0xC3, 0xCE, self.bytes) {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                continue;
            };
            let span = Span::from(at..at + c.len_utf8());
            let (before, after) = (text[..at].chars().next_back(), text[span.end as usize..].chars().next());
            match c {
                '↑' | '↓' if self.changes_dose(span) => {
                    let word = if c == '↑' { "increase" } else { "decrease" };
                    let gap = if after.is_some_and(char::is_whitespace) {
                        ""
                    } else {
                        " "
                    };
                    self.add(ARROW, span, Some((span, format!("{word}{gap}"))));
                }
                '∅' | 'Ø' | 'Φ' | 'ø'
                    if before.is_none_or(|c| !c.is_alphanumeric())
                        && after.is_some_and(|c| c == ' ')
                        && text[span.end as usize..]
                            .trim_start()
                            .starts_with(|c: char| c.is_ascii_lowercase()) =>
                {
                    self.add(ZERO, span, Some((span, "no".to_owned())));
                }
                _ => {}
            }
        }
        if !self.strict {
            return;
        }
        for at in memchr::memchr2_iter(b'<', b'>', self.bytes) {
            let next = at + 1 + usize::from(self.byte(at + 1) == b' ');
            let arrow = at > 0 && matches!(self.bytes[at - 1], b'-' | b'=');
            if self.byte(next).is_ascii_digit() && !arrow && is_medication_line(self.note, at as u32) {
                let word = if self.bytes[at] == b'<' {
                    "less than"
                } else {
                    "greater than"
                };
                let gap = if next == at + 1 { " " } else { "" };
                let lead = if self.is_space_before(at) { "" } else { " " };
                let span = Span::from(at..at + 1);
                self.add(BOUND, self.token(at), Some((span, format!("{lead}{word}{gap}"))));
            }
        }
    }

    /// Whether an arrow stands for a change of a dose: a drug or a dose right behind it, in a plan or on a line of medications.
    fn changes_dose(&self, span: Span) -> bool {
        let rest = &self.note.text[span.end as usize..];
        let start = span.end + (rest.len() - rest.trim_start_matches(' ').len()) as u32;
        let drug = [lexicon_ids::DRUGS, lexicon_ids::DRUG_CLASSES].iter().any(|lexicon| {
            self.note
                .phrases_in(*lexicon, Span::new(start, start + 1))
                .next()
                .is_some()
        });
        let dose = ["dose", "to "]
            .iter()
            .any(|word| rest.trim_start_matches(' ').starts_with(word));
        let planned = matches!(
            self.note.role_at(span.start),
            Role::Plan
                | Role::AssessmentAndPlan
                | Role::HomeMedications
                | Role::InpatientMedications
                | Role::DischargeMedications
        );
        let is_lab = self
            .note
            .phrases_in(lexicon_ids::LABS, Span::new(start, start + 1))
            .next()
            .is_some();
        !is_lab
            && (drug && (planned || self.is_ordered(span.start as usize))
                || dose && self.is_ordered(span.start as usize))
    }
}

/// A roman numeral of a dose. `IV` is a route, `I` a word.
fn roman(word: &str) -> Option<u8> {
    match word {
        "i" => Some(1),
        "ii" | "II" => Some(2),
        "iii" | "III" => Some(3),
        "iv" => Some(4),
        "vi" | "VI" => Some(6),
        "vii" | "VII" => Some(7),
        "viii" | "VIII" => Some(8),
        _ => None,
    }
}
