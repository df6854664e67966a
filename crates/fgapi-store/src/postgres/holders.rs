//! Whether customers hold accounts still, and how these are: asked by one statement for all who ask at once.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use fgapi_database::postgres::Together;
use fgapi_database::statement;
use fgapi_domain::{AccountKey, CustomerId};

use super::queries::bank::place::{self, HeldAccount, HeldParts};
use super::{Conn, Db};
use crate::StoreFault;

/// Those who ask.
#[derive(Default)]
pub(super) struct Holders(Together<(CustomerId, AccountKey), Option<HeldAccount>, StoreFault>);

statement! {
    /// Accounts, each with its number among those that are asked for. Each is looked up by itself: of a join of them all, other plans could be
    /// made, and while PostgreSQL believes the tables to be small it would take any of them.
    struct AccountsNow<'q> { customers: Vec<&'q str>, banks: Vec<&'q str>, branches: Vec<&'q str>, kinds: Vec<String>, numbers: Vec<&'q str> }
    binds: customers as Array<Text>, banks as Array<Text>, branches as Array<Text>, kinds as Array<Text>, numbers as Array<Text>;
    rows: (BigInt, (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt));
    sql: "SELECT asked.place, found.* \
        FROM unnest(?, ?, ?, ?, ?) WITH ORDINALITY AS asked (customer, bank, branch, kind, number, place) CROSS JOIN LATERAL (\
            SELECT a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
            FROM customers c JOIN customer_accounts h ON h.customer = c.seq JOIN accounts a ON a.seq = h.account \
            WHERE c.id = asked.customer AND a.bank_code = asked.bank AND a.branch_code = asked.branch AND a.kind = asked.kind \
                AND a.number = asked.number OFFSET 0) AS found"
}

impl Holders {
    /// The account as it is now. `None`: the customer holds no such account.
    pub(super) fn account_now(&self, db: &Db, customer: &CustomerId, key: &AccountKey) -> Result<Option<HeldAccount>, StoreFault> {
        self.0.ask((customer.clone(), key.clone()), |asked| db.read(|conn| together(conn, asked)))
    }
}

fn together(conn: &mut Conn, asked: &[(CustomerId, AccountKey)]) -> Result<Vec<Option<HeldAccount>>, StoreFault> {
    if let [(customer, key)] = asked {
        return Ok(vec![place::now(conn, customer, key)?]);
    }
    let accounts = AccountsNow {
        customers: asked.iter().map(|(customer, _)| customer.as_str()).collect(),
        banks: asked.iter().map(|(_, key)| key.bank.as_str()).collect(),
        branches: asked.iter().map(|(_, key)| key.branch.as_str()).collect(),
        kinds: asked.iter().map(|(_, key)| key.kind.digit().into()).collect(),
        numbers: asked.iter().map(|(_, key)| key.number.as_str()).collect(),
    };
    let mut found = vec![None; asked.len()];
    for (number, parts) in accounts.load::<(i64, HeldParts)>(conn)? {
        let at = usize::try_from(number - 1).ok().and_then(|at| found.get_mut(at));
        *at.ok_or_else(|| StoreFault::corrupt("an answer that nobody asked for"))? = Some(place::held(parts)?);
    }
    Ok(found)
}
