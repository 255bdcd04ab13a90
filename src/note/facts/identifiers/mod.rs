//! Identifiers: what could tell who the patient is, after the 18 kinds of HIPAA Safe Harbor.
//!
//! Source: 45 CFR 164.514(b)(2)(i)(A)-(R) and the guidance of the HHS Office for Civil Rights on de-identification (2012).
//!
//! Read once and shared: the rules of the family PHI report them, `preceptor redact` replaces them, and reports that leave
//! the machine mask them. What is already de-identified (`[NAME]`, `Dr. X`, `Jane Doe`, `555-0134`, `example.org`), the
//! sign-off line and the front matter's `author` and `date` are none.
//!
//! Each submodule reads its kinds and knows nothing of the others; what two of them read at the same place goes to the
//! surer, then to the longer (see [`settled`]).

mod ages;
mod capitals;
mod checks;
mod dates;
mod names;
mod network;
mod numbers;
mod patterns;
mod places;
mod sign_off;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::Note;
use crate::syntax::NodeKind;
use crate::text::Span;

/// What kind of identifier it is. The letters are those of the regulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// A: the patient's name, or that of a relative or another person of the household.
    Name,
    /// The name of a clinician or other professional: no identifier of the patient by the regulation, but masked in notes
    /// that are shared.
    Clinician,
    /// A: the employer or school of the patient.
    Employer,
    /// B: street, city, county, the place where somebody lives.
    Location,
    /// B: a ZIP or postal code.
    Zip,
    /// B: a hospital, clinic, nursing home or other named institution.
    Facility,
    /// C: a date more exact than the year.
    Date,
    /// C: the date of birth.
    BirthDate,
    /// C: an age over 89 years.
    Age,
    /// D: telephone, pager.
    Phone,
    /// E: fax.
    Fax,
    /// F: electronic mail.
    Email,
    /// G: social security number, and the national numbers of other countries.
    SocialSecurity,
    /// H: medical record, encounter, specimen number; the NHS number.
    MedicalRecord,
    /// I: health-plan beneficiary number.
    HealthPlan,
    /// J: account or card number.
    Account,
    /// K: certificate or licence number.
    License,
    /// L: vehicle identification or licence plate.
    Vehicle,
    /// M: device identifier or serial number.
    Device,
    /// N: web address, social-media handle.
    Url,
    /// O: IP or MAC address.
    Ip,
    /// P: a biometric identifier.
    Biometric,
    /// Q: a photograph.
    Photo,
    /// R: an office that one person in a place holds: the mayor of a town.
    Role,
    /// R: any other unique number, code or characteristic.
    Other,
}

/// How sure it is that this identifies somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Likely: a word in the place of a name, a city beside "lives in".
    Likely,
    /// Certain: labelled, or of a form that nothing else has.
    Certain,
}

/// One identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identifier {
    /// What kind.
    pub kind: IdentifierKind,
    /// How sure.
    pub certainty: Certainty,
    /// The identifier alone: without its label, without a title before a name, without the possessive `'s` after it.
    pub span: Span,
}

impl IdentifierKind {
    /// All kinds, in the order of the regulation.
    pub const ALL: [IdentifierKind; 25] = [
        IdentifierKind::Name,
        IdentifierKind::Clinician,
        IdentifierKind::Employer,
        IdentifierKind::Location,
        IdentifierKind::Zip,
        IdentifierKind::Facility,
        IdentifierKind::Date,
        IdentifierKind::BirthDate,
        IdentifierKind::Age,
        IdentifierKind::Phone,
        IdentifierKind::Fax,
        IdentifierKind::Email,
        IdentifierKind::SocialSecurity,
        IdentifierKind::MedicalRecord,
        IdentifierKind::HealthPlan,
        IdentifierKind::Account,
        IdentifierKind::License,
        IdentifierKind::Vehicle,
        IdentifierKind::Device,
        IdentifierKind::Url,
        IdentifierKind::Ip,
        IdentifierKind::Biometric,
        IdentifierKind::Photo,
        IdentifierKind::Role,
        IdentifierKind::Other,
    ];

