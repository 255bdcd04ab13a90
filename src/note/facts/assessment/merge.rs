//! Problems that are written in several places made one, and steps without a title matched to them.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::super::super::{Note, ProblemForm};
use super::super::concepts::{Concept, Way};
use super::Problem;
use super::walk::{Draft, Piece, Side, What};
use crate::grammar::{LexiconId, lexicon_ids};
use crate::text::Span;

/// Words of titles that tell one problem from another badly.
const COMMON: [&str; 78] = [
    "acute",
    "chronic",
    "mild",
    "moderate",
    "severe",
    "left",
    "right",
    "bilateral",
    "od",
    "os",
    "ou",
    "rt",
    "lt",
    "bilat",
    "nos",
    "new",
    "pain",
    "disease",
    "disorder",
    "infection",
    "failure",
    "syndrome",
    "injury",
    "fracture",
    "type",
    "stage",
    "status",
    "post",
    "possible",
    "likely",
    "probable",
    "suspected",
    "history",
    "exacerbation",
    "recurrent",
    "persistent",
    "stable",
    "resolved",
    "resolving",
    "improving",
    "worsening",
    "unspecified",
    "primary",
    "secondary",
    "due",
    "to",
    "of",
    "the",
    "with",
    "without",
    "and",
    "on",
    "in",
    "for",
    "from",
    "or",
    "at",
    "by",
    "day",
    "risk",
    "use",
    "upper",
    "lower",
    "follow",
    "up",
    "care",
    "elevated",
    "low",
    "high",
    "abnormal",
    "evaluation",
    "management",
    "symptoms",
    "problem",
    "non",
    "goal",
    "k",
    "na",
];

/// As many problems as steps without a title are matched to; a note with more is no note.
const MOST: usize = 60;

/// As many problems as one word of a title leads to.
const PER_WORD: usize = 8;

/// The words of a title, in lower case.
fn words(title: &str) -> SmallVec<[String; 8]> {
    title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .take(16)
        .map(|word| {
            let mut word = word.to_lowercase();
            if word.len() > 4
                && word.ends_with('s')
                && !word.ends_with("ss")
                && !word.ends_with("is")
                && !word.ends_with("us")
            {
                word.pop();
            }
            word
        })
        .collect()
}

fn is_common(word: &str) -> bool {
    COMMON.contains(&word) || word.chars().all(|c| c.is_ascii_digit())
}

/// The concepts that a title names, the main one first.
pub(super) fn concepts(note: &Note, title: Span) -> Vec<Concept> {
    let mut found: Vec<Concept> = Vec::new();
    for mention in note.concepts_in(title) {
        if !found.contains(&mention.concept) {
            found.push(mention.concept);
        }
    }
    found
}

/// `concept` and all that it is a kind of.
fn wider(note: &Note, concept: Concept) -> SmallVec<[Concept; 4]> {
    let mut all: SmallVec<[Concept; 4]> = SmallVec::new();
    all.push(concept);
    let mut at = 0;
    while at < all.len() {
        for id in note.concept(all[at]).list("is") {
            if let Some(next) = note.concept_named(id)
                && !all.contains(&next)
            {
                all.push(next);
            }
        }
        at += 1;
    }
    all
}

/// The symptoms, signs and conditions that a title names, abbreviations included that count as one only there.
fn findings(note: &Note, title: Span) -> SmallVec<[(LexiconId, u16); 2]> {
    let mut found: SmallVec<[(u32, LexiconId, u16); 4]> = SmallVec::new();
    for lexicon in [lexicon_ids::CONDITIONS, lexicon_ids::SYMPTOMS, lexicon_ids::SIGNS] {
        let hits = note.phrases_in(lexicon, title).filter(|hit| hit.span.end <= title.end);
        found.extend(hits.take(8).map(|hit| (hit.span.start, hit.lexicon, hit.entry)));
    }
    found.sort_by_key(|(start, ..)| *start);
    found.into_iter().map(|(_, lexicon, entry)| (lexicon, entry)).collect()
}

