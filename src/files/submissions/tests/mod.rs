//! Whole downloads, in folders and archives, as the systems make them.

mod hostile;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;

use super::*;
use crate::files::{Origin, read};

/// Files of a download: a name and its text.
pub(super) type Files<'a> = &'a [(&'a str, &'a str)];

fn write(folder: &Path, files: Files) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

pub(super) fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn zip_of(files: Files) -> Vec<u8> {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zipped(&files)
}

/// One line a submission: key, name, file, flags, text; then the others.
pub(super) fn lines(gathered: &Gathered, root: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let below = |path: &Path| {
        path.strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string()
            .replace('\\', "/")
    };
    for submission in &gathered.submissions {
        let student = &submission.student;
        let mut buffer = Vec::new();
        let text = match read(&submission.input, &mut buffer) {
            Ok(()) => String::from_utf8_lossy(&buffer).chars().take(24).collect(),
            Err(error) => format!("! {}", error.message),
        };
        let attempt = submission
            .attempt
            .map(|attempt| format!(" #{attempt}"))
            .unwrap_or_default();
        let at = submission.at.as_ref().map(|at| format!(" @{at}")).unwrap_or_default();
        let late = if submission.late { " late" } else { "" };
        out.push(format!(
            "{} = {} [{}/{}]{late}{attempt}{at}: {} | {text}",
            student.key,
            student.name,
            student.id.as_deref().unwrap_or_default(),
            student.user.as_deref().unwrap_or_default(),
            below(&submission.input.path),
        ));
        for other in &submission.others {
            out.push(format!("  {}: {}", below(&other.path), other.why));
        }
    }
    for error in &gathered.errors {
        out.push(format!("! {}: {}", below(&error.path), error.message));
    }
    out
}

fn gathered(files: Files, options: &GatherOptions) -> (Vec<String>, Gathered) {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("d"), files);
    let gathered = gather(&[folder.path().join("d")], options);
    let in_folder = lines(&gathered, &folder.path().join("d"));
    // The same download as an archive comes out the same.
    fs::write(folder.path().join("d.zip"), zip_of(files)).unwrap();
    let in_archive = gather(&[folder.path().join("d.zip")], options);
    assert_eq!(lines(&in_archive, &folder.path().join("d.zip")), in_folder);
    assert_eq!(in_archive.system, gathered.system);
    (in_folder, gathered)
}

fn check(files: Files, system: CourseSystem, expected: &[&str]) -> Gathered {
    let (found, gathered) = gathered(files, &GatherOptions::default());
    assert_eq!(found, expected);
    assert_eq!(gathered.system, system);
    gathered
}

#[test]
fn canvas() {
    let long = "CC: cough. ".repeat(60);
    check(
        &[
            ("doejane_1234_700_H&P.md", "first"),
            ("doejane_1234_800_H&P-1.md", &long),
            ("doejane_1234_801_ekg.jpg", "\u{fffd}"),
            ("leeann_LATE_55_802_my_note_2.txt", "Ann's note"),
            ("kimbo_77_text.html", "<p>typed</p>"),
            ("núñezjosé_88_link.html", "<a href=\"https://x.example/doc\">x</a>"),
            ("anon_x9Ab3_803_a.md", "whose"),
            ("roybill_99_804_scan.HEIC", "x"),
        ],
        CourseSystem::Canvas,
        &[
            "anon_x9Ab3 = Anonymous x9Ab3 [anon_x9Ab3/]: anon_x9Ab3_803_a.md | whose",
            "1234 = doejane [1234/] #2: doejane_1234_800_H&P-1.md | CC: cough. CC: cough. CC",
            "  doejane_1234_801_ekg.jpg: also handed in: a picture or a recording",
            "  doejane_1234_700_H&P.md: an earlier version of the same file",
            "77 = kimbo [77/]: kimbo_77_text.html | <p>typed</p>",
            "55 = leeann [55/] late: leeann_LATE_55_802_my_note_2.txt | Ann's note",
            "88 = núñezjosé [88/]: núñezjosé_88_link.html | ! is a link to a web page (https://x.example/doc), whic\
            h is \
             not opened; ask for the document itself",
            "99 = roybill [99/]: roybill_99_804_scan.HEIC | ! is a picture, and text in pictures is not read; hand in \
             the document that it was made from",
        ],
    );
}

