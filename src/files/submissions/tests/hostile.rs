//! Archives that are broken, or made to do harm: an error for that submission, and the rest goes on.

use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::super::*;
use super::{lines, zip_of, zipped};

/// What comes of an archive, without the path of the folder.
fn of(bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    fs::write(&path, bytes).unwrap();
    lines(
        &gather(std::slice::from_ref(&path), &GatherOptions::default()),
        folder.path(),
    )
}

/// Replace bytes wherever they stand; both are of one length.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    for at in memchr::memmem::find_iter(bytes, from) {
        out[at..at + to.len()].copy_from_slice(to);
    }
    out
}

/// Where the headers of a kind stand.
fn headers(bytes: &[u8], mark: &[u8]) -> Vec<usize> {
    memchr::memmem::find_iter(bytes, mark).collect()
}

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

#[test]
fn one_bad_member_and_the_rest_goes_on() {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("ann.md", "CC: sound"),
        ("bo.md", "CC: wrong"),
        ("cy.md", "CC: locked"),
        ("di.md", "CC: odd"),
    ] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer
        .add_symlink("ed.md", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    bytes = replaced(&bytes, b"CC: wrong", b"CC: wronX");
    // The third is encrypted, the fourth packed in a way of its own.
    for (mark, flags, method) in [(LOCAL, 6, 8), (CENTRAL, 8, 10)] {
        let found = headers(&bytes, mark);
        bytes[found[2] + flags] |= 1;
        bytes[found[3] + method] = 14;
    }
    assert_eq!(
        of(&bytes),
        [
            "ann = ann [/]: a.zip/ann.md | CC: sound",
            "bo = bo [/]: a.zip/bo.md | ! is damaged in the archive: its checksum does not fit; download the archive \
             again",
            "cy = cy [/]: a.zip/cy.md | ! is encrypted; save it without a password and hand it in again",
            "di = di [/]: a.zip/di.md | ! is packed in a way that is not read; pack it as an ordinary .zip",
            "ed = ed [/]: a.zip/ed.md | ! is a link to another file, not a file; put the file itself into the archive",
        ]
    );
}

#[test]
fn names_that_lead_out_or_come_twice() {
    let bytes = zip_of(&[
        ("ann.md", "CC"),
        ("../../bo.md", "CC"),
        ("/etc/cy.md", "CC"),
        ("C:/di.md", "CC"),
        ("sub\\ed.md", "CC"),
        ("xx.md", "one"),
        ("yy.md", "two"),
    ]);
    let bytes = replaced(&bytes, b"yy.md", b"xx.md");
    assert_eq!(
        of(&bytes),
        [
            "ann = ann [/]: a.zip/ann.md | CC",
            "bo = bo [/]: a.zip/bo.md | ! has a name that leads out of the archive (../../bo.md) and is not read",
            "cy = cy [/]: a.zip/etc/cy.md | ! has a name that leads out of the archive (/etc/cy.md) and is not read",
            "di = di [/]: a.zip/di.md | ! has a name that leads out of the archive (C:/di.md) and is not read",
            "ed = ed [/]: a.zip/sub/ed.md | ! has a name that no program should write (sub\\\\ed.md) and is not rea\
            d; pack \
             it again",
            "xx = xx [/]: a.zip/xx.md | ! is in the archive more than once under this name; hand it in under two names",
        ]
    );
}

#[test]
fn bombs_are_left_after_what_really_comes_out() {
    let zeros = vec![0; 6 << 20];
    let mut bytes = zipped(&[
        ("ann.md", &zeros),
        ("bo.md", b"CC"),
        ("inner.zip", &zipped(&[("cy.md", &zeros)])),
    ]);
    let said = of(&bytes);
    assert!(
        said[0].starts_with("ann = ann") && said[0].contains("more than 250 times its size"),
        "{said:?}"
    );
    assert_eq!(said[1], "bo = bo [/]: a.zip/bo.md | CC");
    assert!(
        said[2].contains("cy.md | ! unpacks to more than 250 times its size"),
        "{said:?}"
    );
    // The archive says that it is small.
    for (mark, size) in [(LOCAL, 22), (CENTRAL, 24)] {
        let at = headers(&bytes, mark)[0];
        bytes[at + size..at + size + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(
        of(&bytes)[0].contains("unpacks to more than the archive says"),
        "{:?}",
        of(&bytes)
    );
    // Nothing shrinks here: it is just large.
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("ann.md", stored).unwrap();
    for _ in 0..11 {
        writer.write_all(&zeros).unwrap();
    }
    let said = of(&writer.finish().unwrap().into_inner());
    assert!(said[0].contains("unpacks to more than 64 MB"), "{said:?}");
}

#[test]
fn members_that_share_their_bytes() {
    let mut bytes = zip_of(&[("ann.md", "CC: a"), ("bo.md", "CC: b"), ("cy.md", "CC: c")]);
    let central = headers(&bytes, CENTRAL);
    let first = bytes[central[0] + 42..central[0] + 46].to_vec();
    bytes[central[1] + 42..central[1] + 46].copy_from_slice(&first);
    let said = of(&bytes);
    assert!(
        said[0].contains("shares its bytes") && said[1].contains("shares its bytes"),
        "{said:?}"
    );
    assert_eq!(said[2], "cy = cy [/]: a.zip/cy.md | CC: c");
}

#[test]
fn archives_that_cannot_be_listed() {
    let whole = zip_of(&[("ann.md", "CC: a"), ("bo.md", "CC: b")]);
    let mut million = whole.clone();
    let end = headers(&million, END)[0];
    million[end + 8..end + 12].copy_from_slice(&[0xff; 4]);
    let mut zip64 = b"PK\x06\x06".to_vec();
    zip64.extend([0; 20]);
    zip64.extend(1_000_000_u64.to_le_bytes());
    zip64.extend(1_000_000_u64.to_le_bytes());
    zip64.extend([0; 16]);
    million.splice(end..end, zip64);
    for (bytes, what) in [
        (&whole[..whole.len() - 30], "cut short or damaged"),
        (&whole[..10], "cut short or damaged"),
        (&b""[..], "is empty"),
        (b"Rar!\x1a\x07\x00 and more", "RAR archive"),
        (b"just text", "no ZIP archive"),
        (&million, "holds 1000000 files; an archive with more than 100000"),
    ] {
        let said = of(bytes);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("! a.zip: ") && said[0].contains(what), "{said:?}");
    }
    // A member that is cut off, in an archive that lists it whole.
    let text: String = (0..20_000)
        .map(|n: u32| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 24) as u8 % 26))
        .collect();
    let mut cut = zip_of(&[("bo.md", "CC: b"), ("ann.md", &text)]);
    let (second, central) = (headers(&cut, LOCAL)[1], headers(&cut, CENTRAL)[0]);
    cut[second + 200..central].fill(0);
    let said = of(&cut);
    assert!(said[0].contains("ann.md | ! is damaged in the archive"), "{said:?}");
    assert_eq!(said[1], "bo = bo [/]: a.zip/bo.md | CC: b");
}

