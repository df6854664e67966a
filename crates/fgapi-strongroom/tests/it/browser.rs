//! A browser in which somebody is signed in: cookies, forms, redirects.

use std::collections::BTreeMap;

use actix_web::body::to_bytes;
use actix_web::{App, HttpMessage as _, test};
use fgapi_admin::Role;
use fgapi_caller::{CallerContext, Language};
use fgapi_domain::Secret;

use crate::house::{ADDRESS, House};

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
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.body.split(&start).nth(1).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().unwrap().replace("&amp;", "&")
    }

    pub(crate) fn has(&self, text: &str) -> bool {
        self.body.contains(text)
    }

    /// What is said to be wrong beside a field; its summary above is another place.
    pub(crate) fn flaw(&self, field: &str) -> &str {
        let start = format!("id=\"f-{field}-error\"");
        self.body.split(&start).nth(1).map_or("", |rest| rest.split("</p>").next().unwrap())
    }

    /// What a screen shows once as a secret.
    pub(crate) fn shown(&self, id: &str) -> String {
        let start = format!("<textarea id=\"{id}\"");
        let rest = self.body.split(&start).nth(1).unwrap_or_else(|| panic!("no {id} in {}", self.body));
        rest.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()
    }
}

/// A browser at the door of a house.
pub(crate) struct Browser<'h> {
    house: &'h House,
    session: Option<Secret>,
    pub(crate) language: Language,
}

impl<'h> Browser<'h> {
    /// Nobody is signed in.
    pub(crate) fn stranger(house: &'h House) -> Self {
        Self { house, session: None, language: Language::Japanese }
    }

    /// Somebody of this role is.
    pub(crate) fn of(house: &'h House, role: Role) -> Self {
        Self { session: Some(house.session(role)), ..Self::stranger(house) }
    }

    /// The system administrator is.
    pub(crate) fn admin(house: &'h House) -> Self {
        Self::of(house, Role::SystemAdministrator)
    }

    /// The token of this browser's forms.
    pub(crate) fn csrf(&self) -> String {
        self.session.as_ref().map_or_else(String::new, |secret| self.house.desk.key().form_token(secret).reveal().to_owned())
    }

    async fn call(&self, request: test::TestRequest) -> Came {
        let app = test::init_service(App::new().configure(self.house.office.routes())).await;
        let cookie = self.session.as_ref().map_or_else(String::new, |secret| format!("__Host-fgapi-office={}", secret.reveal()));
        let request = request.insert_header(("cookie", cookie)).to_request();
        let context = CallerContext { request_id: "r-1".to_owned(), address: ADDRESS, language: self.language };
        request.extensions_mut().insert(context);
        let response = test::call_service(&app, request).await;
        let status = response.status().as_u16();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
        let body = to_bytes(response.into_body()).await.unwrap();
        Came { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    /// A screen; the path lies behind the office, or is whole.
    pub(crate) async fn get(&self, path: &str) -> Came {
        let uri = if path.starts_with("/v1/") { path.to_owned() } else { format!("/v1/office{path}") };
        self.call(test::TestRequest::get().uri(&uri)).await
    }

    /// A form with this browser's token.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Came {
        let csrf = self.csrf();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// A form with nothing added.
    pub(crate) async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Came {
        let request = test::TestRequest::post().uri(&format!("/v1/office{path}"));
        self.call(request.insert_header(("content-type", "application/x-www-form-urlencoded")).set_form(fields)).await
    }

    /// A form that is taken: the screen on which it says so.
    pub(crate) async fn done(&self, path: &str, fields: &[(&str, &str)]) -> Came {
        let came = self.post(path, fields).await;
        assert_eq!(came.status, 303, "{path}: {}", came.body);
        self.get(came.to()).await
    }
}
