//! What is known of a call before anything of it was judged.

use actix_web::dev::ServiceRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use fgapi_caller::{CallerContext, Language, address, given_request_id, is_trusted};
use fgapi_domain::{UnixSeconds, new_uuid};
use tokio::time::Instant;
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::door::Door;
use crate::settings::RequestIds;

/// Stands in a request's extensions from its arrival on.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// What other doors may know too; stands in the extensions by itself as well.
    pub(crate) caller: CallerContext,
    /// What the caller calls it, where that is taken.
    pub(crate) given: Option<Box<str>>,
    pub(crate) began: Instant,
    /// The same by the gateway's clock.
    pub(crate) at: UnixSeconds,
    /// In whose words it is refused.
    pub(crate) dialect: Dialect,
}

impl Context {
    pub(crate) fn of(door: &Door, request: &ServiceRequest) -> Self {
        let headers = request.headers();
        let forwarded: Vec<&str> = headers.get_all("x-forwarded-for").map(|line| line.to_str().unwrap_or_default()).collect();
        let languages = headers.get_all(ACCEPT_LANGUAGE).filter_map(|line| line.to_str().ok());
        let at = door.clock.now();
        let caller = CallerContext {
            // Without randomness nothing is issued anyway; the call itself can still be answered.
            request_id: new_uuid(&*door.entropy, at).unwrap_or(Uuid::nil()).to_string(),
            address: address(request.peer_addr().map(|peer| peer.ip()), forwarded.into_iter(), &door.settings.trusted_proxies),
            language: Language::accepted(languages),
        };
        let given = takes_ids(door, request).then(|| headers.get_all("x-request-id").map(|line| line.as_bytes()));
        let given = given.and_then(given_request_id).map(Into::into);
        Self { caller, given, began: Instant::now(), at, dialect: Dialect::default() }
    }
}

/// Whether the other end of the connection may name calls.
fn takes_ids(door: &Door, request: &ServiceRequest) -> bool {
    match door.settings.request_ids {
        RequestIds::Own => false,
        RequestIds::FromProxies => request.peer_addr().is_some_and(|peer| is_trusted(peer.ip(), &door.settings.trusted_proxies)),
        RequestIds::FromEverybody => true,
    }
}
