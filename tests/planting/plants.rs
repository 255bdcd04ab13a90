//! Plants: what is changed in a note, and where.

use std::collections::BTreeMap;
use std::ops::Range;

use preceptor::text::Span;
use serde::Deserialize;

use super::notes::GoodNote;

/// In how many notes a plant is put, where more would take it.
const SPREAD: usize = 4;

/// One fault, or one look-alike.
#[derive(Debug, Deserialize)]
pub struct Plant {
    /// Only these notes; each of them must take it.
    #[serde(default)]
    notes: Vec<String>,
    /// Only notes with all these tags.
    #[serde(default, rename = "where")]
    tags: Vec<String>,
    /// Only notes with none of these tags.
    #[serde(default)]
    unless: Vec<String>,
    /// In how many notes at most.
    spread: Option<usize>,
    /// Other rules that may rightly speak of it instead.
    #[serde(default)]
    or: Vec<String>,
    /// What is missing is the fault: a finding at any place counts.
    #[serde(default)]
    absence: bool,
    /// The note of the day before, where there is one: [`Change::with`]'s names work here too.
    previous: Option<String>,
    /// Why it is a fault, or why it is none: for a reader.
    #[serde(default)]
    why: String,
    /// What is done; see [`Change`]. `also` is a list of more changes, made together.
    #[serde(flatten)]
    change: Change,
    #[serde(default)]
    also: Vec<Change>,
}

/// One change. Exactly one of `insert`, `set`, `replace`, `from`, `body`, `delete` and `line` says what is done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Change {
    /// Insert this sentence or item at `at`: `section:start` or `section:end`.
    insert: Option<String>,
    at: Option<String>,
    /// Replace the bracketed part of this anchor by `to`.
    set: Option<String>,
    to: Option<String>,
    /// Replace this text, which must stand in the note once, by `with`.
    replace: Option<String>,
    with: Option<String>,
    /// Replace all from this text on, which must stand in the note once, up to `until` (the next place where that
    /// stands; the end of the note, where there is none) by `with`.
    from: Option<String>,
    until: Option<String>,
    /// Replace the body of this section by `with`.
    body: Option<String>,
    /// Delete this section with its heading.
    delete: Option<String>,
    /// Delete the line that holds this text.
    line: Option<String>,
    /// Keys that mean nothing.
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

/// A note with a plant in it.
pub struct Planted {
    /// The changed text.
    pub text: String,
    /// Where the plants stand in it; empty where something is missing.
    pub places: Vec<Span>,
    /// The note of the day before.
    pub previous: Option<String>,
    /// What was done, for a reader.
    pub what: String,
    /// Why, for a reader.
    pub why: String,
    /// Other rules that may rightly speak of it instead.
    pub or: Vec<String>,
}

/// Bytes of the good note and what stands there instead.
type Edit = (Range<usize>, String);

#[derive(Deserialize)]
struct File {
    plant: Vec<Plant>,
}

impl Plant {
    /// The plants of one file.
    pub fn list(text: &str) -> Result<Vec<Plant>, String> {
        let file: File = toml::from_str(text).map_err(|why| why.to_string())?;
        let changes = file
            .plant
            .iter()
            .flat_map(|plant| plant.also.iter().chain([&plant.change]));
        let unknown = changes.flat_map(|change| change.unknown.keys()).next().cloned();
        unknown.map_or(Ok(file.plant), |key| Err(format!("no such key: {key}")))
    }

