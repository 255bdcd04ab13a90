//! Problems: the titles under which an assessment or plan is written.
//!
//! Within one section the strongest mark used tells what a problem looks like there: under `# CHF` a numbered line is a plan
//! item, not another problem.

use super::lines::{Line, Lines, Place, trim};
use super::sections::Role;
use super::{ProblemForm, Section, SectionIx, WrittenProblem};
use crate::grammar::{Grammar, Group, ids, lexicon_ids, normalize_heading};
use crate::syntax::LineForm;
use crate::text::Span;

/// How strongly a form marks a problem; the strongest in a section wins.
fn rank(form: ProblemForm) -> u8 {
    match form {
        ProblemForm::Hash => 5,
        ProblemForm::Number(_) => 4,
        ProblemForm::Bold => 3,
        ProblemForm::Label => 2,
        ProblemForm::Line => 1,
        ProblemForm::Bullet => 0,
    }
}

/// Words that make a sentence of a few words.
const TELLING: [&str; 13] = [
    "is", "are", "was", "were", "has", "had", "been", "have", "will", "does", "did", "denies", "reports",
];

struct Candidate {
    form: ProblemForm,
    title: Span,
    start: u32,
    line: usize,
    /// Whether it is surely a title: marked as one, followed by a text of its own, or above nested items.
    titled: bool,
    /// Whether it is a label that names a part of a problem or plan: it does not tell what a problem looks like here.
    part: bool,
}

/// Find the problems of every section that holds problems.
pub(super) fn find(
    text: &str,
    grammar: &Grammar,
    sections: &[Section],
    lines: &Lines,
    roles: &[Role],
) -> Vec<WrittenProblem> {
    let mut problems = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let Some(id) = section.id else { continue };
        if !grammar.holds_problems(id) {
            continue;
        }
        // A plan inside an assessment (or a nested list of diagnoses) is read on its own.
        let mut children: Vec<Span> = Vec::new();
        let mut child = at + 1;
        while child < section.end as usize {
            children.push(sections[child].span);
            child = (sections[child].end as usize).max(child + 1);
        }
        let mut finder = Finder {
            text,
            grammar,
            lines,
            roles,
            section: SectionIx(at as u32),
            plan_only: id == ids::PLAN || grammar.section(id).group == Group::Plan,
            body: section.body,
            children,
        };
        finder.find(section, &mut problems);
    }
    problems.sort_by_key(|problem: &WrittenProblem| problem.span.start);
    problems
}

struct Finder<'a> {
    text: &'a str,
    grammar: &'a Grammar,
    lines: &'a Lines,
    roles: &'a [Role],
    section: SectionIx,
    plan_only: bool,
    body: Span,
    children: Vec<Span>,
}

