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
    /// Accounts, each with its number among those that are asked for. Customer, account and what joins them are looked up one after the other, each by
    /// its key: of a join other plans can be made too, and one that was made while the tables were small is kept.
    struct AccountsNow<'q> { customers: Vec<&'q str>, banks: Vec<&'q str>, branches: Vec<&'q str>, kinds: Vec<String>, numbers: Vec<&'q str> }
    binds: customers as Array<Text>, banks as Array<Text>, branches as Array<Text>, kinds as Array<Text>, numbers as Array<Text>;
    rows: (BigInt, (BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<BigInt>, BigInt));
    sql: "SELECT asked.place, a.seq, a.opening, a.as_of_day, a.imported_at, a.revision \
        FROM unnest(?, ?, ?, ?, ?) WITH ORDINALITY AS asked (customer, bank, branch, kind, number, place) \
        CROSS JOIN LATERAL (SELECT seq FROM customers WHERE id = asked.customer OFFSET 0) AS c \
        CROSS JOIN LATERAL (SELECT * FROM accounts WHERE bank_code = asked.bank AND branch_code = asked.branch AND kind = asked.kind \
            AND number = asked.number OFFSET 0) AS a \
        CROSS JOIN LATERAL (SELECT 1 FROM customer_accounts WHERE customer = c.seq AND account = a.seq OFFSET 0) AS h"
}

impl Holders {
    /// The account as it is now. `None`: the customer holds no such account.
    pub(super) fn account_now(&self, db: &Db, customer: &CustomerId, key: &AccountKey) -> Result<Option<HeldAccount>, StoreFault> {
        self.0.ask((customer.clone(), key.clone()), |asked| db.read(|conn| together(conn, asked)))
    }
}

fn together(conn: &mut Conn, asked: &[(CustomerId, AccountKey)]) -> Result<Vec<Option<HeldAccount>>, StoreFault> {
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