    /// The notes that take this plant, the `turn`th of its file, with it. They are taken from another place of the list
    /// each turn, so that all notes get their share.
    pub fn sow(&self, turn: usize, notes: &[GoodNote]) -> Result<Vec<(usize, Planted)>, String> {
        let mut sown = Vec::new();
        for at in (0..notes.len()).map(|at| (at + turn * 7) % notes.len()) {
            let note = &notes[at];
            let is_named = self.notes.contains(&note.name);
            let is_meant = if self.notes.is_empty() {
                self.tags.iter().all(|tag| note.is(tag)) && !self.unless.iter().any(|tag| note.is(tag))
            } else {
                is_named
            };
            if !is_meant {
                continue;
            }
            match self.plant(note) {
                Ok(planted) => sown.push((at, planted)),
                Err(why) if is_named => return Err(format!("{}: {why}", note.name)),
                Err(_) => {}
            }
        }
        if sown.is_empty() {
            return Err("no note takes it".to_owned());
        }
        if sown.len() < self.notes.len() {
            return Err(format!("not all of {:?} are notes", self.notes));
        }
        sown.truncate(self.spread.unwrap_or(SPREAD.max(self.notes.len())));
        Ok(sown)
    }

    fn previous(&self, good: &GoodNote) -> Result<Option<String>, String> {
        self.previous.as_deref().map(|text| fill(good, text)).transpose()
    }

    fn plant(&self, good: &GoodNote) -> Result<Planted, String> {
        let mut edits = Vec::new();
        for change in std::iter::once(&self.change).chain(&self.also) {
            edits.push(change.edit(good)?);
        }
        edits.sort_by_key(|(range, _)| range.start);
        let mut planted = Planted {
            text: String::new(),
            places: Vec::new(),
            previous: self.previous(good)?,
            what: String::new(),
            why: self.why.clone(),
            or: self.or.clone(),
        };
        let mut copied = 0;
        for (range, new) in edits {
            let kept = good
                .note
                .text
                .get(copied..range.start)
                .ok_or("two changes of one place")?;
            planted.text += kept;
            let start = planted.text.len();
            planted.text += &new;
            let trimmed = new.trim();
            if !trimmed.is_empty() && !self.absence {
                let lead = new.len() - new.trim_start().len();
                planted
                    .places
                    .push(Span::from(start + lead..start + lead + trimmed.len()));
            }
            let old = good.note.text[range.clone()].trim();
            planted.what += &match (short(old), short(trimmed)) {
                (old, new) if old.is_empty() => format!("+ {new:?} "),
                (old, new) => format!("{old:?} → {new:?} "),
            };
            copied = range.end;
        }
        planted.text += &good.note.text[copied..];
        if planted.text == *good.note.text {
            return Err("nothing is changed".to_owned());
        }
        Ok(planted)
    }
}

/// `text` with its `{names}` filled in.
fn fill(good: &GoodNote, text: &str) -> Result<String, String> {
    good.fill(text).ok_or(format!("a name of {text:?} is unknown here"))
}

