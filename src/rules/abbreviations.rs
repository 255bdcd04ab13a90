//! Abbreviations that are misread: where one of a lexicon stands with the meaning that is dangerous, and the findings made of it.
//!
//! The lexicons say in what place an abbreviation is meant and what beside it tells that it is another one; what only its
//! sense can tell (`MS`, `OD`, `D/C`) is in `senses`.

use std::collections::HashMap;

use crate::grammar::{LexiconEntry, LexiconHit, LexiconId, Role, Str, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Counted, Quantity};
use crate::rules::dosing::{
    drugs_in, is_beside_drug, is_medication_line, is_ordering, is_result, quantity_after, quantity_before, statement,
    touches_dose,
};
use crate::rules::nearby::{Cut, Nearby, matches};
use crate::rules::support::{has_lower_case, is_british, is_prose, line_at, quote};
use crate::rules::wording::is_between_marks;
use crate::rules::{Applicability, Edit, Finding, Fix, Severity};
use crate::text::Span;

/// One place where an unsafe way of writing stands.
#[derive(Debug)]
pub struct Use {
    /// What groups it with others of the note: one finding for all of a group.
    pub group: u32,
    /// What is pointed at.
    pub span: Span,
    /// What is wrong with it, a whole sentence without its full stop.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// How much it matters here.
    pub severity: Severity,
    /// What mends it, and how surely.
    pub fix: Option<(Applicability, Edit)>,
}

/// The words of `lexicon`, those of one category or all, that stand in the dangerous sense.
pub fn uses(note: &Note, lexicon: LexiconId, category: Option<&str>, strict: bool) -> Vec<Use> {
    uses_told(note, lexicon, category, strict, |_| Words::All)
}

/// The same, with no more words than [`report`] shows of them.
pub fn uses_to_report(note: &Note, lexicon: LexiconId, category: Option<&str>, strict: bool) -> Vec<Use> {
    let mut told: HashMap<u32, usize> = HashMap::new();
    uses_told(note, lexicon, category, strict, |group| {
        let told = told.entry(group).or_default();
        *told += 1;
        match *told {
            1 => Words::All,
            2..=SHOWN_IN_ALL => Words::Help,
            _ => Words::None,
        }
    })
}

/// How much is told of a use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    All,
    /// What to write instead.
    Help,
    None,
}

fn uses_told(
    note: &Note,
    lexicon: LexiconId,
    category: Option<&str>,
    strict: bool,
    mut words: impl FnMut(u32) -> Words,
) -> Vec<Use> {
    let mut found = Vec::new();
    let mut british = None;
    let mut nearby = Around::new(&note.text);
    for hit in note.phrases_of(lexicon) {
        let entry = note.entry(hit);
        if category.is_some_and(|it| entry.category != it) || entry.flag("strict") && !strict {
            continue;
        }
        let token = token(note, hit, entry);
        let Some(meant) = meaning(note, entry, token, &mut nearby) else {
            continue;
        };
        if entry.flag("local") && !strict && *british.get_or_insert_with(|| is_british(note)) {
            continue;
        }
        found.push(use_of(note, hit, entry, token, meant, &mut words));
    }
    found
}

/// What was found beside the tokens of a note.
pub(super) type Around<'n> = Nearby<'n, Token>;

/// What a token means where it stands, if that is other than what its entry says.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// What to write, instead of the entry's words.
    pub(super) prefer: Option<String>,
    /// What the fix writes, and how surely.
    pub(super) fix: Option<(Applicability, String)>,
}

/// The unsafe token of a hit: the whole with the full stop that belongs to it (`q.d.`), or its last word.
fn token(note: &Note, hit: &LexiconHit, entry: &LexiconEntry) -> Span {
    if !entry.flag("last") {
        let stops = note.slice(hit.span).contains('.') && note.text[hit.span.end as usize..].starts_with('.');
        return Span::new(hit.span.start, hit.span.end + u32::from(stops));
    }
    let written = note.slice(hit.span);
    let at = written
        .rfind(|c: char| !c.is_alphanumeric() && c != '.')
        .map_or(0, |at| at + 1);
    let at = crate::text::ceil(written, at);
    Span::new(hit.span.start + at as u32, hit.span.end)
}

