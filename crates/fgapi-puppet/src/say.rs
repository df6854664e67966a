//! What is said to a request, and how it goes out.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

/// Between two drops of [`Say::Drip`].
const DROP: Duration = Duration::from_millis(20);

/// What is said to a request.
#[derive(Clone, Debug)]
pub enum Say {
    /// An answer: status, further headers, body. The connection is kept.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// These bytes, and the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, which are a whole answer. The connection is kept.
    Whole(Vec<u8>),
    /// These bytes, and then nothing until the caller leaves.
    Hold(Vec<u8>),
    /// These bytes, one at a time, slowly, and then blanks for ever.
    Drip(Vec<u8>),
    /// The first bytes, and then the second again and again.
    Endless(Vec<u8>, Vec<u8>),
}

impl Say {
    /// 200 with JSON.
    pub fn json(body: &Value) -> Self {
        Self::status(200, &body.to_string())
    }

    /// A status with a body that is called JSON.
    pub fn status(status: u16, body: &str) -> Self {
        Self::Answer(status, vec![("Content-Type", "application/json".to_owned())], body.to_owned())
    }

    /// A refusal in the words of FGAPI.
    pub fn refuse(status: u16, error: &str, reason: Option<&str>) -> Self {
        Self::status(status, &json!({ "error": error, "reason": reason, "error_description": "hush" }).to_string())
    }

    /// An [`Answer`](Self::Answer) with a further header; anything else is left as it is.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl ToString) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push((name, value.to_string()));
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

/// One caller's connection.
pub(crate) struct Line<'l> {
    pub(crate) stream: TcpStream,
    /// Bytes that callers took, of all lines.
    pub(crate) sent: &'l AtomicUsize,
}

impl Line<'_> {
    /// Says it. `None` ends the connection.
    pub(crate) fn say(&mut self, say: Say) -> Option<()> {
        match say {
            Say::Answer(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} Said\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head += &format!("{name}: {value}\r\n");
                }
                self.send(format!("{head}\r\n{body}").as_bytes())
            }
            Say::Bytes(bytes) => self.send(&bytes).and(None),
            Say::Whole(bytes) => self.send(&bytes),
            Say::Hold(bytes) => {
                self.send(&bytes)?;
                let _left = self.stream.read(&mut [0; 64]);
                None
            }
            Say::Drip(bytes) => self.drip(&bytes),
            Say::Endless(first, again) => {
                self.send(&first)?;
                loop {
                    self.send(&again)?;
                }
            }
        }
    }

    fn drip(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.set_read_timeout(Some(DROP)).ok()?;
        for byte in bytes.iter().chain(std::iter::repeat(&b' ')) {
            self.send(&[*byte])?;
            // The pause between two drops ends early when the caller leaves.
            match self.stream.read(&mut [0; 64]) {
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                _ => return None,
            }
        }
        None
    }

    fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.stream.write_all(bytes).ok()?;
        self.sent.fetch_add(bytes.len(), Ordering::SeqCst);
        Some(())
    }
}
