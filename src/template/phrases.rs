//! Dot phrases: short named texts. `.normalcardiac` in a note stands for the body of `phrases/normalcardiac.md`, which is
//! written like a template and has blanks like one.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::document::Document;
use super::error::{Fault, Origin, TemplateError};
use super::field::Field;
use super::library::{Library, Place, Template};
use super::manifest::Manifest;
use super::prepare::{Inputs, prepare, resolved};
use super::splice::{Site, splice};
use super::value::{Value, Values};
use crate::grammar::Grammar;
use crate::note::{PhraseNames, dot_phrases, front_matter_value, is_phrase_name};
use crate::syntax::{self, NodeKind, PlaceholderKind, Tree, comments, placeholders};
use crate::text::Span;

/// How deep phrases may stand in each other.
const DEPTH: usize = 16;
/// How long a phrase may be with all that stands in it, in bytes.
const LONGEST: usize = 64 * 1024;

/// All dot phrases that can be expanded.
#[derive(Debug, Clone)]
pub struct Phrases {
    library: Library,
    names: PhraseNames,
    /// From the name in small letters to the stem of its file.
    stems: BTreeMap<String, String>,
}

/// A text with its phrases expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// The text.
    pub text: String,
    /// How many phrases were expanded.
    pub expanded: usize,
    /// What was left as it is, in order.
    pub left: Vec<Left>,
}

/// A phrase that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where in the text as it was.
    pub span: Span,
    /// Its name, as written.
    pub name: String,
    /// Why.
    pub why: Why,
}

/// Why a phrase was not expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// There is none of that name; the nearest known one.
    Unknown(Option<String>),
    /// It has several lines, or pick lists, and stands in a cell of a table.
    InTable,
    /// It has several lines and stands in a heading.
    InHeading,
}

/// A phrase with everything that stands in it.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    pub(super) title: String,
    fields: Vec<Field>,
    origin: Origin,
    body: String,
}

