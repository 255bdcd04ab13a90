//! `new` at a terminal: the list to pick from, the questions, and the ways out. A pseudo-terminal plays the writer's.

use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use crate::new::course;
use crate::sandbox::Sandbox;

const ESC: &str = "\u{1b}";
const CTRL_C: &str = "\u{3}";
const DOWN: &str = "\u{1b}[B";
const ENTER: &str = "\r";

/// The program at a terminal of 100 columns; `None`, said aloud, where no pseudo-terminal can be had.
struct Terminal {
    session: PtySession,
    seen: String,
}

impl Terminal {
    fn start(sandbox: &Sandbox, args: &[&str]) -> Option<Self> {
        let program = sandbox.command(args);
        let mut command = Command::new("sh");
        command
            .args(["-c", "stty rows 40 cols 100 && exec \"$0\" \"$@\""])
            .arg(program.get_program())
            .args(program.get_args())
            .current_dir(program.get_current_dir().unwrap())
            .env("NO_COLOR", "1");
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None if name == "NO_COLOR" => &mut command,
                None => command.env_remove(name),
            };
        }
        let options = Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true);
        match spawn_with_options(command, options) {
            Ok(session) => Some(Self {
                session,
                seen: String::new(),
            }),
            Err(error) => {
                eprintln!("SKIPPED: no pseudo-terminal can be had here: {error}");
                None
            }
        }
    }

    /// Wait until these words are on the screen.
    #[track_caller]
    fn sees(&mut self, words: &str) -> &mut Self {
        match self.session.exp_string(words) {
            Ok(before) => {
                self.seen.push_str(&before);
                self.seen.push_str(words);
            }
            Err(error) => panic!("`{words}` was not shown: {error}\nbefore: {}", self.seen),
        }
        self
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        self.session.send(keys).unwrap();
        self.session.flush().unwrap();
        self
    }

    /// The exit status, and all that was shown.
    fn ends(mut self) -> (i32, String) {
        let rest = self.session.exp_eof().unwrap();
        self.seen.push_str(&rest);
        match self.session.process().wait() {
            Ok(WaitStatus::Exited(_, status)) => (status, self.seen),
            other => panic!("{other:?}"),
        }
    }
}

macro_rules! terminal {
    ($sandbox:expr, $args:expr) => {
        match Terminal::start($sandbox, $args) {
            Some(terminal) => terminal,
            None => return,
        }
    };
}

#[test]
fn fields_then_blanks_are_asked_and_the_answers_stand_in_the_note() {
    let sandbox = course();
    let mut terminal = terminal!(
        &sandbox,
        &["new", "tiny", "--ask", "-o", "note.md", "--today", "2026-11-22"]
    );
    terminal.sees("Tiny note: 8 questions");
    terminal.sees("[1/8] Age in years").types("64\r");
    terminal
        .sees("[2/8] sex")
        .sees("> female")
        .types(DOWN)
        .sees("> male")
        .types(ENTER);
    // She is none: whether she is pregnant is not asked.
    terminal.sees("[3/8] site: (clinic)").types(ENTER);
    // `order` puts the plan first.
    terminal.sees("# Plan").sees("[4/8]").types("rest\r");
    terminal.sees("# Subjective").sees("Say what hurts, and since when.");
    terminal.sees("[5/8]").sees("complaint").types("a cough\r");
    terminal
        .sees("[6/8] The pain is")
        .sees("> severe")
        .types("mil")
        .sees("> mild")
        .types(ENTER);
    terminal.sees("[7/8]").sees("> no").types(ENTER);
    terminal.sees("[8/8] add").sees("(y/N)").types("y\r");
    terminal.sees("[9/9]").sees("extra").types("a fever\r");
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(!seen.contains("pregnant"), "{seen}");
    assert!(
        seen.contains("Wrote note.md: nothing is left blank. Next: preceptor check note.md"),
        "{seen}"
    );
    assert_eq!(
        sandbox.read("note.md"),
        "---\nkind: soap\ntemplate: tiny\npatient-age: 64\npatient-sex: male\n---\n\n# Subjective\n\
         64-year-old man seen in clinic on 2026-11-22 for a cough.\n\n\
         The pain is mild, with no nausea. Also a fever.\n\n# Plan\nrest\n"
    );
}

