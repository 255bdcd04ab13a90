//! The grammar as static tables. The shipped files are read with the same code as a user's (`src/grammar/schema/`), so
//! that they are held to the same checks; a fault in them fails the build with file, line and key.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

#[allow(dead_code)]
#[path = "../src/grammar/concept_relations.rs"]
mod concept_relations;
#[allow(dead_code)]
#[path = "../src/grammar/distance.rs"]
mod distance;
#[allow(dead_code)]
#[path = "../src/grammar/model.rs"]
mod model;
#[allow(dead_code)]
#[path = "../src/grammar/normalize.rs"]
pub mod normalize;
#[allow(dead_code)]
#[path = "../src/grammar/relations.rs"]
mod relations;
#[allow(dead_code)]
#[path = "../src/grammar/schema/mod.rs"]
mod schema;
#[allow(dead_code)]
#[path = "../src/grammar/slots.rs"]
mod slots;
#[allow(dead_code)]
#[path = "../src/grammar/source.rs"]
mod source;
#[allow(dead_code)]
#[path = "../src/grammar/trie.rs"]
mod trie;

use model::*;
use schema::{Known, Names, Tables};
use trie::Packed;

/// Nothing is known before the shipped files.
struct Nothing;

impl Known for Nothing {
    fn sections(&self, _: &str) -> Vec<SectionId> {
        Vec::new()
    }
    fn kinds(&self, _: &str) -> Vec<KindId> {
        Vec::new()
    }
    fn specialties(&self, _: &str) -> Vec<SpecialtyId> {
        Vec::new()
    }
}

/// Write `grammar.rs`: the tables of `grammars/`, their name maps, and a constant for every id.
pub fn generate(root: &Path, out: &Path) {
    let base = root.join("grammars");
    let mut files: Vec<(String, String)> = Vec::new();
    println!("cargo::rerun-if-changed={}", base.join("sections.toml").display());
    files.push(read(&base, "sections.toml"));
    for folder in ["kinds", "specialties", "lexicons"] {
        println!("cargo::rerun-if-changed={}", base.join(folder).display());
        let entries = fs::read_dir(base.join(folder)).expect("a folder of grammars can be read");
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".toml"))
            .collect();
        names.sort();
        files.extend(names.iter().map(|name| read(&base, &format!("{folder}/{name}"))));
    }
    let mut tables = Tables::default();
    let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let names = match schema::load(&mut tables, texts, &Nothing) {
        Ok(names) => names,
        Err(errors) => {
            for error in &errors {
                println!("cargo::error={error}");
            }
            panic!("{} faults in grammars/", errors.len());
        }
    };
    fs::write(out.join("grammar.rs"), emit(&tables, &names, out)).expect("OUT_DIR can be written");
    crate::words::generate(root, out, headings(&tables, &names));
    let entries = tables.lexicons.iter().flat_map(|lexicon| lexicon.entries.iter());
    let phrases = entries.flat_map(|entry| entry.lines.lines());
    crate::spelling::generate(root, out, headings(&tables, &names), phrases);
}

/// Every heading that the catalogue knows, normalised.
fn headings<'a>(tables: &'a Tables, names: &'a Names) -> impl Iterator<Item = &'a str> {
    let combined = tables
        .combined
        .iter()
        .flat_map(|it| it.headings.iter().map(|heading| heading.as_ref()));
    names.sections.keys().map(String::as_str).chain(combined)
}

fn read(base: &Path, name: &str) -> (String, String) {
    let text = fs::read_to_string(base.join(name)).unwrap_or_else(|error| panic!("grammars/{name}: {error}"));
    (format!("grammars/{name}"), text)
}

