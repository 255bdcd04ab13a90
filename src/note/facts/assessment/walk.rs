//! The walk over the assessment and plan: which titles open what, and what each piece of text under them is.

use std::collections::HashSet;

use super::super::super::lines::trim;
use super::super::super::{HeadingStyle, Note, ProblemForm, Section, SectionIx, WrittenProblem};
use super::super::Sentence;
use super::super::actions::Deed;
use super::labels::{self, Label};
use super::named::{self, Named};
use super::steps;
use crate::grammar::{Role, SectionId, ids, lexicon_ids, normalize_heading};
use crate::syntax::NodeKind;
use crate::text::Span;

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// In an assessment that has a plan apart.
    Assessment,
    /// In one that has not.
    Both,
    /// In a plan.
    Plan,
}

/// A problem as it stands in one place.
#[derive(Debug)]
pub(super) struct Draft {
    pub title: Span,
    pub form: Option<ProblemForm>,
    pub span: Span,
    pub section: SectionIx,
    pub side: Side,
    /// Index into the written problems.
    pub written: Option<u32>,
    pub number: Option<u32>,
    pub topic: Option<SectionId>,
    /// Whether it may be a mere heading of the plan: it names nothing that is known for a problem.
    pub doubtful: bool,
    /// Whether prose names it as what the writer believes in.
    pub cued: bool,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A step, with what it does.
    Step(Deed),
    /// A thought.
    Thought,
}

/// A piece of text: a step or a thought.
#[derive(Debug)]
pub(super) struct Piece {
    pub span: Span,
    pub section: SectionIx,
    pub draft: Option<u32>,
    pub label: Option<Span>,
    pub what: What,
    pub side: Side,
    /// Whether it stands in a section of the plan as a whole.
    pub plan_level: bool,
    /// Whether it stands under a label that is no part of a problem: an organ system, prophylaxis, a diet.
    pub apart: bool,
    /// The number of the item it stands in, and where that item starts: pieces of one item go together.
    pub number: Option<u32>,
    pub item: Option<u32>,
}

/// What the walk found, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub drafts: Vec<Draft>,
    pub pieces: Vec<Piece>,
}

/// To what a written problem comes.
#[derive(Debug, Clone, Copy)]
enum Owner {
    /// A problem or a topic.
    Draft(u32),
    /// A label.
    Label(Span, Label),
    /// Nothing: its words are text.
    Text,
}

/// An item of the first rank of a list.
struct Item {
    span: Span,
    number: Option<u32>,
}

struct Walker<'n> {
    note: &'n Note,
    out: Walk,
    owners: Vec<Owner>,
    items: Vec<Item>,
    /// Whether some section is a plan.
    has_plan: bool,
    /// Where the first section starts that holds problems.
    first: u32,
    /// The draft that prose or a system named last, and where its section is.
    named: Option<(u32, SectionIx)>,
    /// Loose text of assessments, where prose may name diagnoses.
    prose: Vec<(Span, SectionIx, Side)>,
    /// The label that holds on, and where its last sentence ended.
    holds: Option<(Span, Label, u32)>,
    buffer: Vec<Span>,
    gap: Option<(SectionIx, u32)>,
}

pub(super) fn walk(note: &Note) -> Walk {
    let has_plan = note.sections.iter().any(|section| {
        section
            .id
            .into_iter()
            .chain(section.also.iter().copied())
            .any(|id| matches!(note.grammar.role(id), Role::Plan | Role::AssessmentAndPlan))
    });
    let holds = note
        .sections
        .iter()
        .find(|section| section.id.is_some_and(|id| note.grammar.holds_problems(id)));
    let mut walker = Walker {
        note,
        first: holds.map_or(0, |section| section.span.start),
        out: Walk::default(),
        owners: Vec::new(),
        items: Vec::new(),
        has_plan,
        named: None,
        prose: Vec::new(),
        holds: None,
        buffer: Vec::new(),
        gap: None,
    };
    if !has_plan
        && note.written_problems.is_empty()
        && !note
            .sections
            .iter()
            .any(|section| section.id.is_some_and(|id| note.grammar.role(id) == Role::Assessment))
    {
        return walker.out;
    }
    walker.items();
    walker.owners();
    walker.tables();
    walker.sentences();
    walker.prose();
    walker.out.pieces.sort_by_key(|piece| piece.span.start);
    walker.out
}

