//! The whole of ファイル送信API利用開始手順, in a browser and with mails that arrive, on both databases.

use std::collections::BTreeSet;

use fgapi_domain::{Clock as _, JstDateTime, SystemClock, UnixSeconds};
use fgapi_postbox::Received;
use regex::Regex;
use serde_json::json;

use super::house::{ADMIN, House, PASSWORD, Seat, address, people, recipients};
use crate::harness::{Browser, Options, css, url};
use crate::support::site::Database;

const DAY: i64 = 86_400;
const ISSUED: &str = "APIトークン発行のお知らせ";
const MANY: usize = 50;

#[test]
fn the_document_is_followed_to_its_end_on_sqlite() {
    the_document_is_followed(Database::Sqlite);
}

#[test]
fn the_document_is_followed_to_its_end_on_postgres() {
    the_document_is_followed(Database::Postgres);
}

fn the_document_is_followed(database: Database) {
    let house = House::open(database);
    let browser = Browser::open(Options::default());
    let story = Story { seat: Seat { house: &house, browser: &browser } };
    story.the_first_administrator();
    story.the_parameter("365", "30");
    story.many_users();
    let mails = story.issued_to_all();
    story.the_parameter("30", "60");
    story.issued_anew_to("user03");
    let admin = story.seat.stand_up();
    let token = story.one_of_two_tabs(&mails);
    story.seen_only_once(&token);
    story.known_to_the_api(&token);
    story.missed("user02");
    story.seat.sit_down(&admin);
    story.managed_and_revoked(&token);
    for mail in house.postbox.mails() {
        assert!(!String::from_utf8_lossy(&mail.raw).contains(&token) && !mail.text().contains(&token));
    }
    browser.console_is_clean();
}

struct Story<'s> {
    seat: Seat<'s>,
}

fn now() -> i64 {
    SystemClock.now().0
}

/// A moment as mails and screens tell it.
fn moment(at: i64) -> String {
    JstDateTime::of(UnixSeconds(at)).to_string().replace('T', " ").replace("+09:00", "")
}

