//! Many rows at once, as PostgreSQL takes them fastest: `COPY` for new rows, one statement for many days.

use diesel::prelude::*;
use diesel::upsert::excluded;
use fgapi_intake::{BranchRow, DayRow, StoredRow};

use super::Conn;
use crate::StoreFault;
use crate::records::{BranchRecord, DayRecord, TransactionRecord};
use crate::schema::{branches, transaction_days as days, transactions};

/// Rows in one statement, each of at most eight values: a statement takes 65,535.
const ROWS: usize = 1_000;

pub(super) fn insert_rows(conn: &mut Conn, rows: &[StoredRow]) -> Result<(), StoreFault> {
    if rows.is_empty() {
        return Ok(());
    }
    diesel::copy_from(transactions::table)
        .from_insertable(rows.iter().map(TransactionRecord::from).collect::<Vec<_>>())
        .execute(conn)
        .map(drop)
        .map_err(StoreFault::from)
}

pub(super) fn put_days(conn: &mut Conn, rows: &[DayRow]) -> Result<(), StoreFault> {
    rows.chunks(ROWS).try_for_each(|rows| {
        diesel::insert_into(days::table)
            .values(rows.iter().map(DayRecord::from).collect::<Vec<_>>())
            .on_conflict((days::account, days::day))
            .do_update()
            .set((
                days::live.eq(excluded(days::live)),
                days::net.eq(excluded(days::net)),
                days::book.eq(excluded(days::book)),
                days::last_ordinal.eq(excluded(days::last_ordinal)),
            ))
            .execute(conn)
            .map(drop)
            .map_err(StoreFault::from)
    })
}

pub(super) fn put_branches(conn: &mut Conn, bank: &str, rows: &[BranchRow]) -> Result<(), StoreFault> {
    rows.chunks(ROWS).try_for_each(|rows| {
        diesel::insert_into(branches::table)
            .values(rows.iter().map(|row| BranchRecord::new(bank, row)).collect::<Vec<_>>())
            .on_conflict((branches::bank_code, branches::branch_code))
            .do_update()
            .set((
                branches::name.eq(excluded(branches::name)),
                branches::kana.eq(excluded(branches::kana)),
                branches::address_code.eq(excluded(branches::address_code)),
                branches::tel.eq(excluded(branches::tel)),
                branches::position.eq(excluded(branches::position)),
                branches::gone_at.eq(excluded(branches::gone_at)),
            ))
            .execute(conn)
            .map(drop)
            .map_err(StoreFault::from)
    })
}

/// Reads within one transaction, which sees the tables as they were when it first looked.
pub(super) fn snapshot<T>(conn: &mut Conn, job: impl FnOnce(&mut Conn) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
    conn.build_transaction().read_only().repeatable_read().run(job)
}
