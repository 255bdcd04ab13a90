//! The body of a template: its own text, or that of the template it extends with its own sections in place of theirs.

use std::ops::Range;

use super::error::{Fault, Origin, TemplateError};
use super::field::Field;
use super::library::{Library, Template};
use super::manifest::{At, Manifest};

/// How many templates may stand on each other.
const MAX_DEPTH: usize = 8;

/// A text put together from files, that knows where each of its bytes comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub text: String,
    /// Where a stretch starts in `text`, its file, and where it starts there.
    stretches: Vec<(usize, Origin, usize)>,
}

impl Body {
    pub fn of(origin: &Origin, from: usize) -> Self {
        Self {
            text: origin.text[from..].to_owned(),
            stretches: vec![(0, origin.clone(), from)],
        }
    }

    /// The file and place of bytes of the text.
    pub fn place(&self, span: Range<usize>) -> Option<(Origin, Range<usize>)> {
        let at = self.stretches.partition_point(|(start, ..)| *start <= span.start);
        let (start, origin, from) = self.stretches.get(at.checked_sub(1)?)?;
        let move_to = |offset: usize| offset - start + from;
        Some((origin.clone(), move_to(span.start)..move_to(span.end.max(span.start))))
    }

    /// The files it comes from.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.stretches.iter().map(|(_, origin, _)| origin)
    }

    fn push(&mut self, other: &Body, range: Range<usize>) {
        let first = other
            .stretches
            .partition_point(|(start, ..)| *start <= range.start)
            .saturating_sub(1);
        for (at, (start, origin, from)) in other.stretches.iter().enumerate().skip(first) {
            let end = other.stretches.get(at + 1).map_or(other.text.len(), |(next, ..)| *next);
            let (cut_start, cut_end) = ((*start).max(range.start), end.min(range.end));
            if cut_start < cut_end {
                self.stretches
                    .push((self.text.len(), origin.clone(), from + (cut_start - start)));
                self.text.push_str(&other.text[cut_start..cut_end]);
            }
        }
        // A section ends with a blank line, whether or not its file does.
        while !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

/// The template with what it extends: manifest and body.
pub(super) fn whole(library: &Library, template: &Template) -> Result<(Manifest, Body), TemplateError> {
    resolve(library, template, &mut Vec::new())
}

fn resolve(library: &Library, template: &Template, above: &mut Vec<String>) -> Result<(Manifest, Body), TemplateError> {
    let own = Body::of(&template.origin, template.body);
    let Some(base) = &template.manifest.extends else {
        return Ok((template.manifest.clone(), own));
    };
    let at = |message: String, help: Option<String>| {
        TemplateError::from(Fault::at(&template.origin, base.span.clone(), message, help))
    };
    above.push(template.name.clone());
    if above.len() > MAX_DEPTH {
        return Err(at(
            format!("templates extend each other without end: {} …", above[..3].join(" → ")),
            Some("one of them must stand by itself".to_owned()),
        ));
    }
    let below = library
        .below(template, &base.value)
        .map_err(|error| match &*error.faults {
            // Said where it is asked for; the faults of a file that was found have places of their own.
            [fault] if fault.at.is_none() => at(fault.message.clone(), fault.help.clone()),
            _ => error,
        })?;
    let (manifest, body) = resolve(library, &below, above)?;
    Ok((merged(&manifest, &template.manifest), replaced(&body, &own)))
}

/// `over` where it says something, else `base`; fields by name.
fn merged(base: &Manifest, over: &Manifest) -> Manifest {
    fn of<T: Clone>(base: &[T], over: &[T]) -> Vec<T> {
        if over.is_empty() { base.to_vec() } else { over.to_vec() }
    }
    let either = |base: &Option<At<String>>, over: &Option<At<String>>| over.clone().or_else(|| base.clone());
    let mut fields: Vec<Field> = base.fields.clone();
    for field in &over.fields {
        match fields.iter_mut().find(|other| other.name == field.name) {
            Some(other) => *other = field.clone(),
            None => fields.push(field.clone()),
        }
    }
    Manifest {
        title: over.title.clone(),
        description: Some(&over.description)
            .filter(|text| !text.is_empty())
            .unwrap_or(&base.description)
            .clone(),
        kind: either(&base.kind, &over.kind),
        specialty: of(&base.specialty, &over.specialty),
        setting: either(&base.setting, &over.setting),
        tags: of(&base.tags, &over.tags),
        order: of(&base.order, &over.order),
        extends: over.extends.clone(),
        fields,
    }
}

/// The sections of `over` in the places of those of `base` with the same heading; the others follow the section that
/// they follow in `over`, or stand at the end.
fn replaced(base: &Body, over: &Body) -> Body {
    let (ours, theirs) = (sections(&over.text), sections(&base.text));
    let find = |list: &[(String, Range<usize>)], title: &str| list.iter().position(|(other, _)| other == title);
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); theirs.len() + 1];
    let mut last = theirs.len();
    for (at, (title, _)) in ours.iter().enumerate() {
        match find(&theirs, title) {
            Some(place) => last = place,
            None => after[last].push(at),
        }
    }
    let mut body = Body::default();
    for (place, (title, range)) in theirs.iter().enumerate() {
        match find(&ours, title) {
            // What stands before the first heading is replaced only by something.
            Some(at) if !(title.is_empty() && over.text[ours[at].1.clone()].trim().is_empty()) => {
                body.push(over, ours[at].1.clone());
            }
            _ => body.push(base, range.clone()),
        }
        for at in &after[place] {
            body.push(over, ours[*at].1.clone());
        }
    }
    for at in &after[theirs.len()] {
        body.push(over, ours[*at].1.clone());
    }
    body
}

/// The sections of a body under `# ` headings, with what stands before the first under an empty title. A comment right
/// above a heading belongs to its section.
fn sections(text: &str) -> Vec<(String, Range<usize>)> {
    let mut found: Vec<(String, Range<usize>)> = vec![(String::new(), 0..text.len())];
    let comments: Vec<Range<usize>> = crate::syntax::comments(text).map(|(range, _)| range).collect();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let in_comment = comments.iter().any(|range| range.contains(&start));
        if let Some(title) = line.strip_prefix("# ").filter(|_| !in_comment) {
            let before = text[..start].trim_end().len();
            let comment = comments.iter().find(|range| range.end == before);
            let lone = |range: &&Range<usize>| text[..range.start].ends_with('\n') || range.start == 0;
            let start = comment.filter(lone).map_or(start, |range| range.start);
            if let Some((_, last)) = found.last_mut() {
                last.end = start.max(last.start);
            }
            found.push((title.trim().to_lowercase(), start..text.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        Body::of(&Origin::new("x.md", text), 0)
    }

    #[test]
    fn sections_are_replaced_by_heading_and_new_ones_follow_their_neighbour() {
        let base = body("intro\n# HPI\nold\n# Exam\nold exam\n<!-- plan -->\n# Plan\nold plan\n");
        let over = body("# hpi\nnew\n# Social\ninserted\n# Extra\nmore\n");
        let joined = replaced(&base, &over);
        assert_eq!(
            joined.text,
            "intro\n\n# hpi\nnew\n\n# Social\ninserted\n\n# Extra\nmore\n\n# Exam\nold exam\n\n<!-- plan -->\n# Plan\nold plan\n\n"
        );
        let at = joined.text.find("old plan").expect("it is there");
        let (origin, span) = joined.place(at..at + 3).expect("it has a place");
        assert_eq!(&origin.text[span], "old");
        assert_eq!(&*origin.text, &*base.text);
    }
}
