//! ACC008: left here, right there.

use crate::grammar::{LexiconEntry, Role, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Side, Sided, Status as Asserted, TimeKind};
use crate::rules::support::{capitalized, line_at, quote, sentence_around};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC008",
    name: "laterality-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Error,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "reference/consistency.toml: laterality-same-part, laterality-procedure, laterality-internal",
        "Joint Commission, Universal Protocol for Preventing Wrong Site, Wrong Procedure, and Wrong Person Surgery",
    ],
    summary: "A part of the body is left in one section and right in another.",
    docs: r#"
## What it does

Reports a part of the body (a knee, a lobe, a kidney, an eye) that has one side in one section and the other side in
another, for the same kind of finding: history against exam, imaging against assessment, disease against planned
procedure. It reports sides that cannot be, such as the left middle lobe or a left RLQ, and weakness on the same side as
the infarct of a hemisphere. It is silent where the note speaks of both sides, compares with the healthy side, or names
the side of a line, a graft, an old operation or a radiation.

## Why it matters

Wrong-side surgery begins with a wrong word in a note. The consent, the imaging order and the marking pen all follow it.

## How to fix

Look at the patient or at the film, and correct the side that is wrong. If both sides are affected, say so: "right knee,
and less so the left".

```bad
## HPI

62-year-old woman with right knee pain for 2 weeks, worse on stairs.

## Exam

Right knee with a moderate effusion, tender over the medial joint line.

## Assessment

Left knee osteoarthritis.

## Plan

Ibuprofen 400 mg TID with food, physiotherapy.
```

```bad
## Imaging

CXR: RLL consolidation.

## Assessment and Plan

1. LLL pneumonia
- ceftriaxone and azithromycin
```

```good
## HPI

62-year-old woman with right knee pain for 2 weeks; the left knee was replaced in 2019.

## Exam

Right knee with a moderate effusion. Left knee normal.

## Assessment

Right knee osteoarthritis.

## Plan

Ibuprofen 400 mg TID with food, physiotherapy.
```

## Precision

No finding in the 182 notes of the development corpus; one in the reference examples, planted there by somebody else.
Measured on faults that somebody planted who did not know the rule: 40 of 42 in a first set of notes; in two later sets
4 of 18 and 4 of 6 at first sight, and 15 of 18 and 5 of 6 after it was mended. None of their 42
look-alikes is reported, nor is anything in their good notes. Besides, 51 faults and 50 look-alikes of the author's own.

It does not know on which side of the brain a seizure begins, nor that the arm named in the exam of a shoulder is the
wrong one.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::SIDE_WORDS]),
    check: Check::Note(check),
};

/// How many statements about sides are compared; a note has some dozens.
const MOST: usize = 200;
/// How far from the word for them the places of ports may stand: `ports were placed under vision, suprapubic and LLQ`.
const PORTS: u32 = 60;
/// How far words that qualify a side are looked for, in bytes before and after.
const AROUND: (u32, u32) = (60, 70);

/// Where a statement stands. Statements of one place are not compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Complaint,
    History,
    Past,
    Review,
    Exam,
    Studies,
    Assessment,
    Plan,
    Course,
    Procedure,
    Medications,
    Header,
}

impl Place {
    fn of(role: Role) -> Option<Self> {
        Some(match role {
            Role::ChiefComplaint => Place::Complaint,
            Role::History => Place::History,
            Role::PastHistory | Role::SurgicalHistory => Place::Past,
            Role::ReviewOfSystems => Place::Review,
            Role::Exam => Place::Exam,
            Role::Data | Role::Studies => Place::Studies,
            Role::Assessment => Place::Assessment,
            Role::Plan | Role::AssessmentAndPlan => Place::Plan,
            Role::Course => Place::Course,
            Role::Procedure => Place::Procedure,
            Role::HomeMedications | Role::InpatientMedications | Role::DischargeMedications => Place::Medications,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Place::Complaint => "chief complaint",
            Place::History => "history",
            Place::Past => "past history",
            Place::Review => "review of systems",
            Place::Exam => "exam",
            Place::Studies => "results",
            Place::Assessment => "assessment",
            Place::Plan => "plan",
            Place::Course => "course",
            Place::Procedure => "procedure",
            Place::Medications => "medications",
            Place::Header => "heading",
        }
    }
}

/// One statement about a side.
#[derive(Debug, Clone)]
struct Statement {
    sided: Sided,
    place: Place,
    /// The part and what it lies in, the part first.
    line: Vec<u16>,
    /// The part that an operation or disease belongs to, else the part itself.
    anchor: u16,
    /// Groups of the findings beside it: bits.
    groups: u16,
    /// The diseases named beside it: bits of the entries of the lexicon.
    diseases: u64,
    /// What is named beside it at all, as bits of the entries of the lexicon.
    named: u64,
    /// Whether nothing is found on this side.
    absent: bool,
    /// Whether a dressing, a scar or staples tell that this side was operated on.
    operated: bool,
    /// The device that is named beside it: an entry of the lexicon.
    device: Option<u16>,
    /// Whether words say that this side comes besides the other: `also`, `as well`, `milder`.
    besides: bool,
    /// Whether it is an operation of the patient, of whatever time.
    operation: bool,
    /// The sentence.
    sentence: Span,
    /// Whether it counts as evidence of disease or treatment on its side.
    counts: bool,
    /// Whether it says that this side is affected too, now or once: then nothing is known of a conflict.
    stands: bool,
}

/// The groups of findings, as bits. Those of `any`, and pain, go with all.
const GROUPS: [&str; 10] = [
    "local", "mass", "neuro", "lung", "stone", "sense", "hernia", "stroke", "any", "pain",
];
const NEURO: u16 = 1 << 2;
const STONE: u16 = 1 << 4;
const ANY: u16 = 1 << 8;
const PAIN: u16 = 1 << 9;

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    impossible(note, findings);
    if !note.sides().iter().any(|sided| sided.side == Side::Left)
        || !note.sides().iter().any(|sided| sided.side == Side::Right)
    {
        if !note.sides().is_empty() {
            crossed(note, findings);
        }
        return;
    }
    let operated = note
        .times()
        .iter()
        .any(|time| matches!(time.kind, TimeKind::PostoperativeDay(_)));
    let statements: Vec<Statement> = note
        .sides()
        .iter()
        .take(MOST)
        .filter_map(|sided| statement(note, sided, operated))
        .collect();
    conflicts(note, &statements, findings);
    operations(note, &statements, findings);
    devices(note, &statements, findings);
    crossed(note, findings);
}

fn part(note: &Note, index: u16) -> &LexiconEntry {
    note.entry_at(lexicon_ids::BODY_PARTS, index)
}

