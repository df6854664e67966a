//! One keep-alive connection: writes prepared bytes, reads one whole answer.

use httparse::{EMPTY_HEADER, Response, Status};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::PATIENCE;
use crate::fault::Told as _;
use crate::{BaseUrl, BenchFault, Outcome};

/// No answer is longer: a page of 200 rows has some 60 KB.
const LONGEST_ANSWER: usize = 8 << 20;
const MOST_HEADERS: usize = 64;
const READ: usize = 64 << 10;
const NEXT: &str = "look whether the server still runs, and at its log";

/// An open connection with what was read last.
#[derive(Debug)]
pub struct Connection {
    address: BaseUrl,
    stream: TcpStream,
    /// What was read; an answer stands at its beginning.
    buffer: Vec<u8>,
    body: std::ops::Range<usize>,
}

/// An answer's head, as far as the load has to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Bytes of the body.
    pub length: usize,
    /// Whether the server ends the connection after it.
    pub closing: bool,
    /// Whether it has a `Retry-After`.
    pub retry_after: bool,
}

/// A head that has been read whole.
struct Head {
    answer: Answer,
    body_at: usize,
    /// `None`: in chunks.
    length: Option<usize>,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(address: BaseUrl) -> Outcome<Self> {
        let stream = TcpStream::connect(address.address()).await.told(address, "start the server, or correct the port")?;
        stream.set_nodelay(true).told(address, NEXT)?;
        Ok(Self { address, stream, buffer: Vec::with_capacity(READ), body: 0..0 })
    }

    /// Sends one request and reads its answer whole.
    ///
    /// # Errors
    /// A connection that breaks, an answer that is no HTTP, is longer than 8 MiB, or does not come within a minute.
    pub async fn call(&mut self, request: &[u8]) -> Outcome<Answer> {
        let answered = tokio::time::timeout(PATIENCE, self.exchange(request)).await;
        answered.unwrap_or_else(|_| Err(BenchFault::new(format!("{} owes an answer for a minute", self.address), NEXT)))
    }

    /// The body of the answer that was read last.
    pub fn body(&self) -> &[u8] {
        self.buffer.get(self.body.clone()).unwrap_or_default()
    }

    /// The stream itself, for those who want to be slow.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }

    async fn exchange(&mut self, request: &[u8]) -> Outcome<Answer> {
        self.buffer.clear();
        self.body = 0..0;
        self.stream.write_all(request).await.told(self.address, NEXT)?;
        loop {
            self.more().await?;
            if let Some(head) = self.head()? {
                return self.rest(head).await;
            }
        }
    }

    /// Reads what there is.
    async fn more(&mut self) -> Outcome {
        self.buffer.reserve(READ);
        let read = self.stream.read_buf(&mut self.buffer).await.told(self.address, NEXT)?;
        if read == 0 || self.buffer.len() > LONGEST_ANSWER {
            let why = if read == 0 { "the server ended the connection within an answer" } else { "an answer is longer than 8 MiB" };
            return Err(BenchFault::new(format!("{}: {why}", self.address), NEXT));
        }
        Ok(())
    }

    fn head(&self) -> Outcome<Option<Head>> {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut response = Response::new(&mut headers);
        let Status::Complete(body_at) = response.parse(&self.buffer).told(self.address, "this is no HTTP/1.1 server")? else {
            return Ok(None);
        };
        let has = |name: &str| response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        let length = has("content-length").and_then(|header| std::str::from_utf8(header.value).ok()?.trim().parse().ok());
        let chunked = has("transfer-encoding").is_some_and(|header| header.value.eq_ignore_ascii_case(b"chunked"));
        let closing = has("connection").is_some_and(|header| header.value.eq_ignore_ascii_case(b"close"));
        let retry_after = has("retry-after").is_some();
        let status = response.code.unwrap_or_default();
        if length.is_none() && !chunked && !matches!(status, 204 | 304) {
            return Err(BenchFault::new(format!("{}: an answer tells no length", self.address), "measure a server that keeps connections"));
        }
        let length = if chunked { None } else { Some(length.unwrap_or(0)) };
        Ok(Some(Head { answer: Answer { status, length: 0, closing, retry_after }, body_at, length }))
    }

    async fn rest(&mut self, head: Head) -> Outcome<Answer> {
        let length = match head.length {
            Some(length) => {
                while self.buffer.len() < head.body_at + length {
                    self.more().await?;
                }
                length
            }
            None => self.chunks(head.body_at).await?,
        };
        self.body = head.body_at..head.body_at + length;
        Ok(Answer { length, ..head.answer })
    }

    /// Moves the chunks' content together, behind the head; how long it is.
    async fn chunks(&mut self, body_at: usize) -> Outcome<usize> {
        let (mut read_at, mut length) = (body_at, 0);
        loop {
            match httparse::parse_chunk_size(self.buffer.get(read_at..).unwrap_or_default()) {
                Ok(Status::Partial) => self.more().await?,
                Ok(Status::Complete((line, size))) => {
                    let from = read_at + line;
                    let size = usize::try_from(size).unwrap_or(LONGEST_ANSWER);
                    // The chunk's line end, or that of the empty trailer.
                    while self.buffer.len() < from.saturating_add(size).saturating_add(2) {
                        self.more().await?;
                    }
                    if size == 0 {
                        return Ok(length);
                    }
                    self.buffer.copy_within(from..from + size, body_at + length);
                    length += size;
                    read_at = from + size + 2;
                }
                Err(_) => return Err(BenchFault::new(format!("{}: a chunk without a size", self.address), NEXT)),
            }
        }
    }
}
