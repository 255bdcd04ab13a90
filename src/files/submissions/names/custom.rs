//! Names of one's own: `--names '(?<student>…)'`.

use regex::Regex;

use super::{Named, dates};

/// A pattern that a teacher wrote for the names of their own files.
#[derive(Debug, Clone)]
pub struct NamePattern {
    pattern: Regex,
}

/// The groups that a pattern may have.
const GROUPS: [&str; 6] = ["student", "id", "user", "attempt", "late", "at"];

impl NamePattern {
    /// From a regular expression with the group `student`, `id` or `user`, and maybe `attempt`, `late` and `at`.
    ///
    /// # Errors
    /// A sentence without full stop and subject: what is wrong with the pattern, and how one looks.
    pub fn new(pattern: &str) -> Result<Self, String> {
        const EXAMPLE: &str = r"(?<student>[^/_]+)_(?<id>\d+)\.docx$";
        let regex = Regex::new(pattern).map_err(|error| {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ")
                .to_owned();
            format!("is a broken pattern ({reason}); one that works looks like {EXAMPLE}")
        })?;
        let groups: Vec<&str> = regex.capture_names().flatten().collect();
        if let Some(unknown) = groups.iter().find(|group| !GROUPS.contains(group)) {
            return Err(format!(
                "has the group \"{unknown}\", which means nothing; the groups are {}",
                GROUPS.join(", ")
            ));
        }
        if !groups.iter().any(|group| ["student", "id", "user"].contains(group)) {
            return Err(format!(
                "does not say where the student stands; give it a group, as in {EXAMPLE}"
            ));
        }
        Ok(Self { pattern: regex })
    }

    /// What a path (below the folder or archive, with `/`) tells.
    pub fn parse(&self, path: &str) -> Option<Named> {
        let found = self.pattern.captures(path)?;
        let text = |group: &str| {
            let part = found.name(group)?.as_str().trim();
            (!part.is_empty()).then(|| part.to_owned())
        };
        let (name, id, user) = (text("student"), text("id"), text("user"));
        Some(Named {
            name: name.or_else(|| user.clone()).or_else(|| id.clone())?,
            id,
            user,
            late: text("late").is_some(),
            attempt: text("attempt").and_then(|digits| digits.parse().ok()),
            at: text("at").map(|date| dates::parse(&date).unwrap_or(date)),
            ..Named::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_names_its_groups() {
        let pattern =
            r"(?<at>\d{4}-\d\d-\d\d)/(?<student>[A-Za-z ]+)-(?<id>\d+)(?:-v(?<attempt>\d+))?(?<late>-late)?\.";
        let names = NamePattern::new(pattern).unwrap();
        let jane = names.parse("2026-03-01/Jane Doe-77-v2-late.docx").unwrap();
        assert_eq!((jane.name.as_str(), jane.id.as_deref()), ("Jane Doe", Some("77")));
        assert_eq!(
            (jane.attempt, jane.late, jane.at.as_deref()),
            (Some(2), true, Some("2026-03-01"))
        );
        assert!(!names.parse("2026-03-01/Jane-7.md").unwrap().late);
        assert_eq!(names.parse("notes/Jane.md"), None);
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said() {
        let error = |pattern: &str| NamePattern::new(pattern).unwrap_err();
        assert!(error("(?<student>.+").contains("broken"));
        assert!(error("(.+)").contains("does not say where the student stands"));
        assert!(error("(?<name>.+)").contains("\"name\""));
    }
}
