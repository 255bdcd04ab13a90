//! The parts of a note: its title and front matter, headings, problems and steps; and how words are read where nothing
//! else is to be said.

use super::card::{Card, Voice, short, unmarked};
use super::{View, words};
use crate::grammar::{Level, SectionId, lexicon_ids};
use crate::note::facts::{Assessment, Moment, PlanItem, Problem, Status};
use crate::note::{KindSource, Match, Note, members};
use crate::rules::support::capitalized;
use crate::text::Span;

/// So many steps of a problem are listed.
const STEPS: usize = 8;
/// So many words of a step are shown, in characters.
const WORDS: usize = 60;
/// So many values of a key are listed.
const VALUES: usize = 18;
/// So many items of what a section should hold are listed.
const ITEMS: usize = 8;

/// The parts at the place.
pub(super) fn cards(view: &View<'_>) -> Vec<Card> {
    let note = view.note;
    let at = view.offset;
    let mut cards: Vec<Card> = front_matter(view).into_iter().collect();
    if note.title.is_some_and(|title| title.contains_offset(at)) {
        cards.extend(title(view));
    }
    cards.extend(problem(view));
    if cards.is_empty() {
        let heading = note.sections.iter().find(|section| section.heading.contains_offset(at));
        cards.extend(heading.into_iter().flat_map(|section| {
            let ids = section.id.into_iter().chain(section.also.iter().copied());
            ids.map(|id| heading_card(view, section.heading, section.matched, id))
                .collect::<Vec<Card>>()
        }));
    }
    cards
}

/// How a word or step is read.
pub(super) fn reading(view: &View<'_>) -> Option<Card> {
    mention(view).or_else(|| step(view))
}

/// What kind the note is, and how that is known.
fn title(view: &View<'_>) -> Option<Card> {
    let note = view.note;
    let kind = note.grammar.kind(note.kind?);
    let how = match note.kind_source? {
        KindSource::CommandLine => "the settings say so",
        KindSource::FrontMatter => "the front matter says so",
        KindSource::Configuration => "the configuration says so",
        KindSource::Template => "its template says so",
        KindSource::Title => "by its title",
        KindSource::Sections => "by its sections",
    };
    let voice = view.voice;
    let title = format!("{}: {how}", voice.strong(&kind.title));
    Some(Card::new(note.title?, title).line(voice.plain(&kind.purpose)))
}

/// What a section holds, and what the kind of the note asks of it.
fn heading_card(view: &View<'_>, span: Span, matched: Match, id: SectionId) -> Card {
    let (note, voice) = (view.note, view.voice);
    let section = note.grammar.section(id);
    let mut title = voice.strong(&section.title);
    if matched == Match::Typo {
        title = format!("Read as {title}");
    }
    let kind = note.kind.map(|kind| note.grammar.kind(kind));
    if let Some(kind) = kind {
        let level = kind
            .level(id)
            .or_else(|| kind.must_contain.iter().find(|it| it.section == id).map(|it| it.level));
        let level = level.map(|level| match level {
            Level::Required => "required",
            Level::Recommended => "recommended",
            Level::Optional => "optional",
        });
        if let Some(level) = level {
            title = format!("{title}: {level} in notes of kind {}", voice.code(&kind.id));
        }
    }
    let mut card = Card::new(span, title);
    if !section.contains.is_empty() {
        card = card.line(voice.plain(&section.contains));
    }
    let asked = kind.and_then(|kind| kind.must_contain.iter().find(|it| it.section == id));
    if let Some(asked) = asked.filter(|asked| !asked.items.is_empty()) {
        let items: Vec<String> = asked.items.iter().take(ITEMS).map(|item| voice.plain(item)).collect();
        card = card.line(format!("A reader looks for:\n{}", voice.list(&items)));
    }
    if !section.should_not.is_empty() {
        let not: Vec<&str> = section.should_not.iter().map(|it| &**it).collect();
        card = card.line(voice.plain(&format!("Not here: {}.", not.join("; "))));
    }
    card
}

