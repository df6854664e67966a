//! Whatever is changed in a chain, the first changed line is named.

use fgapi_audit::{
    Act, Actor, AuditStore as _, AuditText, By, ChainHash, ChainHead, Entry, EntryTime, Flaw, MemoryAudit, Sealed, Seq, Verifier, verify,
};
use proptest::prelude::*;

fn entry(number: i64) -> Entry {
    let by = By::new(Actor::Client("fgk_1".into()), std::net::IpAddr::from([192, 0, 2, 1]));
    Entry::done(EntryTime(number), &by, Act::TokenRotate, format!("link:{number}")).with("generation=2")
}

fn chain(length: i64) -> (MemoryAudit, Vec<Sealed>) {
    let audit = MemoryAudit::default();
    audit.append(&(1..=length).map(entry).collect::<Vec<_>>()).unwrap();
    let lines = audit.after(Seq(0), 100).unwrap();
    (audit, lines)
}

fn walk(lines: &[Sealed], head: ChainHead, noted: Option<ChainHead>) -> Result<ChainHead, Flaw> {
    let mut verifier = Verifier::new(ChainHead::START, noted)?;
    lines.iter().try_for_each(|line| verifier.feed(line))?;
    verifier.finish(head)
}

/// Another text than `text`.
fn other(text: &mut Box<str>) {
    *text = format!("{text}x").into();
}

fn change(line: &mut Sealed, which: usize) {
    let Sealed { hash, line, .. } = line;
    match which {
        0 => line.at = EntryTime(line.at.0 + 1),
        1 => other(&mut line.actor),
        2 => other(&mut line.act),
        3 => other(&mut line.target),
        4 => other(&mut line.detail),
        5 => line.address = None,
        6 => line.address = Some("192.0.2.2".into()),
        7 => line.request_id = Some("".into()),
        8 => other(&mut line.outcome),
        // What stood at the end of one column stands at the start of the next.
        9 => (line.target, line.detail) = ("link:".into(), format!("{}{}", &line.target[5..], line.detail).into()),
        _ => *hash = ChainHash([7; 32]),
    }
}

proptest! {
    #[test]
    fn any_changed_column_is_found(length in 1_i64..9, at in any::<prop::sample::Index>(), which in 0_usize..11) {
        let (audit, mut lines) = chain(length);
        let head = audit.head().unwrap();
        prop_assert_eq!(walk(&lines, head, Some(head)), Ok(head));
        let at = at.index(lines.len());
        change(&mut lines[at], which);
        prop_assert_eq!(walk(&lines, head, None), Err(Flaw::Changed(Seq(at as i64 + 1))));
    }

    #[test]
    fn any_removed_line_is_found(length in 1_i64..9, at in any::<prop::sample::Index>()) {
        let (audit, mut lines) = chain(length);
        let head = audit.head().unwrap();
        let at = at.index(lines.len());
        lines.remove(at);
        prop_assert_eq!(walk(&lines, head, None), Err(Flaw::Gap(Seq(at as i64 + 1))));
    }
}

#[test]
fn a_log_written_anew_is_found_by_a_noted_head() {
    let noted = chain(3).0.head().unwrap();
    let anew = MemoryAudit::default();
    anew.append(&[entry(1), entry(9), entry(3), entry(4)]).unwrap();
    assert!(verify(&anew, None).unwrap().is_ok(), "by itself it looks well");
    assert_eq!(verify(&anew, Some(noted)).unwrap(), Err(Flaw::Noted(Seq(3))));
    assert_eq!(verify(&chain(2).0, Some(noted)).unwrap(), Err(Flaw::NotedMissing(Seq(3))));
}

#[test]
fn a_head_that_is_not_the_last_line_is_found() {
    let (audit, lines) = chain(3);
    let head = audit.head().unwrap();
    assert_eq!(walk(&lines, ChainHead { hash: ChainHash::NONE, ..head }, None), Err(Flaw::Head(Seq(3))));
    assert_eq!(walk(&lines, lines[1].head(), None), Err(Flaw::Head(Seq(3))));
}

#[test]
fn a_pruned_log_is_verified_from_its_base() {
    let (audit, _) = chain(5);
    let head = audit.head().unwrap();
    assert_eq!(audit.prune(EntryTime(3), 10), Ok(2));
    assert_eq!(verify(&audit, Some(head)).unwrap(), Ok(head));
    assert_eq!(audit.base().unwrap().seq, Seq(2));
    let other_base = ChainHead { hash: ChainHash::NONE, ..audit.base().unwrap() };
    assert_eq!(verify(&audit, Some(other_base)).unwrap(), Err(Flaw::Noted(Seq(2))));
}

#[test]
fn texts_are_kept_short_and_plain() {
    assert_eq!(AuditText::from("a\u{0}\r\nb\u{7f}").as_str(), "a   b ");
    assert_eq!(AuditText::from("あ".repeat(3_000)).as_str().chars().count(), 2_000);
}
