//! Texts as notes: the parser, the rules, the fixes, the layout and the reports.

use std::sync::{Arc, LazyLock};

use preceptor::format::{self, HeadingStyle, Style};
use preceptor::grammar::Grammar;
use preceptor::lint::redact::{Dates, redact};
use preceptor::lint::{self, Checked, Settings, fix::fix as mend};
use preceptor::note::{self, Hints};
use preceptor::report::{self, Format, NoteReport, RenderOptions, Renderer, RunSummary};
use preceptor::rules::{self, Applicability, Date};
use preceptor::syntax::{self, placeholders};
use preceptor::text::{Span, decode};

use super::parts;

/// Every rule there is, by the clock of one day.
pub static ALL_RULES: LazyLock<Settings> = LazyLock::new(|| {
    let mut settings = Settings::with_rules(Grammar::builtin(), rules::all());
    settings.clock = Date::parse("2026-11-23").ok();
    settings
});

fn text_of(bytes: &[u8]) -> Option<Arc<str>> {
    Some(Arc::from(&*decode(bytes).ok()?.text))
}

/// Any bytes: they decode or are refused, and what decodes is parsed into a lossless, well-formed tree.
pub fn parse(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    is_well_parsed(&text);
}

fn is_well_parsed(text: &str) {
    let tree = syntax::parse(text);
    let mut at = 0;
    for leaf in tree.leaves() {
        assert_eq!(leaf.span.start, at, "leaves are contiguous");
        assert!(leaf.span.end > at, "no leaf is empty");
        at = leaf.span.end;
    }
    assert_eq!(at as usize, text.len(), "leaves cover the text");
    // A tree is never much larger than its text.
    assert!(tree.nodes().len() <= text.len() * 4 + 4);

    let mut open: Vec<u32> = Vec::new();
    for (at, node) in tree.nodes().iter().enumerate() {
        open.retain(|end| *end > at as u32);
        assert!(open.iter().all(|end| node.end <= *end), "branches nest");
        if node.end > at as u32 + 1 {
            open.push(node.end);
        }
    }

    let mut last = 0;
    for found in placeholders(text) {
        assert!(found.span.start >= last && found.span.end > found.span.start);
        assert!(found.choices(text).all(|choice| !choice.is_empty()));
        last = found.span.end;
    }
}

/// A note under every rule, with an earlier one after a line `@@ previous`: no rule breaks down, every place lies in the
/// text between letters, and the order in which the rules run does not matter.
pub fn check(bytes: &[u8]) {
    let files = parts::files(bytes);
    let earlier = parts::text_of(&files, "previous");
    let of_note = earlier.is_some().then(|| files[0].1).filter(|_| files[0].0.is_empty());
    let Some(text) = text_of(of_note.unwrap_or(bytes)) else {
        return;
    };
    let with_previous = earlier.map(|earlier| {
        let mut settings = ALL_RULES.clone();
        let earlier = note::read(Arc::from(earlier), Arc::clone(&settings.grammar), &Hints::default());
        settings.previous = Some(Arc::new(earlier));
        settings
    });
    let settings = with_previous.as_ref().unwrap_or(&ALL_RULES);

    let checked = lint::check(Arc::clone(&text), settings);
    is_sound(&checked);
    let read = note::read(text, Arc::clone(&settings.grammar), &settings.hints);
    let backwards = lint::check_note_by_two(read, settings, |here, there| {
        there();
        here();
    });
    assert_eq!(backwards.rule_failures, [], "no rule breaks down, the last one first");
    assert_eq!(
        checked.diagnostics, backwards.diagnostics,
        "the order of the rules does not matter"
    );
    assert_eq!(checked.suppressed, backwards.suppressed);
}

fn is_sound(checked: &Checked) {
    assert_eq!(checked.rule_failures, [], "no rule breaks down");
    let text: &str = &checked.note.text;
    let lies_in_text = |span: Span, code: &str, what: &str| {
        assert!(span.start <= span.end, "{code}: {what} is turned round: {span:?}");
        assert!(
            text.get(span.range()).is_some(),
            "{code}: {what} is cut inside a letter: {span:?}"
        );
    };
    for found in &checked.diagnostics {
        lies_in_text(found.span, &found.code, "the place");
        for related in &found.related {
            lies_in_text(related.span, &found.code, "a related place");
        }
        let edits = found.fix.iter().flat_map(|fix| &fix.edits);
        let mut last = 0;
        for edit in edits {
            lies_in_text(edit.span, &found.code, "an edit");
            assert!(
                edit.span.start >= last,
                "{}: edits are in order, without overlap",
                found.code
            );
            last = edit.span.end;
        }
        assert!(!found.message.is_empty());
    }
    for suppression in &checked.suppressions {
        lies_in_text(suppression.span, "SUP", "the directive");
    }
}