/// The problems found so far, by what can lead to them.
#[derive(Default)]
struct Index {
    exact: HashMap<String, u32>,
    words: HashMap<String, SmallVec<[u32; 2]>>,
    initials: HashMap<String, SmallVec<[u32; 2]>>,
    concepts: HashMap<Concept, SmallVec<[u32; 2]>>,
    findings: HashMap<(LexiconId, u16), SmallVec<[u32; 2]>>,
}

/// What is kept of a problem for matching.
struct Known {
    words: SmallVec<[String; 8]>,
    number: Option<u32>,
    prose: bool,
    findings: SmallVec<[(LexiconId, u16); 2]>,
}

impl Index {
    fn add(&mut self, note: &Note, at: u32, known: &Known, problem: &Problem) {
        let key = known.words.join(" ");
        self.exact.entry(key).or_insert(at);
        let push = |list: &mut SmallVec<[u32; 2]>| {
            if list.len() < PER_WORD && list.last() != Some(&at) {
                list.push(at);
            }
        };
        for word in &known.words {
            push(self.words.entry(word.clone()).or_default());
            if let Some(prefix) = prefix(word) {
                push(self.words.entry(prefix).or_default());
            }
        }
        for name in initials(&known.words) {
            push(self.initials.entry(name).or_default());
        }
        for finding in &known.findings {
            push(self.findings.entry(*finding).or_default());
        }
        for concept in &problem.concepts {
            for wider in wider(note, *concept) {
                push(self.concepts.entry(wider).or_default());
            }
        }
    }
}

/// The key of words that may be shortened: `resp` and `respiratory`.
fn prefix(word: &str) -> Option<String> {
    (word.len() >= 4 && word.is_ascii()).then(|| format!("{}-", &word[..4]))
}

/// Whether one word is the other, or the other cut short.
fn is_same_word(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    one == other || short.len() >= 4 && long.starts_with(short) && short.is_ascii()
}

/// The initials of words that stand together: `chf` of `acute congestive heart failure`.
fn initials(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let content: SmallVec<[&String; 8]> = words
        .iter()
        .filter(|word| !["of", "the", "and", "with", "in", "to", "due"].contains(&word.as_str()))
        .collect();
    for from in 0..content.len() {
        let mut name = String::new();
        for word in content[from..].iter().take(5) {
            name.extend(word.chars().next());
            if name.len() >= 2 {
                found.push(name.clone());
            }
        }
    }
    found
}

/// How well two titles go together; 0 if they do not.
fn score(note: &Note, draft: &Draft, mine: &Known, concepts: &[Concept], known: &Known, problem: &Problem) -> u32 {
    if mine.words == known.words {
        return 100;
    }
    let has = |words: &[String], word: &String| words.iter().any(|other| is_same_word(word, other));
    let rare: SmallVec<[&String; 8]> = mine.words.iter().filter(|word| !is_common(word)).collect();
    let shared = rare.iter().filter(|word| has(&known.words, word)).count();
    let (short, long) = match mine.words.len() <= known.words.len() {
        true => (&mine.words, &known.words),
        false => (&known.words, &mine.words),
    };
    let subset = short.iter().all(|word| has(long, word));
    let opposite = |one: &str, other: &str| {
        mine.words.iter().any(|word| word == one)
            && known.words.iter().any(|word| word == other)
            && !known.words.iter().any(|word| word == one)
    };
    if opposite("left", "right")
        || opposite("right", "left")
        || opposite("upper", "lower")
        || opposite("lower", "upper")
    {
        return 0;
    }
    let same_number = draft.number.is_some() && draft.number == known.number;
    let mut score = 0;
    if subset && (shared > 0 || short.len() > 1) {
        score = 80;
    } else if subset {
        score = 45;
    } else if shared > 0 {
        let few = rare
            .len()
            .min(known.words.iter().filter(|word| !is_common(word)).count());
        score = if shared * 2 >= few.max(1) { 50 } else { 30 };
    }
    let acronym = |words: &[String], others: &[String]| {
        words
            .iter()
            .filter(|word| (2..=5).contains(&word.len()))
            .any(|word| initials(others).contains(word))
    };
    if acronym(&mine.words, &known.words) || acronym(&known.words, &mine.words) {
        score = score.max(60);
    }
    match (mine.findings.first(), known.findings.first()) {
        (Some(one), Some(other)) if one == other => score = score.max(75),
        _ if mine.findings.iter().any(|it| known.findings.contains(it)) => score = score.max(50),
        _ => {}
    }
    if let (Some(mine), Some(theirs)) = (concepts.first(), problem.concepts.first()) {
        if mine == theirs {
            score = score.max(75);
        } else if note.is_kind_of(*mine, *theirs) || note.is_kind_of(*theirs, *mine) {
            score = score.max(65);
        } else if problem.concepts.contains(mine) || concepts.contains(theirs) {
            score = score.max(55);
        } else if concepts.iter().any(|it| problem.concepts.contains(it)) {
            score = score.max(45);
        }
    }
    if same_number && score > 0 {
        score += 15;
    }
    score
}

