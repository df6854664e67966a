//! Every instrument by its name, its labels and what it means.

use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry, core::Collector,
};

use crate::words::{Purge, TokenKind};

/// From half a millisecond, which a check of a token takes, to the deadline of a request.
const SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// All instruments, registered.
pub(crate) struct Instruments {
    pub(crate) requests: IntCounterVec,
    pub(crate) duration: HistogramVec,
    pub(crate) refusals: IntCounterVec,
    pub(crate) tokens: IntCounterVec,
    pub(crate) work_waiting: IntGaugeVec,
    pub(crate) work_queue: IntGaugeVec,
    pub(crate) work_running: IntGaugeVec,
    pub(crate) work_threads: IntGaugeVec,
    pub(crate) work_refused: IntCounterVec,
    pub(crate) work_late: IntCounterVec,
    pub(crate) connections: IntGaugeVec,
    pub(crate) connections_limit: IntGauge,
    pub(crate) writes_waiting: IntGauge,
    pub(crate) write_queue: IntGauge,
    pub(crate) faults: IntCounterVec,
    pub(crate) newest_import: IntGauge,
    pub(crate) newest_as_of: IntGauge,
    pub(crate) purged: IntCounterVec,
    pub(crate) purge_ended: IntGauge,
    pub(crate) purge_failures: IntCounterVec,
    pub(crate) sealed: IntCounter,
    pub(crate) sealed_at: IntGauge,
    pub(crate) breaks: IntCounter,
    pub(crate) ready: IntGauge,
    pub(crate) draining: IntGauge,
    pub(crate) scrape: Histogram,
}

/// Makes instruments and registers them.
struct Maker<'r>(&'r Registry);

impl Maker<'_> {
    fn keep<C: Collector + Clone + 'static>(&self, made: prometheus::Result<C>) -> prometheus::Result<C> {
        let made = made?;
        self.0.register(Box::new(made.clone()))?;
        Ok(made)
    }

    fn counter(&self, name: &str, help: &str) -> prometheus::Result<IntCounter> {
        self.keep(IntCounter::new(name, help))
    }

    fn counters(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntCounterVec> {
        self.keep(IntCounterVec::new(Opts::new(name, help), labels))
    }

    fn gauge(&self, name: &str, help: &str) -> prometheus::Result<IntGauge> {
        self.keep(IntGauge::new(name, help))
    }

    fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
        self.keep(IntGaugeVec::new(Opts::new(name, help), labels))
    }
}

impl Instruments {
    /// All of them, in `registry`.
    pub(crate) fn register(registry: &Registry) -> prometheus::Result<Self> {
        let make = Maker(registry);
        let set = &["set"];
        let duration = HistogramOpts::new("fgapi_http_request_duration_seconds", "Time from a request's arrival to its answer.");
        let scrape = HistogramOpts::new("fgapi_metrics_collect_seconds", "Time that collecting these metrics took.");
        let made = Self {
            requests: make.counters(
                "fgapi_http_requests_total",
                "Requests answered, by the route that they met (other: none), method and class of the status.",
                &["route", "method", "status"],
            )?,
            duration: make.keep(HistogramVec::new(duration.buckets(SECONDS.to_vec()), &["route"]))?,
            refusals: make.counters(
                "fgapi_http_refusals_total",
                "Calls of an API that were refused, by the error code of the catalogue.",
                &["code"],
            )?,
            tokens: make.counters(
                "fgapi_tokens_total",
                "Tokens by kind and by what became of them; a link that ends counts as one revoked refresh token.",
                &["kind", "outcome", "reason"],
            )?,
            work_waiting: make.gauges("fgapi_workers_waiting", "Use cases that wait for a thread of the set.", set)?,
            work_queue: make.gauges("fgapi_workers_queue_limit", "Use cases that may wait; one more is answered with 503.", set)?,
            work_running: make.gauges("fgapi_workers_running", "Use cases that run.", set)?,
            work_threads: make.gauges("fgapi_workers_threads", "Threads of the set.", set)?,
            work_refused: make.counters("fgapi_workers_refused_total", "Use cases refused because too many waited.", set)?,
            work_late: make.counters(
                "fgapi_workers_late_total",
                "Use cases not begun, because they had waited too long or nobody waited for them any more.",
                set,
            )?,
            connections: make.gauges("fgapi_database_connections", "Pooled connections to the database, by state.", &["state"])?,
            connections_limit: make.gauge("fgapi_database_connections_limit", "Pooled connections that there may be.")?,
            writes_waiting: make.gauge("fgapi_database_writes_waiting", "Writes that wait for the one writer of SQLite.")?,
            write_queue: make
                .gauge("fgapi_database_write_queue_limit", "Writes that may wait for it; 0: this database has no such queue.")?,
            faults: make.counters(
                "fgapi_database_faults_total",
                "Failures of the database: starved (no connection within the set time), queue_full (too many writes waited), \
                 connection (one broke), disk (nothing is written any more).",
                &["kind"],
            )?,
            newest_import: make.gauge(
                "fgapi_statements_newest_import_timestamp_seconds",
                "When statements were last imported into the database, by whatever process; 0: never.",
            )?,
            newest_as_of: make.gauge(
                "fgapi_statements_newest_as_of_timestamp_seconds",
                "The newest reference date of imported statements, as its midnight in Japan; 0: none.",
            )?,
            purged: make.counters("fgapi_purged_rows_total", "Rows removed because their time was over, by what they were.", &["kind"])?,
            purge_ended: make.gauge("fgapi_purge_last_run_timestamp_seconds", "When the last purge ended.")?,
            purge_failures: make.counters("fgapi_purge_failures_total", "Purges that failed, by what was to be purged.", &["kind"])?,
            sealed: make.counter("fgapi_audit_sealed_entries_total", "Entries of the audit log that this process sealed.")?,
            sealed_at: make.gauge(
                "fgapi_audit_last_seal_timestamp_seconds",
                "When the audit log was last without an unsealed entry; it is sealed each second.",
            )?,
            breaks: make
                .counter("fgapi_balance_breaks_total", "Transactions served whose balance is not the one before plus their amount.")?,
            ready: make.gauge("fgapi_ready", "Whether the gateway was ready when it was last asked: 1 or 0.")?,
            draining: make.gauge("fgapi_draining", "Whether the gateway was told to end and lets calls in flight end: 1 or 0.")?,
            scrape: make.keep(Histogram::with_opts(scrape.buckets(SECONDS.to_vec())))?,
        };
        made.begin_at_zero();
        Ok(made)
    }

    /// Series that a rule may ask for stand from the beginning on: what is not there yet raises no alert.
    fn begin_at_zero(&self) {
        // Whoever hands API tokens over is not counted here.
        for kind in TokenKind::ALL.into_iter().filter(|kind| *kind != TokenKind::Api) {
            self.tokens.with_label_values(&[kind.as_str(), "issued", ""]);
        }
        for kind in Purge::ALL {
            self.purged.with_label_values(&[kind.as_str()]);
            self.purge_failures.with_label_values(&[kind.as_str()]);
        }
        for kind in ["starved", "queue_full", "connection", "disk"] {
            self.faults.with_label_values(&[kind]);
        }
    }
}
