//! LNG005: a word that no dictionary has, one letter away from one that is meant.

use smallvec::SmallVec;

use crate::grammar::{Meant, WordKind, is_listed, is_spelt, may_be_listed, meant};
use crate::note::Note;
use crate::rules::support::{listing, sentence_around};
use crate::rules::wording::{is_somebody_elses, is_writers_own};
use crate::rules::{
    Applicability, Check, Context, Edit, Family, Finding, Fix, OptionDefault, OptionSpec, Rule, Severity, Status,
    Trigger,
};
use crate::syntax::NodeKind;
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG005",
    name: "misspelling",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Info,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[OptionSpec {
        name: "words",
        default: OptionDefault::List(&[]),
        doc: "Words that are right here: names, brands and terms that the dictionary lacks.",
    }],
    fix: Some(Applicability::Safe),
    sources: &[
        "Clinical language reference: misspellings seen in notes, and variants that are none",
        "SCOWL word lists (American, British, Canadian); ICD-10-CM; FDA UNII substance names",
        "ISMP on drug names confused for their spelling: a drug name is never corrected without a person",
    ],
    summary: "A word, a clinical term or a drug is misspelt.",
    docs: r#"
## What it does

Looks up every word of five letters and more in a dictionary of English (American and British), clinical terms, drugs, brands and names. Reported is a word
that is not in it and stands one letter (from nine letters on, two) from a word that is: `pnuemonia`, `abdominla`, `metropolol`. A list of misspellings seen in
notes adds those that are farther off. One finding a word, however often it stands; the other places are named with it.

`Anaemia` and `anemia`, `colour` and `color` are both right. Quotations, headings of sections (ORG005 speaks of them), names, abbreviations and words that are
near to nothing are left alone, and so is a note that is not in English.

## Why it matters

A misspelt word is not found by the next search of the chart, and makes the reader doubt the numbers beside it. A misspelt drug is worse: `hydromorphine` may
be morphine or hydromorphone, and the pharmacist has to call.

## How to fix

Spell it out as the help says. `--fix` corrects what can have been meant by nothing else; other words need `--unsafe-fixes` and your eye, and the name of a drug
is only ever suggested: look at the order or the package. A word that is right after all goes into the option `words`.

```bad
## HPI

Three days of cough, fever and pleuritic chest pain. Treated for pnuemonia last winter.
```

```bad
## Medications

- Metropolol 25 mg PO BID
```

```good
## HPI

Three days of cough, fever and pleuritic chest pain. Treated for pneumonia last winter.

## Medications

- Metoprolol 25 mg PO BID
```

## Precision

19 findings on 182 corpus notes, all read: 16 right (all of them slips: "odema", "aneamia", "disturbace", "epsiode", "stemitil"), 3 arguable ("alligator forcep", "straight
catheted"). Six wrong ones were mended before: words made of a right one by an ending (lasered, superiorize), rare words (cecostomy), a British brand. 17 of 18 words
misspelt by others found, none of their 12 look-alikes reported.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

/// The longest word that is looked at, in letters, and room for it.
const LONGEST: usize = 30;
const ROOM: usize = 32;

/// How many words that no dictionary has a note may hold before it is taken for something else than a note in English.
const MOST_UNKNOWN: usize = 300;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Small,
    Initial,
    Capitals,
}

/// A word that the dictionary lacks, with every place where it stands.
struct Unknown {
    word: String,
    places: SmallVec<[(Span, Shape); 2]>,
}

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let Some(unknown) = unknown_words(note) else { return };
    let right_here = context.list("words");
    for it in &unknown {
        if right_here.iter().any(|word| word.eq_ignore_ascii_case(&it.word))
            || is_formed(&it.word)
            || !is_listed(&it.word) && !it.places.iter().any(|place| may_be_misspelt(note, it, *place))
        {
            continue;
        }
        let Some(meant) = meant(&it.word) else { continue };
        let words = likeliest(&it.word, &meant);
        let places = misspelt(note, it, &meant, words.len());
        if let Some(((first, _), others)) = places.split_first() {
            let mut finding = finding(note, *first, &words, &meant);
            for (other, _) in others.iter().take(5) {
                finding = finding.related(*other, "here too");
            }
            finding.fix = fix(&words, &meant, &places).map(Box::new);
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| finding.span.start);
}

