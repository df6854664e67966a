//! The meters as others read them: a parser by other people, the dashboard and the rules under `docs/grafana`.

#![cfg(test)]

mod dashboard;
mod text;

use std::time::Duration;

use fgapi_metrics::{About, DatabaseLoad, Meters, Outcome, Purge, TokenKind, WorkLoad};

/// Meters that have counted everything once.
pub(crate) fn told() -> Meters {
    let meters = Meters::new(About { version: "1.2.3", database: "sqlite" }).unwrap();
    meters.answered("/transactions", "GET", 200, Duration::from_micros(700));
    meters.refused("FG401-002");
    meters.token(TokenKind::Refresh, Outcome::Refused("expired"));
    meters.tokens(TokenKind::Refresh, Outcome::Revoked("revoked_by_bank"), 7);
    meters.purged(Purge::Journeys, 3);
    meters.purge_failed(Purge::Tokens);
    meters.purges_ended(1_769_950_000);
    meters.sealed(5, 1_769_950_001);
    meters.statements(1_769_950_002, 1_769_871_600);
    meters.ready(true);
    let work = WorkLoad { waiting: 3, queue: 64, running: 2, threads: 2, refused: 11, late: 1 };
    meters.watch_workers("read", move || work);
    meters.watch_database(|| DatabaseLoad { in_use: 2, idle: 6, limit: 8, starved: 4, ..DatabaseLoad::default() });
    meters.watch_breaks(|| 2);
    meters.watch_draining(|| false);
    meters
}
