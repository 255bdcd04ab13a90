//! Asking at the terminal: which template, and what is to stand in the note.
//!
//! Prompts go to standard error, so that the note itself can be piped on. Esc leaves a blank and goes on; Ctrl-C ends it
//! all before anything is written.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use inquire::ui::{RenderConfig, Styled};
use inquire::validator::{ErrorMessage, Validation};
use inquire::{Confirm, InquireError, MultiSelect, Select, Text};

use super::output;
use crate::report::{Paint, RenderOptions, neutralize_line, wrap};
use crate::syntax::{PlaceholderKind, placeholders};
use crate::template::{
    Answer, Answers, BlankKind, Field, FieldType, Inputs, Library, Prepared, Question, Template, TemplateError, Value,
    key, prepare,
};

/// Offered below the choices of a blank: they are the usual ones, not all there are.
const OWN_WORDS: &str = "other, in your own words …";
/// Under prompts for words.
const TYPED: &str = "Enter takes it, Esc leaves it blank";
/// Under lists.
const LISTED: &str = "up and down to move, type to search, Enter takes it, Esc leaves it blank";
/// Under lists of which several may be taken.
const TICKED: &str = "Space ticks, type to search, Enter takes what is ticked, Esc leaves it blank";
/// So wide that guidance can be read.
const WIDEST: usize = 96;

/// Why asking ended before its end.
pub(super) enum Stop {
    /// By Ctrl-C.
    Interrupted,
    /// The template has a fault that an answer brought up.
    Template(TemplateError),
    /// The terminal failed.
    Terminal(String),
}

impl From<TemplateError> for Stop {
    fn from(error: TemplateError) -> Self {
        Stop::Template(error)
    }
}

type Asked<T> = std::result::Result<T, Stop>;

/// Have prompts coloured only where standard error is.
pub(super) fn dress() {
    let config = if output::stderr_options().color {
        RenderConfig::default_colored()
    } else {
        RenderConfig::empty()
    };
    let left = Styled::new("left blank").with_style_sheet(config.canceled_prompt_indicator.style);
    inquire::set_global_render_config(config.with_canceled_prompt_indicator(left));
}

/// Whether there is somebody to ask.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Takes a skipped prompt as none.
fn skippable<T>(result: std::result::Result<T, InquireError>) -> Asked<Option<T>> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(InquireError::OperationCanceled) => Ok(None),
        Err(InquireError::OperationInterrupted) => Err(Stop::Interrupted),
        Err(error) => Err(Stop::Terminal(error.to_string())),
    }
}

/// A template in the list to pick from.
pub(super) struct Entry {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Every word that it can be found by, in small letters.
    pub words: String,
    /// How wide the names are.
    pub width: usize,
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, title) = (neutralize_line(&self.name), neutralize_line(&self.title));
        write!(f, "{name:width$}  {title}", width = self.width)
    }
}

/// How well a template fits what was typed; every word must fit. Words that are there beat letters that are there.
fn score(typed: &str, entry: &Entry) -> Option<i64> {
    let mut total = i64::from(entry.name == typed.trim()) * 1000;
    for word in typed.to_lowercase().split_whitespace() {
        total += if entry.name.starts_with(word) {
            300
        } else if entry.words.split([' ', '-', ',']).any(|known| known.starts_with(word)) {
            200
        } else if entry.words.contains(word) {
            100
        } else {
            let letters = format!("{} {}", entry.name, entry.title);
            Select::<Entry>::DEFAULT_SCORER(word, entry, &letters, 0)?.min(90)
        };
    }
    Some(total)
}

/// The best first; those of one score as they stood.
fn sort(scored: &mut [(usize, i64)]) {
    scored.sort_by_key(|(at, score)| (std::cmp::Reverse(*score), *at));
}

