//! The bank and its branches.

use diesel::prelude::*;
use fgapi_banking::{BankFault, Branches};
use fgapi_domain::{Bank, Branch, BranchKey};
use fgapi_page::{Page, PageNumber, READ_SIZE};

use super::SqlBank;
use crate::StoreFault;
use crate::schema::{banks, branches};

/// Code, name, kana, address code, telephone.
type Row = (String, String, String, Option<String>, Option<String>);

impl Branches for SqlBank {
    fn bank(&self) -> Result<Bank, BankFault> {
        let name: Option<String> =
            self.db.read(|conn| Ok(banks::table.find(self.code.as_str()).select(banks::name).first(conn).optional()?))?;
        let name =
            name.ok_or_else(|| BankFault::Unavailable(format!("bank {} has not been imported: run `fgapi import branches`", self.code)))?;
        Ok(Bank { code: self.code, name: name.parse().map_err(StoreFault::from)? })
    }

    fn branches(&self, page: PageNumber) -> Result<Page<Branch>, BankFault> {
        let first = page.skipped_rows() + 1;
        let rows: Vec<Row> = self.db.read(|conn| {
            Ok(branches::table
                .filter(branches::bank_code.eq(self.code.as_str()))
                // A range, so that the page's number does not matter and no LIMIT is bound.
                .filter(branches::position.between(first, first + READ_SIZE as i64 - 1))
                .order(branches::position)
                .select((branches::branch_code, branches::name, branches::kana, branches::address_code, branches::tel))
                .load(conn)?)
        })?;
        let rows = rows.into_iter().map(|row| self.branch(row)).collect::<Result<_, StoreFault>>()?;
        Ok(Page::cut(page, rows))
    }
}

impl SqlBank {
    fn branch(&self, (code, name, kana, address_code, tel): Row) -> Result<Branch, StoreFault> {
        Ok(Branch {
            key: BranchKey { bank: self.code, branch: code.parse()? },
            name: name.parse()?,
            kana: kana.parse()?,
            address_code: address_code.as_deref().map(str::parse).transpose()?,
            tel: tel.as_deref().map(str::parse).transpose()?,
        })
    }
}
