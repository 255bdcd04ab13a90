//! What the rules on plans need: the step around a word, what stands beside it, what would make it one that can be carried out.

use crate::grammar::{LexiconEntry, LexiconId, Role, SectionId, Str, ids, lexicon_ids};
use crate::note::facts::{Action, Order, PlanItem, Setting, Specifics, Status};
use crate::note::{Note, SectionIx};
use crate::rules::support::{Content, Pairs, places_of, section_content, trim};
use crate::text::Span;

/// How far a clause reaches around a word, in bytes.
const REACH: u32 = 300;

/// The step of the plan that holds `offset`.
pub fn item_at(note: &Note, offset: u32) -> Option<&PlanItem> {
    let items = &note.assessment().plan;
    let at = items.partition_point(|it| it.span.start <= offset);
    items[..at].last().filter(|it| it.span.contains_offset(offset))
}

/// The step around `span`: a plan item, else the sentence.
pub fn step_around(note: &Note, span: Span) -> Span {
    let whole = match item_at(note, span.start) {
        Some(item) => item.span,
        None => note.sentence_at(span.start).map_or(span, |it| it.span),
    };
    near(note, whole.cover(span), span)
}

/// `whole`, but no more of it than the neighbourhood of `span`.
fn near(note: &Note, whole: Span, span: Span) -> Span {
    let start = whole.start.max(span.start.saturating_sub(REACH)) as usize;
    let end = whole.end.min(span.end.saturating_add(REACH)) as usize;
    Span::from(crate::text::floor(&note.text, start)..crate::text::ceil(&note.text, end))
}

/// The sentence of a step that holds `span`.
pub fn sentence_of(note: &Note, span: Span) -> Span {
    let whole = note.sentence_at(span.start).map_or(span, |it| it.span.cover(span));
    near(note, whole, span)
}

/// Whether the sentence is so short that it is a step: "Neuropathy: supportive care."
pub fn is_short(note: &Note, span: Span) -> bool {
    /// A step has at most so many words.
    const WORDS: usize = 10;
    note.slice(sentence_of(note, span)).split_whitespace().count() <= WORDS
}

/// The part of the step around `span` between full stops, semicolons, commas, colons and line ends.
pub fn clause_around(note: &Note, span: Span) -> Span {
    cut_around(note, span, true)
}

/// The part of the step around `span` between full stops, semicolons and line ends.
pub fn part_around(note: &Note, span: Span) -> Span {
    cut_around(note, span, false)
}

fn cut_around(note: &Note, span: Span, small: bool) -> Span {
    let step = step_around(note, span);
    let step = near(
        note,
        if small {
            step
        } else {
            step.cover(sentence_of(note, span))
        },
        span,
    );
    let line = crate::rules::support::line_at(note, span.start);
    let step = Span::new(
        step.start.max(line.start).min(span.start),
        step.end.min(line.end.max(span.end)),
    );
    let bytes = note.text.as_bytes();
    let ends = |at: usize| match bytes[at] {
        b';' | b'\n' | b'\r' | b'|' => true,
        b',' | b':' => small,
        b'.' | b'!' => bytes.get(at + 1).is_none_or(|next| !next.is_ascii_alphanumeric()),
        // " - "
        b'-' if small => at > 0 && bytes[at - 1] == b' ' && bytes.get(at + 1) == Some(&b' '),
        _ => false,
    };
    let start = (step.start..span.start)
        .rev()
        .find(|at| ends(*at as usize))
        .map_or(step.start, |at| at + 1);
    let end = (span.end..step.end).find(|at| ends(*at as usize)).unwrap_or(step.end);
    Span::new(start, end.max(span.end))
}

/// Whether `a` and `b` stand under one title.
pub fn under_one_title(note: &Note, a: u32, b: u32) -> bool {
    let problems = &note.written_problems;
    let at = problems.partition_point(|it| it.span.start <= a);
    problems[..at]
        .last()
        .is_some_and(|it| it.span.contains_offset(a) && it.span.contains_offset(b))
}

/// A word without the `*` that leaves its end open.
fn stem(word: &str) -> &str {
    word.strip_suffix('*').unwrap_or(word)
}

