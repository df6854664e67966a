//! Leases: shared out among all nodes, and void for whoever is late.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use fgapi_audit::Act;
use fgapi_linked::{AccountId, AggregationError, Change, Kept, Lease, LinkedAccount, NewAccount, Recorded};

use super::harvests::harvest;
use super::scene::{MARGIN, TIMEOUT, ended, field_of, hana, question, service, tokens};
use crate::Stage;
use crate::stage::{START, at_once};

/// How often a worker looks for work at most.
const MANY: usize = 5_000;

/// For how long a lease lasts.
const LASTS: i64 = (TIMEOUT + MARGIN) as i64;

/// And nothing before it is due.
pub fn what_is_due_longest_comes_first(stage: &Stage) {
    stage.import(&[service(1, 9), service(2, 9)]);
    assert_eq!(stage.lease_at(START, None), None, "there is nothing");
    let mut due = Vec::new();
    for (service, at) in [(1, 30), (2, 10), (1, 20), (2, 40), (1, 5)] {
        let id = stage.linked_account("hana", service);
        let (leased, fence) = stage.leased(START, None);
        assert_eq!(leased, id);
        assert!(stage.record(id, fence, &Recorded { next: Some(START.plus(at)), ..ended(START) }));
        due.push((at, id));
    }
    due.sort_unstable();
    assert_eq!(stage.lease_at(START.plus(4), None), None, "nothing is due yet");
    for (at, id) in &due[..4] {
        let now = START.plus(30);
        let (account, lease) = stage.lease_at(now, None).expect("an account is leased");
        assert_eq!((account.id, lease), (*id, Lease { fence: 2, until: now.plus(LASTS) }), "what is due since {at}");
        assert_eq!(account, stage.known(*id), "it comes as it is, with its lease");
        assert_eq!(account.lease, Some(lease));
    }
    assert_eq!(stage.lease_at(START.plus(30), None), None, "the rest is not due");
}

/// By a crowd on all nodes: while an account is leased nobody else gets it, and no service is asked more than it bears.
pub fn no_account_is_leased_twice(stage: &Stage) {
    let bears = [(1, 1), (2, 3), (3, 50)];
    stage.import(&bears.map(|(id, concurrency)| service(id, concurrency)));
    let accounts: Vec<AccountId> = (0..30).map(|number| stage.linked_account("hana", 1 + number % 3)).collect();
    // Who holds what, as the workers know it: taken after a lease was given, left before it is given back.
    let held: Mutex<BTreeMap<u32, BTreeSet<AccountId>>> = Mutex::default();
    let done = AtomicUsize::new(0);
    let fetched = at_once(|_| {
        let mut fetched = Vec::new();
        for _ in 0..MANY {
            if done.load(Ordering::SeqCst) == accounts.len() {
                break;
            }
            let Some((account, lease)) = stage.lease_at(START, None) else { continue };
            let (id, service) = (account.id, account.service.0);
            {
                let mut held = held.lock().expect("no worker breaks off");
                let there = held.entry(service).or_default();
                assert!(there.insert(id), "an account is leased once");
                let bears = bears.iter().find(|(known, _)| *known == service).expect("a service").1;
                assert!(there.len() <= bears as usize, "service {service} bears {bears}");
            }
            held.lock().expect("no worker breaks off").entry(service).or_default().remove(&id);
            assert!(stage.record(id, lease.fence, &ended(START)), "the lease is good until it is given back");
            fetched.push(id);
            done.fetch_add(1, Ordering::SeqCst);
        }
        fetched
    });
    let mut fetched = fetched.concat();
    fetched.sort_unstable();
    let mut all = accounts;
    all.sort_unstable();
    assert_eq!(fetched, all, "each is fetched once, and none is left");
}

