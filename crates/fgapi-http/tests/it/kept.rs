//! Pages that were answered before are answered from memory, and never when they are not true any more.

use std::sync::atomic::Ordering;

use fgapi_banking::Version;
use fgapi_http::HttpSettings;

use crate::bank::{ALICES, ALICES_CARD, BOBS};
use crate::house::{Answer, House, settings};

const MONTH: &str = "start_date=2026-01-01&end_date=2026-01-31";

struct Asking {
    house: House,
    access: String,
}

impl Asking {
    fn at(settings: HttpSettings, version: i64) -> Self {
        let house = House::with(settings);
        let (_, access, _) = house.linked(&house.one, "alice");
        house.bank.version.store(version, Ordering::SeqCst);
        Self { house, access }
    }

    fn ask(&self, path: &str, more: &str) -> Answer {
        self.house.get(&format!("{path}?account_id={ALICES}&{MONTH}{more}"), &self.access)
    }

    /// What the askers knew since this was asked last.
    fn known(&self) -> Vec<Option<i64>> {
        let known = std::mem::take(&mut *self.house.bank.known.lock().unwrap());
        let number = |version: Version| (1..100).find(|number| version == Version::new([*number, 0, 0, 0])).unwrap();
        known.into_iter().map(|version| version.map(number)).collect()
    }
}

#[test]
fn an_unchanged_page_is_the_same_bytes() {
    let asking = Asking::at(settings(), 3);
    for (path, more) in [("/transactions", ""), ("/balances", ""), ("/balances", "&fill=carry"), ("/transactions", "&page=2")] {
        let (first, second) = (asking.ask(path, more), asking.ask(path, more));
        assert_eq!(asking.known(), [None, Some(3)], "{path}{more}");
        assert_eq!((first.status, second.status, &first.body), (200, 200, &second.body), "{path}{more}");
    }
}

#[test]
fn a_changed_account_is_read_again() {
    let asking = Asking::at(settings(), 1);
    for version in 1..=5 {
        asking.house.bank.version.store(version, Ordering::SeqCst);
        for _ in 0..2 {
            assert_eq!(asking.ask("/transactions", "").json["transactions"][2]["amount"], version);
            assert_eq!(asking.ask("/balances", "").json["balances"][0]["balance"], -5 - version);
        }
    }
    let known = asking.known();
    assert_eq!(known[..4], [None, None, Some(1), Some(1)]);
    assert_eq!(known[4..8], [Some(1), Some(1), Some(2), Some(2)]);
}

#[test]
fn each_question_has_its_own_page() {
    let asking = Asking::at(settings(), 9);
    let whole = asking.ask("/transactions", "");
    for (target, rows) in [
        (format!("/transactions?account_id={ALICES}&start_date=2026-01-11&end_date=2026-01-31"), 2),
        (format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-10"), 1),
        (format!("/transactions?account_id={ALICES}&{MONTH}&page=2"), 0),
        (format!("/transactions?account_id={ALICES_CARD}&{MONTH}"), 3),
    ] {
        let answer = asking.house.get(&target, &asking.access);
        assert_eq!((answer.status, answer.json["transactions"].as_array().unwrap().len()), (200, rows), "{target}");
        assert_ne!(answer.body, whole.body);
    }
    assert_eq!(asking.known(), [None; 5]);
}

#[test]
fn what_is_kept_opens_for_nobody_else() {
    let asking = Asking::at(settings(), 4);
    asking.ask("/transactions", "");
    let (_, bobs, _) = asking.house.linked(&asking.house.client_from(&[]), "bob");
    let foreign = asking.house.get(&format!("/transactions?account_id={ALICES}&{MONTH}"), &bobs);
    assert_eq!((foreign.status, foreign.code()), (403, "FG403-002"));
    assert_eq!(asking.house.get(&format!("/transactions?account_id={BOBS}&{MONTH}"), &bobs).status, 200);
    assert_eq!(asking.known(), [None; 3], "a page of somebody else's is not even found");
    assert_eq!(asking.house.send("GET", &format!("/transactions?account_id={ALICES}&{MONTH}"), &[], b"").status, 401);
    *asking.house.bank.closed.lock().unwrap() = true;
    let closed = asking.ask("/transactions", "");
    assert_eq!((closed.status, closed.code()), (403, "FG403-002"), "an account that is not held any more");
    assert_eq!(asking.known(), [Some(4)]);
}

#[test]
fn without_room_or_versions_every_page_is_read() {
    for (settings, version) in [(HttpSettings { page_cache_bytes: 0, ..settings() }, 5), (settings(), 0)] {
        let asking = Asking::at(settings, version);
        for _ in 0..3 {
            assert_eq!((asking.ask("/transactions", "").status, asking.ask("/balances", "").status), (200, 200));
        }
        assert_eq!(asking.known(), [None; 6]);
    }
}

#[test]
fn a_bank_that_knows_better_is_wrong() {
    let asking = Asking::at(settings(), 5);
    *asking.house.bank.stubborn.lock().unwrap() = true;
    let answer = asking.ask("/transactions", "");
    assert_eq!((answer.status, answer.code()), (502, "FG502-001"), "{answer:?}");
}
