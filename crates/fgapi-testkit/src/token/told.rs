//! What the audit log is told: each change once, whatever else was asked for not at all.

use std::sync::Arc;

use fgapi_audit::{Act, Actor, AuditStore, By, Filter, Origin, Sealed, verify};
use fgapi_domain::{Grant, GrantRequest, Secret};
use fgapi_token::{ApiKey, ClientStanding, EndReason, LinkRead, LinkSelection, told};

use super::stage::{CALLER, START, at_once, retry};
use super::{App, Stage};

/// A fresh store of tokens, and the log that it tells.
pub type ToldNodes = (super::TokenNodes, Arc<dyn AuditStore>);

/// A stage, and the log of its store.
pub struct ToldStage {
    /// The stage.
    pub stage: Stage,
    /// The log.
    pub audit: Arc<dyn AuditStore>,
}

impl ToldStage {
    fn lines(&self) -> Vec<Sealed> {
        let mut lines = self.audit.page(&Filter::default(), None, 10_000).expect("the log is read");
        lines.reverse();
        lines
    }

    /// Does something, and says what the log was told of it.
    fn told_by<T>(&self, act: impl FnOnce() -> T) -> (T, Vec<Sealed>) {
        let before = self.audit.head().expect("the log is read").seq;
        let done = act();
        (done, self.audit.after(before, 10_000).expect("the log is read"))
    }

    /// Does something of which exactly this is told.
    fn once<T>(&self, (act, actor, target): (Act, &Actor, &str), doing: impl FnOnce() -> T) -> T {
        let (done, lines) = self.told_by(doing);
        let told: Vec<_> = lines.iter().map(|sealed| (&*sealed.line.act, &*sealed.line.actor, &*sealed.line.target)).collect();
        let (actor, target) = (actor.to_string(), target.to_owned());
        assert_eq!(told, [(act.as_str(), actor.as_str(), target.as_str())], "one change is one entry");
        assert!(lines.iter().all(|sealed| sealed.line.at.0 == self.stage.now().0 && &*sealed.line.outcome == "done"));
        done
    }

    /// Does something of which nothing is told.
    fn never<T>(&self, doing: impl FnOnce() -> T) -> T {
        let (done, lines) = self.told_by(doing);
        assert_eq!(lines, [], "what changes nothing is not told");
        done
    }
}

fn of(app: &App) -> (Actor, String) {
    (told::client(&app.key), told::client_target(&app.key))
}

/// Every change of tokens and links, by whoever makes it, and what is no change.
pub fn each_change_of_a_token_is_told_once(told: &ToldStage) {
    let stage = &told.stage;
    let app = stage.app();
    let (client, target) = of(&app);
    let customer = Actor::Customer("c1".into());
    let auth = told.once((Act::ConsentGive, &customer, &target), || stage.login(&app, "c1"));
    let (pair, lines) = told.told_by(|| stage.redeem(&app, &auth, None).expect("an exchange"));
    let link = told::link(pair.link);
    assert_eq!((lines.len(), &*lines[0].line.act, &*lines[0].line.target), (1, "token.redeem", &*link));
    assert_eq!(&*lines[0].line.detail, "customer=c1 link_name=default family=1 grants=branches,accounts,transactions,balances");
    assert_eq!(lines[0].line.address.as_deref(), Some("192.0.2.7"), "with the caller's address");
    let again = retry("told", "body");
    // With a key and without one: a store may have two ways.
    let second = told.once((Act::TokenRotate, &client, &link), || stage.next(&app, &pair));
    let rotate = || stage.rotate(&app, &second.refresh, Some(&again)).expect("a refresh whose answer is kept");
    let (third, lines) = told.told_by(rotate);
    assert_eq!((lines.len(), &*lines[0].line.act, &*lines[0].line.detail), (1, "token.rotate", "generation=3"));
    let before = told.lines();
    let detail = |generation: &str| before.iter().filter(|sealed| &*sealed.line.detail == generation).count();
    assert_eq!((detail("generation=2"), detail("generation=3")), (1, 1), "both ways tell the same");
    assert!(told.never(rotate).replayed, "an answer that is said again is no change");
    told.never(|| stage.rotate(&app, &Secret::new("fgr_wrong"), None).expect_err("a refusal"));
    told.never(|| stage.present(&third.access).expect("it lives"));
    told.once((Act::TokenEnd, &client, &link), || stage.end(&app, &third.refresh, None).expect("an end"));
    told.never(|| stage.end(&app, &third.refresh, None).expect("an end of nothing"));
}

