//! Numbers that have a form of their own: telephone, social security, cards, vehicles, providers.

use smallvec::SmallVec;

use super::super::around::in_word;
use super::numbers::{Reader, count_digits};
use super::{Certainty, IdentifierKind, checks, dates};

/// One group of digits.
#[derive(Debug, Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
    /// The byte before it: `-`, `.`, a space; 0 for the first.
    sign: u8,
}

/// Groups of digits with one sign between.
type Groups = SmallVec<[Group; 8]>;

impl Reader<'_, '_> {
    /// Letters and digits around the digit at `at`. Where to go on.
    pub(super) fn run(&mut self, at: usize) -> usize {
        let bytes = self.bytes;
        let mut start = at;
        while start > 0 && bytes[start - 1].is_ascii_alphanumeric() {
            start -= 1;
        }
        let mut end = at + 1;
        let mut plain = start == at;
        while let Some(byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphanumeric()) {
            plain &= byte.is_ascii_digit();
            end += 1;
        }
        // A letter beyond ASCII before or behind: no number.
        if self.lead(start) >= 0x80 && !self.is_odd_space_before(start) {
            return end;
        }
        if plain {
            self.figures(start, end)
        } else {
            self.mixed(start, end)
        }
    }

    fn is_odd_space_before(&self, at: usize) -> bool {
        let lead = &self.bytes[..at];
        lead.ends_with(b"\xC2\xA0") || at > 2 && lead[at - 3] == 0xE2 && lead[at - 2] == 0x80
    }

    /// A run of digits alone.
    fn figures(&mut self, start: usize, end: usize) -> usize {
        let length = end - start;
        let next = self.at(end);
        let more = self.at(end + 1).is_ascii_digit();
        if length <= 4
            && more
            && matches!(next, b'/' | b'-' | b'.')
            && let Some(to) = dates::numeric(self, start, end)
        {
            return to;
        }
        // `404/555-9127`.
        if length == 3 && next == b'/' && more && self.lead(start) != b'/' {
            let (to, digits) = self.loose(start);
            let local = self.bytes.get(end + 4).is_some_and(|sign| b"-. ".contains(sign));
            if local && digits.len() == 10 && checks::is_nanp(&digits) && !in_word(self.at(to)) {
                return self.dialled(&digits, start, to, Certainty::Certain);
            }
        }
        match length {
            1..=3 if next == b'.' && more => {
                if let Some(to) = self.octets(start) {
                    return to;
                }
            }
            9..=20 => return self.long(start, end),
            6..=8 | 21.. if !more || next == b' ' => return self.alone(start, end),
            _ => {}
        }
        let grouped = length == 1 && self.bytes[start] == b'1'
            || length == 2 && self.bytes[start] == b'0'
            || (3..=5).contains(&length);
        let spaced = next == b' ' || next == b'-' || next == b'.' || next >= 0x80;
        if grouped && spaced && !matches!(self.lead(start), b'.' | b'/' | b'$' | b'+') {
            let groups = self.groups(start);
            if groups.len() > 1
                && let Some(to) = self.grouped(&groups)
            {
                return to;
            }
        }
        end
    }

    /// The groups of digits from `start` on.
    fn groups(&self, start: usize) -> Groups {
        let bytes = self.bytes;
        let mut groups = Groups::new();
        let (mut at, mut sign) = (start, 0);
        while groups.len() < 7 {
            let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if end == at || end - at > 12 {
                break;
            }
            groups.push(Group { start: at, end, sign });
            let (length, kind) = match bytes.get(end..) {
                Some([b'-', ..]) => (1, b'-'),
                Some([b'.', ..]) => (1, b'.'),
                Some([b' ', ..]) => (1, b' '),
                Some([0xC2, 0xA0, ..]) => (2, b' '),
                Some([0xE2, 0x80, 0x90..=0x93, ..]) => (3, b'-'),
                Some([0xE2, 0x80, 0xAF | 0x89, ..]) => (3, b' '),
                _ => break,
            };
            at = end + length;
            sign = kind;
            if !self.at(at).is_ascii_digit() {
                break;
            }
        }
        // A last group that goes on as a word or an amount is none.
        while let Some(last) = groups.last() {
            let next = self.at(last.end);
            let goes_on = in_word(next) && next < 0x80 && !next.eq_ignore_ascii_case(&b'x')
                || matches!(next, b'/' | b'%' | b':')
                || next == b'.' && self.at(last.end + 1).is_ascii_digit();
            if goes_on {
                groups.pop();
            } else {
                break;
            }
        }
        groups
    }