impl Finder<'_> {
    fn find(&mut self, section: &Section, problems: &mut Vec<WrittenProblem>) {
        let first = self
            .lines
            .all
            .partition_point(|line| line.span.end <= section.span.start);
        let last = self.lines.all.partition_point(|line| line.span.start < self.body.end);
        let mut candidates: Vec<Candidate> = Vec::new();
        let mut child = 0;
        let mut buffer = String::new();
        for at in first..last {
            let line = &self.lines.all[at];
            while child < self.children.len() && self.children[child].end <= line.content.start {
                child += 1;
            }
            if child < self.children.len()
                && self.children[child].contains_offset(line.content.start.max(line.span.start))
            {
                continue;
            }
            self.line(at, line, section, &mut candidates, &mut buffer);
        }
        // A numbered plan of its own is a list of problems if most of its items have titles, else a list of plan items.
        let numbered = candidates
            .iter()
            .filter(|candidate| matches!(candidate.form, ProblemForm::Number(_)));
        let (all, steps) = numbered.fold((0, 0), |(all, steps), it| {
            (all + 1, steps + usize::from(!self.may_be_title(it.title)))
        });
        if all > 0 && steps * 2 > all {
            candidates.retain(|candidate| !matches!(candidate.form, ProblemForm::Number(_)));
        }
        let assessment_only = section.id == Some(ids::ASSESSMENT);
        let bullets = candidates
            .iter()
            .filter(|it| it.form == ProblemForm::Bullet && !assessment_only);
        let (all, steps) = bullets.fold((0, 0), |(all, steps), it| {
            (all + 1, steps + usize::from(!self.may_be_title(it.title)))
        });
        if steps > 0 {
            // A list of steps, some of which name no order; or a list of problems with a step or two among them.
            let most = steps * 3 > all;
            candidates.retain(|it| it.form != ProblemForm::Bullet || !most && self.may_be_title(it.title));
        }
        if self.plan_only {
            let numbered = candidates
                .iter()
                .filter(|candidate| matches!(candidate.form, ProblemForm::Number(_)));
            let (all, titled) = numbered.fold((0, 0), |(all, titled), it| (all + 1, titled + usize::from(it.titled)));
            if titled * 2 < all {
                candidates.retain(|candidate| !matches!(candidate.form, ProblemForm::Number(_)));
            }
        }
        let whole = candidates.iter().filter(|candidate| !candidate.part);
        let Some(strongest) = whole.map(|candidate| rank(candidate.form)).max() else {
            return;
        };
        // Numbers under hash titles are items; but numbers that come first are the problems.
        candidates.retain(|candidate| rank(candidate.form) == strongest);
        let ends: Vec<u32> = candidates
            .iter()
            .skip(1)
            .map(|next| next.start)
            .chain(std::iter::once(self.body.end))
            .collect();
        for (candidate, end) in candidates.into_iter().zip(ends) {
            let inner = self.children.partition_point(|child| child.start <= candidate.start);
            let end = self.children.get(inner).map_or(end, |child| end.min(child.start));
            let span = trim(self.text, Span::new(candidate.start, end.max(candidate.title.end)));
            let items = self.items(&candidate, span);
            normalize_heading(candidate.title.of(self.text), &mut buffer);
            let topic = self
                .grammar
                .candidates(&buffer)
                .iter()
                .copied()
                .find(|&id| self.grammar.section(id).group == Group::Plan);
            problems.push(WrittenProblem {
                section: self.section,
                form: candidate.form,
                title: candidate.title,
                span,
                items,
                topic,
            });
        }
    }

    fn line(&self, at: usize, line: &Line, section: &Section, out: &mut Vec<Candidate>, buffer: &mut String) {
        let heading_line = matches!(self.roles[at], Role::Section(_));
        if heading_line && (section.heading.start < line.span.start || section.heading.end > line.span.end) {
            return;
        }
        let content = line.content;
        let push = |out: &mut Vec<Candidate>, form, title: Span, start| {
            if !title.is_empty() && title.of(self.text).chars().any(char::is_alphabetic) {
                out.push(Candidate {
                    form,
                    title,
                    start,
                    line: at,
                    titled: true,
                    part: self.is_part(title),
                });
            }
        };
        if heading_line {
            if !self.inline_run(at, content, out) && !self.plan_only && self.short_title(content) {
                push(out, ProblemForm::Line, self.title_of(content), content.start);
            }
            return;
        }
        match line.place {
            Place::Quote => {}
            Place::Block => {
                let Some(title) = line.title else { return };
                let form = match line.form {
                    LineForm::Atx(_) | LineForm::Hash(_) | LineForm::Setext(_) => ProblemForm::Hash,
                    LineForm::Bold | LineForm::BoldLabel => ProblemForm::Bold,
                    LineForm::Caps => ProblemForm::Line,
                    LineForm::Label | LineForm::Plain => ProblemForm::Label,
                };
                normalize_heading(title.of(self.text), buffer);
                if form == ProblemForm::Label
                    && let Some(number) = problem_number(buffer)
                {
                    // `WrittenProblem 1: CHF`
                    push(
                        out,
                        ProblemForm::Number(number),
                        self.title_of(content),
                        line.span.start,
                    );
                    return;
                }
                if matches!(form, ProblemForm::Label | ProblemForm::Bold) && self.grammar.is_problem_part(buffer) {
                    return;
                }
                push(out, form, self.heading_title(title), line.span.start);
            }
            Place::Item { depth: 1, first: true } => {
                let Some(marker) = line.marker else { return };
                match marker_number(marker.of(self.text)) {
                    Some(number) => {
                        let whole = line.title.map_or(content, |title| title.cover(content));
                        if self.inline_run_after(at, number, whole, line.span.start, out) {
                            return;
                        }
                        let title = self.title_of(line.title.unwrap_or(content));
                        let rest =
                            self.text[title.end as usize..content.end.max(title.end) as usize].trim_start_matches('*');
                        let titled = self.may_be_title(title)
                            && (line.title.is_some()
                                || title.of(self.text).split_whitespace().count() <= 5 && rest.starts_with(". ")
                                || rest.trim_start().starts_with([':', '-', '–', '—'])
                                || self.has_nested(at));
                        push(out, ProblemForm::Number(number), title, line.span.start);
                        if let Some(last) = out.last_mut() {
                            last.titled = titled;
                        }
                    }
                    None if !self.plan_only => {
                        let title = line.title.unwrap_or_else(|| self.title_of(content));
                        normalize_heading(title.of(self.text), buffer);
                        if !self.grammar.is_problem_part(buffer) {
                            push(out, ProblemForm::Bullet, title, line.span.start);
                        }
                    }
                    None => {}
                }
            }
            Place::Item { .. } => {}
            Place::Paragraph { first } => {
                if self.inline_run(at, content, out) {
                    return;
                }
                if let Some((form, title)) = self.bold_opening(content) {
                    normalize_heading(title.of(self.text), buffer);
                    if !self.grammar.is_problem_part(buffer) {
                        push(out, form, title, line.span.start);
                    }
                    return;
                }
                if let Some(title) = self.dash_title(content) {
                    push(out, ProblemForm::Label, title, line.span.start);
                    return;
                }
                let next_is_prose = self.lines.all.get(at + 1).is_some_and(|next| {
                    !line.before_gap
                        && matches!(next.place, Place::Paragraph { .. })
                        && next.content.len() > content.len()
                });
                let ends_sentence = content.of(self.text).ends_with('.');
                let over_list = line.before_list;
                let alone = !self.plan_only && ends_sentence && line.before_gap && first;
                let brief = !ends_sentence || self.is_brief(content);
                let over_prose = first && next_is_prose && brief && line.after_gap;
                let over_parts = self.lines.all.get(at + 1).is_some_and(|next| {
                    next.title.is_some_and(|title| {
                        normalize_heading(title.of(self.text), buffer);
                        self.grammar.is_problem_part(buffer)
                    })
                });
                let stacked = !self.plan_only && self.in_stack(at);
                if (stacked
                    || over_list
                    || alone
                    || over_prose
                    || over_parts
                    || (!self.plan_only && first && line.before_gap))
                    && self.short_title(content)
                {
                    push(out, ProblemForm::Line, self.title_of(content), line.span.start);
                }
            }
        }
    }

    /// A few words that tell nothing: `Diabetes mellitus.`
    fn is_brief(&self, content: Span) -> bool {
        let text = content.of(self.text);
        text.split_whitespace().count() <= 7
            && self.may_be_title(content)
            && !text
                .split(|c: char| !c.is_alphabetic())
                .any(|word| TELLING.iter().any(|it| it.eq_ignore_ascii_case(word)))
    }

    /// A bold opening of a line: `**1. Heart failure.** This is …`.
    fn bold_opening(&self, content: Span) -> Option<(ProblemForm, Span)> {
        let inner = content.of(self.text).strip_prefix("**")?;
        let close = inner.find("**").filter(|close| (2..=120).contains(close))?;
        let words = &inner[..close];
        let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = words[digits..]
            .strip_prefix(['.', ')'])
            .and_then(|rest| Some((words[..digits].parse().ok()?, rest.trim_start())));
        let (form, words) = match number {
            Some((number, rest)) => (ProblemForm::Number(number), rest),
            None => (ProblemForm::Bold, words),
        };
        // A bold label within a sentence is read as one; a bold sentence is emphasis.
        let start = content.start + 2 + (close - words.len()) as u32;
        let title = self.title_of(Span::new(start, start + words.len() as u32));
        (words.split_whitespace().count() <= 14 && !words.contains(": ")).then_some((form, title))
    }

    /// `CHF - improving, continue furosemide`: a few words before a dash, no order among them.
    fn dash_title(&self, content: Span) -> Option<Span> {
        let text = content.of(self.text);
        let (cut, length) = spaced_dash(text)?;
        let head = &text[..cut];
        let title = Span::new(content.start, content.start + cut as u32);
        (text.len() > cut + length
            && head.split_whitespace().count() <= 6
            && self.is_brief(title)
            && !head.contains([':', '.', ';', ','])
            && self.may_be_title(title))
        .then_some(title)
    }

    /// Whether a title is a label that names a part of a problem or of the plan.
    fn is_part(&self, title: Span) -> bool {
        let words = title
            .of(self.text)
            .trim_matches(|c: char| c.is_whitespace() || "*_:.".contains(c));
        let hits = self.grammar.openings(lexicon_ids::PLAN_LABELS, words);
        let entries = &self.grammar.lexicon(lexicon_ids::PLAN_LABELS).entries;
        matches!(words, "A" | "P" | "S" | "O" | "Ed")
            || hits.iter().any(|(entry, length)| {
                *length == words.len()
                    && matches!(
                        &*entries[usize::from(*entry)].category,
                        "acts" | "whole" | "reasons" | "differs" | "formal" | "problem"
                    )
            })
    }

    /// Whether words can be the title of a problem: they open with a letter, and with no order and no drug.
    fn may_be_title(&self, title: Span) -> bool {
        let text = title.of(self.text).trim_start_matches(['*', '_', ' ', '?']);
        let ends = |length: usize| text[length..].chars().next().is_none_or(|next| !next.is_alphanumeric());
        let opens = |lexicon, wanted: fn(&str) -> bool| {
            let hits = self.grammar.openings(lexicon, text);
            hits.iter().any(|(entry, length)| {
                ends(*length) && wanted(&self.grammar.lexicon(lexicon).entries[usize::from(*entry)].category)
            })
        };
        text.starts_with(char::is_alphabetic)
            && !opens(lexicon_ids::STEP_WORDS, |category| matches!(category, "verb" | "modal"))
            && !opens(lexicon_ids::DRUGS, |_| true)
    }

    /// Few words, no sentence: something that can stand as a title.
    fn short_title(&self, content: Span) -> bool {
        let text = content.of(self.text).trim_end_matches('.');
        let words = text.split_whitespace().count();
        (1..=10).contains(&words)
            && content.len() <= 100
            && !text.contains(". ")
            && !text.ends_with([':', '?', ';', ','])
            && text.starts_with(|first: char| first.is_alphanumeric() || "\"'?(“".contains(first))
    }

    /// The title of a line of content: the text before the first colon or dash, or up to the end of the first sentence.
    fn title_of(&self, content: Span) -> Span {
        let text = content.of(self.text);
        // `**Ileus, physiologic.** Expected on day 2 …`
        if let Some(bold) = text.strip_prefix("**")
            && let Some(close) = bold.find("**")
        {
            let inner = bold[..close].trim_end_matches(['.', ':', ',', ' ']);
            return Span::new(content.start + 2, content.start + 2 + inner.len() as u32);
        }
        let cut = [
            colon(text),
            spaced_dash(text).map(|(at, _)| at),
            memchr::memmem::find(text.as_bytes(), "—".as_bytes()),
            sentence_end(text),
            glued_dash(text),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(text.len());
        let mut head = text[..cut].trim_end_matches(['.', ':', ' ', '-', '*', '_']);
        // A sentence that opens with its problem: `Leiomyosarcoma, the patient was admitted …`.
        if head.split_whitespace().take(11).count() > 10
            && let Some(comma) = head.find(", ")
        {
            head = &head[..comma];
        }
        let start = head.len() - head.trim_start_matches(['*', '_', ' ']).len();
        Span::new(content.start + start as u32, content.start + head.len() as u32)
    }

    /// The title of a marked line, without a number before it (`# 1. CHF`) and without what follows a colon.
    fn heading_title(&self, title: Span) -> Span {
        let text = title.of(self.text);
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let start = match rest.strip_prefix(['.', ')', ':']) {
            Some(after) if rest.len() < text.len() => text.len() - after.trim_start().len(),
            _ if rest.len() < text.len() && rest.starts_with(' ') && text.len() - rest.len() <= 2 => {
                text.len() - rest.trim_start().len()
            }
            _ => 0,
        };
        self.title_of(Span::new(title.start + start as u32, title.end))
    }

    /// Whether the line `at` is one of several short lines, each of its own: the list of one who uses no marks.
    fn in_stack(&self, at: usize) -> bool {
        // A line in capitals stands outside the paragraph, and in the stack.
        let inside = |line: &Line| {
            (matches!(line.place, Place::Paragraph { .. }) || line.place == Place::Block && line.form == LineForm::Caps)
                && line.span.start >= self.body.start
        };
        let good = |line: &Line| {
            let text = line.content.of(self.text);
            line.form == LineForm::Caps
                || text.len() <= 60
                    && self.short_title(line.content)
                    && text.starts_with(|c: char| c.is_uppercase() || c == '?' || c.is_ascii_digit())
                    && self.may_be_title(line.content)
        };
        let mut from = at;
        while from > 0 && at - from < 30 && !self.lines.all[from].after_gap && inside(&self.lines.all[from - 1]) {
            from -= 1;
        }
        let mut count = 0;
        for (step, line) in self.lines.all[from..].iter().enumerate().take(60) {
            if !inside(line) || step > 0 && line.after_gap {
                break;
            }
            if !good(line) {
                return false;
            }
            count += 1;
        }
        count > 1
    }

    /// Whether nested items stand under the item of line `at`.
    fn has_nested(&self, at: usize) -> bool {
        self.lines.all[at + 1..]
            .iter()
            .take_while(|line| !matches!(line.place, Place::Item { depth: 1, first: true }))
            .take_while(|line| matches!(line.place, Place::Item { .. }))
            .any(|line| matches!(line.place, Place::Item { depth, first: true } if depth > 1))
    }

    /// A run of numbered titles in one line: `1) HTN 2) anemia`.
    fn inline_run(&self, at: usize, content: Span, out: &mut Vec<Candidate>) -> bool {
        let text = content.of(self.text);
        let Some(first) = find_number(text, 1, 0) else {
            return false;
        };
        if find_number(text, 2, first.1).is_none() {
            return false;
        }
        let start = Span::new(content.start + first.1 as u32, content.end);
        self.inline_run_after(at, 1, trim(self.text, start), content.start + first.0 as u32, out)
    }

    /// The rest of a run whose title number `number` starts `content`.
    fn inline_run_after(&self, at: usize, number: u32, content: Span, start: u32, out: &mut Vec<Candidate>) -> bool {
        let text = content.of(self.text);
        if find_number(text, number + 1, 0).is_none() {
            return false;
        }
        let (mut from, mut begin, mut current) = (0, start, number);
        loop {
            let next = find_number(text, current + 1, from);
            let end = next.map_or(text.len(), |(mark, _)| mark);
            let piece = trim(
                self.text,
                Span::new(content.start + from as u32, content.start + end as u32),
            );
            let title = self.title_of(piece);
            if !title.is_empty() {
                let rest = self.text[title.end as usize..piece.end.max(title.end) as usize].trim_start_matches('*');
                let marked = rest.trim_start().starts_with([':', '-', '–', '—']);
                let brief = rest.is_empty() || rest.starts_with('.');
                let words = title.of(self.text).split_whitespace().count();
                out.push(Candidate {
                    form: ProblemForm::Number(current),
                    title,
                    start: begin,
                    line: at,
                    titled: marked || brief && words <= 5 && self.may_be_title(title),
                    part: false,
                });
            }
            let Some((mark, after)) = next else { return true };
            (from, begin, current) = (after, content.start + mark as u32, current + 1);
        }
    }

    /// The list items under a problem's title.
    fn items(&self, candidate: &Candidate, span: Span) -> Vec<Span> {
        let least = if matches!(self.lines.all[candidate.line].place, Place::Item { .. }) {
            2
        } else {
            1
        };
        let mut items: Vec<Span> = Vec::new();
        for line in self.lines.all[candidate.line + 1..]
            .iter()
            .take_while(|line| line.span.start < span.end)
        {
            match line.place {
                Place::Item { depth, first: true } if depth >= least => {
                    items.push(line.title.map_or(line.content, |title| title.cover(line.content)));
                }
                // A wrapped line goes on with its item.
                Place::Item { depth, first: false } if depth >= least => {
                    if let Some(last) = items.last_mut() {
                        *last = last.cover(line.content);
                    }
                }
                _ => {}
            }
        }
        items.retain(|item| !item.is_empty() && span.contains(*item));
        items
    }
}

