//! The office for those who have no scripts, or nothing but a keyboard.

use super::factor::Factor;
use super::house::{ADMIN, House, PASSWORD, Seat, people};
use crate::harness::{Browser, Options, css, url};
use crate::support::site::Database;

#[test]
fn who_has_no_scripts_issues_and_picks_up() {
    let house = House::open(Database::Sqlite);
    let browser = Browser::open(Options::default().phone().without_javascript());
    let seat = Seat { house: &house, browser: &browser };
    seat.first_administrator();
    seat.import(&people(2, 0));
    browser.fits_its_width();
    seat.goto("/users?q=user");
    browser.tick("user02を選択");
    browser.submit("APIトークン発行(一括)");
    browser.fits_its_width();
    browser.submit("1件発行する");
    browser.wait_for("1件のAPIトークンを発行し");
    seat.stand_up();
    seat.arrive("user02");
    browser.fits_its_width();
    seat.pick_up();
    let token = seat.read("#token");
    assert!(token.starts_with("fgt_"), "{token}");
    assert!(browser.run("return document.querySelector('[data-copy]').hidden") == true, "nothing is shown that cannot be used");
    browser.fits_its_width();
    house.caller().call("GET", "/api/v1/token", Some(&token), &[]).expect(200);
    browser.submit("戻る");
    browser.wait_for("有効期限");
    browser.console_is_clean();
}

#[test]
fn who_has_a_keyboard_signs_in_and_issues() {
    let house = House::open(Database::Sqlite);
    let browser = Browser::open(Options::default());
    let seat = Seat { house: &house, browser: &browser };
    let fill = |field: &str, text: &str| {
        browser.tab_to(field);
        browser.press(text);
    };
    browser.may_copy();
    browser.goto(&house.init());
    fill("新しいパスワード", PASSWORD);
    fill("新しいパスワード（確認）", PASSWORD);
    browser.enter();
    browser.wait_for(url("/sign-in"));
    fill("ログインID", ADMIN);
    fill("パスワード", "wrong");
    browser.enter();
    assert_eq!(browser.run("return document.activeElement.className"), "summary", "the error comes first");
    fill("パスワード", PASSWORD);
    browser.enter();
    let factor = Factor::typed(&seat.read("main form code"));
    fill("認証コード", &factor.code());
    browser.enter();
    browser.tab_to("クリップボードへコピー");
    browser.press("\n");
    browser.wait_for(css(".was-copied"));
    let codes = browser.clipboard();
    browser.tab_to("保管しました。次へ");
    browser.enter();
    browser.wait_for("ダッシュボード");

    // Again, with the second factor.
    browser.tab_to("ログアウト");
    browser.enter();
    fill("ログインID", ADMIN);
    fill("パスワード", PASSWORD);
    browser.enter();
    browser.wait_for("6桁のコード");
    fill("認証コード", &factor.wrong_code());
    browser.enter();
    browser.wait_for("コードが違うか、使用済みです。");
    fill("認証コード", codes.lines().next().unwrap());
    browser.enter();
    browser.wait_for(url("/dashboard"));

    seat.import(&people(1, 0));
    seat.goto("/users?q=user01");
    browser.tab_to("すべて選択");
    browser.press(" ");
    browser.tab_to("APIトークン発行(一括)");
    browser.enter();
    browser.tab_to("1件発行する");
    browser.enter();
    browser.wait_for("1件のAPIトークンを発行し");
    browser.console_is_clean();
}
