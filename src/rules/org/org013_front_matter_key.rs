//! ORG013: a line of the front matter that nobody will read as it was meant.

use crate::note::{FrontMatterEntry, Note};
use crate::rules::support::quote;
use crate::rules::{
    Applicability, Check, Context, Family, Finding, OptionDefault, OptionSpec, Rule, Severity, Status, Trigger,
};

/// The rule.
pub static RULE: Rule = Rule {
    code: "ORG013",
    name: "front-matter-key",
    aliases: &[],
    family: Family::Organized,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "allow",
        default: OptionDefault::List(&[]),
        doc: "Further keys that your school's notes carry.",
    }],
    fix: Some(Applicability::Suggestion),
    sources: &["The markup of this program (docs/markup.md)"],
    summary: "A key of the front matter is unknown, stands twice, or has a value that does not fit.",
    docs: r#"
## What it does

Reads the lines between the two `---` at the top of a note. It reports a key that is not known (with the nearest known one), a key that stands twice, a list where one
value is expected, and a value that does not fit: `setting` is inpatient, outpatient or emergency; `patient-age` a number with an optional unit;
`patient-sex` female, male, intersex or unknown; weight and height numbers with units; `date` a date as 2026-03-31; `specialty` one that is known. The kind
itself is ORG008's.

## Why it matters

The rules read the patient's age, sex and weight from here: with `patient-age: 7` meant as months, a child is judged by an adult's heart rate. A misspelt key is kept and
ignored, so that the writer believes it counts.

## How to fix

Use the known keys: `kind`, `specialty`, `setting`, `patient-age`, `patient-sex`, `patient-pronouns`, `patient-weight`, `patient-height`, `author`, `date`, `profile`,
`template`, `previous`. Keys of your own school go into the option `allow`.

```bad
---
kind: soap
patient-agee: 34
---
S: sore throat
```

```bad
---
kind: peds-hp
setting: ward
patient-weight: heavy
---
CC: fever
```

```good
---
kind: peds-hp
specialty: [pediatrics, emergency-medicine]
setting: emergency
patient-age: 7 months
patient-sex: female
patient-weight: 7.4 kg
---
CC: fever
```

```good
---
kind: clerking
author: medical student, year 4
date: 2026-03-31
patient-pronouns: they/them
---
PC: fall
```

## Precision

The notes of the development corpus have no front matter; so it was measured on planted faults (12, all found) and 24 look-alikes (none reported).
"#,
    trigger: Trigger::FrontMatter,
    check: Check::Note(check),
};

/// What a value must be.
#[derive(Clone, Copy)]
enum Form {
    Any,
    Single,
    OneOf(&'static [&'static str]),
    Age,
    Measure(&'static [&'static str]),
    Date,
    Specialty,
}

const SEX: &[&str] = &["female", "male", "intersex", "unknown", "other", "f", "m"];
const WEIGHT: &[&str] = &["kg", "g", "lb", "lbs", "kilograms", "grams", "pounds", "st", "stone"];
const HEIGHT: &[&str] = &["cm", "m", "mm", "in", "inches", "ft", "feet"];

/// The known keys.
const KEYS: [(&str, Form); 15] = [
    ("kind", Form::Single),
    ("note-type", Form::Single),
    ("specialty", Form::Specialty),
    ("setting", Form::OneOf(&["inpatient", "outpatient", "emergency"])),
    ("patient-age", Form::Age),
    ("patient-sex", Form::OneOf(SEX)),
    ("patient-pronouns", Form::Any),
    ("patient-weight", Form::Measure(WEIGHT)),
    ("patient-height", Form::Measure(HEIGHT)),
    ("author", Form::Any),
    ("date", Form::Date),
    ("profile", Form::Single),
    ("template", Form::Single),
    ("previous", Form::Single),
    ("title", Form::Any),
];

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    if note.is_template {
        return;
    }
    let allowed = context.list("allow");
    // The first line of each known key.
    let mut first: [Option<usize>; KEYS.len()] = [None; KEYS.len()];
    for (at, entry) in note.front_matter.iter().enumerate() {
        let key = canonical(note.slice(entry.key));
        if key.is_empty() || allowed.iter().any(|name| canonical(name) == key) {
            continue;
        }
        let Some(known) = KEYS.iter().position(|(name, _)| *name == key) else {
            findings.push(unknown_key(note, entry, &key));
            continue;
        };
        if let Some(earlier) = first[known] {
            findings.push(
                Finding::new(entry.key, format!("`{key}` stands twice; the first one counts"))
                    .help("keep one of the two lines")
                    .related(note.front_matter[earlier].key, "the first one"),
            );
            continue;
        }
        first[known] = Some(at);
        if let Some(finding) = unfit_value(context, entry, KEYS[known]) {
            findings.push(finding);
        }
    }
    if let (Some(_), Some(second)) = (first[0], first[1]) {
        let entry = &note.front_matter[second];
        findings.push(
            Finding::new(entry.key, "`note-type` and `kind` say the same thing")
                .help("keep `kind` and delete this line"),
        );
    }
}

