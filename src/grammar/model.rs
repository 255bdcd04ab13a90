//! The types of the grammar. Ids are indexes into the tables of one [`Grammar`](super::Grammar); built-in entries come first, so that a
//! built-in id ([`ids`](super::ids)) holds in every grammar, with or without a user's additions.

use std::borrow::Cow;

/// Text that is either compiled in or came from a user's file.
pub type Str = Cow<'static, str>;
/// A list that is either compiled in or came from a user's file.
pub type List<T> = Cow<'static, [T]>;

/// Index of a section in a [`Grammar`](super::Grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SectionId(pub u16);
/// Index of a note kind in a [`Grammar`](super::Grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u16);
/// Index of a specialty in a [`Grammar`](super::Grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpecialtyId(pub u16);
/// Index of a lexicon in a [`Grammar`](super::Grammar).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LexiconId(pub u16);

/// The SOAP-style bucket of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Header, signature, attestation.
    Administrative,
    /// What was reported.
    Subjective,
    /// What was measured or observed.
    Objective,
    /// What it means.
    Assessment,
    /// What is to be done.
    Plan,
    /// Hospital course and discharge.
    Course,
    /// Operative and procedure notes.
    Procedure,
    /// Handoffs.
    Handoff,
    /// Oral presentations.
    Presentation,
    /// Learning notes.
    Learning,
    /// Reflections.
    Reflection,
}

impl Group {
    /// Every group with its name in the grammar files.
    pub const NAMES: [(Group, &'static str); 11] = [
        (Group::Administrative, "administrative"),
        (Group::Subjective, "subjective"),
        (Group::Objective, "objective"),
        (Group::Assessment, "assessment"),
        (Group::Plan, "plan"),
        (Group::Course, "course"),
        (Group::Procedure, "procedure"),
        (Group::Handoff, "handoff"),
        (Group::Presentation, "presentation"),
        (Group::Learning, "learning"),
        (Group::Reflection, "reflection"),
    ];

    /// Its name in the grammar files.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(group, _)| *group == self)
            .map_or("", |(_, name)| name)
    }
}

/// One canonical section.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionDef {
    /// Stable kebab-case id (contract), `history-of-present-illness`.
    pub id: Str,
    /// Heading to print.
    pub title: Str,
    /// LOINC section code, where checked.
    pub loinc: Option<Str>,
    /// SOAP-style bucket.
    pub group: Group,
    /// Enclosing section; `None` for a top-level one.
    pub parent: Option<SectionId>,
    /// If set, the aliases are valid only inside this section.
    pub context: Option<SectionId>,
    /// If set, the aliases are valid only in note kinds of this group (`handoff`, `presentation`, `learning`, `reflection`).
    pub kind_context: Option<Group>,
    /// Contexts that this section stands in for: their labels hold in it too (`CV:` under `Objective`).
    pub admits: List<SectionId>,
    /// Headings seen in notes, besides the title.
    pub aliases: List<Str>,
    /// Headings, normalised, that hold outside the context too (`pelvic exam`, where `Pelvic` alone needs it).
    pub anywhere: List<Str>,
    /// What belongs in it, for help texts.
    pub contains: Str,
    /// What does not belong in it, for help texts.
    pub should_not: List<Str>,
}

/// `a+b=c`: sections that may share one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combine {
    /// The sections that may be combined.
    pub parts: List<SectionId>,
    /// The section that stands for all of them, where there is one.
    pub into: Option<SectionId>,
}

/// What a section of a kind must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustContain {
    /// The section.
    pub section: SectionId,
    /// Whether the kind requires, recommends or accepts it.
    pub level: Level,
    /// Checkable items, in words.
    pub items: List<Str>,
}

/// How strongly something is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Accepted.
    Optional,
    /// Its absence deserves a nudge.
    Recommended,
    /// A teacher would mark its absence.
    Required,
}

impl Level {
    /// Every level with its name in the grammar files.
    pub const NAMES: [(Level, &'static str); 3] = [
        (Level::Optional, "optional"),
        (Level::Recommended, "recommended"),
        (Level::Required, "required"),
    ];

    /// By its name.
    pub fn named(name: &str) -> Option<Level> {
        Self::NAMES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(level, _)| *level)
    }

    /// Its name in the grammar files.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(level, _)| *level == self)
            .map_or("", |(_, name)| name)
    }
}

