//! From the characters of a page, each with its place, to rows of text.

use pdf_extract::{ColorSpace, MediaBox, OutputDev, OutputError, Path, PathOp, Transform};

use super::super::symbols;
use super::rows::Row;

/// How many characters and lines of a page are looked at; a page of small print has ten thousand.
const MOST_GLYPHS: usize = 400_000;
const MOST_LINES: usize = 2_000;
/// With how many rows before it a part of a row is put together.
const REACH: usize = 6;
/// A gap of this many times the size of the letters is a wide one; of this many, a space.
const WIDE: f64 = 2.0;
const SPACE: f64 = 0.12;

/// Characters written one after another on one line.
#[derive(Debug, Clone)]
struct Run {
    glyphs: Vec<Glyph>,
    y: f64,
    size: f64,
}

#[derive(Debug, Clone)]
struct Glyph {
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    text: String,
}

/// A vertical line that is drawn: a border of a table.
#[derive(Debug, Clone, Copy)]
struct Ruled {
    x: f64,
    top: f64,
    bottom: f64,
}

/// A level line that is drawn.
#[derive(Debug, Clone, Copy)]
struct Level {
    y: f64,
    left: f64,
    right: f64,
}

/// A page as it is being drawn.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub width: f64,
    pub height: f64,
    lower_left: (f64, f64),
    rows: Vec<Run>,
    count: usize,
    lines: Vec<Ruled>,
    level: Vec<Level>,
    /// Small round or square marks: bullets that are drawn. Their left, right and middle.
    dots: Vec<(f64, f64, f64)>,
}

impl Canvas {
    /// The rows of the page, in the order in which they were written.
    pub fn rows(&self) -> Vec<Row> {
        self.rows.iter().filter_map(|run| self.row(run)).collect()
    }

    fn row(&self, run: &Run) -> Option<Row> {
        let mut glyphs: Vec<&Glyph> = run.glyphs.iter().filter(|glyph| !glyph.text.is_empty()).collect();
        glyphs.sort_by(|one, two| one.left.total_cmp(&two.left));
        let borders = self.borders(run);
        let mut row = Row {
            y: run.y,
            size: run.size,
            top: if borders.is_empty() { 0.0 } else { self.top(run) },
            ..Row::default()
        };
        let mut pieces: Vec<String> = Vec::new();
        // Borders left of the text, past the outermost one, are those of empty cells.
        let mut cell = 0;
        let (mut end, mut spaced) = (f64::NAN, false);
        let mut first_ended = false;
        for glyph in glyphs {
            if glyph.text.trim().is_empty() {
                spaced |= !end.is_nan();
                continue;
            }
            let before = pieces.len();
            let middle = (glyph.left + glyph.right) / 2.0;
            let passed = borders.iter().take_while(|x| **x < middle).count();
            let cells = passed.saturating_sub(cell.max(1));
            let gap = glyph.left - end;
            if cells > 0 {
                pieces.extend(std::iter::repeat_n("\u{1f}".to_owned(), cells));
            } else if gap > WIDE * run.size {
                pieces.push("\t".to_owned());
            } else if !end.is_nan() && (spaced || gap > SPACE * run.size) {
                pieces.push(" ".to_owned());
            }
            if end.is_nan() {
                row.left = glyph.left;
            } else {
                first_ended |= pieces.len() > before;
            }
            cell = passed.max(cell);
            spaced = false;
            let raised = glyph.size < 0.8 * run.size && run.y - glyph.y > 0.15 * run.size;
            pieces.push(match raised {
                true => symbols::raised(&glyph.text).into_owned(),
                false => glyph.text.clone(),
            });
            end = if end.is_nan() {
                glyph.right
            } else {
                end.max(glyph.right)
            };
            if !first_ended {
                row.first = end;
            }
        }
        if end.is_nan() {
            return None;
        }
        pieces.extend(std::iter::repeat_n(
            "\u{1f}".to_owned(),
            borders.len().saturating_sub(cell.max(1) + 1),
        ));
        right_to_left(&mut pieces);
        row.text = pieces.concat();
        if let Some((left, right, _)) = self.dots.iter().find(|dot| is_bullet_of(dot, &row)) {
            row.text.insert_str(0, "• ");
            (row.left, row.first) = (*left, *right);
        }
        row.right = end;
        Some(row)
    }

