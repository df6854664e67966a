//! A bank with customers, its gateway, and an app of a fintech that links them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use reqwest::blocking::{Client, ClientBuilder};
use serde_json::Value;
use url::Url;

use crate::certificates::{Authority, Identity};
use crate::harness::{Browser, Options};
use crate::pages::{Asked, Pages, Reply};
use crate::support::http::{Caller, Fintech, Pair};
use crate::support::process::Serving;
use crate::support::site::{Database, Site};

pub(crate) const PASSWORD: &str = "himitsu-no-kotoba";
/// Logs in by id and password; no question, no inquiry PIN, three accounts.
pub(crate) const HANAKO: &str = "hanako";
/// The same with one account.
pub(crate) const TARO: &str = "taro";
/// Logs in by certificate and password, where there is TLS.
pub(crate) const KENJI: &str = "kenji";
/// The account of the known rows; Hanako's.
pub(crate) const ACCOUNT: &str = "9999-101-1-0000001";
pub(crate) const QUESTION: &str = "母の旧姓は？";
pub(crate) const ANSWER: &str = "佐藤";

/// How a bank is set up.
#[derive(Clone, Copy)]
pub(crate) struct Setup<'s> {
    pub(crate) database: Database,
    /// Lines of settings.
    pub(crate) settings: &'s str,
    /// Settings from the surroundings.
    pub(crate) surroundings: &'s [(&'s str, &'s str)],
    /// What is said when the app's client is added.
    pub(crate) client: &'s [&'s str],
    /// Customers with a question and inquiry PINs.
    pub(crate) careful: &'s [&'s str],
    /// How it serves over TLS.
    pub(crate) tls: Option<&'s Tls>,
}

/// A certificate for the gateway, and an authority for those of customers.
pub(crate) struct Tls {
    house: Authority,
    server: Identity,
    pub(crate) people: Authority,
    /// Kenji's, who logs in with it and his password.
    pub(crate) kenji: Identity,
    /// Taken back.
    pub(crate) lost: Identity,
}

impl Tls {
    pub(crate) fn new() -> Self {
        let (house, people) = (Authority::new("見本の家"), Authority::new("見本信用組合 認証局"));
        let (kenji, lost) = (people.person("見本 健二"), people.person("失くした 人"));
        Self { server: house.server(), house, people, kenji, lost }
    }

    const SETTINGS: &str = "[tls]\ncertificate = \"gateway.pem\"\nkey = \"gateway.key\"\nclient_bind = \"127.0.0.1:0\"\n\
                            client_ca = \"people.pem\"\nclient_revocations = \"revoked.crl\"\n";

    fn put_into(&self, site: &Site) {
        site.file("gateway.pem", &self.server.chain);
        site.file("gateway.key", self.server.key.serialize_pem());
        site.file("people.pem", self.people.root());
        site.file("revoked.crl", self.people.revocations(&[&self.lost]));
    }

    /// A browser that trusts the gateway.
    pub(crate) fn browser(&self) -> Options {
        Options::default().trusting(&self.house.root())
    }

    /// A browser that also shows this certificate.
    pub(crate) fn browser_of(&self, person: &Identity) -> Options {
        self.browser().certificate(&person.pkcs12("ひみつ1"), "ひみつ1")
    }

    /// A caller that trusts the gateway, to be set up further.
    pub(crate) fn client(&self) -> ClientBuilder {
        rustls::crypto::ring::default_provider().install_default().ok();
        let root = reqwest::Certificate::from_pem(self.house.root().as_bytes()).unwrap();
        Client::builder().tls_certs_only([root])
    }
}

impl Setup<'_> {
    /// On SQLite, with nothing that is not always there.
    pub(crate) const PLAIN: Self =
        Self { database: Database::Sqlite, settings: "", surroundings: &[], client: &[], careful: &[], tls: None };
}

impl Default for Setup<'_> {
    fn default() -> Self {
        Self::PLAIN
    }
}

/// Served, until it is dropped.
pub(crate) struct Bank {
    pub(crate) serving: Serving,
    pub(crate) site: Site,
    pub(crate) app: App,
    pub(crate) fintech: Fintech,
}