    /// The word of a placeholder for it, without brackets: `NAME`, `DATE`, `MRN` (`reference/phi.toml`, `[tokens]`).
    pub const fn token(self) -> &'static str {
        match self {
            IdentifierKind::Name => "NAME",
            IdentifierKind::Clinician => "CLINICIAN",
            IdentifierKind::Employer => "EMPLOYER",
            IdentifierKind::Location => "LOCATION",
            IdentifierKind::Zip => "ZIP",
            IdentifierKind::Facility => "HOSPITAL",
            IdentifierKind::Date | IdentifierKind::BirthDate => "DATE",
            IdentifierKind::Age => "AGE 90+",
            IdentifierKind::Phone => "PHONE",
            IdentifierKind::Fax => "FAX",
            IdentifierKind::Email => "EMAIL",
            IdentifierKind::SocialSecurity => "SSN",
            IdentifierKind::MedicalRecord => "MRN",
            IdentifierKind::HealthPlan => "HEALTH-PLAN",
            IdentifierKind::Account => "ACCOUNT",
            IdentifierKind::License => "LICENSE",
            IdentifierKind::Vehicle => "VEHICLE",
            IdentifierKind::Device => "DEVICE-ID",
            IdentifierKind::Url => "URL",
            IdentifierKind::Ip => "IP",
            IdentifierKind::Biometric => "BIOMETRIC",
            IdentifierKind::Photo => "PHOTO",
            IdentifierKind::Role => "ROLE",
            IdentifierKind::Other => "ID",
        }
    }

    /// What it is called in a message: "a date of birth".
    pub const fn phrase(self) -> &'static str {
        match self {
            IdentifierKind::Name => "a person's name",
            IdentifierKind::Clinician => "a clinician's name",
            IdentifierKind::Employer => "an employer or school",
            IdentifierKind::Location => "a place smaller than a state",
            IdentifierKind::Zip => "a postal code",
            IdentifierKind::Facility => "a named hospital, clinic or home",
            IdentifierKind::Date => "a date",
            IdentifierKind::BirthDate => "a date of birth",
            IdentifierKind::Age => "an age over 89",
            IdentifierKind::Phone => "a telephone number",
            IdentifierKind::Fax => "a fax number",
            IdentifierKind::Email => "an e-mail address",
            IdentifierKind::SocialSecurity => "a social security or other national number",
            IdentifierKind::MedicalRecord => "a medical record number",
            IdentifierKind::HealthPlan => "a health-plan number",
            IdentifierKind::Account => "an account number",
            IdentifierKind::License => "a licence or certificate number",
            IdentifierKind::Vehicle => "a vehicle number or licence plate",
            IdentifierKind::Device => "a device's serial number",
            IdentifierKind::Url => "a web address or handle",
            IdentifierKind::Ip => "a network address",
            IdentifierKind::Biometric => "a biometric identifier",
            IdentifierKind::Photo => "a photograph",
            IdentifierKind::Role => "a role that only one person has",
            IdentifierKind::Other => "a number that only one person has",
        }
    }
}

/// The identifiers of a note, in order, none overlapping another.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// Those that the note tells.
    pub told: Vec<Identifier>,
    /// Those that no rule speaks of: the writer's own in the sign-off, the front matter and the
    /// headings of a log's entries, and what stands in comments.
    pub aside: Vec<Identifier>,
}