fn emit(tables: &Tables, names: &Names, out: &Path) -> String {
    let mut rust = String::new();
    table(&mut rust, "SECTIONS", "SectionDef", &tables.sections, section);
    table(&mut rust, "KINDS", "KindDef", &tables.kinds, kind);
    table(&mut rust, "SPECIALTIES", "SpecialtyDef", &tables.specialties, specialty);
    lexicons(&mut rust, &tables.lexicons);
    table(&mut rust, "EQUIVALENCES", "Equivalence", &tables.equivalences, |it| {
        format!(
            "Equivalence {{ requirement: {}, any_of: {} }}",
            section_id(it.requirement),
            section_ids(&it.any_of)
        )
    });
    table(&mut rust, "AMBIGUITIES", "Ambiguity", &tables.ambiguities, ambiguity);
    table(&mut rust, "COMBINED", "Combined", &tables.combined, |it| {
        format!(
            "Combined {{ sections: {}, headings: {} }}",
            section_ids(&it.sections),
            strs(&it.headings)
        )
    });
    let relations = relations::Relations::new(&tables.sections, &tables.kinds, &tables.equivalences);
    table(&mut rust, "MET_BY", "[u64; 8]", &relations.met_by, |bits| {
        format!("{bits:?}")
    });
    table(&mut rust, "KNOWN_BY", "[u64; 8]", &relations.known_by, |bits| {
        format!("{bits:?}")
    });
    writeln!(rust, "pub const SIGNATURES: [u64; 8] = {:?};", relations.signatures).expect("writing to a string");

    map(
        &mut rust,
        "SECTION_NAMES",
        "&'static [SectionId]",
        &names.sections,
        |ids| format!("&[{}]", join(ids.iter().map(|id| section_id(*id)))),
    );
    map(&mut rust, "KIND_NAMES", "KindId", &names.kinds, |ids| {
        format!("KindId({})", ids[0].0)
    });
    map(&mut rust, "SPECIALTY_NAMES", "SpecialtyId", &names.specialties, |ids| {
        format!("SpecialtyId({})", ids[0].0)
    });
    let ambiguous = (0..)
        .zip(&tables.ambiguities)
        .map(|(i, it)| (it.label.to_string(), i))
        .collect();
    map(&mut rust, "AMBIGUITY_INDEX", "u16", &ambiguous, |i: &i32| i.to_string());
    let combined = (0..)
        .zip(&tables.combined)
        .flat_map(|(i, it)| it.headings.iter().map(move |heading| (heading.to_string(), i)));
    map(&mut rust, "COMBINED_INDEX", "u16", &combined.collect(), |i: &i32| {
        i.to_string()
    });

    phrases(out, &tables.lexicons);
    concepts(&mut rust, &tables.lexicons);
    table(&mut rust, "ENTRY_SLOTS", "&[u16]", &tables.lexicons, |lexicon| {
        format!("&{:?}", slots::fill(lexicon.entries.iter().map(|entry| &*entry.id)))
    });

    let sections = tables.sections.iter().map(|def| (&def.id, &def.title));
    ids(&mut rust, "ids", "The built-in sections.", "SectionId", sections);
    let kinds = tables.kinds.iter().map(|def| (&def.id, &def.title));
    ids(&mut rust, "kind_ids", "The built-in note kinds.", "KindId", kinds);
    let specialties = tables.specialties.iter().map(|def| (&def.id, &def.title));
    ids(
        &mut rust,
        "specialty_ids",
        "The built-in specialties.",
        "SpecialtyId",
        specialties,
    );
    let lexicons = tables.lexicons.iter().map(|def| (&def.id, &def.title));
    ids(
        &mut rust,
        "lexicon_ids",
        "The built-in lexicons.",
        "LexiconId",
        lexicons,
    );
    rust
}

/// How the concepts go together.
fn concepts(rust: &mut String, lexicons: &[LexiconDef]) {
    let relations = concept_relations::ConceptRelations::new(lexicons);
    let mut fields = String::new();
    for (field, rows) in [
        ("kinds", &relations.kinds),
        ("narrower", &relations.narrower),
        ("explained", &relations.explained),
        ("worked_up", &relations.worked_up),
    ] {
        let name = format!("CONCEPTS_{}", field.to_uppercase());
        table(rust, &name, "u64", &rows.bits, u64::to_string);
        write!(
            fields,
            "{field}: Rows {{ width: {}, bits: Cow::Borrowed(&{name}) }}, ",
            rows.width
        )
        .expect("writing to a string");
    }
    let mut named = String::new();
    for (at, it) in relations.named.iter().enumerate() {
        table(rust, &format!("NAMED_STARTS_{at}"), "u16", &it.starts, u16::to_string);
        table(rust, &format!("NAMED_CONCEPTS_{at}"), "Concept", &it.concepts, |it| {
            format!("{it:?}")
        });
        write!(
            named,
            "Named {{ starts: Cow::Borrowed(&NAMED_STARTS_{at}), concepts: Cow::Borrowed(&NAMED_CONCEPTS_{at}) }}, "
        )
        .expect("writing to a string");
    }
    table(rust, "CONCEPT_RESULTS", "OfResult", &relations.results, |it| {
        format!("{it:?}")
    });
    table(
        rust,
        "CONCEPT_VITALS",
        "OfVital",
        &relations.vitals,
        |((id, high), concept)| format!("((Cow::Borrowed({id:?}), {high}), {concept})"),
    );
    table(rust, "CONCEPT_DRUGS", "ForDrug", &relations.drugs, |(id, concept)| {
        format!("(Cow::Borrowed({id:?}), {concept})")
    });
    table(rust, "CONCEPT_ILLNESSES", "u64", &relations.illnesses, u64::to_string);
    writeln!(
        rust,
        "pub(super) static CONCEPT_RELATIONS: ConceptRelations = ConceptRelations {{ {fields} named: [{named}], \
         results: Cow::Borrowed(&CONCEPT_RESULTS), vitals: Cow::Borrowed(&CONCEPT_VITALS), \
         drugs: Cow::Borrowed(&CONCEPT_DRUGS), illnesses: Cow::Borrowed(&CONCEPT_ILLNESSES) }};"
    )
    .expect("writing to a string");
}

