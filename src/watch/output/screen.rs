//! A calm screen for people: the notes that changed first, then the others, then the sums.
//!
//! Every frame is one write: the lines are put one over the other in place, so that nothing blinks.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use unicode_width::UnicodeWidthChar as _;

use super::{Output, Pass, Wanted, count, put};
use crate::report::{Format, Paint, RenderOptions, Renderer, neutralize_line};
use crate::rules::Severity;
use crate::watch::note::Note;

/// Enter and leave: the other screen and no cursor; back, and the cursor again.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?25l";
const LEAVE: &str = "\u{1b}[?25h\u{1b}[?1049l";
/// Around a frame: a terminal that knows them shows it as a whole.
const FRAME: [&str; 2] = ["\u{1b}[?2026h", "\u{1b}[?2026l"];

/// Columns and rows.
pub type Size = (usize, usize);

/// No screen is taken to be smaller.
const SMALLEST: Size = (20, 4);

/// The screen of a terminal.
pub struct Screen<W> {
    to: W,
    options: RenderOptions,
    size: Box<dyn Fn() -> Size>,
    clock: Box<dyn Fn() -> String>,
    /// What the last frame was made of, to make it again when the terminal gets another size.
    shown: Shown,
    shown_at: Size,
    entered: bool,
}

/// What there is to show.
#[derive(Debug, Default)]
struct Shown {
    /// Findings of the notes that changed: in full, and on a line.
    changed: Vec<(Option<Vec<String>>, String)>,
    /// How many of these there are besides.
    changed_more: usize,
    /// Findings of the other notes.
    others: Vec<String>,
    others_more: usize,
    /// Errors, notices, sums, the time: at the foot.
    foot: Vec<String>,
}

/// More than any screen shows.
const MOST: usize = 500;
/// Findings of one note that are rendered in full.
const BLOCKS: usize = 60;

impl<W> fmt::Debug for Screen<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Screen")
            .field("shown", &self.shown)
            .finish_non_exhaustive()
    }
}

impl<W: Write> Screen<W> {
    /// On the terminal behind `to`, whose size is asked before each frame.
    pub fn new(
        to: W,
        options: RenderOptions,
        size: impl Fn() -> Size + 'static,
        clock: impl Fn() -> String + 'static,
    ) -> Self {
        Self {
            to,
            options,
            size: Box::new(size),
            clock: Box::new(clock),
            shown: Shown::default(),
            shown_at: (0, 0),
            entered: false,
        }
    }

    fn size_now(&self) -> Size {
        let (columns, rows) = (self.size)();
        (columns.max(SMALLEST.0), rows.max(SMALLEST.1))
    }

    fn draw(&mut self) -> io::Result<()> {
        let size = self.size_now();
        let lines = self.shown.fit(size.1, &Paint::new(self.options.color));
        let mark = if self.options.ascii { ">" } else { "…" };
        let mut frame = String::new();
        if !std::mem::replace(&mut self.entered, true) {
            frame.push_str(ENTER);
        }
        frame.push_str(FRAME[0]);
        for (row, line) in lines.iter().enumerate() {
            // No line end: a line goes to its row, what was there before is taken away behind it.
            frame.push_str(&format!("\u{1b}[{};1H{}\u{1b}[K", row + 1, clipped(line, size.0, mark)));
        }
        frame.push_str("\u{1b}[J");
        frame.push_str(FRAME[1]);
        self.shown_at = size;
        put(&mut self.to, frame.as_bytes())
    }

    fn foot(&self, pass: &Pass) -> Vec<String> {
        let paint = Paint::new(self.options.color);
        let mut foot = Vec::new();
        for error in &pass.summary.run_errors {
            foot.push(format!("{} {error}", paint.severity(Severity::Error, "error:")));
        }
        for notice in &pass.notices {
            foot.push(format!(
                "{} {}",
                paint.severity(Severity::Info, "note:"),
                neutralize_line(notice)
            ));
        }
        let mut closing = Vec::new();
        Renderer::new(Format::Full, self.options).end(&pass.summary, &mut closing);
        foot.extend(String::from_utf8_lossy(&closing).lines().map(str::to_owned));
        let mended = if pass.fixed > 0 {
            format!(", mended {}", count(pass.fixed, "finding"))
        } else {
            String::new()
        };
        let told = format!(
            "{}: checked {} in {}{mended}. Watching for changes; Ctrl-C ends it.",
            (self.clock)(),
            count(pass.changed.len(), "note"),
            duration(pass.took),
        );
        foot.push(paint.dim(&told).into_owned());
        foot
    }
}