/// Let somebody pick a template; `None` if they left.
pub(super) fn pick(entries: Vec<Entry>) -> Asked<Option<String>> {
    let height = terminal_size::terminal_size_of(io::stderr()).map_or(24, |(_, height)| usize::from(height.0));
    let picked = Select::new("Which template?", entries)
        .with_help_message("type to search by name, title, specialty or tag; Enter takes it, Esc leaves")
        .with_page_size(height.saturating_sub(5).clamp(4, 15))
        .with_scorer(&|typed, entry, _, _| score(typed, entry))
        .with_sorter(&sort)
        .with_formatter(&|chosen| chosen.value.name.clone())
        .prompt();
    Ok(skippable(picked)?.map(|entry| entry.name))
}

/// Ask where the note should go; `None`: to the screen.
pub(super) fn target(
    suggested: &str,
    judge: impl Fn(&Path) -> Option<String> + Clone + 'static,
) -> Asked<Option<String>> {
    let typed = Text::new("Write the note to")
        .with_help_message("Enter takes it, Esc prints the note here")
        .with_default(suggested)
        .with_validator(move |typed: &str| match judge(Path::new(typed.trim())) {
            None => Ok(Validation::Valid),
            Some(message) => Ok(Validation::Invalid(ErrorMessage::Custom(message))),
        })
        .prompt();
    Ok(skippable(typed)?.map(|typed| typed.trim().to_owned()))
}

/// What came of asking.
pub(super) struct Filled {
    /// The note, with the fields' answers.
    pub prepared: Prepared,
    /// The answers to its blanks.
    pub answers: Answers,
}

/// Ask for the fields, then for the blanks. With `defaults`, what has a default is not asked for.
pub(super) fn ask(library: &Library, template: &Template, mut inputs: Inputs, defaults: bool) -> Asked<Filled> {
    inputs.ask_defaults = !defaults;
    let mut asker = Asker {
        options: output::stderr_options(),
        defaults,
        done: 0,
        left: BTreeSet::new(),
        section: None,
        guidance: None,
    };
    let mut greeted = false;
    let prepared = loop {
        let prepared = prepare(library, template, &inputs)?;
        let open: Vec<&Field> = prepared
            .open
            .iter()
            .filter(|field| !asker.left.contains(&key(&field.name)))
            .collect();
        let questions = asker.questions(&prepared, &Answers::new());
        let blanks = questions
            .iter()
            .filter(|question| !open.iter().any(|field| key(&field.name) == question.id));
        let total = asker.done + open.len() + blanks.count();
        if !std::mem::replace(&mut greeted, true) {
            asker.greet(&prepared.manifest.title, total);
        }
        let Some(field) = open.first().map(|field| (*field).clone()) else {
            break prepared;
        };
        let value = asker.field(&field, total)?;
        // Where nothing is said, the default holds.
        match value.or_else(|| field.default.clone()) {
            Some(value) => drop(inputs.answered.insert(field.name.clone(), value)),
            None => drop(asker.left.insert(key(&field.name))),
        }
        asker.done += 1;
    };
    let mut answers = Answers::new();
    let mut skipped = 0;
    let mut patience = PATIENCE;
    loop {
        let questions = asker.questions(&prepared, &answers);
        let Some(question) = questions.first() else {
            return Ok(Filled { prepared, answers });
        };
        if skipped >= patience && questions.len() >= MANY {
            if enough(questions.len())? {
                return Ok(Filled { prepared, answers });
            }
            (skipped, patience) = (0, 4 * PATIENCE);
        }
        match asker.question(question, asker.done + questions.len())? {
            Some(answer) => {
                answers.insert(question.id.clone(), answer);
                (skipped, patience) = (0, PATIENCE);
            }
            None => {
                asker.left.insert(question.id.clone());
                skipped += 1;
            }
        }
        asker.done += 1;
    }
}

/// After so many blanks left in a row, the writer may want to go on in an editor.
const PATIENCE: usize = 3;
/// With fewer questions to come, it is not worth a question of its own.
const MANY: usize = 5;

