//! The page of a class and the feedback sheets: what stands in them, and how they behave in a real browser, without a
//! window.
//!
//! Needs Chromium (Debian: `chromium`) and `pdftotext` (`poppler-utils`), which `scripts/test` installs; without them
//! these tests are skipped, aloud, and fail in CI.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use preceptor::files::submissions::Student;
use preceptor::grade::{
    Class, Comparison, CriterionInfo, CriterionMark, DifferentialEntry, Element, Example, Found, Human, Mark, Named,
    Pair, Points, Reason, Row, RubricInfo, RuleTally, SectionMark, SectionState, SharedPassage, Unread, report,
};
use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints, Note};
use preceptor::rules::Severity;

const NAMES: [&str; 6] = [
    "Abara, Ngozi",
    "Brandt, Uwe",
    "Castro, Ines",
    "Dlamini, Zola",
    "Eriksen, Liv",
    "Farouk, Sami",
];
const AUTO: [i32; 6] = [5, 9, 2, 9, 4, 7];

const NOTE: &str = "# SOAP Note\n\n## Subjective\n\nMs. Quillfeather has had a cough for *** days.\n\n\
    ## Objective\n\nT 38.4 °C, clear lungs\n\n## Assessment\n\nPneumonia\n\n## Plan\n\n1. Amoxicillin\n";

/// What tries to run, to fetch, to break out and to drive a terminal; `PORT` is where it would be noticed.
const HOSTILE: &str = "</script></style></textarea></title></svg></span></div></article><script>document.title='owned'</script>\
    <img src=\"http://127.0.0.1:PORT/img\" onerror=\"document.title='owned'\"><link rel=stylesheet \
    href=\"http://127.0.0.1:PORT/css\"><iframe src=\"http://127.0.0.1:PORT/frame\"></iframe><style>@import \
    'http://127.0.0.1:PORT/import';#class{display:none}</style> ''' \u{202e}\u{1b}[2J ``` {{ 7 * 7 }} javascript:alert(1)";

fn rubric() -> RubricInfo {
    let criterion = |id: &str, title: &str, points, auto| CriterionInfo {
        id: id.into(),
        title: title.into(),
        dimension: "organized".into(),
        points: Points::whole(points),
        auto: Points::whole(auto),
        asks: if points > auto {
            "does the plan fit this patient?".into()
        } else {
            String::new()
        },
    };
    RubricInfo {
        id: "sample".into(),
        title: "A sample rubric".into(),
        description: "for a note".into(),
        limits: "it cannot see whether the plan is wise".into(),
        source: String::new(),
        criteria: vec![
            criterion("story", "The story", 6, 6),
            criterion("plan", "The plan", 7, 4),
        ],
    }
}

fn found(code: &str, severity: Severity, line: u32, message: &str) -> Found {
    Found {
        code: code.into(),
        rule: "a-rule".into(),
        severity,
        message: message.into(),
        help: Some("write `the patient` instead".into()),
        line,
        column: 5,
        place: None,
        confidential: code.starts_with("PHI"),
    }
}

