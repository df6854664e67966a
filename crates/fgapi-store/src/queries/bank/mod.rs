//! The banking-core port over the tables.
//!
//! A page is found by its position, never by skipping rows: sums over an account's years, then over the months of
//! one year, then over the days of one month, tell the day on which the page begins and the balance before it; then its rows are one range of the key.
//! These are two statements. An account's `revision` proves that both saw the same state. Where a statement is a round trip and the place is
//! known before, one statement reads both.

mod accounts;
mod at_once;
mod balances;
mod branches;
pub(crate) mod place;
mod places;
mod proofs;
mod rows;
mod transactions;

use std::sync::Arc;

use fgapi_banking::{BankFault, Held, Since, Statement, Version};
use fgapi_domain::{AccountKey, AsOf, BankCode, CustomerId, JstDate, UnixSeconds, Yen};

use self::place::HeldAccount;
use self::places::Places;
use super::{Conn, Db, Holders, ROUND_TRIPS, year_of};
use crate::{PinKey, StoreFault, StoreSettings};

/// One bank of the database.
pub(crate) struct SqlBank {
    db: Db,
    code: BankCode,
    settings: StoreSettings,
    pin_key: Option<Arc<PinKey>>,
    places: Places,
    holders: Holders,
}

impl SqlBank {
    /// The bank with this code.
    pub(crate) fn new(db: Db, code: BankCode, settings: StoreSettings, pin_key: Option<Arc<PinKey>>) -> Self {
        Self { db, code, settings, pin_key, places: Places::new(), holders: Holders::default() }
    }

    /// The answer about an account of this bank. Asked only after the database was: another bank's account is answered no sooner.
    fn own<T>(&self, account: &AccountKey, answer: Held<T>) -> Held<T> {
        if account.bank == self.code { answer } else { Held::No }
    }

    /// A page, unless the account is at the version that is known: then that is all that is read.
    fn since<T>(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        known: Option<Version>,
        sought: &impl Sought<T>,
    ) -> Result<Held<Since<T>>, BankFault> {
        let mut now = None;
        if let Some(known) = known {
            match self.holders.account_now(&self.db, customer, account)? {
                None => return Ok(Held::No),
                Some(held) if held.version() == known => return Ok(self.own(account, Held::Yes(Since::Unchanged))),
                Some(held) => now = Some(held),
            }
        }
        let told = self.db.read(|conn| told(conn, sought, now.as_ref()))?;
        Ok(self.own(account, told.map(|(statement, version)| Since::Page(statement, Some(version)))))
    }

    /// A page, whatever is known of it.
    fn page<T>(&self, account: &AccountKey, sought: &impl Sought<T>) -> Result<Held<Statement<T>>, BankFault> {
        let told = self.db.read(|conn| told(conn, sought, None))?;
        Ok(self.own(account, told.map(|(statement, _)| statement)))
    }
}

/// A page that is asked for, and the ways to it.
trait Sought<T> {
    /// By one statement. `None`: the page's place is not known, so that one statement does not find it. `now` is the account as it was
    /// seen a moment ago, if it was.
    fn at_once(&self, conn: &mut Conn, now: Option<&HeldAccount>) -> Result<Option<Told<T>>, StoreFault>;

    /// First the account and the page's place, then its rows. `None`: an import came in between.
    fn step_by_step(&self, conn: &mut Conn) -> Result<Option<Told<T>>, StoreFault>;
}

/// The page, by the shortest way.
fn told<T>(conn: &mut Conn, sought: &impl Sought<T>, now: Option<&HeldAccount>) -> Result<Told<T>, StoreFault> {
    if ROUND_TRIPS && let Some(told) = sought.at_once(conn, now)? {
        return Ok(told);
    }
    until_steady(|| sought.step_by_step(conn))
}

/// What one attempt at a page gives: the page, and the version that it is of.
type Told<T> = Held<(Statement<T>, Version)>;

/// How often a read begins anew because an import changed the account between its two statements.
const ATTEMPTS: usize = 8;

/// Repeats `attempt` until its statements saw the same revision.
fn until_steady<T>(mut attempt: impl FnMut() -> Result<Option<T>, StoreFault>) -> Result<T, StoreFault> {
    for _ in 0..ATTEMPTS {
        if let Some(steady) = attempt()? {
            return Ok(steady);
        }
    }
    Err(StoreFault::Busy)
}

fn as_of(day: Option<i64>, imported_at: Option<i64>) -> Result<Option<AsOf>, StoreFault> {
    let Some((day, at)) = day.zip(imported_at) else { return Ok(None) };
    Ok(Some(AsOf { date: JstDate::from_number(day)?, imported_at: UnixSeconds(at) }))
}

/// A balance from its parts.
fn balance(parts: impl IntoIterator<Item = i64>) -> Result<Yen, StoreFault> {
    let sum = parts.into_iter().try_fold(Yen(0), |sum, part| sum.checked_add(Yen(part)));
    sum.ok_or_else(|| StoreFault::corrupt("a balance beyond any balance"))
}
