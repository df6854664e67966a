//! A gateway under more load than it can bear: what others notice of it, and whether the queue ends.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::facts::MIB;
use super::figures::Facts;
use super::setting::{MANY, Setting};
use crate::data::Bank;
use crate::fault::Told as _;
use crate::load::{self, Connection, Loaded, Phase, Traffic, request};
use crate::{BaseUrl, BenchFault, Outcome};

/// Clients that send half of a head or body, or read a byte at a time.
const SLOW: usize = 1_000;
/// Between two bytes of a slow client.
const CRAWL: Duration = Duration::from_millis(500);
/// How often the gentle client asks.
const GENTLE: Duration = Duration::from_millis(50);
/// Log-ins at once beside the data API.
const LOGINS: usize = 4;

/// Saturates the gateway with and without slow clients and log-ins.
///
/// # Errors
/// An answer that is neither 200 nor 503 with `Retry-After`.
pub(super) fn pressure(setting: &Setting, lasts: Duration) -> Outcome<Facts> {
    let mut facts = Facts::new();
    let address = setting.gateway.address;
    let page = setting.pages.first().told("no page", "report this")?;
    let bytes: Arc<[u8]> = request(address, &page.head, None).into();
    let alone = gentle(address, &bytes, lasts.min(Duration::from_secs(10)), &Barrier::new(1))?;
    facts.insert("load_gentle_alone_p99_ms".to_owned(), alone);

    println!("load: {MANY} saturating connections and {SLOW} slow clients for {} s", lasts.as_secs());
    let over = AtomicBool::new(false);
    let opened = AtomicU64::new(0);
    let asked: &[u8] = &bytes;
    let (hogs, gentle_p99) = thread::scope(|scope| {
        // It is connected before the load comes: what is asked is how its calls fare.
        let connected = Arc::new(Barrier::new(2));
        let at_its_side = Arc::clone(&connected);
        let beside = scope.spawn(move || gentle(address, asked, lasts, &at_its_side));
        connected.wait();
        let slow = scope.spawn(|| crawl(address, &page.head, &over, &opened));
        let hogs = hog(address, &bytes, MANY, lasts);
        over.store(true, Ordering::Release);
        let gentle_p99 = beside.join().unwrap_or_else(|_| Err(broke()));
        slow.join().unwrap_or_else(|_| Err(broke()))?;
        Ok::<_, BenchFault>((hogs?, gentle_p99?))
    })?;
    facts.insert("load_answers_per_second".to_owned(), hogs.per_second());
    facts.insert("load_503_with_retry_after".to_owned(), hogs.refused as f64);
    facts.insert("load_p50_ms".to_owned(), hogs.percentile(50.0));
    facts.insert("load_p99_ms".to_owned(), hogs.percentile(99.0));
    facts.insert("load_longest_ms".to_owned(), hogs.percentile(100.0));
    facts.insert("load_gentle_p99_ms".to_owned(), gentle_p99);
    facts.insert("load_slow_connections".to_owned(), opened.load(Ordering::Acquire) as f64);
    facts.insert("load_resident_mib".to_owned(), setting.gateway.counted().resident()? as f64 / MIB);
    facts.extend(log_ins(setting, &bytes, lasts.min(Duration::from_secs(15)))?);
    Ok(facts)
}

fn broke() -> BenchFault {
    BenchFault::new("a thread of the load broke off", "report this")
}

fn hog(address: BaseUrl, bytes: &Arc<[u8]>, connections: usize, lasts: Duration) -> Outcome<Loaded> {
    let phase = Phase { connections, warm_up: Duration::from_millis(500), lasts, expected: 200, sheds: true };
    let traffic = vec![Traffic::Same(Arc::clone(bytes)); connections];
    load::run(address, phase, traffic, |_| Ok(())).map(|(loaded, _)| loaded)
}

/// What a client notices that asks 20 times a second: the 99th percentile in milliseconds.
/// `connected` is waited at once the connection stands, or did not come to stand.
fn gentle(address: BaseUrl, bytes: &[u8], lasts: Duration, connected: &Barrier) -> Outcome<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().told("no thread", "end other programs");
    let connection = runtime.and_then(|runtime| Ok((runtime.block_on(Connection::open(address))?, runtime)));
    connected.wait();
    let (mut connection, runtime) = connection?;
    runtime.block_on(async {
        let mut latencies = load::histogram()?;
        let mut ticks = tokio::time::interval(GENTLE);
        let begun = Instant::now();
        while begun.elapsed() < lasts {
            ticks.tick().await;
            let asked = Instant::now();
            let answer = connection.call(bytes).await?;
            if answer.status != 200 && !(answer.status == 503 && answer.retry_after) {
                return Err(BenchFault::new(format!("a gentle client got {}", answer.status), "look at the server's log"));
            }
            latencies.saturating_record(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX));
            if answer.closing {
                connection = Connection::open(address).await?;
            }
        }
        Ok(latencies.value_at_quantile(0.99) as f64 / 1_000.0)
    })
}