fn mark(at: usize) -> Mark {
    let points = AUTO[at];
    let criterion = |of: i32, earned: i32| CriterionMark {
        points: Points::whole(earned),
        reasons: vec![Reason {
            earned: Points::whole(earned),
            of: Points::whole(of),
            text: format!("the blank on line 5 leaves {} points", of - earned),
            finding: (earned < of).then_some(0),
            line: Some(5),
        }],
    };
    let section = |id: &str, title: &str, state, words| SectionMark {
        id: id.to_owned().into(),
        title: title.to_owned().into(),
        state,
        words,
        required: true,
    };
    Mark {
        row: Row {
            student: Student {
                key: format!("k{at}"),
                name: NAMES[at].into(),
                id: Some(format!("70{at}")),
                user: None,
            },
            path: format!("submissions.zip/{at}.docx"),
            late: at == 1,
            attempt: None,
            at: Some(format!("2026-03-1{at} 10:00")),
            kind: Some("SOAP Note".into()),
            words: 20 + at as u32,
            criteria: vec![criterion(6, points.min(6)), criterion(4, (points - 6).max(0))],
            sections: vec![
                section("subjective", "Subjective", SectionState::Thin, 9),
                section(
                    "plan",
                    "Plan",
                    if at == 2 {
                        SectionState::Missing
                    } else {
                        SectionState::Complete
                    },
                    3,
                ),
            ],
            stretches: vec![("subjective".into(), 9), ("plan".into(), 3)],
            differential: vec![Named {
                diagnosis: "pneumonia".into(),
                leading: true,
                supported: 1,
                opposed: 0,
            }],
            counts: vec![("PHI001".into(), 1), ("TPL001".into(), 1)],
            looks: if at == 3 {
                vec!["it may name a patient".into()]
            } else {
                Vec::new()
            },
            asked: Vec::new(),
            others: vec!["draft.docx: an earlier attempt.".into()],
            shares: None,
            human: Human::default(),
            anchor: format!("s-{at}"),
        },
        strengths: vec!["the temperature stands with its unit".into()],
        first: vec![1, 0, 2],
        findings: vec![
            found("TPL001", Severity::Error, 5, "a blank was never filled in"),
            found("PHI001", Severity::Error, 5, "a person's name stands in the note"),
            found("LNG003", Severity::Info, 9, "`clear lungs` does not say what you heard"),
            found("ACT003", Severity::Warning, 17, "amoxicillin has no dose"),
        ],
        comparison: None,
    }
}

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn class(marks: &[Mark]) -> Class {
    Class {
        rubric: rubric(),
        rows: marks.iter().map(|mark| mark.row.clone()).collect(),
        unread: vec![Unread {
            student: Student {
                name: "Gale, Rue".into(),
                ..Student::default()
            },
            path: "submissions.zip/gale.pdf".into(),
            message: "has no text layer".into(),
        }],
        missing: vec!["Hale, Tom".into()],
        strangers: Vec::new(),
        anonymous: false,
        made: "2026-03-16".into(),
        rules: vec![RuleTally {
            code: "TPL001".into(),
            rule: "blank".into(),
            summary: "A blank was never filled in".into(),
            findings: 6,
            notes: 6,
            examples: vec![Example {
                passage: "a cough for *** days".into(),
                message: "a blank was never filled in".into(),
            }],
        }],
        pairs: (marks.len() > 1).then(|| {
            vec![Pair {
                notes: (0, 1),
                score: 3.0,
                percentile: 93.3,
                passages: vec![SharedPassage {
                    first: "cough for three days".into(),
                    second: "a cough for three days".into(),
                    first_line: 5,
                    second_line: 5,
                    words: 4,
                    first_marks: vec![(0, 1)],
                    second_marks: Vec::new(),
                    mistake: None,
                }],
            }]
        }),
        history: None,
    }
}

/// The page, put together as the desk does: the class before the students.
fn page(marks: &[Mark], notes: &[Note]) -> String {
    let class = class(marks);
    let mut page = Vec::new();
    report::begin(&class.rubric, &mut page);
    report::class(&class, &mut page);
    for (mark, note) in marks.iter().zip(notes) {
        report::student(mark, &class.rubric, note, &mut page);
    }
    report::end(&mut page);
    String::from_utf8(page).expect("the page is UTF-8")
}

fn marks(count: usize) -> (Vec<Mark>, Vec<Note>) {
    ((0..count).map(mark).collect(), (0..count).map(|_| read(NOTE)).collect())
}

/// A mark in which every word that comes from outside is hostile.
fn hostile(text: &str) -> Mark {
    let mut mark = mark(0);
    let text = || text.to_owned();
    mark.row.student.name = text();
    mark.row.student.id = Some(text());
    mark.row.student.user = Some(text());
    mark.row.path = text();
    mark.row.at = Some(text());
    mark.row.kind = Some(text().into());
    mark.row.looks = vec![text()];
    mark.row.asked = vec![text()];
    mark.row.others = vec![text()];
    mark.row.human.comment = text();
    mark.row.human.reviewer = text();
    mark.row.differential[0].diagnosis = text();
    mark.row.sections[0].title = text().into();
    mark.row.sections[0].id = text().into();
    mark.row.stretches[0].0 = text().into();
    mark.row.criteria[0].reasons[0].text = text();
    mark.strengths = vec![text()];
    for found in &mut mark.findings {
        found.message = text();
        found.help = Some(text());
        found.place = Some(text());
        found.column = u32::MAX;
        found.confidential = false;
    }
    mark.findings[3].line = u32::MAX;
    mark.findings[2].line = 0;
    mark.first = vec![3, 2, 1, 99];
    mark.row.criteria[0].reasons[0].finding = Some(99);
    mark.comparison = Some(Comparison {
        found: vec![Element {
            kind: text(),
            name: text(),
            line: Some(u32::MAX),
            model_line: 1,
            differs: Some(text()),
        }],
        missing: Vec::new(),
        differential: vec![DifferentialEntry {
            diagnosis: text(),
            in_model: Some(1),
            in_note: None,
        }],
    });
    mark
}