/// The least score at which two titles are one problem.
const SAME: u32 = 45;

/// Make one problem of the drafts that are one. The second list tells the problem of each draft; `None` for what turned out to be
/// a mere heading of the plan.
pub(super) fn problems(note: &Note, drafts: &[Draft]) -> (Vec<Problem>, Vec<Option<u32>>) {
    let mut problems: Vec<Problem> = Vec::new();
    let mut known: Vec<Known> = Vec::new();
    let mut index = Index::default();
    let mut of_draft = vec![None; drafts.len()];
    // The assessment first, for the plan is matched to it.
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&at| (drafts[at].side == Side::Plan, drafts[at].title.start));
    let titled_plan = drafts
        .iter()
        .any(|it| it.side == Side::Plan && !it.doubtful && it.topic.is_none() && it.form.is_some());
    for at in order {
        let draft = &drafts[at];
        let mine = Known {
            words: words(note.slice(draft.title)),
            number: draft.number,
            prose: draft.form.is_none(),
            findings: findings(note, draft.title),
        };
        let named = concepts(note, draft.title);
        let found = best(note, draft, &mine, &named, &index, &known, &problems);
        if let Some(found) = found {
            let problem = &mut problems[found as usize];
            problem.written.extend(draft.written);
            if problem.form.is_none() && draft.form.is_some() {
                problem.form = draft.form;
            }
            if problem.topic.is_none() && problem.form.is_none() {
                problem.topic = draft.topic;
            }
            of_draft[at] = Some(found);
            continue;
        }
        let others = !problems.is_empty();
        let strong = draft
            .form
            .is_some_and(|form| matches!(form, ProblemForm::Hash | ProblemForm::Bold | ProblemForm::Line));
        if draft.doubtful && (others || !strong) || draft.form.is_none() && !draft.cued && titled_plan {
            continue;
        }
        let number = problems.len() as u32;
        of_draft[at] = Some(number);
        let problem = Problem {
            title: draft.title,
            form: draft.form,
            span: draft.span,
            section: draft.section,
            written: draft.written.into_iter().collect(),
            reasoning: Vec::new(),
            plan: Vec::new(),
            concepts: named,
            topic: draft.topic,
        };
        index.add(note, number, &mine, &problem);
        problems.push(problem);
        known.push(mine);
    }
    (problems, of_draft)
}

/// The problem that a draft is, if it was met before.
fn best(
    note: &Note,
    draft: &Draft,
    mine: &Known,
    concepts: &[Concept],
    index: &Index,
    known: &[Known],
    problems: &[Problem],
) -> Option<u32> {
    if let Some(&exact) = index.exact.get(&mine.words.join(" ")) {
        return (problems[exact as usize].topic == draft.topic).then_some(exact);
    }
    if draft.topic.is_some() {
        return None;
    }
    let mut candidates: SmallVec<[u32; 16]> = SmallVec::new();
    let mut add = |list: Option<&SmallVec<[u32; 2]>>| candidates.extend(list.into_iter().flatten().copied());
    for word in &mine.words {
        add(index.words.get(word));
        add(prefix(word).and_then(|prefix| index.words.get(&prefix)));
        add(index.initials.get(word));
    }
    for name in initials(&mine.words) {
        add(index.words.get(&name));
    }
    for finding in &mine.findings {
        add(index.findings.get(finding));
    }
    for concept in concepts {
        for wider in wider(note, *concept) {
            add(index.concepts.get(&wider));
        }
    }
    candidates.sort_unstable();
    candidates.dedup();
    let mut best: Option<(u32, u32)> = None;
    let mut tie = false;
    for at in candidates {
        let problem = &problems[at as usize];
        let other = &known[at as usize];
        if problem.topic.is_some() {
            continue;
        }
        // Two titles of one list are two problems, though they share a word.
        let one_list = problem.section == draft.section && !mine.prose && !other.prose;
        if one_list {
            continue;
        }
        let found = score(note, draft, mine, concepts, other, problem);
        match best {
            _ if found < SAME => {}
            Some((most, _)) if found < most => {}
            Some((most, _)) if found == most => tie = true,
            _ => {
                best = Some((found, at));
                tie = false;
            }
        }
    }
    best.filter(|(score, _)| !tie || *score > 55).map(|(_, at)| at)
}

