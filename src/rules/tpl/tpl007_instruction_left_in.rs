//! TPL007: a template's guidance to the writer that was left in.

use crate::grammar::lexicon_ids;
use crate::note::Note;
use crate::rules::support::{blanks, heading, is_prose, is_space, line_at, quote, trim};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::{NodeKind, PlaceholderKind};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL007",
    name: "instruction-left-in",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &["Wording of form fields in word processors and electronic records; from general knowledge"],
    summary: "An instruction of the template, `[insert time course]`, was left in.",
    docs: r#"
## What it does

Reports brackets that speak to the writer (`[insert …]`, `[enter …]`, `[add …]`, `[your …]`, `[describe …]`, `[if applicable]`, `[delete as appropriate]`)
and the field texts of word processors (`Click or tap here to enter text`, `Choose an item`). Other comments, `<!-- … -->`, are invisible, and de-identified tokens
(`[NAME]`) are ordinary text. Two things that templates leave behind are reported as well: guidance that `preceptor new --guide` wrote into the note,
`<!-- guide: … -->`, which `--fix` takes out; and `(omit)`, which a snippet writes for a passage that was not taken.

## Why it matters

Where guidance stands, the answer is missing: "[describe character and radiation]" is the part of the chest pain story that decides the differential. Left in
a finished note it also tells every reader that the rest was not read over either.

## How to fix

Replace the instruction by what it asks for, or delete it where it does not apply.

```bad
## HPI

58-year-old man with chest pain [describe onset, character, radiation], no dyspnea.
```

```bad
## Plan

Safety netting: [insert red flags]
Follow-up: Click or tap here to enter text.
```

```good
## HPI

58-year-old man with sudden, tearing chest pain radiating to the back, no dyspnea.
```

