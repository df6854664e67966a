//! One attempt to fetch one account, under a lease.

use std::time::Duration;

use fgapi_audit::By;
use fgapi_domain::{JstDate, Malformed, Secret, UnixSeconds};
use fgapi_token::TokenDigest;
use fgapi_vault::{KeyFault, VaultFault};

use super::LinkedFault;
use super::link::{patience, put};
use crate::desk::tokens_place;
use crate::{
    AccountId, AggregationError, Connection, Harvest, Kept, Lease, LeaseAsk, LinkedAccount, LinkedDesk, Period, Recorded, Service,
    ServiceId, Target, TokenPair, UpstreamFault, masked, next_try,
};

/// Seconds before its end from which an access token counts as over.
const SOON: i64 = 30;

/// What became of a worker's turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing was due.
    Idle,
    /// An attempt succeeded, and is written.
    Done(AccountId),
    /// An attempt failed, and that is written; the cause is for the log.
    Failed(AccountId, UpstreamFault),
    /// Another lease was given meanwhile: nothing was written.
    Late(AccountId),
}

/// The turn could not be taken.
pub type FetchFault = LinkedFault;

/// Why an attempt ended early.
enum Cut {
    Upstream(UpstreamFault),
    Late,
    Fault(LinkedFault),
}

impl From<UpstreamFault> for Cut {
    fn from(fault: UpstreamFault) -> Self {
        Self::Upstream(fault)
    }
}

impl<F: Into<LinkedFault>> From<F> for Cut {
    fn from(fault: F) -> Self {
        Self::Fault(fault.into())
    }
}

impl LinkedDesk {
    /// Takes whatever has been due longest, fetches it and writes how that went.
    ///
    /// # Errors
    /// [`FetchFault`]: store or vault did not do their part; the lease ends by itself.
    pub fn fetch_next(&self) -> Result<Fetched, FetchFault> {
        self.fetch_next_telling(|_, _| ())
    }

    /// The same; `taken` is told which account it is, and of which service, before anything is asked there.
    ///
    /// # Errors
    /// As [`fetch_next`](Self::fetch_next).
    pub fn fetch_next_telling(&self, taken: impl FnOnce(AccountId, ServiceId)) -> Result<Fetched, FetchFault> {
        match self.parts.vault.ready() {
            // Without any key nothing was ever linked, or the gateway said at its start that it cannot open what was.
            Err(VaultFault::Key(KeyFault::Absent(_))) => return Ok(Fetched::Idle),
            ready => ready?,
        }
        let ask = LeaseAsk { now: self.now(), margin_seconds: self.parts.policy.lease_margin_seconds, account: None };
        let Some((account, lease)) = self.parts.store.lease(&ask)? else { return Ok(Fetched::Idle) };
        let id = account.id;
        taken(id, account.service);
        let service = self.service(account.service)?;
        let outcome = match &service {
            Some(service) => self.attempt(&account, lease, service),
            None => Err(Cut::Upstream(fault(AggregationError::Gray, "the service is not in the catalogue any more"))),
        };
        let interval = service.as_ref().map_or(86_400, |service| i64::from(service.pace.interval_seconds));
        let outcome = match outcome {
            Ok(harvest) => Ok(harvest),
            Err(Cut::Upstream(fault)) => Err(fault),
            // It stays so until somebody mends it: an attempt that is not recorded would be taken up again and again.
            Err(Cut::Fault(LinkedFault::Vault(VaultFault::Altered(_)))) => {
                Err(fault(AggregationError::Gray, "what is sealed for its service was altered in the database"))
            }
            Err(Cut::Late) => return Ok(Fetched::Late(id)),
            Err(Cut::Fault(fault)) => return Err(fault),
        };
        let (recorded, fetched) = match outcome {
            Ok(harvest) => (self.succeeded(harvest, interval)?, Fetched::Done(id)),
            Err(fault) => (self.failed(&account, &fault, interval)?, Fetched::Failed(id, fault)),
        };
        Ok(if self.parts.store.record(id, lease.fence, &recorded)? { fetched } else { Fetched::Late(id) })
    }

