//! Tenants' credentials: set, replaced, taken away, and never shown again.

use fgapi_admin::Role;
use fgapi_audit::{Act, By};
use fgapi_domain::Secret;
use fgapi_saas::{Field, KeptCredentials, Product, Reader};

use crate::browser::{Browser, Came};
use crate::house::House;

/// Values that stand nowhere else, long enough for a hint.
const VALUES: [(&str, &str); 3] = [
    ("authenticationInfo1", "client-id-Zq8Vt1-9f2a"),
    ("authenticationInfo2", "client-secret-Xw7Lp3-c41d"),
    ("authenticationInfo3", "refresh-token-Rk5Bn9-77be"),
];

fn path(house: &House, product: Product) -> String {
    format!("/credentials/{}/products/{}", house.tenant, product.code())
}

fn kept(house: &House, product: Product) -> Option<KeptCredentials> {
    let all = house.strongroom.saas.credentials(house.tenant).unwrap();
    all.into_iter().find(|kept| kept.product == product)
}

/// The values as a tenant's program reads them.
fn read(house: &House, product: Product) -> Vec<(Field, String)> {
    let reader = Reader { tenant: house.tenant, level: fgapi_domain::Level::Tenant, by: By::GATEWAY };
    let found = house.strongroom.saas.read(&reader, Some(product.code())).unwrap();
    found[0].values.iter().map(|(field, value)| (*field, value.reveal().to_owned())).collect()
}

fn says_no_value(came: &Came, values: &[(&str, &str)]) {
    for (_, value) in values {
        assert!(!came.has(value), "{value} stands in {}", came.body);
    }
}

#[actix_web::test]
async fn every_product_asks_for_its_own_fields() {
    let house = House::new();
    let browser = Browser::admin(&house);
    for product in Product::ALL {
        let page = browser.get(&path(&house, product)).await;
        assert_eq!(page.status, 200, "{product:?}");
        assert!(page.has(product.name()));
        for field in Field::ALL {
            let input = format!("id=\"f-{field}\" name=\"{field}\" type=\"password\" autocomplete=\"new-password\"");
            match product.label(field) {
                Some(label) => assert!(page.has(&input) && page.has(&format!(">{label}</label>")), "{product:?} {field} {}", page.body),
                None => assert!(!page.has(field.as_str()), "{product:?} has no {field}"),
            }
        }
        assert_eq!(page.has("name=\"receiving_department\""), product.is_long());
        assert_eq!(page.has("name=\"deposit_account_item_code\""), product.is_long());
    }
}

#[actix_web::test]
async fn what_is_set_is_known_by_its_last_characters_and_never_shown_again() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let long = path(&house, Product::BillOne);
    let mut fields = VALUES.to_vec();
    fields.push(("receiving_department", "DxCG連携用受領部門"));
    let told = browser.done(&long, &fields).await;
    assert!(told.has("認証情報を保存しました。"), "{}", told.body);
    for label in ["Client ID: 末尾 9f2a", "Client Secret: 末尾 c41d", "リフレッシュトークン: 末尾 77be", "DxCG連携用受領部門"]
    {
        assert!(told.has(label), "{label} in {}", told.body);
    }
    assert!(told.has("2026年9月21日 23:13") && told.has("<code>staff:admin</code>"), "when, and by whom: {}", told.body);
    let tenant = format!("/credentials/{}", house.tenant);
    for (at, who) in [(&tenant, Role::Auditor), (&tenant, Role::UserAdministrator), (&long, Role::SystemAdministrator)] {
        says_no_value(&Browser::of(&house, who).get(at).await, &VALUES);
    }
    for at in ["/credentials", "/vault", "/audit", &format!("{long}/disable"), &format!("/credentials/{}/clients/new", house.tenant)] {
        let page = browser.get(at).await;
        assert_eq!(page.status, 200, "{at}");
        says_no_value(&page, &VALUES);
    }
    let log = house.told().join("\n");
    assert!(log.contains("+authenticationInfo1 +authenticationInfo2 +authenticationInfo3 receivingDepartment"), "{log}");
    assert!(VALUES.iter().all(|(_, value)| !log.contains(value)));
    assert_eq!(read(&house, Product::BillOne).len(), 3);
}

