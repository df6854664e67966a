//! Single figures: how soon the first answer comes, memory when idle, statements without HTTP.

use std::time::Instant;

use fgapi_token::TokenDigest;

use super::figures::{Facts, median};
use super::setting::{Setting, body};
use crate::Outcome;
use crate::data::{Bank, DEEP};
use crate::floor::Alone;
use crate::load::request;
use crate::process::Serving;

/// How often the gateway is started.
const STARTS: usize = 5;
/// MiB have so many bytes.
pub(super) const MIB: f64 = 1_048_576.0;

/// Starts the gateway a few times: milliseconds from exec to the first answer, which reads the database, and memory then.
///
/// # Errors
/// When it does not start.
pub(super) fn starts(bank: &Bank, system_token: &str) -> Outcome<Facts> {
    let (mut first, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begun = Instant::now();
        let gateway = Serving::gateway(bank, None)?;
        let head = format!("GET /branches\nauthorization: Bearer {system_token}");
        body(gateway.address, &request(gateway.address, &head, None))?;
        first.push(begun.elapsed().as_secs_f64() * 1_000.0);
        idle.push(gateway.counted().resident()? as f64 / MIB);
    }
    Ok(Facts::from([("first_answer_ms".to_owned(), median(first)), ("idle_mib".to_owned(), median(idle))]))
}

/// The statements alone: one connection, one thread, no HTTP and no JSON. Microseconds of waiting, which on SQLite are processor time.
///
/// # Errors
/// When the database refuses.
pub(super) fn alone(setting: &Setting, times: u32) -> Outcome<Facts> {
    let mut store = <dyn Alone>::open(&setting.bank.store)?;
    let mut facts = Facts::from([("alone_check_us".to_owned(), check(setting, times)?)]);
    for page in &setting.pages {
        let rows = timed(times, || store.rows(&page.plan).map(drop))?;
        facts.insert(format!("alone_rows_us {}", page.title), rows);
    }
    for page in setting.pages.iter().filter(|page| page.of.0 == DEEP) {
        let skip = i64::from(page.of.1.saturating_sub(1)) * 200;
        let by_offset = timed((times / 100).clamp(3, 20), || store.rows_by_offset(page.plan.account, skip).map(drop))?;
        facts.insert(format!("{OFFSET}{}", page.title), by_offset);
    }
    Ok(facts)
}

/// What the figures are called of pages that are found by counting the rows before.
pub(super) const OFFSET: &str = "alone_offset_us ";

/// A token check alone: token, link and client.
///
/// # Errors
/// When the database refuses.
pub(super) fn check(setting: &Setting, times: u32) -> Outcome<f64> {
    let mut store = <dyn Alone>::open(&setting.bank.store)?;
    let digest = TokenDigest::of(&setting.access);
    timed(times, || store.check(digest.as_bytes()).map(drop))
}

/// The median of so many times, after one that is not counted.
fn timed(times: u32, mut work: impl FnMut() -> Outcome) -> Outcome<f64> {
    work()?;
    let once = |_| {
        let begun = Instant::now();
        work()?;
        Ok(begun.elapsed().as_secs_f64() * 1e6)
    };
    (0..times).map(once).collect::<Outcome<Vec<_>>>().map(median)
}
