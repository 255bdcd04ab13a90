//! Whatever stands in a template or in a value: nothing panics, values are inert, and snippets are snippets.

mod snippets;

use preceptor::template::{
    Answer, Answers, BlankKind, Inputs, Library, Origin, Piece, Place, Prepared, Template, TemplateError, prepare,
};
use proptest::prelude::*;

fn render(body: &str, set: &[(&str, &str)]) -> Result<Prepared, TemplateError> {
    let file = format!(
        "+++\ntitle = \"x\"\n[[fields]]\nname = \"age\"\n[[fields]]\nname = \"sex\"\ntype = \"choice\"\nchoices = [\"female\", \"male\"]\n+++\n{body}"
    );
    let template = Template::read("x", Place::Shipped, Origin::new("x.md", file))?;
    let inputs = Inputs {
        set: set
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..Inputs::default()
    };
    prepare(&Library::templates([]), &template, &inputs)
}

/// Pieces of templates, right and wrong ones.
fn fragments() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "***",
        "***{onset}",
        "{a|b}",
        "{=none|mild}",
        "{+rales|wheeze}",
        "{?with ***{x}}",
        "{?a {b|c} d}",
        "@age@",
        "@ROOM@",
        "{{ age }}",
        "{{ sex | he_she }}",
        "{{ age | age_sex(sex) }}",
        "{% if sex %}",
        "{% endif %}",
        "{% for a in [1, 2] %}",
        "{% endfor %}",
        "<!-- guide -->",
        "<!--",
        "-->",
        "\n",
        "\n# HPI\n",
        "\n- ",
        "$1",
        "${2:x}",
        "}",
        "{",
        "\\",
        "|",
        ",",
        "text ",
        "é",
        "\u{F0000}",
        "\u{F0002}",
        "{#",
        "____",
        "{% include \"parts/ros.md\" %}",
        "<!-- preceptor: allow TPL001 -- x -->",
        "\t",
        "12",
    ]);
    prop::collection::vec(prop_oneof![6 => known.prop_map(str::to_owned), 1 => "\\PC{0,6}"], 0..24)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_template_panics_and_every_snippet_is_one(body in fragments()) {
        if let Ok(prepared) = render(&body, &[]) {
            let document = &prepared.document;
            let (_, stops) = snippets::read(&document.snippet(&[])).expect("a snippet");
            let most = stops.iter().max().copied().unwrap_or(0);
            prop_assert_eq!(stops, (0..=most).collect());
            let text = document.text(false);
            prop_assert!(!text.contains("guide -->"), "guidance in the note: {text}");
        }
    }

    #[test]
    fn no_manifest_panics(toml in "\\PC{0,80}", body in "\\PC{0,20}") {
        let origin = Origin::new("x.md", format!("+++\n{toml}\n+++\n{body}"));
        if let Err(error) = Template::read("x", Place::Shipped, origin) {
            prop_assert!(!error.to_string().is_empty());
            prop_assert!(!error.render(false, false, 80).is_empty());
        }
    }

    /// A value adds no blank, no guidance and no heading, and its words stand in the note.
    #[test]
    fn values_are_inert(value in fragments(), before in "[a-z ]{0,8}") {
        let prepared = render(&format!("{before}{{{{ age }}}} end ***{{onset}}\n"), &[("age", &value), ("onset", &value)]).expect("it renders");
        prop_assert_eq!(prepared.document.blanks().count(), 0);
        let has_guidance = prepared.document.pieces.iter().any(|piece| matches!(piece, Piece::Guidance { .. }));
        prop_assert!(!has_guidance);
        let text = prepared.document.text(false);
        prop_assert!(!text.lines().any(|line| line.trim_start().starts_with("# ")), "{text}");
        prop_assert!(!text.contains("<!--"), "{text}");
    }

    /// Every question can be answered, each once, and then nothing is left.
    #[test]
    fn forms_come_to_an_end(body in fragments()) {
        let Ok(prepared) = render(&body, &[]) else { return Ok(()) };
        let mut answers = Answers::new();
        for _ in 0..200 {
            let Some(question) = prepared.document.questions(&[], &answers).into_iter().next() else { break };
            let answer = match question.kind {
                BlankKind::Optional => Answer::Take(true),
                _ if question.choices.is_empty() => Answer::Text("said".to_owned()),
                _ => Answer::Chosen(vec![question.choices[0].clone()]),
            };
            prop_assert!(answers.insert(question.id, answer).is_none(), "asked twice");
        }
        prop_assert!(prepared.document.questions(&[], &answers).is_empty());
        prop_assert_eq!(prepared.document.filled(&answers).blanks().count(), 0);
    }
}
