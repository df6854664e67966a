//! A pair is traded once, and never lost: against the real door, whose answers may get lost on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fgapi_client::{Fgapi, Link, LinkError, MemoryStorage, Reason, Retry, StorageFault, TokenStorage, Tokens};
use fgapi_puppet::{Asked, Puppet, Say};

use crate::far::{Fate, good, odd_at};
use crate::house::{AN_HOUR, House, Noted, bank, clock, kept_link, link};

const PUT: &str = "PUT /auth/token";
const ACCOUNTS: &str = "GET /accounts";

async fn ids(link: &Link) -> Result<Vec<String>, LinkError> {
    Ok(link.accounts().all().await?.into_iter().map(|account| account.id.into_owned()).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_tasks_trade_a_worn_pair_once() {
    let house = House::open();
    let far = house.behind(|_, _| Fate::Arrives);
    let link = link(&house.builder(&far.base()).build().unwrap(), MemoryStorage::new()).await;
    for round in 1..=3 {
        house.clock.advance(AN_HOUR);
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                tokio::spawn({
                    let link = link.clone();
                    async move { ids(&link).await }
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), ["9999-101-1-0001234"]);
        }
        assert_eq!((far.count(PUT), far.count(ACCOUNTS)), (round, 64 * round), "round {round}");
        assert_eq!(far.count("POST /auth/system_token"), 1 + round, "the system token was over as well, once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_tasks_that_are_refused_trade_once() {
    // The bank ends access tokens early, and this machine's clock knows nothing of it.
    let far = odd_at("/accounts", |asked| if asked.bearer == "fga_two" { good(asked) } else { Say::refuse(401, "", None) });
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let link = Link::redeem(&bank, MemoryStorage::new(), &fgapi_client::Redeem::of("fgc_a")).await.unwrap();
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            tokio::spawn({
                let link = link.clone();
                async move { ids(&link).await }
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), ["a-1", "a-2"]);
    }
    assert_eq!((far.count(PUT), far.count("POST /auth/system_token")), (1, 1));
}

#[tokio::test]
async fn a_lost_answer_is_asked_for_again_with_the_same_key() {
    let house = House::open();
    let lossy = |_: &Asked, before: usize| if before == 0 { Fate::AnswerIsLost } else { Fate::Arrives };
    let far = house.behind(move |asked, before| if asked.path == "/auth/token" { lossy(asked, before) } else { Fate::Arrives });
    let (link, storage) = kept_link(&house.builder(&far.base()).build().unwrap()).await;
    let redeemed: Vec<Asked> = far.asked().into_iter().filter(|asked| asked.what() == "POST /auth/token").collect();
    assert_eq!(redeemed.len(), 2);
    assert!(redeemed[0].field("idempotency_key").len() == 43 && redeemed[0].body == redeemed[1].body);

    house.clock.advance(AN_HOUR);
    assert_eq!(ids(&link).await.unwrap().len(), 1);
    let traded: Vec<Asked> = far.asked().into_iter().filter(|asked| asked.what() == PUT).collect();
    assert_eq!(traded.len(), 2);
    assert!(traded[0].field("idempotency_key").len() == 43 && traded[0].body == traded[1].body);
    assert_ne!(redeemed[0].field("idempotency_key"), traded[0].field("idempotency_key"));

    link.refresh().await.unwrap();
    assert_eq!(storage.load().await.unwrap().as_ref(), Some(&*link.tokens().await.unwrap()), "the link lives on");
}

#[tokio::test]
async fn a_program_that_is_killed_meanwhile_gets_the_pair_after_its_restart() {
    let house = House::open();
    let down = Arc::new(AtomicBool::new(false));
    let is_down = down.clone();
    let far = house.behind(move |asked, _| match asked.what() == PUT && is_down.load(Ordering::SeqCst) {
        true => Fate::AnswerIsLost,
        false => Fate::Arrives,
    });
    let base = far.base();
    let (link, storage) = kept_link(&house.builder(&base).retry(Retry::NEVER).build().unwrap()).await;
    house.clock.advance(AN_HOUR);
    down.store(true, Ordering::SeqCst);
    let before = storage.load().await.unwrap();
    assert!(matches!(ids(&link).await, Err(LinkError::Call(_))));
    drop(link);
    assert_eq!(storage.load().await.unwrap(), before);

    down.store(false, Ordering::SeqCst);
    let anew = Link::open(&house.builder(&base).build().unwrap(), storage.clone()).await.unwrap();
    assert_eq!(ids(&anew).await.unwrap().len(), 1);
    let traded: Vec<Asked> = far.asked().into_iter().filter(|asked| asked.what() == PUT).collect();
    assert!(traded.len() == 2 && traded[0].body == traded[1].body);
}

/// A storage whose disk is full when a test says so.
#[derive(Default)]
struct Full {
    inner: MemoryStorage,
    is_full: AtomicBool,
}

impl TokenStorage for Full {
    async fn load(&self) -> Result<Option<Tokens>, StorageFault> {
        self.inner.load().await
    }

    async fn save(&self, tokens: &Tokens) -> Result<(), StorageFault> {
        match self.is_full.load(Ordering::SeqCst) {
            true => Err(StorageFault::new("no space left")),
            false => self.inner.save(tokens).await,
        }
    }

    async fn clear(&self) -> Result<(), StorageFault> {
        self.inner.clear().await
    }
}

#[tokio::test]
async fn a_pair_that_is_not_stored_is_not_used_and_not_lost() {
    let house = House::open();
    let far = house.behind(|_, _| Fate::Arrives);
    let storage = Arc::new(Full::default());
    let link = link(&house.builder(&far.base()).build().unwrap(), storage.clone()).await;
    let first = storage.load().await.unwrap().unwrap();

    house.clock.advance(AN_HOUR);
    storage.is_full.store(true, Ordering::SeqCst);
    far.asked();
    for _ in 0..2 {
        let error = ids(&link).await.unwrap_err();
        assert!(matches!(&error, LinkError::Storage(_)) && error.to_string().contains("no space left"), "{error}");
    }
    assert_eq!((far.count(PUT), far.count(ACCOUNTS)), (2, 0), "the new pair was used");
    assert_eq!(storage.load().await.unwrap().unwrap(), first);

    storage.is_full.store(false, Ordering::SeqCst);
    assert_eq!(ids(&link).await.unwrap().len(), 1);
    assert_ne!(storage.load().await.unwrap().unwrap(), first);
    link.refresh().await.unwrap();
}

#[tokio::test]
async fn a_link_that_is_over_says_so_and_does_not_ask_again() {
    let house = House::open();
    let far = house.behind(|_, _| Fate::Arrives);
    let bank = house.builder(&far.base()).build().unwrap();
    let (link, storage) = kept_link(&bank).await;
    let refresh = link.tokens().await.unwrap().refresh_token.clone();
    bank.revoke(&bank.held_system_token().await.unwrap(), &refresh, None).await.unwrap();
    for _ in 0..3 {
        match ids(&link).await.unwrap_err() {
            LinkError::LinkAgain { reason: Some(Reason::RevokedByClient), .. } => {}
            error => panic!("{error:?}"),
        }
    }
    assert_eq!(far.count(PUT), 0, "the access token's refusal says enough");
    // The same after the program's restart, and when the access token's time is over as well.
    house.clock.advance(AN_HOUR);
    let anew = Link::open(&bank, storage.clone()).await.unwrap();
    for _ in 0..3 {
        assert!(matches!(ids(&anew).await, Err(LinkError::LinkAgain { .. })));
    }
    assert_eq!(far.count(PUT), 1);
    // The customer links again, in the same storage.
    let _again = crate::house::link(&bank, storage).await;
    assert_eq!(ids(&anew).await.unwrap().len(), 1);
    assert_eq!(ids(&link).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_pair_that_another_has_traded_is_taken_from_the_storage() {
    let house = House::open();
    let far = house.behind(|_, _| Fate::Arrives);
    let bank = house.builder(&far.base()).build().unwrap();
    let (one, storage) = kept_link(&bank).await;
    let other = Link::open(&bank, storage).await.unwrap();
    for _ in 0..3 {
        other.refresh().await.unwrap();
        assert_eq!(ids(&one).await.unwrap().len(), 1);
    }
    assert_eq!(far.count(PUT), 3);
    assert_eq!(one.tokens().await.unwrap(), other.tokens().await.unwrap());
}

#[tokio::test]
async fn a_link_that_is_ended_is_forgotten() {
    let house = House::open();
    let (link, storage) = kept_link(&house.bank()).await;
    let access = link.tokens().await.unwrap().access_token.clone();
    link.end().await.unwrap();
    link.end().await.unwrap();
    assert!(storage.load().await.unwrap().is_none());
    assert!(matches!(ids(&link).await, Err(LinkError::NotLinked)));
    assert!(matches!(Link::open(&house.bank(), storage).await, Err(LinkError::NotLinked)));
    let dead = house.bank().accounts(&access, 1).await.unwrap_err();
    assert_eq!(dead.reason(), Some(&Reason::RevokedByClient));
    assert!(dead.request_id().is_some());
}

#[tokio::test]
async fn a_system_token_that_the_bank_has_forgotten_is_got_anew() {
    let far = Puppet::saying(|asked| match (asked.what().as_str(), asked.bearer.as_str()) {
        ("PUT /auth/token", "fgs_good") => Say::refuse(401, "invalid_token", None),
        ("PUT /auth/token", "fgs_new") => Say::json(&crate::far::pair("two")),
        _ => good(asked),
    });
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let link = Link::redeem(&bank, MemoryStorage::new(), &fgapi_client::Redeem::of("fgc_a")).await.unwrap();
    // The one that was held is not taken, and neither is the next: that is the bank's word about the client, not about the link.
    assert!(matches!(link.refresh().await, Err(LinkError::Call(_))));
    assert_eq!((far.count(PUT), far.count("POST /auth/system_token")), (2, 2));
    far.says(|asked| match asked.what().as_str() {
        "POST /auth/system_token" => Say::json(&serde_json::json!({ "access_token": "fgs_new", "created_at": 1_000, "expired_at": 4_600 })),
        "PUT /auth/token" if asked.bearer == "fgs_new" => Say::json(&crate::far::pair("two")),
        "PUT /auth/token" => Say::refuse(401, "invalid_token", None),
        _ => good(asked),
    });
    link.refresh().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_who_want_a_system_token_cause_one_call() {
    let far = Puppet::saying(good);
    let clock = clock();
    let bank = bank(&far.base(), &clock, &Noted::default()).build().unwrap();
    let want = |bank: &Fgapi| {
        tokio::spawn({
            let bank = bank.clone();
            async move { bank.held_system_token().await.unwrap() }
        })
    };
    for round in 1..=2 {
        let tasks: Vec<_> = (0..64).map(|_| want(&bank)).collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().as_str(), "fgs_good");
        }
        assert_eq!(far.count("POST /auth/system_token"), round);
        clock.advance(AN_HOUR);
    }
}