/// `4 ms`, `1.2 s`.
fn duration(took: Duration) -> String {
    match took.as_millis() {
        ms @ ..1000 => format!("{ms} ms"),
        ms => format!("{:.1} s", ms as f64 / 1000.0),
    }
}

impl Shown {
    /// As much as fits into so many rows.
    fn fit(&self, rows: usize, paint: &Paint) -> Vec<String> {
        // The last of the foot matter most: sums and time.
        let foot = &self.foot[self.foot.len().saturating_sub(rows - 1)..];
        let room = rows.saturating_sub(foot.len() + 1);
        let mut lines: Vec<String> = Vec::new();
        // As many of the changed findings in full as leave a line for each of the others.
        let mut full = 0;
        let mut used = self.changed.len();
        for (block, _) in &self.changed {
            let Some(block) = block.as_ref().filter(|block| used + block.len() - 1 <= room) else {
                break;
            };
            used += block.len() - 1;
            full += 1;
        }
        for (at, (block, line)) in self.changed.iter().enumerate() {
            match block {
                Some(block) if at < full => lines.extend(block.iter().cloned()),
                _ => lines.push(line.clone()),
            }
        }
        if full == self.changed.len() && lines.last().is_some_and(String::is_empty) && self.others.is_empty() {
            lines.pop();
        }
        lines.extend(self.others.iter().cloned());
        let hidden = self.changed_more + self.others_more;
        if lines.len() > room || hidden > 0 {
            let keep = lines.len().min(room.saturating_sub(1));
            let cut = lines.len() - keep;
            lines.truncate(keep);
            let more = format!("… and {} more", cut + hidden);
            lines.push(paint.dim(&more).into_owned());
        }
        if !lines.is_empty() && lines.last().is_some_and(|line| !line.is_empty()) {
            lines.push(String::new());
        }
        lines.extend(foot.iter().cloned());
        lines.truncate(rows);
        lines
    }
}

impl<W: Write> Output for Screen<W> {
    fn wanted(&mut self) -> Wanted {
        self.options.width = self.size_now().0;
        Wanted::Blocks(self.options, BLOCKS)
    }

    fn begin(&mut self, _: usize) -> io::Result<()> {
        self.shown = Shown::default();
        Ok(())
    }

    fn note(&mut self, note: &Note, _: bool, _: &[u8], blocks: Vec<Vec<u8>>) -> io::Result<()> {
        let Some(state) = &note.state else { return Ok(()) };
        let mut blocks = blocks.into_iter();
        for line in text_lines(state.colored.as_ref().unwrap_or(&state.lines)) {
            if self.shown.changed.len() >= MOST {
                self.shown.changed_more += 1;
                continue;
            }
            let block = blocks.next().map(|block| text_lines(&block).collect());
            self.shown.changed.push((block, line));
        }
        Ok(())
    }

    fn end(&mut self, pass: &Pass, notes: &mut dyn Iterator<Item = &Note>) -> io::Result<()> {
        let changed: HashSet<_> = pass.changed.iter().collect();
        for note in notes.filter(|note| !changed.contains(&note.input.path)) {
            let Some(state) = &note.state else { continue };
            if self.shown.others.len() >= MOST {
                self.shown.others_more += state.summary.findings();
                continue;
            }
            self.shown
                .others
                .extend(text_lines(state.colored.as_ref().unwrap_or(&state.lines)));
        }
        self.shown.foot = self.foot(pass);
        self.draw()
    }

    fn idle(&mut self) -> io::Result<()> {
        if self.entered && self.size_now() != self.shown_at {
            return self.draw();
        }
        Ok(())
    }

    fn shows_errors(&self) -> bool {
        true
    }

    fn aside(&mut self, message: &str) -> bool {
        let paint = Paint::new(self.options.color);
        let line = format!(
            "{} {}",
            paint.severity(Severity::Warning, "note:"),
            neutralize_line(message)
        );
        self.shown.foot.insert(0, line);
        // Drawn at the next idle moment.
        self.shown_at = (0, 0);
        true
    }

    fn close(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.entered, false) {
            return Ok(());
        }
        // What stays behind is the last state in a few words.
        let mut last = LEAVE.to_owned();
        let foot = &self.shown.foot;
        for line in &foot[..foot.len().saturating_sub(1)] {
            last.push_str(line);
            last.push('\n');
        }
        put(&mut self.to, last.as_bytes())
    }
}