#[test]
fn moodle_in_folders_and_flat() {
    check(
        &[
            ("Jane Doe_12_assignsubmission_file/H&P.md", "Jane's note"),
            (
                "Jane Doe_12_assignsubmission_onlinetext/onlinetext.html",
                "<p>See attached</p>",
            ),
            (
                "José Núñez_13_assignsubmission_onlinetext_/onlinetext.html",
                "<p>HPI</p>",
            ),
            ("Participant_14_assignsubmission_file_/a/b.txt", "blind"),
            ("Jane Doe_12_assignfeedback_editpdf/x.pdf", "teacher's"),
            ("Ann Lee_15_assignsubmission_file_H&P_2.md", "flat"),
        ],
        CourseSystem::Moodle,
        &[
            "15 = Ann Lee [15/]: Ann Lee_15_assignsubmission_file_H&P_2.md | flat",
            "12 = Jane Doe [12/]: Jane Doe_12_assignsubmission_file/H&P.md | Jane's note",
            "  Jane Doe_12_assignsubmission_onlinetext/onlinetext.html: also handed in: typed text",
            "13 = José Núñez [13/]: José Núñez_13_assignsubmission_onlinetext_/onlinetext.html | <p>HPI</p>",
            "14 = Participant 14 [14/]: Participant_14_assignsubmission_file_/a/b.txt | blind",
        ],
    );
}

#[test]
fn blackboard_with_receipts() {
    let receipt = |name: &str, typed: &str| {
        format!(
            "Name: {name}\nAssignment: H&P 1\nDate Submitted: x\nCurrent Grade: Needs Grading\n\nSubmission Field:\
            \n{typed}\n\n\
             Comments:\nThere are no student comments for this assignment.\n\nFiles:\n\tNone\n"
        )
    };
    let none = "There is no student submission text data for this assignment.";
    let jane = receipt("Jane Doe (j_doe)", none);
    let typed = receipt("Ann Lee (alee)", "CC: cough");
    let html = receipt("Bo Kim (bkim)", "<p>CC: cough</p>");
    let nothing = receipt("Cy Roy (croy)", none);
    let gathered = check(
        &[
            ("H&P 1_j_doe_attempt_2026-03-01-10-00-00.txt", &jane),
            ("H&P 1_j_doe_attempt_2026-03-01-10-00-00_old.md", "old"),
            ("H&P 1_j_doe_attempt_2026-03-02-10-00-00.txt", &jane),
            ("H&P 1_j_doe_attempt_2026-03-02-10-00-00_new_1.md", "new"),
            ("H&P 1_alee_attempt_2026-03-02-10-00-00.txt", &typed),
            ("H&P 1_bkim_attempt_2026-03-02-10-00-00.txt", &html),
            ("H&P 1_croy_attempt_2026-03-02-10-00-00.txt", &nothing),
        ],
        CourseSystem::Blackboard,
        &[
            "alee = Ann Lee [/alee] @2026-03-02 10:00:00: H&P 1_alee_attempt_2026-03-02-10-00-00.txt | CC: cough",
            "bkim = Bo Kim [/bkim] @2026-03-02 10:00:00: H&P 1_bkim_attempt_2026-03-02-10-00-00.txt/typed.html | \
             <p>CC: cough</p>",
            "croy = Cy Roy [/croy] @2026-03-02 10:00:00: H&P 1_croy_attempt_2026-03-02-10-00-00.txt | ! holds no work: \
             neither a file nor typed text was handed in",
            "j_doe = Jane Doe [/j_doe] #2 @2026-03-02 10:00:00: H&P 1_j_doe_attempt_2026-03-02-10-00-00_new_1.md | new",
            "  H&P 1_j_doe_attempt_2026-03-01-10-00-00_old.md: an earlier attempt (2026-03-01 10:00:00)",
        ],
    );
    assert_eq!(gathered.assignment.as_deref(), Some("H&P 1"));
}

