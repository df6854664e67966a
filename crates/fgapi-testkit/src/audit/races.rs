//! Many at once.

use fgapi_audit::Seq;

use super::{AuditNodes, entries, whole};

/// Several who tell, several who seal on every node: one chain without a gap, in which everything stands once.
pub fn many_who_tell_and_seal_make_one_chain(nodes: &AuditNodes) {
    const TELLERS: i64 = 4;
    const EACH: i64 = 12;
    std::thread::scope(|scope| {
        for teller in 0..TELLERS {
            scope.spawn(move || {
                let node = nodes.node(teller as usize);
                for entry in entries(teller * EACH..(teller + 1) * EACH) {
                    node.append(&[entry]).expect("an entry is added");
                }
            });
            scope.spawn(move || {
                for _ in 0..EACH {
                    nodes.node(teller as usize).seal(5).expect("entries are sealed");
                }
            });
        }
    });
    assert_eq!(whole(nodes.last()).seq, Seq(TELLERS * EACH));
    let lines = nodes.first().after(Seq(0), 1_000).expect("lines are read");
    let mut told: Vec<i64> = lines.iter().map(|sealed| sealed.line.at.0).collect();
    told.sort_unstable();
    assert_eq!(told, (0..TELLERS * EACH).collect::<Vec<_>>());
}