/// The phrases of all lexicons, packed.
fn phrases(out: &Path, lexicons: &[LexiconDef]) {
    let all = (0..).zip(lexicons).flat_map(|(id, lexicon)| {
        let entries = (0..).zip(lexicon.entries.iter());
        entries.flat_map(move |(entry, it)| it.phrases().map(move |phrase| (phrase, id, entry)))
    });
    let packed = Packed::of(all);
    for (name, bytes) in [
        ("nodes", &packed.nodes),
        ("tails", &packed.tails),
        ("ends", &packed.ends),
    ] {
        fs::write(out.join(format!("phrase_{name}.bin")), bytes).expect("OUT_DIR can be written");
    }
}

fn table<T>(rust: &mut String, name: &str, ty: &str, items: &[T], mut show: impl FnMut(&T) -> String) {
    writeln!(rust, "pub(super) static {name}: [{ty}; {}] = [", items.len()).expect("writing to a string");
    for item in items {
        writeln!(rust, "    {},", show(item)).expect("writing to a string");
    }
    rust.push_str("];\n");
}

fn map<V>(rust: &mut String, name: &str, ty: &str, entries: &BTreeMap<String, V>, show: impl Fn(&V) -> String) {
    let mut map = phf_codegen::Map::new();
    for (key, value) in entries {
        map.entry(key.as_str(), show(value));
    }
    writeln!(
        rust,
        "pub(super) static {name}: phf::Map<&'static str, {ty}> = {};",
        map.build()
    )
    .expect("writing to a string");
}

fn ids<'a>(rust: &mut String, module: &str, doc: &str, ty: &str, entries: impl Iterator<Item = (&'a Str, &'a Str)>) {
    writeln!(rust, "/// {doc}\npub mod {module} {{\n    use super::{ty};").expect("writing to a string");
    for (index, (id, title)) in entries.enumerate() {
        let name = id.to_uppercase().replace('-', "_");
        // An id may start with a digit; a constant may not.
        let name = if name.starts_with(|c: char| c.is_ascii_digit()) {
            format!("N{name}")
        } else {
            name
        };
        writeln!(
            rust,
            "    /// `{id}`: {title}.\n    pub const {name}: {ty} = {ty}({index});"
        )
        .expect("writing to a string");
    }
    rust.push_str("}\n");
}

fn section(def: &SectionDef) -> String {
    format!(
        "SectionDef {{ id: {}, title: {}, loinc: {}, group: Group::{:?}, parent: {}, context: {}, kind_context: {}, \
         admits: {}, aliases: {}, anywhere: {}, contains: {}, should_not: {} }}",
        str(&def.id),
        str(&def.title),
        option(def.loinc.as_deref().map(str)),
        def.group,
        option(def.parent.map(section_id)),
        option(def.context.map(section_id)),
        option(def.kind_context.map(|group| format!("Group::{group:?}"))),
        section_ids(&def.admits),
        strs(&def.aliases),
        strs(&def.anywhere),
        str(&def.contains),
        strs(&def.should_not),
    )
}

fn kind(def: &KindDef) -> String {
    let orders = def.accepted_orders.iter().map(|order| section_ids(order));
    let combine = def.combine.iter().map(|it| {
        format!(
            "Combine {{ parts: {}, into: {} }}",
            section_ids(&it.parts),
            option(it.into.map(section_id))
        )
    });
    let must = def.must_contain.iter().map(|it| {
        let (section, items) = (section_id(it.section), strs(&it.items));
        format!(
            "MustContain {{ section: {section}, level: Level::{:?}, items: {items} }}",
            it.level
        )
    });
    let distinctive = def.distinctive.iter().map(|it| {
        format!(
            "Distinctive {{ any_of: {}, and_any: {} }}",
            section_ids(&it.any_of),
            section_ids(&it.and_any)
        )
    });
    format!(
        "KindDef {{ id: {}, title: {}, aliases: {}, purpose: {}, words: ({}, {}), order: {}, accepted_orders: {}, \
         any_order: {}, required: {}, recommended: {}, optional: {}, combine: {}, avoid: {}, must_contain: {}, \
         distinctive: {}, family: {}, full_history: {}, entries: {}, rules: {} }}",
        str(&def.id),
        str(&def.title),
        strs(&def.aliases),
        str(&def.purpose),
        def.words.0,
        def.words.1,
        section_ids(&def.order),
        list(orders),
        def.any_order,
        section_ids(&def.required),
        section_ids(&def.recommended),
        section_ids(&def.optional),
        list(combine),
        strs(&def.avoid),
        list(must),
        list(distinctive),
        option(def.family.map(|group| format!("Group::{group:?}"))),
        def.full_history,
        option(def.entries.map(|every| format!("Every::{every:?}"))),
        strs(&def.rules),
    )
}

