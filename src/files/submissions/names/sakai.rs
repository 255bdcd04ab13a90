//! Sakai: a folder a student, `Doe, Jane(jdoe)`, with `Submission attachment(s)`, a `timestamp.txt`, the typed text in
//! `Doe, Jane(jdoe)_submissionText.html`, and what the teacher writes back beside it.

use super::{Named, Part};

pub(super) fn parse(component: &str) -> Option<Named> {
    let (name, user) = component.strip_suffix(')')?.rsplit_once('(')?;
    let (name, user) = (name.trim_end(), user.trim());
    // "Submission attachment(s)" is none: a student's folder has "Last, First" before the bracket.
    let (last, first) = name.split_once(',')?;
    if last.trim().is_empty() || first.trim().is_empty() || user.is_empty() {
        return None;
    }
    Some(Named {
        name: format!("{} {}", first.trim(), last.trim()),
        user: Some(user.to_owned()),
        ..Named::default()
    })
}

/// When it was handed in, as `timestamp.txt` says: `20260301200503000`.
pub(in super::super) fn time(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text
        .get(..12)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let (day, hour, minute) = (part(6, 8), part(8, 10), part(10, 12));
    Some(format!("{}-{}-{day} {hour}:{minute}", part(0, 4), part(4, 6)))
}

/// What a file below a student's folder is.
pub(super) fn part(below: &[String], folder: &str) -> Part {
    let Some(file) = below.last() else { return Part::File };
    let inner = below.first().map(String::as_str).unwrap_or_default();
    if inner.starts_with("Feedback Attachment") {
        return Part::Companion;
    }
    if below.len() == 1 {
        let typed = file.strip_prefix(folder).unwrap_or(file);
        return match typed {
            "comments.txt" | "feedbackText.html" | "feedbackText.txt" => Part::Companion,
            "timestamp.txt" => Part::Companion,
            _ if typed.trim_start_matches('_').starts_with("submissionText.") => Part::Typed,
            _ => Part::File,
        };
    }
    Part::File
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_a_student() {
        let jane = parse("Doe, Jane(jdoe)").unwrap();
        assert_eq!((jane.name.as_str(), jane.user.as_deref()), ("Jane Doe", Some("jdoe")));
        let jose = parse("Núñez O'Brien, José (Pepe) María(jn@u.example)").unwrap();
        assert_eq!(jose.name, "José (Pepe) María Núñez O'Brien");
        assert_eq!(jose.user.as_deref(), Some("jn@u.example"));
        for none in [
            "Submission attachment(s)",
            "Feedback Attachment(s)",
            "Jane(1)",
            "(x)",
            ", (x)",
            "",
        ] {
            assert_eq!(parse(none), None, "{none}");
        }
    }

    #[test]
    fn the_time_of_a_submission() {
        assert_eq!(time("20260301200503000\n").as_deref(), Some("2026-03-01 20:05"));
        assert_eq!(time("2026"), None);
        assert_eq!(time("yesterday evening"), None);
    }

    #[test]
    fn the_teachers_own_files_are_no_submissions() {
        let of = |path: &str| {
            let below: Vec<String> = path.split('/').map(str::to_owned).collect();
            part(&below, "Doe, Jane(jdoe)")
        };
        assert_eq!(of("Submission attachment(s)/comments.txt"), Part::File);
        assert_eq!(of("Doe, Jane(jdoe)_submissionText.html"), Part::Typed);
        for companion in [
            "comments.txt",
            "feedbackText.html",
            "timestamp.txt",
            "Feedback Attachment(s)/a.docx",
        ] {
            assert_eq!(of(companion), Part::Companion, "{companion}");
        }
    }
}
