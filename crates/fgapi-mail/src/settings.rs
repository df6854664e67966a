//! Which mail server, and how.

use std::net::IpAddr;
use std::time::Duration;

use fgapi_admin::MailAddress;
use fgapi_domain::{Secret, ShortText};

/// How the connection to the mail server is kept to oneself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// Plain text, for a server on this machine.
    None,
    /// TLS after a few words in plain text; without it nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl MailTls {
    /// The port that servers usually have for it.
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// Who signs in to the mail server.
#[derive(Clone, Debug)]
pub struct SmtpLogin {
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// A mail server, and who sends.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// Its name or address.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// How the connection is kept to oneself.
    pub tls: MailTls,
    /// Who signs in; `None`: nobody, where the server asks for nobody.
    pub login: Option<SmtpLogin>,
    /// From whom mails come.
    pub from: MailAddress,
    /// What the sender is called; may be empty.
    pub from_name: ShortText,
    /// Those who sign the server's certificate (PEM), instead of those whom this machine trusts.
    pub authority: Option<Vec<u8>>,
    /// How long one step of the conversation may take.
    pub timeout: Duration,
}

impl SmtpSettings {
    /// The usual port, nobody who signs in, and those whom this machine trusts.
    pub fn new(server: &str, tls: MailTls, from: MailAddress) -> Self {
        let port = tls.usual_port();
        let (login, from_name, authority, timeout) = (None, ShortText::default(), None, Duration::from_secs(15));
        Self { server: server.to_owned(), port, tls, login, from, from_name, authority, timeout }
    }
}

/// A mailer that cannot be.
#[derive(Debug, thiserror::Error)]
pub enum MailerFault {
    /// Others could read what is sent.
    #[error("mails, and the links in them, would travel in plain text: only a server on this machine is spoken to without TLS")]
    PlainText,
    /// The authority's certificates cannot be used.
    #[error("the certificates that the mail server is believed by cannot be used: {0}")]
    Authority(String),
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Whether a server's name leads to this machine, whatever a name server says.
pub fn is_this_machine(server: &str) -> bool {
    server == "localhost" || server.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