/// Whether the rest is to stay blank.
fn enough(left: usize) -> Asked<bool> {
    let message = format!("Finish here, with the other {left} left blank?");
    let confirm = Confirm::new(&message)
        .with_default(false)
        .with_help_message("y finishes, Enter goes on asking")
        .with_error_message("type y or n");
    Ok(skippable(confirm.prompt())?.unwrap_or(false))
}

struct Asker {
    options: RenderOptions,
    /// Whether defaults are taken without a question.
    defaults: bool,
    /// How many questions were asked.
    done: usize,
    /// Fields and blanks that were left blank.
    left: BTreeSet<String>,
    /// What was shown last.
    section: Option<String>,
    guidance: Option<String>,
}

impl Asker {
    /// The blanks that are still to be asked for.
    fn questions(&self, prepared: &Prepared, answers: &Answers) -> Vec<Question> {
        let mut questions = prepared.document.questions(&prepared.order(), answers);
        questions.retain(|question| {
            let has_default = matches!(question.kind, BlankKind::Default | BlankKind::Optional);
            !self.left.contains(&question.id) && !(self.defaults && has_default)
        });
        questions
    }

    fn line(&self, line: &str) {
        // Where the terminal is gone, the next prompt says so.
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    fn greet(&self, title: &str, total: usize) {
        let paint = Paint::new(self.options.color);
        let questions = if total == 1 { "question" } else { "questions" };
        self.line(&format!(
            "{}: {total} {questions}",
            paint.strong(&neutralize_line(title))
        ));
        self.line(&paint.dim("Esc leaves a blank, Ctrl-C stops and writes nothing."));
    }

    /// The section and the guidance above a question, if they are not on the screen already.
    fn above(&mut self, section: Option<&str>, guidance: Option<&str>) {
        let paint = Paint::new(self.options.color);
        if let Some(section) = section
            && self.section.as_deref() != Some(section)
        {
            self.line(&format!(
                "\n{}",
                paint.strong(&format!("# {}", neutralize_line(section)))
            ));
            self.section = Some(section.to_owned());
            self.guidance = None;
        }
        if let Some(guidance) = guidance
            && self.guidance.as_deref() != Some(guidance)
        {
            let text = neutralize_line(guidance);
            for line in wrap(&text, self.options.width.min(WIDEST).saturating_sub(2), 0) {
                self.line(&format!("  {}", paint.dim(&line)));
            }
        }
        self.guidance = guidance.map(str::to_owned);
    }

    /// The words that a blank follows in the note.
    fn before(&self, lead: &str) {
        if lead.chars().any(char::is_alphabetic) {
            let line = format!("  \"{} …\"", neutralize_line(&opened(lead)));
            self.line(&Paint::new(self.options.color).dim(&line));
        }
    }

    fn message(&self, prompt: &str, total: usize) -> String {
        let prompt = prompt.replace("***", "…");
        let prompt = neutralize_line(prompt.trim());
        let stop = if prompt.ends_with(['?', ':', '…']) { "" } else { ":" };
        format!("[{}/{total}] {prompt}{stop}", self.done + 1)
    }

    fn field(&mut self, field: &Field, total: usize) -> Asked<Option<Value>> {
        self.above(None, field.help.as_deref());
        let message = self.message(&field.question(), total);
        match field.kind {
            FieldType::Choice => {
                let mut select =
                    Select::new(&message, field.choices.iter().map(Shown).collect()).with_help_message(LISTED);
                let default = field.default.as_ref().map(Value::to_string);
                if let Some(at) = default.and_then(|default| field.choices.iter().position(|choice| *choice == default))
                {
                    select = select.with_starting_cursor(at);
                }
                Ok(skippable(select.prompt())?.map(|chosen| Value::Text(chosen.0.clone())))
            }
            FieldType::Multi => {
                let ticked: Vec<usize> = match &field.default {
                    Some(Value::List(values)) => {
                        let is_default = |choice: &String| values.iter().any(|value| value.to_string() == *choice);
                        (0..field.choices.len())
                            .filter(|at| is_default(&field.choices[*at]))
                            .collect()
                    }
                    _ => Vec::new(),
                };
                let select = MultiSelect::new(&message, field.choices.iter().map(Shown).collect())
                    .with_help_message(TICKED)
                    .with_default(&ticked);
                let chosen = skippable(select.prompt())?.filter(|chosen| !chosen.is_empty() || field.default.is_some());
                Ok(chosen.map(|chosen| Value::List(chosen.iter().map(|one| Value::Text(one.0.clone())).collect())))
            }
            FieldType::Boolean => {
                let mut confirm = Confirm::new(&message)
                    .with_help_message("y or n, Esc leaves it open")
                    .with_error_message("type y or n; Esc leaves it open");
                match field.default {
                    Some(Value::Boolean(default)) => confirm = confirm.with_default(default),
                    _ => confirm = confirm.with_placeholder("y/n"),
                }
                Ok(skippable(confirm.prompt())?.map(Value::Boolean))
            }
            FieldType::Text | FieldType::Integer | FieldType::Number | FieldType::Date => {
                let default = field.default.as_ref().map(Value::to_string);
                let judge = field.clone();
                let mut text = Text::new(&message).with_help_message(match field.kind {
                    FieldType::Date => "a day, as 2026-11-22; Enter takes it, Esc leaves it blank",
                    _ => TYPED,
                });
                text = text.with_validator(move |typed: &str| {
                    Ok(match typed.trim() {
                        "" => Validation::Valid,
                        typed => match judge.parse(typed) {
                            Ok(_) => Validation::Valid,
                            Err(fault) => Validation::Invalid(ErrorMessage::Custom(said(&judge, &fault))),
                        },
                    })
                });
                if let Some(default) = &default {
                    text = text.with_default(default);
                }
                let typed = skippable(text.prompt())?;
                Ok(typed.and_then(|typed| field.parse(&typed).ok().filter(|_| !typed.trim().is_empty())))
            }
        }
    }

    fn question(&mut self, question: &Question, total: usize) -> Asked<Option<Answer>> {
        self.above(question.section.as_deref(), question.guidance.as_deref());
        let prompt = match &question.label {
            _ if question.kind == BlankKind::Optional => question.prompt.clone(),
            Some(label) => {
                self.before(&question.lead);
                label.clone()
            }
            None if question.lead.is_empty() => question.prompt.clone(),
            None => opened(&question.lead),
        };
        let message = self.message(&prompt, total);
        match question.kind {
            BlankKind::Free | BlankKind::Link => Ok(words(&message)?.map(Answer::Text)),
            BlankKind::One | BlankKind::Default => {
                let own = OWN_WORDS.to_owned();
                let choices = question.choices.iter().chain([&own]).map(Shown).collect();
                let chosen = skippable(Select::new(&message, choices).with_help_message(LISTED).prompt())?;
                match chosen {
                    None => Ok(None),
                    Some(Shown(chosen)) if *chosen == own => Ok(words("in your own words:")?.map(Answer::Text)),
                    Some(Shown(chosen)) => Ok(Some(Answer::Chosen(vec![completed(chosen)?]))),
                }
            }
            BlankKind::Several => {
                let own = OWN_WORDS.to_owned();
                let choices = question.choices.iter().chain([&own]).map(Shown).collect();
                let Some(ticked) = skippable(MultiSelect::new(&message, choices).with_help_message(TICKED).prompt())?
                else {
                    return Ok(None);
                };
                let mut chosen = Vec::new();
                for Shown(choice) in ticked {
                    if *choice == own {
                        chosen.extend(words("in your own words:")?);
                    } else {
                        chosen.push(completed(choice)?);
                    }
                }
                Ok(Some(chosen).filter(|chosen| !chosen.is_empty()).map(Answer::Chosen))
            }
            BlankKind::Optional => {
                let confirm = Confirm::new(&message)
                    .with_default(false)
                    .with_help_message("y or n; Enter leaves it out")
                    .with_error_message("type y or n");
                Ok(skippable(confirm.prompt())?.map(Answer::Take))
            }
        }
    }
}

/// The words before a blank for the screen: blanks in them as an ellipsis, and no half of a word where they were cut.
fn opened(lead: &str) -> String {
    let words = lead.replace("***", "…");
    match words.split_once(' ') {
        Some((_, rest)) if lead.chars().count() >= CUT => format!("… {rest}"),
        _ => words,
    }
}

/// A lead of so many characters was cut.
const CUT: usize = 57;

/// Why an answer is none, in one line.
fn said(field: &Field, fault: &crate::template::Fault) -> String {
    let message = match (&field.pattern, &field.help, &fault.help) {
        // In the template's own words rather than as a regular expression.
        (Some(_), Some(help), _) => format!("that is no answer here. {help}"),
        (_, _, Some(help)) => format!("{}; {help}", fault.message),
        (_, _, None) => fault.message.clone(),
    };
    neutralize_line(&message).into_owned()
}

/// Words for a blank; none if nothing is typed.
fn words(message: &str) -> Asked<Option<String>> {
    let typed = skippable(Text::new(message).with_help_message(TYPED).prompt())?;
    Ok(typed
        .map(|typed| typed.trim().to_owned())
        .filter(|typed| !typed.is_empty()))
}

/// A choice with the blanks in it filled in: `not examined because ***`.
fn completed(choice: &str) -> Asked<String> {
    let mut done = String::new();
    let mut from = 0;
    for blank in placeholders(choice).filter(|found| found.kind == PlaceholderKind::Wildcard) {
        let range = blank.span.range();
        done.push_str(&choice[from..range.start]);
        let message = format!("{} …", neutralize_line(done.trim()));
        match words(&message)? {
            Some(words) => done.push_str(&words),
            None => done.push_str(&choice[range.clone()]),
        }
        from = range.end;
    }
    done.push_str(&choice[from..]);
    Ok(done)
}

/// A choice, harmless on the terminal.
struct Shown<'a>(&'a String);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&neutralize_line(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, title: &str, more: &str) -> Entry {
        Entry {
            name: name.to_owned(),
            title: title.to_owned(),
            words: format!("{name} {title} {more}").to_lowercase(),
            width: 20,
        }
    }

    fn best<'e>(typed: &str, entries: &'e [Entry]) -> Vec<&'e str> {
        let scored = entries
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| Some((at, score(typed, entry)?)));
        let mut scored: Vec<(usize, i64)> = scored.collect();
        sort(&mut scored);
        scored.iter().map(|(at, _)| &*entries[*at].name).collect()
    }

    #[test]
    fn a_template_is_found_by_name_title_tag_or_a_few_of_its_letters() {
        let entries = [
            entry("apso", "APSO note", "soap"),
            entry("hp", "H&P", "hp"),
            entry("hp-pediatrics", "H&P, pediatrics", "pediatrics child admission"),
            entry("progress-postop", "Post-operative day", "surgery pod"),
            entry("soap-clinic", "SOAP note, clinic", "outpatient"),
        ];
        assert_eq!(
            best("", &entries),
            ["apso", "hp", "hp-pediatrics", "progress-postop", "soap-clinic"]
        );
        assert_eq!(best("hp", &entries)[..2], ["hp", "hp-pediatrics"]);
        assert_eq!(best("child", &entries), ["hp-pediatrics"]);
        assert_eq!(best("admission hp", &entries), ["hp-pediatrics"]);
        assert_eq!(best("Surg", &entries), ["progress-postop"]);
        assert_eq!(best("soap", &entries)[0], "soap-clinic");
        assert_eq!(best("pgpost", &entries), ["progress-postop"]);
        assert!(best("xylophone", &entries).is_empty());
    }
}
