//! The rows of a page: what the reader of a PDF hands on, and how that is written down between two processes.

/// A row of text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// Where it starts and ends, in points from the left.
    pub left: f64,
    pub right: f64,
    /// Where its first word ends.
    pub first: f64,
    /// How far its baseline is from the top.
    pub y: f64,
    /// The size of its letters.
    pub size: f64,
    /// Where the drawn line above it is; 0 without one.
    pub top: f64,
    /// Its text; a tab stands for a wide gap, U+001F for a drawn line between two cells.
    pub text: String,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PageRows {
    pub width: f64,
    pub height: f64,
    pub rows: Vec<Row>,
    /// The page could not be read.
    pub failed: bool,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pages {
    pub pages: Vec<PageRows>,
    pub pictures: u32,
}

impl Pages {
    /// One line for each page and row.
    pub fn write(&self) -> String {
        use std::fmt::Write as _;
        let mut out = format!("pictures {}\n", self.pictures);
        for page in &self.pages {
            // Writing to a string does not fail.
            let _ = writeln!(
                out,
                "page {:.1} {:.1} {}",
                page.width,
                page.height,
                u8::from(page.failed)
            );
            for row in &page.rows {
                let Row {
                    left,
                    right,
                    first,
                    y,
                    size,
                    top,
                    text,
                } = row;
                let _ = writeln!(
                    out,
                    "row {left:.2} {right:.2} {first:.2} {y:.2} {size:.2} {top:.1} {text}"
                );
            }
        }
        out
    }

    /// What [`Pages::write`] wrote; `None` where that was something else.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut pages = Self {
            pictures: lines.next()?.strip_prefix("pictures ")?.parse().ok()?,
            pages: Vec::new(),
        };
        for line in lines {
            let (kind, rest) = line.split_once(' ')?;
            match kind {
                "page" => {
                    let mut parts = rest.split(' ');
                    let mut number = || parts.next()?.parse::<f64>().ok();
                    let (width, height) = (number()?, number()?);
                    let failed = number()? > 0.0;
                    pages.pages.push(PageRows {
                        width,
                        height,
                        rows: Vec::new(),
                        failed,
                    });
                }
                "row" => {
                    let mut parts = rest.splitn(7, ' ');
                    let mut number = || parts.next()?.parse::<f64>().ok();
                    let (left, right, first) = (number()?, number()?, number()?);
                    let (y, size, top) = (number()?, number()?, number()?);
                    let text = parts.next()?.to_owned();
                    let row = Row {
                        left,
                        right,
                        first,
                        y,
                        size,
                        top,
                        text,
                    };
                    pages.pages.last_mut()?.rows.push(row);
                }
                _ => return None,
            }
        }
        Some(pages)
    }
}
