//! Colours.

use std::borrow::Cow;

use crate::rules::Severity;

/// Paints text for a terminal, or leaves it alone. Callers give it text that is already neutral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// A painter; without `color` it writes no escape sequence.
    pub const fn new(color: bool) -> Self {
        Self { on: color }
    }

    fn with<'a>(self, sgr: &str, text: &'a str) -> Cow<'a, str> {
        if self.on && !text.is_empty() {
            Cow::Owned(format!("\u{1b}[{sgr}m{text}\u{1b}[0m"))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// In the colour of `severity`.
    pub fn severity<'a>(self, severity: Severity, text: &'a str) -> Cow<'a, str> {
        let sgr = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.with(sgr, text)
    }

    /// What the eye should catch.
    pub fn strong<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("1", text)
    }

    /// What the eye may skip.
    pub fn dim<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("2", text)
    }

    /// The frame around an excerpt, in the colour that ariadne gives it.
    #[cfg(feature = "cli")]
    pub(super) fn margin(self, text: &str) -> Cow<'_, str> {
        self.with("38;5;246", text)
    }

    /// What is well.
    pub fn good<'a>(self, text: &'a str) -> Cow<'a, str> {
        self.with("32", text)
    }
}

/// Whether to use colour, as on the command line.
#[cfg(feature = "cli")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// If standard output is a terminal that shows it, and as `NO_COLOR` and `CLICOLOR_FORCE` say.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether standard output gets colour.
#[cfg(feature = "cli")]
pub fn stdout_color(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => !matches!(
            anstream::AutoStream::choice(&std::io::stdout()),
            anstream::ColorChoice::Never
        ),
    }
}
