//! The office's mailer.

use std::sync::{Mutex, PoisonError};

use fgapi_admin::{MailTrouble, Mailer, OutgoingMail};
use lettre::transport::smtp::client::{Certificate, CertificateStore, TlsParameters};

use crate::letter::{address, letter};
use crate::line::Line;
use crate::{MailTls, MailerFault, SmtpSettings, is_this_machine};

/// Gives mails to a mail server, one after another; the connection is kept for the next one for a little while.
pub struct SmtpMailer {
    settings: SmtpSettings,
    tls: Option<TlsParameters>,
    kept: Mutex<Option<Line>>,
}

impl SmtpMailer {
    /// A mailer for this server. Nobody is called yet.
    ///
    /// # Errors
    /// [`MailerFault`].
    pub fn new(settings: SmtpSettings) -> Result<Self, MailerFault> {
        let tls = match settings.tls {
            MailTls::None if is_this_machine(&settings.server) => None,
            MailTls::None => return Err(MailerFault::PlainText),
            MailTls::StartTls | MailTls::Tls => Some(tls(&settings)?),
        };
        Ok(Self { settings, tls, kept: Mutex::new(None) })
    }

    fn line(&self, kept: Option<Line>) -> Result<Line, MailTrouble> {
        if let Some(mut line) = kept {
            if line.is_good() {
                return Ok(line);
            }
            line.close();
        }
        Line::open(&self.settings, self.tls.as_ref())
    }
}

fn tls(settings: &SmtpSettings) -> Result<TlsParameters, MailerFault> {
    let mut builder = TlsParameters::builder(settings.server.clone());
    if let Some(pem) = &settings.authority {
        if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(MailerFault::Authority("no certificate stands there".to_owned()));
        }
        builder = builder.certificate_store(CertificateStore::None);
        let certificate = Certificate::from_pem(pem).map_err(|error| MailerFault::Authority(error.to_string()))?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|error| match settings.authority {
        Some(_) => MailerFault::Authority(error.to_string()),
        None => MailerFault::Tls(error.to_string()),
    })
}

impl Mailer for SmtpMailer {
    fn send(&self, mail: &OutgoingMail) -> Result<(), MailTrouble> {
        let unwritable = |fault: &dyn std::fmt::Display| MailTrouble { for_good: true, why: fault.to_string() };
        let written = letter(&self.settings, mail).map_err(|fault| unwritable(&fault))?;
        let from = address(&self.settings.from).map_err(|fault| unwritable(&fault))?;
        let to = address(&mail.to).map_err(|fault| unwritable(&fault))?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = self.line(kept.take())?;
        match line.give(&from, &to, &written) {
            Ok(()) => {
                *kept = Some(line);
                Ok(())
            }
            Err(trouble) => {
                line.close();
                Err(trouble)
            }
        }
    }
}

/// Says good-bye to the server.
impl Drop for SmtpMailer {
    fn drop(&mut self) {
        if let Some(line) = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            line.close();
        }
    }
}

/// Tells the server, and no password.
impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").field("server", &self.settings.server).field("port", &self.settings.port).finish_non_exhaustive()
    }
}
