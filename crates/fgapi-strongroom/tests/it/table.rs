//! The table of routes: every address, role by role, and the token of every form.

use fgapi_admin::{Operation, Role, allows};
use fgapi_audit::Act;
use fgapi_lobby::{Access, Method, Route, all};
use fgapi_strongroom::routes::TABLE;

use crate::browser::Browser;
use crate::house::House;
use crate::services::CATALOGUE;

fn operation(route: &Route) -> Operation {
    match route.access() {
        Access::Office(operation) => operation,
        other => panic!("{other:?}"),
    }
}

/// An address of a route, of things that are there as far as they can be.
fn address(house: &House, route: &Route) -> String {
    let id = if route.path().starts_with("/services") { "20".to_owned() } else { house.tenant.to_string() };
    route.path().replace("{id}", &id).replace("{product}", "0").replace("{client}", "x")
}

#[actix_web::test]
async fn nobody_comes_in_without_signing_in() {
    let house = House::new();
    let stranger = Browser::stranger(&house);
    for route in all(TABLE) {
        let path = address(&house, route);
        match route.method() {
            Method::Get => assert!(stranger.get(&path).await.to().starts_with("/v1/office/sign-in?next="), "{route:?}"),
            Method::Post => assert_eq!(stranger.post(&path, &[]).await.status, 401, "{route:?}"),
        }
    }
}

#[actix_web::test]
async fn each_role_gets_what_the_table_of_rights_says_at_every_route() {
    let house = House::new();
    house.import(CATALOGUE);
    let mut denied = 0;
    for role in Role::ALL {
        let browser = Browser::of(&house, role);
        for route in all(TABLE) {
            let path = address(&house, route);
            let came = match route.method() {
                Method::Get => browser.get(&path).await,
                // Nothing comes of an empty form, but of those that ask nothing.
                Method::Post => browser.post(&path, &[]).await,
            };
            let may = allows(role, operation(route));
            assert_eq!(came.status != 403, may, "{role:?} {route:?}: {}", came.status);
            assert!(came.status < 500, "{role:?} {route:?}: {}", came.status);
            assert!(may || came.has("システム管理者"), "who may is told");
            denied += usize::from(!may);
        }
    }
    assert_eq!(house.count(Act::OfficeDenied), denied, "each denial stands in the log");
    assert!(denied > 40, "{denied}");
}

#[test]
fn to_look_and_to_change_are_two_rights() {
    for route in all(TABLE) {
        let operation = operation(route).as_str();
        assert!(route.method() == Method::Get || operation.starts_with("manage_"), "{route:?} needs {operation}");
    }
}

#[actix_web::test]
async fn a_form_without_the_token_of_its_session_changes_nothing() {
    let house = House::new();
    house.import(CATALOGUE);
    let admin = Browser::admin(&house);
    admin.done(&format!("/credentials/{}/products/0", house.tenant), &[("authenticationInfo1", "something-that-is-there")]).await;
    let foreign = Browser::of(&house, Role::Auditor).csrf();
    let before = house.told();
    for route in all(TABLE).filter(|route| route.method() == Method::Post) {
        let path = address(&house, route);
        let attempts: [&[(&str, &str)]; 3] = [&[], &[("csrf", "")], &[("csrf", &foreign)]];
        for fields in attempts {
            assert_eq!(admin.post_raw(&path, fields).await.status, 403, "{route:?} {fields:?}");
        }
    }
    assert_eq!(house.told(), before);
}

#[actix_web::test]
async fn every_answer_keeps_to_itself() {
    let house = House::new();
    let admin = Browser::admin(&house);
    for route in all(TABLE).filter(|route| route.method() == Method::Get) {
        let came = admin.get(&address(&house, route)).await;
        let header = |name: &str| came.headers.get(name).map_or("", String::as_str);
        assert_eq!(header("cache-control"), "no-store", "{route:?}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{route:?}");
        assert_eq!((header("referrer-policy"), header("x-frame-options")), ("no-referrer", "DENY"), "{route:?}");
    }
}

#[actix_web::test]
async fn the_menu_leads_whoever_may_to_each_subject() {
    let house = House::new();
    for (role, there) in [(Role::SystemAdministrator, true), (Role::UserAdministrator, true), (Role::Auditor, true), (Role::Member, false)]
    {
        let page = Browser::of(&house, role).get("/settings/password").await;
        for (path, label) in [("/credentials", "外部サービス認証情報"), ("/vault", "保管庫"), ("/services", "連携先")] {
            let line = format!("<a href=\"/v1/office{path}\">{label}</a>");
            assert_eq!(page.has(&line), there, "{role:?} {path}: {}", page.body);
        }
    }
}

#[actix_web::test]
async fn the_address_of_a_form_leads_back_to_a_screen() {
    let house = House::new();
    let admin = Browser::admin(&house);
    for route in all(TABLE).filter(|route| route.method() == Method::Post) {
        let came = admin.get(&address(&house, route)).await;
        assert!([200, 303, 404].contains(&came.status), "{route:?}: {}", came.status);
    }
}

#[actix_web::test]
async fn the_list_of_tenants_leads_to_what_each_has() {
    let house = House::new();
    let to = format!("href=\"/v1/office/credentials/{}\"", house.tenant);
    for role in [Role::SystemAdministrator, Role::UserAdministrator, Role::Auditor] {
        let page = Browser::of(&house, role).get("/tenants").await;
        assert!(page.has(&to), "{role:?}: {}", page.body);
    }
}
