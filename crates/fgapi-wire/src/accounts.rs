//! /accounts@GET.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{AsOf, PageParams};

/// One page of an end user's accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsAnswer<'a> {
    /// 銀行コード.
    pub bank_code: Cow<'a, str>,
    /// 銀行の名称.
    pub bank_name: Cow<'a, str>,
    /// The accounts, by (branch, kind, number).
    pub accounts: Vec<AccountRow<'a>>,
    /// The effective request.
    #[serde(default)]
    pub params: PageParams,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub page: u32,
    /// As in `params` (reading R9).
    #[serde(default)]
    pub next_page: u32,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow<'a> {
    /// The account's id, as /transactions and /balances take it.
    pub id: Cow<'a, str>,
    /// 口座番号, masked where the bank hides it.
    pub account_number: Cow<'a, str>,
    /// `c` 法人, `p` 個人.
    pub owner_type: Cow<'a, str>,
    /// `bank` or `cc`.
    pub account_type1: Cow<'a, str>,
    /// 普通, 当座, 総合, 定期 …
    pub account_type2: Cow<'a, str>,
    /// システム予約: always empty.
    #[serde(default)]
    pub account_type3: Cow<'a, str>,
    /// 支店コード.
    pub branch_code: Cow<'a, str>,
    /// 支店名.
    pub branch_name: Cow<'a, str>,
    /// Ours: how fresh its transactions are; `null` before the first import.
    #[serde(default)]
    pub as_of: Option<AsOf<'a>>,
}
