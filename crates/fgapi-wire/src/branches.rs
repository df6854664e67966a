//! /branches@GET.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::PageParams;

/// One page of branches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchesAnswer<'a> {
    /// 銀行コード.
    pub bank_code: Cow<'a, str>,
    /// 銀行の名称.
    pub bank_name: Cow<'a, str>,
    /// The branches, by code.
    pub branches: Vec<BranchRow<'a>>,
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

/// A branch. Every field is present; one that the bank does not know is the empty text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchRow<'a> {
    /// `1234-576`.
    pub id: Cow<'a, str>,
    /// 支店コード.
    pub branch_code: Cow<'a, str>,
    /// 支店名.
    pub branch_name: Cow<'a, str>,
    /// 支店名のフリガナ.
    pub branch_name_kana: Cow<'a, str>,
    /// 所在地コード (団体コード), or empty.
    #[serde(default)]
    pub address_code: Cow<'a, str>,
    /// 電話番号, or empty.
    #[serde(default)]
    pub tel: Cow<'a, str>,
}
