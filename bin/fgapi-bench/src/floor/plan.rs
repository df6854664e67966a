//! What the floor is told before it serves: its tables' place, and where each page begins.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel::{Connection, PgConnection, SqliteConnection};
use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::fault::Told as _;

/// Everything that the floor has to know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// The gateway's own database, of which pages are read.
    pub store: String,
    /// Where the floor's tokens lie: a file of its own beside SQLite's, tables of its own in PostgreSQL.
    pub tokens: String,
    /// What a commit of the floor's own tokens waits for on SQLite; PostgreSQL's server decides that for everybody.
    pub synchronous: Synchronous,
    /// Pages by name.
    pub pages: Vec<PagePlan>,
    /// Chains of tokens to begin.
    pub chains: usize,
}

/// What a commit waits for on SQLite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Synchronous {
    /// For nothing: a power cut may undo it.
    Normal,
    /// For the disk, as the gateway's does.
    Full,
}

impl Synchronous {
    /// As the pragma has it.
    pub(super) const fn pragma(self) -> &'static str {
        match self {
            Self::Normal => "NORMAL",
            Self::Full => "FULL",
        }
    }
}

/// A page: where its rows begin, and what stands around them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PagePlan {
    /// What the page is called in addresses.
    pub name: String,
    /// The account's id, from which rows' ids are made.
    pub account_id: String,
    /// The account's row.
    pub account: i64,
    /// Day of the first row.
    pub day: i64,
    /// Place of the first row within the day.
    pub position: i64,
    /// Balance before that day.
    pub before: i64,
    /// The last day that may be listed.
    pub end: i64,
    /// What stands behind the rows: taken from the gateway's answer, so that bytes are equal.
    pub tail: String,
}

#[derive(QueryableByName)]
struct AccountRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    opening: Option<i64>,
}

#[derive(QueryableByName)]
struct PlaceRow {
    #[diesel(sql_type = BigInt)]
    day: i64,
    #[diesel(sql_type = BigInt)]
    position: i64,
}

#[derive(QueryableByName)]
struct NetRow {
    #[diesel(sql_type = Nullable<BigInt>)]
    net: Option<i64>,
}

const NEXT: &str = "make the data anew with --fresh";

/// Where page `number` of an account begins: account, day, position, balance before.
///
/// # Errors
/// When the database cannot be read.
pub fn place(store: &str, account_id: &str, number: u64) -> Outcome<(i64, i64, i64, i64)> {
    if store.starts_with("postgres") {
        find(&mut PgConnection::establish(store).told("PostgreSQL", "start the server")?, account_id, number)
    } else {
        find(&mut SqliteConnection::establish(store).told(store, NEXT)?, account_id, number)
    }
}

fn find<C>(conn: &mut C, account_id: &str, number: u64) -> Outcome<(i64, i64, i64, i64)>
where
    C: diesel::connection::LoadConnection,
    for<'q> diesel::query_builder::SqlQuery: diesel::query_dsl::LoadQuery<'q, C, AccountRow>
        + diesel::query_dsl::LoadQuery<'q, C, PlaceRow>
        + diesel::query_dsl::LoadQuery<'q, C, NetRow>,
{
    let parts: Vec<&str> = account_id.split('-').collect();
    let [bank, branch, kind, account] = parts.as_slice() else {
        return Err(crate::BenchFault::new(format!("{account_id} is no account's id"), NEXT));
    };
    let row: AccountRow = diesel::sql_query(format!(
        "SELECT seq, opening FROM accounts WHERE bank_code = '{bank}' AND branch_code = '{branch}' AND kind = '{kind}' AND number = '{account}'"
    ))
    .get_result(conn)
    .told(account_id, NEXT)?;
    let AccountRow { seq, opening } = row;
    let skip = number.saturating_sub(1) * 200;
    let row: PlaceRow = diesel::sql_query(format!(
        "SELECT day, position FROM transactions WHERE account = {seq} AND position > 0 ORDER BY day, position LIMIT 1 OFFSET {skip}"
    ))
    .get_result(conn)
    .told(format!("page {number} of {account_id}"), NEXT)?;
    let PlaceRow { day, position } = row;
    let net: NetRow =
        diesel::sql_query(format!("SELECT CAST(SUM(net) AS BIGINT) AS net FROM transaction_days WHERE account = {seq} AND day < {day}"))
            .get_result(conn)
            .told(account_id, NEXT)?;
    Ok((seq, day, position, opening.unwrap_or(0) + net.net.unwrap_or(0)))
}
