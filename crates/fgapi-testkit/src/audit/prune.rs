//! What is removed, and that the rest is still a chain.

use fgapi_audit::{ChainHead, EntryTime, Seq};

use super::{AuditNodes, entries, entry, whole};

/// From the oldest on, until one is young enough: one of the same time, or behind it, stays.
pub fn only_what_is_older_goes(nodes: &AuditNodes) {
    nodes.add(&entries([1, 2, 9, 3, 4]));
    let head = whole(nodes.first());
    assert_eq!(nodes.first().base(), Ok(ChainHead::START));
    assert_eq!(nodes.last().prune(EntryTime(4), 10), Ok(2));
    let left = nodes.first().after(Seq(0), 10).expect("lines are read");
    assert_eq!(left.iter().map(|sealed| sealed.seq.0).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(nodes.first().base().map(|base| base.seq), Ok(Seq(2)));
    assert_eq!(whole(nodes.first()), head, "the rest is as it was");
    assert_eq!(nodes.first().prune(EntryTime(4), 10), Ok(0));
}

/// No more than the limit goes at once, and an empty log goes on with its chain.
pub fn a_prune_is_bounded(nodes: &AuditNodes) {
    nodes.add(&entries(1..=5));
    assert_eq!(nodes.first().prune(EntryTime(100), 3), Ok(3));
    assert_eq!(nodes.first().prune(EntryTime(100), 3), Ok(2));
    assert_eq!(nodes.first().after(Seq(0), 10), Ok(Vec::new()));
    nodes.add(&[entry(6)]);
    assert_eq!(whole(nodes.last()).seq, Seq(6));
}
