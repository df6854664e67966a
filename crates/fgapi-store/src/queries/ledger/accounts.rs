//! Accounts and customers, as importers read and write them.

use std::collections::BTreeMap;

use diesel::prelude::*;
use fgapi_domain::{AccountKey, BankCode};
use fgapi_intake::{AccountRow, CustomerRow};

use super::Conn;
use crate::StoreFault;
use crate::schema::{accounts, customer_accounts, customers};

/// Branch, kind, number, seq.
type Held = (String, String, String, i64);

/// A customer's columns, in the order of [`customer_of`].
const CUSTOMER: (customers::seq, customers::id, customers::login_id, customers::name, customers::password_hash) =
    (customers::seq, customers::id, customers::login_id, customers::name, customers::password_hash);

fn customer_of((seq, id, login_id, name, password_hash): (i64, String, String, String, Option<String>)) -> CustomerRow {
    CustomerRow { seq, id, login_id, name, password_hash }
}

pub(super) fn account(conn: &mut Conn, key: &AccountKey) -> Result<Option<AccountRow>, StoreFault> {
    type Row = (i64, String, Option<String>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let row: Option<Row> = accounts::table
        .filter(accounts::bank_code.eq(key.bank.as_str()))
        .filter(accounts::branch_code.eq(key.branch.as_str()))
        .filter(accounts::kind.eq(key.kind.to_string()))
        .filter(accounts::number.eq(key.number.as_str()))
        .select((
            accounts::seq,
            accounts::owner_type,
            accounts::type2,
            accounts::opening,
            accounts::opening_day,
            accounts::as_of_day,
            accounts::imported_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(seq, owner, type2, opening, opening_day, as_of_day, imported_at)| AccountRow {
        seq,
        key: key.clone(),
        owner,
        type2,
        opening,
        opening_day,
        as_of_day,
        imported_at,
    }))
}

pub(super) fn put_account(conn: &mut Conn, row: &AccountRow) -> Result<i64, StoreFault> {
    let said = (
        accounts::owner_type.eq(&row.owner),
        accounts::type2.eq(&row.type2),
        accounts::opening.eq(row.opening),
        accounts::opening_day.eq(row.opening_day),
        accounts::as_of_day.eq(row.as_of_day),
        accounts::imported_at.eq(row.imported_at),
    );
    if row.seq != 0 {
        diesel::update(accounts::table.find(row.seq)).set(said).execute(conn)?;
        return Ok(row.seq);
    }
    let named = (
        accounts::bank_code.eq(row.key.bank.as_str()),
        accounts::branch_code.eq(row.key.branch.as_str()),
        accounts::kind.eq(row.key.kind.to_string()),
        accounts::number.eq(row.key.number.as_str()),
    );
    Ok(diesel::insert_into(accounts::table).values((named, said)).returning(accounts::seq).get_result(conn)?)
}

pub(super) fn customer(conn: &mut Conn, id: &str) -> Result<Option<CustomerRow>, StoreFault> {
    let row = customers::table.filter(customers::id.eq(id)).select(CUSTOMER).first(conn).optional()?;
    Ok(row.map(customer_of))
}

pub(super) fn customer_of_login(conn: &mut Conn, login: &str) -> Result<Option<String>, StoreFault> {
    Ok(customers::table.filter(customers::login_id.eq(login)).select(customers::id).first(conn).optional()?)
}

pub(super) fn put_customer(conn: &mut Conn, row: &CustomerRow) -> Result<i64, StoreFault> {
    let said = (
        customers::login_id.eq(&row.login_id),
        customers::name.eq(&row.name),
        customers::password_hash.eq(&row.password_hash),
        customers::failures.eq(0),
        customers::locked_until.eq(0),
    );
    if row.seq != 0 {
        diesel::update(customers::table.find(row.seq)).set(said).execute(conn)?;
        return Ok(row.seq);
    }
    let new = (customers::id.eq(&row.id), said);
    Ok(diesel::insert_into(customers::table).values(new).returning(customers::seq).get_result(conn)?)
}

pub(super) fn customers(conn: &mut Conn) -> Result<Vec<CustomerRow>, StoreFault> {
    let rows = customers::table.order(customers::id).select(CUSTOMER).load(conn)?;
    Ok(rows.into_iter().map(customer_of).collect())
}

pub(super) fn holdings(conn: &mut Conn, customer: i64, bank: BankCode) -> Result<Vec<(AccountKey, i64)>, StoreFault> {
    let rows: Vec<Held> = customer_accounts::table
        .inner_join(accounts::table)
        .filter(customer_accounts::customer.eq(customer))
        .filter(customer_accounts::bank_code.eq(bank.as_str()))
        .order(customer_accounts::position)
        .select((accounts::branch_code, accounts::kind, accounts::number, accounts::seq))
        .load(conn)?;
    let key = |(branch, kind, number, seq): Held| {
        Ok((AccountKey { bank, branch: branch.parse()?, kind: kind.parse()?, number: number.parse()? }, seq))
    };
    rows.into_iter().map(key).collect()
}

pub(super) fn put_holdings(conn: &mut Conn, customer: i64, bank: BankCode, held: &[i64]) -> Result<(), StoreFault> {
    let all =
        customer_accounts::table.filter(customer_accounts::customer.eq(customer)).filter(customer_accounts::bank_code.eq(bank.as_str()));
    let told = all.filter(customer_accounts::memo.is_not_null()).select((customer_accounts::account, customer_accounts::memo));
    let mut memos: BTreeMap<i64, Option<String>> = told.load(conn)?.into_iter().collect();
    diesel::delete(all).execute(conn)?;
    for (position, account) in (1_i64..).zip(held) {
        diesel::insert_into(customer_accounts::table)
            .values((
                customer_accounts::customer.eq(customer),
                customer_accounts::account.eq(account),
                customer_accounts::bank_code.eq(bank.as_str()),
                customer_accounts::position.eq(position),
                customer_accounts::memo.eq(memos.remove(account).flatten()),
            ))
            .execute(conn)?;
    }
    Ok(())
}
