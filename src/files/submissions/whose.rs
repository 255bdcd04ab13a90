//! Whose file is it: names, the roster and receipts put together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::files::{Content, FileError, Input, Origin, read};

use super::attempts::Piece;
use super::fold::folded;
use super::junk::{Readable, has_extension};
use super::names::{self, Layout, Named, Part};
use super::roster::{Person, Roster};
use super::sources::{Entry, Typed};
use super::{CourseSystem, GatherOptions, Gathered, Student, receipt, table, text_of};

/// What tells one student's files from another's within a run.
pub(super) type Key = (Option<usize>, Option<Layout>, String);

/// The key of a file: who of the roster, else the layout's id, user or name.
pub(super) fn key(piece: &Piece, roster: Option<&Roster>) -> Key {
    match piece.person.filter(|_| roster.is_some()) {
        Some(person) => (Some(person), None, String::new()),
        None => (None, piece.layout, own_key(&piece.named)),
    }
}

fn own_key(named: &Named) -> String {
    named.id.as_ref().or(named.user.as_ref()).unwrap_or(&named.name).clone()
}

/// The student, from the names of their files and the roster.
pub(super) fn student((_, _, own): &Key, named: &Named, person: Option<&Person>) -> Student {
    let id = named.id.clone().or_else(|| person?.id.clone());
    let user = named.user.clone().or_else(|| person?.user.clone());
    let key = match own.is_empty() {
        false => own.clone(),
        true => id
            .clone()
            .or_else(|| user.clone())
            .unwrap_or_else(|| named.name.clone()),
    };
    Student {
        key,
        name: person.map_or_else(|| named.name.clone(), |person| person.name.clone()),
        id,
        user,
    }
}

/// The system that a layout belongs to.
pub(super) fn system(layout: Layout) -> CourseSystem {
    match layout {
        Layout::Canvas => CourseSystem::Canvas,
        Layout::Moodle => CourseSystem::Moodle,
        Layout::Blackboard => CourseSystem::Blackboard,
        Layout::Brightspace => CourseSystem::Brightspace,
        Layout::Sakai => CourseSystem::Plain,
    }
}

/// The `roster.csv` that lies at the top of what was named; it is no submission.
pub(super) fn own_roster(roots: &mut [Vec<Entry>], gathered: &mut Gathered) -> Option<Roster> {
    let mut found: Option<Roster> = None;
    for entries in roots {
        let is_roster =
            |entry: &Entry| entry.components.len() <= 2 && entry.file_name().eq_ignore_ascii_case("roster.csv");
        for entry in entries.extract_if(.., |entry| is_roster(entry)) {
            let mut bytes = Vec::new();
            let roster = read(&entry.input, &mut bytes)
                .and_then(|()| Roster::parse(&bytes).map_err(|message| FileError::new(&entry.input.path, message)));
            match roster {
                Ok(roster) => {
                    gathered
                        .notices
                        .push(format!("{} says who is in the class", entry.input.path.display()));
                    found.get_or_insert_default().people.extend(roster.people);
                }
                Err(error) => gathered.errors.push(error),
            }
        }
    }
    found
}

