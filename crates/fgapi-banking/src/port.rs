//! The port: one trait a capability, and [`Bank`] for all of them.

use fgapi_domain::{
    Account, AccountChoice, AccountKey, AsOf, Bank as BankProfile, Branch, CertificateFingerprint, CustomerId, DailyBalance, LoginId,
    Period, Secret, ShortText, Transaction, UnixSeconds,
};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use crate::{Answer, BankFault, Checked, InquiryPin, LogInOutcome, RefusedLogIn, Since, Version};

/// The bank itself and its branches (/branches@GET).
pub trait Branches: Send + Sync {
    /// The bank that is served.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn bank(&self) -> Result<BankProfile, BankFault>;

    /// One page of the bank's present branches, by branch code.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault>;
}

/// The accounts of a customer (/accounts@GET).
pub trait Accounts: Send + Sync {
    /// One page of the accounts that `customer` holds, by (branch, kind, number). An unknown customer holds none.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault>;

    /// The same, of `chosen` accounts only. This walks the pages of [`accounts`](Self::accounts) up to the one that is asked
    /// for: one page for nearly every customer.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn chosen_accounts(&self, customer: &CustomerId, chosen: &AccountChoice, page: PageNumber) -> Result<Page<Account>, BankFault> {
        if *chosen == AccountChoice::All {
            return self.accounts(customer, page);
        }
        let skipped = usize::try_from(page.skipped_rows()).unwrap_or(usize::MAX);
        let (mut seen, mut rows, mut walked) = (0_usize, Vec::new(), Some(PageNumber::FIRST));
        while let Some(number) = walked {
            let all = self.accounts(customer, number)?;
            walked = PageNumber::new(all.next_page());
            for account in all.into_rows().into_iter().filter(|account| chosen.covers(&account.key)) {
                seen += 1;
                if seen > skipped {
                    rows.push(account);
                }
            }
            if rows.len() >= READ_SIZE {
                rows.truncate(READ_SIZE);
                break;
            }
        }
        Ok(Page::cut(page, rows))
    }
}

/// What a question about one account gives: the answer, or that the customer does not hold such an account.
/// Whether it exists at all is not told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held<T> {
    /// The customer holds the account.
    Yes(T),
    /// The customer holds no such account.
    No,
}

impl<T> Held<T> {
    /// The same answer with its content made into something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Held<U> {
        match self {
            Self::Yes(content) => Held::Yes(change(content)),
            Self::No => Held::No,
        }
    }
}

/// One page of an account's transactions or balances, and how fresh it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<T> {
    /// The rows.
    pub page: Page<T>,
    /// The bank's reference date and when it was taken over; `None` where the bank does not say.
    pub as_of: Option<AsOf>,
}

/// What is answered when a page of an account is asked for.
pub type Asked<T> = Result<Held<Statement<T>>, BankFault>;

/// The transactions of an account (/transactions@GET).
pub trait Transactions: Send + Sync {
    /// One page of the transactions that were booked in `period` and are not cancelled, by (booked instant, core sequence).
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn transactions(&self, customer: &CustomerId, account: &AccountKey, period: Period, page: PageNumber) -> Asked<Transaction>;

    /// The same for an asker who may know the page as it was at a [`Version`]. A bank without versions need not write this: then
    /// every page is read, and none is kept.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn transactions_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        page: PageNumber,
        _known: Option<Version>,
    ) -> Result<Held<Since<Transaction>>, BankFault> {
        Ok(self.transactions(customer, account, period, page)?.map(Since::unversioned))
    }
}

/// Which days /balances@GET shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BalanceFill {
    /// Days that have a transaction (the document's reading, R14).
    #[default]
    BookedDays,
    /// Every day from the first known balance on; a day without a transaction carries the balance of the day before (`fill=carry`).
    Carry,
}

/// The daily balances of an account (/balances@GET).
pub trait Balances: Send + Sync {
    /// One page of the balances after each day's last transaction, by day. A day whose transactions were all
    /// cancelled has none.
    ///
    /// With [`BalanceFill::Carry`] there is a row for every day of `period` from the account's first booked day on
    /// (`as_of.date` is the last one where it is known and earlier than the period's end).
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn balances(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
    ) -> Asked<DailyBalance>;

