//! The page on which the APIs can be tried, beside FGAPI: `/openapi/` behind the common prefix.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, LOCATION};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, guard, web};
use fgapi_caller::CallerContext;
use fgapi_house::Failure;
use fgapi_http::Gateway;
use fgapi_openapi::{Document, Page};
use fgapi_settings::Settings;

use crate::serving::More;

/// Where it is, behind the prefix.
const PATH: &str = "/openapi";
/// Where a browser goes from it is nobody's business.
const REFERRER_POLICY: (HeaderName, &str) = (HeaderName::from_static("referrer-policy"), "no-referrer");

/// The page, ready to be mounted. Clones share its files.
#[derive(Clone)]
pub(crate) struct ApiPage {
    page: web::Data<Page>,
    path: String,
}

impl ApiPage {
    /// The page about the APIs that `gateway` has, when the settings want one.
    ///
    /// # Errors
    /// A [`Failure`] when an API cannot be described, which tests of the program exclude.
    pub(crate) fn of(settings: &Settings, gateway: &Gateway, more: &impl More) -> Result<Option<Self>, Failure> {
        if !settings.openapi.page {
            return Ok(None);
        }
        let prefix = &gateway.settings.prefix;
        let is_there = |document: &Document| match document {
            Document::Fgapi => true,
            Document::ExternalServices => gateway.saas.is_some() || gateway.office.is_some(),
            Document::LinkedAccounts => gateway.linked.is_some(),
        };
        let documents: Vec<Document> = Document::ALL.into_iter().filter(is_there).collect();
        let page = Page::new(prefix, &documents, &more.hint(prefix));
        let page = page.map_err(|error| Failure::broken(error.to_string(), "set openapi.page to false, and tell who made the program"))?;
        Ok(Some(Self { page: web::Data::new(page), path: format!("{prefix}{PATH}") }))
    }

    /// Adds its routes.
    pub(crate) fn mount(&self, app: &mut web::ServiceConfig) {
        let home = format!("{}/", self.path);
        app.service(web::resource(&self.path).guard(guard::Get()).to(move || {
            let home = home.clone();
            async move { HttpResponse::SeeOther().insert_header((LOCATION, home)).finish() }
        }));
        let files = web::resource(format!("{}/{{file:[a-z0-9.-]*}}", self.path));
        app.service(files.guard(guard::Get()).app_data(self.page.clone()).to(file));
    }
}

async fn file(request: HttpRequest, page: web::Data<Page>) -> HttpResponse {
    let language = request.extensions().get::<CallerContext>().map(|caller| caller.language).unwrap_or_default();
    let Some(file) = page.file(request.match_info().query("file"), language) else { return HttpResponse::NotFound().finish() };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, file.content_type)).insert_header((CONTENT_SECURITY_POLICY, file.policy));
    answer.insert_header(REFERRER_POLICY);
    if file.lasts {
        answer.insert_header((CACHE_CONTROL, "private, max-age=3600"));
    }
    answer.body(file.body.to_vec())
}
