//! Mails, given to the bank's mail server by SMTP.
//!
//! * [`SmtpMailer`] is the office's [`Mailer`](fgapi_admin::Mailer); [`SmtpSettings`] say which server it gives mails to, and how
//!
//! What travels is plain text in UTF-8. Passwords and mails go over TLS, or stay on this machine; TLS is never given up because a
//! server does not offer it.
//!
//! This room never decides when a mail is sent, never keeps one, and never logs what stands in it.
//!
//! ```
//! use fgapi_mail::{MailTls, MailerFault, SmtpMailer, SmtpSettings};
//! let plain = SmtpSettings::new("mail.bank.example", MailTls::None, "api@bank.example".parse()?);
//! assert!(matches!(SmtpMailer::new(plain), Err(MailerFault::PlainText)));
//! # Ok::<(), fgapi_domain::Malformed>(())
//! ```

mod letter;
mod line;
mod mailer;
mod settings;

pub use mailer::SmtpMailer;
pub use settings::{MailTls, MailerFault, SmtpLogin, SmtpSettings, is_this_machine};