/// Links that end or are renewed otherwise.
pub fn each_change_of_a_link_is_told_once(told: &ToldStage) {
    let stage = &told.stage;
    let app = stage.app();
    let (client, _) = of(&app);
    let customer = |id: &str| Actor::Customer(id.into());
    let id = |id: &str| id.parse().expect("a customer id");
    let pair = stage.link(&app, "c1");
    let link = told::link(pair.link);
    told.once((Act::LinkRenew, &customer("c1"), &link), || stage.desk().renew_link(pair.link, &id("c1"), CALLER).expect("an answer"));
    told.never(|| stage.desk().end_own_link(pair.link, &id("c2"), CALLER).expect("an answer"));
    told.once((Act::LinkEnd, &customer("c1"), &link), || stage.desk().end_own_link(pair.link, &id("c1"), CALLER).expect("an answer"));
    told.never(|| stage.desk().renew_link(pair.link, &id("c1"), CALLER).expect("an answer"));
    let pair = stage.link(&app, "c2");
    let staff = By::new(Actor::Staff("hanako".into()), CALLER);
    let end = || stage.desk().end_link(pair.link, EndReason::RevokedByBank, &staff).expect("an answer");
    assert!(told.once((Act::LinkEnd, &staff.actor, &told::link(pair.link)), end));
    assert!(!told.never(end));
    let (pair, other) = (stage.link(&app, "c3"), stage.link(&app, "c4"));
    let one = LinkSelection { customer: Some(id("c3")), ..LinkSelection::default() };
    let revoke = || stage.desk().revoke_links(&one, EndReason::RevokedByBank, &staff, 10).expect("an answer");
    assert_eq!(told.once((Act::LinkRevoke, &staff.actor, &told::link(pair.link)), revoke), 1);
    assert_eq!(told.never(revoke), 0);
    stage.assert_alive(&other, "another customer's link lives");
    // A spent token that comes again after its time may have been stolen: the link ends, and that is told.
    let pair = stage.link(&app, "c3");
    stage.next(&app, &pair);
    stage.clock.advance(1_000);
    let link = told::link(pair.link);
    told.once((Act::LinkEnd, &client, &link), || stage.rotate(&app, &pair.refresh, None).expect_err("a refusal"));
    assert!(told.lines().iter().any(|sealed| *sealed.line.target == *link && &*sealed.line.detail == "reason=reused"));
}

/// Clients and their system tokens.
pub fn each_change_of_a_client_is_told_once(told: &ToldStage) {
    let stage = &told.stage;
    let app = stage.app();
    let (client, target) = of(&app);
    let root = By { actor: Actor::Command("root".into()), origin: Origin::NONE };
    assert_eq!(told.lines().iter().map(|sealed| &*sealed.line.act).collect::<Vec<_>>(), ["client.register", "token.issue_system"]);
    for (act, standing) in [(Act::ClientDisable, ClientStanding::Disabled), (Act::ClientEnable, ClientStanding::Enabled)] {
        told.once((act, &root.actor, &target), || stage.desk().set_standing(&app.key, standing, &root).expect("a known client"));
    }
    told.once((Act::ClientRotatePassword, &root.actor, &target), || {
        stage.desk().rotate_password(&app.key, 60, &root).expect("a known client")
    });
    let nobody: ApiKey = "fgk_nobody".parse().expect("an API key");
    told.never(|| stage.desk().set_standing(&nobody, ClientStanding::Enabled, &root).expect_err("an unknown client"));
    told.never(|| stage.desk().rotate_password(&nobody, 60, &root).expect_err("an unknown client"));
    let issue = || stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER);
    let (issued, lines) = told.told_by(|| issue().expect("a system token"));
    let due = (client.to_string(), told::system_token(&issued.token.digest()));
    assert_eq!((lines.len(), &*lines[0].line.act), (1, "token.issue_system"));
    assert_eq!((lines[0].line.actor.to_string(), lines[0].line.target.to_string()), due);
    told.never(|| {
        stage.desk().issue_system(app.key.as_str(), &Secret::new("wrong"), GrantRequest::Allowed, CALLER).expect_err("a refusal")
    });
}

