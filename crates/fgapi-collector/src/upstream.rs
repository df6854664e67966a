//! The port to other institutions, over FGAPI.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use fgapi_client::{Callback, Fgapi, LoginRequest, Pkce, Redeem};
use fgapi_domain::{Clock, Secret};
use fgapi_linked::{Harvest, Period, Target, TokenPair, Upstream, UpstreamFault};
use tokio::runtime::{Builder, Handle, Runtime};

use crate::bank::{Bank, Banks};
use crate::fault::{Call, late, odd, of_return, of_way_back};
use crate::harvest::Field;
use crate::words;

/// What the customer is asked to consent to.
const GRANTS: &str = "accounts,transactions,balances";
/// The longest query of a way back, in bytes.
const LONGEST_QUERY: usize = 8 << 10;
/// Threads that wait for sockets. What came is read on the thread that asked.
const THREADS: usize = 2;
/// Names that are looked up at the same time.
const LOOK_UPS: usize = 32;

/// Speaks FGAPI to other institutions. Its methods wait, and must not be called on a thread that runs `async` code.
pub struct FgapiUpstream {
    banks: Banks,
    clock: Arc<dyn Clock>,
    handle: Handle,
    runtime: Option<Runtime>,
}

impl FgapiUpstream {
    /// One that goes by this clock. Institutions' certificates are believed as this machine believes them, and besides when one of
    /// `authorities` (in PEM) has issued them.
    ///
    /// # Errors
    /// The operating system's, when it gives no thread.
    pub fn new(clock: Arc<dyn Clock>, authorities: Option<Vec<u8>>) -> io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(THREADS).max_blocking_threads(LOOK_UPS).thread_name("upstream").enable_all();
        let runtime = builder.build()?;
        Ok(Self { banks: Banks::new(authorities), clock, handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Waits for `work`, for as long as everything together may take.
    fn within<T>(&self, target: &Target<'_>, work: impl Future<Output = Result<T, UpstreamFault>>) -> Result<T, UpstreamFault> {
        let patience = target.patience;
        let bounded = async { tokio::time::timeout(patience, work).await };
        self.handle.block_on(bounded).unwrap_or_else(|_| Err(late(patience)))
    }

    /// The bank with so much time for a call that it can be asked again, and for the system token besides.
    fn for_exchange(bank: &Bank, patience: Duration) -> Fgapi {
        bank.fgapi.within(patience / 3)
    }
}

impl Upstream for FgapiUpstream {
    fn login_url(&self, target: &Target<'_>, redirect_uri: &str, state: &Secret, verifier: &Secret) -> Result<String, UpstreamFault> {
        let pkce = Pkce::of_verifier(verifier.reveal());
        let request = LoginRequest {
            redirect_uri,
            grants: Some(GRANTS),
            state: Some(state.reveal()),
            code_challenge: Some(pkce.challenge()),
            link_id: None,
        };
        Ok(self.banks.of(target)?.fgapi.login_url(&request))
    }

    fn redeem(
        &self,
        target: &Target<'_>,
        query: &str,
        state: &Secret,
        verifier: &Secret,
        idempotency_key: &str,
    ) -> Result<TokenPair, UpstreamFault> {
        if query.len() > LONGEST_QUERY {
            return Err(odd(Call::Token, "the way back is longer than 8192 bytes"));
        }
        let bank = self.banks.of(target)?;
        // With the question mark it is a query and nothing else, whatever it looks like.
        let came = Callback::of(&format!("?{}", query.trim_start_matches('?'))).map_err(of_way_back)?;
        let granted = match came.check(state.reveal(), bank.fgapi.base_url()).map_err(of_way_back)? {
            Callback::Granted(granted) => granted,
            Callback::Refused(returned) => return Err(of_return(&returned)),
        };
        let fgapi = Self::for_exchange(&bank, target.patience);
        let redeem =
            Redeem { auth_token: &granted.auth_token, code_verifier: Some(verifier.reveal()), idempotency_key: Some(idempotency_key) };
        let answer = self.within(target, bank.exchange(&fgapi, &*self.clock, async |system| fgapi.redeem(system, &redeem).await))?;
        words::pair(&answer, self.clock.now())
    }

    fn refresh(&self, target: &Target<'_>, pair: &TokenPair, idempotency_key: &str) -> Result<TokenPair, UpstreamFault> {
        let bank = self.banks.of(target)?;
        let (fgapi, refresh) = (Self::for_exchange(&bank, target.patience), pair.refresh.reveal());
        let ask = async |system: &str| fgapi.refresh(system, refresh, Some(idempotency_key)).await;
        let answer = self.within(target, bank.exchange(&fgapi, &*self.clock, ask))?;
        words::pair(&answer, self.clock.now())
    }

    fn harvest(&self, target: &Target<'_>, access: &Secret, period: Period) -> Result<Harvest, UpstreamFault> {
        let bank = self.banks.of(target)?;
        let fgapi = bank.fgapi.within(target.patience);
        self.within(target, Field { fgapi: &fgapi, access, period }.harvest())
    }

    fn revoke(&self, target: &Target<'_>, pair: &TokenPair) -> Result<(), UpstreamFault> {
        let bank = self.banks.of(target)?;
        let (fgapi, refresh) = (Self::for_exchange(&bank, target.patience), pair.refresh.reveal());
        // To end what is ended is no error: it needs no key.
        self.within(target, bank.exchange(&fgapi, &*self.clock, async |system| fgapi.revoke(system, refresh, None).await))
    }
}

/// Its threads end by themselves: a name that is being looked up holds up nobody.
impl Drop for FgapiUpstream {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for FgapiUpstream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FgapiUpstream").finish_non_exhaustive()
    }
}
