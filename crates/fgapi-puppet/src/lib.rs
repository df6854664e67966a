//! A bank's gateway for tests: it answers over HTTP what a script says, byte for byte where a test wishes, and keeps what it was asked.
//!
//! * [`Puppet`] is the gateway, [`Asked`] a request as it came, [`Say`] what is said to it
//!
//! What a caller has to bear from others is no answer of a server that works: half of one, one without end, a byte now and then.
//!
//! This room knows no bank's data and is part of no product: it is used by tests only.
//!
//! ```
//! use std::io::{Read as _, Write as _};
//! use fgapi_puppet::{Puppet, Say};
//!
//! let bank = Puppet::saying(|asked| if asked.path == "/branches" { Say::status(200, "{}") } else { Say::status(404, "") });
//! let mut caller = std::net::TcpStream::connect(bank.address)?;
//! caller.write_all(b"GET /api/branches?page=2 HTTP/1.1\r\nHost: bank.example\r\n\r\n")?;
//! let mut answer = [0; 12];
//! caller.read_exact(&mut answer)?;
//! assert_eq!(&answer, b"HTTP/1.1 200");
//! let asked = bank.asked();
//! assert_eq!((asked[0].what().as_str(), asked[0].page()), ("GET /branches", 2));
//! # Ok::<(), std::io::Error>(())
//! ```

#![expect(clippy::expect_used, reason = "a gateway that does not work is a panic of the test that needs it")]

mod asked;
mod puppet;
mod say;

pub use asked::Asked;
pub use puppet::Puppet;
pub use say::Say;
