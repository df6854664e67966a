//! The table of routes.

use fgapi_admin::{Role, allows};
use fgapi_lobby::{Access, Method};
use fgapi_office::routes;

use crate::browser::Browser;
use crate::house::House;

#[test]
fn every_address_behind_the_door_needs_a_right() {
    let open: Vec<&str> = routes::all().filter(|route| route.access() == Access::Anybody).map(|route| route.path()).collect();
    assert_eq!(open, ["/sign-in", "/sign-in", "/welcome/{link}", "/welcome/{link}"]);
    let stages = |access| routes::all().filter(|route| route.access() == access).map(|route| route.path()).collect::<Vec<_>>();
    assert_eq!(stages(Access::SecondFactor), ["/second-factor", "/second-factor", "/second-factor/cancel"]);
    assert_eq!(stages(Access::Enrolling), ["/enrol", "/enrol", "/enrol/cancel"]);
}

/// An address of a pattern.
fn address(path: &str) -> String {
    path.replace("{id}", &"0".repeat(32)).replace("{link}", "x").replace("{key}", "x").replace("{kind}", "invitation").replace("{seq}", "1")
}

#[actix_web::test]
async fn nobody_comes_in_without_signing_in() {
    let house = House::new();
    for route in routes::all().filter(|route| route.access() != Access::Anybody) {
        let mut browser = Browser::new(&house);
        let path = address(route.path());
        let came = match route.method() {
            Method::Get => browser.get(&path).await,
            Method::Post => browser.post(&path, &[]).await,
        };
        match (route.method(), route.access()) {
            (Method::Get, _) => assert!(came.status == 303 && came.to().starts_with("/v1/office/sign-in"), "{route:?} {came:?}"),
            // A form of another kind is refused before anybody is looked for.
            (Method::Post, _) => assert!(came.status == 401 || came.status == 400, "{route:?} {}", came.status),
        }
    }
}

#[actix_web::test]
async fn a_role_without_the_right_is_told_who_has_it() {
    let house = House::new();
    house.user("auditor", "監査 花子", Role::Auditor);
    house.user("member", "一般 次郎", Role::Member);
    for (login, role) in [("auditor", Role::Auditor), ("member", Role::Member)] {
        let mut browser = Browser::new(&house);
        browser.sign_in(login).await;
        browser.get("/settings/password").await;
        for route in routes::all() {
            let Access::Office(operation) = route.access() else { continue };
            if allows(role, operation) || route.path().ends_with("/import") && route.method() == Method::Post {
                continue;
            }
            let path = address(route.path());
            let came = match route.method() {
                Method::Get => browser.get(&path).await,
                Method::Post => browser.post(&path, &[]).await,
            };
            assert!(came.status == 403 && came.has("システム管理者"), "{login} {route:?} {}", came.status);
        }
    }
    let denied = house.denials();
    assert!(denied > 20, "{denied}");
}

#[actix_web::test]
async fn every_answer_keeps_to_itself() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    for path in ["/users", "/never", "/sign-in", "/welcome/x", "", "/users/export.csv"] {
        let came = browser.get(path).await;
        let header = |name: &str| came.headers.get(name).map_or("", String::as_str);
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!((header("referrer-policy"), header("x-frame-options")), ("no-referrer", "DENY"), "{path}");
    }
    assert_eq!(browser.get("/never").await.status, 404);
}