/// Whether `word` stands in `lower`, whole, or as the beginning of a word where it ends in `*`; where it starts.
pub fn find_word(lower: &str, word: &str) -> Option<usize> {
    let (stem, open) = match word.strip_suffix('*') {
        Some(stem) => (stem, true),
        None => (word, false),
    };
    let bytes = lower.as_bytes();
    let part = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    places_of(lower, stem).find(|at| {
        let after = at + stem.len();
        !(*at > 0 && part(bytes.get(at - 1)) && part(stem.as_bytes().first()))
            && (open || !(part(bytes.get(after)) && part(stem.as_bytes().last())))
    })
}

/// Whether a word of the list `category` of `vague-answers` stands in `lower`.
pub fn answers(note: &Note, category: &str, lower: &str) -> bool {
    let pairs = Pairs::of(lower);
    words_of(note, category)
        .iter()
        .any(|word| pairs.may_hold(stem(word)) && find_word(lower, word).is_some())
}

/// The words of the list `category` of `vague-answers`.
pub fn words_of<'n>(note: &'n Note, category: &str) -> &'n [Str] {
    let entries = &note.grammar.lexicon(lexicon_ids::VAGUE_ANSWERS).entries;
    entries
        .iter()
        .find(|it| &*it.category == category)
        .map_or(&[], |it| it.list("words"))
}

/// Whether all words of `text` are of the list `filler` of `vague-answers`, numbers of a list aside.
pub fn is_filler(note: &Note, text: &str) -> bool {
    let fillers = words_of(note, "filler");
    text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '&' | '+' | '(' | ')' | '*' | '-' | '•' | '"'))
        .map(|word| trim(word).trim_matches(|c: char| matches!(c, '.' | ',' | ':' | ';' | '!' | '[' | ']')))
        .filter(|word| !word.is_empty())
        .all(|word| fillers.iter().any(|it| it.eq_ignore_ascii_case(word)))
}

/// The entry of `lexicon` (lists under `words`) whose longest word stands in `text`.
pub fn named_in<'n>(note: &'n Note, lexicon: LexiconId, text: &str) -> Option<&'n LexiconEntry> {
    let lower = text.to_ascii_lowercase();
    let pairs = Pairs::of(&lower);
    let entries = note.grammar.lexicon(lexicon).entries.iter();
    let longest = |entry: &LexiconEntry| {
        let words = entry
            .list("words")
            .iter()
            .filter(|word| pairs.may_hold(stem(word)) && find_word(&lower, word).is_some());
        words.map(|word| word.len()).max()
    };
    entries
        .filter_map(|entry| Some((longest(entry)?, entry)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, entry)| entry)
}

/// What `plan-advice` says under `name` for the disease of the step at `step`: the one it names, else that of its problem, else
/// the first of the assessment.
pub fn advice<'n>(note: &'n Note, step: Span, name: &str) -> Option<&'n str> {
    /// How many problems are asked for theirs.
    const ASKED: usize = 4;
    let of = |text: &str| named_in(note, lexicon_ids::PLAN_ADVICE, text).and_then(|entry| entry.text(name));
    let found = of(note.slice(step));
    let assessment = note.assessment();
    if found.is_some() {
        return found;
    }
    let problem = item_at(note, step.start).and_then(|it| it.problem);
    match problem.and_then(|at| assessment.problems.get(at as usize)) {
        Some(problem) => of(note.slice(problem.title)),
        None => assessment
            .diseases()
            .take(ASKED)
            .find_map(|it| of(note.slice(it.title))),
    }
}

/// What stands beside the step at `step`, in all of its problem: what the other steps and the reasoning say.
pub fn said_beside(note: &Note, step: Span) -> Specifics {
    /// How many steps of a problem are looked at.
    const STEPS: usize = 12;
    /// Of a plan without problems, so many steps before and behind.
    const NEAR: usize = 2;
    let assessment = note.assessment();
    let others = |found: &mut dyn Iterator<Item = &PlanItem>| {
        let beside = found.filter(|other| !other.span.overlaps(step));
        beside.fold(Specifics::default(), |said, other| said.and(other.deed.says))
    };
    match item_at(note, step.start).and_then(|it| it.problem) {
        Some(problem) => {
            let plan = assessment.problems[problem as usize].plan.iter().take(STEPS);
            others(&mut plan.filter_map(|at| assessment.plan.get(*at as usize)))
        }
        None => {
            let at = assessment.plan.partition_point(|it| it.span.start < step.start);
            let from = at.saturating_sub(NEAR);
            let to = (at + NEAR + 1).min(assessment.plan.len());
            others(&mut assessment.plan[from..to].iter().filter(|other| other.problem.is_none()))
        }
    }
}