    /// The drawn lines that part a row of text into cells: those of a table around it, from left to right.
    fn borders(&self, run: &Run) -> Vec<f64> {
        let middle = run.y - run.size * 0.3;
        let mut borders: Vec<f64> = self
            .lines
            .iter()
            .filter(|line| line.top <= middle && line.bottom >= middle)
            .map(|line| line.x)
            .collect();
        borders.sort_by(f64::total_cmp);
        borders.dedup_by(|one, two| (*one - *two).abs() < 4.0);
        let left = run.glyphs.iter().map(|glyph| glyph.left).fold(f64::INFINITY, f64::min);
        let right = run.glyphs.iter().map(|glyph| glyph.right).fold(0.0, f64::max);
        // A frame around text is no table.
        let around =
            borders.first().is_some_and(|x| *x < left + 2.0) && borders.last().is_some_and(|x| *x > right - 2.0);
        if borders.len() > 2 && around {
            borders
        } else {
            Vec::new()
        }
    }

    /// The drawn line above a row of text.
    fn top(&self, run: &Run) -> f64 {
        let left = run.glyphs.first().map_or(0.0, |glyph| glyph.left);
        self.level
            .iter()
            .filter(|line| line.left < left + 2.0 && line.right > left && line.y < run.y - 0.3 * run.size)
            .map(|line| line.y)
            .fold(0.0, f64::max)
    }

    fn add(&mut self, glyph: Glyph) {
        self.count += 1;
        if self.count > MOST_GLYPHS
            || ![glyph.left, glyph.right, glyph.y, glyph.size]
                .iter()
                .all(|n| n.is_finite())
        {
            return;
        }
        let from = self.rows.len().saturating_sub(REACH);
        let same = self.rows.iter().skip(from).rposition(|run| run.takes(&glyph));
        match same.and_then(|at| self.rows.get_mut(from + at)) {
            Some(run) => {
                if glyph.size > run.size {
                    (run.size, run.y) = (glyph.size, glyph.y);
                }
                run.glyphs.push(glyph);
            }
            None if glyph.text.trim().is_empty() => {}
            None => self.rows.push(Run {
                y: glyph.y,
                size: glyph.size,
                glyphs: vec![glyph],
            }),
        }
    }

    fn add_lines(&mut self, transform: &Transform, path: &Path) {
        let mut bounds: Option<(f64, f64, f64, f64)> = None;
        let mut done = Vec::new();
        for op in &path.ops {
            let points: &[(f64, f64)] = match op {
                PathOp::MoveTo(x, y) => {
                    done.extend(bounds.take());
                    &[(*x, *y)]
                }
                PathOp::LineTo(x, y) => &[(*x, *y)],
                PathOp::CurveTo(a, b, c, d, x, y) => &[(*a, *b), (*c, *d), (*x, *y)],
                PathOp::Rect(x, y, width, height) => {
                    done.extend(bounds.take());
                    &[(*x, *y), (x + width, y + height)]
                }
                PathOp::Close => &[],
            };
            for (x, y) in points {
                let across = x * transform.m11 + y * transform.m21 + transform.m31;
                let up = x * transform.m12 + y * transform.m22 + transform.m32;
                let (x, y) = (across - self.lower_left.0, self.height - (up - self.lower_left.1));
                bounds = Some(match bounds {
                    None => (x, y, x, y),
                    Some((left, top, right, bottom)) => (left.min(x), top.min(y), right.max(x), bottom.max(y)),
                });
            }
        }
        done.extend(bounds);
        for (left, top, right, bottom) in done {
            if right - left < 3.0 && bottom - top > 6.0 && self.lines.len() < MOST_LINES {
                self.lines.push(Ruled {
                    x: (left + right) / 2.0,
                    top,
                    bottom,
                });
            } else if is_dot(right - left, bottom - top) && self.dots.len() < MOST_LINES {
                self.dots.push((left, right, (top + bottom) / 2.0));
            } else if bottom - top < 3.0 && right - left > 6.0 && self.level.len() < MOST_LINES {
                self.level.push(Level {
                    y: (top + bottom) / 2.0,
                    left,
                    right,
                });
            }
        }
    }
}