/// A key in the form that it is compared in.
fn canonical(key: &str) -> String {
    key.trim().to_ascii_lowercase().replace(['_', ' '], "-")
}

fn unknown_key(note: &Note, entry: &FrontMatterEntry, key: &str) -> Finding {
    let written = quote(note.slice(entry.key), 40);
    let finding = Finding::new(entry.key, format!("The front matter has no key `{written}`"));
    let near = |name: &str| strsim::osa_distance(key, name);
    // `age` is meant as `patient-age`.
    let short = KEYS
        .iter()
        .map(|(name, _)| *name)
        .find(|name| name.strip_prefix("patient-") == Some(key));
    let nearest = KEYS
        .iter()
        .map(|(name, _)| *name)
        .min_by_key(|name| near(name))
        .filter(|name| near(name) * 3 <= key.len().max(3));
    match short.or(nearest) {
        Some(name) => finding
            .help(format!("write `{name}` if that is meant; an unknown key is kept but not read"))
            .fix(Applicability::Suggestion, format!("write `{name}`"), entry.key, name),
        None => finding.help("an unknown key is kept but not read; `preceptor explain ORG013` lists the known ones, and the option `allow` takes your own"),
    }
}

fn unfit_value(context: &Context<'_>, entry: &FrontMatterEntry, (key, form): (&str, Form)) -> Option<Finding> {
    let note = context.note;
    let written = note.slice(entry.value);
    // A blank of a template is TPL's.
    if written.contains("***") || written.contains("{{") || written.contains("__") || written.starts_with('@') {
        return None;
    }
    if written.is_empty() {
        let whole = entry.key;
        return Some(Finding::new(whole, format!("`{key}` has no value")).help("write the value, or delete the line"));
    }
    let value = written.trim_matches(['"', '\'']).trim().to_lowercase();
    // `[DATE]` is a date that was taken out on purpose.
    let is_list = written.starts_with('[') && (written.contains(',') || written.chars().any(char::is_lowercase));
    if is_list && !matches!(form, Form::Specialty | Form::Any) {
        return Some(
            Finding::new(entry.value, format!("`{key}` takes one value, not a list"))
                .help(format!("write one value, as in `{key}: {}`", example(key))),
        );
    }
    let expected = match form {
        Form::Any | Form::Single => return None,
        Form::OneOf(words) => {
            if words.contains(&value.as_str()) {
                return None;
            }
            let spelled: Vec<&str> = words.iter().copied().filter(|word| word.len() > 1).collect();
            let mut finding = Finding::new(entry.value, format!("`{key}` cannot be \"{}\"", quote(written, 40)))
                .help(format!("write one of: {}", spelled.join(", ")));
            if let Some(nearest) = spelled.iter().find(|word| strsim::osa_distance(word, &value) <= 2) {
                finding = finding.fix(
                    Applicability::Suggestion,
                    format!("write `{nearest}`"),
                    entry.value,
                    *nearest,
                );
            }
            return Some(finding);
        }
        Form::Specialty => {
            let names = written
                .trim_matches(['[', ']'])
                .split(',')
                .map(|name| name.trim().trim_matches(['"', '\'']));
            let unknown = names
                .filter(|name| !name.is_empty())
                .find(|name| context.grammar().specialty_named(name).is_none())?;
            let nearest = context
                .grammar()
                .specialties()
                .iter()
                .map(|specialty| &*specialty.id)
                .min_by_key(|id| strsim::osa_distance(id, &unknown.to_lowercase()))
                .filter(|id| strsim::osa_distance(id, &unknown.to_lowercase()) * 3 <= unknown.len());
            let help = nearest.map_or_else(
                || "`preceptor kinds` lists the known specialties".to_owned(),
                |id| format!("write `{id}` if that is meant"),
            );
            return Some(
                Finding::new(
                    entry.value,
                    format!("\"{}\" is no specialty that is known", quote(unknown, 40)),
                )
                .help(help),
            );
        }
        Form::Age if !is_measure(&value, AGE_UNITS, false) => "an age, as in `64`, `7 months` or `3 days`",
        Form::Measure(units) if !is_measure(&value, units, true) => "a number with its unit",
        Form::Date if !is_date(&value) => "a date, as in `2026-03-31`",
        Form::Age | Form::Measure(_) | Form::Date => return None,
    };
    Some(
        Finding::new(entry.value, format!("`{key}` cannot be \"{}\"", quote(written, 40)))
            .help(format!("write {expected}: `{key}: {}`", example(key))),
    )
}

const AGE_UNITS: &[&str] = &[
    "y",
    "yr",
    "yrs",
    "yo",
    "y/o",
    "year",
    "years",
    "years old",
    "year old",
    "m",
    "mo",
    "mos",
    "mth",
    "month",
    "months",
    "months old",
    "w",
    "wk",
    "wks",
    "week",
    "weeks",
    "weeks old",
    "d",
    "day",
    "days",
    "days old",
    "h",
    "hour",
    "hours",
];

