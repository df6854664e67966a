//! Keeps requests whose limits two programs could see differently from being read at all (security A3).
//!
//! actix refuses most of them, but takes a bare LF for a line end, answers 408 and 431, which the document does not
//! know, and answers without a body. The guard stands between the socket and actix, follows where heads and bodies
//! begin and end, and passes on what is clear. In place of a head that is ambiguous, too long or too slow it passes
//! on a request of its own, [`REFUSED_METHOD`], which the edge answers like any other refusal, and ends the stream.

mod framing;
mod seats;
mod stream;

use framing::{Framing, Refusal};
pub use seats::{Seat, Seats};
pub use stream::Guard;

/// The method that stands for a refused head. Whoever sends it gets the same answer.
pub const REFUSED_METHOD: &str = "REFUSED";

/// What actix reads in place of a refused head.
const REFUSED_REQUEST: &[u8] = b"REFUSED / HTTP/1.1\r\nHost: refused\r\nConnection: close\r\n\r\n";
