//! Rubrics on notes, with points computed by hand.

mod checks;
mod corpus;
mod docs;
mod shipped;
