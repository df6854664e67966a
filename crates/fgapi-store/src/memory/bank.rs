//! The banking-core port over tables in memory, as plainly as it can be said.

use std::sync::{Arc, Mutex};

use fgapi_banking::{Accounts, BalanceFill, Balances, BankFault, Branches, Held, Statement, Transactions, daily_balances};
use fgapi_domain::{
    Account, AccountKey, AsOf, Bank, BankCode, Booked, Branch, BranchKey, CustomerId, DailyBalance, JstDate, Ordinal, Period, ShortText,
    Transaction, UnixSeconds, Yen,
};
use fgapi_intake::{AccountRow, BranchRow};
use fgapi_page::{Page, PageNumber};

use super::lock;
use super::tables::Tables;
use crate::{PinKey, StoreFault, StoreSettings};

/// One bank of the tables.
pub(super) struct MemoryBank {
    pub(super) tables: Arc<Mutex<Tables>>,
    pub(super) code: BankCode,
    pub(super) settings: StoreSettings,
    pub(super) pin_key: Option<Arc<PinKey>>,
}

impl MemoryBank {
    /// The account, when the customer holds it, with every transaction that is listed.
    fn history(&self, customer: &CustomerId, key: &AccountKey) -> Result<Option<(AccountRow, Vec<Transaction>)>, StoreFault> {
        let tables = lock(&self.tables)?;
        let holds = |id: &str| tables.customers.get(id).is_some_and(|customer| customer.held.iter().any(|(held, _)| held == key));
        let Some(account) = tables.accounts.get(key).filter(|_| key.bank == self.code && holds(customer.as_str())) else { return Ok(None) };
        let mut balance = account.opening.unwrap_or(0);
        let mut history = Vec::new();
        for row in tables.listed(account.seq) {
            balance += row.amount;
            history.push(Transaction {
                booked: Booked::at(JstDate::from_number(row.day)?, u32::try_from(row.second).unwrap_or(u32::MAX))?,
                ordinal: Ordinal::new(u32::try_from(row.ordinal).unwrap_or(0))?,
                amount: Yen(row.amount),
                description: row.description.parse()?,
                balance: Yen(balance),
            });
        }
        Ok(Some((account.clone(), history)))
    }
}

fn as_of(row: &AccountRow) -> Result<Option<AsOf>, StoreFault> {
    let Some((day, at)) = row.as_of_day.zip(row.imported_at) else { return Ok(None) };
    Ok(Some(AsOf { date: JstDate::from_number(day)?, imported_at: UnixSeconds(at) }))
}

/// The newest import of statements and the newest reference date.
pub(super) fn newest_statements(tables: &Tables) -> Result<Option<AsOf>, StoreFault> {
    let day = tables.accounts.values().filter_map(|row| row.as_of_day).max();
    let Some((day, at)) = day.zip(tables.accounts.values().filter_map(|row| row.imported_at).max()) else { return Ok(None) };
    Ok(Some(AsOf { date: JstDate::from_number(day)?, imported_at: UnixSeconds(at) }))
}

/// The bank's own text for an account's kind.
pub(super) fn type_of(row: &AccountRow) -> Result<ShortText, StoreFault> {
    Ok(row.type2.as_deref().unwrap_or(row.key.kind.label()).parse()?)
}

/// The name of an account's branch.
pub(super) fn branch_name(tables: &Tables, row: &AccountRow) -> Result<ShortText, StoreFault> {
    let place = (row.key.bank.to_string(), row.key.branch.to_string());
    Ok(tables.branches.get(&place).map_or("", |branch| &branch.name).parse()?)
}

fn branch_of(bank: BankCode, row: &BranchRow) -> Result<Branch, StoreFault> {
    Ok(Branch {
        key: BranchKey { bank, branch: row.code.parse()? },
        name: row.name.parse()?,
        kana: row.kana.parse()?,
        address_code: row.address_code.as_deref().map(str::parse).transpose()?,
        tel: row.tel.as_deref().map(str::parse).transpose()?,
    })
}

impl Branches for MemoryBank {
    fn bank(&self) -> Result<Bank, BankFault> {
        let name = lock(&self.tables)?.banks.get(self.code.as_str()).cloned();
        let name = name.ok_or_else(|| BankFault::Unavailable(format!("bank {} has not been imported", self.code)))?;
        Ok(Bank { code: self.code, name: name.parse().map_err(StoreFault::from)? })
    }

    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        let tables = lock(&self.tables)?;
        let present = tables.branches.iter().filter(|((bank, _), row)| bank == self.code.as_str() && row.position.is_some());
        let branches: Vec<_> = present.map(|(_, row)| branch_of(self.code, row)).collect::<Result<_, _>>()?;
        Ok(Page::of(page, branches))
    }
}

impl Accounts for MemoryBank {
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let tables = lock(&self.tables)?;
        let held = tables.customers.get(customer.as_str()).map(|customer| customer.held.as_slice()).unwrap_or_default();
        let rows = held.iter().filter(|(key, _)| key.bank == self.code).filter_map(|(key, _)| tables.accounts.get(key));
        let account = |row: &AccountRow| -> Result<Account, StoreFault> {
            Ok(Account {
                key: row.key.clone(),
                owner: row.owner.parse()?,
                type2: type_of(row)?,
                branch_name: branch_name(&tables, row)?,
                as_of: as_of(row)?,
            })
        };
        let accounts: Vec<_> = rows.map(account).collect::<Result<_, _>>()?;
        Ok(Page::of(page, accounts))
    }
}

impl Transactions for MemoryBank {
    fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault> {
        let Some((row, history)) = self.history(customer, account)? else { return Ok(Held::No) };
        let within = history.into_iter().filter(|row| period.contains(row.booked.day()));
        Ok(Held::Yes(Statement { page: Page::of(page, within), as_of: as_of(&row)? }))
    }
}

impl Balances for MemoryBank {
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        let Some((row, history)) = self.history(customer, account)? else { return Ok(Held::No) };
        let as_of = as_of(&row)?;
        let known_until = as_of.map(|as_of| as_of.date);
        Ok(Held::Yes(Statement { page: daily_balances(&history, period, fill, known_until, page), as_of }))
    }
}
