//! Outline and summary.

use crate::note::facts::{Age, AgeUnit, Given, Patient, Sex};
use crate::note::{FrontMatterEntry, HeadingStyle, KindSource, Match, ProblemForm, Section, SectionIx, WrittenProblem};

use super::*;

/// A SOAP note with its sections and problems put in by hand.
fn sectioned() -> Note {
    let text = "---\nkind: soap\npatient-age: 64\npatient-sex: F\n---\nSOAP NOTE\n\nS:\nHPI: cough\n\nMedicatoins:\n- x\n\n\
                Hobbies:\nchess \u{1b}[2J\n\nA/P:\n# CHF exacerbation\n- furosemide 40 mg IV\n- weigh daily\n# CKD\nstable\n# Disposition\nhome\n\nFollow-up: 1 week\n";
    let mut note = plain(text);
    // Whether a section holds anything is read from the tree.
    note.tree = crate::syntax::parse(text);
    let find = |words: &str| text.find(words).expect("the words stand in the text") as u32;
    let span = |words: &str| Span::new(find(words), find(words) + words.len() as u32);
    let grammar = Arc::clone(&note.grammar);
    let section = |id: Option<&str>, heading: &str, level, start: &str, end: Option<&str>, parent, last| Section {
        id: id.map(|id| grammar.section_named(id).expect("the catalogue has it")),
        also: Vec::new(),
        matched: match (id, heading) {
            (None, _) => Match::Unknown,
            (_, "Medicatoins") => Match::Typo,
            _ => Match::Exact,
        },
        style: HeadingStyle::Label,
        level,
        heading: span(heading),
        span: Span::new(find(start), end.map_or(text.len() as u32, find)),
        body: Span::new(
            find(heading) + heading.len() as u32 + 1,
            end.map_or(text.len() as u32, find),
        ),
        parent,
        end: last,
    };
    let entry = |key, value| FrontMatterEntry {
        key: span(key),
        value: span(value),
    };
    note.front_matter = vec![
        entry("kind", "soap"),
        entry("patient-age", "64"),
        entry("patient-sex", "F"),
    ];
    note.title = Some(span("SOAP NOTE"));
    note.kind = grammar.kind_named("soap");
    note.kind_confidence = 1.0;
    note.kind_source = Some(KindSource::FrontMatter);
    note.specialties = grammar.specialty_named("internal-medicine").into_iter().collect();
    note.sections = vec![
        section(Some("subjective"), "S", 1, "S:\nHPI", Some("Hobbies"), None, 3),
        section(Some("hpi"), "HPI", 2, "HPI", Some("Medicatoins"), Some(SectionIx(0)), 2),
        section(
            Some("medications"),
            "Medicatoins",
            2,
            "Medicatoins",
            Some("Hobbies"),
            Some(SectionIx(0)),
            3,
        ),
        section(None, "Hobbies", 1, "Hobbies", Some("A/P"), None, 4),
        section(Some("assessment-and-plan"), "A/P", 1, "A/P", None, None, 6),
        section(
            Some("follow-up"),
            "Follow-up",
            2,
            "Follow-up",
            None,
            Some(SectionIx(4)),
            6,
        ),
    ];
    // The heading of the first section is the S of its own line.
    note.sections[0].heading = Span::new(find("S:\n"), find("S:\n") + 1);
    note.sections[0].body = Span::new(find("S:\n") + 2, find("Hobbies"));
    note.written_problems = vec![
        WrittenProblem {
            section: SectionIx(4),
            form: ProblemForm::Hash,
            title: span("CHF exacerbation"),
            span: Span::new(find("# CHF"), find("# CKD")),
            items: vec![span("furosemide 40 mg IV"), span("weigh daily")],
            topic: None,
        },
        WrittenProblem {
            section: SectionIx(4),
            form: ProblemForm::Hash,
            title: span("CKD"),
            span: Span::new(find("# CKD"), find("# Disposition")),
            items: Vec::new(),
            topic: None,
        },
        WrittenProblem {
            section: SectionIx(4),
            form: ProblemForm::Hash,
            title: span("Disposition"),
            span: Span::new(find("# Disposition"), find("Follow-up")),
            items: Vec::new(),
            topic: grammar.section_named("disposition"),
        },
    ];
    let age = Age {
        value: 64.0,
        unit: AgeUnit::Year,
        decade: false,
        span: span("64"),
    };
    let patient = Patient {
        ages: vec![age],
        sexes: vec![(Sex::Female, span("F\n---"))],
        ..Patient::default()
    };
    note.facts = Given {
        patient,
        ..Given::default()
    }
    .into();
    note
}