    fn attempt(&self, account: &LinkedAccount, lease: Lease, service: &Service) -> Result<Harvest, Cut> {
        let Connection::Fgapi(connection) = &service.connection else {
            return Err(fault(AggregationError::Gray, "the service is not reached by the gateway itself").into());
        };
        let no_password = || fault(AggregationError::Gray, "the gateway has no password at this service");
        let password = self.password(service.id)?.ok_or_else(no_password)?;
        // All that one attempt asks shares the service's time-out: the lease lasts hardly longer. Seconds are whole: one may be none.
        let began = self.now();
        let gone = || Duration::from_secs(self.now().0.abs_diff(began.0).saturating_sub(1));
        let target = || Target { connection, password: &password, patience: patience(service).saturating_sub(gone()) };
        let mut pair = self.pair(account)?;
        if pair.expires_at <= self.now().plus(SOON) {
            pair = self.refreshed(account.id, lease, &target(), &pair)?;
        }
        let until = JstDate::of(self.now());
        let period = Period { from: until.plus_days(-i64::from(connection.days)).unwrap_or(until), until };
        match self.parts.upstream.harvest(&target(), &pair.access, period) {
            Err(fault) if fault.access_over => {
                let pair = self.refreshed(account.id, lease, &target(), &pair)?;
                Ok(self.parts.upstream.harvest(&target(), &pair.access, period)?)
            }
            outcome => Ok(outcome?),
        }
    }

    fn pair(&self, account: &LinkedAccount) -> Result<TokenPair, Cut> {
        let values = self.parts.store.values_at(&[tokens_place(account.id)?])?;
        let none = || fault(AggregationError::Login, "there are no tokens: the customer has to link again");
        let text = match self.parts.vault.open_for(values.first().ok_or_else(none)?, &By::GATEWAY) {
            Err(VaultFault::Altered(_)) => {
                let why = "its tokens were altered in the database: the customer has to link again";
                return Err(fault(AggregationError::Login, why).into());
            }
            opened => opened?,
        };
        read_pair(&text, account.consent_until).ok_or_else(|| none().into())
    }

    /// The next pair, kept before it is used. The key of the exchange is the digest of the token that is spent, so that whoever takes over
    /// after a worker was killed in between asks for the same exchange again.
    fn refreshed(&self, id: AccountId, lease: Lease, target: &Target<'_>, pair: &TokenPair) -> Result<TokenPair, Cut> {
        let key = TokenDigest::of(pair.refresh.reveal()).fingerprint();
        let mut next = self.parts.upstream.refresh(target, pair, &key)?;
        next.consent_until = next.consent_until.or(pair.consent_until);
        let text = pair_text(&next);
        let mut outcome = Kept::Gone;
        self.parts.vault.keep(&[(tokens_place(id)?, &text)], |values| {
            if let Some(value) = values.first() {
                outcome = self.parts.store.put_tokens(id, lease.fence, value, next.consent_until)?;
            }
            Ok(put(outcome))
        })?;
        if outcome == Kept::Done { Ok(next) } else { Err(Cut::Late) }
    }

    fn succeeded(&self, harvest: Harvest, interval: i64) -> Result<Recorded, LinkedFault> {
        let uid = harvest.accounts.first().and_then(|account| account.number.as_ref());
        let uid_hidden = uid.map(|uid| masked(uid.as_str()));
        let next = next_try(self.now(), interval, None, &*self.parts.entropy)?;
        let message = Some((None, false));
        Ok(Recorded { now: self.now(), next: Some(next), harvest: Some(harvest), uid_hidden, error: None, message, requests: Vec::new() })
    }

    fn failed(&self, account: &LinkedAccount, fault: &UpstreamFault, interval: i64) -> Result<Recorded, LinkedFault> {
        let failures = account.failures.saturating_add(1);
        let next = next_try(self.now(), interval, Some((fault.error, failures, fault.retry_after)), &*self.parts.entropy)?;
        Ok(Recorded {
            now: self.now(),
            next: Some(next),
            harvest: None,
            uid_hidden: None,
            error: Some(fault.error),
            message: None,
            requests: Vec::new(),
        })
    }
}

fn fault(error: AggregationError, why: &str) -> UpstreamFault {
    UpstreamFault { error, retry_after: None, access_over: false, why: why.to_owned() }
}

/// A pair as one text, to be sealed: the end of the access token, it, and the refresh token, one a line.
pub(super) fn pair_text(pair: &TokenPair) -> Secret {
    Secret::new(format!("{}\n{}\n{}", pair.expires_at, pair.access.reveal(), pair.refresh.reveal()))
}

/// The pair that was sealed; `None` when this is none.
pub(super) fn read_pair(text: &Secret, consent_until: Option<UnixSeconds>) -> Option<TokenPair> {
    let mut lines = text.reveal().split('\n');
    let number = |line: &str| line.parse().map(UnixSeconds).map_err(|_| Malformed::new("time", "a number"));
    let expires_at = number(lines.next()?).ok()?;
    let (access, refresh) = (Secret::new(lines.next()?), Secret::new(lines.next()?));
    Some(TokenPair { access, refresh, expires_at, consent_until })
}
