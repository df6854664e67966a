//! Accounts, balances and transactions of one customer at one institution, within limits.

use std::borrow::Cow;
use std::collections::HashSet;

use fgapi_client::{BalancesAnswer, CallError, Fgapi, StatementParams, StatementQuery, TransactionRow};
use fgapi_domain::{JstDate, Secret, UnixSeconds, Yen};
use fgapi_linked::{Harvest, HarvestedAccount, HarvestedTransaction, Period, UpstreamFault};

use crate::fault::{Call, odd, of_call};
use crate::words;

/// The most accounts of a customer.
const ACCOUNTS: usize = 100;
/// The most pages of one listing.
const PAGES: u32 = 50;
/// The most transactions in one attempt.
const TRANSACTIONS: usize = 10_000;
/// Days back in which the newest balance is looked for.
const BALANCE_DAYS: i64 = 30;

const NO_BALANCES: BalancesAnswer<'static> = BalancesAnswer {
    balances: Vec::new(),
    params: StatementParams {
        account_id: Cow::Borrowed(""),
        start_date: Cow::Borrowed(""),
        end_date: Cow::Borrowed(""),
        page: 1,
        next_page: 0,
    },
    page: 1,
    next_page: 0,
    as_of: None,
};

/// What is asked, and with what.
pub(crate) struct Field<'a> {
    pub(crate) fgapi: &'a Fgapi,
    pub(crate) access: &'a Secret,
    pub(crate) period: Period,
}

/// One page: its rows, and the next page as the answer tells it in two places.
type Page<T> = (Vec<T>, [u32; 2]);

impl Field<'_> {
    /// All of it.
    pub(crate) async fn harvest(&self) -> Result<Harvest, UpstreamFault> {
        let mut accounts = self.accounts().await?;
        let mut room = TRANSACTIONS;
        for account in &mut accounts {
            account.transactions = self.transactions(&account.far_id, room).await?;
            room -= account.transactions.len();
            account.balance = self.balance(account).await?;
        }
        Ok(Harvest { accounts })
    }

    async fn accounts(&self) -> Result<Vec<HarvestedAccount>, UpstreamFault> {
        let call = Call::Accounts;
        let (mut accounts, mut seen) = (Vec::new(), HashSet::new());
        let ask = async |page| {
            let answer = self.fgapi.accounts(self.access.reveal(), page).await?;
            Ok((answer.accounts, [answer.next_page, answer.params.next_page]))
        };
        pages(call, ask, |row| {
            if accounts.len() == ACCOUNTS {
                return Err(odd(call, "more than 100 accounts"));
            }
            let account = HarvestedAccount {
                far_id: once(call, &mut seen, &row.id)?,
                branch_name: words::short_or_none(call, &row.branch_name)?,
                number: words::short_or_none(call, &row.account_number)?,
                kind: words::short(call, &row.account_type2)?,
                balance: Yen(0),
                transactions: Vec::new(),
            };
            accounts.push(account);
            Ok(())
        })
        .await?;
        Ok(accounts)
    }

    async fn transactions(&self, account_id: &str, room: usize) -> Result<Vec<HarvestedTransaction>, UpstreamFault> {
        let call = Call::Transactions;
        let (mut transactions, mut seen) = (Vec::new(), HashSet::new());
        let [start_date, end_date] = [self.period.from, self.period.until].map(|day| day.to_string());
        let ask = async |page| {
            let query = StatementQuery { account_id, start_date: &start_date, end_date: &end_date, page };
            let answer = self.fgapi.transactions(self.access.reveal(), &query).await?;
            Ok((answer.transactions, [answer.next_page, answer.params.next_page]))
        };
        pages(call, ask, |row: TransactionRow<'_>| {
            if transactions.len() == room {
                return Err(odd(call, "more than 10000 transactions in one attempt"));
            }
            let transaction = HarvestedTransaction {
                far_id: once(call, &mut seen, &row.id)?,
                booked_at: words::booked(call, &row.date)?,
                amount: Yen(row.amount),
                balance: Yen(row.balance),
                description: words::long(call, &row.description)?,
            };
            transactions.push(transaction);
            Ok(())
        })
        .await?;
        Ok(transactions)
    }

    /// The newest that is known: that of the last days, or else of the newest transaction, or else one that the institution carries on from
    /// before, where it does that; 0 where nothing was ever booked.
    async fn balance(&self, account: &HarvestedAccount) -> Result<Yen, UpstreamFault> {
        let account_id = &account.far_id;
        if let Some(balance) = self.newest(account_id, async |query| self.fgapi.balances(self.access.reveal(), &query).await).await? {
            return Ok(balance);
        }
        if let Some(newest) = account.transactions.iter().max_by_key(|transaction| transaction.booked_at) {
            return Ok(newest.balance);
        }
        let carried = async |query: StatementQuery<'_>| match self.fgapi.carried_balances(self.access.reveal(), &query).await {
            // It knows no fill=carry.
            Err(CallError::Refused(refused)) if matches!(refused.status, 400 | 404) && refused.reason.is_none() => Ok(NO_BALANCES),
            outcome => outcome,
        };
        Ok(self.newest(account_id, carried).await?.unwrap_or(Yen(0)))
    }

    async fn newest(
        &self,
        account_id: &str,
        balances: impl AsyncFn(StatementQuery<'_>) -> Result<BalancesAnswer<'static>, CallError>,
    ) -> Result<Option<Yen>, UpstreamFault> {
        let call = Call::Balances;
        let mut newest: Option<(UnixSeconds, Yen)> = None;
        let until: JstDate = self.period.until;
        let [start_date, end_date] = [until.plus_days(-BALANCE_DAYS).unwrap_or(until), until].map(|day| day.to_string());
        let ask = async |page| {
            let answer = balances(StatementQuery { account_id, start_date: &start_date, end_date: &end_date, page }).await?;
            Ok((answer.balances, [answer.next_page, answer.params.next_page]))
        };
        pages(call, ask, |row| {
            let at = words::booked(call, &row.date)?;
            if newest.is_none_or(|(known, _)| known <= at) {
                newest = Some((at, Yen(row.balance)));
            }
            Ok(())
        })
        .await?;
        Ok(newest.map(|(_, balance)| balance))
    }
}

/// Takes the rows of a listing, page after page. A page is followed by the next or by none.
async fn pages<T>(
    call: Call,
    ask: impl AsyncFn(u32) -> Result<Page<T>, CallError>,
    mut take: impl FnMut(T) -> Result<(), UpstreamFault>,
) -> Result<(), UpstreamFault> {
    for page in 1..=PAGES {
        let (rows, next) = ask(page).await.map_err(|error| of_call(call, &error))?;
        rows.into_iter().try_for_each(&mut take)?;
        // Some tell it in one of the two places only.
        match next {
            [0, 0] => return Ok(()),
            [next, other] if next.max(other) == page + 1 && (next == other || next.min(other) == 0) => {}
            _ => return Err(odd(call, &format!("page {page} is not followed by the next"))),
        }
    }
    Err(odd(call, "more than 50 pages"))
}

/// An id that did not come before in this listing: a page that is repeated would go on for ever, and be counted twice.
fn once(call: Call, seen: &mut HashSet<String>, id: &str) -> Result<String, UpstreamFault> {
    let id = words::id(call, id)?;
    if seen.insert(id.clone()) { Ok(id) } else { Err(odd(call, "an id came twice")) }
}
