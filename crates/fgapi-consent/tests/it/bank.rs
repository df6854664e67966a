//! A bank that does as it is told: a few customers, and a mood for each of its calls.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use fgapi_banking::{
    Accounts, Answer, BalanceFill, Balances, BankFault, Branches, Checked, Customers, Held, InquiryPin, InquiryPins, LogIn, LogInOutcome,
    PinAccount, Question, Questions, RefusedLogIn, Statement, Transactions,
};
use fgapi_domain::{
    Account, AccountKey, Bank, Branch, CertificateFingerprint, CustomerId, DailyBalance, LoginId, OwnerType, Period, Secret, ShortText,
    Transaction, UnixSeconds,
};
use fgapi_page::{Page, PageNumber};

/// Wrong attempts after which this bank locks, whatever they were about.
pub(crate) const LIMIT: u32 = 5;
/// For how long it locks then.
pub(crate) const LOCK_SECONDS: i64 = 1_800;

/// What the journey asks of a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    LogIn,
    LogInWithCertificate,
    Questions,
    CheckAnswer,
    PinAccounts,
    CheckPin,
    Accounts,
    CustomerName,
}

impl Call {
    pub(crate) const ALL: [Self; 8] = [
        Self::LogIn,
        Self::LogInWithCertificate,
        Self::Questions,
        Self::CheckAnswer,
        Self::PinAccounts,
        Self::CheckPin,
        Self::Accounts,
        Self::CustomerName,
    ];
}

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Unavailable,
    TimedOut,
    Wrong,
}

impl Mood {
    fn fault(self) -> BankFault {
        match self {
            Self::Unavailable => BankFault::Unavailable("as the test wants it".into()),
            Self::TimedOut => BankFault::TimedOut,
            Self::Wrong => BankFault::Wrong("as the test wants it".into()),
        }
    }
}

/// A customer.
#[derive(Clone, Default)]
pub(crate) struct Person {
    pub(crate) login: &'static str,
    pub(crate) password: &'static str,
    /// With one, the customer logs in by it and in no other way.
    pub(crate) certificate: Option<CertificateFingerprint>,
    pub(crate) name: &'static str,
    /// Questions and answers, numbered from 1.
    pub(crate) questions: Vec<(&'static str, &'static str)>,
    /// In their order.
    pub(crate) accounts: Vec<AccountKey>,
    /// Filed inquiry PINs.
    pub(crate) pins: BTreeMap<AccountKey, &'static str>,
}

impl Person {
    pub(crate) fn id(&self) -> CustomerId {
        format!("c-{}", self.login).parse().unwrap()
    }
}

/// Wrong attempts at one secret.
#[derive(Clone, Copy, Default)]
struct Tries {
    wrong: u32,
    until: UnixSeconds,
}

#[derive(Default)]
struct State {
    people: Vec<Person>,
    moods: HashMap<Call, Mood>,
    tries: HashMap<String, Tries>,
    compared: HashMap<Call, u32>,
    asked: HashMap<Call, u32>,
    gates: HashMap<Call, Arc<Gate>>,
}

/// Holds callers back until so many have come: then all of them know the journey as it was before any of them changed it.
struct Gate {
    missing: Mutex<usize>,
    open: Condvar,
}

impl Gate {
    fn pass(&self) {
        let mut missing = self.missing.lock().unwrap();
        *missing = missing.saturating_sub(1);
        self.open.notify_all();
        drop(self.open.wait_while(missing, |missing| *missing > 0).unwrap());
    }
}

/// The bank.
#[derive(Default)]
pub(crate) struct ScriptedBank(Mutex<State>);

impl ScriptedBank {
    pub(crate) fn of(people: Vec<Person>) -> Self {
        Self(Mutex::new(State { people, ..State::default() }))
    }

    /// From now on this call goes wrong in this way.
    pub(crate) fn fail(&self, call: Call, mood: Mood) {
        self.state().moods.insert(call, mood);
    }