#[actix_web::test]
async fn a_short_value_gives_nothing_of_itself_away() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let page = browser.done(&path(&house, Product::Bakuraku), &[("authenticationInfo1", "kurz-9x7")]).await;
    assert!(page.has("APIキー: 設定済み") && !page.has("9x7"), "{}", page.body);
    assert_eq!(read(&house, Product::Bakuraku), [(Field::Info1, "kurz-9x7".to_owned())]);
}

#[actix_web::test]
async fn what_is_left_empty_stays_and_a_tick_takes_away() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let path = path(&house, Product::Rakuraku);
    browser.done(&path, &[("authenticationInfo1", "rakuraku.example"), ("authenticationInfo4", "2")]).await;
    let page = browser.get(&path).await;
    assert!(page.has("いまの値: 設定済み") && page.has("いまの値: 未設定"), "{}", page.body);
    let ticks = page.body.matches("name=\"clear\"").count();
    assert_eq!(ticks, 2, "only what is set can be taken away");
    browser.done(&path, &[("authenticationInfo1", "other.example"), ("clear", "authenticationInfo4")]).await;
    assert_eq!(read(&house, Product::Rakuraku), [(Field::Info1, "other.example".to_owned())]);
    // Several at once; what is not there (any more) is no error.
    browser.done(&path, &[("authenticationInfo2", "konto")]).await;
    let both = [("clear", "authenticationInfo1"), ("clear", "authenticationInfo2"), ("clear", "authenticationInfo3")];
    browser.done(&path, &both).await;
    assert!(read(&house, Product::Rakuraku).is_empty());
}

#[actix_web::test]
async fn what_is_wrong_stands_beside_its_field() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let path = path(&house, Product::BillOne);
    browser.done(&path, &[("authenticationInfo2", "first-value-of-it-0001")]).await;
    let (long, most, wide) = ("x".repeat(5_000), "y".repeat(4_096), "鍵".repeat(1_366));
    let line = "one\ntwo-Zz9";
    let department = "部".repeat(101);
    let cases: [(&[(&str, &str)], _, _); 8] = [
        (&[("authenticationInfo1", &long)], "authenticationInfo1", "4,096バイト以内"),
        (&[("authenticationInfo3", &wide)], "authenticationInfo3", "4,096バイト以内"),
        (&[("authenticationInfo1", line)], "authenticationInfo1", "制御文字"),
        (&[("authenticationInfo1", "a\tb")], "authenticationInfo1", "制御文字"),
        (&[("authenticationInfo2", "n-Zz9"), ("clear", "authenticationInfo2")], "authenticationInfo2", "どちらか一方"),
        (&[], "authenticationInfo1", "変更がありません"),
        (&[("clear", "authenticationInfo1")], "authenticationInfo1", "変更がありません"),
        (&[("authenticationInfo1", "n-Zz9"), ("receiving_department", &department)], "receiving_department", "100文字以内"),
    ];
    for (fields, field, why) in cases {
        let came = browser.post(&path, fields).await;
        assert!(came.status == 400 && came.flaw(field).contains(why), "{field} {why}: {} {}", came.status, came.body);
        assert!(came.has(&format!("href=\"#f-{field}\"")), "the summary leads to {field}");
        assert!(!came.has(&long) && !came.has("two-Zz9") && !came.has("n-Zz9") && !came.has("鍵鍵"), "what was typed is not sent back");
        assert!(came.has("もう一度入力してください"));
    }
    assert_eq!(read(&house, Product::BillOne), [(Field::Info2, "first-value-of-it-0001".to_owned())]);
    // What is not secret stays typed, and so do ticks.
    let came =
        browser.post(&path, &[("authenticationInfo1", line), ("receiving_department", "見本部"), ("clear", "authenticationInfo2")]).await;
    assert!(came.has("value=\"見本部\"") && came.has("value=\"authenticationInfo2\" checked"), "{}", came.body);
    // The longest value there can be is one.
    browser.done(&path, &[("authenticationInfo1", &most)]).await;
    assert_eq!(read(&house, Product::BillOne)[0].1, most);
}

