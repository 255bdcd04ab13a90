//! The class on disk, and the program run on it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Where the sources of the class are.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grade/class")
}

fn runs(program: &str) -> bool {
    let ran = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    ran.is_ok_and(|status| status.success())
}

/// Say that a test is skipped, or fail where everything has to be there.
fn skipped(what: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "no {what} in CI: scripts/test installs it"
    );
    eprintln!("SKIPPED: no {what} here");
}

fn build(name: &str, options: &[&str]) -> PathBuf {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class").join(name);
    let documents = Path::new(env!("CARGO_TARGET_TMPDIR")).join("class/documents");
    let ran = Command::new("python3")
        .arg(sources().join("make-class"))
        .arg(&out)
        .arg("--documents")
        .arg(documents)
        .args(options)
        .output()
        .expect("python3 runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    out
}

/// The class, every note as text.
pub fn class() -> Option<&'static Path> {
    static CLASS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = CLASS.get_or_init(|| runs("python3").then(|| build("text", &["--text-only"])));
    if built.is_none() {
        skipped("python3");
    }
    built.as_deref()
}

/// The class with ten more students, whose files cannot be read.
pub fn class_with_trouble() -> Option<&'static Path> {
    static CLASS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = CLASS.get_or_init(|| {
        let options = ["--text-only", "--trouble", "--only", "canvas", "--only", "moodle"];
        runs("python3").then(|| build("trouble", &options))
    });
    if built.is_none() {
        skipped("python3");
    }
    built.as_deref()
}

/// The class, its documents written by LibreOffice.
pub fn class_of_documents() -> Option<&'static Path> {
    static CLASS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let built = CLASS.get_or_init(|| {
        let options = ["--only", "canvas", "--only", "moodle"];
        (runs("python3") && runs("soffice")).then(|| build("documents", &options))
    });
    if built.is_none() {
        skipped("python3 or soffice (Debian: apt-get install libreoffice-writer)");
    }
    built.as_deref()
}

/// Whether LibreOffice is there; said aloud if not.
pub fn soffice() -> bool {
    let there = runs("soffice");
    if !there {
        skipped("soffice (Debian: apt-get install libreoffice-calc)");
    }
    there
}

/// Convert a file with LibreOffice.
pub fn convert(file: &Path, to: &str, into: &Path) {
    let profile = tempfile::tempdir().unwrap();
    let ran = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", profile.path().display()))
        .args(["--headless", "--norestore", "--convert-to", to, "--outdir"])
        .arg(into)
        .arg(file)
        .output()
        .expect("soffice runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

/// The one file in `folder` whose name ends with `end`.
pub fn ending(folder: &Path, end: &str) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found = files.filter(|path| path.to_string_lossy().ends_with(end));
    let file = found
        .next()
        .unwrap_or_else(|| panic!("no …{end} in {}", folder.display()));
    assert_eq!(found.next(), None, "two …{end} in {}", folder.display());
    file
}

/// A desk of one's own: the folder that the program runs in.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// One row of `grades.csv`, by header.
pub type Row = BTreeMap<String, String>;

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, contents).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// `preceptor grade`, with nothing of the tester's own settings.
    pub fn grade<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_preceptor"));
        command.arg("grade").args(args).current_dir(self.folder.path());
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "XDG_CONFIG_HOME", "LC_ALL", "LC_CTYPE"] {
            command.env_remove(name);
        }
        let ran = command.stdin(Stdio::null()).output().expect("preceptor runs");
        Ran {
            status: ran.status.code().expect("an exit status"),
            stdout: String::from_utf8(ran.stdout).expect("UTF-8"),
            stderr: String::from_utf8(ran.stderr).expect("UTF-8"),
        }
    }

    /// Mark what is at `path` into `out/`, with the rubric of the class.
    pub fn mark(&self, path: &Path, more: &[&str]) -> Ran {
        let base = ["--rubric", "hp-clerkship", "--out", "out", "--today", "2026-11-16"].map(OsStr::new);
        let more = more.iter().map(OsStr::new);
        self.grade([path.as_os_str()].into_iter().chain(base).chain(more))
    }

    /// `out/grades.csv`.
    pub fn grades(&self) -> Vec<Row> {
        rows(&fs::read(self.path("out/grades.csv")).expect("out/grades.csv"))
    }
}

/// A CSV with a row of headers.
pub fn rows(bytes: &[u8]) -> Vec<Row> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().unwrap().clone();
    let named = |record: csv::StringRecord| {
        let cells = headers.iter().zip(record.iter());
        cells.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| named(record.unwrap())).collect()
}

/// A student of `students.csv`.
#[derive(Debug)]
pub struct Student {
    pub no: String,
    pub name: String,
    pub row: Row,
}

/// The thirty who handed in, in the order of the table.
pub fn students() -> Vec<Student> {
    let table = fs::read(sources().join("students.csv")).unwrap();
    let mut students = Vec::new();
    for row in rows(&table) {
        if row["no"].starts_with('s') && row["format"] != "none" {
            students.push(Student {
                no: row["no"].clone(),
                name: format!("{} {}", row["given"], row["family"]).trim().to_owned(),
                row,
            });
        }
    }
    assert_eq!(students.len(), 30);
    students
}
