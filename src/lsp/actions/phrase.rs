//! Write out a dot phrase under the cursor.

use std::path::PathBuf;

use super::super::changes::Change;
use super::super::snapshot::Snapshot;
use super::{Asked, Offer};
use crate::template::{Phrases, Values};
use crate::text::Span;

/// The phrases that the range touches, each written out as `preceptor expand` does; for a name with a slip of the finger,
/// the phrase that was meant.
pub(super) fn offers<'s>(asked: &Asked<'s>, offers: &mut Vec<Offer<'s>>) {
    let snapshot = asked.snapshot;
    let settings = snapshot.settings();
    let note = snapshot.note();
    let found = note.dot_phrases(&settings.phrases);
    let mut here = found.iter().filter(|phrase| asked.touches(phrase.span)).peekable();
    if note.is_template || here.peek().is_none() {
        return;
    }
    let Some(phrases) = phrases(snapshot) else { return };
    for phrase in here {
        let name = &note.slice(phrase.span)[1..];
        let meant = match phrase.is_known {
            true => name.to_owned(),
            false => match settings.phrases.nearest(name) {
                Some(near) => near.to_owned(),
                None => continue,
            },
        };
        let Some(change) = expanded(snapshot, &phrases, phrase.span, &meant) else {
            continue;
        };
        let findings = asked.of_rule("TPL006", phrase.span);
        let title = format!("Write out the phrase `.{}`", meant.to_lowercase());
        let mut offer = Offer::new(title, findings, vec![change.clone()]);
        offer.snippet = snippet(&note.text, &change);
        offers.push(offer);
    }
}

/// The phrases that hold for the note, as the rules know them.
fn phrases(snapshot: &Snapshot) -> Option<Phrases> {
    let folders = snapshot.analysis().resolved.as_ref()?.phrase_folders.iter();
    let folders: Vec<PathBuf> = folders.cloned().collect();
    Phrases::new(folders).ok()
}

/// The change that writes out the phrase at `span`, which is called, or meant to be called, `name`.
fn expanded(snapshot: &Snapshot, phrases: &Phrases, span: Span, name: &str) -> Option<Change> {
    let text = snapshot.text();
    let range = span.range();
    let named = [&text[..range.start], ".", name, &text[range.end..]].concat();
    let place = Span::from(range.start..range.start + 1 + name.len());
    let done = phrases
        .expand_where(&named, &Values::new(), |other| other == place)
        .ok()?;
    if done.expanded != 1 {
        return None;
    }
    // The marks of the line may have changed before the phrase, and its stop behind it.
    let (old, new) = (text.as_bytes(), done.text.as_bytes());
    let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let head = (0..=same.min(range.start))
        .rev()
        .find(|at| text.is_char_boundary(*at))?;
    let most = (old.len() - range.end).min(new.len() - head);
    let tail = old.iter().rev().zip(new.iter().rev()).take(most);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let tail = (0..=tail).rev().find(|tail| text.is_char_boundary(old.len() - tail))?;
    let words = done.text.get(head..new.len() - tail)?;
    Some(Change::new(text, Span::from(head..old.len() - tail), words))
}

/// The same as a snippet with a stop at each blank. Editors indent the lines of a snippet like the line it stands on: on
/// an indented line the words as they are do better.
fn snippet(text: &str, change: &Change) -> Option<Change> {
    let line = text[..change.span.start as usize]
        .rsplit(['\n', '\r'])
        .next()
        .unwrap_or("");
    if change.text.contains(['\n', '\r']) && line.starts_with([' ', '\t']) {
        return None;
    }
    super::as_snippet(change)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{apply, titled, titles};
    use crate::lsp::testing::Testing;

    #[test]
    fn a_phrase_is_written_out() {
        let note = Testing::note("## Exam\n\nHeart: .normal<|>cardiac\nLungs: .normallungs\n")
            .client(super::super::tests::plain());
        let done = apply(&note, &titled(&note, "Write out the phrase `.normalcardiac`"));
        assert!(done.starts_with("## Exam\n\nHeart: apical impulse"), "{done}");
        assert!(done.ends_with("\nLungs: .normallungs\n"), "{done}");
    }

    #[test]
    fn what_was_meant_is_written_out_too() {
        let note = Testing::note("## Exam\n\nHeart: .normalcardic<|>\n").client(super::super::tests::plain());
        let done = apply(&note, &titled(&note, "Write out the phrase `.normalcardiac`"));
        assert!(done.contains("Heart: apical impulse"), "{done}");
        let note = Testing::note("## Exam\n\nHeart: .zzzyx<|>\n").client(super::super::tests::plain());
        assert!(!titles(&note).iter().any(|title| title.contains("Write out")));
    }

    #[test]
    fn a_list_takes_the_place_of_its_item() {
        let text = "## Exam\r\n\r\n- .ros<|>neg\r\n- end\r\n";
        let note = Testing::note(text).client(super::super::tests::plain());
        let done = apply(&note, &titled(&note, "Write out the phrase `.rosneg`"));
        let whole = crate::template::Phrases::new([]).unwrap();
        let plain = text.replace("<|>", "");
        assert_eq!(
            done,
            whole.expand(&plain, &crate::template::Values::new()).unwrap().text
        );
    }
}
