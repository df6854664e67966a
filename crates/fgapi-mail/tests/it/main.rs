//! The mailer against a mail server that others wrote.

#![cfg(test)]

mod delivery;
mod injection;
mod tls;
mod troubles;

use fgapi_admin::{MailId, OutgoingMail};
use fgapi_domain::Secret;
use fgapi_mail::{MailTls, SmtpMailer, SmtpSettings};
use fgapi_postbox::Postbox;
use uuid::Uuid;

/// How a server on this machine is spoken to.
fn settings(postbox: &Postbox, tls: MailTls) -> SmtpSettings {
    let from = "no-reply@bank.example".parse().unwrap();
    SmtpSettings { port: postbox.port(), ..SmtpSettings::new("127.0.0.1", tls, from) }
}

fn plain(postbox: &Postbox) -> SmtpMailer {
    SmtpMailer::new(settings(postbox, MailTls::None)).unwrap()
}

fn mail(subject: &str, body: &str) -> OutgoingMail {
    let (id, to) = (MailId(Uuid::from_u128(7)), "hanako@kakei.example".parse().unwrap());
    OutgoingMail { id, to, subject: subject.to_owned(), body: Secret::new(body) }
}