/// A student for every file that may be (part of) a submission.
pub(super) fn tell(
    roots: Vec<Vec<Entry>>,
    roster: Option<&Roster>,
    options: &GatherOptions,
    gathered: &mut Gathered,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = Vec::new();
    let mut unnamed = Vec::new();
    let mut systems = BTreeMap::<Layout, usize>::new();
    let mut times = HashMap::<String, String>::new();
    for mut entries in joined(roots) {
        pieces.extend(rows(&mut entries));
        let layout = layout_of(&entries, options);
        if let (Some(layout), None) = (layout, &gathered.assignment) {
            gathered.assignment = assignment(layout, &entries);
        }
        for entry in entries {
            let below = entry.below();
            if let Some(named) = options.names.as_ref().and_then(|names| names.parse(&below)) {
                pieces.push(piece(entry, named, None, String::new()));
                continue;
            }
            let parsed = layout.and_then(|layout| Some((layout, layout.parse_path(&entry.components)?)));
            match (parsed, layout) {
                (Some((layout, (at, mut named))), _) => {
                    let inner = entry.components.get(at + 1..).unwrap_or_default().join("/");
                    if named.part == Part::Companion {
                        if layout == Layout::Sakai && inner == "timestamp.txt" {
                            times.extend(named.user.and_then(|user| Some((user, time_of(&entry)?))));
                        }
                        continue;
                    }
                    // Files within a folder named for its typed text are files all the same.
                    if named.part == Part::Typed && !has_extension(entry.file_name(), "html") && !inner.is_empty() {
                        named.part = Part::File;
                    }
                    *systems.entry(layout).or_default() += 1;
                    pieces.push(piece(entry, named, Some(layout), inner));
                }
                (None, Some(layout)) if layout.is_companion(entry.file_name()) => {}
                (None, Some(layout)) => unnamed.push((layout, entry)),
                (None, None) => plain.push(entry),
            }
        }
    }
    gathered.system = systems
        .iter()
        .max_by_key(|(_, count)| **count)
        .map_or(CourseSystem::Plain, |(layout, _)| system(*layout));
    for piece in pieces.iter_mut().filter(|piece| piece.layout == Some(Layout::Sakai)) {
        piece.named.at = piece.named.user.as_ref().and_then(|user| times.get(user).cloned());
    }
    settle(&mut pieces, gathered);
    let mut left_out = Vec::new();
    for (layout, entry) in unnamed {
        match Readable::may_be_note(entry.file_name()) {
            true => {
                gathered.notices.push(format!(
                    "{}: {} gives no such name; its student is told by the name of the file",
                    entry.input.path.display(),
                    layout.label()
                ));
                plain.push(entry);
            }
            false => left_out.push(entry),
        }
    }
    pieces.extend(by_own_name(plain, roster, &mut left_out));
    for entry in left_out {
        match entry.fault {
            Some(fault) => gathered.errors.push(FileError::new(entry.input.path, fault)),
            None => gathered
                .notices
                .push(format!("{}: left out, it is no note", entry.input.path.display())),
        }
    }
    if let Some(roster) = roster {
        for piece in &mut pieces {
            let named = &piece.named;
            let by_file = || roster.by_file(&piece.entry.below());
            // The id of a row may be any of the three.
            let row = piece.entry.row.as_deref();
            let by_key = || roster.find(&named.name, named.id.as_deref(), named.user.as_deref().or(row));
            let within = || match piece.layout {
                None if options.names.is_none() => roster.within(&piece.entry.below()),
                _ => None,
            };
            piece.person = by_file().or_else(by_key).or_else(within);
        }
    }
    shorten(&mut gathered.notices);
    pieces
}

/// What Sakai's `timestamp.txt` says.
fn time_of(entry: &Entry) -> Option<String> {
    const LONGEST: u64 = 1000;
    let mut bytes = Vec::new();
    (entry.size < LONGEST).then(|| read(&entry.input, &mut bytes).ok())??;
    names::time(&text_of(&bytes)?)
}

fn piece(entry: Entry, named: Named, layout: Option<Layout>, inner: String) -> Piece {
    Piece {
        entry,
        named,
        layout,
        inner,
        person: None,
    }
}

/// The rows of tables: each id is a student, and of rows with one id the last is the newest.
fn rows(entries: &mut Vec<Entry>) -> Vec<Piece> {
    let mut counts = HashMap::<String, u32>::new();
    let mut pieces = Vec::new();
    for entry in entries.extract_if(.., |entry| entry.row.is_some()) {
        let id = entry.row.clone().unwrap_or_default();
        let count = counts.entry(id.clone()).or_default();
        *count += 1;
        let named = Named {
            name: id.clone(),
            id: Some(id),
            attempt: Some(*count),
            ..Named::default()
        };
        pieces.push(piece(entry, named, None, String::new()));
    }
    for piece in &mut pieces {
        if counts.get(&piece.named.name) == Some(&1) {
            piece.named.attempt = None;
        }
    }
    pieces
}

