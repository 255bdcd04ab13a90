//! Links in a note: the template and the earlier note that its front matter names, the pages of rules that its
//! directives name, and addresses in the text. Nothing is fetched; a link to a file is there only if the file is.

use url::Url;

use super::paths;
use super::snapshot::Snapshot;
use super::types::{DocumentLink, DocumentLinkParams, Uri};
use crate::files::Previous;
use crate::lint::Selector;
use crate::note::Note;
use crate::template::Place;
use crate::text::Span;

/// So many links of a text are told.
const MOST: usize = 2000;
/// The longest address, in bytes.
const LONGEST: usize = 2000;
/// How addresses in the text begin.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// Links in a note.
pub(super) fn links(snapshot: &Snapshot, _params: DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    if !snapshot.is_note() {
        return None;
    }
    let note = snapshot.note();
    let mut found: Vec<Found> = front_matter(snapshot, note);
    found.extend(directives(snapshot, note));
    found.extend(targets(snapshot));
    found.extend(addresses(snapshot.text()));
    found.sort_by_key(|found| (found.span.start, found.span.end));
    // One address, found in two ways.
    let mut end = 0;
    found.retain(|found| {
        let fresh = found.span.start >= end && !found.span.is_empty();
        if fresh {
            end = found.span.end;
        }
        fresh
    });
    found.truncate(MOST);
    let shown = |found: Found| DocumentLink::new(snapshot.range(found.span), Some(found.target), found.tooltip, None);
    Some(found.into_iter().map(shown).collect())
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    span: Span,
    target: Uri,
    tooltip: Option<String>,
}

impl Found {
    fn new(span: Span, target: Uri) -> Self {
        Self {
            span,
            target,
            tooltip: None,
        }
    }
}

/// `template:` and `previous:`, where there is a file behind them.
fn front_matter(snapshot: &Snapshot, note: &Note) -> Vec<Found> {
    let mut found = Vec::new();
    for entry in &note.front_matter {
        let value = note.slice(entry.value);
        let key = note.slice(entry.key);
        if value.is_empty() {
            continue;
        }
        if key.eq_ignore_ascii_case("previous")
            && let Some(path) = Previous::target(snapshot.path(), snapshot.text()).filter(|path| path.is_file())
            && let Some(target) = paths::uri_of(&path)
        {
            found.push(Found::new(entry.value, target));
        }
        if key.eq_ignore_ascii_case("template")
            && let Ok(template) = snapshot.library().find(value)
            && let Place::File(path) = &template.place
            && let Some(target) = paths::uri_of(path)
        {
            found.push(Found {
                tooltip: Some(template.manifest.title),
                ..Found::new(entry.value, target)
            });
        }
    }
    found
}

/// The rules that directives name, to their pages.
fn directives(snapshot: &Snapshot, note: &Note) -> Vec<Found> {
    let mut found = Vec::new();
    let rules = &snapshot.settings().user_rules;
    for (_, span) in note.directives().take(MOST) {
        let text = note.slice(span);
        // Behind the verb, before the reason.
        let Some((head, said)) = text.split_once("preceptor:") else {
            continue;
        };
        let said = said.split(" --").next().unwrap_or(said);
        let mut at = span.start + (head.len() + "preceptor:".len()) as u32;
        let is_name = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
        for word in said.split_inclusive(|char: char| !is_name(char)) {
            let name = word.trim_end_matches(|char: char| !is_name(char));
            let place = Span::new(at, at + name.len() as u32);
            at += word.len() as u32;
            if name.is_empty() {
                continue;
            }
            if let Some(Selector::Rule(rule)) = Selector::find(name, rules)
                && let Some(target) = snapshot.pages.href(rule.code)
            {
                found.push(Found {
                    tooltip: Some(format!("{} {}", rule.code, rule.name)),
                    ..Found::new(place, target)
                });
            }
        }
    }
    found
}

