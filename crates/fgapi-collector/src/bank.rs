//! Another institution's gateway, as it is known between calls: its connections, and the system token that it gave.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use fgapi_client::{CallError, Fgapi, Reach, Reason, Retry};
use fgapi_domain::{Clock, Secret, UnixSeconds};
use fgapi_linked::{Target, UpstreamFault};
use tokio::sync::Mutex;

use crate::fault::{Call, of_call, of_connection};
use crate::words;

/// The longest answer that is read, in bytes: a hundred times a page of 200 rows.
const LONGEST_ANSWER: usize = 4 << 20;
/// As many institutions are known at a time; a catalogue has fewer.
const KNOWN: usize = 1_000;
/// Seconds before its end from which a system token is not used any more.
const SOON: i64 = 60;

/// The institutions that were asked since the start.
pub(crate) struct Banks {
    known: std::sync::Mutex<HashMap<Name, Arc<Bank>>>,
    authorities: Option<Vec<u8>>,
}

/// What of a connection leads to another bank, or another client of it.
#[derive(PartialEq, Eq, Hash)]
struct Name {
    base_url: String,
    api_key: String,
    private_network: bool,
}

impl Banks {
    pub(crate) fn new(authorities: Option<Vec<u8>>) -> Self {
        Self { known: std::sync::Mutex::default(), authorities }
    }

    /// The bank of a connection; known anew when the gateway's password there has changed.
    pub(crate) fn of(&self, target: &Target<'_>) -> Result<Arc<Bank>, UpstreamFault> {
        let connection = target.connection;
        let name = Name {
            base_url: connection.base_url.clone(),
            api_key: connection.api_key.clone(),
            private_network: connection.private_network,
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bank) = known.get(&name).filter(|bank| bank.password.reveal() == target.password.reveal()) {
            return Ok(bank.clone());
        }
        let reach = if connection.private_network { Reach::Anywhere } else { Reach::Public };
        let mut fgapi = Fgapi::builder(&connection.base_url, connection.api_key.as_str(), target.password.reveal())
            .reach(reach)
            .direct()
            // Each attempt has its patience, and the schedule makes the next one.
            .retry(Retry::NEVER)
            .longest_answer(LONGEST_ANSWER);
        if let Some(authorities) = &self.authorities {
            fgapi = fgapi.trusting_too(authorities);
        }
        let fgapi = fgapi.build().map_err(|error| of_connection(&error))?;
        let bank = Arc::new(Bank { fgapi, password: target.password.clone(), system: Mutex::default() });
        if known.len() >= KNOWN {
            known.clear();
        }
        known.insert(name, bank.clone());
        Ok(bank)
    }
}

/// One of them.
pub(crate) struct Bank {
    pub(crate) fgapi: Fgapi,
    password: Secret,
    /// Held while one is asked for, so that many who need it ask once.
    system: Mutex<Option<System>>,
}

struct System {
    token: Secret,
    until: UnixSeconds,
}

impl Bank {
    /// A call that shows a system token, and may be asked again: once when no answer came, and once with a fresh system token when one that
    /// was kept is not taken. `call` names itself to the bank by an idempotency key.
    pub(crate) async fn exchange<T>(
        &self,
        fgapi: &Fgapi,
        clock: &dyn Clock,
        call: impl AsyncFn(&str) -> Result<T, CallError>,
    ) -> Result<T, UpstreamFault> {
        let (system, was_kept) = self.system(fgapi, clock).await?;
        let mut outcome = twice(&call, &system).await;
        if was_kept && outcome.as_ref().is_err_and(may_be_the_system_token) {
            self.forget(&system).await;
            let (system, _) = self.system(fgapi, clock).await?;
            outcome = twice(&call, &system).await;
        }
        outcome.map_err(|error| of_call(Call::Token, &error))
    }

    /// A system token, and whether it was there already.
    async fn system(&self, fgapi: &Fgapi, clock: &dyn Clock) -> Result<(Secret, bool), UpstreamFault> {
        let mut kept = self.system.lock().await;
        if let Some(system) = kept.as_ref().filter(|system| clock.now() < system.until) {
            return Ok((system.token.clone(), true));
        }
        let answer = fgapi.system_token(None).await.map_err(|error| of_call(Call::SystemToken, &error))?;
        let token = words::token(Call::SystemToken, &answer.access_token)?;
        let life = words::life(Call::SystemToken, answer.created_at, answer.expired_at)?;
        *kept = Some(System { token: token.clone(), until: clock.now().plus(life - SOON.min(life / 10)) });
        Ok((token, false))
    }

    /// Forgets a system token, unless another has taken its place.
    async fn forget(&self, token: &Secret) {
        let mut kept = self.system.lock().await;
        if kept.as_ref().is_some_and(|system| system.token.reveal() == token.reveal()) {
            *kept = None;
        }
    }
}

async fn twice<T>(call: &impl AsyncFn(&str) -> Result<T, CallError>, system: &Secret) -> Result<T, CallError> {
    match call(system.reveal()).await {
        Err(CallError::Unanswered { .. }) => call(system.reveal()).await,
        outcome => outcome,
    }
}

/// Banks that tell no error leave it open whose token was refused; nothing was done either way.
fn may_be_the_system_token(error: &CallError) -> bool {
    let refused = error.refused().filter(|refused| refused.status == 401 && refused.reason != Some(Reason::ClientSuspended));
    refused.is_some_and(|refused| !matches!(refused.error.as_str(), "invalid_grant" | "invalid_client"))
}