/// What the token means, if it stands in the sense of its entry; `None` if it is something else.
fn meaning<'n>(note: &'n Note, entry: &'n LexiconEntry, token: Span, nearby: &mut Around<'n>) -> Option<Meant> {
    let written = note.slice(token);
    let spellings = entry.list("written");
    if !spellings.is_empty() && !spellings.iter().any(|it| &**it == written)
        || !is_prose(note, token)
        || is_quoted(note, token)
        || is_heading(note, token)
    {
        return None;
    }
    let text: &str = &note.text;
    let before = text[..token.start as usize].chars().next_back();
    let after = text[token.end as usize..].chars().next();
    // `Ca 9.6 TG 110`: the end of a number is none.
    if written.starts_with(|c: char| c.is_ascii_digit()) && matches!(before, Some('.' | ',' | '/')) {
        return None;
    }
    if entry.flag("alone") && (matches!(before, Some('/' | '-' | '–')) || matches!(after, Some('/' | '-' | '–')))
        || matches!(after, Some('\'' | '’' | '#' | '@'))
        || entry.flag("last") && !is_in_lower_case(note, token)
    {
        return None;
    }
    let word_after = word_after(text, token.end);
    let word_before = word_before(text, token.start);
    let not_after = entry.list("next-not");
    let not_before = entry.list("before-not");
    if !not_after.is_empty() && is_one_of(word_after, not_after)
        || !not_before.is_empty() && is_one_of(word_before, not_before)
    {
        return None;
    }
    for (list, word) in [(entry.list("next"), word_after), (entry.list("before"), word_before)] {
        if !list.is_empty() && !is_one_of(word, list) {
            return None;
        }
    }
    let (beside, never) = (entry.list("beside"), entry.list("never-beside"));
    if !beside.is_empty() || !never.is_empty() {
        let around = statement(note, token.start);
        if nearby.holds(around, never) || !beside.is_empty() && !nearby.holds(around, beside) {
            return None;
        }
    }
    match entry.text("place").unwrap_or("anywhere") {
        "sense" => return crate::rules::senses::of(note, entry, token, nearby),
        place if !is_place(note, place, token, nearby) => return None,
        _ => {}
    }
    Some(Meant::default())
}

/// Whether the token stands where its entry means it.
fn is_place<'n>(note: &'n Note, place: &str, token: Span, nearby: &mut Around<'n>) -> bool {
    let listed = matches!(
        note.role_at(token.start),
        Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications
    );
    match place {
        "line" => is_medication_line(note, token.start) && !is_result(note, token.start),
        "dosed" => {
            listed && opens_item(note, token)
                || is_whole_cell(note, token) && is_medication_line(note, token.start)
                || touches_dose(note, token) && !matches!(note.role_at(token.start), Role::Exam | Role::FamilyHistory)
        }
        "dosed-strictly" => {
            listed && opens_item(note, token)
                || note.role_at(token.start) == Role::Allergies
                || [
                    quantity_before(note, token.start, 2),
                    quantity_after(note, token.end, 2),
                ]
                .into_iter()
                .flatten()
                .any(|it| is_of_drug(note, it))
        }
        "drug" => is_drug_place(note, token),
        "number" => {
            quantity_like_before(note, token) && is_medication_line(note, token.start) && !is_result(note, token.start)
        }
        "eye" => {
            is_order_of_drops(note, token, nearby)
                && touches_dose(note, token)
                && note.role_at(token.start) != Role::Exam
        }
        "ear" => note.role_at(token.start) != Role::Exam,
        _ => true,
    }
}

/// Whether the quantity can be the dose of a drug: a percentage only where it is small (`0.1%` cream, not `HCT 24.0%`).
fn is_of_drug(note: &Note, quantity: &Quantity) -> bool {
    let percent = quantity.counted == Counted::Percent;
    !quantity.of_blood
        && (!percent
            || note
                .slice(quantity.number)
                .parse::<f64>()
                .is_ok_and(|number| number <= 5.0))
}

