//! Which program this is: a result belongs to the very build that found it.

use std::fmt::Write as _;

use super::seal::{Digest, Digester};

/// A digest of the running program, `None` where that cannot be told: its version, and what the file system says of its
/// file. A build of the same version is another file, written at another time; to read it all would take longer than to
/// check a few notes.
pub(super) fn digest() -> Option<Digest> {
    let path = std::env::current_exe().ok()?;
    let metadata = std::fs::metadata(&path).ok()?;
    let mut digester = Digester::new("preceptor result cache: program");
    let version = env!("CARGO_PKG_VERSION");
    let written = metadata.modified().ok()?;
    let _ = write!(digester, "{version:?} {path:?} {} {written:?}", metadata.len());
    // A package may carry a date of its own choice for its files; when the file came to be here nobody chooses.
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let _ = write!(digester, " {} {}", metadata.ctime(), metadata.ctime_nsec());
    }
    #[cfg(not(unix))]
    let _ = write!(digester, " {:?}", metadata.created().ok());
    Some(digester.finish())
}
