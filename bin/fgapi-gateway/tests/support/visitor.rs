//! A browser without a screen: it keeps cookies, reads hidden fields, and follows nothing by itself.

use std::collections::BTreeMap;

use regex::Regex;
use reqwest::blocking::Client;
use reqwest::header::{COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

/// Whoever sits before a screen.
#[derive(Clone)]
pub(crate) struct Visitor {
    client: Client,
    base_url: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Shown {
    /// The heading, which tells the screens apart.
    pub(crate) fn heading(&self) -> String {
        found(&self.text, "<h1>([^<]*)</h1>").unwrap_or_default()
    }

    /// The token of its forms.
    pub(crate) fn csrf(&self) -> String {
        found(&self.text, "name=\"csrf\" value=\"([^\"]*)\"").unwrap_or_else(|| panic!("no form: {self:?}"))
    }

    /// Where it leads to; fails the test unless it leads somewhere by 303.
    #[track_caller]
    pub(crate) fn leads(&self) -> String {
        assert_eq!(self.status, 303, "{self:?}");
        self.location.clone().unwrap_or_else(|| panic!("303 to nowhere: {self:?}"))
    }

    /// A parameter of where it leads to.
    pub(crate) fn told(&self, name: &str) -> Option<String> {
        let url = reqwest::Url::parse(self.location.as_deref()?).ok()?;
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

fn found(text: &str, pattern: &str) -> Option<String> {
    Regex::new(pattern).unwrap().captures(text).map(|found| found[1].to_owned())
}

impl Visitor {
    /// One with an empty jar.
    pub(crate) fn at(base_url: &str) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let client = Client::builder().redirect(Policy::none()).no_proxy().timeout(std::time::Duration::from_secs(30)).build().unwrap();
        Self { client, base_url: base_url.to_owned(), cookies: BTreeMap::new() }
    }

    /// The same browser at another gateway.
    pub(crate) fn moved_to(&self, base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), ..self.clone() }
    }

    fn url(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base_url) }
    }

    fn send(&mut self, request: reqwest::blocking::RequestBuilder) -> Shown {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if jar.is_empty() { request } else { request.header(COOKIE, jar.join("; ")) };
        let answer = request.send().unwrap();
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let location = headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        Shown { status, location, headers, text: answer.text().unwrap() }
    }

    /// Asks for a page.
    pub(crate) fn get(&mut self, path: &str) -> Shown {
        self.send(self.client.get(self.url(path)))
    }

    /// Sends a form.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Shown {
        self.send(self.client.post(self.url(path)).form(fields))
    }

    /// Sends a body of any form.
    pub(crate) fn post_raw(&mut self, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Shown {
        self.send(self.client.post(self.url(path)).header("content-type", kind).body(body.into()))
    }

    /// Begins a journey for a client; the path of its screens.
    #[track_caller]
    pub(crate) fn begin(&mut self, api_key: &str, redirect_uri: &str, more: &str) -> String {
        let redirect: String = form_urlencoded(redirect_uri);
        self.get(&format!("/auth/login?api_key={api_key}&redirect_uri={redirect}{more}")).leads()
    }

    /// Logs in and goes on until the screen with this heading, taking every default.
    #[track_caller]
    pub(crate) fn walk_to(&mut self, journey: &str, user: &str, password: &str, heading: &str) -> Shown {
        for _ in 0..8 {
            let shown = self.get(journey);
            let csrf = shown.csrf();
            let csrf = ("csrf", csrf.as_str());
            match shown.heading() {
                here if here == heading => return shown,
                here if here == "ログイン" => {
                    self.post(&format!("{journey}/login"), &[csrf, ("login_id", user), ("password", password)])
                }
                here if here == "利用業務を選択" => {
                    let all = ["accounts", "transactions", "balances"].map(|grant| ("grants", grant));
                    self.post(&format!("{journey}/scopes"), &[[csrf].as_slice(), &all].concat())
                }
                here => panic!("stands at {here}: {}", shown.text),
            }
            .leads();
        }
        panic!("never came to {heading}");
    }
}

fn form_urlencoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
