//! A mail server for tests: it takes mails over SMTP, keeps them in memory, goes down and comes up again at the same port.
//!
//! * [`Postbox`] is the server, [`Rules`] what it asks for, [`Received`] a mail that it took
//!
//! How SMTP is spoken comes from `mailin`, how mails are read from `mail-parser`: our own mailer is tried against what others wrote.
//!
//! This room gives no mail to anybody and is part of no product: it is used by tests only.
//!
//! ```no_run
//! let postbox = fgapi_postbox::Postbox::open(fgapi_postbox::Rules::default())?;
//! println!("send a mail to 127.0.0.1:{}", postbox.port());
//! println!("{}", postbox.wait_for(1)[0].text());
//! # Ok::<(), std::io::Error>(())
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a mail server that does not work is a panic of the test that needs it")]

mod certificate;
mod conversation;
mod postbox;
mod received;

pub use postbox::{Postbox, Rules, Speech};
pub use received::Received;