/// Every place of `page` that could make a browser fetch or run something.
fn reaches_out(page: &str) -> Vec<String> {
    // What is text in the page has no unescaped angle bracket: tags are the program's own.
    let mut found = Vec::new();
    for tag in page
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(tag, _)| tag)
    {
        let lower = tag.to_lowercase();
        let own = ![
            "img",
            "iframe",
            "object",
            "embed",
            "link",
            "base",
            "audio",
            "video",
            "form action",
        ]
        .iter()
        .any(|name| lower.starts_with(name));
        let inert = !lower.contains(" src=")
            && !lower
                .split_whitespace()
                .any(|part| part.starts_with("on") && part.contains('='))
            && !lower.contains("javascript:");
        let local = lower.split("href=\"").skip(1).all(|target| target.starts_with('#'));
        if !(own && inert && local) {
            found.push(tag.to_owned());
        }
    }
    found.extend(
        page.match_indices("@import")
            .map(|(at, _)| page[at..].chars().take(40).collect()),
    );
    found
}

#[test]
fn the_page_needs_nothing_from_outside() {
    let (marks, notes) = marks(6);
    let page = page(&marks, &notes);
    assert_eq!(reaches_out(&page), Vec::<String>::new());
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    assert!(page.contains("A teaching aid"));
    // Every student's page is one click away, in the order of names and without ranks.
    let places: Vec<usize> = NAMES
        .iter()
        .map(|name| page.find(name).expect("everybody is there"))
        .collect();
    assert!(places.is_sorted());
    for at in 0..6 {
        assert!(page.contains(&format!("<a href=\"#s-{at}\">")) && page.contains(&format!("id=\"s-{at}\"")));
    }
}

#[test]
fn a_class_of_four_has_no_distribution() {
    let hidden = "a distribution tells who has which score";
    let (five, notes) = marks(5);
    let page_of_five = page(&five, &notes);
    assert!(page_of_five.contains("id=\"scores-picture-t\"") && !page_of_five.contains(hidden));
    let page_of_four = page(&five[..4], &notes[..4]);
    assert!(!page_of_four.contains("id=\"scores-picture-t\"") && page_of_four.contains(hidden));
    assert!(!page_of_four.contains("median"), "no figure of it stands elsewhere");
}

#[test]
fn a_sheet_praises_first_and_folds_the_rest() {
    let mut mark = mark(3);
    mark.row.human.comment = "Read it aloud once.".into();
    let sheet = String::from_utf8(report::feedback_html(&mark, &rubric(), &read(NOTE))).expect("UTF-8");
    let markdown = report::feedback_markdown(&mark, &rubric(), &read(NOTE));
    for sheet in [&sheet, &markdown] {
        let place = |part: &str| sheet.find(part).unwrap_or_else(|| panic!("{part} is there: {sheet}"));
        let order = [
            place("Read it aloud once."),
            place("What your note does well"),
            place("The temperature stands with its unit."),
            place("The three findings that matter most"),
            place("A person"),
            place("The rubric, point by point"),
            place("Does the plan fit this patient?"),
            place("## Assessment"),
        ];
        assert!(order.is_sorted(), "{order:?} {sheet}");
        assert!(sheet.contains("The blank on line 5 leaves 1 points."), "{sheet}");
        // Nothing of the class, and nothing that only the teacher is told.
        assert!(
            !sheet.contains("an earlier attempt")
                && !sheet.contains("it may name a patient")
                && !sheet.contains("submissions.zip"),
            "{sheet}"
        );
    }
    assert_eq!(reaches_out(&sheet), Vec::<String>::new());
    // All comments stand in the note, which is folded.
    assert_eq!(sheet.matches("<aside class=\"c ").count(), 4);
    assert!(sheet.contains("<details class=\"fold marked\">"));
}