/// Whether the token is all that its cell of a table holds.
fn is_whole_cell(note: &Note, token: Span) -> bool {
    note.sentence_at(token.start)
        .is_some_and(|it| it.cell && note.slice(it.span).trim().len() == token.len() as usize)
}

/// Where a drug is meant: in a list of drugs or allergies, in a statement that names one or gives one.
fn is_drug_place(note: &Note, token: Span) -> bool {
    match note.role_at(token.start) {
        Role::Allergies => return true,
        Role::FamilyHistory => return false,
        Role::Exam | Role::Studies | Role::Data | Role::VitalSigns => return touches_dose(note, token),
        _ => {}
    }
    if is_medication_line(note, token.start) || touches_dose(note, token) {
        return true;
    }
    let statement = statement(note, token.start);
    let verb = note
        .phrases_in(lexicon_ids::MEDICATION_VERBS, Span::new(statement.start, token.start))
        .any(|hit| note.entry(hit).category != "example");
    verb || drugs_in(note, statement).iter().any(|it| it.name.overlaps(token))
}

/// Whether a bare number stands right before the token.
fn quantity_like_before(note: &Note, token: Span) -> bool {
    let before = note.text[..token.start as usize].trim_end_matches([' ', '-']);
    before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '½' | '¼')) && token.start as usize - before.len() <= 2
}

/// Whether the statement orders drops or ointment: `1 gtt OD BID`.
pub(super) fn is_order_of_drops<'n>(note: &'n Note, token: Span, nearby: &mut Around<'n>) -> bool {
    static FORMS: [&str; 12] = [
        "drop", "drops", "gtt", "gtts", "gt", "ointment", "oint", "ung", "ophth*", "ribbon", "solution", "eyedrops",
    ];
    nearby.holds(statement(note, token.start), &FORMS)
}

/// Whether nothing but a marker stands before the token in its item.
fn opens_item(note: &Note, token: Span) -> bool {
    let line = line_at(note, token.start);
    let before = note.slice(Span::new(line.start, token.start));
    !before.contains(char::is_alphabetic)
}

/// Whether the token stands in a quotation: somebody else's words, or words about words.
pub(super) fn is_quoted(note: &Note, token: Span) -> bool {
    note.sentence_at(token.start).is_some_and(|it| it.quoted) || is_between_marks(&note.text, token)
}

/// Whether the token stands in the heading of a section or in the title.
fn is_heading(note: &Note, token: Span) -> bool {
    let heading = note
        .section_at(token.start)
        .is_some_and(|ix| note.section(ix).heading.overlaps(token));
    heading || note.title.is_some_and(|title| title.overlaps(token))
}

/// Whether the line of the token has a lower-case letter outside it.
fn is_in_lower_case(note: &Note, token: Span) -> bool {
    let line = line_at(note, token.start);
    has_lower_case(note.slice(Span::new(line.start, token.start)))
        || has_lower_case(note.slice(Span::new(token.end, line.end.max(token.end))))
}

/// No word beside a token is longer, in bytes.
const WORD: usize = 48;

/// The word after `at`, on the same line; empty if punctuation stands before it.
pub(super) fn word_after(text: &str, at: u32) -> &str {
    let until = crate::text::floor(text, (at as usize + WORD).min(text.len()));
    let rest = text[at as usize..until].trim_start_matches([' ', '\u{a0}']);
    let end = rest
        .find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | ')' | ':' | '('))
        .unwrap_or(rest.len());
    &rest[..end]
}

/// The word before `at`, on the same line; empty if punctuation stands between.
pub(super) fn word_before(text: &str, at: u32) -> &str {
    let from = crate::text::ceil(text, (at as usize).saturating_sub(WORD));
    let before = text[from..at as usize].trim_end_matches([' ', '\u{a0}']);
    let start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ')' | ':' | '('))
        .map_or(0, |start| crate::text::ceil(before, start + 1));
    &before[start..]
}

/// Whether `word` is one of `list`; an item that ends in `*` is the beginning of a word.
pub(super) fn is_one_of(word: &str, list: &[Str]) -> bool {
    list.iter().any(|it| matches(it, word))
}

/// Words as they stand between spaces and the marks of a sentence, with all other signs.
#[derive(Debug)]
pub(super) struct Token;

