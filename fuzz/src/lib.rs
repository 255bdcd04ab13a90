//! The fuzz targets. What each does with its bytes stands in [`drive`], which `tests/fuzz_replay.rs` includes too.

pub mod drive;
