//! What may stand in grammar files, and how they add up to tables. The build step reads the shipped files with it and
//! the program a user's files: the same keys, the same checks.
//!
//! Ids are given out first and references resolved after, so that files may stand in any order.

mod cues;
mod empty;
mod kinds;
mod sections;
mod specialties;

use std::collections::{BTreeMap, HashMap};

use toml::Spanned;
use toml::de::DeTable;

use self::empty::{empty_element, empty_kind, empty_lexicon, empty_section, empty_specialty};
use super::distance::nearest;
use super::model::*;
use super::normalize::normalize_heading;
use super::source::{At, GrammarError, Source, Table, Word};
use super::trie::{BEFORE_NUMBER, STEM, is_findable};

/// Everything that grammar files say.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// The catalogue.
    pub sections: Vec<SectionDef>,
    /// Note kinds.
    pub kinds: Vec<KindDef>,
    /// Specialties.
    pub specialties: Vec<SpecialtyDef>,
    /// Lexicons.
    pub lexicons: Vec<LexiconDef>,
    /// Sections that satisfy a requirement for others.
    pub equivalences: Vec<Equivalence>,
    /// Labels whose meaning depends on the place.
    pub ambiguities: Vec<Ambiguity>,
    /// Headings over several sections.
    pub combined: Vec<Combined>,
}

/// What the names of entries, normalised, stand for; only those that the files read have touched.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Headings and the sections that they may name.
    pub sections: BTreeMap<String, Vec<SectionId>>,
    /// Names of kinds.
    pub kinds: BTreeMap<String, Vec<KindId>>,
    /// Names of specialties.
    pub specialties: BTreeMap<String, Vec<SpecialtyId>>,
    /// The lexicons themselves: their phrases are no names.
    pub lexicons: Vec<LexiconId>,
}

/// Look-ups in the names that were there before.
pub trait Known {
    /// The sections that a normalised heading may name.
    fn sections(&self, name: &str) -> Vec<SectionId>;
    /// The kinds of a normalised name.
    fn kinds(&self, name: &str) -> Vec<KindId>;
    /// The specialties of a normalised name.
    fn specialties(&self, name: &str) -> Vec<SpecialtyId>;
}

/// Which kind of grammar file it is, told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `sections.toml`
    Sections,
    /// `kinds/*.toml`, or `kinds.toml` with several `[[kind]]`
    Kinds,
    /// `specialties/*.toml`, or `specialties.toml` with several `[[specialty]]`
    Specialties,
    /// `lexicons/*.toml`, or `lexicons.toml` with several `[[lexicon]]`
    Lexicons,
}

impl Role {
    /// By the last two parts of a path.
    pub fn of(name: &str) -> Option<Role> {
        let mut parts = name.rsplit(['/', '\\']);
        let file = parts.next()?;
        let stem = file.strip_suffix(".toml")?;
        let by_name = |name: &str| match name {
            "sections" => Some(Role::Sections),
            "kinds" => Some(Role::Kinds),
            "specialties" => Some(Role::Specialties),
            "lexicons" => Some(Role::Lexicons),
            _ => None,
        };
        // A folder decides before the file: `kinds/sections.toml` would be a kind.
        match parts.next().and_then(by_name) {
            Some(Role::Sections) | None => by_name(stem),
            role => role,
        }
    }

    fn table(self) -> &'static str {
        match self {
            Role::Sections => "section",
            Role::Kinds => "kind",
            Role::Specialties => "specialty",
            Role::Lexicons => "lexicon",
        }
    }
}