    /// Everything works again.
    pub(crate) fn recover(&self) {
        self.state().moods.clear();
    }

    /// Changes what the bank knows of a customer.
    pub(crate) fn change(&self, login: &str, change: impl FnOnce(&mut Person)) {
        change(self.state().people.iter_mut().find(|person| person.login == login).unwrap());
    }

    /// From now on this call is answered when so many have made it.
    pub(crate) fn gather(&self, call: Call, callers: usize) {
        self.state().gates.insert(call, Arc::new(Gate { missing: Mutex::new(callers), open: Condvar::new() }));
    }

    /// How often something was compared by this call.
    pub(crate) fn compared(&self, call: Call) -> u32 {
        self.state().compared.get(&call).copied().unwrap_or_default()
    }

    /// How often this call was made, whatever came of it.
    pub(crate) fn asked(&self, call: Call) -> u32 {
        self.state().asked.get(&call).copied().unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, when the bank is in the mood to answer this call.
    fn answers(&self, call: Call) -> Result<MutexGuard<'_, State>, BankFault> {
        let gate = self.state().gates.get(&call).cloned();
        if let Some(gate) = gate {
            gate.pass();
        }
        let mut state = self.state();
        *state.asked.entry(call).or_default() += 1;
        match state.moods.get(&call) {
            Some(mood) => Err(mood.fault()),
            None => Ok(state),
        }
    }
}

impl State {
    fn person(&self, customer: &CustomerId) -> Option<&Person> {
        self.people.iter().find(|person| person.id() == *customer)
    }

    /// Counts an attempt as wrong before it is looked at, as the port says; the wrong attempts in a row before it.
    fn compare(&mut self, call: Call, secret: String, now: UnixSeconds, is_right: bool) -> Result<u32, Checked> {
        let tries = self.tries.entry(secret).or_default();
        if now < tries.until {
            return Err(Checked::Locked { until: tries.until });
        }
        let before = tries.wrong % LIMIT;
        tries.wrong = before + 1;
        if tries.wrong == LIMIT {
            tries.until = now.plus(LOCK_SECONDS);
        }
        *self.compared.entry(call).or_default() += 1;
        if !is_right {
            return Err(Checked::Wrong);
        }
        *tries = Tries::default();
        Ok(before)
    }

    fn check(&mut self, call: Call, secret: String, now: UnixSeconds, is_right: bool) -> Checked {
        self.compare(call, secret, now, is_right).err().unwrap_or(Checked::Right)
    }

    fn let_in(&mut self, call: Call, login: &str, person: Option<Person>, password: &Secret, now: UnixSeconds) -> LogInOutcome {
        let is_right = person.as_ref().is_some_and(|person| person.password == password.reveal());
        let refused = match (self.compare(call, format!("login {login}"), now, is_right), person) {
            (Ok(failures), Some(person)) => return LogInOutcome::Known { customer: person.id(), failures },
            (Err(Checked::Locked { until }), _) => RefusedLogIn::Locked { until },
            _ => RefusedLogIn::NoMatch,
        };
        LogInOutcome::Refused(refused)
    }
}

impl LogIn for ScriptedBank {
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        let mut state = self.answers(Call::LogIn)?;
        let person = state.people.iter().find(|person| person.login == login.as_str()).cloned();
        match state.let_in(Call::LogIn, login.as_str(), person.clone(), password, now) {
            LogInOutcome::Known { .. } if person.is_some_and(|person| person.certificate.is_some()) => {
                Ok(LogInOutcome::Refused(RefusedLogIn::NotThisWay))
            }
            outcome => Ok(outcome),
        }
    }

    fn log_in_with_certificate(
        &self,
        certificate: &CertificateFingerprint,
        password: &Secret,
        now: UnixSeconds,
    ) -> Result<LogInOutcome, BankFault> {
        let mut state = self.answers(Call::LogInWithCertificate)?;
        let person = state.people.iter().find(|person| person.certificate == Some(*certificate)).cloned();
        Ok(state.let_in(Call::LogInWithCertificate, &certificate.to_string(), person, password, now))
    }
}

