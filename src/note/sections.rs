//! Headings → sections: which line opens which canonical section, and how they nest.
//!
//! The catalogue decides what a heading names; this file decides whether a line that could be a heading is one. Outside the
//! assessment and plan a label opens a section if its id belongs there (design §2); inside, only top-level sections and
//! plan-level ones do, and everything else titles a problem.

use super::entries::Opening;
use super::lines::{InlineLabel, Line, Lines, Place, trim};
use super::{HeadingStyle, Match, Section, SectionIx};
use crate::grammar::{Grammar, Group, KindId, Role as SectionRole, SectionId, Typos, ids, normalize_heading};
use crate::syntax::LineForm;
use crate::text::Span;

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It opened this section.
    Section(SectionIx),
    /// Text, a field, or the title of a problem.
    Other,
}

/// The sections of a note, and what each line was.
pub(super) struct Found {
    pub sections: Vec<Section>,
    pub roles: Vec<Role>,
}

struct Finder<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    kind: Option<KindId>,
    sections: Vec<Section>,
    /// Indexes of the open sections, outermost first.
    open: Vec<usize>,
    /// Markdown level of each section, for unknown headings.
    levels: Vec<u8>,
    /// The list depth of the item that opened each section; 0 for all others.
    depths: Vec<u8>,
    /// Whether single letters S, O, A, P are headings in this note.
    letters: bool,
    /// Whether the note writes headings as bare ALL-CAPS lines.
    caps_style: bool,
    buffer: String,
    typos: Typos,
}

/// What a heading names.
struct Named {
    id: SectionId,
    matched: Match,
}

/// Find the sections of a note. `skip` is the line of the title, which is no section; nor are the lines that open the
/// entries of a log, and no section goes beyond one.
pub(super) fn find(
    text: &str,
    grammar: &Grammar,
    kind: Option<KindId>,
    lines: &Lines,
    skip: Option<usize>,
    entries: &[Opening],
) -> Found {
    let mut finder = Finder {
        text,
        grammar,
        kind,
        sections: Vec::new(),
        open: Vec::new(),
        levels: Vec::new(),
        depths: Vec::new(),
        letters: letters_in_order(text, lines),
        caps_style: false,
        buffer: String::new(),
        typos: Typos::default(),
    };
    finder.caps_style = finder.known_caps_lines(lines) >= 2;
    let mut roles = vec![Role::Other; lines.all.len()];
    let mut inline = lines.inline_labels.iter().peekable();
    let mut entries = entries.iter().peekable();
    for (at, line) in lines.all.iter().enumerate() {
        let opens_entry = entries.next_if(|opening| opening.line == at).is_some();
        if opens_entry {
            finder.close_to(0, line.span.start);
        }
        if skip != Some(at)
            && !opens_entry
            && let Some(ix) = finder.line(lines, at, line)
        {
            roles[at] = Role::Section(ix);
        }
        while let Some(label) = inline.next_if(|label| label.line == at) {
            finder.inline(lines, label);
        }
    }
    finder.close_to(0, text.len() as u32);
    Found {
        sections: finder.sections,
        roles,
    }
}

/// The letter that a title stands for, if it is a lone S, O, A or P (or A/P, as A).
fn letter(title: &str) -> Option<u8> {
    match title.trim().trim_end_matches('.') {
        "S" | "s" => Some(b'S'),
        "O" | "o" => Some(b'O'),
        "A" | "a" | "A/P" | "A&P" => Some(b'A'),
        "P" | "p" => Some(b'P'),
        _ => None,
    }
}

/// Whether at least two of S, O, A, P stand as titles in the order SOAP or APSO: one alone is not enough to tell a
/// heading from an abbreviation. `Imp:` stands for the A of a `P:`, `Recs:` for the P of an `A:`.
fn letters_in_order(text: &str, lines: &Lines) -> bool {
    let mut seen: Vec<u8> = Vec::new();
    for line in &lines.all {
        let spelt_out = |title: &str| {
            let is = |words: &[&str]| words.iter().any(|word| title.eq_ignore_ascii_case(word));
            match title {
                _ if is(&["Imp", "Impression", "Assessment"]) => Some(b'A'),
                _ if is(&["Rec", "Recs", "Recommendations"]) => Some(b'P'),
                _ => None,
            }
        };
        if let Some(found) = line
            .title
            .and_then(|title| letter(title.of(text)).or_else(|| spelt_out(title.of(text))))
            && !seen.contains(&found)
        {
            seen.push(found);
        }
    }
    let in_order = |order: &[u8]| {
        let mut ranks = seen.iter().filter_map(|l| order.iter().position(|o| o == l));
        let mut last = ranks.next();
        let mut pairs = 0;
        for rank in ranks {
            if last.is_some_and(|before| before < rank) {
                pairs += 1;
            }
            last = Some(rank);
        }
        pairs >= 1
    };
    seen.len() >= 2 && (in_order(b"SOAP") || in_order(b"APSO"))
}

