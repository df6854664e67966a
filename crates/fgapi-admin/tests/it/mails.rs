//! Mails: what they say, and that each goes out once.

use fgapi_admin::{Level, MailKind, MailState, MailTrouble, Role, Slice, Template};
use fgapi_domain::GrantSet;

use crate::house::{Box, DAY, House};

fn issue(house: &House, logins: &[&str]) {
    // Later than whatever was written before: newest first is by the second.
    house.clock.advance(1);
    let ids: Vec<_> = logins.iter().map(|login| house.named(login).id).collect();
    house.desk.issue_api_tokens(&house.admin, &ids, Level::Tenant, GrantSet::all()).unwrap();
}

/// Sends all that is due.
fn send(house: &House, server: &Box) {
    while house.desk.send_mails(server, 10).unwrap() != fgapi_admin::Sent::default() {
        if server.trouble.lock().unwrap().is_some() {
            return;
        }
    }
}

#[test]
fn each_user_gets_one_mail_without_a_token() {
    let house = House::new();
    for login in ["hanako", "taro"] {
        house.user(login, Role::Member);
    }
    let server = Box::default();
    send(&house, &server);
    server.taken.lock().unwrap().clear();
    issue(&house, &["hanako", "taro"]);
    send(&house, &server);
    send(&house, &server);
    let taken = server.taken.lock().unwrap();
    assert_eq!(taken.len(), 2);
    let (_, subject, body) = taken.iter().find(|(to, _, _)| to == "hanako@kakei.example").unwrap();
    assert_eq!(subject, "【見本銀行】 APIトークン発行のお知らせ / Your API token");
    for part in ["hanako さんさま", "取得してから365日間", "https://bank.example/office/settings/handovers", "2026-12-02 12:00:01"]
    {
        assert!(body.contains(part), "{part} is not in {body}");
    }
    assert!(!body.contains("fgt_"));
}

#[test]
fn a_server_that_is_down_gets_each_mail_once_when_it_is_up() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let server = Box::default();
    send(&house, &server);
    server.taken.lock().unwrap().clear();
    *server.trouble.lock().unwrap() = Some(MailTrouble { for_good: false, why: "connection refused\r\nBcc: x".into() });
    issue(&house, &["hanako"]);
    send(&house, &server);
    let kept = house.mail_to("hanako");
    assert_eq!((kept.state, kept.attempts), (MailState::Waiting, 1));
    assert_eq!(kept.trouble.as_deref(), Some("connection refused  Bcc: x"));
    *server.trouble.lock().unwrap() = None;
    send(&house, &server);
    assert_eq!(server.taken.lock().unwrap().len(), 0, "not before its time");
    house.clock.advance(6);
    send(&house, &server);
    house.clock.advance(DAY);
    send(&house, &server);
    assert_eq!(server.taken.lock().unwrap().len(), 1);
    assert_eq!(house.mail_to("hanako").state, MailState::Sent);
}

#[test]
fn a_mail_that_nobody_takes_is_given_up_and_can_be_sent_again() {
    let house = House::new();
    house.user("hanako", Role::Member);
    let server = Box::default();
    *server.trouble.lock().unwrap() = Some(MailTrouble { for_good: true, why: "550 no such user".into() });
    issue(&house, &["hanako"]);
    send(&house, &server);
    let given_up = house.mail_to("hanako");
    assert_eq!(given_up.state, MailState::Failed);
    assert!(house.desk.resend(&house.admin, given_up.new.id).unwrap());
    assert!(!house.desk.resend(&house.admin, given_up.new.id).unwrap(), "it waits already");
}

#[test]
fn names_and_templates_inject_nothing() {
    let house = House::new();
    let mut user = house.new_user("hanako", Role::Member);
    user.name = "{{7*7}} {url} <b>花子</b>".parse().unwrap();
    house.desk.create_users(&house.admin, vec![user]).unwrap();
    let own = Template { kind: MailKind::ApiTokenIssued, subject: "{name} {office}".into(), body: "{name}\n{url}\n".into() };
    house.desk.change_template(&house.admin, MailKind::ApiTokenIssued, Some(own)).unwrap();
    issue(&house, &["hanako"]);
    let mail = house.mail_to("hanako").new;
    assert_eq!(mail.subject, "{{7*7}} {url} <b>花子</b> 見本銀行");
    assert_eq!(mail.body, "{{7*7}} {url} <b>花子</b>\nhttps://bank.example/office/settings/handovers\n");
    for bad in ["a\r\nBcc: b@x.example", "a b@x.example"] {
        assert!(bad.parse::<fgapi_admin::MailAddress>().is_err());
    }
    assert!("花子\r\nBcc: x".parse::<fgapi_domain::ShortText>().is_err());
}

#[test]
fn an_invitation_that_is_kept_opens_nothing() {
    let house = House::new();
    house.desk.create_users(&house.admin, vec![house.new_user("hanako", Role::Member)]).unwrap();
    let kept = house.mail_to("hanako");
    assert!(kept.new.body.contains("{link}") && !kept.new.body.contains("/welcome/"));
    assert!(house.desk.as_sent(&kept).body.reveal().contains("https://bank.example/office/welcome/"));
}

#[test]
fn reminders_come_fourteen_seven_and_one_days_before_the_end_once() {
    let house = House::new();
    house.user("hanako", Role::Member);
    issue(&house, &["hanako"]);
    let who = house.signed_in("hanako");
    let id = house.desk.own_handovers(&who, Slice { skip: 0, take: 1 }).unwrap().rows[0].id;
    house.desk.pick_up(&who, id).unwrap();
    let mut told = Vec::new();
    for day in 0..370 {
        if house.desk.remind(10).unwrap() > 0 {
            told.push(365 - day);
            assert_eq!(house.desk.remind(10).unwrap(), 0, "once");
        }
        house.clock.advance(DAY);
    }
    assert_eq!(told, [14, 7, 1]);
    assert!(house.mail_to("hanako").new.subject.contains("あと1日"));
}
