//! Laboratory values: lines, tables, panels, fishbones, trends; and the measured values of other studies.
//!
//! The lexicon `labs` says how tests are called, in which units and limits their values lie, and how a number without a
//! unit is to be read; `lab-words` and `lab-units` say what may stand around a value. Names are found with all other
//! phrases of the note; what follows a name is read here, by hand, within a few dozen bytes.

mod after;
mod bare;
mod levels;
mod series;
mod tables;
mod words;

use std::cell::{Cell, OnceCell};
use std::sync::Arc;

pub use self::levels::{Level, Levels, Said};
use self::words::{CONDITION, EARLIER, GOAL, TIME, Units, Words};
use super::super::{Note, SectionIx};
use super::Sex;
use super::quantity;
use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role, lexicon_ids};
use crate::text::{Span, floor};

/// High or low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Below the reference range.
    Low,
    /// Above it.
    High,
    /// Marked as abnormal, no direction written.
    Abnormal,
}

/// One laboratory value.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    /// Its entry in the lexicon `labs`.
    pub entry: u16,
    /// The value in the conventional unit of the entry; the lower end of a range. Of a graded result: 0 for negative, ½ for
    /// a trace, 1 to 4 for as many plus signs, 1 for positive.
    pub value: f64,
    /// The upper end of a range, in the same unit: `25-50 /hpf`.
    pub to: Option<f64>,
    /// `<` or `>` before it.
    pub bound: Option<char>,
    /// The number as written.
    pub number: Span,
    /// The unit as written; empty if none was.
    pub unit: Span,
    /// Whether the unit was written, or is certain from the value and the note. If not, the value was taken as one in the
    /// conventional unit, and nothing should be built on it.
    pub unit_known: bool,
    /// The value as written, before conversion.
    pub written: f64,
    /// The name as written; empty in a panel without names (`138/4.1/101/24/18/1.0`).
    pub name: Span,
    /// All of it.
    pub span: Span,
    /// Computed from the reference range of the entry, for an adult.
    pub flag: Option<Flag>,
    /// As written: `(L)`, `H`, `*`, "elevated".
    pub written_flag: Option<Flag>,
    /// Whether the note gives it as a value of an earlier time: the left end of a trend, a baseline, an outside value.
    pub earlier: bool,
    /// The words that say of when it is, if any: a date, "yesterday", "on admission", the head of a column.
    pub when: Span,
    /// Whether the result is a grade (`2+`, `trace`, `negative`) and no number.
    pub graded: bool,
    /// Whether it stands in a chain of values of the same test (`1.4 -> 1.2`, a table with several columns).
    pub trend: bool,
}

pub(super) fn read(note: &Note) -> Vec<Lab> {
    Reader::new(note, lexicon_ids::LABS).read()
}

pub(super) fn studies(note: &Note) -> Vec<Lab> {
    Reader::new(note, lexicon_ids::STUDY_VALUES).read()
}

impl Note {
    /// The entry of a laboratory value: its names, units and limits.
    pub fn lab_entry(&self, lab: &Lab) -> &LexiconEntry {
        self.entry_at(lexicon_ids::LABS, lab.entry)
    }
}

/// The reference range of `entry` for an adult of this sex; of an unknown sex, the widest.
pub fn reference_range(entry: &LexiconEntry, sex: Option<Sex>) -> (Option<f64>, Option<f64>) {
    let range = |sex: Sex| {
        let (low, high) = match sex {
            Sex::Female => ("ref-low-female", "ref-high-female"),
            Sex::Male => ("ref-low-male", "ref-high-male"),
        };
        (
            entry.number(low).or_else(|| entry.number("ref-low")),
            entry.number(high).or_else(|| entry.number("ref-high")),
        )
    };
    match sex {
        Some(sex) => range(sex),
        None => {
            let (female, male) = (range(Sex::Female), range(Sex::Male));
            let low = female.0.zip(male.0).map(|(a, b)| a.min(b));
            (low, female.1.zip(male.1).map(|(a, b)| a.max(b)))
        }
    }
}

/// A value as read, its unit not yet settled.
#[derive(Debug, Clone)]
struct Value {
    number: Span,
    written: f64,
    to: Option<f64>,
    bound: Option<char>,
    /// `12.3k`
    thousands: bool,
    unit: Span,
    unit_entry: Option<u16>,
    decimal: bool,
    flag: Option<Flag>,
    graded: bool,
    earlier: bool,
    when: Span,
    trend: bool,
    end: usize,
}

/// A value with its test.
#[derive(Debug, Clone)]
struct Raw {
    entry: u16,
    name: Span,
    value: Value,
}

/// How sure the place has to be that a number is the value of a test.
#[derive(Debug, Clone, Copy, Default)]
struct Demands {
    /// The name is ambiguous here: nothing unknown may stand around the value, and it must be a possible one.
    strict: bool,
    /// A unit must be written.
    unit: bool,
    /// The place shows that it is a value, be it an impossible one: a list of values, a section of results.
    sure_place: bool,
}