    fn digits_in(&self, groups: &[Group]) -> Vec<u8> {
        groups
            .iter()
            .flat_map(|group| self.bytes[group.start..group.end].iter().copied())
            .collect()
    }

    /// What groups of digits are by their lengths. Where to go on.
    fn grouped(&mut self, groups: &Groups) -> Option<usize> {
        let lengths: SmallVec<[usize; 8]> = groups.iter().map(|group| group.end - group.start).collect();
        let one_sign = groups[1..].windows(2).all(|pair| pair[0].sign == pair[1].sign);
        let sign = groups[1].sign;
        let start = groups[0].start;
        let zero = self.bytes[start] == b'0';
        let to = |count: usize| groups[count - 1].end;
        match *lengths {
            [3, 2, 4, ..] if one_sign && sign == b'-' => {
                let digits = self.digits_in(&groups[..3]);
                if checks::is_social_security(&digits) {
                    self.push(IdentifierKind::SocialSecurity, Certainty::Certain, start, to(3));
                }
                Some(to(3))
            }
            [4, 4, 4, 4, ..] if checks::is_card(&self.digits_in(&groups[..4])) => {
                self.push(IdentifierKind::Account, Certainty::Certain, start, to(4));
                Some(to(4))
            }
            [4, 6, 5, ..] if checks::is_card(&self.digits_in(&groups[..3])) => {
                self.push(IdentifierKind::Account, Certainty::Certain, start, to(3));
                Some(to(3))
            }
            [1, 3, 3, 4, ..] if sign != b'.' || one_sign => self.nanp(&groups[1..4], start, true),
            [3, 3, 4, ..] if !zero => self.nanp(&groups[..3], start, one_sign && sign != b' '),
            [2, 2, 2, 2, 2, ..] if zero && one_sign => self.telephone(&groups[..5], start, Certainty::Certain),
            [3, 4, 4, ..] if self.bytes[start..].starts_with(b"02") => self.british(&groups[..3]),
            [4, 3, 3 | 4, ..] if zero && matches!(self.bytes[start + 1], b'1' | b'3' | b'7' | b'4') => {
                self.british(&groups[..3])
            }
            [5, 3, 3, ..] if zero && matches!(self.bytes[start + 1], b'1' | b'3' | b'7') => self.british(&groups[..3]),
            [5, 5 | 6, ..] if zero && matches!(self.bytes[start + 1], b'1' | b'3' | b'7') => self.british(&groups[..2]),
            _ => None,
        }
    }

    /// A number of the North American plan in three groups.
    fn nanp(&mut self, groups: &[Group], start: usize, sure: bool) -> Option<usize> {
        let digits = self.digits_in(groups);
        if !checks::is_nanp(&digits) {
            // `401 023 2137`: a number of the NHS.
            let end = groups.last()?.end;
            return checks::is_nhs(&digits).then(|| {
                self.push(IdentifierKind::MedicalRecord, Certainty::Likely, start, end);
                end
            });
        }
        self.telephone(groups, start, if sure { Certainty::Certain } else { Certainty::Likely })
    }

    /// A British number with its 0.
    fn british(&mut self, groups: &[Group]) -> Option<usize> {
        let digits = self.digits_in(groups);
        (digits.len() >= 10).then_some(())?;
        self.telephone(groups, groups[0].start, Certainty::Certain)
    }

    /// Report a telephone number from `start` to the end of its groups and extension, unless everybody may know it.
    fn telephone(&mut self, groups: &[Group], start: usize, certainty: Certainty) -> Option<usize> {
        let end = groups.last()?.end;
        let digits = self.digits_in(groups);
        Some(self.dialled(&digits, start, end, certainty))
    }

    fn dialled(&mut self, digits: &[u8], start: usize, end: usize, certainty: Certainty) -> usize {
        let end = self.extension(end);
        if !self.is_public(digits) {
            let kind = if self.is_fax(start) {
                IdentifierKind::Fax
            } else {
                IdentifierKind::Phone
            };
            self.push(kind, certainty, start, end);
        }
        end
    }

    /// Whether a number is no secret: a hotline, or one of those for fiction.
    fn is_public(&self, digits: &[u8]) -> bool {
        let national = match digits {
            [b'1', rest @ ..] if rest.len() == 10 => rest,
            _ => digits,
        };
        let listed = self
            .lists
            .public_numbers
            .iter()
            .any(|number| number.as_bytes() == national);
        listed || matches!(national.len(), 7 | 10) && checks::is_fictional_nanp(national)
    }

