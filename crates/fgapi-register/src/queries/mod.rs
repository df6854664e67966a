//! Every query on the tables. This text is compiled once per database (`sqlite`, `postgres`), each with its own `Conn` and `Db`; the
//! few statements that really differ stand in `tokens` and `office` beside each.

mod audit;
pub(super) mod office;
pub(super) mod tokens;
mod upkeep;

use super::{Conn, Db, OtherDb, hold, logbook};
