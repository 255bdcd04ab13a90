//! Filters for notes: what a template does with an age, a sex, a weight and a date.
//!
//! An open value goes through them as a blank: `{{ age | age_sex(sex) }}` without an age is `***{age}-year-old woman`.

use minijinja::{Environment, Error, ErrorKind, Value as Jinja};

use super::render::{is_open, is_open_words};
use crate::lint::Date;

/// Their names, for suggestions.
pub(super) const NAMES: [&str; 6] = ["age_sex", "he_she", "him_her", "his_her", "units", "date"];

pub(super) fn add(env: &mut Environment<'_>) {
    env.add_filter("age_sex", age_sex);
    env.add_filter("he_she", |sex: Jinja| pronoun(&sex, ["he", "she", "they"]));
    env.add_filter("him_her", |sex: Jinja| pronoun(&sex, ["him", "her", "them"]));
    env.add_filter("his_her", |sex: Jinja| pronoun(&sex, ["his", "her", "their"]));
    env.add_filter("units", units);
    env.add_filter("date", date);
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

/// The age and unit of a value: a number counts years, words may name another unit (`10 months`, `3 wk`, `5 d`, `14 h`).
fn age_of(age: &Jinja) -> Result<(String, &'static str), Error> {
    let text = age.to_string();
    let text = text.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim().trim_end_matches('.').to_ascii_lowercase().as_str() {
        "" | "y" | "yr" | "yrs" | "year" | "years" | "yo" | "y/o" => "year",
        "m" | "mo" | "mos" | "month" | "months" => "month",
        "w" | "wk" | "wks" | "week" | "weeks" => "week",
        "d" | "day" | "days" => "day",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
        _ => "",
    };
    if number.is_empty() || unit.is_empty() {
        return Err(wrong(format!(
            "`{text}` is no age; write 64, 10 months, 3 weeks or 5 days"
        )));
    }
    Ok((number.to_owned(), unit))
}

/// `64-year-old woman`, `10-month-old boy`.
fn age_sex(age: Jinja, sex: Option<Jinja>) -> Result<String, Error> {
    let sex = sex.unwrap_or_default();
    let (age, is_child) = if is_open(&age) {
        // `***{age}-old`: the writer says whether it is years, months or days.
        let unit = if is_open_words(&age) { "" } else { "-year" };
        (format!("{age}{unit}-old"), false)
    } else {
        let (number, unit) = age_of(&age)?;
        let is_child = unit != "year" || number.parse::<f64>().is_ok_and(|years| years < 18.0);
        (format!("{number}-{unit}-old"), is_child)
    };
    let who = match sex_of(&sex) {
        Some(Sex::Female) if is_child => "girl".to_owned(),
        Some(Sex::Male) if is_child => "boy".to_owned(),
        Some(Sex::Female) => "woman".to_owned(),
        Some(Sex::Male) => "man".to_owned(),
        None if is_open(&sex) => sex.to_string(),
        None if is_child => "child".to_owned(),
        None => "person".to_owned(),
    };
    Ok(format!("{age} {who}"))
}

enum Sex {
    Female,
    Male,
}

fn sex_of(sex: &Jinja) -> Option<Sex> {
    let first = sex.to_string();
    match first.trim().to_ascii_lowercase().as_str() {
        "f" | "female" | "woman" | "girl" | "she" | "she/her" => Some(Sex::Female),
        "m" | "male" | "man" | "boy" | "he" | "he/him" => Some(Sex::Male),
        _ => None,
    }
}

/// The pronoun for a sex or for pronouns as written (`they/them`): he, she, they.
fn pronoun(sex: &Jinja, [he, she, they]: [&str; 3]) -> Result<String, Error> {
    Ok(match sex_of(sex) {
        Some(Sex::Female) => she.to_owned(),
        Some(Sex::Male) => he.to_owned(),
        None if is_open(sex) => super::document::open_pick(&[he, she, they]),
        None => they.to_owned(),
    })
}

/// A number with its unit; an open one is a blank with the unit after it.
fn units(number: Jinja, unit: &str) -> Result<String, Error> {
    if !is_open(&number) && number.to_string().trim().is_empty() {
        return Ok(String::new());
    }
    let space = if matches!(unit, "%" | "°") { "" } else { " " };
    Ok(format!("{number}{space}{unit}"))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date, `2026-11-22`, in another style: `iso`, `us` (11/22/2026), `uk` (22/11/2026), `long` (22 November 2026).
fn date(day: Jinja, style: Option<&str>) -> Result<String, Error> {
    if is_open(&day) {
        return Ok(day.to_string());
    }
    let parsed = Date::parse(day.to_string().trim()).map_err(wrong)?;
    let Date { year, month, day } = parsed;
    Ok(match style.unwrap_or("iso") {
        "iso" => parsed.to_string(),
        "us" => format!("{month:02}/{day:02}/{year}"),
        "uk" => format!("{day:02}/{month:02}/{year}"),
        "long" => format!("{day} {} {year}", MONTHS[usize::from(month) - 1]),
        other => {
            return Err(wrong(format!(
                "unknown style `{other}` of a date; there are iso, us, uk and long"
            )));
        }
    })
}
