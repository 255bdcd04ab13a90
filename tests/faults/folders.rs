//! What stands in folders besides notes: loops, pipes, sockets, devices, very many files, very long paths, odd names.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::harness::{after, listing, misnumbered};
use crate::sandbox::{CLEAN, ONLY_BLANKS, Ran, Sandbox, ran, with_blank};

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn paths(run: &Ran) -> Vec<String> {
    let json = run.json();
    let notes = json["notes"].as_array().unwrap();
    notes
        .iter()
        .map(|note| note["path"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn loops_of_links_pipes_and_sockets_hold_nothing_up() {
    let sandbox = Sandbox::new().file("ward/a.md", with_blank()).file("other/b.md", CLEAN);
    let ward = sandbox.path("ward");
    symlink(".", ward.join("self.md")).unwrap();
    symlink("..", ward.join("parent")).unwrap();
    symlink("two.md", ward.join("one.md")).unwrap();
    symlink("one.md", ward.join("two.md")).unwrap();
    symlink("nowhere.md", ward.join("dangling.md")).unwrap();
    symlink("/dev/zero", ward.join("endless.md")).unwrap();
    symlink("../other/b.md", ward.join("link.md")).unwrap();
    pipe(&ward.join("pipe.md"));
    let _listening = UnixListener::bind(ward.join("socket.md")).unwrap();
    fs::create_dir(ward.join("folder.md")).unwrap();
    let run = sandbox.check(&["ward", "--format", "json"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    assert_eq!(paths(&run), ["ward/a.md", "ward/link.md"]);
    for command in [
        &["fmt", "--check", "ward"][..],
        &["check", "--fix", "ward"],
        &["grade", "ward", "--rubric", "soap-clerkship"],
        &["check", "--group-by", "rule", "ward"],
    ] {
        let run = sandbox.run(command);
        assert!(
            !run.stderr.contains("pipe.md") && !run.stderr.contains("endless"),
            "{command:?}: {}",
            run.stderr
        );
    }
    // Named, each has its sentence.
    for (name, message) in [
        (
            "ward/one.md",
            "cannot be read: Too many levels of symbolic links; a link on the way leads back to itself; remove it",
        ),
        ("ward/dangling.md", "is a link to a file that is not there"),
        (
            "ward/socket.md",
            "cannot be read: No such device or address; try again, and if it stays so, see to its disk or leave it out",
        ),
        (
            "ward/endless.md",
            "gave more than 256 MB and was not read further; a note is text of a few pages",
        ),
        (
            "ward/a.md/b.md",
            "is not there: something above it is a file, not a folder",
        ),
    ] {
        let run = sandbox.check(&[name]);
        assert_eq!((run.status, run.stderr), (2, format!("error: {name}: {message}\n")));
    }
}

#[test]
fn pipes_where_files_are_looked_for_hold_nothing_up() {
    // Not the configuration, a template, a phrase or a grammar: those names are passed over, as if nothing stood there.
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("inner/.keep", "");
    pipe(&sandbox.path("inner/preceptor.toml"));
    fs::write(sandbox.path("inner/b.md"), with_blank()).unwrap();
    assert_eq!(paths(&sandbox.check(&["--format", "json"])), ["a.md", "inner/b.md"]);
    let sandbox = Sandbox::new()
        .file("preceptor.toml", "")
        .file("templates/ours.md", "+++\ntitle = \"Ours\"\n+++\nHPI: ***\n")
        .file("phrases/ours.md", "+++\ntitle = \"Ours\"\n+++\nNormal.\n");
    pipe(&sandbox.path("templates/pipe.md"));
    pipe(&sandbox.path("phrases/pipe.md"));
    assert!(sandbox.run(["templates", "list"]).stdout.contains("ours "));
    assert!(sandbox.run(["expand", "--list"]).stdout.contains(".ours "));
    assert_eq!(sandbox.run(["new", "pipe"]).status, 2);
    // An ignore file that is a pipe: what it would say is not known, so its folder is not walked, and that is said.
    for name in [".ignore", ".gitignore"] {
        let sandbox = Sandbox::new()
            .file("a.md", with_blank())
            .file("ward/b.md", with_blank());
        pipe(&sandbox.path(format!("ward/{name}")));
        let run = sandbox.check(&["--format", "json"]);
        assert_eq!((run.status, paths(&run)), (2, vec!["a.md".to_owned()]));
        let said = format!(
            "error: ward/{name}: is a pipe or a device, not a file, so its folder was not looked through; remove it\n"
        );
        assert_eq!(run.stderr, said);
        let run = sandbox.check(&["ward"]);
        assert_eq!((run.status, run.stderr), (2, said.clone()));
        assert_eq!(sandbox.run(["grade", "ward", "--rubric", "soap-clerkship"]).status, 2);
        assert_eq!(sandbox.run(["fmt", "--check"]).status, 2);
        // What is named is read all the same.
        assert_eq!(sandbox.check(&["ward/b.md"]).status, 1);
    }
}

#[test]
fn what_goes_on_for_ever_is_given_up_wherever_it_is_named() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let sandbox = Sandbox::new().file("a.md", CLEAN).file("class/a.md", CLEAN);
    for args in [
        &["check", "/dev/zero"][..],
        &["check", "--config", "/dev/zero", "a.md"],
        &["check", "--baseline", "/dev/zero", "a.md"],
        &["check", "--previous", "/dev/zero", "a.md"],
        &["new", "hp", "--values", "/dev/zero"],
        &["new", "/dev/zero"],
        &["grade", "class", "--rubric", "/dev/zero"],
        &["grade", "class", "--rubric", "soap-clerkship", "--roster", "/dev/zero"],
        &[
            "grade",
            "class",
            "--rubric",
            "soap-clerkship",
            "--gradebook",
            "/dev/zero",
            "--out",
            "out",
        ],
        &["redact", "/dev/zero"],
        &["expand", "/dev/zero", "-o", "b.md"],
        &["outline", "/dev/zero"],
        &["fmt", "/dev/zero"],
    ] {
        let run = sandbox.run(args);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("/dev/zero: "), "{args:?}: {}", run.stderr);
        assert!(
            run.stderr.contains(" MB and was not read further; "),
            "{args:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn nothing_at_all_is_a_note_too() {
    let sandbox = Sandbox::new().file("empty.md", "").file("line.md", "\n");
    let run = sandbox.check(&["empty.md", "line.md", "/dev/null", "--format", "json"]);
    assert_eq!((run.status, paths(&run).len(), run.stderr.as_str()), (0, 3, ""));
    for name in ["empty.md", "line.md"] {
        for command in [
            &["fmt", name][..],
            &["check", "--fix", name],
            &["expand", name],
            &["redact", "--in-place", name],
        ] {
            let before = sandbox.read(name);
            let run = sandbox.run(command);
            assert!(run.status <= 1, "{command:?}: {}", run.all());
            assert!(before.len() >= sandbox.read(name).len(), "{command:?}");
        }
    }
}

#[test]
fn a_disk_image_named_like_a_note_is_not_read() {
    let sandbox = Sandbox::new().file("ward/a.md", with_blank());
    let huge = fs::File::create(sandbox.path("ward/huge.md")).unwrap();
    // Sparse: it takes no room.
    huge.set_len(5 << 30).unwrap();
    for path in ["ward", "ward/huge.md"] {
        let run = sandbox.check(&[path, "--format", "concise"]);
        assert_eq!(run.status, 2);
        assert_eq!(
            run.stderr,
            "error: ward/huge.md: is larger than 256 MB and was not read; a note is text of a few pages\n"
        );
    }
}

/// 20,000 empty files and as many small ones that are no notes; the experiment with 100,000 stands in
/// `docs/reliability.md`.
#[test]
fn very_many_files_in_one_folder() {
    let sandbox = Sandbox::new();
    for at in 0..20_000 {
        fs::write(
            sandbox.path(format!("{at}.md")),
            if at % 1000 == 7 { with_blank() } else { String::new() },
        )
        .unwrap();
        fs::write(sandbox.path(format!("{at}.png")), "").unwrap();
    }
    let run = sandbox.check(&["--format", "json"]);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let json = run.json();
    assert_eq!(
        (&json["summary"]["notes"], &json["summary"]["errors"]),
        (&20_000.into(), &20.into())
    );
    let listed = sandbox.run(["check", "--show-files"]).stdout;
    assert_eq!(listed.lines().count(), 20_000);
}

/// Folders within folders, longer than the system takes in one path; made and entered step by step.
#[test]
fn paths_longer_than_the_system_takes_cost_only_themselves() {
    let sandbox = Sandbox::new().file("a.md", with_blank()).file("z.md", with_blank());
    let deep = "d".repeat(200);
    let script = format!(
        "i=0; while [ $i -lt 25 ]; do mkdir {deep} && cd -P {deep} || exit 1; i=$((i+1)); done; printf '%s' \"$NOTE\" > deep.md"
    );
    let mut command = Command::new("bash");
    command
        .args(["-c", &script])
        .env("NOTE", with_blank())
        .current_dir(sandbox.path(""));
    assert!(command.status().unwrap().success());
    let run = sandbox.check(&["--format", "json"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert_eq!(paths(&run), ["a.md", "z.md"]);
    assert_eq!(run.stderr.lines().count(), 1);
    assert!(
        run.stderr.ends_with(
            ": cannot be read: its path is longer than the system takes; run preceptor in a folder nearer to it\n"
        ),
        "{}",
        run.stderr
    );
    // Just below the bound, all is as ever; and as the message says, from further down the rest is read too.
    let near = [deep.as_str(); 15].join("/");
    let run = sandbox.run(["check", "--select", "TPL001", "--format", "json", &near]);
    assert_eq!(run.status, 2);
    let args = [&["check"][..], &ONLY_BLANKS, &["--isolated", "--format", "concise"]].concat();
    let way = format!("cd -P {near} && cd -P {}", [deep.as_str(); 10].join("/"));
    let run = ran(&mut after(&sandbox, &way, &args));
    assert!(run.stdout.starts_with("deep.md:8:42: error:"), "{}", run.all());
    // The sandbox cannot remove such paths by name either.
    let emptied = Command::new("rm").arg("-rf").arg(sandbox.path(&deep)).status().unwrap();
    assert!(emptied.success());
}

#[test]
fn odd_names_are_opened_exactly_and_shown_on_one_line() {
    let long = format!("{}.md", "x".repeat(252));
    let names: [&[u8]; 6] = [
        b"-dash.md",
        b"a\nerror: b.md: forged.md",
        b"bell\x07\x1b]0;owned\x07.md",
        b"bad\xff\xfe.md",
        long.as_bytes(),
        b" .md",
    ];
    let mut sandbox = Sandbox::new();
    for name in names {
        sandbox = sandbox.file(OsStr::from_bytes(name), misnumbered().replace("3 days", "*** days"));
    }
    let run = sandbox.check(&["--format", "concise"]);
    assert_eq!(
        (run.status, run.stderr.as_str(), run.stdout.lines().count()),
        (1, "", 6)
    );
    for line in run.stdout.lines() {
        assert!(line.contains(":8:42: error: A blank"), "{line:?}");
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
    for format in ["full", "concise", "github", "html"] {
        let run = sandbox.check(&["--format", format]);
        assert!(!run.stdout.contains(['\u{1b}', '\u{7}']), "{format}");
    }
    // A dash is a name after `--`, and behind `./`.
    for args in [&["--", "-dash.md"][..], &["./-dash.md"]] {
        assert_eq!(sandbox.check(args).status, 1, "{args:?}");
    }
    let before = listing(&sandbox.path(""));
    let run = sandbox.run(["check", "--fix", "--select", "ORG010"]);
    assert!(run.stderr.contains("mended 6 findings in 6 notes"), "{}", run.all());
    assert_eq!(listing(&sandbox.path("")), before);
    // Errors about them are one line each as well.
    for name in names {
        fs::write(sandbox.path(OsStr::from_bytes(name)), b"\xff\x00\x01\x80").unwrap();
    }
    let run = sandbox.check(&[]);
    assert_eq!(run.status, 2);
    assert_eq!(run.stderr.lines().count(), 6, "{}", run.stderr);
    for line in run.stderr.lines() {
        assert!(line.starts_with("error: ") && line.contains("is not text"), "{line:?}");
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
    let gone = sandbox.run(["check", "gone\nerror: a.md: forged", "\u{1b}[2J.md"]);
    assert_eq!(gone.stderr.lines().count(), 2, "{}", gone.stderr);
}