#[test]
fn a_field_with_a_condition_is_asked_only_when_it_is_due_and_a_wrong_answer_again() {
    let sandbox = course();
    let args = [
        "new",
        "tiny",
        "--ask",
        "--set",
        "site=ward",
        "--set",
        "plan=rest",
        "-o",
        "n.md",
    ];
    let mut terminal = terminal!(&sandbox, &args);
    terminal.sees("[1/6] Age in years").types("0\r");
    terminal.sees("`age` is 0, out of its range; it takes 1 to 120");
    terminal
        .types("\u{7f}x\r")
        .sees("`age` cannot be `x`; it takes a whole number");
    terminal.types("\u{7f}30\r");
    terminal.sees("[2/6] sex").sees("> female").types(ENTER);
    terminal.sees("[3/7] Is she pregnant?").types("perhaps\r");
    terminal
        .sees("type y or n")
        .types("\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}y\r");
    terminal.sees("[4/7]").sees("complaint").types("a cough\r");
    terminal.sees("[5/7]").sees("> severe").types(ENTER);
    terminal.sees("[6/7]").types(ENTER);
    terminal.sees("[7/7]").types(ENTER);
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    let note = sandbox.read("n.md");
    assert!(note.contains("30-year-old woman seen in ward on"), "{note}");
    assert!(
        note.contains("for a cough, pregnant.") && note.contains("The pain is severe, with no nausea.\n"),
        "{note}"
    );
}

#[test]
fn esc_leaves_a_blank_and_goes_on() {
    let sandbox = course();
    let mut terminal = terminal!(
        &sandbox,
        &["new", "tiny", "--ask", "-o", "n.md", "--today", "2026-11-22"]
    );
    terminal.sees("[1/8] Age in years").types(ESC).sees("left blank");
    terminal.sees("[2/8] sex").types(ESC).sees("left blank");
    terminal.sees("[3/8] site").types(ESC);
    for at in 4..=8 {
        terminal.sees(&format!("[{at}/8]")).types(ESC);
    }
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("Wrote n.md: 5 blanks to fill in"), "{seen}");
    let bare = sandbox.run(["new", "tiny", "--today", "2026-11-22"]).stdout;
    assert_eq!(
        sandbox.read("n.md"),
        bare,
        "the note is that of nobody asked: its default holds too"
    );
}

#[test]
fn ctrl_c_writes_nothing() {
    let sandbox = course();
    for answers in [0, 1, 4] {
        let mut terminal = terminal!(&sandbox, &["new", "tiny", "--ask", "-o", "n.md"]);
        for (at, answer) in ["64\r", DOWN, "\r", "rest\r"].iter().take(answers).enumerate() {
            terminal
                .sees(["Age in years", "> female", "[3/", "[4/"][at])
                .types(answer);
            if at == 1 {
                terminal.sees("> male").types(ENTER);
            }
        }
        terminal.sees("/8]").types(CTRL_C);
        let (status, seen) = terminal.ends();
        assert_eq!(status, 130, "as a shell says of a program that Ctrl-C ended: {seen}");
        assert!(seen.contains("stopped; nothing was written"), "{seen}");
        assert!(!sandbox.path("n.md").exists());
        let left: Vec<_> = std::fs::read_dir(sandbox.path("")).unwrap().collect();
        assert_eq!(left.len(), 2, "not even a temporary file: {left:?}");
    }
}

#[test]
fn a_template_is_picked_by_typing_and_its_questions_follow() {
    let sandbox = course();
    let mut terminal = terminal!(&sandbox, &["new", "-o", "n.md", "--set", "sex=male"]);
    terminal
        .sees("Which template?")
        .types("testing")
        .sees("> tiny")
        .types(ENTER);
    terminal
        .sees("Which template? tiny")
        .sees("Tiny note: 7 questions")
        .sees("[1/7] Age in years")
        .types(CTRL_C);
    assert_eq!(terminal.ends().0, 130);
    // Letters that are somewhere in the name do too, and --defaults asks nothing more.
    let mut terminal = terminal!(&sandbox, &["new", "-o", "n.md", "--defaults"]);
    terminal
        .sees("Which template?")
        .types("tny")
        .sees("> tiny")
        .types(ENTER);
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(!seen.contains("Age in years"), "{seen}");
    assert!(sandbox.read("n.md").contains("template: tiny"));
    // Leaving the list writes nothing.
    let mut terminal = terminal!(&sandbox, &["new", "-o", "other.md"]);
    terminal.sees("Which template?").types(ESC);
    assert_eq!(terminal.ends().0, 130);
    assert!(!sandbox.path("other.md").exists());
}

