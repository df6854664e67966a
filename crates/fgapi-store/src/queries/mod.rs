//! Every query on the tables. This text is compiled once per database (`sqlite`, `postgres`), each with its own
//! `Conn` and `Db`; the few statements that really differ stand in `bulk` beside each.

mod bank;
mod ledger;
pub(super) mod tokens;

use super::bulk;
pub(crate) use super::{Conn, Db};
pub(crate) use bank::SqlBank;
pub(crate) use ledger::SqlLedger;
pub(crate) use tokens::SqlTokens;