/// The targets of Markdown links: `[text](target)`.
fn targets(snapshot: &Snapshot) -> Vec<Found> {
    let text: &str = snapshot.text();
    let mut found = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), b"](").take(MOST) {
        let start = at + 2;
        let limit = crate::text::floor(text, (start + LONGEST).min(text.len()));
        let rest = &text[start..limit];
        let Some(end) = rest.find([')', '\n', '\r']).filter(|end| rest[*end..].starts_with(')')) else {
            continue;
        };
        // `(address "a title")`
        let inside = rest[..end].trim_start();
        let start = start + (end - inside.len());
        let written = inside.split([' ', '\t']).next().unwrap_or_default();
        let span = Span::from(start..start + written.len());
        if let Some(target) = address(written).or_else(|| file(snapshot, written)) {
            found.push(Found::new(span, target));
        }
    }
    found
}

/// A file that is written as seen from the folder of the note.
fn file(snapshot: &Snapshot, written: &str) -> Option<Uri> {
    let name = written.split(['#', '?']).next().unwrap_or_default();
    if name.is_empty() || !snapshot.document.is_file || name.contains(':') || name.starts_with(['/', '\\']) {
        return None;
    }
    let base = paths::uri_of(snapshot.path())?;
    let joined = Url::parse(&base.0).ok()?.join(name).ok()?;
    let target = Uri(joined.into());
    paths::path_of(&target).filter(|path| path.is_file())?;
    Some(target)
}

/// Addresses that stand in the text as they are.
fn addresses(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    for colon in memchr::memchr_iter(b':', text.as_bytes()) {
        let start = SCHEMES.iter().find_map(|scheme| {
            let name = scheme.find(':').unwrap_or(scheme.len());
            let start = colon.checked_sub(name)?;
            let there = text.get(start..start + scheme.len())?;
            let before = text[..start].chars().next_back();
            let is_word = before.is_some_and(char::is_alphanumeric);
            (there.eq_ignore_ascii_case(scheme) && !is_word).then_some(start)
        });
        let Some(start) = start else { continue };
        let limit = crate::text::floor(text, (start + LONGEST).min(text.len()));
        let rest = &text[start..limit];
        let ends =
            |char: char| char.is_whitespace() || char.is_control() || matches!(char, '<' | '>' | '"' | '`' | '|');
        let written = trimmed(&rest[..rest.find(ends).unwrap_or(rest.len())]);
        if let Some(target) = address(written) {
            found.push(Found::new(Span::from(start..start + written.len()), target));
            if found.len() >= MOST {
                break;
            }
        }
    }
    found
}

