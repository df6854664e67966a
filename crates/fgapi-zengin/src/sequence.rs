//! The order of a file's records, which statements and notices share: accounts one after another, each begun and ended, and the end.

use std::io::Write;

use crate::blank::Blank;
use crate::layout::header;
use crate::writer::{AccountStart, Separator, WriteFault, WriteOptions};

/// A file that is being written. `A` is what its writer knows of the open account.
pub(crate) struct Sequence<W, A> {
    writer: W,
    pub(crate) options: WriteOptions,
    open: Option<A>,
    records: u64,
    accounts: u64,
}

impl<W: Write, A> Sequence<W, A> {
    pub(crate) const fn new(writer: W, options: WriteOptions) -> Self {
        Self { writer, options, open: None, records: 0, accounts: 0 }
    }

    /// A header with all that both sorts of file say of an account at the same places.
    pub(crate) fn header(&self, business: u64, start: &AccountStart) -> Result<Blank, WriteFault> {
        if self.open.is_some() {
            return Err(WriteFault::Order("the account before must be ended before another begins"));
        }
        let created = self.options.created;
        let mut record = Blank::new(b'1');
        record.number(header::BUSINESS, business)?;
        record.number(header::CODING, 0)?;
        record.day(header::CREATED, created, created)?;
        record.day(header::FROM, start.from, created)?;
        record.day(header::TO, start.to, created)?;
        record.text(header::BANK, start.account.bank.as_str())?;
        record.text(header::BANK_NAME, &start.bank_name)?;
        record.text(header::BRANCH, start.account.branch.as_str())?;
        record.text(header::BRANCH_NAME, &start.branch_name)?;
        Ok(record)
    }

    pub(crate) fn begin(&mut self, header: &Blank, account: A) -> Result<(), WriteFault> {
        self.open = Some(account);
        self.put(header)
    }

    /// The open account; `otherwise` says what must come first.
    pub(crate) fn open(&mut self, otherwise: &'static str) -> Result<&mut A, WriteFault> {
        self.open.as_mut().ok_or(WriteFault::Order(otherwise))
    }

    pub(crate) fn put(&mut self, record: &Blank) -> Result<(), WriteFault> {
        put_record(&mut self.writer, self.options.separator, record)?;
        self.records += 1;
        Ok(())
    }

    /// Ends the open account with the trailer that is made of it.
    pub(crate) fn end(&mut self, trailer: impl FnOnce(A) -> Result<Blank, WriteFault>) -> Result<(), WriteFault> {
        let account = self.open.take().ok_or(WriteFault::Order("no account is open"))?;
        self.accounts += 1;
        self.put(&trailer(account)?)
    }

    /// Writes the end record, which is made of the numbers of records, itself among them, and of accounts.
    pub(crate) fn finish(mut self, end: impl FnOnce(u64, u64) -> Result<Blank, WriteFault>) -> Result<W, WriteFault> {
        if self.open.is_some() || self.accounts == 0 {
            return Err(WriteFault::Order("a file has one account or more, and each must be ended"));
        }
        self.put(&end(self.records + 1, self.accounts)?)?;
        self.writer.flush()?;
        Ok(self.writer)
    }
}

/// Writes one record and what stands behind it.
pub(crate) fn put_record(writer: &mut impl Write, separator: Separator, record: &Blank) -> Result<(), WriteFault> {
    writer.write_all(record.bytes())?;
    if separator == Separator::CrLf {
        writer.write_all(b"\r\n")?;
    }
    Ok(())
}
