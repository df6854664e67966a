//! What callers want at the same time PostgreSQL is told by one statement: each gets their own, and nobody waits for what another one waits for.

use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::sql_types::BigInt;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _};
use fgapi_domain::{GrantSet, Secret};
use fgapi_store::{Store, StoreAddress, StoreSettings};
use fgapi_testkit::token::{Stage, TokenNodes};
use fgapi_token::{Exchanged, IssueSystem, KnownClient, LinkId, Rotate, SystemIssued, TokenDigest};

use super::as_read::{issue, rotate};
use super::two_nodes;
use crate::support::{Place, postgres_place, settings};

struct House {
    stage: Stage,
    /// Somebody else's session in the same database.
    other: PgConnection,
    _place: Place,
}

impl House {
    fn new() -> Self {
        let (address, place) = postgres_place();
        let StoreAddress::Postgres(url) = address.clone() else { unreachable!("a PostgreSQL address") };
        let store = Store::connect(&address, StoreSettings { connections: 8, ..settings() }).unwrap();
        store.migrate().unwrap();
        Self { stage: Stage::over(TokenNodes::one(store.tokens())), other: PgConnection::establish(&url).unwrap(), _place: place }
    }

    fn number(&mut self, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = BigInt)]
            number: i64,
        }
        diesel::sql_query(format!("SELECT ({sql})::bigint AS number")).get_result::<Number>(&mut self.other).unwrap().number
    }

    /// Waits until so many sessions of this database wait for a lock.
    fn until_waiting(&mut self, sessions: i64) {
        let until = Instant::now() + Duration::from_secs(30);
        while self.number("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            < sessions
        {
            assert!(Instant::now() < until, "nobody waits");
            thread::yield_now();
        }
    }
}

/// A refresh of somebody's, with tokens of its own.
fn refresh(client: &KnownClient, presented: &Secret, name: &str, stage: &Stage) -> Rotate {
    let next = |kind: &str| TokenDigest::of(&format!("{name} {kind}"));
    Rotate { access: next("access"), refresh: next("refresh"), ..rotate(client, presented, stage.now()) }
}

#[test]
fn refreshes_at_once_are_one_change_and_each_gets_its_own() {
    const LINKS: usize = 20;
    let mut house = House::new();
    let (app, stranger) = (house.stage.app(), house.stage.app());
    let store = house.stage.store().clone();
    let client = store.known_client(&app.key).unwrap().unwrap();
    let changed = KnownClient { grants: GrantSet::EMPTY, ..client.clone() };
    let bearer = TokenDigest::of(app.bearer.reveal());
    let held = house.stage.link(&app, "held");
    let pairs: Vec<_> = (0..LINKS).map(|number| house.stage.link(&app, &format!("c{number}"))).collect();
    let links: Vec<LinkId> = pairs.iter().map(|pair| pair.link).collect();
    let mut living: Vec<Secret> = pairs.into_iter().map(|pair| pair.refresh).collect();
    let theirs = house.stage.link(&stranger, "theirs").refresh;
    let until = Instant::now() + Duration::from_secs(60);
    let mut first = Some(held.refresh);
    for round in 0.. {
        // The first statement waits, so that the others come meanwhile.
        house.other.batch_execute("BEGIN; LOCK TABLE audit_told IN SHARE MODE").unwrap();
        let stage = &house.stage;
        let call = |who: &KnownClient, presented: &Secret, name: String| {
            let command = refresh(who, presented, &name, stage);
            store.rotate_if(&bearer, who, &command).unwrap().map(|pair| pair.link)
        };
        let name = |what: &str| format!("{what} {round}");
        let (told, twice, refused) = thread::scope(|scope| {
            let waiting = first.take().map(|presented| {
                let (call, client, name) = (&call, &client, name("held"));
                scope.spawn(move || call(client, &presented, name))
            });
            let calls: Vec<_> = living
                .iter()
                .enumerate()
                .map(|(at, presented)| {
                    let (call, client, name) = (&call, &client, name(&at.to_string()));
                    scope.spawn(move || call(client, presented, name))
                })
                .collect();
            let twice = scope.spawn(|| call(&client, &living[0], name("twice")));
            let refused = [(&client, &theirs, "theirs"), (&changed, &living[1], "changed"), (&client, &app.bearer, "no refresh token")]
                .map(|(who, presented, what)| {
                    let (call, name) = (&call, name(what));
                    scope.spawn(move || call(who, presented, name))
                });
            house.other.batch_execute("COMMIT").unwrap();
            if let Some(waiting) = waiting {
                assert!(waiting.join().unwrap().is_some());
            }
            let told: Vec<_> = calls.into_iter().map(|call| call.join().unwrap()).collect();
            (told, twice.join().unwrap(), refused.map(|call| call.join().unwrap()))
        });
        assert_eq!(refused, [None, None, None]);
        assert_eq!([told[0], twice].into_iter().flatten().collect::<Vec<_>>(), [links[0]], "one of the two");
        assert_eq!(told[1..].iter().map(|link| link.unwrap()).collect::<Vec<_>>(), links[1..]);
        let winner = if twice.is_some() { name("twice") } else { name("0") };
        living = (0..LINKS)
            .map(|at| if at == 0 { winner.clone() } else { name(&at.to_string()) })
            .map(|name| Secret::new(format!("{name} refresh")))
            .collect();
        for (at, link) in links.iter().enumerate() {
            let name = if at == 0 { winner.clone() } else { name(&at.to_string()) };
            let facts = store.access_token(&TokenDigest::of(&format!("{name} access"))).unwrap().unwrap();
            assert_eq!((facts.link.id, facts.generation), (*link, facts.link.generation), "each has its own pair");
        }
        let grouped = house.number("SELECT MAX(pairs) FROM (SELECT COUNT(*) / 2 AS pairs FROM tokens GROUP BY xmin::text) t");
        if grouped >= 4 {
            break;
        }
        assert!(Instant::now() < until, "never more than {grouped} in one change");
    }
    let (issued, told) = (
        house.number("SELECT COUNT(*) FROM tokens WHERE kind = 'refresh' AND generation > 1"),
        house.number("SELECT COUNT(*) FROM audit_told WHERE act = 'token.rotate'"),
    );
    assert!(issued > 0 && issued == told, "{issued} pairs, {told} entries");
}

