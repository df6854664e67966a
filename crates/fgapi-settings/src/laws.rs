//! What settings must be together: laws that no single value can break.

use super::Settings;
use super::value::{IdForm, MailTlsForm};

/// What is wrong with `settings` as a whole; empty when nothing is.
pub(super) fn broken(settings: &Settings) -> Vec<String> {
    let mut faults = Vec::new();
    let bind = settings.server.bind;
    let tls = &settings.tls;
    if !bind.ip().is_loopback() && !settings.server.behind_proxy && tls.certificate.is_none() && tls.key.is_none() {
        faults.push(format!(
            "server.bind is {bind}, which other machines reach in plain HTTP: give tls.certificate and tls.key, or put a TLS proxy in \
             front and set server.behind_proxy = true, or bind a loopback address"
        ));
    }
    match (&tls.certificate, &tls.key) {
        (Some(_), None) => faults.push("tls.key must name the private key's PEM file when tls.certificate is given".into()),
        (None, Some(_)) => faults.push("tls.certificate must name the certificate's PEM file when tls.key is given".into()),
        (Some(_), Some(_)) | (None, None) => {}
    }
    faults.extend(of_certificates(settings));
    match settings.ids.form {
        IdForm::Veiled if settings.ids.key_files.is_empty() => {
            faults.push("ids.key_files must name a key when ids.form is veiled: make one with `fgapi ids new-key --out FILE`".into());
        }
        IdForm::Composed if !settings.ids.key_files.is_empty() => {
            faults.push("ids.key_files is given, but ids.form is composed: set ids.form = \"veiled\" or leave the keys out".into());
        }
        IdForm::Composed if settings.ids.first_key.is_some() => {
            faults.push("ids.first_key is given, but ids.form is composed: set ids.form = \"veiled\" or leave it out".into());
        }
        IdForm::Veiled | IdForm::Composed => {}
    }
    faults.extend(of_mails(settings));
    faults.extend(of_metrics(settings));
    faults
}

/// What is wrong with where a monitoring system asks.
fn of_metrics(settings: &Settings) -> Vec<String> {
    let Some(bind) = settings.metrics.bind else { return Vec::new() };
    let mut faults = Vec::new();
    if !bind.ip().is_loopback() && !settings.metrics.open_to_network {
        faults.push(format!(
            "metrics.bind is {bind}, which other machines reach in plain HTTP and without a password: bind a loopback address, or set \
             metrics.open_to_network = true where only the monitoring system can reach it"
        ));
    }
    let others = [("server.bind", Some(settings.server.bind)), ("tls.client_bind", settings.tls.client_bind)];
    for (name, _) in others.into_iter().filter(|(_, other)| *other == Some(bind) && bind.port() != 0) {
        faults.push(format!("metrics.bind and {name} are both {bind}: give each an address or a port of its own"));
    }
    faults
}

/// What is wrong with how mails are sent.
fn of_mails(settings: &Settings) -> Vec<String> {
    let mail = &settings.mail;
    let mut faults = Vec::new();
    if mail.server.is_some() && mail.from.is_none() {
        faults.push("mail.from must say from whom mails come when mail.server is given".into());
    }
    if mail.tls == MailTlsForm::None && mail.server.as_ref().is_some_and(|server| !server.is_this_machine()) {
        faults.push(
            "mail.tls is none, so mails and the links in them would travel in plain text: set it to starttls or tls, or name a server \
             on this machine (127.0.0.1, ::1 or localhost)"
                .into(),
        );
    }
    if mail.tls == MailTlsForm::None && mail.ca_file.is_some() {
        faults.push("mail.ca_file is given, but mail.tls is none: set mail.tls to starttls or tls, or leave the file out".into());
    }
    let served_elsewhere = settings.server.behind_proxy || !settings.server.bind.ip().is_loopback();
    if mail.server.is_some() && settings.server.public_url.is_none() && served_elsewhere {
        faults.push("server.public_url must say how browsers reach the gateway when mail.server is given: mails have links".into());
    }
    match (mail.username.as_str().is_empty(), &mail.password_file) {
        (false, None) => faults.push("mail.password_file must name the file with the password of mail.username".into()),
        (true, Some(_)) => faults.push("mail.username must say whose password stands in mail.password_file".into()),
        _ => {}
    }
    faults
}

/// What is wrong with how browsers and customers' certificates arrive.
fn of_certificates(settings: &Settings) -> Vec<String> {
    let (server, tls) = (&settings.server, &settings.tls);
    let mut faults = Vec::new();
    if let Some(bind) = tls.client_bind {
        if tls.certificate.is_none() || tls.client_ca.is_none() {
            faults.push(
                "tls.client_bind needs tls.certificate and tls.key, and the issuers of customers' certificates in tls.client_ca".into(),
            );
        }
        if bind == server.bind && bind.port() != 0 {
            faults.push(format!("tls.client_bind and server.bind are both {bind}: give each an address or a port of its own"));
        }
    }
    if tls.client_revocations.is_some() && tls.client_ca.is_none() {
        faults.push("tls.client_ca must name the issuers of customers' certificates when tls.client_revocations is given".into());
    }
    if settings.login.certificate_header.is_some() && tls.client_ca.is_none() {
        faults.push("login.certificate_header needs the issuers of customers' certificates in tls.client_ca".into());
    }
    if settings.login.certificate_header.is_some() && server.trusted_proxies.is_empty() {
        faults.push(
            "login.certificate_header is believed from server.trusted_proxies only: name the proxies there that check customers' \
             certificates, and take the header out of what others send"
                .into(),
        );
    }
    if server.public_url.as_ref().is_some_and(|url| !url.is_secure()) {
        faults.push("server.public_url must begin with https:// (http:// is for this machine only, such as http://localhost:8080)".into());
    }
    faults
}
