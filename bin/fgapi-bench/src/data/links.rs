//! Links with living tokens, made by the gateway's own rules over the same database: only HTTP and the password are left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use fgapi_audit::Origin;
use fgapi_domain::{AccountChoice, CustomerId, GrantRequest, GrantSet, Secret, SystemClock, SystemEntropy};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_token::{Authorization, LinkName, PresentedClient, SystemBearer, TokenDesk, TokenPolicy};

use super::bank::{Bank, Client};
use crate::Outcome;
use crate::fault::Told as _;

/// Commits are shared by so many at once.
const THREADS: usize = 24;
/// A machine that has other work is waited for.
const WAIT: Duration = Duration::from_secs(60);
const NEXT: &str = "make the data anew with --fresh";
const DAY: i64 = 86_400;

/// A pair of tokens in clear.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

/// A desk over the bank's database, and a client at it.
pub struct Links {
    desk: TokenDesk,
    system: SystemBearer,
    system_token: String,
    api_key: String,
    password: Secret,
}

impl Links {
    /// A desk for `client`. Tokens live long, so that kept data does not die between runs.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) fn open(store: &str, client: &Client) -> Outcome<Self> {
        let address: StoreAddress = store.parse().told(store, NEXT)?;
        let connections = u32::try_from(THREADS).unwrap_or(1);
        let store =
            Store::open(&address, StoreSettings { connections, connection_wait: WAIT, ..StoreSettings::default() }).told(store, NEXT)?;
        let policy = TokenPolicy {
            access_seconds: 80 * DAY,
            auth_seconds: DAY,
            system_seconds: DAY,
            system_tokens_per_client: 1_000_000,
            ..TokenPolicy::default()
        };
        let desk = TokenDesk::new(store.tokens(), Arc::new(SystemClock), Arc::new(SystemEntropy::new()), policy);
        let password = Secret::new(client.password.as_str());
        let issued = desk.issue_system(&client.api_key, &password, GrantRequest::Allowed, Origin::NONE).told("a system token", NEXT)?;
        let system = desk.check_system(issued.token.reveal(), None, Origin::NONE).told("a system token", NEXT)?;
        Ok(Self { desk, system, system_token: issued.token.reveal().to_owned(), api_key: client.api_key.clone(), password })
    }

    /// A system token that lives for a day.
    pub fn system_token(&self) -> &str {
        &self.system_token
    }

    /// Pairs of `number` new links of the customer who is asked about. `run` keeps links of different runs apart.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn pairs(&self, run: &str, number: u32) -> Outcome<Vec<Pair>> {
        self.each(number, &|at| self.redeemed(&self.authorized(Bank::customer(), &format!("{run}-{at}"))?))
    }

    /// Auth tokens of `number` new links.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn auth_tokens(&self, run: &str, number: u32) -> Outcome<Vec<String>> {
        self.each(number, &|at| self.authorized(Bank::customer(), &format!("{run}-{at}")).map(|token| token.reveal().to_owned()))
    }

    /// As many links as a bank's customers have, each of another customer.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) fn make_many(&self, number: u32) -> Outcome {
        println!("  {number} links with living tokens");
        self.each(number, &|at| self.redeemed(&self.authorized(&format!("C{at:07}"), "default")?).map(drop)).map(drop)
    }

    fn authorized(&self, customer: &str, link: &str) -> Outcome<Secret> {
        let customer: CustomerId = customer.parse().told("a customer", NEXT)?;
        let link_name: LinkName = link.parse().told("a link", NEXT)?;
        let (client, grants) = (self.system.client.id, GrantSet::all());
        let authorization = Authorization { client, customer, link_name, grants, accounts: AccountChoice::All, challenge: None };
        let opened = self.desk.open(authorization, Origin::NONE).told("an auth token", NEXT)?;
        Ok(Secret::new(opened.token.reveal()))
    }

    fn redeemed(&self, auth: &Secret) -> Outcome<Pair> {
        let presented = PresentedClient { api_key: &self.api_key, password: Some(&self.password) };
        let pair = self.desk.redeem(&self.system, presented, auth, None, None).told("a pair", NEXT)?;
        Ok(Pair { access: pair.access.reveal().to_owned(), refresh: pair.refresh.reveal().to_owned() })
    }

    /// Does it `number` times, many at once, and says how far it is.
    fn each<T: Send>(&self, number: u32, work: &(dyn Fn(u32) -> Outcome<T> + Sync)) -> Outcome<Vec<T>> {
        let next = AtomicU32::new(0);
        let step = (number / 10).max(10_000);
        let part = || {
            let mut made = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= number {
                    return Ok(made);
                }
                if at > 0 && at.is_multiple_of(step) {
                    println!("    {at} of {number}");
                }
                made.push(work(at)?);
            }
        };
        let parts: Vec<Outcome<Vec<T>>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(part)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| Err(crate::BenchFault::new("a thread broke off", NEXT))))
                .collect()
        });
        parts.into_iter().collect::<Outcome<Vec<_>>>().map(|parts| parts.into_iter().flatten().collect())
    }
}
