//! What an end user's consent says beside grants, who has to prove that they began the login, and the end user's own view of links.

use fgapi_audit::By;
use fgapi_domain::{AccountChoice, AccountKey, CustomerId, Grant, Secret};
use fgapi_token::{Authorization, CodeChallenge, CustomerLink, Dead, EndReason, LinkId, LinkRead, LinkStanding, NewClient, TokenPolicy};

use super::stage::{CALLER, CROWD, START, assert_refused, at_once, new_client};
use super::{App, Stage};

fn customer(id: &str) -> CustomerId {
    id.parse().expect("a customer id")
}

fn account(number: u32) -> AccountKey {
    format!("9999-101-1-{number:07}").parse().expect("an account")
}

fn proof(verifier: char) -> CodeChallenge {
    CodeChallenge::of_verifier(&Secret::new(verifier.to_string().repeat(43))).expect("a verifier")
}

/// The customer's links, as every node says.
fn links(stage: &Stage, who: &str, limit: u32) -> Vec<CustomerLink> {
    let mut all = (0..4).map(|node| stage.desk_of(node).links_of(&customer(who), limit).expect("the store answers"));
    let first = all.next().unwrap_or_default();
    assert!(all.all(|links| links == first), "every node says the same of a customer's links");
    first
}

fn only_link(stage: &Stage, who: &str) -> CustomerLink {
    let mut links = links(stage, who, 10);
    assert_eq!(links.len(), 1, "there is one link");
    links.remove(0)
}

/// Whoever found an auth token on the way does not get in with it, and does not spoil it.
pub fn what_has_to_be_proven_is_proven(stage: &Stage) {
    let app = stage.app();
    let login = |who: &str, challenge| stage.login_with(Authorization { challenge, ..stage.authorization(&app, who) });
    let redeem = |auth: &Secret, proof| stage.desk().redeem(&app.system, app.presented(), auth, proof, None);
    let (challenged, open) = (login("c1", Some(proof('a'))), login("c2", None));
    for wrong in [None, Some(proof('b'))] {
        assert_refused(redeem(&challenged, wrong), Dead::Unproven, false, "without the right verifier an auth token is refused");
    }
    assert_refused(redeem(&open, Some(proof('a'))), Dead::Unproven, false, "a verifier that nothing was begun with proves nothing");
    let first = redeem(&challenged, Some(proof('a'))).expect("refusals spent nothing, and the right verifier works");
    stage.assert_alive(&first, "its pair lives");
    let second = redeem(&open, None).expect("and so does the one of whom nothing was asked");
    for (auth, wrong) in [(&challenged, None), (&challenged, Some(proof('b'))), (&open, Some(proof('a')))] {
        assert_refused(redeem(auth, wrong), Dead::Unproven, false, "who proves nothing cannot end a link with a spent auth token");
    }
    stage.assert_alive(&first, "the pairs live on");
    stage.assert_alive(&second, "the pairs live on");
    assert_refused(redeem(&challenged, Some(proof('a'))), Dead::Spent, true, "who proves it ends what was given");
}

/// A token opens the accounts that its consent is about, and no others.
pub fn chosen_accounts_stay_with_the_link(stage: &Stage) {
    let app = stage.app();
    let two = AccountChoice::only([account(2), account(1)]);
    let login =
        |accounts: &AccountChoice| stage.login_with(Authorization { accounts: accounts.clone(), ..stage.authorization(&app, "c1") });
    let opened = |access: &Secret| stage.present(access).expect("it lives").accounts;
    let pair = stage.redeem(&app, &login(&two), None).expect("an exchange");
    assert_eq!(opened(&pair.access), two, "what was chosen is what the token opens");
    let next = stage.next(&app, &pair);
    assert_eq!(opened(&next.access), two, "also after a refresh");
    assert_eq!(only_link(stage, "c1").link.accounts, two);
    for choice in [AccountChoice::only([account(3)]), AccountChoice::All, AccountChoice::only([])] {
        let pair = stage.redeem(&app, &login(&choice), None).expect("an exchange");
        assert_eq!(opened(&pair.access), choice, "a new consent brings its own choice");
    }
}

