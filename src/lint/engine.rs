//! Running rules on one note.

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::user::Visible;
use super::{Checked, Diagnostic, EnabledRule, RuleFailure, Settings, Suppression, suppress, without_quotations};
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
    let mut run = Run::new(&note);
    for enabled in &settings.rules {
        run.built_in(enabled, settings);
    }
    finish(run, settings).of(note)
}

/// As [`check_note`], for a front that waits for this one note and has a processor to spare: `both` runs its two arguments
/// at the same time, if it can. One takes the rules from the first on, the other from the last on, until they meet. What
/// they need of the note they work out once between them.
pub fn check_note_by_two(note: Note, settings: &Settings, both: impl FnOnce(Half<'_>, Half<'_>)) -> Checked {
    let (mut first, mut last) = (Run::new(&note), Run::new(&note));
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
    let Run {
        mut diagnostics,
        failures,
        ran,
        ..
    } = run;
    if note.placeholders().next().is_some() {
        let open = unfinished_lines(note);
        diagnostics.retain(|found| !waits(note, found, &open));
    }
    let (suppressed, suppressions) = suppress::apply(note, settings, &ran, &mut diagnostics);
    diagnostics.sort_by(|a, b| {
        (a.span.start, a.span.end, &a.code, &a.message).cmp(&(b.span.start, b.span.end, &b.code, &b.message))
    });
    diagnostics.dedup();
    Finished {
        diagnostics,
        suppressed,
        suppressions,
        failures,
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

/// Whether a finding judges a statement that is not finished: what is still to be filled in or chosen on its line is not
/// said yet, and left-over blanks are reported by themselves (`TPL`). How it is worded can be judged all the same.
fn waits(note: &Note, found: &Diagnostic, open: &[u32]) -> bool {
    let judges = crate::rules::coded(&found.code).is_some_and(|rule| {
        matches!(
            rule.family,
            Family::Complete | Family::Relevant | Family::Accurate | Family::Reasoned | Family::Actionable
        )
    });
    let is_open = |span: Span| open.binary_search(&note.lines().line_of(span.start)).is_ok();
    judges && (is_open(found.span) || found.related.iter().any(|related| is_open(related.span)))
}

/// Which rules looked at the note to the end. Only their suppressions can be called unused.
#[derive(Debug, Default)]
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

struct Run<'n, 's> {
    note: &'n Note,
    has_placeholder: bool,
    findings: Vec<Finding>,
    diagnostics: Vec<Diagnostic>,
    failures: Vec<RuleFailure>,
    ran: Ran<'s>,
}

impl<'n, 's> Run<'n, 's> {
    fn new(note: &'n Note) -> Self {
        let is_placeholder = |kind| matches!(kind, NodeKind::Placeholder(_));
        Self {
            note,
            has_placeholder: note.tree.nodes().iter().any(|node| is_placeholder(node.kind)),
            findings: Vec::new(),
            diagnostics: Vec::new(),
            failures: Vec::new(),
            ran: Ran::default(),
        }
    }

    /// Take over what the other half of the rules found.
    fn join(&mut self, mut other: Run<'n, 's>) {
        // The few go to the many; they are put in order later.
        if self.diagnostics.len() < other.diagnostics.len() {
            std::mem::swap(&mut self.diagnostics, &mut other.diagnostics);
        }
        self.diagnostics.extend(other.diagnostics);
        self.failures.extend(other.failures);
        self.ran.codes.extend(other.ran.codes);
        self.ran.failed |= other.ran.failed;
    }

    fn built_in(&mut self, enabled: &'s EnabledRule, settings: &Settings) {
        let rule = enabled.rule;
        let Check::Note(check) = rule.check else { return };
        if !applies(rule, self.note) {
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
        if self.findings.capacity() > ROOM {
            self.diagnostics.reserve_exact(self.findings.len());
        }
        for finding in self.findings.drain(..) {
            let severity = set.or(finding.severity).unwrap_or(default);
            self.diagnostics
                .push(diagnostic(self.note, code.clone(), name.clone(), severity, finding));
        }
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
fn section_id(note: &Note, offset: u32) -> Option<String> {
    let mut at = note.section_at(offset);
    while let Some(ix) = at {
        if let Some(id) = note.section_id(ix) {
            return Some(id.to_owned());
        }
        at = note.section(ix).parent;
    }
    None
}

/// Whether the rule is about such notes at all.
fn applies(rule: &Rule, note: &Note) -> bool {
    let kind_fits = match (rule.kinds, note.kind) {
        ([], Some(_)) => true,
        ([], None) => rule.trigger != Trigger::Kind,
        (kinds, Some(kind)) => kinds.contains(&&*note.grammar.kind(kind).id),
        (_, None) => false,
    };
    // Logs and reflections are no patient notes: few rules speak on them.
    let is_heard = note.kind.is_none_or(|kind| note.grammar.kind(kind).hears(rule.code));
    kind_fits && is_heard && !(note.is_template && rule.family == Family::Template)
}

/// What a panic said.
pub(crate) fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
