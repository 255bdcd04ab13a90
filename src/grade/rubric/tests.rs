//! Rubrics on notes, with points computed by hand.

mod checks;
mod docs;
mod shipped;
