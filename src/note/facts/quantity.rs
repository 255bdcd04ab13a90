//! Numbers and units as notes write them, and conversions between units.

/// A number at the start of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// Bytes it takes up.
    pub len: usize,
}

/// The number at the start of `text`: digits, grouped by thousands (`1,200`), the Indian way (`2,30,000`) or not, with a
/// decimal point, or a decimal comma before fewer than three digits (`7,8`). No sign, no exponent. `None` if there is no
/// digit first.
pub fn number(text: &str) -> Option<Number> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes[from.min(bytes.len())..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count()
    };
    let mut end = digits(0);
    if end == 0 || end > 12 {
        return None;
    }
    let mut whole: String = text[..end].to_owned();
    // Groups of exactly three digits after a comma; lakh and crore in groups of two before them.
    if end <= 3 {
        let mut pairs = end;
        while bytes.get(pairs) == Some(&b',') && digits(pairs + 1) == 2 {
            pairs += 3;
        }
        if end <= 2 && pairs > end && bytes.get(pairs) == Some(&b',') && digits(pairs + 1) == 3 {
            whole.extend(text[end..pairs].chars().filter(char::is_ascii_digit));
            end = pairs;
        }
        while bytes.get(end) == Some(&b',') && digits(end + 1) == 3 {
            whole.push_str(&text[end + 1..end + 4]);
            end += 4;
        }
    }
    let fraction = match bytes.get(end) {
        Some(b'.') => digits(end + 1),
        Some(b',') if whole.len() == end && digits(end + 1) < 3 => digits(end + 1),
        _ => 0,
    };
    if fraction > 0 && fraction <= 12 {
        whole.push('.');
        whole.push_str(&text[end + 1..end + 1 + fraction]);
        end += 1 + fraction;
    }
    whole.parse().ok().map(|value| Number { value, len: end })
}

/// °F to °C.
pub fn celsius(fahrenheit: f64) -> f64 {
    (fahrenheit - 32.0) / 1.8
}

/// °C to °F.
pub fn fahrenheit(celsius: f64) -> f64 {
    celsius * 1.8 + 32.0
}

/// Kilograms in a pound.
pub const KG_PER_LB: f64 = 0.453_592_37;
/// Centimetres in an inch.
pub const CM_PER_INCH: f64 = 2.54;
/// Centimetres in a foot.
pub const CM_PER_FOOT: f64 = 30.48;
/// Kilograms in an ounce.
pub const KG_PER_OUNCE: f64 = KG_PER_LB / 16.0;
/// Kilograms in a stone, of 14 pounds.
pub const KG_PER_STONE: f64 = KG_PER_LB * 14.0;
/// Millilitres in a fluid ounce (US).
pub const ML_PER_FLUID_OUNCE: f64 = 29.573_5;
/// mg/dL of glucose in 1 mmol/L.
pub const MG_DL_PER_MMOL_L: f64 = 18.016;
/// mmHg in a kilopascal.
pub const MMHG_PER_KPA: f64 = 7.500_62;

/// Body mass index, kg/m², of a weight in kg and a height in cm; `None` without a height.
pub fn body_mass_index(kg: f64, cm: f64) -> Option<f64> {
    (kg > 0.0 && cm > 0.0).then(|| kg / (cm / 100.0).powi(2))
}

/// Mean arterial pressure, mmHg, of a systolic and a diastolic pressure.
pub fn mean_arterial_pressure(systolic: f64, diastolic: f64) -> f64 {
    (systolic + 2.0 * diastolic) / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_notes_write_them() {
        for (text, value, len) in [
            ("38.1", 38.1, 4),
            ("1,200 mL", 1200.0, 5),
            ("7,8", 7.8, 3),
            ("12,500,000", 12_500_000.0, 10),
            ("2,30,000/cumm", 230_000.0, 8),
            ("1,05,00,000", 10_500_000.0, 11),
            ("4,12", 4.12, 4),
            ("3, 4", 3.0, 1),
            ("120/80", 120.0, 3),
            ("5.", 5.0, 1),
            ("0.9", 0.9, 3),
            ("40mg", 40.0, 2),
            ("1.5.2", 1.5, 3),
        ] {
            assert_eq!(number(text), Some(Number { value, len }), "{text}");
        }
        for text in ["", "x5", ".5", "-5", "1234567890123456"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn temperatures_there_and_back() {
        assert!((celsius(100.4) - 38.0).abs() < 1e-9);
        assert!((fahrenheit(celsius(99.5)) - 99.5).abs() < 1e-9);
    }
}
