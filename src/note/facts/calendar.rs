//! Counting days of the Gregorian calendar.

/// The months, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Days in a month; 0 if there is no such month. The year decides on February; without one it has 29 days.
pub fn days_in_month(year: Option<u16>, month: u8) -> u8 {
    let leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => 0,
    }
}

/// The number of a day, counted from 1970-01-01; `None` if the calendar has no such day (Howard Hinnant's algorithm: years
/// begin in March).
pub fn day_number(year: u16, month: u8, day: u8) -> Option<i64> {
    if day == 0 || day > days_in_month(Some(year), month) {
        return None;
    }
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}

/// Year, month and day of a day number (Howard Hinnant's algorithm, the other way round); years from 1 to 9999.
pub fn civil(day: i64) -> (u16, u8, u8) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year.clamp(1, 9999) as u16, month as u8, date as u8)
}

/// The day of the week of a day number, 1 for Monday to 7 for Sunday.
pub fn weekday(day_number: i64) -> u8 {
    // 1970-01-01 was a Thursday.
    ((day_number + 3).rem_euclid(7) + 1) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weekdays() {
        assert_eq!(day_number(1970, 1, 1), Some(0));
        assert_eq!(day_number(2000, 2, 29), Some(11_016));
        assert_eq!(day_number(2026, 1, 1), Some(20_454));
        assert_eq!(day_number(2025, 2, 29), None);
        assert_eq!(day_number(2026, 13, 1), None);
        assert_eq!(day_number(2026, 4, 31), None);
        // 2026-03-16 is a Monday, 2024-02-29 a Thursday, 1969-12-31 a Wednesday.
        assert_eq!(day_number(2026, 3, 16).map(weekday), Some(1));
        assert_eq!(day_number(2024, 2, 29).map(weekday), Some(4));
        assert_eq!(day_number(1969, 12, 31).map(weekday), Some(3));
        let mut before = day_number(1899, 12, 31);
        for year in 1900..2101 {
            for month in 1..=12 {
                for day in 1..=days_in_month(Some(year), month) {
                    let number = day_number(year, month, day);
                    assert_eq!(number, before.map(|before| before + 1), "{year}-{month}-{day}");
                    before = number;
                }
            }
        }
    }
}
