//! `cargo bench --bench lsp [-- --edits N --notes N --hour N --seed N]`: from an edit to the published findings, for a
//! client on a pipe; and the memory of the server after an hour's worth of edits (see `benches/README.md`).

mod notes;
mod programs;

use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use preceptor::grammar::Grammar;
use preceptor::lint::Settings;
use programs::arguments;
use serde_json::{Value, json};

struct Plan {
    /// Edits that are timed, for each note.
    edits: usize,
    /// Notes in the large folder.
    notes: usize,
    /// Edits of the last reading of the memory: an hour at ten a second.
    hour: usize,
    seed: usize,
}

fn plan() -> Plan {
    let mut plan = Plan {
        edits: 400,
        notes: 2_000,
        hour: 36_000,
        seed: 1,
    };
    arguments(&mut [
        ("--edits", &mut plan.edits),
        ("--notes", &mut plan.notes),
        ("--hour", &mut plan.hour),
        ("--seed", &mut plan.seed),
    ]);
    (plan.edits, plan.notes) = (plan.edits.max(10), plan.notes.max(1));
    plan
}

/// A server and its client.
struct Session {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    version: i32,
}

impl Session {
    fn open(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_preceptor"))
            .args(["lsp", "--isolated"])
            .current_dir(folder)
            .env("HOME", folder)
            .env_remove("XDG_CACHE_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let mut session = Self {
            input: child.stdin.take().expect("a pipe"),
            output: BufReader::new(child.stdout.take().expect("a pipe")),
            child,
            version: 0,
        };
        // What an editor of today declares.
        let publish =
            json!({"relatedInformation": true, "codeDescriptionSupport": true, "tagSupport": {"valueSet": [1, 2]}});
        let capabilities = json!({"textDocument": {"publishDiagnostics": publish}});
        let root = format!("file://{}", folder.display());
        session
            .send(json!({"id": 0, "method": "initialize", "params": {"rootUri": root, "capabilities": capabilities}}));
        session.receive(|it| it["id"] == 0);
        session.send(json!({"method": "initialized", "params": {}}));
        session
    }

    fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        let body = message.to_string();
        let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(frame.as_bytes()).expect("the server reads");
    }

    /// The next message that `wanted` takes.
    fn receive(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let mut header = String::new();
            self.output.read_line(&mut header).expect("the server writes");
            let length = header.trim().strip_prefix("Content-Length: ").expect("a header");
            let mut body = vec![0; length.parse::<usize>().expect("a length") + 2];
            self.output.read_exact(&mut body).expect("the server writes");
            let message: Value = serde_json::from_slice(&body).expect("JSON");
            if wanted(&message) {
                return message;
            }
        }
    }

    fn did_open(&mut self, uri: &str, text: &str) -> usize {
        self.version = 1;
        let document = json!({"uri": uri, "languageId": "markdown", "version": 1, "text": text});
        self.send(json!({"method": "textDocument/didOpen", "params": {"textDocument": document}}));
        self.published()
    }

    /// Wait for the findings of the newest version; how many they are.
    fn published(&mut self) -> usize {
        let version = self.version;
        let message =
            self.receive(|it| it["method"] == "textDocument/publishDiagnostics" && it["params"]["version"] == version);
        message["params"]["diagnostics"].as_array().expect("findings").len()
    }

    /// One edit, until its findings are here.
    fn edit(&mut self, uri: &str, change: &Value) -> Duration {
        self.version += 1;
        let document = json!({"uri": uri, "version": self.version});
        let params = json!({"textDocument": document, "contentChanges": [change]});
        let began = Instant::now();
        self.send(json!({"method": "textDocument/didChange", "params": params}));
        self.published();
        began.elapsed()
    }

    /// A request that is refused: the way there and back.
    fn ping(&mut self) -> Duration {
        let began = Instant::now();
        self.send(json!({"id": 1, "method": "preceptor/nothing"}));
        self.receive(|it| it["id"] == 1);
        began.elapsed()
    }

    /// What the server holds in memory, MB, where the system says so (Linux).
    fn memory(&self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kilobytes / 1024.0)
    }

    fn close(mut self) {
        self.send(json!({"id": 2, "method": "shutdown"}));
        self.receive(|it| it["id"] == 2);
        self.send(json!({"method": "exit"}));
        let status = self.child.wait().expect("the server ends");
        assert!(status.success(), "{status}");
    }
}

/// A writer: a sentence is typed letter by letter at the end of a line in the middle, and taken back letter by letter.
struct Writer {
    line: usize,
    character: usize,
    typed: usize,
    forward: bool,
}

const SENTENCE: &str =
    " Seen again at noon: T 38.1, HR 104, still coughing, no chest pain; gave 500 mg of paracetamol.";

impl Writer {
    fn new(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let middle = lines.len() / 2;
        let line = (middle..lines.len()).find(|line| lines[*line].is_ascii() && lines[*line].len() > 20);
        let line = line.unwrap_or(0);
        Self {
            line,
            character: lines[line].len(),
            typed: 0,
            forward: true,
        }
    }

