//! Balances that do not continue are counted and told, and served.

use std::sync::atomic::Ordering;

use crate::bank::ALICES;
use crate::house::House;
use crate::operation::lines;

fn ask(house: &House, access: &str) -> (u16, usize) {
    let answer = house.get(&format!("/transactions?account_id={ALICES}&start_date=2026-01-01&end_date=2026-01-31"), access);
    (answer.status, answer.json["transactions"].as_array().map_or(0, Vec::len))
}

#[test]
fn a_good_bank_has_no_breaks() {
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    house.bank.version.store(7, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(ask(&house, &access), (200, 3));
    }
    assert_eq!(house.door.breaks(), 0);
}

#[test]
fn breaks_are_counted_told_now_and_then_and_served() {
    drop(lines());
    let house = House::open();
    let (_, access, _) = house.linked(&house.one, "alice");
    house.bank.off_by.store(1, Ordering::SeqCst);
    let told = |link: &str| -> Vec<String> {
        lines().iter().filter(|line| line.starts_with("fgapi::continuity") && line.contains(link)).cloned().collect()
    };
    let mut links = Vec::new();
    for version in 1..=5 {
        house.bank.version.store(version, Ordering::SeqCst);
        assert_eq!(ask(&house, &access), (200, 3));
        // Once more, from memory: the same break is not counted again.
        assert_eq!(ask(&house, &access), (200, 3));
        if version == 1 {
            let log = lines();
            let line = log.iter().rev().find(|line| line.starts_with("fgapi::continuity")).unwrap();
            let link = line.split("link=").nth(1).unwrap().split(' ').next().unwrap();
            links.push(link.to_owned());
        }
    }
    assert_eq!(house.door.breaks(), 5);
    assert_eq!(told(&links[0]).len(), 1, "one line in ten seconds");
    house.clock.advance(11);
    house.bank.version.store(6, Ordering::SeqCst);
    assert_eq!(ask(&house, &access), (200, 3));
    let two = told(&links[0]);
    assert_eq!((two.len(), house.door.breaks()), (2, 6));
    for (line, left_out) in two.iter().zip([0, 4]) {
        for part in ["day=2026-01-12", "ordinal=1", "count=1", &format!("left_out={left_out}"), "request_id="] {
            assert!(line.contains(part), "{part} is not in {line}");
        }
        for secret in [&access, "0001234", "C-ALICE", "9007199254740"] {
            assert!(!line.contains(secret), "{secret} is in {line}");
        }
    }
    // Two on one page, and a clock that was set back meanwhile: a line does not wait for it to come to where it was.
    house.bank.off_by.store(2, Ordering::SeqCst);
    for (version, later, told_now, breaks) in [(7, 1, 2, 8), (8, -3_600, 3, 10)] {
        house.clock.advance(later);
        house.bank.version.store(version, Ordering::SeqCst);
        assert_eq!(ask(&house, &access), (200, 4));
        let lines = told(&links[0]);
        assert_eq!((lines.len(), house.door.breaks()), (told_now, breaks), "{version}");
        assert!(told_now == 2 || lines.iter().any(|line| line.contains("count=2") && line.contains("left_out=2")), "{lines:?}");
    }
}
