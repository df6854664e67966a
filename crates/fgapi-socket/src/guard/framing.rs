//! Where heads and bodies begin and end in the bytes of an HTTP/1 connection. Pure; knows no socket.

/// More header lines than this are refused; actix's own limit, which it would answer with 431, is 96.
const HEADER_LINES_MAX: usize = 95;
/// The longest line that gives a chunk's size, with extensions, or a trailer field.
const CHUNK_LINE_MAX: usize = 256;
/// How many trailer fields a chunked body may have.
const TRAILER_LINES_MAX: usize = 16;

/// The bytes are not one clear request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// In a head: nothing of the request was passed on.
    Head,
    /// In a body, whose head was passed on.
    Body,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Head {
        lines: usize,
    },
    Body {
        left: u64,
    },
    ChunkSize,
    ChunkData {
        left: u64,
    },
    ChunkEnd,
    Trailer {
        lines: usize,
    },
    Refused,
    /// The last request of the connection has ended; what comes behind it is nobody's.
    Done,
}

/// Follows one connection.
#[derive(Debug)]
pub(super) struct Framing {
    state: State,
    /// The head, or the line of a chunked body, that has begun.
    line: Vec<u8>,
    head_max: usize,
    /// How many requests have ended.
    ended: u64,
    /// The latest head says that no other request follows.
    last: bool,
}

impl Framing {
    /// At the start of a connection whose heads may have `head_max` bytes.
    pub(super) fn new(head_max: usize) -> Self {
        Self { state: State::Head { lines: 0 }, line: Vec::new(), head_max, ended: 0, last: false }
    }

    /// No request has begun.
    pub(super) fn is_between_requests(&self) -> bool {
        self.state == State::Done || (matches!(self.state, State::Head { lines: 0 }) && self.line.is_empty())
    }

    /// How many requests have ended.
    pub(super) const fn ended(&self) -> u64 {
        self.ended
    }

    /// A head has not ended yet.
    pub(super) fn is_in_head(&self) -> bool {
        matches!(self.state, State::Head { .. })
    }

    /// Follows the next bytes. What may be passed on is put behind `clear`: a head when it is whole, a body as it comes.
    pub(super) fn feed(&mut self, bytes: &[u8], clear: &mut Vec<u8>) -> Result<(), Refusal> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let refusal = if self.is_in_head() { Refusal::Head } else { Refusal::Body };
            let Some(taken) = self.step(rest, clear) else {
                self.state = State::Refused;
                return Err(refusal);
            };
            rest = &rest[taken..];
            // A head can end a request too, when no body follows.
            if self.is_between_requests() {
                self.ended += 1;
                if self.last {
                    self.state = State::Done;
                }
            }
        }
        Ok(())
    }

    /// Takes at least one byte; answers how many, or `None` for a refusal.
    fn step(&mut self, bytes: &[u8], clear: &mut Vec<u8>) -> Option<usize> {
        let taken = match self.state {
            State::Refused => return None,
            // Whoever says close sends nothing more (RFC 9112 9.6): not one byte of it becomes a request.
            State::Done => return Some(bytes.len()),
            State::Head { lines } => return self.head(bytes, lines, clear),
            State::Body { left } => {
                let (taken, left) = consume(left, bytes.len());
                self.state = if left == 0 { State::Head { lines: 0 } } else { State::Body { left } };
                taken
            }
            State::ChunkData { left } => {
                let (taken, left) = consume(left, bytes.len());
                self.state = if left == 0 { State::ChunkEnd } else { State::ChunkData { left } };
                taken
            }
            State::ChunkSize | State::ChunkEnd | State::Trailer { .. } => return self.chunk_line(bytes, clear),
        };
        clear.extend_from_slice(&bytes[..taken]);
        Some(taken)
    }

    fn head(&mut self, bytes: &[u8], lines: usize, clear: &mut Vec<u8>) -> Option<usize> {
        let (taken, whole) = self.take_line(bytes, self.head_max)?;
        if !whole {
            return Some(taken);
        }
        if lines == HEADER_LINES_MAX {
            return None;
        }
        self.state = State::Head { lines: lines + 1 };
        if self.line == b"\r\n" {
            // Empty lines before a request are passed over, as RFC 9112 2.2 wishes, but not without end.
            self.line.clear();
        } else if self.line.ends_with(b"\r\n\r\n") {
            (self.state, self.last) = after_head(&self.line)?;
            clear.append(&mut self.line);
        }
        Some(taken)
    }

    fn chunk_line(&mut self, bytes: &[u8], clear: &mut Vec<u8>) -> Option<usize> {
        let (taken, whole) = self.take_line(bytes, CHUNK_LINE_MAX)?;
        if !whole {
            return Some(taken);
        }
        let line = self.line.strip_suffix(b"\r\n")?;
        self.state = match self.state {
            State::ChunkEnd if line.is_empty() => State::ChunkSize,
            State::Trailer { .. } if line.is_empty() => State::Head { lines: 0 },
            State::Trailer { lines } if lines < TRAILER_LINES_MAX => State::Trailer { lines: lines + 1 },
            State::ChunkSize => match chunk_size(line)? {
                0 => State::Trailer { lines: 0 },
                left => State::ChunkData { left },
            },
            _ => return None,
        };
        clear.extend_from_slice(&self.line);
        self.line.clear();
        Some(taken)
    }

    /// Adds the bytes up to the next LF to the line; how many they are, and whether an LF, which must follow a CR,
    /// was among them.
    fn take_line(&mut self, bytes: &[u8], max: usize) -> Option<(usize, bool)> {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let taken = end.map_or(bytes.len(), |end| end + 1);
        self.line.extend_from_slice(&bytes[..taken]);
        let bare = end.is_some() && !self.line.ends_with(b"\r\n");
        (!bare && self.line.len() <= max).then_some((taken, end.is_some()))
    }
}