/// Files that were named one by one belong together; each folder and archive stands for itself.
fn joined(roots: Vec<Vec<Entry>>) -> Vec<Vec<Entry>> {
    let (single, mut out): (Vec<_>, Vec<_>) = roots
        .into_iter()
        .partition(|entries| entries.iter().all(|entry| entry.components.len() == 1));
    out.push(single.into_iter().flatten().collect());
    out
}

fn layout_of(entries: &[Entry], options: &GatherOptions) -> Option<Layout> {
    match options.system {
        Some(CourseSystem::Canvas) => Some(Layout::Canvas),
        Some(CourseSystem::Moodle) => Some(Layout::Moodle),
        Some(CourseSystem::Blackboard) => Some(Layout::Blackboard),
        Some(CourseSystem::Brightspace) => Some(Layout::Brightspace),
        Some(CourseSystem::Plain) => None,
        None if options.names.is_some() => None,
        None => names::detect(entries.iter().map(|entry| entry.components.as_slice())),
    }
}

/// The name of the assignment: Blackboard writes it into every name, the others into that of the archive.
fn assignment(layout: Layout, entries: &[Entry]) -> Option<String> {
    let archive = entries.first()?.components.first()?;
    let stem = archive.rsplit_once('.').map_or(archive.as_str(), |(stem, _)| stem);
    match layout {
        Layout::Blackboard => None,
        _ if !has_extension(archive, "zip") => None,
        Layout::Canvas => stem
            .strip_suffix("_submissions")
            .or_else(|| stem.strip_suffix("submissions"))
            .map(str::to_owned),
        // "HP 1 Download Oct 11, 2015 803 PM"
        Layout::Brightspace => stem.split_once(" Download ").map(|(name, _)| name.to_owned()),
        // "CLERK101-HP 1-40213"
        Layout::Moodle => {
            let (name, number) = stem.rsplit_once('-')?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then(|| name.to_owned())
        }
        Layout::Sakai => None,
    }
}

/// What only many names, or the receipts, tell.
fn settle(pieces: &mut Vec<Piece>, gathered: &mut Gathered) {
    let blackboard = |piece: &&mut Piece| piece.layout == Some(Layout::Blackboard);
    let mut named: Vec<&mut Named> = pieces
        .iter_mut()
        .filter(blackboard)
        .map(|piece| &mut piece.named)
        .collect();
    names::settle(&mut named);
    gathered.assignment = gathered
        .assignment
        .take()
        .or_else(|| named.first().and_then(|named| named.assignment.clone()));
    receipts(pieces);
    two_of_a_name(pieces, gathered);
}

/// Names from Blackboard's receipts, and what was typed there as a file of its own.
fn receipts(pieces: &mut Vec<Piece>) {
    let mut people = HashMap::<(String, String), (Option<String>, Option<String>)>::new();
    let mut typed = Vec::new();
    for piece in pieces
        .iter()
        .filter(|piece| piece.named.part == Part::Receipt && piece.entry.fault.is_none())
    {
        let mut bytes = Vec::new();
        let Ok(()) = read(&piece.entry.input, &mut bytes) else {
            continue;
        };
        let Some(text) = text_of(&bytes) else { continue };
        let receipt = receipt::parse(&text);
        people.insert(stem(&piece.named), (receipt.name.clone(), receipt.user.clone()));
        typed.extend(receipt.typed.map(|text| typed_piece(piece, text)));
    }
    pieces.extend(typed);
    for piece in pieces
        .iter_mut()
        .filter(|piece| piece.layout == Some(Layout::Blackboard))
    {
        if let Some((name, user)) = people.get(&stem(&piece.named)) {
            if let Some(user) = user {
                piece.named.user = Some(user.clone());
                piece.named.name.clone_from(user);
            }
            if let Some(name) = name {
                piece.named.name.clone_from(name);
            }
        }
    }
}

