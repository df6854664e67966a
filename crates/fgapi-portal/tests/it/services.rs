//! Institutions are chosen, and linked by what they ask.

use std::time::Duration;

use fgapi_audit::Act;
use fgapi_caller::Quota;

use crate::bank::customer;
use crate::browser::Browser;
use crate::house::{BY_FORMS, FAR_ORIGIN, House};

const GOOD: [(&str, &str); 6] = [
    ("form-13", " 13412345 "),
    ("form-14", "open sesame"),
    ("form-15", "法人"),
    ("form-16", "1"),
    ("form-17", "12 34 56"),
    ("form-18", "本店"),
];

/// The good answers, with others in their place.
fn with<'f>(other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = GOOD.iter().filter(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
    kept.chain(other).copied().collect()
}

#[actix_web::test]
async fn institutions_are_listed_by_kind_and_reading() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get("/accounts/new").await;
    let names = ["銀行</h2>", "手の銀行", "テノギンコウ", "遠くの銀行", "ネット銀行</h2>", "まだの銀行"];
    let places: Vec<_> = names.iter().map(|name| came.body.find(name).unwrap_or_else(|| panic!("{name}: {}", came.body))).collect();
    assert!(places.is_sorted(), "{places:?}");
    came.says(&format!("href=\"{}/accounts/new/7\"", browser.own));
    came.says("href=\"#category-2\">ネット銀行</a>");
}

#[actix_web::test]
async fn what_the_bank_says_about_an_institution_is_text() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.get("/accounts/new/7").await;
    came.says("<li>口座番号ではなくログイン情報です。</li>\n<li>登録後、ご確認下さい。</li>");
    came.says_not("alert(");
    came.says("<p class=\"hint\" id=\"f-form-13-hint\">数字 4桁以上</p>");
    came.says("href=\"https://hand.example/login\" target=\"_blank\" rel=\"noopener noreferrer\"");
    for field in ["13\" type=\"text\"", "14\" type=\"password\"", "17\" type=\"password\"", "18\" type=\"text\"", "16\" value=\"1\""] {
        came.says(&format!("name=\"form-{field}"));
    }
    came.says("<input type=\"radio\" id=\"f-form-15-2\" name=\"form-15\" value=\"法人\">");
    assert_eq!(came.body.matches("autocomplete=\"off\"").count(), 5, "the form and what is typed");
    assert!(came.header("content-security-policy").contains("form-action 'self' ;"), "{came:?}");
    let far = browser.get("/accounts/new/20").await;
    assert!(far.header("content-security-policy").contains(&format!("form-action 'self' {FAR_ORIGIN};")), "{far:?}");
    far.says("遠くの銀行の画面（fgapi.far.example:8443）に移ります。");
}

#[actix_web::test]
async fn an_account_is_linked_by_what_the_institution_asks() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.get("/accounts/new/7").await;
    let came = browser.post("/accounts/new/7", &GOOD).await;
    let account = house.accounts_of(&customer("hanako")).remove(0);
    came.leads(&browser, &format!("/accounts?told=linked&account={}", account.id));
    assert_eq!((account.service, account.uid_hidden.as_str()), (BY_FORMS, "134*****"));
    browser.get(&format!("/accounts?told=linked&account={}", account.id)).await.says("手の銀行を連携しました。");
    assert_eq!(house.told(Act::LinkedAccountAdd).len(), 1);
    let answers = house.answers(account.id);
    let expected = GOOD.map(|(name, value)| (name.replace('-', ":"), value.trim().to_owned()));
    assert_eq!(answers, expected);
}

#[actix_web::test]
async fn everything_that_is_wrong_is_said_at_once_beside_its_field() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let came = browser.post("/accounts/new/7", &[("form-13", "12x"), ("form-15", "株式"), ("form-16", "2"), ("form-17", "い")]).await;
    assert_eq!(came.status, 400);
    for (form, says) in [
        (13, "「お客様番号」の形式が正しくありません"),
        (14, "「パスワード」を入力してください"),
        (15, "「区分」を選択してください"),
        (16, "「規約への同意」の形式が正しくありません"),
        (17, "「乱数表」の形式が正しくありません"),
        (18, "「支店名」を入力してください"),
    ] {
        came.says(&format!("<a href=\"#f-form-{form}\">{says}</a>"));
        came.says(&format!("id=\"f-form-{form}-error\""));
    }
    came.says("value=\"12x\"");
    came.says(&format!("action=\"{}/accounts/new/7\"", browser.own));
    let came = browser.post("/accounts/new/7", &with(&[("form-13", "123"), ("form-14", "hush hush")])).await;
    assert_eq!(came.status, 400);
    came.says_not("hush");
    came.says_not("12 34 56");
    came.says("value=\"法人\" checked");
    for long in ["form-14", "form-18"] {
        let came = browser.post("/accounts/new/7", &with(&[(long, &"長".repeat(400))])).await;
        assert_eq!(came.status, 400);
        came.says(&format!("id=\"f-{long}-error\""));
    }
    assert!(house.accounts_of(&customer("hanako")).is_empty());
    assert!(house.told(Act::LinkedAccountAdd).is_empty());
}

