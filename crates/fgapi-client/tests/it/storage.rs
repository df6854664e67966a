//! Tokens in a file.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fgapi_client::{FileStorage, Link, PairAnswer, TokenStorage as _, Tokens, UnixSeconds};

use crate::far::Fate;
use crate::house::{AN_HOUR, House, link};

fn tokens(name: &str) -> Tokens {
    let pair: PairAnswer<'static> = serde_json::from_value(crate::far::pair(name)).unwrap();
    Tokens::of(pair, UnixSeconds(0))
}

#[tokio::test]
async fn what_is_saved_is_loaded_and_is_for_its_owner_only() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("alice.json");
    let storage = FileStorage::new(&path);
    assert!(storage.load().await.unwrap().is_none());
    storage.clear().await.unwrap();
    // What a crash has left, and what somebody has laid in the way.
    let elsewhere = directory.path().join("elsewhere");
    fs::write(&elsewhere, "untouched").unwrap();
    std::os::unix::fs::symlink(&elsewhere, directory.path().join("alice.json.new")).unwrap();
    for name in ["one", "two"] {
        storage.save(&tokens(name)).await.unwrap();
        assert_eq!(storage.load().await.unwrap(), Some(tokens(name)));
    }
    assert_eq!(fs::read_to_string(elsewhere).unwrap(), "untouched");
    let rights = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
    assert_eq!(rights & 0o777, 0o600);
    assert!(!directory.path().join("alice.json.new").exists());
    storage.clear().await.unwrap();
    assert!(storage.load().await.unwrap().is_none());
}

#[tokio::test]
async fn a_file_that_is_none_of_ours_is_not_shown() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("alice.json");
    for text in ["fgr_hush", "{\"access_token\":\"fga_hush\"}", "{\"access_token\":[\"fga_hush\"]}"] {
        fs::write(&path, text).unwrap();
        let fault = FileStorage::new(&path).load().await.unwrap_err();
        assert!(!format!("{fault:?} {fault}").contains("hush"), "{fault:?}");
    }
    let fault = FileStorage::new(directory.path().join("no/where.json")).save(&tokens("one")).await.unwrap_err();
    assert!(!format!("{fault:?} {fault}").contains("fga_"), "{fault:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_held_by_one_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("alice.json");
    let within = Arc::new(AtomicUsize::new(0));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (storage, within) = (FileStorage::new(&path), within.clone());
            tokio::spawn(async move {
                let held = storage.hold().await.unwrap();
                assert_eq!(within.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                tokio::task::yield_now().await;
                within.fetch_sub(1, Ordering::SeqCst);
                drop(held);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_share_a_file_trade_its_pair_once() {
    let house = House::open();
    let far = house.behind(|_, _| Fate::Arrives);
    let base = far.base();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("alice.json");
    let first = link(&house.builder(&base).build().unwrap(), FileStorage::new(&path)).await;
    // Each has a client of its own, as processes have.
    let mut links = vec![first];
    for _ in 0..7 {
        links.push(Link::open(&house.builder(&base).build().unwrap(), FileStorage::new(&path)).await.unwrap());
    }
    house.clock.advance(AN_HOUR);
    let tasks: Vec<_> = links.into_iter().map(|link| tokio::spawn(async move { link.accounts().all().await.unwrap().len() })).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 1);
    }
    assert_eq!(far.count("PUT /auth/token"), 1);
}
