//! Dates within the names of files, as different languages write them.

/// The first letters of the months, as far as they tell them apart: English, German, French, Spanish, Portuguese,
/// Italian, Dutch, Swedish, Danish, Norwegian, Finnish, Polish, Turkish. Accents are folded away.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "tammi", "sty", "oca", "janv"],
    &["feb", "fev", "helmi", "lut", "sub", "fevr"],
    &["mar", "mrz", "maa", "mrt", "mars", "marz", "maerz"],
    &["apr", "avr", "abr", "huhti", "kwi", "nis"],
    &["may", "mai", "mag", "mei", "maj", "touko"],
    &["jun", "juin", "giu", "kesa", "cze", "haz"],
    &["jul", "juil", "lug", "heina", "lip", "tem"],
    &["aug", "aou", "ago", "elo", "sie", "agu"],
    &["sep", "set", "syys", "wrz", "eyl"],
    &["oct", "okt", "ott", "out", "loka", "paz", "eki"],
    &["nov", "marras", "lis", "kas"],
    &["dec", "dez", "dic", "des", "joulu", "gru", "ara"],
];

/// `YYYY-MM-DD`, with ` HH:MM` (and seconds) where a time stands behind it; `None` if that is no date, or one that can
/// be read in two ways.
pub(in super::super) fn parse(text: &str) -> Option<String> {
    let tokens = tokens(text);
    let is_year = |number: &str| number.len() == 4 && matches!(number.get(..2), Some("19" | "20"));
    let year_at = tokens.iter().position(|token| is_year(token))?;
    let word_month = tokens
        .iter()
        .enumerate()
        .find_map(|(at, token)| Some((at, month(token)?)));
    let small = |at: usize| -> Option<u32> {
        let token = tokens.get(at)?;
        (token.len() <= 2).then(|| token.parse().ok()).flatten()
    };
    let (month, day, rest) = match word_month {
        // "Oct 11, 2015", "11 October 2015", "2015 Oct 11".
        Some((at, month)) => {
            let near = [at.checked_sub(1), Some(at + 1), Some(at + 2)];
            let day_at = near
                .into_iter()
                .flatten()
                .find(|near| *near != year_at && small(*near).is_some())?;
            (month, small(day_at)?, at.max(day_at).max(year_at) + 1)
        }
        // "2015-10-11"; any other order without words can be read in two ways.
        None => (small(year_at + 1)?, small(year_at + 2)?, year_at + 3),
    };
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = tokens.get(year_at)?;
    let date = format!("{year}-{month:02}-{day:02}");
    Some(match time(tokens.get(rest..).unwrap_or_default()) {
        Some(time) => format!("{date} {time}"),
        None => date,
    })
}

/// Whether that looks like a date and a time, in whatever language.
pub(super) fn looks_like_one(text: &str) -> bool {
    let tokens = tokens(text);
    let has_year = tokens
        .iter()
        .any(|token| token.len() == 4 && matches!(token.get(..2), Some("19" | "20")));
    let numbers = tokens
        .iter()
        .filter(|token| token.bytes().all(|byte| byte.is_ascii_digit()))
        .count();
    has_year && numbers >= 3 && tokens.len() <= 10
}

fn tokens(text: &str) -> Vec<String> {
    let folded = super::super::fold::folded(text);
    let mut out: Vec<String> = Vec::new();
    let mut was = None;
    for letter in folded.chars() {
        let kind = match letter {
            ' ' => None,
            _ if letter.is_ascii_digit() => Some(true),
            _ => Some(false),
        };
        match (kind, out.last_mut()) {
            (Some(_), Some(last)) if was == kind => last.push(letter),
            (Some(_), _) => out.push(letter.to_string()),
            (None, _) => {}
        }
        was = kind;
    }
    // "11 de octubre de 2015", "2015年10月11日"
    out.retain(|token| {
        !matches!(
            token.as_str(),
            "de" | "del" | "of" | "den" | "年" | "月" | "日" | "년" | "월" | "일"
        )
    });
    out
}

fn month(token: &str) -> Option<u32> {
    if token.len() < 3 || !token.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let found = MONTHS
        .iter()
        .position(|names| names.iter().any(|name| token.starts_with(name)))?;
    u32::try_from(found + 1).ok()
}

/// `803 PM`, `2003`, `8 03 PM`, `23 58 07`, `20 h 03`.
fn time(tokens: &[String]) -> Option<String> {
    let joined: String = tokens
        .iter()
        .filter(|token| !is_number(token))
        .map(String::as_str)
        .collect();
    let afternoon = joined.starts_with('p') || joined.ends_with("pm");
    let morning = joined.starts_with("am") || joined.ends_with("am") || joined == "a";
    let numbers: Vec<&str> = tokens
        .iter()
        .map(String::as_str)
        .filter(|token| is_number(token))
        .collect();
    let (hour, minute, second) = match numbers.as_slice() {
        [one] if (3..=4).contains(&one.len()) => {
            let (hour, minute) = one.split_at(one.len() - 2);
            (hour, minute, None)
        }
        [hour, minute] if hour.len() <= 2 && minute.len() == 2 => (*hour, *minute, None),
        [hour, minute, second, ..] if hour.len() <= 2 && minute.len() == 2 && second.len() == 2 => {
            (*hour, *minute, Some(*second))
        }
        _ => return None,
    };
    let (mut hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    if afternoon && hour < 12 {
        hour += 12;
    } else if morning && hour == 12 {
        hour = 0;
    }
    if hour > 23 || minute > 59 {
        return None;
    }
    Some(match second {
        Some(second) => format!("{hour:02}:{minute:02}:{second}"),
        None => format!("{hour:02}:{minute:02}"),
    })
}

fn is_number(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_several_languages() {
        for (text, expected) in [
            ("Oct 11, 2015 803 PM", "2015-10-11 20:03"),
            ("Mar 1, 2026 1159 PM", "2026-03-01 23:59"),
            ("Mar 1, 2026 1205 AM", "2026-03-01 00:05"),
            ("Sep 30, 2015 1215 PM", "2015-09-30 12:15"),
            ("11 October, 2015 8 03 PM", "2015-10-11 20:03"),
            ("11 octobre 2015 2003", "2015-10-11 20:03"),
            ("11 oct. 2015 20 h 03", "2015-10-11 20:03"),
            ("1 févr. 2026 0905", "2026-02-01 09:05"),
            ("11. Oktober 2015 2003", "2015-10-11 20:03"),
            ("2. März 2026 0703", "2026-03-02 07:03"),
            ("11 de octubre de 2015 803 p. m.", "2015-10-11 20:03"),
            ("11 okt 2015 2003", "2015-10-11 20:03"),
            ("2015年10月11日 2003", "2015-10-11 20:03"),
            ("2026-03-01-23-58-07", "2026-03-01 23:58:07"),
            ("2026-03-01", "2026-03-01"),
            ("2026-03-01 2358", "2026-03-01 23:58"),
        ] {
            assert_eq!(parse(text).as_deref(), Some(expected), "{text}");
        }
        for none in ["", "H&P 2015", "03-04-2026 0800", "2026-13-01", "Oct 2015", "May Lee"] {
            assert_eq!(parse(none), None, "{none}");
        }
        assert!(looks_like_one("03-04-2026 0800"));
        assert!(!looks_like_one("Jane Doe 2015"));
    }
}
