//! The conversation with the mail server, step by step: a refusal means another thing at every step.

use std::time::{Duration, Instant};

use fgapi_admin::MailTrouble;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::{MailTls, SmtpSettings};

/// A server may hang up on who is silent for longer.
const FRESH: Duration = Duration::from_secs(10);

/// An open conversation, in which the next mail can be sent.
pub(crate) struct Line {
    connection: SmtpConnection,
    used: Instant,
}

impl Line {
    /// Calls the server, and signs in. Whatever is wrong until then has nothing to do with a mail: it waits.
    pub(crate) fn open(settings: &SmtpSettings, tls: Option<&TlsParameters>) -> Result<Self, MailTrouble> {
        let (hello, timeout) = (ClientId::default(), Some(settings.timeout));
        let wrapped = tls.filter(|_| settings.tls == MailTls::Tls);
        let called = SmtpConnection::connect((settings.server.as_str(), settings.port), timeout, &hello, wrapped, None);
        let mut connection = called.map_err(|error| waits("the mail server does not answer", &error))?;
        if let (MailTls::StartTls, Some(tls)) = (settings.tls, tls) {
            connection.starttls(tls, &hello).map_err(|error| waits("no TLS with the mail server", &error))?;
        }
        if let Some(login) = &settings.login {
            let known = Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            let signed_in = connection.auth(DEFAULT_MECHANISMS, &known);
            signed_in.map_err(|error| waits("the mail server does not let this gateway sign in", &error))?;
        }
        Ok(Self { connection, used: Instant::now() })
    }

    /// Whether the server still listens.
    pub(crate) fn is_good(&mut self) -> bool {
        self.used.elapsed() < FRESH && self.connection.test_connected()
    }

    /// Gives the server a mail.
    pub(crate) fn give(&mut self, from: &Address, to: &Address, letter: &[u8]) -> Result<(), MailTrouble> {
        let line = &mut self.connection;
        line.command(Mail::new(Some(from.clone()), Vec::new())).map_err(|error| waits("the mail server refuses the sender", &error))?;
        line.command(Rcpt::new(to.clone(), Vec::new())).map_err(|error| judged("the mail server refuses the recipient", &error))?;
        line.command(Data).map_err(|error| judged("the mail server refuses the mail", &error))?;
        line.message(letter).map_err(|error| judged("the mail server refuses the mail", &error))?;
        self.used = Instant::now();
        Ok(())
    }

    /// Says good-bye.
    pub(crate) fn close(mut self) {
        self.connection.abort();
    }
}

fn waits(what: &str, error: &Error) -> MailTrouble {
    MailTrouble { for_good: false, why: format!("{what}: {}", told(error)) }
}

/// About this mail: the server's 5xx is its last word.
fn judged(what: &str, error: &Error) -> MailTrouble {
    MailTrouble { for_good: error.is_permanent(), ..waits(what, error) }
}

/// What the server said, with its code, or what broke.
fn told(error: &Error) -> String {
    use std::error::Error as _;
    match (error.status(), error.source()) {
        (Some(code), Some(said)) => format!("{code} {said}"),
        (Some(code), None) => code.to_string(),
        (None, Some(_)) if error.is_timeout() => "it took too long".to_owned(),
        (None, _) => error.to_string(),
    }
}