#[actix_web::test]
async fn a_box_that_is_not_ticked_is_an_answer_too() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let unticked: Vec<_> = GOOD.iter().filter(|(name, _)| *name != "form-16").copied().collect();
    assert_eq!(browser.post("/accounts/new/7", &unticked).await.status, 303);
    let id = house.accounts_of(&customer("hanako"))[0].id;
    assert!(house.answers(id).contains(&("form:16".to_owned(), "0".to_owned())));
}

#[actix_web::test]
async fn hostile_forms_link_nothing() {
    let house = House::new();
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let csrf = browser.csrf.clone();
    let form = |more: &str| {
        let fields = "form-13=13412345&form-14=a&form-15=%E6%B3%95%E4%BA%BA&form-17=1&form-18=a";
        format!("csrf={csrf}&{fields}{more}")
    };
    let urlencoded = "application/x-www-form-urlencoded";
    for body in [
        form("&form-13=99999999"),
        form("&x=%0a"),
        form("&x=%ff"),
        form("&x=%00"),
        form(&format!("&x={}", "x".repeat(1_025))),
        form(&format!("&x={}", "x".repeat(70_000))),
        form(&"&x".repeat(2_000)),
        form(&format!("&csrf={csrf}")),
    ] {
        let came = browser.post_raw("/accounts/new/7", urlencoded, body).await;
        assert_eq!(came.status, 400, "{}", came.body);
    }
    for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
        assert_eq!(browser.post_raw("/accounts/new/7", kind, form("")).await.status, 400, "{kind}");
    }
    for nothing in ["/accounts/new/8", "/accounts/new/0", "/accounts/new/+7", "/accounts/new/x", "/accounts/new/99999999999"] {
        browser.post(nothing, &GOOD).await.leads(&browser, "/accounts?told=unready");
        browser.get(nothing).await.leads(&browser, "/accounts?told=unready");
    }
    assert!(house.accounts_of(&customer("hanako")).is_empty());
    // Fields that nobody asked for are nothing.
    let came = browser
        .post_raw("/accounts/new/7", "application/x-www-form-urlencoded; charset=utf-8", form("&form-99=x&form-=y&service=20"))
        .await;
    assert_eq!(came.status, 303);
    assert_eq!(house.accounts_of(&customer("hanako"))[0].service, BY_FORMS);
}

#[actix_web::test]
async fn what_was_asked_is_answered_anew() {
    let house = House::new();
    let id = house.by_forms("hanako");
    house.answers(id);
    house.clock.advance(91);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    browser.get(&format!("/accounts/{id}")).await.says(&format!("{}/accounts/{id}/link\">ログイン情報を入力し直す</a>", browser.own));
    let page = browser.get(&format!("/accounts/{id}/link")).await;
    page.says("口座の連携のやり直し");
    page.says(&format!("action=\"{}/accounts/{id}/link\"", browser.own));
    let came = browser.post(&format!("/accounts/{id}/link"), &with(&[("form-13", "x")])).await;
    assert_eq!(came.status, 400);
    came.says(&format!("action=\"{}/accounts/{id}/link\"", browser.own));
    let came = browser.post(&format!("/accounts/{id}/link"), &with(&[("form-13", "99912345")])).await;
    came.leads(&browser, &format!("/accounts/{id}?told=forms"));
    browser.get(&format!("/accounts/{id}?told=forms")).await.says("ログイン情報を受け付けました。");
    assert_eq!(house.account(id).uid_hidden, "999*****");
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 1);
    assert_eq!(house.answers(id)[0], ("form:13".to_owned(), "99912345".to_owned()));
}

#[actix_web::test]
async fn while_the_vault_is_shut_what_is_there_is_shown_and_nothing_is_taken() {
    let house = House::new();
    let id = house.by_forms("hanako");
    house.asks(id, "何ですか");
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let request = house.account(id).requests[0].id.to_string();
    house.desk.vault().shut(&fgapi_audit::By::GATEWAY).unwrap();
    for page in ["/accounts".to_owned(), format!("/accounts/{id}"), "/accounts/new".to_owned(), "/accounts/new/7".to_owned()] {
        assert_eq!(browser.get(&page).await.status, 200, "{page}");
    }
    let answer = [("request", &*request), ("answer-1", "a")];
    for (path, fields) in [("/accounts/new/7".to_owned(), &GOOD[..]), (format!("/accounts/{id}/answer"), &answer)] {
        let came = browser.post(&path, fields).await;
        assert_eq!((came.status, came.header("retry-after")), (503, "5"), "{path}");
        came.says("ただいま他行口座の手続きができません");
    }
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 1);
    let came = browser.post(&format!("/accounts/{id}/remove"), &[]).await;
    came.leads(&browser, "/accounts?told=removed");
}

#[actix_web::test]
async fn one_address_links_so_much_at_a_time() {
    let house = House::with(Quota { per_second: 1, burst: 4 }, true);
    let mut browser = Browser::signed_in(&house, "hanako").await;
    let mut refused = None;
    for _ in 0..5 {
        let came = browser.post("/accounts/new/7", &GOOD).await;
        refused = (came.status == 503).then_some(came);
    }
    let refused = refused.unwrap();
    assert!(Duration::from_secs(refused.header("retry-after").parse().unwrap()) >= Duration::from_secs(1));
    assert_eq!(house.accounts_of(&customer("hanako")).len(), 2, "opening the page and signing in count as well");
}
