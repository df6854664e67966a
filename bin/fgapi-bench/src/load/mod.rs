//! The load: a bounded number of keep-alive connections that each ask, read the whole answer, and ask again.
//!
//! It is bounded in connections, in calls and in time, goes to loopback addresses only, and fails loudly when an answer is
//! not the expected one: a bench of errors is worth nothing.

mod connection;
mod traffic;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use tokio::task::JoinSet;

pub use self::connection::{Answer, Connection};
pub use self::traffic::{Chain, Traffic, request};
use crate::fault::Told as _;
use crate::{BaseUrl, BenchFault, Outcome};

/// No run has more connections.
pub const MOST_CONNECTIONS: usize = 2_000;
/// No run takes longer, warming up included.
pub const LONGEST: Duration = Duration::from_secs(3_600);
/// No answer is waited for longer.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Fewer answers are no measurement.
const FEWEST: u64 = 100;
/// Latencies up to a minute are kept in microseconds, to three digits.
const HIGHEST_US: u64 = 60_000_000;

/// How much load, for how long, and what has to come back.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// Connections, each with one call at a time.
    pub connections: usize,
    /// Not measured: connections are opened, caches filled.
    pub warm_up: Duration,
    /// Measured. Traffic that comes to its end may end it earlier.
    pub lasts: Duration,
    /// The status that is no failure.
    pub expected: u16,
    /// Whether 503 with `Retry-After` is no failure either: it is counted, and the connection asks again.
    pub sheds: bool,
}

/// What a phase showed.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Answers with the expected status in the measured time.
    pub answers: u64,
    /// Answers of 503 with `Retry-After` in that time.
    pub refused: u64,
    /// Measured time.
    pub elapsed: Duration,
    /// Latencies in microseconds.
    pub latencies: Histogram<u64>,
    /// Bytes of the last answer's body.
    pub body_bytes: usize,
    /// What was told in the answers: see [`Traffic::Once`].
    pub kept: Vec<String>,
}

impl Loaded {
    /// Answers a second.
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }

    /// A latency in milliseconds that `percent` of the answers kept below.
    pub fn percentile(&self, percent: f64) -> f64 {
        self.latencies.value_at_percentile(percent) as f64 / 1_000.0
    }
}

/// What all connections of a phase share.
#[derive(Debug)]
struct Shared {
    address: BaseUrl,
    expected: u16,
    sheds: bool,
    measuring: AtomicBool,
    over: AtomicBool,
    answers: AtomicU64,
    refused: AtomicU64,
}

impl Shared {
    /// Answers and refusals in the measured time so far.
    fn heard(&self) -> u64 {
        self.answers.load(Ordering::Acquire) + self.refused.load(Ordering::Acquire)
    }
}

/// What one connection brings home.
struct Share {
    latencies: Histogram<u64>,
    body_bytes: usize,
    kept: Vec<String>,
    traffic: Traffic,
}

/// Sends `traffic`, one entry a connection, and measures. `at_edges` is called when measuring begins (`true`) and ends (`false`): there the
/// caller reads what the operating system has accounted.
///
/// The traffic comes back as it is then, so that a chain of tokens can go on in the next phase.
///
/// # Errors
/// A server that does not answer, an answer with another status (its beginning is shown), or a phase without bounds.
pub fn run(
    address: BaseUrl,
    phase: Phase,
    traffic: Vec<Traffic>,
    mut at_edges: impl FnMut(bool) -> Outcome,
) -> Outcome<(Loaded, Vec<Traffic>)> {
    if phase.connections == 0 || phase.connections > MOST_CONNECTIONS || phase.connections != traffic.len() {
        return Err(BenchFault::new(
            format!("{} connections with {} entries of traffic", phase.connections, traffic.len()),
            format!("give 1 to {MOST_CONNECTIONS} connections, and traffic for each"),
        ));
    }
    if phase.warm_up + phase.lasts > LONGEST {
        return Err(BenchFault::new("a phase is longer than an hour", "give a shorter one"));
    }
    // Two threads, as the server has two cores in the published runs: one alone would be what limits small answers.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.told("no threads for the load", "end other programs")?;
    runtime.block_on(drive(address, phase, traffic, &mut at_edges))
}

