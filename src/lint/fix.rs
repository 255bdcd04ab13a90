//! Applying fixes: to a fixed point, never twice at one place, never inside a character.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Checked, Diagnostic, Settings, check};
use crate::rules::{Applicability, Edit};

/// Passes after which fixing stops. A pass that skips overlapping fixes leaves them to the next, so that a few suffice.
pub const MAX_PASSES: usize = 20;

/// A text that grew to more than so many times its length is being fixed in circles, even if no text comes back.
const MAX_GROWTH: usize = 8;

/// One pass over a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pass {
    /// The text after the edits.
    pub text: String,
    /// How many fixes were applied, by rule code.
    pub applied: BTreeMap<String, usize>,
    /// How many had to wait, for they touch a place that another fix touches.
    pub skipped: usize,
}

/// A text fixed as far as its rules can.
#[derive(Debug)]
pub struct Fixed {
    /// The check of the text as it now is; `checked.note.text` is that text.
    pub checked: Checked,
    /// How many fixes were applied, by rule code.
    pub applied: BTreeMap<String, usize>,
    /// How many passes changed something.
    pub passes: usize,
    /// The rules whose fixes undo each other, or go on for ever: a bug of preceptor or of a user rule. The text is the
    /// one before they began to repeat themselves.
    pub cycle: Option<BTreeSet<String>>,
}

/// Whether a fix of this applicability is applied when `least` is asked for. A suggestion never is.
pub fn is_applied(applicability: Applicability, least: Applicability) -> bool {
    applicability >= least.max(Applicability::Unsafe)
}

/// Apply the fixes of `diagnostics`, of at least the applicability `least`, to `text`, once. A fix is applied whole or
/// not at all; of two that touch each other the first in the text wins. A fix that does not fit the text is left out.
pub fn apply(text: &str, diagnostics: &[Diagnostic], least: Applicability) -> Pass {
    let mut fixes: Vec<(&Diagnostic, Vec<&Edit>)> = diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let fix = diagnostic.fix.as_ref()?;
            is_applied(fix.applicability, least).then(|| sorted(text, &fix.edits).map(|edits| (diagnostic, edits)))?
        })
        .collect();
    fixes.sort_by_key(|(diagnostic, edits)| (edits[0].span, diagnostic.span, &diagnostic.code));
    let mut taken: Vec<&Edit> = Vec::new();
    let mut applied = BTreeMap::new();
    let mut skipped = 0;
    for (diagnostic, edits) in fixes {
        if edits.iter().any(|edit| clashes(&taken, edit)) {
            skipped += 1;
            continue;
        }
        for edit in edits {
            let at = taken.partition_point(|other| other.span.start < edit.span.start);
            taken.insert(at, edit);
        }
        *applied.entry(diagnostic.code.clone().into_owned()).or_default() += 1;
    }
    Pass {
        text: edited(text, &taken),
        applied,
        skipped,
    }
}

/// Check, fix and check again until nothing changes.
pub fn fix(text: Arc<str>, settings: &Settings, least: Applicability) -> Fixed {
    let mut checked = check(text, settings);
    let mut seen = vec![Arc::clone(&checked.note.text)];
    let mut history: Vec<BTreeMap<String, usize>> = Vec::new();
    let mut cycle = None;
    let most = seen[0].len().saturating_mul(MAX_GROWTH).max(4096);
    loop {
        let pass = apply(&checked.note.text, &checked.diagnostics, least);
        if pass.text == *checked.note.text {
            break;
        }
        let repeats = seen.iter().position(|old| **old == *pass.text);
        if repeats.is_some() || seen.len() > MAX_PASSES || pass.text.len() > most {
            // From the state that came back on, every pass belongs to the cycle; without one, the last pass will do.
            let turn = repeats.unwrap_or(history.len());
            let rules = history
                .drain(turn..)
                .chain([pass.applied])
                .flat_map(BTreeMap::into_keys);
            cycle = Some(rules.collect());
            checked = check(Arc::clone(&seen[turn.min(seen.len() - 1)]), settings);
            break;
        }
        history.push(pass.applied);
        checked = check(pass.text.into(), settings);
        seen.push(Arc::clone(&checked.note.text));
    }
    let mut applied = BTreeMap::new();
    let passes = history.len();
    for (code, count) in history.into_iter().flatten() {
        *applied.entry(code).or_default() += count;
    }
    Fixed {
        checked,
        applied,
        passes,
        cycle,
    }
}

