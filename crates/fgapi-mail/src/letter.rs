//! A mail as it travels: headers and text.

use fgapi_admin::{MailAddress, OutgoingMail};
use lettre::address::AddressError;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, error::Error};

use crate::SmtpSettings;

/// Nobody's vacation program answers to it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// An address that this room cannot write.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LetterFault {
    #[error("the address cannot be written: {0}")]
    Address(#[from] AddressError),
    #[error("the mail cannot be written: {0}")]
    Message(#[from] Error),
}

pub(crate) fn address(address: &MailAddress) -> Result<Address, AddressError> {
    address.as_str().parse()
}

/// The bytes of a mail.
pub(crate) fn letter(settings: &SmtpSettings, mail: &OutgoingMail) -> Result<Vec<u8>, LetterFault> {
    let name = Some(settings.from_name.as_str().trim()).filter(|name| !name.is_empty()).map(str::to_owned);
    let domain = settings.from.as_str().rsplit('@').next().unwrap_or_default();
    let message = Message::builder()
        .from(Mailbox::new(name, address(&settings.from)?))
        .to(Mailbox::new(None, address(&mail.to)?))
        .subject(one_line(&mail.subject))
        .message_id(Some(format!("<{}@{domain}>", mail.id)))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN)
        .body(text(mail.body.reveal()))?;
    Ok(message.formatted())
}

/// Lines that end as lines do. What servers make of a bare carriage return differs, so none travels (SMTP smuggling).
fn text(body: &str) -> String {
    let body = body.replace("\r\n", "\n").replace('\r', "\n");
    body.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

/// A subject is one line, whoever wrote it.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
