//! ORG010: numbered problems that skip, repeat or start again.

use std::cell::OnceCell;

use crate::note::{Note, ProblemForm, WrittenProblem};
use crate::rules::support::{line_at, quote};
use crate::rules::{Applicability, Check, Context, Edit, Family, Finding, Fix, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG010",
    name: "problem-numbering",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &["Weed LL. Medical records that guide and teach. N Engl J Med 1968;278:593-600 (numbered problems)"],
    summary: "The numbers of the problems skip, repeat or start again.",
    docs: r#"
## What it does

Reads the numbers of the problems in an assessment or plan and reports the first one of a list that skips, repeats or starts again: 1, 2, 4 or 1, 2, 2. Lists that
number every entry `1.` (as Markdown allows), lists apart from each other, and a plan that takes its numbers from the assessment are left alone. The
fix renumbers, and is applied by itself only when nothing in the note refers to a problem by its number and no other
section numbers its problems too. Where the school convention `problem-marker` asks for numbers, hash signs, bold
letters or labels, problems marked otherwise are reported, once.

## Why it matters

Teams speak in problem numbers: "for number 3, repeat the potassium at six". When the numbers skip, a problem has been deleted or lost on the way, and when two share
one, the wrong plan gets the order.

## How to fix

Number the problems 1, 2, 3 in order of urgency, and see whether a missing number is a missing problem.

```bad
## Assessment and Plan

1. Acute pancreatitis: lactated Ringer's 200 mL/h, NPO, lipase trend.
2. Alcohol use disorder: CIWA every 4 h, thiamine 500 mg IV TID.
4. Hypokalemia (2.9): potassium chloride 40 mEq PO, recheck at 18:00.
```

```bad
## Plan

1) Preterm contractions: fetal fibronectin, cervical length.
2) GBS unknown: swab today.
2) Iron deficiency anemia: ferrous sulfate 325 mg daily.
```

```good
## Assessment and Plan

1. Acute pancreatitis: lactated Ringer's 200 mL/h, NPO, lipase trend.
2. Alcohol use disorder: CIWA every 4 h, thiamine 500 mg IV TID.
3. Hypokalemia (2.9): potassium chloride 40 mEq PO, recheck at 18:00.
```

```good
## Assessment

1. COPD exacerbation
2. Hypertension, stable
3. Steroid-induced hyperglycemia

## Plan

1. COPD exacerbation: prednisone 40 mg PO daily for 5 days.
3. Steroid-induced hyperglycemia: correction insulin with meals.
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (15, all found) and 23 look-alikes (none reported): plans that take their numbers from the assessment, `1.` throughout, lists apart,
years and amounts.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if let Some(finding) = unasked_marker(note, context.convention("problem-marker", "any")) {
        findings.push(finding);
    }
    // Read the text for references once, and only if there is a number to mend.
    let referred = OnceCell::new();
    let mut before = 0;
    let mut from = 0;
    while from < note.written_problems.len() {
        let section = note.written_problems[from].section;
        let to = from
            + note.written_problems[from..]
                .iter()
                .take_while(|problem| problem.section == section)
                .count();
        for run in runs(note, &note.written_problems[from..to]) {
            check_run(note, before, &run, &referred, findings);
        }
        let numbers = note.written_problems[from..to]
            .iter()
            .filter_map(|problem| match problem.form {
                ProblemForm::Number(number) => Some(number),
                _ => None,
            });
        before = numbers.fold(before, u32::max);
        from = to;
    }
}

/// The first problem that is not marked as the school asks.
fn unasked_marker(note: &Note, convention: &str) -> Option<Finding> {
    let is_asked = |form: ProblemForm| match convention {
        "number" => matches!(form, ProblemForm::Number(_)),
        "hash" => form == ProblemForm::Hash,
        "bold" => form == ProblemForm::Bold,
        "label" => form == ProblemForm::Label,
        _ => true,
    };
    let other = note.written_problems.iter().filter(|problem| !is_asked(problem.form));
    let more = other.clone().skip(1).count();
    let problem = other.into_iter().next()?;
    let more = if more == 0 {
        String::new()
    } else {
        format!(" (and {more} more)")
    };
    let asked = match convention {
        "number" => "a number: `1. Heart failure`",
        "hash" => "a hash sign: `# Heart failure`",
        "bold" => "bold letters: `**Heart failure**`",
        _ => "a colon: `Heart failure:`",
    };
    Some(
        Finding::new(
            problem.title,
            format!(
                "The problem \"{}\"{more} is not marked as your school asks",
                quote(note.slice(problem.title), 40)
            ),
        )
        .help(format!("mark every problem with {asked}")),
    )
}

