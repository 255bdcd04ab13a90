//! Parity, weeks of gestation, and whether the patient is pregnant now.

use super::super::super::Note;
use super::persons::PersonRole;
use super::tokens::{Token, after, before, ends_sentence};
use super::{Parity, Patient, Sex};
use crate::grammar::{LexiconHit, Role, lexicon_ids};
use crate::text::Span;

/// The first `G3P1011` or `gravida 3, para 2` that is the patient's.
pub(super) fn parity(note: &Note) -> Option<Parity> {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let letters = memchr::memchr2_iter(b'G', b'g', bytes).filter(|at| {
        let starts = *at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        starts
            && (bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
                || text[*at..]
                    .get(..7)
                    .is_some_and(|word| word.eq_ignore_ascii_case("gravida")))
    });
    letters
        .filter_map(|at| parity_at(text, at))
        .find(|parity| !is_mothers(note, parity.span) && note.role_at(parity.span.start) != Role::FamilyHistory)
}

/// A number of one or two digits after signs, and where it ends.
fn small(text: &str, at: usize, signs: &[char]) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    let skipped = rest.len() - rest.trim_start_matches(signs).len();
    let digits = rest[skipped..].bytes().take(3).take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 2 || skipped > 3 {
        return None;
    }
    Some((rest[skipped..skipped + digits].parse().ok()?, at + skipped + digits))
}