impl Finder<'_> {
    fn known_caps_lines(&mut self, lines: &Lines) -> usize {
        lines
            .all
            .iter()
            .filter(|line| line.form == LineForm::Caps && line.place == Place::Block)
            .filter_map(|line| line.title)
            .filter(|title| {
                normalize_heading(title.of(self.text), &mut self.buffer);
                !self.grammar.candidates(&self.buffer).is_empty()
            })
            .take(2)
            .count()
    }

    /// The ids of the open sections, innermost first.
    fn enclosing(&self) -> impl Iterator<Item = SectionId> {
        self.open.iter().rev().filter_map(|&at| self.sections[at].id)
    }

    fn innermost(&self) -> Option<&Section> {
        self.open.last().map(|&at| &self.sections[at])
    }

    /// The enclosing assessment or plan, if any.
    fn assessment_or_plan(&self) -> Option<usize> {
        self.open
            .iter()
            .rev()
            .copied()
            .find(|&at| self.sections[at].id.is_some_and(|id| self.grammar.holds_problems(id)))
    }

    /// Whether `id` stands inside one of the open sections in the catalogue.
    fn fits_enclosing(&self, id: SectionId) -> bool {
        self.open.iter().any(|&at| {
            let section = &self.sections[at];
            section
                .id
                .iter()
                .chain(&section.also)
                .any(|&outer| self.grammar.fits_inside(id, outer))
        })
    }

    /// What a heading names here: as it is, then without a trailing parenthesis, date or "today", then part by part
    /// (`PMHx and FH`).
    fn exact(&mut self, heading: &str) -> Option<(SectionId, Vec<SectionId>)> {
        let enclosing: smallvec::SmallVec<[SectionId; 6]> = self.enclosing().collect();
        let at_start = self.sections.is_empty();
        normalize_heading(heading, &mut self.buffer);
        if let [first, rest @ ..] = self.grammar.combined(&self.buffer)
            && !rest.is_empty()
        {
            return Some((*first, rest.to_vec()));
        }
        let resolved = |heading: &str, normalized: &str| {
            // Under a problem of a plan, `A:` and `P:` are its parts.
            let inside = enclosing.contains(&ids::ASSESSMENT_AND_PLAN);
            if normalized.is_empty()
                || (normalized.len() == 1 && (!self.letters || inside) && letter(heading).is_some())
            {
                return None;
            }
            self.grammar.resolve(normalized, &enclosing, self.kind, at_start)
        };
        let whole = resolved(heading, &self.buffer);
        let mut buffer = std::mem::take(&mut self.buffer);
        let mut look = |heading: &str| {
            normalize_heading(heading, &mut buffer);
            resolved(heading, &buffer)
        };
        let whole = whole.or_else(|| strip_qualifier(heading, self.grammar.heading_qualifiers()).and_then(&mut look));
        // A heading of several parts covers them all.
        let mut parts: Vec<SectionId> = Vec::new();
        if heading.len() <= 80
            && let Some(pieces) = split_parts(heading)
        {
            for piece in pieces {
                match look(piece) {
                    Some(id) if !parts.contains(&id) => parts.push(id),
                    Some(_) => {}
                    None => {
                        parts.clear();
                        break;
                    }
                }
            }
        }
        self.buffer = buffer;
        match whole {
            Some(id) => {
                parts.retain(|part| *part != id && !self.grammar.satisfies(*part, id));
                Some((id, parts))
            }
            None if parts.len() >= 2 => Some((parts.remove(0), parts)),
            None => None,
        }
    }

    /// What a misspelt heading was meant to name.
    fn misspelt(&mut self, heading: &str) -> Option<SectionId> {
        normalize_heading(heading, &mut self.buffer);
        if self.buffer.len() < 5 || self.buffer.len() > 60 {
            return None;
        }
        let sections = self.typos.of(self.grammar, &self.buffer)?.sections.clone();
        sections
            .iter()
            .copied()
            .find(|&id| self.fits_enclosing(id))
            .or_else(|| {
                sections.iter().copied().find(|&id| {
                    let section = self.grammar.section(id);
                    section.context.is_none() && section.kind_context.is_none()
                })
            })
    }

    /// Whether a label with this id may open a section here.
    fn label_belongs(&self, id: SectionId) -> bool {
        self.fits_enclosing(id)
            || self.grammar.is_major(id)
            || self
                .kind
                .is_some_and(|kind| self.grammar.kind(kind).order.contains(&id))
    }

    /// Whether a label inside an assessment or plan is a part of a problem (`Medical Treatment:`), never a section.
    fn is_part(&mut self, heading: &str, id: SectionId) -> bool {
        // `Plan:` after an assessment is the plan; inside an assessment-and-plan it is a problem's own.
        let combined = self.enclosing().any(|open| open == ids::ASSESSMENT_AND_PLAN);
        if self.grammar.section(id).parent.is_none() && !combined {
            return false;
        }
        normalize_heading(heading, &mut self.buffer);
        self.grammar.is_problem_part(&self.buffer) && !self.grammar.is_plan_level(id)
    }

    /// Whether a heading with this id opens a section inside an assessment or plan. Elsewhere in the note these words
    /// may be history, ROS or exam; here they title a problem (tobacco use, pain, sleep, falls).
    fn section_in_plan(&self, id: SectionId, style: HeadingStyle, line: Option<&Line>) -> bool {
        let section = self.grammar.section(id);
        match section.group {
            Group::Plan | Group::Administrative => true,
            // An organ system or a syndrome titles a problem.
            _ if !self.grammar.is_major(id) => false,
            // `Labs: BMP in a week`, `Medications: start …` are parts of a plan; a heading of its own line is not.
            // Nor is a bare line: `Chest x-ray` in a plan is a step of it.
            _ if matches!(style, HeadingStyle::Label | HeadingStyle::Bare) => {
                !self.grammar.is_plan_part(id) || line.is_some_and(|line| line.content.is_empty() && line.after_gap)
            }
            // An abbreviation is in capitals anyway (`ECG`).
            _ if style == HeadingStyle::Caps && self.grammar.is_plan_part(id) => {
                line.and_then(|line| line.title).is_some_and(|title| title.len() > 4)
            }
            _ => true,
        }
    }

    fn line(&mut self, lines: &Lines, at: usize, line: &Line) -> Option<SectionIx> {
        self.end_items(line);
        self.end_part(lines, at, line);
        match line.place {
            Place::Quote => None,
            Place::Item { first, depth } => self.item(line, first, depth),
            Place::Paragraph { first } => self.bare(lines, at, line, first),
            Place::Block => self.block(lines, at, line),
        }
    }

    /// A section opened by a list item ends with the item.
    fn end_items(&mut self, line: &Line) {
        let ends = |opened: u8| match line.place {
            Place::Item { depth, first } => first && depth <= opened,
            _ => true,
        };
        if let Some(keep) = self
            .open
            .iter()
            .position(|&at| self.depths[at] > 0 && ends(self.depths[at]))
        {
            self.close_to(keep, line.span.start);
        }
    }

    /// A labelled part of the plan (`Follow-up: 6 weeks`) that stands under one problem ends where the next problem starts.
    fn end_part(&mut self, lines: &Lines, at: usize, line: &Line) {
        let Some(part) = self.innermost() else { return };
        let labelled = part.style == HeadingStyle::Label
            && part.id.is_some_and(|id| self.grammar.is_plan_level(id))
            && part.parent.is_some_and(|parent| {
                self.sections[parent.0 as usize]
                    .id
                    .is_some_and(|id| self.grammar.holds_problems(id))
            });
        if !labelled {
            return;
        }
        let starts_problem = match line.place {
            Place::Block => matches!(
                line.form,
                LineForm::Hash(_) | LineForm::Atx(_) | LineForm::Bold | LineForm::BoldLabel
            ),
            // A number that goes on with a list from before the part.
            Place::Item { depth: 1, first: true } => {
                let marker = line.marker.map_or("", |marker| marker.of(self.text));
                let digits = marker.trim_matches(|c: char| !c.is_ascii_digit());
                let before_is_item = at > 0 && matches!(lines.all[at - 1].place, Place::Item { .. });
                digits.parse().is_ok_and(|number: u32| number > 1) && !before_is_item
            }
            _ => false,
        };
        if starts_problem {
            self.close_to(self.open.len() - 1, line.span.start);
        }
    }

    /// A label or bold title inside a list opens a section only if it belongs to the section around it (`- Lungs: clear`).
    /// In an assessment or plan list items are problems and plan items.
    fn item(&mut self, line: &Line, first: bool, depth: u8) -> Option<SectionIx> {
        // In a log the fields of an entry may be a list: `- Procedure: …`, `- Role: …`.
        let log = self
            .kind
            .map(|kind| self.grammar.kind(kind))
            .filter(|kind| self.open.is_empty() && depth == 1 && kind.entries.is_some());
        let title = line
            .title
            .filter(|title| first && (log.is_some() || !self.open.is_empty()) && title.len() <= 60)?;
        if self.assessment_or_plan().is_some() {
            return None;
        }
        let (id, also) = self.exact(title.of(self.text))?;
        let belongs = log.map_or_else(|| self.fits_enclosing(id), |kind| kind.order.contains(&id));
        if !belongs || self.innermost().is_some_and(|section| section.id == Some(id)) {
            return None;
        }
        let ix = self.push(
            Some(id),
            also,
            Match::Exact,
            HeadingStyle::Label,
            0,
            title,
            self.body_start(line),
        );
        self.depths[ix.0 as usize] = depth;
        Some(ix)
    }

    /// A line of prose: a bare heading (`Presenting complaint`) or `Label - text`, on an exact match only.
    fn bare(&mut self, lines: &Lines, at: usize, line: &Line, first: bool) -> Option<SectionIx> {
        if line.form != LineForm::Plain || line.content.len() < 2 {
            return None;
        }
        let content = line.content.of(self.text);
        let head: &str = content.get(..content.len().min(64)).unwrap_or_else(|| {
            let cut = (0..=64).rev().find(|&cut| content.is_char_boundary(cut)).unwrap_or(0);
            &content[..cut]
        });
        if let Some(label) = self.unmarked(lines, at, line) {
            let (id, also) = self.exact(label.of(self.text))?;
            if self.assessment_or_plan().is_some() || self.enclosing().any(|open| open == id) {
                return None;
            }
            let body = label.end + 1;
            return Some(self.push(Some(id), also, Match::Exact, HeadingStyle::Label, 0, label, body));
        }
        let dotted = dot_label(head);
        if let Some((label, body)) = dash_label(head).or(dotted) {
            let (id, also) = self.exact(label)?;
            if dotted.is_some() && !self.may_be_dotted(id) {
                return None;
            }
            let in_plan = self.assessment_or_plan().is_some();
            if !(self.grammar.is_major(id)
                || self
                    .kind
                    .is_some_and(|kind| self.grammar.kind(kind).required.contains(&id)))
                || (in_plan && !self.section_in_plan(id, HeadingStyle::Label, None))
            {
                return None;
            }
            let heading = Span::new(line.content.start, line.content.start + label.len() as u32);
            let body = line.content.start + body as u32;
            return Some(self.push(Some(id), also, Match::Exact, HeadingStyle::Label, 0, heading, body));
        }
        // `Plan.` alone on its line.
        let (content, dotted) = match content.strip_suffix('.') {
            Some(word) if may_end_with_dot(word) => (word, true),
            _ => (content, false),
        };
        // `Exam (chaperone present, in a side room)`: what stands in parentheses is no part of the name.
        let name = content
            .strip_suffix(')')
            .and_then(|inner| inner.rsplit_once(" ("))
            .map_or(content, |(name, _)| name);
        if content.len() > 100
            || name.len() > 60
            || content.ends_with(['.', ',', ';', '?', '!'])
            || name.split_whitespace().count() > 6
        {
            return None;
        }
        // In the middle of running prose a short line is a wrapped one.
        let previous = at.checked_sub(1).map(|before| &lines.all[before]);
        let stands_apart = first
            || line.after_gap
            || previous.is_some_and(|before| {
                let text = before.content.of(self.text);
                text.ends_with(['.', ';', ':', '!', '?']) || text.len() < 45
            });
        let next_is_prose = lines.all.get(at + 1).is_some_and(|next| {
            next.content
                .of(self.text)
                .starts_with(|first: char| first.is_lowercase())
                && !line.before_gap
                && next.title.is_none()
        });
        if !stands_apart || next_is_prose || !content.starts_with(|first: char| first.is_uppercase()) {
            return None;
        }
        let (id, also) = self.exact(content)?;
        let (id, also) = match self.apart(lines, at, content, id, HeadingStyle::Bare) {
            Some(apart) => (apart, Vec::new()),
            None => (id, also),
        };
        let is_thought = matches!(
            id,
            ids::ASSESSMENT | ids::ASSESSMENT_AND_PLAN | ids::PLAN | ids::RECOMMENDATIONS
        );
        if dotted && !(is_thought && self.may_be_dotted(id)) {
            return None;
        }
        let belongs = self.grammar.is_major(id) || (self.label_belongs(id) && (first || line.after_gap));
        if !belongs
            || (self.assessment_or_plan().is_some() && !self.section_in_plan(id, HeadingStyle::Bare, Some(line)))
        {
            return None;
        }
        Some(self.push(
            Some(id),
            also,
            Match::Exact,
            HeadingStyle::Bare,
            0,
            line.content,
            line.span.end,
        ))
    }

    /// Whether a word before a full stop opens this section here: `Imp. Bronchitis`, but not `Fluids.` in a plan.
    fn may_be_dotted(&self, id: SectionId) -> bool {
        let is_plan = matches!(id, ids::PLAN | ids::RECOMMENDATIONS);
        self.grammar.is_telling(id)
            && (is_plan || self.assessment_or_plan().is_none())
            && self.enclosing().all(|open| open != id)
    }

    /// The abbreviation that opens the line as a label without a mark: `ROS negative except as above`.
    fn unmarked(&self, lines: &Lines, at: usize, line: &Line) -> Option<Span> {
        let content = line.content.of(self.text);
        let labels = self.grammar.unmarked_labels();
        let label = labels.iter().find(|label| {
            let rest = content.strip_prefix(**label);
            rest.is_some_and(|rest| rest.starts_with(' ') && !rest.trim_start().starts_with(['-', '–', '=']))
        })?;
        // Not a word of a sentence that was wrapped here.
        let apart = line.after_gap
            || at.checked_sub(1).is_none_or(|before| {
                let before = lines.all[before].content.of(self.text);
                before.ends_with(['.', ';', ':', '!', '?']) || before.len() < 45
            });
        apart.then(|| Span::new(line.content.start, line.content.start + label.len() as u32))
    }

    /// A line that carries the marks of a heading.
    fn block(&mut self, lines: &Lines, at: usize, line: &Line) -> Option<SectionIx> {
        let title = line.title?;
        let heading = title.of(self.text);
        let (style, level) = match line.form {
            LineForm::Atx(level) => (HeadingStyle::Atx(level), level),
            LineForm::Setext(level) => (HeadingStyle::Setext(level), level),
            LineForm::Bold => (HeadingStyle::Bold, 7),
            LineForm::Caps => (HeadingStyle::Caps, 0),
            LineForm::Label | LineForm::BoldLabel => (HeadingStyle::Label, 0),
            LineForm::Hash(_) | LineForm::Plain => return None,
        };
        let mut named = self.name(heading, style);
        if let Some((id, _)) = &named
            && let Some(apart) = self.apart(lines, at, heading, id.id, style)
        {
            named = Some((
                Named {
                    id: apart,
                    matched: Match::Exact,
                },
                Vec::new(),
            ));
        }
        let in_plan = self.assessment_or_plan();
        let body = self.body_start(line);
        match named {
            Some((named, also)) => {
                let belongs = match in_plan {
                    Some(_) if style == HeadingStyle::Label && self.is_part(heading, named.id) => false,
                    Some(_) => self.section_in_plan(named.id, style, Some(line)),
                    None if style == HeadingStyle::Label => {
                        // A second label of the same section goes on with it (`Scrotum:` after `Genitourinary:`).
                        self.label_belongs(named.id) && self.innermost().is_none_or(|open| open.id != Some(named.id))
                    }
                    None => true,
                };
                // `Sputum culture: …` right under a heading that names the same section is what stands in it.
                if style == HeadingStyle::Label
                    && self
                        .innermost()
                        .is_some_and(|section| section.id == Some(named.id) && section.style != style)
                {
                    return None;
                }
                // `Mammogram: 2025` in a list of screening says when it was.
                if style == HeadingStyle::Label
                    && matches!(self.grammar.role(named.id), SectionRole::Data | SectionRole::Studies)
                    && self
                        .innermost()
                        .is_some_and(|section| section.id == Some(ids::HEALTH_MAINTENANCE))
                {
                    return None;
                }
                // A misspelt word with a text after it is more likely another word.
                let sure = named.matched == Match::Exact || in_plan.is_none() || style != HeadingStyle::Label;
                (belongs && sure).then(|| self.push(Some(named.id), also, named.matched, style, level, title, body))
            }
            None => {
                let unknown = match style {
                    HeadingStyle::Atx(level) => match in_plan {
                        // Beside the heading of the plan it is a section; otherwise it titles a problem.
                        Some(plan) => level >= 2 && self.sections[plan].style == HeadingStyle::Atx(level),
                        None => true,
                    },
                    HeadingStyle::Setext(_) => in_plan.is_none(),
                    HeadingStyle::Bold => in_plan.is_none() && heading.len() <= 60,
                    HeadingStyle::Caps => {
                        let colon = self.text[title.end as usize..line.span.end as usize].contains([':', '：']);
                        let letters = heading.chars().filter(|c| c.is_alphabetic()).count();
                        in_plan.is_none()
                            && !self.grammar.is_content_value(heading)
                            && letters >= 4
                            && (colon
                                || (self.caps_style
                                    && line.after_gap
                                    && letters >= 6
                                    && !heading.contains(|c: char| c.is_ascii_digit())))
                    }
                    HeadingStyle::Label | HeadingStyle::Bare => false,
                };
                unknown.then(|| self.push(None, Vec::new(), Match::Unknown, style, level, title, body))
            }
        }
    }

    /// What a heading names that goes on with the open section if it is read as a part of that, but opens the assessment:
    /// `CXR: clear`, then `Impression: …` and `Plan: …`. What a plan follows is no part of a report.
    fn apart(
        &mut self,
        lines: &Lines,
        at: usize,
        heading: &str,
        id: SectionId,
        style: HeadingStyle,
    ) -> Option<SectionId> {
        let open = self.innermost()?;
        let deeper = match (style, open.style) {
            (HeadingStyle::Atx(level), HeadingStyle::Atx(outer)) => level > outer,
            _ => false,
        };
        if deeper || open.id != Some(id) || !self.plan_follows(lines, at) {
            return None;
        }
        let before = self.open.pop();
        let apart = self.exact(heading);
        self.open.extend(before);
        apart.map(|(id, _)| id).filter(|id| *id == ids::ASSESSMENT)
    }

    /// Whether the next label or heading after the line `at` is that of the plan.
    fn plan_follows(&mut self, lines: &Lines, at: usize) -> bool {
        /// How many lines an impression has.
        const LINES: usize = 24;
        /// How long a heading without a mark is, bytes.
        const BARE: u32 = 24;
        for line in lines.all.iter().skip(at + 1).take(LINES) {
            let title = match line.place {
                Place::Block => line.title,
                Place::Paragraph { .. } => Some(line.content).filter(|content| content.len() <= BARE),
                _ => None,
            };
            let named = title.and_then(|title| self.exact(title.of(self.text)));
            match named {
                Some((ids::PLAN | ids::RECOMMENDATIONS, _)) => return true,
                // What else it may be belongs to the impression.
                Some((ids::DIFFERENTIAL_DIAGNOSIS, _)) => {}
                _ if line.place == Place::Block && title.is_some() => return false,
                _ => {}
            }
        }
        false
    }

    fn name(&mut self, heading: &str, style: HeadingStyle) -> Option<(Named, Vec<SectionId>)> {
        if heading.len() > 100 {
            return None;
        }
        if let Some((id, also)) = self.exact(heading) {
            return Some((
                Named {
                    id,
                    matched: Match::Exact,
                },
                also,
            ));
        }
        let id = self.misspelt(heading)?;
        // A misspelt label must at least name a section of the first rank, or fields would be swallowed.
        (style != HeadingStyle::Label || self.grammar.is_major(id) || self.fits_enclosing(id)).then_some((
            Named {
                id,
                matched: Match::Typo,
            },
            Vec::new(),
        ))
    }

    /// A label in capitals in the middle of a line.
    fn inline(&mut self, lines: &Lines, label: &InlineLabel) {
        let Some((id, also)) = self.exact(label.title.of(self.text)) else {
            return;
        };
        let belongs = match self.assessment_or_plan() {
            Some(_) => self.section_in_plan(id, HeadingStyle::Label, None),
            None => self.label_belongs(id),
        };
        if belongs && !self.is_told(lines, label.line, id) {
            self.push(
                Some(id),
                also,
                Match::Exact,
                HeadingStyle::Label,
                0,
                label.title,
                label.body_start,
            );
        }
    }

    /// Whether data are told as a part of the story, in the line `at`: `HPI: … CT head: no bleed. No seizure.`, and then a history.
    fn is_told(&mut self, lines: &Lines, at: usize, id: SectionId) -> bool {
        let in_story = self
            .innermost()
            .and_then(|open| open.id)
            .is_some_and(|open| matches!(self.grammar.role(open), SectionRole::History | SectionRole::Course));
        let is_result =
            matches!(self.grammar.role(id), SectionRole::Data | SectionRole::Studies) && id != ids::OBJECTIVE;
        if !in_story || !is_result {
            return false;
        }
        /// How many lines below are looked at.
        const LINES: usize = 24;
        let mut following = lines.all.iter().skip(at + 1).take(LINES).filter_map(|line| line.title);
        let next = following.find_map(|title| self.exact(title.of(self.text)));
        next.is_some_and(|(id, _)| {
            matches!(
                self.grammar.role(id),
                SectionRole::PastHistory
                    | SectionRole::SurgicalHistory
                    | SectionRole::HomeMedications
                    | SectionRole::Allergies
                    | SectionRole::FamilyHistory
                    | SectionRole::SocialHistory
                    | SectionRole::ReviewOfSystems
            )
        })
    }

    fn body_start(&self, line: &Line) -> u32 {
        if line.content.is_empty() {
            line.span.end
        } else {
            line.content.start
        }
    }

    /// Open a section at `heading`, closing those that it does not belong to.
    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        id: Option<SectionId>,
        also: Vec<SectionId>,
        matched: Match,
        style: HeadingStyle,
        level: u8,
        heading: Span,
        body: u32,
    ) -> SectionIx {
        let keep = match id {
            Some(id) => {
                let mut keep = self.open.len();
                while keep > 0 {
                    let outer = &self.sections[self.open[keep - 1]];
                    // Vitals as a label under the exam's own heading do not end the exam.
                    let weaker = style == HeadingStyle::Label && outer.style != HeadingStyle::Label;
                    let holds = outer.id.iter().chain(&outer.also).any(|&outer| {
                        outer != id
                            && (self.grammar.fits_inside(id, outer) || (weaker && self.grammar.may_nest(id, outer)))
                    });
                    if holds {
                        break;
                    }
                    keep -= 1;
                }
                keep
            }
            // Unknown headings: by their marks alone. A section without marks (a label) is no deeper than any mark.
            None => {
                let mut keep = self.open.len();
                while keep > 0 {
                    let outer = self.open[keep - 1];
                    let marked = self.levels[outer] > 0;
                    if marked && level > 0 && self.levels[outer] < level {
                        break;
                    }
                    keep -= 1;
                }
                keep
            }
        };
        self.close_to(keep, heading.start);
        let parent = self.open.last().map(|&at| SectionIx(at as u32));
        let depth = parent.map_or(1, |parent| self.sections[parent.0 as usize].level.saturating_add(1));
        let start = line_start_of_heading(self.text, heading);
        let at = self.sections.len();
        self.sections.push(Section {
            id,
            also,
            matched,
            style,
            level: depth,
            heading,
            span: Span::new(start, body.max(heading.end)),
            body: Span::at(body.max(heading.end)),
            parent,
            end: at as u32 + 1,
        });
        self.levels.push(level);
        self.depths.push(0);
        self.open.push(at);
        SectionIx(at as u32)
    }

    /// Close all open sections but the first `keep`, at `offset`.
    fn close_to(&mut self, keep: usize, offset: u32) {
        let end_ix = self.sections.len() as u32;
        while self.open.len() > keep {
            let Some(at) = self.open.pop() else { break };
            let limit = offset.max(self.sections[at].heading.end);
            let start = self.sections[at].body.start.min(limit);
            // The next heading's own mark belongs to the next section.
            let end = section_end(self.text, limit, offset);
            let section = &mut self.sections[at];
            let body = trim(self.text, Span::new(start, end.max(start)));
            // An empty section ends with its heading, closing marks and colon included.
            let end = heading_end(self.text, section.heading, start.min(end));
            section.body = if body.is_empty() { Span::at(end) } else { body };
            section.span.end = section.body.end.max(section.heading.end);
            section.end = end_ix;
        }
    }
}