#[test]
fn the_outline_is_a_tree() {
    let note = sectioned();
    let show = |options: RenderOptions| {
        let mut out = Vec::new();
        outline("notes/a.md", &note, &options, &mut out);
        String::from_utf8(out).expect("UTF-8")
    };
    let text = show(RenderOptions::default());
    assert_harmless(&text);
    let colored = show(RenderOptions {
        color: true,
        ..RenderOptions::default()
    });
    assert_eq!(anstream::adapter::strip_str(&colored).to_string(), text);
    assert!(
        show(RenderOptions {
            ascii: true,
            ..RenderOptions::default()
        })
        .is_ascii()
    );
    insta::assert_snapshot!(text);
}

#[test]
fn the_outline_of_nothing_says_so() {
    let mut out = Vec::new();
    outline("a.md", &plain(""), &RenderOptions::default(), &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "a.md\nKind unknown\nNo sections.\n");
    out.clear();
    outline_json(&plain(""), &mut out);
    assert_eq!(
        String::from_utf8_lossy(&out),
        "{\"version\":1,\"kind\":null,\"specialty\":[],\"sections\":[],\"facts\":{\"vitals\":[],\"labs\":[],\
         \"studies\":[],\"medications\":[],\"allergies\":[],\"no_allergies\":[],\"scores\":[],\"sides\":[],\"times\":[],\
         \"findings\":[],\"problems\":[],\"plan\":[]}}\n"
    );
}

#[test]
fn the_outline_as_json_follows_the_contract() {
    let mut out = Vec::new();
    outline_json(&sectioned(), &mut out);
    let value: serde_json::Value = serde_json::from_slice(&out).expect("it is JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&value).expect("it prints"));
}

#[test]
fn the_outline_nests_as_deep_as_sections_do() {
    let text = "x\n".repeat(400);
    let mut note = plain(&text);
    note.sections = (0..400u32)
        .map(|at| Section {
            id: None,
            also: Vec::new(),
            matched: Match::Unknown,
            style: HeadingStyle::Atx(1),
            level: 1,
            heading: Span::new(at * 2, at * 2 + 1),
            span: Span::new(at * 2, 800),
            body: Span::new(at * 2 + 2, 800),
            // Three hundred inside each other, then a hundred beside the deepest.
            parent: at.min(300).checked_sub(1).map(SectionIx),
            end: 400,
        })
        .collect();
    let mut out = Vec::new();
    outline_json(&note, &mut out);
    let json = String::from_utf8_lossy(&out);
    assert_eq!(json.matches("\"children\":[").count(), 400);
    assert_eq!(json.matches("\"children\":[]").count(), 100);
    assert_eq!(json.matches('[').count(), json.matches(']').count());
    assert_eq!(json.matches('{').count(), json.matches('}').count());
    out.clear();
    outline("a.md", &note, &RenderOptions::default(), &mut out);
    assert_eq!(String::from_utf8_lossy(&out).lines().count(), 402);
}

#[test]
fn the_summary_praises_before_it_corrects() {
    let note = sectioned();
    let text = Arc::clone(&note.text);
    let mut diagnostics: Vec<Diagnostic> = [
        ("LNG005", Severity::Error, "a misspelling"),
        ("ORG005", Severity::Warning, "a heading that nobody knows"),
        ("ORG005", Severity::Warning, "a second heading that nobody knows"),
        (
            "SAF001",
            Severity::Warning,
            "an abbreviation from the do-not-use list, which has harmed patients before",
        ),
        ("ACC001", Severity::Info, "an implausible vital sign"),
    ]
    .into_iter()
    .map(|(code, severity, message)| Diagnostic {
        code: code.into(),
        severity,
        ..found(&text, "chess", message)
    })
    .collect();
    let show = |diagnostics: Vec<Diagnostic>| {
        let checked = Checked {
            note: sectioned(),
            ..checked("", diagnostics)
        };
        let options = RenderOptions {
            width: 70,
            ..RenderOptions::default()
        };
        let mut out = Vec::new();
        summary(
            &NoteReport {
                path: "notes/a.md",
                checked: &checked,
            },
            &options,
            &mut out,
        );
        String::from_utf8(out).expect("UTF-8")
    };
    let all = show(diagnostics.clone());
    diagnostics.truncate(1);
    insta::assert_snapshot!(all + &show(diagnostics) + &show(Vec::new()));
}