/// Sections that tell a kind: at least one of each list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinctive {
    /// One of these…
    pub any_of: List<SectionId>,
    /// …and one of these.
    pub and_any: List<SectionId>,
}

/// How often a log gets a new entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Every {
    /// One a day.
    Day,
    /// One a week.
    Week,
}

impl Every {
    /// Every rhythm with its name in the grammar files.
    pub const NAMES: [(Every, &'static str); 2] = [(Every::Day, "day"), (Every::Week, "week")];

    /// Its name in the grammar files.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(every, _)| *every == self)
            .map_or("", |(_, name)| name)
    }
}

/// One note kind.
#[derive(Debug, Clone, PartialEq)]
pub struct KindDef {
    /// Stable id (contract), `hp`.
    pub id: Str,
    /// Title to print.
    pub title: Str,
    /// Other names: titles of notes, values of `kind:`.
    pub aliases: List<Str>,
    /// What the note is for.
    pub purpose: Str,
    /// Typical length of a good student note, in words (least, most).
    pub words: (u32, u32),
    /// The conventional order.
    pub order: List<SectionId>,
    /// Other orders of blocks that are accepted, besides `order`. A section has the place of its nearest ancestor (or
    /// itself) in the list; one without a place may stand anywhere.
    pub accepted_orders: List<List<SectionId>>,
    /// Whether any order is accepted.
    pub any_order: bool,
    /// Sections whose absence a teacher would mark.
    pub required: List<SectionId>,
    /// Sections whose absence deserves a nudge.
    pub recommended: List<SectionId>,
    /// Sections that are accepted.
    pub optional: List<SectionId>,
    /// Sections that may share one heading.
    pub combine: List<Combine>,
    /// What does not belong in such a note, in words.
    pub avoid: List<Str>,
    /// What each section must hold.
    pub must_contain: List<MustContain>,
    /// Sections that tell this kind from others.
    pub distinctive: List<Distinctive>,
    /// Bucket of kinds that are no clinical notes (handoff, presentation, learning, reflection), else `None`.
    pub family: Option<Group>,
    /// Whether the kind is a full history and physical: then past medical, surgical, family and social history and ROS are
    /// core sections (design §4, ORG001).
    pub full_history: bool,
    /// Whether files of this kind gather dated entries, and how often; `None` for a note that stands for itself.
    pub entries: Option<Every>,
    /// The families (`PHI`) and codes (`SAF001`) of the rules that speak on such notes; empty for all.
    pub rules: List<Str>,
}

impl KindDef {
    /// Whether the rule with this code (`SAF001`) speaks on notes of this kind.
    pub fn hears(&self, code: &str) -> bool {
        if self.rules.is_empty() {
            return true;
        }
        let family = code.trim_end_matches(|c: char| c.is_ascii_digit());
        self.rules.iter().any(|rule| rule == code || rule == family)
    }

    /// How strongly the kind asks for `section`; `None` if it does not speak of it.
    pub fn level(&self, section: SectionId) -> Option<Level> {
        if self.required.contains(&section) {
            Some(Level::Required)
        } else if self.recommended.contains(&section) {
            Some(Level::Recommended)
        } else if self.optional.contains(&section) {
            Some(Level::Optional)
        } else {
            None
        }
    }
}

/// A data element that a rotation expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Id within its specialty.
    pub id: Str,
    /// Title to print.
    pub title: Str,
    /// How strongly it is asked for.
    pub level: Level,
    /// Where it is expected.
    pub section: SectionId,
    /// Whether the structure of the note shows it, not its words; then there are no cues or patterns.
    pub structural: bool,
    /// Condition in words; `always` holds for every note of the specialty's kinds.
    pub applies_when: Str,
    /// Phrases one of which the note has to say for the element to be asked for; empty: the condition alone decides.
    pub when: List<Str>,
    /// Phrases that speak of it, in the language of lexicons.
    pub cues: List<Str>,
    /// Regular expressions that find it, case-insensitive; compiled when first needed. Shipped elements have none.
    pub patterns: List<Str>,
    /// The name of the rule that looks at it, if another than `specialty-element` does; empty if none.
    pub rule: Str,
    /// What to tell the student.
    pub teach: Str,
}

