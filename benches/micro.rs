//! `cargo bench --bench micro`: parse, read facts and check in MB/s, one note at a time, on one thread.

mod notes;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use preceptor::format::{self, Style};
use preceptor::grammar::Grammar;
use preceptor::lint::Settings;
use preceptor::note::{self, Hints};

fn fixtures() -> Vec<(&'static str, String)> {
    vec![
        ("short SOAP", notes::example("bad/soap-no-plan.md")),
        ("long H&P", notes::example("good/hp-pneumonia.md")),
        ("H&P, CRLF", notes::crlf()),
        ("Unicode", notes::unicode()),
        ("pathological list", notes::pathological()),
    ]
}

fn benchmarks(criterion: &mut Criterion) {
    let grammar = Grammar::builtin();
    let settings = Settings::new(grammar.clone());

    let mut group = criterion.benchmark_group("parse");
    for (name, text) in fixtures() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| bench.iter(|| preceptor::syntax::parse(black_box(&text))));
    }
    group.finish();

    let mut group = criterion.benchmark_group("read");
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| note::read(black_box(text.clone()), grammar.clone(), &Hints::default()));
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("facts");
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter_batched(
                || note::read(text.clone(), grammar.clone(), &Hints::default()),
                |note| {
                    black_box((
                        note.patient(),
                        note.vitals(),
                        note.labs(),
                        note.study_values(),
                        note.medications(),
                    ));
                    black_box((
                        note.allergies(),
                        note.scores(),
                        note.sides(),
                        note.times(),
                        note.findings(),
                    ));
                    note
                },
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();

    let mut group = criterion.benchmark_group("check");
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| preceptor::lint::check(black_box(text.clone()), &settings));
        });
    }
    group.finish();

    // A note in layout is read once, any other three times.
    let mut group = criterion.benchmark_group("format");
    for (name, text) in fixtures() {
        let text: Arc<str> = text.into();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bench| {
            bench.iter(|| format::format(black_box(&text), &grammar, &Hints::default(), Style::default()));
        });
    }
    group.finish();
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
