//! A customer's accounts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use fgapi_banking::{Accounts, BankFault};
use fgapi_database::statement;
use fgapi_domain::{Account, AccountKey, AccountKind, CustomerId};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::{Conn, SqlBank, as_of};
use crate::StoreFault;

statement! {
    /// The accounts at some positions among those that a customer holds with a bank.
    struct HeldAccounts<'q> { customer: &'q str, bank: &'q str, first: i64, last: i64 }
    binds: bank as Text, first as BigInt, last as BigInt, customer as Text;
    rows: (Text, Text, Text, Text, Nullable<Text>, Nullable<Text>, Nullable<BigInt>, Nullable<BigInt>);
    sql: "SELECT a.branch_code, a.kind, a.number, a.owner_type, a.type2, b.name, a.as_of_day, a.imported_at \
        FROM customers c \
        JOIN customer_accounts h ON h.customer = c.seq AND h.bank_code = ? AND h.position BETWEEN ? AND ? \
        JOIN accounts a ON a.seq = h.account \
        LEFT JOIN branches b ON b.bank_code = a.bank_code AND b.branch_code = a.branch_code \
        WHERE c.id = ? ORDER BY h.position"
}

/// Branch, kind, number, owner, type2, branch name, as-of day, imported at.
type Row = (String, String, String, String, Option<String>, Option<String>, Option<i64>, Option<i64>);

impl Accounts for SqlBank {
    fn accounts(&self, customer: &CustomerId, page: PageNumber) -> Result<Page<Account>, BankFault> {
        let first = page.skipped_rows() + 1;
        let last = first + READ_SIZE as i64 - 1;
        let rows: Vec<Row> = self.db.read(|conn| {
            let held = HeldAccounts { customer: customer.as_str(), bank: self.code.as_str(), first, last };
            Ok(held.load(conn)?)
        })?;
        let rows = rows.into_iter().map(|row| self.account(row)).collect::<Result<_, StoreFault>>()?;
        Ok(Page::cut(page, rows))
    }
}

impl SqlBank {
    fn account(&self, (branch, kind, number, owner, type2, branch_name, day, imported_at): Row) -> Result<Account, StoreFault> {
        let kind: AccountKind = kind.parse()?;
        Ok(Account {
            key: AccountKey { bank: self.code, branch: branch.parse()?, kind, number: number.parse()? },
            owner: owner.parse()?,
            type2: type2.as_deref().unwrap_or(kind.label()).parse()?,
            branch_name: branch_name.as_deref().unwrap_or_default().parse()?,
            as_of: as_of(day, imported_at)?,
        })
    }
}