/// The edits in order, if every one fits the text and none touches another.
fn sorted<'e>(text: &str, edits: &'e [Edit]) -> Option<Vec<&'e Edit>> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let fits = |edit: &&Edit| edit.span.start <= edit.span.end && text.get(edit.span.range()).is_some();
    let apart = sorted.windows(2).all(|pair| !touches(pair[0], pair[1]));
    (!sorted.is_empty() && sorted.iter().all(fits) && apart).then_some(sorted)
}

/// Whether two edits change the same place: they overlap, or one inserts where the other begins, ends or inserts.
fn touches(a: &Edit, b: &Edit) -> bool {
    let insertion = a.span.is_empty() || b.span.is_empty();
    a.span.overlaps(b.span) || (insertion && a.span.start <= b.span.end && b.span.start <= a.span.end)
}

/// Whether an edit touches one of `taken`, which are in order and apart: only its neighbours need looking at.
fn clashes(taken: &[&Edit], edit: &Edit) -> bool {
    let at = taken.partition_point(|other| other.span.end < edit.span.start);
    taken[at..]
        .iter()
        .take_while(|other| other.span.start <= edit.span.end)
        .any(|other| touches(other, edit))
}

fn edited(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut past = 0;
    for edit in edits {
        out.push_str(&text[past..edit.span.start as usize]);
        out.push_str(&edit.replacement);
        past = edit.span.end as usize;
    }
    out.push_str(&text[past..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Fix, Severity};
    use crate::text::Span;

    fn found(code: &'static str, applicability: Applicability, edits: &[(u32, u32, &str)]) -> Diagnostic {
        let edits = edits.iter().map(|(start, end, replacement)| Edit {
            span: Span::new(*start, *end),
            replacement: (*replacement).to_owned(),
        });
        let edits: Vec<Edit> = edits.collect();
        Diagnostic {
            code: code.into(),
            rule: "test".into(),
            severity: Severity::Info,
            message: String::new(),
            help: None,
            section: None,
            span: edits[0].span,
            related: Vec::new(),
            fix: Some(Box::new(Fix {
                applicability,
                message: String::new(),
                edits,
            })),
        }
    }

    #[test]
    fn fixes_are_whole_apart_and_of_the_applicability_asked_for() {
        use Applicability::{Safe, Suggestion, Unsafe};
        let text = "give .5 mg QD";
        let all = [
            found("A", Safe, &[(5, 7, "0.5")]),
            found("B", Safe, &[(11, 13, "daily"), (5, 5, "x")]),
            found("C", Unsafe, &[(0, 4, "Take")]),
            found("D", Suggestion, &[(8, 10, "g")]),
            found("E", Safe, &[(40, 41, "out of the text")]),
        ];
        let safe = apply(text, &all, Safe);
        // B inserts where A begins; the first in order wins, and B waits whole.
        assert_eq!(safe.skipped, 1);
        assert!(
            ["give 0.5 mg QD", "give x.5 mg daily"].contains(&&*safe.text),
            "{}",
            safe.text
        );
        assert!(!safe.applied.contains_key("C") && !safe.applied.contains_key("D") && !safe.applied.contains_key("E"));
        let eyed = apply(text, &all[2..], Unsafe);
        assert_eq!(eyed.text, "Take .5 mg QD");
        // A suggestion is shown, never applied, whatever is asked for.
        assert_eq!(apply(text, &all[3..4], Suggestion).text, text);
    }

    #[test]
    fn an_edit_never_cuts_a_character() {
        let text = "é";
        let cut = [found("A", Applicability::Safe, &[(1, 2, "x")])];
        assert_eq!(apply(text, &cut, Applicability::Safe).text, text);
    }

    #[test]
    fn neighbours_do_not_clash() {
        let all = [
            found("A", Applicability::Safe, &[(0, 2, "AB")]),
            found("B", Applicability::Safe, &[(2, 4, "CD")]),
        ];
        let pass = apply("abcd", &all, Applicability::Safe);
        assert_eq!((&*pass.text, pass.skipped), ("ABCD", 0));
    }
}
