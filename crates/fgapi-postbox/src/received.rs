//! A mail that was taken.

use mail_parser::{HeaderValue, MessageParser};

/// A mail that the server took.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Who signed in to send it.
    pub login: Option<String>,
    /// Whether it came over TLS.
    pub tls: bool,
    /// Every byte between DATA and the final dot, dots unstuffed.
    pub raw: Vec<u8>,
}

impl Received {
    /// The decoded subject.
    pub fn subject(&self) -> String {
        self.parsed().subject().unwrap_or_default().to_owned()
    }

    /// The decoded text, with `\n` between lines.
    pub fn text(&self) -> String {
        self.parsed().body_text(0).unwrap_or_default().replace("\r\n", "\n")
    }

    /// The header lines as they came.
    pub fn head(&self) -> String {
        let raw = String::from_utf8_lossy(&self.raw);
        raw.split("\r\n\r\n").next().unwrap_or_default().to_owned()
    }

    /// The text of a header; `None` when there is none, or more than one.
    pub fn header(&self, name: &str) -> Option<String> {
        let parsed = self.parsed();
        let mut all = parsed.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name));
        let (header, more) = (all.next()?, all.next());
        if more.is_some() {
            return None;
        }
        Some(match header.value() {
            HeaderValue::Text(text) => text.to_string(),
            _ => String::from_utf8_lossy(&self.raw[header.offset_start() as usize..header.offset_end() as usize]).trim().to_owned(),
        })
    }

    /// The first link that begins with `start`, up to the next blank.
    pub fn link(&self, start: &str) -> Option<String> {
        let text = self.text();
        let found = &text[text.find(start)?..];
        found.split_whitespace().next().map(str::to_owned)
    }

    fn parsed(&self) -> mail_parser::Message<'_> {
        MessageParser::default().parse(&self.raw).expect("this is a mail")
    }
}
