//! A bank with one customer, an account with three pages of transactions, and three pages of branches.

use fgapi_banking::*;
use fgapi_domain::*;
use fgapi_page::{PAGE_SIZE, Page, PageNumber};

pub(crate) const ACCOUNT: &str = "9999-101-1-0001234";
/// How many branches there are, and transactions: two pages and one row.
pub(crate) const MANY: usize = 2 * PAGE_SIZE + 1;

pub(crate) struct SmallBank;

fn cut<T>(page: PageNumber, rows: impl Iterator<Item = T>) -> Page<T> {
    Page::cut(page, rows.skip(usize::try_from(page.skipped_rows()).unwrap()).take(PAGE_SIZE + 1).collect())
}

fn of_alice<T>(account: &AccountKey, page: Page<T>) -> Held<Statement<T>> {
    if account.to_string() == ACCOUNT { Held::Yes(Statement { page, as_of: None }) } else { Held::No }
}

impl Branches for SmallBank {
    fn bank(&self) -> Result<fgapi_domain::Bank, BankFault> {
        Ok(fgapi_domain::Bank { code: "9999".parse().unwrap(), name: ShortText::new("見本銀行").unwrap() })
    }

    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        let branch = |number: usize| Branch {
            key: format!("9999-{number:03}").parse().unwrap(),
            name: ShortText::new("本店").unwrap(),
            kana: ShortText::new("ホンテン").unwrap(),
            address_code: None,
            tel: None,
        };
        Ok(cut(page, (0..MANY).map(branch)))
    }
}

impl Accounts for SmallBank {
    fn accounts(&self, _: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let key: AccountKey = ACCOUNT.parse().unwrap();
        let type2 = ShortText::new(key.kind.label()).unwrap();
        let account = Account { owner: OwnerType::Personal, type2, branch_name: ShortText::new("本店").unwrap(), as_of: None, key };
        Ok(cut(page, std::iter::once(account)))
    }
}

impl Transactions for SmallBank {
    fn transactions(
        &self,
        _: &CustomerId,
        account: &AccountKey,
        _: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault> {
        let transaction = |number: usize| Transaction {
            booked: Booked::on("2026-01-10".parse().unwrap()),
            ordinal: Ordinal::new(u32::try_from(number).unwrap() + 1).unwrap(),
            amount: Yen(1),
            description: LongText::new("フリコミ").unwrap(),
            balance: Yen(i64::try_from(number).unwrap() + 1),
        };
        Ok(of_alice(account, cut(page, (0..MANY).map(transaction))))
    }
}

impl Balances for SmallBank {
    fn balances(
        &self,
        _: &CustomerId,
        account: &AccountKey,
        _: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        let days = ["2026-01-10", "2026-01-11"].into_iter().take(if fill == BalanceFill::Carry { 2 } else { 1 });
        Ok(of_alice(account, cut(page, days.map(|day| DailyBalance { day: day.parse().unwrap(), balance: Yen(401) }))))
    }
}

impl LogIn for SmallBank {
    fn log_in(&self, login: &LoginId, password: &Secret, _: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        Ok(match (login.as_str(), password.reveal()) {
            ("alice", "right") => LogInOutcome::Known { customer: "C-ALICE".parse().unwrap(), failures: 0 },
            _ => LogInOutcome::Refused(RefusedLogIn::NoMatch),
        })
    }
}

impl Questions for SmallBank {}
impl InquiryPins for SmallBank {}
impl Customers for SmallBank {}
