//! Where the feedback sheets stand.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::{FEEDBACK, Request};
use crate::files::submissions::{CourseSystem, Submission};

/// Where each feedback sheet stands, without its extension. Moodle takes feedback files back by the folder that the
/// submission came in; everywhere else the name is the student's.
pub(super) fn sheets(request: &Request<'_>) -> Vec<Option<PathBuf>> {
    let Some(out) = request.out else {
        return vec![None; request.submissions.len()];
    };
    let folder = out.join(FEEDBACK);
    let mut taken = HashSet::new();
    let mut names: HashMap<&str, usize> = HashMap::new();
    for submission in &request.submissions {
        *names.entry(&submission.student.name).or_default() += 1;
    }
    let sheet = |submission: &Submission| {
        if let (CourseSystem::Moodle, None, Some(own)) =
            (request.system, &request.desk.codes, moodle_folder(submission))
            && taken.insert(own.clone())
        {
            return Some(folder.join(own).join("feedback"));
        }
        let student = request.desk.shown(&submission.student);
        let plain = slug(&student.name);
        let shared = names
            .get(submission.student.name.as_str())
            .is_some_and(|count| *count > 1);
        let alone = (!shared).then(|| plain.clone());
        let name = alone
            .into_iter()
            .chain([format!("{plain}-{}", slug(&student.key))])
            .chain((2..).map(|number| format!("{plain}-{number}")))
            .find(|name| !name.is_empty() && taken.insert(name.to_lowercase()))?;
        // With a dot at its end, what follows would be taken for the extension.
        Some(folder.join(name))
    };
    request.submissions.iter().map(sheet).collect()
}

/// The folder of a Moodle download that a submission lies in.
fn moodle_folder(submission: &Submission) -> Option<String> {
    let folder = submission.input.path.parent()?.file_name()?.to_str()?;
    folder.contains("_assignsubmission_").then(|| folder.to_owned())
}

/// A name that every file system takes.
fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if out.len() > 80 {
            break;
        }
    }
    out.trim_end_matches('-').to_owned()
}
