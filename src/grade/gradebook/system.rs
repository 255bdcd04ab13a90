//! Which system a gradebook is from, and what its columns are.

use crate::files::submissions::fold::folded;

use super::raw::{Row, Table};

/// The system that exported a gradebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GradebookSystem {
    /// Canvas: `Student,ID,SIS User ID,SIS Login ID,Section,…`.
    Canvas,
    /// Moodle's offline grading worksheet: `Identifier,Full name,…,Grade,…,Feedback comments`.
    MoodleWorksheet,
    /// Moodle's grade export: `First name,Last name,…,Assignment: H&P (Real)`.
    MoodleExport,
    /// Blackboard: `Last Name,First Name,Username,…,H&P [Total Pts: 100 Score] |123`.
    Blackboard,
    /// Brightspace: `OrgDefinedId,Username,…,H&P Points Grade <Numeric MaxPoints:100>,End-of-Line Indicator`.
    Brightspace,
    /// A table of one's own; its column must be named.
    Plain,
}

impl GradebookSystem {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Canvas => "Canvas",
            Self::MoodleWorksheet => "Moodle (offline grading worksheet)",
            Self::MoodleExport => "Moodle (grade export)",
            Self::Blackboard => "Blackboard",
            Self::Brightspace => "Brightspace",
            Self::Plain => "a table",
        }
    }
}

/// A column that may be filled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) column: usize,
    /// The header as it stands.
    pub(super) header: String,
    /// The title of the assignment within it.
    pub(super) title: String,
    pub(super) maximum: Option<f64>,
}

/// The columns of a gradebook.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    pub(super) system: GradebookSystem,
    /// The system's own id.
    pub(super) id: Option<usize>,
    /// Other ids, and user names.
    pub(super) others: Vec<usize>,
    /// A whole name.
    pub(super) name: Option<usize>,
    pub(super) first: Option<usize>,
    pub(super) last: Option<usize>,
    pub(super) candidates: Vec<Candidate>,
    /// Feedback that goes with the only candidate.
    pub(super) feedback: Option<usize>,
    /// Moodle: whether a grade can be changed.
    pub(super) changeable: Option<usize>,
    /// Moodle: the highest grade, in each row.
    pub(super) maximum: Option<usize>,
    /// All headers.
    pub(super) headers: Vec<String>,
}

/// Headers of Moodle's worksheet in some languages, compared folded: English, German, French, Spanish, Portuguese,
/// Italian, Dutch. They stand in Moodle's language packs: `mod_assign` (`recordid`, `gradecanbechanged`, `maxgrade`),
/// `core` (`gradenoun`), `assignfeedback_comments` (`pluginname`). English and German were compared with worksheets, of
/// the other languages "can be changed" with the packs; what is not known here is named with `--column`.
const IDENTIFIER: [&str; 7] = [
    "identifier",
    "id",
    "identifiant",
    "identificador",
    "identificatore",
    "identificativo",
    "identificatienummer",
];
const GRADE: [&str; 9] = [
    "grade",
    "bewertung",
    "note",
    "calificacion",
    "nota",
    "avaliacao",
    "valutazione",
    "cijfer",
    "beoordeling",
];
const CHANGEABLE: [&str; 10] = [
    "grade can be changed",
    "bewertung kann geandert werden",
    "la note peut etre modifiee",
    "la calificacion puede ser cambiada",
    "la calificacion se puede cambiar",
    "a nota pode ser alterada",
    "la calificacion puede cambiarse",
    "la valutazione puo essere modificata",
    "la valutazione puo essere cambiata",
    "cijfer kan gewijzigd worden",
];
const FEEDBACK: [&str; 11] = [
    "feedback comments",
    "feedback als kommentar",
    "feedback kommentare",
    "commentaires de feedback",
    "commentaires",
    "comentarios de retroalimentacion",
    "comentarios de feedback",
    "commenti di feedback",
    "commento",
    "feedbackcommentaar",
    "feedback commentaar",
];
const MAXIMUM: [&str; 7] = [
    "maximum grade",
    "bestwertung",
    "note maximale",
    "calificacion maxima",
    "nota maxima",
    "valutazione massima",
    "maximumcijfer",
];
const NAME: [&str; 11] = [
    "student",
    "student name",
    "full name",
    "name",
    "vollstandiger name",
    "nom complet",
    "nombre completo",
    "nome completo",
    "nome",
    "volledige naam",
    "learner",
];
const FIRST: [&str; 9] = [
    "first name",
    "firstname",
    "vorname",
    "prenom",
    "nombre",
    "nome proprio",
    "voornaam",
    "given name",
    "forename",
];
const LAST: [&str; 9] = [
    "last name",
    "lastname",
    "surname",
    "nachname",
    "nom",
    "nom de famille",
    "apellido s",
    "cognome",
    "achternaam",
];
const OTHER_IDS: [&str; 22] = [
    "sis user id",
    "sis login id",
    "integration id",
    "username",
    "user name",
    "user",
    "login",
    "login id",
    "student id",
    "id number",
    "orgdefinedid",
    "org defined id",
    "id nummer",
    "numero d identification",
    "numero de id",
    "benutzername",
    "anmeldename",
    "nom d utilisateur",
    "netid",
    "eid",
    "external id",
    "matriculation number",
];
/// "No", where a grade cannot be changed.
pub(super) const NO: [&str; 12] = [
    "no", "nein", "non", "nao", "nee", "nej", "nei", "ei", "nie", "ne", "нет", "否",
];

