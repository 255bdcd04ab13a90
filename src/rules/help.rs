//! What a finding advises. Very many findings may advise the same, and then share the words.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// What to write instead, in words.
#[derive(Clone)]
pub struct Help(Words);

#[derive(Clone)]
enum Words {
    Fixed(&'static str),
    Own(Box<str>),
    Shared(Arc<str>),
}

impl Deref for Help {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Words::Fixed(words) => words,
            Words::Own(words) => words,
            Words::Shared(words) => words,
        }
    }
}

impl From<&'static str> for Help {
    fn from(words: &'static str) -> Self {
        Self(Words::Fixed(words))
    }
}

impl From<String> for Help {
    fn from(words: String) -> Self {
        Self(Words::Own(words.into()))
    }
}

impl From<Cow<'static, str>> for Help {
    fn from(words: Cow<'static, str>) -> Self {
        match words {
            Cow::Borrowed(words) => words.into(),
            Cow::Owned(words) => words.into(),
        }
    }
}

impl From<Arc<str>> for Help {
    fn from(words: Arc<str>) -> Self {
        Self(Words::Shared(words))
    }
}

impl Default for Help {
    fn default() -> Self {
        "".into()
    }
}

impl PartialEq for Help {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Help {}

impl fmt::Debug for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Help;
    use std::sync::Arc;

    #[test]
    fn however_it_is_kept_it_reads_the_same() {
        let shared: Arc<str> = "write it out".into();
        let all: [Help; 3] = ["write it out".into(), "write it out".to_owned().into(), shared.into()];
        for help in &all {
            assert_eq!(*help, all[0]);
            assert_eq!(format!("{help}, {help:?}"), "write it out, \"write it out\"");
        }
        assert!(Help::default().is_empty());
    }
}
