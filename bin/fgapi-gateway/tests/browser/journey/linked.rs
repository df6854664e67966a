//! What a customer has at other institutions: linked by the forms of a service, seen with what a program found, answered, stopped and
//! removed; readable for everybody, at the width of a desk and of a phone.

use serde_json::{Value, json};

use super::bank::{Bank, HANAKO, Setup};
use super::person::Person;
use crate::harness::{Browser, Options};

#[test]
fn an_account_elsewhere_is_linked_seen_answered_and_removed() {
    let bank = Bank::open(Setup { surroundings: &[("FGAPI__LINKED__WORKERS", "0")], ..Setup::default() });
    bank.site.run(&["vault", "init"]);
    bank.site.run(&["service", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/services.toml")]);
    let browser = Browser::open(Options::default());
    let look = |name: &str| {
        browser.fits_desk_and_phone();
        browser.axe();
        browser.shot(&format!("linked-{name}.ja"));
    };
    browser.goto(&bank.at("/links", &[]));
    Person::at(&browser).log_in_to_own_page(HANAKO);
    let own = browser.url();
    let own = own.split(['?', '#']).next().unwrap();
    let accounts = format!("{own}/accounts");
    browser.goto(&accounts);
    look("none");
    browser.goto(&format!("{accounts}/new"));
    browser.wait_for("みずほ銀行");
    look("services");
    browser.goto(&format!("{accounts}/new/7"));
    look("forms");
    browser.submit(crate::harness::css("main form .actions button[type=submit]"));
    look("forms-missing");
    browser.fill("form-13", "13412345");
    browser.fill("form-14", "himitsu-no-password");
    browser.submit(crate::harness::css("main form .actions button[type=submit]"));
    browser.wait_for("134*****");
    look("linked");

    let told = |text: String| -> Value { serde_json::from_str(&text).unwrap() };
    let listed = told(bank.site.run(&["linked", "list", "--customer", "C-hanako", "--json"]));
    let id = listed[0]["id"].as_str().unwrap().to_owned();
    let taken = told(bank.site.run(&["linked", "take", &id, "--json"]));
    assert_eq!(taken["answers"]["form:14"], "himitsu-no-password");
    let report = json!({
        "error": "SecretQuestionException", "msg_flag": true, "message": "合言葉の入力が必要です。",
        "harvest": { "accounts": [{ "far_id": "b", "kind": "普通", "balance": 4_839_122, "branch_name": "本店", "number": "0999999",
            "transactions": [{ "far_id": "1", "booked_at": "2026-11-01", "amount": -1200, "balance": 4_839_122, "description": "<b>ｶ)ｺﾝﾋﾞﾆ" }] }] },
        "questions": [{ "message": "合言葉の入力が必要です。", "question": "飼い犬の名前は何ですか" }],
    });
    bank.site.run_with(&["linked", "report", &id, "--fence", &taken["fence"].to_string()], &report.to_string());
    browser.goto(&accounts);
    browser.wait_for("要合言葉");
    look("failed");
    browser.goto(&format!("{accounts}/{id}"));
    browser.wait_for("飼い犬の名前は何ですか");
    assert!(browser.text().contains("<b>ｶ)ｺﾝﾋﾞﾆ"), "what a bank says is shown as it is, and never as HTML");
    look("details");
    browser.goto(&format!("{accounts}/{id}/remove"));
    look("remove");
    browser.submit(crate::harness::css("main form .actions button[type=submit]"));
    browser.wait_for("口座の連携を解除し");
    browser.console_is_clean();
}
