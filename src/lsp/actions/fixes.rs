//! The fixes that the rules propose: of one finding, of all findings of a rule, and all safe ones.

use std::sync::Arc;

use super::super::changes::{Change, changes};
use super::super::snapshot::Snapshot;
use super::super::types::CodeActionKind;
use super::{Asked, Offer, capitalized};
use crate::lint::{self, Settings, fix};
use crate::rules::{Applicability, Fix};

/// The longest words that a title quotes.
const LONGEST: usize = 60;

/// The fix of a finding.
pub(super) fn of_finding<'s>(asked: &Asked<'s>, found: &'s lint::Diagnostic, offers: &mut Vec<Offer<'s>>) {
    let text = asked.snapshot.text();
    let Some(fix) = &found.fix else { return };
    let Some(changes) = edits(text, fix) else { return };
    let title = format!(
        "{} {}",
        words(text, found, fix),
        caution(&found.code, fix.applicability)
    );
    let mut offer = Offer::new(title, vec![found], changes);
    offer.preferred = fix.applicability == Applicability::Safe;
    offers.push(offer);
}

/// What a fix does. Where its message only says what is put in (`write "0"`), what will stand there says more.
fn words(text: &str, found: &lint::Diagnostic, fix: &Fix) -> String {
    let brief = fix.message == "mend it" || fix.message.starts_with("write \"");
    let (here, elsewhere): (Vec<_>, Vec<_>) = fix.edits.iter().partition(|edit| found.span.contains(edit.span));
    let mut now = found.span.of(text).to_owned();
    let mut edits = here;
    edits.sort_by_key(|edit| edit.span);
    for edit in edits.iter().rev() {
        let start = (edit.span.start - found.span.start) as usize;
        now.replace_range(start..start + edit.span.len() as usize, &edit.replacement);
    }
    let short = now.len() <= LONGEST && !now.contains(['\n', '\r']) && !now.trim().is_empty();
    if !brief || !short || edits.is_empty() {
        return capitalized(&fix.message);
    }
    match elsewhere.len() {
        0 => format!("Write \"{}\"", now.trim()),
        1 => format!("Write \"{}\", and mend the other place", now.trim()),
        more => format!("Write \"{}\", and mend {more} other places", now.trim()),
    }
}

/// The code of the rule, and how far its fix can be trusted.
fn caution(code: &str, applicability: Applicability) -> String {
    match applicability {
        Applicability::Safe => format!("({code})"),
        Applicability::Unsafe => format!("({code}, needs your judgement)"),
        Applicability::Suggestion => format!("({code}, a suggestion: read it through)"),
    }
}

/// The edits of a fix in the order of the text, if every one fits it and they lie apart.
fn edits(text: &str, fix: &Fix) -> Option<Vec<Change>> {
    let mut edits: Vec<_> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let fit = edits.iter().all(|edit| text.get(edit.span.range()).is_some());
    let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    let change = |edit: &&crate::rules::Edit| Change::new(text, edit.span, edit.replacement.as_str());
    (fit && apart && !edits.is_empty()).then(|| edits.iter().map(change).collect())
}

/// For each rule of the findings under the cursor with more fixes in the note: all of them at once.
pub(super) fn of_rules<'s>(asked: &Asked<'s>, offers: &mut Vec<Offer<'s>>) {
    let snapshot = asked.snapshot;
    let mut done: Vec<&str> = Vec::new();
    for found in asked.touched() {
        let code = &*found.code;
        let Some(fix) = &found.fix else { continue };
        if done.contains(&code) || fix.applicability == Applicability::Suggestion {
            continue;
        }
        done.push(code);
        let least = fix.applicability;
        let all = with_fix(snapshot, least, Some(code));
        if all.len() < 2 {
            continue;
        }
        let settings = only(snapshot.settings(), code);
        let fixed = fix::fix(Arc::clone(snapshot.text()), &settings, least);
        let changes = changes(snapshot.text(), &fixed.checked.note.text);
        if fixed.cycle.is_none() && !changes.is_empty() {
            let caution = match least {
                Applicability::Safe => "",
                _ => " (needs your judgement)",
            };
            let title = format!("Fix all {} {code} in this note{caution}", all.len());
            offers.push(Offer::new(title, all, changes));
        }
    }
}

/// All safe fixes of the note, until none is left: what `preceptor check --fix` does. As a quick fix only beside a finding
/// that has a safe fix, and if there is another.
pub(super) fn all_safe<'s>(asked: &Asked<'s>, kind: CodeActionKind, offers: &mut Vec<Offer<'s>>) {
    let snapshot = asked.snapshot;
    let all = with_fix(snapshot, Applicability::Safe, None);
    let is_here = || {
        let here = |found: &&&lint::Diagnostic| all.iter().any(|one| std::ptr::eq(*one, **found));
        asked.findings.iter().any(|found| here(&found))
    };
    let is_quick = kind == CodeActionKind::QuickFix;
    if all.is_empty() || is_quick && (all.len() < 2 || !is_here()) {
        return;
    }
    let changes = fixed(snapshot);
    if changes.is_empty() {
        return;
    }
    let title = match is_quick {
        true => format!("Fix all {} safe problems in this note", all.len()),
        false => "Fix all safe problems (preceptor)".to_owned(),
    };
    offers.push(Offer {
        kind,
        ..Offer::new(title, all, changes.to_vec())
    });
}

/// What all safe fixes together change.
fn fixed(snapshot: &Snapshot) -> &[Change] {
    snapshot.analysis().fixed.get_or_init(|| {
        let fixed = fix::fix(Arc::clone(snapshot.text()), snapshot.settings(), Applicability::Safe);
        changes(snapshot.text(), &fixed.checked.note.text)
    })
}

/// The findings with a fix that is at least as sure.
fn with_fix<'s>(snapshot: &'s Snapshot, least: Applicability, code: Option<&str>) -> Vec<&'s lint::Diagnostic> {
    let fits = |found: &&lint::Diagnostic| {
        let sure = |fix: &Fix| fix::is_applied(fix.applicability, least) && edits(snapshot.text(), fix).is_some();
        found.fix.as_deref().is_some_and(sure) && code.is_none_or(|code| found.code == code)
    };
    snapshot.analysis().checked.diagnostics.iter().filter(fits).collect()
}

/// The settings with this one rule.
pub(super) fn only(settings: &Settings, code: &str) -> Settings {
    let mut only = settings.clone();
    only.rules.retain(|enabled| enabled.rule.code == code);
    only.enabled_user_rules.retain(|enabled| {
        settings
            .user_rules
            .get(enabled.index)
            .is_some_and(|rule| rule.code() == code)
    });
    only
}