```good
## HPI

Seen with [RELATIVE] at [HOSPITAL]; she said it was "the worst [headache] ever". Ibuprofen (list added by pharmacy).
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (14, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    findings.extend(blanks(note, &[PlaceholderKind::Instruction]).map(|blank| finding(context, blank.span)));
    for hit in note.phrases_of(lexicon_ids::TEMPLATE_GUIDANCE) {
        let span = match note.grammar.category(hit) {
            "field" => Some(hit.span),
            _ => bracketed(note, hit.span),
        };
        // What the parser took for an instruction, or hid in a comment, is no prose.
        if let Some(span) = span.filter(|span| is_prose(note, *span)) {
            findings.push(finding(context, span));
        }
    }
    for at in memchr::memmem::find_iter(note.text.as_bytes(), OMITTED) {
        let span = Span::from(at..at + OMITTED.len());
        if is_prose(note, span) {
            findings.push(finding(context, span));
        }
    }
    findings.extend(guidance(note));
    findings.sort_by_key(|finding| finding.span);
}

/// What a snippet of a template writes where an optional passage was not taken.
const OMITTED: &[u8] = b"(omit)";

/// The comments that `preceptor new --guide` wrote for the writer.
fn guidance(note: &Note) -> impl Iterator<Item = Finding> {
    let comments = note.tree.nodes().iter().filter(|node| node.kind == NodeKind::Comment);
    comments.filter_map(|node| {
        let words = note.slice(node.span).strip_prefix("<!--")?.trim_start();
        words.strip_prefix("guide:")?;
        let finding = Finding::new(node.span, "Guidance of the template was left in")
            .help("do what it says, then delete it (`preceptor check --fix` does)")
            .fix(
                Applicability::Safe,
                "delete the guidance",
                whole_line(note, node.span),
                "",
            );
        Some(finding)
    })
}

/// The comment with its line, if nothing else stands there; else with the space before it.
fn whole_line(note: &Note, comment: Span) -> Span {
    let bytes = note.text.as_bytes();
    let space = |at: u32| matches!(bytes[at as usize], b' ' | b'\t');
    let mut span = comment;
    while span.start > 0 && space(span.start - 1) {
        span.start -= 1;
    }
    let begins = span.start == 0 || matches!(bytes[span.start as usize - 1], b'\n' | b'\r');
    let mut end = comment.end;
    while (end as usize) < bytes.len() && space(end) {
        end += 1;
    }
    let rest = &bytes[end as usize..];
    let line_break = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    };
    if begins && (line_break > 0 || rest.is_empty()) {
        span.end = end + line_break;
    } else if begins {
        span = comment;
    }
    span
}

/// The brackets that a phrase opens, on its line: `[describe …]`, `<insert …>`.
fn bracketed(note: &Note, phrase: Span) -> Option<Span> {
    let open = phrase.start.checked_sub(1)?;
    let close = match note.text.as_bytes()[open as usize] {
        b'[' => b']',
        b'<' => b'>',
        _ => return None,
    };
    let rest = Span::new(phrase.end, line_at(note, phrase.end).end);
    let length = memchr::memchr(close, note.slice(rest).as_bytes())?;
    Some(Span::new(open, phrase.end + length as u32 + 1))
}

fn finding(context: &Context<'_>, span: Span) -> Finding {
    let note = context.note;
    let place = note
        .section_at(span.start)
        .map_or_else(String::new, |ix| format!(" in {}", quote(heading(note, ix), 40)));
    let written = trim(note.slice(span)).trim_matches(is_space);
    Finding::new(
        span,
        format!(
            "An instruction of the template was left{place}: `{}`",
            quote(written, 60)
        ),
    )
    .help("replace it by what it asks for, or delete it where it does not apply")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{fixed, hits, silent, speaks};

    #[test]
    fn guidance_is_taken_out_with_its_line() {
        let text = "# HPI\n<!-- guide: who, when -->\nCough for 2 days. <!-- guide: how bad -->\n<!-- mine -->\n";
        assert_eq!(
            fixed(&RULE, text, Applicability::Safe),
            "# HPI\nCough for 2 days.\n<!-- mine -->\n"
        );
        assert_eq!(hits(&RULE, "# HPI\nPain (omit), sharp.\n"), ["(omit)"]);
    }

    #[test]
    fn instructions_are_found() {
        let text = "## HPI\n\nPain [insert duration], [describe character].\n\n## Plan\n\nChoose an item.\n<enter follow-up>\n";
        assert_eq!(
            hits(&RULE, text),
            [
                "[insert duration]",
                "[describe character]",
                "Choose an item",
                "<enter follow-up>"
            ]
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                "## HPI\n\n[insert HPI]\n",
                "## HPI\n\n[Enter onset] pain.\n",
                "## Plan\n\n[add follow-up]\n",
                "## Exam\n\n[your findings]\n",
                "## HPI\n\n[describe quality]\n",
                "## Plan\n\n[if applicable]\n",
                "## ROS\n\n[delete as appropriate] fever\n",
                "## Plan\n\nClick here to enter text.\n",
                "## Plan\n\nClick or tap here to enter text.\n",
                "## Plan\n\nChoose an item.\n",
                "## HPI\n\n<insert time course>\n",
                "## HPI\n\nMale/female (delete as appropriate)\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"x\"\n+++\n## HPI\n\n[insert duration]\n",
                "## HPI\n\nMr. [NAME] of [LOCATION], seen [DATE-2].\n",
                "## HPI\n\nShe said \"it [the pain] came back\".\n",
                "## Plan\n\n<!-- [insert plan] -->\nRest.\n",
                "## Plan\n\nFollow up with the clinic if applicable.\n",
                "## Plan\n\nAdd lisinopril 10 mg; insert catheter; enter into registry.\n",
                "## Labs\n\nK <3.0, WBC >12, BNP <100\n",
                "## Plan\n\nReferences: [1], [2]\n",
                "## HPI\n\nClick in the jaw; clicks on opening.\n",
                "## Plan\n\n- [ ] Choose agent with pharmacy\n",
                "## HPI\n\nAdvised to choose an individual diet.\n",
                "## Plan\n\n[x] enter in log\n",
                "## HPI\n\nWeight loss [intentional].\n",
                "## HPI\n\n(see list)\n",
                "## HPI\n\nNausea [with emesis x2].\n",
                "## Plan\n\nGoal SBP <140 and LDL <70\n",
                "## HPI\n\nTook [ibuprofen] daily.\n",
                "## HPI\n\nDescribe as stabbing by the patient.\n",
                "## Plan\n\nSpecify side on the consent form.\n",
                "## Plan\n\nFill in forms for school.\n",
            ],
        );
    }
}
