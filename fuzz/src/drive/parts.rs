//! One input that holds several files.

/// The files of an input: each begins with a line `@@ name`. What stands before the first is a file without a name.
pub fn files(bytes: &[u8]) -> Vec<(String, &[u8])> {
    const MARK: &[u8] = b"@@ ";
    let mut files = Vec::new();
    let (mut name, mut start, mut at) = (String::new(), 0, 0);
    while at <= bytes.len() {
        let rest = &bytes[at..];
        let line = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        if rest.starts_with(MARK) {
            files.push((std::mem::take(&mut name), &bytes[start..at]));
            name = String::from_utf8_lossy(&rest[MARK.len()..line]).into_owned();
            start = (at + line + 1).min(bytes.len());
        }
        at += line + 1;
    }
    files.push((name, &bytes[start..]));
    files.retain(|(name, content)| !name.is_empty() || !content.is_empty());
    files
}

/// The file of that name, as text.
pub fn text_of(files: &[(String, &[u8])], name: &str) -> Option<String> {
    let (_, bytes) = files.iter().find(|(known, _)| known == name)?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}