/// A problem, by its title: its steps as read.
fn problem(view: &View<'_>) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let at = view.offset;
    let assessment = note.assessment();
    let written = note.written_problems.iter().position(|it| it.title.contains_offset(at));
    let is_here = |problem: &&Problem| {
        problem.title.contains_offset(at) || written.is_some_and(|written| problem.written.contains(&(written as u32)))
    };
    let (rank, problem) = assessment
        .problems
        .iter()
        .filter(|it| it.topic.is_none())
        .enumerate()
        .find(|(_, it)| is_here(it))?;
    let span = match written {
        Some(written) => note.written_problems[written].title,
        None => problem.title,
    };
    let mut title = format!("{} {}", voice.strong("Problem"), rank + 1);
    let known: Vec<String> = problem
        .concepts
        .iter()
        .take(3)
        .map(|it| called(note, &note.concept_title(*it)))
        .collect();
    if !known.is_empty() {
        title = format!("{title}, read as {}", voice.plain(&known.join(", ")));
    }
    let mut card = Card::new(span, title);
    let places: Vec<String> = problem
        .written
        .iter()
        .filter_map(|written| note.written_problems.get(*written as usize))
        .map(|written| format!("line {}", note.position(written.title.start).line))
        .collect();
    if places.len() > 1 {
        card = card.line(voice.plain(&format!("Written in {}: read as one problem.", places.join(" and "))));
    }
    let reasoning = match problem.reasoning.first() {
        Some(first) => format!("Reasoning: \"{}\"", short(&unmarked(note.slice(*first)), WORDS + 30)),
        None => "Reasoning: none that was found.".to_owned(),
    };
    card = card.line(voice.plain(&reasoning));
    Some(card.line(steps(note, voice, assessment, problem)))
}

fn steps(note: &Note, voice: Voice, assessment: &Assessment, problem: &Problem) -> String {
    let steps = problem.plan.iter().filter_map(|at| assessment.plan.get(*at as usize));
    let mut lines: Vec<String> = steps
        .map(|step| {
            format!(
                "{}: {}",
                class(step),
                voice.plain(&short(&unmarked(note.slice(step.span)), WORDS))
            )
        })
        .collect();
    if lines.is_empty() {
        return "Steps: none that were found.".to_owned();
    }
    let more = lines.len().saturating_sub(STEPS);
    lines.truncate(STEPS);
    if more > 0 {
        lines.push(format!("{more} more"));
    }
    format!("Steps as read:\n{}", voice.list(&lines))
}

fn class(step: &PlanItem) -> &'static str {
    step.deed.action.map_or("no action", |action| action.name())
}

/// The name of a concept; of one that is known by letters only, in full.
fn called(note: &Note, name: &str) -> String {
    words::meaning(note, &name.to_uppercase()).map_or_else(|| name.to_owned(), str::to_owned)
}

/// A step of the plan.
fn step(view: &View<'_>) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let assessment = note.assessment();
    let here = |step: &&PlanItem| step.span.contains_offset(view.offset);
    let step = assessment.plan.iter().filter(here).min_by_key(|step| step.span.len())?;
    let problem = step.problem.and_then(|at| assessment.problems.get(at as usize));
    let whose = match problem {
        Some(problem) => format!("a step for \"{}\"", short(&unmarked(note.slice(problem.title)), WORDS)),
        None => "a step of the plan as a whole".to_owned(),
    };
    let title = format!("Read as {}: {}", voice.plain(&whose), voice.strong(class(step)));
    Some(Card::new(step.span, title))
}

