//! What customers prove, over tables in memory.

use fgapi_banking::{Answer, BankFault, Checked, Customers, InquiryPin, InquiryPins, LogIn, LogInOutcome, PinAccount, Question, Questions};
use fgapi_domain::{AccountKey, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText, UnixSeconds};
use fgapi_intake::{AccountRow, QuestionRow};
use fgapi_proof::{Attempt, Claim, Counted, Known, Limit, ProofStore};

use super::bank::{MemoryBank, branch_name, type_of};
use super::lock;
use super::tables::{Customer, Tables, Tried};
use crate::StoreFault;

/// Accounts that are looked at for PINs.
const PIN_ACCOUNTS: usize = 1_000;

/// What a claim counts; the customer whose it is, and the hash.
type Found = Option<(Tried, Option<(String, Option<String>)>)>;

impl Tables {
    fn find(&self, claim: &Claim) -> Found {
        let of = |customer: &Customer, hash: Option<&str>| Some((customer.row.id.clone(), hash.map(str::to_owned)));
        let by_password = |customer: &Customer| (Tried::Customer(customer.row.seq), of(customer, customer.row.password_hash.as_deref()));
        match claim {
            Claim::Login(login) => {
                let customer = self.customers.values().find(|customer| customer.row.login_id == login.as_str());
                let certified = |customer: &Customer| self.certificates.values().any(|owner| *owner == customer.row.seq);
                match customer {
                    Some(customer) if !certified(customer) => Some(by_password(customer)),
                    _ => Some((Tried::Login(login.clone()), customer.and_then(|customer| of(customer, None)))),
                }
            }
            Claim::Certificate(certificate) => {
                let owner = self.certificates.get(certificate)?;
                self.customers.values().find(|customer| customer.row.seq == *owner).map(by_password)
            }
            Claim::Answer(customer, number) => {
                let customer = self.customers.get(customer.as_str())?;
                let question = customer.questions.iter().find(|question| question.number == i64::from(*number));
                Some((Tried::Answers(customer.row.seq), of(customer, question.map(|question| question.answer_hash.as_str()))))
            }
            Claim::Pin(customer, account) => {
                let customer = self.customers.get(customer.as_str())?;
                let (_, account) = customer.held.iter().find(|(key, _)| key == account)?;
                Some((Tried::Pin(*account), of(customer, Some(self.pins.get(account)?))))
            }
        }
    }
}

impl ProofStore for MemoryBank {
    type Fault = StoreFault;

    fn count(&self, claim: &Claim, limit: Limit) -> Result<Counted, StoreFault> {
        let mut tables = lock(&self.tables)?;
        let foreign = matches!(claim, Claim::Pin(_, account) if account.bank != self.code);
        let Some((tried, known)) = tables.find(claim).filter(|_| !foreign) else {
            return Ok(Counted { attempt: Attempt::Counted { before: 0 }, known: None });
        };
        let row = match &tried {
            Tried::Customer(row) | Tried::Answers(row) | Tried::Pin(row) => *row,
            Tried::Login(_) => 0,
        };
        let known = known.map(|(customer, hash)| Ok::<_, StoreFault>(Known { row, customer: customer.parse()?, hash })).transpose()?;
        Ok(Counted { attempt: tables.tries.entry(tried).or_default().again(&limit), known })
    }

    fn forgive(&self, claim: &Claim, row: i64) -> Result<(), StoreFault> {
        let tried = match claim {
            Claim::Login(_) | Claim::Certificate(_) => Tried::Customer(row),
            Claim::Answer(..) => Tried::Answers(row),
            Claim::Pin(..) => Tried::Pin(row),
        };
        lock(&self.tables)?.tries.remove(&tried);
        Ok(())
    }
}

impl LogIn for MemoryBank {
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        fgapi_proof::log_in(self, login, password, self.settings.login_rule(), now)
    }

    fn log_in_with_certificate(
        &self,
        certificate: &CertificateFingerprint,
        password: &Secret,
        now: UnixSeconds,
    ) -> Result<LogInOutcome, BankFault> {
        fgapi_proof::log_in_with_certificate(self, certificate, password, self.settings.login_rule(), now)
    }
}

impl Questions for MemoryBank {
    fn questions(&self, customer: &CustomerId) -> Result<Vec<Question>, BankFault> {
        let tables = lock(&self.tables)?;
        let asked = tables.customers.get(customer.as_str()).map(|customer| customer.questions.as_slice()).unwrap_or_default();
        let question = |row: &QuestionRow| Ok(Question { number: u16::try_from(row.number).unwrap_or(0), text: row.text.parse()? });
        Ok(asked.iter().map(question).collect::<Result<_, StoreFault>>()?)
    }

    fn check_answer(&self, customer: &CustomerId, number: u16, answer: &Answer, now: UnixSeconds) -> Result<Checked, BankFault> {
        fgapi_proof::check_answer(self, (customer, number), answer, self.settings.answer_rule(), now)
    }
}

impl InquiryPins for MemoryBank {
    fn pin_accounts(&self, customer: &CustomerId) -> Result<Vec<PinAccount>, BankFault> {
        let tables = lock(&self.tables)?;
        let Some(customer) = tables.customers.get(customer.as_str()) else { return Ok(Vec::new()) };
        let held = customer.held.iter().filter(|(key, _)| key.bank == self.code).take(PIN_ACCOUNTS);
        let filed = held.filter(|(_, seq)| tables.pins.contains_key(seq)).filter_map(|(key, _)| tables.accounts.get(key));
        let account = |row: &AccountRow| {
            let memo = tables.memos.get(&(customer.row.seq, row.seq)).map(String::as_str);
            Ok(PinAccount {
                key: row.key.clone(),
                type2: type_of(row)?,
                branch_name: branch_name(&tables, row)?,
                memo: memo.unwrap_or_default().parse()?,
            })
        };
        Ok(filed.map(account).collect::<Result<_, StoreFault>>()?)
    }

    fn check_pin(&self, customer: &CustomerId, account: &AccountKey, pin: &InquiryPin, now: UnixSeconds) -> Result<Checked, BankFault> {
        fgapi_proof::check_pin(self, (customer, account), (pin, self.pin_key.as_deref()), self.settings.pin_rule(), now)
    }
}

impl Customers for MemoryBank {
    fn customer_name(&self, customer: &CustomerId) -> Result<ShortText, BankFault> {
        let name = lock(&self.tables)?.customers.get(customer.as_str()).map(|customer| customer.row.name.clone());
        Ok(name.unwrap_or_default().parse().map_err(StoreFault::from)?)
    }
}