#[test]
fn with_defaults_only_what_has_none_is_asked() {
    let sandbox = course();
    let mut terminal = terminal!(&sandbox, &["new", "tiny", "--ask", "--defaults", "-o", "n.md"]);
    terminal.sees("[1/5] Age in years").types("64\r");
    terminal
        .sees("[2/5] sex")
        .sees("> female")
        .types(DOWN)
        .sees("> male")
        .types(ENTER);
    terminal.sees("[3/5]").types("rest\r");
    terminal.sees("[4/5]").sees("complaint").types("a cough\r");
    terminal.sees("[5/5]").sees("> severe").types(ENTER);
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(sandbox.read("n.md").contains("seen in clinic on"));
    assert!(sandbox.read("n.md").contains("with no nausea.\n"));
}

#[test]
fn choices_may_be_answered_in_other_words_several_ticked_and_their_blanks_filled() {
    let sandbox = course().file(
        "templates/picks.md",
        "+++\ntitle = \"Picks\"\n[[fields]]\nname = \"systems\"\ntype = \"multi\"\nchoices = [\"heart\", \"lungs\"]\n\
         [[fields]]\nname = \"day\"\ntype = \"date\"\n+++\n# Exam\n{{ systems }} on {{ day }}\n\
         Lungs: {+rales|wheeze|rhonchi}\nAbdomen: {tender|not examined because ***}\nGait: {ataxic|steady}\n",
    );
    let mut terminal = terminal!(&sandbox, &["new", "picks", "--ask", "-o", "n.md"]);
    terminal
        .sees("[1/5] systems")
        .sees("[ ] heart")
        .types(" ")
        .sees("[x] heart")
        .types(DOWN)
        .sees("> [ ] lungs");
    terminal.types(" ").sees("[x] lungs").types(ENTER);
    terminal
        .sees("[2/5] day")
        .types("2026-02-30\r")
        .sees("it takes a day of the calendar");
    terminal.types("\u{7f}\u{7f}28\r");
    terminal
        .sees("[3/5] Lungs")
        .sees("> [ ] rales")
        .types(" ")
        .sees("[x] rales")
        .types(DOWN)
        .types(" ");
    terminal.sees("[x] wheeze").types(ENTER);
    terminal
        .sees("[4/5] Abdomen")
        .sees("> tender")
        .types("not")
        .sees("> not examined")
        .types(ENTER);
    terminal
        .sees("because ***\r\n")
        .sees("? not examined because")
        .types("in pain\r");
    terminal
        .sees("[5/5] Gait")
        .types("other")
        .sees("> other, in your own words")
        .types(ENTER);
    terminal.sees("in your own words:").types("shuffling\r");
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert_eq!(
        sandbox.read("n.md"),
        "# Exam\nheart, lungs on 2026-02-28\nLungs: rales and wheeze\nAbdomen: not examined because in pain\nGait: shuffling\n"
    );
}

#[test]
fn without_a_file_the_writer_is_asked_for_one_that_is_not_there() {
    let sandbox = course()
        .file("templates/one.md", "+++\ntitle = \"One\"\n+++\n# Plan\n***{plan}\n")
        .file("mine.md", "old\n");
    let mut terminal = terminal!(&sandbox, &["new", "one", "--ask", "--today", "2026-11-22"]);
    terminal.sees("[1/1] plan").types("rest\r");
    terminal
        .sees("Write the note to (one-2026-11-22.md)")
        .types("mine.md\r");
    terminal
        .sees("mine.md: is there already")
        .types(&"\u{7f}".repeat(7))
        .types("yours.md\r");
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert_eq!(sandbox.read("mine.md"), "old\n");
    assert_eq!(sandbox.read("yours.md"), "# Plan\nrest\n");
    // Esc: on the screen.
    let mut terminal = terminal!(&sandbox, &["new", "one", "--ask"]);
    terminal.sees("[1/1] plan").types("sleep\r");
    terminal.sees("Write the note to").types(ESC);
    terminal.sees("# Plan").sees("sleep");
    assert_eq!(terminal.ends().0, 0);
}