/// Match the steps without a title: by number, by name, by drug or test, to the only problem, or with their item.
pub(super) fn steps(
    note: &Note,
    problems: &[Problem],
    drafts: &[Draft],
    of_draft: &[Option<u32>],
    pieces: &[Piece],
) -> Vec<SmallVec<[u32; 1]>> {
    let mut found: Vec<SmallVec<[u32; 1]>> = vec![SmallVec::new(); pieces.len()];
    let diseases: Vec<u32> = (0..problems.len() as u32)
        .filter(|at| problems[*at as usize].topic.is_none())
        .collect();
    let mut by_word: HashMap<String, u32> = HashMap::new();
    let few = diseases.len() <= MOST;
    if few {
        for &at in &diseases {
            for word in words(note.slice(problems[at as usize].title)) {
                if !is_common(&word) && word.len() > 1 {
                    by_word.entry(word).and_modify(|it| *it = u32::MAX).or_insert(at);
                }
            }
        }
    }
    let own = |piece: &Piece| piece.draft.and_then(|draft| of_draft[draft as usize]);
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(problem) = own(piece) {
            found[at].push(problem);
            // `CHF: furosemide`, and below it a line of its own about another problem.
            if few
                && piece.side == Side::Plan
                && matches!(piece.what, What::Step(_))
                && piece
                    .draft
                    .is_some_and(|it| is_below(note, &drafts[it as usize], piece.span))
            {
                let other = by_content(note, problems, &diseases, &by_word, piece.span, None);
                if !other.is_empty() && !other.contains(&problem) {
                    found[at] = other;
                } else if at > 0
                    && found[at - 1].first() != Some(&problem)
                    && pieces[at - 1].draft == piece.draft
                    && !note
                        .slice(Span::new(
                            pieces[at - 1].span.end.min(piece.span.start),
                            piece.span.start,
                        ))
                        .contains('\n')
                {
                    // What goes on in its line goes with it.
                    found[at] = found[at - 1].clone();
                }
            }
            continue;
        }
        if !matches!(piece.what, What::Step(_)) || !few || diseases.is_empty() {
            continue;
        }
        found[at] = by_content(
            note,
            problems,
            &diseases,
            &by_word,
            piece.span,
            (piece.plan_level || piece.apart).then_some(false),
        );
        if found[at].is_empty()
            && let Some(label) = piece.label
        {
            found[at] = by_content(note, problems, &diseases, &by_word, label, Some(true));
        }
    }
    by_number(problems, drafts, of_draft, pieces, &mut found);
    // What goes with its item.
    let mut last: Option<(u32, u32)> = None;
    for (at, piece) in pieces.iter().enumerate() {
        let Some(item) = piece.item.filter(|_| !piece.plan_level) else {
            last = None;
            continue;
        };
        match (found[at].first(), last) {
            (Some(&problem), _) => last = Some((item, problem)),
            (None, Some((before, problem))) if before == item && matches!(piece.what, What::Step(_)) => {
                found[at].push(problem)
            }
            _ => {}
        }
    }
    if let [only] = diseases[..] {
        for (at, piece) in pieces.iter().enumerate() {
            if found[at].is_empty() && !piece.plan_level && !piece.apart {
                found[at].push(only);
            }
        }
    }
    found
}

