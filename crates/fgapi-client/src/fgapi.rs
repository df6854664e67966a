//! The calls of FGAPI, one method each.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use fgapi_domain::UnixSeconds;
use fgapi_wire::{
    AccountsAnswer, ApiTokenAnswer, AuthTokenAnswer, BalancesAnswer, BranchesAnswer, PairAnswer, SystemTokenAnswer, TransactionsAnswer,
};
use futures_util::future::BoxFuture;
use reqwest::Method;
use zeroize::Zeroizing;

use crate::system::SystemTokens;
use crate::transport::{Call, Transport};
use crate::{Builder, CallError, LoginRequest, Pages, Rows, SetUpError, Token};

/// A bank that serves FGAPI, seen with one client's credentials. Clones share their connections and the client's system token.
#[derive(Clone)]
pub struct Fgapi {
    pub(crate) transport: Transport,
    api_key: String,
    password: Zeroizing<String>,
    pub(crate) system: Arc<SystemTokens>,
}

/// Silent about the password.
impl fmt::Debug for Fgapi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fgapi").field("transport", &self.transport).field("api_key", &self.api_key).finish_non_exhaustive()
    }
}

/// What /auth/login@POST takes.
#[derive(Clone, Copy, Default)]
pub struct LogIn<'a> {
    /// ログイン ID.
    pub id: &'a str,
    /// ログインパスワード.
    pub password: &'a str,
    /// Comma-separated, or `*`; `None` for the client's registered set.
    pub grants: Option<&'a str>,
    /// Which of several links of one end user is meant (an extension); `None` for the only one.
    pub link_id: Option<&'a str>,
}

/// What /auth/token@POST takes: `Redeem::of(&auth_token)`, or with more fields.
#[derive(Clone, Copy)]
pub struct Redeem<'a> {
    /// As the customer has brought it.
    pub auth_token: &'a str,
    /// The secret behind the login's `code_challenge` ([`Pkce`](crate::Pkce)); required when there was one.
    pub code_verifier: Option<&'a str>,
    /// Names this exchange: after no answer came, the same key gets the same pair again.
    pub idempotency_key: Option<&'a str>,
}

impl<'a> Redeem<'a> {
    /// An auth token by itself.
    pub const fn of(auth_token: &'a str) -> Self {
        Self { auth_token, code_verifier: None, idempotency_key: None }
    }
}

/// Which transactions or balances are asked for.
#[derive(Clone, Copy)]
pub struct StatementQuery<'a> {
    /// The account's id, as /accounts gives it.
    pub account_id: &'a str,
    /// First day, `YYYY-MM-DD`, in Japan.
    pub start_date: &'a str,
    /// Last day, included.
    pub end_date: &'a str,
    /// Page, from 1; of a listing, the first one.
    pub page: u32,
}

impl<'a> StatementQuery<'a> {
    /// An account's days, from the first page on.
    pub const fn of(account_id: &'a str, start_date: &'a str, end_date: &'a str) -> Self {
        Self { account_id, start_date, end_date, page: 1 }
    }
}

pub(crate) type Answer<T> = Result<T, CallError>;

impl Fgapi {
    /// The bank at `base_url` (common prefix included), for the client with `api_key` and `password`.
    ///
    /// # Errors
    /// [`SetUpError`] when the URL is none, would send secrets in clear, or TLS cannot be set up.
    pub fn new(base_url: &str, api_key: impl Into<String>, password: impl Into<String>) -> Result<Self, SetUpError> {
        Self::builder(base_url, api_key, password).build()
    }

    /// The same, where the bank's certificate is believed only when one of `authorities` (in PEM) has issued it: for a sandbox,
    /// whose authority no machine knows.
    ///
    /// # Errors
    /// As [`new`](Self::new), and when these are no certificates.
    pub fn trusting(
        base_url: &str,
        api_key: impl Into<String>,
        password: impl Into<String>,
        authorities: &[u8],
    ) -> Result<Self, SetUpError> {
        Self::builder(base_url, api_key, password).trusting(authorities).build()
    }