/// By all nodes together, program's accounts among them.
pub fn a_service_is_not_asked_more_than_it_bears(stage: &Stage) {
    stage.import(&[service(1, 3), service(2, 1)]);
    let accounts: Vec<AccountId> = (0..10).map(|_| stage.linked_account("hana", 1)).collect();
    let manual = stage.programs_account("hana", 1);
    let other = stage.linked_account("hana", 2);
    let crowd: Vec<(LinkedAccount, Lease)> = at_once(|_| stage.lease_at(START, None)).into_iter().flatten().collect();
    let of = |service| crowd.iter().filter(|(account, _)| account.service.0 == service).count();
    assert_eq!((of(1), of(2)), (3, 1), "as much as each bears");
    let distinct: BTreeSet<AccountId> = crowd.iter().map(|(account, _)| account.id).collect();
    assert!(distinct.len() == 4 && distinct.contains(&other));
    assert_eq!(stage.lease_at(START, Some(manual)), None, "a program waits, too");
    let (first, lease) = crowd.iter().find(|(account, _)| account.service.0 == 1).expect("an account is leased");
    assert!(stage.record(first.id, lease.fence, &ended(START)));
    let (_, fence) = stage.leased(START, Some(manual));
    assert_eq!(stage.lease_at(START, None), None, "it is full again");
    assert!(stage.record(manual, fence, &ended(START)));
    let (next, _) = stage.leased(START, None);
    assert!(accounts.contains(&next) && !distinct.contains(&next), "room for the next");
    stage.import(&[service(1, 5)]);
    let more = at_once(|_| stage.lease_at(START, None)).into_iter().flatten().count();
    assert_eq!(more, 2, "a catalogue that allows more is heeded at once");
}

/// Due or not, once, and no other.
pub fn an_account_of_a_program_is_leased_by_name(stage: &Stage) {
    stage.import(&[service(1, 99)]);
    let (manual, automatic) = (stage.programs_account("hana", 1), stage.linked_account("hana", 1));
    assert_eq!(stage.lease_at(START, Some(automatic)), None, "the gateway fetches that one by itself");
    assert_eq!(stage.lease_at(START, Some(AccountId(stage.bytes()))), None, "there is none");
    let crowd: Vec<(LinkedAccount, Lease)> = at_once(|_| stage.lease_at(START, Some(manual))).into_iter().flatten().collect();
    assert_eq!(crowd.len(), 1, "one of a crowd gets it");
    assert_eq!((crowd[0].0.id, crowd[0].1), (manual, Lease { fence: 1, until: START.plus(LASTS) }));
    assert!(stage.record(manual, 1, &Recorded { next: Some(START), ..ended(START) }));
    let (next, _) = stage.leased(START, None);
    assert_eq!((next, stage.lease_at(START, None)), (automatic, None), "nobody else fetches a program's");
    assert_eq!(stage.leased(START, Some(manual)), (manual, 2));
}

/// And a lease that is out is void.
pub fn what_is_suspended_is_never_leased(stage: &Stage) {
    stage.import(&[service(1, 1)]);
    let (automatic, manual) = (stage.linked_account("hana", 1), stage.programs_account("hana", 1));
    let set = |id, change: &Change| {
        let note = stage.note(Act::LinkedAccountChange);
        assert!(stage.linked().change(id, &hana(), change, START, &note).expect("the store answers"));
    };
    let (_, fence) = stage.leased(START, None);
    set(automatic, &Change::Suspend);
    assert!(!stage.record(automatic, fence, &ended(START)), "whoever was at it is late");
    let account = stage.known(automatic);
    assert_eq!((account.lease, account.next_aggregate_at, account.last_aggregated_at), (None, None, None));
    let (_, fence) = stage.leased(START, Some(manual));
    set(manual, &Change::Suspend);
    assert_eq!(stage.linked().take_answers(manual, fence, START, &stage.note(Act::LinkedAccountTake)).expect("the store answers"), None);
    for account in [None, Some(manual), Some(automatic)] {
        let crowd = at_once(|_| stage.lease_at(START.plus(99_999), account));
        assert!(crowd.iter().all(Option::is_none), "nobody gets what is suspended");
    }
    for id in [automatic, manual] {
        set(id, &Change::Resume);
    }
    assert_eq!(stage.leased(START, None).0, automatic, "the room that it took is free");
}