#[test]
fn who_waits_for_a_link_keeps_nobody_else_waiting() {
    let mut house = House::new();
    let app = house.stage.app();
    let store = house.stage.store().clone();
    let client = store.known_client(&app.key).unwrap().unwrap();
    let bearer = TokenDigest::of(app.bearer.reveal());
    let (held, free) = (house.stage.link(&app, "held"), house.stage.link(&app, "free"));
    house
        .other
        .batch_execute(&format!("BEGIN; SELECT 1 FROM links WHERE id = decode('{}', 'hex') FOR UPDATE", held.link.0.simple()))
        .unwrap();
    let (of_held, of_free) = (refresh(&client, &held.refresh, "held", &house.stage), refresh(&client, &free.refresh, "free", &house.stage));
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            assert_eq!(store.rotate_if(&bearer, &client, &of_held).unwrap(), None, "it is left out");
            store.rotate(&of_held).unwrap()
        });
        house.until_waiting(1);
        assert!(store.rotate_if(&bearer, &client, &of_free).unwrap().is_some(), "the others go on");
        house.other.batch_execute("COMMIT").unwrap();
        assert!(matches!(waiting.join().unwrap(), Exchanged::Issued(pair) if pair.link == held.link));
    });
}

#[test]
fn tokens_that_are_issued_and_checked_at_once_are_each_their_own() {
    const CALLERS: usize = 48;
    let house = House::new();
    let apps = [house.stage.app(), house.stage.app(), house.stage.app()];
    let (store, now) = (house.stage.store().clone(), house.stage.now());
    let clients = apps.each_ref().map(|app| store.known_client(&app.key).unwrap().unwrap());
    let stale = KnownClient { grants: GrantSet::EMPTY, ..clients[0].clone() };
    let pairs: Vec<_> = (0..CALLERS).map(|number| house.stage.link(&apps[number % 3], &format!("c{number}"))).collect();
    let told: Vec<(bool, LinkId)> = thread::scope(|scope| {
        let call = |number: usize| {
            let (store, pair, client) = (&store, &pairs[number], &clients[number % 3]);
            let as_read = if number % 5 == 4 { &stale } else { client };
            scope.spawn(move || {
                let command = IssueSystem { limit: 1_000, ..issue(client, &format!("system {number}"), now) };
                let issued = store.issue_system_if(as_read, &command).unwrap();
                let nobody = store.access_token(&TokenDigest::of(&format!("nobody's {number}"))).unwrap();
                assert_eq!(nobody, None);
                (issued, store.access_token(&TokenDigest::of(pair.access.reveal())).unwrap().unwrap().link.id)
            })
        };
        let calls: Vec<_> = (0..CALLERS).map(call).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    for (number, (issued, link)) in told.iter().enumerate() {
        assert_eq!(*link, pairs[number].link);
        let facts = store.system_token(&TokenDigest::of(&format!("system {number}"))).unwrap();
        assert_eq!(*issued, number % 5 != 4, "a client that is not as it was read is given nothing, the others are");
        assert_eq!(facts.map(|facts| facts.client.id), issued.then_some(clients[number % 3].id));
    }
    let distinct: HashSet<_> = told.iter().map(|(_, link)| link).collect();
    assert_eq!(distinct.len(), CALLERS);
}

#[test]
fn two_gateways_that_issue_to_one_client_do_not_wait_for_each_other() {
    let stage = Stage::over(two_nodes(postgres_place()));
    let app = stage.app();
    let client = stage.store().known_client(&app.key).unwrap().unwrap();
    let (now, nodes) = (stage.now(), [stage.store().clone(), stage.store().clone()]);
    thread::scope(|scope| {
        for caller in 0..64 {
            let (client, store) = (&client, nodes[caller % 2].clone());
            scope.spawn(move || {
                for number in 0..20 {
                    let command = IssueSystem { limit: 100_000, ..issue(client, &format!("{caller} {number}"), now) };
                    assert_eq!(store.issue_system(&command).unwrap(), SystemIssued::Issued);
                }
            });
        }
    });
}
