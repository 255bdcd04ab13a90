//! The watch, from outside: the real program on real folders, saved to as editors save.

mod configuration;
mod editors;
mod folders;
mod harness;
mod outputs;
mod runs;
mod saves;
#[cfg(unix)]
mod screen;
