//! Dates on the command line, and the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::lint::Date;

/// Read `2026-11-22`.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    let wrong = || format!("`{text}` is no date; write year, month and day as in 2026-11-22");
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: usize| -> Option<u16> {
        let part = parts.next()?;
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (year, month, day) = (|| Some((part(4)?, part(2)?, part(2)?)))().ok_or_else(wrong)?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u16::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    if day == 0 || day > days {
        return Err(format!("`{text}` is no day of the calendar"));
    }
    Ok(Date {
        year: i32::from(year),
        month: month as u8,
        day: day as u8,
    })
}

/// The date by the clock, as it is where the day begins first (UTC+14): wherever a note was written, its own date is not
/// in the future.
pub(super) fn now() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(from_days((seconds + 14 * 3600) / 86_400))
}

/// The civil date of a day counted from 1970-01-01 (Howard Hinnant's algorithm: years begin in March).
fn from_days(days: u64) -> Date {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    Date {
        year: (era * 400 + year_of_era + u64::from(month <= 2)) as i32,
        month: month as u8,
        day: day as u8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_through_leap_years() {
        let text = |days| {
            let Date { year, month, day } = from_days(days);
            format!("{year:04}-{month:02}-{day:02}")
        };
        assert_eq!(text(0), "1970-01-01");
        assert_eq!(text(11_016), "2000-02-29");
        assert_eq!(text(11_017), "2000-03-01");
        assert_eq!(text(20_454), "2026-01-01");
        assert_eq!(text(20_453), "2025-12-31");
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(
            parse("2024-02-29"),
            Ok(Date {
                year: 2024,
                month: 2,
                day: 29
            })
        );
        for wrong in [
            "2023-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-2",
            "22.11.2026",
            "",
            "2026-11-22x",
            "+026-11-22",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