async fn drive(
    address: BaseUrl,
    phase: Phase,
    traffic: Vec<Traffic>,
    at_edges: &mut impl FnMut(bool) -> Outcome,
) -> Outcome<(Loaded, Vec<Traffic>)> {
    let shared = Arc::new(Shared {
        address,
        expected: phase.expected,
        sheds: phase.sheds,
        measuring: AtomicBool::new(false),
        over: AtomicBool::new(false),
        answers: AtomicU64::new(0),
        refused: AtomicU64::new(0),
    });
    let mut connections = Vec::with_capacity(traffic.len());
    for traffic in traffic {
        connections.push((Connection::open(address).await?, traffic));
    }
    if phase.warm_up.is_zero() {
        at_edges(true)?;
        shared.measuring.store(true, Ordering::Release);
    }
    let mut begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (connection, traffic) in connections {
        tasks.spawn(ask(connection, traffic, Arc::clone(&shared)));
    }
    let mut shares = Vec::new();
    if !phase.warm_up.is_zero() {
        collect(&mut tasks, &mut shares, phase.warm_up).await?;
        at_edges(true)?;
        begun = Instant::now();
        shared.measuring.store(true, Ordering::Release);
    }
    collect(&mut tasks, &mut shares, phase.lasts).await?;
    // A machine that has other work gets more time: of a few answers no figure can be made.
    while !tasks.is_empty() && shared.heard() < FEWEST && begun.elapsed() < phase.lasts + PATIENCE {
        collect(&mut tasks, &mut shares, phase.lasts).await?;
    }
    let elapsed = begun.elapsed();
    shared.measuring.store(false, Ordering::Release);
    let (answers, refused) = (shared.answers.load(Ordering::Acquire), shared.refused.load(Ordering::Acquire));
    at_edges(false)?;
    shared.over.store(true, Ordering::Release);
    collect(&mut tasks, &mut shares, PATIENCE).await?;
    if !tasks.is_empty() {
        return Err(BenchFault::new(format!("{address} still owes an answer after a minute"), "look at the server's log"));
    }
    added_up(shares, answers, refused, elapsed)
}

/// Takes what connections bring home, until all have or the time is over.
async fn collect(tasks: &mut JoinSet<Outcome<Share>>, shares: &mut Vec<Share>, at_most: Duration) -> Outcome {
    let all = async {
        while let Some(share) = tasks.join_next().await {
            shares.push(share.told("a connection broke off", "report this")??);
        }
        Ok(())
    };
    // Time that is over is no failure: the others go on.
    tokio::time::timeout(at_most, all).await.unwrap_or(Ok(()))
}

fn added_up(shares: Vec<Share>, answers: u64, refused: u64, elapsed: Duration) -> Outcome<(Loaded, Vec<Traffic>)> {
    let mut loaded = Loaded { answers, refused, elapsed, latencies: histogram()?, body_bytes: 0, kept: Vec::new() };
    let mut traffic = Vec::with_capacity(shares.len());
    for share in shares {
        loaded.latencies.add(&share.latencies).told("latencies", "report this")?;
        loaded.body_bytes = loaded.body_bytes.max(share.body_bytes);
        loaded.kept.extend(share.kept);
        traffic.push(share.traffic);
    }
    if answers == 0 {
        let story = match refused {
            0 => "not one answer came in the measured time".to_owned(),
            refused => format!("all {refused} answers were refusals (503)"),
        };
        return Err(BenchFault::new(story, "measure longer, or look at the server's log"));
    }
    Ok((loaded, traffic))
}

pub(crate) fn histogram() -> Outcome<Histogram<u64>> {
    Histogram::new_with_bounds(1, HIGHEST_US, 3).told("no histogram", "report this")
}

/// One connection's life in a phase.
async fn ask(mut connection: Connection, mut traffic: Traffic, shared: Arc<Shared>) -> Outcome<Share> {
    let mut share = Share { latencies: histogram()?, body_bytes: 0, kept: Vec::new(), traffic: Traffic::Same(Arc::default()) };
    while !shared.over.load(Ordering::Acquire) {
        let Some(bytes) = traffic.next() else { break };
        let asked = Instant::now();
        let answer = connection.call(&bytes).await?;
        if shared.sheds && answer.status == 503 && answer.retry_after {
            shared.refused.fetch_add(u64::from(shared.measuring.load(Ordering::Acquire)), Ordering::AcqRel);
            if answer.closing {
                connection = Connection::open(shared.address).await?;
            }
            continue;
        }
        if answer.status != shared.expected {
            return Err(unexpected(&shared, answer.status, connection.body()));
        }
        if shared.measuring.load(Ordering::Acquire) {
            shared.answers.fetch_add(1, Ordering::AcqRel);
            let waited = u64::try_from(asked.elapsed().as_micros()).unwrap_or(HIGHEST_US);
            share.latencies.saturating_record(waited.max(1));
        }
        share.body_bytes = answer.length;
        traffic.heard(connection.body(), &mut share.kept)?;
        if answer.closing {
            connection = Connection::open(shared.address).await?;
        }
    }
    share.traffic = traffic;
    Ok(share)
}

fn unexpected(shared: &Shared, status: u16, body: &[u8]) -> BenchFault {
    let shown: String = String::from_utf8_lossy(body).chars().take(300).collect();
    let Shared { address, expected, .. } = shared;
    BenchFault::new(
        format!("{address} answered {status} where {expected} was expected: {shown}"),
        "a bench of errors is worthless: look at the server's log, mend the request, then run again",
    )
}
