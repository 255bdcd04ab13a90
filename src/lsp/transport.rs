//! Messages in and out: the protocol's frames over a pair of streams.
//!
//! A frame that is no message is answered with an error and passed over; it does not end the connection.

use std::io::{self, BufRead, Read, Write};
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

/// A frame longer than this is not read into memory, bytes.
const LONGEST_FRAME: u64 = 256 * 1024 * 1024;

/// What came in.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Message),
    /// Something that is no message; this is the answer to it.
    Malformed(Value),
}

/// What goes out: a message, serialized.
pub(super) type Outgoing = Vec<u8>;

/// The two ends of a connection. Whatever is sent has been written when [`Transport::finish`] returns.
pub(super) struct Transport {
    pub(super) receiver: Receiver<Incoming>,
    pub(super) sender: Sender<Outgoing>,
    writer: thread::JoinHandle<io::Result<()>>,
}

impl Transport {
    /// Over `input` and `output`, each with a thread of its own.
    pub(super) fn new(input: impl BufRead + Send + 'static, output: impl Write + Send + 'static) -> io::Result<Self> {
        let (to_server, receiver) = unbounded();
        let (sender, from_server) = unbounded();
        let reader = move || read_all(input, &to_server);
        // The reader is left alone when the server ends: nothing can wake it from a read.
        thread::Builder::new()
            .name("preceptor-reader".to_owned())
            .spawn(reader)?;
        let writer = thread::Builder::new()
            .name("preceptor-writer".to_owned())
            .spawn(move || write_all(output, &from_server))?;
        Ok(Self {
            receiver,
            sender,
            writer,
        })
    }

    /// Close the way out and wait until everything is written.
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.sender);
        self.writer.join().unwrap_or(Ok(()))
    }
}

/// A message as bytes.
pub(super) fn serialize(message: &Message) -> Outgoing {
    let mut value = serde_json::to_value(message).unwrap_or_default();
    value["jsonrpc"] = json!("2.0");
    value.to_string().into_bytes()
}

fn read_all(mut input: impl BufRead, to: &Sender<Incoming>) {
    // At the end of the input, and when it cannot be read, the client is gone.
    while let Ok(Some(incoming)) = read_frame(&mut input) {
        if to.send(incoming).is_err() {
            return;
        }
    }
}

fn write_all(mut output: impl Write, from: &Receiver<Outgoing>) -> io::Result<()> {
    for body in from {
        // In one piece: a reader that counts system calls is not woken twice.
        let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        frame.extend_from_slice(&body);
        output.write_all(&frame)?;
        output.flush()?;
    }
    Ok(())
}

/// The next frame; nothing at the end of the input.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = read_header(input)? else {
        return Ok(None);
    };
    if length > LONGEST_FRAME {
        io::copy(&mut input.take(length), &mut io::sink())?;
        let message = format!("a message of {length} bytes is too long; {LONGEST_FRAME} are read at most");
        return Ok(Some(malformed(Value::Null, ErrorCode::InvalidRequest, message)));
    }
    let mut body = Vec::new();
    if input.take(length).read_to_end(&mut body)? < length as usize {
        return Ok(None);
    }
    Ok(Some(message(&body)))
}

/// The length that the next header gives. Lines that belong to no header are passed over, so that the reader finds its
/// place again.
fn read_header(input: &mut impl BufRead) -> io::Result<Option<u64>> {
    let (mut length, mut line) = (None, Vec::new());
    loop {
        line.clear();
        if input.take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if text.is_empty() {
            if length.is_some() {
                return Ok(length);
            }
        } else if let Some((name, value)) = text.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
}

/// The message in the body of a frame.
fn message(body: &[u8]) -> Incoming {
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return malformed(Value::Null, ErrorCode::ParseError, format!("no JSON: {error}")),
    };
    let id = value.get("id").cloned();
    let known_id = id.as_ref().and_then(request_id);
    let method = value.get("method").and_then(Value::as_str).map(str::to_owned);
    let message = match (method, id, known_id) {
        (Some(method), Some(_), Some(id)) => Message::Request(Request {
            id,
            method,
            params: value["params"].take(),
        }),
        (Some(method), None, _) => Message::Notification(Notification {
            method,
            params: value["params"].take(),
        }),
        (None, Some(_), Some(id)) if value.get("result").is_some() || value.get("error").is_some() => {
            match serde_json::from_value::<Response>(value) {
                Ok(response) => Message::Response(response),
                // An answer in a strange form is an answer all the same.
                Err(_) => Message::Response(Response::new_ok(id, Value::Null)),
            }
        }
        (_, id, _) => {
            let message = "no message: it needs a method, or the id and result of a request";
            let id = id.filter(|id| id.is_number() || id.is_string()).unwrap_or_default();
            return malformed(id, ErrorCode::InvalidRequest, message.to_owned());
        }
    };
    Incoming::Message(message)
}

