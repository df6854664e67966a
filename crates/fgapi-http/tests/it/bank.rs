//! A bank with two customers and three accounts, that can be told to fail.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

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
    /// Which version Alice's accounts are at; 0: the bank has none. A page has a row of so many yen then.
    pub(crate) version: AtomicI64,
    /// How much is wrong about that row's balance; from 2 on about that of a row after it, too.
    pub(crate) off_by: AtomicI64,
    /// What the askers knew.
    pub(crate) known: Mutex<Vec<Option<Version>>>,
    /// Whether the bank says that nothing has changed whatever is known.
    pub(crate) stubborn: Mutex<bool>,
    /// Whether Alice's accounts were closed.
    pub(crate) closed: Mutex<bool>,
}

pub(crate) const ALICES: &str = "9999-101-1-0001234";
pub(crate) const ALICES_CARD: &str = "9999-101-8-4980";
pub(crate) const BOBS: &str = "9999-102-2-0007777";

/// How many branches there are: two pages and one row.
pub(crate) const BRANCHES: usize = 2 * PAGE_SIZE + 1;

impl FakeBank {
    pub(crate) fn new() -> Self {
        Self {
            mood: Mutex::new(Mood::Fine),
            asked: Mutex::default(),
            gate: Mutex::default(),
            hanging: AtomicUsize::new(0),
            version: AtomicI64::new(0),
            off_by: AtomicI64::new(0),
            known: Mutex::default(),
            stubborn: Mutex::new(false),
            closed: Mutex::new(false),
        }
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

    /// What is told of a page to who knows a version.
    fn since<T>(&self, known: Option<Version>, page: Held<Statement<T>>) -> Result<Held<Since<T>>, BankFault> {
        self.known.lock().unwrap().push(known);
        let number = self.version.load(Ordering::SeqCst);
        let version = (number != 0).then(|| Version::new([number, 0, 0, 0]));
        let unchanged = *self.stubborn.lock().unwrap() || (known.is_some() && known == version);
        Ok(page.map(|page| if unchanged { Since::Unchanged } else { Since::Page(page, version) }))
    }

    fn holds(&self, customer: &CustomerId, account: &AccountKey) -> bool {
        self.asked.lock().unwrap().push(account.to_string());
        let held: &[&str] = match customer.as_str() {
            "C-ALICE" if *self.closed.lock().unwrap() => &[],
            "C-ALICE" => &[ALICES, ALICES_CARD],
            _ => &[BOBS],
        };
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
        let (version, off_by) = (self.version.load(Ordering::SeqCst), self.off_by.load(Ordering::SeqCst));
        let rows = [
            transaction(Booked::at(day("2026-01-10"), 47_735).unwrap(), 1, 9_007_199_254_740_993, 9_007_199_254_740_993),
            transaction(Booked::on(day("2026-01-11")), 1, -1, 9_007_199_254_740_992),
        ];
        let versioned = transaction(Booked::on(day("2026-01-12")), 1, version, 9_007_199_254_740_992 + version + off_by);
        let after = transaction(Booked::on(day("2026-01-13")), 1, 1, versioned.balance.0 + 1 + off_by);
        let rows = rows.into_iter().chain((version != 0).then_some(versioned)).chain((off_by > 1).then_some(after));
        let rows = rows.filter(|row| period.contains(row.booked.day())).collect();
        Ok(Held::Yes(Statement { page: cut(page, rows), as_of: as_of() }))
    }

    fn transactions_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
        known: Option<Version>,
    ) -> Result<Held<Since<Transaction>>, BankFault> {
        self.since(known, self.transactions(customer, account, period, page)?)
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
        let rows = days.map(|day| DailyBalance { day, balance: Yen(-5 - self.version.load(Ordering::SeqCst)) }).collect();
        Ok(Held::Yes(Statement { page: cut(page, rows), as_of: None }))
    }

    fn balances_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
        known: Option<Version>,
    ) -> Result<Held<Since<DailyBalance>>, BankFault> {
        self.since(known, self.balances(customer, account, period, fill, page)?)
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
