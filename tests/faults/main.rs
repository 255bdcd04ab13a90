//! What the machine does to the program: full disks, closed pipes, files that change or vanish, odd folders, no home, a
//! clock that is wrong. One file a kind of fault; `docs/reliability.md` has the table.
#![cfg(unix)]

mod changes;
mod disk;
mod folders;
mod harness;
mod permissions;
mod pipes;
#[path = "../cli/sandbox.rs"]
#[allow(dead_code, reason = "shared with the tests of the command line")]
mod sandbox;
mod signals;
mod surroundings;
mod syscalls;