/// The clause around a side: its sentence, as far as words beside a side can reach, up to the side of something else.
fn clause(note: &Note, sided: &Sided) -> Span {
    let span = sided.span;
    let sentence = note
        .sentence_at(span.start)
        .map_or_else(|| line_at(note, span.start), |sentence| sentence.span);
    // `Left knee: small effusion`: what is said of a label stands behind it.
    let rest = note.text.as_bytes().get(sentence.end as usize..).unwrap_or_default();
    let sentence = match rest {
        [b':', ..] | [b'*', b'*', b':', ..] => line_at(note, span.start),
        _ => sentence,
    };
    let sides = note.sides();
    let at = sides.partition_point(|other| other.span.start < span.start);
    let other = |it: &&Sided| it.side != sided.side;
    let before = sides[..at].iter().rev().take(3).find(other).map_or(0, |it| it.span.end);
    let after = sides[at..]
        .iter()
        .take(6)
        .find(other)
        .map_or(u32::MAX, |it| it.span.start);
    let mut start = sentence
        .start
        .max(span.start.saturating_sub(AROUND.0))
        .max(before)
        .min(span.start);
    let mut end = sentence.end.min(span.end + AROUND.1).min(after).max(span.end);
    if !note.text.is_char_boundary(start as usize) || !note.text.is_char_boundary(end as usize) {
        (start, end) = (span.start, span.end);
    }
    let lead = note.slice(Span::new(start, span.start));
    let tail = note.slice(Span::new(span.end, end));
    let breaks = [';', '\n', '|'];
    // `R TM red, L TM normal`: what is said of the one is not said of the other.
    let lead_end = if before > sentence.start {
        lead.rfind([',', '.', ';', '\n', '|'])
    } else {
        lead.rfind(breaks)
    };
    Span::new(
        lead_end.map_or(start, |at| start + at as u32 + 1),
        tail.find(breaks).map_or(end, |at| span.end + at as u32),
    )
}

fn statement(note: &Note, sided: &Sided, operated: bool) -> Option<Statement> {
    let role = note.role_at(sided.span.start);
    let heads = role == Role::Identification || note.section_at(sided.span.start).is_none();
    let place = Place::of(role).or(heads.then_some(Place::Header))?;
    let (mut groups, mut diseases, mut named) = (0, 0, 0);
    let (mut apart, mut past, mut healthy, mut ill, mut imaged) = (false, false, false, false, false);
    let (mut site, mut scar, mut onset, mut besides, mut device) = (false, false, false, false, None);
    for hit in note.phrases_in(lexicon_ids::SIDE_FINDINGS, clause(note, sided)) {
        let entry = note.entry(hit);
        let ahead = hit.span.end <= sided.span.start;
        let gap = if ahead {
            sided.span.start - hit.span.end
        } else {
            hit.span.start.saturating_sub(sided.span.end)
        };
        match &*entry.category {
            "apart" => {
                apart |= gap <= if entry.id == "port-sites" { PORTS } else { 28 };
                if gap <= 28 && entry.text("group") == Some("device") {
                    device = Some(hit.entry);
                }
            }
            // Inside: `calf 46 cm vs 41 cm on the R`.
            "apart-before" => apart |= ahead && gap <= 14 || sided.span.contains(hit.span),
            "past" => past |= gap <= 40,
            // `Injection to the left knee if no better` is still for that knee.
            "normal" => healthy |= place != Place::Plan && gap <= if ahead { 16 } else { 60 },
            "besides" => besides = true,
            "scar" => scar |= gap <= 24,
            "onset" => onset |= gap <= 40,
            category => {
                let bit = 1u64 << (hit.entry & 63);
                named |= bit;
                site |= category == "site" && gap <= 24;
                if !matches!(
                    category,
                    "pain" | "procedure" | "imaging" | "site" | "vascular" | "neutral"
                ) {
                    diseases |= bit;
                }
                let group = entry.text("group");
                if let Some(bit) = group.and_then(|group| GROUPS.iter().position(|name| *name == group)) {
                    groups |= 1u16 << bit;
                }
                imaged |= category == "imaging" && gap <= 24;
                if !matches!(category, "procedure" | "imaging" | "neutral") {
                    ill |= note.assertion(hit.span).status == Asserted::Present;
                }
            }
        }
    }
    let entry = part(note, sided.part);
    if matches!(&*entry.category, "disease" | "procedure") {
        groups |= ANY;
        ill = true;
    }
    let assertion = note.assertion(sided.place);
    // The day after an operation, `s/p` names the present and not the past; so does the course in hospital.
    let of_now = operated || matches!(place, Place::Course | Place::Procedure);
    past = (past || assertion.status == Asserted::Historical) && !of_now && !onset;
    // A normal film of the other side is as wrong as a normal exam of it is usual.
    let absent = (assertion.status == Asserted::Absent || healthy && !ill) && !imaged;
    // What is planned for a side is for that side; what may come (`return if …`) is of none yet.
    let ahead = |cue: &Span| place != Place::Plan || cue.start < sided.span.start;
    let may_come = assertion.status == Asserted::Hypothetical && assertion.cue.as_ref().is_some_and(ahead);
    let other = assertion.status == Asserted::Family || may_come;
    let said = !absent && !apart && !other && !assertion.quoted;
    let present = said && !matches!(place, Place::Past | Place::Medications);
    let owned = !absent && !other && !assertion.quoted;
    Some(Statement {
        sided: *sided,
        place,
        anchor: anchor(note, sided.part),
        line: lineage(note, sided.part),
        groups,
        diseases,
        // `None on the right`: of whatever is found there.
        named: if is_bare_side(note, sided) { u64::MAX } else { named },
        absent,
        operated: site,
        operation: said && (scar || entry.category == "procedure"),
        device: device.filter(|_| owned),
        besides,
        sentence: sentence_around(note, sided.span),
        counts: present && !past,
        stands: present,
    })
}

/// Whether a word for a side stands for its part: `none on the right`.
fn is_bare_side(note: &Note, sided: &Sided) -> bool {
    let word = note.slice(sided.span);
    ["left", "right", "l", "r", "lt", "rt"]
        .iter()
        .any(|side| word.eq_ignore_ascii_case(side))
}

/// Operations and diseases speak of the part that they belong to.
fn anchor(note: &Note, index: u16) -> u16 {
    let entry = part(note, index);
    match &*entry.category {
        "procedure" | "disease" => outer(note, index).unwrap_or(index),
        _ => index,
    }
}

/// The entry that holds `index`, if there is one.
fn outer(note: &Note, index: u16) -> Option<u16> {
    let within = part(note, index).text("within")?;
    let entries = &note.grammar.lexicon(lexicon_ids::BODY_PARTS).entries;
    entries.iter().position(|entry| entry.id == within).map(|at| at as u16)
}

/// What the entry lies in, itself first.
fn lineage(note: &Note, index: u16) -> Vec<u16> {
    let mut line = vec![index];
    let mut at = index;
    while let Some(next) = outer(note, at) {
        if line.contains(&next) {
            break;
        }
        line.push(next);
        at = next;
    }
    line
}

