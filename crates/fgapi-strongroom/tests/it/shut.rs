//! A vault that is shut or has no key: screens say so and how it is mended, show what people may see, and set nothing.

use fgapi_admin::Role;
use fgapi_audit::Act;
use fgapi_saas::Product;
use fgapi_vault::{KeyFault, KeyRing};

use crate::browser::Browser;
use crate::house::{House, first_ring, master};
use crate::services::{CATALOGUE, FAR};

const SET: [(&str, &str); 1] = [("authenticationInfo1", "client-id-Zq8Vt1-9f2a")];
const ANEW: [(&str, &str); 1] = [("authenticationInfo1", "client-id-Zq8Vt1-0b3c")];

/// A house in which something is set.
async fn house() -> House {
    let house = House::new();
    house.import(CATALOGUE);
    let browser = Browser::admin(&house);
    browser.done(&format!("/credentials/{}/products/0", house.tenant), &SET).await;
    browser.done(&format!("/services/{FAR}/password"), &[("password", "our-password-there-7d1e")]).await;
    house
}

/// Every screen that has to do with values says `why`, shows hints, and sets nothing.
async fn refuses(house: &House, why: &str, hides_inputs: bool) {
    let browser = Browser::admin(house);
    let (tenant, product) = (format!("/credentials/{}", house.tenant), format!("/credentials/{}/products/0", house.tenant));
    let (service, password) = (format!("/services/{FAR}"), format!("/services/{FAR}/password"));
    let before = (house.count(Act::CredentialChange), house.count(Act::ServiceCredentials));
    for (path, hint) in [(&tenant, "末尾 9f2a"), (&product, "末尾 9f2a"), (&service, "末尾 7d1e"), (&password, "末尾 7d1e")] {
        let page = browser.get(path).await;
        assert!(page.status == 200 && page.has(hint), "{path}: {} {}", page.status, page.body);
        assert_eq!(page.has(why), hides_inputs, "{path}: {}", page.body);
        assert!(!hides_inputs || !page.has("type=\"password\""), "{path} takes no value");
    }
    for path in ["/credentials", "/services"] {
        assert_eq!(browser.get(path).await.has(why), hides_inputs, "{path}");
    }
    for (path, fields) in [(&product, &ANEW[..]), (&password, &[("password", "another-password-there")][..])] {
        let came = browser.post(path, fields).await;
        assert!(came.status == 503 && came.has(why), "{path}: {} {}", came.status, came.body);
        assert_eq!(came.body.matches(why).count(), 1, "it is said once");
        assert!(!came.has("0b3c") && !came.has("another-password"));
    }
    assert_eq!((house.count(Act::CredentialChange), house.count(Act::ServiceCredentials)), before, "nothing was set");
    // What is not sealed can be changed all the same, and a value can be taken away.
    let told = browser.done(&format!("{product}/disable"), &[]).await;
    assert!(told.has("無効にしました"));
    let told = browser.done(&product, &[("receiving_department", "部門A"), ("clear", "authenticationInfo1")]).await;
    assert!(told.has("保存しました") && told.has("部門A") && !told.has("末尾 9f2a"), "{}", told.body);
}

#[actix_web::test]
async fn a_vault_that_is_shut_takes_nothing() {
    let house = house().await;
    Browser::admin(&house).done("/vault/seal", &[]).await;
    refuses(&house, "fgapi vault unseal", true).await;
}

#[actix_web::test]
async fn a_vault_without_keys_takes_nothing() {
    let mut house = house().await;
    house.restart(Err(KeyFault::Absent("/etc/fgapi/vault-keys is not there".to_owned())));
    refuses(&house, "fgapi vault init", true).await;
    let page = Browser::admin(&house).get("/vault").await;
    assert!(!page.has("/etc/fgapi"), "no page tells where keys lie");
}

#[actix_web::test]
async fn a_vault_with_a_key_of_another_house_takes_nothing() {
    let mut house = house().await;
    house.restart(Ok(KeyRing::new([master(1, 99)]).unwrap()));
    // Whether a key opens anything is known when something is opened.
    refuses(&house, "マスター鍵1は、保存したときの鍵と違います", false).await;
}

#[actix_web::test]
async fn a_vault_that_lacks_a_key_names_it() {
    let mut house = house().await;
    house.restart(Ok(KeyRing::new([master(2, 2)]).unwrap()));
    refuses(&house, "マスター鍵1がゲートウェイにありません", false).await;
}

#[actix_web::test]
async fn what_was_shut_goes_on_when_it_is_opened() {
    let mut house = house().await;
    let product = format!("/credentials/{}/products/0", house.tenant);
    house.restart(Err(KeyFault::Malformed));
    assert_eq!(Browser::admin(&house).post(&product, &ANEW).await.status, 503);
    // The key is back: nothing has to be started anew.
    *house.keys.0.lock().unwrap() = Ok(first_ring());
    let told = Browser::admin(&house).done(&product, &ANEW).await;
    assert!(told.has("末尾 0b3c"), "{}", told.body);
}

#[actix_web::test]
async fn a_form_of_which_nothing_can_be_saved_has_no_button() {
    let house = house().await;
    Browser::admin(&house).done("/vault/seal", &[]).await;
    let page = Browser::admin(&house).get(&format!("/credentials/{}/products/{}", house.tenant, Product::Bakuraku.code())).await;
    assert!(page.has("未設定") && !page.has("保存する"), "{}", page.body);
    let page = Browser::of(&house, Role::Auditor).get(&format!("/credentials/{}", house.tenant)).await;
    assert!(page.has("fgapi vault unseal"), "whoever looks is told");
}
