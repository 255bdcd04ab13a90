//! Tests of the template engine.

use super::*;

fn template(text: &str) -> Template {
    Template::read("x", Place::Shipped, Origin::new("x.md", text)).expect("the manifest is right")
}

fn with(text: &str, set: &[(&str, &str)]) -> Result<Prepared, TemplateError> {
    let inputs = Inputs {
        set: set
            .iter()
            .map(|(name, words)| ((*name).to_owned(), (*words).to_owned()))
            .collect(),
        ..Inputs::default()
    };
    prepare(&Library::templates([]), &template(text), &inputs)
}

fn text(body: &str, set: &[(&str, &str)]) -> String {
    let fields = "[[fields]]\nname = \"age\"\n[[fields]]\nname = \"sex\"\ntype = \"choice\"\nchoices = [\"female\", \"male\"]\n\
                  [[fields]]\nname = \"smokes\"\ntype = \"boolean\"\n";
    let file = format!("+++\ntitle = \"x\"\n{fields}+++\n{body}");
    with(&file, set).expect("it renders").document.text(false)
}

#[test]
fn what_is_open_stays_visible_and_what_is_known_stands() {
    assert_eq!(
        text("Pain ***/10, {mild|severe}.\n", &[]),
        "Pain ***/10, {mild|severe}.\n"
    );
    assert_eq!(text("{{ age | age_sex(sex) }}\n", &[]), "***{age}-old {female|male}\n");
    assert_eq!(
        text("{{ age | age_sex(sex) }}\n", &[("age", "64"), ("sex", "Female")]),
        "64-year-old woman\n"
    );
    assert_eq!(
        text("{{ age | age_sex(sex) }}\n", &[("age", "10 months")]),
        "10-month-old {female|male}\n"
    );
    assert_eq!(
        text("{{ sex | he_she | capitalize }} smokes.\n", &[("sex", "male")]),
        "He smokes.\n"
    );
    assert_eq!(text("{{ sex | he_she }} smokes.\n", &[]), "{he|she|they} smokes.\n");
    assert_eq!(
        text("Onset ***{onset}, again ***{Onset}.\n", &[("onset", "2 h ago")]),
        "Onset 2 h ago, again 2 h ago.\n"
    );
    assert_eq!(text("@age@ and @ROOM@\n", &[("age", "64")]), "64 and @ROOM@\n");
}

#[test]
fn defaults_stand_and_optional_passages_go() {
    assert_eq!(text("Edema {=none|mild}.\n", &[]), "Edema none.\n");
    assert_eq!(
        text("Pain{? radiating to ***}, sharp.\n- {?walks ***}\nEnd\n", &[]),
        "Pain, sharp.\nEnd\n"
    );
    assert_eq!(text("a {?b} c.\n", &[]), "a c.\n");
}

#[test]
fn guidance_goes_and_directives_stay() {
    let body = "<!-- say when -->\n# HPI\n*** <!-- in words -->\n<!-- preceptor: allow TPL001 -- a template -->\n***\n";
    assert_eq!(
        text(body, &[]),
        "# HPI\n***\n<!-- preceptor: allow TPL001 -- a template -->\n***\n"
    );
    let document = with(&format!("+++\ntitle = \"x\"\n+++\n{body}"), &[])
        .expect("it renders")
        .document;
    let guidance: Vec<_> = document.blanks().map(|blank| blank.guidance.as_deref()).collect();
    assert_eq!(guidance, [Some("in words"), Some("say when")]);
    assert!(
        document
            .text(true)
            .contains("<!-- guide: say when -->\n# HPI\n*** <!-- guide: in words -->\n")
    );
}

#[test]
fn a_value_is_never_a_blank_or_markup() {
    let nasty = "*** {a|b} @X@ <!-- hidden -->";
    let out = text("Story: {{ age }}\n", &[("age", nasty)]);
    assert_eq!(out, "Story: *** {a|b} @X@ <! -- hidden -->\n");
    let file = "+++\ntitle = \"x\"\n[[fields]]\nname = \"age\"\n+++\nStory: {{ age }}\n";
    let document = with(file, &[("age", nasty)]).expect("it renders").document;
    assert_eq!(document.blanks().count(), 0);
    assert_eq!(text("{{ age }}\n", &[("age", "# Plan\ntext")]), "\\# Plan\ntext\n");
    assert_eq!(text("x {{ age }}\n", &[("age", "a\n# Plan")]), "x a # Plan\n");
}

#[test]
fn conditions_on_open_values() {
    let body = "{% if sex != \"male\" %}\nLMP ***\n{% endif %}\n{% if smokes %}\nPack-years ***\n{% endif %}\nEnd\n";
    assert_eq!(text(body, &[]), "LMP ***\nEnd\n");
    assert_eq!(
        text(body, &[("sex", "male"), ("smokes", "yes")]),
        "Pack-years ***\nEnd\n"
    );
}

