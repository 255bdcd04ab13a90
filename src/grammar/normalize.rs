//! The form that headings are compared in.

/// Bring a heading to the form that the catalogue is keyed by: marks, numbers and trailing punctuation dropped, lower
/// case, `&` and `+` as `and`, `/ . , - #` as spaces, apostrophes and the points of `H.P.I.` dropped, invisible and odd
/// spaces and full-width forms seen through, spaces collapsed. Writes to `out` after clearing it.
pub fn normalize_heading(heading: &str, out: &mut String) {
    out.clear();
    let heading = without_number(heading);
    // Most are ASCII, where no letter has a look-alike.
    if heading.is_ascii() {
        fold(heading, out);
    } else {
        fold(&heading.chars().map(plain).collect::<String>(), out);
    }
}

fn fold(heading: &str, out: &mut String) {
    // Letters and digits since the last gap, to tell the points of `H.P.I.` from the end of a word.
    let mut word = 0usize;
    let (mut gap, mut and) = (false, false);
    let mut rest = heading;
    while let Some(c) = rest.chars().next() {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push_str(if and { " and " } else { " " });
            }
            if gap {
                word = 0;
            }
            (gap, and) = (false, false);
            let run = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
            if run > 0 {
                out.push_str(&rest[..run]);
                word += run;
                rest = &rest[run..];
            } else {
                out.extend(c.to_lowercase());
                word += 1;
                rest = &rest[c.len_utf8()..];
            }
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            INVISIBLE | '\'' => {}
            '.' if word == 1 && !gap && rest.starts_with(char::is_alphabetic) => word = 0,
            // Written when a word follows: in `Labs +` it joins nothing.
            '&' | '+' => (gap, and) = (true, true),
            _ => gap = true,
        }
    }
    out.make_ascii_lowercase();
}

/// Stands for characters that have no width.
const INVISIBLE: char = '\u{200B}';

/// One character for each of its look-alikes: typographic apostrophes, full-width forms, odd and invisible spaces.
fn plain(c: char) -> char {
    match c {
        '\u{20}'..='\u{7E}' => c,
        '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{2032}' | '\u{B4}' => '\'',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => INVISIBLE,
        _ => c,
    }
}

/// The heading after its list number, if it has one: `1. HPI`, `2) HPI`, `(3) HPI`, `IV. HPI`. `10-point ROS` and
/// `24h events` have none.
fn without_number(heading: &str) -> &str {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '(');
    let inner = text.strip_prefix('(').unwrap_or(text);
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let roman = inner.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
    let number = if digits > 0 { digits } else { roman };
    if number == 0 || number > 4 {
        return text;
    }
    let Some(rest) = inner[number..].strip_prefix(['.', ')', ':']) else {
        return text;
    };
    // `I.D.` and `2.5` are no numbers; `1.HPI` is one.
    let spaced = rest.starts_with(|c: char| plain(c) == ' ' || c.is_whitespace());
    let first = rest.trim_start();
    if first.starts_with(char::is_alphabetic) && (spaced || digits > 0) {
        first
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_brought_to_one_form() {
        let mut out = String::new();
        for (heading, expected) in [
            ("**HPI:**", "hpi"),
            ("## History of Present Illness", "history of present illness"),
            ("H.P.I.", "hpi"),
            ("P.E.", "pe"),
            ("P.M.H:", "pmh"),
            ("A/P", "a p"),
            ("A&P", "a and p"),
            ("A + P:", "a and p"),
            ("Assessment & Plan", "assessment and plan"),
            ("1. Assessment", "assessment"),
            ("(2) Plan", "plan"),
            ("3) Plan -", "plan"),
            ("IV. PHYSICAL EXAM", "physical exam"),
            ("I.D.", "id"),
            ("10-point ROS", "10 point ros"),
            ("24h events", "24h events"),
            ("Patient\u{2019}s concern", "patients concern"),
            ("Patient's concern", "patients concern"),
            ("Past\u{A0}Medical\u{202F}History", "past medical history"),
            ("Medi\u{200B}cations\u{FEFF}", "medications"),
            ("\u{FEFF}Plan\u{FF1A}", "plan"),
            ("Plan (today)", "plan today"),
            ("  PAST   MEDICAL\tHISTORY  ", "past medical history"),
            ("Follow-up", "follow up"),
            ("HD#", "hd"),
            ("U+E", "u and e"),
            ("Dx/Plan", "dx plan"),
            ("\u{201C}Plan\u{201D}", "plan"),
            ("Labs +", "labs"),
            ("Care plan and", "care plan and"),
            ("Ödeme", "ödeme"),
            ("", ""),
            ("***", ""),
            ("1.", "1"),
            ("2.5", "2 5"),
        ] {
            normalize_heading(heading, &mut out);
            assert_eq!(out, expected, "{heading:?}");
        }
    }
}