impl Walker<'_> {
    fn items(&mut self) {
        let note = self.note;
        let nodes = note.tree.nodes();
        let mut end = 0;
        for (at, node) in nodes.iter().enumerate() {
            if node.kind == NodeKind::Item && at as u32 >= end {
                end = node.end;
                let marker = nodes[at..node.end as usize]
                    .iter()
                    .find(|it| it.kind == NodeKind::Marker);
                self.items.push(Item {
                    span: node.span,
                    number: marker.and_then(|it| number(note.slice(it.span))),
                });
            }
        }
    }

    /// The item of the first rank at `offset`.
    fn item_at(&self, offset: u32) -> Option<&Item> {
        let at = self.items.partition_point(|item| item.span.start <= offset);
        self.items[..at].last().filter(|item| offset < item.span.end)
    }

    fn side(&self, role: Role) -> Option<Side> {
        match role {
            Role::Assessment if self.has_plan => Some(Side::Assessment),
            Role::Assessment | Role::AssessmentAndPlan => Some(Side::Both),
            Role::Plan => Some(Side::Plan),
            _ => None,
        }
    }

    fn side_at(&self, offset: u32) -> Option<Side> {
        self.side(self.note.role_at(offset))
    }

    /// What each written problem is: a problem, several, a label, or mere text.
    fn owners(&mut self) {
        let note = self.note;
        let mut titles: HashSet<String> = HashSet::new();
        for (at, written) in (0..).zip(&note.written_problems) {
            let title = written.title;
            let words = note.slice(title);
            let side = match note.section(written.section).id {
                Some(ids::PROBLEM_LIST) => self.side_at(title.start).unwrap_or(Side::Both),
                Some(id) => self.side(note.grammar.role(id)).unwrap_or(Side::Both),
                None => Side::Both,
            };
            let number = match written.form {
                ProblemForm::Number(number) => Some(number),
                _ => None,
            };
            let draft = |title: Span, doubtful: bool| Draft {
                title,
                form: Some(written.form),
                span: written.span,
                section: written.section,
                side,
                written: Some(at),
                number,
                topic: written.topic,
                doubtful,
                cued: true,
            };
            // A line of a plan that is no title and has nothing under it is a step.
            let bare = side == Side::Plan
                && matches!(
                    written.form,
                    ProblemForm::Number(_) | ProblemForm::Bullet | ProblemForm::Line
                )
                && written.span.end <= title.end + 2
                && !named::is_name(note, title);
            let strong = matches!(written.form, ProblemForm::Hash | ProblemForm::Number(_));
            let owner = if written.topic.is_some() {
                self.push(draft(title, false))
            } else if let Some(label) = labels::label(&note.grammar, words).filter(|it| *it != Label::Maybe) {
                Owner::Label(title, label)
            } else if bare
                || names_nothing(note, words)
                || named::opens_with_patient(words)
                || !named::is_disease(note, title) && self.is_phrase(written, side)
                || (side == Side::Plan && !titles.contains(&*words.to_lowercase()) || !named::is_disease(note, title))
                    && self.is_step(title, written.span, strong)
                || side == Side::Plan && number.is_some() && self.is_text(written)
                // `Metformin: hold`
                || !named::is_disease(note, title) && self.is_drug(title)
            {
                Owner::Text
            } else if let Some(several) = named::several(note, written, side) {
                let mut owner = Owner::Text;
                for title in several {
                    owner = self.push(draft(title, false));
                }
                owner
            } else {
                let title = named::short_title(note, title);
                if title.is_empty() {
                    Owner::Text
                } else {
                    let doubtful = side == Side::Plan
                        && (!named::is_disease(note, title) || labels::label(&note.grammar, words).is_some());
                    self.push(draft(title, doubtful))
                }
            };
            if side != Side::Plan {
                titles.insert(words.to_lowercase());
            }
            self.owners.push(owner);
        }
        // Among titles of diseases an unknown word is one too, where the form leaves no doubt that it is a title.
        let mut from = 0;
        while from < self.out.drafts.len() {
            let section = self.out.drafts[from].section;
            let rest = &mut self.out.drafts[from..];
            let count = rest.iter().take_while(|draft| draft.section == section).count();
            let is_form = |draft: &Draft| {
                matches!(
                    draft.form,
                    Some(ProblemForm::Hash | ProblemForm::Bold | ProblemForm::Line)
                )
            };
            let titles = rest[..count]
                .iter()
                .filter(|draft| is_form(draft) && draft.topic.is_none());
            let (all, doubtful) = titles.fold((0, 0), |(all, doubtful), it| {
                (all + 1, doubtful + usize::from(it.doubtful))
            });
            if doubtful * 2 <= all {
                for draft in rest[..count].iter_mut().filter(|draft| is_form(draft)) {
                    draft.doubtful = false;
                }
            }
            from += count;
        }
    }

    fn push(&mut self, draft: Draft) -> Owner {
        self.out.drafts.push(draft);
        Owner::Draft(self.out.drafts.len() as u32 - 1)
    }

    /// Whether a title is hardly more than the name of a drug.
    fn is_drug(&self, title: Span) -> bool {
        let medications = self.note.medications();
        let at = medications.partition_point(|it| it.span.start < title.start);
        medications
            .get(at)
            .is_some_and(|it| it.span.start == title.start && it.name.len() * 10 >= title.len() * 6)
    }

    /// Whether a numbered item of a plan only looks as if it had a title: no colon or dash ends it, and it names no problem.
    fn is_text(&self, written: &WrittenProblem) -> bool {
        let note = self.note;
        let after = note.slice(Span::new(written.title.end, written.span.end));
        let after = after.trim_start_matches(['*', '_', ' ']);
        let marked = after.starts_with([':', '-', '–', '—']) || after.starts_with(['\n', '\r']);
        let long = note.slice(written.title).split_whitespace().count() > 6;
        (!marked || long) && !named::is_disease(note, written.title)
    }

    /// Whether a bullet or a line that names no disease is mere text: a sentence, or an item of a plan.
    fn is_phrase(&self, written: &WrittenProblem, side: Side) -> bool {
        let words = self.note.slice(written.title);
        let under = written.span.end > written.title.end + 2;
        let first = words.split_whitespace().next().unwrap_or_default();
        let sentence = words.split_whitespace().count() > 6
            || words.split_whitespace().any(steps::tells)
            || [
                "no",
                "not",
                "low",
                "likely",
                "normal",
                "negative",
                "unremarkable",
                "stable",
                "healthy",
                "well",
                "less",
                "given",
                "without",
                "pt",
                "patient",
                "will",
                "in",
                "on",
                "at",
            ]
            .iter()
            .any(|it| it.eq_ignore_ascii_case(first));
        match written.form {
            ProblemForm::Bullet => side != Side::Assessment && written.items.is_empty() || under || sentence,
            ProblemForm::Line => !under && sentence,
            _ => false,
        }
    }

    /// Whether what stands in the place of a title is a step: it opens with an order or a drug.
    fn is_step(&self, title: Span, whole: Span, strong: bool) -> bool {
        let note = self.note;
        if steps::opens_with_order(note, title) {
            return true;
        }
        let medications = note.medications();
        let at = medications.partition_point(|it| it.span.start < title.start);
        !strong && medications.get(at).is_some_and(|it| it.span.start == title.start)
            || strong
                && medications
                    .get(at)
                    .is_some_and(|it| it.span.start == title.start && it.dose.is_some() && it.span.end <= whole.end)
    }

    /// Rows of tables: a problem, what is thought of it, what is done.
    fn tables(&mut self) {
        let note = self.note;
        let nodes = note.tree.nodes();
        let mut at = 0;
        while at < nodes.len() {
            let node = &nodes[at];
            if node.kind != NodeKind::Table {
                at += 1;
                continue;
            }
            let end = node.end as usize;
            if let Some(side) = self.side_at(node.span.start)
                && let Some(section) = note.section_at(node.span.start)
            {
                self.table(at, end, side, section);
            }
            at = end;
        }
    }

    fn table(&mut self, from: usize, to: usize, side: Side, section: SectionIx) {
        let note = self.note;
        let nodes = note.tree.nodes();
        let mut columns: Vec<Option<Label>> = Vec::new();
        let mut first = true;
        for (at, row) in nodes.iter().enumerate().take(to).skip(from) {
            if row.kind != NodeKind::TableRow {
                continue;
            }
            let cells = nodes[at + 1..row.end as usize]
                .iter()
                .filter(|it| it.kind == NodeKind::Cell)
                .map(|cell| trim(&note.text, cell.span));
            if first {
                first = false;
                columns = cells
                    .map(|cell| labels::label(&note.grammar, note.slice(cell)))
                    .collect();
                let named = |label: &Option<Label>| matches!(label, Some(Label::Problem | Label::Header));
                if !columns.iter().any(named) {
                    // `Impression | Plan`, `System | Plan`
                    match columns.first_mut() {
                        Some(column @ (None | Some(Label::Reasons | Label::System))) => *column = Some(Label::Header),
                        _ => return,
                    }
                }
                if !columns.iter().any(|it| matches!(it, Some(Label::Acts | Label::Whole))) {
                    return;
                }
                continue;
            }
            let mut draft = None;
            let mut label = None;
            for (column, cell) in cells.enumerate() {
                let text = note.slice(cell);
                if cell.is_empty() || !text.chars().any(char::is_alphanumeric) {
                    continue;
                }
                match columns.get(column).copied().flatten() {
                    Some(Label::Header | Label::Problem) if draft.is_none() => {
                        let title = strip_number(note, cell).1;
                        if labels::label(&note.grammar, note.slice(title)).is_some() {
                            label = Some(title);
                            continue;
                        }
                        let topic = None;
                        if let Owner::Draft(found) = self.push(Draft {
                            title: named::short_title(note, title),
                            form: Some(ProblemForm::Label),
                            span: row.span,
                            section,
                            side,
                            written: None,
                            number: number(text.split_whitespace().next().unwrap_or_default()),
                            topic,
                            doubtful: false,
                            cued: true,
                        }) {
                            draft = Some(found);
                        }
                    }
                    Some(Label::Acts | Label::Whole) => {
                        let place = PlaceOf {
                            section,
                            side: Side::Plan,
                            draft,
                            label,
                            plan_level: false,
                            apart: false,
                            listed: true,
                            item: Some(row.span.start),
                            number: None,
                        };
                        self.text(cell, Some(Label::Acts), &place);
                    }
                    Some(Label::Differs) => {}
                    _ => {
                        let place = PlaceOf {
                            section,
                            side,
                            draft,
                            label,
                            plan_level: false,
                            apart: false,
                            listed: true,
                            item: Some(row.span.start),
                            number: None,
                        };
                        self.text(cell, Some(Label::Reasons), &place);
                    }
                }
            }
        }
    }

    fn sentences(&mut self) {
        let note = self.note;
        let mut next = 0;
        let mut last_section = None;
        let mut kept: Option<(Option<Side>, Kept)> = None;
        for sentence in note.sentences() {
            let Some(section) = sentence.section else { continue };
            if sentence.cell || sentence.quoted {
                continue;
            }
            if last_section != Some(section) {
                last_section = Some(section);
                self.holds = None;
                self.named = None;
                kept = None;
            }
            let role = note.role_at(sentence.span.start);
            let side = self.side(role);
            let keep = match &kept {
                Some((of, keep)) if *of == side => *keep,
                _ => {
                    let keep = self.keep(note.section(section));
                    kept = Some((side, keep));
                    keep
                }
            };
            if role == Role::Course && note.section(section).id == Some(ids::HOSPITAL_COURSE) {
                self.course(sentence, section);
            }
            let Some(side) = side else { continue };
            if keep == Kept::No || note.section(section).heading.contains(sentence.span) {
                continue;
            }
            let problems = &note.written_problems;
            let mut at = sentence.span.start;
            while at < sentence.span.end {
                while next < problems.len() && problems[next].span.end <= at {
                    next += 1;
                }
                let (owner, end) = match problems.get(next) {
                    Some(problem) if problem.span.start <= at => (Some(next), problem.span.end.min(sentence.span.end)),
                    Some(problem) => (None, problem.span.start.min(sentence.span.end)),
                    None => (None, sentence.span.end),
                };
                self.chunk(Span::new(at, end), owner, sentence, section, side, keep);
                at = end;
            }
        }
    }

    /// A sentence of a hospital course: told by problem, it is what is said of the problem.
    fn course(&mut self, sentence: &Sentence, section: SectionIx) {
        let note = self.note;
        let (number, span) = strip_number(note, sentence.span);
        let number = number.or(self
            .item_at(sentence.span.start)
            .and_then(|item| (span.start <= item.span.start + 6).then_some(item.number).flatten()));
        let opening = labels::opening(note, span).filter(|it| it.label.is_none());
        let title = match (opening, number) {
            (Some(opening), _) => opening.words,
            (None, Some(_)) => named::short_title(note, named::title_of(note, span)),
            (None, None) => Span::at(span.start),
        };
        if !title.is_empty() && title.len() <= 100 && named::is_disease(note, title) {
            self.out.drafts.push(Draft {
                title,
                form: Some(ProblemForm::Label),
                span,
                section,
                side: Side::Plan,
                written: None,
                number,
                topic: None,
                // It counts only where a list of diagnoses names it.
                doubtful: true,
                cued: false,
            });
            self.named = Some((self.out.drafts.len() as u32 - 1, section));
        }
        let Some((draft, _)) = self.named.filter(|(_, at)| *at == section) else {
            return;
        };
        let rest = trim(&note.text, Span::new(title.end.clamp(span.start, span.end), span.end));
        if note.slice(rest).chars().any(char::is_alphabetic) {
            let place = PlaceOf {
                section,
                side: Side::Both,
                draft: Some(draft),
                label: None,
                plan_level: false,
                apart: false,
                listed: false,
                item: None,
                number: None,
            };
            self.thought(rest, &place);
        }
    }

    /// What is read of a section.
    fn keep(&self, section: &Section) -> Kept {
        let note = self.note;
        let Some(id) = section.id else { return Kept::All };
        let grammar = &note.grammar;
        match id {
            ids::PREOP_DIAGNOSIS | ids::POSTOP_DIAGNOSIS => Kept::No,
            ids::ADMISSION_DIAGNOSIS => {
                let other = [
                    ids::DISCHARGE_DIAGNOSIS,
                    ids::ASSESSMENT,
                    ids::ASSESSMENT_AND_PLAN,
                    ids::DIAGNOSIS,
                ];
                match other.iter().any(|id| note.find_section(*id).is_some()) {
                    true => Kept::No,
                    false => Kept::Diagnoses,
                }
            }
            ids::DIAGNOSIS | ids::DISCHARGE_DIAGNOSIS => Kept::Diagnoses,
            ids::DIFFERENTIAL_DIAGNOSIS
            | ids::SUMMARY_STATEMENT
            | ids::SAFETY_ASSESSMENT
            | ids::LOCALIZATION
            | ids::CANCER_STAGING => Kept::Thoughts,
            ids::RECOMMENDATIONS => Kept::All,
            // `Screening` above the assessment holds results.
            id if grammar.is_plan_level(id) => match section.span.start < self.first {
                true => Kept::No,
                false => Kept::PlanLevel,
            },
            _ => Kept::All,
        }
    }

    /// A part of a sentence under one title, or under none.
    fn chunk(
        &mut self,
        span: Span,
        owner: Option<usize>,
        sentence: &Sentence,
        section: SectionIx,
        side: Side,
        keep: Kept,
    ) {
        let note = self.note;
        let mut span = trim(&note.text, span);
        if span.is_empty() {
            return;
        }
        let written = owner.map(|owner| (&note.written_problems[owner], self.owners[owner]));
        let same_line = |from: u32, to: u32| from <= to && !note.slice(Span::new(from, to)).contains(['\n', '\r']);
        let mut after_title = false;
        let mut keep = keep;
        let mut draft = None;
        let mut under: Option<(Span, Label)> = None;
        if let Some((written, owner)) = written {
            match owner {
                Owner::Draft(at) => draft = Some(at),
                Owner::Label(words, label) => under = Some((words, label)),
                Owner::Text => {}
            }
            if !matches!(owner, Owner::Text) {
                let title_end = match draft {
                    Some(at) if self.out.drafts[at as usize].title.end >= written.title.start => {
                        self.out.drafts[at as usize].title.end
                    }
                    _ => written.title.end,
                };
                if span.start < title_end {
                    // What stands before the title is its mark.
                    span = Span::new(title_end.min(span.end), span.end);
                    self.holds = None;
                    after_title = true;
                    if written.title.start <= span.start {
                        self.named = None;
                    }
                }
            }
        }
        let marks = if after_title { ":*_-–—.,;)#" } else { "*_–—#:" };
        let rest = note
            .slice(span)
            .trim_start_matches(|c: char| c.is_whitespace() || marks.contains(c));
        span = Span::new(span.end - rest.len() as u32, span.end);
        if span.is_empty() {
            return;
        }
        if keep == Kept::PlanLevel
            && draft.is_none()
            && let Some(problem) = self.part_of(section)
        {
            draft = Some(problem);
            under = Some((note.section(section).heading, Label::Acts));
            keep = Kept::All;
        }
        let listed = self.item_at(span.start).is_some();
        let (own_number, rest) = strip_number(note, span);
        let item = self.item_at(span.start).map(|item| (item.span.start, item.number));
        let (item, number) = match (item, own_number) {
            (_, Some(number)) => (Some(span.start), Some(number)),
            (Some((start, number)), None) => (Some(start), number),
            (None, None) => {
                // The sentences after a number in a line belong to its item.
                let before = self.out.pieces.last().filter(|piece| {
                    piece.number.is_some()
                        && piece.section == section
                        && same_line(piece.span.end.min(span.start), span.start)
                });
                (
                    before.and_then(|piece| piece.item),
                    before.and_then(|piece| piece.number),
                )
            }
        };
        span = rest;
        // The label it opens with, that which holds on in its line, or that over its list.
        let opening = labels::opening(note, span);
        let mut label = None;
        if let Some(opening) = opening
            && let Some(found) = opening.label
        {
            label = Some((opening.words, found));
            if found == Label::System {
                self.named = None;
            }
            self.holds = Some((opening.words, found, span.end));
            span = Span::new(opening.rest.min(span.end), span.end);
        } else if let Some((words, found, end)) = self.holds
            && same_line(end.min(span.start), span.start)
        {
            label = Some((words, found));
            self.holds = Some((words, found, span.end));
        } else {
            self.holds = None;
        }
        if label.is_none()
            && let Some(lead) = sentence.lead
            && !note.section(section).heading.overlaps(lead)
        {
            let words = strip_number(note, lead).1;
            let words = match note.slice(words).find(':') {
                Some(colon) => Span::new(words.start, words.start + colon as u32),
                None => words,
            };
            label = labels::label(&note.grammar, note.slice(words)).map(|found| (words, found));
        }
        let label = label.or(under);
        // Under `Disposition` and the like stand steps.
        let topic = draft.is_some_and(|at| self.out.drafts[at as usize].topic.is_some());
        let mut place = PlaceOf {
            section,
            side,
            draft,
            label: label.map(|(words, _)| words),
            plan_level: keep == Kept::PlanLevel,
            apart: label.is_some_and(|(words, what)| {
                matches!(what, Label::System | Label::Whole) || what == Label::Acts && self.is_whole(words)
            }),
            listed: listed && !after_title,
            item,
            number,
        };
        if keep == Kept::PlanLevel && place.label.is_none() {
            place.label = Some(note.section(section).heading);
        }
        let text = note.slice(span);
        if !text.chars().any(char::is_alphanumeric) {
            return;
        }
        let what = label.map(|(_, what)| what).or(topic.then_some(Label::Whole));
        // Who the patient is is no step, though it may name an operation or a drug.
        if what.is_none() && draft.is_none() && side != Side::Plan && named::opens_with_patient(text) {
            self.prose.push((span, section, side));
            self.text(span, Some(Label::Reasons), &place);
            return;
        }
        if keep == Kept::Diagnoses && !matches!(what, Some(Label::Acts | Label::Whole | Label::Reasons | Label::Formal))
            || (what == Some(Label::Problem) && draft.is_none() && side != Side::Plan)
        {
            self.diagnoses(span, sentence, &place);
            return;
        }
        if keep == Kept::Thoughts && !matches!(what, Some(Label::Acts | Label::Whole)) {
            place.draft = None;
            self.thought(span, &place);
            return;
        }
        // `- CHF: furosemide` in a plan without titles.
        if let Some(opening) = opening.filter(|it| it.label.is_none())
            && draft.is_none()
            && keep == Kept::All
            && matches!(what, None | Some(Label::System | Label::Acts | Label::Whole))
            && (side != Side::Assessment || listed)
            && note.slice(opening.words).split_whitespace().count() <= 6
            && !steps::opens_with_order(note, opening.words)
        {
            let tells = note.slice(opening.words).split_whitespace().any(steps::tells);
            let known = !tells && named::is_disease(note, opening.words) && !named::is_doubted(note, opening.words);
            // In a plan it may be another name of a problem: `Steroids - taper`.
            let maybe = side == Side::Plan && !tells && note.slice(opening.words).split_whitespace().count() <= 4;
            if known || maybe && opening.words.end > opening.words.start {
                let form = if listed {
                    ProblemForm::Bullet
                } else {
                    ProblemForm::Label
                };
                if let Owner::Draft(at) = self.push(Draft {
                    title: opening.words,
                    form: Some(form),
                    span: Span::new(opening.words.start, span.end),
                    section,
                    side,
                    written: None,
                    number,
                    topic: None,
                    doubtful: !known,
                    cued: true,
                }) {
                    place.draft = Some(at);
                    self.named = Some((at, section));
                }
                // `Metformin: restart`: what may be no title stays with its step.
                let rest = match known {
                    true => Span::new(opening.rest.min(span.end), span.end),
                    false => span,
                };
                place.listed &= !known;
                self.text(rest, what, &place);
                return;
            }
        }
        if what == Some(Label::System) {
            self.system(span, &place);
            return;
        }
        if draft.is_none()
            && keep == Kept::All
            && matches!(side, Side::Assessment | Side::Both)
            && what != Some(Label::Differs)
            && !matches!(what, Some(Label::Acts | Label::Whole))
        {
            self.prose.push((span, section, side));
        }
        self.text(span, what, &place);
    }

    /// A list of diagnoses, or a line after `Diagnosis:`.
    fn diagnoses(&mut self, span: Span, sentence: &Sentence, place: &PlaceOf) {
        let note = self.note;
        let text = note.slice(span);
        let words = text.split_whitespace().count();
        // The list or the first lines under the heading; a letter goes on below it.
        let gap = self.gap_in(place.section) <= span.start;
        let announced = place.label.is_some();
        if words > 30 || (gap && place.item.is_none() && !announced) || names_nothing(note, text) {
            self.text(span, None, place);
            return;
        }
        let title = named::short_title(note, named::title_of(note, span));
        let further =
            !announced && place.item.is_none() && self.named.is_some_and(|(_, section)| section == place.section);
        if title.is_empty() || steps::opens_with_order(note, title) || further && !named::is_disease(note, title) {
            self.text(span, None, place);
            return;
        }
        if labels::label(&note.grammar, note.slice(title)).is_some() {
            return;
        }
        let titles = named::list(note, title).unwrap_or_else(|| vec![title]);
        for title in titles {
            let form = match (place.number, place.item) {
                (Some(number), _) => Some(ProblemForm::Number(number)),
                (None, Some(_)) => Some(ProblemForm::Bullet),
                _ if announced => Some(ProblemForm::Label),
                _ => Some(ProblemForm::Line),
            };
            let owner = self.push(Draft {
                title,
                form,
                span: trim(&note.text, Span::new(title.start, sentence.span.end.max(title.end))),
                section: place.section,
                side: if place.side == Side::Plan {
                    Side::Both
                } else {
                    place.side
                },
                written: None,
                number: place.number,
                topic: None,
                doubtful: false,
                cued: true,
            });
            if let Owner::Draft(at) = owner {
                self.named = Some((at, place.section));
            }
        }
        let rest = Span::new(title.end.min(span.end), span.end);
        let draft = self.named.map(|(at, _)| at);
        self.text(rest, Some(Label::Reasons), &PlaceOf { draft, ..*place });
    }

    /// The problem that a labelled part of the plan belongs to: `Follow-up: 6 weeks` under one problem, before the next.
    fn part_of(&self, section: SectionIx) -> Option<u32> {
        let note = self.note;
        let part = note.section(section);
        let parent = part.parent.filter(|_| part.style == HeadingStyle::Label)?;
        let problems = &note.written_problems;
        let next = problems.partition_point(|problem| problem.span.start < part.span.end);
        let before = problems
            .partition_point(|problem| problem.span.start < part.span.start)
            .checked_sub(1)?;
        let follows = problems
            .get(next)
            .is_some_and(|it| it.section == parent && it.topic.is_none());
        if !follows || problems[before].section != parent {
            return None;
        }
        match self.owners[before] {
            Owner::Draft(at) => Some(at).filter(|at| self.out.drafts[*at as usize].topic.is_none()),
            _ => None,
        }
    }

    /// Whether a label names a part of the plan as a whole: `Prophylaxis:`, `Diet:`.
    fn is_whole(&self, words: Span) -> bool {
        let mut normalized = String::new();
        normalize_heading(self.note.slice(words), &mut normalized);
        let grammar = &self.note.grammar;
        grammar
            .candidates(&normalized)
            .iter()
            .any(|id| grammar.is_plan_level(*id))
    }

    /// Where the first blank line stands below some text of a section.
    fn gap_in(&mut self, section: SectionIx) -> u32 {
        if let Some((of, gap)) = self.gap
            && of == section
        {
            return gap;
        }
        let body = self.note.section(section).body;
        let text = self.note.slice(body);
        let from = text.len() - text.trim_start().len();
        let gap = ["\n\n", "\n\r\n"]
            .iter()
            .filter_map(|mark| text[from..].find(mark))
            .min();
        let gap = gap.map_or(body.end, |at| body.start + (from + at) as u32);
        self.gap = Some((section, gap));
        gap
    }

    /// What stands under an organ system: the problems named there, each with its steps.
    fn system(&mut self, span: Span, place: &PlaceOf) {
        let note = self.note;
        let mut pieces = std::mem::take(&mut self.buffer);
        pieces.clear();
        steps::cut(note, span, &mut pieces);
        for piece in &pieces {
            let weight = steps::weigh(note, *piece);
            let found: Vec<Named> = if place.draft.is_some() {
                Vec::new()
            } else {
                named::in_text(note, *piece)
                    .into_iter()
                    .filter(|it| it.sure && (!weight.acts || it.span.start <= piece.start + 2))
                    .collect()
            };
            let mut first = None;
            for it in &found {
                let at = self.named(it, *piece, place);
                first.get_or_insert(at);
            }
            let draft = place.draft.or(first).or(self
                .named
                .filter(|(_, section)| *section == place.section)
                .map(|(at, _)| at));
            let title_only = found.len() == 1 && found[0].span == *piece;
            if !title_only {
                self.piece(
                    *piece,
                    weight,
                    None,
                    &PlaceOf {
                        draft,
                        side: Side::Both,
                        ..*place
                    },
                );
            }
        }
        self.buffer = pieces;
    }

    /// A diagnosis named in `within`.
    fn named(&mut self, it: &Named, within: Span, place: &PlaceOf) -> u32 {
        self.out.drafts.push(Draft {
            title: it.span,
            form: None,
            span: within,
            section: place.section,
            side: place.side,
            written: None,
            number: None,
            topic: None,
            doubtful: false,
            cued: it.cued,
        });
        let at = self.out.drafts.len() as u32 - 1;
        self.named = Some((at, place.section));
        at
    }

    /// Cut a text and keep its pieces.
    fn text(&mut self, span: Span, what: Option<Label>, place: &PlaceOf) {
        let note = self.note;
        let mut pieces = std::mem::take(&mut self.buffer);
        pieces.clear();
        steps::cut(note, span, &mut pieces);
        for piece in &pieces {
            let weight = steps::weigh(note, *piece);
            self.piece(*piece, weight, what, place);
        }
        self.buffer = pieces;
    }

    fn thought(&mut self, span: Span, place: &PlaceOf) {
        self.keep_piece(span, What::Thought, place);
    }

    fn piece(&mut self, span: Span, weight: steps::Weight, what: Option<Label>, place: &PlaceOf) {
        let does = !weight.deed.orders.is_empty() || weight.deed.action.is_some();
        let step = match what {
            Some(Label::Differs | Label::Formal) => return,
            Some(Label::Reasons) => false,
            Some(Label::Acts | Label::Whole) if weight.formal => return,
            Some(Label::Acts | Label::Whole) => true,
            _ if weight.formal => return,
            _ => match place.side {
                Side::Plan => weight.acts || weight.done || !weight.reasons,
                Side::Both => weight.acts || weight.done || (!weight.reasons && (does || place.listed)),
                // What is to be ruled out is a differential diagnosis, and no step of an assessment.
                Side::Assessment => weight.acts && !weight.excludes,
            },
        };
        let what = if step { What::Step(weight.deed) } else { What::Thought };
        self.keep_piece(span, what, place);
    }

    fn keep_piece(&mut self, span: Span, what: What, place: &PlaceOf) {
        self.out.pieces.push(Piece {
            span,
            section: place.section,
            draft: place.draft,
            label: place.label,
            what,
            side: place.side,
            plan_level: place.plan_level,
            apart: place.apart,
            number: place.number,
            item: place.item,
        });
    }

    /// Diagnoses that the prose of the assessment names.
    fn prose(&mut self) {
        let titled = self
            .out
            .drafts
            .iter()
            .any(|draft| draft.side != Side::Plan && draft.topic.is_none());
        let planned = self
            .out
            .drafts
            .iter()
            .any(|draft| !draft.doubtful && draft.topic.is_none());
        if self.prose.is_empty() {
            return;
        }
        let note = self.note;
        let texts: Vec<Span> = self.prose.iter().map(|(span, ..)| *span).collect();
        let found = if titled {
            // `Assessment: Otitis externa`, and other problems with titles below.
            named::opening_title(note, &self.prose)
        } else {
            named::in_prose(note, &texts, planned)
        };
        if found.is_empty() {
            return;
        }
        let first = self.out.drafts.len();
        for (at, it) in found {
            let (within, section, side) = self.prose[at];
            self.out.drafts.push(Draft {
                title: it.span,
                form: it.form,
                span: within,
                section,
                side,
                written: None,
                number: None,
                topic: None,
                doubtful: false,
                cued: it.cued,
            });
        }
        // What is said belongs to what was named last.
        let drafts = &self.out.drafts[first..];
        let from = self.prose[0].0.start;
        for piece in &mut self.out.pieces {
            if piece.side == Side::Plan || piece.draft.is_some() || piece.apart || piece.span.start < from {
                continue;
            }
            let at = drafts.partition_point(|draft| draft.span.start <= piece.span.start);
            if titled {
                // Only what stands in the same text.
                if at > 0 && drafts[at - 1].span.contains(piece.span) {
                    piece.draft = Some((first + at - 1) as u32);
                }
            } else if at > 0 {
                piece.draft = Some((first + at - 1) as u32);
            } else if piece.what == What::Thought && !drafts.is_empty() {
                piece.draft = Some(first as u32);
            }
        }
    }
}

