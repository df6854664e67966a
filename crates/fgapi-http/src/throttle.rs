//! Limits on what one caller may take of the gateway.

use std::net::IpAddr;
use std::time::Duration;

use fgapi_admin::HandoverId;
use fgapi_caller::{Limiter, source};
use fgapi_saas::TenantClientId;
use fgapi_token::ClientId;

use crate::catalogue::ErrorCode;
use crate::settings::ThrottleSettings;
use crate::status::Refused;

/// Who attempts a login: the api_key or client_id that was presented, and from where.
type Attempt = (Box<str>, IpAddr);

pub(crate) struct Throttle {
    calls: Limiter<ClientId>,
    api_tokens: Limiter<HandoverId>,
    tenant_clients: Limiter<TenantClientId>,
    system_token: Limiter<Attempt>,
    tenant_token: Limiter<Attempt>,
    login: Limiter<Attempt>,
}

impl Throttle {
    pub(crate) fn new(settings: &ThrottleSettings) -> Self {
        Self {
            calls: Limiter::new(settings.calls),
            api_tokens: Limiter::new(settings.calls),
            tenant_clients: Limiter::new(settings.calls),
            system_token: Limiter::new(settings.system_token),
            tenant_token: Limiter::new(settings.system_token),
            login: Limiter::new(settings.login),
        }
    }

    /// A call with a valid bearer.
    pub(crate) fn call(&self, client: ClientId) -> Result<(), Refused> {
        self.calls.check(&client).map_err(throttled)
    }

    /// A call with a valid API token: as many as a client may make.
    pub(crate) fn api_token(&self, token: HandoverId) -> Result<(), Refused> {
        self.api_tokens.check(&token).map_err(throttled)
    }

    /// A call with a valid token of a tenant's client: as many as any client may make.
    pub(crate) fn tenant_client(&self, client: TenantClientId) -> Result<(), Refused> {
        self.tenant_clients.check(&client).map_err(throttled)
    }

    /// An attempt at /oauth/token: as many as at /auth/system_token.
    pub(crate) fn tenant_token(&self, client_id: &str, caller: IpAddr) -> Result<(), Refused> {
        self.tenant_token.check(&attempt(client_id, caller)).map_err(throttled)
    }

    /// An attempt at /auth/system_token.
    pub(crate) fn system_token(&self, api_key: &str, caller: IpAddr) -> Result<(), Refused> {
        self.system_token.check(&attempt(api_key, caller)).map_err(throttled)
    }

    /// An attempt at /auth/login.
    pub(crate) fn login(&self, api_key: &str, caller: IpAddr) -> Result<(), Refused> {
        self.login.check(&attempt(api_key, caller)).map_err(throttled)
    }
}

/// Neither is longer than 64 characters; a caller with many v6 addresses is still one caller.
fn attempt(login: &str, caller: IpAddr) -> Attempt {
    (login.chars().take(64).collect(), source(caller))
}

fn throttled(wait: Duration) -> Refused {
    Refused::later(ErrorCode::Throttled, wait)
}
