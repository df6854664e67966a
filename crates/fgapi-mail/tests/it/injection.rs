//! Whatever stands in a name, a subject or a text: it begins no other header and no other mail (F9).

use fgapi_admin::Mailer as _;
use fgapi_mail::{MailTls, SmtpMailer, SmtpSettings};
use fgapi_postbox::{Postbox, Rules};

use crate::{mail, plain, settings};

/// The names of the header lines, in small letters, without those that go on.
fn headers(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let begun = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
    begun.map(|line| line.split(':').next().unwrap_or_default().to_ascii_lowercase()).collect()
}

const USUAL: [&str; 8] = ["from", "to", "subject", "message-id", "auto-submitted", "content-type", "content-transfer-encoding", "date"];

#[test]
fn a_subject_begins_no_other_header() {
    let postbox = Postbox::open(Rules::default()).unwrap();
    let mailer = plain(&postbox);
    let bad = [
        "a\r\nBcc: mallory@evil.example",
        "a\nBcc: m@evil.example",
        "a\rBcc: m@evil.example",
        "a\r\n\r\nbody",
        "花\r\nBcc: m@evil.example",
        "a\u{0}b",
        "a\u{2028}Bcc: b",
    ];
    for (at, subject) in bad.iter().enumerate() {
        mailer.send(&mail(subject, "text\n")).unwrap();
        let got = &postbox.wait_for(at + 1)[at];
        let mut names = headers(&got.raw);
        names.sort();
        let mut usual = USUAL.map(str::to_owned);
        usual.sort();
        assert_eq!(names, usual, "{subject:?}: {}", got.head());
        assert_eq!((got.to.len(), got.text().trim_end()), (1, "text"));
        assert!(!got.raw.contains(&0));
    }
}

#[test]
fn a_name_begins_no_other_header() {
    let postbox = Postbox::open(Rules::default()).unwrap();
    assert!("a\r\nBcc: b".parse::<fgapi_domain::ShortText>().is_err(), "a name with a line break is none");
    for (at, name) in ["\"a\" <m@evil.example>, b", "a\\\" <m@evil.example>", "=?utf-8?q?a=0D=0ABcc:_m@evil.example?="].iter().enumerate() {
        let named = SmtpSettings { from_name: name.parse().unwrap(), ..settings(&postbox, MailTls::None) };
        SmtpMailer::new(named).unwrap().send(&mail("a", "text\n")).unwrap();
        let got = &postbox.wait_for(at + 1)[at];
        assert_eq!(headers(&got.raw).len(), USUAL.len(), "{name}: {}", got.head());
        assert!(got.head().contains("<no-reply@bank.example>"), "{}", got.head());
    }
}

#[test]
fn a_text_ends_no_mail() {
    let postbox = Postbox::open(Rules::default()).unwrap();
    let body = "a\r\n.\r\nMAIL FROM:<m@evil.example>\r\nRCPT TO:<n@evil.example>\n.\nDATA\r.\rb\n";
    plain(&postbox).send(&mail("a", body)).unwrap();
    plain(&postbox).send(&mail("the next", "b\n")).unwrap();
    let got = postbox.wait_for(2);
    assert_eq!(got.len(), 2);
    assert!(got[0].text().contains("MAIL FROM:<m@evil.example>\nRCPT TO:<n@evil.example>\n.\nDATA\n.\nb"), "{:?}", got[0].text());
    assert_eq!(got[1].subject(), "the next");
    // No bare CR or LF: what servers make of one differs (SMTP smuggling).
    let raw = &got[0].raw;
    for (at, byte) in raw.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).map(|at| raw[at]), raw.get(at + 1));
        assert!(*byte != b'\n' || before == Some(b'\r'), "a bare line feed at {at}");
        assert!(*byte != b'\r' || after == Some(&b'\n'), "a bare carriage return at {at}");
    }
}