#[test]
fn what_can_tell_who_the_patient_is_stands_in_the_note_alone() {
    let (marks, notes) = marks(6);
    let page = page(&marks, &notes);
    let class = &page[..page.find("<article").expect("a student")];
    assert!(!class.contains("Quillfeather"));
    // Once in each note, and quoted nowhere.
    let sheet = String::from_utf8(report::feedback_html(&marks[0], &rubric(), &notes[0])).expect("UTF-8");
    let markdown = report::feedback_markdown(&marks[0], &rubric(), &notes[0]);
    let names_once = |text: &str| text.matches("Quillfeather").count();
    // The first of the three is confidential; the second, on the same line, would quote the name as well.
    assert_eq!(
        [names_once(&page) / 6, names_once(&sheet), names_once(&markdown)],
        [1, 1, 1],
        "{markdown}"
    );
}

#[test]
fn what_a_human_gave_is_shown_and_what_is_open_has_a_box() {
    let mut mark = mark(3);
    let text = |mark: &Mark| report::feedback_markdown(mark, &rubric(), &read(NOTE));
    assert!(text(&mark).contains("9 of 10 points from the program; 3 more are for your teacher to give."));
    assert!(text(&mark).contains("☐ \\_\\_ of 3 from your teacher. Does the plan fit this patient?"));
    mark.row.human.manual = vec![None, Points::of(2.5)];
    assert!(text(&mark).contains("9 of 10 points from the program, 2.5 from your teacher; together 11.5 of 13."));
    assert!(text(&mark).contains("☐ 2.5 of 3 from your teacher."));
    mark.row.human.total = Points::of(12.0);
    assert!(text(&mark).contains("your teacher set the total: 12 of 13."));
}

#[test]
fn a_sheet_in_markdown_holds_a_hostile_note() {
    let note = format!("{NOTE}\n````\n# no heading\n{HOSTILE}\n");
    let sheet = report::feedback_markdown(&hostile(HOSTILE), &rubric(), &read(&note));
    assert!(!sheet.contains('\u{1b}') && !sheet.contains('\u{202e}'));
    // The fence is longer than any run of backticks in the note, and closes once.
    let fences: Vec<&str> = sheet.lines().filter(|line| line.starts_with("`````")).collect();
    assert_eq!(fences, ["`````text", "`````"]);
    let (before, rest) = sheet.split_once("`````text").expect("a note");
    let (_, after) = rest.split_once("\n`````\n").expect("its end");
    for outside in [before, after] {
        let bare = outside
            .match_indices('<')
            .filter(|(at, _)| !outside[..*at].ends_with('\\'));
        assert_eq!(bare.count(), 0, "{outside}");
    }
}

fn program(names: &[&'static str], flag: &str, package: &str) -> Option<&'static str> {
    let runs = |name: &&&str| {
        Command::new(name)
            .arg(flag)
            .output()
            .is_ok_and(|ran| ran.status.success())
    };
    let found = names.iter().find(runs).copied();
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no {package} in CI: scripts/test installs it"
        );
        eprintln!("SKIPPED: no {package} here (Debian: apt-get install {package})");
    }
    found
}

fn browser() -> Option<&'static str> {
    program(
        &["chromium", "chromium-browser", "google-chrome"],
        "--version",
        "chromium",
    )
}

/// Run the browser on `page` of `folder`; what it writes to its output.
fn run(browser: &str, folder: &Path, page: &str, options: &[&str]) -> String {
    let ran = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=5000",
        ])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(options)
        .arg(format!("file://{}/{page}", folder.display()))
        .output()
        .expect("the browser runs");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

/// What `steps`, run in the page, returns. The page's own script must pass its own policy: that of the copy names one
/// more script, and is the page's otherwise.
fn driven(page: &str, steps: &str) -> Option<serde_json::Value> {
    let browser = browser()?;
    let folder = tempfile::tempdir().expect("a folder");
    let driver = format!(
        "<script nonce=\"test\">(async () => {{ const wait = () => new Promise((done) => setTimeout(done, 50));
        const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
        const shown = (id) => document.getElementById(id).checkVisibility();
        let result; try {{ result = await (async () => {{ {steps} }})(); }} catch (error) {{ result = String(error); }}
        const out = document.createElement('pre'); out.id = 'result'; out.textContent = JSON.stringify(result);
        document.body.replaceChildren(out); }})();</script></body>"
    );
    let copy = page.replacen("script-src 'sha256-", "script-src 'nonce-test' 'sha256-", 1);
    let copy = copy.replacen("</body>", &driver, 1);
    assert!(copy.contains("'nonce-test'") && copy.contains("const wait"));
    fs::write(folder.path().join("report.html"), copy).expect("the page is written");
    let dom = run(browser, folder.path(), "report.html", &["--dump-dom"]);
    let (_, rest) = dom
        .split_once("<pre id=\"result\">")
        .unwrap_or_else(|| panic!("no result: {dom}"));
    let (result, _) = rest.split_once("</pre>").expect("its end");
    let result = result.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Some(serde_json::from_str(&result).expect("the result is JSON"))
}