impl Story<'_> {
    #[track_caller]
    fn shows(&self, all: &[&str]) {
        let shown = self.seat.browser.text();
        for each in all {
            assert!(shown.contains(each), "{each} does not stand in: {shown}");
        }
    }

    fn the_first_administrator(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        browser.may_copy();
        let link = seat.house.init();
        seat.set_password(&link);
        browser.wait_for("パスワードを設定しました。");
        browser.goto(&link);
        assert_eq!(browser.status(), 410, "a link works once");
        seat.goto("");
        seat.sign_in(ADMIN, PASSWORD);
        browser.wait_for("認証アプリの登録");
        seat.goto("/users");
        assert!(browser.url().contains("/office/enrol"), "nothing is to be seen before: {}", browser.url());
        seat.enrol();
        self.shows(&["リカバリーコード", "二度と表示されません"]);
        let codes = browser.run("return [...document.querySelectorAll('#recovery li')].map(code => code.textContent.trim())");
        browser.click("クリップボードへコピー");
        browser.wait_for("コピーしました");
        let copied: Vec<String> = browser.clipboard().lines().map(str::to_owned).collect();
        assert_eq!((json!(copied), copied.len()), (codes, 10));
        browser.submit("保管しました。次へ");
        browser.back();
        assert!(!browser.text().contains(&copied[0]), "recovery codes are shown once");
    }

    /// システム設定 › パラメータ.
    fn the_parameter(&self, before: &str, after: &str) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.goto("");
        browser.submit("パラメータ");
        assert_eq!(seat.read("[name=api_token_days]"), before);
        browser.fill("APIトークン（一般ユーザ向け）の有効期限（日）", after);
        browser.submit("変更する");
        self.shows(&["パラメータを変更しました。"]);
    }

    /// アカウント設定 › アカウント管理: taken in from a file, found, on pages.
    fn many_users(&self) {
        let (seat, browser) = (self.seat, self.seat.browser);
        browser.submit("アカウント管理");
        browser.submit("CSV取込");
        browser.attach("CSVファイル", &seat.house.site.file("people.csv", people(MANY + 1, 1)));
        browser.submit("取り込む");
        self.shows(&["51件のアカウントを取り込みました。"]);
        browser.fill("q", "user");
        browser.submit(css("form.search button"));
        self.shows(&["51件中1から10まで表示", "user10"]);
        browser.submit("50件");
        self.shows(&["51件中1から50まで表示", "user50"]);
        browser.submit("次");
        self.shows(&["51件中51から51まで表示", "user51", "一時利用禁止"]);
        browser.submit("前");
    }

    /// APIトークン発行（一括）: all that the search found, on all pages.
    fn issued_to_all(&self) -> Vec<Received> {
        let (seat, browser) = (self.seat, self.seat.browser);
        browser.click("すべて選択");
        self.shows(&["50件を選択中"]);
        browser.tick("ほかのページも含め、51件すべてを対象にする");
        self.shows(&["51件を選択中"]);
        browser.submit("APIトークン発行(一括)");
        self.shows(&["取得してから30日間", "user51: 一時利用禁止のため", "50件発行する"]);
        assert!(seat.house.postbox.mails().iter().all(|mail| !mail.subject().contains(ISSUED)), "a preview issues nothing");
        let before = now();
        browser.submit("50件発行する");
        let after = now();
        self.shows(&["50件のAPIトークンを発行し、お知らせのメールを送信します。"]);
        let mails = seat.house.mails(MANY, ISSUED);
        seat.house.wait_until_all_is_sent();
        assert_eq!(seat.house.mails(MANY, ISSUED).len(), MANY);
        let expected: BTreeSet<String> = (1..=MANY).map(|number| address(&format!("user{number:02}"))).collect();
        assert_eq!(recipients(&mails), expected);
        for mail in &mails {
            self.is_as_the_document_says(mail, "30", before..=after);
        }
        mails
    }

    /// The mail of section 2.1: name, days, link, deadline; and nothing that could be a token.
    #[track_caller]
    fn is_as_the_document_says(&self, mail: &Received, days: &str, issued: std::ops::RangeInclusive<i64>) {
        let text = mail.text();
        let number = mail.to[0].trim_start_matches("user").split('@').next().unwrap();
        assert!(mail.subject().starts_with("【見本銀行API】 APIトークン発行のお知らせ"), "{}", mail.subject());
        assert!(text.starts_with(&format!("利用 {number}号さま\n")), "{text}");
        assert!(text.contains(&format!("トークンの有効期限は取得してから{days}日間です。")), "{text}");
        assert_eq!(mail.link("http").unwrap(), self.seat.house.at("/settings/handovers"));
        let until = text.split_once("※トークンは").and_then(|(_, rest)| rest.split_once("までに取得してください。")).unwrap().0;
        let (first, last) = (moment(issued.start() + 7 * DAY), moment(issued.end() + 7 * DAY));
        assert!((first.as_str()..=last.as_str()).contains(&until), "{until} is not between {first} and {last}");
        let rest = text.replace(&self.seat.house.at("/settings/handovers"), "");
        let secret = Regex::new("fg[a-z]_|[A-Za-z0-9_-]{20,}").unwrap();
        assert!(!secret.is_match(&rest), "this looks like a token: {:?} in {text}", secret.find(&rest));
    }

    /// What waits becomes void, and the new one has the new days.
    fn issued_anew_to(&self, login: &str) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.goto(&format!("/users?q={login}"));
        seat.tick(login);
        browser.submit("APIトークン発行(一括)");
        self.shows(&["取得待ちのトークン1件は、新しく発行するため無効になります。", "取得してから60日間"]);
        let before = now();
        browser.submit("1件発行する");
        let mails = seat.house.mails(MANY + 1, ISSUED);
        assert_eq!(mails[MANY].to, [address(login)]);
        self.is_as_the_document_says(&mails[MANY], "60", before..=now());
    }

    /// Section 2: the mail's link, a password, 設定 › APIトークン, 「はい」 in two tabs at once.
    fn one_of_two_tabs(&self, mails: &[Received]) -> String {
        let (seat, browser) = (self.seat, self.seat.browser);
        let mail = mails.iter().find(|mail| mail.to == [address("user01")]).unwrap();
        seat.set_password(&seat.house.invitation("user01"));
        browser.goto(&mail.link("http").unwrap());
        browser.wait_for("ログインID");
        seat.sign_in("user01", PASSWORD);
        browser.wait_for(url("/settings/handovers"));
        self.shows(&["取得待ち", "取得期限"]);
        browser.submit(css("main .row-actions a"));
        self.shows(&["トークンを取得しますか？", "トークンは一度しか表示されません。"]);
        browser.submit("いいえ");
        self.shows(&["取得待ち"]);
        browser.submit(css("main .row-actions a"));
        let (question, first) = (browser.url(), browser.tab());
        let second = browser.new_tab();
        browser.goto(&question);
        let yes = format!(
            "setTimeout(() => document.querySelector({:?}).click(), {} - Date.now())",
            super::house::DO_IT,
            browser.run("return Date.now() + 500")
        );
        browser.run(&yes);
        browser.use_tab(&first);
        browser.run(&yes);
        let mut shown = Vec::new();
        for tab in [&first, &second] {
            browser.use_tab(tab);
            browser.wait_for(url("/pick-up"));
            let token = browser.run("return document.querySelector('#token')?.value ?? null");
            if token.is_null() {
                assert_eq!(browser.status(), 410);
                self.shows(&["すでに取得済みか、取得できない状態です。"]);
            }
            shown.push(token);
        }
        let winner = usize::from(shown[0].is_null());
        browser.use_tab([&first, &second][winner]);
        assert!(shown[1 - winner].is_null(), "exactly one tab shows the token: {shown:?}");
        shown[winner].as_str().unwrap().to_owned()
    }

    /// Section 2.2, steps 3 and 4: copied, and afterwards only the expiry.
    fn seen_only_once(&self, token: &str) {
        let (seat, browser) = (self.seat, self.seat.browser);
        browser.may_copy();
        browser.click("クリップボードへコピー");
        browser.wait_for("コピーしました");
        assert_eq!(browser.clipboard(), token);
        browser.submit("戻る");
        self.shows(&["有効期限", "有効", &moment(now() + 30 * DAY)[..4]]);
        assert!(!browser.run("return document.documentElement.outerHTML").as_str().unwrap().contains(token));
        browser.back();
        assert!(!browser.text().contains(token) && browser.run("return document.querySelector('#token')").is_null(), "not on the way back");
        seat.goto("/settings/handovers");
        assert!(browser.run("return document.querySelector('main .row-actions a')").is_null(), "nothing is left to be picked up");
    }

    fn known_to_the_api(&self, token: &str) {
        let answer = self.seat.house.caller().call("GET", "/api/v1/token", Some(token), &[]).expect(200).json();
        assert_eq!((&answer["login_id"], &answer["level"]), (&json!("user01"), &json!("tenant")));
        assert_eq!(answer["tenant_id"].as_str().unwrap().len(), 19);
        let (created, expired) = (answer["created_at"].as_i64().unwrap(), answer["expired_at"].as_i64().unwrap());
        assert_eq!(expired - created, 30 * DAY, "the days from when it was issued, counted from when it was picked up");
        assert!((0..60).contains(&(now() - created)));
    }

    /// Whoever comes too late gets nothing, also when the question was open already.
    fn missed(&self, login: &str) {
        let (seat, browser) = (self.seat, self.seat.browser);
        seat.stand_up();
        seat.arrive(login);
        browser.submit(css("main .row-actions a"));
        seat.house.site.repair(&format!(
            "UPDATE handovers SET pickup_until = pickup_until - 691200, over_at = over_at - 691200 WHERE login = '{login}'"
        ));
        browser.submit("はい");
        assert_eq!(browser.status(), 410);
        self.shows(&["すでに取得済みか、取得できない状態です。"]);
        browser.submit("戻る");
        self.shows(&["期限切れ（未取得）"]);
        assert!(browser.run("return document.querySelector('main .row-actions a')").is_null());
        seat.stand_up();
    }

    /// APIトークン管理: who, when, from where, a fingerprint; and taking back.
    fn managed_and_revoked(&self, token: &str) {
        let (seat, browser) = (self.seat, self.seat.browser);
        for (query, expected) in [
            ("standing=voided", vec!["1件中1から1まで表示", "user03", "無効（再発行済み）"]),
            ("standing=missed", vec!["1件中1から1まで表示", "user02", "期限切れ（未取得）"]),
            ("standing=waiting", vec!["48件中1から10まで表示"]),
            ("standing=good", vec!["1件中1から1まで表示", "user01", "127.0.0.1", "指紋", "admin1による"]),
        ] {
            seat.goto(&format!("/handovers?{query}"));
            self.shows(&expected);
        }
        seat.tick("user01");
        browser.submit("失効(一括)");
        self.shows(&["1件を失効させますか？", "元に戻すことはできません。"]);
        assert_eq!(seat.house.caller().call("GET", "/api/v1/token", Some(token), &[]).status, 200);
        browser.submit("はい、失効させる");
        let refused = seat.house.caller().call("GET", "/api/v1/token", Some(token), &[]).expect(401);
        assert!(!refused.text.contains(token));
        self.shows(&["1件を失効させました。"]);
        seat.goto("/handovers?standing=revoked");
        self.shows(&["user01", "管理者が失効させました", "admin1による"]);
    }
}
