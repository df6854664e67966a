//! Signing in and out, second factors, invitations.

use actix_web::test::TestRequest;
use fgapi_admin::Role;

use crate::browser::{Browser, codes};
use crate::house::{House, PASSWORD};

const SESSION: &str = "__Host-fgapi-office";

#[actix_web::test]
async fn nobody_learns_whether_a_login_id_exists() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    let mut said = Vec::new();
    for login in ["admin", "nobody", "ad min", "<b>"] {
        let came = browser.prove(login, "wrong-password").await;
        assert_eq!(came.status, 401);
        assert_eq!(came.body.matches("ログインIDまたはパスワードが違います。").count(), 2, "{}", came.body);
        said.push(came.body.replace(&format!("value=\"{login}\""), "").replace("value=\"&lt;b&gt;\"", "").replace(&browser.csrf, ""));
    }
    assert!(said.iter().all(|body| *body == said[0]));
    assert!(!browser.cookies.contains_key(SESSION));
}

#[actix_web::test]
async fn after_five_wrong_passwords_the_right_one_has_to_wait() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    for login in ["admin", "nobody"] {
        for _ in 0..5 {
            assert!(browser.prove(login, "wrong").await.has("違います"));
        }
        let came = browser.prove(login, PASSWORD).await;
        assert!(came.status == 401 && came.has("ログインを一時的に停止しています"), "{}", came.body);
    }
    house.clock.advance(901);
    assert_eq!(browser.prove("admin", PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn the_secret_of_a_session_is_another_at_every_stage() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    let came = browser.prove("admin", PASSWORD).await;
    assert_eq!(came.to(), "/v1/office/enrol");
    let half = browser.cookies[SESSION].clone();
    // Half-way in is not in.
    assert_eq!(browser.get("/users").await.to(), "/v1/office/enrol?next=%2Fv1%2Foffice%2Fusers");
    let page = browser.get("/enrol").await;
    assert!(page.has("<svg class=\"qr\"") && page.has("otpauth:"));
    let wrong = browser.post("/enrol", &[("sealed", &page.field("sealed")), ("code", "000000")]).await;
    assert!(wrong.status == 400 && wrong.has("コードが違うか"));
    let came = browser.enrol_with(&wrong, "/enrol").await;
    let recovery = codes(&came);
    assert_eq!((came.status, recovery.len()), (200, 10), "{}", came.body);
    assert_ne!(browser.cookies[SESSION], half);
    assert_eq!(browser.get("/users").await.status, 200);

    // From now on a code is asked; a recovery code does, once.
    for (code, status) in [(recovery[0].as_str(), 303), (&recovery[0], 401), (&recovery[1].to_uppercase(), 303)] {
        let mut other = Browser::new(&house);
        assert_eq!(other.prove("admin", PASSWORD).await.to(), "/v1/office/second-factor");
        let half = other.cookies[SESSION].clone();
        other.get("/second-factor").await;
        let came = other.post("/second-factor", &[("code", code)]).await;
        assert_eq!(came.status, status, "{code}");
        assert_eq!(other.cookies[SESSION] != half, status == 303);
    }
}

#[actix_web::test]
async fn whoever_was_timed_out_returns_to_where_they_were() {
    let house = House::new();
    house.user("member", "一般 次郎", Role::Member);
    let mut browser = Browser::new(&house);
    browser.sign_in("member").await;
    browser.get("/settings/sessions").await;
    house.clock.advance(1_801);
    let came = browser.post("/settings/sessions/end", &[]).await;
    assert!(came.status == 401 && came.has("30分間操作がないとき"), "{}", came.body);
    assert!(came.has("/v1/office/sign-in?next=%2Fv1%2Foffice%2Fsettings%2Fsessions"), "{}", came.body);
    let page = browser.get("/sign-in?next=%2Fv1%2Foffice%2Fsettings%2Fsessions").await;
    let next = page.field("next");
    let came = browser.post("/sign-in", &[("login", "member"), ("password", PASSWORD), ("next", &next)]).await;
    assert_eq!(came.to(), "/v1/office/settings/sessions");
}

#[actix_web::test]
async fn nobody_is_led_to_another_house() {
    let house = House::new();
    house.user("member", "一般 次郎", Role::Member);
    for evil in ["https://evil.example/", "//evil.example", "/v1/office//evil.example", "/v1/officer", "/\\evil.example"] {
        let mut browser = Browser::new(&house);
        browser.get("/sign-in").await;
        let came = browser.post("/sign-in", &[("login", "member"), ("password", PASSWORD), ("next", evil)]).await;
        assert_eq!((came.status, came.to()), (303, "/v1/office"), "{evil}");
    }
}

#[actix_web::test]
async fn a_form_without_its_token_does_nothing() {
    let house = House::new();
    house.user("member", "一般 次郎", Role::Member);
    let mut browser = Browser::new(&house);
    browser.sign_in("member").await;
    browser.get("/settings/password").await;
    let own = browser.csrf.clone();
    for token in ["", "AAAA", own.trim_end_matches(|c: char| c != own.chars().next().unwrap())] {
        browser.csrf = token.to_owned();
        let came = browser.post("/sign-out", &[]).await;
        assert!(came.status == 403 && browser.cookies.contains_key(SESSION), "{token}");
    }
    // Nor is anybody signed in by a form that was not made for their browser.
    let mut stranger = Browser::new(&house);
    stranger.csrf = own.clone();
    assert_eq!(stranger.post("/sign-in", &[("login", "member"), ("password", PASSWORD)]).await.status, 403);
    browser.csrf = own;
    let came = browser.post("/sign-out", &[]).await;
    assert_eq!((came.status, came.to()), (303, "/v1/office/sign-in?told=signed_out"));
    assert!(!browser.cookies.contains_key(SESSION));
    assert!(browser.get("/sign-in?told=signed_out").await.has("ログアウトしました"));
}

#[actix_web::test]
async fn a_request_that_no_screen_makes_is_refused() {
    let house = House::new();
    let mut browser = Browser::new(&house);
    browser.get("/sign-in").await;
    let csrf = browser.csrf.clone();
    let form = "application/x-www-form-urlencoded";
    let long = format!("csrf={csrf}&login={}", "x".repeat(2_000));
    let huge = format!("csrf={csrf}&login={}", "x".repeat(70_000));
    let twice = format!("csrf={csrf}&login=a&login=b&password=c");
    let unknown = format!("csrf={csrf}&login=a&password=b&admin=1");
    for (kind, body) in
        [(form, &long), (form, &huge), (form, &twice), (form, &unknown), ("text/plain", &twice), ("application/json", &twice)]
    {
        let came = browser.post_raw("/sign-in", kind, body.clone().into_bytes()).await;
        assert_eq!(came.status, 400, "{kind} {}", &body[..60]);
    }
    assert!(browser.post_raw("/sign-in", form, twice.into_bytes()).await.has("「login」"));
    assert_eq!(browser.get("/sign-in?never=1").await.status, 400);
}

#[actix_web::test]
async fn an_invitation_is_used_up_by_the_password_not_by_looking() {
    let house = House::new();
    house.invited("hanako", "見本 花子", Role::Member);
    let link = house.desk.key().invitation_link(house.invitation("hanako"));
    let path = format!("/welcome/{}", link.reveal());
    let mut browser = Browser::new(&house);
    for _ in 0..2 {
        let page = browser.get(&path).await;
        assert!(page.status == 200 && page.has("見本 花子さん") && page.has("12文字以上128文字以内"), "{}", page.body);
    }
    for (password, again, said) in [
        ("", "", "入力してください"),
        ("short", "short", "12文字以上にしてください"),
        ("hanako-no-himitsu", "hanako-no-himitsu", "ログインIDを含めないで"),
        ("ao-sora-no-kumo", "other", "一致しません"),
    ] {
        let came = browser.post(&path, &[("password", password), ("again", again)]).await;
        assert!(came.status == 400 && came.has(said), "{password}: {}", came.body);
    }
    let came = browser.post(&path, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert_eq!(came.to(), "/v1/office/sign-in?told=password_set");
    for bad in [path.as_str(), "/welcome/x", "/welcome/x.y"] {
        let came = browser.get(bad).await;
        assert!(came.status == 410 && came.has("PW再発行"), "{bad}");
    }
    assert_eq!(browser.prove("hanako", PASSWORD).await.to(), "/v1/office");
}

#[actix_web::test]
async fn one_address_may_try_so_often() {
    let quota = fgapi_caller::Quota { per_second: 1, burst: 3 };
    let settings = fgapi_lobby::OfficeSettings { prefix: "/v1".into(), quota, ..fgapi_lobby::OfficeSettings::default() };
    let house = House::with(settings, "見本銀行");
    let mut browser = Browser::new(&house);
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(browser.prove("nobody", "wrong").await.status);
    }
    assert_eq!(statuses[..3], [401, 401, 401]);
    assert!(statuses[3..].contains(&503), "{statuses:?}");
}

#[actix_web::test]
async fn a_cookie_of_plain_http_has_another_name() {
    let settings = fgapi_lobby::OfficeSettings { prefix: "/v1".into(), https: false, ..fgapi_lobby::OfficeSettings::default() };
    let house = House::with(settings, "見本銀行");
    let mut browser = Browser::new(&house);
    browser.sign_in("admin").await;
    assert!(browser.cookies.contains_key("fgapi-office") && !browser.cookies.contains_key(SESSION));
    let came = browser.call(TestRequest::get().uri("/v1/office/users")).await;
    assert_eq!(came.status, 200);
}
