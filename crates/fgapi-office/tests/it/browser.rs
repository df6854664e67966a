//! A browser: cookies, forms, redirects.

use std::collections::BTreeMap;

use actix_web::body::to_bytes;
use actix_web::{App, HttpMessage as _, test};
use fgapi_caller::{CallerContext, Language};

use crate::house::{ADDRESS, House, PASSWORD};

/// What came back.
#[derive(Debug)]
pub(crate) struct Came {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Came {
    /// Where it leads.
    pub(crate) fn to(&self) -> &str {
        self.headers.get("location").map_or("", String::as_str)
    }

    /// The value of a hidden input.
    pub(crate) fn field(&self, name: &str) -> String {
        self.fields(name).into_iter().next().unwrap_or_else(|| panic!("no {name} in {}", self.body))
    }

    /// The values of all hidden inputs of a name.
    pub(crate) fn fields(&self, name: &str) -> Vec<String> {
        let start = format!("name=\"{name}\" value=\"");
        self.body.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}

/// A browser at the door of a house.
pub(crate) struct Browser<'h> {
    house: &'h House,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The token of the last page's forms.
    pub(crate) csrf: String,
    pub(crate) language: Language,
}

impl<'h> Browser<'h> {
    pub(crate) fn new(house: &'h House) -> Self {
        Self { house, cookies: BTreeMap::new(), csrf: String::new(), language: Language::Japanese }
    }

    pub(crate) async fn call(&mut self, request: test::TestRequest) -> Came {
        let app = test::init_service(App::new().configure(self.house.office.routes())).await;
        let mut cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.sort();
        let request = request.insert_header(("cookie", cookies.join("; "))).insert_header(("user-agent", "Firefox/150")).to_request();
        let context = CallerContext { request_id: "r-1".to_owned(), address: ADDRESS, language: self.language };
        request.extensions_mut().insert(context);
        let response = test::call_service(&app, request).await;
        let status = response.status().as_u16();
        for cookie in response.response().cookies() {
            if cookie.value().is_empty() {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let body = to_bytes(response.into_body()).await.unwrap();
        let came = Came { status, headers, body: String::from_utf8_lossy(&body).into_owned() };
        if let Some(csrf) = came.fields("csrf").into_iter().next() {
            self.csrf = csrf;
        }
        came
    }

    /// A screen; the path lies behind the office.
    pub(crate) async fn get(&mut self, path: &str) -> Came {
        let uri = if path.starts_with("/v1/") { path.to_owned() } else { format!("/v1/office{path}") };
        self.call(test::TestRequest::get().uri(&uri)).await
    }

    /// A form with the token of the last page.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        let body = serde_urlencoded::to_string(&all).unwrap();
        self.post_raw(path, "application/x-www-form-urlencoded", body.into_bytes()).await
    }

    /// A form of any kind.
    pub(crate) async fn post_raw(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Came {
        let uri = format!("/v1/office{path}");
        self.call(test::TestRequest::post().uri(&uri).insert_header(("content-type", kind)).set_payload(body)).await
    }

    /// Login id and password.
    pub(crate) async fn prove(&mut self, login: &str, password: &str) -> Came {
        self.get("/sign-in").await;
        self.post("/sign-in", &[("login", login), ("password", password)]).await
    }

    /// All the way in; whoever has to enrol does so. The recovery codes come back.
    pub(crate) async fn sign_in(&mut self, login: &str) -> Vec<String> {
        let came = self.prove(login, PASSWORD).await;
        assert_eq!(came.status, 303, "{}", came.body);
        if !came.to().contains("/enrol") {
            return Vec::new();
        }
        let page = self.get("/enrol").await;
        let came = self.enrol_with(&page, "/enrol").await;
        assert_eq!(came.status, 200, "{}", came.body);
        codes(&came)
    }

    /// Sends the code that belongs to an enrolment's page.
    pub(crate) async fn enrol_with(&mut self, page: &Came, path: &str) -> Came {
        let typed = typed(page);
        let code = self.house.code(&typed);
        let sealed = page.field("sealed");
        let mut fields = vec![("sealed", sealed.as_str()), ("code", code.as_str())];
        // Whoever has a factor already shows that they know the password, too.
        fields.extend(path.starts_with("/settings").then_some(("present", PASSWORD)));
        self.post(path, &fields).await
    }
}

/// The secret of an enrolment as somebody types it.
pub(crate) fn typed(page: &Came) -> String {
    let found = page.body.split("<code>").skip(1).map(|rest| rest.split("</code>").next().unwrap());
    found.filter(|text| text.len() == 39).last().unwrap().to_owned()
}

/// The recovery codes of a page.
pub(crate) fn codes(page: &Came) -> Vec<String> {
    page.body.split("<li><code>").skip(1).map(|rest| rest.split("</code>").next().unwrap().to_owned()).collect()
}