#[test]
fn one_gigabyte_that_is_mostly_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big.zip");
    fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let note = folder.path().join("big.md");
    fs::File::create(&note).unwrap().set_len(1 << 30).unwrap();
    fs::write(folder.path().join("ann.md"), "CC").unwrap();
    // Neither is read to find out what is there.
    let found = gather(&[folder.path().to_owned()], &GatherOptions::default());
    let names: Vec<&str> = found.submissions.iter().map(|one| one.student.name.as_str()).collect();
    assert_eq!(names, ["ann", "big"]);
    assert!(
        found.submissions[1]
            .others
            .iter()
            .all(|other| other.path.ends_with("big.zip")),
        "{:?}",
        found.submissions
    );
}

#[test]
fn names_of_older_programs() {
    // "José Müller", as DOS and as Windows wrote it, and as a Mac does; the last was read wrongly once.
    let dos: &[u8] = b"Jos\x82 M\x81ller.md";
    let windows: &[u8] = b"Jos\xe9 M\xfcller.md";
    for (raw, expected) in [(dos, "José Müller"), (windows, "José Müller")] {
        let bytes = replaced(&zip_of(&[("JosX MXller.md", "CC")]), b"JosX MXller.md", raw);
        assert_eq!(
            of(&bytes),
            [format!("{expected} = {expected} [/]: a.zip/{expected}.md | CC")]
        );
    }
    assert_eq!(
        of(&zip_of(&[("Jose\u{301}.md", "CC")]))[0],
        "Jose\u{301} = Jose\u{301} [/]: a.zip/Jose\u{301}.md | CC"
    );
    assert_eq!(
        of(&zip_of(&[("JosÃ© MÃ¼ller.md", "CC")]))[0],
        "José Müller = José Müller [/]: a.zip/José Müller.md | CC"
    );
    assert_eq!(
        of(&zip_of(&[("Ångström.md", "CC")]))[0],
        "Ångström = Ångström [/]: a.zip/Ångström.md | CC"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_of_an_archive_panic(at in 0..600_usize, with in any::<u8>(), length in 0..700_usize) {
        let inner = zip_of(&[("x/note.md", "CC: inner")]);
        let mut bytes = zipped(&[("doejane_1_2_a.md", b"CC: cough"), ("leeann_3_4_b.zip", &inner), ("../c.md", b"x")]);
        let last = bytes.len() - 1;
        bytes[at.min(last)] = with;
        bytes.truncate(length.max(1));
        of(&bytes);
    }

    #[test]
    fn no_name_panics(name in "\\PC{0,40}", parts in prop::collection::vec("[A-Za-z0-9 _,.()-]{0,12}", 1..6)) {
        let attempt = format!("{name}_attempt_2026-03-01-10-00-00_{name}");
        let joined = [parts.join("_"), parts.join(" - "), name.clone(), attempt];
        for text in &joined {
            let components: Vec<String> = text.split('/').map(str::to_owned).collect();
            for layout in names::Layout::ALL {
                let _ = layout.parse_path(&components);
            }
            let _ = (names::date(text), fold::folded(text), names::without_suffix(text), receipt::parse(text));
            let _ = Roster::parse(text.as_bytes());
        }
    }

    /// Whatever was handed in is marked or named, and keys are told apart.
    #[test]
    fn nothing_is_lost(names in prop::collection::hash_set(
        "[a-c]{1,3}(_LATE)?_[1-3]_[1-9][0-9]?_[ab](-[12])?\\.(md|txt|jpg)", 1..8,
    )) {
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "CC")).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        fs::write(&path, zip_of(&files)).unwrap();
        let options = GatherOptions { system: Some(CourseSystem::Canvas), ..GatherOptions::default() };
        let found = gather(&[path], &options);
        let mut told: Vec<PathBuf> = Vec::new();
        for submission in found.submissions {
            told.push(submission.input.path);
            told.extend(submission.others.into_iter().map(|other| other.path));
        }
        let name = |path: &PathBuf| path.file_name()?.to_str().map(str::to_owned);
        let mut told: Vec<String> = told.iter().filter_map(name).collect();
        told.sort();
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort();
        prop_assert_eq!(told, names);
    }
}