impl Cut for Token {
    fn parts(c: char) -> bool {
        c.is_whitespace() || matches!(c, ',' | ';' | '.' | '(' | ')' | ':' | '"')
    }

    fn frames(_: char) -> bool {
        false
    }
}

fn use_of(
    note: &Note,
    hit: &LexiconHit,
    entry: &LexiconEntry,
    token: Span,
    meant: Meant,
    words: &mut impl FnMut(u32) -> Words,
) -> Use {
    let written = note.slice(token);
    let hazard = entry.text("hazard").unwrap_or_default();
    let listed = match entry.text("fix") {
        Some("safe") => Some(Applicability::Safe),
        Some("unsafe") => Some(Applicability::Unsafe),
        Some(_) => Some(Applicability::Suggestion),
        None => None,
    };
    let fix = meant
        .fix
        .or_else(|| Some((listed?, entry.text("replacement")?.to_owned())));
    let fix = fix.map(|(applicability, words)| {
        let replacement = in_place(note, token, &words);
        (
            applicability,
            Edit {
                span: token,
                replacement,
            },
        )
    });
    let group = u32::from(hit.entry) * 4 + fix.as_ref().map_or(3, |(applicability, _)| *applicability as u32);
    let words = words(group);
    let help = match (&meant.prefer, &fix) {
        _ if words == Words::None => String::new(),
        (Some(prefer), _) => format!("write {prefer}"),
        (None, Some((_, edit))) => format!("write \"{}\"", edit.replacement.trim_end_matches('.')),
        (None, None) => format!("write {}", entry.text("prefer").unwrap_or_default()),
    };
    let severity = match entry.text("severity") {
        // Outside of orders and lists of drugs it can do less harm.
        Some("error") if is_ordering(note, token.start) => Severity::Error,
        Some("error" | "warning") => Severity::Warning,
        _ => Severity::Info,
    };
    let message = match words {
        Words::All => format!("\"{}\" {hazard}", quote(written.trim_end_matches('.'), 24)),
        _ => String::new(),
    };
    Use {
        group,
        span: token,
        message,
        help,
        severity,
        fix,
    }
}

/// `words` as they stand in place of the token: in capitals on a line of capitals, with a capital at the start of a sentence,
/// and with the full stop that ended the sentence.
fn in_place(note: &Note, token: Span, words: &str) -> String {
    let written = note.slice(token);
    let line = note.slice(line_at(note, token.start));
    let enough = written.len() + 3;
    let letters = || line.bytes().filter(u8::is_ascii_alphabetic).take(enough + 1).count();
    let mut out = if !has_lower_case(line) && letters() > enough {
        words.to_uppercase()
    } else if opens_sentence(note, token) {
        crate::rules::support::capitalized(words)
    } else {
        words.to_owned()
    };
    if written.ends_with('.') && ends_sentence(&note.text, token.end) {
        out.push('.');
    }
    out
}

/// Whether the token is the first word of its sentence or item, and the others of its kind open with capitals.
fn opens_sentence(note: &Note, token: Span) -> bool {
    note.sentence_at(token.start)
        .is_some_and(|it| it.span.start == token.start)
        && note.slice(token).starts_with(|c: char| c.is_ascii_uppercase())
        && note.slice(token).len() > 1
}

/// Whether a full stop right before `end` ends a sentence: nothing follows on its line, or a capital letter.
fn ends_sentence(text: &str, end: u32) -> bool {
    let rest = text[end as usize..].trim_start_matches([' ', '\u{a0}']);
    match rest.chars().next() {
        None | Some('\n' | '\r') => true,
        Some(c) => c.is_uppercase() && rest.len() < text.len() - end as usize,
    }
}

