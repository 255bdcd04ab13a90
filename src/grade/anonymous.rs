//! `--anonymous`: a code in the place of each name, and a key in a file of its own.
//!
//! The codes are drawn in an order that has nothing to do with the names, and a student keeps theirs from run to run as
//! long as the key is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::submissions::Student;
use crate::grammar::is_word;

/// The file that tells who is who, beside the folder of reports unless somebody says otherwise.
pub const KEY: &str = "key.csv";
/// The headers of the key.
const HEADERS: [&str; 5] = ["code", "key", "student", "id", "user"];

/// Who has which code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Codes {
    /// By the student's key.
    codes: BTreeMap<String, (String, Student)>,
}

impl Codes {
    /// The codes of an earlier run.
    ///
    /// # Errors
    /// What is wrong with the file, and in which row.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let headers = reader.headers().map_err(|error| format!("is no key: {error}"))?.clone();
        let mut codes = Self::default();
        let mut taken = BTreeSet::new();
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|error| format!("row {number} cannot be read: {error}"))?;
            let cell = |name: &str| {
                let at = headers.iter().position(|header| header == name);
                at.and_then(|at| record.get(at)).unwrap_or_default().to_owned()
            };
            let [code, key, name, id, user] = HEADERS.map(cell);
            if code.is_empty() || key.is_empty() {
                return Err(format!(
                    "row {number} has no code or no key; it was not written by preceptor"
                ));
            }
            if !taken.insert(code.clone()) {
                return Err(format!(
                    "row {number} has the code {code} for a second time; give each student one of its own"
                ));
            }
            let student = Student {
                key: key.clone(),
                name,
                id: Some(id).filter(|id| !id.is_empty()),
                user: Some(user).filter(|user| !user.is_empty()),
            };
            codes.codes.insert(key, (code, student));
        }
        Ok(codes)
    }

    /// Give a code to everyone who has none yet.
    pub fn assign<'s>(&mut self, students: impl Iterator<Item = &'s Student>) {
        let mut new: Vec<&Student> = students
            .filter(|student| !self.codes.contains_key(&student.key))
            .collect();
        new.sort_by_key(|student| (scattered(&student.key), &student.key));
        new.dedup_by_key(|student| &student.key);
        let taken: BTreeSet<String> = self.codes.values().map(|(code, _)| code.clone()).collect();
        let mut free = (1..)
            .map(|number| format!("S{number:03}"))
            .filter(|code| !taken.contains(code));
        for student in new {
            let code = free.next().unwrap_or_default();
            self.codes.insert(student.key.clone(), (code, student.clone()));
        }
    }

    /// The student as shown: a code and nothing else.
    pub fn masked(&self, student: &Student) -> Student {
        let code = self.codes.get(&student.key).map_or("", |(code, _)| code);
        Student {
            key: code.to_owned(),
            name: code.to_owned(),
            id: None,
            user: None,
        }
    }

    /// The key, as comma-separated values, in the order of the codes.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut rows: Vec<_> = self.codes.values().collect();
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let mut out = csv::Writer::from_writer(Vec::new());
        // Writing to memory cannot fail.
        let _ = out.write_record(HEADERS);
        for (code, student) in rows {
            let id = student.id.as_deref().unwrap_or_default();
            let user = student.user.as_deref().unwrap_or_default();
            let _ = out.write_record([code, &student.key, &student.name, id, user]);
        }
        out.into_inner().unwrap_or_default()
    }
}

