//! LNG006: a clinical word that was taken for another, told by the words beside it.

use crate::grammar::{LexiconEntry, lexicon_ids};
use crate::note::Note;
use crate::rules::beside::Beside;
use crate::rules::wording::is_writers_own;
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG006",
    name: "confused-term",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: Some(Applicability::Safe),
    sources: &[
        "Clinical language reference: confused words, with the words beside them that tell which was meant",
        "General knowledge of clinical English and of dictation",
    ],
    summary: "A clinical term is written where another that looks or sounds like it is meant.",
    docs: r#"
## What it does

Reports a word that is right by itself and wrong where it stands: `ilium` for the bowel, `dysphasia to solids`, `mucus membranes`, `prostrate exam`, `tender to
palpitation`, `flat effect`, `plural effusion`, `course crackles`, `a febrile`; and words that are a blend of two (`tibula`, `uretheral`, `intercranial`). The words
right beside it decide, or what else its sentence speaks of; without such a sign it stays silent. A prefix that contradicts a number (hyperkalemia with a potassium of
2.9) is ACC007's.

## Why it matters

The reader cannot tell which one is meant, or does not notice: "dysphasia" sends the patient to the stroke team, "dysphagia" to the endoscopist; the ilium is
grafted, the ileum resected. Spelling checkers and dictation pass all of them.

## How to fix

Write the word that the help names. Where the one word is not a clinical term at all, or the words beside it leave no doubt, the fix is safe; where both are clinical
terms it needs your eye (`--unsafe-fixes`) or is only shown.

```bad
## HPI

Progressive dysphasia to solids for 3 months, now also to liquids. Lost 6 kg.
```

```bad
## Physical Exam

Mucus membranes moist. Abdomen soft, tender to palpitation in the right lower quadrant.
```

```good
## Physical Exam

Mucous membranes moist. Abdomen soft, tender to palpation in the right lower quadrant. Expressive dysphasia. Thick green mucus.
```

## Precision

5 findings on 182 corpus notes, all read: 5 right ("self-weened", "skin is in tact", "in the effected area", "No mucous, no blood", "The patent's CBC"). Three more were
arguable and are silent now (mucous plugging, the surgeon's intracostal suture). 18 of 18 faults planted by others found, none of their 12 look-alikes reported.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::CONFUSED_TERMS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    for hit in note.phrases_of(lexicon_ids::CONFUSED_TERMS) {
        let entry = note.entry(hit);
        let Some(right) = meant(note, hit.span, entry) else {
            continue;
        };
        if !is_writers_own(note, hit.span) {
            continue;
        }
        findings.push(finding(note, hit.span, entry, right));
    }
}

/// What was meant by the word at `span`, if what stands beside it shows that it was another.
fn meant<'n>(note: &Note, span: Span, entry: &'n LexiconEntry) -> Option<&'n str> {
    let right = entry.text("right")?;
    let beside = Beside::new(note, span);
    let before = |list: &str| entry.list(list).iter().any(|phrase| beside.ends_with(phrase));
    let after = |list: &str| entry.list(list).iter().any(|phrase| beside.begins_with(phrase));
    let near = |list: &str| entry.list(list).iter().any(|phrase| beside.holds(phrase));
    // `clear mucous.`: at the end of a clause the adjective has nothing to describe.
    let ends = entry.flag("ends");
    let is_led = before("before") || ends && entry.list("before").is_empty();
    let both = entry.flag("both");
    let by_neighbours = entry.flag("always")
        || is_led && (if ends { beside.ends } else { !both })
        || after("after") && (!both || is_led);
    let meant = if before("before-second") || after("after-second") {
        entry.text("second")?
    } else if by_neighbours || near("near") {
        right
    } else if near("near-second") {
        entry.text("second")?
    } else {
        return None;
    };
    let excused =
        entry.list("unless").iter().any(|phrase| beside.holds(phrase)) || entry.flag("group") && beside.is_of_several();
    (!excused).then_some(meant)
}

fn finding(note: &Note, span: Span, entry: &LexiconEntry, right: &str) -> Finding {
    let written = note.slice(span);
    let means = entry.text("means").unwrap_or_default();
    let finding = Finding::new(
        span,
        format!("\"{written}\" is written where \"{right}\" seems to be meant"),
    )
    .help(format!("write \"{right}\": {means}"));
    let applicability = match entry.text("fix") {
        Some("safe") => Applicability::Safe,
        Some("unsafe") => Applicability::Unsafe,
        _ => Applicability::Suggestion,
    };
    // Several words to choose from are no correction.
    if right.contains(" or ") || right.contains('(') {
        return finding;
    }
    let replacement = like(written, right);
    finding.fix(applicability, format!("write \"{right}\""), span, replacement)
}

