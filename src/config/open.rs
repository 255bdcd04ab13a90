//! Reading what is not a note but stands beside notes: configurations, grammars, templates, rubrics, baselines.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The most that is read of one such file: more than any, and little enough that `/dev/zero` does not fill the memory.
const MAX_BYTES: u64 = 64 << 20;

/// The bytes of a file, a pipe or a device.
///
/// # Errors
/// It cannot be read, or goes on for more than any such file.
pub fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::new();
    if let Ok(metadata) = file.metadata() {
        bytes.reserve_exact(metadata.len().min(MAX_BYTES) as usize);
    }
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::other(format!(
            "it goes on for more than {} MB and was not read further; name another file",
            MAX_BYTES >> 20
        )));
    }
    Ok(bytes)
}

/// The text of a file, a pipe or a device.
///
/// # Errors
/// As [`read_bounded`], and if it is not UTF-8.
pub fn read_text_bounded(path: &Path) -> io::Result<String> {
    String::from_utf8(read_bounded(path)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_and_text_is_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "a = 1\n").unwrap();
        assert_eq!(read_text_bounded(&path).unwrap(), "a = 1\n");
        std::fs::write(&path, b"a = \xff").unwrap();
        assert_eq!(read_bounded(&path).unwrap(), b"a = \xff");
        assert_eq!(read_text_bounded(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_endless_device_is_given_up() {
        let error = read_bounded(Path::new("/dev/zero")).unwrap_err();
        assert!(error.to_string().contains("64 MB"), "{error}");
    }
}