/// FNV-1a: the same on every machine, and in no order that a reader of the class list would see.
fn scattered(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The `text` of a student's note with their own name and login, and the author of the front matter, replaced by
/// `code`. A part of the name that is also a word ("Hope", "May") is replaced only beside another part.
pub fn without_name(text: &str, student: &Student, code: &str) -> String {
    let parts: Vec<String> = words(&student.name).map(|(_, word)| word.to_lowercase()).collect();
    let logins: Vec<String> = student.user.iter().map(|user| user.to_lowercase()).collect();
    let is_part = |word: &str| parts.contains(&word.to_lowercase());
    let all: Vec<(usize, &str)> = words(text).collect();
    let mut out = String::with_capacity(text.len());
    let mut past = 0;
    let author = author_of(text);
    if let Some(author) = author.clone() {
        out.push_str(&text[..author.start]);
        out.push_str(code);
        past = author.end;
    }
    let mut at = 0;
    while at < all.len() {
        let (start, word) = all[at];
        // Parts that follow each other, with initials, points and commas between them.
        let mut end = at;
        while end < all.len() && is_part(all[end].1) && (end == at || is_near(text, all[end - 1], all[end])) {
            end += 1;
        }
        let known = logins.contains(&word.to_lowercase());
        let named = end > at + 1 || end == at + 1 && is_telling(text, start, word);
        if !(known || named) || start < past {
            at = end.max(at + 1);
            continue;
        }
        let last = all[end.max(at + 1) - 1];
        out.push_str(&text[past..start]);
        out.push_str(code);
        past = last.0 + last.1.len();
        at = end.max(at + 1);
    }
    out.push_str(&text[past..]);
    out
}

/// Whether a part of the name tells who it is where it stands alone. Short words are in no list of words: they count
/// where they have a capital letter that no beginning of a sentence gave them.
fn is_telling(text: &str, start: usize, word: &str) -> bool {
    match word.chars().count() {
        ..3 => false,
        3 => {
            let before = text[..start].trim_end_matches([' ', '\t']);
            let begins = before.is_empty() || before.ends_with(['.', '!', '?', '\n', '\r', '#', '-', '*']);
            word.starts_with(char::is_uppercase) && !begins
        }
        _ => !is_word(&word.to_lowercase()),
    }
}

/// The words of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    let mut offset = 0;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let tail = &rest[start..];
        let length = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
        let word = (offset + start, &tail[..length]);
        offset += start + length;
        rest = &tail[length..];
        Some(word)
    })
}

/// Whether two words stand beside each other as parts of a name do.
fn is_near(text: &str, one: (usize, &str), two: (usize, &str)) -> bool {
    let between = &text[one.0 + one.1.len()..two.0];
    between.len() <= 3
        && between
            .chars()
            .all(|c| matches!(c, ' ' | ',' | '.' | '-' | '\'' | '_' | '’'))
}

/// Where the front matter says who wrote the note.
fn author_of(text: &str) -> Option<std::ops::Range<usize>> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next()?;
    if first.trim() != "---" {
        return None;
    }
    let mut at = first.len();
    for line in lines {
        if line.trim() == "---" {
            return None;
        }
        if let Some(value) = line.strip_prefix("author:") {
            let start = at + line.len() - value.trim_start().len();
            let end = at + line.trim_end().len();
            return (start < end).then_some(start..end);
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn student(key: &str, name: &str) -> Student {
        Student {
            key: key.to_owned(),
            name: name.to_owned(),
            ..Student::default()
        }
    }

    #[test]
    fn a_student_keeps_the_code_and_newcomers_get_new_ones() {
        let (ann, bo, cy) = (
            student("1", "Ann Lee"),
            student("2", "Bo Li"),
            student("3", "=Cy, \"C\""),
        );
        let mut codes = Codes::default();
        codes.assign([&ann, &bo].into_iter());
        let before = [codes.masked(&ann), codes.masked(&bo)];
        assert_ne!(before[0], before[1]);
        assert!(before[0].name.starts_with('S') && before[0].id.is_none());

        let mut again = Codes::read(&codes.to_csv()).unwrap();
        assert_eq!(again, codes);
        again.assign([&cy, &bo, &ann].into_iter());
        assert_eq!([again.masked(&ann), again.masked(&bo)], before);
        assert_eq!(again.masked(&cy).name, "S003");
        assert_eq!(Codes::read(&again.to_csv()).unwrap(), again);
        assert!(
            Codes::read(b"code,key\nS001,1\nS001,2\n")
                .unwrap_err()
                .contains("row 3")
        );
        assert!(Codes::read(b"student\nAnn\n").is_err());
    }

    #[test]
    fn the_note_no_longer_says_who_wrote_it() {
        let mut student = student("1", "Siobhán O'Hara");
        student.user = Some("sohara3".to_owned());
        let text = "---\nauthor: Dr-to-be Sio\nkind: soap\n---\nHPI: seen by Siobhán O’Hara, MS3.\nO'HARA, SIOBHÁN\n\
                    hara was well; Ohara sign; sohara3\n";
        let masked = without_name(text, &student, "S001");
        assert_eq!(
            masked,
            "---\nauthor: S001\nkind: soap\n---\nHPI: seen by S001, MS3.\nS001\nS001 was well; Ohara sign; S001\n"
        );
    }

    #[test]
    fn words_that_are_names_too_stay_unless_they_stand_together() {
        let student = student("1", "May Grace");
        let text = "May be septic; may go, with grace. Signed: May Grace, MS3; seen by May";
        assert_eq!(
            without_name(text, &student, "S9"),
            "May be septic; may go, with grace. Signed: S9, MS3; seen by S9"
        );
    }
}
