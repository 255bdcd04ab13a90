//! The roster: who is in the class, from a table of one's own or one that a course's site exports.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

use crate::files::{FileError, Input, Origin, read};

use super::fold::{folded, folded_any_order, folded_together};
use super::text_of;

/// Someone in the class.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// The id of the course's site.
    pub id: Option<String>,
    /// The user or login name.
    pub user: Option<String>,
    /// Other ids: the SIS's, the matriculation number.
    pub also: Vec<String>,
    /// Which files are theirs, as a pattern.
    files: Option<GlobMatcher>,
}

impl Person {
    /// Someone of that name.
    pub fn new(name: impl Into<String>, id: Option<String>, user: Option<String>) -> Self {
        Self {
            name: name.into(),
            id,
            user,
            ..Self::default()
        }
    }

    fn has_id(&self, id: &str) -> bool {
        let same = |own: &str| own.eq_ignore_ascii_case(id);
        self.id.as_deref().is_some_and(same) || self.also.iter().any(|own| same(own))
    }

    fn has_user(&self, user: &str) -> bool {
        // Some sites write `jdoe@uni.example` in one place and `jdoe` in another.
        let bare = |user: &str| user.split('@').next().unwrap_or_default().to_lowercase();
        self.user.as_deref().is_some_and(|own| bare(own) == bare(user)) || self.has_id(user)
    }
}

/// Who is in the class.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// In the order of the table.
    pub people: Vec<Person>,
}

/// What a column of a roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    First,
    Last,
    Id,
    Also,
    User,
    File,
}

/// What a header says, as teachers and the sites' exports write it (see [`folded`]).
fn column(header: &str) -> Option<Column> {
    Some(match folded(header).as_str() {
        "student" | "name" | "full name" | "fullname" | "student name" | "display name" | "vollstandiger name"
        | "nom complet" | "nombre completo" => Column::Name,
        "first name" | "firstname" | "first" | "given name" | "given names" | "forename" | "vorname" | "prenom" => {
            Column::First
        }
        "last name" | "lastname" | "last" | "surname" | "family name" | "nachname" | "nom" | "apellidos" => {
            Column::Last
        }
        "id"
        | "student id"
        | "studentid"
        | "user id"
        | "userid"
        | "orgdefinedid"
        | "org defined id"
        | "identifier"
        | "canvas id"
        | "participant"
        | "participant id"
        | "matriculation number"
        | "student number"
        | "student no" => Column::Id,
        "sis user id" | "sis id" | "integration id" | "id number" | "idnumber" | "external id" | "candidate number" => {
            Column::Also
        }
        "user" | "username" | "user name" | "login" | "login id" | "sis login id" | "loginid" | "netid" | "net id"
        | "display id" | "eid" | "account" | "benutzername" | "anmeldename" => Column::User,
        "file" | "files" | "filename" | "file name" | "pattern" | "glob" | "path" => Column::File,
        _ => return None,
    })
}

impl Roster {
    /// The roster in a file.
    ///
    /// # Errors
    /// What is wrong with it, and which columns it needs.
    pub fn read(path: &Path) -> Result<Self, FileError> {
        let mut bytes = Vec::new();
        read(&Input::file(path, Origin::Named), &mut bytes)?;
        Self::parse(&bytes).map_err(|message| FileError::new(path, message))
    }