/// Whether two entries are the same place of the body: one holds the other, or is an operation or disease of it.
fn same_place(note: &Note, a: &Statement, b: &Statement) -> bool {
    // The one lens is replaced, the other one is still clouded.
    let lens = |one: &Statement, other: &Statement| {
        part(note, one.sided.part).id == "cataract-surgery"
            && part(note, other.sided.part).id == "cataract"
            && one.place != Place::Plan
    };
    if lens(a, b) || lens(b, a) {
        return false;
    }
    let (first, second) = (&a.line, &b.line);
    let nested = first.contains(&b.anchor) || second.contains(&a.anchor) || shows(note, a, b) || shows(note, b, a);
    // The side of weakness is that of arm and leg.
    let half = |index: u16| part(note, index).category == "half";
    let limb = |line: &Vec<u16>| {
        line.iter()
            .any(|index| matches!(&*part(note, *index).id, "arm" | "leg"))
    };
    let of_half = half(a.sided.part) && limb(second)
        || half(b.sided.part) && limb(first)
        || half(a.sided.part) && half(b.sided.part);
    if !nested && !of_half {
        return false;
    }
    if of_half {
        let weak = |it: &Statement| it.groups & NEURO != 0 || half(it.sided.part);
        return weak(a) && weak(b);
    }
    // An operation on the knee need not be what makes the leg swell; one on the vessels of the leg is for all of it.
    let operation = |it: &Statement| {
        let entry = part(note, it.sided.part);
        entry.category == "procedure" && !entry.flag("wide")
    };
    if operation(a) && is_wide(note, b) || operation(b) && is_wide(note, a) {
        return false;
    }
    // Of a whole limb or cavity the findings must be of one group; of a knee whatever is said is of that knee.
    let loose = ANY | PAIN;
    let share =
        a.groups & b.groups != 0 || a.groups & loose != 0 && b.groups != 0 || b.groups & loose != 0 && a.groups != 0;
    share || !is_wide(note, a) && !is_wide(note, b)
}

/// Whether a disease shows in the other part: a stone or an infection of the kidney in the flank.
fn shows(note: &Note, disease: &Statement, sign: &Statement) -> bool {
    let entry = part(note, disease.sided.part);
    let id = &part(note, sign.sided.part).id;
    entry.list("signs").iter().any(|part| **part == **id)
        && (&*entry.category == "disease" || disease.groups & STONE != 0)
}

/// Whether a statement is of a whole limb or a half of the trunk.
fn is_wide(note: &Note, statement: &Statement) -> bool {
    let entry = part(note, statement.sided.part);
    entry.flag("wide") || entry.flag("axial")
}

fn conflicts(note: &Note, statements: &[Statement], findings: &mut Vec<Finding>) {
    let mut reported: Vec<u16> = Vec::new();
    for left in statements {
        if !left.counts || left.sided.side == Side::Both || reported.contains(&left.sided.part) {
            continue;
        }
        let Some(other_side) = left.sided.side.opposite() else {
            continue;
        };
        // All that is said of this place, on either side.
        // What is said of the whole limb is of less weight than what is said of the knee.
        let small = !is_wide(note, left);
        let here: Vec<&Statement> = statements
            .iter()
            .filter(|it| same_place(note, left, it) && !(small && is_wide(note, it)))
            .collect();
        if here.iter().any(|it| speaks_of_both(it, left)) {
            continue;
        }
        let of = |side: Side, place: Place| here.iter().filter(move |it| it.sided.side == side && it.place == place);
        // A place of the note in which only one side counts.
        let pure = |side: Side, place: Place| {
            of(side, place).any(|it| it.counts)
                && !side
                    .opposite()
                    .is_some_and(|other| of(other, place).any(|it| it.counts))
        };
        let mut places: Vec<Place> = Vec::new();
        for it in &here {
            if !places.contains(&it.place) {
                places.push(it.place);
            }
        }
        let pure_places = |side: Side| places.iter().filter(|place| pure(side, **place)).count();
        let (mine, theirs) = (pure_places(left.sided.side), pure_places(other_side));
        // Where both sides are diseased in one section, there are two problems.
        let mixed = places
            .iter()
            .any(|place| of(left.sided.side, *place).any(|it| it.counts) && of(other_side, *place).any(|it| it.counts));
        if mine == 0 || theirs == 0 || mixed {
            continue;
        }
        // The rarer side is the likelier slip; of two equals the later.
        let count = |side: Side| here.iter().filter(|it| it.sided.side == side && it.counts).count();
        let first_of = |side: Side| here.iter().find(|it| it.sided.side == side && it.counts);
        let (Some(a), Some(b)) = (first_of(left.sided.side), first_of(other_side)) else {
            continue;
        };
        let (slip, rest) = match (count(left.sided.side), count(other_side)) {
            (mine, theirs) if mine < theirs => (a, b),
            (mine, theirs) if mine > theirs => (b, a),
            _ if a.sided.span.start > b.sided.span.start => (a, b),
            _ => (b, a),
        };
        // What was wrong on that side once may be so again: then more than one section has to speak against it.
        let was_so = here
            .iter()
            .any(|it| it.sided.side == slip.sided.side && it.stands && !it.counts);
        let against = if rest.sided.side == left.sided.side {
            mine
        } else {
            theirs
        };
        if was_so && against < 2 {
            continue;
        }
        findings.push(report(note, slip, rest));
        reported.extend(here.iter().map(|it| it.sided.part));
    }
    for odd in statements {
        if !odd.counts || reported.contains(&odd.sided.part) {
            continue;
        }
        if let Some(usual) = stands_alone(note, statements, odd) {
            findings.push(report(note, odd, usual));
            reported.extend([odd.sided.part, usual.sided.part]);
        }
    }
}

/// The bit of injuries, of which a film shows one.
fn injury(note: &Note) -> u64 {
    let entries = &note.grammar.lexicon(lexicon_ids::SIDE_FINDINGS).entries;
    let at = entries.iter().position(|entry| entry.id == "injury");
    at.map_or(0, |at| 1 << (at & 63))
}

/// Whether both sides are said to be affected by the same: `bilateral opacities, small R effusion` leaves the effusion to
/// the right. An exam of both sides says little.
fn speaks_of_both(both: &Statement, one: &Statement) -> bool {
    let same = both.sided.part == one.sided.part
        || both.diseases & one.diseases != 0
        || both.diseases == 0
        || one.diseases == 0;
    both.sided.side == Side::Both && both.stands && both.place != Place::Exam && same
}