/// Whether `span` stands on a line below that of a title which has text on its own line.
fn is_below(note: &Note, draft: &Draft, span: Span) -> bool {
    if draft.form != Some(ProblemForm::Label) || span.start < draft.title.end {
        return false;
    }
    let between = note.slice(Span::new(draft.title.end, span.start));
    between
        .find('\n')
        .is_some_and(|end| between[..end].chars().any(char::is_alphabetic))
}

/// The problems that a text names, treats or looks into. `named_only`: only those it names; if true by any word of their titles.
fn by_content(
    note: &Note,
    problems: &[Problem],
    diseases: &[u32],
    by_word: &HashMap<String, u32>,
    span: Span,
    named_only: Option<bool>,
) -> SmallVec<[u32; 1]> {
    let mut found: SmallVec<[u32; 1]> = SmallVec::new();
    let mut best: Option<Way> = None;
    let rank = |way: Way| match way {
        Way::Named => 0,
        Way::Treated => 1,
        Way::WorkedUp => 2,
        Way::Explained => 3,
    };
    for &at in diseases {
        let ways = problems[at as usize]
            .concepts
            .iter()
            .take(2)
            .filter_map(|concept| note.takes_up(span, *concept));
        let Some((_, way)) = ways.min_by_key(|(_, way)| rank(*way)) else {
            continue;
        };
        if way == Way::Explained || named_only.is_some() && way != Way::Named {
            continue;
        }
        match best {
            Some(before) if rank(before) < rank(way) => {}
            Some(before) if before == way => found.push(at),
            _ => {
                best = Some(way);
                found.clear();
                found.push(at);
            }
        }
    }
    if best != Some(Way::Named) && named_only != Some(false) {
        let mut named: SmallVec<[u32; 1]> = SmallVec::new();
        for word in note
            .slice(span)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 1)
        {
            if let Some(&at) = by_word.get(&word.to_lowercase())
                && at != u32::MAX
                && !named.contains(&at)
            {
                named.push(at);
            }
        }
        if !named.is_empty() {
            return named;
        }
    }
    found
}

/// A numbered assessment beside a plan with as many numbers and no titles: the steps go by their number, unless what they name
/// speaks against it.
fn by_number(
    problems: &[Problem],
    drafts: &[Draft],
    of_draft: &[Option<u32>],
    pieces: &[Piece],
    found: &mut [SmallVec<[u32; 1]>],
) {
    let mut numbered: HashMap<u32, u32> = HashMap::new();
    let mut section = None;
    for (draft, problem) in drafts.iter().zip(of_draft) {
        if draft.side == Side::Plan || *section.get_or_insert(draft.section) != draft.section {
            continue;
        }
        if let (Some(number), Some(problem)) = (draft.number, problem) {
            numbered.insert(number, *problem);
        }
    }
    let most = numbered.keys().copied().max().unwrap_or(0);
    if most < 2 || numbered.len() as u32 != most || problems.is_empty() {
        return;
    }
    let free = |piece: &Piece| {
        piece.side == Side::Plan
            && !piece.plan_level
            && piece.draft.and_then(|draft| of_draft[draft as usize]).is_none()
    };
    let mut highest = 0;
    let (mut agree, mut against) = (0, 0);
    for (at, piece) in pieces.iter().enumerate() {
        let Some(number) = piece.number.filter(|_| free(piece)) else {
            continue;
        };
        highest = highest.max(number);
        if !found[at].is_empty() {
            match numbered.get(&number).is_some_and(|problem| found[at].contains(problem)) {
                true => agree += 1,
                false => against += 1,
            }
        }
    }
    let titled = drafts
        .iter()
        .any(|draft| draft.side == Side::Plan && !draft.doubtful && draft.written.is_some());
    if titled || against > 0 || highest != most && (agree == 0 || highest < most) {
        return;
    }
    for (at, piece) in pieces.iter().enumerate() {
        if let Some(problem) = piece
            .number
            .filter(|_| free(piece))
            .and_then(|number| numbered.get(&number))
        {
            found[at].clear();
            found[at].push(*problem);
        }
    }
}
