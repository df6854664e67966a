//! Tenants' clients: registered, given secrets that are seen once, stopped and resumed.

use fgapi_audit::{Act, Origin};
use fgapi_domain::{Level, Secret};
use fgapi_saas::{IssueTokenError, TenantClient, TokenRefused};

use crate::browser::{Browser, Came};
use crate::house::House;

fn clients(house: &House) -> Vec<TenantClient> {
    house.strongroom.saas.clients(Some(house.tenant)).unwrap()
}

fn new(house: &House) -> String {
    format!("/credentials/{}/clients/new", house.tenant)
}

fn of(house: &House, client: &TenantClient) -> String {
    format!("/credentials/{}/clients/{}", house.tenant, client.id)
}

/// Whether a client gets a token with this secret; the token.
fn token(house: &House, id: &str, secret: &str) -> Option<String> {
    match house.strongroom.saas.issue_token(id, &Secret::new(secret), &Origin::NONE) {
        Ok(issued) => Some(issued.token.reveal().to_owned()),
        Err(IssueTokenError::BadCredentials) => None,
        Err(fault) => panic!("{fault}"),
    }
}

/// Registers a client: its page with the secret.
async fn registered(browser: &Browser<'_>, house: &House, name: &str) -> Came {
    let seen = browser.get(&new(house)).await.field("seen");
    let came = browser.post(&new(house), &[("name", name), ("level", "tenant"), ("seen", &seen)]).await;
    assert_eq!(came.status, 200, "{}", came.body);
    came
}

#[actix_web::test]
async fn a_client_is_registered_and_its_secret_seen_once() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let seen = browser.get(&new(&house)).await.field("seen");
    let fields = [("name", "経費アプリ"), ("level", "tenant"), ("seen", seen.as_str())];
    let came = browser.post(&new(&house), &fields).await;
    let (id, secret) = (came.shown("client-id"), came.shown("client-secret"));
    assert_eq!((came.status, came.headers["cache-control"].as_str()), (200, "no-store"));
    assert!(came.has("data-once"), "leaving it uncopied is asked about");
    let client = clients(&house).remove(0);
    assert_eq!((client.id.to_string(), client.level, client.name.as_str()), (id.clone(), Level::Tenant, "経費アプリ"));
    assert!(came.has(&client.company.to_string()));
    assert!(token(&house, &id, &secret).is_some() && token(&house, &id, "other").is_none());
    // Sent again, by a reload or a second press, it registers nobody.
    let again = browser.post(&new(&house), &fields).await;
    assert!(again.status == 409 && again.has("二重に登録しない") && !again.has(&secret), "{}", again.body);
    assert_eq!(clients(&house).len(), 1);
    for path in [format!("/credentials/{}", house.tenant), format!("{}/secret", of(&house, &client)), "/audit".to_owned()] {
        let page = browser.get(&path).await;
        assert!(page.status == 200 && !page.has(&secret), "{path}");
    }
    assert!(!house.told().join("\n").contains(&secret));
    assert_eq!(house.count(Act::TenantClientAdd), 1);
}

#[actix_web::test]
async fn what_is_wrong_with_a_client_stands_beside_its_field() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let long = "名".repeat(101);
    for (name, level, field, why) in [
        ("", "tenant", "name", "入力してください"),
        (" ", "tenant", "name", "入力してください"),
        (&long, "tenant", "name", "100文字以内"),
        ("アプリ", "", "level", "権限の範囲"),
        ("アプリ", "root", "level", "権限の範囲"),
    ] {
        let came = browser.post(&new(&house), &[("name", name), ("level", level), ("seen", "0")]).await;
        assert!(came.status == 400 && came.flaw(field).contains(why), "{name} {level}: {}", came.body);
        assert!(came.has(&format!("value=\"{}\"", name.trim())), "what was typed stays");
    }
    assert_eq!(browser.post(&new(&house), &[("name", "a\u{1b}[2J"), ("level", "tenant")]).await.status, 400);
    assert!(clients(&house).is_empty());
}