#[actix_web::test]
async fn what_no_form_of_ours_sends_is_refused() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let bakuraku = path(&house, Product::Bakuraku);
    let huge = "x".repeat(20_001);
    for fields in [
        &[("authenticationInfo3", "x")][..],
        &[("receiving_department", "x")],
        &[("deposit_account_item_code", "x")],
        &[("clear", "authenticationInfo4")],
        &[("clear", "never")],
        &[("authenticationInfo1", "a\u{0}b")],
        &[("authenticationInfo1", "a\u{7f}b")],
        &[("authenticationInfo1", "a"), ("authenticationInfo1", "b")],
        &[("authenticationInfo1", &huge)],
        &[("status", "true")],
    ] {
        let came = browser.post(&bakuraku, fields).await;
        assert_eq!(came.status, 400, "{fields:?}");
        assert!(came.has("送信内容を確認できませんでした"), "{}", came.body);
    }
    assert!(kept(&house, Product::Bakuraku).is_none());
    let tenant = house.tenant;
    for path in [
        "/credentials/x".to_owned(),
        "/credentials/1000000000000000000".to_owned(),
        format!("/credentials/{tenant}/products/5"),
        format!("/credentials/{tenant}/products/00"),
        format!("/credentials/{tenant}/products/{}", "9".repeat(500)),
        format!("/credentials/{tenant}0/products/0"),
        // Nothing of it was set, so there is nothing to enable.
        format!("/credentials/{tenant}/products/0/enable"),
        format!("/credentials/{tenant}/products/0/disable"),
    ] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
        if path.matches('/').count() > 3 {
            assert_eq!(browser.post(&path, &[]).await.status, 404, "{path}");
        }
    }
}

#[actix_web::test]
async fn credentials_are_disabled_and_enabled_after_a_question() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let (path, tenant) = (path(&house, Product::JapanIcs), format!("/credentials/{}", house.tenant));
    browser.done(&path, &[("authenticationInfo1", "one-two-three-four")]).await;
    assert!(kept(&house, Product::JapanIcs).unwrap().enabled);
    let asked = browser.get(&format!("{path}/disable")).await;
    assert!(asked.has("無効にしますか") && asked.has("日本ICS請求書管理オプション") && asked.has("見本銀行"), "{}", asked.body);
    assert!(kept(&house, Product::JapanIcs).unwrap().enabled, "asking does nothing");
    let told = browser.done(&format!("{path}/disable"), &[]).await;
    assert!(told.has("無効にしました") && told.has(&format!("{tenant}/products/1/enable")), "{}", told.body);
    let now = kept(&house, Product::JapanIcs).unwrap();
    assert!(!now.enabled && now.fields.len() == 1, "values stay");
    // A new value does not enable by the way.
    browser.done(&path, &[("authenticationInfo1", "five-six-seven-eight")]).await;
    assert!(!kept(&house, Product::JapanIcs).unwrap().enabled);
    let told = browser.done(&format!("{path}/enable"), &[]).await;
    assert!(told.has("有効にしました") && kept(&house, Product::JapanIcs).unwrap().enabled);
    assert_eq!(house.count(Act::CredentialChange), 4);
}

#[actix_web::test]
async fn nobody_overwrites_what_somebody_else_changed_meanwhile() {
    let house = House::new();
    let (one, two) = (Browser::admin(&house), Browser::admin(&house));
    let path = path(&house, Product::BillOne);
    one.done(&path, &[("authenticationInfo1", "value-that-is-there"), ("receiving_department", "部門A")]).await;
    let page = two.get(&path).await;
    assert_eq!(page.field("seen_receiving_department"), "部門A");
    one.done(&path, &[("receiving_department", "部門B"), ("seen_receiving_department", "部門A")]).await;
    let late = [("receiving_department", "部門C"), ("seen_receiving_department", "部門A")];
    let came = two.post(&path, &late).await;
    assert!(came.status == 409 && came.has("ほかの方が変更しました") && came.has("value=\"部門B\""), "{}", came.body);
    // A text that the form left alone is no change, whatever became of it.
    let other = [("receiving_department", "部門A"), ("seen_receiving_department", "部門A"), ("deposit_account_item_code", "123")];
    two.done(&path, &other).await;
    let now = kept(&house, Product::BillOne).unwrap();
    assert_eq!((now.receiving_department.as_str(), now.deposit_account_item_code.as_str()), ("部門B", "123"));
    // It can be emptied.
    two.done(
        &path,
        &[
            ("receiving_department", ""),
            ("seen_receiving_department", "部門B"),
            ("deposit_account_item_code", "123"),
            ("seen_deposit_account_item_code", "123"),
        ],
    )
    .await;
    assert_eq!(kept(&house, Product::BillOne).unwrap().receiving_department.as_str(), "");
}

