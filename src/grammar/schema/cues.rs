//! The cues of all elements of all specialties, and of the topics of kinds, as one lexicon, so that they are found in the same
//! pass as other phrases.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::model::*;
use super::super::trie::is_findable;
use super::Tables;

/// The lexicon that holds them.
const LEXICON: &str = "element-cues";
/// The lexicon whose entries are the topics of kinds, with their phrases under `cues`.
pub(super) const TOPICS: &str = "topics";
/// The attribute of its entries that says which elements a phrase speaks of.
const COVERS: &str = "covers";

/// What a phrase speaks of: `neurology/gait`, `topic/growth`; with a `?` behind it, what it makes one ask for.
type Covers = BTreeSet<String>;

/// Fill the lexicon from the elements of the specialties. The id is that of the lexicon, if there is one.
///
/// Hits of one lexicon do not overlap, and at one place the longest phrase counts. So every phrase stands once, whichever
/// elements share it, and a phrase speaks of whatever the phrases inside it speak of.
pub(super) fn gather(tables: &mut Tables) -> Option<LexiconId> {
    let at = tables.lexicons.iter().position(|lexicon| lexicon.id == LEXICON)?;
    let mut phrases: BTreeMap<String, Covers> = BTreeMap::new();
    for specialty in &tables.specialties {
        let looked_for = |element: &&Element| !element.structural && element.rule.is_empty();
        for element in specialty.elements.iter().filter(looked_for) {
            let name = format!("{}/{}", specialty.id, element.id);
            for cue in element.cues.iter() {
                phrases.entry(cue.to_string()).or_default().insert(name.clone());
            }
            for cue in element.when.iter() {
                phrases.entry(cue.to_string()).or_default().insert(format!("{name}?"));
            }
        }
    }
    let topics = tables.lexicons.iter().filter(|lexicon| lexicon.id == TOPICS);
    for topic in topics.flat_map(|lexicon| lexicon.entries.iter()) {
        for (list, asks) in [("cues", ""), ("when", "?")] {
            for cue in topic.list(list).iter().filter(|cue| is_findable(cue)) {
                let name = format!("topic/{}{asks}", topic.id);
                phrases.entry(cue.to_string()).or_default().insert(name);
            }
        }
    }
    let inner = inside(&phrases);
    let entries: Vec<LexiconEntry> = phrases
        .into_iter()
        .zip(inner)
        .map(|((phrase, own), inner)| {
            let covers: List<Str> = own.union(&inner).map(|name| Str::Owned(name.clone())).collect();
            LexiconEntry {
                id: Str::default(),
                category: Str::default(),
                lines: phrase.into(),
                attributes: vec![(COVERS.into(), Attribute::List(covers))].into(),
            }
        })
        .collect();
    tables.lexicons[at].entries = entries.into();
    Some(LexiconId(at as u16))
}

/// For every phrase what the phrases that stand inside it speak of.
fn inside(phrases: &BTreeMap<String, Covers>) -> Vec<Covers> {
    let parsed: Vec<(String, bool, &Covers)> = phrases
        .iter()
        .map(|(phrase, covers)| {
            let (text, stem) = phrase.strip_suffix('*').map_or((&**phrase, false), |text| (text, true));
            (text.replace('-', " "), stem, covers)
        })
        .collect();
    // By their first bytes; what is shorter than that is looked up as it is.
    let key = |text: &str| text.bytes().take(2).fold(0_u16, |key, byte| key << 8 | u16::from(byte));
    let mut by_key: HashMap<u16, Vec<usize>> = HashMap::new();
    for (at, (text, ..)) in parsed.iter().enumerate() {
        by_key.entry(key(text)).or_default().push(at);
    }
    let mut found = Vec::with_capacity(parsed.len());
    for (text, stem, _) in &parsed {
        let mut covers = Covers::new();
        let starts = (0..text.len()).filter(|at| {
            text.is_char_boundary(*at)
                && !text[*at..].starts_with(' ')
                && (*at == 0 || !text.as_bytes()[at - 1].is_ascii_alphanumeric())
        });
        for start in starts {
            let rest = &text[start..];
            let one = by_key.get(&u16::from(rest.as_bytes()[0]));
            let two = by_key.get(&key(rest)).filter(|_| rest.len() > 1);
            for other in one.into_iter().chain(two).flatten() {
                let (inner, inner_stem, inner_covers) = &parsed[*other];
                if !rest.starts_with(&**inner) {
                    continue;
                }
                let ends_whole = match rest[inner.len()..].chars().next() {
                    Some(next) => !next.is_alphanumeric(),
                    None => !stem,
                };
                if *inner_stem || ends_whole {
                    covers.extend(inner_covers.iter().cloned());
                }
            }
        }
        found.push(covers);
    }
    found
}