/// All identifiers of the note.
pub(super) fn read(note: &Note) -> Identifiers {
    let mut found = Vec::new();
    numbers::read(note, &mut found);
    dates::read(note, &mut found);
    ages::read(note, &mut found);
    let capitals = capitals::read(note);
    places::read(note, &capitals, &mut found);
    names::read(note, &capitals, &mut found);
    ages::beside_names(note, &mut found);
    if found.is_empty() {
        return Identifiers::default();
    }
    let tokens = tokens(&note.text);
    let free = |one: &Identifier| {
        let at = tokens.partition_point(|token| token.end <= one.span.start);
        !tokens.get(at).is_some_and(|token| token.overlaps(one.span))
    };
    found.retain(|one| one.span.start < one.span.end && free(one));
    let own = sign_off::places(note);
    let comments: Vec<Span> = note
        .tree
        .nodes()
        .iter()
        .filter(|node| matches!(node.kind, NodeKind::Comment | NodeKind::Directive))
        .map(|node| node.span)
        .collect();
    let is_aside = |one: &Identifier| {
        let at = comments.partition_point(|span| span.end <= one.span.start);
        comments.get(at).is_some_and(|span| span.overlaps(one.span))
            || one.kind == IdentifierKind::Date && heads_entry(note, one.span)
            || own
                .iter()
                .any(|place| place.span.overlaps(one.span) && place.owns(one.kind))
    };
    let (aside, told) = settled(found).into_iter().partition(is_aside);
    Identifiers { told, aside }
}

/// Whether `span` stands in the heading of an entry of a log: the writer's own day.
fn heads_entry(note: &Note, span: Span) -> bool {
    note.log_entry_at(span.start)
        .is_some_and(|entry| note.entries[entry].heading.overlaps(span))
}

/// What is already de-identified, in order: `[NAME-1]`, `[DATE]`, `[AGE 90+]`, `[**2101-3-14**]`.
pub(super) fn tokens(text: &str) -> Vec<Span> {
    /// How long a token may be, in bytes.
    const LONGEST: usize = 64;
    let bytes = text.as_bytes();
    let mut found: Vec<Span> = Vec::new();
    for start in memchr::memchr_iter(b'[', bytes) {
        let window = &bytes[start + 1..bytes.len().min(start + LONGEST)];
        let Some(length) = memchr::memchr(b']', window) else {
            continue;
        };
        let inside = &window[..length];
        let starred = inside.starts_with(b"**") && inside.ends_with(b"**") && length > 3;
        let word = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b" _-/+".contains(byte);
        let capitals = length > 1 && inside[0].is_ascii_uppercase() && inside.iter().all(word);
        if starred || capitals {
            found.push(Span::from(start..start + length + 2));
        }
    }
    found
}

/// Of overlapping ones the surer stays, then the longer; in the order of the text.
fn settled(mut found: Vec<Identifier>) -> Vec<Identifier> {
    found.sort_by_key(|one| (one.span.start, one.span.end));
    let mut kept = Vec::with_capacity(found.len());
    // Nearly all stand apart; only within a run of them that overlap there is something to settle.
    let mut from = 0;
    while from < found.len() {
        let (mut to, mut end) = (from + 1, found[from].span.end);
        while let Some(next) = found.get(to).filter(|next| next.span.start < end) {
            end = end.max(next.span.end);
            to += 1;
        }
        match &mut found[from..to] {
            [alone] => kept.push(*alone),
            run => settle(run, &mut kept),
        }
        from = to;
    }
    kept
}

/// Put what stays of a run that overlaps into `kept`.
fn settle(run: &mut [Identifier], kept: &mut Vec<Identifier>) {
    run.sort_by_key(|one| {
        (
            Reverse(one.certainty),
            Reverse(one.span.len()),
            one.span.start,
            one.kind,
        )
    });
    let mut stays: BTreeMap<u32, Identifier> = BTreeMap::new();
    for one in run {
        let overlaps = |other: Option<(&u32, &Identifier)>| other.is_some_and(|(_, it)| it.span.overlaps(one.span));
        let (start, end) = (one.span.start, one.span.end);
        if !overlaps(stays.range(..start).next_back()) && !overlaps(stays.range(start..end).next()) {
            stays.insert(start, *one);
        }
    }
    kept.extend(stays.into_values());
}
