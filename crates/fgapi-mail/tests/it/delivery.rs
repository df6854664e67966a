//! Mails arrive as they were written.

use fgapi_admin::Mailer as _;
use fgapi_mail::{MailTls, SmtpMailer, SmtpSettings};
use fgapi_postbox::{Postbox, Rules};

use crate::{mail, plain, settings};

#[test]
fn a_mail_arrives_as_it_was_written() {
    let postbox = Postbox::open(Rules::default()).unwrap();
    let named = SmtpSettings { from_name: "見本銀行, API".parse().unwrap(), ..settings(&postbox, MailTls::None) };
    let body =
        format!("見本 花子 様\n\n{}\n.\n..\nFrom here\nhttps://bank.example/office/welcome/{}\n", "長い行。".repeat(400), "a".repeat(90));
    SmtpMailer::new(named)
        .unwrap()
        .send(&mail("【見本銀行】APIトークン発行のお知らせ / Your API token is ready to be picked up", &body))
        .unwrap();
    let [got] = <[_; 1]>::try_from(postbox.wait_for(1)).unwrap();
    assert_eq!((got.from.as_str(), got.to.as_slice()), ("no-reply@bank.example", &["hanako@kakei.example".to_owned()][..]));
    assert_eq!(got.subject(), "【見本銀行】APIトークン発行のお知らせ / Your API token is ready to be picked up");
    assert_eq!(got.text().trim_end(), body.trim_end());
    assert_eq!(got.link("https://bank.example/office/welcome/").unwrap().len(), 126);
    assert!(got.raw.is_ascii() && got.raw.split(|byte| *byte == b'\n').all(|line| line.len() < 998));
    assert_eq!(got.header("Message-ID").unwrap().trim_matches(['<', '>']), "00000000000000000000000000000007@bank.example");
    assert_eq!(got.header("Auto-Submitted").unwrap(), "auto-generated");
    assert!(got.head().contains("Content-Type: text/plain; charset=utf-8"), "{}", got.head());
    assert!(got.header("Date").is_some() && got.head().contains("<no-reply@bank.example>"));
}

#[test]
fn a_mail_that_is_sent_again_is_known_as_the_same() {
    let postbox = Postbox::open(Rules::default()).unwrap();
    let mailer = plain(&postbox);
    mailer.send(&mail("a", "b\n")).unwrap();
    mailer.send(&mail("a", "b\n")).unwrap();
    let got = postbox.wait_for(2);
    assert_eq!(got[0].header("Message-ID"), got[1].header("Message-ID"));
    assert_eq!(postbox.calls(), 1, "one call carries many mails");
}

#[test]
fn a_server_that_went_down_and_came_up_again_takes_the_next_mail() {
    let mut postbox = Postbox::open(Rules::default()).unwrap();
    let mailer = plain(&postbox);
    mailer.send(&mail("before", "b\n")).unwrap();
    postbox.go_down();
    let trouble = mailer.send(&mail("during", "b\n")).unwrap_err();
    assert!(!trouble.for_good && trouble.why.starts_with("the mail server does not answer"), "{trouble}");
    postbox.come_up();
    mailer.send(&mail("after", "b\n")).unwrap();
    let subjects: Vec<String> = postbox.wait_for(2).iter().map(fgapi_postbox::Received::subject).collect();
    assert_eq!(subjects, ["before", "after"]);
}
