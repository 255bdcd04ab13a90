//! One self-contained page: every note with its findings in place. No script and no network; the filters are style.

use std::sync::OnceLock;

use crate::lint::Diagnostic;
use crate::note::Note;
use crate::rules::{self, Applicability, Family, Severity};
use crate::text::Span;
use minijinja::{Environment, Value, context};

use super::neutral::{neutralize, neutralize_line, snapped};
use super::{NoteReport, RunSummary, closing};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
/// The class of what a user's own rule found.
const OWN: &str = "OWN";

/// The templates; names in `.html` escape whatever is put into them.
fn templates() -> &'static Environment<'static> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut templates = Environment::new();
        for (name, source) in [
            ("begin.html", include_str!("begin.html")),
            ("note.html", include_str!("note.html")),
            ("end.html", include_str!("end.html")),
        ] {
            templates
                .add_template(name, source)
                .expect("the page's templates are tested");
        }
        templates
    })
}

fn write(name: &str, values: Value, out: &mut Vec<u8>) {
    let template = templates().get_template(name).expect("the page's templates are tested");
    // Writing to a buffer in memory cannot fail, and no template asks for what is not there.
    let written = template.render_captured_to(values, out);
    debug_assert!(written.is_ok(), "{:?}", written.err());
}

pub(super) fn begin(out: &mut Vec<u8>) {
    let mut families: Vec<_> = Family::ALL
        .iter()
        .map(|family| context! { code => family.code(), name => family.name() })
        .collect();
    families.push(context! { code => OWN, name => "own rules" });
    let values = context! {
        version => env!("CARGO_PKG_VERSION"),
        style => include_str!("style.css"),
        families,
        severities => SEVERITIES.map(Severity::name),
    };
    write("begin.html", values, out);
}

pub(super) fn note(report: &NoteReport<'_>, out: &mut Vec<u8>) {
    let note = &report.checked.note;
    let findings = &report.checked.diagnostics;
    let counts = SEVERITIES.into_iter().filter_map(|severity| {
        let count = findings.iter().filter(|found| found.severity == severity).count();
        let many = format!("{}s", severity.name());
        (count > 0)
            .then(|| context! { severity => severity.name(), text => closing::counted(count, severity.name(), &many) })
    });
    let values = context! {
        // The place of a note within the page: its path, so that a link keeps its meaning from run to run.
        id => format!("note-{}", report.path.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()),
        path => neutralize_line(report.path),
        kind => note.kind.map(|kind| note.grammar.kind(kind).title.to_string()),
        counts => counts.collect::<Vec<_>>(),
        lines => lines(note, findings),
    };
    write("note.html", values, out);
}

/// Every line of the note, in order, with what is found on it.
fn lines(note: &Note, findings: &[Diagnostic]) -> Vec<Value> {
    let index = note.lines();
    let mut spans: Vec<(Span, &Diagnostic)> = findings
        .iter()
        .map(|found| (snapped(&note.text, found.span), found))
        .collect();
    spans.sort_by_key(|(span, _)| *span);
    let mut waiting = spans.iter().peekable();
    // The findings that reach into the line at hand.
    let mut open: Vec<(Span, &Diagnostic)> = Vec::new();
    let mut lines = Vec::new();
    for number in 1.. {
        let Some(span) = index.line_span(&note.text, number) else {
            break;
        };
        let next = index
            .line_span(&note.text, number + 1)
            .map_or(u32::MAX, |next| next.start);
        let mut found = Vec::new();
        while let Some(&&(at, diagnostic)) = waiting.peek()
            && at.start < next
        {
            waiting.next();
            open.push((at, diagnostic));
            found.push(card(note, diagnostic));
        }
        lines.push(context! { number, parts => parts(note, span, &open), findings => found });
        open.retain(|(at, _)| at.end >= next);
    }
    lines
}

/// A line cut wherever a finding begins or ends.
fn parts(note: &Note, line: Span, open: &[(Span, &Diagnostic)]) -> Vec<Value> {
    let inside = |at: u32| at.clamp(line.start, line.end);
    let mut cuts = vec![line.start, line.end];
    cuts.extend(open.iter().flat_map(|(span, _)| [inside(span.start), inside(span.end)]));
    cuts.sort_unstable();
    cuts.dedup();
    // The findings stand in order, so that those over a part are those over the last one and some that begin here.
    let mut coming = open.iter().peekable();
    let mut over: Vec<&(Span, &Diagnostic)> = Vec::new();
    let part = |ends: &[u32]| {
        let span = Span::new(ends[0], ends[1]);
        while let Some(found) = coming.next_if(|(at, _)| at.start <= span.start) {
            over.push(found);
        }
        over.retain(|(at, _)| span.end <= at.end);
        let marks: Vec<String> = over.iter().map(|(_, found)| classes(found)).collect();
        context! { text => neutralize(note.slice(span)), marks }
    };
    cuts.windows(2).map(part).collect()
}

fn classes(found: &Diagnostic) -> String {
    let family = rules::coded(&found.code).map_or(OWN, |rule| rule.family.code());
    format!("{} {family}", found.severity.name())
}

fn card(note: &Note, found: &Diagnostic) -> Value {
    let related = found.related.iter().map(|place| {
        context! {
            line => note.position(snapped(&note.text, place.span).start).line,
            message => neutralize_line(&place.message),
        }
    });
    let applicability = found.fix.as_ref().map(|fix| match fix.applicability {
        Applicability::Safe => "safe fix",
        Applicability::Unsafe => "fix for a clinician's eye",
        Applicability::Suggestion => "suggestion",
    });
    context! {
        classes => classes(found),
        severity => found.severity.name(),
        code => neutralize_line(&found.code),
        rule => neutralize_line(&found.rule),
        message => neutralize_line(&found.message),
        help => found.help.as_deref().map(neutralize_line),
        related => related.collect::<Vec<_>>(),
        applicability,
        fix => found.fix.as_ref().map(|fix| neutralize_line(&fix.message)),
    }
}

pub(super) fn end(run: &RunSummary, out: &mut Vec<u8>) {
    let rules = run.rules().into_iter().map(|count| {
        let rule = rules::coded(&count.code);
        context! {
            count => count.count,
            code => neutralize_line(&count.code),
            name => neutralize_line(&count.rule),
            summary => rule.map_or("a rule of your own", |rule| rule.summary),
        }
    });
    let errors = run.run_errors.iter().map(|error| {
        context! { path => neutralize_line(&error.path), message => neutralize_line(&error.message) }
    });
    let values = context! {
        headline => closing::headline(run),
        rules => rules.collect::<Vec<_>>(),
        errors => errors.collect::<Vec<_>>(),
    };
    write("end.html", values, out);
}
