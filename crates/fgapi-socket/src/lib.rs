//! What stands between a socket and HTTP: TLS of the gateway's own, and a guard that keeps ambiguous requests from being read at all.
//!
//! * [`Tls`] shakes hands, and asks for certificates where it is told to; [`Handshakes`] bounds how many last at once
//! * [`Guard`] wraps a stream: it follows where heads and bodies begin and end, times them, and passes on what is clear
//! * [`Seats`] bound how many connections there are, and let idle ones make room
//!
//! This room never reads what a request wants, and never judges a certificate: that is the business of `fgapi-certificate`.
//!
//! ```
//! use fgapi_socket::REFUSED_METHOD;
//! // What the guard refuses reaches the server as a request with this method.
//! assert_eq!(REFUSED_METHOD, "REFUSED");
//! ```

mod guard;
mod tls;

pub use guard::{Guard, REFUSED_METHOD, Seat, Seats};
pub use tls::{Handshakes, Tls, TlsFault, presented};
