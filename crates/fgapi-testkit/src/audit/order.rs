//! Entries come back as they were told, in the order of their numbers.

use fgapi_audit::{Act, Actor, AuditText, ChainHead, Entry, EntryTime, Filter, Origin, Outcome, Seq};

use super::{AuditNodes, entries, entry, whole};

/// Nothing was told: nothing is there, and that is right.
pub fn an_empty_log_is_whole(nodes: &AuditNodes) {
    assert_eq!(whole(nodes.first()), ChainHead::START);
    assert_eq!(nodes.first().page(&Filter::default(), None, 10), Ok(Vec::new()));
    assert_eq!(nodes.first().seal(10), Ok(0));
}

/// Every actor, outcome and origin, with texts of all sorts.
pub fn entries_come_back_as_they_were_told(nodes: &AuditNodes) {
    let name = AuditText::from("花子 O'Neil; DROP TABLE audit --");
    let by = [
        (Actor::Gateway, Origin::NONE),
        (Actor::Client("fgk_1".into()), Origin { address: Some([0, 0, 0, 0, 0, 0, 0, 1].into()), request_id: None }),
        (Actor::Customer(name.clone()), Origin { address: Some([192, 0, 2, 1].into()), request_id: Some("a-b".into()) }),
        (Actor::Staff(name.clone()), Origin { address: None, request_id: Some("".into()) }),
        (Actor::Command("root".into()), Origin::NONE),
    ];
    let told: Vec<Entry> = (0..)
        .zip(by)
        .map(|(at, (actor, origin))| Entry {
            at: EntryTime(at * 1_000_000_000_000),
            actor,
            act: Act::ClientChange,
            target: name.clone(),
            detail: "".into(),
            origin,
            outcome: if at % 2 == 0 { Outcome::Done } else { Outcome::Refused("no_right".into()) },
        })
        .collect();
    nodes.add(&told);
    let lines = nodes.last().after(Seq(0), 100).expect("lines are read");
    let back: Vec<Entry> = lines.iter().map(|sealed| (&sealed.line).try_into().expect("a line means an entry")).collect();
    assert_eq!(back, told);
}

/// Pages go back in time, walks forward; both everywhere.
pub fn the_newest_comes_first_and_the_oldest_first(nodes: &AuditNodes) {
    nodes.add(&entries(1..=4));
    nodes.last().append(&[entry(5)]).expect("an entry is added");
    let seqs = |lines: Vec<fgapi_audit::Sealed>| lines.iter().map(|sealed| (sealed.seq.0, sealed.line.at.0)).collect::<Vec<_>>();
    let page = nodes.last().page(&Filter::default(), None, 3).expect("a page is read");
    assert_eq!(seqs(page), [(5, 5), (4, 4), (3, 3)]);
    assert_eq!(seqs(nodes.first().after(Seq(2), 2).expect("lines are read")), [(3, 3), (4, 4)]);
    assert_eq!(whole(nodes.last()).seq, Seq(5));
}

/// However often somebody seals, a number and a hash stay.
pub fn an_entry_is_sealed_once(nodes: &AuditNodes) {
    nodes.add(&entries(1..=5));
    assert_eq!(nodes.first().seal(2), Ok(2));
    assert_eq!(nodes.last().seal(10), Ok(3));
    assert_eq!(nodes.first().seal(10), Ok(0));
    let before = nodes.first().after(Seq(0), 10).expect("lines are read");
    nodes.add(&[entry(6)]);
    let after = nodes.last().after(Seq(0), 10).expect("lines are read");
    assert_eq!(after.get(..5), Some(&before[..]));
    assert_eq!(whole(nodes.first()), after.last().map(fgapi_audit::Sealed::head).expect("six lines"));
}