impl Bank {
    pub(crate) fn open(setup: Setup<'_>) -> Self {
        let settings = "[consent]\nloopback_redirects = true\n\n[brand]\nname = \"見本信用組合\"\nname_en = \"Mihon Credit Union\"\n\
                        terms = \"https://mihon.example/terms\"\nprivacy = \"https://mihon.example/privacy\"\n";
        let tls = setup.tls.map_or("", |_| Tls::SETTINGS);
        let site = Site::empty(setup.database, &format!("{settings}\n{tls}\n{}", setup.settings));
        if let Some(tls) = setup.tls {
            tls.put_into(&site);
        }
        fill(&site, &setup);
        let serving = site.serve_with(setup.surroundings);
        let app = App::serve();
        let mut fintech = add_client(&site, &serving, &[&["--redirect-uri", &app.callback()], setup.client].concat());
        if let Some(tls) = setup.tls {
            fintech.caller = Caller::with(tls.client(), &serving.base_url).believing(&tls.house.root());
        }
        Self { serving, site, app, fintech }
    }

    /// Where the app sends its user: `/auth/login` with its key and its way home, and more.
    pub(crate) fn entrance(&self, more: &[(&str, &str)]) -> String {
        let own = [("api_key", self.fintech.api_key.as_str()), ("redirect_uri", &self.app.callback())];
        self.at("/auth/login", &[&own, more].concat())
    }

    /// An address of the gateway.
    pub(crate) fn at(&self, path: &str, query: &[(&str, &str)]) -> String {
        let address = format!("{}{path}", self.serving.base_url);
        if query.is_empty() { address } else { Url::parse_with_params(&address, query).unwrap().into() }
    }

    /// Changes something in the database behind the gateway's back.
    #[track_caller]
    pub(crate) fn repair(&self, sql: &str) {
        self.site.repair(sql);
    }

    /// What the app makes of the auth token that came with its user.
    #[track_caller]
    pub(crate) fn exchange(&self, home: &Home) -> Pair {
        let answer = self.fintech.redeem(&self.fintech.system_token(), &home.auth_token()).unwrap();
        Pair::of(&answer.expect(200))
    }

    /// The numbers of the accounts that a token opens.
    #[track_caller]
    pub(crate) fn accounts_of(&self, pair: &Pair) -> Vec<String> {
        let answer = self.fintech.caller.call("GET", "/accounts", Some(&pair.access), &[]).expect(200).json();
        let id = |account: &Value| account["id"].as_str().unwrap().to_owned();
        answer["accounts"].as_array().unwrap().iter().map(id).collect()
    }
}

/// Adds a client with these words, and answers its credentials.
pub(crate) fn add_client(site: &Site, serving: &Serving, words: &[&str]) -> Fintech {
    let own = ["client", "add", "--name", "家計簿アプリ", "--company", "株式会社かけい", "--json"];
    let told: Value = serde_json::from_str(&site.run(&[&own, words].concat())).unwrap();
    let text = |field: &str| told[field].as_str().unwrap().to_owned();
    Fintech { caller: Caller::new(&serving.base_url), api_key: text("api_key"), password: text("password") }
}

fn fill(site: &Site, setup: &Setup<'_>) {
    let branches = "bank_code,bank_name,branch_code,branch_name,branch_name_kana\n9999,見本信用組合,101,本店営業部,ﾎﾝﾃﾝ\n\
                    9999,見本信用組合,103,インターネット支店,ｲﾝﾀｰﾈｯﾄ\n9999,見本信用組合,456,豊洲支店,ﾄﾖｽ\n";
    site.run(&["import", "branches", &site.file("branches.csv", branches)]);
    let mut customers = "customer_id,login_id,password,name,certificates,question_1,answer_1\n".to_owned();
    let mut accounts = "customer_id,bank_code,branch_code,kind,number,owner_type,opening_balance,memo\n".to_owned();
    writeln!(customers, "C-{HANAKO},{HANAKO},{PASSWORD},見本 花子,,,\nC-{TARO},{TARO},{PASSWORD},見本 太郎,,,").unwrap();
    accounts += "C-hanako,9999,101,1,0000001,p,1000,\nC-hanako,9999,101,1,0000002,p,,\nC-hanako,9999,456,6,0000003,p,,\nC-taro,9999,101,1,0000009,p,,\n";
    if let Some(tls) = setup.tls {
        writeln!(customers, "C-{KENJI},{KENJI},{PASSWORD},見本 健二,{},,", tls.kenji.fingerprint()).unwrap();
        accounts += "C-kenji,9999,101,2,0000021,c,,\n";
    }
    let mut pins = "customer_id,bank_code,branch_code,kind,number,owner_type,memo,inquiry_pin\n".to_owned();
    for (number, name) in (1..).zip(setup.careful) {
        writeln!(customers, "C-{name},{name},{PASSWORD},見本 {name},,{QUESTION},{ANSWER}").unwrap();
        writeln!(pins, "C-{name},9999,103,1,{number}000002,p,口座メモ5678901234567890,1234").unwrap();
        writeln!(pins, "C-{name},9999,103,1,{number}111111,p,,5678\nC-{name},9999,456,1,{number}000314,p,給与,").unwrap();
    }
    site.run(&["customer", "import", &site.file("customers.csv", customers)]);
    site.run(&["import", "accounts", &site.file("accounts.csv", accounts)]);
    if !setup.careful.is_empty() {
        site.run(&["import", "accounts", &site.file("pins.csv", pins)]);
    }
    let rows = format!("account_id,booked_at,amount,description\n{ACCOUNT},2026-01-05,500,給与\n{ACCOUNT},2026-01-06,-120,ｶ)ｺﾝﾋﾞﾆ\n");
    site.run(&["import", "transactions", "--format", "csv", &site.file("rows.csv", rows)]);
}

