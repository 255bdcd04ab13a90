//! The good notes, and what is true of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints, Note, SectionIx};
use preceptor::text::Span;
use serde::Deserialize;

/// What `notes.toml` tells of a note.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Facts {
    tags: Vec<String>,
    #[serde(default)]
    anchors: BTreeMap<String, String>,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

/// A place in a note that has a name.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// All of it.
    pub span: Span,
    /// The part in brackets: what a plant's `set` replaces.
    pub value: Span,
}

/// A good note.
pub struct GoodNote {
    /// Its file's stem.
    pub name: String,
    /// As the library reads it.
    pub note: Note,
    tags: Vec<String>,
    anchors: BTreeMap<String, Anchor>,
    words: BTreeMap<String, String>,
}

/// Short names of sections, in a plant's `at`, `body` and `delete`.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "hpi",
        &[
            "history-of-present-illness",
            "interval-history",
            "obstetric-review",
            "subjective",
        ],
    ),
    ("cc", &["chief-complaint", "reason-for-consult"]),
    (
        "exam",
        &[
            "physical-exam",
            "discharge-exam",
            "mental-status-exam",
            "objective",
            "vital-signs",
        ],
    ),
    (
        "assessment",
        &[
            "assessment",
            "assessment-and-plan",
            "medical-decision-making",
            "hospital-course",
        ],
    ),
    ("plan", &["plan", "assessment-and-plan", "recommendations", "follow-up"]),
    ("ros", &["review-of-systems"]),
    ("vitals", &["vital-signs"]),
    ("labs", &["laboratory-data"]),
    ("meds", &["medications", "discharge-medications"]),
    ("pmh", &["past-medical-history"]),
    ("psh", &["past-surgical-history"]),
    ("fh", &["family-history", "family-psychiatric-history"]),
    ("sh", &["social-history"]),
];

/// All good notes, by name. Fails where the notes and what is told of them do not agree.
pub fn all(folder: &Path, facts: &Path) -> Vec<GoodNote> {
    let told = fs::read_to_string(facts).expect("the facts can be read");
    let told: BTreeMap<String, Facts> = toml::from_str(&told).unwrap_or_else(|why| panic!("{why}"));
    let files = fs::read_dir(folder).expect("the notes can be listed").count();
    assert_eq!(
        files,
        told.len(),
        "every note stands in notes.toml, and every entry there is a note"
    );
    let read = |(name, facts): (String, Facts)| {
        let text = fs::read_to_string(folder.join(format!("{name}.md"))).unwrap_or_else(|why| panic!("{name}: {why}"));
        GoodNote::new(name, &text.replace("\r\n", "\n"), facts)
    };
    told.into_iter().map(read).collect()
}

impl GoodNote {
    fn new(name: String, text: &str, facts: Facts) -> Self {
        let find = |(key, marked): (String, String)| {
            let anchor = anchor(text, &marked).unwrap_or_else(|why| panic!("{name}, {key}: {why}"));
            (key, anchor)
        };
        Self {
            anchors: facts.anchors.into_iter().map(find).collect(),
            note: note::read(Arc::from(text), Grammar::builtin(), &Hints::default()),
            tags: facts.tags,
            words: facts.words,
            name,
        }
    }

    /// Whether the note has this tag.
    pub fn is(&self, tag: &str) -> bool {
        self.tags.iter().any(|other| other == tag)
    }

    /// The anchor `name`.
    pub fn anchor(&self, name: &str) -> Option<&Anchor> {
        self.anchors.get(name)
    }

    /// `text` with its `{names}` filled in: words, what stands at an anchor, all that a section holds (`{body:hpi}`),
    /// or a long text of `planting/texts` (`{text:life}`). `None` if the note has no such name.
    pub fn fill(&self, text: &str) -> Option<String> {
        let (mut filled, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            let anchored = || self.anchor(name).map(|anchor| self.note.slice(anchor.span));
            let body = |name| Some(self.note.slice(self.note.section(self.section(name)?).body).trim());
            filled += before;
            match name.split_once(':') {
                Some(("body", name)) => filled += body(name)?,
                Some(("text", name)) => {
                    let texts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/planting/texts");
                    filled += fs::read_to_string(texts.join(format!("{name}.txt"))).ok()?.trim();
                }
                _ => filled += self.words.get(name).map(String::as_str).or_else(anchored)?,
            }
            rest = after;
        }
        Some(filled + rest)
    }

    /// The section that `name` means: an id, a short name, or several of them split by `|`, the first that is there.
    pub fn section(&self, name: &str) -> Option<SectionIx> {
        let ids = name.split('|').flat_map(|name| {
            let short = SECTIONS.iter().find(|(short, _)| *short == name);
            short.map_or_else(|| vec![name], |(_, ids)| ids.to_vec())
        });
        ids.filter_map(|id| self.note.grammar.section_named(id))
            .find_map(|id| self.note.find_section(id))
    }
}

fn anchor(text: &str, marked: &str) -> Result<Anchor, String> {
    let plain = marked.replace(['[', ']'], "");
    let mut places = text.match_indices(&*plain);
    let start = match (places.next(), places.next()) {
        (Some((start, _)), None) => start,
        (None, _) => return Err(format!("{plain:?} does not stand in the note")),
        (Some(_), Some(_)) => return Err(format!("{plain:?} stands in the note more than once")),
    };
    let span = Span::from(start..start + plain.len());
    let value = match (marked.find('['), marked.find(']')) {
        (Some(open), Some(close)) => Span::from(start + open..start + close - 1),
        _ => span,
    };
    Ok(Anchor { span, value })
}