fn report(note: &Note, slip: &Statement, rest: &Statement) -> Finding {
    let name = |it: &Statement| quote(note.slice(it.sided.span), 50);
    let (here, there) = (slip.place.name(), rest.place.name());
    let message = if slip.place == rest.place {
        format!("\"{}\", but \"{}\" elsewhere in the {here}", name(slip), name(rest))
    } else {
        format!(
            "\"{}\" in the {here}, but \"{}\" in the {there}",
            name(slip),
            name(rest)
        )
    };
    Finding::new(slip.sided.span, message)
        .related(rest.sided.span, format!("{}: \"{}\"", capitalized(there), name(rest)))
        .help("check the side, and correct the one that is wrong; if both are affected, say so")
}

/// Old operations: `left below-knee amputation` in the history, `right BKA stump` in the exam.
fn operations(note: &Note, statements: &[Statement], findings: &mut Vec<Finding>) {
    for odd in statements.iter().filter(|it| it.operation && it.place != Place::Past) {
        let Some(usual_side) = odd.sided.side.opposite() else {
            continue;
        };
        let same = |it: &&Statement| it.operation && (it.sided.part == odd.sided.part || it.anchor == odd.anchor);
        let (mut usual, mut places): (Option<&Statement>, Vec<Place>) = (None, Vec::new());
        // What is told of that side elsewhere explains the scar: `the left knee was replaced in 2021`.
        let mut only = !statements.iter().any(|it| {
            it.sided.side == odd.sided.side && it.anchor == odd.anchor && it.place != odd.place && !it.absent
        });
        let scar = part(note, odd.sided.part).category != "procedure";
        for it in statements.iter().filter(same) {
            // What is planned left no scar yet.
            if scar && it.counts {
                continue;
            }
            if it.sided.side == usual_side && it.place != odd.place {
                usual = usual.or(Some(it));
                if !places.contains(&it.place) {
                    places.push(it.place);
                }
            } else {
                only &= it.sided.side == odd.sided.side && it.place == odd.place;
            }
        }
        let enough = places.contains(&Place::Past) && (places.len() >= 2 || odd.place == Place::Exam)
            || odd.place == Place::Exam && places.len() >= 2;
        let Some(usual) = usual.filter(|_| only && enough) else {
            continue;
        };
        if !findings.iter().any(|finding| finding.span.overlaps(odd.sided.span)) {
            findings.push(report(note, odd, usual));
        }
        return;
    }
}

/// A port, a pacemaker, an implant: one side here and the other there.
fn devices(note: &Note, statements: &[Statement], findings: &mut Vec<Finding>) {
    let mut devices = statements.iter().filter(|it| it.device.is_some());
    let Some(first) = devices.next() else { return };
    let same = |it: &&Statement| it.device == first.device && it.place != first.place;
    let Some(odd) = devices
        .find(same)
        .filter(|it| Some(it.sided.side) == first.sided.side.opposite())
    else {
        return;
    };
    let one_each =
        |it: &Statement| it.device != first.device || it.place != first.place || it.sided.side == first.sided.side;
    if statements.iter().all(one_each) && !findings.iter().any(|finding| finding.span.overlaps(odd.sided.span)) {
        findings.push(report(note, odd, first));
    }
}

/// What the rest of the note says, where a section that has the usual side too names the other one just once, and nothing
/// else in the note knows of a trouble on that side.
fn stands_alone<'s>(note: &Note, statements: &'s [Statement], odd: &Statement) -> Option<&'s Statement> {
    let usual_side = odd.sided.side.opposite()?;
    if odd.besides || is_wide(note, odd) && odd.groups == 0 {
        return None;
    }
    let (mut usual, mut others, mut here): (Option<&Statement>, Vec<Place>, usize) = (None, Vec::new(), 0);
    let (mut diseases, mut operation, mut denied) = (0u64, false, false);
    for it in statements.iter().filter(|it| same_place(note, odd, it)) {
        // The whole limb is not the knee.
        if is_wide(note, it) && !is_wide(note, odd) {
            continue;
        }
        match it.sided.side {
            Side::Both if speaks_of_both(it, odd) => return None,
            side if side == odd.sided.side => {
                // Known as ill elsewhere, or once: it may be so again.
                if it.counts && it.place != odd.place {
                    return None;
                }
                denied |=
                    it.absent && it.place == odd.place && it.sentence != odd.sentence && it.named & odd.named != 0;
            }
            side if side == usual_side && it.counts => {
                // Both in one sentence are compared; but what is done for a problem is done on its side.
                if it.sentence == odd.sentence && !is_done_for(note, it, odd) {
                    return None;
                }
                diseases |= it.diseases;
                operation |= part(note, it.sided.part).category == "procedure" || it.groups & ANY != 0;
                if it.place == odd.place {
                    here += 1;
                } else if !others.contains(&it.place) {
                    others.push(it.place);
                }
                let same = odd.operation || it.sided.part == odd.sided.part || it.diseases & odd.diseases != 0;
                if same && (usual.is_none() || usual.is_some_and(|usual| usual.place == odd.place)) {
                    usual = Some(it);
                }
            }
            _ => {}
        }
    }
    // Another disease is another problem.
    if odd.diseases != 0 && odd.diseases & diseases == 0 && !denied {
        return None;
    }
    let enough = match odd.place {
        Place::Exam => others.len() >= 2 && (denied || odd.operated && operation),
        Place::Studies => others.len() >= 2 && odd.diseases & diseases & injury(note) != 0,
        Place::Past | Place::Medications | Place::Header => false,
        Place::History | Place::Review | Place::Complaint => others.len() >= 2 && !is_dated(note, odd.sentence),
        Place::Assessment | Place::Plan | Place::Course | Place::Procedure => {
            others.len() >= 2 || others.len() == 1 && here >= 1
        }
    };
    usual.filter(|_| enough)
}

/// Whether an operation stands behind the colon of the problem that it is for: `L breast cancer: R mastectomy`.
fn is_done_for(note: &Note, problem: &Statement, operation: &Statement) -> bool {
    let procedure = |it: &Statement| part(note, it.sided.part).category == "procedure";
    let (from, to) = (problem.sided.span.end, operation.sided.span.start);
    if operation.place != Place::Plan || !procedure(operation) || procedure(problem) || to <= from {
        return false;
    }
    let sentence = note.slice(operation.sentence).to_ascii_lowercase();
    let other_side = [
        "symmetr",
        "prophyla",
        "contralateral",
        "bilat",
        "both",
        "reduction",
        "risk",
    ];
    note.slice(Span::new(from, to)).contains(':') && !other_side.iter().any(|word| sentence.contains(word))
}

/// Whether the sentence tells of another time: `in 2019`, `3 years ago`.
fn is_dated(note: &Note, sentence: Span) -> bool {
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < sentence.start);
    times[from..]
        .iter()
        .take_while(|time| time.span.start < sentence.end)
        .any(|time| matches!(time.kind, TimeKind::Date { .. } | TimeKind::Ago(..)))
}