/// Where a colon with a space behind it stands.
fn colon(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b':', bytes).find(|at| bytes.get(at + 1) == Some(&b' '))
}

/// Where a hyphen or dash between spaces starts, and its length with them.
fn spaced_dash(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b' ', bytes).find_map(|at| match &bytes[at..] {
        [_, b'-', b' ', ..] => Some((at, 3)),
        [_, 0xE2, 0x80, 0x93 | 0x94, b' ', ..] => Some((at, 5)),
        _ => None,
    })
}

/// Where the first sentence of a title ends; not behind the letter of `H. pylori`.
pub(super) fn sentence_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut ends = memchr::memchr_iter(b'.', bytes).filter(|at| bytes.get(at + 1) == Some(&b' '));
    ends.find(|&at| {
        let before = &text.as_bytes()[..at];
        let letter = before.last().is_some_and(u8::is_ascii_uppercase)
            && before
                .len()
                .checked_sub(2)
                .is_none_or(|two| !before[two].is_ascii_alphanumeric());
        let small = text[at + 2..].starts_with(|c: char| c.is_lowercase());
        !(letter && small)
    })
}

/// A dash that is glued to the word before it: `TIAs- despite young age`; not that of `pre- and postoperative`.
pub(super) fn glued_dash(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let at = memchr::memchr_iter(b'-', bytes).find(|at| bytes.get(at + 1) == Some(&b' '))?;
    let before = text[..at].chars().next_back()?;
    let after = text[at + 2..].trim_start();
    let goes_on = ["and", "or", "to"].iter().any(|word| after.starts_with(word));
    (before.is_alphanumeric() && !goes_on).then_some(at)
}