/// The quantities of the note whose unit is misread.
pub fn units(note: &Note, category: &str, strict: bool) -> Vec<Use> {
    let mut nearby = Around::new(&note.text);
    let entries = &note.grammar.lexicon(lexicon_ids::UNSAFE_UNITS).entries;
    let mut found = Vec::new();
    for quantity in note.quantities() {
        if quantity.of_blood || !matches!(quantity.counted, Counted::Unit(_)) {
            continue;
        }
        // `2.4 million U`: the sign is the last word.
        let written = note.slice(quantity.unit);
        if matches!(written, "mg" | "mcg" | "units" | "mL" | "mEq") {
            continue;
        }
        let written = written.rsplit(' ').next().unwrap_or(written);
        let Some((at, entry)) = entries
            .iter()
            .enumerate()
            .find(|(_, entry)| entry.list("written").iter().any(|it| &**it == written))
        else {
            continue;
        };
        if entry.category != category
            || entry.flag("strict") && !strict
            || !is_given(note, quantity, entry, &mut nearby)
        {
            continue;
        }
        found.push(unit_use(note, quantity, entry, at));
    }
    // The two numbers of a range share one unit.
    found.dedup_by(|second, first| second.fix == first.fix);
    found
}

/// Whether the number is that of a dose, and its unit not that of a laboratory.
fn is_given<'n>(note: &'n Note, quantity: &Quantity, entry: &LexiconEntry, nearby: &mut Around<'n>) -> bool {
    let text: &str = &note.text;
    let rest = &text[quantity.unit.end as usize..];
    // `U/mL`, `ng/mL`, `µg/g`: concentrations; `10 U-100`: a strength; `5 U/A`.
    let per = rest.strip_prefix('/').unwrap_or_default();
    let word = &per[..per.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(per.len())];
    let is_rate = ["kg", "h", "hr", "hour", "min", "day", "d", "dose", "m", "week", "wk"]
        .iter()
        .any(|it| word.eq_ignore_ascii_case(it));
    let is_ratio = per.trim_start().starts_with(|c: char| c.is_ascii_digit()) && !word.eq_ignore_ascii_case("ml");
    if rest.starts_with('/') && !is_rate && !is_ratio
        || rest.starts_with('-') && rest[1..].starts_with(|c: char| c.is_alphanumeric())
        || quantity.glued
        || !is_prose(note, quantity.number)
        || is_quoted(note, quantity.number)
        || is_heading(note, quantity.number)
    {
        return false;
    }
    let at = quantity.number.start;
    let role = note.role_at(at);
    match &*entry.id {
        "U" => {
            role != Role::SocialHistory
                && !is_result(note, at)
                && !is_alcohol(note, at, nearby)
                && (quantity.is_glued() || is_ordering(note, at) || is_of_blood_bank(note, quantity))
        }
        "IU" => !matches!(role, Role::Data | Role::Studies) && !is_result(note, at),
        "cc" => !matches!(role, Role::FamilyHistory | Role::Studies) && !is_result_value(note, at),
        _ => is_medication_line(note, at) && !is_result(note, at),
    }
}

/// Whether what is counted is blood or insulin: `2 U pRBC`, `6 U regular`.
fn is_of_blood_bank(note: &Note, quantity: &Quantity) -> bool {
    const COUNTED: [&str; 14] = [
        "of",
        "prbc*",
        "rbc*",
        "ffp",
        "plasma",
        "platelet*",
        "plts",
        "blood",
        "packed",
        "insulin",
        "regular",
        "cryo*",
        "whole",
        "long-acting",
    ];
    let next = word_after(&note.text, quantity.unit.end);
    COUNTED.iter().any(|it| matches(it, next))
}

/// Whether the value is a laboratory's: `hCG 5 cc` is none, `MCV` neither; sizes are.
fn is_result_value(note: &Note, offset: u32) -> bool {
    let labs = note.labs();
    let next = labs.partition_point(|it| it.number.start <= offset);
    labs[..next].last().is_some_and(|it| offset < it.span.end)
}

/// Whether the statement counts drinks: `drinks 20 U a week`.
fn is_alcohol<'n>(note: &'n Note, offset: u32, nearby: &mut Around<'n>) -> bool {
    static WORDS: [&str; 8] = [
        "alcohol", "etoh", "drinks", "drinking", "beer", "wine", "units/wk", "spirits",
    ];
    nearby.holds(statement(note, offset), &WORDS)
}

