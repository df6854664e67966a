//! An app that keeps its customer's link by the SDK, while the power goes at the bank.

use std::net::TcpListener;

use fgapi_client::{FileStorage, Link, LinkError, Redeem, Retry};

use crate::process::Serving;
use crate::sdk::wait;
use crate::site::{Database, PASSWORD, Site, USER};

const ROUNDS: usize = 8;
const TASKS: usize = 64;

/// The gateway at an address that stays the same.
fn serve(site: &Site, bind: &str) -> Serving {
    site.serve_with(&[("FGAPI__SERVER__BIND", bind)])
}

/// Trades the pair, again and again, until the gateway does not answer any more.
async fn trade(link: Link) {
    loop {
        match link.refresh().await {
            Ok(_) => {}
            Err(LinkError::Call(_)) => return,
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn a_link_outlives_kill_9(database: Database) {
    let site = Site::with_data(database);
    let bind = format!("127.0.0.1:{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
    let mut serving = serve(&site, &bind);
    let fintech = site.client(&serving, "read");
    let bank = fintech.bank();
    let storage = FileStorage::new(site.path().join("hanako.json"));
    let auth = fintech.auth_token(USER, PASSWORD, "default");
    let link = wait(Link::redeem(&bank, storage.clone(), &Redeem::of(&auth))).unwrap();
    for round in 0..ROUNDS {
        let traded = wait(link.tokens()).unwrap();
        wait(async {
            let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(trade(link.clone()))).collect();
            // Under way, and not at its end.
            while link.tokens().await.is_ok_and(|tokens| tokens == traded) {
                tokio::task::yield_now().await;
            }
            serving.kill();
            for task in tasks {
                task.await.unwrap();
            }
        });
        serving = serve(&site, &bind);
        // The app was restarted as well.
        let builder = fgapi_client::Fgapi::builder(bank.base_url(), fintech.api_key.as_str(), fintech.password.as_str());
        let anew = wait(Link::open(&builder.direct().retry(Retry::default()).build().unwrap(), storage.clone())).unwrap();
        let next = wait(anew.refresh()).unwrap_or_else(|error| panic!("{database:?}, round {round}: the link was lost: {error}"));
        assert!(fintech.opens(&next.access_token), "{database:?}, round {round}");
        assert_eq!(wait(link.accounts().all()).unwrap().len(), 3, "{database:?}, round {round}: whoever held it goes on");
    }
    wait(link.end()).unwrap();
    assert!(matches!(wait(Link::open(&bank, storage)), Err(LinkError::NotLinked)));
}

#[test]
fn a_link_outlives_kill_9_while_64_tasks_trade_it_on_sqlite() {
    a_link_outlives_kill_9(Database::Sqlite);
}

#[test]
fn a_link_outlives_kill_9_while_64_tasks_trade_it_on_postgresql() {
    a_link_outlives_kill_9(Database::Postgres);
}
