//! `Display` writes what `FromStr` reads.

use std::collections::BTreeSet;
use std::net::IpAddr;

use fgapi_audit::{Act, Actor, AuditText, By, ChainHash, ChainHead, Entry, EntryTime, Line, Origin, Outcome, Seq};
use proptest::prelude::*;

fn text() -> impl Strategy<Value = AuditText> {
    any::<String>().prop_map(AuditText::from)
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        text().prop_map(Actor::Client),
        text().prop_map(Actor::Customer),
        text().prop_map(Actor::Staff),
        text().prop_map(Actor::Command),
        Just(Actor::Gateway),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![Just(Outcome::Done), text().prop_map(Outcome::Refused)]
}

fn origin() -> impl Strategy<Value = Origin> {
    (any::<Option<IpAddr>>(), proptest::option::of("[a-z0-9-]{0,36}"))
        .prop_map(|(address, request_id)| Origin { address, request_id: request_id.map(Into::into) })
}

proptest! {
    #[test]
    fn actors_and_outcomes_and_heads_are_read_as_they_are_written(
        actor in actor(), outcome in outcome(), seq in 0_i64.., hash in any::<[u8; 32]>(),
    ) {
        prop_assert_eq!(actor.to_string().parse(), Ok(actor));
        prop_assert_eq!(outcome.to_string().parse(), Ok(outcome));
        let head = ChainHead { seq: Seq(seq), hash: ChainHash(hash) };
        prop_assert_eq!(head.to_string().parse(), Ok(head));
        prop_assert_eq!(head.hash.to_string().parse(), Ok(head.hash));
    }

    #[test]
    fn a_line_means_the_entry_that_it_was_made_of(
        actor in actor(), outcome in outcome(), origin in origin(), at in any::<i64>(), act in 0..Act::ALL.len(),
        target in text(), detail in text(),
    ) {
        let by = By { actor, origin };
        let entry = Entry { outcome, ..Entry::done(EntryTime(at), &by, Act::ALL[act], target).with(detail) };
        prop_assert_eq!(Entry::try_from(&Line::from(&entry)), Ok(entry));
    }

    #[test]
    fn what_is_written_is_the_only_way_to_write_it(text in any::<String>()) {
        if let Ok(actor) = text.parse::<Actor>() { prop_assert_eq!(actor.to_string(), &*text); }
        if let Ok(outcome) = text.parse::<Outcome>() { prop_assert_eq!(outcome.to_string(), &*text); }
    }
}

#[test]
fn every_act_has_a_text_of_its_own() {
    let texts: BTreeSet<&str> = Act::ALL.iter().map(|act| act.as_str()).collect();
    assert_eq!(texts.len(), Act::ALL.len());
    assert!(Act::ALL.iter().all(|act| act.to_string().parse() == Ok(*act)));
    for text in ["", "token.Redeem", "token.redeem ", "office"] {
        assert!(text.parse::<Act>().is_err(), "{text}");
    }
}

#[test]
fn texts_that_are_almost_words_are_refused() {
    for text in ["01:00", "+1:00", "-1:00", "1", "1:ab", ""] {
        assert!(text.parse::<ChainHead>().is_err(), "{text}");
    }
    assert!(format!("1:{}", "A".repeat(64)).parse::<ChainHead>().is_err(), "capital letters");
    for text in ["", "client", "gateway:", "nobody:x", "staff:a\nb"] {
        assert!(text.parse::<Actor>().is_err(), "{text:?}");
    }
}
