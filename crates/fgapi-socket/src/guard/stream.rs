//! The stream that actix reads instead of the socket.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::{Framing, REFUSED_REQUEST, Refusal, Seat};

/// How many bytes are read at once.
const READ_BYTES: usize = 8 << 10;
/// How many bytes behind the last answer are still read and thrown away. Bytes that nobody read would make the
/// operating system reset the connection, and the caller might lose the answer.
const DISCARD_MAX: usize = 256 << 10;

/// A stream whose bytes are followed by `Framing`. Where a body is refused, the stream ends, and the handler
/// answers that the body is not whole. A caller who does not take the answer is cut off at the same deadline.
pub struct Guard<S> {
    inner: S,
    framing: Framing,
    /// Bytes that may be passed on; the first `passed` of them were.
    clear: Vec<u8>,
    passed: usize,
    deadline: Duration,
    /// Runs while a request arrives, and before the first one.
    timer: Pin<Box<Sleep>>,
    timing: bool,
    /// Runs while the other side does not take what is written.
    stuck: Option<Pin<Box<Sleep>>>,
    over: bool,
    discarded: usize,
    /// Its place among the thread's connections, which it gives up when it is idle and another needs it.
    seat: Option<Seat>,
}

impl<S> Guard<S> {
    /// Guards a new connection: heads have at most `head_max` bytes, and a request arrives whole within `deadline`
    /// of its first byte; the first byte comes within `deadline` of when the connection `began`.
    pub fn new(inner: S, head_max: usize, deadline: Duration, began: Instant) -> Self {
        let timer = Box::pin(tokio::time::sleep_until(began + deadline));
        let framing = Framing::new(head_max);
        let (clear, stuck) = (Vec::new(), None);
        Self { inner, framing, clear, passed: 0, deadline, timer, timing: true, stuck, over: false, discarded: 0, seat: None }
    }

    /// The same in a place that others may need.
    #[must_use]
    pub fn seated(self, seat: Seat) -> Self {
        Self { seat: Some(seat), ..self }
    }

    /// The connection under guard.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    fn judge(&mut self, bytes: &[u8]) {
        if let Some(seat) = &mut self.seat {
            seat.stir();
        }
        let (was_idle, ended) = (self.framing.is_between_requests(), self.framing.ended());
        match self.framing.feed(bytes, &mut self.clear) {
            Ok(()) => {
                if self.framing.is_between_requests() {
                    self.timing = false;
                } else if was_idle || self.framing.ended() > ended {
                    self.timer.as_mut().reset(Instant::now() + self.deadline);
                    self.timing = true;
                }
            }
            Err(refusal) => self.refuse(refusal),
        }
    }

    fn refuse(&mut self, refusal: Refusal) {
        if refusal == Refusal::Head {
            self.clear.extend_from_slice(REFUSED_REQUEST);
        }
        self.over = true;
    }

    /// The time is over: for half a request it is refused, for a connection without one it ends in silence.
    fn time_out(&mut self) {
        match (self.framing.is_between_requests(), self.framing.is_in_head()) {
            (true, _) => self.over = true,
            (false, true) => self.refuse(Refusal::Head),
            (false, false) => self.refuse(Refusal::Body),
        }
    }

    /// Passes on what is clear; whether there was anything.
    fn pass_on(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let rest = &self.clear[self.passed..];
        let part = &rest[..rest.len().min(buf.remaining())];
        buf.put_slice(part);
        let any = !part.is_empty();
        self.passed += part.len();
        if self.passed == self.clear.len() {
            self.clear.clear();
            self.passed = 0;
        }
        any
    }

    /// An answer has left: until the next request comes, the connection is idle.
    fn rest(&mut self, cx: &mut Context<'_>) {
        if let Some(seat) = self.seat.as_mut().filter(|_| self.framing.is_between_requests() && self.clear.is_empty()) {
            seat.rest(cx);
        }
    }

    /// What the other side makes of what is written: when it takes nothing until the deadline, it is cut off.
    fn patient<T>(&mut self, outcome: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stuck = None;
            return outcome;
        }
        let deadline = self.deadline;
        let timer = self.stuck.get_or_insert_with(|| Box::pin(tokio::time::sleep(deadline)));
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guard<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let mut bytes = [0; READ_BYTES];
        if this.seat.as_mut().is_some_and(|seat| seat.poll_pushed_out(cx).is_ready()) {
            this.over = true;
        }
        loop {
            if this.pass_on(buf) || this.over || buf.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            let mut read = ReadBuf::new(&mut bytes);
            match Pin::new(&mut this.inner).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if read.filled().is_empty() => this.over = true,
                Poll::Ready(Ok(())) => this.judge(read.filled()),
                Poll::Pending if this.timing && this.timer.as_mut().poll(cx).is_ready() => this.time_out(),
                other => return other,
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guard<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.patient(written, cx)
    }

    /// TLS takes what is written into a buffer of its own, so here too the other side may take nothing.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        let flushed = self.patient(flushed, cx);
        if flushed.is_ready() {
            self.rest(cx);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        ready!(Pin::new(&mut this.inner).poll_shutdown(cx))?;
        let mut bytes = [0; READ_BYTES];
        while this.discarded < DISCARD_MAX {
            let mut read = ReadBuf::new(&mut bytes);
            match Pin::new(&mut this.inner).poll_read(cx, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() => this.discarded += read.filled().len(),
                // Nothing more is here, or the other side is gone: either way this connection is done.
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    #[actix_web::test]
    async fn who_does_not_take_the_answer_is_cut_off() {
        let deadline = Duration::from_millis(50);
        let (ours, theirs) = duplex(16);
        let mut guard = Guard::new(ours, 1_024, deadline, Instant::now());
        let began = Instant::now();
        let outcome = guard.write_all(&[0; 64]).await;
        assert_eq!(outcome.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() >= deadline);
        drop(theirs);
    }

    #[actix_web::test]
    async fn so_is_who_does_not_take_it_out_of_a_buffer() {
        let (ours, theirs) = duplex(16);
        let mut guard = Guard::new(tokio::io::BufWriter::new(ours), 1_024, Duration::from_millis(50), Instant::now());
        guard.write_all(&[0; 64]).await.unwrap();
        assert_eq!(guard.flush().await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        drop(theirs);
    }

    #[actix_web::test]
    async fn a_refused_head_becomes_a_request_of_ours() {
        let (ours, mut theirs) = duplex(1_024);
        let mut guard = Guard::new(ours, 1_024, Duration::from_secs(60), Instant::now());
        theirs.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\nHost: a\n\nGET /").await.unwrap();
        let mut passed = Vec::new();
        guard.read_to_end(&mut passed).await.unwrap();
        assert_eq!(passed, [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", REFUSED_REQUEST].concat());
    }
}