impl Questions for ScriptedBank {
    fn questions(&self, customer: &CustomerId) -> Result<Vec<Question>, BankFault> {
        let state = self.answers(Call::Questions)?;
        let questions = state.person(customer).map(|person| person.questions.clone()).unwrap_or_default();
        Ok((1..).zip(questions).map(|(number, (text, _))| Question { number, text: text.parse().unwrap() }).collect())
    }

    fn check_answer(&self, customer: &CustomerId, number: u16, answer: &Answer, now: UnixSeconds) -> Result<Checked, BankFault> {
        let mut state = self.answers(Call::CheckAnswer)?;
        let kept = state.person(customer).and_then(|person| person.questions.get(usize::from(number) - 1));
        let is_right = kept.and_then(|(_, kept)| Answer::fold(kept)).is_some_and(|kept| kept.reveal() == answer.reveal());
        Ok(state.check(Call::CheckAnswer, format!("answer {}", customer.as_str()), now, is_right))
    }
}

impl InquiryPins for ScriptedBank {
    fn pin_accounts(&self, customer: &CustomerId) -> Result<Vec<PinAccount>, BankFault> {
        let state = self.answers(Call::PinAccounts)?;
        let pins = state.person(customer).map(|person| person.pins.clone()).unwrap_or_default();
        let row = |key| PinAccount { key, type2: text("普通"), branch_name: text("本店"), memo: text("給与") };
        Ok(pins.into_keys().map(row).collect())
    }

    fn check_pin(&self, customer: &CustomerId, account: &AccountKey, pin: &InquiryPin, now: UnixSeconds) -> Result<Checked, BankFault> {
        let mut state = self.answers(Call::CheckPin)?;
        let is_right = state.person(customer).and_then(|person| person.pins.get(account)).is_some_and(|filed| *filed == pin.reveal());
        Ok(state.check(Call::CheckPin, format!("pin {account}"), now, is_right))
    }
}

impl Accounts for ScriptedBank {
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let state = self.answers(Call::Accounts)?;
        let all = state.person(customer).map(|person| person.accounts.clone()).unwrap_or_default();
        let skipped = usize::try_from(page.skipped_rows()).unwrap();
        let row = |key| Account { key, owner: OwnerType::Personal, type2: text("普通"), branch_name: text("本店"), as_of: None };
        Ok(Page::cut(page, all.into_iter().skip(skipped).map(row).collect()))
    }
}

impl Customers for ScriptedBank {
    fn customer_name(&self, customer: &CustomerId) -> Result<ShortText, BankFault> {
        Ok(self.answers(Call::CustomerName)?.person(customer).map(|person| text(person.name)).unwrap_or_default())
    }
}

// What a journey has no use for.

impl Branches for ScriptedBank {
    fn bank(&self) -> Result<Bank, BankFault> {
        Err(Mood::Wrong.fault())
    }

    fn branches(&self, _: PageNumber) -> Result<Page<Branch>, BankFault> {
        Err(Mood::Wrong.fault())
    }
}

impl Transactions for ScriptedBank {
    fn transactions(&self, _: &CustomerId, _: &AccountKey, _: Period, _: PageNumber) -> Result<Held<Statement<Transaction>>, BankFault> {
        Err(Mood::Wrong.fault())
    }
}

impl Balances for ScriptedBank {
    fn balances(
        &self,
        _: &CustomerId,
        _: &AccountKey,
        _: Period,
        _: BalanceFill,
        _: PageNumber,
    ) -> Result<Held<Statement<DailyBalance>>, BankFault> {
        Err(Mood::Wrong.fault())
    }
}

fn text(text: &str) -> ShortText {
    text.parse().unwrap()
}