/// Everything a customer allowed, newest first.
pub fn a_customer_sees_their_links(stage: &Stage) {
    let named = |name: &str| stage.register(NewClient { name: name.parse().expect("a name"), ..new_client() });
    let apps = ["家計簿", "会計", "送金"].map(named);
    let pairs: Vec<_> = apps
        .iter()
        .map(|app| {
            stage.clock.advance(10);
            stage.link(app, "c1")
        })
        .collect();
    let other = stage.link(&apps[0], "c2");
    stage.store().end_link(pairs[1].link, EndReason::RevokedByBank, stage.now(), &By::GATEWAY).expect("the store answers");
    let seen = links(stage, "c1", 10);
    let ids = |links: &[CustomerLink]| links.iter().map(|link| link.link.id).collect::<Vec<LinkId>>();
    assert_eq!(ids(&seen), [pairs[2].link, pairs[1].link, pairs[0].link], "all links of the customer, the newest consent first");
    assert_eq!(seen.iter().map(|link| link.client.as_str()).collect::<Vec<_>>(), ["送金", "会計", "家計簿"], "with the apps' names");
    assert!(seen.iter().all(|link| link.company.as_str() == "フィンテック株式会社" && link.read.is_none()));
    assert_eq!(seen[1].link.standing, LinkStanding::Ended(EndReason::RevokedByBank), "also one that is over");
    assert_eq!(ids(&links(stage, "c1", 2)), ids(&seen)[..2], "no more than are asked for");
    assert_eq!(ids(&links(stage, "c2", 10)), [other.link], "and nobody else's");
    assert_eq!(links(stage, "nobody", 10), []);
    stage.clock.advance(10);
    stage.link(&apps[0], "c1");
    assert_eq!(ids(&links(stage, "c1", 1)), [pairs[0].link], "a link that is consented to anew is the newest");
}

/// Consenting anew gives time, and changes nothing else.
pub fn a_renewed_link_has_its_whole_time_again(stage: &Stage) {
    let app = stage.app();
    let (pair, seconds) = (stage.link(&app, "c1"), TokenPolicy::default().consent_seconds);
    stage.clock.set(fgapi_domain::UnixSeconds(pair.consent_until.0 - 1));
    let pair = stage.next(&app, &pair);
    let before = only_link(stage, "c1").link;
    assert!(!stage.desk().renew_link(pair.link, &customer("c2"), CALLER).expect("the store answers"), "nobody renews another's link");
    assert_eq!(only_link(stage, "c1").link, before);
    assert!(stage.desk().renew_link(pair.link, &customer("c1"), CALLER).expect("the store answers"));
    let (now, after) = (stage.now(), only_link(stage, "c1").link);
    assert_eq!((after.consented_at, after.consent_until), (now, now.plus(seconds)), "the consent's time begins anew");
    assert_eq!(fgapi_token::Link { consented_at: before.consented_at, consent_until: before.consent_until, ..after.clone() }, before);
    let next = stage.next(&app, &pair);
    assert_eq!(next.consent_until, after.consent_until, "its tokens go on");
    stage.clock.advance(1);
    stage.assert_alive(&next, "also when the time before is over");
    stage.clock.set(after.consent_until);
    assert!(
        !stage.desk().renew_link(pair.link, &customer("c1"), CALLER).expect("the store answers"),
        "a consent that is over is not renewed"
    );
    let other = stage.link(&app, "c2");
    assert!(stage.desk().end_own_link(other.link, &customer("c2"), CALLER).expect("the store answers"));
    assert!(!stage.desk().renew_link(other.link, &customer("c2"), CALLER).expect("the store answers"), "nor is a link that was ended");
}

