//! A browser: cookies, forms, redirects.

use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::body::to_bytes;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::SET_COOKIE;
use actix_web::{App, HttpMessage as _, test};
use fgapi_caller::{CallerContext, Language};
use futures_util::future::LocalBoxFuture;
use url::form_urlencoded;

use crate::bank::PASSWORD;
use crate::house::{ADDRESS, House};

/// What came back.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: String,
}

impl Came {
    /// A header; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Where it leads.
    pub(crate) fn to(&self) -> &str {
        self.header("location")
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        assert!(self.body.contains(text), "{text} is not in {}", self.body);
    }

    #[track_caller]
    pub(crate) fn says_not(&self, text: &str) {
        assert!(!self.body.contains(text), "{text} is in {}", self.body);
    }

    /// Leads there, behind the customer's own page.
    #[track_caller]
    pub(crate) fn leads(&self, browser: &Browser, to: &str) {
        assert_eq!((self.status, self.to()), (303, &*format!("{}{to}", browser.own)), "{}", self.body);
    }
}

/// The door, which takes requests.
type Door = dyn Fn(test::TestRequest) -> LocalBoxFuture<'static, ServiceResponse>;

/// A browser at the door of a house.
#[derive(Clone)]
pub(crate) struct Browser {
    door: Rc<Door>,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The address of the customer's own page.
    pub(crate) own: String,
    /// The token of the last page's forms.
    pub(crate) csrf: String,
}

impl Browser {
    /// One that stands before the login of the own page.
    pub(crate) async fn open(house: &House) -> Self {
        let app = Rc::new(test::init_service(App::new().configure(house.portal.routes())).await);
        let door = move |request: test::TestRequest| -> LocalBoxFuture<'static, ServiceResponse> {
            let app = Rc::clone(&app);
            let request = request.to_request();
            let context = CallerContext { request_id: "r-1".to_owned(), address: ADDRESS, language: Language::Japanese };
            request.extensions_mut().insert(context);
            Box::pin(async move { test::call_service(&*app, request).await })
        };
        let mut browser = Self { door: Rc::new(door), cookies: BTreeMap::new(), own: String::new(), csrf: String::new() };
        browser.own = browser.get_at("/v1/links").await.to().to_owned();
        browser.get("").await;
        browser
    }

    /// One in which a customer is signed in.
    pub(crate) async fn signed_in(house: &House, login: &str) -> Self {
        let mut browser = Self::open(house).await;
        let came = browser.post("/login", &[("login_id", login), ("password", PASSWORD)]).await;
        assert_eq!((came.status, came.to()), (303, browser.own.as_str()), "{}", came.body);
        browser.get("").await;
        browser
    }

    async fn call(&mut self, request: test::TestRequest) -> Came {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = (self.door)(request.insert_header(("cookie", cookies.join("; ")))).await;
        let status = response.status().as_u16();
        for cookie in response.response().cookies() {
            if cookie.value().is_empty() {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let text = |value: &actix_web::http::header::HeaderValue| value.to_str().unwrap().to_owned();
        let cookies = response.headers().get_all(SET_COOKIE).map(text).collect();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = to_bytes(response.into_body()).await.unwrap();
        let came = Came { status, headers, cookies, body: String::from_utf8_lossy(&body).into_owned() };
        let mut tokens = came.body.split("name=\"csrf\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
        if let Some(csrf) = tokens.next() {
            self.csrf = csrf.to_owned();
        }
        came
    }

    /// A page, anywhere.
    pub(crate) async fn get_at(&mut self, path: &str) -> Came {
        self.call(test::TestRequest::get().uri(path)).await
    }

    /// A page behind the own page.
    pub(crate) async fn get(&mut self, path: &str) -> Came {
        let path = format!("{}{path}", self.own);
        self.get_at(&path).await
    }

    /// A form with the token of the last page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let csrf = self.csrf.clone();
        let pairs = [("csrf", csrf.as_str())];
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs.iter().chain(fields)).finish();
        self.post_raw(path, "application/x-www-form-urlencoded", body).await
    }

    /// Whatever somebody sends.
    pub(crate) async fn post_raw(&mut self, path: &str, kind: &str, body: String) -> Came {
        let path = format!("{}{path}", self.own);
        self.call(test::TestRequest::post().uri(&path).insert_header(("content-type", kind)).set_payload(body)).await
    }

    /// The same at another address of the own page.
    pub(crate) fn at(&self, own: &str) -> Self {
        Self { own: own.to_owned(), ..self.clone() }
    }
}
