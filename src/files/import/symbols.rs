//! Characters of the fonts that hold symbols in the place of letters.

use std::borrow::Cow;

/// What byte `code` of a symbol font shows: Greek letters and signs of `Symbol`, ticks, boxes and arrows of the
/// `Wingdings`. `None` where it is an ornament.
pub(super) fn symbol(font: &str, code: u8) -> Option<char> {
    let font = font.to_ascii_lowercase();
    if font.contains("wingdings 2") {
        return wingdings2(code);
    }
    if font.contains("wingdings 3") {
        return None;
    }
    if font.contains("wingdings") || font.contains("webdings") {
        return wingdings(code);
    }
    symbol_font(code)
}

/// Text as its font shows it.
pub(super) fn shown<'t>(text: &'t str, font: &str) -> Cow<'t, str> {
    let whole = is_symbol_font(font);
    if !whole && !text.chars().any(|c| code_of(c).is_some()) {
        return Cow::Borrowed(text);
    }
    let font = if whole { font } else { "Symbol" };
    text.chars()
        .map(|c| {
            let code = code_of(c).or_else(|| u8::try_from(u32::from(c)).ok().filter(|_| whole));
            code.filter(|code| *code >= 0x20)
                .and_then(|code| symbol(font, code))
                .unwrap_or(c)
        })
        .collect()
}

/// Text that is raised above the line: `10` and a raised `3` are not 103.
pub(super) fn raised(text: &str) -> Cow<'_, str> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let is_number = text.chars().any(|c| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '−' | ' '));
    if !is_number {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| match c {
            '+' => '⁺',
            '-' | '−' => '⁻',
            c => c
                .to_digit(10)
                .and_then(|digit| DIGITS.get(digit as usize).copied())
                .unwrap_or(c),
        })
        .collect()
}

/// A font whose letters are symbols.
fn is_symbol_font(font: &str) -> bool {
    let font = font.to_ascii_lowercase();
    font == "symbol" || font.starts_with("wingdings") || font == "webdings"
}

/// A character of the range in which word processors keep the bytes of symbol fonts.
pub(super) fn code_of(c: char) -> Option<u8> {
    matches!(c, '\u{f020}'..='\u{f0ff}').then(|| (u32::from(c) & 0xff) as u8)
}

fn symbol_font(code: u8) -> Option<char> {
    const UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    let nth = |letters: &str, first: u8| letters.chars().nth(usize::from(code - first));
    Some(match code {
        b'A'..=b'Z' => nth(UPPER, b'A')?,
        b'a'..=b'z' => nth(LOWER, b'a')?,
        0x22 => '∀',
        0x24 => '∃',
        0x27 => '∋',
        0x2a => '∗',
        0x2d => '−',
        0x40 => '≅',
        0x5c => '∴',
        0x5e => '⊥',
        0x7e => '~',
        0xa0 => '€',
        0xa2 => '′',
        0xa3 => '≤',
        0xa4 => '/',
        0xa5 => '∞',
        0xa6 => 'ƒ',
        0xa7 => '♣',
        0xa8 => '♦',
        0xa9 => '♥',
        0xaa => '♠',
        0xab => '↔',
        0xac => '←',
        0xad => '↑',
        0xae => '→',
        0xaf => '↓',
        0xb0 => '°',
        0xb1 => '±',
        0xb2 => '″',
        0xb3 => '≥',
        0xb4 => '×',
        0xb5 => '∝',
        0xb6 => '∂',
        0xb7 => '•',
        0xb8 => '÷',
        0xb9 => '≠',
        0xba => '≡',
        0xbb => '≈',
        0xbc => '…',
        0xc6 => '∅',
        0xd2 => '®',
        0xd3 => '©',
        0xd4 => '™',
        0xd6 => '√',
        0xd7 => '⋅',
        0xd8 => '¬',
        0xd9 => '∧',
        0xda => '∨',
        0xdb => '⇔',
        0xdc => '⇐',
        0xdd => '⇑',
        0xde => '⇒',
        0xdf => '⇓',
        0xe5 => '∑',
        0xf2 => '∫',
        0x20..=0x7d => char::from(code),
        _ => return None,
    })
}

fn wingdings(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x4a => '☺',
        0x4c => '☹',
        0x6c => '●',
        0x6e => '■',
        0x6f | 0x71 | 0x72 | 0xa8 => '☐',
        0x75 | 0x76 => '◆',
        0x9f | 0xa7 => '•',
        0xa1 => '○',
        0xd8 => '➢',
        0xdf | 0xe7 | 0xef => '←',
        0xe0 | 0xe8 | 0xf0 => '→',
        0xe1 | 0xe9 | 0xf1 => '↑',
        0xe2 | 0xea | 0xf2 => '↓',
        0xf3 => '↔',
        0xf4 => '↕',
        0xfb => '✗',
        0xfc => '✓',
        0xfd => '☒',
        0xfe => '☑',
        _ => return None,
    })
}

fn wingdings2(code: u8) -> Option<char> {
    Some(match code {
        0x20 => ' ',
        0x4f => '✗',
        0x50 => '✓',
        0x51 | 0x53 | 0x54 => '☒',
        0x52 => '☑',
        0x2a | 0xa3 => '☐',
        0x97 => '●',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_every_font_is_answered() {
        for font in ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", ""] {
            for code in 0..=255 {
                let shown = symbol(font, code);
                assert!(
                    shown.is_none_or(|c| !('\u{e000}'..='\u{f8ff}').contains(&c)),
                    "{font} {code}"
                );
            }
        }
        assert_eq!(symbol("Symbol", b'b'), Some('β'));
        assert_eq!(symbol("Symbol", b'm'), Some('μ'));
        assert_eq!(symbol("Symbol", b'Z'), Some('Ζ'));
        assert_eq!(symbol("Symbol", 0xb3), Some('≥'));
        assert_eq!(symbol("Wingdings", 0xfc), Some('✓'));
        assert_eq!(code_of('\u{f0b3}'), Some(0xb3));
        assert_eq!(code_of('a'), None);
        assert_eq!([raised("3"), raised("-12"), raised("st")], ["³", "⁻¹²", "st"]);
    }
}
