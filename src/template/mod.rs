//! Templates: a good note to start from.
//!
//! A template is one file: a `+++` TOML manifest and a body in the markup. It is rendered in two phases. In the first,
//! minijinja puts values in, decides conditions, runs loops and fetches shared parts (`render`). In the
//! second, the markup's own scanner finds what is left for the writer (`document`), and the result is written as a
//! note ([`Document::text`]), as a snippet for editors ([`Document::snippet`]) or asked as a form
//! ([`Document::questions`]).
//!
//! ```
//! use preceptor::template::{Inputs, Library, prepare};
//!
//! let library = Library::templates([]);
//! let template = library.find("soap-clinic")?;
//! let note = prepare(&library, &template, &Inputs::default())?;
//! assert!(note.document.text(false).starts_with("---\nkind: soap\n"));
//! # Ok::<(), preceptor::template::TemplateError>(())
//! ```

mod append;
mod body;
mod check;
mod document;
mod error;
mod field;
mod filters;
mod form;
mod insertion;
mod library;
mod manifest;
mod phrases;
mod prepare;
mod render;
mod snippet;
mod splice;
#[cfg(test)]
mod tests;
mod text;
mod value;

pub use append::{Addition, Appended};
pub use check::{Checked, check};
pub use document::{Blank, BlankKind, Document, Piece, key};
pub use error::{Fault, Origin, TemplateError};
pub use field::{Field, FieldType};
pub use form::{Answer, Answers, Question};
pub use insertion::Insertion;
pub use library::{Library, Listed, Place, Template};
pub use manifest::{At, Manifest};
pub use phrases::{Expansion, Left, Phrases, Why};
pub use prepare::{Inputs, Prepared, prepare, resolved};
pub use snippet::OMIT;
pub use text::GUIDE;
pub use value::{Value, Values, read_value_file, read_values};

impl Document {
    /// What is left to fill in of a text that is written already.
    pub fn of_text(text: &str) -> Self {
        document::read(text, &[], &Values::new())
    }

    /// The text of the note: a default stands where nothing was chosen, optional passages are left out, every other
    /// blank stays visible. With `guide`, guidance stays as comments that TPL007 reports.
    pub fn text(&self, guide: bool) -> String {
        text::render(self, guide)
    }

    /// The note as an editor snippet; blanks under the headings or with the labels of `order` come first.
    pub fn snippet(&self, order: &[String]) -> String {
        snippet::render(self, order)
    }

    /// What is still to be asked, in `order`.
    pub fn questions(&self, order: &[String], answers: &Answers) -> Vec<Question> {
        form::questions(self, order, answers)
    }

    /// The document with the answers in the places of their blanks.
    pub fn filled(&self, answers: &Answers) -> Document {
        form::fill(self, answers)
    }

    /// All blanks, in the order of the text; those of optional passages are inside them.
    pub fn blanks(&self) -> impl Iterator<Item = &Blank> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Blank(blank) => Some(blank),
            _ => None,
        })
    }
}