/// What a receipt and its files have in common.
fn stem(named: &Named) -> (String, String) {
    let user = format!(
        "{}_{}",
        named.assignment.as_deref().unwrap_or_default(),
        named.user.as_deref().unwrap_or_default()
    );
    (user, named.at.clone().unwrap_or_default())
}

fn typed_piece(receipt: &Piece, text: String) -> Piece {
    let html = receipt::is_html(&text);
    let mut path = receipt.entry.input.path.clone();
    let mut components = receipt.entry.components.clone();
    if html {
        path.push("typed.html");
        components.push("typed.html".to_owned());
    }
    let size = text.len() as u64;
    let entry = Entry {
        input: Input {
            path,
            origin: receipt.entry.input.origin,
            content: Content::Within(Arc::new(Typed(text))),
        },
        components,
        size,
        fault: None,
        is_argument: false,
        row: None,
    };
    let named = Named {
        part: Part::Typed,
        ..receipt.named.clone()
    };
    piece(entry, named, receipt.layout, String::new())
}

/// Brightspace's downloads tell students by name only: two of one name look like one with two attempts.
fn two_of_a_name(pieces: &[Piece], gathered: &mut Gathered) {
    let mut numbers = BTreeMap::<&str, HashSet<u64>>::new();
    for piece in pieces
        .iter()
        .filter(|piece| piece.layout == Some(Layout::Brightspace) && piece.named.id.is_none())
    {
        numbers.entry(&piece.named.name).or_default().extend(piece.named.serial);
    }
    for (name, numbers) in numbers.into_iter().filter(|(_, numbers)| numbers.len() > 1) {
        gathered.notices.push(format!(
            "{name}: the download gives this name {} numbers; if these are several students, give each a line with a \
             \"file\" pattern in a roster",
            numbers.len()
        ));
    }
}

/// Students by the names of their own files or folders.
fn by_own_name(entries: Vec<Entry>, roster: Option<&Roster>, left_out: &mut Vec<Entry>) -> Vec<Piece> {
    let shared = shared_folders(&entries);
    let below: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| entry.components.get(shared..).unwrap_or_default().to_vec())
        .collect();
    let by_folder = folders_are_students(&below, roster);
    // Whether a name without its folder says who it is.
    let mut seen = HashMap::<String, HashSet<String>>::new();
    for path in &below {
        let (folder, stem) = folder_and_stem(path);
        seen.entry(folded(&stem)).or_default().insert(folder);
    }
    let mut out = Vec::new();
    for (entry, path) in entries.into_iter().zip(below) {
        let (folder, stem) = folder_and_stem(&path);
        let owner = path
            .first()
            .filter(|first| by_folder && path.len() > 1 && !is_grouping(first))
            .cloned();
        let unclear = seen.get(&folded(&stem)).is_some_and(|folders| folders.len() > 1);
        // What was named is read whatever its extension; a table beside other files is a list of grades.
        let is_table = table::format(&entry.input.path).is_some();
        let is_named = entry.input.origin == Origin::Named && !is_table;
        let is_note = Readable::may_be_note(entry.file_name()) || is_named || entry.input.origin == Origin::Stdin;
        if owner.is_none() && (entry.is_argument || entry.fault.is_none() && !is_note) {
            left_out.push(entry);
            continue;
        }
        let name = match owner {
            Some(folder) => folder.strip_suffix(".zip").unwrap_or(&folder).to_owned(),
            None if unclear && !folder.is_empty() => format!("{folder}/{stem}"),
            None => stem,
        };
        let named = Named {
            name,
            at: path.iter().rev().skip(1).find_map(|folder| names::date(folder)),
            late: path.iter().rev().skip(1).any(|folder| folded(folder) == "late"),
            ..Named::default()
        };
        out.push(piece(entry, named, None, String::new()));
    }
    out
}

