//! What every list says of its pages and of its freshness.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// `params` of /branches and /accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageParams {
    /// Which page this is, from 1.
    pub page: u32,
    /// The next page, or 0 when there is none.
    pub next_page: u32,
}

/// `params` of /transactions and /balances: the effective request, defaults included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementParams<'a> {
    /// The account that was asked for.
    pub account_id: Cow<'a, str>,
    /// First day, `YYYY-MM-DD`.
    pub start_date: Cow<'a, str>,
    /// Last day, `YYYY-MM-DD`.
    pub end_date: Cow<'a, str>,
    /// Which page this is, from 1.
    pub page: u32,
    /// The next page, or 0 when there is none.
    pub next_page: u32,
}

/// Ours: how fresh an account's transactions are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf<'a> {
    /// The bank's reference date, `YYYY-MM-DD`: transactions up to its end are known.
    pub date: Cow<'a, str>,
    /// When they were taken over from the bank, `2020-01-10T13:15:35+09:00`.
    pub imported_at: Cow<'a, str>,
}
