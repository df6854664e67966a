//! The meters: what rooms above tell, what is watched, and the text.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use prometheus::{IntCounter, IntGaugeVec, Opts, Registry, TextEncoder};

use crate::instruments::Instruments;
use crate::load::{DatabaseLoad, WorkLoad};
use crate::words::{Outcome, Purge, TokenKind};

/// What is counted could not be set up, or not be written.
#[derive(Debug, thiserror::Error)]
#[error("the metrics cannot be kept: {0}")]
pub struct MeterFault(#[from] prometheus::Error);

/// Which program counts.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Its version.
    pub version: &'a str,
    /// What it keeps its data in: `sqlite`, `postgres` or `memory`.
    pub database: &'a str,
}

/// Asks something that is watched, and notes what it says.
type Watch = Box<dyn Fn(&Instruments) + Send>;

/// All that is counted. Clones count into the same.
#[derive(Clone)]
pub struct Meters(Arc<Inside>);

struct Inside {
    registry: Registry,
    instruments: Instruments,
    watches: Mutex<Vec<Watch>>,
}

impl Meters {
    /// Everything at zero.
    ///
    /// # Errors
    /// [`MeterFault`], which would be a mistake of this program: two instruments of one name.
    pub fn new(about: About<'_>) -> Result<Self, MeterFault> {
        let registry = Registry::new();
        let instruments = Instruments::register(&registry)?;
        let build = IntGaugeVec::new(Opts::new("fgapi_build_info", "Always 1: which program this is."), &["version", "database"])?;
        build.with_label_values(&[about.version, about.database]).set(1);
        registry.register(Box::new(build))?;
        #[cfg(target_os = "linux")]
        registry.register(Box::new(prometheus::process_collector::ProcessCollector::for_self()))?;
        Ok(Self(Arc::new(Inside { registry, instruments, watches: Mutex::default() })))
    }

    /// A request was answered. `route` is the pattern that it met, never its path; `method` is one that the house knows.
    pub fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let instruments = &self.0.instruments;
        instruments.requests.with_label_values(&[route, method, class(status)]).inc();
        instruments.duration.with_label_values(&[route]).observe(took.as_secs_f64());
    }

    /// A call was refused with this code of the catalogue.
    pub fn refused(&self, code: &str) {
        self.0.instruments.refusals.with_label_values(&[code]).inc();
    }

    /// Something became of a token.
    pub fn token(&self, kind: TokenKind, outcome: Outcome) {
        self.tokens(kind, outcome, 1);
    }

    /// The same became of several tokens.
    pub fn tokens(&self, kind: TokenKind, outcome: Outcome, number: u64) {
        let [outcome, reason] = outcome.labels();
        self.0.instruments.tokens.with_label_values(&[kind.as_str(), outcome, reason]).inc_by(number);
    }

    /// Rows were purged.
    pub fn purged(&self, what: Purge, rows: u64) {
        self.0.instruments.purged.with_label_values(&[what.as_str()]).inc_by(rows);
    }

    /// A purge failed.
    pub fn purge_failed(&self, what: Purge) {
        self.0.instruments.purge_failures.with_label_values(&[what.as_str()]).inc();
    }

    /// A round of purges ended at this time, in UNIX seconds.
    pub fn purges_ended(&self, at: i64) {
        self.0.instruments.purge_ended.set(at);
    }

    /// So many entries of the audit log were sealed, and none was left at this time.
    pub fn sealed(&self, entries: u64, at: i64) {
        self.0.instruments.sealed.inc_by(entries);
        self.0.instruments.sealed_at.set(at);
    }

    /// The newest import of statements, and the newest reference date, both in UNIX seconds.
    pub fn statements(&self, imported_at: i64, as_of: i64) {
        self.0.instruments.newest_import.set(imported_at);
        self.0.instruments.newest_as_of.set(as_of);
    }

    /// Whether the gateway was found ready.
    pub fn ready(&self, ready: bool) {
        self.0.instruments.ready.set(ready.into());
    }

    /// Watches a set of threads, which is called `set`.
    pub fn watch_workers(&self, set: impl Into<String>, load: impl Fn() -> WorkLoad + Send + 'static) {
        let set = set.into();
        self.watch(move |instruments| {
            let (load, set) = (load(), &[set.as_str()]);
            instruments.work_waiting.with_label_values(set).set(signed(load.waiting));
            instruments.work_queue.with_label_values(set).set(signed(load.queue));
            instruments.work_running.with_label_values(set).set(signed(load.running));
            instruments.work_threads.with_label_values(set).set(signed(load.threads));
            raise(&instruments.work_refused.with_label_values(set), load.refused);
            raise(&instruments.work_late.with_label_values(set), load.late);
        });
    }

    /// Watches the database.
    pub fn watch_database(&self, load: impl Fn() -> DatabaseLoad + Send + 'static) {
        self.watch(move |instruments| {
            let load = load();
            instruments.connections.with_label_values(&["in_use"]).set(signed(load.in_use));
            instruments.connections.with_label_values(&["idle"]).set(signed(load.idle));
            instruments.connections_limit.set(signed(load.limit));
            instruments.writes_waiting.set(signed(load.writes_waiting));
            instruments.write_queue.set(signed(load.write_queue));
            for (kind, number) in [
                ("starved", load.starved),
                ("queue_full", load.writes_refused),
                ("connection", load.broken_connections),
                ("disk", load.disk_failures),
            ] {
                raise(&instruments.faults.with_label_values(&[kind]), number);
            }
        });
    }

    /// Watches how many transactions were served whose balance is not the one before plus their amount.
    pub fn watch_breaks(&self, breaks: impl Fn() -> u64 + Send + 'static) {
        self.watch(move |instruments| raise(&instruments.breaks, breaks()));
    }

    /// Watches whether the gateway was told to end.
    pub fn watch_draining(&self, draining: impl Fn() -> bool + Send + 'static) {
        self.watch(move |instruments| instruments.draining.set(draining().into()));
    }

    fn watch(&self, watch: impl Fn(&Instruments) + Send + 'static) {
        self.0.watches.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(watch));
    }

    /// Everything, as Prometheus reads it ([`CONTENT_TYPE`](crate::CONTENT_TYPE)). What is watched is asked now; two readers at once
    /// ask one after the other.
    ///
    /// # Errors
    /// [`MeterFault`] when it cannot be written.
    pub fn text(&self) -> Result<String, MeterFault> {
        let Inside { registry, instruments, watches } = &*self.0;
        let _took = instruments.scrape.start_timer();
        let watches = watches.lock().unwrap_or_else(PoisonError::into_inner);
        watches.iter().for_each(|watch| watch(instruments));
        Ok(TextEncoder::new().encode_to_string(&registry.gather())?)
    }
}

impl std::fmt::Debug for Meters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meters").finish_non_exhaustive()
    }
}

/// Raises a counter to what somebody else has counted. Only one reader at a time does.
fn raise(counter: &IntCounter, to: u64) {
    counter.inc_by(to.saturating_sub(counter.get()));
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

const fn class(status: u16) -> &'static str {
    match status {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
