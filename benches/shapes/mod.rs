//! Adversarial shapes: texts of any size, each hard in one way. A reader that looks at every place a bounded number of
//! times takes twice as long for twice the text; one that does not takes hours.

#![allow(dead_code, reason = "each program uses its part")]

use std::fmt::Write as _;

/// A text of any size that is hard in one way.
pub struct Shape {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    make: Make,
}

enum Make {
    /// The same again and again.
    Again(&'static str),
    /// Something first, then the same again and again.
    After(&'static str, &'static str),
    /// A piece for each number from zero, written to the end of the text.
    Each(&'static str, fn(&mut String, usize)),
    /// Something of its own, of about so many bytes.
    Of(fn(usize) -> String),
}

impl Shape {
    /// The shape in at most `bytes` bytes, and only a little less.
    pub fn text(&self, bytes: usize) -> String {
        let mut text = String::with_capacity(bytes + 1024);
        match self.make {
            Make::Again(again) => text.push_str(&again.repeat(bytes / again.len())),
            Make::After(first, again) => {
                text.push_str(first);
                text.push_str(&again.repeat(bytes.saturating_sub(first.len()) / again.len()));
            }
            Make::Each(first, each) => {
                text.push_str(first);
                let mut number = 0;
                let mut whole = text.len();
                while text.len() <= bytes {
                    whole = text.len();
                    each(&mut text, number);
                    number += 1;
                }
                text.truncate(whole);
            }
            Make::Of(of) => text = of(bytes),
        }
        text
    }
}

/// The shape of that name.
pub fn shape(name: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.name == name)
}

const fn again(name: &'static str, what: &'static str, again: &'static str) -> Shape {
    let make = Make::Again(again);
    Shape { name, what, make }
}

const fn after(name: &'static str, what: &'static str, first: &'static str, again: &'static str) -> Shape {
    let make = Make::After(first, again);
    Shape { name, what, make }
}

const fn each(name: &'static str, what: &'static str, first: &'static str, each: fn(&mut String, usize)) -> Shape {
    let make = Make::Each(first, each);
    Shape { name, what, make }
}

const fn of(name: &'static str, what: &'static str, of: fn(usize) -> String) -> Shape {
    let make = Make::Of(of);
    Shape { name, what, make }
}

/// All shapes.
pub const SHAPES: &[Shape] = &[
    // Lines and letters.
    again("one-line", "one endless line of words", "word "),
    of("one-word", "one endless word", |bytes| "x".repeat(bytes)),
    again("long-words", "words of 4,000 letters, a line each", LONG_WORD),
    again(
        "capitals",
        "everything in capitals",
        "THE PATIENT WAS SEEN AND EXAMINED TODAY.\n",
    ),
    again("capital-line", "one endless line in capitals", "THE PATIENT WAS SEEN "),
    again("combining", "nothing but combining marks", "\u{301}\u{308}\u{323}"),
    again(
        "zero-width",
        "nothing but spaces that no one sees",
        "\u{200b}\u{2060}\u{feff}",
    ),
    again(
        "rtl",
        "Hebrew and Arabic, with the marks that turn the direction",
        "חולה ללא חום \u{202e}المريض بخير\u{202c}, no cough.\n",
    ),
    again(
        "emoji",
        "emoji, joined, coloured, in flags",
        "👩🏽\u{200d}⚕\u{fe0f}👨\u{200d}👩\u{200d}👧🇬🇧 pain 😀 ",
    ),
    again("nul", "NUL bytes", "\0\0\0\0no\0fever\0\n"),
    again(
        "control",
        "the other control characters",
        "\u{1}\u{b}\u{c}\u{1b}\u{85}\u{2028}fever \u{7f}",
    ),
    again("crlf", "nothing but CR LF", "\r\n"),
    again("cr", "lines that end in a lone CR", "No fever.\r"),
    again("blank", "blank lines", "\n"),
    again("spaces", "one endless line of spaces", " "),
    again("digits", "one endless number", "1234567890"),
    again("dots", "one endless line of full stops", ". "),
    again("commas", "one endless list of commas", "fever, "),
    again("slashes", "one endless run of slashes", "1/2/"),
    again("hyphens", "one endless word with hyphens", "a-1-"),
    again("underscores", "one endless line of blanks to fill in", "___ "),
    // Marks.
    each(
        "headings",
        "a heading a line, of sections nobody knows",
        "",
        |text, number| {
            let _ = writeln!(text, "# Part {number}");
        },
    ),
    again("same-section", "sections of the same name", "# Assessment\n"),
    again(
        "every-section",
        "all sections of a note, again and again",
        EVERY_SECTION,
    ),
    after(
        "sections-in-sections",
        "sections inside their parents, again and again",
        "# Physical exam\n",
        "Lungs: clear.\nHeart: regular.\n",
    ),
    again("hashes", "bare #", "#\n"),
    again("hash-line", "one endless line of #", "#"),
    again("items", "list items", "- item\n"),
    again("numbered", "numbered items", "1. item\n"),
    of("deep-list", "list items, each deeper than the last", |bytes| {
        // As deep as the size allows: `n` items of up to `n` spaces are n²/2 bytes.
        let mut text = String::from("# Plan\n");
        let depth = (2.0 * bytes as f64).sqrt() as usize - 8;
        for depth in 0..depth {
            let _ = writeln!(text, "{:depth$}- a", "");
            if text.len() + depth + 4 > bytes {
                break;
            }
        }
        text
    }),
    of(
        "deep-one-space",
        "list items a column deeper, 100,000 deep, on one line each",
        |bytes| {
            let mut text = String::from("# Plan\n");
            while text.len() + 6 <= bytes {
                text.push_str("- - - ");
            }
            text
        },
    ),
    again("up-down", "a list that goes down and up", UP_DOWN),
    again("quotes", "block quotes in block quotes", "> > > > > > > >"),
    again(
        "quote-lines",
        "block quotes, a line each, one deeper and one less deep",
        "> no fever\n> > no cough\n",
    ),
    again("quote-marks", "quotation marks that alternate", "\"'“‘"),
    again(
        "quoted-words",
        "quoted words that open and never close",
        "“no fever \"and ",
    ),
    again("stars", "wildcards", "*** "),
    again("star-line", "one endless run of stars", "*"),
    again("bold", "bold that opens and never closes", "**HPI "),
    again("comments", "comments that never close", "<!-- "),
    again("comment-end", "comments that close and never opened", "no fever --> "),
    again("closed-comments", "comments, and nothing beside", "<!-- a -->\n"),
    again(
        "allow",
        "directives that suppress a rule",
        "<!-- preceptor: allow SAF001 -- a reason -->\n",
    ),
    again(
        "allow-used",
        "directives after a text that needs them",
        "Morphine 5.0 mg. <!-- preceptor: allow SAF003 -->\n",
    ),
    each("allow-unknown", "directives that nobody knows", "", |text, number| {
        let _ = writeln!(text, "<!-- preceptor: allow XYZ{number}, SAF00{} -->", number % 9 + 1);
    }),
    after(
        "allow-section",
        "directives for a section, over it and in it",
        "# Plan\n",
        "<!-- preceptor: allow-section SAF001, SAF003 -->\nMSO4 5.0 mg\n",
    ),
    again("braces", "braces that open and never close", "{{ "),
    again("picks", "pick lists that never close", "{a|b"),
    again("pick-lists", "pick lists", "{a|b|c} {none:1} "),
    again("boxes", "boxes", "- [ ] a [x] b [ ]\n"),
    again("brackets", "brackets that open and never close", "[insert "),
    again("parentheses", "parentheses that open and never close", "(no fever "),
    again(
        "parentheses-closed",
        "parentheses that close and never opened",
        "no fever) ",
    ),
    again("tags", "at signs", "@NAME@ @A"),
    after("front-matter", "front matter without an end", "---\n", "kind: soap\n"),
    after(
        "front-matter-closed",
        "front matter that holds nearly all",
        "---\nkind: soap\n---\n---\n",
        "key: value\n",
    ),
    again("pipes", "pipes", "|"),
    again("pipe-rows", "rows of a table", "| Na | 138 |\n"),
    after(
        "table",
        "one endless table of results",
        "# Labs\n\n| Test | 1/1 | 1/2 | 1/3 |\n| --- | --- | --- | --- |\n",
        "| Na | 138 | 139 | 140 |\n",
    ),
    of("wide-table", "a table of three endless rows", |bytes| {
        let columns = bytes / 18;
        let row = |first: &str, cell: &str| format!("|{first}|{}\n", cell.repeat(columns));
        row("Test", " 1/2 |") + &row("---", "--- |") + &row("Na", " 138 |")
    }),
    again("rules", "rules across the page", "---\n"),
    again("underlined", "underlined headings", "HPI\n===\n"),
    again("fields", "fields", "Tobacco: never\n"),
    again("labels-line", "labels in one endless line", "HPI: "),
    after(
        "log",
        "entries of a log",
        "# Log\n",
        "- 2026-03-04 `fn` Saw a man with cough; read about pneumonia. [ ] look up\n",
    ),
    again("log-bare", "entries that begin with fn", "fn\n"),
    // Words.
    again("lexicon", "a finding, without a stop", "fever "),
    again("stigma", "a word the language rules look for", "noncompliant addict "),
    again("no", "a negation, without a stop", "no "),
    again("denies", "a denial, without a stop", "denies "),
    again(
        "denies-list",
        "a denial and findings without an end",
        "denies fever, chills, cough, ",
    ),
    again(
        "denies-lines",
        "denials, a line each",
        "Denies fever, chills or cough.\n",
    ),
    again("but", "negations that end and begin", "no fever but cough "),
    again("history", "family and history cues", "mother with history of "),
    again("return-if", "conditions", "return if fever or "),
    again("abbreviations", "abbreviations", "MS U QD MSO4 "),
    again("left-right", "sides", "left knee right knee "),
    again("she-he", "pronouns", "she his they "),
    again("names", "names", "Mr. John Smith saw Dr. Mary Jones. "),
    again("title-words", "words with capitals", "Anna Maria Berta "),
    again("phones", "telephone numbers", "Call 555-123-4567. "),
    again(
        "phones-run",
        "telephone numbers without anything between",
        "(555) 123-4567 ",
    ),
    again("mrn", "record numbers", "MRN: 00123456\n"),
    again("addresses", "addresses", "12 Oak Street, Springfield, IL 62701\n"),
    again(
        "mail",
        "addresses of mail and pages",
        "a.b@c.org https://x.y/z 10.0.0.1 ",
    ),
    again("mail-run", "one endless address of mail", "a.b-c@"),
    // Facts.
    again("numbers", "numbers", "138 "),
    again("labs", "laboratory values", "Na 138, K 2.9 (L), Cr 1.4 -> 1.2, "),
    again(
        "lab-lines",
        "laboratory values, a line each",
        "Na 138\nK 2.9 (L)\nCr 1.4 -> 1.2\n",
    ),
    again("arrows", "one endless trend", "1.4 -> "),
    again("fishbone", "fishbones", "138/4.1/101/24/18/1.0<102 "),
    again("vitals", "vital signs", "T 38.1 HR 112 BP 92/58 RR 22 SpO2 94% "),
    after(
        "vital-lines",
        "vital signs, a line each",
        "# Vitals\n",
        "T 38.1\nHR 112\nBP 192/58\nRR 22\n",
    ),
    again("times", "times", "3 days ago, since Monday, "),
    again("dates", "dates", "3/14/2026 "),
    each("different-dates", "dates, each another", "", |text, number| {
        let _ = write!(text, "{}/{}/{} ", number % 12 + 1, number % 28 + 1, 1900 + number % 200);
    }),
    again("ages", "ages", "64F 38yoM a 64-year-old woman "),
    again(
        "ages-run",
        "ages of different people",
        "His 64-year-old wife, her 3-month-old son. ",
    ),
    again("pregnancy", "pregnancies", "G3P1011 at 32w4d LMP 3/1 "),
    again("doses", "doses", "furosemide 40 mg PO BID, "),
    after(
        "medications",
        "a medication a line",
        "# Medications\n",
        "- furosemide 40 mg PO BID\n",
    ),
    each(
        "medication-doses",
        "a medication a line, the dose never the same, in two sections",
        "# Medications\n",
        |text, number| {
            if number % 1000 == 999 {
                text.push_str(if number % 2000 == 999 {
                    "# Plan\n"
                } else {
                    "# Medications\n"
                });
            }
            let drug = DRUGS[number % DRUGS.len()];
            let _ = writeln!(text, "- {drug} {} mg PO daily", number % 997 + 1);
        },
    ),
    after(
        "allergies",
        "an allergy a line, and its drug",
        "# Allergies\n",
        "- penicillin (hives)\n- amoxicillin 500 mg TID\n",
    ),
    after(
        "nkda",
        "no allergies, and some",
        "# Allergies\n",
        "NKDA. penicillin: rash. ",
    ),
    again("scores", "scores", "GCS 15 (E4V5M6), pain 7/10, Apgars 8/9, NIHSS 4, "),
    again("smoking", "packs and years", "smokes 1 ppd x 20 years, never smoker, "),
    again("pod", "days after operations", "POD 2, HD#3, "),
    // Problems and plans.
    after(
        "problems",
        "one endless problem list",
        "# Assessment and Plan\n",
        "1. Pneumonia\n",
    ),
    each(
        "problems-plans",
        "problems, each another, with an item of plan each",
        "# Assessment and Plan\n",
        |text, number| {
            let _ = writeln!(
                text,
                "{}. {} {number}\n- start ceftriaxone 1 g IV daily",
                number + 1,
                PROBLEMS[number % PROBLEMS.len()]
            );
        },
    ),
    of(
        "problems-apart",
        "problems in an assessment, and the same again in a plan",
        |bytes| {
            let mut lists = [String::from("# Assessment\n"), String::from("# Plan\n")];
            let mut number = 0;
            while lists[0].len() + lists[1].len() + 120 < bytes {
                let problem = PROBLEMS[number % PROBLEMS.len()];
                number += 1;
                let _ = writeln!(lists[0], "{number}. {problem} {number}: worse");
                let _ = writeln!(lists[1], "{number}. {problem} {number}\n- follow up in 2 weeks");
            }
            lists.concat()
        },
    ),
    of(
        "problems-mixed",
        "problems in an assessment, and others in a plan",
        |bytes| {
            let mut lists = [String::from("# Assessment\n"), String::from("# Plan\n")];
            let mut number = 0;
            while lists[0].len() + lists[1].len() + 120 < bytes {
                number += 1;
                let _ = writeln!(lists[0], "{number}. {} {}", word(number), word(number * 7));
                let _ = writeln!(
                    lists[1],
                    "{number}. {} {}\n- order chest x-ray",
                    word(number * 31),
                    word(number * 7 + 1)
                );
            }
            lists.concat()
        },
    ),
    after(
        "problem-line",
        "problems in one endless line",
        "# Assessment and Plan\n",
        "1) HTN 2) anemia ",
    ),
    after(
        "problem-hash",
        "a problem a line, by #",
        "# Assessment and Plan\n",
        "#CHF\nDiuresis.\n",
    ),
    after(
        "plan-items",
        "one problem and its endless plan",
        "# Plan\n1. Pneumonia\n",
        "- continue ceftriaxone\n",
    ),
    after(
        "plan-sentences",
        "one endless paragraph of plan",
        "# Plan\n",
        "Start aspirin. Follow up. ",
    ),
    after(
        "differential",
        "one endless differential",
        "# Assessment\n",
        "Differential includes PE, MI, pneumonia; less likely ",
    ),
    after("to-do", "to-dos", "# Plan\n", "- [ ] call cardiology\n"),
    // Passages.
    again("same-paragraph", "the same paragraph", PARAGRAPH),
    of(
        "same-text-thrice",
        "a long text without a line end, three times",
        |bytes| {
            let mut text = String::new();
            let mut number = 0;
            while text.len() + 24 < bytes / 3 {
                number += 1;
                text.push_str(&word(number));
                text.push(' ');
            }
            format!("# HPI\n{text}\n# Exam\n{text}\n# Plan\n{text}\n")
        },
    ),
    each("paragraphs", "paragraphs, each another", "", |text, number| {
        for at in 0..12 {
            text.push_str(&word(number * 12 + at));
            text.push(if at == 11 { '.' } else { ' ' });
        }
        text.push_str("\n\n");
    }),
    each(
        "sentences",
        "sentences in one endless paragraph, each nearly another",
        "",
        |text, number| {
            let _ = write!(text, "The patient reports {} and {}. ", word(number), word(number + 1));
        },
    ),
    each(
        "nearly-copies",
        "paragraphs that differ in a word",
        "",
        |text, number| {
            let _ = write!(
                text,
                "The patient was seen and examined this morning and reports that the {} has been getting better since then.\n\n",
                word(number)
            );
        },
    ),
    each("misspelled", "words nobody knows, each another", "", |text, number| {
        let _ = write!(text, "pneumon{} ", word(number));
    }),
    each("typos", "words that are nearly a heading", "", |text, number| {
        let _ = writeln!(text, "# Asessmen{}\ntext", (b'a' + (number % 26) as u8) as char);
    }),
    of("examples", "a whole note, again and again", |bytes| {
        let note = include_str!("../../examples/good/hp-pneumonia.md");
        note.repeat(bytes / note.len().min(bytes))
    }),
];

const PARAGRAPH: &str = "The patient was seen and examined at the bedside this morning; he reports that the cough is better than \
    yesterday, that he slept through the night, and that he has been able to eat without nausea.\n\n";

const EVERY_SECTION: &str = "CC: cough\nHPI: 64F with cough.\nPMH: asthma\nMedications: none\nAllergies: NKDA\nROS: negative\n\
    Exam: normal\nLabs: Na 138\nAssessment: pneumonia\nPlan: aspirin\n";

const UP_DOWN: &str = "- a\n  - b\n    - c\n      - d\n        - e\n      - f\n    - g\n  - h\n";

const LONG_WORD: &str = {
    const LETTERS: [u8; 4001] = {
        let mut letters = [b'q'; 4001];
        letters[4000] = b'\n';
        letters
    };
    match std::str::from_utf8(&LETTERS) {
        Ok(word) => word,
        Err(_) => unreachable!(),
    }
};

const DRUGS: &[&str] = &[
    "furosemide",
    "lisinopril",
    "metoprolol",
    "aspirin",
    "atorvastatin",
    "metformin",
    "warfarin",
    "omeprazole",
    "sertraline",
    "gabapentin",
    "prednisone",
    "albuterol",
    "amlodipine",
    "losartan",
    "levothyroxine",
];

const PROBLEMS: &[&str] = &[
    "Pneumonia",
    "CHF exacerbation",
    "Anemia",
    "Hypertension",
    "Diabetes",
    "Acute kidney injury",
    "Cellulitis",
    "COPD",
    "Atrial fibrillation",
    "Hyponatremia",
];

/// A word that looks like one, another for each number below 400,000 and more.
fn word(number: usize) -> String {
    const FIRST: [&str; 20] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi",
        "yo", "zu",
    ];
    let mut word = String::new();
    let mut left = number;
    loop {
        word.push_str(FIRST[left % FIRST.len()]);
        left /= FIRST.len();
        if left == 0 {
            break;
        }
    }
    word.push_str("rin");
    word
}