/// Without the signs of the sentence behind it, and a bracket that was opened before it.
fn trimmed(address: &str) -> &str {
    let mut address = address;
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', ']', '’', '”', '…']);
        let count = |char: char| shorter.matches(char).count();
        let shorter = match count(')') > count('(') {
            true => shorter.strip_suffix(')').unwrap_or(shorter),
            false => shorter,
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

/// An address that an editor may open.
fn address(written: &str) -> Option<Uri> {
    let url = Url::parse(written).ok()?;
    let is_whole = match url.scheme() {
        "http" | "https" => url.host_str().is_some_and(|host| !host.is_empty()),
        "mailto" => url
            .path()
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()),
        _ => false,
    };
    is_whole.then(|| Uri(url.into()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::document::Document;
    use super::super::pages::Pages;
    use super::super::testing::Testing;
    use super::super::types::{PartialResultParams, WorkDoneProgressParams};
    use std::path::Path;

    use super::*;

    fn ask(testing: &Testing) -> Option<Vec<DocumentLink>> {
        let nothing = WorkDoneProgressParams::default();
        let params = DocumentLinkParams::new(testing.document(), nothing, PartialResultParams::default());
        links(&testing.snapshot, params)
    }

    /// What is written, and where it leads.
    fn found(testing: &Testing) -> Vec<(String, String)> {
        let snapshot = &testing.snapshot;
        let show = |link: DocumentLink| {
            let words = snapshot.span(link.range).of(snapshot.text()).to_owned();
            (words, link.target.expect("a link leads somewhere").0)
        };
        ask(testing).expect("it is a note").into_iter().map(show).collect()
    }

    fn in_text(text: &str) -> Vec<String> {
        found(&Testing::note(text))
            .into_iter()
            .map(|(words, _)| words)
            .collect()
    }

    /// The note as a file of this folder.
    fn in_folder(folder: &Path, text: &str) -> Testing {
        let mut testing = Testing::note(text);
        let path = folder.join("today.note");
        let uri = paths::uri_of(&path).unwrap();
        testing.snapshot.document = Arc::new(Document::new(uri, path, true, Some(1), Arc::from(text)));
        testing
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        assert_eq!(
            in_text(
                "S: see https://example.org/a_(b)?q=1#c, (http://example.org). Or <mailto:a@example.org>; **https://x.org/**\n"
            ),
            [
                "https://example.org/a_(b)?q=1#c",
                "http://example.org",
                "mailto:a@example.org",
                "https://x.org/"
            ]
        );
        assert_eq!(
            in_text("S: [the page](https://example.org/x \"title\")\n"),
            ["https://example.org/x"]
        );
        assert!(
            in_text("S: http:// and mailto: and xhttp://a.org, javascript:alert(1) [x](javascript:alert(1))\n")
                .is_empty()
        );
    }

    #[test]
    fn files_are_linked_if_they_are_there() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("day 1.md"), "S: x\n").unwrap();
        let text =
            "---\nkind: soap\nprevious: day 1.md\n---\nS: [before](day%201.md#s) [not](day2.md) [root](/etc/passwd)\n";
        let testing = in_folder(folder.path(), text);
        let found = found(&testing);
        let words: Vec<&str> = found.iter().map(|(words, _)| &**words).collect();
        assert_eq!(words, ["day 1.md", "day%201.md#s"]);
        assert!(
            found.iter().all(|(_, target)| target.ends_with("/day%201.md")),
            "{found:?}"
        );
        std::fs::remove_file(folder.path().join("day 1.md")).unwrap();
        assert!(super::tests::found(&in_folder(folder.path(), text)).is_empty());
    }

    #[test]
    fn a_template_is_linked_if_it_has_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().join("templates");
        std::fs::create_dir(&templates).unwrap();
        let manifest = "+++\ntitle = \"Ours\"\ndescription = \"x\"\nkind = \"soap\"\n+++\n# SOAP Note\n";
        std::fs::write(templates.join("ours.md"), manifest).unwrap();
        let file = folder.path().join("preceptor.toml");
        std::fs::write(&file, "templates = [\"templates\"]\n").unwrap();
        let overrides = crate::config::Overrides {
            config: Some(file),
            ..crate::config::Overrides::default()
        };
        let ours = Testing::note("---\ntemplate: ours\n---\nS: x\n").overrides(overrides.clone());
        let found = found(&ours);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].0 == "ours" && found[0].1.ends_with("/templates/ours.md"),
            "{found:?}"
        );
        // What ships in the program has no file.
        assert!(in_text("---\ntemplate: soap-clinic\n---\nS: x\n").is_empty());
    }

    #[test]
    fn rules_lead_to_their_pages() {
        let cache = tempfile::tempdir().unwrap();
        let mut testing = Testing::note("S: x <!-- preceptor: allow SAF001, missing-section -- see ORG002 -->\n");
        assert!(found(&testing).is_empty(), "without a cache there are no pages");
        testing.snapshot.pages = Arc::new(Pages::new(Some(cache.path())));
        let found = found(&testing);
        let words: Vec<&str> = found.iter().map(|(words, _)| &**words).collect();
        assert_eq!(words, ["SAF001", "missing-section"]);
        assert!(found[1].1.contains("ORG001-missing-section.md"), "{found:?}");
    }

    #[test]
    fn a_readme_has_none() {
        assert_eq!(
            ask(&Testing::note("# See https://example.org\n").named("README.md")),
            None
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn links_lie_in_the_text_and_do_not_overlap(
            text in super::super::hover::texts(),
            more in "(https?://|mailto:|\\]\\(|[a-z.@°🌡()]|\\*|\n|:){0,40}",
        ) {
            let text = format!("{text}{more}");
            let testing = Testing::text(&text, vec![]);
            let snapshot = &testing.snapshot;
            let mut end = None;
            for link in ask(&testing).expect("it is a note") {
                prop_assert!(link.range.start < link.range.end && end <= Some(link.range.start));
                prop_assert_eq!(snapshot.range(snapshot.span(link.range)), link.range);
                end = Some(link.range.end);
            }
        }
    }
}
