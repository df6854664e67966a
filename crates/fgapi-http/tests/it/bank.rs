//! A bank with two customers and three accounts, that can be told to fail.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use fgapi_banking::*;
use fgapi_domain::*;
use fgapi_page::{PAGE_SIZE, Page, PageNumber};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Fine,
    Wrong,
    Unavailable,
    TimedOut,
    Panics,
    Hangs,
    /// Only who logs in is kept waiting.
    HangsAtLogIn,
}

pub(crate) struct FakeBank {
    pub(crate) mood: Mutex<Mood>,
    /// Which accounts were asked about.
    pub(crate) asked: Mutex<Vec<String>>,
    /// Held while the bank is to hang.
    pub(crate) gate: Mutex<()>,
    /// How many calls have come to the gate.
    pub(crate) hanging: AtomicUsize,
}

pub(crate) const ALICES: &str = "9999-101-1-0001234";
pub(crate) const ALICES_CARD: &str = "9999-101-8-4980";
pub(crate) const BOBS: &str = "9999-102-2-0007777";

/// How many branches there are: two pages and one row.
pub(crate) const BRANCHES: usize = 2 * PAGE_SIZE + 1;

impl FakeBank {
    pub(crate) fn new() -> Self {
        Self { mood: Mutex::new(Mood::Fine), asked: Mutex::default(), gate: Mutex::default(), hanging: AtomicUsize::new(0) }
    }

    fn answer(&self) -> Result<(), BankFault> {
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Fine | Mood::HangsAtLogIn => Ok(()),
            Mood::Wrong => Err(BankFault::Wrong("secret host".into())),
            Mood::Unavailable => Err(BankFault::Unavailable("secret host".into())),
            Mood::TimedOut => Err(BankFault::TimedOut),
            Mood::Panics => panic!("the bank breaks, as the test wishes"),
            Mood::Hangs => {
                self.hang();
                Ok(())
            }
        }
    }

    fn hang(&self) {
        self.hanging.fetch_add(1, Ordering::SeqCst);
        drop(self.gate.lock());
    }

    fn holds(&self, customer: &CustomerId, account: &AccountKey) -> bool {
        self.asked.lock().unwrap().push(account.to_string());
        let held: &[&str] = if customer.as_str() == "C-ALICE" { &[ALICES, ALICES_CARD] } else { &[BOBS] };
        held.contains(&account.to_string().as_str())
    }
}

fn day(text: &str) -> JstDate {
    text.parse().unwrap()
}

fn as_of() -> Option<AsOf> {
    Some(AsOf { date: day("2026-01-31"), imported_at: UnixSeconds(1_769_900_000) })
}

fn cut<T>(page: PageNumber, rows: Vec<T>) -> Page<T> {
    Page::cut(page, rows.into_iter().skip(usize::try_from(page.skipped_rows()).unwrap()).take(PAGE_SIZE + 1).collect())
}

fn transaction(at: Booked, ordinal: u32, amount: i64, balance: i64) -> Transaction {
    Transaction {
        booked: at,
        ordinal: Ordinal::new(ordinal).unwrap(),
        amount: Yen(amount),
        description: LongText::new("フリコミ 𠮷野家").unwrap(),
        balance: Yen(balance),
    }
}

impl Branches for FakeBank {
    fn bank(&self) -> Result<fgapi_domain::Bank, BankFault> {
        self.answer()?;
        Ok(fgapi_domain::Bank { code: "9999".parse().unwrap(), name: ShortText::new("見本銀行").unwrap() })
    }

    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        let branch = |number: usize| Branch {
            key: format!("9999-{number:03}").parse().unwrap(),
            name: ShortText::new("本店").unwrap(),
            kana: ShortText::new("ホンテン").unwrap(),
            address_code: (number == 0).then(|| "131016".parse().unwrap()),
            tel: None,
        };
        Ok(cut(page, (0..BRANCHES).map(branch).collect()))
    }
}

impl Accounts for FakeBank {
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let keys: &[&str] = if customer.as_str() == "C-ALICE" { &[ALICES, ALICES_CARD] } else { &[BOBS] };
        let account = |key: &&str| {
            let key: AccountKey = key.parse().unwrap();
            let type2 = ShortText::new(key.kind.label()).unwrap();
            Account { owner: OwnerType::Personal, type2, branch_name: ShortText::new("本店").unwrap(), as_of: as_of(), key }
        };
        Ok(cut(page, keys.iter().map(account).collect()))
    }
}

impl Transactions for FakeBank {
    fn transactions(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
    ) -> Result<Held<Statement<Transaction>>, BankFault> {
        self.answer()?;
        if !self.holds(customer, account) {
            return Ok(Held::No);
        }
        let rows = [
            transaction(Booked::at(day("2026-01-10"), 47_735).unwrap(), 1, 9_007_199_254_740_993, 9_007_199_254_740_993),
            transaction(Booked::on(day("2026-01-11")), 1, -1, 9_007_199_254_740_992),
        ];
        let rows = rows.into_iter().filter(|row| period.contains(row.booked.day())).collect();
        Ok(Held::Yes(Statement { page: cut(page, rows), as_of: as_of() }))
    }
}

impl Balances for FakeBank {
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        self.answer()?;
        if !self.holds(customer, account) {
            return Ok(Held::No);
        }
        let carried = (fill == BalanceFill::Carry).then_some("2026-01-12");
        let days = ["2026-01-10", "2026-01-11"].into_iter().chain(carried).map(day).filter(|day| period.contains(*day));
        let rows = days.map(|day| DailyBalance { day, balance: Yen(-5) }).collect();
        Ok(Held::Yes(Statement { page: cut(page, rows), as_of: None }))
    }
}

impl LogIn for FakeBank {
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        self.answer()?;
        let mood = *self.mood.lock().unwrap();
        if mood == Mood::HangsAtLogIn {
            self.hang();
        }
        Ok(match (login.as_str(), password.reveal()) {
            ("alice", "right") => LogInOutcome::Known { customer: "C-ALICE".parse().unwrap(), failures: 0 },
            ("bob", "right") => LogInOutcome::Known { customer: "C-BOB".parse().unwrap(), failures: 0 },
            ("locked", _) => LogInOutcome::Refused(RefusedLogIn::Locked { until: now.plus(60) }),
            ("certified", _) => LogInOutcome::Refused(RefusedLogIn::NotThisWay),
            _ => LogInOutcome::Refused(RefusedLogIn::NoMatch),
        })
    }
}

impl Questions for FakeBank {}
impl InquiryPins for FakeBank {}
impl Customers for FakeBank {}
