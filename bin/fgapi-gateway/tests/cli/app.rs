//! The sandbox's app, and `fgapi try`: both go through the whole journey, as a browser does.

use std::path::Path;

use fgapi_walk::{Answers, Walk};
use regex::Regex;
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use serde_json::json;

use crate::program::{Running, Sandbox, fgapi, run, run_in, sandbox_directory};

/// A browser that keeps cookies and follows nothing by itself.
struct Browser(Client);

impl Browser {
    fn of(sandbox: &Sandbox) -> Self {
        Self::trusting(authority(sandbox))
    }

    fn trusting(authority: Option<Vec<u8>>) -> Self {
        // Whoever is first has installed it.
        rustls::crypto::ring::default_provider().install_default().ok();
        let builder = Client::builder().redirect(Policy::none()).no_proxy().cookie_store(true);
        let builder = match authority {
            Some(pem) => builder.tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()]),
            None => builder,
        };
        Self(builder.build().unwrap())
    }

    fn get(&self, url: &str) -> (u16, String) {
        let answer = self.0.get(url).header("Accept-Language", "en").send().unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    }

    /// Opens the app; answers where its button leads.
    fn begin(&self, app: &str) -> String {
        let (status, page) = self.get(app);
        assert_eq!(status, 200, "{page}");
        let link = Regex::new(r#"href="([^"]*/auth/login\?[^"]*)""#).unwrap();
        link.captures(&page).unwrap_or_else(|| panic!("no link in {page}"))[1].replace("&amp;", "&")
    }
}

fn authority(sandbox: &Sandbox) -> Option<Vec<u8>> {
    sandbox.told.pointer("/tls/ca").map(|file| std::fs::read(file.as_str().unwrap()).unwrap())
}

