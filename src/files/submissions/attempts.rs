//! Of all that one student handed in: the file that is marked, and the others with why they are not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::files::{Content, Input};

use super::junk::{Readable, refusal};
use super::names::{self, Layout, Named, Part};
use super::sources::{Entry, Failing};
use super::weigh::weigh;
use super::{Other, Submission};

/// A file with what its name tells.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) entry: Entry,
    pub(super) named: Named,
    pub(super) layout: Option<Layout>,
    /// The path below the part that names the student.
    pub(super) inner: String,
    /// Who of the roster.
    pub(super) person: Option<usize>,
}

/// Text under that many characters is a cover note ("see attached") beside a document.
const THIN: u64 = 300;
/// A file of that many bytes is not read only to compare.
const LARGE: u64 = 32 << 20;

/// What is marked of one student's work. `pieces` is not empty; the student is filled in by the caller.
pub(super) fn choose(pieces: Vec<Piece>) -> Option<(Submission, Named)> {
    let late_of = |pieces: &[Piece]| pieces.iter().any(|piece| piece.named.late);
    let mut others = Vec::new();
    let pieces = without_doubles(pieces, &mut others);
    let mut attempts = by_attempt(pieces);
    let (_, newest) = attempts.pop_last()?;
    let (newest, resubmitted) = newest_versions(newest);
    let versions = resubmitted.len();
    others.extend(resubmitted);
    let earlier = attempts.len();
    for (order, pieces) in attempts.into_iter().rev() {
        let when = match (&order.at, order.attempt) {
            (at, _) if !at.is_empty() => format!("an earlier attempt ({at})"),
            (_, Some(attempt)) => format!("an earlier attempt (number {attempt})"),
            _ => "an earlier attempt".to_owned(),
        };
        let whole = pieces.into_iter().filter(|piece| piece.named.part != Part::Receipt);
        others.extend(whole.map(|piece| (piece, when.clone())));
    }
    let late = late_of(&newest);
    let (marked, also) = most_text(newest)?;
    let at = marked.named.at.clone();
    let attempt = marked.named.attempt.or_else(|| {
        let all = earlier + usize::from(versions > 0);
        (all > 0).then(|| u32::try_from(all + 1).unwrap_or(u32::MAX))
    });
    let also = also
        .into_iter()
        .map(|(piece, why)| (piece, format!("also handed in: {why}")));
    let others = also
        .chain(others)
        .map(|(piece, why)| Other {
            path: piece.entry.input.path,
            why,
        })
        .collect();
    let named = marked.named;
    let submission = Submission {
        student: super::Student::default(),
        input: readable(marked.entry, named.part),
        late,
        attempt,
        at,
        others,
    };
    Some((submission, named))
}

/// The input, or one that says why this is nothing to read.
fn readable(entry: Entry, part: Part) -> Input {
    let name = entry.file_name().to_owned();
    let why = match part {
        _ if entry.fault.is_some() => None,
        Part::Link => Some(link(&entry)),
        Part::Receipt => Some("holds no work: neither a file nor typed text was handed in".to_owned()),
        _ => refusal(&name).map(str::to_owned),
    };
    let Some(why) = why else { return entry.input };
    Input {
        content: Content::Within(Arc::new(Failing(why))),
        ..entry.input
    }
}