impl<W> Drop for Screen<W> {
    fn drop(&mut self) {
        // However the watch ends, nobody is left on the other screen without a cursor.
        if self.entered {
            let _ = put(&mut io::stdout(), LEAVE.as_bytes());
        }
    }
}

fn text_lines(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.into_iter()
}

/// What of a line fits into so many columns, its colours closed. It holds no escapes but those of colours: whatever
/// came from outside was made harmless when it was rendered.
fn clipped<'a>(line: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    let (mut at, mut used, mut fits) = (0, 0, 0);
    while let Some(c) = line[at..].chars().next() {
        if c == '\u{1b}' {
            at += line[at..].find('m').map_or(line.len() - at, |end| end + 1);
            continue;
        }
        used += c.width().unwrap_or(0);
        if used > columns {
            let reset = if line.contains('\u{1b}') { "\u{1b}[0m" } else { "" };
            return Cow::Owned(format!("{}{mark}{reset}", &line[..fits]));
        }
        at += c.len_utf8();
        if used < columns {
            fits = at;
        }
    }
    Cow::Borrowed(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_to_the_screen_with_its_colours_closed() {
        assert_eq!(clipped("abcde", 5, "…"), "abcde");
        assert_eq!(clipped("abcdef", 5, "…"), "abcd…");
        assert_eq!(clipped("日本語", 5, "…"), "日本…");
        assert_eq!(clipped("日本語", 6, "…"), "日本語");
        assert_eq!(
            clipped("\u{1b}[1;31merror\u{1b}[0m: x", 8, ">"),
            "\u{1b}[1;31merror\u{1b}[0m: x"
        );
        assert_eq!(
            clipped("\u{1b}[1;31merror\u{1b}[0m: x", 4, ">"),
            "\u{1b}[1;31merr>\u{1b}[0m"
        );
        assert_eq!(clipped("", 3, "…"), "");
    }

    fn shown(changed: &[(usize, &str)], others: &[&str]) -> Shown {
        let block = |(lines, name): &(usize, &str)| {
            let mut block: Vec<String> = (1..*lines).map(|line| format!("{name} {line}")).collect();
            block.push(String::new());
            (Some(block), (*name).to_owned())
        };
        Shown {
            changed: changed.iter().map(block).collect(),
            others: others.iter().map(|line| (*line).to_owned()).collect(),
            foot: vec!["sum".to_owned(), "time".to_owned()],
            ..Shown::default()
        }
    }

    #[test]
    fn the_screen_shows_the_changed_in_full_as_far_as_all_fit() {
        let paint = Paint::new(false);
        let fit = |shown: &Shown, rows| shown.fit(rows, &paint).join("|");
        let two = shown(&[(3, "a"), (3, "b")], &["c"]);
        assert_eq!(fit(&two, 20), "a 1|a 2||b 1|b 2||c||sum|time");
        // Room for one in full, and a line for the other.
        assert_eq!(fit(&two, 8), "a 1|a 2||b|c||sum|time");
        assert_eq!(fit(&two, 5), "a|… and 2 more||sum|time");
        assert_eq!(fit(&shown(&[], &[]), 5), "sum|time");
        for rows in 3..30 {
            assert!(two.fit(rows, &paint).len() <= rows, "{rows}");
        }
    }

    #[test]
    fn a_frame_is_one_write_without_line_ends_and_the_terminal_is_given_back() {
        #[derive(Default)]
        struct Writes(Vec<Vec<u8>>);
        impl Write for &mut Writes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.to_owned());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut writes = Writes::default();
        let mut screen = Screen::new(&mut writes, RenderOptions::default(), || (30, 8), String::new);
        screen.shown = shown(&[(3, "a")], &[]);
        screen.draw().unwrap();
        screen.shown = shown(&[], &[]);
        screen.draw().unwrap();
        screen.idle().unwrap();
        screen.close().unwrap();
        drop(screen);
        let [first, second, last] = &writes
            .0
            .iter()
            .map(|it| String::from_utf8_lossy(it))
            .collect::<Vec<_>>()[..]
        else {
            panic!("{} writes", writes.0.len());
        };
        assert!(first.starts_with(ENTER) && !second.contains(ENTER));
        for frame in [first, second] {
            assert!(
                frame.contains("\u{1b}[1;1H") && frame.ends_with(FRAME[1]) && !frame.contains('\n'),
                "{frame:?}"
            );
        }
        assert_eq!(**last, *format!("{LEAVE}sum\n"));
    }
}