/// How many folders all have in common.
fn shared_folders(entries: &[Entry]) -> usize {
    let Some(first) = entries.first() else { return 0 };
    let mut shared = first.components.len().saturating_sub(1);
    for entry in entries {
        let folders = entry.components.len().saturating_sub(1);
        let same = first
            .components
            .iter()
            .zip(&entry.components)
            .take_while(|(one, two)| one == two)
            .count();
        shared = shared.min(folders).min(same);
    }
    shared
}

/// The folder, without dates and the like, and the name of the file without extension.
fn folder_and_stem(path: &[String]) -> (String, String) {
    let Some((file, folders)) = path.split_last() else {
        return (String::new(), String::new());
    };
    let stem = match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    };
    let folders: Vec<&str> = folders
        .iter()
        .map(String::as_str)
        .filter(|folder| names::date(folder).is_none() && folded(folder) != "late")
        .collect();
    (folders.join("/"), stem.trim().to_owned())
}

/// Whether the outermost folders are named for students: by the roster, or because each holds a file or two under names
/// that come again in the others.
fn folders_are_students(below: &[Vec<String>], roster: Option<&Roster>) -> bool {
    let mut folders = BTreeMap::<&str, Vec<String>>::new();
    for path in below.iter().filter(|path| path.len() > 1) {
        let notes = folders.entry(path[0].as_str()).or_default();
        if path.last().is_some_and(|file| Readable::may_be_note(file)) {
            notes.push(folded(&folder_and_stem(path).1));
        }
    }
    let notes = |path: &&Vec<String>| path.last().is_some_and(|file| Readable::may_be_note(file));
    let (in_folders, all) = (
        folders.values().map(Vec::len).sum::<usize>(),
        below.iter().filter(notes).count(),
    );
    if folders.is_empty() || in_folders * 2 < all {
        return false;
    }
    if let Some(roster) = roster {
        let known = folders.keys().filter(|folder| {
            roster
                .find(folder, Some(folder), Some(folder))
                .or_else(|| roster.within(folder))
                .is_some()
        });
        if known.count() * 2 > folders.len() {
            return true;
        }
    }
    if folders.len() < 2 || folders.keys().filter(|folder| is_grouping(folder)).count() * 2 > folders.len() {
        return false;
    }
    let many = folders.values().filter(|notes| notes.len() > 3).count();
    many * 4 <= folders.len()
}

/// A folder that groups submissions: a week, a date, a section.
fn is_grouping(folder: &str) -> bool {
    const WORDS: [&str; 18] = [
        "week",
        "wk",
        "session",
        "section",
        "group",
        "attempt",
        "assignment",
        "late",
        "on",
        "round",
        "day",
        "part",
        "case",
        "note",
        "notes",
        "module",
        "submissions",
        "block",
    ];
    let folded = folded(folder);
    let first = folded.split(' ').next().unwrap_or_default();
    let first = first.trim_end_matches(|c: char| c.is_ascii_digit());
    first.is_empty() || WORDS.contains(&first) || names::date(folder).is_some()
}

/// Of many notices of one kind, the first ones and how many more.
fn shorten(notices: &mut Vec<String>) {
    const SHOWN: usize = 5;
    const LEFT_OUT: &str = ": left out, it is no note";
    let of_kind = notices.iter().filter(|notice| notice.ends_with(LEFT_OUT)).count();
    if of_kind > SHOWN {
        let mut nth = 0;
        notices.retain(|notice| {
            nth += usize::from(notice.ends_with(LEFT_OUT));
            !notice.ends_with(LEFT_OUT) || nth <= SHOWN
        });
        notices.push(format!(
            "{} more files were left out, they are no notes",
            of_kind - SHOWN
        ));
    }
}
