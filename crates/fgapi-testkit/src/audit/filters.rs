//! What a filter chooses.

use fgapi_audit::{Act, Actor, By, Entry, EntryTime, Filter, OutcomeKind, Seq};

use super::{AuditNodes, entries};

fn four() -> Vec<Entry> {
    let by = |actor: Actor| By { actor, origin: fgapi_audit::Origin::NONE };
    let (app, staff) = (by(Actor::Client("fgk_1".into())), by(Actor::Staff("fgk_1".into())));
    vec![
        Entry::done(EntryTime(10), &app, Act::TokenRedeem, "link:a_b"),
        Entry::done(EntryTime(20), &app, Act::TokenRotate, "link:a%b"),
        Entry::done(EntryTime(30), &staff, Act::LinkRevoke, "link:A_b"),
        Entry::done(EntryTime(40), &staff, Act::OfficeDenied, "tokens").refused("no_right"),
    ]
}

/// Each filter alone, several together, and none.
pub fn each_filter_chooses(nodes: &AuditNodes) {
    nodes.add(&four());
    let chosen = |filter: Filter| {
        let lines = nodes.last().page(&filter, None, 10).expect("a page is read");
        lines.iter().map(|sealed| sealed.line.at.0).collect::<Vec<_>>()
    };
    let all = Filter::default;
    assert_eq!(chosen(all()), [40, 30, 20, 10]);
    assert_eq!(chosen(Filter { actor: Some("client:fgk_1".into()), ..all() }), [20, 10]);
    assert_eq!(chosen(Filter { actor: Some("client:fgk_".into()), ..all() }), [] as [i64; 0]);
    assert_eq!(chosen(Filter { act: Some(Act::LinkRevoke), ..all() }), [30]);
    assert_eq!(chosen(Filter { target: Some("a_b".into()), ..all() }), [10], "no letter stands for another");
    assert_eq!(chosen(Filter { target: Some("%".into()), ..all() }), [20]);
    assert_eq!(chosen(Filter { target: Some("link:".into()), ..all() }), [30, 20, 10]);
    assert_eq!(chosen(Filter { target: Some("".into()), ..all() }), [40, 30, 20, 10]);
    assert_eq!(chosen(Filter { from: Some(EntryTime(20)), until: Some(EntryTime(40)), ..all() }), [30, 20]);
    assert_eq!(chosen(Filter { outcome: Some(OutcomeKind::Refused), ..all() }), [40]);
    assert_eq!(chosen(Filter { outcome: Some(OutcomeKind::Done), from: Some(EntryTime(20)), ..all() }), [30, 20]);
}

/// Pages of a filter, one behind the other, leave nothing out and say nothing twice.
pub fn a_page_goes_on_behind_the_one_before(nodes: &AuditNodes) {
    nodes.add(&entries(1..=7));
    let filter = Filter { from: Some(EntryTime(2)), ..Filter::default() };
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = nodes.last().page(&filter, before, 2).expect("a page is read");
        seen.extend(page.iter().map(|sealed| sealed.seq));
        match page.last() {
            Some(last) => before = Some(last.seq),
            None => break,
        }
    }
    assert_eq!(seen, (2..=7).rev().map(Seq).collect::<Vec<_>>());
}