/// The app's own pages: one that leads to the bank, and one to which its users come back.
pub(crate) struct App {
    pages: Pages,
    referers: Arc<Mutex<Vec<String>>>,
}

impl App {
    fn serve() -> Self {
        let referers = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&referers);
        let pages = Pages::serve(move |asked: &Asked| {
            let Some(query) = asked.path.strip_prefix("/cb") else { return start(&asked.path) };
            let came = if query.contains("auth_token=") { "連携できました" } else { "連携できませんでした" };
            seen.lock().unwrap().push(asked.header("referer").to_owned());
            Reply::page(page("家計簿アプリ", &format!("<p>{came}</p>")))
        });
        Self { pages, referers }
    }

    /// The app's page with a link to `entrance`.
    pub(crate) fn start(&self, entrance: &str) -> String {
        Url::parse_with_params(&self.pages.at("/start"), [("to", entrance)]).unwrap().into()
    }

    /// Its `redirect_uri`.
    pub(crate) fn callback(&self) -> String {
        self.pages.at("/cb")
    }

    /// What the browsers that came back told of where they came from.
    pub(crate) fn referers(&self) -> Vec<String> {
        self.referers.lock().unwrap().clone()
    }

    /// Waits until the browser is at the app again, and reads what it brings.
    #[track_caller]
    pub(crate) fn home(&self, browser: &Browser) -> Home {
        browser.wait_for(crate::harness::url(&self.callback()));
        Home::read(&browser.url(), &self.callback())
    }
}

fn start(path: &str) -> Reply {
    let to = Url::parse(&format!("http://app{path}")).unwrap().query_pairs().find(|(name, _)| name == "to").map(|(_, to)| to.into_owned());
    let link = to.map(|to| format!(r#"<p><a href="{}">銀行口座をつなぐ</a></p>"#, to.replace('&', "&amp;")));
    Reply::page(page("家計簿アプリ", &link.unwrap_or_default()))
}

fn page(title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"#
    )
}

/// What came home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Home(BTreeMap<String, String>);

impl Home {
    /// Reads it from an address, which must be the app's own.
    #[track_caller]
    pub(crate) fn read(address: &str, callback: &str) -> Self {
        let url = Url::parse(address).unwrap();
        assert_eq!(address.split('?').next(), Some(callback), "this is not the way home");
        let mut fields = BTreeMap::new();
        for (name, value) in url.query_pairs() {
            assert!(fields.insert(name.to_string(), value.to_string()).is_none(), "{name} came twice: {address}");
        }
        Self(fields)
    }

    /// A field; empty when it is not there.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    #[track_caller]
    pub(crate) fn auth_token(&self) -> String {
        assert!(self.0.contains_key("auth_token") && !self.0.contains_key("error"), "{self:?}");
        self.field("auth_token").to_owned()
    }

    /// Fails the test unless it is this error, and no token came along.
    #[track_caller]
    pub(crate) fn is_error(&self, error: &str) {
        assert_eq!((self.field("error"), self.field("auth_token")), (error, ""), "{self:?}");
        assert!(!self.field("error_description").is_empty() && self.field("error_description").is_ascii(), "{self:?}");
    }
}