    /// A roster in a table: a row of headers, then a row a person.
    ///
    /// # Errors
    /// A sentence without full stop and without the file's name.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = text_of(bytes).ok_or("is no text; save the roster as CSV in UTF-8")?;
        let header_line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let delimiter = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|delimiter| header_line.bytes().filter(|byte| byte == delimiter).count())
            .unwrap_or(b',');
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes())
            .into_records()
            .filter_map(Result::ok)
            .skip_while(|row| row.iter().all(|cell| cell.trim().is_empty()));
        let headers = rows
            .next()
            .ok_or("is empty; a roster has a row of headers and a row a person")?;
        let columns: Vec<Option<Column>> = headers.iter().map(column).collect();
        let names = [Column::Name, Column::Last, Column::First, Column::User, Column::Id];
        if !columns.iter().flatten().any(|column| names.contains(column)) {
            let found: Vec<&str> = headers.iter().take(8).collect();
            return Err(format!(
                "has no column \"name\", \"id\" or \"user\"; its first row is: {}",
                found.join(", ")
            ));
        }
        let people = rows
            .filter_map(|row| person(&row, &columns).transpose())
            .collect::<Result<_, String>>()?;
        Ok(Self { people })
    }

    /// Whose file it is, by the pattern in the column `file`, for a path below what was named.
    pub(super) fn by_file(&self, path: &str) -> Option<usize> {
        let file = path.rsplit('/').next().unwrap_or(path);
        self.only(|person| {
            person
                .files
                .as_ref()
                .is_some_and(|glob| glob.is_match(path) || glob.is_match(file))
        })
    }

    /// Who has that id, user name or name; nobody where two do.
    pub(super) fn find(&self, name: &str, id: Option<&str>, user: Option<&str>) -> Option<usize> {
        let by_id = || self.only(|person| id.is_some_and(|id| person.has_id(id)));
        let by_user = || self.only(|person| user.is_some_and(|user| person.has_user(user)));
        let by_name = || {
            let wanted = folded_any_order(name);
            let together = folded_together(name);
            let same = |person: &Person| {
                folded_any_order(&person.name) == wanted
                    // How Canvas writes "Doe, Jane": `doejane`.
                    || !name.contains(' ') && rotations(&person.name).any(|own| own == together)
            };
            if wanted.is_empty() { None } else { self.only(same) }
        };
        by_id().or_else(by_user).or_else(by_name)
    }

    /// Whose file it is when its name holds an id, a user name, or a whole name among other words.
    pub(super) fn within(&self, text: &str) -> Option<usize> {
        let text = folded(text);
        let words: Vec<&str> = text.split(' ').collect();
        let has = |wanted: &str| {
            let wanted = folded(wanted);
            !wanted.is_empty() && format!(" {text} ").contains(&format!(" {wanted} "))
        };
        let by_key = self.only(|person| {
            let keys = person.id.iter().chain(&person.user).chain(&person.also);
            keys.filter(|key| key.chars().count() > 2).any(|key| has(key))
        });
        by_key.or_else(|| {
            self.only(|person| {
                let own = folded(&person.name);
                let parts: Vec<&str> = own.split(' ').collect();
                parts.len() > 1 && parts.iter().all(|part| words.contains(part))
            })
        })
    }

    fn only(&self, is: impl Fn(&Person) -> bool) -> Option<usize> {
        let mut found = self
            .people
            .iter()
            .enumerate()
            .filter(|(_, person)| is(person))
            .map(|(at, _)| at);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// The words of a name run together, from each of its words on: `janedoe`, `doejane`.
fn rotations(name: &str) -> impl Iterator<Item = String> {
    let folded = folded(name);
    let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
    (0..words.len()).map(move |from| {
        let (end, start) = words.split_at(from.min(words.len()));
        start.concat() + &end.concat()
    })
}

fn person(row: &csv::StringRecord, columns: &[Option<Column>]) -> Result<Option<Person>, String> {
    let mut person = Person::default();
    let (mut first, mut last) = (String::new(), String::new());
    for (cell, column) in row.iter().zip(columns) {
        let Some(column) = column else { continue };
        // Brightspace writes `#jdoe`, so that a spreadsheet leaves it alone.
        let cell = cell.trim().trim_start_matches('#').trim();
        if cell.is_empty() {
            continue;
        }
        let cell = cell.to_owned();
        match column {
            Column::Name => person.name = cell,
            Column::First => first = cell,
            Column::Last => last = cell,
            Column::Id if person.id.is_none() => {
                person.id = Some(super::names::participant(&cell).map_or(cell.clone(), str::to_owned))
            }
            Column::Id | Column::Also => person.also.push(cell),
            Column::User if person.user.is_none() => person.user = Some(cell),
            Column::User => person.also.push(cell),
            Column::File => person.files = Some(glob(&cell)?),
        }
    }
    if person.name.is_empty() {
        person.name = format!("{first} {last}").trim().to_owned();
    }
    // The rows of a gradebook that are no people.
    let lower = folded(&person.name);
    if lower == "points possible" || lower == "student test" && person.user.is_none() || lower == "test student" {
        return Ok(None);
    }
    if person.name.is_empty() {
        match person.user.clone().or_else(|| person.id.clone()) {
            Some(name) => person.name = name,
            None => return Ok(None),
        }
    }
    Ok(Some(person))
}

fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    let glob = GlobBuilder::new(pattern)
        .case_insensitive(true)
        .literal_separator(false)
        .build();
    glob.map(|glob| glob.compile_matcher()).map_err(|error| {
        format!(
            "has a broken pattern in the column \"file\": {pattern} ({})",
            error.kind()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<String> {
        let roster = Roster::parse(text.as_bytes()).unwrap();
        let text = |part: &Option<String>| part.clone().unwrap_or_default();
        let line = |person: &Person| format!("{}|{}|{}", person.name, text(&person.id), text(&person.user));
        roster.people.iter().map(line).collect()
    }

    #[test]
    fn rosters_of_ones_own_and_of_the_sites() {
        assert_eq!(people("name,id,login\nJane Doe,7,jdoe\n\n"), ["Jane Doe|7|jdoe"]);
        assert_eq!(
            people("\u{feff}Student;E-Mail;User\r\n\"Núñez; José\";j@x.example;jn\r\n"),
            ["Núñez; José||jn"]
        );
        let canvas = "Student,ID,SIS User ID,SIS Login ID,Section,H&P (12)\n    Points Possible,,,,,100\n\
                      \"Doe, Jane\",1234,S77,jdoe,A,\n\"Student, Test\",9,,,A,\n";
        assert_eq!(people(canvas), ["Doe, Jane|1234|jdoe"]);
        let moodle =
            "Identifier,Full name,Email address,Status,Grade\nParticipant 55,Jane Doe,j@x.example,Submitted,\n";
        assert_eq!(people(moodle), ["Jane Doe|55|"]);
        assert_eq!(
            people("ID,Status\nTeilnehmer/in77,Abgegeben\nS78,x\n"),
            ["77|77|", "S78|S78|"]
        );
        let brightspace = "OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator\n#A1,#jdoe,Doe,Jane,#\n";
        assert_eq!(people(brightspace), ["Jane Doe|A1|jdoe"]);
        let blackboard =
            "\"Last Name\"\t\"First Name\"\t\"Username\"\t\"Student ID\"\n\"Doe\"\t\"Jane\"\t\"jdoe\"\t\"77\"\n";
        assert_eq!(people(blackboard), ["Jane Doe|77|jdoe"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| Roster::parse(text.as_bytes()).unwrap_err();
        assert!(error("").contains("empty"));
        assert!(error("colour,shape\nred,round\n").contains("colour, shape"));
        assert!(error("name,file\nJane,a[\n").contains("broken pattern"));
    }

    #[test]
    fn people_are_found_and_never_guessed() {
        let roster = Roster::parse(
            b"name,id,user,file\nJane Doe,1,jdoe,\nJane Doe,2,jdoe2,\nJos\xc3\xa9 N\xc3\xba\xc3\xb1ez,3,jn@u.exampl\
            e,case*.md\n",
        )
        .unwrap();
        assert_eq!(roster.find("x", Some("2"), None), Some(1));
        assert_eq!(roster.find("x", None, Some("JN")), Some(2));
        assert_eq!(roster.find("Jane Doe", None, None), None);
        assert_eq!(roster.find("nunezjose", None, None), Some(2));
        assert_eq!(roster.find("Nunez, Jose", None, None), Some(2));
        assert_eq!(roster.by_file("a/Case 1.md"), Some(2));
        assert_eq!(roster.within("HP final - jdoe2"), Some(1));
        assert_eq!(roster.within("jose_nunez_hp"), Some(2));
        assert_eq!(roster.within("hp"), None);
    }
}