    /// The same with more to say: which addresses may be reached, whose certificates are believed, how long an answer may be.
    pub fn builder<'a>(base_url: &'a str, api_key: impl Into<String>, password: impl Into<String>) -> Builder<'a> {
        Builder::new(base_url, api_key.into(), Zeroizing::new(password.into()))
    }

    pub(crate) fn of(transport: Transport, api_key: String, password: Zeroizing<String>) -> Self {
        Self { transport, api_key, password, system: Arc::default() }
    }

    pub(crate) fn now(&self) -> UnixSeconds {
        self.transport.now()
    }

    /// The same bank over the same connections, with at most this long for a call, whatever is made again included.
    #[must_use]
    pub fn within(&self, call: Duration) -> Self {
        Self { transport: self.transport.clone().within(call), ..self.clone() }
    }

    /// The bank's base URL, which it also gives as `iss` to those who come back from its screens.
    pub fn base_url(&self) -> &str {
        self.transport.base()
    }

    /// /auth/login@GET: where to send a customer's browser, so that they log in and consent on the bank's own screens. They come
    /// back to `redirect_uri`, where [`Callback::of`](crate::Callback::of) reads what became of it.
    pub fn login_url(&self, request: &LoginRequest<'_>) -> String {
        request.address(self.transport.url(), &self.api_key)
    }

    /// /auth/system_token@POST: a system token with `grants`, or with all that the client may have.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn system_token(&self, grants: Option<&str>) -> Answer<SystemTokenAnswer<'static>> {
        let mut form = vec![("api_key", self.api_key.as_str()), ("password", &self.password)];
        form.extend(grants.map(|grants| ("grants", grants)));
        // Those that are alive stay so: one whose answer was lost is not missed.
        self.transport.answer(self.transport.call(Method::POST, "/auth/system_token").form(&form).harmless()).await
    }

    /// /auth/login@POST: an auth token for an end user, at banks that serve it.
    ///
    /// # Errors
    /// [`CallError`]; status 404 where the bank has screens only.
    pub async fn log_in(&self, log_in: &LogIn<'_>) -> Answer<AuthTokenAnswer<'static>> {
        let mut form = vec![("api_key", self.api_key.as_str()), ("id", log_in.id), ("password", log_in.password)];
        form.extend(log_in.grants.map(|grants| ("grants", grants)));
        form.extend(log_in.link_id.map(|link| ("link_id", link)));
        self.transport.answer(self.transport.call(Method::POST, "/auth/login").form(&form)).await
    }

    /// /auth/token@POST: the pair of an auth token. The link's former pair is dead from now on.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn redeem(&self, system_token: &str, redeem: &Redeem<'_>) -> Answer<PairAnswer<'static>> {
        let mut form = vec![("api_key", self.api_key.as_str()), ("password", &self.password), ("auth_token", redeem.auth_token)];
        form.extend(redeem.code_verifier.map(|verifier| ("code_verifier", verifier)));
        form.extend(redeem.idempotency_key.map(|key| ("idempotency_key", key)));
        self.transport.answer(self.transport.call(Method::POST, "/auth/token").bearer_auth(system_token).form(&form)).await
    }

    /// /auth/token@PUT: the next pair of a refresh token. The former pair is dead from now on.
    ///
    /// # Errors
    /// [`CallError`]. After [`CallError::Unanswered`] only a repetition with the same `idempotency_key` gets the new pair.
    pub async fn refresh(&self, system_token: &str, refresh_token: &str, idempotency_key: Option<&str>) -> Answer<PairAnswer<'static>> {
        let form = self.of_refresh_token(refresh_token, idempotency_key);
        self.transport.answer(self.transport.call(Method::PUT, "/auth/token").bearer_auth(system_token).form(&form)).await
    }

    /// /auth/token@DELETE: ends the link of a refresh token.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn revoke(&self, system_token: &str, refresh_token: &str, idempotency_key: Option<&str>) -> Answer<()> {
        let form = self.of_refresh_token(refresh_token, idempotency_key);
        self.transport.acknowledged(self.transport.call(Method::DELETE, "/auth/token").bearer_auth(system_token).form(&form)).await
    }

    /// /branches@GET: one page of the bank's branches.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn branches(&self, system_token: &str, page: u32) -> Answer<BranchesAnswer<'static>> {
        self.transport.answer(self.transport.call(Method::GET, "/branches").bearer_auth(system_token).query(&[("page", page)])).await
    }

    /// /accounts@GET: one page of the end user's accounts.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn accounts(&self, access_token: &str, page: u32) -> Answer<AccountsAnswer<'static>> {
        self.transport.answer(self.transport.call(Method::GET, "/accounts").bearer_auth(access_token).query(&[("page", page)])).await
    }

    /// /transactions@GET: one page of an account's transactions.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn transactions(&self, access_token: &str, query: &StatementQuery<'_>) -> Answer<TransactionsAnswer<'static>> {
        self.transport.answer(self.statement("/transactions", access_token, query)).await
    }

    /// /balances@GET: one page of an account's daily balances.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn balances(&self, access_token: &str, query: &StatementQuery<'_>) -> Answer<BalancesAnswer<'static>> {
        self.transport.answer(self.statement("/balances", access_token, query)).await
    }

    /// The same with a row for each day from the first known balance on, at banks that know `fill=carry` (an extension); others answer
    /// as to [`balances`](Self::balances), or refuse.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn carried_balances(&self, access_token: &str, query: &StatementQuery<'_>) -> Answer<BalancesAnswer<'static>> {
        self.transport.answer(self.statement("/balances", access_token, query).query(&[("fill", "carry")])).await
    }

    /// /branches@GET, all pages, with the client's system token.
    pub fn every_branch(&self) -> Rows<BranchesAnswer<'static>, CallError> {
        let bank = self.clone();
        let ask = move |page| -> BoxFuture<'static, _> {
            let bank = bank.clone();
            let call = move |bank: Self, system: Token| async move { bank.branches(&system, page).await };
            Box::pin(async move { bank.with_system_token(call).await })
        };
        Pages::new(1, ask).into()
    }

    /// /api/v1/token@GET: what an API token is, at banks that hand such tokens out (an extension).
    ///
    /// # Errors
    /// [`CallError`]; status 404 where the bank has none.
    pub async fn api_token(&self, api_token: &str) -> Answer<ApiTokenAnswer<'static>> {
        self.transport.answer(self.transport.call(Method::GET, "/api/v1/token").bearer_auth(api_token)).await
    }

    fn of_refresh_token<'f>(&'f self, refresh_token: &'f str, idempotency_key: Option<&'f str>) -> Vec<(&'static str, &'f str)> {
        let mut form = vec![("api_key", self.api_key.as_str()), ("refresh_token", refresh_token)];
        form.extend(idempotency_key.map(|key| ("idempotency_key", key)));
        form
    }

    fn statement(&self, path: &str, access_token: &str, query: &StatementQuery<'_>) -> Call {
        let days = [("account_id", query.account_id), ("start_date", query.start_date), ("end_date", query.end_date)];
        self.transport.call(Method::GET, path).bearer_auth(access_token).query(&days).query(&[("page", query.page)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Silence;

    #[test]
    fn debug_shows_no_password() {
        let bank = Fgapi::new("http://127.0.0.1:1", "fgk_a", "fgp_hush").unwrap();
        assert!(!format!("{bank:?}").contains("hush"));
    }

    #[tokio::test]
    async fn nobody_there_is_told_with_its_cause() {
        let bank = Fgapi::new("http://127.0.0.1:1", "fgk_a", "fgp_b").unwrap();
        let error = bank.system_token(None).await.unwrap_err();
        assert!(matches!(&error, CallError::Unanswered { silence: Silence::NotReached, story } if story.contains("refused")), "{error}");
    }
}