/// A note mended: fixing ends, a second run changes nothing, and what comes of it is a note like any other.
pub fn fix(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    for least in [Applicability::Safe, Applicability::Unsafe] {
        let mended = mend(Arc::clone(&text), &ALL_RULES, least);
        assert_eq!(mended.cycle, None, "{least:?} fixes come to rest");
        is_sound(&mended.checked);
        is_well_parsed(&mended.checked.note.text);
        let again = mend(Arc::clone(&mended.checked.note.text), &ALL_RULES, least);
        assert!(
            again.applied.is_empty(),
            "a second run has something {least:?} to fix: {:?}",
            again.applied
        );
    }
}

/// The letters and digits of a text.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

/// A note laid out: laying out again changes nothing, and no word is lost; the same from a record system's export.
pub fn format(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let (grammar, hints) = (Grammar::builtin(), Hints::default());
    for headings in [HeadingStyle::Consistent, HeadingStyle::Hash, HeadingStyle::Label] {
        let style = Style { headings };
        let once = format::format(&text, &grammar, &hints, style);
        let again = format::format(&once.text, &grammar, &hints, style);
        assert_eq!(once.text, again.text, "laid out twice ({headings:?}) is laid out once");
        let (was, is) = (words(&text), words(&once.text));
        assert!(
            was.eq_ignore_ascii_case(&is),
            "no word is lost or changed ({headings:?})"
        );
    }
    let style = Style {
        headings: HeadingStyle::Hash,
    };
    let once = format::from_emr(&text, &grammar, &hints, style);
    let again = format::format(&once.text, &grammar, &hints, style);
    assert_eq!(once.text, again.text, "what came from a record system is at rest");
}

/// The note in every report, its outline, and its copy without names: nothing of it gets out as an escape sequence, what is
/// JSON can be read, and a copy that is copied again stays as it is.
pub fn report(bytes: &[u8]) {
    let Some(text) = text_of(bytes) else { return };
    let checked = lint::check(Arc::clone(&text), &ALL_RULES);
    let note = NoteReport {
        path: "ward/7B\u{1b}[31m.md",
        checked: &checked,
    };
    let mut summary = RunSummary::default();
    summary.add(&checked);
    for ascii in [false, true] {
        let options = RenderOptions {
            width: 20 + usize::from(bytes.first().copied().unwrap_or_default()),
            ascii,
            ..RenderOptions::default()
        };
        for &format in Format::ALL {
            let renderer = Renderer::new(format, options);
            let mut out = Vec::new();
            renderer.begin(&mut out);
            renderer.note(&note, &mut out);
            renderer.end(&summary, &mut out);
            is_harmless(&out);
            if matches!(format, Format::Json | Format::Sarif | Format::Gitlab) {
                let read: Result<serde_json::Value, _> = serde_json::from_slice(&out);
                assert!(read.is_ok(), "{format:?} is JSON: {}", String::from_utf8_lossy(&out));
            }
        }
        let mut out = Vec::new();
        report::outline(note.path, &checked.note, &options, &mut out);
        report::summary(&note, &options, &mut out);
        is_harmless(&out);
    }
    let mut out = Vec::new();
    report::outline_json(&checked.note, &mut out);
    assert!(
        serde_json::from_slice::<serde_json::Value>(&out).is_ok(),
        "the outline is JSON"
    );

    for dates in [Dates::Placeholders, Dates::Shift(-21)] {
        let copy = redact(&text, &ALL_RULES.grammar, dates);
        if dates == Dates::Placeholders {
            let again = redact(&copy.text, &ALL_RULES.grammar, dates);
            assert_eq!(copy.text, again.text, "a copy without names has none");
        }
    }
}

fn is_harmless(out: &[u8]) {
    assert!(std::str::from_utf8(out).is_ok(), "a report is UTF-8");
    assert!(
        !out.contains(&0x1b),
        "no escape sequence gets out: {}",
        String::from_utf8_lossy(out)
    );
}