/// Add what `files` (name and text) say to `tables`. All faults of all files are returned, or the names touched.
pub fn load<'a>(
    tables: &mut Tables,
    files: impl IntoIterator<Item = (&'a str, &'a str)>,
    known: &dyn Known,
) -> Result<Names, Vec<GrammarError>> {
    let mut sources: Vec<Source<'a>> = Vec::new();
    let mut parsed: Vec<(Role, Spanned<DeTable<'a>>)> = Vec::new();
    let mut errors = Vec::new();
    for (name, text) in files {
        let mut source = Source::new(name, text);
        let Some(role) = Role::of(name) else {
            let help = "expected sections.toml, or a .toml file in kinds/, specialties/ or lexicons/";
            source.error(0..0, "", "is no grammar file", Some(help.into()));
            errors.extend(source.into_errors());
            continue;
        };
        let table = source.parse();
        if source.is_broken() {
            errors.extend(source.into_errors());
        } else {
            parsed.push((role, table));
            sources.push(source);
        }
    }
    let mut loader = Loader::new(tables, known);
    let roots = || parsed.iter().map(|(role, table)| (*role, Table::root(table)));
    let mut entries: Vec<Vec<Entry<'_>>> = Vec::new();
    for ((role, root), source) in roots().zip(&mut sources) {
        entries.push(loader.register(role, source, root));
    }
    for (((role, root), source), entries) in roots().zip(&mut sources).zip(&entries) {
        for entry in entries {
            match role {
                Role::Sections => loader.section(source, entry),
                Role::Kinds => loader.kind(source, entry),
                Role::Specialties => loader.specialty(source, entry),
                Role::Lexicons => loader.lexicon(source, entry),
            }
        }
        if role == Role::Sections {
            loader.relations(source, &root);
        }
    }
    let cues_changed = loader.touched.iter().any(|touched| match touched.role {
        Role::Specialties => true,
        Role::Lexicons => loader.tables.lexicons[touched.index].id == cues::TOPICS,
        Role::Sections | Role::Kinds => false,
    });
    let mut names = loader.names(&mut sources);
    if cues_changed {
        names.lexicons.extend(cues::gather(tables));
    }
    errors.extend(sources.into_iter().flat_map(Source::into_errors));
    if errors.is_empty() { Ok(names) } else { Err(errors) }
}

/// One entry of a file: what it is about and its table.
struct Entry<'d> {
    index: usize,
    /// Whether this file brings it; else it changes what was there.
    fresh: bool,
    id: Word<'d>,
    table: Table<'d>,
}

/// An entry whose names may have changed.
struct Touched {
    role: Role,
    index: usize,
    /// Which file, to complain there.
    file: usize,
    at: At,
    before: Vec<String>,
}

struct Loader<'t> {
    tables: &'t mut Tables,
    known: &'t dyn Known,
    ids: HashMap<(Role, String), usize>,
    touched: Vec<Touched>,
    files: usize,
}

impl<'t> Loader<'t> {
    fn new(tables: &'t mut Tables, known: &'t dyn Known) -> Self {
        let mut ids = HashMap::new();
        ids.extend(
            tables
                .sections
                .iter()
                .enumerate()
                .map(|(i, def)| ((Role::Sections, def.id.to_string()), i)),
        );
        ids.extend(
            tables
                .kinds
                .iter()
                .enumerate()
                .map(|(i, def)| ((Role::Kinds, def.id.to_string()), i)),
        );
        ids.extend(
            tables
                .specialties
                .iter()
                .enumerate()
                .map(|(i, def)| ((Role::Specialties, def.id.to_string()), i)),
        );
        ids.extend(
            tables
                .lexicons
                .iter()
                .enumerate()
                .map(|(i, def)| ((Role::Lexicons, def.id.to_string()), i)),
        );
        Self {
            tables,
            known,
            ids,
            touched: Vec::new(),
            files: 0,
        }
    }

    /// Give every entry of a file its index; a new one gets an empty place.
    fn register<'d>(&mut self, role: Role, source: &mut Source<'_>, root: Table<'d>) -> Vec<Entry<'d>> {
        let file = self.files;
        self.files += 1;
        let listed = source.tables(&root, role.table());
        let several = role == Role::Sections || root.has(role.table());
        if several && role != Role::Sections {
            source.check_keys(&root, &[role.table()]);
        }
        let mut entries: Vec<Entry<'d>> = Vec::new();
        for table in if several { listed } else { vec![root] } {
            let Some(id) = source.word(&table, "id") else {
                if !table.has("id") {
                    source.error(table.at.clone(), "id", format!("a {} needs an id", role.table()), None);
                }
                continue;
            };
            if !is_kebab(id.text) {
                let message = format!("`{}` is no id: small letters, digits and single hyphens", id.text);
                source.error(id.at.clone(), id.key.clone(), message, None);
                continue;
            }
            if entries.iter().any(|entry| entry.id.text == id.text) {
                source.error(
                    id.at.clone(),
                    id.key.clone(),
                    format!("`{}` is defined twice", id.text),
                    None,
                );
                continue;
            }
            let found = self.ids.get(&(role, id.text.to_owned())).copied();
            let index = found.unwrap_or_else(|| self.push_empty(role, id.text));
            self.ids.insert((role, id.text.to_owned()), index);
            let before = if found.is_some() {
                self.names_of(role, index)
            } else {
                Vec::new()
            };
            self.touched.push(Touched {
                role,
                index,
                file,
                at: id.at.clone(),
                before,
            });
            entries.push(Entry {
                index,
                fresh: found.is_none(),
                id,
                table,
            });
        }
        entries
    }

    fn push_empty(&mut self, role: Role, id: &str) -> usize {
        let id = Str::Owned(id.to_owned());
        match role {
            Role::Sections => push(&mut self.tables.sections, empty_section(id)),
            Role::Kinds => push(&mut self.tables.kinds, empty_kind(id)),
            Role::Specialties => push(&mut self.tables.specialties, empty_specialty(id)),
            Role::Lexicons => push(&mut self.tables.lexicons, empty_lexicon(id)),
        }
    }