fn specialty(def: &SpecialtyDef) -> String {
    let elements = def.elements.iter().map(|it| {
        format!(
            "Element {{ id: {}, title: {}, level: Level::{:?}, section: {}, structural: {}, applies_when: {}, \
             when: {}, cues: {}, patterns: {}, rule: {}, teach: {} }}",
            str(&it.id),
            str(&it.title),
            it.level,
            section_id(it.section),
            it.structural,
            str(&it.applies_when),
            strs(&it.when),
            strs(&it.cues),
            strs(&it.patterns),
            str(&it.rule),
            str(&it.teach),
        )
    });
    format!(
        "SpecialtyDef {{ id: {}, title: {}, aliases: {}, kinds: {}, focus: {}, elements: {} }}",
        str(&def.id),
        str(&def.title),
        strs(&def.aliases),
        list(def.kinds.iter().map(|id| format!("KindId({})", id.0))),
        str(&def.focus),
        list(elements),
    )
}

/// The lexicons: each entry's attributes and each lexicon's entries are a static of their own, for what the compiler needs of memory grows
/// with the square of what one initializer holds (one for all took 10 GB).
fn lexicons(rust: &mut String, lexicons: &[LexiconDef]) {
    for (at, def) in lexicons.iter().enumerate() {
        let mut entries = Vec::new();
        for (number, it) in def.entries.iter().enumerate() {
            let name = format!("ATTRIBUTES_{at}_{number}");
            let attributes = it
                .attributes
                .iter()
                .map(|(name, value)| format!("({}, {})", str(name), attribute(value)));
            writeln!(
                rust,
                "static {name}: [(Str, Attribute); {}] = [{}];",
                it.attributes.len(),
                join(attributes)
            )
            .expect("writing to a string");
            entries.push(format!(
                "LexiconEntry {{ id: {}, category: {}, lines: {}, attributes: Cow::Borrowed(&{name}) }}",
                str(&it.id),
                str(&it.category),
                str(&it.lines),
            ));
        }
        table(rust, &format!("ENTRIES_{at}"), "LexiconEntry", &entries, String::clone);
    }
    let mut numbers = 0..;
    table(rust, "LEXICONS", "LexiconDef", lexicons, |def| {
        let attributes = def
            .attributes
            .iter()
            .map(|(name, of)| format!("({}, AttributeType::{of:?})", str(name)));
        format!(
            "LexiconDef {{ id: {}, title: {}, attributes: {}, entries: Cow::Borrowed(&ENTRIES_{}) }}",
            str(&def.id),
            str(&def.title),
            list(attributes),
            numbers.next().unwrap_or_default(),
        )
    });
}

fn attribute(value: &Attribute) -> String {
    match value {
        Attribute::Text(text) => format!("Attribute::Text({})", str(text)),
        Attribute::Number(number) => format!("Attribute::Number({number:?})"),
        Attribute::Flag(flag) => format!("Attribute::Flag({flag})"),
        Attribute::List(words) => format!("Attribute::List({})", strs(words)),
    }
}

fn ambiguity(def: &Ambiguity) -> String {
    let cases = def.cases.iter().map(|it| {
        format!(
            "Case {{ under: {}, kinds: {}, at_start: {}, section: {} }}",
            section_ids(&it.under),
            list(it.kinds.iter().map(|id| format!("KindId({})", id.0))),
            it.at_start,
            section_id(it.section),
        )
    });
    format!(
        "Ambiguity {{ label: {}, cases: {}, otherwise: {} }}",
        str(&def.label),
        list(cases),
        option(def.otherwise.map(section_id))
    )
}

fn str(text: &str) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn strs(texts: &[Str]) -> String {
    list(texts.iter().map(|text| str(text)))
}

fn section_id(id: SectionId) -> String {
    format!("SectionId({})", id.0)
}

fn section_ids(ids: &[SectionId]) -> String {
    list(ids.iter().map(|id| section_id(*id)))
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("Cow::Borrowed(&[{}])", join(items))
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn option(item: Option<String>) -> String {
    item.map_or_else(|| "None".into(), |item| format!("Some({item})"))
}