/// The number of `WrittenProblem 1`, normalised.
fn problem_number(normalized: &str) -> Option<u32> {
    normalized.strip_prefix("problem ")?.trim().parse().ok()
}

/// The number of a list marker: `1.`, `1)`, `(1)`.
fn marker_number(marker: &str) -> Option<u32> {
    let digits = marker.trim().trim_start_matches('(').trim_end_matches(['.', ')']);
    (!digits.is_empty() && digits.len() <= 3)
        .then(|| digits.parse().ok())
        .flatten()
}

/// Where `number)` or `number.` stands in `text` from `from` on, as the start of the mark and the start of what follows.
fn find_number(text: &str, number: u32, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mark = number.to_string();
    let mut at = from;
    while let Some(found) = memchr::memchr(mark.as_bytes()[0], bytes.get(at..)?) {
        let start = at + found;
        if !bytes[start..].starts_with(mark.as_bytes()) {
            at = start + 1;
            continue;
        }
        let end = start + mark.len();
        let before = start.checked_sub(1).map(|before| bytes[before]);
        let open = before == Some(b'(');
        let apart = before.is_none_or(|before| before == b' ' || before == b'(' || before == b'\t' || before == b'#');
        let closed = match bytes.get(end) {
            Some(b')') => true,
            Some(b'.') => !open && bytes.get(end + 1) == Some(&b' '),
            _ => false,
        };
        let spaced = bytes
            .get(end + 1)
            .is_some_and(|after| *after == b' ' || after.is_ascii_alphabetic());
        if apart && closed && spaced {
            let start = if open { start - 1 } else { start };
            return Some((start, end + 1));
        }
        at = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_line_are_found_and_decimals_are_not() {
        assert_eq!(find_number("1) HTN 2) anemia", 2, 2), Some((7, 9)));
        assert_eq!(find_number("(1) HTN (2) anemia", 1, 0), Some((0, 3)));
        assert_eq!(find_number("Na 142. K 2.9", 2, 0), None);
        assert_eq!(find_number("in 2.5 weeks", 2, 0), None);
        assert_eq!(marker_number("(3)"), Some(3));
        assert_eq!(marker_number("a."), None);
    }
}