    fn set_sections(&mut self, source: &mut Source<'_>, table: &Table<'_>, key: &str, list: &mut List<SectionId>) {
        if let Some(words) = source.words(table, key) {
            *list = self.section_ids(source, &words).into();
        }
    }

    /// The sections named; one named twice is a fault.
    fn section_ids(&self, source: &mut Source<'_>, words: &[Word<'_>]) -> Vec<SectionId> {
        let mut ids = Vec::with_capacity(words.len());
        for word in words {
            let Some(id) = self.section_id(source, word) else {
                continue;
            };
            if ids.contains(&id) {
                source.error(
                    word.at.clone(),
                    word.key.clone(),
                    format!("`{}` stands here twice", word.text),
                    None,
                );
            } else {
                ids.push(id);
            }
        }
        ids
    }

    /// A section by id, or by a heading that names only it.
    fn section_id(&self, source: &mut Source<'_>, word: &Word<'_>) -> Option<SectionId> {
        if let Some(index) = self.ids.get(&(Role::Sections, word.text.to_owned())) {
            return Some(SectionId(*index as u16));
        }
        match self.known.sections(&normalized(word.text)).as_slice() {
            [id] => Some(*id),
            _ => self.unknown(source, word, Role::Sections),
        }
    }

    fn kind_id(&self, source: &mut Source<'_>, word: &Word<'_>) -> Option<KindId> {
        if let Some(index) = self.ids.get(&(Role::Kinds, word.text.to_owned())) {
            return Some(KindId(*index as u16));
        }
        match self.known.kinds(&normalized(word.text)).as_slice() {
            [id] => Some(*id),
            _ => self.unknown(source, word, Role::Kinds),
        }
    }

    fn unknown<T>(&self, source: &mut Source<'_>, word: &Word<'_>, role: Role) -> Option<T> {
        let ids = self.ids.keys().filter(|(of, _)| *of == role).map(|(_, id)| id.as_str());
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        let help = nearest(word.text, ids.into_iter()).map(|near| format!("did you mean `{near}`?"));
        let message = format!("unknown {} `{}`", role.table(), word.text);
        source.error(word.at.clone(), word.key.clone(), message, help);
        None
    }

    fn group(&self, source: &mut Source<'_>, table: &Table<'_>, key: &str) -> Option<Group> {
        let word = source.word(table, key)?;
        let group = Group::NAMES
            .iter()
            .find(|(_, name)| *name == word.text)
            .map(|(group, _)| *group);
        if group.is_none() {
            let names = Group::NAMES.map(|(_, name)| name);
            let help = match nearest(word.text, names.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", names.join(", ")),
            };
            source.error(word.at, word.key, format!("unknown group `{}`", word.text), Some(help));
        }
        group
    }

    fn names_of(&self, role: Role, index: usize) -> Vec<String> {
        let (first, title, aliases) = match role {
            Role::Sections => {
                let def = &self.tables.sections[index];
                // A section's id is no heading: `pe-general` is not written in notes.
                (&def.anywhere[..], &def.title, &def.aliases)
            }
            Role::Kinds => {
                let def = &self.tables.kinds[index];
                (std::slice::from_ref(&def.id), &def.title, &def.aliases)
            }
            Role::Specialties => {
                let def = &self.tables.specialties[index];
                (std::slice::from_ref(&def.id), &def.title, &def.aliases)
            }
            Role::Lexicons => return Vec::new(),
        };
        let all = first.iter().chain([title]).chain(aliases.iter());
        let mut names: Vec<String> = all.map(|name| normalized(name)).collect();
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        names.dedup();
        names
    }

    /// What the names of the touched entries stand for now, and complaints about names that stand for two things.
    fn names(&self, sources: &mut [Source<'_>]) -> Names {
        let mut names = Names::default();
        let of = |role| self.touched.iter().filter(move |touched| touched.role == role);
        let now = |touched: &Touched| self.names_of(touched.role, touched.index);
        index(
            &mut names.sections,
            of(Role::Sections),
            now,
            |i| SectionId(i as u16),
            |n| self.known.sections(n),
        );
        index(
            &mut names.kinds,
            of(Role::Kinds),
            now,
            |i| KindId(i as u16),
            |n| self.known.kinds(n),
        );
        index(
            &mut names.specialties,
            of(Role::Specialties),
            now,
            |i| SpecialtyId(i as u16),
            |n| self.known.specialties(n),
        );
        names.lexicons = of(Role::Lexicons)
            .map(|touched| LexiconId(touched.index as u16))
            .collect();
        for touched in &self.touched {
            let Some(source) = sources.get_mut(touched.file) else {
                continue;
            };
            for name in now(touched) {
                let other = match touched.role {
                    Role::Sections => self.rival(SectionId(touched.index as u16), &name, &names.sections[&name]),
                    Role::Kinds => other(&names.kinds[&name], KindId(touched.index as u16))
                        .map(|id| self.tables.kinds[usize::from(id.0)].id.as_ref()),
                    Role::Specialties => other(&names.specialties[&name], SpecialtyId(touched.index as u16))
                        .map(|id| self.tables.specialties[usize::from(id.0)].id.as_ref()),
                    Role::Lexicons => None,
                };
                if let Some(other) = other {
                    let help = match touched.role {
                        Role::Sections => "give one of them a context, or write an [[ambiguity]] that decides",
                        _ => "drop one of the two",
                    };
                    let message = format!("`{name}` also names `{other}`");
                    source.error(touched.at.clone(), "aliases", message, Some(help.into()));
                }
            }
        }
        names
    }

    /// Another section that `name` may mean in the same place, if no ambiguity decides.
    fn rival(&self, id: SectionId, name: &str, all: &[SectionId]) -> Option<&str> {
        if self.tables.ambiguities.iter().any(|ambiguity| ambiguity.label == name) {
            return None;
        }
        let context = |id: SectionId| {
            let def = &self.tables.sections[usize::from(id.0)];
            (def.context, def.kind_context)
        };
        let rival = all
            .iter()
            .find(|other| **other != id && context(**other) == context(id))?;
        Some(self.tables.sections[usize::from(rival.0)].id.as_ref())
    }
}