/// The specifics that an entry of a lexicon calls by `name`.
pub fn named_specifics(name: &str) -> Specifics {
    match name {
        "dose" => Specifics::DOSE,
        "drug" => Specifics::DRUG,
        "test" => Specifics::TEST,
        "measure" => Specifics::MEASURE,
        "frequency" => Specifics::INTERVAL,
        "time" => Specifics::TIME,
        "threshold" => Specifics::THRESHOLD,
        "condition" => Specifics::CONDITION,
        "service" => Specifics::SERVICE,
        "question" => Specifics::QUESTION,
        "taught" => Specifics::TAUGHT,
        "sign" => Specifics::SIGN,
        "lab-test" => Specifics::LAB,
        "image" => Specifics::IMAGE,
        _ => Specifics::default(),
    }
}

/// The help of an entry: for the ward or the clinic where the note tells which, else the one for both.
pub fn help_for<'n>(note: &Note, entry: &'n LexiconEntry, both: &str) -> Option<&'n str> {
    let own = match note.setting() {
        Some(Setting::Inpatient) => entry.text("ward"),
        Some(Setting::Outpatient) => entry.text("clinic"),
        Some(Setting::Emergency) | None => None,
    };
    own.or_else(|| entry.text(both))
        .or_else(|| entry.text("clinic"))
        .or_else(|| entry.text("ward"))
}

/// What is added to the last of `shown` findings when there are more: "; and 2 more steps like it".
pub fn and_more(all: usize, shown: usize) -> Option<String> {
    let more = all.checked_sub(shown).filter(|more| *more > 0)?;
    Some(if more == 1 {
        " (and one more step like it)".to_owned()
    } else {
        format!(" (and {more} more steps like it)")
    })
}

/// The section that plans, and whether anybody does anything in it: the first heading of a plan, of which no sentence holds a deed.
/// `None` where somebody acts, or nothing is planned at all. Code status, diet, prophylaxis and disposition treat no problem.
pub fn idle_plan(note: &Note) -> Option<SectionIx> {
    let is_plan = |ix: SectionIx| {
        let id = note.section(ix).id;
        id.is_some_and(|id| {
            matches!(note.grammar.role(id), Role::Plan | Role::AssessmentAndPlan) && !HOUSEKEEPING.contains(&id)
        })
    };
    let sections = (0..note.sections.len() as u32).map(SectionIx).filter(|ix| is_plan(*ix));
    let first = sections
        .clone()
        .find(|ix| section_content(note, *ix) == Content::Written)?;
    let sentences = sections.flat_map(|ix| {
        let section = note.section(ix);
        let together = section
            .id
            .is_some_and(|id| note.grammar.role(id) == Role::AssessmentAndPlan);
        // Before its first problem, an assessment and plan tells the story.
        let from = if together {
            first_title(note, section.body)
        } else {
            section.body.start
        };
        let all = note.sentences();
        let at = all.partition_point(|it| it.span.start < from);
        all[at..].iter().take_while(move |it| it.span.start < section.body.end)
    });
    let mut said = false;
    for sentence in sentences {
        if is_housekeeping(note, sentence.span.start) {
            continue;
        }
        said = true;
        if acts(note, sentence.span) {
            return None;
        }
    }
    said.then_some(first)
}

/// Parts of a plan that are for no problem.
const HOUSEKEEPING: [SectionId; 3] = [ids::CODE_STATUS, ids::PROPHYLAXIS, ids::DISPOSITION];

/// Where the second or later of several problems are listed, the first of them; else where the section starts.
fn first_title(note: &Note, body: Span) -> u32 {
    let titles = &note.written_problems;
    let at = titles.partition_point(|it| it.title.start < body.start);
    let mut within = titles[at..].iter().take_while(|it| it.title.start < body.end);
    match (within.next(), within.next()) {
        // From the beginning of its sentence: "1. Pneumonia".
        (Some(one), Some(_)) => note
            .sentence_at(one.title.start)
            .map_or(one.title.start, |it| it.span.start),
        _ => body.start,
    }
}

