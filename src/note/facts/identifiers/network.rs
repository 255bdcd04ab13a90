//! Addresses of the network, and photographs.

use super::super::around::in_word;
use super::numbers::Reader;
use super::{Certainty, IdentifierKind};
use crate::grammar::Str;

/// How far an address is followed, in bytes.
const LONGEST: usize = 400;
/// How far back a name before a sign is followed, in bytes.
const BACK: usize = 80;
/// Ends of the names of hosts.
const DOMAINS: [&str; 26] = [
    "com", "org", "net", "edu", "gov", "io", "co", "uk", "health", "info", "me", "app", "dev", "us", "ca", "de", "fr",
    "au", "ie", "in", "nz", "mil", "tv", "biz", "care", "link",
];
/// Ends of the names of pictures.
const PICTURES: [&str; 11] = [
    "jpg", "jpeg", "png", "heic", "heif", "gif", "webp", "tif", "tiff", "bmp", "mp4",
];
/// Words in the name of a picture that shows no face.
const STUDIES: [&str; 38] = [
    "ecg",
    "ekg",
    "cxr",
    "xray",
    "xr",
    "ct",
    "cta",
    "mri",
    "mra",
    "us",
    "strip",
    "rhythm",
    "chart",
    "graph",
    "figure",
    "fig",
    "diagram",
    "table",
    "algorithm",
    "scan",
    "echo",
    "tracing",
    "plot",
    "growth",
    "logo",
    "pedigree",
    "genogram",
    "audiogram",
    "ultrasound",
    "radiograph",
    "film",
    "eeg",
    "spirometry",
    "dermatome",
    "anatomy",
    "template",
    "flowchart",
    "timeline",
];

/// Whether a byte can stand in the name of a host.
fn in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.'
}

/// Whether a byte can stand before the `@` of an address.
fn in_mailbox(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-'".contains(&byte)
}

/// Whether `host` is one of `sites` or below it.
fn is_listed(host: &[u8], sites: &[Str]) -> bool {
    sites.iter().any(|site| {
        let site = site.as_bytes();
        host.len() >= site.len()
            && host[host.len() - site.len()..].eq_ignore_ascii_case(site)
            && (host.len() == site.len() || host[host.len() - site.len() - 1] == b'.')
    })
}

/// Whether a host is reserved by RFC 2606.
fn is_reserved(host: &[u8]) -> bool {
    let last = host.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    ["test", "invalid", "example", "localhost"]
        .iter()
        .any(|end| last.eq_ignore_ascii_case(end.as_bytes()))
        || ["example.com", "example.org", "example.net"].iter().any(|name| {
            let name = Str::Borrowed(name);
            is_listed(host, std::slice::from_ref(&name))
        })
}

impl Reader<'_, '_> {
    /// How many bytes before `at` belong to what `inside` tells.
    fn back_while(&self, at: usize, inside: impl Fn(u8) -> bool) -> usize {
        self.bytes[at.saturating_sub(BACK)..at]
            .iter()
            .rev()
            .take_while(|byte| inside(**byte))
            .count()
    }

    /// The host at `at`: it has a point within and ends in letters.
    fn host(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let mut length = rest.iter().take(LONGEST).take_while(|byte| in_host(**byte)).count();
        while length > 0 && !rest[length - 1].is_ascii_alphanumeric() {
            length -= 1;
        }
        let last = rest[..length].rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        let pointed = last.len() < length && last.len() >= 2 && last.iter().all(u8::is_ascii_alphabetic);
        if pointed { length } else { 0 }
    }