/// Names of one name space: those of the touched entries, with what they stood for besides.
fn index<'x, I: Copy + Ord>(
    names: &mut BTreeMap<String, Vec<I>>,
    touched: impl Iterator<Item = &'x Touched> + Clone,
    now: impl Fn(&Touched) -> Vec<String>,
    id: impl Fn(usize) -> I,
    known: impl Fn(&str) -> Vec<I>,
) {
    let changed: Vec<I> = touched.clone().map(|touched| id(touched.index)).collect();
    for touched in touched {
        let current = now(touched);
        for name in touched.before.iter().chain(&current) {
            let ids = names.entry(name.clone()).or_insert_with(|| {
                let mut ids = known(name);
                ids.retain(|id| !changed.contains(id));
                ids
            });
            if current.contains(name) && !ids.contains(&id(touched.index)) {
                ids.push(id(touched.index));
                ids.sort_unstable();
            }
        }
    }
}

fn other<I: Copy + PartialEq>(all: &[I], id: I) -> Option<I> {
    all.iter().copied().find(|other| *other != id)
}

fn push<T>(list: &mut Vec<T>, item: T) -> usize {
    list.push(item);
    list.len() - 1
}

fn owned(text: &str) -> Str {
    Str::Owned(text.to_owned())
}

fn normalized(text: &str) -> String {
    let mut out = String::new();
    normalize_heading(text, &mut out);
    out
}

fn is_kebab(id: &str) -> bool {
    id.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn set_text(source: &mut Source<'_>, entry: &Entry<'_>, key: &str, field: &mut Str) {
    match source.word(&entry.table, key) {
        Some(word) => *field = owned(word.text),
        None if entry.fresh && !entry.table.has(key) => missing(source, entry, key),
        None => {}
    }
}

fn missing(source: &mut Source<'_>, entry: &Entry<'_>, key: &str) {
    needs(source, &entry.id, &format!("`{}`", entry.id.text), key);
}

fn needs(source: &mut Source<'_>, id: &Word<'_>, what: &str, key: &str) {
    let help = Some(format!("add `{key} = …`"));
    source.error(id.at.clone(), key, format!("{what} is new and needs a {key}"), help);
}

/// `aliases` are added to those that are there, or take their place with `replace-aliases = true`.
fn set_aliases(source: &mut Source<'_>, table: &Table<'_>, title: &str, aliases: &mut List<Str>) {
    let mut all = match source.flag(table, "replace-aliases") {
        Some(true) => Vec::new(),
        _ => aliases.to_vec(),
    };
    let mut seen: Vec<String> = all.iter().map(|alias| normalized(alias)).collect();
    seen.push(normalized(title));
    for word in source.words(table, "aliases").unwrap_or_default() {
        let form = normalized(word.text);
        if form.is_empty() {
            let message = format!("`{}` holds no letter or digit", word.text);
            source.error(word.at, word.key, message, None);
        } else if !seen.contains(&form) {
            all.push(owned(word.text));
            seen.push(form);
        }
    }
    *aliases = all.into();
}
