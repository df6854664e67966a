//! Whoever stops waiting loses nothing.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use fgapi_client::{Link, MemoryStorage, Redeem, TokenStorage as _};
use fgapi_puppet::Puppet;

use crate::far::good;
use crate::house::{Noted, bank, clock};

/// A bank that answers calls of this kind only when it is let; says when one has come.
fn gated(what: &'static str) -> (Puppet, mpsc::Sender<()>, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let (open, gate) = mpsc::channel();
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    let gate = Mutex::new(gate);
    let far = Puppet::saying(move |asked| {
        if asked.what() == what {
            tell.send(()).unwrap();
            gate.lock().unwrap().recv().unwrap();
        }
        good(asked)
    });
    (far, open, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trade_goes_on_when_those_who_wait_for_it_are_cancelled() {
    let (far, open, mut told) = gated("PUT /auth/token");
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let storage = Arc::new(MemoryStorage::new());
    let link = Link::redeem(&bank, storage.clone(), &Redeem::of("fgc_a")).await.unwrap();
    let waiting = tokio::spawn({
        let link = link.clone();
        async move { link.refresh().await }
    });
    told.recv().await.unwrap();
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    open.send(()).unwrap();
    // Whoever comes now gets what the bank gave.
    link.end().await.unwrap();
    assert_eq!(far.count("PUT /auth/token"), 1);
    let ended = far.asked().into_iter().find(|asked| asked.what() == "DELETE /auth/token").unwrap();
    assert_eq!(ended.field("refresh_token"), "fgr_two");
    assert!(storage.load().await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_not_asked_for_twice_by_those_who_stop_waiting() {
    let (far, open, mut told) = gated("GET /accounts");
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let link = Link::redeem(&bank, MemoryStorage::new(), &Redeem::of("fgc_a")).await.unwrap();
    let mut accounts = link.accounts();
    tokio::select! {
        biased;
        _ = accounts.next() => panic!("nobody has let the bank answer"),
        come = told.recv() => assert!(come.is_some()),
    }
    open.send(()).unwrap();
    open.send(()).unwrap();
    let all = accounts.all().await.unwrap();
    assert_eq!(all.iter().map(|account| &*account.id).collect::<Vec<_>>(), ["a-1", "a-2"]);
    assert_eq!(far.count("GET /accounts"), 2);
}
