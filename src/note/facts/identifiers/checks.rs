//! Numbers that can exist: check digits and layouts.

/// The value of an ASCII digit.
fn digit(byte: u8) -> u32 {
    u32::from(byte - b'0')
}

/// Luhn's check over digits: cards, NPI (behind 80840), the Canadian social insurance number.
pub(super) fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(at, byte)| match (at % 2, digit(byte)) {
            (0, value) => value,
            (_, value) if value > 4 => value * 2 - 9,
            (_, value) => value * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the Social Security Administration can have given out these nine digits, or the tax office (ITIN, area 9xx with the
/// groups 50-65, 70-88, 90-92 and 94-99).
pub(super) fn is_social_security(digits: &[u8]) -> bool {
    let [a, b, c, d, e, rest @ ..] = digits else {
        return false;
    };
    let area = digit(*a) * 100 + digit(*b) * 10 + digit(*c);
    let group = digit(*d) * 10 + digit(*e);
    let serial_is_zero = rest.iter().all(|byte| *byte == b'0');
    let fictional = matches!(digits, b"123456789" | b"078051120" | b"219099999") || digits.starts_with(b"98765432");
    let itin = area >= 900 && matches!(group, 50..=65 | 70..=88 | 90..=92 | 94..=99);
    let plain = area != 0 && area != 666 && area < 900;
    digits.len() == 9 && (plain || itin) && group != 0 && !serial_is_zero && !fictional
}

/// Whether ten digits are an NHS number: the last is the check digit, modulus 11.
pub(super) fn is_nhs(digits: &[u8]) -> bool {
    if digits.len() != 10 {
        return false;
    }
    let sum: u32 = digits[..9]
        .iter()
        .zip((2..=10).rev())
        .map(|(byte, weight)| digit(*byte) * weight)
        .sum();
    match 11 - sum % 11 {
        11 => digits[9] == b'0',
        check => check == digit(digits[9]),
    }
}

/// Whether ten digits can be a telephone number of the North American plan: area and exchange start with 2 to 9 and are no
/// service code (N11).
pub(super) fn is_nanp(digits: &[u8]) -> bool {
    let code = |three: &[u8]| (b'2'..=b'9').contains(&three[0]) && &three[1..] != b"11";
    digits.len() == 10 && code(&digits[..3]) && code(&digits[3..6])
}

/// Whether a telephone number of ten digits is one of those set apart for fiction: 555-0100 to 555-0199.
pub(super) fn is_fictional_nanp(digits: &[u8]) -> bool {
    digits.len() >= 7 && digits[digits.len() - 7..].starts_with(b"55501")
}

/// Whether letters and digits are a DEA number: the last digit is the last digit of d1 + d3 + d5 + 2 (d2 + d4 + d6).
pub(super) fn is_dea(code: &[u8]) -> bool {
    let [kind, name, digits @ ..] = code else { return false };
    if digits.len() != 7
        || !b"ABCDEFGHJKLMPRSTUX".contains(kind)
        || !(name.is_ascii_uppercase() || *name == b'9')
        || !digits.iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let value = |at: usize| digit(digits[at]);
    (value(0) + value(2) + value(4) + 2 * (value(1) + value(3) + value(5))) % 10 == value(6)
}

/// Whether ten digits are a national provider identifier.
pub(super) fn is_npi(digits: &[u8]) -> bool {
    digits.len() == 10 && matches!(digits[0], b'1' | b'2') && luhn(b"80840".iter().chain(digits).copied())
}

/// Whether 17 letters and digits are a vehicle identification number: the ninth is its check digit (ISO 3779, 49 CFR 565.15).
pub(super) fn is_vin(code: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    if !is_vin_shaped(code) {
        return false;
    }
    let value = |byte: u8| match byte.to_ascii_uppercase() {
        byte @ b'0'..=b'9' => digit(byte),
        byte @ b'A'..=b'H' => u32::from(byte - b'A') + 1,
        byte @ b'J'..=b'N' => u32::from(byte - b'J') + 1,
        b'P' => 7,
        b'R' => 9,
        byte => u32::from(byte.saturating_sub(b'S')) + 2,
    };
    let sum: u32 = code
        .iter()
        .zip(WEIGHTS)
        .map(|(byte, weight)| value(*byte) * weight)
        .sum();
    match sum % 11 {
        10 => code[8].eq_ignore_ascii_case(&b'X'),
        check => code[8].is_ascii_digit() && digit(code[8]) == check,
    }
}

/// Whether a code has the letters and digits of a vehicle identification number, whatever its check digit.
pub(super) fn is_vin_shaped(code: &[u8]) -> bool {
    let letters = code.iter().filter(|byte| byte.is_ascii_uppercase()).count();
    let digits = code.iter().filter(|byte| byte.is_ascii_digit()).count();
    code.len() == 17
        && letters + digits == 17
        && letters >= 3
        && digits >= 5
        && !code.iter().any(|byte| b"IOQ".contains(byte))
}

/// Whether eleven letters and digits have the layout of a Medicare beneficiary identifier.
pub(super) fn is_mbi(code: &[u8]) -> bool {
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"SLOIBZ".contains(&byte);
    let figure = |byte: u8| byte.is_ascii_digit();
    let [a, b, c, d, e, f, g, h, i, j, k] = code else {
        return false;
    };
    (b'1'..=b'9').contains(a)
        && letter(*b)
        && (letter(*c) || figure(*c))
        && figure(*d)
        && letter(*e)
        && (letter(*f) || figure(*f))
        && figure(*g)
        && letter(*h)
        && letter(*i)
        && figure(*j)
        && figure(*k)
}

/// Whether digits are the number of a payment card.
pub(super) fn is_card(digits: &[u8]) -> bool {
    let issuer = match digits {
        [b'4', ..] => matches!(digits.len(), 13 | 16 | 19),
        [b'5', b'1'..=b'5', ..] | [b'2', b'2'..=b'7', ..] => digits.len() == 16,
        [b'3', b'4' | b'7', ..] => digits.len() == 15,
        [b'6', b'0', b'1', b'1', ..] | [b'6', b'5', ..] => digits.len() == 16,
        _ => false,
    };
    issuer && luhn(digits.iter().copied())
}

/// Whether the digits of a record number are those that everybody makes up: all the same, or counting on.
pub(super) fn is_made_up(digits: &[u8]) -> bool {
    let same = digits.windows(2).all(|pair| pair[0] == pair[1]);
    let zeros = digits.iter().filter(|byte| **byte == b'0').count() + 2 >= digits.len() && digits.len() >= 5;
    let counting = digits.len() >= 5
        && (digits
            .windows(2)
            .all(|pair| pair[1] == pair[0] + 1 || pair[0] == b'9' && pair[1] == b'0')
            || digits.windows(2).all(|pair| pair[0] == pair[1] + 1));
    same || zeros || counting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_can_exist() {
        for good in ["219099998", "536904399", "001010001", "900700001"] {
            assert!(is_social_security(good.as_bytes()), "{good}");
        }
        for bad in [
            "000121234",
            "666121234",
            "900121234",
            "536004399",
            "536900000",
            "123456789",
            "987654321",
            "53690439",
        ] {
            assert!(!is_social_security(bad.as_bytes()), "{bad}");
        }
        assert!(is_nhs(b"9434765919") && is_nhs(b"4010232137"));
        assert!(!is_nhs(b"9434765918") && !is_nhs(b"943476591"));
        assert!(is_nanp(b"6172534410") && !is_nanp(b"1172534410") && !is_nanp(b"6179114410") && !is_nanp(b"617253441"));
        assert!(is_fictional_nanp(b"6175550143") && is_fictional_nanp(b"5550199") && !is_fictional_nanp(b"6175552368"));
    }

    #[test]
    fn check_digits() {
        assert!(is_dea(b"AB1234563") && !is_dea(b"AB1234564") && !is_dea(b"IB1234563"));
        assert!(is_npi(b"1234567893") && !is_npi(b"1234567890"));
        assert!(is_vin(b"1M8GDM9AXKP042788") && is_vin(b"1HGCM82633A004352") && !is_vin(b"1HGCM82643A004352"));
        assert!(is_mbi(b"1EG4TE5MK73") && !is_mbi(b"1SG4TE5MK73") && !is_mbi(b"0EG4TE5MK73"));
        assert!(is_card(b"4111111111111111") && is_card(b"378282246310005") && !is_card(b"4111111111111112"));
        assert!(is_made_up(b"000000") && is_made_up(b"12345678") && is_made_up(b"00000001") && !is_made_up(b"4482917"));
    }
}