/// How many of `available` bytes belong to the `left` ones, and how many are left then.
fn consume(left: u64, available: usize) -> (usize, u64) {
    let taken = usize::try_from(left).map_or(available, |left| left.min(available));
    (taken, left - taken as u64)
}

/// The size at the start of a chunk; an extension may follow it.
fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next()?;
    let valid = (1..=15).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit) && !line.contains(&b'\r');
    let text = valid.then(|| core::str::from_utf8(digits).ok()).flatten()?;
    u64::from_str_radix(text, 16).ok()
}

/// What follows a whole head, and whether its request is the connection's last; `None` when it is not clear.
fn after_head(head: &[u8]) -> Option<(State, bool)> {
    let mut headers = [httparse::EMPTY_HEADER; HEADER_LINES_MAX + 1];
    let mut request = httparse::Request::new(&mut headers);
    if !request.parse(head).is_ok_and(|status| status.is_complete()) || request.method == Some("CONNECT") {
        return None;
    }
    // actix answers a target that it cannot read by itself, without a body and without a line in the log.
    actix_web::http::Uri::try_from(request.path?).ok()?;
    let one = |name: &str| {
        let mut found = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        let first = found.next().map(|header| header.value);
        found.next().is_none().then_some(first)
    };
    // actix reads a WebSocket's bytes to the end of the connection; nothing of ours speaks it.
    if one("upgrade")?.is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"websocket")) {
        return None;
    }
    if one("host")?.is_none() && request.version == Some(1) {
        return None;
    }
    let says = |word: &[u8]| {
        let lines = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case("connection"));
        lines.flat_map(|header| header.value.split(|byte| *byte == b',')).any(|option| option.trim_ascii().eq_ignore_ascii_case(word))
    };
    let last = says(b"close") || (request.version == Some(0) && !says(b"keep-alive"));
    let follows = match (one("content-length")?, one("transfer-encoding")?) {
        (None, None) => Some(State::Head { lines: 0 }),
        (Some(length), None) => match content_length(length)? {
            0 => Some(State::Head { lines: 0 }),
            left => Some(State::Body { left }),
        },
        (None, Some(coding)) if request.version == Some(1) && coding.trim_ascii().eq_ignore_ascii_case(b"chunked") => {
            Some(State::ChunkSize)
        }
        _ => None,
    };
    follows.map(|state| (state, last))
}

