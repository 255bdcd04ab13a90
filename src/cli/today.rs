//! Dates on the command line, and the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::tz::TimeZone;

use crate::lint::Date;

/// The date by the clock, as it is where the day begins first (UTC+14): wherever a note was written, its own date is not
/// in the future.
pub(super) fn now() -> Option<Date> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let days = i64::try_from((seconds + 14 * 3600) / 86_400).ok()?;
    Some(Date::from_day_number(days))
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
            let Date { year, month, day } = Date::from_day_number(days);
            format!("{year:04}-{month:02}-{day:02}")
        };
        assert_eq!(text(0), "1970-01-01");
        assert_eq!(text(11_016), "2000-02-29");
        assert_eq!(text(11_017), "2000-03-01");
        assert_eq!(text(20_454), "2026-01-01");
        assert_eq!(text(20_453), "2025-12-31");
    }
}
