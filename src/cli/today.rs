//! Dates on the command line, and the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;

use crate::lint::Date;

/// The date by the clock, as it is where the day begins first (UTC+14): wherever a note was written, its own date is not
/// in the future.
pub(super) fn now() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(from_days((seconds + 14 * 3600) / 86_400))
}

/// The date where the writer is: what a new note is dated with.
pub(super) fn local() -> Date {
    let zone = zone_of_file().unwrap_or_else(TimeZone::system);
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    Date {
        year: today.year().into(),
        month: today.month().unsigned_abs(),
        day: today.day().unsigned_abs(),
    }
}

/// The time zone of the machine, read from its file: to find out its name, jiff would list every zone there is, with more
/// system calls than all the rest of a new note.
fn zone_of_file() -> Option<TimeZone> {
    if std::env::var_os("TZ").is_some() {
        return None;
    }
    let zone = std::fs::read("/etc/localtime").ok()?;
    TimeZone::tzif("", &zone).ok()
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
    fn the_day_here_is_the_day_of_some_place() {
        let days = |date: Option<Date>| date.and_then(Date::day_number).expect("the clock has a date");
        // UTC-12 to UTC+14: at most two days behind the place where the day begins first.
        assert!(
            (0..=2).contains(&(days(now()) - days(Some(local())))),
            "{:?} {:?}",
            now(),
            local()
        );
    }

    #[test]
    fn the_day_here_is_one_of_the_days_that_are_somewhere() {
        let days = |date: Date| date.day_number().expect("the clock has a date");
        let first = days(now().expect("the clock has a date"));
        // From UTC-12 to UTC+14.
        assert!(
            (first - 2..=first).contains(&days(local())),
            "{:?} {:?}",
            now(),
            local()
        );
    }

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
}
