//! Another institution that follows a script.

use std::collections::VecDeque;
use std::sync::Mutex;

use fgapi_domain::{Secret, UnixSeconds};
use fgapi_linked::{AggregationError, Harvest, Period, Target, TokenPair, Upstream, UpstreamFault};

use crate::house::{BEGIN, harvest, pair};

type Script<T> = Mutex<VecDeque<Result<T, UpstreamFault>>>;
type Meanwhile = Box<dyn FnOnce() + Send>;

/// What is not in the script goes well: tokens are good for an hour from the beginning on, and there is nothing to bring home.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) redeem: Script<TokenPair>,
    pub(crate) refresh: Script<TokenPair>,
    pub(crate) harvest: Script<Harvest>,
    pub(crate) revoke: Script<()>,
    /// Happens once, while a call of this name is on its way.
    meanwhile: Mutex<Option<(&'static str, Meanwhile)>>,
    calls: Mutex<Vec<String>>,
    /// How long each of them might take, in seconds.
    pub(crate) patience: Mutex<Vec<u64>>,
}

impl Scripted {
    pub(crate) fn while_it(&self, call: &'static str, happens: impl FnOnce() + Send + 'static) {
        *self.meanwhile.lock().unwrap() = Some((call, Box::new(happens)));
    }

    /// What was asked since this was asked last, each as its name and what tells it apart.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    fn asks(&self, call: &'static str, of: &str) {
        self.calls.lock().unwrap().push(format!("{call} {of}"));
        let happens = self.meanwhile.lock().unwrap().take_if(|(named, _)| *named == call);
        if let Some((_, happens)) = happens {
            happens();
        }
    }
}

fn next<T>(script: &Script<T>, otherwise: T) -> Result<T, UpstreamFault> {
    script.lock().unwrap().pop_front().unwrap_or(Ok(otherwise))
}

pub(crate) fn fault(error: AggregationError, retry_after: Option<u32>) -> UpstreamFault {
    UpstreamFault { error, retry_after, access_over: false, why: "as the script says".to_owned() }
}

/// The access token's time is over.
pub(crate) fn access_over() -> UpstreamFault {
    UpstreamFault { access_over: true, ..fault(AggregationError::Login, None) }
}

fn until() -> UnixSeconds {
    BEGIN.plus(3_600)
}

impl Upstream for Scripted {
    fn login_url(&self, target: &Target<'_>, redirect_uri: &str, state: &Secret, _: &Secret) -> Result<String, UpstreamFault> {
        assert_eq!((target.password.reveal(), redirect_uri), ("our password", "https://bank.example/links/back"));
        Ok(format!("{}/auth/login?state={}", target.connection.base_url, state.reveal()))
    }

    fn redeem(&self, _: &Target<'_>, query: &str, state: &Secret, _: &Secret, key: &str) -> Result<TokenPair, UpstreamFault> {
        assert!(query.contains(state.reveal()));
        self.asks("redeem", key);
        next(&self.redeem, pair("first", until()))
    }

    fn refresh(&self, target: &Target<'_>, pair: &TokenPair, key: &str) -> Result<TokenPair, UpstreamFault> {
        self.patience.lock().unwrap().push(target.patience.as_secs());
        self.asks("refresh", &format!("{} {key}", pair.refresh.reveal()));
        next(&self.refresh, crate::house::pair("next", until().plus(3_600)))
    }

    fn harvest(&self, target: &Target<'_>, access: &Secret, period: Period) -> Result<Harvest, UpstreamFault> {
        self.patience.lock().unwrap().push(target.patience.as_secs());
        self.asks("harvest", &format!("{} {} {}", access.reveal(), period.from, period.until));
        next(&self.harvest, harvest([]))
    }

    fn revoke(&self, _: &Target<'_>, pair: &TokenPair) -> Result<(), UpstreamFault> {
        self.asks("revoke", pair.refresh.reveal());
        next(&self.revoke, ())
    }
}
