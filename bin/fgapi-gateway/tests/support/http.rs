//! A plain HTTP caller, as a fintech's server is one.

use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Client, ClientBuilder, RequestBuilder};
use serde_json::Value;

/// Calls one gateway.
#[derive(Clone)]
pub(crate) struct Caller {
    client: Client,
    base_url: String,
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
        Self { client, base_url: base_url.to_owned() }
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
    /// A new system token for all that the client may.
    pub(crate) fn system_token(&self) -> String {
        self.caller
            .call("POST", "/auth/system_token", None, &[("api_key", &self.api_key), ("password", &self.password)])
            .expect(200)
            .text_of("access_token")
    }

    /// A new auth token of an end user.
    pub(crate) fn auth_token(&self, user: &str, password: &str, link: &str) -> String {
        let fields = [("api_key", self.api_key.as_str()), ("id", user), ("password", password), ("link_id", link)];
        self.caller.call("POST", "/auth/login", None, &fields).expect(200).text_of("auth_token")
    }

    pub(crate) fn redeem(&self, system: &str, auth_token: &str) -> Option<Answer> {
        let fields = [("api_key", self.api_key.as_str()), ("password", self.password.as_str()), ("auth_token", auth_token)];
        self.caller.attempt("POST", "/auth/token", Some(system), &fields)
    }

    pub(crate) fn refresh(&self, system: &str, refresh_token: &str) -> Option<Answer> {
        self.caller.attempt("PUT", "/auth/token", Some(system), &[("api_key", &self.api_key), ("refresh_token", refresh_token)])
    }

    pub(crate) fn end(&self, system: &str, refresh_token: &str) -> Option<Answer> {
        self.caller.attempt("DELETE", "/auth/token", Some(system), &[("api_key", &self.api_key), ("refresh_token", refresh_token)])
    }

    /// Links an end user and gives the first pair.
    pub(crate) fn link(&self, system: &str, user: &str, password: &str, link: &str) -> Pair {
        Pair::of(&self.redeem(system, &self.auth_token(user, password, link)).unwrap().expect(200))
    }

    /// Whether an access token opens the accounts.
    pub(crate) fn opens(&self, access: &str) -> bool {
        let answer = self.caller.call("GET", "/accounts", Some(access), &[]);
        assert!(matches!(answer.status, 200 | 401), "{answer:?}");
        answer.status == 200
    }
}
