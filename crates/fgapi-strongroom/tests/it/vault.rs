//! The vault's own screen: how it stands, its master keys, and what is left of a change of keys.

use fgapi_admin::Role;
use fgapi_audit::{Act, By};
use fgapi_vault::{KeyFault, KeyRing};

use crate::browser::Browser;
use crate::house::{House, first_ring, master};

async fn with_values(house: &House) {
    let browser = Browser::admin(house);
    let fields = [("authenticationInfo1", "one-two-three-four"), ("authenticationInfo2", "five-six-seven-eight")];
    browser.done(&format!("/credentials/{}/products/0", house.tenant), &fields).await;
}

#[actix_web::test]
async fn an_open_vault_shows_its_keys_by_number_and_fingerprint() {
    let house = House::new();
    with_values(&house).await;
    for role in [Role::SystemAdministrator, Role::UserAdministrator, Role::Auditor] {
        let page = Browser::of(&house, role).get("/vault").await;
        assert!(page.status == 200 && page.has("利用できます") && page.has("1（最新）"), "{}", page.body);
        assert!(page.has(&first_ring().newest().fingerprint()), "the fingerprint");
        assert!(page.has("2 / 4,294,967,296"), "how often the busiest key sealed: {}", page.body);
        assert!(page.has("すべて最新のマスター鍵のもとにあります") && page.has("fgapi vault rotate"));
        assert_eq!(page.has("/vault/seal"), role == Role::SystemAdministrator);
        let key = first_ring().newest().to_text();
        assert!(!page.has(key.reveal().split_once(':').unwrap().1), "never the key");
    }
}

#[actix_web::test]
async fn the_system_administrator_shuts_it_and_opens_it_again() {
    let house = House::new();
    with_values(&house).await;
    let browser = Browser::admin(&house);
    let asked = browser.get("/vault/seal").await;
    assert!(asked.has("保管庫を封鎖しますか") && asked.has("503"), "{}", asked.body);
    assert!(house.vault().ready().is_ok(), "asking does nothing");
    let told = browser.done("/vault/seal", &[]).await;
    assert!(told.has("保管庫を封鎖しました") && told.has("封鎖中") && told.has("<code>staff:admin</code>"), "{}", told.body);
    assert!(told.has("fgapi vault unseal"), "how it is mended: {}", told.body);
    assert!(told.has("/v1/office/vault/unseal") && house.vault().ready().is_err());
    browser.done("/vault/seal", &[]).await;
    assert_eq!(house.count(Act::VaultSeal), 1, "who shuts what is shut is not told");
    assert!(browser.get("/vault/unseal").await.has("封鎖を解除しますか"));
    let told = browser.done("/vault/unseal", &[]).await;
    assert!(told.has("封鎖を解除しました") && told.has("利用できます") && house.vault().ready().is_ok());
    assert_eq!(house.count(Act::VaultUnseal), 1);
}

#[actix_web::test]
async fn what_is_left_of_a_change_of_keys_is_counted() {
    let mut house = House::new();
    with_values(&house).await;
    house.restart(Ok(KeyRing::new([master(1, 1), master(2, 2)]).unwrap()));
    let page = Browser::of(&house, Role::Auditor).get("/vault").await;
    assert!(page.has("値2件、データ鍵1件") && page.has("2（最新）"), "{}", page.body);
    assert!(page.body.find("2（最新）") < page.body.find(&first_ring().newest().fingerprint()), "the newest first");
    assert!(house.vault().rotate(&By::GATEWAY, &mut |_| {}).unwrap().is_proved());
    let page = Browser::of(&house, Role::Auditor).get("/vault").await;
    assert!(page.has("すべて最新のマスター鍵のもとにあります") && !page.has("値2件"), "{}", page.body);
}

#[actix_web::test]
async fn a_vault_that_cannot_do_anything_says_what_is_missing() {
    let mut house = House::new();
    with_values(&house).await;
    let absent = KeyFault::Absent("/etc/fgapi/vault-keys".to_owned());
    for (ring, why, missing) in [
        (Err(absent), "マスター鍵を読み込めない", true),
        (Err(KeyFault::Malformed), "マスター鍵を読み込めない", true),
        (Err(KeyFault::Unsafe("/etc/fgapi/vault-keys: mode 0644".to_owned())), "マスター鍵を読み込めない", true),
        (Ok(KeyRing::new([master(2, 2)]).unwrap()), "マスター鍵1がゲートウェイにありません", true),
        (Ok(KeyRing::new([master(1, 99)]).unwrap()), "マスター鍵が、保存したときの鍵と違います", false),
    ] {
        house.restart(ring);
        let page = Browser::admin(&house).get("/vault").await;
        assert!(page.status == 200 && page.has("マスター鍵が使えません") && page.has(why), "{why}: {}", page.body);
        assert_eq!(page.has("このゲートウェイにありません"), missing, "{why}: {}", page.body);
        assert!(page.has(">2<") && !page.has("/etc/fgapi") && !page.has("すべて最新のマスター鍵"), "{}", page.body);
    }
    // Even then it can be shut, and stays so when the key is back.
    Browser::admin(&house).done("/vault/seal", &[]).await;
    house.restart(Ok(first_ring()));
    assert!(Browser::admin(&house).get("/vault").await.has("封鎖中"));
}

#[actix_web::test]
async fn an_empty_vault_is_no_trouble() {
    let house = House::of("見本銀行", Ok(first_ring()));
    let page = Browser::admin(&house).get("/vault").await;
    assert!(page.has("利用できます") && page.has("0 / 4,294,967,296"), "{}", page.body);
    let house = House::of("見本銀行", Err(KeyFault::Absent("nothing is set".to_owned())));
    let page = Browser::admin(&house).get("/vault").await;
    assert!(page.has("fgapi vault init") && page.has("マスター鍵はありません"), "{}", page.body);
}
