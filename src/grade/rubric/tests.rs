//! Rubrics on notes, with points computed by hand.

mod shipped;
