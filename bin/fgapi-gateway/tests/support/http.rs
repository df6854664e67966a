//! A plain HTTP caller, for what no well-behaved client sends or byte for byte sees; and a fintech, which calls through the SDK.

use std::time::Duration;

use fgapi_client::{Fgapi, Link, LogIn, MemoryStorage, Redeem};
use reqwest::Method;
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder};
use serde_json::Value;

use super::sdk::{answer, bank, wait};

/// Calls one gateway.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    base_url: String,
    /// Who vouches for the gateway, in PEM, when nobody else does.
    authority: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON in {self:?}"))
    }

    /// A text of the body.
    pub(crate) fn text_of(&self, field: &str) -> String {
        self.json()[field].as_str().unwrap_or_else(|| panic!("no text {field} in {self:?}")).to_owned()
    }

    /// Fails the test unless the status is this one.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

pub(crate) type Fields<'a> = &'a [(&'a str, &'a str)];

impl Caller {
    pub(crate) fn new(base_url: &str) -> Self {
        // The caller library wants to know whose cryptography it would use; a second call finds it settled.
        rustls::crypto::ring::default_provider().install_default().ok();
        Self::with(Client::builder(), base_url)
    }

    /// The same with a client that is set up otherwise.
    pub(crate) fn with(client: ClientBuilder, base_url: &str) -> Self {
        let client = client.timeout(Duration::from_secs(30)).no_proxy().build().unwrap();
        Self { client, base_url: base_url.to_owned(), authority: None }
    }

    /// The same for the SDK, which believes this authority.
    pub(crate) fn believing(self, authority: &str) -> Self {
        Self { authority: Some(authority.to_owned()), ..self }
    }

    /// One call; `None` when no answer came (the gateway died meanwhile).
    pub(crate) fn attempt(&self, method: &str, path: &str, bearer: Option<&str>, fields: Fields<'_>) -> Option<Answer> {
        let request = self.request(method, path, bearer);
        let request = if method == "GET" { request.query(fields) } else { request.form(fields) };
        Self::send(request)
    }

    /// One call that must be answered.
    pub(crate) fn call(&self, method: &str, path: &str, bearer: Option<&str>, fields: Fields<'_>) -> Answer {
        self.attempt(method, path, bearer, fields).unwrap_or_else(|| panic!("{method} {path} was not answered"))
    }

    /// One call with a JSON body.
    pub(crate) fn call_json(&self, method: &str, path: &str, bearer: Option<&str>, body: &Value) -> Answer {
        Self::send(self.request(method, path, bearer).json(body)).unwrap()
    }

    /// One call with these headers and nothing else.
    pub(crate) fn call_with(&self, method: &str, path: &str, headers: &[(&str, &str)], fields: Fields<'_>) -> Answer {
        let request = headers.iter().fold(self.request(method, path, None), |request, (name, value)| request.header(*name, *value));
        let request = if method == "GET" { request } else { request.form(fields) };
        Self::send(request).unwrap_or_else(|| panic!("{method} {path} was not answered"))
    }

    /// One call by which a client proves itself as HTTP Basic has it.
    pub(crate) fn call_basic(&self, path: &str, user: &str, password: &str, fields: Fields<'_>) -> Answer {
        Self::send(self.request("POST", path, None).basic_auth(user, Some(password)).form(fields)).unwrap()
    }

    fn request(&self, method: &str, path: &str, bearer: Option<&str>) -> RequestBuilder {
        let request = self.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", self.base_url));
        match bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn send(request: RequestBuilder) -> Option<Answer> {
        let answer = request.send().ok()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Some(Answer { status, headers, text: answer.text().ok()? })
    }
}

/// A client of the gateway with its credentials.
#[derive(Clone)]
pub(crate) struct Fintech {
    pub(crate) caller: Caller,
    pub(crate) api_key: String,
    pub(crate) password: String,
}

/// A pair of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) access: String,
    pub(crate) refresh: String,
}

impl Pair {
    pub(crate) fn of(answer: &Answer) -> Self {
        Self { access: answer.text_of("access_token"), refresh: answer.text_of("refresh_token") }
    }
}

impl Fintech {
    /// The gateway as an app sees it.
    pub(crate) fn bank(&self) -> Fgapi {
        let Caller { base_url, authority, .. } = &self.caller;
        bank((base_url.clone(), self.api_key.clone(), self.password.clone(), authority.clone()))
    }

    /// A new system token for all that the client may.
    pub(crate) fn system_token(&self) -> String {
        wait(self.bank().system_token(None)).unwrap().access_token.into_owned()
    }

    /// A new auth token of an end user.
    pub(crate) fn auth_token(&self, user: &str, password: &str, link: &str) -> String {
        let log_in = LogIn { id: user, password, link_id: Some(link), ..LogIn::default() };
        wait(self.bank().log_in(&log_in)).unwrap().auth_token.into_owned()
    }

    pub(crate) fn redeem(&self, system: &str, auth_token: &str) -> Option<Answer> {
        answer(wait(self.bank().redeem(system, &Redeem::of(auth_token))))
    }

    pub(crate) fn refresh(&self, system: &str, refresh_token: &str) -> Option<Answer> {
        answer(wait(self.bank().refresh(system, refresh_token, None)))
    }

    pub(crate) fn end(&self, system: &str, refresh_token: &str) -> Option<Answer> {
        answer(wait(self.bank().revoke(system, refresh_token, None)))
    }

    /// Links an end user and gives the first pair.
    pub(crate) fn link(&self, system: &str, user: &str, password: &str, link: &str) -> Pair {
        Pair::of(&self.redeem(system, &self.auth_token(user, password, link)).unwrap().expect(200))
    }

    /// Links an end user and leaves the tokens to the SDK.
    pub(crate) fn keep(&self, user: &str, password: &str, link: &str) -> Link {
        let auth = self.auth_token(user, password, link);
        wait(Link::redeem(&self.bank(), MemoryStorage::new(), &Redeem::of(&auth))).unwrap()
    }

    /// Whether an access token opens the accounts.
    pub(crate) fn opens(&self, access: &str) -> bool {
        let answer = answer(wait(self.bank().accounts(access, 1))).unwrap_or_else(|| panic!("the gateway did not answer"));
        assert!(matches!(answer.status, 200 | 401), "{answer:?}");
        answer.status == 200
    }
}
