//! The screens of the vault, of tenants' credentials and of linked services: readable for everybody, at the width of a desk and of a
//! phone, in both languages; and a value that was set is never seen again.

use serde_json::Value;

use super::house::{House, Seat};
use crate::harness::{Browser, Options};
use crate::support::site::Database;

const SECRET: &str = "a-secret-of-forty-characters-of-the-tenant";

#[test]
fn the_screens_of_what_is_sealed_are_for_everybody_in_japanese() {
    toured("ja", Options::default());
}

#[test]
fn the_screens_of_what_is_sealed_are_for_everybody_in_english() {
    toured("en", Options::default().english());
}

struct Tour<'t> {
    seat: Seat<'t>,
    language: &'static str,
}

impl Tour<'_> {
    #[track_caller]
    fn look_at(&self, path: &str, name: &str) {
        self.seat.goto(path);
        let (browser, name) = (self.seat.browser, format!("strongroom-{name}.{}", self.language));
        assert_eq!(browser.run("return document.documentElement.lang"), self.language, "{name}");
        assert!(!browser.html().contains(SECRET), "{name} shows a value");
        browser.fits_desk_and_phone();
        browser.axe();
        browser.shot(&name);
    }
}

fn toured(language: &'static str, options: Options) {
    let house = House::open(Database::Sqlite);
    let site = &house.site;
    let told = |text: String| -> Value { serde_json::from_str(&text).unwrap() };
    site.run(&["vault", "init"]);
    let tenant = told(site.run(&["tenant", "add", "--name", "取引先商事", "--json"]))["tenant"].as_str().unwrap().to_owned();
    let set = ["vault", "set", "--tenant", &tenant, "--service", "0", "--field"];
    site.run_with(&[&set, ["authenticationInfo1"].as_slice()].concat(), SECRET);
    site.run_with(&[&set, ["authenticationInfo2"].as_slice()].concat(), SECRET);
    site.run(&["service", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/services.toml")]);
    let client = told(site.run(&["vault", "client", "add", "--tenant", &tenant, "--name", "経費精算連携", "--json"]));
    let client = client["client_id"].as_str().unwrap().to_owned();
    let browser = Browser::open(options);
    let tour = Tour { seat: Seat { house: &house, browser: &browser }, language };
    tour.seat.first_administrator();
    let of_tenant = format!("/credentials/{tenant}");
    tour.look_at("/credentials", "credentials");
    tour.look_at(&of_tenant, "tenant");
    tour.look_at(&format!("{of_tenant}/products/0"), "product");
    tour.look_at(&format!("{of_tenant}/products/0/disable"), "product-disable");
    tour.look_at(&format!("{of_tenant}/clients/new"), "client-new");
    tour.look_at(&format!("{of_tenant}/clients/{client}/secret"), "client-secret");
    tour.look_at(&format!("{of_tenant}/clients/{client}/disable"), "client-disable");
    tour.look_at("/services", "services");
    tour.look_at("/services/7", "service");
    tour.look_at("/vault", "vault");
    tour.look_at("/vault/seal", "vault-seal");
    tour.seat.do_it();
    tour.look_at("/vault", "vault-shut");
    tour.look_at(&of_tenant, "tenant-shut");
    site.run(&["vault", "unseal"]);
    browser.console_is_clean();
}