/// Sides that a part does not have.
fn impossible(note: &Note, findings: &mut Vec<Finding>) {
    let transposed = ["situs inversus", "dextrocardia", "heterotaxy"];
    let mirrored = || {
        let text = note.text.to_ascii_lowercase();
        transposed.iter().any(|word| text.contains(word))
    };
    let mut found: Vec<(Span, String)> = Vec::new();
    for hit in note.phrases_of(lexicon_ids::SIDE_WORDS) {
        if note.entry(hit).category == "impossible"
            && note.slice(hit.span).bytes().any(|byte| byte.is_ascii_uppercase())
        {
            found.push((
                hit.span,
                format!("\"{}\" names two sides at once", quote(note.slice(hit.span), 30)),
            ));
        }
    }
    for sided in note.sides() {
        let entry = part(note, sided.part);
        if let Some(only) = entry.text("only")
            && sided.side != Side::Both
            && sided.side.name() != only
            && note.assertion(sided.place).status != Asserted::Hypothetical
        {
            let written = quote(note.slice(sided.span), 40);
            found.push((sided.span, format!("\"{written}\": that part lies on the {only} only")));
        }
    }
    if !found.is_empty() && !mirrored() {
        findings.extend(found.into_iter().map(|(span, message)| {
            Finding::new(span, message).help("correct the side, or name the part that was meant")
        }));
    }
}

/// Weakness on the side of the infarct: a hemisphere moves the other half of the body.
fn crossed(note: &Note, findings: &mut Vec<Finding>) {
    let sides = note.sides();
    let about = |sided: &&Sided, group: &str| {
        let around = clause(note, sided);
        note.phrases_in(lexicon_ids::SIDE_FINDINGS, around)
            .any(|hit| note.entry(hit).category == group && note.assertion(hit.span).is_present())
    };
    let current = |sided: &&Sided| {
        let role = note.role_at(sided.span.start);
        let status = note.assertion(sided.place).status;
        Place::of(role).is_some() && matches!(status, Asserted::Present | Asserted::Uncertain)
    };
    let lesions: Vec<&Sided> = sides
        .iter()
        .take(MOST)
        .filter(|sided| sided.side != Side::Both && part(note, sided.part).flag("crossed"))
        .filter(current)
        .filter(|sided| part(note, sided.part).text("family").is_some() || about(sided, "stroke"))
        .collect();
    let Some(lesion) = lesions.first() else { return };
    if lesions.iter().any(|other| other.side != lesion.side) {
        return;
    }
    let weak: Vec<&Sided> = sides
        .iter()
        .take(MOST)
        .filter(|sided| {
            let entry = part(note, sided.part);
            let motor = matches!(&*entry.id, "hemiparesis" | "weakness");
            motor || matches!(&*entry.id, "arm" | "leg") && is_weak(note, sided)
        })
        .filter(current)
        .collect();
    let same = weak.iter().find(|sided| sided.side == lesion.side);
    let Some(same) = same.filter(|_| weak.iter().all(|sided| sided.side == lesion.side)) else {
        return;
    };
    let names = |sided: &Sided| quote(note.slice(sided.span), 40);
    findings.push(
        Finding::new(
            same.span,
            format!(
                "\"{}\" is on the side of the lesion (\"{}\"); it should show on the other",
                names(same),
                names(lesion)
            ),
        )
        .related(lesion.span, format!("\"{}\"", names(lesion)))
        .help("check both sides, and correct the one that is wrong"),
    );
}