/// One specialty: an overlay on the note kinds.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecialtyDef {
    /// Stable id (contract), `internal-medicine`.
    pub id: Str,
    /// Title to print.
    pub title: Str,
    /// Other names.
    pub aliases: List<Str>,
    /// Kinds that the rotation writes.
    pub kinds: List<KindId>,
    /// What the rotation looks at.
    pub focus: Str,
    /// What its notes are expected to hold.
    pub elements: List<Element>,
}

/// A group of sections each of which satisfies one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equivalence {
    /// The requirement.
    pub requirement: SectionId,
    /// Any of these satisfies it.
    pub any_of: List<SectionId>,
}

/// How to read a label that names different sections in different places: the first case that holds decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguity {
    /// The label, normalised.
    pub label: Str,
    /// Tried in order.
    pub cases: List<Case>,
    /// Where no case holds; `None`: then it names nothing.
    pub otherwise: Option<SectionId>,
}

/// One way to read an ambiguous label. Every condition given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// One of these encloses it; empty: anywhere.
    pub under: List<SectionId>,
    /// The note is of one of these kinds; empty: of any.
    pub kinds: List<KindId>,
    /// It is the note's first heading.
    pub at_start: bool,
    /// What it names then.
    pub section: SectionId,
}

/// Headings that cover several sections at once (`CC/HPI`, `PMH/PSH`, `S/O`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Combined {
    /// The sections; the first is the one that the heading counts as.
    pub sections: List<SectionId>,
    /// The headings.
    pub headings: List<Str>,
}

/// Words and phrases of one purpose, to be found in running text.
#[derive(Debug, Clone, PartialEq)]
pub struct LexiconDef {
    /// Stable id, `exam-findings`.
    pub id: Str,
    /// What it is for.
    pub title: Str,
    /// What its entries may say besides their phrases, by name.
    pub attributes: List<(Str, AttributeType)>,
    /// Its entries.
    pub entries: List<LexiconEntry>,
}

/// Phrases that mean the same to whoever asks for them.
#[derive(Debug, Clone, PartialEq)]
pub struct LexiconEntry {
    /// What they mean (`potassium`); empty in lexicons that need only categories.
    pub id: Str,
    /// What they have in common with others (`chemistry`); empty if nothing.
    pub category: Str,
    /// Lower case, words separated by single spaces; a phrase a line.
    pub lines: Str,
    /// What else is known: the attributes that its lexicon declares, in the order of the declaration.
    pub attributes: List<(Str, Attribute)>,
}

/// The type of an attribute of lexicon entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttributeType {
    /// A word or sentence.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A list of words.
    List,
}

/// What a lexicon entry says under the name of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A word or sentence.
    Text(Str),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A list of words.
    List(List<Str>),
}

impl AttributeType {
    /// Every type with its name in the grammar files.
    pub const NAMES: [(AttributeType, &'static str); 4] = [
        (AttributeType::Text, "text"),
        (AttributeType::Number, "number"),
        (AttributeType::Flag, "flag"),
        (AttributeType::List, "list"),
    ];
}

impl LexiconEntry {
    /// Take over what `other` says besides.
    pub fn extend(&mut self, other: LexiconEntry) {
        if !other.category.is_empty() {
            self.category.clone_from(&other.category);
        }
        for phrase in other
            .phrases()
            .filter(|phrase| !self.phrases().any(|known| known == *phrase))
            .collect::<Vec<_>>()
        {
            let lines = self.lines.to_mut();
            lines.push_str(phrase);
            lines.push('\n');
        }
        for (name, value) in other.attributes.iter().cloned() {
            match self.attributes.to_mut().iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => self.attributes.to_mut().push((name, value)),
            }
        }
    }

    /// Its phrases: lower case, words separated by single spaces.
    pub fn phrases(&self) -> std::str::Lines<'_> {
        self.lines.lines()
    }

    #[inline]
    fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The word or sentence under `name`.
    #[inline]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.attribute(name) {
            Some(Attribute::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The number under `name`.
    #[inline]
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.attribute(name) {
            Some(Attribute::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Whether `name` is said to be true.
    #[inline]
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.attribute(name), Some(Attribute::Flag(true)))
    }

    /// The words under `name`; none if nothing is said.
    #[inline]
    pub fn list(&self, name: &str) -> &[Str] {
        match self.attribute(name) {
            Some(Attribute::List(words)) => words,
            _ => &[],
        }
    }
}