/// `right` in the case of `written`.
fn like(written: &str, right: &str) -> String {
    let letters = || written.chars().filter(|c| c.is_alphabetic());
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        right.to_uppercase()
    } else if letters().next().is_some_and(char::is_uppercase) {
        crate::rules::support::capitalized(right)
    } else {
        right.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::support::testing::{hits, run, silent, speaks};

    #[test]
    fn confused_words() {
        for (text, wrong, right) in [
            ("PE: Prostrate gland enlarged and smooth.", "Prostrate", "Prostate"),
            (
                "PE: Enlarged, smooth prostrate on rectal exam.",
                "prostrate",
                "prostate",
            ),
            ("HPI: Crohn disease of the terminal ilium.", "ilium", "ileum"),
            ("HPI: coughing up thick green mucous.", "mucous", "mucus"),
            ("PE: Mucus membranes moist", "Mucus", "Mucous"),
            ("HPI: dysphasia to solids for 2 weeks", "dysphasia", "dysphagia"),
            ("PE: RLQ tender to palpitation.", "palpitation", "palpation"),
            ("ROS: denies chest pain or palpations", "palpations", "palpitations"),
            ("MSE: mood sad, flat effect.", "effect", "affect"),
            ("HPI: no side affects of the drug", "affects", "effects"),
            ("Imaging: small left plural effusion.", "plural", "pleural"),
            ("PE: course crackles at both bases", "course", "coarse"),
            ("PE: small bowl sounds normal; bowl sounds present", "bowl", "bowel"),
            ("HPI: shortness of breathe on exertion", "breathe", "breath"),
            ("HPI: unable to breath when lying flat", "breath", "breathe"),
            ("HPI: weight loss; loosing weight since May", "loosing", "losing"),
            ("PE: fascial droop on the left", "fascial", "facial"),
            ("PE: vitals: a febrile, stable", "a febrile", "afebrile"),
            ("HPI: pain worse then yesterday", "then", "than"),
            ("Plan: urinary track infection: nitrofurantoin", "track", "tract"),
            ("HPI: he has an intercranial bleed", "intercranial", "intracranial"),
            (
                "PE: The patients mother is at the bedside.",
                "patients mother",
                "patient's mother",
            ),
            ("HPI: COPD exasperated by a cold", "exasperated", "exacerbated"),
            ("Assessment: staff aureus bacteremia", "staff aureus", "staph aureus"),
            ("PE: gate steady", "gate", "gait"),
        ] {
            let found = run(&RULE, text);
            let first = found.iter().find(|it| it.span.of(text) == wrong);
            let first = first.unwrap_or_else(|| panic!("{text}: {:?}", hits(&RULE, text)));
            assert_eq!(first.fix.as_ref().unwrap().edits[0].replacement, right, "{text}");
        }
        speaks(
            &RULE,
            &[
                "HPI: fracture of the tibula",
                "PE: uretheral stone",
                "PE: distal ilium inflamed on colonoscopy",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "Plan: a thrombus settles the treatment; a negative one does not exclude embolism.",
                "HPI: found prostrate on the floor.",
                "PE: iliac crest tender; fracture of the left ilium; ileal conduit pink.",
                "PE: mucous membranes moist; mucous gland; thick mucus.",
                "HPI: expressive dysphasia after the stroke; dysphagia to solids.",
                "HPI: dyspnea due to palpitations; chest pain with palpitations; ECG done for palpitations.",
                "PE: tender to palpation; no masses on palpation.",
                "HPI: side effects of metformin; no effect on pain; the drug has a good effect. Mood euthymic, affect full.",
                "HPI: The hospital course was complicated. Coarse crackles. Of course.",
                "HPI: He ate a bowl of soup; bowel sounds normal.",
                "HPI: shortness of breath; she can breathe; takes a deep breath; breath sounds normal; unable to breath-hold",
                "HPI: pain got better then returned; then she vomited; more than 3 times.",
                "PE: a febrile child; febrile seizure; a febrile illness.",
                "HPI: \"my prostrate cancer\" he says",
                "HPI: loose stools, weight loss; lost weight; watery loose stools.",
                "HPI: track marks on both arms; urinary tract infection; keep track of her weight.",
                "PE: Other patients mothers were there. He is one of many patients history is taught with.",
                "PE: plural of effusion; pleural effusion.",
                "HPI: swallows pills with water; confusion and agitation at night; scalp contusion.",
                "HPI: uses a gate at the top of the stairs; gait normal",
                "Plan: side rails up; rales at both bases",
                "HPI: exasperated mother; frustrated with the wait; will wait in the room.",
                "PE: perineal laceration repaired; peroneal nerve palsy with foot drop; peritoneal dialysis.",
                "HPI: patent airway; patent foramen ovale; the patient denies cough",
                "HPI: lives near the naval base; navel clean. Public transport. Pubic lice.",
                "PE: dependent edema; full-term; discrete nodule; the discreet daughter",
            ],
        );
    }
}