    fn is_fax(&self, start: usize) -> bool {
        let lead = &self.bytes[start.saturating_sub(16)..start];
        let lead = lead.trim_ascii_end();
        let lead = lead.strip_suffix(b"(").unwrap_or(lead).trim_ascii_end();
        let marked = lead.ends_with(b":") || lead.ends_with(b"#") || lead.ends_with(b".");
        let word = lead.trim_ascii_end();
        let word = if marked {
            word[..word.len() - 1].trim_ascii_end()
        } else {
            word
        };
        let ends = |with: &[u8]| word.len() >= with.len() && word[word.len() - with.len()..].eq_ignore_ascii_case(with);
        let letter = marked && ends(b"f") && !word.get(word.len().wrapping_sub(2)).copied().is_some_and(in_word);
        letter || ends(b"fax") || ends(b"facsimile") || ends(b"fax number") || ends(b"fax no") || ends(b"fax is")
    }

    /// Past ` x4471`, ` ext. 4471` behind a number.
    fn extension(&self, end: usize) -> usize {
        let rest = &self.bytes[end..];
        let spaces = rest
            .iter()
            .take(2)
            .take_while(|byte| matches!(byte, b' ' | b','))
            .count();
        let lower = |word: &[u8]| {
            rest[spaces..]
                .get(..word.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(word))
        };
        let word = [&b"extension"[..], b"ext.", b"ext", b"x"]
            .into_iter()
            .find(|word| lower(word))
            .map_or(0, <[u8]>::len);
        if word == 0 {
            return end;
        }
        let mut at = spaces + word;
        at += rest[at..]
            .iter()
            .take(2)
            .take_while(|byte| matches!(byte, b' ' | b'.' | b':' | b'#'))
            .count();
        let digits = rest[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let goes_on = rest.get(at + digits).copied().is_some_and(in_word);
        if (1..=6).contains(&digits) && !goes_on {
            end + at + digits
        } else {
            end
        }
    }

    /// `+44 20 7183 8750`: the sign stands at `at`.
    pub(super) fn international(&mut self, at: usize) -> Option<usize> {
        if in_word(self.lead(at)) {
            return None;
        }
        let (end, digits) = self.loose(at + 1);
        let parted = self.bytes[at + 1..end].iter().any(|byte| !byte.is_ascii_digit());
        if !(8..=15).contains(&digits.len())
            || !parted && digits.len() < 10
            || in_word(self.at(end)) && self.at(end) < 0x80 && self.at(end) != b'x'
        {
            return None;
        }
        Some(self.dialled(&digits, at, end, Certainty::Certain))
    }

    /// `(617) 253-4410`, `(01) 00884838000033 …` of a device: the parenthesis stands at `at`.
    pub(super) fn parenthesis(&mut self, at: usize) -> Option<usize> {
        let bytes = self.bytes;
        let length = bytes[at + 1..]
            .iter()
            .take(6)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let close = at + 1 + length;
        if self.at(close) != b')' {
            return None;
        }
        if bytes[at..].starts_with(b"(01)") && count_digits(bytes.get(at + 4..at + 18)?) == 14 {
            let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b')');
            let end = at + bytes[at..].iter().take(90).take_while(inside).count();
            self.push(IdentifierKind::Device, Certainty::Certain, at, end);
            return Some(end);
        }
        let zero = self.at(at + 1) == b'0';
        if !(length == 3 || zero && (3..=5).contains(&length)) {
            return None;
        }
        let (end, digits) = self.loose(at + 1);
        let whole = !in_word(self.at(end)) || self.at(end) == b'x';
        if zero {
            if !(10..=11).contains(&digits.len()) || !whole {
                return None;
            }
        } else if digits.len() < 10
            || !checks::is_nanp(&digits[..10])
            || digits.len() > 10 && !self.bytes[at..end].contains(&b' ')
        {
            return None;
        }
        if digits.len() > 11 || !whole {
            return None;
        }
        let start = if self.bytes[..at].ends_with(b"1 ") && !in_word(self.lead(at - 2)) {
            at - 2
        } else {
            at
        };
        let start = if start < at && self.lead(start) == b'+' {
            start - 1
        } else {
            start
        };
        Some(self.dialled(&digits, start, end, Certainty::Certain))
    }

