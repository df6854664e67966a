//! What arrived: which journey, whose browser, which form. Nothing of it was judged.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::PoisonError;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, error};
use fgapi_caller::{CallerContext, Language, PresentedCertificate, is_trusted};
use fgapi_certificate::{CertificateFault, forwarded_chain};
use fgapi_consent::{Certificate, CertificateRefused, JourneyId, Visitor};
use fgapi_domain::{Secret, ShortText};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;

use super::Portal;
use super::cookies::Cookies;
use super::form::{Form, NotOurs, query_field};

/// Which kind of journey an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `/auth/login`.
    Link,
    /// `/links`.
    Own,
}

impl Place {
    /// The path behind the common prefix.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Link => "/auth/login",
            Self::Own => "/links",
        }
    }
}

/// A request to a screen, whole.
#[derive(Debug)]
pub(super) struct Arrival {
    pub(super) portal: Portal,
    pub(super) caller: CallerContext,
    pub(super) language: Language,
    /// The language that the address asks for, to be remembered.
    pub(super) chosen: Option<Language>,
    pub(super) place: Place,
    pub(super) journey: Option<JourneyId>,
    /// What else the address names: an account at another institution, or a service.
    pub(super) named: Option<String>,
    pub(super) query: Vec<u8>,
    pub(super) form: Result<Form, NotOurs>,
    /// Cookies of journeys that this browser need not keep.
    pub(super) surplus: Vec<JourneyId>,
    /// Ways back from other institutions that it need not keep.
    pub(super) surplus_backs: Vec<String>,
    browser: Option<Secret>,
    device: Option<String>,
    presented: Result<Vec<Vec<u8>>, CertificateFault>,
}

impl Arrival {
    /// Who sits before the screen.
    pub(super) fn visitor(&self) -> Visitor<'_> {
        Visitor { browser: self.browser.as_ref(), device: self.device.as_deref(), address: self.caller.address }
    }

    /// The address of a journey's screens, without scheme and host.
    pub(super) fn base(&self, journey: JourneyId) -> String {
        format!("{}{}/{journey}", self.portal.settings.prefix, self.place.path())
    }

    /// The same on a journey that the address does not name.
    pub(super) fn on(self, journey: JourneyId, request: &HttpRequest) -> Self {
        let browser = self.cookies().read(request, &journey.to_string()).map(Secret::new);
        Self { journey: Some(journey), browser, ..self }
    }

    /// The cookies of this gateway.
    pub(super) fn cookies(&self) -> Cookies {
        Cookies::new(self.portal.settings.https)
    }

    /// A field of the query.
    pub(super) fn asked(&self, name: &str) -> Option<String> {
        query_field(&self.query, name)
    }

    /// What the browser's certificate is worth.
    pub(super) fn certificate(&self) -> Result<Certificate, CertificateRefused> {
        let door = self.portal.settings.certificates.as_ref().ok_or(CertificateRefused::None)?;
        let chain = self.presented.as_ref().map_err(|fault| refused(*fault))?;
        let authority = door.authority.read().unwrap_or_else(PoisonError::into_inner).clone();
        let known = authority.judge(chain, self.portal.clock.now()).map_err(refused)?;
        let name = |text: &str| ShortText::new(text.chars().take(ShortText::MAX_CHARS).collect::<String>()).unwrap_or_default();
        Ok(Certificate { fingerprint: known.fingerprint, subject: name(&known.subject), issuer: name(&known.issuer), until: known.until })
    }
}

/// What a customer can do about a certificate, which is all that they are told.
fn refused(fault: CertificateFault) -> CertificateRefused {
    match fault {
        CertificateFault::None => CertificateRefused::None,
        CertificateFault::Expired | CertificateFault::NotYetValid => CertificateRefused::Expired,
        CertificateFault::Revoked => CertificateRefused::Revoked,
        CertificateFault::NotForClients => CertificateRefused::NotForClients,
        fault => {
            log::warn!(target: "fgapi::consent", "a certificate was refused: {fault}");
            CertificateRefused::Unknown
        }
    }
}

impl FromRequest for Arrival {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let portal = request.app_data::<Portal>().cloned().ok_or_else(|| error::ErrorInternalServerError("no portal is mounted"))?;
            let place = request.app_data::<Place>().copied().unwrap_or(Place::Link);
            let caller = request.extensions().get::<CallerContext>().cloned();
            let unspecified = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
            let caller = caller.unwrap_or(CallerContext { request_id: String::new(), address: unspecified, language: Language::Japanese });
            let form = match *request.method() {
                Method::POST => read(&request, payload, &portal).await,
                _ => Ok(Form::default()),
            };
            let cookies = Cookies::new(portal.settings.https);
            let journey = request.match_info().get("journey").and_then(|text| text.parse::<JourneyId>().ok());
            let query = request.query_string().as_bytes().to_vec();
            let chosen = query_field(&query, "lang").and_then(|text| text.parse().ok());
            let kept = || cookies.read(&request, "lang").and_then(|text| text.parse().ok());
            Ok(Self {
                language: chosen.or_else(kept).unwrap_or(caller.language),
                chosen,
                place,
                browser: journey.and_then(|id| cookies.read(&request, &id.to_string())).map(Secret::new),
                device: cookies.read(&request, "device"),
                surplus: cookies.surplus(&request),
                surplus_backs: cookies.surplus_backs(&request),
                presented: presented(&request, &portal),
                journey,
                named: request.match_info().get("named").map(str::to_owned),
                query,
                form,
                caller,
                portal,
            })
        })
    }
}

/// The chain that the connection presented, or a trusted proxy's header hands on.
fn presented(request: &HttpRequest, portal: &Portal) -> Result<Vec<Vec<u8>>, CertificateFault> {
    let Some(door) = &portal.settings.certificates else { return Err(CertificateFault::None) };
    if let Some(presented) = request.conn_data::<PresentedCertificate>() {
        return Ok(presented.chain().to_vec());
    }
    let peer = request.peer_addr().map(|peer| peer.ip());
    match &door.header {
        Some(header) if peer.is_some_and(|peer| is_trusted(peer, &door.proxies)) => {
            forwarded_chain(request.headers().get_all(header).map(|line| line.to_str().unwrap_or("?")))
        }
        _ => Err(CertificateFault::None),
    }
}

async fn read(request: &HttpRequest, mut payload: Payload, portal: &Portal) -> Result<Form, NotOurs> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(NotOurs);
    }
    // How long a body may take is the server's business: it times heads and bodies alike.
    let mut body = Vec::new();
    while let Some(part) = payload.next().await {
        let part = part.map_err(|_| NotOurs)?;
        if body.len() + part.len() > portal.settings.body_bytes_max {
            return Err(NotOurs);
        }
        body.extend_from_slice(&part);
    }
    Form::read(&body, portal.settings.fields_max)
}