fn content_length(value: &[u8]) -> Option<u64> {
    let digits = value.trim_ascii();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn framing() -> Framing {
        Framing::new(1_024)
    }

    #[test]
    fn clear_requests_pass_one_after_another() {
        let bytes = b"GET / HTTP/1.1\r\nHost: a\r\n\r\nPUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\n\n\n\n\
            POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\na\nb\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.0\r\n\r\n";
        let (mut framing, mut clear) = (framing(), Vec::new());
        assert_eq!(framing.feed(bytes, &mut clear), Ok(()));
        assert_eq!((clear.as_slice(), framing.ended()), (bytes.as_slice(), 4));
        assert!(framing.is_between_requests());
    }

    #[test]
    fn ambiguous_requests_are_refused() {
        let head = |rest: &str| format!("POST / HTTP/1.1\r\n{rest}\r\n");
        let chunked = |body: &str| head("Host: a\r\nTransfer-Encoding: chunked\r\n") + body;
        for (bad, refusal) in [
            ("GET / HTTP/1.1\nHost: a\n\n".to_owned(), Refusal::Head),
            ("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n".to_owned(), Refusal::Head),
            (head("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n"), Refusal::Head),
            (head("Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n"), Refusal::Head),
            (head("Host: a\r\nContent-Length: +1\r\n"), Refusal::Head),
            (head("Host: a\r\nContent-Length: 1, 1\r\n"), Refusal::Head),
            (head("Host: a\r\nTransfer-Encoding: xchunked\r\n"), Refusal::Head),
            (head("Host: a\r\nX: b\r\n folded\r\n"), Refusal::Head),
            (head("Host: a\r\nX : b\r\n"), Refusal::Head),
            (head("Host: a\r\nHost: a\r\n"), Refusal::Head),
            (head(""), Refusal::Head),
            (head("Host: a\r\nUpgrade: websocket\r\n"), Refusal::Head),
            (head(&"X: y\r\n".repeat(120)), Refusal::Head),
            (head(&format!("Host: a\r\nX: {}\r\n", "y".repeat(1_024))), Refusal::Head),
            ("\r\n".repeat(120), Refusal::Head),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), Refusal::Head),
            (chunked("1\nx\r\n"), Refusal::Body),
            (chunked("+1\r\nx\r\n"), Refusal::Body),
            (chunked("1\r\nxy\r\n"), Refusal::Body),
            (chunked("0\r\nX: y\n\r\n"), Refusal::Body),
        ] {
            let mut clear = Vec::new();
            assert_eq!(framing().feed(bad.as_bytes(), &mut clear), Err(refusal), "{bad:?}");
            assert_eq!(clear.is_empty(), refusal == Refusal::Head, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn the_verdict_does_not_depend_on_how_the_bytes_arrive(
            parts in proptest::collection::vec(prop::sample::select(vec![
                "GET / HTTP/1.1\r\n", "Host: a\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
                "\r\n", "abc", "1\r\n", "0\r\n", "\n", "\r", "x",
            ]), 0..24),
            cut in any::<prop::sample::Index>(),
        ) {
            let bytes = parts.concat().into_bytes();
            let (mut whole, mut split) = (Vec::new(), Vec::new());
            let verdict = framing().feed(&bytes, &mut whole);
            let (first, second) = bytes.split_at(cut.index(bytes.len() + 1));
            let mut framing = framing();
            let verdicts = framing.feed(first, &mut split).and_then(|()| framing.feed(second, &mut split));
            prop_assert_eq!((verdict, &whole), (verdicts, &split));
            prop_assert!(bytes.len() >= whole.len());
        }

        #[test]
        fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _either = framing().feed(&bytes, &mut Vec::new());
        }
    }
}