#[test]
fn brightspace_in_folders_and_flat() {
    check(
        &[
            ("index.html", "<table>"),
            ("166-311 - Jane Doe - Mar 1, 2026 803 PM/H&P.md", "first"),
            ("166-311 - Jane Doe - Mar 2, 2026 803 AM/H&P.md", "second"),
            (
                "167-311 - A77 - Mary - Ann Lee - Mar 1, 2026 1205 AM - a - b.md",
                "flat",
            ),
            ("168-311 - José Núñez - 1 mars 2026 2005 - évaluation.md", "fr"),
        ],
        CourseSystem::Brightspace,
        &[
            "Jane Doe = Jane Doe [/] #2 @2026-03-02 08:03: 166-311 - Jane Doe - Mar 2, 2026 803 AM/H&P.md | second",
            "  166-311 - Jane Doe - Mar 1, 2026 803 PM/H&P.md: an earlier attempt (2026-03-01 20:03)",
            "José Núñez = José Núñez [/] @2026-03-01 20:05: 168-311 - José Núñez - 1 mars 2026 2005 - évaluation.m\
            d | fr",
            "A77 = Mary - Ann Lee [A77/] @2026-03-01 00:05: 167-311 - A77 - Mary - Ann Lee - Mar 1, 2026 1205 AM - \
            a - b.md \
             | flat",
        ],
    );
}

#[test]
fn sakai_and_folders_of_ones_own() {
    check(
        &[
            ("H&P/grades.csv", "Display ID,ID\n"),
            ("H&P/Doe, Jane(jdoe)/Submission attachment(s)/note.md", "Jane's"),
            ("H&P/Doe, Jane(jdoe)/timestamp.txt", "20260301200503000"),
            ("H&P/Doe, Jane(jdoe)/comments.txt", ""),
            ("H&P/Lee, Ann(alee)/Lee, Ann(alee)_submissionText.html", "<p>x</p>"),
        ],
        CourseSystem::Plain,
        &[
            "alee = Ann Lee [/alee]: H&P/Lee, Ann(alee)/Lee, Ann(alee)_submissionText.html | <p>x</p>",
            "jdoe = Jane Doe [/jdoe] @2026-03-01 20:05: H&P/Doe, Jane(jdoe)/Submission attachment(s)/note.md | Jane's",
        ],
    );
    check(
        &[
            ("jane doe.md", "a"),
            ("Ann Lee.docx", "b"),
            ("Ann Lee.txt", "c"),
            ("grades.csv", "x"),
            ("old.doc", "d"),
        ],
        CourseSystem::Plain,
        &[
            "Ann Lee = Ann Lee [/]: Ann Lee.txt | c",
            "  Ann Lee.docx: also handed in: a shorter text",
            "jane doe = jane doe [/]: jane doe.md | a",
            "old = old [/]: old.doc | d",
        ],
    );
    check(
        &[
            ("class/Jane Doe/note.md", "a"),
            ("class/Ann Lee/note.md", "b"),
            ("class/Bo Kim/scan.jpg", "x"),
        ],
        CourseSystem::Plain,
        &[
            "Ann Lee = Ann Lee [/]: class/Ann Lee/note.md | b",
            "Bo Kim = Bo Kim [/]: class/Bo Kim/scan.jpg | ! is a picture, and text in pictures is not read; hand i\
            n the \
             document that it was made from",
            "Jane Doe = Jane Doe [/]: class/Jane Doe/note.md | a",
        ],
    );
    check(
        &[
            ("2026-03-01/jane.md", "old"),
            ("2026-03-08/jane.md", "new"),
            ("2026-03-08/late/ann.md", "b"),
        ],
        CourseSystem::Plain,
        &[
            "ann = ann [/] late @2026-03-08: 2026-03-08/late/ann.md | b",
            "jane = jane [/] #2 @2026-03-08: 2026-03-08/jane.md | new",
            "  2026-03-01/jane.md: an earlier attempt (2026-03-01)",
        ],
    );
}

