//! Names that mean harm: whatever comes from outside is text, on every screen and in both languages.

use fgapi_admin::Role;
use fgapi_caller::Language;
use fgapi_lobby::OfficeSettings;

use crate::browser::Browser;
use crate::house::House;

const HARM: &str = "<script>alert(1)</script>\"' onx=y {{ 1337 * 1337 }} {name}";

#[actix_web::test]
async fn no_text_from_outside_becomes_markup() {
    let settings = OfficeSettings { prefix: "/v1".into(), quota: fgapi_caller::Quota::UNLIMITED, ..OfficeSettings::default() };
    let house = House::with(settings, HARM);
    let login = "<script>\"{{7}}";
    let user = house.user(login, HARM, Role::UserAdministrator);
    house.issue(&[user]);
    for language in Language::ALL {
        let mut browser = Browser::new(&house);
        browser.language = language;
        browser.sign_in(login).await;
        let mut pages = vec![browser.get("/settings/handovers").await];
        let path = pages[0].body.split("/v1/office/settings/handovers/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        for path in [
            format!("/settings/handovers/{path}"),
            "/settings/password".into(),
            "/settings/factor".into(),
            "/settings/factor/new".into(),
            "/settings/sessions".into(),
            format!("/users?q={}", "%3Cscript%3E%22"),
            "/users".into(),
            "/users/new".into(),
            "/users/import".into(),
            format!("/users/{user}"),
            format!("/users/{user}/unlock"),
            format!("/users/{user}/reset-factor"),
            format!("/users/{user}/end-sessions"),
            "/handovers".into(),
            "/handovers?q=%3Cscript%3E".into(),
            "/never/%3Cscript%3E".into(),
            "/welcome/%3Cscript%3E".into(),
        ] {
            pages.push(browser.get(&path).await);
        }
        browser.get("/users").await;
        let id = user.to_string();
        for action in ["issue", "delete", "invite"] {
            pages.push(browser.post("/users/bulk", &[("id", &id), ("action", action), ("query", "q=%3Cscript%3E")]).await);
        }
        pages.push(browser.post("/users/new", &[("login", HARM), ("name", HARM), ("mail", HARM), ("role", HARM), ("tenant", HARM)]).await);
        let mut stranger = Browser::new(&house);
        stranger.language = language;
        pages.push(stranger.get("/sign-in?next=%22%3E%3Cscript%3E").await);
        pages.push(stranger.prove(HARM, "wrong").await);
        for page in pages {
            assert!(page.status < 500 && page.headers["content-type"].starts_with("text/html"), "{} {}", page.status, page.body);
            assert!(!page.has("<script>") && !page.has("\" onx") && !page.has("{name}さん") && !page.has("1787569"), "{}", page.body);
            assert!(!page.body.contains("style=\""), "a style in the page");
        }
        house.clock.advance(60);
        let admin = house.signed_in("admin");
        house.desk.reset_user_factor(&admin, user).unwrap();
    }
}
