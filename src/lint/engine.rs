//! Running rules on one note.

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::user::Visible;
use super::{Checked, Diagnostic, EnabledRule, RuleFailure, Settings, Suppression, suppress, without_quotations};
use crate::grammar::KindDef;
use crate::note::{self, Note};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Trigger};
use crate::syntax::NodeKind;
use crate::text::{Span, line_end};

/// Read a text as a note and check it.
pub fn check(text: Arc<str>, settings: &Settings) -> Checked {
    check_note(
        note::read(text, Arc::clone(&settings.grammar), &settings.hints),
        settings,
    )
}

/// Check a note that was read with the grammar and hints of `settings`.
pub fn check_note(note: Note, settings: &Settings) -> Checked {
    let found = Found::default();
    let mut run = Run::new(&note, &found, settings);
    for enabled in &settings.rules {
        run.built_in(enabled, settings);
    }
    finish(run, settings).of(note)
}

/// Read texts and check them as [`check`] does, rule by rule instead of note by note: the code of a rule, and what it reads
/// of the grammar, is then still in the caches of the processor when the next note comes.
pub fn check_together(texts: Vec<Arc<str>>, settings: &Settings) -> Vec<Checked> {
    let read = |text| note::read(text, Arc::clone(&settings.grammar), &settings.hints);
    let notes: Vec<Note> = texts.into_iter().map(read).collect();
    let found: Vec<Found> = notes.iter().map(|_| Found::default()).collect();
    let mut runs: Vec<Run> = notes
        .iter()
        .zip(&found)
        .map(|(note, found)| Run::new(note, found, settings))
        .collect();
    for enabled in &settings.rules {
        for run in &mut runs {
            run.built_in(enabled, settings);
        }
    }
    let finished: Vec<Finished> = runs.into_iter().map(|run| finish(run, settings)).collect();
    let checked = finished
        .into_iter()
        .zip(notes)
        .map(|(finished, note)| finished.of(note));
    checked.collect()
}

/// As [`check_note`], for a front that waits for this one note and has a processor to spare: `both` runs its two arguments
/// at the same time, if it can. One takes the rules from the first on, the other from the last on, until they meet. What
/// they need of the note they work out once between them.
pub fn check_note_by_two(note: Note, settings: &Settings, both: impl FnOnce(Half<'_>, Half<'_>)) -> Checked {
    let found = Found::default();
    let (mut first, mut last) = (Run::new(&note, &found, settings), Run::new(&note, &found, settings));
    let taken = AtomicUsize::new(0);
    let next = || taken.fetch_add(1, Ordering::Relaxed) < settings.rules.len();
    both(
        &mut || {
            let rules = settings.rules.iter().take_while(|_| next());
            rules.for_each(|enabled| first.built_in(enabled, settings));
        },
        &mut || {
            let rules = settings.rules.iter().rev().take_while(|_| next());
            rules.for_each(|enabled| last.built_in(enabled, settings));
        },
    );
    first.join(last);
    finish(first, settings).of(note)
}

/// Half of a check.
pub type Half<'a> = &'a mut (dyn FnMut() + Send);

/// What is left to do when all built-in rules have run.
fn finish<'s>(mut run: Run<'_, 's>, settings: &'s Settings) -> Finished {
    let note = run.note;
    run.user_rules(settings);
    let mut diagnostics = run.found.take();
    let Run { failures, ran, .. } = run;
    if note.placeholders().next().is_some() {
        let open = unfinished_lines(note);
        // The findings of a rule come one after the other.
        let mut last = (Cow::Borrowed(""), false);
        diagnostics.retain(|found| {
            if last.0 != found.code {
                last = (found.code.clone(), judges(&found.code));
            }
            !(last.1 && waits(note, found, &open))
        });
    }
    let (suppressed, suppressions) = suppress::apply(note, settings, &ran, &mut diagnostics);
    put_in_order(&mut diagnostics);
    diagnostics.dedup();
    Finished {
        diagnostics,
        suppressed,
        suppressions,
        failures,
    }
}

/// Put the findings in order: by place, then code, then message; what is alike in all three stays as it is.
fn put_in_order(diagnostics: &mut [Diagnostic]) {
    /// Of more than so many only the places are sorted: a sort of the findings would need room for half of them again.
    const MANY: usize = 4096;
    let order = |a: &Diagnostic, b: &Diagnostic| (a.span, &a.code, &a.message).cmp(&(b.span, &b.code, &b.message));
    if diagnostics.len() <= MANY {
        return diagnostics.sort_by(order);
    }
    let mut sources: Vec<(Span, u32)> = (0..).zip(&*diagnostics).map(|(at, found)| (found.span, at)).collect();
    sources.sort_unstable_by(|one, other| {
        let by_place = one.0.cmp(&other.0);
        let rest = || order(&diagnostics[one.1 as usize], &diagnostics[other.1 as usize]);
        by_place.then_with(rest).then(one.1.cmp(&other.1))
    });
    // Each place gets its own finding; the one that stood there goes where that came from, and is moved on from there.
    for start in 0..sources.len() {
        let mut at = start;
        loop {
            let source = std::mem::replace(&mut sources[at].1, at as u32) as usize;
            if source == start || source == at {
                break;
            }
            diagnostics.swap(at, source);
            at = source;
        }
    }
}