    /// Digits with the signs of telephone numbers between: where they end, and the digits.
    fn loose(&self, from: usize) -> (usize, Vec<u8>) {
        let bytes = self.bytes;
        let (mut at, mut end, mut signs) = (from, from, 0);
        let mut digits = Vec::new();
        while at < bytes.len() && digits.len() <= 15 {
            let byte = bytes[at];
            let skipped = match byte {
                b'0'..=b'9' => {
                    digits.push(byte);
                    signs = 0;
                    end = at + 1;
                    1
                }
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' => 1,
                0xC2 if self.at(at + 1) == 0xA0 => 2,
                0xE2 if self.at(at + 1) == 0x80 => 3,
                _ => break,
            };
            if !byte.is_ascii_digit() {
                signs += 1;
                // A sentence ends, a new number begins.
                if signs > 2 || byte == b'.' && self.at(at + 1) == b' ' {
                    break;
                }
                // Ten digits are a number: `(617) 253-4410 2 weeks`.
                if digits.len() >= 10 && byte == b' ' {
                    break;
                }
            }
            at += skipped;
        }
        (end, digits)
    }

    /// The number behind `phone:`: seven digits or more.
    pub(super) fn phone_value(&self, from: usize) -> Option<(usize, usize)> {
        let start = match self.at(from) {
            b'+' | b'(' => from,
            byte if byte.is_ascii_digit() && self.lead(from) == b'(' => from - 1,
            byte if byte.is_ascii_digit() => from,
            _ => return None,
        };
        let first = if self.at(start) == b'+' || self.at(start) == b'(' {
            start + 1
        } else {
            start
        };
        let (end, digits) = self.loose(first);
        let written = &self.bytes[start..end];
        // No date, no time, no pressure.
        let dated = written.contains(&b'/') || matches!(self.at(end), b'/' | b':' | b'%');
        let local = digits.len() != 7 || {
            let run = written.iter().take_while(|byte| byte.is_ascii_digit()).count();
            run == 3 && written.len() == 8 || run == 7
        };
        let whole = !in_word(self.at(end)) || self.at(end).eq_ignore_ascii_case(&b'x');
        if !(7..=15).contains(&digits.len()) || dated || !local || !whole || self.is_public(&digits) {
            return None;
        }
        Some((start, self.extension(end)))
    }

    /// A run of nine digits and more.
    fn long(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.bytes;
        let written = &bytes[start..end];
        let lead = self.lead(start);
        let decimal = matches!(lead, b'.' | b',' | b'$' | b'/' | b'-' | b'+')
            || self.at(end) == b'.' && self.at(end + 1).is_ascii_digit();
        if decimal || self.is_of_a_code(start) {
            return end;
        }
        if checks::is_card(written) {
            self.push(IdentifierKind::Account, Certainty::Certain, start, end);
        } else if written.len() == 11 && matches!(&written[..2], b"07" | b"01" | b"02" | b"03") {
            self.push(IdentifierKind::Phone, Certainty::Likely, start, end);
        } else if written.len() <= 16
            && !checks::is_made_up(written)
            && !(written.len() == 10 && checks::is_fictional_nanp(written))
            && !(written.len() == 9 && written.starts_with(b"98765432"))
        {
            let provider = checks::is_npi(written);
            let kind = if provider {
                IdentifierKind::License
            } else {
                IdentifierKind::Other
            };
            self.push(kind, Certainty::Likely, start, end);
        }
        end
    }

    /// Whether the number at `start` is that of a code system or publication: `SNOMED 386661006`.
    pub(super) fn is_of_a_code(&self, start: usize) -> bool {
        self.follows(start, self.lists.code_systems)
    }

    /// Six to ten digits alone on a line: a number that somebody pasted from a label.
    fn alone(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.bytes;
        if !(6..=10).contains(&(end - start)) {
            return end;
        }
        if end - start == 8
            && dates::is_compact(&bytes[start..end])
            && !in_word(self.lead(start))
            && self.lead(start) != b'-'
        {
            self.push(IdentifierKind::Date, Certainty::Likely, start, end);
            return end;
        }
        let before = bytes[..start].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        let after = bytes[end..].iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let alone = before.is_none_or(|byte| *byte == b'\n') && after.is_none_or(|byte| *byte == b'\n');
        if alone && !checks::is_made_up(&bytes[start..end]) {
            self.push(IdentifierKind::MedicalRecord, Certainty::Likely, start, end);
        }
        end
    }

