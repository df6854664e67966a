//! A customer's link as the app holds it: its pair, traded in time, kept before it is used.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use crate::digest::key_of;
use crate::flight::SingleFlight;
use crate::link_error::is_dead;
use crate::storage::Kept;
use crate::{CallError, Fgapi, LinkError, Reason, Redeem, Silence, Token, TokenStorage, Tokens};

/// A customer's link: every call has a living access token, and the app handles none.
///
/// The pair is traded for the next when the access token is about to end, or the bank does not take it any more. However many tasks find
/// that out at once, it is traded once, in a task of its own that goes on when those who wait for it are cancelled. The new
/// pair is stored before it is used. The call has an `idempotency_key` that follows from the refresh token alone: when the answer is
/// lost, the storage fails or the program is killed, the next attempt asks with the same key, and gets the same pair from a bank that knows
/// such keys.
///
/// Clones are the same link. Let an app hold one `Link` a customer; where several share a storage, it must answer
/// [`hold`](TokenStorage::hold) with a lock, as the ones here do.
#[derive(Clone)]
pub struct Link(Arc<Inner>);

struct Inner {
    bank: Fgapi,
    storage: Box<dyn Kept>,
    state: Mutex<State>,
    /// Trading and ending are done one at a time.
    turn: tokio::sync::Mutex<()>,
    flight: SingleFlight<Result<Arc<Tokens>, LinkError>>,
}

#[derive(Default)]
struct State {
    tokens: Option<Arc<Tokens>>,
    /// With these the bank has said that the link is over.
    over: Option<(Arc<Tokens>, LinkError)>,
}

/// Why a pair is not to be used any more.
struct Worn {
    tokens: Option<Arc<Tokens>>,
    reason: Option<Reason>,
}

impl Link {
    /// The link whose tokens are stored.
    ///
    /// # Errors
    /// [`LinkError::NotLinked`] when none are, [`LinkError::Storage`].
    pub async fn open(bank: &Fgapi, storage: impl TokenStorage) -> Result<Self, LinkError> {
        let link = Self::of(bank, Box::new(storage));
        let tokens = link.0.storage.load().await?.ok_or(LinkError::NotLinked)?;
        link.0.state().tokens = Some(Arc::new(tokens));
        Ok(link)
    }

    /// /auth/token@POST: the link that a customer has just consented to. Its pair is stored, in the place of what was. Without a key in
    /// `redeem`, one is used that follows from the auth token: the same call after a lost answer or a failed storage gets the same
    /// pair.
    ///
    /// # Errors
    /// [`LinkError::Call`] when the bank does not exchange the auth token, [`LinkError::Storage`].
    pub async fn redeem(bank: &Fgapi, storage: impl TokenStorage, redeem: &Redeem<'_>) -> Result<Self, LinkError> {
        let link = Self::of(bank, Box::new(storage));
        let _held = link.0.storage.hold().await?;
        let key = key_of("redeem", redeem.auth_token);
        let redeem = Redeem { idempotency_key: redeem.idempotency_key.or(Some(&key)), ..*redeem };
        let pair = bank.with_system_token(|bank, system| async move { bank.redeem(&system, &redeem).await }).await?;
        let tokens = Tokens::of(pair, bank.now());
        link.0.storage.save(&tokens).await?;
        link.0.state().tokens = Some(Arc::new(tokens));
        Ok(link)
    }

    fn of(bank: &Fgapi, storage: Box<dyn Kept>) -> Self {
        let inner = Inner {
            bank: bank.clone(),
            storage,
            state: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
            flight: SingleFlight::default(),
        };
        Self(Arc::new(inner))
    }

    /// The bank.
    pub fn bank(&self) -> &Fgapi {
        &self.0.bank
    }