fn request_id(id: &Value) -> Option<RequestId> {
    match id {
        Value::String(id) => Some(id.clone().into()),
        Value::Number(id) => Some(i32::try_from(id.as_i64()?).ok()?.into()),
        _ => None,
    }
}

fn malformed(id: Value, code: ErrorCode, message: String) -> Incoming {
    Incoming::Malformed(json!({
        "jsonrpc": "2.0",
        "id": id,
        "error": {"code": code as i32, "message": message},
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(input: &[u8]) -> Vec<Incoming> {
        let mut input = input;
        std::iter::from_fn(|| read_frame(&mut input).unwrap()).collect()
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn messages_are_told_apart() {
        let input = [
            framed(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"b":1}}"#),
            framed(r#"{"jsonrpc":"2.0","method":"n"}"#),
            framed(r#"{"jsonrpc":"2.0","id":"x","result":null}"#),
            framed(r#"{"jsonrpc":"2.0","id":2,"error":{"code":-1,"message":"no"}}"#),
        ];
        let read = frames(input.concat().as_bytes());
        assert!(matches!(&read[0], Incoming::Message(Message::Request(it)) if it.method == "a" && it.params["b"] == 1));
        assert!(matches!(&read[1], Incoming::Message(Message::Notification(it)) if it.method == "n"));
        assert!(matches!(&read[2], Incoming::Message(Message::Response(it)) if it.response_result.is_ok()));
        assert!(matches!(&read[3], Incoming::Message(Message::Response(it)) if it.response_result.is_err()));
        assert_eq!(read.len(), 4);
    }

    #[test]
    fn what_is_no_message_is_answered_and_passed_over() {
        let good = framed(r#"{"method":"n"}"#);
        for (bad, id, code) in [
            (framed("{"), Value::Null, -32700),
            (framed("\u{1f321}"), Value::Null, -32700),
            (framed("[]"), Value::Null, -32600),
            (framed("{}"), Value::Null, -32600),
            (framed(r#"{"id":7}"#), json!(7), -32600),
            (framed(r#"{"id":1.5,"method":"a"}"#), json!(1.5), -32600),
            (
                framed(r#"{"id":99999999999,"method":"a"}"#),
                json!(99999999999_u64),
                -32600,
            ),
            (framed(r#"{"id":null,"method":"a"}"#), Value::Null, -32600),
        ] {
            let read = frames([&*bad, &*good].concat().as_bytes());
            let [Incoming::Malformed(answer), Incoming::Message(_)] = &read[..] else {
                panic!("{bad}: {read:?}");
            };
            assert_eq!((&answer["id"], &answer["error"]["code"]), (&id, &json!(code)), "{bad}");
        }
    }

    #[test]
    fn headers_may_be_strange_and_noise_is_passed_over() {
        for input in [
            "content-length:14\n\n{\"method\":\"n\"}",
            "Content-Type: x\r\nContent-Length: 14\r\nX: y\r\n\r\n{\"method\":\"n\"}",
            "noise\r\n\r\n\r\nContent-Length: 14\r\n\r\n{\"method\":\"n\"}",
            "Content-Length: many\r\n\r\nContent-Length: 14\r\n\r\n{\"method\":\"n\"}",
        ] {
            assert!(
                matches!(&frames(input.as_bytes())[..], [Incoming::Message(_)]),
                "{input}"
            );
        }
        // The input may end anywhere.
        for cut in 0..framed(r#"{"method":"n"}"#).len() {
            assert!(frames(&framed(r#"{"method":"n"}"#).as_bytes()[..cut]).is_empty());
        }
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut written = Vec::new();
        let (sender, receiver) = unbounded();
        sender
            .send(serialize(&Notification::new("é".to_owned(), json!([1])).into()))
            .unwrap();
        drop(sender);
        write_all(&mut written, &receiver).unwrap();
        let read = frames(&written);
        assert!(matches!(&read[..], [Incoming::Message(Message::Notification(it))] if it.method == "é"));
        assert!(String::from_utf8_lossy(&written).contains(r#""jsonrpc":"2.0""#));
    }
}