/// How far a specimen in a sentence is spoken of, in bytes.
const SENTENCE: usize = 400;
/// How many values on either side are looked at for the unit of one.
const SHARED: usize = 60;

/// The units that a note reports in, as far as its values show.
#[derive(Debug, Clone, Copy, Default)]
struct System {
    si: bool,
    conventional: bool,
}

impl System {
    fn of(si: bool) -> Self {
        Self {
            si,
            conventional: false,
        }
    }
}

/// What a value was measured in, as the text around says, and up to where.
#[derive(Debug, Clone, Copy, Default)]
struct Scope<'n> {
    specimen: &'n str,
    start: u32,
    end: u32,
    /// Said with a colon or as a heading.
    announced: bool,
}

/// So many names may stand in a row before their values: `Na/K/Cl/HCO3/BUN/Cr/Glu 138/4.1/…`.
const ROW: usize = 24;
/// How far what is announced ("urinalysis: …") may reach in one sentence, in bytes.
const ANNOUNCED: u32 = 2000;

/// The words before names that say when, read up to a place.
#[derive(Debug, Clone, Copy, Default)]
struct Times {
    at: usize,
    /// The last of them, or the last date.
    last: Option<Span>,
    /// Where the last word stands, if it speaks of before: a date behind it does so, too.
    earlier: Option<usize>,
}

struct Reader<'n> {
    note: &'n Note,
    text: &'n str,
    lexicon: LexiconId,
    entries: &'n [LexiconEntry],
    hits: Vec<LexiconHit>,
    used: Vec<bool>,
    words: OnceCell<Arc<Words>>,
    units: OnceCell<Units<'n>>,
    raw: Vec<Raw>,
    /// The section last asked for, and whether text stands on the line of its heading.
    line: Cell<Option<(SectionIx, bool)>>,
    /// What was read of times before names.
    times: Cell<Times>,
    /// Where the last value ended, and its test if it was a goal.
    last_end: usize,
    last_goal: Option<u16>,
}

