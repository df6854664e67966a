//! Banks and branches, as importers read and write them.

use diesel::prelude::*;
use diesel::upsert::excluded;
use fgapi_intake::BranchRow;

use super::Conn;
use crate::StoreFault;
use crate::schema::{banks as bank, branches as branch};

pub(super) fn banks(conn: &mut Conn) -> Result<Vec<String>, StoreFault> {
    let mut codes: Vec<String> = bank::table.select(bank::code).load(conn)?;
    codes.extend(branch::table.select(branch::bank_code).distinct().load::<String>(conn)?);
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

pub(super) fn put_bank(conn: &mut Conn, code: &str, name: &str) -> Result<bool, StoreFault> {
    let stored: Option<String> = bank::table.find(code).select(bank::name).first(conn).optional()?;
    if stored.as_deref() == Some(name) {
        return Ok(false);
    }
    diesel::insert_into(bank::table)
        .values((bank::code.eq(code), bank::name.eq(name)))
        .on_conflict(bank::code)
        .do_update()
        .set(bank::name.eq(excluded(bank::name)))
        .execute(conn)?;
    Ok(true)
}

pub(super) fn branches(conn: &mut Conn, code: &str) -> Result<Vec<BranchRow>, StoreFault> {
    type Row = (String, String, String, Option<String>, Option<String>, Option<i64>, Option<i64>);
    let columns = (branch::branch_code, branch::name, branch::kana, branch::address_code, branch::tel, branch::position, branch::gone_at);
    let rows: Vec<Row> = branch::table.filter(branch::bank_code.eq(code)).order(branch::branch_code).select(columns).load(conn)?;
    let row = |(code, name, kana, address_code, tel, position, gone_at): Row| BranchRow {
        code,
        name,
        kana,
        address_code,
        tel,
        position,
        gone_at,
    };
    Ok(rows.into_iter().map(row).collect())
}