fn parity_at(text: &str, at: usize) -> Option<Parity> {
    let word = text[at..]
        .get(..7)
        .is_some_and(|word| word.eq_ignore_ascii_case("gravida"));
    let (gravida, end) = small(text, at + if word { 7 } else { 1 }, &[' ', ':'])?;
    let mut parity = Parity {
        gravida,
        para: None,
        tpal: None,
        span: Span::from(at..end),
    };
    let rest = &text[end..];
    let lead = rest.trim_start_matches([' ', ',', '-', '/', ';']);
    let gap = rest.len() - lead.len();
    if gap > 2 {
        return word.then_some(parity);
    }
    let lower = lead.get(..5).unwrap_or(lead).to_ascii_lowercase();
    let from = end + gap;
    let digits = if lower.starts_with("para ") {
        from + 5
    } else if lower.starts_with(['p', 't']) && lower[1..].starts_with(|c: char| c.is_ascii_digit()) {
        from + 1
    } else {
        // `G0` alone; `G3` may be a stage or a grade.
        let alone =
            gravida == 0 && text[at..].starts_with('G') && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.');
        return (word || alone).then_some(parity);
    };
    let count = text[digits.min(text.len())..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    match count {
        4 => {
            let digit = |n: usize| u32::from(text.as_bytes()[digits + n] - b'0');
            let tpal = [digit(0), digit(1), digit(2), digit(3)];
            parity.tpal = Some(tpal);
            parity.para = Some(tpal[0] + tpal[1]);
            parity.span.end = (digits + 4) as u32;
        }
        1 | 2 => {
            let (first, mut end) = small(text, digits, &[])?;
            parity.para = Some(first);
            // `P1-0-1-1`, `T1P0A1L1`, and the British `P1+1`.
            let mut counts = vec![first];
            while counts.len() < 4 {
                let Some((next, after)) =
                    small(text, end, &['-', ',', 'P', 'A', 'L', 'p', 'a', 'l']).filter(|(_, after)| after - end >= 2)
                else {
                    break;
                };
                counts.push(next);
                end = after;
            }
            if let [term, preterm, abortions, living] = counts[..] {
                parity.tpal = Some([term, preterm, abortions, living]);
                parity.para = Some(term + preterm);
            } else {
                end = digits + count;
                if let Some((_, after)) = text[end..]
                    .starts_with('+')
                    .then(|| small(text, end + 1, &[]))
                    .flatten()
                {
                    end = after;
                }
            }
            parity.span.end = end as u32;
        }
        _ => return None,
    }
    Some(parity)
}

/// Whether a mother who is not the patient is spoken of: `born to a G2P1`, `mother is a 30 yo G3P2`.
fn is_mothers(note: &Note, span: Span) -> bool {
    let mut next: Option<Token<'_>> = None;
    for token in before(&note.text, span.start) {
        if ends_sentence(&token, next.as_ref()) {
            return false;
        }
        if token.is(&[
            "born", "mother", "mom", "mum", "maternal", "mother's", "wife", "partner", "sister", "infant", "newborn",
            "baby", "neonate",
        ]) {
            return true;
        }
        next = Some(token);
    }
    false
}

/// Weeks of gestation, and pregnancy.
pub(super) fn read(note: &Note, patient: &mut Patient) {
    if patient.sex() == Some(Sex::Male) && !patient.is_child() {
        return;
    }
    let newborn = patient.years().is_some_and(|years| years < 2.0);
    let forms = note
        .phrases_of(lexicon_ids::AGE_FORMS)
        .filter(|hit| matches!(&*note.entry(hit).category, "gestation" | "number"));
    for hit in forms {
        if patient.gestation.is_none() {
            let woman = patient.sex() == Some(Sex::Female);
            patient.gestation = gestation(note, hit, newborn, patient.parity, woman);
        }
    }
    if newborn {
        return;
    }
    // "Pregnant woman" speaks of women in general, "24-year-old pregnant woman" of this one.
    let described = |span: Span| {
        let text = note.slice(span);
        let is_one = ["pregnant woman", "pregnant female", "pregnant lady"]
            .iter()
            .any(|it| text.eq_ignore_ascii_case(it));
        is_one
            && before(&note.text, span.start)
                .take(2)
                .any(|token| token.is(&["old", "yo", "y", "o", "year-old", "yr"]))
            && !matches!(note.role_at(span.start), Role::FamilyHistory | Role::Plan)
    };
    patient.pregnant = note
        .phrases_of(lexicon_ids::SEX_TERMS)
        .find(|hit| match note.entry(hit).flag("pregnant") {
            true => is_pregnant_now(note, hit.span),
            false => described(hit.span),
        })
        .map(|hit| hit.span)
        .or_else(|| patient.gestation.map(|(_, _, span)| span));
}

fn is_pregnant_now(note: &Note, span: Span) -> bool {
    if matches!(
        note.role_at(span.start),
        Role::FamilyHistory | Role::SurgicalHistory | Role::ReviewOfSystems | Role::Plan
    ) {
        return false;
    }
    let mut next: Option<Token<'_>> = None;
    for token in before(&note.text, span.start).take(20) {
        if ends_sentence(&token, next.as_ref()) {
            break;
        }
        if token.is(&[
            "not",
            "no",
            "never",
            "denies",
            "negative",
            "if",
            "possible",
            "previous",
            "prior",
            "previously",
            "history",
            "last",
            "wife",
            "partner",
            "girlfriend",
            "sister",
            "daughter",
            "mother",
            "get",
            "become",
            "becoming",
            "getting",
            "was",
            "were",
            "when",
            "during",
            "after",
            "for",
            "r/o",
            "could",
            "whether",
            "may",
            "before",
            "avoid",
            "wife's",
            "hx",
            "first",
            "second",
            "rule",
            "nonpregnant",
            "non",
            "excluded",
            "exclude",
            "risk",
            "could",
        ]) {
            return false;
        }
        next = Some(token);
    }
    let mut following = after(&note.text, span.end);
    let assertion = note.assertion(span);
    !following.next().is_some_and(|token| {
        token.is(&[
            "test",
            "tests",
            "-",
            "negative",
            "loss",
            "prevention",
            "related",
            "category",
            ":",
            "in",
            "or",
            "status",
            "complicated",
            "history",
            "?",
            "women",
            "woman",
        ])
    }) && !matches!(
        assertion.status,
        super::super::Status::Absent
            | super::super::Status::Historical
            | super::super::Status::Family
            | super::super::Status::Hypothetical
            | super::super::Status::Uncertain
    )
}

/// Weeks and days, if the words around make them those of a pregnancy or birth.
fn gestation(
    note: &Note,
    hit: &LexiconHit,
    newborn: bool,
    parity: Option<Parity>,
    woman: bool,
) -> Option<(u32, u32, Span)> {
    let text: &str = &note.text;
    let written = note.slice(hit.span);
    if matches!(note.role_at(hit.span.start), Role::FamilyHistory | Role::Plan) {
        return None;
    }
    let (start, labelled) = if written.starts_with(|c: char| c.is_ascii_digit()) {
        (hit.span.start, false)
    } else {
        // `GA 32+4`, `IUP at 39 weeks`, `EGA: 32w4d`.
        let number = after(text, hit.span.end)
            .take(4)
            .find(|token| !token.is(&["at", ":", "of", "=", "-", "is", "was", "about"]))?;
        if !number.is_number() {
            return None;
        }
        (number.span.start, true)
    };
    let (weeks, days, end, certain) = weeks(text, start as usize)?;
    if !(4..=43).contains(&weeks) || days > 6 {
        return None;
    }
    let span = Span::new(start, end as u32);
    let follows = after(text, span.end).find(|token| !token.is(&["-", "\n"]));
    // `Dated by a 10-week ultrasound`, `the 20 week scan`.
    let of_test = follows.is_some_and(|token| {
        token.is(&[
            "ultrasound",
            "us",
            "u",
            "uss",
            "scan",
            "sono",
            "sonogram",
            "visit",
            "appointment",
            "dating",
            "anatomy",
            "loss",
            "labs",
            "miscarriage",
            "abortion",
            "course",
            "history",
            "trial",
        ])
    });
    if of_test {
        return None;
    }
    let told = follows.is_some_and(|token| {
        token.is(&[
            "gestation",
            "gestational",
            "pregnant",
            "pregnancy",
            "iup",
            "ega",
            "ga",
            "weeker",
            "intrauterine",
            "wga",
            "by",
        ]) || token.is(&["of"])
            && text[token.span.end as usize..]
                .trim_start()
                .get(..9)
                .is_some_and(|word| word.eq_ignore_ascii_case("gestation"))
    }) || written.to_ascii_lowercase().contains("week") && written.to_ascii_lowercase().contains(['p', 'g'])
        || note.slice(span).to_ascii_lowercase().contains("weeker");
    let lead: Vec<Token<'_>> = before(text, start).filter(|token| token.text != "\n").take(8).collect();
    let by_parity = parity.is_some_and(|parity| {
        parity.span.end <= start && start - parity.span.end <= 40 && lead.iter().any(|token| token.is(&["at", "@"]))
            || parity.span.end <= start && start - parity.span.end <= 3
    });
    let born = lead
        .iter()
        .take(5)
        .any(|token| token.is(&["born", "ex", "former", "delivered", "premature", "preterm", "birth"]));
    let past = lead.iter().any(|token| {
        token.is(&[
            "delivered",
            "delivery",
            "previous",
            "prior",
            "last",
            "history",
            "c",
            "miscarriage",
            "loss",
            "abortion",
            "induced",
            "born",
            "until",
            "since",
            "from",
            "before",
            "after",
            "in",
        ])
    });
    // The British `28/40` of a woman, unless it is a score.
    let british = woman
        && note.slice(span).ends_with("/40")
        && !lead
            .iter()
            .take(4)
            .any(|token| token.is(&["score", "scored", "scale", "total", "scores", "scoring"]))
        // An eye that sees at 20 feet what others see at 40.
        && !(weeks == 20
            && lead.iter().any(|token| {
                token.is(&[
                    "vision", "visual", "acuity", "snellen", "sees", "eye", "eyes", "od", "os", "ou", "glasses", "20",
                ])
            }));
    let sure = labelled || told || by_parity || certain || born || british;
    let of_patient = if newborn || born {
        newborn || written.contains("eeker") || born && lead.iter().take(3).any(|token| token.is(&["ex", "former"]))
    } else {
        !past
    };
    let relative = note
        .persons_in(Span::new(start.saturating_sub(60), start))
        .any(|person| person.role == PersonRole::Relative)
        && !newborn;
    (sure && of_patient && !relative).then_some((weeks, days, span))
}

/// `32w4d`, `32+4`, `32 4/7 weeks`, `26/40`, `34 weeks 3 days`, `39 weeks`: weeks, days, the end, and whether the form
/// alone says that it is a pregnancy.
fn weeks(text: &str, at: usize) -> Option<(u32, u32, usize, bool)> {
    let bytes = text.as_bytes();
    let digit = |at: usize| {
        bytes
            .get(at)
            .filter(|byte| byte.is_ascii_digit())
            .map(|byte| u32::from(byte - b'0'))
    };
    if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'/' | b'.' | b'+')) {
        return None;
    }
    let (mut weeks, mut end) = small(text, at, &[])?;
    let rest = &text[end..];
    if rest.starts_with("/7") && weeks < 7 && !rest[2..].starts_with(|c: char| c.is_ascii_digit() || c == '/') {
        // The days of `32 4/7`.
        let head = text[..at].trim_end_matches([' ', '-']);
        let from = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if head.len() - from != 2 {
            return None;
        }
        let days = weeks;
        weeks = head[from..].parse().ok()?;
        let word = text[end + 2..]
            .trim_start()
            .get(..2)
            .is_some_and(|word| word.eq_ignore_ascii_case("we") || word.eq_ignore_ascii_case("wk"));
        return word.then_some((weeks, days, end + 2, true));
    }
    if rest.starts_with("/40") && !rest[3..].starts_with(|c: char| c.is_ascii_digit() || c == '/') {
        return Some((weeks, 0, end + 3, false));
    }
    if rest.starts_with('+')
        && let Some(days) = digit(end + 1).filter(|_| digit(end + 2).is_none())
    {
        let mut after = end + 2;
        if text[after..].starts_with("/40") {
            after += 3;
        }
        return Some((weeks, days, after, weeks >= 20));
    }
    let gap = rest.len() - rest.trim_start_matches([' ', '-']).len();
    let unit: String = rest[gap..]
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    match &*unit {
        "w" | "wk" | "wks" | "week" | "weeks" | "weeker" | "weekers" | "wkr" => {
            end += gap + unit.len();
            let rest = &text[end..];
            let lead = rest.trim_start_matches([' ', '+', ',']);
            let lead = lead.strip_prefix("and ").unwrap_or(lead);
            let gap = rest.len() - lead.len();
            if gap <= 5
                && let Some(days) = digit(end + gap)
                && digit(end + gap + 1).is_none()
            {
                let tail = &text[end + gap + 1..];
                let tail_gap = usize::from(tail.starts_with(' '));
                let word: String = tail[tail_gap..]
                    .chars()
                    .take_while(char::is_ascii_alphabetic)
                    .take(5)
                    .collect::<String>()
                    .to_ascii_lowercase();
                if matches!(&*word, "d" | "day" | "days") {
                    return Some((weeks, days, end + gap + 1 + tail_gap + word.len(), true));
                }
                if gap == 0 && word.is_empty() {
                    return Some((weeks, days, end + 1, true));
                }
            }
            Some((weeks, 0, end, unit.starts_with("weeker")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_as_written() {
        for (text, wanted) in [
            ("32w4d", Some((32, 4))),
            ("32w 4d", Some((32, 4))),
            ("32w4", Some((32, 4))),
            ("32+4 weeks", Some((32, 4))),
            ("26/40", Some((26, 0))),
            ("39 weeks", Some((39, 0))),
            ("34 weeks 3 days", Some((34, 3))),
            ("34 weeks and 3 days", Some((34, 3))),
            ("34 weeks +3 days", Some((34, 3))),
            ("32-weeker", Some((32, 0))),
            ("32+45", None),
            ("32 mg", None),
            ("120/40", None),
        ] {
            assert_eq!(weeks(text, 0).map(|(weeks, days, ..)| (weeks, days)), wanted, "{text}");
        }
        assert_eq!(
            weeks("at 32 4/7 weeks", 6).map(|(weeks, days, ..)| (weeks, days)),
            Some((32, 4))
        );
    }

    #[test]
    fn parity_as_written() {
        let read = |text: &str| {
            parity_at(text, 0).map(|parity| {
                (
                    parity.gravida,
                    parity.para,
                    parity.tpal,
                    parity.span.of(text).to_owned(),
                )
            })
        };
        let full = Some([1, 0, 1, 1]);
        for (text, wanted) in [
            ("G3P1011 at", Some((3, Some(1), full, "G3P1011"))),
            ("G3P1", Some((3, Some(1), None, "G3P1"))),
            ("G3 P1", Some((3, Some(1), None, "G3 P1"))),
            ("G3P1-0-1-1", Some((3, Some(1), full, "G3P1-0-1-1"))),
            ("G3T1P0A1L1", Some((3, Some(1), full, "G3T1P0A1L1"))),
            ("G2P1+1", Some((2, Some(1), None, "G2P1+1"))),
            ("G0 presents", Some((0, None, None, "G0"))),
            ("gravida 3, para 2", Some((3, Some(2), None, "gravida 3, para 2"))),
            ("G1P0 at", Some((1, Some(0), None, "G1P0"))),
            ("G0,", Some((0, None, None, "G0"))),
            ("g6pd deficiency", None),
            ("G6PD", None),
            ("g3 ", None),
        ] {
            assert_eq!(
                read(text),
                wanted.map(|(gravida, para, tpal, span)| (gravida, para, tpal, span.to_owned())),
                "{text}"
            );
        }
    }
}
