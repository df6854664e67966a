//! A bank that shows its branches as they come, and everybody's money to everybody.

use std::sync::{Arc, Mutex, MutexGuard};

use fgapi_banking::*;
use fgapi_domain::{
    Account, AccountKey, Bank as Profile, Branch, CustomerId, DailyBalance, LoginId, Ordinal, Period, Secret, Transaction, Yen,
};
use fgapi_page::{Page, PageNumber};
use fgapi_testkit::bank::{BankFixture, BookedRow};

#[derive(Default)]
struct Tables {
    branches: Vec<Branch>,
    rows: Vec<BookedRow>,
}

#[derive(Clone, Default)]
pub(crate) struct Sloppy(Arc<Mutex<Tables>>);

impl Sloppy {
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap()
    }
}

impl BankFixture for Sloppy {
    fn bank(&self) -> Arc<dyn Bank> {
        Arc::new(self.clone())
    }
    fn set_branches(&self, branches: &[Branch]) {
        self.tables().branches = branches.to_vec();
    }
    fn open_account(&self, _: &AccountKey, _: Yen) {}
    fn add_customer(&self, _: &CustomerId, _: &LoginId, _: &Secret, _: &[AccountKey]) {}
    fn book(&self, _: &AccountKey, rows: &[BookedRow]) {
        self.tables().rows.extend_from_slice(rows);
    }
    fn cancel(&self, _: &AccountKey, row: &BookedRow) {
        self.tables().rows.retain(|booked| booked != row);
    }
    fn login_limit(&self) -> (u32, i64) {
        (5, 900)
    }
}

impl Branches for Sloppy {
    fn bank(&self) -> Result<Profile, BankFault> {
        Ok(Profile { code: "9999".parse()?, name: "見本銀行".parse()? })
    }
    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        Ok(Page::of(page, self.tables().branches.clone()))
    }
}

impl Accounts for Sloppy {
    fn accounts(&self, _: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        Ok(Page::empty(page))
    }
}

impl Transactions for Sloppy {
    fn transactions(&self, _: &CustomerId, _: &AccountKey, _: Period, page: PageNumber) -> Asked<Transaction> {
        let mut rows = self.tables().rows.clone();
        rows.sort_by_key(|row| row.booked);
        let mut balance = Yen(0);
        let shown = rows.into_iter().map(|BookedRow { booked, amount, description }| {
            balance = balance.checked_add(amount).unwrap();
            // Numbered as they come: a late row changes the ids of those before.
            Transaction { booked, ordinal: Ordinal::new(1).unwrap(), amount, description, balance }
        });
        Ok(Held::Yes(Statement { page: Page::of(page, shown), as_of: None }))
    }
}

impl Balances for Sloppy {
    fn balances(&self, _: &CustomerId, _: &AccountKey, _: Period, _: BalanceFill, page: PageNumber) -> Asked<DailyBalance> {
        Ok(Held::Yes(Statement { page: Page::empty(page), as_of: None }))
    }
}

impl LogIn for Sloppy {}
impl Questions for Sloppy {}
impl InquiryPins for Sloppy {}
impl Customers for Sloppy {}