/// A numbered problem: the number, where its digits stand, the problem.
type Numbered<'a> = (u32, Span, &'a WrittenProblem);

/// The numbered lists of a section: problems whose numbers belong together. Text, a label or a heading between two items
/// starts another list where the count starts again.
fn runs<'a>(note: &Note, problems: &'a [WrittenProblem]) -> Vec<Vec<Numbered<'a>>> {
    let mut runs: Vec<Vec<Numbered<'a>>> = Vec::new();
    let mut open = false;
    for problem in problems {
        let ProblemForm::Number(number) = problem.form else {
            open = false;
            continue;
        };
        let Some(digits) = digits_of(note, problem, number) else {
            continue;
        };
        let apart = runs.last().and_then(|run| run.last()).is_some_and(|(_, _, last)| {
            number == 1
                && stands_apart(note.slice(Span::new(last.title.end.min(problem.span.start), problem.span.start)))
        });
        if open
            && !apart
            && let Some(run) = runs.last_mut()
        {
            run.push((number, digits, problem));
        } else {
            runs.push(vec![(number, digits, problem)]);
            open = true;
        }
    }
    runs
}

/// Whether an empty line or a label stands between two numbered problems.
fn stands_apart(between: &str) -> bool {
    let mut lines = between.split('\n').skip(1).map(str::trim).peekable();
    while let Some(line) = lines.next() {
        // The last piece is the beginning of the problem's own line.
        if lines.peek().is_some() && (line.is_empty() || line.ends_with(':')) {
            return true;
        }
    }
    false
}

/// Where the number of a problem stands on its line.
fn digits_of(note: &Note, problem: &WrittenProblem, number: u32) -> Option<Span> {
    let line = line_at(note, problem.title.start);
    let start = problem.span.start.min(problem.title.start).max(line.start);
    let written = number.to_string();
    let before = note.slice(Span::new(start.min(problem.title.start), problem.title.start));
    // The title may be reached only after the marker: take the digits nearest to it.
    let (base, at) = match before.rfind(&written) {
        Some(at) => (start, at),
        None => (
            line.start,
            note.slice(Span::new(line.start, problem.title.start)).rfind(&written)?,
        ),
    };
    let from = base + at as u32;
    Some(Span::new(from, from + written.len() as u32))
}