    fn next(&mut self) -> Value {
        if self.typed == SENTENCE.len() {
            self.forward = false;
        } else if self.typed == 0 {
            self.forward = true;
        }
        let at = |typed: usize| json!({"line": self.line, "character": self.character + typed});
        if self.forward {
            let letter = &SENTENCE[self.typed..=self.typed];
            let change = json!({"range": {"start": at(self.typed), "end": at(self.typed)}, "text": letter});
            self.typed += 1;
            change
        } else {
            let change = json!({"range": {"start": at(self.typed - 1), "end": at(self.typed)}, "text": ""});
            self.typed -= 1;
            change
        }
    }
}

/// The H&P, and one day of the course behind it after the other.
fn course(bytes: usize) -> String {
    let (mut note, day) = (
        notes::example("good/hp-pneumonia.md"),
        notes::example("good/progress-hd3.md"),
    );
    while note.len() < bytes {
        note.push_str("\n\n");
        note.push_str(&day);
    }
    note
}

/// The value that so many of a hundred do not exceed, in milliseconds.
fn percentile(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1e3
}

/// One check of the same text in this process: what the server cannot do without.
fn check(text: &str) -> f64 {
    let settings = Arc::new(Settings::new(Grammar::builtin()));
    let text: Arc<str> = Arc::from(text);
    let mut times: Vec<Duration> = (0..20)
        .map(|_| {
            let began = Instant::now();
            black_box(preceptor::lint::check(Arc::clone(&text), &settings));
            began.elapsed()
        })
        .collect();
    percentile(&mut times, 50)
}

fn edits(folder: &Path, what: &str, name: &str, text: &str, plan: &Plan, budget: Option<f64>) {
    let uri = format!("file://{}", folder.join(name).display());
    let mut session = Session::open(folder);
    let findings = session.did_open(&uri, text);
    let mut writer = Writer::new(text);
    // Everything is read once before it counts.
    for _ in 0..10 {
        let change = writer.next();
        session.edit(&uri, &change);
    }
    let mut times: Vec<Duration> = (0..plan.edits)
        .map(|_| {
            let change = writer.next();
            session.edit(&uri, &change)
        })
        .collect();
    let mut pings: Vec<Duration> = (0..100).map(|_| session.ping()).collect();
    session.close();
    let (p50, p99, ping) = (
        percentile(&mut times, 50),
        percentile(&mut times, 99),
        percentile(&mut pings, 50),
    );
    let check = check(text);
    let verdict = match budget {
        Some(budget) if p99 <= budget => format!("   (within budget {budget} ms)"),
        Some(budget) => format!("   (OVER budget {budget} ms)"),
        None => String::new(),
    };
    println!(
        "{what:<30} {findings:>4} findings   p50 {p50:>8.2} ms   p99 {p99:>8.2} ms   {:>5.2} x check ({check:.2} ms)   ping {ping:.2} ms{verdict}",
        p50 / check,
    );
}

fn memory(folder: &Path, text: &str, plan: &Plan) {
    let uri = format!("file://{}", folder.join("memory.soap").display());
    let mut session = Session::open(folder);
    session.did_open(&uri, text);
    let mut writer = Writer::new(text);
    let mut readings = Vec::new();
    for count in 1..=plan.hour {
        let change = writer.next();
        session.edit(&uri, &change);
        if [1_000, 10_000, plan.hour].contains(&count) {
            readings.push((count, session.memory()));
        }
    }
    session.close();
    let told: Vec<String> = readings
        .iter()
        .filter_map(|(count, memory)| Some(format!("{:.1} MB after {count} edits", (*memory)?)))
        .collect();
    let held: Vec<f64> = readings.iter().filter_map(|(_, memory)| *memory).collect();
    let verdict = match (held.first(), held.last()) {
        (Some(first), Some(last)) if *last <= first * 1.1 + 1.0 => "flat",
        (Some(_), Some(_)) => "GROWING",
        _ => "not known on this system",
    };
    println!("memory: {} ({verdict})", told.join(", "));
}

fn main() {
    let plan = plan();
    println!(
        "{} edits a note, {} notes in the large folder, seed {}, {} cores",
        plan.edits,
        plan.notes,
        plan.seed,
        thread::available_parallelism().map_or(0, |cores| cores.get()),
    );
    let sizes = [
        ("2 KB", notes::example("good/gp-uk.txt"), None),
        ("10 KB", notes::example("good/hp-pneumonia.md"), Some(5.0)),
        ("100 KB", course(100_000), None),
    ];
    let alone = tempfile::tempdir().expect("a temporary folder can be made");
    let alone = alone.path().canonicalize().expect("a folder has a path");
    let ward = tempfile::tempdir().expect("a temporary folder can be made");
    let ward = ward.path().canonicalize().expect("a folder has a path");
    let examples = notes::examples();
    let mut random = notes::Random::new(plan.seed as u64);
    for number in 0..plan.notes {
        let note = notes::variation(&examples, &mut random);
        fs::write(ward.join(format!("note-{number:05}.md")), note).expect("a note can be written");
    }
    for (folder, how_many) in [(&alone, 1), (&ward, plan.notes)] {
        for (size, text, budget) in &sizes {
            fs::write(folder.join("open.soap"), text).expect("a note can be written");
            let what = format!("{size}, folder of {how_many}");
            edits(folder, &what, "open.soap", text, &plan, *budget);
        }
    }
    if plan.hour > 0 {
        memory(&alone, &sizes[0].1, &plan);
    }
}