impl<'n> Reader<'n> {
    fn new(note: &'n Note, lexicon: LexiconId) -> Self {
        let hits: Vec<LexiconHit> = note.phrases_of(lexicon).copied().collect();
        Self {
            note,
            text: &note.text,
            lexicon,
            entries: &note.grammar.lexicon(lexicon).entries,
            used: vec![false; hits.len()],
            hits,
            words: OnceCell::new(),
            units: OnceCell::new(),
            raw: Vec::new(),
            line: Cell::new(None),
            times: Cell::default(),
            last_end: 0,
            last_goal: None,
        }
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::of_grammar(&self.note.grammar))
    }

    fn units(&self) -> &Units<'n> {
        self.units.get_or_init(|| Units::new(&self.note.grammar))
    }

    fn entry(&self, at: u16) -> &'n LexiconEntry {
        &self.entries[usize::from(at)]
    }

    fn named(&self, id: &str) -> Option<u16> {
        self.note.grammar.entry_named(self.lexicon, id)
    }

    fn category(&self, hit: usize) -> &'n str {
        &self.entry(self.hits[hit].entry).category
    }

    fn is_test(&self, hit: usize) -> bool {
        !matches!(self.category(hit), "trap" | "panel" | "specimen")
    }

    fn read(mut self) -> Vec<Lab> {
        if !self.hits.is_empty() {
            tables::read(&mut self);
            let mut scope = Scope::default();
            let mut at = 0;
            while at < self.hits.len() {
                at = self.read_at(at, &mut scope);
            }
        }
        if self.lexicon == lexicon_ids::LABS {
            bare::read(&mut self);
            bare::glued(&mut self);
        }
        self.settle_all()
    }

    /// Read the hit `at` and what belongs to it; the next hit to read.
    fn read_at(&mut self, at: usize, scope: &mut Scope<'n>) -> usize {
        let hit = self.hits[at];
        if scope.end <= hit.span.start {
            *scope = Scope::default();
        }
        if self.used[at] {
            return at + 1;
        }
        match self.category(at) {
            "trap" => at + 1,
            "specimen" => {
                if let Some(found) = self.scope_of(at) {
                    *scope = found;
                }
                at + 1
            }
            "panel" => {
                *scope = Scope::default();
                self.panel(at);
                at + 1
            }
            _ => self.test(at, scope),
        }
    }

    /// What the specimen named at `at` is said of.
    fn scope_of(&self, at: usize) -> Option<Scope<'n>> {
        let hit = self.hits[at];
        let specimen = self.entry(hit.entry).text("specimen")?;
        // A heading speaks of its section, a label with text behind it of its line.
        let section = self.note.section_at(hit.span.start).filter(|ix| {
            let section = self.note.section(*ix);
            section.heading.contains(hit.span) && !self.has_text_on_its_line(*ix)
        });
        if let Some(section) = section.map(|ix| self.note.section(ix)) {
            return Some(Scope {
                specimen,
                start: hit.span.end,
                end: section.span.end,
                announced: true,
            });
        }
        let end = hit.span.end as usize;
        let after = self.skip_marks(end);
        let far = floor(self.text, end + ANNOUNCED as usize);
        let line_end = memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[end..far]).map_or(far, |n| end + n);
        let rest = &self.text[after.min(line_end)..line_end];
        if rest.starts_with([':', '=', '(']) || rest.starts_with("- ") || rest.starts_with("– ") {
            let alone = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
            // A label alone on its line speaks of the lines under it.
            let end = if alone {
                let rest = &self.text[line_end..];
                let block = rest.find("\n\n").unwrap_or(rest.len()).min(800);
                line_end + floor(rest, block)
            } else {
                line_end
            };
            return Some(Scope {
                specimen,
                start: hit.span.end,
                end: end as u32,
                announced: true,
            });
        }
        // "UA with 2+ leukocyte esterase": nothing foreign between.
        let next = self.hits.get(at + 1)?.span.start as usize;
        if next - end > 60 || next > line_end || !self.all_known(end, next) {
            return None;
        }
        let near = floor(self.text, line_end.min(end + SENTENCE)).max(end);
        let sentence = self.text[end..near].find(". ").map_or(near, |stop| end + stop);
        Some(Scope {
            specimen,
            start: hit.span.end,
            end: sentence as u32,
            announced: false,
        })
    }

    /// Whether only known words, numbers and signs stand between two places.
    fn all_known(&self, from: usize, to: usize) -> bool {
        let mut at = from;
        while at < to {
            if self.text.as_bytes()[at].is_ascii_alphabetic() {
                let (classes, end) = self.word_at(at);
                if classes == 0 {
                    return false;
                }
                at = end;
            } else {
                at += self.char_at(at).map_or(1, char::len_utf8);
            }
        }
        true
    }

    /// Read the test named by the hit `at`; the next hit to read.
    fn test(&mut self, at: usize, scope: &mut Scope<'n>) -> usize {
        let Some(entry) = self.in_specimen(at, scope) else {
            return at + 1;
        };
        let run = self.names_from(at);
        if run > 1 && self.several(at, run, scope) {
            return at + run;
        }
        let Some(demands) = self.demands(at) else {
            return at + 1;
        };
        let hit = self.hits[at];
        let name_end = hit.span.end as usize;
        if let Some(value) = self.before_name(entry, hit.span) {
            self.push(entry, hit.span, value);
            self.last_end = name_end;
            return at + 1;
        }
        let limit = self.next_test(at);
        let found = self.after_name(entry, name_end, limit, demands, hit.span.start as usize);
        let Some((values, end)) = found else {
            return at + 1;
        };
        for value in values {
            self.push(entry, hit.span, value);
        }
        self.last_end = end;
        self.direct_bilirubin(entry, end);
        // `Hgb 9.8/29.4`: the second value is that of the test that goes with it.
        let pair = self.entry(entry).text("pair").and_then(|pair| self.named(pair));
        if let Some(pair) = pair.filter(|_| self.text.as_bytes().get(end) == Some(&b'/'))
            && let Some(value) = self.value(end + 1, pair)
            && self.fits(pair, &value)
        {
            self.last_end = value.end;
            self.push(pair, Span::at(value.number.start), value);
        }
        at + 1
    }

    /// `T bili 5.8 (direct 3.4)`: the part has no name of its own there.
    fn direct_bilirubin(&mut self, entry: u16, end: usize) {
        if &*self.entry(entry).id != "bilirubin-total" {
            return;
        }
        // The bracket may have been read as a remark on the total.
        let from = if self.text[..end].ends_with(')') {
            self.text[..end].rfind('(').unwrap_or(end)
        } else {
            end
        };
        let rest = &self.text[from..];
        let inner = rest.trim_start_matches([' ', '(', ',', '[']);
        let word = ["direct", "conjugated", "conj", "D"].iter().find(|word| {
            inner.get(..word.len()).is_some_and(|it| match **word {
                "D" => it == "D",
                word => it.eq_ignore_ascii_case(word),
            })
        });
        let Some((word, direct)) = word.zip(self.named("bilirubin-direct")) else {
            return;
        };
        let name = from + (rest.len() - inner.len());
        let at = self.skip_marks(name + word.len());
        let at = self.skip_blanks(at + usize::from(self.text[at..].starts_with([':', '='])));
        if let Some(value) = self.value(at, direct).filter(|value| self.fits(direct, value)) {
            self.push(direct, Span::from(name..name + word.len()), value);
        }
    }

    fn push(&mut self, entry: u16, name: Span, value: Value) {
        self.raw.push(Raw { entry, name, value });
    }

    /// Where the next test is named.
    fn next_test(&self, at: usize) -> usize {
        (at + 1..self.hits.len().min(at + 12))
            .find(|next| self.is_test(*next) || self.category(*next) == "panel")
            .map_or(self.text.len(), |next| self.hits[next].span.start as usize)
    }

    /// Whether text stands on the line of the section's heading, behind it.
    fn has_text_on_its_line(&self, ix: SectionIx) -> bool {
        if let Some((known, has_text)) = self.line.get()
            && known == ix
        {
            return has_text;
        }
        let section = self.note.section(ix);
        let from = (section.heading.end as usize).min(self.text.len());
        let to = floor(self.text, (section.span.end as usize).max(from));
        let end = memchr::memchr(b'\n', &self.text.as_bytes()[from..to]).map_or(to, |at| from + at);
        let has_text = self.text[from..end].contains(char::is_alphanumeric);
        self.line.set(Some((ix, has_text)));
        has_text
    }

    /// The entry that the name at `at` stands for in the specimen spoken of; `None` if its values are not read.
    fn in_specimen(&self, at: usize, scope: &mut Scope<'n>) -> Option<u16> {
        let hit = self.hits[at];
        let entry = self.entry(hit.entry);
        let section = self.note.section_at(hit.span.start);
        // A label with text on its line speaks of that line.
        let section = section.filter(|ix| !self.has_text_on_its_line(*ix));
        let of_section = match section.and_then(|ix| self.note.section_id(ix)) {
            Some("urinalysis") => "urinalysis",
            Some("csf") => "csf",
            _ => "",
        };
        let specimen = if scope.specimen.is_empty() {
            of_section
        } else {
            scope.specimen
        };
        let is_own = |specimen: &str| entry.text("specimen") == Some(specimen);
        let mapped = |name: &str| entry.text(name).and_then(|id| self.named(id));
        match specimen {
            "urinalysis" | "urine" => {
                if is_own("urine") {
                    return Some(hit.entry);
                }
                let mapped = mapped("in-urine");
                let is_dip = |entry: u16| &*self.entry(entry).category == "urinalysis";
                match mapped {
                    Some(entry) if (specimen == "urine" && scope.announced) || is_dip(entry) => Some(entry),
                    // A test of the blood in another sentence ends what was said of the urine.
                    _ if (scope.announced
                        && hit.span.start - scope.start <= ANNOUNCED
                        && !self.text[scope.start as usize..hit.span.start as usize].contains(". "))
                        || !of_section.is_empty() =>
                    {
                        None
                    }
                    _ => {
                        *scope = Scope::default();
                        self.in_blood(at)
                    }
                }
            }
            "csf" => match mapped("in-csf") {
                Some(entry) => Some(entry),
                None if is_own("csf") => Some(hit.entry),
                None => None,
            },
            "fluid" => None,
            "venous" if matches!(&*entry.id, "po2" | "sao2") => None,
            _ => self.in_blood(at),
        }
    }

    /// Tests of the urine have everyday names (blood, protein); alone they are no tests, and in an exam `LE` are the legs.
    fn in_blood(&self, at: usize) -> Option<u16> {
        let hit = self.hits[at];
        let entry = self.entry(hit.entry);
        let alone = || entry.flag("alone") && !(hit.span.len() == 2 && self.note.role_at(hit.span.start) == Role::Exam);
        (&*entry.category != "urinalysis" || alone()).then_some(hit.entry)
    }

    /// How many tests are named in a row from `at`, parted by signs or "and": `AST/ALT`, `Ca/Mg/Phos`, `sodium and potassium`.
    fn names_from(&self, at: usize) -> usize {
        let mut run = 1;
        while let Some(next) = self.hits.get(at + run).filter(|_| run < ROW) {
            let from = self.hits[at + run - 1].span.end as usize;
            let to = next.span.start as usize;
            if !self.is_test(at + run) || self.used[at + run] || to < from || to - from > 6 {
                break;
            }
            let between = self.text[from..to].trim_matches([' ', '\u{a0}', ',', '+']);
            if !matches!(between, "" | "/" | "&" | "and" | "|" | "-") {
                break;
            }
            run += 1;
        }
        run
    }

    /// What the place of the name at `at` demands of its value; `None` if it is no test there.
    fn demands(&self, at: usize) -> Option<Demands> {
        let hit = self.hits[at];
        let entry = self.entry(hit.entry);
        let written = hit.span.of(self.text);
        let exact = entry.list("exact");
        let mut demands = Demands::default();
        let before = self.text[..hit.span.start as usize].chars().next_back();
        let in_list = self.is_beside_value(hit.span) || self.opens_list(at);
        // Part of another word or number: `HLA-B12`, `5-HIAA`, `@K`, `2 mg`.
        if before.is_some_and(|c| matches!(c, '@' | '\\' | '_' | '\'' | '’')) {
            return None;
        }
        if before == Some('-') && !self.text[..hit.span.start as usize - 1].ends_with([' ', '\n', '-', '|']) {
            return None;
        }
        if written == "LA" && self.is_of_echo(hit.span) {
            return None;
        }
        if exact.iter().any(|name| name.eq_ignore_ascii_case(written)) {
            let named = self.text[hit.span.end as usize..].trim_start_matches([' ', '*', '+', '-']);
            let is_labelled = named.starts_with([':', '=']);
            let is_exact = exact.iter().any(|name| name == written);
            if !is_exact && !in_list && !is_labelled {
                return None;
            }
            demands.strict = !(is_exact && self.is_beside_value(hit.span));
            demands.sure_place =
                is_exact && (in_list || matches!(self.note.role_at(hit.span.start), Role::Data | Role::Studies));
            let number_before = self.text[..hit.span.start as usize]
                .trim_end_matches([' ', '\u{a0}', '-'])
                .ends_with(|c: char| c.is_ascii_digit());
            if number_before && !in_list {
                return None;
            }
        }
        // A dose has no level: "vitamin D level was 94".
        let rest = &self.text[hit.span.end as usize..];
        let is_level = rest.get(..6).is_some_and(|word| word.eq_ignore_ascii_case(" level"))
            || written.get(written.len().saturating_sub(6)..) == Some(" level");
        if entry.flag("loose") && !in_list && is_level {
            demands.strict = true;
        } else if entry.flag("loose") && !in_list {
            demands = Demands {
                strict: true,
                unit: true,
                sure_place: false,
            };
        }
        match self.note.role_at(hit.span.start) {
            Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications | Role::Allergies => {
                demands = Demands {
                    strict: true,
                    unit: true,
                    sure_place: false,
                };
            }
            Role::FamilyHistory => return None,
            _ => {}
        }
        Some(demands)
    }

    /// Whether the line speaks of the heart's size and pumping, up to the name: the left atrium, and no lactate.
    fn is_of_echo(&self, span: Span) -> bool {
        let from = floor(self.text, (span.start as usize).saturating_sub(80));
        let before = &self.text[from..span.start as usize];
        before
            .rsplit(['\n', ';'])
            .next()
            .unwrap_or_default()
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| {
                [
                    "TTE", "TEE", "TOE", "echo", "Echo", "ECHO", "EF", "LVEF", "RVSP", "LV", "RV",
                ]
                .contains(&word)
            })
    }

    /// Whether only a number stands between this name and the next: `na 138 k 4.1`.
    fn opens_list(&self, at: usize) -> bool {
        let from = self.hits[at].span.end as usize;
        let to = self.next_test(at);
        to > from && to - from <= 14 && {
            let between = &self.text[from..to];
            between.contains(|c: char| c.is_ascii_digit())
                && between
                    .chars()
                    .all(|c| c.is_ascii_digit() || c.is_whitespace() || ".:=,;/|*+-".contains(c))
        }
    }

    /// Whether a value of another test ends just before, with nothing but a separator between.
    fn is_beside_value(&self, name: Span) -> bool {
        let start = name.start as usize;
        self.last_end > 0
            && self.last_end <= start
            && start - self.last_end <= 8
            && self.text[self.last_end..start]
                .chars()
                .all(|c| c.is_whitespace() || ",;/|.)]*•-+".contains(c))
    }

    /// The value of several tests after their names: `AST/ALT 45/52`, `sodium and potassium were 138 and 4.1`.
    fn several(&mut self, at: usize, run: usize, scope: &mut Scope<'n>) -> bool {
        let entries: Option<Vec<u16>> = (at..at + run).map(|hit| self.in_specimen(hit, scope)).collect();
        let Some(entries) = entries else { return false };
        if (at..at + run).any(|hit| self.demands(hit).is_none_or(|demands| demands.unit)) {
            return false;
        }
        let end = self.hits[at + run - 1].span.end as usize;
        let limit = self.next_test(at + run - 1);
        let Some(gap) = self.gap(end, limit) else { return false };
        if self.is_goal(self.hits[at].span.start as usize, entries[0], gap.bound.is_some()) {
            return false;
        }
        let Some((values, value_end)) = self.row_of_values(gap.at, &entries) else {
            return false;
        };
        if self.continues_row(value_end) {
            return false;
        }
        let reversed: Vec<u16> = entries.iter().rev().copied().collect();
        let fit = |entries: &[u16]| {
            entries
                .iter()
                .zip(&values)
                .all(|(entry, value)| self.fits(*entry, value))
        };
        let is_reversed = !fit(&entries);
        let order = match is_reversed {
            false => &entries,
            true if run == 2 && fit(&reversed) => &reversed,
            true => return false,
        };
        for (number, (entry, value)) in order.iter().zip(values).enumerate() {
            let name = if is_reversed { run - 1 - number } else { number };
            let value = Value {
                earlier: gap.earlier,
                when: gap.when,
                ..value
            };
            self.raw.push(Raw {
                entry: *entry,
                name: self.hits[at + name].span,
                value,
            });
        }
        self.last_end = value_end;
        true
    }

    /// A panel with its values in order and without names: `BMP 138/4.1/102/24/14/0.9<98`, `H/H 9.8/29.4`.
    fn panel(&mut self, at: usize) {
        let hit = self.hits[at];
        let entry = self.entry(hit.entry);
        if !entry.flag("ordered") {
            return;
        }
        let limit = self.next_test(at);
        let Some(gap) = self.gap(hit.span.end as usize, limit) else {
            return;
        };
        if self.is_goal(hit.span.start as usize, hit.entry, false) {
            return;
        }
        if let Some((tests, end)) = bare::panel_at(self, gap.at, Some(entry)) {
            for (entry, mut value) in tests {
                value.earlier = gap.earlier;
                value.when = gap.when;
                self.push(entry, Span::at(value.number.start), value);
            }
            self.last_end = end;
        }
    }

    /// Whether the words before the name at `start` make a goal or a condition of it: "keep K > 4", "if Hgb < 7".
    fn is_goal(&mut self, start: usize, entry: u16, bounded: bool) -> bool {
        let classes = self.classes_before(start);
        // The next in a list of goals: "goal K > 4, Mg > 2".
        let last_end = self.last_end.min(start);
        let goes_on = start - last_end <= 8
            && self.text[last_end..start]
                .chars()
                .all(|c| c.is_alphabetic() || " ,&/+".contains(c))
            && self.last_goal.is_some_and(|last| last != entry);
        let goal = classes & (GOAL | CONDITION) != 0 || (bounded && classes & words::ACTION != 0) || goes_on;
        self.last_goal = goal.then_some(entry);
        goal
    }

    /// What the words before `start` mean, in the same clause and after the last value.
    fn classes_before(&self, start: usize) -> words::Classes {
        let floor_at = floor(self.text, start.saturating_sub(70)).max(self.last_end.min(start));
        let before = &self.text[floor_at..start];
        let clause = before
            .rfind(['\n', ';', ',', '(', '|', ':'])
            .max(before.rfind(". "))
            .map_or(floor_at, |at| floor_at + at + 1);
        let mut classes = 0;
        let mut at = clause;
        while at < start {
            let c = self.char_at(at).unwrap_or(' ');
            if c.is_alphabetic() {
                let (class, end) = self.word_at(at);
                classes |= class;
                at = end.max(at + 1);
            } else {
                at += c.len_utf8();
            }
        }
        classes
    }

    /// What the text before the name says of when: the nearest word that says so, just before or at the beginning of the
    /// sentence.
    fn time_before(&self, start: usize) -> Option<(Span, bool)> {
        let floor_at = floor(self.text, start.saturating_sub(160));
        let before = &self.text.as_bytes()[floor_at..start];
        let mut stops = memchr::memrchr_iter(b'.', before);
        let stop = stops.find(|stop| before.get(stop + 1) == Some(&b' '));
        let boundary = memchr::memrchr2(b'\n', b';', before).max(stop);
        let sentence = match boundary {
            Some(at) => floor_at + at + 1,
            // The window may begin inside a word.
            None if floor_at > 0 => floor_at + memchr::memchr(b' ', before).unwrap_or(before.len()),
            None => floor_at,
        };
        // The names of a line ask for much the same words.
        let mut times = self.times.get();
        if times.at < sentence || start < times.at {
            times = Times {
                at: sentence,
                last: None,
                earlier: None,
            };
        }
        while times.at < start {
            let at = times.at;
            let c = self.char_at(at).unwrap_or(' ');
            if c.is_alphabetic() {
                let (class, end) = self.time_word_at(at);
                if class & (EARLIER | TIME) != 0 && class & GOAL == 0 {
                    times.last = Some(Span::from(at..end));
                    times.earlier = (class & EARLIER != 0).then_some(at);
                }
                times.at = end.max(at + 1);
            } else if let Some(end) = c.is_ascii_digit().then(|| self.date_at(at)).flatten() {
                times.last = Some(Span::from(at..end));
                times.at = end;
            } else {
                times.at += c.len_utf8();
            }
        }
        self.times.set(times);
        let found = times.last.filter(|span| span.start as usize >= sentence);
        let found = found.map(|span| (span, times.earlier.is_some_and(|at| at >= sentence)));
        // What stands before another value belongs to that one, unless it opens the sentence.
        let opens = |span: Span| {
            let before = &self.text[sentence..span.start as usize];
            (boundary.is_some() || floor_at == 0)
                && before.len() <= 16
                && !before.contains(|c: char| c.is_ascii_digit())
        };
        let is_near = |span: Span| start - span.end as usize <= 40 && span.start as usize >= self.last_end;
        found.filter(|(span, _)| is_near(*span) || opens(*span))
    }

    /// Settle the units and compute the flags.
    fn settle_all(mut self) -> Vec<Lab> {
        let balance = self.si_balance();
        let system = System {
            si: balance > 0,
            conventional: balance < 0,
        };
        let sex = if self.lexicon == lexicon_ids::LABS {
            self.note.patient().sex()
        } else {
            None
        };
        let mut raw = std::mem::take(&mut self.raw);
        self.share_units(&mut raw);
        raw.sort_by_key(|it| it.value.number.start);
        raw.dedup_by_key(|it| it.value.number.start);
        // `Child-Pugh C (bilirubin 3, albumin 3, INR 2)`: points and no results.
        let lists: Vec<Span> = self
            .note
            .scores()
            .iter()
            .filter(|score| score.parts.len() > 1)
            .map(|score| score.span)
            .collect();
        raw.retain(|it| {
            let at = it.value.number.start;
            let before = lists.partition_point(|list| list.start <= at);
            !lists[..before].last().is_some_and(|list| at < list.end) || !it.value.unit.is_empty()
        });
        raw.into_iter().filter_map(|it| self.settled(it, system, sex)).collect()
    }

    /// Of a test whose numbers do not tell their unit, the unit written at one place holds at the others.
    fn share_units(&self, raw: &mut [Raw]) {
        let is_unclear = |it: &Raw| {
            let entry = self.entry(it.entry);
            // `FEV1 1.42 (51%)`: litres, and their share.
            let is_share = entry.text("unit") == Some("%");
            it.value.unit_entry.is_none()
                && !is_share
                && entry
                    .number("unclear-from")
                    .is_some_and(|from| it.value.written >= from)
                && entry.number("unclear-to").is_some_and(|to| it.value.written <= to)
        };
        for at in 0..raw.len() {
            if !is_unclear(&raw[at]) {
                continue;
            }
            let same = |other: &Raw| other.entry == raw[at].entry && other.value.unit_entry.is_some();
            let from = at.saturating_sub(SHARED);
            let to = (at + SHARED).min(raw.len());
            let unit = raw[from..to]
                .iter()
                .find(|other| same(other))
                .and_then(|other| other.value.unit_entry);
            if unit.is_some() {
                raw[at].value.unit_entry = unit;
            }
        }
    }

    fn settled(&self, raw: Raw, system: System, sex: Option<Sex>) -> Option<Lab> {
        let Raw { entry: at, name, value } = raw;
        let other = self.other_entry(at, &value);
        let entry = self.entry(other);
        let is_si_name = entry
            .list("si-names")
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name.of(self.text)));
        let sign = match entry
            .list("opposite-names")
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name.of(self.text)))
        {
            true => -1.0,
            false => 1.0,
        };
        let convert = |number: f64| self.settle(entry, &value, number, system, is_si_name);
        let (settled, unit_known) = if value.graded {
            (value.written, true)
        } else {
            convert(value.written)?
        };
        let settled = settled * sign;
        let to = value.to.and_then(convert).map(|(to, _)| to);
        let (low, high) = reference_range(entry, sex);
        let flag = match (low, high) {
            _ if !unit_known => None,
            (Some(low), _) if to.unwrap_or(settled) < low && value.bound != Some('>') => Some(Flag::Low),
            (_, Some(high)) if settled > high && value.bound != Some('<') => Some(Flag::High),
            _ => None,
        };
        // `neut 14.9` may be a count: only a sign or a whole number makes it a share.
        let unit_known = unit_known && !(entry.flag("differential") && value.unit.is_empty() && value.decimal);
        let end = value.end.max(value.number.end as usize) as u32;
        let start = if name.is_empty() || value.number.start < name.start {
            value.number.start
        } else {
            name.start
        };
        Some(Lab {
            entry: other,
            value: settled,
            to,
            bound: value.bound,
            number: value.number,
            unit: value.unit,
            unit_known,
            written: value.written,
            name,
            span: Span::new(start, end.max(name.end)),
            flag,
            written_flag: value.flag,
            earlier: value.earlier,
            when: value.when,
            graded: value.graded,
            trend: value.trend,
        })
    }

    /// Some units show that it is another test: `troponin 45 ng/L` is the high-sensitivity one.
    fn other_entry(&self, at: u16, value: &Value) -> u16 {
        let entry = self.entry(at);
        let Some(unit) = value.unit_entry.map(|unit| self.units().unit(unit)) else {
            return at;
        };
        let same = |id: &str| {
            self.units()
                .named(id)
                .map(|at| self.units().unit(at))
                .is_some_and(|other| {
                    other.number("scale") == unit.number("scale") && dimension(other) == dimension(unit)
                })
        };
        match entry.text("other-entry").and_then(|id| self.named(id)) {
            Some(other) if entry.list("other-units").iter().any(|id| same(id)) => other,
            _ => at,
        }
    }

    /// In which units the note reports: above 0, more values that can be nothing but SI than values that cannot be.
    fn si_balance(&self) -> i32 {
        let mut balance = 0i32;
        for raw in &self.raw {
            let entry = self.entry(raw.entry);
            let factor = entry.number("si-factor").unwrap_or(1.0);
            if (factor - 1.0).abs() < 0.05 || raw.value.graded {
                continue;
            }
            let conventional = entry.text("unit").and_then(|id| self.units().named(id));
            if let Some(unit) = raw.value.unit_entry {
                let of = |at: Option<u16>| at.map(|at| dimension(self.units().unit(at)));
                let is_si = of(Some(unit)) != of(conventional)
                    || entry.text("si-unit").is_some_and(|id| {
                        let si = self.units().named(id).map(|at| self.units().unit(at));
                        si.is_some_and(|si| si.number("scale") == self.units().unit(unit).number("scale"))
                    });
                balance += if is_si { 1 } else { -1 };
            } else {
                let is = |name: &str, of: &str| {
                    entry.text(of).is_some_and(|unit| entry.text("si-unit") == Some(unit))
                        && entry.number(name).is_some()
                };
                let large = entry.number("large-from").is_some_and(|from| raw.value.written >= from);
                let small = entry.number("small-below").is_some_and(|to| raw.value.written < to);
                if (large && is("large-from", "large-unit")) || (small && is("small-below", "small-unit")) {
                    balance += 1;
                } else if !self.may_be_si(entry, raw.value.written) {
                    balance -= 1;
                }
            }
        }
        balance
    }

    /// Whether `number` is a possible value in the SI unit.
    fn may_be_si(&self, entry: &LexiconEntry, number: f64) -> bool {
        let value = from_si(entry, number);
        value.is_some_and(|value| within_hard(entry, value))
    }

    /// `number` in the conventional unit of `entry`, and whether the unit is known; `None` if the unit is that of something
    /// else.
    fn settle(
        &self,
        entry: &LexiconEntry,
        value: &Value,
        number: f64,
        system: System,
        si_name: bool,
    ) -> Option<(f64, bool)> {
        let in_unit = |unit: &LexiconEntry, number: f64| -> Option<f64> {
            let scale = unit.number("scale")?;
            let known = |name: &str| {
                let id = entry.text(name)?;
                self.units().named(id).map(|at| self.units().unit(at))
            };
            if let Some(own) = known("unit").filter(|own| dimension(own) == dimension(unit)) {
                return Some(tidy(number * (scale / own.number("scale")?)));
            }
            let own = known("si-unit").filter(|own| dimension(own) == dimension(unit))?;
            from_si(entry, number * (scale / own.number("scale")?)).map(tidy)
        };
        if let Some(unit) = value.unit_entry {
            return Some((in_unit(self.units().unit(unit), number)?, true));
        }
        let named_unit = |name: &str| {
            let id = entry.text(name)?;
            self.units().named(id).map(|at| self.units().unit(at))
        };
        if value.thousands {
            let unit = self.units().named("/uL").map(|at| self.units().unit(at))?;
            return Some((in_unit(unit, number * 1000.0)?, true));
        }
        if entry.number("large-from").is_some_and(|from| number >= from) {
            return Some((in_unit(named_unit("large-unit")?, number)?, true));
        }
        if entry.number("small-below").is_some_and(|below| number < below) && number > 0.0 {
            return Some((in_unit(named_unit("small-unit")?, number)?, true));
        }
        let factor = entry.number("si-factor").unwrap_or(1.0);
        // Enzymes are counted in U/L in both systems; who means µkat writes it.
        let other_system =
            (factor - 1.0).abs() > 0.05 && entry.text("si-unit") != Some("ukat/L") && self.may_be_si(entry, number);
        let unclear = entry.number("unclear-from").is_some_and(|from| number >= from)
            && entry.number("unclear-to").is_some_and(|to| number <= to);
        if unclear
            && value.decimal
            && let Some(unit) = named_unit("decimal-unit")
        {
            return Some((in_unit(unit, number)?, true));
        }
        if system.si && other_system {
            return Some((from_si(entry, number)?, true));
        }
        if si_name {
            // "Urea" without a unit is the whole molecule in some countries, a salt-free amount in others.
            return match value.decimal && other_system {
                true => Some((from_si(entry, number)?, true)),
                false => Some((number, false)),
            };
        }
        if unclear {
            return Some((number, system.conventional && !entry.flag("doubtful")));
        }
        if !within_hard(entry, number) && other_system && !value.decimal {
            return Some((from_si(entry, number)?, false));
        }
        Some((number, true))
    }

    /// Whether the value is a possible one of the test, in some unit.
    fn fits(&self, entry: u16, value: &Value) -> bool {
        if value.graded {
            return true;
        }
        let at = self.other_entry(entry, value);
        let entry = self.entry(at);
        [false, true]
            .iter()
            .filter_map(|si| self.settle(entry, value, value.written, System::of(*si), false))
            .any(|(number, _)| within_hard(entry, number))
    }
}

