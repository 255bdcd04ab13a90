//! ACC007: a word about a laboratory value that the value contradicts, and the same value written in two ways.

use crate::grammar::{LexiconEntry, LexiconHit, Role, SectionId, lexicon_ids};
use crate::note::Note;
use crate::note::facts::{Flag, Lab, Level, Levels, Said, Sex, Status as AssertionStatus, VitalKind, reference_range};
use crate::rules::support::{line_at, quote};
use crate::rules::{Check, Context, Family, Finding, Rule, Severity, Status, Trigger};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "ACC007",
    name: "lab-word-conflict",
    aliases: &[],
    family: Family::Accurate,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[],
    fix: None,
    sources: &[
        "PDQI-9 (Stetson 2012): accurate, internally consistent",
        "ECRI / Partnership for Health IT Patient Safety on copy and paste: values and words of different days side by side",
        "KDIGO 2024 (stages of chronic kidney disease), ACC/AHA 2022 (ejection fraction), as in the lexicon `lab-claims`",
    ],
    summary: "A word about a laboratory value contradicts the value, or the same value is written in two ways.",
    docs: r#"
## What it does

Compares what the note says in words with the numbers it gives:

- a disorder that the only values of its test contradict: "hypokalemia" beside K 4.4, "leukocytosis" beside WBC 6.1, "HFpEF" beside an EF of 25%, "CKD stage 2" beside an
  eGFR of 22;
- an adjective: "labs normal" beside Cr 3.2, "elevated troponin" beside a normal one, "INR therapeutic" beside INR 1.1, a written `(L)` beside a high value;
- the same result with two numbers: Hgb 9.8 under the laboratory data and Hgb 8.9 in the assessment.

It is silent where the note tells a story instead: resolved, repleted, history of, improving, on admission, baseline, a trend; where any value of the test fits the word;
where the value is borderline; where the unit is not known. Tests that change within hours (glucose, troponin, lactate, blood gases) may have two values.

## Why it matters

The plan follows the word, the reader trusts the number. A potassium ordered for a "hypokalemia" that is a 4.4, or an assessment that carries the hemoglobin of another
day, is how a copied sentence becomes a wrong order.

## How to fix

Look at the report and correct the one that is wrong. If both were true at different times, give both with their times: "hypokalemia on admission (2.9), repleted, K 4.4 today".

```bad
# Progress Note

## Objective

Labs: Na 138, K 4.4, Cr 0.9. WBC 6.1, Hgb 13.9, Plt 240.

## Assessment and Plan

1. Pneumonia with leukocytosis, day 3: continue ceftriaxone.
2. Hypokalemia: KCl 40 mEq PO once.
```

```bad
LABORATORY DATA
WBC 8.2, Hgb 9.8, Plt 210.

ASSESSMENT AND PLAN
1. Upper GI bleed, Hgb 8.9, no more melena: pantoprazole, diet as tolerated.
```

```good
# Progress Note

## Objective

Labs: Na 138, K 4.4 (2.9 on admission), Cr 0.9. WBC 6.1, Hgb 13.9, Plt 240.

## Assessment and Plan

1. Pneumonia, day 3, WBC 6.1 from 15.2: continue ceftriaxone.
2. Hypokalemia, resolved: repleted with KCl, recheck tomorrow.
```

## Precision

No finding on the 182 notes of the development corpus, nor on the good examples.

Faults planted by an author who had not seen the rule: in a first set 46 of 46 were found after mending; in two later
sets of 25 new notes 11 of 21 at first sight, 19 after mending. Of 31 look-alikes one was reported ("wife's LFT
normal"), and one unplanted note set it off ("WBC down" beside a falling count); both were mended. A value just
outside the range contradicts nothing.
"#,
    trigger: Trigger::Always,
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let note = context.note;
    let labs = note.labs();
    if labs.is_empty() && note.study_values().is_empty() {
        return;
    }
    let view = View {
        note,
        levels: Levels::new(note),
        sex: note.patient().sex(),
        is_child: note.patient().is_child(),
        is_admission: note.kind.is_some_and(|kind| {
            let admissions = ["hp", "sub-i", "ed-note", "peds-hp", "neuro-hp", "ob-hp", "psych-eval"];
            admissions.contains(&&*note.grammar.kind(kind).id)
        }),
    };
    let mut found = Vec::new();
    for hit in note.phrases_of(lexicon_ids::LAB_CLAIMS).take(MANY * 8) {
        found.extend(view.claim(hit));
    }
    found.extend(view.adjectives());
    for lab in labs {
        found.extend(view.flag(lab));
    }
    found.extend(view.repeats());
    // One finding for a word, whichever way it was found.
    found.sort_by_key(|finding: &Finding| (finding.span.start, finding.span.end));
    found.dedup_by(|later, first| later.span.overlaps(first.span));
    findings.extend(found);
}

/// The note with what is asked of it again and again.
struct View<'n> {
    note: &'n Note,
    levels: Levels<'n>,
    sex: Option<Sex>,
    is_child: bool,
    /// Written on the day of admission, so that "on admission" is now.
    is_admission: bool,
}

/// How far after a disorder its course is looked for, in bytes.
const COURSE: u32 = 260;
/// So far from the start of its line a word stands in the middle of a paragraph, in bytes; so long is a short sentence.
const DEEP: u32 = 80;
const SHORT: usize = 50;
/// How many values of one test are compared, and an eighth of the words that are compared with values.
const MANY: usize = 40;