fn example(key: &str) -> &'static str {
    match key {
        "patient-age" => "64",
        "patient-weight" => "72 kg",
        "patient-height" => "175 cm",
        "date" => "2026-03-31",
        "profile" => "student",
        "kind" | "note-type" => "soap",
        "template" => "soap-clinic",
        "previous" => "yesterday.md",
        _ => "…",
    }
}

/// A number, or several with units (`5 ft 7 in`, `3 years 2 months`), each unit among `units`; bare only if it may be.
fn is_measure(value: &str, units: &[&str], unit_needed: bool) -> bool {
    // "over 89" is how an age is de-identified.
    let value = value
        .trim_start_matches("over ")
        .trim_start_matches(['>', '~', '<'])
        .trim()
        .replace("90+", "90");
    let mut rest = value.as_str();
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
            .count();
        if digits == 0 || !rest.as_bytes()[0].is_ascii_digit() {
            return false;
        }
        let after = rest[digits..].trim_start_matches([' ', '-']);
        let unit_length = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let unit = after[..unit_length]
            .trim()
            .trim_end_matches([',', '.'])
            .replace('-', " ");
        if unit.is_empty() {
            if unit_needed {
                return false;
            }
        } else if !units.contains(&unit.as_str()) {
            return false;
        }
        rest = &after[unit_length..];
        parts += 1;
    }
    (1..=3).contains(&parts)
}

/// A calendar date in figures, a day of the stay, or a date that was taken out on purpose.
fn is_date(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let figures = value
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/' | b'.' | b' ' | b':' | b't' | b'z' | b'+'));
    let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let spelled = digits >= 1 && months.iter().any(|month| value.contains(month));
    let relative = ["day", "pod", "hd", "today", "week"]
        .iter()
        .any(|word| value.contains(word));
    (figures && (4..=16).contains(&digits)) || spelled || relative || value.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::{RULE, is_date, is_measure};
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    #[test]
    fn keys() {
        assert_eq!(
            hits(&RULE, "---\nkind: soap\nseting: inpatient\nmood: good\n---\nS: x\n"),
            ["seting", "mood"]
        );
        let found = run(&RULE, "---\nkind: soap\nage: 34\n---\nS: x\n");
        assert_eq!(found[0].fix.as_ref().unwrap().edits[0].replacement, "patient-age");
        assert!(
            run_with(
                &RULE,
                "---\nmood: good\n---\nx\n",
                "allow",
                OptionValue::List(vec!["Mood".to_owned()])
            )
            .is_empty()
        );
    }

    #[test]
    fn values() {
        speaks(
            &RULE,
            &[
                "---\nsetting: ward\n---\nx\n",
                "---\nsetting: [inpatient, outpatient]\n---\nx\n",
                "---\npatient-age: old\n---\nx\n",
                "---\npatient-sex: femal\n---\nx\n",
                "---\npatient-weight: 72\n---\nx\n",
                "---\ndate: sometime\n---\nx\n",
                "---\nspecialty: cardilogy\n---\nx\n",
                "---\nkind: soap\nkind: hp\n---\nx\n",
                "---\nkind: soap\nnote-type: hp\n---\nx\n",
                "---\nkind:\n---\nx\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "---\nkind: soap\nsetting: Inpatient\npatient-sex: F\npatient-age: 64\n---\nx\n",
                "---\nPatient-Age: 10 mo\npatient_weight: 8.2kg\n---\nx\n",
                "---\npatient-age: 3 years 2 months\npatient-height: 5 ft 7 in\n---\nx\n",
                "---\npatient-age: over 89\n---\nx\n",
                "---\ndate: [DATE]\nauthor: MS3\n---\nx\n",
                "---\ndate: 2026-03-31 14:10\n---\nx\n",
                "---\ndate: 31 Mar 2026\n---\nx\n",
                "---\nspecialty: [pediatrics, surgery]\n---\nx\n",
                "---\nspecialty: internal-medicine\nprevious: day-1.md\n---\nx\n",
                "---\npatient-age: ***\n---\nx\n",
                "---\nkind: sopa\n---\nx\n",
                "+++\nmood = \"x\"\n+++\nx\n",
                "mood: good\n\nx\n",
                "## HPI\n\nkindness: great\n",
                "---\nspecialty: surgery\nsetting: EMERGENCY\n---\nx\n",
                "---\nauthor: [NAME]\npatient-pronouns: she/her\n---\nx\n",
                "---\npatient-height: 175cm\n---\nx\n",
                "---\nnote-type: progress\nprevious: yesterday.md\nprofile: student\n---\nx\n",
                "---\npatient-age: 10 days\npatient-weight: 3,450 g\n---\nx\n",
                "---\nkind: soap\n---\n\nmood: good\n",
                "---\ntemplate: soap-clinic\ntitle: My note\n---\nx\n",
                "---\npatient-sex: Male\npatient-age: 7 y\n---\nx\n",
            ],
        );
        assert!(is_measure("64-year-old", &["year old"], false));
        assert!(!is_measure("", &[], false));
        assert!(is_date("hospital day 3"));
    }
}
