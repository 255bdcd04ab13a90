//! `@age@`: in a note the value that its front matter gives; in a template the name of a field.

use std::path::Path;

use super::super::types::CompletionItemKind;
use super::items::{Item, Items, begins};
use super::place::Place;
use crate::template::Place as Kept;
use crate::template::{Origin, Template, TemplateError};
use crate::text::Span;

/// What a note may know of its patient and itself, with the keys of the front matter.
const KNOWN: [(&str, &str); 7] = [
    ("age", "patient-age"),
    ("sex", "patient-sex"),
    ("pronouns", "patient-pronouns"),
    ("weight", "patient-weight"),
    ("height", "patient-height"),
    ("date", "date"),
    ("author", "author"),
];

/// The `@` and the letters behind it.
fn typed(place: &Place<'_>) -> Option<Span> {
    let before = place.before();
    let name = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let head = name.strip_suffix('@')?;
    // `b@c` is an address, `3 @ 5` a time.
    let free = |c: char| !c.is_alphanumeric() && !matches!(c, '@' | '.' | '_');
    let starts = head.chars().next_back().is_none_or(free);
    let start = place.line.start + head.len() as u32;
    starts.then(|| Span::new(start, place.at))
}

/// Offer the values that the front matter gives.
pub(super) fn offer(place: &Place<'_>, items: &mut Items<'_>) -> bool {
    if !place.is_by_hand_or('@') {
        return false;
    }
    let Some(span) = typed(place).filter(|span| place.is_prose(span.start)) else {
        return false;
    };
    let note = place.snapshot.note();
    let span = closed(place, span);
    for (name, key) in KNOWN {
        let value = note.front_matter_value(key).filter(|value| !value.is_empty());
        if let Some(value) = value {
            let label = format!("@{name}@");
            items.push(
                Item::new(CompletionItemKind::Variable, label, span, value)
                    .detail(value)
                    .documentation(format!("The value of `{key}` in the front matter.")),
            );
        }
    }
    true
}

/// Offer the fields of the template that is being written.
pub(super) fn of_template(place: &Place<'_>, items: &mut Items<'_>) {
    if !place.is_by_hand_or('@') {
        return;
    }
    let Some(span) = typed(place) else { return };
    let path = place.snapshot.path();
    let Ok(template) = template(path, place.text()) else {
        return;
    };
    if (place.at as usize) < template.body {
        return;
    }
    let span = closed(place, span);
    let written = &place.text()[span.start as usize + 1..place.at as usize];
    for field in template.manifest.fields {
        let link = format!("@{}@", field.name);
        if begins(&field.name, written) {
            items.push(
                Item::new(CompletionItemKind::Variable, link.clone(), span, link)
                    .detail(field.kind.name())
                    .documentation(field.prompt.or(field.help).unwrap_or_default()),
            );
        }
    }
}

fn template(path: &Path, text: &str) -> Result<Template, TemplateError> {
    let shown = path.display().to_string();
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Template::read(&name, Kept::File(path.to_path_buf()), Origin::new(shown, text))
}

/// With the `@` that a client may have closed by itself.
fn closed(place: &Place<'_>, span: Span) -> Span {
    let more = u32::from(place.after().starts_with('@'));
    Span::new(span.start, span.end + more)
}
