//! Watch mode: notes are checked again as they are saved.
