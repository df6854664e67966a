//! The power goes: whatever was acknowledged is there afterwards, and whatever was dead stays dead.
//!
//! `FGAPI_CRASH_CYCLES` asks for more cycles than the 20 of an ordinary run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::http::{Answer, Fintech, Pair};
use crate::site::{Database, PASSWORD, Site, USER};

const WRITERS: usize = 6;

/// What one writer knows of its link.
#[derive(Default)]
struct Known {
    /// Acknowledged and not killed since; `None` when nothing lives, or when it cannot be known.
    alive: Option<Pair>,
    /// Acknowledged to be dead.
    dead: Vec<Pair>,
}

fn cycles() -> u32 {
    std::env::var("FGAPI_CRASH_CYCLES").ok().and_then(|text| text.parse().ok()).unwrap_or(20)
}

/// Works until the gateway dies under it: links, refreshes, ends, in turn.
fn work(fintech: &Fintech, system: &str, link: &str, known: &mut Known, acknowledged: &AtomicU32) {
    let fields = [("api_key", fintech.api_key.as_str()), ("id", USER), ("password", PASSWORD), ("link_id", link)];
    loop {
        // What is under way is in doubt until its answer comes.
        let before = known.alive.take();
        let in_place: Option<Answer> = match &before {
            Some(pair) if acknowledged.load(Ordering::Relaxed) % 5 == 4 => {
                let ended = fintech.end(system, &pair.refresh);
                if let Some(answer) = ended {
                    answer.expect(200);
                    known.dead.extend(before);
                    acknowledged.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                None
            }
            Some(pair) => fintech.refresh(system, &pair.refresh),
            None => fintech
                .caller
                .attempt("POST", "/auth/login", None, &fields)
                .and_then(|answer| fintech.redeem(system, &answer.expect(200).text_of("auth_token"))),
        };
        let Some(answer) = in_place else { return };
        known.alive = Some(Pair::of(&answer.expect(200)));
        known.dead.extend(before);
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
}

fn nothing_acknowledged_is_lost(database: Database) {
    let site = Site::with_data(database);
    let first = site.serve();
    let fintech = site.client(&first, "read");
    let system = fintech.system_token();
    first.kill();
    let writers: Vec<Mutex<Known>> = (0..WRITERS).map(|_| Mutex::default()).collect();
    let mut total = 0;
    for cycle in 0..cycles() {
        let serving = site.serve();
        let fintech = Fintech { caller: crate::http::Caller::new(&serving.base_url), ..fintech.clone() };
        let acknowledged = AtomicU32::new(0);
        // Another moment each time, by work done and not by the clock.
        let enough = 10 + cycle * 7 % 40;
        std::thread::scope(|scope| {
            for (number, known) in writers.iter().enumerate() {
                let (fintech, system, acknowledged) = (&fintech, &system, &acknowledged);
                scope.spawn(move || work(fintech, system, &format!("writer-{number}"), &mut known.lock().unwrap(), acknowledged));
            }
            while acknowledged.load(Ordering::Relaxed) < enough {
                std::thread::yield_now();
            }
            serving.kill();
        });
        total += acknowledged.load(Ordering::Relaxed);

        let serving = site.serve();
        let fintech = Fintech { caller: crate::http::Caller::new(&serving.base_url), ..fintech };
        for known in &writers {
            let mut known = known.lock().unwrap();
            if let Some(pair) = &known.alive {
                assert!(fintech.opens(&pair.access), "cycle {cycle}: an acknowledged token was lost");
            }
            for pair in known.dead.drain(..) {
                assert!(!fintech.opens(&pair.access), "cycle {cycle}: a dead token came alive");
            }
        }
        serving.kill();
    }
    assert!(total >= 20 * 10, "too little was acknowledged to prove anything: {total}");
}

#[test]
fn kill_9_under_load_loses_nothing_on_sqlite() {
    nothing_acknowledged_is_lost(Database::Sqlite);
}

#[test]
fn kill_9_under_load_loses_nothing_on_postgresql() {
    nothing_acknowledged_is_lost(Database::Postgres);
}

#[test]
fn a_gateway_that_is_asked_to_end_ends_well() {
    let site = Site::with_data(Database::Sqlite);
    let serving = site.serve();
    let fintech = site.client(&serving, "read");
    let pair = fintech.link(&fintech.system_token(), USER, PASSWORD, "default");
    let (code, log) = serving.terminate();
    assert_eq!(code, Some(0), "{log}");
    let again = site.serve();
    let fintech = Fintech { caller: crate::http::Caller::new(&again.base_url), ..fintech };
    assert!(fintech.opens(&pair.access));
}
