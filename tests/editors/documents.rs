//! What needs no editor: the page shows the files, and the file for Helix has the keys that Helix knows.

use std::fs;

use toml::Table;

use super::repository;

/// The files that a reader of the page copies, and so must see there as they are.
const SHOWN: [&str; 2] = ["editors/helix/languages.toml", "editors/neovim/lsp/preceptor.lua"];

#[test]
fn the_page_shows_the_files_as_they_are() {
    let page = fs::read_to_string(repository().join("docs/editors.md")).expect("the page");
    let mut shown = Vec::new();
    for block in page.split("<!-- file: ").skip(1) {
        let (path, rest) = block.split_once(" -->\n").expect("a path");
        let (_, rest) = rest.trim_start().split_once('\n').expect("a fence");
        let (text, _) = rest.split_once("```").expect("the end of the fence");
        let file = fs::read_to_string(repository().join(path)).unwrap_or_else(|_| panic!("{path} is not there"));
        assert_eq!(text, file, "docs/editors.md and {path} differ");
        shown.push(path);
    }
    for path in SHOWN {
        assert!(shown.contains(&path), "docs/editors.md does not show {path}");
    }
    // Every file that the page names is there.
    for word in page.split(|letter: char| letter.is_whitespace() || "`()'\",".contains(letter)) {
        if let Some(at) = word.find("editors/").filter(|_| !word.contains("://")) {
            let path = word[at..].trim_end_matches(['.', ':', ';', '/']);
            assert!(
                path == "editors" || repository().join(path).exists(),
                "docs/editors.md names {path}, which is not there"
            );
        }
    }
}

/// The keys of Helix's documentation, as far as they can be meant here.
#[test]
fn the_file_for_helix_has_keys_that_helix_knows() {
    let text = fs::read_to_string(repository().join("editors/helix/languages.toml")).expect("the file");
    let table: Table = text.parse().expect("TOML");
    let server = &table["language-server"]["preceptor"];
    assert_eq!(server["command"].as_str(), Some("preceptor"));
    assert_eq!(server["args"].as_array().and_then(|list| list[0].as_str()), Some("lsp"));
    let known = [
        "name",
        "scope",
        "file-types",
        "roots",
        "block-comment-tokens",
        "soft-wrap",
        "language-servers",
    ];
    for language in table["language"].as_array().expect("languages") {
        let language = language.as_table().expect("a table");
        assert!(language.keys().all(|key| known.contains(&key.as_str())), "{language:?}");
        let servers = language["language-servers"].as_array().expect("servers");
        assert_eq!(servers[0].as_str(), Some("preceptor"));
        // A language of one's own needs a scope and its endings.
        assert!(language["name"].as_str() == Some("markdown") || language.contains_key("scope"));
    }
    assert_eq!(table.keys().collect::<Vec<_>>(), ["language", "language-server"]);
}