/// The words that the dictionary lacks; `None` if there are so many that the note is not in English.
fn unknown_words(note: &Note) -> Option<Vec<Unknown>> {
    let bytes = note.text.as_bytes();
    let mut unknown: Vec<Unknown> = Vec::new();
    let (mut small, mut small_unknown) = (0_usize, 0_usize);
    for node in note.tree.leaves() {
        if !matches!(node.kind, NodeKind::Text | NodeKind::Cell | NodeKind::Title) {
            continue;
        }
        let end = node.span.end as usize;
        let mut at = node.span.start as usize;
        while let Some(skipped) = bytes[at..end].iter().position(u8::is_ascii_alphabetic) {
            let start = at + skipped;
            let mut buffer = [0; ROOM];
            let length = letters(&bytes[start..end], &mut buffer);
            at = start + length;
            if !(3..=LONGEST).contains(&length) {
                continue;
            }
            let word = &buffer[..length];
            let is_right = match word.len() {
                ..5 => !may_be_listed(word),
                _ => is_spelt(word),
            };
            small += usize::from(length > 4 && word == &bytes[start..at]);
            if is_right {
                continue;
            }
            let Some(shape) = shape(&bytes[start..at]).filter(|_| stands_alone(&note.text, start, at)) else {
                continue;
            };
            let span = Span::from(start..at);
            if node.kind == NodeKind::Title && !is_writers_own(note, span) {
                continue;
            }
            small_unknown += usize::from(shape == Shape::Small && word.len() > 4);
            if let Some(it) = unknown.iter_mut().find(|it| it.word.as_bytes() == word) {
                it.places.push((span, shape));
                continue;
            }
            if unknown.len() == MOST_UNKNOWN {
                return None;
            }
            unknown.push(Unknown {
                word: word.iter().copied().map(char::from).collect(),
                places: SmallVec::from_iter([(span, shape)]),
            });
        }
    }
    let foreign = small_unknown >= 15 && small_unknown * 5 > small || small_unknown >= 5 && small_unknown * 3 > small;
    (!foreign).then_some(unknown)
}

/// How many letters `text` begins with; the first of them in small ones go into `buffer`, as far as there is room. Eight at a
/// time, without branches: how long a word is cannot be foretold.
fn letters(text: &[u8], buffer: &mut [u8; ROOM]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = ONES << 7;
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let mut eight = [0; 8];
        match rest.first_chunk() {
            Some(chunk) => eight = *chunk,
            None => eight[..rest.len()].copy_from_slice(rest),
        }
        let small = u64::from_le_bytes(eight) | (ONES << 5);
        if let Some(room) = buffer.get_mut(at..at + 8) {
            room.copy_from_slice(&small.to_le_bytes());
        }
        // The high bit of each byte that is no letter.
        let low = small & !HIGH;
        let reaches = |bound: u8| low + ONES * u64::from(0x80 - bound);
        let others = (!reaches(b'a') | reaches(b'z' + 1) | small) & HIGH;
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
}

/// How a word is written; `None` for `McBurney` and the like.
fn shape(word: &[u8]) -> Option<Shape> {
    let capitals = word.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    match capitals {
        0 => Some(Shape::Small),
        1 if word[0].is_ascii_uppercase() => Some(Shape::Initial),
        _ if capitals == word.len() => Some(Shape::Capitals),
        _ => None,
    }
}

/// Whether the letters from `start` to `end` are a word of prose: no part of an address, a file, a code, a longer word in
/// letters of another kind.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let mut before = text[..start].chars().rev();
    let mut after = text[end..].chars();
    let (last, next) = (before.next(), after.next());
    let joins = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | '@' | '\\' | '~' | '$' | '=' | '\u{ad}' | '\u{200b}' | '\u{200d}' | '\u{2060}'
            )
    };
    if last.is_some_and(joins) || next.is_some_and(joins) {
        return false;
    }
    // `example.org`, `//example`, `thoraco-lumbar`, `hyper-` at the end of a line.
    let dotted =
        |dot: Option<char>, beyond: Option<char>| dot == Some('.') && beyond.is_some_and(char::is_alphanumeric);
    if dotted(next, after.next()) || dotted(last, before.next()) || text[..start].ends_with("//") {
        return false;
    }
    let window = crate::text::floor(text, start.saturating_sub(80));
    let from = text[window..start]
        .char_indices()
        .rfind(|(_, c)| c.is_whitespace())
        .map_or(window, |(at, c)| window + at + c.len_utf8());
    let token = &text[from..start];
    if token.contains("://") || token.contains("www.") || token.contains('@') {
        return false;
    }
    // `shouldn't`, `mustn’t`: half of a word.
    let mut rest = text[end..].chars().skip(1);
    if matches!(next, Some('\'' | '’'))
        && bytes[end - 1].eq_ignore_ascii_case(&b'n')
        && matches!(rest.next(), Some('t' | 'T'))
        && !rest.next().is_some_and(char::is_alphanumeric)
    {
        let verb = &text[start..end - 1];
        if verb.len() < 5 || is_spelt(verb.to_ascii_lowercase()) {
            return false;
        }
    }
    let hyphen = next == Some('-');
    !(hyphen && (bytes[end - 1] == b'o' || bytes.get(end + 1).is_none_or(|byte| matches!(byte, b'\n' | b'\r'))))
}

