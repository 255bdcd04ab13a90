//! A panic costs the answer it was working on, not the session.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::lint::{last_words, please_report, without_quotations};

/// Do `work`; a panic becomes a message for the user. (The place goes to standard error, which editors keep as a log.)
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let what = without_quotations(&last_words(&*panic));
        format!("something broke down ({what}). {}", please_report("this line"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_message() {
        assert_eq!(guarded(|| 1), Ok(1));
        let why = guarded(|| -> u8 { panic!("unlucky {}", 13) }).unwrap_err();
        assert!(why.contains("unlucky 13") && why.contains("report"), "{why}");
    }
}