#[actix_web::test]
async fn a_new_secret_leaves_the_one_before_for_a_while() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let first = registered(&browser, &house, "経費アプリ").await;
    let (id, first) = (first.shown("client-id"), first.shown("client-secret"));
    let path = format!("{}/secret", of(&house, &clients(&house)[0]));
    for (hours, why) in [("", "0から720"), ("-1", "0から720"), ("721", "0から720"), ("99999999999", "0から720"), ("１", "0から720")]
    {
        let came = browser.post(&path, &[("overlap_hours", hours), ("seen", "x")]).await;
        assert!(came.status == 400 && came.flaw("overlap_hours").contains(why), "{hours}: {}", came.body);
    }
    let asked = browser.get(&path).await;
    assert!(asked.has("value=\"24\""), "as the office's parameters say: {}", asked.body);
    let fields = [("overlap_hours", "2"), ("seen", &asked.field("seen"))];
    let came = browser.post(&path, &fields).await;
    let second = came.shown("client-secret");
    assert!(came.has("いままでのキーは2026年9月22日 01:13まで使えます"), "{}", came.body);
    assert!(second != first && token(&house, &id, &second).is_some() && token(&house, &id, &first).is_some());
    // Sent again it gives no third, which would end the first too early.
    let again = browser.post(&path, &fields).await;
    assert!(again.status == 410 && again.has("一度しか表示されません") && !again.has(&second), "{}", again.body);
    assert!(token(&house, &id, &first).is_some());
    assert!(browser.get(&format!("/credentials/{}", house.tenant)).await.has("2026年9月22日 01:13"), "until when the one before is taken");
    house.clock.advance(2 * 3_600);
    assert!(token(&house, &id, &first).is_none() && token(&house, &id, &second).is_some());
    // Without overlap the present one is over at once.
    let seen = browser.get(&path).await.field("seen");
    let came = browser.post(&path, &[("overlap_hours", "0"), ("seen", &seen)]).await;
    assert!(!came.has("いままでのキーは") && token(&house, &id, &second).is_none());
    assert_eq!(house.count(Act::TenantClientChange), 2);
}

#[actix_web::test]
async fn a_client_that_is_stopped_gets_nothing_until_it_is_resumed() {
    let house = House::new();
    let browser = Browser::admin(&house);
    let shown = registered(&browser, &house, "経費アプリ").await;
    let (id, secret) = (shown.shown("client-id"), shown.shown("client-secret"));
    let path = of(&house, &clients(&house)[0]);
    let bearer = token(&house, &id, &secret).unwrap();
    let asked = browser.get(&format!("{path}/disable")).await;
    assert!(asked.has("停止しますか") && asked.has("経費アプリ"));
    let told = browser.done(&format!("{path}/disable"), &[]).await;
    assert!(told.has("停止しました") && told.has("停止中") && told.has(&format!("{path}/enable")), "{}", told.body);
    assert!(token(&house, &id, &secret).is_none());
    assert!(matches!(house.strongroom.saas.check_token(&bearer), Err(TokenRefused::Disabled)));
    assert!(browser.get(&format!("{path}/enable")).await.has("再開しますか"));
    let told = browser.done(&format!("{path}/enable"), &[]).await;
    assert!(told.has("再開しました") && token(&house, &id, &secret).is_some());
}

#[actix_web::test]
async fn a_client_belongs_to_its_tenant() {
    let house = House::new();
    let browser = Browser::admin(&house);
    registered(&browser, &house, "経費アプリ").await;
    let client = clients(&house).remove(0);
    let other = house.another_tenant("隣のテナント");
    assert!(!browser.get(&format!("/credentials/{other}")).await.has("経費アプリ"));
    for rest in ["secret", "enable", "disable"] {
        let ids = [client.id.to_string(), client.id.to_string().to_uppercase(), "x".to_owned(), "0".repeat(300)];
        let paths = ids.iter().enumerate().map(|(at, id)| {
            // The first is right, but of another tenant; the others are none.
            let tenant = if at == 0 { other } else { house.tenant };
            format!("/credentials/{tenant}/clients/{id}/{rest}")
        });
        for path in paths {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
            assert_eq!(browser.post(&path, &[("overlap_hours", "0")][..usize::from(rest == "secret")]).await.status, 404, "{path}");
        }
    }
    assert_eq!(clients(&house)[0], client, "nothing was changed");
}

#[actix_web::test]
async fn clients_of_one_tenant_have_one_company() {
    let house = House::new();
    let browser = Browser::admin(&house);
    registered(&browser, &house, "一つ目").await;
    registered(&browser, &house, "二つ目").await;
    let all = clients(&house);
    assert!(all.len() == 2 && all[0].company == all[1].company && all[0].id != all[1].id);
    let page = browser.get(&format!("/credentials/{}", house.tenant)).await;
    assert!(page.has("一つ目") && page.has("二つ目") && page.has(&all[1].id.to_string()));
}