/// A [`Checked`] without its note.
struct Finished {
    diagnostics: Vec<Diagnostic>,
    suppressed: usize,
    suppressions: Vec<Suppression>,
    failures: Vec<RuleFailure>,
}

impl Finished {
    fn of(self, note: Note) -> Checked {
        Checked {
            note,
            diagnostics: self.diagnostics,
            suppressed: self.suppressed,
            suppressions: self.suppressions,
            rule_failures: self.failures,
        }
    }
}

/// The numbers of the lines that still hold a blank, sorted.
fn unfinished_lines(note: &Note) -> Vec<u32> {
    let mut lines: Vec<u32> = note
        .placeholders()
        .map(|placeholder| note.lines().line_of(placeholder.span.start))
        .collect();
    lines.dedup();
    lines
}

/// Whether the rule with this code judges what is said.
fn judges(code: &str) -> bool {
    crate::rules::coded(code).is_some_and(|rule| {
        matches!(
            rule.family,
            Family::Complete | Family::Relevant | Family::Accurate | Family::Reasoned | Family::Actionable
        )
    })
}

/// Whether a finding that judges a statement speaks of one that is not finished: what is still to be filled in or chosen on
/// its line is not said yet, and left-over blanks are reported by themselves (`TPL`). How it is worded can be judged all the
/// same.
fn waits(note: &Note, found: &Diagnostic, open: &[u32]) -> bool {
    let is_open = |span: Span| open.binary_search(&note.lines().line_of(span.start)).is_ok();
    is_open(found.span) || found.related.iter().any(|related| is_open(related.span))
}

/// Which rules looked at the note to the end. Only their suppressions can be called unused.
#[derive(Debug)]
pub(super) struct Ran<'s> {
    codes: Vec<&'s str>,
    failed: bool,
}

impl Ran<'_> {
    /// Whether the rule with this code ran.
    pub fn has(&self, code: &str) -> bool {
        self.codes.contains(&code)
    }

    /// Whether one of those that ran has a code that fits.
    pub fn any(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.codes.iter().any(|code| fits(code))
    }

    /// Whether a rule broke down.
    pub fn failed(&self) -> bool {
        self.failed
    }
}

/// What was found so far, by both halves of a check: very many findings are kept once, not put together from two heaps.
#[derive(Default)]
struct Found(Mutex<Vec<Diagnostic>>);

impl Found {
    /// Add those of one rule.
    fn add(&self, diagnostics: impl ExactSizeIterator<Item = Diagnostic>) {
        /// So many are added without another thought.
        const FEW: usize = 1024;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if diagnostics.len() > FEW {
            all.reserve_exact(diagnostics.len());
        }
        all.extend(diagnostics);
    }