#[test]
fn what_looks_like_a_system_and_is_none() {
    // Two students under one number: a teacher's own names.
    check(
        &[("lee_2026_4_hp.md", "a"), ("smith_2026_3_hp.md", "b")],
        CourseSystem::Plain,
        &[
            "lee_2026_4_hp = lee_2026_4_hp [/]: lee_2026_4_hp.md | a",
            "smith_2026_3_hp = smith_2026_3_hp [/]: smith_2026_3_hp.md | b",
        ],
    );
    // One name in two sections is two students.
    let files: Vec<(String, &str)> = ["a/jane", "a/ann", "a/bo", "a/cy", "b/jane", "b/di", "b/ed", "b/flo"]
        .map(|stem| (format!("section {stem}.md"), "x"))
        .into();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let (_, gathered) = gathered(&files, &GatherOptions::default());
    let keys: Vec<&str> = gathered
        .submissions
        .iter()
        .map(|one| one.student.key.as_str())
        .collect();
    assert_eq!(
        keys,
        ["ann", "bo", "cy", "di", "ed", "flo", "section a/jane", "section b/jane"]
    );
}

#[test]
fn one_name_under_two_numbers_is_said() {
    let day = "Mar 1, 2026 803 PM";
    let (first, second) = (
        format!("1-9 - Jane Doe - {day} - a.md"),
        format!("2-9 - Jane Doe - {day} - b.md"),
    );
    let (_, gathered) = gathered(&[(&first, "a"), (&second, "b")], &GatherOptions::default());
    assert_eq!(gathered.submissions.len(), 1);
    assert!(
        gathered.notices[0].contains("Jane Doe: the download gives this name 2 numbers"),
        "{:?}",
        gathered.notices
    );
    let roster = Roster::parse(b"name,file\nJane A. Doe,1-9*\nJane B. Doe,2-9*\n").unwrap();
    let options = GatherOptions {
        roster: Some(roster),
        ..GatherOptions::default()
    };
    let (found, _) = super::tests::gathered(&[(&first, "a"), (&second, "b")], &options);
    assert_eq!(found.len(), 2);
    assert!(found[1].contains("Jane B. Doe"), "{found:?}");
}

#[test]
fn a_roster_names_students_and_who_is_missing() {
    let (found, gathered) = gathered(
        &[
            (
                "roster.csv",
                "\u{feff}name;id;user;file\nDoe, Jane;1234;jdoe;\nLee, Ann;55;alee;\nKim, Bo;9;bkim;\n",
            ),
            ("doejane_1234_700_a.md", "a"),
            ("leea_55_701_a.md", "b"),
            ("stranger_66_702_a.md", "c"),
        ],
        &GatherOptions::default(),
    );
    assert_eq!(
        found,
        [
            "1234 = Doe, Jane [1234/jdoe]: doejane_1234_700_a.md | a",
            "55 = Lee, Ann [55/alee]: leea_55_701_a.md | b",
            "66 = stranger [66/]: stranger_66_702_a.md | c",
        ]
    );
    assert_eq!(
        (gathered.missing.as_slice(), gathered.strangers.as_slice()),
        (&["Kim, Bo".to_owned()][..], &["stranger".to_owned()][..])
    );
    assert!(gathered.notices[0].contains("says who is in the class"));
}

