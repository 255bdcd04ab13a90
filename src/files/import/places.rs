//! Where a line of an imported text stands in the original.

use std::fmt;

/// What a place in the original is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// Paragraphs, in the order of the document; each paragraph of a table's cell is one.
    #[default]
    Paragraph,
    /// Pages.
    Page,
}

impl Unit {
    /// `paragraph`, `page`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "paragraph",
            Self::Page => "page",
        }
    }
}

/// A place in the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// What is counted.
    pub unit: Unit,
    /// Which one, from 1.
    pub number: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.unit.name(), self.number)
    }
}

/// Where the parts of an imported text stand in the original.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    unit: Unit,
    /// From which byte of the text on which number holds, ascending.
    starts: Vec<(u32, u32)>,
}

impl Places {
    /// Nothing yet, counted in `unit`.
    pub fn counted_in(unit: Unit) -> Self {
        Self {
            unit,
            starts: Vec::new(),
        }
    }

    /// From byte `offset` of the text on, it is paragraph or page `number`. Offsets come in ascending order.
    pub fn begin(&mut self, offset: usize, number: u32) {
        let offset = u32::try_from(offset).unwrap_or(u32::MAX);
        match self.starts.last_mut() {
            Some(last) if last.0 == offset => last.1 = number,
            _ => self.starts.push((offset, number)),
        }
    }

    /// The place of byte `offset` of the text.
    pub fn at(&self, offset: u32) -> Option<Place> {
        let next = self.starts.partition_point(|(start, _)| *start <= offset);
        let (_, number) = self.starts.get(next.checked_sub(1)?)?;
        Some(Place {
            unit: self.unit,
            number: *number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_until_the_next_begins() {
        let mut places = Places::counted_in(Unit::Page);
        places.begin(0, 1);
        places.begin(10, 2);
        let at = |offset| places.at(offset).map(|place| place.to_string());
        assert_eq!(at(0).as_deref(), Some("page 1"));
        assert_eq!(at(9).as_deref(), Some("page 1"));
        assert_eq!(at(10).as_deref(), Some("page 2"));
        assert_eq!(at(u32::MAX).as_deref(), Some("page 2"));
        assert_eq!(Places::default().at(0), None);
    }
}
