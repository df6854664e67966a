//! Every screen as a file to look at: `STRONGROOM_PAGES=/some/directory cargo test -p fgapi-strongroom --test it pages`.

use std::fs;
use std::path::PathBuf;

use fgapi_caller::Language;
use fgapi_vault::{KeyFault, KeyRing};

use crate::browser::{Browser, Came};
use crate::house::{House, first_ring, master};
use crate::services::CATALOGUE;

struct Album {
    place: PathBuf,
    language: Language,
}

impl Album {
    fn keep(&self, name: &str, page: &Came) {
        assert!(page.status != 303, "{name} {}", page.status);
        let mut html = page.body.replace("=\"/v1/assets/", "=\"");
        while let Some(at) = html.find("?v=") {
            let end = html[at..].find('"').unwrap();
            html.replace_range(at..at + end, "");
        }
        fs::write(self.place.join(format!("{name}.{}.html", self.language.as_str())), html).unwrap();
    }

    fn browser<'h>(&self, house: &'h House) -> Browser<'h> {
        let mut browser = Browser::admin(house);
        browser.language = self.language;
        browser
    }
}

async fn walk(house: &mut House, album: &Album) {
    house.import(CATALOGUE);
    for n in 0..11 {
        house.another_tenant(&format!("家計簿アプリ株式会社{n:02}"));
    }
    let (tenant, product) = (format!("/credentials/{}", house.tenant), format!("/credentials/{}/products/0", house.tenant));
    let browser = album.browser(house);
    album.keep("services_empty", &browser.get("/services?q=never").await);
    album.keep("tenant_empty", &browser.get(&tenant).await);
    let values = [
        ("authenticationInfo1", "24a67f14-8uy9-4143-b69b-316607b86ip9"),
        ("authenticationInfo2", "short"),
        ("receiving_department", "DxCG連携用受領部門"),
        ("deposit_account_item_code", "123"),
    ];
    browser.done(&product, &values).await;
    browser.done(&format!("{tenant}/products/4"), &[("authenticationInfo1", "access-token-of-the-product")]).await;
    browser.done(&format!("{tenant}/products/4/disable"), &[]).await;
    let form = [("name", "経費精算連携プログラム"), ("level", "tenant"), ("seen", "0")];
    album.keep("client_secret", &browser.post(&format!("{tenant}/clients/new"), &form).await);
    album.keep("client_again", &browser.post(&format!("{tenant}/clients/new"), &form).await);
    let client = house.strongroom.saas.clients(Some(house.tenant)).unwrap().remove(0).id;
    browser.done("/services/20/password", &[("password", "our-password-there-7d1e")]).await;
    for (name, path) in [
        ("credentials", "/credentials"),
        ("tenant", &tenant),
        ("product", &product),
        ("product_short", &format!("{tenant}/products/3")),
        ("product_disable", &format!("{product}/disable")),
        ("product_enable", &format!("{tenant}/products/4/enable")),
        ("client_new", &format!("{tenant}/clients/new")),
        ("client_renew", &format!("{tenant}/clients/{client}/secret")),
        ("client_disable", &format!("{tenant}/clients/{client}/disable")),
        ("vault", "/vault"),
        ("vault_seal", "/vault/seal"),
        ("services", "/services"),
        ("service", "/services/20"),
        ("service_manual", "/services/7"),
        ("service_password", "/services/20/password"),
        ("tenants", "/tenants"),
    ] {
        album.keep(name, &browser.get(path).await);
    }
    album.keep("product_wrong", &browser.post(&product, &[("authenticationInfo1", "a\tb"), ("clear", "authenticationInfo2")]).await);
    browser.done("/vault/seal", &[]).await;
    for (name, path) in [("vault_shut", "/vault"), ("product_shut", &product), ("service_password_shut", "/services/20/password")] {
        album.keep(name, &browser.get(path).await);
    }
    album.keep("product_refused", &browser.post(&product, &[("authenticationInfo1", "another")]).await);
    browser.done("/vault/unseal", &[]).await;
    for (name, ring) in [
        ("vault_rotating", Ok(KeyRing::new([master(1, 1), master(2, 2)]).unwrap())),
        ("vault_missing", Ok(KeyRing::new([master(2, 2)]).unwrap())),
        ("vault_keyless", Err(KeyFault::Malformed)),
    ] {
        house.restart(ring);
        album.keep(name, &album.browser(house).get("/vault").await);
    }
    album.keep("tenant_keyless", &album.browser(house).get(&tenant).await);
    house.restart(Ok(first_ring()));
}

#[actix_web::test]
async fn every_screen_is_drawn() {
    let kept = std::env::var_os("STRONGROOM_PAGES").map(PathBuf::from);
    let place = kept.unwrap_or_else(|| std::env::temp_dir().join(format!("strongroom-pages-{}", std::process::id())));
    fs::create_dir_all(&place).unwrap();
    for language in Language::ALL {
        let mut house = House::new();
        walk(&mut house, &Album { place: place.clone(), language }).await;
        let browser = Browser::stranger(&house);
        for name in ["portal.css", "portal.js", "office.css", "office.js", "brand.css", "favicon.svg"] {
            let asset = browser.get(&format!("/v1/assets/{name}")).await;
            assert_eq!(asset.status, 200, "{name}");
            fs::write(place.join(name), asset.body).unwrap();
        }
    }
    if std::env::var_os("STRONGROOM_PAGES").is_none() {
        fs::remove_dir_all(&place).unwrap();
    }
}