fn check_run(note: &Note, before: u32, run: &[Numbered<'_>], referred: &OnceCell<bool>, findings: &mut Vec<Finding>) {
    // `1. 1. 1.` is how Markdown lets one write a list; the reader sees 1, 2, 3.
    if run.len() < 2 || run.iter().all(|(number, ..)| *number == run[0].0) {
        return;
    }
    let Some(at) = run.windows(2).position(|pair| pair[1].0 != pair[0].0 + 1) else {
        return;
    };
    let ((last, last_digits, _), (number, digits, problem)) = (run[at], run[at + 1]);
    // A year, an amount: no number of a problem.
    if number > 99 || last > 99 || follows_earlier_numbers(before, run) {
        return;
    }
    let expected = last + 1;
    let message = if number == last || run[..=at].iter().any(|(earlier, ..)| *earlier == number) {
        format!("Problem number {number} stands twice")
    } else if number < last {
        format!("Problem number {number} stands after {last}")
    } else {
        format!("The problems go from {last} to {number}")
    };
    let mut finding = Finding::new(digits, message)
        .help(format!(
            "number this one {expected} and those after it in turn; see first whether a problem was lost on the way"
        ))
        .related(last_digits, format!("the one before is {last}"));
    let edits: Vec<Edit> = run[at + 1..]
        .iter()
        .zip(expected..)
        .filter(|((number, ..), right)| number != right)
        .map(|((_, span, _), right)| Edit {
            span: *span,
            replacement: right.to_string(),
        })
        .collect();
    // An assessment and a plan numbered apart may speak of each other by number: problem 2 there is item 2 here.
    let numbered_elsewhere = note
        .written_problems
        .iter()
        .any(|other| other.section != problem.section && matches!(other.form, ProblemForm::Number(_)));
    let applicability = if numbered_elsewhere || *referred.get_or_init(|| refers_by_number(&note.text)) {
        Applicability::Suggestion
    } else {
        Applicability::Safe
    };
    finding.fix = Some(Box::new(Fix {
        applicability,
        message: format!(
            "renumber from {expected} on, starting with \"{}\"",
            quote(note.slice(problem.title), 40)
        ),
        edits,
    }));
    findings.push(finding);
}

/// Whether problems of an earlier section number at least as far (`before` is their highest number), and these only rise:
/// then a plan takes its numbers from the assessment, and a missing one is a problem without a step.
fn follows_earlier_numbers(before: u32, run: &[Numbered<'_>]) -> bool {
    run.windows(2).all(|pair| pair[0].0 < pair[1].0) && run.last().is_some_and(|(highest, ..)| before >= *highest)
}

/// Whether some text may speak of a problem by its number: `#2`, `problem 2`, `see 2`, `as per 2`.
fn refers_by_number(text: &str) -> bool {
    const POINTERS: [&str; 11] = [
        "problem", "problems", "see", "no", "number", "issue", "item", "under", "per", "dx", "point",
    ];
    let bytes = text.as_bytes();
    let mut word = String::new();
    (0..bytes.len()).any(|at| {
        if !bytes[at].is_ascii_digit() || (at > 0 && bytes[at - 1].is_ascii_digit()) {
            return false;
        }
        if at > 0 && bytes[at - 1] == b'#' {
            return true;
        }
        let head = text[..at].trim_end_matches([' ', '\u{a0}', '(', '.']);
        // A number that opens a line belongs to the list; the word before the line end does not point at it.
        if text[head.len()..at].contains(['\n', '\r']) {
            return false;
        }
        let letters = head.bytes().rev().take(9).take_while(u8::is_ascii_alphabetic).count();
        word.clear();
        word.push_str(&head[head.len() - letters..]);
        word.make_ascii_lowercase();
        POINTERS.contains(&word.as_str())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RULE;
    use crate::rules::support::testing::{hits, read, run, run_on, silent, speaks};
    use crate::rules::{Applicability, Conventions};

    fn mended(text: &str) -> String {
        let found = run(&RULE, text);
        let fix = found[0].fix.as_ref().unwrap();
        assert_eq!(fix.applicability, Applicability::Safe, "{text}");
        let mut out = text.to_owned();
        for edit in fix.edits.iter().rev() {
            out.replace_range(edit.span.range(), &edit.replacement);
        }
        out
    }

    #[test]
    fn a_skip_is_mended_to_the_end() {
        let text = "## Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n4. CKD: no NSAIDs\n6. Gout: colchicine\n";
        assert_eq!(hits(&RULE, text), ["4"]);
        let mended = mended(text);
        assert_eq!(
            mended,
            "## Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n3. CKD: no NSAIDs\n4. Gout: colchicine\n"
        );
        assert!(run(&RULE, &mended).is_empty());
    }

    #[test]
    fn a_reference_keeps_the_fix_from_being_applied() {
        let text = "## Plan\n\n1. HTN: lisinopril\n3. CKD: no NSAIDs, see problem 1\n";
        let found = run(&RULE, text);
        assert_eq!(found[0].fix.as_ref().unwrap().applicability, Applicability::Suggestion);
    }

    #[test]
    fn two_numbered_lists_may_speak_of_each_other() {
        let text = "## Assessment\n\n1. HTN: high\n3. CKD: stable\n\n## Plan\n\n1. HTN: lisinopril\n2. CKD: labs\n";
        let found = run(&RULE, text);
        assert_eq!(found[0].fix.as_ref().unwrap().applicability, Applicability::Suggestion);
    }

    #[test]
    fn repeats_and_restarts() {
        speaks(
            &RULE,
            &[
                "## Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n2. CKD: no NSAIDs\n",
                "## Assessment\n\n1) HTN\n2) DM\n1) CKD\n",
                "## Assessment and Plan\n\n1. HTN\n- lisinopril\n\n3. DM\n- metformin\n",
            ],
        );
    }

    #[test]
    fn a_school_may_ask_for_one_marker() {
        let asked = |text: &str, marker: &str| {
            let conventions = Conventions::from([("problem-marker".to_owned(), marker.to_owned())]);
            run_on(&RULE, &read(text), &BTreeMap::new(), &conventions).len()
        };
        let numbers = "## Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n";
        assert_eq!(
            (asked(numbers, "any"), asked(numbers, "number"), asked(numbers, "hash")),
            (0, 0, 1)
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## Assessment\n\n1. HTN\n2. DM\n4. CKD\n",
                "## Plan\n\n1) HTN\n1) DM\n2) CKD\n",
                "## A/P\n\n1. HTN: lisinopril\n2. DM: metformin\n5. CKD: no NSAIDs\n6. Gout: rest\n",
                "A/P:\n1. HTN\n3. DM\n",
                "Imp:\n1. fall\n2. delirium\n2. constipation\nPlan: home\n",
                "## Assessment and Plan\n\n1. Sepsis: ceftriaxone.\n\n3. AKI: fluids.\n\n4. DM: insulin.\n",
                "## Assessment and Plan\n\n1. Sepsis\n   - ceftriaxone\n2. AKI\n   - fluids\n4. DM\n   - insulin\n",
                "## Plan\n\n(1) HTN\n(2) DM\n(4) CKD\n",
                "ASSESSMENT AND PLAN\n\n1. Term labor.\n2. GBS positive.\n2. Anemia.\n",
                "## Plan\n\n1. HTN\n2. DM\n3. CKD\n2. Gout\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n3. CKD: no NSAIDs\n",
                "## Plan\n\n1. HTN\n1. DM\n1. CKD\n",
                "## Assessment\n\n1. HTN\n2. DM\n3. CKD\n\n## Plan\n\n1. HTN: lisinopril\n3. CKD: no NSAIDs\n",
                "## Assessment\n\n1. HTN\n2. DM\n\n## Plan\n\n3. Follow up in 2 weeks\n4. Labs\n",
                "## Assessment\n\nActive:\n1. Sepsis\n2. AKI\n\nChronic:\n1. HTN\n2. DM\n",
                "## Plan\n\n1. HTN\n   1. lisinopril\n   2. BP log\n2. DM\n   1. metformin\n",
                "## Past Medical History\n\n1. HTN\n3. DM\n",
                "## Assessment\n\n1) HTN 2) DM 3) CKD\n",
                "## Plan\n\nLisinopril 10 mg, recheck in 2 weeks.\n",
                "## Plan\n\n2. Continue\n3. Home\n",
                "## Assessment and Plan\n\n1. HTN: lisinopril\n2. DM: metformin\n\nFollow up in 2 weeks.\n",
                "## Plan\n\n1) HTN\n2) DM\n3) CKD\n",
                "## Plan\n\n(1) HTN\n(2) DM\n",
                "## Plan\n\n# CHF\n- furosemide\n# CKD\n- no NSAIDs\n",
                "## Plan\n\nDay 1. fluids\nDay 3. antibiotics\n",
                "## Assessment\n\nGCS 15, pain 3/10.\n\n1. Concussion\n",
                "## Plan\n\n- 2 L fluids\n- 4 mg ondansetron\n",
                "## Assessment and Plan\n\n1. Sepsis: 30 mL/kg\n\n2. AKI: hold lisinopril\n\n3. DVT prophylaxis: enoxaparin\n",
                "## Plan\n\n1. HTN\n\n## Follow-up\n\n1. Clinic in 2 weeks\n",
                "## Procedure\n\n1. Consent\n3. Timeout\n",
                "## Plan\n\n0. Airway\n1. Breathing\n2. Circulation\n",
            ],
        );
    }
}
