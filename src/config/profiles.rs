//! The shipped profiles: configuration layers under `grammars/profiles/`, parsed only when one is chosen.

/// A shipped set of choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Its name, `student`.
    pub name: &'static str,
    /// What it is for, in one line.
    pub summary: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// The profile in force when none is named. It says nothing, so that it need not be read.
pub const DEFAULT: &str = "student";

macro_rules! profiles {
    ($($name:literal: $summary:literal,)*) => {
        /// Every shipped profile.
        pub const PROFILES: &[Profile] = &[$(Profile {
            name: $name,
            summary: $summary,
            text: include_str!(concat!("../../grammars/profiles/", $name, ".toml")),
        }),*];
    };
}

profiles! {
    "student": "every stable rule; the default",
    "exam": "structure and content only: no wording, safety shorthand or confidentiality",
    "ward": "everything, preview rules included, and confidential details as errors",
    "ccda-hp": "the sections that HL7's C-CDA requires of a history and physical",
    "ccda-progress": "the sections that HL7's C-CDA requires of a progress note",
    "ccda-consult": "the sections that HL7's C-CDA requires of a consultation note",
    "ccda-discharge": "the sections that HL7's C-CDA requires of a discharge summary",
}

/// The profile `name`; case and `_` for `-` do not matter.
pub fn find(name: &str) -> Option<&'static Profile> {
    let wanted = name.trim().to_ascii_lowercase().replace('_', "-");
    PROFILES.iter().find(|profile| profile.name == wanted)
}