/// What the columns of a table are.
pub(super) fn columns(table: &Table) -> Option<Columns> {
    let header = table.rows.first()?;
    let headers: Vec<String> = (0..header.cells.len()).map(|column| table.at(header, column)).collect();
    let folds: Vec<String> = headers.iter().map(|header| folded(header)).collect();
    let one_of = |names: &[&str]| folds.iter().position(|header| names.contains(&header.as_str()));
    let system = system(table, &headers, &folds);
    let id = match system {
        GradebookSystem::Canvas => one_of(&["id"]),
        GradebookSystem::MoodleWorksheet => Some(0),
        GradebookSystem::Brightspace => one_of(&["orgdefinedid"]),
        GradebookSystem::Blackboard | GradebookSystem::MoodleExport => None,
        GradebookSystem::Plain => one_of(&["id", "identifier", "student id"]),
    };
    let others = folds
        .iter()
        .enumerate()
        .filter(|(column, header)| Some(*column) != id && OTHER_IDS.contains(&header.as_str()));
    let others = others.map(|(column, _)| column).collect();
    let candidates = match system {
        GradebookSystem::Canvas => canvas(table, &headers),
        GradebookSystem::MoodleWorksheet => {
            let grade = one_of(&GRADE).map(|column| Candidate {
                column,
                header: headers.get(column).cloned().unwrap_or_default(),
                title: headers.get(column).cloned().unwrap_or_default(),
                maximum: None,
            });
            grade.into_iter().collect()
        }
        _ => by_header(&headers, |header| match system {
            GradebookSystem::MoodleExport => moodle_export(header),
            GradebookSystem::Blackboard => blackboard(header),
            GradebookSystem::Brightspace => brightspace(header),
            _ => None,
        }),
    };
    let feedback = match system {
        GradebookSystem::MoodleWorksheet => one_of(&FEEDBACK),
        GradebookSystem::Blackboard => one_of(&[
            "feedback to learner",
            "feedback to user",
            "feedback to student",
            "learner feedback",
        ]),
        _ => None,
    };
    let worksheet = system == GradebookSystem::MoodleWorksheet;
    Some(Columns {
        system,
        id,
        others,
        name: one_of(&NAME),
        first: one_of(&FIRST),
        last: one_of(&LAST),
        candidates,
        feedback,
        changeable: one_of(&CHANGEABLE).filter(|_| worksheet),
        maximum: one_of(&MAXIMUM).filter(|_| worksheet),
        headers,
    })
}

fn system(table: &Table, headers: &[String], folds: &[String]) -> GradebookSystem {
    let has = |name: &str| folds.iter().any(|header| header == name);
    if has("id") && has("section") && (has("student") || has("student name") || has("lastname") && has("firstname")) {
        return GradebookSystem::Canvas;
    }
    if has("end of line indicator") || headers.iter().any(|header| header.contains(" Points Grade <")) {
        return GradebookSystem::Brightspace;
    }
    if headers.iter().any(|header| blackboard(header).is_some()) && has("username") {
        return GradebookSystem::Blackboard;
    }
    let worksheet = folds
        .first()
        .is_some_and(|header| IDENTIFIER.contains(&header.as_str()));
    if worksheet && participants(table) {
        return GradebookSystem::MoodleWorksheet;
    }
    if headers.iter().any(|header| moodle_export(header).is_some()) {
        return GradebookSystem::MoodleExport;
    }
    GradebookSystem::Plain
}

