//! What a connection asks: always the same, each of a list once, or a chain in which every answer makes the next request.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::fault::Told as _;
use crate::{BaseUrl, Outcome};

/// What one connection asks.
#[derive(Clone, Debug)]
pub enum Traffic {
    /// The same bytes again and again.
    Same(Arc<[u8]>),
    /// Each of these once, then the connection is done. The named text of each answer is kept.
    Once {
        /// Requests that are still to be sent.
        requests: VecDeque<Vec<u8>>,
        /// Which text of the answers' JSON is kept.
        keep: Option<&'static str>,
    },
    /// Every answer brings what the next request needs.
    Chain(Chain),
}

/// A request in which one text changes with every answer.
#[derive(Clone, Debug)]
pub struct Chain {
    address: BaseUrl,
    head: Arc<str>,
    body_start: Arc<str>,
    field: &'static str,
    value: String,
}

impl Chain {
    /// `head` is method and path, and further headers' lines; the body is `body_start` with the value behind it, which each answer brings
    /// anew in the text `field` of its JSON.
    pub fn new(address: BaseUrl, head: Arc<str>, body_start: Arc<str>, field: &'static str, value: String) -> Self {
        Self { address, head, body_start, field, value }
    }
}

impl Traffic {
    /// What is sent next; `None` when there is nothing more to ask.
    pub(super) fn next(&mut self) -> Option<Arc<[u8]>> {
        match self {
            Self::Same(bytes) => Some(Arc::clone(bytes)),
            Self::Once { requests, .. } => requests.pop_front().map(Into::into),
            Self::Chain(chain) => {
                let body = format!("{}{}", chain.body_start, chain.value);
                Some(request(chain.address, &chain.head, Some(&body)).into())
            }
        }
    }

    /// Takes what the next request needs, or what is to be kept, from an answer.
    pub(super) fn heard(&mut self, body: &[u8], kept: &mut Vec<String>) -> Outcome {
        match self {
            Self::Same(_) | Self::Once { keep: None, .. } => {}
            Self::Once { keep: Some(field), .. } => kept.push(text_of(body, field)?.to_owned()),
            Self::Chain(chain) => text_of(body, chain.field)?.clone_into(&mut chain.value),
        }
        Ok(())
    }
}

/// A text of a flat JSON object. Tokens have no character that JSON escapes, so nothing has to be parsed.
fn text_of<'a>(body: &'a [u8], field: &str) -> Outcome<&'a str> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let found = || {
        let after = text.split_once(&format!("\"{field}\""))?.1.trim_start().strip_prefix(':')?.trim_start();
        after.strip_prefix('"')?.split_once('"').map(|(value, _)| value)
    };
    found().told(format!("an answer has no text {field}"), "look whether the server speaks FGAPI")
}

/// The bytes of a request. `head` begins with method and path; its further lines are headers.
pub fn request(address: BaseUrl, head: &str, body: Option<&str>) -> Vec<u8> {
    let mut lines = head.lines();
    let mut text = format!("{} HTTP/1.1\r\nhost: {}\r\n", lines.next().unwrap_or_default(), address.address());
    for line in lines.filter(|line| !line.is_empty()) {
        text.push_str(line);
        text.push_str("\r\n");
    }
    let typed = head.to_ascii_lowercase().contains("\ncontent-type:");
    if let Some(body) = body {
        if !typed {
            text.push_str("content-type: application/x-www-form-urlencoded\r\n");
        }
        // Writing into a String never fails.
        let _ = write!(text, "content-length: {}\r\n", body.len());
    }
    text.push_str("\r\n");
    text.push_str(body.unwrap_or_default());
    text.into_bytes()
}