    fn take(&self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Run<'n, 's> {
    note: &'n Note,
    kind: Option<&'n KindDef>,
    is_template: bool,
    has_placeholder: bool,
    findings: Vec<Finding>,
    found: &'n Found,
    failures: Vec<RuleFailure>,
    ran: Ran<'s>,
}

impl<'n, 's> Run<'n, 's> {
    fn new(note: &'n Note, found: &'n Found, settings: &'s Settings) -> Self {
        let is_placeholder = |kind| matches!(kind, NodeKind::Placeholder(_));
        Self {
            note,
            kind: note.kind.map(|kind| note.grammar.kind(kind)),
            is_template: note.is_template,
            has_placeholder: note.tree.nodes().iter().any(|node| is_placeholder(node.kind)),
            findings: Vec::new(),
            found,
            failures: Vec::new(),
            ran: Ran {
                codes: Vec::with_capacity(settings.rules.len()),
                failed: false,
            },
        }
    }

    /// Take over what the other half of the rules found.
    fn join(&mut self, other: Run<'n, 's>) {
        self.failures.extend(other.failures);
        self.ran.codes.extend(other.ran.codes);
        self.ran.failed |= other.ran.failed;
    }

    fn built_in(&mut self, enabled: &'s EnabledRule, settings: &Settings) {
        let rule = enabled.rule;
        let Check::Note(check) = rule.check else { return };
        if !self.applies(rule) {
            return;
        }
        if self.has_something_for(rule.trigger) {
            let context = Context {
                note: self.note,
                rule,
                options: Some(&enabled.options).filter(|options| !options.is_empty()),
                conventions: &settings.conventions,
                today: settings.today,
                clock: settings.clock,
                previous: settings.previous.as_deref(),
                phrases: &settings.phrases,
            };
            let findings = &mut self.findings;
            // A bug in one rule costs that rule's findings on this note, not the run.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&context, findings))) {
                let message = without_quotations(&last_words(&*panic));
                return self.failed(rule.code.into(), rule.name.into(), message, false);
            }
        }
        self.ran.codes.push(rule.code);
        self.collect(rule.code.into(), rule.name.into(), rule.severity, enabled.severity);
    }

    fn user_rules(&mut self, settings: &'s Settings) {
        let visible = Visible::new(self.note);
        for enabled in &settings.enabled_user_rules {
            let Some(rule) = settings.user_rules.get(enabled.index) else {
                continue;
            };
            if !rule.applies_to(self.note) {
                continue;
            }
            let findings = &mut self.findings;
            let failure = match catch_unwind(AssertUnwindSafe(|| rule.run(self.note, &visible, findings))) {
                Ok(Ok(())) => None,
                Ok(Err(why)) => Some((why, true)),
                Err(panic) => Some((without_quotations(&last_words(&*panic)), false)),
            };
            let (code, name) = (rule.code().to_owned(), rule.name().to_owned());
            if let Some((why, refused)) = failure {
                self.failed(code.into(), name.into(), why, refused);
                continue;
            }
            self.ran.codes.push(rule.code());
            self.collect(code.into(), name.into(), rule.severity(), enabled.severity);
        }
    }

    fn failed(&mut self, code: Cow<'static, str>, name: Cow<'static, str>, message: String, refused: bool) {
        self.findings.clear();
        self.ran.failed = true;
        self.failures.push(RuleFailure {
            code,
            name,
            message,
            refused,
        });
    }

    /// Whether the rule is about such notes at all.
    fn applies(&self, rule: &Rule) -> bool {
        let kind_fits = match (rule.kinds, self.kind) {
            ([], Some(_)) => true,
            ([], None) => rule.trigger != Trigger::Kind,
            (kinds, Some(kind)) => kinds.contains(&&*kind.id),
            (_, None) => false,
        };
        // Logs and reflections are no patient notes: few rules speak on them.
        let is_heard = self.kind.is_none_or(|kind| kind.hears(rule.code));
        kind_fits && is_heard && !(self.is_template && rule.family == Family::Template)
    }

    fn has_something_for(&self, trigger: Trigger) -> bool {
        match trigger {
            Trigger::Always | Trigger::Kind => true,
            Trigger::Placeholder => self.has_placeholder,
            Trigger::FrontMatter => !self.note.front_matter.is_empty(),
            Trigger::Lexicons(lexicons) => lexicons.iter().any(|lexicon| self.note.phrases_of(*lexicon).len() > 0),
        }
    }

    fn collect(&mut self, code: Cow<'static, str>, name: Cow<'static, str>, default: Severity, set: Option<Severity>) {
        /// Room for more findings of a rule than this is given back.
        const ROOM: usize = 4096;
        if self.findings.is_empty() {
            return;
        }
        let note = self.note;
        self.found.add(self.findings.drain(..).map(|finding| {
            let severity = set.or(finding.severity).unwrap_or(default);
            diagnostic(note, code.clone(), name.clone(), severity, finding)
        }));
        if self.findings.capacity() > ROOM {
            self.findings = Vec::new();
        }
    }
}

/// A finding with what the engine knows of it.
pub(super) fn diagnostic(
    note: &Note,
    code: Cow<'static, str>,
    name: Cow<'static, str>,
    severity: Severity,
    mut finding: Finding,
) -> Diagnostic {
    for edit in finding.fix.iter_mut().flat_map(|fix| &mut fix.edits) {
        // Rules write `\n`; a line that they put in ends like the lines of the note.
        if edit.replacement.contains('\n') && !edit.replacement.contains('\r') {
            edit.replacement = edit.replacement.replace('\n', line_end(&note.text));
        }
    }
    Diagnostic {
        code,
        rule: name,
        severity,
        message: finding.message,
        help: finding.help,
        section: section_id(note, finding.span.start),
        span: finding.span,
        related: finding.related,
        fix: finding.fix,
    }
}

/// The id of the innermost section at `offset` that has one.
fn section_id(note: &Note, offset: u32) -> Option<Cow<'static, str>> {
    let mut at = note.section_at(offset);
    while let Some(section) = at.map(|ix| note.section(ix)) {
        if let Some(id) = section.id {
            return Some(note.grammar.section(id).id.clone());
        }
        at = section.parent;
    }
    None
}

/// What a panic said.
pub(crate) fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_findings_come_in_the_order_of_few() {
        let found = |at: u32| Diagnostic {
            code: Cow::Borrowed(if at.is_multiple_of(3) { "ORG001" } else { "SAF001" }),
            rule: Cow::Borrowed("a-rule"),
            severity: Severity::Info,
            message: format!("{}", at % 2),
            // What is alike in place, code and message is told apart by this.
            help: Some(at.to_string().into()),
            section: None,
            span: Span::at(at * 7919 % 1000),
            related: Vec::new(),
            fix: None,
        };
        let mut many: Vec<Diagnostic> = (0..5000).map(found).collect();
        let mut expected = many.clone();
        expected.sort_by(|a, b| (a.span, &a.code, &a.message).cmp(&(b.span, &b.code, &b.message)));
        put_in_order(&mut many);
        assert_eq!(many, expected);
    }
}
