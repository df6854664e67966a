//! A file of transactions, step by step, whatever its format.

use std::collections::HashSet;

use fgapi_domain::{AccountKey, Booked, JstDate};

use crate::fault::{CORRECT_FILE, ImportFault, Refused};

/// The next thing that a file says.
pub(super) enum Step {
    /// Rows of an account follow.
    Begin(Begin),
    /// One of them.
    Row(Entry),
    /// The account's rows are complete.
    Close(Close),
}

/// What a file says about an account.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// All that happened.
    Statement,
    /// Transfers that came in, and nothing else (振込入金通知).
    Notice,
}

/// Whose rows follow.
#[derive(Clone)]
pub(super) struct Begin {
    /// Where it stands, for people: `record 1`, `line 2`.
    pub(super) place: String,
    pub(super) account: AccountKey,
    pub(super) kind: Kind,
    /// The balance before the first row.
    pub(super) opening: Option<i64>,
}

impl Begin {
    /// The account is not in the store.
    pub(super) fn unknown_account(&self) -> Refused {
        Refused::new(&*self.place, "the account is not known", "nothing was imported; add it with `fgapi import accounts` and run again")
    }
}

/// One transaction.
#[derive(Clone)]
pub(super) struct Entry {
    /// Its record or line.
    pub(super) number: u64,
    pub(super) booked: Booked,
    pub(super) amount: i64,
    pub(super) description: String,
    pub(super) reference: Option<String>,
    pub(super) correction: bool,
    /// It is a correction that takes nothing back any more.
    pub(super) stays: bool,
    /// The balance after it, where the file says so.
    pub(super) balance: Option<i64>,
}

/// The end of an account's rows.
#[derive(Clone)]
pub(super) struct Close {
    pub(super) place: String,
    /// The balance after the last row.
    pub(super) closing: Option<i64>,
    /// Everything up to the end of this day is known.
    pub(super) as_of: Option<JstDate>,
}

/// A file of transactions.
pub(super) trait Source {
    /// The next step; `None` at the end of a whole file.
    fn next(&mut self) -> Result<Option<Step>, ImportFault>;

    /// Whether rows of one account that stand apart belong together (CSV), or are statements of their own (全銀).
    fn one_section_an_account(&self) -> bool;

    /// What the file calls the balance after a row.
    fn balance_column(&self) -> &str {
        "balance"
    }
}

/// What the first reading learnt.
pub(super) struct Outline {
    /// Whether each account's rows stand together and in order of days (and of times).
    pub(super) in_order: bool,
    one_section_an_account: bool,
    balance_column: String,
    /// For each section that does not tell its opening balance, what its closing balance makes of it.
    pub(super) derived: Vec<Option<i64>>,
    /// The first row whose balance does not follow from the one before; counts only when the file is in order.
    uneven: Option<Refused>,
    seen: HashSet<AccountKey>,
    last: Option<Booked>,
    net: i64,
    opening: Option<i64>,
}

/// No balance is beyond this.
const LARGEST: i64 = 1 << 61;

impl Outline {
    pub(super) fn new(one_section_an_account: bool, balance_column: &str) -> Self {
        Self {
            in_order: true,
            one_section_an_account,
            balance_column: balance_column.to_owned(),
            derived: Vec::new(),
            uneven: None,
            seen: HashSet::new(),
            last: None,
            net: 0,
            opening: None,
        }
    }

    /// Whether its balances follow from each other in the order in which its rows stand.
    pub(super) fn is_even(&self) -> bool {
        self.uneven.is_none()
    }

    /// The file is right in itself.
    pub(super) fn verdict(&mut self) -> Result<(), Refused> {
        self.uneven.take().map_or(Ok(()), Err)
    }

    pub(super) fn note(&mut self, step: &Step) -> Result<(), Refused> {
        match step {
            Step::Begin(begin) => {
                if self.one_section_an_account && !self.seen.insert(begin.account.clone()) {
                    self.in_order = false;
                }
                (self.last, self.net, self.opening) = (None, 0, begin.opening);
            }
            Step::Row(entry) => {
                self.in_order &= self.last <= Some(entry.booked);
                self.last = Some(entry.booked);
                self.net = plus(self.net, entry.amount).ok_or_else(|| beyond(format!("number {}", entry.number)))?;
                self.follow(entry)?;
            }
            Step::Close(close) => {
                let derived = match (self.opening, close.closing) {
                    (None, Some(closing)) => Some(plus(closing, -self.net).ok_or_else(|| beyond(close.place.clone()))?),
                    (told, _) => told,
                };
                self.derived.push(derived);
            }
        }
        Ok(())
    }

    /// Learns the opening balance from the first row that tells a balance, and checks the others against it.
    fn follow(&mut self, entry: &Entry) -> Result<(), Refused> {
        let Some(balance) = entry.balance else { return Ok(()) };
        let column = &self.balance_column;
        let place = || format!("line {}, column {column}", entry.number);
        let begins_with = plus(balance, -self.net).ok_or_else(|| beyond(place()))?;
        let opening = *self.opening.get_or_insert(begins_with);
        if opening != begins_with && self.uneven.is_none() {
            let expected = i128::from(opening) + i128::from(self.net);
            let problem = format!("{expected} yen expected after the rows before, {balance} yen found");
            self.uneven = Some(Refused::new(place(), problem, CORRECT_FILE));
        }
        Ok(())
    }
}

/// The sum, when it can be a balance.
pub(super) fn plus(one: i64, other: i64) -> Option<i64> {
    one.checked_add(other).filter(|sum| (-LARGEST..=LARGEST).contains(sum))
}

/// The sum, or the refusal of the place that made it too large.
pub(super) fn beyond(place: String) -> Refused {
    Refused::new(place, "an amount or balance beyond 2,305,843,009,213,693,952 yen", CORRECT_FILE)
}