#[test]
fn after_blanks_left_in_a_row_the_rest_may_be_left_too() {
    let body: String = (1..=12).map(|at| format!("- ***{{blank {at}}}\n")).collect();
    let sandbox = course().file(
        "templates/long.md",
        format!("+++\ntitle = \"Long\"\n+++\n# Plan\n{body}"),
    );
    let mut terminal = terminal!(&sandbox, &["new", "long", "--ask", "-o", "n.md"]);
    terminal.sees("[1/12]").types("first\r");
    for at in 2..=4 {
        terminal.sees(&format!("[{at}/12]")).types(ESC);
    }
    terminal.sees("Finish here, with the other 8 left blank?").types(ENTER);
    terminal.sees("[5/12]").types("fifth\r");
    for at in 6..=8 {
        terminal.sees(&format!("[{at}/12]")).types(ESC);
    }
    // Four are left: not worth asking.
    terminal.sees("[9/12]").types("ninth\r").sees("[10/12]").types(CTRL_C);
    assert_eq!(terminal.ends().0, 130);
    let mut terminal = terminal!(&sandbox, &["new", "long", "--ask", "-o", "n.md"]);
    for at in 1..=3 {
        terminal.sees(&format!("[{at}/12]")).types(ESC);
    }
    terminal.sees("Finish here").types("y\r");
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("Wrote n.md: 12 blanks to fill in"), "{seen}");
}

#[test]
fn nobody_answers_for_a_note_that_cannot_be_written() {
    let sandbox = course().file("old.md", "old\n");
    for (args, message) in [
        (&["new", "tiny", "--ask", "-o", "old.md"][..], "is there already"),
        (&["new", "tiny", "--ask", "-o", "/proc/n.md"], "cannot be written"),
        (&["new", "tiny", "--ask", "--append", "old.md"], "only a log takes"),
        (&["new", "tiny", "--ask", "--set", "aeg=3"], "did you mean `age`?"),
    ] {
        let terminal = terminal!(&sandbox, args);
        let (status, seen) = terminal.ends();
        assert_eq!(status, 2, "{seen}");
        assert!(seen.contains(message) && !seen.contains("[1/"), "{seen}");
    }
}

#[test]
fn what_a_template_says_cannot_drive_the_terminal() {
    let sandbox = course().file(
        "templates/evil.md",
        "+++\ntitle = \"Evil \\u001b[2J\"\n[[fields]]\nname = \"age\"\nprompt = \"Age \\u001b]0;x\\u0007\"\n+++\n# Plan\n***\n",
    );
    let mut terminal = terminal!(&sandbox, &["new", "evil", "--ask", "-o", "n.md"]);
    terminal.sees("questions").sees("[1/2] Age").types(CTRL_C);
    let (status, seen) = terminal.ends();
    assert_eq!(status, 130);
    assert!(seen.contains("Evil") && !seen.contains("\u{1b}]0;"), "{seen:?}");
}

#[test]
fn an_entry_of_a_log_is_asked_for_unless_there_is_one_of_today() {
    let sandbox = course().file(
        "templates/daily.md",
        "+++\ntitle = \"Daily\"\nkind = \"learning-notes\"\n+++\n# New Diagnoses I Saw Today\n***{condition}\n# Questions to Ask Tomorrow\n***{question}\n",
    );
    let args = ["new", "daily", "--ask", "--append", "log.md", "--today", "2026-11-22"];
    let mut terminal = terminal!(&sandbox, &args);
    terminal
        .sees("[1/2] condition")
        .types("cholangitis\r")
        .sees("[2/2] question")
        .types(ESC);
    let (status, seen) = terminal.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("Added an entry to log.md"), "{seen}");
    let log = sandbox.read("log.md");
    assert!(log.contains("# 2026-11-22\n") && log.contains("cholangitis"), "{log}");
    let again = terminal!(&sandbox, &args);
    let (status, seen) = again.ends();
    assert_eq!(status, 0, "{seen}");
    assert!(seen.contains("has an entry already") && !seen.contains("[1/"), "{seen}");
    assert_eq!(sandbox.read("log.md"), log);
}
