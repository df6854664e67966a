//! The apps of the sandbox: small pages that play the fintech, so that the whole journey can be seen in a browser.
//!
//! They know no more than any client does, and call the gateway as any client does: by HTTP, through the SDK.

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_admin::AdminDesk;
use fgapi_client::{Callback, CallbackError, Fgapi, Granted, LoginRequest, Pkce, Redeem, SetUpError};
use fgapi_demo::sandbox::{Certified, Credentials, SandboxClient, SandboxUser, app_url};
use fgapi_demo::{APPS, App};
use fgapi_domain::{Entropy as _, EntropyFault, SystemEntropy};
use fgapi_openapi::Hint;
use fgapi_portal::views::{ClientView, DemoDoneView, DemoEnd, DemoField, DemoLogin, DemoRefusal, DemoStartView};
use fgapi_portal::{Portal, Screen};

use super::conversation::Conversation;
use super::hint::hint;
use super::mails;
use crate::serving::More;

/// What the apps know.
#[derive(Clone)]
pub(crate) struct Apps(Arc<Known>);

struct Known {
    clients: Vec<SandboxClient>,
    logins: Vec<DemoLogin>,
    /// Who vouches for the gateway's certificate.
    authority: Option<Vec<u8>>,
}

impl Apps {
    /// The apps of a sandbox, and whom one can log in as.
    pub(crate) fn of(credentials: &Credentials, certified: Option<&Certified>) -> Self {
        let told = certified.map(Certified::told);
        let by_certificate = told.as_ref().map(|told| DemoLogin {
            id: told.id.to_owned(),
            password: told.password.to_owned(),
            answer: None,
            pins: Vec::new(),
            certificate: true,
        });
        let logins = credentials.users.iter().map(login).chain(by_certificate).collect();
        let authority = told.and_then(|told| std::fs::read(told.ca).ok());
        Self(Arc::new(Known { clients: credentials.clients.clone(), logins, authority }))
    }
}

fn login(user: &SandboxUser) -> DemoLogin {
    let pin = |filed: &fgapi_demo::sandbox::FiledPin| DemoField { name: filed.account.clone(), value: filed.pin.clone() };
    DemoLogin {
        id: user.id.clone(),
        password: user.password.clone(),
        answer: user.question.as_ref().map(|question| question.answer.clone()),
        pins: user.pins.iter().map(pin).collect(),
        certificate: false,
    }
}

impl More for Apps {
    fn mount(&self, app: &mut web::ServiceConfig, portal: &Portal, office: Option<&AdminDesk>) {
        if let Some(desk) = office {
            mails::mount(app, portal, desk);
        }
        for (which, client) in APPS.iter().zip(&self.0.clients) {
            match Fintech::new(which, client, &self.0, portal) {
                Ok(fintech) => fintech.mount(app),
                Err(error) => log::error!("{} cannot be shown: {error}", which.path),
            }
        }
    }

    fn shows_mails(&self) -> bool {
        true
    }

    fn hint(&self, prefix: &str) -> Hint {
        hint(prefix)
    }
}

/// One app.
struct Fintech {
    app: &'static App,
    bank: Fgapi,
    api_key: String,
    portal: Portal,
    logins: Vec<DemoLogin>,
    /// Its first page, as browsers reach it.
    home: String,
}

/// What a browser keeps until its customer is back: the state is a part of the cookie's name, so that two tabs do not disturb each
/// other; the value is the verifier.
const COOKIE: &str = "fgapi-app-";
/// As long as the longest journey may take.
const COOKIE_AGE: Duration = Duration::hours(1);
/// Begun and never ended journeys whose cookies a browser keeps.
const COOKIES_KEPT: usize = 8;

impl Fintech {
    fn new(app: &'static App, client: &SandboxClient, known: &Known, portal: &Portal) -> Result<Self, SetUpError> {
        let base = format!("{}{}", portal.settings.origin.as_deref().unwrap_or_default(), portal.settings.prefix);
        let (api_key, password) = (client.api_key.as_str(), client.password.as_str());
        let bank = match &known.authority {
            Some(authority) => Fgapi::trusting(&base, api_key, password, authority)?,
            None => Fgapi::new(&base, api_key, password)?,
        };
        let (portal, logins, home) = (portal.clone(), known.logins.clone(), app_url(bank.base_url(), app));
        Ok(Self { app, bank, api_key: api_key.to_owned(), portal, logins, home })
    }

    fn mount(self, app: &mut web::ServiceConfig) {
        let path = format!("{}{}", self.portal.settings.prefix, self.app.path);
        let fintech = web::Data::new(self);
        let get = |path: &str| web::resource(path).guard(guard::Get()).app_data(fintech.clone());
        app.service(get(&path).to(start)).service(get(&format!("{path}/callback")).to(callback));
    }

    fn view(&self) -> ClientView {
        ClientView { name: self.app.name.to_owned(), company: self.app.company.to_owned() }
    }

    fn cookie<'c>(&self, name: String, value: String) -> Cookie<'c> {
        let path = format!("{}{}", self.portal.settings.prefix, self.app.path);
        Cookie::build(name, value)
            .path(path)
            .secure(self.portal.settings.https)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(COOKIE_AGE)
            .finish()
    }