#[actix_web::test]
async fn the_list_finds_tenants_and_tells_what_each_has() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let others: Vec<_> = (0..12).map(|n| house.another_tenant(&format!("家計簿アプリ{n:02}"))).collect();
    browser.done(&format!("/credentials/{}/products/3", others[0]), &[("authenticationInfo1", "key-of-the-first-one")]).await;
    let page = browser.get("/credentials?q=%E5%AE%B6%E8%A8%88").await;
    assert!(page.has("Bakuraku: 有効") && page.has("12件中1から10まで表示"), "{}", page.body);
    let page = browser.get("/credentials?q=%E5%AE%B6%E8%A8%88&page=2").await;
    assert!(page.has("家計簿アプリ11") && !page.has("家計簿アプリ00"));
    assert!(browser.get("/credentials?q=never").await.has("該当するテナントはありません。"));
    let page = browser.get(&format!("/credentials?q={}", others[3])).await;
    assert!(page.has("家計簿アプリ03") && page.has(&format!("/v1/office/credentials/{}\"", others[3])));
}

#[actix_web::test]
async fn a_value_of_one_tenant_is_no_other_tenants() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let other = house.another_tenant("隣のテナント");
    browser.done(&path(&house, Product::BillOne), &VALUES).await;
    let page = browser.get(&format!("/credentials/{other}")).await;
    assert!(page.has("未設定") && !page.has("9f2a"), "{}", page.body);
    house
        .strongroom
        .saas
        .change(
            other,
            Product::BillOne,
            &fgapi_saas::Change { values: vec![(Field::Info1, Some(Secret::new("x")))], ..Default::default() },
            &By::GATEWAY,
        )
        .unwrap();
    assert_eq!(read(&house, Product::BillOne).len(), 3);
}

#[actix_web::test]
async fn an_auditor_sees_what_is_set_and_is_offered_nothing() {
    let house = House::new();
    Browser::admin(&house).done(&path(&house, Product::BillOne), &VALUES).await;
    for role in [Role::Auditor, Role::UserAdministrator] {
        let browser = Browser::of(&house, role);
        let page = browser.get(&format!("/credentials/{}", house.tenant)).await;
        assert!(page.has("末尾 9f2a"), "{}", page.body);
        for never in ["/products/0", "/clients/new", "変更する", "無効にする"] {
            assert!(!page.has(never), "{role:?} is offered {never}");
        }
        assert_eq!(browser.post(&path(&house, Product::BillOne), &VALUES).await.status, 403);
    }
    assert_eq!(house.count(Act::CredentialChange), 1);
}

#[actix_web::test]
async fn a_tenant_that_is_deleted_leaves_nothing_behind() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let tenant = house.another_tenant("解約したテナント");
    let path = format!("/credentials/{tenant}");
    browser.done(&format!("{path}/products/0"), &VALUES).await;
    let name = [("name", "アプリ"), ("level", "tenant"), ("seen", "0")];
    let client = browser.post(&format!("{path}/clients/new"), &name).await.shown("client-id");
    assert_eq!(house.vault().status().unwrap().census[0].values, 3);
    let asked = browser.get(&format!("/tenants/{tenant}/delete")).await;
    assert!(asked.has("解約したテナント") && asked.has("破棄します"), "{}", asked.body);
    let told = browser.done(&format!("/tenants/{tenant}/delete"), &[]).await;
    assert!(told.has("テナントを削除しました") && !told.has("解約したテナント"), "{}", told.body);
    assert_eq!(browser.get(&path).await.status, 404);
    assert!(house.strongroom.saas.clients(None).unwrap().iter().all(|known| known.id.to_string() != client));
    assert!(house.vault().status().unwrap().census.is_empty(), "the key is destroyed with what it sealed");
    // A form that was open meanwhile finds nothing.
    assert_eq!(browser.post(&format!("{path}/products/0"), &VALUES).await.status, 404);
    assert_eq!(house.count(Act::TenantDelete), 1);
}