impl Phrases {
    /// Those that ship, under those of `folders` (strongest first).
    ///
    /// # Errors
    ///
    /// A folder is there and cannot be read.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Result<Self, TemplateError> {
        let library = Library::phrases(folders);
        let mut stems: BTreeMap<String, (String, bool)> = BTreeMap::new();
        for listed in library
            .list()?
            .into_iter()
            .filter(|listed| is_phrase_name(&listed.name))
        {
            let shipped = listed.place == Place::Shipped;
            let key = listed.name.to_ascii_lowercase();
            if stems.get(&key).is_none_or(|(_, known_ships)| *known_ships && !shipped) {
                stems.insert(key, (listed.name, shipped));
            }
        }
        let stems: BTreeMap<String, String> = stems.into_iter().map(|(key, (stem, _))| (key, stem)).collect();
        Ok(Self {
            names: PhraseNames::new(stems.keys().map(String::as_str)),
            library,
            stems,
        })
    }

    /// The names, for the scanner.
    pub fn names(&self) -> &PhraseNames {
        &self.names
    }

    /// Every phrase, read, by name.
    ///
    /// # Errors
    ///
    /// The faults of all that cannot be read.
    pub fn all(&self) -> Result<Vec<Template>, TemplateError> {
        let mut faults = Vec::new();
        let mut all = Vec::new();
        for phrase in self.each() {
            match phrase {
                Ok(phrase) => all.push(phrase),
                Err(error) => faults.extend(error.faults),
            }
        }
        if faults.is_empty() {
            Ok(all)
        } else {
            Err(TemplateError { faults })
        }
    }

    /// Every phrase, by name, each read when it is asked for.
    pub fn each(&self) -> impl Iterator<Item = Result<Template, TemplateError>> {
        self.stems.values().map(|stem| self.library.find(stem))
    }

    /// The text of the phrase `name`: its blanks stay, or are filled where `values` has something for their labels.
    ///
    /// # Errors
    ///
    /// There is none of that name; it has faults; it stands in itself.
    pub fn text(&self, name: &str, values: &Values) -> Result<String, TemplateError> {
        let flat = self.flat(name, &mut Vec::new())?;
        self.render(name, &flat, values)
    }

    /// `text` with its phrases expanded. What the front matter says of the patient, and `values`, fill blanks of that label.
    ///
    /// # Errors
    ///
    /// A phrase that is used has faults, or stands in itself.
    pub fn expand(&self, text: &str, values: &Values) -> Result<Expansion, TemplateError> {
        self.expand_where(text, values, |_| true)
    }

    /// The same for those phrases only whose places are `wanted`; the others are not looked at.
    ///
    /// # Errors
    ///
    /// As [`Phrases::expand`].
    pub fn expand_where(
        &self,
        text: &str,
        values: &Values,
        wanted: impl Fn(Span) -> bool,
    ) -> Result<Expansion, TemplateError> {
        let mut expansion = Expansion {
            text: String::new(),
            expanded: 0,
            left: Vec::new(),
        };
        let tree = syntax::parse(text);
        let is_template = text.trim_start_matches('\u{feff}').starts_with("+++");
        let mut found = if is_template {
            Vec::new()
        } else {
            dot_phrases(text, &tree, &self.names)
        };
        found.retain(|phrase| wanted(phrase.span));
        if found.is_empty() {
            text.clone_into(&mut expansion.text);
            return Ok(expansion);
        }
        let values = with_patient(text, values);
        let known: RefCell<HashMap<String, Arc<(Flat, String)>>> = RefCell::default();
        let rendered = |name: &str| -> Result<Arc<(Flat, String)>, TemplateError> {
            let key = name.to_ascii_lowercase();
            if let Some(known) = known.borrow().get(&key) {
                return Ok(known.clone());
            }
            let flat = self.flat(name, &mut Vec::new())?;
            let words = self.render(name, &flat, &values)?;
            let both = Arc::new((flat, words));
            known.borrow_mut().insert(key, both.clone());
            Ok(both)
        };
        let newline = newline_of(text);
        let mut faults: Vec<Fault> = Vec::new();
        let mut at = 0;
        for phrase in found {
            let range = phrase.span.range();
            let name = &text[range.start + 1..range.end];
            expansion.text.push_str(&text[at..range.start]);
            at = range.start;
            let why = if phrase.is_known {
                match rendered(name) {
                    Ok(both) => {
                        let site = Site {
                            rest: line_rest(&text[range.end..]),
                            newline,
                            title: &both.0.title,
                            kind: kind_at(&tree, phrase.span),
                        };
                        match splice(&mut expansion.text, &both.1, &site) {
                            Ok(eaten) => {
                                expansion.expanded += 1;
                                at = range.end + eaten;
                                continue;
                            }
                            Err(why) => why,
                        }
                    }
                    Err(error) => {
                        let new = error.faults.into_iter().filter(|fault| !faults.contains(fault));
                        let new: Vec<Fault> = new.collect();
                        faults.extend(new);
                        continue;
                    }
                }
            } else {
                Why::Unknown(self.names.nearest(name).map(str::to_owned))
            };
            expansion.left.push(Left {
                span: phrase.span,
                name: name.to_owned(),
                why,
            });
        }
        expansion.text.push_str(&text[at..]);
        if faults.is_empty() {
            Ok(expansion)
        } else {
            Err(TemplateError { faults })
        }
    }

    fn find(&self, name: &str) -> Result<Template, TemplateError> {
        let stem = self.stems.get(&name.to_ascii_lowercase());
        self.library.find(stem.map_or(name, String::as_str))
    }

    /// The phrase with those that stand in it put in their places. `chain`: the phrases it stands in.
    pub(super) fn flat(&self, name: &str, chain: &mut Vec<String>) -> Result<Flat, TemplateError> {
        let template = self.find(name)?;
        let key = template.name.to_ascii_lowercase();
        let (manifest, body) = resolved(&self.library, &template)?;
        if body.trim().is_empty() {
            let help = Some("write under the manifest what it stands for".to_owned());
            let end = template.origin.text.len();
            return Err(Fault::at(
                &template.origin,
                end.saturating_sub(1)..end,
                "the phrase is empty",
                help,
            )
            .into());
        }
        // Its own faults are told at its own places.
        prepare(&self.library, &template, &Inputs::default())?;
        chain.push(key);
        let mut flat = Flat {
            title: manifest.title,
            fields: manifest.fields,
            origin: template.origin.clone(),
            body: String::new(),
        };
        let mut at = 0;
        let tree = syntax::parse(&body);
        for (range, inner) in self.nested(&body, &tree) {
            if range.start < at {
                continue;
            }
            let place = |message: String, help: &str| {
                // The place in the file is known if the body is the file's own.
                let offset = if manifest.extends.is_none() { template.body } else { 0 };
                let place = range.start + offset..range.end + offset;
                let fault = Fault::at(&template.origin, place, message, Some(help.to_owned()));
                TemplateError::from(fault)
            };
            let inner_key = inner.to_ascii_lowercase();
            if let Some(first) = chain.iter().position(|above| *above == inner_key) {
                let names = chain[first..].iter().chain([&inner_key]);
                let names: Vec<String> = names.map(|name| format!(".{name}")).collect();
                let message = format!("the phrase `.{inner_key}` stands in itself: {}", names.join(" → "));
                return Err(place(message, "take it out here, or write its words"));
            }
            if chain.len() >= DEPTH {
                let message = format!(
                    "phrases stand more than {DEPTH} deep in each other: .{} …",
                    chain.join(" → .")
                );
                return Err(place(message, "write the words of the innermost"));
            }
            let nested = self.flat(&inner, chain)?;
            flat.body.push_str(&body[at..range.start]);
            let site = Site {
                rest: line_rest(&body[range.end..]),
                newline: "\n",
                title: &nested.title,
                kind: kind_at(&tree, Span::from(range.clone())),
            };
            match splice(&mut flat.body, &without_comments(&nested.body), &site) {
                Ok(eaten) => at = range.end + eaten,
                Err(_) => {
                    let message = format!("`.{inner_key}` has several lines, or choices, and cannot stand here");
                    return Err(place(message, "give it a line of its own"));
                }
            }
            for field in nested.fields {
                if !flat.fields.iter().any(|known| known.name == field.name) {
                    flat.fields.push(field);
                }
            }
            if flat.body.len() > LONGEST {
                let message = format!("the phrase grows beyond {} kilobytes here", LONGEST / 1024);
                return Err(place(message, "phrases are short texts; a long one is a template"));
            }
        }
        flat.body.push_str(&body[at..]);
        chain.pop();
        Ok(flat)
    }

    /// The phrases that stand in a body: `.name`, and `@NAME@` if a phrase has that name.
    fn nested(&self, body: &str, tree: &Tree) -> Vec<(Range<usize>, String)> {
        let dots = dot_phrases(body, tree, &self.names);
        let dots = dots.iter().filter(|phrase| phrase.is_known);
        let mut found: Vec<(Range<usize>, String)> = dots
            .map(|phrase| (phrase.span.range(), phrase.span.of(body)[1..].to_owned()))
            .collect();
        let hidden: Vec<Range<usize>> = comments(body).map(|(range, _)| range).collect();
        for link in placeholders(body).filter(|found| found.kind == PlaceholderKind::Variable) {
            let range = link.span.range();
            let name = link.label.map_or("", |label| label.of(body));
            let in_comment = hidden.iter().any(|hidden| hidden.contains(&range.start));
            if body[range.clone()].starts_with('@') && self.names.contains(name) && !in_comment {
                found.push((range, name.to_owned()));
            }
        }
        found.sort_by_key(|(range, _)| range.start);
        found
    }

    fn render(&self, name: &str, flat: &Flat, values: &Values) -> Result<String, TemplateError> {
        let document = self.document(name, flat, values)?;
        Ok(document.text(false).trim_matches('\n').to_owned())
    }

    /// The phrase with its blanks.
    pub(super) fn document(&self, name: &str, flat: &Flat, values: &Values) -> Result<Document, TemplateError> {
        let manifest = Manifest {
            title: flat.title.clone(),
            fields: flat.fields.clone(),
            ..Manifest::default()
        };
        let template = Template {
            name: name.to_owned(),
            place: Place::Shipped,
            origin: Origin::new(flat.origin.shown.clone(), flat.body.as_str()),
            manifest,
            body: 0,
        };
        // What the note says of the patient may be nothing that the phrase can use.
        let usable = |(name, value): (&String, &Value)| {
            let field = flat.fields.iter().find(|field| field.name == *name);
            let value = match (field, value) {
                (None, value) => Some(value.clone()),
                (Some(field), Value::Text(words)) => field.parse(words).ok(),
                (Some(field), value) => field.accept(value).ok(),
            };
            Some((name.clone(), value?))
        };
        let case: Values = values.iter().filter_map(usable).collect();
        let inputs = Inputs {
            case: Some((Origin::new("the note", ""), case)),
            ..Inputs::default()
        };
        Ok(prepare(&self.library, &template, &inputs)?.document)
    }
}

