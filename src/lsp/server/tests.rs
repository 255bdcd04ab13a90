//! What cannot be seen from outside: jobs that break down.

use super::*;

struct Session {
    server: Server,
    sent: Receiver<Outgoing>,
}

fn session() -> Session {
    let (out, sent) = unbounded();
    let options = Options {
        overrides: Overrides::default(),
        cwd: std::env::temp_dir(),
        clock: || None,
        cache: None,
    };
    let mut server = Server::new(out, options);
    server.phase = Phase::Running;
    Session { server, sent }
}

impl Session {
    /// Take what the next so many jobs hand back.
    fn take(&mut self, count: usize) {
        for _ in 0..count {
            let done = self.server.finished.recv_timeout(Duration::from_secs(60)).unwrap();
            self.server.on_done(done);
        }
    }

    fn messages(&self) -> Vec<Value> {
        self.sent
            .try_iter()
            .map(|message| serde_json::from_slice(&message).unwrap())
            .collect()
    }
}

#[test]
fn a_panic_costs_its_answer_is_told_once_and_the_server_goes_on() {
    let mut session = session();
    for number in 1..=20 {
        session.server.answer(number.into(), |_, _| panic!("unlucky"));
    }
    // Each hands back what failed, and its answer.
    session.take(40);
    let messages = session.messages();
    let refused: Vec<&Value> = messages.iter().filter(|it| it["error"]["code"] == -32603).collect();
    assert_eq!(refused.len(), 20, "{messages:?}");
    assert!(refused[0]["error"]["message"].as_str().unwrap().contains("unlucky"));
    let told: Vec<&Value> = messages
        .iter()
        .filter(|it| it["method"] == "window/showMessage")
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    // More panics than threads: they all live.
    session.server.answer(21.into(), |_, _| Ok(json!("well")));
    session.take(1);
    assert_eq!(session.messages()[0]["result"], "well");
    assert!(session.server.pending.is_empty());
}

#[test]
fn an_answer_that_nobody_waits_for_is_dropped() {
    let mut session = session();
    let (go, wait) = unbounded::<()>();
    let (began, begins) = unbounded::<()>();
    session.server.answer(1.into(), move |_, _| {
        began.send(()).unwrap();
        wait.recv().unwrap();
        Ok(json!("too late"))
    });
    begins.recv().unwrap();
    let cancel = Notification::new("$/cancelRequest".to_owned(), json!({"id": 1}));
    session.server.on_notification(cancel);
    go.send(()).unwrap();
    session.take(1);
    let messages = session.messages();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(messages[0]["error"]["code"], ErrorCode::RequestCanceled as i32);
}

#[test]
fn findings_of_an_older_text_are_dropped() {
    let mut session = session();
    let uri = Uri("untitled:a".to_owned());
    for version in 1..=3 {
        let document = Document::new(
            uri.clone(),
            "/a.soap".into(),
            false,
            Some(version),
            Arc::from("A: CHF\n"),
        );
        session.server.look_at(Arc::new(document));
    }
    let newest = session.server.open[&uri].generation;
    for generation in [newest - 1, newest, newest - 2, newest + 1] {
        let findings = PublishDiagnosticsParams::new(uri.clone(), Some(generation as i32), Vec::new());
        session.server.on_done(Done::Findings(generation, findings));
    }
    let versions: Vec<Value> = session
        .messages()
        .iter()
        .map(|it| it["params"]["version"].clone())
        .collect();
    assert_eq!(versions, [newest as i32]);
}