#[test]
fn names_that_nobody_knows_are_faults_at_their_place() {
    let error = with("+++\ntitle = \"x\"\n+++\nLMP {{ lmp }}\n", &[]).expect_err("lmp is not known");
    assert_eq!(
        error.to_string(),
        "x.md:4:8: value `lmp` is not known: it is no field of the template, and there is no case file; declare it: [[fields]] with name = \"lmp\", or give it in a case file"
    );
    let error = with(
        "+++\ntitle = \"x\"\n[[fields]]\nname = \"onset\"\n+++\n{{ onset }}\n",
        &[("onst", "x")],
    )
    .expect_err("unknown");
    assert_eq!(
        error.to_string(),
        "the template has no field `onst`; did you mean `onset`?"
    );
}

#[test]
fn manifests_tell_all_their_faults() {
    let origin = Origin::new(
        "x.md",
        "+++\ntitel = \"x\"\nsetting = \"ward\"\n[[fields]]\nname = \"Age\"\n[[fields]]\nname = \"n\"\ntype = \"integer\"\nmin = 5\nmax = 2\n+++\n",
    );
    let error = Template::read("x", Place::Shipped, origin).expect_err("it is full of faults");
    insta::assert_snapshot!(error.to_string());
    insta::assert_snapshot!(error.render(false, false, 80));
}

#[test]
fn loops_includes_and_fuel() {
    assert_eq!(
        text(
            "{% for s in [\"Heart\", \"Lungs\"] %}\n- {{ s }}: ***\n{% endfor %}\n",
            &[]
        ),
        "- Heart: ***\n- Lungs: ***\n"
    );
    let endless =
        "+++\ntitle = \"x\"\n+++\n{% for a in range(1000) %}{% for b in range(1000) %}x{% endfor %}{% endfor %}\n";
    let error = with(endless, &[]).expect_err("it never ends");
    assert!(error.to_string().contains("does not come to an end"), "{error}");
    let error = with("+++\ntitle = \"x\"\n+++\n{% include \"no-such\" %}\n", &[]).expect_err("no part");
    assert!(error.to_string().starts_with("x.md:4:"), "{error}");
    assert!(error.to_string().contains("there is no part `no-such`"), "{error}");
    let error = with("+++\ntitle = \"x\"\n+++\n{% if %}\n", &[]).expect_err("broken");
    assert!(error.to_string().starts_with("x.md:4:"), "{error}");
}

#[test]
fn snippets_number_their_stops_and_escape() {
    let body = "A ***{onset} $5 {mild|a,b} {=no|yes} {+x|y} {+a|b|c|d} {?with ***} ***{onset} @room@\n";
    let document = with(&format!("+++\ntitle = \"x\"\n+++\n{body}"), &[])
        .expect("it renders")
        .document;
    assert_eq!(
        document.snippet(&[]),
        "A ${1:***} \\$5 ${2|***,mild,a\\,b|} ${3|no,yes|} ${4|***,x,y,x and y|} ${5:***} ${6|(omit),with ***|} ${1} ${7:@room@}$0\n"
    );
    let document = with(
        "+++\ntitle = \"x\"\n+++\n# HPI\n***\n# Assessment\n## Differential\n***\n",
        &[],
    )
    .expect("it renders")
    .document;
    assert_eq!(
        document.snippet(&["assessment".to_owned()]),
        "# HPI\n${2:***}\n# Assessment\n## Differential\n${1:***}$0\n"
    );
}

#[test]
fn forms_ask_each_label_once_and_passages_when_taken() {
    let document = with(
        "+++\ntitle = \"x\"\n+++\nOnset: ***{onset}, ***{onset} {?with ***{sign}} {mild|bad}\n",
        &[],
    )
    .expect("it renders")
    .document;
    let mut answers = Answers::new();
    let ids = |answers: &Answers| -> Vec<String> {
        document
            .questions(&[], answers)
            .into_iter()
            .map(|question| question.id)
            .collect()
    };
    let first = ids(&answers);
    assert_eq!(first.len(), 3);
    assert_eq!(first[0], "onset");
    answers.insert("onset".to_owned(), Answer::Text("today".to_owned()));
    answers.insert(first[1].clone(), Answer::Take(true));
    assert_eq!(ids(&answers)[0], "sign");
    answers.insert("sign".to_owned(), Answer::Text("fever".to_owned()));
    answers.insert(first[2].clone(), Answer::Chosen(vec!["bad".to_owned()]));
    assert_eq!(
        document.filled(&answers).text(false),
        "Onset: today, today with fever bad\n"
    );
}
