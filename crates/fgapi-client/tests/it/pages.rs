//! Listings, page after page.

use fgapi_client::{CallError, Fgapi, Link, LinkError, MemoryStorage, Redeem, StatementQuery};
use fgapi_puppet::{Puppet, Say};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};

use crate::bank::{ACCOUNT, MANY};
use crate::far::{accounts, good, odd_at};
use crate::house::{House, Noted, bank, clock, kept_link};

#[tokio::test]
async fn every_row_comes_once_and_each_page_is_asked_for_once() {
    let house = House::open();
    let far = house.behind(|_, _| crate::far::Fate::Arrives);
    let bank = house.builder(&far.base()).build().unwrap();
    let branches = bank.every_branch().all().await.unwrap();
    assert_eq!((branches.len(), far.count("GET /branches")), (MANY, 3));

    let (link, _) = kept_link(&bank).await;
    let january = StatementQuery::of(ACCOUNT, "2026-01-01", "2026-01-31");
    let balances: Vec<i64> = link.transactions(&january).map_ok(|row| row.balance).try_collect().await.unwrap();
    assert_eq!(balances, (1..=401).collect::<Vec<i64>>());
    assert_eq!(far.count("GET /transactions"), 3);
    let sizes: Vec<usize> = link.transactions(&january).pages().map(|page| page.unwrap().transactions.len()).collect().await;
    assert_eq!(sizes, [200, 200, 1]);
    let rest = link.transactions(&StatementQuery { page: 3, ..january }).all().await.unwrap();
    assert_eq!(rest.len(), 1);
    assert_eq!(link.balances(&january).all().await.unwrap().len(), 1);
    assert_eq!(link.carried_balances(&january).all().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_refused_listing_names_the_field_and_ends() {
    let house = House::open();
    let (link, _) = kept_link(&house.bank()).await;
    let mut rows = link.transactions(&StatementQuery::of(ACCOUNT, "2026-01-01", "2026-02-30"));
    let error = rows.next().await.unwrap().unwrap_err();
    let LinkError::Call(CallError::Refused(refused)) = &error else { panic!("{error:?}") };
    assert_eq!((refused.field.as_deref(), refused.error_code.as_str()), (Some("end_date"), "FG400-014"));
    assert!(error.to_string().contains("in end_date: ") && !refused.request_id.is_empty(), "{error}");
    assert_eq!(error.next_step(), "correct the field that is named, and ask again");
    assert!(rows.next().await.is_none());
    assert_eq!(rows.pages().next_page(), Some(1));
}

async fn linked(far: &Puppet) -> (Fgapi, Link) {
    let bank = bank(&far.base(), &clock(), &Noted::default()).build().unwrap();
    let link = Link::redeem(&bank, MemoryStorage::new(), &Redeem::of("fgc_a")).await.unwrap();
    (bank, link)
}

/// What is said to each page, how many are asked for, and why no more.
type Circle = (fn(u32) -> Value, usize, &'static str);

#[tokio::test]
async fn a_bank_that_leads_round_in_circles_is_left() {
    let circles: [Circle; 6] = [
        (|page| accounts(page, page), 1, "page 1 is followed by page 1"),
        (|page| accounts(page, if page == 3 { 2 } else { page + 1 }), 3, "page 3 is followed by page 2"),
        (|page| accounts(page, if page == 2 { 1 } else { 2 }), 2, "page 2 is followed by page 1"),
        (|_| accounts(1, 2), 2, "page 2 was asked for, and another came"),
        (|page| accounts(page + 1, page + 2), 1, "page 1 was asked for"),
        (
            |page| {
                let mut odd = accounts(page, 2);
                odd["next_page"] = json!(3);
                odd
            },
            1,
            "page 1 tells two next pages",
        ),
    ];
    for (answer, calls, why) in circles {
        let far = odd_at("/accounts", move |asked| Say::json(&answer(asked.page())));
        let error = linked(&far).await.1.accounts().all().await.unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert_eq!(far.count("GET /accounts"), calls, "{why}");
    }
}

#[tokio::test]
async fn a_listing_that_broke_off_goes_on_where_it_did() {
    let far = odd_at("/accounts", |asked| if asked.page() == 1 { good(asked) } else { Say::status(500, "") });
    let (_, link) = linked(&far).await;
    let mut pages = link.accounts().pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_err());
    assert!(pages.next().await.is_none());
    assert_eq!((pages.next_page(), far.count("GET /accounts")), (Some(2), 2));
}