impl Change {
    fn edit(&self, good: &GoodNote) -> Result<Edit, String> {
        let text = &*good.note.text;
        let fill = |text: &str| fill(good, text);
        let with = || fill(self.with.as_deref().unwrap_or_default());
        let section = |name: &str| {
            good.section(name)
                .map(|ix| good.note.section(ix))
                .ok_or(format!("no {name} here"))
        };
        let once = |part: &str| {
            let part = fill(part)?;
            match text.match_indices(&*part).map(|(at, _)| at).collect::<Vec<_>>()[..] {
                [at] => Ok(at..at + part.len()),
                ref places => Err(format!("{part:?} stands there {} times", places.len())),
            }
        };
        let one_of = [
            &self.insert,
            &self.set,
            &self.replace,
            &self.from,
            &self.body,
            &self.delete,
            &self.line,
        ];
        if one_of.iter().filter(|change| change.is_some()).count() != 1 {
            return Err("exactly one change is asked for".to_owned());
        }
        if let Some(sentence) = &self.insert {
            let at = self.at.as_deref().ok_or("insert needs at")?;
            let (name, end) = at.rsplit_once(':').ok_or("at needs :start or :end")?;
            let body = section(name)?.body;
            return Ok(insertion(text, body, end == "end", &fill(sentence)?));
        }
        if let Some(name) = &self.set {
            let anchor = good.anchor(name).ok_or(format!("no anchor {name} here"))?;
            let to = fill(self.to.as_deref().unwrap_or_default())?;
            // The whole anchor is the place: the rule may point at name, number or unit.
            let before = &text[anchor.span.start as usize..anchor.value.start as usize];
            let after = &text[anchor.value.end as usize..anchor.span.end as usize];
            return Ok((anchor.span.range(), format!("{before}{to}{after}")));
        }
        if let Some(part) = &self.replace {
            return Ok((once(part)?, with()?));
        }
        if let Some(part) = &self.from {
            let start = once(part)?.start;
            let end = match &self.until {
                Some(until) => {
                    let after = start + part.len();
                    let end = text[after..]
                        .find(&**until)
                        .ok_or(format!("no {until:?} after {part:?}"))?;
                    after + end
                }
                None => text.len(),
            };
            let with = with()?;
            // What stands instead is set off from its surroundings as the old text was.
            let end = if with.is_empty() {
                end
            } else {
                text[..end].trim_end().len()
            };
            return Ok((start..end, with));
        }
        if let Some(name) = &self.body {
            let section = section(name)?;
            let body = trimmed(text, section.body);
            let heading = section.heading.start as usize;
            return Ok((heading..body.end, format!("{}{}", &text[heading..body.start], with()?)));
        }
        if let Some(name) = &self.delete {
            return Ok((section(name)?.span.range(), String::new()));
        }
        let part = once(self.line.as_deref().unwrap_or_default())?;
        let start = text[..part.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[part.end..].find('\n').map_or(text.len(), |at| part.end + at + 1);
        Ok((start..end, String::new()))
    }
}

/// The ends of a long text.
fn short(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    match chars.len() {
        ..=120 => text.to_owned(),
        long => chars[..60]
            .iter()
            .chain(&[' ', '…', ' '])
            .chain(&chars[long - 40..])
            .collect(),
    }
}

fn trimmed(text: &str, span: Span) -> Range<usize> {
    let body = span.of(text);
    let start = span.range().start + body.len() - body.trim_start().len();
    start..start + body.trim().len()
}

/// `sentence` at the start or end of a body, in its style: an item of a list, a line among lines, or more prose.
fn insertion(text: &str, body: Span, at_end: bool, sentence: &str) -> Edit {
    let range = trimmed(text, body);
    let mut lines = text[range.clone()].lines().filter(|line| !line.trim().is_empty());
    let (first, last) = (lines.next().unwrap_or_default(), lines.next_back());
    let beside = if at_end { last.unwrap_or(first) } else { first };
    let bullet = ["- ", "* ", "• "]
        .into_iter()
        .find(|bullet| beside.trim_start().starts_with(bullet));
    let indent = &beside[..beside.len() - beside.trim_start().len()];
    let item = format!("{indent}{}{sentence}", bullet.unwrap_or_default());
    match (at_end, bullet.is_some() || last.is_some()) {
        (true, true) => (range.end..range.end, format!("\n{item}")),
        (true, false) => (range.end..range.end, format!(" {sentence}")),
        (false, true) if bullet.is_some() => (range.start..range.start, format!("{}\n", item.trim_start())),
        (false, _) => (range.start..range.start, format!("{sentence} ")),
    }
}

#[test]
fn insertions_take_the_style_of_their_section() {
    let insert = |text: &str, at_end| {
        let (range, new) = insertion(text, Span::from(0..text.len()), at_end, "New.");
        let mut text = text.to_owned();
        text.replace_range(range, &new);
        text
    };
    assert_eq!(insert(" One.", true), " One. New.");
    assert_eq!(insert("- one\n- two\n\n", true), "- one\n- two\n- New.\n\n");
    assert_eq!(insert("\n- one\n", false), "\n- New.\n- one\n");
    assert_eq!(
        insert("Heart: regular\nLungs: clear\n", true),
        "Heart: regular\nLungs: clear\nNew.\n"
    );
    assert_eq!(insert("\nA story.\n", false), "\nNew. A story.\n");
}
