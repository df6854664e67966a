//! The four claims that a bank's customer makes, and what becomes of them.

use fgapi_banking::{Answer, BankFault, Checked, InquiryPin, LogInOutcome, RefusedLogIn};
use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, LoginId, Secret, UnixSeconds};

use crate::hash::{NOBODY, matches_password, matches_pin};
use crate::{Attempt, Limit, PinKey, Rule};

/// What somebody says that a secret proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// To be the customer with this login id, by a password.
    Login(LoginId),
    /// To be the customer to whom this certificate belongs, by a password.
    Certificate(CertificateFingerprint),
    /// To know the answer to this customer's question with this number.
    Answer(CustomerId, u16),
    /// To know the inquiry PIN of this account, which the customer holds.
    Pin(CustomerId, AccountKey),
}

/// Whose secret it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What the store calls the row that is counted.
    pub row: i64,
    /// The customer.
    pub customer: CustomerId,
    /// What the secret is compared with; `None`: this customer proves nothing in this way.
    pub hash: Option<String>,
}

/// A claim that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whether it may be looked at.
    pub attempt: Attempt,
    /// Whose it is; `None`: nobody's.
    pub known: Option<Known>,
}

/// What a store of customers does for proofs. Each method is one whole atomic transition.
pub trait ProofStore {
    /// How it fails.
    type Fault: Into<BankFault>;

    /// Counts an attempt, before anything is compared: of however many come at once, no more than the limit allows are looked at.
    /// A login id that no customer has, or whose customer logs in by certificate, is counted by itself, so that neither a lock nor
    /// its absence tells which login ids there are, and nobody can lock out a customer who never types theirs. What else is
    /// nobody's need not be counted: it is [`Attempt::Counted`] at any time.
    ///
    /// # Errors
    /// The store's; nothing is counted then.
    fn count(&self, claim: &Claim, limit: Limit) -> Result<Counted, Self::Fault>;

    /// Forgets the attempts of a claim that was right.
    ///
    /// # Errors
    /// The store's.
    fn forgive(&self, claim: &Claim, row: i64) -> Result<(), Self::Fault>;
}

/// What a comparison gave.
enum Weighed {
    Right { customer: CustomerId, before: u32 },
    Wrong,
    Locked { until: UnixSeconds },
    NotThisWay,
}

/// Counts, compares exactly once, forgives what was right.
fn weigh<S: ProofStore>(store: &S, claim: &Claim, limit: Limit, matches: impl FnOnce(&str) -> bool) -> Result<Weighed, BankFault> {
    let Counted { attempt, known } = store.count(claim, limit).map_err(Into::into)?;
    let hash = known.as_ref().and_then(|known| known.hash.as_deref()).filter(|_| matches!(attempt, Attempt::Counted { .. }));
    // As long as any other answer takes: the time tells nobody who there is, nor who is locked.
    let right = matches(hash.unwrap_or(NOBODY)) && hash.is_some();
    match (attempt, known) {
        (Attempt::Locked { until }, _) => Ok(Weighed::Locked { until }),
        (Attempt::Counted { before }, Some(Known { row, customer, .. })) if right => {
            store.forgive(claim, row).map_err(Into::into)?;
            Ok(Weighed::Right { customer, before })
        }
        (Attempt::Counted { .. }, Some(Known { hash: None, .. })) => Ok(Weighed::NotThisWay),
        (Attempt::Counted { .. }, _) => Ok(Weighed::Wrong),
    }
}

fn let_in<S: ProofStore>(store: &S, claim: &Claim, password: &Secret, limit: Limit) -> Result<LogInOutcome, BankFault> {
    Ok(match weigh(store, claim, limit, |hash| matches_password(hash, password))? {
        Weighed::Right { customer, before } => LogInOutcome::Known { customer, failures: before },
        Weighed::Wrong => LogInOutcome::Refused(RefusedLogIn::NoMatch),
        Weighed::Locked { until } => LogInOutcome::Refused(RefusedLogIn::Locked { until }),
        Weighed::NotThisWay => LogInOutcome::Refused(RefusedLogIn::NotThisWay),
    })
}

fn check<S: ProofStore>(store: &S, claim: &Claim, limit: Limit, matches: impl FnOnce(&str) -> bool) -> Result<Checked, BankFault> {
    Ok(match weigh(store, claim, limit, matches)? {
        Weighed::Right { .. } => Checked::Right,
        Weighed::Wrong | Weighed::NotThisWay => Checked::Wrong,
        Weighed::Locked { until } => Checked::Locked { until },
    })
}

/// As [`LogIn::log_in`](fgapi_banking::LogIn::log_in).
///
/// # Errors
/// [`BankFault`] when the store cannot answer; nothing is counted then.
pub fn log_in<S: ProofStore>(
    store: &S,
    login: &LoginId,
    password: &Secret,
    rule: Rule,
    now: UnixSeconds,
) -> Result<LogInOutcome, BankFault> {
    let_in(store, &Claim::Login(login.clone()), password, rule.at(now))
}

/// As [`LogIn::log_in_with_certificate`](fgapi_banking::LogIn::log_in_with_certificate).
///
/// # Errors
/// [`BankFault`] when the store cannot answer; nothing is counted then.
pub fn log_in_with_certificate<S: ProofStore>(
    store: &S,
    certificate: &CertificateFingerprint,
    password: &Secret,
    rule: Rule,
    now: UnixSeconds,
) -> Result<LogInOutcome, BankFault> {
    let_in(store, &Claim::Certificate(*certificate), password, rule.at(now))
}

/// As [`Questions::check_answer`](fgapi_banking::Questions::check_answer).
///
/// # Errors
/// [`BankFault`] when the store cannot answer; nothing is counted then.
pub fn check_answer<S: ProofStore>(
    store: &S,
    (customer, number): (&CustomerId, u16),
    answer: &Answer,
    rule: Rule,
    now: UnixSeconds,
) -> Result<Checked, BankFault> {
    let answer = Secret::new(answer.reveal());
    check(store, &Claim::Answer(customer.clone(), number), rule.at(now), |hash| matches_password(hash, &answer))
}

/// As [`InquiryPins::check_pin`](fgapi_banking::InquiryPins::check_pin), under the key that PINs are hashed under.
///
/// # Errors
/// [`BankFault`] when the store cannot answer or there is no key; nothing is counted then.
pub fn check_pin<S: ProofStore>(
    store: &S,
    (customer, account): (&CustomerId, &AccountKey),
    (pin, key): (&InquiryPin, Option<&PinKey>),
    rule: Rule,
    now: UnixSeconds,
) -> Result<Checked, BankFault> {
    let key = key.ok_or_else(|| BankFault::Unavailable("the gateway has no key to compare inquiry PINs under".to_owned()))?;
    check(store, &Claim::Pin(customer.clone(), account.clone()), rule.at(now), |hash| matches_pin(hash, pin, key))
}
