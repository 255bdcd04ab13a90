//! The little Markdown that rules are documented in.

/// A section: `## Title` and what follows. What stands before the first title has an empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocSection {
    /// Its title.
    pub title: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A block of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Prose, its lines joined.
    Paragraph(String),
    /// Items of a list, each with its lines joined, the marker kept.
    List(Vec<String>),
    /// Lines that are kept as they stand: a table, a fenced block that is no example.
    Verbatim(String),
    /// ` ```bad ` or ` ```good `.
    Example(Example),
}

/// A piece of a note that a rule reports, or does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Whether the rule reports it.
    pub bad: bool,
    /// The kind it is read as; detected if none is given.
    pub kind: Option<String>,
    /// The text.
    pub text: String,
    /// The earlier note that it is compared with: the last block ` ```previous ` of its section.
    pub previous: Option<String>,
}

/// Take documentation apart.
pub fn parse(docs: &str) -> Vec<DocSection> {
    let mut sections = vec![DocSection::default()];
    let mut lines = docs.lines();
    // The block that the next line of prose goes on.
    let mut open = false;
    let mut previous: Option<String> = None;
    while let Some(line) = lines.next() {
        let last = sections.len() - 1;
        let blocks = &mut sections[last].blocks;
        if let Some(title) = line.strip_prefix("## ") {
            sections.push(DocSection {
                title: title.trim().to_owned(),
                blocks: Vec::new(),
            });
            open = false;
            previous = None;
        } else if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            let mut block = fenced(info.trim(), &body);
            match &mut block {
                Block::Verbatim(text) if info.trim() == "previous" => previous = Some(text.clone()),
                Block::Example(example) => example.previous.clone_from(&previous),
                _ => {}
            }
            blocks.push(block);
            open = false;
        } else if line.trim().is_empty() {
            open = false;
        } else if line.starts_with('|') {
            match blocks.last_mut() {
                Some(Block::Verbatim(table)) if open => {
                    table.push_str(line);
                    table.push('\n');
                }
                _ => blocks.push(Block::Verbatim(format!("{line}\n"))),
            }
            open = true;
        } else {
            prose(blocks, line, open);
            open = true;
        }
    }
    sections.retain(|section| !section.title.is_empty() || !section.blocks.is_empty());
    sections
}

fn prose(blocks: &mut Vec<Block>, line: &str, open: bool) {
    let text = line.trim();
    if is_item(line) {
        match blocks.last_mut() {
            Some(Block::List(items)) => items.push(text.to_owned()),
            _ => blocks.push(Block::List(vec![text.to_owned()])),
        }
        return;
    }
    let goes_on = match blocks.last_mut() {
        Some(Block::Paragraph(paragraph)) if open => Some(paragraph),
        Some(Block::List(items)) if open || line.starts_with("  ") => items.last_mut(),
        _ => None,
    };
    match goes_on {
        Some(before) => {
            before.push(' ');
            before.push_str(text);
        }
        None => blocks.push(Block::Paragraph(text.to_owned())),
    }
}

fn is_item(line: &str) -> bool {
    let text = line.trim_start();
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    text.starts_with("- ") || text.starts_with("* ") || (number.len() < text.len() && number.starts_with(". "))
}

fn fenced(info: &str, body: &[&str]) -> Block {
    let mut text = body.join("\n");
    text.push('\n');
    let mut words = info.split_whitespace();
    let bad = match words.next() {
        Some("bad") => true,
        Some("good") => false,
        _ => return Block::Verbatim(text),
    };
    Block::Example(Example {
        bad,
        kind: words.find_map(|word| word.strip_prefix("kind=")).map(str::to_owned),
        text,
        previous: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_prose_lists_tables_and_examples() {
        let docs = "
## What it does
Says one thing,
in two lines.

- first
  goes on
- second

| a | b |
|---|---|

```bad kind=soap
S: x

P: y
```
## Precision

Good.
";
        let sections = parse(docs);
        assert_eq!(sections.len(), 2);
        assert_eq!(sections[0].title, "What it does");
        assert_eq!(
            sections[0].blocks,
            [
                Block::Paragraph("Says one thing, in two lines.".to_owned()),
                Block::List(vec!["- first goes on".to_owned(), "- second".to_owned()]),
                Block::Verbatim("| a | b |\n|---|---|\n".to_owned()),
                Block::Example(Example {
                    bad: true,
                    kind: Some("soap".to_owned()),
                    text: "S: x\n\nP: y\n".to_owned(),
                    previous: None,
                }),
            ]
        );
        assert_eq!(sections[1].blocks, [Block::Paragraph("Good.".to_owned())]);
    }

    #[test]
    fn an_example_may_have_a_previous_note() {
        let sections = parse("## A\n\n```previous\nS: x\n```\n\n```bad\nS: y\n```\n## B\n\n```good\nS: z\n```\n");
        let previous: Vec<Option<&str>> = sections
            .iter()
            .flat_map(|section| &section.blocks)
            .filter_map(|block| match block {
                Block::Example(example) => Some(example.previous.as_deref()),
                _ => None,
            })
            .collect();
        assert_eq!(previous, [Some("S: x\n"), None]);
    }

    #[test]
    fn an_unclosed_fence_ends_with_the_text() {
        let sections = parse("```good\nx");
        assert!(matches!(&sections[0].blocks[..], [Block::Example(example)] if example.text == "x\n"));
    }
}