/// A symptom, sign or condition.
fn mention(view: &View<'_>) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let here = note
        .findings()
        .iter()
        .filter(|it| it.span.contains_offset(view.offset) && !it.implied);
    let mention = here.min_by_key(|it| it.span.len())?;
    let entry = note.entry_at(mention.lexicon, mention.entry);
    let name = match note.concepts_of_finding(mention).first() {
        Some(concept) => called(note, &note.concept_title(*concept)),
        None => called(note, &entry.id.replace('-', " ")),
    };
    let name = capitalized(&name);
    let said = match mention.assertion.status {
        Status::Present => "present",
        Status::Absent => "absent",
        Status::Uncertain => "possible",
        Status::Historical => "past or known",
        Status::Family => "in somebody else",
        Status::Hypothetical => "not now, only if it comes",
    };
    let later = match mention.assertion.moment {
        Moment::Later => ", later",
        _ => "",
    };
    let mut title = format!("{}: read as {said}{later}", voice.strong(&name));
    let line = note.position(mention.span.start).line;
    if let Some(cue) = mention
        .assertion
        .cue
        .filter(|cue| note.position(cue.start).line == line)
    {
        title = format!(
            "{title} ({})",
            voice.plain(&format!("\"{}\"", short(note.slice(cue), 30)))
        );
    }
    Some(Card::new(mention.span, title))
}

/// A key of the front matter, or what its value means.
fn front_matter(view: &View<'_>) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let at = view.offset;
    let line = |it: &&crate::note::FrontMatterEntry| it.key.contains_offset(at) || it.value.contains_offset(at);
    let entry = note.front_matter.iter().find(line)?;
    let key = note.slice(entry.key).trim().to_lowercase();
    if entry.value.contains_offset(at)
        && let Some(card) = value(view, &key, entry.value)
    {
        return Some(card);
    }
    let known = note.grammar.entry_named(lexicon_ids::FRONT_MATTER_KEYS, &key)?;
    let known = note.entry_at(lexicon_ids::FRONT_MATTER_KEYS, known);
    let mut card = Card::new(entry.key.cover(entry.value), voice.strong(&key));
    if let Some(means) = known.text("means") {
        // The words of this lexicon hold backticks.
        card = card.line(voice.message(means));
    }
    let mut values: Vec<String> = known.list("values").iter().map(|it| it.to_string()).collect();
    let grammar = &note.grammar;
    match known.text("from") {
        Some("kinds") => values.extend(grammar.kinds().iter().map(|it| it.id.to_string())),
        Some("specialties") => values.extend(grammar.specialties().iter().map(|it| it.id.to_string())),
        _ => {}
    }
    let more = values.len().saturating_sub(VALUES);
    values.truncate(VALUES);
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|it| voice.code(it)).collect();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        card = card.line(format!("Values: {}{more}", values.join(", ")));
    }
    Some(card)
}

fn value(view: &View<'_>, key: &str, span: Span) -> Option<Card> {
    let (note, voice) = (view.note, view.voice);
    let written = note.slice(span);
    match key {
        "kind" | "note-type" => {
            let kind = note.grammar.kind(note.grammar.kind_named(written)?);
            let required: Vec<&str> = kind
                .required
                .iter()
                .map(|id| &*note.grammar.section(*id).title)
                .collect();
            let card = Card::new(span, voice.strong(&kind.title)).line(voice.plain(&kind.purpose));
            Some(match required.is_empty() {
                true => card,
                false => card.line(voice.plain(&format!("Required: {}.", required.join(", ")))),
            })
        }
        "specialty" => {
            let named = members(written).find(|it| place(note, span, it).contains_offset(view.offset))?;
            let specialty = note.grammar.specialty(note.grammar.specialty_named(named)?);
            Some(
                Card::new(place(note, span, named), voice.strong(&specialty.title)).line(voice.plain(&specialty.focus)),
            )
        }
        "template" => {
            let template = view.snapshot.library().find(written).ok()?;
            let card = Card::new(span, voice.strong(&template.manifest.title));
            Some(card.line(voice.plain(&template.manifest.description)))
        }
        _ => None,
    }
}

/// Where a part of the note's text stands; `part` is a slice of the text under `span`.
fn place(note: &Note, span: Span, part: &str) -> Span {
    let start = note
        .slice(span)
        .find(part)
        .map_or(span.start, |at| span.start + at as u32);
    Span::new(start, start + part.len() as u32)
}