/// The first customer goes to `begin` and through every screen; where they are sent at its end.
fn walk(sandbox: &Sandbox, begin: &str, callback: &str) -> String {
    let answers = Answers {
        login_id: sandbox.text("/users/0/id").into(),
        password: sandbox.text("/users/0/password").into(),
        answer: Some(sandbox.text("/users/0/question/answer").into()),
        pins: Vec::new(),
    };
    let mut walk = Walk::new(begin, callback, answers, authority(sandbox).as_deref()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    while walk.home().is_none() {
        runtime.block_on(walk.step()).unwrap();
    }
    walk.home().unwrap().to_owned()
}

fn state_in(url: &str) -> &str {
    url.split(['?', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap()
}

/// The whole way through the app, and what comes of it when somebody comes back twice.
fn through_the_app(sandbox: &Sandbox, app: &str) {
    let browser = Browser::of(sandbox);
    let home = walk(sandbox, &browser.begin(app), &format!("{app}/callback"));
    let (status, page) = browser.get(&home);
    assert_eq!(status, 200, "{page}");
    for expected in
        ["Your account is connected", "POST /auth/system_token", "POST /auth/token", "GET /accounts", "GET /transactions", "0000001"]
    {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("<code>error</code>"), "{page}");
    let secret = Regex::new(r"fg[acprs]_[\w-]{9,}").unwrap();
    assert!(!secret.is_match(&page), "a secret stands there whole: {page}");
    let (status, page) = browser.get(&home);
    assert!(status == 400 && page.contains("state is not the one that was sent"), "{status}: {page}");
}

#[test]
fn the_app_shows_the_whole_journey() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let app = sandbox.text("/app");
    assert_eq!(app, format!("{}/sandbox/app", sandbox.url().replace("127.0.0.1", "localhost")));
    through_the_app(&sandbox, app);
    through_the_app(&sandbox, &format!("{app}/accounting"));

    let browser = Browser::of(&sandbox);
    let page = browser.get(app).1;
    for expected in ["/users/0/password", "/users/0/question/answer", "/users/2/pins/0/pin"] {
        assert!(page.contains(sandbox.text(expected)), "{expected}: {page}");
    }
}

#[test]
fn the_app_takes_only_what_it_asked_for() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let (app, browser, stranger) = (sandbox.text("/app"), Browser::of(&sandbox), Browser::of(&sandbox));
    let home = walk(&sandbox, &browser.begin(app), &format!("{app}/callback"));
    let (status, page) = stranger.get(&home);
    assert!(status == 400 && !page.contains("GET /accounts"), "another browser's auth token was taken: {page}");
    assert_eq!(browser.get(&home).0, 200, "and is not lost by that");

    let begun = browser.begin(app);
    let back = |fields: &str| browser.get(&format!("{app}/callback?{fields}&state={}", state_in(&begun)));
    let (status, page) = back("error=access_denied&error_description=no&iss=https%3A%2F%2Fevil.example");
    assert!(status == 400 && page.contains("iss names another bank"), "{page}");
    let begun = browser.begin(app);
    let back = |fields: &str| browser.get(&format!("{app}/callback?{fields}&state={}", state_in(&begun)));
    let (status, page) = back("error=access_denied&error_description=no");
    assert!(status == 200 && page.contains("access_denied") && page.contains("The customer did not allow it"), "{page}");
    for bad in ["", "?auth_token=a&auth_token=b", "?auth_token=%ff&state=x", "?error=%3Cscript%3E&state=x", "?auth_token=a&state=%0d%0a"] {
        assert_eq!(browser.get(&format!("{app}/callback{bad}")).0, 400, "{bad}");
    }
    let cookies = (0..30).map(|_| state_in(&browser.begin(app)).to_owned()).collect::<std::collections::HashSet<_>>();
    assert_eq!(cookies.len(), 30, "each page has a state of its own, and a browser that asks often is served on");
}

#[test]
fn nobody_but_a_sandbox_serves_the_app() {
    let directory = sandbox_directory();
    let mut command = fgapi();
    command.args(["serve", "--json", "--config"]).arg(directory.path().join("fgapi.toml")).env("FGAPI__SERVER__BIND", "127.0.0.1:0");
    let mut serving = Running::start(command);
    let told: serde_json::Value = serde_json::from_str(&serving.line()).unwrap();
    let app = format!("{}/sandbox/app", told["base_url"].as_str().unwrap());
    assert_eq!(Browser::trusting(None).get(&app).0, 404);
}

#[test]
fn try_goes_from_screen_to_screen() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::on(directory.path());
    let tried = |words: &[&str]| run_in(directory.path(), "try", words);
    let told = tried(&[]).good();
    for expected in [
        "A1 GET /auth/login ",
        "POST /auth/login/…/question",
        "back at the app",
        "B2 GET /accounts",
        "1 linked accounts, status 0",
        "the token is dead",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(tried(&["--post"]).good().contains("A1 POST /auth/login "));
    assert!(tried(&["--answer", "タマ"]).failed(1).contains("--answer"));
    assert!(tried(&["--redirect-uri", "https://elsewhere.example/"]).failed(1).contains("--redirect-uri"));
    assert!(tried(&["--user", "jiro"]).failed(1).contains("--pins"));
    assert!(tried(&["--user", "jiro", "--pins"]).good().contains("POST /auth/login/…/pin-result"));
    let [key, password, user_password] =
        ["/clients/0/api_key", "/clients/0/password", "/users/0/password"].map(|field| sandbox.text(field));
    let url = sandbox.url();
    let by_hand =
        ["--url", &url, "--api-key", key, "--password", password, "--user", "hanako", "--user-password", user_password, "--redirect-uri"];
    let told = run(&[&["try"], &by_hand[..], &["http://localhost:9/cb"]].concat()).failed(1);
    assert!(told.contains("asks for answer") && told.contains("--answer"), "{told}");
}

#[test]
fn the_app_and_try_work_over_tls_too() {
    let directory = sandbox_directory();
    let sandbox = Sandbox::with(directory.path(), &["--tls"]);
    let app = sandbox.text("/app");
    assert_eq!(app, format!("{}/sandbox/app", sandbox.url()));
    through_the_app(&sandbox, app);
    assert!(Browser::of(&sandbox).get(app).1.contains(sandbox.text("/tls/id")));
    assert!(run_in(directory.path(), "try", &[]).good().contains("back at the app"));
}

/// The settings of a sandbox that was made before there were screens.
const OLD_SETTINGS: &str = "[server]\nbind = \"127.0.0.1:8080\"\n\n[store]\nurl = \"fgapi.db\"\n\n[bank]\ncode = \"9999\"\n\n\
    [login]\npost = true\n\n[limits]\ncalls_per_second = 0\nsystem_token_per_second = 0\nlogin_per_second = 0\n";

/// Makes such a sandbox, with one client and one customer.
fn old_sandbox(here: &Path) {
    let file = |name: &str, text: &str| {
        std::fs::write(here.join(name), text).unwrap();
        here.join(name).to_str().unwrap().to_owned()
    };
    let config = file("fgapi.toml", OLD_SETTINGS);
    let fgapi = |words: &[&str]| run(&[words, &["--config", &config]].concat());
    fgapi(&["migrate"]).good();
    let branches = "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,見本銀行,001,本店,ﾎﾝﾃﾝ\n";
    fgapi(&["import", "branches", &file("branches.csv", branches)]).good();
    fgapi(&["import", "accounts", &file("accounts.csv", "bank_code,branch_code,kind,number,owner_type\n9999,001,1,0000001,p\n")]).good();
    let client = ["client", "add", "--name", "家計簿アプリ", "--company", "見本", "--redirect-domain", "localhost", "--json"];
    let client = fgapi(&client).json();
    let customer = fgapi(&["customer", "add", "--id", "P-0001", "--login", "hanako", "--account", "9999-001-1-0000001", "--json"]).json();
    let credentials = json!({
        "made_on": "2026-01-31",
        "clients": [{ "api_key": client["api_key"], "password": client["password"], "grants": client["grants"] }],
        "users": [{ "id": "hanako", "password": customer["password"], "accounts": ["9999-001-1-0000001"] }],
    });
    file("sandbox.json", &credentials.to_string());
}

#[test]
fn a_sandbox_of_an_older_version_starts_and_has_the_app() {
    let directory = tempfile::tempdir().unwrap();
    old_sandbox(directory.path());
    let sandbox = Sandbox::on(directory.path());
    assert!(Browser::of(&sandbox).begin(sandbox.text("/app")).contains("redirect_uri=http%3A%2F%2Flocalhost"));
    assert!(run_in(directory.path(), "try", &[]).good().contains("back at the app"));
    assert!(sandbox.running.end().success());
    assert_eq!(std::fs::read_to_string(directory.path().join("fgapi.toml")).unwrap(), OLD_SETTINGS, "its settings are the owner's");

    std::fs::write(directory.path().join("fgapi.toml"), format!("{OLD_SETTINGS}[consent]\nloopback_redirects = false\n")).unwrap();
    let sandbox = Sandbox::on(directory.path());
    let refused = Browser::of(&sandbox).begin(sandbox.text("/app"));
    assert_eq!(Browser::of(&sandbox).get(&refused).0, 401, "what is said in the file holds");
}
