//! The marking desk, from outside: a class of thirty in the layout of each course system (`class/`), marked, handed back.
//!
//! The class is built by `class/make-class`, which needs Python 3, and LibreOffice for the documents; without them tests
//! are skipped, aloud, and fail in CI.

mod alike;
mod anonymous;
mod beside;
mod broken;
mod by_hand;
mod desk;
mod documents;
mod gradebooks;
mod human;
mod integrity;
mod layouts;
mod names;