/// What clients read is told by link whenever it is written down.
pub fn reads_are_told_by_link(told: &ToldStage) {
    let stage = &told.stage;
    let app = stage.app();
    let (client, _) = of(&app);
    let (one, two) = (stage.link(&app, "c1").link, stage.link(&app, "c2").link);
    let read = |rows| LinkRead { at: START, grant: Grant::Balances, rows };
    let ((), lines) = told.told_by(|| stage.store().note_reads(&[(one, read(7)), (two, read(1))]).expect("reads are noted"));
    let mut targets: Vec<_> = lines.iter().map(|sealed| (sealed.line.target.to_string(), sealed.line.detail.to_string())).collect();
    targets.sort();
    let mut due = [(told::link(one), "grant=balances rows=7".to_owned()), (told::link(two), "grant=balances rows=1".to_owned())];
    due.sort();
    assert_eq!(targets, due);
    assert!(lines.iter().all(|sealed| *sealed.line.actor == *client.to_string() && &*sealed.line.act == "data.read"));
}

/// Of many who want the same, as many entries are told as were let through.
pub fn a_race_tells_what_was_acknowledged(told: &ToldStage) {
    let stage = &told.stage;
    let app = stage.app();
    let pair = stage.link(&app, "c1");
    let (outcomes, lines) = told.told_by(|| at_once(|_| stage.rotate(&app, &pair.refresh, None).is_ok()));
    let told_of = lines.iter().filter(|sealed| &*sealed.line.act == "token.rotate").count();
    assert_eq!(told_of, outcomes.iter().filter(|done| **done).count(), "each acknowledged refresh is told once");
    let issue = |_| stage.desk().issue_system(app.key.as_str(), &app.password, GrantRequest::Allowed, CALLER).is_ok();
    let (outcomes, lines) = told.told_by(|| at_once(issue));
    assert_eq!(lines.len(), outcomes.iter().filter(|done| **done).count(), "each acknowledged system token is told once");
    assert!(verify(&*told.audit, None).expect("the log is read").is_ok(), "and the chain is whole");
}

/// The laws of what the audit log is told of tokens, as data.
pub fn laws() -> Vec<crate::Law<ToldStage>> {
    crate::told_contract_tests!(@laws)
}

/// Makes one named test of each law about what is told, over a fresh store and its log, which the given closure opens.
#[macro_export]
macro_rules! told_contract_tests {
    (@laws) => {
        $crate::told_contract_tests! { @list @laws [token] [()] }
    };
    ($fresh:expr) => {
        $crate::told_contract_tests! { @list @tests [token] [{ let (nodes, audit) = $fresh(); $crate::token::told::ToldStage { stage: $crate::token::Stage::over(nodes), audit } }] }
    };
    (@list @$into:ident [$port:ident] [$stage:expr]) => {
        $crate::each_law! { @$into [$port] [$stage]
            told {
                each_change_of_a_token_is_told_once "the audit log: Every change of tokens and links, by whoever makes it, and what is no change.",
                each_change_of_a_link_is_told_once "the audit log: Links that end or are renewed otherwise.",
                each_change_of_a_client_is_told_once "the audit log: Clients and their system tokens.",
                reads_are_told_by_link "the audit log: What clients read is told by link whenever it is written down.",
                a_race_tells_what_was_acknowledged "the audit log: Of many who want the same, as many entries are told as were let through.",
            }
        }
    };
}