/// Whether the first column says "Participant 123", in any language.
fn participants(table: &Table) -> bool {
    let mut rows = table.rows.iter().skip(1).filter(|row| row.cells.len() > 1).peekable();
    rows.peek().is_some() && rows.all(|row| participant(&table.at(row, 0)).is_some())
}

/// The number in "Participant 123".
pub(super) fn participant(cell: &str) -> Option<&str> {
    let number = cell.rsplit(|letter: char| !letter.is_ascii_digit()).next()?;
    (!number.is_empty() && number.len() < cell.len()).then_some(number)
}

fn by_header(headers: &[String], read: impl Fn(&str) -> Option<(String, Option<f64>)>) -> Vec<Candidate> {
    let found = headers.iter().enumerate().filter_map(|(column, header)| {
        let (title, maximum) = read(header)?;
        Some(Candidate {
            column,
            header: header.clone(),
            title,
            maximum,
        })
    });
    found.collect()
}

/// `H&P 1 (12345)`, unless the row of the points says that Canvas only shows it.
fn canvas(table: &Table, headers: &[String]) -> Vec<Candidate> {
    let points = table
        .rows
        .iter()
        .skip(1)
        .take(4)
        .find(|row| is_points_possible(table, row));
    let said = |column: usize| points.map(|row| table.at(row, column)).unwrap_or_default();
    let all = by_header(headers, |header| {
        let (title, id) = header.strip_suffix(')')?.rsplit_once('(')?;
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        (is_id && !title.trim().is_empty()).then(|| (title.trim().to_owned(), None))
    });
    all.into_iter()
        .filter(|candidate| !said(candidate.column).eq_ignore_ascii_case("(read only)"))
        .filter(|candidate| !candidate.header.contains("(read only)"))
        .map(|candidate| Candidate {
            maximum: number(&said(candidate.column)),
            ..candidate
        })
        .collect()
}

/// The row that says how many points there are.
pub(super) fn is_points_possible(table: &Table, row: &Row) -> bool {
    (0..3).any(|column| folded(&table.at(row, column)) == "points possible")
}

/// `Assignment: H&P 1 (Real)`.
fn moodle_export(header: &str) -> Option<(String, Option<f64>)> {
    const REAL: [&str; 7] = [
        "(Real)", "(Punkte)", "(Brut)", "(Brute)", "(Réel)", "(Reale)", "(Reëel)",
    ];
    let title = REAL.iter().find_map(|real| header.strip_suffix(real))?.trim();
    // The sums of the course and its categories are no assignments.
    let (kind, title) = title.split_once(':')?;
    let sum = ["course total", "category total", "kurs gesamt", "total"].contains(&folded(kind).as_str());
    (!sum && !title.trim().is_empty()).then(|| (title.trim().to_owned(), None))
}

/// `H&P 1 [Total Pts: 100 Score] |123456`.
fn blackboard(header: &str) -> Option<(String, Option<f64>)> {
    let (title, rest) = header.split_once('[')?;
    let rest = rest.trim_start();
    let (label, rest) = rest.split_once(':')?;
    if ![
        "total pts",
        "total points",
        "pts",
        "points",
        "gesamtpunkte",
        "puntos totales",
    ]
    .contains(&folded(label).as_str())
    {
        return None;
    }
    let figure = rest.trim().trim_start_matches("up to ").trim();
    let maximum = figure.split([' ', ']']).next().and_then(number);
    let is_sum = ["total", "weighted total", "running total", "overall grade"].contains(&folded(title).as_str());
    // A sum says "up to 100".
    (!is_sum && !rest.trim_start().starts_with("up to")).then(|| (title.trim().to_owned(), maximum))
}

/// `H&P 1 Points Grade <Numeric MaxPoints:100 Weight:10>`.
fn brightspace(header: &str) -> Option<(String, Option<f64>)> {
    let (title, rest) = header.split_once(" Points Grade")?;
    let maximum = rest
        .split_once("MaxPoints:")
        .and_then(|(_, rest)| number(rest.split([' ', '>']).next()?));
    Some((title.trim().to_owned(), maximum))
}

/// A number, with point or comma.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b".,-".contains(&byte));
    let number: f64 = plain.then(|| text.replace(',', ".").parse().ok())??;
    number.is_finite().then_some(number)
}