/// `values`, and what the front matter of `text` says of the patient where they say nothing.
pub(super) fn with_patient(text: &str, values: &Values) -> Values {
    let mut all = values.clone();
    for (key, name) in [
        ("patient-age", "age"),
        ("patient-sex", "sex"),
        ("patient-pronouns", "pronouns"),
        ("patient-weight", "weight"),
    ] {
        let stated = front_matter_value(text, key)
            .map(|span| span.of(text))
            .filter(|value| !value.is_empty());
        if let Some(value) = stated
            && !all.contains_key(name)
        {
            all.insert(name.to_owned(), Value::Text(value.to_owned()));
        }
    }
    all
}

pub(super) fn kind_at(tree: &Tree, span: Span) -> Option<NodeKind> {
    let nodes = tree.nodes();
    let at = nodes.partition_point(|node| node.span.start <= span.start);
    nodes[..at].last().map(|node| node.kind)
}

/// What is left of the line.
pub(super) fn line_rest(text: &str) -> &str {
    text.split(['\n', '\r']).next().unwrap_or(text)
}

/// How the lines of `text` end.
fn newline_of(text: &str) -> &'static str {
    match text.find(['\n', '\r']).map(|at| &text[at..]) {
        Some(end) if end.starts_with("\r\n") => "\r\n",
        Some(end) if end.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// A body without guidance: it is for whoever writes the phrase it stands in.
fn without_comments(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    let mut at = 0;
    for (range, is_directive) in comments(body) {
        if is_directive {
            continue;
        }
        plain.push_str(&body[at..range.start]);
        let own_line = plain.is_empty() || plain.ends_with('\n');
        at = range.end;
        if own_line && body[at..].starts_with('\n') {
            at += 1;
        }
    }
    plain.push_str(&body[at..]);
    plain.trim_matches('\n').to_owned()
}

/// Whether two labels name one thing: the same words, the same section, the same region of the body.
pub(super) fn is_same_label(a: &str, b: &str) -> bool {
    let grammar = Grammar::builtin();
    let regions = |label: &str| {
        let mut hits = Vec::new();
        grammar.find_phrases(label, [Span::from(0..label.len())], &mut hits);
        hits.retain(|hit| hit.lexicon == crate::grammar::lexicon_ids::EXAM_REGIONS);
        hits.into_iter().map(|hit| hit.entry).collect::<Vec<_>>()
    };
    a.eq_ignore_ascii_case(b)
        || grammar
            .section_named(a)
            .is_some_and(|section| grammar.section_named(b) == Some(section))
        || regions(a).iter().any(|region| regions(b).contains(region))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Phrases of a folder of these files over those that ship.
    fn phrases(files: &[(&str, &str)]) -> (tempfile::TempDir, Phrases) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, body) in files {
            let text = format!("+++\ntitle = \"T\"\ndescription = \"D\"\n{body}");
            fs::write(folder.path().join(format!("{name}.md")), text).expect("written");
        }
        let phrases = Phrases::new([folder.path().to_path_buf()]).expect("readable");
        (folder, phrases)
    }

    fn expanded(files: &[(&str, &str)], text: &str) -> String {
        let (_folder, phrases) = phrases(files);
        match phrases.expand(text, &Values::new()) {
            Ok(expansion) => expansion.text,
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn shipped_phrases_are_found_whatever_their_case() {
        let text = "## Exam\n\nHeart: .NormalCardiac\nLungs: .lungsclear\n";
        let (_folder, phrases) = phrases(&[]);
        let done = phrases.expand(text, &Values::new()).expect("no faults");
        assert_eq!(done.expanded, 1);
        assert!(
            done.text.starts_with("## Exam\n\nHeart: apical impulse"),
            "{}",
            done.text
        );
        assert!(done.text.ends_with("\nLungs: .lungsclear\n"), "{}", done.text);
        assert_eq!(done.left.len(), 1);
        assert_eq!(
            (done.left[0].name.as_str(), &done.left[0].why),
            ("lungsclear", &Why::Unknown(None))
        );
        assert_eq!(&text[done.left[0].span.range()], ".lungsclear");
    }

    #[test]
    fn a_folder_overrides_what_ships_and_adds_short_names() {
        let files = [("NormalCardiac", "+++\nOurs.\n"), ("hx", "+++\nHistory as told.\n")];
        assert_eq!(
            expanded(&files, ".normalcardiac\r\n.hx\r\n"),
            "Ours.\r\nHistory as told.\r\n"
        );
    }

    #[test]
    fn phrases_stand_in_each_other() {
        let files = [
            ("whole", "+++\n<!-- guidance -->\nExam:\n- .one\n- Legs: .two\n@ONE@\n"),
            ("one", "+++\n<!-- not for the note -->\nHeart: fine.\n"),
            ("two", "+++\n- left ***{left}\n- right ***\n"),
        ];
        assert_eq!(
            expanded(&files, "  .whole\n"),
            "  Exam:\n  - Heart: fine.\n  - Legs:\n    - left ***{left}\n    - right ***\n  Heart: fine.\n"
        );
    }

    #[test]
    fn values_and_the_front_matter_fill_blanks() {
        let field = "[[fields]]\nname = \"sex\"\ntype = \"choice\"\nchoices = [\"female\", \"male\"]\n";
        let body = format!("{field}+++\n***{{age}}, {{{{ sex | he_she }}}} has ***{{dose}} of ***{{drug}}.\n");
        let files = [("said", body.as_str())];
        let (_folder, phrases) = phrases(&files);
        let text = "---\npatient-age: 58\npatient-sex: female\n---\n.said\n";
        let values = Values::from([("dose".to_owned(), Value::Text("5 mg".to_owned()))]);
        let done = phrases.expand(text, &values).expect("no faults");
        assert!(
            done.text.ends_with("---\n58, she has 5 mg of ***{drug}.\n"),
            "{}",
            done.text
        );
        // What cannot be used is left to the writer.
        let odd = text.replace("female", "unknown");
        let done = phrases.expand(&odd, &Values::new()).expect("no faults");
        assert!(done.text.contains("***{dose}"), "{}", done.text);
    }

    #[test]
    fn cycles_end_in_an_error_with_the_chain() {
        let files = [
            ("aa", "+++\nfirst\n.bb\n"),
            ("bb", "+++\nx @CC@\n"),
            ("cc", "+++\n- .aa\n"),
        ];
        let said = expanded(&files, "Note.\n\n.bb\n");
        assert!(
            said.contains("the phrase `.bb` stands in itself: .bb → .cc → .aa → .bb"),
            "{said}"
        );
        assert!(said.contains("aa.md:6:1"), "{said}");
        let own = expanded(&[("self", "+++\n.self\n")], ".self\n");
        assert!(own.contains(".self → .self"), "{own}");
    }

    #[test]
    fn phrases_do_not_grow_without_end() {
        let mut files = Vec::new();
        let names: Vec<String> = (0..14).map(|at| format!("grow{at}")).collect();
        let bodies: Vec<String> = (0..14)
            .map(|at| match names.get(at + 1) {
                Some(next) => format!("+++\nsome words\n.{next}\n.{next}\n.{next}\n.{next}\n"),
                None => "+++\nsome words of the last one\n".to_owned(),
            })
            .collect();
        for (name, body) in names.iter().zip(&bodies) {
            files.push((name.as_str(), body.as_str()));
        }
        let said = expanded(&files, ".grow0\n");
        assert!(
            said.contains("grows beyond 64 kilobytes"),
            "{}",
            &said[..said.len().min(300)]
        );
    }

    #[test]
    fn faults_of_a_phrase_are_told_at_their_place() {
        let said = expanded(&[("bad", "+++\nfine\n{{ nobody }}\n")], ".bad\n");
        assert!(said.contains("bad.md:6") && said.contains("nobody"), "{said}");
        assert!(expanded(&[("none", "+++\n\n")], ".none\n").contains("the phrase is empty"));
    }

    #[test]
    fn nothing_is_expanded_twice_or_in_hidden_places() {
        let text = "<!-- .rosneg -->\n`.rosneg`\n+++ .rosnegx\n";
        assert_eq!(expanded(&[], text), text);
        let template = "+++\ntitle = \"x\"\n+++\n.rosneg\n";
        assert_eq!(expanded(&[], template), template);
        let (_folder, phrases) = phrases(&[]);
        for phrase in phrases.all().expect("all are in order") {
            let text = format!("Note.\n\n.{}\n", phrase.name);
            let once = phrases.expand(&text, &Values::new()).expect("no faults");
            assert_eq!((once.expanded, once.left.len()), (1, 0), "{}", phrase.name);
            let twice = phrases.expand(&once.text, &Values::new()).expect("no faults");
            assert_eq!(once.text, twice.text, "{}", phrase.name);
        }
    }
}
