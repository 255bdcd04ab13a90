//! The screen for people, in a pseudo-terminal.

use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use crate::harness::{BLANK, CLEAN, Sandbox, blanks};

const CTRL_C: &str = "\u{3}";

struct Terminal {
    session: PtySession,
    /// The name of the terminal, to change its size from outside.
    name: String,
}

impl Terminal {
    fn start(sandbox: &Sandbox, size: (u16, u16), args: &[&str]) -> Option<Self> {
        let base = ["watch", "--select", "TPL001"];
        let program = sandbox.command(base.iter().chain(args));
        let mut command = Command::new("sh");
        let script = format!("stty rows {} cols {} && tty && exec \"$0\" \"$@\"", size.1, size.0);
        command
            .args(["-c", &script])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(sandbox.root());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let options = Options::new().timeout_ms(Some(60_000)).strip_ansi_escape_codes(false);
        let mut session = match spawn_with_options(command, options) {
            Ok(session) => session,
            Err(error) => {
                eprintln!("SKIPPED: no pseudo-terminal can be had here: {error}");
                return None;
            }
        };
        let name = session.read_line().unwrap().trim().to_owned();
        Some(Self { session, name })
    }

    /// The next frame, as the terminal gets it.
    #[track_caller]
    fn frame(&mut self) -> String {
        self.session.exp_string("\u{1b}[?2026h").unwrap();
        let frame = self.session.exp_string("\u{1b}[?2026l").unwrap();
        // It is read byte by byte.
        let bytes: Vec<u8> = frame
            .chars()
            .map(|c| u8::try_from(u32::from(c)).expect("a byte"))
            .collect();
        String::from_utf8(bytes).unwrap()
    }

    /// The next frame that holds these words, row by row.
    #[track_caller]
    fn shows(&mut self, words: &str) -> Vec<String> {
        loop {
            let frame = self.frame();
            assert!(!frame.contains('\n') && frame.ends_with("\u{1b}[J"), "{frame:?}");
            let rows = rows(&frame);
            if rows.iter().any(|row| row.contains(words)) {
                return rows;
            }
        }
    }

    fn resize(&self, columns: u16, rows: u16) {
        let size = [columns, rows].map(|number| number.to_string());
        let done = Command::new("stty")
            .args(["-F", &self.name, "cols", &size[0], "rows", &size[1]])
            .status();
        assert!(done.unwrap().success());
    }

    /// The exit status, and what was shown after Ctrl-C.
    fn ends(mut self) -> (i32, String) {
        self.session.send(CTRL_C).unwrap();
        self.session.flush().unwrap();
        let rest = self.session.exp_eof().unwrap();
        match self.session.process().wait() {
            Ok(WaitStatus::Exited(_, status)) => (status, rest),
            other => panic!("{other:?}"),
        }
    }
}

/// What stands in each row of a frame, without colours.
fn rows(frame: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for part in frame.split("\u{1b}[K") {
        // Each row is put in its place.
        let Some((place, text)) = part.strip_prefix("\u{1b}[").and_then(|part| part.split_once('H')) else {
            continue;
        };
        let row: usize = place.strip_suffix(";1").unwrap().parse().unwrap();
        assert_eq!(row, rows.len() + 1, "{frame:?}");
        rows.push(plain(text));
    }
    rows
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    out + rest
}

#[test]
fn the_changed_note_comes_first_and_the_terminal_is_given_back() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK).write("b.md", CLEAN);
    let Some(mut terminal) = Terminal::start(&sandbox, (80, 24), &[]) else {
        return;
    };
    terminal.session.exp_string("\u{1b}[?1049h\u{1b}[?25l").unwrap();
    let rows = terminal.shows("Found 1 problem");
    assert!(rows[0].starts_with("error: A blank in Subjective"), "{rows:#?}");
    assert!(rows.last().unwrap().contains("checked 2 notes in "), "{rows:#?}");
    sandbox.write("b.md", BLANK);
    let rows = terminal.shows("Found 2 problems");
    let at = |words: &str| rows.iter().position(|row| row.contains(words)).unwrap();
    assert!(
        rows[0].starts_with("error: ") && at("b.md:5:17") < at("a.md:5:17"),
        "{rows:#?}"
    );
    // In full the one that changed, on a line the other.
    assert!(
        rows[at("a.md:5:17")].starts_with("a.md:5:17: error: A blank in Subjective was never"),
        "{rows:#?}"
    );
    sandbox.write("a.md", CLEAN).write("b.md", CLEAN);
    let rows = terminal.shows("All 2 notes are clean.");
    assert_eq!(rows.len(), 2, "{rows:#?}");
    let (status, rest) = terminal.ends();
    assert_eq!(status, 0);
    assert!(
        rest.ends_with("\u{1b}[?25h\u{1b}[?1049l\u{1b}[32mAll 2 notes are clean.\u{1b}[0m\r\n"),
        "{rest:?}"
    );
}

#[test]
fn the_screen_fits_the_terminal_whatever_size_it_gets() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", blanks(12)).write("b.md", blanks(3));
    let Some(mut terminal) = Terminal::start(&sandbox, (100, 40), &[]) else {
        return;
    };
    let wide = terminal.shows("Found 15 problems");
    assert!(wide.len() <= 40, "{wide:#?}");
    for (columns, height) in [(40, 12), (30, 5), (120, 50)] {
        terminal.resize(columns, height);
        let rows = terminal.shows("checked 2 ");
        let height = usize::from(height);
        assert!(
            rows.len() <= height && rows.len() >= height.min(12) - 2,
            "{height}: {rows:#?}"
        );
        for row in &rows {
            assert!(row.chars().count() <= usize::from(columns), "{columns}: {row:?}");
        }
        if height < 17 {
            assert!(rows.iter().any(|row| row.starts_with("… and ")), "{rows:#?}");
        }
    }
    assert_eq!(terminal.ends().0, 1);
}

#[test]
fn errors_stand_on_the_screen() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", CLEAN).write("preceptor.toml", "");
    let Some(mut terminal) = Terminal::start(&sandbox, (100, 24), &[]) else {
        return;
    };
    terminal.shows("The note is clean.");
    sandbox.write("preceptor.toml", "selct = 3\n");
    let rows = terminal.shows("preceptor.toml:1:1");
    assert!(rows[0].starts_with("error: "), "{rows:#?}");
    assert_eq!(terminal.ends().0, 2);
}

#[test]
fn a_terminal_that_moves_no_cursor_gets_plain_text() {
    let sandbox = Sandbox::new();
    sandbox.write("a.md", BLANK);
    let Some(mut terminal) = Terminal::start(&sandbox, (100, 24), &["--color", "never", "--format", "concise"]) else {
        return;
    };
    let before = terminal.session.exp_string("preceptor: 1 problem in 1 note").unwrap();
    assert!(
        before.contains("preceptor: checking\r\na.md:5:17: error: ") && !before.contains('\u{1b}'),
        "{before:?}"
    );
    assert_eq!(terminal.ends().0, 1);
}
