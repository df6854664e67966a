//! Two processes on one PostgreSQL: what one kills is dead on the other, at once.

use crate::http::{Caller, Fintech, Pair};
use crate::site::{Database, PASSWORD, Site, USER};

#[test]
fn a_revocation_on_one_gateway_refuses_on_the_other_at_once() {
    let site = Site::with_data(Database::Postgres);
    let (one, two) = (site.serve(), site.serve());
    let here = site.client(&one, "read");
    let there = Fintech { caller: Caller::new(&two.base_url), ..here.clone() };
    let system = here.system_token();
    let mut round = 0;
    // Each round links anew and kills in another way; the other gateway is asked right after the answer.
    for _ in 0..10 {
        for kill in [end as Kill, refresh, link_again] {
            round += 1;
            let link = format!("link-{}", round % 3);
            let pair = here.link(&system, USER, PASSWORD, &link);
            assert!(there.opens(&pair.access), "a token of one gateway is a token of the other");
            kill(&here, &system, &pair, &link);
            assert!(!there.opens(&pair.access), "a token killed on one gateway opened on the other");
            assert!(!here.opens(&pair.access));
        }
    }
}

/// A way to kill a pair: with the client, its system token, the pair and the link's name.
type Kill = fn(&Fintech, &str, &Pair, &str);

fn end(fintech: &Fintech, system: &str, pair: &Pair, _: &str) {
    fintech.end(system, &pair.refresh).unwrap().expect(200);
}

fn refresh(fintech: &Fintech, system: &str, pair: &Pair, _: &str) {
    fintech.refresh(system, &pair.refresh).unwrap().expect(200);
}

fn link_again(fintech: &Fintech, system: &str, _: &Pair, link: &str) {
    fintech.link(system, USER, PASSWORD, link);
}

#[test]
fn disabling_a_client_by_command_kills_its_tokens_on_every_gateway() {
    for database in [Database::Sqlite, Database::Postgres] {
        let site = Site::with_data(database);
        let (one, two) = (site.serve(), site.serve());
        let here = site.client(&one, "read");
        let there = Fintech { caller: Caller::new(&two.base_url), ..here.clone() };
        let system = here.system_token();
        let pair = here.link(&system, USER, PASSWORD, "default");
        assert!(here.opens(&pair.access) && there.opens(&pair.access));
        site.run(&["client", "disable", &here.api_key]);
        for fintech in [&here, &there] {
            assert!(!fintech.opens(&pair.access));
            let refused = fintech.refresh(&system, &pair.refresh).unwrap().expect(401);
            assert_eq!(refused.json()["reason"], "client_suspended");
        }
        site.run(&["client", "enable", &here.api_key]);
        assert!(here.opens(&pair.access) && there.opens(&pair.access), "{database:?}: a refused refresh changes nothing");
    }
}