impl<'n> View<'n> {
    /// A disorder that all values of its test contradict.
    fn claim(&self, hit: &LexiconHit) -> Option<Finding> {
        let note = self.note;
        let claim = note.entry(hit);
        let lasting = claim.flag("chronic");
        let role = note.role_at(hit.span.start);
        let elsewhere = matches!(
            role,
            Role::FamilyHistory
                | Role::SurgicalHistory
                | Role::HomeMedications
                | Role::DischargeMedications
                | Role::InpatientMedications
                | Role::Allergies
                | Role::ReviewOfSystems
                | Role::SocialHistory
        );
        if elsewhere || (role == Role::PastHistory && !lasting) {
            return None;
        }
        let assertion = note.assertion(hit.span);
        if assertion.quoted {
            return None;
        }
        let before = note.text[..hit.span.start as usize].trim_end();
        let is_denied = ["no", "No", "without", "Without"].iter().any(|word| {
            before
                .strip_suffix(word)
                .is_some_and(|rest| !rest.ends_with(|c: char| c.is_alphanumeric()))
        });
        if is_denied || assertion.is_absent() {
            return self.denial(hit, claim);
        }
        // On the day of admission "on admission" is now.
        let admitted = self.is_admission && assertion.status == AssertionStatus::Present;
        if !assertion.is_present() && !(admitted && self.is_on_admission(hit.span)) {
            return None;
        }
        // A step in the name of another: "CKD 3" in "CKD 3a", "AKI on CKD 4".
        if claim.flag("stage") && (self.acute_kidney_injury() || self.goes_on(hit.span)) {
            return None;
        }
        if self.is_of_thing(hit.span) || self.is_doubted_behind(hit.span) {
            return None;
        }
        let mut course = self.course(hit.span);
        // "Hyperkalemia being treated" is there.
        const BEING: &str = " being treated";
        if note.text[hit.span.end as usize..].starts_with(BEING) {
            course.start = hit.span.end + BEING.len() as u32;
            course.end = course.end.max(course.start);
        }
        let before = Span::new(
            floor(&note.text, hit.span.start.saturating_sub(60)).max(self.clause(hit.span)),
            hit.span.start,
        );
        if self.is_settled(course, lasting) || self.levels.is_not_said(before) {
            return None;
        }
        let mut values = self.values(claim);
        // "is hypokalemic", "persistent hyponatremia": of now, whatever it was.
        if self.levels.is_still(Span::new(
            floor(&note.text, hit.span.start.saturating_sub(24)).max(before.start),
            hit.span.start,
        )) {
            values.retain(|lab| !lab.earlier);
        }
        // A sugar from the finger bears it out too.
        let finger = |limit: f64| {
            note.vitals()
                .iter()
                .any(|vital| vital.kind == VitalKind::Glucose && vital.value <= limit)
        };
        if &*claim.id == "hypoglycemia" && finger(75.0) {
            return None;
        }
        let newest = *values.iter().find(|lab| !lab.earlier)?;
        let study = claim.flag("study");
        if !values.iter().all(|lab| self.contradicts(claim, lab, study)) || self.has_other_test(claim) {
            return None;
        }
        let written = quote(note.slice(hit.span), 60);
        let what = claim.text("what").unwrap_or_default();
        let message = format!(
            "\"{written}\" says {what}, but the note gives {}",
            self.quoted(newest, study)
        );
        let help = "correct the word or the value; if it was so before, say when: give the old value and the new one";
        Some(
            Finding::new(hit.span, message)
                .related(newest.span, format!("{} stands here", self.quoted(newest, study)))
                .help(help),
        )
    }

    /// Whether the disorder only names something else: "hypoglycemia protocol".
    fn is_of_thing(&self, span: Span) -> bool {
        const THINGS: [&str; 13] = [
            "protocol",
            "precautions",
            "unawareness",
            "awareness",
            "symptoms",
            "management",
            "order",
            "risk",
            "education",
            "kit",
            "avoidance",
            "prevention",
            "screen",
        ];
        let rest = self.note.text[span.end as usize..].trim_start();
        THINGS.iter().any(|thing| {
            rest.get(..thing.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(thing))
        })
    }