/// What is read of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    All,
    /// Each line is a problem.
    Diagnoses,
    /// Nothing but thoughts.
    Thoughts,
    /// Steps of the plan as a whole.
    PlanLevel,
    No,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
struct PlaceOf {
    section: SectionIx,
    side: Side,
    draft: Option<u32>,
    label: Option<Span>,
    plan_level: bool,
    apart: bool,
    /// Whether it is an item of a list.
    listed: bool,
    item: Option<u32>,
    number: Option<u32>,
}

/// Whether words stand where a problem would and name none: `as above`.
fn names_nothing(note: &Note, words: &str) -> bool {
    let words = words.trim_matches(|c: char| c.is_whitespace() || ".:*_".contains(c));
    note.grammar.is_content_value(words)
        || labels::whole(&note.grammar, lexicon_ids::STEP_WORDS, words).is_some_and(|entry| {
            let entry = &note.grammar.lexicon(lexicon_ids::STEP_WORDS).entries[usize::from(entry)];
            matches!(&*entry.category, "nothing" | "reason" | "formal" | "done" | "modal")
        })
}

/// The number of a marker.
fn number(marker: &str) -> Option<u32> {
    let digits = marker
        .trim()
        .trim_start_matches(['(', '#'])
        .trim_end_matches(['.', ')', ':']);
    (!digits.is_empty() && digits.len() <= 3)
        .then(|| digits.parse().ok())
        .flatten()
}

/// `span` without the number that opens it.
fn strip_number(note: &Note, span: Span) -> (Option<u32>, Span) {
    let text = note.slice(span);
    let open = text.trim_start_matches(['(', '#', '*', ' ']);
    let digits = open.len() - open.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 2 {
        return (None, span);
    }
    let rest = &open[digits..];
    let after = match rest.strip_prefix(['.', ')']) {
        Some(after) if after.starts_with([' ', '\t']) || rest.starts_with(')') => after,
        _ => return (None, span),
    };
    let after = after.trim_start();
    if after.is_empty() {
        return (None, span);
    }
    (
        open[..digits].parse().ok(),
        Span::new(span.end - after.len() as u32, span.end),
    )
}