/// Once the lease is over, and not before.
pub fn a_killed_workers_account_is_leased_again(stage: &Stage) {
    stage.import(&[service(1, 1), service(2, 1)]);
    let (automatic, manual) = (stage.linked_account("hana", 1), stage.programs_account("hana", 2));
    for (account, id) in [(None, automatic), (Some(manual), manual)] {
        let (_, first) = stage.leased(START, account);
        assert_eq!(stage.lease_at(START.plus(LASTS - 1), account), None, "it may still come");
        let crowd: Vec<_> = at_once(|_| stage.lease_at(START.plus(LASTS), account)).into_iter().flatten().collect();
        assert_eq!(crowd.len(), 1, "one of a crowd gets it");
        let (account, lease) = &crowd[0];
        assert_eq!((account.id, lease.fence, lease.until), (id, first + 1, START.plus(2 * LASTS)));
        assert!(!stage.record(id, first, &ended(START)), "whoever was thought to be dead is late");
        assert!(stage.record(id, lease.fence, &ended(START)));
    }
    let other = stage.linked_account("hana", 1);
    let (_, fence) = stage.leased(START, None);
    assert!(stage.record(other, fence, &ended(START.plus(9 * LASTS))), "late, but nobody came meanwhile");
    let unlucky = stage.linked_account("hana", 1);
    assert_eq!(stage.leased(START, None).0, unlucky);
    let waits = NewAccount { now: START.plus(1), ..stage.new_account("hana", 1) };
    assert_eq!(stage.put_account(&waits), Kept::Done);
    let (next, fence) = stage.leased(START.plus(LASTS), None);
    assert_eq!(next, waits.id, "whose workers always die keeps nobody else from being fetched");
    assert!(stage.record(next, fence, &ended(START)));
    assert_eq!(stage.leased(START.plus(LASTS), None).0, unlucky);
}

/// Neither of what was fetched, nor of tokens, nor of answers; and nothing is told.
pub fn whoever_is_late_changes_nothing(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let (id, request) = stage.asked("hana", 1);
    let (_, late) = stage.leased(START, Some(id));
    let (_, newest) = stage.leased(START.plus(LASTS), Some(id));
    let before = (stage.known(id), stage.store().values(None, 100).expect("the store answers"));
    let changes_nothing = |fence: i64, kept: Kept| {
        let recorded = Recorded {
            harvest: Some(harvest(&[("s", &[1])])),
            uid_hidden: Some("9".to_owned()),
            error: Some(AggregationError::Gray),
            requests: vec![question(request), question(fgapi_linked::RequestId(stage.bytes()))],
            ..ended(START)
        };
        assert!(!stage.record(id, fence, &recorded));
        let next = stage.sealed(&tokens(id), "late tokens");
        assert_eq!(stage.linked().put_tokens(id, fence, &next, Some(START)).expect("the store answers"), kept);
        let note = stage.note(Act::LinkedAccountTake);
        let take = || stage.linked().take_answers(id, fence, START, &note).expect("the store answers");
        stage.told(0, || assert_eq!(take(), None));
    };
    for fence in [late, 0, newest + 1] {
        changes_nothing(fence, Kept::Late);
        assert_eq!((stage.known(id), stage.store().values(None, 100).expect("the store answers")), before, "fence {fence}");
    }
    assert_eq!(stage.linked().transactions(id, 10).expect("the store answers"), []);
    assert!(stage.record(id, newest, &Recorded { requests: vec![question(request)], ..ended(START) }));
    let before = (stage.known(id), stage.store().values(None, 100).expect("the store answers"));
    changes_nothing(newest, Kept::Late);
    let now = (stage.known(id), stage.store().values(None, 100).expect("the store answers"));
    assert_eq!(now, before, "a lease that was given back is over");
    assert!(stage.linked().remove(id, &hana(), &stage.note(Act::LinkedAccountRemove)).expect("the store answers"));
    changes_nothing(newest, Kept::Gone);
    assert_eq!(stage.store().values(None, 100).expect("the store answers"), [], "nothing is left of it");
}

/// In place of those before, with the consent's end.
pub fn tokens_are_kept_under_a_lease(stage: &Stage) {
    stage.import(&[service(1, 9)]);
    let id = stage.linked_account("hana", 1);
    let (_, fence) = stage.leased(START, None);
    for (text, until) in [("second", Some(START.plus(90))), ("third", Some(START.plus(90))), ("fourth", None)] {
        let next = stage.sealed(&tokens(id), text);
        assert_eq!(stage.linked().put_tokens(id, fence, &next, until).expect("the store answers"), Kept::Done);
        assert_eq!((stage.opened(&tokens(id)).as_deref(), stage.known(id).consent_until), (Some(text), until));
    }
    assert_eq!(stage.at(&field_of(id, "form:1")), None);
    assert!(stage.record(id, fence, &ended(START)), "the lease goes on until it is given back");
}
