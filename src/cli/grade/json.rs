//! `grade --format json`, contract version 1.

use std::io::{self, Write};

use serde_json::json;

use crate::files::FileError;
use crate::grade::Row;
use crate::grade::run::Finished;

/// The version of the contract: it changes when something is renamed, removed or means something else.
const VERSION: u32 = 1;

/// Everything, with the marks as the workers wrote them.
///
/// # Errors
/// `out` cannot be written to.
pub(super) fn write(finished: &mut Finished, errors: &[FileError], out: &mut impl Write) -> io::Result<()> {
    let class = &finished.class;
    let all = errors.iter().chain(&finished.failures);
    let errors: Vec<_> = all
        .map(|error| json!({ "path": error.path.to_string_lossy(), "message": error.message }))
        .chain(
            class
                .unread
                .iter()
                .map(|unread| json!({ "path": unread.path, "message": unread.message })),
        )
        .collect();
    let head = json!({
        "version": VERSION,
        "rubric": class.rubric,
        "errors": errors,
        "unread": class.unread,
        "missing": class.missing,
        "strangers": class.strangers,
        "anonymous": class.anonymous,
        "made": class.made,
        "rules": class.rules,
        "pairs": class.pairs,
        "history": class.history,
        "summary": {
            "submissions": class.rows.len() + class.unread.len(),
            "marked": class.rows.len(),
            "points": class.rubric.points(),
            "auto": class.rubric.auto(),
            "late": class.rows.iter().filter(|row| row.late).count(),
            "looks": class.rows.iter().filter(|row| !row.looks.is_empty()).count(),
            "findings": class.rows.iter().flat_map(|row: &Row| &row.counts).map(|(_, count)| count).sum::<u32>(),
        },
    });
    // The notes go in before the brace that closes the object.
    let mut head = serde_json::to_vec(&head)?;
    head.pop();
    out.write_all(&head)?;
    out.write_all(b",\"notes\":[")?;
    finished.json.copy(out)?;
    out.write_all(b"\n]}\n")
}
