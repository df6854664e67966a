//! A fintech's client: registered, its credentials picked up once, another password beside the first, disabled.

use super::house::{ADMIN, House, Seat};
use crate::harness::{Browser, Options, css};
use crate::support::http::Fintech;
use crate::support::site::Database;

const SUBJECT: &str = "APIキーとパスワード発行のお知らせ";

#[test]
fn a_client_is_registered_and_its_contact_picks_the_credentials_up_once() {
    let house = House::open(Database::Sqlite);
    house.site.fill();
    let browser = Browser::open(Options::default());
    let seat = Seat { house: &house, browser: &browser };
    seat.first_administrator();
    seat.goto("/clients");
    browser.submit("登録");
    browser.fill("アプリの名称", "家計簿アプリ");
    browser.fill("会社の名称", "株式会社かけい");
    browser.fill("担当者のログインID", "nobody");
    browser.fill("リダイレクト先のドメイン名", "kakei.example");
    browser.submit("登録して担当者に知らせる");
    assert!(browser.status() >= 400, "nobody is no contact");
    browser.fill("担当者のログインID", ADMIN);
    browser.submit("登録して担当者に知らせる");
    browser.wait_for("クライアントを登録し、担当者にお知らせのメールを送信します。");

    let first = picked_up(seat, 1);
    let fintech = |password: &str| Fintech { password: password.to_owned(), ..first.clone() };
    let token = first.system_token();
    let opens = || house.caller().call("GET", "/branches", Some(&token), &[]).status;
    assert_eq!(opens(), 200);

    // Another password: the first stays good beside it.
    seat.goto(&format!("/clients/{}", first.api_key));
    browser.submit("パスワードを再発行");
    assert!(browser.text().contains("24時間は両方が使えます"), "{}", browser.text());
    browser.submit("再発行する");
    browser.wait_for("パスワードを再発行し、担当者にお知らせのメールを送信します。");
    first.system_token();
    let second = picked_up(seat, 2);
    assert_eq!(second.api_key, first.api_key);
    assert_ne!(second.password, first.password);
    fintech(&second.password).system_token();
    fintech(&first.password).system_token();

    // Disabled, after a question.
    seat.goto(&format!("/clients/{}", first.api_key));
    browser.submit("停止");
    let shown = browser.text();
    assert!(shown.contains("「家計簿アプリ」を停止しますか？") && shown.contains("すぐに使えなくなります"), "{shown}");
    assert_eq!(opens(), 200, "a question disables nothing");
    browser.submit("はい、停止する");
    assert_eq!(opens(), 401);
    browser.wait_for("クライアントを停止しました。");
    let fields = [("api_key", first.api_key.as_str()), ("password", second.password.as_str())];
    assert_ne!(house.caller().call("POST", "/auth/system_token", None, &fields).status, 200);
    browser.submit("再開");
    browser.submit("はい、再開する");
    assert_eq!(opens(), 200, "whatever has not expired is alive again");
    for mail in house.postbox.mails() {
        assert!(!mail.text().contains(&first.password) && !mail.text().contains("fgp_"), "no mail holds a password");
    }
    browser.console_is_clean();
}

/// The credentials of the mail with this number, as the screen shows them once.
#[track_caller]
fn picked_up(seat: Seat<'_>, number: usize) -> Fintech {
    let browser = seat.browser;
    let mails = seat.house.mails(number, SUBJECT);
    assert_eq!(mails[number - 1].to, ["hanako@bank.example"]);
    browser.goto(&mails[number - 1].link("http").unwrap());
    browser.submit(css("main .row-actions a"));
    browser.wait_for("APIキーとパスワードを取得しますか？");
    browser.submit("はい");
    let (api_key, password) = (seat.read("#api-key"), seat.read("#password"));
    browser.click(css("[data-copy=password]"));
    browser.wait_for(css(".secret.was-copied"));
    assert_eq!(browser.clipboard(), password);
    assert!(browser.text().contains("いままでのパスワードは") == (number > 1), "{}", browser.text());
    browser.reload();
    assert_eq!(browser.status(), 410);
    assert!(browser.run("return document.querySelector('#password')").is_null(), "shown once");
    Fintech { caller: seat.house.caller(), api_key, password }
}
