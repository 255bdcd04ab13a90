//! White space as people type and paste it: odd and invisible spaces count as spaces, and none of them ends a line.

/// Whether `c` is a space of any kind, visible or not, but no line end. Form feed, vertical tab, U+0085, U+2028 and
/// U+2029 are spaces here.
pub(super) fn is_space(c: char) -> bool {
    match c {
        ' ' | '\t' | '\x0b' | '\x0c' => true,
        c if c.is_ascii() => false,
        c => c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'),
    }
}

/// Length in bytes of the spaces at the start of `text`.
pub(super) fn leading(text: &str) -> usize {
    match text.as_bytes().first() {
        Some(b'!'..=b'~') | None => 0,
        _ => text.len() - text.trim_start_matches(is_space).len(),
    }
}

/// Length in bytes of `text` without the spaces at its end.
pub(super) fn trimmed(text: &str) -> usize {
    match text.as_bytes().last() {
        Some(b'!'..=b'~') | None => text.len(),
        _ => text.trim_end_matches(is_space).len(),
    }
}

/// The column after `indent`, from `column`: a tab goes to the next multiple of four, invisible spaces take no room.
pub(super) fn column_after(column: u32, indent: &str) -> u32 {
    indent.chars().fold(column, |column, c| match c {
        '\t' => (column / 4 + 1).saturating_mul(4),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => column,
        _ => column.saturating_add(1),
    })
}

/// Where the line that starts at or holds `from` ends: the offset of its LF or CR, or the end of the text.
pub(super) fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at)
}

/// The offset after the line end that stands at `at` (LF, CRLF or lone CR), or `at` itself at the end of the text.
pub(super) fn after_newline(text: &str, at: usize) -> usize {
    match text.as_bytes().get(at) {
        Some(b'\r') if text.as_bytes().get(at + 1) == Some(&b'\n') => at + 2,
        Some(b'\n' | b'\r') => at + 1,
        _ => at,
    }
}
