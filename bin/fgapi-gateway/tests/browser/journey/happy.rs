//! From the app's link to the first accounts.

use super::bank::{ACCOUNT, Bank, HANAKO, Home, PASSWORD, Setup};
use super::person::Person;
use super::visitor::{Visitor, csrf, place};
use crate::harness::{Browser, Options};
use crate::support::http::Pair;
use crate::support::site::Database;

fn an_app_is_linked(database: Database) {
    let bank = Bank::open(Setup { database, client: &["--account-choice", "--site", "https://kakei.example/"], ..Setup::default() });
    let browser = Browser::open(Options::default());
    let person = Person::at(&browser);
    browser.goto(&bank.app.start(&bank.entrance(&[("state", "a b&c=d"), ("link_id", "first")])));
    browser.click("銀行口座をつなぐ");
    browser.wait_for("株式会社かけい");
    person.log_in(HANAKO);
    browser.untick("残高照会");
    browser.untick("豊洲支店（456） 定期 0000003");
    person.go_on();
    let shown = browser.text();
    for expected in
        ["家計簿アプリ（株式会社かけい）", "入出金明細照会", "一定期間（90日）", "本店営業部（101） 普通 0000001", "見本信用組合"]
    {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!shown.contains("残高照会") && !shown.contains("豊洲支店"), "{shown}");
    person.allow();

    let home = bank.app.home(&browser);
    browser.console_is_clean();
    assert_eq!((home.field("state"), home.field("iss")), ("a b&c=d", bank.serving.base_url.as_str()));
    assert_eq!(bank.app.referers(), [""], "the journey's address is nobody's business");
    let pair = bank.exchange(&home);
    assert_eq!(bank.accounts_of(&pair), [ACCOUNT, "9999-101-1-0000002"]);
    let balances = [("account_id", ACCOUNT), ("start_date", "2026-01-01"), ("end_date", "2026-01-31")];
    bank.fintech.caller.call("GET", "/balances", Some(&pair.access), &balances).expect(403);
    let rows = bank.fintech.caller.call("GET", "/transactions", Some(&pair.access), &balances).expect(200).json();
    assert_eq!(rows["transactions"].as_array().unwrap().len(), 2);
    let again = bank.fintech.redeem(&bank.fintech.system_token(), &home.auth_token()).unwrap();
    again.expect(401);
    assert!(!bank.fintech.opens(&pair.access), "an auth token that comes twice ends what it gave");
}

#[test]
fn only_who_began_the_journey_can_exchange_its_auth_token() {
    let bank = Bank::open(Setup::default());
    let (challenge, verifier) = ("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let query = [("code_challenge", challenge), ("code_challenge_method", "S256")];
    let allowed = || {
        let mut visitor = Visitor::new();
        let here = bank.at(&place(&visitor.get(&bank.entrance(&query))), &[]);
        let steps: [(&str, &[(&str, &str)]); 3] = [
            ("login", &[("login_id", HANAKO), ("password", PASSWORD)]),
            ("scopes", &[("grants", "accounts")]),
            ("consent", &[("agree", "yes")]),
        ];
        let mut led = String::new();
        for (step, fields) in steps {
            let token = csrf(&visitor.get(&here).text);
            led = place(&visitor.post(&format!("{here}/{step}"), &[&[("csrf", token.as_str())], fields].concat()));
        }
        Home::read(&led, &bank.app.callback()).auth_token()
    };
    let system = bank.fintech.system_token();
    let exchange = |verifier: &[(&str, &str)]| {
        let token = allowed();
        let own = [("api_key", bank.fintech.api_key.as_str()), ("password", &bank.fintech.password), ("auth_token", &token)];
        bank.fintech.caller.call("POST", "/auth/token", Some(&system), &[&own, verifier].concat())
    };
    exchange(&[]).expect(401);
    exchange(&[("code_verifier", &"x".repeat(43))]).expect(401);
    let pair = Pair::of(&exchange(&[("code_verifier", verifier)]).expect(200));
    assert_eq!(bank.accounts_of(&pair).len(), 3);
}

#[test]
fn an_app_is_linked_in_the_browser_on_sqlite() {
    an_app_is_linked(Database::Sqlite);
}

#[test]
fn an_app_is_linked_in_the_browser_on_postgresql() {
    an_app_is_linked(Database::Postgres);
}
