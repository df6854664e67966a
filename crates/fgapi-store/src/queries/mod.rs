//! Every query on the tables. This text is compiled once per database (`sqlite`, `postgres`), each with its own
//! `Conn` and `Db`; the few statements that really differ stand in `bulk` beside each.

pub(super) mod bank;
mod engine;
mod journeys;
mod ledger;
mod upkeep;

use super::{Conn, Db, Holders, MIGRATIONS, ROUND_TRIPS, bulk, register};
use bank::SqlBank;
pub(crate) use engine::SqlEngine;
use journeys::SqlJourneys;
use ledger::SqlLedger;

use fgapi_intake::year_of;
