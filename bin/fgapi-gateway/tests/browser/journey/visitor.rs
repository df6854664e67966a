//! A visitor without a browser, for what browsers do not do: the same form twice, many at once, and a look at the headers.

use std::collections::BTreeMap;

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::harness::Browser;
use crate::support::http::Answer;

/// Keeps cookies by their names, and follows no redirect by itself.
#[derive(Clone)]
pub(crate) struct Visitor {
    client: Client,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub(crate) fn new() -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        Self::with(Client::builder())
    }

    /// The same with a client that is set up otherwise.
    pub(crate) fn with(client: ClientBuilder) -> Self {
        let client = client.redirect(Policy::none()).no_proxy().build().unwrap();
        Self { client, cookies: BTreeMap::new() }
    }

    /// Takes the cookies of a browser along.
    pub(crate) fn like(mut self, browser: &Browser) -> Self {
        self.cookies = browser.cookies().into_iter().map(|cookie| (cookie.name, cookie.value)).collect();
        self
    }

    pub(crate) fn get(&mut self, address: &str) -> Answer {
        self.send(self.client.get(address))
    }

    pub(crate) fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.client.post(address).form(fields))
    }

    /// Something that need not be a form.
    pub(crate) fn post_raw(&mut self, address: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.send(self.client.post(address).header(CONTENT_TYPE, kind).body(body))
    }

    fn send(&mut self, request: reqwest::blocking::RequestBuilder) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().unwrap();
        for line in answer.headers().get_all(SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Answer { status, headers, text: answer.text().unwrap() }
    }
}

/// Where an answer leads to.
#[track_caller]
pub(crate) fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.headers[LOCATION].to_str().unwrap().to_owned()
}

/// The token that the forms of a page carry.
#[track_caller]
pub(crate) fn csrf(html: &str) -> String {
    let (_, rest) = html.split_once(r#"name="csrf" value=""#).unwrap_or_else(|| panic!("no form: {html}"));
    rest.split('"').next().unwrap().to_owned()
}
