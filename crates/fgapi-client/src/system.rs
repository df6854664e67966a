//! The system token that a client holds for itself.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::flight::SingleFlight;
use crate::{CallError, Fgapi, Silence};

/// A token to make a call with; a `&str` where one is wanted.
pub type Token = Arc<Zeroizing<String>>;

/// Seconds before its end in which a system token is not used any more; less for one that lives shortly.
const SOON: i64 = 60;

#[derive(Clone)]
struct Held {
    token: Token,
    renew_at: i64,
}

/// What all clones of a client hold together: banks limit how many system tokens are alive.
#[derive(Default)]
pub(crate) struct SystemTokens {
    held: Mutex<Option<Held>>,
    flight: SingleFlight<Result<Token, CallError>>,
}

impl SystemTokens {
    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Fgapi {
    /// The client's system token: the one that it holds, or a new one when that is over. Many who want one at once cause one call.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn held_system_token(&self) -> Result<Token, CallError> {
        self.system_token_but(None).await
    }

    /// Makes a call with the client's system token; once more with a new one when the bank does not take the token that was held.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn with_system_token<T, F, Fut>(&self, call: F) -> Result<T, CallError>
    where
        F: Fn(Self, Token) -> Fut,
        Fut: Future<Output = Result<T, CallError>>,
    {
        let held = self.system.held().map(|held| held.token);
        let token = self.held_system_token().await?;
        match call(self.clone(), token.clone()).await {
            Err(CallError::Refused(refused))
                if refused.status == 401
                    && held.as_ref() == Some(&token)
                    && !matches!(refused.error.as_str(), "invalid_client" | "invalid_grant") =>
            {
                let token = self.system_token_but(Some(&token)).await?;
                call(self.clone(), token).await
            }
            outcome => outcome,
        }
    }

    /// One that is alive, and is not `dead`.
    async fn system_token_but(&self, dead: Option<&Token>) -> Result<Token, CallError> {
        if let Some(token) = self.living(dead) {
            return Ok(token);
        }
        let (bank, dead) = (self.clone(), dead.cloned());
        let lost = || Err(CallError::Unanswered { silence: Silence::Cut, story: "the runtime has ended".to_owned() });
        self.system.flight.join(move || async move { bank.next_system_token(dead).await }, lost).await
    }

    fn living(&self, dead: Option<&Token>) -> Option<Token> {
        let now = self.now().0;
        self.system.held().filter(|held| now < held.renew_at && dead != Some(&held.token)).map(|held| held.token)
    }

    async fn next_system_token(self, dead: Option<Token>) -> Result<Token, CallError> {
        // Somebody may have got one just before.
        if let Some(token) = self.living(dead.as_ref()) {
            return Ok(token);
        }
        let answer = self.system_token(None).await?;
        let lives = answer.expired_at.saturating_sub(answer.created_at);
        let renew_at = if lives > 0 { self.now().0.saturating_add(lives - SOON.min(lives / 10)) } else { i64::MAX };
        let token = Arc::new(Zeroizing::new(answer.access_token.into_owned()));
        let held = Held { token: token.clone(), renew_at };
        *self.system.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(token)
    }
}