/// Only who consented can take it back, and then at once.
pub fn a_customer_ends_their_own_link(stage: &Stage) {
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    assert!(!stage.desk().end_own_link(pair.link, &customer("c2"), CALLER).expect("the store answers"), "nobody ends another's link");
    stage.assert_alive(&pair, "it lives");
    assert!(stage.desk().end_own_link(pair.link, &customer("c1"), CALLER).expect("the store answers"));
    stage.assert_dead(&pair, Dead::Ended(EndReason::RevokedByUser), "when it is said, no token of it works on any node");
    assert_refused(stage.rotate(&app, &pair.refresh, None), Dead::Ended(EndReason::RevokedByUser), false, "nor is one refreshed");
    let ended = only_link(stage, "c1").link;
    assert_eq!((ended.standing, ended.ended_at), (LinkStanding::Ended(EndReason::RevokedByUser), Some(stage.now())));
    stage.clock.advance(10);
    assert!(!stage.desk().end_own_link(pair.link, &customer("c1"), CALLER).expect("the store answers"), "what is over does not end again");
    assert_eq!(only_link(stage, "c1").link, ended);
}

/// A refresh and the customer's end at once: in the end nothing lives.
pub fn an_end_by_the_customer_beside_refreshes_ends(stage: &Stage) {
    let app = stage.app();
    for round in 0..3 {
        let who = format!("c{round}");
        let pair = stage.link(&app, &who);
        let given = at_once(|number| match number {
            0 => {
                assert!(stage.desk().end_own_link(pair.link, &customer(&who), CALLER).expect("the store answers"));
                None
            }
            _ => stage.rotate(&app, &pair.refresh, None).ok(),
        });
        for pair in given.iter().flatten().chain([&pair]) {
            assert!(stage.death(&pair.access).is_some(), "after the customer's end no token of the link lives");
        }
    }
}

fn read(after: i64, grant: Grant, rows: u64) -> LinkRead {
    LinkRead { at: START.plus(after), grant, rows }
}

/// What apps read is summed up, whichever node they asked.
pub fn reads_are_summed_up(stage: &Stage) {
    let app = stage.app();
    let (one, two) = (stage.link(&app, "c1").link, stage.link(&app, "c2").link);
    let note = |reads: &[(LinkId, LinkRead)]| stage.store().note_reads(reads).expect("the store answers");
    let seen = |who: &str| only_link(stage, who).read;
    note(&[]);
    assert_eq!(seen("c1"), None, "nothing was read");
    let first = read(100, Grant::Balances, 7);
    note(&[(one, first)]);
    assert_eq!((seen("c1"), seen("c2")), (Some(first), None), "a read is its link's");
    note(&[(two, read(50, Grant::Accounts, 1)), (one, read(99, Grant::Accounts, 3))]);
    assert_eq!(seen("c1"), Some(LinkRead { rows: 10, ..first }), "an earlier read adds its rows, and tells nothing of the last");
    note(&[(one, read(101, Grant::Transactions, 200)), (one, read(102, Grant::Accounts, 0))]);
    assert_eq!(seen("c1"), Some(read(102, Grant::Accounts, 210)), "a later one tells when and what");
    assert_eq!(seen("c2"), Some(read(50, Grant::Accounts, 1)));
}

/// Many nodes write what they noted of the same links, each in its own order.
pub fn reads_noted_at_once_are_all_counted(stage: &Stage) {
    let app: App = stage.app();
    let ids: Vec<LinkId> = (0..10).map(|number| stage.link(&app, &format!("c{number}")).link).collect();
    at_once(|number| {
        let mut reads: Vec<_> = ids.iter().map(|id| (*id, read(number as i64, Grant::Balances, 1))).collect();
        if number % 2 == 1 {
            reads.reverse();
        }
        for _ in 0..3 {
            stage.store().note_reads(&reads).expect("no writer waits for another that waits for it");
        }
    });
    let due = read(CROWD as i64 - 1, Grant::Balances, 3 * CROWD as u64);
    for number in 0..10 {
        assert_eq!(only_link(stage, &format!("c{number}")).read, Some(due), "no read is lost or counted twice");
    }
}
