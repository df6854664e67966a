//! The mailer, made as the settings say.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;

use fgapi_domain::Secret;
use fgapi_mail::{MailTls, MailerFault, SmtpLogin, SmtpMailer, SmtpSettings};
use fgapi_settings::{MailTlsForm, Settings};
use zeroize::Zeroizing;

use crate::failure::{Failure, on_file};

/// No password is longer.
const LONGEST_PASSWORD: u64 = 1_024;
/// No file of an authority's certificates is longer.
const LONGEST_AUTHORITY: u64 = 1 << 20;

/// The mailer; `None` when the settings name no mail server.
///
/// # Errors
/// A [`Failure`] that names the setting and the file, and never repeats what stands in it.
pub fn mailer(settings: &Settings) -> Result<Option<SmtpMailer>, Failure> {
    let mail = &settings.mail;
    let (Some(server), Some(from)) = (&mail.server, &mail.from) else { return Ok(None) };
    let tls = match mail.tls {
        MailTlsForm::None => MailTls::None,
        MailTlsForm::StartTls => MailTls::StartTls,
        MailTlsForm::Tls => MailTls::Tls,
    };
    let user = Some(mail.username.as_str()).filter(|user| !user.is_empty());
    let login = match (user, &mail.password_file) {
        (Some(user), Some(file)) => Some(SmtpLogin { user: user.to_owned(), password: password(file)? }),
        _ => None,
    };
    let port = mail.port.and_then(|port| u16::try_from(port.get()).ok()).unwrap_or(tls.usual_port());
    let authority = mail.ca_file.as_deref().map(|file| read(file, LONGEST_AUTHORITY)).transpose()?;
    let made = SmtpMailer::new(SmtpSettings {
        server: server.as_str().to_owned(),
        port,
        tls,
        login,
        from: from.clone(),
        from_name: mail.from_name.clone(),
        authority: authority.map(|bytes| bytes.to_vec()),
        timeout: Duration::from_secs(mail.timeout_seconds.get().into()),
    });
    made.map(Some).map_err(|fault| {
        let setting = match fault {
            MailerFault::PlainText => "mail.tls",
            MailerFault::Authority(_) => "mail.ca_file",
            MailerFault::Tls(_) => "mail.server",
        };
        Failure::bad_input(format!("{setting}: {fault}"), "correct the setting, then run `fgapi config check`")
    })
}

fn read(file: &Path, longest: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(file).and_then(|file| file.take(longest).read_to_end(&mut bytes)).map_err(on_file(file))?;
    Ok(bytes)
}

fn password(file: &Path) -> Result<Secret, Failure> {
    let bytes = read(file, LONGEST_PASSWORD + 1)?;
    let line = std::str::from_utf8(&bytes).ok().map(|text| text.trim_end_matches(['\r', '\n']));
    match line {
        Some(line) if !line.is_empty() && !line.contains(['\r', '\n']) && line.len() as u64 <= LONGEST_PASSWORD => Ok(Secret::new(line)),
        _ => Err(Failure::bad_input(
            format!("mail.password_file: {}: no password stands there", file.display()),
            "write it as one line in UTF-8, and let nobody but the gateway read the file",
        )),
    }
}