/// Keeps so many slow clients alive until it is over: one third sends a head byte by byte, one a body, one asks and hardly reads. Whoever is
/// shown out comes back.
fn crawl(address: BaseUrl, head: &str, over: &AtomicBool, opened: &AtomicU64) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().told("no thread", "end other programs")?;
    let whole = request(address, head, None);
    let bodied = request(address, "POST /auth/system_token", Some(&"x".repeat(2_000)));
    let body_at = bodied.len() - 2_000;
    runtime.block_on(async {
        let set = tokio::task::LocalSet::new();
        set.run_until(async {
            let mut tasks = tokio::task::JoinSet::new();
            for at in 0..SLOW {
                let (at_once, slowly) = match at % 3 {
                    0 => (Vec::new(), whole.clone()),
                    1 => (bodied[..body_at].to_vec(), bodied[body_at..].to_vec()),
                    _ => (whole.clone(), Vec::new()),
                };
                tasks.spawn_local(slow_client(address, at_once, slowly));
            }
            while !over.load(Ordering::Acquire) {
                match tokio::time::timeout(CRAWL, tasks.join_next()).await {
                    Ok(Some(Ok((at_once, slowly)))) => {
                        tasks.spawn_local(slow_client(address, at_once, slowly));
                    }
                    Ok(_) => break,
                    Err(_) => {}
                }
                opened.store(opened.load(Ordering::Acquire).max(tasks.len() as u64), Ordering::Release);
            }
            tasks.abort_all();
        })
        .await;
    });
    Ok(())
}

/// One slow client's one connection, until the server ends it. What it sent comes back for the next.
async fn slow_client(address: BaseUrl, at_once: Vec<u8>, slowly: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
    // Whatever happens to it, a slow client only comes again.
    let _ended = crawl_once(address, &at_once, &slowly).await;
    tokio::time::sleep(CRAWL).await;
    (at_once, slowly)
}

async fn crawl_once(address: BaseUrl, at_once: &[u8], slowly: &[u8]) -> std::io::Result<()> {
    let mut stream = tokio::net::TcpStream::connect(address.address()).await?;
    stream.write_all(at_once).await?;
    let mut rest = slowly.iter();
    let mut byte = [0_u8; 1];
    loop {
        tokio::time::sleep(CRAWL).await;
        if let Some(next) = rest.next() {
            stream.write_all(&[*next]).await?;
        } else if stream.read(&mut byte).await? == 0 {
            return Ok(());
        }
    }
}

/// The data API with and without log-ins beside it, in turns.
fn log_ins(setting: &Setting, bytes: &Arc<[u8]>, lasts: Duration) -> Outcome<Facts> {
    let address = setting.gateway.address;
    let log_in: Arc<[u8]> = request(address, "POST /auth/login", Some(&Bank::log_in(&setting.client))).into();
    let without = hog(address, bytes, 32, lasts)?;
    let (with, beside) = thread::scope(|scope| {
        let beside = scope.spawn(|| hog(address, &log_in, LOGINS, lasts));
        let with = hog(address, bytes, 32, lasts);
        Ok::<_, BenchFault>((with?, beside.join().unwrap_or_else(|_| Err(broke()))?))
    })?;
    Ok(Facts::from([
        ("login_beside_per_second".to_owned(), beside.per_second()),
        ("login_slows_throughput".to_owned(), without.per_second() / with.per_second().max(1e-9)),
        ("login_slows_p50".to_owned(), with.percentile(50.0) / without.percentile(50.0).max(1e-9)),
        ("login_slows_p99".to_owned(), with.percentile(99.0) / without.percentile(99.0).max(1e-9)),
    ]))
}

/// Asks for a while, and looks at memory every ten seconds. The slope is that of the second half: the first fills pools and caches.
///
/// # Errors
/// An answer that is neither 200 nor 503 with `Retry-After`.
pub(super) fn soak(setting: &Setting, lasts: Duration) -> Outcome<(Facts, Vec<(f64, f64)>)> {
    const EVERY: Duration = Duration::from_secs(10);
    let address = setting.gateway.address;
    let page = setting.pages.first().told("no page", "report this")?;
    let bytes: Arc<[u8]> = request(address, &page.head, None).into();
    // A client of its own: a million tokens is the most that one may have, and ten minutes make most of them.
    let client = setting.bank.client()?;
    let body = format!("api_key={}&password={}", client.api_key, client.password);
    let issue: Arc<[u8]> = request(address, "POST /auth/system_token", Some(&body)).into();
    println!("soak: {} s", lasts.as_secs());
    let begun = Instant::now();
    let mut seen = Vec::new();
    while begun.elapsed() < lasts {
        let part = EVERY.min(lasts.saturating_sub(begun.elapsed())).max(Duration::from_secs(1));
        thread::scope(|scope| {
            let writes = scope.spawn(|| hog(address, &issue, 2, part));
            let reads = hog(address, &bytes, 30, part);
            writes.join().unwrap_or_else(|_| Err(broke()))?;
            reads
        })?;
        let resident = setting.gateway.counted().resident()? as f64 / MIB;
        println!("  {:>5.0} s  {resident:.1} MiB", begun.elapsed().as_secs_f64());
        seen.push((begun.elapsed().as_secs_f64() / 60.0, resident));
    }
    let half = seen.get(seen.len() / 2..).unwrap_or_default();
    let slope = slope(half);
    let facts = Facts::from([
        ("soak_minutes".to_owned(), lasts.as_secs_f64() / 60.0),
        ("soak_mib".to_owned(), half.last().map_or(0.0, |(_, resident)| *resident)),
        ("soak_slope_mib_per_minute".to_owned(), slope),
    ]);
    Ok((facts, seen))
}

/// The slope of the line that fits best; 0 of fewer than two points.
fn slope(points: &[(f64, f64)]) -> f64 {
    let number = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / number.max(1.0);
    let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
    let over: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let under: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    if under == 0.0 { 0.0 } else { over / under }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope() {
        assert_eq!(slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), 2.0);
        assert_eq!(slope(&[(1.0, 7.0)]), 0.0);
        assert_eq!(slope(&[]), 0.0);
    }
}