const TABLE: &str = "const names = () => [...document.querySelectorAll('#table tbody tr')].filter((row) => !row.hidden)
    .map((row) => row.querySelector('th a').textContent.split(',')[0]);";

#[test]
fn the_table_sorts_and_filters() {
    let (marks, notes) = marks(6);
    let steps = format!(
        "{TABLE} const head = (name) => [...document.querySelectorAll('#table thead [role=button]')]
            .find((button) => button.textContent.startsWith(name));
        const out = {{ first: names() }};
        head('Auto').click(); out.up = names();
        out.sorted = head('Auto').closest('th').getAttribute('aria-sort');
        head('Auto').click(); out.down = names();
        head('Student').dispatchEvent(new KeyboardEvent('keydown', {{ key: 'Enter', bubbles: true }})); out.again = names();
        const search = document.getElementById('search');
        const type = (text) => {{ search.value = text; search.dispatchEvent(new Event('input', {{ bubbles: true }})); }};
        type('703'); out.found = names(); out.count = document.getElementById('shown').textContent;
        type('');
        document.querySelector('[data-filter=late]').click(); out.late = names();
        document.querySelector('[data-filter=late]').click();
        document.querySelector('[data-filter=look]').click(); out.look = names();
        document.querySelector('[data-filter=look]').click(); out.all = names().length;
        return out;"
    );
    let Some(result) = driven(&page(&marks, &notes), &steps) else {
        return;
    };
    let expected = serde_json::json!({
        "first": ["Abara", "Brandt", "Castro", "Dlamini", "Eriksen", "Farouk"],
        // Points 2, 4, 5, 7, 9, 9: those with as many stay in the order of names, both ways.
        "up": ["Castro", "Eriksen", "Abara", "Farouk", "Brandt", "Dlamini"],
        "sorted": "ascending",
        "down": ["Brandt", "Dlamini", "Farouk", "Abara", "Eriksen", "Castro"],
        "again": ["Abara", "Brandt", "Castro", "Dlamini", "Eriksen", "Farouk"],
        "found": ["Dlamini"],
        "count": "1 of 6 shown",
        "late": ["Brandt"],
        "look": ["Dlamini"],
        "all": 6,
    });
    assert_eq!(result, expected);
}

#[test]
fn a_student_is_one_click_away_and_so_is_the_way_back() {
    let (marks, notes) = marks(6);
    let steps = "
        const state = () => [shown('class'), shown('s-1'), shown('s-2'), location.hash];
        const out = [state()];
        document.querySelector('#table a[href=\"#s-1\"]').click(); await wait(); out.push(state());
        document.querySelector('#s-1 a[href=\"#s-1-c2\"]').click(); await wait(); out.push(state());
        press('j'); await wait(); out.push(state());
        press('k'); await wait(); out.push(state());
        document.querySelector('#s-1 .back a').click(); await wait(); out.push(state());
        press('/'); out.push(document.activeElement.id); document.activeElement.blur();
        press('j'); await wait(); out.push(location.hash);
        press('Escape'); await wait(); out.push(state());
        return out;";
    let Some(result) = driven(&page(&marks, &notes), steps) else {
        return;
    };
    let expected = serde_json::json!([
        [true, false, false, ""],
        [false, true, false, "#s-1"],
        // A place within a student's page keeps the page open.
        [false, true, false, "#s-1-c2"],
        [false, false, true, "#s-2"],
        [false, true, false, "#s-1"],
        [true, false, false, "#class"],
        "search",
        "#s-0",
        [true, false, false, "#class"],
    ]);
    assert_eq!(result, expected);
}

