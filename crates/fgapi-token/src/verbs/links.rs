//! The end user's own view of their links: what there is, what was read, renewing and ending.

use fgapi_audit::{By, Origin};
use fgapi_domain::{CustomerId, Grant};

use crate::{CustomerLink, EndReason, LinkId, LinkRead, StoreFault, TokenDesk};

impl TokenDesk {
    /// Notes that `rows` rows of a link were given out. It is kept in memory and written by [`write_reads`](Self::write_reads), so
    /// that a read stays a read; what was not written yet is lost with the process.
    pub fn note_read(&self, link: LinkId, grant: Grant, rows: usize) {
        self.reads.add(link, LinkRead { at: self.now(), grant, rows: rows as u64 });
    }

    /// Writes the reads that were noted since the last time.
    ///
    /// # Errors
    /// [`StoreFault`]; they stay noted then.
    pub fn write_reads(&self) -> Result<(), StoreFault> {
        let noted = self.reads.take();
        if noted.is_empty() {
            return Ok(());
        }
        self.store.note_reads(&noted).inspect_err(|_| noted.iter().for_each(|(link, read)| self.reads.add(*link, *read)))
    }

    /// The customer's links, newest consent first, at most `limit`; with all reads that this gateway noted.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn links_of(&self, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, StoreFault> {
        self.write_reads()?;
        self.store.links_of(customer, limit)
    }

    /// The customer ends a link of theirs. When this answers, no token of it works on any node. `false`: it was not alive, or not
    /// theirs.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn end_own_link(&self, link: LinkId, customer: &CustomerId, origin: impl Into<Origin>) -> Result<bool, StoreFault> {
        self.store.end_own_link(link, customer, self.now(), &origin.into())
    }

    /// Ends a link for a reason that is not its client's or its customer's own. `false`: it was not alive.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn end_link(&self, link: LinkId, reason: EndReason, by: &By) -> Result<bool, StoreFault> {
        self.store.end_link(link, reason, self.now(), by)
    }

    /// The customer consents anew to a link of theirs, from now for the consent's whole time. `false`: it was not alive, or not
    /// theirs.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn renew_link(&self, link: LinkId, customer: &CustomerId, origin: impl Into<Origin>) -> Result<bool, StoreFault> {
        let now = self.now();
        self.store.renew_link(link, customer, now, now.plus(self.policy.consent_seconds), &origin.into())
    }
}
