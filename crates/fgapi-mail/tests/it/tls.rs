//! Passwords and mails go over TLS, or stay on this machine.

use fgapi_admin::Mailer as _;
use fgapi_domain::Secret;
use fgapi_mail::{MailTls, MailerFault, SmtpLogin, SmtpMailer, SmtpSettings};
use fgapi_postbox::{Postbox, Rules, Speech};

use crate::{mail, settings};

fn rules(speech: Speech) -> Rules {
    Rules { speech, login: Some(("fgapi".into(), "hush hush".into())), ..Rules::default() }
}

fn signing_in(postbox: &Postbox, tls: MailTls, password: &str) -> SmtpSettings {
    let login = SmtpLogin { user: "fgapi".into(), password: Secret::new(password) };
    let authority = Some(postbox.authority().as_bytes().to_vec());
    SmtpSettings { login: Some(login), authority, server: "localhost".into(), ..settings(postbox, tls) }
}

#[test]
fn both_kinds_of_tls_carry_a_password_and_a_mail() {
    for (speech, tls) in [(Speech::StartTls, MailTls::StartTls), (Speech::Tls, MailTls::Tls)] {
        let postbox = Postbox::open(rules(speech)).unwrap();
        SmtpMailer::new(signing_in(&postbox, tls, "hush hush")).unwrap().send(&mail("a", "b\n")).unwrap();
        let got = &postbox.wait_for(1)[0];
        assert!(got.tls, "{tls:?}");
        assert_eq!(got.login.as_deref(), Some("fgapi"));
    }
}

#[test]
fn a_wrong_password_is_no_fault_of_the_mail() {
    let postbox = Postbox::open(rules(Speech::StartTls)).unwrap();
    let trouble = SmtpMailer::new(signing_in(&postbox, MailTls::StartTls, "wrong")).unwrap().send(&mail("a", "b\n")).unwrap_err();
    assert!(!trouble.for_good && trouble.why.contains("535"), "{trouble}");
    assert!(!trouble.why.contains("wrong") && !trouble.why.contains("d3Jvbmc"), "{trouble}");
}

#[test]
fn a_server_without_tls_gets_neither_password_nor_mail() {
    let postbox = Postbox::open(rules(Speech::Plain)).unwrap();
    let trouble = SmtpMailer::new(signing_in(&postbox, MailTls::StartTls, "hush hush")).unwrap().send(&mail("a", "b\n")).unwrap_err();
    assert!(!trouble.for_good && trouble.why.starts_with("no TLS with the mail server"), "{trouble}");
    assert!(postbox.mails().is_empty());
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (postbox, other) = (Postbox::open(rules(Speech::Tls)).unwrap(), Postbox::open(Rules::default()).unwrap());
    let strange =
        SmtpSettings { authority: Some(other.authority().as_bytes().to_vec()), ..signing_in(&postbox, MailTls::Tls, "hush hush") };
    let trouble = SmtpMailer::new(strange).unwrap().send(&mail("a", "b\n")).unwrap_err();
    assert!(!trouble.for_good && postbox.mails().is_empty(), "{trouble}");
    // The right authority, but the certificate is for another name.
    let renamed = SmtpSettings { server: "127.0.0.2".into(), ..signing_in(&postbox, MailTls::Tls, "hush hush") };
    assert!(SmtpMailer::new(renamed).unwrap().send(&mail("a", "b\n")).is_err());
    assert!(postbox.mails().is_empty());
}

#[test]
fn plain_text_stays_on_this_machine() {
    for (server, good) in [("127.0.0.1", true), ("::1", true), ("localhost", true), ("mail.bank.example", false), ("10.0.0.1", false)] {
        let asked = SmtpMailer::new(SmtpSettings::new(server, MailTls::None, "a@bank.example".parse().unwrap()));
        assert_eq!(asked.is_ok(), good, "{server}");
        assert!(asked.is_ok() || matches!(asked, Err(MailerFault::PlainText)));
    }
}

#[test]
fn an_authority_that_is_none_is_told_at_once() {
    let broken = SmtpSettings {
        authority: Some(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec()),
        ..SmtpSettings::new("mail.bank.example", MailTls::Tls, "a@bank.example".parse().unwrap())
    };
    assert!(matches!(SmtpMailer::new(broken), Err(MailerFault::Authority(_))));
    let empty = SmtpSettings {
        authority: Some(b"nothing\n".to_vec()),
        ..SmtpSettings::new("mail.bank.example", MailTls::Tls, "a@bank.example".parse().unwrap())
    };
    assert!(matches!(SmtpMailer::new(empty), Err(MailerFault::Authority(_))));
}
