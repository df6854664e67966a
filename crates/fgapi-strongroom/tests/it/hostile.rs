//! Names that mean harm: whatever comes from outside is text, on every screen and in both languages.

use fgapi_admin::Role;
use fgapi_audit::By;
use fgapi_caller::Language;
use fgapi_domain::Level;

use crate::browser::Browser;
use crate::house::{House, first_ring};

const HARM: &str = "<script>alert(1)</script>\"' onx=y {{ 1337 * 1337 }} {name}";

fn catalogue() -> String {
    let text = format!("'''{HARM}'''");
    format!(
        "[[service]]\nid = 20\nname = {text}\nyomigana = {text}\ntype = {text}\ncode = {text}\ndescription = {text}\n\
         category = {{ id = 1, name = {text}, type = {text} }}\nform = [{{ id = 1, name = {text}, type = {text}, input = \"text\" }}]\n\
         fgapi = {{ base_url = \"https://far.example/%3Cscript%3E\", api_key = {text} }}\n"
    )
}

#[actix_web::test]
async fn no_text_from_outside_becomes_markup() {
    let house = House::of(HARM, Ok(first_ring()));
    house.import(&catalogue());
    let tenant = house.another_tenant(&format!("{HARM} 2"));
    let client = house.strongroom.saas.add_client(tenant, HARM.parse().unwrap(), Level::Tenant, &By::GATEWAY).unwrap().client;
    let path = format!("/credentials/{tenant}");
    // A hint is the end of a value, and whoever sets values may mean harm, too.
    let value = format!("a value that ends in <b>{}", "\"'>&");
    let fields = [("authenticationInfo1", value.as_str()), ("receiving_department", HARM), ("deposit_account_item_code", HARM)];
    let mut admin = Browser::admin(&house);
    assert_eq!(admin.post(&format!("{path}/products/0"), &fields).await.status, 303);
    for language in Language::ALL {
        admin.language = language;
        let mut pages = Vec::new();
        for path in [
            "/credentials".to_owned(),
            "/credentials?q=%3Cscript%3E".to_owned(),
            "/credentials?told=%3Cscript%3E".to_owned(),
            path.clone(),
            format!("{path}/products/0"),
            format!("{path}/products/0/disable"),
            format!("{path}/products/0/enable"),
            format!("{path}/products/%3Cscript%3E"),
            format!("{path}/clients/new"),
            format!("{path}/clients/{}/secret", client.id),
            format!("{path}/clients/{}/disable", client.id),
            "/vault".to_owned(),
            "/services".to_owned(),
            "/services?q=%3Cscript%3E%22".to_owned(),
            "/services/20".to_owned(),
            "/services/20/password".to_owned(),
        ] {
            pages.push(admin.get(&path).await);
        }
        for (path, fields) in [
            (format!("{path}/products/0"), &[("authenticationInfo1", HARM), ("clear", "authenticationInfo1")][..]),
            (format!("{path}/products/0"), &[("receiving_department", HARM), ("clear", "<script>")]),
            (format!("{path}/clients/new"), &[("name", HARM), ("level", HARM), ("seen", HARM)]),
            (format!("{path}/clients/new"), &[("name", HARM), ("level", "tenant"), ("seen", HARM)]),
            (format!("{path}/clients/{}/secret", client.id), &[("overlap_hours", HARM), ("seen", HARM)]),
            ("/services/20/password".to_owned(), &[("password", "a\tb<script>")]),
        ] {
            let came = admin.post(&path, fields).await;
            assert!(came.status >= 400, "{path} {fields:?}: {}", came.status);
            pages.push(came);
        }
        for page in pages {
            assert!(page.status < 500 && page.headers["content-type"].starts_with("text/html"), "{} {}", page.status, page.body);
            assert!(!page.has("<script>") && !page.has("\" onx") && !page.has("1787569") && !page.has("<b>\""), "{}", page.body);
            assert!(!page.has("style=\""), "a style in the page");
        }
    }
}

#[actix_web::test]
async fn every_screen_is_said_in_both_languages() {
    let house = House::new();
    house.import(crate::services::CATALOGUE);
    let mut browser = Browser::of(&house, Role::SystemAdministrator);
    browser.language = Language::English;
    let tenant = format!("/credentials/{}", house.tenant);
    browser.done(&format!("{tenant}/products/0"), &[("authenticationInfo1", "one-two-three-9f2a")]).await;
    for (path, words) in [
        ("/credentials", "External credentials"),
        (&tenant, "Client ID: ends in 9f2a (set 21 September 2026, 23:13)"),
        (&format!("{tenant}/products/0"), "Remove the value of Client ID"),
        (&format!("{tenant}/products/0/disable"), "Disable these credentials?"),
        (&format!("{tenant}/clients/new"), "Register an API client"),
        ("/vault", "Everything lies under the newest master key."),
        ("/vault/seal", "Shut the vault?"),
        ("/services", "Linked services"),
        ("/services/20", "What logging in asks"),
        ("/services/20/password", "Own password at 遠くの銀行"),
    ] {
        let page = browser.get(path).await;
        assert!(page.status == 200 && page.has(words), "{path}: {}", page.body);
        assert!(!page.has("[[") && !page.has("{count}") && !page.has("{name}"), "{path}");
    }
}