#[test]
fn a_pattern_of_ones_own_and_a_system_that_is_said() {
    let names = NamePattern::new(r"^[^/]+/(?<student>\w+)-v(?<attempt>\d+)(?<late>-late)?\.md$").unwrap();
    let options = GatherOptions {
        names: Some(names),
        ..GatherOptions::default()
    };
    let (found, _) = gathered(&[("jane-v1.md", "a"), ("jane-v2-late.md", "b")], &options);
    // The archive and the folder have one name but for the extension, which the pattern does not ask for.
    assert_eq!(
        found,
        [
            "jane = jane [/] late #2: jane-v2-late.md | b",
            "  jane-v1.md: an earlier attempt (number 1)"
        ]
    );
    let options = GatherOptions {
        system: Some(CourseSystem::Plain),
        ..GatherOptions::default()
    };
    let (found, gathered) = super::tests::gathered(&[("note_1_2_final.md", "a")], &options);
    assert_eq!(found, ["note_1_2_final = note_1_2_final [/]: note_1_2_final.md | a"]);
    assert_eq!(gathered.system, CourseSystem::Plain);
}

#[test]
fn what_is_named_otherwise_is_said() {
    let (found, gathered) = gathered(
        &[
            ("doejane_1_2_a.md", "a"),
            ("leeann_3_4_a.md", "a"),
            ("my rubric.md", "r"),
            ("chart.png", "x"),
        ],
        &GatherOptions::default(),
    );
    assert_eq!(found.len(), 3);
    assert!(found[2].starts_with("my rubric = my rubric"), "{found:?}");
    assert_eq!(gathered.notices.len(), 2, "{:?}", gathered.notices);
    assert!(gathered.notices[0].contains("Canvas gives no such name"));
    assert!(gathered.notices[1].contains("chart.png: left out"));
}

#[test]
fn archives_within_archives() {
    let inner = zip_of(&[("__MACOSX/._x.md", "junk"), ("work/note.md", "in the inner archive")]);
    let deep = zipped(&[("deeper.zip", &inner)]);
    let folder = tempfile::tempdir().unwrap();
    let outer = zipped(&[
        ("doejane_1_2_work.zip", &inner),
        ("leeann_3_4_deep.zip", &deep),
        ("kimbo_5_6_broken.zip", &inner[..inner.len() / 2]),
        ("royal_7_8_empty.zip", &zip_of(&[])),
        ("zoe_9_10_out.zip", &zip_of(&[("../a.md", "x"), ("/b.md", "x")])),
        (".DS_Store", b"x"),
        ("~$note.docx", b"x"),
    ]);
    let path = folder.path().join("hp_submissions.zip");
    fs::write(&path, outer).unwrap();
    let found = gather(std::slice::from_ref(&path), &GatherOptions::default());
    assert_eq!(
        lines(&found, &path),
        [
            "1 = doejane [1/]: doejane_1_2_work.zip/work/note.md | in the inner archive",
            "5 = kimbo [5/]: kimbo_5_6_broken.zip | ! is cut short or damaged: its table of contents cannot be read; \
             download it again",
            "3 = leeann [3/]: leeann_3_4_deep.zip/deeper.zip | ! is an archive within an archive within an archive; \
             unpack it and hand in the document",
            "7 = royal [7/]: royal_7_8_empty.zip | ! is an archive without files; hand it in again",
            "9 = zoe [9/]: zoe_9_10_out.zip | ! holds nothing that can be read: a.md has a name that leads out of the \
             archive (../a.md) and is not read",
        ]
    );
    assert_eq!(found.assignment.as_deref(), Some("hp"));
}

#[test]
fn a_download_beside_its_own_unpacked_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = [("doejane_1_2_a.md", "a"), ("leeann_3_4_b.md", "b")];
    write(folder.path(), &files);
    fs::write(folder.path().join("hp_submissions.zip"), zip_of(&files)).unwrap();
    let found = gather(&[folder.path().to_owned()], &GatherOptions::default());
    assert_eq!(
        lines(&found, folder.path()),
        [
            "1 = doejane [1/]: doejane_1_2_a.md | a",
            "  hp_submissions.zip/doejane_1_2_a.md: the same file again",
            "3 = leeann [3/]: hp_submissions.zip/leeann_3_4_b.md | b",
            "  leeann_3_4_b.md: the same file again",
        ]
    );
}

