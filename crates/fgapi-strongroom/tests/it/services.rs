//! The catalogue of services, and the gateway's own password at each.

use fgapi_admin::Role;
use fgapi_audit::{Act, By};
use fgapi_linked::{AccountId, ServiceId};
use fgapi_linked::{AggregationError, LeaseAsk, NewAccount, Recorded};

use crate::browser::Browser;
use crate::house::House;

/// A service that is another bank's gateway.
pub(crate) const FAR: u32 = 20;

/// A service that is fetched by a program of the bank's, and one that is another bank's gateway.
pub(crate) const CATALOGUE: &str = r#"
[[service]]
id = 7
name = "手の銀行"
yomigana = "テノギンコウ"
type = "B_HAND"
code = "0007"
description = "<b>説明</b>"
category = { id = 2, name = "銀行", type = "BANK" }
form = [
  { id = 13, name = "お客様番号", type = "ID1", input = "alphameric", format = '\d{4,10}', unique = true },
  { id = 14, name = "パスワード", type = "PW1", input = "password" },
]

[[service]]
id = 20
name = "遠くの銀行"
yomigana = "トオクノギンコウ"
type = "B_FAR"
code = "0020"
category = { id = 3, name = "ネット銀行", type = "NETBANK" }
pace = { interval_seconds = 3600, concurrency = 2, timeout_seconds = 60 }
fgapi = { base_url = "https://far.example/api", api_key = "fgk_us_at_far", days = 30 }
"#;

#[actix_web::test]
async fn the_catalogue_is_shown_as_it_was_imported() {
    let house = House::new();
    let browser = Browser::of(&house, Role::Auditor);
    assert!(browser.get("/services").await.has("fgapi service import"), "how one is taken over");
    house.import(CATALOGUE);
    let page = browser.get("/services").await;
    for text in ["手の銀行", "手動（銀行のプログラムが取得）", "遠くの銀行", "ネット銀行", "https://far.example/api", "未設定"]
    {
        assert!(page.has(text), "{text} in {}", page.body);
    }
    for (q, found, not) in [("tono", "", "遠くの銀行"), ("トオク", "遠くの銀行", "手の銀行"), ("0007", "手の銀行", "遠くの銀行")]
    {
        let page = browser.get(&format!("/services?{}", serde_urlencoded::to_string([("q", q)]).unwrap())).await;
        assert!(
            page.has(found) && !page.has(&format!("<th class=\"name\" scope=\"row\" role=\"rowheader\"><div><span class=\"line\">{not}")),
            "{q}: {}",
            page.body
        );
    }
    let page = browser.get("/services/20").await;
    for text in ["0020", "fgk_us_at_far", "30日", "3,600秒", "60秒", "インターネットのみ", "項目はありません。"] {
        assert!(page.has(text), "{text} in {}", page.body);
    }
    assert!(!page.has("/services/20/password"), "an auditor is offered nothing");
    let page = browser.get("/services/7").await;
    for text in ["お客様番号", "数値", "パスワード", "銀行のプログラム"] {
        assert!(page.has(text), "{text} in {}", page.body);
    }
    assert!(!page.has("<b>説明</b>") && !page.has("自行のAPIキー"));
    for path in [
        "/services/0",
        "/services/8",
        "/services/x",
        "/services/+7",
        "/services/99999999999",
        "/services/7/password",
        "/services/8/password",
    ] {
        assert_eq!(Browser::admin(&house).get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn the_gateways_own_password_is_set_and_never_shown() {
    let house = House::new();
    house.import(CATALOGUE);
    let browser = Browser::admin(&house);
    let path = format!("/services/{FAR}/password");
    let page = browser.get(&path).await;
    assert!(page.has("いまの値: 未設定") && page.has("name=\"password\" type=\"password\" autocomplete=\"new-password\""), "{}", page.body);
    let secret = "our-password-at-the-far-bank-7d1e";
    let told = browser.done(&path, &[("password", secret)]).await;
    assert!(told.has("パスワードを保管庫に保存しました") && told.has("末尾 7d1e"), "{}", told.body);
    for at in ["/services", "/services/20", &path] {
        let page = browser.get(at).await;
        assert!(page.has("末尾 7d1e") && !page.has(secret), "{at}: {}", page.body);
    }
    assert!(!house.told().join("\n").contains(secret));
    let (long, most) = ("x".repeat(4_097), "y".repeat(4_096));
    for (typed, why) in [("", "入力してください"), (long.as_str(), "4,096バイト以内"), ("a\r\nb", "制御文字"), ("鍵\t", "制御文字")]
    {
        let came = browser.post(&path, &[("password", typed)]).await;
        assert!(came.status == 400 && came.flaw("password").contains(why), "{why}: {}", came.body);
        assert!(!came.has(&long));
    }
    for fields in [&[("password", "a\u{0}")][..], &[("password", "a"), ("password", "b")], &[("base_url", "https://evil.example")]] {
        assert_eq!(browser.post(&path, fields).await.status, 400, "{fields:?}");
    }
    assert_eq!(house.count(Act::ServiceCredentials), 1);
    browser.done(&path, &[("password", &most)]).await;
    for (at, status) in [("/services/7/password", 404), ("/services/8/password", 404)] {
        assert_eq!(browser.post(at, &[("password", "x")]).await.status, status, "{at}");
    }
    assert_eq!(Browser::of(&house, Role::UserAdministrator).post(&path, &[("password", "x")]).await.status, 403);
    assert_eq!(house.count(Act::ServiceCredentials), 2);
}

#[actix_web::test]
async fn accounts_and_those_that_failed_are_counted() {
    let house = House::new();
    house.import(CATALOGUE);
    let now = house.strongroom.linked.now();
    for n in 0..3_u8 {
        let account = NewAccount {
            id: AccountId([n; 16]),
            customer: format!("customer-{n}").parse().unwrap(),
            service: ServiceId(FAR),
            uid_hidden: String::new(),
            anew: false,
            automatic: true,
            now,
            consent_until: None,
            values: Vec::new(),
            answers_until: None,
        };
        let note = fgapi_audit::Entry::done(fgapi_audit::EntryTime(now.0), &By::GATEWAY, Act::LinkedAccountAdd, "test");
        house.linked_store().put_account(&account, &note).unwrap();
    }
    let ask = LeaseAsk { now, margin_seconds: 30, account: None };
    let (account, lease) = house.linked_store().lease(&ask).unwrap().unwrap();
    let failed = Recorded {
        now,
        next: None,
        harvest: None,
        uid_hidden: None,
        error: Some(AggregationError::Maintenance),
        message: None,
        requests: Vec::new(),
    };
    assert!(house.linked_store().record(account.id, lease.fence, &failed).unwrap());
    let browser = Browser::of(&house, Role::UserAdministrator);
    for path in ["/services", "/services/20"] {
        let page = browser.get(path).await;
        assert!(page.has("<span class=\"number\">3</span>") && page.has("1件"), "{path}: {}", page.body);
    }
}