    /// `jane@clinic.org`, `@jane_roe`.
    pub(super) fn at_sign(&mut self, at: usize) -> Option<usize> {
        let mailbox = self.back_while(at, in_mailbox);
        let host = self.host(at + 1);
        if mailbox > 0 && host > 0 {
            let lead = self.bytes[at - mailbox..at]
                .iter()
                .take_while(|byte| !byte.is_ascii_alphanumeric())
                .count();
            let end = at + 1 + host;
            if !is_reserved(&self.bytes[at + 1..end]) && lead < mailbox {
                self.push(IdentifierKind::Email, Certainty::Certain, at - mailbox + lead, end);
            }
            return Some(end);
        }
        // A name on a social network has a sign that a word has not: `@bedside` is a place.
        if in_word(self.lead(at)) || !self.at(at + 1).is_ascii_alphabetic() {
            return None;
        }
        let rest = &self.bytes[at + 1..];
        let length = rest
            .iter()
            .take(32)
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
            .count();
        let name = rest[..length].strip_suffix(b".").unwrap_or(&rest[..length]);
        let odd = name
            .iter()
            .any(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.'));
        let closed = rest.get(length) == Some(&b'@');
        let blank = name.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_');
        let rate = name.iter().take_while(|byte| byte.is_ascii_alphabetic()).count() < 3;
        if odd && !closed && !blank && !rate && name.len() >= 4 {
            self.push(IdentifierKind::Url, Certainty::Certain, at, at + 1 + name.len());
            return Some(at + 1 + name.len());
        }
        None
    }

    /// `jane (at) clinic (dot) org`: the parenthesis stands at `at`.
    pub(super) fn spelt_at(&mut self, at: usize) -> Option<usize> {
        let inside = self.bytes.get(at + 1..at + 4)?;
        if !inside[..2].eq_ignore_ascii_case(b"at") || !matches!(inside[2], b')' | b']') {
            return None;
        }
        let before = self.bytes[..at].trim_ascii_end().len();
        let mailbox = self.back_while(before, in_mailbox);
        let mut from = at + 4;
        from += self.bytes[from..]
            .iter()
            .take(2)
            .take_while(|byte| **byte == b' ')
            .count();
        let end = self.spelt_host(from)?;
        if mailbox == 0 || is_reserved(&self.plain_host(from, end)) {
            return Some(end);
        }
        self.push(IdentifierKind::Email, Certainty::Certain, before - mailbox, end);
        Some(end)
    }

    /// A host in which ` dot ` or `(dot)` may stand for the point: where it ends.
    fn spelt_host(&self, from: usize) -> Option<usize> {
        const DOTS: [&[u8]; 6] = [b" dot ", b" (dot) ", b"(dot)", b"[dot]", b" [dot] ", b" . "];
        let mut at = from;
        let mut pointed = false;
        for _ in 0..5 {
            let length = self
                .bytes
                .get(at..)?
                .iter()
                .take(64)
                .take_while(|byte| in_host(**byte))
                .count();
            let label = &self.bytes[at..at + length];
            pointed |= label
                .iter()
                .rposition(|byte| *byte == b'.')
                .is_some_and(|point| point > 0 && point + 2 < length);
            at += length;
            let dot = DOTS.iter().find(|dot| {
                self.bytes[at..].len() > dot.len() && self.bytes[at..at + dot.len()].eq_ignore_ascii_case(dot)
            });
            match dot {
                Some(dot) if length > 0 => {
                    at += dot.len();
                    pointed = true;
                }
                _ => break,
            }
        }
        while at > from && !self.bytes[at - 1].is_ascii_alphanumeric() {
            at -= 1;
        }
        let last = self.bytes[from..at]
            .rsplit(|byte| matches!(byte, b'.' | b' ' | b')' | b']'))
            .next()
            .unwrap_or_default();
        let known = DOMAINS.iter().any(|name| last.eq_ignore_ascii_case(name.as_bytes()));
        (pointed && known && at > from + 3).then_some(at)
    }

    fn plain_host(&self, from: usize, end: usize) -> Vec<u8> {
        let written = String::from_utf8_lossy(&self.bytes[from..end]).to_ascii_lowercase();
        written
            .replace(" dot ", ".")
            .replace("(dot)", ".")
            .replace("[dot]", ".")
            .replace(' ', "")
            .into_bytes()
    }

    /// `jane at clinic dot org`.
    pub(super) fn spelt_dots(&mut self) {
        for dot in memchr::memmem::find_iter(self.bytes, b" dot ") {
            let label = self.back_while(dot, in_host);
            let Some(from) = dot.checked_sub(label) else { continue };
            let Some(at) = from
                .checked_sub(4)
                .filter(|at| self.bytes[*at..from].eq_ignore_ascii_case(b" at "))
            else {
                continue;
            };
            let mailbox = self.back_while(at, in_mailbox);
            if mailbox > 0
                && let Some(end) = self.spelt_host(from)
                && !is_reserved(&self.plain_host(from, end))
            {
                self.push(IdentifierKind::Email, Certainty::Certain, at - mailbox, end);
            }
        }
    }

    /// `https://…`, `data:image/…`, an IPv6 or hardware address: the colon stands at `at`.
    pub(super) fn colon(&mut self, at: usize) -> Option<usize> {
        let bytes = self.bytes;
        if bytes[at + 1..].starts_with(b"//") {
            let scheme = self.back_while(at, |byte| byte.is_ascii_alphabetic());
            return (2..=10).contains(&scheme).then(|| self.address(at - scheme, at + 3));
        }
        if bytes[at + 1..].starts_with(b"image/") && bytes[..at].ends_with(b"data") {
            let end = at
                + bytes[at..]
                    .iter()
                    .take_while(|byte| !byte.is_ascii_whitespace() && !b")\"'>".contains(byte))
                    .count();
            self.push(IdentifierKind::Photo, Certainty::Certain, at - 4, end);
            return Some(end);
        }
        let hex = |byte: u8| byte.is_ascii_hexdigit();
        if !(hex(self.lead(at)) && (hex(self.at(at + 1)) || self.at(at + 1) == b':')) {
            return None;
        }
        let start = at - self.back_while(at, |byte| byte.is_ascii_alphanumeric());
        let length = bytes[start..]
            .iter()
            .take(48)
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
            .count();
        let written = bytes[start..start + length]
            .strip_suffix(b":")
            .unwrap_or(&bytes[start..start + length]);
        let groups: Vec<&[u8]> = written.split(|byte| *byte == b':').collect();
        let all_hex = groups
            .iter()
            .all(|group| group.len() <= 4 && group.iter().all(u8::is_ascii_hexdigit));
        let hardware = groups.len() == 6 && groups.iter().all(|group| group.len() == 2);
        let short = groups.iter().filter(|group| group.is_empty()).count();
        let six = groups.len() == 8 && short == 0
            || (4..8).contains(&groups.len()) && short == 1 && groups.iter().any(|group| group.len() >= 3);
        let documentation = written.len() > 8 && written[..8].eq_ignore_ascii_case(b"2001:db8");
        let end = start + written.len();
        if all_hex && (hardware || six) && !documentation && !in_word(self.at(end)) {
            self.push(IdentifierKind::Ip, Certainty::Certain, start, end);
            return Some(end);
        }
        None
    }

    /// An address that begins at `start`, its host at `host`; where it ends.
    fn address(&mut self, start: usize, host: usize) -> usize {
        let rest = &self.bytes[host..];
        let mut end = host
            + rest
                .iter()
                .take(LONGEST)
                .take_while(|byte| !byte.is_ascii_whitespace() && !b"<>()[]{}\"'`|".contains(byte))
                .count();
        while end > host && b".,;:!?*_".contains(&self.bytes[end - 1]) {
            end -= 1;
        }
        let name = self.bytes[host..end].iter().take_while(|byte| in_host(**byte)).count();
        let written = &self.bytes[host..host + name];
        // The house of a society or an office, and no page in it.
        let public = ["org", "gov", "edu", "int"].iter().any(|it| {
            let last = written.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
            last.eq_ignore_ascii_case(it.as_bytes())
        });
        let house = end <= host + name + 1 && public;
        if house {
            return end;
        }
        if name > 0 && !is_listed(written, self.lists.reference_sites) && !is_reserved(written) {
            self.push(IdentifierKind::Url, Certainty::Certain, start, end);
        }
        end
    }

    /// `www.…`, `clinic.org/jane`, `IMG_2231.jpg`: the point stands at `at`.
    pub(super) fn dot(&mut self, at: usize) -> Option<usize> {
        let lead = self.lead(at);
        if !(lead.is_ascii_alphanumeric() || matches!(lead, b'_' | b'-' | b')')) {
            return None;
        }
        let rest = &self.bytes[at + 1..];
        let length = rest
            .iter()
            .take(10)
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let next = rest.get(length).copied().unwrap_or(0);
        if in_word(next) {
            return None;
        }
        let is = |names: &[&str]| {
            names
                .iter()
                .any(|name| rest[..length].eq_ignore_ascii_case(name.as_bytes()))
        };
        if is(&PICTURES) {
            let start = at - self.back_while(at, |byte| byte.is_ascii_alphanumeric() || b"_-./%~:\\".contains(&byte));
            let end = at + 1 + length;
            // `WhatsApp Image 2025-06-03 at 08.14.22.jpeg`.
            let lead = &self.bytes[start.saturating_sub(40)..start];
            let app = memchr::memmem::rfind(lead, b"WhatsApp Image").filter(|at| !lead[*at..].contains(&b'\n'));
            let start = app.map_or(start, |at| start - lead.len() + at);
            if !shows_a_study(&self.bytes[start..at]) {
                self.push(IdentifierKind::Photo, Certainty::Certain, start, end);
            }
            return Some(end);
        }
        let www = at >= 3 && self.bytes[at - 3..at].eq_ignore_ascii_case(b"www") && !in_word(self.lead(at - 3));
        if www && self.host(at - 3) > 0 {
            return Some(self.address(at - 3, at - 3));
        }
        // The last part of a host that has a path: a page, not only a house.
        if next == b'/'
            && is(&DOMAINS)
            && rest
                .get(length + 1)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"@~_".contains(byte))
        {
            let start = at - self.back_while(at, in_host);
            if !matches!(self.lead(start), b'@' | b'/' | b':') && self.bytes[start].is_ascii_alphanumeric() {
                return Some(self.address(start, start));
            }
        }
        None
    }

