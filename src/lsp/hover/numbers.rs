//! Numbers and units as they are shown.

/// A number as short as it can be said: two decimals, four below one.
pub(in crate::lsp) fn number(value: f64) -> String {
    trimmed(value, if value.abs() < 1.0 { 4 } else { 2 })
}

/// A number that was computed: three figures that count, and no fewer than its whole part.
pub(super) fn rough(value: f64) -> String {
    let size = value.abs();
    let decimals = if size >= 100.0 {
        0
    } else if size >= 10.0 {
        1
    } else if size >= 1.0 {
        2
    } else {
        3
    };
    trimmed(value, decimals)
}

/// With one decimal: temperatures, weights.
pub(super) fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let short = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match short {
        "-0" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// A unit as it is printed: `µmol/L` for `umol/L`.
fn pretty_unit(unit: &str) -> String {
    match unit {
        "ratio" | "text" | "fraction" => String::new(),
        "kg/m2" => "kg/m²".to_owned(),
        "mL/min/1.73m2" => "mL/min/1.73 m²".to_owned(),
        unit => {
            let unit = match unit.strip_prefix('u') {
                Some(rest) => format!("µ{rest}"),
                None => unit.to_owned(),
            };
            let unit = unit.replace("/uL", "/µL");
            ["3", "6", "9", "12"].iter().fold(unit, |unit, power| {
                let raised: String = power.chars().map(superscript).collect();
                unit.replace(&format!("10^{power}/"), &format!("10{raised}/"))
            })
        }
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '6' => '⁶',
        _ => '⁹',
    }
}

/// `value unit`; only the value where there is no unit.
pub(super) fn with_unit(value: &str, unit: &str) -> String {
    match pretty_unit(unit) {
        unit if unit.is_empty() => value.to_owned(),
        unit if unit == "%" || unit.starts_with('/') && unit != "/min" && unit != "/hpf" => format!("{value}{unit}"),
        unit => format!("{value} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([number(2.9), number(140.0), number(0.015)], ["2.9", "140", "0.015"]);
        assert_eq!(
            [rough(123.76), rough(35.36), rough(1.4123), rough(0.0834)],
            ["124", "35.4", "1.41", "0.083"]
        );
        assert_eq!(number(-0.0), "0");
        assert_eq!(rough(1200.0), "1200");
    }

    #[test]
    fn units_are_printed() {
        assert_eq!(pretty_unit("umol/L"), "µmol/L");
        assert_eq!(pretty_unit("10^12/L"), "10¹²/L");
        assert_eq!(pretty_unit("10^3/uL"), "10³/µL");
        assert_eq!(with_unit("94", "%"), "94%");
        assert_eq!(with_unit("7", "/10"), "7/10");
        assert_eq!(with_unit("112", "/min"), "112 /min");
        assert_eq!(with_unit("1.2", "ratio"), "1.2");
    }
}