/// `number`, in the SI unit of `entry`, in its conventional unit.
fn from_si(entry: &LexiconEntry, number: f64) -> Option<f64> {
    let factor = entry.number("si-factor").filter(|factor| *factor != 0.0)?;
    Some((number - entry.number("si-offset").unwrap_or(0.0)) / factor)
}

/// `number`, in the conventional unit of `entry`, in its SI unit.
pub fn to_si(entry: &LexiconEntry, number: f64) -> Option<f64> {
    Some(number * entry.number("si-factor")? + entry.number("si-offset").unwrap_or(0.0))
}

/// Whether `number`, in the conventional unit, is within the hard limits of `entry`.
pub fn within_hard(entry: &LexiconEntry, number: f64) -> bool {
    entry.number("hard-low").is_none_or(|low| number >= low)
        && entry.number("hard-high").is_none_or(|high| number <= high)
}

/// A product without the noise of its factors.
fn tidy(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn dimension(unit: &LexiconEntry) -> &str {
    unit.text("dimension").unwrap_or_default()
}

/// The number at the start of `text`, also without a zero before its point (`.5`).
fn number_at(text: &str) -> Option<quantity::Number> {
    if let Some(after) = text.strip_prefix('.') {
        let fraction = quantity::number(after).filter(|it| after[..it.len].bytes().all(|b| b.is_ascii_digit()))?;
        let value = text[..1 + fraction.len].parse().ok()?;
        return Some(quantity::Number {
            value,
            len: 1 + fraction.len,
        });
    }
    quantity::number(text)
}

#[cfg(test)]
mod tests;