    /// `![alt](path)`: the sign stands at `at`.
    pub(super) fn picture(&mut self, at: usize) -> Option<usize> {
        let window = &self.bytes[at..self.bytes.len().min(at + LONGEST)];
        let middle = memchr::memmem::find(window, b"](")?;
        let close = middle + 2 + memchr::memchr(b')', &window[middle + 2..])?;
        if window[..close].contains(&b'\n') {
            return None;
        }
        let path = &window[middle + 2..close];
        let path = path.split(|byte| *byte == b' ').next().unwrap_or_default();
        let end = at + middle + 2 + path.len();
        if !path.is_empty() && !shows_a_study(&window[2..middle]) && !shows_a_study(path) {
            self.push(IdentifierKind::Photo, Certainty::Certain, at + middle + 2, end);
        }
        Some(end)
    }

    /// `<img src="…">`: the sign stands at `at`.
    pub(super) fn picture_element(&mut self, at: usize) -> Option<usize> {
        let window = &self.bytes[at..self.bytes.len().min(at + LONGEST)];
        let close = memchr::memchr(b'>', window)?;
        if !window[..4].eq_ignore_ascii_case(b"<img") {
            return None;
        }
        let source = memchr::memmem::find(&window[..close], b"src")?;
        let mut from = source + 3;
        while from < close && matches!(window[from], b'=' | b'"' | b'\'' | b' ') {
            from += 1;
        }
        let path = window[from..close]
            .iter()
            .take_while(|byte| !matches!(byte, b'"' | b'\'' | b' '))
            .count();
        if path > 0 && !shows_a_study(&window[from..from + path]) {
            self.push(IdentifierKind::Photo, Certainty::Certain, at + from, at + from + path);
        }
        Some(at + close)
    }
}

/// Whether the words of a name tell that a picture shows a study, not a face.
fn shows_a_study(name: &[u8]) -> bool {
    let mut words = name.split(|byte| !byte.is_ascii_alphabetic());
    words.any(|word| STUDIES.iter().any(|study| word.eq_ignore_ascii_case(study.as_bytes())))
}