/// Where the text of a section ends when the next heading's words start at `offset`: before the marks of that heading.
fn section_end(text: &str, limit: u32, offset: u32) -> u32 {
    if offset as usize >= text.len() {
        return text.len() as u32;
    }
    // Only marks and spaces between the line start and the heading: the whole line is the next section's.
    let is_mark =
        |c: char| c.is_whitespace() || "#*_-+•–·▪.()>[]\u{f0b7}\u{feff}\u{200b}".contains(c) || c.is_ascii_digit();
    let marks = text[..limit as usize].trim_end_matches(|c: char| !matches!(c, '\n' | '\r') && is_mark(c));
    if marks.is_empty() || marks.ends_with(['\n', '\r']) {
        marks.len() as u32
    } else {
        limit
    }
}

/// The start of a section: the marks before its heading on the same line belong to it, the indentation does not.
fn line_start_of_heading(text: &str, heading: Span) -> u32 {
    let line = section_end(text, heading.start, heading.start);
    let marks = &text[line as usize..heading.start as usize];
    line + (marks.len() - marks.trim_start().len()) as u32
}

/// The end of the heading with its closing marks and colon, on its own line and not beyond `limit`.
fn heading_end(text: &str, heading: Span, limit: u32) -> u32 {
    let rest = &text[heading.end as usize..limit.max(heading.end) as usize];
    let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
    heading.end + line.trim_end().len() as u32
}