/// Whether `offset` stands in a line on code status, diet, prophylaxis or disposition.
fn is_housekeeping(note: &Note, offset: u32) -> bool {
    let section = note.section_at(offset).and_then(|ix| note.section(ix).id);
    let inside = section.is_some_and(|id| HOUSEKEEPING.contains(&id));
    inside || {
        let line = note.slice(crate::rules::support::line_at(note, offset));
        let text = line.trim_start_matches(|c: char| is_list_mark(c));
        let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if words_of(note, "signers")
            .iter()
            .any(|it| it.eq_ignore_ascii_case(first))
        {
            return true;
        }
        let label = text.split_once(':').map_or("", |(label, _)| label);
        let label = label.trim_matches(|c: char| c == '*' || c.is_whitespace());
        !label.is_empty()
            && words_of(note, "housekeeping")
                .iter()
                .any(|it| it.eq_ignore_ascii_case(label))
    }
}

/// A mark or number of a list.
fn is_list_mark(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, ' ' | '\t' | '.' | ')' | '-' | '*' | '•' | '#' | '(')
}

/// Whether somebody does something in this sentence of a plan, or decides not to.
fn acts(note: &Note, sentence: Span) -> bool {
    let deed = note.deed(sentence);
    if deed.defers.is_some() {
        return true;
    }
    let Some(action) = deed.action else { return false };
    // "Cervical screening: overdue": the title is no step.
    let titles = &note.written_problems;
    let at = titles.partition_point(|it| it.title.start <= sentence.end);
    if let Some(title) = titles[..at]
        .last()
        .map(|it| it.title)
        .filter(|it| it.overlaps(sentence))
        && note
            .slice(Span::new(title.end.min(sentence.end), sentence.end))
            .trim_start()
            .starts_with(':')
    {
        let rest = Span::new(title.end, sentence.end);
        let said = note.specifics(rest) != Specifics::default();
        if !said && note.deed(rest).action.is_none() && note.deed(rest).defers.is_none() {
            return false;
        }
    }
    let lower = || note.slice(sentence).to_ascii_lowercase();
    // "D/w GP", "agree with the team's management": nothing is asked, nothing ordered.
    let services = || {
        deed.orders.iter().all(|it| match it {
            Order::Drug(_) => false,
            Order::Thing(entry, _) => &*note.entry_at(lexicon_ids::ORDERS, *entry).category == "service",
        })
    };
    if let Some(nobody) = deed.nobody {
        let agrees = || {
            note.slice(nobody)
                .get(..5)
                .is_some_and(|it| it.eq_ignore_ascii_case("agree"))
        };
        let talk = match action {
            Action::Consult | Action::FollowUp | Action::Education | Action::Diagnostic => true,
            Action::Therapeutic => deed.orders.is_empty() && agrees(),
            _ => false,
        };
        if talk && services() && !deed.says.has(Specifics::QUESTION) {
            return false;
        }
    }
    match action {
        // "WBC 17.9 -> 9.6": results.
        Action::Diagnostic => {
            let timed = Specifics::TIME.and(Specifics::INTERVAL).and(Specifics::FREQUENCY);
            deed.says.has(timed)
                || deed.orders.is_empty()
                || deed.all.len() > 1
                || deed.orders.iter().any(|it| match it {
                    Order::Drug(_) => true,
                    Order::Thing(_, span) => !has_value(note, *span),
                })
        }
        // "Findings discussed with the patient, who agrees": talk of nothing.
        Action::Education => !(deed.orders.is_empty() && deed.all.len() == 1 && is_talk(note, sentence, &lower())),
        _ => true,
    }
}

/// Whether a number follows the name of a test.
fn has_value(note: &Note, test: Span) -> bool {
    let line = crate::rules::support::line_at(note, test.end);
    let after = note.slice(Span::new(test.end, line.end.max(test.end)));
    after
        .trim_start_matches([' ', ':', '=', '<', '>', '('])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// Whether what stands at `span` is denied in its own part of the step: not by "no bleeding; monitor".
pub fn is_denied(note: &Note, span: Span) -> bool {
    note.assertion(span).status == Status::Absent && {
        let part = part_around(note, span);
        answers(note, "denies", &note.slice(part).to_ascii_lowercase())
    }
}

/// Whether all that is taught is that something was discussed.
fn is_talk(note: &Note, sentence: Span, lower: &str) -> bool {
    let mut verbs = note
        .phrases_in(lexicon_ids::PLAN_VERBS, sentence)
        .filter(|hit| note.grammar.category(hit) == "education");
    answers(note, "only-talk", lower)
        && verbs.all(|hit| {
            let verb = note.slice(hit.span).to_ascii_lowercase();
            words_of(note, "talks").iter().any(|it| find_word(&verb, it).is_some())
        })
}