    /// The same for an asker who may know the page as it was at a [`Version`], as
    /// [`transactions_since`](Transactions::transactions_since) does.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn balances_since(
        &self,
        customer: &CustomerId,
        account: &AccountKey,
        period: Period,
        fill: BalanceFill,
        page: PageNumber,
        _known: Option<Version>,
    ) -> Result<Held<Since<DailyBalance>>, BankFault> {
        Ok(self.balances(customer, account, period, fill, page)?.map(Since::unversioned))
    }
}

/// Whether a customer is who they say. A bank whose customers log in elsewhere writes `impl LogIn for MyBank {}`, and lets nobody
/// in this way.
pub trait LogIn: Send + Sync {
    /// Checks a login id and password at `now`. A wrong password is counted *before* it is looked at, so that many
    /// attempts at once cannot pass the limit; an unknown login id costs the same time as a wrong password, and is locked
    /// like a known one.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer; nothing is counted then.
    fn log_in(&self, _login: &LoginId, _password: &Secret, _now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        Ok(LogInOutcome::Refused(RefusedLogIn::NoMatch))
    }

    /// Checks the password of the customer to whom `certificate` belongs, at `now`, with the same counting. The certificate
    /// itself was judged before (issuer, validity, revocation). A bank without certificates need not write this.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer; nothing is counted then.
    fn log_in_with_certificate(
        &self,
        _certificate: &CertificateFingerprint,
        _password: &Secret,
        _now: UnixSeconds,
    ) -> Result<LogInOutcome, BankFault> {
        Ok(LogInOutcome::Refused(RefusedLogIn::NoMatch))
    }
}

/// An additional question (追加認証) of a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its number among the customer's, from 1.
    pub number: u16,
    /// What is asked.
    pub text: ShortText,
}

/// Additional questions, for banks that ask any; one that does not writes `impl Questions for MyBank {}`.
pub trait Questions: Send + Sync {
    /// The customer's questions, by number.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn questions(&self, _customer: &CustomerId) -> Result<Vec<Question>, BankFault> {
        Ok(Vec::new())
    }

    /// Compares an answer at `now`. A wrong one is counted *before* it is looked at.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer; nothing is counted then.
    fn check_answer(&self, _customer: &CustomerId, _number: u16, _answer: &Answer, _now: UnixSeconds) -> Result<Checked, BankFault> {
        Ok(Checked::Wrong)
    }
}

/// An account for which a 照会用暗証番号 is filed with the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinAccount {
    /// What names it.
    pub key: AccountKey,
    /// The bank's own text for its kind.
    pub type2: ShortText,
    /// Name of its branch; empty when it is not known.
    pub branch_name: ShortText,
    /// 口座メモ: the customer's own note; empty when there is none.
    pub memo: ShortText,
}

/// Inquiry PINs (照会用暗証番号), for banks whose accounts have them; one without writes `impl InquiryPins for MyBank {}`.
pub trait InquiryPins: Send + Sync {
    /// The customer's accounts for which a PIN is filed, by (branch, kind, number). At most 1,000 are looked at.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn pin_accounts(&self, _customer: &CustomerId) -> Result<Vec<PinAccount>, BankFault> {
        Ok(Vec::new())
    }

    /// Compares a PIN with the filed one at `now`. A wrong one is counted *before* it is looked at. An account that the
    /// customer does not hold, or for which none is filed, is [`Checked::Wrong`].
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer; nothing is counted then.
    fn check_pin(&self, _customer: &CustomerId, _account: &AccountKey, _pin: &InquiryPin, _now: UnixSeconds) -> Result<Checked, BankFault> {
        Ok(Checked::Wrong)
    }
}

/// What the bank calls its customers.
pub trait Customers: Send + Sync {
    /// What people call the customer, for their own page; empty when it is not known.
    ///
    /// # Errors
    /// [`BankFault`] when the core cannot answer.
    fn customer_name(&self, _customer: &CustomerId) -> Result<ShortText, BankFault> {
        Ok(ShortText::default())
    }
}

/// Everything a bank answers.
pub trait Bank: Branches + Accounts + Transactions + Balances + LogIn + Questions + InquiryPins + Customers {}

impl<B: Branches + Accounts + Transactions + Balances + LogIn + Questions + InquiryPins + Customers> Bank for B {}
