//! Whoever is not signed in, brings no form of their own, or names what is not theirs, sees nothing and changes nothing.

use fgapi_linked::AccountId;

use crate::bank::customer;
use crate::browser::Browser;
use crate::house::House;

/// Pages and forms about one account.
const PAGES: [&str; 3] = ["", "/link", "/remove"];
const FORMS: [&str; 7] = ["/link", "/remove", "/acquire", "/name", "/suspend", "/resume", "/answer"];

const FIELDS: [(&str, &str); 8] = [
    ("disp_name", "hers no more"),
    ("memo", "x"),
    ("request", "84dG3OLcZt_gLm66DESKzw=="),
    ("answer-1", "x"),
    ("form-13", "99999999"),
    ("form-14", "x"),
    ("form-15", "個人"),
    ("form-17", "1"),
];

fn pages(id: AccountId) -> Vec<String> {
    let of_one = PAGES.iter().map(|page| format!("/accounts/{id}{page}"));
    ["/accounts", "/accounts/new", "/accounts/new/7", "/accounts/new/20"].map(str::to_owned).into_iter().chain(of_one).collect()
}

fn forms(id: AccountId) -> Vec<String> {
    let of_one = FORMS.iter().map(|form| format!("/accounts/{id}{form}"));
    ["/accounts/new/7", "/accounts/new/20"].map(str::to_owned).into_iter().chain(of_one).collect()
}

/// What is kept of everybody, and what everybody was asked.
fn everything(house: &House) -> String {
    let accounts = ["hanako", "taro"].map(|login| house.accounts_of(&customer(login)));
    format!("{accounts:?} {:?}", house.upstream.asked.lock().unwrap())
}

#[actix_web::test]
async fn without_a_session_no_page_is_shown_and_no_form_is_taken() {
    let house = House::new();
    let id = house.by_forms("hanako");
    let mut hanako = Browser::signed_in(&house, "hanako").await;
    let taro = Browser::signed_in(&house, "taro").await;
    let before = everything(&house);
    // Without her cookies; and with his, at her address.
    let mut nobody = hanako.clone();
    nobody.cookies.clear();
    for mut other in [nobody, taro.at(&hanako.own)] {
        for page in pages(id) {
            let came = other.get(&page).await;
            assert_eq!(came.status, 401, "{page}");
            came.says("ログインの状態を確認できません");
            came.says_not("手の銀行");
        }
        for form in forms(id) {
            assert_eq!(other.post(&form, &FIELDS).await.status, 401, "{form}");
        }
    }
    house.clock.advance(900);
    for page in pages(id) {
        let came = hanako.get(&page).await;
        assert_eq!(came.status, 401, "{page}");
        came.says_not("手の銀行");
    }
    assert_eq!(everything(&house), before);
}

#[actix_web::test]
async fn before_the_login_every_address_leads_to_it() {
    let house = House::new();
    let id = house.by_forms("hanako");
    let mut browser = Browser::open(&house).await;
    for page in pages(id) {
        browser.get(&page).await.leads(&browser, "");
    }
    for form in forms(id) {
        browser.post(&form, &FIELDS).await.leads(&browser, "");
    }
    let mut linking = browser.at("/v1/auth/login/0193f0a1b2c34d5e8f00112233445566");
    assert_eq!(linking.get("/accounts").await.status, 404, "a link's journey has no such pages");
    let mut none = browser.at("/v1/links/nothing");
    assert_eq!(none.get("/accounts").await.status, 404);
}

#[actix_web::test]
async fn a_form_of_nobodys_changes_nothing() {
    let house = House::new();
    let (manual, far) = (house.by_forms("hanako"), house.far("hanako"));
    house.fetch();
    let mut hanako = Browser::signed_in(&house, "hanako").await;
    let foreign = Browser::signed_in(&house, "taro").await.csrf;
    let before = everything(&house);
    for forged in ["", "AAAA", &foreign] {
        forged.clone_into(&mut hanako.csrf);
        for form in forms(manual).into_iter().chain(forms(far)) {
            let came = hanako.post(&form, &FIELDS).await;
            came.leads(&hanako, "");
            assert!(came.cookies.is_empty());
        }
    }
    assert_eq!(everything(&house), before);
}

#[actix_web::test]
async fn what_is_not_hers_is_not_there() {
    let house = House::new();
    let (manual, far) = (house.by_forms("taro"), house.far("taro"));
    house.asks(manual, "何ですか");
    let request = house.account(manual).requests[0].id.to_string();
    let mut hanako = Browser::signed_in(&house, "hanako").await;
    let before = everything(&house);
    let nobodys = "84dG3OLcZt_gLm66DESKzw==";
    for id in [&manual.to_string(), &far.to_string(), nobodys, "x", "84dG3OLcZt_gLm66DESKzw", "84dG3OLcZt+gLm66DESKzw==", "%00", "..%2F"] {
        for page in PAGES {
            let came = hanako.get(&format!("/accounts/{id}{page}")).await;
            came.leads(&hanako, "/accounts?told=gone");
        }
        for form in FORMS {
            let fields: Vec<_> = FIELDS.iter().filter(|(name, _)| *name != "request").copied().chain([("request", &*request)]).collect();
            let came = hanako.post(&format!("/accounts/{id}{form}"), &fields).await;
            came.leads(&hanako, "/accounts?told=gone");
        }
    }
    assert_eq!(everything(&house), before);
}

#[actix_web::test]
async fn a_forms_address_without_its_form_leads_to_the_account() {
    let house = House::new();
    let id = house.far("hanako");
    let mut hanako = Browser::signed_in(&house, "hanako").await;
    for form in ["acquire", "name", "suspend", "resume", "answer"] {
        hanako.get(&format!("/accounts/{id}/{form}")).await.leads(&hanako, &format!("/accounts/{id}"));
    }
    assert_eq!(hanako.get(&format!("/accounts/{id}/nothing")).await.status, 404);
    assert!(!house.account(id).suspended);
}