#[test]
fn nothing_of_a_hostile_note_runs_and_nothing_is_fetched() {
    let Some(browser) = browser() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("not waiting");
    let port = listener.local_addr().expect("an address").port().to_string();
    let text = HOSTILE.replace("PORT", &port);
    let marks = [hostile(&text), mark(1)];
    let notes = [read(&format!("{text}\n\n{NOTE}")), read(NOTE)];
    let mut class = class(&marks);
    class.rubric.title.clone_from(&text);
    class.rules[0].examples[0].passage.clone_from(&text);
    class.unread[0].message.clone_from(&text);
    class.missing = vec![text.clone()];
    for pair in class.pairs.iter_mut().flatten() {
        pair.passages[0].first.clone_from(&text);
        pair.passages[0].mistake = Some(text.clone());
    }
    let mut page = Vec::new();
    report::begin(&class.rubric, &mut page);
    report::class(&class, &mut page);
    for (mark, note) in marks.iter().zip(&notes) {
        report::student(mark, &class.rubric, note, &mut page);
    }
    report::end(&mut page);
    let sheet = report::feedback_html(&marks[0], &class.rubric, &notes[0]);
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in [("report.html", page), ("sheet.html", sheet)] {
        fs::write(folder.path().join(name), &bytes).expect("the page is written");
        let written = String::from_utf8(bytes).expect("UTF-8");
        assert!(!written.contains('\u{1b}') && !written.contains('\u{202e}'));
        let dom = run(browser, folder.path(), &format!("{name}#s-0"), &["--dump-dom"]);
        assert!(dom.contains("&lt;script&gt;document.title"), "{dom}");
        assert!(!dom.contains("<title>owned"), "{dom}");
        let scripts = usize::from(name == "report.html");
        for (tag, count) in [
            ("<script", scripts),
            ("<img", 0),
            ("<iframe", 0),
            ("<link", 0),
            ("<style", 1),
        ] {
            assert_eq!(dom.matches(tag).count(), count, "{tag} in {name}: {dom}");
        }
        // Nothing was broken open: what is the program's own still closes.
        assert!(dom.contains("</main>") && !dom.contains("49 javascript"), "{dom}");
    }
    let reached = listener.accept();
    assert!(
        matches!(&reached, Err(error) if error.kind() == ErrorKind::WouldBlock),
        "something was fetched: {reached:?}"
    );
}

/// The pages of the PDF that the browser prints of `page`.
fn printed(folder: &Path, page: &str) -> Option<Vec<String>> {
    let (browser, reader) = (browser()?, program(&["pdftotext"], "-v", "poppler-utils")?);
    let pdf = folder.join("out.pdf");
    let options = ["--no-pdf-header-footer", &format!("--print-to-pdf={}", pdf.display())];
    run(browser, folder, page, &options);
    let ran = Command::new(reader)
        .args(["-layout"])
        .arg(&pdf)
        .arg("-")
        .output()
        .expect("pdftotext runs");
    let text = String::from_utf8_lossy(&ran.stdout).into_owned();
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    Some(pages)
}

#[test]
fn a_class_prints_with_each_student_on_a_page_of_their_own() {
    let (marks, notes) = marks(6);
    let folder = tempfile::tempdir().expect("a folder");
    // Without its script: what is shown and printed is a matter of style alone.
    let page = page(&marks, &notes);
    let (rest, _) = page.split_once("<script>").expect("a script");
    fs::write(folder.path().join("report.html"), rest).expect("the page is written");
    let Some(pages) = printed(folder.path(), "report.html") else {
        return;
    };
    assert!(
        pages[0].contains("A sample rubric") && pages[0].contains("A teaching aid"),
        "{pages:?}"
    );
    for name in NAMES {
        let own: Vec<&String> = pages
            .iter()
            .filter(|page| page.trim_start().starts_with(name))
            .collect();
        assert_eq!(own.len(), 1, "{name}: {pages:?}");
        assert!(
            own[0].contains("The rubric, point by point") && !own[0].contains("Quillfeather"),
            "{own:?}"
        );
    }
    // With a student open, by its link alone: that student, with the note.
    let Some(pages) = printed(folder.path(), "report.html#s-4") else {
        return;
    };
    let all = pages.concat();
    assert!(all.trim_start().starts_with("Eriksen, Liv"), "{all}");
    assert!(
        all.contains("Quillfeather") && all.contains("amoxicillin has no dose")
            || all.contains("Amoxicillin has no dose")
    );
    assert!(!all.contains("Abara") && !all.contains("What to teach next"), "{all}");
}

#[test]
fn a_sheet_prints_unfolded() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = report::feedback_html(&mark(0), &rubric(), &read(NOTE));
    fs::write(folder.path().join("sheet.html"), sheet).expect("the sheet is written");
    let Some(pages) = printed(folder.path(), "sheet.html") else {
        return;
    };
    let all = pages.concat();
    assert!(
        all.contains("Feedback on your note") && all.contains("## Assessment"),
        "{all}"
    );
    assert!(all.contains("Amoxicillin has no dose."), "{all}");
}
