//! What a server refuses, and whether it is worth another try.

use std::time::{Duration, Instant};

use fgapi_admin::Mailer as _;
use fgapi_mail::{MailTls, SmtpMailer, SmtpSettings};
use fgapi_postbox::{Postbox, Rules};

use crate::{mail, plain, settings};

fn refused(code: u16) -> std::collections::BTreeMap<String, u16> {
    [("hanako@kakei.example".to_owned(), code)].into()
}

#[test]
fn what_the_server_says_of_a_mail_is_its_last_word_and_everything_else_is_tried_again() {
    let cases = [
        (Rules { refuse: refused(550), ..Rules::default() }, true, "550"),
        (Rules { refuse: refused(450), ..Rules::default() }, false, "450"),
        (Rules { refuse_content: Some(554), ..Rules::default() }, true, "554"),
        (Rules { refuse_content: Some(451), ..Rules::default() }, false, "451"),
        (Rules { refuse_sender: Some(550), ..Rules::default() }, false, "550"),
        (Rules { login: Some(("a".into(), "b".into())), ..Rules::default() }, false, "503"),
    ];
    for (rules, for_good, code) in cases {
        let postbox = Postbox::open(rules).unwrap();
        let trouble = plain(&postbox).send(&mail("a", "the body\n")).unwrap_err();
        assert_eq!(trouble.for_good, for_good, "{trouble}");
        assert!(trouble.why.contains(code) && !trouble.why.contains("the body"), "{trouble}");
    }
}

#[test]
fn one_refused_mail_does_not_hinder_the_next() {
    let postbox = Postbox::open(Rules { refuse: refused(550), ..Rules::default() }).unwrap();
    let mailer = plain(&postbox);
    assert!(mailer.send(&mail("a", "b\n")).is_err());
    postbox.set_rules(Rules::default());
    mailer.send(&mail("a", "b\n")).unwrap();
    assert_eq!(postbox.wait_for(1).len(), 1);
}

#[test]
fn a_server_that_says_nothing_is_not_waited_for() {
    let postbox = Postbox::open(Rules { silent: true, ..Rules::default() }).unwrap();
    let hasty = SmtpSettings { timeout: Duration::from_millis(200), ..settings(&postbox, MailTls::None) };
    let begun = Instant::now();
    let trouble = SmtpMailer::new(hasty).unwrap().send(&mail("a", "b\n")).unwrap_err();
    assert!(!trouble.for_good && begun.elapsed() < Duration::from_secs(10), "{trouble}");
}
