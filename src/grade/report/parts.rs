//! What a student's page and a feedback sheet have in common.

use minijinja::{Value, context};

use super::marked::{self, numbered, sentence, sign, weight};
use super::safe;
use crate::grade::pictures::{escape, prose, shortened};
use crate::grade::{Comparison, CriterionInfo, Found, Mark, Points, Row, RubricInfo};
use crate::note::Note;

/// Characters of a line that are quoted beside one of the first three findings.
const QUOTED: usize = 140;

/// Everything that both show, as the templates take it. Ids begin with `prefix`.
pub(super) fn parts(mark: &Mark, rubric: &RubricInfo, note: &Note, prefix: &str) -> Value {
    let row = &mark.row;
    let numbers = numbered(mark);
    let number = |finding: usize| numbers.iter().find(|(_, at)| *at == finding).map(|(number, _)| *number);
    let first = mark.first.iter().take(3).filter_map(|at| {
        let found = mark.findings.get(*at)?;
        Some(context! {
            number => number(*at),
            severity => found.severity.name(),
            sign => sign(found.severity),
            weight => weight(found.severity),
            message => safe(sentence(&found.message)),
            help => found.help.as_deref().map(|help| safe(sentence(help))),
            line => line_link(prefix, found.line),
            quote => quote(mark, found, note).map(|quote| safe(escape(&quote))),
        })
    });
    let criteria = rubric.criteria.iter().enumerate();
    let criteria = criteria.map(|(at, info)| criterion((at, info), row, prefix, &number));
    context! {
        p => prefix,
        student => safe(escape(&row.student.name)),
        rubric => safe(escape(&rubric.title)),
        description => safe(sentence(&rubric.description)),
        limits => safe(sentence(&rubric.limits)),
        strengths => mark.strengths.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
        first => first.collect::<Vec<_>>(),
        criteria => criteria.collect::<Vec<_>>(),
        points => points(row, rubric),
        findings => mark.findings.len(),
        note => safe(marked::html(mark, note, prefix)),
        comparison => mark.comparison.as_ref().map(|beside| comparison(beside, prefix)),
        shares => row.shares.map(|shares| context! {
            typed => shares.typed, template => shares.template, carried => shares.carried,
        }),
        comment => (!row.human.comment.trim().is_empty()).then(|| safe(escape(row.human.comment.trim()))),
        reviewer => (!row.human.reviewer.trim().is_empty()).then(|| safe(escape(row.human.reviewer.trim()))),
    }
}

/// A link to a line of the note.
fn line_link(prefix: &str, line: u32) -> Value {
    safe(format!(
        "<a class=\"to\" href=\"#{prefix}-L{line}\">line&nbsp;{line}</a>"
    ))
}

/// What only the teacher sees of a student.
pub(super) fn about(mark: &Mark) -> Value {
    let row = &mark.row;
    context! {
        anchor => crate::grade::pictures::id(&row.anchor),
        id => row.student.id.as_deref().map(|id| safe(escape(id))),
        user => row.student.user.as_deref().map(|user| safe(escape(user))),
        path => (!row.path.is_empty()).then(|| safe(escape(&row.path))),
        late => row.late,
        attempt => row.attempt,
        at => row.at.as_deref().map(|at| safe(escape(at))),
        kind => row.kind.as_deref().map(|kind| safe(escape(kind))),
        words => row.words,
        looks => row.looks.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
        others => row.others.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
        others => row.others.iter().map(|text| safe(prose(text))).collect::<Vec<_>>(),
        asked => row.asked.iter().map(|text| safe(sentence(text))).collect::<Vec<_>>(),
    }
}

/// How the points stand.
fn points(row: &Row, rubric: &RubricInfo) -> Value {
    let open = row.open(rubric);
    context! {
        auto => row.auto().to_string(),
        of_auto => rubric.auto().to_string(),
        manual => row.manual().to_string(),
        any_manual => row.human.manual.iter().any(Option::is_some),
        overridden => row.human.total.is_some(),
        total => row.total().to_string(),
        of => rubric.points().to_string(),
        open => (open > Points::ZERO).then(|| open.to_string()),
    }
}

