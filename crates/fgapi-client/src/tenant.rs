//! A tenant's program: it reads the credentials of outside products that the bank keeps for the tenant (an extension).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use fgapi_wire::{AuthenticationInfosAnswer, OAuthTokenAnswer};
use reqwest::Method;
use zeroize::Zeroizing;

use crate::fgapi::Answer;
use crate::flight::SingleFlight;
use crate::{CallError, Fgapi, SetUpError, Silence, Token};

impl Fgapi {
    /// /oauth/token@POST: an access token for the tenant's client with this id and secret (RFC 6749 4.4).
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn oauth_token(&self, client_id: &str, client_secret: &str) -> Answer<OAuthTokenAnswer<'static>> {
        // RFC 6749 2.3.1: both are written as in a form.
        let [id, secret] = [client_id, client_secret].map(|text| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
        let call = self.transport.call(Method::POST, "/oauth/token").basic_auth(&id, &secret);
        // As of system tokens, one whose answer was lost is not missed.
        self.transport.answer(call.form(&[("grant_type", "client_credentials")]).harmless()).await
    }

    /// /api/openapi/externalService/authenticationInfo@GET: the tenant's credentials, of one product or of all, with an access token of
    /// [`oauth_token`](Self::oauth_token) or an API token.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn authentication_infos(&self, token: &str, service_code: Option<&str>) -> Answer<AuthenticationInfosAnswer<'static>> {
        let mut call = self.transport.call(Method::GET, "/api/openapi/externalService/authenticationInfo").bearer_auth(token);
        if let Some(code) = service_code {
            call = call.query(&[("serviceCode", code)]);
        }
        self.transport.answer(call).await
    }
}

/// A tenant's program, with a client of its own. It gets its access token when it needs one, and keeps it as long as it is good. Clones
/// share it.
#[derive(Clone)]
pub struct Tenant(Arc<Inner>);

struct Inner {
    bank: Fgapi,
    client_id: String,
    client_secret: Zeroizing<String>,
    held: Mutex<Option<(Token, i64)>>,
    flight: SingleFlight<Result<Token, CallError>>,
}

/// Seconds before its end in which an access token is not used any more; less for one that lives shortly.
const SOON: i64 = 60;

impl Tenant {
    /// The tenant's client with this id and secret, at the bank at `base_url`.
    ///
    /// # Errors
    /// As [`Fgapi::new`].
    pub fn new(base_url: &str, client_id: impl Into<String>, client_secret: impl Into<String>) -> Result<Self, SetUpError> {
        Ok(Self::at(Fgapi::new(base_url, "", "")?, client_id, client_secret))
    }

    /// The same at a bank that is spoken to as `bank` is; the credentials of that are not used.
    pub fn at(bank: Fgapi, client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        let (client_id, client_secret) = (client_id.into(), Zeroizing::new(client_secret.into()));
        Self(Arc::new(Inner { bank, client_id, client_secret, held: Mutex::default(), flight: SingleFlight::default() }))
    }

    /// The tenant's credentials, of one product or of all.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn authentication_infos(&self, service_code: Option<&str>) -> Answer<AuthenticationInfosAnswer<'static>> {
        let token = self.token_but(None).await?;
        match self.0.bank.authentication_infos(&token, service_code).await {
            Err(error) if error.status() == Some(401) => {
                let token = self.token_but(Some(token)).await?;
                self.0.bank.authentication_infos(&token, service_code).await
            }
            outcome => outcome,
        }
    }

    /// A token that is alive, and is not `dead`.
    async fn token_but(&self, dead: Option<Token>) -> Answer<Token> {
        if let Some(token) = self.0.living(dead.as_ref()) {
            return Ok(token);
        }
        let inner = self.0.clone();
        let lost = || Err(CallError::Unanswered { silence: Silence::Cut, story: "the runtime has ended".to_owned() });
        self.0.flight.join(move || async move { inner.next(dead).await }, lost).await
    }
}

impl Inner {
    fn living(&self, dead: Option<&Token>) -> Option<Token> {
        let (now, held) = (self.bank.now().0, self.held.lock().unwrap_or_else(PoisonError::into_inner).clone());
        held.filter(|(token, renew_at)| now < *renew_at && dead != Some(token)).map(|(token, _)| token)
    }

    async fn next(&self, dead: Option<Token>) -> Answer<Token> {
        if let Some(token) = self.living(dead.as_ref()) {
            return Ok(token);
        }
        let answer = self.bank.oauth_token(&self.client_id, &self.client_secret).await?;
        let lives = i64::from(answer.expires_in);
        let token = Arc::new(Zeroizing::new(answer.access_token.into_owned()));
        let held = (token.clone(), self.bank.now().0.saturating_add(lives - SOON.min(lives / 10)));
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(token)
    }
}

/// Silent about the secret.
impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant").field("bank", &self.0.bank.base_url()).field("client_id", &self.0.client_id).finish_non_exhaustive()
    }
}
