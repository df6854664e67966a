//! Every query on the tables. This text is compiled once per database (`sqlite`, `postgres`), each with its own `Conn` and `Db`; what
//! really differs stands in `own` beside each.
//!
//! Each method of a port is one transaction, and what was changed by it is told to the audit log in it. Methods that write say how
//! many statements they cost; beginning and ending the transaction comes on top, and in SQLite none of it is a round trip.

mod linked;
mod saas;
mod vault;

use fgapi_audit::Entry;
use fgapi_database::Fault;
use fgapi_domain::StoreFault;

use super::{Conn, Db, OtherDb, hold, logbook, own};

/// What others entrusted to the gateway in one database.
pub struct SqlHoldings {
    db: Db,
}

impl SqlHoldings {
    /// What this database has.
    pub fn new<F: Fault>(db: &OtherDb<F>) -> Self {
        Self { db: db.told_as() }
    }

    /// Tells the log, and nothing else.
    fn tell_alone(&self, note: &Entry) -> Result<(), StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| Ok(logbook::append(conn, &note)?))?)
    }
}
