//! Every query on the log. This text is compiled once per database, each with its own `Conn` and `Db`; what really differs stands in
//! `own` beside each.

pub(super) mod log;
