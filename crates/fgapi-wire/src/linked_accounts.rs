//! /api/v1/accounts and what belongs to it. Flags are 1 and 0, times `2014-05-29T19:55:16+09:00`, as in the document's example.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// /api/v1/accounts/{id}@GET: one linked account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedAnswer<'a> {
    /// It.
    pub account: LinkedRow<'a>,
}

/// /api/v1/accounts@GET: a page of linked accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIndexAnswer<'a> {
    /// At most how many there are in a page.
    pub limit: u32,
    /// How many come before this page.
    pub offset: u64,
    /// How many there are in all pages.
    pub total_count: u32,
    /// This page's, oldest first.
    pub accounts: Vec<LinkedAnswer<'a>>,
}

/// A linked account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedRow<'a> {
    /// Its id at the institution, of which at most three characters are shown.
    pub account_uid_hidden: Cow<'a, str>,
    /// The sum of its balances, in yen.
    pub asset_sum: i64,
    /// In a list only: the sum of those below zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset_sum_debt: Option<i64>,
    /// In a list only: where the customer sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_show_path: Option<Cow<'a, str>>,
    /// When it was linked.
    pub created_at: Cow<'a, str>,
    /// The customer's own name for it.
    pub disp_name: Option<Cow<'a, str>>,
    /// 0, unless `status` is 2.
    pub aggregation_error_id: u32,
    /// When the last attempt ended; `null` before the first.
    pub last_aggregated_at: Option<Cow<'a, str>>,
    /// When the last attempt that succeeded ended; empty before the first.
    pub last_succeeded_at: Cow<'a, str>,
    /// The customer's memo.
    pub memo: Option<Cow<'a, str>>,
    /// From the institution to the customer.
    pub message: Option<Cow<'a, str>>,
    /// 1 when the message is to be shown.
    pub msg_flag: u8,
    /// When the message came.
    pub msg_time: Option<Cow<'a, str>>,
    /// When the next attempt is due; `null` when none is.
    pub next_aggregate_at: Option<Cow<'a, str>>,
    /// As in `service`.
    pub service_category_id: u32,
    /// As in `service`.
    pub service_id: u32,
    /// 0 取得済み, 1 取得中, 2 取得エラー, 3 取得停止中.
    pub status: u32,
    /// Its name in this API.
    pub hashed_id: Cow<'a, str>,
    /// In the institution's order.
    pub sub_accounts: Vec<LinkedSubAccount<'a>>,
    /// The institution.
    pub service: LinkedService<'a>,
    /// `null`, unless `status` is 2.
    pub aggregation_error: Option<AggregationErrorRow<'a>>,
    /// Not in a list: what the institution asks to log in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusive_service_forms: Option<Vec<LinkedForm<'a>>>,
    /// Not in a list: what it wants to know beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub additional_requests: Option<Vec<AdditionalRequestRow<'a>>>,
}

/// One account at the institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedSubAccount<'a> {
    /// The branch's name.
    pub sub_name: Option<Cow<'a, str>>,
    /// The account's number.
    pub sub_number: Option<Cow<'a, str>>,
}

/// An institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedService<'a> {
    /// Its kind's name, such as 銀行.
    pub category_name: Cow<'a, str>,
    /// Its kind, such as BANK.
    pub category_type: Cow<'a, str>,
    /// Such as a bank's four digits.
    pub code: Cow<'a, str>,
    /// HTML.
    pub description: Cow<'a, str>,
    /// Its name in this API.
    pub id: u32,
    /// Where its customers log in.
    pub login_url: Cow<'a, str>,
    /// Its kind's number.
    pub service_category_id: u32,
    /// Its name.
    pub service_name: Cow<'a, str>,
    /// Such as B_MIZUHO.
    pub service_type: Cow<'a, str>,
    /// Its name in katakana.
    pub yomigana: Cow<'a, str>,
}

/// Why an attempt to fetch an account failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AggregationErrorRow<'a> {
    /// Such as SecretQuestionException.
    pub error_msg: Cow<'a, str>,
    /// Whether it passes by itself (NORMAL) or waits for the customer (FATAL, USER).
    pub error_type: Cow<'a, str>,
    /// From 1.
    pub id: u32,
    /// For people.
    pub msg_title: Cow<'a, str>,
}

/// /api/v1/aggregation_errors@GET is a list of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AggregationErrorAnswer<'a> {
    /// It.
    pub aggregation_error: AggregationErrorRow<'a>,
}

/// One field of what an institution asks to log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedForm<'a> {
    /// From 1.
    pub disp_order: u32,
    /// 1 when what is typed is to be encrypted.
    pub encrypt_flag: u8,
    /// A regular expression, or the options of a radio; empty: any text.
    pub format: Cow<'a, str>,
    /// Its name in this API.
    pub id: u32,
    /// alphameric, password, text, checkbox, radio or table.
    pub input_type: Cow<'a, str>,
    /// For people.
    pub name: Cow<'a, str>,
    /// More for people; may be empty.
    pub note: Cow<'a, str>,
    /// Such as ID1.
    pub service_form_type: Cow<'a, str>,
    /// Of which institution.
    pub service_id: u32,
    /// 1 when it tells accounts apart.
    pub unique_flag: u8,
}

/// What an institution wants to know beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdditionalRequestRow<'a> {
    /// Its name in this API.
    pub hashed_id: Cow<'a, str>,
    /// What is to be done.
    pub message: Cow<'a, str>,
    /// The question.
    pub request_data: Cow<'a, str>,
}

/// /api/v1/additional_requests@POST answers a list of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdditionalRequestAnswer<'a> {
    /// It.
    pub additional_request: AdditionalRequestRow<'a>,
}

/// What a refused call of this API answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedErrorAnswer<'a> {
    /// The HTTP status, times 100, and a number within it.
    pub error_code: u32,
    /// Sentences for people, each with the next step.
    pub errors: Vec<Cow<'a, str>>,
}