fn unit_use(note: &Note, quantity: &Quantity, entry: &LexiconEntry, at: usize) -> Use {
    let number = note.slice(quantity.number);
    let written = note.slice(Span::new(quantity.number.start, quantity.unit.end));
    let unit = note.slice(quantity.unit);
    let hazard = entry.text("hazard").unwrap_or_default();
    // "10U is given as 100"; of 0.5 and 5,000 that would be no number.
    let hazard = match hazard.split_once(", so that") {
        Some((short, _)) if !number.bytes().all(|byte| byte.is_ascii_digit()) => format!("{short} or a 4"),
        _ => hazard.replace("{n}", number),
    };
    let unit_words = match (&*entry.id, number) {
        ("µg", _) if is_british(note) => "micrograms",
        (_, "1") => entry.text("one").unwrap_or_default(),
        _ => entry.text("prefer").unwrap_or_default(),
    };
    let capitals = !has_lower_case(note.slice(line_at(note, quantity.number.start)));
    let before_sign = unit.rfind(' ').map_or(0, |at| at + 1);
    let sign = Span::new(quantity.unit.start + before_sign as u32, quantity.unit.end);
    let unit = note.slice(sign);
    let unit_words = if before_sign > 0 {
        entry.text("prefer").unwrap_or_default()
    } else {
        unit_words
    };
    let mut words = match entry.id.as_ref() {
        "U" | "IU" | "ng" if capitals => unit_words.to_uppercase(),
        _ => unit_words.to_owned(),
    };
    let help = format!(
        "write \"{number} {}{words}\"",
        note.slice(Span::new(quantity.unit.start, sign.start))
    );
    if unit.ends_with('.') && ends_sentence(&note.text, quantity.unit.end) {
        words.push('.');
    }
    if quantity.is_glued() {
        words.insert(0, ' ');
    }
    let goes_on = note.text[quantity.unit.end as usize..].starts_with(|c: char| c.is_ascii_alphabetic());
    if goes_on {
        words.push(' ');
    }
    let severity = match entry.text("severity") {
        Some("error") if is_ordering(note, quantity.number.start) => Severity::Error,
        Some("error") => Severity::Warning,
        // Of urine or blood it harms less than of a drug.
        Some("warning") if is_beside_drug(note, quantity) => Severity::Warning,
        _ => Severity::Info,
    };
    Use {
        group: 0x1_0000 + at as u32,
        span: Span::new(quantity.number.start, quantity.unit.end),
        message: format!("In \"{}\", {unit} {hazard}", quote(written, 24)),
        help,
        severity,
        fix: Some((
            Applicability::Safe,
            Edit {
                span: sign,
                replacement: words,
            },
        )),
    }
}

/// How many further places of one finding are shown; all are mended.
const SHOWN: usize = 12;
/// How many places of one finding are shown, the first included.
const SHOWN_IN_ALL: usize = SHOWN + 1;

/// One finding for each group of uses: at the first place, with the others as related places and in its fix.
pub fn report(uses: Vec<Use>, findings: &mut Vec<Finding>) {
    let mut uses = uses;
    uses.sort_by_key(|it| (it.group, it.span));
    let mut rest = uses.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut finding = Finding::new(first.span, first.message).help(first.help);
        let mut severity = first.severity;
        let mut edits = Vec::new();
        let mut applicability = None;
        if let Some((how, edit)) = first.fix {
            applicability = Some(how);
            edits.push(edit);
        }
        while let Some(next) = rest.next_if(|it| it.group == first.group) {
            severity = severity.max(next.severity);
            if finding.related.len() < SHOWN {
                finding = finding.related(next.span, format!("also here: {}", next.help));
            }
            if let Some((_, edit)) = next.fix
                && edits.last().is_none_or(|last: &Edit| last.span.end <= edit.span.start)
            {
                edits.push(edit);
            }
        }
        if let (Some(applicability), Some(edit)) = (applicability, edits.first()) {
            let words = edit.replacement.trim().trim_end_matches('.').to_owned();
            let message = match words.is_empty() {
                true => "mend it".to_owned(),
                false => format!("write \"{words}\""),
            };
            finding.fix = Some(Box::new(Fix {
                applicability,
                message,
                edits,
            }));
        }
        findings.push(finding.severity(severity));
    }
    findings.sort_by_key(|it| it.span);
}
