//! /transactions@GET and /balances@GET. Amounts are whole yen, exact over the whole range of `i64`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{AsOf, StatementParams};

/// One page of an account's transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionsAnswer<'a> {
    /// The transactions, by (booked instant, core sequence); cancelled ones are not among them.
    pub transactions: Vec<TransactionRow<'a>>,
    /// The effective request.
    #[serde(default)]
    pub params: StatementParams<'a>,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub page: u32,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub next_page: u32,
    /// Ours: how fresh the account's transactions are.
    #[serde(default)]
    pub as_of: Option<AsOf<'a>>,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionRow<'a> {
    /// The transaction's id.
    pub id: Cow<'a, str>,
    /// When it was booked: `2020-01-10T13:15:35+09:00`.
    pub date: Cow<'a, str>,
    /// 入金 positive, 出金 negative.
    pub amount: i64,
    /// 取引内容.
    pub description: Cow<'a, str>,
    /// Balance right after it.
    pub balance: i64,
}

/// One page of an account's daily balances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancesAnswer<'a> {
    /// The balances, by day.
    pub balances: Vec<BalanceRow<'a>>,
    /// The effective request.
    #[serde(default)]
    pub params: StatementParams<'a>,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub page: u32,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub next_page: u32,
    /// Ours: how fresh the account's transactions are.
    #[serde(default)]
    pub as_of: Option<AsOf<'a>>,
}

/// The balance after a day's last transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalanceRow<'a> {
    /// The day: `2020-01-10T00:00:00+09:00`.
    pub date: Cow<'a, str>,
    /// The balance.
    pub balance: i64,
}