    /// A run of letters and digits.
    fn mixed(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.bytes;
        let written = &bytes[start..end];
        let joined = matches!(self.lead(start), b'-' | b'_' | b'/' | b'.');
        match written.len() {
            17 if !joined && checks::is_vin_shaped(written) => {
                let certainty = if checks::is_vin(written) {
                    Certainty::Certain
                } else {
                    Certainty::Likely
                };
                self.push(IdentifierKind::Vehicle, certainty, start, end);
            }
            11 if !joined && checks::is_mbi(written) => {
                self.push(IdentifierKind::HealthPlan, Certainty::Certain, start, end);
            }
            12 if self.lead(start) == b'-' && written.iter().all(u8::is_ascii_hexdigit) => self.unique(end),
            9 if !joined && checks::is_dea(written) => {
                self.push(IdentifierKind::License, Certainty::Certain, start, end);
            }
            4 if self.at(end) == b'-' && !joined => {
                let whole = bytes.get(start..start + 13).unwrap_or_default();
                let code: Vec<u8> = whole.iter().copied().filter(|byte| *byte != b'-').collect();
                if whole.get(8) == Some(&b'-') && checks::is_mbi(&code) && !in_word(self.at(start + 13)) {
                    self.push(IdentifierKind::HealthPlan, Certainty::Certain, start, start + 13);
                    return start + 13;
                }
            }
            _ => {}
        }
        if self.at(end) == b'-' && !joined && (3..=5).contains(&written.len()) {
            return self.accession(start, end);
        }
        if written[0].is_ascii_digit() {
            dates::glued(self, start, end);
        }
        end
    }

    /// `S24-12345`: the number of a specimen, its letters and year at `start..end`.
    fn accession(&mut self, start: usize, end: usize) -> usize {
        let bytes = self.bytes;
        let written = &bytes[start..end];
        let letters = written.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let year = (1..=3).contains(&letters) && written.len() == letters + 2 && count_digits(&written[letters..]) == 2;
        let digits = bytes[end + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let to = end + 1 + digits;
        let free = !in_word(self.at(to)) && !matches!(self.at(to), b'.' | b'-' | b'/' | b'%')
            || self.at(to) == b'.' && !in_word(self.at(to + 1));
        if year && (3..=7).contains(&digits) && free && !self.is_of_a_code(start) {
            self.push(IdentifierKind::MedicalRecord, Certainty::Likely, start, to);
            return to;
        }
        end
    }

    /// A UUID that ends at `end`.
    fn unique(&mut self, end: usize) {
        let Some(start) = end.checked_sub(36) else { return };
        let written = &self.bytes[start..end];
        let dashes = [8, 13, 18, 23];
        let shaped = written.iter().enumerate().all(|(at, byte)| match dashes.contains(&at) {
            true => *byte == b'-',
            false => byte.is_ascii_hexdigit(),
        });
        if shaped && !in_word(self.lead(start)) {
            self.push(IdentifierKind::Other, Certainty::Certain, start, end);
        }
    }

    /// Four numbers up to 255 with points between.
    fn octets(&mut self, start: usize) -> Option<usize> {
        let bytes = self.bytes;
        let mut values: SmallVec<[u32; 4]> = SmallVec::new();
        let mut at = start;
        loop {
            let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if !(1..=3).contains(&length) {
                return None;
            }
            values.push(
                bytes[at..at + length]
                    .iter()
                    .fold(0, |value, byte| value * 10 + u32::from(byte - b'0')),
            );
            at += length;
            if values.len() == 4 {
                break;
            }
            if self.at(at) != b'.' {
                return None;
            }
            at += 1;
        }
        let goes_on = in_word(self.at(at)) || self.at(at) == b'.' && self.at(at + 1).is_ascii_digit();
        let led = matches!(self.lead(start), b'.' | b'-');
        if goes_on || led || values.iter().any(|value| *value > 255) {
            return None;
        }
        let documentation = matches!(values[..3], [192, 0, 2] | [198, 51, 100] | [203, 0, 113]);
        let nowhere = matches!(*values, [0, 0, 0, 0] | [127, 0, 0, 1] | [255, 255, 255, _]);
        let sections = values.iter().all(|value| *value < 10);
        if !documentation && !nowhere && !sections && !self.is_of_a_code(start) {
            self.push(IdentifierKind::Ip, Certainty::Certain, start, at);
        }
        Some(at)
    }
}
