//! What is not heard is not taken for done: the end of a link, a first pair that is not kept, a system token that is not taken.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_client::{Link, LinkError, MemoryStorage, Redeem, StorageFault, TokenStorage, Tokens};
use fgapi_puppet::{Asked, Puppet, Say};

use crate::far::{Fate, good};
use crate::house::{House, Noted, bank, clock, kept_link};

const DELETE: &str = "DELETE /auth/token";
const SYSTEM: &str = "POST /auth/system_token";

#[tokio::test]
async fn a_link_whose_end_was_refused_is_kept() {
    let far = Puppet::saying(|asked| if asked.what() == DELETE { Say::status(500, "") } else { good(asked) });
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let storage = Arc::new(MemoryStorage::new());
    let link = Link::redeem(&bank, storage.clone(), &Redeem::of("fgc_a")).await.unwrap();
    assert!(matches!(link.end().await, Err(LinkError::Call(_))));
    assert!(storage.load().await.unwrap().is_some(), "the bank has not ended it");
    far.says(good);
    link.end().await.unwrap();
    assert!(storage.load().await.unwrap().is_none());
}

#[tokio::test]
async fn a_lost_answer_to_the_end_is_asked_for_again_with_the_same_key() {
    let house = House::open();
    let far = house.behind(|asked, before| if asked.what() == DELETE && before == 0 { Fate::AnswerIsLost } else { Fate::Arrives });
    let (link, storage) = kept_link(&house.builder(&far.base()).build().unwrap()).await;
    link.end().await.unwrap();
    assert!(storage.load().await.unwrap().is_none());
    let ended: Vec<Asked> = far.asked().into_iter().filter(|asked| asked.what() == DELETE).collect();
    assert_eq!(ended.len(), 2);
    assert!(ended[0].field("idempotency_key").len() == 43 && ended[0].body == ended[1].body && ended[0].raw == ended[1].raw);
}

/// A storage that takes nothing until a test says so.
#[derive(Default)]
struct Shut {
    inner: MemoryStorage,
    is_open: AtomicBool,
}

impl TokenStorage for Shut {
    async fn load(&self) -> Result<Option<Tokens>, StorageFault> {
        self.inner.load().await
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), StorageFault> {
        match self.is_open.load(Ordering::SeqCst) {
            true => self.inner.save(tokens).await,
            false => Err(StorageFault::new("no space left")),
        }
    }

    async fn clear(&self) -> Result<(), StorageFault> {
        self.inner.clear().await
    }
}

#[tokio::test]
async fn a_first_pair_that_is_not_kept_makes_no_link_and_is_had_again() {
    let far = Puppet::saying(good);
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let storage = Arc::new(Shut::default());
    let outcome = Link::redeem(&bank, storage.clone(), &Redeem::of("fgc_a")).await;
    assert!(matches!(&outcome, Err(LinkError::Storage(_))), "{outcome:?}");
    storage.is_open.store(true, Ordering::SeqCst);
    Link::redeem(&bank, storage.clone(), &Redeem::of("fgc_a")).await.unwrap();
    let redeemed: Vec<Asked> = far.asked().into_iter().filter(|asked| asked.what() == "POST /auth/token").collect();
    assert_eq!(redeemed.len(), 2);
    assert_eq!(redeemed[0].body, redeemed[1].body, "under one key the bank gives one pair");
}

#[tokio::test]
async fn a_system_token_is_got_anew_only_where_that_can_help() {
    for (refusal, is_fresh, calls, tokens) in [
        // It was held for a while: the bank may have forgotten it.
        ("invalid_token", false, 2, 2),
        // It came a moment ago: another one would fare no better.
        ("invalid_token", true, 1, 1),
        // The bank speaks of the client, or of what is exchanged.
        ("invalid_client", false, 1, 1),
        ("invalid_grant", false, 1, 1),
    ] {
        let far = Puppet::saying(move |asked| if asked.path == "/auth/token" { Say::refuse(401, refusal, None) } else { good(asked) });
        let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
        if !is_fresh {
            bank.held_system_token().await.unwrap();
        }
        assert!(Link::redeem(&bank, MemoryStorage::new(), &Redeem::of("fgc_a")).await.is_err());
        assert_eq!((far.count("POST /auth/token"), far.count(SYSTEM)), (calls, tokens), "{refusal}, fresh: {is_fresh}");
    }
}

#[tokio::test]
async fn a_system_token_is_renewed_a_minute_before_its_end() {
    let far = Puppet::saying(good);
    let clock = clock();
    let bank = bank(&far.base(), &clock, &Noted::default()).build().unwrap();
    for (seconds, calls) in [(0, 1), (3_539, 1), (1, 2)] {
        clock.advance(seconds);
        bank.held_system_token().await.unwrap();
        assert_eq!(far.count(SYSTEM), calls, "after {seconds} s more");
    }
}