impl Run {
    /// Whether a character goes on with this line.
    fn takes(&self, glyph: &Glyph) -> bool {
        let size = self.size.max(glyph.size);
        if (self.y - glyph.y).abs() > 0.45 * size {
            return false;
        }
        // Text over text is another line, printed in the same place.
        let Some(last) = self.glyphs.last() else { return true };
        glyph.left >= last.left
            || !self.glyphs.iter().rev().take(400).any(|other| {
                let shared = other.right.min(glyph.right) - other.left.max(glyph.left);
                shared > 0.5 * (glyph.right - glyph.left).max(0.1) && !other.text.trim().is_empty()
            })
    }
}

impl OutputDev for Canvas {
    fn begin_page(
        &mut self,
        _number: u32,
        media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        *self = Self {
            width: media.urx - media.llx,
            height: media.ury - media.lly,
            lower_left: (media.llx, media.lly),
            ..Self::default()
        };
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        transform: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let left = transform.m31 - self.lower_left.0;
        let y = self.height - (transform.m32 - self.lower_left.1);
        let across = transform.m11.hypot(transform.m12) * font_size.abs();
        let size = transform.m21.hypot(transform.m22) * font_size.abs();
        // Text that is turned is a stamp or a mark on the page's edge.
        if transform.m12.abs() > transform.m11.abs() {
            return Ok(());
        }
        let text: String = text
            .chars()
            .filter(|c| !c.is_control() && !matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}'))
            .flat_map(spelled)
            .collect();
        self.add(Glyph {
            left,
            right: left + width * across,
            y,
            size,
            text,
        });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn stroke(
        &mut self,
        transform: &Transform,
        _space: &ColorSpace,
        _color: &[f64],
        path: &Path,
    ) -> Result<(), OutputError> {
        self.add_lines(transform, path);
        Ok(())
    }

    fn fill(
        &mut self,
        transform: &Transform,
        _space: &ColorSpace,
        _color: &[f64],
        path: &Path,
    ) -> Result<(), OutputError> {
        self.add_lines(transform, path);
        Ok(())
    }
}

/// A ligature is spelled out.
fn spelled(c: char) -> impl Iterator<Item = char> {
    let spelled: &[char] = match c {
        '\u{fb00}' => &['f', 'f'],
        '\u{fb01}' => &['f', 'i'],
        '\u{fb02}' => &['f', 'l'],
        '\u{fb03}' => &['f', 'f', 'i'],
        '\u{fb04}' => &['f', 'f', 'l'],
        _ => &[],
    };
    let itself = spelled.is_empty().then_some(c);
    spelled.iter().copied().chain(itself)
}

fn is_dot(width: f64, height: f64) -> bool {
    (1.5..8.0).contains(&width) && (1.5..8.0).contains(&height) && (width - height).abs() < 1.5
}

/// Whether a mark stands right before a row, at the height of its letters.
fn is_bullet_of((left, right, middle): &(f64, f64, f64), row: &Row) -> bool {
    *right < row.left && row.left - left < 2.5 * row.size && *middle < row.y && row.y - middle < row.size
}

/// Puts text that runs from right to left, and was sorted by its place, into the order in which it is read.
fn right_to_left(pieces: &mut [String]) {
    let runs_left = |piece: &String| {
        let mut chars = piece.chars();
        chars.any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'))
    };
    let mut from = 0;
    while let Some(start) = pieces.iter().skip(from).position(runs_left).map(|at| at + from) {
        let mut end = start + 1;
        let mut at = end;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            if runs_left(piece) {
                end = at;
            } else if piece != " " {
                break;
            }
        }
        if let Some(run) = pieces.get_mut(start..end) {
            run.reverse();
        }
        from = end;
    }
}