/// Whether weakness of an arm or leg is said directly behind it.
fn is_weak(note: &Note, sided: &Sided) -> bool {
    let behind = Span::new(sided.span.end, sided.span.end + 12);
    note.phrases_in(lexicon_ids::SIDE_FINDINGS, behind).any(|hit| {
        let word = note.slice(hit.span).to_ascii_lowercase();
        matches!(word.as_str(), "weakness" | "weak" | "paralysis" | "plegia" | "drift")
            && note.assertion(hit.span).is_present()
    })
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn what_is_done_for_a_problem_is_done_on_its_side() {
        speaks(
            &RULE,
            &[
                "S: 61F with a R breast mass.\nO: R breast 2 cm mass at 9 o'clock.\nA: R breast cancer.\nP:\n1. R breast cancer: L lumpectomy next week\n",
                "S: 70M with sudden L leg pain.\nO: L leg cool, pulseless.\nA: Acute L leg ischemia.\nP:\n1. Limb ischemia: OR tonight for R femoral embolectomy\n",
            ],
        );
        silent(
            &RULE,
            &[
                "S: 61F with a R breast mass.\nO: R breast 2 cm mass at 9 o'clock.\nA: R breast cancer.\nP:\n1. R breast cancer: R mastectomy with L prophylactic mastectomy\n",
                "INDICATIONS: 22F with RLQ pain, CT with appendicitis.\nDESCRIPTION OF PROCEDURE: Three trocars were placed, umbilical, suprapubic and LLQ. The appendix was removed.\n",
            ],
        );
    }

    #[test]
    fn a_side_stays_in_its_item() {
        let lists = [
            "- Left knee arthroscopy\n- Appendectomy\n- Cesarean section",
            "- Arthroscopy of left knee\n- Appendectomy",
            "* Left knee arthroscopy\n* Appendectomy",
            "1. Left knee arthroscopy\n2. Appendectomy",
            "1) Left inguinal hernia repair\n2) Appendectomy",
            "Left knee arthroscopy\nAppendectomy\nC-section",
            "Left hip replacement\nCholecystectomy",
            "Arthroscopy, knee, left\nAppendectomy",
        ]
        .map(|list| format!("## Past Surgical History\n\n{list}\n\n## Exam\n\nAbdomen soft.\n"));
        silent(&RULE, &lists.iter().map(String::as_str).collect::<Vec<_>>());
        speaks(
            &RULE,
            &[
                "## Past Surgical History\n\n- Left knee arthroscopy\n- Left appendectomy\n",
                "## Past Surgical History\n\nLeft appendectomy\nRight knee arthroscopy\n",
                "## Exam\n\nTender in the left\nlower quadrant.\n\n## Assessment\n\nRight lower quadrant pain, appendicitis.\n",
                "## HPI\n\nRight\nknee pain for 2 weeks.\n\n## Exam\n\nLeft knee with effusion.\n\n## Assessment\n\nRight knee OA.\n",
                "## IMAGING\n\nRIGHT\nLOWER LOBE CONSOLIDATION.\n\n## ASSESSMENT\n\nLEFT LOWER LOBE PNEUMONIA.\n",
            ],
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\nRight knee pain for 2 weeks.\n\n## Exam\n\nLeft knee with effusion, tender.\n\n## Assessment\n\nRight knee OA.\n",
                "## Imaging\n\nCXR: RLL opacity.\n\n## Assessment\n\nLLL pneumonia.\n",
                "CC: left shoulder pain\n\nHPI: 40M with right shoulder pain after a fall.\n\nPE: right shoulder tender, ROM limited.\n",
                "## HPI\n\nFall, pain in the left hip.\n\n## Imaging\n\nLeft femoral neck fracture.\n\n## Plan\n\nRight hip ORIF in the morning.\n",
                "## Assessment\n\nRight pneumothorax.\n\n## Plan\n\nLeft chest tube to suction.\n",
                "## HPI\n\nLeft flank pain and hematuria.\n\n## Imaging\n\nCT: 5 mm left ureteral stone.\n\n## Plan\n\nRight ureteroscopy with stent on Friday.\n",
                "## HPI\n\n70F with R leg swelling and pain.\n\n## Studies\n\nDuplex: DVT of the right femoral vein.\n\n## A/P\n\n1. LLE DVT: apixaban.\n",
                "## HPI\n\nSudden left arm weakness.\n\n## Exam\n\nRight arm drift, strength 3/5.\n\n## Assessment\n\nStroke with left arm weakness.\n",
                "S: R ear pain x2d\n\nO: L TM bulging and red\n\nA: AOM\n\nP: amoxicillin\n",
                "## HPI\n\nBlurred vision in the right eye.\n\n## Exam\n\nVA OD 20/100, OS 20/20.\n\n## Plan\n\nLeft eye cataract surgery.\n",
                "## CC\n\nLump in left breast\n\n## Exam\n\nLeft breast: 2 cm mass at 10 o'clock.\n\n## Plan\n\nUltrasound and core biopsy of the right breast mass.\n",
                "## HPI\n\nRLQ pain since yesterday, nausea.\n\n## Exam\n\nTender in the LLQ with guarding.\n\n## Assessment\n\nAppendicitis.\n",
                "## Assessment\n\nLeft inguinal hernia, reducible.\n\n## Plan\n\nElective right inguinal hernia repair.\n",
                "## HPI\n\nTwisted his right ankle.\n\n## Exam\n\nSwelling over the left lateral malleolus.\n\n## Plan\n\nRight ankle brace.\n",
                "## Imaging\n\nLML infiltrate.\n",
                "## Exam\n\nTender in the left RLQ.\n",
                "## Imaging\n\nConsolidation of the left middle lobe.\n",
                "## HPI\n\nSudden left hemiparesis.\n\n## Imaging\n\nCT: left MCA infarct.\n",
                "## Exam\n\nRight-sided weakness, 2/5.\n\n## Assessment\n\nAcute right MCA stroke.\n",
                "PREOPERATIVE DIAGNOSIS:\nLeft carpal tunnel syndrome.\n\nPROCEDURE PERFORMED:\nRight carpal tunnel release.\n",
                "## HPI\n\nPain in the right great toe.\n\n## Exam\n\nLeft first MTP red, warm and swollen.\n\n## Assessment\n\nGout of the right great toe.\n",
                "## HPI\n\nSwollen left scrotum.\n\n## Exam\n\nLeft hydrocele.\n\n## Plan\n\nRight hydrocelectomy.\n",
            ],
        );
    }

    #[test]
    fn one_odd_side_among_many() {
        speaks(
            &RULE,
            &[
                "ED NOTE\n\nHPI: 34M grinding metal, right eye pain since noon.\n\nExam: OD: cornea 1 mm metallic FB. OS: quiet.\n\nA: Corneal metallic foreign body OS.\n\nP: removed, erythromycin.\n",
                "PREOPERATIVE ANESTHESIA NOTE\n\nPlanned: right total knee arthroplasty.\n\nHPI: 66F with OA.\n\nPlan: Spinal + adductor canal block on the left.\n",
                "H&P\n\nHPI: 52M with L leg swelling for 4 days.\n\nExam: L calf 46 cm vs 41 cm on the R, tender.\n\nStudies: Duplex R leg: occlusive thrombus, common femoral through popliteal vein.\n\nA: acute L femoral DVT.\n\nP: apixaban\n",
                "HPI: 70M whose left hand started to shake 2 years ago. Slow walking.\n\nExam: rest tremor of the right hand at 5 Hz, none of the left. Rigidity of the right arm; none on the left.\n\nImpression: Parkinson disease, left more than right.\n\nPlan: levodopa.\n",
                "HPI: 70M whose left hand started to shake 2 years ago.\n\nExam: rest tremor of the right hand at 5 Hz.\n\nImpression: Parkinson disease.\n",
                "HPI: 61M.\n\nExam: Port right chest clean.\n\nPlan: Flush the left chest port every 8 weeks.\n",
                "HPI: 26F.\n\nMedications:\n- Etonogestrel implant, left arm, 2023\n\nExam: Implant palpable in the right upper arm.\n",
                "HPI: flank pain.\n\nExam: left CVA tenderness; none on the right. Tender over the R CVA.\n\nCT: 4 mm left ureteral stone.\n\nAssessment: left ureteral stone.\n",
                "# H&P\n\n## CC\n\nRight knee pain\n\n## HPI\n\n60-year-old man with right knee pain for 2 years, worse on stairs.\n\n## PE\n\nRight knee: varus, crepitus, effusion.\nLeft knee: normal.\n\n## Assessment\n\nEnd-stage OA of the right knee.\n\n## Plan\n\n- Right TKA on Friday\n- Consent for left total knee arthroplasty signed and in chart\n",
                "S: 4yo M with R ear pain and fever.\nO: R TM red and bulging, L TM normal.\nA: Acute otitis media, left.\nP: Amoxicillin.\n",
                "S: 4yo M with R ear pain and fever.\nO: R TM red and bulging, L TM normal.\nA: AOM of the left ear.\nP: Amoxicillin.\n",
                "CC: chest pain\nHPI: 22M with sudden right-sided pleuritic chest pain.\nExam: Decreased breath sounds on the right.\nCXR: right apical pneumothorax.\nA/P: Primary spontaneous pneumothorax, left. Chest tube placed on the right.\n",
                "SUBJECTIVE\n65 yo man with DM, ulcer on the left foot for 3 weeks.\nOBJECTIVE\nLeft foot: 2 cm plantar ulcer under the 1st metatarsal head.\nASSESSMENT\nDiabetic foot ulcer.\nPLAN\nX-ray right foot. Wound care.\n",
                "HPI: 52F with a lump in the right breast.\nExam: Right breast: 2 cm firm mass at 2 o'clock. Left breast: no masses.\nAssessment: Right breast mass, BI-RADS 5.\nPlan: core needle biopsy of left breast mass.\n",
                "HPI: 70M with sudden right arm weakness and aphasia.\nNeuro: RUE 2/5, RLE 3/5, left side 5/5.\nCT: left MCA stroke.\nAssessment: Left MCA stroke with left hemiparesis.\n",
                "HPI: 40M with bulge in the left groin.\nExam: left inguinal hernia, reducible.\nAssessment: left inguinal hernia.\nPlan: laparoscopic repair of right inguinal hernia next week.\n",
                "HPI: 50F with swelling of the left calf for 2 days.\nExam: L calf 4 cm larger than the right, tender.\nUS: DVT of the left popliteal vein.\nAssessment: acute right leg DVT.\nPlan: apixaban.\n",
                "CC: red eye\nHPI: 30F with red left eye and photophobia.\nExam: VA 20/20 OD, 20/40 OS. OS: ciliary flush.\nAssessment: Anterior uveitis, right eye.\nPlan: prednisolone drops to left eye.\n",
                "CC: red eye\nHPI: 30F with red left eye and photophobia.\nExam: OS: ciliary flush.\nAssessment: Anterior uveitis, left eye.\nPlan: prednisolone acetate 1% drops to right eye q2h.\n",
                "HPI: 6yo girl fell off the monkey bars onto her left arm, pain and swelling of the left elbow.\nPE: Left elbow swollen, tender, radial pulse intact.\nXR: left supracondylar fracture.\nA/P: Right supracondylar fracture, Gartland II. Splint, ortho.\n",
                "S: R shoulder pain x 3 wk after painting.\nO: R shoulder: painful arc, Hawkins positive. Full ROM of L shoulder.\nA: Rotator cuff tendinopathy L shoulder\nP: PT, NSAIDs\n",
                "HPI: 24F with sudden LLQ pain.\nExam: LLQ tender; left adnexal tenderness.\nUS: 6 cm left ovarian cyst without flow.\nAssessment: Ovarian torsion.\nPlan: laparoscopy, right oophorectomy vs detorsion.\n",
                "HPI: pain moved to the right lower quadrant.\nExam: tender RLQ with rebound.\nAssessment: appendicitis with LLQ pain and fever.\nPlan: surgery consult.\n",
                "HPI: cough, fever, right-sided pleuritic pain.\nExam: crackles at right base.\nCXR: right lower lobe infiltrate.\nAssessment: left lower lobe pneumonia.\nPlan: ceftriaxone.\n",
                "HPI: fell, right hip pain.\nExam: right leg shortened and externally rotated.\nXR: right intertrochanteric fracture.\nAssessment: Left intertrochanteric hip fracture.\nPlan: ORIF tomorrow.\n",
                "HPI: POD2 s/p left TKA.\nExam: R knee incision clean, dry, intact.\nA/P: POD2 left TKA, doing well.\n",
                "PREOPERATIVE DIAGNOSIS: Right inguinal hernia\nPOSTOPERATIVE DIAGNOSIS: Right inguinal hernia\nPROCEDURE: Open left inguinal hernia repair with mesh\nFINDINGS: indirect hernia.\n",
                "PREOPERATIVE DIAGNOSIS: Cataract, right eye\nPROCEDURE: Phacoemulsification with IOL, left eye\n",
                "CC: numb hand\nHPI: 45F with numbness of the right thumb and index finger at night.\nExam: Right hand: Tinel positive, thenar strength 4/5.\nAssessment: Carpal tunnel syndrome of the left wrist.\nPlan: right wrist splint at night.\n",
                "HPI: 40M woke with right facial droop.\nExam: right facial weakness with forehead involved.\nAssessment: Left Bell palsy.\nPlan: prednisone.\n",
                "HPI: 15yo with sudden left testicular pain.\nGU: left testis high-riding and tender; right testis normal.\nAssessment: torsion of the right testis.\nPlan: OR now.\n",
                "HPI: 66M with left BKA in 2019 here for prosthesis check.\nPSH: left below-knee amputation 2019.\nExam: right BKA stump well healed.\nAssessment: s/p left BKA.\n",
                "HPI: 60F, left mastectomy 2018.\nPSH: Left mastectomy.\nExam: right mastectomy scar, no nodules.\nAssessment: breast cancer in remission.\n",
                "S: redness LLE x3d.\nO: LLE erythema to mid-shin, warm.\nA: Cellulitis RLE\nP: cephalexin\n",
                "HPI: 70M with left renal mass.\nCT: 5 cm left upper pole renal mass.\nAssessment: left renal cell carcinoma.\nPlan: robotic right partial nephrectomy.\n",
                "Hospital course: She underwent right total hip arthroplasty without complications.\nDischarge diagnosis: OA of the left hip.\nDischarge instructions: posterior hip precautions for the left hip.\n",
                "HPI: dyspnea.\nExam: dull at the left base.\nCXR: large left pleural effusion.\nAssessment: left pleural effusion.\nProcedure: right thoracentesis, 1.2 L removed.\n",
            ],
        );
    }

    #[test]
    fn two_troubles_and_innocent_sides() {
        silent(
            &RULE,
            &[
                "Planned: right total knee arthroplasty.\n\nHPI: right knee osteoarthritis. The left knee was replaced in 2021.\n\nExam: Right knee: varus. Left knee: healed scar.\n\nAssessment: for right TKA.\n",
                "HPI: right knee pain for 2 years; the left knee was replaced in 2019.\nExam: right knee effusion; left knee scar.\nAssessment: right knee OA.\nPlan: right knee XR.\n",
                "HPI: right knee pain for a year. The left knee also hurts at times.\nExam: right knee effusion.\nAssessment: right knee OA.\nPlan: right knee XR.\n",
                "HPI: right knee pain for a year.\nExam: right knee effusion. Left knee: mild crepitus.\nAssessment: right knee OA.\nPlan: right knee XR.\n",
                "HPI: right breast lump.\nExam: right breast mass.\nAssessment: right breast mass.\nPlan: diagnostic mammogram right breast, screening mammogram of the left breast.\n",
                "HPI: right wrist pain.\nExam: right wrist swelling.\nAssessment: right wrist sprain.\nPlan: XR right wrist, left wrist for comparison.\n",
                "HPI: right arm weakness.\nExam: right arm 3/5.\nImaging: left MCA infarct.\nAssessment: left MCA stroke with right hemiparesis.\nPlan: PT for the right arm.\n",
                "HPI: cough.\nCXR: RLL consolidation, small left effusion.\nExam: crackles right base.\nAssessment: RLL pneumonia; left effusion likely parapneumonic.\n",
                "HPI: chest pain radiating to the left arm, left shoulder and jaw.\nExam: right arm BP 150/90.\nAssessment: NSTEMI.\nPlan: right radial access for cath; left arm IV.\n",
                "HPI: Right knee pain for years. Last week he rolled his left ankle.\nExam: right knee crepitus. Left ankle swollen.\nAssessment: 1. Right knee OA. 2. Left ankle sprain.\nPlan: right knee XR. Left ankle brace.\n",
                "HPI: Right knee pain. Left knee fine.\nExam: right knee effusion.\nAssessment: 1. Right knee OA. 2. Left knee prepatellar bursitis, mild, incidental.\nPlan: PT for right knee.\n",
                "HPI: left hip pain.\nExam: left hip limited. Antalgic gait, uses a cane in the right hand.\nAssessment: left hip OA.\nPlan: cane in right hand.\n",
                "HPI: cough, fever, LLL crackles at clinic. RLL pneumonia 2 years ago.\nExam: crackles left base.\nCXR: LLL opacity.\nAssessment: LLL pneumonia.\n",
                "HPI: The right hydronephrosis seen last admission has resolved; now left flank pain.\nExam: left CVA tenderness.\nCT: left ureteral stone.\nAssessment: left ureteral stone.\n",
                "HPI: left inguinal hernia.\nExam: left inguinal hernia, no hernia on the right.\nAssessment: left inguinal hernia.\nPlan: left repair; explore the right side during laparoscopy if a right hernia is seen.\n",
                "HPI: rash on right chest.\nExam: vesicles right T5. Port in left chest.\nAssessment: zoster of the right chest.\nPlan: valacyclovir.\n",
                "HPI: left breast cancer.\nExam: left mastectomy incision clean. Right breast normal.\nAssessment: left breast cancer s/p mastectomy.\nPlan: no BP in the left arm; use right arm. Right breast mammogram yearly.\n",
                "HPI: right ear pain after swimming. Left ear tubes as a child.\nExam: right canal swollen; left TM scarred.\nAssessment: right otitis externa.\nPlan: drops to right ear.\n",
                "HPI: fell on left side; pain in right wrist on which he landed. Left hip bruised.\nExam: right wrist deformity; left hip ecchymosis.\nXR: right distal radius fracture; left hip no fracture.\nA/P: right distal radius fracture: splint. Left hip contusion: ice.\n",
                "HPI: right leg swelling, dyspnea.\nCT: PE in the left lower lobe artery and right main.\nAssessment: bilateral PE, right DVT.\n",
                "HPI: right-handed man with left shoulder pain; sleeps on the right shoulder.\nExam: left shoulder painful arc; right shoulder full.\nA: left rotator cuff tendinopathy.\nP: left shoulder US; do not inject right shoulder today.\n",
                "HPI: RUQ pain.\nExam: RUQ tender, Murphy positive. No left flank tenderness.\nAssessment: cholecystitis; less likely left lower lobe pneumonia or right pyelonephritis.\nPlan: RUQ US.\n",
                "HPI: right cataract.\nExam: OD dense cataract, OS early cataract.\nAssessment: cataract OD.\nPlan: phaco OD; left eye cataract surgery in 6 months if it progresses.\n",
                "HPI: gout of the right big toe last year; now left knee swelling.\nExam: left knee effusion.\nAssessment: gout, left knee.\nPlan: aspirate left knee.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## HPI\n\nWeakness of the right hand since 07:00.\n\n## Exam\n\nRight hand grip 2/5. Coordination: left finger-to-nose accurate; right not testable because of weakness.\n",
                "## HPI\n\nRight knee pain.\n\n## Exam\n\nRight knee swollen. Left knee normal.\n\n## Assessment\n\nRight knee OA.\n",
                "## HPI\n\nRight knee pain.\n\n## Exam\n\nRight knee swollen, cooler than the left knee.\n\n## Plan\n\nRight knee MRI.\n",
                "## HPI\n\nSudden right hemiparesis and aphasia.\n\n## Imaging\n\nLeft MCA infarct.\n\n## Assessment\n\nLeft MCA stroke.\n",
                "## HPI\n\nLeft arm weakness.\n\n## Imaging\n\nRight frontal hemorrhage.\n",
                "## HPI\n\nBilateral knee pain, right worse than left.\n\n## Exam\n\nLeft knee effusion.\n\n## Plan\n\nRight knee injection.\n",
                "## HPI\n\nRight knee pain and left knee pain.\n\n## Exam\n\nLeft knee effusion.\n\n## Plan\n\nRight knee MRI.\n",
                "## HPI\n\nRight shoulder pain. Left knee pain.\n\n## Plan\n\nLeft knee x-ray.\n",
                "## HPI\n\nChest pain radiating to the left arm.\n\n## Exam\n\nBP right arm 140/80.\n",
                "## HPI\n\nRight knee pain; he is left-handed.\n\n## Exam\n\nRight knee effusion.\n",
                "## HPI\n\nRight knee pain.\n\n## PSH\n\nLeft knee arthroscopy 2012.\n\n## Plan\n\nRight knee MRI.\n",
                "## HPI\n\nRight ACL tear.\n\n## Plan\n\nRight ACL reconstruction with left hamstring autograft.\n",
                "## HPI\n\nRight leg cellulitis.\n\n## Exam\n\nRight leg erythema. PICC in left arm.\n",
                "## HPI\n\nRight lung nodule.\n\n## Plan\n\nLeft subclavian port placement.\n",
                "## HPI\n\nDextrocardia with situs inversus. Pain over the left-sided appendix.\n",
                "## Exam\n\nMurmur at the left sternal border. Right lung clear.\n\n## Imaging\n\nLeft ventricular hypertrophy.\n",
                "## HPI\n\nRight hip pain. Denies left hip pain.\n\n## Exam\n\nRight hip tender.\n",
                "## HPI\n\nRight foot ulcer.\n\n## Exam\n\nRight foot ulcer 2 cm. No ulcers on the left foot.\n\n## Plan\n\nRight foot x-ray.\n",
                "## HPI\n\nRLQ pain.\n\n## Exam\n\nTender RLQ; no LLQ tenderness. Rovsing positive: pain in RLQ on palpation of LLQ.\n",
                "## HPI\n\nLeft breast cancer.\n\n## Plan\n\nLeft mastectomy with prophylactic contralateral right mastectomy.\n",
                "## HPI\n\nRight knee pain.\n\n## ROS\n\nMSK: no left knee pain.\n\n## Exam\n\nRight knee effusion.\n",
                "## HPI\n\nLeft leg swelling.\n\n## Exam\n\nLeft leg 2+ edema, right leg none.\n\n## Plan\n\nLeft leg duplex.\n",
                "## Family History\n\nFather lost his right eye.\n\n## HPI\n\nLeft eye pain.\n",
                "## HPI\n\nRight shoulder pain, deltoid vaccine given in left arm last week.\n\n## Exam\n\nRight shoulder tender.\n",
                "## Exam\n\nLungs: crackles right base, left base clear.\n\n## Imaging\n\nRLL pneumonia.\n",
                "## Imaging\n\nRLL pneumonia. Small left pleural effusion.\n\n## Assessment\n\nRLL pneumonia.\n",
                "## HPI\n\nLeft cerebellar infarct with left arm weakness.\n",
                "## HPI\n\nFell on his right side; the left wrist is swollen.\n\n## Exam\n\nLeft wrist tender.\n",
            ],
        );
    }

    #[test]
    fn the_odd_one_out_is_pointed_at() {
        let text = "## HPI\n\nRight knee pain.\n\n## Exam\n\nRight knee effusion.\n\n## Assessment\n\nLeft knee OA.\n";
        assert_eq!(hits(&RULE, text), ["Left knee"]);
    }
}
