//! Templates with any manifest and any body: they render, or say what is wrong with them.

use preceptor::template::{
    Answer, Answers, BlankKind, Inputs, Library, Origin, Phrases, Place, Template, TemplateError, Values, check,
    prepare, read_values,
};

use super::notes::ALL_RULES;
use super::parts;

/// A template, after a line `@@ values` its values, after `@@ text` a note with dot phrases: everything renders or is refused
/// with a message, and every form ends.
pub fn template(bytes: &[u8]) {
    let files = parts::files(bytes);
    let Some((_, first)) = files.first() else { return };
    let text = String::from_utf8_lossy(first).into_owned();
    let values = parts::text_of(&files, "values").unwrap_or_default();
    if let Some(note) = parts::text_of(&files, "text") {
        expand(&note);
    }
    if let Err(error) = render(text, &values) {
        assert!(!error.to_string().is_empty());
        assert!(!error.render(false, false, 80).is_empty());
    }
}

fn render(text: String, values: &str) -> Result<(), TemplateError> {
    let library = Library::templates([]);
    let template = Template::read("x", Place::Shipped, Origin::new("x.md", text))?;
    let mut inputs = Inputs::default();
    for (at, line) in values.lines().enumerate() {
        if let Some((name, value)) = line.split_once(':') {
            inputs.set.push((name.trim().to_owned(), value.trim().to_owned()));
        } else if at == 0 {
            let origin = Origin::new("values.toml", values);
            inputs.files = vec![(origin.clone(), read_values(&origin)?)];
            break;
        }
    }
    let prepared = prepare(&library, &template, &inputs);
    if template.body().len() < 400 {
        // Looks at every combination of choices: of short ones only, or it takes all the time.
        check(&library, &template, &ALL_RULES)?;
    }
    let prepared = prepared?;
    let (document, order) = (&prepared.document, prepared.order());
    assert!(
        !document.text(false).contains("<!-- guide -->"),
        "guidance stays out of the note"
    );
    document.text(true);
    document.snippet(&order);

    let mut answers = Answers::new();
    for _ in 0..2000 {
        let Some(question) = document.questions(&order, &answers).into_iter().next() else {
            assert_eq!(
                document.filled(&answers).blanks().count(),
                0,
                "what is answered is no blank"
            );
            return Ok(());
        };
        let answer = match question.kind {
            BlankKind::Optional => Answer::Take(true),
            _ if question.choices.is_empty() => Answer::Text("said ***".to_owned()),
            _ => Answer::Chosen(vec![question.choices[0].clone()]),
        };
        assert!(
            answers.insert(question.id, answer).is_none(),
            "no question is asked twice"
        );
    }
    panic!("a form has an end");
}

fn expand(note: &str) {
    thread_local! {
        static PHRASES: Phrases = Phrases::new([]).expect("the shipped phrases can be read");
    }
    PHRASES.with(|phrases| {
        if let Err(error) = phrases.expand(note, &Values::new()) {
            assert!(!error.to_string().is_empty());
        }
    });
}
