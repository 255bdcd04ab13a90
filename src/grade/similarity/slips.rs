//! What is wrong, odd or unusual in a note, and would hardly be wrong in the same way in another: misspellings,
//! contradictions, impossible values; and the values that a note gives, to be held against those of the class.

use std::collections::HashSet;

use super::base::Base;
use super::fold::{self, hash, stir};
use crate::grammar::is_spelt;
use crate::lint::Diagnostic;
use crate::note::Note;
use crate::note::facts::{Occasion, VitalKind};
use crate::text::Span;

/// What kind of slip it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlipKind {
    /// A rule found a misspelling.
    Misspelling,
    /// A rule found a contradiction or an impossible value.
    Inaccurate,
    /// A rule found a word that is confused with another, or a phrase of another language.
    Wording,
    /// A word that no dictionary has and that is near to none.
    Unknown,
    /// A number that the class gives otherwise.
    Number,
}

impl SlipKind {
    /// How many shared runs of words a shared slip counts for.
    pub(super) fn runs(self) -> f32 {
        match self {
            SlipKind::Misspelling | SlipKind::Inaccurate => 12.0,
            SlipKind::Number => 8.0,
            SlipKind::Wording | SlipKind::Unknown => 6.0,
        }
    }

    /// How it is called before what was written.
    pub(super) fn name(self) -> &'static str {
        match self {
            SlipKind::Misspelling => "the same misspelling",
            SlipKind::Inaccurate => "the same contradiction or impossible value",
            SlipKind::Wording => "the same slip of wording",
            SlipKind::Unknown => "the same word that no dictionary has",
            SlipKind::Number => "the same value, which most of the class gives otherwise:",
        }
    }
}

/// Something wrong at one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slip {
    /// The same for the same slip in another note.
    pub(super) key: u64,
    pub(super) kind: SlipKind,
    pub(super) span: Span,
}

/// A value that a note gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    /// Of what.
    pub(super) of: u64,
    pub(super) value: f32,
    /// The diastolic pressure; else 0.
    pub(super) second: f32,
    pub(super) span: Span,
}

impl Value {
    /// The same for the same value of the same thing.
    pub(super) fn key(&self) -> u64 {
        let cents = |value: f32| (value * 100.0).round() as i64 as u64;
        stir(self.of ^ cents(self.value).rotate_left(17) ^ cents(self.second).rotate_left(41))
    }

    /// Whether both are one value, written in another unit or rounded.
    pub(super) fn is_near(&self, other: &Value) -> bool {
        let near = |a: f32, b: f32| (a - b).abs() <= 0.005 * a.abs().max(b.abs());
        near(self.value, other.value) && near(self.second, other.second)
    }
}

/// Slips that are kept of a note.
const MOST: usize = 24;
/// Letters that an unknown word has at least.
const LETTERS: usize = 6;

/// The slips of a note, each key once.
pub(super) fn read(note: &Note, findings: &[Diagnostic], base: &Base) -> Vec<Slip> {
    let mut found: Vec<Slip> = Vec::new();
    let mut take = |slip: Slip| {
        if found.len() < MOST && found.iter().all(|it| it.key != slip.key) {
            found.push(slip);
        }
    };
    for finding in findings {
        let Some(written) = note
            .text
            .get(finding.span.range())
            .filter(|text| !text.trim().is_empty())
        else {
            continue;
        };
        let kind = match &*finding.code {
            "LNG005" => SlipKind::Misspelling,
            "LNG006" | "LNG007" => SlipKind::Wording,
            code if code.starts_with("ACC") => SlipKind::Inaccurate,
            _ => continue,
        };
        if kind == SlipKind::Misspelling && is_in_base(base, written) {
            continue;
        }
        let mut key = hash(&finding.code) ^ plain(written);
        // A contradiction is the same if both its places are.
        let mut others: Vec<u64> = Vec::new();
        if kind == SlipKind::Inaccurate {
            let places = finding.related.iter().filter_map(|it| note.text.get(it.span.range()));
            others.extend(places.map(plain));
            others.sort_unstable();
        }
        for other in others {
            key = stir(key.rotate_left(7) ^ other);
        }
        take(Slip {
            key,
            kind,
            span: finding.span,
        });
    }
    let told: Vec<Span> = findings
        .iter()
        .filter(|it| it.code == "LNG005")
        .map(|it| it.span)
        .collect();
    for span in unknown_words(note, base) {
        if told.iter().any(|it| it.overlaps(span)) {
            continue;
        }
        take(Slip {
            key: hash("unknown") ^ plain(note.slice(span)),
            kind: SlipKind::Unknown,
            span,
        });
    }
    found
}

/// What is written, without case and spaces; numbers as they are.
fn plain(text: &str) -> u64 {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        folded.extend(word.chars().flat_map(char::to_lowercase));
        folded.push(' ');
    }
    hash(folded.trim_end())
}

fn is_in_base(base: &Base, written: &str) -> bool {
    let mut all = !base.is_empty();
    fold::words(written, 0, |word| all &= base.has_word(word.hash));
    all
}

/// Words in small letters that no dictionary has. None of a note where they are many: it is in another language, or
/// full of what this dictionary lacks.
fn unknown_words(note: &Note, base: &Base) -> Vec<Span> {
    let (mut looked_at, mut unknown) = (0_usize, Vec::new());
    let mut seen: HashSet<&str> = HashSet::new();
    for word in &note.words().all {
        let written = note.slice(word.span);
        let is_plain = written.len() >= LETTERS && written.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_plain {
            continue;
        }
        looked_at += 1;
        if !is_spelt(written) && seen.insert(written) && !is_in_base(base, written) {
            unknown.push(word.span);
        }
    }
    if unknown.len() * 12 > looked_at {
        unknown.clear();
    }
    unknown
}

/// The values that a note gives: the first of each vital sign, result and dose, and the age.
pub(super) fn values(note: &Note) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut take = |of: u64, value: f64, second: f64, span: Span| {
        if !found.iter().any(|it| it.of == of) {
            found.push(Value {
                of,
                value: value as f32,
                second: second as f32,
                span,
            });
        }
    };
    if let Some(age) = note.patient().ages.first() {
        take(hash("age"), age.value, f64::from(age.unit as u8), age.span);
    }
    for vital in note.vitals() {
        let current = vital.occasion == Occasion::Current && vital.posture.is_none() && vital.to.is_none();
        if current && vital.kind != VitalKind::Pain {
            let diastolic = vital.diastolic.unwrap_or_default();
            take(hash(vital.kind.id()), vital.value, diastolic, vital.span);
        }
    }
    for lab in note.labs() {
        if !(lab.earlier || lab.trend || lab.graded) {
            take(stir(1 << 32 | u64::from(lab.entry)), lab.value, 0.0, lab.span);
        }
    }
    for drug in note.medications() {
        if let Some(mg) = drug.dose.and_then(|dose| dose.mg) {
            take(stir(2 << 32 | u64::from(drug.entry)), mg, 0.0, drug.span);
        }
    }
    found
}