/// `Label - text`: a label of at most six words before a spaced hyphen or dash, and where the text starts.
fn dash_label(line: &str) -> Option<(&str, usize)> {
    let bytes = line.as_bytes();
    let (at, length) = memchr::memchr_iter(b' ', bytes).find_map(|at| match &bytes[at..] {
        [_, b'-', b' ', ..] => Some((at, " - ".len())),
        [_, 0xE2, 0x80, 0x93, b' ', ..] => Some((at, " – ".len())),
        _ => None,
    })?;
    let label = &line[..at];
    (label.len() >= 2 && label.split_whitespace().count() <= 6).then_some((label, at + length))
}

/// `Imp. text`, `Plan. text`: one or two words before a full stop, and where the text starts.
fn dot_label(line: &str) -> Option<(&str, usize)> {
    let at = line.find(". ")?;
    let label = &line[..at];
    may_end_with_dot(label).then_some((label, at + 2))
}

fn may_end_with_dot(label: &str) -> bool {
    (2..=16).contains(&label.len())
        && label.starts_with(char::is_uppercase)
        && !label.contains('.')
        && label.split_whitespace().count() <= 2
}

/// A heading without a qualifier at its end: `Plan (today)`, `Labs 11/2`, `Vitals on arrival`, `Exam today`.
fn strip_qualifier<'h>(heading: &'h str, qualifiers: &[&str]) -> Option<&'h str> {
    let trimmed = heading.trim_end_matches([':', ' ', '.', '-', '–']);
    if let Some(open) = trimmed.rfind('(').filter(|&open| open > 0 && trimmed.ends_with(')')) {
        return Some(trimmed[..open].trim_end());
    }
    let lower = trimmed.to_ascii_lowercase();
    let before_qualifier = |qualifier: &&str| lower.strip_suffix(*qualifier).is_some_and(|head| head.ends_with(' '));
    if let Some(qualifier) = qualifiers.iter().find(|it| before_qualifier(it)) {
        return trimmed.get(..trimmed.len() - qualifier.len() - 1);
    }
    // A date, a time or a number after the words.
    let (head, last) = trimmed.rsplit_once([' ', ',', '#'])?;
    (last.starts_with(|c: char| c.is_ascii_digit()) && !head.trim().is_empty())
        .then(|| head.trim_end_matches([' ', ',', '#', '-', '–', '@']))
}

/// The parts of a heading that joins several: `CC/HPI`, `PMHx and FH`, `Labs, imaging`.
fn split_parts(heading: &str) -> Option<smallvec::SmallVec<[&str; 4]>> {
    let mut parts: smallvec::SmallVec<[&str; 4]> = smallvec::SmallVec::new();
    for piece in heading.split(['/', '&', ',', '+', ';']) {
        let mut rest = piece;
        while let Some(at) = find_and(rest) {
            parts.push(rest[..at].trim());
            rest = &rest[at + 5..];
        }
        parts.push(rest.trim());
    }
    parts.retain(|part| !part.is_empty());
    (parts.len() >= 2 && parts.len() <= 4).then_some(parts)
}

fn find_and(text: &str) -> Option<usize> {
    text.as_bytes()
        .windows(5)
        .position(|window| window.eq_ignore_ascii_case(b" and "))
}