    /// "Hyponatremia on admission".
    fn is_on_admission(&self, span: Span) -> bool {
        let rest = self.note.text[span.end as usize..].trim_start();
        [
            "on admission",
            "on arrival",
            "at presentation",
            "on presentation",
            "in the ed",
            "at admission",
        ]
        .iter()
        .any(|word| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))
    }

    /// "Hypoglycemia unlikely".
    fn is_doubted_behind(&self, span: Span) -> bool {
        let rest = self.note.text[span.end as usize..].trim_start_matches([' ', ',', '-', '(']);
        [
            "unlikely",
            "less likely",
            "doubtful",
            "not likely",
            "is unlikely",
            "seems unlikely",
            "very unlikely",
        ]
        .iter()
        .any(|word| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))
    }

    /// Where the clause of `span` starts.
    fn clause(&self, span: Span) -> u32 {
        let line = line_at(self.note, span.start);
        let before = &self.note.text[line.start as usize..span.start as usize];
        before
            .rfind(". ")
            .max(before.rfind(';'))
            .map_or(line.start, |at| line.start + at as u32 + 1)
    }

    /// Whether words of the course show that the disorder may be over. On the day of admission "on admission" is now.
    fn is_settled(&self, course: Span, lasting: bool) -> bool {
        let mut from = course.start;
        while let Some(word) = self.levels.settles(Span::new(from, course.end.max(from)), lasting) {
            let text = self.note.slice(word);
            let now = ["admission", "arrival", "admitted", "presented"];
            let is_now = self.is_admission && now.iter().any(|it| text.eq_ignore_ascii_case(it));
            // "Low risk" says nothing of the disorder.
            let graded = text.to_ascii_lowercase().starts_with("risk")
                && ["low", "high", "intermediate", "moderate", "average"]
                    .iter()
                    .any(|grade| self.note.text[..word.start as usize].trim_end().ends_with(grade));
            if !is_now && !graded {
                return true;
            }
            from = word.end;
        }
        false
    }

    /// "No leukocytosis" beside WBC 18.4.
    fn denial(&self, hit: &LexiconHit, claim: &LexiconEntry) -> Option<Finding> {
        let is_low = claim.number("above").is_some();
        let is_high = claim.number("below").is_some();
        let written = self.note.slice(hit.span);
        let syndrome = claim.list("syndrome").iter().any(|it| it.eq_ignore_ascii_case(written));
        if syndrome || is_low == is_high || claim.flag("study") || claim.flag("stage") || self.is_child {
            return None;
        }
        let line = self.sentence(hit.span);
        if self.levels.speaks_of_before(line) {
            return None;
        }
        let values = self.values(claim);
        let current: Vec<&Lab> = values.iter().filter(|lab| !lab.earlier).copied().collect();
        let newest = *current.first()?;
        let fits_side = |lab: &Lab| {
            let entry = self.note.lab_entry(lab);
            let limit = entry.number(if is_low { "significant-low" } else { "significant-high" });
            limit.is_some_and(|limit| if is_low { lab.value < limit } else { lab.value > limit })
        };
        if !current.iter().all(|lab| fits_side(lab)) || claim.list("labs").len() > 1 || self.has_other_test(claim) {
            return None;
        }
        let message = format!(
            "\"{}\" is denied, but the note gives {}",
            quote(self.note.slice(hit.span), 60),
            self.quoted(newest, false)
        );
        Some(
            Finding::new(hit.span, message)
                .related(newest.span, format!("{} stands here", self.quoted(newest, false)))
                .help("correct the word or the value"),
        )
    }

    /// The sentence with the disorder and what follows on its line; for the title of a problem, the problem.
    fn course(&self, span: Span) -> Span {
        let note = self.note;
        let line = line_at(note, span.start);
        let text: &str = &note.text;
        let before = &text[line.start as usize..span.start as usize];
        // Another problem or sentence on the same line has a course of its own.
        let start = before
            .rfind(". ")
            .max(before.rfind(';'))
            .map_or(line.start, |at| line.start + at as u32 + 1);
        let mut end = line.end.min(span.end + COURSE);
        // In the middle of a paragraph the course is told in its sentence, and in a short one after it.
        if span.start - line.start > DEEP {
            let rest = &text[span.end as usize..(floor(text, end) as usize).max(span.end as usize)];
            let mut stops = rest.match_indices(". ").map(|(at, _)| at);
            if let Some(first) = stops.next() {
                let second = stops.next().unwrap_or(rest.len());
                let stop = if second - first <= SHORT { second } else { first };
                return Span::new(start, span.end + stop as u32);
            }
            end = end.max(span.end);
        }
        let own = Span::new(start, end.max(span.end));
        let at = note
            .written_problems
            .partition_point(|problem| problem.span.start <= span.start);
        match note.written_problems[..at].last() {
            Some(problem) if problem.title.overlaps(span) || problem.span.contains(span) => {
                let end = problem.span.end.min(span.end + COURSE).max(own.end);
                Span::new(own.start, floor(text, end))
            }
            _ => own,
        }
    }

    fn acute_kidney_injury(&self) -> bool {
        let note = self.note;
        note.phrases_of(lexicon_ids::LAB_CLAIMS)
            .any(|hit| note.entry(hit).id == "acute-kidney-injury")
    }

    /// Whether a letter or digit goes on after the span: `CKD 3-4`, `stage 3/4`.
    fn goes_on(&self, span: Span) -> bool {
        let rest = &self.note.text[span.end as usize..];
        let mut chars = rest.chars();
        matches!(chars.next(), Some('-' | '/' | '–')) && chars.next().is_some_and(char::is_alphanumeric)
    }

    fn has_other_test(&self, claim: &LexiconEntry) -> bool {
        let unless = claim.list("unless");
        // Calcium is judged with albumin or as the ionized one.
        !unless.is_empty()
            && self.note.labs().iter().any(|lab| {
                let entry = self.note.lab_entry(lab);
                unless.contains(&entry.id) && (claim.text("side").is_none() || lab.flag.is_some())
            })
    }

    /// The values of the tests that a claim speaks of.
    fn values(&self, claim: &LexiconEntry) -> Vec<&'n Lab> {
        let study = claim.flag("study");
        let labs = if study {
            self.note.study_values()
        } else {
            self.note.labs()
        };
        labs.iter()
            .filter(|lab| claim.list("labs").iter().any(|id| *id == self.entry(lab, study).id))
            .filter(|lab| lab.unit_known && !lab.graded)
            // "Counts meet limits (platelets above 75)" is no result.
            .filter(|lab| {
                lab.bound.is_none()
                    || !matches!(
                        self.note.role_at(lab.number.start),
                        Role::Assessment | Role::AssessmentAndPlan | Role::Plan
                    )
            })
            .take(MANY)
            .collect()
    }

    fn entry(&self, lab: &Lab, study: bool) -> &'n LexiconEntry {
        let lexicon = if study {
            lexicon_ids::STUDY_VALUES
        } else {
            lexicon_ids::LABS
        };
        self.note.entry_at(lexicon, lab.entry)
    }

    fn contradicts(&self, claim: &LexiconEntry, lab: &Lab, study: bool) -> bool {
        let above = match self.sex {
            Some(Sex::Female) => claim.number("above-female").or_else(|| claim.number("above")),
            _ if self.is_child => claim.number("above-female").or_else(|| claim.number("above")),
            _ => claim.number("above"),
        };
        let below = claim.number("below");
        let (least, most) = (lab.value, lab.to.unwrap_or(lab.value));
        let is_above = above.is_some_and(|above| least > above) && lab.bound != Some('<');
        let is_below = below.is_some_and(|below| most < below) && lab.bound != Some('>');
        if above.is_some() || below.is_some() {
            return is_above || is_below;
        }
        match claim.text("side") {
            Some("high") => self.is_not_high(lab, study),
            Some("low") => self.is_not_low(lab, study),
            _ => false,
        }
    }

    /// Whether a value is well below the upper end of its range.
    fn is_not_high(&self, lab: &Lab, study: bool) -> bool {
        let (low, high) = reference_range(self.entry(lab, study), self.sex);
        let most = lab.to.unwrap_or(lab.value);
        high.is_some_and(|high| {
            let low = low.unwrap_or(0.0);
            most < low + 0.75 * (high - low)
        }) && lab.bound != Some('>')
    }

    fn is_not_low(&self, lab: &Lab, study: bool) -> bool {
        let (low, high) = reference_range(self.entry(lab, study), self.sex);
        low.is_some_and(|low| {
            let high = high.unwrap_or(low * 1.5);
            lab.value > low + 0.25 * (high - low)
        }) && lab.bound != Some('<')
    }

    /// Whether a value is far enough outside that nobody calls it normal.
    fn is_not_normal(&self, lab: &Lab) -> bool {
        let entry = self.note.lab_entry(lab);
        if lab.graded {
            return entry
                .number("significant-high")
                .is_some_and(|high| lab.value >= high.max(1.0));
        }
        let (low, high) = reference_range(entry, self.sex);
        let beyond = |limit: f64, by: f64| limit + by * limit.abs();
        let low = entry
            .number("significant-low")
            .or_else(|| low.map(|low| beyond(low, -0.15)));
        let high = entry
            .number("significant-high")
            .or_else(|| high.map(|high| beyond(high, 0.2)));
        // Sugars after a meal and lipids are called normal far above their fasting ranges.
        let high = if &*entry.id == "glucose" {
            high.map(|high| high.max(200.0))
        } else {
            high
        };
        low.is_some_and(|low| lab.value < low && lab.bound != Some('>'))
            || high.is_some_and(|high| lab.value > high && lab.bound != Some('<'))
    }

    /// Words beside the name of a test or panel that its values elsewhere contradict.
    fn adjectives(&self) -> Vec<Finding> {
        let note = self.note;
        let labs = note.labs();
        let mut with_value: Vec<u32> = labs.iter().map(|lab| lab.name.start).collect();
        with_value.sort_unstable();
        let mut found = Vec::new();
        let mut judged = 0;
        for lab in labs {
            found.extend(self.own_word(lab).or_else(|| self.word_behind(lab)));
        }
        for lab in note.study_values() {
            found.extend(self.ejection(lab));
        }
        for hit in note.phrases_of(lexicon_ids::LABS) {
            let entry = note.entry(hit);
            if &*entry.category == "trap" || with_value.binary_search(&hit.span.start).is_ok() {
                continue;
            }
            if matches!(
                note.role_at(hit.span.start),
                Role::FamilyHistory
                    | Role::PastHistory
                    | Role::HomeMedications
                    | Role::Allergies
                    | Role::ReviewOfSystems
            ) {
                continue;
            }
            let Some(said) = self.levels.of(hit.span) else { continue };
            judged += 1;
            if judged > MANY * 8 {
                break;
            }
            // "Therapeutic" is a claim of its own: what is normal without the drug is not with it.
            let clotting = matches!(&*entry.id, "inr" | "aptt" | "coagulation-panel");
            let is_therapeutic = clotting && note.slice(said.word).to_ascii_lowercase().ends_with("therapeutic");
            let told = said.earlier || self.is_of_a_year(hit.span);
            if told || is_therapeutic || self.is_partial(hit.span, said.word) {
                continue;
            }
            found.extend(self.word(hit, entry, said));
        }
        found
    }

    /// "told in 2019 that her potassium was low".
    fn is_of_a_year(&self, name: Span) -> bool {
        let sentence = self.sentence(name);
        let from = floor(&self.note.text, name.start.saturating_sub(80).max(sentence.start));
        let before = &self.note.text.as_bytes()[from as usize..name.start as usize];
        let mut words = before.split(|byte| !byte.is_ascii_alphanumeric());
        words.any(|word| matches!(word, [b'1', b'9', rest @ ..] | [b'2', b'0', rest @ ..] if rest.len() == 2 && rest.iter().all(u8::is_ascii_digit)))
    }

    /// "otherwise normal", "normal except", "other labs": said of the rest.
    fn is_partial(&self, name: Span, word: Span) -> bool {
        let text: &str = &self.note.text;
        let all = name.cover(word);
        let from = floor(text, all.start.saturating_sub(28));
        let to = floor(text, all.end + 40);
        let stops = |c: char| matches!(c, '\n' | ';');
        let before = text[from as usize..all.start as usize]
            .rsplit(stops)
            .next()
            .unwrap_or_default();
        let before = before.rsplit(". ").next().unwrap_or_default().to_ascii_lowercase();
        // "Stop iron when ferritin normal", "until the Hb is normal": what is waited for.
        let waits = |word: &str| matches!(word, "when" | "once" | "until" | "till" | "unless");
        let last = before.rsplit([',', ':']).next().unwrap_or_default();
        if last.split_whitespace().rev().take(3).any(waits) {
            return true;
        }
        let after = text[all.end as usize..to as usize]
            .split(stops)
            .next()
            .unwrap_or_default();
        let after = after.split(". ").next().unwrap_or_default().to_ascii_lowercase();
        let inner = all.of(text).to_ascii_lowercase();
        ["other", "rest of", "remaining", "remainder", "no ", "not ", "if "]
            .iter()
            .any(|it| before.contains(it))
            || ["otherwise", "rest"].iter().any(|it| inner.contains(it))
            || [
                "except",
                "apart",
                "other than",
                "aside",
                "save for",
                "besides",
                "but ",
                "notable",
                "saline",
                "range of",
                "for age",
                "for him",
                "for her",
                "otherwise",
                "with the exception",
                "exceptions",
            ]
            .iter()
            .any(|it| after.contains(it))
    }

    /// "Given the ferritin and negative ANA": the word belongs to what follows it.
    fn is_of_next(&self, test: Span, word: Span) -> bool {
        if word.start < test.end {
            return false;
        }
        let between = self.note.slice(Span::new(test.end, word.start)).trim_end();
        let joined = [" and", " or", " &", " with", ",", "/", "+"]
            .iter()
            .any(|it| between.ends_with(it));
        let after = &self.note.text[word.end as usize..];
        joined && after.starts_with(' ') && after[1..].starts_with(char::is_alphabetic)
    }

    fn word(&self, hit: &LexiconHit, entry: &LexiconEntry, said: Said) -> Option<Finding> {
        let note = self.note;
        let assertion = note.assertion(hit.span);
        // "WBC down" tells of the course. "Wife's LFTs normal" of somebody else.
        let moved = ["up", "down"]
            .iter()
            .any(|it| note.slice(said.word).eq_ignore_ascii_case(it));
        let clause = Span::new(self.clause(hit.span), hit.span.start);
        let of_other = note
            .phrases_in(lexicon_ids::PERSON_WORDS, clause)
            .any(|person| note.grammar.category(person) == "relative");
        if moved || of_other || self.is_of_next(hit.span, said.word) {
            return None;
        }
        if assertion.quoted
            || matches!(
                assertion.moment,
                crate::note::facts::Moment::Earlier | crate::note::facts::Moment::Later
            )
        {
            return None;
        }
        let sentence = self.course(hit.span);
        let around = Span::new(sentence.start, said.word.end.max(hit.span.end));
        if self.levels.speaks_of_before(around) {
            return None;
        }
        let is_panel = matches!(&*entry.category, "panel" | "specimen");
        let all = &*entry.id == "laboratory-tests";
        let members = entry.list("members");
        let belongs = |lab: &Lab| {
            let of = note.lab_entry(lab);
            match &*entry.category {
                "specimen" => entry.text("specimen") == Some("urinalysis") && &*of.category == "urinalysis",
                "panel" => all || members.contains(&of.id),
                "cardiac" | "chemistry" | "other" if is_troponin(entry) => is_troponin(of),
                _ => lab.entry == hit.entry,
            }
        };
        let values: Vec<&Lab> = note
            .labs()
            .iter()
            .filter(|lab| belongs(lab) && lab.unit_known && !(lab.graded && !is_panel))
            .take(MANY * 4)
            .collect();
        let current: Vec<&Lab> = values.iter().filter(|lab| !lab.earlier).copied().collect();
        let newest = *current.first()?;
        let written = quote(note.slice(said.word), 30);
        let name = quote(note.slice(hit.span), 40);
        let against = match said.level {
            Level::Normal if is_panel => {
                // A member is not normal at any of its present values.
                let bad = |lab: &&&Lab| {
                    self.is_not_normal(lab)
                        && current
                            .iter()
                            .filter(|other| other.entry == lab.entry)
                            .all(|other| self.is_not_normal(other))
                };
                *current.iter().find(bad)?
            }
            // "LFTs elevated", "inflammatory markers raised" with none of them so.
            Level::High
                if matches!(&*entry.id, "liver-panel" | "inflammatory-markers" | "cardiac-enzymes")
                    && values.iter().all(|lab| self.is_not_high(lab, false)) =>
            {
                newest
            }
            // "Positive urinalysis" with neither leukocyte esterase, nitrite nor cells.
            Level::Abnormal
                if &*entry.category == "specimen"
                    && ["urine-leukocyte-esterase", "urine-nitrite"].iter().all(|id| {
                        current
                            .iter()
                            .any(|lab| note.lab_entry(lab).id == *id && lab.value == 0.0)
                    })
                    && !current.iter().any(|lab| lab.value > 0.0 && self.is_not_normal(lab)) =>
            {
                newest
            }
            Level::Normal if current.iter().all(|lab| self.is_not_normal(lab)) => newest,
            Level::High if !is_panel && values.iter().all(|lab| self.is_not_high(lab, false)) => newest,
            Level::Low if !is_panel && values.iter().all(|lab| self.is_not_low(lab, false)) => newest,
            _ => return None,
        };
        if self.is_child && said.level != Level::Normal {
            return None;
        }
        let said_of = if said.word.start < hit.span.start {
            format!("{written} {name}")
        } else {
            format!("{name} … {written}")
        };
        let message = format!("\"{said_of}\" does not fit {}", self.quoted(against, false));
        Some(
            Finding::new(hit.span.cover(said.word), message)
                .related(against.span, format!("{} stands here", self.quoted(against, false)))
                .help("correct the word or the value, or name the exception: \"otherwise normal\""),
        )
    }

    /// "INR 1.7 (normal)", "WBC 17.2, normal".
    fn word_behind(&self, lab: &Lab) -> Option<Finding> {
        if lab.earlier || !lab.unit_known || lab.graded {
            return None;
        }
        let text: &str = &self.note.text;
        let end = lab.number.end.max(lab.unit.end);
        let rest = text[end as usize..].trim_start_matches([' ', ',', '(']);
        let start = text.len() - rest.len();
        let word = ["normal", "wnl", "within normal limits"]
            .iter()
            .find(|word| rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)))?;
        let after = &rest[word.len()..];
        // "(normal 4-11)" and "(normal range)" give the range.
        let ends = after.is_empty()
            || after.starts_with([')', ',', ';', '\n', '\r'])
            || after.starts_with(". ")
            || after == ".";
        if start - end as usize > 4 || !ends || !self.is_not_normal(lab) {
            return None;
        }
        let span = Span::from(start..start + word.len());
        Some(
            Finding::new(
                lab.number.cover(span),
                format!("\"{}\" does not fit {}", self.note.slice(span), self.quoted(lab, false)),
            )
            .help("correct the word or the value"),
        )
    }

    /// "The ejection fraction is 60%, severely reduced."
    fn ejection(&self, lab: &Lab) -> Option<Finding> {
        if self.entry(lab, true).id != "ejection-fraction" || lab.earlier {
            return None;
        }
        let text: &str = &self.note.text;
        let end = lab.number.end.max(lab.unit.end);
        let mut rest = text[end as usize..].trim_start_matches([' ', ',', '(', ';']);
        for degree in [
            "is ",
            "mildly ",
            "moderately ",
            "severely ",
            "markedly ",
            "significantly ",
        ] {
            rest = rest
                .get(..degree.len())
                .filter(|it| it.eq_ignore_ascii_case(degree))
                .map_or(rest, |_| &rest[degree.len()..]);
        }
        // "EF 55%, mildly reduced RV function" speaks of something else.
        let ends = |after: &str| after.is_empty() || after.starts_with(['.', ',', ';', ')', '\n', '\r']);
        let is = |words: &[&'static str]| {
            words.iter().copied().find(|word| {
                rest.get(..word.len())
                    .is_some_and(|it| it.eq_ignore_ascii_case(word) && ends(&rest[word.len()..]))
            })
        };
        let low = is(&["reduced", "depressed", "impaired"]).filter(|_| lab.value >= 55.0);
        let high = is(&["normal", "preserved", "hyperdynamic"]).filter(|_| lab.to.unwrap_or(lab.value) <= 40.0);
        let word = low.or(high)?;
        let start = text.len() - rest.len();
        if start - end as usize > 24 {
            return None;
        }
        let span = Span::from(start..start + word.len());
        Some(
            Finding::new(
                lab.number.cover(span),
                format!("\"{}\" does not fit {}", self.note.slice(span), self.quoted(lab, true)),
            )
            .help("correct the word or the value"),
        )
    }

    /// "normal potassium of 2.9", "creatinine is normal at 3.2".
    fn own_word(&self, lab: &Lab) -> Option<Finding> {
        if lab.name.is_empty() || lab.earlier || !lab.unit_known || lab.number.start < lab.name.end {
            return None;
        }
        let gap = Span::new(lab.name.end, lab.number.start);
        if gap.len() > 60 {
            return None;
        }
        let word = self.levels.says_normal(gap).or_else(|| {
            self.levels
                .before(lab.name)
                .filter(|said| said.level == Level::Normal)
                .map(|said| said.word)
        })?;
        let between = word.cover(lab.number).of(&self.note.text);
        let is_other = between.contains([';', '.']) && !between.contains("0.") && between.matches('.').count() > 1;
        let before = self.is_partial(lab.name, word);
        if is_other || before || !self.is_not_normal(lab) {
            return None;
        }
        let message = format!(
            "\"{}\" does not fit {}",
            quote(self.note.slice(word), 30),
            self.quoted(lab, false)
        );
        Some(Finding::new(word.cover(lab.number), message).help("correct the word or the value"))
    }

    /// A written flag on the wrong side.
    fn flag(&self, lab: &Lab) -> Option<Finding> {
        let flag = lab.written_flag?;
        if self.is_child || !lab.unit_known || lab.graded || lab.bound.is_some() || lab.to.is_some() {
            return None;
        }
        let entry = self.note.lab_entry(lab);
        let (low, high) = reference_range(entry, self.sex);
        let (low, high) = (low.filter(|low| *low > 0.0)?, high?);
        let room = high - low;
        let contradicts = match flag {
            Flag::Low => lab.value > low + 0.35 * room,
            Flag::High => lab.value < high - 0.35 * room,
            Flag::Abnormal => false,
        };
        // Sugars are flagged by the time of the meal, gases by the source, clotting by the drug.
        let depends = [
            "glucose",
            "ph",
            "pco2",
            "po2",
            "bicarbonate",
            "tacrolimus-trough",
            "cortisol",
            "inr",
            "aptt",
        ];
        if !contradicts || depends.iter().any(|id| *id == &*entry.id) {
            return None;
        }
        let side = if flag == Flag::Low { "low" } else { "high" };
        let is = match lab.value {
            value if value > high => "above the usual range",
            value if value < low => "below the usual range",
            _ => "in the middle of the usual range",
        };
        let message = format!(
            "{} is marked as {side}, but it is {is} ({} to {})",
            self.quoted(lab, false),
            short(low),
            short(high)
        );
        Some(Finding::new(lab.span, message).help("look up the result: the value or the flag is wrong"))
    }

    /// The same result with another number in the assessment or the history than under the results.
    fn repeats(&self) -> Vec<Finding> {
        let note = self.note;
        let labs = note.labs();
        let mut found = Vec::new();
        let roles: Vec<Role> = labs.iter().map(|lab| note.role_at(lab.number.start)).collect();
        let is_data = |role: Role| matches!(role, Role::Data | Role::Studies | Role::VitalSigns | Role::Exam);
        if !roles.iter().any(|role| is_data(*role)) {
            return found;
        }
        let is_retold = self.tells_a_course();
        // The values of each test together, so that each is compared with its own only.
        let mut by_test: Vec<(u16, usize)> = labs.iter().enumerate().map(|(at, lab)| (lab.entry, at)).collect();
        by_test.sort_unstable();
        for (at, lab) in labs.iter().enumerate() {
            let entry = note.lab_entry(lab);
            let of_assessment = matches!(roles[at], Role::Assessment | Role::AssessmentAndPlan | Role::Plan);
            let of_history = matches!(roles[at], Role::History | Role::ChiefComplaint | Role::Identification);
            if !(of_assessment || of_history && !is_retold) || !self.is_comparable(lab, entry) {
                continue;
            }
            let from = by_test.partition_point(|(test, _)| *test < lab.entry);
            let same: Vec<usize> = by_test[from..]
                .iter()
                .take_while(|(test, _)| *test == lab.entry)
                .map(|(_, other)| *other)
                .filter(|other| *other != at && labs[*other].unit_known)
                .take(MANY)
                .collect();
            let results: Vec<&Lab> = same
                .iter()
                .filter(|at| is_data(roles[**at]))
                .map(|at| &labs[*at])
                .collect();
            let current: Vec<&Lab> = results.iter().filter(|lab| !lab.earlier).copied().collect();
            let Some(newest) = current.first() else { continue };
            // A second value among the results, or the same number elsewhere in the assessment, tells of several times.
            if results.iter().any(|other| self.agree(lab, other)) {
                continue;
            }
            if of_history && results.iter().any(|other| !other.when.is_empty() || other.trend) {
                continue;
            }
            if results.iter().any(|other| other.bound.is_some() || other.to.is_some()) || newest.entry != lab.entry {
                continue;
            }
            let sentence = self.sentence(lab.span);
            if self.levels.speaks_of_before(sentence) || of_history && self.levels.speaks_of_time(sentence) {
                continue;
            }
            let message = format!(
                "{} here, but {} under the results",
                self.quoted(lab, false),
                self.quoted(newest, false)
            );
            found.push(
                Finding::new(lab.number, message)
                    .related(newest.span, format!("{} stands here", self.quoted(newest, false)))
                    .help("correct the one that is wrong; if both are true, say of when each is"),
            );
        }
        found
    }

    fn is_comparable(&self, lab: &Lab, entry: &LexiconEntry) -> bool {
        !lab.earlier
            && !lab.trend
            && lab.unit_known
            && (lab.when.is_empty() || self.levels.is_present(lab.when))
            && lab.bound.is_none()
            && lab.to.is_none()
            && !lab.graded
            && !entry.flag("series")
            && !entry.flag("differential")
            && !entry.id.ends_with("-level")
            && !entry.id.ends_with("-trough")
            && !entry.id.starts_with("creatinine-clearance")
    }

    /// Discharge and transfer notes, hospital courses: the history is of another day than the results.
    fn tells_a_course(&self) -> bool {
        let note = self.note;
        let kind = note.kind.map(|kind| &*note.grammar.kind(kind).id);
        let of = |id: Option<SectionId>| id.is_some_and(|id| &*note.grammar.section(id).id == "hospital-course");
        matches!(
            kind,
            Some("discharge-summary" | "transfer" | "delivery-note" | "operative" | "brief-op" | "procedure")
        ) || note.sections.iter().any(|section| of(section.id))
    }

    /// Whether two numbers are the same but for rounding.
    fn agree(&self, a: &Lab, b: &Lab) -> bool {
        let step = |lab: &Lab| {
            let written = self.note.slice(lab.number);
            let decimals = written.rfind('.').map_or(0, |at| written.len() - at - 1);
            let ratio = if lab.written == 0.0 {
                1.0
            } else {
                (lab.value / lab.written).abs()
            };
            0.5 * 10f64.powi(-(decimals as i32)) * ratio
        };
        let about = self.note.text[..a.number.start as usize]
            .trim_end()
            .ends_with(['~', '≈'])
            || [
                "about",
                "around",
                "approximately",
                "roughly",
                "nearly",
                "almost",
                "over",
            ]
            .iter()
            .any(|word| self.note.text[..a.number.start as usize].trim_end().ends_with(word));
        let room = if about {
            0.15 * b.value.abs()
        } else {
            0.004 * b.value.abs()
        };
        (a.value - b.value).abs() <= step(a).max(step(b)).max(room) * 1.001
    }

    /// The text around, up to the ends of its sentence.
    fn sentence(&self, span: Span) -> Span {
        let text: &str = &self.note.text;
        let line = line_at(self.note, span.start);
        let before = &text[line.start as usize..span.start as usize];
        let start = before
            .rfind(". ")
            .max(before.rfind(';'))
            .map_or(line.start, |at| line.start + at as u32 + 1);
        let end = line.end.max(span.end);
        let after = &text[span.end as usize..end as usize];
        let stop = [after.find(". "), after.find(';')].into_iter().flatten().min();
        Span::new(start, stop.map_or(end, |at| span.end + at as u32))
    }

    /// The value with its name, as written if the two stand together.
    fn quoted(&self, lab: &Lab, study: bool) -> String {
        let entry = self.entry(lab, study);
        let name = if lab.name.is_empty() {
            entry.text("name").unwrap_or(&entry.id).to_owned()
        } else {
            quote(self.note.slice(lab.name), 40)
        };
        let apart = lab.unit.start < lab.number.end || lab.unit.start > lab.number.end + 3;
        let number = if apart { lab.number } else { lab.number.cover(lab.unit) };
        format!("{name} {}", self.note.slice(number))
    }
}

