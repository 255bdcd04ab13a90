//! `cargo bench --bench micro`: each step from text to report in MB/s, one note at a time, on one thread.

mod notes;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use preceptor::format::{self, Style};
use preceptor::grammar::Grammar;
use preceptor::lint::Settings;
use preceptor::note::{self, Hints, Note};
use preceptor::report::{Format, NoteReport, RenderOptions, Renderer};
use preceptor::template::{Inputs, Library, prepare};

fn fixtures() -> Vec<(&'static str, String)> {
    vec![
        ("short SOAP", notes::example("bad/soap-no-plan.md")),
        ("long H&P", notes::example("good/hp-pneumonia.md")),
        ("H&P, CRLF", notes::crlf()),
        ("Unicode", notes::unicode()),
        ("pathological list", notes::pathological()),
    ]
}

/// A group that does the same to the text of every fixture.
fn each(criterion: &mut Criterion, group: &str, mut work: impl FnMut(&Arc<str>) -> usize) {
    let mut group = criterion.benchmark_group(group);
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| black_box(work(black_box(&text)))));
    }
    group.finish();
}

fn benchmarks(criterion: &mut Criterion) {
    let grammar = Grammar::builtin();
    let settings = Settings::new(grammar.clone());
    let read = |text: &Arc<str>| note::read(text.clone(), grammar.clone(), &Hints::default());

    each(criterion, "parse", |text| preceptor::syntax::parse(text).nodes().len());
    // Parsing included: what a note is, its sections, problems and kind.
    each(criterion, "sections", |text| read(text).sections.len());
    // Reading included.
    each(criterion, "phrases", |text| read(text).phrases().len());
    facts(criterion, &read);
    each(criterion, "check", |text| {
        preceptor::lint::check(text.clone(), &settings).diagnostics.len()
    });
    families(criterion, &settings, &read);
    // A note in layout is read once, any other three times.
    each(criterion, "format", |text| {
        format::format(text, &grammar, &Hints::default(), Style::default())
            .text
            .len()
    });
    render(criterion, &settings);
    template(criterion);
}

/// All facts of a note that was read.
fn facts(criterion: &mut Criterion, read: &impl Fn(&Arc<str>) -> Note) {
    let mut group = criterion.benchmark_group("facts");
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || read(&text),
                |note| {
                    black_box((note.patient(), note.vitals(), note.labs(), note.study_values()));
                    black_box((note.medications(), note.allergies(), note.scores(), note.sides()));
                    black_box((note.times(), note.findings(), note.concepts(), note.identifiers()));
                    black_box((note.words(), note.copies(), note.assessment(), note.quantities()));
                    note
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// The rules of each family on a full H&P that was read, with the facts that they ask for.
fn families(criterion: &mut Criterion, settings: &Settings, read: &impl Fn(&Arc<str>) -> Note) {
    let text: Arc<str> = notes::example("good/hp-pneumonia.md").into();
    let mut group = criterion.benchmark_group("families");
    group.throughput(Throughput::Bytes(text.len() as u64));
    for rules in settings.rules.chunk_by(|a, b| a.rule.family == b.rule.family) {
        let family = Settings {
            rules: rules.to_vec(),
            ..settings.clone()
        };
        group.bench_function(&rules[0].rule.code[..3], |bench| {
            bench.iter_batched(
                || read(&text),
                |note| preceptor::lint::check_note(note, &family),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// The findings of a poor note in each format.
fn render(criterion: &mut Criterion, settings: &Settings) {
    let checked = preceptor::lint::check(notes::example("bad/soap-no-plan.md").into(), settings);
    let report = NoteReport {
        path: "note.md",
        checked: &checked,
    };
    let mut group = criterion.benchmark_group("render");
    for (name, format) in [
        ("full", Format::Full),
        ("concise", Format::Concise),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
    ] {
        let renderer = Renderer::new(format, RenderOptions::default());
        let mut out = Vec::new();
        group.bench_function(name, |bench| {
            bench.iter(|| {
                out.clear();
                renderer.note(black_box(&report), &mut out);
                out.len()
            });
        });
    }
    group.finish();
}

/// A shipped template, found, read and made into a note.
fn template(criterion: &mut Criterion) {
    let library = Library::templates([]);
    criterion.bench_function("template/hp", |bench| {
        bench.iter(|| {
            let template = library.find(black_box("hp")).expect("it is shipped");
            let prepared = prepare(&library, &template, &Inputs::default()).expect("it has defaults");
            prepared.document.text(false).len()
        });
    });
}

criterion_group! {
    name = speed;
    config = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = benchmarks
}
criterion_main!(speed);
