//! What the documentation shows is what the program prints.
//!
//! Every ```` ```console ```` block of the README, of CONTRIBUTING and of docs/templates.md opens with
//! `$ cargo run --release -- …` or `$ preceptor …`. The program is run with those arguments from the root of the
//! repository, and the rest of the block must be what it prints. After a wanted change:
//! `PRECEPTOR_UPDATE=1 cargo test --test readme`, and read the diff.

use std::fs;
use std::path::Path;
use std::process::Command;

/// The pages at the root and in `docs/`; those of the rules are generated, and checked where they are made.
fn pages(root: &Path) -> Vec<String> {
    let mut pages: Vec<String> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benches/README.md"]
        .map(String::from)
        .to_vec();
    for entry in fs::read_dir(root.join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    pages.sort();
    pages
}

/// Standard output, then standard error, as a terminal without colour shows them.
fn run(root: &Path, arguments: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_preceptor"))
        .args(arguments.split_whitespace())
        .current_dir(root)
        .env("NO_COLOR", "1")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "`preceptor {arguments}`: {output:?}"
    );
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap().trim_end().to_owned() + "\n"
}

/// The page with every console block as the program prints it now.
fn refreshed(root: &Path, page: &str) -> (String, usize) {
    let mut fresh = String::new();
    let mut rest = page;
    let mut blocks = 0;
    while let Some(at) = rest.find("```console\n") {
        let body = at + "```console\n".len();
        let command_end = body + rest[body..].find('\n').expect("a console block opens with a command") + 1;
        let end = body + rest[body..].find("```\n").expect("a console block is closed");
        let command = rest[body..command_end].trim_end();
        let arguments = command
            .strip_prefix("$ cargo run --release -- ")
            .or_else(|| command.strip_prefix("$ preceptor "))
            .unwrap_or_else(|| panic!("a console block opens with the command it shows, not '{command}'"));
        fresh.push_str(&rest[..command_end]);
        fresh.push_str(&run(root, arguments));
        rest = &rest[end..];
        blocks += 1;
        // The closing fence is copied with what follows.
        fresh.push_str("```\n");
        rest = &rest["```\n".len()..];
    }
    fresh.push_str(rest);
    (fresh, blocks)
}

/// The first line that differs, from both.
fn first_difference(page: &str, fresh: &str) -> String {
    let mut lines = page.lines().zip(fresh.lines()).enumerate();
    match lines.find(|(_, (old, new))| old != new) {
        Some((at, (old, new))) => format!("line {}:\n  shown:   {old}\n  printed: {new}", at + 1),
        None => format!(
            "{} lines shown, {} printed",
            page.lines().count(),
            fresh.lines().count()
        ),
    }
}

#[test]
fn pages_show_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in pages(root) {
        let path = root.join(&name);
        let page = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        // The other pages speak of a reader's own notes, which are not here to be run on.
        if !["README.md", "CONTRIBUTING.md", "docs/templates.md"].contains(&&*name) {
            continue;
        }
        let (fresh, blocks) = refreshed(root, &page);
        assert!(
            name != "README.md" || blocks >= 3,
            "the README shows too few runs of the program: {blocks}"
        );
        if page == fresh {
            continue;
        }
        if std::env::var_os("PRECEPTOR_UPDATE").is_some() {
            fs::write(&path, &fresh).unwrap();
            continue;
        }
        let difference = first_difference(&page, &fresh);
        panic!("{name} has drifted; PRECEPTOR_UPDATE=1 cargo test --test readme rewrites it\n{difference}");
    }
}

#[test]
fn the_configuration_in_the_readme_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("README.md")).unwrap();
    let start = page.find("```toml\n").expect("the README shows a configuration") + "```toml\n".len();
    let configuration = &page[start..start + page[start..].find("```").unwrap()];
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("preceptor.toml"), configuration).unwrap();
    fs::write(
        folder.path().join("note.md"),
        "S: Buddy has a cough.\nO: Lungs clear.\nA: Cold.\nP: Rest.\n",
    )
    .unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_preceptor"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (_, found, errors) = run(&["check", "--format", "concise", "note.md"]);
    assert!(found.contains("OUR001") && errors.is_empty(), "{found}{errors}");
    let (status, told, errors) = run(&["rules", "check"]);
    assert_eq!(status, Some(0), "{told}{errors}");
}

/// A link to a file of the repository leads somewhere.
#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut broken = Vec::new();
    for name in pages(root) {
        let page = fs::read_to_string(root.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let folder = Path::new(&name).parent().unwrap();
        for (at, _) in page.match_indices("](") {
            let target = page[at + 2..].split([')', '#', '\n']).next().unwrap();
            if !target.is_empty() && !target.contains("://") && !root.join(folder).join(target).exists() {
                broken.push(format!("{name}: {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere: {broken:?}");
}