    /// The page after the journey.
    fn done(&self, request: &HttpRequest, status: u16, refusal: Option<DemoRefusal>, said: Conversation) -> HttpResponse {
        let Conversation { exchanges, accounts, transactions, refusal: of_call, .. } = said;
        let view = DemoDoneView {
            app: self.view(),
            refusal: refusal.or(of_call),
            exchanges,
            accounts,
            transactions,
            again: self.home.clone(),
            links: Some(format!("{}/links", self.bank.base_url())),
        };
        self.portal.page(request, status, &Screen::DemoDone(view))
    }

    /// What the app does with an auth token.
    async fn read(&self, granted: &Granted, verifier: &str) -> Conversation {
        let mut said = Conversation::of(&self.api_key);
        let Some(system) = said.system_token(self.bank.system_token(None).await) else { return said };
        let redeem = Redeem { code_verifier: Some(verifier), ..Redeem::of(&granted.auth_token) };
        let answer = self.bank.redeem(&system, &redeem).await;
        if let Some(access_token) = said.pair(&system, &redeem, answer) {
            said.statement(&self.bank, &access_token).await;
        }
        said
    }
}

fn random<const N: usize>() -> Result<[u8; N], EntropyFault> {
    let mut bytes = [0; N];
    SystemEntropy::new().fill(&mut bytes)?;
    Ok(bytes)
}

/// The first page: a link to the bank, made for this browser.
async fn start(request: HttpRequest, app: web::Data<Fintech>) -> HttpResponse {
    let (Ok(state), Ok(secret)) = (random::<16>(), random::<32>()) else { return HttpResponse::InternalServerError().finish() };
    let (state, pkce) = (URL_SAFE_NO_PAD.encode(state), Pkce::of_random(&secret));
    let redirect_uri = format!("{}/callback", app.home);
    let asked = LoginRequest {
        redirect_uri: &redirect_uri,
        state: Some(&state),
        code_challenge: Some(pkce.challenge()),
        ..LoginRequest::default()
    };
    let view = DemoStartView { app: app.view(), begin: app.bank.login_url(&asked), logins: app.logins.clone() };
    let mut page = app.portal.page(&request, 200, &Screen::DemoStart(view));
    let kept: Vec<String> = request.cookies().iter().flat_map(|all| all.iter()).map(|cookie| cookie.name().to_owned()).collect();
    let kept: Vec<String> = kept.into_iter().filter(|name| name.starts_with(COOKIE)).collect();
    // A header that cannot be written leaves a journey that cannot be ended: the app says so then.
    let _begun = page.add_cookie(&app.cookie(format!("{COOKIE}{state}"), pkce.verifier().to_owned()));
    if kept.len() >= COOKIES_KEPT {
        kept.into_iter().for_each(|name| drop(page.add_removal_cookie(&app.cookie(name, String::new()))));
    }
    page
}

/// The customer is back.
async fn callback(request: HttpRequest, app: web::Data<Fintech>) -> HttpResponse {
    let came = Callback::of(request.query_string());
    let name = came.as_ref().ok().and_then(Callback::state).map(|state| format!("{COOKIE}{state}"));
    let kept = name.as_deref().and_then(|name| request.cookie(name));
    let state = name.as_deref().and_then(|name| name.strip_prefix(COOKIE));
    let checked = match (came, &kept, state) {
        (Ok(came), Some(_), Some(state)) => came.check(state, app.bank.base_url()),
        (Ok(_), ..) => Err(CallbackError::State),
        (Err(error), ..) => Err(error),
    };
    let nothing = Conversation::of(&app.api_key);
    let mut page = match (checked, &kept) {
        (Ok(Callback::Granted(granted)), Some(kept)) => {
            let said = app.read(&granted, kept.value()).await;
            app.done(&request, 200, None, said)
        }
        (Ok(Callback::Granted(_)), None) => app.done(&request, 400, Some(stranger(CallbackError::State)), nothing),
        (Ok(Callback::Refused(returned)), _) => {
            let refusal = DemoRefusal { why: why(&returned.error), error: returned.error, description: returned.description };
            app.done(&request, 200, Some(refusal), nothing)
        }
        (Err(error), _) => app.done(&request, 400, Some(stranger(error)), nothing),
    };
    if let Some(name) = kept.and(name) {
        // What is kept though it should not be is of no use to anybody.
        let _used = page.add_removal_cookie(&app.cookie(name, String::new()));
    }
    page
}

fn stranger(error: CallbackError) -> DemoRefusal {
    let field = if error == CallbackError::Issuer { "iss" } else { "state" };
    DemoRefusal { error: field.to_owned(), description: error.to_string(), why: DemoEnd::Stranger }
}

/// What an `error` means (RFC 6749, 4.1.2.1).
fn why(error: &str) -> DemoEnd {
    match error {
        "access_denied" => DemoEnd::Denied,
        "invalid_request" => DemoEnd::Request,
        "invalid_scope" => DemoEnd::Scope,
        "unauthorized_client" => DemoEnd::Client,
        "temporarily_unavailable" => DemoEnd::Later,
        "server_error" => DemoEnd::Server,
        _ => DemoEnd::Other,
    }
}
