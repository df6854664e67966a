//! The screens of `system`, as files to look at, and with names that mean harm.

use std::fs;
use std::path::PathBuf;

use fgapi_admin::*;
use fgapi_caller::Language;
use fgapi_lobby::OfficeSettings;

use crate::browser::Came;
use crate::house::House;
use crate::system::{CLIENT, admin, app, link, stage};

/// Every screen there is.
async fn walk(house: &House, language: Language, name: &str) -> Vec<(&'static str, Came)> {
    let mut browser = admin(house).await;
    browser.language = language;
    let mut pages = vec![("dashboard_new", browser.get("/dashboard").await), ("clients_none", browser.get("/clients").await)];
    let stage = stage(house);
    house.user("hanako", name, Role::Member);
    let kakei = app(&stage, name);
    let pair = link(&stage, &kakei, "c000001");
    let apps: Vec<_> = ["貯金箱", "青葉会計", "みらい家計簿", "Ledger & Sons"].iter().map(|name| app(&stage, name)).collect();
    for (at, other) in apps.iter().enumerate() {
        for n in 0..=at {
            link(&stage, other, &format!("c{n:06}"));
        }
        (0..(at + 1) * 37).for_each(|_| house.desk.count(Some(&other.key), Counted::Answered));
    }
    for hour in 0..20_u64 {
        (0..30 + hour * 7 % 40).for_each(|_| house.desk.count(Some(&kakei.key), Counted::TokenIssued));
        (0..hour % 5).for_each(|_| house.desk.count(Some(&kakei.key), Counted::TokenRefused));
        (0..90).for_each(|_| house.desk.count(Some(&kakei.key), Counted::Answered));
        (0..7).for_each(|_| house.desk.count(Some(&kakei.key), Counted::Refused));
        house.clock.advance(if hour == 19 { 0 } else { 1_700 });
        browser.get("/settings/password").await;
    }
    house.desk.count(None, Counted::Refused);
    let mail = house.store.office().unwrap().mails(&MailQuery::default(), Slice { skip: 0, take: 1 }).unwrap().rows[0].new.id;
    house.store.office().unwrap().mail_failed(mail, "550 5.1.1 mailbox unavailable", None).unwrap();
    let tenant = house.store.office().unwrap().tenants().unwrap()[0].id;
    let mut new = CLIENT;
    new[0].1 = name;
    browser.get("/clients/new").await;
    let registered = browser.post("/clients/new", &new).await;
    assert_eq!(registered.status, 303, "{}", registered.body);
    let own = format!("/clients/{}", registered.to().split("/clients/").nth(1).unwrap().split('?').next().unwrap());
    let old = format!("/clients/{}", kakei.key);
    for (name, path) in [
        ("dashboard", "/dashboard".to_owned()),
        ("clients", "/clients".into()),
        ("client_new", "/clients/new".into()),
        ("client", own.clone()),
        ("client_edit", format!("{own}/edit")),
        ("client_disable", format!("{old}/disable")),
        ("client_password", format!("{own}/password")),
        ("links", "/links".into()),
        ("mails", "/mails".into()),
        ("mail", format!("/mails/{mail}")),
        ("mail_resend", format!("/mails/{mail}/resend")),
        ("parameters", "/parameters".into()),
        ("templates", "/templates".into()),
        ("template", "/templates/api_token_issued".into()),
        ("template_default", "/templates/invitation/default".into()),
        ("tenants", "/tenants".into()),
        ("tenant_delete", format!("/tenants/{tenant}/delete")),
        ("audit", "/audit".into()),
        ("audit_filtered", "/audit?actor=nobody&outcome=refused&target=%3Cscript%3E".into()),
        ("audit_one", "/audit/1".into()),
    ] {
        pages.push((name, browser.get(&path).await));
    }
    browser.get("/links").await;
    pages.push(("links_preview", browser.post("/links/preview", &[("client", kakei.key.as_str())]).await));
    pages.push(("links_wrong", browser.post("/links/preview", &[("customer", "<script> x")]).await));
    pages.push(("token", browser.post("/links/token", &[("token", pair.access.reveal())]).await));
    pages.push(("token_unknown", browser.post("/links/token", &[("token", "<script>")]).await));
    let wrong = [("name", ""), ("company", name), ("redirect_domains", "a b\r\n<script>"), ("refresh_retry", "never"), ("contact", name)];
    pages.push(("client_wrong", browser.post("/clients/new", &wrong).await));
    let body = [("subject", name), ("body", name), ("action", "preview")];
    pages.push(("template_wrong", browser.post("/templates/invitation", &body).await));
    pages.push(("tenant_wrong", browser.post("/tenants", &[("name", "")]).await));
    pages
}

#[actix_web::test]
async fn every_screen_of_the_system_is_drawn() {
    for language in Language::ALL {
        let house = House::new();
        for (name, page) in walk(&house, language, "家計ノート").await {
            assert!(page.status == 200 || name.ends_with("wrong") && page.status == 400, "{name} {} {}", page.status, page.body);
            let Some(place) = std::env::var_os("OFFICE_PAGES").map(PathBuf::from) else { continue };
            let mut html = page.body.replace("=\"/v1/assets/", "=\"");
            while let Some(at) = html.find("?v=") {
                let end = html[at..].find('"').unwrap();
                html.replace_range(at..at + end, "");
            }
            fs::write(place.join(format!("s_{name}.{}.html", language.as_str())), html).unwrap();
        }
    }
}

#[actix_web::test]
async fn no_name_becomes_markup_on_a_screen_of_the_system() {
    const HARM: &str = "<script>alert(1)</script>\"' onx=y {{ 7 * 7 }} {url} {bad}";
    for language in Language::ALL {
        let settings = OfficeSettings { prefix: "/v1".into(), quota: fgapi_caller::Quota::UNLIMITED, ..OfficeSettings::default() };
        let house = House::with(settings, HARM);
        for (name, page) in walk(&house, language, HARM).await {
            assert!(page.status < 500 && page.headers["content-type"].starts_with("text/html"), "{name} {}", page.status);
            assert!(!page.has("<script>") && !page.has("\" onx") && !page.has("style=\""), "{name} {}", page.body);
        }
    }
}
