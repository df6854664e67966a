//! A mail server that is down while tokens are issued, and up again later.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::house::{House, Seat, people, recipients};
use crate::harness::{Browser, Options, css};
use crate::support::site::Database;

const ISSUED: &str = "APIトークン発行のお知らせ";

#[test]
fn mails_wait_while_their_server_is_down_and_come_once_when_it_is_up() {
    let mut house = House::open(Database::Sqlite);
    let browser = Browser::open(Options::default());
    let logins = ["user01", "user02", "user03"];
    {
        let seat = Seat { house: &house, browser: &browser };
        seat.first_administrator();
        seat.import(&people(3, 0));
        house.wait_until_all_is_sent();
    }
    house.postbox.go_down();
    let seat = Seat { house: &house, browser: &browser };
    seat.issue(&logins);
    let tried = wait_until_all_were_tried(&house, logins.len());
    assert_eq!(tried["sent"], 3, "only the invitations were sent: {tried}");
    seat.goto("/mails?state=waiting");
    let shown = browser.text();
    assert!(shown.contains("3件中1から3まで表示") && shown.contains("送信待ち"), "{shown}");
    browser.submit(css("main tbody tr:first-child a"));
    assert!(browser.text().contains("メールサーバの応答"), "{}", browser.text());
    house.postbox.come_up();
    let mails = house.mails(logins.len(), ISSUED);
    house.wait_until_all_is_sent();
    assert_eq!(recipients(&mails).len(), logins.len());
    assert_eq!(house.mails(logins.len(), ISSUED).len(), logins.len(), "each came once");
    let seat = Seat { house: &house, browser: &browser };
    seat.goto("/mails?state=sent");
    assert!(browser.text().contains("6件中1から6まで表示"), "{}", browser.text());
    browser.console_is_clean();
}

/// Waits until the gateway has tried to send each of so many mails, in vain.
#[track_caller]
fn wait_until_all_were_tried(house: &House, count: usize) -> Value {
    let began = Instant::now();
    loop {
        let told: Value = serde_json::from_str(&house.site.run(&["mail", "status", "--json"])).unwrap();
        if told["troubles"].as_array().unwrap().len() == count {
            return told;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "not all were tried: {told}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