    /// The pair that is held, for what an app shows of it: when the consent ends, what was granted.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn tokens(&self) -> Result<Arc<Tokens>, LinkError> {
        let (tokens, is_over) = {
            let state = self.0.state();
            (state.tokens.clone(), state.over.is_some())
        };
        match tokens {
            Some(tokens) if !is_over && !tokens.is_over(self.0.bank.now()) => Ok(tokens),
            tokens => self.next(Worn { tokens, reason: None }).await,
        }
    }

    /// Makes a call with a living access token; once more with a new one when the bank does not take it. All calls of [`Link`] go this way.
    ///
    /// ```no_run
    /// # use fgapi_client::{Link, LinkError};
    /// # async fn run(link: Link) -> Result<(), LinkError> {
    /// let second = link.call(|bank, access| async move { bank.accounts(&access, 2).await }).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn call<T, F, Fut>(&self, call: F) -> Result<T, LinkError>
    where
        F: Fn(Fgapi, Token) -> Fut,
        Fut: Future<Output = Result<T, CallError>>,
    {
        let access = |tokens: &Tokens| Arc::new(tokens.access_token.clone());
        let tokens = self.tokens().await?;
        match call(self.0.bank.clone(), access(&tokens)).await {
            Err(CallError::Refused(refused)) if refused.status == 401 && refused.error != "invalid_client" => {
                let next = self.next(Worn { tokens: Some(tokens), reason: refused.reason.clone() }).await?;
                Ok(call(self.0.bank.clone(), access(&next)).await?)
            }
            outcome => Ok(outcome?),
        }
    }

    /// /auth/token@PUT: trades the pair now, though it is still good.
    ///
    /// # Errors
    /// [`LinkError`].
    pub async fn refresh(&self) -> Result<Arc<Tokens>, LinkError> {
        let tokens = self.tokens().await?;
        self.next(Worn { tokens: Some(tokens), reason: None }).await
    }

    /// /auth/token@DELETE: ends the link at the bank, and forgets its tokens. A link that is over already is ended, too.
    ///
    /// # Errors
    /// [`LinkError`]. The tokens are kept then, so that it can be tried again.
    pub async fn end(&self) -> Result<(), LinkError> {
        let inner = &*self.0;
        let _turn = inner.turn.lock().await;
        let _held = inner.storage.hold().await?;
        if let Some(tokens) = inner.storage.load().await? {
            let refresh = &*tokens.refresh_token;
            let key = key_of("end", refresh);
            let key = key.as_str();
            let ended = inner.bank.with_system_token(|bank, system| async move { bank.revoke(&system, refresh, Some(key)).await }).await;
            match ended {
                Err(CallError::Refused(refused)) if is_dead(&refused) => {}
                ended => ended?,
            }
            inner.storage.clear().await?;
        }
        *inner.state() = State::default();
        Ok(())
    }

    /// The pair after a worn one. Many who want it at once cause one call.
    async fn next(&self, worn: Worn) -> Result<Arc<Tokens>, LinkError> {
        let inner = self.0.clone();
        let lost = || Err(CallError::Unanswered { silence: Silence::Cut, story: "the runtime has ended".to_owned() }.into());
        self.0.flight.join(move || async move { inner.trade(worn).await }, lost).await
    }
}

impl Inner {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn trade(&self, worn: Worn) -> Result<Arc<Tokens>, LinkError> {
        let _turn = self.turn.lock().await;
        // Whoever wore it may have looked before the last trade ended.
        let held = self.state().tokens.clone();
        if let Some(held) = held.filter(|held| !is_same(worn.tokens.as_ref(), held) && !held.is_over(self.bank.now())) {
            return Ok(held);
        }
        let _held = self.storage.hold().await?;
        let Some(stored) = self.storage.load().await?.map(Arc::new) else {
            *self.state() = State::default();
            return Err(LinkError::NotLinked);
        };
        let is_worn = is_same(worn.tokens.as_ref(), &stored);
        if !is_worn && !stored.is_over(self.bank.now()) {
            // Another process was here.
            return Ok(self.take(stored));
        }
        let over = self.state().over.clone();
        if let Some((_, error)) = over.filter(|(tokens, _)| is_same(Some(tokens), &stored)) {
            return Err(error);
        }
        if let Some(reason) = worn.reason.filter(|reason| is_worn && reason.ends_the_link()) {
            return Err(self.ended(stored, LinkError::LinkAgain { reason: Some(reason), request_id: String::new() }));
        }
        let refresh = &*stored.refresh_token;
        let key = key_of("refresh", refresh);
        let key = key.as_str();
        let pair = self.bank.with_system_token(|bank, system| async move { bank.refresh(&system, refresh, Some(key)).await }).await;
        match pair {
            Ok(pair) => {
                let next = Tokens::of(pair, self.bank.now());
                self.storage.save(&next).await?;
                Ok(self.take(Arc::new(next)))
            }
            Err(CallError::Refused(refused)) if is_dead(&refused) => Err(self.ended(stored, LinkError::over(&refused))),
            Err(error) => Err(error.into()),
        }
    }

    fn take(&self, tokens: Arc<Tokens>) -> Arc<Tokens> {
        *self.state() = State { tokens: Some(tokens.clone()), over: None };
        tokens
    }

    /// The bank is not asked again with these.
    fn ended(&self, tokens: Arc<Tokens>, error: LinkError) -> LinkError {
        *self.state() = State { tokens: Some(tokens.clone()), over: Some((tokens, error.clone())) };
        error
    }
}

fn is_same(worn: Option<&Arc<Tokens>>, other: &Tokens) -> bool {
    worn.is_some_and(|worn| worn.access_token == other.access_token)
}

/// Silent about the tokens.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("bank", &self.0.bank).finish_non_exhaustive()
    }
}
