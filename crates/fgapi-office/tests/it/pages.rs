//! Every screen as a file to look at: `OFFICE_PAGES=/some/directory cargo test -p fgapi-office --test it pages`.

use std::fs;
use std::path::PathBuf;

use fgapi_admin::Role;
use fgapi_caller::Language;

use crate::browser::{Browser, Came};
use crate::house::{House, PASSWORD};

struct Album {
    place: PathBuf,
    language: Language,
}

impl Album {
    fn keep(&self, name: &str, page: &Came) {
        assert!(page.status != 303 && page.status < 500, "{name} {}", page.status);
        let mut html = page.body.replace("=\"/v1/assets/", "=\"");
        while let Some(at) = html.find("?v=") {
            let end = html[at..].find('"').unwrap();
            html.replace_range(at..at + end, "");
        }
        fs::write(self.place.join(format!("{name}.{}.html", self.language.as_str())), html).unwrap();
    }
}

async fn walk(house: &House, album: &Album) {
    let new = |login: &'static str| {
        let _ = login;
        let mut browser = Browser::new(house);
        browser.language = album.language;
        browser
    };
    let mut admin = new("admin");
    album.keep("sign_in", &admin.get("/sign-in").await);
    album.keep("sign_in_wrong", &admin.prove("admin", "x").await);
    admin.prove("admin", PASSWORD).await;
    let page = admin.get("/enrol").await;
    album.keep("enrol", &page);
    album.keep("codes", &admin.enrol_with(&page, "/enrol").await);
    let mut again = new("admin");
    again.prove("admin", PASSWORD).await;
    album.keep("factor", &again.get("/second-factor").await);
    house.invited("hanako", "見本 花子", Role::Member);
    let link = house.desk.key().invitation_link(house.invitation("hanako"));
    let welcome = format!("/welcome/{}", link.reveal());
    album.keep("welcome", &again.get(&welcome).await);
    album.keep("welcome_over", &again.get("/welcome/x").await);
    let (a, b) = (house.user("taro", "見本 太郎", Role::Auditor), house.user("jiro", "青葉 次郎", Role::Member));
    let more: Vec<_> = (0..23).map(|n| house.user(&format!("kakei{n:02}"), &format!("家計 {n}子"), Role::Member)).collect();
    house.issue(&[b, more[0]]);
    house.issue(&[a, b, more[1], more[2]]);
    for (name, path) in [
        ("users", "/users"),
        ("users_filtered", "/users?q=kakei&suspended=no&page=2"),
        ("user_new", "/users/new"),
        ("import", "/users/import"),
        ("password", "/settings/password"),
        ("own_factor", "/settings/factor"),
        ("own_factor_new", "/settings/factor/new"),
        ("sessions", "/settings/sessions"),
        ("nothing", "/never"),
    ] {
        album.keep(name, &admin.get(path).await);
    }
    album.keep("user", &admin.get(&format!("/users/{a}")).await);
    album.keep("user_end", &admin.get(&format!("/users/{a}/end-sessions")).await);
    let (a, b) = (a.to_string(), b.to_string());
    for action in ["issue", "delete", "invite"] {
        album.keep(&format!("bulk_{action}"), &admin.post("/users/bulk", &[("id", &a), ("id", &b), ("action", action)]).await);
    }
    let mut member = new("jiro");
    member.sign_in("jiro").await;
    let list = member.get("/settings/handovers").await;
    album.keep("own_handovers", &list);
    album.keep("denied", &member.get("/users").await);
    let path = list.body.split("/v1/office/settings/handovers/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    album.keep("own_handover", &member.get(&format!("/settings/handovers/{path}")).await);
    album.keep("secret", &member.post(&format!("/settings/handovers/{path}/pick-up"), &[]).await);
    album.keep("secret_again", &member.post(&format!("/settings/handovers/{path}/pick-up"), &[]).await);
    album.keep("own_handovers_after", &member.get("/settings/handovers").await);
    album.keep("handovers", &admin.get("/handovers").await);
    admin.post("/handovers/bulk", &[("id", &path)]).await;
    album.keep("revoke", &admin.post("/handovers/bulk", &[("id", &path)]).await);
    house.clock.advance(2_000);
    album.keep("timed_out", &admin.get("/users?page=2").await);
}

#[actix_web::test]
async fn every_screen_is_drawn() {
    let kept = std::env::var_os("OFFICE_PAGES").map(PathBuf::from);
    let place = kept.unwrap_or_else(|| std::env::temp_dir().join(format!("office-pages-{}", std::process::id())));
    fs::create_dir_all(&place).unwrap();
    for language in Language::ALL {
        let house = House::new();
        walk(&house, &Album { place: place.clone(), language }).await;
        let mut browser = Browser::new(&house);
        for name in ["portal.css", "portal.js", "office.css", "office.js", "brand.css", "favicon.svg"] {
            let asset = browser.get(&format!("/v1/assets/{name}")).await;
            assert_eq!(asset.status, 200, "{name}");
            fs::write(place.join(name), asset.body).unwrap();
        }
    }
    if std::env::var_os("OFFICE_PAGES").is_none() {
        fs::remove_dir_all(&place).unwrap();
    }
}
