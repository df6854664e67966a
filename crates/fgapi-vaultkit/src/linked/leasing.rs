//! Who fetches which account.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use fgapi_audit::Act;
use fgapi_domain::UnixSeconds;
use fgapi_linked::{AccountId, AggregationError, Change, Lease, Status};

use super::Stage;
use super::stage::{
    AUTOMATIC, CONCURRENCY, LEASE, MANUAL, MANUAL_CONCURRENCY, OTHER, START, at_once, customer, failed, service, succeeded,
};

/// Of all services together; what is not due yet is nobody's.
pub fn what_has_been_due_longest_comes_first(stage: &Stage) {
    let order = [(OTHER, 2), (AUTOMATIC, 1), (OTHER, 0), (AUTOMATIC, 3)];
    let ids = order.map(|(service, at)| stage.linked_at("a", service, START.plus(at)));
    stage.manual_by("a");
    assert_eq!(stage.lease(START.plus(-1)), None, "nothing is due");
    let now = START.plus(2);
    let leased: Vec<AccountId> = std::iter::from_fn(|| stage.lease(now)).map(|(account, _)| account.id).collect();
    assert_eq!(leased, [ids[2], ids[1], ids[0]]);
    let (account, lease) = stage.told(0, || stage.lease(START.plus(3))).expect("the last is due");
    assert_eq!(lease.until, START.plus(3 + LEASE), "a lease lasts as long as the service's time-out, and the margin");
    assert_eq!(account, stage.as_it_is(ids[3]), "it is given as it is");
    assert_eq!(account.next_aggregate_at, Some(START.plus(3)), "and stays due, should its worker be killed");
}

/// However many ask.
pub fn no_account_is_given_twice_at_once(stage: &Stage) {
    const ACCOUNTS: usize = 40;
    let wide = [service(AUTOMATIC, 1_000)];
    stage.linked().import_services(&wide, &stage.note(Act::ServiceImport)).expect("the store answers");
    let linked: BTreeSet<AccountId> = (0..ACCOUNTS).map(|number| stage.linked_by(&number.to_string())).collect();
    let leased = at_once(|_| {
        let mine: Vec<AccountId> = std::iter::from_fn(|| stage.lease(START)).take(ACCOUNTS + 1).map(|(account, _)| account.id).collect();
        mine
    });
    let leased = leased.concat();
    assert_eq!(leased.len(), ACCOUNTS, "each is given once");
    assert_eq!(leased.into_iter().collect::<BTreeSet<_>>(), linked, "and none is left");
}

/// By all nodes together; another service has room all the same.
pub fn no_more_are_leased_than_a_service_bears(stage: &Stage) {
    for number in 0..10 {
        stage.linked_by(&number.to_string());
    }
    let busy: Vec<_> = at_once(|_| stage.lease(START)).into_iter().flatten().collect();
    assert_eq!(busy.len(), CONCURRENCY as usize, "what the service bears is given, and no more");
    let elsewhere = stage.linked_at("a", OTHER, START.plus(1));
    let now = START.plus(1);
    let others: Vec<_> = at_once(|_| stage.lease(now)).into_iter().flatten().map(|(account, _)| account.id).collect();
    assert_eq!(others, [elsewhere], "a full service keeps nobody from another");
    let (account, lease) = &busy[0];
    assert!(stage.record(account.id, lease.fence, &succeeded(now)));
    let next: Vec<_> = at_once(|_| stage.lease(now)).into_iter().flatten().collect();
    assert_eq!(next.len(), 1, "one that was given back makes room for one");
    let manual: Vec<AccountId> = (0..4).map(|number| stage.manual_by(&number.to_string())).collect();
    let taken: Vec<_> = at_once(|number| stage.lease_this(manual[number % 4], START)).into_iter().flatten().collect();
    assert_eq!(taken.len(), MANUAL_CONCURRENCY as usize, "also where a program asks by name");
    let over = START.plus(1 + LEASE);
    let again: Vec<_> = at_once(|_| stage.lease(over)).into_iter().flatten().collect();
    assert_eq!(again.len(), 1 + CONCURRENCY as usize, "leases that are over take no room");
}