fn criterion(
    (at, info): (usize, &CriterionInfo),
    row: &Row,
    prefix: &str,
    number: &dyn Fn(usize) -> Option<usize>,
) -> Value {
    let mark = row.criteria.get(at);
    let earned = mark.map_or(Points::ZERO, |mark| mark.points);
    let given = row.human.manual.get(at).copied().flatten();
    let all = earned + given.unwrap_or_default();
    let judged = info.auto + given.map_or(Points::ZERO, |_| info.manual());
    let state = if judged == Points::ZERO {
        "open"
    } else if all >= judged {
        "met"
    } else if all <= Points::ZERO {
        "unmet"
    } else {
        "partly"
    };
    let reasons = mark.map_or(&[][..], |mark| &mark.reasons).iter().map(|reason| {
        context! {
            lost => reason.earned < reason.of,
            some => reason.earned > Points::ZERO,
            earned => reason.earned.to_string(),
            of => reason.of.to_string(),
            text => safe(sentence(&reason.text)),
            line => reason.line.map(|line| line_link(prefix, line)),
            comment => reason.finding.and_then(number),
        }
    });
    context! {
        id => safe(escape(&info.id)),
        title => safe(escape(&info.title)),
        dimension => safe(escape(&info.dimension)),
        state,
        earned => all.to_string(),
        judged => (judged > Points::ZERO).then(|| judged.to_string()),
        manual => (info.manual() > Points::ZERO).then(|| context! {
            of => info.manual().to_string(),
            given => given.map(|points| points.to_string()),
            asks => safe(sentence(&info.asks)),
        }),
        reasons => reasons.collect::<Vec<_>>(),
    }
}

/// What stands where the finding is; nothing that can tell who the patient is.
pub(super) fn quote(mark: &Mark, found: &Found, note: &Note) -> Option<String> {
    let private = |other: &Found| other.confidential && other.line == found.line;
    if found.confidential || mark.findings.iter().any(private) {
        return None;
    }
    let text = marked::line(note, found.line)?;
    // A heading stands where something is missing: it shows nothing.
    if marked::is_heading(text) {
        return None;
    }
    let before = (found.column as usize).saturating_sub(1);
    // A little of what stands before, then as much as fits.
    let skip = if before > QUOTED / 2 { before - QUOTED / 4 } else { 0 };
    let rest = text
        .char_indices()
        .nth(skip)
        .map_or("", |(at, _)| text.get(at..).unwrap_or_default());
    let rest = if skip > 0 {
        rest.split_once(' ').map_or(rest, |(_, rest)| rest)
    } else {
        rest
    };
    let rest = rest.trim();
    let dots = if skip > 0 { "… " } else { "" };
    (!rest.is_empty()).then(|| format!("{dots}{}", shortened(rest, QUOTED)))
}

fn comparison(comparison: &Comparison, prefix: &str) -> Value {
    let element = |element: &crate::grade::Element| {
        context! {
            kind => safe(escape(&element.kind)),
            name => safe(escape(&element.name)),
            line => element.line.map(|line| line_link(prefix, line)),
            model => element.model_line,
            differs => element.differs.as_deref().map(|text| safe(prose(text))),
        }
    };
    let all = |elements: &[crate::grade::Element]| elements.iter().map(element).collect::<Vec<_>>();
    let differential = comparison.differential.iter().map(|entry| {
        context! {
            diagnosis => safe(escape(&entry.diagnosis)),
            in_model => entry.in_model,
            in_note => entry.in_note,
        }
    });
    context! {
        found => all(&comparison.found),
        missing => all(&comparison.missing),
        differential => differential.collect::<Vec<_>>(),
    }
}