#[test]
fn a_stream_of_notes_takes_archives_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ZIP");
    fs::write(
        &path,
        zip_of(&[("a/a.md", "a"), ("scan.jpg", ""), ("../b.md", "b"), (".x.md", "")]),
    )
    .unwrap();
    let found: Vec<_> = expand(Input::file(&path, Origin::Named), &GatherOptions::default()).collect();
    assert_eq!(found[0].as_ref().unwrap().path, path.join("a/a.md"));
    let error = found[1].as_ref().unwrap_err();
    assert_eq!(error.path, path.join("b.md"));
    assert!(error.message.contains("leads out of the archive (../b.md)"), "{error}");
    assert_eq!(found.len(), 2);
    let note = Input::file(folder.path().join("note.md"), Origin::Found);
    let itself: Vec<_> = expand(note.clone(), &GatherOptions::default()).collect();
    assert_eq!(itself, [Ok(note)]);
}

#[test]
fn the_rows_of_a_table_are_submissions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.csv");
    fs::write(&path, "student,text\njdoe,one\nalee,two\njdoe,three\nbad\n").unwrap();
    let roster = Roster::parse(b"name,user\n\"Doe, Jane\",jdoe\n").unwrap();
    let options = GatherOptions {
        roster: Some(roster),
        id_column: Some("student".to_owned()),
        ..GatherOptions::default()
    };
    let found = gather(std::slice::from_ref(&path), &options);
    assert_eq!(
        lines(&found, folder.path()),
        [
            "alee = alee [alee/]: notes.csv/alee | two",
            "jdoe = Doe, Jane [jdoe/jdoe] #2: notes.csv/jdoe | three",
            "  notes.csv/jdoe: an earlier attempt (number 1)",
            "! notes.csv: the row in line 5 has 1 cell where the header has 2",
        ]
    );
    // Beside other files, a table is a list of something.
    write(folder.path(), &[("jane.md", "x")]);
    let found = gather(
        &[path.clone(), folder.path().join("jane.md")],
        &GatherOptions::default(),
    );
    assert_eq!(lines(&found, folder.path()), ["jane = jane [/]: jane.md | x"]);
    assert!(found.notices[0].contains("notes.csv: left out"), "{:?}", found.notices);
    let rows: Vec<_> = expand(Input::file(&path, Origin::Named), &options).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1].as_ref().unwrap().path, path.join("alee"));
}

#[test]
fn a_download_is_told_by_names_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    assert_eq!(looks_like_download(root), None);
    write(root, &[("notes.md", ""), ("jane.md", "")]);
    assert_eq!(looks_like_download(root), None);
    write(root, &[("doejane_1_2_a.md", ""), ("leeann_3_4_a.md", "")]);
    assert_eq!(looks_like_download(root), Some(CourseSystem::Canvas));
    assert_eq!(looks_like_download(&root.join("none")), None);
}

#[test]
fn files_named_one_by_one_belong_together() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            ("A_j_doe_attempt_2026-03-01-10-00-00_x.md", "x"),
            ("A_lee_attempt_2026-03-01-10-00-00_x.md", "y"),
        ],
    );
    write(root, &[("A_kim_attempt_2026-03-01-10-00-00_x.md", "z")]);
    let paths: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    let found = gather(&paths, &GatherOptions::default());
    let keys: Vec<&str> = found
        .submissions
        .iter()
        .map(|submission| submission.student.key.as_str())
        .collect();
    assert_eq!(keys, ["j_doe", "kim", "lee"]);
    let missing = gather(&[root.join("none.zip"), root.join("none")], &GatherOptions::default());
    assert_eq!(missing.errors.len(), 2);
}