/// While never more are at work than the services bear.
pub fn a_crowd_fetches_each_account_once(stage: &Stage) {
    const ACCOUNTS: usize = 24;
    for number in 0..ACCOUNTS {
        stage.linked_at(&number.to_string(), if number % 3 == 0 { OTHER } else { AUTOMATIC }, START.plus(number as i64 % 5));
    }
    let (done, now) = (Mutex::new(BTreeSet::new()), START.plus(5));
    let how_many = || done.lock().expect("nobody breaks off").len();
    let at_work = BTreeMap::from([(AUTOMATIC, AtomicU32::new(0)), (OTHER, AtomicU32::new(0))]);
    at_once(|_| {
        // Whoever finds no room comes back as long as work is left; the bound is for a store that gives nothing.
        for _ in 0..100_000 {
            if how_many() == ACCOUNTS {
                break;
            }
            let Some((account, lease)) = stage.lease(now) else {
                std::thread::yield_now();
                continue;
            };
            let busy = at_work[&account.service].fetch_add(1, Ordering::SeqCst) + 1;
            assert!(busy <= CONCURRENCY, "{busy} are at work at a service that bears {CONCURRENCY}");
            // Before the lease is given back: whoever gets the room afterwards begins to count afterwards.
            at_work[&account.service].fetch_sub(1, Ordering::SeqCst);
            assert!(stage.record(account.id, lease.fence, &succeeded(now)), "nobody else has this lease");
            assert!(done.lock().expect("nobody breaks off").insert(account.id), "nobody has had it before");
        }
    });
    assert_eq!(how_many(), ACCOUNTS, "each is fetched once");
    assert_eq!(stage.lease(now), None);
}

/// So a worker that was killed leaves nothing behind, and the status does not stick.
pub fn a_lease_that_is_over_is_given_again(stage: &Stage) {
    let id = stage.linked_by("a");
    let first = stage.leased(id, START);
    let status = |now: UnixSeconds| stage.as_it_is(id).status(now, 0);
    assert_eq!(stage.lease(START.plus(LEASE - 1)), None, "it is this worker's until then");
    assert_eq!(status(START.plus(LEASE - 1)), Status::Fetching);
    assert_eq!(status(START.plus(LEASE)), Status::Failed(AggregationError::Timeout));
    let second = stage.leased(id, START.plus(LEASE));
    assert_eq!(second, Lease { fence: first.fence + 1, until: START.plus(2 * LEASE) });
    assert_eq!(status(START.plus(LEASE)), Status::Fetching);
    assert!(!stage.record(id, first.fence, &succeeded(START.plus(LEASE))), "the first is late");
    assert!(stage.record(id, second.fence, &succeeded(START.plus(LEASE))));
    assert_eq!(status(START.plus(LEASE)), Status::Fetched);
    let third = stage.leased(id, START.plus(LEASE + 3_600));
    assert!(stage.record(id, third.fence, &failed(START.plus(9_000), AggregationError::Gray)), "one that is over, but the newest, is good");
    let manual = stage.manual_by("a");
    let (_, first) = stage.lease_this(manual, START).expect("it is leased");
    assert_eq!(stage.lease_this(manual, START.plus(LEASE - 1)), None);
    let (_, second) = stage.lease_this(manual, START.plus(LEASE)).expect("it is leased again");
    assert!(second.fence > first.fence);
}

/// Neither by the gateway nor by a program.
pub fn a_suspended_account_is_never_leased(stage: &Stage) {
    let (id, manual, leased) = (stage.linked_by("a"), stage.manual_by("a"), stage.linked_at("a", AUTOMATIC, START.plus(-1)));
    stage.leased(leased, START.plus(-1));
    let change = |id, change| {
        let note = stage.note(Act::LinkedAccountChange);
        stage.linked().change(id, &customer("a"), &change, START, &note).expect("the store answers")
    };
    for id in [id, manual, leased] {
        assert!(change(id, Change::Suspend));
    }
    assert_eq!(stage.as_it_is(leased).lease, None, "a lease that is out is void");
    for now in [START, START.plus(LEASE), START.plus(1_000_000)] {
        assert_eq!(stage.lease(now), None);
        assert_eq!(stage.lease_this(manual, now), None);
        assert_eq!(stage.as_it_is(leased).status(now, 600), Status::Suspended);
    }
    assert!(change(id, Change::Resume) && change(manual, Change::Resume));
    stage.leased(id, START);
    assert!(stage.lease_this(manual, START).is_some());
}

/// Due or not, and by nothing else; an account that the gateway fetches by itself is not.
pub fn a_manual_account_is_leased_by_name(stage: &Stage) {
    let (id, manual) = (stage.linked_by("a"), stage.manual_by("a"));
    assert_eq!(stage.lease_this(id, START), None, "the gateway's own");
    assert_eq!(stage.lease_this(stage.new_id(), START), None, "there is none");
    let (account, lease) = stage.told(0, || stage.lease_this(manual, START)).expect("it is leased");
    assert_eq!((account, lease.until), (stage.as_it_is(manual), START.plus(LEASE)));
    assert_eq!(stage.lease_this(manual, START), None, "somebody has it");
    let planned = fgapi_linked::Recorded { next: Some(START), ..succeeded(START) };
    assert!(stage.record(manual, lease.fence, &planned));
    assert_eq!(stage.as_it_is(manual).next_aggregate_at, Some(START), "a program may say when it comes");
    stage.leased(id, START);
    assert_eq!(stage.lease(START), None, "the gateway takes none of these");
    assert_eq!(stage.as_it_is(manual).service, MANUAL);
    assert!(stage.lease_this(manual, START).is_some());
}
