//! Names of persons and cities, and what else each of them is.

use super::bloom;

/// Sorted, one a line, each with a letter for what it is: no pointers and nothing to build, so that a run that never asks
/// pays nothing.
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.txt"));
include!(concat!(env!("OUT_DIR"), "/names.rs"));

/// All of them in a few bits each: most words that are asked for are no names.
static FILTER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names.bin"));

/// What a name of the lists is. A name may be several things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NameKinds(u8);

impl NameKinds {
    const GIVEN: u8 = 1;
    const SURNAME: u8 = 2;
    const WORD: u8 = 4;
    const CITY: u8 = 8;
    const EPONYM: u8 = 16;
    const HEAD: u8 = 32;
    /// What the line of a name ends with when it is nothing.
    const ZERO: u8 = b'0';

    const fn has(self, kind: u8) -> bool {
        self.0 & kind != 0
    }

    /// What a name with a hyphen is, from what its pieces are: a given name if each is one (`Mary-Kate`), a surname if one
    /// is (`Diallo-Webb`); and no word or eponym for one of them.
    pub const fn joined(self, other: Self) -> Self {
        Self(self.0 & other.0 & Self::GIVEN | (self.0 | other.0) & Self::SURNAME)
    }

    /// A given name.
    pub const fn is_given(self) -> bool {
        self.has(Self::GIVEN)
    }

    /// A surname.
    pub const fn is_surname(self) -> bool {
        self.has(Self::SURNAME)
    }

    /// A given name or surname.
    pub const fn is_person(self) -> bool {
        self.has(Self::GIVEN | Self::SURNAME)
    }

    /// Also a word, a month, a drug: alone it is no name.
    pub const fn is_word(self) -> bool {
        self.has(Self::WORD)
    }

    /// A city or large town.
    pub const fn is_city(self) -> bool {
        self.has(Self::CITY)
    }

    /// Stands in the name of a disease, sign, score, device, brand.
    pub const fn is_eponym(self) -> bool {
        self.has(Self::EPONYM)
    }

    /// Follows an eponym: sign, disease.
    pub const fn is_head(self) -> bool {
        self.has(Self::HEAD)
    }
}

/// What `name` is: small letters without accents and hyphens, words separated by one space. Nothing if no list has it.
pub fn name_kinds(name: &str) -> NameKinds {
    if !bloom::contains(FILTER, name.as_bytes()) {
        return NameKinds::default();
    }
    let letter = |at: usize| match name.as_bytes().get(at) {
        Some(byte) if byte.is_ascii_lowercase() => usize::from(byte - b'a') + 1,
        _ => 0,
    };
    let Some(first) = letter(0).checked_sub(1) else {
        return NameKinds::default();
    };
    let text = NAMES.as_bytes();
    let opening = (first * 27 + letter(1)) * 27 + letter(2);
    let (mut low, mut high) = (STARTS[opening] as usize, STARTS[opening + 1] as usize);
    while low < high {
        // Widen the middle to the line that it falls in.
        let middle = low + (high - low) / 2;
        let before = text[low..middle].iter().rposition(|byte| *byte == b'\n');
        let behind = text[middle..high].iter().position(|byte| *byte == b'\n');
        let (start, end) = (
            before.map_or(low, |it| low + it + 1),
            behind.map_or(high, |it| middle + it),
        );
        match text[start..end - 1].cmp(name.as_bytes()) {
            std::cmp::Ordering::Equal => return NameKinds(text[end - 1] - NameKinds::ZERO),
            std::cmp::Ordering::Less => low = (end + 1).min(high),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    NameKinds::default()
}

/// A letter without its accent, in small letters; two for a ligature. `None` for what is no Latin letter.
pub fn plain_letter(c: char) -> Option<&'static str> {
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let small = match c {
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'Ạ'..='ặ' | 'ə' => 'a',
        'Æ' | 'æ' => return Some("ae"),
        'Œ' | 'œ' => return Some("oe"),
        'ß' => return Some("ss"),
        'Þ' | 'þ' => return Some("th"),
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ð' | 'ð' | 'Ď'..='đ' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' => 'e',
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' => 'g',
        'Ĥ'..='ħ' => 'h',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => 'i',
        'Ĵ' | 'ĵ' => 'j',
        'Ķ' | 'ķ' => 'k',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => 'o',
        'Ŕ'..='ř' => 'r',
        'Ś'..='š' | 'Ș' | 'ș' => 's',
        'Ţ'..='ŧ' | 'Ț' | 'ț' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => 'u',
        'Ŵ' | 'ŵ' => 'w',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => 'y',
        'Ź'..='ž' => 'z',
        _ => return None,
    };
    let at = usize::from(small as u8 - b'a');
    Some(&LETTERS[at..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_nothing_else() {
        for line in NAMES
            .lines()
            .step_by(53)
            .chain(NAMES.lines().take(3))
            .chain(NAMES.lines().last())
        {
            let (name, letter) = line.split_at(line.len() - 1);
            assert_eq!(name_kinds(name).0, letter.as_bytes()[0] - NameKinds::ZERO, "{name}");
            assert_eq!(name_kinds(&format!("{name}qx")), NameKinds::default(), "{name}");
        }
        for name in ["", "a", "zz", "Karen", "qqq", "é"] {
            assert_eq!(name_kinds(name), NameKinds::default(), "{name}");
        }
    }

    #[test]
    fn names_are_told_from_words() {
        let karen = name_kinds("karen");
        assert!(karen.is_given() && !karen.is_word());
        let rose = name_kinds("rose");
        assert!(rose.is_given() && rose.is_word());
        assert!(name_kinds("okafor").is_surname());
        assert!(name_kinds("crohn").is_eponym());
        assert!(name_kinds("disease").is_head() && !name_kinds("disease").is_person());
        assert!(name_kinds("grand rapids").is_city());
        assert!(name_kinds("bence jones").is_eponym());
    }

    #[test]
    fn accents_are_taken_off() {
        let plain = |name: &str| name.chars().filter_map(plain_letter).collect::<String>();
        assert_eq!(plain("José"), "jose");
        assert_eq!(plain("Müller"), "muller");
        assert_eq!(plain("Nguyễn"), "nguyen");
        assert_eq!(plain("Łukasz"), "lukasz");
        assert_eq!(plain("Strauß"), "strauss");
    }
}
