//! What must not change: the words of a note, and what it was understood to say.

use super::{HeadingStyle, Style};
use crate::note::{Note, SectionIx};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The words of a note in their order, and everything read from it with its place among the words.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    /// Every visible character but marks.
    words: String,
    /// What was read, as a flat list of small numbers and places.
    read: Vec<Token>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// What follows.
    Mark(&'static str),
    Number(i64),
    Value(f64),
    Place(u32, u32),
}

/// Where each byte of the text stands among the visible characters.
struct Places {
    before: Vec<u32>,
    words: String,
}

impl Places {
    fn of(note: &Note, style: Style) -> Self {
        let mut places = Places {
            before: Vec::with_capacity(note.text.len() + 1),
            words: String::with_capacity(note.text.len()),
        };
        let nodes = note.tree.nodes();
        let mut table_row = 0;
        let mut row_of_dashes = false;
        let mut count = 0;
        for node in nodes {
            match node.kind {
                NodeKind::Table => table_row = 0,
                NodeKind::TableRow => {
                    table_row += 1;
                    row_of_dashes = table_row == 2;
                }
                _ => {}
            }
            if !node.kind.is_leaf() {
                continue;
            }
            let is_mark = match node.kind {
                NodeKind::Marker | NodeKind::Pipe | NodeKind::Fence => true,
                NodeKind::Cell => row_of_dashes,
                // The colon of a heading comes and goes with its style.
                NodeKind::Separator => node.span.of(&note.text).chars().all(|c| c == ':' || c.is_whitespace()),
                _ => false,
            };
            // Capitals are a style.
            let fold = style.headings == HeadingStyle::Caps;
            for c in node.span.of(&note.text).chars() {
                for _ in 0..c.len_utf8() {
                    places.before.push(count);
                }
                if !c.is_whitespace() && (!is_mark || is_invisible(c)) {
                    count += 1;
                    if fold {
                        places.words.extend(c.to_uppercase());
                    } else {
                        places.words.push(c);
                    }
                }
            }
        }
        places.before.push(count);
        places
    }

    fn token(&self, span: Span) -> Token {
        let at = |offset: u32| self.before.get(offset as usize).copied().unwrap_or(u32::MAX);
        Token::Place(at(span.start), at(span.end))
    }
}

/// Characters without width, which may stand among marks: they are the writer's, and stay.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

impl Reading {
    pub fn of(note: &Note, style: Style) -> Self {
        let places = Places::of(note, style);
        let mut reader = Reader {
            places: &places,
            read: Vec::new(),
        };
        reader.outline(note);
        reader.problems(note);
        reader.values(note);
        reader.statements(note);
        let read = reader.read;
        Reading {
            words: places.words,
            read,
        }
    }
}

struct Reader<'a> {
    places: &'a Places,
    read: Vec<Token>,
}

impl Reader<'_> {
    fn mark(&mut self, what: &'static str) {
        self.read.push(Token::Mark(what));
    }

    fn number(&mut self, number: impl Into<i64>) {
        self.read.push(Token::Number(number.into()));
    }

    fn value(&mut self, value: Option<f64>) {
        self.read.push(value.map_or(Token::Mark("-"), Token::Value));
    }

    fn place(&mut self, span: Span) {
        let token = self.places.token(span);
        self.read.push(token);
    }

    fn maybe(&mut self, span: Option<Span>) {
        match span {
            Some(span) => self.place(span),
            None => self.mark("-"),
        }
    }

    fn section(&mut self, section: Option<SectionIx>) {
        self.number(section.map_or(-1, |section| i64::from(section.0)));
    }

    fn outline(&mut self, note: &Note) {
        self.mark("outline");
        self.maybe(note.title);
        self.number(note.kind.map_or(-1, |kind| i64::from(kind.0)));
        for specialty in &note.specialties {
            self.number(specialty.0);
        }
        for entry in &note.front_matter {
            self.place(entry.key);
            self.place(entry.value);
        }
        for section in &note.sections {
            self.mark("section");
            self.number(section.id.map_or(-1, |id| i64::from(id.0)));
            for id in &section.also {
                self.number(id.0);
            }
            self.number(section.matched as i64);
            self.number(section.level);
            self.section(section.parent);
            self.place(section.heading);
            self.place(section.body);
        }
        for (_, span) in note.directives() {
            self.mark("directive");
            self.section(note.section_at(span.start));
            self.place(span);
        }
        for placeholder in note.placeholders() {
            self.mark("blank");
            self.number(placeholder.kind as i64);
            self.place(placeholder.span);
        }
    }

    fn problems(&mut self, note: &Note) {
        for problem in &note.written_problems {
            self.mark("written");
            self.section(Some(problem.section));
            self.place(problem.title);
            self.place(problem.span);
            problem.items.iter().for_each(|item| self.place(*item));
        }
        let assessment = note.assessment();
        for problem in &assessment.problems {
            self.mark("problem");
            self.place(problem.title);
            self.place(problem.span);
            self.section(Some(problem.section));
            problem.written.iter().for_each(|index| self.number(*index));
            self.mark("reasoning");
            problem.reasoning.iter().for_each(|span| self.place(*span));
            self.mark("plan");
            problem.plan.iter().for_each(|index| self.number(*index));
        }
        for item in &assessment.plan {
            self.mark("step");
            self.place(item.span);
            self.section(Some(item.section));
            self.number(item.problem.map_or(-1, i64::from));
            self.maybe(item.label);
        }
    }

    fn values(&mut self, note: &Note) {
        let patient = note.patient();
        self.mark("patient");
        for age in &patient.ages {
            self.value(Some(age.years()));
            self.place(age.span);
        }
        patient.sexes.iter().for_each(|(_, span)| self.place(*span));
        if let Some((weeks, days, span)) = patient.gestation {
            self.number(weeks);
            self.number(days);
            self.place(span);
        }
        self.maybe(patient.pregnant);
        for vital in note.vitals() {
            self.mark("vital");
            self.number(vital.kind as i64);
            self.number(vital.occasion as i64);
            self.value(Some(vital.value));
            self.value(vital.diastolic);
            self.place(vital.span);
            self.place(vital.unit);
        }
        for lab in note.labs().iter().chain(note.study_values()) {
            self.mark("lab");
            self.number(lab.entry);
            self.value(Some(lab.value));
            self.value(lab.to);
            self.place(lab.number);
            self.place(lab.unit);
            self.place(lab.when);
            self.number(i64::from(lab.earlier));
        }
        for score in note.scores() {
            self.mark("score");
            self.place(score.span);
        }
        for time in note.times() {
            self.mark("time");
            self.place(time.span);
        }
    }

    fn statements(&mut self, note: &Note) {
        for medication in note.medications() {
            self.mark("medication");
            self.number(medication.entry);
            self.place(medication.span);
            self.value(medication.dose.as_ref().map(|dose| dose.value));
            self.read.push(Token::Number(medication.status as i64));
        }
        let allergies = note.allergies();
        for allergy in &allergies.list {
            self.mark("allergy");
            self.place(allergy.span);
            self.maybe(allergy.reaction);
        }
        allergies.none.iter().for_each(|span| self.place(*span));
        for mention in note.findings() {
            self.mark("finding");
            self.number(mention.entry);
            self.place(mention.span);
            self.section(mention.section);
            self.number(mention.assertion.status as i64);
            self.number(mention.assertion.moment as i64);
            self.number(i64::from(mention.assertion.quoted));
        }
        for sentence in note.sentences() {
            self.place(sentence.span);
        }
        for passage in note.passages() {
            self.mark("passage");
            self.place(passage.span);
        }
    }
}