fn is_troponin(entry: &LexiconEntry) -> bool {
    entry.id.starts_with("troponin")
}

fn floor(text: &str, at: u32) -> u32 {
    crate::text::floor(text, at as usize) as u32
}

/// A number without needless digits.
fn short(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, silent, speaks};

    fn note(labs: &str, assessment: &str) -> String {
        format!(
            "# Progress Note\n\n## Subjective\n\nFeels well.\n\n## Laboratory Data\n\n{labs}\n\n## Assessment and Plan\n\n{assessment}\n"
        )
    }

    fn all(cases: &[(&str, &str)]) -> Vec<String> {
        cases.iter().map(|(labs, assessment)| note(labs, assessment)).collect()
    }

    #[test]
    fn the_newest_of_a_series_counts() {
        let series = [
            "Labs   3/12   3/13   3/14\nK      5.9    4.6    3.4\nHgb    6.4    8.2    8.0",
            "        3/12 14:00   20:00   3/13 06:00\nK       5.9           4.6     3.4\nHgb     6.4           8.2     8.0",
            "Labs (3/12 / 3/13 / 3/14)\nK 5.9 / 4.6 / 3.4\nHgb 6.4 / 8.2 / 8.0",
            "Labs   14/3   13/3   12/3\nK      3.4    4.6    5.9\nHgb    8.0    8.2    6.4",
            "K (3/12, 3/13, 3/14): 5.9, 4.6, 3.4\nHgb 6.4 / 8.2 / 8.0",
        ];
        for labs in series {
            silent(
                &RULE,
                &[&note(
                    labs,
                    "1. DKA, resolving. K 3.4: KCl 40 mEq PO. Hgb 8.0: CBC daily.",
                )],
            );
            speaks(
                &RULE,
                &[&note(labs, "1. DKA, resolving. K 4.4: no KCl. Hgb 8.0: CBC daily.")],
            );
        }
    }

    #[test]
    fn words_of_others() {
        silent(
            &RULE,
            &[
                &note(
                    "CRP 84 mg/L",
                    "Lupus flare is less likely with the CRP and negative dsDNA.",
                ),
                &note("BUN 68, Cr 5.2", "AKI: no uremia, no need for dialysis."),
                &note("Hgb 10.2\nplasma free Hb 21", "1. Anemia: CBC daily."),
            ],
        );
    }

    #[test]
    fn words_against_values() {
        let texts = all(&[
            ("K 4.4, Na 138", "1. Hypokalemia: KCl 40 mEq PO."),
            ("K 4.4, Na 138", "Hyperkalemia, hold lisinopril."),
            ("Na 140, K 4.0", "# Hyponatremia\n- fluid restriction"),
            (
                "WBC 6.1, Hgb 13.9",
                "Pneumonia with leukocytosis. Continue ceftriaxone.",
            ),
            ("WBC 6.1, Hgb 15.8, Plt 240", "1. Anemia: iron studies."),
            ("WBC 6.1, Hgb 13.9, Plt 240", "Thrombocytopenia, hold heparin."),
            ("Na 138, K 4.1, Cr 3.2", "Labs normal. Discharge."),
            ("Na 138, K 4.1, Cr 3.2", "Dehydration; BMP unremarkable."),
            ("WBC 19.4, Hgb 13.9, Plt 240", "CBC was within normal limits."),
            ("Na 138, K 6.4, Cr 1.0", "Electrolytes are normal."),
            ("INR 1.1", "Atrial fibrillation: INR therapeutic, continue warfarin."),
            ("INR 3.4", "AF: INR subtherapeutic, increase warfarin."),
            ("K 5.9 (L), Na 138", "Stable."),
            ("Na 149 L", "Stable."),
            ("K 3.0 (H)", "Stable."),
            ("K 4.2 H, Na 138", "Stable."),
            ("Cr 0.9, BUN 12", "1. Renal colic with elevated creatinine."),
            ("Platelets 310", "Low platelets, hold heparin."),
            ("Cr 3.2", "Kidney function is normal, contrast CT ordered."),
            ("Hgb 9.8, Plt 210", "1. GI bleed, Hgb 8.9: pantoprazole."),
            ("Na 128, K 4.0", "1. Hyponatremia, Na 118: 3% saline."),
            ("Cr 1.3", "1. AKI, creatinine 1.8 today."),
            ("eGFR 22, K 4.0", "1. CKD stage 2: avoid NSAIDs."),
            ("Echo: EF 25%", "1. HFpEF exacerbation: furosemide."),
            ("TTE: LVEF 60-65%", "1. HFrEF: continue carvedilol."),
            ("A1c 5.4%", "1. Uncontrolled diabetes: increase glargine."),
            ("A1c 11.2%", "1. Type 2 diabetes, well controlled: continue metformin."),
            ("Lactate 0.9", "Sepsis with lactic acidosis."),
            ("T bili 0.6, AST 20, ALT 18", "Hyperbilirubinemia. Ultrasound."),
            ("AST 22, ALT 18", "Transaminitis: hepatitis panel."),
            ("Potassium was normal at 2.9.", "Weakness."),
            ("MCV 71", "Macrocytic anemia."),
            ("UA: LE 3+, nitrite positive, WBC 100/hpf", "UA is normal."),
            (
                "WBC 18.4, Hgb 13.9",
                "Appendicitis unlikely: no leukocytosis, afebrile.",
            ),
            ("WBC 8.4, Hgb 7.2", "Menorrhagia without anemia."),
            ("Glucose 148", "Hypoglycaemia: dextrose."),
            ("Na 138, HCO3 14", "Diarrhea with metabolic alkalosis."),
            ("K 3.7", "Hyperkalemia being treated."),
            ("INR 1.9 (normal), Na 138", "Cirrhosis."),
            ("WCC normal, 17.2 (4-11)", "Pyelonephritis."),
            ("AST 20, ALT 18", "LFTs elevated."),
            ("hs-troponin T 812 ng/L", "Chest pain: troponin negative."),
            ("Echo: LVEF 60%, severely reduced.", "Heart failure."),
            (
                "UA: LE negative, nitrite negative, WBC 0-2",
                "UTI with a positive urinalysis.",
            ),
        ]);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        speaks(&RULE, &texts);
        let text = note("K 4.4, Na 138", "1. Hypokalemia: KCl 40 mEq PO.");
        assert_eq!(hits(&RULE, &text), ["Hypokalemia"]);
        let text = note("Hgb 9.8, Plt 210", "1. GI bleed, Hgb 8.9: pantoprazole.");
        assert_eq!(hits(&RULE, &text), ["8.9"]);
        speaks(
            &RULE,
            &["HPI: seen for weakness, Cr 1.8, no fever.\n\nLabs: Cr 1.3, K 4.0\n\nA/P: weakness, hydrate.\n"],
        );
    }

    #[test]
    fn look_alikes() {
        let texts = all(&[
            ("K 4.4 (2.9 on admission)", "1. Hypokalemia: recheck."),
            (
                "Hb 8.4",
                "1. Iron deficiency: listen to the murmur again when Hb normal.",
            ),
            (
                "Ferritin 4",
                "1. Iron deficiency: iron until ferritin normal, then 3 months.",
            ),
            ("K 4.4", "1. Hypokalemia, resolved."),
            ("K 4.4", "1. Hypokalemia\n   - repleted yesterday, K 4.4 now"),
            ("K 3.6", "1. Hypokalemia, mild: KCl 20 mEq."),
            ("K 2.9", "1. Hypokalemia: KCl 40 mEq."),
            ("K 4.4", "Spironolactone: monitor for hyperkalemia."),
            ("K 4.4", "History of hypokalemia on thiazides."),
            ("Na 138", "Return if symptoms of hyponatremia."),
            ("WBC 6.1", "Leukocytosis resolved with antibiotics."),
            ("WBC 15.2 -> 6.1", "Pneumonia with leukocytosis, improving."),
            ("Hgb 13.1", "Iron deficiency anemia, chronic, on iron."),
            ("Hgb 9.8 -> 8.9", "GI bleed, Hgb 8.9."),
            ("Hgb 9.8", "GI bleed, Hgb 11.2 yesterday, 9.8 today."),
            ("Hgb 9.8", "GI bleed, Hgb dropped from 11.2 to 9.8."),
            ("Hgb 9.8", "GI bleed: transfuse if Hgb < 7, goal Hgb 8."),
            ("Hgb 7.4", "GI bleed: transfuse, goal Hgb above 7; CBC every 6 h."),
            ("Cr 1.3 mg/dL", "AKI, baseline creatinine 0.9."),
            ("Cr 115 umol/L", "CKD, creatinine 1.3 mg/dL."),
            ("WBC 18.2", "Sepsis, WBC 18."),
            ("Glucose 210", "Diabetes, glucose 145 after lunch."),
            ("hs-troponin 12 ng/L", "NSTEMI, troponin 45 ng/L on repeat."),
            ("Na 138, K 4.1, Cr 3.2", "Labs normal except creatinine 3.2."),
            ("Na 138, K 4.1, Cr 3.2", "Other labs normal."),
            ("Na 138, K 4.1, Cr 3.2", "BMP otherwise unremarkable."),
            ("Na 138, K 4.1, Cr 1.4", "Labs normal."),
            ("K 5.9 (H), Na 128 (L)", "Hyperkalemia."),
            ("Hgb 12.9 (L)", "Anemia."),
            ("INR 2.4", "INR therapeutic."),
            ("INR 2.4 (goal 2.5-3.5)", "INR subtherapeutic, mechanical mitral valve."),
            ("eGFR 52", "CKD stage 3a."),
            ("eGFR 22, Cr 3.0", "AKI on CKD stage 2."),
            ("EF 55%", "HFrEF with recovered EF."),
            ("EF 45%", "HFpEF versus HFmrEF."),
            ("LDL 70", "Hyperlipidemia: continue atorvastatin."),
            ("Normal saline 1 L given. Na 131", "Hyponatremia."),
            ("BCx NGTD, K 4.4", "Check potassium tomorrow."),
            ("TSH 2.1", "Hypothyroidism, TSH normal on levothyroxine."),
            ("A1c 7.4%", "Diabetes, well controlled."),
            ("CRP 45", "CRP normal."),
            ("Cr 0.9", "At risk of AKI from contrast."),
            ("UA: LE neg, nitrite neg", "UA is normal."),
            ("Ca 7.9, albumin 2.1, corrected Ca 9.4", "No hypocalcemia."),
            ("WBC 11.8", "No leukocytosis."),
            ("WBC 18.4", "Had no leukocytosis yesterday."),
            ("Glucose 148", "Seizure: hypoglycemia unlikely. Hypoglycemia protocol."),
            ("WBC 16.8 > 14.1 > 11.2", "Afebrile, WBC down."),
            ("AST 142", "Hepatitis. Wife's LFT normal."),
            ("INR 1.9 (normal 0.9-1.1)", "Cirrhosis."),
            ("Echo: EF 55%, mildly reduced RV function.", "Heart failure."),
            ("Na 138, HCO3 16", "Metabolic acidosis."),
            ("K 4.4", "Admitted with hypokalemia (K 2.9)."),
            ("K 5.2", "AKI: low K diet."),
        ]);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        silent(&RULE, &texts);
        silent(
            &RULE,
            &[
                "HPI: PCP found Cr 1.8 last week.\n\nLabs: Cr 1.3\n\nA/P: hydrate.\n",
                "PMH: anemia, hypokalemia\n\nLabs: Hgb 15.8, K 4.4\n\nA/P: well.\n",
                "FH: mother with anemia\n\nLabs: Hgb 15.8\n\nA/P: well.\n",
                "Labs today: Hgb 9.8\n\nA/P: Hgb about 10, stable.\n",
            ],
        );
    }
}