/// Whether a word is made of a right one: a plural, or a prefix that every doctor puts before anything.
fn is_formed(word: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "non", "post", "pre", "anti", "sub", "inter", "intra", "peri", "supra", "infra", "trans", "hyper", "hypo",
        "multi", "micro", "pseudo", "extra", "para", "retro", "ultra", "neuro", "cardio", "semi", "poly", "over",
        "under",
    ];
    let right = |rest: &str| rest.len() >= 5 && is_spelt(rest);
    word.strip_suffix('s')
        .is_some_and(|one| !one.ends_with('s') && right(one))
        || PREFIXES
            .iter()
            .any(|prefix| word.strip_prefix(prefix).is_some_and(right))
}

/// Of the words that may have been meant those whose typing errors are the likeliest.
fn likeliest(word: &str, meant: &Meant) -> SmallVec<[(&'static str, WordKind); 4]> {
    if meant.words.len() < 2 {
        return meant.words.clone();
    }
    let ranks: SmallVec<[u8; 8]> = meant.words.iter().map(|(right, _)| unlikely(word, right)).collect();
    let least = ranks.iter().min().copied().unwrap_or_default();
    let words = meant.words.iter().zip(&ranks);
    words
        .filter(|(_, rank)| **rank == least)
        .map(|(word, _)| *word)
        .collect()
}

/// How unlikely it is that `wrong` was written for `right`: letters swapped or doubled are the commonest slip, then one left
/// out, then a vowel for another; nobody mistakes the first letter.
fn unlikely(wrong: &str, right: &str) -> u8 {
    let (wrong, right) = (wrong.as_bytes(), right.as_bytes());
    let same = wrong.iter().zip(right).take_while(|(a, b)| a == b).count();
    let rank = match wrong.len().cmp(&right.len()) {
        std::cmp::Ordering::Less if same > 0 && right[same] == right[same - 1] => 0,
        std::cmp::Ordering::Greater if same > 0 && wrong[same] == wrong[same - 1] => 0,
        std::cmp::Ordering::Equal
            if wrong.get(same) == right.get(same + 1) && wrong.get(same + 1) == right.get(same) =>
        {
            0
        }
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Greater => 2,
        std::cmp::Ordering::Equal => {
            let vowel = |byte: Option<&u8>| byte.is_some_and(|byte| b"aeiouy".contains(byte));
            if vowel(wrong.get(same)) == vowel(right.get(same)) {
                1
            } else {
                3
            }
        }
    };
    rank + if same == 0 { 4 } else { 0 }
}

/// The places where the word is misspelt, and no name or abbreviation.
fn misspelt(note: &Note, it: &Unknown, meant: &Meant, choices: usize) -> SmallVec<[(Span, Shape); 2]> {
    // Two edits are sure only where one thing can have been meant.
    if meant.edits > 1 && (choices > 1 || meant.words.len() > 1 || is_derived(&it.word, meant.words[0].0)) {
        return SmallVec::new();
    }
    let clinical = meant.words.iter().all(|(_, kind)| *kind != WordKind::English);
    let sure = choices == 1 && meant.edits == 1;
    let within = it.places.iter().filter(|(span, shape)| {
        let fits = match shape {
            Shape::Small => meant.listed || !is_cut_short(note, *span),
            // A name looks the same: only at the beginning of a sentence, or where it is near a clinical word.
            Shape::Initial => {
                meant.listed
                    || sure
                        && it.word.len() >= 6
                        && it.word.as_bytes()[0] == meant.words[0].0.as_bytes()[0]
                        && (clinical && it.word.len() >= 7 || opens_sentence(note, *span))
                        && !is_name(note, *span)
            }
            Shape::Capitals => (meant.listed || sure && it.word.len() >= 6) && is_in_capitals(note, *span),
        };
        fits && !is_somebody_elses(note, *span)
    });
    let found: SmallVec<[(Span, Shape); 2]> = within.copied().collect();
    // A word that stands with a capital where no sentence begins is a name wherever it stands.
    let is_a_name = !meant.listed
        && !clinical
        && it
            .places
            .iter()
            .any(|(span, shape)| *shape == Shape::Initial && !opens_sentence(note, *span));
    if is_a_name { SmallVec::new() } else { found }
}

/// Whether a word that no list has may be misspelt here, whatever was meant: the conditions of [`misspelt`] that do not need
/// what was meant, which takes long to find.
fn may_be_misspelt(note: &Note, it: &Unknown, (span, shape): (Span, Shape)) -> bool {
    match shape {
        Shape::Small => !is_cut_short(note, span),
        Shape::Initial => {
            it.word.len() >= 6 && (it.word.len() >= 7 || opens_sentence(note, span)) && !is_name(note, span)
        }
        Shape::Capitals => it.word.len() >= 6 && is_in_capitals(note, span),
    }
}

/// Whether two words differ in their endings only: one is made of the other (`superiorize`, `superiority`).
fn is_derived(word: &str, right: &str) -> bool {
    let same = word.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    same + 3 >= word.len()
}

/// Whether a full stop behind the word cuts it short: `diagn. of`.
fn is_cut_short(note: &Note, span: Span) -> bool {
    let mut after = note.text[span.end as usize..].chars();
    after.next() == Some('.') && after.next() == Some(' ') && after.next().is_some_and(char::is_lowercase)
}

/// Whether a sentence begins with the word.
fn opens_sentence(note: &Note, span: Span) -> bool {
    note.sentence_at(span.start).is_some_and(|sentence| {
        let before = &note.text[sentence.span.start as usize..span.start as usize];
        !before.contains(char::is_alphanumeric)
    })
}

/// Whether the word stands as names do: after a title, beside another capital, in the possessive.
fn is_name(note: &Note, span: Span) -> bool {
    const TITLES: &[&str] = &[
        "dr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "prof",
        "professor",
        "doctor",
        "nurse",
        "st",
        "sister",
    ];
    let before = note.text[..span.start as usize].trim_end_matches([' ', '.']);
    let after = &note.text[span.end as usize..];
    let last = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let touches = before.len() + 2 >= span.start as usize;
    let mut next = after.chars();
    let possessive = after.starts_with("'s") || after.starts_with('\u{2019}');
    touches && TITLES.iter().any(|title| last.eq_ignore_ascii_case(title))
        || possessive
        || next.next() == Some(' ') && next.next().is_some_and(char::is_uppercase)
        || after.starts_with(", MD")
        || after.starts_with('-')
        || before.ends_with('-')
}

/// Whether the sentence of the word is in capitals.
fn is_in_capitals(note: &Note, span: Span) -> bool {
    let sentence = note.slice(sentence_around(note, span));
    let capitals = sentence.bytes().filter(u8::is_ascii_uppercase).count();
    capitals > span.len() as usize + 3 && !sentence.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn finding(note: &Note, span: Span, words: &[(&'static str, WordKind)], meant: &Meant) -> Finding {
    let written = note.slice(span);
    let names: SmallVec<[&str; 4]> = words.iter().take(3).map(|(word, _)| *word).collect();
    let names = listing(&names, "or");
    if words.iter().any(|(_, kind)| *kind == WordKind::Drug) {
        return Finding::new(span, format!("\"{written}\" is no drug: the name is misspelt"))
            .help(format!(
                "did you mean {names}? Check it against the order or the package before you write it"
            ))
            .severity(Severity::Warning);
    }
    let help = if meant.listed || words.len() == 1 && meant.edits == 1 {
        format!("write \"{names}\"")
    } else {
        format!("did you mean {names}?")
    };
    Finding::new(span, format!("\"{written}\" is misspelt")).help(help)
}

/// The correction, where one thing alone can have been meant.
fn fix(words: &[(&'static str, WordKind)], meant: &Meant, places: &[(Span, Shape)]) -> Option<Fix> {
    let [(right, kind)] = words else { return None };
    let applicability = match kind {
        WordKind::Drug => Applicability::Suggestion,
        _ if meant.listed => Applicability::Safe,
        _ => Applicability::Unsafe,
    };
    let edits = places.iter().map(|(span, shape)| Edit {
        span: *span,
        replacement: match shape {
            Shape::Small => (*right).to_owned(),
            Shape::Initial => crate::rules::support::capitalized(right),
            Shape::Capitals => right.to_uppercase(),
        },
    });
    Some(Fix {
        applicability,
        message: format!("write \"{right}\""),
        edits: edits.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::OptionValue;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};

    fn fixed(text: &str) -> Option<(Applicability, String)> {
        let found = run(&RULE, text);
        let fix = found.first()?.fix.as_ref()?;
        let mut fixed = text.to_owned();
        for edit in fix.edits.iter().rev() {
            fixed.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.replacement);
        }
        Some((fix.applicability, fixed))
    }

    #[test]
    fn misspelt_words() {
        for (text, word) in [
            ("HPI: Cough and shortnes of breath for 3 days.", "shortnes"),
            ("HPI: Denies nasuea or vomitting.", "nasuea"),
            ("PE: Abdomen soft, nontender, no hepatomegally.", "hepatomegally"),
            ("PE: Lungs clear to ausculation bilaterally.", "ausculation"),
            ("PE: Tympanic membrnaes clear.", "membrnaes"),
            ("Assessment: Community acquired pnuemonia.", "pnuemonia"),
            ("Assessment: Likely diverticulitus.", "diverticulitus"),
            ("Plan: Recieved ceftriaxone in the ED.", "Recieved"),
            ("PMH: Hypertention, type 2 diabetes", "Hypertention"),
            ("Plan: start lisinipril 10 mg daily", "lisinipril"),
            ("Medications: Hydrochlorthiazide 25 mg daily", "Hydrochlorthiazide"),
            ("Plan: encourage ambulaiton tomorrow.", "ambulaiton"),
            ("HPI: teh cough is worse at night", "teh"),
            ("# Plan\n\n## Hypokalemai\n- replete", "Hypokalemai"),
            ("PMH: COPD, DIABETIS, GOUT, HYPERTENSION", "DIABETIS"),
            ("HPI: pain in the right lwoer quadrant", "lwoer"),
        ] {
            assert!(
                hits(&RULE, text).iter().any(|hit| hit == word),
                "{text}: {:?}",
                hits(&RULE, text)
            );
        }
    }

    #[test]
    fn corrections() {
        assert_eq!(
            fixed("HPI: Treated for pnuemonia. Pnuemonia again."),
            Some((
                Applicability::Safe,
                "HPI: Treated for pneumonia. Pneumonia again.".to_owned()
            ))
        );
        assert_eq!(
            fixed("Plan: encourage ambulaiton."),
            Some((Applicability::Unsafe, "Plan: encourage ambulation.".to_owned()))
        );
        assert_eq!(
            fixed("Plan: start metropolol."),
            Some((Applicability::Suggestion, "Plan: start metoprolol.".to_owned()))
        );
        assert_eq!(
            run(&RULE, "Plan: start metropolol.")[0].severity,
            Some(Severity::Warning)
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: She says \"my chest hurtz when I breath\" and points at the sternum.",
                "HPI: Seen by Dr. Pattent and Dr. Cardiola last week.",
                "HPI: Kowalczyk reports cough.",
                "HPI: Ankle oedema, diarrhoea, haematuria, dyspnoea; colour normal, tumour of the oesophagus.",
                "HPI: Ankle edema, diarrhea, hematuria, dyspnea; color normal, tumor of the esophagus.",
                "PMH: Guillain-Barré syndrome, Sjögren's, Hashimoto's thyroiditis, Crohn's, Ménière's disease.",
                "Meds: Wegovy, Zepbound, Farxiga, Jardiance, Entresto, bisoprolol, co-codamol, salbutamol.",
                "Plan: cholecystojejunostomy, pancreaticoduodenectomy, dacryocystorhinostomy.",
                "Labs: Klebsiella pneumoniae, Enterobacter cloacae, Bartonella henselae, Cutibacterium acnes.",
                "HPI: Told that he shouldn't lift, mustn\u{2019}t drive and couldn't manage the stairs.",
                "Plan: retitrate lamotrigine once stable. Weakness without focality, euvolemia on exam.",
                "HPI: mail to anna@exampel.org, see www.exmaple.com/paient",
                "Plan: postpyloric feeding, nonweightbearing, subcentimeter nodules, intraoperatively",
                "Anamnese: Der Patient klagt seit drei Tagen über Husten und Fieber mit eitrigem Auswurf sowie Schmerzen beim Atmen. Kein Durchfall, \
                 keine Übelkeit, kein Erbrechen. Vorerkrankungen: arterielle Hypertonie, chronische Niereninsuffizienz.",
                "```\nHPI: pateint\n```\n<!-- pateint -->",
            ],
        );
    }

    #[test]
    fn words_of_the_writer_may_be_allowed() {
        let words = OptionValue::List(vec!["Ambulaiton".to_owned()]);
        assert!(run_with(&RULE, "Plan: encourage ambulaiton.", "words", words).is_empty());
    }

    #[test]
    fn one_finding_a_word() {
        let found = run(
            &RULE,
            "HPI: pateint has cough. The pateint denies fever.\n\nPlan: see pateint.",
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].related.len(), 2);
        speaks(&RULE, &["HPI: pateint's cough is worse"]);
    }
}
