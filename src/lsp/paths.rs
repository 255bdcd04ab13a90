//! Between the addresses that clients write and paths.

use std::path::{Path, PathBuf};

use url::Url;

use super::types::Uri;

/// The path of a `file:` address.
pub(super) fn path_of(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(&uri.0).ok()?;
    if url.scheme() != "file" {
        return None;
    }
    // An editor that gives a buffer without a name the address `file://` does not mean the root folder.
    url.to_file_path().ok().filter(|path| path.file_name().is_some())
}

/// The address of an absolute path.
pub(super) fn uri_of(path: &Path) -> Option<Uri> {
    Url::from_file_path(path).ok().map(|url| Uri(url.into()))
}

/// A name for a document that is no file, for its workspace folder: the last part of its address, with the extension
/// of a note if it has none.
pub(super) fn name_of(uri: &Uri) -> PathBuf {
    let last = uri.0.rsplit(['/', ':', '\\']).find(|part| !part.is_empty());
    let plain: String = last
        .unwrap_or("untitled")
        .chars()
        .filter(|char| char.is_alphanumeric() || " .-_".contains(*char))
        .collect();
    let name = plain.trim_start_matches('.');
    if name.is_empty() {
        return PathBuf::from("untitled.md");
    }
    let path = PathBuf::from(name);
    match path.extension() {
        Some(_) => path,
        None => path.with_extension("md"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_paths_and_back() {
        let uri = Uri("file:///tmp/ward%20notes/h%26p%20%C3%A9.md".to_owned());
        let path = path_of(&uri).unwrap();
        assert_eq!(path, Path::new("/tmp/ward notes/h&p é.md"));
        assert_eq!(path_of(&uri_of(&path).unwrap()).unwrap(), path);
        for no_file in [
            "untitled:Untitled-1",
            "git:/a.md?x",
            "https://example.org/a.md",
            "",
            "a.md",
            "file://",
            "file:///",
        ] {
            assert_eq!(path_of(&Uri(no_file.to_owned())), None, "{no_file}");
        }
    }

    #[test]
    fn what_is_no_file_has_a_name() {
        let name = |uri: &str| name_of(&Uri(uri.to_owned())).to_string_lossy().into_owned();
        assert_eq!(name("untitled:Untitled-1"), "Untitled-1.md");
        assert_eq!(name("untitled:/home/a/b.soap"), "b.soap");
        assert_eq!(name("untitled:"), "untitled.md");
        assert_eq!(name("x:.."), "untitled.md");
        assert_eq!(name(""), "untitled.md");
    }
}