fn link(entry: &Entry) -> String {
    let mut bytes = Vec::new();
    let read = crate::files::read(&entry.input, &mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let url = read.ok().and_then(|()| {
        let start = text.find("http")?;
        let url = text.get(start..)?;
        let end = url.find(['"', '\'', '<', '>', ' ', '\n', '\r']).unwrap_or(url.len());
        Some(url.get(..end)?.chars().take(120).collect::<String>())
    });
    match url {
        Some(url) => format!("is a link to a web page ({url}), which is not opened; ask for the document itself"),
        None => "is a link to a web page, which is not opened; ask for the document itself".to_owned(),
    }
}

/// The same file, found twice: in the archive and unpacked beside it.
fn without_doubles(pieces: Vec<Piece>, others: &mut Vec<(Piece, String)>) -> Vec<Piece> {
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for piece in pieces {
        let (named, entry) = (&piece.named, &piece.entry);
        let same = format!("{named:?} {:?} {} {}", entry.file_name(), piece.inner, entry.size);
        let is_new = piece.layout.is_none() || entry.fault.is_some() || seen.insert(same);
        match is_new {
            true => kept.push(piece),
            false => others.push((piece, "the same file again".to_owned())),
        }
    }
    kept
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Order {
    /// A date that can be compared comes after one that cannot.
    comparable: bool,
    at: String,
    attempt: Option<u32>,
}

fn by_attempt(pieces: Vec<Piece>) -> BTreeMap<Order, Vec<Piece>> {
    let mut attempts = BTreeMap::<Order, Vec<Piece>>::new();
    for piece in pieces {
        let at = piece.named.at.clone().unwrap_or_default();
        let order = Order {
            comparable: at.starts_with(|c: char| c.is_ascii_digit()) && at.as_bytes().get(4) == Some(&b'-'),
            at,
            attempt: piece.named.attempt,
        };
        attempts.entry(order).or_default().push(piece);
    }
    attempts
}

/// Of files that Canvas took twice under one name (`H&P.docx`, `H&P-1.docx`), the newest each.
fn newest_versions(pieces: Vec<Piece>) -> (Vec<Piece>, Vec<(Piece, String)>) {
    let mut series = BTreeMap::<String, Vec<Piece>>::new();
    let mut newest = Vec::new();
    for piece in pieces {
        match (&piece.named.file, piece.named.serial, piece.layout) {
            (Some(file), Some(_), Some(Layout::Canvas)) => {
                let name = format!("{}/{}", names::without_suffix(file), piece.inner);
                series.entry(name).or_default().push(piece);
            }
            _ => newest.push(piece),
        }
    }
    let mut earlier = Vec::new();
    for mut pieces in series.into_values() {
        pieces.sort_by_key(|piece| piece.named.serial);
        // Files of one archive have one number.
        let last = pieces.last().and_then(|piece| piece.named.serial);
        let older = pieces.partition_point(|piece| piece.named.serial < last);
        newest.extend(pieces.drain(older..));
        let why = "an earlier version of the same file".to_owned();
        earlier.extend(pieces.into_iter().rev().map(|piece| (piece, why.clone())));
    }
    (newest, earlier)
}

/// The piece with the most text that can be read, and the others with what they are.
fn most_text(pieces: Vec<Piece>) -> Option<(Piece, Vec<(Piece, String)>)> {
    // The receipt stands for the submission only where nothing else does.
    let (receipts, mut pieces): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| piece.named.part == Part::Receipt);
    if pieces.is_empty() {
        return Some((receipts.into_iter().next()?, Vec::new()));
    }
    if pieces.len() == 1 {
        return Some((pieces.pop()?, Vec::new()));
    }
    let mut ranked: Vec<_> = pieces
        .into_iter()
        .map(|piece| {
            let kind = match piece.named.part {
                Part::Link => Readable::Other,
                _ => Readable::of(piece.entry.file_name()),
            };
            let weight = match piece.entry.fault.is_none() && kind == Readable::Text && piece.entry.size < LARGE {
                true => weigh(&piece.entry.input),
                false => piece.entry.size,
            };
            let thin = kind == Readable::Text && weight < THIN;
            let rank = match thin {
                true => Readable::Pdf,
                false => kind,
            };
            // Between two of a few words, the file.
            let thin = (thin, thin && piece.named.part == Part::Typed);
            (piece.entry.fault.is_some(), rank, thin, Reverse(weight), piece, kind)
        })
        .collect();
    ranked.sort_by(|one, two| {
        let key = |(fault, rank, thin, weight, ..): &(_, _, _, _, _, _)| (*fault, *rank, *thin, *weight);
        key(one)
            .cmp(&key(two))
            .then_with(|| one.4.entry.components.cmp(&two.4.entry.components))
    });
    let mut ranked = ranked.into_iter();
    let marked = ranked.next()?.4;
    let others = ranked.map(|(fault, _, _, _, piece, kind)| {
        let why = match (fault, kind, piece.named.part) {
            (true, ..) => "a file that cannot be read".to_owned(),
            (_, _, Part::Link) => "a link".to_owned(),
            (_, Readable::Text, Part::Typed) => "typed text".to_owned(),
            (_, Readable::Text, _) => "a shorter text".to_owned(),
            (_, Readable::Pdf, _) => "a PDF beside the document".to_owned(),
            (_, kind, _) => kind.what().to_owned(),
        };
        (piece, why)
    });
    Some((marked, others.collect()))
}
